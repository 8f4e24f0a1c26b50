"""The tree that numbering draws: which marker closes which, and what hangs below what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Block, BlockKind, Span
from ingest.outline import Node, asks_all, head_of, outline


def block(text: str, at: int = 0, kind: BlockKind = BlockKind.PARAGRAPH, level: int | None = None) -> Block:
    return Block(kind, text, Span("a.txt", at, at + len(text)), level)


def tree(*lines: str) -> list[Node]:
    return outline([block(line, at * 100) for at, line in enumerate(lines)])


def path_of(last: str, *above: str) -> tuple[str, ...]:
    """The headings above `last`, which stands behind the lines `above`."""
    nodes = [node for top in tree(*above, last) for node in top.walk()]
    return next(node for node in nodes if node.block.text == last).path


def test_a_number_above_999_follows_the_one_before_it() -> None:
    marks = [top.mark for top in tree("999. In tờ rơi", "1000. Dán áp phích", "1001. Viết bài")]
    assert marks == ["999", "1000", "1001"]


def test_a_year_that_begins_a_line_is_no_number() -> None:
    nodes = [node for top in tree("3. In tờ rơi trong năm", "2026. Dán áp phích") for node in top.walk()]
    assert [node.mark for node in nodes] == ["3", ""]


@pytest.mark.parametrize(
    ("text", "mark", "title"),
    [
        ("I. MỤC ĐÍCH", "I", "MỤC ĐÍCH"),
        ("1. In tờ rơi", "1", "In tờ rơi"),
        ("3.2. Ban Tài chính", "3.2", "Ban Tài chính"),
        ("108. Sơn lại biển tên", "108", "Sơn lại biển tên"),
        ("2.1 Viết bài", "2.1", "Viết bài"),
        ("b) Sở Nội vụ", "b", "Sở Nội vụ"),
        ("(2) Dán áp phích", "(2)", "Dán áp phích"),
        ("Điều 4. Hiệu lực", "Điều 4", "Hiệu lực"),
        ("Phần II. VIỆC LÀM", "Phần II", "VIỆC LÀM"),
        ("II- VIỆC LÀM", "II", "VIỆC LÀM"),
        ("1- Ban Tổ chức", "1", "Ban Tổ chức"),
        ("10 - 15 người", "", "10 - 15 người"),
        ("- Gạch đầu dòng", "", "Gạch đầu dòng"),
        ("Không đánh số", "", "Không đánh số"),
        ("Il. VIỆC LÀM", "II", "VIỆC LÀM"),
        ("20/3/2024 là hạn", "", "20/3/2024 là hạn"),
        ("10.000 đồng", "", "10.000 đồng"),
    ],
)
def test_a_line_has_its_number_and_its_title(text: str, mark: str, title: str) -> None:
    (node,) = tree(text)
    assert (node.mark, node.title) == (mark, title)


def test_a_deeper_marker_stands_below() -> None:
    lines = ["I. A", "1. B", "1.1. C", "a) D", "- E"]
    assert path_of("+ F", *lines) == ("I. A", "1. B", "1.1. C", "a. D", "E")


@pytest.mark.parametrize(
    ("closed", "closing"), [("1. B", "2. C"), ("1.1. B", "1.2. C"), ("a) B", "b) C"), ("- B", "- C")]
)
def test_a_marker_closes_its_like(closed: str, closing: str) -> None:
    assert path_of(closing, "I. A", closed) == ("I. A",)


def test_a_roman_number_closes_all_below_it() -> None:
    assert path_of("II. D", "I. A", "1. B", "- C") == ()


def test_a_plan_may_leave_out_levels() -> None:
    assert path_of("- Việc", "I. A") == ("I. A",)


def test_i_behind_h_is_a_letter() -> None:
    assert path_of("I. Chín", "A. Một", "H. Tám") == ()
    assert path_of("1. Việc", "H. Tám", "I. Chín") == ("I. Chín",)


def test_a_plain_paragraph_closes_the_bullets_above_it() -> None:
    assert path_of("Kinh phí do huyện cấp.", "1. A", "- B", "+ C") == ("1. A",)


def test_a_paragraph_that_tells_of_a_bullet_stays_below_it() -> None:
    assert path_of("Thời gian hoàn thành: Quý II", "1. A", "- Viết bài") == ("1. A", "Viết bài")


@pytest.mark.parametrize("first", ["Đơn vị chủ trì: Phòng A", "Tần suất: mỗi tuần", "- Cơ quan chủ trì: Phòng A"])
def test_a_label_tells_of_the_task_and_not_of_the_label_above_it(first: str) -> None:
    assert path_of("Thời gian thực hiện: Quý II", "1. Viết bài", first) == ("1. Viết bài",)


@pytest.mark.parametrize("closing", ["Các đơn vị làm theo kế hoạch này./.", "Trên đây là kế hoạch của huyện"])
def test_closing_words_stand_below_no_heading(closing: str) -> None:
    assert path_of(closing, "I. A", "1. B") == ()


def test_a_row_hangs_below_its_heading() -> None:
    (top,) = outline([block("I. BẢNG"), block("1 | Viết", 20, BlockKind.ROW)])
    assert [child.block.kind for child in top.children] == [BlockKind.ROW]


def test_a_heading_of_the_file_counts_without_a_number() -> None:
    (top,) = outline([block("Mục đích", 0, BlockKind.HEADING, 2), block("- A", 20)])
    assert top.children[0].path == ("Mục đích",)


@pytest.mark.parametrize(
    ("title", "head"),
    [("Viết bài.", "Viết bài"), ("Phòng A: theo dõi việc in", "Phòng A"), ("Một " * 100, ("Một " * 30).strip() + "…")],
)
def test_a_heading_is_what_a_line_says_shortly(title: str, head: str) -> None:
    assert head_of(title) == head


MARKERS = st.sampled_from(
    ["I. ", "II. ", "A. ", "1. ", "2.1. ", "a) ", "- ", "+ ", "(1) ", "Điều 1. ", "Thời gian: ", "", "x./."]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(MARKERS, max_size=20))
def test_every_block_stands_in_the_tree_once_and_in_order(markers: list[str]) -> None:
    blocks = [block(f"{marker}Việc {at}", at * 100) for at, marker in enumerate(markers)]
    assert [node.block for top in outline(blocks) for node in top.walk()] == blocks


@pytest.mark.parametrize("closing", ["Trên đây là kế hoạch của xã", "Yêu cầu các ấp nghiêm túc thực hiện./."])
def test_closing_words_head_nothing(closing: str) -> None:
    assert path_of("- Các ấp", "I. A", closing) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UBND xã yêu cầu các ấp nghiêm túc triển khai thực hiện Kế hoạch này./.", True),
        ("Trên đây là Kế hoạch của xã; đề nghị các ấp thực hiện.", True),
        ("Các ấp báo cáo trước ngày 15/12/2026./.", False),
        ("Yêu cầu các ấp báo cáo hằng quý.", False),
    ],
)
def test_a_closing_that_asks_everybody_is_told_from_work(text: str, expected: bool) -> None:
    assert asks_all(text) == expected
