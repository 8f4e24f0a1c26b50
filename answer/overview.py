"""A document in ten lines: what it is, what for, its main work, who leads most, when it is due, who reports."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from answer.draft import Draft, Statement, source
from answer.values import has_due
from ingest.agencies import spelled_out
from ingest.plan import FieldKind, Plan, Quoted, Section
from ingest.vietnamese import fold

_PURPOSES = ("muc dich", "muc tieu", "yeu cau")
_SCOPES = ("pham vi", "doi tuong")
_LINE = 200  # characters of a line
_WORK = 14  # pieces of work or headings named
_GROUPS = 2
_TIMED, _TITLE = 3, 120  # tasks with a deadline that are named, and characters of their titles
_MARKS = 4  # characters of a number that stands alone
_SENTENCE = 400  # characters; a longer one is a page's notice
_HEADING = 160
_WHOLE = 3000  # characters of all that stands below a heading
_LITERAL = 6  # words of a heading that a question says one after the other
_MEANT = 8  # ... or anywhere
_NAMED = 3  # words of a heading that a question names
_GLUE = frozenset(["va", "cac", "nhung", "cua", "ve", "trong", "thuc", "hien"])
_MARK = re.compile(r"^(?:Điều \d+|[A-ZĐ]|[IVXLC]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s*")
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER)


def overview(plan: Plan, said: str = "") -> Draft:
    """The overview of `plan`, each line with its place; or all that stands below the heading that `said` names.

    `said` is the question, folded and written out.
    """
    return below_heading(plan, said) or (
        *_named(plan), *_below(plan, "Mục đích", _PURPOSES, 1), *_below(plan, "Phạm vi, đối tượng", _SCOPES, 1),
        *_work(plan), *_leading(plan), *_dues(plan),
    )  # fmt: skip


def outlines(plan: Plan) -> Draft:
    """What `plan` is, what for, who leads most and when it is due, in a few lines."""
    return (*_named(plan), *_below(plan, "Mục đích", _PURPOSES, 1), *_leading(plan), *_dues(plan))


def below_heading(plan: Plan, said: str, *, is_literal: bool = False) -> Draft:
    """The headings or tasks right below the one on work whose words all stand in `said`; the longest such one.

    `is_literal`: they are many, and stand in it one after the other, or are so many that it can only be meant.
    """
    name = set(spelled_out(plan.title).split())
    asked = set(said.split()) | (set() if is_literal else name)
    paths = dict.fromkeys((*(one.path for one in plan.sections), *(one.path for one in plan.tasks)))
    named = [(words, path) for path in paths if path and (words := _said_of(path[-1])) and set(words) <= asked]
    named = [one for one in named if is_literal or len(set(one[0]) - name) >= _NAMED]
    named = [one for one in named if not is_literal or _stands(one[1][-1], said)]
    if not named:
        return ()
    _, path = max(named, key=lambda one: len(one[0]))
    return _each(plan, _numbered(plan, path) or [task.title for task in plan.tasks if task.path == path], path)


_ORDERED = re.compile(r"(?:(?:lan )?thu )?(?:nhat|hai|ba|tu|\d{1,2}|[ivx]+)\b")
_COUNTS = re.compile(r"\b(?P<how>may|bao nhieu|nhung|cac) (?P<what>[a-z].*)")
_CONSISTS = re.compile(r"(?P<what>.*?) (?:thi )?(?:bao )?gom (?:nhung|cac|gi|may)\b")
_SERIES = ("dot", "giai doan", "buoc", "nhom", "vong", "muc tieu", "nguyen tac", "chuyen de")


def series(plan: Plan, said: str, *, with_tasks: bool) -> Draft:
    """What `said` asks for by what it has in common, "có mấy đợt", "những hội nghị hiệp thương nào".

    Headings of `plan` beside each other or lines of one section; else what stands below the heading that is asked for
    by its name, and `with_tasks` the tasks below it.
    """
    counted, consists = _COUNTS.search(said), _CONSISTS.match(said)
    whole = consists["what"] if consists else ""
    is_count = counted is not None and counted["how"] in ("may", "bao nhieu")
    asked = [what for what in (counted["what"] if counted else "", whole) if what]
    found: list[tuple[tuple[str, ...], list[Quoted]]] = []
    for path in dict.fromkeys(one.path for one in plan.sections):
        found += ((path, alike) for what in asked for alike in [_alike(_numbered(plan, path), what)])
    for one in plan.sections:
        path = (*one.path, one.title.text)
        found += ((path, alike) for what in asked for alike in [_alike(one.body, what)])
        title = spelled_out(_MARK.sub("", one.title.text))
        named = [
            what
            for what in asked
            if f"{what} ".startswith(f"{title} ") and (what == whole or (is_count and not _is_of_work(title)))
        ]
        if len(title.split()) >= _GROUPS and named:
            below = _numbered(plan, (*one.path, _bare(one)))
            lines = [*one.body, *below] if len(below) < _GROUPS else below
            found.append((path, [line for line in lines if len(line.text) > _MARKS]))
    found += _tasks_below(plan, said) if with_tasks else ()
    path, lines = max(found, key=lambda each: len(each[1]), default=((), []))
    return _each(plan, lines, path) if len(lines) >= _GROUPS else ()


_KIND = re.compile(
    r"\b(?:nhung|cac|may|bao nhieu) (?:ten |nhom |mang |loai )?(?P<kind>\w+ \w+(?: \w+){0,2}?)"
    r"(?= (?:nao|gi|j|ten|thuoc|la)\b|$)"
)
_NO_KIND = frozenset(["co quan", "don vi", "cong viec", "phong ban", "thu tuc", "xa phuong", "to chuc", "noi dung"])


def of_kind(plan: Plan, said: str) -> tuple[Draft, tuple[str, ...]]:
    """What `said` asks for by its kind and nothing else, and the headings above it; both empty where there is none.

    "những bãi tập nào" are the rows "Bãi tập An Hòa", "Bãi tập An Phú", "những hình thức nào" what is numbered below
    "3. Hình thức".
    """
    match = _KIND.search(said)
    kind = match["kind"] if match else ""
    path, lines = next(_groups_of(plan, kind), ((), [])) if kind and kind not in _NO_KIND else ((), [])
    return (_each(plan, lines, path), path)


def _groups_of(plan: Plan, kind: str) -> Iterator[tuple[tuple[str, ...], list[Quoted]]]:
    for path in dict.fromkeys(row.path for row in plan.rows):
        rows = [row.label for row in plan.rows if row.path == path and _begins(row.label.text, kind)]
        if len(rows) >= _GROUPS:
            yield path, rows
    groups = [(*one.path, _bare(one)) for one in plan.sections if _begins(one.title.text, kind)]
    told = [(path, _numbered(plan, path)) for path in groups]
    yield from (
        one for one in told if len(one[1]) >= _GROUPS and not any(_begins(line.text, kind) for line in one[1])
    )  # "I. Mục đích, yêu cầu" has "1. Mục đích" below


def _begins(text: str, kind: str) -> bool:
    return f"{spelled_out(_MARK.sub('', text))} ".startswith(f"{kind} ")


_OF_TASKS = re.compile(r"\b(?:nhiem vu|viec|cong viec|hoat dong)(?: \w+){0,2} (?:nao|gi|j)\b")


def _tasks_below(plan: Plan, said: str) -> Iterator[tuple[tuple[str, ...], list[Quoted]]]:
    """The tasks below each heading that `said` names word for word as one of tasks."""
    if not _OF_TASKS.search(said):
        return
    for path in dict.fromkeys(task.path for task in plan.tasks if task.path):
        heading = spelled_out(_MARK.sub("", path[-1]))
        if len(heading.split()) > _NAMED and f" {heading} " in f" {said} ":
            yield path, [task.title for task in plan.tasks if task.path[: len(path)] == path]


def _alike(lines: Sequence[Quoted], what: str) -> list[Quoted]:
    """Those of `lines` that begin with what `what` does: with a noun that comes in series, or with a number behind."""
    texts = [spelled_out(_MARK.sub("", line.text.lstrip("-–+*• "))) for line in lines]
    words = what.split()
    for count in range(min(len(words), _NAMED + 2), 0, -1):
        noun = " ".join(words[:count])
        begun = [(line, text.removeprefix(noun).strip()) for line, text in zip(lines, texts, strict=True)
                 if f"{text} ".startswith(f"{noun} ")]  # fmt: skip
        is_numbered = count > _GROUPS and all(_ORDERED.match(rest) for _, rest in begun)
        is_one = _ORDERED.match(" ".join(words[count:])) is not None  # "vòng 1 gồm những gì"
        is_series = (noun in _SERIES or is_numbered) and not is_one
        if len(begun) >= _GROUPS and is_series:
            return [line for line, _ in begun]
    return []


def _bare(section: Section) -> str:
    return section.title.text.rstrip(" :.;")


def _numbered(plan: Plan, path: tuple[str, ...]) -> list[Quoted]:
    return [one.title for one in plan.sections if one.path == path and one.number]


def _each(plan: Plan, titles: Sequence[Quoted], path: tuple[str, ...]) -> Draft:
    room = min(_LINE, _WHOLE // max(len(titles), 1))
    return tuple(Statement(f"- {_short(title.text, room)}", (source(plan, path, title),)) for title in titles)


def _stands(heading: str, said: str) -> bool:
    words = spelled_out(_MARK.sub("", heading)).split()
    return len(words) >= _LITERAL and (f" {' '.join(words)} " in f" {said} " or len(set(words)) >= _MEANT)


def _said_of(heading: str) -> list[str]:
    """The words of a heading on work, without its number; none where it says too few to be named by them."""
    words = [word for word in spelled_out(_MARK.sub("", heading)).split() if word not in _GLUE]
    return words if len(words) >= _NAMED and _is_of_work(heading) else []


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
    below: dict[tuple[str, ...], list[str]] = {}
    for section in plan.sections:
        if section.path and section.number and _is_of_work(section.path[-1]):
            below.setdefault(section.path, []).append(section.title.text)
    of_work = [path for path, titles in below.items() if len(set(titles)) == len(titles) >= _GROUPS]
    main = min(of_work, key=lambda path: (len(path), not _is_of_tasks(path[-1])), default=None)
    groups = list(dict.fromkeys(task.path[-1] for task in plan.tasks if task.path))
    if main:
        own = [one for one in plan.sections if one.path == main and one.number]
        beside = [task for task in plan.tasks if task.path[: len(main)] != main] if len(own) <= _GROUPS else []
        for path, title in [*((one.path, one.title) for one in own), *((one.path, one.title) for one in beside)][
            :_WORK
        ]:
            yield Statement(f"- {_short(title.text)}", (source(plan, path, title),))
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


def _is_of_tasks(heading: str) -> bool:
    """Whether `heading` says that work is below, and not only whose it is."""
    said = fold(heading)
    return re.search(r"nhiem vu|giai phap|hoat dong", said) is not None and "phan cong nhiem vu" not in said


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
    ] or [(duty.agency.text, item) for duty in plan.duties for item in duty.items]
    counts = Counter(name for name, _ in leads)
    if counts and counts.most_common(1)[0][1] > 1:
        name, count = counts.most_common(1)[0]
        places = [value for other, value in leads if other == name]
        yield Statement(
            f"Được giao nhiều việc nhất: {_short(name)} ({count} nhiệm vụ)", (source(plan, (), *places[:3]),)
        )


def _dues(plan: Plan) -> Iterator[Statement]:
    """The first deadline, and the first one of a report; the first tasks that have a deadline of their own."""
    dues = [one.sentence for one in plan.deadlines if len(one.sentence.text) < _SENTENCE]
    reports = [one for one in dues if "bao cao" in fold(one.text)]
    for name, sentence in (("Báo cáo", reports), ("Thời hạn", [one for one in dues if one not in reports[:1]])):
        for one in sentence[:1]:
            yield Statement(f"{name}: {_short(one.text)}", (source(plan, (), one),))
    fields = ((task, field) for task in plan.tasks for field in task.fields)
    timed = (one for one in fields if one[1].kind is FieldKind.TIME and has_due(one[1].value.text))
    for task, field in islice(timed, _TIMED):
        due = f"Thời hạn: {_short(field.value.text)} ({_short(task.title.text, _TITLE)})"
        yield Statement(due, (source(plan, task.path, task.title, field.value),))


def _short(text: str, length: int = _LINE) -> str:
    text = " ".join(text.replace("*", "").replace("|", " ").split()).strip("-+• ").rstrip(" .;:")
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + "…"
