"""What a broken HTTP call means for the message that it carried, and web hooks that take no more than they should."""

import json
from typing import Any

import httpx
from starlette.requests import Request

from bot.channels.channel import LaterError, Undelivered, UnsureError

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)
_LARGEST = 1 << 20  # bytes of a webhook's body; real ones have a few thousand
_GATEWAY_TIMEOUT = 504


def broken(error: BaseException | None) -> Undelivered:
    """A call that ended without a reply: certainly not taken where no byte went out. Nothing of its URL is kept."""
    name = type(error).__name__
    return LaterError(name) if isinstance(error, _NEVER_SENT) else UnsureError(name)


def failed(status: int) -> Undelivered:
    """A reply of 5xx. A gateway that waited in vain does not know what happened behind it."""
    return UnsureError(f"HTTP {status}") if status == _GATEWAY_TIMEOUT else LaterError(f"HTTP {status}")


async def body_of(request: Request) -> bytes | None:
    """The body, None where it is larger than any service's."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > _LARGEST:
            return None
    return bytes(read)


def object_of(body: bytes) -> dict[str, Any] | None:
    """The JSON object in `body`, None where that is something else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
