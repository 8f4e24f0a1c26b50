"""Whose office a plan is of: the unit, its province, and which body of it."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from index.row import PlanRow
from ingest.agencies import is_agency, spelled_out
from ingest.places import KINDS
from ingest.vietnamese import fold, folded_words

_MOTTO = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap\W+tu do\W+hanh phuc")
_KIND_LETTERS = {"kh", "qd", "ct", "ctr", "cttr", "nq", "tb", "bc", "hd", "cv", "tt", "da", "pa", "qc", "ttr", "kl"}
_COMMITTEE = re.compile(r"(?:kh|qd)?ub(?!mt).{0,2}")

Unit = tuple[str, ...]
Office = tuple[str, ...]


@lru_cache(maxsize=8192)
def said(text: str) -> frozenset[str]:
    """The folded words of `text`, numbers aside."""
    return frozenset(word for word in folded_words(text) if not word.isdigit())


def unit(row: PlanRow) -> Unit:
    """Whose office it is: the place with its kind, of a ministry the words of its name."""
    return (row.place, row.place_kind or "") if row.place else tuple(sorted(said(row.issuer or "")))


def seat(row: PlanRow) -> Office:
    """Where its office is: its unit in its province."""
    return (*unit(row), row.province or "")


def offices(rows: Sequence[PlanRow]) -> dict[int, Office]:
    """A plan's id -> its office: unit, province, and body; a plan that names no body is of the only one there."""
    bodies: dict[Office, set[str]] = {}
    own = [(row, seat(row), _body(row)) for row in rows]
    for _, where, body in own:
        bodies.setdefault(where, set()).update({body} - {""})
    return {row.id: (*where, body or only(bodies[where])) for row, where, body in own}


def only(values: Collection[str]) -> str:
    """The one of `values`; empty where there are several or none."""
    return next(iter(values)) if len(values) == 1 else ""


def _body(row: PlanRow) -> str:
    """Which body of its place issued the plan, by the letters that stand for it; empty where it is not known.

    The letters of the number say so, else the initials of the issuer: above a department's name stands that of the
    committee, and may be all that was read. A committee and its chairman are one body.
    """
    parts = re.findall(r"[a-z]+", re.sub(r"\s*&\s*", "", fold(row.number or "")))
    code = next((part for part in parts if part not in _KIND_LETTERS), "")
    if code:
        return "ubnd" if _COMMITTEE.fullmatch(code) else code
    if department := department_of(row):
        return "".join(word[0] for word in spelled_out(department).split() if word != "va")
    return "ubnd" if row.issuer else ""


def department_of(row: PlanRow) -> str:
    """The name of the body that issued `row`, below the committee's; empty where the committee did, or none is read."""
    return _department(row.issuer or "", row.place or "", row.province or "")


@lru_cache(maxsize=8192)
def _department(issuer: str, *places: str) -> str:
    for motto in reversed(list(_MOTTO.finditer(fold(issuer)))):
        issuer = issuer[: motto.start()] + issuer[motto.end() :]
    names = "|".join(re.escape(fold(name)) for name in sorted(places, key=len, reverse=True) if name) or "(?!)"
    above = rf"\W*(?:chu tich\s+)?(?:uy ban nhan dan|ubnd)\b\W*(?:(?:{'|'.join(KINDS)})\b\W*)?(?:(?:{names})\b\W*)?"
    committee = re.match(above, fold(issuer))
    name = issuer[committee.end() :] if committee else issuer
    return name.strip() if not committee or is_agency(name) else ""
