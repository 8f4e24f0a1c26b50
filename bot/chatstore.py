"""The file in which the channels keep what must outlive the process: messages on their way, turns, tokens, counts.

A small SQLite file of its own beside the plans. Texts are personal data: what is deleted is overwritten on disk, and
what stays to tell a repeated delivery is hashed with a key that never leaves the file.
"""

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from bot.errors import CommandError

# Tables as the first version made them; later columns and tables follow in _STEPS.
_FIRST = """
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT, asker TEXT, text TEXT, place TEXT, year INTEGER, at REAL);
CREATE INDEX IF NOT EXISTS turns_of ON turns (channel, asker);
CREATE TABLE IF NOT EXISTS offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT, chat_id TEXT, asker TEXT, turn INTEGER, question TEXT,
    history TEXT, options TEXT, at REAL);
CREATE TABLE IF NOT EXISTS seen (
    channel TEXT, chat_id TEXT, message_id TEXT, at REAL, PRIMARY KEY (channel, chat_id, message_id));
"""
_STEPS = (
    """
CREATE TABLE key (secret BLOB);
ALTER TABLE turns ADD COLUMN question TEXT NOT NULL DEFAULT '';
CREATE TABLE came (digest TEXT PRIMARY KEY, at REAL) WITHOUT ROWID;
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT, chat_id TEXT, asker TEXT, question TEXT, message TEXT, at REAL);
CREATE INDEX inbox_of ON inbox (channel, chat_id);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT, chat_id TEXT, asker TEXT, question TEXT, part TEXT,
    address TEXT, edits TEXT, begun INTEGER DEFAULT 0, at REAL);
CREATE INDEX outbox_of ON outbox (channel, chat_id);
CREATE TABLE replies (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT, asker TEXT, question TEXT, reply_id TEXT, at REAL);
CREATE INDEX replies_to ON replies (question);
CREATE TABLE greeted (digest TEXT PRIMARY KEY, at REAL) WITHOUT ROWID;
CREATE TABLE meters (channel TEXT, period TEXT, used INTEGER, total INTEGER, PRIMARY KEY (channel, period));
CREATE TABLE windows (digest TEXT PRIMARY KEY, at REAL, sent INTEGER) WITHOUT ROWID;
CREATE TABLE tokens (app TEXT PRIMARY KEY, access TEXT, refresh TEXT, expires REAL, seed TEXT);
""",
    """
CREATE TABLE rests (
    channel TEXT, asker TEXT, replies TEXT, turn INTEGER, latest INTEGER, at REAL, PRIMARY KEY (channel, asker));
ALTER TABLE offers ADD COLUMN chosen TEXT NOT NULL DEFAULT '';
""",
)


class ChatStore:
    """The file. One connection, one user at a time, so any thread may call."""

    def __init__(self, file: Path | None, clock: Callable[[], float] = time.time, patience_s: float = 10.0) -> None:
        """Make `file` and its folder where they are not there yet; None keeps everything in memory.

        `patience_s` is how long to wait for another process that writes. Raises CommandError where that fails.
        """
        self.now = clock
        self._lock = RLock()
        try:
            if file:
                file.parent.mkdir(parents=True, exist_ok=True)
            name = str(file) if file else ":memory:"
            self._db = sqlite3.connect(name, timeout=patience_s, check_same_thread=False, isolation_level=None)
            if file:
                with suppress(OSError):  # tokens and texts: nobody else's business
                    os.chmod(file, 0o600)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise CommandError(f"Không ghi được vào {file}: {error}. Xin cấp quyền ghi hoặc giải phóng đĩa.") from None
        self._secret: bytes = self._db.execute("SELECT secret FROM key").fetchone()[0]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def digest(self, *parts: str) -> str:
        """What tells `parts` again without saying what they are."""
        joined = "\x1f".join(parts).encode("utf-8", errors="replace")
        return hashlib.blake2b(joined, key=self._secret, digest_size=16).hexdigest()

    @contextmanager
    def writing(self, *, firm: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction. Where `firm`, it outlives a power cut, else the end of the process. Raises sqlite3.Error."""
        with self._lock:
            self._db.execute(f"PRAGMA synchronous = {'FULL' if firm else 'NORMAL'}")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk may have ended the transaction already
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Raises sqlite3.Error."""
        with self._lock:
            yield self._db

    def flush(self) -> None:
        """Put the log into the file, so that nothing deleted stays in either."""
        with self._lock, suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _migrate(self) -> None:
        with self.writing() as db:
            for statement in _statements(_FIRST):
                db.execute(statement)
            version: int = db.execute("PRAGMA user_version").fetchone()[0]
            for step in _STEPS[version:]:
                for statement in _statements(step):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {max(version, len(_STEPS))}")
            if not db.execute("SELECT 1 FROM key").fetchone():
                db.execute("INSERT INTO key VALUES (?)", (secrets.token_bytes(32),))
            self._secret = db.execute("SELECT secret FROM key").fetchone()[0]
            seen = db.execute("SELECT channel, chat_id, message_id, at FROM seen").fetchall()
            rows = [(self.digest(*map(str, row[:3])), row[3]) for row in seen]
            db.executemany("INSERT OR IGNORE INTO came VALUES (?, ?)", rows)
            db.execute("DELETE FROM seen")


def _statements(script: str) -> list[str]:
    return [statement for part in script.split(";") if (statement := part.strip())]
