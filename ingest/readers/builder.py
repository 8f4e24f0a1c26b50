"""Puts a Document together: the one place where its text grows and its spans are made."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.document import Block, BlockKind, Cell, Document, Span
from ingest.readers import marks, strays, torn, wrapped
from ingest.vietnamese import composed, nfc, one_line

Spread = tuple[str, int]
"""The text of a cell, and how many columns it covers."""

MAX_COLUMNS = 100
"""No plan's table is wider; a file that claims a column span of millions shall not fill the memory."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BREAK = re.compile(r"[ \t]*[\n\r\x0b\x0c\x85\u2028\u2029]\s*")


def kind_of(text: str) -> BlockKind:
    """What a piece without mark-up is: a list item if it starts with a bullet, else a paragraph."""
    return BlockKind.ITEM if marks.is_item(text) else BlockKind.PARAGRAPH


class Builder:
    """Grows a document's text: blocks apart by a blank line, rows of a table by a line break, cells by a tab."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._tables = 0
        self._warnings: list[str] = []
        self._known: dict[str, tuple[str, str]] = {}
        self._has_oi = False

    def add(self, kind: BlockKind, text: str, *, level: int | None = None, page: int | None = None) -> None:
        """Append a block; line breaks inside `text` stay in the document. White space alone is left out.

        A line that begins with a bullet or a number is a block of its own.
        """
        for line in _parted(self._clean(text)):
            self._separate("\n\n")
            self._blocks.append(Block(kind, _flat(line), self._append(line, page), level))
            kind, level = BlockKind.ITEM, None

    def new_table(self) -> int:
        """The ordinal of a table that begins here."""
        self._tables += 1
        return self._tables - 1

    def row(self, cells: Iterable[Spread], *, table: int, page: int | None = None) -> None:
        """Append a row of `table`. A cell over several columns is written once and stands in each of them.

        Lines of a cell are its paragraphs.

        A cell over several rows is given to, and written in, each row, so that a row is whole by itself.
        The block's text shows where a cell ends by a bar.
        """
        spreads = [(*self._cell(text), width) for text, width in cells]
        texts = [text for text, _, _ in spreads]
        if not any(texts):
            return
        self._separate("\n" if self._blocks and self._blocks[-1].table == table else "\n\n")
        row = tuple(self._cells(spreads, page))
        line = _flat(" | ".join(texts).strip())
        self._blocks.append(Block(BlockKind.ROW, line, self._append("\t".join(texts), page), None, row, table))

    def warn(self, message: str) -> None:
        """Add what the user should know about the reading."""
        self._warnings.append(message)

    def build(self, raw: bytes) -> Document:
        """The document as grown so far, read from a file with the bytes `raw`."""
        sha256 = hashlib.sha256(raw).hexdigest()
        lines = _dashed("".join(self._parts), wrapped.joined(self._blocks))
        text, blocks = _mended(*lines, has_oi=self._has_oi)
        return Document(self._source, sha256, text, tuple(blocks), tuple(self._warnings))

    def _clean(self, text: str) -> str:
        self._has_oi = self._has_oi or "ƣ" in text or "Ƣ" in text
        return _clean(text)

    def _cell(self, text: str) -> tuple[str, str]:
        """`text` clean, and that on one line. A list names the same few agencies and days in all its rows."""
        known = self._known.get(text)
        if known is None:
            clean = self._clean(text).replace("\t", " ")
            known = self._known[text] = clean, _flat(clean)
        return known

    def _cells(self, spreads: Iterable[tuple[str, str, int]], page: int | None) -> Iterator[Cell]:
        """The cells of a row that begins here, a tab between each and the next."""
        start = self._length
        for text, flat, width in spreads:
            end = start + len(text)
            values = marks.listed(text.split("\n"), is_laid=False) if "\n" in text else ()
            cell = Cell(flat, Span(self._source, start, end, page), values)
            if width == 1:
                yield cell
            else:
                yield from (cell,) * min(width, MAX_COLUMNS)
            start = end + 1

    def _separate(self, separator: str) -> None:
        if self._parts:
            self._parts.append(separator)
            self._length += len(separator)

    def _append(self, text: str, page: int | None) -> Span:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return Span(self._source, start, self._length, page)


def _parted(text: str) -> Iterable[str]:
    """`text`, clean, before each of its lines that begins with a bullet or a number."""
    if "\n" not in text:  # most
        return (text,) if text else ()
    lines = text.split("\n")
    begun = [place for place in range(1, len(lines)) if marks.opens(lines[place], lines[place - 1])]
    parts = ("\n".join(lines[start:end]) for start, end in pairwise([0, *begun, len(lines)]))
    return filter(None, parts)


def _dashed(text: str, blocks: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """`text` and its `blocks` with the letters that are bullets in them made dashes, which are as long."""
    letters = marks.lettered([block.text for block in blocks])
    if not letters:
        return text, blocks
    chars, dashed = list(text), list(blocks)
    for place, block in enumerate(blocks):
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and marks.letter_of(block.text) in letters:
            chars[block.span.start] = "-"
            dashed[place] = replace(block, kind=BlockKind.ITEM, text=f"-{block.text[1:]}")
    return "".join(chars), dashed


def _mended(text: str, blocks: Sequence[Block], *, has_oi: bool) -> tuple[str, Sequence[Block]]:
    """`text` and its `blocks` with letters that are none of Vietnamese made those that are meant, which are as long."""
    mend = strays.mender(text, has_oi)
    if mend is None:
        return text, blocks

    def cell(old: Cell) -> Cell:
        return replace(old, text=mend(old.text), values=tuple(map(mend, old.values)))

    return mend(text), [replace(block, text=mend(block.text), cells=tuple(map(cell, block.cells))) for block in blocks]


def _clean(text: str) -> str:
    """`text` in NFC, without control characters and blank lines, its torn syllables joined and its bullets dashes."""
    if text.isprintable():  # neither control characters nor line breaks nor odd spaces
        return marks.dashed(torn.join(composed(text).strip()))
    text = nfc(_CONTROL.sub("", text))
    return marks.dashed(torn.join(_BREAK.sub("\n", text).strip()))


def _flat(text: str) -> str:
    """`text`, clean already, on one line."""
    return text if text.isprintable() and "  " not in text else one_line(text)


def spread_rows(rows: Iterable[Iterable[tuple[str, int, int]]]) -> Iterator[list[Spread]]:
    """Rows of (text, columns, rows covered), as HTML gives them, with every cell in each row that it covers."""
    hanging: dict[int, tuple[str, int, int]] = {}
    for given in rows:
        cells = iter(given)
        below: dict[int, tuple[str, int, int]] = {}
        row: list[Spread] = []
        column = 0
        while column < MAX_COLUMNS:
            cell = hanging.pop(column) if column in hanging else next(cells, ("", 1, 1) if hanging else None)
            if cell is None:
                break
            text, width, height = cell[0], min(max(cell[1], 1), MAX_COLUMNS), cell[2]
            row.append((text, width))
            if height > 1:
                below[column] = (text, width, height - 1)
            column += width
            hanging = {place: cell for place, cell in hanging.items() if place >= column}
        hanging = below
        yield row
