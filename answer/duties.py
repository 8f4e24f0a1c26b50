"""What an agency has to do: its duties, the tasks it leads, performs and takes part in, over all parts of a plan."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from answer.agency import charges, is_of
from answer.draft import Draft, Source, Statement, source
from answer.telling import shortened
from ingest.plan import Duty, Field, FieldKind, Plan, Quoted, Task

_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_LEADS = (FieldKind.LEAD, FieldKind.PERFORMER)
_LONGEST = 3200  # characters of the whole list
_WHOLE = 2000  # characters up to which every item is told whole
_TOLD = 6  # items that a tour tells of each kind
_LINE = 300


def duties_of(agency: tuple[str, ...], plan: Plan) -> Draft:
    """Everything that `plan` gives the agency with the key `agency` to do, each item once."""
    tasks = list(_tasks(agency, plan, _WHO))
    told = [*_beside_tasks(agency, plan, _LONGEST), *tasks]
    if sum(len(statement.text) for statement in told) > _WHOLE:
        told = [*_beside_tasks(agency, plan, _LINE), *tasks]
    lengths = accumulate(len(statement.text) + 8 for statement in told)
    return tuple(statement for statement, length in zip(told, lengths, strict=True) if length <= _LONGEST)


def _beside_tasks(agency: tuple[str, ...], plan: Plan, length: int) -> list[Statement]:
    told = [*_duties(agency, plan, length)]
    cited = {span for statement in told for place in statement.sources for span in place.spans}
    cited |= {span for task in plan.tasks for span in task.spans}
    for name, line, path in charges(plan):
        if is_of(agency, name) and cited.isdisjoint(line.spans):
            told.append(Statement(f"- {shortened(line.text.lstrip('-+ '), length)}", (source(plan, path, line),)))
    return told


def _duties(agency: tuple[str, ...], plan: Plan, length: int) -> Iterator[Statement]:
    for duty in plan.duties:
        if is_of(agency, duty.agency.text):
            for item in duty.items:
                yield Statement(
                    f"- {shortened(_own(item, duty), length)}",
                    (source(plan, duty.path, duty.agency, item),),
                )


def _own(item: Quoted, duty: Duty) -> str:
    text = item.text.lstrip("-+ ")
    at = text.find(duty.agency.text)
    return text[at:] if 0 <= at < 14 else text


def _tasks(agency: tuple[str, ...], plan: Plan, kinds: Sequence[FieldKind]) -> Iterator[Statement]:
    for task in plan.tasks:
        field = _field(agency, task, kinds)
        if field:
            when = next((one.value.text.rstrip(" .") for one in task.fields if one.kind is FieldKind.TIME), "")
            label = field.label or "Phân công"
            text = f"- {shortened(task.title.text, _LINE)} ({label}{'; ' + when if when and len(when) < 60 else ''})"
            yield Statement(text, (source(plan, task.path, task.title, field.value, *_time(task)),))


def _time(task: Task) -> Iterator[Quoted]:
    return (one.value for one in task.fields if one.kind is FieldKind.TIME)


def _field(agency: tuple[str, ...], task: Task, kinds: Sequence[FieldKind]) -> Field | None:
    """The field of `task` by which the agency has a part in it."""
    fields = (field for field in task.fields if field.kind in kinds)
    return next((field for field in fields if is_of(agency, field.value.text)), None)


def tour(agency: tuple[str, ...], plan: Plan) -> Draft:
    """A short tour for someone new to the agency: its tasks, its reports, what the plan stands on, its short forms."""
    parts = (
        ("Chủ trì, thực hiện", list(_tasks(agency, plan, _LEADS))[:_TOLD]),
        ("Phối hợp", list(_tasks(agency, plan, (FieldKind.COORDINATOR,)))[:_TOLD]),
        ("Nhiệm vụ được giao", list(_duties(agency, plan, _LINE))[:_TOLD]),
        ("Báo cáo, thời hạn", list(_reports(plan))[:3]),
        ("Căn cứ chính", list(_bases(plan))[:3]),
        ("Chữ viết tắt", list(_short_forms(plan))[:6]),
    )
    return tuple(statement for name, told in parts for statement in _headed(name, told))


def _headed(name: str, told: list[Statement]) -> Iterator[Statement]:
    for at, statement in enumerate(told):
        yield replace(statement, text=f"{name}:\n{statement.text}") if at == 0 else statement


def _reports(plan: Plan) -> Iterator[Statement]:
    for deadline in plan.deadlines:
        if "báo cáo" in deadline.sentence.text.lower():
            yield Statement(
                f"- {shortened(deadline.sentence.text.lstrip('-+ '), 240)}", (source(plan, (), deadline.sentence),)
            )


def _bases(plan: Plan) -> Iterator[Statement]:
    for ref in plan.references:
        if ref.is_basis and ref.number:
            when = f" ngày {ref.date.text}" if ref.date else ""
            yield Statement(f"- {ref.kind} số {ref.number}{when}", (Source(plan, ("Căn cứ",), ref.spans),))


def _short_forms(plan: Plan) -> Iterator[Statement]:
    seen: set[str] = set()
    for short in plan.abbreviations:
        if short.short not in seen:
            seen.add(short.short)
            yield Statement(f"- {short.short}: {short.meaning.text}", (source(plan, (), short.meaning),))
