"""Tables that list procedures, a row each: an office's list in Excel, the annex of a decision that publishes them."""

import re
from collections.abc import Iterator, Sequence

from ingest.procedure import Fee, LegalBasis, Procedure
from ingest.procedures.labels import columns_of
from ingest.procedures.piece import Line, Piece
from ingest.quoted import Field, FieldKind, Quoted
from ingest.vietnamese import fold

_TELLS = frozenset(["time", "fee", "address", "basis"])
_CODE = re.compile(r"\d\.\d{6}\b")
_DOMAIN = re.compile(r"\W*linh vuc\s*:?\s*")
_LEVEL = re.compile(r"\bcap (?:trung uong|bo|tinh|huyen|xa)\b")
_BETWEEN = re.compile(r"\s*[;\n]\s*")
_FACTS = {kind.value: kind for kind in (FieldKind.DOMAIN, FieldKind.LEVEL, FieldKind.ADDRESS, FieldKind.PERFORMER,
                                        FieldKind.DECIDER, FieldKind.DECISION)}  # fmt: skip


def listed(lines: Sequence[Line]) -> tuple[list[Procedure], frozenset[int]]:
    """The procedures that tables among `lines` list, and the ordinals of these tables."""
    found: list[Procedure] = []
    tables: set[int] = set()
    columns: tuple[str, ...] = ()
    heads: tuple[Piece, ...] = ()
    group: dict[FieldKind, Quoted] = {}
    for line in lines:
        if line.table is None:
            continue
        if new := _list_columns(line):
            if line.table not in tables:
                group = {}
            columns, heads = new, line.cells
            tables.add(line.table)
        elif line.table in tables:
            if grouped := _group(line):
                group = _below(group, grouped)
            else:
                found += _row(columns, heads, line, group)
    return found, frozenset(tables)


def _list_columns(line: Line) -> tuple[str, ...]:
    """The columns of a list of procedures that `line` heads; none where it heads no such list."""
    columns = columns_of(line)
    if "name" not in columns or not _TELLS & set(columns):
        return ()
    return columns if "code" in columns or {"time", "fee"} <= set(columns) else ()


def _group(line: Line) -> Field | None:
    """What a row says of all below it: "Lĩnh vực Hộ tịch", "THỦ TỤC HÀNH CHÍNH CẤP TỈNH"."""
    cells = list({cell.text: cell for cell in line.cells if cell.raw}.values())
    if len(cells) > 2 or not cells or any(map(_CODE.search, (cell.raw for cell in cells))):
        return None
    title = cells[-1]
    if domain := _DOMAIN.match(title.folded):
        return Field(FieldKind.DOMAIN, "", title.cut(domain.end()).quoted())
    if level := _LEVEL.search(title.folded):
        return Field(FieldKind.LEVEL, "", title.cut(*level.span()).quoted())
    return Field(FieldKind.DOMAIN, "", title.quoted())


def _below(group: dict[FieldKind, Quoted], new: Field) -> dict[FieldKind, Quoted]:
    """A level begins a new group, a domain goes on in it."""
    kept = {} if new.kind is FieldKind.LEVEL else group
    return {**kept, new.kind: new.value}


def _row(
    columns: Sequence[str], heads: Sequence[Piece], line: Line, group: dict[FieldKind, Quoted]
) -> Iterator[Procedure]:
    cells = list(zip(columns, heads, line.cells, strict=False))
    said = {column: cell for column, _, cell in cells if column and not cell.is_nothing}
    if "name" not in said:
        return
    facts = [Field(_FACTS[column], "", cell.quoted()) for column, cell in said.items() if column in _FACTS]
    kinds = {field.kind for field in facts}
    facts += [Field(kind, "", value) for kind, value in group.items() if kind not in kinds]
    yield Procedure(
        name=said["name"].quoted(),
        code=said["code"].quoted() if "code" in said else None,
        facts=tuple(facts),
        times=(said["time"].quoted(),) if "time" in said else (),
        fees=(Fee(said["fee"].quoted(), None),) if "fee" in said else (),
        bases=tuple(_bases(said["basis"])) if "basis" in said else (),
        notes=tuple(
            Quoted(f"{head.text}: {cell.text}", (head.span, cell.span))
            for column, head, cell in cells
            if column in ("", "note") and not cell.is_nothing and fold(head.raw) != fold(cell.raw)
        ),
    )


def _bases(cell: Piece) -> Iterator[LegalBasis]:
    start = 0
    for between in [*_BETWEEN.finditer(cell.raw), None]:
        piece = cell.cut(start, between.start() if between else None)
        start = between.end() if between else 0
        if piece.raw:
            yield LegalBasis(piece.quoted(), None)
