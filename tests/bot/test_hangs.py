"""Whatever call of a service hangs: its question is answered, and nobody else's waits for it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from bot.channels.chats import Chats
from bot.channels.relay import Relay
from bot.channels.zalo_oa import ZaloOaChannel
from bot.config import WebSettings, ZaloOaSettings
from bot.conversations import Chat, Conversations
from tests.bot import telegram_api, zalo_bot_api, zalo_oa_api
from tests.bot.calling import ANSWERED_BY, CALLS
from tests.bot.conftest import Engine, greeted, of_telegram, of_zalo, running, thinks
from tests.bot.loopback import until
from tests.bot.ports import free_port
from tests.bot.telegram_api import TelegramApi
from tests.bot.zalo_bot_api import ZaloBotApi
from tests.bot.zalo_oa_api import ZaloOaApi, signed

MINH = {"id": 8, "type": "private", "first_name": "Minh"}
SECRET = "mot-tu-bi-mat"


@pytest.fixture(autouse=True)
def known(conversations: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", telegram_api.TOKEN)
    monkeypatch.setenv("CCHC_TELEGRAM_SECRET", SECRET)
    monkeypatch.setenv("CCHC_ZALO_BOT_TOKEN", zalo_bot_api.TOKEN)
    monkeypatch.setenv("CCHC_ZALO_BOT_SECRET", SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_APP_SECRET", zalo_oa_api.APP_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_WEBHOOK_SECRET", zalo_oa_api.WEBHOOK_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_REFRESH_TOKEN", zalo_oa_api.REFRESH)
    monkeypatch.setattr("bot.channels.relay._TYPING_AFTER_S", 0.0)
    monkeypatch.setattr("bot.channels.relay._BETWEEN_DRAFTS_S", 0.01)
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # of connections that are broken on purpose
    people = [("telegram", "7"), ("telegram", "8"), ("zalo_bot", zalo_bot_api.LAN), ("zalo_bot", "1002")]
    greeted(conversations, *(Chat(*one) for one in [*people, ("zalo_oa", zalo_oa_api.LAN), ("zalo_oa", "5002")]))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls that hang are given up after a second."""
    monkeypatch.setattr("bot.channels.telegram._POLL_S", 0)
    monkeypatch.setattr("bot.channels.telegram._ANSWER_S", 1)
    monkeypatch.setattr("bot.channels.telegram._DRAFT_S", 1)
    monkeypatch.setattr("bot.channels.zalo_bot._POLL_S", 0)
    monkeypatch.setattr("bot.channels.zalo_bot._LATE_S", 1.0)
    monkeypatch.setattr("bot.channels.zalo_api._ANSWER_S", 1.0)
    monkeypatch.setattr("bot.channels.zalo_oa._ANSWER_S", 1.0)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls that hang are waited for as long as a test may take."""
    monkeypatch.setattr("bot.channels.telegram._ANSWER_S", 3600)
    monkeypatch.setattr("bot.channels.telegram._DRAFT_S", 3600)
    monkeypatch.setattr("bot.channels.zalo_api._ANSWER_S", 3600.0)
    monkeypatch.setattr("bot.channels.zalo_oa._ANSWER_S", 3600.0)


def hangs(api: TelegramApi | ZaloBotApi | ZaloOaApi, method: str) -> asyncio.Event:
    """What releases the first call of `method`, which waits until then."""
    left, released = [method], asyncio.Event()

    async def hang(called: str, _: dict[str, Any]) -> Response | None:
        if called not in left:
            return None
        left.clear()
        await released.wait()
        return Response("late")

    api.before = hang
    return released


# --- Telegram -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.usefixtures("impatient")
async def test_call_of_telegram_that_hangs_loses_neither_its_question_nor_the_next(
    telegram: TelegramApi, model: Relay, method: str
) -> None:
    released = hangs(telegram, method)
    wanted = {ANSWERED_BY.get(method, "Không có: Ai chủ trì?"), "Không có: sau"}
    async with running(Chats([of_telegram(telegram, model)], model)):
        await CALLS[method](telegram)
        await until(lambda: method in telegram.calls)
        await telegram.say("sau")
        await until(lambda: wanted <= {one["text"] for one in telegram.sent})
        released.set()


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.usefixtures("patient")
async def test_call_of_telegram_that_hangs_holds_up_nobody_else(
    telegram: TelegramApi, model: Relay, method: str
) -> None:
    released = hangs(telegram, method)
    async with running(Chats([of_telegram(telegram, model)], model)):
        await CALLS[method](telegram)
        await until(lambda: method in telegram.calls)
        await telegram.say("khác", MINH)
        await until(lambda: "Không có: khác" in {one["text"] for one in telegram.sent})
        released.set()


@pytest.mark.parametrize("method", ["getMe", "setMyCommands", "getUpdates"])
@pytest.mark.usefixtures("impatient")
async def test_telegram_starts_though_a_call_hangs(telegram: TelegramApi, relay: Relay, method: str) -> None:
    released = hangs(telegram, method)
    async with running(Chats([of_telegram(telegram, relay)], relay)):
        await telegram.say("Ai chủ trì?")
        await telegram.messages(1)
        released.set()


@pytest.mark.usefixtures("impatient")
async def test_webhook_of_telegram_is_registered_though_a_call_hangs_and_questions_are_answered_meanwhile(
    telegram: TelegramApi, relay: Relay
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    released = hangs(telegram, "setWebhook")
    bot = of_telegram(telegram, relay, mode="webhook", webhook_url=url)
    async with running(Chats([bot], relay), WebSettings(port=port)), httpx.AsyncClient(trust_env=False) as client:
        await until(lambda: "setWebhook" in telegram.calls)
        update = telegram.update(message=telegram.message("Ai chủ trì?"))
        await client.post(url, json=update, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
        await telegram.messages(1)
        await until(lambda: telegram.webhook)
        released.set()


# --- Zalo Bot -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["getMe", "getUpdates", "sendMessage", "sendChatAction"])
@pytest.mark.usefixtures("impatient")
async def test_after_a_call_of_zalo_that_hangs_the_next_question_is_answered(
    zalo: ZaloBotApi, relay: Relay, engine: Engine, method: str
) -> None:
    thinks(engine, zalo.calls)
    released = hangs(zalo, method)
    async with running(Chats([of_zalo(zalo, relay)], relay)):
        zalo.say("Ai chủ trì?")
        await until(lambda: method in zalo.calls)
        zalo.say("Ai phối hợp?")
        await zalo.messages(2)
        released.set()


@pytest.mark.parametrize("method", ["sendMessage", "sendChatAction"])
@pytest.mark.usefixtures("patient")
async def test_call_of_zalo_that_hangs_holds_up_nobody_else(
    zalo: ZaloBotApi, relay: Relay, engine: Engine, method: str
) -> None:
    thinks(engine, zalo.calls)
    released = hangs(zalo, method)
    async with running(Chats([of_zalo(zalo, relay)], relay)):
        zalo.say("Ai chủ trì?")
        await until(lambda: method in zalo.calls)
        zalo.say("Ai chủ trì?", "1002")
        await until(lambda: "1002" in {one["chat_id"] for one in zalo.sent})
        released.set()


@pytest.mark.parametrize("method", ["getWebhookInfo", "setWebhook"])
@pytest.mark.usefixtures("impatient")
async def test_webhook_of_zalo_is_registered_though_a_call_hangs_and_questions_are_answered_meanwhile(
    zalo: ZaloBotApi, relay: Relay, method: str
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/zalo-bot"
    released = hangs(zalo, method)
    bot = of_zalo(zalo, relay, mode="webhook", webhook_url=url)
    async with running(Chats([bot], relay), WebSettings(port=port)), httpx.AsyncClient(trust_env=False) as client:
        await until(lambda: method in zalo.calls)
        await client.post(url, json=zalo.event("Ai chủ trì?"), headers={"X-Bot-Api-Secret-Token": SECRET})
        await zalo.messages(1)
        await until(lambda: zalo.webhook)
        released.set()


# --- Zalo OA --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaApi]:
    async with zalo_oa_api.zalo_oa_api() as api:
        yield api


@asynccontextmanager
async def account(api: ZaloOaApi, relay: Relay, folder: Path) -> AsyncIterator[Callable[..., Awaitable[int]]]:
    """A running account; what lets somebody write to it, and gives what the webhook answered."""
    port = free_port()
    settings = ZaloOaSettings(app_id=zalo_oa_api.APP, base_url=api.url, oauth_url=api.url)
    chats = Chats([ZaloOaChannel(settings, relay, folder)], relay)
    async with running(chats, WebSettings(port=port)), httpx.AsyncClient(trust_env=False) as client:

        async def says(text: str, sender: str = zalo_oa_api.LAN) -> int:
            api.wrote(sender)
            body, headers = signed(api.event(text, sender))
            return (await client.post(f"http://127.0.0.1:{port}/zalo-oa", content=body, headers=headers)).status_code

        await until(lambda: "token" in api.calls)  # by then its web server listens
        yield says


def people(api: ZaloOaApi) -> set[str]:
    return {one["recipient"]["user_id"] for one in api.sent}


@pytest.mark.parametrize("method", ["token", "send"])
@pytest.mark.usefixtures("impatient")
async def test_call_of_an_account_that_hangs_loses_no_question(
    oa: ZaloOaApi, relay: Relay, tmp_path: Path, method: str
) -> None:
    released = hangs(oa, method)
    async with account(oa, relay, tmp_path) as says:
        assert [await says("Ai chủ trì?"), await says("Ai phối hợp?", "5002")] == [200, 200]
        await until(lambda: len(people(oa)) == 2)
        assert (oa.pairs, oa.used_twice) == (1, 0)
        released.set()


@pytest.mark.usefixtures("impatient")
async def test_renewal_in_mid_service_that_hangs_loses_no_question(oa: ZaloOaApi, relay: Relay, tmp_path: Path) -> None:
    async with account(oa, relay, tmp_path) as says:
        await says("Ai chủ trì?")
        await oa.messages(1)
        oa.access = "another"  # the one that is known is dead
        released = hangs(oa, "token")
        await says("Ai phối hợp?")
        await says("Ai chủ trì?", "5002")
        await oa.messages(3)
        assert (oa.pairs, oa.used_twice) == (2, 0)
        released.set()


@pytest.mark.usefixtures("patient")
async def test_send_of_an_account_that_hangs_holds_up_nobody_else(oa: ZaloOaApi, relay: Relay, tmp_path: Path) -> None:
    released = hangs(oa, "send")
    async with account(oa, relay, tmp_path) as says:
        await says("Ai chủ trì?")
        await until(lambda: "send" in oa.calls)
        await says("Ai chủ trì?", "5002")
        await until(lambda: people(oa) == {"5002"})
        released.set()


@pytest.mark.usefixtures("patient")
async def test_renewal_that_hangs_holds_up_no_other_channel_and_every_call_is_still_thanked_for(
    oa: ZaloOaApi, telegram: TelegramApi, relay: Relay, tmp_path: Path
) -> None:
    relay.join(bot := of_telegram(telegram, relay))
    released = hangs(oa, "token")
    async with account(oa, relay, tmp_path) as says:
        await bot.start()
        assert await says("Ai chủ trì?") == 200
        await telegram.say("Ai chủ trì?")
        await telegram.messages(1)
        await bot.stop()
        released.set()
    await bot.close()
