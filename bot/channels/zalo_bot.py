"""The Zalo Bot Platform: by polling, one message a second, or by webhook. Private chats only, text only."""

import asyncio
import hmac
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.channel import Abilities, Address, Undelivered
from bot.channels.meter import Meter
from bot.channels.part import Part
from bot.channels.relay import Relay
from bot.channels.wire import body_of, object_of
from bot.channels.zalo_api import BAD_REQUEST, NOT_FOUND, NOTHING_NEW, UNAUTHORIZED, ZaloApi, ZaloError
from bot.config import ZaloBotSettings
from bot.conversations import Chat
from bot.dialogue import Incoming, Kind
from bot.errors import WrongUseError
from bot.message import utf16_length

_T = TypeVar("_T")
NAME = "zalo_bot"
_SECRET_HEADER = "X-Bot-Api-Secret-Token"
_POLL_S = 30
_LATE_S = 10.0  # what a poll that hangs is waited for besides
_BETWEEN_POLLS_S = 1.0  # sooner, the service hands out again what was taken
_LONGEST_TEXT = 2000
_LONGEST_PAUSE_S = 60.0
_KINDS = {
    "message.text.received": Kind.TEXT,
    "message.image.received": Kind.PHOTO,
    "message.voice.received": Kind.VOICE,
    "message.sticker.received": Kind.OTHER,
    "message.unsupported.received": Kind.OTHER,
}
_Id = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
_log = logging.getLogger(__name__)


class _Sender(BaseModel):
    id: _Id
    is_bot: bool = False


class _Place(BaseModel):
    id: _Id
    chat_type: str = "PRIVATE"


class _Message(BaseModel):
    sender: Annotated[_Sender, Field(alias="from")]
    chat: _Place
    message_id: _Id = ""
    date: _Id = ""
    text: str | None = None
    caption: str | None = None


class _Update(BaseModel):
    event_name: str
    message: _Message


class ZaloBotChannel:
    """One bot."""

    name = NAME
    sends_again = False  # a send that may have arrived is not repeated blindly
    abilities = Abilities(_LONGEST_TEXT, utf16_length, types=True)

    def __init__(
        self, settings: ZaloBotSettings, relay: Relay, retry_s: float = 2.0, between_s: float = _BETWEEN_POLLS_S
    ) -> None:
        """`retry_s` is the first pause where Zalo cannot be reached, `between_s` the least time from poll to poll."""
        _check(settings)
        self._settings, self._relay, self._retry_s, self._between_s = settings, relay, retry_s, between_s
        self._api = ZaloApi(settings.base_url, settings.token)
        self._meter = Meter(relay.store, NAME, settings.monthly_messages)
        self._own_id = ""
        self._poller: asyncio.Task[None] | None = None

    def routes(self) -> list[Route]:
        """What the web server must serve for this channel."""
        if self._settings.mode != "webhook":
            return []
        return [Route(self._settings.webhook_path, self._on_webhook, methods=["POST"])]

    async def start(self) -> None:
        """Log in, then poll or see to the webhook. Raises WrongUseError where Zalo refuses the settings."""
        me = await self._until_reached(lambda: self._api.call("getMe"))
        self._own_id = str(me.get("id", "")) if isinstance(me, dict) else ""
        if self._settings.mode == "polling":
            self._poller = asyncio.create_task(self._poll())
        elif self._settings.webhook_url:
            await self._until_reached(self._register)
        _log.info("Zalo Bot: đã sẵn sàng (%s)", self._settings.mode)

    async def stop(self) -> None:
        """Take no more messages."""
        if self._poller:
            self._poller.cancel()
            await asyncio.gather(self._poller, return_exceptions=True)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._api.close()

    async def send(self, to: Address, part: Part) -> str:
        """Returns the message's id."""
        try:
            taken = await self._api.call("sendMessage", chat_id=to.chat_id, text=part.text)
        except ZaloError as error:
            raise error.undelivered() from None
        await self._count(1)
        return str(taken.get("message_id", "")) if isinstance(taken, dict) else ""

    async def edit(self, to: Address, sent: str, part: Part) -> str:  # noqa: ARG002 - the seam's form
        """Zalo has no editing."""
        return await self.send(to, part)

    async def typing(self, to: Address) -> None:
        """Show "typing"."""
        try:
            await self._api.call("sendChatAction", chat_id=to.chat_id, action="typing")
        except ZaloError as error:
            raise error.undelivered() from None

    async def draft(self, to: Address, number: int, text: str, sent: str) -> str:  # noqa: ARG002 - the seam's form
        """Zalo shows no drafts."""
        return ""

    def room(self, chat_id: str) -> None:
        """Zalo takes any number within the month's."""

    def unasked(self) -> bool:
        """Not from 95 % of the month's messages on."""
        return not self._meter.is_near_its_end()

    async def _until_reached(self, call: Callable[[], Awaitable[_T]]) -> _T:
        pause = self._retry_s
        while True:
            try:
                return await call()
            except ZaloError as error:
                if error.code in (UNAUTHORIZED, 403, NOT_FOUND):
                    raise WrongUseError(_wrong_token(self._settings)) from None
                reason: Exception = error
            except Undelivered as error:
                reason = error
            _log.warning("Chưa nối được tới Zalo Bot (%s); thử lại sau %.0f giây", reason, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    async def _register(self) -> None:
        url = self._settings.webhook_url
        try:
            info = await self._api.call("getWebhookInfo")
        except ZaloError as error:
            if error.code != NOT_FOUND:  # so a bot without one says
                raise
            info = None
        if isinstance(info, dict) and info.get("url") == url:
            return
        try:
            await self._api.call("setWebhook", url=url, secret_token=self._settings.secret)
        except ZaloError as error:
            if error.code != BAD_REQUEST:
                raise
            raise WrongUseError(f"Zalo không nhận webhook_url {url}: {error.description}.") from None

    async def _poll(self) -> None:
        pause, last, is_told = self._retry_s, float("-inf"), False
        while True:
            await asyncio.sleep(max(0.0, last + self._between_s - time.monotonic()))
            last = time.monotonic()
            try:
                found = await self._api.call("getUpdates", within_s=_POLL_S + _LATE_S, timeout=_POLL_S)
                await self._take(found if isinstance(found, list) else [found])
            except ZaloError as error:
                if error.code != NOTHING_NEW:
                    if not is_told:
                        _log.error("Zalo Bot: %s", _refusal(error, self._settings))
                    is_told = True
                    await asyncio.sleep(max(pause, self._retry_s * 4))
                    continue
            except Undelivered as error:
                _log.warning("Zalo Bot: mất liên lạc (%s), đang thử lại", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
                continue
            except sqlite3.Error as error:
                _log.error("Zalo Bot: chưa ghi được tin mới (%s), đang thử lại", error)
            pause, is_told = self._retry_s, False

    async def _on_webhook(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._settings.secret.encode()):
            return Response(status_code=403)
        body = await body_of(request)
        if body is None:
            return Response(status_code=413)
        raw = object_of(body)
        if raw is None:
            return Response(status_code=400)
        try:
            await self._take([raw])
        except sqlite3.Error as error:
            _log.error("Zalo Bot: chưa ghi được tin mới: %s", error)
            return Response(status_code=503)
        return Response()

    async def _take(self, found: list[Any]) -> None:
        """Store what these updates say. What the store cannot take now is tried again: it comes once only."""
        messages = [one for raw in found if (one := to_incoming(raw, self._own_id))]
        for left in reversed(range(5)):
            try:
                await self._count(await self._relay.receive(messages))
                return
            except sqlite3.Error:
                if not left:
                    raise
                await asyncio.sleep(self._retry_s)

    async def _count(self, messages: int) -> None:
        try:
            await asyncio.to_thread(self._meter.add, messages)
        except sqlite3.Error as error:
            _log.warning("Zalo Bot: chưa ghi được số tin đã dùng: %s", error)


def to_incoming(raw: Any, own_id: str = "") -> Incoming | None:
    """What an update says to the bot, wrapped or bare; None where it is not for it."""
    if isinstance(raw, dict) and "event_name" not in raw:
        raw = raw.get("result")
    try:
        update = _Update.model_validate(raw)
    except ValidationError:
        return None
    message, kind = update.message, _KINDS.get(update.event_name)
    if kind is None or message.sender.is_bot or message.sender.id == own_id or message.chat.chat_type != "PRIVATE":
        return None
    text = (message.text if kind is Kind.TEXT else message.caption) or ""
    told_apart = message.message_id or f"{message.sender.id} {message.date} {text}"
    return Incoming(Chat(NAME, message.chat.id), text, kind, f"{update.event_name} {told_apart}")


def _check(settings: ZaloBotSettings) -> None:
    if not settings.token:
        raise WrongUseError(
            f"Chưa có mã bot Zalo. Xin tạo bot trong Zalo Bot Manager rồi đặt mã vào biến {settings.token_env}."
        )
    if settings.mode == "webhook" and not 8 <= len(settings.secret) <= 256:
        raise WrongUseError(
            f"Chế độ webhook cần một từ bí mật 8 đến 256 ký tự trong biến môi trường {settings.secret_env}. "
            'Xin đặt biến đó, hoặc dùng mode = "polling".'
        )


def _wrong_token(settings: ZaloBotSettings) -> str:
    return f"Zalo không nhận mã bot trong biến {settings.token_env}. Xin lấy lại mã trong Zalo Bot Manager."


def _refusal(error: ZaloError, settings: ZaloBotSettings) -> str:
    if error.code == UNAUTHORIZED:
        return _wrong_token(settings)
    if "webhook" in error.description.lower():
        return 'bot đang đặt webhook nên không hỏi tin mới được. Xin dùng mode = "webhook", hoặc gọi deleteWebhook.'
    return f"Zalo từ chối ({error}), đang thử lại."
