"""Tables: what each column says, rows whole again after a page break, flattened tables made rows."""

from importlib.resources import files
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Block, BlockKind, Cell, Span
from ingest.plan import FieldKind
from ingest.tables import ORDER, TITLE, Row, is_data, label_kind, labels, read_rows, spread, tables
from ingest.vietnamese import fold

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


def line(text: str, at: int) -> Block:
    return Block(BlockKind.PARAGRAPH, text, Span("a.txt", at, at + len(text)))


def flat(*texts: str) -> list[Row]:
    """The rows of a table that stands one cell a line."""
    return [
        row
        for table in tables(spread([line(text, at * 100) for at, text in enumerate(texts)]))
        for row in read_rows(table)
    ]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Cơ quan chủ trì:", "lead"),
        ("Đơn vị chủ trì", "lead"),
        ("CHỦ TRÌ", "lead"),
        ("co quan chu tri", "lead"),
        ("Cơ quan thực hiện", "performer"),
        ("Cơ quan phối hợp", "coordinator"),
        ("Thời gian thực hiện", "time"),
        ("Tần suất", "frequency"),
        ("Cách thức thực hiện", "method"),
        ("Sản phẩm", "product"),
        ("Kinh phí", "budget"),
        ("Cơ quan, đơn vị chủ trì", "lead"),
        ("Thời gian thực hiện (dự kiến)", "time"),
        ("TT", ORDER),
        ("Nội dung", TITLE),
    ],
)
def test_a_label_says_what_its_line_is_about(label: str, kind: str) -> None:
    assert label_kind(label) == kind


@pytest.mark.parametrize("text", ["", "Phòng Nội vụ", "Mục đích", "Kinh phíx", "Chủ trì cuộc họp giao ban", "1"])
def test_other_words_are_no_label(text: str) -> None:
    assert label_kind(text) is None


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


def test_a_table_with_a_header_is_data() -> None:
    assert is_data([row_block(HEADER)])


def test_a_letterhead_is_no_data() -> None:
    assert not is_data([row_block(["UBND XÃ SÔNG MÂY", "Độc lập"]), row_block(["Số: 4/KH-UBND", "ngày 2/3/2024"])])


def test_tables_are_told_apart_by_their_number() -> None:
    assert [len(table) for table in tables([row_block(["a"]), row_block(["b"]), row_block(["c"], table=1)])] == [2, 1]


FLAT = ("TT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian")


def test_a_table_of_one_cell_a_line_is_rows_again() -> None:
    first, second = flat(
        *FLAT, "1", "Viết bài", "Phòng Nội vụ", "Sở Mây", "Quý I", "2", "In", "Phòng Tư pháp", "Ban Gió", "Quý II"
    )
    assert (first.title.text, said(first)[FieldKind.LEAD], said(first)[FieldKind.TIME]) == (
        "Viết bài",
        "Phòng Nội vụ",
        "Quý I",
    )
    assert second.number == "2"


def test_a_flattened_row_may_lack_a_cell() -> None:
    (row,) = flat(*FLAT, "1", "Viết bài", "Phòng Nội vụ", "Quý I")
    assert said(row)[FieldKind.TIME] == "Quý I"


def test_a_flattened_cell_may_have_two_lines() -> None:
    (row,) = flat(*FLAT, "1", "Viết bài", "đăng trang tin", "Phòng Nội vụ", "Sở Mây", "Quý I")
    assert row.title.text == "Viết bài đăng trang tin"


def test_text_that_is_no_table_is_left_as_it_is() -> None:
    blocks = [line(text, at * 100) for at, text in enumerate(["TT", "Đoạn văn", "1", "Việc"])]
    assert spread(blocks) == blocks


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*FLAT, "1", "2", "Viết bài", "Phòng Nội vụ", "Quý I", "- Họp", ""]), max_size=20))
def test_spreading_a_table_loses_no_line(texts: list[str]) -> None:
    blocks = [line(text, at * 100) for at, text in enumerate(texts)]
    said_after = [cell.text for block in spread(blocks) for cell in block.cells or (block,)]
    assert sorted(" ".join(said_after).split()) == sorted(" ".join(texts).split())


CELLS = st.sampled_from(
    ["", "1", "2.", "I", "A", "STT", "Nội dung", "Chủ trì", "Thời gian", "Viết bài", "Phòng Nội vụ", "Quý I"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=8))
def test_what_a_row_says_stands_in_the_table(lines: list[list[str]]) -> None:
    written = {word for texts in lines for text in texts for word in text.split()}
    assert {word for row in rows(*lines) for cell in row.cells for word in cell.text.split()} <= written


def label_rows() -> list[list[str]]:
    text = (files("ingest") / "data" / "labels.tsv").read_text(encoding="utf-8")
    return [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]


def test_a_label_has_a_known_kind() -> None:
    assert {kind for kind, _ in label_rows()} == {*FieldKind, ORDER, TITLE}


def test_labels_are_folded() -> None:
    assert [label for _, label in label_rows() if label != " ".join(fold(label).split())] == []


def test_every_label_is_listed_once() -> None:
    assert len(labels()) == len(label_rows())


def test_performing_is_not_leading() -> None:
    assert labels()["co quan thuc hien"] != labels()["co quan chu tri"]
