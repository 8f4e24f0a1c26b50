"""Plain text: hard-wrapped crawls, rows parted by tabs or bars, and tables with one cell a line between bars."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from ingest.agencies import goes_on
from ingest.document import Block, BlockKind, Cell, Document, Span
from ingest.flattened import is_mark, is_order
from ingest.labels import begins_with_label, column_kind
from ingest.mending import mend
from ingest.readers import torn, wrapped
from ingest.readers.encoding import decode_lines
from ingest.readers.load import load_text
from ingest.readers.marks import dashed_letters, listed
from ingest.shapes import is_figure
from ingest.vietnamese import nfc, one_line

MENDED = "bản quét mất dấu tiếng Việt, chữ đã được phục hồi; nên đối chiếu với bản gốc"
_PAGE_MARK = re.compile(r"^\s*#*\s*(?:Page|Trang)\s+\d+\s*$|^\f")
_BETWEEN_ROWS = re.compile(r"^\s*(?:[-–]?\s*\d{1,3}\s*[-–]?\s*)?$")  # nothing, or the number of a page
_EMPHASIS = re.compile(r"^\s*#{1,6}\s+|\*+|(?<!\w)_+(?=\w)|(?<=[\w:.,;])_+(?!\w)|`")
_TAGS = re.compile(r"</?(?:ul|ol|li|br|p|b|i|u|em|strong|sup|sub)\b[^>]*>", re.IGNORECASE)
_RULE = re.compile(r"^[\s\x00-\x1f\-–—_=*|]*$|^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_BARRED = re.compile(r"^\s*\|.*\|.*\|\s*$")  # a row as Markdown has it
MARKER = re.compile(
    r"^\s*\**\s*(?:[-–+•●▪*](?!\*)\s*\S|(?:[IVX]{1,5}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2}){0,3})\s*[.)](?!\d)\**\s*\S"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\**\s+(?!{wrapped.UNIT})\S|(?:[IVX]{{1,5}}|\d{{1,2}}(?:\.\d{{1,2}})*)-\**\s+[^\W\d_]"
    r"|[a-zđ]\)\s*\S|\(\d{1,2}\)\s*\S|(?:Điều|Mục|Chương|Phần)\s+[\dIVX]+"
    r"|(?:Nhiệm vụ|Hoạt động)\s+\d{1,2}\s*[.:])"
)
_DASH = re.compile(r"\s*[-–]\s+")
_RANGE = re.compile(r"\s*[-–]\s*(?:19|20)\d{2}\b")
_OWN_LINE = re.compile(
    r"^\s*#{1,6}\s.*"
    r"|^\W*(?:KẾ HOẠCH|QUYẾT ĐỊNH:?|KE HOACH|Phụ lục.*|PHỤ LỤC.*|Nơi nhận:?|Noi nhan:?|Lưu\s*:.*|Số\s*:.*|S6\s*:.*)\W*$"
)
_ATTACHED = re.compile(r"^\W*\((?:Ban hành )?[Kk]èm theo\s")
_ORDER_HEAD = 20  # characters of "TT", mark-up and all
_PART_HEAD = 60  # characters of what parts the head of a column
_BETWEEN = 12  # lines at most between two tables
_FEW = 12  # lines; fewer tell nothing of how a file parts its paragraphs
_FEW_GAPS = 0.05  # empty lines to a line: so few do not part the paragraphs
_FULL = 0.75  # of the widest line
_BARE_MARK = re.compile(  # "1.1.", "Điều 2.", whose text follows on the next line
    r"^\W*(?:(?:Điều|Mục|Chương|Phần|Phụ lục|Nhiệm vụ|Số)\s*)?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]+|[^\W\d_])?\W*$"
)
_ORDER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]+|[A-ZĐ]|[a-zđ])(?:[.)](?!\d)|$)|[-–+•]$")
_ENDS = re.compile(r"[.;:!?/…\"”]\s*\**$")
_SENTENCE_ENDS = re.compile(r"[.;!?/…\"”]\s*\**$")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    end: int
    page: int | None


_NONE = _Line("", 0, 0, None)
_Piece = tuple[int, list[list[_Line]]]


def read_text(path: Path, source: str) -> Document:
    """The document in a plain-text file. Raises UnreadableError for what is no text."""
    raw = load_text(path)
    text = dashed_letters(torn.join(nfc(decode_lines(raw))))
    sha256 = hashlib.sha256(raw).hexdigest()
    mended = mend(text)
    if not mended.changes:
        return from_string(text, source, sha256)
    return replace(from_string(mended.text, source, sha256), original=text, changes=mended.changes, warnings=(MENDED,))


def from_string(text: str, source: str, sha256: str) -> Document:
    """The document that `text` holds; its blocks point into `text`."""
    lines = _lines(text)
    blocks = _join_broken(list(_blocks(_parted(lines), source)))
    return Document(source, sha256, text, tuple(blocks))


def plain(text: str) -> str:
    """`text` on one line without mark-up."""
    return one_line(_TAGS.sub(" ", _EMPHASIS.sub("", text)))


def _lines(text: str) -> list[_Line]:
    """The lines of `text`; pages are counted where it marks them."""
    lines, start, page = [], 0, 1
    rows = text.split("\n")
    paged = any(map(_PAGE_MARK.match, rows))
    for raw in rows:
        if _PAGE_MARK.match(raw):
            page += 1
        else:
            lines.append(_Line(raw, start, start + len(raw), page if paged else None))
        start += len(raw) + 1
    return lines


def _parted(lines: list[_Line]) -> list[_Line]:
    """The lines, with an empty one behind each where a file has no empty lines and so each line is a paragraph.

    A line that goes on in the next ("…, giao Phòng" / "Nội vụ …") is as long as its file is wide, and ends no sentence.
    """
    filled = [line for line in lines if line.text.strip()]
    gaps = sum(after.start - before.end > 1 for before, after in pairwise(filled))
    if len(filled) < _FEW or gaps > _FEW_GAPS * len(filled) or any(line.text.strip() == "|" for line in filled):
        return lines
    width = _width(filled)
    parted: list[_Line] = []
    for line, *below in zip(lines, [*lines[1:], _NONE], [*lines[2:], _NONE, _NONE], strict=True):
        parted.append(line)
        is_short = len(line.text) < _FULL * width or _ENDS.search(line.text)
        if "\t" not in line.text and is_short and not wrapped.goes_on(line.text, *(plain(each.text) for each in below)):
            parted.append(_Line("", line.end, line.end, line.page))
    return parted


def _blocks(lines: list[_Line], source: str) -> Iterator[Block]:
    at, table, width = 0, 0, _width(lines)
    while at < len(lines):
        line = lines[at]
        if line.text.count("\t") >= 2:
            end = _tabs_end(lines, at)
            yield from _rows(lines[at:end], "\t", source, table)
            at, table = end, table + 1
        elif _BARRED.match(line.text):
            end = _bars_end(lines, at)
            yield from _rows(lines[at:end], "|", source, table)
            at, table = end, table + 1
        elif line.text.strip() == "|":
            end = _bar_end(lines, at)
            yield from _bar_table(lines[at:end], source, table)
            at, table = end, table + 1
        elif _RULE.match(line.text):
            at += 1
        elif _begins_flat(lines, at):
            end = _flat_end(lines, at)
            yield from (_paragraph([cell], source) for cell in lines[at:end] if cell.text.strip())
            at = end
        else:
            end = _paragraph_end(lines, at, width)
            yield _paragraph(lines[at:end], source)
            at = end


def _width(lines: list[_Line]) -> int:
    """Characters of the widest line of running text."""
    return max((len(line.text) for line in lines if "\t" not in line.text and "|" not in line.text), default=0)


def _begins_flat(lines: list[_Line], at: int) -> bool:
    """Whether a table with one cell a line begins at `at`."""
    return (
        len(lines[at].text) < _ORDER_HEAD and is_order(plain(lines[at].text)) and _heads_columns(lines[at + 1 : at + 4])
    )


def _heads_columns(lines: list[_Line]) -> bool:
    """Whether `lines`, which follow each other, are heads of columns: of a table with one cell a line."""
    return sum(column_kind(plain(line.text)) is not None for line in lines) >= 2 and all(line.text for line in lines)


def _flat_end(lines: list[_Line], at: int) -> int:
    """The line behind the table: rows may have empty lines between them, and a new page may cut one and begin anew."""
    is_cut = True
    while at < len(lines):
        first = plain(lines[at].text)
        is_head = is_order(first) or (first.isdigit() and at + 2 < len(lines) and is_order(plain(lines[at + 2].text)))
        if not (is_cut or is_head or is_mark(first)):
            break
        while at < len(lines) and lines[at].text.strip():
            at += 1
        while at < len(lines) and not lines[at].text.strip():
            at += 1
        is_cut = is_head
    return at


def _tabs_end(lines: list[_Line], at: int) -> int:
    """The line behind the table; the number of a page between its rows is no end of it."""
    end = at
    while at < len(lines) and ("\t" in lines[at].text or _BETWEEN_ROWS.match(lines[at].text)):
        at += 1
        end = at if "\t" in lines[at - 1].text else end
    return end


def _bars_end(lines: list[_Line], at: int) -> int:
    while at < len(lines) and _BARRED.match(lines[at].text):
        at += 1
    return at


def _paragraph_end(lines: list[_Line], at: int, width: int) -> int:
    end = at + 1
    if _OWN_LINE.match(lines[at].text):
        return end
    while end < len(lines):
        text = lines[end].text
        if _RANGE.match(text) and lines[end - 1].text.rstrip()[-1:].isdigit():
            end += 1  # "2021 / - 2025": a range cut by the line's end, no list
            continue
        if _names_on(lines[end - 1].text, text, width) or _counts_on(lines, end):
            end += 1
            continue
        is_table = "\t" in text or _BARRED.match(text) or _begins_flat(lines, end)
        if is_table or _RULE.match(text) or _opens(text) or _closes(lines[end - 1].text, text, width):
            break
        end += 1
    return end


def _names_on(last: str, text: str, width: int) -> bool:
    """Whether an agency's name goes on behind a dash: "… giao Phòng Tổ chức / - Hành chính chủ trì"."""
    dash = _DASH.match(text)
    return dash is not None and len(last) >= _FULL * width and goes_on(last, text[dash.end() :])


def _counts_on(lines: list[_Line], at: int) -> bool:
    """Whether the line at `at` begins with a number that the one before it leaves open."""
    last, line, below = (plain(each.text) for each in [*lines[at - 1 : at + 1], *lines[at + 1 : at + 2], _NONE][:3])
    return wrapped.goes_on(last, line, below)


def _closes(last: str, text: str, width: int) -> bool:
    """Whether the line `last` ends a paragraph: a heading in capitals, or what ends a sentence short of the margin."""
    if _BARE_MARK.match(last):
        return False
    if last.isupper() and not text.isupper() and MARKER.match(last):
        return True
    return _SENTENCE_ENDS.search(last) is not None and len(last) < _FULL * width and plain(text)[:1].isupper()


def _opens(text: str) -> bool:
    """Whether a paragraph begins with the line `text`, whatever stands above it."""
    return any(opening.match(text) for opening in (MARKER, _OWN_LINE, _ATTACHED)) or begins_with_label(plain(text))


def _span(lines: list[_Line], source: str) -> Span:
    return Span(source, lines[0].start, lines[-1].end, lines[0].page)


def _paragraph(lines: list[_Line], source: str) -> Block:
    text = plain("\n".join(line.text for line in lines))
    kind = BlockKind.ITEM if re.match(r"[-–+•●▪]", text) else BlockKind.PARAGRAPH
    return Block(kind, text, _span(lines, source))


def _join_broken(blocks: list[Block]) -> list[Block]:
    """Paragraphs that a page break cut in two are one again."""
    joined: list[Block] = []
    for block in blocks:
        if joined and _goes_on(joined[-1], block):
            last = joined.pop()
            span = replace(last.span, end=block.span.end)
            joined.append(replace(last, text=f"{last.text} {block.text}", span=span))
        else:
            joined.append(block)
    return joined


def _goes_on(last: Block, block: Block) -> bool:
    if BlockKind.ROW in (last.kind, block.kind) or MARKER.match(block.text):
        return False
    if wrapped.leaves_open(last.text, block.text):
        return True
    return block.text[:1].islower() and not _ENDS.search(last.text) and not last.text.isupper()


def _rows(lines: list[_Line], between: str, source: str, table: int) -> Iterator[Block]:
    """Rows of a line each, whose cells `between` parts; bars also stand before the first and behind the last."""
    for line in lines:
        if between not in line.text or _RULE.match(line.text):
            continue
        cells, start = [], line.start
        for part in line.text.split(between):
            cells.append(_cell(part, start, source, line.page))
            start += len(part) + 1
        yield _row(cells[1:-1] if between == "|" else cells, table)


def _cell(raw: str, start: int, source: str, page: int | None) -> Cell:
    lead = len(raw) - len(raw.lstrip())
    inner = raw.strip()
    return Cell(plain(raw), Span(source, start + lead, start + lead + len(inner), page))


def _row(cells: list[Cell], table: int) -> Block:
    text = one_line(" | ".join(cell.text for cell in cells))
    filled = [cell.span for cell in cells if cell.text] or [cells[0].span]
    span = replace(filled[0], end=filled[-1].end)
    return Block(BlockKind.ROW, text, span, cells=tuple(cells), table=table)


def _bar_end(lines: list[_Line], at: int) -> int:
    """The line after the last bar of the table; a table ends where no bar follows a row's last bar."""
    end, depth = at + 1, at + 1
    while depth < len(lines):
        text = lines[depth].text.strip()
        if text == "|":
            end = depth + 1
            if _stands_between(lines, end):
                return end
        elif (not text and end == depth and not _bar_near(lines, depth)) or depth - end > 60:
            break
        depth += 1
    return end


def _stands_between(lines: list[_Line], at: int) -> bool:
    """Whether the lines from `at` to the next bar stand between two tables: the first head of a column follows them."""
    bar = next((place for place in range(at, min(at + _BETWEEN, len(lines))) if lines[place].text.strip() == "|"), at)
    said = any(line.text.strip() for line in lines[at:bar])
    head = [line.text.strip() for line in lines[bar + 1 : bar + 3]]
    return said and len(head) == 2 and is_order(plain(head[0])) and head[1] == "|"


def _bar_near(lines: list[_Line], at: int) -> bool:
    while at < len(lines) and not lines[at].text.strip():
        at += 1
    return at < len(lines) and lines[at].text.strip() == "|"


def _bar_table(lines: list[_Line], source: str, table: int) -> Iterator[Block]:
    for row in _bar_rows(lines):
        yield _row([_bar_cell(cell, source, lines[0]) for cell in row], table)


def _bar_rows(lines: list[_Line]) -> Iterator[list[list[_Line]]]:
    """Rows of cells of lines; the first row, and the one that parts its heads, say how many columns there are."""
    pieces = list(_bar_pieces(lines))
    columns = len(pieces[0][1]) + _more_columns(pieces) if pieces else 0
    at = 0
    while at < len(pieces):
        row, at = _whole_row(pieces, at, columns)
        yield row


def _more_columns(pieces: list[_Piece]) -> int:
    """How many columns the second row adds: one that parts a head above it ("X", "Y" below "Vị trí")."""
    below = pieces[1][1] if len(pieces) > 2 and is_order(plain(pieces[0][1][0][0].text)) else []
    heads = [plain("\n".join(line.text for line in cell)) for cell in below]
    is_parting = len(heads) > 1 and not any(is_mark(head) or len(head) > _PART_HEAD for head in heads[:1])
    return len(heads) - 1 if is_parting and _is_order(pieces[2][1][0]) else 0


def _whole_row(pieces: list[_Piece], at: int, columns: int) -> tuple[list[list[_Line]], int]:
    """The row that begins with the piece `at`, and the piece behind it.

    Two bars part rows or hold an empty cell: that they do where a numbered row comes out whole with it.
    """
    row = list(pieces[at][1])
    for end in range(at + 1, len(pieces)):
        bars, cells = pieces[end]
        if not _is_order(row[0]) or len(row) >= columns:
            break
        if _begins_row(cells):
            row += [[] for _ in range(bars - 2)]  # one bar is behind the last cell, one before the next row
            return (row, end) if len(row) == columns else (pieces[at][1], at + 1)
        row += [*[[] for _ in range(bars - 1)], *cells]
        if len(row) == columns:
            return row, end + 1
    return pieces[at][1], at + 1


def _begins_row(cells: list[list[_Line]]) -> bool:
    """Whether `cells` begin a row: with a number, and words behind it."""
    return len(cells) > 1 and _is_order(cells[0]) and not _is_count(cells[1])


def _is_count(cell: list[_Line]) -> bool:
    return is_figure(plain("\n".join(line.text for line in cell)))


def _is_order(cell: list[_Line]) -> bool:
    return _ORDER.match(plain(cell[0].text)) is not None


def _bar_pieces(lines: list[_Line]) -> Iterator[_Piece]:
    """The cells that single bars part, as they follow each other; and how many bars stand in front of them."""
    piece: list[list[_Line]] = []
    cell: list[_Line] = []
    before = bars = 0
    for line in [*lines, _Line("|", lines[-1].end, lines[-1].end, lines[-1].page)]:
        text = line.text.strip()
        if text == "|":
            if cell:
                piece.append(cell)
                cell, bars = [], 0
            bars += 1
        elif text:
            if bars > 1 and piece:
                yield before, piece
                piece = []
            if not piece and not cell:
                before = bars
            cell.append(line)
    if piece:
        yield before, piece


def _bar_cell(lines: list[_Line], source: str, near: _Line) -> Cell:
    if not lines:
        return Cell("", Span(source, near.start, near.start, near.page))
    said = [line for line in lines if not _RULE.match(line.text)] or lines
    values = listed([plain(line.text) for line in said], is_laid=True)
    return Cell(plain("\n".join(line.text for line in said)), _span(lines, source), values)
