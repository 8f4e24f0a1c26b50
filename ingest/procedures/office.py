"""The office whose letterhead a sheet or a list of procedures bears, its place by the official list or as spelled."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingest.document import BlockKind, Document
from ingest.places import KINDS, UNIT, Place, named
from ingest.procedures.piece import Piece
from ingest.quoted import Quoted
from ingest.vietnamese import fold, folded_words

_MOTTO = re.compile(r"cong hoa xa hoi|doc lap\W+tu do")
_TITLE = re.compile(r"\W*(?:danh muc|quy trinh|niem yet|thu tuc|chi tiet|bang|ma thu tuc)\b")
_MOST = 5
"""Lines that a letterhead has at most."""


@dataclass(frozen=True, slots=True)
class Office:
    """`place` is the unit that it is of: its province is empty where the name leaves it open."""

    name: Quoted
    place: Place | None


def office(document: Document) -> Office | None:
    """The office of the letterhead at the beginning of `document`; None where there is none."""
    lines = list(_letterhead(document))
    units = [at for at, line in enumerate(lines) if UNIT.search(fold(line.text))]
    if not units:
        return None
    own = lines[units[-1] + 1 :] or lines[: units[-1] + 1]
    name = Quoted(" ".join(line.text for line in own), tuple(line.span for line in own))
    return Office(name, _place(lines[units[-1]].text))


def _letterhead(document: Document) -> Iterator[Piece]:
    """The lines before the motto or, where a list has none, before its title; of a head in two columns the first."""
    first = document.blocks[0] if document.blocks else None
    if first and first.kind is BlockKind.ROW:
        if _MOTTO.search(fold(first.text)):
            cell = first.cells[0]
            return Piece(document.cut(cell.span), cell.span).lines()
        return iter(())
    lines = [block for block in document.blocks if block.kind is not BlockKind.HEADING][: _MOST + 1]
    above = list(takewhile(lambda line: not _ends(fold(line.text)), lines))
    is_ended = len(above) < len(lines)
    return iter(
        Piece(document.cut(line.span), line.span) for line in above if is_ended and line.kind is not BlockKind.ROW
    )


def _ends(folded: str) -> bool:
    return _MOTTO.search(folded) is not None or _TITLE.match(folded) is not None


def _place(line: str) -> Place | None:
    """The unit that `line` ends with: as the official list has it, else as the line spells it."""
    unit = UNIT.search(fold(line))
    if not unit:
        return None
    kind = KINDS[unit["kind"]]
    start, end = unit.span("name")
    spelled = " ".join(word.capitalize() for word in line[start:end].split())
    same = [place for place in named(spelled) if place.kind == kind and _is_same(place.name, spelled)]
    provinces: Sequence[str] = list({place.province for place in same})
    return Place(kind, same[0].name if same else spelled, provinces[0] if len(provinces) == 1 else "", "")


def _is_same(name: str, spelled: str) -> bool:
    return folded_words(name) == folded_words(spelled)
