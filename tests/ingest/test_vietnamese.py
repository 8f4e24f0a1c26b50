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


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("bồi dƣỡng, TRƢỜNG, Trƣ\u0309ng", "bồi dưỡng, TRƯỜNG, Trửng"),
        (
            "Vie\u0323\u0302t, Vie\u0302\u0323t, tie\u0301\u0302ng, u\u031b\u0301, \u0131\u0301",
            "Việt, Việt, tiếng, ứ, í",
        ),
        ("Tiê \u0301ng Viê \u0323t", "Tiếng Việt"),
        ("\U0001d5e7\U0001d5f5\U0001d5fc\u0302\U0001d5fb\U0001d5f4 ba\u0301o", "Thông báo"),
        ("o\ufb03ce", "office"),
        ("thủ\u2060 t\u200bục h\u00adành", "thủ tục hành"),
        ("x\u0308\u0301, n\u0302, q \u0301", "x\u0308\u0301, n\u0302, q \u0301".replace("x\u0308", "ẍ")),
    ],
)
def test_letters_are_those_that_a_reader_sees(text: str, made: str) -> None:
    assert nfc(text) == made
