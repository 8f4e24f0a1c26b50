"""What of a plan is work, and which of its times count."""

from datetime import date
from pathlib import Path

import pytest

from index.work import Work, WorkKind, work_of
from ingest.due import DueKind
from ingest.read import read
from ingest.understand import understand

HEAD = """ỦY BAN NHÂN DÂN
HUYỆN SUỐI VÀNG

Số: 31/KH-UBND

Suối Vàng, ngày 06 tháng 01 năm 2025

KẾ HOẠCH
Đón khách về làng nghề năm 2025

"""


def works(folder: Path, body: str, suffix: str = ".txt") -> list[Work]:
    file = folder / f"plan{suffix}"
    file.write_text(HEAD + body, encoding="utf-8")
    return list(work_of(understand(read(file))))


def task(folder: Path, *lines: str) -> Work:
    body = "\n\n".join(("I. NHIỆM VỤ", "1. Sửa đường vào làng gốm", "- Cơ quan chủ trì: Phòng Kinh tế.", *lines))
    (found,) = works(folder, body)
    return found


def test_the_due_day_is_the_last_of_several(tmp_path: Path) -> None:
    found = task(tmp_path, "- Thời gian thực hiện: trước 30/4/2025 và 30/9/2025.")
    assert (len(found.dues), found.due) == (2, date(2025, 9, 30))


def test_how_often_and_when_are_read_together(tmp_path: Path) -> None:
    found = task(tmp_path, "- Thời gian thực hiện: trước ngày 25.", "- Tần suất: Hằng tháng.")
    assert [(due.kind, due.day) for due in found.dues] == [(DueKind.EVERY, 25)]


def test_what_is_no_date_keeps_its_reason(tmp_path: Path) -> None:
    (due,) = task(tmp_path, "- Thời gian thực hiện: Thường xuyên.").dues
    assert (due.kind, "thường xuyên" in due.how) == (DueKind.NONE, True)


def test_without_a_time_the_title_may_tell(tmp_path: Path) -> None:
    table = """I. VIỆC

| TT | Nhiệm vụ | Cơ quan chủ trì | Sản phẩm |
|---|---|---|---|
| 1 | Dựng cổng làng bằng tre, hoàn thành trước ngày 30/6/2025 | Phòng Kinh tế | Cổng |
| 2 | Dạy nặn gốm cho khách xa | Phòng Văn hóa | Lớp học |
"""
    assert [found.due for found in works(tmp_path, table, ".md")] == [date(2025, 6, 30), None]


@pytest.mark.parametrize(
    ("head", "cells", "due"),
    [
        ("Quý I | Quý II", "x | ", date(2025, 3, 31)),
        ("Hoàn thành trước 30/6/2025 | Sản phẩm", "x | Cổng", date(2025, 6, 30)),
        ("Thời gian bắt đầu | Thời gian kết thúc", "01/3 | 30/4", date(2025, 4, 30)),
        ("Thời gian (năm 2026) | Sản phẩm", "tháng 3 | Cổng", date(2026, 3, 31)),
    ],
)
def test_a_head_that_is_a_time_counts_with_its_cells(tmp_path: Path, head: str, cells: str, due: date) -> None:
    table = f"""I. VIỆC

| TT | Nhiệm vụ | Cơ quan chủ trì | {head} |
|---|---|---|---|---|
| 1 | Dựng cổng làng bằng tre | Phòng Kinh tế | {cells} |
| 2 | Dạy nặn gốm cho khách xa | Phòng Văn hóa | {cells} |
"""
    assert [found.due for found in works(tmp_path, table, ".md")] == [due, due]


def test_a_deadline_outside_of_tasks_and_duties_is_work_of_its_own(tmp_path: Path) -> None:
    body = """I. MỤC ĐÍCH

1. Khách biết đường đến làng.

II. CHẾ ĐỘ BÁO CÁO

Báo cáo gửi về Phòng Nội vụ trước ngày 20/11/2025 để tổng hợp.

III. TỔ CHỨC THỰC HIỆN

1. Phòng Tư pháp

- Soạn nội quy bến thuyền, gửi UBND huyện trước ngày 10/10/2025.
"""
    found = works(tmp_path, body)
    assert [(work.kind, work.due) for work in found] == [
        (WorkKind.DUTY, date(2025, 10, 10)),
        (WorkKind.DEADLINE, date(2025, 11, 20)),
    ]


def test_hours_are_of_the_day_above_them(tmp_path: Path) -> None:
    body = """I. CHƯƠNG TRÌNH

NGÀY 1: THỨ TƯ, NGÀY 12/3/2025

| Thời gian | Nội dung | Đơn vị phụ trách |
|---|---|---|
| 7h00 - 8h00 | Đón khách ở đầu làng | Phòng Kinh tế |

NGÀY 2: THỨ NĂM, NGÀY 13/3/2025

| Thời gian | Nội dung | Đơn vị phụ trách |
|---|---|---|
| 7h00 - 8h00 | Nặn gốm cùng nghệ nhân | Phòng Kinh tế |
"""
    found = {work.title: work.due for work in works(tmp_path, body)}
    assert found == {"Đón khách ở đầu làng": date(2025, 3, 12), "Nặn gốm cùng nghệ nhân": date(2025, 3, 13)}


@pytest.mark.parametrize(
    "line", ["Người tham gia trước ngày 01/01/1945 được tặng quà.", "(Từ ngày 10/3/2025 đến ngày 16/3/2025)"]
)
def test_a_day_by_which_nothing_is_to_be_done_is_no_deadline(tmp_path: Path, line: str) -> None:
    assert works(tmp_path, f"I. PHẠM VI\n\n{line}\n") == []


def test_a_quarter_within_which_something_is_made_is_its_deadline(tmp_path: Path) -> None:
    (found,) = works(tmp_path, "I. TRÁCH NHIỆM\n\nCác đơn vị xây dựng kế hoạch riêng trong Quý I/2025.\n")
    assert found.due == date(2025, 3, 31)


def test_a_day_behind_a_label_is_the_day_of_what_that_says(tmp_path: Path) -> None:
    (found,) = works(tmp_path, "I. MỐC CHÍNH\n\n1. Khai trương đường gốm: Ngày 05/9/2025 (thứ Sáu).\n")
    assert found.due == date(2025, 9, 5)


@pytest.mark.parametrize(
    "line",
    [
        "- Quý IV/2025: Dọn bến thuyền.",
        "- Tháng 11/2025, các xóm dọn bến thuyền.",
        "- Dọn bến thuyền vào tháng 10 năm 2025.",
    ],
)
def test_a_month_or_quarter_at_the_head_of_a_line_is_its_time(tmp_path: Path, line: str) -> None:
    (found,) = works(tmp_path, f"I. THỜI GIAN\n\n{line}\n")
    assert found.due in (date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31))


def test_a_title_tells_the_day_where_the_time_says_none(tmp_path: Path) -> None:
    body = (
        "I. NHIỆM VỤ\n\n1. Vá lưới cho đội thuyền, xong trước ngày 30/5/2025\n\n- Cơ quan chủ trì: Phòng Kinh tế.\n\n"
    )
    (found,) = works(tmp_path, f"{body}- Thời gian thực hiện: Thường xuyên.\n")
    assert found.due == date(2025, 5, 30)


def test_a_row_that_names_an_agency_below_no_head_is_its_work(tmp_path: Path) -> None:
    table = """I. GIAN HÀNG

| | | |
|---|---|---|
| 1 | Gian bán gốm men lam | Phòng Kinh tế |
| 2 | Gian bán nón lá | Hội Nông dân xã (Phòng Kinh tế phối hợp) |
| 3 | Gian bán trà | 40 mét vuông |
"""
    named = {work.title: [name for _, name in work.said] for work in works(tmp_path, table, ".md")}
    assert named == {
        "Gian bán gốm men lam": ["Phòng Kinh tế"],
        "Gian bán nón lá": ["Hội Nông dân xã (Phòng Kinh tế phối hợp)"],
    }


def test_five_thousand_tasks_keep_their_order(tmp_path: Path) -> None:
    rows = (f"| {at} | Trồng cây số {at} bên suối | Phòng Kinh tế | tháng {at % 12 + 1} |" for at in range(1, 5001))
    table = "I. VIỆC\n\n| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n" + "\n".join(rows)
    found = works(tmp_path, table, ".md")
    assert [work.number for work in found] == [str(at) for at in range(1, 5001)]
    assert all(work.due for work in found)
