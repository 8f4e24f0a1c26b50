"""Bytes of a text file become a string."""

import codecs
import re
import unicodedata

from ingest.document import UnreadableError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL = 0.01
"""Share of control characters above which a file is no text; random bytes hold a tenth, old exports a stray few."""
_GOOD_FOR_A_STRAY = 10
_MIN_NULS = 0.1
"""Share of NUL bytes above which text is UTF-16; Vietnamese has a space each three or four letters."""


def decode(raw: bytes) -> str:
    """`raw` as text: by its BOM, else UTF-8, UTF-16 (many NULs), or windows-1258 composed to NFC.

    Raises UnreadableError, without a file's name, where it is none of these or holds control characters.
    """
    for encoding in _candidates(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return unicodedata.normalize("NFC", _nearly_utf8(raw, encoding) or text.removeprefix("\ufeff"))
    raise UnreadableError(
        "nội dung không phải văn bản (dữ liệu nhị phân hoặc bảng mã lạ). "
        "Hãy mở bằng chương trình gốc và lưu lại dạng .docx, .pdf hoặc .txt (UTF-8)."
    )


def _candidates(raw: bytes) -> tuple[str, ...]:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return (encoding,)
    even, odd = raw[::2].count(0), raw[1::2].count(0)
    if even + odd > _MIN_NULS * len(raw):
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8", "cp1258")


def _nearly_utf8(raw: bytes, encoding: str) -> str | None:
    """`raw` as UTF-8 where only stray bytes are not, say a crawl cut in a letter: better than all letters wrong."""
    if encoding != "cp1258":
        return None
    text = raw.decode("utf-8", errors="replace")
    strays = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - strays
    return text if good > _GOOD_FOR_A_STRAY * strays else None


def _is_text(text: str) -> bool:
    return len(_CONTROL.findall(text)) <= _MAX_CONTROL * len(text)
