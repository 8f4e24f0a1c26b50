"""Whatever call of a service fails, and however: the question is answered, and nobody else's waits."""

import logging
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from answer.answer import Answer
from bot.channels.chats import Chats
from bot.channels.queue import Queue
from bot.channels.relay import Relay
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import ZaloOaChannel
from bot.config import WebSettings, ZaloBotSettings, ZaloOaSettings
from bot.conversations import Chat, Conversations
from bot.errors import WrongUseError
from tests.bot import telegram_api, zalo_bot_api, zalo_oa_api
from tests.bot.calling import ANSWERED_BY, CALLS
from tests.bot.conftest import Engine, greeted, of_telegram, of_zalo, running, thinks
from tests.bot.loopback import Reset, until
from tests.bot.ports import free_port
from tests.bot.telegram_api import LAN, TelegramApi
from tests.bot.zalo_bot_api import ZaloBotApi


def _busy() -> Response:
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 0}}
    return JSONResponse(body, status_code=429)


FAULTS = {
    "429": _busy,
    "500": lambda: JSONResponse({"ok": False, "error_code": 500, "description": "Internal"}, status_code=500),
    "502 with a page": lambda: Response("<html>Bad Gateway</html>", status_code=502),
    "reset": Reset,
    "200 with rubbish": lambda: Response("rubbish"),
}


@pytest.fixture(autouse=True)
def known(conversations: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", telegram_api.TOKEN)
    monkeypatch.setenv("CCHC_TELEGRAM_SECRET", "bi-mat")
    monkeypatch.setenv("CCHC_ZALO_BOT_TOKEN", zalo_bot_api.TOKEN)
    monkeypatch.setenv("CCHC_ZALO_BOT_SECRET", "tu-bi-mat")
    monkeypatch.setenv("CCHC_ZALO_OA_APP_SECRET", zalo_oa_api.APP_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_WEBHOOK_SECRET", zalo_oa_api.WEBHOOK_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_REFRESH_TOKEN", zalo_oa_api.REFRESH)
    monkeypatch.setattr("bot.channels.relay._BETWEEN_DRAFTS_S", 0.01)
    monkeypatch.setattr("bot.channels.relay._TYPING_AFTER_S", 0.0)
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # of connections that are broken on purpose
    greeted(conversations, Chat("telegram", "7"), Chat("zalo_bot", zalo_bot_api.LAN))


def once(method: str, fault: Any) -> Any:
    """Fail the first call of `method`."""
    left = [fault]

    async def refuse(called: str, _: dict[str, Any]) -> Response | None:
        return left.pop()() if called == method and left else None

    return refuse


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["getMe", "setMyCommands", "getUpdates"])
async def test_telegram_starts_though_a_call_fails(
    telegram: TelegramApi, relay: Relay, method: str, fault: str
) -> None:
    telegram.before = once(method, FAULTS[fault])
    async with running(Chats([of_telegram(telegram, relay)], relay)):
        await telegram.say("Ai chủ trì?")
        await telegram.messages(1)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", CALLS)
async def test_call_of_telegram_that_fails_loses_neither_its_question_nor_the_next(
    telegram: TelegramApi, model: Relay, method: str, fault: str
) -> None:
    telegram.before = once(method, FAULTS[fault])
    wanted = {ANSWERED_BY.get(method, "Không có: Ai chủ trì?"), "Không có: sau"}
    async with running(Chats([of_telegram(telegram, model)], model)):
        await CALLS[method](telegram)
        await until(lambda: method in telegram.calls)
        await telegram.say("sau")
        await until(lambda: wanted <= {one["text"] for one in telegram.sent})


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["getMe", "getUpdates", "sendMessage", "sendChatAction"])
async def test_zalo_survives(zalo: ZaloBotApi, relay: Relay, engine: Engine, method: str, fault: str) -> None:
    thinks(engine, zalo.calls)
    zalo.before = once(method, FAULTS[fault])
    async with running(Chats([of_zalo(zalo, relay)], relay)):
        zalo.say("Ai chủ trì?")
        await zalo.messages(1)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["getWebhookInfo", "setWebhook"])
async def test_webhook_of_zalo_is_registered_though_a_call_fails(
    zalo: ZaloBotApi, relay: Relay, method: str, fault: str
) -> None:
    port = free_port()
    zalo.before = once(method, FAULTS[fault])
    bot = of_zalo(zalo, relay, mode="webhook", webhook_url="https://cchc.example.vn/zalo-bot")
    async with running(Chats([bot], relay), WebSettings(port=port)):
        await until(lambda: zalo.webhook)


@pytest.mark.parametrize("fault", FAULTS)
async def test_webhook_of_telegram_is_registered_though_a_call_fails(
    telegram: TelegramApi, relay: Relay, fault: str
) -> None:
    port = free_port()
    telegram.before = once("setWebhook", FAULTS[fault])
    bot = of_telegram(telegram, relay, mode="webhook", webhook_url="https://cchc.example.vn/telegram")
    async with running(Chats([bot], relay), WebSettings(port=port)):
        await until(lambda: telegram.webhook)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["token", "send"])
async def test_account_survives(relay: Relay, tmp_path: Path, method: str, fault: str) -> None:
    port = free_port()
    async with zalo_oa_api.zalo_oa_api() as api, httpx.AsyncClient(trust_env=False) as client:
        api.before = once(method, FAULTS[fault])
        settings = ZaloOaSettings(app_id=zalo_oa_api.APP, base_url=api.url, oauth_url=api.url)
        async with running(Chats([ZaloOaChannel(settings, relay, tmp_path)], relay), WebSettings(port=port)):
            await until(lambda: "token" in api.calls)
            api.wrote(zalo_oa_api.LAN)
            body, headers = zalo_oa_api.signed(api.event("Ai chủ trì?"))
            await client.post(f"http://127.0.0.1:{port}/zalo-oa", content=body, headers=headers)
            await api.messages(1)


async def test_second_poller_is_said_once_and_the_other_channel_goes_on(
    telegram: TelegramApi, zalo: ZaloBotApi, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    async def conflict(method: str, _: dict[str, Any]) -> Response | None:
        body = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
        return JSONResponse(body, status_code=409) if method == "getUpdates" else None

    telegram.before = conflict
    async with running(Chats([of_telegram(telegram, relay), of_zalo(zalo, relay)], relay)):
        zalo.say("Ai chủ trì?")
        await zalo.messages(1)
        await until(lambda: telegram.calls.count("getUpdates") > 2)
    assert caplog.text.count("một chương trình khác đang dùng cùng mã bot") == 1


async def test_refused_token_of_one_channel_leaves_the_other_alone(
    telegram: TelegramApi,
    zalo: ZaloBotApi,
    relay: Relay,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", "1:sai")
    async with running(Chats([of_telegram(telegram, relay), of_zalo(zalo, relay)], relay)):
        zalo.say("Ai chủ trì?")
        await zalo.messages(1)
    assert "Telegram không nhận mã bot" in caplog.text


async def test_update_that_cannot_be_read_holds_up_none(telegram: TelegramApi, relay: Relay) -> None:
    async with running(Chats([of_telegram(telegram, relay)], relay)):
        for strange in ({"message": 5}, {"message": {"chat": 1}}, {"poll_answer": []}, {"new_kind": {"x": 1}}):
            await telegram.push(telegram.update(**strange))
        await telegram.say("Ai chủ trì?")
        assert len(await telegram.messages(1)) == 1


async def test_chat_that_is_deleted_while_the_answer_is_made(
    telegram: TelegramApi, relay: Relay, engine: Engine
) -> None:
    def answer(_: object) -> Answer:
        telegram.failures["sendMessage"] = [(400, "Bad Request: chat not found")]
        engine.answer = lambda _: Answer("not_found", "Không.")
        return Answer("not_found", "Không ai đọc.")

    engine.answer = answer
    async with running(Chats([of_telegram(telegram, relay)], relay)):
        await telegram.say("một")
        await until(lambda: engine.asked and not telegram.failures.get("sendMessage", [0]))
        await telegram.say("hai")
        assert [one["text"] for one in await telegram.messages(1)] == ["Không."]


async def test_long_message_is_read_in_part(telegram: TelegramApi, relay: Relay, engine: Engine) -> None:
    async with running(Chats([of_telegram(telegram, relay)], relay)):
        await telegram.say("Ai chủ trì? " * 900)
        await telegram.messages(1)
    assert len(engine.asked[0].text) == 4000


@pytest.mark.parametrize(("body", "status"), [(b"x" * (1 << 21), 413), (b"{}", 400), (b'{"update_id": "a"}', 400)])
async def test_telegram_webhook_refuses(telegram: TelegramApi, relay: Relay, body: bytes, status: int) -> None:
    port = free_port()
    bot = of_telegram(telegram, relay, mode="webhook")
    async with running(Chats([bot], relay), WebSettings(port=port)), httpx.AsyncClient(trust_env=False) as client:
        await until(lambda: "setMyCommands" in telegram.calls)
        headers = {"X-Telegram-Bot-Api-Secret-Token": "bi-mat"}
        response = await client.post(f"http://127.0.0.1:{port}/telegram", content=body, headers=headers)
    assert response.status_code == status


async def test_webhook_is_not_thanked_for_while_nothing_can_be_written(
    telegram: TelegramApi, relay: Relay, conversations: Conversations
) -> None:
    port = free_port()
    bot = of_telegram(telegram, relay, mode="webhook")
    async with running(Chats([bot], relay), WebSettings(port=port)), httpx.AsyncClient(trust_env=False) as client:
        await until(lambda: "setMyCommands" in telegram.calls)
        update = telegram.update(message=telegram.message("Ai chủ trì?"))
        headers = {"X-Telegram-Bot-Api-Secret-Token": "bi-mat"}
        statuses = []
        for read_only in ("ON", "OFF"):
            conversations.store._db.execute(f"PRAGMA query_only = {read_only}")
            call = client.post(f"http://127.0.0.1:{port}/telegram", json=update, headers=headers)
            statuses.append((await call).status_code)
        assert (statuses, len(await telegram.messages(1))) == ([503, 200], 1)


async def test_poll_is_not_confirmed_while_nothing_can_be_written(
    telegram: TelegramApi, relay: Relay, conversations: Conversations
) -> None:
    async with running(Chats([of_telegram(telegram, relay)], relay)):
        await until(lambda: "getUpdates" in telegram.calls)
        conversations.store._db.execute("PRAGMA query_only = ON")
        await telegram.say("Ai chủ trì?")
        polls = telegram.calls.count("getUpdates")
        await until(lambda: telegram.calls.count("getUpdates") > polls + 2)
        confirmed = telegram.offset
        conversations.store._db.execute("PRAGMA query_only = OFF")
        assert (confirmed, len(await telegram.messages(1))) == (0, 1)


async def test_inline_question_is_not_stored(telegram: TelegramApi, relay: Relay, conversations: Conversations) -> None:
    async with running(Chats([of_telegram(telegram, relay)], relay)):
        query = {"id": "9", "from": LAN, "query": "ai chủ trì", "offset": ""}
        await telegram.push(telegram.update(inline_query=query))
        await until(lambda: telegram.inline)
    with conversations.store.reading() as db:
        assert db.execute("SELECT count(*) FROM turns").fetchone() == (0,)


async def test_conversation_file_of_an_earlier_version_knows_its_messages_again(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE seen (channel TEXT, chat_id TEXT, message_id TEXT, at REAL)")
        db.execute("INSERT INTO seen VALUES ('telegram', '42', '17', 1)")
    db.close()
    kept = Conversations(file)
    from bot.dialogue import Incoming

    again = Queue(kept.store).receive([Incoming(Chat("telegram", "42"), "Ai?", message_id="17")])
    kept.close()
    assert (again, b"seen" in file.read_bytes()) == ([], True)


def test_no_channel_starts_without_its_token(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CCHC_ZALO_BOT_TOKEN")
    with pytest.raises(WrongUseError, match="CCHC_ZALO_BOT_TOKEN"):
        ZaloBotChannel(ZaloBotSettings(), relay)
