"""A Zalo Official Account end to end: signed webhook calls and its API over real HTTP."""

import asyncio
import logging
import multiprocessing
import re
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from answer.answer import Answer, Question
from bot.channels.chats import Chats
from bot.channels.oa_tokens import Tokens
from bot.channels.part import AND_MORE
from bot.channels.relay import Relay
from bot.channels.zalo_oa import ZaloOaChannel
from bot.chatstore import ChatStore
from bot.config import WebSettings, ZaloOaSettings
from bot.conversations import Chat, Conversations
from bot.dialogue import NOT_TEXT
from bot.errors import WrongUseError
from tests.bot.conftest import Engine, clarify_without_place, greeted, running
from tests.bot.loopback import PATIENCE_S, Reset, until
from tests.bot.ports import free_port, is_served
from tests.bot.zalo_oa_api import APP, APP_SECRET, LAN, REFRESH, WEBHOOK_SECRET, ZaloOaApi, signed, zalo_oa_api


@pytest.fixture(autouse=True)
def known(conversations: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_ZALO_OA_APP_SECRET", APP_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_WEBHOOK_SECRET", WEBHOOK_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_REFRESH_TOKEN", REFRESH)
    greeted(conversations, Chat("zalo_oa", LAN), Chat("zalo_oa", "5002"))


@pytest.fixture
async def api() -> AsyncIterator[ZaloOaApi]:
    async with zalo_oa_api() as api:
        yield api


def settings(api: ZaloOaApi) -> ZaloOaSettings:
    return ZaloOaSettings(app_id=APP, base_url=api.url, oauth_url=api.url)


class Citizen:
    """Whoever writes to the account: the service calls the webhook for them."""

    def __init__(self, api: ZaloOaApi, url: str) -> None:
        self.api, self.url = api, url

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.post(self.url, content=body, headers=headers or {})).status_code

    async def says(self, text: str | None, sender: str = LAN, **more: Any) -> int:
        self.api.wrote(sender)
        return await self.post(*signed(self.api.event(text, sender, **more)))


def has_token(relay: Relay) -> bool:
    """Whether the account can send: by then its web server listens too."""
    with relay.store.reading() as db:
        return db.execute("SELECT 1 FROM tokens WHERE access != ''").fetchone() is not None


@pytest.fixture
async def citizen(api: ZaloOaApi, relay: Relay, tmp_path: Path) -> AsyncIterator[Citizen]:
    port = free_port()
    chats = Chats([ZaloOaChannel(settings(api), relay, tmp_path)], relay)
    async with running(chats, WebSettings(port=port)):
        url = f"http://127.0.0.1:{port}/zalo-oa"
        await until(lambda: has_token(relay))
        yield Citizen(api, url)


async def test_answer_comes_with_its_sources(citizen: Citizen) -> None:
    assert await citizen.says("Ai chủ trì?") == 200
    [text] = await citizen.api.messages(1)
    assert text.startswith("Phòng Nội vụ chủ trì [1].\n\nNguồn:\n[1] 12/KH-UBND")


async def test_options_are_buttons_whose_click_comes_back_as_text(citizen: Citizen, engine: Engine) -> None:
    engine.answer = clarify_without_place
    await citizen.says("Ai chủ trì?")
    await citizen.api.messages(1)
    buttons = citizen.api.sent[0]["message"]["attachment"]["payload"]["buttons"]
    await citizen.says(buttons[1]["payload"])
    await citizen.api.messages(2)
    assert engine.asked[1] == Question("Ai chủ trì?", "Cát Sơn", 2024)


async def test_hotline_in_an_answer_can_be_called(citizen: Citizen, engine: Engine) -> None:
    engine.answer = lambda _: Answer("answered", "Đường dây nóng: 0255 382 2222.")
    await citizen.says("Số điện thoại?")
    await citizen.api.messages(1)
    [button] = citizen.api.sent[0]["message"]["attachment"]["payload"]["buttons"]
    assert (button["type"], button["payload"]) == ("oa.open.phone", {"phone_code": "842553822222"})


WORDS = " ".join(f"từ{n:05}" for n in range(4000))


def long(question: Question) -> Answer:
    """What takes seventeen messages."""
    return Answer("answered", WORDS if question.text == "Liệt kê" else question.text)


async def test_long_answer_comes_eight_messages_at_a_time_and_loses_nothing(citizen: Citizen, engine: Engine) -> None:
    engine.answer = long
    await citizen.says("Liệt kê")
    [*_, last] = await citizen.api.messages(8)
    [button] = citizen.api.sent[7]["message"]["attachment"]["payload"]["buttons"]
    await citizen.says(button["payload"])
    await citizen.api.messages(16)
    await citizen.says("còn gì nữa")
    texts = await citizen.api.messages(17)
    assert (last.endswith(AND_MORE), texts[15].endswith(AND_MORE)) == (True, True)
    await citizen.says("hết chưa")
    await until(lambda: citizen.api.sent[-1]["message"]["text"] == "hết chưa")
    shown = " ".join(one["message"]["text"] for one in citizen.api.sent)
    assert re.findall(r"từ\d+", shown) == WORDS.split()


async def test_rest_of_a_long_answer_outlives_a_restart(
    api: ZaloOaApi, relay: Relay, engine: Engine, tmp_path: Path
) -> None:
    engine.answer = long
    again = Relay(relay._dialogue_of, relay._conversations, pause_s=0.05)
    for of, text, count in ((relay, "Liệt kê", 8), (again, "còn gì nữa", 16)):
        port = free_port()
        async with running(Chats([ZaloOaChannel(settings(api), of, tmp_path)], of), WebSettings(port=port)):
            await until(lambda: is_served(port))  # noqa: B023 - awaited here
            await Citizen(api, f"http://127.0.0.1:{port}/zalo-oa").says(text)
            texts = await api.messages(count)
    shown = re.findall(r"từ\d+", " ".join(texts))
    assert shown == WORDS.split()[: len(shown)]


async def test_another_question_is_answered_instead_of_the_rest(citizen: Citizen, engine: Engine) -> None:
    engine.answer = long
    await citizen.says("Liệt kê")
    await citizen.api.messages(8)
    await citizen.says("câu sau")
    assert (await citizen.api.messages(9))[-1] == "câu sau"


async def test_message_that_may_have_been_taken_is_one_of_the_eight(citizen: Citizen, engine: Engine) -> None:
    engine.answer = long
    lost = [Reset()]

    async def lose(*_: object) -> Response | None:
        return lost.pop() if lost else None

    citizen.api.after = lose
    await citizen.says("Liệt kê")
    await citizen.api.messages(8)
    await citizen.says("còn gì nữa")  # brings the eighth, which waited, and then seven more
    await citizen.api.messages(16)
    assert citizen.api.refused == 0


async def test_refused_send_is_none_of_the_eight(citizen: Citizen, engine: Engine) -> None:
    engine.answer = long
    citizen.api.codes = [-32]
    await citizen.says("Liệt kê")
    await citizen.api.messages(8)


async def test_reply_after_48_hours_is_not_sent(
    api: ZaloOaApi, engine: Engine, conversations: Conversations, relay: Relay, tmp_path: Path
) -> None:
    port = free_port()
    hour = 3600
    chats = Chats([ZaloOaChannel(settings(api), relay, tmp_path)], relay)
    async with running(chats, WebSettings(port=port)):
        citizen = Citizen(api, f"http://127.0.0.1:{port}/zalo-oa")
        await until(lambda: has_token(relay))

        def answer(question: Question) -> Answer:
            if question.text == "muộn":
                with conversations.store.writing() as db:
                    db.execute("UPDATE windows SET at = at - ?", (49 * hour,))
            return Answer("not_found", question.text)

        engine.answer = answer
        await citizen.says("muộn")
        await until(lambda: engine.asked and not relay._queue.waiting())
        await citizen.says("kịp")
        assert await api.messages(1) == ["kịp"]


@pytest.mark.parametrize("prefix", ["mac=", ""])
async def test_signature_is_read_with_and_without_its_name(citizen: Citizen, prefix: str) -> None:
    assert await citizen.post(*signed(citizen.api.event("Ai?"), prefix=prefix)) == 200


async def test_timestamp_of_the_body_serves_where_there_is_no_header(citizen: Citizen) -> None:
    body, headers = signed(citizen.api.event("Ai chủ trì?"))
    del headers["X-ZEvent-Timestamp"]
    assert (await citizen.post(body, headers), len(await citizen.api.messages(1))) == (200, 1)


async def test_forged_call_is_refused(citizen: Citizen, engine: Engine) -> None:
    body, headers = signed(citizen.api.event("Ai?"), secret="sai")
    genuine, its_headers = signed(citizen.api.event("Ai?"))
    changed = genuine.replace(b"Ai?", b"Gi?")
    statuses = [
        await citizen.post(body, headers),
        await citizen.post(changed, its_headers),
        await citizen.post(genuine),
    ]
    assert (statuses, engine.asked) == ([403, 403, 403], [])


async def test_unsigned_probe_of_the_console_gets_200(citizen: Citizen) -> None:
    assert await citizen.post(b"{}") == 200


async def test_call_that_is_repeated_is_answered_once(citizen: Citizen, engine: Engine) -> None:
    citizen.api.wrote(LAN)
    body, headers = signed(citizen.api.event("Ai chủ trì?"))
    for n in range(3):
        await citizen.post(body, headers | {"num_retry": str(n)})
    await citizen.says("câu sau")
    await citizen.api.messages(2)
    assert [question.text for question in engine.asked] == ["Ai chủ trì?", "câu sau"]


@pytest.mark.parametrize(("hours", "answered"), [(-1, 1), (1, 1), (-24 * 8, 0)], ids=["late", "early", "replayed"])
async def test_clock_off_by_an_hour_does_not_matter(
    citizen: Citizen, engine: Engine, hours: int, answered: int
) -> None:
    citizen.api.wrote(LAN)
    event = citizen.api.event("Ai chủ trì?") | {"timestamp": str(int((time.time() + hours * 3600) * 1000))}
    assert await citizen.post(*signed(event)) == 200
    await citizen.says("hết")
    await citizen.api.messages(answered + 1)
    assert len(engine.asked) == answered + 1


@pytest.mark.parametrize("name", ["oa_send_text", "follow", "user_reacted_message", ""])
async def test_other_events_are_thanked_for_and_left_alone(citizen: Citizen, engine: Engine, name: str) -> None:
    assert (await citizen.says("x", name=name), engine.asked) == (200, [])


@pytest.mark.parametrize("name", ["user_send_image", "user_send_sticker", "user_send_audio", "user_send_file"])
async def test_what_cannot_be_read_gets_a_polite_line(citizen: Citizen, name: str) -> None:
    await citizen.says(None, name=name, attachments=[{"type": "x", "payload": {"url": "https://zalo.example"}}])
    assert (await citizen.api.messages(1))[0].endswith(NOT_TEXT)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"event_name": "user_send_text", "sender": 5}'])
async def test_unsigned_or_malformed_body_is_refused(citizen: Citizen, body: bytes) -> None:
    assert await citizen.post(body) == 403


async def test_dead_token_is_renewed_once_and_the_message_sent(citizen: Citizen) -> None:
    citizen.api.access = "another"
    await citizen.says("Ai chủ trì?")
    await citizen.api.messages(1)
    assert (citizen.api.pairs, citizen.api.used_twice) == (2, 0)


@pytest.mark.parametrize("code", [-216, -220, -401])
async def test_refused_token_is_renewed_and_the_message_sent(citizen: Citizen, code: int) -> None:
    citizen.api.codes = [code]
    await citizen.says("Ai chủ trì?")
    assert (len(await citizen.api.messages(1)), citizen.api.pairs, citizen.api.used_twice) == (1, 2, 0)


async def test_token_that_is_refused_again_and_again_waits_and_loses_nothing(citizen: Citizen) -> None:
    citizen.api.codes = [-216] * 3
    await citizen.says("Ai chủ trì?")
    assert len(await citizen.api.messages(1)) == 1


@pytest.mark.parametrize("code", [-32, -100])
async def test_busy_service_is_tried_again(citizen: Citizen, code: int) -> None:
    citizen.api.codes = [code]
    await citizen.says("Ai chủ trì?")
    assert len(await citizen.api.messages(1)) == 1


@pytest.mark.parametrize("code", [-213, -217, -227, -230, -232, -234, -244])
async def test_refusal_for_good_is_not_tried_again(citizen: Citizen, engine: Engine, code: int) -> None:
    citizen.api.codes = [code]
    engine.answer = lambda question: Answer("not_found", question.text)
    await citizen.says("một")
    await citizen.says("hai")
    assert await citizen.api.messages(1) == ["hai"]


async def test_quota_of_the_reply_is_kept(citizen: Citizen, conversations: Conversations) -> None:
    await citizen.says("Ai chủ trì?")
    await citizen.api.messages(1)
    with conversations.store.reading() as db:
        sql = "SELECT used, total FROM meters WHERE channel = 'zalo_oa'"
        await until(lambda: db.execute(sql).fetchone() == (99, 100))


async def test_message_that_cannot_be_stored_is_not_thanked_for(
    citizen: Citizen,
    conversations: Conversations,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.channels.zalo_oa._WAIT_S", PATIENCE_S)
    with closing(sqlite3.connect(tmp_path / "conversations.sqlite3", isolation_level=None)) as other:
        conversations.store._db.execute("PRAGMA busy_timeout = 10")
        other.execute("BEGIN IMMEDIATE")
        call = asyncio.create_task(citizen.says("Ai chủ trì?"))
        await until(lambda: "chưa ghi được tin mới" in caplog.text)
        waited = not call.done()
        other.execute("ROLLBACK")
    assert (waited, await call, len(await citizen.api.messages(1))) == (True, 200, 1)


# --- Tokens ---------------------------------------------------------------------------------------------------------


async def test_two_tasks_renew_once(api: ZaloOaApi, tmp_path: Path) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        store = ChatStore(tmp_path / "c.sqlite3")
        tokens = Tokens(settings(api), store, tmp_path, client)
        got = await asyncio.gather(*(tokens.access() for _ in range(5)))
        store.close()
    assert (set(got), api.pairs) == ({"access-1"}, 1)


def _renew(url: str, folder: Path, start: Any, got: Any) -> None:
    async def one() -> str:
        async with httpx.AsyncClient(trust_env=False) as client:
            store = ChatStore(folder / "c.sqlite3")
            start.wait()
            return await Tokens(settings(ZaloOaApi(url)), store, folder, client).access()

    got.put(asyncio.run(one()))


async def test_two_processes_renew_once(api: ZaloOaApi, tmp_path: Path) -> None:
    ChatStore(tmp_path / "c.sqlite3").close()
    spawn = multiprocessing.get_context("spawn")  # a fork of a process with threads may wait for ever
    start, got = spawn.Event(), spawn.Queue()
    processes = [spawn.Process(target=_renew, args=(api.url, tmp_path, start, got)) for _ in range(2)]
    for process in processes:
        process.start()
    start.set()
    tokens = [await asyncio.to_thread(got.get, True, PATIENCE_S) for _ in processes]
    for process in processes:
        await asyncio.to_thread(process.join)
    assert (set(tokens), api.pairs, api.used_twice) == ({"access-1"}, 1, 0)


async def test_pair_outlives_the_process_and_a_new_first_token_replaces_it(
    api: ZaloOaApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def access() -> str:
        async with httpx.AsyncClient(trust_env=False) as client:
            store = ChatStore(tmp_path / "c.sqlite3")
            try:
                return await Tokens(settings(api), store, tmp_path, client).access()
            finally:
                store.close()

    first, second = await access(), await access()
    api.refresh = "from-the-console"
    monkeypatch.setenv("CCHC_ZALO_OA_REFRESH_TOKEN", "from-the-console")
    assert (first, second, await access(), api.used_twice) == ("access-1", "access-1", "access-2", 0)


async def test_used_up_refresh_token_is_said_and_messages_wait(
    api: ZaloOaApi, relay: Relay, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    api.refresh = "other"
    port = free_port()
    with caplog.at_level(logging.DEBUG):
        async with running(Chats([ZaloOaChannel(settings(api), relay, tmp_path)], relay), WebSettings(port=port)):
            citizen = Citizen(api, f"http://127.0.0.1:{port}/zalo-oa")
            await until(lambda: "xin lấy mã mới" in caplog.text)
            assert await citizen.says("Ai chủ trì?") == 200
    assert relay._queue.waiting() == {("zalo_oa", LAN)}
    assert REFRESH not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))


@pytest.mark.parametrize("name", ["APP_SECRET", "WEBHOOK_SECRET", "REFRESH_TOKEN"])
def test_missing_secret_is_named(relay: Relay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(f"CCHC_ZALO_OA_{name}")
    with pytest.raises(WrongUseError, match=name):
        ZaloOaChannel(ZaloOaSettings(app_id=APP), relay, tmp_path)
