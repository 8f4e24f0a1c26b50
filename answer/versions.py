"""Which of the plans are in force: what replaces, ends or amends which, and which are the same plan again."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import TypeVar

from answer.offices import Office, Unit, offices, only, said, seat, unit
from index.row import PlanRow
from ingest.places import find_places
from ingest.plan import Effect, EffectKind
from ingest.versions import likeness, pieces
from ingest.vietnamese import fold

_SAME_NUMBER = 0.25  # alike: the same plan, however badly one copy was read; an appendix in a file of its own is not
_SAME_TEXT = 0.7  # alike: a draft and what became of it
_LOOKED_UP = 4  # smallest hashes that texts so alike share one of, but for 1 in 100
_SAME_SUBJECT = 0.7  # of the words of two titles: one office's plans of two years
_NO_SUBJECT = {"nam", "tren", "dia", "ban", "ve", "viec", "cua", "va", "ke", "hoach", "hanh"}
_FIGURES = re.compile(r"\d+")

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Link:
    """What `by` does to a plan before it, as `effect` says."""

    by: PlanRow
    effect: Effect


class Versions:
    """How plans follow on each other. Made once for `rows`; then each question is a look-up.

    `rows` are those given, each with its province where others tell it. `in_force` are the plans that answer where
    neither number nor year is asked for. `ended` holds what replaced or ended a plan, `amended` what amends it,
    `amends` what it amends itself, `copy_of` the file that answers for it; all by the plan's id.
    """

    def __init__(self, rows: Sequence[PlanRow]) -> None:
        links = [Link(row, effect) for row in rows for effect in row.version.effects]
        by_number = _grouped((key, row) for row in rows if row.number for key in _called(row.number)) if links else {}
        self.rows = _located(rows, links, by_number)
        if self.rows is not rows:
            there = {row.id: row for row in self.rows}
            links = [Link(there[link.by.id], link.effect) for link in links]
            by_number = {number: [there[row.id] for row in group] for number, group in by_number.items()}
        self._offices = offices(self.rows)
        self.copy_of = dict(_copies(self.rows, self._offices))
        self.ended: dict[int, Link] = {}
        self.amended: dict[int, list[Link]] = {}
        self.amends: dict[int, list[PlanRow]] = {}
        for link in sorted(links, key=lambda link: link.by.id in self.copy_of):
            for target in by_number.get(plain(link.effect.number), ()):
                if self._main(target) is not self._main(link.by) and _is_meant(link.effect, link.by, target):
                    self._link(link, target)
        self._pass_on()
        self._away = self.copy_of.keys() | self.ended.keys()
        self.in_force = tuple(row for row in self.rows if row.id not in self._away)

    def current(self, rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
        """`rows`, each plan that was replaced or is a copy giving way to the one that is in force."""
        return tuple(dict.fromkeys(map(self._current, rows)))

    def apart(self, rows: Sequence[PlanRow]) -> tuple[PlanRow, ...]:
        """`rows` without those whose place another of them takes: of a year or number that was asked for."""
        away = [row for row in rows if row.id in self._away]
        there = {row.id for row in rows} if away else set()
        taken = {row.id for row in away if self._current(row).id in there - {row.id}}
        return tuple(row for row in rows if row.id not in taken) if taken else tuple(rows)

    def bases(self, row: PlanRow) -> tuple[PlanRow, ...]:
        """The plans that `row` amends, itself or by amending what amends them; `row` where it amends none."""
        return tuple(one for one in _reached(row, self.amends) if one.id not in self.amends) or (row,)

    def amendments(self, base: PlanRow) -> tuple[Link, ...]:
        """What amends `base`, or amends what amends it, the latest first; each document once."""
        links = {
            self._main(link.by).id: link
            for row in _reached(base, {key: [link.by for link in found] for key, found in self.amended.items()})
            for link in self.amended.get(row.id, ())
        }
        return tuple(sorted(links.values(), key=lambda link: issued(link.by), reverse=True))

    def newer(self, row: PlanRow, rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
        """Those of `rows` that are the same office's plan on the same subject for a later year."""
        if row.year is None:
            return ()
        later = [one for one in rows if one.year and one.year > row.year and one.place == row.place]
        return tuple(one for one in later if self.office(one) == self.office(row) and is_alike(row, one))

    def office(self, row: PlanRow) -> Office:
        """Who issued `row`, the same for all that one office issued."""
        return self._offices[row.id]

    def by_office(self) -> dict[Office, list[PlanRow]]:
        """Office -> its plans."""
        return _grouped((self.office(row), row) for row in self.rows)

    def told(self, row: PlanRow) -> Iterator[str]:
        """What people read of how `row` stands to other plans."""
        if row.id in self.copy_of:
            yield f"bản {'dự thảo' if row.version.is_draft else 'khác'} của {self.copy_of[row.id].source}"
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
            else:
                self._amend(link, one)

    def _amend(self, link: Link, one: PlanRow) -> None:
        if self._main(link.by) not in (self._main(other.by) for other in self.amended.get(one.id, ())):
            self.amended.setdefault(one.id, []).append(link)
            self.amends.setdefault(self._main(link.by).id, []).append(one)

    def _pass_on(self) -> None:
        """What replaces an amendment amends in its place; an amendment of what has ended has ended with it."""
        waiting = sorted((row for row in self.rows if row.id in self.amends), key=issued)
        for row in waiting:
            targets = self.amends[row.id]
            link = self.ended.get(row.id)
            if link and link.effect.kind is EffectKind.REPLACES:
                for one in [one for one in targets if one.id not in self.ended and one.id != link.by.id]:
                    if link.by.id not in {other.by.id for other in self.amended[one.id]}:
                        self._amend(link, one)
                        waiting.append(link.by)
            elif not link and all(one.id in self.ended for one in targets):
                latest = max((self.ended[one.id] for one in targets), key=lambda link: issued(link.by))
                if issued(latest.by) > issued(row):
                    self.ended[row.id] = latest


def is_alike(one: PlanRow, other: PlanRow) -> bool:
    """Whether the titles of two plans are on the same subject."""
    mine, theirs = _subject(one), _subject(other)
    return len(mine & theirs) >= _SAME_SUBJECT * len(mine | theirs) > 0


def issued(row: PlanRow) -> date:
    """The day of `row`, to put plans in order; one without a day comes before all."""
    return row.version.issued_on or date.min


def _reached(row: PlanRow, following: Mapping[int, Sequence[PlanRow]]) -> tuple[PlanRow, ...]:
    """`row` and all that follows on it, each once."""
    found = {row.id: row}
    waiting = [row]
    while waiting:
        for one in following.get(waiting.pop().id, ()):
            if one.id not in found:
                found[one.id] = one
                waiting.append(one)
    return tuple(found.values())


def _name(row: PlanRow) -> str:
    return row.number or row.source


@lru_cache(maxsize=8192)
def plain(number: str) -> str:
    """A document's number as it is compared."""
    return "".join(fold(number).split())


def _called(number: str) -> Iterator[str]:
    """What other documents call the one of `number`: by all of it, or by its figures, "Kế hoạch 12 ngày 15/01/2026"."""
    yield plain(number)
    figures = _FIGURES.match(number)
    if figures and figures[0] != number:
        yield figures[0]


def _subject(row: PlanRow) -> frozenset[str]:
    """The words of the title that say what the plan is about, without office and year."""
    return _about(row.title, row.place or "", row.place_kind or "")


@lru_cache(maxsize=8192)
def _about(title: str, *office: str) -> frozenset[str]:
    return said(title) - said(" ".join(office)) - _NO_SUBJECT


def _located(
    rows: Sequence[PlanRow], links: Sequence[Link], by_number: Mapping[str, Sequence[PlanRow]]
) -> Sequence[PlanRow]:
    """`rows`, those that name no province in the only one that others of their place name.

    Where these name several, a plan is in that of the plan which it names, or which names it, by number and day.
    """
    named: dict[Unit, set[str]] = {}
    for row in rows:
        if row.place and row.province:
            named.setdefault(unit(row), set()).add(row.province)
    lost = {row.id: set(named[unit(row)]) for row in rows if row.place and not row.province and unit(row) in named}
    open_ = {key for key, provinces in lost.items() if len(provinces) > 1}
    said: dict[int, set[str]] = {key: set() for key in open_}
    for link in links if open_ else ():
        for target in by_number.get(plain(link.effect.number), ()):
            if unit(target) == unit(link.by) and _is_of_day(link.effect, link.by, target):
                for one, other in ((link.by, target), (target, link.by)):
                    if one.id in open_ and other.province:
                        said[one.id].add(other.province)
    found = {key: only(said.get(key, provinces)) for key, provinces in lost.items()}
    if not any(found.values()):
        return rows
    return tuple(replace(row, province=found[row.id]) if found.get(row.id) else row for row in rows)


def _is_meant(effect: Effect, row: PlanRow, target: PlanRow) -> bool:
    """Whether `target`, a plan of the number that `effect` names, is the document that it means."""
    return _is_of_issuer(effect, row, target) and _is_of_day(effect, row, target)


def _is_of_issuer(effect: Effect, row: PlanRow, target: PlanRow) -> bool:
    """An issuer that is named with its place may be another than the plan's own: provinces were merged.

    Which body of the place issued it, the letters of its number say.
    """
    place = next(find_places(effect.issuer), None)
    if place is None or (place.name, place.kind) == (row.place, row.place_kind):
        return seat(target) == seat(row)
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


def _copies(rows: Sequence[PlanRow], offices: Mapping[int, Office]) -> Iterator[tuple[int, PlanRow]]:
    """The id of each file that holds a plan again, and the file that answers for it: the one with most structure."""
    leader = {row.id: row for row in rows}
    members = {row.id: [row] for row in rows}
    for one, other in _same(rows, offices):
        kept, joined = leader[one.id], leader[other.id]
        if kept is not joined and len(_numbers(members[kept.id]) | _numbers(members[joined.id])) <= 1:
            moved = members.pop(joined.id)
            members[kept.id] += moved
            leader.update((row.id, kept) for row in moved)
    for group in members.values():
        main = max(group, key=_structure)
        yield from ((row.id, main) for row in group if row is not main)


def _numbers(rows: Iterable[PlanRow]) -> set[str]:
    return {plain(row.number) for row in rows if row.number}


def _structure(row: PlanRow) -> tuple[int, ...]:
    return (
        int(not row.version.is_draft),
        row.tasks,
        int(row.number is not None),
        row.contacts,
        -len(row.warnings),
        -row.id,
    )


def _same(rows: Sequence[PlanRow], offices: Mapping[int, Office]) -> Iterator[tuple[PlanRow, PlanRow]]:
    """Pairs of files that hold the same plan, of one number or one of them without any."""
    by_number = _grouped(((plain(row.number), row.year, offices[row.id]), row) for row in rows if row.number)
    for group in by_number.values():
        yield from (pair for pair in combinations(group, 2) if _likeness(pair) >= _SAME_NUMBER)
    drafts = [row for row in rows if not row.number]
    drafted = {(row.year, row.place) for row in drafts}
    by_print = _grouped(key for row in rows if (row.year, row.place) in drafted for key in _keys(row))
    for draft in drafts:
        near = dict.fromkeys(row for key, _ in _keys(draft) for row in by_print[key] if row is not draft)
        alike = [
            (draft, row)
            for row in near
            if _may_be(offices[draft.id], offices[row.id]) and _likeness((draft, row)) >= _SAME_TEXT
        ]
        yield from sorted(alike, key=_likeness, reverse=True)  # where it is like two numbers, the nearer one
    yield from _drafts([row for row in drafts if row.version.is_draft], rows, offices)


def _drafts(
    drafts: Sequence[PlanRow], rows: Sequence[PlanRow], offices: Mapping[int, Office]
) -> Iterator[tuple[PlanRow, PlanRow]]:
    """What says that it is a draft, with the only plan that its office issued for that year on that subject."""
    issued_plans = _grouped(((row.year, seat(row)), row) for row in rows if row.number) if drafts else {}
    for draft in drafts:
        meant = [
            row
            for row in issued_plans.get((draft.year, seat(draft)), ())
            if _may_be(offices[draft.id], offices[row.id]) and is_alike(draft, row)
        ]
        if len(meant) == 1:
            yield draft, meant[0]


def _may_be(one: Office, other: Office) -> bool:
    """Whether two offices of one place may be the same; one whose body is not known may be any of them."""
    return not one[-1] or not other[-1] or one[-1] == other[-1]


def _keys(row: PlanRow) -> Iterator[tuple[tuple[int | None, Office, str], PlanRow]]:
    """What a draft is looked up by: year, where its office is, and the first of its text's hashes."""
    for piece in pieces(row.version.prints, _LOOKED_UP):
        yield (row.year, seat(row), piece), row


def _likeness(pair: tuple[PlanRow, PlanRow]) -> float:
    return likeness(pair[0].version.prints, pair[1].version.prints)


def _grouped(pairs: Iterable[tuple[_Key, PlanRow]]) -> dict[_Key, list[PlanRow]]:
    found: dict[_Key, list[PlanRow]] = {}
    for key, row in pairs:
        found.setdefault(key, []).append(row)
    return found
