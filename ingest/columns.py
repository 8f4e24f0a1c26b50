"""The header of a table: which rows it takes up, and what each column says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.agencies import is_agency
from ingest.document import Block, Cell
from ingest.labels import ORDER, TITLE, column_kind, label_kind
from ingest.plan import FieldKind, Quoted
from ingest.vietnamese import fold

_HEAD = 60  # characters of a column's head at most
_NUMBERED = re.compile(r"[(\[]?\s*(?P<mark>\d{1,2}|[A-ZĐ])\s*[)\]]?(?:\s*=[\s\d()+*/:x-]+)?")  # "(6)=(4)+(5)"
_PERIOD = re.compile(r"(?:quy|thang|tuan|nam|q|t)\.? ?(?:\d{1,4}|[ivx]{1,4})(?:\s*[/-]\s*\d{4})?|\d{1,2}|[ivx]{1,4}")
_BARE = re.compile(r"\d{1,2}|[ivx]{1,4}")
_UNIT = re.compile(r"\b(?:quý|tháng|tuần|năm)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says: a kind of field, "title", "order" or "". `label` is the plan's own word for it.

    A cell that is but a mark ("x") says `head` of its task: that it is of the kind `marked`, labelled `over`.
    """

    kind: str
    label: str
    head: Quoted
    marked: str = ""
    over: str = ""


def is_header(row: Block) -> bool:
    """Whether labels name the columns below `row`."""
    kinds = [label_kind(cell.text) for cell in row.cells if len(cell.text) < 80]
    known = {kind for kind in kinds if kind}
    if ORDER in known and len({column_kind(cell.text) for cell in row.cells} - {None}) >= 3:
        return True
    return (len(known) >= 2 and bool(known & {ORDER, TITLE})) or len(known) >= 3


def is_first(row: Block, following: Sequence[Block]) -> bool:
    """Whether `row`, the first of a table, heads columns that no label names: "STT | Họ tên | Số điện thoại"."""
    texts = [cell.text for cell in row.cells]
    if label_kind(texts[0]) == ORDER:
        return True
    heads = all(text and len(text) < _HEAD and not re.search(r"\d{2}|[.;]$", text) for text in texts)
    return heads and len(set(texts)) == len(texts) >= 3 <= len(following) and not any(map(is_agency, texts))


def header_at(rows: Sequence[Block], at: int) -> tuple[list[Column], int]:
    """The columns that the rows from `at` on head, and how many rows do; none where no header begins there."""
    if not is_header(rows[at]) and (at or not is_first(rows[at], rows[1:])):
        return [], 0
    columns = _columns(rows[at].cells, [])
    end = at + 1
    while end < len(rows):
        if is_header(rows[end]) or _divides(rows[end].cells, columns):
            columns = _columns(rows[end].cells, columns)
        elif not _only_numbers(rows[end].cells):
            break
        end += 1
    return columns, end - at


def _columns(cells: Sequence[Cell], above: Sequence[Column]) -> list[Column]:
    """The columns that `cells` head, below a row of the same header or none."""
    if len(above) != len(cells):
        return [_column(cell, None) for cell in cells]
    return [
        old if cell.text in ("", old.head.text) else _column(cell, old if _is_wide(above, at) else None)
        for at, (cell, old) in enumerate(zip(cells, above, strict=True))
    ]


def _column(cell: Cell, above: Column | None) -> Column:
    """A head that says nothing by itself says what the one above it does: "Thời gian" over "Bắt đầu"."""
    head, kind = Quoted(cell.text, (cell.span,)), column_kind(cell.text) or ""
    shared = above.kind if above and above.kind not in (ORDER, TITLE) else ""
    period = _PERIOD.fullmatch(fold(cell.text))
    if kind or not (period or shared):
        return Column(kind, cell.text, head)
    if period and shared in ("", FieldKind.TIME) and (shared or not _BARE.fullmatch(fold(cell.text))):
        return Column("", cell.text, _with_unit(head, above), FieldKind.TIME, above.label if above else "")
    return Column(shared, cell.text, head, shared, above.label if above else "")


def _with_unit(head: Quoted, above: Column | None) -> Quoted:
    """ "II" below "Thời gian (quý)" -> "Quý II"."""
    unit = _UNIT.search(above.label) if above and _BARE.fullmatch(fold(head.text)) else None
    return Quoted(f"{unit.group().capitalize()} {head.text}", above.head.spans + head.spans) if unit and above else head


def _is_wide(columns: Sequence[Column], at: int) -> bool:
    """Whether the head at `at` stands over several columns: it is repeated in, or leaves empty, the one beside it."""
    text = columns[at].head.text
    beside = [columns[near].head.text for near in (at - 1, at + 1) if 0 <= near < len(columns)]
    return not text or any(near in ("", text) for near in beside)


def _divides(cells: Sequence[Cell], above: Sequence[Column]) -> bool:
    """Whether `cells` say what the parts of the wide heads above them hold, and nothing else."""
    if len(cells) != len(above):
        return False
    new = [at for at, cell in enumerate(cells) if cell.text not in ("", above[at].head.text)]
    is_below = all(_is_wide(above, at) and above[at].kind not in (ORDER, TITLE) for at in new)
    return len(new) >= 2 and is_below and all(len(cells[at].text) < _HEAD for at in new)


def _only_numbers(cells: Sequence[Cell]) -> bool:
    """Whether `cells` are nothing but the numbers of the columns: "(1) | (2) | (3)", "A | B | 1 | 2"."""
    texts = list(dict.fromkeys(cell.text for cell in cells if cell.text))
    marks = [match["mark"] for match in map(_NUMBERED.fullmatch, texts) if match]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    return len(marks) == len(texts) >= 3 and in_order
