"""The tables of a part: those that assign work are tasks, all others are rows with typed cells."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ingest.assigned import assigning
from ingest.captions import Caption, caption
from ingest.document import Block, BlockKind
from ingest.listed import listed
from ingest.outline import Node
from ingest.plan import FieldKind, TableRow, Task
from ingest.rows import Row, all_rows
from ingest.tables import tables

_ABOVE = 8  # lines looked at for the title of a table


def entries(body: Sequence[Block], tops: Sequence[Node], root: tuple[str, ...]) -> Iterator[Task | TableRow]:
    """What the tables in `body`, whose outline is `tops`, say below the headings `root`, in the order of the text."""
    for at, rows, path in _placed(body, tops):
        above = caption(body[max(0, at - _ABOVE) : at])
        yield from _entries(rows, (*root, *path, *above.title), above)


def _placed(body: Sequence[Block], tops: Sequence[Node]) -> Iterator[tuple[int, list[Block], tuple[str, ...]]]:
    """Each table with where it begins in `body` and the headings that it stands under."""
    paths = {id(node.block): node.path for top in tops for node in top.walk() if node.block.kind is BlockKind.ROW}
    at = 0
    for rows in tables(body):
        if rows[0].kind is BlockKind.ROW:
            yield at, rows, paths[id(rows[0])]
        at += len(rows)


def _entries(blocks: Sequence[Block], path: tuple[str, ...], above: Caption) -> Iterator[Task | TableRow]:
    rows = list(all_rows(blocks))
    who = assigning([row for row in rows if not row.is_total])
    if who is None:
        yield from listed(rows, path, above.unit)
        return
    labels = {column.label for column in who if not column.kind}
    for row in rows:
        if row.fields and not row.is_total:
            yield _task(row, path, labels)
        else:
            yield from listed([row], path)


def _task(row: Row, path: tuple[str, ...], labels: Collection[str]) -> Task:
    """The task of `row`; one of `labels`, which by themselves say nothing of work, says whose it is."""
    spans = tuple(span for cell in row.cells for span in cell.spans)
    fields = (replace(field, kind=FieldKind.PERFORMER) if field.label in labels else field for field in row.fields)
    return Task(row.number, row.title, (*path, *row.group), tuple(fields), spans)
