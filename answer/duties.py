"""What an agency has to do: its duties, the tasks it leads, performs and takes part in, over all parts of a plan."""

from collections.abc import Iterator
from dataclasses import replace

from answer.agency import is_of
from answer.draft import Draft, Source, Statement, source
from ingest.plan import Duty, Field, FieldKind, Plan, Quoted, Task

_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_LONGEST = 3200  # characters of the whole list
_WHOLE = 2000  # characters up to which every item is told whole
_TOLD = 6  # items that a tour tells of each kind
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


def tour(agency: tuple[str, ...], plan: Plan) -> Draft:
    """A short tour for someone new to the agency: its tasks, its reports, what the plan stands on, its short forms."""
    parts = (
        ("Chủ trì, thực hiện", _by_role(agency, plan, (FieldKind.LEAD, FieldKind.PERFORMER))),
        ("Phối hợp", _by_role(agency, plan, (FieldKind.COORDINATOR,))),
        ("Nhiệm vụ được giao", list(_duties(agency, plan, _LINE))[:_TOLD]),
        ("Báo cáo, thời hạn", list(_reports(plan))[:3]),
        ("Căn cứ chính", list(_bases(plan))[:3]),
        ("Chữ viết tắt", list(_short_forms(plan))[:6]),
    )
    return tuple(statement for name, told in parts for statement in _headed(name, told))


def _headed(name: str, told: list[Statement]) -> Iterator[Statement]:
    for at, statement in enumerate(told):
        yield replace(statement, text=f"{name}:\n{statement.text}") if at == 0 else statement


def _by_role(agency: tuple[str, ...], plan: Plan, kinds: tuple[FieldKind, ...]) -> list[Statement]:
    told = []
    for task in plan.tasks:
        field = next((one for one in task.fields if one.kind in kinds and is_of(agency, one.value.text)), None)
        if field:
            when = next((one.value.text.rstrip(" .") for one in task.fields if one.kind is FieldKind.TIME), "")
            text = f"- {_short(task.title.text, 160)}" + (f" ({when})" if when and len(when) < 60 else "")
            told.append(Statement(text, (source(plan, task.path, task.title, field.value, *_time(task)),)))
    return told[:_TOLD]


def _reports(plan: Plan) -> Iterator[Statement]:
    for deadline in plan.deadlines:
        if "báo cáo" in deadline.sentence.text.lower():
            yield Statement(
                f"- {_short(deadline.sentence.text.lstrip('-+ '), 240)}", (source(plan, (), deadline.sentence),)
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
