"""Passages found by their vectors, in Chroma.

Chroma is imported when first needed: that takes 0.7 s, which a command that does not search must not pay.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from index.embedder import Embedder
from index.error import writing

if TYPE_CHECKING:
    from chromadb.api.client import Client

_COLLECTION = "passages"
_BATCH = 256  # passages a call: what a model embeds at once, well below Chroma's limit of 5,461


class Vectors:
    """The vectors in `folder`, made where they are missing. Close it: Chroma holds on to its files."""

    def __init__(self, folder: Path, embedder: Embedder | None) -> None:
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        self._folder = folder
        self._embedder = embedder
        self._waiting: list[tuple[int, str]] = []
        self._kinds = (ChromaError,)
        with writing(folder, *self._kinds):
            client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
            self._client = cast("Client", client)
            self._passages = client.get_or_create_collection(
                _COLLECTION,
                embedding_function=None,  # ours is stamped on the generation; Chroma would compare names only
                configuration={"hnsw": {"space": "cosine"}},  # the default would be l2
            )

    def add(self, passages: Sequence[tuple[int, str]]) -> None:
        """Takes the texts of passages, each with its id; their vectors are there for good after `flush`.

        A call costs Chroma 1.4 ms a passage with the 22 of one plan, 0.4 ms with 256, so plans wait for one another.
        """
        self._waiting += passages
        while len(self._waiting) >= _BATCH:
            self._write(self._waiting[:_BATCH])
            del self._waiting[:_BATCH]

    def flush(self) -> None:
        """Adds what still waits."""
        if self._waiting:
            self._write(self._waiting)
            self._waiting = []

    def _write(self, batch: Sequence[tuple[int, str]]) -> None:
        """Embeds and adds (passage id, text): vectors alone, since Chroma would index the texts that the store has."""
        assert self._embedder, "only a generation opened with an embedder is written to"
        vectors = np.asarray(self._embedder.embed_documents([text for _, text in batch]), np.float32)
        with writing(self._folder, *self._kinds):
            self._passages.upsert([str(passage) for passage, _ in batch], vectors)

    def remove(self, passage_ids: Collection[int]) -> None:
        """Removes passages, those that still wait among them."""
        if passage_ids:
            self.flush()
            with writing(self._folder, *self._kinds):
                self._passages.delete([str(passage) for passage in passage_ids])

    def near(self, vector: list[float], k: int) -> dict[int, float]:
        """The `k` nearest passages: id -> cosine, nearest first."""
        found = self._passages.query(np.asarray([vector], np.float32), n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return {int(passage): 1.0 - distance for passage, distance in zip(found["ids"][0], distances[0], strict=True)}

    def cosines(self, vector: list[float], passage_ids: Collection[int]) -> dict[int, float]:
        """The cosine of each of these passages.

        By id and not by Chroma's filter, which goes through all there is: 26 ms at 50,000 passages against 1 ms.
        """
        if not passage_ids:
            return {}
        found = self._passages.get([str(passage) for passage in passage_ids], include=["embeddings"])
        cosines = np.asarray(found["embeddings"], np.float32).reshape(-1, len(vector)) @ np.asarray(vector, np.float32)
        return {int(passage): float(cosine) for passage, cosine in zip(found["ids"], cosines, strict=True)}

    def close(self) -> None:
        """Lets go of the files."""
        self._client.close()
