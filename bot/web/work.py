"""A piece of work as a list shows it."""

from dataclasses import dataclass
from datetime import date

from index.row import PlanRow
from index.split import ranges
from index.work import Found, Work, WorkKind, piece
from ingest.plan import FieldKind, Plan
from ingest.vietnamese import one_line
from ingest.worded import worded

Ranges = tuple[tuple[int, int], ...]
_TIMES = (FieldKind.TIME, FieldKind.FREQUENCY)


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of work of the document `row`. `time` is in the plan's words, `ranges` where it stands in its text."""

    row: PlanRow
    work: Work
    time: str
    ranges: Ranges

    def who(self, *roles: FieldKind) -> tuple[str, ...]:
        """Who has one of `roles`, in the plan's words."""
        return said(self.work, *roles)

    @property
    def lead(self) -> tuple[str, ...]:
        """Who leads; where the plan only says who does it, that."""
        return self.who(FieldKind.LEAD) or self.who(FieldKind.PERFORMER)

    @property
    def coordinator(self) -> tuple[str, ...]:
        """Who takes part."""
        return self.who(FieldKind.COORDINATOR)

    @property
    def product(self) -> tuple[str, ...]:
        """What comes of it."""
        return self.who(FieldKind.PRODUCT)

    @property
    def due(self) -> date | None:
        """The last day on which it is due; None where no day is known."""
        return self.work.due


def said(work: Work, *kinds: FieldKind) -> tuple[str, ...]:
    """What `work` says of `kinds`."""
    return tuple(text for kind, text in work.said if kind in kinds)


def entry(row: PlanRow, plan: Plan, found: Found) -> Entry:
    """`found`, which is of `plan`, with its words and its place."""
    work = found.work
    if work.kind is WorkKind.TASK:
        task = plan.tasks[work.place]
        time = "; ".join(field.value.text for field in task.fields if field.kind in _TIMES)
        return Entry(row, work, time or _read(work), ranges(plan.text, task.spans))
    spans = plan.rows[work.place].spans if work.kind is WorkKind.ROW else piece(work, plan).spans
    return Entry(row, work, _read(work), ranges(plan.text, spans))


def _read(work: Work) -> str:
    """Its times as they were read."""
    return one_line("; ".join(filter(None, map(worded, work.dues))))
