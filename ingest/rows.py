"""Table rows -> rows that know what each column says, whole again where a page break cut them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.agencies import is_agency
from ingest.aligned import Samples, aligned, samples
from ingest.columns import NAMELESS, Column, header_at
from ingest.document import Block
from ingest.labels import ORDER, TITLE
from ingest.plan import Field, FieldKind, Quoted
from ingest.roles import told_apart
from ingest.shapes import is_figure, is_tick, is_worded
from ingest.vietnamese import fold, one_line

_NUMBER = re.compile(r"(?:[A-ZĐ]|[IVX]+|\d{1,3}(?:\.\d{1,2}){0,3})\.?$")
_POINT = re.compile(r"[a-zđ][.)]?$|[-–+•*]$")
_DAYS = ("ngay", "thu", "thu ngay", "thu, ngay", "thu/ngay", "ngay thang", "ngay, thang", "ngay/thang")
"""How the first column of a timetable is headed."""
_DITTO = re.compile(r"\W*(?:nt|như trên|n\.t)\W*|[\"″”]|//", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:tong(?: cong| so| kinh phi)?|cong)(?: (?:muc|phan|nhom)?(?: ?(?:[ivx]+|\d+))?)?(?: ?\(.*\))?\W*"
)
_UNFINISHED = re.compile(r"[,;(–-]$|\b(?:và|của|các|về|với|cho|theo|trong|tại|đến|do|để)$")
_SHORT = 60  # characters of what names a total
_HEADING = 200  # characters of the heading of a group
_POINTED = 8  # the depth of "a)"
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a data table: its cells, each with its column. A merged cell stands in each column that it covers.

    `group` holds the headings of the rows above that head it. `alike` is what else stands in each column.
    """

    number: str
    title: Quoted
    fields: tuple[Field, ...]
    group: tuple[str, ...]
    cells: tuple[Quoted, ...]
    columns: tuple[Column, ...]
    alike: Samples = ()
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """A heading over rows; `is_anew` where they are numbered from 1, like the headings themselves."""

    depth: int
    heading: str
    is_anew: bool


@dataclass(frozen=True, slots=True)
class _Laid:
    """A row as it stands: `is_cut` where a header is repeated above it."""

    cells: tuple[Quoted, ...]
    columns: tuple[Column, ...]
    is_cut: bool
    is_total: bool

    @property
    def number(self) -> str:
        first = self.cells[0].text if self.cells else ""
        return first if _NUMBER.match(first) or _POINT.match(first) else ""

    @property
    def rest(self) -> list[Quoted]:
        """The cells beside the number and the title that say something of their own."""
        return self.own[1 + bool(self.number) :]

    @property
    def own(self) -> list[Quoted]:
        """The cells that are filled, a merged one once: those with the same words are one."""
        filled = (cell for cell in self.cells if cell.text)
        return list({cell.text if is_worded(cell.text) else cell: cell for cell in filled}.values())


def read_rows(blocks: Sequence[Block]) -> Iterator[Row]:
    """The data rows of one table, in order; totals are none."""
    return (row for row in all_rows(blocks) if not row.is_total)


def all_rows(blocks: Sequence[Block]) -> Iterator[Row]:
    """The rows of one table, in order, totals among them, but for those that head columns or other rows."""
    laid, alike = _laid(blocks)
    laid = _whole(laid) if has_numbers(blocks) else laid
    groups: list[_Group] = []
    for row, below in pairwise([*laid, None]):
        assert row
        group = None if row.is_total else _group(row, below)
        _close(groups, row, group)
        if not group or row.rest:
            yield _row(row, [each.heading for each in groups], alike)
        if group:
            groups.append(group)


def has_numbers(rows: Sequence[Block]) -> bool:
    """Whether rows of a table begin with their numbers."""
    return any(map(is_number, (row.cells[0].text for row in rows)))


def is_number(text: str) -> bool:
    """Whether `text` is the number of a row: "3", "2.1", "IV"."""
    return _NUMBER.match(text) is not None


def is_total(row: Block) -> bool:
    """Whether `row` sums up those above it: "Tổng cộng | | 100.000.000"."""
    first = next((cell.text for cell in row.cells if cell.text and not _NUMBER.match(cell.text)), "")
    begins = len(row.cells) > 2 and len(first) < _SHORT and first[0:1] in "TCtc"  # a look before the longer one
    return begins and _TOTAL.fullmatch(fold(first)) is not None


def follows(number: str, last: str) -> bool:
    """Whether `number` is the one after `last`: "5" or "4.1" after "4", "4.2" or "5" after "4.1"."""
    if not (number[:1].isdigit() and last[:1].isdigit() and _NUMBER.match(number) and _NUMBER.match(last)):
        return False
    ours, theirs = ([int(part) for part in text.strip(".").split(".")] for text in (number, last))
    nexts = [[*theirs[:depth], theirs[depth] + 1] for depth in range(len(theirs))]
    return ours in ([*theirs, 1], *nexts, *([*upper, 1] for upper in nexts))


def _laid(blocks: Sequence[Block]) -> tuple[list[_Laid], Samples]:
    """The rows below their header, each cell in its column, and what else stands in each of them."""
    found = list(_below_headers(blocks))
    header = next((header for _, header, _ in found if header), [])
    alike = samples([block for block, _, _ in found if not is_total(block)], len(header))
    laid: list[_Laid] = []
    last: Sequence[Quoted] = ()
    for block, columns, is_cut in found:
        cells, own = _fit(block, columns, alike)
        cells = _above(_of_day(cells, own, last), last)
        laid.append(_Laid(tuple(cells), tuple(own), is_cut, is_total(block)))
        last = cells
    return laid, alike


def _below_headers(blocks: Sequence[Block]) -> Iterator[tuple[Block, list[Column], bool]]:
    """Each row that heads no columns, the columns that it stands in, and whether a header is repeated above it."""
    header: list[Column] = []
    heads: set[tuple[str, ...]] = set()
    at, is_cut = 0, False
    while at < len(blocks):
        columns, height = header_at(blocks, at)
        if height:
            header, is_cut = columns, True
            heads |= {_texts(block) for block in blocks[at : at + height]}
            at += height
        elif _texts(blocks[at]) in heads:
            at, is_cut = at + 1, True
        else:
            yield blocks[at], header, is_cut
            at, is_cut = at + 1, False


def _texts(block: Block) -> tuple[str, ...]:
    return tuple(cell.text for cell in block.cells)


def _fit(block: Block, header: Sequence[Column], alike: Samples) -> tuple[list[Quoted], list[Column]]:
    """The cells as Quoted with their columns, the order first even where a merged cell took it from the header row."""
    cells = [Quoted(cell.listed, (cell.span,) if cell.text else ()) for cell in block.cells]
    is_numbered = _NUMBER.match(cells[0].text) is not None or _POINT.match(cells[0].text) is not None
    if header and header[0].kind != ORDER and len(cells) == len(header) + 1 and is_numbered:
        header = [Column(ORDER, "", Quoted("", ()), Quoted("", ())), *header]
    if len(cells) < len(header) == len(alike):
        return aligned(cells, header, alike, is_numbered=is_numbered)
    return cells, [*header, *[NAMELESS] * (len(cells) - len(header))][: len(cells)]


def _above(cells: Sequence[Quoted], last: Sequence[Quoted]) -> list[Quoted]:
    """The cells, with what stands above in place of "nt" (như trên): it is quoted from there."""
    above = [*last, *cells[len(last) :]]
    return [
        Quoted(old.text, old.spans + cell.spans) if _DITTO.fullmatch(cell.text) and old.text else cell
        for cell, old in zip(cells, above, strict=False)
    ]


def _of_day(cells: Sequence[Quoted], columns: Sequence[Column], last: Sequence[Quoted]) -> Sequence[Quoted]:
    """The cells, the day of the row above in place of none: timetables name a day once, for all that is on it."""
    is_of_day = bool(last and columns) and fold(columns[0].label).strip(" :") in _DAYS
    if is_of_day and not cells[0].text and any(cell.text for cell in cells[1:]):
        return [last[0], *cells[1:]]
    return cells


def _whole(rows: Sequence[_Laid]) -> list[_Laid]:
    """`rows` of which some are numbered, each with what goes on from it below."""
    whole: list[_Laid] = []
    for row in rows:
        if whole and not (row.is_total or whole[-1].is_total) and _continues(row, whole[-1]):
            cells = map(_joined, whole[-1].cells, row.cells)
            whole[-1] = replace(whole[-1], cells=tuple(cells))
        else:
            whole.append(row)
    return whole


def _continues(row: _Laid, above: _Laid) -> bool:
    """Whether `row`, without a number, is the rest of the row `above`, which a page break cuts or none.

    A row that says again what is to be done, by whom and when is one of its own.
    """
    columns = row.columns
    if not columns or columns[0].kind != ORDER or len(above.cells) != len(row.cells) or row.cells[0].text:
        return False
    title = next((cell.text for cell, column in zip(row.cells, columns, strict=True) if column.kind == TITLE), "")
    filled = {column.kind for cell, column in zip(row.cells, columns, strict=True) if cell.text}
    pairs = [(old.text, new.text) for old, new in zip(above.cells[1:], row.cells[1:], strict=True) if new.text]
    if any(is_figure(old) and is_figure(new) for old, new in pairs):
        return False
    if not title or title[0].islower():
        return True
    if FieldKind.TIME in filled and not filled.isdisjoint(_WHO):
        return False
    is_few = 2 * len(pairs) <= sum(bool(cell.text) for cell in above.cells[1:])
    is_unfinished = any(not old or _UNFINISHED.search(old) or new[0].islower() for old, new in pairs)
    return row.is_cut or _page(row.cells) != _page(above.cells) or is_few or is_unfinished


def _page(cells: Sequence[Quoted]) -> int | None:
    return next((span.page for cell in cells for span in cell.spans[-1:]), None)


def _joined(old: Quoted, new: Quoted) -> Quoted:
    return Quoted(one_line(f"{old.text} {new.text}"), old.spans + new.spans)


def _group(row: _Laid, below: _Laid | None) -> _Group | None:
    """What `row` heads, if it heads others: a number and a title, nothing else, or one merged cell.

    So too one that sums up those of a deeper number, which stand below it.
    """
    own = row.own
    if not own or not below:
        return None
    if len(own) == 1 and not row.number:
        depth = _depth(own[0].text.split(" ")[0])
        return _Group(depth, own[0].text, is_anew=True) if _may_head(row, own[0]) else None
    if not row.number or len(own) < 2 or len(own[1].text) >= _HEADING:
        return None
    depth = _depth(row.number)
    is_above = below.number != "" and _depth(below.number) > depth
    heading = _Group(depth, f"{row.number.rstrip('.')}. {own[1].text}", is_anew=not is_above)
    if not row.rest:
        return heading if is_above or not (_is_next(below, row) or is_agency(own[1].text)) else None
    sums_up = is_above and all(is_figure(cell.text) for cell in row.rest)
    is_lettered = re.match(r"(?:[A-ZĐ]|[IVX]+)\.?$", row.number) and len(row.rest) == 1 and len(row.rest[0].text) < 12
    return heading if sums_up or (is_lettered and not _is_next(below, row)) else None


def _may_head(row: _Laid, only: Quoted) -> bool:
    return len(row.cells) > 2 and len(only.text) < _HEADING


def _is_next(below: _Laid, row: _Laid) -> bool:
    """Whether the row `below` is numbered behind `row`, and so is no part of it."""
    same = below.number != "" and _depth(below.number) == _depth(row.number)
    return same and _rank(below.number) > _rank(row.number)


def _rank(number: str) -> tuple[int, ...]:
    """What numbers of one depth are in order of: "2.10" -> (2, 10)."""
    plain = number.rstrip(".)")
    if plain in _ROMANS:
        return (_ROMANS.index(plain),)
    return tuple(int(part) for part in plain.split(".")) if plain[:1].isdigit() else tuple(map(ord, plain))


def _depth(mark: str) -> int:
    mark = mark.rstrip(".)")
    if re.fullmatch(r"[IVX]+", mark):
        return 1
    if _POINT.match(mark):
        return _POINTED + (not mark.isalpha())
    return 0 if re.fullmatch(r"[A-ZĐ]", mark) else 2 + mark.count(".")


def _close(groups: list[_Group], row: _Laid, group: _Group | None) -> None:
    """Takes from `groups` those that `row`, which heads the next `group` or none, is no part of."""
    depth = group.depth if group else _depth(row.number) if row.number else _POINTED
    while groups and (groups[-1].depth > depth or (groups[-1].depth == depth and (group or not groups[-1].is_anew))):
        groups.pop()


def _row(row: _Laid, groups: Sequence[str], alike: Samples) -> Row:
    cells, columns = row.cells, row.columns
    number = next((cell.text for cell, column in zip(cells, columns, strict=True) if column.kind == ORDER), "")
    if not number and cells and _NUMBER.match(cells[0].text):
        number = cells[0].text
    title = _title(cells, columns)
    fields = tuple(
        field
        for cell, column in zip(cells, columns, strict=True)
        if column.kind not in (ORDER, TITLE) and cell.text not in ("", title.text)  # a merged cell is all title
        for field in _fields(cell, column)
    )
    return Row(number.rstrip("."), title, fields, tuple(groups), cells, columns, alike, row.is_total)


def _fields(cell: Quoted, column: Column) -> Iterator[Field]:
    if column.marked and is_tick(cell.text):
        said = Quoted(column.head.text, column.head.spans + cell.spans)
        yield Field(FieldKind(column.marked), column.over, said)
    elif column.label:
        yield from told_apart(Field(FieldKind(column.kind or FieldKind.NOTE), column.label, cell))


def _title(cells: Sequence[Quoted], columns: Sequence[Column]) -> Quoted:
    for cell, column in zip(cells, columns, strict=True):
        if column.kind == TITLE and cell.text:
            return cell
    texts = [cell for cell in cells if cell.text and not _NUMBER.match(cell.text)]
    return texts[0] if texts else cells[0]
