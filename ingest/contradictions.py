"""Where the parts of one file - decision, plan, appendix - say different things of the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from ingest.heading import parse_date
from ingest.mentions import DATE, NUMBER
from ingest.plan import FieldKind, Plan, Task
from ingest.vietnamese import folded_words

_NUMBER = re.compile(rf"^\W*số\s*:?\s*(?P<number>{NUMBER})", re.IGNORECASE)
_ENCLOSED = re.compile(
    rf"kèm theo\s+(?:kế hoạch|quyết định)\s+số\s*:?\s*(?P<number>{NUMBER})(?:\s*,?\s*ngày\s*(?P<date>{DATE}))?",
    re.IGNORECASE,
)
_PLACE_AND_DATE = re.compile(r"\bngày\b.{0,12}\btháng\b", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm (20\d\d)\b", re.IGNORECASE)
_TITLE_WORDS = 4
"""A shorter title ("Tuyên truyền") may be of two tasks."""
_COMPARED = ((FieldKind.LEAD, "cơ quan chủ trì"), (FieldKind.TIME, "thời gian"))


def contradictions(plan: Plan) -> Iterator[str]:
    """What people should settle, a clause each."""
    heads = [[line.text for line in head] for head in plan.heads]
    yield from _of_numbers(heads, plan.issued_on)
    yield from _of_years(heads)
    for own, again in told_twice(plan):
        yield from _differences(own, again)


def told_twice(plan: Plan) -> Iterator[tuple[Task, Task]]:
    """The tasks that the plan tells in its text and again, under the same title, in its appendix."""
    own = {_name(task): task for task in reversed(plan.tasks) if not _is_annexed(task)}
    for again in filter(_is_annexed, plan.tasks):
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
    return task.path[:1] == ("Phụ lục",)


def _name(task: Task) -> tuple[str, ...]:
    return tuple(folded_words(task.title.text))


def _differences(one: Task, other: Task) -> Iterator[str]:
    for kind, name in _COMPARED:
        said, again = (
            "; ".join(field.value.text for field in task.fields if field.kind is kind) for task in (one, other)
        )
        if said and again and folded_words(said) != folded_words(again):
            yield f"“{one.title.text}” có {name} khác nhau trong kế hoạch và phụ lục: “{said}” và “{again}”"
