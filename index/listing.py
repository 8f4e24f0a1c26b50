"""Work in the store: kept as columns beside the plans that it is made of, listed and counted by SQL."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, insert, or_, select, tuple_
from sqlalchemy.orm import Session

from index.tables import DueRecord, NameRecord, PlanRecord, SaidRecord, WorkRecord
from index.work import Found, Wanted, Work, WorkKind, work_of
from ingest.agencies import spelled_out
from ingest.due import Due, DueKind
from ingest.occasions import ends, recurs_from, recurs_until
from ingest.plan import FieldKind, Plan
from ingest.recurring import Unit

VERSION = 1
"""Raise it when ingest.due or index.work read the same plan otherwise: the store makes its works anew then."""

TABLES = (WorkRecord, NameRecord, DueRecord, SaidRecord)
_A_TIME = 200  # keys a query
_LONG = timedelta(days=800)  # in so long a time everything comes again, each day of a leap year aside
_T = TypeVar("_T")
_KEY = (WorkRecord.plan_id, WorkRecord.ordinal)


def keep(session: Session, plan_id: int, plan: Plan) -> None:
    """Adds the work of `plan`."""
    works = list(enumerate(work_of(plan)))
    _put(session, WorkRecord, [_row(plan_id, ordinal, work) for ordinal, work in works])
    _put(session, DueRecord, [
        _due(plan_id, ordinal, at, due, plan) for ordinal, work in works for at, due in enumerate(work.dues)
    ])  # fmt: skip
    ids = _ids(session, {text for _, work in works for _, text in work.said})
    _put(session, SaidRecord, [
        {"plan_id": plan_id, "ordinal": ordinal, "at": at, "role": kind.value, "name_id": ids[text]}
        for ordinal, work in works for at, (kind, text) in enumerate(work.said)
    ])  # fmt: skip


def forget_names(session: Session) -> None:
    """Takes away what no work says any more: a plan that is gone must not live on in it."""
    session.execute(delete(NameRecord).where(NameRecord.id.not_in(select(SaidRecord.name_id))))


def _put(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _row(plan_id: int, ordinal: int, work: Work) -> dict[str, Any]:
    return {
        "plan_id": plan_id, "ordinal": ordinal, "kind": work.kind.value, "place": work.place, "item": work.item,
        "number": work.number, "title": work.title, "section": work.section,
    }  # fmt: skip


def _due(plan_id: int, ordinal: int, at: int, due: Due, plan: Plan) -> dict[str, Any]:
    recurs = due.kind is DueKind.EVERY
    return {
        "plan_id": plan_id, "ordinal": ordinal, "at": at, "kind": due.kind.value,
        "due": due.until if due.kind in (DueKind.DAY, DueKind.RANGE) else None,
        "since": due.since, "until": due.until, "unit": due.unit.value if due.unit else None,
        "month": due.month, "day": due.day, "count": due.count, "how": due.how, "is_worked_out": due.is_worked_out,
        "first_on": recurs_from(due, plan) if recurs else None, "last_on": recurs_until(due, plan) if recurs else None,
    }  # fmt: skip


def _ids(session: Session, texts: set[str]) -> dict[str, int]:
    """The ids of the names `texts`, which are added where they are missing."""
    found = _known(session, texts)
    missing = sorted(texts - found.keys())
    _put(session, NameRecord, [{"text": text, "folded": f" {spelled_out(text)} "} for text in missing])
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


def count(session: Session, wanted: Wanted, seen: Iterable[ColumnElement[bool]]) -> int:
    """How much work is `wanted` of the plans that are `seen`."""
    return session.scalars(select(func.count()).select_from(_keys(wanted, seen).subquery())).one()


def listed(
    session: Session, wanted: Wanted, seen: Iterable[ColumnElement[bool]], limit: int | None, skip: int
) -> tuple[Found, ...]:
    """The work that is `wanted` of the plans that are `seen`, `limit` pieces behind the first `skip`.

    In the order of plans and of their text; where days are asked for, by the first of those on which it is due, and
    what recurs behind.
    """
    keys = _keys(wanted, seen)
    order = (*((keys.selected_columns["due"].is_(None), keys.selected_columns["due"]) if wanted.is_due else ()), *_KEY)
    ordered = keys.order_by(*order).offset(skip)
    found = [
        (row.plan_id, row.ordinal) for row in session.execute(ordered.limit(limit) if limit is not None else ordered)
    ]
    return tuple(work for some in _batches(found) for work in _loaded(session, some))


def _keys(wanted: Wanted, seen: Iterable[ColumnElement[bool]]) -> Select[Any]:
    """Plan and ordinal of what is `wanted`, and of what is due the first day."""
    columns: tuple[Any, ...] = _KEY
    if wanted.is_due:
        columns = (*_KEY, func.min(DueRecord.due).label("due"))
    query = select(*columns).join(PlanRecord, PlanRecord.id == WorkRecord.plan_id).where(*seen)
    query = query.where(WorkRecord.kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.year is not None:
        query = query.where(PlanRecord.year == wanted.year)
    if wanted.plans is not None:
        query = query.where(WorkRecord.plan_id.in_(_inline(wanted.plans)))
    if wanted.agency:
        query = _named(query, wanted.roles, (spelled_out(wanted.agency),))
    if wanted.product:
        query = _named(query, (FieldKind.PRODUCT,), spelled_out(wanted.product).split())
    if wanted.is_due:
        ours = and_(DueRecord.plan_id == WorkRecord.plan_id, DueRecord.ordinal == WorkRecord.ordinal)
        query = query.join(DueRecord, ours).where(_falls(wanted)).group_by(*_KEY)
    return query


def _inline(ids: Iterable[int]) -> Any:
    """`ids` as part of the statement: there may be more of them than a database takes parameters."""
    return bindparam("plans", sorted(ids), expanding=True, literal_execute=True)


def _named(query: Select[Any], roles: Iterable[FieldKind], words: Iterable[str]) -> Select[Any]:
    """Of `query`, the work that has in one of `roles` a name with all `words`, each whole."""
    folded = and_(*(NameRecord.folded.contains(f" {word} ", autoescape=True) for word in words))
    said = select(SaidRecord.plan_id, SaidRecord.ordinal).where(
        SaidRecord.name_id.in_(select(NameRecord.id).where(folded)),
        SaidRecord.role.in_([role.value for role in roles]),
    )
    return query.where(tuple_(*_KEY).in_(said))


def _falls(wanted: Wanted) -> ColumnElement[bool]:
    """That a time falls on the days that are asked for."""
    since, until = wanted.since, wanted.until
    once: list[ColumnElement[bool]] = [DueRecord.due.is_not(None)]
    again: list[ColumnElement[bool]] = [DueRecord.kind == DueKind.EVERY.value]
    if since:
        once.append(DueRecord.due >= since)
        again.append(or_(DueRecord.last_on.is_(None), DueRecord.last_on >= since))
    if until:
        once.append(DueRecord.due <= until)
        again.append(or_(DueRecord.first_on.is_(None), DueRecord.first_on <= until))
    if not wanted.recurring:
        return and_(*once)
    if since and until and until - since < _LONG:
        again.append(_comes(since, until))
    return or_(and_(*once), and_(*again))


def _comes(since: date, until: date) -> ColumnElement[bool]:
    """That what recurs comes between `since` and `until`: as ingest.occasions has it, in columns."""
    days = [since + timedelta(days=at) for at in range((until - since).days + 1)]
    months = {day for each in days for day in _days_of(each)}
    yearly = {(each.month, day) for each in days for day in _days_of(each)}
    whole = [unit.value for unit in Unit if any(ends(unit, day) for day in days)]
    no_day = and_(DueRecord.day.is_(None), DueRecord.month.is_(None))
    return or_(
        and_(DueRecord.unit.in_(whole), no_day),
        and_(DueRecord.unit == Unit.WEEK.value, DueRecord.day.in_({day.isoweekday() for day in days})),
        and_(DueRecord.unit == Unit.MONTH.value, DueRecord.day.in_(months)),
        and_(DueRecord.unit == Unit.QUARTER.value, _on({(_in_quarter(month), day) for month, day in yearly})),
        and_(DueRecord.unit == Unit.YEAR.value, _on(yearly)),
    )


def _days_of(day: date) -> range:
    """The days of a month that `day` stands for: the last one also for those that its month does not have."""
    return range(day.day, 32) if ends(Unit.MONTH, day) else range(day.day, day.day + 1)


def _in_quarter(month: int) -> int:
    return (month - 1) % 3 + 1


def _on(days: set[tuple[int, int]]) -> ColumnElement[bool]:
    """That month and day are one of `days`; the last day of the month, where no day is said."""
    of_month: dict[int, set[int]] = {}
    for month, day in days:
        of_month.setdefault(month, set()).add(day)
    return or_(*(and_(DueRecord.month == month, _on_day(days)) for month, days in of_month.items()))


def _on_day(days: set[int]) -> ColumnElement[bool]:
    is_one = DueRecord.day.in_(days)
    return or_(is_one, DueRecord.day.is_(None)) if max(days) > 30 else is_one


def _loaded(session: Session, keys: list[tuple[int, int]]) -> Iterator[Found]:
    """The work of `keys`, in their order."""
    said: dict[tuple[int, int], list[tuple[FieldKind, str]]] = {}
    columns: tuple[Any, ...] = (SaidRecord.plan_id, SaidRecord.ordinal, SaidRecord.role, NameRecord.text)
    names = select(*columns).join(NameRecord, NameRecord.id == SaidRecord.name_id)
    for name in session.execute(_of(names, SaidRecord, keys).order_by(SaidRecord.at)):
        said.setdefault((name.plan_id, name.ordinal), []).append((FieldKind(name.role), name.text))
    dues: dict[tuple[int, int], list[Due]] = {}
    for time in session.scalars(_of(select(DueRecord), DueRecord, keys).order_by(DueRecord.at)):
        dues.setdefault((time.plan_id, time.ordinal), []).append(_read(time))
    found = {(row.plan_id, row.ordinal): row for row in session.scalars(_of(select(WorkRecord), WorkRecord, keys))}
    for key in keys:
        yield Found(key[0], _work(found[key], said.get(key, ()), dues.get(key, ())))


def _of(query: Select[Any], table: Any, keys: list[tuple[int, int]]) -> Select[Any]:
    return query.where(tuple_(table.plan_id, table.ordinal).in_(keys))


def _work(row: WorkRecord, said: Iterable[tuple[FieldKind, str]], dues: Iterable[Due]) -> Work:
    kind = WorkKind(row.kind)
    return Work(kind, row.place, row.item, row.number, row.title, row.section, tuple(said), tuple(dues))


def _read(row: DueRecord) -> Due:
    unit = Unit(row.unit) if row.unit else None
    kind, days = DueKind(row.kind), (row.since, row.until)
    return Due(kind, row.how, *days, unit, row.month, row.day, row.count, is_worked_out=row.is_worked_out)
