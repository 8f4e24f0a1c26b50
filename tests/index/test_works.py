"""What is to be done, by whom and by when, over all plans: listed and counted by the store."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans_by_hand import BA_TO_PLAN, by_lines
from sqlalchemy import create_engine, text

from index.index import Index
from index.store import FILE
from index.work import Found, Wanted, WorkKind, work_of
from ingest.occasions import occasions
from ingest.plan import Field, FieldKind, Plan, Quoted, Task
from ingest.read import read
from ingest.recurring import Unit
from ingest.understand import understand

SUOI_VANG = """ỦY BAN NHÂN DÂN
HUYỆN SUỐI VÀNG

Số: 31/KH-UBND

Suối Vàng, ngày 06 tháng 01 năm 2025

KẾ HOẠCH
Đón khách về làng nghề năm 2025

I. NHIỆM VỤ

1. Sửa đường vào làng gốm

- Cơ quan chủ trì: Phòng Kinh tế.

- Cơ quan phối hợp: Phòng Tư pháp.

- Thời gian hoàn thành: trước ngày 15/3/2025.

- Sản phẩm: Đường bê tông.

2. In bản đồ làng nghề

- Cơ quan chủ trì: Phòng Văn hóa và Thông tin.

- Thời gian hoàn thành: Quý II.

- Sản phẩm: Bản đồ giấy, bản đồ số.

3. Báo cáo lượng khách

- Cơ quan chủ trì: Phòng Kinh tế.

- Thời gian thực hiện: ngày 20 hằng tháng.

- Sản phẩm: Báo cáo.

4. Dọn bến thuyền

- Cơ quan chủ trì: Phòng Tư pháp.

- Thời gian thực hiện: Thường xuyên trong năm.

II. TỔ CHỨC THỰC HIỆN

1. Phòng Tư pháp

- Soạn nội quy bến thuyền, gửi UBND huyện trước ngày 10/10/2025.

2. Phòng Kinh tế

- Chọn ba hộ làm mẫu.
"""
DA_TRANG = """ỦY BAN NHÂN DÂN
XÃ ĐÁ TRẮNG

Số: 9/KH-UBND

Đá Trắng, ngày 04 tháng 02 năm 2026

KẾ HOẠCH
Trồng cây ven suối năm 2026

I. NHIỆM VỤ

1. Ươm cây giống

- Cơ quan chủ trì: Công chức Tư pháp.

- Thời gian hoàn thành: tháng 3/2026.

- Sản phẩm: Cây giống.
"""


def plan(folder: Path, name: str, content: str) -> Plan:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return understand(read(file))


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open(tmp_path / "data")
    opened.update([plan(tmp_path, "suoi-vang.txt", SUOI_VANG), plan(tmp_path, "da-trang.txt", DA_TRANG)])
    yield opened
    opened.close()


def titles(found: tuple[Found, ...]) -> list[str]:
    return [one.work.title.split(",")[0].lstrip("- ") for one in found]


def test_all_work_comes_in_the_order_of_the_plans(lists: Index) -> None:
    assert titles(lists.works(Wanted())) == [
        "Sửa đường vào làng gốm", "In bản đồ làng nghề", "Báo cáo lượng khách", "Dọn bến thuyền",
        "Soạn nội quy bến thuyền", "Chọn ba hộ làm mẫu.", "Ươm cây giống",
    ]  # fmt: skip


def test_what_is_due_comes_in_the_order_of_days_and_what_recurs_behind(lists: Index) -> None:
    found = lists.works(Wanted(since=date(2025, 1, 1), until=date(2025, 12, 31)))
    assert titles(found) == [
        "Sửa đường vào làng gốm", "In bản đồ làng nghề", "Soạn nội quy bến thuyền", "Báo cáo lượng khách",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "wanted"),
    [
        (date(2025, 3, 15), date(2025, 3, 15), ["Sửa đường vào làng gốm"]),
        (date(2025, 6, 1), date(2025, 6, 30), ["In bản đồ làng nghề", "Báo cáo lượng khách"]),
        (date(2025, 6, 1), date(2025, 6, 19), []),
        (date(2025, 1, 1), date(2025, 1, 31), ["Báo cáo lượng khách"]),
        (date(2026, 1, 1), date(2026, 1, 31), []),
        (date(2024, 12, 1), date(2024, 12, 31), []),
        (date(2026, 3, 1), None, ["Ươm cây giống"]),
    ],
)
def test_only_what_is_due_on_those_days(lists: Index, since: date, until: date | None, wanted: list[str]) -> None:
    assert titles(lists.works(Wanted(since=since, until=until))) == wanted


def test_overdue_is_what_is_due_once_before_a_day(lists: Index) -> None:
    late = Wanted(until=date(2025, 6, 30), recurring=False)
    assert titles(lists.works(late)) == ["Sửa đường vào làng gốm", "In bản đồ làng nghề"]


def test_an_agency_in_a_role(lists: Index) -> None:
    beside = Wanted(agency="P. Tư pháp", roles=(FieldKind.COORDINATOR,))
    assert titles(lists.works(replace(beside, agency="phong tu phap"))) == ["Sửa đường vào làng gốm"]
    assert lists.count_works(Wanted(agency="Phòng Tư pháp")) == 3


def test_a_part_of_a_word_is_no_agency(lists: Index) -> None:
    assert lists.count_works(Wanted(agency="Kinh t")) == 0
    assert lists.count_works(Wanted(agency="%")) == lists.count_works(Wanted(agency="_")) == 0


def test_words_of_what_comes_of_it(lists: Index) -> None:
    assert titles(lists.works(Wanted(product="ban do"))) == ["In bản đồ làng nghề"]
    assert titles(lists.works(Wanted(product="số bản đồ"))) == ["In bản đồ làng nghề"]


def test_year_plans_and_kinds(lists: Index) -> None:
    first, second = lists.plans()
    assert titles(lists.works(Wanted(year=2026))) == ["Ươm cây giống"]
    assert lists.count_works(Wanted(plans=[first.id])) == 6
    assert lists.count_works(Wanted(plans=[])) == 0
    assert lists.count_works(Wanted(plans=[second.id], kinds=(WorkKind.DUTY,))) == 0
    assert titles(lists.works(Wanted(kinds=(WorkKind.DUTY,)))) == ["Soạn nội quy bến thuyền", "Chọn ba hộ làm mẫu."]


def test_what_a_time_says_how_often_work_comes_and_words_of_its_title(lists: Index) -> None:
    assert titles(lists.works(Wanted(time="thang 3/2026"))) == ["Ươm cây giống"]
    assert titles(lists.works(Wanted(often=(Unit.MONTH,)))) == ["Báo cáo lượng khách"]
    assert lists.count_works(Wanted(often=(Unit.WEEK, Unit.YEAR))) == 0
    assert titles(lists.works(Wanted(words=("lang", "giong")))) == [
        "Sửa đường vào làng gốm", "In bản đồ làng nghề", "Ươm cây giống",
    ]  # fmt: skip
    assert titles(lists.works(Wanted(words=("nghe",), until=date(2025, 12, 31)))) == ["In bản đồ làng nghề"]


@pytest.mark.parametrize(
    "wanted",
    [Wanted(), Wanted(agency="Phòng Tư pháp"), Wanted(until=date(2025, 6, 30)), Wanted(agency="Phòng Hải dương")],
)
def test_whether_there_is_any_and_some_of_it_are_as_the_list_says(lists: Index, wanted: Wanted) -> None:
    every = lists.works(wanted)
    some = lists.some_works(wanted, 2)
    assert lists.has_work(wanted) == bool(every)
    assert len(some) == min(2, len(every))
    assert set(some) <= set(every)


@pytest.mark.parametrize("count", [1, 12, 505])
def test_work_of_one_plan_of_several_and_of_nearly_all_is_that_of_just_these(tmp_path: Path, count: int) -> None:
    one = plan(tmp_path, "da-trang.txt", DA_TRANG)
    index = Index.open(tmp_path / "data")
    index.update(replace(one, source=f"{at}.txt") for at in range(510))
    ids = [row.id for row in index.plans()][3 : 3 + count]
    for wanted in (Wanted(), Wanted(until=date(2026, 12, 31)), Wanted(agency="Công chức Tư pháp")):
        assert sorted(one.plan_id for one in index.works(replace(wanted, plans=ids))) == ids
    index.close()


def test_several_filters_hold_together(lists: Index) -> None:
    both = Wanted(agency="Phòng Kinh tế", since=date(2025, 3, 1), until=date(2025, 3, 31), product="đường")
    assert titles(lists.works(both)) == ["Sửa đường vào làng gốm"]
    assert lists.count_works(replace(both, year=2026)) == 0


def test_a_page_of_the_list(lists: Index) -> None:
    whole = lists.works(Wanted())
    assert lists.works(Wanted(), limit=2) + lists.works(Wanted(), limit=9, skip=2) == whole
    assert lists.works(Wanted(), limit=0) == ()


def test_work_comes_back_as_the_plan_has_it(lists: Index) -> None:
    for row in lists.plans():
        kept = tuple(one.work for one in lists.works(Wanted(plans=[row.id])))
        assert kept == tuple(work_of(lists.plan(row.id)))


def test_a_plan_that_is_replaced_or_removed_has_no_work_left(lists: Index, tmp_path: Path) -> None:
    lists.update([plan(tmp_path, "suoi-vang.txt", SUOI_VANG.replace("Sửa đường", "Lát đường"))], ["da-trang.txt"])
    assert "Lát đường vào làng gốm" in titles(lists.works(Wanted()))
    assert lists.count_works(Wanted()) == 6


def test_the_names_of_a_plan_that_is_gone_are_gone_from_the_store(lists: Index, tmp_path: Path) -> None:
    lists.update([], ["da-trang.txt"])
    lists.update([plan(tmp_path, "khac.txt", DA_TRANG.replace("Công chức Tư pháp", "Văn phòng"))])
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / FILE}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT text FROM names WHERE text = 'Công chức Tư pháp'")).all() == []


def test_work_with_several_times_counts_once(tmp_path: Path) -> None:
    times = "trước 10/3/2025, trước 20/3/2025 và hằng tháng", "hằng tháng, trước 10/4/2025", "hằng tháng; hằng quý"
    tasks = tuple(Task("", Quoted(time, ()), (), (Field(FieldKind.TIME, "", Quoted(time, ())),), ()) for time in times)
    opened = Index.open(tmp_path, splitter=by_lines)
    opened.update([replace(BA_TO_PLAN, issued_on=FIRST, tasks=tasks)])
    for month, count in ((3, 3), (4, 3), (5, 3)):
        days = Wanted(since=date(2025, month, 1), until=date(2025, month, 31 if month != 4 else 30))
        assert (opened.count_works(days), len(opened.works(days))) == (count, count)
        assert opened.works(days)[2:] == opened.works(days, limit=9, skip=2)
        assert opened.works(days, limit=1, skip=1) == opened.works(days)[1:2]
    opened.close()


def test_nothing_ingested_is_no_work(tmp_path: Path) -> None:
    empty = Index.open(tmp_path / "none")
    assert (empty.works(Wanted()), empty.count_works(Wanted())) == ((), 0)


BEFORE = (
    *(f"DROP TABLE {table}" for table in ("said", "dues", "works", "names")),
    "DELETE FROM meta WHERE key = 'works'",
)
OTHERWISE = ("DELETE FROM dues", "UPDATE meta SET value = '0' WHERE key = 'works'")


@pytest.mark.parametrize("as_it_was", [BEFORE, OTHERWISE], ids=["before", "otherwise"])
def test_a_store_whose_works_another_version_made_gets_them_anew(
    lists: Index, tmp_path: Path, as_it_was: tuple[str, ...]
) -> None:
    works = lists.works(Wanted())
    _leave(tmp_path, as_it_was)
    assert lists.works(Wanted()) == works


@pytest.mark.parametrize("as_it_was", [BEFORE, OTHERWISE], ids=["before", "otherwise"])
def test_an_ingest_into_such_a_store_makes_all_works(lists: Index, tmp_path: Path, as_it_was: tuple[str, ...]) -> None:
    _leave(tmp_path, as_it_was)
    lists.update([plan(tmp_path, "nua.txt", DA_TRANG.replace("Ươm", "Chiết"))])
    assert lists.count_works(Wanted()) == 8


def test_works_that_many_ask_for_at_once_are_made_once_and_told_to_all(lists: Index, tmp_path: Path) -> None:
    works = lists.works(Wanted())
    _leave(tmp_path, BEFORE)
    others = [Index.open(tmp_path / "data") for _ in range(2)]  # as other processes have it open
    with ThreadPoolExecutor(6) as askers:
        told = list(askers.map(lambda one: one.works(Wanted()), [lists, *others] * 4))
    for one in others:
        one.close()
    assert told == [works] * 12


def _leave(folder: Path, statements: tuple[str, ...]) -> None:
    """The store as another version left it."""
    engine = create_engine(f"sqlite:///{folder / 'data' / FILE}")
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


TIMES = (
    *(f"ngày {day} hằng tháng" for day in range(1, 32)),
    *(f"thứ {day} hằng tuần" for day in range(2, 8)),
    *(f"tháng {month} hằng năm" for month in range(1, 13)),
    *(f"ngày {day} tháng {month} hằng năm" for day, month in ((1, 1), (28, 2), (29, 2), (30, 4), (31, 12))),
    *(f"ngày {day} tháng {which} quý" for day in (1, 15, 31) for which in ("đầu", "cuối")),
    *("hằng ngày", "hằng tuần", "chủ nhật hằng tuần", "hằng tháng", "hằng quý", "6 tháng một lần", "hằng năm"),
    *("hằng tháng, từ tháng 3 đến tháng 5/2025", "hằng tuần, từ ngày 05/3/2025 đến ngày 09/4/2025"),
)
FIRST = date(2025, 1, 10)


@pytest.fixture(scope="module")
def recurring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """A plan without an end, issued on FIRST, of which every task recurs."""
    tasks = tuple(Task("", Quoted(time, ()), (), (Field(FieldKind.TIME, "", Quoted(time, ())),), ()) for time in TIMES)
    opened = Index.open(tmp_path_factory.mktemp("recurring"), splitter=by_lines)
    opened.update([replace(BA_TO_PLAN, title="Việc thường kỳ", issued_on=FIRST, tasks=tasks)])
    yield opened
    opened.close()


@settings(deadline=None)
@given(st.dates(date(2024, 12, 1), date(2028, 12, 31)), st.integers(0, 900))
def test_what_recurs_is_found_on_just_the_days_on_which_it_comes(recurring: Index, since: date, length: int) -> None:
    until = since + timedelta(days=length)
    found = {one.work.title for one in recurring.works(Wanted(since=since, until=until))}
    dues = {one.work.title: one.work.dues for one in recurring.works(Wanted())}
    comes = {title for title, (due,) in dues.items() if any(occasions(due, max(since, FIRST), until))}
    assert found == comes
