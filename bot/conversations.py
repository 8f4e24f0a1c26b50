"""What the channels remember of each chat: its last turns and the choices on offer.

Texts are personal data: few are kept, and none for long.
"""

import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path

from answer.answer import Option
from bot.chatstore import ChatStore

KEPT_TURNS = 6
FRESH_S = 12 * 3600.0  # after half a day a question starts anew
_log = logging.getLogger(__name__)


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
    """Any thread may call.

    Where writing fails later (a full disk), that is logged and nothing is remembered: an answer matters more.
    """

    def __init__(
        self,
        file: Path | None,
        clock: Callable[[], float] = time.time,
        patience_s: float = 10.0,
        fresh_s: float = FRESH_S,
    ) -> None:
        """Make `file` and its folder where they are not there yet; None keeps everything in memory.

        `patience_s` is how long to wait for another process that writes, `fresh_s` how long anything is remembered.
        Raises CommandError where `file` cannot be made.
        """
        self.store = ChatStore(file, clock, patience_s)
        self.fresh_s = fresh_s

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def turns(self, chat: Chat, question: str = "") -> tuple[Turn, ...]:
        """The last turns that are still fresh, oldest first; only those before `question` where that is among them."""
        with self.store.reading() as db:
            sql = (
                "SELECT text, place, year, question FROM turns WHERE channel = ? AND asker = ? AND at >= ? ORDER BY id"
            )
            rows = db.execute(sql, (*chat.key, self._oldest())).fetchall()
        before = takewhile(lambda row: not question or row[3] != question, rows)
        return tuple(Turn(*row[:3]) for row in before)

    def remember(self, chat: Chat, turn: Turn, chosen: Offer | None = None, question: str = "") -> int:
        """Keep `turn` as the latest, in the place of an earlier reading of `question`.

        Where the asker chose from what was `chosen`, it takes the place of the turn of that. Returns the turn's number,
        0 if it was not kept.
        """
        if self.fresh_s <= 0:
            return 0
        with _where_possible(), self.store.writing(firm=False) as db:
            if question:
                db.execute("DELETE FROM turns WHERE channel = ? AND asker = ? AND question = ?", (*chat.key, question))
            values = (*chat.key, turn.text, turn.place, turn.year, self.store.now(), question)
            sql = "INSERT INTO turns (channel, asker, text, place, year, at, question) VALUES (?, ?, ?, ?, ?, ?, ?)"
            number = db.execute(sql, values).lastrowid or 0
            if chosen:
                db.execute("DELETE FROM turns WHERE id = ?", (chosen.turn,))
                db.execute("UPDATE offers SET turn = ? WHERE turn = ?", (number, chosen.turn))
                db.execute("UPDATE offers SET chosen = ? WHERE id = ?", (question, chosen.id))
            older = "SELECT id FROM turns WHERE channel = ? AND asker = ? ORDER BY id DESC LIMIT -1 OFFSET ?"
            db.execute(f"DELETE FROM turns WHERE id IN ({older})", (*chat.key, KEPT_TURNS))
            for table in ("turns", "offers"):
                db.execute(f"DELETE FROM {table} WHERE at < ?", (self._oldest(),))
            return number
        return 0

    def clear(self, chat: Chat) -> None:
        """Forget the turns and choices of this asker, and what is left of an answer."""
        with _where_possible(), self.store.writing(firm=False) as db:
            for table in ("turns", "offers", "rests"):
                db.execute(f"DELETE FROM {table} WHERE channel = ? AND asker = ?", chat.key)

    def erase(self, chat: Chat) -> None:
        """Erase all that is kept of this asker, also that there was one. Raises sqlite3.Error."""
        with self.store.writing() as db:
            for table in ("turns", "offers", "replies", "rests"):
                db.execute(f"DELETE FROM {table} WHERE channel = ? AND asker = ?", chat.key)
            db.execute("DELETE FROM greeted WHERE digest = ?", (self.store.digest(*chat.key),))
        self.store.flush()

    def offer(self, chat: Chat, turn: int, question: str, history: tuple[str, ...], options: tuple[Option, ...]) -> int:
        """Keep a question with its choices; returns the offer's number, 0 if it was not kept."""
        if self.fresh_s <= 0:
            return 0
        with _where_possible(), self.store.writing(firm=False) as db:
            sql = """INSERT INTO offers (channel, asker, chat_id, turn, question, history, options, at)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
            packed = (json.dumps(history), json.dumps([asdict(option) for option in options]))
            return db.execute(sql, (*chat.key, chat.chat_id, turn, question, *packed, self.store.now())).lastrowid or 0
        return 0

    def offered(self, chat: Chat, number: int) -> Offer | None:
        """The offer of that number if it was made in this chat, to whomever."""
        return self._offer("channel = ? AND chat_id = ? AND id = ?", (chat.channel, chat.chat_id, number))

    def pending(self, chat: Chat, question: str = "") -> Offer | None:
        """The offer that this asker's last turn ended with, if it did.

        For a `question` that was read before, as when the process is killed: the one that it met then.
        """
        if question and (met := self._offer("channel = ? AND asker = ? AND chosen = ?", (*chat.key, question))):
            return met
        others = "turns.channel = ? AND turns.asker = ? AND (turns.question = '' OR turns.question != ?)"
        latest = f"turn = (SELECT max(id) FROM turns WHERE {others})"
        return self._offer(f"channel = ? AND asker = ? AND {latest}", (*chat.key, *chat.key, question))

    def _offer(self, condition: str, values: tuple[object, ...]) -> Offer | None:
        sql = f"SELECT id, turn, question, history, options FROM offers WHERE {condition} AND at >= ? ORDER BY id DESC"
        with self.store.reading() as db:
            row = db.execute(sql, (*values, self._oldest())).fetchone()
        if row is None:
            return None
        number, turn, question, history, options = row
        unpacked = tuple(Option(**option) for option in json.loads(options))
        return Offer(number, turn, question, tuple(json.loads(history)), unpacked)

    def _oldest(self) -> float:
        return self.store.now() - self.fresh_s


def notice(keep_s: float = FRESH_S, keeps_texts: bool = False) -> str:
    """What a person is told at first contact about what is kept; `keeps_texts`: questions are kept too, nameless."""
    kept = f"được nhớ tối đa {keep_s / 3600:g} giờ để hiểu câu tiếp theo" if keep_s > 0 else "không được nhớ lại"
    counted = " Nội dung câu hỏi, không kèm tên, được giữ để thống kê." if keeps_texts else ""
    return (
        "Về dữ liệu của anh/chị: câu hỏi được lưu trên máy của cơ quan cho đến khi trả lời xong, sau đó "
        f"{kept}.{counted} Gõ /xoa để xoá ngay những gì còn nhớ."
    )


@contextmanager
def _where_possible() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        _log.warning("Không ghi được hội thoại (%s); vẫn trả lời nhưng không nhớ câu này", error)
