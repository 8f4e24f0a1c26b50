"""A document's text as lines, with the quoted passage marked by its offsets."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.plan import Plan

SHOWN = 400  # lines at a time
BEFORE = 25  # lines before a passage
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")
_MOST_RANGES = 40
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. `number` counts from 0; `anchor`: it is the first with a mark."""

    number: int
    parts: tuple[Part, ...]
    heading: bool
    anchor: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines of a document. `before` and `after` are the numbers of lines to go on from, None at the ends."""

    lines: tuple[Line, ...]
    before: int | None
    after: int | None


def read_ranges(text: str) -> Ranges:
    """The ranges of an address: "12-40.60-80"; what is none is passed over."""
    found = (_RANGE.fullmatch(part) for part in text.split(".")[:_MOST_RANGES])
    pairs = ((int(match[1]), int(match[2])) for match in found if match)
    return tuple((start, end) for start, end in pairs if start < end)


def excerpt(plan: Plan, ranges: Ranges, first: int | None = None) -> Excerpt:
    """The lines of `plan` from `first` on, else from shortly before the first of `ranges`, which are marked."""
    places = [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", plan.text)]
    starts = [start for start, _ in places]
    if first is None:
        at = bisect_right(starts, min(start for start, _ in ranges)) - 1 if ranges else 0
        first = at - BEFORE
    first = max(0, min(first, len(places) - 1))
    headings = sorted(section.title.spans[0].start for section in plan.sections if section.title.spans)
    marks = sorted(ranges)
    shown: list[Line] = []
    is_marked = False
    for number, (start, end) in enumerate(places[first : first + SHOWN], first):
        parts = tuple(_parts(plan.text, start, end, marks))
        anchor = not is_marked and any(part.marked for part in parts)
        is_marked = is_marked or anchor
        shown.append(Line(number, parts, _begins_in(headings, start, end), anchor))
    after = first + SHOWN if first + SHOWN < len(places) else None
    return Excerpt(tuple(shown), max(0, first - SHOWN) if first else None, after)


def _begins_in(starts: list[int], start: int, end: int) -> bool:
    at = bisect_left(starts, start)
    return at < len(starts) and starts[at] < end


def _parts(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> Iterator[Part]:
    at = start
    for mark_start, mark_end in marks:
        low, high = max(at, mark_start), min(end, mark_end)
        if low >= high:
            continue
        if at < low:
            yield Part(_shown(text[at:low]), marked=False)
        yield Part(_shown(text[low:high]), marked=True)
        at = high
    if at < end:
        yield Part(_shown(text[at:end]), marked=False)


def _shown(text: str) -> str:
    """Cells of a table row apart by a bar, as people read them."""
    return text.replace("\t", " | ")
