"""What sound plans say about which syllable follows which: counts, read once, asked as costs.

The figures are made by `ingest.build.syllables`. A cost is -ln of a probability: trigrams, bigrams and single
syllables interpolated with absolute discounting (Ney, Essen and Kneser 1994).
"""

from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.vietnamese import canonical

PARAGRAPH, OTHER, UNKNOWN = "¶", "0", "?"
CLASSES = (PARAGRAPH, OTHER, UNKNOWN)  # the edge of a paragraph, numbers and codes, words that are no syllables
DATA = Path(__file__).parent.parent / "data" / "syllables.npz"
_DISCOUNT = 0.7
_UNSEEN = 0.02  # a syllable that no text holds counts as seen so often
_NAMED = 0.2  # the same for one that only place names hold

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Language:
    """`words` by id, the classes first, and `ids` by canonical spelling; acronyms stand in capitals in both.

    `pairs` and `triples` hold discounted shares under one number made of two or three ids, `after_one` and
    `after_two` what is left for the shorter history. `places` holds "level|name" with level c, d or p.
    """

    words: tuple[str, ...]
    ids: dict[str, int]
    places: frozenset[str]
    single: list[float]
    pairs: dict[int, float]
    after_one: list[float]
    triples: dict[int, float]
    after_two: dict[int, float]

    def cost(self, before: int, last: int, word: int) -> float:
        """The cost of `word` after `before` and `last`."""
        size = len(self.words)
        p = self.pairs.get(last * size + word, 0.0) + self.after_one[last] * self.single[word]
        context = before * size + last
        rest = self.after_two.get(context)
        if rest is not None:
            p = self.triples.get(context * size + word, 0.0) + rest * p
        return -log(p)

    def seen(self, first: int, second: int) -> bool:
        """Whether `second` was found after `first` more than once."""
        return first * len(self.words) + second in self.pairs


@cache
def load(path: Path = DATA) -> Language:
    """The statistics at `path`, by default those that come with the package."""
    with np.load(path) as held:
        counts, pairs, triples = (held[k].astype(np.int64) for k in ("counts", "pairs", "triples"))
        words, places = (held[k].tobytes().decode().split("\n") for k in ("words", "places"))
        named = int(held["named"])
    size = len(words)
    ids = {w if w.isupper() else canonical(w): i for i, w in enumerate(words)}
    singles = np.concatenate([counts, np.full(named, _NAMED), np.full(size - len(counts) - named, _UNSEEN)])
    two, after_one = _discounted(pairs[:, 0], pairs[:, 2], singles, np.arange(size))
    heads = pairs[:, 0] * size + pairs[:, 1]
    keys = triples[:, 0] * size + triples[:, 1]
    three, after_two = _discounted(keys, triples[:, 3], pairs[:, 2], heads)
    return Language(
        words=tuple(words),
        ids=ids,
        places=frozenset(places),
        single=(singles / singles.sum()).tolist(),
        pairs=dict(zip((heads).tolist(), two, strict=True)),
        after_one=after_one,
        triples=dict(zip((keys * size + triples[:, 2]).tolist(), three, strict=True)),
        after_two=dict(zip(heads.tolist(), after_two, strict=True)),
    )


def _discounted(
    histories: Ints, counts: Ints, totals: npt.NDArray[np.float64] | Ints, known: Ints
) -> tuple[list[float], list[float]]:
    """The discounted share of each count in its history, and for each `known` history (sorted) what is left over.

    `totals` counts each known history; what was seen too seldom to be shipped goes to what is left over.
    """
    place = np.searchsorted(known, histories)
    shares = (counts - _DISCOUNT) / np.maximum(totals[place], 1)
    left = 1.0 - np.bincount(place, weights=shares, minlength=len(known))
    return shares.tolist(), np.maximum(left, 1e-3).tolist()
