"""A reply cut into what a service takes at once; what it cannot show becomes text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.dialogue import MORE, Choice, Outgoing
from bot.message import Mark, numbered, shorten, stretches

if TYPE_CHECKING:
    from bot.channels.channel import Abilities

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
AND_MORE = f"\n\n(Còn nữa. Xin nhắn “{MORE.lower()}” để xem tiếp.)"


@dataclass(frozen=True, slots=True)
class Part:
    """One message. `phones` are buttons that call."""

    text: str
    marks: tuple[Mark, ...] = ()
    choices: tuple[Choice, ...] = ()
    phones: tuple[str, ...] = ()


def parts(outgoing: Outgoing, can: "Abilities") -> list[Part]:
    """`outgoing` as messages that a service takes which can do `can`. Nothing of its text is lost."""
    outgoing = _spelled_out(_clean(outgoing), can)
    cut = [_stretch(outgoing, *ends) for ends in stretches(outgoing.text, can.max_text, can.length)]
    if cut:
        free = can.buttons - len(outgoing.choices)
        phones = outgoing.phones[: max(free, 0)] if can.calls else ()
        cut[-1] = replace(cut[-1], choices=(outgoing.choices + outgoing.actions)[: can.buttons], phones=phones)
    return cut


def batch(
    replies: Sequence[Outgoing], can: "Abilities", most: int | None = None, below: str = ""
) -> tuple[list[Part], tuple[Outgoing, ...]]:
    """The first `most` messages of `replies`, None for all of them, and what is left of the replies for another time.

    `below` stands below the last message, and above it, where something is left, how to see that.
    """
    whole = [*replies[:-1], *(replace(reply, text=reply.text + below) for reply in replies[-1:])]
    cut = [part for reply in whole for part in parts(reply, can)]
    if most is None or len(cut) <= most:
        return cut, ()
    done, behind = list[Part](), list(replies)
    while True:
        reply = behind.pop(0)
        cut = parts(reply, can)
        if len(done) + len(cut) >= most or not behind:
            break
        done += cut
    begun, left = _begun(reply, can, most - len(done), AND_MORE + below)
    return [*done, *begun], (*left, *behind)


def _begun(outgoing: Outgoing, can: "Abilities", most: int, below: str) -> tuple[list[Part], tuple[Outgoing, ...]]:
    """`outgoing` in at most `most` messages with `below`, and what is left of it, nothing or one."""
    outgoing = _spelled_out(_clean(outgoing), can)
    text, more = outgoing.text, Choice("", MORE)
    ends = list(stretches(text, can.max_text, can.length))[:most]
    start = ends.pop()[0]
    end = start + next(stretches(text[start:], can.max_text - can.length(below), can.length))[1]
    last = _stretch(outgoing, start, end)
    left = () if end >= len(text.rstrip()) else (_from(outgoing, end),)
    choices = (*(() if left else outgoing.choices + outgoing.actions), more)[: can.buttons]
    shown = replace(last, text=last.text + below, choices=choices)
    return [*(_stretch(outgoing, *each) for each in ends), shown], left


def _from(outgoing: Outgoing, start: int) -> Outgoing:
    part = _stretch(outgoing, start, len(outgoing.text))
    return replace(outgoing, text=part.text, marks=part.marks)


def _spelled_out(outgoing: Outgoing, can: "Abilities") -> Outgoing:
    """With its choices as numbered lines where there are more than there is room for buttons."""
    if len(outgoing.choices) <= can.buttons:
        return outgoing
    labels = tuple(choice.label for choice in outgoing.choices)
    return replace(outgoing, text=numbered(outgoing.text, labels), choices=(), actions=())


def _clean(outgoing: Outgoing) -> Outgoing:
    """Without signs that no service takes; a space in their place, so that marks stay where they are."""
    if not _CONTROL.search(outgoing.text):
        return outgoing
    return replace(outgoing, text=_CONTROL.sub(" ", outgoing.text))


def _stretch(outgoing: Outgoing, start: int, end: int) -> Part:
    inside = (
        replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start) for mark in outgoing.marks
    )
    return Part(outgoing.text[start:end], tuple(mark for mark in inside if mark.start < mark.end))


def pieces(part: Part) -> Iterator[tuple[str, Mark | None]]:
    """The text in order, each piece with the mark that it stands in."""
    at = 0
    for mark in sorted(part.marks, key=lambda mark: mark.start):
        yield part.text[at : mark.start], None
        yield part.text[mark.start : mark.end], mark
        at = mark.end
    yield part.text[at:], None


def button_label(label: str, longest: int, length: Callable[[str], int] = len) -> str:
    """`label` short enough for a button."""
    while length(label) > longest:
        label = shorten(label, len(label) - 1)
    return label
