"""Plans and passages as they lie in the store: JSON, and the light row of a plan."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from index.passage import Passage
from ingest.plan import Level, Plan

_PLAN = TypeAdapter(Plan)
_PASSAGE = TypeAdapter(Passage)


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


def plan_json(plan: Plan) -> str:
    """`plan` to the letter."""
    return _PLAN.dump_json(plan).decode()


def plan_from(text: str) -> Plan:
    """The plan that `plan_json` was given."""
    return _PLAN.validate_json(text)


def passage_json(passage: Passage) -> str:
    """`passage` to the letter."""
    return _PASSAGE.dump_json(passage).decode()


def passage_from(text: str) -> Passage:
    """The passage that `passage_json` was given."""
    return _PASSAGE.validate_json(text)
