"""How a procedure stands beside others: at which level it is done, what a decision did to it, where files disagree."""

import re
from collections.abc import Iterator, Sequence

from answer.draft import Statement, source
from answer.procedures.known import Known, Procedures
from ingest.places import named
from ingest.plan import Level, Plan
from ingest.quoted import FieldKind
from ingest.vietnamese import fold

_LEVEL = re.compile(r"\b(?:bo|tinh|huyen|xa)\b")
_NAMED = re.compile(r"\bcap (bo|tinh|huyen|xa)\b")
_SAID = {
    "bo": re.compile(r"\bcap bo\b|\btrung uong\b|\bbo cong an\b"),
    "tinh": re.compile(r"\b(?:cap|cong an|uy ban nhan dan) tinh\b"),
    "huyen": re.compile(r"\b(?:cap|uy ban nhan dan) huyen\b"),
    "xa": re.compile(r"\b(?:cap|cong an|uy ban nhan dan) (?:xa|phuong)\b"),
}
"""How a question says the level."""
_OF_OFFICE = {Level.PROVINCE: "tinh", Level.DISTRICT: "huyen", Level.COMMUNE: "xa"}
_ENDED = re.compile(r"bai bo|huy bo")
_AMENDED = re.compile(r"sua doi|bo sung|thay the")  # a list of "thay thế" may hold the new ones or the old
_NUMBER = re.compile(r"\d+(?:[.,]\d{3})*")
_FREE = re.compile(r"mien (?:le )?phi|khong thu")
_OTHERS = 2  # files that are told beside the one that answers


def levels(known: Known) -> frozenset[str]:
    """The levels at which it is done, folded ("tinh", "xa"): what its name says, else its files; empty if unknown."""
    said = _NAMED.findall(fold(known.name))
    return frozenset(said or (level for row in known.rows for level in _LEVEL.findall(fold(row.level or ""))))


def of_level(said: str, place: str | None, meant: Sequence[Known]) -> list[Known]:
    """Those of `meant` done at the level that the folded question has, else at that of the office's `place`; else all.

    What tells no level may be of any.
    """
    wanted = frozenset(level for level, words in _SAID.items() if words.search(said)) or _office_levels(place)
    own = [known for known in meant if wanted & levels(known)]
    return [known for known in meant if known in own or not levels(known)] if own else [*meant]


def _office_levels(place: str | None) -> frozenset[str]:
    """The level of the office; none where units of several have its name, the districts of before July 2025 aside."""
    found = {one.level for one in named(place)} if place else set()
    found = found - {Level.DISTRICT} or found
    return frozenset(_OF_OFFICE[level] for level in found if level in _OF_OFFICE) if len(found) == 1 else frozenset()


def ended(known: Known, procedures: Procedures) -> Iterator[Statement]:
    """That a decision lists it as abolished."""
    return _changed(known, procedures, _ENDED, None)


def amended(known: Known, procedures: Procedures, telling: Plan) -> Iterator[Statement]:
    """That another document than the one that is `telling` lists it as amended or replaced."""
    return _changed(known, procedures, _AMENDED, telling)


def _changed(
    known: Known, procedures: Procedures, change: re.Pattern[str], telling: Plan | None
) -> Iterator[Statement]:
    if not any(change.search(fold(row.change or "")) for row in known.rows):
        return
    for procedure, plan in procedures.files(known):
        becomes = procedure.fact(FieldKind.CHANGE)
        if becomes and change.search(fold(becomes.text)) and plan is not telling:
            number, day = plan.number, plan.dated
            whose = f"Văn bản{f' {number.text}' if number else ''}{f' ngày {day.text}' if day else ''}"
            level = procedure.fact(FieldKind.LEVEL)
            where = f" ({level.text.lower()})" if level else ""
            text = f"Lưu ý: {whose} xếp thủ tục này vào danh mục “{becomes.text.lower()}”{where}."
            yield Statement(text, (source(plan, (), number, day, procedure.name, procedure.code, becomes, level),))


def differing(draft: Sequence[Statement], others: Sequence[Sequence[Statement]]) -> Iterator[Statement]:
    """What files say otherwise than `draft` does of a sum or a time: other numbers, and not only fewer or more."""
    own = _numbers(draft)
    for other in others:
        there = _numbers(other)
        if not (own <= there or there <= own):
            text = "; ".join(line.text.lstrip("- ") for line in other[:_OTHERS])
            yield Statement(f"Tệp khác ghi: {text}", tuple(one for line in other[:_OTHERS] for one in line.sources))


def _numbers(draft: Sequence[Statement]) -> frozenset[int]:
    text = fold("\n".join(line.text for line in draft))
    free = {0} if _FREE.search(text) else set()
    return frozenset(int(re.sub(r"\D", "", number)) for number in _NUMBER.findall(text)) | free
