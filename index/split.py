"""Plan -> Passages: one a task, duty, table row, article or short section; cut by length only without structure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.passage import Passage, PassageKind
from index.procedures import records
from ingest.document import Span
from ingest.mending import Mended
from ingest.outline import closes
from ingest.plan import Duty, Field, Plan, Quoted, Section, TableCell
from ingest.vietnamese import one_line, words

WHOLE = 1200  # characters; a longer section or duty becomes a passage an item, each under its heading
_BETWEEN = re.compile(r"[\s*_|<>/\-#]*(?:Page \d+)?[\s*_|]*$")
_OPENS = re.compile(r"(?:như sau|sau đây|sau|cụ thể)\s*:?$|ban hành kèm theo Quyết định này", re.IGNORECASE)
_BASIS = re.compile(r"\W*(?:Căn cứ|Thực hiện|Theo đề nghị|Xét đề nghị)\b")


def split(plan: Plan) -> tuple[Passage, ...]:
    """The passages of `plan`, in the order of the text. The sentence that ends a plan says nothing, and is none."""
    passages = [*_heads(plan), *_tasks(plan), *_rows(plan), *_duties(plan), *_sections(plan), *_procedures(plan)]
    saying = (one for one in passages if not all(closes(piece.text) for piece in one.pieces))
    return tuple(sorted(saying, key=lambda passage: passage.spans[0].start))


def cut(text: str, spans: Sequence[Span]) -> str:
    """`text` at `spans`, to the letter and in their order; what only white space parts is cut as one, else " … "."""
    return " … ".join(text[start:end].strip() for start, end in ranges(text, spans))


def cut_original(plan: Plan, spans: Sequence[Span]) -> str:
    """What stands at `spans` in the file itself: as it came, where the plan's text was mended."""
    if not plan.original:
        return cut(plan.text, spans)
    mended = Mended(plan.text, plan.changes)
    places = [mended.original(start, end) for start, end in ranges(plan.text, spans)]
    return " … ".join(plan.original[start:end].strip() for start, end in places)


def is_mended(plan: Plan, spans: Sequence[Span]) -> bool:
    """Whether anything that stands at `spans` stood otherwise in the file, blanks that tear a word apart."""
    places = [(span.start, span.end) for span in spans]
    mended = [change for change in plan.changes if change.end > change.start]
    return any(change.start < end and start < change.end for change in mended for start, end in places)


def ranges(text: str, spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """What `cut` cuts: offsets of the pieces of `text` at `spans`, those joined that only white space parts."""
    ordered = list(dict.fromkeys((span.start, span.end) for span in spans if span.end > span.start))
    joined = ordered[:1]
    for start, end in ordered[1:]:
        last_start, last_end = joined[-1]
        if last_start <= start <= last_end or (last_end <= start and _BETWEEN.match(text[last_end:start])):
            joined[-1] = (last_start, max(end, last_end))
        else:
            joined.append((start, end))
    return tuple(joined)


def _passage(plan: Plan, kind: PassageKind, path: tuple[str, ...], title: str, pieces: Sequence[Quoted]) -> Passage:
    spans = [span for piece in pieces for span in piece.spans]
    return Passage(kind, path, title, tuple(pieces), cut(plan.text, spans))


def _heads(plan: Plan) -> Iterator[Passage]:
    for head in plan.heads:
        yield _passage(plan, PassageKind.HEAD, (), plan.title, head)
    if plan.recipients:
        yield _passage(plan, PassageKind.TEXT, ("Nơi nhận",), "Nơi nhận", plan.recipients)
    if plan.signer:
        pieces = [piece for piece in (plan.signer.position, plan.signer.name) if piece]
        yield _passage(plan, PassageKind.SIGNATURE, ("Ký ban hành",), "Ký ban hành", pieces)


def _tasks(plan: Plan) -> Iterator[Passage]:
    for task in plan.tasks:
        pieces = [Quoted(one_line(plan.text[span.start : span.end].replace("*", "")), (span,)) for span in task.spans]
        spans = [span for piece in pieces for span in piece.spans]
        path = (*task.path, f"{task.number}. {task.title.text}" if task.number else task.title.text)
        yield Passage(PassageKind.TASK, path, task.title.text, tuple(pieces), cut(plan.text, spans), task.fields)


def _rows(plan: Plan) -> Iterator[Passage]:
    """A row with the name of its column before each value, so that a quote says what it counts."""
    for row in plan.rows:
        cells = sorted(row.cells, key=lambda cell: cell.value != row.label)
        pieces = [_named(cell) for cell in cells]
        fields = tuple(Field(cell.kind, cell.column.text, cell.value) for cell in cells)
        path = (*row.path, f"{row.number}. {row.label.text}" if row.number else row.label.text)
        quote = cut(plan.text, [span for piece in pieces for span in piece.spans])
        yield Passage(PassageKind.ROW, path, row.label.text, tuple(pieces), quote, fields)


def _named(cell: TableCell) -> Quoted:
    if not cell.column.text:
        return cell.value
    return Quoted(f"{cell.column.text}: {cell.value.text}", (*cell.column.spans, *cell.value.spans))


def _procedures(plan: Plan) -> Iterator[Passage]:
    """The records of each procedure, under its name and the part that they stand in."""
    for procedure in plan.procedures:
        name = procedure.name.text
        for path, fields in records(procedure):
            pieces = tuple(_labelled(field) for field in fields)
            spans = sorted((span for piece in pieces for span in piece.spans), key=lambda span: span.start)
            title = f"{name}: {path[-1]}" if path else name
            yield Passage(PassageKind.PROCEDURE, (name, *path), title, pieces, cut(plan.text, spans), fields)


def _labelled(field: Field) -> Quoted:
    return Quoted(f"{field.label}: {field.value.text}", field.value.spans) if field.label else field.value


def _starts(spans: Sequence[Span]) -> set[int]:
    return {span.start for span in spans}


def _outer(duties: Sequence[Duty]) -> list[Duty]:
    """The duties that stand in no other duty."""
    outer: list[Duty] = []
    covered: set[int] = set()
    for duty in sorted(duties, key=lambda duty: (duty.spans[0].start, -len(duty.spans))):
        if duty.spans[0].start not in covered:
            outer.append(duty)
            covered |= _starts(duty.spans)
    return outer


def _duties(plan: Plan) -> Iterator[Passage]:
    for duty in _outer(plan.duties):
        heading = Quoted(one_line(plan.text[duty.spans[0].start : duty.spans[0].end]), duty.spans[:1])
        items = [item for item in duty.items if item.spans != heading.spans]
        path = (*duty.path, duty.agency.text)
        for group in _groups(heading, items):
            spans = [span for piece in group for span in piece.spans]
            quote = cut(plan.text, spans)
            yield Passage(PassageKind.DUTY, path, duty.agency.text, tuple(group), quote, agency=duty.agency.text)


def _groups(heading: Quoted, items: Sequence[Quoted]) -> Iterator[list[Quoted]]:
    """All items below their heading, or where that is too long one item a group, "+" lines with the "-" above them."""
    if len(heading.text) + sum(len(item.text) for item in items) <= WHOLE or not items:
        yield [heading, *items]
        return
    group: list[Quoted] = []
    for item in items:
        if group and not item.text.startswith("+") and not re.match(r"(?:Thời|Sản phẩm)[^:]*:", item.text):
            yield [heading, *group]
            group = []
        group.append(item)
    yield [heading, *group]


def _sections(plan: Plan) -> Iterator[Passage]:
    covered = {span.start for task in plan.tasks for span in task.spans}
    covered |= {span.start for duty in plan.duties for span in duty.spans}
    for section, following in pairwise([*plan.sections, None]):
        if section is None or (section.title.spans and section.title.spans[0].start in covered):
            continue
        yield from _section(plan, section, covered, is_said_below=_says(following, section))


def _says(following: Section | None, section: Section) -> bool:
    """Whether the section that follows stands below `section` and has all of its title in its path."""
    above = following.path[len(section.path) :] if following else ()
    return bool(above) and len(words(above[0])) >= len(words(section.title.text))


def _section(plan: Plan, section: Section, covered: set[int], *, is_said_below: bool) -> Iterator[Passage]:
    body = [piece for piece in section.body if piece.spans[0].start not in covered]
    if not section.title.text:
        for piece in body:
            kind = PassageKind.BASIS if _BASIS.match(piece.text) or _OPENS.search(piece.text) else PassageKind.TEXT
            yield _passage(plan, kind, section.path, plan.title, [piece])
    elif body or not is_said_below:
        path = (*section.path, section.title.text[:160])
        for group in _groups(section.title, body):
            yield _passage(plan, PassageKind.TEXT, path, section.title.text[:160], group)
