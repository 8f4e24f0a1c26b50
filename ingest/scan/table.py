"""Ruled tables in the picture of a page: where ink runs on in a straight line, and the cells between such rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]
"""Rows and columns of a picture; true where it is dark."""
Grey = NDArray[np.uint8]
PixelBox = tuple[int, int, int, int]
"""left, top, right, bottom."""

_ACROSS, _DOWN = 90, 36
"""Pixels at 150 dpi: the shortest rule. A word of an official letter is narrower, its capitals half as high."""
_SOLID = 0.95
"""Share of a rule that is dark: a scan has gaps."""
_PALER, _BESIDE = 8, 3
"""Grey levels by which a pale rule is darker than the paper so many pixels off on either side."""
_CLEAR, _ALIKE = 90.0, 3
"""Grey levels by which rules are darker whose ink is whole; how many times as pale as the others one may be."""
_NEAR = 6
"""Pixels at 150 dpi within which rules meet, or are one."""
_DRAWN = 0.6
"""Share of a border that must be drawn to part two cells."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `low` to `high` across its direction, `start` to `end` along it, in pixels."""

    low: int
    high: int
    start: int
    end: int

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rules of a page, and the cells of each table that they make."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    tables: tuple[tuple[PixelBox, ...], ...]


def ruled(ink: Ink, grey: Grey) -> Ruled:
    """What rules an upright page at 150 dpi holds, `ink` where `grey` is dark.

    Rules may be paler than letters, and `ink` then holds none or pieces of them. Those of a table are alike: beside
    darker ones a pale line is a streak, a fold or a shadow of JPEG's.
    """
    found = _ruled(ink, ink)
    contrast = median(_contrast(rule, grey) for rule in found.across) if found.tables else 0.0
    if contrast > _CLEAR:
        return found
    paler = max(_PALER, round(contrast / _ALIKE))
    pale = _ruled(ink | _lines(grey, paler), ink | _lines(grey.T, paler).T)
    return pale if pale.tables else found


def _contrast(rule: Rule, grey: Grey) -> float:
    """Grey levels by which `rule` is darker than the paper above and below it."""
    rows = max(0, rule.low - _BESIDE), int(rule.middle), min(len(grey) - 1, rule.high + _BESIDE)
    above, on_rule, below = (float(grey[row, rule.start : rule.end].mean()) for row in rows)
    return min(above, below) - on_rule


def _lines(grey: Grey, paler: int) -> Ink:
    """Where `grey` is darker by `paler` levels than above and below."""
    raised = np.minimum(grey, 255 - paler) + np.uint8(paler)
    lines = np.zeros(grey.shape, dtype=np.bool_)
    lines[_BESIDE:-_BESIDE] = raised[_BESIDE:-_BESIDE] < np.minimum(grey[: -2 * _BESIDE], grey[2 * _BESIDE :])
    return lines


def _ruled(along: Ink, downward: Ink) -> Ruled:
    """The rules in `along` that go across, and those in `downward` that cross them."""
    across = tuple(_rules(_thick(along), _ACROSS))
    down = tuple(_rules(_thick(np.ascontiguousarray(downward.T)), _DOWN)) if across else ()
    tables = [_cells(*group) for group in _groups(across, down)]
    return Ruled(across, down, tuple(cells for cells in tables if len({cell[0] for cell in cells}) > 1))


def _thick(ink: Ink) -> Ink:
    """`ink` a pixel thicker up and down, so that a rule aslant by less than a degree runs on."""
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    return thick


def _rules(ink: Ink, shortest: int) -> Iterator[Rule]:
    """Rules along the rows of `ink`."""
    if ink.shape[1] <= shortest:
        return
    sums = np.cumsum(ink, axis=1, dtype=np.int8)  # it runs over: differences below 128 are right all the same
    solid = sums[:, shortest:] - sums[:, :-shortest] >= _SOLID * shortest
    open_rules: list[Rule] = []
    for row in np.flatnonzero(solid.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], solid[row], [False])).astype(np.int8)))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            run = Rule(int(row), int(row) + 1, int(start) + 1, int(end) + shortest)
            open_rules = list(_with(open_rules, run))
        yield from (rule for rule in open_rules if row - rule.high > _NEAR)
        open_rules = [rule for rule in open_rules if row - rule.high <= _NEAR]
    yield from open_rules


def _with(rules: Sequence[Rule], run: Rule) -> Iterator[Rule]:
    """`rules` with `run` in the one that it prolongs or thickens, else as one more."""
    for rule in rules:
        if run.low - rule.high <= 1 and run.start <= rule.end + _NEAR and rule.start <= run.end + _NEAR:
            start, end = min(rule.start, run.start), max(rule.end, run.end)
            run = Rule(min(rule.low, run.low), max(rule.high, run.high), start, end)
        else:
            yield rule
    yield run


def _groups(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that hang together by their crossings."""
    left_across, left_down = list(across), list(down)
    while left_across:
        rows, columns = [left_across.pop()], list[Rule]()
        grown = True
        while grown:
            met = [rule for rule in left_down if any(_meet(row, rule) for row in rows)]
            left_down = [rule for rule in left_down if rule not in met]
            columns += met
            more = [rule for rule in left_across if any(_meet(rule, column) for column in columns)]
            left_across = [rule for rule in left_across if rule not in more]
            rows += more
            grown = bool(met or more)
        if len(columns) > 2:  # two are a box round text
            yield rows, columns


def _meet(row: Rule, column: Rule) -> bool:
    inside = row.start - _NEAR <= column.middle <= row.end + _NEAR
    return inside and column.start - _NEAR <= row.middle <= column.end + _NEAR


def _cells(across: Sequence[Rule], down: Sequence[Rule]) -> tuple[PixelBox, ...]:
    """The cells of one table: squares of its grid, joined where no border is drawn between them.

    A table that a page break cuts may have no rule at its end: it ends where its other rules do.
    """
    ys, xs = _positions(across, down), _positions(down, across)
    rows, columns = list(pairwise(ys)), list(pairwise(xs))
    owner = {(row, column): (row, column) for row in range(len(rows)) for column in range(len(columns))}

    def join(one: tuple[int, int], other: tuple[int, int]) -> None:
        old, new = owner[other], owner[one]
        owner.update({square: new for square, held in owner.items() if held == old})

    for row, column in list(owner):
        if column and not _is_drawn(down, xs[column], rows[row]):
            join((row, column - 1), (row, column))
        if row and not _is_drawn(across, ys[row], columns[column]):
            join((row - 1, column), (row, column))
    squares: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for square, held in owner.items():
        squares.setdefault(held, []).append(square)
    return tuple(_box(held, rows, columns) for held in squares.values())


def _box(
    squares: Sequence[tuple[int, int]], rows: Sequence[tuple[int, int]], columns: Sequence[tuple[int, int]]
) -> PixelBox:
    inside_rows, inside_columns = [row for row, _ in squares], [column for _, column in squares]
    top, bottom = rows[min(inside_rows)][0], rows[max(inside_rows)][1]
    return columns[min(inside_columns)][0], top, columns[max(inside_columns)][1], bottom


def _positions(rules: Sequence[Rule], crossing: Sequence[Rule]) -> list[int]:
    """Where `rules` lie, those that are near each other as one, and where no rule is, the ends of those `crossing`."""
    middles = [rule.middle for rule in rules]
    ends = (float(end) for rule in crossing for end in (rule.start, rule.end))
    loose = [end for end in ends if all(abs(end - middle) > _NEAR for middle in middles)]
    groups: list[list[float]] = []
    for value in sorted(middles + loose):
        if groups and value - groups[-1][-1] <= _NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [round(sum(group) / len(group)) for group in groups]


def _is_drawn(rules: Sequence[Rule], position: int, along: tuple[int, int]) -> bool:
    start, end = along
    near = [replace(rule, start=max(rule.start, start), end=min(rule.end, end)) for rule in rules
            if abs(rule.middle - position) <= _NEAR]  # fmt: skip
    return sum(max(0, rule.end - rule.start) for rule in near) >= _DRAWN * (end - start)
