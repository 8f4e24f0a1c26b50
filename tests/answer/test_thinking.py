"""Thoughts are cut, whatever their marks and wherever a chunk ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.thinking import Unthought

SAID = "Phòng Nội vụ chủ trì. [1]"


def read(*pieces: str) -> tuple[str, int]:
    unthought = Unthought()
    told = "".join(unthought.feed(piece) for piece in pieces)
    return told + unthought.end(), unthought.restarts


@pytest.mark.parametrize(
    ("open_mark", "close_mark"),
    [
        ("<think>", "</think>"),
        ("<thinking>", "</thinking>"),
        ("<THINK>", "</THINK>"),
        ("<reasoning>", "</reasoning>"),
        ("[THINK]", "[/THINK]"),
        ("◁think▷", "◁/think▷"),
        ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_thoughts_between_marks_are_cut(open_mark: str, close_mark: str, size: int) -> None:
    text = f"{open_mark}Để xem… Phòng Y tế?{close_mark}{SAID}"
    assert read(*(text[n : n + size] for n in range(0, len(text), size))) == (SAID, 0)


def test_a_lone_end_makes_a_thought_of_all_before_it() -> None:
    unthought = Unthought()
    assert unthought.feed("Chắc là Phòng Y tế. ") == "Chắc là Phòng Y tế. "
    assert (unthought.feed("</thi"), unthought.restarts) == ("", 0)
    assert (unthought.feed(f"nk>{SAID}"), unthought.restarts) == (SAID, 1)


def test_thoughts_without_an_end_stay_thoughts() -> None:
    assert read("<think>nghĩ mãi ", "không thôi") == ("", 0)


def test_what_only_looks_like_a_mark_is_kept() -> None:
    assert read("dưới 5% và <", " 10 ngày [1", "]") == ("dưới 5% và < 10 ngày [1]", 0)


@given(st.lists(st.text(alphabet="ab <>/[]thinkTHINK|1.", max_size=8), max_size=12))
def test_text_without_marks_comes_out_whole(pieces: list[str]) -> None:
    text = "".join(pieces)
    if all(mark not in text.lower() for mark in ("think", "<|")):
        assert read(*pieces)[0] == text
