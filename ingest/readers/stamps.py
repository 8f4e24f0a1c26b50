"""What annotations stamp on a page takes its place in the lines: "Số:      /KH-UBND" and "187" are one line.

A stamp of one line is filled in where it meets no letters; the dots that it covers go. One of several lines, or one
across the text ("BẢN SAO"), is a block of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, radians, sin

from ingest.readers.layout import Line, Word, lines_of

LEADERS = ".…_‥·"
"""What is drawn where something is to be filled in."""
_RUN = re.compile(rf"[{LEADERS}]{{2,}}|…")
_ONLY = re.compile(rf"[{LEADERS}]+")
_MEETS, _ON = 0.25, 0.4
"""Share of the narrower of two words, and of the lower, from which on they meet, and lie on each other: what fonts say
of their heights differs, and so does where clerks put a stamp."""
_MOST_LARGER = 2.0
_NEAR, _BLANK, _CLOSE = 3.0, 6.0, 1.5
"""In heights: how far what fills a line in is from a word of it; how much of a blank a number leaves before "/KH-UBND";
and how far digits of one number, each in a box, are apart."""
_BLOCK_GAP = 1.5
"""In heights: lines of one block are closer."""

Size = tuple[float, float]
"""How wide and how high, in points."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A word of a stamp, and the line that it is on, by its place."""

    word: Word
    line: int


def put_in(words: Iterable[Word], stamps: Iterable[Sequence[Word]]) -> tuple[list[Word], list[tuple[Line, ...]]]:
    """`words` of a page with those of `stamps` that fill them in, and the stamps that stand by themselves."""
    lines = lines_of(words)
    filled: list[_Filled] = []
    alone: list[Word] = []
    blocks: list[tuple[Line, ...]] = []
    for block in (block for stamp in stamps for block in _blocks(lines_of(stamp))):
        if len(block) > 1 or (fit := _fit(block[0], lines)) is None:
            right = max(line.x1 for line in block)
            blocks.append(tuple(Line(line.words, right) for line in block))
        else:
            filled += [one for one in fit if one.line >= 0]
            alone += [one.word for one in fit if one.line < 0]
    for place in {one.line for one in filled}:
        stamped = [one.word for one in filled if one.line == place]
        lines[place] = Line(tuple(_joined(_without_leaders(lines[place].words, stamped), frozenset(stamped))))
    return [word for line in lines for word in line.words] + alone, blocks


def turned(word: Word, degrees: float, size: Size, new: Size) -> Word:
    """`word` of a page of `size`, once that is turned by `degrees` to the left, and of `new` size."""
    along, aside = cos(radians(degrees)), sin(radians(degrees))
    x, y = (word.x0 + word.x1 - size[0]) / 2, (word.top + word.bottom - size[1]) / 2
    x, y = along * x + aside * y + new[0] / 2, along * y - aside * x + new[1] / 2
    wide, high = (word.x1 - word.x0) / 2, word.height / 2
    return Word(word.text, x - wide, x + wide, y - high, y + high)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """`lines` of one stamp, parted where they are far from each other."""
    block: list[Line] = []
    for line in lines:
        if block and line.top - block[-1].bottom > _BLOCK_GAP * line.height:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _fit(stamp: Line, lines: Sequence[Line]) -> list[_Filled] | None:
    """The words of `stamp` with the lines that they fill in, -1 for those far from all; None where it lies on text, or
    beside what is far smaller or larger.

    What stands there already is left out.
    """
    fit: list[_Filled] = []
    for word in stamp.words:
        beside = [(place, other) for place, line in enumerate(lines) if _touches(word, line) for other in line.words]
        on = [other for _, other in beside if _is_on(word, other)]
        if any(other.text == word.text for other in on):
            continue
        level = [(place, other) for place, other in beside if _is_alike(word, other)]
        if on or (beside and not level):
            return None
        near = [(place, other) for place, other in level if _gap(word, other) <= _NEAR * word.height]
        if near:
            place, other = max(near, key=lambda one: (_shared_height(word, one[1]), -_gap(word, one[1])))
            fit.append(_Filled(replace(word, top=other.top, bottom=other.bottom), place))
        else:
            fit.append(_Filled(word, -1))
    return fit


def _touches(word: Word, line: Line) -> bool:
    lower = min(word.height, line.bottom - line.top)
    return _shared(word.top, word.bottom, line.top, line.bottom) > _MEETS * lower


def _is_on(word: Word, other: Word) -> bool:
    """Whether `word` lies on the letters of `other`."""
    lower = min(word.height, other.height)
    is_at = _meets(word, other) and _shared_height(word, other) > _ON * lower
    return is_at and not _RUN.search(other.text)


def _shared(start: float, end: float, other_start: float, other_end: float) -> float:
    """How far two stretches overlap, 0 where they do not."""
    return max(0.0, min(end, other_end) - max(start, other_start))


def _shared_height(word: Word, other: Word) -> float:
    return _shared(word.top, word.bottom, other.top, other.bottom)


def _is_alike(word: Word, other: Word) -> bool:
    """Whether the words, level with each other, are about as high."""
    lower, higher = sorted((word.height, other.height))
    return higher < _MOST_LARGER * lower and _shared_height(word, other) > _MEETS * lower


def _meets(word: Word, other: Word) -> bool:
    narrower = min(word.x1 - word.x0, other.x1 - other.x0)
    return _shared(word.x0, word.x1, other.x0, other.x1) > _MEETS * narrower


def _gap(word: Word, other: Word) -> float:
    return max(0.0, other.x0 - word.x1, word.x0 - other.x1)


def _without_leaders(words: Sequence[Word], stamped: Sequence[Word]) -> list[Word]:
    """`words` and `stamped` from left to right, without the dots on which the stamps are put."""
    kept: list[Word] = []
    for word in words:
        over = [stamp for stamp in stamped if _meets(stamp, word)]
        kept += _parts(word, over) if over else [word]
    found = sorted([*kept, *stamped], key=lambda word: word.x0)
    spare: set[int] = set()
    for places in (range(len(found)), range(len(found) - 1, -1, -1)):
        is_beside = False
        for place in places:
            is_beside = found[place] in stamped or (is_beside and _ONLY.fullmatch(found[place].text) is not None)
            if is_beside and found[place] not in stamped:
                spare.add(place)
    return [word for place, word in enumerate(found) if place not in spare]


def _parts(word: Word, over: Sequence[Word]) -> Iterator[Word]:
    """What `word` has before and behind the dots that the words `over` it cover."""
    wide = (word.x1 - word.x0) / len(word.text)
    at = 0
    for run in _RUN.finditer(word.text):
        left, right = word.x0 + run.start() * wide, word.x0 + run.end() * wide
        covers = [stamp for stamp in over if _shared(left, right, stamp.x0, stamp.x1)]
        if not covers:
            continue
        if run.start() > at:
            end = min(left, *(stamp.x0 for stamp in covers))
            yield replace(word, text=word.text[at : run.start()], x0=min(word.x0 + at * wide, end), x1=end)
        at = run.end()
    if at < len(word.text):
        start = max([word.x0 + at * wide, *(stamp.x1 for stamp in over if at)])
        yield replace(word, text=word.text[at:], x0=min(start, word.x1), x1=word.x1)


def _joined(words: Sequence[Word], stamped: frozenset[Word]) -> Iterator[Word]:
    """`words` of a line, some of them `stamped`: number and "/KH-UBND" are one word, digits in boxes one number."""
    held = words[0]
    for word, following in pairwise(words):
        apart = following.x0 - word.x1
        is_code = following.text.startswith("/") and apart < _BLANK * word.height
        is_digit = all(one in stamped and one.text.isdigit() and len(one.text) == 1 for one in (word, following))
        if (word in stamped or following in stamped) and (is_code or (is_digit and apart < _CLOSE * word.height)):
            held = replace(held, text=held.text + following.text, x1=following.x1)
        else:
            yield held
            held = following
    yield held
