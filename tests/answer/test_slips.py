"""Slips of the finger, missing diacritics and chat words cost no answer, and sound words are left alone."""

import pytest

from answer.slips import is_syllable, mend
from index.index import Index
from ingest.vietnamese import folded_words
from tests.answer.asking import HONG_LINH, SON_DONG, Ask


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thu tuc hanh chihn", "thu tuc hanh chinh"),
        ("ai chu tir hoi thi", "ai chu tri hoi thi"),
        ("cai cach hnah chinh", "cai cach hanh chinh"),
        ("so hoa so ho tichj", "so hoa so ho tich"),
        ("fong noi vu", "phong noi vu"),
        ("cai kach hanh chinh", "cai cach hanh chinh"),
    ],
)
def test_a_slip_is_mended_to_what_plans_say(index: Index, typed: str, meant: str) -> None:
    assert mend(typed.split(), index.document_frequencies()) == meant.split()


@pytest.mark.parametrize(
    "typed",
    ["Ai chủ trì hội thi tìm hiểu cải cách hành chính?", "Tiền lấy ở đâu?", "Phòng Nội vụ phải làm gì", "trồng rừng"],
)
def test_sound_words_are_left_alone(index: Index, typed: str) -> None:
    words = folded_words(typed)
    assert mend(words, index.document_frequencies()) == words


def test_nothing_is_mended_without_plans() -> None:
    assert mend(["hnah", "chihn"], {}) == ["hnah", "chihn"]


@pytest.mark.parametrize("typed", [[], ["a"], ["x" * 300], ["1234567890"], ["ok", "zzzzzz", "🙂"]])
def test_anything_may_be_typed(index: Index, typed: list[str]) -> None:
    assert len(mend(typed, index.document_frequencies())) == len(typed)


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("nghieng", True), ("chinh", True), ("an", True), ("2024", True), ("strength", False), ("wifi", False)],
)
def test_form_of_a_syllable(word: str, is_one: bool) -> None:
    assert is_syllable(word) is is_one


@pytest.mark.parametrize(
    ("typed", "place", "told"),
    [
        # without diacritics
        ("ai chu tri hoi thi cchc", SON_DONG, "Phòng Nội vụ"),
        ("phong nao so hoa so ho tich", SON_DONG, "Phòng Tư pháp"),
        ("khao sat nguoi benh truoc ngay nao", SON_DONG, "15/11/2024"),
        ("ban tin mot cua phat bao lau mot lan", SON_DONG, "02 lần mỗi tuần"),
        ("kinh phi lay o dau", SON_DONG, "ngân sách huyện"),
        # slips
        ("ai chủ chì hội thi tìm hiểu CCHC", SON_DONG, "Phòng Nội vụ"),
        ("ai chu tir hoi thi", SON_DONG, "Phòng Nội vụ"),
        ("Cơ quan nào sô hoá sổ hộ tịhc?", SON_DONG, "Phòng Tư pháp"),
        # chat words
        ("khảo sát ng bệnh xong bh z?", SON_DONG, "15/11/2024"),
        ("đt đường dây nóng là gì z ad", SON_DONG, "0204.3999111"),
        ("Đài phát tin mấy lần 1 tuần", SON_DONG, "02 lần mỗi tuần"),
        ("bn tiền cho hội thi", HONG_LINH, "75 triệu đồng"),
        ("cq nào lắp ki-ốt vậy mn", SON_DONG, "Văn phòng HĐND&UBND huyện"),
        # short forms
        ("ai lo hội thi CCHC", SON_DONG, "Phòng Nội vụ"),
        ("P. Tư pháp số hóa sổ hộ tịch khi nào?", SON_DONG, "30/9/2024"),
        # own words
        ("tiền lấy ở đâu", SON_DONG, "ngân sách huyện"),
        ("Gặp vướng thì báo ai?", SON_DONG, "qua Phòng Nội vụ"),
        ("Ai cầm trịch hội thi?", SON_DONG, "Phòng Nội vụ"),
        ("Số hóa sổ hộ tịch thì ai cùng làm với Phòng Tư pháp?", SON_DONG, "Công an huyện"),
        # other habits
        ("AI CHỦ TRÌ HỘI THI?", SON_DONG, "Phòng Nội vụ"),
        ("ai   chủ\ntrì\thội thi", SON_DONG, "Phòng Nội vụ"),
        ("Ai chu\u0309 tri\u0300 hô\u0323i thi?", SON_DONG, "Phòng Nội vụ"),
        ("ai chủ trì hội thi????!!!", SON_DONG, "Phòng Nội vụ"),
    ],
)
def test_the_way_it_is_typed_costs_no_answer(ask: Ask, typed: str, place: str, told: str) -> None:
    answer = ask(typed, place)
    assert answer.status == "answered"
    assert told in answer.text


def test_money_is_asked_for_without_diacritics_too(ask: Ask) -> None:
    assert "75 triệu đồng" in ask("hoi thi het bao nhieu tien", HONG_LINH).text
