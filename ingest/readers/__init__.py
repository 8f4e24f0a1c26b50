"""Readers: a table from suffix to the function that reads such files.

A library is imported when its first file is read, so that answering a question does not pay for PDF and Word.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from ingest.document import Document

Reader = Callable[[Path, str], Document]


def _lazily(module: str, function: str) -> Reader:
    """The reader `function` of ingest.readers.`module`, imported when it first reads."""

    def read(path: Path, source: str) -> Document:
        reader: Reader = getattr(import_module(f"ingest.readers.{module}"), function)
        return reader(path, source)

    return read


def _office(suffix: str) -> Reader:
    """The reader of what LibreOffice understands; by the kind that a file is of, not the one that its name claims."""

    def read(path: Path, source: str) -> Document:
        from ingest.readers.office import read_office

        return read_office(path, source, suffix)

    return read


READERS: Mapping[str, Reader] = {
    ".txt": _lazily("text", "read_text"),
    ".md": _lazily("markdown", "read_markdown"),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _lazily("docx", "read_docx")),
    ".pdf": _lazily("pdf", "read_pdf"),
    **dict.fromkeys((".html", ".htm"), _lazily("html", "read_html")),
    **dict.fromkeys((".xlsx", ".xlsm"), _lazily("sheet", "read_xlsx")),
    ".csv": _lazily("sheet", "read_csv"),
    **dict.fromkeys((".eml", ".mht", ".mhtml"), _lazily("mail", "read_mail")),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff"), _lazily("image", "read_image")),
    **{suffix: _office(suffix) for suffix in (".doc", ".rtf", ".odt", ".xls", ".ods")},
}
