"""Passages found by their vectors, in Chroma. Where there are no vectors it is not imported: that takes 0.7 s.

Vectors lie in a folder `vectors-N` that is made whole and then never changed. So no process reads what another one is
writing, which local Chroma does not stand, and nothing of a passage that was taken out stays on the disk.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from index.error import DamagedError, UnwritableError, is_full, writing
from index.folders import Readable, sync

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as Passages

KIND = "vectors"  # of folder
_COLLECTION = "passages"
_WIDER = 4  # times the neighbours wanted are asked for, since some are of other plans
_SEARCHED = 400  # what the search looks at on its way; at Chroma's own 100 it misses one neighbour in ten

Vector = NDArray[np.float32]
Keys = Mapping[int, int]
"""Passage id -> the id of its plan; Chroma knows a passage by both, so that what it finds can be kept to plans."""


def build(target: Path, batches: Iterable[tuple[Keys, Vector]]) -> None:
    """Makes `target` out of passages and their vectors, a row each, safe on the disk when it returns.

    Raises:
        UnwritableError: the disk is full or the folder read-only; nothing is left of it.
    """
    from chromadb.errors import ChromaError

    try:
        with writing(target, ChromaError):
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            client, passages = _opened(target)
            try:
                for keys, vectors in batches:
                    passages.add(list(map(_key, keys.items())), vectors)
            finally:
                client.close()
        sync(target)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


class Vectors:
    """The vectors in `place`. Close it: Chroma holds on to its files.

    Raises:
        UnwritableError: the disk is full, since Chroma writes even to read.
        DamagedError: they are missing or broken.
    """

    def __init__(self, place: Path) -> None:
        self._readable = Readable(place)
        try:
            self._client, self._passages = _opened(self._readable.folder)
            self.count = self._passages.count()
        except UnwritableError:
            raise
        except Exception as error:  # Chroma is Rust and SQLite: a broken file fails in their words
            self._readable.close()
            if is_full(place):
                raise UnwritableError(f"Đĩa đã đầy, nên không mở được vector ở {place}.") from error
            raise DamagedError(f"Vector ở {place} bị thiếu hoặc hỏng. Hãy lập lại: cchc reindex") from error

    def near(self, vector: list[float], k: int, plans: Collection[int]) -> dict[int, float]:
        """The `k` passages of `plans` nearest to `vector`: id -> cosine, nearest first; fewer where `plans` are few.

        Chroma's own filter goes through all there is: 73 ms at 100,000 passages.
        """
        wanted = min(_WIDER * k, self.count)
        found = self._passages.query(np.asarray([vector], np.float32), n_results=wanted, include=["distances"])
        near = zip(map(_parts, found["ids"][0]), (found["distances"] or [[]])[0], strict=True)
        return dict([(passage, 1.0 - distance) for (passage, plan), distance in near if plan in plans][:k])

    def cosines(self, vector: list[float], keys: Keys) -> dict[int, float]:
        """The cosine of each of these passages that has a vector."""
        if not keys:
            return {}
        found = self._passages.get(list(map(_key, keys.items())), include=["embeddings"])
        cosines = np.asarray(found["embeddings"], np.float32).reshape(-1, len(vector)) @ np.asarray(vector, np.float32)
        return {_parts(key)[0]: float(cosine) for key, cosine in zip(found["ids"], cosines, strict=True)}

    def close(self) -> None:
        """Lets go of the files."""
        self._client.close()
        self._readable.close()


def _key(passage_and_plan: tuple[int, int]) -> str:
    return "{}@{}".format(*passage_and_plan)


def _parts(key: str) -> tuple[int, int]:
    passage, _, plan = key.partition("@")
    return int(passage), int(plan)


def _opened(place: Path) -> tuple[Client, Passages]:
    import chromadb
    from chromadb.config import Settings

    client = cast("Client", chromadb.PersistentClient(str(place), Settings(anonymized_telemetry=False)))
    passages = client.get_or_create_collection(
        _COLLECTION,
        embedding_function=None,  # ours is stamped; Chroma would compare names only
        configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCHED}},  # the default space would be l2
    )
    return client, passages
