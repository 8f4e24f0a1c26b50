"""Which plans may answer: by the place that the question names, else the office's own, else all."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.asked import Asked
from answer.lexicon import place_aliases
from index.row import PlanRow
from ingest.agencies import spelled_out
from ingest.places import find_places, known, named
from ingest.vietnamese import canonical, fold, folded_words


@dataclass(frozen=True, slots=True)
class Scope:
    """`plans` may answer. `decided` says that a place, number or issuer chose them.

    `words` are the folded syllables of the names that chose, which then say nothing more of the topic;
    `strangers` are places that the question names and no plan is of: an answer must hold their names.
    """

    plans: tuple[PlanRow, ...]
    decided: bool
    words: frozenset[str]
    strangers: tuple[str, ...]


def scope(asked: Asked, office: str | None, year: int | None, rows: Sequence[PlanRow]) -> Scope:
    """The plans among `rows` that may answer `asked`, asked by someone of `office` (a place, or None)."""
    chosen, words = _named(asked, rows)
    turn: Asked | None = asked.before
    while not chosen and turn is not None:
        chosen, words = _named(turn, rows)
        turn = turn.before
    own = of_place(office, rows) if office else ()
    if chosen and own:
        chosen = _with_own(chosen, own)
    plans = chosen or own or tuple(rows)
    strangers = () if chosen else tuple(_strangers(asked, rows))
    decided = bool(chosen or own)
    if office:
        words |= frozenset(folded_words(office))
    return Scope(_of_year(plans, year or _year(asked, plans)), decided, words, strangers)


def of_place(name: str, rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
    """The plans of the place called `name`, whatever way it is written; "xã Định Biên" is "Định Biên"."""
    wanted = {_key(name), *(_key(place.name) for place in named(name))}
    wanted |= {_key(full) for said, full in place_aliases().items() if said == tuple(folded_words(name))}
    return tuple(row for row in rows if row.place and _key(row.place) in wanted)


def _key(name: str) -> str:
    return " ".join(folded_words(name))


def _named(asked: Asked, rows: Sequence[PlanRow]) -> tuple[tuple[PlanRow, ...], frozenset[str]]:
    """The plans that the question names by place, number or issuing ministry, and the words that do."""
    by_place = [(row, words) for row in rows for words in _names_of(row) if asked.names(words)]
    number = [row for row in rows if row.number and fold(row.number) in fold(asked.text)]
    if number:
        words = {word for row in number for word in spelled_out(row.number or "").split()}
        words |= {word for row, names in by_place if row in number for word in names}
        return tuple(number), frozenset(words)
    if by_place:
        longest = max(len(words) for _, words in by_place)
        best = [(row, words) for row, words in by_place if len(words) == longest]
        return tuple(dict.fromkeys(row for row, _ in best)), frozenset(word for _, words in best for word in words)
    by_province = [row for row in rows if row.province and asked.names(tuple(folded_words(row.province)))]
    if by_province:
        return tuple(by_province), frozenset(word for row in by_province for word in folded_words(row.province or ""))
    issuers = [row for row in rows if not row.place and row.issuer and asked.names(_issuer(row.issuer))]
    return tuple(issuers), frozenset(word for row in issuers for word in _issuer(row.issuer or ""))


@lru_cache(maxsize=4096)
def _issuer(issuer: str) -> tuple[str, ...]:
    return tuple(spelled_out(issuer).split())


def _names_of(row: PlanRow) -> Iterator[tuple[str, ...]]:
    if row.place:
        words = tuple(folded_words(row.place))
        yield words
        yield (*folded_words(row.place_kind or ""), *words)
        for said, name in place_aliases().items():
            if _key(name) == " ".join(words):
                yield said


def _with_own(chosen: tuple[PlanRow, ...], own: tuple[PlanRow, ...]) -> tuple[PlanRow, ...]:
    """A province named from within it ("cổng của tỉnh") leaves the office's own plans in question."""
    provinces = {row.place for row in chosen}
    inside = tuple(row for row in own if row.province in provinces and row not in chosen)
    return (*inside, *chosen)


def _year(asked: Asked, plans: Sequence[PlanRow]) -> int | None:
    """The year that the question names, where one of `plans` is of that year."""
    years = {row.year for row in plans}
    return next((year for year in sorted(asked.years) if year in years), None)


def _of_year(plans: tuple[PlanRow, ...], year: int | None) -> tuple[PlanRow, ...]:
    fitting = tuple(row for row in plans if row.year == year)
    return fitting or plans


def _strangers(asked: Asked, rows: Sequence[PlanRow]) -> Iterator[str]:
    """Places that the question names, with their kind or as a province, of which there is no plan."""
    ours = {_key(row.place) for row in rows if row.place} | {_key(row.province) for row in rows if row.province}
    for place in find_places(asked.text):
        if _key(place.name) not in ours:
            yield _key(place.name)
    text = canonical(asked.text)
    for key, places in known().items():
        if key in ours or " " not in key or not asked.names(key.split()):
            continue
        if any(place.name == place.province and place.kind in ("tỉnh", "thành phố") for place in places):
            spelled = canonical(places[0].name)
            if text.isascii() or re.search(rf"(?<!\w){re.escape(spelled)}(?!\w)", text):
                yield key
