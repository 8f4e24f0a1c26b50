"""Letters that are none of Vietnamese, left by fonts, keyboards and programs where one that looks like it is meant.

"ðược", "ñề nghị", "Hà Nội" with a Cyrillic "о": each is mended in its word, and only where that makes of a word that is
none one that Vietnamese texts have. What no word has at all ("ƣ") `vietnamese.nfc` settles.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from ingest.readers.syllables import RARE, share


class _Kind(Enum):
    ETH, N_TILDE, CARON, LOOK_ALIKE, O_TILDE = auto(), auto(), auto(), auto(), auto()


_LOOK_ALIKES = zip("АВЕКМНОРСТХаеорсухіІΑΒΕΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTXaeopcyxiIABEHIKMNOPTYXo", strict=True)
"""Cyrillic and Greek letters that no reader tells from Latin ones."""
_MEANT: Mapping[str, tuple[_Kind, str]] = {
    "Ð": (_Kind.ETH, "Đ"), "Ɖ": (_Kind.ETH, "Đ"), "ð": (_Kind.ETH, "đ"), "ɖ": (_Kind.ETH, "đ"),
    "Ñ": (_Kind.N_TILDE, "Đ"), "ñ": (_Kind.N_TILDE, "đ"),
    "Ǎ": (_Kind.CARON, "Ă"), "ǎ": (_Kind.CARON, "ă"),
    "Õ": (_Kind.O_TILDE, "Ò"),
    **{odd: (_Kind.LOOK_ALIKE, letter) for odd, letter in _LOOK_ALIKES},
}  # fmt: skip
"""Odd letter -> its kind, and the letter that is meant."""
_STRAY = re.compile(f"[{''.join(odd for odd, (kind, _) in _MEANT.items() if kind is not _Kind.O_TILDE)}]")
_OTHER_SCRIPT = re.compile(f"[{''.join(c for c in map(chr, range(0x370, 0x530)) if c.isalpha() and c not in _MEANT)}]")
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_VIETNAMESE = re.compile("[ĂăĐđƠơƯư\u1ea0-\u1ef9]")
"""What no word of another language has beside an odd letter; and none begins with eth."""
_NO_PINYIN = "mptcMPTC"
"""In what no Chinese word ends that is written with "ǎ"."""
_ACRONYM = re.compile("[A-ZĐƯ]{2,6}")
_ENOUGH = 3
"""Words mended beyond doubt from which on their odd letter is taken to be one in the whole text."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An odd word as mended, of which kind its odd letter is, and whether it is that beyond doubt."""

    made: str
    kind: _Kind
    is_sure: bool


def mender(text: str, has_oi: bool = False) -> Callable[[str], str] | None:
    """What mends the words of `text`, letter by letter; None where nothing is odd.

    `has_oi` says that it had "ƣ" for "ư": the fonts that leave this leave "Õ" for "Ò" too.
    """
    if not has_oi and not _STRAY.search(text):
        return None
    found = {word: made for word in set(_WORD.findall(text)) if (made := _found(word, has_oi))}
    sure = Counter(made.kind for made in found.values() if made.is_sure)
    if _OTHER_SCRIPT.search(text):
        del sure[_Kind.LOOK_ALIKE]
    words = {word: each.made for word, each in found.items() if each.is_sure or sure[each.kind] >= _ENOUGH}
    return (lambda held: _WORD.sub(lambda match: words.get(match[0], match[0]), held)) if words else None


def mended(text: str) -> str:
    """`text` with its odd words mended, as long as it is."""
    mend = mender(text, has_oi="ƣ" in text or "Ƣ" in text)
    return mend(text) if mend else text


def _found(word: str, has_oi: bool) -> _Found | None:
    """What `word` is where it has an odd letter, None where it has none or makes no sense with what is meant."""
    kinds = {_MEANT[char][0] for char in word if char in _MEANT} - (set() if has_oi else {_Kind.O_TILDE})
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    made = "".join(_MEANT[char][1] if char in _MEANT and _MEANT[char][0] is kind else char for char in word)
    if kind is _Kind.O_TILDE:
        return _Found(made, kind, True) if share(made) > share(word) else None
    is_only = kind is _Kind.ETH or _ONLY_VIETNAMESE.search(word) is not None
    is_word, is_mixed = share(made) > (0 if is_only else RARE), any(char not in _MEANT for char in word)
    if kind is _Kind.LOOK_ALIKE:
        return _Found(made, kind, is_word and is_mixed) if is_word or is_mixed else None
    if not is_word and (kind is _Kind.CARON or not _ACRONYM.fullmatch(made)):
        return None
    return _Found(made, kind, is_only or (kind is _Kind.CARON and made[-1] in _NO_PINYIN))
