"""A document whose text is damaged becomes one whose text is mended."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Block, BlockKind, Change, Document, Span
from ingest.mending import mend
from ingest.vietnamese import one_line

MENDED = "chữ trong bản quét bị mất dấu tiếng Việt, đã được phục hồi; nên đối chiếu với bản gốc"


def mended(document: Document) -> Document:
    """`document` with what is damaged in it mended, and its original kept; one that is sound as it is."""
    result = mend(document.text)
    if not result.changes:
        return document

    def block(old: Block) -> Block:
        cells = tuple(replace(cell, text=one_line(_cut(cell.span)), span=_moved(cell.span)) for cell in old.cells)
        span = _moved(old.span)
        text = one_line(result.text[span.start : span.end])
        if old.kind is BlockKind.ROW:
            text = one_line(result.text[span.start : span.end].replace("\t", " | "))
        return replace(old, text=text, span=span, cells=cells)

    def _cut(span: Span) -> str:
        moved = _moved(span)
        return result.text[moved.start : moved.end]

    def _moved(span: Span) -> Span:
        return replace(span, start=_place(result.changes, span.start), end=_place(result.changes, span.end))

    blocks = tuple(map(block, document.blocks))
    told = replace(document, warnings=(*document.warnings, MENDED))
    return replace(told, text=result.text, blocks=blocks, original=document.text, changes=result.changes)


def _place(changes: Sequence[Change], offset: int) -> int:
    """Where what stood at `offset` of the original stands in the mended text."""
    at = bisect_right(changes, offset, key=lambda change: change.orig_start) - 1
    if at < 0:
        return offset
    change = changes[at]
    if offset < change.orig_end:
        return change.start if offset == change.orig_start else change.end
    return offset + change.end - change.orig_end
