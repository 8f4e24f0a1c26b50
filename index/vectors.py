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
    from langchain_core.embeddings import Embeddings

_COLLECTION = "passages"
_BATCH = 256  # passages a call: what a model embeds at once, well below Chroma's limit of 5,461


class Vectors:
    """The vectors in `folder`, made where they are missing. Close it: Chroma holds on to its files."""

    def __init__(self, folder: Path, embedder: Embedder | None) -> None:
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError
        from langchain_chroma import Chroma

        self._folder = folder
        self._waiting: list[tuple[int, int, str]] = []
        self._kinds = (ChromaError,)
        with writing(folder, *self._kinds):
            client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
            self._client = cast("Client", client)
            self._chroma = Chroma(
                _COLLECTION,
                embedding_function=cast("Embeddings", embedder),
                client=self._client,
                collection_configuration={"hnsw": {"space": "cosine"}},  # the default would be l2
            )

    def add(self, plan_id: int, passages: Sequence[tuple[int, str]]) -> None:
        """Takes the texts of a plan's passages, each with its id; they are there for good after `flush`.

        A call costs Chroma 1.4 ms a passage with the 22 of one plan, 0.4 ms with 256, so plans wait for one another.
        """
        self._waiting += ((plan_id, passage_id, text) for passage_id, text in passages)
        while len(self._waiting) >= _BATCH:
            self._write(self._waiting[:_BATCH])
            del self._waiting[:_BATCH]

    def flush(self) -> None:
        """Adds what still waits."""
        if self._waiting:
            self._write(self._waiting)
            self._waiting = []

    def _write(self, batch: Sequence[tuple[int, int, str]]) -> None:
        """Embeds and adds (plan id, passage id, text)."""
        with writing(self._folder, *self._kinds):
            self._chroma.add_texts(
                [text for _, _, text in batch],
                metadatas=[{"plan": plan} for plan, _, _ in batch],
                ids=[str(passage) for _, passage, _ in batch],
            )

    def remove(self, passage_ids: Collection[int]) -> None:
        """Removes passages, those that still wait among them."""
        if passage_ids:
            self.flush()
            with writing(self._folder, *self._kinds):
                self._chroma.delete([str(passage) for passage in passage_ids])

    def near(self, vector: list[float], k: int) -> dict[int, float]:
        """The `k` nearest passages: id -> cosine, nearest first."""
        found = self._chroma.similarity_search_by_vector_with_relevance_scores(vector, k)
        return {int(document.id or 0): 1.0 - distance for document, distance in found}

    def cosines(self, vector: list[float], passage_ids: Collection[int]) -> dict[int, float]:
        """The cosine of each of these passages.

        By id and not by Chroma's filter, which goes through all there is: 26 ms at 50,000 passages against 1 ms.
        """
        if not passage_ids:
            return {}
        found = self._chroma.get([str(passage) for passage in passage_ids], include=["embeddings"])
        cosines = np.asarray(found["embeddings"], np.float32).reshape(-1, len(vector)) @ np.asarray(vector, np.float32)
        return {int(passage): float(cosine) for passage, cosine in zip(found["ids"], cosines, strict=True)}

    def close(self) -> None:
        """Lets go of the files."""
        self._client.close()
