"""`cchc serve`: every channel that config.toml switches on, in one process."""

from contextlib import closing
from typing import TYPE_CHECKING

import typer

from bot.commands.options import settings_of
from bot.config import Settings
from bot.errors import WrongUseError
from bot.terminal import say
from bot.wiring import NO_PLANS, dialogue, open_index

if TYPE_CHECKING:
    from bot.conversations import Conversations
    from bot.server import Channel

CONVERSATIONS = "conversations.sqlite3"


def serve(context: typer.Context) -> None:
    """Chạy các kênh được bật trong config.toml.

    Ctrl+C để dừng.
    """
    settings = settings_of(context, service=True)
    if not settings.telegram.enabled:
        raise WrongUseError(
            "Chưa bật kênh nào. Xin đặt enabled = true trong mục [telegram] của config.toml rồi chạy lại."
        )
    import asyncio

    from bot.conversations import Conversations
    from bot.server import serve as run

    with closing(Conversations(settings.data.dir / CONVERSATIONS)) as kept:
        asyncio.run(run(_channels(settings, kept), settings.web))


def _channels(settings: Settings, kept: "Conversations") -> list["Channel"]:
    from bot.telegram import TelegramChannel

    index = open_index(settings)
    index.check()
    if not index.plans():
        say(NO_PLANS)
    return [TelegramChannel(settings.telegram, dialogue(settings, index, kept))]
