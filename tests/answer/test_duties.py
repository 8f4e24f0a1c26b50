"""What an office has to do, gathered from every part of a plan."""

import pytest

from answer.duties import duties_of
from ingest.plan import Plan
from tests.answer.asking import HONG_LINH, QUANG_THANH, SON_DONG, Ask


@pytest.mark.parametrize(
    ("question", "place", "told", "untold"),
    [
        (
            "Phòng Nội vụ phải làm những việc gì?",
            SON_DONG,
            ("nhắc việc các cơ quan chậm", "Mở lớp tập huấn", "Tổ chức hội thi"),
            "ki-ốt",
        ),
        ("Phòng Tư pháp có trách nhiệm gì?", SON_DONG, ("hội thi", "Cơ quan phối hợp", "hộ tịch"), "tập huấn"),
        ("vp hdnd va ubnd phai lam gi", SON_DONG, ("đường dây nóng", "ki-ốt"), "tập huấn"),
        ("Phòng Tư pháp có nhiệm vụ gì?", HONG_LINH, ("hội thi", "cấp phép xây dựng"), "bảo hiểm"),
        ("Phòng Nội vụ có nhiệm vụ gì?", HONG_LINH, ("khen thưởng các phường, xã dẫn đầu",), "2099"),
        ("Đoàn Thanh niên được giao việc gì?", QUANG_THANH, ("hướng dẫn người già",), "16 giờ"),
    ],
)
def test_duties_come_from_all_sections(ask: Ask, question: str, place: str, told: tuple[str, ...], untold: str) -> None:
    answer = ask(question, place)
    assert answer.status == "answered"
    assert [part for part in told if part not in answer.text] == []
    assert untold not in answer.text


def test_each_item_has_a_source_of_its_own(ask: Ask) -> None:
    answer = ask("Phòng Nội vụ phải làm những việc gì?", SON_DONG)
    items = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert len({line[line.rindex("[") :] for line in items}) == len(items) == 3


def test_someone_new_is_told_what_the_office_does(ask: Ask) -> None:
    text = ask("Tôi mới về Phòng Tư pháp, cần biết gì?", SON_DONG).text
    assert "Số hóa sổ hộ tịch" in text
    assert "Tổ chức hội thi" in text


def test_an_agency_that_the_plan_gives_nothing_has_no_duties(plans: dict[str, Plan]) -> None:
    assert duties_of(("phong", "giao", "duc"), plans[SON_DONG]) == ()


@pytest.mark.parametrize("place", [SON_DONG, QUANG_THANH])
def test_an_office_that_the_plan_does_not_name_is_not_given_anything(ask: Ask, place: str) -> None:
    assert ask("Phòng Giáo dục phải làm gì?", place).status == "not_found"


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Phòng Y tế phải làm gì?", HONG_LINH),
        ("Hội Nông dân phải làm những việc gì?", SON_DONG),
        ("hoi nong dan phai lam gi", SON_DONG),
    ],
)
def test_another_offices_task_is_not_told_for_an_office_without_one(ask: Ask, question: str, place: str) -> None:
    assert ask(question, place).status == "not_found"


def test_the_district_is_not_given_the_communes_duties(ask: Ask) -> None:
    assert "Xây dựng kế hoạch của xã" not in ask("UBND huyện phải làm gì?", SON_DONG).text


def test_the_peoples_committee_is_not_given_its_offices_tasks(ask: Ask) -> None:
    assert "Chấm điểm thi đua" not in ask("UBND thị xã phải làm gì?", HONG_LINH).text
