"""`cchc doctor` asks each chat service, and says what to do."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.meter import Meter
from bot.chatstore import ChatStore
from bot.commands.doctor_channels import channels
from bot.config import DataSettings, Settings, TelegramSettings, ZaloBotSettings, ZaloOaSettings
from tests.bot import telegram_api, zalo_bot_api
from tests.bot.loopback import serving
from tests.bot.ports import free_port
from tests.bot.telegram_api import TelegramApi
from tests.bot.zalo_bot_api import ZaloBotApi


@pytest.fixture(autouse=True)
def tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", telegram_api.TOKEN)
    monkeypatch.setenv("CCHC_ZALO_BOT_TOKEN", zalo_bot_api.TOKEN)


async def told(settings: Settings) -> str:
    """The lines of the channels."""
    checks = await asyncio.to_thread(lambda: list(channels(settings)))
    marks = {True: "✓", False: "✗", None: "–"}
    return "\n".join(f"{marks[one.good]} {one.what}: {one.found} → {one.hint}" for one in checks)


def with_telegram(api: TelegramApi, **more: str) -> Settings:
    return Settings(telegram=TelegramSettings(enabled=True, base_url=api.base_url, **more))  # type: ignore[arg-type]


def with_zalo(api: ZaloBotApi, data: Path, **more: str) -> Settings:
    zalo = ZaloBotSettings(enabled=True, base_url=api.base_url, **more)  # type: ignore[arg-type]
    return Settings(zalo_bot=zalo, data=DataSettings(dir=data))


async def test_working_telegram_bot_is_named_and_its_privacy_mode_explained(telegram: TelegramApi) -> None:
    said = await told(with_telegram(telegram))
    assert "✓ Telegram: bot @cchc_bot trả lời" in said
    assert "thêm lại" in said
    assert "✓ Đồng hồ" in said


async def test_wrong_token_is_named_by_its_variable_only(
    telegram: TelegramApi, zalo: ZaloBotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_TELEGRAM_TOKEN", "1:sai")
    monkeypatch.setenv("CCHC_ZALO_BOT_TOKEN", "2:sai")
    said = await told(with_telegram(telegram)) + await told(with_zalo(zalo, tmp_path))
    assert "✗ Telegram: từ chối (401) mã bot trong CCHC_TELEGRAM_TOKEN" in said
    assert "✗ Zalo Bot: từ chối (401) mã bot trong CCHC_ZALO_BOT_TOKEN" in said
    assert ":sai" not in said


async def test_webhook_that_stands_in_the_way_of_polling_is_said(
    telegram: TelegramApi, zalo: ZaloBotApi, tmp_path: Path
) -> None:
    telegram.webhook = "https://example.vn/t?secret=x"
    zalo.webhook = {"url": "https://example.vn/z"}
    said = await told(with_telegram(telegram)) + await told(with_zalo(zalo, tmp_path))
    assert said.count("mode là polling nhưng bot đang đặt webhook https://example.vn/") == 2
    assert "secret=x" not in said


async def test_clean_zalo_bot_without_a_webhook_is_fine(zalo: ZaloBotApi, tmp_path: Path) -> None:
    said = await told(with_zalo(zalo, tmp_path))
    assert "✓ Zalo Bot: bot bot.cchc trả lời" in said
    assert "✗" not in said


@pytest.mark.parametrize(("used", "mark"), [(10, "✓"), (2400, "✗")])
async def test_quota_is_said(zalo: ZaloBotApi, tmp_path: Path, used: int, mark: str) -> None:
    store = ChatStore(tmp_path / "conversations.sqlite3")
    Meter(store, "zalo_bot", 3000).add(used)
    store.close()
    assert f"{mark} Zalo Bot: đã dùng {used} trong 3000 tin" in await told(with_zalo(zalo, tmp_path))


async def test_service_that_is_not_reached_is_said(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    oa = ZaloOaSettings(enabled=True, app_id="1", base_url=nowhere)
    settings = Settings(
        telegram=TelegramSettings(enabled=True, base_url=f"{nowhere}/bot"),
        zalo_bot=ZaloBotSettings(enabled=True, base_url=nowhere),
        zalo_oa=oa,
        data=DataSettings(dir=tmp_path),
    )
    said = await told(settings)
    assert said.count("không nối được (ConnectError)") == 3
    assert telegram_api.TOKEN not in said


async def test_clock_off_by_an_hour_is_said() -> None:
    async def late(request: Request) -> Response:  # noqa: ARG001 - the framework's form
        headers = {"Date": "Fri, 28 Nov 2025 10:00:00 GMT"}
        return JSONResponse({"ok": True, "result": telegram_api.BOT}, headers=headers)

    async with serving([Route("/{rest:path}", late, methods=["POST"])], date_header=False) as url:
        settings = Settings(telegram=TelegramSettings(enabled=True, base_url=f"{url}/bot"))
        assert "✗ Đồng hồ: máy này nhanh" in await told(settings)


async def test_quota_of_an_account_is_said(tmp_path: Path) -> None:
    file = tmp_path / "conversations.sqlite3"
    ChatStore(file).close()
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("INSERT INTO meters VALUES ('zalo_oa', 'quota', 7, 100)")
    oa = ZaloOaSettings(enabled=True, base_url=f"http://127.0.0.1:{free_port()}")
    said = await told(Settings(zalo_oa=oa, data=DataSettings(dir=tmp_path)))
    assert "✓ Zalo OA: còn 7 trong 100 tin" in said
    assert "✗ Zalo OA: chưa có app_id" in said
