"""A sentence-transformers model, small and made here, through the real library and the whole index."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from plans_by_hand import BA_TO, BA_TO_PLAN, by_lines
from processes import run

pytest.importorskip("sentence_transformers")

from index.embedder import choose
from index.error import ModelError
from index.index import Index
from index.model import Local, ModelEmbedder
from index.presets import Preset, preset_of
from index.query import Query

E5 = preset_of("multilingual-e5-small")
assert E5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static model of 16 dimensions over the syllables of the test's plans, saved to disk."""
    return saved(tmp_path_factory.mktemp("model"), 16)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another one, of 24 dimensions, trained for a moment to tell the lines of a plan apart."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from torch.optim import Adam

    path = saved(tmp_path_factory.mktemp("trained"), 24)
    model = SentenceTransformer(str(path), device="cpu")
    loss = MultipleNegativesRankingLoss(model)
    optimizer = Adam(model.parameters(), 0.05)
    questions = [" ".join(line.split()[:6]) for line in BA_TO]
    features = [model.tokenize(texts) for texts in (questions, list(BA_TO))]
    for _ in range(20):
        optimizer.zero_grad()
        loss(features, None).backward()
        optimizer.step()
    model.save(str(path))
    return path


def saved(path: Path, size: int) -> Path:
    """A static model of `size` dimensions, its weights by chance, in `path`."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    syllables = sorted({word for line in BA_TO for word in line.lower().split()} | {"query", "passage", ":"})
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(["[UNK]", *syllables])}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(0).standard_normal((len(syllables) + 1, size)).astype(np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(path))
    return path


def local(folder: Path, name: str = "m", preset: Preset | None = None) -> ModelEmbedder:
    return ModelEmbedder(Local(name, folder, preset))


def opened(data: Path, folder: Path) -> Index:
    """The index with the model that `folder` names."""
    return Index.open(data, lambda: choose("auto", str(folder), data / "models").embedder, splitter=by_lines)


def test_a_model_on_disk_is_taken_by_auto_and_finds(folder: Path, tmp_path: Path) -> None:
    index = opened(tmp_path / "data", folder)
    index.update([BA_TO_PLAN])
    index.embed()
    hit = index.find(Query("niêm yết thủ tục"), 1)[0]
    assert hit.passage.quote == BA_TO[1]
    assert hit.cosine > 0.1


def test_a_model_in_the_hub_cache_is_found_by_its_name(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "models--office--small"
    shutil.copytree(folder, home / "snapshots" / "abc")
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("abc")
    program = "from index.embedder import choose; e = choose('auto', 'office/small').embedder\n"
    program += "print(type(e).__name__, len(e.embed_query('hội thi')))"
    assert run(program, environment={"HF_HUB_CACHE": str(tmp_path)}).stdout == "ModelEmbedder 16\n"


def test_prefixes_of_its_preset_go_before_the_texts(folder: Path) -> None:
    plain, prefixed = local(folder), local(folder, preset=E5)
    assert prefixed.embed_query("hội thi") == pytest.approx(plain.embed_query("query: hội thi"))
    assert prefixed.embed_documents(["hội thi"])[0] == pytest.approx(plain.embed_query("passage: hội thi"))


def test_prefixes_that_a_model_brings_itself_go_before_the_texts(folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), prompts={"query": "query: ", "document": "passage: "})
    model.save(str(tmp_path / "own"))
    assert local(tmp_path / "own").embed_query("hội thi") == pytest.approx(local(folder).embed_query("query: hội thi"))


def test_a_model_that_reads_words_is_given_words(folder: Path) -> None:
    pytest.importorskip("underthesea")
    words = local(folder, preset=replace(E5, query_prefix="", segmented=True))
    assert words.embed_query("thủ tục hành chính") == pytest.approx(local(folder).embed_query("thủ_tục hành_chính"))


def test_its_vectors_have_length_one(folder: Path) -> None:
    assert np.linalg.norm(local(folder).embed_query("hội thi")) == pytest.approx(1, abs=1e-5)


def test_its_files_and_its_prefixes_make_its_stamp(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    assert local(other).stamp == local(folder).stamp
    assert local(folder, preset=E5).stamp != local(folder).stamp
    (other / "README.md").write_text("say what you like")
    assert local(other).stamp == local(folder).stamp
    weights = next(other.rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-4] + b"abcd")
    assert local(other).stamp != local(folder).stamp


def test_models_are_swapped_while_answers_keep_coming(folder: Path, tmp_path: Path, trained: Path) -> None:
    data = tmp_path / "data"
    before = opened(data, folder)
    before.update([BA_TO_PLAN])
    before.embed()
    after = opened(data, trained)
    seen = []
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(after.embed)
        while not making.done():
            hit = after.find(Query("niêm yết thủ tục"), 1)[0]
            seen.append((hit.passage.quote, hit.cosine > 0.1))
        making.result()
    assert set(seen) == {(BA_TO[1], True)}  # by the vectors before, then by the new ones
    assert after.is_embedded()
    assert not before.is_embedded()


def test_a_broken_model_is_told_in_vietnamese_and_words_answer(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    index = opened(tmp_path / "data", broken)
    index.update([BA_TO_PLAN])
    index.embed()
    next(broken.rglob("tokenizer.json")).write_text("broken")
    again = opened(tmp_path / "data", broken)
    assert again.find(Query("niêm yết thủ tục"), 1)[0].passage.quote == BA_TO[1]
    with pytest.raises(ModelError, match="Không tải được mô hình nhúng"):
        again.embed()
    assert again.find(Query("niêm yết thủ tục"), 1)[0].passage.quote == BA_TO[1]
