"""Lines that say nothing but a day or a time, and how far down it holds: "Thứ Hai (05/10/2026):", "Quý I/2026"."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.due import Anchor, Due, DueKind, anchor_of, read
from ingest.moments import stretches
from ingest.plan import Plan, Quoted
from ingest.vietnamese import fold

_LONGEST = 90  # characters of such a line
_SAYS = 12  # ... and of one that says what is done then
_SEVERAL = 2
_BESIDE = re.compile(
    r"thu|hai|ba|tu|nam|sau|bay|chu|nhat|ngay|dot|buoi|sang|chieu|toi|tuan|trong|thoi|gian|den|het|va|i{1,3}|iv|vi?"
    r"|gom|bao|cac|noi|dung|tam|cong|viec|nhu|\d+"
)
"""What may stand beside the time itself: "NGÀY 2: THỨ BA, NGÀY …", "Đợt 1: trong … gồm các nội dung sau:"."""
_COUNTS = re.compile(r"\d|\b(?:iv|i{1,3})\b|\bsau\s+thang\s+cuoi\b")
"""Stands in every time that `stretches` finds; most lines have no such thing, and are not looked through for one."""
_CLOSES = re.compile(r"\W*(?:luu y|ghi chu|noi nhan|tren day la)\b")
_HOW = re.compile(r"lấy theo dòng “(.+)”")


@dataclass(frozen=True, slots=True)
class Dated:
    """A line `line` that says `due`, which holds for what stands from `start` up to `end` of the plan's text."""

    line: Quoted
    due: Due
    start: int
    end: int


def due_of(line: str, anchor: Anchor) -> Due | None:
    """The one time that `line` says, where it says nothing else."""
    folded = fold(line)
    if len(folded) > _LONGEST or not _COUNTS.search(folded):
        return None
    rest = folded
    for time in stretches(folded):
        rest = rest[: time.start] + " " * (time.end - time.start) + rest[time.end :]
    if rest == folded or not all(map(_BESIDE.fullmatch, re.findall(r"\w+", rest))):
        return None
    dues = read(line, anchor)
    due = dues[0] if len(dues) == 1 else None
    how = f"lấy theo dòng “{line.strip(' :.')}”"
    return replace(due, how=how) if due and due.kind in (DueKind.DAY, DueKind.RANGE) and due.until else None


def line_of(due: Due) -> str:
    """The line from above that says `due`; empty where it is said otherwise."""
    taken = _HOW.fullmatch(due.how)
    return taken[1] if taken else ""


@lru_cache(maxsize=32)
def dated_lines(plan: Plan) -> tuple[Dated, ...]:
    """Those of `plan`, in the order of its text."""
    found = sorted(_found(plan), key=lambda one: one.start)
    after = (*found[1:], None)
    return tuple(
        replace(one, end=min(one.end, then.start)) if then else one for one, then in zip(found, after, strict=False)
    )


def above(plan: Plan, at: int) -> Dated | None:
    """The dated line of `plan` that holds at the offset `at`."""
    found = dated_lines(plan)
    before = bisect_right(found, at, key=lambda one: one.start)
    return found[before - 1] if before and at < found[before - 1].end else None


def lines_below(plan: Plan) -> Iterator[tuple[int, int, Dated]]:
    """Lines of `plan` with a dated line above, where there are several of these: its section, its place in that."""
    if len(dated_lines(plan)) < _SEVERAL:
        return
    for at, section in enumerate(plan.sections):
        for item, line in enumerate(section.body):
            dated = above(plan, _start(line)) if line.spans and len(line.text) >= _SAYS else None
            if dated and not line.text.endswith(":") and all(line is not one.line for one in dated_lines(plan)):
                yield at, item, dated


def _found(plan: Plan) -> Iterator[Dated]:
    anchor = anchor_of(plan)
    starts = [_start(section.title) for section in plan.sections]
    for at, section in enumerate(plan.sections):
        after = zip(plan.sections[at + 1 :], starts[at + 1 :], strict=True)
        end = next((start for other, start in after if len(other.path) <= len(section.path)), len(plan.text))
        end = next((_start(line) for line in section.body if _CLOSES.match(fold(line.text))), end)
        for line in (section.title, *section.body):
            if line.spans and (due := due_of(line.text, anchor)):
                yield Dated(line, due, line.spans[-1].end, end)


def _start(line: Quoted) -> int:
    return line.spans[0].start if line.spans else 0
