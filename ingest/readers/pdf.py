"""PDF files: paragraphs rebuilt from lines, ruled tables, page furniture left out; scanned pages are recognised."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, takewhile
from math import inf
from pathlib import Path

from rapidfuzz.fuzz import ratio

from ingest.document import Document, UnreadableError
from ingest.readers.builder import Builder, Spread, kind_of
from ingest.readers.layout import Line, Word, columns, goes_on, join, lines_of, paragraphs, pitch_of
from ingest.readers.load import load
from ingest.readers.page import MAX_PAGES, Drawn, Page, Table, holds, lacks_unicode, table_of
from ingest.readers.unruled import Columns, heads_in, unruled
from ingest.scan.child import ChildError, Worker
from ingest.scan.mended import mended
from ingest.scan.reading import Reading, warnings
from ingest.vietnamese import fold

MAX_STREAM_BYTES = 48 * 1024 * 1024
"""Of all that a PDF packs besides pictures, which pdfminer unpacks unbounded; a plan with its maps has a fifth.
What packs better hidden than by Flate alone is refused later and in other words: by the bounds of the child."""
MAX_MB = 1000
"""Of the child that reads what is drawn: 300 pages take a fifth."""

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_LONG_ABOUT = 4096
"""Bytes before a stream in which it says what it is."""
_EDGE_SHARE = 0.1
"""Share of a page's height at its top and bottom where headers, footers and page numbers stand."""
_PAGE_NUMBER = re.compile(r"(?:trang|page)?[\s\-–|]*\d{1,4}(?:\s*/\s*\d{1,4})?[\s\-–|]*")
_DIGITS = re.compile(r"\d+")
_MARGIN_SHARE = 0.95
"""Share of lines that end at or before the right margin; what juts out further is a stamp."""
_SAME_HEADER = 90.0
"""Percent of letters that a header and its repetition share at least."""
_ENDLESS = (
    "tệp PDF cần quá nhiều thời gian hoặc bộ nhớ để đọc: trang vẽ quá nhiều nét, hoặc là bom nén. "
    "Hãy tách tệp, in lại ra PDF, hoặc dùng tệp Word gốc."
)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: tuple[Line, ...]
    page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class _Placed:
    table: Table
    page: int


@dataclass(frozen=True, slots=True)
class _Key:
    """What a line has in common with the same line on other pages: its words but for figures, and about where it is,
    from the top of a page or from its bottom."""

    text: str
    is_foot: bool
    tens: int


_Item = _Paragraph | _Placed


def read_pdf(path: Path, source: str) -> Document:
    """The PDF at `path` as read, up to `MAX_PAGES` pages.

    Raises UnreadableError for one that is damaged, has a password, takes too long, or is a scan that cannot be
    recognised.
    """
    raw = load(path)
    _check_streams(raw)
    builder = Builder(source)
    pages = _recognised(_drawn(raw, builder), raw, builder)
    _refuse_unreadable(pages)
    return built(builder, pages, raw)


def _check_streams(raw: bytes) -> None:
    """Raises UnreadableError where what is packed in `raw`, once or over and over, comes to `MAX_STREAM_BYTES`."""
    left = MAX_STREAM_BYTES
    for stream in _STREAM.finditer(raw):
        about = raw[max(0, stream.start() - _LONG_ABOUT) : stream.start()].rpartition(b"obj")[2]
        if _PICTURE.search(about):  # unpacked by nobody but the child that reads scans
            continue
        packed = memoryview(raw)[stream.end() :]
        for _ in range(max(1, about.count(b"/Fl"))):  # FlateDecode, or Fl for short
            packed = memoryview(_unpacked(packed, left))
            left -= len(packed)
            if left <= 0:
                raise UnreadableError(
                    f"tệp PDF bung ra lớn hơn {MAX_STREAM_BYTES // 1024 // 1024} MB (bom nén?). "
                    "Hãy in lại ra PDF rồi thử lại."
                )


def _unpacked(packed: memoryview, most: int) -> bytes:
    """At most `most` bytes of what the beginning of `packed` holds, nothing where it is broken."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def _drawn(raw: bytes, builder: Builder) -> Sequence[Page]:
    """The pages of `raw` as its text layer has them."""
    try:
        drawn: Drawn | str = _worker().ask(raw)
    except ChildError as error:
        raise UnreadableError(_ENDLESS) from error
    if isinstance(drawn, str):
        raise UnreadableError(drawn)
    if drawn.count > len(drawn.pages):
        builder.warn(f"Chỉ đọc {MAX_PAGES} trang đầu trong {drawn.count} trang. Hãy tách tệp để đọc hết.")
    return drawn.pages


@cache
def _worker() -> Worker:
    return Worker("ingest.readers.drawn", MAX_MB)


def built(builder: Builder, pages: Sequence[Page], raw: bytes) -> Document:
    """The document that `pages` of the file `raw` make, mended where it is damaged."""
    _fill(builder, list(_with_unruled(_without_furniture(pages))))
    return mended(builder.build(raw))


def page_of(reading: Reading) -> Page:
    """The page that was recognised."""
    words: Sequence[Word] = reading.words
    tables = []
    for cells in reading.tables:
        inside = [word for word in words if any(holds(cell, word) for cell in cells)]
        words = [word for word in words if word not in inside]
        tables.append(table_of(cells, inside))
    filled = tuple(table for table in tables if table.rows)
    return Page(reading.number, reading.width, reading.height, tuple(lines_of(words)), filled)


def _recognised(pages: Sequence[Page], raw: bytes, builder: Builder) -> list[Page]:
    """`pages` with those that are pictures as they look; a page that cannot be recognised stays as it is."""
    wanted = [page.number for page in pages if page.is_picture]
    if not wanted:
        return list(pages)
    from ingest.scan.work import recognise

    has_text = any(_all_text(page) for page in pages)
    try:
        readings = recognise(raw, wanted)
    except UnreadableError as error:
        if not has_text:
            raise UnreadableError(f"tệp PDF là bản quét, không có lớp chữ, mà {error}") from error
        numbers = ", ".join(map(str, wanted))
        builder.warn(f"Trang {numbers} không có lớp chữ (trang trống hoặc ảnh quét) và chưa được đọc: {error}")
        return list(pages)
    for warning in warnings(readings.values(), "không có lớp chữ, và "):
        builder.warn(warning)
    return [page_of(readings[page.number]) if page.number in readings and readings[page.number].words else page
            for page in pages]  # fmt: skip


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """`pages` without page numbers and without the headers and footers that at least half of them share.

    Half of those of one size may share a footer: an appendix across has its own, or none. The heads of a table's
    columns stay, for they tell what is below.
    """
    often = _shared(pages)
    for width in {round(page.width) for page in pages}:
        sized = [page for page in pages if round(page.width) == width]
        often |= {key for key in _shared(sized) if key.is_foot}

    def kept(page: Page) -> Iterator[Line]:
        heads = (
            list(heads_in([line for line in page.lines if line.top < 2 * _EDGE_SHARE * page.height])) if often else []
        )
        for line in page.lines:
            bare = _PAGE_NUMBER.fullmatch(line.text.lower().strip())
            if not _is_at_edge(line, page) or not (bare or _key(line, page) in often) or line in heads:
                yield line

    return [replace(page, lines=tuple(kept(page))) for page in pages]


def _shared(pages: Sequence[Page]) -> set[_Key]:
    """What at least half of `pages` have at an edge."""
    found = Counter(
        key for page in pages for key in {_key(line, page) for line in page.lines if _is_at_edge(line, page)}
    )
    return {key for key, count in found.items() if count >= max(2, len(pages) / 2)}


def _with_unruled(pages: Sequence[Page]) -> Iterator[Page]:
    """`pages` with the tables that have no vertical rules: one that ends a page may go on at the top of the next."""
    above: Columns | None = None
    for page in pages:
        edges = [-inf, *sorted(table.top for table in page.tables), inf]
        tables, rest = list(page.tables), list[Line]()
        for place, (top, bottom) in enumerate(pairwise(edges)):
            lines = [line for line in page.lines if top <= line.top < bottom]
            at, last = 0, None
            for found in unruled(lines, page.rules, None if place else above):
                words = [word for line in lines[found.start : found.end] for word in line.words]
                tables.append(table_of(found.cells, words))
                rest += lines[at : found.start]
                at, last = found.end, found.columns
            rest += lines[at:]
            above = last if at == len(lines) else None
        yield replace(page, lines=tuple(rest), tables=tuple(tables))


def _key(line: Line, page: Page) -> _Key:
    is_foot = line.top > page.height / 2
    return _Key(
        _DIGITS.sub("0", fold(line.text)), is_foot, round((page.height - line.top if is_foot else line.top) / 10)
    )


def _is_at_edge(line: Line, page: Page) -> bool:
    return line.bottom < _EDGE_SHARE * page.height or line.top > (1 - _EDGE_SHARE) * page.height


def _refuse_unreadable(pages: Sequence[Page]) -> None:
    whole = "".join(map(_all_text, pages))
    if not whole:
        raise UnreadableError(
            "tệp PDF không có lớp chữ, và không nhận ra chữ nào trong ảnh. Hãy quét lại rõ hơn (300 dpi, thẳng), "
            "hoặc dùng tệp Word gốc."
        )
    if lacks_unicode(whole):
        raise UnreadableError("phông chữ trong tệp PDF không kèm bảng mã. Hãy dùng tệp Word gốc, hoặc nhận dạng chữ.")


def _all_text(page: Page) -> str:
    cells = [text for table in page.tables for row in table.rows for text, _ in row]
    return "".join([line.text for line in page.lines] + cells)


def _fill(builder: Builder, pages: Sequence[Page]) -> None:
    """Append what is on `pages` in reading order. A table at a page's top goes on with the one that ended the last."""
    open_table: tuple[int, _Placed] | None = None
    for item in _joined(pages):
        if isinstance(item, _Paragraph):
            text = join(item.lines)
            builder.add(kind_of(text), text, page=item.page)
            open_table = None
            continue
        ordinal, first = open_table if open_table and _continues(open_table[1], item) else (builder.new_table(), item)
        for row in item.table.rows[_repeated(first, item) :]:
            builder.row(row, table=ordinal, page=item.page, is_laid=True)
        open_table = ordinal, replace(first, page=item.page)


def _continues(first: _Placed, item: _Placed) -> bool:
    return item.page == first.page + 1 and item.table.width == first.table.width


def _repeated(first: _Placed, item: _Placed) -> int:
    """How many header rows of `first` stand again above the rows of `item`."""
    if item is first:
        return 0
    same = zip(first.table.rows, item.table.rows, strict=False)
    return sum(1 for _ in takewhile(lambda rows: _is_same_row(*rows), same))


def _is_same_row(one: Sequence[Spread], other: Sequence[Spread]) -> bool:
    """Whether the rows are one but for slips of recognition; figures must be equal, for they tell rows apart."""
    texts, others = (" | ".join(text for text, _ in row) for row in (one, other))
    figures, other_figures = _DIGITS.findall(texts), _DIGITS.findall(others)
    return texts == others or (figures == other_figures and ratio(fold(texts), fold(others)) > _SAME_HEADER)


def _joined(pages: Sequence[Page]) -> Iterator[_Item]:
    """What is on `pages`; a paragraph that goes on over a page break is one, and begins where it begins."""
    pending: _Item | None = None
    measures = {width: _measures(width, pages) for width in {round(page.width) for page in pages}}
    for page in pages:
        for item in _items(page, *measures[round(page.width)]):
            if isinstance(pending, _Paragraph) and isinstance(item, _Paragraph) and _is_one(pending, item):
                pending = replace(pending, lines=pending.lines + item.lines, last_page=item.page)
                continue
            if pending:
                yield pending
            pending = item
    if pending:
        yield pending


def _is_one(above: _Paragraph, below: _Paragraph) -> bool:
    return below.page == above.last_page + 1 and goes_on(above.lines, below.lines[0])


def _measures(width: int, pages: Sequence[Page]) -> tuple[float, float]:
    """The right margin and line distance of those `pages` that are so wide: a page with little on it shows neither."""
    lines = [line for page in pages if round(page.width) == width for line in page.lines]
    ends = sorted(line.x1 for line in lines)
    return (ends[int(_MARGIN_SHARE * len(ends))] if ends else 0.0), pitch_of(lines)


def _items(page: Page, right: float, pitch: float) -> Iterator[_Item]:
    rest = list(page.lines)
    for table in sorted(page.tables, key=lambda table: table.top):
        above = [line for line in rest if line.top < table.top]
        yield from _paragraphs(above, page, right, pitch)
        yield _Placed(table, page.number)
        rest = rest[len(above) :]
    yield from _paragraphs(rest, page, right, pitch)


def _paragraphs(lines: Sequence[Line], page: Page, right: float, pitch: float) -> Iterator[_Paragraph]:
    for group in paragraphs(list(columns(lines, right)), pitch):
        yield _Paragraph(tuple(group), page.number, page.number)
