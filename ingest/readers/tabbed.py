"""Columns that a Word file makes with tabs: letterhead and signature, and tables typed line by line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ingest.labels import column_kind
from ingest.vietnamese import fold, one_line

_TWO_COLUMNS = re.compile(r"\t\s*cong hoa xa hoi|^noi nhan")
"""Where an official document stands in two columns (Decree 30/2020): its head and its foot."""
_PARTED = re.compile(r"\t[\t ]*")
_LISTED = re.compile(r"\s*[-–+•*]|\s*Lưu\s*:", re.IGNORECASE)
_MIN_HEADS = 2


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together: the paragraph at `place`, or the `lines` of two columns, or the `rows` of a table."""

    place: int
    lines: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def parted(texts: Sequence[str]) -> Iterator[Group]:
    """The paragraphs `texts` in reading order, each by itself where no tabs make columns of them."""
    at = 0
    while at < len(texts):
        end, group = at + 1, Group(at)
        if "\t" in texts[at].strip():
            if (foot := _columns_end(texts, at)) > at:
                end, group = foot, Group(at, lines=_columns(texts[at:foot]))
            elif (foot := _rows_end(texts, at)) > at + 1:
                end, group = foot, Group(at, rows=[text.split("\t") for text in texts[at:foot]])
        yield group
        at = end


def _columns_end(texts: Sequence[str], at: int) -> int:
    """Behind the two columns that begin at `at`, `at` where none do. The foot's list may be longer than its right
    column, and the signer's name stand below the list."""
    head = _TWO_COLUMNS.search(fold(texts[at]).strip())
    end = at
    while head and end < len(texts):
        is_foot = head[0].startswith("noi")
        if "\t" not in (texts[end] if is_foot else texts[end].strip()) and not (is_foot and _LISTED.match(texts[end])):
            break
        end += 1
    return end


def _columns(texts: Sequence[str]) -> list[str]:
    """The lines of the left column, then those of the right."""
    sides = [_PARTED.split(text.rstrip(), maxsplit=1) for text in texts]
    return [side for column in zip_longest(*sides, fillvalue="") for side in column if side.strip()]


def _rows_end(texts: Sequence[str], at: int) -> int:
    """Behind the rows of the table whose columns the line at `at` names, `at` where it names none."""
    heads = [one_line(cell) for cell in texts[at].split("\t")]
    if len(heads) <= _MIN_HEADS or sum(column_kind(head) is not None for head in heads) < _MIN_HEADS:
        return at
    end = at
    while end < len(texts) and texts[end].count("\t") >= _MIN_HEADS:
        end += 1
    return end
