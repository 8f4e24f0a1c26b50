"""Which column a cell belongs to where the file does not say: in a row of fewer cells, or in a merged cell.

A cell goes where it looks like the others of the column. Where two columns would do, it has none.
"""

from collections.abc import Sequence
from itertools import pairwise

from ingest.columns import NAMELESS, Column
from ingest.document import Block
from ingest.labels import ORDER
from ingest.plan import Quoted
from ingest.shapes import is_figure, likeness

_SAMPLED = 60  # rows
_CLEAR = 0.15  # by which the likeness of the best place exceeds that of another
_LEFT = 0.2  # how much likelier it is that a row lacks its last cells than others

Samples = Sequence[Sequence[str]]
"""Of each column, what its cells hold in rows that have them all."""


def samples(rows: Sequence[Block], width: int) -> Samples:
    """What stands in each of `width` columns; of a merged cell nothing."""
    whole = [row.cells for row in rows if len(row.cells) == width][:_SAMPLED]
    return [
        [
            row[at].text
            for row in whole
            if row[at].text and not any(row[near] is row[at] for near in (at - 1, at + 1) if 0 <= near < width)
        ]
        for at in range(width)
    ]


def aligned(
    cells: Sequence[Quoted], columns: Sequence[Column], others: Samples, *, is_numbered: bool
) -> tuple[list[Quoted], list[Column]]:
    """`cells`, fewer than `columns`, each with its column; all columns where every cell has one.

    `is_numbered`: the first cell is the number of the row.
    """
    gains = [_gains(cell.text, columns, others) for cell in cells]
    if columns and columns[0].kind == ORDER:
        gains[0] = [1.0 if is_numbered else 0.0, *([0.0 if is_numbered else gain for gain in gains[0][1:]])]
    places = _places(gains)
    if None not in places:
        by_place = dict(zip(places, cells, strict=True))
        return [by_place.get(at, Quoted("", ())) for at in range(len(columns))], list(columns)
    return list(cells), [NAMELESS if at is None else columns[at] for at in places]


def of_merged(cell: Quoted, columns: Sequence[Column], others: Samples) -> Column | None:
    """The one of `columns`, which `cell` covers, that a figure belongs to; None where it belongs to all."""
    if not is_figure(cell.text) or not any(others):
        return None
    *_, second, best = sorted((likeness(cell.text, texts) if texts else 0.0, at) for at, texts in enumerate(others))
    return columns[best[1]] if best[0] > second[0] + _CLEAR else None


def _gains(text: str, columns: Sequence[Column], others: Samples) -> list[float]:
    return [likeness(text, texts) if text else 0.5 for _, texts in zip(columns, others, strict=True)]


def _places(gains: Sequence[Sequence[float]]) -> list[int | None]:
    """The place of each cell, in order; None where another is about as good."""
    count, width = len(gains), len(gains[0])
    ahead = _best(gains)
    behind = [row[::-1] for row in _best([row[::-1] for row in gains[::-1]])[::-1]]
    places: list[int | None] = []
    for cell in range(count):
        possible = range(cell, width - count + cell + 1)
        totals = {at: ahead[cell][at] + behind[cell][at] - gains[cell][at] for at in possible}
        best = max(totals, key=lambda at: (totals[at] + _LEFT * (at == cell), -at))
        rest = [total for at, total in totals.items() if at != best]
        is_clear = best == cell or not rest or totals[best] > max(rest) + _CLEAR
        places.append(best if is_clear and (best == cell or totals[best] > totals[cell] + _LEFT) else None)
    return places if _ascend(places) else [None] * count


def _best(gains: Sequence[Sequence[float]]) -> list[list[float]]:
    """What it gains at most to put the cells up to each one in order, that one at each place."""
    table: list[list[float]] = []
    for cell, row in enumerate(gains):
        before = table[-1] if table else []
        best, line = float("-inf"), []
        for at, gain in enumerate(row):
            line.append(gain + (best if cell else 0.0))
            best = max(best, before[at]) if cell else best
        table.append(line)
    return table


def _ascend(places: Sequence[int | None]) -> bool:
    known = [at for at in places if at is not None]
    return all(one < other for one, other in pairwise(known))
