"""Vietnamese that came through OCR without Vietnamese, mended: "Ké hoach cii cach" becomes "Kế hoạch cải cách".

A noisy channel: `channel` says which syllables may have been read so and `language` which follow each other
in sound plans; `decode` finds the cheapest reading of a paragraph. A text that is no damaged scan as a whole is left to
the letter (`evidence`), and in one that is what is sound in it, numbers, codes, links, acronyms, what is `foreign`, and
names. docs/decisions/0008-mending-bad-scans.md has the figures.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Change
from ingest.mending.decode import Decoder, decoder
from ingest.mending.evidence import Looks, few_marks, follows, looks_of, slipped, sound_words
from ingest.mending.names import Paragraph, settle
from ingest.mending.words import Word, capitals, cut

_BEGINS = re.compile(r"\s*(?:[-+*•]\s|\d+[.)]|[a-zđ]\)|[IVX]+\.)")


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended text, line for line that of the original, and its changes from left to right."""

    text: str
    changes: tuple[Change, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original `text[start:end]` stood; a changed word counts as a whole."""
        first, last = self._place(start), self._place(max(start, end - 1))
        return first[0], max(first[0], last[1] if end > start else first[0])

    def _place(self, offset: int) -> tuple[int, int]:
        """Where in the original the character at `offset`, or the changed word that it is in, begins and ends."""
        at = bisect_right(self.changes, offset, key=lambda change: change.start) - 1
        if at < 0:
            return offset, offset + 1
        change = self.changes[at]
        if offset < change.end:
            return change.orig_start, change.orig_end
        place = offset - change.end + change.orig_end
        return place, place + 1


MOST = 400_000
"""Characters that are mended: two hundred pages. A damaged word takes 0.8 ms, so that these take a minute."""


def mend(text: str, using: Decoder | None = None) -> Mended:
    """`text` (NFC) mended where it is, as a whole, a damaged scan; `using` other statistics than the package's.

    What is sound in it stays, and all of a longer text than `MOST`.
    """
    if len(text) > MOST or not few_marks(text):
        return Mended(text)
    using = replace(using or decoder(), tried={})
    seen = _seen(text, using)
    if seen is None:
        return Mended(text)
    sound = sound_words(*seen)
    lines = text.split("\n")
    words = [[replace(word, kept=word.kept or word in sound) for word in line] for line in seen[0]]
    read = [_read([word for at, _ in part for word in words[at]], using) for part in paragraphs(lines)]
    settle(read, using.language)
    return _put_in(lines, read)


def _seen(text: str, using: Decoder) -> tuple[list[list[Word]], Looks] | None:
    """The words of `text` by line and how they look, None where it is no damaged scan."""
    words = [cut(line, at) for at, line in enumerate(text.split("\n"))]
    if not follows(words, using):
        return None
    looks = looks_of(words, using)
    return (words, looks) if slipped(words, looks) else None


def paragraphs(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """`lines` with their ordinals, by paragraph: a blank line, a dash or a number begins one."""
    held: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        if held and (not line.strip() or _BEGINS.match(line)):
            yield held
            held = []
        if line.strip():
            held.append((at, line))
    if held:
        yield held


def _read(part: Sequence[Word], using: Decoder) -> Paragraph:
    words = using.words(part)
    readings = using.read(words)
    return Paragraph(words, readings, [using.spelling(reading) for reading in readings])


def _put_in(lines: Sequence[str], read: Sequence[Paragraph]) -> Mended:
    """`lines` with the spellings of `read` in the place of its words."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    original = "\n".join(lines)
    pieces, changes, done, length = [], [], 0, 0
    for start, end, spelling in _spelled(read, starts):
        new = cased(spelling, original[start:end])
        if new == original[start:end]:
            continue
        pieces += [original[done:start], new]
        length += start - done + len(new)
        changes.append(Change(length - len(new), length, start, end))
        done = end
    return Mended("".join([*pieces, original[done:]]), tuple(changes))


def _spelled(read: Sequence[Paragraph], starts: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Start and end in the original of each word that has a spelling, with it."""
    for paragraph in read:
        for reading, spelling in zip(paragraph.readings, paragraph.spellings, strict=True):
            if spelling:
                first, last = paragraph.words[reading.at], paragraph.words[reading.at + reading.span - 1]
                yield starts[first.line] + first.start, starts[last.line] + last.end, spelling


def cased(spelling: str, read: str) -> str:
    """`spelling` in capitals, capitalised or as it is, after the pattern of `read`; "I" for l is no capital."""
    if capitals(read) > 1:
        return spelling.upper()
    if read[0].isupper() and not (read[0] == "I" and spelling[0] == "l"):
        return spelling[0].upper() + spelling[1:]
    return spelling
