"""What goes in and what comes out: Question, Answer and its citations."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["answered", "clarify", "not_found"]

GOES_ON = "Hỏi “còn gì nữa” để xem tiếp."
"""How an answer ends of which there is more: a page of a list."""


@dataclass(frozen=True, slots=True)
class Question:
    """`place` is the locality of the asker's office, `history` the asker's earlier turns, oldest first.

    `today` is the day of the asker's office; None is the clock's.
    """

    text: str
    place: str | None = None
    year: int | None = None
    history: tuple[str, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """`quote` is cut out of `source`; `n` is the number that [n] in the text refers to.

    `note` warns of the quote: that its scan was mended. `plan` is the key of its plan (index.row.key_of), `ranges` are
    the character offsets in the plan's text that the pieces of `quote` were cut from, in their order. `start` and `end`
    are where the first of them begins and the last one ends in what `cchc text` prints of its file, None if not known.
    """

    n: int
    source: str
    title: str
    number: str
    section: str
    page: int | None
    quote: str
    note: str = ""
    plan: str = ""
    ranges: tuple[tuple[int, int], ...] = ()
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on after a question that several plans answer differently."""

    label: str
    place: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is what the asker reads, without the list of sources, which the channel adds."""

    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    options: tuple[Option, ...] = ()
    engine: str = "extract"
    elapsed_ms: float = 0.0
