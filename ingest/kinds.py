"""The kinds of official documents, as they head a document: "KẾ HOẠCH", "QUYẾT ĐỊNH"."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from ingest.vietnamese import fold, one_line


class Role(StrEnum):
    """What a document of a kind is beside others in its file."""

    DECISION = "decision"  # it issues what is attached to it
    RULES = "rules"  # attached to a decision, which the whole is called after
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` as people write it; `title` what stands behind it on its line.

    `is_common`: it begins another document even where nothing says that the one before has ended.
    """

    name: str
    role: Role
    is_common: bool
    title: str = ""


_LINE = 80  # characters of a line that is a kind alone
_WHOSE = r"(?:\s+(?:hanh dong|phoi hop|lien nganh|lien tich|cong tac|tom tat))?"
"""What goes with a kind and is no title yet: "KẾ HOẠCH LIÊN NGÀNH"."""


@cache
def _known() -> dict[str, Kind]:
    text = (files("ingest") / "data" / "document_kinds.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {fold(name): Kind(name, Role(role), common == "common") for name, role, common in rows}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\W*(?P<kind>{'|'.join(_known())})(?!\w)(?P<whose>{_WHOSE})\W*")


def kind_alone(text: str) -> Kind | None:
    """The kind that `text` is, with nothing behind it; None for any other line."""
    match = _pattern().fullmatch(fold(text)) if len(text) < _LINE else None
    if match is None:
        return None
    kind = _known()[match["kind"]]
    name = one_line(f"{kind.name} {text[slice(*match.span('whose'))].lower()}")
    return Kind(name, kind.role, kind.is_common)


def kind_at(text: str) -> Kind | None:
    """The kind that `text` begins with, its title behind it on the same line."""
    match = re.match(rf"\W*(?P<kind>{'|'.join(_known())})(?!\w)\s*:?\s+(?=\w+\s+\w)", fold(text))
    if match is None:
        return None
    kind = _known()[match["kind"]]
    return Kind(kind.name, kind.role, kind.is_common, text[match.end() :])
