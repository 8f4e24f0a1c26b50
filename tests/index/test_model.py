"""A sentence-transformers model, small and made here, through the real library and the whole index."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from plans_by_hand import BA_TO, BA_TO_PLAN, by_lines
from processes import run

pytest.importorskip("sentence_transformers")

from index.embedder import ModelEmbedder, choose
from index.error import StampError
from index.index import Index
from index.query import Query


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static model of 16 dimensions over the syllables of the test's plans, saved to disk."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    syllables = sorted({word for line in BA_TO for word in line.lower().split()} | {"query", "passage", ":"})
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(["[UNK]", *syllables])}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(0).standard_normal((len(syllables) + 1, 16)).astype(np.float32)
    path = tmp_path_factory.mktemp("model")
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(path))
    return path


def test_a_model_on_disk_is_taken_by_auto_and_finds(folder: Path, tmp_path: Path) -> None:
    index = Index.open(tmp_path, choose("auto", str(folder)).embedder, splitter=by_lines)
    index.update([BA_TO_PLAN])
    hit = index.find(Query("niêm yết thủ tục"), 1)[0]
    assert hit.passage.quote == BA_TO[1]
    assert hit.vectors > 0.3


def test_a_model_in_the_hub_cache_is_found_by_its_name(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "models--office--small"
    shutil.copytree(folder, home / "snapshots" / "abc")
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("abc")
    program = "from index.embedder import choose; e = choose('auto', 'office/small').embedder\n"
    program += "print(type(e).__name__, len(e.embed_query('hội thi')))"
    assert run(program, environment={"HF_HUB_CACHE": str(tmp_path)}).stdout == "ModelEmbedder 16\n"


def test_its_stamp_names_its_dimension_and_prefixes(folder: Path) -> None:
    stamp = choose("sentence-transformers", str(folder), "query: ", "passage: ").embedder.stamp
    assert (stamp.dimension, stamp.query_prefix, stamp.passage_prefix) == (16, "query: ", "passage: ")


def test_prefixes_go_before_the_texts(folder: Path) -> None:
    plain, prefixed = ModelEmbedder(folder, "m"), ModelEmbedder(folder, "m", "query: ", "passage: ")
    assert prefixed.embed_query("hội thi") == pytest.approx(plain.embed_query("query: hội thi"))
    assert prefixed.embed_documents(["hội thi"])[0] == pytest.approx(plain.embed_query("passage: hội thi"))


def test_its_vectors_have_length_one(folder: Path) -> None:
    assert np.linalg.norm(ModelEmbedder(folder, "m").embed_query("hội thi")) == pytest.approx(1, abs=1e-5)


def test_a_changed_model_is_refused_until_reindexed(folder: Path, tmp_path: Path) -> None:
    index = Index.open(tmp_path, ModelEmbedder(folder, "m"), splitter=by_lines)
    index.update([BA_TO_PLAN])
    other = Index.open(tmp_path, ModelEmbedder(folder, "m", "query: "), splitter=by_lines)
    with pytest.raises(StampError, match="cchc reindex"):
        other.find(Query("hội thi"), 1)
    other.reindex()
    assert other.find(Query("hội thi"), 1)[0].passage.quote == BA_TO[0]
