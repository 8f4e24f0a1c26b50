"""Whether a passage is about what a question asks.

Syllables are few and stand everywhere: "tranh chấp đất đai" (land disputes) finds all four of its own in a plan that
knows no land. So what a question says counts as met where it stands beside the same neighbour, and less where alone.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from answer.asked import Asked
from answer.rank import Fit, Holding, Weights, holding, union
from answer.slips import is_syllable
from answer.values import defines, roles
from ingest.agencies import spelled_out

LEAST = 0.5  # of what the question says that a passage must hold to be about it
_NAMED = 0.6  # of what the title of a task says
_OF_TASKS = ("who", "coordinator", "receiver", "approver", "deadline", "when", "period", "quarter", "product")
_TITLE = 4  # words of a title that is named and not just touched
_ALONE = 0.4  # what a syllable counts that stands in the passage beside other neighbours
_JOINING = frozenset(["va", "cac", "nhung", "cua"])
_OF_BEFORE = 0.25  # of the turn that a question leans on, which its answer must be about too
_MANY = 8  # words; what says more is no surer
_A_WORD = 0.1  # the more a question says, the less of it is met by chance
# Of 540 answers that were right this loses five, of 165 to questions that no plan answers it drops 125.
_SURE = 1.88


def is_about(asked: Asked, fit: Fit, weights: Weights, heads: str) -> bool:
    """Whether the passage of `fit`, in a plan headed `heads`, tells of what `asked` asks."""
    if any(holds(fit.passage.quote) for holds in roles(asked.folded)):
        return True
    if asked.asks("definition") and any(holds(fit.passage.quote) for holds in defines(asked.folded)):
        return True
    if _is_named(asked, fit, weights):
        return True
    if fit.whole < LEAST:
        return False
    if any(f" {said} " in f" {spelled_out(fit.passage.quote)} " for said in asked.quoted):
        return True
    texts = (heads, fit.passage.quote, *fit.passage.path)
    held = union(*map(holding, texts), *map(_joined, texts))
    met = list(_met(asked, held, weights))
    if asked.before is not None:  # a turn that leans on another says little itself
        before = list(_met(asked.before, held, weights))
        return not before or sum(before) / len(before) >= _OF_BEFORE
    if not met:
        return True
    return fit.score + sum(met) / len(met) + _A_WORD * min(len(met), _MANY) >= _SURE


def _is_named(asked: Asked, fit: Fit, weights: Weights) -> bool:
    """Whether the question says most of what the title of a task or row says, however much it says besides."""
    words = holding(fit.passage.title).words - _JOINING
    if not fit.passage.fields or not asked.asks(*_OF_TASKS) or len(words) < _TITLE:
        return False
    said = set(asked.syllables).union(*(option for phrase in asked.phrases for option in phrase.meant))
    total = sum(map(weights.rarity, words))
    return sum(weights.rarity(word) for word in words & said) >= _NAMED * total


@lru_cache(maxsize=4096)
def _joined(text: str) -> Holding:
    """What `text` holds without the words that only join: "Trưởng các thôn" holds "trưởng thôn"."""
    words = [word for word in spelled_out(text).split() if word not in _JOINING]
    return Holding(frozenset(words), frozenset(pairwise(words)))


def _met(asked: Asked, held: Holding, weights: Weights) -> Iterator[float]:
    """How far each syllable that says what the question is about is met, 0 to 1."""
    speaking = {term.word for term in asked.terms if term.weight >= 1 and weights.counts(term.word)}
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
