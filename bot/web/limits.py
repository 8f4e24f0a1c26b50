"""What a request may cost: how often an address may come, how large and how slow a request may be."""

import asyncio
import ipaddress
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.web.problem import Problem, busy

LARGEST = 64 * 1024  # bytes of a request's body: a long question with its history is 20 kB
LONGEST_TARGET = 32 * 1024  # bytes of path and query: a question of 2,000 letters, each nine bytes there
LONGEST_HEADERS = 32 * 1024
PATIENCE_S = 10.0  # for the head of a request, and between two pieces of its body
_FREE = ("/static/", "/healthz", "/readyz", "/metrics")
_LONGEST_HEAD = 2 * (LONGEST_TARGET + LONGEST_HEADERS)  # beyond that nobody is told why
_VISITORS = 20_000
_log = logging.getLogger(__name__)
_BURST = 0.25  # of what a minute allows may come at once


@dataclass
class Visitors:
    """How often each address comes: a bucket that fills again. Those that came longest ago are forgotten."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def admit(self, address: str) -> None:
        """Count a request of `address`. Raises Problem 429 where these were too many."""
        if not self.per_minute:
            return
        room, rate = max(1.0, self.per_minute * _BURST), self.per_minute / 60
        visitor, now = _visitor(address), self.clock()
        left, at = self._left.pop(visitor, (room, now))
        left = min(room, left + (now - at) * rate)
        self._left[visitor] = (left - 1 if left >= 1 else left, now)
        while len(self._left) > _VISITORS:
            self._left.popitem(last=False)
        if left < 1:
            raise busy((1 - left) / rate + 0.5, "Anh/chị hỏi hơi nhanh. Xin đợi vài giây rồi thử lại.")


def _visitor(address: str) -> str:
    """Who `address` is: of IPv6 the network that one household or office has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


class Guard:
    """Lets through what is small enough, comes fast enough and not too often; what fails behind it is a Problem.

    `told` makes a response of a Problem.
    """

    def __init__(self, app: ASGIApp, visitors: Visitors, told: Callable[[Scope, Problem], Response]) -> None:
        self._app, self._visitors, self._told = app, visitors, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except Problem as problem:
            await self._told(scope, problem)(scope, receive, send)
            return
        is_begun = False

        async def begun(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self._app(scope, _bounded(receive), begun)
        except Exception as error:
            _log.error("Không phục vụ được một yêu cầu", exc_info=error)
            if is_begun:
                raise
            await self._told(scope, Problem(500))(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        if fault := _fault(scope):
            raise fault
        if not scope["path"].startswith(_FREE):
            self._visitors.admit(address_of(scope))


def _bounded(receive: Receive) -> Receive:
    """`receive` that raises Problem where the body is too large or comes too slowly."""
    heard, is_whole = 0, False

    async def bounded() -> Message:
        nonlocal heard, is_whole
        try:
            async with asyncio.timeout(None if is_whole else PATIENCE_S):
                message = await receive()
        except TimeoutError:
            raise Problem(408, "Yêu cầu chưa gửi hết. Xin gửi lại.", {"Connection": "close"}) from None
        heard += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)  # what follows is only the end of the connection
        if heard > LARGEST:
            raise _too_large()
        return message

    return bounded


def _fault(scope: Scope) -> Problem | None:
    """What of `scope` alone is too large already."""
    if len(scope.get("raw_path") or b"") + len(scope.get("query_string", b"")) > LONGEST_TARGET:
        return Problem(414, "Câu hỏi trong địa chỉ quá dài. Xin rút gọn.")
    headers = scope["headers"]
    if sum(len(name) + len(value) for name, value in headers) > LONGEST_HEADERS:
        return Problem(413, "Phần đầu của yêu cầu quá lớn.")
    length = next((value for name, value in headers if name == b"content-length"), b"0")
    return _too_large() if length.isdigit() and int(length) > LARGEST else None


def _too_large() -> Problem:
    return Problem(413, f"Yêu cầu không được quá {LARGEST // 1024} kB.", {"Connection": "close"})


class Protocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, but a connection that has not sent the whole head of a request in time is closed."""

    _waiting: asyncio.TimerHandle | None = None
    _begun = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        if self._waiting is None and self.cycle is not None and self.cycle.response_complete:
            self._wait()
        if self._waiting is not None:
            self._begun += len(data)
            if self._begun > _LONGEST_HEAD:
                self.transport.abort()
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._heard()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._heard()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._begun = 0
        self._waiting = self.loop.call_later(PATIENCE_S, self.transport.close)

    def _heard(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def address_of(scope: Scope) -> str:
    """Who asks; behind a proxy that is trusted, whom it names."""
    client: Any = scope.get("client")
    return str(client[0]) if client else ""
