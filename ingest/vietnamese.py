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
    """`text` in composed form, with no-break and zero-width characters made plain."""
    return unicodedata.normalize("NFC", text.translate(_PLAIN))


_PLAIN: dict[int, str | None] = {
    **dict.fromkeys((0x00A0, 0x202F), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD)),
}


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


def fold(text: str) -> str:
    """`text` without diacritics and case, đ as d. As long as `text`, so offsets carry over."""
    return "".join(map(_fold_char, text))


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
