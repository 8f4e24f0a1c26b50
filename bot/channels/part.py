"""A reply cut into what a service takes at once; what it cannot show becomes text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.dialogue import Choice, Outgoing
from bot.message import Mark, numbered, shorten, stretches

if TYPE_CHECKING:
    from bot.channels.channel import Abilities

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LEFT_OUT = "\n\n(Câu trả lời còn dài. Xin hỏi hẹp hơn để xem phần còn lại.)"


@dataclass(frozen=True, slots=True)
class Part:
    """One message. `phones` are buttons that call."""

    text: str
    marks: tuple[Mark, ...] = ()
    choices: tuple[Choice, ...] = ()
    phones: tuple[str, ...] = ()


def parts(outgoing: Outgoing, can: "Abilities") -> list[Part]:
    """`outgoing` as messages that a service takes which can do `can`. Nothing of its text is lost.

    Only where the service allows no more messages for one is the rest left out, and said so.
    """
    outgoing = _clean(outgoing)
    labels = tuple(choice.label for choice in outgoing.choices)
    choices, phones = outgoing.choices + outgoing.actions, outgoing.phones if can.calls else ()
    text = outgoing.text
    if len(labels) > can.buttons:
        text, choices = numbered(text, labels), ()
    free = can.buttons - len(outgoing.choices)
    choices = choices[: max(can.buttons, 0)]
    cut = [_stretch(text, outgoing.marks, *ends) for ends in stretches(text, can.max_text, can.length)]
    if len(cut) > can.at_once:
        last = cut[can.at_once - 1].text
        kept = next(stretches(last, can.max_text - len(_LEFT_OUT), can.length), (0, 0))
        cut = [*cut[: can.at_once - 1], Part(last[slice(*kept)] + _LEFT_OUT)]
    if cut:
        cut[-1] = replace(cut[-1], choices=choices, phones=phones[: max(free, 0)])
    return cut


def _clean(outgoing: Outgoing) -> Outgoing:
    """Without signs that no service takes; a space in their place, so that marks stay where they are."""
    if not _CONTROL.search(outgoing.text):
        return outgoing
    return replace(outgoing, text=_CONTROL.sub(" ", outgoing.text))


def _stretch(text: str, marks: tuple[Mark, ...], start: int, end: int) -> Part:
    inside = (replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start) for mark in marks)
    return Part(text[start:end], tuple(mark for mark in inside if mark.start < mark.end))


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
