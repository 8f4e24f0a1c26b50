"""What the settings make of a local model: found or named as missing, shown by doctor, read from by ask and chat."""

import io
from pathlib import Path

import pytest

from bot.config import OllamaSettings, OpenaiSettings, Settings
from bot.local_model import chat_model, checks, openai_lacks, policy
from tests.bot.running import Cchc
from tests.model_roles import copying
from tests.model_server import Behaviour, ModelServer, model_server

MODEL = "qwen3:4b-instruct"
PLAN = """ỦY BAN NHÂN DÂN
HUYỆN AN BÌNH
Số: 9/KH-UBND
An Bình, ngày 05 tháng 01 năm 2025

KẾ HOẠCH
Cải cách hành chính năm 2025 trên địa bàn huyện An Bình

I. NHIỆM VỤ

1. Tổ chức hội thi vẽ tranh cổ động cải cách hành chính

- Cơ quan chủ trì: Phòng Nội vụ.

- Thời gian thực hiện: Quý II năm 2025.

- Sản phẩm: 20 bức tranh được trưng bày tại trụ sở các xã.
"""
ASKED = "Ai chủ trì hội thi vẽ tranh cổ động?"
MORE = "Có 20 bức tranh được trưng bày tại trụ sở các xã. [1]\nSở Ma thuật chủ trì. [1]"


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def config(folder: Path, server: ModelServer, more: str = "") -> None:
    write(
        folder / "config.toml", f'[ollama]\nurl = "{server.url}"\n[model]\nloading_s = 5.0\nfirst_word_s = 5.0\n{more}'
    )


@pytest.fixture
def known(cchc: Cchc, tmp_path: Path) -> Cchc:
    write(tmp_path / "ke-hoach.txt", PLAN)
    assert cchc("ingest", tmp_path / "ke-hoach.txt").status == 0
    return cchc


# --- Whether it is there --------------------------------------------------------------------------------------------


def test_ollama_is_taken_where_it_is_there() -> None:
    with model_server() as server:
        model = chat_model(Settings(ollama=OllamaSettings(url=server.url)), "auto")
    assert model is not None
    assert model.name == f"ollama:{MODEL}"


def test_an_openai_server_goes_before_ollama() -> None:
    with model_server() as server:
        openai = OpenaiSettings(url=f"{server.url}/v1", model=MODEL)
        model = chat_model(Settings(ollama=OllamaSettings(url=server.url), openai=openai), "auto")
    assert model is not None
    assert model.name == f"openai:{MODEL}"


def test_only_addresses_that_answer_are_asked() -> None:
    with model_server() as server:
        model = chat_model(Settings(ollama=OllamaSettings(url=("http://127.0.0.1:9", server.url))), "ollama")
        assert model is not None
        assert [each.address for each in model.servers] == [server.url]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "Chưa có model"),
        ({"model": "khác"}, f"không có mô hình khác; có: {MODEL}"),
        ({"model": MODEL}, None),
    ],
)
def test_what_an_openai_server_lacks_is_said(settings: dict[str, str], said: str | None) -> None:
    with model_server() as server:
        lacks = openai_lacks(OpenaiSettings(url=f"{server.url}/v1", **settings), f"{server.url}/v1")
    assert lacks is None if said is None else said in (lacks or "")


def test_an_address_without_v1_is_named() -> None:
    with model_server() as server:
        assert "/v1" in (openai_lacks(OpenaiSettings(url=server.url, model=MODEL), server.url) or "")


def test_the_prompt_leaves_room_for_the_reply() -> None:
    assert policy(Settings(ollama=OllamaSettings(num_ctx=1024))).budget == 1024 - 300


# --- doctor ---------------------------------------------------------------------------------------------------------


def said(settings: Settings) -> str:
    return "\n".join(f"{good} {found} {hint}" for good, found, hint in checks(settings))


@pytest.mark.parametrize("kind", ["ollama", "openai"])
def test_doctor_says_what_answers_and_how_fast(kind: str) -> None:
    with model_server("Được.") as server:
        openai = OpenaiSettings(url=f"{server.url}/v1", model=MODEL) if kind == "openai" else OpenaiSettings()
        text = said(Settings(ollama=OllamaSettings(url=server.url), openai=openai))
    assert f"{MODEL} ở {server.url}" in text
    assert "token mỗi giây" in text


def test_doctor_says_that_a_model_is_too_large() -> None:
    with model_server("Được.", size=10**15) as server:
        assert "False không vừa bộ nhớ" in said(Settings(ollama=OllamaSettings(url=server.url)))


def test_doctor_says_how_to_pull_a_model() -> None:
    with model_server(model="khác") as server:
        assert f"ollama pull {MODEL}" in said(Settings(ollama=OllamaSettings(url=server.url)))


@pytest.mark.parametrize("behaviour", ["error", "garbage"])
def test_doctor_says_that_a_server_does_not_answer(behaviour: Behaviour) -> None:
    with model_server("Được.", behaviour) as server:
        text = said(Settings(ollama=OllamaSettings(url=server.url)))
    assert "không trả lời được câu thử" in text or "token mỗi giây" in text


# --- ask, chat ------------------------------------------------------------------------------------------------------


def test_ask_shows_the_plans_answer_and_then_what_the_model_reads(known: Cchc, tmp_path: Path) -> None:
    with model_server(MORE) as server:
        config(tmp_path, server)
        run = known("ask", ASKED, "--engine", "ollama")
    plan, _, model = run.out.partition("Mô hình ollama:")
    assert ("Phòng Nội vụ" in plan, "20 bức tranh" in model, "Ma thuật" in run.out) == (True, True, False)
    assert run.status == 0


def test_json_gives_the_answer_that_stands(known: Cchc, tmp_path: Path) -> None:
    with model_server(copying) as server:
        config(tmp_path, server)
        run = known("ask", ASKED, "--engine", "ollama", "--json")
    assert run.out.count("\n") == 1
    assert '"status": "answered"' in run.out


def test_extract_asks_no_model(known: Cchc, tmp_path: Path) -> None:
    with model_server(MORE) as server:
        config(tmp_path, server)
        known("ask", ASKED, "--engine", "extract")
    assert server.requests == []


def test_a_model_that_fails_costs_no_answer(known: Cchc, tmp_path: Path) -> None:
    with model_server(MORE, "error") as server:
        config(tmp_path, server)
        run = known("ask", ASKED, "--engine", "ollama")
    assert ("Phòng Nội vụ" in run.out, "báo lỗi 500" in run.err, run.status) == (True, True, 0)


def test_chat_shows_both(known: Cchc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ASKED}\n/thoat\n"))
    with model_server(MORE) as server:
        config(tmp_path, server)
        run = known("chat")
    assert run.out.count("Nguồn:") == 1
    assert "20 bức tranh" in run.out.partition("Mô hình")[2]


def test_chat_offers_choices_once(cchc: Cchc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("An Bình", "Cát Sơn"):
        text = PLAN.replace("AN BÌNH", name.upper()).replace("An Bình", name)
        write(tmp_path / f"{name}.txt", text.replace("Phòng Nội vụ", "Phòng Tư pháp") if name == "Cát Sơn" else text)
    cchc("ingest", tmp_path / "An Bình.txt", tmp_path / "Cát Sơn.txt")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ASKED}\n/thoat\n"))
    with model_server(MORE) as server:
        config(tmp_path, server)
        run = cchc("chat")
    assert (run.out.count("1. "), run.out.count("Có 2 kế hoạch"), "--place" in run.err) == (1, 1, False)


def test_a_setting_that_moved_says_where(cchc: Cchc, tmp_path: Path) -> None:
    write(tmp_path / "config.toml", "[ollama]\ntime_limit_s = 5.0\n")
    run = cchc("plans")
    assert (run.status, "nay ở [model]" in run.err) == (2, True)


# --- ingest ---------------------------------------------------------------------------------------------------------


def test_ingest_has_everyday_questions_made_where_the_settings_say_so(cchc: Cchc, tmp_path: Path) -> None:
    write(tmp_path / "ke-hoach.txt", PLAN)
    with model_server("Việc này ai làm vậy?") as server:
        config(tmp_path, server, "everyday = true\n")
        run, again = (cchc("ingest", tmp_path / "ke-hoach.txt") for _ in range(2))
    assert (run.status, "Câu hỏi thường ngày: đã lập cho" in run.err) == (0, True)
    assert "Câu hỏi thường ngày" not in again.err


def test_ingest_says_that_no_model_is_there(cchc: Cchc, tmp_path: Path) -> None:
    write(tmp_path / "ke-hoach.txt", PLAN)
    write(tmp_path / "config.toml", '[ollama]\nurl = "http://127.0.0.1:9"\n[model]\neveryday = true\n')
    run = cchc("ingest", tmp_path / "ke-hoach.txt")
    assert (run.status, "không có mô hình nào" in run.err) == (0, True)
