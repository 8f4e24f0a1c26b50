"""A page of a PDF or a scan: lines of words with places, and ruled tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from ingest.readers.builder import Spread
from ingest.readers.layout import Line, Word, join, lines_of, paragraphs, pitch_of
from ingest.readers.unruled import Rule
from ingest.scan.reading import Box

MAX_PAGES = 300
"""A plan with its appendices has a tenth; laying out a page takes a tenth of a second."""

_PADDING = 4.0
"""Points between a cell's border and its text, less than Word's 5.4."""
_SAME_EDGE = 3.0
"""Points within which two borders are one."""


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` from top to bottom, each with its cells' texts and how many columns they cover."""

    top: float
    rows: tuple[tuple[Spread, ...], ...]

    @property
    def width(self) -> int:
        return max(sum(width for _, width in row) for row in self.rows)


class Flaw(StrEnum):
    """Why a page is read by its looks, as a warning says it."""

    EMPTY = "không có lớp chữ"
    CODES = "có phông chữ không kèm bảng mã"
    GARBLED = "có lớp chữ không đọc được (nhận dạng bằng tiếng khác, hoặc phông chữ sai bảng mã)"
    DOUBT = "có lớp chữ đáng ngờ (nhận dạng bằng tiếng khác, hoặc phông chữ sai bảng mã)"
    BROKEN = "bị hỏng"
    ENDLESS = "cần quá nhiều thời gian hoặc bộ nhớ (vẽ quá nhiều nét, hoặc là bom nén)"


@dataclass(frozen=True, slots=True)
class Page:
    """Sizes in points; `lines` are those outside tables, `rules` those across the page, `stamps` blocks of lines that
    annotations put over it.

    One with a `flaw` is read by its looks, not its text layer; `stamped` are the words of each annotation on it, from
    the corner of what is shown of it. Where `is_cut` there is more on it than could be read.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    flaw: Flaw | None = None
    rules: tuple[Rule, ...] = ()
    stamps: tuple[tuple[Line, ...], ...] = ()
    stamped: tuple[tuple[Word, ...], ...] = ()
    is_cut: bool = False

    @property
    def text(self) -> str:
        """All that is read on the page, by line and cell."""
        lines = [*self.lines, *(line for stamp in self.stamps for line in stamp)]
        cells = [text for table in self.tables for row in table.rows for text, _ in row]
        return "\n".join([line.text for line in lines] + cells)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The first pages of a file of `count`."""

    pages: tuple[Page, ...]
    count: int


def holds(box: Box, word: Word) -> bool:
    """Whether the middle of `word` is in `box`."""
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def table_of(boxes: Sequence[Box], words: Sequence[Word]) -> Table:
    """The cells of a ruled table in rows; one that covers several rows or columns stands in each."""
    lefts, tops = _edges(box[0] for box in boxes), _edges(box[1] for box in boxes)
    grid: dict[tuple[int, int], tuple[int, str]] = {}
    for place, box in enumerate(boxes):
        text = _cell_text(box, [word for word in words if holds(box, word)])
        for row in _covered(tops, box[1], box[3]):
            for column in _covered(lefts, box[0], box[2]):
                grid[row, column] = (place, text)
    rows = [tuple(_spread([grid.get((row, column)) for column in range(len(lefts))])) for row in range(len(tops))]
    return Table(min(box[1] for box in boxes), tuple(row for row in rows if any(text for text, _ in row)))


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME_EDGE:
            edges.append(value)
    return edges


def _covered(edges: Sequence[float], start: float, end: float) -> range:
    """The places of the `edges` at or after `start` and before `end`."""
    inside = [place for place, edge in enumerate(edges) if start - _SAME_EDGE <= edge < end - _SAME_EDGE]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _spread(row: Sequence[tuple[int, str] | None]) -> Iterator[Spread]:
    for cell, covered in groupby(row):
        width = len(list(covered))
        yield from [(cell[1], width)] if cell else [("", 1)] * width


def _cell_text(box: Box, words: Sequence[Word]) -> str:
    lines = [Line(line.words, box[2] - _PADDING) for line in lines_of(words)]
    return "\n".join(join(group) for group in paragraphs(lines, pitch_of(lines)))
