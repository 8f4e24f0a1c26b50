"""A fake Zalo Bot Platform over real HTTP on loopback: as strange as the real one, and as strict."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bot.loopback import PATIENCE_S, serving

TOKEN = "4242:loopback-zalo"
BOT = {"id": "900", "account_name": "bot.cchc", "account_type": "BASIC", "can_join_groups": False}
LAN = "1001"
_POLL_S = 0.05


@dataclass
class ZaloBotApi:
    """`sent` holds the parameters of each sendMessage that was taken, `calls` every method called."""

    base_url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    failures: dict[str, list[Response]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    webhook: dict[str, Any] = field(default_factory=dict)
    empty: list[Response] = field(default_factory=list)
    before: Callable[[str, dict[str, Any]], Awaitable[Response | None]] | None = None
    after: Callable[[str, dict[str, Any]], Awaitable[Response | None]] | None = None
    _waiting: list[dict[str, Any]] = field(default_factory=list)
    _number: int = 0

    def event(
        self, text: str | None, sender: str = LAN, name: str = "message.text.received", **more: Any
    ) -> dict[str, Any]:
        """An update as Zalo sends it; `more` adds to the message or replaces."""
        self._number += 1
        message = {
            "from": {"id": sender, "display_name": "Lan", "is_bot": False},
            "chat": {"id": sender, "chat_type": "PRIVATE"},
            "message_id": f"m{self._number}",
            "date": 1_760_000_000_000 + self._number,
        }
        return {"event_name": name, "message": message | ({"text": text} if text is not None else {}) | more}

    def push(self, event: dict[str, Any]) -> None:
        """Hand `event` to whoever polls, alone."""
        self._waiting.append(event)

    def say(self, text: str, sender: str = LAN) -> None:
        """Someone writes `text`."""
        self.push(self.event(text, sender))

    async def messages(self, count: int) -> list[str]:
        """The texts of the first `count` messages taken, once there are as many."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.sent) < count:
                await asyncio.sleep(0.01)
        return [one["text"] for one in self.sent[:count]]

    async def handle(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            params = await request.json()
        except ValueError:
            params = {}
        self.calls.append(method)
        if request.path_params["token"] != TOKEN:
            return JSONResponse({"ok": False, "error_code": 401, "description": "Unauthorized"})  # with HTTP 200
        if self.failures.get(method):
            return self.failures[method].pop(0)
        if self.before and (refusal := await self.before(method, params)):
            return refusal
        answer = await self._answer(method, params)
        if self.after and (other := await self.after(method, params)):
            return other
        return answer

    async def _answer(self, method: str, params: dict[str, Any]) -> Response:
        match method:
            case "getMe":
                return _ok(BOT)
            case "getUpdates":
                return await self._poll(params)
            case "sendMessage":
                return self._keep(params)
            case "sendChatAction":
                return _ok(True) if params.get("action") == "typing" else no(400, "action is invalid")
            case "getWebhookInfo":
                return _ok(self.webhook) if self.webhook else JSONResponse({"message": "not found"}, status_code=404)
            case "setWebhook":
                if not 8 <= len(params.get("secret_token", "")) <= 256:
                    return no(400, "secret_token is invalid")
                self.webhook = {"url": params["url"]}
                return _ok(self.webhook)
        return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, status_code=404)

    async def _poll(self, params: dict[str, Any]) -> Response:
        if self.webhook:
            return no(400, "getUpdates can not be used while webhook is set")
        assert isinstance(params["timeout"], int)
        if not self._waiting:
            await asyncio.sleep(_POLL_S)
        if not self._waiting:
            return self.empty.pop(0) if self.empty else no(408, "Request timeout")
        return _ok(self._waiting.pop(0))

    def _keep(self, params: dict[str, Any]) -> Response:
        text = params.get("text")
        if set(params) != {"chat_id", "text"} or not isinstance(params["chat_id"], str):
            return no(400, "parameters are invalid")
        if not isinstance(text, str) or not 1 <= len(text) <= 2000 or not text.strip():
            return no(400, "text is invalid")
        if params["chat_id"] in self.gone:
            return no(403, "user blocked the bot")
        self._number += 1
        self.sent.append(params)
        return _ok({"message_id": f"s{self._number}", "date": 1_760_000_000_000})


def _ok(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def no(code: int, description: str) -> Response:
    """A refusal as Zalo gives it: with HTTP 200."""
    return JSONResponse({"ok": False, "error_code": code, "description": description})


@asynccontextmanager
async def zalo_bot_api() -> AsyncIterator[ZaloBotApi]:
    """A running fake; its `base_url` goes into the settings."""
    api = ZaloBotApi()
    async with serving([Route("/bot{token}/{method}", api.handle, methods=["POST"])]) as url:
        api.base_url = url
        yield api
