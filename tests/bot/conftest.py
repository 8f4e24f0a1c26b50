"""Fixtures of the command and the channels: a run, a store of conversations, an engine that people can follow."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from answer.answer import Answer, Citation, Option, Question
from bot import cli
from bot.channels.chats import Chats
from bot.channels.relay import Relay
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.config import TelegramSettings, WebSettings, ZaloBotSettings
from bot.conversations import Chat, Conversations
from bot.dialogue import Dialogue, last_of
from bot.server import serve
from tests.bot import telegram_api, zalo_bot_api
from tests.bot.calling import writing
from tests.bot.loopback import PATIENCE_S
from tests.bot.running import Cchc, Run
from tests.bot.telegram_api import TelegramApi
from tests.bot.zalo_bot_api import ZaloBotApi

CITATION = Citation(
    n=1,
    source="ke-hoach.txt",
    title="Kế hoạch cải cách hành chính năm 2025",
    number="12/KH-UBND",
    section="III > 2",
    page=4,
    quote="Cơ quan chủ trì: Phòng Nội vụ.",
)
ANSWERED = Answer("answered", "Phòng Nội vụ chủ trì [1].", (CITATION,))
WHICH = Answer(
    "clarify",
    "Anh/chị hỏi địa phương nào?",
    options=(Option("Huyện An Bình (2025)", "An Bình", 2025), Option("Huyện Cát Sơn (2024)", "Cát Sơn", 2024)),
)


class Engine:
    """Answers what it is told to, and keeps the questions that it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.answer: Callable[[Question], Answer] = lambda _: ANSWERED

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.answer(question)


def clarify_without_place(question: Question) -> Answer:
    """Ask which plan is meant until a place is given."""
    return ANSWERED if question.place else WHICH


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def conversations(tmp_path: Path) -> Iterator[Conversations]:
    kept = Conversations(tmp_path / "conversations.sqlite3")
    yield kept
    kept.close()


@pytest.fixture
def dialogue(engine: Engine, conversations: Conversations) -> Dialogue:
    return Dialogue(engine, conversations)


@pytest.fixture
def relay(dialogue: Dialogue, conversations: Conversations) -> Relay:
    """Between the channels of a test and its dialogue."""
    return Relay(lambda _: dialogue, conversations, pause_s=0.05)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramApi]:
    async with telegram_api.telegram_api() as api:
        yield api


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloBotApi]:
    async with zalo_bot_api.zalo_bot_api() as api:
        yield api


def of_telegram(api: TelegramApi, relay: Relay, **settings: Any) -> TelegramChannel:
    return TelegramChannel(TelegramSettings(base_url=api.base_url, **settings), relay, retry_s=0.01, pace_s=0.0)


def of_zalo(api: ZaloBotApi, relay: Relay, **settings: Any) -> ZaloBotChannel:
    return ZaloBotChannel(ZaloBotSettings(base_url=api.base_url, **settings), relay, retry_s=0.01, between_s=0.0)


def thinks(engine: Engine, calls: list[str]) -> None:
    """Let the answer be made only once "typing" was asked for, however busy the machine: else it may never be."""

    def answer(_: Question) -> Answer:
        end = time.monotonic() + PATIENCE_S
        while "sendChatAction" not in calls and time.monotonic() < end:
            time.sleep(0.005)
        return ANSWERED

    engine.answer = answer


@pytest.fixture
def model(telegram: TelegramApi, conversations: Conversations) -> Relay:
    """A relay whose answers are written while somebody watches."""
    growing = writing(telegram.calls)
    dialogue = Dialogue(last_of(growing), conversations, growing=growing)
    return Relay(lambda _: dialogue, conversations, pause_s=0.05)


def greeted(conversations: Conversations, *chats: Chat) -> None:
    """Let it be known to `chats` what is kept, so that replies do not say so."""
    with conversations.store.writing() as db:
        for chat in chats:
            db.execute("INSERT OR IGNORE INTO greeted VALUES (?, 0)", (conversations.store.digest(*chat.key),))


@asynccontextmanager
async def running(chats: Chats, web: WebSettings | None = None) -> AsyncIterator[None]:
    """The channels as `cchc serve` runs them, until this is left."""
    stop = asyncio.Event()
    task = asyncio.create_task(serve([chats], web or WebSettings(), stop))
    try:
        yield
    finally:
        stop.set()
        await task


@pytest.fixture
def cchc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cchc:
    """Run `cchc` in a folder of its own, with its data there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CCHC_DATA_DIR", raising=False)

    def run(*arguments: object) -> Run:
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        return Run(status, *capsys.readouterr())

    return run
