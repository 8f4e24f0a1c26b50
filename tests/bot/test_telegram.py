"""Telegram end to end: real updates over real HTTP against a fake Bot API on loopback."""

import asyncio
import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from answer.answer import Answer, Question
from bot import logs
from bot.channels.chats import Chats
from bot.channels.relay import Relay
from bot.channels.telegram import TelegramChannel
from bot.config import TelegramSettings, WebSettings
from bot.conversations import Chat, Conversations
from bot.dialogue import BROKEN, GREETING, HELP, NOT_TEXT, STALE, WHICH_OFFICE, Dialogue, last_of
from bot.errors import WrongUseError
from bot.message import utf16_length
from bot.server import serve
from tests.bot.conftest import CITATION, Engine, clarify_without_place, greeted, running, thinks
from tests.bot.loopback import PATIENCE_S, until
from tests.bot.strict_html import parsed
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


@pytest.fixture(autouse=True)
def known(conversations: Conversations) -> None:
    greeted(conversations, Chat("telegram", "7"), Chat("telegram", "8"), Chat("telegram", "-70", "7"))


def channel(api: TelegramApi, relay: Relay, **settings: str) -> Chats:
    telegram = TelegramChannel(TelegramSettings(base_url=api.base_url, **settings), relay, retry_s=0.01, pace_s=0.0)
    return Chats([telegram], relay)


@pytest.fixture
async def polling(api: TelegramApi, relay: Relay) -> AsyncIterator[TelegramApi]:
    async with running(channel(api, relay), WebSettings()):
        yield api


async def test_answer_comes_with_its_sources(polling: TelegramApi) -> None:
    await polling.say("Ai chủ trì?")
    [message] = await polling.messages(1)
    assert message["text"] == (
        "Phòng Nội vụ chủ trì [1].\n\nNguồn:\n"
        "[1] 12/KH-UBND – Kế hoạch cải cách hành chính năm 2025 · III > 2 · trang 4\n“Cơ quan chủ trì: Phòng Nội vụ.”"
    )


@pytest.mark.parametrize(
    ("command", "text"),
    [("/start", GREETING), ("/help", HELP), ("/trogiup", HELP), ("/xyz", HELP), ("/gioithieu", WHICH_OFFICE)],
)
async def test_commands_are_answered(polling: TelegramApi, command: str, text: str) -> None:
    await polling.say(command)
    assert [m["text"] for m in await polling.messages(1)] == [text]


async def test_typing_is_shown_while_the_answer_is_sought(polling: TelegramApi, engine: Engine) -> None:
    release = threading.Event()
    engine.answer = lambda _: Answer("not_found", "Không có." if release.wait(PATIENCE_S) else "?")
    await polling.say("Ai chủ trì?")
    await until(lambda: "sendChatAction" in polling.calls)
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


async def test_edited_question_is_answered_in_the_place_of_its_reply(polling: TelegramApi, engine: Engine) -> None:
    engine.answer = lambda question: Answer("not_found", f"Không có: {question.text}")
    message = polling.message("Ai chủ tri?")
    await polling.push(polling.update(message=message))
    [sent] = await polling.messages(1)
    await polling.push(polling.update(edited_message=message | {"text": "Ai chủ trì?", "edit_date": 1_760_000_100}))
    [edit] = await polling.edited(1)
    assert (edit["message_id"], edit["text"]) == (sent["message_id"], "Không có: Ai chủ trì?")


async def test_edited_question_is_not_its_own_history(polling: TelegramApi, engine: Engine) -> None:
    engine.answer = lambda question: Answer("not_found", f"Không có: {question.text}")
    message = polling.message("Ai chủ tri?")
    await polling.push(polling.update(message=message))
    await polling.messages(1)
    await polling.push(polling.update(edited_message=message | {"text": "Ai?", "edit_date": 1_760_000_100}))
    await polling.edited(1)
    assert engine.asked[1] == Question("Ai?")


async def test_edited_question_with_a_shorter_answer_loses_the_rest_of_the_old_one(
    polling: TelegramApi, engine: Engine
) -> None:
    engine.answer = lambda question: Answer("not_found", "rất dài. " * 700 if question.text == "dài" else "ngắn")
    message = polling.message("dài")
    await polling.push(polling.update(message=message))
    first, second = await polling.messages(2)
    await polling.push(polling.update(edited_message=message | {"text": "ngắn", "edit_date": 1_760_000_100}))
    [edit] = await polling.edited(1)
    await polling.say("hết")
    await polling.messages(3)
    assert (edit["message_id"], polling.deleted) == (first["message_id"], [second["message_id"]])


async def test_edited_message_that_nobody_remembers_is_answered_anew(polling: TelegramApi) -> None:
    await polling.push(polling.update(edited_message=polling.message("Ai chủ trì?", edit_date=1_760_000_100)))
    assert (await polling.messages(1))[0]["text"].startswith("Phòng Nội vụ chủ trì [1].")


async def test_edit_while_the_answer_is_sought_is_answered_once(polling: TelegramApi, engine: Engine) -> None:
    release = threading.Event()

    def answer(question: Question) -> Answer:
        if question.text == "chậm":
            release.wait(PATIENCE_S)
        return Answer("not_found", f"Không có: {question.text}")

    engine.answer = answer
    message = polling.message("chậm")
    await polling.push(polling.update(message=message))
    await until(lambda: engine.asked)
    await polling.push(polling.update(edited_message=message | {"text": "sửa rồi", "edit_date": 1_760_000_100}))
    await until(lambda: polling.offset > polling._next_id)  # the edit is stored
    release.set()
    await polling.say("hết")
    assert [m["text"] for m in await polling.messages(2)] == ["Không có: sửa rồi", "Không có: hết"]


async def test_fact_is_bold_and_quotes_are_folded(polling: TelegramApi) -> None:
    await polling.say("Ai chủ trì?")
    [message] = await polling.messages(1)
    assert message["looks"] == [("b", "Phòng Nội vụ chủ trì [1]."), ("blockquote", "“Cơ quan chủ trì: Phòng Nội vụ.”")]


async def test_markup_in_an_answer_is_shown_as_it_is_written(polling: TelegramApi, engine: Engine) -> None:
    text = "<b>&lt;x</i> & <script>alert(1)</script> a < b"
    engine.answer = lambda _: Answer("answered", text)
    await polling.say("Ai?")
    assert (await polling.messages(1))[0]["text"] == text


async def test_refused_formatting_is_sent_again_as_plain_text(api: TelegramApi, relay: Relay) -> None:
    api.failures["sendMessage"] = [(400, "Bad Request: can't parse entities: x")]
    async with running(channel(api, relay), WebSettings()):
        await api.say("Ai chủ trì?")
        [message] = await api.messages(1)
    assert (message.get("parse_mode"), message["text"].splitlines()[0]) == (None, "Phòng Nội vụ chủ trì [1].")


async def test_sources_button_shows_the_quotes_in_full(polling: TelegramApi, engine: Engine) -> None:
    long = replace(CITATION, quote="rất dài " * 200)
    engine.answer = lambda _: Answer("answered", "Phòng Nội vụ [1].", (long,))
    await polling.say("Ai chủ trì?")
    [message] = await polling.messages(1)
    await polling.press(message["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    assert long.quote.strip() in (await polling.messages(2))[1]["text"]


async def test_more_button_tells_what_else_there_is(polling: TelegramApi) -> None:
    await polling.say("Ai chủ trì?")
    [message] = await polling.messages(1)
    await polling.press(message["reply_markup"]["inline_keyboard"][0][1]["callback_data"])
    await polling.messages(2)
    assert polling.sent[1]["text"].startswith("Không còn chỗ nào khác")


async def test_menu_of_commands_is_set(polling: TelegramApi) -> None:
    await polling.say("/start")
    await polling.messages(1)
    assert "setMyCommands" in polling.calls


async def test_inline_question_is_answered_with_a_text_to_send(polling: TelegramApi) -> None:
    query = {"id": "9", "from": LAN, "query": "ai chủ trì", "offset": ""}
    await polling.push(polling.update(inline_query=query))
    await until(lambda: polling.inline)
    [result] = polling.inline
    text, _ = parsed(result["input_message_content"]["message_text"])
    assert (result["title"], "“Cơ quan chủ trì" in text) == ("Phòng Nội vụ chủ trì [1].", True)


async def test_reply_in_a_topic_stays_in_it(polling: TelegramApi) -> None:
    topic = {"message_thread_id": 5, "is_topic_message": True}
    await polling.say("/trogiup", GROUP | {"type": "supergroup"}, **topic)
    [message] = await polling.messages(1)
    assert message["message_thread_id"] in (5, "5")


async def test_typing_is_shown_in_the_topic(
    api: TelegramApi, relay: Relay, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, Any]] = []

    async def note(method: str, params: dict[str, Any]) -> None:
        if method == "sendChatAction":
            shown.append(params)

    monkeypatch.setattr("bot.channels.relay._TYPING_AFTER_S", 0.0)
    thinks(engine, api.calls)
    api.before = note  # type: ignore[assignment]
    async with running(channel(api, relay), WebSettings()):
        topic = {"message_thread_id": 5, "is_topic_message": True}
        message = api.message(None, GROUP | {"type": "supergroup"}, **topic)
        await api.push(api.update(message=message | mention("@cchc_bot ai chủ trì?")))
        await api.messages(1)
    assert [str(one["message_thread_id"]) for one in shown] == ["5"]


@pytest.fixture
async def written(
    api: TelegramApi, conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[TelegramApi, list[dict[str, Any]]]]:
    """A bot whose model has written one word and goes on once that is seen; the drafts that were."""
    seen, drafts = threading.Event(), list[dict[str, Any]]()

    def growing(_: Question) -> Iterator[Answer]:
        yield Answer("answered", "Phòng")
        seen.wait(PATIENCE_S)
        yield Answer("answered", "Phòng Nội vụ.")

    async def note(method: str, params: dict[str, Any]) -> None:
        if method in ("sendMessageDraft", "sendMessage"):
            drafts.append(params)
            seen.set()

    monkeypatch.setattr("bot.channels.relay._BETWEEN_DRAFTS_S", 0.01)
    dialogue = Dialogue(last_of(growing), conversations, growing=growing)
    api.before = note  # type: ignore[assignment]
    async with running(channel(api, Relay(lambda _: dialogue, conversations))):
        yield api, drafts


async def test_answer_is_drafted_while_a_model_writes_it(written: tuple[TelegramApi, list[dict[str, Any]]]) -> None:
    api, drafts = written
    await api.say("Ai chủ trì?")
    [message] = await api.messages(1)
    assert (drafts[0]["text"], message["text"]) == ("Phòng", "Phòng Nội vụ.")


async def test_in_a_group_the_answer_takes_the_place_of_what_was_written(
    written: tuple[TelegramApi, list[dict[str, Any]]],
) -> None:
    api, _ = written
    await api.push(api.update(message=api.message(None, GROUP) | mention("@cchc_bot ai chủ trì?")))
    [edit] = await api.edited(1)
    assert (edit["text"], [one["message_id"] for one in api.sent]) == ("Phòng Nội vụ.", [edit["message_id"]])


async def test_person_who_blocked_the_bot_holds_up_nobody(polling: TelegramApi) -> None:
    polling.gone.add(8)
    await polling.say("Ai chủ trì?", {"id": 8, "type": "private", "first_name": "Minh"})
    await polling.say("Ai chủ trì?")
    assert (await polling.messages(1))[0]["chat_id"] in (7, "7")


PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}
FILE = {"document": {"file_id": "a", "file_unique_id": "b"}}
VOICE = {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}
STICKER = {"location": {"longitude": 106.7, "latitude": 10.8}}


@pytest.mark.parametrize(
    ("content", "why"),
    [(PHOTO, "chưa đọc được ảnh"), (FILE, "chưa đọc được tệp"), (VOICE, "chưa nghe được"), (STICKER, "")],
    ids=["photo", "file", "voice", "place"],
)
async def test_what_cannot_be_read_gets_a_fitting_line(polling: TelegramApi, content: dict[str, Any], why: str) -> None:
    await polling.say(None, **content)
    [message] = await polling.messages(1)
    assert (why in message["text"], message["text"].endswith(NOT_TEXT)) == (True, True)


async def test_what_is_written_to_a_photo_is_answered(polling: TelegramApi) -> None:
    await polling.say(None, **PHOTO, caption="Ai chủ trì?")
    [message] = await polling.messages(1)
    assert message["looks"][0] == ("b", "Phòng Nội vụ chủ trì [1].")


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
            release.wait(PATIENCE_S)
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


async def test_flood_limit_is_waited_out(api: TelegramApi, relay: Relay) -> None:
    api.failures["sendMessage"] = [(429, "Too Many Requests: retry after 0")]
    async with running(channel(api, relay), WebSettings()):
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


async def test_login_is_tried_again_until_telegram_is_reached(api: TelegramApi, relay: Relay) -> None:
    api.failures["getMe"] = [(502, "Bad Gateway"), (502, "Bad Gateway")]
    async with running(channel(api, relay), WebSettings()):
        await api.say("Ai chủ trì?")
        assert len(await api.messages(1)) == 1


async def test_refused_token_is_said_without_the_token(
    api: TelegramApi, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", "999:sai")
    with pytest.raises(WrongUseError, match="CCHC_TELEGRAM_TOKEN") as refused:
        await serve([channel(api, relay)], WebSettings(), asyncio.Event())
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
    log: Callable[[], str], api: TelegramApi, relay: Relay
) -> None:
    api.failures["sendMessage"] = [(400, f"Bad Request: {TOKEN}")] * 2
    async with running(channel(api, relay), WebSettings()):
        await api.say("một")
        await api.say("hai")
        await api.messages(1)
    written = log()
    assert ("không gửi được cho một người" in written, TOKEN in written) == (True, False)


@pytest.fixture
async def webhook(api: TelegramApi, relay: Relay) -> AsyncIterator[tuple[TelegramApi, str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/telegram"
    async with running(channel(api, relay, mode="webhook", webhook_url=url), WebSettings(port=port)):
        await until(lambda: "setWebhook" in api.calls)
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


async def test_taken_port_is_said(api: TelegramApi, relay: Relay) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        web = WebSettings(port=taken.getsockname()[1])
        with pytest.raises(WrongUseError, match="Không mở được cổng"):
            await serve([channel(api, relay, mode="webhook")], web, asyncio.Event())


@pytest.mark.parametrize(("missing", "mode"), [("CCHC_TELEGRAM_TOKEN", "polling"), ("CCHC_TELEGRAM_SECRET", "webhook")])
def test_missing_secret_is_named(relay: Relay, monkeypatch: pytest.MonkeyPatch, missing: str, mode: str) -> None:
    monkeypatch.delenv(missing)
    with pytest.raises(WrongUseError, match=missing):
        channel(TelegramApi("http://127.0.0.1:9/bot"), relay, mode=mode)
