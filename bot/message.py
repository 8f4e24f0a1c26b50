"""Answers as plain text for people, and long texts cut to what a channel takes."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from answer.answer import Answer, Citation

_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_LONGEST_TITLE = 140
_LONGEST_FACT = 300  # characters; a longer first line is cut after its first sentence


class Look(StrEnum):
    """How a stretch of text is shown by channels that can."""

    FACT = "fact"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Mark:
    """`text[start:end]` looks so. Marks never overlap."""

    look: Look
    start: int
    end: int


def marked(answer: Answer, longest_quote: int | None = None, before: str = "") -> tuple[str, tuple[Mark, ...]]:
    """`render` behind `before`, and where in it the fact and the quotes stand."""
    text = before + render(answer, longest_quote)
    marks = [Mark(Look.FACT, len(before), len(before) + _fact(answer.text))] if answer.status == "answered" else []
    at = len(before) + len(answer.text)
    for citation in answer.citations:
        lines = source_lines(citation, longest_quote)
        at = text.index(lines, at)
        marks.append(Mark(Look.QUOTE, at + lines.index("\n") + 1, at + len(lines)))
        at += len(lines)
    return text, tuple(mark for mark in marks if mark.start < mark.end)


def _fact(text: str) -> int:
    """Where the fact ends that an answer begins with."""
    line = text.partition("\n")[0]
    end = line.find(". ")
    return len(line) if len(line) <= _LONGEST_FACT or end < 0 else end + 1


def render(answer: Answer, longest_quote: int | None = None) -> str:
    """The answer and, below it, its sources; quotes are cut at `longest_quote` characters, None for never."""
    if not answer.citations:
        return answer.text
    sources = "\n".join(source_lines(citation, longest_quote) for citation in answer.citations)
    return f"{answer.text}\n\nNguồn:\n{sources}"


def source_lines(citation: Citation, longest_quote: int | None = None) -> str:
    """Two lines: which plan and where in it, then the quote with what there is to say of it."""
    name = " – ".join(filter(None, (citation.number, shorten(citation.title, _LONGEST_TITLE)))) or citation.source
    page = f"trang {citation.page}" if citation.page else ""
    where = " · ".join(filter(None, (name, citation.section, page)))
    quote = citation.quote if longest_quote is None else shorten(citation.quote, longest_quote)
    note = f" ({citation.note})" if citation.note else ""
    return f"[{citation.n}] {where}\n“{quote}”{note}"


def numbered(text: str, labels: tuple[str, ...]) -> str:
    """`text` with its choices as numbered lines, for channels without buttons."""
    if not labels:
        return text
    lines = "\n".join(f"{n}. {label}" for n, label in enumerate(labels, 1))
    return f"{text}\n\n{lines}\n(Trả lời bằng số thứ tự để chọn.)"


def shorten(text: str, longest: int) -> str:
    """`text` in at most `longest` characters, cut after a word, with "…" where something was left out."""
    if len(text) <= longest:
        return text
    room = text[: longest - 1]
    head, space, _ = room.rpartition(" ")
    return (head if space else room).rstrip() + "…"


def utf16_length(text: str) -> int:
    """The length in UTF-16 units, which is how Telegram counts: an emoji is two."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """`text` in parts of at most `limit`, as `stretches` cuts it."""
    return [text[start:end] for start, end in stretches(text, limit, length)]


def stretches(text: str, limit: int, length: Callable[[str], int] = len) -> Iterator[tuple[int, int]]:
    """Where the parts of `text` begin and end, each of at most `limit`.

    Cut between paragraphs, else lines, else words, else characters. White space at a cut is dropped, nothing else.
    `length` measures text; it must add up over characters.
    """
    at, end = len(text) - len(text.lstrip()), len(text.rstrip())
    while at < end and length(text[at:end]) > limit:
        rest = text[at:end]
        cut = _cut(rest, limit, length)
        yield at, at + len(rest[:cut].rstrip())
        at = end - len(rest[cut:].lstrip())
    if at < end:
        yield at, end


def _cut(text: str, limit: int, length: Callable[[str], int]) -> int:
    fits = sum(total <= limit for total in accumulate(map(length, text[: limit + 1])))
    for separator in ("\n\n", "\n", " "):
        at = text.rfind(separator, 0, fits + 1)
        if at > fits // 4:  # a cut nearer to the start would leave a scrap of a message
            return at
    at = text.rfind(" ", 1, fits + 1)
    return at if at > 0 else _between_characters(text, max(fits, 1))


def _between_characters(text: str, at: int) -> int:
    """The last place up to `at` that does not part a letter from its marks."""
    cut = at
    while cut > 1 and _clings(text, cut):
        cut -= 1
    return cut if not _clings(text, cut) else at


def _clings(text: str, at: int) -> bool:
    return at < len(text) and (unicodedata.combining(text[at]) > 0 or text[at] in _JOINERS or text[at - 1] == "\u200d")
