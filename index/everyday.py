"""Everyday questions that passages answer, made by a model: looked up beside these with a low weight, never shown.

They are kept by the text of their passage, so that making them goes on where it stopped and a text that comes again is
not asked about again, and go when the last passage of that text does. What is looked up lies in a folder `everyday-N`,
built anew out of them; the highest N is in use.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock

from index.error import reading
from index.folders import Readable, sync
from index.passage import Passage, PassageKind
from index.row import PlanRow
from index.sqlite import transaction
from index.terms import Terms, accented, pairs
from index.words import Words, WordsWriter
from ingest.agencies import spelled_out

FILE = "everyday.sqlite3"
WEIGHT = 0.35
"""What the best everyday question counts, where the best passage by words is 1."""

Printed = tuple[bytes, PlanRow, int, Passage]
"""What the text of a passage is known by, its plan, its id and itself."""

_PREFIX = "everyday-"
_TABLE = "CREATE TABLE IF NOT EXISTS questions (print BLOB PRIMARY KEY, text TEXT) WITHOUT ROWID"


class Everyday:
    """The questions under `data_dir`, about the passages that `printed` gives. Safe to share between threads.

    Raises:
        UnwritableError: the disk is full or read-only.
        DamagedError: the file was broken; it is gone now, and the next call begins a new one.
    """

    def __init__(self, data_dir: Path, printed: Callable[[], Iterable[Printed]]) -> None:
        self._dir = data_dir
        self._printed = printed
        self._lock = Lock()
        self._opened: tuple[Path, Readable, Words] | None = None

    @property
    def is_there(self) -> bool:
        """Whether any were ever made."""
        return (self._dir / FILE).exists()

    def known(self) -> dict[bytes, tuple[str, ...]]:
        """Print of a text -> its questions; none for a text about which nothing useful came."""
        if not self.is_there:
            return {}
        with self._open() as database:
            rows = database.execute("SELECT print, text FROM questions").fetchall()
        return {key: tuple(filter(None, text.split("\n"))) for key, text in rows}

    def unasked(self) -> tuple[tuple[bytes, str, Passage], ...]:
        """The texts about which none were made, each once, with the title of their plan; tasks and duties first."""
        known = self.known()
        found: dict[bytes, tuple[bytes, str, Passage]] = {}
        for key, row, _, passage in self._printed():
            if key not in known:
                found.setdefault(key, (key, row.title, passage))
        return tuple(sorted(found.values(), key=lambda one: one[2].kind not in (PassageKind.TASK, PassageKind.DUTY)))

    def use(self) -> None:
        """Looks up, from now on, all that are kept of passages that there are."""
        known = self.known()
        self.build((i, row.id, known[key]) for key, row, i, _ in self._printed() if known.get(key))

    def sweep(self) -> None:
        """Drops those of texts that are no longer there; the others are of passages with new ids."""
        if self.is_there:
            self.keep_only({key for key, *_ in self._printed()})
            self.use()

    def put(self, key: bytes, questions: Sequence[str]) -> None:
        """Keeps the questions of the text `key`."""
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO questions VALUES (?, ?)", (key, "\n".join(questions)))

    def keep_only(self, prints: Collection[bytes]) -> int:
        """Drops what is of other texts, from the disk too; how many that were."""
        gone = [(key,) for key in self.known() if key not in prints]
        if gone:
            with self._open() as database:
                database.executemany("DELETE FROM questions WHERE print = ?", gone)
            with self._open() as database:
                database.execute("VACUUM")
        return len(gone)

    def build(self, rows: Iterable[tuple[int, int, Sequence[str]]]) -> None:
        """Puts in use the questions of `rows`, each with the ids of its passage and its plan."""
        before = self._folders()
        number = 1 + max((_number(folder) for folder in before), default=0)
        target, scratch = self._dir / f"{_PREFIX}{number}", self._dir / f".{_PREFIX}{number}"
        shutil.rmtree(scratch, ignore_errors=True)
        writer = WordsWriter(scratch)
        for passage_id, plan_id, questions in rows:
            writer.add(passage_id, plan_id, _terms(questions))
        writer.commit()
        sync(scratch)
        scratch.rename(target)
        for folder in before:
            shutil.rmtree(folder, ignore_errors=True)

    def find(self, terms: Mapping[str, float], marked: Iterable[str], k: int) -> dict[int, float]:
        """The `k` passages whose questions are most like it: id -> BM25, best first; none where there are none."""
        with self._lock:
            words = self._words()
        return words.find(terms, marked, k) if words else {}

    def close(self) -> None:
        """Lets go of the files."""
        with self._lock:
            if self._opened:
                self._opened[1].close()
            self._opened = None

    def _words(self) -> Words | None:
        newest = max(self._folders(), key=_number, default=None)
        if newest is None:
            return None
        if not self._opened or self._opened[0] != newest:
            readable = Readable(newest)
            with reading(newest):
                self._opened = (newest, readable, Words(readable.folder))
        return self._opened[2]

    def _folders(self) -> list[Path]:
        return [folder for folder in self._dir.glob(f"{_PREFIX}*") if folder.name[len(_PREFIX) :].isdecimal()]

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return transaction(self._dir / FILE, _TABLE, "lần nạp sau sẽ lập lại các câu hỏi thường ngày.")


def _number(folder: Path) -> int:
    return int(folder.name[len(_PREFIX) :])


def _terms(questions: Sequence[str]) -> Terms:
    cut = [spelled_out(question).split() for question in questions]
    return Terms(
        body=tuple(word for words in cut for word in words),
        head=(),
        pairs=tuple(pair for words in cut for pair in pairs(words)),
        accented=tuple(word for question in questions for word in accented(question)),
    )
