"""A bound on the time that work takes in the main thread of a process; within another it ends the inner work alone."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

_AT_ONCE = 0.001


class LateError(BaseException):
    """The work takes too long. No Exception, so that nobody takes it for a fault of what is being read."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises LateError in what is done within it for longer than `seconds`, where the system can: Windows cannot."""
    if seconds <= 0:
        raise LateError
    if not hasattr(signal, "setitimer"):
        yield
        return
    begun = monotonic()
    signal.signal(signal.SIGALRM, _late)
    around, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    if 0 < around < seconds:
        signal.setitimer(signal.ITIMER_REAL, around)
    try:
        yield
    finally:
        left = max(around - (monotonic() - begun), _AT_ONCE) if around else 0.0
        signal.setitimer(signal.ITIMER_REAL, left)


def _late(*_: object) -> None:
    raise LateError
