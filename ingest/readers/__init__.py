"""Readers: a table from suffix to the function that reads such files.

A library is imported when its first file is read, so that answering a question does not pay for PDF and Word.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.document import Document

Reader = Callable[[Path, str], Document]


def _text(path: Path, source: str) -> Document:
    from ingest.readers.text import read_text

    return read_text(path, source)


def _markdown(path: Path, source: str) -> Document:
    from ingest.readers.markdown import read_markdown

    return read_markdown(path, source)


def _docx(path: Path, source: str) -> Document:
    from ingest.readers.docx import read_docx

    return read_docx(path, source)


def _pdf(path: Path, source: str) -> Document:
    from ingest.readers.pdf import read_pdf

    return read_pdf(path, source)


def _html(path: Path, source: str) -> Document:
    from ingest.readers.html import read_html

    return read_html(path, source)


def _image(path: Path, source: str) -> Document:
    from ingest.readers.image import read_image

    return read_image(path, source)


def _xlsx(path: Path, source: str) -> Document:
    from ingest.readers.sheet import read_xlsx

    return read_xlsx(path, source)


def _csv(path: Path, source: str) -> Document:
    from ingest.readers.sheet import read_csv

    return read_csv(path, source)


def _mail(path: Path, source: str) -> Document:
    from ingest.readers.mail import read_mail

    return read_mail(path, source)


def _office(suffix: str) -> Reader:
    """The reader of what LibreOffice understands; by the kind that a file is of, not the one that its name claims."""

    def read(path: Path, source: str) -> Document:
        from ingest.readers.office import read_office

        return read_office(path, source, suffix)

    return read


READERS: Mapping[str, Reader] = {
    ".txt": _text,
    ".md": _markdown,
    ".docx": _docx,
    ".pdf": _pdf,
    ".html": _html,
    ".htm": _html,
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".eml": _mail,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff"), _image),
    **{suffix: _office(suffix) for suffix in (".doc", ".rtf", ".odt", ".xls", ".ods")},
}
