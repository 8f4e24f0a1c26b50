"""Pages whose text layer does not say what they show become what is recognised of them, or are named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.document import UnreadableError
from ingest.readers.builder import Builder
from ingest.readers.layer import is_better, sound_of
from ingest.readers.layout import Word, lines_of
from ingest.readers.page import Flaw, Page, holds, table_of
from ingest.readers.stamps import put_in, turned
from ingest.scan.reading import Reading, warnings

ENDLESS = (
    "tệp PDF cần quá nhiều thời gian hoặc bộ nhớ để đọc: trang vẽ quá nhiều nét, hoặc là bom nén. "
    "Hãy tách tệp, in lại ra PDF, hoặc dùng tệp Word gốc."
)
_CUT = "hình vẽ, chú thích hoặc ô biểu mẫu chưa đọc được (quá lớn, hoặc phông chữ không kèm bảng mã)"
_COMPARED = frozenset((Flaw.DOUBT, Flaw.GARBLED))
"""Flaws that may be none: what was recognised has to be better."""
_UNREAD = {
    Flaw.EMPTY: "(trang trống hoặc ảnh quét) và chưa được đọc",
    Flaw.DOUBT: "mà chưa được nhận dạng lại; nên đối chiếu với bản gốc",
}
"""What becomes of a page with a flaw that nobody can recognise; of others, that it is not read."""


def page_of(reading: Reading, stamped: Iterable[Sequence[Word]] = ()) -> Page:
    """The page that was recognised, with the words of annotations that were `stamped` on it."""
    words, stamps = put_in(reading.words, stamped)
    tables = []
    for cells in reading.tables:
        inside = [word for word in words if any(holds(cell, word) for cell in cells)]
        words = [word for word in words if word not in inside]
        tables.append(table_of(cells, inside))
    filled = tuple(table for table in tables if table.rows)
    lines = tuple(lines_of(words))
    return Page(reading.number, reading.width, reading.height, lines, filled, stamps=tuple(stamps))


def recognised(pages: Sequence[Page], raw: bytes, builder: Builder) -> list[Page]:
    """`pages` of the file `raw`, those with a flaw as they look; one that cannot be recognised stays as it is.

    Raises UnreadableError where nothing can be read.
    """
    found, why = _readings(raw, [page.number for page in pages if page.flaw not in (None, Flaw.ENDLESS)])
    read = [_read(page, found.get(page.number)) for page in pages]
    if not any(map(str.isalnum, "".join(page.text for page in read))):
        raise UnreadableError(_nothing(pages, why))
    kept = {page.number for page in read if page.flaw in _COMPARED and page.text}
    for warning in _warnings(pages, {number: found[number] for number in found.keys() - kept}, why):
        builder.warn(warning)
    return read


def _readings(raw: bytes, wanted: Sequence[int]) -> tuple[Mapping[int, Reading], str]:
    """The `wanted` pages of `raw` as recognised, or why none can be."""
    if not wanted:
        return {}, ""
    from ingest.scan.work import recognise

    try:
        return recognise(raw, wanted), ""
    except UnreadableError as error:
        return {}, str(error)


def _read(page: Page, reading: Reading | None) -> Page:
    """What is read of `page`: its layer, or what was recognised where that is to be trusted more."""
    if reading is None or not reading.words:
        return page if page.flaw is not Flaw.GARBLED else replace(page, lines=(), tables=())
    size, new = (page.width, page.height), (reading.width, reading.height)
    stamped = [[turned(word, reading.turned, size, new) for word in stamp] for stamp in page.stamped]
    looks = page_of(reading, stamped)
    return page if page.flaw in _COMPARED and not is_better(sound_of(looks.text), sound_of(page.text)) else looks


def _nothing(pages: Sequence[Page], why: str) -> str:
    flaw = next((page.flaw for page in pages if page.flaw), Flaw.EMPTY)
    if flaw is Flaw.ENDLESS:
        return ENDLESS
    if why:
        return f"tệp PDF {'là bản quét, ' if flaw is Flaw.EMPTY else ''}{flaw}, mà {why}"
    return (
        f"tệp PDF {flaw}, và không nhận ra chữ nào trong ảnh. Hãy quét lại rõ hơn (300 dpi, thẳng), "
        "hoặc dùng tệp Word gốc."
    )


def _warnings(pages: Sequence[Page], found: Mapping[int, Reading], why: str) -> Iterator[str]:
    """What the user should know of the pages with flaws, of which those `found` were recognised."""
    for flaw in Flaw:
        numbers = [page.number for page in pages if page.flaw is flaw]
        if numbers and (why or flaw is Flaw.ENDLESS):
            became = _UNREAD.get(flaw, "và chưa được đọc")
            yield f"Trang {_listed(numbers)} {flaw} {became}{f': {why}' if why else '.'}"
        yield from warnings([found[number] for number in numbers if number in found], f"{flaw}, và ")
    if cut := [page.number for page in pages if page.is_cut]:
        yield f"Trang {_listed(cut)} có {_CUT}."


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
