"""`cchc serve`: every channel that config.toml switches on, in one process."""

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import typer

from bot.commands.behind import behind
from bot.commands.options import settings_of
from bot.config import Settings
from bot.errors import WrongUseError
from bot.menu import Menu
from bot.terminal import say
from bot.wiring import NO_PLANS, office_place, open_desk, open_index, serviced

if TYPE_CHECKING:
    from bot.channels.channel import Channel as Chat
    from bot.channels.relay import Relay
    from bot.conversations import Conversations
    from bot.desk import Desk
    from bot.server import Channel
    from bot.web.library import Library

CONVERSATIONS = "conversations.sqlite3"


def serve(context: typer.Context) -> None:
    """Chạy các kênh được bật trong config.toml.

    Ctrl+C để dừng.
    """
    settings = settings_of(context, service=True)
    if not any(one.enabled for one in (settings.web, settings.telegram, settings.zalo_bot, settings.zalo_oa)):
        raise WrongUseError(
            "Chưa bật kênh nào. Xin đặt enabled = true trong mục [web], [telegram], [zalo_bot] hoặc [zalo_oa] của "
            "config.toml rồi chạy lại."
        )
    import asyncio
    import gc

    from bot.clerks import GARBAGE
    from bot.conversations import Conversations
    from bot.server import serve as run
    from index.lock import only_writer

    gc.set_threshold(*GARBAGE)
    with ExitStack() as held:
        kept = None
        if any(
            one.enabled for one in (settings.telegram, settings.zalo_bot, settings.zalo_oa)
        ):  # the page needs neither
            held.enter_context(only_writer(settings.data.dir, "serve.lock", "Một `cchc serve` khác"))
            file, fresh_s = settings.data.dir / CONVERSATIONS, settings.chats.keep_hours * 3600
            kept = held.enter_context(closing(Conversations(file, fresh_s=fresh_s)))
        index = open_index(settings)
        if not index.plans():
            say(NO_PLANS)
        with behind(settings, index), open_desk(settings, index) as (library, desk):
            asyncio.run(run(_channels(settings, library, desk, kept), settings.web))


def _channels(settings: Settings, library: "Library", desk: "Desk", kept: "Conversations | None") -> list["Channel"]:
    """Those that are switched on; the page last, since it takes every address that is left."""
    office = office_place(settings, [one.row for one in library.shelf().listed])
    channels: list[Channel] = [_chats(settings, library, desk, office, kept)] if kept else []
    if settings.web.enabled:
        from bot.web.channel import WebChannel

        channels.append(WebChannel(library, desk, settings.web, office))
    return channels


def _chats(
    settings: Settings, library: "Library", desk: "Desk", office: str | None, kept: "Conversations"
) -> "Channel":
    """The chat services that are switched on."""
    from bot.channels.chats import Chats
    from bot.channels.relay import Relay

    menu = Menu(lambda: [one.row for one in library.shelf().listed], library.find)
    relay = Relay(
        lambda channel: serviced(settings, desk, channel, office, kept, menu),
        kept,
        keeps_texts=settings.web.keep_texts,
    )
    return Chats(_services(settings, relay), relay)


def _services(settings: Settings, relay: "Relay") -> "list[Chat]":
    """Raises WrongUseError where one lacks what it needs."""
    chats: list[Chat] = []
    if settings.telegram.enabled:
        from bot.channels.telegram import TelegramChannel

        chats.append(TelegramChannel(settings.telegram, relay))
    if settings.zalo_bot.enabled:
        from bot.channels.zalo_bot import ZaloBotChannel

        chats.append(ZaloBotChannel(settings.zalo_bot, relay))
    if settings.zalo_oa.enabled:
        from bot.channels.zalo_oa import ZaloOaChannel

        chats.append(ZaloOaChannel(settings.zalo_oa, relay, settings.data.dir))
    return chats
