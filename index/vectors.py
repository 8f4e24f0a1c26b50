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
        """Embeds and adds the texts of a plan's passages, each with its id."""
        for start in range(0, len(passages), _BATCH):
            batch = passages[start : start + _BATCH]
            with writing(self._folder, *self._kinds):
                self._chroma.add_texts(
                    [text for _, text in batch],
                    metadatas=[{"plan": plan_id} for _ in batch],
                    ids=[str(passage) for passage, _ in batch],
                )

    def remove(self, passage_ids: Collection[int]) -> None:
        """Removes passages."""
        if passage_ids:
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
