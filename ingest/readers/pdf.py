"""PDF files: paragraphs rebuilt from lines, ruled tables, page furniture left out; scanned pages are recognised."""

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from math import inf
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.text import extract_words
from rapidfuzz.fuzz import ratio

from ingest.document import Document, UnreadableError
from ingest.mending import is_damaged
from ingest.readers.builder import Builder, Spread, kind_of
from ingest.readers.layout import Line, Word, columns, goes_on, join, lines_of, paragraphs, pitch_of
from ingest.readers.legacy import PLAIN, Font, font, set_in
from ingest.readers.load import load
from ingest.readers.unruled import Columns, Rule, heads_in, unruled
from ingest.scan.mended import mended
from ingest.scan.reading import Box, Reading, warnings
from ingest.vietnamese import fold

MAX_PAGES = 300
"""A plan with its appendices has a tenth; laying out a page takes a tenth of a second."""
MAX_STREAM_BYTES = 48 * 1024 * 1024
"""Of all that a PDF packs besides pictures, which pdfminer unpacks unbounded; a plan with its maps has a fifth."""

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_LONG_ABOUT = 4096
"""Bytes before a stream in which it says what it is."""
_EDGE_SHARE = 0.1
"""Share of a page's height at its top and bottom where headers, footers and page numbers stand."""
_PAGE_NUMBER = re.compile(r"(?:trang|page)?[\s\-–|]*\d{1,4}(?:\s*/\s*\d{1,4})?[\s\-–|]*")
_DIGITS = re.compile(r"\d+")
_NO_UNICODE = re.compile(r"\(cid:\d+\)")
_MAX_NO_UNICODE = 0.2
"""Share of characters without Unicode value above which nothing can be read."""
_FEW_LETTERS = 300
"""What is printed over a scanned page (a digital signature, a page number) has fewer; a page of text has 2,000."""
_PICTURE_SHARE = 0.5
"""Share of a page that pictures cover, from which on it may be a scan."""
_SPACE_WIDTH = 0.15
"""In font sizes: a wider gap parts words where a PDF draws no spaces; TeX's narrowest is 0.22, expanded letters 0.1."""
_SAME_PLACE = 1.0
"""Points within which a letter printed twice, to look bold, is one."""
_PADDING = 4.0
"""Points between a cell's border and its text, less than Word's 5.4."""
_MARGIN_SHARE = 0.95
"""Share of lines that end at or before the right margin; what juts out further is a stamp."""
_SAME_HEADER = 90.0
"""Percent of letters that a header and its repetition share at least."""
_SAME_EDGE = 3.0
"""Points within which two borders are one."""


@dataclass(frozen=True, slots=True)
class _Table:
    top: float
    rows: tuple[tuple[Spread, ...], ...]

    @property
    def width(self) -> int:
        return max(sum(width for _, width in row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Page:
    """Sizes in points; `lines` are those outside tables, `rules` those across the page.

    What `is_picture` is read by its looks, not its text layer.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[_Table, ...]
    is_picture: bool = False
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: tuple[Line, ...]
    page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class _Placed:
    table: _Table
    page: int


_Item = _Paragraph | _Placed


def read_pdf(path: Path, source: str) -> Document:
    """The PDF at `path` as read, up to `MAX_PAGES` pages.

    Raises UnreadableError for one with a password, or a scan that cannot be recognised; a damaged one raises what
    pdfminer raises.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each odd font, which is no news to anyone
    raw = load(path)
    _check_streams(raw)
    builder = Builder(source)
    pages = _recognised(_pages(raw, builder), raw, builder)
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


def built(builder: Builder, pages: Sequence[Page], raw: bytes) -> Document:
    """The document that `pages` of the file `raw` make, mended where it is damaged."""
    _fill(builder, list(_with_unruled(_without_furniture(pages))))
    return mended(builder.build(raw))


def page_of(reading: Reading) -> Page:
    """The page that was recognised."""
    words: Sequence[Word] = reading.words
    tables = []
    for cells in reading.tables:
        inside = [word for word in words if any(_holds(cell, word) for cell in cells)]
        words = [word for word in words if word not in inside]
        tables.append(_table(cells, inside))
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


def _pages(raw: bytes, builder: Builder) -> list[Page]:
    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                builder.warn(f"Chỉ đọc {MAX_PAGES} trang đầu trong {len(pdf.pages)} trang. Hãy tách tệp để đọc hết.")
            return [_page(page) for page in pdf.pages[:MAX_PAGES]]
    except Exception as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect | PDFEncryptionError):
            raise UnreadableError("tệp PDF được đặt mật khẩu. Hãy bỏ mật khẩu rồi thử lại.") from error
        raise


def _page(page: Any) -> Page:
    words = _words(page)
    is_picture = _is_picture(page, words)
    tables = []
    for found in page.find_tables():
        if len({round(cell[0]) for cell in found.cells}) < 2:  # a box round text, or a shade behind it
            continue
        inside = [word for word in words if _holds(found.bbox, word)]
        words = [word for word in words if not _holds(found.bbox, word)]
        tables.append(_table(found.cells, inside))
    width, height, rules = float(page.width), float(page.height), tuple(_rules(page))
    page.close()  # drops what pdfplumber keeps of the page
    filled = tuple(table for table in tables if table.rows)
    return Page(page.page_number, width, height, tuple(lines_of(words)), filled, is_picture, rules)


def _rules(page: Any) -> Iterator[Rule]:
    """Where something is drawn across the page, and how much: a border is one line, or one a cell."""
    drawn: Counter[int] = Counter()
    for edge in page.edges:
        if edge["orientation"] == "h":
            drawn[round(edge["top"])] += edge["x1"] - edge["x0"]
    yield from drawn.items()


def _is_picture(page: Any, words: Sequence[Word]) -> bool:
    """Whether the page shows more than its text layer says: a scan, a bad recognition of one, or unknown letters."""
    text = " ".join(word.text for word in words)
    if not text or _lacks_unicode(text):
        return True
    covered = sum(_covered_area(page, image) for image in page.images)
    return covered > _PICTURE_SHARE * page.width * page.height and (len(text) < _FEW_LETTERS or is_damaged(text))


def _covered_area(page: Any, image: Any) -> float:
    wide = min(image["x1"], page.width) - max(image["x0"], 0)
    high = min(image["bottom"], page.height) - max(image["top"], 0)
    return float(max(wide, 0) * max(high, 0))


def _lacks_unicode(text: str) -> bool:
    return len(_NO_UNICODE.findall(text)) > _MAX_NO_UNICODE * len(_NO_UNICODE.sub("x", text))


def _words(page: Any) -> list[Word]:
    """Upright words only: what stands aslant is a stamp. A letter printed twice to look bold counts once."""
    upright = list(_once(char for char in page.chars if char["upright"]))
    found = extract_words(upright, x_tolerance_ratio=_SPACE_WIDTH, return_chars=True)
    texts = [text for (face, _), run in groupby(found, _face_and_line) for text in _set_in(face, list(run))]
    places = [(word["x0"], word["x1"], word["top"], word["bottom"]) for word in found]
    return [Word(text, *place) for text, place in zip(texts, places, strict=True)]


def _once(chars: Iterable[Any]) -> Iterator[Any]:
    """`chars` without those that stand where the same letter in the same font stands already.

    pdfplumber's `dedupe_chars` takes as long as all the rest of a page.
    """
    places: dict[tuple[str, str, float], dict[tuple[int, int], tuple[float, float]]] = {}
    for char in chars:
        x, y = char["x0"] / _SAME_PLACE, char["top"] / _SAME_PLACE
        taken = places.setdefault((char["text"], char["fontname"], char["size"]), {})
        around = ((int(x) + aside, int(y) + below) for aside in (0, -1, 1) for below in (0, -1, 1))
        near = (taken[square] for square in around if square in taken)
        if not any(abs(x - left) <= 1 and abs(y - top) <= 1 for left, top in near):
            taken[int(x), int(y)] = x, y
            yield char


def _face_and_line(word: Any) -> tuple[Font, float]:
    """What the font of a word, in a PDF called "ABCDEF+.VnTime", makes of its text, and where its line is."""
    faces = (font(str(char["fontname"]).split("+")[-1]) for char in word["chars"])
    return next((face for face in faces if face is not PLAIN), PLAIN), round(word["top"])


def _set_in(face: Font, words: Sequence[Any]) -> list[str]:
    """The texts of `words`, which stand on one line in one font; together, since capitals are told by neighbours."""
    texts = [str(word["text"]) for word in words]
    together = texts if face is PLAIN else set_in(" ".join(texts), face).split(" ")
    return together if len(together) == len(texts) else [set_in(text, face) for text in texts]


def _holds(box: Box, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _table(boxes: Sequence[Box], words: Sequence[Word]) -> _Table:
    """The cells of a ruled table in rows; one that covers several rows or columns stands in each."""
    lefts, tops = _edges(box[0] for box in boxes), _edges(box[1] for box in boxes)
    grid: dict[tuple[int, int], tuple[int, str]] = {}
    for place, box in enumerate(boxes):
        text = _cell_text(box, [word for word in words if _holds(box, word)])
        for row in _covered(tops, box[1], box[3]):
            for column in _covered(lefts, box[0], box[2]):
                grid[row, column] = (place, text)
    rows = [tuple(_spread([grid.get((row, column)) for column in range(len(lefts))])) for row in range(len(tops))]
    return _Table(min(box[1] for box in boxes), tuple(row for row in rows if any(text for text, _ in row)))


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME_EDGE:
            edges.append(value)
    return edges


def _covered(edges: Sequence[float], start: float, end: float) -> range:
    """The places of the `edges` at or after `start` and before `end`."""
    inside = [place for place, edge in enumerate(edges) if start - _SAME_EDGE <= edge < end - _SAME_EDGE]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _spread(row: Sequence[tuple[int, str] | None]) -> Iterator[Spread]:
    for cell, covered in groupby(row):
        width = len(list(covered))
        yield from [(cell[1], width)] if cell else [("", 1)] * width


def _cell_text(box: Box, words: Sequence[Word]) -> str:
    lines = [Line(line.words, box[2] - _PADDING) for line in lines_of(words)]
    return "\n".join(join(group) for group in paragraphs(lines, pitch_of(lines)))


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """`pages` without page numbers and without the headers and footers that at least half of them share.

    The heads of a table's columns stay, for they tell what is below.
    """
    shared = Counter(key for page in pages for key in {_key(line) for line in page.lines if _is_at_edge(line, page)})
    often = {key for key, count in shared.items() if count >= max(2, len(pages) / 2)}

    def kept(page: Page) -> Iterator[Line]:
        heads = (
            list(heads_in([line for line in page.lines if line.top < 2 * _EDGE_SHARE * page.height])) if often else []
        )
        for line in page.lines:
            bare = _PAGE_NUMBER.fullmatch(line.text.lower().strip())
            if not _is_at_edge(line, page) or not (bare or _key(line) in often) or line in heads:
                yield line

    return [replace(page, lines=tuple(kept(page))) for page in pages]


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
                tables.append(_table(found.cells, words))
                rest += lines[at : found.start]
                at, last = found.end, found.columns
            rest += lines[at:]
            above = last if at == len(lines) else None
        yield replace(page, lines=tuple(rest), tables=tuple(tables))


def _key(line: Line) -> tuple[str, int]:
    """What a line has in common with the same line on other pages: its words but for figures, and about where it is."""
    return _DIGITS.sub("0", fold(line.text)), round(line.top / 10)


def _is_at_edge(line: Line, page: Page) -> bool:
    return line.bottom < _EDGE_SHARE * page.height or line.top > (1 - _EDGE_SHARE) * page.height


def _refuse_unreadable(pages: Sequence[Page]) -> None:
    whole = "".join(map(_all_text, pages))
    if not whole:
        raise UnreadableError(
            "tệp PDF không có lớp chữ, và không nhận ra chữ nào trong ảnh. Hãy quét lại rõ hơn (300 dpi, thẳng), "
            "hoặc dùng tệp Word gốc."
        )
    if _lacks_unicode(whole):
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
    """What is on `pages`; a paragraph that goes on over a page break is one, and begins where it begins."""
    pending: _Item | None = None
    for page in pages:
        for item in _items(page, *_measures(page, pages)):
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


def _measures(page: Page, pages: Sequence[Page]) -> tuple[float, float]:
    """The right margin and line distance of pages as wide as `page`: a page with little on it shows neither."""
    lines = [line for other in pages if round(other.width) == round(page.width) for line in other.lines]
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
