"""The tokens of a Zalo Official Account. A refresh token works once: what it brings is stored before it is used."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.channels.channel import LaterError
from bot.chatstore import ChatStore
from bot.config import ZaloOaSettings
from index.error import BusyError
from index.lock import only_writer

_EARLY_S = 300.0
_TOO_MANY = 429  # an HTTP status; those above it are the server's own troubles
_LOCK = "zalo-oa.lock"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pair:
    """`expires` is when `access` ends, in seconds of the epoch."""

    access: str
    refresh: str
    expires: float


class Tokens:
    """Any number of processes may share one store: whoever renews holds a lock, and the others read what it stored."""

    def __init__(self, settings: ZaloOaSettings, store: ChatStore, folder: Path, client: httpx.AsyncClient) -> None:
        self._settings, self._store, self._folder, self._client = settings, store, folder, client
        self._here = asyncio.Lock()
        self._seed = store.digest("seed", settings.refresh_token)

    async def access(self, refused: str = "") -> str:
        """An access token other than `refused`. Raises LaterError where there is none to be had now."""
        pair = self._pair()
        if pair and self._is_good(pair, refused):
            return pair.access
        async with self._here, self._alone():
            pair = self._pair()  # another process may have been quicker
            if pair and self._is_good(pair, refused):
                return pair.access
            refresh = pair.refresh if pair else self._settings.refresh_token
            return await self._renew(refresh)

    def _is_good(self, pair: Pair, refused: str) -> bool:
        return pair.access not in ("", refused) and self._store.now() < pair.expires - _EARLY_S

    def _pair(self) -> Pair | None:
        """What is stored, if it began with the refresh token that the environment holds now."""
        with self._store.reading() as db:
            sql = "SELECT access, refresh, expires FROM tokens WHERE app = ? AND seed = ?"
            row = db.execute(sql, (self._settings.app_id, self._seed)).fetchone()
        return Pair(*row) if row else None

    async def _renew(self, refresh: str) -> str:
        self._store_pair(Pair("", refresh, 0.0))  # where that fails now it would fail afterwards, and the token be lost
        form = {"app_id": self._settings.app_id, "grant_type": "refresh_token", "refresh_token": refresh}
        try:
            url = f"{self._settings.oauth_url.rstrip('/')}/v4/oa/access_token"
            reply = await self._client.post(url, data=form, headers={"secret_key": self._settings.app_secret})
            if reply.status_code >= _TOO_MANY:
                raise LaterError(f"chưa gia hạn được mã truy cập: HTTP {reply.status_code}")
            pair = _pair_of(reply.json(), self._store.now())
        except httpx.HTTPError as error:
            raise LaterError(f"chưa gia hạn được mã truy cập: {type(error).__name__}") from None
        except ValueError as error:
            raise LaterError(f"Zalo OA không gia hạn mã truy cập ({error})", 60.0) from None
        while True:
            try:
                self._store_pair(pair)
                break
            except Exception as error:  # noqa: BLE001 - whatever it is, the only copy is here
                _log.error("Zalo OA: chưa ghi được mã truy cập mới (%s), đang thử lại", type(error).__name__)
                await asyncio.sleep(1)
        _log.info("Zalo OA: đã gia hạn mã truy cập")
        return pair.access

    def _store_pair(self, pair: Pair) -> None:
        with self._store.writing() as db:
            values = (self._settings.app_id, pair.access, pair.refresh, pair.expires, self._seed)
            db.execute(
                "INSERT OR REPLACE INTO tokens (app, access, refresh, expires, seed) VALUES (?, ?, ?, ?, ?)", values
            )

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        while True:
            try:
                lock = only_writer(self._folder, _LOCK, "Một tiến trình khác")
                lock.__enter__()
                break
            except BusyError:
                await asyncio.sleep(0.1)
        try:
            yield
        finally:
            lock.__exit__(None, None, None)


def _pair_of(reply: Any, now: float) -> Pair:
    """Raises ValueError, with Zalo's own words, where `reply` holds no pair."""
    if isinstance(reply, dict) and reply.get("access_token") and reply.get("refresh_token"):
        return Pair(
            str(reply["access_token"]), str(reply["refresh_token"]), now + float(reply.get("expires_in") or 3600)
        )
    said = [str(reply.get(key)) for key in ("error", "error_name", "error_description") if isinstance(reply, dict)]
    raise ValueError(" ".join(word for word in said if word != "None") or "trả lời lạ")
