"""Tables of a crawled page: one cell a line or several, a bar on a line of its own between each and the next."""

import re
from collections.abc import Iterator

from ingest.document import Block, Cell, Span
from ingest.flattened import is_mark, is_order
from ingest.readers.lines import RULE, Line, plain, row_of, span_of
from ingest.readers.marks import listed
from ingest.shapes import is_figure

_ORDER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]+|[A-ZĐ]|[a-zđ])(?:[.)](?!\d)|$)|[-–+•]$")
_PART_HEAD = 60  # characters of what parts the head of a column
_BETWEEN = 12  # lines at most between two tables
_FAR = 60  # lines of the longest cell

_Piece = tuple[int, list[list[Line]]]


def table_end(lines: list[Line], at: int) -> int:
    """The line after the last bar of the table; a table ends where no bar follows a row's last bar."""
    end, depth = at + 1, at + 1
    while depth < len(lines):
        text = lines[depth].text.strip()
        if text == "|":
            end = depth + 1
            if _stands_between(lines, end):
                return end
        elif (not text and end == depth and not _is_near(lines, depth)) or depth - end > _FAR:
            break
        depth += 1
    return end


def _stands_between(lines: list[Line], at: int) -> bool:
    """Whether the lines from `at` to the next bar stand between two tables: the first head of a column follows them."""
    bar = next((place for place in range(at, min(at + _BETWEEN, len(lines))) if lines[place].text.strip() == "|"), at)
    said = any(line.text.strip() for line in lines[at:bar])
    head = [line.text.strip() for line in lines[bar + 1 : bar + 3]]
    return said and len(head) == 2 and is_order(plain(head[0])) and head[1] == "|"


def _is_near(lines: list[Line], at: int) -> bool:
    while at < len(lines) and not lines[at].text.strip():
        at += 1
    return at < len(lines) and lines[at].text.strip() == "|"


def rows_in(lines: list[Line], source: str, table: int) -> Iterator[Block]:
    """The rows of the table that `lines` are, of which each has all its cells where bars tell so."""
    for row in _rows(lines):
        yield row_of([_cell(cell, source, lines[0]) for cell in row], table)


def _rows(lines: list[Line]) -> Iterator[list[list[Line]]]:
    """Rows of cells of lines; the first row, and the one that parts its heads, say how many columns there are."""
    pieces = list(_pieces(lines))
    columns = len(pieces[0][1]) + _more_columns(pieces) if pieces else 0
    pieces = [part for piece in pieces for part in _apart(piece, columns)]
    at = 0
    while at < len(pieces):
        row, at = _whole_row(pieces, at, columns)
        yield row


def _apart(piece: _Piece, columns: int) -> Iterator[_Piece]:
    """The rows that `piece` holds where it has too many cells for one: dots between two of them part them too."""
    bars, cells = piece
    while len(cells) > columns:
        below = next((at for at in range(columns - 1, len(cells)) if _begins_row(cells[at:])), 0)
        if not below:
            break
        yield bars, [cell for cell in cells[:below] if any(line.text.strip(" .…") for line in cell)]
        bars, cells = 2, cells[below:]
    yield bars, cells


def _more_columns(pieces: list[_Piece]) -> int:
    """How many columns the second row adds: one that parts a head above it ("X", "Y" below "Vị trí")."""
    below = pieces[1][1] if len(pieces) > 2 and is_order(plain(pieces[0][1][0][0].text)) else []
    heads = [plain("\n".join(line.text for line in cell)) for cell in below]
    is_parting = len(heads) > 1 and not any(is_mark(head) or len(head) > _PART_HEAD for head in heads[:1])
    return len(heads) - 1 if is_parting and _is_order(pieces[2][1][0]) else 0


def _whole_row(pieces: list[_Piece], at: int, columns: int) -> tuple[list[list[Line]], int]:
    """The row that begins with the piece `at`, and the piece behind it.

    Two bars part rows or hold an empty cell: that they do where a numbered row comes out whole with it.
    """
    row = list(pieces[at][1])
    for end in range(at + 1, len(pieces)):
        bars, cells = pieces[end]
        if not _is_order(row[0]) or len(row) >= columns:
            break
        if _begins_row(cells):
            row += [[] for _ in range(bars - 2)]  # one bar is behind the last cell, one before the next row
            return (row, end) if len(row) == columns else (pieces[at][1], at + 1)
        row += [*[[] for _ in range(bars - 1)], *cells]
        if len(row) == columns:
            return row, end + 1
    return pieces[at][1], at + 1


def _begins_row(cells: list[list[Line]]) -> bool:
    """Whether `cells` begin a row: with a number, and words behind it."""
    return len(cells) > 1 and _is_order(cells[0]) and not _is_count(cells[1])


def _is_count(cell: list[Line]) -> bool:
    return is_figure(plain("\n".join(line.text for line in cell)))


def _is_order(cell: list[Line]) -> bool:
    return _ORDER.match(plain(cell[0].text)) is not None


def _pieces(lines: list[Line]) -> Iterator[_Piece]:
    """The cells that single bars part, as they follow each other; and how many bars stand in front of them."""
    piece: list[list[Line]] = []
    cell: list[Line] = []
    before = bars = 0
    for line in [*lines, Line("|", lines[-1].end, lines[-1].end, lines[-1].page)]:
        text = line.text.strip()
        if text == "|":
            if cell:
                piece.append(cell)
                cell, bars = [], 0
            bars += 1
        elif text:
            if bars > 1 and piece:
                yield before, piece
                piece = []
            if not piece and not cell:
                before = bars
            cell.append(line)
    if piece:
        yield before, piece


def _cell(lines: list[Line], source: str, near: Line) -> Cell:
    if not lines:
        return Cell("", Span(source, near.start, near.start, near.page))
    said = [line for line in lines if not RULE.match(line.text)] or lines
    values = listed([plain(line.text) for line in said], is_laid=True)
    return Cell(plain("\n".join(line.text for line in said)), span_of(lines, source), values)
