"""Every channel in one process, with one web server for those that take webhooks."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.config import WebSettings
from bot.errors import WrongUseError
from bot.web.limits import Protocol as BoundedProtocol

_LONGEST_FAREWELL_S = 60  # for answers under way when it is told to stop
_log = logging.getLogger(__name__)


class Channel(Protocol):
    """A chat service. `routes` are served before `start` is called."""

    @property
    def name(self) -> str:
        """As config.toml calls it."""

    def routes(self) -> Sequence[BaseRoute]:
        """The webhooks that it takes, none where it polls. What takes every address comes last among the channels."""

    async def start(self) -> None:
        """Begin to answer; returns once it does."""

    async def stop(self) -> None:
        """Answer what came, then end. Called whether or not `start` succeeded."""


async def serve(channels: Sequence[Channel], web: WebSettings, stop: asyncio.Event | None = None) -> None:
    """Run `channels` until `stop` is set, or SIGINT or SIGTERM comes."""
    stop = stop or _stopped_by_signals()
    routes = [route for channel in channels for route in channel.routes()]
    tasks = [asyncio.create_task(_run(channel)) for channel in channels]
    try:
        async with _web_server(routes, web) if routes else nullcontext():
            await asyncio.wait([asyncio.ensure_future(stop.wait()), *tasks], return_when=asyncio.FIRST_COMPLETED)
        _log.info("Đang dừng…")
    finally:  # the web server first, so that no message is taken that nobody will answer
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):  # a channel that cannot run ends the rest, with its reason
            raise error


async def _run(channel: Channel) -> None:
    try:
        await channel.start()
        await asyncio.Event().wait()
    finally:
        await channel.stop()


def _stopped_by_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: `serve` decides when everything stops."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@asynccontextmanager
async def _web_server(routes: Sequence[BaseRoute], web: WebSettings) -> AsyncIterator[None]:
    app = Starlette(routes=[Route("/health", _health), *routes])
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,  # bot.web.site believes those that the settings name
        server_header=False,
        timeout_graceful_shutdown=_LONGEST_FAREWELL_S,
    )
    server = _Server(config)
    listening = _listen(web)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    _log.info("Phục vụ tại http://%s:%d", *listening.getsockname()[:2])
    try:
        yield
    finally:
        server.should_exit = True
        await task
        listening.close()


def _listen(web: WebSettings) -> socket.socket:
    try:
        return socket.create_server((web.host, web.port))
    except OSError as error:
        raise WrongUseError(
            f"Không mở được cổng {web.port} tại {web.host} ({error.strerror}). "
            "Có thể một `cchc serve` khác đang chạy; nếu không, xin đổi host hoặc port trong [web] của config.toml."
        ) from None


async def _health(request: Request) -> Response:  # noqa: ARG001 - the framework's form
    return PlainTextResponse("ok")
