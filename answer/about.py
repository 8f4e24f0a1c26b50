"""Whether a passage is about what a question asks: signs of it are weighed, fitted across the documents of offices.

Syllables are few and stand everywhere: "tranh chấp đất đai" (land disputes) finds all four of its own in a plan that
knows no land. So what a question says counts as met where it stands beside the same neighbour, and less where alone.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from answer.asked import Asked
from answer.rank import Fit, Holding, Weights, holding, union
from answer.slips import is_syllable
from answer.values import defines, roles, wants
from index.passage import PassageKind
from ingest.agencies import spelled_out

_LEAST = 0.5  # of what the question says that a passage must hold for its words to say enough
_OF_BEFORE = 0.25  # of the turn that a question leans on, which its answer must be about too
_MANY = 8  # words; what says more is no surer
_WORDY = 6  # syllables that say what it is about: of so many the chance alone decides
_A_WORD = 0.1  # the more a question says, the less of it is met by chance
_SURE = 1.88  # score, share met and words together that say enough
_ALONE = 0.4  # what a syllable counts that stands in the passage beside other neighbours
_JOINING = frozenset(["va", "cac", "nhung", "cua"])
_NAMED = 0.6  # of what the title of a task says
_TITLE = 4  # words of a title that is named and not just touched
_OF_TASKS = ("who", "coordinator", "receiver", "approver", "deadline", "when", "period", "quarter", "product")
_BITS = 10  # what the words of a short question say, in the unit of `Weights.rarity`


@cache
def _fitted() -> tuple[Mapping[str, float], float]:
    """What each feature weighs, and from which chance on a passage is about the question."""
    table = tomllib.loads((files("answer") / "lexicon" / "about.toml").read_text(encoding="utf-8"))
    return table["weights"], table["least"]


def is_about(asked: Asked, fit: Fit, rival: Fit | None, weights: Weights, heads: str) -> bool:
    """Whether the passage of `fit`, in a plan headed `heads`, tells of what `asked` asks. `rival` is the best of
    another section: where that fits as well, it is rather chance.
    """
    if is_named(asked, fit, weights):
        return True
    weighed, least = _fitted()
    values = features(asked, fit, rival, weights, heads)
    return bool(values["enough"] or _is_wordy(asked, weights)) and chance(values, weighed) >= least


def is_named(asked: Asked, fit: Fit, weights: Weights) -> bool:
    """Whether the question says what the passage of `fit` is called by, or quotes of it, whatever it says besides."""
    quote = fit.passage.quote
    named = [*roles(asked.folded), *(defines(asked.folded) if asked.asks("definition") else ())]
    return (
        any(holds(quote) for holds in named)
        or any(f" {said} " in f" {spelled_out(quote)} " for said in asked.quoted)
        or _titled(asked, fit, weights) >= _NAMED
    )


def chance(values: Mapping[str, float], weighed: Mapping[str, float]) -> float:
    """How likely it is, 0..1."""
    return 1 / (1 + math.exp(-weighed["bias"] - sum(weighed[name] * value for name, value in values.items())))


def features(asked: Asked, fit: Fit, rival: Fit | None, weights: Weights, heads: str) -> dict[str, float]:
    """What is weighed, each 0 to about 1."""
    passage, met = fit.passage, _met_in(asked, fit, weights, heads)
    speaking = _speaking(asked, weights)
    own = holding(f"{passage.quote} {' '.join(passage.path[-1:])}").words
    total = sum(map(weights.rarity, speaking))
    wanted = wants(asked.facets, asked.folded)
    text = f"{passage.agency}: {passage.quote}"
    return {
        "enough": float(_says_enough(asked, fit, met, weights, heads)),
        "whole": fit.whole,
        "found": fit.hit.score,
        "rival": rival.score / fit.score if rival and fit.score > 0 else 0.0,
        "met": sum(met) / len(met) if met else 1.0,
        "bits": total / _BITS,
        "own": sum(weights.rarity(word) for word in speaking if word in own) / total if total else 0.0,
        "wanted": sum(holds(text) for holds in wanted) / len(wanted) if wanted else 0.5,
        "wants": float(len(wanted)),
        "amount": float(asked.asks("amount", "percent")),
        "leaning": float(asked.before is not None),
        "row": float(bool(passage.fields)),
        "head": float(passage.kind in (PassageKind.HEAD, PassageKind.BASIS)),
    }


def _says_enough(asked: Asked, fit: Fit, met: Sequence[float], weights: Weights, heads: str) -> bool:
    """Whether the passage of `fit` says much of the question, and of the turn that it leans on too."""
    if fit.whole < _LEAST:
        return False
    if asked.before is not None:
        before = _met_in(asked.before, fit, weights, heads)
        return not before or sum(before) / len(before) >= _OF_BEFORE
    return not met or fit.score + sum(met) / len(met) + _A_WORD * min(len(met), _MANY) >= _SURE


def _is_wordy(asked: Asked, weights: Weights) -> bool:
    """Whether a question says so much that no hand-set rule but its chance alone decides."""
    speaking = _speaking(asked, weights)
    return sum(word in speaking for word in asked.syllables) >= _WORDY


def _titled(asked: Asked, fit: Fit, weights: Weights) -> float:
    """How much of the title of a task or row the question says, however much it says besides."""
    words = holding(fit.passage.title).words - _JOINING
    if not fit.passage.fields or not asked.asks(*_OF_TASKS) or len(words) < _TITLE:
        return 0.0
    said = set(asked.syllables).union(*(option for phrase in asked.phrases for option in phrase.meant))
    return sum(weights.rarity(word) for word in words & said) / sum(map(weights.rarity, words))


@lru_cache(maxsize=4096)
def _joined(text: str) -> Holding:
    """What `text` holds without the words that only join: "Trưởng các thôn" holds "trưởng thôn"."""
    words = [word for word in spelled_out(text).split() if word not in _JOINING]
    return Holding(frozenset(words), frozenset(pairwise(words)))


def _speaking(asked: Asked, weights: Weights) -> frozenset[str]:
    """The words that say what the question is about."""
    return frozenset(term.word for term in asked.terms if term.weight >= 1 and weights.counts(term.word))


def _met_in(asked: Asked, fit: Fit, weights: Weights, heads: str) -> list[float]:
    """How far each syllable that says what `asked` is about is met in the passage of `fit` or above it, 0 to 1."""
    texts = (heads, fit.passage.quote, *fit.passage.path)
    return list(_met(asked, union(*map(holding, texts), *map(_joined, texts)), weights))


def _met(asked: Asked, held: Holding, weights: Weights) -> Iterator[float]:
    speaking = _speaking(asked, weights)
    meant = {
        at
        for phrase in asked.phrases
        if any(held.has(option) for option in phrase.meant)
        for at in range(phrase.start, phrase.end)
    }
    said = asked.syllables
    for at, word in enumerate(said):
        if word not in speaking:
            continue
        beside = {(said[at - 1], word)} if at else set()
        beside |= {(word, after) for after in said[at + 1 : at + 2]}
        if at in meant or not held.pairs.isdisjoint(beside):
            yield 1.0
        elif word in held.words:
            yield _ALONE if is_syllable(word) else 1.0
        else:
            yield 0.0
