"""A plan as understood. Every piece carries the spans that it was cut from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.document import Change, Span
from ingest.printed import Stretches
from ingest.procedure import Procedure
from ingest.quoted import Field as Field
from ingest.quoted import FieldKind as FieldKind
from ingest.quoted import Quoted as Quoted

PROCEDURE = "Thủ tục hành chính"
"""The kind of a document that describes or lists procedures, and is no plan."""


class Level(StrEnum):
    """Who issued the plan. The value is what people read."""

    CENTRAL = "trung ương"
    PROVINCE = "tỉnh"
    DISTRICT = "huyện"
    COMMUNE = "xã"


@dataclass(frozen=True, slots=True)
class Task:
    """A task with who, when and how. `path` holds the headings above it, outermost first."""

    number: str
    title: Quoted
    path: tuple[str, ...]
    fields: tuple[Field, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """A value, and the name of its column as the table has it: empty where the table names none."""

    kind: FieldKind
    column: Quoted
    value: Quoted


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table that assigns no work: a place, a cost, a figure, a person, an hour.

    `label` is what the row is about, and stands among the `cells` too; `number` (STT) does not. `path` holds the
    headings above, the table's own title and the rows that head a group among them.
    """

    number: str
    label: Quoted
    cells: tuple[TableCell, ...]
    path: tuple[str, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where its values stand."""
        return (*self.label.spans, *(span for cell in self.cells for span in cell.value.spans))


@dataclass(frozen=True, slots=True)
class Duty:
    """What an agency has to do: the heading that names it, and the items below."""

    agency: Quoted
    items: tuple[Quoted, ...]
    path: tuple[str, ...]
    spans: tuple[Span, ...]


class ContactKind(StrEnum):
    PHONE = "phone"
    LINK = "link"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Contact:
    """`purpose` is the text just before the number or link, which says what it is for."""

    kind: ContactKind
    value: Quoted
    purpose: str


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document that the plan names. `title` is the words that follow ("về việc ban hành …")."""

    kind: str
    number: str
    date: Quoted | None
    issuer: str
    title: str
    spans: tuple[Span, ...]
    is_basis: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time by which something is due, and the sentence that says so."""

    when: Quoted
    sentence: Quoted


@dataclass(frozen=True, slots=True)
class Abbreviation:
    short: str
    meaning: Quoted


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands directly below it, up to the next heading of any level."""

    number: str
    title: Quoted
    path: tuple[str, ...]
    body: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    name: Quoted
    position: Quoted | None


class EffectKind(StrEnum):
    """What a plan does to a document before it."""

    REPLACES = "replaces"  # thay thế
    ENDS = "ends"  # bãi bỏ, hết hiệu lực
    AMENDS = "amends"  # sửa đổi, bổ sung


@dataclass(frozen=True, slots=True)
class Effect:
    """That the plan replaces, ends or amends the document `number`. `line` says so.

    `dated` and `issuer` are what the line says of that document, None and empty where it does not.
    """

    kind: EffectKind
    number: str
    dated: date | None
    issuer: str
    line: Quoted


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as understood from one document. Absent facts are None or empty, never guessed.

    `original` and `changes` are as in Document: filled where `text` is a bad scan mended.
    `heads` holds, for each part of the file (decision, plan, appendix), its number, date and title lines.
    `is_draft`: it says that it is a draft, or leaves a gap for its number.
    `procedures` are those that the file publishes or describes; where it is nothing else, `kind` is PROCEDURE.
    `printed` says where `text` stands in what `cchc text` prints; empty in a plan that was kept before it was known.
    """

    source: str
    sha256: str
    kind: str
    title: str
    number: Quoted | None
    issuer: Quoted | None
    level: Level | None
    place: str | None
    place_kind: str | None
    province: str | None
    year: int | None
    dated: Quoted | None
    issued_on: date | None
    signer: Signer | None
    heads: tuple[tuple[Quoted, ...], ...]
    recipients: tuple[Quoted, ...]
    references: tuple[DocumentRef, ...]
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    duties: tuple[Duty, ...]
    contacts: tuple[Contact, ...]
    deadlines: tuple[Deadline, ...]
    abbreviations: tuple[Abbreviation, ...]
    warnings: tuple[str, ...]
    text: str
    original: str = ""
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    is_draft: bool = False
    rows: tuple[TableRow, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    printed: Stretches = ()

    def __hash__(self) -> int:
        """By what it was read from: statements that stand on it are compared, and all of it is thousands of objects."""
        return hash((self.source, self.sha256))
