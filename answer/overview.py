"""A document in ten lines: what it is, what for, its main work, who leads most, when it is due, who reports."""

import re
from collections import Counter
from collections.abc import Iterator

from answer.draft import Draft, Statement, source
from ingest.plan import FieldKind, Plan, Quoted, Section
from ingest.vietnamese import fold

_PURPOSES = ("muc dich", "muc tieu", "yeu cau")
_SCOPES = ("pham vi", "doi tuong")
_LINE = 200  # characters of a line
_WORK = 14  # pieces of work or headings named
_GROUPS = 2
_SENTENCE = 400  # characters; a longer one is a page's notice
_HEADING = 160
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER)


def overview(plan: Plan) -> Draft:
    """The overview of `plan`, each line with its place."""
    return (
        *_named(plan), *_below(plan, "Mục đích", _PURPOSES, 1), *_below(plan, "Phạm vi, đối tượng", _SCOPES, 1),
        *_work(plan), *_leading(plan), *_dues(plan),
    )  # fmt: skip


def _named(plan: Plan) -> Iterator[Statement]:
    if plan.heads:
        yield Statement(f"{plan.kind} {plan.title}".strip(), (source(plan, (), *plan.heads[0]),))


def _below(plan: Plan, name: str, words: tuple[str, ...], count: int) -> Iterator[Statement]:
    """The first lines below the heading that says one of `words`."""
    for section in plan.sections:
        path = (*section.path, section.title.text)
        if section.body and any(word in fold(heading)[:60] for heading in path[-2:] for word in words):
            for piece in section.body[:count]:
                yield Statement(f"{name}: {_short(piece.text)}", (source(plan, path, piece),))
            return


def _work(plan: Plan) -> Iterator[Statement]:
    """The headings below that on its work, else the groups of its tasks, its tasks, or its headings."""
    parents = Counter(section.path for section in plan.sections if section.path and section.number)
    main = next((path for path, count in parents.items() if count > _GROUPS and _is_of_work(path[-1])), None)
    groups = list(dict.fromkeys(task.path[-1] for task in plan.tasks if task.path))
    if main:
        for section in [one for one in plan.sections if one.path == main and one.number][:_WORK]:
            yield Statement(f"- {_short(section.title.text)}", (source(plan, section.path, section.title),))
    elif len(groups) > _GROUPS:
        for group in groups[:_WORK]:
            first = next(task for task in plan.tasks if task.path and task.path[-1] == group)
            count = sum(bool(task.path) and task.path[-1] == group for task in plan.tasks)
            title = _heading(plan, group) or first.title
            yield Statement(f"- {_short(group)} ({count} nhiệm vụ)", (source(plan, first.path, title),))
    elif plan.tasks:
        for task in plan.tasks[:_WORK]:
            yield Statement(f"- {_short(task.title.text)}", (source(plan, task.path, task.title),))
    else:
        for section in _main(plan)[:_WORK]:
            yield Statement(f"- {_short(section.title.text)}", (source(plan, section.path, section.title),))


def _is_of_work(heading: str) -> bool:
    return re.search(r"noi dung|nhiem vu|giai phap|hoat dong", fold(heading)) is not None


def _heading(plan: Plan, text: str) -> Quoted | None:
    return next((section.title for section in plan.sections if section.title.text.endswith(text[-60:])), None)


def _main(plan: Plan) -> list[Section]:
    return [section for section in plan.sections if section.number and len(section.title.text) < _HEADING]


def _leading(plan: Plan) -> Iterator[Statement]:
    """Who leads most, counted over the tasks."""
    leads = [
        (field.value.text.rstrip(" .;"), field.value)
        for task in plan.tasks
        for field in task.fields
        if field.kind in _WHO
    ]
    counts = Counter(name for name, _ in leads)
    if counts and counts.most_common(1)[0][1] > 1:
        name, count = counts.most_common(1)[0]
        places = [value for other, value in leads if other == name]
        yield Statement(
            f"Được giao nhiều việc nhất: {_short(name)} ({count} nhiệm vụ)", (source(plan, (), *places[:3]),)
        )


def _dues(plan: Plan) -> Iterator[Statement]:
    for deadline in [one for one in plan.deadlines if len(one.sentence.text) < _SENTENCE][:2]:
        yield Statement(f"Thời hạn: {_short(deadline.sentence.text)}", (source(plan, (), deadline.sentence),))


def _short(text: str) -> str:
    text = " ".join(text.replace("*", "").replace("|", " ").split()).strip("-+• ").rstrip(" .;:")
    return text if len(text) <= _LINE else text[:_LINE].rsplit(" ", 1)[0] + "…"
