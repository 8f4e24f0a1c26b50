"""Answers as text, and long texts in parts."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.answer import Answer
from bot.message import numbered, render, shorten, split, utf16_length
from tests.bot.conftest import ANSWERED

TEXTS = st.text(st.sampled_from("ab ệ\u0301\n.📌\u200d"), max_size=400)


@given(TEXTS, st.integers(8, 60))
def test_parts_hold_all_the_text(text: str, limit: int) -> None:
    assert re.sub(r"\s", "", "".join(split(text, limit, utf16_length))) == re.sub(r"\s", "", text)


@given(TEXTS, st.integers(8, 60))
def test_each_part_is_within_the_limit(text: str, limit: int) -> None:
    assert all(0 < utf16_length(part) <= limit for part in split(text, limit, utf16_length))


@given(st.lists(st.text("abcệ", min_size=1, max_size=8), max_size=60), st.integers(8, 60))
def test_words_that_fit_are_never_cut(words: list[str], limit: int) -> None:
    assert " ".join(split(" ".join(words), limit)).split() == words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("một hai\nba bốn\n\nnăm sáu", ["một hai\nba bốn", "năm sáu"]),
        ("một hai\nba bốn năm", ["một hai", "ba bốn năm"]),
        ("một hai ba bốn năm", ["một hai ba bốn", "năm"]),
        ("mộthaibabốnnămsáubảy", ["mộthaibabốnnămsá", "ubảy"]),
        ("ê\u0323" * 9, ["ê\u0323" * 8, "ê\u0323"]),
    ],
    ids=["paragraph", "line", "word", "character", "letter with its mark"],
)
def test_cut_falls_between_the_largest_pieces(text: str, parts: list[str]) -> None:
    assert split(text, 16) == parts


def test_answer_without_citations_stands_alone() -> None:
    assert render(Answer("not_found", "Không tìm thấy.")) == "Không tìm thấy."


def test_note_stands_behind_its_quote() -> None:
    noted = replace(ANSWERED, citations=(replace(ANSWERED.citations[0], note="bản quét đã được chữa"),))
    assert render(noted).endswith("“Cơ quan chủ trì: Phòng Nội vụ.” (bản quét đã được chữa)")


def test_long_quote_is_cut_after_a_word() -> None:
    assert render(ANSWERED, longest_quote=20).endswith("“Cơ quan chủ trì:…”")


def test_choices_become_numbered_lines() -> None:
    assert numbered("Chọn:", ("Một", "Hai")).splitlines()[2:4] == ["1. Một", "2. Hai"]


@given(st.text(max_size=80), st.integers(1, 40))
def test_shortened_text_is_within_the_limit(text: str, longest: int) -> None:
    assert len(shorten(text, longest)) <= longest
