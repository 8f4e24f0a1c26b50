"""Tables that list procedures, a row each: an office's list in Excel, the annex of a decision that publishes them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.procedure import Fee, LegalBasis, Procedure
from ingest.procedures.labels import columns_of
from ingest.procedures.parts import joined
from ingest.procedures.piece import Line, Piece
from ingest.quoted import Field, FieldKind, Quoted
from ingest.vietnamese import fold

_TELLS = frozenset(["time", "fee", "address", "basis"])
_CODE = re.compile(r"\d\.\d{6}\b")
_DOMAIN = re.compile(r"\W*linh vuc\s*:?\s*")
_LEVEL = re.compile(r"\bcap (?:trung uong|bo|tinh|huyen|xa)\b")
_CHANGES = re.compile(
    r"(?P<new>(?:moi )?ban hanh moi|moi ban hanh|duoc ban hanh)|(?P<amended>(?:duoc )?sua doi,? bo sung)"
    r"|(?P<replaced>(?:duoc |bi )?thay the)|(?P<abolished>(?:bi )?(?:bai bo|huy bo))"
)
_LISTS = re.compile(r"thu tuc hanh chinh|tthc")
_TITLE = re.compile(r"cong bo.{0,60}(?:thu tuc hanh chinh|tthc)")
_TITLES = 3
"""Lines above a table among which its title is."""
_GROUPS = (FieldKind.CHANGE, FieldKind.LEVEL, FieldKind.DOMAIN)
_BETWEEN = re.compile(r"\s*[;\n]\s*")
_FACTS = {kind.value: kind for kind in (FieldKind.DOMAIN, FieldKind.LEVEL, FieldKind.ADDRESS, FieldKind.PERFORMER,
                                        FieldKind.DECIDER, FieldKind.DECISION)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Table:
    """A list: what its columns say, their heads, and what stands above that is said of all its rows."""

    columns: tuple[str, ...]
    heads: tuple[Piece, ...]
    said: Mapping[FieldKind, Quoted]


def listed(lines: Sequence[Line]) -> tuple[list[Procedure], frozenset[int]]:
    """The procedures that tables among `lines` list, and the ordinals of these tables."""
    rows: list[tuple[_Table, tuple[Piece, ...]]] = []
    tables: set[int] = set()
    table: _Table | None = None
    above: list[Piece] = []
    title = next((change for line in lines if line.table is None and (change := _change(line.piece, _TITLE))), None)
    for line in lines:
        if line.table is None:
            above.append(line.piece)
            continue
        if columns := _list_columns(line, above):
            said = table.said if table and (line.table in tables or not above) else _above(above, title)
            table = _Table(columns, line.cells, said)
            tables.add(line.table)
            above = []
        elif table and (line.table in tables or (not above and len(line.cells) == len(table.columns))):
            tables.add(line.table)
            table = _taken_in(rows, table, line)
    return [procedure for table, cells in rows for procedure in _row(table, cells)], frozenset(tables)


def _taken_in(rows: list[tuple[_Table, tuple[Piece, ...]]], table: _Table, line: Line) -> _Table:
    """Adds what `line` lists to `rows`; the table with what it says of the rows below it, where it heads a group."""
    if rows and _goes_on(table.columns, line):
        above = rows[-1][1]
        rows[-1] = (rows[-1][0], tuple(joined(*pair) for pair in zip(above, line.cells, strict=False)))
    elif grouped := _group(line):
        return replace(table, said=_below(table.said, grouped))
    else:
        rows.append((table, line.cells))
    return table


def _goes_on(columns: Sequence[str], line: Line) -> bool:
    """Whether the row is the rest of the one above that a page break cut off."""
    if line.piece.span.page is None or not {"code", "ordinal"} & set(columns):
        return False
    keys = [cell for column, cell in zip(columns, line.cells, strict=False) if column in ("code", "ordinal")]
    return not any(cell.raw for cell in keys) and len(line.distinct) > 1


def _list_columns(line: Line, above: Sequence[Piece]) -> tuple[str, ...]:
    """The columns of a list of procedures that `line` heads; none where it heads no such list.

    A list of abolished ones has only codes and names, under a title that says so.
    """
    columns = columns_of(line)
    if "name" not in columns:
        return ()
    if not _TELLS & set(columns):
        return columns if "code" in columns and any(_change(piece, _LISTS) for piece in above[-_TITLES:]) else ()
    return columns if "code" in columns or {"time", "fee"} <= set(columns) else ()


def _above(above: Sequence[Piece], title: Quoted | None) -> dict[FieldKind, Quoted]:
    """What the lines above a table, or else the decision's title, say of all its procedures: what becomes of them."""
    change = next((found for piece in reversed(above[-_TITLES:]) if (found := _change(piece, _LISTS))), title)
    return {FieldKind.CHANGE: change} if change else {}


def _change(piece: Piece, about: re.Pattern[str]) -> Quoted | None:
    """What `piece` says becomes of procedures; None where it says nothing of it, or several things."""
    folded = fold(piece.raw)
    if not about.search(folded):
        return None
    found = {match.lastgroup: match for match in _CHANGES.finditer(folded)}
    return piece.cut(*next(iter(found.values())).span()).quoted() if len(found) == 1 else None


def _group(line: Line) -> Field | None:
    """What a row says of all below it: "Lĩnh vực Hộ tịch", "THỦ TỤC HÀNH CHÍNH CẤP TỈNH"."""
    cells = list({cell.text: cell for cell in line.cells if cell.raw}.values())
    if len(cells) > 2 or not cells or any(map(_CODE.search, (cell.raw for cell in cells))):
        return None
    title = cells[-1]
    if change := _change(title, _LISTS):
        return Field(FieldKind.CHANGE, "", change)
    if domain := _DOMAIN.match(title.folded):
        return Field(FieldKind.DOMAIN, "", title.cut(domain.end()).quoted())
    if level := _LEVEL.search(title.folded):
        return Field(FieldKind.LEVEL, "", title.cut(*level.span()).quoted())
    return Field(FieldKind.DOMAIN, "", title.quoted())


def _below(said: Mapping[FieldKind, Quoted], new: Field) -> dict[FieldKind, Quoted]:
    """A change begins a group, within it a level does, within that a domain."""
    kept = _GROUPS[: _GROUPS.index(new.kind)]
    return {**{kind: value for kind, value in said.items() if kind in kept}, new.kind: new.value}


def _row(table: _Table, row: Sequence[Piece]) -> Iterator[Procedure]:
    cells = list(zip(table.columns, table.heads, row, strict=False))
    said = {column: cell for column, _, cell in cells if column and not cell.is_nothing}
    if "name" not in said:
        return
    facts = [Field(_FACTS[column], "", cell.quoted()) for column, cell in said.items() if column in _FACTS]
    kinds = {field.kind for field in facts}
    facts += [Field(kind, "", value) for kind, value in table.said.items() if kind not in kinds]
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
