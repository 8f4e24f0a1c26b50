"""A run of the command, inside the test's own process."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """What a run of `cchc` came to."""

    status: int
    out: str
    err: str

    @property
    def is_told(self) -> bool:
        """Whether what went wrong is said in words that were meant to be read."""
        return not any(word in self.err for word in ("Traceback", "Lỗi ngoài dự kiến", "Exception"))


Cchc = Callable[..., Run]
