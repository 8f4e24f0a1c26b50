"""What a word costs as a foreign one: listed words little, others by how English, French and names are spelled."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import log

from ingest.vietnamese import fold, nfc

LISTED = 3.0  # what a listed word costs; that of another is the cost of its letters
MOST = 3.0  # what a letter costs at most
CODE = 2.0  # what a letter, digit or sign costs of a word that has digits
_BACKED = 2.0  # how many times a shorter run of letters counts beside the longer one
_EDGE = "^"


@dataclass(frozen=True, slots=True)
class Foreign:
    """`listed` words in lower case, and how often letters follow each other in them, runs of one to three."""

    listed: frozenset[str]
    runs: Counter[str]

    def cost(self, text: str) -> float:
        """The cost of `text`, -ln of a chance, case aside."""
        word = text.lower()
        if word in self.listed:
            return LISTED
        if any(map(str.isdigit, word)):
            return CODE * len(word)
        spelled = _spelled(word)
        spelling = -sum(log(self._chance(spelled[at - 2 : at], spelled[at])) for at in range(2, len(spelled)))
        return min(spelling, MOST * len(word))

    def _chance(self, before: str, letter: str) -> float:
        chance = (self.runs[letter] + 1) / (self.runs[""] + 30)
        for history in (before[-1:], before):
            chance = (self.runs[history + letter] + _BACKED * chance) / (self.runs[history + "*"] + _BACKED)
        return chance


def _spelled(word: str) -> str:
    return f"{_EDGE}{_EDGE}{fold(word)}{_EDGE}"


@cache
def foreign() -> Foreign:
    """That of the words in `ingest/data/foreign.txt`."""
    lines = nfc((files("ingest") / "data" / "foreign.txt").read_text(encoding="utf-8")).splitlines()
    words = frozenset(word for line in lines if not line.startswith("#") for word in line.split())
    return Foreign(words, _runs(words))


def _runs(words: Iterable[str]) -> Counter[str]:
    """How often each run of letters stands in `words`; "ab*" counts what follows "ab", "" all letters."""
    found: Counter[str] = Counter()
    for word in words:
        spelled = _spelled(word)
        for (first, second), third in zip(pairwise(spelled), spelled[2:], strict=False):
            found.update((third, second + third, first + second + third, "", second + "*", first + second + "*"))
    return found
