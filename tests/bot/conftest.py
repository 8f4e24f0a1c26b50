"""Fixtures of the command and the channels: a run, a store of conversations, an engine that people can follow."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answer.answer import Answer, Citation, Option, Question
from bot import cli
from bot.conversations import Conversations
from bot.dialogue import Dialogue
from tests.bot.running import Cchc, Run

CITATION = Citation(
    n=1,
    source="ke-hoach.txt",
    title="Kế hoạch cải cách hành chính năm 2025",
    number="12/KH-UBND",
    section="III > 2",
    page=4,
    quote="Cơ quan chủ trì: Phòng Nội vụ.",
)
ANSWERED = Answer("answered", "Phòng Nội vụ chủ trì [1].", (CITATION,))
WHICH = Answer(
    "clarify",
    "Anh/chị hỏi địa phương nào?",
    options=(Option("Huyện An Bình (2025)", "An Bình", 2025), Option("Huyện Cát Sơn (2024)", "Cát Sơn", 2024)),
)


class Engine:
    """Answers what it is told to, and keeps the questions that it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.answer: Callable[[Question], Answer] = lambda _: ANSWERED

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.answer(question)


def clarify_without_place(question: Question) -> Answer:
    """Ask which plan is meant until a place is given."""
    return ANSWERED if question.place else WHICH


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def conversations(tmp_path: Path) -> Iterator[Conversations]:
    kept = Conversations(tmp_path / "conversations.sqlite3")
    yield kept
    kept.close()


@pytest.fixture
def dialogue(engine: Engine, conversations: Conversations) -> Dialogue:
    return Dialogue(engine, conversations)


@pytest.fixture
def cchc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cchc:
    """Run `cchc` in a folder of its own, with its data there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CCHC_DATA_DIR", raising=False)

    def run(*arguments: object) -> Run:
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        return Run(status, *capsys.readouterr())

    return run
