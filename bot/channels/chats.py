"""Every chat channel that the settings switch on, as one thing that starts and stops."""

import asyncio
import logging
from collections.abc import Sequence

from starlette.routing import Route

from bot.channels.channel import Channel
from bot.channels.relay import Relay
from bot.errors import WrongUseError

_log = logging.getLogger(__name__)


class Chats:
    """`start` returns once every channel answers, or has said why it does not; the others go on."""

    name = "chats"

    def __init__(self, channels: Sequence[Channel], relay: Relay) -> None:
        self._channels, self._relay = channels, relay
        for channel in channels:
            relay.join(channel)

    def routes(self) -> list[Route]:
        """The webhooks."""
        return [route for channel in self._channels for route in channel.routes()]

    async def start(self) -> None:
        """Raises WrongUseError where no channel can run."""
        self._relay.start()
        faults = list(filter(None, await asyncio.gather(*map(self._fault, self._channels))))
        if faults and len(faults) == len(self._channels):
            raise faults[0]

    async def _fault(self, channel: Channel) -> WrongUseError | None:
        try:
            await channel.start()
        except WrongUseError as error:
            if len(self._channels) > 1:
                _log.error("%s Các kênh khác vẫn chạy.", error)
            return error
        return None

    async def stop(self) -> None:
        """Take no more messages, send what is under way, let go."""
        await asyncio.gather(*(channel.stop() for channel in self._channels), return_exceptions=True)
        await self._relay.stop()
        await asyncio.gather(*(channel.close() for channel in self._channels), return_exceptions=True)
