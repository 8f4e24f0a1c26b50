"""How often: "hằng tháng", "mỗi quý", "02 lần/năm", "định kỳ 6 tháng", in folded text."""

import re
from dataclasses import dataclass
from enum import StrEnum

_UNIT = (
    r"(?P<unit>ngay|tuan|thang|quy(?!\s+(?:dinh|che|trinh|hoach|chuan|mo|uoc))|nam|(?:0?6|sau)\s+thang(?!\s+(?:dau|cuoi)))"
    r"(?!\w)(?!\s*\d{4})"
)


class Unit(StrEnum):
    """A stretch of the calendar in which something comes once, or that is counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def told(self) -> str:
        """As people read it."""
        return _TOLD[self]

    @classmethod
    def of(cls, folded: str) -> "Unit":
        """The unit of a folded word: "thang"; "6 thang" is half a year."""
        return _UNITS.get(folded, cls.HALF)


_TOLD = {
    Unit.DAY: "hằng ngày", Unit.WEEK: "hằng tuần", Unit.MONTH: "hằng tháng",
    Unit.QUARTER: "hằng quý", Unit.HALF: "6 tháng một lần", Unit.YEAR: "hằng năm",
}  # fmt: skip
_UNITS = {"ngay": Unit.DAY, "tuan": Unit.WEEK, "thang": Unit.MONTH, "quy": Unit.QUARTER, "nam": Unit.YEAR}
_EVERY = re.compile(
    rf"(?<!\w)(?:(?<!khach )(?<!ngan )(?<!cua )(?<!mat )(?<!xep )hang|moi|cu|dinh ky(?:\s+(?:theo|hang|moi))?)"
    rf"\s+{_UNIT}"
)
_TIMES = re.compile(
    rf"(?<!\w)(?:\d{{1,2}}|mot|hai|ba)\s+lan\s*(?:/|trong|mot|moi|1|tren)\s*{_UNIT}"
    rf"|(?<!\w)(?:(?:0?1|mot)\s+)?{_UNIT.replace('<unit>', '<each>')}\s*(?:/\s*|(?:mot|hai|ba|\d{{1,2}})\s+)"
    r"(?:0?1\s+)?lan(?!\w)"
)
_MORE = re.compile(
    rf"\s*(?:[,;/&]|(?<=\s)va(?!\w))\s*(?:va\s+)?(?:(?:hang|moi|dinh ky|cuoi|ca)\s+)*{_UNIT}(?=\W|$)(?!\s*\d)"
)
_WEEKDAY = r"(?P<weekday>thu\s+(?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)"
_BEHIND = re.compile(rf"{_WEEKDAY}\s*,?\s*$")
_AHEAD = re.compile(rf"\s*[,(]?\s*(?:vao\s+)?(?:(?:sang|chieu|ngay)\s+)*{_WEEKDAY}(?!\w)")
_WEEKDAYS = {
    "hai": 1,
    "2": 1,
    "ba": 2,
    "3": 2,
    "tu": 3,
    "4": 3,
    "nam": 4,
    "5": 4,
    "sau": 5,
    "6": 5,
    "bay": 6,
    "7": 6,
    "nhat": 7,
}
_ADVERBIAL = re.compile(r"(?:^|[.;:(]|(?<!\w)\w\))[\W_]*$|(?<!\w)(?:dinh ky|truoc)[\s,]*$")
_CLAUSE = re.compile(r",\s*$")
_OF_ANOTHER = re.compile(r"\s+(?:duoc|va|cua|theo|trung)(?!\w)|\s*,")
_COUNT = re.compile(r"\s+\d")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`weekday` counts from Monday, 1. `is_adverbial`: it says how often something is done, no part of a name."""

    start: int
    end: int
    unit: Unit
    weekday: int | None
    is_adverbial: bool


def recurrences(text: str) -> list[Recurrence]:
    """What the folded `text` says of how often, in its order: "hằng quý, 6 tháng, năm" is three."""
    found: list[Recurrence] = []
    matches = sorted((*_EVERY.finditer(text), *_TIMES.finditer(text)), key=lambda match: match.start())
    for match in matches:
        if found and match.start() < found[-1].end:
            continue
        said = match.groupdict()
        is_adverbial = _is_adverbial(text, match)
        found.append(_recurrence(text, match, said.get("unit") or said.get("each") or "", is_adverbial))
        while more := _MORE.match(text, found[-1].end):
            found.append(_recurrence(text, more, more["unit"], is_adverbial))
    return found


def _recurrence(text: str, match: re.Match[str], said: str, is_adverbial: bool) -> Recurrence:
    unit = Unit.of(said)
    weekday = _weekday(text, match) if unit is Unit.WEEK else None
    return Recurrence(match.start(), match.end(), unit, weekday, is_adverbial or weekday is not None)


def _weekday(text: str, match: re.Match[str]) -> int | None:
    named = _BEHIND.search(text, 0, match.start()) or _AHEAD.match(text, match.end())
    return _WEEKDAYS[named["weekday"].split()[-1]] if named else None


def _is_adverbial(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    if match[0].startswith("dinh ky") or "lan" in match[0] or _ADVERBIAL.search(before):
        return True
    if match[0].startswith("moi") and _COUNT.match(text, match.end()):
        return True
    return _CLAUSE.search(before) is not None and not _OF_ANOTHER.match(text, match.end())
