"""Which of several places is meant: the choice that is asked back, and answers under the names of their places."""

from collections import Counter
from collections.abc import Iterator, Sequence

from answer.answer import Option
from answer.draft import Draft, Statement
from index.row import PlanRow

MANY = 8  # options shown


def options(rows: Sequence[PlanRow]) -> tuple[Option, ...]:
    """A choice for each of `rows`; namesakes with the province that tells them apart."""
    named = Counter(row.place for row in rows)
    return tuple(_in_province(row) if named[row.place] > 1 else _option(row) for row in rows[:MANY])


def _option(row: PlanRow) -> Option:
    return Option(_label(row), row.place, row.year)


def _in_province(row: PlanRow) -> Option:
    if not row.province:
        return _option(row)
    place = f"{row.place_kind or ''} {row.place}, {row.province}".strip()
    return Option(place[:1].upper() + place[1:], place, row.year)


def of_each(drafts: Sequence[tuple[PlanRow, Draft]]) -> Iterator[Statement]:
    """The answer for each place that the question names, under the place's name."""
    for row, draft in drafts:
        yield from headed(row, draft)


def headed(row: PlanRow, draft: Draft) -> Draft:
    """`draft` under the name of the place of `row`."""
    first, *others = draft
    return (Statement(f"{_label(row)}: {first.text}", first.sources), *others)


def _label(row: PlanRow) -> str:
    place = f"{(row.place_kind or '').capitalize()} {row.place}".strip() if row.place else row.issuer or row.title
    return f"{place} ({row.year})" if row.year else place


def which(rows: Sequence[PlanRow]) -> str:
    """The question which of `rows` is meant."""
    return f"Có {len(rows)} kế hoạch trả lời khác nhau. Anh/chị hỏi về nơi nào?"
