"""What a portal says of a document in a table of labels beside it: "Số ký hiệu | 310/KH-UBND"."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from ingest.document import Block, BlockKind, Document
from ingest.plan import Quoted
from ingest.vietnamese import fold

_FEW = 3  # labels; fewer tell of no document


@cache
def _labels() -> dict[str, str]:
    text = (files("ingest") / "data" / "portal_labels.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {fold(label): field for label, field in rows}


def beside(document: Document) -> Mapping[str, Quoted]:
    """Field of a plan -> what the first table of labels says of it; nothing where there is none."""
    rows = [block for block in document.blocks if block.kind is BlockKind.ROW]
    tables = {row.table: [other for other in rows if other.table == row.table] for row in rows}
    return next((dict(_pairs(table)) for table in tables.values() if is_told(table)), {})


def is_told(rows: Sequence[Block]) -> bool:
    """Whether `rows` of one table say of a document what it is."""
    return len(dict(_pairs(rows))) >= _FEW


def is_pair(row: Block) -> bool:
    """Whether `row` holds a label of a portal, and what it says."""
    return bool(_pairs([row]))


def _pairs(rows: Sequence[Block]) -> list[tuple[str, Quoted]]:
    found: list[tuple[str, Quoted]] = []
    for row in rows:
        for label, value in zip(row.cells, row.cells[1:], strict=False):
            field = _labels().get(fold(label.text).strip(" *#:.")) if len(label.text) < 40 else None
            if field and value.text and field not in dict(found):
                found.append((field, Quoted(value.text, (value.span,))))
    return found
