"""Which of the plans are in force: what replaces, ends or amends which, and which are the same plan again."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TypeVar

from index.row import PlanRow
from ingest.places import find_places
from ingest.plan import Effect, EffectKind
from ingest.versions import likeness, pieces
from ingest.vietnamese import fold, folded_words

_SAME_NUMBER = 0.25  # alike: the same plan, however badly one copy was read; an appendix in a file of its own is not
_SAME_TEXT = 0.7  # alike: a draft and what became of it
_LOOKED_UP = 4  # smallest hashes that texts so alike share one of, but for 1 in 100
_SAME_SUBJECT = 0.7  # of the words of two titles: one office's plans of two years
_NO_SUBJECT = {"nam", "tren", "dia", "ban", "ve", "viec", "cua", "va", "ke", "hoach", "hanh"}

Office = tuple[str, ...]
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Link:
    """What `by` does to a plan before it, as `effect` says."""

    by: PlanRow
    effect: Effect


class Versions:
    """How plans follow on each other. Made once for `rows`; then each question is a look-up.

    `in_force` are the plans that answer where neither number nor year is asked for. `ended` holds what replaced or
    ended a plan, `amended` what amends it, `amends` what it amends itself, `copy_of` the file that answers for it;
    all by the plan's id.
    """

    def __init__(self, rows: Sequence[PlanRow]) -> None:
        self.copy_of = dict(_copies(rows))
        self.ended: dict[int, Link] = {}
        self.amended: dict[int, list[Link]] = {}
        self.amends: dict[int, list[PlanRow]] = {}
        links = [Link(row, effect) for row in rows for effect in row.version.effects]
        by_number = _grouped((_plain(row.number), row) for row in rows if row.number) if links else {}
        for link in links:
            for target in by_number.get(_plain(link.effect.number), ()):
                if self._main(target) is not self._main(link.by) and _is_meant(link.effect, link.by, target):
                    self._link(link, target)
        self._away = self.copy_of.keys() | self.ended.keys()
        self.in_force = tuple(row for row in rows if row.id not in self._away)

    def current(self, rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
        """`rows`, each plan that was replaced or is a copy giving way to the one that is in force."""
        return tuple(dict.fromkeys(map(self._current, rows)))

    def apart(self, rows: Sequence[PlanRow]) -> tuple[PlanRow, ...]:
        """`rows` without those whose place another of them takes: of a year or number that was asked for."""
        away = [row for row in rows if row.id in self._away]
        there = {row.id for row in rows} if away else set()
        taken = {row.id for row in away if self._current(row).id in there - {row.id}}
        return tuple(row for row in rows if row.id not in taken) if taken else tuple(rows)

    def told(self, row: PlanRow) -> Iterator[str]:
        """What people read of how `row` stands to other plans."""
        if row.id in self.copy_of:
            yield f"bản khác của {self.copy_of[row.id].source}"
        if link := self.ended.get(row.id):
            ends = "hết hiệu lực theo" if link.effect.kind is EffectKind.ENDS else "được thay thế bởi"
            yield f"{ends} {_name(link.by)}"
        for link in self.amended.get(row.id, ()):
            yield f"được sửa đổi, bổ sung bởi {_name(link.by)}"
        for one in self.amends.get(row.id, ()):
            yield f"sửa đổi, bổ sung {_name(one)}"

    def _main(self, row: PlanRow) -> PlanRow:
        return self.copy_of.get(row.id, row)

    def _current(self, row: PlanRow) -> PlanRow:
        seen: set[int] = set()
        row = self._main(row)
        while row.id in self.ended and row.id not in seen:
            seen.add(row.id)
            row = self._main(self.ended[row.id].by)
        return row

    def _link(self, link: Link, target: PlanRow) -> None:
        """Keeps `link`, for `target` and for the file that answers for it."""
        for one in dict.fromkeys((target, self._main(target))):
            if link.effect.kind is not EffectKind.AMENDS:
                if link.by.id not in self.ended or self.ended[link.by.id].by.id != one.id:  # not each the other
                    self.ended[one.id] = link
            elif self._main(link.by) not in (self._main(other.by) for other in self.amended.get(one.id, ())):
                self.amended.setdefault(one.id, []).append(link)
                self.amends.setdefault(self._main(link.by).id, []).append(one)


def newer(row: PlanRow, rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
    """Those of `rows` that are the same office's plan on the same subject for a later year."""
    if row.year is None:
        return ()
    later = [one for one in rows if one.year and one.year > row.year and one.place == row.place]
    if not later:
        return ()
    office, subject = _office(row), _subject(row)
    return tuple(one for one in later if _office(one) == office and _is_alike(subject, _subject(one)))


def by_office(rows: Iterable[PlanRow]) -> dict[Office, list[PlanRow]]:
    """Office -> its plans."""
    return _grouped((_office(row), row) for row in rows)


def _name(row: PlanRow) -> str:
    return row.number or row.source


@lru_cache(maxsize=8192)
def _plain(number: str) -> str:
    """A document's number as it is compared."""
    return re.sub(r"\s+", "", fold(number))


def _subject(row: PlanRow) -> frozenset[str]:
    """The words of the title that say what the plan is about, without office and year."""
    return _about(row.title, row.place or "", row.place_kind or "")


@lru_cache(maxsize=8192)
def _about(title: str, *office: str) -> frozenset[str]:
    return _said(title) - _said(" ".join(office)) - _NO_SUBJECT


@lru_cache(maxsize=8192)
def _said(text: str) -> frozenset[str]:
    return frozenset(word for word in folded_words(text) if not word.isdigit())


def _is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME_SUBJECT * len(one | other) > 0


def _office(row: PlanRow) -> Office:
    """Who issued the plan, as far as it can be compared."""
    if row.place:
        return (row.place, row.place_kind or "", row.province or "")
    return tuple(sorted(_said(row.issuer or "")))


def _is_meant(effect: Effect, row: PlanRow, target: PlanRow) -> bool:
    """Whether `target`, a plan of the number that `effect` names, is the document that it means."""
    return _is_of_issuer(effect, row, target) and _is_of_day(effect, row, target)


def _is_of_issuer(effect: Effect, row: PlanRow, target: PlanRow) -> bool:
    """An issuer that is named with its place may be another than the plan's own: provinces were merged."""
    place = next(find_places(effect.issuer), None)
    if place is None:
        return _office(target) == _office(row)
    return (target.place, target.place_kind) == (place.name, place.kind)


def _is_of_day(effect: Effect, row: PlanRow, target: PlanRow) -> bool:
    issued, later = target.version.issued_on, row.version.issued_on
    if issued and later and issued > later:
        return False
    if effect.dated and issued:
        return issued == effect.dated
    if effect.dated:  # a plan for next year is issued in December
        return target.year in (None, effect.dated.year, effect.dated.year + 1)
    return not (row.year and target.year) or target.year <= row.year


def _copies(rows: Sequence[PlanRow]) -> Iterator[tuple[int, PlanRow]]:
    """The id of each file that holds a plan again, and the file that answers for it: the one with most structure."""
    leader = {row.id: row for row in rows}
    members = {row.id: [row] for row in rows}
    for one, other in _same(rows):
        kept, joined = leader[one.id], leader[other.id]
        if kept is not joined and len(_numbers(members[kept.id]) | _numbers(members[joined.id])) <= 1:
            moved = members.pop(joined.id)
            members[kept.id] += moved
            leader.update((row.id, kept) for row in moved)
    for group in members.values():
        main = max(group, key=_structure)
        yield from ((row.id, main) for row in group if row is not main)


def _numbers(rows: Iterable[PlanRow]) -> set[str]:
    return {_plain(row.number) for row in rows if row.number}


def _structure(row: PlanRow) -> tuple[int, ...]:
    return (row.tasks, int(row.number is not None), row.contacts, -len(row.warnings), -row.id)


def _same(rows: Sequence[PlanRow]) -> Iterator[tuple[PlanRow, PlanRow]]:
    """Pairs of files that hold the same plan, of one number or one of them without any."""
    by_number = _grouped(((_plain(row.number), row.year, _office(row)), row) for row in rows if row.number)
    for group in by_number.values():
        yield from (pair for pair in combinations(group, 2) if _likeness(pair) >= _SAME_NUMBER)
    drafts = [row for row in rows if not row.number]
    drafted = {(row.year, row.place) for row in drafts}
    by_print = _grouped(key for row in rows if (row.year, row.place) in drafted for key in _keys(row))
    for draft in drafts:
        near = dict.fromkeys(row for key, _ in _keys(draft) for row in by_print[key] if row is not draft)
        alike = [(draft, row) for row in near if _likeness((draft, row)) >= _SAME_TEXT]
        yield from sorted(alike, key=_likeness, reverse=True)  # where it is like two numbers, the nearer one


def _keys(row: PlanRow) -> Iterator[tuple[tuple[int | None, Office, str], PlanRow]]:
    """What a draft is looked up by: year, office, and the first of its text's hashes."""
    office = _office(row)
    for piece in pieces(row.version.prints, _LOOKED_UP):
        yield (row.year, office, piece), row


def _likeness(pair: tuple[PlanRow, PlanRow]) -> float:
    return likeness(pair[0].version.prints, pair[1].version.prints)


def _grouped(pairs: Iterable[tuple[_Key, PlanRow]]) -> dict[_Key, list[PlanRow]]:
    found: dict[_Key, list[PlanRow]] = {}
    for key, row in pairs:
        found.setdefault(key, []).append(row)
    return found
