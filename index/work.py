"""What plans have done by whom and by when, one piece each: what lists and counts are made of."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.dated import above, due_of, line_of, lines_below
from ingest.agencies import PERSON, leading_agency
from ingest.document import Span
from ingest.due import NO_TIME, Anchor, Due, DueKind, anchor_of, read, told
from ingest.plan import PROCEDURE, Deadline, Duty, Field, FieldKind, Plan, Quoted, TableCell, TableRow, Task
from ingest.recurring import Unit, recurrences
from ingest.shapes import is_tick
from ingest.vietnamese import fold

WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_TIMES = (FieldKind.TIME, FieldKind.FREQUENCY)
_CELLS = " | "  # between the cells of a row of a table, as it is read
_OFTEN = 40  # characters of a title that may begin with how often
_ANNOUNCES = 120  # characters behind the name of an agency; a longer line says work of its own
SAID = (*WHO, FieldKind.PRODUCT)
"""What of a work is said in names."""
_SAYS = re.compile(r"\b(?!(?:tu|den|het|ngay|thang|nam|thoi|gian|trong)\b)[a-z]{2}")  # more than a time


class WorkKind(StrEnum):
    """Where it stands in a plan; the order is that of lists."""

    TASK = "task"
    DUTY = "duty"
    DEADLINE = "deadline"  # a sentence with a date that is of no task and no duty
    ROW = "row"  # of a table that assigns no work, with a time or a name
    LINE = "line"  # of a section, below a line that says its day: `place` is the section's number


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work. `place` is its number among the plan's own of its kind, from 0; `item` that among a duty's.

    `said` holds who has which part and what comes of it, in the plan's words, `dues` each time that is said for it:
    empty where none is, one of kind none where what is said is no date.
    """

    kind: WorkKind
    place: int
    item: int
    number: str
    title: str
    section: str
    said: tuple[tuple[FieldKind, str], ...]
    dues: tuple[Due, ...]

    @property
    def due(self) -> date | None:
        """The last day on which any of it is due; None where no day is known."""
        return max(
            (due.until for due in self.dues if due.until and due.kind in (DueKind.DAY, DueKind.RANGE)), default=None
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of work of the plan `plan_id`."""

    plan_id: int
    work: Work


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which work is asked for; what is left out does not matter.

    `since` and `until` are the first and last day of the days on which it is due: a range is due on its last day.
    `agency` is a name or short form that is part of who has one of the `roles`, `product` words of what comes of it,
    `time` what its time says, folded, `often` how often it may come again, `words` those of which its title says any.
    `going`: what is under way on any of them counts too; `recurring`: so does what comes again. `plans` keeps to the
    plans of these ids, `without` leaves those of these out, `year` keeps to those of a year.
    """

    kinds: tuple[WorkKind, ...] = tuple(WorkKind)
    since: date | None = None
    until: date | None = None
    recurring: bool = True
    agency: str = ""
    roles: tuple[FieldKind, ...] = WHO
    product: str = ""
    year: int | None = None
    plans: Collection[int] | None = None
    going: bool = False
    without: Collection[int] = ()
    time: str = ""
    often: tuple[Unit, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether only what is due on certain days is asked for."""
        return self.since is not None or self.until is not None


def piece(work: Work, plan: Plan) -> Quoted:
    """The text of `plan` that says `work`: of a row its label."""
    match work.kind:
        case WorkKind.TASK:
            return plan.tasks[work.place].title
        case WorkKind.DUTY:
            return plan.duties[work.place].items[work.item]
        case WorkKind.DEADLINE:
            return plan.deadlines[work.place].sentence
        case WorkKind.ROW:
            return plan.rows[work.place].label
        case WorkKind.LINE:
            return plan.sections[work.place].body[work.item]


def times(work: Work, plan: Plan) -> list[str]:
    """What `plan` says of when `work` is to be done, as it stands; of a tick below a time, that time."""
    said: list[tuple[str, str]] = []
    if work.kind is WorkKind.TASK:
        said = [(one.label, one.value.text) for one in plan.tasks[work.place].fields if one.kind in _TIMES]
    elif work.kind is WorkKind.ROW:
        cells = plan.rows[work.place].cells
        said = [(cell.column.text, cell.value.text) for cell in cells if cell.kind is FieldKind.TIME]
    above = filter(None, map(line_of, work.dues))
    return [*above, *(head if is_tick(text) else text for head, text in said)]


def often(work: Work) -> set[Unit]:
    """How often `work` comes again, by its times or where its title begins."""
    dues = {due.unit for due in work.dues if due.kind is DueKind.EVERY and due.unit}
    return dues | {one.unit for one in recurrences(fold(work.title)[:_OFTEN]) if one.is_adverbial}


def work_of(plan: Plan) -> Iterator[Work]:
    """All the work of `plan`: its tasks, duties and other deadlines, rows of its tables that have a time or say who.

    A procedure has none.
    """
    if plan.kind == PROCEDURE:  # what it says is for everybody who comes, at any time
        return
    anchor = anchor_of(plan)
    for place, task in enumerate(plan.tasks):
        said = tuple((field.kind, field.value.text) for field in task.fields if field.kind in SAID)
        section = " > ".join(task.path)
        dues = _or_above(_of_task(task, anchor), plan, task.spans, task.path)
        yield Work(WorkKind.TASK, place, 0, task.number, task.title.text, section, said, dues)
    for place, duty in enumerate(plan.duties):
        who = ((FieldKind.PERFORMER, duty.agency.text),)
        announced = duty.items[0].text if _announces(duty) else ""
        section = " > ".join((*duty.path, *filter(None, [announced or _said_of_all(duty, plan)])))
        for item, line in enumerate(duty.items):
            if line in _own(duty):
                dues = _or_above(_dated(told(line.text, anchor)), plan, line.spans, duty.path)
                yield Work(WorkKind.DUTY, place, item, "", line.text, section, who, dues)
    yield from _deadlines(plan, anchor)
    for place, row in enumerate(plan.rows):
        is_day = due_of(row.label.text, anchor) is not None  # of a timetable a day on which nothing is
        dues = () if is_day else _or_above(_of_row(row, anchor), plan, row.label.spans, row.path)
        said = tuple((kind, cell.value.text) for cell in row.cells for kind in _said_in(cell))
        if dues or (said and not is_day):
            yield Work(WorkKind.ROW, place, 0, row.number, row.label.text, " > ".join(row.path), said, dues)
    yield from _lines(plan)


def _or_above(dues: tuple[Due, ...], plan: Plan, spans: tuple[Span, ...], path: tuple[str, ...]) -> tuple[Due, ...]:
    """`dues`, or the time of the heading or line above where they say none: an hour is of the day above it."""
    if any(due.how != NO_TIME for due in dues):
        return dues
    dated = above(plan, spans[0].start) if spans else None
    headed = (due_of(heading, anchor_of(plan)) for heading in reversed(path))
    due = next(filter(None, headed), dated.due if dated else None)
    return (due,) if due else dues


def _said_in(cell: TableCell) -> Iterator[FieldKind]:
    """Which part the cell says: below "Thực hiện" or no head a name, where it is no figure."""
    if cell.kind in SAID:
        yield cell.kind
    elif fold(cell.column.text) in ("thuc hien", "") and _is_name(cell.value.text):
        yield FieldKind.PERFORMER


def _is_name(text: str) -> bool:
    """Whether `text` is the name of an agency, and what stands in brackets behind it."""
    name = leading_agency(text)
    return name is not None and re.fullmatch(r"\W*(?:\([^()]*\))?\W*", text.removeprefix(name)) is not None


def _lines(plan: Plan) -> Iterator[Work]:
    """Lines below one that says their day, that are no task and no duty: "Thứ Hai (05/10/2026):", "8h00: Họp …"."""
    spans_of = (*(task.spans for task in plan.tasks), *(duty.spans for duty in plan.duties))
    taken = _merged(span for spans in spans_of for span in spans)
    for place, item, dated in lines_below(plan):
        line = plan.sections[place].body[item]
        if not any(_is_in(span, taken) for span in line.spans):
            said = tuple((FieldKind.PERFORMER, match.group()) for match in PERSON.finditer(line.text))
            yield Work(WorkKind.LINE, place, item, "", line.text, dated.line.text, said, (dated.due,))


def _own(duty: Duty) -> tuple[Quoted, ...]:
    """The lines of `duty` that say work: without the one that only announces the others."""
    return duty.items[1:] if _announces(duty) else duty.items


def _announces(duty: Duty) -> bool:
    """Whether the first line of `duty` only says whose the others are: "Giao Sở Nội vụ chủ trì, phối hợp với …:"."""
    first = duty.items[0]
    rest = first.text.rpartition(duty.agency.text)[2].strip()
    is_head = len(duty.items) > 1 and first.spans == duty.spans[:1]
    return is_head and (len(rest) <= _ANNOUNCES if rest.endswith(":") else rest.startswith("có trách nhiệm"))


def _said_of_all(duty: Duty, plan: Plan) -> str:
    """The heading that names who has the duty, where it says more than that: "2. Đề nghị UBND xã phối hợp"."""
    head = next((plan.text[span.start : span.end] for span in duty.agency.spans), "")
    is_item = duty.items[0].spans[:1] == duty.agency.spans[:1]
    rest = head.replace(duty.agency.text, "")
    return "" if is_item or not re.search(r"[^\W\d_]{4}", rest) else head.strip()


def _of_task(task: Task, anchor: Anchor) -> tuple[Due, ...]:
    """What its times say together; where they say no date, what its title says ("…, xong trước 30/4")."""
    times = [field for field in task.fields if field.kind in _TIMES]
    if not times:
        return _dated(told(task.title.text, anchor))
    said = read(_together(times), anchor, " ".join(field.label for field in times))
    return said if _dated(said) else _dated(told(task.title.text, anchor)) or said


def _together(times: list[Field]) -> str:
    """Beginning and end as one range, else how often before when: "hằng tháng, trước ngày 25"."""
    if len(times) == 1:
        return times[0].value.text
    begins = next((field for field in times if "bat dau" in fold(field.label)), None)
    ends = next((field for field in times if "ket thuc" in fold(field.label)), None)
    if begins and ends:
        return f"từ {begins.value.text} đến {ends.value.text}"
    often = sorted(times, key=lambda field: field.kind is FieldKind.TIME)
    return ", ".join(field.value.text.rstrip(" .") for field in often)


def _deadlines(plan: Plan, anchor: Anchor) -> Iterator[Work]:
    """Sentences that make something due and are no part of a task or duty; rows of tables are works of their own."""
    spans_of = (*(task.spans for task in plan.tasks), *(line.spans for duty in plan.duties for line in _own(duty)))
    taken = _merged(span for spans in spans_of for span in spans)
    seen: set[tuple[tuple[Span, ...], str]] = set()
    for place, deadline in enumerate(plan.deadlines):
        spans, sentence = deadline.sentence.spans, deadline.sentence.text
        key = spans, sentence
        if key in seen or _CELLS in sentence or any(_is_in(span, taken) for span in spans):
            continue
        seen.add(key)
        if not _SAYS.search(fold(sentence)):
            continue
        if dues := _dated(told(sentence, anchor)) or _of_month(deadline, anchor):
            yield Work(WorkKind.DEADLINE, place, 0, "", sentence, "", (), dues)


def _of_month(deadline: Deadline, anchor: Anchor) -> tuple[Due, ...]:
    """When a sentence is due that only says in which month or quarter: "Quý IV/2026: Tổng kết"."""
    is_month = re.search(r"\b(?:thang|quy)\b", fold(deadline.when.text)) and "ngay" not in fold(deadline.when.text)
    return _dated(read(deadline.when.text, anchor)) if is_month else ()


def _merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The stretches of text that `spans` cover, in their order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((span.start, span.end) for span in spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _is_in(span: Span, stretches: list[tuple[int, int]]) -> bool:
    """Whether any of `span` lies in `stretches`."""
    at = bisect_left(stretches, (span.end, 0))
    return at > 0 and stretches[at - 1][1] > span.start


def _of_row(row: TableRow, anchor: Anchor) -> tuple[Due, ...]:
    times = [cell for cell in row.cells if cell.kind is FieldKind.TIME]
    return tuple(dict.fromkeys(due for cell in times for due in read(cell.value.text, anchor, cell.column.text)))


def _dated(dues: tuple[Due, ...]) -> tuple[Due, ...]:
    return tuple(due for due in dues if due.kind is not DueKind.NONE)
