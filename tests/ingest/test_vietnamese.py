"""Vietnamese text made comparable: what folding and settling keep, and what they drop."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.vietnamese import canonical, fold, folded_words, nfc, one_line, words


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composing_twice_is_composing_once(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


@given(st.text())
def test_composed_text_is_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", nfc(text))


@given(st.text())
def test_one_line_holds_no_line_break(text: str) -> None:
    assert "\n" not in one_line(text)


@given(st.text())
def test_one_line_loses_nothing_but_white_space(text: str) -> None:
    kept = (char for char in text if not char.isspace() and ord(char) >= 32)
    assert one_line(text).replace(" ", "") == "".join(kept)


@pytest.mark.parametrize(
    ("text", "folded"), [("Đắk Lắk", "dak lak"), ("ƯỚC", "uoc"), ("Thủy", "thuy"), ("e\u0301", "e\u0301"), ("", "")]
)
def test_folding_drops_diacritics_and_case(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("old", "new"), [("hoà", "hòa"), ("HOÁ", "hóa"), ("thuỷ", "thủy"), ("Loè", "lòe")])
def test_both_places_of_a_tone_mark_are_one_word(old: str, new: str) -> None:
    assert canonical(old) == canonical(new)


def test_other_diacritics_stay_apart() -> None:
    assert canonical("Sa Pa") != canonical("Sa Pả")


def test_invisible_characters_go_and_hard_spaces_are_spaces() -> None:
    assert nfc("\ufeffKế\u00a0ho\u200bạch\u00ad") == "Kế hoạch"


def test_words_are_split_at_punctuation() -> None:
    assert words("VP HĐND&UBND, số 12/KH") == ["VP", "HĐND", "UBND", "số", "12", "KH"]


def test_folded_words_are_words_folded() -> None:
    assert folded_words("Phòng Nội vụ.") == ["phong", "noi", "vu"]
