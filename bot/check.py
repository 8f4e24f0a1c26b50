"""One line of `cchc doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`good` is None for what is missing and may be missing; `hint` says how to get it."""

    good: bool | None
    what: str
    found: str
    hint: str = ""
