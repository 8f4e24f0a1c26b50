"""Document -> the parts of a file: a decision, the plan attached to it, an appendix; copies and drafts beside them."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from ingest.document import Document
from ingest.flattened import spread
from ingest.lines import lines
from ingest.part import Part, PartKind
from ingest.parted import parted
from ingest.vietnamese import fold

_OFFICE = re.compile(r"(?:uy ban nhan dan|ubnd|bo|so|phong) ")
_BESIDE_OFFICE = re.compile(r"^du thao(?: lan \w+)?\s+|\s+cong hoa xa hoi.*$")


def apart(found: Sequence[Part]) -> list[list[Part]]:
    """The parts of each plan in a file: one with a number of its own, behind a whole plan, begins another.

    A decision and the plan that it issues are one, whatever their numbers.
    """
    plans: list[list[Part]] = []
    for part in found:
        before = plans[-1] if plans else []
        numbers = {other.number for other in before} - {""}
        if not before or (part.number and numbers and part.number not in numbers and _is_whole(before, part)):
            plans.append([])
        plans[-1].append(part)
    return plans


def _is_whole(before: Sequence[Part], part: Part) -> bool:
    """Whether `before` is a plan by itself, and no decision that waits for `part`."""
    kinds = [other.kind for other in before]
    return PartKind.PLAN in kinds or (part.kind is PartKind.DECISION and PartKind.DECISION in kinds)


def parts(document: Document) -> tuple[list[Part], list[Part]]:
    """The parts of `document`, and the copies and drafts of a part beside it."""
    kept: list[Part] = []
    copies: list[Part] = []
    for part in parted(list(spread(list(lines(document))))):
        twin = next((other for other in kept if _is_copy(part, other)), None)
        if twin and part.number and not twin.number:  # the draft stands first
            kept[kept.index(twin)] = part
            copies.append(twin)
        else:
            (copies if twin else kept).append(part)
    drafts = [part for part in kept if part.is_draft and any(_issues(other, part) for other in kept)]
    copies += drafts
    return [part for part in kept if part not in drafts and (part.body or part.title)], copies


def _issues(part: Part, draft: Part) -> bool:
    """Whether `part` is a plan that was issued by the office whose `draft` stands beside it."""
    return part.number != "" and part.kind is draft.kind and not _offices(part).isdisjoint(_offices(draft))


def _offices(part: Part) -> set[str]:
    lines = (_BESIDE_OFFICE.sub("", fold(block.text)) for block in part.head)
    return {line for line in lines if _OFFICE.match(line)}


def _is_copy(part: Part, other: Part) -> bool:
    """Whether `part` says again what `other` said: the same kind and title, and most of the text."""
    if part.kind is not other.kind or part.kind is PartKind.APPENDIX or not (part.body and other.body):
        return False
    if part.number and other.number and part.number != other.number:  # two communes may word their plans alike
        return False
    ours = {fold(block.text) for block in part.body}
    theirs = {fold(block.text) for block in other.body}
    same_title = SequenceMatcher(None, _title(part), _title(other)).ratio() > 0.8
    return same_title and len(ours & theirs) > 0.5 * min(len(ours), len(theirs))


def _title(part: Part) -> str:
    return fold(" ".join(block.text for block in part.title))
