"""Scores of words and of vectors become one."""

from collections.abc import Mapping
from statistics import fmean, pstdev

WEIGHT = 0.36
"""What one deviation of a passage's cosine is worth, where the best score by words is 1.

Fitted by benchmarks/fusion.py on what the assistant makes of it: 0.3 to 0.44 are within a question or two of the best.
Of these it is one that serves the questions of others (uit_reg) best.
"""


def to_best(words: Mapping[int, float]) -> dict[int, float]:
    """BM25 against the best of the question, 0..1: 0 stays "no word in common"."""
    best = max(words.values(), default=0.0)
    return {key: score / best for key, score in words.items()} if best > 0 else {}


def standing(cosines: Mapping[int, float], spread: float = 0.0) -> dict[int, float]:
    """How far each cosine is from the mean of the candidates, in deviations: a model's lie close together.

    `spread` is the deviation that an embedder's cosines have, 0 where that is not known: then it is that of these.
    """
    mean = fmean(cosines.values()) if cosines else 0.0
    deviation = spread or (pstdev(cosines.values()) if cosines else 0.0)
    return {key: (cosine - mean) / deviation if deviation else 0.0 for key, cosine in cosines.items()}
