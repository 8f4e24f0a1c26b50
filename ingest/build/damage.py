"""Sound text made a bad scan: by a table of how engines without Vietnamese err, or as a given scan errs."""

import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from ingest.vietnamese import fold

# (letters as printed, what is read instead, chance in a hundred); the rest lose their marks, or keep a bare accent
MISREAD: tuple[tuple[str, str, int], ...] = (
    ("Đ", "D D D P P P B E", 100),
    ("đ", "d d d d d d d b p", 100),
    ("êềếểễệ", "é é é é e ê è ¢ €", 100),
    ("ăằắẳẵặâầấẩẫậ", "i d é 4", 20),
    ("áàảãạ", "d é 4 á à", 12),
    ("ã", "4 & 3 §", 30),
    ("ôồốổỗộơờớởỡợ", "6 6 d d 0 g ¢ é", 30),
    ("óòỏõọ", "6 d 6 ó", 20),
    ("ưừứửữự", "w y ir tr ur t it ii i", 35),
    ("úùủũụ", "i ii it y ti", 20),
    ("íìỉĩịýỳỷỹỵ", "i í ¥ y", 10),
    ("lI", "1 I", 6),
    ("n", "m", 1),
    ("ch", "e b", 1),
)
ANYTHING = "abcdeghiklmnoprstuvy;:'16"
POOLED = 5
"""Readings of letters alike that count as much as those of a letter itself, however many there are."""
_HATS = "\u0302\u0306\u031b"


def damaged(text: str, seed: int = 0) -> str:
    """`text` as a bad scan, the same each time for a `seed`; lines stay."""
    dice = random.Random(seed)
    return "".join(_read(char, dice) for char in text)


def _read(char: str, dice: random.Random) -> str:
    if not char.isalpha():
        return char
    if dice.random() < 1 / 100 and char.islower():
        return dice.choice(ANYTHING)
    for letters, instead, chance in MISREAD:
        if (char in letters or char.lower() in letters) and dice.randrange(100) < chance:
            read = dice.choice(instead.split())
            return read.upper() if char.isupper() else read
    plain = fold(char)
    return plain.upper() if char.isupper() else plain


@dataclass(frozen=True, slots=True)
class Scanner:
    """How often each letter was read as what; `alike` holds the same for small letters of one look."""

    letters: Mapping[str, Counter[str]]
    alike: Mapping[tuple[str, bool, bool], Counter[str]]

    def damaged(self, text: str, seed: int = 0) -> str:
        """`text` as this scanner reads it, the same each time for a `seed`; lines stay."""
        dice = random.Random(seed)
        chances = {char: self._chances(char) for char in set(text) if char.isalpha()}
        return "".join(
            dice.choices(list(chances[char]), list(chances[char].values()))[0] if char in chances else char
            for char in text
        )

    def _chances(self, char: str) -> dict[str, float]:
        own, pooled = self.letters.get(char, Counter()), self.alike.get(_look(char), Counter())
        if char.isupper():
            pooled = Counter({read.upper(): count for read, count in pooled.items()})
        plain = fold(char).upper() if char.isupper() else fold(char)
        reads = dict.fromkeys((*own, *pooled))
        return {read: own[read] + POOLED * pooled[read] / max(1, pooled.total()) for read in reads} or {plain: 1.0}


def scanner_of(printed: Sequence[str], read: Sequence[str]) -> Scanner:
    """The scanner that made the lines `read` of `printed`."""
    letters: defaultdict[str, Counter[str]] = defaultdict(Counter)
    alike: defaultdict[tuple[str, bool, bool], Counter[str]] = defaultdict(Counter)
    for line, got in zip(printed, read, strict=True):
        for char, instead in _aligned(line, got):
            if char.isalpha():
                letters[char][instead] += 1
            if char.islower():
                alike[_look(char)][instead] += 1
    return Scanner(letters, alike)


def _aligned(printed: str, read: str) -> Iterator[tuple[str, str]]:
    """Each character of `printed` with what stands in its place; what was added belongs to the one before."""
    instead = [""] * len(printed)
    for step in Levenshtein.opcodes(printed, read) if printed else ():
        piece = read[step.dest_start : step.dest_end]
        if step.tag == "insert":
            instead[max(0, step.src_start - 1)] += piece
        elif step.tag != "delete":
            for at, char in enumerate(piece, step.src_start):
                instead[at] += char
    return zip(printed, instead, strict=True)


def _look(char: str) -> tuple[str, bool, bool]:
    """The letter that `char` is without its marks, whether it has a hat, horn or bar, and whether any mark."""
    marks = unicodedata.normalize("NFD", char)[1:]
    return fold(char), char in "đĐ" or any(mark in _HATS for mark in marks), bool(marks)
