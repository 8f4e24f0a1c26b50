"""The points and stretches of time that a text names: days, months, quarters, years, and chains of them.

All patterns read folded text, which is as long as the text itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_OF_YEAR = (
    rf"(?:(?:\s*/\s*|\s*,?\s+(?:cua\s+)?nam\s+){_YEAR}|\s+(?:cua\s+)?nam\s+(?P<next>lien ke|sau|tiep theo|ke tiep))?"
)
_DAY = r"(?:ngay\s+)?(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_TO = r"\s*(?:[-–—]|den|toi)\s*"
_AND = r"\s*(?:[,;&+]\s*va(?!\w)|[,;&+]|(?<=\s)(?:va|hoac)(?!\w))\s*"
_FORMS = tuple(
    re.compile(rf"(?<![\w.,/]){form}")
    for form in (
        rf"{_DAY}\s*(?P<sign>[/.\-])\s*{_MONTH}\s*(?P=sign)\s*(?P<year>(?:19|20)\d\d|\d\d)(?![\d/]|\.\d)",
        rf"{_DAY}\s+thang\s+{_MONTH}(?!\d){_OF_YEAR}",
        rf"(?:(?:cac\s+)?thang\s+|t\.?\s?)?{_MONTH}\s*/\s*{_YEAR}(?!/)",
        rf"(?!24/7(?!\w)){_DAY}\s*/\s*{_MONTH}(?![\d/%]|\s*/|\s+(?:ngay(?!\s+\d)|buoi|so)(?!\w)){_OF_YEAR}",
        rf"{_DAY}(?=(?:{_TO}|{_AND})(?:ngay\s+)?\d{{1,2}}(?:\s*/\s*|\s+thang\s+)\d{{1,2}}(?!\d))",
        rf"{_MONTH}(?=\s*[-–]\s*\d{{1,2}}\s*/\s*(?:19|20)\d\d(?!\d))",
        rf"(?:cac\s+)?thang\s+{_MONTH}(?!\d){_OF_YEAR}",
        rf"(?:cac\s+)?quy\s+(?P<quarter>iv|i{{1,3}}|[1-4])(?!\w){_OF_YEAR}",
        rf"0?(?P<months>[369])\s+thang\s+(?P<half>dau|cuoi)\s+nam(?:(?:\s*,)?\s+(?:nam\s+)?{_YEAR})?",
        rf"(?P<months>sau)\s+thang\s+(?P<half>dau|cuoi)\s+nam(?:\s+{_YEAR})?",
        rf"(?:(?:trong|giai doan|ca)\s+)?(?:nam\s+)?{_YEAR}(?![/.]\w)",
        r"ngay\s+(?P<day>\d{1,2})(?![\d/.]\d|\d|\s+(?:ngay|thang\s+\d))",
    )
)
_STARTS = re.compile(r"(?<![\w.,/])(?:ngay|thang|cac|quy|sau|nam|trong|giai|ca|t\.?\s?(?=\d)|(?=\d))")
_ELLIPSIS = re.compile(
    r"(?P<number>\d{1,2}|iv|i{1,3})(?=\s*(?:[,;.)\-–/]|(?:va|den|toi|hang|moi|cua|nam)(?!\w)|$))" + _OF_YEAR
)
_LINKS = (
    ("to", re.compile(rf"{_TO}(?:het\s+)?(?:cuoi\s+)?(?=\w)")),
    ("and", re.compile(rf"{_AND}(?:(?:trong|vao|truoc)\s+)*(?=\w)")),
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTHS, _QUARTER = 12, 3


class ImpossibleError(ValueError):
    """No calendar has it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month, quarter, part of a year (its first and last month) or year; what the text leaves out is None.

    `years_on`: how many years behind the one that is meant. `is_borrowed`: its month or year stands with a later
    moment. `text` is how it stands there, folded.
    """

    text: str
    day: int | None = None
    month: int | None = None
    quarter: int | None = None
    part: tuple[int, int] | None = None
    year: int | None = None
    years_on: int = 0
    is_borrowed: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is one day of a month."""
        return self.day is not None

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return not (self.day or self.month or self.quarter or self.part)

    def bounds(self) -> tuple[date, date]:
        """Its first and last day. Raises ImpossibleError where no calendar has it, or month or year are not known."""
        if self.year is None or (self.is_day and self.month is None):
            raise ImpossibleError(self.text)
        year = self.year + self.years_on
        try:
            if self.day is not None:
                only = date(year, self.month or 0, self.day)
                return only, only
            first, last = self._months()
            end = date(year + last // _MONTHS, last % _MONTHS + 1, 1) - timedelta(days=1)
            return date(year, first, 1), end
        except ValueError as error:
            raise ImpossibleError(self.text) from error

    def _months(self) -> tuple[int, int]:
        if self.month:
            return self.month, self.month
        if self.quarter:
            return self.quarter * _QUARTER - 2, self.quarter * _QUARTER
        return self.part or (1, _MONTHS)

    def filled(self, other: "Moment") -> "Moment":
        """With the month and year of `other` where it has none: "từ ngày 08 đến ngày 10 tháng 12 năm 2025"."""
        month = other.month if self.is_day and self.month is None else self.month
        missing = self.year is None and not self.years_on
        return replace(
            self, month=month, year=other.year if missing else self.year,
            years_on=other.years_on if missing else self.years_on,
            is_borrowed=month != self.month or (missing and (other.year is not None or other.years_on > 0)),
        )  # fmt: skip


class Cue(StrEnum):
    """What the words before a time say of it."""

    BEFORE = "before"
    BY = "by"
    TO = "to"
    FROM = "from"
    AFTER = "after"
    WITHIN = "within"
    VAGUE = "vague"
    NONE = ""


_CUES = tuple(
    (cue, re.compile(rf"(?<!\w){pattern}\s*[:(]?\s*$"))
    for cue, pattern in (
        (
            Cue.VAGUE,
            r"(?:dau|giua|cuoi|(?:trung|thuong|ha)\s+tuan|khoang|tuan\s+(?:le\s+)?(?:thu\s+)?\w+)(?:\s+(?:cua|vao))*",
        ),
        (Cue.BEFORE, r"truoc(?:\s+(?:het|thoi (?:diem|han)|moc|(?:luc\s+)?\d{1,2}\s?(?:gio|h)\s*\d*[’']?))*"),
        (
            Cue.BY,
            r"(?:(?:cham|muon)\s+nhat|khong\s+(?:qua|muon hon|cham hon)|(?:den\s+|toi\s+)?het|thoi han|han)"
            r"(?:\s+(?:la|vao|den|trong|het|thoi han))*",
        ),
        (Cue.TO, r"(?:den|toi)"),
        (Cue.FROM, r"(?<!thu )tu(?:\s+(?:dau))?"),
        (Cue.AFTER, r"(?<!thu )sau"),
        (Cue.WITHIN, r"trong"),
    )
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `first` to `last`, which is None where one moment is all; `cue` says how it is to be taken.

    `start` and `end` are where its chain stands in the text.
    """

    first: Moment
    last: Moment | None
    cue: Cue
    start: int
    end: int

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The one or two moments."""
        return (self.first,) if self.last is None else (self.first, self.last)


def stretches(text: str) -> Iterator[Stretch]:
    """Every time that the folded `text` names, in its order: "quý I, III" is two, "tháng 3-4/2025" one."""
    at = 0
    while start := _STARTS.search(text, at):
        found = _moment(text, start.start())
        if found is None:
            at = start.start() + 1
            continue
        chain, at = _chain(text, *found)
        cue = next((cue for cue, pattern in _CUES if pattern.search(text[: start.start()])), Cue.NONE)
        yield from (Stretch(first, last, cue, start.start(), at) for first, last in chain)


def _moment(text: str, at: int) -> tuple[Moment, int] | None:
    """The moment that `text` names at `at`, and where it ends."""
    for form in _FORMS:
        if match := form.match(text, at):
            return _of(match), match.end()
    return None


def _of(match: re.Match[str]) -> Moment:
    said = match.groupdict()
    day, month, year = (int(said[name]) if said.get(name) else None for name in ("day", "month", "year"))
    quarter = said.get("quarter")
    part = None
    if months := said.get("months"):
        count = 6 if months == "sau" else int(months)
        part = (1, count) if said["half"] == "dau" else (_MONTHS + 1 - count, _MONTHS)
    number = (_ROMAN.get(quarter) or int(quarter)) if quarter else None
    return Moment(match[0].strip(), day, month, number, part, year, 1 if said.get("next") else 0)


def _chain(text: str, first: Moment, at: int) -> tuple[list[tuple[Moment, Moment | None]], int]:
    """The moments linked to `first`, what is left out filled from those behind; where they end."""
    moments, links = [first], [""]
    while found := _linked(text, moments[-1], at):
        link, moment, at = found
        moments.append(moment)
        links.append(link)
    for place in range(len(moments) - 2, -1, -1):
        moments[place] = moments[place].filled(moments[place + 1])
    chain: list[tuple[Moment, Moment | None]] = []
    for moment, link in zip(moments, links, strict=True):
        if link == "to" and chain[-1][1] is None:
            chain[-1] = chain[-1][0], moment
        else:
            chain.append((moment, None))
    return chain, at


def _linked(text: str, before: Moment, at: int) -> tuple[str, Moment, int] | None:
    for link, pattern in _LINKS:
        if not (match := pattern.match(text, at)):
            continue
        if found := _moment(text, match.end()):
            return (link, *found)
        short = _ELLIPSIS.match(text, match.end())
        if short and (moment := _like(before, short)):
            return link, moment, short.end()
    return None


def _like(before: Moment, short: re.Match[str]) -> Moment | None:
    """A bare number behind a month, quarter or day of which the month is left out is one more of them."""
    said = short["number"]
    year, years_on = (int(short["year"]) if short["year"] else None), (1 if short["next"] else 0)
    if before.quarter:
        number = _ROMAN.get(said) or int(said)
        return Moment(said, quarter=number, year=year, years_on=years_on) if number <= len(_ROMAN) else None
    if not said.isdigit():
        return None
    if before.is_day and before.month is None:
        return Moment(said, day=int(said), year=year, years_on=years_on)
    if before.month and not before.is_day:
        return Moment(said, month=int(said), year=year, years_on=years_on)
    return None
