"""A table as an Excel file."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_ROW_HEAD = 1
_DAY = "dd/mm/yyyy"
_FORMULA = ("=", "+", "-", "@")  # how a cell begins that a spreadsheet may take for a formula


Value = str | int | date | None
"""What a cell holds."""


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is in characters, as Excel measures it."""

    name: str
    width: int


def workbook(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> bytes:
    """An .xlsx file with one sheet: a frozen head with filters, texts wrapped and always texts, days that sort."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = title
    for at, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    for down, row in enumerate(([column.name for column in columns], *rows), _ROW_HEAD):
        for at, value in enumerate(row, 1):
            _fill(sheet.cell(down, at), value, head=down == _ROW_HEAD)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _lay_out(sheet)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _fill(cell: "Cell", value: Value, *, head: bool) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value) or None if isinstance(value, str) else value
    if isinstance(value, str) and value:
        cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
        cell.quotePrefix = value.startswith(_FORMULA)  # so that it stays text when somebody edits the cell
    if isinstance(value, date):
        cell.number_format = _DAY
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font = Font(bold=True)


def _lay_out(sheet: "Worksheet") -> None:
    """On paper: as wide as the page, the head on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_ROW_HEAD}:{_ROW_HEAD}"
