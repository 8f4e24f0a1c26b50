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
from ingest.readers.layout import Line, bands, goes_on, join, paragraphs, pitch_of
from ingest.readers.load import load
from ingest.readers.page import MAX_PAGES, Drawn, Page, Table, table_of
from ingest.readers.recognised import ENDLESS, recognised
from ingest.readers.unruled import Columns, heads_in, unruled
from ingest.scan.child import ChildError, Worker
from ingest.scan.mended import mended
from ingest.vietnamese import fold

MAX_STREAM_BYTES = 48 * 1024 * 1024
"""Of all that a PDF packs besides pictures, which pdfminer unpacks unbounded; a plan with its maps has a fifth.
What packs better hidden than by Flate alone is refused later and in other words: by the bounds of the child."""
MAX_MB = 1000
"""Of the child that reads what is drawn: 300 pages take a fifth."""

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_APART = re.compile(rb"/Subtype\s*/(?:Image|Form)\b")
_LONG_ABOUT = 4096
"""Bytes before a stream in which it says what it is."""
_EDGE_SHARE = 0.1
"""Share of a page's height at its top and bottom where headers, footers and page numbers stand."""
_PAGE_NUMBER = re.compile(r"(?:trang|page)?[\s\-–|]*\d{1,4}(?:\s*/\s*\d{1,4})?[\s\-–|]*")
_DIGITS = re.compile(r"\d+")
_MARGIN_SHARE = 0.95
"""Share of lines that end at or before the right margin; what juts out further is a stamp."""
_SIGNED = ("ky boi", "ky so", "nguoi ky", "ngay ky", "thoi gian ky", "signed by", "signature")
"""What programs write of an electronic signature."""
_SAME_HEADER = 90.0
"""Percent of letters that a header and its repetition share at least."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: tuple[Line, ...]
    page: int
    last_page: int
    is_stamp: bool = False


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
    return built(builder, recognised(_drawn(raw, builder), raw, builder), raw)


def _check_streams(raw: bytes) -> None:
    """Raises UnreadableError where what is packed in `raw`, once or over and over, comes to `MAX_STREAM_BYTES`."""
    left = MAX_STREAM_BYTES
    for stream in _STREAM.finditer(raw):
        about = raw[max(0, stream.start() - _LONG_ABOUT) : stream.start()].rpartition(b"obj")[2]
        if _APART.search(about):  # unpacked by nobody but the child that reads scans, or within bounds of their own
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
        raise UnreadableError(ENDLESS) from error
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


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """`pages` without page numbers, without the headers and footers that at least half of them share, and with what is
    stamped on several once.

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

    stamped: set[str] = set()

    def once(page: Page) -> Iterator[tuple[Line, ...]]:
        for stamp in page.stamps:
            text = " ".join(line.text for line in stamp)
            if text not in stamped:
                stamped.add(text)
                yield stamp

    return [replace(page, lines=tuple(kept(page)), stamps=tuple(once(page))) for page in pages]


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
            builder.row(row, table=ordinal, page=item.page)
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
    """What is on `pages`; a paragraph that goes on over a page break is one, and begins where it begins, before what is
    stamped beside it. What a program writes of a signature comes last: it may stand between position and name.
    """
    pending: _Item | None = None
    aside: list[_Item] = []
    signed: list[_Item] = []
    measures = {width: _measures(width, pages) for width in {round(page.width) for page in pages}}
    for page in pages:
        for item in _items(page, *measures[round(page.width)]):
            if isinstance(item, _Paragraph) and item.is_stamp:
                (signed if _is_signature(item) else aside).append(item)
                continue
            if isinstance(pending, _Paragraph) and isinstance(item, _Paragraph) and _is_one(pending, item):
                pending = replace(pending, lines=pending.lines + item.lines, last_page=item.page)
                continue
            yield from filter(None, (pending, *aside))
            pending, aside = item, []
    yield from filter(None, (pending, *aside, *signed))


def _is_one(above: _Paragraph, below: _Paragraph) -> bool:
    return below.page == above.last_page + 1 and goes_on(above.lines, below.lines[0])


def _measures(width: int, pages: Sequence[Page]) -> tuple[float, float]:
    """The right margin and line distance of those `pages` that are so wide: a page with little on it shows neither."""
    lines = [line for page in pages if round(page.width) == width for line in page.lines]
    ends = sorted(line.x1 for line in lines)
    return (ends[int(_MARGIN_SHARE * len(ends))] if ends else 0.0), pitch_of(lines)


def _items(page: Page, right: float, pitch: float) -> Iterator[_Item]:
    rest, stamps = list(page.lines), list(page.stamps)
    for table in sorted(page.tables, key=lambda table: table.top):
        above = [line for line in rest if line.top < table.top]
        stamped = [stamp for stamp in stamps if stamp[0].top < table.top]
        yield from _paragraphs(above, stamped, page, right, pitch)
        yield _Placed(table, page.number)
        rest, stamps = rest[len(above) :], [stamp for stamp in stamps if stamp not in stamped]
    yield from _paragraphs(rest, stamps, page, right, pitch)


def _paragraphs(
    lines: Sequence[Line], stamps: Sequence[tuple[Line, ...]], page: Page, right: float, pitch: float
) -> Iterator[_Paragraph]:
    """The paragraphs of `lines`, each with the `stamps` behind it that stand beside or below it.

    No stamp parts the columns of the official form: it follows both.
    """
    found = list(bands(lines, right))
    behind: dict[Line | None, list[tuple[Line, ...]]] = {}
    for stamp in stamps:
        middle = (stamp[0].top + stamp[-1].bottom) / 2
        above = [band for band in found if min(line.top for line in band) < middle]
        behind.setdefault(above[-1][-1] if above else None, []).append(stamp)
    for group in [[], *paragraphs([line for band in found for line in band], pitch)]:
        if group:
            yield _Paragraph(tuple(group), page.number, page.number)
        for line in group or (None,):
            for stamp in behind.get(line, ()):
                yield from _stamped(stamp, page.number)


def _stamped(stamp: tuple[Line, ...], page: int) -> Iterator[_Paragraph]:
    """The paragraphs of a stamp; what a program writes of a signature is one, for its labels are none of the plan."""
    whole = _Paragraph(stamp, page, page, is_stamp=True)
    if _is_signature(whole):
        yield whole
        return
    for part in paragraphs(stamp, pitch_of(stamp)):
        yield replace(whole, lines=tuple(part))


def _is_signature(stamp: _Paragraph) -> bool:
    text = fold(join(stamp.lines))
    return any(sign in text for sign in _SIGNED)
