"""On which days something that comes again is due, and how it is said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.due import Anchor, Due, DueKind, read
from ingest.occasions import ends, occasions
from ingest.recurring import Unit
from ingest.worded import worded

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def days(text: str, since: date = YEAR[0], until: date = YEAR[1]) -> list[str]:
    (due,) = read(text, Anchor(2025))
    return [f"{day.day}/{day.month}" for day in occasions(due, since, until)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("hằng quý", ["31/3", "30/6", "30/9", "31/12"]),
        ("ngày 10 tháng đầu quý", ["10/1", "10/4", "10/7", "10/10"]),
        ("6 tháng một lần", ["30/6", "31/12"]),
        ("hằng năm", ["31/12"]),
        ("trước 15/6 hằng năm", ["15/6"]),
        ("tháng 2 hằng năm", ["28/2"]),
        ("hằng tháng, từ tháng 3 đến tháng 5/2025", ["31/3", "30/4", "31/5"]),
        ("trước 15/6/2025", []),
        ("Thường xuyên", []),
    ],
)
def test_the_days_of_a_year(text: str, wanted: list[str]) -> None:
    assert days(text) == wanted


def test_a_day_that_a_month_does_not_have_is_its_last() -> None:
    assert days("ngày 31 hằng tháng")[:4] == ["31/1", "28/2", "31/3", "30/4"]


def test_the_day_of_a_week() -> None:
    assert days("thứ Sáu hằng tuần", date(2025, 5, 5), date(2025, 5, 18)) == ["9/5", "16/5"]
    assert days("hằng tuần", date(2025, 5, 5), date(2025, 5, 18)) == ["11/5", "18/5"]


@given(st.sampled_from(Unit), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 500))
def test_without_a_day_it_comes_where_its_unit_ends(unit: Unit, since: date, length: int) -> None:
    until = since + timedelta(days=length)
    every = Due(DueKind.EVERY, "", unit=unit)
    all_days = (since + timedelta(days=at) for at in range(length + 1))
    assert list(occasions(every, since, until)) == [day for day in all_days if ends(unit, day)]


def test_the_end_of_the_calendar_ends_it() -> None:
    assert list(occasions(Due(DueKind.EVERY, "", unit=Unit.YEAR), date(9999, 1, 1), date.max)) == [date(9999, 12, 31)]
    assert len(list(occasions(Due(DueKind.EVERY, "", unit=Unit.WEEK), date(9999, 12, 20), date.max))) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("trước ngày 5/9/2025", "05/09/2025"),
        ("Quý II", "01/04/2025 - 30/06/2025"),
        ("Từ tháng 5/2025 đến khi xong", "từ 01/05/2025"),
        ("ngày 20 hằng tháng", "ngày 20 hằng tháng"),
        ("Trước ngày 20 tháng cuối quý", "ngày 20 tháng thứ 3 của quý, hằng quý"),
        ("Tháng 12 hằng năm", "tháng 12 hằng năm"),
        ("thứ Năm hằng tuần", "thứ năm hằng tuần"),
        ("Hằng tháng trong năm 2025", "hằng tháng (01/01/2025 - 31/12/2025)"),
        ("6 tháng/lần", "6 tháng một lần"),
        ("sau 15 ngày kể từ ngày ký", "15 ngày sau một việc khác"),
        ("Sau khi có hướng dẫn", "sau một việc khác"),
        ("Thường xuyên", ""),
    ],
)
def test_as_people_read_it(text: str, wanted: str) -> None:
    (due,) = read(text, Anchor(2025))
    assert worded(due) == wanted


def test_every_recurrence_can_be_said() -> None:
    for unit in Unit:
        assert worded(replace(Due(DueKind.EVERY, "", unit=unit), day=3)).endswith(unit.told)
