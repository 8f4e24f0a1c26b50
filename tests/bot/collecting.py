"""A channel that keeps what is sent, and fails as it is told."""

import asyncio

from starlette.routing import Route

from bot.channels.channel import Abilities, Address
from bot.channels.part import Part


class Collecting:
    """`faults` are raised by the next sends, one each; `taken` are the texts that were."""

    name = "test"

    def __init__(self, sends_again: bool = True, **abilities: object) -> None:
        self.sends_again = sends_again
        self.abilities = Abilities(**({"max_text": 1000} | abilities))  # type: ignore[arg-type]
        self.faults: list[Exception] = []
        self.taken: list[str] = []
        self.parts: list[Part] = []
        self.hung = asyncio.Event()
        self.hangs = False
        self.free: int | None = None

    def routes(self) -> list[Route]:
        return []

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, to: Address, part: Part) -> str:  # noqa: ARG002 - the seam's form
        if self.hangs:
            self.hung.set()
            await asyncio.Event().wait()
        if self.faults:
            raise self.faults.pop(0)
        if self.free is not None:
            self.free -= 1
        self.taken.append(part.text)
        self.parts.append(part)
        return str(len(self.taken))

    async def edit(self, to: Address, sent: str, part: Part) -> str:  # noqa: ARG002 - the seam's form
        return await self.send(to, part)

    async def typing(self, to: Address) -> None: ...

    async def draft(self, to: Address, number: int, text: str, sent: str) -> str:  # noqa: ARG002 - the seam's form
        return ""

    def room(self, chat_id: str) -> int | None:  # noqa: ARG002 - the seam's form
        return self.free

    def unasked(self) -> bool:
        return True
