"""Text becomes vectors: by hashing, which is always there, or by a sentence-transformers model, where one is."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.error import ModelError
from ingest.vietnamese import folded_words

DEFAULT_MODEL = "intfloat/multilingual-e5-small"  # 118M, runs on a CPU; the smallest that serves Vietnamese (VN-MTEB)
_DEFAULT_PREFIXES = ("query: ", "passage: ")
_MODEL_FILES = ("modules.json", "config.json")
_INSTALL = "pip install 'cchc-assistant[neural]'"

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What made a vector: vectors of unequal stamps are not comparable."""

    name: str
    revision: str
    dimension: int
    query_prefix: str = ""
    passage_prefix: str = ""


class Embedder(Protocol):
    """LangChain's Embeddings and two facts more. Vectors have length 1, or 0 for a text without a word.

    `share` is the part of a score that its vectors decide, 0..1; words decide the rest.
    """

    @property
    def stamp(self) -> Stamp: ...
    @property
    def share(self) -> float: ...
    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...
    def embed_query(self, text: str) -> list[float]: ...


@dataclass(frozen=True, slots=True)
class HashedEmbedder:
    """Folded syllables, pairs of them and pieces of 3-4 letters, hashed with a sign into `dimension` floats.

    Needs no model and no network and gives the same vector everywhere. The pieces of words forgive slips
    of the keyboard; synonyms it knows nothing of. The hashing trick: Weinberger et al., ICML 2009.
    """

    dimension: int = 384
    share: float = 0.2  # it sees what the words see, blurred: it is there to forgive slips, not to lead

    @property
    def stamp(self) -> Stamp:
        return Stamp("embedded", "1", self.dimension)  # raise the revision when _features or _hashed change

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._embed(text).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._embed(text).tolist()
        return vector

    def _embed(self, text: str) -> Vector:
        counts = Counter(_features(folded_words(text)))
        if not counts:
            return np.zeros(self.dimension, np.float32)
        marks = np.array([_hashed(feature) for feature in counts], np.int64)
        weights = (1 + np.log(np.fromiter(counts.values(), float))) * np.where(marks & 1, 1.0, -1.0)
        vector = np.bincount((marks >> 1) % self.dimension, weights, self.dimension)
        return _unit(vector.astype(np.float32))


def _features(words: list[str]) -> Iterable[str]:
    for word in words:
        yield from _pieces(word)
    for first, second in pairwise(words):
        yield f"{first}_{second}"


@lru_cache(maxsize=8192)
def _pieces(word: str) -> tuple[str, ...]:
    edged = f"^{word}$"
    return (word, *(edged[i : i + size] for size in (3, 4) for i in range(len(edged) - size + 1)))


@lru_cache(maxsize=65536)
def _hashed(feature: str) -> int:
    """63 bits, the same in every process, unlike Python's own hash."""
    return int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest()) >> 1


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


@dataclass(frozen=True)
class ModelEmbedder:
    """A sentence-transformers model in `folder`. Loaded when first needed: that takes seconds."""

    folder: Path
    name: str
    query_prefix: str = ""
    passage_prefix: str = ""
    share: float = field(default=0.5)  # ViRE, EACL 2026: half and half beat rank fusion in Vietnamese

    @cached_property
    def stamp(self) -> Stamp:
        dimension = self._model.get_embedding_dimension() or len(self.embed_query("một"))
        return Stamp(self.name, _revision(self.folder), dimension, self.query_prefix, self.passage_prefix)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._encode([self.passage_prefix + text for text in texts])

    def embed_query(self, text: str) -> list[float]:
        return self._encode([self.query_prefix + text])[0]

    def _encode(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        listed: list[list[float]] = np.asarray(vectors, np.float32).tolist()
        return listed

    @cached_property
    def _model(self) -> Any:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        try:
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        except Exception as error:  # a broken model fails in as many ways as there are libraries below
            raise ModelError(
                f"Không tải được mô hình nhúng {self.name} ở {self.folder} ({error}). Hãy chép lại mô hình, "
                'hoặc đặt embedder = "embedded" trong config.toml rồi chạy: cchc reindex'
            ) from error


def _revision(folder: Path) -> str:
    """A print of the model's files: names, sizes and both ends, since weights take too long to read whole."""
    seen = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
        seen.update(f"{file.relative_to(folder).as_posix()} {file.stat().st_size}\n".encode())
        with file.open("rb") as opened:
            seen.update(opened.read(1 << 16))
            opened.seek(max(0, file.stat().st_size - (1 << 16)))
            seen.update(opened.read())
    return seen.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Choice:
    """The embedder to use, and in Vietnamese why this one."""

    embedder: Embedder
    reason: str


def choose(kind: str = "auto", model: str = "", query_prefix: str = "", passage_prefix: str = "") -> Choice:
    """The embedder that the settings ask for: `kind` is "auto", "embedded" or "sentence-transformers".

    `model` is a folder or the name of a model on this machine, empty for the default; prefixes left empty are
    the default model's own where that one is meant. Nothing is downloaded, and no model is loaded yet.

    Raises:
        ModelError: `kind` is "sentence-transformers" and the package or the model is not here.
    """
    if kind == "embedded":
        return Choice(HashedEmbedder(), "bộ nhúng có sẵn, theo cài đặt")
    if not model and not (query_prefix or passage_prefix):
        query_prefix, passage_prefix = _DEFAULT_PREFIXES
    found, missing = _locate(model or DEFAULT_MODEL)
    if found:
        embedder = ModelEmbedder(found, model or DEFAULT_MODEL, query_prefix, passage_prefix)
        return Choice(embedder, f"mô hình {embedder.name} có trên máy này ({found})")
    if kind == "auto":
        return Choice(HashedEmbedder(), f"bộ nhúng có sẵn, vì {missing}")
    raise ModelError(f'Không nhúng được: {missing}. Cách khác: đặt embedder = "embedded" trong config.toml.')


def _locate(model: str) -> tuple[Path | None, str]:
    """The folder of `model`, or None and why."""
    if importlib.util.find_spec("sentence_transformers") is None:
        return None, f"chưa cài gói sentence-transformers (cài: {_INSTALL})"
    folder = Path(model).expanduser()
    if folder.is_dir():
        return (folder, "") if _is_model(folder) else (None, f"thư mục {folder} không chứa mô hình")
    cached = _cached(model)
    if cached is None:
        return None, f"mô hình {model} chưa có trên máy này (chương trình không tự tải; hãy chép nó vào một thư mục)"
    return cached, ""


def _is_model(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _MODEL_FILES)


def _cached(model: str) -> Path | None:
    """Where Hugging Face's cache holds `model`, looked up without the network."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = [try_to_load_from_cache(model, name) for name in _MODEL_FILES]
    except HFValidationError:
        return None
    return next((Path(file).parent for file in found if isinstance(file, str)), None)
