"""Words with places become lines, and lines paragraphs: what a PDF has lost."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest
from statistics import median

from ingest.kinds import kind_alone
from ingest.readers import wrapped
from ingest.readers.wrapped import UNIT
from ingest.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in points, from the top left of its page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Line:
    """Words of one line from left to right; `right` is where the lines of its column end.

    Without slots, so that what is asked for over and over is found once.
    """

    words: tuple[Word, ...]
    right: float = 0.0

    @cached_property
    def text(self) -> str:
        return _SYMBOL_BULLET.sub("- ", " ".join(word.text for word in self.words))

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @cached_property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @cached_property
    def height(self) -> float:
        return median(word.height for word in self.words)


Gap = tuple[float, float]
"""Where it begins and ends, from left to right."""

_SYMBOL_BULLET = re.compile(r"^[\uf020-\uf0ff]\s*")
"""Symbol and Wingdings put their bullets in the private-use area."""
_MARKER = re.compile(
    r"(?:[-–—+•●○▪■◦*➢✓](?!\s*\d{4}\b)\s|(?:[IVXLC]+|\d{1,2}(?:\.\d{1,2})*|[A-ZĐ])[.)]\s|(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*)-\s+[^\W\d_]"
    rf"|\d{{1,2}}(?:\.\d{{1,2}})+\s(?!{UNIT})"
    r"|[a-zđ]\d?[.)]\s|\(\d{1,2}\)\s|(?:Điều|Chương|Mục|Phần|Phụ lục|PHỤ LỤC)\s+(?:[IVXLC]+|\d+)\b|Nơi nhận:)"
)
"""What opens a new paragraph of a plan; "- 2025" is the second half of "2021 - 2025"."""
_DASHES = ("- ", "– ")
_SENTENCE_END = re.compile(r"[.;:!?][\"”)]*$")
_CUT_WORD = re.compile(r"[^\W\d_](?:-|\u00ad)$")
_CUT_CODE = re.compile(r"\w[-/]$")
_EDGE_GAP = 1.25
"""Times the usual distance of lines, above which a gap parts paragraphs; Word's 6 points at 13-point text are 1.3."""
_INDENT = 0.8
"""In line heights: a first line is indented by more, ragged scans by less."""
_TWO_COLUMNS = ("cong hoa xa hoi", "dang cong san viet nam", "noi nhan:")
"""The two places where an official document stands in two columns (Decree 30/2020): its head and its foot."""
_GUTTER = 1.0
"""In line heights: words of one line stand closer, also in justified text."""
_BAND_GAP = 1.2
"""In line heights, or in the usual gaps where lines stand farther apart: the columns end where a blank line does."""
_OF_HEAD = re.compile(r"(?<!\w)so ?:|ngay(?:.{0,12}thang|\W*\d{0,2}\W*$)|thang.{0,8}nam(?!\w)")
"""What stands in columns also below a blank line."""


def lines_of(words: Iterable[Word]) -> list[Line]:
    """`words` as lines from top to bottom; what overlaps by half its height is on one line."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: ((word.top + word.bottom) / 2, word.x0)):
        if rows and _on_line(word, rows[-1]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(sorted(row, key=lambda word: word.x0))) for row in rows]


def _on_line(word: Word, row: Sequence[Word]) -> bool:
    other = row[0]
    overlap = min(word.bottom, other.bottom) - max(word.top, other.top)
    return overlap > 0.5 * min(word.height, other.height)


def pitch_of(lines: Sequence[Line]) -> float:
    """The usual distance from line to line, 0 where there is one line."""
    steps = [below.top - above.top for above, below in pairwise(lines) if below.top > above.top]
    return median(steps) if steps else 0.0


def bands(lines: Sequence[Line], right: float) -> Iterator[list[Line]]:
    """`lines` in reading order: where the official form has two columns, those of the left one first and all of both
    together, else each by itself. Sets `Line.right`."""
    at = 0
    while at < len(lines):
        gutter = gutter_of(lines[at])
        band = _band(lines[at:], gutter, pitch_of(lines)) if gutter else []
        if band:
            yield _column([before for before, _ in band]) + _column([after for _, after in band])
        else:
            yield [Line(lines[at].words, right)]
        at += len(band) or 1


def _column(rows: Sequence[tuple[Word, ...]]) -> list[Line]:
    """The lines of one column. Those of a list may go on; those of a heading or signature are each complete."""
    filled = [words for words in rows if words]
    is_list = bool(filled) and fold(filled[0][0].text).startswith("noi")
    right = max(words[-1].x1 for words in filled) if is_list else float("inf")
    return [Line(words, right) for words in filled]


def gutter_of(line: Line) -> Gap | None:
    """The gap between the two columns that begin at `line`, None where it does not begin two."""
    if not any(phrase in fold(line.text) for phrase in _TWO_COLUMNS):
        return None
    gaps = [(left.x1, right.x0) for left, right in pairwise(line.words)]
    gap = max(gaps, key=_width, default=(0.0, 0.0))
    return gap if _width(gap) > _GUTTER * line.height else None


def _width(gap: Gap) -> float:
    return gap[1] - gap[0]


def _band(lines: Sequence[Line], gutter: Gap, pitch: float) -> list[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """The words left and right of the gap that the lines leave, until one leaves none or is far below.

    The first line may be the shortest of its column, as "Nơi nhận:" is: each line narrows the gap.
    """
    rows: list[Line] = []
    centre = sum(gutter) / 2
    for line in lines:
        free = _free(gutter, line)
        above = rows[-1] if rows else line
        height = max(line.height, above.height)  # a scan of a stamp is low
        is_far = line.top - above.bottom > _BAND_GAP * max(height, pitch - height)
        is_far = is_far and not _OF_HEAD.search(fold(line.text))
        is_centred = gutter[0] < line.x0 < centre and not free[0] < centre < free[1]  # it begins in neither column
        if is_far or is_centred or _is_below_head(line.text) or _width(free) < _GUTTER * line.height:
            break
        gutter = free
        rows.append(line)
    middle = sum(gutter) / 2
    return [(tuple(word for word in line.words if word.x1 <= middle),
             tuple(word for word in line.words if word.x0 >= middle)) for line in rows]  # fmt: skip


def _is_below_head(text: str) -> bool:
    """Whether a head has ended where a line says `text`: the kind of the document, or whom a letter addresses."""
    return kind_alone(text) is not None or fold(text).startswith("kinh gui")


def _free(gutter: Gap, line: Line) -> Gap:
    """The widest part of `gutter` where `line` has no words."""
    left, right = gutter
    inside = [word for word in line.words if word.x1 > left and word.x0 < right]
    ends, starts = [left, *(word.x1 for word in inside)], [*(word.x0 for word in inside), right]
    return max(zip(ends, starts, strict=True), key=_width)


def paragraphs(lines: Sequence[Line], pitch: float) -> list[list[Line]]:
    """`lines` of one column, grouped into paragraphs."""
    groups: list[list[Line]] = []
    for line, below in zip_longest(lines, lines[1:]):
        if groups and not _begins(groups[-1], line, below, pitch):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _begins(above: Sequence[Line], line: Line, below: Line | None, pitch: float) -> bool:
    last = above[-1]
    goes_on = _is_dash_within(above, line) or (is_full(last, line) and wrapped.goes_on(last.text, line.text))
    if _MARKER.match(line.text + " ") and not goes_on:
        return True
    if pitch and line.top - last.top > _EDGE_GAP * max(pitch, last.height):
        return True
    if line.top < last.top or not is_full(last, line):
        return True
    if below and len(above) == 1 and _SENTENCE_END.search(last.text) and _is_indented_alike(last, line, below):
        return True
    return line.x0 > last.x0 + _INDENT * line.height and not _hangs(above)


def _is_indented_alike(one: Line, other: Line, below: Line) -> bool:
    """Whether two lines begin at one place, and the second goes on in `below` farther left: each is a first line."""
    indent = _INDENT * other.height
    is_left = below.x0 < min(one.x0, other.x0) - indent
    goes_down = below.top > other.top and is_full(other, below) and not _MARKER.match(below.text + " ")
    return is_left and goes_down and abs(one.x0 - other.x0) < indent


def _is_dash_within(above: Sequence[Line], line: Line) -> bool:
    """Whether the dash that opens `line` is one within a sentence: the paragraph is indented and `line` is not."""
    indented = above[0].x0 > line.x0 + _INDENT * line.height
    ended = _SENTENCE_END.search(above[-1].text)
    return line.text.startswith(_DASHES) and indented and not ended and is_full(above[-1], line)


def _hangs(above: Sequence[Line]) -> bool:
    """Whether the line below an item's first may be indented and still go on with it."""
    first = above[0].text
    return len(above) == 1 and _MARKER.match(first) is not None and not _SENTENCE_END.search(first)


def is_full(line: Line, following: Line) -> bool:
    """Whether the first word of `following` had no room left on `line`, so that its sentence may go on."""
    space = 0.25 * line.height
    return line.x1 + space + following.words[0].x1 - following.words[0].x0 > line.right - space


def goes_on(above: Sequence[Line], line: Line) -> bool:
    """Whether the paragraph `above` that ends a page goes on in the first line of the next."""
    last = above[-1]
    if _MARKER.match(line.text + " ") or not is_full(last, line):
        return False
    indented = above[0].x0 > line.x0 + _INDENT * line.height  # then a new paragraph would be indented as well
    return indented or not _SENTENCE_END.search(last.text)


def join(lines: Iterable[Line]) -> str:
    """The text of a paragraph; a word cut at a line's end is whole again, a code ("29/KH-", "UBND") has no space."""
    texts: list[str] = []
    for line in lines:
        following, last = line.text, texts[-1] if texts else ""
        if _CUT_WORD.search(last) and following[:1].islower():
            texts[-1] = last[:-1]
        elif texts and not _CUT_CODE.search(last):
            texts.append(" ")
        texts.append(following)
    return "".join(texts)
