"""A file as read: text, and the blocks that it is made of, each with its place."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NUMBER = re.compile(r" \(\d+\)$")
_NAME_WORDS = 6
_PAUSES = tuple(",;:.!?")
_BULLETS = tuple("-–+•*")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file: `start` and `end` are character offsets into `Document.text`, `page` counts from 1."""

    source: str
    start: int
    end: int
    page: int | None = None


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row; `text` is on one line. `values` are its paragraphs where it has several."""

    text: str
    span: Span
    values: tuple[str, ...] = ()

    @property
    def listed(self) -> str:
        """The text, its paragraphs parted by a comma, or by a semicolon where they have commas or say more."""
        if not self.values:
            return self.text
        is_short = all(len(value.split()) <= _NAME_WORDS and "," not in value for value in self.values)
        listed = self.values[0]
        for value in self.values[1:]:
            is_apart = listed.endswith(_PAUSES) or value.startswith(_BULLETS)
            listed += f"{'' if is_apart else ',' if is_short else ';'} {value}"
        return listed


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row.

    `text` is on one line and without mark-up. `level` is the outline level that the file itself gives a
    heading (1 topmost), None where it gives none. A row has its `cells` (a merged cell stands in each column
    that it covers) and the ordinal of its `table` in the document; the header row is a row like any other.
    """

    kind: BlockKind
    text: str
    span: Span
    level: int | None = None
    cells: tuple[Cell, ...] = ()
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What stands at `start:end` of a mended text stood at `orig_start:orig_end` of the original, otherwise."""

    start: int
    end: int
    orig_start: int
    orig_end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. `text` is NFC; `text[span.start:span.end]` is what a span points at.

    `original` is the text as it came where `text` was mended (a scan read without Vietnamese), else empty;
    `changes` says from left to right what was mended.
    """

    source: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    original: str = ""
    changes: tuple[Change, ...] = ()

    def cut(self, span: Span) -> str:
        """The text at `span`, to the letter."""
        return self.text[span.start : span.end]


class UnreadableError(Exception):
    """A file that cannot be read; the message says in Vietnamese why, and what to do."""


def numbered(source: str, number: int) -> str:
    """What a plan is called that shares the file `source` with others: "a.pdf (2)" is the second."""
    return f"{source} ({number})"


def first_of(source: str) -> str:
    """What the first plan of the same file is called, which is the file's own name: "a.pdf (2)" -> "a.pdf"."""
    return _NUMBER.sub("", source)
