"""Which documents there are: of a place, of a kind, issued in some days."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from answer.asked import Asked
from answer.check import COUNTED
from answer.draft import Draft, Statement, source
from answer.period import Period, period_in, whole_year
from answer.rank import Weights, holding
from answer.versions import issued
from index.row import PlanRow
from ingest.plan import Plan
from ingest.vietnamese import fold, one_line

_MOST = 20
_KINDS = "ke hoach|van ban|quyet dinh|chi thi|cong van|quy che|thong bao|nghi quyet|cong dien|chuong trinh"
_KIND = re.compile(_KINDS)
_ASKS = re.compile(
    rf"\b(?:(?:nhung|cac) (?:{_KINDS})(?: (?:nao|gi))?|(?:may|bao nhieu|bn) (?:{_KINDS})|co (?:{_KINDS}) (?:nao|gi))\b"
)
_OF_WORK = re.compile(r"\b(?:phai|can|se|xong|trinh|theo|can cu|dua vao|thay the|bai bo|giao|het)\b|\d/[^\W\d]")
"""What asks for documents that are to be made, or that another one names."""
_ANY = "van ban"
_SILENT = frozenset(
    ["ban", "hanh", "ky", "nap", "loai", "tinh", "thanh", "pho", "huyen", "xa", "phuong", "thi", "tran", "quan", "dac",
     "khu", "hien", "tai", "danh", "sach", "liet", "ke", "xem", "so", "ten", "day", "du", "tat", "ca", "het", "thang",
     "quy", "nam", "ngay", "trong", "vua", "moi", "gan", "nhat"]
)  # fmt: skip
"""What says nothing of the matter of a document."""


def papers(
    asked: Asked, rows: Sequence[PlanRow], weights: Weights, today: date, plan_of: Callable[[int], Plan]
) -> Draft | None:
    """The documents of `rows` that the question asks for, the latest first; None where it asks for something else.

    Empty where none is of the kind, or issued in the days, that it names.
    """
    match = _ASKS.search(asked.folded)
    if match is None or asked.before is not None or not rows or _OF_WORK.search(asked.folded):
        return None
    period = period_in(asked.folded, today, min(asked.years, default=today.year)) or whole_year(asked.folded)
    places = " ".join({name for row in rows for name in (row.place, row.province) if name})
    known = holding(f"{match.group()} {places} {period.text if period else ''}").words | _SILENT
    said = {term.word for term in asked.terms if term.weight >= 1 and not term.word.isdigit()}
    if {word for word in said if weights.counts(word)} - known:
        return None
    named = _KIND.search(match.group())
    kind = named.group() if named else _ANY
    kept = [row for row in rows if kind in (_ANY, fold(row.kind)) and _is_of(row, period, asked.years)]
    told = [_told(plan_of(row.id)) for row in sorted(kept, key=issued, reverse=True)[:_MOST]]
    if not told:
        return ()
    first, *rest = told
    left = f"Còn {len(kept) - _MOST} văn bản, xin hỏi kèm tháng hoặc loại văn bản."
    counted = Statement(f"Có {len(kept)} văn bản {COUNTED}:\n{first.text}", first.sources)
    return (counted, *rest, *([Statement(left, ())] if len(kept) > _MOST else ()))


def _is_of(row: PlanRow, period: Period | None, years: frozenset[int]) -> bool:
    day = row.version.issued_on
    if period is None:
        return not years or row.year in years
    return bool(day and (period.since or day) <= day <= (period.until or day))


def _told(plan: Plan) -> Statement:
    number = f" số {plan.number.text}" if plan.number else ""
    day = f" ngày {plan.issued_on:%d/%m/%Y}" if plan.issued_on and plan.dated else ""
    pieces = [*(plan.heads[0] if plan.heads else ()), *filter(None, (plan.number, plan.dated))]
    return Statement(f"- {plan.kind}{number}{day}: {one_line(plan.title)}", (source(plan, (), *pieces),))
