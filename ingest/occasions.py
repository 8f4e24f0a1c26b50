"""The days on which something that comes again is due."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from ingest.due import Due
from ingest.plan import Plan
from ingest.recurring import Unit
from ingest.vietnamese import fold

_SUNDAY = 7
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF: 6, Unit.YEAR: 12}
_LAST_YEAR, _LAST_DAY = date.max.year, date.max.toordinal()
_OF_TITLE = re.compile(
    r"(?<!den )(?<!\d )(?:nam|giai doan|thoi ky)\s+(?P<first>20\d\d)(?:\s*[-–]\s*(?P<last>20\d\d))?(?!\d)"
)


def occasions(due: Due, since: date, until: date) -> Iterator[date]:
    """The days from `since` to `until` on which the recurrence `due` comes, within the time that it names.

    Where the text says no day, it is the last of the week, month, quarter, half or year. A day that a month does not
    have is its last. Nothing where `due` does not recur.
    """
    first, last = max(since, due.since or since), min(until, due.until or until)
    yield from takewhile(lambda day: day <= last, (day for day in _days(due, first) if day >= first))


def _days(due: Due, since: date) -> Iterator[date]:
    """The days of `due` from the unit of the calendar on in which `since` lies."""
    if due.unit is None:
        return
    if due.unit is Unit.DAY:
        yield from (date.fromordinal(at) for at in range(since.toordinal(), _LAST_DAY + 1))
    elif due.unit is Unit.WEEK:
        monday = since.toordinal() - since.weekday()
        yield from (date.fromordinal(at) for at in range(monday + (due.day or _SUNDAY) - 1, _LAST_DAY + 1, 7))
    else:
        step = _MONTHS[due.unit]
        begin = (since.month - 1) // step * step
        for months in range(since.year * 12 + begin, (_LAST_YEAR + 1) * 12, step):
            yield _in_month(months + (due.month or step) - 1, due.day)


def _in_month(months: int, day: int | None) -> date:
    year, month = months // 12, months % 12 + 1
    length = monthrange(year, month)[1]
    return date(year, month, min(day or length, length))


def ends(unit: Unit, day: date) -> bool:
    """Whether `day` is the last of its week, month, quarter, half or year."""
    if unit is Unit.DAY:
        return True
    if unit is Unit.WEEK:
        return day.isoweekday() == _SUNDAY
    return day.month % _MONTHS[unit] == 0 and day.day == monthrange(day.year, day.month)[1]


def recurs_from(due: Due, plan: Plan) -> date | None:
    """The first day on which `due` comes: not before `plan` was issued. None where it has no beginning that is said."""
    begins = due.since or plan.issued_on or (date(plan.year, 1, 1) if plan.year else None)
    return next(occasions(due, begins, date.max), None) if begins else None


def recurs_until(due: Due, plan: Plan) -> date | None:
    """The last day on which `due` comes: where nothing else is said, in the year of the plan's title ("năm 2026").

    None where it goes on: what comes once a year is not over with it.
    """
    ends = due.until or (_ends(plan) if due.unit is not Unit.YEAR else None)
    begins = date(ends.year, 1, 1) if ends else None
    return max(occasions(due, begins, ends), default=ends) if begins and ends else None


def _ends(plan: Plan) -> date | None:
    years = [int(said["last"] or said["first"]) for said in _OF_TITLE.finditer(fold(plan.title))]
    return date(max(years), 12, 31) if years else None
