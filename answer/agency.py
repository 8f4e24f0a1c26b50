"""Which agency a question means, among those that a plan names."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from answer.asked import Asked
from ingest.agencies import is_agency, spelled_out
from ingest.plan import FieldKind, Plan

_LEVELS = frozenset(["huyen", "tinh", "xa", "thanh", "pho", "thi", "quan", "phuong", "cap", "tran"])
_GLUE = frozenset(["va", "cac", "nhung", "cua", "thuoc", "tren", "dia", "ban"])
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_BETWEEN = re.compile(
    r"\s*;\s*|\s*,\s*(?=(?:[A-ZĐÀ-Ỹ]|các |phòng |sở |ban ))|\s+và\s+(?=(?:[A-ZĐ]|các ))"
    r"|\s+-\s+(?=(?:Phòng|Sở|Ban|UBND|Các|Văn phòng|Công)\b)"
)


@lru_cache(maxsize=8192)
def key(agency: str) -> tuple[str, ...]:
    """What tells an agency from others: its folded words written out, without glue and level."""
    words = [word for word in spelled_out(agency).split() if word not in _GLUE]
    while words and words[-1] in _LEVELS:
        words.pop()
    return tuple(words)


def agencies_in(text: str) -> list[str]:
    """The agencies that a list of them names: "Phòng Tư pháp, Phòng Nội vụ; UBND các xã" -> three."""
    parts = [part.strip(" .,;-–+") for part in _BETWEEN.split(text)]
    return [part for part in parts if part and len(part) < 160]


def asked_agency(asked: Asked, plans: Iterable[Plan]) -> tuple[str, ...] | None:
    """The key of the agency that the question names, or None. The longest of those that stand in it wins."""
    said = [word for word in asked.syllables if word not in _GLUE]
    keys = {key(name) for plan in plans for name in _names(plan)}
    whole = [one for one in keys if len(one) >= 2 and _stands(one, said)]
    if whole:
        return max(whole, key=len)
    begun = [(shared, one) for one in keys for shared in [_begun(one, said)] if shared >= 3]
    return max(begun)[1] if begun else None


def _names(plan: Plan) -> Iterable[str]:
    for duty in plan.duties:
        yield duty.agency.text
        yield from agencies_in(duty.agency.text)
    for task in plan.tasks:
        for field in task.fields:
            if field.kind in _WHO:
                yield from (name for name in agencies_in(field.value.text) if is_agency(name) and len(name) < 90)


def _stands(words: Sequence[str], said: Sequence[str]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(said)} "


def _begun(words: Sequence[str], said: Sequence[str]) -> int:
    """How many of its first words stand in the question together: "trung tâm truyền thông" of a longer name."""
    length = len(words)
    while length > 2 and not _stands(words[:length], said):
        length -= 1
    return length if length > 2 else 0


def is_of(wanted: tuple[str, ...], text: str) -> bool:
    """Whether `text`, an agency or a list of agencies, names the one with the key `wanted`."""
    return any(_same(wanted, key(name)) for name in (text, *agencies_in(text)))


def _same(wanted: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not other:
        return False
    shorter, longer = sorted((wanted, other), key=len)
    return len(shorter) >= 2 and longer[: len(shorter)] == shorter and len(longer) - len(shorter) <= _tail(shorter)


def _tail(shorter: Sequence[str]) -> int:
    """How many words more the longer name of one agency may have: a place behind it, or the rest of a long name."""
    return 4 if len(shorter) >= 4 else 3 if len(shorter) == 3 else 2
