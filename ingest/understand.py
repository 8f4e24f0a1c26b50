"""Document -> Plan."""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, islice, takewhile, zip_longest

from ingest.agencies import charged, is_agency, leading_agency
from ingest.contradictions import contradictions
from ingest.document import BlockKind, Document, Span, numbered
from ingest.entries import entries
from ingest.heading import Heading, heading, quoted
from ingest.labels import label_kind, line_kind, parted
from ingest.mentions import abbreviations, contacts, deadlines, references
from ingest.outline import BULLET, PARAGRAPH, Node, asks_all, outline
from ingest.part import Part, PartKind
from ingest.parts import apart, parts
from ingest.plan import DocumentRef, Duty, Effect, Field, FieldKind, Plan, Quoted, Section, TableRow, Task
from ingest.portal import beside
from ingest.printed import stretches
from ingest.procedures import kept
from ingest.roles import told_apart
from ingest.rows import read_rows
from ingest.spoken import spoken
from ingest.tables import has_header, tables
from ingest.versions import effects, effects_of
from ingest.vietnamese import fold, one_line

_LABELLED = re.compile(r"^[-+•*\s]*(?P<label>[^:]{3,70}?)\s*:\s*(?P<value>.*)$", re.DOTALL)
_BASIS = re.compile(r"^\W*(?:Căn cứ|Thực hiện|Theo đề nghị|Xét đề nghị)\b")
_GENERIC = re.compile(r"(?:hoat dong|nhiem vu|noi dung)\s*\d*$")
_TIMED = re.compile(
    r"[.;]\s+(?P<label>(?:Thời gian|Thời hạn)(?:\s+(?:hoàn thành|thực hiện))?)\s*:\s*(?P<value>[^.:;]{4,80}?)[.;]?$"
)
_DUE = re.compile(r"(?P<label>Xong|Hoàn thành|Hạn)\s+(?P<value>(?:trước|trong|vào|chậm nhất)\s[^.;]{3,60})")
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục)\b")
_FIELDS = frozenset(FieldKind)
_FIRST = frozenset(["", "a", "A", "1", "I"])  # marks; a bullet has none
_WHO = {FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR}


def understand(document: Document) -> Plan:
    """The plan that `document` holds, the first of several. What it does not say is None or empty."""
    return next(plans(document))


def plans(document: Document) -> Iterator[Plan]:
    """Each plan that `document` holds; those behind the first have its number behind the source: "a.pdf (2)".

    A file that describes procedures is one, whatever their number.
    """
    held = kept.procedures(document)
    if held.is_whole:
        yield kept.described(document, held)
        return
    found, copies = parts(document)
    for number, own in enumerate(apart(found) or [[]], start=1):
        plan = _plan(document, own, copies if number == 1 else ())
        plan = kept.listed(plan, document, held) if held.procedures and number == 1 else plan
        yield plan if number == 1 else replace(plan, source=numbered(plan.source, number), sha256=_again(plan, number))


def _again(plan: Plan, number: int) -> str:
    """A digest for a plan that shares its file with others: no two plans have the same."""
    return hashlib.sha256(f"{plan.sha256} {number}".encode()).hexdigest()


def _plan(document: Document, found: Sequence[Part], copies: Sequence[Part]) -> Plan:
    head = heading(found, beside(document))
    trees = [(part, outline(part.body)) for part in found]
    lines = [quoted(block) for part in found for block in part.body]
    refs = tuple(_references(found))
    tabled = [entry for part, tops in trees for entry in entries(part.body, tops, _root(part))]
    short_forms = tuple(short for line in lines for short in abbreviations(line))
    agencies = frozenset(short.short for short in short_forms if is_agency(short.meaning.text))
    told = [task for part, tops in trees for task in _tasks(part, tops, agencies)]
    plan = Plan(
        source=document.source,
        sha256=document.sha256,
        kind=head.kind,
        title=head.title,
        number=head.number,
        issuer=head.issuer,
        level=head.level,
        place=head.place.name if head.place else None,
        place_kind=head.place.kind if head.place else None,
        province=(head.place.province or None) if head.place else None,
        year=head.year,
        dated=head.dated,
        issued_on=head.issued_on,
        signer=head.signer,
        heads=head.lines,
        recipients=tuple(quoted(block) for part in found for block in part.recipients),
        references=refs,
        sections=tuple(section for part, tops in trees for section in _sections(part, tops)),
        tasks=tuple(sorted((*told, *(entry for entry in tabled if isinstance(entry, Task))), key=_start)),
        rows=tuple(entry for entry in tabled if isinstance(entry, TableRow)),
        duties=tuple(duty for _, tops in trees for duty in _duties(tops)),
        contacts=tuple(contact for line in lines for contact in contacts(line)),
        deadlines=tuple(deadline for line in lines for deadline in deadlines(line)),
        abbreviations=short_forms,
        warnings=tuple(_warnings(document, found, copies, head)),
        text=document.text,
        original=document.original,
        changes=document.changes,
        effects=tuple(dict.fromkeys(_effects(found))),
        is_draft=head.number is None and any(part.is_draft for part in found),
        printed=stretches(document),
    )
    return replace(plan, warnings=(*plan.warnings, *contradictions(plan)))


def _warnings(document: Document, found: Sequence[Part], copies: Sequence[Part], head: Heading) -> Iterator[str]:
    yield from document.warnings
    if not head.title or not found:
        yield "không thấy tên kế hoạch"
    if not any(part.kind is not PartKind.APPENDIX and part.head for part in found):
        yield "không thấy phần đầu văn bản (số, ngày)"
    elif head.number is None:
        yield "không thấy số văn bản"
    rows = [block for part in found for block in part.body if block.kind is BlockKind.ROW]
    headless = [table[0] for table in tables(rows) if not has_header(table)]
    if headless:
        pages = sorted({row.span.page for row in headless if row.span.page})
        where = f" (trang {', '.join(map(str, pages))})" if pages else ""
        yield f"{len(headless)} bảng không có dòng đầu cột{where}, không rõ cột nào nói gì"
    for part in copies:
        copy, used = ("dự thảo", "đã ban hành") if part.is_draft else ("thứ hai", "đầu")
        yield f"tệp có bản {copy} của cùng {part.name.lower() or 'văn bản'}; chỉ bản {used} được dùng"


def _references(found: Sequence[Part]) -> Iterator[DocumentRef]:
    for part in found:
        rows = [block for block in part.body if block.kind is BlockKind.ROW]
        for block in part.body:
            if block.kind is not BlockKind.ROW:
                yield from references(quoted(block), is_basis=bool(_BASIS.match(block.text)))
        for cell in (cell for table in tables(rows) for row in read_rows(table) for cell in row.cells):
            yield from references(cell, is_basis=False)


def _effects(found: Sequence[Part]) -> Iterator[Effect]:
    for part in found:
        title = one_line(" ".join(block.text for block in part.title))
        yield from effects(Quoted(title, tuple(block.span for block in part.title)), is_title=True)
        yield from effects_of([quoted(block) for block in part.body if block.kind is not BlockKind.ROW])


def _root(part: Part) -> tuple[str, ...]:
    """The headings that all of an appendix stands under: which one it is, and its title."""
    if part.kind is not PartKind.APPENDIX:
        return ()
    lines = [one_line(line.text.strip("*_ :.")) for line in part.title]
    is_numbered = lines[:1] and _APPENDIX.match(lines[0])
    mark, titles = (lines[0], lines[1:]) if is_numbered else ("Phụ lục", lines)
    return (mark, " ".join(titles)) if titles else (mark,)


def _start(task: Task) -> int:
    return task.title.spans[0].start if task.title.spans else 0


def _sections(part: Part, tops: Sequence[Node]) -> Iterator[Section]:
    """Every heading with what stands directly below; text before the first heading is a section without title."""
    yield from _unnumbered(part, [node for node in tops if not node.mark and _is_text(node)])
    for top in tops:
        for node in top.walk():
            if node.mark and node.rank < BULLET:
                yield Section(node.mark, quoted(node.block), (*_root(part), *node.path), tuple(_below(node)))


def _unnumbered(part: Part, tops: Sequence[Node]) -> Iterator[Section]:
    """Text under no number: lines, and where one announces items, as a day of a timetable does, it with these."""
    lines: list[Quoted] = []
    announced: list[tuple[Quoted, list[Quoted]]] = []
    is_open = False
    for node, after in zip_longest(tops, tops[1:]):
        pieces = [quoted(node.block), *_below(node)]
        is_item = node.block.kind is BlockKind.ITEM
        if after and not is_item and node.title.endswith(":") and after.block.kind is BlockKind.ITEM:
            announced.append((pieces[0], pieces[1:]))
            is_open = True
        elif is_item and is_open:
            announced[-1][1].extend(pieces)
        else:
            lines += pieces
            is_open = False
    if lines:
        yield Section("", Quoted("", ()), _root(part), tuple(lines))
    for title, below in announced:
        yield Section("", title, _root(part), tuple(below))


def _below(node: Node) -> Iterator[Quoted]:
    """The pieces below `node` that belong to no numbered heading of their own."""
    for child in node.children:
        if child.block.kind is BlockKind.ROW or (child.mark and child.rank < BULLET):
            continue
        yield from _items(child)


def _items(node: Node) -> Iterator[Quoted]:
    """`node` and all below it, a line that tells of another ("Thời gian hoàn thành: …") joined to that one."""
    if node.block.kind is BlockKind.ROW:
        return
    telling = [child for child in node.children if child.rank == PARAGRAPH]
    text = " ".join((node.block.text, *(child.block.text for child in telling)))
    yield Quoted(text, (node.block.span, *(child.block.span for child in telling)))
    for child in node.children:
        if child.rank != PARAGRAPH:
            yield from _items(child)


def _tasks(part: Part, tops: Sequence[Node], agencies: Collection[str]) -> Iterator[Task]:
    """The tasks of `part`; `agencies` are the short forms of agencies that the plan explains."""
    for top in tops:
        for node in top.walk():
            task = _labelled_task(node, _root(part), agencies)
            if task:
                yield task


def _labelled_task(node: Node, root: tuple[str, ...], agencies: Collection[str]) -> Task | None:
    if not _is_text(node) or line_kind(node.title) in _FIELDS:
        return None
    inline = _inline_fields(node) if parted(node.title)[0] else ()
    fields = [*inline, *(field for child in node.children for field in _fields(child))]
    kinds = {field.kind for field in fields}
    if not (kinds & _WHO) and not {FieldKind.TIME, FieldKind.METHOD} <= kinds:
        return _spoken_task(node, root, agencies) or _timed_task(node, fields, root)
    title = _task_title(node)
    path = (*root, *node.path) if title.text == node.title else (*root, *node.path, node.heading)
    return Task(node.mark, title, path, tuple(fields), _spans(node))


def _spoken_task(node: Node, root: tuple[str, ...], agencies: Collection[str]) -> Task | None:
    """A line that tells of a task in prose, with nothing below it."""
    if not node.rank or any(child.rank != PARAGRAPH for child in node.children):
        return None
    told = spoken(Quoted(node.title, (node.block.span,)), agencies)
    if not told:
        return None
    return Task(node.mark, Quoted(told.title, (node.block.span,)), (*root, *node.path), told.fields, _spans(node))


def _timed_task(node: Node, fields: Sequence[Field], root: tuple[str, ...]) -> Task | None:
    """An item with a time of its own below a heading that says whose it is: a task of that one."""
    inline = _TIMED.search(node.title)
    if inline:
        value = Quoted(inline["value"], (node.block.span,))
        fields = [*fields, Field(FieldKind.TIME, inline["label"], value)]
    if not node.parent or node.rank < BULLET or not any(field.kind is FieldKind.TIME for field in fields):
        return None
    name = charged(node.parent.title)
    if not name:
        return None
    above = node.parent.block.span  # part of the task: it alone says who
    who = Field(FieldKind.LEAD, "", Quoted(name, (above,)))
    title = Quoted(node.title, (node.block.span,))
    return Task(node.mark, title, (*root, *node.path), (who, *fields), (above, *_spans(node)))


def _spans(node: Node) -> tuple[Span, ...]:
    return tuple(piece.block.span for piece in node.walk() if _is_text(piece))


def _task_title(node: Node) -> Quoted:
    """The heading; or what the line "Nội dung: …" below it says, where the heading is a mere number."""
    for child in node.children:
        labelled = _LABELLED.match(child.title)
        if labelled and label_kind(labelled["label"]) == "title":
            value = labelled["value"] or " ".join(piece.title for piece in child.children)
            if _GENERIC.match(fold(node.title)):
                return Quoted(one_line(value), (child.block.span,))
    return Quoted(parted(node.title)[0] or node.title, (node.block.span,))


def _fields(node: Node) -> Iterator[Field]:
    """What a line below a task says of it: "Chủ trì: …", or several such things in a row."""
    labelled = _LABELLED.match(node.title)
    kind = line_kind(node.title)
    if not labelled or kind not in _FIELDS:
        return
    before, more = parted(node.title)
    if not before and len(more) > 1:
        yield from _inline_fields(node)
        return
    below = [piece.block for child in node.children for piece in child.walk() if _is_text(piece)]
    value = one_line(" ".join((labelled["value"], *(block.text for block in below))))
    spans = (node.block.span, *(block.span for block in below))
    yield from told_apart(Field(FieldKind(kind or ""), one_line(labelled["label"]), Quoted(value, spans)))


def _inline_fields(node: Node) -> Iterator[Field]:
    """What the line itself says with labels: "In sổ tay. Phụ trách: Văn phòng. Hạn: quý I."."""
    for label, value in parted(node.title)[1]:
        kind = label_kind(label)
        if value and kind not in (None, "title", "order"):
            said, _, more = value.partition(". ") if kind in _WHO else (value, "", "")
            yield from told_apart(Field(FieldKind(kind), label, Quoted(said.rstrip(" .;"), (node.block.span,))))
            due = _DUE.match(more)
            if due:
                yield Field(FieldKind.TIME, due["label"], Quoted(due["value"], (node.block.span,)))


def _duties(tops: Sequence[Node]) -> Iterator[Duty]:
    for top in tops:
        for node in top.walk():
            beside = node.parent.children if node.parent else tops
            duty = _duty(node, node.children or _announced(node, beside))
            if duty:
                yield duty


def _duty(node: Node, below: Sequence[Node]) -> Duty | None:
    """What an agency has to do, where a heading or the beginning of a sentence names it; `below` says the rest."""
    if node.block.kind is BlockKind.ROW or line_kind(node.title):
        return None
    if sum(1 for child in below if child.mark and leading_agency(child.title)) >= 2:
        return None
    name = leading_agency(node.title)
    if any(True for child in below for _ in _fields(child)) or (not node.mark and asks_all(node.title)):
        return None
    if not name or (not node.mark and node.rank >= BULLET and not _assigns(node.title)):
        return None
    rest = node.title[node.title.find(name) + len(name) :].strip(" :.,-–")
    items = [Quoted(node.block.text, (node.block.span,))] if len(rest) > 20 else []
    items += [item for child in below for item in _items(child)]
    spans = (node.block.span, *(piece.block.span for child in below for piece in child.walk() if _is_text(piece)))
    agency = Quoted(name, (node.block.span,))
    return Duty(agency, tuple(items), node.path, spans) if items else None


def _announced(node: Node, beside: Sequence[Node]) -> Sequence[Node]:
    """The numbered items behind a plain line that announces them, "Giao Sở Nội vụ chủ trì:", though none heads them."""
    if node.mark or not node.title.endswith(":"):
        return ()
    behind = list(islice(dropwhile(lambda one: one is not node, beside), 1, None))
    if not behind or behind[0].mark not in _FIRST or behind[0].rank > BULLET:
        return ()
    return tuple(takewhile(lambda one: one.rank == behind[0].rank and one.title != one.block.text, behind))


def _assigns(text: str) -> bool:
    return re.match(r"(?:Giao|Đề nghị|Yêu cầu)\s", text) is not None or (is_agency(text) and "chủ trì" in text[:120])


def _is_text(node: Node) -> bool:
    return node.block.kind is not BlockKind.ROW
