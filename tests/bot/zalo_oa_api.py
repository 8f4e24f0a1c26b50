"""A fake of what a Zalo Official Account calls, over real HTTP on loopback, and its signed webhook calls."""

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bot.loopback import PATIENCE_S, serving

APP, APP_SECRET, WEBHOOK_SECRET, REFRESH = "777", "loopback-app-key", "loopback-oa-key", "refresh-0"
LAN = "5001"


@dataclass
class ZaloOaApi:
    """`sent` holds each message that was taken, `pairs` how often a pair of tokens was given out.

    `refused` counts what came after the eight that are free, `calls` every call: "token", "send".
    """

    url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    pairs: int = 0
    used_twice: int = 0
    refused: int = 0
    calls: list[str] = field(default_factory=list)
    access: str = ""
    refresh: str = REFRESH
    gone: set[str] = field(default_factory=set)
    codes: list[int] = field(default_factory=list)
    before: Callable[[str, dict[str, Any]], Awaitable[Response | None]] | None = None
    after: Callable[[str, dict[str, Any]], Awaitable[Response | None]] | None = None
    remain: int = 100
    _number: int = 0
    _last: dict[str, tuple[float, int]] = field(default_factory=dict)

    def event(self, text: str | None, sender: str = LAN, name: str = "user_send_text", **more: Any) -> dict[str, Any]:
        """A webhook's body; `more` adds to the message or replaces."""
        self._number += 1
        message = {"msg_id": f"m{self._number}"} | ({"text": text} if text is not None else {}) | more
        stamp = str(int(time.time() * 1000))
        people = {"sender": {"id": sender}, "recipient": {"id": "oa"}}
        return {"event_name": name, "app_id": APP, **people, "message": message, "timestamp": stamp}

    def wrote(self, sender: str) -> None:
        """From now on this person may be sent eight messages."""
        self._last[sender] = (time.time(), 0)

    async def messages(self, count: int) -> list[str]:
        """The texts of the first `count` messages taken, once there are as many."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.sent) < count:
                await asyncio.sleep(0.01)
        return [one["message"]["text"] for one in self.sent[:count]]

    async def token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        self.calls.append("token")
        if self.before and (refusal := await self.before("token", form)):
            return refusal
        if request.headers.get("secret_key") != APP_SECRET or form.get("app_id") != APP:
            return JSONResponse({"error": -14002, "error_name": "Invalid app secret"})
        if form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh:
            self.used_twice += 1
            return JSONResponse({"error": -14014, "error_name": "Invalid refresh token"})
        self.pairs += 1
        self.access, self.refresh = access, refresh = f"access-{self.pairs}", f"refresh-{self.pairs}"
        await asyncio.sleep(0.05)
        return JSONResponse({"access_token": access, "refresh_token": refresh, "expires_in": "90000"})

    async def send(self, request: Request) -> Response:
        body = await request.json()
        self.calls.append("send")
        if self.before and (refusal := await self.before("send", body)):
            return refusal
        answer = self._answer(request.headers.get("access_token", ""), body)
        if self.after and (other := await self.after("send", body)):
            return other
        return answer

    def _answer(self, token: str, body: dict[str, Any]) -> Response:
        if token != self.access:
            return _no(-216, "Access token is invalid")
        if self.codes:
            return _no(self.codes.pop(0), "as told")
        person, message = body["recipient"]["user_id"], body["message"]
        if person in self.gone:
            return _no(-213, "User has not followed")
        if fault := _fault(message):
            return _no(*fault)
        at, sent = self._last.get(person, (0.0, 0))
        if at and sent >= 8:
            self.refused += 1
            return _no(-230, "User has not interacted")
        self._last[person] = (at, sent + 1)
        self._number, self.remain = self._number + 1, self.remain - 1
        self.sent.append(body)
        quota = {"quota_type": "reply", "remain": str(self.remain), "total": "100", "expired_date": "31/12/2026"}
        data = {"message_id": f"s{self._number}", "user_id": person, "quota": quota}
        return JSONResponse({"error": 0, "message": "Success", "data": data})


def _fault(message: dict[str, Any]) -> tuple[int, str] | None:
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        return -201, "text is empty"
    if len(text) > 2000:
        return -210, "text is too long"
    payload = message.get("attachment", {}).get("payload", {})
    buttons = payload.get("buttons", [])
    if len(buttons) > 5 or ("attachment" in message and not buttons):
        return -201, "buttons"
    for button in buttons:
        if not 1 <= len(button["title"]) <= 100:
            return -201, "title"
        match button["type"]:
            case "oa.query.show" if isinstance(button["payload"], str):
                continue
            case "oa.open.phone" if button["payload"]["phone_code"].isdecimal():
                continue
        return -201, "button type"
    return None


def _no(code: int, message: str) -> Response:
    return JSONResponse({"error": code, "message": message})


def signed(event: dict[str, Any], secret: str = WEBHOOK_SECRET, prefix: str = "mac=") -> tuple[bytes, dict[str, str]]:
    """Body and headers of a webhook call."""
    body = json.dumps(event, ensure_ascii=False, indent=1).encode()
    return body, signature(body, str(event.get("timestamp", "")), secret, prefix)


def signature(body: bytes, stamp: str, secret: str = WEBHOOK_SECRET, prefix: str = "mac=") -> dict[str, str]:
    """The headers of a webhook call, whatever its body."""
    mac = hashlib.sha256(APP.encode() + body + stamp.encode() + secret.encode()).hexdigest()
    return {"X-ZEvent-Signature": f"{prefix}{mac}", "X-ZEvent-Timestamp": stamp, "Content-Type": "application/json"}


@asynccontextmanager
async def zalo_oa_api() -> AsyncIterator[ZaloOaApi]:
    """A running fake; its `url` goes into the settings, twice."""
    api = ZaloOaApi()
    routes = [
        Route("/v4/oa/access_token", api.token, methods=["POST"]),
        Route("/v3.0/oa/message/cs", api.send, methods=["POST"]),
    ]
    async with serving(routes) as url:
        api.url = url
        yield api
