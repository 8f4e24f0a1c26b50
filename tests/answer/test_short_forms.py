"""Short forms that no table has: those that a plan explains, and initials of words that stand in the plans."""

import pytest

from answer.answer import Question
from answer.asked import read
from answer.assistant import Assistant
from answer.short_forms import with_short_forms
from tests.answer.asking import opened, plan_from

OFFICE = """UBND TỈNH HÀ TĨNH
SỞ SÔNG NƯỚC

Số: 9/KH-SSN

Hà Tĩnh, ngày 06 tháng 02 năm 2025

KẾ HOẠCH
Nâng cao chất lượng phục vụ của Sở Sông nước năm 2025

I. NHIỆM VỤ

1. Bố trí nhân viên bến bãi (NVBB) tại các bến.

2. NVBB để mất đồ của khách thì bồi thường và chuyển khỏi vị trí tiếp khách 03 tháng.

3. Nâng cấp hệ thống truyền hình hội nghị trực tuyến đến cấp xã

- Cơ quan chủ trì: Phòng Thông tin.

- Thời gian hoàn thành: trước ngày 30/6/2025.
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(opened(tmp_path_factory.mktemp("office"), plan_from(OFFICE)))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Nhân viên bến bãi để mất đồ của khách thì xử lý ra sao?", "03 tháng"),
        ("NVBB để mất đồ thì sao?", "03 tháng"),
        ("CQ nào chủ trì nâng cấp HT truyền hình HN trực tuyến đến xã?", "Phòng Thông tin"),
    ],
)
def test_a_short_form_and_its_words_find_each_other(office: Assistant, question: str, told: str) -> None:
    assert told in office.answer(Question(question)).text


PAIRS = {"cap_he": 1, "he_thong": 1, "thong_truyen": 1, "truyen_hinh": 1, "cap_ho": 1, "ho_so": 1}


def meant(text: str) -> list[tuple[tuple[str, ...], ...]]:
    asked = read(text, PAIRS)
    known = len(asked.phrases)  # those of the thesaurus
    return [phrase.meant for phrase in with_short_forms(asked, [], PAIRS).phrases[known:]]


def test_initials_stand_for_the_words_between_their_neighbours() -> None:
    assert meant("nâng cấp HT truyền hình") == [(("he", "thong"),)]


def test_initials_without_known_neighbours_stand_for_nothing() -> None:
    assert meant("bán HT truyền hình") == []


def test_a_syllable_is_no_initials() -> None:
    assert meant("nâng cấp ho truyền hình") == []
