"""What a broken call means for the message that it carried."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from bot.channels.channel import LaterError, UnsureError
from bot.channels.wire import broken, failed
from bot.channels.zalo_api import ZaloApi
from tests.bot.ports import free_port

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()
    await writer.wait_closed()


async def _hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


async def _half_a_reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok": true')
    await writer.drain()
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("handler", [_says_nothing, _hangs_up, _half_a_reply])
async def test_call_that_went_out_and_has_no_reply_is_unsure(handler: Handler) -> None:
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    api = ZaloApi(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", "token")
    with pytest.raises(UnsureError) as raised:
        await api.call("sendMessage", within_s=0.3, chat_id="1", text="x")
    await api.close()
    server.close()
    await server.wait_closed()
    assert "token" not in f"{raised.value!r}"


async def test_call_that_never_went_out_is_certainly_not_taken() -> None:
    api = ZaloApi(f"http://127.0.0.1:{free_port()}", "token")
    with pytest.raises(LaterError):
        await api.call("sendMessage", chat_id="1", text="x")
    await api.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectTimeout("x"), LaterError),
        (httpx.PoolTimeout("x"), LaterError),
        (httpx.ReadTimeout("x"), UnsureError),
        (httpx.WriteError("x"), UnsureError),
        (httpx.RemoteProtocolError("x"), UnsureError),
        (None, UnsureError),
    ],
)
def test_only_what_never_went_out_is_certain(error: Exception | None, kind: type[Exception]) -> None:
    assert type(broken(error)) is kind


@pytest.mark.parametrize(
    ("status", "kind"), [(500, LaterError), (502, LaterError), (503, LaterError), (504, UnsureError)]
)
def test_gateway_that_waited_in_vain_knows_nothing(status: int, kind: type[Exception]) -> None:
    assert type(failed(status)) is kind
