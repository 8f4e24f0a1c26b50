"""Table rows -> rows that know what each column says, whole again where a page break cut them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.agencies import is_agency
from ingest.columns import Column, header_at, is_first, is_header
from ingest.document import Block, BlockKind, Cell
from ingest.labels import ORDER, TITLE, label_kind
from ingest.plan import Field, FieldKind, Quoted
from ingest.roles import told_apart
from ingest.vietnamese import fold, one_line

_NUMBER = re.compile(r"(?:[A-ZĐ]|[IVX]+|\d{1,3}(?:\.\d{1,2}){0,3})\.?$")
_DITTO = re.compile(r"\W*(?:nt|như trên|n\.t)\W*|[\"″”]|//", re.IGNORECASE)
_MARK = re.compile(r"[xv✓✔√●■+*]", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:tong(?: cong| so| kinh phi)?|cong)(?: (?:muc|phan|nhom)?(?: ?(?:[ivx]+|\d+))?)?(?: ?\(.*\))?\W*"
)
_CLOSING = re.compile(
    r"(?:Nơi nhận|NƠI NHẬN)|(?:KT|TM|TL|TUQ|Q)\.\s?[^\W\d_]"
    r"|(?:PHÓ |QUYỀN |TỔNG )*(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|HIỆU TRƯỞNG|CHÁNH |TRƯỞNG (?:PHÒNG|BAN))"
    r"|(?:Người|NGƯỜI) (?:lập|LẬP|tổng hợp|TỔNG HỢP|ký|KÝ)\b|\D{2,40}, ngày .{1,12} tháng .{1,12} năm"
)
_UNFINISHED = re.compile(r"[,;(–-]$|\b(?:và|của|các|về|với|cho|theo|trong|tại|đến|do|để)$")
_SHORT = 60  # characters of what names a total
_TASK_LEVEL = 7  # of a heading: below all that are numbered
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a data table; `group` holds the headings of the rows above that head it."""

    number: str
    title: Quoted
    fields: tuple[Field, ...]
    group: tuple[str, ...]
    cells: tuple[Quoted, ...]


def is_data(rows: Sequence[Block]) -> bool:
    """Whether `rows` of one table hold data, and are no letterhead or signature set as a table."""
    wide = max(len(row.cells) for row in rows) >= 3
    return any(map(is_header, rows)) or (
        wide and (len(rows) >= 4 or all(_NUMBER.match(row.cells[0].text) for row in rows))
    )


def has_header(rows: Sequence[Block]) -> bool:
    """Whether a row of the table says what its columns hold."""
    return any(map(is_header, rows)) or is_first(rows[0], rows[1:])


def read_rows(blocks: Sequence[Block]) -> Iterator[Row]:
    """The data rows of one table, in order; totals are none."""
    header: list[Column] = []
    groups: list[tuple[int, str]] = []
    pending: list[Quoted] = []
    last: list[Quoted] = []
    is_numbered = _has_numbers(blocks)
    at, is_cut = 0, False
    while at < len(blocks):
        columns, height = header_at(blocks, at)
        if height:
            header, at, is_cut = columns, at + height, True
            continue
        block, at = blocks[at], at + 1
        if is_total(block):
            continue
        cells = _above(_fit(block.cells, header), last)
        last = cells
        if pending and is_numbered and _continues(cells, pending, header, is_cut=is_cut):
            pending = [_joined(old, new) for old, new in zip(pending, cells, strict=False)]
            continue
        is_cut = False
        if pending:
            yield _row(pending, header, groups)
            pending = []
        group = _group(cells)
        if group:
            if len({cell.text for cell in cells if cell.text}) > 2:
                yield _row(cells, header, groups)
            _open(groups, group)
        else:
            pending = cells
    if pending:
        yield _row(pending, header, groups)


def _fit(cells: Sequence[Cell], header: list[Column]) -> list[Quoted]:
    """The cells as Quoted, the order column first even where a merged cell took it from the header row."""
    if header and header[0].kind != ORDER and len(cells) == len(header) + 1 and _NUMBER.match(cells[0].text):
        header.insert(0, Column(ORDER, "", Quoted("", ())))
    return [Quoted(cell.text, (cell.span,) if cell.text else ()) for cell in cells]


def _above(cells: Sequence[Quoted], last: Sequence[Quoted]) -> list[Quoted]:
    """The cells, with what stands above in place of "nt" (như trên): it is quoted from there."""
    above = [*last, *cells[len(last) :]]
    return [
        Quoted(old.text, old.spans + cell.spans) if _DITTO.fullmatch(cell.text) and old.text else cell
        for cell, old in zip(cells, above, strict=False)
    ]


def _continues(cells: Sequence[Quoted], above: Sequence[Quoted], header: Sequence[Column], *, is_cut: bool) -> bool:
    """Whether `cells`, without a number, are the rest of the row `above`, which a page break (`is_cut`) or none cuts.

    A row that says again what is to be done, by whom and when is one of its own.
    """
    if not header or header[0].kind != ORDER or len(cells) != len(header) or len(above) != len(cells) or cells[0].text:
        return False
    kinds = [column.kind for column in header]
    title = next((cell.text for cell, kind in zip(cells, kinds, strict=True) if kind == TITLE), "")
    filled = {kind for cell, kind in zip(cells, kinds, strict=True) if cell.text}
    is_whole = bool(title) and FieldKind.TIME in filled and not filled.isdisjoint(_WHO)
    if not title or title[0].islower():
        return True
    if is_whole:
        return False
    pairs = [(old.text, new.text) for old, new in zip(above[1:], cells[1:], strict=True) if new.text]
    is_few = 2 * len(pairs) <= sum(bool(cell.text) for cell in above[1:])
    is_unfinished = any(not old or _UNFINISHED.search(old) or new[0].islower() for old, new in pairs)
    return is_cut or _page(cells) != _page(above) or is_few or is_unfinished


def _page(cells: Sequence[Quoted]) -> int | None:
    return next((span.page for cell in cells for span in cell.spans[-1:]), None)


def _joined(old: Quoted, new: Quoted) -> Quoted:
    return Quoted(one_line(f"{old.text} {new.text}"), old.spans + new.spans)


def _group(cells: Sequence[Quoted]) -> tuple[int, str] | None:
    """Depth and text of a row that heads others: a number and a title, nothing else, or one merged cell."""
    texts = list(dict.fromkeys(cell.text for cell in cells if cell.text))
    if len(texts) == 1 and len(cells) > 2 and len(texts[0]) < 200:
        return _depth(texts[0].split(" ")[0]), texts[0]
    if len(texts) == 2 and _NUMBER.match(texts[0]) and not is_agency(texts[1]):
        return _depth(texts[0]), f"{texts[0].rstrip('.')}. {texts[1]}"
    lettered = len(texts) == 3 and re.match(r"(?:[A-ZĐ]|[IVX]+)\.?$", texts[0]) and len(texts[2]) < 12
    return (_depth(texts[0]), f"{texts[0].rstrip('.')}. {texts[1]}") if lettered else None


def _depth(mark: str) -> int:
    mark = mark.rstrip(".")
    if re.fullmatch(r"[IVX]+", mark):
        return 1
    return 0 if re.fullmatch(r"[A-ZĐ]", mark) else 2 + mark.count(".")


def _open(groups: list[tuple[int, str]], group: tuple[int, str]) -> None:
    while groups and groups[-1][0] >= group[0]:
        groups.pop()
    groups.append(group)


def _row(cells: Sequence[Quoted], header: Sequence[Column], groups: Sequence[tuple[int, str]]) -> Row:
    columns = [*header, *[Column("", "", Quoted("", ()))] * (len(cells) - len(header))][: len(cells)]
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
    return Row(number.rstrip("."), title, fields, tuple(text for _, text in groups), tuple(cells))


def _fields(cell: Quoted, column: Column) -> Iterator[Field]:
    if column.marked and _MARK.fullmatch(cell.text):
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


def tables(rows: Iterable[Block]) -> Iterator[list[Block]]:
    """`rows` that follow each other, table by table."""
    for _, group in groupby(rows, key=lambda row: row.table):
        yield list(group)


def is_number(text: str) -> bool:
    """Whether `text` is the number of a row: "3", "2.1", "IV"."""
    return _NUMBER.match(text) is not None


def is_total(row: Block) -> bool:
    """Whether `row` sums up those above it: "Tổng cộng | | 100.000.000"."""
    first = next((cell.text for cell in row.cells if cell.text and not _NUMBER.match(cell.text)), "")
    begins = len(row.cells) > 2 and len(first) < _SHORT and first[0:1] in "TCtc"  # a look before the longer one
    return begins and _TOTAL.fullmatch(fold(first)) is not None


def signature_at(rows: Sequence[Sequence[str]]) -> int:
    """Where in `rows` of texts a signature below the data begins: from there on few cells are filled, and no numbers.

    The number of rows where there is none.
    """
    start = len(rows)
    while start > 1 and _is_sparse(rows[start - 1]):
        start -= 1
    return next((at for at in range(start, len(rows)) if _closes(rows[at])), len(rows))


def _is_sparse(row: Sequence[str]) -> bool:
    return 2 * len({*row} - {""}) <= len(row) + 1 and not _NUMBER.match(row[0])


def _closes(row: Sequence[str]) -> bool:
    return any(_CLOSING.match(text) for text in row)


def settled(blocks: Sequence[Block]) -> list[Block]:
    """`blocks`, each table with all that belongs to it, and to nothing else.

    A table that goes on from the one before it has its header again; one of labels and values is lines with labels; a
    total below the rows is a line, and a signature below them is a table of its own.
    """
    told: list[Block] = []
    whole: list[Block] = []  # the last table that has a header, and what goes on from it
    is_next = False
    for is_row, run in groupby(blocks, key=lambda block: block.kind is BlockKind.ROW):
        if not is_row:
            told += run
            is_next = False
            continue
        for rows in tables(run):
            if is_labelled(rows):
                told += _labelled(rows)
            elif whole and _goes_on(whole, rows, is_next=is_next):
                header = whole[: header_at(whole, 0)[1]]
                rest = [replace(row, table=whole[0].table) for row in (*header, *rows)]
                told += _ended(rest)
                whole += rest
            else:
                told += _ended(rows)
                whole = rows if header_at(rows, 0)[1] else []
            is_next = True
    return told


def _goes_on(whole: Sequence[Block], rows: Sequence[Block], *, is_next: bool) -> bool:
    """Whether `rows` go on from the table `whole`: nothing stands between them, or their numbers do."""
    first, last = rows[0].cells, whole[-1].cells
    if any(map(is_header, rows)) or label_kind(first[0].text) == ORDER or len(first) != len(last) or len(first) < 3:
        return False
    if _follows(first[0].text, next((row.cells[0].text for row in reversed(whole) if row.cells[0].text), "")):
        return True
    is_rest = next((cell.text for cell in first if cell.text), "")[:1].islower()
    is_alike = _has_numbers(rows) == _has_numbers(whole)
    return is_next and (is_rest or is_alike) and not _closes(_texts(rows[0])) and not is_first(rows[0], rows[1:])


def _has_numbers(rows: Iterable[Block]) -> bool:
    return any(_NUMBER.match(row.cells[0].text) for row in rows)


def _follows(number: str, last: str) -> bool:
    """Whether `number` is the one after `last`: "5" or "4.1" after "4", "4.2" or "5" after "4.1"."""
    if not (number[:1].isdigit() and last[:1].isdigit() and _NUMBER.match(number) and _NUMBER.match(last)):
        return False
    ours, theirs = ([int(part) for part in text.strip(".").split(".")] for text in (number, last))
    nexts = [[*theirs[:depth], theirs[depth] + 1] for depth in range(len(theirs))]
    return ours in ([*theirs, 1], *nexts, *([*upper, 1] for upper in nexts))


def _ended(rows: Sequence[Block]) -> Iterator[Block]:
    """`rows` up to a signature, which is a table of its own, and to the totals, which are lines."""
    end = last = signature_at([_texts(row) for row in rows])
    while last and is_total(rows[last - 1]):
        last -= 1
    yield from rows[:last]
    for row in rows[last:end]:
        line = ": ".join(dict.fromkeys(filter(None, _texts(row))))
        yield replace(row, kind=BlockKind.PARAGRAPH, text=line, cells=(), table=None)
    yield from (replace(row, table=-1 - (row.table or 0)) for row in rows[end:])


def _texts(row: Block) -> list[str]:
    return [cell.text for cell in row.cells]


def is_labelled(rows: Sequence[Block]) -> bool:
    """Whether `rows` of one table say with labels what a task is: "Chủ trì | Sở Nội vụ" below "Thời gian | Quý I"."""
    if any(len(row.cells) != 2 for row in rows):
        return False
    kinds = [label_kind(row.cells[0].text) for row in rows if not _is_merged(row)]
    known = [kind for kind in kinds if kind not in (None, ORDER)]
    return len(set(known)) >= 2 and len(known) == len(kinds)


def _is_merged(row: Block) -> bool:
    label, value = row.cells
    return label.text == value.text or (not value.text and label_kind(label.text) is None)


def _labelled(rows: Iterable[Block]) -> Iterator[Block]:
    """A line a row; what is to be done heads what is said of it."""
    for row in rows:
        label, value = row.cells
        if _is_merged(row) or label_kind(label.text) == TITLE:
            text = label.text if _is_merged(row) else value.text
            yield replace(row, kind=BlockKind.HEADING, text=text, level=_TASK_LEVEL, cells=(), table=None)
        else:
            text = f"{label.text.rstrip(' :')}: {value.text}"
            yield replace(row, kind=BlockKind.PARAGRAPH, text=text, cells=(), table=None)
