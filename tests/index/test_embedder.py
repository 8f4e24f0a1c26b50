"""Vectors by hashing: the same everywhere, near for texts that are near."""

import subprocess
import sys

import numpy as np
import pytest

from index.embedder import HashedEmbedder, ModelEmbedder, choose
from index.error import ModelError

EMBEDDER = HashedEmbedder()


def cosine(first: str, second: str) -> float:
    return float(np.dot(EMBEDDER.embed_query(first), EMBEDDER.embed_query(second)))


def test_a_text_has_the_same_vector_in_another_process() -> None:
    program = "from index.embedder import HashedEmbedder as H; print(H().embed_query('cải cách hành chính'))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.strip() == str(EMBEDDER.embed_query("cải cách hành chính"))


def test_documents_and_queries_are_embedded_alike() -> None:
    assert EMBEDDER.embed_documents(["hội thi"]) == [EMBEDDER.embed_query("hội thi")]


def test_vectors_have_length_one() -> None:
    assert np.linalg.norm(EMBEDDER.embed_query("Ủy ban nhân dân tỉnh")) == pytest.approx(1, abs=1e-5)


def test_a_text_without_words_has_the_zero_vector() -> None:
    assert not any(EMBEDDER.embed_query("?!"))


def test_diacritics_do_not_matter() -> None:
    assert cosine("Đài truyền thanh", "dai truyen thanh") == pytest.approx(1, abs=1e-5)


def test_a_word_with_a_slip_is_nearer_than_another_word() -> None:
    assert cosine("tuyen truyen", "tuyne truyen") > cosine("tuyen truyen", "ngan sach")


def test_auto_without_a_model_takes_the_embedded_one_and_says_why() -> None:
    choice = choose("auto", "no-such/model")
    assert isinstance(choice.embedder, HashedEmbedder)
    assert "vì" in choice.reason


def test_a_model_that_is_not_here_is_refused_in_vietnamese() -> None:
    with pytest.raises(ModelError, match=r"sentence-transformers|chưa có trên máy này"):
        choose("sentence-transformers", "no-such/model")


def test_the_choice_loads_no_model(tmp_path) -> None:
    pytest.importorskip("sentence_transformers")
    (tmp_path / "modules.json").write_text("broken")
    assert isinstance(choose("sentence-transformers", str(tmp_path)).embedder, ModelEmbedder)


def test_a_broken_model_is_told_in_vietnamese(tmp_path) -> None:
    pytest.importorskip("sentence_transformers")
    (tmp_path / "modules.json").write_text("broken")
    with pytest.raises(ModelError, match="Không tải được mô hình"):
        choose("sentence-transformers", str(tmp_path)).embedder.embed_query("hội thi")
