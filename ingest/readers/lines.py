"""Lines of a text file: where they stand, what they say without mark-up, and rows made of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, BlockKind, Cell, Span
from ingest.vietnamese import one_line

_EMPHASIS = re.compile(r"^\s*#{1,6}\s+|\*+|(?<!\w)_+(?=\w)|(?<=[\w:.,;])_+(?!\w)|`")
_TAGS = re.compile(r"</?(?:ul|ol|li|br|p|b|i|u|em|strong|sup|sub)\b[^>]*>", re.IGNORECASE)
RULE = re.compile(r"^[\s\x00-\x1f\-–—_=*|]*$|^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """`start` and `end` are its offsets in the text; `page` is None where the text marks no pages."""

    text: str
    start: int
    end: int
    page: int | None


def plain(text: str) -> str:
    """`text` on one line without mark-up."""
    return one_line(_TAGS.sub(" ", _EMPHASIS.sub("", text)))


def span_of(lines: Sequence[Line], source: str) -> Span:
    """Where `lines`, which follow each other, stand."""
    return Span(source, lines[0].start, lines[-1].end, lines[0].page)


def row_of(cells: Sequence[Cell], table: int) -> Block:
    """A row of the table with that ordinal."""
    text = one_line(" | ".join(cell.text for cell in cells))
    filled = [cell.span for cell in cells if cell.text] or [cells[0].span]
    span = replace(filled[0], end=filled[-1].end)
    return Block(BlockKind.ROW, text, span, cells=tuple(cells), table=table)
