"""Tasks and duties as a list shows them, narrowed and ordered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from index.row import PlanRow
from index.split import ranges
from ingest.agencies import spelled_out
from ingest.plan import Duty, Field, FieldKind, Plan, Quoted, Task
from ingest.vietnamese import fold

ROLES = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A task, or what an office is told to do. `ranges` is where it stands in its document's text."""

    row: PlanRow
    number: str
    title: str
    section: str
    who: Mapping[FieldKind, tuple[str, ...]]
    time: tuple[str, ...]
    product: tuple[str, ...]
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which entries are asked for; what is empty does not matter. `plans` are ids."""

    agency: str = ""
    role: FieldKind | None = None
    year: int | None = None
    quarter: int | None = None
    due_before: date | None = None
    plans: frozenset[int] | None = None

    def passed(self, found: Iterable[Entry]) -> list[Entry]:
        """Those of `found` that pass, in their order."""
        return [entry for entry in found if self._lets(entry)]

    def _lets(self, entry: Entry) -> bool:
        return (
            (self.plans is None or entry.row.id in self.plans)
            and (not self.year or entry.row.year == self.year)
            and _has(entry, self.agency, ROLES if self.role is None else (self.role,))
        )


def _has(entry: Entry, agency: str, roles: tuple[FieldKind, ...]) -> bool:
    """Whether `agency`, a name or short form, has one of `roles` in `entry`."""
    said = " ".join(spelled_out(name) for role in roles for name in entry.who[role])
    return f" {spelled_out(agency)} " in f" {said} " if agency.strip() else bool(said) or roles == ROLES


def ordered(found: list[Entry], by: str) -> list[Entry]:
    """`found` by "agency"; anything else leaves the order of the documents."""
    if by == "agency":
        return sorted(found, key=lambda entry: fold(" ".join(name for names in entry.who.values() for name in names)))
    return found


def entries(row: PlanRow, plan: Plan) -> Iterator[Entry]:
    """Tasks, then what offices are told to do."""
    for task in plan.tasks:
        yield _task(row, plan, task)
    for duty in plan.duties:
        for item in duty.items:
            yield _duty(row, plan, duty, item)


def _task(row: PlanRow, plan: Plan, task: Task) -> Entry:
    who = {role: _values(task.fields, role) for role in ROLES}
    time = (*_values(task.fields, FieldKind.TIME), *_values(task.fields, FieldKind.FREQUENCY))
    place = ranges(plan.text, task.spans)
    return Entry(
        row,
        task.number,
        task.title.text,
        " > ".join(task.path),
        who,
        time,
        _values(task.fields, FieldKind.PRODUCT),
        place,
    )


def _duty(row: PlanRow, plan: Plan, duty: Duty, item: Quoted) -> Entry:
    who = {role: (duty.agency.text,) if role is FieldKind.PERFORMER else () for role in ROLES}
    return Entry(row, "", item.text, " > ".join(duty.path), who, (), (), ranges(plan.text, item.spans))


def _values(fields: tuple[Field, ...], kind: FieldKind) -> tuple[str, ...]:
    return tuple(field.value.text for field in fields if field.kind is kind)
