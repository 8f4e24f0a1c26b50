"""Which part of a procedure a line heads, which column a cell heads. The words are data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.procedures.piece import Line, Piece
from ingest.vietnamese import fold, folded_words

MAIN = frozenset(["step", "way", "paper", "time", "applicant", "agency", "result", "fee", "condition", "basis"])
"""The parts that headed sheets number."""

_MARK = (
    r"[\s*#]*(?:(?P<number>\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+)|(?P<letter>[a-zđ]{1,2}[.)])"
    r"|(?P<bullet>[-–+•]))?\s*"
)
_BEHIND = (
    r"(?:\s+(?:cua\s+|ve\s+|giai quyet\s+)?(?:thu tuc(?:\s+hanh chinh)?|tthc))?(?:\s*\(neu co\))?(?:\s+(?:bao )?gom)?"
    r"[\s*]*(?P<end>[:;]|$)"
)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Label:
    """`part` is what the line heads, `mark` how it is marked: "number", "letter", "bullet", "row" or "".

    `rest` is what the line itself says behind the label.
    """

    part: str
    mark: str
    rest: Piece


def _table(name: str) -> Mapping[str, str]:
    text = files("ingest").joinpath("data", name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {words: kind for kind, words in rows}


@lru_cache(1)
def _parts() -> Mapping[str, str]:
    return _table("procedure_labels.tsv")


@lru_cache(1)
def _columns() -> Mapping[str, str]:
    return _table("procedure_columns.tsv")


@lru_cache(1)
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_parts(), key=len, reverse=True)
    words = "|".join(r"[\s,/]+".join(map(re.escape, label.split())) for label in longest_first)
    return re.compile(rf"{_MARK}(?P<label>{words}){_BEHIND}")


def label_of(line: Line) -> Label | None:
    """What `line` heads: a line that is a label or begins with one and a colon, or a row of a label and a value."""
    cells = line.distinct
    if line.table is None:
        return _label(line.piece)
    found = _label(cells[0]) if len(cells) <= 2 and cells[0] == line.cells[0] else None
    if found is None or not found.rest.is_nothing:
        return None
    return Label(found.part, "row", cells[1] if len(cells) == 2 else found.rest)


def _label(piece: Piece) -> Label | None:
    found = _pattern().match(fold(piece.raw[:_LONGEST]))
    if not found or (not found["end"] and len(piece.raw) > _LONGEST):
        return None
    part = _parts()[" ".join(folded_words(found["label"]))]
    mark = next((name for name in ("number", "letter", "bullet") if found[name]), "")
    return Label(part, mark, piece.cut(found.end()))


def column_of(cell: Piece) -> str:
    """What the column says that `cell` heads, empty where it heads none."""
    return _columns().get(" ".join(folded_words(cell.raw)), "") if len(cell.raw) < _LONGEST else ""


def columns_of(line: Line) -> tuple[str, ...]:
    """What the columns say that the row `line` heads; none where it heads no table of a procedure."""
    if line.table is None:
        return ()
    heads = tuple(map(column_of, line.cells))
    return heads if len({head for head in heads if head}) >= 2 else ()
