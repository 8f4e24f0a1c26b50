"""Pictures of pages: scans and photos in PNG, JPEG and TIFF, the last with many pages."""

from pathlib import Path

from ingest.document import Document, UnreadableError
from ingest.readers.builder import Builder
from ingest.readers.load import load
from ingest.readers.page import MAX_PAGES
from ingest.readers.pdf import built
from ingest.readers.recognised import page_of
from ingest.scan.page import PageError, pages_of
from ingest.scan.reading import warnings
from ingest.scan.work import recognise


def read_image(path: Path, source: str) -> Document:
    """The picture at `path` as recognised, up to `MAX_PAGES` pages.

    Raises UnreadableError where tesseract is missing or no page can be read; a damaged file raises what Pillow raises.
    """
    raw = load(path)
    builder = Builder(source)
    readings = recognise(raw, range(1, _pages(raw, builder) + 1))
    if not any(reading.words for reading in readings.values()):
        raise UnreadableError(_why(next((reading.fault for reading in readings.values() if reading.fault), "")))
    for warning in warnings(readings.values()):
        builder.warn(warning)
    return built(builder, [page_of(reading) for reading in readings.values()], raw)


def _pages(raw: bytes, builder: Builder) -> int:
    try:
        pages = pages_of(raw, MAX_PAGES + 1)
    except PageError as error:
        raise UnreadableError(f"{error}.") from error
    if pages > MAX_PAGES:
        builder.warn(f"Chỉ đọc {MAX_PAGES} trang đầu. Hãy tách tệp để đọc hết.")
    return min(pages, MAX_PAGES)


def _why(fault: str) -> str:
    if fault:
        return f"{fault}."
    return "không nhận ra chữ nào trong ảnh. Hãy quét hoặc chụp lại rõ hơn (300 dpi, thẳng, đủ sáng)."
