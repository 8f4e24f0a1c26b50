"""Tables without vertical rules: columns told by their heads, and by the gap that the text below leaves."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile

from ingest.labels import ORDER, label_kind
from ingest.readers.column_heads import Side, header, overlap, text_of
from ingest.readers.layout import Line, gutter_of
from ingest.scan.reading import Box

_GAP = 0.5
"""In line heights: what is wider parts cells; Word's 11 points are 0.8 at its largest text, a space is 0.25."""
_APART = 1.5
"""Times the widest gap inside a table, and a line's height, above which text is behind it."""
_NEAR, _FAR, _SURELY_FAR = 0.2, 0.25, 0.6
"""In line heights: how near lines of a cell are; a row begins where a gap is so much wider, or so wide."""
_AMID = 0.35
"""In line heights: how far a number may be from half the height of its row."""
_SLACK = 1.0
"""Points by which a cell may stand out."""
_GROUP_LINES = 4  # of the heading of a group of rows
_GROUP = 200  # characters; a longer one is prose
_WIDE_RULE = 0.8
"""Share of a table's width that a rule between two rows is drawn along."""

_NUMBER = re.compile(r"\(?(?:[A-ZĐ]|[IVXLC]+|\d{1,3}(?:\.\d{1,2}){0,3})(?:[.)]|\.\))?|[-–+•*]")
_MARKED = re.compile(r"(?:[A-ZĐ]|[IVX]+|\d{1,2}(?:\.\d{1,2})*)(?:[.)]\s*|\s)\S|(?:Phần|Mục|Nhóm|Chương)\s")
_SENTENCE_END = re.compile(r"[.;,]$")
_BEHIND = re.compile(r"[IVX]{1,5}\.\s|(?:Phụ lục|PHỤ LỤC|Ghi chú|GHI CHÚ|Nơi nhận)\b|Điều \d")

Rule = tuple[float, float]
"""Where a rule across the page is, and how much is drawn of it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The heads, where the text of each column stands, the gaps between, and which column numbers the rows."""

    heads: tuple[str, ...]
    sides: tuple[Side, ...]
    gaps: tuple[Side, ...]
    order: int | None

    def of(self, piece: Line) -> range:
        """The columns that `piece` stands in."""
        first = sum(piece.x0 >= left - _SLACK for left, _ in self.gaps)
        last = sum(piece.x1 > right + _SLACK for _, right in self.gaps)
        return range(first, max(first, last) + 1)


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table that the lines from `start` to `end` are, by its cells."""

    start: int
    end: int
    cells: tuple[Box, ...]
    columns: Columns


@dataclass(frozen=True, slots=True)
class _Laid:
    """A line, what stands in it apart, and in which columns."""

    line: Line
    pieces: tuple[Line, ...]
    places: tuple[range, ...]
    order: int | None

    @property
    def middle(self) -> float:
        return (self.line.top + self.line.bottom) / 2

    @property
    def crosses(self) -> bool:
        return any(len(place) > 1 for place in self.places)

    @property
    def is_numbered(self) -> bool:
        pairs = zip(self.pieces, self.places, strict=True)
        return any(list(place) == [self.order] and _NUMBER.fullmatch(piece.text) for piece, place in pairs)

    @property
    def filled(self) -> int:
        return len({place.start for place in self.places})


def unruled(lines: Sequence[Line], rules: Sequence[Rule], above: Columns | None = None) -> Iterator[Unruled]:
    """The tables in `lines` of one page. The first may go on in the columns `above`, those of the page before."""
    pieces = [tuple(_pieces(line)) for line in lines]
    at = 0
    while at < len(lines):
        columns, start, heads = above, at, list[Sequence[Line]]()
        if head := header(pieces, at, above.heads if above else ()):
            heads, start = head
            columns = _columns(heads, pieces[start : _behind(pieces, start)])
        above = None
        laid = _body(lines, pieces, start, columns) if columns else []
        if columns and any(row.filled > 1 and not row.crosses for row in laid):
            sides = _sides(columns, laid)
            cells = _cells(_rows(laid, rules), sides)
            top = [piece for line in pieces[at:start] for piece in line]
            yield Unruled(at, start + len(laid), (*_head_cells(heads, top, sides, laid[0].line.top), *cells), columns)
            at = start + len(laid)
        else:
            at += 1


def heads_in(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that head the columns of a table."""
    pieces = [tuple(_pieces(line)) for line in lines]
    at = 0
    while at < len(lines):
        head = header(pieces, at)
        end = head[1] if head else at + 1
        yield from lines[at:end] if head else ()
        at = end


def _pieces(line: Line) -> Iterator[Line]:
    """The words of `line` that stand together."""
    least, first = _GAP * line.height, 0
    for at, (word, following) in enumerate(pairwise(line.words), start=1):
        if following.x0 - word.x1 > least:
            yield Line(line.words[first:at])
            first = at
    yield Line(line.words[first:])


def _behind(lines: Sequence[Sequence[Line]], start: int) -> int:
    """Where another table, or the foot of a letter, begins, else the end."""
    return next((at for at in range(start, len(lines)) if _is_other(lines, at)), len(lines))


def _is_other(lines: Sequence[Sequence[Line]], at: int) -> bool:
    whole = Line(tuple(word for piece in lines[at] for word in piece.words))
    return gutter_of(whole) is not None or (len(lines[at]) > 1 and header(lines, at) is not None)


def _columns(heads: Sequence[Sequence[Line]], lines: Sequence[Sequence[Line]]) -> Columns:
    """The columns below `heads`, as the `lines` that have something in two of them tell."""
    told = [piece for pieces in lines if len(pieces) > 1 for piece in pieces]
    sides = [(min(piece.x0 for piece in head), max(piece.x1 for piece in head)) for head in heads]
    gaps = [_least_covered(before[1], after[0], told) for before, after in pairwise(sides)]
    order = next((at for at, head in enumerate(heads) if label_kind(text_of(head)) == ORDER), None)
    return Columns(tuple(map(text_of, heads)), tuple(sides), tuple(gaps), order)


def _least_covered(left: float, right: float, pieces: Sequence[Line]) -> Side:
    """The widest part between `left` and `right` that the fewest `pieces` cover."""
    inside = [(max(piece.x0, left), min(piece.x1, right)) for piece in pieces if piece.x0 < right and piece.x1 > left]
    edges = sorted({left, right, *(edge for piece in inside for edge in piece)})
    parts = [(sum(x0 <= start and x1 >= end for x0, x1 in inside), start, end) for start, end in pairwise(edges)]
    least = min(count for count, _, _ in parts)
    runs = [list(run) for count, run in groupby(parts, key=lambda part: part[0]) if count == least]
    widest = max(runs, key=lambda run: run[-1][2] - run[0][1])
    return widest[0][1], widest[-1][2]


def _body(lines: Sequence[Line], pieces: Sequence[tuple[Line, ...]], start: int, columns: Columns) -> list[_Laid]:
    """The lines from `start` that are rows of the table."""
    laid = [_Laid(line, parts, tuple(map(columns.of, parts)), columns.order)
            for line, parts in zip(lines[start:], pieces[start:], strict=True)]  # fmt: skip
    at, widest = 0, 0.0
    while at < len(laid):
        here = laid[at]
        gap = here.line.top - laid[at - 1].line.bottom if at else 0.0
        is_far = gap > _APART * max(here.line.height, widest) and not here.is_numbered
        is_behind = len(here.pieces) == 1 and here.places[0].start > 0 and _BEHIND.match(here.line.text)
        if (at and is_far) or is_behind or _is_other(pieces, start + at):
            break
        if here.crosses and not (group := _group(laid, at)):
            break
        widest = max(widest, gap)
        at += group if here.crosses else 1
    return laid[:at]


def _group(laid: Sequence[_Laid], at: int) -> int:
    """How many lines from `at` head groups of rows, 0 where they are text behind the table."""
    lines = _heading(laid, at)
    text = " ".join(row.line.text for row in laid[at : at + lines])
    if lines > _GROUP_LINES or len(text) > _GROUP or _SENTENCE_END.search(text):
        return 0
    if at + lines == len(laid):  # the rows are on the next page
        return lines if text.isupper() or _MARKED.match(text) else 0
    following = takewhile(lambda row: not row.crosses, laid[at + lines :])
    first = next((row for row in following if row.is_numbered or row.order is None), None)
    return lines if first and first.filled > 1 - first.is_numbered else 0


def _heading(laid: Sequence[_Laid], at: int) -> int:
    """How many lines from `at` cross columns, or go on with one that does: its number, or a last short line."""
    end, is_upper = at, False
    while end < len(laid) and (laid[end].crosses or (end > at and _ends_heading(laid[end], is_upper))):
        is_upper = is_upper or laid[end].pieces[-1].text.isupper()
        end += 1
    return end - at


def _ends_heading(row: _Laid, is_upper: bool) -> bool:
    text = row.line.text
    return len(row.pieces) == 1 and (row.is_numbered or text[0].islower() or (is_upper and text.isupper()))


def _rows(laid: Sequence[_Laid], rules: Sequence[Rule]) -> list[list[_Laid]]:
    """`laid` by rows: those of a group's heading, and between these as rules, numbers or gaps tell."""
    rows: list[list[_Laid]] = []
    width = max(row.line.x1 for row in laid) - min(row.line.x0 for row in laid)
    wide = [y for y, drawn in rules if drawn > _WIDE_RULE * width]
    at = 0
    while at < len(laid):
        if lines := _heading(laid, at):
            rows += _headings(laid[at : at + lines])
        else:
            lines = len(list(takewhile(lambda row: not row.crosses, laid[at:])))
            rows += _parted(laid[at : at + lines], wide)
        at += lines
    return rows


def _headings(run: Sequence[_Laid]) -> list[list[_Laid]]:
    return _split(run, [at for at, row in enumerate(run) if _MARKED.match(row.line.text)])


def _parted(run: Sequence[_Laid], rules: Sequence[float]) -> list[list[_Laid]]:
    """`run` in the first way that fits: no row has two numbers."""
    return next(rows for rows in _ways(run, rules) if all(_numbers(row) <= 1 for row in rows))


def _ways(run: Sequence[_Laid], rules: Sequence[float]) -> Iterator[list[list[_Laid]]]:
    """`run` in rows by rules, by gaps, and by numbers: these stand in the first line of a row, or at half its height.

    There, cells of an odd and of an even number of lines stand half a line apart, and a number may stand alone.
    """
    numbered = [at for at, row in enumerate(run) if row.is_numbered]
    if ruled := [at for at in range(1, len(run)) if any(run[at - 1].middle < y < run[at].middle for y in rules)]:
        yield _split(run, ruled)
    apart = _split(run, _far(run))
    if len(apart) > 1 and (not numbered or all(_numbers(row) == 1 for row in apart)):
        yield apart
    if not numbered:
        yield _split(run, [at for at, row in enumerate(run) if row.filled == max(other.filled for other in run)])
        return
    breaks = [0, *(at for at in range(1, len(run)) if run[at - 1].line.bottom <= run[at].line.top), len(run)]
    if len(breaks) <= len(run) or any(run[at].filled == 1 for at in numbered):
        yield _split(run, _amid(run, numbered, breaks))
    elif not numbered[0]:
        yield _split(run, numbered)
    if len(apart) > 1:
        yield apart
    yield _split(run, numbered)


def _far(run: Sequence[_Laid]) -> list[int]:
    """The lines that stand farther from the one above than the lines of a cell do."""
    gaps = [below.line.top - above.line.bottom for above, below in pairwise(run)]
    height = run[0].line.height
    most = min(max(min(gaps, default=0.0) / height, _NEAR) + _FAR, _SURELY_FAR) * height
    return [at for at, gap in enumerate(gaps, start=1) if gap > most]


def _amid(run: Sequence[_Laid], numbered: Sequence[int], breaks: Sequence[int]) -> list[int]:
    """The lines, of `breaks`, that begin rows where each number stands at half the height of its row.

    None where they do not. A page break may have cut the first row and the last.
    """
    chains = (_chain(run, numbered, first, breaks) for first in breaks if first <= numbered[0])
    return next((starts for starts in chains if starts), [])


def _chain(run: Sequence[_Laid], numbered: Sequence[int], first: int, breaks: Sequence[int]) -> list[int]:
    """The lines that begin rows if `first` begins the first that is whole."""
    starts = [first]
    for at, following in pairwise(numbered):
        below = 2 * run[at].middle - run[starts[-1]].line.top
        start = min(breaks[1:], key=lambda line: abs(run[line - 1].line.bottom - below))
        is_half = abs(run[start - 1].line.bottom - below) < _AMID * run[at].line.height
        if not is_half or not at < start <= following:
            return []
        starts.append(start)
    return starts


def _numbers(row: Sequence[_Laid]) -> int:
    return sum(line.is_numbered for line in row)


def _split(run: Sequence[_Laid], starts: Sequence[int]) -> list[list[_Laid]]:
    edges = sorted({0, *starts, len(run)})
    return [list(run[start:end]) for start, end in pairwise(edges)]


def _sides(columns: Columns, laid: Sequence[_Laid]) -> list[Side]:
    """Where the columns of this page stand, so that no two overlap."""
    lefts, rights = ([side[edge] for side in columns.sides] for edge in (0, 1))
    cells = [(piece, place.start) for row in laid for piece, place in zip(row.pieces, row.places, strict=True)
             if len(place) == 1]  # fmt: skip
    for piece, column in cells:
        lefts[column] = min(lefts[column], piece.x0)
        rights[column] = max(rights[column], piece.x1)
    lefts = [left - _SLACK for left in lefts]
    return [
        (left, min(right + _SLACK, after))
        for left, right, after in zip(lefts, rights, [*lefts[1:], float("inf")], strict=True)
    ]


def _head_cells(
    heads: Sequence[Sequence[Line]], pieces: Sequence[Line], sides: Sequence[Side], bottom: float
) -> Iterator[Box]:
    """The cells of the heads that `pieces` make; what stands above two heads is a cell over both."""
    over = [piece for piece in pieces if not any(piece in head for head in heads)]
    top = min((piece.top for piece in pieces), default=0.0)
    for piece in over:
        covered = [side for side in sides if overlap(side, piece)]
        yield covered[0][0], top, covered[-1][1], piece.bottom
    for side in sides if heads else ():
        yield side[0], max((piece.bottom for piece in over if overlap(side, piece)), default=top), side[1], bottom


def _cells(rows: Sequence[Sequence[_Laid]], sides: Sequence[Side]) -> Iterator[Box]:
    tops = [min(row.line.top for row in lines) for lines in rows]
    bottoms = [max(row.line.bottom for row in lines) for lines in rows]
    for lines, top, bottom, below in zip(rows, tops, bottoms, [*tops[1:], float("inf")], strict=True):
        for left, right in _across(lines, sides):
            yield left, top, right, min(bottom, below)


def _across(lines: Sequence[_Laid], sides: Sequence[Side]) -> Iterator[Side]:
    """The cells of a row from left to right: one a column, but what crosses columns covers them up to the next."""
    starts = sorted({place.start for row in lines if row.crosses for place in row.places})
    if not starts:
        yield from sides
        return
    if starts[0] and any(row.is_numbered for row in lines):  # on a line of its own, at half the height
        starts = [0, *starts]
    for start, after in pairwise([0, *starts[1:], len(sides)]):
        reach = max(row.line.x1 for row in lines) + _SLACK if after == len(sides) else 0.0
        yield sides[start][0], max(sides[after - 1][1], reach)
