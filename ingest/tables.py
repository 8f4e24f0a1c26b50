"""Tables as they stand in a file -> tables that hold data, each with all that belongs to it and nothing else."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from ingest.assigned import assigning
from ingest.columns import header_at, is_first, is_header
from ingest.document import Block, BlockKind
from ingest.labels import ORDER, TITLE, column_kind, label_kind
from ingest.rows import follows, has_numbers, is_number, is_total, read_rows

_CLOSING = re.compile(
    r"(?:Nơi nhận|NƠI NHẬN)|(?:KT|TM|TL|TUQ|Q)\.\s?[^\W\d_]"
    r"|(?:PHÓ |QUYỀN |TỔNG )*(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|HIỆU TRƯỞNG|CHÁNH |TRƯỞNG (?:PHÒNG|BAN))"
    r"|(?:Người|NGƯỜI) (?:lập|LẬP|tổng hợp|TỔNG HỢP|ký|KÝ)\b|\D{2,40}, ngày .{1,12} tháng .{1,12} năm"
)
_TASK_LEVEL = 7  # of a heading: below all that are numbered


def is_data(rows: Sequence[Block]) -> bool:
    """Whether `rows` of one table hold data, and are no letterhead or signature set as a table."""
    wide = max(len(row.cells) for row in rows) >= 3
    return has_header(rows) or (wide and (len(rows) >= 4 or all(is_number(row.cells[0].text) for row in rows)))


def has_header(rows: Sequence[Block]) -> bool:
    """Whether a row of the table says what its columns hold."""
    return any(map(is_header, rows)) or is_first(rows[0], rows[1:])


def tables(rows: Iterable[Block]) -> Iterator[list[Block]]:
    """`rows` that follow each other, table by table."""
    for _, group in groupby(rows, key=lambda row: row.table):
        yield list(group)


def signature_at(rows: Sequence[Sequence[str]]) -> int:
    """Where in `rows` of texts a signature below the data begins: from there on few cells are filled, and no numbers.

    The number of rows where there is none.
    """
    start = len(rows)
    while start > 1 and _is_sparse(rows[start - 1]):
        start -= 1
    return next((at for at in range(start, len(rows)) if _closes(rows[at])), len(rows))


def _is_sparse(row: Sequence[str]) -> bool:
    return 2 * len({*row} - {""}) <= len(row) + 1 and not is_number(row[0])


def _closes(row: Sequence[str]) -> bool:
    return any(_CLOSING.match(text) for text in row)


def settled(blocks: Sequence[Block]) -> list[Block]:
    """`blocks`, each table with all that belongs to it, and to nothing else.

    Two in one are parted; a table that goes on from the one before it has its header again; one whose rows are its
    columns is turned; one of labels and values is lines with labels; a total below tasks is a line, and a signature
    below the rows is a table of its own.
    """
    told: list[Block] = []
    whole: list[Block] = []  # the last table that has a header, and what goes on from it
    is_next = False
    for is_row, run in groupby(blocks, key=lambda block: block.kind is BlockKind.ROW):
        if not is_row:
            told += run
            is_next = False
            continue
        for rows in (piece for table in tables(run) for piece in _apart(table)):
            if rows[0].kind is not BlockKind.ROW:
                told += rows
                is_next = False
                continue
            if is_labelled(rows):
                told += _labelled(rows)
            elif whole and _goes_on(whole, rows, is_next=is_next):
                header = whole[: header_at(whole, 0)[1]]
                rest = [replace(row, table=whole[0].table) for row in (*header, *rows)]
                told += _ended(rest)
                whole += rest
            else:
                rows = _turned(rows) if _lies(rows) else rows
                told += _ended(rows)
                whole = rows if header_at(rows, 0)[1] else []
            is_next = True
    return told


def _apart(rows: Sequence[Block]) -> Iterator[list[Block]]:
    """`rows`, parted where another header begins; rows of one cell above it are lines, the title of what follows."""
    start, heads = 0, set(map(_filled, rows[: max(header_at(rows, 0)[1], 1)]))
    for at, row in enumerate(rows):
        if at == start or _filled(row) in heads or not (is_header(row) or label_kind(row.cells[0].text) == ORDER):
            continue
        titles = list(takewhile(lambda above: len(_filled(above)) == 1, reversed(rows[start + 1 : at])))
        if titles:
            yield list(rows[start : at - len(titles)])
            yield list(map(_line, reversed(titles)))
            start, heads = at, set(map(_filled, rows[at : at + max(header_at(rows[at:], 0)[1], 1)]))
    yield list(rows[start:])


def _filled(row: Block) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, _texts(row))))


def _line(row: Block) -> Block:
    return replace(row, kind=BlockKind.PARAGRAPH, text=": ".join(_filled(row)), cells=(), table=None)


def _lies(rows: Sequence[Block]) -> bool:
    """Whether each of `rows` says of all tasks what a column does elsewhere: "Chủ trì | Sở A | Sở B"."""
    width = len(rows[0].cells)
    if width < 3 or len(rows) < 2 or any(len(row.cells) != width for row in rows) or is_header(rows[0]):
        return False
    kinds = [column_kind(row.cells[0].text) for row in rows]
    return TITLE in kinds and len({kind for kind in kinds if kind}) >= 3 and None not in kinds


def _turned(rows: Sequence[Block]) -> list[Block]:
    columns = list(zip(*(row.cells for row in rows), strict=True))
    return [
        replace(rows[0], text=" | ".join(cell.text for cell in cells), span=cells[0].span, cells=cells)
        for cells in dict.fromkeys(columns)
    ]


def _goes_on(whole: Sequence[Block], rows: Sequence[Block], *, is_next: bool) -> bool:
    """Whether `rows` go on from the table `whole`: nothing stands between them, or their numbers do."""
    first, last = rows[0].cells, whole[-1].cells
    if any(map(is_header, rows)) or label_kind(first[0].text) == ORDER or len(first) != len(last) or len(first) < 3:
        return False
    if follows(first[0].text, next((row.cells[0].text for row in reversed(whole) if row.cells[0].text), "")):
        return True
    is_rest = next((cell.text for cell in first if cell.text), "")[:1].islower()
    is_alike = has_numbers(rows) == has_numbers(whole)
    return is_next and (is_rest or is_alike) and not _closes(_texts(rows[0])) and not is_first(rows[0], rows[1:])


def _ended(rows: Sequence[Block]) -> Iterator[Block]:
    """`rows` up to a signature, which is a table of its own, and to the totals below tasks, which are lines."""
    end = last = signature_at([_texts(row) for row in rows])
    while last and is_total(rows[last - 1]) and assigning(list(read_rows(rows[:end]))) is not None:
        last -= 1
    yield from rows[:last]
    yield from map(_line, rows[last:end])
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
