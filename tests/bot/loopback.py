"""A server on loopback inside the test's own loop, and what every fake service shares."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

PATIENCE_S = 120.0
"""How long is waited for what must come: far beyond what a busy machine takes, so that only what hangs is ended."""


@asynccontextmanager
async def serving(routes: list[Route], date_header: bool = True) -> AsyncIterator[str]:
    """The base URL of a server of `routes`."""
    app = Starlette(routes=routes)
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none", date_header=date_header)
    )
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def until(condition: Callable[[], Any]) -> None:
    """Wait until `condition` holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.01)


class Reset(Response):
    """A connection that breaks before the reply is whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's form
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        raise ConnectionResetError
