"""Spreadsheets and CSV files: task lists, a row a block."""

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree

from ingest.document import BlockKind, Document, UnreadableError
from ingest.readers import legacy
from ingest.readers.builder import MAX_COLUMNS, Builder, Spread, kind_of
from ingest.readers.encoding import decode
from ingest.readers.load import load
from ingest.rows import is_number
from ingest.tables import signature_at

MAX_ROWS = 20_000
"""Rows read of a sheet; the longest list of a province's procedures has a tenth."""
MAX_BLANK = 500
"""Blank rows after which a sheet is taken to have ended: coloured ones often go on to the million."""
MAX_UNPACKED_BYTES = 100 * 1024**2
MAX_TEXT_BYTES = 20 * 1024**2
"""What the file's table of texts may have: it is read as a whole, and takes ten times as much as Python's values."""

_DELIMITERS = "\t;,|"
_SNIFFED_LINES = 50
_TABLE = 3
"""Filled cells of a row from which on it is one of a table; a letterhead has two, a title one."""
_NO_NAME = re.compile(r"(?:sheet|trang[_ ]?tính)\s*\d*", re.IGNORECASE)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_HIDDEN = re.compile(rb"<(?:\w+:)?(row|col)\s([^>]{0,300}?hidden=\"(?:1|true)\"[^>]{0,300})>")
_NUMBERS = re.compile(rb"\b(?:r|min|max)=\"(\d{1,7})\"")
_SOUGHT = (b"mergeCell", b"hidden=")
"""What is sought first: the patterns take longer."""
_MAX_MARKS = 50_000
_TAG = 700  # bytes of the longest tag sought
_CHUNK = 1024**2
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Row = list[str]


class _Covered(str):
    """The text of a merged cell, in a place that it covers to the right of its first."""


@dataclass(slots=True)
class _Marks:
    """What a sheet merges (first row and column, last row and column), and the rows and columns it hides; from 0."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def read_xlsx(path: Path, source: str) -> Document:
    """The Excel file at `path`: each visible sheet's name as a heading, then its rows; formulas by their last value.

    Raises UnreadableError for what is too large or no Excel file; openpyxl raises anything on a damaged one.
    """
    raw = load(path)
    marks = _check(raw)
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    builder = Builder(source)
    face = _face if any(legacy.font(face.name) is not legacy.PLAIN for face in book._fonts) else None
    sheets = [(sheet, list(_rows(sheet, builder, face))) for sheet in _visible(book, builder)]
    told = legacy.Told(lambda: (pair for _, rows in sheets for texts, faces in rows for pair in _faced(texts, faces)))
    for sheet, rows in sheets:
        unicode = [_unicode(texts, faces, told) if faces or told.nameless else texts for texts, faces in rows]
        _add_sheet(builder, sheet.title, _shown_cells(unicode, marks.get(sheet.title, _Marks()), sheet.title, builder))
    return builder.build(raw)


def read_csv(path: Path, source: str) -> Document:
    """The CSV file at `path`, its cells parted by tabs, semicolons, commas or bars, in any encoding of `decode`."""
    raw = load(path)
    text = decode(raw).replace("\r\n", "\n").replace("\r", "\n")
    text, delimiter = _delimiter(text)
    builder = Builder(source)
    rows = list(islice(csv.reader(io.StringIO(text), delimiter=delimiter), MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        builder.warn(_too_long(source))
    _add_rows(builder, rows[:MAX_ROWS])
    return builder.build(raw)


def _too_long(name: str) -> str:
    return f"Chỉ đọc {MAX_ROWS} dòng đầu của {name!r}."


def _delimiter(text: str) -> tuple[str, str]:
    """`text` without Excel's "sep=;" line, and what parts its cells: what all lines have alike, and most of."""
    named = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    if named:
        return text[named.end() :], named[1]
    head = "\n".join(text.split("\n")[:_SNIFFED_LINES])

    def fit(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter) if any(row)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) * (usual > 1), usual)

    return text, max(_DELIMITERS, key=fit)


def _check(raw: bytes) -> Mapping[str, _Marks]:
    """What each sheet merges and hides. Raises UnreadableError for a workbook that would fill the memory."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = archive.infolist()
        texts = sum(member.file_size for member in members if member.filename.endswith("sharedStrings.xml"))
        if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES or texts > MAX_TEXT_BYTES:
            raise UnreadableError("bảng tính quá lớn. Hãy xóa các dòng trống, bỏ ảnh hoặc tách thành nhiều tệp.")
        if any(b"<!DOCTYPE" in _head(archive, member) for member in members if member.filename.endswith(".xml")):
            raise UnreadableError("bảng tính chứa khai báo lạ (DTD). Hãy mở bằng Excel và lưu lại dạng .xlsx.")
        return {name: _marks(archive, part) for name, part in _sheets(archive)}


def _head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        return file.read(1000).replace(b"\x00", b"")


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in etree.fromstring(archive.read("xl/workbook.xml"), parser).iter("{*}sheet"):
        part = posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get(_RELATION), ""))).lstrip("/")
        if part in archive.NameToInfo:
            yield sheet.get("name", ""), part


def _marks(archive: zipfile.ZipFile, part: str) -> _Marks:
    """What a sheet merges and hides: openpyxl, reading row by row, does not tell."""
    marks = _Marks()
    with archive.open(part) as file:
        rest = b""
        while (chunk := file.read(_CHUNK)) and len(marks.merged) + len(marks.rows) < _MAX_MARKS:
            rest += chunk
            end = 0
            for match in _MERGED.finditer(rest) if _SOUGHT[0] in rest else ():
                end = match.end()
                left, top, right, bottom = match.groups()
                marks.merged.append((int(top) - 1, _column(left), int(bottom) - 1, _column(right)))
            for match in _HIDDEN.finditer(rest) if _SOUGHT[1] in rest else ():
                end = max(end, match.end())
                _hide(marks, match[1], [int(number) for number in _NUMBERS.findall(match[2])])
            rest = rest[max(end, len(rest) - _TAG) :]
    return marks


def _hide(marks: _Marks, what: bytes, numbers: Sequence[int]) -> None:
    hidden = range(min(numbers, default=1) - 1, min(max(numbers, default=0), MAX_ROWS))
    (marks.rows if what == b"row" else marks.columns).update(hidden)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _visible(book: Any, builder: Builder) -> Iterator[Any]:
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield sheet
        else:
            builder.warn(f"Trang tính ẩn {sheet.title!r} không được đọc.")


def _rows(
    sheet: Any, builder: Builder, face: Callable[[Any], legacy.Font] | None
) -> Iterator[tuple[Row, list[legacy.Font]]]:
    """The cells' texts, and their fonts where `face` tells them; the size that the file claims is not believed."""
    sheet.reset_dimensions()
    styles: dict[int, str] = {}
    blank = 0
    for place, cells in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 1)):  # a bound on columns would fill each row
        cells = cells[:MAX_COLUMNS]
        texts = [_shown(cell, styles) for cell in cells]
        blank = 0 if any(texts) else blank + 1
        if blank > MAX_BLANK:
            return
        if place == MAX_ROWS:
            builder.warn(_too_long(sheet.title))
            return
        yield texts, [face(cell) for cell in cells] if face else []


def _face(cell: Any) -> legacy.Font:
    return legacy.font(cell.font.name) if isinstance(cell.value, str) and cell.font else legacy.PLAIN


def _unicode(texts: Row, faces: Sequence[legacy.Font], told: legacy.Told) -> Row:
    return [legacy.set_in(text, face, told) for text, face in zip(texts, faces or repeat(legacy.PLAIN), strict=False)]


def _faced(texts: Row, faces: Sequence[legacy.Font]) -> Iterable[tuple[legacy.Font, str]]:
    """The texts of a row with their fonts; together where these say nothing."""
    return zip(faces, texts, strict=False) if faces else [(legacy.PLAIN, "\n".join(texts))]


def _shown(cell: Any, styles: dict[int, str]) -> str:
    """A cell's value as Excel in Vietnam shows it. `styles` keeps how numbers are shown: looking it up takes long."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    style = styles.get(cell._style_id)
    if style is None:
        style = styles[cell._style_id] = cell.number_format or ""
    if isinstance(value, datetime | date | time):
        return _moment(value, style.lower())
    return _number(value, style) if isinstance(value, int | float) else str(value)


def _moment(value: datetime | date | time, style: str) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, datetime) and (value.hour or value.minute):
        return value.strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y" if "d" in style or "y" not in style else "%m/%Y")


def _number(value: float, style: str) -> str:
    if "%" in style:
        return f"{value * 100:.10g}%".replace(".", ",")
    if "," in style:
        return f"{value:,.0f}".replace(",", ".")
    return f"{value:.15g}".replace(".", ",") if isinstance(value, float) else str(value)


def _shown_cells(rows: list[Row], marks: _Marks, name: str, builder: Builder) -> list[Row]:
    """`rows` with merged cells filled and without hidden columns; hidden rows, which a filter may hide, are kept."""
    rows = _spread(rows, marks.merged)
    if any(any(rows[at]) for at in marks.rows if at < len(rows)):
        builder.warn(f"Trang tính {name!r} có dòng ẩn; các dòng đó vẫn được đọc.")
    if any(row[at] for row in rows for at in marks.columns if at < len(row)):
        builder.warn(f"Trang tính {name!r} có cột ẩn; các cột đó không được đọc. Hãy bỏ ẩn nếu cần.")
        rows = [[text for at, text in enumerate(row) if at not in marks.columns] for row in rows]
    return rows


def _spread(rows: list[Row], merged: Iterable[tuple[int, int, int, int]]) -> list[Row]:
    """`rows` with the text of a merged range in each of its cells."""
    for top, left, bottom, right in merged:
        text = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        for row in rows[top : bottom + 1] if text else ():
            end = min(right + 1, MAX_COLUMNS)
            row += [""] * (end - len(row))
            row[left:end] = [text, *[_Covered(text.strip())] * (end - left - 1)]
    return rows


def _add_sheet(builder: Builder, name: str, rows: list[Row]) -> None:
    if any(text.strip() for row in rows for text in row):
        if not _NO_NAME.fullmatch(name):
            builder.add(BlockKind.HEADING, name)
        _add_rows(builder, rows)


def _add_rows(builder: Builder, rows: Sequence[Row]) -> None:
    """Append `rows`: the table, what stands above and below it, and the signature, column by column."""
    columns = _used_columns(rows)
    rows = [_whole(row, columns) for row in rows]
    first, end, signature = _stretches(rows)
    _add_lines(builder, rows[:first])
    _add_table(builder, rows[first:end])
    _add_lines(builder, rows[end:signature])
    for column in zip(*rows[signature:], strict=True):
        for text in dict.fromkeys(filter(None, column)):
            builder.add(kind_of(text), text)


def _stretches(rows: Sequence[Row]) -> tuple[int, int, int]:
    """Where the table begins, the row behind it, and where a signature below it begins.

    The table goes on as long as rows have many cells or a number, or follow without a blank one.
    """
    filled = [len(set(filter(None, row))) for row in rows]
    wide = max(2, min(_TABLE, max(filled, default=0)))
    first = next((at for at, count in enumerate(filled) if count >= wide), len(rows))
    signature = first + signature_at(rows[first:])
    last = first
    for at in range(first + 1, signature):
        if filled[at] >= wide or (filled[at] > 1 and (at == last + 1 or is_number(rows[at][0]))):
            last = at
    return first, min(last + 1, signature), signature


def _add_lines(builder: Builder, rows: Sequence[Row]) -> None:
    """Append `rows` outside the table: what fills one cell is text (title, place and date, notes)."""
    table: int | None = None
    for row in rows:
        texts = set(filter(None, row))
        if len(texts) == 1:
            text = texts.pop()
            builder.add(kind_of(text), text)
            table = None
        elif texts:
            table = builder.new_table() if table is None else table
            builder.row(_cells(row), table=table)


def _add_table(builder: Builder, rows: Sequence[Row]) -> None:
    table = builder.new_table()
    for row in rows:
        if any(row):
            builder.row(_cells(row), table=table)


def _used_columns(rows: Sequence[Row]) -> range:
    """From the first to the last column that holds anything."""
    used = {at for row in rows for at, text in enumerate(row[:MAX_COLUMNS]) if text.strip()}
    return range(min(used), max(used) + 1) if used else range(0)


def _whole(row: Row, columns: range) -> Row:
    """The texts of `row` in `columns`, empty where it has none."""
    texts = [text if isinstance(text, _Covered) else text.strip() for text in row[columns.start : columns.stop]]
    return texts + [""] * (len(columns) - len(texts))


def _cells(row: Row) -> list[Spread]:
    """The cells of `row`, a merged one once."""
    cells: list[Spread] = []
    for text in row:
        if isinstance(text, _Covered) and cells:
            cells[-1] = cells[-1][0], cells[-1][1] + 1
        else:
            cells.append((text, 1))
    return cells
