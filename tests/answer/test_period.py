"""Days and places in a list that a question names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.period import period_in, today_said, whole_year
from answer.turns import ordinal_in
from ingest.vietnamese import fold
from tests.answer.planting import TODAY


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
        ("từ tháng 12 đến tháng 2", date(2024, 12, 1), date(2025, 2, 28)),
        ("quý 4/2024 và quý 1/2025", date(2024, 10, 1), date(2025, 3, 31)),
        ("thứ ba tuần sau", date(2024, 5, 21), date(2024, 5, 21)),
        ("tuần 22/5/2024", date(2024, 5, 20), date(2024, 5, 26)),
        ("thứ 3 tuần 22/5/2024", date(2024, 5, 21), date(2024, 5, 21)),
        ("sáng chủ nhật", date(2024, 5, 19), date(2024, 5, 19)),
        ("thứ hai ngày 27/5", date(2024, 5, 27), date(2024, 5, 27)),
        ("việc gì phải xong trong 3 tháng tới", date(2024, 5, 15), date(2024, 8, 15)),
        ("hai tuần nữa có hạn nào", date(2024, 5, 15), date(2024, 5, 29)),
    ],
)
def test_days_of_a_question(text: str, since: date | None, until: date | None) -> None:
    found = period_in(fold(text), TODAY, 2024)
    assert found is not None
    assert (found.since, found.until) == (since, until)


@pytest.mark.parametrize(
    "text",
    ["kế hoạch năm 2024", "kế hoạch ngày 09/01/2024", "ai chủ trì?", "ngày 31/02/2024", "hội nghị về hoa 22/1/2024"],
)
def test_a_whole_year_the_day_of_a_document_and_an_impossible_day_are_no_period(text: str) -> None:
    assert period_in(fold(text), TODAY, 2024) is None


def test_a_year_is_a_time_where_something_is_to_be_done_in_it() -> None:
    found = whole_year(fold("ghi hạn năm 2025 hoặc 2026"))
    assert found is not None
    assert (found.since, found.until) == (date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "number"), [("viec thu hai", 2), ("viec so 3", 3), ("cai dau tien", 1), ("viec nao", None)]
)
def test_which_of_a_list_is_meant(text: str, number: int | None) -> None:
    assert ordinal_in(text) == number


@given(st.text(max_size=60), st.integers(2000, 2060))
def test_no_text_breaks_the_reading_of_days(text: str, year: int) -> None:
    found = period_in(fold(text), date(year, 2, 28), year)
    assert found is None or found.since is None or found.until is None or found.since <= found.until or found.text


@pytest.mark.parametrize(
    "text", ["hôm nay 5/3", "giờ là 5/3/2024 rồi", "tính đến ngày 5/3/2024", "từ nay 5/3", "nay 5/3 rồi"]
)
def test_a_day_that_is_called_todays_is_read(text: str) -> None:
    found = today_said(fold(text), TODAY)
    assert found is not None
    assert found[0] == date(2024, 3, 5)


@pytest.mark.parametrize(
    "text", ["họp lúc 8 giờ ngày 5/3/2024 ở đâu", "kế hoạch này ngày 5/3/2024 do ai ký", "hôm nay 31/2"]
)
def test_an_hour_or_this_before_a_day_calls_it_no_today(text: str) -> None:
    assert today_said(fold(text), TODAY) is None
