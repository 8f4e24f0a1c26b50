"""What a chat service is to the rest: a name, what it can show, and a way to send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.routing import Route

from bot.channels.part import Part


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a service can show; the rest becomes text.

    `max_text` is counted by `length`; `buttons` is how many stand below a message, 0 for none, `calls` whether they can
    call a telephone. `edits` says that what was sent can be changed, `types` that "typing" can be shown, `drafts` what
    is being written. `pace_s` is the least time between two messages to one chat.
    """

    max_text: int
    length: Callable[[str], int] = len
    buttons: int = 0
    calls: bool = False
    edits: bool = False
    types: bool = False
    drafts: bool = False
    pace_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: the chat, and in a group the topic and the message that it replies to."""

    chat_id: str
    thread: str = ""
    reply_to: str = ""


class Undelivered(Exception):  # noqa: N818 - a state of the world, met every day
    """A message did not arrive, or may not have. The text is for the log and holds no secret."""


class LaterError(Undelivered):
    """The service has certainly not taken it: send it again after `after_s` seconds, or when it seems fit."""

    def __init__(self, reason: str, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


class UnsureError(Undelivered):
    """Nobody can say whether the service has taken it: the connection broke before its reply."""


class HeldError(Undelivered):
    """The service takes no more for this person until they write again: it is kept until then."""


class RefusedError(Undelivered):
    """The service will never take it: the person has blocked the bot, the chat is gone."""


class Channel(Protocol):
    """One chat service. `start` and `stop` are about what comes in; sending works until `close`."""

    @property
    def name(self) -> str:
        """As config.toml calls it."""

    @property
    def abilities(self) -> Abilities:
        """What it can show."""

    @property
    def sends_again(self) -> bool:
        """Whether a message that may have arrived is sent once more: the service's rule decides."""

    def routes(self) -> list[Route]:
        """The webhooks that it takes, none where it polls. Served before `start` is called."""

    async def start(self) -> None:
        """Begin to take messages in. Raises WrongUseError where the service refuses the settings."""

    async def stop(self) -> None:
        """Take no more messages."""

    async def close(self) -> None:
        """Let go of its connections."""

    async def send(self, to: Address, part: Part) -> str:
        """Returns the service's id of the message that it took. Raises Undelivered."""

    async def edit(self, to: Address, sent: str, part: Part) -> str:
        """Put `part` in the place of the message `sent`, or take that away where `part` is empty; as `send`."""

    async def typing(self, to: Address) -> None:
        """Show that an answer is being written. Raises Undelivered."""

    async def draft(self, to: Address, number: int, text: str, sent: str) -> str:
        """Show the text so far of answer `number`, where that can be. Raises Undelivered.

        Returns the id of the message that the answer will take the place of, `sent` if there was one; empty for none.
        """

    def room(self, chat_id: str) -> int | None:
        """How many messages the service takes for this person before they write again, None for any number."""

    def unasked(self) -> bool:
        """Whether a message that nobody asked for may be sent now."""
