"""Vietnamese text made comparable: the one place that normalises and folds.

Everything inside is NFC. Two ways to compare: `canonical` keeps diacritics but settles where a tone mark
stands ("hoà" and "hòa" are one word), `fold` drops diacritics and case ("Đắk Lắk" and "dak lak").
"""

import re
import unicodedata
from functools import lru_cache

OLD_TONES = (
    ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"),
    ("òe", "oè"), ("óe", "oé"), ("ỏe", "oẻ"), ("õe", "oẽ"), ("ọe", "oẹ"),
    ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ũy", "uỹ"), ("ụy", "uỵ"),
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"[\s\x00-\x1f]+")


def nfc(text: str) -> str:
    """`text` composed, with no-break and zero-width characters made plain."""
    return composed(text.translate(_PLAIN))


def composed(text: str) -> str:
    """`text` in NFC, its letters those that a reader takes them for.

    Marks stand on their letter whatever their order, "ư" for "ƣ", which no word has, and plain letters for ligatures
    and the bold ones of social networks.
    """
    text = unicodedata.normalize("NFC", text)
    if not _UNSETTLED.search(text):
        return text
    text = "".join(map(_plain, text))
    return unicodedata.normalize("NFC", _MARKED.sub(lambda match: _with_marks(match[0]), text))


_PLAIN: dict[int, str | None] = {
    **dict.fromkeys((0x00A0, 0x202F), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD, 0x2060, 0x180E)),
    **dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}
_OI = {"ƣ": "ư", "Ƣ": "Ư"}
_STYLED = "\ufb00-\ufb06\U0001d400-\U0001d7ff"
_UNSETTLED = re.compile(f"[ƣƢ\u0300-\u036f{_STYLED}]")
_IS_STYLED = re.compile(f"[{_STYLED}]")
_HATS, _TONES = "\u0302\u0306\u031b", "\u0300\u0301\u0303\u0309\u0323"
_MARKED = re.compile(f"[^\\W\\d_](?: ?[{_HATS}{_TONES}])+")
"""A letter with marks that NFC leaves off it; PDF files drawn on a Mac have a blank between."""


def _plain(char: str) -> str:
    return unicodedata.normalize("NFKC", char) if _IS_STYLED.match(char) else _OI.get(char, char)


def _with_marks(letter: str) -> str:
    """`letter` with the marks behind it, the hat first, as one; as it stands where Vietnamese has no such letter."""
    parts = unicodedata.normalize("NFD", letter.replace(" ", "").replace("ı", "i"))
    made = unicodedata.normalize("NFC", parts[0] + "".join(sorted(parts[1:], key=lambda mark: mark not in _HATS)))
    return made if len(made) == 1 else letter


class _Folded(dict[str, str]):
    """Characters without diacritics and case, found out when they are first met: a look-up costs half of a call."""

    def __missing__(self, char: str) -> str:
        base = "d" if char in "đĐ" else unicodedata.normalize("NFD", char)[0].lower()
        self[char] = base if len(base) == 1 else char
        return self[char]


_folded = _Folded().__getitem__


def fold(text: str) -> str:
    """`text` without diacritics and case, đ as d. As long as `text`, so offsets carry over."""
    return text.lower() if str.isascii(text) else "".join(map(_folded, text))


@lru_cache(maxsize=8192)
def canonical(text: str) -> str:
    """`text` in lower case with one way to place tone marks; diacritics stay."""
    text = text.lower()
    for old, new in OLD_TONES:
        text = text.replace(old, new)
    return text


def one_line(text: str) -> str:
    """`text` with every run of white space made one space."""
    return _SPACE.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """The syllables and numbers of `text` as they stand, punctuation dropped."""
    return _WORD.findall(text)


def folded_words(text: str) -> list[str]:
    """The folded syllables and numbers of `text`."""
    return _WORD.findall(fold(text))
