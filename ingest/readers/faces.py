"""The fonts of a PDF, by which its letters are read. What a font says of itself may be broken, or a trap: then its
letters are codes, "(cid:8)"."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pdfminer.encodingdb import EncodingDB
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1

_MAX_TABLE = 2 * 1024 * 1024
"""Bytes of a table of letters: that of a font of all of Unicode is a million."""
_MAX_LETTERS = 0x11_0000
"""All of Unicode."""
_RANGES = re.compile(rb"begin(?:bf|cid)range(.*?)end", re.DOTALL)
_RANGE = re.compile(rb"<\s*([0-9A-Fa-f]{1,16})\s*>\s*<\s*([0-9A-Fa-f]{1,16})\s*>\s*(?:<[^>]*>|\[[^\]]*\]|\d+)")
_MEAN_WIDTH = 500
"""Thousandths of a size that a letter is wide whose font says nothing of it: viewers put another font in its place."""
EncodingDB.win2unicode[0xAD] = "\u00ad"  # pdfminer takes it for a blank; it is "ư" in old Vietnamese fonts


class Faces(PDFResourceManager):
    """The fonts of one file, each made once."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        if objid and objid in self._cached_fonts:
            return self._cached_fonts[objid]
        try:
            font = super().get_font(None, _harmless(spec))
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - of a broken font pdfminer raises anything
            font = _Unknown()
        if not font.default_width and not any(font.widths.values()):
            font.default_width = _MEAN_WIDTH
        if objid:
            self._cached_fonts[objid] = font
        return font


class _Unknown(PDFFont):
    """A font of which nothing is known."""

    def __init__(self) -> None:
        super().__init__({"FontName": "unknown", "Descent": -200}, {}, _MEAN_WIDTH)

    def to_unichr(self, cid: int) -> str:
        raise PDFUnicodeNotDefined(None, cid)


class Spelled(_Unknown):
    """A font for text that is in no font of the file, as UTF-32."""

    def is_multibyte(self) -> bool:
        return True

    def decode(self, given: bytes) -> Iterable[int]:
        return map(ord, given.decode("utf-32-be"))

    def to_unichr(self, cid: int) -> str:
        return chr(cid)


def _harmless(spec: Mapping[str, object]) -> Mapping[str, object]:
    """`spec` of a font without tables that go on for ever."""
    traps = [key for key in ("W", "W2") if _is_endless(resolve1(spec.get(key)))]
    table = resolve1(spec.get("ToUnicode"))
    if isinstance(table, PDFStream) and _has_endless(table.get_data()):
        traps.append("ToUnicode")
    return {key: value for key, value in spec.items() if key not in traps} if traps else spec


def _has_endless(table: bytes) -> bool:
    """Whether the `table` of a font's letters says more of them than there are."""
    if len(table) > _MAX_TABLE:
        return True
    ranges = (one for part in _RANGES.finditer(table) for one in _RANGE.finditer(part[1]))
    return sum(max(0, int(one[2], 16) - int(one[1], 16)) for one in ranges) > _MAX_LETTERS


def _is_endless(widths: Any) -> bool:
    """Whether `widths` are those of more letters than there are; "1 99 500" are those of 99."""
    numbers: list[float] = []
    for given in widths if isinstance(widths, list) else ():
        value = resolve1(given)
        numbers = [*numbers[-1:], value] if isinstance(value, int | float) else []
        if len(numbers) == 2 and numbers[1] - numbers[0] > _MAX_LETTERS:
            return True
    return False
