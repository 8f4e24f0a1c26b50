"""Table rows -> rows that know what each column says, whole again where a page break cut them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise

from ingest.agencies import is_agency
from ingest.document import Block, BlockKind, Cell
from ingest.plan import Field, FieldKind, Quoted
from ingest.roles import told_apart
from ingest.vietnamese import fold, one_line

ORDER, TITLE = "order", "title"
_NUMBER = re.compile(r"(?:[A-ZĐ]|[IVX]+|\d{1,3}(?:\.\d{1,2}){0,3})\.?$")
_LISTED = re.compile(r"[-–+•]\s")
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_TIME = re.compile(
    r"(?:tu |truoc |trong |den |het |nam |thang |quy |hang |thuong xuyen|dinh ky|sau khi|khi )|\d{4}\b|\d{1,2}/\d"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a data table; `group` holds the headings of the rows above that head it."""

    number: str
    title: Quoted
    fields: tuple[Field, ...]
    group: tuple[str, ...]
    cells: tuple[Quoted, ...]


@cache
def labels() -> dict[str, str]:
    """Folded label -> kind (a FieldKind value, "title" or "order")."""
    lines = (files("ingest") / "data" / "labels.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {label: kind for kind, label in rows}


def label_kind(text: str) -> str | None:
    """What a label says, or None: "Cơ quan chủ trì:" -> "lead"."""
    folded = " ".join(re.findall(r"\w+", fold(text)))
    if folded in labels():
        return labels()[folded]
    fitting = [label for label in labels() if len(label) > 9 and folded.startswith(label + " ")]
    return labels()[max(fitting, key=len)] if fitting and len(folded) < 50 else None


def is_data(rows: Sequence[Block]) -> bool:
    """Whether `rows` of one table hold data, and are no letterhead or signature set as a table."""
    return any(_is_header(row) for row in rows) or (len(rows) >= 4 and max(len(row.cells) for row in rows) >= 3)


def _is_header(row: Block) -> bool:
    kinds = [label_kind(cell.text) for cell in row.cells if len(cell.text) < 80]
    known = {kind for kind in kinds if kind}
    return (len(known) >= 2 and bool(known & {ORDER, TITLE})) or len(known) >= 3


def read_rows(blocks: Sequence[Block]) -> Iterator[Row]:
    """The data rows of one table, in order."""
    header: list[tuple[str, str]] = []
    groups: list[tuple[int, str]] = []
    pending: list[Quoted] = []
    for block in blocks:
        if _is_header(block):
            header = [(label_kind(cell.text) or "", cell.text) for cell in block.cells]
            continue
        cells = _fit(block.cells, header)
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
    fields = tuple(
        field
        for cell, (kind, label) in zip(cells, kinds, strict=True)
        if kind not in (ORDER, TITLE, "") and cell.text
        for field in told_apart(Field(FieldKind(kind), label, cell))
    )
    return Row(number.rstrip("."), _title(cells, kinds), fields, tuple(text for _, text in groups), tuple(cells))


def _title(cells: Sequence[Quoted], kinds: Sequence[tuple[str, str]]) -> Quoted:
    for cell, (kind, _) in zip(cells, kinds, strict=True):
        if kind == TITLE and cell.text:
            return cell
    texts = [cell for cell in cells if cell.text and not _NUMBER.match(cell.text)]
    return texts[0] if texts else cells[0]


def spread(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` with tables that were flattened to one cell a line made rows again."""
    spread_blocks: list[Block] = []
    at = 0
    while at < len(blocks):
        header = _line_header(blocks, at)
        if not header:
            spread_blocks.append(blocks[at])
            at += 1
            continue
        table = -1 - at
        spread_blocks.append(_as_row(header, table))
        at += len(header)
        for segment in _segments(blocks[at:]):
            spread_blocks.append(_as_row(_aligned(segment, header), table))
            at += len(segment)
    return spread_blocks


def _line_header(blocks: Sequence[Block], at: int) -> list[Block]:
    if blocks[at].kind is BlockKind.ROW or label_kind(blocks[at].text) != ORDER:
        return []
    end = at + 1
    while end < len(blocks) and blocks[end].kind is not BlockKind.ROW and label_kind(blocks[end].text):
        end += 1
    return list(blocks[at:end]) if end - at >= 3 else []


def _segments(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Runs of blocks that begin with the next bare number: the rows."""
    expected = 1
    segment: list[Block] = []
    for block in blocks:
        if re.fullmatch(rf"{expected}\.?", block.text):
            if segment:
                yield segment
            segment, expected = [block], expected + 1
        elif segment and block.kind is not BlockKind.ROW:
            segment.append(block)
        else:
            break
    if segment:
        yield segment


def _aligned(segment: Sequence[Block], header: Sequence[Block]) -> list[Block]:
    """One block a column: each line goes to the column that it suits best, columns in order."""
    kinds = [label_kind(block.text) or "" for block in header]
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for before, line in pairwise(segment):
        following: dict[int, tuple[float, list[int]]] = {}
        for column, (score, path) in best.items():
            for to in range(max(column, 1), len(kinds)):
                gain = score + _suits(line, kinds[to]) + _step(before, line, to - column, kinds[to])
                if to not in following or gain > following[to][0]:
                    following[to] = (gain, [*path, to])
        best = following
    _, path = max(best.values(), key=lambda entry: entry[0])
    return [_column(segment, path, column) for column in range(len(kinds))]


def _step(before: Block, line: Block, columns: int, kind: str) -> float:
    """What it gains to go on by so many columns: one as good as surely, two seldom; a list of agencies is one cell."""
    if not columns:
        return 0.0
    gain = 0.2 - 0.3 * (columns > 1)
    if kind not in _WHO or not _LISTED.match(line.text):
        return gain
    return gain - 0.5 if _LISTED.match(before.text) else gain + 0.2


def _suits(line: Block, kind: str) -> float:
    text = fold(line.text).lstrip("-+ ")
    agency = is_agency(line.text.lstrip("-+ ")) and len(line.text) < 160
    if kind in _WHO:
        return 1.0 if agency else -1.0
    if kind == "time":
        return 1.5 if _TIME.match(text) and len(text) < 60 else -1.5
    return -0.5 if agency or (_TIME.match(text) and len(text) < 30) else 0.3


def _column(segment: Sequence[Block], path: Sequence[int], column: int) -> Block:
    lines = [line for line, to in zip(segment, path, strict=True) if to == column]
    if not lines:
        return replace(segment[0], text="", span=replace(segment[0].span, end=segment[0].span.start))
    span = replace(lines[0].span, end=lines[-1].span.end)
    return replace(lines[0], text=" ".join(line.text for line in lines), span=span)


def _as_row(blocks: Sequence[Block], table: int) -> Block:
    cells = tuple(Cell(block.text, block.span) for block in blocks)
    filled = [cell.span for cell in cells if cell.text]
    span = replace(filled[0], end=filled[-1].end)
    return Block(BlockKind.ROW, " | ".join(cell.text for cell in cells), span, cells=cells, table=table)


def tables(rows: Sequence[Block]) -> Iterator[list[Block]]:
    """`rows` that follow each other, table by table."""
    for _, group in groupby(rows, key=lambda row: row.table):
        yield list(group)
