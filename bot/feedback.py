"""What was asked on every channel, how it went, and what people thought of the answers.

A small SQLite file of its own beside the plans. Rows are written behind the answers, some at a time. What people ask is
personal data: texts of questions are kept only where the settings say so, and nothing for longer than a year.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from answer.answer import Answer, Question

FILE = "feedback.sqlite3"
KEPT_S = 366 * 24 * 3600.0
LONGEST_WORD = 1000  # characters
_EVERY_S = 0.5
_MOST = 5000  # rows that wait to be written; beyond that the disk is full, and they are let go
_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS asked (
    id TEXT PRIMARY KEY, at REAL, channel TEXT, status TEXT, engine TEXT, elapsed_ms REAL,
    question TEXT, place TEXT, document TEXT, source TEXT, record TEXT, quote TEXT, text TEXT);
CREATE INDEX IF NOT EXISTS asked_at ON asked (at);
CREATE TABLE IF NOT EXISTS thumbs (
    id TEXT PRIMARY KEY REFERENCES asked (id) ON DELETE CASCADE, at REAL, good INTEGER, word TEXT);
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered; `document` (title), `source` (file) and `record` are those of the first quote.

    `question` and `place` are empty where texts are not kept. `at` is in seconds since 1970.
    """

    id: str
    at: float
    channel: str
    status: str
    engine: str
    elapsed_ms: float
    question: str
    place: str
    document: str
    source: str
    record: str
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of an answer; `good` None where nobody said."""

    asked: Asked
    good: bool | None
    word: str


class Feedback:
    """The store. Any thread may call. Where it cannot write, that is logged: an answer matters more."""

    def __init__(
        self, file: Path, *, keep_texts: bool = False, clock: Callable[[], float] = time.time, patience_s: float = 5.0
    ) -> None:
        self._file, self._keep_texts, self._clock, self._patience_s = file, keep_texts, clock, patience_s
        self._waiting: list[Asked] = []
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._over = threading.Event()
        self._is_told = False
        self._is_begun = False
        self._do(lambda _: None)
        self._thread = threading.Thread(target=self._follow, name="feedback", daemon=True)
        self._thread.start()

    def keep(self, number: str, channel: str, question: Question, answer: Answer) -> None:
        """Keep that `question` was answered; written a moment later."""
        cited = answer.citations[0] if answer.citations else None
        shown = (cited.title, cited.source, cited.section, cited.quote) if cited else ("", "", "", "")
        said = (question.text, question.place or "") if self._keep_texts else ("", "")
        text = answer.text if self._keep_texts or answer.status == "answered" else ""
        went = (channel, answer.status, answer.engine, answer.elapsed_ms)
        with self._lock:
            if len(self._waiting) < _MOST:
                self._waiting.append(Asked(number, self._clock(), *went, *said, *shown, text))

    def judge(self, number: str, *, good: bool, word: str = "") -> bool:
        """Keep what somebody thinks of the answer `number`; False where there is no such answer."""
        self.flush()
        sql = """INSERT INTO thumbs SELECT id, ?, ?, ? FROM asked WHERE id = ?
                 ON CONFLICT (id) DO UPDATE SET at = excluded.at, good = excluded.good,
                 word = CASE excluded.word WHEN '' THEN thumbs.word ELSE excluded.word END"""
        values = (self._clock(), good, word[:LONGEST_WORD], number)
        return self._do(lambda db: db.execute(sql, values).rowcount) == 1

    def all(self) -> tuple[Opinion, ...]:
        """Everything that is kept, oldest first."""
        self.flush()
        names = ", ".join(f"asked.{field.name}" for field in fields(Asked))
        sql = f"SELECT {names}, good, word FROM asked LEFT JOIN thumbs USING (id) ORDER BY asked.at"
        return self._do(lambda db: tuple(map(_opinion, db.execute(sql)))) or ()

    def answers(self) -> bool:
        """Whether the file can be read."""
        return self._do(lambda db: db.execute("SELECT count(*) FROM asked LIMIT 1").fetchone()) is not None

    def flush(self) -> None:
        """Write what waits."""
        with self._writing:
            with self._lock:
                rows, self._waiting = self._waiting, []
            if rows:
                sql = f"INSERT OR IGNORE INTO asked VALUES ({', '.join('?' * len(fields(Asked)))})"
                self._do(lambda db: db.executemany(sql, map(astuple, rows)))

    def close(self) -> None:
        """Write what waits and let go of the file."""
        self._over.set()
        self._thread.join()
        self.flush()

    def _follow(self) -> None:
        while not self._over.wait(_EVERY_S):
            self.flush()

    def _begin(self, db: sqlite3.Connection) -> None:
        db.executescript(f"PRAGMA journal_mode = WAL; {_SCHEMA}")
        db.execute("DELETE FROM asked WHERE at < ?", (self._clock() - KEPT_S,))

    def _do(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What `work` makes of the database; None, and a word in the log, where it cannot be used."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file, timeout=self._patience_s)) as db, db:
                db.execute("PRAGMA synchronous = NORMAL")
                db.execute("PRAGMA foreign_keys = ON")
                if not self._is_begun:
                    self._begin(db)
                    self._is_begun = True
                done = work(db)
            self._is_told = False
        except (sqlite3.Error, OSError) as error:
            if not self._is_told:  # not with each question again
                _log.warning("Không dùng được %s (%s); vẫn trả lời, nhưng không ghi lại", self._file.name, error)
            self._is_told = True
            return None
        return done


def _opinion(row: tuple[Any, ...]) -> Opinion:
    *asked, good, word = row
    return Opinion(Asked(*asked), None if good is None else bool(good), word or "")
