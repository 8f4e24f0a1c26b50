"""A procedure's records: what of it makes a passage each, with the fields that it holds."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from ingest.procedure import Fee, LegalBasis, Paper, Procedure, Way
from ingest.quoted import Field, FieldKind, Quoted

LABELS = {
    FieldKind.NAME: "Tên thủ tục",
    FieldKind.CODE: "Mã thủ tục",
    FieldKind.DECISION: "Quyết định công bố",
    FieldKind.LEVEL: "Cấp thực hiện",
    FieldKind.DOMAIN: "Lĩnh vực",
    FieldKind.APPLICANT: "Đối tượng thực hiện",
    FieldKind.DECIDER: "Cơ quan có thẩm quyền quyết định",
    FieldKind.DELEGATE: "Cơ quan được ủy quyền",
    FieldKind.PERFORMER: "Cơ quan thực hiện",
    FieldKind.COORDINATOR: "Cơ quan phối hợp",
    FieldKind.ADDRESS: "Nơi tiếp nhận hồ sơ",
    FieldKind.CHANGE: "Nội dung công bố",
    FieldKind.RELATED: "Thủ tục hành chính liên quan",
    FieldKind.STEP: "Trình tự thực hiện",
    FieldKind.WAY: "Cách thức thực hiện",
    FieldKind.TIME: "Thời hạn giải quyết",
    FieldKind.FEE: "Phí, lệ phí",
    FieldKind.PAPER: "Thành phần hồ sơ",
    FieldKind.SETS: "Số lượng hồ sơ",
    FieldKind.FORM: "Mẫu đơn, tờ khai",
    FieldKind.RESULT: "Kết quả thực hiện",
    FieldKind.CONDITION: "Yêu cầu, điều kiện thực hiện",
    FieldKind.BASIS: "Căn cứ pháp lý",
    FieldKind.NOTE: "Ghi chú",
}
"""The parts of a procedure as people read them."""

_STEPS = 2400  # characters of steps in a passage; they are read together


def records(procedure: Procedure) -> Iterator[tuple[tuple[str, ...], tuple[Field, ...]]]:
    """Each record of `procedure`: the part that it stands in, and the case where there are several, with its fields."""
    parts = (
        ((), _facts(procedure)),
        *(((LABELS[FieldKind.WAY],), _way(way)) for way in procedure.ways),
        ((LABELS[FieldKind.TIME],), _times(procedure)),
        ((LABELS[FieldKind.FEE],), _fees(procedure)),
        *(((LABELS[FieldKind.PAPER], *case), fields) for case, fields in _papers(procedure)),
        *(((LABELS[FieldKind.STEP],), fields) for fields in _grouped(_fields(FieldKind.STEP, procedure.steps))),
        ((LABELS[FieldKind.FORM],), _fields(FieldKind.FORM, procedure.forms)),
        ((LABELS[FieldKind.RESULT],), _fields(FieldKind.RESULT, procedure.results)),
        ((LABELS[FieldKind.CONDITION],), _fields(FieldKind.CONDITION, procedure.conditions)),
        ((LABELS[FieldKind.BASIS],), (field for basis in procedure.bases for field in _basis(basis))),
        ((LABELS[FieldKind.NOTE],), _fields(FieldKind.NOTE, procedure.notes)),
    )
    for path, fields in parts:
        if told := tuple(fields):
            yield path, told


def _facts(procedure: Procedure) -> Iterator[Field]:
    """What is said of the procedure as a whole; of a row of a list that is all."""
    yield Field(FieldKind.NAME, LABELS[FieldKind.NAME], procedure.name)
    if procedure.code:
        yield Field(FieldKind.CODE, LABELS[FieldKind.CODE], procedure.code)
    for field in procedure.facts:
        yield Field(field.kind, LABELS[field.kind], field.value)


def _way(way: Way) -> Iterator[Field]:
    if way.name:
        yield Field(FieldKind.WAY, "Hình thức nộp", way.name)
    if way.time:
        yield Field(FieldKind.TIME, LABELS[FieldKind.TIME], way.time)
    yield from _fee(way.fees, LABELS[FieldKind.FEE])
    if way.note:
        yield Field(FieldKind.WAY if way.name is None else FieldKind.NOTE, "", way.note)


def _fee(fees: Iterable[Fee], label: str) -> Iterator[Field]:
    """A comment follows the amount: it may correct it, so no answer tells one without the other."""
    for fee in fees:
        pieces = [piece for piece in (fee.amount, fee.comment) if piece]
        text = " ".join(f"({piece.text})" if piece is fee.comment else piece.text for piece in pieces)
        yield Field(FieldKind.FEE, label, Quoted(text, tuple(span for piece in pieces for span in piece.spans)))


def _times(procedure: Procedure) -> Iterator[Field]:
    for way in procedure.ways:
        if way.time:
            yield Field(FieldKind.TIME, way.name.text if way.name else "", _with(way.name, way.time))
    yield from _fields(FieldKind.TIME, procedure.times)


def _fees(procedure: Procedure) -> Iterator[Field]:
    for way in procedure.ways:
        for field in _fee(way.fees, way.name.text if way.name else ""):
            yield Field(field.kind, field.label, _with(way.name, field.value))
    yield from _fee(procedure.fees, "")


def _with(name: Quoted | None, value: Quoted) -> Quoted:
    """`value` whose quote shows also which way of handing in it is of."""
    return Quoted(value.text, (*name.spans, *value.spans)) if name else value


def _papers(procedure: Procedure) -> Iterator[tuple[tuple[str, ...], tuple[Field, ...]]]:
    """Each case with its papers; how many are wanted is the label of each, as it stands."""
    for case, papers in groupby(procedure.papers, key=lambda paper: paper.case):
        fields = [field for paper in papers for field in _paper(paper)]
        if procedure.sets:
            fields.append(Field(FieldKind.SETS, LABELS[FieldKind.SETS], procedure.sets))
        yield (case.text.strip(" *-+:"),) if case else (), tuple(fields)


def _paper(paper: Paper) -> Iterator[Field]:
    spans = (*paper.name.spans, *(paper.count.spans if paper.count else ()))
    kind = FieldKind.NOTE if paper.is_note else FieldKind.PAPER
    yield Field(kind, paper.count.text if paper.count and not paper.is_note else "", Quoted(paper.name.text, spans))
    if paper.form:
        yield Field(FieldKind.FORM, LABELS[FieldKind.FORM], paper.form)


def _basis(basis: LegalBasis) -> Iterator[Field]:
    pieces = [piece for piece in (basis.number, basis.title) if piece]
    number, title = basis.number.text if basis.number else "", basis.title.text if basis.title else ""
    text = title if number and number in title else f"{number} {title}".strip()
    yield Field(FieldKind.BASIS, "", Quoted(text, tuple(span for piece in pieces for span in piece.spans)))


def _fields(kind: FieldKind, values: Iterable[Quoted]) -> Iterator[Field]:
    return (Field(kind, "", value) for value in values)


def _grouped(fields: Iterable[Field]) -> Iterator[tuple[Field, ...]]:
    """`fields` in groups that a passage can hold, a line with those below it that begin with a bullet."""
    group: list[Field] = []
    length = 0
    for field in fields:
        if group and length + len(field.value.text) > _STEPS and not field.value.text.startswith(("+", "-")):
            yield tuple(group)
            group, length = [], 0
        group.append(field)
        length += len(field.value.text)
    if group:
        yield tuple(group)
