"""The log: to standard error, and never with a secret in it."""

import logging
import sys
from typing import Any

_NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "chromadb", "urllib3", "uvicorn", "asyncio")


class _Redacting(logging.Formatter):
    """Blots out secrets in the finished line, so also those in URLs, exceptions and tracebacks."""

    def __init__(self, secrets: tuple[str, ...], tracebacks: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets, self._tracebacks = secrets, tracebacks

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return super().formatException(ei) if self._tracebacks else f"{ei[1]!r}"

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have left its own rendering there
        line = super().format(record)
        record.exc_text = None
        for secret in self._secrets:
            line = line.replace(secret, "<bí mật>")
        return line


class _StandardError(logging.Handler):
    """Writes to what standard error is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


def set_up(level: str, secrets: tuple[str, ...] = ()) -> None:
    """Log at `level` to standard error; tracebacks at "debug" only. Called again, it replaces what it set up.

    Libraries speak from "warning" on, whatever the level: at "info" httpx writes URLs, which hold the bot's token.
    """
    handler = _StandardError()
    handler.setFormatter(_Redacting(tuple(filter(None, secrets)), tracebacks=level == "debug"))
    root = logging.getLogger()
    root.handlers[:] = [kept for kept in root.handlers if not isinstance(kept, _StandardError)] + [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
