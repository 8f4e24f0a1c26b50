"""The parts of a procedure as an answer tells them: papers by case, time and fee by way of handing in, each a quote."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from answer.answer import Answer, Citation
from answer.asked import Asked
from answer.draft import Statement, source
from index.procedures import LABELS
from index.row import ProcedureRow
from ingest.plan import Plan
from ingest.procedure import Fee, Paper, Procedure
from ingest.quoted import FieldKind, Quoted
from ingest.vietnamese import fold

_WAYS = (
    (re.compile(r"\b(?:online|truc tuyen|qua mang|tren mang)\b"), "truc tuyen"),
    (re.compile(r"\b(?:buu dien|buu chinh)\b"), "buu chinh"),
    (re.compile(r"\b(?:truc tiep|nop thang|tai cho|tan noi)\b"), "truc tiep"),
)
_LONGEST = 2300  # characters of an answer; more is told by cases with their counts
_SHORT = 70  # characters of a line where there are many
_MARK = 6


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that may be asked of a procedure; `parts` are the kinds of its fields that answer."""

    name: str
    label: str
    asks: tuple[str, ...]
    parts: tuple[FieldKind, ...]


def side_by_side(rows: Sequence[ProcedureRow], both: Sequence[Answer]) -> Answer:
    """Both answers, each under its procedure's name; marks are counted on."""
    text: list[str] = []
    citations: list[Citation] = []
    for row, answer in zip(rows, both, strict=True):
        ahead = len(citations)
        body = re.sub(r"\[(\d+)\]", lambda mark, ahead=ahead: f"[{int(mark[1]) + ahead}]", answer.text)  # type: ignore[misc]
        text.append(f"{row.name}:\n{body}")
        citations += [replace(one, n=one.n + ahead) for one in answer.citations]
    return Answer("answered", "\n".join(text), tuple(citations))


def of_way(lines: list[Statement], asked: Asked) -> list[Statement]:
    """Of lines a way of handing in each, those of the way that the question names."""
    said = " ".join(asked.syllables)
    ways = [name for pattern, name in _WAYS if pattern.search(said)]
    kept = [line for line in lines if any(name in fold(line.text)[:30] for name in ways)]
    others = [
        line for line in lines if not re.match(r"(?:truc tuyen|dich vu buu|buu chinh|truc tiep)", fold(line.text))
    ]
    return [line for line in lines if line in kept or line in others] if kept else lines


def part(facet: Facet, procedure: Procedure, plan: Plan) -> Iterator[Statement]:
    """The first part of the procedure that answers `facet`, line by line."""
    for kind in facet.parts:
        lines = list(_lines(kind, procedure, plan))
        if lines:
            yield from lines
            return


Line = Callable[..., Statement]
"""Makes a statement of a text and the pieces that it stands on."""


def _lines(kind: FieldKind, procedure: Procedure, plan: Plan) -> Iterator[Statement]:
    path = (procedure.name.text, LABELS.get(kind, ""))

    def line(text: str, *pieces: Quoted | None) -> Statement:
        return Statement(text, (source(plan, path, *pieces),))

    if told := _TOLD.get(kind):
        yield from told(procedure, line)
    for field in procedure.facts:
        if field.kind is kind:
            yield line(f"{LABELS[kind]}: {field.value.text}", field.value)


def _times(procedure: Procedure, line: Line) -> Iterator[Statement]:
    for way in procedure.ways:
        if way.time:
            yield line(f"{way.name.text if way.name else LABELS[FieldKind.TIME]}: {way.time.text}", way.name, way.time)
    for time in procedure.times:
        yield line(f"{LABELS[FieldKind.TIME]}: {time.text}", time)


def _fees(procedure: Procedure, line: Line) -> Iterator[Statement]:
    for way in procedure.ways:
        for fee in way.fees:
            name = way.name.text if way.name else LABELS[FieldKind.FEE]
            yield line(f"{name}: {_fee(fee)}", way.name, fee.amount, fee.comment)
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
        if paper.form:
            yield line(f"- {paper.form.text} ({paper.name.text})", paper.form, paper.name)


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


def fitting(lines: Sequence[Statement]) -> Sequence[Statement]:
    """The lines, each shortened where they are many and long; what does not fit even so is counted."""
    if sum(len(line.text) + _MARK for line in lines) <= _LONGEST:
        return lines
    room = max(_SHORT, _LONGEST // len(lines) - _MARK)
    kept: list[Statement] = []
    length = 0
    for line in lines:
        text = line.text if len(line.text) <= room else line.text[:room].rsplit(" ", 1)[0] + "…"
        length += len(text) + _MARK
        if length > _LONGEST:
            more = f"(còn {len(lines) - len(kept)} dòng; hỏi kèm trường hợp cụ thể để xem đủ)"
            return (*kept, Statement(more, kept[-1].sources))
        kept.append(replace(line, text=text))
    return kept


def beside(facet: Facet, procedure: Procedure, plan: Plan, wanted: Sequence[Facet]) -> Iterator[Statement]:
    """What else was asked for, and which procedure it is."""
    for other in wanted[1:3]:
        if other is not facet:
            yield from list(part(other, procedure, plan))[:4]
    code = f" ({procedure.code.text})" if procedure.code else ""
    yield Statement(f"Thủ tục: {procedure.name.text}{code}", (source(plan, (), procedure.name, procedure.code),))


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
