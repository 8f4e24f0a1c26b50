"""A stretch of a document's text that can be cut further without losing its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import BlockKind, Document, Span
from ingest.quoted import Quoted
from ingest.vietnamese import fold, one_line

_GLUED = re.compile("giấy tờMẫu đơn|Hình thức nộpThời")
"""Heads of columns set together: what stands around them is no row, whatever tabs it has."""
_NOTHING = re.compile(r"\W*(?:khong co thong tin)?\W*")


@dataclass(frozen=True, slots=True)
class Piece:
    """`raw` is the document's text at `span`, line breaks and all."""

    raw: str
    span: Span

    @property
    def text(self) -> str:
        """On one line."""
        return one_line(self.raw)

    @property
    def folded(self) -> str:
        """Folded, on one line."""
        return fold(self.text)

    @property
    def is_nothing(self) -> bool:
        """Whether it says nothing: empty, dashes, or "Không có thông tin"; "Không" says something."""
        return _NOTHING.fullmatch(self.folded) is not None

    def cut(self, start: int, end: int | None = None) -> "Piece":
        """What stands between those offsets of `raw`, without the white space around it."""
        part = self.raw[start:end]
        start += len(part) - len(part.lstrip())
        raw = part.strip()
        at = self.span.start + start
        return Piece(raw, replace(self.span, start=at, end=at + len(raw)))

    def onto(self, below: "Piece") -> "Piece":
        """With what stands below it, both where they were."""
        raw = self.raw + " " * (below.span.start - self.span.end) + below.raw
        return Piece(raw, replace(self.span, end=below.span.end))

    def lines(self) -> Iterator["Piece"]:
        """Its lines, empty ones left out; a page's lines are not the writer's and stay together."""
        if self.span.page is not None:
            yield self
            return
        start = 0
        for line in self.raw.split("\n"):
            if line.strip():
                yield self.cut(start, start + len(line))
            start += len(line) + 1

    def quoted(self) -> Quoted:
        """As what is kept."""
        return Quoted(self.text, (self.span,))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a row of `table` with its cells. `is_heading`: the file itself says so."""

    cells: tuple[Piece, ...]
    table: int | None = None
    is_heading: bool = False

    @property
    def piece(self) -> Piece:
        """The line, of a row its first cell."""
        return self.cells[0]

    @property
    def distinct(self) -> tuple[Piece, ...]:
        """The cells, merged ones once."""
        return tuple(dict.fromkeys(self.cells))


def lines_of(document: Document) -> Iterator[Line]:
    """The lines and rows of `document` in their order."""
    for block in document.blocks:
        if block.kind is BlockKind.ROW and not _GLUED.search(document.cut(block.span)):
            yield Line(tuple(Piece(document.cut(cell.span), cell.span) for cell in block.cells), block.table)
        else:
            for piece in Piece(document.cut(block.span), block.span).lines():
                yield Line((piece,), None, block.kind is BlockKind.HEADING)


def said(pieces: Sequence[Piece]) -> tuple[Quoted, ...]:
    """Those of `pieces` that say something."""
    return tuple(piece.quoted() for piece in pieces if not piece.is_nothing)
