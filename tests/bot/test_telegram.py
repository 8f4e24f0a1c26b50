"""Telegram end to end: real updates over real HTTP against a fake Bot API on loopback."""

import asyncio
import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from answer.answer import Answer, Question
from bot import logs
from bot.config import TelegramSettings, WebSettings
from bot.dialogue import BROKEN, EDITED, GREETING, HELP, NOT_TEXT, STALE, WHICH_OFFICE, Dialogue
from bot.errors import WrongUseError
from bot.message import utf16_length
from bot.server import serve
from bot.telegram import TelegramChannel
from tests.bot.conftest import Engine, clarify_without_place
from tests.bot.telegram_api import BOT, GROUP, LAN, PRIVATE, TOKEN, TelegramApi, telegram_api

SECRET = "mot-tu-bi-mat"


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("CCHC_TELEGRAM_SECRET", SECRET)


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with telegram_api() as api:
        yield api


def channel(api: TelegramApi, dialogue: Dialogue, **settings: str) -> TelegramChannel:
    return TelegramChannel(TelegramSettings(base_url=api.base_url, **settings), dialogue, retry_s=0.01)


@pytest.fixture
async def polling(api: TelegramApi, dialogue: Dialogue) -> AsyncIterator[TelegramApi]:
    async with running(channel(api, dialogue), WebSettings()):
        yield api


@asynccontextmanager
async def running(bot: TelegramChannel, web: WebSettings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(serve([bot], web, stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def test_answer_comes_with_its_sources(polling: TelegramApi) -> None:
    await polling.say("Ai chủ trì?")
    [message] = await polling.messages(1)
    assert message["text"] == (
        "Phòng Nội vụ chủ trì [1].\n\nNguồn:\n"
        "[1] 12/KH-UBND – Kế hoạch cải cách hành chính năm 2025 · III > 2 · trang 4\n“Cơ quan chủ trì: Phòng Nội vụ.”"
    )


@pytest.mark.parametrize(
    ("command", "text"),
    [("/start", GREETING), ("/help", HELP), ("/xyz", HELP), ("/gioithieu", WHICH_OFFICE)],
)
async def test_commands_are_answered(polling: TelegramApi, command: str, text: str) -> None:
    await polling.say(command)
    assert [m["text"] for m in await polling.messages(1)] == [text]


async def test_typing_is_shown_while_the_answer_is_sought(polling: TelegramApi, engine: Engine) -> None:
    release = threading.Event()
    engine.answer = lambda _: Answer("not_found", "Không có." if release.wait(5) else "?")
    await polling.say("Ai chủ trì?")
    async with asyncio.timeout(5):
        while "sendChatAction" not in polling.calls:
            await asyncio.sleep(0.01)
    release.set()
    await polling.messages(1)


async def test_follow_up_carries_the_earlier_turn(polling: TelegramApi, engine: Engine) -> None:
    await polling.say("Ai chủ trì hội thi?")
    await polling.say("còn thời gian?")
    await polling.messages(2)
    assert engine.asked[1] == Question("còn thời gian?", history=("Ai chủ trì hội thi?",))


async def test_start_forgets_the_earlier_turns(polling: TelegramApi, engine: Engine) -> None:
    for text in ("Ai chủ trì hội thi?", "/start", "còn thời gian?"):
        await polling.say(text)
    await polling.messages(3)
    assert engine.asked[1].history == ()


async def test_choices_are_buttons(polling: TelegramApi, engine: Engine) -> None:
    engine.answer = clarify_without_place
    await polling.say("Ai chủ trì?")
    [message] = await polling.messages(1)
    labels = [row[0]["text"] for row in message["reply_markup"]["inline_keyboard"]]
    assert labels == ["Huyện An Bình (2025)", "Huyện Cát Sơn (2024)"]


async def test_pressed_button_goes_on_with_the_first_question(polling: TelegramApi, engine: Engine) -> None:
    engine.answer = clarify_without_place
    await polling.say("Ai chủ trì?")
    [message] = await polling.messages(1)
    await polling.press(message["reply_markup"]["inline_keyboard"][1][0]["callback_data"])
    _, answer = await polling.messages(2)
    assert (engine.asked[1], answer["text"].splitlines()[0]) == (
        Question("Ai chủ trì?", "Cát Sơn", 2024),
        "Huyện Cát Sơn (2024):",
    )


async def test_button_of_another_chat_is_refused(polling: TelegramApi, engine: Engine) -> None:
    engine.answer = clarify_without_place
    await polling.say("Ai chủ trì?")
    [message] = await polling.messages(1)
    other = {"id": 8, "type": "private", "first_name": "Minh"}
    await polling.press(message["reply_markup"]["inline_keyboard"][0][0]["callback_data"], other)
    assert (await polling.messages(2))[1]["text"] == STALE


async def test_long_answer_is_sent_in_parts_in_order(polling: TelegramApi, engine: Engine) -> None:
    text = "\n".join(f"{n}. Nhiệm vụ số {n} 📌 do Phòng Nội vụ chủ trì." for n in range(200))
    engine.answer = lambda _: Answer("answered", text)
    await polling.say("Liệt kê")
    parts = [m["text"] for m in await polling.messages(3)]
    assert ("\n".join(parts), max(map(utf16_length, parts)) <= 4096) == (text, True)


async def test_edited_message_gets_a_friendly_line(polling: TelegramApi) -> None:
    await polling.push(polling.update(edited_message=polling.message("Ai?", edit_date=1_760_000_100)))
    assert (await polling.messages(1))[0]["text"] == EDITED


async def test_picture_gets_a_friendly_line(polling: TelegramApi) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    await polling.say(None, photo=photo)
    assert (await polling.messages(1))[0]["text"] == NOT_TEXT


async def test_failing_answer_is_apologised_for_and_the_next_one_is_given(polling: TelegramApi, engine: Engine) -> None:
    engine.answer = lambda _: 1 / 0  # type: ignore[assignment, return-value]
    await polling.say("hỏng")
    await polling.messages(1)
    engine.answer = lambda _: Answer("not_found", "Không tìm thấy.")
    await polling.say("lành")
    assert [m["text"] for m in await polling.messages(2)] == [BROKEN, "Không tìm thấy."]


async def test_slow_chat_does_not_hold_up_another(polling: TelegramApi, engine: Engine) -> None:
    release = threading.Event()

    def answer(question: Question) -> Answer:
        if question.text == "chậm":
            release.wait(10)
        return Answer("not_found", question.text)

    engine.answer = answer
    await polling.say("chậm")
    await polling.say("nhanh", {"id": 8, "type": "private", "first_name": "Minh"})
    [first] = await polling.messages(1)
    release.set()
    assert first["text"] == "nhanh"


async def test_one_chat_is_answered_in_order(polling: TelegramApi, engine: Engine) -> None:
    slow = threading.Event()
    engine.answer = lambda q: Answer("not_found", q.text if q.text != "một" or not slow.wait(0.3) else "?")
    for text in ("một", "hai", "ba"):
        await polling.say(text)
    assert [m["text"] for m in await polling.messages(3)] == ["một", "hai", "ba"]


async def test_flood_limit_is_waited_out(api: TelegramApi, dialogue: Dialogue) -> None:
    api.failures["sendMessage"] = [(429, "Too Many Requests: retry after 0")]
    async with running(channel(api, dialogue), WebSettings()):
        await api.say("Ai chủ trì?")
        assert len(await api.messages(1)) == 1


async def test_message_delivered_twice_is_answered_once(polling: TelegramApi, engine: Engine) -> None:
    message = polling.message("Ai chủ trì?")
    for _ in range(2):
        await polling.push(polling.update(message=message))
    await polling.say("câu sau")
    await polling.messages(2)
    assert [q.text for q in engine.asked] == ["Ai chủ trì?", "câu sau"]


def reply_to(person: dict[str, object], text: str) -> dict[str, object]:
    return {"text": text, "reply_to_message": {"message_id": 1, "date": 1, "chat": GROUP, "from": person}}


def mention(text: str) -> dict[str, object]:
    return {"text": text, "entities": [{"type": "mention", "offset": text.index("@"), "length": len("@cchc_bot")}]}


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        (mention("@cchc_bot ai chủ trì?"), ["ai chủ trì?", "hết"]),
        (reply_to(BOT, "ai chủ trì?"), ["ai chủ trì?", "hết"]),
        ({"text": "/gioithieu Phòng Tư pháp"}, ["Tôi mới về Phòng Tư pháp", "hết"]),
        ({"text": "/gioithieu@cchc_bot Phòng Tư pháp"}, ["Tôi mới về Phòng Tư pháp", "hết"]),
        ({"text": "trưa nay ăn gì?"}, ["hết"]),
        ({"text": "/xem@bot_khac"}, ["hết"]),
        (reply_to(LAN, "để tôi xem"), ["hết"]),
    ],
    ids=[
        "mention",
        "reply to the bot",
        "tour",
        "tour of this bot",
        "talk",
        "another bot's command",
        "reply to a person",
    ],
)
async def test_in_a_group_only_what_is_said_to_the_bot_is_answered(
    polling: TelegramApi, engine: Engine, content: dict[str, object], asked: list[str]
) -> None:
    await polling.push(polling.update(message=polling.message(None, GROUP) | content))
    await polling.say("hết", PRIVATE)
    await polling.messages(len(asked))
    assert sorted(q.text for q in engine.asked) == sorted(asked)


async def test_login_is_tried_again_until_telegram_is_reached(api: TelegramApi, dialogue: Dialogue) -> None:
    api.failures["getMe"] = [(502, "Bad Gateway"), (502, "Bad Gateway")]
    async with running(channel(api, dialogue), WebSettings()):
        await api.say("Ai chủ trì?")
        assert len(await api.messages(1)) == 1


async def test_refused_token_is_said_without_the_token(
    api: TelegramApi, dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", "999:sai")
    with pytest.raises(WrongUseError, match="CCHC_TELEGRAM_TOKEN") as refused:
        await serve([channel(api, dialogue)], WebSettings(), asyncio.Event())
    assert "999:sai" not in str(refused.value)


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """The program's own log at its most talkative."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.set_up("debug", (TOKEN,))
    yield lambda: capsys.readouterr().err
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_no_token_reaches_the_log_when_sending_fails(
    log: Callable[[], str], api: TelegramApi, dialogue: Dialogue
) -> None:
    api.failures["sendMessage"] = [(400, f"Bad Request: {TOKEN}")]
    async with running(channel(api, dialogue), WebSettings()):
        await api.say("một")
        await api.say("hai")
        await api.messages(1)
    written = log()
    assert ("telegram.error.BadRequest" in written, TOKEN in written) == (True, False)


@pytest.fixture
async def webhook(api: TelegramApi, dialogue: Dialogue) -> AsyncIterator[tuple[TelegramApi, str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/telegram"
    async with running(channel(api, dialogue, mode="webhook", webhook_url=url), WebSettings(port=port)):
        async with asyncio.timeout(10):
            while "setWebhook" not in api.calls:
                await asyncio.sleep(0.01)
        yield api, url


async def call(url: str, update: object, secret: str = SECRET) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(url, json=update, headers={"X-Telegram-Bot-Api-Secret-Token": secret})
    return response.status_code


async def test_webhook_is_answered_with_sources(webhook: tuple[TelegramApi, str]) -> None:
    api, url = webhook
    await call(url, api.update(message=api.message("Ai chủ trì?")))
    assert "“Cơ quan chủ trì: Phòng Nội vụ.”" in (await api.messages(1))[0]["text"]


async def test_webhook_button_goes_on_with_the_first_question(webhook: tuple[TelegramApi, str], engine: Engine) -> None:
    (api, url), engine.answer = webhook, clarify_without_place
    await call(url, api.update(message=api.message("Ai chủ trì?")))
    [message] = await api.messages(1)
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await call(url, api.update(callback_query=api.pressed(data)))
    await api.messages(2)
    assert engine.asked[1] == Question("Ai chủ trì?", "An Bình", 2025)


@pytest.mark.parametrize("secret", ["sai", ""])
async def test_webhook_with_a_wrong_secret_is_refused(webhook: tuple[TelegramApi, str], secret: str) -> None:
    api, url = webhook
    assert await call(url, api.update(message=api.message("Ai chủ trì?")), secret) == 403


@pytest.mark.parametrize("body", [[1, 2], None, {}, "x", {"update_id": 1, "message": 5}])
async def test_webhook_body_that_is_no_update_is_refused(webhook: tuple[TelegramApi, str], body: object) -> None:
    assert await call(webhook[1], body) == 400


async def test_webhook_body_that_is_no_json_is_refused(webhook: tuple[TelegramApi, str]) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(webhook[1], content=b"\xff{", headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
    assert response.status_code == 400


async def test_taken_port_is_said(api: TelegramApi, dialogue: Dialogue) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        web = WebSettings(port=taken.getsockname()[1])
        with pytest.raises(WrongUseError, match="Không mở được cổng"):
            await serve([channel(api, dialogue, mode="webhook")], web, asyncio.Event())


@pytest.mark.parametrize(("missing", "mode"), [("CCHC_TELEGRAM_TOKEN", "polling"), ("CCHC_TELEGRAM_SECRET", "webhook")])
def test_missing_secret_is_named(dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch, missing: str, mode: str) -> None:
    monkeypatch.delenv(missing)
    with pytest.raises(WrongUseError, match=missing):
        channel(TelegramApi("http://127.0.0.1:9/bot"), dialogue, mode=mode)
