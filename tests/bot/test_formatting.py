"""The same sixty answers through every channel, each read as strictly as its service reads."""

from pathlib import Path

import httpx
import pytest

from answer.answer import Answer, Citation, Option
from bot.channels.chats import Chats
from bot.channels.relay import Relay
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import ZaloOaChannel
from bot.config import TelegramSettings, WebSettings, ZaloBotSettings, ZaloOaSettings
from bot.conversations import Chat, Conversations
from bot.message import render
from tests.bot import telegram_api, zalo_bot_api, zalo_oa_api
from tests.bot.conftest import Engine, greeted, running
from tests.bot.loopback import until
from tests.bot.ports import free_port
from tests.bot.test_part import bare

_TEXTS = (
    "Phòng Nội vụ chủ trì [1].",
    "Hạn: trước ngày 20/3/2026 [1]. Gửi về UBND thị xã (qua Phòng Nội vụ).",
    "- Văn phòng HĐND&UBND [1];\n- Phòng Tài chính - Kế hoạch [1].",
    "Điện thoại: 0255 382 2222, thư: pnv@example.vn [1].",
    "<b>không phải thẻ</b> & <script>alert('x')</script> 1 < 2 > 0 &amp; &#39;",
    "**đậm** _nghiêng_ `mã` [chữ](https://example.vn) ~~gạch~~ ||ẩn|| #thẻ @ai",
    "📌 Việc 🇻🇳 gấp 👩‍👩‍👧‍👦, chữ ghép: e\u0302\u0301, tie\u0302\u0301ng Vie\u0323\u0302t",
    "\u202eđảo\u202c \u200fRTL\u200e và \u200bkhông rộng",
    "Dòng\ttab\r\nxuống dòng\x0bdọc\x07 chuông \x00 không",
    "Một câu rất dài không xuống dòng " * 150,
    "\n\n".join(f"Đoạn {n}: Phòng Nội vụ phối hợp với các phòng." for n in range(120)),
    "A" * 9000,
)
_QUOTES = (
    "Cơ quan chủ trì: Phòng Nội vụ.",
    "a < b && c > d; </blockquote><b>",
    "Trích rất dài. " * 60,
    "“Ngoặc” trong ngoặc\nhai dòng",
    " ",
)


def answers() -> list[Answer]:
    """Each text with each quote: sixty."""
    made = []
    for text in _TEXTS:
        for quote in _QUOTES:
            place = "III > 2 <x> & y"
            citation = Citation(1, "kế-hoạch & <1>.txt", "Kế hoạch & <năm> 2026", "12/KH-UBND", place, 4, quote)
            more = Citation(2, "b.txt", "", "", "", None, quote, "bản quét đã được sửa")
            options = tuple(Option(f"Huyện <{n}> & {'dài ' * n * 9}", f"H{n}", 2026) for n in range(1, len(made) % 8))
            status = "clarify" if options else "answered"
            made.append(Answer(status, text, (citation, more)[: len(made) % 3], options))  # type: ignore[arg-type]
    return made


ANSWERS = answers()
PEOPLE = [str(1000 + n) for n in range(len(ANSWERS))]


@pytest.fixture(autouse=True)
def known(conversations: Conversations, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    greeted(conversations, *(Chat(name, one) for name in ("telegram", "zalo_bot", "zalo_oa") for one in PEOPLE))
    engine.answer = lambda question: ANSWERS[int(question.text)]
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", telegram_api.TOKEN)
    monkeypatch.setenv("CCHC_ZALO_BOT_TOKEN", zalo_bot_api.TOKEN)
    monkeypatch.setenv("CCHC_ZALO_OA_APP_SECRET", zalo_oa_api.APP_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_WEBHOOK_SECRET", zalo_oa_api.WEBHOOK_SECRET)
    monkeypatch.setenv("CCHC_ZALO_OA_REFRESH_TOKEN", zalo_oa_api.REFRESH)


def holds(shown: str, answer: Answer) -> bool:
    """Whether everything that an answer says is in what was shown, in its order."""
    wanted = bare(render(answer, 500).translate(dict.fromkeys((0, 7, 11, 13), " ")))
    return bare(shown).startswith(wanted)


def test_there_are_sixty() -> None:
    assert len(ANSWERS) == 60


async def test_telegram_reads_all_of_them_as_html(relay: Relay) -> None:
    async with telegram_api.telegram_api() as api:
        settings = TelegramSettings(base_url=api.base_url)
        bot = TelegramChannel(settings, relay, retry_s=0.01, pace_s=0.0)
        async with running(Chats([bot], relay)):
            for n, person in enumerate(PEOPLE):
                await api.say(str(n), {"id": int(person), "type": "private", "first_name": "Lan"})
            await until(lambda: len({str(one["chat_id"]) for one in api.sent}) == 60)
            await until(lambda: not relay._workers)
        assert {one.get("parse_mode") for one in api.sent} == {"HTML"}
        for answer, person in zip(ANSWERS, PEOPLE, strict=True):
            shown = "".join(one["text"] for one in api.sent if str(one["chat_id"]) == person)
            assert holds(shown, answer)


async def test_zalo_bot_takes_all_of_them(relay: Relay) -> None:
    async with zalo_bot_api.zalo_bot_api() as api:
        bot = ZaloBotChannel(ZaloBotSettings(base_url=api.base_url), relay, retry_s=0.01, between_s=0.0)
        async with running(Chats([bot], relay)):
            for n, person in enumerate(PEOPLE):
                api.say(str(n), person)
            await until(lambda: len({one["chat_id"] for one in api.sent}) == 60)
            await until(lambda: not relay._workers)
        for answer, person in zip(ANSWERS, PEOPLE, strict=True):
            assert holds("".join(one["text"] for one in api.sent if one["chat_id"] == person), answer)


async def test_zalo_oa_takes_all_of_them(relay: Relay, tmp_path: Path) -> None:
    port = free_port()
    async with zalo_oa_api.zalo_oa_api() as api, httpx.AsyncClient(trust_env=False) as client:
        settings = ZaloOaSettings(app_id=zalo_oa_api.APP, base_url=api.url, oauth_url=api.url)
        async with running(Chats([ZaloOaChannel(settings, relay, tmp_path)], relay), WebSettings(port=port)):
            await until(lambda: api.access)
            for n, person in enumerate(PEOPLE):
                api.wrote(person)
                body, headers = zalo_oa_api.signed(api.event(str(n), person))
                await client.post(f"http://127.0.0.1:{port}/zalo-oa", content=body, headers=headers)
            await until(lambda: len({one["recipient"]["user_id"] for one in api.sent}) == 60)
            await until(lambda: not relay._workers)
        for answer, person in zip(ANSWERS, PEOPLE, strict=True):
            sent = [one["message"]["text"] for one in api.sent if one["recipient"]["user_id"] == person]
            assert holds("".join(sent), answer)
