"""The three plans of these tests in one real index, ingested once."""

from collections.abc import Iterator

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from index.index import Index
from ingest.plan import Plan
from tests.answer.asking import Ask, opened, plans_on_disk


@pytest.fixture(scope="session")
def plans() -> dict[str, Plan]:
    """Place -> its plan."""
    return {plan.place or "": plan for plan in plans_on_disk()}


@pytest.fixture(scope="session")
def index(plans: dict[str, Plan], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = opened(tmp_path_factory.mktemp("answer") / "data", *plans.values())
    yield index
    index.close()


@pytest.fixture(scope="session")
def assistant(index: Index) -> Assistant:
    return Assistant(index)


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    def asked(text: str, place: str | None = None, *, year: int | None = None, history: tuple[str, ...] = ()) -> Answer:
        return assistant.answer(Question(text, place, year, history))

    return asked
