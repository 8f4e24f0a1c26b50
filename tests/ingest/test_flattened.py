"""Tables that a crawl flattened to one cell a line become rows again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Block, BlockKind, Span
from ingest.flattened import spread
from ingest.plan import FieldKind
from ingest.readers.text import from_string
from ingest.rows import Row, read_rows
from ingest.tables import tables


def line(text: str, at: int) -> Block:
    return Block(BlockKind.PARAGRAPH, text, Span("a.txt", at, at + len(text)))


def flat(*texts: str) -> list[Row]:
    """The rows of a table that stands one cell a line."""
    return [
        row
        for table in tables(spread([line(text, at * 100) for at, text in enumerate(texts)]))
        for row in read_rows(table)
    ]


def said(row: Row) -> dict[FieldKind, str]:
    return {field.kind: field.value.text for field in row.fields}


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


ROW = ("Viết bài", "Phòng Nội vụ", "Sở Mây", "Quý I")


def test_numbers_begin_anew_below_each_group() -> None:
    read = flat(*FLAT, "I", "TIN BÀI", "1", *ROW, "II", "IN ẤN", "1", *ROW)
    assert [(row.number, row.group) for row in read] == [("1", ("I. TIN BÀI",)), ("1", ("II. IN ẤN",))]


def test_numbers_may_go_on_over_groups() -> None:
    read = flat(*FLAT, "A. CẤP TỈNH", "1", *ROW, "B. CẤP XÃ", "2", *ROW)
    assert [(row.number, row.group) for row in read] == [("1", ("A. CẤP TỈNH",)), ("2", ("B. CẤP XÃ",))]


def test_a_header_repeated_on_a_new_page_cuts_no_row() -> None:
    first, second = flat(*FLAT, "1", *ROW[:2], "7", *FLAT, *ROW[2:], "2", *ROW)
    assert (said(first)[FieldKind.TIME], second.number) == ("Quý I", "2")


def test_the_head_of_a_column_may_be_cut_in_two_lines() -> None:
    (row,) = flat("TT", "Nội dung", "Cơ quan", "chủ trì", "Cơ quan phối hợp", "Thời gian", "1", *ROW)
    assert said(row)[FieldKind.LEAD] == "Phòng Nội vụ"


def test_a_column_that_no_label_names_takes_its_line() -> None:
    (row,) = flat(
        "TT", "Tên thủ tục", "Lĩnh vực", "Cơ quan chủ trì", "Hạn gửi kết quả", "1", "Cấp thẻ", "Đất đai", "Sở C", "30/5"
    )
    assert {field.label: field.value.text for field in row.fields}["Lĩnh vực"] == "Đất đai"


def test_the_text_behind_a_table_is_no_part_of_its_last_row() -> None:
    blocks = spread(
        [line(text, at * 100) for at, text in enumerate((*FLAT, "1", *ROW, "III. KINH PHÍ", "Từ ngân sách."))]
    )
    assert [block.text for block in blocks if block.kind is not BlockKind.ROW] == ["III. KINH PHÍ", "Từ ngân sách."]


def test_cells_on_lines_without_gaps_are_told_apart_among_paragraphs_with_gaps() -> None:
    rows = [("TT", "Nội dung", "Chủ trì", "Thời gian"), ("I", "TIN BÀI"), ("1", "Viết bài", "Phòng Nội vụ", "Quý I")]
    prose = [f"Đoạn thứ {number} nói về việc khác." for number in range(9)]
    text = "\n\n".join([*prose, *("\n".join(row) for row in rows), "Đoạn cuối\nvẫn là một."])
    read = spread(list(from_string(text, "a.txt", "").blocks))
    assert [block.text for block in read[-3:]] == [
        "I | TIN BÀI |  | ",
        "1 | Viết bài | Phòng Nội vụ | Quý I",
        "Đoạn cuối vẫn là một.",
    ]


def test_a_post_may_lead_and_a_list_of_posts_is_one_cell() -> None:
    (row,) = flat(*FLAT, "1", "Số hóa học bạ", "Kế toán", "- Nhân viên thư viện", "- Giáo viên Tin học", "Trước 31/8")
    assert said(row) == {
        FieldKind.LEAD: "Kế toán",
        FieldKind.COORDINATOR: "- Nhân viên thư viện - Giáo viên Tin học",
        FieldKind.TIME: "Trước 31/8",
    }


def test_a_time_may_stand_inside_its_cell() -> None:
    (row,) = flat(*FLAT, "1", "Khảo sát phụ huynh", "Công đoàn", "02 đợt: tháng 5 và tháng 11")
    assert said(row)[FieldKind.TIME] == "02 đợt: tháng 5 và tháng 11"
