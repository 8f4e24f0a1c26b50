"""`cchc serve`: every channel that config.toml switches on, in one process."""

from contextlib import closing
from typing import TYPE_CHECKING

import typer

from bot.commands.behind import behind
from bot.commands.options import settings_of
from bot.config import Settings
from bot.errors import WrongUseError
from bot.terminal import say
from bot.wiring import NO_PLANS, office_place, open_desk, open_index, serviced

if TYPE_CHECKING:
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
    if not (settings.telegram.enabled or settings.web.enabled):
        raise WrongUseError(
            "Chưa bật kênh nào. Xin đặt enabled = true trong mục [web] hoặc [telegram] của config.toml rồi chạy lại."
        )
    import asyncio

    from bot.conversations import Conversations
    from bot.server import serve as run

    with closing(Conversations(settings.data.dir / CONVERSATIONS)) as kept:
        index = open_index(settings)
        if not index.plans():
            say(NO_PLANS)
        with behind(settings, index), open_desk(settings, index) as (library, desk):
            asyncio.run(run(_channels(settings, library, desk, kept), settings.web))


def _channels(settings: Settings, library: "Library", desk: "Desk", kept: "Conversations") -> list["Channel"]:
    """Those that are switched on; the page last, since it takes every address that is left."""
    channels: list[Channel] = []
    office = office_place(settings, [one.row for one in library.shelf().listed])
    if settings.telegram.enabled:
        from bot.telegram import TelegramChannel

        channels.append(TelegramChannel(settings.telegram, serviced(settings, desk, "telegram", office, kept)))
    if settings.web.enabled:
        from bot.web.channel import WebChannel

        channels.append(WebChannel(library, desk, settings.web, office))
    return channels
