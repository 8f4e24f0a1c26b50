"""When something is due, in the words of many offices; all of them made up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.due import Anchor, Due, DueKind, read, told
from ingest.moments import stretches
from ingest.recurring import Unit
from ingest.vietnamese import fold

PLAN = Anchor(2025, date(2025, 1, 10))
UNDATED = Anchor()


def short(due: Due) -> str:
    """`due` in few signs: "-20/3" by a day, "1/3-30/4" a range, "month 20", "+15 day", "?"; "*" worked out."""
    mark = "*" if due.is_worked_out else ""
    since, until = (f"{day.day}/{day.month}/{day.year}" if day else "" for day in (due.since, due.until))
    if due.kind is DueKind.DAY:
        return f"-{until}{mark}"
    if due.kind is DueKind.RANGE:
        return f"{since}-{until}{mark}"
    if due.kind is DueKind.EVERY:
        within = f" {since}-{until}" if since else ""
        return f"{due.unit} {due.day or ''}/{due.month or ''}".rstrip("/ ") + within
    if due.kind is DueKind.AFTER:
        return f"+{due.count or ''} {due.unit or ''}".rstrip()
    return "?"


def reading(text: str, label: str = "", anchor: Anchor = PLAN) -> str:
    return ", ".join(map(short, read(text, anchor, label)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("trước ngày 25/10/2025", "-25/10/2025"),
        ("Trước 25-10-2025", "-25/10/2025"),
        ("chậm nhất là ngày 05.9.2025", "-5/9/2025"),
        ("Hoàn thành trước ngày 30 tháng 9 năm 2025", "-30/9/2025"),
        ("Xong trước 30/4", "-30/4/2025*"),
        ("Đến hết ngày 15/8/2025", "-15/8/2025"),
        ("ngày 15 tháng 8", "-15/8/2025*"),
        ("Trước ngày 20/3/25", "-20/3/2025*"),
        ("Trước 16 giờ 30 phút ngày 12/5/2025", "-12/5/2025"),
        ("Trước tháng 6/2025", "-31/5/2025*"),
        ("Trước quý III", "-30/6/2025*"),
        ("chậm nhất trong tháng 6", "-30/6/2025*"),
        ("Hết tháng 02/2028", "-29/2/2028*"),
        ("trước ngày 31/01 năm sau", "-31/1/2026*"),
        ("trước 30/6/2025 và 30/11/2025", "-30/6/2025, -30/11/2025"),
        ("Ngày 10, 20/5/2025", "-10/5/2025*, -20/5/2025"),
    ],
)
def test_a_day_by_which_it_is_due(text: str, wanted: str) -> None:
    assert reading(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Quý II", "1/4/2025-30/6/2025*"),
        ("Quý 2 năm 2026", "1/4/2026-30/6/2026*"),
        ("quý I, III", "1/1/2025-31/3/2025*, 1/7/2025-30/9/2025*"),
        ("Quý II và quý IV/2025", "1/4/2025-30/6/2025*, 1/10/2025-31/12/2025*"),
        ("Quý I - II/2025", "1/1/2025-30/6/2025*"),
        ("Quý IV/2025 - Quý I/2026", "1/10/2025-31/3/2026*"),
        ("tháng 3-4/2025", "1/3/2025-30/4/2025*"),
        ("Tháng 3, 6, 9", "1/3/2025-31/3/2025*, 1/6/2025-30/6/2025*, 1/9/2025-30/9/2025*"),
        ("tháng 11 năm 2025", "1/11/2025-30/11/2025*"),
        ("T10/2025", "1/10/2025-31/10/2025*"),
        ("10/2025", "1/10/2025-31/10/2025*"),
        ("6 tháng đầu năm", "1/1/2025-30/6/2025*"),
        ("06 tháng cuối năm 2025", "1/7/2025-31/12/2025*"),
        ("9 tháng đầu năm", "1/1/2025-30/9/2025*"),
        ("Từ 15-20/10/2025", "15/10/2025-20/10/2025*"),
        ("từ ngày 01/3 đến hết ngày 30/4/2025", "1/3/2025-30/4/2025*"),
        ("Từ ngày 01/3/2025 đến ngày 30/4/2025", "1/3/2025-30/4/2025"),
        ("Năm 2025", "1/1/2025-31/12/2025*"),
        ("Giai đoạn 2026-2030", "1/1/2026-31/12/2030*"),
        ("Từ tháng 5/2025 đến khi xong dự án", "1/5/2025-*"),
        ("năm 2025 và các năm tiếp theo", "1/1/2025-*"),
    ],
)
def test_a_stretch_of_time_in_which_it_is_due(text: str, wanted: str) -> None:
    assert reading(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Từ ngày 15/12/2025 đến ngày 15/01/2026", "15/12/2025-15/1/2026"),
        ("từ 15/12 đến 15/01/2026", "15/12/2025-15/1/2026*"),
        ("từ 15/12/2025 đến 15/01", "15/12/2025-15/1/2026*"),
        ("Từ tháng 11 đến tháng 2 năm sau", "1/11/2025-28/2/2026*"),
        ("Tháng 12 - 01/2026", "1/12/2025-31/1/2026*"),
        ("từ 20/12 đến 10/01", "20/12/2025-10/1/2026*"),
    ],
)
def test_a_range_may_go_over_new_year(text: str, wanted: str) -> None:
    assert reading(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ngày 20 hằng tháng", "month 20"),
        ("Trước ngày 20 hàng tháng", "month 20"),
        ("Hằng tháng, trước ngày 18", "month 18"),
        ("trước ngày 05 của tháng sau", "month 5"),
        ("ngày 10 và 25 hằng tháng", "month 10, month 25"),
        ("trước 15/6 và 15/12 hằng năm", "year 15/6, year 15/12"),
        ("Hằng năm, trước ngày 30 tháng 11", "year 30/11"),
        ("Tháng 12 hằng năm", "year /12"),
        ("hằng quý", "quarter"),
        ("Trước ngày 20 tháng cuối quý", "quarter 20/3"),
        ("Mỗi tuần", "week"),
        ("Chiều thứ Sáu hằng tuần", "week 5"),
        ("Hằng quý, 6 tháng, năm", "quarter, half, year"),
        ("Từ tháng 3 đến tháng 11 hằng năm", "year"),
        ("02 lần/năm", "year"),
        ("6 tháng/lần", "half"),
        ("mỗi tháng 02 buổi", "month"),
        ("Hằng tháng trong năm 2025", "month 1/1/2025-31/12/2025"),
        ("Hằng tuần, từ tháng 3 đến tháng 5/2025", "week 1/3/2025-31/5/2025"),
        ("Báo cáo hằng tháng; tổng kết trước ngày 15/12/2025", "month, -15/12/2025"),
    ],
)
def test_what_comes_again(text: str, wanted: str) -> None:
    assert reading(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sau 15 ngày kể từ ngày ban hành kế hoạch", "+15 day"),
        ("Trong vòng 10 ngày làm việc kể từ khi nhận đủ hồ sơ", "+10 day"),
        ("Trong 05 ngày kể từ ngày 01/10/2025", "+5 day"),
        ("Sau 02 tháng", "+2 month"),
        ("Ngay sau khi có hướng dẫn", "+"),
    ],
)
def test_what_counts_from_something_else_is_relative(text: str, wanted: str) -> None:
    assert reading(text) == wanted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Trong năm", "trong năm"),
        ("Thường xuyên", "thường xuyên"),
        ("Thường xuyên trong năm 2025", "thường xuyên"),
        ("24/7", "thường xuyên"),
        ("cuối năm", "áng chừng"),
        ("Đầu tháng 3/2025", "áng chừng"),
        ("Tuần thứ hai tháng 5", "áng chừng"),
        ("Trước ngày 31/02/2025", "không có trong lịch"),
        ("tháng 13/2025", "không có trong lịch"),
        ("ngày 31/4", "không có trong lịch"),
        ("Từ ngày 20/8/2025 đến ngày 10/8/2025", "ngày cuối trước ngày đầu"),
        ("từ 20/8 đến 10/8", "ngày cuối trước ngày đầu"),
        ("ngày 10 tháng 3 âm lịch", "âm lịch"),
        ("Mùng 5 tháng Giêng", "âm lịch"),
        ("Trước ngày 25", "không nêu tháng"),
        ("Theo Quyết định số 12/QĐ-UBND ngày 03/4/2025", "theo một văn bản"),
        ("Theo kế hoạch công tác năm 2025 của Sở", "theo một văn bản"),
        ("15 ngày", "bao lâu"),
        ("Trước khi khai giảng", "trước một việc khác"),
        ("Khi có yêu cầu", "khi có việc"),
        ("Định kỳ", "định kỳ"),
        ("ngày 20/3/85", "hai chữ số"),
        ("", "không nêu thời gian"),
        ("Sở Nội vụ", "không nêu thời gian"),
    ],
)
def test_what_is_not_sure_is_none_with_its_reason(text: str, why: str) -> None:
    (only,) = read(text, PLAN)
    assert (only.kind, why in only.how) == (DueKind.NONE, True), only


@pytest.mark.parametrize("text", ["trước 30/4", "Quý II", "tháng 5", "6 tháng đầu năm"])
def test_without_any_year_there_is_no_date(text: str) -> None:
    (only,) = read(text, UNDATED)
    assert (only.kind, "không nêu năm" in only.how) == (DueKind.NONE, True)


def test_a_year_of_the_text_needs_none_of_the_plan() -> None:
    assert reading("Quý II/2026", anchor=UNDATED) == "1/4/2026-30/6/2026*"


def test_a_day_without_a_year_that_was_past_when_the_plan_was_issued_is_not_guessed() -> None:
    late = Anchor(2025, date(2025, 11, 20))
    assert reading("trước 30/4", anchor=late) == "?"
    assert reading("trước ngày 15/11/2025", anchor=late) == "-15/11/2025"


def test_the_year_in_the_head_of_the_column_counts_before_the_plans() -> None:
    (only,) = read("ngày 05 tháng 3", PLAN, "Thời gian (Năm 2026)")
    assert (short(only), "đầu cột" in only.how) == ("-5/3/2026*", True)


@pytest.mark.parametrize("tick", ["x", "X", "", "+", "✓"])
def test_a_tick_below_a_time_in_the_head_is_that_time(tick: str) -> None:
    assert reading(tick, "Quý III") == "1/7/2025-30/9/2025*"
    assert reading(tick, "Xong trước 30/6/2025") == "-30/6/2025*"


def test_words_below_a_time_in_the_head_are_read_themselves() -> None:
    assert reading("Theo kế hoạch riêng", "Thời gian (Năm 2026)") == "?"


def test_how_it_was_read_is_told() -> None:
    (quarter,), (day,) = read("Quý II", PLAN), read("trước 30/4/2025", PLAN)
    assert (quarter.how, day.how) == (
        "tính từ khoảng thời gian ghi trong văn bản; năm lấy theo kế hoạch",
        "như văn bản ghi",
    )


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Gửi báo cáo về Phòng Nội vụ trước ngày 20/11/2025 để tổng hợp.", "-20/11/2025"),
        ("Định kỳ hằng quý (trước ngày 20 tháng cuối quý) báo cáo UBND huyện.", "quarter 20/3"),
        ("Rà soát hồ sơ tồn đọng, hoàn thành trong tháng 5/2025.", "1/5/2025-31/5/2025*"),
        ("Mở đợt cao điểm (từ ngày 01/9/2025 đến ngày 15/9/2025).", "1/9/2025-15/9/2025"),
        ("Nộp lại danh sách trong thời hạn 7 ngày kể từ khi có công văn.", "+7 day"),
        ("Trình trước 10/3/2025. Báo cáo hằng tháng trước ngày 25.", "-10/3/2025, month 25"),
    ],
)
def test_prose_says_when_work_is_due(sentence: str, wanted: str) -> None:
    assert ", ".join(map(short, told(sentence, PLAN))) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "Bố trí từ ngân sách hằng năm của huyện.",
        "Thực hiện Công văn số 45/UBND-NC ngày 12/3/2025 của UBND tỉnh.",
        "Quyết định có hiệu lực kể từ ngày 01/7/2025.",
        "Tính đến ngày 30/6/2025 đã tiếp nhận 120 hồ sơ.",
        "Từ ngày 01/01 đến ngày 31/3/2024 đã tổ chức 12 lớp.",
        "Phát huy kết quả đạt được trong quý I/2025.",
        "Báo cáo định kỳ theo quy định, quy chế.",
        "Dùng kết quả kiểm kê hằng năm (năm 2024) để đối chiếu.",
        "Khảo sát 2/3 số hộ, hỗ trợ 24/7.",
        "Xây dựng nông thôn mới giai đoạn 2021 - 2025.",
    ],
)
def test_prose_that_tells_of_something_else_makes_nothing_due(sentence: str) -> None:
    assert {due.kind for due in told(sentence, PLAN)} <= {DueKind.NONE}


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(days)
def test_every_day_of_the_calendar_is_read_as_it_stands(day: date) -> None:
    assert read(f"Trước ngày {day:%d/%m/%Y}", PLAN) == (Due(DueKind.DAY, "như văn bản ghi", until=day),)
    assert read(f"ngày {day.day} tháng {day.month} năm {day.year}", UNDATED)[0].until == day


@given(days, st.integers(1, 900))
def test_a_range_of_full_days_is_read_as_it_stands(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    (only,) = read(f"Từ ngày {since:%d/%m/%Y} đến ngày {until:%d/%m/%Y}", PLAN)
    assert (only.kind, only.since, only.until, only.is_worked_out) == (DueKind.RANGE, since, until, False)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(2020, 2035))
def test_a_range_of_months_ends_with_the_last_day_of_the_last(first: int, last: int, year: int) -> None:
    if first < last:
        (only,) = read(f"tháng {first} - {last}/{year}", PLAN)
        assert only.since == date(year, first, 1)
        assert only.until is not None
        assert ((only.until + timedelta(days=1)).day, only.until.month) == (1, last)


@given(st.integers(1, 28), st.sampled_from(("hằng tháng", "hàng tháng", "mỗi tháng")))
def test_a_day_of_every_month(day: int, often: str) -> None:
    (only,) = read(f"trước ngày {day:02} {often}", UNDATED)
    assert (only.kind, only.unit, only.day) == (DueKind.EVERY, Unit.MONTH, day)


words = "trước ngày tháng quý năm đến từ và , - / . ; ( ) 5 12 31 99 2025 25 I IV hằng mỗi đầu cuối sau kể khi 6 lần x"
pieces = st.sampled_from(words.split())


@given(st.lists(pieces, max_size=12).map(" ".join) | st.text(max_size=40), st.sampled_from((PLAN, UNDATED)))
def test_whatever_it_reads_it_gives_one_reading_at_least_and_ranges_in_order(text: str, anchor: Anchor) -> None:
    for due in (*read(text, anchor), *told(text, anchor)):
        assert due.how
        assert (due.kind is DueKind.DAY) <= (due.until is not None)
        assert (due.kind is DueKind.RANGE) <= (due.since is not None)
        assert due.since is None or due.until is None or due.since <= due.until
    assert read(text, anchor)


@given(st.lists(pieces, max_size=12).map(" ".join))
def test_times_stand_in_their_order_within_the_text(text: str) -> None:
    found = list(stretches(fold(text)))
    assert all(0 <= time.start < time.end <= len(text) for time in found)
    assert [time.start for time in found] == sorted(time.start for time in found)


@given(st.lists(pieces, max_size=8).map(" ".join))
def test_diacritics_and_case_change_nothing(text: str) -> None:
    assert read(text.upper(), PLAN) == read(text, PLAN)
