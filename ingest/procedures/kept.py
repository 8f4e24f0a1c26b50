"""What is known of a file with procedures, as the Plan that is kept: every document is kept as one."""

from dataclasses import replace

from ingest.document import Document, Span
from ingest.mentions import contacts
from ingest.plan import PROCEDURE, Plan
from ingest.printed import stretches
from ingest.procedure import Procedure
from ingest.procedures import Found, procedures
from ingest.procedures.office import office
from ingest.quoted import Field, FieldKind, Quoted

__all__ = ["described", "listed", "procedures"]


def described(document: Document, found: Found) -> Plan:
    """The file that is nothing but the procedures that it describes; issuer and place are those of its letterhead."""
    first, *more = found.procedures
    lines = [Quoted(block.text, (block.span,)) for block in document.blocks]
    title = f"{first.name.text} và {len(more)} thủ tục khác" if more else first.name.text
    plan = Plan(
        source=document.source,
        sha256=document.sha256,
        kind=PROCEDURE,
        title=title,
        number=None,
        issuer=None,
        level=None,
        place=None,
        place_kind=None,
        province=None,
        year=None,
        dated=None,
        issued_on=None,
        signer=None,
        heads=(),
        recipients=(),
        references=(),
        sections=(),
        tasks=(),
        duties=(),
        contacts=tuple(contact for line in lines for contact in contacts(line)),
        deadlines=(),
        abbreviations=(),
        warnings=(*document.warnings, *found.warnings),
        text=document.text,
        original=document.original,
        changes=document.changes,
        procedures=found.procedures,
        printed=stretches(document),
    )
    return _of_office(plan, document)


def _of_office(plan: Plan, document: Document) -> Plan:
    """`plan` of the office that its letterhead names; of none where it has no letterhead."""
    own = office(document)
    place = own.place if own else None
    return replace(
        plan,
        issuer=own.name if own else None,
        level=place.level if place else None,
        place=place.name if place else None,
        place_kind=place.kind if place else None,
        province=(place.province or None) if place else None,
    )


def listed(plan: Plan, document: Document, found: Found) -> Plan:
    """`plan` with the procedures that its tables list, which are then no tasks and no rows of it.

    A list without a number, not even a blank one, is nothing but that; what a decision lists, it publishes.
    """
    spans = [block.span for block in document.blocks if block.table in found.tables]
    publishes = Field(FieldKind.DECISION, "", plan.number) if plan.number else None
    kept = replace(
        plan,
        tasks=tuple(task for task in plan.tasks if not _inside(task.spans, spans)),
        rows=tuple(row for row in plan.rows if not _inside(row.spans, spans)),
        procedures=tuple(_published(procedure, publishes) for procedure in found.procedures),
    )
    if plan.number is not None or plan.is_draft:
        return kept
    listing = replace(kept, kind=PROCEDURE, title=plan.title or document.source, warnings=document.warnings)
    return _of_office(listing, document)


def _published(procedure: Procedure, decision: Field | None) -> Procedure:
    if decision is None or procedure.fact(FieldKind.DECISION):
        return procedure
    return replace(procedure, facts=(decision, *procedure.facts))


def _inside(pieces: tuple[Span, ...], spans: list[Span]) -> bool:
    start = pieces[0].start if pieces else -1
    return any(span.start <= start < max(span.end, span.start + 1) for span in spans)
