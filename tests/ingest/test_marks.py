"""The values that the lines of a cell are: paragraphs, or names one below another."""

import pytest

from ingest.document import Cell, Span
from ingest.readers.marks import listed

NAMES = ["Trần Văn Gió", "Phạm Thị Lá", "Võ Mây"]


def in_cell(lines: list[str], *, is_laid: bool = False) -> str:
    return Cell(" ".join(lines), Span("a.txt", 0, 0), listed(lines, is_laid=is_laid)).listed


@pytest.mark.parametrize("is_laid", [False, True])
def test_names_one_below_another_are_parted_by_commas(is_laid: bool) -> None:
    assert in_cell(NAMES, is_laid=is_laid) == "Trần Văn Gió, Phạm Thị Lá, Võ Mây"


def test_paragraphs_with_commas_are_parted_by_semicolons() -> None:
    assert in_cell(["Sở Mây, Sở Gió", "Phòng Lá"]) == "Sở Mây, Sở Gió; Phòng Lá"


@pytest.mark.parametrize(
    "lines", [["Sở Nông nghiệp và", "Môi trường"], ["Rà soát", "văn bản"], ["Trước ngày", "30/11"]]
)
def test_a_line_that_goes_on_is_no_value(lines: list[str]) -> None:
    assert in_cell(lines) == " ".join(lines)


@pytest.mark.parametrize("lines", [["Sở Văn hóa", "Thể thao"], ["Nguyễn Thị", "Minh Anh"], ["Báo cáo", "Hình ảnh"]])
def test_where_a_cell_may_have_been_too_narrow_only_names_are_values(lines: list[str]) -> None:
    assert in_cell(lines, is_laid=True) == " ".join(lines)


def test_what_ends_with_a_pause_is_parted_already() -> None:
    assert in_cell(["Sở Mây;", "Sở Gió"]) == "Sở Mây; Sở Gió"


def test_bullets_part_by_themselves() -> None:
    assert in_cell(["- Sở Mây", "- Sở Gió"]) == "- Sở Mây - Sở Gió"
