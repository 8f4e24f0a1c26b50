"""The Excel file, read back as a spreadsheet reads it."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.workbook import Column, workbook

COLUMNS = (Column("Việc", 60), Column("Năm", 8))


def sheet(*rows: tuple[str | None, int | None]) -> Any:
    """The one sheet of a workbook with these rows."""
    [found] = load_workbook(io.BytesIO(workbook("Nhiệm vụ", COLUMNS, rows))).worksheets
    return found


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://a.example")', "+84 255", "-1", "@SUM(A1)", "#N/A"])
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    cell = sheet((text, 2025))["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("text", ["=1+1", "+84 255", "-1", "@SUM(A1)"])
def test_text_like_a_formula_stays_text_when_it_is_edited(text: str) -> None:
    assert sheet((text, 2025))["A2"].quotePrefix


def test_plain_text_gets_no_quote_prefix() -> None:
    assert not sheet(("Tập huấn", 2025))["A2"].quotePrefix


def test_number_is_a_number() -> None:
    assert sheet(("Tập huấn", 2025))["B2"].data_type == "n"


def test_character_that_excel_cannot_hold_becomes_a_space() -> None:
    assert sheet(("Tập\x0bhuấn", 2025))["A2"].value == "Tập huấn"


def test_nothing_known_is_an_empty_cell() -> None:
    found = sheet(("", None))
    assert (found["A2"].value, found["B2"].value) == (None, None)


def test_head_is_frozen_and_can_be_filtered() -> None:
    found = sheet(("Tập huấn", 2025), ("Hội thi", 2024))
    assert (found.freeze_panes, found.auto_filter.ref, found["A1"].value) == ("A2", "A1:B3", "Việc")


def test_columns_are_as_wide_as_asked() -> None:
    assert [sheet().column_dimensions[letter].width for letter in "AB"] == [60, 8]
