"""Lists and counts of work: complete, in the order of days or of the plan, each item with its place."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from answer.agency import MARKS
from answer.answer import GOES_ON, Answer
from answer.asked import Asked
from answer.check import COUNTED
from answer.cues import as_said
from answer.draft import Statement, source, written
from answer.filters import ROLES, days_told, parts_told
from answer.sought import Listed
from answer.wants import Kind, Many
from index.dated import above, line_of
from index.row import PlanRow
from index.work import Found, Work, WorkKind, piece, times
from ingest.due import Anchor, anchor_of
from ingest.due import told as due_in
from ingest.plan import FieldKind, Plan, Quoted, Task
from ingest.vietnamese import fold

LONGEST = 3400  # characters of a list
_TITLE = 700
_LEAST = 90  # characters of an item where there are many
_ORDER = {
    "who": (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR),
    "coordinator": (FieldKind.COORDINATOR,),
    "when": (FieldKind.TIME, FieldKind.FREQUENCY), "deadline": (FieldKind.TIME, FieldKind.FREQUENCY),
    "period": (FieldKind.TIME, FieldKind.FREQUENCY), "product": (FieldKind.PRODUCT,), "method": (FieldKind.METHOD,),
    "budget": (FieldKind.BUDGET,),
}  # fmt: skip
_SHARES = (1.0, 0.92, 0.85, 0.7, 0.5)  # of the room of an item, until all have place
_MARK = 8  # characters of the mark of a citation and the end of a line
_AROUND = 30  # characters of a line besides: its mark, its number
_WHO = 90  # characters of who does it
_TIME = 400  # ... and of when
_BEGINS = 40  # characters by which a text is told to begin with an agency's name
_NO_YEAR = Anchor()
_TOLD = (*ROLES, FieldKind.TIME, FieldKind.FREQUENCY, FieldKind.METHOD)
_DOES = (FieldKind.LEAD, FieldKind.PERFORMER)


def told(many: Many, listed: Listed, rows: Mapping[int, PlanRow], plan_of: Callable[[int], Plan]) -> tuple[Answer, int]:
    """The answer out of what was found, how many and then each; and how many of them it shows.

    `rows` and `plan_of` give the plans, which are read whole only where something of them is shown.
    """
    works = listed.works
    if many.kind is Kind.WHO:
        return _told_of_each(works, plan_of), len(works)
    rest = works[many.skip :]
    by_plan = list(dict.fromkeys(one.plan_id for one in works))
    room = min(_TITLE, max(_LEAST, LONGEST // max(len(rest), 1) - _AROUND))
    rooms = [int(room * share) for share in _SHARES if room * share >= _LEAST] or [room]
    cut = partial(_lines, many, rest, plan_of, with_plans=len(by_plan) > 1)
    lines, shown = next((one for one in map(cut, rooms) if one[1] == len(rest)), None) or cut(rooms[0])
    text, citations = written(tuple(lines))
    head = _head(many, len(works), shown)
    left = len(rest) - shown
    groups = _groups(works, rows) if left and not many.skip else ""
    more = f"\nCòn {left} việc. {GOES_ON}" if left else ""
    return Answer("answered", f"{head}{groups}\n{text}{undated_told(listed)}{more}", citations), shown


def _lines(
    many: Many, rest: Sequence[Found], plan_of: Callable[[int], Plan], room: int, *, with_plans: bool
) -> tuple[list[Statement], int]:
    """The lines of as many of `rest` as there is place for, each of about `room` characters, and how many these are."""
    lines: list[Statement] = []
    length = shown = 0
    last_plan = None
    titles = Counter(_short(one.work.title, room) for one in rest)
    repeated = {title for title, count in titles.items() if count > 2}
    for one in rest:
        plan = plan_of(one.plan_id)
        statement = _statement(one.work, plan, many, room, repeated)
        named = [_named(plan)] if with_plans and one.plan_id != last_plan else []
        length += sum(len(line.text) + _MARK for line in (*named, statement))
        if length > LONGEST and lines:
            break
        last_plan = one.plan_id
        lines += [*named, statement]
        shown += 1
    return lines, shown


def _told_of_each(works: Sequence[Found], plan_of: Callable[[int], Plan]) -> Answer:
    """Who has work, in the order of the plan."""
    own: dict[str, list[Found]] = {}
    for one in works:
        for name in [text for kind, text in one.work.said if kind in _DOES][:1]:
            own.setdefault(_short(name, _WHO), []).append(one)
    lines = []
    for name, some in own.items():
        plan = plan_of(some[0].plan_id)
        path, _, pieces = _pieces(some[0].work, plan)
        lines.append(Statement(f"- {name}", (source(plan, path, *pieces),)))
    text, citations = written(tuple(lines))
    return Answer("answered", f"Có {len(own)} nơi được giao việc {COUNTED}:\n{text}", citations)


def undated_told(listed: Listed) -> str:
    """That some work may be due as well, of which it is not known when it is."""
    if not listed.undated:
        return ""
    return f"\nNgoài ra có {listed.undated} việc ghi thời hạn mà không rõ năm hoặc theo âm lịch, chưa tính ở đây."


def record(one: Found, plan: Plan, asked: Asked) -> Answer:
    """A piece of work, what is asked of it first."""
    work = one.work
    if work.kind is not WorkKind.TASK:
        line = piece(work, plan)
        text, citations = written((Statement(line.text.lstrip("-+• "), (source(plan, (), line),)),))
        return Answer("answered", text, citations)
    task = plan.tasks[work.place]
    place = source(plan, task.path, task.title, *(field.value for field in task.fields))
    lines = [Statement(text, (place,)) for text in _fields(task, asked)]
    text, citations = written((*lines, Statement(f"Nhiệm vụ: {task.title.text.rstrip(' .;')}", (place,))))
    return Answer("answered", text, citations)


def _fields(task: Task, asked: Asked) -> list[str]:
    first = [kind for facet, kinds in _ORDER.items() if asked.asks(facet) for kind in kinds]
    fields = sorted(task.fields, key=lambda field: first.index(field.kind) if field.kind in first else len(first))
    shown = [field for field in fields if field.kind is not FieldKind.NOTE]
    return [f"{field.label.strip(' :*-') or 'Phân công'}: {field.value.text.rstrip(' .;')}" for field in shown]


def _head(many: Many, count: int, shown: int) -> str:
    other = f"không phải của {many.other_than}" if many.other_than else ""
    other = f"phối hợp với {many.partner}" if many.partner else other
    parts = parts_told(many) if many.agency else ""
    what = " ".join(part for part in (as_said(many.agency, many.text), parts, days_told(many), other) if part)
    if many.skip:
        return f"Tiếp theo, việc {many.skip + 1}–{many.skip + shown} trong {count} {COUNTED}:"
    return f"Có {count} việc{' ' + what if what else ''} {COUNTED}:"


def _groups(works: Sequence[Found], rows: Mapping[int, PlanRow]) -> str:
    """How many there are of each plan, or of each chapter of one, where not all are shown."""
    by_plan = {one.plan_id for one in works} if len({one.plan_id for one in works}) > 1 else None
    counts: dict[str, int] = {}
    for one in works:
        row = rows[one.plan_id]
        name = (row.number or row.title) if by_plan else one.work.section.split(" > ")[-1]
        counts[name or "khác"] = counts.get(name or "khác", 0) + 1
    return "".join(f"\n• {name[:110]}: {count} việc" for name, count in counts.items()) if len(counts) > 1 else ""


def _named(plan: Plan) -> Statement:
    number = f" số {plan.number.text}" if plan.number else f" “{plan.title}”"
    place = source(plan, (), plan.number) if plan.number else source(plan, (), *(plan.heads[0] if plan.heads else ()))
    return Statement(f"Theo {plan.kind.lower()}{number}:", (place,))


def _statement(work: Work, plan: Plan, many: Many, room: int, repeated: Collection[str]) -> Statement:
    """A line of at most `room` characters and what is said beside; where there is little room, the text alone."""
    path, title, pieces = _pieces(work, plan)
    is_told_apart = _short(title, room) in repeated
    who = [] if (many.agency and many.roles) or (room <= _LEAST + _AROUND and not is_told_apart) else _who(work, many)
    said = [text for text in (*who, _when(work, plan) if room > _LEAST or is_told_apart else "") if text]
    is_whole = work.kind is WorkKind.TASK or len(title) <= room
    short = _short(title, room) if is_whole else _due_part(title, room, many, anchor_of(plan))
    if is_told_apart and said:  # what tells such rows apart is who and when
        text = f"- {'; '.join(said)}"
    else:
        text = f"- {short}" + (f" ({'; '.join(said)})" if said else "")
    return Statement(text, (source(plan, path, *pieces),))


def _pieces(work: Work, plan: Plan) -> tuple[tuple[str, ...], str, list[Quoted]]:
    """The headings above, the text, and where it stands with its fields."""
    text = piece(work, plan)
    dated = above(plan, text.spans[0].start) if text.spans and any(map(line_of, work.dues)) else None
    day = [dated.line] if dated else []
    match work.kind:
        case WorkKind.TASK:
            task = plan.tasks[work.place]
            return task.path, text.text, [text, *day, *(one.value for one in task.fields if one.kind in _TOLD)]
        case WorkKind.DUTY:
            duty = plan.duties[work.place]
            line = MARKS.sub("", text.text).strip()
            is_named = fold(line).startswith(fold(duty.agency.text)[:_BEGINS])
            agency = Quoted(duty.agency.text, duty.agency.spans)
            return duty.path, line if is_named else f"{duty.agency.text}: {line}", [agency, text, *day]
        case WorkKind.ROW:
            row = plan.rows[work.place]
            return row.path, text.text, [text, *day, *(cell.value for cell in row.cells if cell.kind in _TOLD)]
        case _:
            return (), text.text.lstrip("-+• "), [text, *day]


def _who(work: Work, many: Many) -> list[str]:
    does = (FieldKind.COORDINATOR,) if many.partner else _DOES
    named = [text for kind, text in work.said if kind in does] if work.kind in (WorkKind.TASK, WorkKind.ROW) else []
    both = "; ".join(text.rstrip(" .;") for text in named[:2])
    return [_short(both if len(both) <= _WHO else text, _WHO) for text in named[:1]]


def _when(work: Work, plan: Plan) -> str:
    said = [*times(work, plan), *_where(work, plan)]
    return ", ".join(_due_part(text, _TIME) if len(text) > _TIME else text.rstrip(" .;") for text in said)


def _where(work: Work, plan: Plan) -> list[str]:
    fields = plan.tasks[work.place].fields if work.kind is WorkKind.TASK else ()
    return [field.value.text for field in fields if fold(field.label).startswith("dia diem")]


def _due_part(text: str, room: int, many: Many | None = None, anchor: Anchor = _NO_YEAR) -> str:
    """Of a long text how it begins and the clauses that say when it is due, as `many` wants it where it is given."""
    clauses = re.split(r"(?<=[;.])\s+", text)
    dated = [clause for clause in clauses if _is_due(clause, many, anchor)]
    short = _short(text, room)
    if not dated or _is_due(short, many, anchor):
        return short
    begun = _short(clauses[0], room // 3)
    return f"{begun} … {_ending(' … '.join(dated), room - len(begun), many, anchor)}"


def _is_due(text: str, many: Many | None, anchor: Anchor) -> bool:
    dues = due_in(text, anchor)
    if many and many.units:
        return any(due.unit in many.units for due in dues)
    if many is None or many.period is None or anchor is _NO_YEAR:
        return any(dues)
    since, until = many.period.since, many.period.until
    return any(due.until and (since or due.until) <= due.until <= (until or due.until) for due in dues)


def _ending(text: str, room: int, many: Many | None, anchor: Anchor) -> str:
    """As much of `text` as there is room for, before the first part of it that says when it is due and with it."""
    if len(text) <= room:
        return text.rstrip(" .;:,/")
    parts = re.split(r"(?<=,)\s+", text)
    last = next((at for at in range(len(parts)) if _is_due(" ".join(parts[: at + 1]), many, anchor)), len(parts) - 1)
    until = " ".join(parts[: last + 1])
    return until.rstrip(" .;:,/") if len(until) <= room else "…" + until[-room:].partition(" ")[2].rstrip(" .;:,/")


def _short(text: str, length: int) -> str:
    text = " ".join(text.replace("*", "").replace(" |", ";").split()).rstrip(" .;:,/")
    if len(text) <= length:
        return text
    cut = max(text.rfind(mark, 0, length) for mark in (";", ".", ","))
    return (text[:cut] if cut > length // 3 else text[:length].rsplit(" ", 1)[0]).rstrip(" ,;") + "…"
