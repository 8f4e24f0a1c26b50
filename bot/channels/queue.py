"""Messages on their way, in the store: what came and is not answered, what is answered and not yet sent.

A message is here before the service is thanked for it, its reply before it is sent. Rows hold text and ids until the
service has taken the reply, then they are deleted; what stays to tell a repeated delivery is hashed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection

from pydantic import TypeAdapter

from bot.channels.channel import Address
from bot.channels.part import Part
from bot.chatstore import ChatStore
from bot.conversations import Chat
from bot.dialogue import Incoming, Kind, Outgoing

REMEMBERED_S = 7 * 24 * 3600.0
"""How long a message is known again when a service delivers it once more."""

LATEST_S = 48 * 3600.0
"""After two days nobody waits for a reply any more, and what could not be sent is erased."""

MOST_WAITING = 30
"""Messages of one asker that wait; who sends more is asked to be patient."""

_INCOMING, _PART, _ADDRESS = TypeAdapter(Incoming), TypeAdapter(Part), TypeAdapter(Address)
_REPLIES = TypeAdapter(tuple[Outgoing, ...])
Before = Callable[[Connection, Incoming], None]
Key = tuple[str, str]
"""Channel and chat: what is answered in order."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A part of a reply that is to be sent, in the place of `edits` if that is an id.

    `begun` says that sending it was begun before, and nobody knows how that ended.
    """

    id: int
    chat: Chat
    question: str
    part: Part
    address: Address
    edits: str
    begun: bool


class Queue:
    """Any thread may call. Each method is one transaction and raises sqlite3.Error where the file cannot be written."""

    def __init__(self, store: ChatStore) -> None:
        self._store = store

    def receive(self, messages: Sequence[Incoming], before: Before | None = None) -> list[Key]:
        """Store `messages`, less those that came before; the chat of each that is new.

        `before` is done with each of them in the same transaction.
        """
        woken: list[Key] = []
        now, digest = self._store.now(), self._store.digest
        with self._store.writing() as db:
            for one in map(_storable, messages):
                chat = one.chat
                seen = digest(chat.channel, chat.chat_id, one.message_id)
                if one.message_id and not db.execute("INSERT OR IGNORE INTO came VALUES (?, ?)", (seen, now)).rowcount:
                    continue
                woken.append((chat.channel, chat.chat_id))
                if before:
                    before(db, one)
                question = digest(chat.channel, chat.chat_id, one.of or one.message_id)
                waits = "channel = ? AND chat_id = ? AND asker = ?"
                whose = (chat.channel, chat.chat_id, chat.asker)
                rows = db.execute(f"SELECT id, question, message FROM inbox WHERE {waits}", whose).fetchall()
                if one.kind is Kind.EDITED and self._reworded(db, rows, question, one):
                    continue
                if any(_INCOMING.validate_json(row[2]).kind is Kind.TOO_MANY for row in rows[-1:]):
                    continue  # the asker is about to be told
                if len(rows) >= MOST_WAITING:
                    one = replace(one, kind=Kind.TOO_MANY, text="")
                values = (*whose, question, _INCOMING.dump_json(replace(one, question=question)).decode(), now)
                db.execute(
                    "INSERT INTO inbox (channel, chat_id, asker, question, message, at) VALUES (?, ?, ?, ?, ?, ?)",
                    values,
                )
        return woken

    @staticmethod
    def _reworded(db: Connection, rows: list[tuple[int, str, str]], question: str, edit: Incoming) -> bool:
        """Whether the message that was edited still waits, and now waits in its new words."""
        for row, of, message in rows:
            waiting = _INCOMING.validate_json(message)
            if of == question and waiting.kind is not Kind.TOO_MANY:
                text = _INCOMING.dump_json(replace(waiting, text=edit.text)).decode()
                db.execute("UPDATE inbox SET message = ? WHERE id = ?", (text, row))
                return True
        return False

    def waiting(self) -> set[Key]:
        """The chats in which something waits to be answered or sent."""
        with self._store.reading() as db:
            return set(db.execute("SELECT channel, chat_id FROM inbox UNION SELECT channel, chat_id FROM outbox"))

    def unanswered(self, key: Key) -> tuple[int, Incoming] | None:
        """The oldest message of a chat that is not answered, with its number."""
        with self._store.reading() as db:
            sql = "SELECT id, message FROM inbox WHERE channel = ? AND chat_id = ? ORDER BY id LIMIT 1"
            row = db.execute(sql, key).fetchone()
        return (row[0], _INCOMING.validate_json(row[1])) if row else None

    def behind(self, key: Key) -> int:
        """How many messages of a chat wait behind the one that is answered next."""
        with self._store.reading() as db:
            sql = "SELECT max(count(*) - 1, 0) FROM inbox WHERE channel = ? AND chat_id = ?"
            return int(db.execute(sql, key).fetchone()[0])

    def rest(self, chat: Chat) -> tuple[Outgoing, ...]:
        """What is left of the last answer to the asker, for which there was no room."""
        with self._store.reading() as db:
            sql = "SELECT replies FROM rests WHERE channel = ? AND asker = ?"
            row = db.execute(sql, chat.key).fetchone()
        return _REPLIES.validate_json(row[0]) if row else ()

    def answered(
        self,
        number: int,
        message: Incoming,
        parts: Sequence[Part],
        rest: Sequence[Outgoing] = (),
        *,
        greets: bool,
        goes_on: bool = False,
    ) -> bool:
        """Put the reply in the place of the message; False where the message was reworded meanwhile.

        The reply takes the place of what was sent before: a draft, or the reply to the message as it was unedited.
        `rest` is what is left of it, `goes_on` says that the reply is what was left before, `greets` that the asker was
        told what is kept.
        """
        chat, now = message.chat, self._store.now()
        with self._store.writing() as db:
            row = db.execute("SELECT message FROM inbox WHERE id = ?", (number,)).fetchone()
            if row is None or _INCOMING.validate_json(row[0]).text != message.text:
                return row is None
            db.execute("DELETE FROM inbox WHERE id = ?", (number,))
            sql = "SELECT reply_id FROM replies WHERE question = ? ORDER BY id"
            before = [reply for (reply,) in db.execute(sql, (message.question,))]
            db.execute("DELETE FROM replies WHERE question = ?", (message.question,))
            address = Address(chat.chat_id, message.thread, message.reply_to)
            for at, part in enumerate([*parts, *[Part("")] * (len(before) - len(parts))]):
                self._put(db, chat, message.question, part, address, before[at] if at < len(before) else "")
            self._leave(db, number, chat, rest, goes_on=goes_on)
            if greets:
                db.execute("INSERT OR IGNORE INTO greeted VALUES (?, ?)", (self._store.digest(*chat.key), now))
        return True

    def _leave(self, db: Connection, number: int, chat: Chat, rest: Sequence[Outgoing], *, goes_on: bool) -> None:
        """Keep `rest` behind what was left before, unless that was gone on with, or another question came after it."""
        row = db.execute("SELECT replies, turn, latest FROM rests WHERE channel = ? AND asker = ?", chat.key).fetchone()
        if row is None and not rest:
            return
        before, turn, latest = row or ("[]", 0, 0)
        sql = "SELECT coalesce(max(id), 0) FROM turns WHERE channel = ? AND asker = ?"
        now = db.execute(sql, chat.key).fetchone()[0]
        asks = now > turn or not now  # where nothing is remembered, whatever comes is taken for a question
        is_over = goes_on or (number > latest and asks)
        left = (*(() if is_over else _REPLIES.validate_json(before)), *rest)
        if not left:
            db.execute("DELETE FROM rests WHERE channel = ? AND asker = ?", chat.key)
            return
        if rest:  # what is here by now was not written in the knowledge that something is left
            sql = "SELECT coalesce(max(id), ?) FROM inbox WHERE channel = ? AND chat_id = ?"
            latest = db.execute(sql, (number, chat.channel, chat.chat_id)).fetchone()[0]
        values = (*chat.key, _REPLIES.dump_json(left).decode(), now, latest, self._store.now())
        db.execute(
            "INSERT OR REPLACE INTO rests (channel, asker, replies, turn, latest, at) VALUES (?, ?, ?, ?, ?, ?)", values
        )

    def give_up(self, ready: Ready, instead: Part | None) -> None:
        """Erase what may have been sent; `instead` goes out behind what waits in that chat."""
        with self._store.writing() as db:
            db.execute("DELETE FROM outbox WHERE id = ?", (ready.id,))
            if instead:
                self._put(db, ready.chat, "", instead, ready.address, "")

    def _put(self, db: Connection, chat: Chat, question: str, part: Part, address: Address, edits: str) -> None:
        where = (chat.channel, chat.chat_id, chat.asker, question)
        what = (_PART.dump_json(part).decode(), _ADDRESS.dump_json(address).decode(), edits, self._store.now())
        db.execute(
            "INSERT INTO outbox (channel, chat_id, asker, question, part, address, edits, at) VALUES (?,?,?,?,?,?,?,?)",
            (*where, *what),
        )

    def knows(self, chat: Chat) -> bool:
        """Whether the asker was told what is kept."""
        with self._store.reading() as db:
            sql = "SELECT 1 FROM greeted WHERE digest = ?"
            return db.execute(sql, (self._store.digest(*chat.key),)).fetchone() is not None

    def ready(self, key: Key) -> Ready | None:
        """What is to be sent to a chat next."""
        with self._store.reading() as db:
            sql = """SELECT id, asker, question, part, address, edits, begun FROM outbox
                     WHERE channel = ? AND chat_id = ? ORDER BY id LIMIT 1"""
            row = db.execute(sql, key).fetchone()
        if row is None:
            return None
        number, asker, question, part, address, edits, begun = row
        return Ready(
            number,
            Chat(*key, asker),
            question,
            _PART.validate_json(part),
            _ADDRESS.validate_json(address),
            edits,
            bool(begun),
        )

    def drafted(self, message: Incoming, reply_id: str) -> None:
        """Note the message in whose place the reply will come."""
        with self._store.writing() as db:
            self._reply(db, message.chat, message.question, reply_id)

    def _reply(self, db: Connection, chat: Chat, question: str, reply_id: str) -> None:
        sql = "INSERT INTO replies (channel, asker, question, reply_id, at) VALUES (?, ?, ?, ?, ?)"
        db.execute(sql, (*chat.key, question, reply_id, self._store.now()))

    def begin(self, ready: Ready, *, begun: bool = True) -> None:
        """Note that sending is begun, or that it certainly came to nothing."""
        with self._store.writing(firm=begun) as db:
            db.execute("UPDATE outbox SET begun = ? WHERE id = ?", (begun, ready.id))

    def sent(self, ready: Ready, reply_id: str, *, keeps: bool) -> None:
        """Erase what the service took; its id is kept where it may be edited."""
        with self._store.writing(firm=False) as db:
            db.execute("DELETE FROM outbox WHERE id = ?", (ready.id,))
            if keeps and reply_id and ready.question:
                self._reply(db, ready.chat, ready.question, reply_id)

    def refused(self, ready: Ready) -> None:
        """Erase what can never be sent, and the rest of that reply."""
        with self._store.writing(firm=False) as db:
            sql = "DELETE FROM outbox WHERE id = ? OR (channel = ? AND chat_id = ? AND question = ? AND question != '')"
            db.execute(sql, (ready.id, ready.chat.channel, ready.chat.chat_id, ready.question))

    def purge(self, fresh_s: float) -> int:
        """Erase what is older than is good: memory after `fresh_s`; how many messages and replies came to nothing."""
        now = self._store.now()
        with self._store.writing() as db:
            for table in ("turns", "offers", "replies"):
                db.execute(f"DELETE FROM {table} WHERE at < ?", (now - fresh_s,))
            for table in ("came", "windows"):
                db.execute(f"DELETE FROM {table} WHERE at < ?", (now - REMEMBERED_S,))
            late = (now - LATEST_S,)
            db.execute("DELETE FROM rests WHERE at < ?", late)
            lost = sum(db.execute(f"DELETE FROM {table} WHERE at < ?", late).rowcount for table in ("inbox", "outbox"))
        self._store.flush()
        return lost


def _storable(message: Incoming) -> Incoming:
    """Half a character (of JSON's \\ud83d) can be stored nowhere; a NUL ends a text in too many places."""
    return replace(message, text=message.text.encode("utf-8", errors="replace").decode().replace("\x00", " "))
