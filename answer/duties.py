"""What an agency has to do: its duties, the tasks it leads, performs and takes part in, over all parts of a plan."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from answer.agency import charges, in_full, is_of
from answer.asked import Asked
from answer.draft import Draft, Source, Statement, source
from ingest.agencies import spelled_out
from ingest.plan import Duty, Field, FieldKind, Plan, Quoted, Task

_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
LEADS = (FieldKind.LEAD, FieldKind.PERFORMER)
_LEADS_IT = re.compile(r"[Cc]hủ trì|[Ll]àm đầu mối|[Ll]à đầu mối")
_LONGEST = 3200  # characters of the whole list
_WHOLE = 2000  # characters up to which every item is told whole
_TOLD = 6  # items that a tour tells of each kind
_LINE = 300
_MARK = re.compile(r"^(?:[A-ZĐ]|[IVXLC]+|\d{1,2})[.)]\s*")
_GROUP = 8  # words of the name of a group


def duties_of(agency: tuple[str, ...], plan: Plan, kinds: Sequence[FieldKind] = _WHO) -> Draft:
    """Everything that `plan` gives the agency with the key `agency` to do, each item once.

    `kinds` are the parts in tasks that count. What is given outside of tasks counts where all do; where it leads tasks,
    also what it is to lead besides.
    """
    tasks = list(_tasks(agency, plan, kinds))
    if not tasks and kinds != _WHO:
        return ()
    told = [*_counted(_beside_tasks(agency, plan, _LONGEST), kinds), *tasks]
    if sum(len(statement.text) for statement in told) > _WHOLE:
        told = [*_counted(_beside_tasks(agency, plan, _LINE), kinds), *tasks]
    kept: list[Statement] = []
    length = 0
    for statement in told:
        length += len(statement.text) + 8
        if length > _LONGEST:
            break
        kept.append(statement)
    return tuple(kept)


def _counted(beside: Sequence[Statement], kinds: Sequence[FieldKind]) -> Iterator[Statement]:
    return (one for one in beside if kinds == _WHO or _LEADS_IT.search(one.text))


def _beside_tasks(agency: tuple[str, ...], plan: Plan, length: int) -> list[Statement]:
    told = [*_duties(agency, plan, length)]
    cited = {span for statement in told for place in statement.sources for span in place.spans}
    cited |= {span for task in plan.tasks for span in task.spans}
    for name, line, path in charges(plan):
        if is_of(agency, in_full(name, plan)) and cited.isdisjoint(line.spans):
            told.append(Statement(f"- {_short(line.text.lstrip('-+ '), length)}", (source(plan, path, line),)))
    return told


def _duties(agency: tuple[str, ...], plan: Plan, length: int) -> Iterator[Statement]:
    for duty in plan.duties:
        if is_of(agency, in_full(duty.agency.text, plan)):
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


def _tasks(agency: tuple[str, ...], plan: Plan, kinds: Sequence[FieldKind]) -> Iterator[Statement]:
    for task in plan.tasks:
        field = _field(agency, task, plan, kinds)
        if field:
            when = next((one.value.text.rstrip(" .") for one in task.fields if one.kind is FieldKind.TIME), "")
            label = field.label or "Phân công"
            text = f"- {_short(task.title.text, _LINE)} ({label}{'; ' + when if when and len(when) < 60 else ''})"
            yield Statement(text, (source(plan, task.path, task.title, field.value, *_time(task)),))


def _time(task: Task) -> Iterator[Quoted]:
    return (one.value for one in task.fields if one.kind is FieldKind.TIME)


def _field(agency: tuple[str, ...], task: Task, plan: Plan, kinds: Sequence[FieldKind]) -> Field | None:
    """The field of `task` by which the agency has a part in it."""
    fields = (field for field in task.fields if field.kind in kinds)
    return next((field for field in fields if is_of(agency, in_full(field.value.text, plan))), None)


def _short(text: str, length: int) -> str:
    text = text.rstrip(" .;:")
    if len(text) <= length:
        return text
    cut = max(text.rfind(mark, 0, length) for mark in (";", ".", ","))
    return (text[:cut] if cut > 80 else text[:length].rsplit(" ", 1)[0]).rstrip(" ,;") + "…"


def listed(asked: Asked, plan: Plan) -> Draft:
    """What stands in the group of a list that the question names: "những đơn vị nào ở đợt 2?"."""
    groups: dict[tuple[str, ...], list[Task]] = {}
    for task in plan.tasks:
        if task.path and _is_group(asked, task.path[-1]):
            groups.setdefault(task.path, []).append(task)
    named = max(groups.values(), key=len, default=[])
    if len(groups) != 1 or len(named) < 2:
        return ()
    return tuple(
        Statement(f"- {_short(task.title.text, _LINE)}", (source(plan, task.path, task.title),)) for task in named
    )


def _is_group(asked: Asked, heading: str) -> bool:
    """Whether the question says the name of a group by which it is told from its neighbours: "B. Đợt 2".

    Of "IV. Lĩnh vực khoáng sản, vật liệu nổ" either part is enough.
    """
    bare = _MARK.sub("", heading)
    return any(_is_named(asked, part) for part in (bare, *re.split(r"[,;()]", bare)))


def _is_named(asked: Asked, name: str) -> bool:
    words = tuple(spelled_out(name).split())
    is_numbered = any(word.isdigit() for word in words)
    is_named = len(words) > 2 and not asked.asks("who", "coordinator", "receiver")
    return 2 <= len(words) <= _GROUP and (is_numbered or is_named) and asked.names(words)


def tour(agency: tuple[str, ...], plan: Plan) -> Draft:
    """A short tour for someone new to the agency: its tasks, its reports, what the plan stands on, its short forms."""
    parts = (
        ("Chủ trì, thực hiện", _by_role(agency, plan, LEADS)),
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
        field = _field(agency, task, plan, kinds)
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
