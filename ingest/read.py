"""A file becomes a Document: read as what it is, or refused in words that help."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.document import Document, UnreadableError
from ingest.readers import READERS
from ingest.readers.load import load

_HEAD_BYTES = 1024
_BINARY_SUFFIXES = frozenset({".docx", ".pdf"})
_MAGIC = ((b"PK\x03\x04", ".docx"), (b"PK\x05\x06", ".docx"))
_HTML_STARTS = (b"<!doctype html", b"<html")
_FOREIGN = (
    (b"{\\rtf", "tệp RTF"),
    (b"\xff\xd8\xff", "tệp ảnh JPEG"),
    (b"\x89PNG\r\n", "tệp ảnh PNG"),
    (b"II*\x00", "tệp ảnh TIFF"),
    (b"MM\x00*", "tệp ảnh TIFF"),
    (b"Rar!\x1a\x07", "tệp nén RAR"),
    (b"7z\xbc\xaf\x27\x1c", "tệp nén 7-Zip"),
    (b"\x1f\x8b", "tệp nén GZip"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path, source: str | None = None) -> Document:
    """The file at `path` as read; `source` names it in spans and messages, by default its file name.

    Raises UnreadableError, in Vietnamese with the file's name, for whatever cannot be read.
    """
    source = source or path.name
    try:
        return _read(path, source)
    except UnreadableError as error:
        raise UnreadableError(f"Không đọc được tệp {source!r}: {error}") from error
    except Exception as error:  # libraries raise anything on a broken file, and one bad file must not stop a folder
        raise UnreadableError(
            f"Không đọc được tệp {source!r}: tệp hỏng hoặc sai định dạng ({type(error).__name__}). "
            "Hãy mở bằng chương trình gốc, lưu lại rồi thử lại."
        ) from error


def files(path: Path) -> Iterator[Path]:
    """The files below `path` that a reader exists for, in a stable order; `path` itself where it is no folder.

    Hidden files and folders, Office's "~$" lock files and links that lead out of the folder are left out.
    """
    if not path.is_dir():
        yield path
        return
    root = os.path.realpath(path)
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if _is_wanted(name) and Path(os.path.realpath(file)).is_relative_to(root):
                yield file


def _is_wanted(name: str) -> bool:
    return not name.startswith((".", "~$")) and Path(name).suffix.lower() in READERS


def _read(path: Path, source: str) -> Document:
    claimed = path.suffix.lower()
    actual = _suffix(load(path, _HEAD_BYTES), claimed)
    document = READERS[actual](path, source)
    if not document.blocks:
        raise UnreadableError("không có chữ nào trong tệp. Hãy kiểm tra lại; nếu là ảnh chụp thì nhận dạng chữ trước.")
    if READERS[actual] is READERS.get(claimed):
        return document
    warning = f"Tệp {source!r} thật ra là {actual}, đã đọc theo {actual}. Nên đổi đuôi tệp cho đúng."
    return replace(document, warnings=(warning, *document.warnings))


def _suffix(head: bytes, claimed: str) -> str:
    """The suffix that the content calls for; `claimed` where the content is plain text."""
    found = _sniff(head)
    if found:
        return found
    _refuse_foreign(head)
    if claimed not in READERS:
        raise UnreadableError(f"không hỗ trợ đuôi tệp {claimed!r}. Các đuôi đọc được: {' '.join(READERS)}.")
    if claimed not in _BINARY_SUFFIXES:
        return claimed
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS):
        return ".html"
    raise UnreadableError(f"nội dung không phải {claimed}, hoặc tệp đã hỏng. Hãy chép lại hoặc lưu lại tệp đúng dạng.")


def _sniff(head: bytes) -> str | None:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return ".pdf"
    return next((suffix for magic, suffix in _MAGIC if head.startswith(magic)), None)


def _refuse_foreign(head: bytes) -> None:
    if head.startswith(_OLE):
        raise UnreadableError(
            "tệp Word được đặt mật khẩu, hoặc là dạng cũ (.doc, Word 97-2003). "
            "Hãy mở bằng Word, bỏ mật khẩu và lưu lại dạng .docx."
        )
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise UnreadableError(f"đây là {name}, chương trình không đọc. Hãy lưu lại dạng .docx hoặc .pdf có chữ.")
