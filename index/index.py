"""The room's face: plans go in, passages are found again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING

from index import everyday, generation
from index.cache import print_of
from index.embed import Embedded, embed, is_complete
from index.embedder import MODELS, recalled
from index.everyday import Everyday
from index.folders import keep_only, numbered
from index.fusion import WEIGHT, standing, to_best
from index.generation import Builder, Generation
from index.lock import only_writer
from index.meaning import Meaning
from index.passage import Passage
from index.query import Hit, Query
from index.row import Origin, PlanRow, ProcedureRow
from index.split import split
from index.stamp import stamp_of
from index.store import Store
from index.terms import text_of
from index.work import Found, Wanted
from index.works import Works
from index.writer import Writer
from ingest.plan import Plan

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

Splitter = Callable[[Plan], Iterable[Passage]]
Progress = Callable[[str, int], None]
"""Called after each plan with its source and how many are done."""
Chooser = Callable[[], "Embeddings | None"]
"""Gives the embedder, None where there is none; called when vectors are first needed."""

_DEPTH = 50  # candidates by words; 20 to 200 find equally well on the dev questions
_NEAREST = 20  # candidates by vectors besides; 10 are too few, 30 find no more
_FEW = 300  # passages of a small set of plans, all compared by vector: 4 ms; a plan has some 60
_PLANS_KEPT = 512  # some 170 MB, where an office has so many; reading one out of the store takes 2 ms
_PASSAGES_KEPT = 32_768  # some 160 MB


class Index:
    """Plans and their passages under one directory. Safe to share between threads.

    Nothing is opened before it is needed: neither Chroma nor a model is loaded where there are no vectors.
    Every call sees the generation that is in use at that moment. All of it raises StoreError's children.
    """

    def __init__(self, data_dir: Path, embedder: Chooser, splitter: Splitter, url: str | None) -> None:
        self._dir = data_dir
        self._embedder = lru_cache(1)(embedder)
        self._splitter = splitter
        self._store = Store(data_dir, url)
        self._lock = RLock()
        self._works = Works(data_dir, self._store, self.plans)
        self._rows: tuple[int, tuple[PlanRow, ...]] = (0, ())
        self._procedures: tuple[int, tuple[ProcedureRow, ...]] = (0, ())
        self._open: list[tuple[int, Generation]] = []
        self._meanings: list[Meaning] = []
        self._everyday = Everyday(data_dir, self._printed)
        self._kept: OrderedDict[int, tuple[int, Passage]] = OrderedDict()
        self._plan = lru_cache(_PLANS_KEPT)(self._store.plan)
        self._passages = lru_cache(_PLANS_KEPT)(self._store.passages)

    @classmethod
    def open(
        cls, data_dir: Path, embedder: Chooser = lambda: None, *, splitter: Splitter = split, url: str | None = None
    ) -> Index:
        """The index under `data_dir`; a directory that is missing is an empty index, and is not made.

        Without an embedder words alone are searched. `url` is another SQL database than the SQLite file in `data_dir`.

        Raises:
            SchemaError, DamagedError: it cannot be read by this version.
        """
        index = cls(data_dir, embedder, splitter, url)
        index._store.generation()
        return index

    def check(self) -> None:
        """Raises StampError where the words of the generation in use were made by another version than this."""
        if number := self._store.generation():
            generation.check(self._store.stamp(number))

    @property
    def generation(self) -> int:
        """The number of the generation in use, 0 where nothing was ever ingested."""
        return self._store.generation()

    def known(self) -> dict[str, str]:
        """Source -> sha256 of every plan."""
        return {row.source: row.sha256 for row in self.plans()}

    def plans(self) -> tuple[PlanRow, ...]:
        """Every plan's row, in the order in which they came."""
        number = self._store.generation()
        if self._rows[0] != number:
            self._rows = (number, self._store.plans(number))
        return self._rows[1]

    def procedures(self) -> tuple[ProcedureRow, ...]:
        """Every procedure's row, in the order in which they came; of one that several files hold several."""
        number = self._store.generation()
        if self._procedures[0] != number:
            self._procedures = (number, self._store.procedures(number))
        return self._procedures[1]

    def plan(self, plan_id: int) -> Plan:
        """The whole plan. KeyError where there is none; one just replaced is there until the next ingest."""
        return self._plan(plan_id)

    def passages(self, plan_id: int) -> tuple[tuple[int, Passage], ...]:
        """The passages of a plan with their ids, in the order of the text; none where there is no such plan."""
        return self._passages(plan_id)

    def works(self, wanted: Wanted, limit: int | None = None, skip: int = 0) -> tuple[Found, ...]:
        """The work that is `wanted`: in the order of the plans, or of days where such are asked for.

        `limit` pieces at most, behind the first `skip`. The works of a store from before them are made first.

        Raises:
            BusyError, UnwritableError: they have to be made, and cannot be.
        """
        return self._works.listed(wanted, limit, skip)

    def some_works(self, wanted: Wanted, limit: int) -> tuple[Found, ...]:
        """Any `limit` pieces of the work that is `wanted`, in no order. Raises as `works` does."""
        return self._works.some(wanted, limit)

    def count_works(self, wanted: Wanted) -> int:
        """How much work is `wanted`. Raises as `works` does."""
        return self._works.count(wanted)

    def has_work(self, wanted: Wanted) -> bool:
        """Whether any work is `wanted`. Raises as `works` does."""
        return self._works.has(wanted)

    def origins(self) -> dict[str, Origin]:
        """Source -> where its plan came from, for every plan of which that is known.

        What is known of other content under that name says nothing of this plan.
        """
        known = self.known()
        return {origin.source: origin for origin in self._store.origins() if known.get(origin.source) == origin.sha256}

    def keep_origins(self, origins: Iterable[Origin]) -> None:
        """Keeps `origins` in the place of all before. A plan of which none is kept is only never taken for removed.

        Raises:
            BusyError, UnwritableError: as `update`.
        """
        with only_writer(self._dir):
            self._store.put_origins(origins)

    def document_frequencies(self) -> Mapping[str, int]:
        """Folded syllables and "a_b" pairs -> number of passages that hold them."""
        current = self._current()
        return current.frequencies if current else MappingProxyType({})

    def find(self, query: Query, k: int, plans: Collection[int] | None = None) -> tuple[Hit, ...]:
        """The passages found for `query`, best first: the `k` best by words, and where there are vectors those nearest
        in meaning. `plans` keeps to the plans of these ids.

        Raises:
            StampError, DamagedError: `cchc reindex` is needed.
        """
        terms = query.weights()
        current = self._current()
        if current is None or not terms or k < 1 or (plans is not None and not plans):
            return ()
        words = to_best(current.words.find(terms, query.marked(), max(_DEPTH, k), plans))
        words = self._with_everyday(words, terms, query.marked(), plans)
        meaning = self._meaning()
        cosines = self._cosines(meaning, query.text, words, plans) if meaning else {}
        meant = standing(cosines, meaning.spread if meaning else 0.0)
        return self._hits(dict(list(words.items())[:k]) | {i: words.get(i, 0.0) for i in cosines}, cosines, meant)

    def plans_saying(self, terms: Mapping[str, float], most: int, least: float) -> frozenset[int] | None:
        """The ids of the plans of all passages that hold `least` of what the best one holds of `terms`, 0 to 1.

        None where there are `most` such passages or more. Raises as `find` does.
        """
        current = self._current()
        found = to_best(current.words.find(terms, (), most)) if current and terms else {}
        ids = [each for each, share in found.items() if share >= least]
        return None if len(ids) == most else self._store.plans_of(ids)

    def update(self, add: Iterable[Plan], remove: Iterable[str] = (), progress: Progress | None = None) -> None:
        """Adds plans and removes those of the sources `remove`; a plan whose source is known replaces that one.

        Readers see all of it at once when it is done, or nothing of it. `remove` is looked at last: what it holds may
        depend on how the plans fared.

        Raises:
            BusyError: another process is writing.
            UnwritableError: the disk is full or read-only.
            StampError: the generation in use was made otherwise; `cchc reindex` first.
        """

        def fill(writer: Writer, builder: Builder) -> None:
            for done, plan in enumerate(add, 1):
                _drop(writer, builder, plan.source)
                self._keep(writer, builder, plan)
                if progress:
                    progress(plan.source, done)
            for source in remove:
                _drop(writer, builder, source)

        with only_writer(self._dir):
            self.check()
            self._build(fill, fresh=False)
            self._everyday.sweep()

    def reindex(self, progress: Progress | None = None) -> None:
        """Cuts every plan anew and builds words and vectors from nothing. Raises as `update` does, no StampError."""

        def fill(writer: Writer, builder: Builder) -> None:
            for done, row in enumerate(self.plans(), 1):
                plan = self._store.plan(row.id)
                writer.retire(plan.source)
                self._keep(writer, builder, plan)
                if progress:
                    progress(plan.source, done)

        with only_writer(self._dir):
            self._build(fill, fresh=True)
            self._everyday.sweep()

    def embed(self, told: Embedded | None = None) -> None:
        """Makes the vectors that are missing, and puts them in use in one step; none without an embedder.

        Ingests may run meanwhile, and questions are answered: by words, and by the vectors before where there are such.

        Raises:
            BusyError: another process does so.
            ModelError: the embedder fails.
            UnwritableError: the disk is full or read-only. What was made so far is kept, and used the next time.
        """
        if embedder := self._embedder():
            embed(self._dir, self._store, embedder, told)

    def unasked(self) -> tuple[tuple[bytes, str, Passage], ...]:
        """The texts of passages of which no everyday questions were made, each by what it is known by, once; with the
        title of their plan. Tasks and duties come first.
        """
        return self._everyday.unasked()

    def keep_everyday(self, key: bytes, questions: Sequence[str]) -> None:
        """Keeps the everyday questions of a text; they are looked up after `use_everyday`."""
        self._everyday.put(key, questions)

    def use_everyday(self) -> None:
        """Looks up, from now on, all everyday questions that are kept of passages that there are."""
        self._everyday.use()

    def is_embedded(self) -> bool:
        """Whether all vectors that the embedder would make are in use; also where there is no embedder."""
        if not self._store.generation():
            return True
        embedder = self._embedder()
        return embedder is None or is_complete(self._store, stamp_of(embedder))

    def close(self) -> None:
        """Lets go of every file."""
        with self._lock:
            for _, opened in self._open:
                opened.close()
            self._open.clear()
            for meaning in self._meanings:
                meaning.close()
            self._meanings.clear()
            self._everyday.close()
            self._store.close()

    def _current(self) -> Generation | None:
        """The generation in use, opened; None where nothing was ever ingested.

        The one before stays open, since another thread may still be searching it.
        """
        with self._lock:
            number = self._store.generation()
            if number and (not self._open or self._open[-1][0] != number):
                generation.check(self._store.stamp(number))
                self._open.append((number, Generation(numbered(self._dir, generation.KIND, number))))
                for _, old in self._open[:-2]:
                    old.close()
                del self._open[:-2]
            return self._open[-1][1] if number else None

    def _meaning(self) -> Meaning | None:
        """The vectors in use, opened; None where there are none, or no embedder is wanted."""
        with self._lock:
            row = self._store.vectors()
            if row is None or (wanted := self._embedder()) is None:
                return None
            if not self._meanings or self._meanings[-1].row != row:
                embedder = wanted if stamp_of(wanted) == row.stamp else recalled(row.stamp, self._dir / MODELS)
                self._meanings.append(Meaning(self._dir, row, embedder))
                for old in self._meanings[:-2]:  # another thread may still be searching the one before
                    old.close()
                del self._meanings[:-2]
            return self._meanings[-1]

    def _cosines(
        self, meaning: Meaning, text: str, words: Collection[int], plans: Collection[int] | None
    ) -> dict[int, float]:
        """The cosines of the passages found by words, and of those nearest to `text`."""
        living = {row.id for row in self.plans()}  # vectors may be of a generation before
        allowed = living if plans is None else living & set(plans)
        candidates = {i: plan for i, (plan, _) in self._passages_by_id(words).items()}
        inside = {} if plans is None else self._store.passage_ids(plans, _FEW + 1)
        near = meaning.among(text, inside) if 0 < len(inside) <= _FEW else meaning.near(text, _NEAREST, allowed)
        nearest = dict(sorted(near.items(), key=lambda each: -each[1])[:_NEAREST])
        known = {i: near[i] for i in candidates if i in near}
        rest = {i: plan for i, plan in candidates.items() if i not in near}
        return nearest | known | meaning.among(text, rest)

    def _printed(self) -> Iterator[everyday.Printed]:
        """Every passage with its id, its plan and what its text is known by."""
        for row in self.plans():
            for passage_id, passage in self._store.passages(row.id):
                yield print_of(text_of(row.title, passage)), row, passage_id, passage

    def _with_everyday(
        self, words: dict[int, float], terms: Mapping[str, float], marked: Iterable[str], plans: Collection[int] | None
    ) -> dict[int, float]:
        """`words`, with the passages whose everyday questions are like it, best first."""
        asked = to_best(self._everyday.find(terms, marked, _DEPTH))
        if not asked:
            return words
        living = {row.id for row in self.plans()} if plans is None else set(plans)
        found = {i: share for i, share in asked.items() if self._passages_by_id([i]).get(i, (0,))[0] in living}
        both = words | {i: max(words.get(i, 0.0), everyday.WEIGHT * share) for i, share in found.items()}
        return dict(sorted(both.items(), key=lambda each: (-each[1], each[0])))

    def _hits(
        self, words: Mapping[int, float], cosines: Mapping[int, float], meant: Mapping[int, float]
    ) -> tuple[Hit, ...]:
        passages = self._passages_by_id(words)
        scores = {i: words[i] + WEIGHT * meant.get(i, 0.0) for i in words if i in passages}
        best = sorted(scores, key=lambda i: (-scores[i], i))
        return tuple(
            Hit(i, *passages[i], scores[i], words[i], cosines.get(i, 0.0), meant.get(i, 0.0), rank)
            for rank, i in enumerate(best, 1)
        )

    def _passages_by_id(self, ids: Collection[int]) -> dict[int, tuple[int, Passage]]:
        """Out of memory where they were found lately: an id never names another passage."""
        with self._lock:
            found = {i: self._kept[i] for i in ids if i in self._kept}
            if missing := [i for i in ids if i not in found]:
                found |= self._store.passages_by_id(missing)
            self._kept.update(found)
            for i in found:
                self._kept.move_to_end(i)
            while len(self._kept) > _PASSAGES_KEPT:
                self._kept.popitem(last=False)
        return found

    def _build(self, fill: Callable[[Writer, Builder], None], *, fresh: bool) -> None:
        """Makes the next generation out of the one in use, or out of nothing, and switches to it."""
        before = self._store.generation()
        keep_only(self._dir, generation.KIND, (before, before - 1))
        try:
            with self._store.writer() as writer:
                base = numbered(self._dir, generation.KIND, before)
                copied = not fresh and generation.is_whole(base)
                target = numbered(self._dir, generation.KIND, writer.number)
                with Builder(target, base if copied else None) as builder:
                    if not (fresh or copied):
                        self._restore(builder, before)
                    fill(writer, builder)
                writer.sweep(before)
                writer.switch(generation.stamp())
        finally:
            now = self._store.generation()
            keep_only(self._dir, generation.KIND, (now, now - 1))

    def _restore(self, builder: Builder, number: int) -> None:
        """What generation `number` held, where its directory was lost."""
        for row in self._store.plans(number):
            builder.add(row.id, self._store.passages(row.id))

    def _keep(self, writer: Writer, builder: Builder, plan: Plan) -> None:
        plan_id, passages = writer.add(plan, self._splitter(plan))
        builder.add(plan_id, passages)


def _drop(writer: Writer, builder: Builder, source: str) -> None:
    for plan_id in writer.retire(source):
        builder.remove(plan_id, writer.passages(plan_id))
