"""What an agency has to do: its duties, the tasks it leads, performs and takes part in, over all parts of a plan."""

from collections.abc import Iterator

from answer.agency import is_of
from answer.draft import Draft, Statement, source
from ingest.plan import Duty, Field, FieldKind, Plan, Quoted, Task

_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_LONGEST = 3200  # characters of the whole list
_WHOLE = 2000  # characters up to which every item is told whole
_LINE = 300


def duties_of(agency: tuple[str, ...], plan: Plan) -> Draft:
    """Everything that `plan` gives the agency with the key `agency` to do, each item once."""
    told = [*_duties(agency, plan, _LONGEST), *_tasks(agency, plan)]
    if sum(len(statement.text) for statement in told) > _WHOLE:
        told = [*_duties(agency, plan, _LINE), *_tasks(agency, plan)]
    kept: list[Statement] = []
    length = 0
    for statement in told:
        length += len(statement.text) + 8
        if length > _LONGEST:
            break
        kept.append(statement)
    return tuple(kept)


def _duties(agency: tuple[str, ...], plan: Plan, length: int) -> Iterator[Statement]:
    for duty in plan.duties:
        if is_of(agency, duty.agency.text):
            for item in duty.items:
                yield Statement(
                    f"- {_short(_own(item, duty), length)}",
                    (source(plan, duty.path, _head(duty), item),),
                )


def _head(duty: Duty) -> Quoted:
    return Quoted(duty.agency.text, duty.agency.spans)


def _own(item: Quoted, duty: Duty) -> str:
    text = item.text.lstrip("-+ ")
    at = text.find(duty.agency.text)
    return text[at:] if 0 <= at < 14 else text


def _tasks(agency: tuple[str, ...], plan: Plan) -> Iterator[Statement]:
    for task in plan.tasks:
        field = _field(agency, task)
        if field:
            when = next((one.value.text.rstrip(" .") for one in task.fields if one.kind is FieldKind.TIME), "")
            label = field.label or "Phân công"
            text = f"- {_short(task.title.text, _LINE)} ({label}{'; ' + when if when and len(when) < 60 else ''})"
            yield Statement(text, (source(plan, task.path, task.title, field.value, *_time(task)),))


def _time(task: Task) -> Iterator[Quoted]:
    return (one.value for one in task.fields if one.kind is FieldKind.TIME)


def _field(agency: tuple[str, ...], task: Task) -> Field | None:
    return next((field for field in task.fields if field.kind in _WHO and is_of(agency, field.value.text)), None)


def _short(text: str, length: int) -> str:
    text = text.rstrip(" .;:")
    if len(text) <= length:
        return text
    cut = max(text.rfind(mark, 0, length) for mark in (";", ".", ","))
    return (text[:cut] if cut > 80 else text[:length].rsplit(" ", 1)[0]).rstrip(" ,;") + "…"
