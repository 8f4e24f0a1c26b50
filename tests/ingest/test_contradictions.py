"""A decision, its plan and its appendix that say different things of the same."""

import pytest

from ingest.contradictions import contradictions
from ingest.readers.text import from_string
from ingest.understand import understand

FILE = """ỦY BAN NHÂN DÂN
HUYỆN SƠN HÀ
Số: 90/QĐ-UBND
Sơn Hà, ngày 05 tháng 02 năm 2025

QUYẾT ĐỊNH
Về việc ban hành Kế hoạch cải cách hành chính năm 2025

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính năm 2025 trên địa bàn huyện Sơn Hà.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Văn Mẫu

KẾ HOẠCH
Cải cách hành chính năm 2025 trên địa bàn huyện Sơn Hà
(Ban hành kèm theo Quyết định số 90/QĐ-UBND ngày 05 tháng 02 năm 2025 của UBND huyện Sơn Hà)

I. NHIỆM VỤ
1. Tổ chức cuộc thi vẽ tranh về một cửa điện tử
- Cơ quan chủ trì: Phòng Nội vụ.
- Thời gian thực hiện: Quý II năm 2025.

PHỤ LỤC
(Kèm theo Quyết định số 90/QĐ-UBND ngày 05 tháng 02 năm 2025)

STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian
1\tTổ chức cuộc thi vẽ tranh về một cửa điện tử\tPhòng Nội vụ\tQuý II năm 2025
"""


def told(text: str) -> tuple[str, ...]:
    return tuple(contradictions(understand(from_string(text, "a.txt", ""))))


def test_parts_that_agree_are_not_remarked_on() -> None:
    assert told(FILE) == ()


@pytest.mark.parametrize(
    ("said", "instead", "remark"),
    [
        ("Quyết định số 90/QĐ-UBND ngày", "Quyết định số 91/QĐ-UBND ngày", "số văn bản khác nhau: 90/QĐ-UBND và 91"),
        ("90/QĐ-UBND ngày 05", "90/QĐ-UBND ngày 06", "ngày của 90/QĐ-UBND khác nhau: 05/02/2025 và 06/02/2025"),
        ("\nCải cách hành chính năm 2025", "\nCải cách hành chính năm 2024", "năm khác nhau: 2025 và 2024"),
        (
            "\tQuý II năm",
            "\tQuý IV năm",
            "thời gian khác nhau trong kế hoạch và phụ lục: “Quý II năm 2025.” và “Quý IV",
        ),
        ("\tPhòng Nội vụ\t", "\tVăn phòng\t", "cơ quan chủ trì khác nhau"),
    ],
    ids=["number", "date", "year", "time", "lead"],
)
def test_what_differs_between_parts_is_told(said: str, instead: str, remark: str) -> None:
    [sentence] = told(FILE.replace(said, instead, 1))
    assert remark in sentence


def test_a_contradiction_is_a_warning_of_the_plan() -> None:
    plan = understand(from_string(FILE.replace("\tQuý II", "\tQuý III"), "a.txt", ""))
    assert any("thời gian khác nhau" in warning for warning in plan.warnings)
