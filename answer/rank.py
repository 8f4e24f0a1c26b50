"""How well a passage fits a question: how much of what the question says stands in it, the rare words counting most."""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from answer.asked import Asked, Phrase
from answer.titled import titled
from answer.values import defines, heads, told_by
from index.index import Index
from index.passage import Passage, PassageKind
from index.query import Hit, Query
from index.row import PlanRow
from ingest.agencies import spelled_out
from ingest.vietnamese import fold

FOUND = 0.18
"""What the score of the index itself counts: words by BM25, and meaning."""
_ROW = 0.3  # of what a question says that a row names: so much, and what stands above its table counts as its own
_SHORT = 100  # characters of a heading that names what stands below it; a longer one is an item itself
_DEPTH = 60
_RAREST = 6.5
_MEANT = 0.9  # what a paraphrase counts, against the plan's own word
_PAIR = 0.8  # what two syllables that stand together count, against each of them alone
_BEFORE = 0.25  # what an earlier turn counts beside the one that leans on it


@dataclass(frozen=True, slots=True)
class Holding:
    """The folded syllables of a text and the pairs of neighbours among them."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def has(self, phrase: Sequence[str]) -> bool:
        """Whether it holds the words of `phrase`, neighbours as neighbours."""
        if len(phrase) == 1:
            return phrase[0] in self.words
        return all(pair in self.pairs for pair in pairwise(phrase))


@lru_cache(maxsize=20_000)
def holding(text: str) -> Holding:
    """What `text` holds."""
    words = spelled_out(text).split()
    return Holding(frozenset(words), frozenset(pairwise(words)))


@dataclass(frozen=True, slots=True)
class Fit:
    """A passage with how well it fits, 0..1: `whole` of its text and headings, `title` of what it is headed by."""

    hit: Hit
    score: float
    whole: float
    title: float

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.hit.passage


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn, how much of it counts, and what its words and pairs are worth; a pair also what it asks for if missing.

    `phrases` are its paraphrases: the words said, and what of their meaning any plan has, in single words and in pairs.
    """

    share: float
    words: tuple[tuple[str, float], ...]
    pairs: tuple[tuple[tuple[str, str], float, float], ...]
    phrases: tuple[tuple[tuple[str, ...], frozenset[str], tuple[frozenset[tuple[str, str]], ...]], ...]


class _Sought:
    """What a question may look for in a text: its words and pairs, and those that it may mean."""

    def __init__(self, turns: Sequence[tuple[Asked, float]]) -> None:
        meant = [option for turn, _ in turns for phrase in turn.phrases for option in phrase.meant]
        pairs = {pair for turn, _ in turns for pair in turn.pairs}.union(*map(pairwise, meant))
        self._words = frozenset(word for turn, _ in turns for word in turn.syllables).union(*meant)
        self._pairs: dict[str, list[tuple[tuple[str, str], str]]] = {}
        for pair in pairs:
            self._pairs.setdefault(pair[0], []).append((pair, f" {pair[0]} {pair[1]} "))
        self._seen: dict[str, Holding] = {}

    def of(self, text: str) -> Holding:
        """What of it `text` holds; looked up once, the sets of all that a text holds are not made for it."""
        if (found := self._seen.get(text)) is None:
            spelled = spelled_out(text)
            words, spelled = self._words.intersection(spelled.split()), f" {spelled} "
            near = [each for word in words for each in self._pairs.get(word, ())]
            pairs = frozenset([pair for pair, said in near if pair[1] in words and said in spelled])
            found = self._seen[text] = Holding(words, pairs)
        return found


class Weights:
    """What each word of a question counts: the rarer in the plans, the more; names that chose the plans, nothing."""

    def __init__(self, asked: Asked, frequencies: Mapping[str, int], ignored: Collection[str]) -> None:
        self._most = max(frequencies.values(), default=1) + 1
        self._frequencies = frequencies
        self._ignored = ignored
        self._turns = list(_turns(asked))
        self._sought = _Sought(self._turns)
        self._shares: dict[tuple[Collection[str], Collection[tuple[str, str]]], float] = {}

    def rarity(self, term: str) -> float:
        """How much a term says: 0.3 for one in every passage, at most 6.5, however many plans there are."""
        return min(math.log(1.35 + self._most / (self._frequencies.get(term, 0) + 0.5)), _RAREST)

    @property
    def unknown(self) -> float:
        """What a term counts that no plan holds."""
        return self.rarity("")

    def says(self, word: str) -> bool:
        """Whether the question, or a turn it leans on, says `word`."""
        return any(term.word == word for turn, _ in self._turns for term in turn.terms)

    def without(self, text: str) -> "Weights":
        """These weights, the words of `text` counting nothing: what is left tells lines of one plan apart."""
        left = Weights.__new__(Weights)
        left._most, left._frequencies, left._turns = self._most, self._frequencies, self._turns
        left._sought, left._shares = self._sought, {}
        left._ignored = frozenset(self._ignored) | holding(text).words
        return left

    def counts(self, word: str) -> bool:
        """Whether `word` tells passages apart."""
        return word not in self._ignored

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the question counts."""
        return not any(term.word not in self._ignored for turn, _ in self._turns for term in turn.terms)

    def coverage(self, held: Holding) -> float:
        """The share of what the question says that `held` holds."""
        total = got = 0.0
        for turn in self._valued:
            said, found = self._turn(turn, held)
            total += turn.share * said
            got += turn.share * found
        return got / total if total else 0.0

    def covered(self, *texts: str) -> float:
        """The coverage of what all of `texts` hold together; worked out once, for many hold the same of it."""
        held = self._sought.of(texts[0]) if len(texts) == 1 else union(*map(self._sought.of, texts))
        key = held.words, held.pairs
        if (share := self._shares.get(key)) is None:
            share = self._shares[key] = self.coverage(held)
        return share

    def _turn(self, turn: "_Turn", held: Holding) -> tuple[float, float]:
        meant = _meant(turn, held)
        total = got = 0.0
        for word, value in turn.words:
            if word in held.words:
                total += value
                got += value
            elif (share := meant.get(word)) is None:
                total += value
            else:
                total += value if share else value * 0.6
                got += value * share
        for pair, value, missing in turn.pairs:
            if pair in held.pairs:
                total += value
                got += value
            else:
                total += missing
                got += value * min(meant.get(pair[0], 0.0), meant.get(pair[1], 0.0))
        return total, got

    @cached_property
    def _valued(self) -> tuple["_Turn", ...]:
        """The turns with what their words are worth, worked out once for all passages."""
        return tuple(self._value(turn, share) for turn, share in self._turns)

    def _value(self, turn: Asked, share: float) -> "_Turn":
        terms = {term.word: term.weight for term in turn.terms if term.word not in self._ignored}
        pairs = []
        for first, second in turn.pairs:
            if first in terms and second in terms and (together := self._frequencies.get(f"{first}_{second}", 0)):
                value = _PAIR * min(terms[first], terms[second]) * self.rarity(f"{first}_{second}")
                pairs.append(((first, second), value, value if together > 1 else 0.5 * value))
        words = tuple((word, weight * self.rarity(word)) for word, weight in terms.items())
        phrases = tuple(self._paraphrase(turn, phrase) for phrase in turn.phrases)
        return _Turn(share, words, tuple(pairs), phrases)

    def _paraphrase(
        self, turn: Asked, phrase: Phrase
    ) -> tuple[tuple[str, ...], frozenset[str], tuple[frozenset[tuple[str, str]], ...]]:
        """What no plan has cannot be met, and is left out here, once for all passages."""
        known = self._frequencies
        longer = (frozenset(pairwise(option)) for option in phrase.meant if len(option) > 1)
        return (
            turn.syllables[phrase.start : phrase.end],
            frozenset(option[0] for option in phrase.meant if len(option) == 1 and option[0] in known),
            tuple(pairs for pairs in longer if all("_".join(pair) in known for pair in pairs)),
        )


def _meant(turn: _Turn, held: Holding) -> dict[str, float]:
    """The words of paraphrases in `turn`: 0.9 where `held` has what they mean, else 0."""
    found: dict[str, float] = {}
    for said, words, longer in turn.phrases:
        is_held = not words.isdisjoint(held.words) or (longer and any(pairs <= held.pairs for pairs in longer))
        share = _MEANT if is_held else 0.0
        for word in said:
            found[word] = max(share, found.get(word, 0.0))
    return found


def _turns(asked: Asked) -> Sequence[tuple[Asked, float]]:
    turns, share = [(asked, 1.0)], 1.0
    while asked.before is not None:
        share *= _BEFORE
        asked = asked.before
        turns.append((asked, share))
    return turns


_APART = re.compile(r"[\W_]+")
_NAMED = 0.06  # what it is worth that the question names the agency whose duty a passage is
_MET = 0.08  # ... and that it names an agency of the kind that is asked for ("sở nào")
_DEFINED = 0.2  # ... and that it explains the name that is to be explained
_HEADED = 0.2  # ... and that the section is the one on money, where money is asked for
_TITLED = 0.15  # ... and that it calls the passage's document by its kind and title
_WITHIN = 0.3  # ... and that the passage holds what it says beside that title
Prior = Callable[[Passage], float]


def rank(
    asked: Asked,
    index: Index,
    rows: Mapping[int, PlanRow],
    plans: Collection[int] | None,
    weights: Weights,
    prior: Prior,
) -> list[Fit]:
    """The passages of `plans` that fit `asked`, best first; `prior` is what a kind of passage is worth for it."""
    hits = index.find(_query(asked), _DEPTH, plans)
    fits = [_fit(hit, called(rows[hit.plan_id]), weights, prior) for hit in hits]
    titles = {plan: titled(asked, rows[plan], weights.rarity) for plan in {hit.plan_id for hit in hits}}
    if (named := max(titles.values(), default=0.0)) > 0:
        within = {plan: weights.without(rows[plan].title) for plan, said in titles.items() if said == named}
        fits = [_of_named(fit, within[fit.hit.plan_id]) if fit.hit.plan_id in within else fit for fit in fits]
    return sorted(fits, key=lambda fit: (-fit.score, fit.hit.passage_id))


def _of_named(fit: Fit, within: Weights) -> Fit:
    """`fit` of a document that the question calls by its title; what it says `within` that tells passages apart."""
    own = 0.0 if within.is_empty else within.covered(fit.passage.quote)
    return replace(fit, score=fit.score + _TITLED + _WITHIN * own)


def heading_of(row: PlanRow) -> str:
    """What a whole plan is about, and so each of its passages."""
    return f"{row.kind} {row.title} {row.issuer or ''} {row.place_kind or ''} {row.place or ''} năm {row.year or ''}"


def called(row: PlanRow) -> str:
    """How a plan is headed, and how people named its file, which says what they call it by."""
    return f"{heading_of(row)} {_APART.sub(' ', PurePosixPath(row.source).stem)}"


def _fit(hit: Hit, about: str, weights: Weights, prior: Prior) -> Fit:
    passage = hit.passage
    title = weights.covered(f"{passage.title} {passage.agency}")
    is_row = bool(passage.fields) and title >= _ROW  # then it is the last of its path itself
    near = weights.covered(about, passage.quote, *passage.path[-2 if is_row else -1 :])
    all_of = weights.covered(about, passage.quote, *passage.path) if len(passage.path) > 1 else near
    whole = 0.7 * near + 0.3 * all_of
    headed = max((weights.covered(head) for head in passage.path if len(head) < _SHORT), default=0.0)
    score = 0.62 * whole + 0.2 * title + FOUND * hit.score + 0.1 * headed + prior(passage)
    return Fit(hit, score, whole, title)


def union(*parts: Holding) -> Holding:
    """What all of `parts` hold together."""
    return Holding(
        frozenset().union(*(part.words for part in parts)), frozenset().union(*(part.pairs for part in parts))
    )


def _query(asked: Asked) -> Query:
    """What the index looks up: the question's words, what they may mean, and those of the turns it leans on."""
    terms: dict[str, float] = {}
    marked: list[str] = []
    for turn, share in _turns(asked):
        for term in turn.terms:
            terms.setdefault(term.word, share * term.weight)
        for first, second in turn.pairs:
            terms.setdefault(f"{first}_{second}", share * 0.6)
        for phrase in turn.phrases:
            for option in phrase.meant:
                for word in option:
                    terms.setdefault(word, share * 0.5)
                for first, second in pairwise(option):
                    terms.setdefault(f"{first}_{second}", share * 0.5)
        marked += turn.marked
    for facet in asked.facets:
        for word in _SAID_BY.get(facet, ()):
            terms.setdefault(word, 0.4)
    return Query(asked.text, terms, tuple(marked))


# What plans say where they answer such a question; looked up besides the question's own words.
_SAID_BY: Mapping[str, tuple[str, ...]] = {
    "receiver": ("bao_cao", "gui", "qua"),
    "deadline": ("truoc_ngay", "thoi_han"),
    "budget": ("kinh_phi",),
    "signer": ("ky_ban", "chu_tich"),
    "where": ("dia_diem",),
    "coordinator": ("phoi_hop",),
}

KIND_OF_QUESTION: Mapping[str, Mapping[PassageKind, float]] = {
    "who": {
        PassageKind.TEXT: -0.05,
        PassageKind.TASK: 0.06,
        PassageKind.DUTY: 0.04,
        PassageKind.BASIS: -0.12,
        PassageKind.HEAD: -0.1,
    },
    "coordinator": {PassageKind.TASK: 0.08, PassageKind.DUTY: 0.03, PassageKind.BASIS: -0.12, PassageKind.HEAD: -0.1},
    "when": {PassageKind.TASK: 0.06, PassageKind.BASIS: -0.1, PassageKind.HEAD: -0.05},
    "doc": {PassageKind.BASIS: 0.04, PassageKind.HEAD: 0.04},
    "signer": {PassageKind.SIGNATURE: 0.6},
}


NOUNS: Mapping[str, tuple[str, ...]] = {
    "where": ("dia diem", "noi to chuc", "dia chi", "noi thuc hien"),
    "when": ("thoi gian", "thoi diem"),
    "period": ("thoi gian",),
    "clock": ("thoi gian",),
}
"""How plans head the line that says what is asked for: "2. Địa điểm: …"."""
_ORDINAL = re.compile(r"^[\W\d]*(?:[a-z]\)\s*)?")


def begins_with(text: str, nouns: tuple[str, ...]) -> bool:
    """Whether `text`, its number aside, begins with one of the folded `nouns` as the name of what it says."""
    bare = _ORDINAL.sub("", fold(text[:60]))
    return bare.startswith(nouns) and ":" in bare


def prior_for(asked: Asked) -> Prior:
    """What each kind of passage is worth for what `asked` asks."""
    worth: dict[PassageKind, float] = {} if asked.asks("doc") else {PassageKind.BASIS: -0.12, PassageKind.HEAD: -0.06}
    for facet, kinds in KIND_OF_QUESTION.items():
        if asked.asks(facet):
            worth = {**worth, **kinds}
    wanted = [*told_by(asked.facets), *((holds, _MET) for holds in heads(asked.folded))]
    if asked.asks("definition"):
        wanted += ((holds, _DEFINED) for holds in defines(asked.folded))
    nouns = tuple(noun for facet, nouns in NOUNS.items() if asked.asks(facet) for noun in nouns)

    def prior(passage: Passage) -> float:
        text = f"{passage.agency}: {passage.quote}"
        met = sum(tells for holds, tells in wanted if holds(text))
        headed = _HEADED if asked.asks("budget") and "kinh phi" in fold(" ".join(passage.path)) else 0.0
        headed = headed or (_HEADED if nouns and passage.pieces and begins_with(passage.pieces[0].text, nouns) else 0.0)
        return worth.get(passage.kind, 0.0) + met + headed + (_NAMED if _is_named(asked, passage) else 0.0)

    return prior


def _is_named(asked: Asked, passage: Passage) -> bool:
    """Whether the question names the agency whose duty the passage is."""
    name = re.split(r"\s[-–]\s|[,;(]", passage.agency)[0]
    words = set(spelled_out(name).split()) - {"va", "cac", "cua"}
    return len(words) >= 2 and words <= set(asked.syllables)
