"""A passage: the piece of a plan that is found, shown and quoted."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.document import Span
from ingest.plan import Field, Quoted


class PassageKind(StrEnum):
    HEAD = "head"  # number, date, title, issuer
    BASIS = "basis"  # a paragraph that names the documents a plan stands on
    TASK = "task"
    DUTY = "duty"
    ROW = "row"  # of a table that assigns no work
    TEXT = "text"
    PROCEDURE = "procedure"  # a record of one: its papers for a case, its times, its fees …
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Passage:
    """`pieces` are its lines in the order of the text, the heading first; `quote` is cut out of the source.

    `path` holds the headings above, outermost first; `fields` is filled for tasks, rows and procedures, `agency` for
    duties.
    """

    kind: PassageKind
    path: tuple[str, ...]
    title: str
    pieces: tuple[Quoted, ...]
    quote: str
    fields: tuple[Field, ...] = ()
    agency: str = ""

    @property
    def section(self) -> str:
        """The heading path as people read it."""
        return " > ".join(self.path)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where its pieces stand."""
        return tuple(span for piece in self.pieces for span in piece.spans)
