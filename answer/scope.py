"""Which plans may answer: by the place that the question names, else the office's own, else all."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.asked import Asked, read
from answer.lexicon import place_aliases, stop_words
from answer.naming import BEFORE, Name, Said, others, said_names
from answer.titled import days_said, is_called, numbers_said, short_number
from answer.versions import Versions, plain
from index.row import PlanRow
from ingest.agencies import spelled_out
from ingest.places import KINDS, called_after, find_places, known, named, successors
from ingest.plan import Level
from ingest.vietnamese import canonical, fold, folded_words, words

_LONGEST_NAME = 7  # words of a place with its kind: "tỉnh Bà Rịa - Vũng Tàu"
_KIND_WORDS = frozenset(word for kind in KINDS for word in kind.split())
_YEAR = re.compile(r"\(\d{4}\)$")  # in the label of an option
_YEARS = re.compile(r"(20\d\d)\s*[-–]\s*(20\d\d)")
_NUMBER = re.compile(r"\d+\s*[/-]\s*[^\W_][\w&]*(?:\s*[/-]\s*[\w&]+)*")


@dataclass(frozen=True, slots=True)
class Scope:
    """`plans` may answer. `decided` says that a place, number or issuer chose them, `each` that several were named.

    `words` are the folded syllables of the names that chose, which then say nothing more of the topic;
    `strangers` are places that the question names and no plan is of: an answer must hold their names. `within` are the
    plans of places in the office's own province, which may answer where its own do not.
    """

    plans: tuple[PlanRow, ...]
    decided: bool
    each: bool
    words: frozenset[str]
    strangers: tuple[str, ...]
    within: tuple[PlanRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Plans that a question names, and the folded words that name them."""

    plans: tuple[PlanRow, ...] = ()
    words: frozenset[str] = frozenset()
    places: int = 0
    by_number: bool = False


class Catalogue:
    """The plans by what people call them: looked up, not searched, for there may be thousands."""

    def __init__(self, rows: Sequence[PlanRow]) -> None:
        self.given = rows
        self.versions = Versions(rows)
        self.rows = tuple(self.versions.rows)
        self.by_id = {row.id: row for row in self.rows}
        self._by_name: dict[Name, list[PlanRow]] = {}
        self._by_province: dict[Name, list[PlanRow]] = {}
        self._spelled: dict[Name, Counter[str]] = {}
        self._ids: dict[str, set[int]] = {}
        self._by_number: dict[str, list[PlanRow]] = {}
        self._by_digits: dict[str, list[tuple[frozenset[str], PlanRow]]] = {}
        self._by_day: dict[tuple[int, int], list[PlanRow]] = {}
        self._central: list[tuple[Name, PlanRow]] = []
        for row in self.rows:
            self._add(row)
        for row in self.rows:
            self._add_successors(row)

    def _add(self, row: PlanRow) -> None:
        if row.place:
            for name in dict.fromkeys(_names_of(row.place, row.place_kind or "")):
                self._enter(name, row, self._by_name)
        elif row.issuer:
            self._central.append((tuple(spelled_out(row.issuer).split()), row))
        if row.province:
            for name in dict.fromkeys(_names_of(row.province, _province_kind(row.province))):
                self._enter(name, row, self._by_province)
        if row.number:
            self._by_number.setdefault(plain(row.number), []).append(row)
        if day := row.version.issued_on:
            self._by_day.setdefault((day.day, day.month), []).append(row)
        digits, letters = short_number(row)
        if digits:
            self._by_digits.setdefault(digits, []).append((letters, row))

    def _add_successors(self, row: PlanRow) -> None:
        """A plan of before 1 July 2025 is found under the units of today too, where they have no plan of their own."""
        place = row.place_kind, row.place or "", row.province
        for unit in (*successors(*place), *called_after(*place)):
            is_above = unit.level is Level.PROVINCE and row.level is not Level.PROVINCE
            rows = self._by_province if is_above else self._by_name
            for name in dict.fromkeys(_names_of(unit.name, unit.kind)):
                known = rows.get(tuple(folded_words(name)), ())
                if is_above or all(other.place != unit.name for other in known):
                    self._enter(name, row, rows)

    def _enter(self, name: str, row: PlanRow, rows: dict[Name, list[PlanRow]]) -> None:
        key = tuple(folded_words(name))
        rows.setdefault(key, []).append(row)
        spelled = _spelling(name)
        self._spelled.setdefault(key, Counter())[spelled] += 1
        self._ids.setdefault(spelled, set()).add(row.id)

    def named(self, asked: Asked, frequencies: Mapping[str, int]) -> Chosen:
        """The plans that the question names by number, place, province or issuing ministry."""
        places = self._places(said_names(asked, self._spelled, frequencies))
        numbers = [row for found in _NUMBER.findall(asked.text) for row in self._by_number.get(plain(found), ())]
        numbers = numbers or list(self._called(asked))
        if numbers:
            said = {word for row in numbers for word in spelled_out(row.number or "").split()}
            return Chosen(tuple(dict.fromkeys(numbers)), frozenset(said) | places.words, by_number=True)
        return places if places.plans else self._of_ministry(asked)

    def _called(self, asked: Asked) -> Iterator[PlanRow]:
        """The plans that the question calls by their kind with the digits of their number, or their day."""
        for kind, digits in numbers_said(asked):
            yield from (row for letters, row in self._by_digits.get(digits, ()) if is_called(kind, letters, row))
        for kind, day, year in days_said(asked):
            for row in self._by_day.get(day, ()):
                if fold(row.kind) == kind and year in ("", str(row.version.issued_on)[:4]):
                    yield row

    def _places(self, said: Sequence[Said]) -> Chosen:
        """The plans of the places said; a province said after a place tells it from its namesakes."""
        said_words = frozenset(word for one in said for word in one.name)
        own = [one for one in said if one.name in self._by_name]
        inside = [one for one in own if any(self._is_in(one, other) for other in said if other.start >= one.end)]
        names = inside or own
        if not names:
            rows = dict.fromkeys(row for one in said for row in self._by_province[one.name])
            return Chosen(tuple(rows), said_words)
        provinces = {row.province for one in said for row in self._by_province.get(one.name, ())}
        rows = dict.fromkeys(row for one in names for row in _of_province(self._called_so(one), provinces))
        return Chosen(tuple(rows), said_words, len({one.name for one in names}))

    def _is_in(self, place: Said, province: Said) -> bool:
        provinces = {row.province for row in self._by_province.get(province.name, ())}
        return any(row.province in provinces and row.province != row.place for row in self._called_so(place))

    def _called_so(self, place: Said) -> Sequence[PlanRow]:
        """The plans of the place said; where names differ in marks only, of the one that has the marks as typed."""
        ids = self._ids.get(place.spelled)
        return [row for row in self._by_name[place.name] if row.id in ids] if ids else self._by_name[place.name]

    def namesakes(self, asked: Asked) -> frozenset[int]:
        """Ids of plans whose place is called, but for marks, as another one that the question names."""
        return frozenset(row.id for name in others(asked, self._spelled) for row in self._by_name.get(name, ()))

    def _of_ministry(self, asked: Asked) -> Chosen:
        central = [(name, row) for name, row in self._central if asked.names(name)]
        return Chosen(tuple(row for _, row in central), frozenset(word for name, _ in central for word in name))

    def of_place(self, name: str) -> tuple[PlanRow, ...]:
        """The plans of the place called `name`, or in the province of that name: whatever a question may call it.

        None where `name` says more than that.
        """
        found = self._places(said_names(read(f"ở {name}", {}), self._spelled, {}))
        more = set(folded_words(_YEAR.sub("", name))) - found.words - BEFORE - _KIND_WORDS
        return () if more else found.plans

    def in_province(self, name: str) -> tuple[PlanRow, ...]:
        """The plans of places in the province called `name`, its own too."""
        return tuple(self._by_province.get(tuple(folded_words(name)), ()))

    def knows(self, name: str) -> bool:
        """Whether there is a plan of the place or province called `name`, folded or with its diacritics."""
        spelled = self._spelled.get(tuple(folded_words(name)), Counter())
        return bool(spelled) and (name.isascii() or _spelling(name) in spelled)


_last: list[Catalogue] = []


def catalogue(rows: Sequence[PlanRow]) -> Catalogue:
    """The catalogue of `rows`; made once for as long as the index gives the same rows."""
    if not _last or _last[0].given is not rows:
        _last[:] = [Catalogue(rows)]
    return _last[0]


def scope(
    asked: Asked, office: str | None, year: int | None, plans: Catalogue, frequencies: Mapping[str, int]
) -> Scope:
    """The plans that may answer `asked`, asked by someone of `office` (a place, or None)."""
    chosen = plans.named(asked, frequencies)
    turn = asked.before
    while not chosen.plans and turn is not None:
        chosen = plans.named(turn, frequencies)
        turn = turn.before
    own = plans.of_place(office) if office else ()
    rows = _with_own(chosen.plans, own) if chosen.plans and own else chosen.plans or own or plans.rows
    if not chosen.plans and (namesakes := plans.namesakes(asked)):
        rows = tuple(row for row in rows if row.id not in namesakes)
    of_all = chosen.plans and not asked.asks("amount", "phone", "link", "mail")  # what holds for all holds for each
    strangers = () if of_all else tuple(dict.fromkeys(_strangers(asked, plans)))
    said = chosen.words | frozenset(folded_words(office) if office else ())
    each = chosen.places > 1
    decided = bool(chosen.plans or own) and (each or not _are_namesakes(rows))
    asked_for = _of_year(rows, year or _year(asked, rows)) or (rows if chosen.by_number else ())
    within = () if chosen.plans or not own else tuple(row for row in plans.in_province(office or "") if row not in own)
    return Scope(_in_force(rows, asked_for, plans), decided, each, said, strangers, plans.versions.current(within))


def _in_force(rows: tuple[PlanRow, ...], asked_for: tuple[PlanRow, ...], plans: Catalogue) -> tuple[PlanRow, ...]:
    """Of `rows` those in force; a plan that was replaced only where it was `asked_for`, by number or year."""
    if asked_for:
        return plans.versions.apart(asked_for)
    return plans.versions.in_force if rows is plans.rows else plans.versions.current(rows)


def _are_namesakes(rows: Sequence[PlanRow]) -> bool:
    """Whether the only name that chose is that of several places: of other provinces, of another kind or marks."""
    names = {fold(row.place or "") for row in rows}
    return len(names) == 1 and len({(row.place, row.place_kind, row.province) for row in rows}) > 1


def _of_province(rows: Sequence[PlanRow], provinces: Collection[str | None]) -> Sequence[PlanRow]:
    return [row for row in rows if row.province in provinces] or rows


def _province_kind(province: str) -> str:
    return next((place.kind for place in named(province) if place.name == place.province), "tỉnh")


def _spelling(name: str) -> str:
    return " ".join(words(canonical(name)))


def _phrases(syllables: Sequence[str]) -> Iterator[Name]:
    """Every run of neighbouring words that may be a name, each once."""
    lengths = range(1, _LONGEST_NAME + 1)
    runs = (tuple(syllables[at : at + length]) for length in lengths for at in range(len(syllables)))
    return iter(dict.fromkeys(run for run in runs if run))


def _names_of(place: str, kind: str) -> Iterator[str]:
    yield place
    yield f"{kind} {place}"
    for said, name in place_aliases().items():
        if folded_words(name) == folded_words(place):
            yield " ".join(said)


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


def _of_year(plans: Sequence[PlanRow], year: int | None) -> tuple[PlanRow, ...]:
    return tuple(row for row in plans if is_of_year(row, year)) if year else ()


def is_of_year(row: PlanRow, year: int) -> bool:
    """Whether the plan is of `year`, or says it or a time that holds it in its title: "giai đoạn 2021 - 2025".

    A report of last year's work is this year's.
    """
    return row.year == year or str(year) in row.title or any(a <= year <= b for a, b in _years_of(row.title))


@lru_cache(maxsize=32_768)  # a country's plans
def _years_of(title: str) -> tuple[tuple[int, int], ...]:
    return tuple((int(first), int(last)) for first, last in _YEARS.findall(title))


def _strangers(asked: Asked, plans: Catalogue) -> Iterator[str]:
    """Places that the question names, with their kind or as a province, of which there is no plan."""
    for place in find_places(asked.text):
        key = " ".join(folded_words(place.name))
        name = key if asked.text.isascii() else place.name
        if not _is_spelled(f"{place.kind} {place.name}".split(" ", 1)[0], canonical(asked.text)):
            continue  # "xa trung tâm" is far from the centre
        if not plans.knows(name) and not set(key.split()) <= stop_words(folded=True):  # "phường là gì" is not La Gi
            yield key
    text = canonical(asked.text)
    for phrase in _phrases(asked.syllables):
        key = " ".join(phrase)
        provinces = [place for place in known().get(key, ()) if place.name == place.province]
        if len(phrase) > 1 and provinces and not plans.knows(key) and _is_spelled(provinces[0].name, text):
            yield key


def _is_spelled(name: str, text: str) -> bool:
    """Whether `text` holds `name` with its diacritics; text without any is taken at its word."""
    return text.isascii() or f" {_spelling(name)} " in f" {_spelling(text)} "
