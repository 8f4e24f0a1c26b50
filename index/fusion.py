"""Two lists of scores become one.

Weighted scores beat weighted ranks in Vietnamese (ViRE, EACL 2026), so the scores are brought to 0..1 and added.
"""

from collections.abc import Mapping


def fuse(words: Mapping[int, float], vectors: Mapping[int, float], share: float) -> dict[int, float]:
    """Passage id -> score in 0..1, best first; `share` of it is decided by vectors.

    BM25 is divided by the best of the question, since 0 means "no word in common". Cosines are stretched between
    the worst and the best, since a model's lie close together (E5: 0.7 to 0.9). A missing score counts as 0.
    """
    by_words = _to_best(words)
    by_vectors = _stretched(vectors)
    scores = {
        passage: (1 - share) * by_words.get(passage, 0.0) + share * by_vectors.get(passage, 0.0)
        for passage in {**words, **vectors}
    }
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _to_best(scores: Mapping[int, float]) -> dict[int, float]:
    best = max(scores.values(), default=0.0)
    return {key: score / best for key, score in scores.items()} if best > 0 else {}


def _stretched(scores: Mapping[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}
