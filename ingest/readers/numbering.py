"""The numbers that Word computes: "I.", "1.", "a)" stand in no docx paragraph, only the rules to count them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PLACEHOLDER = re.compile(r"%([1-9])")
_MAX_ROMAN = 3999
_MAX_LETTER = 780
"""Word repeats letters, "aa" after "z"; beyond thirty of them is a broken file."""


def roman(number: int) -> str:
    """`number` in small Roman figures, in Arabic ones where Rome had none."""
    if not 0 < number <= _MAX_ROMAN:
        return str(number)
    figures = ""
    for value, figure in _ROMAN:
        figures += figure * (number // value)
        number %= value
    return figures


def letters(number: int) -> str:
    """1 is "a", 26 "z", 27 "aa", 28 "bb"."""
    if not 0 < number <= _MAX_LETTER:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def figure(number: int, style: str) -> str:
    """`number` as WordprocessingML's number format `style` writes it (ECMA-376 part 1, 17.18.59); else in decimals."""
    match style:
        case "lowerLetter":
            return letters(number)
        case "upperLetter":
            return letters(number).upper()
        case "lowerRoman":
            return roman(number)
        case "upperRoman":
            return roman(number).upper()
        case "decimalZero":
            return f"{number:02d}"
        case "none":
            return ""
        case _:
            return str(number)


@dataclass(frozen=True, slots=True)
class _Level:
    style: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: bool = True
    legal: bool = False
    paragraph_style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """What a w:num says: the count that it shares (`abstract`), its levels, and where it starts anew."""

    abstract: str | None
    levels: Mapping[int, _Level]
    starts: Mapping[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one docx file in the order in which they are asked for."""

    def __init__(self, root: Any | None) -> None:
        self._lists = {} if root is None else _lists(root)
        self._counts: dict[str | None, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of(self, num_id: str, style_id: str) -> int:
        """The level that list `num_id` ties to a paragraph style, else the first."""
        levels = self._lists[num_id].levels if num_id in self._lists else {}
        return next((depth for depth, level in levels.items() if level.paragraph_style == style_id), 0)

    def marker(self, num_id: str, depth: int) -> str:
        """The number or bullet of the next paragraph at `depth` (0 is outermost) of list `num_id`; may be empty."""
        numbers = self._lists.get(num_id)
        if numbers is None or depth not in numbers.levels:
            return ""
        level = numbers.levels[depth]
        if level.style == "bullet":
            return level.text if level.text in ("+", "*") else "-"
        return _render(numbers, level, self._count(num_id, numbers, depth))

    def _count(self, num_id: str, numbers: _List, depth: int) -> Mapping[int, int]:
        counts = self._counts.setdefault(numbers.abstract, {})
        start = numbers.starts.get(depth, numbers.levels[depth].start)
        if depth in numbers.starts and (num_id, depth) not in self._begun:
            counts.pop(depth, None)
        self._begun.add((num_id, depth))
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [d for d in counts if d > depth and d in numbers.levels and numbers.levels[d].restarts]:
            del counts[deeper]
        return counts


def _render(numbers: _List, level: _Level, counts: Mapping[int, int]) -> str:
    def value(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        other = numbers.levels.get(depth, level)
        return figure(counts.get(depth, other.start), "decimal" if level.legal else other.style)

    return _PLACEHOLDER.sub(value, level.text)


def _lists(root: Any) -> dict[str, _List]:
    abstracts: dict[str | None, Any] = {e.get(f"{W}abstractNumId"): e for e in root.findall(f"{W}abstractNum")}
    by_style = {value(element, "styleLink"): key for key, element in abstracts.items()}
    lists = {}
    for num in root.findall(f"{W}num"):
        key = value(num, "abstractNumId")
        if key in abstracts:
            key = by_style.get(value(abstracts[key], "numStyleLink") or "", key)
            lists[num.get(f"{W}numId")] = _list(num, key, abstracts[key])
    return lists


def _list(num: Any, abstract: str | None, element: Any) -> _List:
    levels = {_depth(level): _level(level) for level in element.findall(f"{W}lvl")}
    starts = {}
    for override in num.findall(f"{W}lvlOverride"):
        for level in override.findall(f"{W}lvl"):
            levels[_depth(override)] = _level(level)
        start = value(override, "startOverride")
        if start is not None:
            starts[_depth(override)] = number(start, 1)
    return _List(abstract, levels, starts)


def _level(element: Any) -> _Level:
    return _Level(
        style=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        start=number(value(element, "start"), 1),
        restarts=value(element, "lvlRestart") != "0",
        legal=element.find(f"{W}isLgl") is not None,
        paragraph_style=value(element, "pStyle"),
    )


def _depth(element: Any) -> int:
    return number(element.get(f"{W}ilvl"), 0)


def value(element: Any | None, *path: str) -> str | None:
    """The w:val of the element at `path` below `element`, None where there is none."""
    found = child(element, *path)
    return None if found is None else found.get(_VAL)


def child(element: Any | None, *path: str) -> Any | None:
    """The first element at `path` below `element`; `find` with a path takes five times as long."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(W + name), None)
    return element


def number(text: str | None, default: int) -> int:
    """`text` as a whole number, `default` where it is none."""
    try:
        return int(text or "")
    except ValueError:
        return default
