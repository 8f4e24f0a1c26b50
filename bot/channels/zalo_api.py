"""The calls of the Zalo Bot Platform. The token is part of each URL, so nothing here repeats one."""

from typing import Any

import httpx

from bot.channels.channel import LaterError, RefusedError, Undelivered, UnsureError
from bot.channels.wire import broken, failed

NOTHING_NEW = 408
BAD_REQUEST = 400
UNAUTHORIZED = 401
NOT_FOUND = 404
_ANSWER_S = 20.0  # what a call that hangs is waited for
_TOO_MANY = 429


class ZaloError(Exception):
    """The service said no. `code` is its own where it gave one, else HTTP's."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}".strip())
        self.code, self.description = code, description

    def undelivered(self) -> Undelivered:
        """What that means for a message that was sent."""
        if self.code in (UNAUTHORIZED, _TOO_MANY):  # a token to be mended, a quota to be raised: the message waits
            return LaterError(str(self))
        return UnsureError(str(self)) if self.code == NOTHING_NEW else RefusedError(str(self))


class ZaloApi:
    """One bot's connection."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base = f"{base_url.rstrip('/')}/bot{token}"
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=16)
        self._client = httpx.AsyncClient(limits=limits)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def call(self, method: str, within_s: float | None = None, **parameters: Any) -> Any:
        """The result of `method`. Raises ZaloError where the service refuses, else LaterError and UnsureError.

        `within_s` is what it is waited for where that is not what any call is.
        """
        try:
            timeout = httpx.Timeout(within_s or _ANSWER_S, pool=60)
            response = await self._client.post(f"{self._base}/{method}", json=parameters, timeout=timeout)
        except httpx.HTTPError as error:
            raise broken(error) from None
        if response.status_code >= 500:
            raise failed(response.status_code)
        try:
            envelope = response.json()
        except ValueError:
            envelope = None
        if not isinstance(envelope, dict):
            if response.is_success:
                raise UnsureError("một trả lời không đọc được")
            raise ZaloError(response.status_code, "")
        if envelope.get("ok") is True:
            return envelope.get("result")
        code = envelope.get("error_code")
        raise ZaloError(code if isinstance(code, int) else response.status_code, str(envelope.get("description") or ""))
