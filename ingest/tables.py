"""Table rows -> rows that know what each column says, whole again where a page break cut them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.agencies import is_agency
from ingest.document import Block, Cell
from ingest.labels import ORDER, TITLE, column_kind, label_kind
from ingest.plan import Field, FieldKind, Quoted
from ingest.roles import told_apart
from ingest.vietnamese import one_line

_NUMBER = re.compile(r"(?:[A-ZĐ]|[IVX]+|\d{1,3}(?:\.\d{1,2}){0,3})\.?$")
_DITTO = re.compile(r"\W*(?:nt|như trên|n\.t)\W*|[\"″”]|//", re.IGNORECASE)
_HEAD = 60  # characters of a column's head at most


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
    return any(_is_header(row) for row in rows) or (len(rows) >= 4 and max(len(row.cells) for row in rows) >= 3)


def _is_header(row: Block) -> bool:
    kinds = [label_kind(cell.text) for cell in row.cells if len(cell.text) < 80]
    known = {kind for kind in kinds if kind}
    if ORDER in known and len({column_kind(cell.text) for cell in row.cells} - {None}) >= 3:
        return True
    return (len(known) >= 2 and bool(known & {ORDER, TITLE})) or len(known) >= 3


def _is_first(row: Block, following: Sequence[Block]) -> bool:
    """Whether `row`, the first of a table, heads columns that no label names: "STT | Họ tên | Số điện thoại"."""
    texts = [cell.text for cell in row.cells]
    if label_kind(texts[0]) == ORDER:
        return True
    heads = all(text and len(text) < _HEAD and not re.search(r"\d{2}|[.;]$", text) for text in texts)
    return heads and len(set(texts)) == len(texts) >= 3 <= len(following) and not any(map(is_agency, texts))


def has_header(rows: Sequence[Block]) -> bool:
    """Whether a row of the table says what its columns hold."""
    return any(_is_header(row) for row in rows) or _is_first(rows[0], rows[1:])


def read_rows(blocks: Sequence[Block]) -> Iterator[Row]:
    """The data rows of one table, in order."""
    header: list[tuple[str, str]] = []
    groups: list[tuple[int, str]] = []
    pending: list[Quoted] = []
    last: list[Quoted] = []
    for at, block in enumerate(blocks):
        if _is_header(block) or (not at and _is_first(block, blocks[1:])):
            header = [(column_kind(cell.text) or "", cell.text) for cell in block.cells]
            continue
        cells = _above(_fit(block.cells, header), last)
        last = cells
        if pending and _continues(cells, header):
            pending = [_joined(old, new) for old, new in zip(pending, cells, strict=False)]
            continue
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


def _fit(cells: Sequence[Cell], header: list[tuple[str, str]]) -> list[Quoted]:
    """The cells as Quoted, the order column first even where a merged cell took it from the header row."""
    if header and header[0][0] != ORDER and len(cells) == len(header) + 1 and _NUMBER.match(cells[0].text):
        header.insert(0, (ORDER, ""))
    return [Quoted(cell.text, (cell.span,) if cell.text else ()) for cell in cells]


def _above(cells: Sequence[Quoted], last: Sequence[Quoted]) -> list[Quoted]:
    """The cells, with what stands above in place of "nt" (như trên): it is quoted from there."""
    above = [*last, *cells[len(last) :]]
    return [
        Quoted(old.text, old.spans + cell.spans) if _DITTO.fullmatch(cell.text) and old.text else cell
        for cell, old in zip(cells, above, strict=False)
    ]


def _continues(cells: Sequence[Quoted], header: Sequence[tuple[str, str]]) -> bool:
    return bool(header) and header[0][0] == ORDER and len(cells) == len(header) and not cells[0].text


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


def _row(cells: Sequence[Quoted], header: Sequence[tuple[str, str]], groups: Sequence[tuple[int, str]]) -> Row:
    kinds = [*header, *[("", "")] * (len(cells) - len(header))][: len(cells)]
    number = next((cell.text for cell, (kind, _) in zip(cells, kinds, strict=True) if kind == ORDER), "")
    if not number and cells and _NUMBER.match(cells[0].text):
        number = cells[0].text
    title = _title(cells, kinds)
    fields = tuple(
        field
        for cell, (kind, label) in zip(cells, kinds, strict=True)
        if kind not in (ORDER, TITLE) and label and cell.text not in ("", title.text)  # a merged cell is all title
        for field in told_apart(Field(FieldKind(kind or FieldKind.NOTE), label, cell))
    )
    return Row(number.rstrip("."), title, fields, tuple(text for _, text in groups), tuple(cells))


def _title(cells: Sequence[Quoted], kinds: Sequence[tuple[str, str]]) -> Quoted:
    for cell, (kind, _) in zip(cells, kinds, strict=True):
        if kind == TITLE and cell.text:
            return cell
    texts = [cell for cell in cells if cell.text and not _NUMBER.match(cell.text)]
    return texts[0] if texts else cells[0]


def tables(rows: Sequence[Block]) -> Iterator[list[Block]]:
    """`rows` that follow each other, table by table."""
    for _, group in groupby(rows, key=lambda row: row.table):
        yield list(group)
