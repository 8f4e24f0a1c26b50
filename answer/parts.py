"""Who has which part in a piece of work, as its labels, its words or the heading above say."""

import re
from collections.abc import Sequence

from answer.agency import MARKS
from answer.filters import ROLES
from answer.wants import Many
from index.work import Found, Work, WorkKind
from ingest.agencies import named_by, told_by
from ingest.plan import FieldKind
from ingest.vietnamese import fold

_ANNOUNCED = 120  # characters of the line above duties that tells whose they are
_OFFICE = re.compile(r"\bvan phong (?:hoi dong nhan dan )?uy ban nhan dan(?: cap)?(?: \w+)?")
"""Whose name holds that of the committee which it serves."""


def in_part(many: Many, works: Sequence[Found]) -> tuple[Found, ...]:
    """Of `works` those in which the agency, or any but the one left out, has the part asked for.

    A task says so by its labels; where no label does, who performs it leads it. A duty says so where it begins, or in
    the heading above; one agency's duties say nothing of parts where none of them does.
    """
    if many.other_than:
        works = [one for one in works if not _is_of(one.work, many.other_than, many.roles)]
    if not many.roles or not (many.agency or many.other_than or many.is_paired):
        return tuple(works)
    tasks = [one for one in works if one.work.kind is WorkKind.TASK]
    duties = [one for one in works if one.work.kind is WorkKind.DUTY]
    labelled = [one for one in tasks if has_part(one.work, many.agency, many.roles)]
    if not labelled and FieldKind.LEAD in many.roles:
        labelled = [one for one in tasks if has_part(one.work, many.agency, (FieldKind.PERFORMER,))]
    if many.roles == (FieldKind.PERFORMER,):
        return (*labelled, *([] if labelled else duties))
    begun = [one for one in duties if _begins(one.work, many.roles)]
    own = begun or (duties if many.roles == (FieldKind.LEAD,) and many.agency and not labelled else [])
    kept = {(one.plan_id, one.work) for one in (*labelled, *own)}
    return tuple(one for one in works if (one.plan_id, one.work) in kept)


def _is_of(work: Work, agency: str, roles: Sequence[FieldKind]) -> bool:
    """Whether `agency` has one of `roles` in `work`, in any where none is asked for; a duty says none."""
    return has_part(work, agency, roles if roles and work.kind is WorkKind.TASK else tuple(ROLES))


def has_part(work: Work, agency: str, roles: Sequence[FieldKind]) -> bool:
    """Whether `agency`, or with an empty one anybody, has one of `roles`."""
    is_office = agency and _OFFICE.search(told_by(agency))
    parts = [f" {part} " for part in named_by(agency)] if agency else []
    whole = (told_by(text) for kind, text in work.said if kind in roles)
    said = (f" {text if is_office else _OFFICE.sub(' ', text)} " for text in whole)
    return any(all(part in text for part in parts) for text in said)


def is_with(work: Work, partner: str) -> bool:
    """Whether somebody else does it together with `partner`."""
    before, _, after = told_by(work.title).partition("phoi hop")
    leads = has_part(work, partner, (FieldKind.LEAD,)) and any(kind is FieldKind.COORDINATOR for kind, _ in work.said)
    is_own = has_part(work, partner, (FieldKind.PERFORMER,))
    named = all(f" {part} " in f" {after} " for part in named_by(partner))
    return leads or bool(named and not is_own and work.kind is WorkKind.DUTY and "chu tri" not in before)


def _begins(work: Work, roles: Sequence[FieldKind]) -> bool:
    text = fold(MARKS.sub("", work.title))
    above = fold(work.section)[-_ANNOUNCED:]
    leads = "chu tri" in text[:60] or "dau moi" in text[:60] or "chu tri" in above
    if FieldKind.LEAD in roles and leads:
        return True
    return FieldKind.COORDINATOR in roles and not leads and ("phoi hop" in text[:40] or "phoi hop" in above)
