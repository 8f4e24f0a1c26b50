"""What a source of documents/ is: options and blocks; and the recipients that stand in it.

A source is one line of options and then lines, each a paragraph, after a mark:

    ^ bold and centred     ~ centred     >> to the right     # heading     * italic     @ heading of what a portal adds
    | a | b |  row of a table, <br> parts the paragraphs of a cell         <page>  a new page
    {{ left side || right side }}  two columns (letterhead, or recipients and signature); == parts rows of either side

`<<37>>` in a PDF is printed last and apart, as the signing step stamps it into the gap that was left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

SOURCES = Path(__file__).parent / "documents"
MARKS = {"^ ": "title", "~ ": "centre", ">> ": "right", "# ": "heading", "* ": "italic", "@ ": "aside"}


@dataclass(frozen=True, slots=True)
class Line:
    style: str  # a value of MARKS, or "text"
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns, in rows; a row holds the lines of its left and of its right cell."""

    rows: tuple[tuple[list[str], list[str]], ...]
    is_foot: bool

    @property
    def left(self) -> list[str]:
        return [line for left, _ in self.rows for line in left]

    @property
    def right(self) -> list[str]:
        return [line for _, right in self.rows for line in right]


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[list[str]]  # a cell's paragraphs are parted by <br>


@dataclass(frozen=True, slots=True)
class Page:
    pass


Block = Line | Pair | Table | Page


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    options: dict[str, str]
    blocks: list[Block]

    def style_of(self, pair: Pair) -> str:
        return self.options["foot" if pair.is_foot else "head"]


def sources() -> list[Source]:
    return [_parsed(path) for path in sorted(SOURCES.glob("*.txt"))]


def _parsed(path: Path) -> Source:
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    options = dict(option.split("=") for option in first.removeprefix("% ").split())
    return Source(path.stem, options, list(_blocks(iter(lines))))


def _blocks(lines: Iterator[str]) -> Iterator[Block]:
    table: list[list[str]] = []
    for line in lines:
        if line.startswith("| "):
            table.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if table:
            yield Table(table)
            table = []
        if line == "{{":
            yield _pair(iter(lines.__next__, "}}"))
        elif line == "<page>":
            yield Page()
        elif line.strip():
            mark = next((mark for mark in MARKS if line.startswith(mark)), "")
            yield Line(MARKS.get(mark, "text"), line.removeprefix(mark))
    if table:
        yield Table(table)


def _pair(lines: Iterator[str]) -> Pair:
    held = list(lines)
    middle = held.index("||")
    left, right = _rows(held[:middle]), _rows(held[middle + 1 :])
    is_head = any(line.startswith(("CỘNG HÒA", "CỘNG HOÀ", "ĐẢNG CỘNG SẢN", "ĐOÀN TNCS")) for line in held[middle:])
    return Pair(tuple(zip_longest(left, right, fillvalue=[])), not is_head)


def _rows(lines: list[str]) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for line in lines:
        if line == "==":
            rows.append([])
        else:
            rows[-1].append(line)
    return rows


def recipients(source: Source) -> list[str]:
    """What stands under "Nơi nhận" and "Kính gửi", and whom a "công điện" wires: no work of anybody."""
    found: list[str] = []
    is_open = False
    for line in _lines(source):
        if line.startswith("Kính gửi: "):
            found.append(line.removeprefix("Kính gửi: "))
        elif line.startswith(("Nơi nhận", "Kính gửi")) or line.endswith(" điện:"):
            is_open = True
        elif is_open and line.startswith("- "):
            found.append(line.removeprefix("- "))
        else:
            is_open = False
    return found


def _lines(source: Source) -> Iterator[str]:
    for block in source.blocks:
        if isinstance(block, Pair):
            yield from [*block.left, "", *block.right]
        elif isinstance(block, Line):
            yield block.text
