"""Which agency is meant, however it is written."""

import pytest

from answer.agency import agencies_in, asked_agency, is_of, key
from answer.answer import Question
from answer.asked import understand
from index.index import Index
from ingest.plan import Plan
from tests.answer.asking import HONG_LINH, SON_DONG


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phòng Văn hóa và Thông tin", "phòng văn hoá & thông tin"),
        ("Văn phòng HĐND và UBND huyện", "VP HĐND&UBND"),
        ("UBND các xã, thị trấn", "Ủy ban nhân dân xã"),
        ("Phòng Nội vụ", "phong noi vu huyện"),
    ],
)
def test_one_agency_in_two_writings_has_one_key(one: str, other: str) -> None:
    assert is_of(key(one), other)
    assert is_of(key(other), one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phòng Nội vụ", "Phòng Tư pháp"),
        ("Sở Nội vụ", "Phòng Nội vụ"),
        ("Phòng Y tế", "Phòng Kinh tế"),
        ("Phòng Tài chính - Kế hoạch", "Phòng Tài nguyên và Môi trường"),
        ("UBND huyện", "HĐND huyện"),
        ("Phòng Nội vụ", ""),
    ],
)
def test_different_agencies_are_told_apart(one: str, other: str) -> None:
    assert not is_of(key(one), other)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Phòng Tư pháp, Phòng Nội vụ; UBND các xã.", ["Phòng Tư pháp", "Phòng Nội vụ", "UBND các xã"]),
        ("Phòng Tài chính - Kế hoạch", ["Phòng Tài chính - Kế hoạch"]),
        ("Sở Nội vụ và các cơ quan liên quan", ["Sở Nội vụ", "các cơ quan liên quan"]),
        ("Công an huyện - Phòng Y tế", ["Công an huyện", "Phòng Y tế"]),
        ("", []),
    ],
)
def test_a_list_is_taken_apart(text: str, names: list[str]) -> None:
    assert agencies_in(text) == names


@pytest.mark.parametrize("name", ["Phòng Văn hóa và Thông tin", "Phòng Lao động - Thương binh và Xã hội"])
def test_a_name_that_holds_a_joint_stays_whole(name: str) -> None:
    assert agencies_in(name) == [name]


def test_an_agency_is_of_a_list_that_names_it() -> None:
    assert is_of(key("Phòng Nội vụ"), "Phòng Tư pháp, Phòng Nội vụ; UBND các xã")


@pytest.mark.parametrize(
    ("question", "place", "wanted"),
    [
        ("phòng nội vụ làm gì", SON_DONG, "Phòng Nội vụ"),
        ("VP HĐND&UBND làm gì", SON_DONG, "Văn phòng HĐND và UBND"),
        ("phòng tài chính làm gì", SON_DONG, "Phòng Tài chính - Kế hoạch"),
        ("phong quan ly do thi lo gi", HONG_LINH, "Phòng Quản lý đô thị"),
    ],
)
def test_the_asked_agency_is_one_of_the_plan(
    plans: dict[str, Plan], index: Index, question: str, place: str, wanted: str
) -> None:
    asked = understand(Question(question), index.document_frequencies())
    assert asked_agency(asked, [plans[place]]) == key(wanted)


@pytest.mark.parametrize("question", ["phòng giáo dục làm gì", "hội thi quý mấy", ""])
def test_no_agency_of_the_plan_is_asked_for(plans: dict[str, Plan], index: Index, question: str) -> None:
    asked = understand(Question(question), index.document_frequencies())
    assert asked_agency(asked, [plans[SON_DONG]]) is None
