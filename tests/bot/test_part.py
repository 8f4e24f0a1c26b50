"""A reply cut for a service loses nothing, whatever it holds."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import Abilities
from bot.channels.part import AND_MORE, batch, parts, pieces
from bot.channels.telegram import html
from bot.dialogue import Choice, Outgoing
from bot.message import Look, Mark, utf16_length
from tests.bot.strict_html import parsed

_TRICKY = "aăâđêôơư ếệ\n\n  \t<>&\"'*_`[]()~#📌🇻🇳" + "\u200f\u202e\u0301\ufe0f\u200d"
TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from(_TRICKY), st.characters(exclude_categories=("Cs", "Cc"))), max_size=400
)
LIMITS = st.integers(min_value=12, max_value=90)
LENGTHS = st.sampled_from([len, utf16_length])


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@st.composite
def outgoing(draw: st.DrawFn) -> Outgoing:
    text = draw(TEXTS)
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    looks = st.sampled_from(list(Look))
    return Outgoing(text, marks=tuple(Mark(draw(looks), start, end) for start, end in pairs if start < end))


@given(outgoing(), LIMITS, LENGTHS)
def test_parts_fit_and_lose_nothing(message: Outgoing, limit: int, length) -> None:  # type: ignore[no-untyped-def]
    cut = parts(message, Abilities(limit, length))
    assert all(0 < length(part.text) <= limit for part in cut)
    assert bare("".join(part.text for part in cut)) == bare(message.text)


@given(outgoing(), LIMITS)
def test_marks_stay_on_the_words_that_they_were_on(message: Outgoing, limit: int) -> None:
    cut = parts(message, Abilities(limit))
    for look in Look:
        shown = bare("".join(message.text[m.start : m.end] for m in message.marks if m.look is look))
        of_parts = [text for part in cut for text, mark in pieces(part) if mark and mark.look is look]
        assert bare("".join(of_parts)) == shown


@given(outgoing(), LIMITS)
def test_html_of_each_part_is_read_by_a_strict_reader(message: Outgoing, limit: int) -> None:
    for part in parts(message, Abilities(limit, utf16_length)):
        assert parsed(html(part))[0] == part.text


@given(TEXTS, st.integers(1, 8), st.integers(0, 8))
def test_choices_are_buttons_or_numbered_lines(text: str, count: int, room: int) -> None:
    choices = tuple(Choice(f"1:{n}", f"Huyện {n}") for n in range(count))
    cut = parts(Outgoing(text, choices), Abilities(60, buttons=room))
    whole = "\n".join(part.text for part in cut)
    if count <= room and cut:
        assert cut[-1].choices == choices
    elif count > room:
        assert all(f"{n}. Huyện {n - 1}" in re.sub(r"\s+", " ", whole) for n in range(1, count + 1))


def test_actions_give_way_to_choices() -> None:
    choices = tuple(Choice(str(n), str(n)) for n in range(5))
    message = Outgoing("x", choices, actions=(Choice("s", "Nguồn"),), phones=("0255",))
    [part] = parts(message, Abilities(60, buttons=5, calls=True))
    assert (part.choices, part.phones) == (choices, ())


@given(
    st.lists(outgoing(), min_size=1, max_size=3), st.integers(1, 4), st.sampled_from(["", "\n\nVề dữ liệu."]), LENGTHS
)
def test_batches_fit_and_lose_nothing_together(replies: list[Outgoing], most: int, below: str, length) -> None:  # type: ignore[no-untyped-def]
    can, shown, left, times = Abilities(120, length, buttons=5), "", tuple(replies), 0
    while left:
        cut, left = batch(left, can, most, below)
        assert len(cut) <= most
        assert all(0 < length(part.text) <= 120 for part in cut)
        texts = "".join(part.text for part in cut).removesuffix(below.strip()).rstrip()
        assert texts.endswith(AND_MORE) is bool(left)
        shown += texts.removesuffix(AND_MORE)
        times += 1
        assert times < 100
    assert bare(shown) == bare("".join(reply.text for reply in replies))


def test_what_is_left_keeps_its_choices_and_marks_for_the_end() -> None:
    text = "một hai ba " * 30 + "xong"
    whole = Outgoing(text, (Choice("1:0", "A"),), (Mark(Look.FACT, len(text) - 4, len(text)),), phones=("0255",))
    can = Abilities(200, buttons=5, calls=True)
    [first], left = batch([whole], can, 1)
    cut, nothing = batch(left, can, 5)
    assert ([choice.label for choice in first.choices], first.marks, first.phones) == (["Còn gì nữa"], (), ())
    assert (cut[-1].choices, cut[-1].phones, nothing) == (whole.choices, whole.phones, ())
    assert [text for text, mark in pieces(cut[-1]) if mark] == ["xong"]


def test_all_is_sent_where_the_service_takes_any_number() -> None:
    cut, left = batch([Outgoing("một hai ba " * 2000)], Abilities(100))
    assert (len(cut) > 200, left) == (True, ())


def test_signs_that_no_service_takes_become_spaces() -> None:
    message = replace(Outgoing("a\x00b\ud83dc"), marks=(Mark(Look.FACT, 2, 3),))
    [part] = parts(message, Abilities(60))
    assert (part.text, part.marks) == ("a b c", (Mark(Look.FACT, 2, 3),))
