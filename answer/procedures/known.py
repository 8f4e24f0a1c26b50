"""The procedures of an index as questions are compared with them: by the words of their names, and what tells twins."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from answer.procedures.lexicon import NEW, lexicon
from answer.slips import is_syllable
from index.index import Index
from index.procedures import records
from index.row import ProcedureRow
from ingest.agencies import spelled_out
from ingest.plan import Plan
from ingest.procedure import Procedure
from ingest.procedures.family import family
from ingest.vietnamese import canonical, fold, folded_words, words

_TEXTS = 64  # procedures whose text is kept split

_UNDER, _FROM = re.compile(r"\bduoi (\d+) tuoi"), re.compile(r"\btu (?:du )?(\d+) tuoi")
_OLDEST = 150
_JOINED = re.compile(r"[,;]")
_CASE = re.compile(r" (?:(?:trong )?truong hop|doi voi|khi|do|theo de nghi) ")
"""Where a name begins to say for which case it is."""
_ALIKE = {"\u0303": "\u0309"}
_KIN = 0.45  # of what the names of twins are about, in common

Pair = tuple[str, str]
Thing = tuple[int, int]
"""Of the lexicon's alternatives: which kind, and which of that kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A procedure by its name. `rows` are the files that have it, those that say most of it first.

    `base` are the words that it shares with its twins, `variants` what tells it from them, `acts` what is done (see
    the lexicon): "cấp lại" is "again"; `mentioned` are acts that it has anywhere, as in "do thay đổi"; `parts` are its
    base by what commas part, acts aside; `things` what of the lexicon's alternatives it has; `domain` are the words of
    its field, `ages` the years of those whom it is for, where the name tells them, `spelled` its words as they are, by
    the folded.
    """

    name: str
    rows: tuple[ProcedureRow, ...]
    words: frozenset[str]
    pairs: frozenset[Pair]
    base: frozenset[str]
    variants: tuple[frozenset[str], ...]
    acts: frozenset[str]
    mentioned: frozenset[str]
    parts: tuple[frozenset[str], ...]
    things: frozenset[Thing]
    domain: frozenset[str]
    ages: range | None
    spelled: Mapping[str, frozenset[str]]

    def has(self, word: str, typed: Mapping[str, frozenset[str]]) -> bool:
        """Whether the name has the folded `word`, with no other diacritics than it is `typed` with: a few may lack."""
        if word not in self.words:
            return False
        forms = typed.get(word)
        names = self.spelled.get(word)
        return not forms or not names or any(may_be(form, name) for form in forms for name in names)


@dataclass(frozen=True, slots=True)
class Text:
    """Everything that the files of a procedure say of it, in folded words and pairs of neighbours."""

    words: frozenset[str]
    pairs: frozenset[Pair]


class Procedures:
    """All procedures of a generation of an index, with what each word of their names is worth."""

    def __init__(self, index: Index, rows: Sequence[ProcedureRow]) -> None:
        self._index = index
        listed = Counter(row.plan_id for row in rows)
        groups: dict[str, list[ProcedureRow]] = defaultdict(list)
        for row in rows:
            groups[row.code or " ".join(folded_words(row.name))].append(row)
        self.all = tuple(_known(sorted(group, key=lambda row: listed[row.plan_id])) for group in groups.values())
        parts: list[tuple[Known, list[str | Pair]]] = [(one, [*one.words, *one.pairs]) for one in self.all]
        counts: Counter[str | Pair] = Counter(one for _, ones in parts for one in ones)
        self._worth = {one: math.log(1.2 + len(self.all) / count) for one, count in counts.items()}
        self._holding: dict[str | Pair, list[Known]] = defaultdict(list)
        for known, ones in parts:
            for one in ones:
                self._holding[one].append(known)
        self._text = lru_cache(_TEXTS)(self._read)
        self._spelled: dict[str, set[str]] = defaultdict(set)
        for known in self.all:
            for word, forms in known.spelled.items():
                self._spelled[word] |= forms
        said = [spelled_out(known.name).split() for known in self.all]
        self._letters = [("".join(word[0] for word in words), words) for words in said]

    @property
    def rarest(self) -> float:
        """What a word is worth that one name alone has."""
        return math.log(1.2 + len(self.all))

    def worth(self, one: str | Pair) -> float:
        """How much a word, or a pair of words, says of which procedure is meant; 0 where no name has it."""
        return self._worth.get(one, 0.0)

    def spelled(self, word: str) -> Collection[str]:
        """How names spell a folded word; empty where none has it."""
        return self._spelled.get(word, ())

    def beginning(self, letters: str, beside: Collection[str]) -> str | None:
        """The words that names have side by side and that begin with `letters`; None where none has.

        Of several those of the name that has most words of `beside`.
        """
        wanted = fold(letters)
        if is_syllable(wanted):
            return None
        places = [(words, at) for initials, words in self._letters if (at := initials.find(wanted)) >= 0]
        words, at = max(places, key=lambda place: len({*place[0]}.intersection(beside)), default=([], 0))
        return " ".join(words[at : at + len(wanted)]) or None

    def are_kin(self, one: Known, other: Known) -> bool:
        """Whether both are about the same: their names share most of what they are about."""
        shared, either = (sum(map(self.worth, words)) for words in (one.base & other.base, one.base | other.base))
        return shared >= _KIN * either

    def near(self, said: Iterable[str | Pair], most: int) -> list[Known]:
        """The `most` procedures whose names have most of what is `said`, of two as good the shorter name first."""
        held: dict[Known, float] = defaultdict(float)
        for one in said:
            for known in self._holding.get(one, ()):
                held[known] += self._worth[one]
        return sorted(held, key=lambda known: (-held[known], len(known.words)))[:most]

    def files(self, known: Known) -> Iterable[tuple[Procedure, Plan]]:
        """What each file says of `known`, the fullest first."""
        for row in known.rows:
            plan = self._index.plan(row.plan_id)
            yield from ((one, plan) for one in plan.procedures if one.name.text == row.name)

    def text(self, known: Known) -> Text:
        """What the files of `known` say."""
        return self._text(known)

    def _read(self, known: Known) -> Text:
        words: set[str] = set(known.words)
        pairs: set[Pair] = set(known.pairs)
        for procedure, _ in self.files(known):
            for path, fields in records(procedure):
                for text in (*path, *(field.value.text for field in fields)):
                    said = spelled_out(text).split()
                    words.update(said)
                    pairs.update(pairwise(said))
        return Text(frozenset(words), frozenset(pairs))


def things(folded: str) -> frozenset[Thing]:
    """Which of the alternatives of each kind `folded` has."""
    kinds = enumerate(lexicon().alternatives)
    return frozenset((kind, at) for kind, ones in kinds for at, one in enumerate(ones) if one.search(folded))


def _known(rows: Sequence[ProcedureRow]) -> Known:
    name = rows[0].name
    remark = lexicon().remarks.search(fold(name))
    told = name[: remark.start()] + name[remark.end() :] if remark else name
    said = spelled_out(told).split()
    kin = family(told)
    base = frozenset(spelled_out(kin.base).split())
    pieces = [spelled_out(piece).removeprefix("thu tuc ") for piece in _JOINED.split(told)]
    return Known(
        name,
        tuple(rows),
        frozenset(said) - {"thu", "tuc"},
        frozenset(pairwise(said)),
        base,
        tuple(frozenset(spelled_out(variant).split()) for variant in kin.variants),
        _acts(pieces),
        _named(" ".join(pieces)),
        tuple(frozenset(_CASE.split(piece)[0].split()) & base - _act_words(piece) for piece in pieces),
        things(" ".join(said)),
        frozenset(spelled_out(rows[0].domain or "").split()),
        _ages(fold(told)),
        _spelled(told),
    )


def _spelled(name: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word in map(canonical, words(name)):
        found[fold(word)].add(word)
    return {folded: frozenset(forms) for folded, forms in found.items()}


def may_be(typed: str, word: str) -> bool:
    """Whether `typed` has no other diacritics than `word`: a few may lack."""
    return _marks(typed) <= _marks(word)


@lru_cache(maxsize=8192)
def _marks(word: str) -> frozenset[str]:
    """What stands on the letters of `word`; "ngã" is as good as "hỏi", which many do not tell apart."""
    parts = unicodedata.normalize("NFD", word.replace("đ", "d\u0335"))
    return frozenset(_ALIKE.get(mark, mark) for mark in parts if unicodedata.combining(mark))


def _ages(folded: str) -> range | None:
    if found := _UNDER.search(folded):
        return range(int(found[1]))
    found = _FROM.search(folded)
    return range(int(found[1]), _OLDEST) if found else None


def _acts(pieces: Sequence[str]) -> frozenset[str]:
    """What a name says is done: what it says in so many words, else it is what is done first.

    Of "Cấp, cấp lại …" it is both.
    """
    found = _named(_CASE.split(" ".join(pieces))[0])
    return found if _named(pieces[0]) & found else found | {NEW}


def _named(text: str) -> frozenset[str]:
    return frozenset(act for phrase, act in lexicon().named_acts if f" {phrase} " in f" {text} ")


def _act_words(text: str) -> frozenset[str]:
    phrases = (phrase for phrase, _ in lexicon().named_acts if f" {phrase} " in f" {text} ")
    return frozenset(word for phrase in phrases for word in phrase.split())
