"""What a file is, by its content; its suffix counts only where the content is plain text."""

from pathlib import Path

from ingest.document import UnreadableError
from ingest.readers import READERS
from ingest.readers.archive import kind as kind_of_zip
from ingest.readers.load import load

CONTAINERS = frozenset({".zip", ".eml"})
"""What holds files that are read each by itself."""

_HEAD_BYTES = 1024
_TEXTS = frozenset({".txt", ".md", ".html", ".htm", ".csv", ".eml"})
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_RTF = b"{\\rtf"
_HTML_STARTS = (b"<!doctype html", b"<html")
_WEB_ARCHIVE = b"mime-version:"
_WORD_XML = b"word.document"
_MAGIC = (
    (b"\xff\xd8\xff", ".jpg", "tệp ảnh JPEG"),
    (b"\x89PNG\r\n", ".png", "tệp ảnh PNG"),
    (b"II*\x00", ".tiff", "tệp ảnh TIFF"),
    (b"MM\x00*", ".tiff", "tệp ảnh TIFF"),
    (b"Rar!\x1a\x07", ".rar", "tệp nén RAR"),
    (b"7z\xbc\xaf\x27\x1c", ".7z", "tệp nén 7-Zip"),
    (b"\x1f\x8b", ".gz", "tệp nén GZip"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"))
"""What OLE files, the Office files before 2007, call the stream that holds the text."""
_LOCKED = (
    "tệp Office được đặt mật khẩu, hoặc là dạng cũ (.doc, .xls) đã hỏng. "
    "Hãy mở bằng Word hoặc Excel, bỏ mật khẩu và lưu lại dạng .docx hoặc .xlsx."
)


def suffix_of(path: Path) -> str:
    """The suffix of `READERS`, or ".zip", that the content of `path` calls for.

    Raises UnreadableError, without the file's name, for what is none of them.
    """
    claimed = path.suffix.lower()
    head = load(path, _HEAD_BYTES)
    return _by_content(path, head) or _by_magic(head) or _as_text(head, claimed)


def _by_magic(head: bytes) -> str | None:
    """A reader for pictures may be there or not."""
    suffix, name = next(((suffix, name) for magic, suffix, name in _MAGIC if head.startswith(magic)), ("", ""))
    if suffix and suffix not in READERS:
        raise UnreadableError(f"đây là {name}, chương trình không đọc. Hãy lưu lại dạng .docx hoặc .pdf có chữ.")
    return suffix or None


def _by_content(path: Path, head: bytes) -> str | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if start.startswith(b"%PDF-"):
        return ".pdf"
    if start.startswith(_RTF):
        return ".rtf"
    if head.startswith(_ZIP):
        return _in_zip(kind_of_zip(load(path)))
    return _in_ole(load(path)) if head.startswith(_OLE) else None


def _in_zip(suffix: str) -> str:
    if suffix not in READERS and suffix not in CONTAINERS:
        raise UnreadableError(f"đây là tệp trình chiếu ({suffix}), chương trình không đọc. Hãy lưu lại dạng .pdf.")
    return suffix


def _in_ole(raw: bytes) -> str:
    names = {suffix: name for name, suffix in reversed(_STREAMS) if f"{name}\0".encode("utf-16-le") in raw}
    if not names or "EncryptedPackage".encode("utf-16-le") in raw:
        raise UnreadableError(_LOCKED)
    return next(suffix for _, suffix in _STREAMS if suffix in names)


def _as_text(head: bytes, claimed: str) -> str:
    """The suffix of what no magic number tells."""
    if claimed not in READERS:
        raise UnreadableError(f"không hỗ trợ đuôi tệp {claimed!r}. Các đuôi đọc được: {' '.join(READERS)}.")
    if claimed in _TEXTS:
        return claimed
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML_STARTS):
        return ".html"
    if _WEB_ARCHIVE in start:  # Word saves web pages as mails
        return ".eml"
    if start.startswith(b"<?xml") and _WORD_XML in start:
        return ".doc"
    raise UnreadableError(f"nội dung không phải {claimed}, hoặc tệp đã hỏng. Hãy chép lại hoặc lưu lại tệp đúng dạng.")
