"""A part of a file: a decision, the plan attached to it, an appendix, with what stands where in it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.document import Block
from ingest.letterhead import Letterhead, letterhead
from ingest.vietnamese import fold

_DRAFT = re.compile(r"du thao\b")


class PartKind(StrEnum):
    DECISION = "decision"
    RULES = "rules"
    PLAN = "plan"
    APPENDIX = "appendix"


@dataclass(slots=True)
class Part:
    """`head` is what stands above the title, `authority` who issues a decision, named below it.

    `attached` says to which document it belongs, `recipients` are those that a letter addresses and those that receive
    a copy, `signature` is what stands in its place: the position, a sign that it was signed, the name, a day.
    """

    kind: PartKind
    name: str = ""
    head: list[Block] = field(default_factory=list)
    title: list[Block] = field(default_factory=list)
    authority: list[Block] = field(default_factory=list)
    attached: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    recipients: list[Block] = field(default_factory=list)
    signature: list[Block] = field(default_factory=list)

    @property
    def letterhead(self) -> Letterhead:
        return letterhead(self.head)

    @property
    def number(self) -> str:
        """The number in the letterhead, without spaces; "" where it is left out."""
        number = self.letterhead.number
        return number.text if number else ""

    @property
    def is_draft(self) -> bool:
        """Whether a letterhead says so, or leaves a gap where the number belongs."""
        head = self.letterhead
        return not head.number and (head.is_numbered or any(_DRAFT.match(fold(block.text)) for block in self.head))
