"""`cchc serve` as a process: from a plan's file to an answer in Telegram, and a clean end."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import cli
from tests.bot.loopback import PATIENCE_S
from tests.bot.plans import BA_TO, NINH_HOA
from tests.bot.ports import free_port
from tests.bot.telegram_api import TOKEN, TelegramApi, telegram_api


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with telegram_api() as api:
        yield api


@pytest.fixture
def office(tmp_path: Path, api: TelegramApi) -> Path:
    """An office's folder: two plans taken in, Telegram switched on."""
    for name, text in (("ba-to.txt", BA_TO), ("ninh-hoa.txt", NINH_HOA)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "config.toml").write_text(
        f'[office]\nplace = "huyện ba to"\n[telegram]\nenabled = true\nbase_url = "{api.base_url}"\n'
        f'[index]\nembedder = "words"\n[web]\nport = {free_port()}\n',
        encoding="utf-8",
    )
    sources = [str(tmp_path / name) for name in ("ba-to.txt", "ninh-hoa.txt")]
    assert cli.run(["--config", str(tmp_path / "config.toml"), "ingest", *sources]) == 0
    return tmp_path


@asynccontextmanager
async def serving(office: Path, token: str = TOKEN) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {key: value for key, value in os.environ.items() if key != "CCHC_DATA_DIR"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli import main; main()", "serve"),
        cwd=office,
        env=environment | {"CCHC_TELEGRAM_TOKEN": token, "NO_PROXY": "127.0.0.1"},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_answer_of_the_offices_plan_arrives_with_its_source(office: Path, api: TelegramApi) -> None:
    async with serving(office):
        await api.say("ai chu tri cuoc thi ve tranh")
        [message] = await api.messages(1)
    assert ("Phòng Nội vụ" in message["text"], "12/KH-UBND" in message["text"]) == (True, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signal_ends_it_cleanly(office: Path, api: TelegramApi, number: signal.Signals) -> None:
    async with serving(office) as process:
        await api.say("/start")
        await api.messages(1)
        process.send_signal(number)
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0


async def test_log_holds_neither_token_nor_question(office: Path, api: TelegramApi) -> None:
    async with serving(office) as process:
        await api.say("ai chu tri cuoc thi ve tranh")
        await api.messages(1)
        process.terminate()
        _, log = await process.communicate()
    assert [word for word in (TOKEN, "ve tranh") if word in log.decode()] == []


async def test_refused_token_exits_2(office: Path) -> None:
    async with serving(office, token="1:sai") as process:
        _, log = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert (process.returncode, "@BotFather" in log.decode(), "1:sai" in log.decode()) == (2, True, False)
