"""Rows of a table that a page break cuts off: the rules beside them go on, and no rule closes them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_SAME = 2.0
"""Points within which rules meet."""
_RULES = 3
"""Upright rules that end together where nothing closes them: two may be the sides of anything."""


def closing(edges: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rules across the page that would close the rows which `edges` leave open, above or below."""
    upright: dict[int, list[tuple[float, float]]] = defaultdict(list)
    across: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for edge in edges:
        if edge["orientation"] == "v":
            upright[round(edge["x0"] / _SAME)].append((edge["top"], edge["bottom"]))
        else:
            across[round(edge["top"] / _SAME)].append((edge["x0"], edge["x1"]))
    runs = [(place * _SAME, *run) for place, spans in upright.items() for run in _runs(spans)]
    open_ends = [(x, end) for x, top, bottom in runs for end in (top, bottom) if not _is_closed(x, end, across)]
    return list(_across(open_ends))


def _runs(spans: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """`spans` of one upright rule, those that meet as one."""
    top, bottom = min(spans)
    for start, end in sorted(spans):
        if start > bottom + _SAME:
            yield top, bottom
            top, bottom = start, end
        bottom = max(bottom, end)
    yield top, bottom


def _is_closed(x: float, end: float, across: Mapping[int, Sequence[tuple[float, float]]]) -> bool:
    """Whether a rule across the page meets an upright one at its `end`; `across` are those of each height."""
    height = round(end / _SAME)
    near = (span for place in (height - 1, height, height + 1) for span in across.get(place, ()))
    return any(left - _SAME <= x <= right + _SAME for left, right in near)


def _across(ends: Iterable[tuple[float, float]]) -> Iterator[dict[str, Any]]:
    """A rule through the ends that are at one height, where there are enough."""
    by_height: dict[int, list[float]] = defaultdict(list)
    for x, end in ends:
        by_height[round(end / _SAME)].append(x)
    for height, places in by_height.items():
        left, right, at = min(places), max(places), height * _SAME
        if len(places) >= _RULES:
            place = {"x0": left, "x1": right, "top": at, "bottom": at}
            yield {"object_type": "line", "width": right - left, "height": 0, **place}
