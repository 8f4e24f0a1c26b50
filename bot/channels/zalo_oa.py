"""A Zalo Official Account: a signed webhook, and at most eight replies in the 48 hours after a citizen's message."""

import asyncio
import hashlib
import hmac
import logging
import re
import sqlite3
from pathlib import Path
from typing import Annotated, Any

import httpx
from pydantic import BaseModel, BeforeValidator, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.channel import Abilities, Address, HeldError, LaterError, RefusedError, Undelivered, UnsureError
from bot.channels.oa_tokens import Tokens
from bot.channels.part import Part, button_label
from bot.channels.queue import REMEMBERED_S
from bot.channels.relay import Relay
from bot.channels.wire import body_of, broken, failed, object_of
from bot.config import ZaloOaSettings
from bot.conversations import Chat
from bot.dialogue import Incoming, Kind
from bot.errors import WrongUseError
from bot.message import utf16_length

NAME = "zalo_oa"
QUOTA = "quota"
_LONGEST_TEXT, _LONGEST_TITLE, _MOST_BUTTONS = 2000, 100, 5
_FREE_S, _FREE_MESSAGES = 48 * 3600.0, 8
_SKEW_S = 3600.0
_ANSWER_S = 20.0  # what a call that hangs is waited for
_WAIT_S = 6.0  # Zalo gives up after 2 s and calls again; an answered 500 it takes for done
_RENEW = frozenset({-216, -220, -401})
_LATER = frozenset({-32, -100})
_KINDS = {
    "user_send_text": Kind.TEXT,
    "user_send_image": Kind.PHOTO,
    "user_send_file": Kind.FILE,
    "user_send_audio": Kind.VOICE,
    "user_send_sticker": Kind.OTHER,
    "user_send_gif": Kind.OTHER,
    "user_send_video": Kind.OTHER,
    "user_send_link": Kind.OTHER,
    "user_send_location": Kind.OTHER,
    "user_send_business_card": Kind.OTHER,
}
_Id = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
_log = logging.getLogger(__name__)


class _Person(BaseModel):
    id: _Id


class _Said(BaseModel):
    text: str | None = None
    msg_id: _Id = ""


class _Event(BaseModel):
    event_name: str
    sender: _Person
    message: _Said
    timestamp: _Id = ""


class ZaloOaChannel:
    """One account."""

    name = NAME
    sends_again = True  # a citizen's question must be answered; the second copy costs one of eight free messages
    abilities = Abilities(_LONGEST_TEXT, utf16_length, buttons=_MOST_BUTTONS, calls=True)

    def __init__(self, settings: ZaloOaSettings, relay: Relay, folder: Path) -> None:
        """`folder` holds the lock under which tokens are renewed."""
        _check(settings)
        self._settings, self._relay, self._store = settings, relay, relay.store
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(_ANSWER_S, pool=60))
        self._tokens = Tokens(settings, relay.store, folder, self._client)

    def routes(self) -> list[Route]:
        """The webhook."""
        return [Route(self._settings.webhook_path, self._on_webhook, methods=["POST"])]

    async def start(self) -> None:
        """Look whether there is a token; where there is none now, what comes in is stored and waits."""
        try:
            await self._tokens.access()
        except (LaterError, sqlite3.Error) as error:
            variable = self._settings.refresh_token_env
            _log.error(
                "Zalo OA: %s. Tin nhắn đến vẫn được lưu. Nếu mã gia hạn đã hết hạn hoặc đã dùng, xin lấy mã mới trên "
                "developers.zalo.me, đặt vào %s rồi chạy lại.",
                error,
                variable,
            )
        else:
            _log.info("Zalo OA: đã sẵn sàng (webhook)")

    async def stop(self) -> None:
        """Nothing to end: the web server takes no more calls."""

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def send(self, to: Address, part: Part) -> str:
        """Returns the message's id. Raises RefusedError and HeldError where a reply would not be free, or not yet."""
        message: dict[str, Any] = {"text": part.text}
        if buttons := _buttons(part):
            message["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
        await asyncio.to_thread(self._spend, to.chat_id)
        try:
            data = await self._taken({"recipient": {"user_id": to.chat_id}, "message": message})
        except UnsureError:  # it may have been one of the eight
            raise
        except Exception:
            await asyncio.to_thread(self._give_back, to.chat_id)
            raise
        await asyncio.to_thread(self._note, data.get("quota"))
        return str(data.get("message_id", ""))

    async def edit(self, to: Address, sent: str, part: Part) -> str:  # noqa: ARG002 - the seam's form
        """An account cannot edit."""
        return await self.send(to, part)

    async def typing(self, to: Address) -> None:
        """An account cannot show that."""

    async def draft(self, to: Address, number: int, text: str, sent: str) -> str:  # noqa: ARG002 - the seam's form
        """Zalo shows no drafts."""
        return ""

    def room(self, chat_id: str) -> int:
        """How many of the eight free messages are left."""
        with self._store.reading() as db:
            sql = "SELECT sent FROM windows WHERE digest = ?"
            row = db.execute(sql, (self._store.digest(NAME, chat_id),)).fetchone()
        return max(_FREE_MESSAGES - row[0], 0) if row else _FREE_MESSAGES

    def unasked(self) -> bool:
        """Never: what nobody asked for costs money."""
        return False

    async def _taken(self, body: dict[str, Any]) -> dict[str, Any]:
        """What Zalo says of a message that it took. Raises Undelivered."""
        reply = await self._call(body, token := await self._tokens.access())
        if reply.get("error") in _RENEW:
            reply = await self._call(body, await self._tokens.access(refused=token))
        if code := reply.get("error"):
            raise _refusal(int(code), str(reply.get("message", "")))
        data = reply.get("data")
        return data if isinstance(data, dict) else {}

    async def _call(self, body: dict[str, Any], token: str) -> dict[str, Any]:
        try:
            url = f"{self._settings.base_url.rstrip('/')}/v3.0/oa/message/cs"
            response = await self._client.post(url, json=body, headers={"access_token": token})
        except httpx.HTTPError as error:
            raise broken(error) from None
        if response.status_code >= 500:
            raise failed(response.status_code)
        reply = object_of(response.content)
        if reply is not None and isinstance(reply.get("error"), int):
            return reply
        if response.is_success:
            raise UnsureError("một trả lời không đọc được")
        raise LaterError(f"HTTP {response.status_code}")  # whoever stands before Zalo said no

    def _spend(self, person: str) -> None:
        """Count one of the free messages before it is sent, so that a kill cannot make it a ninth."""
        digest = self._store.digest(NAME, person)
        with self._store.writing(firm=False) as db:
            row = db.execute("SELECT at, sent FROM windows WHERE digest = ?", (digest,)).fetchone()
            if row and self._store.now() - row[0] > _FREE_S:
                raise RefusedError("đã quá 48 giờ từ tin cuối của người hỏi")
            if row and row[1] >= _FREE_MESSAGES:
                raise HeldError("đã gửi 8 tin từ tin cuối của người hỏi")
            db.execute("UPDATE windows SET sent = sent + 1 WHERE digest = ?", (digest,))

    def _give_back(self, person: str) -> None:
        with self._store.writing(firm=False) as db:
            sql = "UPDATE windows SET sent = max(sent - 1, 0) WHERE digest = ?"
            db.execute(sql, (self._store.digest(NAME, person),))

    def _note(self, quota: Any) -> None:
        """Keep what Zalo says is left of the account's quota."""
        if not isinstance(quota, dict) or not str(quota.get("remain", "")).isdecimal():
            return
        remain, total = int(quota["remain"]), str(quota.get("total", ""))
        values = (NAME, QUOTA, remain, int(total) if total.isdecimal() else 0)
        try:
            with self._store.writing(firm=False) as db:
                db.execute("INSERT OR REPLACE INTO meters (channel, period, used, total) VALUES (?, ?, ?, ?)", values)
        except sqlite3.Error as error:
            _log.warning("Zalo OA: chưa ghi được số tin còn lại: %s", error)

    async def _on_webhook(self, request: Request) -> Response:
        body = await body_of(request)
        if body is None:
            return Response(status_code=413)
        raw = object_of(body)
        if raw == {}:  # the console looks whether anybody is here
            return Response()
        stamp = request.headers.get("X-ZEvent-Timestamp") or str((raw or {}).get("timestamp", ""))
        given = request.headers.get("X-ZEvent-Signature", "")
        if not self._is_signed(body, stamp, given):
            return Response(status_code=403)
        if raw is None:
            return Response(status_code=400)
        message = to_incoming(raw)
        if message is None or self._is_stale(stamp):
            return Response()
        return await self._stored(message)

    def _is_signed(self, body: bytes, stamp: str, given: str) -> bool:
        signed = self._settings.app_id.encode() + body + stamp.encode() + self._settings.webhook_secret.encode()
        wanted = hashlib.sha256(signed).hexdigest()
        return hmac.compare_digest(given.removeprefix("mac=").strip().lower().encode(), wanted.encode())

    def _is_stale(self, stamp: str) -> bool:
        """Whether an event is so old that nobody would know it again: then it was replayed."""
        sent = re.fullmatch(r"\d{10,13}", stamp)
        return bool(sent) and int(stamp[:10]) < self._store.now() - REMEMBERED_S + _SKEW_S

    async def _stored(self, message: Incoming) -> Response:
        loop = asyncio.get_running_loop()
        until = loop.time() + _WAIT_S
        while True:
            try:
                await self._relay.receive([message], before=self._opened)
                return Response()
            except sqlite3.Error as error:
                _log.error("Zalo OA: chưa ghi được tin mới: %s", error)
                if loop.time() > until:
                    return Response(status_code=503)
                await asyncio.sleep(0.5)

    def _opened(self, db: sqlite3.Connection, message: Incoming) -> None:
        """The person has written: the next eight replies are free."""
        values = (self._store.digest(NAME, message.chat.chat_id), self._store.now(), 0)
        db.execute("INSERT OR REPLACE INTO windows (digest, at, sent) VALUES (?, ?, ?)", values)


def to_incoming(raw: dict[str, Any]) -> Incoming | None:
    """What an event says to the account; None where it says nothing, or the account said it itself."""
    kind = _KINDS.get(str(raw.get("event_name")))
    if kind is None:
        return None
    try:
        event = _Event.model_validate(raw)
    except ValidationError:
        return None
    text = event.message.text or ""
    number = event.message.msg_id or f"{event.sender.id} {event.timestamp} {text}"
    return Incoming(Chat(NAME, event.sender.id), text, kind, number)


def _buttons(part: Part) -> list[dict[str, Any]]:
    """A click comes back as if the person had written the label."""
    choices: list[dict[str, Any]] = [
        {
            "title": button_label(choice.label, _LONGEST_TITLE, utf16_length),
            "type": "oa.query.show",
            "payload": choice.label,
        }
        for choice in part.choices
    ]
    calls = [
        {"title": f"Gọi {phone}", "type": "oa.open.phone", "payload": {"phone_code": _international(phone)}}
        for phone in part.phones
    ]
    return [*choices, *calls][:_MOST_BUTTONS]


def _international(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return f"84{digits[1:]}" if digits.startswith("0") else digits


def _refusal(code: int, said: str) -> Undelivered:
    reason = f"{code} {said}".strip()
    return LaterError(reason) if code in _LATER | _RENEW else RefusedError(reason)


def _check(settings: ZaloOaSettings) -> None:
    if not settings.app_id:
        raise WrongUseError("Chưa có app_id trong [zalo_oa] của config.toml. Xin lấy ở developers.zalo.me.")
    needed = {
        settings.app_secret_env: settings.app_secret,
        settings.webhook_secret_env: settings.webhook_secret,
        settings.refresh_token_env: settings.refresh_token,
    }
    if missing := [name for name, value in needed.items() if not value]:
        raise WrongUseError(f"Zalo OA cần các biến môi trường {', '.join(missing)}. Xin xem docs/operating.md.")
