"""The fields of a task that answer: who leads it, by when, what it costs, as the plan labels them."""

import re
from collections.abc import Iterator, Sequence

from answer import values
from answer.asked import Asked
from answer.check import unsupported
from answer.draft import Source, Statement, source
from answer.rank import Fit, Weights
from answer.telling import told as told_of
from index.passage import Passage, PassageKind
from ingest.agencies import spelled_out
from ingest.contradictions import is_same, told_twice
from ingest.plan import Field, FieldKind, Plan, Quoted

NEAR = 0.8  # of the best score: what is worse is about something else
_CONTRADICTED = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.TIME)
_LONG_KINDS = (FieldKind.PRODUCT, FieldKind.NOTE, FieldKind.METHOD)
_RECORD = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR, FieldKind.TIME, FieldKind.FREQUENCY)
_DITTO = re.compile(r"\W*(?:nt|như trên)?\W*", re.IGNORECASE)
_BARE = re.compile(r"[≥≤><~\s]*\d[\d.,]*(?:\s*[-–]\s*\d[\d.,]*)?")
_UNIT = re.compile(r"(?:don vi(?: tinh)?|dvt)")
_SHORT = 120  # characters of a field that is told though it was not asked for
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER)
_FIELDS: tuple[tuple[tuple[str, ...], tuple[FieldKind, ...]], ...] = (
    (("deadline", "when", "period", "quarter"), (FieldKind.TIME, FieldKind.FREQUENCY)),
    (("frequency",), (FieldKind.FREQUENCY, FieldKind.TIME)),
    (("product",), (FieldKind.PRODUCT,)),
    (("method", "where"), (FieldKind.METHOD,)),
    (("budget", "amount"), (FieldKind.BUDGET,)),
    (("yesno",), (FieldKind.PRODUCT, FieldKind.NOTE)),
    (("percent",), (FieldKind.NOTE, FieldKind.PRODUCT)),
)
# How a field is told that the plan words in a sentence.
_UNLABELLED = {
    FieldKind.LEAD: "Phân công",
    FieldKind.PERFORMER: "Phân công",
    FieldKind.COORDINATOR: "Phối hợp",
    FieldKind.TIME: "Thời gian",
    FieldKind.FREQUENCY: "Tần suất",
    FieldKind.METHOD: "Hình thức",
    FieldKind.PRODUCT: "Sản phẩm",
    FieldKind.BUDGET: "Kinh phí",
}
_DOES = re.compile(
    r"chu tri|thuc hien|trien khai|xay dung|giao|phu trach|dau moi|\blam\b.*phoi hop.*(voi|cung)|to chuc"
)


def task_of(asked: Asked, fits: Sequence[Fit], best: Sequence[Fit]) -> Fit | None:
    """The task whose fields answer, where the best passage or the best line is a task's."""
    candidates = [*fits[:1], *best]
    if (
        asked.asks("who", "coordinator")
        and fits
        and not values.has_agency(fits[0].passage.quote + fits[0].passage.agency)
    ):
        candidates += [fit for fit in fits if fit.score > NEAR * fits[0].score]
    for fit in candidates:
        if fit.passage.fields and (_kinds(asked, fit.passage) or asked.asks("who", "coordinator")):
            return fit
    return None


def _kinds(asked: Asked, passage: Passage) -> list[FieldKind]:
    """The kinds of field of `passage` that answer, in the order to say them."""
    there = {field.kind for field in passage.fields}
    kinds: list[FieldKind] = []
    if asked.asks("who", "coordinator", "receiver", "approver"):
        if not asked.asks("coordinator") or _DOES.search(asked.folded.replace("phoi hop thuc hien", "")):
            kinds += _WHO
        if asked.asks("coordinator"):
            kinds += [FieldKind.COORDINATOR]
        if asked.asks("coordinator") and FieldKind.COORDINATOR not in there:
            kinds += _WHO
    for facets, wanted in _FIELDS:
        if asked.asks(*facets):
            kinds += wanted
    return [kind for kind in dict.fromkeys(kinds) if kind in there]


def from_fields(asked: Asked, passage: Passage, plan: Plan, weights: Weights) -> Iterator[Statement]:
    """The fields of `passage`, a task of `plan`, that answer, then the task itself; nothing where none does."""
    kinds = _kinds(asked, passage)
    told = [field for kind in kinds for field in passage.fields if field.kind is kind and _is_brief(field)]
    told += [field for field in passage.fields if field not in told and _is_named(asked, field)]
    told += _missing(asked, told, passage)
    told += [unit for unit in _units(passage) if any(_BARE.fullmatch(field.value.text) for field in told)]
    texts = [_with_unit(field) for field in told]
    whole = [*texts, passage.title]  # a title names agencies, but for what they have to do
    if not told or not (
        all(any(map(holds, whole)) for holds in values.required(asked.folded))
        and all(
            any(map(holds, texts if asked.asks("who", "coordinator") else whole))
            for holds in values.strict(asked.facets, asked.folded)
        )
    ):
        return
    place = _task_source(plan, passage, told)
    for field in told:
        value = told_of(asked, field.value.text, weights) if field.kind in _LONG_KINDS else field.value.text
        yield Statement(_said(field, value, place.quote), (place,))
    if not any(field.value.text == passage.title for field in told):
        yield Statement(_titled(passage, place.quote), (place,))
    yield from _told_otherwise(passage, plan, told)
    for field in passage.fields:
        is_of_record = field.kind in _RECORD or passage.kind is PassageKind.ROW
        is_told = field in told or _DITTO.fullmatch(field.value.text) or field.value.text == passage.title
        if is_of_record and not is_told and len(field.value.text) < _SHORT:
            place = _task_source(plan, passage, [field])
            yield Statement(_said(field, field.value.text, place.quote), (place,))


def _units(passage: Passage) -> list[Field]:
    """What the row of `passage` counts in, where a column of its own says that."""
    return [field for field in passage.fields if _UNIT.fullmatch(spelled_out(field.label))]


def _missing(asked: Asked, told: Sequence[Field], passage: Passage) -> list[Field]:
    """Brief fields of `passage` that give what is asked for and none of `told` gives: "hạn nào, mấy lớp?"."""
    text = " ".join(map(_with_unit, told))
    open_ = [holds for holds in values.wants(asked.facets, asked.folded) if told and not holds(text)]
    others = [field for field in passage.fields if field not in told and field.value.text != passage.title]
    found = [
        next((one for one in others if len(one.value.text) < _SHORT and holds(_with_unit(one))), None)
        for holds in open_
    ]
    return list(dict.fromkeys(field for field in found if field))


def from_row(asked: Asked, passage: Passage, plan: Plan, first: Quoted, weights: Weights) -> Iterator[Statement]:
    """All that the row of `passage` says, the cell `first` before the others; who has a post before the post."""
    told = [field for field in passage.fields if not _DITTO.fullmatch(field.value.text)]
    is_post = asked.asks("who", "name") and any(holds(first.text) for holds in values.holders(asked.folded))
    ahead = passage.title if is_post else first.text
    for field in sorted(told, key=lambda field: (field.value.text not in ahead, field.value.text not in first.text)):
        place = _task_source(plan, passage, [field])
        if len(field.value.text) < _SHORT or field.value.text in first.text or field.value.text == passage.title:
            value = told_of(asked, field.value.text, weights)
            yield Statement(_said(field, value, place.quote), (place,))


def _told_otherwise(passage: Passage, plan: Plan, told: Sequence[Field]) -> Iterator[Statement]:
    """What the plan's appendix gives for the same task otherwise than its text, or the other way round."""
    pairs = [pair for pair in told_twice(plan) if any(task.spans == passage.spans for task in pair)]
    for other in (task for pair in pairs for task in pair if task.spans != passage.spans):
        for field in (field for field in told if field.kind in _CONTRADICTED):
            said = [again for again in other.fields if again.kind is field.kind]
            if said and not any(is_same(plan, again.value.text, field.value.text) for again in said):
                place = source(plan, other.path, other.title, *(again.value for again in said))
                texts = (_said(again, again.value.text, place.quote) for again in said)
                yield Statement(f"Lưu ý, chỗ khác trong kế hoạch ghi: {'; '.join(texts)}", (place,))


def _is_named(asked: Asked, field: Field) -> bool:
    """Whether the question says what the plan calls the column of a note: "buổi nào" -> "Buổi"."""
    label = tuple(spelled_out(field.label).split())
    return field.kind is FieldKind.NOTE and asked.names(label)


def _with_unit(field: Field) -> str:
    """The value with the unit that its column gives: "Kinh phí (triệu đồng)" of "14"."""
    unit = re.search(r"\(([^()]+)\)", field.label)
    return f"{field.value.text} {unit.group(1)}" if unit else field.value.text


def _task_source(plan: Plan, passage: Passage, fields: Sequence[Field]) -> Source:
    """The whole task where it is short, else its title with the fields told."""
    if len(passage.quote) <= 700:
        return Source(plan, passage.path, passage.spans)
    rows = [piece for piece in passage.pieces if len(piece.text) > 3 and piece.text in passage.title]
    rows = rows or list(passage.pieces[:1])
    return source(plan, passage.path, *rows, *(field.value for field in fields))


def _is_brief(field: Field) -> bool:
    """Notes are told only where they are a short figure: long ones explain how to count, not what counts."""
    return field.kind is not FieldKind.NOTE or (len(field.value.text) < 100 and values.has_share(field.value.text))


def _said(field: Field, value: str, quote: str) -> str:
    """The field with its label, where the quote holds what the label names."""
    label = field.label.strip(" :*-")
    label = label.capitalize() if label.isupper() else label
    if not label or unsupported(label, [quote]):
        label = _UNLABELLED.get(field.kind, "")
    said = _without_end(value.lstrip("-+ "))
    return f"{label}: {said}" if label else said


def _titled(passage: Passage, quote: str) -> str:
    """What the fields are of, under the head of the column that says it, where one does."""
    named = (field for field in passage.fields if field.value.text == passage.title)
    field = next(named, None)
    return _said(field, passage.title, quote) if field else f"Nhiệm vụ: {_without_end(passage.title)}"


def _without_end(text: str) -> str:
    return text.rstrip(" .;:/")
