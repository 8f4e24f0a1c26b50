"""Tables: what each column says, rows whole again after a page break."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Block, BlockKind, Cell, Span
from ingest.plan import FieldKind
from ingest.rows import Row, read_rows
from ingest.tables import is_data, settled, signature_at, tables

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


def test_a_row_of_a_timetable_without_a_day_is_of_the_day_above() -> None:
    header = ["Ngày", "Thời gian", "Nội dung", "Chủ trì"]
    first = ["Thứ 3 (04/02)", "8h00", "Giao ban tuần", "Đ/c Hoan"]
    below = rows(header, first, ["", "14h00", "Tiếp đoàn của tỉnh", "Đ/c Vân"])[1]
    assert [field.value.text for field in below.fields if field.label == "Ngày"] == ["Thứ 3 (04/02)"]


def test_an_empty_first_cell_of_other_tables_stays_empty() -> None:
    header = ["Sản phẩm", "Nội dung", "Chủ trì"]
    below = rows(header, ["Báo cáo quý", "Tổng hợp số liệu", "Sở Nội vụ"], ["", "Mở lớp tập huấn", "Sở Tư pháp"])[1]
    assert FieldKind.PRODUCT not in said(below)


def test_a_merged_cell_names_no_agency() -> None:
    row = rows(HEADER, ["1", "Rà", "Bài", "Sở Mây"], ["Chung", "Chung", "Chung", "Chung", "Chung", "9 đồng"])[-1]
    assert FieldKind.LEAD not in said(row)


TASK = ["1", "Viết bài", "Bài viết", "Phòng A", "Phòng B", "Quý I"]
OTHER = ["", "In sổ tay", "Sổ tay", "Phòng C", "Phòng D", "Quý II"]


def test_a_row_without_number_that_says_all_again_is_one_of_its_own() -> None:
    assert [row.title.text for row in rows(HEADER, TASK, OTHER)] == ["Viết bài", "In sổ tay"]


def test_a_whole_row_below_a_page_break_is_one_of_its_own() -> None:
    assert len(rows(HEADER, TASK, HEADER, OTHER)) == 2


def test_rows_of_a_blank_number_column_are_rows() -> None:
    first = ["", "Viết bài", "", "Phòng A", "", ""]
    second = ["", "In sổ tay", "", "", "Phòng D", ""]
    assert [row.title.text for row in rows(HEADER, first, second)] == ["Viết bài", "In sổ tay"]


@pytest.mark.parametrize(
    "rest",
    [
        ["", "trên đài và đăng lên cổng", "Tin", "Phòng C", "Phòng D", "Quý II"],
        ["", "", "", "Phòng C", "", ""],
        ["", "Đài truyền thanh", "", "", "Xã Mây", ""],
    ],
    ids=["in small letters", "without title", "few cells"],
)
def test_a_row_that_is_cut_goes_on(rest: list[str]) -> None:
    assert len(rows(HEADER, TASK, rest)) == 1


def test_a_row_goes_on_in_a_cell_that_ends_unfinished() -> None:
    first = ["1", "Viết bài", "Bài", "Phòng A,", "", ""]
    assert len(rows(HEADER, first, ["", "Đăng bài", "Tin", "Phòng C", "", ""])) == 1


@pytest.mark.parametrize(
    "numbers",
    [
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)=(4)+(5)"],
        ["1", "2", "3", "4", "5", "6"],
        ["A", "B", "1", "2", "3", "4"],
        ["", "(1)", "(2)", "(3)", "(4)", "(5)"],
    ],
    ids=["brackets", "bare", "letters", "without the first"],
)
def test_the_numbers_of_the_columns_are_no_row(numbers: list[str]) -> None:
    assert [row.title.text for row in rows(HEADER, numbers, TASK)] == ["Viết bài"]


def test_figures_that_are_in_no_order_are_a_row() -> None:
    assert len(rows(["TT", "Nội dung", "Số xã", "Số thôn"], ["1", "12", "7", "30"])) == 1


@pytest.mark.parametrize("total", ["Tổng cộng", "CỘNG", "Tổng cộng (1+2):", "Cộng mục I"])
def test_a_total_is_no_row(total: str) -> None:
    assert len(rows(HEADER, TASK, ["", total, "", "", "", "9 đồng"])) == 1


def test_a_head_that_is_parted_lends_its_kind_to_its_parts() -> None:
    above = ["STT", "Nhiệm vụ", "Thời gian", "Thời gian", "Chủ trì"]
    below = ["STT", "Nhiệm vụ", "Bắt đầu từ", "Đến", "Chủ trì"]
    (row,) = rows(above, below, ["1", "Viết bài", "Tháng 1", "Tháng 3", "Phòng A"])
    assert [(field.kind, field.label, field.value.text) for field in row.fields] == [
        (FieldKind.TIME, "Bắt đầu từ", "Tháng 1"),
        (FieldKind.TIME, "Đến", "Tháng 3"),
        (FieldKind.LEAD, "Chủ trì", "Phòng A"),
    ]


def test_the_parts_of_a_head_may_stand_alone_in_their_row() -> None:
    above, below = ["STT", "Nhiệm vụ", "Thực hiện", "", "Kết quả"], ["", "", "Chủ trì", "Phối hợp", ""]
    (row,) = rows(above, below, ["1", "Viết bài", "Phòng A", "Phòng B", "Bài"])
    assert said(row) == {
        FieldKind.LEAD: "Phòng A",
        FieldKind.COORDINATOR: "Phòng B",
        FieldKind.PRODUCT: "Bài",
    }


def test_a_mark_in_a_column_of_a_quarter_says_when() -> None:
    (row,) = rows(["STT", "Nhiệm vụ", "Chủ trì", "Quý I", "Quý II"], ["1", "Viết bài", "Phòng A", "", "X"])
    time = row.fields[-1]
    assert (time.kind, time.value.text, len(time.value.spans)) == (FieldKind.TIME, "Quý II", 2)


def test_a_bare_number_below_the_quarters_says_which() -> None:
    above = ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian (quý)", "Thời gian (quý)"]
    (row,) = rows(above, ["STT", "Nhiệm vụ", "Chủ trì", "I", "II"], ["1", "Viết bài", "Phòng A", "x", ""])
    assert said(row)[FieldKind.TIME] == "Quý I"


def test_a_mark_in_another_column_is_a_note() -> None:
    (row,) = rows(["STT", "Nhiệm vụ", "Chủ trì", "Đã xong"], ["1", "Viết bài", "Phòng A", "x"])
    assert (row.fields[-1].kind, row.fields[-1].value.text) == (FieldKind.NOTE, "x")


def test_a_cell_that_names_both_roles_is_parted() -> None:
    cell = "Chủ trì: Phòng A Phối hợp: Phòng B"
    (row,) = rows(["STT", "Nhiệm vụ", "Cơ quan thực hiện"], ["1", "Viết bài", cell])
    assert said(row) == {FieldKind.LEAD: "Phòng A", FieldKind.COORDINATOR: "Phòng B"}


def table(number: int, *lines: list[str]) -> list[Block]:
    return [row_block(line, number * 1000 + at * 100, number) for at, line in enumerate(lines)]


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text, Span("a.txt", 0, len(text)))


def tasks(blocks: list[Block]) -> list[Row]:
    found = [block for block in settled(blocks) if block.kind is BlockKind.ROW]
    return [row for rows_of in tables(found) for row in read_rows(rows_of)]


def lines_of(blocks: list[Block]) -> list[str]:
    return [block.text for block in settled(blocks) if block.kind is not BlockKind.ROW]


SECOND = ["2", "In sổ tay", "Sổ tay", "Phòng C", "Phòng D", "Quý II"]


def test_a_table_that_follows_without_a_header_takes_over_the_one_above() -> None:
    first, second = tasks([*table(0, HEADER, TASK), *table(1, SECOND)])
    assert said(first).keys() == said(second).keys()


def test_a_table_whose_numbers_go_on_below_a_line_takes_over_the_header() -> None:
    blocks = [*table(0, HEADER, TASK), paragraph("(tiếp theo)"), *table(1, SECOND)]
    assert said(tasks(blocks)[1])[FieldKind.LEAD] == "Phòng C"


def test_a_row_that_two_tables_part_is_whole() -> None:
    (row,) = tasks([*table(0, HEADER, TASK), *table(1, ["", "và đăng bài", "", "", "", ""])])
    assert row.title.text == "Viết bài và đăng bài"


def test_a_table_below_a_line_whose_numbers_begin_anew_is_another() -> None:
    blocks = [*table(0, HEADER, TASK), paragraph("Các lớp tập huấn"), *table(1, TASK)]
    assert tasks(blocks)[1].fields == ()


def test_a_table_with_other_columns_is_another() -> None:
    assert tasks([*table(0, HEADER, TASK), *table(1, ["2", "In sổ tay", "Phòng C"])])[1].fields == ()


def test_a_table_that_takes_over_a_header_hands_it_on() -> None:
    third = ["3", "Kiểm tra", "Báo cáo", "Phòng E", "", "Quý III"]
    found = tasks([*table(0, HEADER, TASK), *table(1, SECOND), *table(2, third)])
    assert said(found[2])[FieldKind.TIME] == "Quý III"


def test_a_signature_below_a_table_takes_over_no_header() -> None:
    signature = table(1, ["", "", "", "TM. ỦY BAN NHÂN DÂN", "", ""])
    assert settled([*table(0, HEADER, TASK), *signature])[2:] == signature


def test_a_few_numbered_rows_without_header_are_data() -> None:
    assert is_data([row_block(["1", "In sổ tay", "Phòng Mây"])])


def test_a_total_below_the_rows_is_a_line() -> None:
    blocks = table(0, HEADER, TASK, ["", "Tổng cộng", "", "", "", "9 đồng"])
    assert (lines_of(blocks), len(tasks(blocks))) == (["Tổng cộng: 9 đồng"], 1)


def test_a_signature_in_the_last_row_is_a_table_of_its_own() -> None:
    blocks = settled(table(0, HEADER, TASK, ["Nơi nhận: - Như trên", "", "", "CHỦ TỊCH Lê Mây", "", ""]))
    assert [len(found) for found in tables(blocks)] == [2, 1]


def test_what_has_a_number_below_it_is_no_signature() -> None:
    assert signature_at([["1", "a", "b"], ["", "CHỦ TỊCH", ""], ["2", "c", ""]]) == 3


KEYS = [["Cơ quan chủ trì", "Phòng A"], ["Thời gian:", "Quý I"]]


def test_a_table_of_labels_and_values_is_lines_with_labels() -> None:
    assert lines_of(table(0, *KEYS)) == ["Cơ quan chủ trì: Phòng A", "Thời gian: Quý I"]


@pytest.mark.parametrize("title", [["Viết bài", "Viết bài"], ["Nhiệm vụ", "Viết bài"], ["Viết bài", ""]])
def test_a_row_of_such_a_table_says_what_is_to_be_done(title: list[str]) -> None:
    first, *_ = settled(table(0, title, *KEYS))
    assert (first.kind, first.text) == (BlockKind.HEADING, "Viết bài")


@pytest.mark.parametrize("more", [["Họ và tên", "Lê Mây"], ["STT", "Nội dung"]])
def test_a_table_that_also_says_other_things_stays_a_table(more: list[str]) -> None:
    assert lines_of(table(0, *KEYS, more)) == []


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


SETTLED = st.sampled_from(
    ["", "1", "2", "STT", "Nội dung", "Chủ trì", "Thời gian", "Viết bài", "Phòng Mây", "Tổng cộng", "CHỦ TỊCH"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.lists(SETTLED, min_size=2, max_size=4).filter(any), min_size=1, max_size=4), max_size=4))
def test_no_text_of_tables_is_lost(found: list[list[list[str]]]) -> None:
    blocks = [block for number, lines in enumerate(found) for block in table(number, *lines)]
    told = {word for block in settled(blocks) for word in block.text.replace("|", " ").replace(":", " ").split()}
    labels = {"Nội", "dung"}  # of a row that says what is to be done
    assert {word for block in blocks for word in block.text.replace("|", " ").split()} - told <= labels
