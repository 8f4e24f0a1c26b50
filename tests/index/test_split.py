"""A plan is cut into passages where it has structure, and every quote is cut out of its text."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.passage import Passage, PassageKind
from index.split import WHOLE, cut, split
from ingest.document import Span
from ingest.readers.text import from_string
from ingest.understand import understand
from ingest.vietnamese import words

HEAD = [
    "UBND XÃ SÔNG MÂY",
    "Số: 4/KH-UBND",
    "Sông Mây, ngày 02 tháng 3 năm 2024",
    "KẾ HOẠCH",
    "Truyền thông về một cửa",
]
TASK = ["1. In tờ rơi", "- Cơ quan chủ trì: Phòng Mây.", "- **Thời gian thực hiện:** Quý II."]
DUTY = ["1. Phòng Mây", "- Theo dõi việc in.", "- Họp mỗi tuần."]
SIGNED = ["Nơi nhận:", "- Các ấp;", "CHỦ TỊCH", "Trần Văn Mẫu"]
LONG = "Việc " * (WHOLE // 10)


def passages(*body: str) -> tuple[Passage, ...]:
    return split(understand(from_string("\n\n".join([*HEAD, *body]), "a.txt", "")))


def of(kind: PassageKind, *body: str) -> list[Passage]:
    return [passage for passage in passages(*body) if passage.kind is kind]


def spans(*ends: tuple[int, int]) -> list[Span]:
    return [Span("a.txt", start, end) for start, end in ends]


def test_a_task_is_one_passage() -> None:
    (task,) = of(PassageKind.TASK, "I. VIỆC LÀM", *TASK)
    assert task.quote == "\n\n".join(TASK)


def test_a_task_has_its_headings_above_it_and_its_own_last() -> None:
    (task,) = of(PassageKind.TASK, "I. VIỆC LÀM", *TASK)
    assert task.section == "I. VIỆC LÀM > 1. In tờ rơi"


COUNTED = ["STT\tĐịa điểm\tSố chậu", "1\tBờ kè\t3", "2\tChợ\t2"]


def test_a_row_that_assigns_nothing_is_a_passage_under_the_title_of_its_table() -> None:
    (_, row) = of(PassageKind.ROW, "I. VIỆC LÀM", "SỐ CHẬU HOA", "\n".join(COUNTED))
    assert (row.path, row.title) == (("I. VIỆC LÀM", "SỐ CHẬU HOA", "2. Chợ"), "Chợ")


def test_the_quote_of_a_row_says_before_each_value_what_it_counts() -> None:
    (_, row) = of(PassageKind.ROW, "I. VIỆC LÀM", "\n".join(COUNTED))
    assert row.quote == "Địa điểm … Chợ … Số chậu … 2"


def test_a_row_has_its_cells_as_fields() -> None:
    (_, row) = of(PassageKind.ROW, "I. VIỆC LÀM", "\n".join(COUNTED))
    assert [(field.label, field.value.text) for field in row.fields] == [("Địa điểm", "Chợ"), ("Số chậu", "2")]


def test_the_pieces_of_a_task_are_without_mark_up() -> None:
    (task,) = of(PassageKind.TASK, "I. VIỆC LÀM", *TASK)
    assert task.pieces[-1].text == "- Thời gian thực hiện: Quý II."


def test_a_task_has_its_fields() -> None:
    (task,) = of(PassageKind.TASK, "I. VIỆC LÀM", *TASK)
    assert [field.value.text for field in task.fields] == ["Phòng Mây.", "Quý II."]


def test_a_row_is_one_passage() -> None:
    table = "STT\tNội dung\tChủ trì\n1\tViết\tPhòng A\n2\tIn\tPhòng B"
    assert [task.quote for task in of(PassageKind.TASK, "I. BẢNG", table)] == ["1\tViết\tPhòng A", "2\tIn\tPhòng B"]


def test_a_duty_is_one_passage_with_its_agency() -> None:
    (duty,) = of(PassageKind.DUTY, "II. TỔ CHỨC", *DUTY)
    assert (duty.agency, duty.quote) == ("Phòng Mây", "\n\n".join(DUTY))


def test_a_duty_within_a_duty_is_said_once() -> None:
    (duty,) = of(PassageKind.DUTY, "II. TỔ CHỨC", *DUTY, "- Sở Gió chủ trì việc in ở các xã.")
    assert duty.agency == "Phòng Mây"


def test_a_long_duty_is_cut_by_item_under_its_heading() -> None:
    duties = of(PassageKind.DUTY, "II. TỔ CHỨC", "1. Phòng Mây", *(f"- {LONG}{at}" for at in range(3)))
    assert [duty.pieces[0].text for duty in duties] == ["1. Phòng Mây"] * 3


def test_lines_below_an_item_stay_with_it_when_a_section_is_cut() -> None:
    body = of(PassageKind.TEXT, "I. LỊCH", f"- Quý I: {LONG}", "+ Viết bài.", f"- Quý II: {LONG}", f"+ In. {LONG}")
    assert [len(passage.pieces) for passage in body] == [3, 3]


def test_a_short_section_is_one_passage() -> None:
    (text,) = of(PassageKind.TEXT, "I. MỤC ĐÍCH", "- Để dân biết.", "- Để cán bộ nắm.")
    assert (text.title, len(text.pieces)) == ("I. MỤC ĐÍCH", 3)


def test_a_heading_with_sections_below_is_no_passage_itself() -> None:
    assert [text.title for text in of(PassageKind.TEXT, "I. MỤC ĐÍCH", "1. Để dân biết.")] == ["1. Để dân biết."]


@pytest.mark.parametrize("title", [f"1. {LONG}", "1. Ba việc: viết bài, in tờ rơi và dán áp phích"])
def test_a_heading_that_says_more_than_a_heading_is_a_passage_though_sections_stand_below(title: str) -> None:
    assert [text.quote for text in of(PassageKind.TEXT, title, "a) Viết bài.")] == [title.strip(), "a) Viết bài."]


def test_a_heading_with_nothing_below_is_a_passage() -> None:
    assert [text.title for text in of(PassageKind.TEXT, "I. KINH PHÍ DO HUYỆN CẤP")] == ["I. KINH PHÍ DO HUYỆN CẤP"]


def test_what_a_task_says_is_said_in_no_section_again() -> None:
    assert of(PassageKind.TEXT, "I. VIỆC LÀM", *TASK, "2. Họp.")[0].quote == "2. Họp."


@pytest.mark.parametrize("line", ["Căn cứ Luật Sông ngòi;", "UBND xã làm các việc sau:"])
def test_what_a_plan_stands_on_is_a_passage_of_its_own(line: str) -> None:
    assert [basis.quote for basis in of(PassageKind.BASIS, line, "I. VIỆC LÀM", "1. Viết.")] == [line]


def test_the_head_holds_number_date_and_title() -> None:
    (head,) = of(PassageKind.HEAD, "I. VIỆC LÀM", "1. Viết.")
    assert [piece.text for piece in head.pieces] == [*HEAD[1:3], HEAD[4]]


def test_the_recipients_are_a_passage() -> None:
    assert "- Các ấp;" in [text.quote for text in of(PassageKind.TEXT, "I. VIỆC LÀM", "1. Viết.", *SIGNED)]


def test_the_signature_is_a_passage() -> None:
    (signature,) = of(PassageKind.SIGNATURE, "I. VIỆC LÀM", "1. Viết.", *SIGNED)
    assert signature.quote == "CHỦ TỊCH\n\nTrần Văn Mẫu"


def test_an_appendix_is_named_above_its_sections() -> None:
    (text,) = of(PassageKind.TEXT, "I. MỤC ĐÍCH", "Phụ lục", "DANH MỤC", "1. Mẫu đơn")[-1:]
    assert text.path[0] == "Phụ lục"


def test_passages_stand_in_the_order_of_the_text() -> None:
    starts = [passage.spans[0].start for passage in passages("I. VIỆC LÀM", *TASK, "II. TỔ CHỨC", *DUTY, *SIGNED)]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("ends", "quote"),
    [
        ([(0, 3), (4, 7)], "một hai"),
        ([(0, 3), (8, 10)], "một … ba"),
        ([(0, 7), (4, 7)], "một hai"),
        ([(0, 3), (0, 3)], "một"),
        ([(4, 7), (0, 3)], "hai … một"),
        ([(3, 3)], ""),
        ([], ""),
    ],
)
def test_spans_are_cut_as_one_where_only_white_space_parts_them(ends: list[tuple[int, int]], quote: str) -> None:
    assert cut("một hai ba", spans(*ends)) == quote


@pytest.mark.parametrize("between", ["\n\n", " ** ", "\n|\n", "\nPage 2\n"])
def test_mark_up_between_spans_is_no_gap(between: str) -> None:
    text = f"một{between}hai"
    assert cut(text, spans((0, 3), (len(text) - 3, len(text)))) == text


LINES = st.sampled_from(
    [
        *HEAD,
        *TASK,
        *DUTY,
        *SIGNED,
        "I. MỤC ĐÍCH",
        "II. TỔ CHỨC",
        "Căn cứ Luật Sông ngòi;",
        "Phụ lục",
        "QUYẾT ĐỊNH",
        "Điều 1. Ban hành.",
        "STT\tNội dung\tChủ trì\n1\tViết\tPhòng A\nPage 2\n\tvà in\t\n2\tIn\tB",
        "TT\n\nNội dung\n\nChủ trì\n\n1\n\nViết",
        "+ Họp",
        "Page 2",
        f"- {LONG}",
        "Thời gian: Quý I",
        "Giao Sở Gió chủ trì việc in ở các xã.",
        "Các xã làm theo./.",
        "|\nSTT\n|\nViệc\n|\n|\n1\n|\nHọp\n|",
    ]
)
TEXTS = st.one_of(
    st.lists(LINES, max_size=25).map("\n\n".join), st.lists(LINES, max_size=25).map("\n".join), st.text(max_size=60)
)
_EXAMPLES = settings(max_examples=120, deadline=None)


@_EXAMPLES
@given(TEXTS)
@example("")
@example("- Thời gian thực hiện: ")
def test_every_part_of_a_quote_stands_in_the_plan(text: str) -> None:
    plan = understand(from_string(text, "a.txt", ""))
    parts = [part for passage in split(plan) for part in passage.quote.split(" … ")]
    assert [part for part in parts if part not in plan.text] == []


@_EXAMPLES
@given(TEXTS)
def test_every_passage_says_something(text: str) -> None:
    assert all(passage.quote for passage in split(understand(from_string(text, "a.txt", ""))))


@_EXAMPLES
@given(TEXTS)
def test_every_span_of_a_passage_lies_within_the_plan(text: str) -> None:
    plan = understand(from_string(text, "a.txt", ""))
    ends = [(span.start, span.end) for passage in split(plan) for span in passage.spans]
    assert [(start, end) for start, end in ends if not 0 <= start <= end <= len(plan.text)] == []


@_EXAMPLES
@given(
    st.lists(
        st.sampled_from(["I. Một", "1. Hai", f"2. {LONG}", "1.1. Ba: bốn", "a) Năm", "- Sáu", "+ Bảy", "Tám."]),
        max_size=20,
    )
)
def test_what_a_body_says_is_said_in_a_passage_or_above_it(lines: list[str]) -> None:
    numbered = ["I. MỤC ĐÍCH", *(f"{line} {at}" for at, line in enumerate(lines))]
    said = {word for one in passages(*numbered) for text in (one.quote, *one.path) for word in words(text)}
    assert {word for line in numbered for word in words(line)} <= said
