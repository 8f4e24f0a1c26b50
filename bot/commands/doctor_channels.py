"""What `cchc doctor` finds out about each chat channel by asking its service."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.check import Check
from bot.config import Settings, TelegramSettings, ZaloBotSettings, ZaloOaSettings

if TYPE_CHECKING:
    import httpx

CONVERSATIONS = "conversations.sqlite3"
_WITHIN_S = 8.0
_SKEW_S = 60.0
_PRIVACY = (
    "Trong nhóm, bot chỉ nhận lệnh và tin trả lời bot; tin có @tên thì không tới. Muốn khác: @BotFather /setprivacy → "
    "Disable, rồi đưa bot ra khỏi nhóm và thêm lại"
)


def channels(settings: Settings) -> Iterator[Check]:
    """The checks of every channel, those that are off in one line each."""
    meters = _meters(settings.data.dir / CONVERSATIONS)
    telegram, bot, oa = settings.telegram, settings.zalo_bot, settings.zalo_oa
    yield from asyncio.run(_telegram(telegram)) if telegram.enabled else _off("Telegram", "telegram")
    yield from asyncio.run(_zalo_bot(bot, meters)) if bot.enabled else _off("Zalo Bot", "zalo_bot")
    yield from asyncio.run(_zalo_oa(oa, meters)) if oa.enabled else _off("Zalo OA", "zalo_oa")


def _off(name: str, table: str) -> list[Check]:
    return [Check(None, name, "chưa bật", f"đặt enabled = true trong [{table}] của config.toml")]


def _missing(name: str, variables: dict[str, str]) -> list[Check]:
    return [
        Check(True, name, f"đã có {variable}")
        if value
        else Check(False, name, f"biến môi trường {variable} chưa được đặt", f"export {variable}=…")
        for variable, value in variables.items()
    ]


async def _telegram(settings: TelegramSettings) -> list[Check]:
    needed = {settings.token_env: settings.token}
    if settings.mode == "webhook":
        needed |= {settings.secret_env: settings.secret}
    found = _missing("Telegram", needed)
    if not settings.token:
        return found
    me, clock = await _asked(f"{settings.base_url}{settings.token}/getMe")
    if not isinstance(me, dict):
        return [*found, _refused("Telegram", me, settings.token_env, "@BotFather", settings.base_url)]
    found.append(Check(True, "Telegram", f"bot @{me.get('username')} trả lời"))
    if not me.get("can_read_all_group_messages"):
        found.append(Check(None, "Telegram", "chế độ riêng tư đang bật", _PRIVACY))
    if not me.get("supports_inline_queries"):
        found.append(Check(None, "Telegram", "chưa bật hỏi nhanh (@tên_bot câu hỏi)", "@BotFather /setinline nếu cần"))
    found.extend(clock)
    info, _ = await _asked(f"{settings.base_url}{settings.token}/getWebhookInfo")
    found.append(_webhook("Telegram", settings.mode, settings.webhook_url, info if isinstance(info, dict) else {}))
    return found


async def _zalo_bot(settings: ZaloBotSettings, meters: dict[tuple[str, str], tuple[int, int]]) -> list[Check]:
    needed = {settings.token_env: settings.token}
    if settings.mode == "webhook":
        needed |= {settings.secret_env: settings.secret}
    found = _missing("Zalo Bot", needed)
    if settings.token:
        base = f"{settings.base_url.rstrip('/')}/bot{settings.token}"
        me, clock = await _asked(f"{base}/getMe")
        if not isinstance(me, dict):
            found.append(_refused("Zalo Bot", me, settings.token_env, "Zalo Bot Manager", settings.base_url))
            return found
        found.append(Check(True, "Zalo Bot", f"bot {me.get('account_name') or me.get('id')} trả lời"))
        found.extend(clock)
        info, _ = await _asked(f"{base}/getWebhookInfo")
        found.append(_webhook("Zalo Bot", settings.mode, settings.webhook_url, info if isinstance(info, dict) else {}))
    return [*found, _quota(settings, meters)]


def _quota(settings: ZaloBotSettings, meters: dict[tuple[str, str], tuple[int, int]]) -> Check:
    from bot.channels.meter import WARN_AT

    month = max((period for channel, period in meters if channel == "zalo_bot"), default="")
    used, total = meters.get(("zalo_bot", month), (0, 0))[0], settings.monthly_messages
    said = f"đã dùng {used} trong {total} tin (cả hai chiều){f' của tháng {month}' if month else ''}"
    if used >= WARN_AT * total:
        return Check(False, "Zalo Bot", said, "nâng gói của bot, rồi sửa monthly_messages trong [zalo_bot]")
    return Check(True, "Zalo Bot", said)


async def _zalo_oa(settings: ZaloOaSettings, meters: dict[tuple[str, str], tuple[int, int]]) -> list[Check]:
    found = _missing(
        "Zalo OA",
        {
            settings.app_secret_env: settings.app_secret,
            settings.webhook_secret_env: settings.webhook_secret,
            settings.refresh_token_env: settings.refresh_token,
        },
    )
    if not settings.app_id:
        found.append(Check(False, "Zalo OA", "chưa có app_id", "ghi app_id trong [zalo_oa] của config.toml"))
    # The token is not tried: to renew one uses it up, and that is for `cchc serve` under its lock.
    answer, clock = await _asked(settings.base_url)
    if isinstance(answer, str) and answer.startswith("không nối được"):
        found.append(Check(False, "Zalo OA", f"{answer} tới {settings.base_url}", "xem mạng, tường lửa, base_url"))
    else:
        found.append(Check(True, "Zalo OA", f"nối được tới {settings.base_url}"))
        found.extend(clock)
    if remaining := meters.get(("zalo_oa", "quota")):
        remain, total = remaining
        found.append(Check(remain > 0, "Zalo OA", f"còn {remain} trong {total} tin theo lần gửi gần nhất"))
    where = f"đặt webhook trên developers.zalo.me tới https://TÊN_MIỀN{settings.webhook_path}"
    return [*found, Check(None, "Zalo OA", "webhook chỉ đặt được trên trang của Zalo", where)]


async def _asked(url: str) -> tuple[Any, list[Check]]:
    """The result of a call, or why there is none in words without the URL, and what the clocks say."""
    import httpx

    try:
        async with httpx.AsyncClient(timeout=_WITHIN_S) as client:
            response = await client.post(url, json={})
    except httpx.HTTPError as error:
        return f"không nối được ({type(error).__name__})", []
    try:
        envelope = response.json()
    except ValueError:
        envelope = None
    if not isinstance(envelope, dict) or envelope.get("ok") is not True:
        code = envelope.get("error_code") if isinstance(envelope, dict) else None
        return f"từ chối ({code or response.status_code})", list(_clock(response))
    return envelope.get("result"), list(_clock(response))


def _clock(response: "httpx.Response") -> Iterator[Check]:
    try:
        there = parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError, TypeError):
        return
    skew = (datetime.now(UTC) - there).total_seconds()
    host = urlsplit(str(response.request.url)).hostname
    if abs(skew) > _SKEW_S:
        way = "nhanh" if skew > 0 else "chậm"
        yield Check(False, "Đồng hồ", f"máy này {way} {abs(skew):.0f} giây so với {host}", "bật đồng bộ giờ (NTP)")
    else:
        yield Check(True, "Đồng hồ", f"khớp với {host}")


def _refused(name: str, why: Any, variable: str, where: str, base_url: str) -> Check:
    if "không nối được" in str(why):
        return Check(False, name, f"{why} tới {base_url}", "xem mạng, tường lửa, base_url; tin đã lưu sẽ được gửi sau")
    return Check(False, name, f"{why} mã bot trong {variable}", f"lấy lại mã từ {where}")


def _webhook(name: str, mode: str, wanted: str, info: dict[str, Any]) -> Check:
    url = str(info.get("url") or "")
    if mode == "polling":
        if not url:
            return Check(True, name, "nhận tin bằng cách hỏi (polling)")
        hint = 'đặt mode = "webhook", hoặc gọi deleteWebhook (docs/operating.md)'
        return Check(False, name, f"mode là polling nhưng bot đang đặt webhook {_shown(url)}", hint)
    if not url:
        return Check(False, name, "chưa đặt webhook", "ghi webhook_url trong config.toml rồi chạy cchc serve")
    if wanted and url != wanted:
        return Check(False, name, f"webhook đang là {_shown(url)}, khác webhook_url", "chạy lại cchc serve để đặt lại")
    waiting, fault = info.get("pending_update_count"), info.get("last_error_message")
    said = f"webhook {_shown(url)}" + (f", {waiting} tin đang chờ" if waiting else "")
    return Check(not fault, name, said, f"lỗi gần nhất: {fault}" if fault else "")


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{parts.path}"


def _meters(file: Path) -> dict[tuple[str, str], tuple[int, int]]:
    """What was counted, by channel and period; nothing where nothing was."""
    if not file.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT channel, period, used, total FROM meters").fetchall()
    except sqlite3.Error:
        return {}
    return {(channel, period): (used, total) for channel, period, used, total in rows}
