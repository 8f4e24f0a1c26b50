"""`cchc serve`: every channel that config.toml switches on, in one process."""

from contextlib import closing
from typing import TYPE_CHECKING

import typer

from bot.commands.behind import behind
from bot.commands.options import settings_of
from bot.config import Settings
from bot.errors import WrongUseError
from bot.terminal import say
from bot.wiring import NO_PLANS, dialogue, open_index

if TYPE_CHECKING:
    from bot.conversations import Conversations
    from bot.server import Channel
    from index.index import Index

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
        index = open_index(settings)
        if not index.plans():
            say(NO_PLANS)
        with behind(settings, index):
            asyncio.run(run(_channels(settings, index, kept), settings.web))


def _channels(settings: Settings, index: "Index", kept: "Conversations") -> list["Channel"]:
    from bot.telegram import TelegramChannel

    return [TelegramChannel(settings.telegram, dialogue(settings, index, kept))]
