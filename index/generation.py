"""A generation: words and vectors of one state of the store, in a directory of their own.

The next one is built beside the one in use, as its changed copy or from nothing, and comes into use when the
store says so. What an interrupted ingest leaves lying is newer than the store knows of, and cleared by the next.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index import frequencies
from index.embedder import Embedder
from index.error import DamagedError, StampError, UnwritableError, is_full, reading, writing
from index.passage import Passage
from index.terms import terms_of, text_of
from index.vectors import Vectors
from index.words import Words, WordsWriter

PASSAGES = 1
"""Raise it when index.split, index.terms or the fields of index.words change: old generations are refused then."""

_PREFIX = "generation-"
_log = logging.getLogger(__name__)


def stamp(embedder: Embedder) -> dict[str, Any]:
    """What makes a generation: the embedder, and the version of passages and words."""
    return {"passages": PASSAGES, "embedder": asdict(embedder.stamp)}


def check(made_with: Mapping[str, Any], embedder: Embedder | None) -> None:
    """Raises StampError where `embedder`, if any, or this version is not what a generation was made with."""
    if made_with.get("passages") != PASSAGES:
        raise _stale("do phiên bản khác của chương trình lập")
    if embedder and made_with != (wanted := stamp(embedder)):
        raise _stale(f"lập bằng bộ nhúng {_name(made_with)}, còn cài đặt hiện nay là {_name(wanted)}")


def is_whole(folder: Path) -> bool:
    """Whether both indexes lie in `folder`. Raises DamagedError where that is not to be seen."""
    with reading(folder):
        return (folder / "words").is_dir() and (folder / "vectors").is_dir()


def _stale(why: str) -> StampError:
    return StampError(f"Chỉ mục {why}. Hãy lập lại: cchc reindex")


def _name(made_with: Mapping[str, Any]) -> str:
    embedder = made_with.get("embedder", {})
    prefixes = embedder.get("query_prefix", ""), embedder.get("passage_prefix", "")
    return f"{embedder.get('name')} ({embedder.get('revision')}, {embedder.get('dimension')} chiều, tiền tố {prefixes})"


def folder(data_dir: Path, number: int) -> Path:
    """Where generation `number` lies."""
    return data_dir / f"{_PREFIX}{number}"


def clear(data_dir: Path, keep: Iterable[int]) -> None:
    """Deletes every generation but `keep`; one that a reader on Windows still holds goes next time."""
    kept = {folder(data_dir, number) for number in keep}
    for found in data_dir.glob(f"{_PREFIX}*"):
        if found not in kept:
            shutil.rmtree(found, ignore_errors=True)


@dataclass(frozen=True)
class Generation:
    """A whole generation, for searching. Close it when another one is in use."""

    folder: Path
    embedder: Embedder | None

    @cached_property
    def words(self) -> Words:
        """Raises DamagedError where they are missing or broken."""
        try:
            with reading(self.folder):
                return Words(self._part("words"))
        except ValueError as error:
            raise _damaged(self.folder) from error

    @cached_property
    def vectors(self) -> Vectors | None:
        """None on a full disk, since Chroma writes even to read; words are found all the same.

        Raises DamagedError where they are missing or broken.
        """
        part = self._part("vectors")
        try:
            return Vectors(part, self.embedder)
        except UnwritableError as error:
            if not is_full(self.folder):
                raise _damaged(self.folder) from error
            _log.warning("%s Cho đến khi đó chỉ tìm theo chữ, câu gõ sai có thể không tìm ra.", error)
            return None

    @cached_property
    def frequencies(self) -> Mapping[str, int]:
        """Folded syllables and "a_b" pairs -> number of passages that hold them."""
        with reading(self.folder):
            return frequencies.load(self.folder)

    def close(self) -> None:
        """Lets go of the files."""
        if vectors := self.__dict__.get("vectors"):
            vectors.close()
        if "_copy" in self.__dict__:
            self._copy.cleanup()

    def _part(self, name: str) -> Path:
        with reading(self.folder):
            if not (self.folder / name).is_dir():
                raise _damaged(self.folder)
        return (self.folder if os.access(self.folder, os.W_OK) else Path(self._copy.name)) / name

    @cached_property
    def _copy(self) -> TemporaryDirectory[str]:
        """For a read-only folder: both engines write lock files just to read. It goes when the process ends."""
        try:
            copy = TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True)
            for path in sorted(self.folder.rglob("*")):  # not copytree: what is read-only would be so here too
                target = Path(copy.name, path.relative_to(self.folder))
                target.mkdir() if path.is_dir() else shutil.copyfile(path, target)
        except OSError as error:
            raise UnwritableError(
                f"{self.folder} chỉ đọc được, nên tra cứu cần một bản sao ở thư mục tạm, mà không ghi được vào đó "
                f"({error}). Hãy giải phóng chỗ trống, hoặc đặt biến môi trường TMPDIR là một thư mục ghi được."
            ) from error
        return copy


class Builder:
    """The generation to be, in `folder`: a changed copy of `before`, or from nothing where that is None.

    A context: leaving it makes the generation whole and safe on the disk; leaving it with an error takes it away.

    Raises:
        UnwritableError: the disk is full or the data directory read-only.
    """

    def __init__(self, folder: Path, embedder: Embedder, before: Path | None = None) -> None:
        self._folder = folder
        with writing(folder):
            shutil.rmtree(folder, ignore_errors=True)
            if before is not None:
                shutil.copytree(before, folder)
            folder.mkdir(parents=True, exist_ok=True)
        self._frequencies = Counter(frequencies.load(folder))
        self._words = WordsWriter(folder / "words")
        self._vectors = Vectors(folder / "vectors", embedder)

    def add(self, plan_id: int, passages: Iterable[tuple[int, Passage]]) -> None:
        """Adds the passages of a plan, each with its id."""
        passages = tuple(passages)
        for passage_id, passage in passages:
            terms = terms_of(passage)
            self._words.add(passage_id, plan_id, terms)
            self._frequencies.update(terms.distinct())
        self._vectors.add([(passage_id, text_of(passage)) for passage_id, passage in passages])

    def remove(self, plan_id: int, passages: Iterable[tuple[int, Passage]]) -> None:
        """Takes away a plan whose passages are these."""
        passages = tuple(passages)
        self._words.remove(plan_id)
        self._vectors.remove([passage_id for passage_id, _ in passages])
        for _, passage in passages:
            self._frequencies.subtract(terms_of(passage).distinct())

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        whole = False
        try:
            if kind is None:
                self._vectors.flush()
                self._words.commit()
                frequencies.save(self._folder, self._frequencies)
                whole = True
        finally:
            self._vectors.close()
            if whole:
                _sync(self._folder)
            else:
                self._words.rollback()
                shutil.rmtree(self._folder, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Brings every file of `folder` to the disk, so that a power cut after the switch loses none."""
    with writing(folder):
        for path in (path for path in folder.rglob("*") if path.is_file()):
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _damaged(folder: Path) -> DamagedError:
    return DamagedError(f"Chỉ mục ở {folder} bị thiếu hoặc hỏng. Hãy lập lại: cchc reindex")
