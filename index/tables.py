"""The tables of the store."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from index.row import PlanRow, plan_json, version_from, version_json
from ingest.plan import FieldKind, Level, Plan
from ingest.procedure import Procedure


class Base(DeclarativeBase):
    pass


class MetaRecord(Base):
    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class GenerationRecord(Base):
    __tablename__ = "generations"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[str] = mapped_column(Text)


class PlanRecord(Base):
    __tablename__ = "plans"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - an id once seen never names another plan
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    sha256: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    number: Mapped[str | None]
    issuer: Mapped[str | None]
    level: Mapped[str | None]
    place: Mapped[str | None] = mapped_column(index=True)
    place_kind: Mapped[str | None]
    province: Mapped[str | None]
    year: Mapped[int | None]
    tasks: Mapped[int]
    contacts: Mapped[int]
    warnings: Mapped[str] = mapped_column(Text)
    version: Mapped[str | None] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(Text, deferred=True)
    added_in: Mapped[int]
    removed_in: Mapped[int | None] = mapped_column(index=True)
    passages: Mapped[list[PassageRecord]] = relationship(order_by="PassageRecord.ordinal", passive_deletes=True)


class PassageRecord(Base):
    __tablename__ = "passages"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    passage: Mapped[str] = mapped_column(Text)


class ProcedureRecord(Base):
    """What a list of procedures shows, beside the plans that hold them; an older store gets it with the first."""

    __tablename__ = "procedures"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    code: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None]
    domain: Mapped[str | None]
    decision: Mapped[str | None]
    change: Mapped[str | None]


class OriginRecord(Base):
    """Kept beside the plans, not in them: a store from before it is read all the same, and a reindex changes none."""

    __tablename__ = "origins"
    source: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    file: Mapped[str] = mapped_column(Text)
    folder: Mapped[str] = mapped_column(Text)


class VectorsRecord(Base):
    """The second stamp of a generation, beside it: words answer before vectors are there. The latest is in use."""

    __tablename__ = "vectors"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    generation: Mapped[int]
    stamp: Mapped[str] = mapped_column(Text)


class WorkRecord(Base):
    """A piece of work (index.work). Derived from the plans, as the three below are: the store makes them anew.

    `folded` is its title, with a blank before and behind.
    """

    __tablename__ = "works"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    place: Mapped[int]
    item: Mapped[int]
    number: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012


class DueRecord(Base):
    """One time of a piece of work, as ingest.due reads it. `due` is its day, None where it recurs or has none.

    `plan_id` and `of`, the kind of work, stand here and below so that a count need not look at the work itself.
    `first_on` and `last_on`: the first and last day of what recurs, None where it has no beginning or end.
    """

    __tablename__ = "dues"
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int]
    of: Mapped[str]
    kind: Mapped[str]
    due: Mapped[date | None]
    since: Mapped[date | None]
    until: Mapped[date | None]
    unit: Mapped[str | None]
    month: Mapped[int | None]
    day: Mapped[int | None]
    count: Mapped[int | None]
    how: Mapped[str] = mapped_column(Text)
    is_worked_out: Mapped[bool]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    __table_args__ = (
        Index("dues_by_day", "due", "work_id", "plan_id", "of"),
        Index("dues_that_recur", "kind", "unit", "month", "day", "first_on", "last_on", "work_id", "plan_id", "of"),
        {"sqlite_with_rowid": False},
    )


class NameRecord(Base):
    """A value that many works share: an agency, a product. `folded` has a blank before and behind."""

    __tablename__ = "names"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text, unique=True)
    folded: Mapped[str] = mapped_column(Text)


class SaidRecord(Base):
    """That a work has a name in a role: who leads it, what comes of it. `at` keeps the order of the plan."""

    __tablename__ = "said"
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int]
    of: Mapped[str]
    role: Mapped[str]
    name_id: Mapped[int] = mapped_column(ForeignKey("names.id"))
    __table_args__ = (
        Index("said_by_name", "name_id", "role", "work_id", "plan_id", "of"),
        {"sqlite_with_rowid": False},
    )


PLANS_SEEN = Index("plans_seen", PlanRecord.added_in, PlanRecord.removed_in, PlanRecord.year, PlanRecord.id)
"""Which plans a reader sees, without passing over their texts."""


def record_of(plan: Plan, number: int) -> PlanRecord:
    """`plan` as it is kept from generation `number` on."""
    return PlanRecord(
        source=plan.source,
        sha256=plan.sha256,
        kind=plan.kind,
        title=plan.title,
        number=plan.number.text if plan.number else None,
        issuer=plan.issuer.text if plan.issuer else None,
        level=plan.level.value if plan.level else None,
        place=plan.place,
        place_kind=plan.place_kind,
        province=plan.province,
        year=plan.year,
        tasks=len(plan.tasks),
        contacts=len(plan.contacts),
        warnings=json.dumps(plan.warnings, ensure_ascii=False),
        version=version_json(plan),
        plan=plan_json(plan),
        added_in=number,
    )


def row_of(record: PlanRecord) -> PlanRow:
    """What a list of plans shows of `record`."""
    return PlanRow(
        id=record.id,
        source=record.source,
        sha256=record.sha256,
        kind=record.kind,
        title=record.title,
        number=record.number,
        issuer=record.issuer,
        level=Level(record.level) if record.level else None,
        place=record.place,
        place_kind=record.place_kind,
        province=record.province,
        year=record.year,
        tasks=record.tasks,
        contacts=record.contacts,
        warnings=tuple(json.loads(record.warnings)),
        version=version_from(record.version),
    )


def procedure_records(plan: Plan, plan_id: int) -> list[ProcedureRecord]:
    """The procedures of `plan`, kept under `plan_id`."""
    return [_procedure_record(procedure, plan_id) for procedure in plan.procedures]


def _procedure_record(procedure: Procedure, plan_id: int) -> ProcedureRecord:
    def said(kind: FieldKind) -> str | None:
        fact = procedure.fact(kind)
        return fact.text if fact else None

    return ProcedureRecord(
        plan_id=plan_id,
        code=procedure.code.text if procedure.code else None,
        name=procedure.name.text,
        level=said(FieldKind.LEVEL),
        domain=said(FieldKind.DOMAIN),
        decision=said(FieldKind.DECISION),
        change=said(FieldKind.CHANGE),
    )
