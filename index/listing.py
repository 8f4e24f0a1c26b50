"""Work in the store: kept as columns beside the plans that it is made of, listed and counted by SQL."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from index.tables import Base, DueRecord, NameRecord, PlanRecord, SaidRecord, WorkRecord
from index.work import SAID, Found, Wanted, Work, WorkKind, often, times, work_of
from ingest.agencies import named_by, spelled_out, told_by
from ingest.due import Due, DueKind
from ingest.occasions import ends, recurs_from, recurs_until
from ingest.plan import FieldKind, Plan
from ingest.recurring import Unit
from ingest.vietnamese import fold

VERSION = 6
"""Raise it when ingest.due or index.work read the same plan otherwise: the store makes its works anew then."""

TABLES = (WorkRecord, NameRecord, DueRecord, SaidRecord)
_MOST = 1 << 20  # works of a plan: its id and their number are one number, which is their order too
_FEW = 10  # plans whose work is looked up one by one
_NEVER_MET = _MOST * _FEW
_A_TIME = 500  # old SQLite takes 999 parameters at most
_LONGEST_MONTH = 31
_LONG = timedelta(days=800)  # in so long a time everything comes again, each day of a leap year aside
_T = TypeVar("_T")
Seen = Iterable[ColumnElement[bool]]
"""Conditions of plans."""
_WORKS = select(
    *(WorkRecord.id, WorkRecord.plan_id, WorkRecord.kind, WorkRecord.place, WorkRecord.item),
    *(WorkRecord.number, WorkRecord.title, WorkRecord.section),
)
_TIMES = select(
    *(DueRecord.work_id, DueRecord.kind, DueRecord.how, DueRecord.since, DueRecord.until, DueRecord.unit),
    *(DueRecord.month, DueRecord.day, DueRecord.count, DueRecord.is_worked_out),
)
_NAMES = (
    select(SaidRecord.work_id, SaidRecord.role, NameRecord.text)
    .join(NameRecord, NameRecord.id == SaidRecord.name_id)
    .where(SaidRecord.role.in_([role.value for role in SAID]))
)
_Name = tuple[Iterable[FieldKind], ColumnElement[bool]]
"""Roles, and what a name is that has one of them."""


def keep(session: Session, plan_id: int, plan: Plan) -> None:
    """Adds the work of `plan`."""
    works = [(plan_id * _MOST + at, work) for at, work in enumerate(work_of(plan))]
    _put(session, WorkRecord, [_row(plan_id, work_id, work) for work_id, work in works])
    _put(session, DueRecord, [
        {"work_id": work_id, "at": at, "plan_id": plan_id, "of": work.kind.value} | _due(due, plan)
        for work_id, work in works for at, due in enumerate(work.dues)
    ])  # fmt: skip
    said = [(work_id, work.kind, list(_said(work, plan))) for work_id, work in works]
    ids = _ids(session, {text for *_, names in said for _, text in names})
    _put(session, SaidRecord, [
        {"work_id": work_id, "at": at, "plan_id": plan_id, "of": kind.value, "role": role.value, "name_id": ids[text]}
        for work_id, kind, names in said for at, (role, text) in enumerate(names)
    ])  # fmt: skip


def _said(work: Work, plan: Plan) -> Iterator[tuple[FieldKind, str]]:
    """What is looked up of `work`: who has which part, what comes of it, what its time says and how often it is."""
    yield from work.said
    if time := " ".join(times(work, plan)):
        yield FieldKind.TIME, fold(time)
    for unit in sorted(often(work)):
        yield FieldKind.FREQUENCY, unit.value


def forget_names(session: Session) -> None:
    """Takes away what no work says any more: a plan that is gone must not live on in it."""
    session.execute(delete(NameRecord).where(NameRecord.id.not_in(select(SaidRecord.name_id))))


def _put(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(Base.metadata.tables[table.__tablename__]), rows)  # as objects they take twice as long


def _row(plan_id: int, work_id: int, work: Work) -> dict[str, Any]:
    return {
        "id": work_id, "plan_id": plan_id, "kind": work.kind.value, "place": work.place, "item": work.item,
        "number": work.number, "title": work.title, "folded": f" {spelled_out(work.title)} ", "section": work.section,
    }  # fmt: skip


def _due(due: Due, plan: Plan) -> dict[str, Any]:
    recurs = due.kind is DueKind.EVERY
    return {
        "kind": due.kind.value, "due": due.until if due.kind in (DueKind.DAY, DueKind.RANGE) else None,
        "since": due.since, "until": due.until, "unit": due.unit.value if due.unit else None,
        "month": due.month, "day": due.day, "count": due.count, "how": due.how, "is_worked_out": due.is_worked_out,
        "first_on": recurs_from(due, plan) if recurs else None, "last_on": recurs_until(due, plan) if recurs else None,
    }  # fmt: skip


def _ids(session: Session, texts: set[str]) -> dict[str, int]:
    """The ids of the names `texts`, which are added where they are missing."""
    found = _known(session, texts)
    missing = sorted(texts - found.keys())
    _put(session, NameRecord, [{"text": text, "folded": f" {told_by(text)} "} for text in missing])
    return found | _known(session, missing)


def _known(session: Session, texts: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _batches(texts):
        named = select(NameRecord.text, NameRecord.id).where(NameRecord.text.in_(some))
        found |= {row.text: row.id for row in session.execute(named)}
    return found


def _batches(values: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(values)
    while some := list(islice(rest, _A_TIME)):
        yield some


def count(session: Session, wanted: Wanted, seen: Seen) -> int:
    """How much work is `wanted` of the plans that are `seen`."""
    counts = (select(func.count()).select_from(part.found.subquery()) for part in _parts(wanted, seen))
    return sum(session.scalars(each).one() for each in counts)


def is_any(session: Session, wanted: Wanted, seen: Seen) -> bool:
    """Whether any work is `wanted` of the plans that are `seen`."""
    return any(session.scalars(part.found.limit(1)).first() is not None for part in _parts(wanted, seen))


def some(session: Session, wanted: Wanted, seen: Seen, limit: int) -> tuple[Found, ...]:
    """Any `limit` pieces of the work that is `wanted` of the plans that are `seen`, in no order."""
    ids: list[int] = []
    for part in _parts(wanted, seen):
        ids += session.scalars(part.found.limit(limit - len(ids))).all()
    return tuple(work for some in _batches(ids) for work in _loaded(session, some))


def listed(session: Session, wanted: Wanted, seen: Seen, limit: int | None, skip: int) -> tuple[Found, ...]:
    """The work that is `wanted` of the plans that are `seen`, `limit` pieces behind the first `skip`.

    In the order of plans and of their text; where days are asked for, by the first of those on which it is due, and
    what recurs behind.
    """
    ids: list[int] = []
    for part in _parts(wanted, seen):
        if limit is not None and len(ids) >= limit:
            break
        page = part.ordered.offset(skip)
        found = session.scalars(page if limit is None else page.limit(limit - len(ids))).all()
        skip -= 0 if found else session.scalars(select(func.count()).select_from(part.ordered.subquery())).one()
        skip = 0 if found else skip
        ids += found
    return tuple(work for some in _batches(ids) for work in _loaded(session, some))


class _Part(NamedTuple):
    """Work that one index leads to: `ordered` in the order of lists, `found` each once in all parts together."""

    found: Any
    ordered: Any


def _parts(wanted: Wanted, seen: Seen) -> tuple[_Part, ...]:
    """What is `wanted`: by the index of days, else of names, else of plans; other conditions are looked up."""
    names: list[_Name] = []
    if wanted.agency:
        names.append((wanted.roles, _has(named_by(wanted.agency))))
    if wanted.product:
        names.append(((FieldKind.PRODUCT,), _has(told_by(wanted.product).split())))
    if wanted.time:
        names.append(((FieldKind.TIME,), NameRecord.text.contains(wanted.time, autoescape=True)))
    if wanted.often:
        names.append(((FieldKind.FREQUENCY,), NameRecord.text.in_([unit.value for unit in wanted.often])))
    if wanted.is_due:
        return _on_days(wanted, seen, names)
    if names:
        table = _theirs(SaidRecord, wanted)
        said = _of(select(table.work_id).where(*_named(table, *names[0])), table, wanted, seen, names[1:])
        return (_Part(said.distinct(), said.group_by(table.work_id).order_by(table.work_id)),)
    works = _of(select(WorkRecord.id.label("work_id")), WorkRecord, wanted, seen, names)
    return (_Part(works, works.order_by(WorkRecord.id)),)


def _on_days(wanted: Wanted, seen: Seen, names: Sequence[_Name]) -> tuple[_Part, ...]:
    """What is due once on the days that are asked for, in their order as the index has it, then what recurs on them.

    Of several times of a work that are meant one counts; nearly every work has only one, and is not looked up again.
    """
    time, other = _theirs(DueRecord, wanted), aliased(DueRecord)
    same = other.work_id == time.work_id
    earlier = or_(other.due < time.due, and_(other.due == time.due, other.at < time.at))
    once = _of(select(time.work_id).where(_once(time, wanted)), time, wanted, seen, names)
    is_first = ~exists().where(same, _once(other, wanted), earlier)
    meant = or_(_once(other, wanted), _again(other, wanted)) if wanted.recurring else _once(other, wanted)
    is_only = or_(time.at == 0, ~exists().where(same, meant, other.at < time.at))
    parts = [_Part(once.where(is_only), once.where(is_first).order_by(time.due, time.work_id))]
    if wanted.recurring:
        kind = time.kind.concat("") if names else time.kind  # names are fewer: SQLite is kept from going by the kind
        again = _of(select(time.work_id).where(_again(time, wanted, kind)), time, wanted, seen, names)
        rest = again.where(~exists().where(same, _once(other, wanted)))
        parts.append(_Part(again.where(is_only), rest.group_by(time.work_id).order_by(time.work_id)))
    return tuple(parts)


def _of(query: Select[Any], table: Any, wanted: Wanted, seen: Seen, names: Iterable[_Name]) -> Select[Any]:
    """`query` of `table` for the plans, kinds, words and `names` that are wanted."""
    query = query.where(*_of_plans(table, wanted, seen))
    if len(wanted.kinds) < len(WorkKind):
        kind = WorkRecord.kind if table is WorkRecord else table.of
        query = query.where(kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.words:
        says = or_(*(WorkRecord.folded.contains(f" {word} ", autoescape=True) for word in wanted.words))
        query = query.where(says if table is WorkRecord else exists().where(WorkRecord.id == table.work_id, says))
    said = _theirs(SaidRecord, wanted)
    for name in names:
        query = query.where(table.work_id.in_(select(said.work_id).where(*_named(said, *name))))
    return query


def _theirs(table: Any, wanted: Wanted) -> Any:
    """`table`, or where few plans are wanted what it has of them, looked up by its key.

    The limit, which is never met, keeps SQLite from going by days or names instead, of which all plans have many.
    """
    if wanted.plans is None or len(wanted.plans) > _FEW:
        return table
    return aliased(table, select(table).where(_is_theirs(table.work_id, wanted.plans)).limit(_NEVER_MET).subquery())


def _is_theirs(work_id: Any, plans: Collection[int]) -> ColumnElement[bool]:
    return or_(false(), *(work_id.between(plan * _MOST, (plan + 1) * _MOST - 1) for plan in plans))


def _of_plans(table: Any, wanted: Wanted, seen: Seen) -> Iterator[ColumnElement[bool]]:
    """That work of `table` is of the plans that are wanted and `seen`.

    Of many it is what is not seen or not wanted that is few; "+ 0" keeps SQLite from going by the plans then, of which
    it cannot know that nearly all are meant.
    """
    if wanted.plans is not None and len(wanted.plans) <= _FEW:
        if table is WorkRecord:  # the others are theirs already
            yield _is_theirs(table.id, wanted.plans)
    elif wanted.plans is not None:
        yield table.plan_id.in_(_written(wanted.plans))
    if wanted.without:
        yield (table.plan_id + 0).not_in(_written(wanted.without))
    if wanted.year is not None:
        yield (table.plan_id + 0).in_(select(PlanRecord.id).where(*seen, PlanRecord.year == wanted.year))
    else:
        yield (table.plan_id + 0).not_in(select(PlanRecord.id).where(not_(and_(*seen))))


def _written(plans: Collection[int]) -> Any:
    """The ids of `plans` in the statement: there may be more than a database takes parameters."""
    return bindparam(None, sorted(plans), expanding=True, literal_execute=True)


def _has(words: Iterable[str]) -> ColumnElement[bool]:
    """That a name has all `words`, each whole."""
    return and_(true(), *(NameRecord.folded.contains(f" {word} ", autoescape=True) for word in words))


def _named(said: Any, roles: Iterable[FieldKind], name: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """That what is `said` is such a `name` in one of `roles`."""
    names = select(NameRecord.id).where(name)
    return said.name_id.in_(names), said.role.in_([role.value for role in roles])


def _once(time: Any, wanted: Wanted) -> ColumnElement[bool]:
    """That `time` is one of the days that are asked for."""
    since = time.due >= wanted.since if wanted.since else time.due.is_not(None)
    begins = func.coalesce(time.since, time.due) if wanted.going else time.due
    return and_(since, begins <= wanted.until) if wanted.until else since


def _again(time: Any, wanted: Wanted, kind: Any = None) -> ColumnElement[bool]:
    """That `time` recurs, which its `kind` says, and comes on the days that are asked for."""
    since, until = wanted.since, wanted.until
    comes: list[ColumnElement[bool]] = [(time.kind if kind is None else kind) == DueKind.EVERY.value]
    if since:
        comes.append(or_(time.last_on.is_(None), time.last_on >= since))
    if until:
        comes.append(or_(time.first_on.is_(None), time.first_on <= until))
    if since and until and until - since < _LONG:
        comes.append(_comes(time, since, until))
    return and_(*comes)


def _comes(time: Any, since: date, until: date) -> ColumnElement[bool]:
    """That what recurs comes between `since` and `until`: as ingest.occasions has it, in columns."""
    days = [since + timedelta(days=at) for at in range((until - since).days + 1)]
    months = {day for each in days for day in _days_of(each)}
    yearly = {(each.month, day) for each in days for day in _days_of(each)}
    whole = [unit.value for unit in Unit if any(ends(unit, day) for day in days)]
    no_day = and_(time.day.is_(None), time.month.is_(None))
    return or_(
        and_(time.unit.in_(whole), no_day),
        and_(time.unit == Unit.WEEK.value, time.day.in_({day.isoweekday() for day in days})),
        and_(time.unit == Unit.MONTH.value, time.day.in_(months)),
        and_(time.unit == Unit.QUARTER.value, _on(time, {(_in_quarter(month), day) for month, day in yearly})),
        and_(time.unit == Unit.YEAR.value, _on(time, yearly)),
    )


def _days_of(day: date) -> range:
    """The days of a month that `day` stands for: the last one also for those that its month does not have."""
    return range(day.day, _LONGEST_MONTH + 1) if ends(Unit.MONTH, day) else range(day.day, day.day + 1)


def _in_quarter(month: int) -> int:
    return (month - 1) % 3 + 1


def _on(time: Any, days: set[tuple[int, int]]) -> ColumnElement[bool]:
    """That month and day are one of `days`; the last day of the month, where no day is said."""
    of_month: dict[int, set[int]] = {}
    for month, day in days:
        of_month.setdefault(month, set()).add(day)
    return or_(*(and_(time.month == month, _on_day(time, days)) for month, days in of_month.items()))


def _on_day(time: Any, days: set[int]) -> ColumnElement[bool]:
    """That the day of a month is one of `days`: without a day it is the last, which each month has for its 31st."""
    if len(days) == _LONGEST_MONTH:
        return true()
    is_one = time.day.in_(days)
    return or_(is_one, time.day.is_(None)) if _LONGEST_MONTH in days else is_one


def _loaded(session: Session, ids: list[int]) -> Iterator[Found]:
    """The work of `ids`, in their order."""
    said: dict[int, list[tuple[FieldKind, str]]] = {}
    names = _NAMES.where(SaidRecord.work_id.in_(ids)).order_by(SaidRecord.at)
    for work_id, role, text in session.execute(names):
        said.setdefault(work_id, []).append((FieldKind(role), text))
    dues: dict[int, list[Due]] = {}
    for work_id, *time in session.execute(_TIMES.where(DueRecord.work_id.in_(ids)).order_by(DueRecord.at)):
        dues.setdefault(work_id, []).append(_read(*time))
    found = {row.id: row for row in session.execute(_WORKS.where(WorkRecord.id.in_(ids)))}
    for each in ids:
        yield Found(found[each].plan_id, _work(found[each], said.get(each, ()), dues.get(each, ())))


def _work(row: Any, said: Iterable[tuple[FieldKind, str]], dues: Iterable[Due]) -> Work:
    kind = WorkKind(row.kind)
    return Work(kind, row.place, row.item, row.number, row.title, row.section, tuple(said), tuple(dues))


def _read(kind: str, how: str, since: date | None, until: date | None, unit: str | None, *rest: Any) -> Due:
    return Due(DueKind(kind), how, since, until, Unit(unit) if unit else None, *rest)
