"""One ingest's hold on the store: what it adds and takes away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, inspect, select, update
from sqlalchemy.orm import Session

from index import listing
from index.passage import Passage
from index.row import passage_from, passage_json
from index.tables import (
    Base,
    GenerationRecord,
    PassageRecord,
    PlanRecord,
    ProcedureRecord,
    procedure_records,
    record_of,
)
from ingest.plan import Plan

_PASSAGES = Base.metadata.tables[PassageRecord.__tablename__]
_NEW_PASSAGES = insert(_PASSAGES).returning(_PASSAGES.c.id, sort_by_parameter_order=True)


class Writer:
    """One ingest's hold on the store. Nothing that it does is seen before `switch`."""

    def __init__(self, session: Session, number: int) -> None:
        self._session = session
        self.number = number

    def add(self, plan: Plan, passages: Iterable[Passage]) -> tuple[int, tuple[tuple[int, Passage], ...]]:
        """Keeps `plan` from this generation on; its id, and its passages with theirs."""
        passages = tuple(passages)
        record = record_of(plan, self.number)
        self._session.add(record)
        self._session.flush()
        ids = self._keep_passages(record.id, passages)
        self._keep_procedures(plan, record.id)
        listing.keep(self._session, record.id, plan)
        self._session.expunge_all()  # thousands of plans must not pile up in memory
        return record.id, tuple(zip(ids, passages, strict=True))

    def _keep_passages(self, plan_id: int, passages: Iterable[Passage]) -> list[int]:
        rows = [{"plan_id": plan_id, "ordinal": n, "passage": passage_json(p)} for n, p in enumerate(passages)]
        return list(self._session.scalars(_NEW_PASSAGES, rows)) if rows else []

    def _keep_procedures(self, plan: Plan, plan_id: int) -> None:
        if plan.procedures:
            Base.metadata.create_all(self._session.connection(), [Base.metadata.tables[ProcedureRecord.__tablename__]])
            self._session.add_all(procedure_records(plan, plan_id))
            self._session.flush()

    def retire(self, source: str) -> tuple[int, ...]:
        """Ends every plan of `source` with this generation; their ids."""
        found = select(PlanRecord.id).where(PlanRecord.source == source, PlanRecord.removed_in.is_(None))
        ids = tuple(self._session.scalars(found))
        self._session.execute(update(PlanRecord).where(PlanRecord.id.in_(ids)).values(removed_in=self.number))
        return ids

    def passages(self, plan_id: int) -> tuple[tuple[int, Passage], ...]:
        """The passages of a plan with their ids, in the order of the text."""
        return passages_of(self._session, plan_id)

    def sweep(self, oldest: int) -> None:
        """Forgets the plans and generations that no reader of generation `oldest` or later can see."""
        gone = select(PlanRecord.id).where(PlanRecord.removed_in <= oldest)
        if self._session.scalars(gone.limit(1)).first() is not None:
            self._session.execute(delete(PassageRecord).where(PassageRecord.plan_id.in_(gone)))
            if inspect(self._session.connection()).has_table(ProcedureRecord.__tablename__):
                self._session.execute(delete(ProcedureRecord).where(ProcedureRecord.plan_id.in_(gone)))
            self._session.execute(delete(PlanRecord).where(PlanRecord.removed_in <= oldest))
            listing.forget_names(self._session)
        self._session.execute(delete(GenerationRecord).where(GenerationRecord.number < oldest))

    def switch(self, stamp: Mapping[str, Any]) -> None:
        """Puts this generation in use: the one moment at which anything changes for readers."""
        self._session.add(GenerationRecord(number=self.number, stamp=json.dumps(stamp, ensure_ascii=False)))
        self._session.commit()


def passages_of(session: Session, plan_id: int) -> tuple[tuple[int, Passage], ...]:
    """The passages of a plan with their ids, in the order of the text."""
    columns = select(PassageRecord.id, PassageRecord.passage).where(PassageRecord.plan_id == plan_id)
    rows = session.execute(columns.order_by(PassageRecord.ordinal)).all()
    return tuple((row.id, passage_from(row.passage)) for row in rows)
