"""What a cell looks like: a figure and how large, a mark, or words; and how like the others of its column it is."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from math import log10

from ingest.vietnamese import fold

_FIGURE = re.compile(
    r"[-+–~≈≥≤><]?\s?\d[\d\s.,/:x×()+–-]*%?"
    r"(?:\s?[/(]?\s?[^\W\d_]{1,9}[.²³\d]?\)?){0,2}(?:\s?/\s?[^\W\d_]{1,9}\)?)?"
)
_PLACED = re.compile(r"\d+(?:[.,\s]\d{3})*")
"""A number with its thousands parted."""
_BLANK = re.compile(r"[\s.…_·–—-]*")
_TICK = re.compile(r"[xv✓✔√●■+*]", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_YEAR = re.compile(r"(?:năm\s)?(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?", re.IGNORECASE)
_PERSON = re.compile(
    r"(?:(?:Ông|Bà|Đồng chí|Đ/c|Đ/C|Thầy|Cô|TS|ThS|BS)\.?:?\s)?(?P<family>[^\W\d_]+)(?:\s[^\W\d_]+){1,4}"
    r"(?:\s?[-–,(;].*|[.;])?"
)
_LONGEST = 40  # characters of a figure with its unit
_UNLIKE = 0.5  # what it takes from two figures, or two texts, that one is ten times as large


def is_blank(text: str) -> bool:
    """Whether `text` is nothing, or dots and lines to be filled in."""
    return _BLANK.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_figure(text: str) -> bool:
    """Whether `text` is a number, a day or a code in figures, with a unit or none: "1.364.300.000", "02 lần/tháng"."""
    return len(text) <= _LONGEST and _FIGURE.fullmatch(text.strip()) is not None


def is_year(text: str) -> bool:
    """Whether `text` names a year or years, as the head of a column does."""
    return _YEAR.fullmatch(text.strip()) is not None


def is_tick(text: str) -> bool:
    """Whether `text` is a mark that stands for the head of its column."""
    return _TICK.fullmatch(text) is not None


def is_person(text: str) -> bool:
    """Whether `text` is, or begins with, the name of a person, all of it with capital letters: "Lê Mây (tổ trưởng)"."""
    found = _PERSON.fullmatch(text)
    name = re.split(r"[-–,(;]", text)[0].split() if found else []
    return found is not None and all(word[:1].isupper() for word in name) and fold(found["family"]) in _families()


@cache
def _families() -> frozenset[str]:
    lines = (files("ingest") / "data" / "family_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))


def is_worded(text: str) -> bool:
    """Whether `text` says something in words."""
    return not is_figure(text) and _LETTERS.search(text) is not None


def likeness(text: str, others: Sequence[str]) -> float:
    """How much `text` looks like `others`, 0.0 to 1.0; 0.5 where there are none."""
    if not others:
        return 0.5
    alike = [other for other in others if is_figure(other) is is_figure(text)]
    if not alike:
        return 0.0
    share = len(alike) / len(others)
    usual = sorted(map(_size, alike))[len(alike) // 2]
    return share / (1 + _UNLIKE * abs(_size(text) - usual))


def _size(text: str) -> float:
    """The powers of ten in the first number of a figure, and in the length of a text."""
    found = _PLACED.search(text) if is_figure(text) else None
    return log10(1 + (int(re.sub(r"\D", "", found.group())[:_LONGEST]) if found else len(text)))
