"""A question about a procedure as read: what of it says which one is meant, and what is asked of it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from answer.asked import written_out
from answer.lexicon import stop_words
from answer.procedures.known import Pair, Procedures, Thing, may_be, things
from answer.procedures.lexicon import Event, Facet, lexicon
from answer.slips import is_syllable, mend, sounding
from ingest.agencies import spelled_out
from ingest.vietnamese import canonical, fold, folded_words, nfc, one_line, words

_LONGEST = 1000  # characters read of a question
_CUT = "|"
_COST = re.compile(r"\bmat(?= (?:bao|may|khoang|toi|tong)\b)")
"""What takes time or money: nothing is lost."""
_INITIALS = re.compile(r"\b(?:[A-ZĐ]{3,7}|[bcdđghklmnpqrstvx]{3,7})\b")
"""What may be the first letters of several words: "TGPL", "ctv"."""
_AGE = re.compile(r"\b(?P<under>duoi )?(?P<years>\d{1,2}) tuoi\b")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, of which `text` is all, folded and written out, slips mended.

    `runs` are the words that say what it is about, neighbours together; `events` what it says happened; `acts` what is
    to be done, empty where it says nothing of it, `is_weak` where it says but "làm", "xin"; `marks` circumstances that
    tell twins apart; `things` what it has of the lexicon's alternatives; `age` that of whom it is for. `typed` are its
    words as they are spelled, by the folded ones. `telling` are all its words in their order, those of no meaning
    empty. `facets` are what is asked for, in that order; `ways` the ways of handing in that are named. `of_document`:
    it asks about a document, and not about what one goes to an office for. `leans`: it may go on with an earlier one.
    """

    text: str
    runs: tuple[tuple[str, ...], ...]
    events: tuple[Event, ...]
    acts: frozenset[str]
    is_weak: bool
    marks: frozenset[str]
    things: frozenset[Thing]
    age: int | None
    typed: Mapping[str, frozenset[str]]
    telling: tuple[str, ...]
    facets: tuple[Facet, ...]
    ways: frozenset[str]
    compares: bool
    of_document: bool
    leans: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The words of `runs`, each once."""
        return tuple(dict.fromkeys(word for run in self.runs for word in run))

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Neighbours among them."""
        return tuple(dict.fromkeys(pair for run in self.runs for pair in pairwise(run)))

    def onto(self, before: "Turn") -> "Turn":
        """This turn about what the one before is about; an act that it says is instead of the one before."""
        kept = _without_act(before) if self.acts else before
        return replace(
            self,
            runs=(*self.runs, *kept.runs),
            events=(*self.events, *kept.events),
            acts=self.acts or before.acts,
            is_weak=self.is_weak if self.acts else before.is_weak,
            marks=self.marks | before.marks,
            things=self.things | before.things,
            typed={**before.typed, **self.typed},
            age=self.age if self.age is not None else before.age,
            facets=self.facets if any(facet.says for facet in self.facets) else (*self.facets, *before.facets),
        )


def _without_act(turn: Turn) -> Turn:
    runs = tuple(filter(None, (_no_act(run) for run in turn.runs)))
    events = tuple(replace(event, meant=tuple(map(_no_act, event.meant))) for event in turn.events)
    return replace(turn, runs=runs, events=events)


def _no_act(words: tuple[str, ...]) -> tuple[str, ...]:
    said = f" {' '.join(words)} "
    for phrase, _ in lexicon().named_acts:
        said = said.replace(f" {phrase} ", " ")
    return tuple(said.split())


def read(text: str, frequencies: Mapping[str, int], procedures: Procedures) -> Turn:
    """`text` as one turn."""
    lists = lexicon()
    text = one_line(nfc(text))[:_LONGEST]
    for short, meant in lists.short:
        text = short.sub(meant, text)
    full = written_out(text)
    beside = {*spelled_out(full).split()}
    full = _INITIALS.sub(lambda found: procedures.beginning(found[0], beside) or found[0], full)
    typed = _typed(full)
    mended = [*_mended(spelled_out(full).split(), frequencies, procedures)]
    silent = _silent(full, lists.silent)
    said = _COST.sub("ton", " ".join(_heard(mended, typed, silent, frequencies, procedures)))
    rest, events = _events(f" {said} ", typed)
    for pattern in lists.unasked:
        rest = pattern.sub(_CUT, rest)
    rest, facets = _facets(rest, procedures)
    for pattern, _ in lists.ways:
        rest = pattern.sub(_CUT, rest)
    for aside in lists.aside:
        rest = rest.replace(f" {aside} ", f" {_CUT} ")
    done = f"{rest}{''.join(f' {event.said} {_CUT}' for event in events)} "
    little = _silent(full, stop_words(folded=False))
    done_acts = [
        act for act in lists.acts if act.pattern.search(done if act.said else said) and _is_spelled(act.spelled, typed)
    ]
    acts = frozenset(act.name for act in done_acts)
    is_weak = not acts and any(f" {phrase} " in done for phrase in lists.weak_acts)
    return Turn(
        said,
        tuple(_runs(rest, silent.difference(*(act.said.split() for act in done_acts)), procedures)),
        events,
        acts,
        is_weak,
        frozenset(mark for mark in lists.marks if f" {mark} " in done),
        _things(said, events),
        _age(said),
        typed,
        tuple("" if word in little or len(word) < 2 else word for word in said.split()),
        facets,
        frozenset(way for pattern, way in lists.ways if pattern.search(said)),
        lists.compares.search(said) is not None,
        any(not _is_of_name(said, found, procedures) for found in lists.documents.finditer(said)),
        lists.leans.match(" ".join(folded_words(text))) is not None,
    )


def _age(said: str) -> int | None:
    found = _AGE.search(said)
    return int(found["years"]) - bool(found["under"]) if found else None


def _things(said: str, events: Sequence[Event]) -> frozenset[Thing]:
    """The things of each kind that the question itself says, else those of what happened."""
    own = things(said)
    meant = things(" | ".join(" ".join(one) for event in events for one in event.meant))
    return own | {(kind, at) for kind, at in meant if kind not in dict(own)}


def _mended(typed: list[str], frequencies: Mapping[str, int], procedures: Procedures) -> Iterator[str]:
    """`typed` with slips mended; what may be a word gives way only to one that names have beside its neighbour."""
    mended = mend(typed, frequencies)
    for at, (word, better) in enumerate(zip(typed, mended, strict=True)):
        around = (*mended[at - 1 : at], better), (better, *mended[at + 1 : at + 2])
        is_named = any(len(pair) == 2 and procedures.worth((pair[0], pair[1])) for pair in around)
        yield better if is_named or not is_syllable(word) else word


def _heard(
    said: list[str],
    typed: Mapping[str, frozenset[str]],
    silent: frozenset[str],
    frequencies: Mapping[str, int],
    procedures: Procedures,
) -> list[str]:
    """`said` with words spelled as they sound, where so spelled they stand in names or in what is asked.

    "tai nạng" is "tai nạn", "dấy gì" is "giấy gì"; what texts have as it is written stays.
    """
    heard = [*said]
    is_bare = not _has_marks(typed)
    for at, word in enumerate(said):
        around = heard[at - 1 : at], heard[at + 1 : at + 2]
        if len(word) < 2 or word in silent or _stands(word, around, frequencies, procedures):
            continue
        forms = (form for one in typed.get(word, {word}) for form in sounding(one))
        heard[at] = next((fold(form) for form in forms if _is_heard(form, around, is_bare, procedures)), word)
    return heard


def _stands(
    word: str, around: tuple[list[str], list[str]], frequencies: Mapping[str, int], procedures: Procedures
) -> bool:
    """Whether anything has `word` beside a neighbour."""
    pairs = _neighbours(word, around)
    return any(_is_known(pair, procedures) or f"{pair[0]}_{pair[1]}" in frequencies for pair in pairs)


def _is_heard(form: str, around: tuple[list[str], list[str]], is_bare: bool, procedures: Procedures) -> bool:
    names = procedures.spelled(fold(form))
    is_spelled = not names or any(may_be(form, name) and (is_bare or may_be(name, form)) for name in names)
    return is_spelled and any(_is_known(pair, procedures) for pair in _neighbours(fold(form), around))


def _neighbours(word: str, around: tuple[list[str], list[str]]) -> list[Pair]:
    before, behind = around
    return [*((one, word) for one in before), *((word, one) for one in behind)]


def _is_known(pair: Pair, procedures: Procedures) -> bool:
    """Whether names have the pair of neighbours, or words that ask for something."""
    return procedures.worth(pair) > 0 or pair in lexicon().asking


def _typed(text: str) -> Mapping[str, frozenset[str]]:
    spelled: dict[str, set[str]] = defaultdict(set)
    for word in map(canonical, words(text)):
        spelled[fold(word)].add(word)
    return {folded: frozenset(forms) for folded, forms in spelled.items()}


def _events(padded: str, typed: Mapping[str, frozenset[str]]) -> tuple[str, tuple[Event, ...]]:
    found = []
    for event in lexicon().events:
        if event.pattern.search(padded) and _is_spelled(event.spelled, typed):
            padded = event.pattern.sub(_CUT, padded)
            found.append(event)
    return padded, tuple(found)


def _is_spelled(spelled: frozenset[str], typed: Mapping[str, frozenset[str]]) -> bool:
    """Whether less than half of these words are typed with other diacritics: "sở đó" is no "sổ đỏ".

    One by itself is typed with its own where there are any: "chỉ huy" is no "hủy".
    """
    forms = ((word, typed.get(fold(word), {word})) for word in spelled)
    others = sum(not any(may_be(form, word) or form == fold(word) for form in of) for word, of in forms)
    is_other = len(spelled) == 1 and _has_marks(typed) and spelled.isdisjoint(typed.get(fold(*spelled), spelled))
    return 2 * others < max(2, len(spelled)) and not is_other


def _has_marks(typed: Mapping[str, frozenset[str]]) -> bool:
    """Whether anything is typed with diacritics."""
    return not all(form.isascii() for forms in typed.values() for form in forms)


def _facets(padded: str, procedures: Procedures) -> tuple[str, tuple[Facet, ...]]:
    """What is asked for, in the order in which it is said; the longest words count, little ones if no other."""
    places: dict[Facet, int] = {}
    little: dict[Facet, int] = {}
    for cue in lexicon().cues:
        for found in list(cue.pattern.finditer(padded)):
            if _is_in_name(padded, found, procedures):
                continue
            kept = little if cue.is_little else places
            kept[cue.facet] = min(kept.get(cue.facet, len(padded)), found.start())
            padded = padded[: found.start()] + _CUT.ljust(len(found[0])) + padded[found.end() :]
    places = places if any(facet.parts or facet.value for facet in places) else {**little, **places}
    return padded, tuple(sorted(places, key=lambda facet: (not (facet.parts or facet.value), places[facet])))


def _is_in_name(padded: str, found: re.Match[str], procedures: Procedures) -> bool:
    """Whether names have what stands on both sides beside it: "hỗ trợ chi phí mai táng" asks for no fee."""
    known = _beside(padded, found, procedures)
    return bool(known) and all(known) and (len(known) == 2 or padded[found.end() :].startswith(f" {_CUT}"))


def _is_of_name(said: str, found: re.Match[str], procedures: Procedures) -> bool:
    """Whether names have what stands on one side beside it: "phê duyệt kế hoạch ứng phó" asks for no plan."""
    return any(_beside(said, found, procedures))


def _beside(padded: str, found: re.Match[str], procedures: Procedures) -> list[bool]:
    """Of what stands before and behind, where it is a word, whether names have it there."""
    before, said, behind = padded[: found.start()].split()[-1:], found[0].split(), padded[found.end() :].split()[:1]
    pairs = [(*before, said[0]), (said[-1], *behind)]
    return [procedures.worth((pair[0], pair[1])) > 0 for pair in pairs if len(pair) == 2 and _CUT not in pair]


def _silent(text: str, silent: frozenset[str]) -> frozenset[str]:
    """Those of the `silent` words, folded, that `text` may hold; where it has diacritics, "hôn" is not "hơn"."""
    folded = frozenset(map(fold, silent))
    if text.isascii():
        return folded
    return folded - {fold(word) for word in words(text) if canonical(word) not in silent}


def _runs(rest: str, silent: frozenset[str], procedures: Procedures) -> Iterator[tuple[str, ...]]:
    """The words that say something: those not silent, and silent ones that names have beside such: "tách hộ"."""
    bare = lexicon().bare
    for part in rest.split(_CUT):
        said = part.split()
        speaking = [word not in silent and len(word) > 1 and not word.isdigit() for word in said]
        for at in (*range(1, len(said)), *range(len(said) - 2, -1, -1)):
            beside = [first for first in (at - 1, at) if 0 <= first < len(said) - 1 and _rescues(said, speaking, first)]
            if said[at] in bare:
                continue
            speaking[at] |= any(procedures.worth((said[first], said[first + 1])) for first in beside)
        for is_run, run in groupby(zip(speaking, said, strict=True), key=lambda one: one[0]):
            if is_run:
                yield tuple(word for _, word in run)


def _rescues(said: Sequence[str], speaking: Sequence[bool], first: int) -> bool:
    """Whether one of the two words at `first` speaks, and is more than "ở"."""
    return any(speaking[at] and len(said[at]) > 1 for at in (first, first + 1))
