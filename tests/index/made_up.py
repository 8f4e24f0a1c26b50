"""LangChain embedders that understand nothing, for what holds whatever an embedder understands."""

from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from index.error import ModelError
from index.stamp import Stamp


class Counted(Embeddings):
    """The same text has the same vector, another text another; `texts` is what was embedded, in its order."""

    def __init__(self, model: str = "made-up", size: int = 16) -> None:
        self.stamp = Stamp("made-up", model)
        self.texts: list[str] = []
        self._inner = DeterministicFakeEmbedding(size=size)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += texts
        return self._inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._inner.embed_query(text)


class Failing(Counted):
    """Fails after `good` calls, or with `query` at each question."""

    def __init__(self, good: int = 0, *, query: bool = False) -> None:
        super().__init__()
        self._left, self._query = good, query

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self._left -= 1
        if self._left < 0:
            raise ModelError("mô hình hỏng")
        return super().embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        if self._query:
            raise RuntimeError("mô hình hỏng")
        return super().embed_query(text)
