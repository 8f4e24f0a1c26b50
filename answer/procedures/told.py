"""The parts of a procedure as an answer tells them: papers by case, time and fee by way of handing in, each a quote."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from answer.draft import Statement, source
from index.procedures import LABELS
from ingest.document import Span
from ingest.plan import Plan
from ingest.procedure import Fee, Paper, Procedure
from ingest.quoted import FieldKind, Quoted
from ingest.vietnamese import fold, one_line

_BULLET = re.compile(r"[-*+•·–\s]+")
_DAYS = re.compile(r"\d+\s*(?:\([^)]*\)\s*)?(?:ngay|gio|thang|tuan)\b")
_MONEY = re.compile(r"\d\s*(?:viet nam dong|dong|vnd|d|usd|%)(?!\w)")
_PRICED = re.compile(r"\bphi\b.{0,80}?\d\s*(?:viet nam dong|dong|vnd|d|usd)(?!\w)")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZÀ-ỸĐ(+*-])")
_SHORT = 70  # characters of a line where there are many
_MARK = 6
_CASE = re.compile(r"truong hop|doi voi|neu ")
_OF_ALL = re.compile(
    r"giay to (?:phai|can) |phai (?:nop|xuat trinh)|xuat trinh|luu y|thanh phan ho so|^\W*ho so (?:gom|bao gom)"
)
"""Heads of papers that are wanted in every case."""
_FIRST = re.compile(r"\W*(?:to khai|don|giay de nghi|phieu|van ban de nghi|ban khai|giay dang ky|thong bao)\b")


@dataclass(frozen=True, slots=True)
class Case:
    """Papers that are handed in together. `is_case` says that its head tells for whom or when; `head` may be none."""

    head: Statement | None
    papers: tuple[Statement, ...]
    is_case: bool
    notes: tuple[Statement, ...] = ()


Line = Callable[..., Statement]
"""Makes a statement of a text and the pieces that it stands on."""


def lines(kind: FieldKind, procedure: Procedure, plan: Plan) -> Iterator[Statement]:
    """What the procedure says of `kind`, line by line."""
    line = _line(kind, procedure, plan)
    if told := _TOLD.get(kind):
        yield from told(procedure, line)
    for field in procedure.facts:
        if field.kind is kind:
            yield line(f"{LABELS[kind]}: {field.value.text}", field.value)


def cases(procedure: Procedure, plan: Plan) -> list[Case]:
    """The papers by case: first what everybody hands in, of these what is filled in; notes apart."""
    line = _line(FieldKind.PAPER, procedure, plan)
    found: dict[str, Case] = {}
    for head, group in groupby(procedure.papers, key=lambda paper: paper.case):
        papers = [*group]
        name = head.text.strip(" *-+:") if head else ""
        is_case = bool(name) and not _OF_ALL.search(fold(name))
        kept = found.get(name) or Case(line(f"{name}:", head) if head else None, (), is_case)
        own = sorted((paper for paper in papers if not paper.is_note), key=_order)
        told = (line(_paper(paper), paper.name, paper.count, paper.form) for paper in own)
        notes = (line(_paper(paper), paper.name) for paper in papers if paper.is_note)
        found[name] = replace(kept, papers=(*kept.papers, *told), notes=(*kept.notes, *notes))
    return sorted(found.values(), key=lambda case: (case.is_case, not case.papers))


def name_of(procedure: Procedure, plan: Plan) -> Statement:
    """Which procedure it is."""
    code = f" ({procedure.code.text})" if procedure.code else ""
    return Statement(f"Thủ tục: {procedure.name.text}{code}", (source(plan, (), procedure.name, procedure.code),))


def fitting(told: Sequence[Statement], longest: int) -> Sequence[Statement]:
    """`told` within `longest` characters: long lines shortened, and what does not fit even so counted."""
    if sum(len(line.text) + _MARK for line in told) <= longest:
        return told
    room = max(_SHORT, longest // len(told) - _MARK)
    spare = sum(max(0, room - len(line.text)) for line in told)
    long = sum(len(line.text) > room for line in told) or 1
    room += spare // long
    kept: list[Statement] = []
    length = 0
    for line in told:
        text = line.text if len(line.text) <= room else line.text[:room].rsplit(" ", 1)[0] + "…"
        length += len(text) + _MARK
        if length > longest and kept:
            more = f"(còn {len(told) - len(kept)} dòng; hỏi kèm trường hợp cụ thể để xem đủ)"
            return (*kept, Statement(more, kept[-1].sources))
        kept.append(replace(line, text=text))
    return kept


def _line(kind: FieldKind, procedure: Procedure, plan: Plan) -> Line:
    path = (procedure.name.text, LABELS.get(kind, ""))

    def line(text: str, *pieces: Quoted | None) -> Statement:
        return Statement(text, (source(plan, path, *(_own(piece, plan) for piece in pieces if piece)),))

    return line


def _own(piece: Quoted, plan: Plan) -> Quoted:
    """`piece` without its bullet, which may be drawn, and without the cells that a page's lines mix in."""
    spans = tuple(one for span in piece.spans for one in _parts(span, piece.text, plan.text))
    first, *rest = spans or piece.spans
    bullet = _BULLET.match(plan.text, first.start, first.end)
    start = bullet.end() if bullet and bullet.end() < first.end else first.start
    return replace(piece, spans=(replace(first, start=start), *rest))


def _parts(span: Span, text: str, source_text: str) -> Iterator[Span]:
    raw = source_text[span.start : span.end]
    if one_line(raw) in text or "\t" not in raw:
        yield span
        return
    for part in re.finditer(r"[^\t\n]+", raw):
        if one_line(part[0]) in text:
            yield replace(span, start=span.start + part.start(), end=span.start + part.end())


def _order(paper: Paper) -> tuple[bool, bool]:
    name = fold(paper.name.text)
    return _CASE.search(name) is not None, _FIRST.match(name) is None


def _times(procedure: Procedure, line: Line) -> Iterator[Statement]:
    for way in procedure.ways:
        name = way.name.text if way.name else LABELS[FieldKind.TIME]
        note = _saying(_DAYS, way.note)
        said = [text for text in (way.time.text if way.time else "", note) if text]
        if said:
            yield line(f"{name}: {'; '.join(said)}", way.name, way.time, way.note if note else None)
    for time in procedure.times:
        yield line(f"{LABELS[FieldKind.TIME]}: {time.text}", time)


def _saying(value: re.Pattern[str], note: Quoted | None) -> str:
    """Those sentences of `note` that hold such a value."""
    sentences = _SENTENCE.split(note.text) if note else ()
    return " ".join(sentence for sentence in sentences if value.search(fold(sentence)))


def _fees(procedure: Procedure, line: Line) -> Iterator[Statement]:
    for way in procedure.ways:
        for fee in way.fees:
            name = way.name.text if way.name else LABELS[FieldKind.FEE]
            note = _saying(_MONEY, way.note)
            more = f"; {note}" if note else ""
            yield line(f"{name}: {_fee(fee)}{more}", way.name, fee.amount, fee.comment, way.note if note else None)
        if not way.fees and way.note and _PRICED.search(fold(way.note.text)):
            yield line(f"{way.name.text if way.name else LABELS[FieldKind.FEE]}: {way.note.text}", way.name, way.note)
    for fee in procedure.fees:
        yield line(f"{LABELS[FieldKind.FEE]}: {_fee(fee)}", fee.amount, fee.comment)


def _ways(procedure: Procedure, line: Line) -> Iterator[Statement]:
    for way in procedure.ways:
        said = [piece for piece in (way.time, way.note) if piece]
        text = "; ".join(piece.text for piece in said)
        yield line(f"{way.name.text if way.name else 'Cách nộp'}{': ' if text else ''}{text}", way.name, *said)


def _sets(procedure: Procedure, line: Line) -> Iterator[Statement]:
    if procedure.sets:
        yield line(f"{LABELS[FieldKind.SETS]}: {procedure.sets.text}", procedure.sets)


def _forms(procedure: Procedure, line: Line) -> Iterator[Statement]:
    for form in procedure.forms:
        yield line(f"- {form.text}", form)
    for paper in procedure.papers:
        if paper.form or (not paper.is_note and re.search(r"\bmau\b", fold(paper.name.text))):
            file = f" [{paper.form.text}]" if paper.form else ""
            yield line(f"- {paper.name.text.strip(' -+*;')}{file}", paper.name, paper.form)


def _bases(procedure: Procedure, line: Line) -> Iterator[Statement]:
    for basis in procedure.bases:
        pieces = [piece for piece in (basis.number, basis.title) if piece]
        yield line(f"- {' '.join(dict.fromkeys(piece.text for piece in pieces))}", *pieces)


def _each(pieces: Sequence[Quoted], line: Line) -> Iterator[Statement]:
    return (line(f"- {piece.text.lstrip('-+• ')}", piece) for piece in pieces)


def _papers(procedure: Procedure, line: Line) -> Iterator[Statement]:
    for case, papers in groupby(procedure.papers, key=lambda paper: paper.case):
        if case:
            yield line(f"{case.text.strip(' *-+:')}:", case)
        for paper in papers:
            yield line(_paper(paper), paper.name, paper.count, paper.form)


def _paper(paper: Paper) -> str:
    count = f" ({paper.count.text})" if paper.count and not paper.is_note else ""
    return f"- {paper.name.text.strip(' -+*;')}{count}"


def _fee(fee: Fee) -> str:
    pieces = [fee.amount.text if fee.amount else "", f"({fee.comment.text})" if fee.comment else ""]
    return " ".join(piece for piece in pieces if piece)


_TOLD: Mapping[FieldKind, Callable[[Procedure, Line], Iterator[Statement]]] = {
    FieldKind.PAPER: _papers,
    FieldKind.TIME: _times,
    FieldKind.FEE: _fees,
    FieldKind.WAY: _ways,
    FieldKind.SETS: _sets,
    FieldKind.FORM: _forms,
    FieldKind.BASIS: _bases,
    FieldKind.STEP: lambda procedure, line: _each(procedure.steps, line),
    FieldKind.RESULT: lambda procedure, line: _each(procedure.results, line),
    FieldKind.CONDITION: lambda procedure, line: _each(procedure.conditions, line),
    FieldKind.NOTE: lambda procedure, line: _each(procedure.notes, line),
}
"""What is told of each part; a fact is its label and its value."""
