"""What stands below a heading that a question names, or is of the kind that it asks for and nothing else."""

import re
from collections.abc import Callable

from answer.answer import Answer
from answer.check import COUNTED
from answer.cues import plain
from answer.draft import Draft, written
from answer.extract import Extract
from answer.many import is_of_several
from answer.overview import below_heading, of_kind, series
from answer.phrases import SPEAKS, roles_in, silent
from answer.rank import called, holding
from index.row import PlanRow
from ingest.plan import Plan

_FEW_PLANS = 10  # in which a heading is looked for
_HOW_MANY = re.compile(r"\b(?:may|bao nhieu)\b")
_KIND_WORDS = ("ten", "nhom", "thuoc")  # said beside a kind


def of_heading(extract: Extract, plan_of: Callable[[int], Plan]) -> Answer | None:
    """All that stands below the heading which the question says word for word: "những nhiệm vụ cần làm ngay …"."""
    folded = plain(extract.asked)
    is_of_more = is_of_several(folded) or _HOW_MANY.search(folded)
    if len(extract.scope.plans) > _FEW_PLANS or not is_of_more:
        return None
    plans = [plan_of(row.id) for row in extract.scope.plans]
    below = (below_heading(plan, folded, is_literal=True) for plan in plans)
    draft = next(filter(None, below), ()) or max(
        (series(plan, folded, with_tasks=not roles_in(folded)) for plan in plans), key=len, default=()
    )
    draft = draft or next(
        (draft for row in extract.scope.plans if (draft := _of_kind(plan_of(row.id), row, extract))), ()
    )
    text, citations = written(draft)
    counted = f"Có {len(draft)} mục {COUNTED}:\n" if _HOW_MANY.search(folded) else ""
    return Answer("answered", f"{counted}{text}", citations) if draft else None


def _of_kind(plan: Plan, row: PlanRow, extract: Extract) -> Draft:
    """What the question asks for by its kind, where it says nothing else than that and which plan is meant."""
    folded = plain(extract.asked)
    draft, path = of_kind(plan, folded)
    known = (
        holding(" ".join((called(row), row.province or "", *path, *(one.text for one in draft[:1])))).words | silent()
    )
    said = [term.word for term in extract.asked.terms if term.weight >= SPEAKS and extract.weights.counts(term.word)]
    return () if roles_in(folded) or set(said) - known - set(_KIND_WORDS) else draft
