"""What is asked of the index, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.passage import Passage
from index.terms import accented, pairs
from ingest.vietnamese import folded_words


@dataclass(frozen=True, slots=True)
class Query:
    """`text` goes to the embedder. `terms` are folded syllables and "a_b" pairs with their weights, `accented`
    syllables with diacritics; what is None is made from `text`, every weight 1.
    """

    text: str
    terms: Mapping[str, float] | None = None
    accented: tuple[str, ...] | None = None

    def weights(self) -> Mapping[str, float]:
        """The terms to look up."""
        if self.terms is not None:
            return self.terms
        syllables = folded_words(self.text)
        return dict.fromkeys((*syllables, *pairs(syllables)), 1.0)

    def marked(self) -> tuple[str, ...]:
        """The syllables to look up with their diacritics."""
        return tuple(accented(self.text)) if self.accented is None else self.accented


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` is what it is sorted by, and `rank` counts from 1.

    `words` is its BM25 against the best of the same question, 0..1, `cosine` how near it is in meaning, and `meant` how
    far that is from the mean of what was found, in deviations; each 0.0 where it was not found that way.
    """

    passage_id: int
    plan_id: int
    passage: Passage
    score: float
    words: float
    cosine: float
    meant: float
    rank: int
