"""The header of a table: which rows it takes up, and what each column says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.agencies import is_agency
from ingest.document import Block, Cell
from ingest.labels import ORDER, TITLE, column_kind, label_kind
from ingest.plan import FieldKind, Quoted
from ingest.shapes import is_figure, is_year
from ingest.vietnamese import fold

_HEAD = 60  # characters of a column's head at most
_NUMBERED = re.compile(r"[(\[]?\s*(?P<mark>\d{1,2}|[A-ZĐ])\s*[)\]]?(?:\s*=[\s\d()+*/:x-]+)?")  # "(6)=(4)+(5)"
_PERIOD = re.compile(r"(?:quy|thang|tuan|nam|q|t)\.? ?(?:\d{1,4}|[ivx]{1,4})(?:\s*[/-]\s*\d{4})?|\d{1,2}|[ivx]{1,4}")
_BARE = re.compile(r"\d{1,2}|[ivx]{1,4}")
_TIME_UNIT = re.compile(r"\b(?:quý|tháng|tuần|năm)\b", re.IGNORECASE)
_FORMAL = re.compile(  # how people head columns that say nothing of work
    r"(?:ho (?:va |, )?ten|chuc (?:vu|danh)|don vi|co quan|dia (?:chi|diem|ban|phuong)|(?:so )?(?:dien thoai|di dong)"
    r"|sdt|e-?mail|so (?:luong|tien|ho|nguoi|diem|vi tri|ban|ngay|lop)|don gia|thanh tien|dvt|gia tri|ty le|ma so|diem"
    r"|ngay(?: sinh)?|gio|thu|buoi|ca|nam(?: sinh)?|gioi tinh|trinh do|ghi chu|chi tieu|xep (?:loai|hang)|muc|loai|lop"
    r"|tong (?:so|cong)|ke hoach|thuc hien|vai tro|trach nhiem|phong|xa|phuong|thon|to)\b(?! so \d)[^:]*"
)
_UNIT = re.compile(
    r"\([^()]{1,24}\)|(?:ngàn|nghìn|triệu|tỷ|tỉ)?\s?(?:đồng|usd)|%|ha|km2?|m[23²³]?|tấn|tạ|kg|lít|con|cái|chiếc|bộ|hộ|người|lượt"
    r"|xã|thôn|mẫu|điểm|ngày|giờ|lần|trường hợp|hồ sơ|văn bản",
    re.IGNORECASE,
)
_FIGURES = 0.6  # of the values below a head that are figures


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says: a kind of field, "title", "order" or "". `label` is the plan's own word for it.

    `name` is all that its heads say: "Vị trí – X" of an "X" below "Vị trí", its unit with it. A cell that is but a
    mark ("x") says `head` of its task: that it is of the kind `marked`, labelled `over`.
    """

    kind: str
    label: str
    head: Quoted
    name: Quoted
    marked: str = ""
    over: str = ""


NAMELESS = Column("", "", Quoted("", ()), Quoted("", ()))


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
    if label_kind(texts[0]) == ORDER and len(texts) > 1:
        return True
    if not following or not _are_heads(row.cells) or _is_turned(following):
        return False
    if _names_formally(texts) or _stands_over_figures(row, following):
        return True
    return len(texts) >= 3 <= len(following) and not any(map(is_agency, texts)) and all(texts)


def header_at(rows: Sequence[Block], at: int) -> tuple[list[Column], int]:
    """The columns that the rows from `at` on head, and how many rows do; none where no header begins there."""
    if not is_header(rows[at]) and (at or not is_first(rows[at], rows[1:])):
        return [], 0
    columns = _columns(rows[at].cells, [])
    end = at + 1
    while end < len(rows):
        cells = rows[end].cells
        if _only_numbers(cells):
            pass
        elif is_header(rows[end]) or _divides(cells, columns):
            columns = _columns(cells, columns)
        elif _are_units(cells, columns):
            columns = [_in_unit(column, cell) for column, cell in zip(columns, cells, strict=True)]
        elif len(cells) != len(columns) and (place := _wide_place(rows, end, columns)) is not None:
            columns = _parted(columns, place, cells)
        else:
            break
        end += 1
    return columns, end - at


def _are_heads(cells: Sequence[Cell]) -> bool:
    """Whether `cells` are short, say something and are all different, but for one that is merged."""
    last = max((at for at, cell in enumerate(cells) if cell.text), default=-1)
    own = list(dict.fromkeys((cell.text, cell.span) for cell in cells[: last + 1]))
    texts = [text for text, _ in own if text]
    plain = (len(text) < _HEAD and (is_year(text) or not re.search(r"\d{2}|[.;]$|:\s*\S", text)) for text in texts)
    return len(texts) >= 2 and all(plain) and len(set(texts)) == len(texts) >= len(own) - 1


def _names_formally(texts: Sequence[str]) -> bool:
    named = [_FORMAL.fullmatch(fold(text)) is not None or column_kind(text) is not None for text in texts]
    return sum(named) >= 2 and 2 * sum(named) > len(named)


def _is_turned(rows: Sequence[Block]) -> bool:
    """Whether the first cells of `rows` name what stands beside them: "Họ và tên | Lê Mây"."""
    texts = [row.cells[0].text for row in rows]
    return _names_formally([text for text in texts if text[1:].islower()])  # "Thôn Đông" is a thing


def _stands_over_figures(row: Block, following: Sequence[Block]) -> bool:
    """Whether figures stand below a head of words, or of a year."""
    for at, head in enumerate(row.cells):
        below = [other.cells[at].text for other in following if len(other.cells) == len(row.cells)]
        filled = [text for text in below if text]
        if at and filled and sum(map(is_figure, filled)) >= _FIGURES * len(filled) and not _is_plain(head.text):
            return True
    return False


def _is_plain(text: str) -> bool:
    """Whether `text` is a figure that heads no column."""
    return not text or (is_figure(text) and not is_year(text))


def _columns(cells: Sequence[Cell], above: Sequence[Column]) -> list[Column]:
    """The columns that `cells` head, below a row of the same header or none."""
    if len(above) != len(cells):
        return [_column(cell, None) for cell in cells]
    return [
        old if cell.text in ("", old.head.text) else _column(cell, _wide(above, at))
        for at, (cell, old) in enumerate(zip(cells, above, strict=True))
    ]


def _column(cell: Cell, above: Column | None) -> Column:
    """A head that says nothing by itself says what the one above it does: "Thời gian" over "Bắt đầu"."""
    head, kind = Quoted(cell.text, (cell.span,) if cell.text else ()), column_kind(cell.text) or ""
    name = _joined(above.name, head) if above and above.head.text else head
    shared = above.kind if above and above.kind not in (ORDER, TITLE) else ""
    period = _PERIOD.fullmatch(fold(cell.text))
    over = above.label if above else ""
    if kind or not (period or shared):
        marked = FieldKind.PERFORMER if not kind and is_agency(cell.text) else ""
        return Column(kind, cell.text, head, name, marked, over)
    if period and shared in ("", FieldKind.TIME) and (shared or not _BARE.fullmatch(fold(cell.text))):
        return Column("", cell.text, _with_unit(head, above), name, FieldKind.TIME, over)
    return Column(shared, cell.text, head, name, shared, over)


def _joined(above: Quoted, head: Quoted) -> Quoted:
    return Quoted(f"{above.text} – {head.text}", above.spans + head.spans)


def _with_unit(head: Quoted, above: Column | None) -> Quoted:
    """ "II" below "Thời gian (quý)" -> "Quý II"."""
    unit = _TIME_UNIT.search(above.label) if above and _BARE.fullmatch(fold(head.text)) else None
    return Quoted(f"{unit.group().capitalize()} {head.text}", above.head.spans + head.spans) if unit and above else head


def _wide(columns: Sequence[Column], at: int) -> Column | None:
    """The head that stands over the column `at` and others: the one before it where it has none of its own."""
    if not _is_wide(columns, at):
        return None
    return columns[at] if columns[at].head.text or not at else columns[at - 1]


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


def _are_units(cells: Sequence[Cell], columns: Sequence[Column]) -> bool:
    """Whether `cells` say in which units the columns below them count, and nothing else."""
    texts = [cell.text for cell in cells]
    said = [text for text, column in zip(texts, columns, strict=False) if text not in ("", column.head.text)]
    return len(cells) == len(columns) and bool(said) and all(map(_UNIT.fullmatch, said))


def _in_unit(column: Column, cell: Cell) -> Column:
    if cell.text in ("", column.head.text):
        return column
    return replace(
        column, name=Quoted(f"{column.name.text} ({cell.text.strip('()')})", (*column.name.spans, cell.span))
    )


def _wide_place(rows: Sequence[Block], at: int, columns: Sequence[Column]) -> int | None:
    """Which of `columns` the row `at`, of fewer cells, parts, where a file does not say how wide a cell is.

    The one whose parts look alike: two columns of figures, not a text and a figure. None where that tells nothing.
    """
    heads = rows[at].cells
    width = len(columns) + len(heads) - 1
    full = [row.cells for row in rows[at + 1 :] if len(row.cells) == width]
    if len(heads) < 2 or not full or any(not cell.text or len(cell.text) >= _HEAD for cell in heads):
        return None
    if any(is_figure(cell.text) and not is_year(cell.text) for cell in heads):
        return None
    mixed = [_mixed(full, place, len(heads)) for place in range(len(columns))]
    found = [place for place, count in enumerate(mixed) if count == min(mixed) and columns[place].kind != ORDER]
    return found[0] if len(found) == 1 else None


def _mixed(rows: Sequence[Sequence[Cell]], start: int, length: int) -> int:
    """How often words and figures stand side by side in those columns; as often as can be where no figure does."""
    cut = [[is_figure(cell.text) for cell in row[start : start + length] if cell.text] for row in rows]
    mixed = sum(one is not other for figures in cut for one, other in pairwise(figures))
    return mixed if any(map(any, cut)) else length * len(rows)


def _parted(columns: Sequence[Column], place: int, cells: Sequence[Cell]) -> list[Column]:
    parts = [_column(cell, columns[place]) for cell in cells]
    return [*columns[:place], *parts, *columns[place + 1 :]]


def _only_numbers(cells: Sequence[Cell]) -> bool:
    """Whether `cells` are nothing but the numbers of the columns: "(1) | (2) | (3)", "A | B | 1 | 2"."""
    texts = list(dict.fromkeys(cell.text for cell in cells if cell.text))
    marks = [match["mark"] for match in map(_NUMBERED.fullmatch, texts) if match]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    return len(marks) == len(texts) >= 3 and in_order
