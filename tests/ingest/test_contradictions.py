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


@pytest.mark.parametrize(
    ("label", "said", "again"),
    [
        ("Thời gian thực hiện", "trước ngày 30/6/2026", "Trước 30/06/2026"),
        ("Thời gian thực hiện", "trước ngày 15/9/2026", "Trước ngày 15 tháng 9 năm 2026"),
        ("Thời gian thực hiện", "Quý I, II/2025", "Quý 1, 2 năm 2025"),
        ("Thời gian thực hiện", "Quý II năm 2025", "Quý 2"),
        ("Thời gian thực hiện", "tháng 5/2026", "Tháng 05 năm 2026"),
        ("Cơ quan chủ trì", "Văn phòng HĐND và UBND", "VP HĐND&UBND"),
        ("Cơ quan chủ trì", "Phòng Văn hóa - Xã hội", "Phòng VH-XH"),
        ("Cơ quan chủ trì", "Trung tâm Phục vụ hành chính công", "TT Phục vụ HCC"),
        ("Cơ quan chủ trì", "Phòng Nội vụ", "Phòng Nội vụ huyện Sơn Hà"),
    ],
)
def test_the_same_in_other_words_is_no_contradiction(label: str, said: str, again: str) -> None:
    assert told(in_both(label, said, again)) == ()


@pytest.mark.parametrize(
    ("label", "said", "again"),
    [
        ("Thời gian thực hiện", "trước ngày 30/6/2026", "trước ngày 30/7/2026"),
        ("Thời gian thực hiện", "Quý II năm 2025", "Quý 2 năm 2026"),
        ("Thời gian thực hiện", "Hằng tháng", "Hằng năm"),
        ("Cơ quan chủ trì", "Phòng Nội vụ", "Phòng TC"),
    ],
)
def test_what_means_something_else_is_one(label: str, said: str, again: str) -> None:
    assert len(told(in_both(label, said, again))) == 1


def in_both(label: str, said: str, again: str) -> str:
    """The plan, with its one task told in the appendix as in the text but for one thing."""
    own = [("Cơ quan chủ trì", "Phòng Nội vụ"), ("Thời gian thực hiện", "Quý II năm 2025")]
    tasks = (
        "\n".join(f"- {name}: {value if name == label else other}." for name, other in own) for value in (said, again)
    )
    first, second = (f"1. Tổ chức cuộc thi vẽ tranh về một cửa điện tử\n{lines}\n" for lines in tasks)
    top, _, rest = FILE.partition("1. Tổ chức")
    enclosed = rest[rest.index("PHỤ LỤC") : rest.index("STT")]
    return f"{top}{first}\n{enclosed}{second}"


@pytest.mark.parametrize(
    ("said", "instead", "remark"),
    [
        ("Hà, ngày 05 tháng 02 năm 2025", "Hà, ngày 31 tháng 02 năm 2025", "ngày “31 tháng 02 năm 2025” không có"),
        (": Quý II năm 2025.", ": trước ngày 31/6/2025.", "ngày “31/6/2025” không có trong lịch"),
        (
            "Hà, ngày 05 tháng 02 năm 2025",
            "Hà, ngày 05 tháng 02 năm 2023",
            "năm 2025 nhưng ghi ngày ban hành 05/02/2023",
        ),
    ],
    ids=["issued", "due", "issued years before"],
)
def test_a_day_that_cannot_be_is_told(said: str, instead: str, remark: str) -> None:
    assert any(remark in sentence for sentence in told(FILE.replace(said, instead, 1)))


def test_a_contradiction_is_a_warning_of_the_plan() -> None:
    plan = understand(from_string(FILE.replace("\tQuý II", "\tQuý III"), "a.txt", ""))
    assert any("thời gian khác nhau" in warning for warning in plan.warnings)
