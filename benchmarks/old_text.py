"""Text in fonts from before Unicode, as it is typed, and what programs make of its characters."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from ingest.readers.charts import shown

Change = Callable[[str], str]
Letters = Mapping[int, int]
"""Code point -> code point."""
HAS_CAPITAL = frozenset("ĂÂĐÊÔƠƯ")
"""The marked capitals that TCVN3 has in one font."""
_MARKS = "ùøûõïâáàåãäêéèúüë"


@cache
def letters(chart: str) -> Mapping[str, str]:
    """Unicode letter -> bytes of the chart, each a character."""
    lines = (files("ingest") / "data" / "legacy.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.startswith(f"{chart}\t"))
    return {letter: bytes.fromhex(raw).decode("latin-1") for _, raw, letter in rows}


def typed(text: str, chart: str) -> str:
    """`text` in a font with the chart, as Windows shows it."""
    return shown("".join(letters(chart).get(char, char) for char in held(text, chart)))


def held(text: str, chart: str) -> str:
    """`text` with small letters where the chart has no capital; TCVN3 has more on paper than fonts have."""
    has = HAS_CAPITAL if chart == "tcvn3" else letters(chart)
    return "".join(c if c.isascii() or not c.isupper() or c in has or chart == "vni" else c.lower() for c in text)


def told(text: str, chart: str) -> str:
    """`text` as a reader can know it where no font tells capitals: a word in capitals tells itself."""
    return " ".join(word if _is_loud(word) else held(word, chart) for word in text.split(" "))


def _is_loud(word: str) -> bool:
    return word.isupper() and any(char.isascii() and char.isalpha() for char in word)


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    font: str


def runs(text: str, font: str) -> list[Run]:
    """`text` as typed in `font`: what TCVN3 has no capital for is a small letter in the font's "H"."""
    if font.startswith("VNI"):
        return [Run(typed(text, "vni"), font)]
    groups = groupby(_pieces(text), key=lambda piece: piece != held(piece, "tcvn3"))
    pieces = [("".join(group), is_high) for is_high, group in groups]
    small = str.lower if len(text) % 2 else str  # some hold the shift key in the font of capitals, and some do not
    return [
        Run(typed(small(piece), "tcvn3"), f"{font}H") if is_high else Run(typed(piece, "tcvn3"), font)
        for piece, is_high in pieces
    ]


def _pieces(text: str) -> Iterator[str]:
    """The words of `text`; of one that only begins with a capital, that letter by itself."""
    for at, word in enumerate(text.split(" ")):
        word = f" {word}" if at else word
        bare = word.lstrip(' (“"')
        if len(bare) > 1 and not word.isupper():
            head = len(word) - len(bare) + 1
            yield from (word[:head], word[head:])
        else:
            yield word


def raw(text: str) -> bytes:
    """The bytes that Windows shows as `text`."""
    return b"".join(char.encode("cp1252") if ord(char) > 255 else char.encode("latin-1") for char in text)


def page(codec: str) -> Change:
    """Bytes shown in another code page than Windows' Western."""
    kept = {0xDC00 + byte: byte for byte in range(256)}
    return lambda text: raw(text).decode(codec, errors="surrogateescape").translate(kept)


def twice(text: str) -> str:
    """UTF-8 taken for Windows' Western, and written as UTF-8 again."""
    return shown(text.encode().decode("latin-1"))


def private(area: int) -> Change:
    return lambda text: "".join(chr(area + ord(char)) if 0x7F < ord(char) < 256 else char for char in text)


def replaced(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)


def compatible(text: str) -> str:
    """Normalised by compatibility, but for what that makes plain letters and figures."""
    return "".join(char if char in "ª¹" else unicodedata.normalize("NFKC", char) for char in text)


def signs(text: str) -> str:
    """As PDF readers have it that go by the names of glyphs."""
    return text.translate({0xAD: 0x2212, 0xB7: 0x2219, 0xB5: 0x3BC})


BOTH: Mapping[str, Change] = {
    "as Windows shows it": str,
    "shown in windows-1258": page("cp1258"),
    "shown in windows-1258, composed": lambda text: unicodedata.normalize("NFC", page("cp1258")(text)),
    "shown in windows-1250": page("cp1250"),
    "shown in windows-1254": page("cp1254"),
    "shown in windows-1251": page("cp1251"),
    "shown in Mac Roman": page("mac_roman"),
    "shown in DOS 437": page("cp437"),
    "shown in DOS 850": page("cp850"),
    "UTF-8 twice": twice,
    "in the private area": private(0xF000),
    "in x-user-defined": private(0xF700),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}
WAYS: Mapping[str, Mapping[str, Change]] = {
    "tcvn3": {
        **BOTH,
        "signs of a PDF": signs,
        "compatible forms": compatible,
        "soft hyphens lost": replaced("\xad", ""),
        "soft hyphens as hyphens": replaced("\xad", "-"),
        "soft hyphens as U+2010": replaced("\xad", "\u2010"),
        "soft hyphens as blanks": replaced("\xad", " "),
        "soft hyphens as U+FFFD": replaced("\xad", "\ufffd"),
    },
    "vni": {
        **BOTH,
        "blanks before the marks": lambda text: re.sub(f"(?=[{_MARKS}])", " ", text),
        "blanks behind the marks": lambda text: re.sub(f"(?<=[{_MARKS}])(?=[a-zôö])", " ", text),
        "small marks on capitals": lambda text: re.sub(
            f"(?<=[AEOUYÔÖ])[{_MARKS.upper()}](?=[a-zôö])", lambda match: match[0].lower(), text
        ),
    },
}
"""What programs and typists make of text in each chart."""
STRAYS: Mapping[str, Letters] = {
    "ƣ for ư": {0x1B0: 0x1A3, 0x1AF: 0x1A2},
    "ƣ for ư, Õ for Ò": {0x1B0: 0x1A3, 0x1AF: 0x1A2, 0xD2: 0xD5},
    "Ð ð for Đ đ": {0x110: 0xD0, 0x111: 0xF0},
    "Ɖ ɖ for Đ đ": {0x110: 0x189, 0x111: 0x256},
    "Ñ ñ for Đ đ": {0x110: 0xD1, 0x111: 0xF1},
    "Ǎ ǎ for Ă ă": {0x103: 0x1CE, 0x102: 0x1CD},
    "Cyrillic for Latin": {ord(latin): ord(other) for latin, other in zip("aoecp", "аоеср", strict=True)},
}
"""Letters that fonts and keyboards leave in Unicode text."""


def tone_first(text: str) -> str:
    """Decomposed, the tone before the hat."""
    parts = unicodedata.normalize("NFD", text)
    return re.sub("([\u0302\u0306\u031b])([\u0300\u0301\u0303\u0309])", r"\2\1", parts)
