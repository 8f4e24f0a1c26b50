"""Rows of a table that assigns nothing: each with its label, and its values under the names of their columns."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.aligned import of_merged
from ingest.columns import Column
from ingest.labels import ORDER, TITLE
from ingest.plan import FieldKind, Quoted, TableCell, TableRow
from ingest.rows import Row, is_number
from ingest.shapes import is_blank, is_worded

_FIELDS = frozenset(FieldKind)
_MOST = 0.5


def listed(rows: Sequence[Row], path: tuple[str, ...], unit: TableCell | None = None) -> Iterator[TableRow]:
    """`rows` of one table, typed; what is blank, or waits to be filled in, is left out. `unit` is said of all."""
    named = _label_column(rows)
    for row in rows:
        cells = tuple(_cells(row))
        label = next((cell.value for cell in cells if cell.column == named), None)
        label = label or next((cell.value for cell in cells if is_worded(cell.value.text)), None)
        label = label or next((cell.value for cell in cells), None)
        if label:
            more = (unit,) if unit and len(cells) > 1 else ()
            yield TableRow(row.number, label, (*cells, *more), (*path, *row.group))


def _label_column(rows: Sequence[Row]) -> Quoted | None:
    """The name of the column that says what a row is about: the first in words; a time where none is a title."""
    columns = list(dict.fromkeys(column for row in rows for column in row.columns if column.name.text))
    columns = [column for column in columns if column.kind != ORDER]
    worded = [column for column in columns if _is_worded(column, rows)]
    if columns and columns[0].kind == FieldKind.TIME:
        worded = [column for column in worded if column.kind in (TITLE, FieldKind.METHOD)] or columns
    return worded[0].name if worded else None


def _is_worded(column: Column, rows: Sequence[Row]) -> bool:
    pairs = (pair for row in rows for pair in zip(row.cells, row.columns, strict=True))
    texts = [cell.text for cell, own in pairs if own == column and cell.text]
    return bool(texts) and sum(map(is_worded, texts)) > _MOST * len(texts)


def _cells(row: Row) -> Iterator[TableCell]:
    places = list(enumerate(zip(row.cells, row.columns, strict=True)))
    for cell, covered in groupby(places, key=lambda place: place[1][0]):
        spread = [(at, column) for at, (_, column) in covered]
        if is_blank(cell.text) or (len(spread) == 1 and _is_order(*spread[0], cell.text)):
            continue
        spread = [(at, column) for at, column in spread if column.kind != ORDER] or spread
        columns = [column for _, column in spread]
        alike = [row.alike[at] if at < len(row.alike) else () for at, _ in spread]
        own = columns[0] if len(columns) == 1 else of_merged(cell, columns, alike)
        kind = own.kind if own else columns[0].kind
        name = own.name if own else _all_of(columns)
        yield TableCell(FieldKind(kind) if kind in _FIELDS else FieldKind.NOTE, name, cell)


def _is_order(at: int, column: Column, text: str) -> bool:
    """Whether `text` is but the number of its row."""
    is_mark = is_number(text) or not is_worded(text)
    return is_mark and (column.kind == ORDER or (at == 0 and not column.name.text))


def _all_of(columns: Sequence[Column]) -> Quoted:
    """The names of the columns that a merged cell covers."""
    names = list(dict.fromkeys(column.name for column in columns if column.name.text))
    spans = tuple(dict.fromkeys(span for name in names for span in name.spans))
    return Quoted(" / ".join(name.text for name in names), spans)
