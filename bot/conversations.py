"""What the channels remember of each chat: its last turns, the choices on offer, and which messages came already.

A small SQLite file of its own beside the plans. Texts are personal data: few are kept, and none for long.
"""

import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from answer.answer import Option
from bot.errors import CommandError

KEPT_TURNS = 6
FRESH_S = 12 * 3600.0  # after half a day a question starts anew
_log = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT, asker TEXT, text TEXT, place TEXT, year INTEGER, at REAL);
CREATE INDEX IF NOT EXISTS turns_of ON turns (channel, asker);
CREATE TABLE IF NOT EXISTS offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT, chat_id TEXT, asker TEXT, turn INTEGER, question TEXT,
    history TEXT, options TEXT, at REAL);
CREATE TABLE IF NOT EXISTS seen (
    channel TEXT, chat_id TEXT, message_id TEXT, at REAL, PRIMARY KEY (channel, chat_id, message_id));
"""


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a message came from. Several askers share a group's `chat_id`, each with turns of their own."""

    channel: str
    chat_id: str
    asker: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What turns are kept under."""
        return self.channel, f"{self.chat_id}/{self.asker}"


@dataclass(frozen=True, slots=True)
class Turn:
    """What the asker said, and the plan that was chosen for it."""

    text: str
    place: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that waits for a choice. `turn` is the turn that it was asked in."""

    id: int
    turn: int
    question: str
    history: tuple[str, ...]
    options: tuple[Option, ...]


class Conversations:
    """The store. Each call opens the file anew, so any thread may call.

    Where writing fails later (a full disk), that is logged and nothing is remembered: an answer matters more.
    """

    def __init__(self, file: Path | None, clock: Callable[[], float] = time.time, patience_s: float = 10.0) -> None:
        """Make `file` and its folder where they are not there yet; None keeps everything in memory.

        `patience_s` is how long to wait for another process that writes.
        Raises CommandError where `file` cannot be made.
        """
        self._clock, self._patience_s = clock, patience_s
        self._uri = file.absolute().as_uri() if file else f"file:conversations-{id(self)}?mode=memory&cache=shared"
        try:
            if file:
                file.parent.mkdir(parents=True, exist_ok=True)
            self._first = self._connect()  # memory lasts as long as someone is connected to it
            self._first.executescript(f"PRAGMA journal_mode = WAL; {_SCHEMA}")
        except (OSError, sqlite3.Error) as error:
            raise CommandError(f"Không ghi được vào {file}: {error}. Xin cấp quyền ghi hoặc giải phóng đĩa.") from None

    def close(self) -> None:
        """Let go of the file."""
        self._first.close()

    def first_time(self, chat: Chat, message_id: str) -> bool:
        """Whether `message_id` was not seen before in this chat; services deliver again when unsure."""
        with self._writing() as db:
            values = (chat.channel, chat.chat_id, message_id, self._clock())
            return db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", values).rowcount == 1
        return True

    def turns(self, chat: Chat) -> tuple[Turn, ...]:
        """The last turns that are still fresh, oldest first."""
        with self._reading() as db:
            sql = "SELECT text, place, year FROM turns WHERE channel = ? AND asker = ? AND at >= ? ORDER BY id"
            return tuple(Turn(*row) for row in db.execute(sql, (*chat.key, self._oldest())))

    def remember(self, chat: Chat, turn: Turn, instead_of: int | None = None) -> int:
        """Keep `turn` as the latest, in the place of turn `instead_of`; returns its number, 0 if it was not kept."""
        with self._writing() as db:
            values = (*chat.key, turn.text, turn.place, turn.year, self._clock())
            sql = "INSERT INTO turns (channel, asker, text, place, year, at) VALUES (?, ?, ?, ?, ?, ?)"
            number = db.execute(sql, values).lastrowid or 0
            db.execute("DELETE FROM turns WHERE id = ?", (instead_of,))
            db.execute("UPDATE offers SET turn = ? WHERE turn = ?", (number, instead_of))
            older = "SELECT id FROM turns WHERE channel = ? AND asker = ? ORDER BY id DESC LIMIT -1 OFFSET ?"
            db.execute(f"DELETE FROM turns WHERE id IN ({older})", (*chat.key, KEPT_TURNS))
            for table in ("turns", "offers", "seen"):
                db.execute(f"DELETE FROM {table} WHERE at < ?", (self._oldest(),))
            return number
        return 0

    def clear(self, chat: Chat) -> None:
        """Forget the turns and choices of this asker."""
        with self._writing() as db:
            for table in ("turns", "offers"):
                db.execute(f"DELETE FROM {table} WHERE channel = ? AND asker = ?", chat.key)

    def offer(self, chat: Chat, turn: int, question: str, history: tuple[str, ...], options: tuple[Option, ...]) -> int:
        """Keep a question with its choices; returns the offer's number, 0 if it was not kept."""
        with self._writing() as db:
            sql = """INSERT INTO offers (channel, asker, chat_id, turn, question, history, options, at)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
            packed = (json.dumps(history), json.dumps([asdict(option) for option in options]))
            return db.execute(sql, (*chat.key, chat.chat_id, turn, question, *packed, self._clock())).lastrowid or 0
        return 0

    def offered(self, chat: Chat, number: int) -> Offer | None:
        """The offer of that number if it was made in this chat, to whomever."""
        return self._offer("channel = ? AND chat_id = ? AND id = ?", (chat.channel, chat.chat_id, number))

    def pending(self, chat: Chat) -> Offer | None:
        """The offer that this asker's last turn ended with, if it did."""
        latest = "turn = (SELECT max(id) FROM turns WHERE turns.channel = ? AND turns.asker = ?)"
        return self._offer(f"channel = ? AND asker = ? AND {latest}", (*chat.key, *chat.key))

    def _offer(self, condition: str, values: tuple[object, ...]) -> Offer | None:
        sql = f"SELECT id, turn, question, history, options FROM offers WHERE {condition} AND at >= ? ORDER BY id DESC"
        with self._reading() as db:
            row = db.execute(sql, (*values, self._oldest())).fetchone()
        if row is None:
            return None
        number, turn, question, history, options = row
        unpacked = tuple(Option(**option) for option in json.loads(options))
        return Offer(number, turn, question, tuple(json.loads(history)), unpacked)

    def _oldest(self) -> float:
        return self._clock() - FRESH_S

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as db, db:
                yield db
        except sqlite3.OperationalError as error:
            _log.warning("Không ghi được hội thoại (%s); vẫn trả lời nhưng không nhớ câu này", error)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as db:
            yield db

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._uri, uri=True, timeout=self._patience_s, check_same_thread=False)
