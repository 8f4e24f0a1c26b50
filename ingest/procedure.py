"""A procedure (thủ tục hành chính) as understood: which papers, how long, what fee, where. Each value is a quote."""

from dataclasses import dataclass

from ingest.quoted import Field, FieldKind, Quoted


@dataclass(frozen=True, slots=True)
class Fee:
    """`amount` as it stands ("Miễn phí", "8,000 VNĐ"), None where the file gives none.

    `comment` is what stands in brackets behind it: it may tell another amount, and then is the one that counts.
    """

    amount: Quoted | None
    comment: Quoted | None


@dataclass(frozen=True, slots=True)
class Way:
    """A way of handing in. `time` as it stands ("5 Ngày làm việc", or a bare "5", which the portal itself has).

    `name` is None where prose tells of ways in general; the prose is the `note`.
    """

    name: Quoted | None
    time: Quoted | None = None
    fees: tuple[Fee, ...] = ()
    note: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A row of the list of papers. `case` heads its table: what to hand in, what to show, or for which case.

    `count` as it stands; `originals` and `copies` are the numbers in it, None where it does not give one.
    """

    name: Quoted
    case: Quoted | None = None
    form: Quoted | None = None
    count: Quoted | None = None
    originals: int | None = None
    copies: int | None = None

    @property
    def is_note(self) -> bool:
        """Whether the row is none to hand in: the portal writes notes as papers of which 0 are wanted."""
        return self.originals == 0 and not self.copies


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document that the procedure stands on; `date` and `issuer` where its title tells them."""

    number: Quoted | None
    title: Quoted | None
    date: Quoted | None = None
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """What one file, or one row of a list, says of a procedure. "Không có thông tin" is None or empty here.

    `facts` are its labelled single values: level, domain, applicants, who decides and performs, address, the decision
    that publishes it. `times` and `fees` hold what is said of no way of handing in; `notes` lines of the papers' part
    that are no papers, and columns of a list that say something else.
    """

    name: Quoted
    code: Quoted | None = None
    facts: tuple[Field, ...] = ()
    steps: tuple[Quoted, ...] = ()
    ways: tuple[Way, ...] = ()
    times: tuple[Quoted, ...] = ()
    fees: tuple[Fee, ...] = ()
    papers: tuple[Paper, ...] = ()
    sets: Quoted | None = None
    forms: tuple[Quoted, ...] = ()
    results: tuple[Quoted, ...] = ()
    conditions: tuple[Quoted, ...] = ()
    bases: tuple[LegalBasis, ...] = ()
    notes: tuple[Quoted, ...] = ()

    def fact(self, kind: FieldKind) -> Quoted | None:
        """The first value of that kind among the facts."""
        return next((field.value for field in self.facts if field.kind is kind), None)
