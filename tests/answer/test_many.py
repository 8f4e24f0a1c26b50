"""Questions over many records: by time, agency and part, counted, compared, and turns that point back at a list."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.listing import LONGEST
from answer.many import ordinal_in
from answer.period import period_in, whole_year
from ingest.vietnamese import fold
from tests.answer.asking import opened, plan_from

TODAY = date(2024, 5, 15)  # a Wednesday
PLAN = """UBND HUYỆN BA TRI
Số: 17/KH-UBND
Ba Tri, ngày 09 tháng 01 năm 2024
KẾ HOẠCH
Trồng hoa ven đường năm 2024

I. NHIỆM VỤ

1. Ươm cây giống tại vườn của huyện
- Cơ quan chủ trì: Phòng Kinh tế.
- Cơ quan phối hợp: Phòng Nội vụ.
- Thời gian thực hiện: Quý II.
- Sản phẩm: Báo cáo kết quả.

2. Đắp bồn hoa trước trụ sở
- Cơ quan chủ trì: Phòng Nội vụ.
- Cơ quan phối hợp: Phòng Kinh tế.
- Thời gian thực hiện: trước ngày 20/5/2024.

3. Tưới cây trong mùa khô
- Cơ quan chủ trì: Phòng Tài chính.
- Thời gian thực hiện: trước ngày 15/10/2024.

4. Chấm điểm các tuyến đường hoa
- Cơ quan chủ trì: Phòng Nội vụ.
- Thời gian thực hiện: trước ngày 30/4/2024.

5. Nhổ cỏ quanh gốc cây
- Cơ quan chủ trì: Đoàn Thanh niên.
- Thời gian thực hiện: hằng tháng.
"""
OTHER = (
    PLAN.replace("BA TRI", "GIỒNG TRÔM").replace("Ba Tri", "Giồng Trôm").replace("Phòng Kinh tế", "Phòng Công thương")
)
ITEMS = {
    "ươm": "Ươm cây giống", "đắp": "Đắp bồn hoa", "tưới": "Tưới cây", "chấm": "Chấm điểm", "nhổ": "Nhổ cỏ",
}  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    index = opened(
        tmp_path_factory.mktemp("many") / "data", plan_from(PLAN, "ba-tri.txt"), plan_from(OTHER, "giong-trom.txt")
    )
    yield Assistant(index)
    index.close()


def ask(assistant: Assistant, text: str, *history: str, place: str | None = "Ba Tri") -> Answer:
    return assistant.answer(Question(text, place, None, history, TODAY))


def told(answer: Answer) -> set[str]:
    return {name for name, title in ITEMS.items() if f"- {title}" in answer.text}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("việc nào đến hạn trong quý II?", {"ươm", "đắp", "chấm"}),
        ("viec nao den han trong thang 10", {"tưới"}),
        ("tuần sau phải xong việc gì?", {"đắp"}),
        ("việc nào phải xong trước ngày 1/6/2024?", {"đắp", "chấm"}),
        ("những việc nào có hạn sau ngày 1/6?", {"ươm", "tưới"}),
        ("việc nào đã quá hạn?", {"chấm"}),
        ("sắp tới có việc nào đến hạn?", {"đắp"}),
        ("những việc nào chưa tới hạn?", {"ươm", "đắp", "tưới"}),
        ("việc nào làm hằng tháng?", {"nhổ"}),
        ("Phòng Nội vụ chủ trì những việc nào?", {"đắp", "chấm"}),
        ("Phòng Nội vụ phối hợp những việc nào?", {"ươm"}),
        ("phong kinh te phoi hop nhung viec nao", {"đắp"}),
        ("Phòng Nội vụ có việc nào đến hạn trong tháng 5?", {"đắp"}),
        ("nhiệm vụ nào có sản phẩm là báo cáo?", {"ươm"}),
    ],
)
def test_a_list_is_complete_and_exact(assistant: Assistant, question: str, expected: set[str]) -> None:
    answer = ask(assistant, question)
    assert (answer.status, told(answer)) == ("answered", expected)


def test_a_count_gives_the_list_that_it_counts(assistant: Assistant) -> None:
    answer = ask(assistant, "có bao nhiêu việc giao Phòng Nội vụ?")
    assert answer.text.startswith("Có 3 việc")
    assert told(answer) == {"ươm", "đắp", "chấm"}


def test_each_item_is_quoted_with_its_time(assistant: Assistant) -> None:
    answer = ask(assistant, "việc nào đến hạn trong tháng 10?")
    assert any("15/10/2024" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("Phòng Tài chính có việc nào đến hạn trong quý I?", "nếu không kể thời hạn thì có 1 việc"),
        ("Phòng Tài chính phối hợp những việc nào?", "không có việc nào ghi Phòng Tài chính phối hợp"),
        ("việc nào phải xong trong tháng 12?", "hạn từ 01/12/2024 đến 31/12/2024"),
    ],
)
def test_where_nothing_fits_it_says_which_filter_failed(assistant: Assistant, question: str, lacking: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, lacking in answer.text) == ("not_found", True)


def test_two_places_are_told_side_by_side(assistant: Assistant) -> None:
    answer = ask(assistant, "so sánh Ba Tri và Giồng Trôm: ai chủ trì ươm cây giống?", place=None)
    assert [line.split(":")[0] for line in answer.text.splitlines() if line.startswith("Huyện")] == [
        "Huyện Ba Tri (2024)",
        "Huyện Giồng Trôm (2024)",
    ]
    assert "Phòng Kinh tế" in answer.text
    assert "Phòng Công thương" in answer.text


def test_the_next_quarter_is_that_behind_the_one_asked_about(assistant: Assistant) -> None:
    answer = ask(assistant, "thế quý sau?", "việc nào đến hạn trong quý III?")
    assert told(answer) == {"tưới"}


def test_the_second_of_a_list_is_the_record_that_was_shown_second(assistant: Assistant) -> None:
    answer = ask(assistant, "việc thứ hai do ai làm?", "Phòng Nội vụ chủ trì những việc nào?")
    assert "Nhiệm vụ: Chấm điểm các tuyến đường hoa" in answer.text


def test_more_than_was_shown_is_not_made_up(assistant: Assistant) -> None:
    answer = ask(assistant, "việc thứ chín do ai làm?", "Phòng Nội vụ chủ trì những việc nào?")
    assert (answer.status, "chỉ có 2 việc" in answer.text) == ("not_found", True)


def test_an_overview_names_the_work_and_who_has_most_of_it(assistant: Assistant) -> None:
    text = ask(assistant, "tổng quan kế hoạch trồng hoa").text
    assert all(title in text for title in ITEMS.values())
    assert "Được giao nhiều việc nhất: Phòng Nội vụ (2 nhiệm vụ)" in text


def test_a_long_list_says_what_it_leaves_out_and_goes_on(tmp_path: Path) -> None:
    heads, _, _ = PLAN.partition("1. Ươm")
    tasks = "\n".join(
        f"{n}. Trồng cây số {n} dọc tuyến đường {'thứ nhất ' * 12}của huyện\n- Cơ quan chủ trì: Phòng Nội vụ.\n"
        for n in range(1, 61)
    )
    index = opened(tmp_path / "data", plan_from(heads + tasks, "dai.txt"))
    assistant = Assistant(index)
    question = "Phòng Nội vụ chủ trì những việc nào?"
    first = ask(assistant, question)
    more = ask(assistant, "còn gì nữa?", question)
    shown = first.text.count("\n- ") + more.text.count("\n- ")
    assert "Có 60 việc" in first.text
    assert len(first.text) < LONGEST + 400
    assert f"Còn {60 - first.text.count(chr(10) + '- ')} việc" in first.text
    assert "Trồng cây số 1 " in first.text
    assert "Trồng cây số 1 " not in more.text
    assert shown <= 60
    index.close()


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("trong tháng 10", date(2024, 10, 1), date(2024, 10, 31)),
        ("quý 3", date(2024, 7, 1), date(2024, 9, 30)),
        ("trước ngày 30/6", None, date(2024, 6, 30)),
        ("trước tháng 6", None, date(2024, 5, 31)),
        ("đến hạn trong quý I/2025", date(2025, 1, 1), date(2025, 3, 31)),
        ("từ tháng 3 đến tháng 5", date(2024, 3, 1), date(2024, 5, 31)),
        ("6 tháng đầu năm", date(2024, 1, 1), date(2024, 6, 30)),
        ("tuần này", date(2024, 5, 13), date(2024, 5, 19)),
        ("tháng sau", date(2024, 6, 1), date(2024, 6, 30)),
        ("hôm nay", TODAY, TODAY),
        ("từ nay đến hết năm", TODAY, date(2024, 12, 31)),
    ],
)
def test_days_of_a_question(text: str, since: date | None, until: date | None) -> None:
    found = period_in(fold(text), TODAY, 2024)
    assert found is not None
    assert (found.since, found.until) == (since, until)


@pytest.mark.parametrize("text", ["kế hoạch năm 2024", "kế hoạch ngày 09/01/2024", "ai chủ trì?", "ngày 31/02/2024"])
def test_a_whole_year_the_day_of_a_document_and_an_impossible_day_are_no_period(text: str) -> None:
    assert period_in(fold(text), TODAY, 2024) is None


def test_a_year_is_a_time_where_something_is_to_be_done_in_it() -> None:
    found = whole_year(fold("phải xong trong năm 2025"))
    assert found is not None
    assert (found.since, found.until) == (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "number"), [("viec thu hai", 2), ("viec so 3", 3), ("cai dau tien", 1), ("viec nao", None)]
)
def test_which_of_a_list_is_meant(text: str, number: int | None) -> None:
    assert ordinal_in(text) == number


@given(st.text(max_size=60), st.integers(2000, 2060))
def test_no_text_breaks_the_reading_of_days(text: str, year: int) -> None:
    found = period_in(fold(text), date(year, 2, 28), year)
    assert found is None or found.since is None or found.until is None or found.since <= found.until or found.text
