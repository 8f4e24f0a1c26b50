"""Vectors as they are made, one text after the other, kept by what made them and of which text.

A vector is kept at once, so embedding that was stopped or killed goes on where it was, and a text that comes again in
another file or after a reindex is not embedded again. SQLite: several processes may read while one writes.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np

from index.sqlite import transaction
from index.stamp import Stamp
from index.vectors import Vector

FILE = "embeddings.sqlite3"
_A_QUERY = 500  # old SQLite takes 999 parameters at most
_TABLE = """CREATE TABLE IF NOT EXISTS embeddings (
    stamp TEXT, print BLOB, vector BLOB, PRIMARY KEY (stamp, print)) WITHOUT ROWID"""


def print_of(text: str) -> bytes:
    """What `text` is known by."""
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


class Cache:
    """The vectors made with `stamp` under `data_dir`.

    Every call raises:
        UnwritableError: the disk is full or read-only.
        DamagedError: the file was broken; it is gone now, and the next call begins a new one.
    """

    def __init__(self, data_dir: Path, stamp: Stamp) -> None:
        self._dir = data_dir
        self._stamp = json.dumps(stamp.as_json | {"dimension": 0}, ensure_ascii=False)

    def missing(self, prints: Collection[bytes]) -> set[bytes]:
        """Those of `prints` of which there is no vector."""
        return set(prints) - {found for found, _ in self._rows(prints, "print, NULL")}

    def get(self, prints: Collection[bytes]) -> dict[bytes, Vector]:
        """The vectors of `prints`, where there are such."""
        return {
            found: np.frombuffer(vector, np.float16).astype(np.float32)
            for found, vector in self._rows(prints, "print, vector")
        }

    def put(self, vectors: Mapping[bytes, Sequence[float]]) -> None:
        """Keeps `vectors`, in half precision: that changes a cosine by less than 0.001."""
        rows = [(self._stamp, key, np.asarray(vector, np.float16).tobytes()) for key, vector in vectors.items()]
        with self._open() as database:
            database.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)

    def keep_only(self, prints: Collection[bytes]) -> None:
        """Drops what is of other texts or was made by another embedder."""
        with self._open() as database:
            database.execute("CREATE TEMP TABLE kept (print BLOB PRIMARY KEY)")
            database.executemany("INSERT OR IGNORE INTO kept VALUES (?)", [(each,) for each in prints])
            gone = "stamp != ? OR print NOT IN (SELECT print FROM kept)"
            found = database.execute(f"DELETE FROM embeddings WHERE {gone}", (self._stamp,)).rowcount
        if found:
            with self._open() as database:
                database.execute("VACUUM")

    def _rows(self, prints: Collection[bytes], columns: str) -> list[tuple[bytes, bytes]]:
        wanted, rows = list(prints), []
        with self._open() as database:
            for at in range(0, len(wanted), _A_QUERY):
                some = wanted[at : at + _A_QUERY]
                query = f"SELECT {columns} FROM embeddings WHERE stamp = ? AND print IN ({','.join('?' * len(some))})"
                rows += database.execute(query, (self._stamp, *some)).fetchall()
        return rows

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return transaction(self._dir / FILE, _TABLE, "vector sẽ được lập lại: cchc ingest --wait")
