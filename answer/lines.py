"""The line of a plan that answers: a field of a task, an item of a duty, a sentence of a text."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from answer import values
from answer.agency import MARKS, key
from answer.asked import Asked
from answer.draft import Draft, Statement, source
from answer.fields import NEAR, from_fields, from_row, task_of
from answer.rank import NOUNS, Fit, Weights, begins_with, holding
from answer.telling import (
    ASKS,
    OF_ONE,
    PLURAL,
    SHOWN_WHOLE,
    announces,
    fact_first,
    is_item_below,
    told,
    with_items,
    with_notes,
)
from index.passage import Passage, PassageKind
from ingest.agencies import is_agency, spelled_out
from ingest.foot import post_in
from ingest.outline import closes, head_of
from ingest.plan import FieldKind, Plan, Quoted
from ingest.vietnamese import fold, one_line

_LETTERHEAD_DAY = re.compile(r"\W*[\w\s.-]+,\s*ngày[^,;]{0,40}\d{4}\W*")
_LESS = {PassageKind.HEAD: 0.15, PassageKind.BASIS: 0.12}  # titles and legal bases hold many words and answer little
_DEEP = 10  # passages looked into
OF_ONE_HEADING = 4
_PARTS = re.compile(r"[,;?]\s*|\bva\b")
_MORE = 0.25  # of what a part of the question says that a further line must say beyond what is told
_GROUP = re.compile(
    r"(?:Lãnh đạo|Tổ|Ban|Đội|Nhóm|Bộ phận|Giáo viên|Hiệu trưởng|Phó Hiệu trưởng|Thư viện|Văn thư|Kế toán"
    r"|Cán bộ|Công chức)\s+\w"
)
_NAME = 100  # characters of who stands above a line
_DAY_LENGTH = 60  # characters of a heading that is a day
_ANNOUNCEMENT = 200  # characters of what announces an item that are told before it
_PARTS_ASKED = re.compile(r"\b(?:nhung|gom|tung|moi khoan|chi tiet|cu the)\b")
_HONORIFIC = re.compile(r"(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)\s+")
_ALL = re.compile(r"(?:các|những|toàn thể)\s")


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
    fits = _of_number(asked, fits)
    topic = weights.without(_title(plan_of(fits[0]))) if fits else weights
    lines = sorted(_lines(asked, fits, weights, topic), key=lambda line: (-line.score, line.fit.hit.passage_id))
    task = task_of(asked, fits, [line.fit for line in lines[:1]])
    if task:
        statements = tuple(from_fields(asked, task.passage, plan_of(task), weights))
        text = " ".join(statement.text for statement in statements)
        if statements and all(holds(text) for holds in values.required(asked.folded)):
            return statements
    found = _from_lines(asked, lines, weights, topic, plan_of)
    if found and (best := found[0][1]).fit.passage.kind is PassageKind.ROW:
        return tuple(from_row(asked, best.fit.passage, plan_of(best.fit), best.piece, weights))
    return tuple(
        statement
        if line.fit.passage.kind in _LESS
        else with_items(statement, line.piece, _behind(line, after), 0 if _is_whole(asked, statement) else SHOWN_WHOLE)
        for statement, line in found
    )


def _of_number(asked: Asked, fits: Sequence[Fit]) -> Sequence[Fit]:
    """`fits`, those of the one that the question means by its number ("giai đoạn 1") before others that fit as well."""
    meant = values.ordinals(asked.folded)
    if not meant:
        return fits

    def is_other(fit: Fit) -> bool:
        text = " ".join((*fit.passage.path, *(piece.text for piece in fit.passage.pieces)))
        return fit.score < NEAR * fits[0].score or not all(holds(text) for holds in meant)

    return sorted(fits, key=is_other)


def _is_whole(asked: Asked, statement: Statement) -> bool:
    """Whether one value is asked for, and `statement` has it: what it is made up of goes further than the question."""
    wanted = values.wants(asked.facets, asked.folded)
    is_of_one = asked.asks(*OF_ONE) and not _PARTS_ASKED.search(asked.folded)
    return is_of_one and all(holds(statement.text) for holds in wanted)


def _has_money(fits: Sequence[Fit]) -> bool:
    """Whether the best of `fits` says itself what it costs."""
    return any(field.kind is FieldKind.BUDGET for fit in fits for field in fit.passage.fields)


def _strict(asked: Asked) -> list[values.Holds]:
    return values.strict(asked.facets, asked.folded)


def _title(plan: Plan) -> str:
    """What every line of `plan` is about, and so tells none apart; "kế hoạch" itself may be what is asked about."""
    return re.sub(r"kế hoạch", " ", plan.title, flags=re.IGNORECASE)


def _lines(asked: Asked, fits: Sequence[Fit], weights: Weights, topic: Weights) -> Iterator[Line]:
    """The lines of the best passages, each with its own fit and the values that it holds."""
    wanted = values.wants(asked.facets, asked.folded)
    named = [nouns for facet, nouns in NOUNS.items() if asked.asks(facet)]
    having = values.holders(asked.folded) if asked.asks("who", "name") else []
    is_of_many = PLURAL.search(asked.folded) is not None
    for fit in _varied(fits):
        is_named = any(begins_with(piece.text, nouns) for nouns in named for piece in fit.passage.pieces[:1])
        is_named = is_named or any(holds(piece.text) for holds in having for piece in fit.passage.pieces)
        if fit.score < NEAR * fits[0].score and not is_named:
            continue
        for piece in fit.passage.pieces:
            if values.is_noise(piece.text) or closes(piece.text):
                continue
            if fit.passage.kind is PassageKind.HEAD and _LETTERHEAD_DAY.fullmatch(piece.text.strip()):
                continue  # the day when the document was issued is no day of anything in it
            beside = _beside(fit.passage, piece)
            own = topic.covered(piece.text)
            if beside:
                own = (own + topic.covered(piece.text, beside)) / 2
            if piece is not fit.passage.pieces[0] and fit.title > 0.5 and not fit.passage.fields:
                own = max(own, 0.8 * fit.title)  # what stands below a heading is about what the heading says
            whole = weights.covered(piece.text, *filter(None, [beside]), *fit.passage.path)
            met = sum(holds(_of_agency(fit.passage, piece)) for holds in wanted)
            score = 0.5 * fit.score + 0.27 * own + 0.23 * whole + 0.15 * met
            score -= 0.0 if wanted and met == len(wanted) else _bare(fit.passage, piece, is_of_many)
            score -= _LESS.get(fit.passage.kind, 0.0) if not asked.asks("doc", "definition") else 0.0
            yield Line(fit, piece, score, met)


def _beside(passage: Passage, piece: Quoted) -> str:
    """What `piece` is read with: the rest of its row, or what announces it."""
    if passage.kind is PassageKind.ROW:
        return passage.quote
    over = announcement(passage, piece)
    return over.text if over else ""


def _of_agency(passage: Passage, piece: Quoted) -> str:
    return f"{passage.agency}: {piece.text}" if passage.agency else piece.text


def _text(line: Line) -> str:
    """The line with the agency that it is told of."""
    return _of_agency(line.fit.passage, line.piece)


def _day(line: Line) -> str:
    """The day that heads the line, as in a timetable; empty where its heading says more, or it is that itself."""
    heading = line.fit.passage.pieces[0]
    is_day = heading is not line.piece and len(heading.text) < _DAY_LENGTH and values.has_day(heading.text)
    return _bare_head(heading.text) if is_day else ""


def _varied(fits: Sequence[Fit]) -> list[Fit]:
    """The best fits, of one heading only a few: the items of a long list must not crowd out all else."""
    seen: dict[tuple[str, ...], int] = {}
    kept = []
    for fit in fits:
        seen[fit.passage.path] = seen.get(fit.passage.path, 0) + 1
        if seen[fit.passage.path] <= OF_ONE_HEADING or not fit.passage.path:
            kept.append(fit)
    return kept[:_DEEP]


def _bare(passage: Passage, piece: Quoted, is_of_many: bool) -> float:
    """A heading answers by itself only where nothing stands below it, or where it announces the many asked for."""
    if is_of_many and announces(piece):
        return 0.0
    heads = len(passage.pieces) > 1 and piece is passage.pieces[0] and len(piece.text) < 160
    return 0.2 if heads and not passage.fields else 0.0


def _from_lines(
    asked: Asked, lines: Sequence[Line], weights: Weights, topic: Weights, plan_of: Callable[[Fit], Plan]
) -> list[tuple[Statement, Line]]:
    strict = [*_strict(asked), *values.required(asked.folded)]
    enough = any if asked.asks("where") and asked.asks("when", "period", "clock") and strict else all
    usable = [line for line in lines if enough(holds(_text(line)) or holds(_day(line)) for holds in strict)]
    usable = _meant(asked, usable) or usable
    if (named := values.roles(asked.folded)) and asked.asks("who", "name"):  # "phó trưởng đoàn" is not "trưởng đoàn"
        usable = [line for line in usable if any(holds(_text(line)) for holds in named)]
        having = values.holders(asked.folded)
        usable = [line for line in usable if any(holds(_text(line)) for holds in having)] or usable
    if not usable:
        return []
    telling = [line for line in usable if asked.asks("doc", "definition") or line.fit.passage.kind not in _LESS]
    best = telling[0] if telling and telling[0].score > 0.7 * usable[0].score else usable[0]
    announcing = _announcing(asked, best, lines, weights)
    chosen = [announcing] if announcing else [best, *(_siblings(asked, best, usable))]
    chosen += _missing(asked, chosen, lines, topic)
    chosen += _headed(asked, chosen, lines)
    if best in chosen and announces(best.piece):
        chosen = [
            line for line in chosen if line is best or announcement(line.fit.passage, line.piece) is not best.piece
        ]
    return list(_statements(asked, chosen, weights, plan_of))


def _statements(
    asked: Asked, lines: Sequence[Line], weights: Weights, plan_of: Callable[[Fit], Plan]
) -> Iterator[tuple[Statement, Line]]:
    """The lines, each with what it is an item of; of several items of one thing it is told with the first."""
    told: list[Quoted] = []
    for line in lines:
        over = announcement(line.fit.passage, line.piece)
        yield _statement(asked, line, weights, plan_of(line.fit), over if over not in told else None), line
        told += [over] if over else []


def _meant(asked: Asked, lines: Sequence[Line]) -> list[Line]:
    """The lines about the one of several that the question means by its number; none where it gives none."""
    meant = values.ordinals(asked.folded)
    said = [" ".join((*line.fit.passage.path, line.piece.text, *_cells(line))) for line in lines]
    return [line for line, text in zip(lines, said, strict=True) if meant and all(holds(text) for holds in meant)]


def _cells(line: Line) -> Iterator[str]:
    """The row that the line is a cell of, "Giai đoạn: 1" beside "Sản phẩm: …"."""
    return (piece.text for piece in line.fit.passage.pieces if line.fit.passage.kind is PassageKind.ROW)


def _above(line: Line) -> tuple[str, Quoted | None]:
    """Who stands above the line, where the line itself does not say who: the nearest that announces it, or its head."""
    passage, own = line.fit.passage, line.piece
    before = passage.pieces[: passage.pieces.index(own)]
    announcing = [one for one in reversed(before) if announces(one)][:1]
    names = [(MARKS.sub("", one.text).strip(" *:"), one) for one in announcing]
    if passage.kind is PassageKind.TEXT and before:
        names.append((MARKS.sub("", head_of(passage.title)), passage.pieces[0]))
    return next(((name, one) for name, one in names if name and len(name) < _NAME and _acts(name)), ("", None))


def _own_actor(piece: Quoted) -> str:
    """Who does what `piece` says, where it begins with that and a colon; empty where it does not."""
    text = MARKS.sub("", piece.text)
    head = head_of(text)
    return head if text.startswith(f"{head}:") and len(head) < _NAME and _acts(head) else ""


def _acts(name: str) -> bool:
    """Whether `name` is somebody who does something: an agency, a post, a group of a school or an office."""
    name = _HONORIFIC.sub("", name)
    return is_agency(name) or post_in(name) > 0 or _GROUP.match(name) is not None


def _announcing(asked: Asked, best: Line, lines: Sequence[Line], weights: Weights) -> Line | None:
    """The line that announces `best`, one of several items, where more than one is asked for and no value of one.

    It says more of the question than the item does.
    """
    passage, own = best.fit.passage, best.piece
    if passage.agency or values.wants(asked.facets, asked.folded) or not PLURAL.search(asked.folded):
        return None
    before = reversed(passage.pieces[: passage.pieces.index(own)])
    above = next((piece for piece in before if announces(piece)), None)
    if above is None or not is_item_below(above, own):
        return None
    if weights.coverage(holding(above.text)) <= weights.coverage(holding(own.text)):
        return None
    return next((line for line in lines if line.fit is best.fit and line.piece is above), None)


def announcement(passage: Passage, own: Quoted) -> Quoted | None:
    """The piece that `own` is an item of, the nearest that announces it, or for "+" its heading; None for a long one.

    What stands there may turn the item round: "Không được tham dự: …".
    """
    pieces = passage.pieces
    before = pieces[: pieces.index(own)]
    announcing = (one for one in reversed(before) if announces(one) and is_item_below(one, own))
    over = next(announcing, pieces[0] if before and own.text.startswith("+") else None)
    return over if over and len(over.text) <= _ANNOUNCEMENT else None


def _behind(line: Line, after: Callable[[Fit], Iterable[Passage]]) -> Iterator[Quoted]:
    """What stands behind `line`, without the heading that every passage of a section repeats."""
    pieces = line.fit.passage.pieces
    more = (piece for passage in after(line.fit) for piece in passage.pieces)
    return (piece for piece in chain(pieces[pieces.index(line.piece) + 1 :], more) if piece != pieces[0])


def _siblings(asked: Asked, best: Line, lines: Sequence[Line]) -> list[Line]:
    """Lines beside the best that answer as well, where more than one is asked for."""
    beside = [line for line in lines if line.fit is best.fit and line is not best and line.met == best.met]
    if best.fit.passage.agency and not values.needs(asked.facets) and len(best.fit.passage.quote) < SHOWN_WHOLE:
        return sorted((line for line in beside if line.score > best.score - 0.08), key=_place)
    if PLURAL.search(asked.folded) and not asked.asks(*OF_ONE):
        return [line for line in beside[:5] if line.score > 0.93 * best.score]
    return []


def asks_more(asked: Asked, weights: Weights) -> bool:
    """Whether a second thing is asked for, in words of its own: not "số nào, ngày nào" of one document."""
    return any(len(part) > 1 for part in _asking_parts(asked, weights)[1:])


def _missing(asked: Asked, told: Sequence[Line], lines: Sequence[Line], topic: Weights) -> list[Line]:
    """Lines of the same passage with what the best leave open, where two things are asked at once."""
    if len(ASKS.findall(asked.folded)) < 2:
        return []
    beside = [line for line in lines if line.fit is told[0].fit and line not in told]
    found: list[Line] = []
    for holds in values.wants(asked.facets, asked.folded):
        said = " ".join(map(_text, (*told, *found)))
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
    parts = [part for part in _PARTS.split(asked.folded) if ASKS.search(part)]
    return [tuple(word for word in spelled_out(part).split() if word in terms) for part in parts]


def _share(part: Sequence[str], text: str) -> float:
    """How much of `part` the text says."""
    return sum(word in holding(text).words for word in part) / len(part) if part else 0.0


def _place(line: Line) -> int:
    return line.piece.spans[0].start


def _statement(asked: Asked, line: Line, weights: Weights, plan: Plan, announced: Quoted | None) -> Statement:
    """What `line` says, after whom it speaks of or what it is `announced` by."""
    passage = line.fit.passage
    text = told(asked, line.piece.text, weights)
    if (actor := _own_actor(line.piece)) and actor not in text:
        text = f"{actor}: {text}"
    is_of_all = _ALL.match(passage.agency) is not None
    above, over = _above(line) if is_of_all or asked.asks("who") else ("", None)
    if above and is_of_all:
        text = f"{above}: {text}"
    elif passage.agency and not _names(asked, passage.agency) and not text.startswith(passage.agency):
        text = f"{passage.agency}: {text}"
    elif above and not text.startswith(above):
        text = f"{above}: {text}"
    elif announced and not any(holds(announced.text) for holds in values.wants(asked.facets, asked.folded)):
        text, over = f"{_bare_head(announced.text)}: {text}", announced
    text = fact_first(asked, f"{day}: {text}" if (day := _day(line)) else text, weights)
    heading = passage.pieces[0] if passage.agency or day else None
    return with_notes(Statement(text, (source(plan, passage.path, heading, over, line.piece),)), plan)


def _bare_head(text: str) -> str:
    return one_line(MARKS.sub("", text)).strip(" *:.")


def _names(asked: Asked, agency: str) -> bool:
    """Whether the question names `agency`, and need not hear it again."""
    return asked.names(key(agency)) and not asked.asks("who", "receiver", "approver", "coordinator")
