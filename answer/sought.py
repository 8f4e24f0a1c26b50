"""The work that a question over many records seeks, among the plans that it means."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from answer.columns import holds
from answer.cues import phrase
from answer.filters import ROLES, days_told, parts_told, wanted_told
from answer.inside import inside
from answer.parts import has_part, in_part, is_with
from answer.period import Period
from answer.rank import Weights, called, holding
from answer.wants import HALF, YEAR, Kind, Many
from index.index import Index
from index.row import PlanRow
from index.work import Found, Wanted, Work, WorkKind, times
from ingest.agencies import spelled_out, told_by
from ingest.due import UNDATED, DueKind
from ingest.plan import FieldKind
from ingest.recurring import Unit
from ingest.vietnamese import fold

_DOES = (FieldKind.LEAD, FieldKind.PERFORMER)
_TIMES = (FieldKind.TIME, FieldKind.FREQUENCY)
_MET = 0.5  # ... and that a piece of work must hold to be about it
_SURELY = 0.7  # ... where plan and agency are named, and other words are often but the asker's
_ELSEWHERE = 0.75  # ... and so much in a plan whose heading holds less of them than another's
_NEARLY = 0.2
_BEGINS = 40  # characters by which a text is told to begin with an agency's name
_HOUR = re.compile(r"\b\d{1,2}\s?(?:h|g|gio|:\d)\s?\d*")
_YEARLY = (Unit.YEAR, Unit.HALF)
_SEVERAL = 2
_FEW = 10  # plans
_OFTEN = 40  # characters of a title that may begin with how often
FEW_PLACES = 50  # plans
_SAMPLE = 400  # pieces of work of more plans, of which it is told whether it is asked back
_PASSAGES = 1000  # ... and passages that say what it is about: if no more do, their plans are the likely ones
MANY_ITEMS = 30  # of several places, which are asked back where none is named
_MOST = 20_000  # pieces of work looked at; of several places so many are asked back before


@dataclass(frozen=True, slots=True)
class Listed:
    """What was found: `works` in their order; else `lacking`, what there is none of, and whether that `is_sure`.

    `undated` is how many there are besides with a deadline of which it is not known when it is.
    """

    works: tuple[Found, ...]
    lacking: str = ""
    is_sure: bool = True
    undated: int = 0

    def and_of(self, other: "Listed") -> tuple[Found, ...]:
        """The works of both, each once, those of a plan together."""
        works = dict.fromkeys((*self.works, *other.works))
        return tuple(sorted(works, key=lambda one: one.plan_id))


def found(
    many: Many,
    index: Index,
    rows: Sequence[PlanRow],
    words: Sequence[str],
    weights: Weights,
    *,
    is_chosen: bool,
    is_decided: bool,
) -> Listed:
    """The work that `many` wants of the plans `rows`, about `words`.

    `is_chosen`: the question chose these plans; `is_decided`: whatever is found of them is told, and not asked back.
    """
    is_any = not is_decided and len(rows) > FEW_PLACES
    works = _of_any(many, index, rows, words, weights) if is_any else ()
    if is_any and words and many.agency and many.roles and not works and not _behind_topic(many.said, words):
        words = ()  # other words are often but the asker's
        works = _of_any(many, index, rows, words, weights)
    works = works or (() if is_any and words else _selected(many, index, rows))
    if is_chosen and many.agency:
        words = _behind_topic(many.said, words)
    if is_chosen and many.has_filter and len(words) == 1:
        words = ()  # one syllable of a word says next to nothing
    least = _SURELY if is_chosen and many.agency else _MET
    about = _about(works, words, weights, rows, least) if words else list(works)
    of_agency = many.agency and not _behind_topic(many.said, words)
    if not about and (is_chosen or (of_agency and (many.roles or len({one.plan_id for one in works}) == 1))):
        about = list(works)  # the plan or the agency says what it is about; other words are often but the asker's
    undated = _undated(many, index, rows)
    if about:
        each = tuple(_each_once(about, index))
        return Listed(_of_edge(_of_most(each) if many.is_most else each, many), undated=undated)
    if many.period and many.kind is Kind.LIST and not many.is_sure and many.names:
        other = found(
            replace(many, period=None, is_going=False),
            index,
            rows,
            words,
            weights,
            is_chosen=is_chosen,
            is_decided=is_decided,
        )
        return Listed((), _lacking(many, index, rows), is_sure=bool(other.works) and is_chosen)
    lacking = f"việc nào nói về “{phrase(words, many.text)}”" if works else _lacking(many, index, rows)
    return Listed((), lacking, is_sure=many.is_sure, undated=undated)


def _of_most(works: Sequence[Found]) -> tuple[Found, ...]:
    """The work of whoever has most of it."""
    names = {one: [told_by(text) for kind, text in one.work.said if kind in _DOES][:1] for one in works}
    counts = Counter(name for some in names.values() for name in some)
    best = max(counts.values(), default=0)
    return tuple(one for one in works if any(counts[name] == best for name in names[one]))


def _of_edge(works: Sequence[Found], many: Many) -> tuple[Found, ...]:
    """Of `works` those whose last day is the first, or the last, of all."""
    days = {one: day for one in works if many.edge and (day := one.work.due)}
    day = (max if many.edge == "last" else min)(days.values(), default=None)
    return tuple(one for one in works if days.get(one) == day) if day else tuple(works)


_TOPIC = re.compile(r"\b(?:ve|linh vuc|lien quan(?: den| toi)?|nham|de cap|mang)\b(?! (?:dau|ai|cho|phia))")


def _behind_topic(said: str, words: Sequence[str]) -> tuple[str, ...]:
    """Those of `words` that `said` has behind "về" and its like: else all work of an agency in a plan is asked for."""
    topic = _TOPIC.search(said)
    behind = said[topic.end() :].split() if topic else ()
    return tuple(word for word in words if word in behind)


def _is_asked_back(works: Sequence[Found], rows: Sequence[PlanRow]) -> bool:
    """Whether there is so much work, of so many places, that it is asked back of which one."""
    own = {one.plan_id for one in works} if len(works) > MANY_ITEMS else ()
    return len({(row.place, row.province) for row in rows if row.id in own}) > 1


def _of_any(
    many: Many, index: Index, rows: Sequence[PlanRow], words: Sequence[str], weights: Weights
) -> tuple[Found, ...]:
    """The work of the many plans `rows` whose title says any of `words`, or some of it where it is asked back; or none.

    Where few passages say most of them, it is looked for in their plans.
    """
    saying = index.plans_saying({word: weights.rarity(word) for word in words}, _PASSAGES, _MET) if words else None
    if saying is not None:
        return _selected(many, index, [row for row in rows if row.id in saying], words)
    some = _selected(many, index, rows, words, _SAMPLE)
    if _is_asked_back(_about(some, words, weights, rows, _MET) if words else some, rows):
        return some
    return _selected(many, index, rows, words) if words else ()


def _undated(many: Many, index: Index, rows: Sequence[PlanRow]) -> int:
    """How much work has a deadline that may be meant, but does not say of which year; not counted in many plans."""
    if many.period is None or len(rows) > _FEW:
        return 0
    works = _selected(replace(many, period=None, is_going=False), index, rows)
    dues = (one.work.dues for one in works if one.work.dues)
    return sum(all(due.kind is DueKind.NONE and due.how in UNDATED for due in each) for each in dues)


def found_elsewhere(
    many: Many, index: Index, chosen: Sequence[PlanRow], rows: Sequence[PlanRow], weights: Weights
) -> Listed | None:
    """The work of any of `rows` which with its plan's heading says clearly more of the question than any of `chosen`.

    None where there is none. A plan may have the words of a question in its heading, and the work stand in another.
    """
    words = [word for word in many.words if weights.rarity(word) < weights.unknown]
    total = sum(weights.rarity(word) for word in words)
    if not total or len(chosen) > FEW_PLACES:
        return None
    is_any = len(rows) > FEW_PLACES
    works = _of_any(many, index, rows, words, weights) if is_any else _selected(many, index, rows)
    headed = _headed({one.plan_id for one in works} | {row.id for row in chosen}, rows)

    def share(one: Found) -> float:
        held = headed[one.plan_id] | holding(_said_by(one.work)).words
        return sum(weights.rarity(word) for word in words if word in held) / total

    best = max(map(share, works), default=0.0)
    at_all = index.works(Wanted(plans=[row.id for row in chosen]), _MOST) if works else ()
    if best < max(_ELSEWHERE, max(map(share, at_all), default=0.0) + _NEARLY):
        return None
    return Listed(tuple(_each_once([one for one in works if share(one) >= best - _NEARLY], index)))


def _selected(
    many: Many, index: Index, rows: Sequence[PlanRow], words: Sequence[str] = (), some: int = 0
) -> tuple[Found, ...]:
    """The work of `rows` that is as wanted and says any of `words`; any `some` pieces, or all that may be looked at."""
    ids = [row.id for row in rows]
    if many.partner:
        if len(rows) > FEW_PLACES:  # who works with whom stands in the text alone
            return ()
        return tuple(one for one in index.works(Wanted(plans=ids), _MOST) if is_with(one.work, many.partner))
    often = many.units or (tuple(Unit) if many.is_recurring else ())
    wanteds = [
        replace(wanted, plans=ids, recurring=not many.is_brief, time=many.time, often=often, words=tuple(words))
        for wanted in many.wanted
    ]
    if many.is_brief and len(rows) <= _FEW:  # what begins and has no end is looked through as well
        wanteds = [replace(wanted, since=None, until=None) for wanted in wanteds]
    by_product = [index.some_works(one, some) if some else index.works(one, _MOST) for one in wanteds]
    if (
        many.products and not (many.column or words) and not any(by_product)
    ):  # "việc nào ra quy chế" is also to issue one
        by_product = [tuple(_issuing(replace(wanteds[0], product=""), many.products, index, some))]
    works = tuple(dict.fromkeys(one for some in by_product for one in some))
    if many.column:
        works = tuple(one for one in works if _in_column(one, many, index))
    elif many.agency:
        works = tuple(one for one in works if has_part(one.work, many.agency, tuple(ROLES)))
    works = works if many.column else in_part(many, works)
    if len(rows) <= _FEW:
        said = many.said.replace(spelled_out(many.agency), " ") if many.agency else many.said
        works = inside(works, {row.id: index.plan(row.id) for row in rows}, said)
    works = _in_time(many, works, index)
    if many.lacks:
        kinds = frozenset(many.lacks)
        works = tuple(one for one in works if one.work.kind is WorkKind.TASK and not kinds & _fields_of(one, index))
    if many.counted:
        works = tuple(one for one in works if _is_of_kind(one.work, many.counted, with_duties=many.is_paired))
    return works


def _in_time(many: Many, works: tuple[Found, ...], index: Index) -> tuple[Found, ...]:
    """Those of `works` that are due, go on or come again as wanted, or whose time says the words that it must."""
    if many.period and not many.is_going:
        on_last = replace(many.period, since=many.period.until) if many.period.is_last else many.period
        at_last = tuple(one for one in works if _falls_once(one.work, on_last))
        works = at_last or tuple(one for one in works if _falls_once(one.work, many.period))
    elif many.period:
        works = tuple(one for one in works if _goes_on(one.work, many.period))
    if many.time and many.is_literal and len({one.plan_id for one in works}) <= FEW_PLACES:
        said = {one: fold(" ".join(times(one.work, index.plan(one.plan_id)))).strip(" .;") for one in works}
        works = tuple(one for one in works if many.time == re.sub(r"\s*\(.*\)$", "", said[one])) or works
    return works


def _fields_of(one: Found, index: Index) -> frozenset[FieldKind]:
    return frozenset(field.kind for field in index.plan(one.plan_id).tasks[one.work.place].fields)


def _is_of_kind(work: Work, kinds: Sequence[str], *, with_duties: bool) -> bool:
    """Whether a row is about a place or office of one of `kinds`, or a task is one's, `with_duties` a duty too."""
    is_one = work.kind in (WorkKind.ROW, WorkKind.TASK) or (with_duties and work.kind is WorkKind.DUTY)
    names = (work.title, *(text for _, text in work.said)) if is_one else ()
    return any(
        _OFFICE_OF.sub("", f"{spelled_out(name)} ").startswith(tuple(f"{kind} " for kind in kinds)) for name in names
    )


_OFFICE_OF = re.compile(r"^(?:lanh dao |uy ban nhan dan |dang uy |ubnd )*")


def _in_column(one: Found, many: Many, index: Index) -> bool:
    values = (many.agency,) if many.agency else many.products
    plan = index.plan(one.plan_id)
    return any(holds(one.work, plan, many.column, value, is_name=bool(many.agency)) for value in values)


def _issuing(wanted: Wanted, products: Sequence[str], index: Index, some: int) -> Iterator[Found]:
    """Tasks to make or to issue one of `products`, where no product is said to be one."""
    makes = [
        re.compile(rf"\b(?:xay dung|ban hanh|lap|soan thao|trinh)\b.{{0,60}}\b{re.escape(one)}\b") for one in products
    ]
    words = tuple(word for one in products for word in spelled_out(one).split())
    made = replace(wanted, kinds=(WorkKind.TASK,), recurring=True, words=words)
    for one in index.some_works(made, some) if some else index.works(made, _MOST):
        if any(pattern.search(fold(one.work.title)) for pattern in makes):
            yield one


def _falls_once(work: Work, period: Period) -> bool:
    """Whether it is due in the period, once or on a day of the year; what comes every month or week is always due."""
    since, until = period.since or date.min, period.until or date.max
    return any(
        (due.kind in (DueKind.DAY, DueKind.RANGE) and due.until is not None and since <= due.until <= until)
        or (due.kind is DueKind.EVERY and due.unit in _YEARLY and due.month is not None)
        for due in work.dues
    )


def _goes_on(work: Work, period: Period) -> bool:
    """Whether any time of `work` meets the period: what runs over several months is of each, what all year of none."""
    is_short = period.since and period.until and period.until - period.since < HALF
    return any(
        due.kind in (DueKind.DAY, DueKind.RANGE)
        and not (is_short and due.since and due.until and due.until - due.since >= YEAR)
        and (period.until is None or (due.since or due.until or date.min) <= period.until)
        and (period.since is None or (due.until or date.max) >= period.since)
        for due in work.dues
    )


def _about(
    works: Sequence[Found], words: Sequence[str], weights: Weights, rows: Sequence[PlanRow], least: float
) -> list[Found]:
    """Those that with the heading of their plan say most of `words`, and at least a share of `least`."""
    total = sum(weights.rarity(word) for word in words)
    headed = _headed({one.plan_id for one in works}, rows)
    shares = [_share_said(one, words, weights, headed[one.plan_id]) / total for one in works] if total else []
    best = max(shares, default=0.0)
    return [one for one, share in zip(works, shares, strict=False) if share >= max(least, best - _NEARLY)]


def _headed(plans: Collection[int], rows: Sequence[PlanRow]) -> dict[int, frozenset[str]]:
    """The words of the heading of each of `rows` that is one of `plans`."""
    return {row.id: holding(called(row)).words for row in rows if row.id in plans}


def _share_said(one: Found, words: Sequence[str], weights: Weights, heading: Collection[str]) -> float:
    held = holding(_said_by(one.work)).words
    return sum(weights.rarity(word) for word in words if word in held or word in heading)


def _said_by(work: Work) -> str:
    products = (text for kind, text in work.said if kind is FieldKind.PRODUCT)
    return " ".join((work.title, work.section, *products))


def _each_once(works: Sequence[Found], index: Index) -> Iterator[Found]:
    """Work that a plan says twice, in the text and in its table, once; a task before its other wordings.

    Of a timetable what comes at two hours is two.
    """
    seen: dict[tuple[object, ...], list[Found]] = {}
    tasks: dict[tuple[int, str], list[str]] = {}  # by how they begin
    for one in works:
        title = fold(one.work.title)
        if one.work.kind is WorkKind.TASK and len(title) > _BEGINS:
            tasks.setdefault((one.plan_id, title[:_BEGINS]), []).append(title)
    for one in works:
        title = fold(one.work.title)
        key = one.plan_id, title[:240], one.work.said, one.work.kind is WorkKind.ROW and one.work.dues
        begins = range(len(title) - _BEGINS + 1) if tasks and one.work.kind is not WorkKind.TASK else ()
        again = any(
            title.startswith(task, at)
            for at in begins
            for task in tasks.get((one.plan_id, title[at : at + _BEGINS]), ())
        )
        others = seen.setdefault(key, [])
        is_other = not others or (
            one.work.kind is WorkKind.TASK and _clock(one, index) not in ("", *(_clock(each, index) for each in others))
        )
        if is_other and not again:
            others.append(one)
            yield one


def _clock(one: Found, index: Index) -> str:
    """The hour of the day that is said for it; empty where none is."""
    hours = (_HOUR.search(fold(text)) for text in times(one.work, index.plan(one.plan_id)))
    return next((hour.group() for hour in hours if hour), "")


def _lacking(many: Many, index: Index, rows: Sequence[PlanRow]) -> str:
    """What there is none of, and without which of the filters there would be some; else which meets none alone.

    Of many plans only what: each filter is looked through for itself.
    """
    what = f"việc nào {wanted_told(many) or 'như câu hỏi nêu'}"
    if len(rows) > _FEW:
        return what
    without: list[tuple[str, dict[str, Any]]] = [
        ("thời hạn", {"period": None, "is_going": False, "time": ""} if many.period or many.time else {}),
        ("sản phẩm", {"products": ()} if many.products else {}),
        (f"vai trò {parts_told(many)}", {"roles": ()} if many.roles and many.agency else {}),
        (many.agency, {"agency": "", "roles": ()} if many.agency else {}),
    ]
    filters = [(name, changes) for name, changes in without if changes]
    for name, changes in filters if len(filters) > 1 or many.period else ():
        if count := len(_selected(replace(many, **changes), index, rows)):
            return f"{what}; nếu không kể {name} thì có {count} việc"
    if len(filters) < _SEVERAL:
        return what
    alone = [
        (days_told(many), replace(many, agency="", roles=(), products=())),
        (f"sản phẩm {many.product_said}", replace(many, agency="", roles=(), period=None, time="")),
        (" ".join((many.agency, parts_told(many))).strip(), replace(many, products=(), period=None, time="")),
    ]
    none = [name for name, one in alone if one.has_filter and not _selected(one, index, rows)]
    return f"{what}; riêng điều kiện {', '.join(none)} đã không có việc nào" if none else what
