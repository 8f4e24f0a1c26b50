"""The Zalo Bot Platform end to end: its protocol over real HTTP, by polling and by webhook."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from answer.answer import Answer, Question
from bot.channels.chats import Chats
from bot.channels.meter import Meter
from bot.channels.relay import MAYBE_LOST, Relay
from bot.channels.zalo_bot import ZaloBotChannel
from bot.config import WebSettings, ZaloBotSettings
from bot.conversations import Chat, Conversations
from bot.dialogue import NOT_TEXT
from bot.errors import WrongUseError
from tests.bot.conftest import Engine, clarify_without_place, greeted, running
from tests.bot.loopback import until
from tests.bot.ports import free_port
from tests.bot.zalo_bot_api import LAN, TOKEN, ZaloBotApi, no, zalo_bot_api

SECRET = "mot-tu-bi-mat"


@pytest.fixture(autouse=True)
def known(conversations: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_ZALO_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("CCHC_ZALO_BOT_SECRET", SECRET)
    greeted(conversations, Chat("zalo_bot", LAN), Chat("zalo_bot", "1002"))


@pytest.fixture
async def api() -> AsyncIterator[ZaloBotApi]:
    async with zalo_bot_api() as api:
        yield api


def channel(api: ZaloBotApi, relay: Relay, between_s: float = 0.0, **settings: Any) -> Chats:
    bot = ZaloBotChannel(ZaloBotSettings(base_url=api.base_url, **settings), relay, retry_s=0.01, between_s=between_s)
    return Chats([bot], relay)


@pytest.fixture
async def polling(api: ZaloBotApi, relay: Relay) -> AsyncIterator[ZaloBotApi]:
    async with running(channel(api, relay)):
        yield api


async def test_answer_comes_with_its_sources_as_plain_text(polling: ZaloBotApi) -> None:
    polling.say("Ai chủ trì?")
    [text] = await polling.messages(1)
    assert text.startswith("Phòng Nội vụ chủ trì [1].\n\nNguồn:\n[1] 12/KH-UBND")


async def test_choices_are_numbered_and_chosen_by_number(polling: ZaloBotApi, engine: Engine) -> None:
    engine.answer = clarify_without_place
    polling.say("Ai chủ trì?")
    [text] = await polling.messages(1)
    polling.say("2")
    await polling.messages(2)
    assert ("2. Huyện Cát Sơn (2024)" in text, engine.asked[1]) == (True, Question("Ai chủ trì?", "Cát Sơn", 2024))


async def test_word_shows_the_sources_where_there_are_no_buttons(polling: ZaloBotApi) -> None:
    polling.say("Ai chủ trì?")
    polling.say("Nguồn")
    assert "“Cơ quan chủ trì: Phòng Nội vụ.”" in (await polling.messages(2))[1]


async def test_long_answer_comes_in_parts_of_2000_that_lose_nothing(polling: ZaloBotApi, engine: Engine) -> None:
    text = "\n".join(f"{n}. Nhiệm vụ số {n} do Phòng Nội vụ chủ trì." for n in range(120))
    engine.answer = lambda _: Answer("answered", text)
    polling.say("Liệt kê")
    assert "\n".join(await polling.messages(3)) == text


@pytest.mark.parametrize("name", ["image", "sticker", "voice", "unsupported"])
async def test_what_cannot_be_read_gets_a_polite_line(polling: ZaloBotApi, name: str) -> None:
    polling.push(polling.event(None, name=f"message.{name}.received", photo="https://zalo.example/a.jpg"))
    assert (await polling.messages(1))[0].endswith(NOT_TEXT)


async def test_replayed_update_is_answered_once(polling: ZaloBotApi, engine: Engine) -> None:
    event = polling.event("Ai chủ trì?")
    for _ in range(5):
        polling.push(event)
    polling.say("câu sau")
    await polling.messages(2)
    assert [question.text for question in engine.asked] == ["Ai chủ trì?", "câu sau"]


async def test_replayed_update_is_known_after_a_restart(api: ZaloBotApi, relay: Relay, engine: Engine) -> None:
    event = api.event("Ai chủ trì?")
    api.push(event)
    async with running(channel(api, relay)):
        await api.messages(1)
    again = Relay(relay._dialogue_of, relay._conversations, pause_s=0.05)
    api.push(event)
    api.say("câu sau")
    async with running(channel(api, again)):
        await api.messages(2)
    assert [question.text for question in engine.asked] == ["Ai chủ trì?", "câu sau"]


@pytest.mark.parametrize(
    "empty",
    [no(408, "Request timeout"), JSONResponse({"message": "timeout"}, status_code=408), Response(status_code=408)],
    ids=["ok:false", "HTTP 408 without error_code", "HTTP 408 without a body"],
)
async def test_empty_poll_is_no_error(
    api: ZaloBotApi, relay: Relay, empty: Response, caplog: pytest.LogCaptureFixture
) -> None:
    api.empty.append(empty)
    with caplog.at_level(logging.WARNING):
        async with running(channel(api, relay)):
            await until(lambda: api.calls.count("getUpdates") > 3)
    assert caplog.text == ""


async def test_a_second_lies_between_polls(api: ZaloBotApi, relay: Relay) -> None:
    for n in range(3):
        api.say(f"câu {n}")
    begun = time.monotonic()
    async with running(channel(api, relay, between_s=0.2)):
        await api.messages(3)
    assert time.monotonic() - begun >= 0.4


async def test_own_and_group_messages_are_left_alone(polling: ZaloBotApi, engine: Engine) -> None:
    polling.push(polling.event("tự nói", **{"from": {"id": "900", "display_name": "Bot", "is_bot": True}}))
    polling.push(polling.event("trong nhóm", chat={"id": "g1", "chat_type": "GROUP"}))
    polling.say("câu hỏi")
    await polling.messages(1)
    assert [question.text for question in engine.asked] == ["câu hỏi"]


@pytest.mark.parametrize(
    "strange",
    [{}, {"event_name": "message.poll.received"}, {"event_name": 5, "message": []}, {"message": {"text": "x"}}],
)
async def test_unknown_update_does_no_harm(polling: ZaloBotApi, strange: dict[str, Any]) -> None:
    polling.push(strange)
    polling.say("Ai chủ trì?")
    assert len(await polling.messages(1)) == 1


async def test_send_that_was_refused_for_now_is_sent_again(api: ZaloBotApi, relay: Relay) -> None:
    api.failures["sendMessage"] = [JSONResponse({}, status_code=502)]
    async with running(channel(api, relay)):
        api.say("Ai chủ trì?")
        assert len(await api.messages(1)) == 1


async def test_send_of_unknown_end_is_not_repeated_but_said(api: ZaloBotApi, relay: Relay) -> None:
    api.failures["sendMessage"] = [Response(status_code=504)]
    async with running(channel(api, relay)):
        api.say("Ai chủ trì?")
        assert await api.messages(1) == [MAYBE_LOST]


async def test_near_the_end_of_the_quota_nothing_unasked_is_sent(
    api: ZaloBotApi, relay: Relay, conversations: Conversations
) -> None:
    Meter(conversations.store, "zalo_bot", 100).add(95)
    api.failures["sendMessage"] = [Response(status_code=504)]
    async with running(channel(api, relay, monthly_messages=100)):
        api.say("một")
        api.say("hai")
        assert MAYBE_LOST not in await api.messages(1)


async def test_both_directions_are_counted(polling: ZaloBotApi, conversations: Conversations) -> None:
    polling.say("Ai chủ trì?")
    await polling.messages(1)
    meter = Meter(conversations.store, "zalo_bot", 3000)
    await until(lambda: meter.used() == 2)


async def test_80_percent_of_the_quota_is_said_once(
    api: ZaloBotApi, relay: Relay, conversations: Conversations, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(channel(api, relay, monthly_messages=5)):
        for n in range(4):
            api.say(f"câu {n}")
        meter = Meter(conversations.store, "zalo_bot", 5)
        await until(lambda: meter.used() == 8)
    assert caplog.text.count("tin của tháng này") == 1


async def test_person_who_blocked_the_bot_holds_up_nobody(polling: ZaloBotApi) -> None:
    polling.gone.add("1002")
    polling.say("Ai chủ trì?", "1002")
    polling.say("Ai chủ trì?")
    assert len(await polling.messages(1)) == 1


async def test_refused_token_is_said_without_the_token(
    api: ZaloBotApi, relay: Relay, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CCHC_ZALO_BOT_TOKEN", "999:sai")
    chats = channel(api, relay)
    with pytest.raises(WrongUseError, match="CCHC_ZALO_BOT_TOKEN") as refused:
        await chats.start()
    await chats.stop()
    assert "999:sai" not in f"{refused.value}{caplog.text}"


async def test_no_token_in_the_log_where_nobody_answers(relay: Relay, caplog: pytest.LogCaptureFixture) -> None:
    api = ZaloBotApi(f"http://127.0.0.1:{free_port()}")
    chats = channel(api, relay)
    with caplog.at_level(logging.DEBUG):
        task = asyncio.create_task(chats.start())
        await until(lambda: "Chưa nối được" in caplog.text)
        task.cancel()
        await chats.stop()
    assert TOKEN not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))


async def test_polling_while_a_webhook_is_set_says_so_and_deletes_nothing(
    api: ZaloBotApi, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    api.webhook = {"url": "https://other.example"}
    async with running(channel(api, relay)):
        await until(lambda: "webhook" in caplog.text)
    assert {"setWebhook", "deleteWebhook"}.isdisjoint(api.calls)


@pytest.fixture
async def webhook(api: ZaloBotApi, relay: Relay) -> AsyncIterator[tuple[ZaloBotApi, str]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/zalo-bot"
    async with running(channel(api, relay, mode="webhook", webhook_url=url), WebSettings(port=port)):
        await until(lambda: api.webhook)
        yield api, url


async def call(url: str, body: bytes, secret: str = SECRET) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (
            await client.post(url, content=body, headers=[(b"X-Bot-Api-Secret-Token", secret.encode("latin-1"))])
        ).status_code


@pytest.mark.parametrize("wrapped", [True, False])
async def test_webhook_is_answered_wrapped_or_flat(webhook: tuple[ZaloBotApi, str], wrapped: bool) -> None:
    api, url = webhook
    event = api.event("Ai chủ trì?")
    body = json.dumps({"ok": True, "result": event} if wrapped else event).encode()
    assert (await call(url, body), len(await api.messages(1))) == (200, 1)


@pytest.mark.parametrize("secret", ["sai", "", "\xe9"])
async def test_webhook_with_a_wrong_secret_is_refused(webhook: tuple[ZaloBotApi, str], secret: str) -> None:
    assert await call(webhook[1], json.dumps(webhook[0].event("Ai?")).encode(), secret) == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"\xff{", 400), (b"[1]", 400), (b"", 400), (b"[" * 100_000, 400), (b'{"a":"' + b"x" * (1 << 20) + b'"}', 413)],
    ids=["no UTF-8", "a list", "nothing", "deep", "oversized"],
)
async def test_webhook_body_that_is_no_update_is_refused(
    webhook: tuple[ZaloBotApi, str], body: bytes, status: int
) -> None:
    assert await call(webhook[1], body) == status


async def test_half_a_character_is_survived(webhook: tuple[ZaloBotApi, str], engine: Engine) -> None:
    api, url = webhook
    event = json.dumps(api.event("Ai chủ trì XX?")).replace("XX", "\\ud83d\\u0000").encode()
    assert await call(url, event) == 200
    await api.messages(1)
    assert engine.asked[0].text.startswith("Ai chủ trì ?")


def test_short_secret_is_refused(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_ZALO_BOT_SECRET", "ngắn")
    with pytest.raises(WrongUseError, match="8 đến 256"):
        channel(ZaloBotApi("http://127.0.0.1:9"), relay, mode="webhook")
