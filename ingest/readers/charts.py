"""Code charts: which bytes a program shows as which characters, and which letters old Vietnamese fonts have there.

Text in an old font is a row of bytes. Whoever opens it shows them by a code page (Windows' Western, as a rule), and
what is copied, converted or extracted from then on are that page's characters. So it is read in two steps: back to
bytes by the page, to letters by the font's chart. Bytes are written as the characters U+0000 to U+00FF.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from ingest.readers.syllables import RARE, share


class Legacy(StrEnum):
    """A chart from before Unicode."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    VPS = "vps"


@dataclass(frozen=True, slots=True)
class Font:
    """What a font makes of its text: `encoding` None is Unicode; `.VnTimeH` shows `capitals` only."""

    encoding: Legacy | None = None
    capitals: bool = False


PLAIN = Font()
WINDOWS, VIETNAMESE = "cp1252", "cp1258"
PAGES = (WINDOWS, VIETNAMESE, "cp1254", "cp1250", "mac_roman", "cp1251", "cp437", "cp850")
"""Windows' pages are those by which Word reads a font that is declared as Vietnamese, Turkish, Central European or
Cyrillic; the others are a Mac's and DOS's."""
_SHOWN = {byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_SIGNS = {
    0x2010: 0xAD, 0x2011: 0xAD, 0x2212: 0xAD,  # the soft hyphen, as PDF readers have it by the name of its glyph
    0x2219: 0xB7, 0x22C5: 0xB7, 0x03BC: 0xB5, 0x039C: 0xB5,
}  # fmt: skip
_AREAS = (0xF000, 0xF700)
"""Of the private area: Word keeps the text of a symbol font in the one, browsers what has no code page in the other."""
_COMPATIBLE = {
    " \u0308": "¨", " \u0327": "¸", " \u0301": "´", " \u0304": "¯", "1\u20444": "¼", "1\u20442": "½", "3\u20444": "¾",
}  # fmt: skip
"""What normalising by compatibility makes of signs that stand for letters."""
_IS_COMPATIBLE = re.compile("|".join(map(re.escape, _COMPATIBLE)))
_FOREIGN = re.compile(
    f"[^\x00-\xff{''.join(_SHOWN.values())}{''.join(map(chr, _SIGNS))}"
    + "".join(f"{chr(area)}-{chr(area + 0xFF)}" for area in _AREAS)
    + "]"
)
_CLUSTER = re.compile("[^\x00-\x7f\u0300-\u036f][\u0300-\u036f]*|[a-zA-Z][\u0300-\u036f]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"

_VNI_VOWEL, _VNI_MARK = "aeouyôö", "ùøûõïâêáàåãäéèúüë"
_BEFORE_MARK = re.compile(rf"([^\W\d_]*[{_VNI_VOWEL}]) +([{_VNI_MARK}][^\W\d_]*)", re.IGNORECASE)
_BEHIND_MARK, _BEFORE_VOWEL = (
    re.compile(rf"([^\W\d_]*[{_VNI_MARK}]) ((?:{tail})(?![^\s,.;:!?)\"”]))", re.IGNORECASE)
    for tail in ("c|ch|[mnpt]|n[gh]", "[aiouy]")
)
"""A syllable that is torn before its mark, or behind it, where an end follows; a vowel may be a word: "thú y"."""
_STYLE = re.compile(
    r"(?:[\s,_-]+(?:bold|italic|oblique|regular|normal|mt|ce|tur|cyr|greek|baltic|\(?vietnamese\)?))+$", re.IGNORECASE
)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FAMILIES = (
    (re.compile(r"\.?vni?(?:[\s_.-]|(?<=vni)[\s_-]*[a-z])|vni$", re.IGNORECASE), Legacy.VNI),
    (re.compile(r"vps", re.IGNORECASE), Legacy.VPS),
    (re.compile(r"\.?viscii", re.IGNORECASE), Legacy.VISCII),
    (re.compile(r"\.?vn\w", re.IGNORECASE), Legacy.TCVN3),
)


@lru_cache(maxsize=1024)
def font(name: str | None) -> Font:
    """What the font called `name` makes of its text."""
    name = _STYLE.sub("", _SUBSET.sub("", (name or "").strip().strip("'\"")))
    chart = next((chart for family, chart in _FAMILIES if family.match(name)), None)
    if chart is None:
        return PLAIN
    return Font(chart, chart is Legacy.TCVN3 and (name.endswith("H") or (name.islower() and name.endswith("h"))))


def western(raw: bytes) -> str:
    """`raw` as Windows shows it in its Western code page; bytes that have no character there stay as they are."""
    return shown(raw.decode("latin-1"))


def is_windows(text: str) -> bool:
    """Whether `text` may be bytes that Windows shows in its Western page."""
    return _FOREIGN.search(text) is None


def shown(raw: str) -> str:
    """Bytes as Windows shows them."""
    return raw.translate(_SHOWN)


def composed(text: str) -> str:
    """`text` with what stands for one byte as one character."""
    if "\u2044" in text or "\u0308" in text or "\u0327" in text:
        text = _IS_COMPATIBLE.sub(lambda match: _COMPATIBLE[match[0]], text)
    return unicodedata.normalize("NFC", text)


def together(text: str, chart: Legacy) -> str:
    """`text` with the syllables of VNI that an extractor has torn at their marks, which are letters of no width."""
    if chart is Legacy.VNI and " " in text:
        text = _BEFORE_MARK.sub(_joined, text)
        joined = _BEHIND_MARK.sub(_joined, text)
        return text if joined == text else _BEFORE_VOWEL.sub(_joined, joined)
    return text


def _joined(torn: re.Match[str]) -> str:
    whole = "".join(torn.groups())
    return whole if share(letters(whole, Legacy.VNI)) > RARE else torn[0]


def raw(text: str, page: str) -> str:
    """The bytes that are shown as `text`, which is `composed`, in the code page."""
    table = _bytes(page)
    if page == VIETNAMESE:
        text = _CLUSTER.sub(lambda match: _parted(match[0]), text)
    return text.translate(table)


def letters(text: str, chart: Legacy) -> str:
    """The letters that the font has for the bytes `text`; what it has none for as Windows shows it."""
    table = chart_of(chart)
    if chart is Legacy.VNI:
        text = _vni().sub(lambda match: table[match[0]], text)
    else:
        text = "".join([table.get(char, char) for char in text])
    return shown(text)


@cache
def chart_of(chart: Legacy) -> Mapping[str, str]:
    """Bytes -> letter."""
    lines = (files("ingest") / "data" / "legacy.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.startswith(f"{chart}\t"))
    table = {bytes.fromhex(raw).decode("latin-1"): letter for _, raw, letter in rows}
    if chart is Legacy.VNI:  # typists leave the mark of a capital small: "Uûy ban"
        table |= {raw[0] + raw[1].lower(): letter for raw, letter in table.items() if len(raw) > 1}
    return table


@cache
def _vni() -> re.Pattern[str]:
    """A letter with its mark before the letter alone."""
    return re.compile("|".join(sorted(map(re.escape, chart_of(Legacy.VNI)), key=len, reverse=True)))


@cache
def _bytes(page: str) -> Mapping[int, str]:
    """Character -> the byte that it shows."""
    table = {ord(char): chr(byte) for byte, char in _characters(page)}
    common = {sign: chr(byte) for sign, byte in _SIGNS.items()}
    common |= {area + byte: chr(byte) for area in _AREAS for byte in range(0x20, 0x100)}
    return {**common, **table}


def _characters(page: str) -> Iterator[tuple[int, str]]:
    for byte in range(0x80, 0x100):
        try:
            yield byte, bytes([byte]).decode(page)
        except UnicodeDecodeError:
            yield byte, chr(byte)


def _parted(cluster: str) -> str:
    """A letter with its marks, the tone by itself as in Windows' Vietnamese page, where that has no such letter."""
    if all(ord(char) in _bytes(VIETNAMESE) for char in cluster):
        return cluster
    parts = unicodedata.normalize("NFD", cluster)
    for at, tone in enumerate(parts):
        rest = unicodedata.normalize("NFC", parts[:at] + parts[at + 1 :])
        if tone in _TONES and all(char.isascii() or ord(char) in _bytes(VIETNAMESE) for char in rest):
            return rest + tone
    return cluster
