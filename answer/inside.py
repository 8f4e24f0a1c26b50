"""Which part of a document a question keeps to: "trong phụ lục", "phần III", a heading, or all but these."""

import re
from collections.abc import Mapping, Sequence

from index.work import Found
from ingest.agencies import is_agency, spelled_out
from ingest.plan import Plan
from ingest.vietnamese import fold

_ANNEX = r"(?:phu luc|danh muc)"
_LEFT_OUT = re.compile(rf"\b(?:khong (?:tinh|ke|gom|phai|thuoc|nam)|ngoai|tru)(?: \w+){{0,3}} {_ANNEX}\b")
_NUMBERED = re.compile(r"\b(?:phan|muc|chuong|dieu) (?P<number>(?:[ivx]+|\d+|[a-h])(?:\.\d+)*)\b")
_MARK = re.compile(
    r"^\W*(?:(?:Phần|Mục|Chương|Điều)\s+)?(?P<number>[A-ZĐ]|[IVXLC]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.):]\s*"
)
_LEAST = 3  # words of a heading that a question says
_NAMED = 2  # ... where it says that it is one: "phần kinh phí"
_GENERAL = frozenset(
    ["thuc", "hien", "to", "chuc", "noi", "dung", "nhiem", "vu", "ke", "hoach", "co", "quan", "va", "cac"]
)


def inside(works: Sequence[Found], plans: Mapping[int, Plan], said: str) -> tuple[Found, ...]:
    """Those of `works` that stand in the part of `plans`, by their ids, which the folded `said` names.

    All of them where it names none. A heading with nothing of them below leaves none.
    """
    annexed = [one for one in works if _is_annexed(one)]
    if _LEFT_OUT.search(said):
        return tuple(one for one in works if one not in annexed)
    if re.search(rf"\b{_ANNEX}\b", said) and annexed:
        works = annexed
    meant = {
        plan_id: _meant(plan, [one for one in works if one.plan_id == plan_id], said) for plan_id, plan in plans.items()
    }
    if not any(meant.values()):
        return tuple(works)
    return tuple(one for one in works if not meant[one.plan_id].isdisjoint(one.work.section.split(" > ")))


def _meant(plan: Plan, works: Sequence[Found], said: str) -> frozenset[str]:
    """The headings of `plan` and of its `works` that `said` names: by a number, else the one that says most."""
    paths = (*(one.path for one in plan.sections), *(one.path for one in plan.tasks), *(one.path for one in plan.rows))
    headings = [heading for path in dict.fromkeys(paths) for heading in path]
    headings = list(dict.fromkeys([*headings, *(each for one in works for each in one.work.section.split(" > "))]))
    numbered = _NUMBERED.search(said)
    named = [one for one in headings if numbered and _number(one) == numbered["number"]]
    if named:
        return frozenset(named)
    return frozenset(sorted((one for one in headings if _says(said, one)), key=len)[-1:])


def _is_annexed(one: Found) -> bool:
    return re.match(_ANNEX, fold(one.work.section)) is not None


def _number(heading: str) -> str:
    match = _MARK.match(heading)
    return fold(match["number"]) if match else ""


def _says(said: str, heading: str) -> bool:
    """Whether `said` has the words of `heading` one after the other, and they say more than that it is one."""
    title = _MARK.sub("", heading)
    words = spelled_out(title).split()
    text = " ".join(words)
    if not words or is_agency(title) or set(words) <= _GENERAL:
        return False
    named = re.search(rf"\b(?:phan|muc|nhom|chuong)(?: ve)? {re.escape(text)}\b", said)
    return (len(words) >= _LEAST and f" {text} " in f" {said} ") or (len(words) >= _NAMED and named is not None)
