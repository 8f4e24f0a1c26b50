"""The gold questions beside the repository: floors that only ever rise. Skipped where there are none."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.check import check_marks
from bot.evaluation import Gold, Verdict, judge, stands_in
from index.index import Index
from ingest.plan import Plan
from ingest.read import files, read
from ingest.understand import understand

SHARED = Path(__file__).parents[2] / "shared"
FIRST = 5  # hits that the evidence is looked for in


@dataclass(frozen=True, slots=True)
class Floor:
    """Shares of right answers, of refusals where the plans hold nothing, and of evidence among the first hits."""

    plans: str
    right: float
    refused: float
    proved: float


FLOORS = {
    "dev": Floor("plans", right=0.95, refused=0.95, proved=0.95),
    "other_dev": Floor("plans-other", right=0.90, refused=0.95, proved=0.92),
    "procedures_dev": Floor("procedures", right=0.94, refused=0.95, proved=0.60),
}
pytestmark = pytest.mark.skipif(not (SHARED / "gold" / "dev.jsonl").is_file(), reason="no gold beside the repository")


class Proved(Gold):
    """A gold question with the strings that prove its answer."""

    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold question, its answer, and the quotes of the first hits by the file that they are cut from."""

    gold: Proved
    answer: Answer
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """All questions of a gold file over its plans."""

    floor: Floor
    plans: dict[str, Plan]
    asked: tuple[Asked, ...]

    @property
    def verdicts(self) -> list[Verdict]:
        sources = {source: plan.text for source, plan in self.plans.items()}
        return [judge(one.gold, one.answer, sources) for one in self.asked]


@pytest.fixture(scope="module", params=FLOORS)
def examined(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examined]:
    floor = FLOORS[request.param]
    plans = [understand(read(path)) for path in files(SHARED / floor.plans)]
    index = Index.open(tmp_path_factory.mktemp(request.param) / "data")
    index.update(plans)
    sources = {row.id: row.source for row in index.plans()}
    lines = (SHARED / "gold" / f"{request.param}.jsonl").read_text("utf-8").splitlines()
    golds = [Proved.model_validate(json.loads(line)) for line in lines if line.strip()]
    yield Examined(floor, {plan.source: plan for plan in plans}, tuple(_asked(Assistant(index), sources, golds)))
    index.close()


def _asked(assistant: Assistant, sources: dict[int, str], golds: list[Proved]) -> Iterator[Asked]:
    for gold in golds:
        question = Question(gold.q, gold.place, history=gold.history or ())
        hits = assistant.find(question, FIRST)
        quotes = tuple((sources[fit.hit.plan_id], fit.passage.quote.replace(" … ", " ")) for fit in hits)
        yield Asked(gold, assistant.answer(question), quotes)


def share(right: list[bool]) -> float:
    return sum(right) / len(right)


def test_answers_are_right(examined: Examined) -> None:
    wrong = [f"{verdict.gold.id}: {verdict.reason}" for verdict in examined.verdicts if verdict.reason]
    assert share([verdict.reason is None for verdict in examined.verdicts]) >= examined.floor.right, wrong


def test_what_the_plans_do_not_hold_is_not_asserted(examined: Examined) -> None:
    refusals = [verdict for verdict in examined.verdicts if verdict.gold.expect == "not_found"]
    wrong = [f"{verdict.gold.id}: {verdict.reason}" for verdict in refusals if verdict.reason]
    assert share([verdict.reason is None for verdict in refusals]) >= examined.floor.refused, wrong


def test_the_evidence_is_among_the_first_hits(examined: Examined) -> None:
    """Of a scan that was mended the evidence, which is given as the file has it, cannot be compared: left out."""
    sound = [
        one
        for one in examined.asked
        if one.gold.evidence and one.gold.doc and not examined.plans[one.gold.doc].original
    ]
    missing = [one.gold.id for one in sound if not _is_proved(one)]
    assert 1 - len(missing) / len(sound) >= examined.floor.proved, missing


def _is_proved(one: Asked) -> bool:
    quotes = [quote for source, quote in one.quotes if source == one.gold.doc]
    return all(any(stands_in(string, quote) for quote in quotes) for string in one.gold.evidence)


def test_nothing_is_told_that_its_citation_does_not_hold(examined: Examined) -> None:
    unsupported = {}
    for one in examined.asked:
        held = {c.n: (c.quote.replace(" … ", " "), c.title, c.section) for c in one.answer.citations}
        if held and (found := check_marks(one.answer.text, held)):
            unsupported[one.gold.id] = found
    assert unsupported == {}
