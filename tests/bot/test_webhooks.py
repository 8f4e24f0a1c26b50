"""What comes to each webhook from whoever finds it, and from services that err: the same on all three."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from answer.answer import Answer
from bot.channels.channel import Channel
from bot.channels.chats import Chats
from bot.channels.relay import Relay
from bot.channels.zalo_oa import ZaloOaChannel
from bot.config import WebSettings, ZaloOaSettings
from bot.conversations import Chat, Conversations
from tests.bot import telegram_api, zalo_bot_api, zalo_oa_api
from tests.bot.conftest import Engine, greeted, of_telegram, of_zalo, running
from tests.bot.loopback import until
from tests.bot.ports import free_port
from tests.bot.telegram_api import TelegramApi
from tests.bot.zalo_bot_api import ZaloBotApi
from tests.bot.zalo_oa_api import ZaloOaApi

SECRET = "mot-tu-bi-mat"
WRONG = "mot-tu-khac-han"


@dataclass
class Hook:
    """A channel's webhook, and the service behind it."""

    name: str
    api: TelegramApi | ZaloBotApi | ZaloOaApi
    url: str
    client: httpx.AsyncClient

    def event(self, text: str | None, **content: Any) -> dict[str, Any]:
        """What the service sends of a message; `content` replaces it by something that the bot knows nothing of."""
        if isinstance(self.api, TelegramApi):
            return self.api.update(**(content or {"message": self.api.message(text)}))
        return self.api.event(text) | content

    async def post(self, body: object, secret: str = SECRET) -> int:
        """The status that a call gets, made as the service would with `secret`."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        if isinstance(self.api, ZaloOaApi):
            self.api.wrote(zalo_oa_api.LAN)
            key = zalo_oa_api.WEBHOOK_SECRET if secret == SECRET else secret
            headers = zalo_oa_api.signature(sent, str(int(time.time() * 1000)), key)
        else:
            of = "X-Telegram-Bot-Api-Secret-Token" if self.name == "telegram" else "X-Bot-Api-Secret-Token"
            headers = {of: secret}
        return (await self.client.post(self.url, content=sent, headers=headers)).status_code


@pytest.fixture(autouse=True)
def known(conversations: Conversations, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", telegram_api.TOKEN)
    monkeypatch.setenv("CCHC_TELEGRAM_SECRET", SECRET)
    monkeypatch.setenv("CCHC_ZALO_BOT_TOKEN", zalo_bot_api.TOKEN)
    monkeypatch.setenv("CCHC_ZALO_BOT_SECRET", SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_APP_SECRET", zalo_oa_api.APP_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_WEBHOOK_SECRET", zalo_oa_api.WEBHOOK_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_REFRESH_TOKEN", zalo_oa_api.REFRESH)
    people = {"telegram": "7", "zalo_bot": zalo_bot_api.LAN, "zalo_oa": zalo_oa_api.LAN}
    greeted(conversations, *(Chat(*one) for one in people.items()))
    engine.answer = lambda question: Answer("not_found", question.text)


@pytest.fixture(params=["telegram", "zalo_bot", "zalo_oa"])
async def hook(
    request: pytest.FixtureRequest, telegram: TelegramApi, zalo: ZaloBotApi, relay: Relay, tmp_path: Path
) -> AsyncIterator[Hook]:
    port = free_port()
    async with zalo_oa_api.zalo_oa_api() as oa, httpx.AsyncClient(trust_env=False) as client:
        apis: dict[str, Any] = {"telegram": telegram, "zalo_bot": zalo, "zalo_oa": oa}
        settings = ZaloOaSettings(app_id=zalo_oa_api.APP, base_url=oa.url, oauth_url=oa.url)
        channels: dict[str, Channel] = {
            "telegram": of_telegram(telegram, relay, mode="webhook"),
            "zalo_bot": of_zalo(zalo, relay, mode="webhook"),
            "zalo_oa": ZaloOaChannel(settings, relay, tmp_path),
        }
        api, begun = apis[request.param], {"telegram": "setMyCommands", "zalo_bot": "getMe", "zalo_oa": "token"}
        async with running(Chats([channels[request.param]], relay), WebSettings(port=port)):
            await until(lambda: begun[request.param] in api.calls)
            path = request.param.replace("_", "-")
            yield Hook(request.param, api, f"http://127.0.0.1:{port}/{path}", client)


def asked(engine: Engine) -> list[str]:
    return [question.text for question in engine.asked]


async def test_forged_call_is_refused_and_answered_to_nobody(hook: Hook, engine: Engine) -> None:
    assert await hook.post(hook.event("giả"), WRONG) == 403
    assert await hook.post(hook.event("thật")) == 200
    await hook.api.messages(1)
    assert asked(engine) == ["thật"]


async def test_replayed_call_is_thanked_for_and_answered_once(hook: Hook, engine: Engine) -> None:
    event = hook.event("một")
    assert [await hook.post(event) for _ in range(3)] == [200, 200, 200]
    await hook.post(hook.event("hai"))
    await hook.api.messages(2)
    assert asked(engine) == ["một", "hai"]


async def test_same_call_many_times_at_once_is_answered_once(hook: Hook, engine: Engine) -> None:
    event = hook.event("một")
    await asyncio.gather(*(hook.post(event) for _ in range(20)))
    await hook.post(hook.event("hai"))
    await hook.api.messages(2)
    assert asked(engine) == ["một", "hai"]


async def test_calls_out_of_order_are_answered_as_they_come(hook: Hook, engine: Engine) -> None:
    first, second = hook.event("một"), hook.event("hai")
    assert [await hook.post(second), await hook.post(first)] == [200, 200]
    await hook.api.messages(2)
    assert asked(engine) == ["hai", "một"]


async def test_oversized_call_is_refused(hook: Hook) -> None:
    assert await hook.post(b'{"a": "' + b"x" * (1 << 21) + b'"}') == 413


@pytest.mark.parametrize("body", [b"", b"\xff{", b"[1]", b'"x"', b"null", b"[" * 100_000, b'{"a": 1'], ids=repr)
async def test_genuine_call_with_a_body_that_is_no_update_is_refused(hook: Hook, body: bytes) -> None:
    assert await hook.post(body) == 400


STRANGE: dict[str, dict[str, Any]] = {
    "telegram": {"new_kind": {"x": [1]}},
    "zalo_bot": {"event_name": "message.hologram.received"},
    "zalo_oa": {"event_name": "user_send_hologram"},
}


async def test_update_of_an_unknown_kind_is_thanked_for_and_left_alone(hook: Hook, engine: Engine) -> None:
    assert await hook.post(hook.event("lạ", **STRANGE[hook.name])) == 200
    await hook.post(hook.event("thật"))
    await hook.api.messages(1)
    assert asked(engine) == ["thật"]


ODD = {
    "markup": "<b>ai</b> &amp; **chủ trì** [x](http://y) `rm`",
    "emoji": "ai chủ trì 🇻🇳👩‍👩‍👧‍👦?",
    "marks that turn text round": "ai \u202echủ\u202c trì \u200f?",
    "marks apart": "ai chu\u0309 tri\u0300?",
    "10,000 signs": "ai? " * 2500,
    "lines": "ai\nchủ\ttrì?",
    "one sign": "?",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
async def test_odd_text_gets_a_reply_and_holds_up_none(hook: Hook, engine: Engine, text: str) -> None:
    assert await hook.post(hook.event(text)) == 200
    assert await hook.post(hook.event("sau")) == 200
    await until(lambda: asked(engine)[-1:] == ["sau"])
    await hook.api.messages(2)
    assert (len(engine.asked), len(engine.asked[0].text) <= 4000) == (2, True)


async def test_call_that_cannot_be_stored_is_not_thanked_for_and_is_taken_when_it_comes_again(
    hook: Hook, conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.zalo_oa._WAIT_S", 0.0)
    event = hook.event("một")
    statuses = []
    for read_only in ("ON", "OFF"):
        conversations.store._db.execute(f"PRAGMA query_only = {read_only}")
        statuses.append(await hook.post(event))
    await hook.api.messages(1)
    assert statuses == [503, 200]
