"""Where the parts of one file - decision, plan, appendix - say different things of the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from ingest.agencies import spelled_out
from ingest.heading import parse_date
from ingest.mentions import DATE, NUMBER
from ingest.plan import FieldKind, Plan, Task
from ingest.vietnamese import fold, folded_words, words

_NUMBER = re.compile(rf"^\W*số\s*:?\s*(?P<number>{NUMBER})", re.IGNORECASE)
_ENCLOSED = re.compile(
    rf"kèm theo\s+(?:kế hoạch|quyết định)\s+số\s*:?\s*(?P<number>{NUMBER})(?:\s*,?\s*ngày\s*(?P<date>{DATE}))?",
    re.IGNORECASE,
)
_PLACE_AND_DATE = re.compile(r"\bngày\b.{0,12}\btháng\b", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm (20\d\d)\b", re.IGNORECASE)
_TITLE_WORDS = 4
"""A shorter title ("Tuyên truyền") may be of two tasks."""
_FULL = 3  # numbers of a day
_WRITTEN = (
    *((re.compile(rf"\b{roman}\b"), number) for roman, number in (("i", "1"), ("ii", "2"), ("iii", "3"), ("iv", "4"))),
    (re.compile(r"\bngay (?=\d)"), ""),
    (re.compile(r"(?<=\d) (?:thang|nam) (?=\d)"), " "),  # "15 tháng 9 năm 2026" as "15/9/2026"
    (re.compile(r"\b0+(?=\d)"), ""),
)
_COMPARED = ((FieldKind.LEAD, "cơ quan chủ trì"), (FieldKind.TIME, "thời gian"))


def contradictions(plan: Plan) -> Iterator[str]:
    """What people should settle, a clause each."""
    heads = [[line.text for line in head] for head in plan.heads]
    yield from _of_numbers(heads, plan.issued_on)
    yield from _of_years(heads)
    yield from _of_days(plan)
    for own, again in told_twice(plan):
        yield from _differences(plan, own, again)


def told_twice(plan: Plan) -> Iterator[tuple[Task, Task]]:
    """The tasks that the plan tells in its text and again, under the same title, in its appendix."""
    annexed = [task for task in plan.tasks if _is_annexed(task)]
    if not annexed:
        return
    own = {_name(task): task for task in reversed(plan.tasks) if not _is_annexed(task)}
    for again in annexed:
        if len(_name(again)) >= _TITLE_WORDS and _name(again) in own:
            yield own[_name(again)], again


def _of_numbers(heads: Iterable[Sequence[str]], issued_on: date | None) -> Iterator[str]:
    """Where a part says that it belongs to a document of that kind, but of another number or date."""
    lines = [line for head in heads for line in head]
    own = {_plain(found["number"]) for line in lines if (found := _NUMBER.match(line))}
    for enclosed in filter(None, map(_ENCLOSED.search, lines)):
        number = _plain(enclosed["number"])
        alike = [one for one in own if one.partition("/")[2] == number.partition("/")[2]]
        if alike and number not in alike:
            yield f"các phần ghi số văn bản khác nhau: {alike[0]} và {number}"
        said = parse_date(enclosed["date"]) if enclosed["date"] else None
        if number in own and said and issued_on and said != issued_on:
            yield f"các phần ghi ngày của {number} khác nhau: {issued_on:%d/%m/%Y} và {said:%d/%m/%Y}"


def _of_years(heads: Iterable[Sequence[str]]) -> Iterator[str]:
    years = [set(_YEAR.findall(" ".join(filter(_is_title, head)))) for head in heads]
    for one, other in combinations(filter(None, years), 2):
        if one.isdisjoint(other):
            yield f"các phần ghi năm khác nhau: {', '.join(sorted(one))} và {', '.join(sorted(other))}"


def _is_title(line: str) -> bool:
    return not (_ENCLOSED.search(line) or _PLACE_AND_DATE.search(line))


def _plain(number: str) -> str:
    return re.sub(r"\s", "", number).upper()


def _is_annexed(task: Task) -> bool:
    return fold("".join(task.path[:1])).startswith("phu luc")


def _name(task: Task) -> tuple[str, ...]:
    return tuple(folded_words(task.title.text))


def _of_days(plan: Plan) -> Iterator[str]:
    """Days that no calendar has, and a plan issued years before its own."""
    lines = (*filter(None, [plan.dated]), *(deadline.when for deadline in plan.deadlines))
    days = dict.fromkeys(found[0] for line in lines for found in re.finditer(DATE, line.text) if _is_full(found[0]))
    yield from (f"ngày “{day}” không có trong lịch" for day in days if parse_date(day) is None)
    if plan.year and plan.issued_on and plan.issued_on.year < plan.year - 1:
        yield f"kế hoạch năm {plan.year} nhưng ghi ngày ban hành {plan.issued_on:%d/%m/%Y}"


def _is_full(day: str) -> bool:
    return len(re.findall(r"\d+", day)) == _FULL


def _differences(plan: Plan, one: Task, other: Task) -> Iterator[str]:
    for kind, name in _COMPARED:
        said, again = (
            "; ".join(field.value.text for field in task.fields if field.kind is kind) for task in (one, other)
        )
        if said and again and not is_same(plan, said, again):
            yield f"“{one.title.text}” có {name} khác nhau trong kế hoạch và phụ lục: “{said}” và “{again}”"


def is_same(plan: Plan, said: str, again: str) -> bool:
    """Whether `plan` means the same day, quarter or agency by both: "Quý II/2026" and "quý 2 năm 2026"."""
    one, other = _settled(plan, said), _settled(plan, again)
    return one == other or _is_short_for(said, other) or _is_short_for(again, one)


def _settled(plan: Plan, text: str) -> str:
    """`text` with short forms in full and days and quarters in one way, less the plan's own year and unit."""
    for short in plan.abbreviations:
        full = short.meaning.text.replace("\\", "")
        text = re.sub(rf"(?<!\w){re.escape(short.short)}(?!\w)", full, text)
    settled = spelled_out(text)
    for pattern, instead in _WRITTEN:
        settled = pattern.sub(instead, settled)
    own = rf" {plan.year}$| {fold(plan.place_kind or '-')}(?: {' '.join(folded_words(plan.place or ''))})?$"
    return re.sub(own, "", settled)


def _is_short_for(text: str, full: str) -> bool:
    """Whether `text` is the settled text `full` with some of it in initials: "TT Phục vụ HCC"."""
    short = (r"\w* ".join(fold(word)) + r"\w*" if word.isupper() else fold(word) for word in words(text))
    return any(map(str.isupper, words(text))) and re.fullmatch(" ".join(short), full) is not None
