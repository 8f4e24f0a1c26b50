"""A generation: the words of one state of the store, in a directory of their own. Its vectors join it later.

The next one is built beside the one in use, as its changed copy or from nothing, and comes into use when the
store says so. What an interrupted ingest leaves lying is newer than the store knows of, and cleared by the next.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from index import frequencies
from index.error import DamagedError, StampError, reading, writing
from index.folders import Readable, sync
from index.passage import Passage
from index.terms import terms_of
from index.words import Words, WordsWriter

PASSAGES = 4
"""Raise it when index.split, index.terms or the fields of index.words change: old words are made anew then."""

KIND = "generation"  # of folder
_VECTORS_ONCE = "vectors"  # what generations held until vectors came to lie apart


def stamp() -> dict[str, Any]:
    """What makes the words of a generation: the version of passages and words."""
    return {"passages": PASSAGES}


def check(made_with: Mapping[str, Any]) -> None:
    """Raises StampError where another version than this made the words of a generation."""
    if made_with.get("passages") != PASSAGES:
        raise StampError("Chỉ mục do phiên bản khác của chương trình lập. Hãy lập lại: cchc reindex")


def is_whole(folder: Path) -> bool:
    """Whether the words lie in `folder`. Raises DamagedError where that is not to be seen."""
    with reading(folder):
        return (folder / "words").is_dir()


class Generation:
    """The words of a whole generation, for searching. Close it when another one is in use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def words(self) -> Words:
        """Raises DamagedError where they are missing or broken."""
        try:
            with reading(self._folder):
                return Words(self._readable.folder)
        except ValueError as error:
            raise DamagedError(f"Chỉ mục ở {self._folder} bị thiếu hoặc hỏng. Hãy lập lại: cchc reindex") from error

    @cached_property
    def frequencies(self) -> Mapping[str, int]:
        """Folded syllables and "a_b" pairs -> number of passages that hold them."""
        with reading(self._folder):
            return frequencies.load(self._folder)

    def close(self) -> None:
        """Lets go of the files."""
        if readable := self.__dict__.get("_readable"):
            readable.close()

    @cached_property
    def _readable(self) -> Readable:
        return Readable(self._folder / "words")


class Builder:
    """The generation to be, in `folder`: a changed copy of `before`, or from nothing where that is None.

    A context: leaving it makes the generation whole and safe on the disk; leaving it with an error takes it away.

    Raises:
        UnwritableError: the disk is full or the data directory read-only.
    """

    def __init__(self, folder: Path, before: Path | None = None) -> None:
        self._folder = folder
        with writing(folder):
            shutil.rmtree(folder, ignore_errors=True)
            if before is not None:
                shutil.copytree(before, folder, ignore=shutil.ignore_patterns(_VECTORS_ONCE))
            folder.mkdir(parents=True, exist_ok=True)
        self._frequencies = Counter(frequencies.load(folder))
        self._words = WordsWriter(folder / "words")

    def add(self, plan_id: int, passages: Iterable[tuple[int, Passage]]) -> None:
        """Adds the passages of a plan, each with its id."""
        for passage_id, passage in passages:
            terms = terms_of(passage)
            self._words.add(passage_id, plan_id, terms)
            self._frequencies.update(terms.distinct())

    def remove(self, plan_id: int, passages: Iterable[tuple[int, Passage]]) -> None:
        """Takes away a plan whose passages are these."""
        self._words.remove(plan_id)
        for _, passage in passages:
            self._frequencies.subtract(terms_of(passage).distinct())

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        whole = False
        try:
            if kind is None:
                self._words.commit()
                frequencies.save(self._folder, self._frequencies)
                sync(self._folder)
                whole = True
        finally:
            if not whole:
                self._words.rollback()
                shutil.rmtree(self._folder, ignore_errors=True)
