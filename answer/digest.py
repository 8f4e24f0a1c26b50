"""Beside single facts: what a model reads to summarise a document, or to compare two."""

import re
from collections.abc import Sequence
from enum import StrEnum

from answer.asked import Asked
from answer.rank import Fit
from index.index import Index
from index.passage import Passage, PassageKind
from ingest.vietnamese import fold

_COMPARES = re.compile(r"\b(?:so sanh|khac (?:gi|nhau|biet)|giong (?:gi|nhau)|diem (?:khac|giong|chung))\b")
_SUMS_UP = re.compile(r"\b(?:tom tat|tom luoc|noi dung chinh|tong quan|khai quat)\b")
_PURPOSE = re.compile(r"\b(?:muc dich|muc tieu|yeu cau|pham vi)\b")
_TASKS = 4
_EACH = 3  # passages of each of two documents


class Kind(StrEnum):
    """What is wanted of a model; the value is the file of its prompt."""

    ANSWER = "answer.user.md"
    SUMMARY = "summary.user.md"
    COMPARE = "compare.user.md"


def kind_of(asked: Asked) -> Kind:
    """What `asked` wants."""
    if _COMPARES.search(asked.folded):
        return Kind.COMPARE
    return Kind.SUMMARY if _SUMS_UP.search(asked.folded) else Kind.ANSWER


def of_document(index: Index, plan_id: int) -> tuple[Passage, ...]:
    """The passages that say most of what a document is for: its purpose, its first tasks, its head."""
    passages = [passage for _, passage in index.passages(plan_id)]
    purpose = [one for one in passages if _PURPOSE.search(fold(one.section)) and one.kind is PassageKind.TEXT]
    tasks = [one for one in passages if one.kind in (PassageKind.TASK, PassageKind.DUTY)]
    heads = [one for one in passages if one.kind is PassageKind.HEAD]
    found = (*purpose[:1], *tasks[:_TASKS], *heads[:1])
    return found or tuple(passages[:_TASKS])


def of_two(fits: Sequence[Fit], plans: Sequence[int]) -> tuple[Fit, ...]:
    """The best of `fits` of each of two documents: of `plans` where there are two, else of those that fit best."""
    two = list(dict.fromkeys(plans if len(set(plans)) == 2 else (fit.hit.plan_id for fit in fits)))[:2]
    own = [[fit for fit in fits if fit.hit.plan_id == plan][:_EACH] for plan in two]
    return tuple(fit for each in own for fit in each) if len(own) == 2 else ()
