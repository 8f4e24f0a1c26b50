"""Which syllable may stand behind what an OCR engine without Vietnamese wrote, and at what cost.

A cost is -ln of the chance that the letters were read so. The table is written by hand from how such engines err:
they know the Latin letters, digits and signs of an English keyboard and take from them what looks alike.
"""

from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_

import numpy as np
import numpy.typing as npt

from ingest.vietnamese import fold

LETTERS = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ"
_BASES = "abcdđeghiklmnopqrstuvxy"
# (letters as printed, what is read in their place: letters, signs or pairs, cost)
ALIKE: tuple[tuple[str, str, float], ...] = (
    ("áàảãạâấầẩẫậăắằẳẵặ", "4 d", 2.3),
    ("áàảãạâấầẩẫậăắằẳẵặ", "é & 3 5 @ § q i ¢ 6", 3.2),
    ("ãạ", "4 & 3 § i", 2.0),
    ("ăắằẳẵặ", "i", 1.5),
    ("êếềểễệ", "é", 0.4),
    ("êếềểễệ", "e", 1.2),
    ("êếềểễệ", "& € ¢ @ è ê g", 2.3),
    ("óòỏõọôốồổỗộơớờởỡợ", "6 d", 1.8),
    ("óòỏõọôốồổỗộơớờởỡợ", "0 b g 9 q @ ¢ é a s e", 3.2),
    ("úùủũụ", "i y a t ti ii it", 2.3),
    ("ưứừửữự", "y w i t tr ir ur ti it ii tt yu", 2.3),
    ("ưứừửữự", "v u' th in iu r tu uw ai", 3.5),
    ("íìỉĩị", "1 l j ! f t", 3.0),
    ("ýỳỷỹỵ", "¥ v", 2.0),
    ("đ", "d", 0.5),
    ("đ", "p b", 1.8),
    ("đ", "e a f", 4.0),
    ("l", "1 i | [ ! j", 1.8),
    ("i", "l 1 ! j |", 3.0),
    ("c", "e ( ¢ o", 3.0),
    ("h", "b n li", 3.5),
    ("n", "m r u h", 3.0),
    ("m", "n rn in", 3.0),
    ("g", "q 9 y", 3.0),
    ("t", "f l r i 1", 3.5),
    ("b", "h 6", 3.5),
    ("q", "g", 3.0),
    ("v", "y", 3.5),
    ("uo", "0 6 d v", 3.5),
)
SAME, MARK_LOST, MARK_WRONG, MARK_ADDED, STRANGE = 0.05, 0.6, 1.0, 2.5, 6.0
NOISE, EXTRA, MISSING = 1.5, 6.0, 6.0  # a stray sign, a stray letter, a letter left out
WITHIN = 7.0  # candidates cost at most so much more than the cheapest
SLACK = 2  # letters longer or shorter, and letters not accounted for, that a candidate may have together
UNSEEN_SLACK = 1  # the same for a syllable that no text holds

Floats = npt.NDArray[np.float32]


@lru_cache(maxsize=1024)
def letter_costs(read: str) -> Floats:
    """The cost of reading `read`, a character or two, for each of LETTERS and, last, for no letter."""
    return np.array([*(_letter_cost(read, letter) for letter in LETTERS), np.inf], np.float32)


def _letter_cost(read: str, letter: str) -> float:
    if read == letter:
        return SAME
    listed = [cost for letters, alike, cost in ALIKE if letter in letters and read in alike.split()]
    if listed:
        return min(listed)
    if len(read) > 1:
        return float("inf")
    if fold(read) != fold(letter):
        return STRANGE
    if letter == fold(letter):
        return MARK_ADDED
    return MARK_LOST if read == fold(read) else MARK_WRONG


PAIRS = frozenset(pair for _, alike, _ in ALIKE for pair in alike.split() if len(pair) == 2)


@lru_cache(maxsize=1024)
def _bag(read: str) -> int:
    """A bit for each base letter that `read` may stand for."""
    return _bits(letter for letter, cost in zip(LETTERS, letter_costs(read), strict=False) if cost < STRANGE)


def _bits(letters: Iterable[str]) -> int:
    return reduce(or_, (1 << _BASES.index(letter if letter == "đ" else fold(letter)) for letter in letters), 0)


class Channel:
    """All syllables as columns of letters, to be compared with one misread word at a time."""

    def __init__(self, words: Iterable[tuple[int, str]], worth: Floats) -> None:
        """`words`: id and lower-case spelling of each syllable; `worth`: what each id costs by itself."""
        held = [(i, w) for i, w in words if all(c in LETTERS for c in w)]
        self.ids = np.array([i for i, _ in held])
        self.worth = worth[self.ids]
        self.lengths = np.array([len(w) for _, w in held])
        widest = int(self.lengths.max())
        self.letters = np.array([[LETTERS.find(c) for c in w.ljust(widest)] for _, w in held], np.int8).T
        self.bags = np.array([_bits(w) for _, w in held], np.uint64)
        self.slack = np.where(self.worth < self.worth.max(), SLACK, UNSEEN_SLACK)

    def candidates(self, read: str, most: int) -> list[tuple[int, float]]:
        """At most `most` syllables that may have been read as `read`: ids, each with its cost."""
        # Whoever has few enough letters too many, too few or not accounted for is compared letter by letter.
        bag = np.uint64(reduce(or_, map(_bag, [*read, *_pairs(read)])))
        unlike = np.bitwise_count(self.bags & ~bag)
        near = np.flatnonzero(np.abs(self.lengths - len(read)) + unlike <= self.slack)
        if not len(near):
            return []
        costs = self._compare(read, near)
        total = costs + self.worth[near]
        best = np.argsort(total)[:most]
        best = best[total[best] <= total[best[0]] + WITHIN]
        return list(zip(self.ids[near[best]].tolist(), costs[best].tolist(), strict=True))

    def _compare(self, read: str, near: npt.NDArray[np.int64]) -> Floats:
        """The cost of the cheapest way to read each syllable of `near` as `read`, by dynamic programming."""
        letters = self.letters[:, near]
        before = row = np.arange(len(letters) + 1, dtype=np.float32)[:, None] * np.full(len(near), MISSING, np.float32)
        for at, char in enumerate(read):
            new = row + np.float32(EXTRA if char.isalnum() else NOISE)
            np.minimum(new[1:], row[:-1] + letter_costs(char)[letters], out=new[1:])
            pair = read[at - 1 : at + 1]
            if pair in PAIRS:
                np.minimum(new[1:], before[:-1] + letter_costs(pair)[letters], out=new[1:])
            np.minimum(new[1:], new[:-1] + np.float32(MISSING), out=new[1:])
            before, row = row, new
        found: Floats = row[self.lengths[near], np.arange(len(near))]
        return found


def _pairs(text: str) -> list[str]:
    return [pair for at in range(len(text) - 1) if (pair := text[at : at + 2]) in PAIRS]
