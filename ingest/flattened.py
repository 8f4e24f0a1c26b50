"""Tables that a crawl flattened to one cell a line become rows again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.agencies import is_agency
from ingest.document import Block, BlockKind, Cell
from ingest.labels import ORDER, begins_with_label, column_kind, label_kind
from ingest.plan import FieldKind
from ingest.vietnamese import fold

_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_LISTED = re.compile(r"[-–+•]\s")
_TIME = re.compile(
    r"(?:tu |truoc |trong |den |het |nam |thang |quy |hang |thuong xuyen|dinh ky|sau khi|khi )|\d{4}\b|\d{1,2}/\d"
)
_TIME_INSIDE = re.compile(r"\b(?:thang|quy|nam|ngay|tuan) (?:\d|[ivx]+\b)|\d{1,2}/\d")
_POST = re.compile(
    r"(?:pho |tong )?(?:hieu truong|giam doc|truong|chu tich|chanh|phu trach|bi thu|to truong)\b|ke toan|van thu"
    r"|nhan vien|giao vien|vien chuc|lanh dao|to (?!chuc)|ong |ba |doan |toan the"
)
_MARK = re.compile(r"(?P<mark>\d{1,3}(?:\.\d{1,2}){0,2}|[IVX]{1,5}|[A-ZĐ])[.)]?$")
_GROUP = re.compile(r"(?P<mark>[IVX]{1,5}|[A-ZĐ])[.)]\s+\S")
_BEHIND = re.compile(
    r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*)[.)]\s+\S|(?:N[ơo]i nh[aậ]n|Ghi ch[uú]|PHỤ LỤC|Phụ lục)\b|\W*(?:TM|KT|TL)\."
)
_PAGE = re.compile(r"(?:Trang )?\d{1,3}(?:/\d{1,3})?")
_LETTERS = "ABCDĐEGHIKLMN"
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_COLUMNS = 10  # a wider table is none
_CELL = 400  # characters; a longer line is text behind the table
_WRAPPED = 2  # lines that the last row may have more than there are columns
_IN_ORDER = 1.5  # what it counts that a row has a line for each column


@dataclass(frozen=True, slots=True)
class _Count:
    """The numbers of the rows so far: the last number, and how many Roman numerals and letters have headed rows."""

    number: int = 0
    roman: int = 0
    letter: int = 0

    def after(self, mark: str, *, is_first: bool) -> "_Count | None":
        """The count with `mark`; None where it does not go on from here. `is_first` lets numbers begin anew."""
        if mark[0].isdigit():
            number = int(mark.split(".")[0])
            deeper = "." in mark and number == self.number
            anew = number == 1 and is_first
            return replace(self, number=number) if number == self.number + 1 or deeper or anew else None
        if mark in _ROMANS and _ROMANS.index(mark) == self.roman:
            return replace(self, roman=self.roman + 1)
        is_next = self.letter < len(_LETTERS) and mark == _LETTERS[self.letter]
        return _Count(self.number, 0, self.letter + 1) if is_next else None


def spread(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` with tables that were flattened to one cell a line made rows again."""
    spread_blocks: list[Block] = []
    at = 0
    while at < len(blocks):
        header, length = _header(blocks, at)
        if not header:
            spread_blocks.append(blocks[at])
            at += 1
            continue
        table = -1 - at
        spread_blocks.append(_as_row(header, table))
        at += length
        rows, length = _rows(blocks[at:], [block.text for block in blocks[at - length : at]])
        spread_blocks += [_as_row(_aligned(row, header), table) for row in rows]
        at += length
    return spread_blocks


def is_order(text: str) -> bool:
    """Whether `text` heads the column of numbers."""
    return len(text) < 12 and label_kind(text) == ORDER


def is_mark(text: str) -> bool:
    """Whether `text` is nothing but the number of a row, or heads a group of rows."""
    return _MARK.match(text) is not None or (_GROUP.match(text) is not None and text.isupper())


def _header(blocks: Sequence[Block], at: int) -> tuple[list[Block], int]:
    """One block a column, and how many blocks make them: a head that is cut in two goes on in small letters."""
    if blocks[at].kind is BlockKind.ROW or not is_order(blocks[at].text):
        return [], 0
    columns = [blocks[at]]
    end = at + 1
    while end < len(blocks) and _heads(blocks[end]) and len(columns) <= _COLUMNS:
        block = blocks[end]
        goes_on = len(columns) > 1 and block.text[:1].islower()
        columns = [*columns[:-1], _one([columns[-1], block])] if goes_on else [*columns, block]
        end += 1
    known = {column_kind(column.text) for column in columns} - {None, ORDER}
    if len(known) < 2 or end == len(blocks) or not is_mark(blocks[end].text) or len(columns) > _COLUMNS:
        return [], 0
    return columns, end - at


def _heads(block: Block) -> bool:
    return block.kind is not BlockKind.ROW and len(block.text) < 80 and not is_mark(block.text)


def _rows(blocks: Sequence[Block], header: Sequence[str]) -> tuple[list[list[Block]], int]:
    """The rows that `blocks` begin with, each a list of lines, and how many blocks they take up.

    A header that a new page repeats, and the number of the page before it, are left out: they cut a row in two.
    """
    rows: list[list[Block]] = []
    count, at, is_cut = _Count(), 0, False
    while at < len(blocks):
        repeated = _repeated(blocks, at, header)
        following = None if repeated else _following(blocks[at], count, is_first=not rows or len(rows[-1]) <= 2)
        if following:
            count = following
            rows.append([blocks[at]])
        elif not repeated and (not rows or _is_behind(blocks[at]) or (not is_cut and _is_apart(rows[-1], blocks[at]))):
            break
        elif not repeated:
            rows[-1].append(blocks[at])
        is_cut = repeated > 0
        at += repeated or 1
    if not rows:
        return [], 0
    most = max([len(header) + _WRAPPED, *map(len, rows[:-1])])
    excess = max(len(rows[-1]) - most, 0)  # text that follows the table
    rows[-1] = rows[-1][: len(rows[-1]) - excess]
    return rows, at - excess


def _repeated(blocks: Sequence[Block], at: int, header: Sequence[str]) -> int:
    """How many blocks at `at` repeat the header, the number of the page before it counted; 0 for none."""
    for skipped in (0, 1):
        texts = [block.text for block in blocks[at + skipped : at + skipped + len(header)]]
        if [fold(text) for text in texts] == [fold(text) for text in header]:
            return len(header) + skipped if not skipped or _PAGE.fullmatch(blocks[at].text) else 0
    return 0


def _following(block: Block, count: _Count, *, is_first: bool) -> _Count | None:
    mark = _MARK.match(block.text) or (_GROUP.match(block.text) if len(block.text) < 150 else None)
    return count.after(mark["mark"], is_first=is_first) if mark and block.kind is not BlockKind.ROW else None


def _is_behind(block: Block) -> bool:
    is_labelled = begins_with_label(block.text.lstrip("-–+• "))
    return is_labelled or block.kind is BlockKind.ROW or len(block.text) > _CELL or bool(_BEHIND.match(block.text))


def _is_apart(row: Sequence[Block], block: Block) -> bool:
    """Whether an empty line parts `block` from a row that has none inside."""
    gaps = [after.span.start - before.span.end for before, after in pairwise([*row, block])]
    return len(row) > 2 and gaps[-1] > 1 and max(gaps[:-1]) <= 1


def _aligned(lines: Sequence[Block], header: Sequence[Block]) -> list[Block]:
    """One block a column: each line goes to the column that it suits best, columns in order."""
    if len(lines) == 1 and _GROUP.match(lines[0].text):  # it heads a group, as a merged cell does
        return [lines[0]] * len(header)
    kinds = [column_kind(block.text) or "" for block in header]
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for before, line in pairwise(lines):
        following: dict[int, tuple[float, list[int]]] = {}
        for column, (score, path) in best.items():
            for to in range(max(column, 1), len(kinds)):
                gain = score + _suits(line, kinds[to]) + _step(before, line, to - column, kinds[to])
                if to not in following or gain > following[to][0]:
                    following[to] = (gain, [*path, to])
        best = following
    score, path = max(best.values(), key=lambda entry: entry[0])
    if len(lines) == len(kinds):
        in_order = sum(_suits(line, kind) for line, kind in zip(lines[1:], kinds[1:], strict=True)) + 0.2 * len(kinds)
        path = list(range(len(kinds))) if in_order + _IN_ORDER >= score else path
    return [_column(lines, path, column) for column in range(len(kinds))]


def _step(before: Block, line: Block, columns: int, kind: str) -> float:
    """What it gains to go on by so many columns: one as good as surely, two seldom; a list of agencies is one cell.

    A line that goes on in the cell of the line before begins in small letters, or is listed below it.
    """
    if not columns:
        return 0.0 if line.text[:1].islower() or _LISTED.match(line.text) else -0.2
    gain = 0.2 - 0.3 * (columns > 1)
    if kind not in _WHO or not _LISTED.match(line.text):
        return gain
    return gain - 0.5 if _LISTED.match(before.text) else gain + 0.2


def _suits(line: Block, kind: str) -> float:
    text = fold(line.text).lstrip("-+ ")
    agency = len(text) < 160 and (is_agency(line.text.lstrip("-+ ")) or _POST.match(text) is not None)
    when = len(text) < 60 and (1.5 if _TIME.match(text) else 1.0 if _TIME_INSIDE.search(text) else 0.0)
    if kind in _WHO:
        return 1.0 if agency else -1.0
    if kind == FieldKind.TIME:
        return when or -1.5
    return -0.5 if agency or (when > 1 and len(text) < 30) else 0.3


def _column(lines: Sequence[Block], path: Sequence[int], column: int) -> Block:
    found = [line for line, to in zip(lines, path, strict=True) if to == column]
    return _one(found) if found else _none(lines[0])


def _one(lines: Sequence[Block]) -> Block:
    span = replace(lines[0].span, end=lines[-1].span.end)
    return replace(lines[0], text=" ".join(line.text for line in lines), span=span)


def _none(near: Block) -> Block:
    return replace(near, text="", span=replace(near.span, end=near.span.start))


def _as_row(blocks: Sequence[Block], table: int) -> Block:
    cells = tuple(Cell(block.text, block.span) for block in blocks)
    filled = [cell.span for cell in cells if cell.text]
    span = replace(filled[0], end=filled[-1].end)
    return Block(BlockKind.ROW, " | ".join(cell.text for cell in cells), span, cells=cells, table=table)
