"""Which plans may answer: by the place that the question names, else the office's own, else all."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from answer.asked import Asked
from answer.lexicon import place_aliases
from index.row import PlanRow
from ingest.agencies import spelled_out
from ingest.places import KINDS, find_places, known, named
from ingest.vietnamese import canonical, fold, folded_words

_LONGEST_NAME = 7  # words of a place with its kind: "tỉnh Bà Rịa - Vũng Tàu"
_NUMBER = re.compile(r"\d+\s*[/-]\s*[^\W_][\w&]*(?:\s*[/-]\s*[\w&]+)*")


@dataclass(frozen=True, slots=True)
class Scope:
    """`plans` may answer. `decided` says that a place, number or issuer chose them, `each` that several were named.

    `words` are the folded syllables of the names that chose, which then say nothing more of the topic;
    `strangers` are places that the question names and no plan is of: an answer must hold their names.
    """

    plans: tuple[PlanRow, ...]
    decided: bool
    each: bool
    words: frozenset[str]
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Plans that a question names, and the folded words that name them."""

    plans: tuple[PlanRow, ...] = ()
    words: frozenset[str] = frozenset()
    places: int = 0


class Catalogue:
    """The plans by what people call them: looked up, not searched, for there may be thousands."""

    def __init__(self, rows: Sequence[PlanRow]) -> None:
        self.rows = tuple(rows)
        self.by_id = {row.id: row for row in rows}
        self._by_name: dict[tuple[str, ...], list[PlanRow]] = {}
        self._by_province: dict[tuple[str, ...], list[PlanRow]] = {}
        self._by_number: dict[str, list[PlanRow]] = {}
        self._central: list[tuple[tuple[str, ...], PlanRow]] = []
        for row in rows:
            self._add(row)

    def _add(self, row: PlanRow) -> None:
        if row.place:
            for name in _names_of(row.place, row.place_kind or ""):
                self._by_name.setdefault(name, []).append(row)
        elif row.issuer:
            self._central.append((tuple(spelled_out(row.issuer).split()), row))
        if row.province:
            self._by_province.setdefault(tuple(folded_words(row.province)), []).append(row)
        if row.number:
            self._by_number.setdefault(_plain(row.number), []).append(row)

    def named(self, asked: Asked) -> Chosen:
        """The plans that the question names by number, place, province or issuing ministry."""
        places = self._places(asked)
        numbers = [row for found in _NUMBER.findall(asked.text) for row in self._by_number.get(_plain(found), ())]
        if numbers:
            words = {word for row in numbers for word in spelled_out(row.number or "").split()}
            return Chosen(tuple(dict.fromkeys(numbers)), frozenset(words) | places.words)
        return places if places.plans else self._wider(asked)

    def _places(self, asked: Asked) -> Chosen:
        found = [name for name in _phrases(asked.syllables) if name in self._by_name]
        names = [name for name in found if not any(name != other and _inside(name, other) for other in found)]
        rows = dict.fromkeys(row for name in names for row in self._by_name[name])
        words = frozenset(word for name in names for word in name)
        return Chosen(tuple(rows), words, len({(row.place, row.place_kind) for row in rows}))

    def _wider(self, asked: Asked) -> Chosen:
        provinces = [name for name in _phrases(asked.syllables) if name in self._by_province]
        rows = tuple(dict.fromkeys(row for name in provinces for row in self._by_province[name]))
        if rows:
            return Chosen(rows, frozenset(word for name in provinces for word in name))
        central = [(name, row) for name, row in self._central if asked.names(name)]
        return Chosen(tuple(row for _, row in central), frozenset(word for name, _ in central for word in name))

    def of_place(self, name: str) -> tuple[PlanRow, ...]:
        """The plans of the place called `name`, whatever way it is written."""
        keys = dict.fromkeys(key for place in _meant(name) for key in (tuple(folded_words(place)),))
        return tuple(row for key in keys for row in self._by_name.get(key, ()))

    def knows(self, key: str) -> bool:
        """Whether there is a plan of the place or province with the folded name `key`."""
        words = tuple(key.split())
        return words in self._by_name or words in self._by_province


_last: list[Catalogue] = []


def catalogue(rows: Sequence[PlanRow]) -> Catalogue:
    """The catalogue of `rows`; made once for as long as the index gives the same rows."""
    if not _last or _last[0].rows is not rows:
        _last[:] = [Catalogue(rows)]
    return _last[0]


def of_place(name: str, rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
    """The plans among `rows` of the place called `name`; "xã Định Biên" is "Định Biên"."""
    return Catalogue(tuple(rows)).of_place(name)


def scope(asked: Asked, office: str | None, year: int | None, plans: Catalogue) -> Scope:
    """The plans that may answer `asked`, asked by someone of `office` (a place, or None)."""
    chosen = plans.named(asked)
    turn = asked.before
    while not chosen.plans and turn is not None:
        chosen = plans.named(turn)
        turn = turn.before
    own = plans.of_place(office) if office else ()
    rows = _with_own(chosen.plans, own) if chosen.plans and own else chosen.plans or own or plans.rows
    strangers = () if chosen.plans else tuple(dict.fromkeys(_strangers(asked, plans)))
    words = chosen.words | frozenset(folded_words(office) if office else ())
    decided = bool(chosen.plans or own)
    return Scope(_of_year(rows, year or _year(asked, rows)), decided, chosen.places > 1, words, strangers)


def _plain(number: str) -> str:
    return re.sub(r"\s+", "", fold(number))


def _phrases(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every run of neighbouring words that may be a name, each once."""
    runs = (tuple(words[at : at + length]) for length in range(1, _LONGEST_NAME + 1) for at in range(len(words)))
    return iter(dict.fromkeys(run for run in runs if run))


def _inside(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return f" {' '.join(name)} " in f" {' '.join(other)} "


def _names_of(place: str, kind: str) -> Iterator[tuple[str, ...]]:
    words = tuple(folded_words(place))
    yield words
    yield (*folded_words(kind), *words)
    for said, name in place_aliases().items():
        if tuple(folded_words(name)) == words:
            yield said


def _meant(name: str) -> Iterator[str]:
    """The names that `name` may stand for: without its kind, and in full where it is a short form."""
    yield name
    words = folded_words(name)
    for kind in KINDS:
        if words[: len(kind.split())] == kind.split():
            yield " ".join(words[len(kind.split()) :])
    yield from (place.name for place in named(name))
    alias = place_aliases().get(tuple(words))
    if alias:
        yield alias


def _with_own(chosen: tuple[PlanRow, ...], own: tuple[PlanRow, ...]) -> tuple[PlanRow, ...]:
    """A province named from within it ("cổng của tỉnh") leaves the office's own plans in question."""
    provinces = {row.place for row in chosen}
    inside = tuple(row for row in own if row.province in provinces and row not in chosen)
    return (*inside, *chosen)


def _year(asked: Asked, plans: Sequence[PlanRow]) -> int | None:
    """The year that the question names, where one of `plans` is of that year."""
    if not asked.years:
        return None
    years = {row.year for row in plans}
    return next((year for year in sorted(asked.years) if year in years), None)


def _of_year(plans: tuple[PlanRow, ...], year: int | None) -> tuple[PlanRow, ...]:
    if year is None:
        return plans
    return tuple(row for row in plans if row.year == year) or plans


def _strangers(asked: Asked, plans: Catalogue) -> Iterator[str]:
    """Places that the question names, with their kind or as a province, of which there is no plan."""
    for place in find_places(asked.text):
        key = " ".join(folded_words(place.name))
        if not plans.knows(key):
            yield key
    text = canonical(asked.text)
    for phrase in _phrases(asked.syllables):
        key = " ".join(phrase)
        provinces = [place for place in known().get(key, ()) if place.name == place.province]
        if len(phrase) > 1 and provinces and not plans.knows(key) and _is_spelled(provinces[0].name, text):
            yield key


def _is_spelled(name: str, text: str) -> bool:
    """Whether `text` holds `name` with its diacritics; text without any is taken at its word."""
    return text.isascii() or re.search(rf"(?<!\w){re.escape(canonical(name))}(?!\w)", text) is not None
