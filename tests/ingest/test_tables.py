"""Tables: what each column says, rows whole again after a page break."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Block, BlockKind, Cell, Span
from ingest.plan import FieldKind
from ingest.tables import Row, is_data, read_rows, tables

HEADER = ["STT", "Nội dung", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian"]


def row_block(texts: list[str], at: int = 0, table: int = 0) -> Block:
    starts = count(at)
    cells = tuple(
        Cell(text, Span("a.txt", start, start + len(text))) for text, start in zip(texts, starts, strict=False)
    )
    return Block(BlockKind.ROW, " | ".join(texts), Span("a.txt", at, at + 50), cells=cells, table=table)


def rows(*lines: list[str]) -> list[Row]:
    return list(read_rows([row_block(line, at * 100) for at, line in enumerate(lines)]))


def said(row: Row) -> dict[FieldKind, str]:
    return {field.kind: field.value.text for field in row.fields}


def test_a_row_says_of_each_column_what_its_header_says() -> None:
    (row,) = rows(HEADER, ["1", "Viết bài", "Bài viết", "Phòng A", "Phòng B", "Quý I"])
    assert (row.number, row.title.text) == ("1", "Viết bài")
    assert said(row) == {
        FieldKind.PRODUCT: "Bài viết",
        FieldKind.LEAD: "Phòng A",
        FieldKind.COORDINATOR: "Phòng B",
        FieldKind.TIME: "Quý I",
    }


def test_a_field_keeps_the_label_of_its_column() -> None:
    (row,) = rows(["STT", "Nội dung", "Đơn vị chủ trì"], ["1", "Viết bài", "Phòng A"])
    assert [field.label for field in row.fields] == ["Đơn vị chủ trì"]


def test_columns_may_stand_in_any_order() -> None:
    (row,) = rows(["TT", "Thời gian", "Chủ trì", "Nhiệm vụ"], ["1", "Quý I", "Phòng A", "Viết bài"])
    assert row.title.text == "Viết bài"


def test_an_empty_cell_says_nothing() -> None:
    (row,) = rows(HEADER, ["1", "Viết bài", "", "Phòng A", "", "Quý I"])
    assert set(said(row)) == {FieldKind.LEAD, FieldKind.TIME}


def test_a_repeated_header_is_no_row() -> None:
    one, two = (["1", "Viết", "Bài", "A", "B", "Quý I"], ["2", "In", "Tờ", "A", "B", "Quý II"])
    assert [row.number for row in rows(HEADER, one, HEADER, two)] == ["1", "2"]


def test_a_row_broken_over_pages_is_whole() -> None:
    (row,) = rows(
        HEADER, ["1", "Viết bài", "Bài", "Phòng Mây", "Xã", "Quý I"], HEADER, ["", "và đăng", "", "và Gió", "", ""]
    )
    assert (row.title.text, said(row)[FieldKind.LEAD]) == ("Viết bài và đăng", "Phòng Mây và Gió")


def test_a_broken_row_has_the_spans_of_both_halves() -> None:
    (row,) = rows(HEADER, ["1", "Viết bài", "Bài", "A", "B", "Quý I"], ["", "và đăng", "", "", "", ""])
    assert [span.start for span in row.title.spans] == [101, 201]


@pytest.mark.parametrize("group", [["I", "TRUYỀN THÔNG", "", "", "", ""], ["TRUYỀN THÔNG"] * 6])
def test_a_group_row_heads_the_rows_below(group: list[str]) -> None:
    (row,) = rows(HEADER, group, ["1", "Viết", "Bài", "A", "B", "Quý I"])
    assert "TRUYỀN THÔNG" in row.group[0]


def test_a_group_ends_with_the_next_of_its_depth() -> None:
    task = ["1", "Viết", "Bài", "A", "B", "Quý I"]
    groups = [["I", "MỘT", "", "", "", ""], ["1.1", "Nhỏ", "", "", "", ""], ["II", "HAI", "", "", "", ""]]
    assert rows(HEADER, *groups, task)[0].group == ("II. HAI",)


def test_a_number_column_that_the_header_lacks_is_known_by_its_numbers() -> None:
    (row,) = rows(["Nội dung", "Chủ trì", "Thời gian"], ["1", "Viết bài", "Phòng A", "Quý I"])
    assert (row.number, said(row)[FieldKind.LEAD]) == ("1", "Phòng A")


def test_a_column_that_no_label_names_is_kept_with_its_head() -> None:
    (row,) = rows(["STT", "Đơn vị được kiểm tra", "Buổi", "Phụ trách"], ["1", "Xã Mây", "Sáng", "Phòng Gió"])
    assert [(field.kind, field.label, field.value.text) for field in row.fields] == [
        (FieldKind.NOTE, "Buổi", "Sáng"),
        (FieldKind.LEAD, "Phụ trách", "Phòng Gió"),
    ]


def test_the_first_row_heads_columns_that_no_label_names() -> None:
    first, *_ = rows(["Giải", "Bảng A", "Bảng B"], *([name, "2 giải", "3 giải."] for name in ("Nhất", "Nhì", "Ba")))
    assert (first.title.text, first.fields[1].label) == ("Nhất", "Bảng B")


def test_a_first_row_that_names_an_agency_is_data() -> None:
    lines = [["In sổ tay", "Phòng Mây", f"Quý {quarter}"] for quarter in ("I", "II", "III", "IV")]
    assert len(rows(*lines)) == 4


@pytest.mark.parametrize("ditto", ["nt", "-nt-", "Như trên", '"'])
def test_a_cell_may_say_that_it_is_as_above(ditto: str) -> None:
    _, second = rows(HEADER, ["1", "Rà", "Báo cáo", "Sở Mây"], ["2", "Soát", ditto, "Sở Gió"])
    assert (said(second)[FieldKind.PRODUCT], len(second.fields[0].value.spans)) == ("Báo cáo", 2)


def test_a_merged_cell_names_no_agency() -> None:
    row = rows(HEADER, ["1", "Rà", "Bài", "Sở Mây"], ["Tổng", "Tổng", "Tổng", "Tổng", "Tổng", "9 đồng"])[-1]
    assert FieldKind.LEAD not in said(row)


def test_a_table_with_a_header_is_data() -> None:
    assert is_data([row_block(HEADER)])


def test_a_letterhead_is_no_data() -> None:
    assert not is_data([row_block(["UBND XÃ SÔNG MÂY", "Độc lập"]), row_block(["Số: 4/KH-UBND", "ngày 2/3/2024"])])


def test_tables_are_told_apart_by_their_number() -> None:
    assert [len(table) for table in tables([row_block(["a"]), row_block(["b"]), row_block(["c"], table=1)])] == [2, 1]


CELLS = st.sampled_from(
    ["", "1", "2.", "I", "A", "STT", "Nội dung", "Chủ trì", "Thời gian", "Viết bài", "Phòng Nội vụ", "Quý I"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=8))
def test_what_a_row_says_stands_in_the_table(lines: list[list[str]]) -> None:
    written = {word for texts in lines for text in texts for word in text.split()}
    assert {word for row in rows(*lines) for cell in row.cells for word in cell.text.split()} <= written
