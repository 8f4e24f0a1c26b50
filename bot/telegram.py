"""Telegram, through python-telegram-bot: by polling, or by webhook on the process's own web server."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ChatType, MessageLimit
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.ext import AIORateLimiter, Application, BaseUpdateProcessor, ContextTypes, TypeHandler

from bot.config import TelegramSettings
from bot.conversations import Chat
from bot.dialogue import TOUR, Choice, Dialogue, Incoming, Kind, Outgoing
from bot.errors import WrongUseError
from bot.message import shorten, split, utf16_length

_UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY]
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_COMMANDS = ("/start", "/help", TOUR)
_TYPING_AFTER_S = 0.3  # most answers are there sooner, and every call counts against the limits
_TYPING_LASTS_S = 4.5  # Telegram shows "typing" for five seconds
_LONGEST_LABEL = 60
_SEND_TRIES = 3
_log = logging.getLogger(__name__)


class TelegramChannel:
    """One bot. `start` returns once messages are being answered; `stop` lets answers under way be sent."""

    name = "telegram"

    def __init__(self, settings: TelegramSettings, dialogue: Dialogue, retry_s: float = 2.0) -> None:
        """`retry_s` is the first pause where Telegram cannot be reached; it doubles up to a minute."""
        self._settings, self._dialogue, self._retry_s = settings, dialogue, retry_s
        self._webhook = settings.mode == "webhook"
        _check(settings)
        self._app = self._build(settings)
        self._app.add_handler(TypeHandler(Update, self._on_update))
        self._app.add_error_handler(_on_error)

    def _build(self, settings: TelegramSettings) -> "Application[Any, Any, Any, Any, Any, Any]":
        limiter = AIORateLimiter(max_retries=5)
        builder = Application.builder().token(settings.token).base_url(settings.base_url).rate_limiter(limiter)
        if self._webhook:
            builder.updater(None)
        return builder.concurrent_updates(ChatByChat(256)).build()

    def routes(self) -> list[Route]:
        """What the web server must serve for this channel."""
        if not self._webhook:
            return []
        return [Route(self._settings.webhook_path, self._on_webhook, methods=["POST"])]

    async def start(self) -> None:
        """Log in, then poll or register the webhook. Raises WrongUseError where Telegram refuses the settings."""
        await self._until_reached(self._log_in)
        await self._app.start()
        if self._app.updater:
            await self._app.updater.start_polling(
                allowed_updates=_UPDATES, bootstrap_retries=-1, error_callback=_on_polling_error
            )
        elif self._settings.webhook_url:
            await self._until_reached(self._register)
        _log.info("Telegram: @%s đã sẵn sàng (%s)", self._app.bot.username, self._settings.mode)

    async def stop(self) -> None:
        """Take no more messages, and finish those that came."""
        if self._app.updater and self._app.updater.running:
            await self._app.updater.stop()
        if self._app.running:
            await self._app.stop()
        await self._app.shutdown()
        await self._app.bot.shutdown()  # the application forgets it where the login failed

    async def _log_in(self) -> None:
        try:
            await self._app.initialize()
        except InvalidToken:  # its message holds the token
            name = self._settings.token_env
            raise WrongUseError(
                f"Telegram không nhận mã bot trong biến {name}. Xin lấy lại mã từ @BotFather."
            ) from None

    async def _register(self) -> None:
        url = self._settings.webhook_url
        try:
            await self._app.bot.set_webhook(url, secret_token=self._settings.secret, allowed_updates=_UPDATES)
        except BadRequest as error:
            raise WrongUseError(f"Telegram không nhận webhook_url {url}: {error.message}.") from None

    async def _until_reached(self, call: Callable[[], Awaitable[None]]) -> None:
        pause = self._retry_s
        while True:
            try:
                return await call()
            except NetworkError as error:
                _log.warning("Chưa nối được tới Telegram (%s); thử lại sau %.0f giây", type(error).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)

    async def _on_webhook(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._settings.secret.encode()):
            return Response(status_code=403)
        try:
            update = Update.de_json(await request.json(), self._app.bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            return Response(status_code=400)
        await self._app.update_queue.put(update)
        return Response()

    async def _on_update(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        bot = context.bot
        if update.callback_query:
            with suppress(TelegramError):  # only ends the button's spinner
                await update.callback_query.answer()
        incoming = to_incoming(update, bot.id, bot.username)
        if incoming is None:
            return
        async with _typing(bot, incoming.chat.chat_id):
            replies = await asyncio.to_thread(self._dialogue.reply, incoming)
        for outgoing in replies:
            await _send(bot, update, outgoing)


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


class ChatByChat(BaseUpdateProcessor):
    """Chats side by side, and the updates of one chat in the order in which they came."""

    def __init__(self, max_concurrent_updates: int) -> None:
        super().__init__(max_concurrent_updates)
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then run `coroutine`."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        lock, waiting = self._locks.get(chat.id, (asyncio.Lock(), 0))
        self._locks[chat.id] = lock, waiting + 1
        try:
            async with lock:
                await coroutine
        finally:
            lock, waiting = self._locks.pop(chat.id)
            if waiting > 1:
                self._locks[chat.id] = lock, waiting - 1

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""


def to_incoming(update: Update, bot_id: int, bot_name: str) -> Incoming | None:
    """What `update` says to the bot; None where it is not for the bot."""
    query, chat, user = update.callback_query, update.effective_chat, update.effective_user
    if chat is None or chat.type == ChatType.CHANNEL or user is None or user.is_bot:
        return None
    place = Chat(TelegramChannel.name, str(chat.id), "" if chat.type == ChatType.PRIVATE else str(user.id))
    if query:
        return Incoming(place, query.data or "", Kind.CHOICE, f"q{query.id}")
    message = update.effective_message
    text = addressed_text(message, bot_id, bot_name) if message else None
    if message is None or text is None:
        return None
    if update.edited_message:
        return Incoming(place, kind=Kind.EDITED, message_id=f"e{update.update_id}")
    return Incoming(place, text, Kind.TEXT if message.text else Kind.OTHER, str(message.message_id))


def addressed_text(message: Message, bot_id: int, bot_name: str) -> str | None:
    """The text that is meant for the bot, its own name left out; None where a group's message is not for it.

    Private messages always are; in groups only commands, mentions and replies to the bot, so people can talk.
    """
    private = message.chat.type == ChatType.PRIVATE
    text, name = message.text or message.caption or "", f"@{bot_name}"
    if text.startswith("/"):
        command, at, to = text.partition(" ")[0].partition("@")
        ours = to.casefold() == bot_name.casefold() if at else private or command in _COMMANDS
        return text.replace(f"@{to}", "", 1) if ours else None
    entities = message.parse_entities(["mention"]) | message.parse_caption_entities(["mention"])
    mentions = [said for said in entities.values() if said.casefold() == name.casefold()]
    for said in mentions:
        text = text.replace(said, "", 1)
    replied = message.reply_to_message and message.reply_to_message.from_user
    return text.strip() if private or mentions or (replied and replied.id == bot_id) else None


@asynccontextmanager
async def _typing(bot: Bot, chat_id: str) -> AsyncIterator[None]:
    async def keep_on() -> None:
        with suppress(TelegramError):  # a missing "typing" is no loss
            await asyncio.sleep(_TYPING_AFTER_S)
            while True:
                await bot.send_chat_action(int(chat_id), ChatAction.TYPING)
                await asyncio.sleep(_TYPING_LASTS_S)

    task = asyncio.create_task(keep_on())
    try:
        yield
    finally:
        task.cancel()


async def _send(bot: Bot, update: Update, outgoing: Outgoing) -> None:
    parts = split(outgoing.text, MessageLimit.MAX_TEXT_LENGTH, utf16_length)
    for n, part in enumerate(parts, 1):
        await _send_part(bot, update, part, outgoing.choices if n == len(parts) else ())


async def _send_part(bot: Bot, update: Update, text: str, choices: tuple[Choice, ...]) -> None:
    for left in reversed(range(_SEND_TRIES)):
        try:
            await bot.send_message(
                text=text,
                reply_markup=_keyboard(choices),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                **_where(update),
            )
            return
        except (BadRequest, TimedOut):
            raise  # sending once more would fail again, or say it twice
        except NetworkError:
            if not left:
                raise
            await asyncio.sleep(1)


def _where(update: Update) -> dict[str, Any]:
    """The chat, and in a group also the topic and the message that is answered."""
    chat, message = update.effective_chat, update.effective_message
    where: dict[str, Any] = {"chat_id": chat.id if chat else 0}
    if isinstance(message, Message) and message.is_topic_message:
        where["message_thread_id"] = message.message_thread_id
    if message and not update.callback_query and chat and chat.type != ChatType.PRIVATE:
        where["reply_parameters"] = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    return where


def _keyboard(choices: tuple[Choice, ...]) -> InlineKeyboardMarkup | None:
    if not choices:
        return None
    buttons = [InlineKeyboardButton(shorten(c.label, _LONGEST_LABEL), callback_data=c.key) for c in choices]
    return InlineKeyboardMarkup.from_column(buttons)


async def _on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG001 - the library's form
    if isinstance(context.error, Forbidden):
        _log.info("Người hỏi đã chặn bot")
        return
    _log.error("Telegram: không gửi được câu trả lời", exc_info=context.error)


def _on_polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _log.error("Telegram: một chương trình khác đang dùng cùng mã bot. Xin chỉ chạy một `cchc serve` cho mỗi bot.")
    else:
        _log.warning("Telegram: mất liên lạc (%s), đang thử lại", type(error).__name__)
