"""Plain text: hard-wrapped crawls, rows parted by tabs or bars, and tables with one cell a line between bars."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from ingest.agencies import goes_on
from ingest.document import Block, BlockKind, Cell, Document, Span
from ingest.flattened import is_mark, is_order
from ingest.kinds import kind_alone
from ingest.labels import begins_with_label, column_kind
from ingest.mending import mend
from ingest.readers import barred, torn, wrapped
from ingest.readers.encoding import decode_lines
from ingest.readers.lines import RULE, Line, plain, row_of, span_of
from ingest.readers.load import load_text
from ingest.readers.marks import dashed_letters
from ingest.vietnamese import nfc

MENDED = "bản quét mất dấu tiếng Việt, chữ đã được phục hồi; nên đối chiếu với bản gốc"
_PAGE_MARK = re.compile(r"^[\s#=\-–\[(*]*(?:Page|Trang|PAGE|TRANG)\s+\d+(?:\s*/\s*\d+)?[\s=\-–\])*]*$|^\f")
_BETWEEN_ROWS = re.compile(r"^\s*(?:[-–]?\s*\d{1,3}\s*[-–]?\s*)?$")  # nothing, or the number of a page
_BARRED = re.compile(r"^\s*\|.*\|.*\|\s*$")  # a row as Markdown has it
MARKER = re.compile(
    r"^\s*\**\s*(?:[-–+•●▪*](?!\*)\s*\S|(?:[IVX]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,2}){0,3})\s*[.)](?!\d)\**\s*\S"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\**\s+(?!{wrapped.UNIT})\S|(?:[IVX]{{1,5}}|\d{{1,2}}(?:\.\d{{1,2}})*)-\**\s+[^\W\d_]"
    r"|[a-zđ]\)\s*\S|\(\d{1,2}\)\s*\S|(?:Điều|Mục|Chương|Phần)\s+[\dIVX]+"
    r"|(?:Nhiệm vụ|Hoạt động)\s+\d{1,3}\s*[.:])"
)
_DASH = re.compile(r"\s*[-–]\s+")
_RANGE = re.compile(r"\s*[-–]\s*(?:19|20)\d{2}\b")
_OWN_LINE = re.compile(
    r"^\s*#{1,6}\s.*"
    r"|^\W*(?:(?:Thứ|THỨ|Chủ|CHỦ|Ngày|NGÀY)\s[^:]{1,40}\d/\d[^:]{0,12}|Lưu ý|Ghi chú):\W*$"  # of a timetable
    r"|^\W*(?:KE HOACH|Phụ lục.*|PHỤ LỤC.*|Nơi nhận:?|Noi nhan:?|Lưu\s*:.*|Số\s*:.*|S6\s*:.*)\W*$"
)
_DAY_ALONE = re.compile(r"^\W*[^\W\d_][\w\s.-]{1,40},\s*ngày\b.{0,12}\btháng\b.{0,12}\bnăm\b.{0,6}$", re.IGNORECASE)
_ATTACHED = re.compile(r"^\W*\((?:Ban hành )?[Kk]èm theo\s")
_ORDER_HEAD = 20  # characters of "TT", mark-up and all
_FEW = 12  # lines; fewer tell nothing of how a file parts its paragraphs
_FEW_GAPS = 0.05  # empty lines to a line: so few do not part the paragraphs
_FULL = 0.75  # of the widest line
_BARE_MARK = re.compile(  # "1.1.", "Điều 2.", whose text follows on the next line
    r"^\W*(?:(?:Điều|Mục|Chương|Phần|Phụ lục|Nhiệm vụ|Số)\s*)?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]+|[^\W\d_])?\W*$"
)
# What begins an item though nothing stands behind it: narrower than a bare mark, which may be the end of a sentence.
_MARK_ALONE = re.compile(r"^\W*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}|[IVX]{1,5}\.|[a-zđ]\))\W*$")
_ENDS = re.compile(r"[.;:!?/…\"”]\s*\**$")
_SENTENCE_ENDS = re.compile(r"[.;!?/…\"”]\s*\**$")


_NONE = Line("", 0, 0, None)


def read_text(path: Path, source: str) -> Document:
    """The document in a plain-text file. Raises UnreadableError for what is no text."""
    raw = load_text(path)
    came = nfc(decode_lines(raw))
    text = dashed_letters(torn.join(came))
    sha256 = hashlib.sha256(raw).hexdigest()
    mended = mend(text)
    if not mended.changes:
        document = from_string(text, source, sha256)
        return document if len(text) == len(came) else replace(document, original=came, changes=torn.changes(came))
    return replace(from_string(mended.text, source, sha256), original=text, changes=mended.changes, warnings=(MENDED,))


def from_string(text: str, source: str, sha256: str) -> Document:
    """The document that `text` holds; its blocks point into `text`."""
    lines = _lines(text)
    blocks = _join_broken(list(_blocks(_parted(lines), source)))
    return Document(source, sha256, text, tuple(blocks))


def _lines(text: str) -> list[Line]:
    """The lines of `text`; pages are counted where it marks them."""
    lines, start, page = [], 0, 1
    rows = text.split("\n")
    paged = any(map(_PAGE_MARK.match, rows))
    for raw in rows:
        if _PAGE_MARK.match(raw):
            page += 1
        else:
            lines.append(Line(raw, start, start + len(raw), page if paged else None))
        start += len(raw) + 1
    return lines


def _parted(lines: list[Line]) -> list[Line]:
    """The lines, with an empty one behind each where a file has no empty lines and so each line is a paragraph.

    A line that goes on in the next ("…, giao Phòng" / "Nội vụ …") is as long as its file is wide, and ends no sentence.
    """
    filled = [line for line in lines if line.text.strip()]
    gaps = sum(after.start - before.end > 1 for before, after in pairwise(filled))
    if len(filled) < _FEW or gaps > _FEW_GAPS * len(filled) or any(line.text.strip() == "|" for line in filled):
        return lines
    width = _width(filled)
    parted: list[Line] = []
    for line, *below in zip(lines, [*lines[1:], _NONE], [*lines[2:], _NONE, _NONE], strict=True):
        parted.append(line)
        is_short = len(line.text) < _FULL * width or _ENDS.search(line.text)
        next_lines = [plain(each.text) for each in below]
        is_open = wrapped.goes_on(line.text, *next_lines) or _marks(line.text, next_lines[0])
        if "\t" not in line.text and is_short and not is_open:
            parted.append(Line("", line.end, line.end, line.page))
    return parted


def _blocks(lines: list[Line], source: str) -> Iterator[Block]:
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
            end = barred.table_end(lines, at)
            yield from barred.rows_in(lines[at:end], source, table)
            at, table = end, table + 1
        elif RULE.match(line.text):
            at += 1
        elif _begins_flat(lines, at):
            end = _flat_end(lines, at)
            yield from (_paragraph([cell], source) for cell in lines[at:end] if cell.text.strip())
            at = end
        else:
            end = _paragraph_end(lines, at, width)
            yield _paragraph(lines[at:end], source)
            at = end


def _width(lines: list[Line]) -> int:
    """Characters of the widest line of running text."""
    return max((len(line.text) for line in lines if "\t" not in line.text and "|" not in line.text), default=0)


def _begins_flat(lines: list[Line], at: int) -> bool:
    """Whether a table with one cell a line begins at `at`."""
    return (
        len(lines[at].text) < _ORDER_HEAD and is_order(plain(lines[at].text)) and _heads_columns(lines[at + 1 : at + 4])
    )


def _heads_columns(lines: list[Line]) -> bool:
    """Whether `lines`, which follow each other, are heads of columns: of a table with one cell a line."""
    return sum(column_kind(plain(line.text)) is not None for line in lines) >= 2 and all(line.text for line in lines)


def _flat_end(lines: list[Line], at: int) -> int:
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


def _tabs_end(lines: list[Line], at: int) -> int:
    """The line behind the table; the number of a page between its rows is no end of it."""
    end = at
    while at < len(lines) and ("\t" in lines[at].text or _BETWEEN_ROWS.match(lines[at].text)):
        at += 1
        end = at if "\t" in lines[at - 1].text else end
    return end


def _bars_end(lines: list[Line], at: int) -> int:
    while at < len(lines) and _BARRED.match(lines[at].text):
        at += 1
    return at


def _paragraph_end(lines: list[Line], at: int, width: int) -> int:
    end = at + 1
    if _stands_alone(lines[at].text):
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
        is_mark = end + 1 < len(lines) and _marks(text, plain(lines[end + 1].text))
        if is_table or is_mark or RULE.match(text) or _opens(text) or _closes(lines[end - 1].text, text, width):
            break
        end += 1
    return end


def _names_on(last: str, text: str, width: int) -> bool:
    """Whether an agency's name goes on behind a dash: "… giao Phòng Tổ chức / - Hành chính chủ trì"."""
    dash = _DASH.match(text)
    return dash is not None and len(last) >= _FULL * width and goes_on(last, text[dash.end() :])


def _counts_on(lines: list[Line], at: int) -> bool:
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


def _marks(line: str, below: str) -> bool:
    """Whether `line` is the number of an item whose text begins on the line `below`."""
    return _MARK_ALONE.match(line) is not None and below[:1].isupper() and MARKER.match(below) is None


def _opens(text: str) -> bool:
    """Whether a paragraph begins with the line `text`, whatever stands above it."""
    return (
        MARKER.match(text) is not None
        or _stands_alone(text)
        or _ATTACHED.match(text) is not None
        or begins_with_label(plain(text))
    )


def _stands_alone(text: str) -> bool:
    """Whether the line `text` is a paragraph, whatever stands around it: the kind of a document, its day, a number."""
    return any(alone.match(text) for alone in (_OWN_LINE, _DAY_ALONE)) or (
        (kind := kind_alone(text.strip(" :*_"))) is not None and text.isupper() and not kind.title
    )


def _paragraph(lines: list[Line], source: str) -> Block:
    text = plain("\n".join(line.text for line in lines))
    kind = BlockKind.ITEM if re.match(r"[-–+•●▪]", text) else BlockKind.PARAGRAPH
    return Block(kind, text, span_of(lines, source))


def _join_broken(blocks: list[Block]) -> list[Block]:
    """Paragraphs that a page break cut in two are one again, and a number with its text."""
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
    if BlockKind.ROW in (last.kind, block.kind) or MARKER.match(block.text) or _MARK_ALONE.match(block.text):
        return False
    if wrapped.leaves_open(last.text, block.text) or _marks(last.text, block.text):
        return True
    return block.text[:1].islower() and not _ENDS.search(last.text) and not last.text.isupper()


def _rows(lines: list[Line], between: str, source: str, table: int) -> Iterator[Block]:
    """Rows of a line each, whose cells `between` parts; bars also stand before the first and behind the last."""
    for line in lines:
        if between not in line.text or RULE.match(line.text):
            continue
        cells, start = [], line.start
        for part in line.text.split(between):
            cells.append(_cell(part, start, source, line.page))
            start += len(part) + 1
        yield row_of(cells[1:-1] if between == "|" else cells, table)


def _cell(raw: str, start: int, source: str, page: int | None) -> Cell:
    lead = len(raw) - len(raw.lstrip())
    inner = raw.strip()
    return Cell(plain(raw), Span(source, start + lead, start + lead + len(inner), page))
