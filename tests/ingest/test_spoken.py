"""Tasks told in prose: what comes out of one line."""

import pytest

from ingest.document import Span
from ingest.plan import Quoted
from ingest.spoken import Spoken, spoken


def told(text: str, *shorts: str) -> Spoken | None:
    return spoken(Quoted(text, (Span("a.txt", 0, len(text)),)), shorts)


def fields(text: str, *shorts: str) -> list[tuple[str, str]]:
    found = told(text, *shorts)
    return [(field.kind.value, field.value.text) for field in found.fields] if found else []


@pytest.mark.parametrize(
    ("behind", "lead"),
    [
        (". Phòng Tư pháp chủ trì.", "Phòng Tư pháp"),
        (". Giao Phòng Tư pháp chủ trì tham mưu.", "Phòng Tư pháp"),
        (", giao Phòng Tư pháp chủ trì, hoàn thành trong tháng 5.", "Phòng Tư pháp"),
        ("; Phòng Tư pháp (PTP) chủ trì", "Phòng Tư pháp"),
        (" do Phòng Tư pháp phụ trách.", "Phòng Tư pháp"),
        (" (Phòng Tư pháp chủ trì)", "Phòng Tư pháp"),
        (" (Phòng Tổ chức - Hành chính chủ trì; quý II)", "Phòng Tổ chức - Hành chính"),
    ],
)
def test_who_leads_is_told_behind_the_task(behind: str, lead: str) -> None:
    found = told(f"Rà soát văn bản của các xã{behind}")
    assert found
    assert found.title == "Rà soát văn bản của các xã"
    assert fields(f"Rà soát văn bản của các xã{behind}")[0] == ("lead", lead)


def test_who_takes_part_and_the_time_stand_behind_semicolons() -> None:
    assert fields("Mở lớp kỹ năng số (Phòng Nội vụ chủ trì; các phòng, chi cục phối hợp; xong trước 30/4/2026).") == [
        ("lead", "Phòng Nội vụ"), ("coordinator", "các phòng, chi cục"), ("time", "xong trước 30/4/2026"),
    ]  # fmt: skip


def test_who_takes_part_and_the_time_stand_in_one_clause() -> None:
    text = "Tự kiểm tra tại 04 thôn. Giao Phòng Nội vụ chủ trì, phối hợp với Văn phòng thực hiện trong Quý II năm 2026."
    assert fields(text) == [
        ("lead", "Phòng Nội vụ"), ("coordinator", "Văn phòng"), ("time", "thực hiện trong Quý II năm 2026"),
    ]  # fmt: skip


def test_a_partner_that_is_no_agency_is_known_by_its_name() -> None:
    assert ("coordinator", "VNPT Hướng Hóa") in fields(
        "Lắp 05 điểm Wi-Fi. Phòng Văn hóa chủ trì, phối hợp với VNPT Hướng Hóa, hoàn thành trong Quý III/2026."
    )


def test_a_label_among_the_clauses_is_kept_with_its_value() -> None:
    assert ("product", "Danh mục văn bản") in fields(
        "Rà soát văn bản cũ. Văn phòng chủ trì; Phòng Kinh tế phối hợp. Sản phẩm: Danh mục văn bản."
    )


def test_a_short_form_that_the_plan_explains_is_an_agency() -> None:
    text = "Tổ chức ngày hội tại 11 khu phố; TTPVHCC phường chủ trì"
    assert fields(text, "TTPVHCC") == [("lead", "TTPVHCC phường")]
    assert not fields(text)


def test_an_agency_without_a_verb_counts_only_in_brackets_with_a_time() -> None:
    assert fields("Chuyển đổi vị trí công tác (Phòng Tổ chức; Quý III/2026).") == [
        ("performer", "Phòng Tổ chức"), ("time", "Quý III/2026"),
    ]  # fmt: skip
    assert not fields("Chuyển đổi vị trí công tác (Phòng Tổ chức; Phòng Pháp chế).")
    assert not fields("Chuyển đổi vị trí công tác. Phòng Tổ chức; Quý III/2026.")


@pytest.mark.parametrize(
    "text",
    [
        "Phòng Tư pháp chủ trì, phối hợp với các phòng rà soát văn bản.",  # begins with who does it
        "Rà soát văn bản của các xã.",
        "Sử dụng kết quả khảo sát do Bộ Nội vụ công bố hằng năm.",
        "Nâng cao chất lượng phục vụ. Các cơ quan chủ trì báo cáo kết quả.",
        "Ba việc: Phòng Tư pháp chủ trì.",
    ],
)
def test_a_line_without_a_task_and_its_lead_tells_of_none(text: str) -> None:
    assert told(text) is None
