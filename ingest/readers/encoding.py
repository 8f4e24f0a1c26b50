"""Bytes of a text file become a string."""

import codecs
import re
import unicodedata

from ingest.document import UnreadableError
from ingest.readers import legacy, strays

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL = 0.01
"""Share of control characters above which a file is no text; random bytes hold a tenth, old exports a stray few."""
_LEGACY = "legacy"
_HEAD = 100_000
_GOOD_FOR_A_STRAY = 10
_MIN_NULS = 0.1
"""Share of NUL bytes above which text is UTF-16; Vietnamese has a space each three or four letters."""


def decode(raw: bytes) -> str:
    """`raw` as text in NFC, its odd letters mended.

    It is read by its BOM, else as UTF-8, UTF-16 (many NULs), TCVN3, VNI or windows-1258.
    UTF-8 and UTF-16 may hold TCVN3 or VNI too, copied out of a document in such fonts. Raises UnreadableError,
    without a file's name, where it is none of these or holds control characters.
    """
    return strays.mended(unicodedata.normalize("NFC", legacy.unicode(decode_markup(raw))))


def decode_lines(raw: bytes) -> str:
    """As `decode`, with lines that end in a line feed; a file from an old Mac has carriage returns instead."""
    text = decode(raw)
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")


def decode_markup(raw: bytes) -> str:
    """As `decode`, but TCVN3 and VNI are left as Windows shows them: part of them may be written as entities."""
    for encoding in _candidates(raw):
        text = _decoded(raw, encoding)
        if text is not None and _is_text(text):
            return text.removeprefix("\ufeff")
    raise UnreadableError(
        "nội dung không phải văn bản (dữ liệu nhị phân hoặc bảng mã lạ). "
        "Hãy mở bằng chương trình gốc và lưu lại dạng .docx, .pdf hoặc .txt (UTF-8)."
    )


def _decoded(raw: bytes, encoding: str) -> str | None:
    """`raw` in `encoding`, None where it is not in that."""
    if encoding == _LEGACY:
        return _nearly_utf8(raw) or _western(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _western(raw: bytes) -> str | None:
    """`raw` as Windows shows it where that is TCVN3 or VNI. Binary data is told first, as it takes less time."""
    if not _is_text(raw[:_HEAD].decode("latin-1")):
        return None
    text = legacy.western(raw)
    return text if legacy.told([text]) else None


def _candidates(raw: bytes) -> tuple[str, ...]:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return (encoding,)
    even, odd = raw[::2].count(0), raw[1::2].count(0)
    if even + odd > _MIN_NULS * len(raw):
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8", _LEGACY, "cp1258")


def _nearly_utf8(raw: bytes) -> str | None:
    """`raw` as UTF-8 where only stray bytes are not, say a crawl cut in a letter: better than all letters wrong."""
    text = raw.decode("utf-8", errors="replace")
    strays = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - strays
    return text if good > _GOOD_FOR_A_STRAY * strays else None


def _is_text(text: str) -> bool:
    return len(_CONTROL.findall(text)) <= _MAX_CONTROL * len(text)
