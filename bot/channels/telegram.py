"""Telegram, through python-telegram-bot's client: by polling, or by webhook on the process's own web server.

The library's own updater moves on before a message is stored, so updates are taken here.
"""

import asyncio
import hmac
import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from html import escape
from typing import Any, TypeVar
from urllib.parse import urlencode

from aiolimiter import AsyncLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, MessageLimit, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.channels.channel import Abilities, Address, LaterError, RefusedError, Undelivered, UnsureError
from bot.channels.part import Part, button_label, parts, pieces
from bot.channels.relay import Relay
from bot.channels.telegram_updates import NAME, TAKEN, read, to_incoming
from bot.channels.wire import body_of, broken, failed, object_of
from bot.config import TelegramSettings
from bot.dialogue import Choice, Outgoing
from bot.errors import WrongUseError
from bot.menu import COMMANDS
from bot.message import Look, marked, shorten, utf16_length

_T = TypeVar("_T")
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_POLL_S = 25
_ANSWER_S = 20  # what a call that hangs is waited for; a poll as long besides
_DRAFT_S = 2  # ... and a draft, which the answer waits for
_A_SECOND = 28  # of 30 messages that Telegram takes in all
_A_MINUTE_IN_A_GROUP = 20
_LONGEST_LABEL = 60
_SHORT_LABEL = 12  # such buttons stand side by side
_INLINE_AFTER_S = 0.4  # people are still typing
_SHORTEST_INLINE = 3
_INLINE_QUOTE = 300
_CONFLICT_S = 15.0
_LONGEST_PAUSE_S = 60.0
_TAGS = {Look.FACT: ("<b>", "</b>"), Look.QUOTE: ("<blockquote expandable>", "</blockquote>")}
# What Telegram says where nothing will help, in any looks.
_GONE = (
    "chat not found",
    "user is deactivated",
    "user not found",
    "have no rights",
    "not enough rights",
    "topic_closed",
)
_log = logging.getLogger(__name__)


class TelegramChannel:
    """One bot."""

    name = NAME
    sends_again = True  # there is no way to ask, and an answer that comes twice is better than none

    def __init__(self, settings: TelegramSettings, relay: Relay, retry_s: float = 2.0, pace_s: float = 1.0) -> None:
        """`retry_s` is the first pause where Telegram cannot be reached; it doubles up to a minute.

        `pace_s` is the least time between two messages to one chat.
        """
        self._settings, self._relay, self._retry_s = settings, relay, retry_s
        _check(settings)
        self.abilities = Abilities(
            MessageLimit.MAX_TEXT_LENGTH, utf16_length, buttons=8, edits=True, types=True, drafts=True, pace_s=pace_s
        )
        self._updates = HTTPXRequest(read_timeout=_POLL_S + _ANSWER_S)
        calls = HTTPXRequest(connection_pool_size=64, read_timeout=_ANSWER_S, pool_timeout=30)
        self._bot = Bot(settings.token, settings.base_url, request=calls, get_updates_request=self._updates)
        self._all, self._groups = AsyncLimiter(1, 1 / _A_SECOND), dict[str, AsyncLimiter]()
        self._poller: asyncio.Task[None] | None = None
        self._asides: dict[str, asyncio.Task[None]] = {}

    def routes(self) -> list[Route]:
        """What the web server must serve for this channel."""
        if self._settings.mode != "webhook":
            return []
        return [Route(self._settings.webhook_path, self._on_webhook, methods=["POST"])]

    async def start(self) -> None:
        """Log in, then poll or register the webhook. Raises WrongUseError where Telegram refuses the settings."""
        await self._until_reached(self._log_in)
        with suppress(TelegramError):  # a missing menu is no loss
            await self._bot.set_my_commands([BotCommand(name, what) for name, what in COMMANDS])
        if self._settings.mode == "polling":
            self._poller = asyncio.create_task(self._poll())
        elif self._settings.webhook_url:
            await self._until_reached(self._register)
        _log.info("Telegram: @%s đã sẵn sàng (%s)", self._bot.username, self._settings.mode)

    async def stop(self) -> None:
        """Take no more messages. What came and was not confirmed comes again, and is known then."""
        tasks = [*self._asides.values(), *([self._poller] if self._poller else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._bot.shutdown()

    async def send(self, to: Address, part: Part) -> str:
        """Returns the message's id. In a group it replies to the question, in its topic."""
        where: dict[str, Any] = {"chat_id": int(to.chat_id), "message_thread_id": int(to.thread) if to.thread else None}
        if to.reply_to:
            where["reply_parameters"] = ReplyParameters(int(to.reply_to), allow_sending_without_reply=True)

        async def call(**looks: Any) -> str:
            try:
                sent = await self._bot.send_message(**where, **looks, link_preview_options=_NO_PREVIEW)
            except ChatMigrated as moved:  # a group that became a supergroup
                where["chat_id"] = moved.new_chat_id
                sent = await self._bot.send_message(**where, **looks, link_preview_options=_NO_PREVIEW)
            return str(sent.message_id)

        await self._turn(to.chat_id)
        return await _delivered(lambda: _in_looks(call, part))

    async def edit(self, to: Address, sent: str, part: Part) -> str:
        """Put `part` in the place of `sent`; where that cannot be, send it anew."""
        where: dict[str, Any] = {"chat_id": int(to.chat_id), "message_id": int(sent)}

        async def call(**looks: Any) -> str:
            try:
                await self._bot.edit_message_text(**where, **looks, link_preview_options=_NO_PREVIEW)
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    raise
            return sent

        await self._turn(to.chat_id)
        if not part.text:
            with suppress(BadRequest, Undelivered):  # it is gone already, or too old
                await _delivered(lambda: self._bot.delete_message(**where))
            return ""
        try:
            return await _delivered(lambda: _in_looks(call, part))
        except RefusedError:
            return await self.send(to, part)

    async def typing(self, to: Address) -> None:
        """Show "typing", in the topic too."""
        thread = int(to.thread) if to.thread else None
        await _delivered(
            lambda: self._bot.send_chat_action(int(to.chat_id), ChatAction.TYPING, message_thread_id=thread)
        )

    async def draft(self, to: Address, number: int, text: str, sent: str) -> str:
        """Show what is being written: a draft in a private chat, elsewhere a message that is edited.

        In a group only as long as that leaves room for answers under Telegram's limit.
        """
        [first, *_] = parts(Outgoing(text), self.abilities) or [Part("")]
        if not first.text:
            return sent
        if _is_private(to):
            thread, chat = int(to.thread) if to.thread else None, int(to.chat_id)
            draft = self._bot.send_message_draft
            await _delivered(lambda: draft(chat, number, first.text, message_thread_id=thread, read_timeout=_DRAFT_S))
            return ""
        if not self._group(to.chat_id).has_capacity(_A_MINUTE_IN_A_GROUP / 2):
            return sent
        return await self.edit(to, sent, first) if sent else await self.send(to, first)

    def room(self, chat_id: str) -> None:
        """Telegram takes any number."""

    def unasked(self) -> bool:
        """Telegram does not count."""
        return True

    async def _turn(self, chat_id: str) -> None:
        if not _is_private(Address(chat_id)):
            await self._group(chat_id).acquire()
        await self._all.acquire()

    def _group(self, chat_id: str) -> AsyncLimiter:
        return self._groups.setdefault(chat_id, AsyncLimiter(_A_MINUTE_IN_A_GROUP, 60))

    async def _log_in(self) -> None:
        try:
            await self._bot.initialize()
        except InvalidToken:  # its message holds the token
            name = self._settings.token_env
            raise WrongUseError(
                f"Telegram không nhận mã bot trong biến {name}. Xin lấy lại mã từ @BotFather."
            ) from None

    async def _register(self) -> None:
        url = self._settings.webhook_url
        try:
            await self._bot.set_webhook(url, secret_token=self._settings.secret, allowed_updates=TAKEN)
        except BadRequest as error:
            raise WrongUseError(f"Telegram không nhận webhook_url {url}: {error.message}.") from None

    async def _until_reached(self, call: Callable[[], Awaitable[None]]) -> None:
        pause = self._retry_s
        while True:
            try:
                return await call()
            except TelegramError as error:
                if isinstance(error, RetryAfter):
                    pause = max(pause, _seconds(error.retry_after))
                _log.warning("Chưa nối được tới Telegram (%s); thử lại sau %.0f giây", type(error).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    async def _poll(self) -> None:
        offset, pause, is_told = 0, self._retry_s, False
        while True:
            query = urlencode({"timeout": _POLL_S, "offset": offset, "allowed_updates": json.dumps(TAKEN)})
            try:
                found: Any = await self._updates.post(f"{self._bot.base_url}/getUpdates?{query}")
                await self._take(found)
                offset = max([offset, *(one["update_id"] + 1 for one in found if _is_numbered(one))])
                pause, is_told = self._retry_s, False
                continue
            except Conflict:
                if not is_told:
                    _log.error(
                        "Telegram: một chương trình khác đang dùng cùng mã bot, hoặc bot đang đặt webhook. "
                        "Xin chỉ chạy một `cchc serve` cho mỗi bot."
                    )
                is_told, pause = True, max(pause, min(_CONFLICT_S, self._retry_s * 8))
            except RetryAfter as error:
                pause = _seconds(error.retry_after)
            except TelegramError as error:
                _log.warning("Telegram: mất liên lạc (%s), đang thử lại", type(error).__name__)
            except (sqlite3.Error, AttributeError, TypeError) as error:  # nothing is confirmed: it comes again
                _log.error("Telegram: chưa nhận được tin mới (%s), đang thử lại", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    async def _on_webhook(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._settings.secret.encode()):
            return Response(status_code=403)
        body = await body_of(request)
        if body is None:
            return Response(status_code=413)
        raw = object_of(body)
        if raw is None or read(raw, self._bot) is None:
            return Response(status_code=400)
        try:
            await self._take([raw])
        except sqlite3.Error as error:
            _log.error("Telegram: chưa ghi được tin mới (%s), Telegram sẽ gửi lại", error)
            return Response(status_code=503)
        return Response()

    async def _take(self, found: Sequence[Any]) -> None:
        """Store what these updates say, then see to what need not be stored. Raises sqlite3.Error."""
        updates = [update for raw in found if (update := read(raw, self._bot))]
        bot = self._bot
        incoming = [one for update in updates if (one := to_incoming(update, bot.id, bot.username))]
        await self._relay.receive(incoming)
        for update in updates:
            if query := update.callback_query:  # only ends the button's spinner
                self._aside(f"q{query.id}", _quietly(bot.answer_callback_query(query.id)))
            elif update.inline_query:
                self._aside(f"i{update.inline_query.from_user.id}", self._answer_inline(update.inline_query))

    def _aside(self, key: str, work: Coroutine[Any, Any, None]) -> None:
        """Do `work` beside; what was begun under the same key is no longer wanted."""
        if before := self._asides.pop(key, None):
            before.cancel()
        task = self._asides[key] = asyncio.create_task(work)
        task.add_done_callback(lambda done: self._asides.get(key) is done and self._asides.pop(key))

    async def _answer_inline(self, query: InlineQuery) -> None:
        """What somebody types behind the bot's name in any chat. Not stored: it is asked anew with every letter."""
        if len(query.query.strip()) < _SHORTEST_INLINE:
            return
        await asyncio.sleep(_INLINE_AFTER_S)
        text, marks = marked(answer := await self._relay.look_up(NAME, query.query), _INLINE_QUOTE)
        [first, *_] = parts(Outgoing(text, marks=marks), self.abilities)
        content = InputTextMessageContent(html(first), ParseMode.HTML, link_preview_options=_NO_PREVIEW)
        title = shorten(answer.text.partition("\n")[0], 120)
        source = answer.citations[0].title if answer.citations else None
        article = InlineQueryResultArticle("1", title, content, description=source)
        await _quietly(self._bot.answer_inline_query(query.id, [article], cache_time=60, is_personal=True))


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def _check(settings: TelegramSettings) -> None:
    if not settings.token:
        raise WrongUseError(
            f"Chưa có mã bot Telegram. Xin lấy mã từ @BotFather rồi đặt vào biến môi trường {settings.token_env}."
        )
    if settings.mode == "webhook" and not settings.secret:
        raise WrongUseError(
            f"Chế độ webhook cần một từ bí mật trong biến môi trường {settings.secret_env} (chữ, số, _ và -). "
            'Xin đặt biến đó, hoặc dùng mode = "polling".'
        )


def _is_private(to: Address) -> bool:
    return not to.chat_id.startswith("-")


def _is_numbered(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("update_id"), int)


async def _quietly(call: Awaitable[Any]) -> None:
    with suppress(TelegramError):
        await call


def html(part: Part) -> str:
    """The text in Telegram's HTML: the fact bold, quotes folded, all else as it is written."""
    done = []
    for text, mark in pieces(part):
        before, after = _TAGS[mark.look] if mark and text.strip() else ("", "")
        done.append(f"{before}{escape(text, quote=False)}{after}")
    return "".join(done)


async def _in_looks(call: Callable[..., Awaitable[str]], part: Part) -> str:
    """`call` with the formatted text; where Telegram refuses the looks, with the plain text: none is lost for them."""
    try:
        return await call(text=html(part), parse_mode=ParseMode.HTML, reply_markup=_keyboard(part.choices))
    except BadRequest as error:
        if any(words in error.message.lower() for words in _GONE):
            raise
        _log.info("Telegram không nhận định dạng (%s), gửi lại dạng chữ thường", error.message)
        return await call(text=part.text)


async def _delivered(call: Callable[[], Awaitable[_T]]) -> _T:
    """The result of `call`; what went wrong as Undelivered."""
    try:
        return await call()
    except RetryAfter as error:
        raise LaterError("429", _seconds(error.retry_after)) from None
    except (BadRequest, Forbidden) as error:
        raise RefusedError(error.message) from None
    except (TimedOut, NetworkError) as error:
        raise broken(error.__cause__) if error.__cause__ else _status(error) from None
    except TelegramError as error:  # a reply that cannot be read
        raise UnsureError(type(error).__name__) from None


def _status(error: TelegramError) -> Undelivered:
    return failed(504 if "timeout" in error.message.lower() else 500)


def _seconds(pause: int | timedelta) -> float:
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _keyboard(choices: tuple[Choice, ...]) -> InlineKeyboardMarkup | None:
    if not choices:
        return None
    buttons = [
        InlineKeyboardButton(button_label(choice.label, _LONGEST_LABEL), callback_data=choice.key) for choice in choices
    ]
    if all(len(choice.label) <= _SHORT_LABEL for choice in choices):
        return InlineKeyboardMarkup.from_row(buttons)
    return InlineKeyboardMarkup.from_column(buttons)
