"""Vietnamese that came through OCR without Vietnamese, mended: "Ké hoach cii cach" becomes "Kế hoạch cải cách".

A noisy channel: `channel` says which syllables may have been read so and `language` which follow each other
in sound plans; `decode` finds the cheapest reading of a paragraph. Sound text is left to the letter, and so are
numbers, codes, links, acronyms and names of people. docs/decisions/0008-mending-bad-scans.md has the figures.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Change
from ingest.mending.decode import Decoder, decoder
from ingest.mending.names import Paragraph, settle
from ingest.mending.words import capitals, cut
from ingest.vietnamese import fold, nfc

# Vietnamese letters that no OCR engine without Vietnamese writes; sound text has one in 3 words of 10 or more.
_TONED = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# What a Vietnamese syllable looks like once folded: tells damaged Vietnamese from English.
_SYLLABLE = re.compile(r"(?:ch|gh|gi|kh|ngh?|nh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_WORD = re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"\s*(?:[-+*•]\s|\d+[.)]|[a-zđ]\)|[IVX]+\.)")
FEW = 20  # words that it takes to tell
WINDOW = 40  # words around a line that are judged with it
TONED_DAMAGED, TONED_SOUND = 0.15, 0.3
SYLLABLES, SYLLABLES_WITHIN = 0.6, 0.45  # English has at most 0.57, and 0.3 as a rule; the second is for damaged texts


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


@dataclass(frozen=True, slots=True)
class _Count:
    """How many words, how many of them with a tone that only Vietnamese has, how many of a syllable's shape."""

    words: int = 0
    toned: int = 0
    syllables: int = 0

    def __add__(self, other: "_Count") -> "_Count":
        return _Count(self.words + other.words, self.toned + other.toned, self.syllables + other.syllables)

    def damaged(self, syllables: float = SYLLABLES) -> bool:
        few_tones = self.toned < TONED_DAMAGED * self.words
        return self.words >= FEW and few_tones and self.syllables > syllables * self.words

    @property
    def sound(self) -> bool:
        return self.toned > TONED_SOUND * self.words


MOST = 400_000
"""Characters that are mended: two hundred pages. A damaged word takes 0.8 ms, so that these take a minute."""


def is_damaged(text: str) -> bool:
    """Whether `text`, as a whole, is Vietnamese that lost its marks; never of fewer than 20 words."""
    return _count(text).damaged()


def mend(text: str, using: Decoder | None = None) -> Mended:
    """`text` (NFC) with the lines around which it is damaged mended; `using` other statistics than the package's.

    A longer text than `MOST` is left as it is.
    """
    if len(text) > MOST:
        return Mended(text)
    lines = text.split("\n")
    damaged = damaged_lines(lines)
    if not any(damaged):
        return Mended(text)
    using = replace(using or decoder(), tried={})
    bad = [line if hurt else "" for line, hurt in zip(lines, damaged, strict=True)]
    read = [_read(part, using) for part in paragraphs(bad)]
    settle(read, using.language)
    return _put_in(lines, read)


def damaged_lines(lines: Sequence[str]) -> list[bool]:
    """For each of `lines` whether it is damaged, judged with what stands around it."""
    counts = [_count(line) for line in lines]
    enough = SYLLABLES_WITHIN if sum(counts, _Count()).damaged() else SYLLABLES
    return [not count.sound and _around(counts, at).damaged(enough) for at, count in enumerate(counts)]


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


def _count(text: str) -> _Count:
    words = _WORD.findall(nfc(text))
    toned = sum(bool(_TONED.search(word)) for word in words)
    return _Count(len(words), toned, sum(bool(_SYLLABLE.fullmatch(fold(word))) for word in words))


def _around(counts: Sequence[_Count], at: int) -> _Count:
    """The count of the line `at` and, in turn before and after it, of as many more as make WINDOW words."""
    total, before, after = counts[at], at - 1, at + 1
    while total.words < WINDOW and (before >= 0 or after < len(counts)):
        if before >= 0:
            total += counts[before]
        if after < len(counts):
            total += counts[after]
        before, after = before - 1, after + 1
    return total


def _read(part: Sequence[tuple[int, str]], using: Decoder) -> Paragraph:
    words = using.words([word for number, line in part for word in cut(line, number)])
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
