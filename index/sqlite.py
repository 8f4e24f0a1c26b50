"""The one place that knows SQLite."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool, Pool

from index.error import DamagedError, unwritable

_PATIENCE_S = 10.0


def file_url(file: Path, **options: str) -> URL:
    return URL.create("sqlite", database=file.absolute().as_uri(), query={"uri": "true", **options})


def reading(file: Path) -> Engine:
    """SQLite reads a log-keeping database in a read-only directory only where it is told that nothing changes.

    It then keeps what it once read, so every look takes a connection of its own: another user may be writing.
    """
    log = file.with_name(file.name + "-wal")
    frozen = not os.access(file.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    if frozen:
        return connected(file_url(file, mode="ro", immutable="1"), poolclass=NullPool)
    return connected(file_url(file, mode="ro"))


def connected(url: URL, *, wal: bool = False, poolclass: type[Pool] | None = None) -> Engine:
    """A log where `wal`, so that readers need not wait for the writer; patience; foreign keys."""
    engine = create_engine(url, poolclass=poolclass)

    @event.listens_for(engine, "connect")
    def tune(connection: Any, _: object) -> None:
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA foreign_keys = ON")
        if wal:
            connection.execute("PRAGMA journal_mode = WAL")

    return engine


@contextmanager
def transaction(file: Path, table: str, again: str) -> Iterator[sqlite3.Connection]:
    """A transaction on `file`, a store of what can be made anew, with its `table`; `again` says how that is done.

    Raises:
        UnwritableError: the disk is full or read-only.
        DamagedError: the file was broken; it is gone now, and the next call begins a new one.
    """
    try:
        with closing(sqlite3.connect(file, timeout=_PATIENCE_S)) as database, database:
            database.execute(table)
            yield database
    except sqlite3.OperationalError as error:
        raise unwritable(file.parent, error) from error
    except sqlite3.DatabaseError as error:
        file.unlink(missing_ok=True)
        raise DamagedError(f"{file} bị hỏng ({error}) nên đã được bỏ đi; {again}") from error
