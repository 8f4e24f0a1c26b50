"""`cchc serve`: every channel that config.toml switches on, in one process."""

from typing import TYPE_CHECKING

import typer

from bot.commands.options import settings_of
from bot.config import Settings
from bot.errors import WrongUseError
from bot.terminal import say
from bot.wiring import NO_PLANS, conversations, dialogue, open_index

if TYPE_CHECKING:
    from bot.telegram import TelegramChannel


def serve(context: typer.Context) -> None:
    """Chạy các kênh được bật trong config.toml.

    Ctrl+C để dừng.
    """
    settings = settings_of(context)
    if not settings.telegram.enabled:
        raise WrongUseError(
            "Chưa bật kênh nào. Xin đặt enabled = true trong mục [telegram] của config.toml rồi chạy lại."
        )
    import asyncio

    from bot.server import serve as run

    asyncio.run(run(_channels(settings), settings.web))


def _channels(settings: Settings) -> list["TelegramChannel"]:
    from bot.telegram import TelegramChannel

    index = open_index(settings)
    index.check()
    if not index.plans():
        say(NO_PLANS)
    return [TelegramChannel(settings.telegram, dialogue(settings, index, conversations(settings)))]
