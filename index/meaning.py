"""The vectors in use with the embedder that made them: how near passages are to a question in meaning.

Whatever fails here is said once, and words go on answering.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.error import StoreError
from index.folders import numbered
from index.vectors import KIND, Keys, Vectors

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from index.store import VectorsRow

_QUESTIONS_KEPT = 256  # one question is looked up several times, under several scopes
_log = logging.getLogger(__name__)


class Meaning:
    """Vectors of `row` under `data_dir`; `embedder` is what made them, None where it is not here any more."""

    def __init__(self, data_dir: Path, row: VectorsRow, embedder: Embeddings | None) -> None:
        self.row = row
        self._embedder = embedder
        self._vectors: Vectors | None = None
        self._embedded = lru_cache(_QUESTIONS_KEPT)(self._embed)
        if embedder is None:
            _log.warning("Bộ nhúng đã lập vector, %s, không còn trên máy này, nên chỉ tìm theo chữ.", row.stamp)
            return
        try:
            self._vectors = Vectors(numbered(data_dir, KIND, row.number))
        except StoreError as error:
            self._give_up(error)

    @property
    def spread(self) -> float:
        """How far the embedder's cosines lie apart, 0 where that is not known."""
        return float(getattr(self._embedder, "spread", 0.0))

    def near(self, text: str, k: int, plans: Collection[int]) -> dict[int, float]:
        """The `k` passages of `plans` that are nearest to `text`, fewer where `plans` are few: id -> cosine."""
        return self._tried(lambda vectors: vectors.near(self._embedded(text), k, plans))

    def among(self, text: str, passages: Keys) -> dict[int, float]:
        """The cosine of each of `passages` that has a vector."""
        return self._tried(lambda vectors: vectors.cosines(self._embedded(text), passages))

    def close(self) -> None:
        """Lets go of the files."""
        if self._vectors:
            self._vectors.close()

    def _tried(self, look: Callable[[Vectors], dict[int, float]]) -> dict[int, float]:
        if self._vectors is None or not self._vectors.count:
            return {}
        try:
            return look(self._vectors)
        except Exception as error:  # noqa: BLE001 - a model and Chroma fail in as many ways as there are libraries below
            self._give_up(error)
            return {}

    def _embed(self, text: str) -> list[float]:
        assert self._embedder, "without one there are no vectors open"
        return self._embedder.embed_query(text)

    def _give_up(self, error: Exception) -> None:
        _log.warning("Chỉ tìm theo chữ, chưa dùng được vector: %s", error)
        self.close()
        self._vectors = None
