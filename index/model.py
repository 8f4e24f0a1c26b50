"""Sentence-transformers models that lie on this machine: where, whether they are whole, and as an embedder."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from index.error import ModelError
from index.presets import PRESETS, Preset, preset_of
from index.stamp import Stamp, embeddable

INSTALL = "pip install 'cchc-assistant[neural]'"
_CONFIGS = ("modules.json", "config.json")
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_END = 1 << 16  # bytes of each end of a file that its print is made of: weights take too long to read whole


@dataclass(frozen=True, slots=True)
class Local:
    """A model on this machine. `preset` says what it wants, None where it is not one that is known."""

    name: str
    folder: Path
    preset: Preset | None


def installed() -> bool:
    """Whether sentence-transformers is there; it is not imported, which takes seconds."""
    return importlib.util.find_spec("sentence_transformers") is not None


def locate(model: str, models: Path) -> Local | None:
    """`model`, a folder or a name, where it lies: as that folder, in `models`, or in Hugging Face's cache."""
    preset = preset_of(model)
    folder = Path(model).expanduser()
    if folder.is_dir():
        return Local(model, folder, preset)
    kept = models / (preset.name if preset else folder.name)
    if kept.is_dir():
        return Local(preset.name if preset else model, kept, preset)
    cached = _cached(preset.repository if preset else model)
    return Local(preset.name if preset else model, cached, preset) if cached else None


def known_here(models: Path) -> Iterator[Local]:
    """The models that are known by name and lie on this machine, the best first."""
    yield from (found for preset in PRESETS if (found := locate(preset.name, models)))


def faults(folder: Path) -> str | None:
    """What is wrong with the model in `folder`, in Vietnamese; None where nothing is to be seen without loading it."""
    configs = [folder / name for name in _CONFIGS if (folder / name).is_file()]
    if not configs:
        return f"thư mục {folder} không chứa mô hình"
    for config in configs:
        try:
            json.loads(config.read_text("utf-8"))
        except (OSError, ValueError):
            return f"tệp {config} bị hỏng"
    weights = [file for form in _WEIGHTS for file in folder.rglob(form)]
    if not weights:
        return f"thư mục {folder} thiếu tệp trọng số (.safetensors)"
    return next((f"tệp {file} bị thiếu một phần (chép dở?)" for file in weights if not _is_whole(file)), None)


def _is_whole(file: Path) -> bool:
    """Whether weights are as long as they say themselves."""
    try:
        if file.suffix == ".bin":
            return zipfile.is_zipfile(file)
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            header = json.loads(opened.read(min(length, file.stat().st_size)))
        ends = [each["data_offsets"][1] for name, each in header.items() if name != "__metadata__"]
        return bool(file.stat().st_size == 8 + length + max(ends, default=0))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error):
        return False


class ModelEmbedder(Embeddings):
    """The model `local`. It is loaded when first needed: that takes seconds. Vectors have length 1."""

    def __init__(self, local: Local) -> None:
        self._local = local

    @cached_property
    def stamp(self) -> Stamp:
        """Its files decide what its vectors are."""
        preset = self._local.preset
        prefixes = (preset.query_prefix, preset.passage_prefix) if preset else ("", "")
        revision = _print(self._local.folder) + ("+words" if preset and preset.segmented else "")
        return Stamp(self._local.name, revision, *prefixes, preset.dimension if preset else 0)

    @property
    def spread(self) -> float:
        """How far its cosines lie apart, 0 where that is not known."""
        return self._local.preset.spread if self._local.preset else 0.0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Raises ModelError."""
        return self._encode("document", [self.stamp.passage_prefix + self._read(text) for text in texts])

    def embed_query(self, text: str) -> list[float]:
        """Raises ModelError."""
        return self._encode("query", [self.stamp.query_prefix + self._read(text)])[0]

    def _encode(self, kind: str, texts: list[str]) -> list[list[float]]:
        model = self._model
        encode = getattr(model, f"encode_{kind}") if self._local.preset is None else model.encode  # its own prompts
        vectors = encode(texts, normalize_embeddings=True, show_progress_bar=False)
        listed: list[list[float]] = np.asarray(vectors, np.float32).tolist()
        return listed

    def _read(self, text: str) -> str:
        text = embeddable(text)
        if not (self._local.preset and self._local.preset.segmented):
            return text
        from underthesea import word_tokenize

        return str(word_tokenize(text, format="text"))

    @cached_property
    def _model(self) -> Any:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        preset, folder = self._local.preset, self._local.folder
        try:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
            if preset and preset.segmented:
                import underthesea  # noqa: F401 - what is missing is to be told here
        except Exception as error:  # a broken model fails in as many ways as there are libraries below
            raise ModelError(
                f"Không tải được mô hình nhúng {self._local.name} ở {folder} ({error}). "
                f'Hãy chép lại mô hình, hoặc đặt embedder = "auto" và model = "" trong [index] của config.toml.'
            ) from error
        if preset and preset.length < (model.get_max_seq_length() or 0) < math.inf:
            model.max_seq_length = preset.length
        return model


def _print(folder: Path) -> str:
    """A print of the model's files: names, sizes and both ends."""
    seen = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".md", ".lock")):
        name = file.relative_to(folder)
        if name.parts[0].startswith("."):
            continue  # what a download leaves
        size = file.stat().st_size
        seen.update(f"{name.as_posix()} {size}\n".encode())
        with file.open("rb") as opened:
            seen.update(opened.read(_END))
            opened.seek(max(0, size - _END))
            seen.update(opened.read())
    return seen.hexdigest()[:16]


def _cached(repository: str) -> Path | None:
    """Where Hugging Face's cache holds `repository`, looked up without the network."""
    from huggingface_hub.constants import HF_HUB_CACHE

    if not Path(HF_HUB_CACHE, f"models--{repository.replace('/', '--')}").is_dir():
        return None  # the library, whose import takes half a second, is not asked in vain
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = [try_to_load_from_cache(repository, name) for name in _CONFIGS]
    except HFValidationError:
        return None
    return next((Path(file).parent for file in found if isinstance(file, str)), None)
