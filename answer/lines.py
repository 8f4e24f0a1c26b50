"""The line of a plan that answers: a field of a task, an item of a duty, a sentence of a text."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from answer import values
from answer.agency import MARKS, key
from answer.asked import Asked
from answer.check import unsupported
from answer.draft import Draft, Source, Statement, source
from answer.rank import NOUNS, Fit, Weights, begins_with, holding
from index.passage import Passage, PassageKind
from ingest.agencies import acting, goes_on, is_agency, spelled_out
from ingest.contradictions import is_same, told_twice
from ingest.outline import closes, head_of
from ingest.plan import Field, FieldKind, Plan, Quoted
from ingest.vietnamese import fold

_ITEM = 240  # characters told of an item
_LONG = 300  # characters of a line that is shown whole; of a longer one the sentences that answer
_SENTENCE = re.compile(
    r"(?<=[.!?])\s+(?=[A-ZĐÀ-Ỹ\-+(“\"])|(?<=;)\s+(?=[A-ZĐÀ-Ỹ\-+])|\s+(?=-\s+[A-ZĐÀ-Ỹ])|\s+(?=[a-zđ]\)\s)"
)
_FULL_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZĐÀ-Ỹ\-+(“\"])")
_ITEM_MARK = re.compile(r"[-–+•]|\(?[a-zđ]\)|\(?\d{1,2}\)|\d{1,2}(?:\.\d{1,2})*\.(?=\s)")
_PLURAL = re.compile(
    r"\b(nhung|cac|gom|(?<!thu )may(?! gio)|(?:hai|ba|bon|sau|bay|tam|chin|muoi) \w+( \w+){0,4} (?:nao|gi))\b"
)
_POINTS = re.compile(r"\s[a-zđ]\)\s.*\s[a-zđ]\)\s|\s-\s[A-ZĐÀ-Ỹ].*\s-\s[A-ZĐÀ-Ỹ]")
_ONE_VALUE = ("amount", "percent", "duration", "clock")
_SEVERAL = re.compile(r"[,;]|\bva\b")
_AHEAD = 0.1  # ahead of the other clauses in what the question says
_OWN = 0.7  # of what the whole line says of it
_DASH = re.compile(r" - ")
_NAME_DASH = "\x00"
_LESS = {PassageKind.HEAD: 0.15, PassageKind.BASIS: 0.12}  # titles and legal bases hold many words and answer little
_SHOWN_WHOLE = 900  # characters of what an agency has to do that are told whole
_GAIN = 0.15  # what a further sentence must add
_DEEP = 10  # passages looked into
_OF_ONE_HEADING = 4
_NEAR = 0.8  # of the best score: what is worse is about something else

_ASKS = re.compile(r"\b(?:bao (?:nhieu|gio|lau)|khi nao|ai|nao|may|gi|dau|sao)\b")
_PARTS = re.compile(r"[,;?]\s*|\bva\b")
_MORE = 0.25  # of what a part of the question says that a further line must say beyond what is told
_POSITION = re.compile(
    r"(?<!\w)(?:Chánh|Trưởng|Giám đốc|Hiệu trưởng|Chủ tịch|Tổ trưởng|[Đđ]ồng chí|[Tt]hầy|[Cc]ô)\s+[A-ZĐ]"
)
_GENERIC = re.compile(r"(?:[Cc]án bộ|[Cc]ông chức|[Vv]iên chức)[^A-ZĐÀ-Ỹ]*$")
_DITTO = re.compile(r"\W*(?:nt|như trên)?\W*", re.IGNORECASE)

_WHO = (FieldKind.LEAD, FieldKind.PERFORMER)
_CONTRADICTED = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.TIME)
_LONG_KINDS = (FieldKind.PRODUCT, FieldKind.NOTE, FieldKind.METHOD)
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a passage and how well it answers."""

    fit: Fit
    piece: Quoted
    score: float
    met: int


def from_passages(
    asked: Asked,
    fits: Sequence[Fit],
    weights: Weights,
    plan_of: Callable[[Fit], Plan],
    after: Callable[[Fit], Iterable[Passage]],
) -> Draft:
    """The answer that the best of `fits` hold, or nothing. `after` gives the passages behind that of a fit."""
    if asked.asks("budget") and not asked.asks("who") and not _has_money(fits[:1]):
        fits = [fit for fit in fits if "kinh phi" in fold(" ".join(fit.passage.path))] or fits
    topic = weights.without(_title(plan_of(fits[0]))) if fits else weights
    lines = sorted(_lines(asked, fits, weights, topic), key=lambda line: (-line.score, line.fit.hit.passage_id))
    task = _task(asked, fits, lines)
    if task:
        statements = tuple(_from_fields(asked, task.passage, plan_of(task), weights))
        text = " ".join(statement.text for statement in statements)
        if statements and all(holds(text) for holds in values.required(asked.facets, asked.folded)):
            return statements
    told = _from_lines(asked, lines, weights, topic, plan_of)
    return tuple(_with_items(statement, line, after) for statement, line in told)


def _has_money(fits: Sequence[Fit]) -> bool:
    """Whether the best of `fits` says itself what it costs."""
    return any(field.kind is FieldKind.BUDGET for fit in fits for field in fit.passage.fields)


def _task(asked: Asked, fits: Sequence[Fit], lines: Sequence[Line]) -> Fit | None:
    """The task whose fields answer, where the best passage or the best line is a task's."""
    candidates = [*fits[:1], *(line.fit for line in lines[:1])]
    if (
        asked.asks("who", "coordinator")
        and fits
        and not values.has_agency(fits[0].passage.quote + fits[0].passage.agency)
    ):
        candidates += [fit for fit in fits if fit.score > _NEAR * fits[0].score]
    for fit in candidates:
        if fit.passage.fields and (
            _kinds(asked, fit.passage) or asked.asks("who", "coordinator") or _notes(asked, fit)
        ):
            return fit
    return None


def _notes(asked: Asked, fit: Fit) -> bool:
    return any(_is_named(asked, field) for field in fit.passage.fields)


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


def _from_fields(asked: Asked, passage: Passage, plan: Plan, weights: Weights) -> Iterator[Statement]:
    kinds = _kinds(asked, passage)
    told = [field for kind in kinds for field in passage.fields if field.kind is kind and _is_brief(field)]
    told += [field for field in passage.fields if field not in told and _is_named(asked, field)]
    told += _counting(asked, passage, told)
    texts = [_with_unit(field) for field in told]
    whole = [*texts, passage.title]  # a title names agencies, but for what they have to do
    if not told or not (
        all(any(map(holds, whole)) for holds in values.required(asked.facets, asked.folded))
        and all(any(map(holds, texts if asked.asks("who", "coordinator") else whole)) for holds in _strict(asked))
    ):
        return
    place = _task_source(plan, passage, told)
    for field in told:
        value = _told(asked, field.value.text, weights) if field.kind in _LONG_KINDS else field.value.text
        yield Statement(_said(field, value, place.quote), (place,))
    yield Statement(f"Nhiệm vụ: {_without_end(passage.title)}", (place,))
    yield from _told_otherwise(passage, plan, told)
    if asked.asks("who", "coordinator") and not asked.asks("when", "deadline", "period", "frequency"):
        for field in passage.fields:
            if field.kind in (FieldKind.TIME, FieldKind.FREQUENCY) and len(field.value.text) < 120:
                place = _task_source(plan, passage, [field])
                yield Statement(_said(field, field.value.text, place.quote), (place,))


def _strict(asked: Asked) -> list[values.Holds]:
    return values.strict(asked.facets, asked.folded)


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
    return field.kind is FieldKind.NOTE and asked.names(label) and not _DITTO.fullmatch(field.value.text)


def _counting(asked: Asked, passage: Passage, told: Sequence[Field]) -> Iterator[Field]:
    """The fields that count what the question counts ("mấy đợt"), where none of `told` does."""
    for holds in values.counts(asked.folded):
        if not any(holds(field.value.text) for field in told):
            yield from [field for field in passage.fields if field not in told and holds(field.value.text)][:1]


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
    if _DITTO.fullmatch(field.value.text):
        return False
    return field.kind is not FieldKind.NOTE or (len(field.value.text) < 100 and values.has_share(field.value.text))


def _said(field: Field, value: str, quote: str) -> str:
    """The field with its label, where the quote holds what the label names."""
    label = field.label.strip(" :*-")
    label = label.capitalize() if label.isupper() else label
    if not label or unsupported(label, [quote]):
        label = _UNLABELLED.get(field.kind, "")
    said = _without_end(value.lstrip("-+ "))
    return f"{label}: {said}" if label else said


def _without_end(text: str) -> str:
    return text.rstrip(" .;:/")


def _title(plan: Plan) -> str:
    """What every line of `plan` is about, and so tells none apart; "kế hoạch" itself may be what is asked about."""
    return re.sub(r"kế hoạch", " ", plan.title, flags=re.IGNORECASE)


def _lines(asked: Asked, fits: Sequence[Fit], weights: Weights, topic: Weights) -> Iterator[Line]:
    """The lines of the best passages, each with its own fit and the values that it holds."""
    wanted = values.wants(asked.facets, asked.folded)
    named = [nouns for facet, nouns in NOUNS.items() if asked.asks(facet)]
    for fit in _varied(fits):
        is_named = any(begins_with(piece.text, nouns) for nouns in named for piece in fit.passage.pieces[:1])
        if fit.score < _NEAR * fits[0].score and not is_named:
            continue
        for piece in fit.passage.pieces:
            if values.is_noise(piece.text) or closes(piece.text):
                continue
            own = topic.covered(piece.text)
            if piece is not fit.passage.pieces[0] and fit.title > 0.5 and not fit.passage.fields:
                own = max(own, 0.8 * fit.title)  # what stands below a heading is about what the heading says
            whole = weights.covered(piece.text, *fit.passage.path)
            met = sum(holds(_of_agency(fit.passage, piece)) for holds in wanted)
            score = 0.5 * fit.score + 0.27 * own + 0.23 * whole + 0.15 * met - _bare(fit.passage, piece)
            score -= _LESS.get(fit.passage.kind, 0.0) if not asked.asks("doc") else 0.0
            yield Line(fit, piece, score, met)


def _of_agency(passage: Passage, piece: Quoted) -> str:
    return f"{passage.agency}: {piece.text}" if passage.agency else piece.text


def _text(line: Line) -> str:
    """The line with the agency that it is told of."""
    return _of_agency(line.fit.passage, line.piece)


def _varied(fits: Sequence[Fit]) -> list[Fit]:
    """The best fits, of one heading only a few: the items of a long list must not crowd out all else."""
    seen: dict[tuple[str, ...], int] = {}
    kept = []
    for fit in fits:
        seen[fit.passage.path] = seen.get(fit.passage.path, 0) + 1
        if seen[fit.passage.path] <= _OF_ONE_HEADING or not fit.passage.path:
            kept.append(fit)
    return kept[:_DEEP]


def _bare(passage: Passage, piece: Quoted) -> float:
    """A heading answers by itself only where nothing stands below it."""
    heads = len(passage.pieces) > 1 and piece is passage.pieces[0] and len(piece.text) < 160
    return 0.2 if heads and not passage.fields else 0.0


def _from_lines(
    asked: Asked, lines: Sequence[Line], weights: Weights, topic: Weights, plan_of: Callable[[Fit], Plan]
) -> list[tuple[Statement, Line]]:
    strict = [*_strict(asked), *values.required(asked.facets, asked.folded)]
    enough = any if asked.asks("where") and asked.asks("when", "period", "clock") and strict else all
    usable = [line for line in lines if enough(holds(_text(line)) for holds in strict)]
    usable = _meant(asked, usable) or usable
    if (named := values.roles(asked.folded)) and asked.asks("who", "name"):  # "phó trưởng đoàn" is not "trưởng đoàn"
        usable = [line for line in usable if any(holds(_text(line)) for holds in named)]
    if asked.asks("who") and not asked.asks("yesno", "method"):
        usable = [line for line in usable if _names_someone(asked, line)]
    if not usable:
        return []
    telling = [line for line in usable if asked.asks("doc") or line.fit.passage.kind not in _LESS]
    best = telling[0] if telling and telling[0].score > 0.7 * usable[0].score else usable[0]
    told = [best, *(_siblings(asked, best, usable))]
    told += _missing(asked, told, lines, topic)
    told += _headed(asked, told, lines)
    return [(_statement(asked, line, weights, plan_of(line.fit)), line) for line in told]


def _meant(asked: Asked, lines: Sequence[Line]) -> list[Line]:
    """The lines about the one of several that the question means by its number; none where it gives none."""
    meant = values.ordinals(asked.folded)
    said = [" ".join((*line.fit.passage.path, line.piece.text)) for line in lines]
    return [line for line, text in zip(lines, said, strict=True) if meant and all(holds(text) for holds in meant)]


def _names_someone(asked: Asked, line: Line) -> bool:
    """Whether the line, told with the agency that it stands under, says who, and not only whom the question names."""
    passage = line.fit.passage
    if (
        values.has_person(line.piece.text)
        or _POSITION.search(line.piece.text)
        or _meant(asked, [line])
        or (passage.agency and not _names(asked, passage.agency))
    ):
        return True
    text = f"{_above(line)}: {line.piece.text}".lstrip(" :")
    said = set(asked.syllables)
    return any(not _GENERIC.match(name) and not set(spelled_out(name).split()) <= said for name in acting(text))


def _above(line: Line) -> str:
    """The heading that says who, where the line itself does not."""
    passage = line.fit.passage
    head = head_of(passage.title) if passage.kind is PassageKind.TEXT and line.piece is not passage.pieces[0] else ""
    return head if is_agency(head) else ""


def _with_items(statement: Statement, line: Line, after: Callable[[Fit], Iterable[Passage]]) -> Statement:
    """`statement`, and where it only announces ("bao gồm:") the items behind it."""
    if not statement.text.endswith(":"):
        return statement
    items = list(_items(line, after))
    text = "\n".join((statement.text, *(f"- {_cut(MARKS.sub('', item.text).strip())}" for item in items)))
    place = statement.sources[0]
    spans = tuple(dict.fromkeys((*place.spans, *(span for item in items for span in item.spans))))
    return Statement(text, (replace(place, spans=spans),)) if items else statement


def _items(line: Line, after: Callable[[Fit], Iterable[Passage]]) -> Iterator[Quoted]:
    """The items of one kind behind `line`, up to the next of its own kind."""
    own, pieces, kind, length = _kind_of_item(line.piece.text), line.fit.passage.pieces, "", 0
    behind = chain(pieces[pieces.index(line.piece) + 1 :], (piece for one in after(line.fit) for piece in one.pieces))
    for piece in behind:
        if piece == pieces[0]:
            continue  # the heading, which every passage of a section repeats
        found = _kind_of_item(piece.text)
        kind, length = kind or found, length + min(len(piece.text), _ITEM)
        if not found or found == own or length > _SHOWN_WHOLE:
            return
        if found == kind:
            yield piece


def _kind_of_item(text: str) -> str:
    """How the mark of an item looks: "-", "a)", "(1)"; empty for a text without."""
    mark = _ITEM_MARK.match(text.lstrip("* "))
    return re.sub(r"\d+", "1", re.sub(r"[a-zđ]", "a", mark.group())) if mark else ""


def _cut(text: str) -> str:
    if len(text) <= _ITEM:
        return text.rstrip(" ;.")
    end = max(text.rfind(mark, 0, _ITEM) for mark in (";", ",", "."))
    return (text[:end] if end > 60 else text[:_ITEM].rsplit(" ", 1)[0]).rstrip(" ,;") + "…"


def _siblings(asked: Asked, best: Line, lines: Sequence[Line]) -> list[Line]:
    """Lines beside the best that answer as well, where more than one is asked for."""
    beside = [line for line in lines if line.fit is best.fit and line is not best and line.met == best.met]
    if best.fit.passage.agency and not values.needs(asked.facets) and len(best.fit.passage.quote) < _SHOWN_WHOLE:
        return sorted((line for line in beside if line.score > best.score - 0.08), key=_place)
    if _PLURAL.search(asked.folded):
        return [line for line in beside[:5] if line.score > 0.93 * best.score]
    return []


def _missing(asked: Asked, told: Sequence[Line], lines: Sequence[Line], topic: Weights) -> list[Line]:
    """Lines of the same passage with what the best leave open, where two things are asked at once."""
    if len(_ASKS.findall(asked.folded)) < 2:
        return []
    beside = [line for line in lines if line.fit is told[0].fit and line not in told]
    found: list[Line] = []
    for holds in values.wants(asked.facets, asked.folded):
        said = " ".join(line.piece.text for line in (*told, *found))
        if not holds(said):
            found += [line for line in beside if holds(line.piece.text)][:1]
    for part in _asking_parts(asked, topic):
        said = " ".join(line.piece.text for line in (*told, *found))
        best = max(beside, key=lambda line: _share(part, line.piece.text), default=None)
        if best and best.met >= told[0].met and _share(part, best.piece.text) > _share(part, said) + _MORE:
            found.append(best)
    return list(dict.fromkeys(found))


def _headed(asked: Asked, told: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """Where time and place are asked for at once, the line that a plan heads by the one that is not told yet."""
    wanted = [nouns for facet, nouns in NOUNS.items() if asked.asks(facet)]
    if not asked.asks("where") or len(wanted) < 2:
        return []
    found: list[Line] = []
    for nouns in wanted:
        said = [*told, *found]
        if not any(begins_with(line.piece.text, nouns) for line in said):
            found += [line for line in lines if begins_with(line.piece.text, nouns) and line not in said][:1]
    return found


def _asking_parts(asked: Asked, topic: Weights) -> list[tuple[str, ...]]:
    """What each part of the question that asks something says, the words left out that say nothing."""
    terms = {term.word for term in asked.terms if topic.counts(term.word)}
    parts = [part for part in _PARTS.split(asked.folded) if _ASKS.search(part)]
    return [tuple(word for word in spelled_out(part).split() if word in terms) for part in parts]


def _share(part: Sequence[str], text: str) -> float:
    """How much of `part` the text says."""
    return sum(word in holding(text).words for word in part) / len(part) if part else 0.0


def _place(line: Line) -> int:
    return line.piece.spans[0].start


def _statement(asked: Asked, line: Line, weights: Weights, plan: Plan) -> Statement:
    passage = line.fit.passage
    text = _told(asked, line.piece.text, weights)
    if passage.agency and not _names(asked, passage.agency) and not text.startswith(passage.agency):
        text = f"{passage.agency}: {text}"
    elif asked.asks("who") and (above := _above(line)) and not values.has_agency(text):
        text = f"{above}: {text}"
    elif passage.kind is PassageKind.TEXT and line.piece.text.startswith("+") and passage.pieces[0] is not line.piece:
        text = f"{head_of(passage.title)}: {text}"
    heading = passage.pieces[0] if passage.agency else None
    return Statement(text, (source(plan, passage.path, heading, line.piece),))


def _names(asked: Asked, agency: str) -> bool:
    """Whether the question names `agency`, and need not hear it again."""
    return asked.names(key(agency)) and not asked.asks("who", "receiver", "approver", "coordinator")


def _told(asked: Asked, text: str, weights: Weights) -> str:
    """The line, or of a long one the sentences that answer, in their order."""
    text = _DASH.sub(_in_name, MARKS.sub("", text).strip())
    sentences = (_FULL_SENTENCE if _PLURAL.search(asked.folded) else _SENTENCE).split(text)
    if clause := _clause(asked, text, weights):
        return clause.replace(_NAME_DASH, "-").rstrip("/ ")
    if len(text) <= _LONG and not _POINTS.search(text):
        return text.replace(_NAME_DASH, "-").rstrip("/ ")
    wanted = values.needs(asked.facets)
    chosen: list[int] = []
    while len(chosen) < 3 and len(chosen) < len(sentences):
        told = " ".join(sentences[at] for at in chosen)
        before = _worth(told, weights, wanted)
        gains = [(_worth(f"{told} {one}", weights, wanted) - before, -at) for at, one in enumerate(sentences)]
        gain, at = max(gain for gain in gains if -gain[1] not in chosen)
        if chosen and gain < _GAIN:
            break
        chosen.append(-at)
    return " ".join(sentences[at].strip() for at in sorted(chosen)).replace(_NAME_DASH, "-").rstrip("/ ")


def _clause(asked: Asked, text: str, weights: Weights) -> str:
    """The one of several clauses that gives the value asked for, where it alone says what the question does."""
    clauses = [clause.strip() for clause in re.split(r"(?<=;)\s+", text)]
    wanted = values.needs(asked.facets)
    if len(clauses) < 2 or not asked.asks(*_ONE_VALUE) or _SEVERAL.search(asked.folded):
        return ""
    told = sorted((weights.coverage(holding(clause)), clause) for clause in clauses if all(h(clause) for h in wanted))
    (second, _), (best, clause) = (told[-2] if len(told) > 1 else (0.0, "")), (told[-1] if told else (0.0, ""))
    return clause.rstrip(" ;") if best > max(second + _AHEAD, _OWN * weights.coverage(holding(text))) else ""


def _in_name(dash: re.Match[str]) -> str:
    """The dash, hidden where it stands inside an agency's name, and so parts no items."""
    return f" {_NAME_DASH} " if goes_on(dash.string[: dash.start()], dash.string[dash.end() :]) else dash.group()


def _worth(text: str, weights: Weights, wanted: Sequence[Callable[[str], bool]]) -> float:
    return weights.coverage(holding(text)) + 0.25 * sum(holds(text) for holds in wanted) if text else 0.0
