"""Plain text becomes blocks: wrapped lines joined, tables read, every block cut out of the text where it says."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ingest.document import Block, BlockKind, Document
from ingest.lines import lines
from ingest.readers.text import from_string, plain, read_text

HEADER = ["STT", "Nội dung", "Chủ trì", "Thời gian"]
_PAGE_WITHIN_ROWS = re.compile(r"\t.*\n[\s\d–-]+\n.*\t")
"""The number of a page between two rows, which is left out."""
_MARKUP = re.compile(r"[\s\x00-\x1f*_`|\-–—=]+")


def read(text: str) -> Document:
    return from_string(text, "a.txt", "")


def texts(text: str) -> list[str]:
    return [block.text for block in read(text).blocks]


def bars(*rows: list[str]) -> str:
    """Rows as crawled pages hold them: a bar on a line of its own in front of each cell and behind the last."""
    return "\n".join("\n|\n".join(["", *row, ""]).strip("\n") for row in rows) + "\n"


def cells(text: str) -> list[list[str]]:
    return [[cell.text for cell in block.cells] for block in read(text).blocks if block.kind is BlockKind.ROW]


def test_lines_of_a_paragraph_are_joined() -> None:
    assert texts("Ủy ban nhân dân xã\nSông Mây giao việc\ncho các ấp.\n\nMục sau.") == [
        "Ủy ban nhân dân xã Sông Mây giao việc cho các ấp.",
        "Mục sau.",
    ]


@pytest.mark.parametrize("kind", ["KẾ HOẠCH", "BÁO CÁO", "CHỈ THỊ", "THÔNG BÁO", "LỊCH CÔNG TÁC", "**QUYẾT ĐỊNH:**"])
def test_the_kind_of_a_document_and_its_day_stand_alone_whatever_is_around(kind: str) -> None:
    head = ["ỦY BAN NHÂN DÂN", "HUYỆN MAI SƠN", "Mai Sơn, ngày 15 tháng 01 năm 2026", kind, "Làm đường bản Nà Ớt"]
    found = texts("\n".join(head))
    assert kind.strip("*") in [text.strip("*") for text in found]
    assert "Mai Sơn, ngày 15 tháng 01 năm 2026" in found


def test_a_kind_in_a_sentence_does_not_part_it() -> None:
    assert texts("Các thôn căn cứ\nKế hoạch\nnày mà làm.") == ["Các thôn căn cứ Kế hoạch này mà làm."]


def test_a_row_between_bars_below_a_line_begins_a_table() -> None:
    rows = [HEADER, ["1", "Họp", "Sở Mây", "Quý I"]]
    assert cells("(Kèm theo Kế hoạch số 4)\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)) == rows


def test_a_table_of_one_cell_a_line_begins_right_below_a_line() -> None:
    text = "\n".join(["(Kèm theo Kế hoạch số 4)", *HEADER, "1", "Họp", "Sở Mây", "Quý I"])
    assert texts(text)[:2] == ["(Kèm theo Kế hoạch số 4)", "STT"]


def test_the_number_of_a_page_cuts_no_table_of_tabs() -> None:
    lines = [
        "\t".join(HEADER),
        "1\tHọp\tSở Mây\tQuý I",
        "",
        "2",
        "",
        "2\tIn\tSở Gió\tQuý II",
        "",
        "3",
        "",
        "III. KINH PHÍ",
    ]
    blocks = read("\n".join(lines)).blocks
    assert [block.text for block in blocks if block.kind is not BlockKind.ROW] == ["3", "III. KINH PHÍ"]


def test_a_label_begins_a_paragraph() -> None:
    assert texts("Nhiệm vụ 1. In tờ rơi\nChủ trì: Sở Mây.\nHạn: quý I.") == [
        "Nhiệm vụ 1. In tờ rơi",
        "Chủ trì: Sở Mây.",
        "Hạn: quý I.",
    ]


def test_what_a_plan_is_attached_to_is_no_part_of_its_title() -> None:
    assert texts("KẾ HOẠCH\nIn tờ rơi năm 2026\n(Ban hành kèm theo Quyết định số 7/QĐ-UBND)") == [
        "KẾ HOẠCH",
        "In tờ rơi năm 2026",
        "(Ban hành kèm theo Quyết định số 7/QĐ-UBND)",
    ]


def test_a_paragraph_cut_by_a_page_break_is_one() -> None:
    assert texts("Các ấp treo băng rôn\n\nPage 2\n\ntại nhà văn hóa.") == ["Các ấp treo băng rôn tại nhà văn hóa."]


def test_a_joined_paragraph_spans_the_page_break() -> None:
    text = "Các ấp treo băng rôn\n\nPage 2\n\ntại nhà văn hóa."
    assert read(text).cut(read(text).blocks[0].span) == text


def test_a_paragraph_that_ended_is_not_gone_on_with() -> None:
    assert len(texts("Treo băng rôn.\n\ntại nhà văn hóa.")) == 2


def test_pages_are_counted_by_their_marks() -> None:
    assert [block.span.page for block in read("Một.\n\nTrang 2\n\nHai.\n\n\fBa.\n\nBốn.").blocks] == [1, 2, 3]


@pytest.mark.parametrize("mark", ["-", "+", "1.", "1.2.", "a)", "(1)", "II.", "Điều 3", "**2.**", "•"])
def test_a_marked_line_begins_a_block(mark: str) -> None:
    assert len(texts(f"Việc phải làm gồm\n{mark} In tờ rơi")) == 2


@pytest.mark.parametrize("mark", ["-", "+", "•"])
def test_a_bullet_is_an_item(mark: str) -> None:
    assert read(f"{mark} In tờ rơi").blocks[0].kind is BlockKind.ITEM


def test_a_range_of_years_cut_by_the_line_is_no_bullet() -> None:
    assert texts("Giai đoạn 2021\n- 2025 của huyện") == ["Giai đoạn 2021 - 2025 của huyện"]


@pytest.mark.parametrize("line", ["Số: 12/KH-UBND", "KẾ HOẠCH", "Nơi nhận:", "Phụ lục II"])
def test_a_line_of_the_letterhead_stands_alone(line: str) -> None:
    assert line in texts(f"Dòng trên\n{line}\nDòng dưới")


@pytest.mark.parametrize(
    ("marked", "bare"),
    [
        ("**Cơ quan:** Phòng", "Cơ quan: Phòng"),
        ("*Kinh phí*", "Kinh phí"),
        ("_in nghiêng_", "in nghiêng"),
        ("<b>đậm</b>", "đậm"),
        ("ma_so", "ma_so"),
        ("a\n b", "a b"),
    ],
)
def test_mark_up_is_no_text(marked: str, bare: str) -> None:
    assert plain(marked) == bare


@pytest.mark.parametrize("rule", ["-----", "=====", "_____", "***", "–––"])
def test_a_rule_is_no_block(rule: str) -> None:
    assert texts(f"Trên\n\n{rule}\n\nDưới.") == ["Trên", "Dưới."]


def test_tabs_make_rows() -> None:
    assert cells("STT\tNội dung\tChủ trì\n1\tViết bài\tPhòng Nội vụ\n") == [
        ["STT", "Nội dung", "Chủ trì"],
        ["1", "Viết bài", "Phòng Nội vụ"],
    ]


def test_empty_cells_between_tabs_stay() -> None:
    assert cells("1\t\tQuý I\n2\tIn\t\n") == [["1", "", "Quý I"], ["2", "In", ""]]


def test_rows_behind_a_page_break_belong_to_the_table_above() -> None:
    text = "STT\tNội dung\tChủ trì\n1\tViết bài\tPhòng A\nPage 2\n2\tIn\tPhòng B\n"
    assert {block.table for block in read(text).blocks} == {0}


def test_two_tables_are_told_apart() -> None:
    text = "1\tViết\tPhòng A\n\nĐoạn văn ở giữa.\n\n1\tIn\tPhòng B\n"
    assert [block.table for block in read(text).blocks if block.kind is BlockKind.ROW] == [0, 1]


def test_bars_make_rows() -> None:
    rows = [
        HEADER,
        ["1", "Viết bài", "Phòng A", "Quý I"],
        ["2", "In", "Phòng B", "Quý II"],
        ["3", "Dán", "C", "Quý III"],
    ]
    assert cells(bars(*rows)) == rows


def test_a_cell_between_bars_may_have_several_lines() -> None:
    assert cells(
        bars(HEADER, ["1", "Viết bài\nvà đăng", "Phòng A", "Quý I"], ["2", "In", "B", "I"], ["3", "X", "C", "I"])
    )[1] == ["1", "Viết bài và đăng", "Phòng A", "Quý I"]


def test_an_empty_cell_between_bars_keeps_its_column() -> None:
    rows = [HEADER, ["1", "Viết bài", "Phòng A", "Quý I"], ["2", "In", "", "Quý II"], ["3", "Dán", "C", "Quý III"]]
    assert cells(bars(*rows))[2] == ["2", "In", "", "Quý II"]


def test_dots_in_place_of_left_out_rows_part_the_rows_beside_them() -> None:
    first, last = ["1", "Viết bài", "Phòng A", "Quý I"], ["9", "Dán áp phích", "Phòng C", "Quý III"]
    assert cells(bars(HEADER, [*first, "….........", *last])) == [HEADER, first, last]


def test_a_group_row_between_bars_is_not_filled_up() -> None:
    rows = [HEADER, ["I", "TRUYỀN THÔNG"], ["1", "Viết bài", "Phòng A", "Quý I"], ["2", "In", "B", "Quý II"]]
    assert cells(bars(*rows)) == rows


def test_a_letterhead_between_bars_is_lines() -> None:
    text = bars(["ỦY BAN NHÂN DÂN\nXÃ SÔNG MÂY", "Độc lập"], ["Số: 4/KH-UBND", "Sông Mây, ngày 2/3/2024"])
    found = list(lines(from_string(text, "a.txt", "")))
    assert "Số: 4/KH-UBND" in [line.text for line in found]
    assert not any(line.cells for line in found)


def test_a_rule_in_a_letterhead_hides_nothing_below_it() -> None:
    text = bars(["UBND XÃ SÔNG MÂY\n-----\nSố: 4/KH-UBND", "Độc lập"])
    assert texts(text) == ["UBND XÃ SÔNG MÂY Số: 4/KH-UBND | Độc lập"]


def test_a_table_between_bars_ends_before_the_text_below() -> None:
    rows = [HEADER, ["1", "Viết", "A", "I"], ["2", "In", "B", "II"], ["3", "Dán", "C", "III"]]
    assert texts(bars(*rows) + "\nĐoạn văn sau bảng.")[-1] == "Đoạn văn sau bảng."


LINES = [
    "I. VIỆC PHẢI LÀM",
    "1. Phòng Nội vụ",
    "Theo dõi việc in tờ rơi ở các ấp và đăng bài trên trang tin.",
    "Họp mỗi tuần.",
]


def test_without_empty_lines_a_line_is_a_paragraph() -> None:
    assert texts("\n".join(LINES * 4)) == LINES * 4


def test_without_empty_lines_a_full_line_still_goes_on() -> None:
    wrapped = ["Theo dõi việc in tờ rơi ở các ấp và đăng bài, giao cho Phòng", "Nội vụ của huyện."]
    assert " ".join(wrapped) in texts("\n".join([*LINES * 4, *wrapped]))


def test_with_empty_lines_short_lines_are_joined() -> None:
    assert texts("\n\n".join("Việc\nlàm." for _ in range(20))) == ["Việc làm."] * 20


def test_a_file_is_composed_and_its_line_ends_settled(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Ke\u0302\u0301 hoa\u0323ch\r\nnăm 2024".encode())
    assert read_text(tmp_path / "a.txt", "a.txt").text == "Kế hoạch\nnăm 2024"


PIECES = st.sampled_from(
    [
        "I. MỤC ĐÍCH",
        "1. Việc",
        "a) Bước",
        "- Gạch",
        "+ Cộng",
        "Page 2",
        "|",
        "",
        "",
        "STT",
        "1",
        "2.",
        "Nội dung",
        "Số: 1/KH",
        "KẾ HOẠCH",
        "**Đậm:** chữ",
        "nối tiếp dòng",
        "Quý I\tPhòng\tBài",
        "\tX\t",
        "----",
        "- 2025",
        "đến 2021",
        "\f",
        "Phụ lục",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("\n".join), st.text(max_size=80))
_EXAMPLES = settings(max_examples=150, deadline=None)


def squeezed(text: str) -> str:
    return _MARKUP.sub("", plain(text))


@_EXAMPLES
@given(TEXTS)
@example("|\na\n|\n|\nb\n|\nc")
def test_every_block_says_what_stands_at_its_span(text: str) -> None:
    document = read(text)

    def stands(block: Block) -> bool:
        said = "".join(cell.text for cell in block.cells) or block.text
        return squeezed(said) in squeezed(re.sub(r"(?m)^(?:Page \d+|\f.*)$", "", document.cut(block.span)))

    assert [block for block in document.blocks if not stands(block)] == []


@_EXAMPLES
@given(TEXTS)
@example("1\n|\n2")
def test_no_text_is_lost(text: str) -> None:
    assume(not _PAGE_WITHIN_ROWS.search(text))
    said = "".join(cell.text for block in read(text).blocks for cell in block.cells or (block,))
    written = "\n".join(
        line for line in text.split("\n") if not re.match(r"^\s*#*\s*(?:Page|Trang)\s+\d+\s*$|^\f", line)
    )
    assert sorted(squeezed(said)) == sorted(squeezed(written))


@_EXAMPLES
@given(TEXTS)
def test_blocks_stand_in_the_order_of_the_text(text: str) -> None:
    starts = [block.span.start for block in read(text).blocks]
    assert starts == sorted(starts)


def test_rows_between_bars_are_a_table() -> None:
    text = "| TT | Việc | Chủ trì |\n|---|:---|---|\n| **1** | Họp dân | Sở Mây |\n| 2 | | Sở Gió |\n\nHết."
    assert cells(text) == [["TT", "Việc", "Chủ trì"], ["1", "Họp dân", "Sở Mây"], ["2", "", "Sở Gió"]]
    assert texts(text)[-1] == "Hết."


def test_a_heading_with_number_signs_stands_alone() -> None:
    assert texts("Đoạn trên.\n## II. KINH PHÍ\nDo ngân sách xã cấp.") == [
        "Đoạn trên.",
        "II. KINH PHÍ",
        "Do ngân sách xã cấp.",
    ]


def test_a_sentence_that_ends_short_of_the_margin_ends_its_paragraph() -> None:
    wide = "Ủy ban nhân dân xã Sông Mây giao các ấp lập danh sách hộ cần hướng dẫn nộp hồ sơ qua mạng"
    assert texts(f"{wide}\ntrong tháng 5.\nQuý III/2025:\n- Họp ấp.") == [
        f"{wide} trong tháng 5.",
        "Quý III/2025:",
        "- Họp ấp.",
    ]


def test_a_number_on_a_line_of_its_own_goes_with_what_follows() -> None:
    assert texts("**1.\nNhiệm vụ của các xã, các ấp trong toàn huyện Sông Mây**") == [
        "1. Nhiệm vụ của các xã, các ấp trong toàn huyện Sông Mây"
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_number_on_a_line_of_its_own_begins_an_item(gap: str) -> None:
    lines = [
        "2. Việc của các ấp",
        "2.1.",
        "Mở lớp ở ấp Gió",
        "- Thời gian: quý I.",
        "2.2",
        "Đào mương",
        "a)",
        "Họp dân",
    ]
    joined = ["2. Việc của các ấp", "2.1. Mở lớp ở ấp Gió", "- Thời gian: quý I.", "2.2 Đào mương", "a) Họp dân"]
    assert [" ".join(text.split()) for text in texts(gap.join(lines))] == joined


def test_a_number_that_a_sentence_leaves_open_begins_no_item() -> None:
    assert len(texts("Các ấp làm theo khoản\n2.\nViệc khác do xã lo.")) == 1


def test_a_heading_in_capitals_ends_where_its_capitals_end() -> None:
    assert texts("VI. CHẾ ĐỘ BÁO CÁO\nCác ấp báo cáo hằng tháng") == ["VI. CHẾ ĐỘ BÁO CÁO", "Các ấp báo cáo hằng tháng"]


def test_a_dash_inside_the_name_of_an_agency_begins_no_item() -> None:
    assert texts("Đề án sắp xếp các bến đò do xã lập, giao Phòng Tổ chức\n- Hành chính thẩm tra.\n- In tờ rơi.") == [
        "Đề án sắp xếp các bến đò do xã lập, giao Phòng Tổ chức - Hành chính thẩm tra.",
        "- In tờ rơi.",
    ]


def test_lines_that_end_in_a_carriage_return_are_lines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("KẾ HOẠCH\r\r1. Rà soát\r- Chủ trì: Sở Mây\r".encode())
    document = read_text(tmp_path / "a.txt", "a.txt")
    assert [block.text for block in document.blocks] == ["KẾ HOẠCH", "1. Rà soát", "- Chủ trì: Sở Mây"]


def test_letters_that_lines_in_a_row_begin_with_are_bullets(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1. Rà soát\n\nØ Chủ trì: Sở Mây\n\nØ Thời gian: Quý I\n", encoding="utf-8")
    document = read_text(tmp_path / "a.txt", "a.txt")
    assert [document.cut(block.span) for block in document.blocks[1:]] == ["- Chủ trì: Sở Mây", "- Thời gian: Quý I"]
