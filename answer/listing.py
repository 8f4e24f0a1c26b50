"""Lists and counts of work: complete, in the order of days or of the plan, each item with its place."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from answer.agency import MARKS
from answer.answer import Answer
from answer.check import COUNTED
from answer.draft import Statement, source, written
from answer.many import Kind, Many
from answer.period import Period
from answer.rank import Weights, heading_of, holding
from index.index import Index
from index.row import PlanRow
from index.work import Found, Work, WorkKind
from ingest.agencies import spelled_out
from ingest.due import Anchor, DueKind
from ingest.due import told as due_in
from ingest.plan import FieldKind, Plan, Quoted
from ingest.recurring import Unit
from ingest.vietnamese import fold

LONGEST = 3400  # characters of a list
_TITLE = 700
_LEAST = 90  # characters of an item where there are many
_AROUND = 30  # characters of a line besides: its mark, its number
_WHO = 90  # characters of who does it
_TIME = 400  # ... and of when
_ABOUT = 0.6  # of the words that say what it is about, that a plan's heading must hold to be the plan meant
_MET = 0.5  # ... and that a piece of work must hold to be about it
_EQUAL = 0.02
_NEARLY = 0.2
_BEGINS = 40  # characters by which a text is told to begin with an agency's name
_ANNOUNCED = 120  # characters of the line above duties that tells whose they are
_YEARLY = (Unit.YEAR, Unit.HALF)
_MOST = 5000  # pieces of work looked at
_ROLES = {FieldKind.LEAD: "chủ trì", FieldKind.PERFORMER: "thực hiện", FieldKind.COORDINATOR: "phối hợp"}
_TIMES = (FieldKind.TIME, FieldKind.FREQUENCY)
_DOES = (FieldKind.LEAD, FieldKind.PERFORMER)


@dataclass(frozen=True, slots=True)
class Listed:
    """What was found: `works` in their order; else `lacking`, what there is none of, and whether that `is_sure`."""

    works: tuple[Found, ...]
    lacking: str = ""
    is_sure: bool = True


def chosen_rows(many: Many, rows: Sequence[PlanRow], weights: Weights) -> tuple[tuple[PlanRow, ...], tuple[str, ...]]:
    """The plans whose number or heading the question says, and the words that they leave open; else all of them."""
    if numbered := tuple(row for row in rows if not _numbers(row).isdisjoint(many.numbers)):
        return numbered, _open(many, numbered, weights)
    words = [word for word in many.words if weights.rarity(word) < weights.unknown]
    total = sum(weights.rarity(word) for word in words)
    if not total:
        return tuple(rows), ()
    shares = {
        row.id: sum(weights.rarity(word) for word in words if word in holding(heading_of(row)).words) / total
        for row in rows
    }
    best = max(shares.values(), default=0.0)
    if best < _ABOUT:
        return tuple(rows), tuple(words)
    near = tuple(row for row in rows if shares[row.id] >= best - _EQUAL)
    if many.is_cited and len(near) > 1:
        plans = tuple(row for row in near if fold(row.kind) == "ke hoach")
        own = {row.id: _share_of(row, words, weights) for row in plans or near}
        near = tuple(row for row in near if own.get(row.id, 0.0) >= max(own.values()) - _EQUAL)
    return near, _open(many, near, weights)


def _numbers(row: PlanRow) -> set[str]:
    """The figures that the number of a plan begins with, and its file's name: "9669" of "9669/KH-UBND"."""
    return {re.split(r"\D", name, maxsplit=1)[0] for name in (row.number or "", row.source)} - {""}


def _open(many: Many, rows: Sequence[PlanRow], weights: Weights) -> tuple[str, ...]:
    held = holding(" ".join(heading_of(row) for row in rows)).words
    return tuple(word for word in many.words if word not in held and weights.rarity(word) < weights.unknown)


def _share_of(row: PlanRow, words: Sequence[str], weights: Weights) -> float:
    """How much of the plan's title is what the question says: "kế hoạch CCHC" is not the one on checking it."""
    title = [word for word in holding(row.title).words if weights.counts(word)]
    total = sum(weights.rarity(word) for word in title)
    return sum(weights.rarity(word) for word in title if word in words) / total if total else 0.0


def found(
    many: Many, index: Index, rows: Sequence[PlanRow], words: Sequence[str], weights: Weights, *, is_chosen: bool
) -> Listed:
    """The work that `many` wants of the plans `rows`, about `words`; `is_chosen`: the question chose these plans."""
    ids = [row.id for row in rows]
    works = _in_part(many, index.works(replace(many.wanted, plans=ids, recurring=True), _MOST))
    if many.period and not many.is_going:
        works = tuple(one for one in works if _falls_once(one.work, many.period))
    elif many.period:
        works = tuple(one for one in works if _goes_on(one.work, many.period))
    if many.units or many.is_recurring:
        works = tuple(one for one in works if _recurs(one.work, many.units))
    if many.time:
        plans = {row.id: index.plan(row.id) for row in rows}
        works = tuple(one for one in works if many.time in fold(_when(one.work, plans[one.plan_id])))
    if many.counted:
        works = tuple(one for one in works if fold(one.work.title).startswith(many.counted))
    about = _about(works, words, weights) if words else list(works)
    if not about and (is_chosen or (many.agency and many.roles)):
        about = list(works)  # the plan or the agency says what it is about; other words are often but the asker's
    if about:
        return Listed(tuple(_each_once(about)))
    if many.period and many.kind is Kind.LIST and not many.is_sure and many.names:
        other = found(replace(many, period=None, is_going=False), index, rows, words, weights, is_chosen=is_chosen)
        return Listed((), _lacking(many, index, ids), is_sure=bool(other.works) and is_chosen)
    return Listed(
        (), f"việc nào nói về “{' '.join(words)}”" if works else _lacking(many, index, ids), is_sure=many.is_sure
    )


def _falls_once(work: Work, period: Period) -> bool:
    """Whether it is due in the period, once or on a day of the year; what comes every month or week is always due."""
    since, until = period.since or date.min, period.until or date.max
    return any(
        (due.kind in (DueKind.DAY, DueKind.RANGE) and due.until is not None and since <= due.until <= until)
        or (due.kind is DueKind.EVERY and due.unit in _YEARLY and due.month is not None)
        for due in work.dues
    )


def _in_part(many: Many, works: Sequence[Found]) -> tuple[Found, ...]:
    """Of `works` those in which the agency has the part asked for.

    A task says so by its labels; where no label does, who performs it leads it. A duty says so where it begins, or in
    the heading above; one agency's duties say nothing of parts where none of them does.
    """
    if not (many.roles and many.agency):
        return tuple(works)
    name = f" {spelled_out(many.agency)} "
    tasks = [one for one in works if one.work.kind is WorkKind.TASK]
    duties = [one for one in works if one.work.kind is WorkKind.DUTY]
    labelled = [one for one in tasks if _has_part(one.work, name, many.roles)]
    if not labelled and FieldKind.LEAD in many.roles:
        labelled = [one for one in tasks if _has_part(one.work, name, (FieldKind.PERFORMER,))]
    if many.roles == (FieldKind.PERFORMER,):
        return (*labelled, *([] if labelled else duties))
    begun = [one for one in duties if _begins(one.work, many.roles)]
    own = begun or (duties if many.roles == (FieldKind.LEAD,) and not labelled else [])
    kept = {(one.plan_id, one.work) for one in (*labelled, *own)}
    return tuple(one for one in works if (one.plan_id, one.work) in kept)


def _has_part(work: Work, name: str, roles: Sequence[FieldKind]) -> bool:
    return any(kind in roles and name in f" {spelled_out(text)} " for kind, text in work.said)


def _begins(work: Work, roles: Sequence[FieldKind]) -> bool:
    text = fold(work.title).lstrip("-+•* abcdđeghiklmnopqrstuvxy)0123456789.")
    above = fold(work.section)[-_ANNOUNCED:]
    leads = "chu tri" in text[:60] or "dau moi" in text[:60] or "chu tri" in above
    if FieldKind.LEAD in roles and leads:
        return True
    return FieldKind.COORDINATOR in roles and not leads and "phoi hop" in text[:40]


def _goes_on(work: Work, period: Period) -> bool:
    """Whether any time of `work` meets the period: what runs over several months is of each."""
    return any(
        due.kind in (DueKind.DAY, DueKind.RANGE)
        and (period.until is None or (due.since or due.until or date.min) <= period.until)
        and (period.since is None or (due.until or date.max) >= period.since)
        for due in work.dues
    )


def _recurs(work: Work, units: Sequence[Unit]) -> bool:
    return any(due.kind is DueKind.EVERY and (not units or due.unit in units) for due in work.dues)


def _about(works: Sequence[Found], words: Sequence[str], weights: Weights) -> list[Found]:
    """Those that say most of `words`, and at least half."""
    total = sum(weights.rarity(word) for word in words)
    shares = [_share_said(one.work, words, weights) / total for one in works] if total else []
    best = max(shares, default=0.0)
    return [one for one, share in zip(works, shares, strict=False) if share >= max(_MET, best - _NEARLY)]


def _share_said(work: Work, words: Sequence[str], weights: Weights) -> float:
    said = " ".join((work.title, work.section, *(text for kind, text in work.said if kind is FieldKind.PRODUCT)))
    held = holding(said).words
    return sum(weights.rarity(word) for word in words if word in held)


def _each_once(works: Sequence[Found]) -> Iterator[Found]:
    """Work that a plan says twice, in the text and in its table, once; a task before its other wordings."""
    seen: set[tuple[object, ...]] = set()
    tasks = [(one.plan_id, fold(one.work.title)) for one in works if one.work.kind is WorkKind.TASK]
    for one in works:
        title = fold(one.work.title)
        key = one.plan_id, title[:240], one.work.said, one.work.kind is WorkKind.ROW and one.work.dues
        again = one.work.kind is not WorkKind.TASK and any(
            plan == one.plan_id and len(task) > _BEGINS and task in title for plan, task in tasks
        )
        if key not in seen and not again:
            seen.add(key)
            yield one


def _lacking(many: Many, index: Index, ids: Sequence[int]) -> str:
    """What there is none of: the first of the filters without which there would be some."""
    without_days = replace(many, period=None)
    if many.agency and many.period and (count := index.count_works(replace(without_days.wanted, plans=ids))):
        return f"việc nào của {many.agency} {days_told(many)}; nếu không kể thời hạn thì có {count} việc"
    if many.agency and many.roles:
        return f"việc nào ghi {many.agency} {_parts(many)}"
    if many.agency:
        return f"việc nào ghi tên {many.agency}"
    return f"việc nào {days_told(many) or 'như câu hỏi nêu'}"


def _parts(many: Many) -> str:
    return " hoặc ".join(_ROLES[kind] for kind in many.roles)


def days_told(many: Many) -> str:
    """The days that are wanted, as people read them; empty where none are."""
    period = many.period
    if period is None:
        if many.units:
            return f"làm {', '.join(unit.told for unit in many.units)}"
        return "làm định kỳ" if many.is_recurring else ""
    if many.is_going and period.since and period.until:
        return f"trong thời gian từ {_day(period.since)} đến {_day(period.until)}"
    if period.since and period.until:
        same = period.since == period.until
        return f"hạn ngày {_day(period.since)}" if same else f"hạn từ {_day(period.since)} đến {_day(period.until)}"
    return f"hạn đến hết {_day(period.until)}" if period.until else f"hạn từ {_day(period.since)} trở đi"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def told(many: Many, listed: Listed, plan_of: Callable[[int], Plan]) -> tuple[Answer, int]:
    """The answer out of what was found, how many and then each; and how many of them it shows."""
    works = listed.works
    rest = works[many.skip :]
    by_plan = list(dict.fromkeys(one.plan_id for one in works))
    lines: list[Statement] = []
    length = shown = 0
    last_plan = None
    titles = Counter(one.work.title for one in rest)
    repeated = {title for title, count in titles.items() if count > 2}
    room = min(_TITLE, max(_LEAST, LONGEST // max(len(rest), 1) - _AROUND))
    for one in rest:
        plan = plan_of(one.plan_id)
        statement = _statement(one.work, plan, many, room, repeated)
        length += len(statement.text) + 8
        if length > LONGEST and lines:
            break
        if len(by_plan) > 1 and one.plan_id != last_plan:
            lines.append(_named(plan))
            last_plan = one.plan_id
        lines.append(statement)
        shown += 1
    text, citations = written(tuple(lines))
    head = _head(many, len(works), shown)
    left = len(rest) - shown
    groups = _groups(works, plan_of) if left and not many.skip else ""
    more = f"\nCòn {left} việc. Hỏi “còn gì nữa” để xem tiếp." if left else ""
    return Answer("answered", f"{head}{groups}\n{text}{more}", citations), shown


def _head(many: Many, count: int, shown: int) -> str:
    what = " ".join(part for part in (many.agency, _parts(many) if many.agency else "", days_told(many)) if part)
    if many.skip:
        return f"Tiếp theo, việc {many.skip + 1}–{many.skip + shown} trong {count} {COUNTED}:"
    return f"Có {count} việc{' ' + what if what else ''} {COUNTED}:"


def _groups(works: Sequence[Found], plan_of: Callable[[int], Plan]) -> str:
    """How many there are of each plan, or of each chapter of one, where not all are shown."""
    by_plan = {one.plan_id for one in works} if len({one.plan_id for one in works}) > 1 else None
    counts: dict[str, int] = {}
    for one in works:
        plan = plan_of(one.plan_id)
        name = (plan.number.text if plan.number else plan.title) if by_plan else one.work.section.split(" > ")[-1]
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
    who = [] if (many.agency and many.roles) or (room <= _LEAST + _AROUND and not is_told_apart) else _who(work, plan)
    said = [text for text in (*who, _when(work, plan) if room > _LEAST or is_told_apart else "") if text]
    short = _short(title, room) if work.kind is WorkKind.TASK or len(title) <= room else _due_part(title, room)
    if is_told_apart and said:  # what tells such rows apart is who and when
        text = f"- {'; '.join(said)}"
    else:
        text = f"- {short}" + (f" ({'; '.join(said)})" if said else "")
    return Statement(text, (source(plan, path, *pieces),))


def _pieces(work: Work, plan: Plan) -> tuple[tuple[str, ...], str, list[Quoted]]:
    """The headings above, the text, and where it stands with its fields."""
    if work.kind is WorkKind.TASK:
        task = plan.tasks[work.place]
        kinds = (*_ROLES, FieldKind.TIME, FieldKind.FREQUENCY)
        return task.path, task.title.text, [task.title, *(f.value for f in task.fields if f.kind in kinds)]
    if work.kind is WorkKind.DUTY:
        duty = plan.duties[work.place]
        item = duty.items[work.item]
        agency = Quoted(duty.agency.text, duty.agency.spans)
        text = MARKS.sub("", item.text).strip()
        is_named = fold(text).startswith(fold(duty.agency.text)[:_BEGINS])
        return duty.path, text if is_named else f"{duty.agency.text}: {text}", [agency, item]
    if work.kind is WorkKind.ROW:
        row = plan.rows[work.place]
        times = [cell.value for cell in row.cells if cell.kind is FieldKind.TIME]
        return row.path, row.label.text, [row.label, *times]
    sentence = plan.deadlines[work.place].sentence
    return (), sentence.text.lstrip("-+• "), [sentence]


def _who(work: Work, plan: Plan) -> list[str]:
    if work.kind is not WorkKind.TASK:
        return []
    fields = [field for field in plan.tasks[work.place].fields if field.kind in _DOES]
    return [_short(field.value.text, _WHO) for field in fields[:1]]


def _when(work: Work, plan: Plan) -> str:
    if work.kind is WorkKind.TASK:
        values = [field.value.text for field in plan.tasks[work.place].fields if field.kind in _TIMES]
    elif work.kind is WorkKind.ROW:
        values = [cell.value.text for cell in plan.rows[work.place].cells if cell.kind is FieldKind.TIME]
    else:
        return ""
    return ", ".join(_due_part(value, _TIME) if len(value) > _TIME else value.rstrip(" .;") for value in values)


def _due_part(text: str, room: int) -> str:
    """Of a long text the clauses that say when it is due."""
    clauses = re.split(r"(?<=[;.])\s+", text)
    dated = [clause for clause in clauses if due_in(clause, Anchor())]
    part = " … ".join(dated) if dated else text
    return _short(part if part == text or text.startswith(part) else f"{_short(clauses[0], room // 3)} … {part}", room)


def _short(text: str, length: int) -> str:
    text = " ".join(text.replace("*", "").replace("|", " ").split()).rstrip(" .;:,/")
    if len(text) <= length:
        return text
    cut = max(text.rfind(mark, 0, length) for mark in (";", ".", ","))
    return (text[:cut] if cut > length // 3 else text[:length].rsplit(" ", 1)[0]).rstrip(" ,;") + "…"
