"""Document -> its lines: blocks that say one thing each, also where head or foot is a table, columns or one line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest import foot, letterhead, portal, title
from ingest.columns import is_header
from ingest.document import Block, BlockKind, Document
from ingest.kinds import kind_alone, kind_at
from ingest.letterhead import Mark
from ingest.rows import is_number
from ingest.tables import is_data, settled, tables
from ingest.vietnamese import one_line

_MAY_BE = re.compile(r"\A\W*(?:[^\W\d_a-z]{2}|[A-ZĐ][./]|Số|N[ơo]i|K[íi]nh|Ký|L[ưu]u|[-–—+•])|\t|\S  +\S")
"""Of a head or a foot are lines that begin in capitals or with some few words, and columns."""
_DAY_IN_SENTENCE = re.compile(r"ngày\s[\s\d/.-]+(?:tháng\s+\d{1,2}\s+năm\s+\d{4})?,?\s+[^\W\d_A-ZĐ]{2}")
_COLUMNS = re.compile(r"[ \t]*\t[ \t]*|(?<=\S) {2,}(?=\S)")


def lines(document: Document) -> Iterator[Block]:
    """The blocks of `document`, with tables that are no data (letterheads, signatures) taken apart into lines.

    What a portal says of the document is left out. Of a foot in two columns the left one comes first.
    """
    above = ""  # the line above, while it is of the kind or the title of a document
    aside: list[Block] = []  # the right column of a foot, while its left one goes on
    for is_row, run in groupby(settled(document.blocks), key=lambda block: block.kind is BlockKind.ROW):
        if is_row:
            yield from aside
            aside, above = [], ""
            for table in tables(run):
                yield from _table(document, table)
            continue
        for block in run:
            is_title = kind_alone(above) is not None or (above != "" and block.text[:1].islower())
            above = block.text if is_title or kind_alone(block.text) else ""
            left, right = (_title(document, block), []) if is_title else _paragraph(document, block)
            if not right and not _is_of_list(block):
                yield from aside
                aside = []
            yield from left
            aside += right
    yield from aside


def _is_of_list(block: Block) -> bool:
    return foot.is_item(block.text) or foot.is_filed(block.text) or block.text[:1].islower()


def _table(document: Document, rows: Sequence[Block]) -> Iterator[Block]:
    """The rows of a table of data; those of any other, and of a head above the data, cell by cell."""
    rows = [row for row in rows if not portal.is_pair(row)] if portal.is_told(rows) else rows
    if not rows:
        return
    is_kept = is_data(rows)
    head = next((at for at, row in enumerate(rows) if is_header(row) or is_number(row.cells[0].text)), len(rows))
    framed = [at for at, row in enumerate(rows[:head]) if any(_is_framed(cell.text) for cell in row.cells)]
    start, end = (framed[0], head) if framed else (len(rows), 0 if is_kept else len(rows))
    end = end if is_kept else len(rows)
    yield from _cells(document, ([row] for row in rows[: min(start, end)]))
    yield from _cells(document, (list(run) for _, run in groupby(rows[start:end], key=_has_columns)))
    yield from rows[end:]


def _has_columns(row: Block) -> bool:
    return len({cell.span.start for cell in row.cells}) > 1


def _is_framed(text: str) -> bool:
    """Whether the cell `text` is of a head or a foot."""
    found = next(letterhead.marks(text), None)
    is_head = found is not None and found[0] is not Mark.DATED
    return is_head or foot.lists(text) or (len(text) < 120 and foot.is_position(text.split("  ")[0]))


def _cells(document: Document, runs: Iterable[Sequence[Block]]) -> Iterator[Block]:
    """What stands in each of `runs` of rows, column by column; a cell over several is read once."""
    seen: set[tuple[int, int]] = set()
    for rows in runs:
        for column in range(max(len(row.cells) for row in rows)):
            for cell in (row.cells[column] for row in rows if column < len(row.cells)):
                place = (cell.span.start, cell.span.end)
                if place not in seen and cell.text:
                    seen.add(place)
                    block = Block(BlockKind.PARAGRAPH, cell.text, cell.span)
                    yield from _pieces(document, block, letterhead.pieces(document.cut(cell.span)))


def _title(document: Document, block: Block) -> list[Block]:
    """The lines of a block below the kind of a document, with what stands behind the title as one."""
    return list(_pieces(document, block, title.pieces(document.cut(block.span))))


def _paragraph(document: Document, block: Block) -> tuple[list[Block], list[Block]]:
    """The block, and nothing; where it holds the columns or the lines of a head or a foot, each by itself.

    The second are those of the right column of a foot.
    """
    marked = document.cut(block.span)
    text = _plain(marked)
    if not _MAY_BE.search(text):  # most, and what follows takes its time
        return [block], []
    rows = list(_lines_in(text))
    columns = [list(_columns_in(text, marked, *row)) for row in rows]
    places: Iterable[tuple[int, int]] = [(0, len(text))]
    right: list[tuple[int, int]] = []
    if any(len(row) > 1 for row in columns):
        right = list(_right(text, columns))
        left = [piece for row in columns for piece in row if piece not in right]
        places = [place for piece in left for place in _heads_in(text, *piece)]
    elif letterhead.is_run_together(text):
        places = letterhead.pieces(text)
    elif len(rows) > 1 and _has_lines(text[slice(*rows[0])]):
        places = rows
    elif len(rows) > 1 and _is_titled(text[slice(*rows[0])]):
        places = title.pieces(text)
    return list(_pieces(document, block, places)), list(_pieces(document, block, right)) if right else []


def _right(text: str, rows: Sequence[Sequence[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """The pieces in the right column of a foot; below its first a line may hold nothing else."""
    is_begun = False
    for row in rows:
        said = one_line(text[slice(*row[-1])])
        if not _is_of_head(said) and (len(row) > 1 or (is_begun and _is_foot(said))):
            is_begun = True
            yield row[-1]


def _heads_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece of `text`; where several things of a head run together in it, each of them."""
    piece = text[start:end]
    places = letterhead.pieces(piece) if letterhead.is_run_together(piece) else [(0, len(piece))]
    return ((start + first, start + last) for first, last in places)


def _plain(text: str) -> str:
    """`text` with emphasis made spaces, as long as it was."""
    return text.replace("*", " ")


def _has_lines(first: str) -> bool:
    """Whether a line of which `first` is the first holds "KẾ HOẠCH" and the title, or a position and the name."""
    return kind_alone(first.strip()) is not None or foot.is_position(first)


def _is_titled(first: str) -> bool:
    """Whether the line `first` holds the kind of a document and its title, in capitals."""
    return first.isupper() and kind_at(first) is not None


def _lines_in(text: str) -> Iterator[tuple[int, int]]:
    return (line.span() for line in re.finditer(r"[^\n]+", text) if line.group().strip())


def _columns_in(text: str, marked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The line; where a wide gap parts two columns of a head or a foot, the left and the right one.

    The gap stands in `marked`, the text with its emphasis: a mark beside a space makes none. Nor does a slip of the
    hand in a sentence that goes on behind the day: "Kế hoạch số 5/KH-UBND  ngày 28 tháng 3 năm 2018 về …".
    """
    for gap in _COLUMNS.finditer(marked, start, end):
        left, right = text[start : gap.start()], one_line(text[gap.end() : end])
        if _DAY_IN_SENTENCE.match(right):
            continue
        if left.strip() and (_stands_right(right) or (right.isupper() and (foot.is_item(left) or foot.lists(left)))):
            yield start, gap.start()
            yield gap.end(), end
            return
    yield start, end


def _stands_right(text: str) -> bool:
    """Whether `text` is of the right column of a head or a foot."""
    return _is_foot(text) or _is_of_head(text)


def _is_of_head(text: str) -> bool:
    return text != "" and letterhead.sort(text) in (Mark.NATION, Mark.DATED)


def _is_foot(text: str) -> bool:
    return foot.is_position(text) or foot.is_called(text) or foot.is_signed(text) or _is_signature(text)


def _is_signature(text: str) -> bool:
    return len([*foot.pieces(text)]) > 1 and text[:2].isupper()


def _pieces(document: Document, block: Block, places: Iterable[tuple[int, int]]) -> Iterator[Block]:
    """The `places` in the text of `block`, each as a block of its own; recipients and signature of one line apart."""
    text = _plain(document.cut(block.span))
    kind, start = block.kind, block.span.start
    found = [(begin + first, begin + last) for begin, end in places for first, last in foot.pieces(text[begin:end])]
    if len(found) == 1 and found[0] == (0, len(text)):
        yield block
        return
    for begin, end in found:
        piece = text[begin:end]
        begin, end = begin + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
        if begin < end:
            yield Block(kind, one_line(text[begin:end]), replace(block.span, start=start + begin, end=start + end))
            kind = BlockKind.PARAGRAPH
