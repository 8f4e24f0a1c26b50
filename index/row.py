"""Plans and passages as they lie in the store: JSON, and the light row of a plan."""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2s

from pydantic import TypeAdapter

from index.passage import Passage
from ingest.plan import PROCEDURE, Effect, Level, Plan
from ingest.versions import prints

_PLAN = TypeAdapter(Plan)
_PASSAGE = TypeAdapter(Passage)


@dataclass(frozen=True, slots=True)
class Version:
    """What tells whether a plan is in force: day, signer, what it does to plans before it, and a sketch of its text."""

    issued_on: date | None = None
    effects: tuple[Effect, ...] = ()
    prints: str = ""
    is_draft: bool = False
    signer: str | None = None


_VERSION = TypeAdapter(Version)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What a list of plans shows, without the plan's text. `tasks` and `contacts` are counts."""

    id: int
    source: str
    sha256: str
    kind: str
    title: str
    number: str | None
    issuer: str | None
    level: Level | None
    place: str | None
    place_kind: str | None
    province: str | None
    year: int | None
    tasks: int
    contacts: int
    warnings: tuple[str, ...]
    version: Version = Version()

    @property
    def key(self) -> str:
        """What the plan is called outside, see `key_of`; `id` is another one after each ingest."""
        return key_of(self.source)


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """What a list of procedures shows; `decision` is the number of the one that publishes it.

    `change` is what that decision does to it, as it says ("được sửa đổi, bổ sung", "bị bãi bỏ").
    """

    plan_id: int
    code: str | None
    name: str
    level: str | None
    domain: str | None
    decision: str | None
    change: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the plan of `source`, read from content of `sha256`, came from; both paths absolute.

    `file` is the file, of an archive's or mail's content the archive or mail. `folder` is the folder that was given
    with everything below it, empty where the file itself was given.
    """

    source: str
    sha256: str
    file: str
    folder: str

    @property
    def is_kept(self) -> bool:
        """Whether a store can keep it: a system's file names may be no text."""
        return all(path.isprintable() for path in (self.file, self.folder))


def key_of(source: str) -> str:
    """A short name of the plan of `source`, for addresses: it stays when the file is ingested again."""
    return blake2s(source.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def plan_json(plan: Plan) -> str:
    """`plan` to the letter."""
    return _PLAN.dump_json(plan).decode()


def plan_from(text: str) -> Plan:
    """The plan that `plan_json` was given."""
    return _PLAN.validate_json(text)


def version_json(plan: Plan) -> str:
    """The version of `plan`."""
    signer = plan.signer.name.text if plan.signer else None
    sketch = "" if plan.kind == PROCEDURE else prints(_own_text(plan))  # near twins are no versions of each other
    version = Version(plan.issued_on, plan.effects, sketch, plan.is_draft, signer)
    return _VERSION.dump_json(version).decode()


def _own_text(plan: Plan) -> str:
    """The text from the first to the last piece of `plan`: its file may hold other plans and drafts."""
    pieces = (piece for section in plan.sections for piece in (section.title, *section.body))
    spans = [span for piece in pieces for span in piece.spans] + [span for task in plan.tasks for span in task.spans]
    spans += [span for row in plan.rows for span in row.spans]
    return plan.text[min(span.start for span in spans) : max(span.end for span in spans)] if spans else plan.text


def version_from(text: str | None) -> Version:
    """The version that `version_json` made; an empty one where a store has none."""
    return _VERSION.validate_json(text) if text else Version()


def passage_json(passage: Passage) -> str:
    """`passage` to the letter."""
    return _PASSAGE.dump_json(passage).decode()


def passage_from(text: str) -> Passage:
    """The passage that `passage_json` was given."""
    return _PASSAGE.validate_json(text)
