"""Processes that answer beside the service when many ask at once."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from answer.answer import Answer, Question
from bot import cli
from bot.clerks import Clerks, count
from bot.config import AnswerSettings
from bot.web.library import Library
from bot.wiring import assistant, open_plans
from tests.bot.plans import BA_TO
from tests.bot.ports import free_port
from tests.bot.web.serving import running, settings_of

QUESTIONS = [
    Question(f"{place} ai chủ trì cuộc thi vẽ tranh? (phiếu {n})") for n in range(6) for place in ("Ba Tơ", "")
]


class Slow:
    """`library`, which answers nothing before it may."""

    is_worded = False
    generation = 1

    def __init__(self, library: Library) -> None:
        self._library, self.may, self.answered = library, threading.Event(), 0

    def answers(self, question: Question, stop: threading.Event | None = None) -> Iterator[Answer]:
        self.may.wait()
        self.answered += 1
        return self._library.answers(question, stop)


@pytest.fixture
def copied(data: Path, tmp_path: Path) -> Path:
    """A data directory that a test may change."""
    return Path(shutil.copytree(data, tmp_path / "data"))


@pytest.fixture
def own(copied: Path) -> Slow:
    settings = settings_of(copied)
    index = open_plans(settings)
    return Slow(Library(index, assistant(settings, index, "extract")))


@pytest.fixture
def clerks(own: Slow, copied: Path) -> Iterator[Clerks]:
    """Two clerks, there and free."""
    with closing(Clerks(own, settings_of(copied), 2)) as clerks:
        with ThreadPoolExecutor(3) as crowd:
            asking = [crowd.submit(answer, clerks, question) for question in QUESTIONS[:3]]
            while len(clerks._there) < 2:
                time.sleep(0.05)
            own.may.set()
            assert all(one.result().status for one in asking)
        own.answered = 0
        yield clerks


def answer(answerer: Clerks | Slow, question: Question) -> Answer:
    *_, last = answerer.answers(question)
    return last


def said(answer: Answer) -> tuple[object, ...]:
    return answer.status, answer.text, answer.citations, answer.options


def test_nobody_is_called_for_one_question_after_the_other(own: Slow, data: Path) -> None:
    own.may.set()
    with closing(Clerks(own, settings_of(data), 2)) as clerks:
        for question in QUESTIONS:
            answer(clerks, question)
        assert (own.answered, clerks._coming, clerks._there) == (len(QUESTIONS), 0, set())


def test_clerks_answer_as_the_service_does(clerks: Clerks, own: Slow) -> None:
    with ThreadPoolExecutor(4) as crowd:
        told = list(crowd.map(lambda question: said(answer(clerks, question)), QUESTIONS))
    assert own.answered == 0
    assert told == [said(answer(own, question)) for question in QUESTIONS]


def test_clerks_answer_from_what_is_ingested_meanwhile(clerks: Clerks, own: Slow, copied: Path, tmp_path: Path) -> None:
    assert answer(clerks, Question("Đồng Xa ai chủ trì cuộc thi vẽ tranh?")).status != "answered"
    file = tmp_path / "dong-xa.txt"
    text = BA_TO.replace("Ba Tơ", "Đồng Xa").replace("BA TƠ", "ĐỒNG XA").replace("12/KH", "78/KH")
    file.write_text(text, encoding="utf-8")
    assert cli.run(["--data-dir", str(copied), "ingest", str(file)]) == 0
    told = answer(clerks, Question("Đồng Xa ai chủ trì cuộc thi vẽ tranh?"))
    assert (told.status, told.citations[0].number, own.answered) == ("answered", "78/KH-UBND", 0)


def test_where_a_clerk_dies_the_others_answer_and_then_the_service(clerks: Clerks) -> None:
    for process in list(clerks._there):
        process.kill()
        process.join()
        assert answer(clerks, QUESTIONS[0]).status == "answered"
    with ThreadPoolExecutor(4) as crowd:
        assert {one.status for one in crowd.map(lambda question: answer(clerks, question), QUESTIONS[::2])} == {
            "answered"
        }
    assert (clerks._coming, clerks._there) == (0, set())


def test_what_a_clerk_cannot_answer_the_service_answers_or_fails_itself(clerks: Clerks) -> None:
    assert answer(clerks, Question("Ai chủ trì?", history=("a",) * 3)).status
    with pytest.raises(TypeError):
        answer(clerks, Question(None))  # type: ignore[arg-type]
    assert len(clerks._there) == 2


def test_at_the_end_nobody_is_left(clerks: Clerks) -> None:
    processes = list(clerks._there)
    clerks.close()
    assert not any(process.is_alive() for process in processes)
    assert answer(clerks, QUESTIONS[0]).status == "answered"


def test_the_end_waits_for_none_that_still_loads(own: Slow, data: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = set(multiprocessing.active_children())
    clerks = Clerks(own, settings_of(data), 2)
    with ThreadPoolExecutor(3) as crowd:
        asking = [crowd.submit(answer, clerks, question) for question in QUESTIONS[:3]]
        while len(clerks._loading) < 2:
            time.sleep(0.01)
        clerks.close()
        own.may.set()
        assert all(one.result().status for one in asking)
    assert (own.answered, caplog.records, set(multiprocessing.active_children()) - before) == (3, [], set())


def test_a_crowd_on_the_page_is_answered_in_order_by_several_processes(data: Path) -> None:
    settings = settings_of(data).model_copy(update={"answer": AnswerSettings(engine="extract", processes=2)})
    before = set(multiprocessing.active_children())
    with running(settings) as site, ThreadPoolExecutor(8) as crowd:

        def chat(person: int) -> bool:
            questions = [f"Ba Tơ ai chủ trì cuộc thi vẽ tranh? ({person}.{n})" for n in range(10)]
            return [site.ask(question)["question"] for question in questions] == questions

        while len(set(multiprocessing.active_children()) - before) < 2:
            assert all(crowd.map(chat, range(8)))
        assert all(crowd.map(chat, range(8)))
    assert set(multiprocessing.active_children()) <= before


@pytest.mark.skipif(os.name == "nt", reason="one process there")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM"])
def test_clerks_end_with_the_service_however_it_ends(data: Path, tmp_path: Path, number: str) -> None:
    port = free_port()
    (tmp_path / "config.toml").write_text(
        f'[index]\nembedder = "words"\n[answer]\nengine = "extract"\nprocesses = 2\n'
        f"[web]\nport = {port}\nper_minute = 0\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "bot", "--config", str(tmp_path / "config.toml"), "--data-dir", str(data), "serve"]
    over = threading.Event()

    def ask(person: int) -> None:
        n = 0
        while not over.is_set():
            n += 1
            with suppress(httpx.TransportError):
                body = {"question": f"Ba Tơ ai chủ trì cuộc thi? ({person}.{n})"}
                httpx.post(f"http://127.0.0.1:{port}/api/v1/ask", json=body, trust_env=False)

    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as service,
        ThreadPoolExecutor(4) as crowd,
    ):
        assert service.stderr
        asking = [crowd.submit(ask, person) for person in range(4)]
        try:
            come = (line for line in service.stderr if "tiến trình trả lời" in line)
            assert [next(come), next(come)]
            service.send_signal(getattr(signal, number))
            assert "Traceback" not in service.stderr.read()  # ends when the last process that may write there has ended
        finally:
            over.set()
            service.kill()
        assert all(one.exception() is None for one in asking)


@pytest.mark.skipif(os.name == "nt", reason="one process there")
@pytest.mark.parametrize(("wanted", "most"), [(1, 0), (2, 2), (7, 7)])
def test_as_many_as_are_wanted(wanted: int, most: int) -> None:
    assert count(wanted) == most
    assert count(0) in (0, 2, 3, 4)
