"""Figures of scale.py as a plot: how the time of an answer and the cost of ingesting grow with the number of plans.

python benchmarks/plot.py FIGURES.tsv PLOT.svg

FIGURES.tsv has a line of headings and then one a number of plans. The first column is the number of plans; every
other becomes a curve in a field of its own. Both axes are logarithmic.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import ceil, floor, log10
from pathlib import Path

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 260, 170, 50, 40, 70  # px of one field and what lies around it
_COLUMNS = 3
_STYLE = """
text { font: 12px sans-serif; fill: #24292f } .name { font-weight: bold } .grid { stroke: #8c959f; stroke-opacity: .35 }
.curve { fill: none; stroke: #0969da; stroke-width: 2 } .dot { fill: #0969da }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .curve { stroke: #58a6ff } .dot { fill: #58a6ff } }
"""


def main() -> None:
    """Reads the figures and writes the plot."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file, delimiter="\t")
    Path(sys.argv[2]).write_text(svg(headings, [list(map(float, row)) for row in rows]), encoding="utf-8")


def svg(headings: Sequence[str], rows: Sequence[Sequence[float]]) -> str:
    """The plot of `rows`, each the number of plans and then one figure a heading; all above 0."""
    plans, *figures = zip(*rows, strict=True)
    width = _COLUMNS * (_WIDTH + _GAP)
    height = ceil(len(figures) / _COLUMNS) * (_HEIGHT + _GAP) + 10
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<style>{_STYLE}</style>",
    ]
    for at, (heading, values) in enumerate(zip(headings[1:], figures, strict=True)):
        row, column = divmod(at, _COLUMNS)
        lines.append(f'<g transform="translate({_LEFT + column * (_WIDTH + _GAP)} {_TOP + row * (_HEIGHT + _GAP)})">')
        lines += [f'<text class="name" y="-14">{escape(heading)}</text>', *_field(plans, values), "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def _field(plans: Sequence[float], values: Sequence[float]) -> Iterator[str]:
    wide, high = _Scale(plans, _WIDTH), _Scale(values, _HEIGHT)
    for mark in wide.marks():
        x = wide(mark)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{_HEIGHT}"/>'
        yield f'<text x="{x:.1f}" y="{_HEIGHT + 16}" text-anchor="middle">{mark:,g}</text>'
    for mark in high.marks():
        y = _HEIGHT - high(mark)
        yield f'<line class="grid" x1="0" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{mark:,g}</text>'
    points = [(wide(plan), _HEIGHT - high(value)) for plan, value in zip(plans, values, strict=True)]
    yield f'<polyline class="curve" points="{_joined(points)}"/>'
    for (x, y), plan, value in zip(points, plans, values, strict=True):
        yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{plan:,g}: {value:,g}</title></circle>'


def _joined(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


class _Scale:
    """Values to 0..`length` px, by their logarithms, from one power of ten to another."""

    def __init__(self, values: Sequence[float], length: float) -> None:
        self._low = floor(log10(min(values)))
        self._high = max(ceil(log10(max(values))), self._low + 1)
        self._length = length

    def __call__(self, value: float) -> float:
        return self._length * (log10(value) - self._low) / (self._high - self._low)

    def marks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**power for power in range(self._low, self._high + 1)]


if __name__ == "__main__":
    main()
