"""What an update of Telegram's says to the bot."""

from typing import Any

from telegram import Bot, Message, Update
from telegram.constants import ChatType

from bot.conversations import Chat
from bot.dialogue import Incoming, Kind
from bot.menu import COMMANDS

NAME = "telegram"
TAKEN = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY]
_OURS = frozenset(f"/{name}" for name, _ in COMMANDS) | {"/help"}


def read(raw: Any, bot: Bot) -> Update | None:
    """The update in `raw`, None where there is none that can be understood."""
    try:
        update = Update.de_json(raw, bot)
        return update if isinstance(update.update_id, int) else None
    except Exception:  # noqa: BLE001 - the library raises whatever a wrong shape leads to
        return None


def to_incoming(update: Update, bot_id: int, bot_name: str) -> Incoming | None:
    """What `update` says to the bot; None where it is not for the bot."""
    query, chat, user = update.callback_query, update.effective_chat, update.effective_user
    if chat is None or chat.type == ChatType.CHANNEL or user is None or user.is_bot:
        return None
    is_private = chat.type == ChatType.PRIVATE
    place = Chat(NAME, str(chat.id), "" if is_private else str(user.id))
    message = update.effective_message
    thread = str(message.message_thread_id) if isinstance(message, Message) and message.is_topic_message else ""
    if query:
        return Incoming(place, query.data or "", Kind.CHOICE, f"q{query.id}", thread=thread)
    text = addressed_text(message, bot_id, bot_name) if message else None
    if message is None or text is None:
        return None
    number = str(message.message_id)
    reply_to = "" if is_private else number
    if update.edited_message:
        edit = f"e{update.update_id}"
        return Incoming(place, text, Kind.EDITED, edit, of=number, thread=thread, reply_to=reply_to)
    return Incoming(place, text, _kind(message), number, thread=thread, reply_to=reply_to)


def _kind(message: Message) -> Kind:
    if message.text:
        return Kind.TEXT
    if message.photo:
        return Kind.PHOTO
    if message.voice or message.audio or message.video_note:
        return Kind.VOICE
    return Kind.FILE if message.document else Kind.OTHER


def addressed_text(message: Message, bot_id: int, bot_name: str) -> str | None:
    """The text that is meant for the bot, its own name left out; None where a group's message is not for it.

    Private messages always are; in groups only commands, mentions and replies to the bot, so people can talk.
    """
    private = message.chat.type == ChatType.PRIVATE
    text, name = message.text or message.caption or "", f"@{bot_name}"
    if text.startswith("/"):
        command, at, to = text.partition(" ")[0].partition("@")
        ours = to.casefold() == bot_name.casefold() if at else private or command in _OURS
        return text.replace(f"@{to}", "", 1) if ours else None
    entities = message.parse_entities(["mention"]) | message.parse_caption_entities(["mention"])
    mentions = [said for said in entities.values() if said.casefold() == name.casefold()]
    for said in mentions:
        text = text.replace(said, "", 1)
    replied = message.reply_to_message and message.reply_to_message.from_user
    return text.strip() if private or mentions or (replied and replied.id == bot_id) else None
