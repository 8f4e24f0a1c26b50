"""Which procedure a question means: names compared with what it says, and what their files say besides."""

import math
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from answer.procedures.known import Known, Pair, Procedures
from answer.procedures.lexicon import NEW, Event, lexicon
from answer.procedures.turn import Turn

_ASIDE, _STRANGE = 0.5, 1.2  # what a word is worth that no name has: where texts have it, and where none does
_PAIR = 0.5  # of the worth of a pair of neighbours
_MANY = 120  # procedures whose names are compared
_FEW = 10  # whose texts are looked at
_ALONE = 0.5  # of a word that has other neighbours in the name
_FIELD = 0.7  # of one that only the field's name has
_AHEAD = 4.0  # by which a score is well ahead of all others
_MUCH = 3.0  # times what a word of one name alone is worth: so much said, and it is no chance
_LEAD = 3  # pairs of neighbours that a text has more than all others
_MISSED, _HELD = 4, 15.0  # pairs that a text lacks, and what the words are worth that it has: so many are all
_SCORE = 12.0
_OF_AGE = frozenset(["duoi", "tuoi"])
_EVEN = 0.05
_FULL = 0.95
_PART = 0.2  # of the worth of a name: so much of it is a name by itself
_TELLING = (
    0.5  # of the worth of a word that one name alone has: "Cấp giấy phép hoạt động" has none such, and says not of what
)
_GOOD_PART = 0.25  # of what tells a twin apart


@dataclass(frozen=True, slots=True)
class Fit:
    """A procedure and how it fits. `features` are in [0, 1], those of how it leads others in [-1, 1].

    `said` are the words of its name that the question says, in its own words or in others.
    """

    known: Known
    said: frozenset[str]
    features: dict[str, float]

    @property
    def score(self) -> float:
        """How well it fits beside others."""
        return _weighed(self.features, "order")

    @property
    def chance(self) -> float:
        """How likely it is meant at all, in [0, 1]."""
        return 1 / (1 + math.exp(-_weighed(self.features, "meant")))


def fits(turn: Turn, procedures: Procedures, frequencies: Mapping[str, int]) -> list[Fit]:
    """The procedures that `turn` may mean, the best first; none where it says nothing of one."""
    units = list(_units(turn, procedures, frequencies))
    if not sum(units):
        return []
    events = [word for event in turn.events for one in (event.said.split(), *event.meant) for word in {*one}]
    fitting = [
        _named(turn, known, procedures, frequencies)
        for known in procedures.near((*turn.words, *turn.pairs, *events), _MANY)
    ]
    fitting = sorted((fit for fit in fitting if fit.features["named"] > 0), key=lambda fit: -fit.score)[:_FEW]
    for fit in fitting:
        fit.features.update(_told(turn, fit.known, procedures, frequencies))
    fitting.sort(key=lambda fit: -fit.score)
    if fitting:
        fitting[0].features.update(_beside(turn, fitting, procedures))
    return fitting


def _beside(turn: Turn, found: Sequence[Fit], procedures: Procedures) -> dict[str, float]:
    """How the first of `found` stands beside the rest, and how well it fits at all."""
    best, *rest = found
    others = (other.score for other in rest if not _is_as_good(other, best, procedures))
    strange = [other.features for other in rest if not procedures.are_kin(best.known, other.known)]
    held = best.features["held"] - max((features["held"] for features in strange), default=0.0)
    said = best.features["said"] - max((features["said"] for features in strange), default=0.0)
    return {
        "ahead": min(1.0, (best.score - max(others, default=0.0)) / _AHEAD),
        "text ahead": max(-1.0, min(1.0, held / _LEAD)),
        "said ahead": said,
        "event": float(bool(turn.events)),
        "score": best.score / _SCORE,
    }


def _is_as_good(other: Fit, best: Fit, procedures: Procedures) -> bool:
    """Whether `other` is a twin of the best, or its name has as much of the question: either may be meant then."""
    is_even = other.features["named"] >= best.features["named"] - _EVEN
    return is_even or procedures.are_kin(best.known, other.known)


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """How much each feature counts: for the order, and for whether a procedure is meant."""
    text = (files("answer") / "lexicon" / "procedure_weights.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _weighed(features: Mapping[str, float], which: str) -> float:
    table = weights()[which]
    return table.get("bias", 0.0) + sum(table.get(name, 0.0) * value for name, value in features.items())


def _worth(word: str, procedures: Procedures, frequencies: Mapping[str, int]) -> float:
    return procedures.worth(word) or (_ASIDE if word in frequencies else _STRANGE)


def _units(turn: Turn, procedures: Procedures, frequencies: Mapping[str, int]) -> Iterator[float]:
    """What each thing that `turn` says is worth: words, pairs of neighbours that names have, events."""
    yield from (_worth(word, procedures, frequencies) for word in turn.words)
    yield from (_PAIR * procedures.worth(pair) for pair in turn.pairs)
    yield from (_event_worth(event, procedures) for event in turn.events)


def _event_worth(event: Event, procedures: Procedures) -> float:
    return max((sum(procedures.worth(word) for word in meant) for meant in event.meant), default=0.0) or _STRANGE


def _named(turn: Turn, known: Known, procedures: Procedures, frequencies: Mapping[str, int]) -> Fit:
    """How the name fits: what of the question it holds, what of it the question says, and whether the acts agree."""
    held = elsewhere = total = 0.0
    said = {word for word in turn.words if known.has(word, turn.typed)}
    alone = _alone(turn, known)
    for word in turn.words:
        worth = _worth(word, procedures, frequencies)
        total += worth
        if known.has(word, turn.typed):
            held += worth * (_ALONE if word in alone else 1.0)
        elif word in known.domain:
            held += worth * _FIELD
        else:
            elsewhere += procedures.worth(word)
    for pair in turn.pairs:
        worth = _PAIR * procedures.worth(pair)
        total += worth
        is_held = pair in known.pairs and said.issuperset(pair)
        held += worth * is_held
        elsewhere += worth * (not is_held)
    by_words = _covered(said, (known.base,), procedures)
    for event in turn.events:
        worth = _event_worth(event, procedures)
        total += worth
        held += worth * _event_share(event, known, procedures) ** 2
        meant = max((event.said.split(), *event.meant), key=lambda one: (_share(one, known, procedures), len(one)))
        said |= set(meant) & known.words
    is_of_age = known.ages is not None and turn.age in known.ages
    if is_of_age:
        said |= next((variant for variant in known.variants if "tuoi" in variant), known.words & _OF_AGE)
    told = frozenset(said)
    acts = turn.acts
    if acts & known.acts:
        said |= known.words & act_words(acts & known.acts)
    is_other = known.ages is not None and turn.age is not None and not is_of_age
    is_other |= any(not known.pairs.issuperset(pairwise(mark.split())) for mark in turn.marks)
    whole = sum(procedures.worth(word) for word in known.words) or 1.0
    is_telling = any(procedures.worth(word) > _TELLING * procedures.rarest for word in known.base)
    about = known.base if is_telling else known.words
    unsaid = sum(_unsaid(variant, said, procedures) for variant in known.variants)
    is_of_field = bool(known.variants and known.domain) and not unsaid and known.domain <= {*turn.words}
    by_field = _FIELD * is_of_field
    shares = [_event_share(event, known, procedures) for event in turn.events]
    features = {
        "named": held / total,
        "elsewhere": elsewhere / total,
        "covered": max(_covered(said, (about, *known.parts), procedures), by_field),
        "much": min(1.0, held / (_MUCH * procedures.rarest)),
        "said": max(_covered(said, (about,), procedures), by_field),
        "unsaid": unsaid / whole,
        "agrees": float(bool(acts & known.acts)),
        "conflicts": float(bool(acts) and acts.isdisjoint(known.acts | known.mentioned)),
        "happened": float(any(share > _FULL for share in shares)),
        "unmarked": float(is_other),
        "rival": float(_is_rival(turn, known)),
        "events": 1.0 if by_words > _FULL else _happening(shares),
        "marked": float(not acts and NEW not in known.acts),
    }
    return Fit(known, told, features)


def _happening(shares: Sequence[float]) -> float:
    """How well what happened fits; where one thing fits wholly others may be told beside."""
    return (sum(shares) / len(shares) if max(shares) > _FULL else min(shares)) if shares else 1.0


def _is_rival(turn: Turn, known: Known) -> bool:
    """Whether the name has another thing of a kind than what the question says of that kind."""
    kinds = {kind for kind, _ in turn.things} & {kind for kind, _ in known.things}
    return any((turn.things & known.things).isdisjoint((kind, at) for at in range(_MANY)) for kind in kinds)


def _covered(said: Collection[str], parts: Sequence[frozenset[str]], procedures: Procedures) -> float:
    """How much of the best covered of `parts`, the first of which is all, is `said`; small ones do not count."""
    worths = [(sum(map(procedures.worth, part.intersection(said))), sum(map(procedures.worth, part))) for part in parts]
    return max((held / whole for held, whole in worths if whole and whole >= _PART * worths[0][1]), default=0.0)


def _alone(turn: Turn, known: Known) -> set[str]:
    """Words of the question that the name has beside other neighbours: half of another word, as "hôn" of "ly hôn"."""
    held = {word for pair in turn.pairs if pair in known.pairs for word in pair}
    return {word for run in turn.runs if len(run) > 1 for word in run} - held


def _unsaid(variant: frozenset[str], said: Collection[str], procedures: Procedures) -> float:
    """What `variant` is worth, 0 where a good part of it is said: nobody says it to the end."""
    worth = sum(procedures.worth(word) for word in variant)
    return worth if sum(procedures.worth(word) for word in variant.intersection(said)) < _GOOD_PART * worth else 0.0


@cache
def act_words(acts: frozenset[str]) -> frozenset[str]:
    """Words by which people and names say one of `acts`."""
    return frozenset(word for act in lexicon().acts if act.name in acts for word in act.said.split())


def _event_share(event: Event, known: Known, procedures: Procedures) -> float:
    """How much of what the event is called, or of what people say for it, the name has; the fuller one."""
    return max(_share(one, known, procedures) for one in (event.said.split(), *event.meant))


def _share(words: Sequence[str], known: Known, procedures: Procedures) -> float:
    """How much of `words` the name has, also side by side; what its field alone has counts for less."""
    single = [(_has(known, word), procedures.worth(word) or _ASIDE) for word in words]
    beside = [
        (float(pair in known.pairs) or _FIELD * known.domain.issuperset(pair), procedures.worth(pair) or _ASIDE)
        for pair in pairwise(words)
    ]
    return (_held(single) + _held(beside)) / 2 if beside else _held(single)


def _has(known: Known, word: str) -> float:
    return float(word in known.words) or _FIELD * (word in known.domain)


def _told(turn: Turn, known: Known, procedures: Procedures, frequencies: Mapping[str, int]) -> dict[str, float]:
    """How much of what the question says is said anywhere of the procedure: its words, and its pairs of neighbours.

    `held` is a number of pairs.
    """
    text = procedures.text(known)
    words = [(float(word in text.words), _worth(word, procedures, frequencies)) for word in turn.words]
    pairs = [(float(pair in text.pairs), 1.0) for pair in turn.pairs]
    others = [pair for pair in turn.pairs if pair not in text.pairs and _says(pair, frequencies)]
    phrases = [tuple(act.said.split()) for act in lexicon().acts if act.name in turn.acts]
    mentions = any(text.pairs.issuperset(pairwise(phrase)) for phrase in phrases if len(phrase) > 1)
    most = max(frequencies.values(), default=1)
    telling = {word for word in turn.telling if word in text.words and not word.isdigit()}
    beside = {(one, other) for one, other in pairwise(turn.telling) if f"{one}_{other}" in frequencies}
    worth = sum(math.log(1 + most / frequencies.get(word, 1)) for word in telling)
    return {
        "unmentioned": float(bool(turn.acts) and not turn.acts & known.acts and not mentions),
        "words": _held(words),
        "pairs": _held(pairs),
        "others": min(1.0, len(others) / 2),
        "held": float(len(beside & text.pairs)),
        "missed": min(1.0, len(beside - text.pairs) / _MISSED),
        "rare": min(1.0, worth / _HELD),
    }


def _says(pair: Pair, frequencies: Mapping[str, int]) -> bool:
    """Whether a pair of neighbours is a word of this field: texts have it, and neither says nothing by itself."""
    return f"{pair[0]}_{pair[1]}" in frequencies and lexicon().silent_folded.isdisjoint(pair)


def _held(parts: Sequence[tuple[float, float]]) -> float:
    """The worth of what is held, each by its share, beside that of all."""
    total = sum(worth for _, worth in parts)
    return sum(held * worth for held, worth in parts) / total if total else 1.0
