"""A fake Telegram Bot API, over real HTTP on loopback: it hands out updates, keeps what is sent, refuses.

Texts are kept as people read them; `html` and `looks` of a kept message hold what was sent and how it is shown.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bot.loopback import PATIENCE_S
from tests.bot.strict_html import parsed

TOKEN = "123456:loopback-token"
BOT = {"id": 123456, "is_bot": True, "first_name": "Trợ lý CCHC", "username": "cchc_bot"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Lan"}
GROUP = {"id": -70, "type": "group", "title": "Phòng Nội vụ"}
LAN = {"id": 7, "is_bot": False, "first_name": "Lan"}
_POLL_S = 0.05


@dataclass
class TelegramApi:
    """`sent` holds the parameters of each sendMessage, `calls` the name of every method called."""

    base_url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    failures: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    edits: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    inline: list[dict[str, Any]] = field(default_factory=list)
    before: Callable[[str, dict[str, Any]], Awaitable[Response | None]] | None = None
    after: Callable[[str, dict[str, Any]], Awaitable[Response | None]] | None = None
    webhook: str = ""
    offset: int = 0
    _updates: list[dict[str, Any]] = field(default_factory=list)
    _next_id: int = 1
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def update(self, **content: Any) -> dict[str, Any]:
        """An update object as Telegram would send it."""
        self._next_id += 1
        return {"update_id": self._next_id, **content}

    def message(self, text: str | None, chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
        """A message object; `more` adds or replaces fields."""
        self._next_id += 1
        plain = {"message_id": self._next_id, "date": 1_760_000_000, "chat": chat, "from": LAN}
        return plain | ({"text": text} if text is not None else {}) | more

    async def push(self, update: dict[str, Any]) -> None:
        """Hand `update` to whoever polls."""
        async with self._changed:
            self._updates.append(update)
            self._changed.notify_all()

    async def say(self, text: str | None, chat: dict[str, Any] = PRIVATE, **more: Any) -> None:
        """Someone writes `text` in `chat`."""
        await self.push(self.update(message=self.message(text, chat, **more)))

    async def press(self, data: str, chat: dict[str, Any] = PRIVATE) -> None:
        """Someone presses the button that holds `data`."""
        await self.push(self.update(callback_query=self.pressed(data, chat)))

    def pressed(self, data: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
        """A callback query object."""
        message = self.message("chọn", chat, **{"from": BOT})
        return {"id": str(self._next_id), "from": LAN, "chat_instance": "1", "message": message, "data": data}

    async def messages(self, count: int) -> list[dict[str, Any]]:
        """The first `count` messages sent, once there are as many."""
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: len(self.sent) >= count)
        return self.sent[:count]

    async def handle(self, request: Request) -> Response:
        """Answer one method call."""
        method, params = request.path_params["method"], await _params(request)
        self.calls.append(method)
        if request.path_params["token"] != TOKEN:
            return _error(401, "Unauthorized")
        if self.failures.get(method):
            return _error(*self.failures[method].pop(0))
        if self.before and (refusal := await self.before(method, params)):
            return refusal
        answer = await self._answer(method, params)
        if self.after and (other := await self.after(method, params)):
            return other
        return answer

    async def _answer(self, method: str, params: dict[str, Any]) -> JSONResponse:
        try:
            match method:
                case "getUpdates" if self.webhook:
                    return _error(409, "Conflict: can't use getUpdates method while webhook is active")
                case "getUpdates":
                    return _ok(await self._poll(int(params.get("offset") or 0)))
                case "sendMessage":
                    return _ok(await self._keep(params))
                case "editMessageText":
                    return _ok(await self._edit(params))
                case "deleteMessage":
                    self.deleted.append(int(params["message_id"]))
                case "setWebhook":
                    self.webhook = params["url"]
                case "getWebhookInfo":
                    info = {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": 0}
                    return _ok(info)
                case "getMe":
                    return _ok(BOT | {"can_read_all_group_messages": False, "supports_inline_queries": True})
                case "answerInlineQuery":
                    self.inline.extend(params["results"])
            return _ok(True)
        except ValueError as fault:
            return _error(400, f"Bad Request: {fault}")
        except PermissionError:
            return _error(403, "Forbidden: bot was blocked by the user")

    async def _poll(self, offset: int) -> list[dict[str, Any]]:
        self.offset = max(self.offset, offset)
        async with self._changed:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
            try:
                async with asyncio.timeout(_POLL_S):
                    await self._changed.wait_for(lambda: self._updates)
            except TimeoutError:
                return []
            return list(self._updates)

    async def _keep(self, params: dict[str, Any]) -> dict[str, Any]:
        if int(params["chat_id"]) in self.gone:
            raise PermissionError
        shown = _shown(params)
        message = self.message(shown["text"], PRIVATE | {"id": int(params["chat_id"])}, **{"from": BOT})
        async with self._changed:
            self.sent.append(shown | {"message_id": message["message_id"]})
            self._changed.notify_all()
        return message

    async def _edit(self, params: dict[str, Any]) -> dict[str, Any]:
        number = int(params["message_id"])
        before = [one for one in self.sent if one["message_id"] == number]
        if not before or number in self.deleted:
            raise ValueError("message to edit not found")
        shown = _shown(params)
        if shown["text"] == before[0]["text"]:
            raise ValueError("message is not modified: specified new message content is the same")
        async with self._changed:
            self.edits.append(shown | {"message_id": number})
            before[0]["text"] = shown["text"]
            self._changed.notify_all()
        return self.message(shown["text"], **{"from": BOT, "message_id": number})

    async def edited(self, count: int) -> list[dict[str, Any]]:
        """The first `count` edits, once there are as many."""
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: len(self.edits) >= count)
        return self.edits[:count]


def _shown(params: dict[str, Any]) -> dict[str, Any]:
    """What people see of a message. Raises ValueError where Telegram refuses it."""
    text, looks = params["text"], []
    if params.get("parse_mode") == "HTML":
        try:
            text, looks = parsed(text)
        except ValueError as fault:
            raise ValueError(f"can't parse entities: {fault}") from None
    if not text.strip():
        raise ValueError("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise ValueError("message is too long")
    for row in params.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if not button["text"] or not 1 <= len(button["callback_data"].encode()) <= 64:
                raise ValueError("BUTTON_DATA_INVALID")
    return params | {"html": params["text"], "text": text, "looks": looks}


async def _params(request: Request) -> dict[str, Any]:
    form = dict(request.query_params) | dict(parse_qsl((await request.body()).decode()))
    return {key: json.loads(value) if value[:1] in "[{" else value for key, value in form.items()}


def _ok(result: Any) -> JSONResponse:
    return JSONResponse({"ok": True, "result": result})


def _error(code: int, description: str) -> JSONResponse:
    body = {"ok": False, "error_code": code, "description": description}
    if code == 429:
        body["parameters"] = {"retry_after": 0}
    return JSONResponse(body, status_code=code)


@asynccontextmanager
async def telegram_api() -> AsyncIterator[TelegramApi]:
    """A running fake; its `base_url` goes into the settings."""
    api = TelegramApi()
    app = Starlette(routes=[Route("/bot{token}/{method}", api.handle, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none"))
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    api.base_url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/bot"
    try:
        yield api
    finally:
        server.should_exit = True
        await task
