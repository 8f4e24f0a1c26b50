"""Processes that answer beside the service's own, from when more is asked at once than it can answer by itself."""

import gc
import logging
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from answer.answer import Answer, Question

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.desk import Answerer

GARBAGE = (50_000, 20, 100)
"""Plans and passages that are kept in memory are many objects without cycles: looking through them all as often as
Python does by itself took a quarter of the time of a question over 500 plans."""
_CROWD = 3  # questions at once from which on help is called
_MOST = 4  # each has plans, passages and an embedder of its own in memory
_LAST_WORD_S = 5.0
_BY_ITSELF = multiprocessing.get_context("spawn")  # with nothing of this process, whose threads would be cut off
_log = logging.getLogger(__name__)


def count(wanted: int) -> int:
    """How many clerks there may be: `wanted`, or where that is 0 as many as cores; none where one process is enough."""
    cores = 1 if os.name == "nt" else min(os.cpu_count() or 1, _MOST)  # not seen on Windows yet
    chosen = wanted or cores
    return chosen if chosen > 1 else 0


@dataclass(frozen=True, slots=True)
class _Clerk:
    process: BaseProcess
    line: Connection


class Clerks:
    """Answers as `own` does. Any thread may ask. `own` answers what no clerk is there for, or none can."""

    def __init__(self, own: "Answerer", settings: "Settings", most: int) -> None:
        self._own, self._settings, self._most = own, settings, most
        self._changed = Condition()
        self._free: list[_Clerk] = []
        self._there: set[BaseProcess] = set()
        self._loading: set[BaseProcess] = set()
        self._asking = self._coming = 0
        self._is_over = False

    @property
    def generation(self) -> int:
        """As its own."""
        return self._own.generation

    @property
    def is_worded(self) -> bool:
        """As its own."""
        return self._own.is_worded

    def answers(self, question: Question, stop: Event | None = None) -> Iterator[Answer]:
        """The answer to `question`."""
        self._enter()
        try:
            answer = self._by_clerk(question)
            if answer is not None:
                yield answer
            else:
                yield from self._own.answers(question, stop)
        finally:
            with self._changed:
                self._asking -= 1

    def close(self) -> None:
        """Lets all of them go; answers under way are waited for."""
        with self._changed:
            self._is_over = True
            for process in self._loading:
                process.kill()
            self._changed.wait_for(lambda: not self._coming and len(self._free) == len(self._there))
            gone, self._free = self._free, []
            self._there.clear()
        for clerk in gone:
            clerk.line.close()
        for clerk in gone:
            clerk.process.join(_LAST_WORD_S)
            _end(clerk.process)

    def _enter(self) -> None:
        with self._changed:
            self._asking += 1
            if self._asking < _CROWD or self._is_over:
                return
            missing = max(0, self._most - len(self._there) - self._coming)
            self._coming += missing
        for _ in range(missing):
            Thread(target=self._hire, name="clerk").start()

    def _hire(self) -> None:
        """Start one, and put it to work when it has loaded all."""
        ours, theirs = _BY_ITSELF.Pipe()
        process = _BY_ITSELF.Process(target=_work, args=(theirs, self._settings), daemon=True)
        is_ready = False
        with suppress(OSError, EOFError):
            process.start()
            theirs.close()
            with self._changed:
                self._loading.add(process)
                if self._is_over:
                    process.kill()
            is_ready = ours.recv()
        if not is_ready:
            _end(process)
        with self._changed:
            self._loading.discard(process)
            self._coming -= 1
            if is_ready:
                self._there.add(process)
                self._free.append(_Clerk(process, ours))
            self._changed.notify_all()
        if is_ready:
            _log.info("Nhiều người hỏi cùng lúc: đã mở thêm một tiến trình trả lời.")
        elif not self._is_over:
            self._lost()

    def _by_clerk(self, question: Question) -> Answer | None:
        with self._changed:
            self._changed.wait_for(lambda: self._free or not self._there)
            if not self._free:
                return None
            clerk = self._free.pop()
        answer: Answer | None = None
        try:
            clerk.line.send(question)
            answer = clerk.line.recv()
        except (OSError, EOFError):
            self._dismiss(clerk)
        else:
            with self._changed:
                self._free.append(clerk)
                self._changed.notify_all()
        return answer

    def _dismiss(self, clerk: _Clerk) -> None:
        """It ended before its time."""
        clerk.line.close()
        _end(clerk.process)
        with self._changed:
            self._there.discard(clerk.process)
            self._changed.notify_all()
        self._lost()

    def _lost(self) -> None:
        """None comes in the place of one that ended: the machine has no room for so many."""
        self._most -= 1
        _log.warning("Một tiến trình trả lời đã dừng, các câu hỏi do %d tiến trình còn lại trả lời.", self._most + 1)


def _end(process: BaseProcess) -> None:
    if process.pid is not None:
        process.kill()
        process.join()


def _work(line: Connection, settings: "Settings") -> None:
    """What a clerk does: answer one question after another until the line is closed."""
    from bot import logs
    from bot.config import secrets
    from bot.web.library import Library
    from bot.wiring import assistant, open_plans, warmed

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # answers under way are finished: the one that started it ends it
    logs.set_up(settings.log.level, secrets(settings))
    gc.set_threshold(*GARBAGE)
    index = open_plans(settings)
    library = Library(index, warmed(assistant(settings, index, "extract")))
    with suppress(EOFError, OSError):
        line.send(True)
        while True:
            line.send(_answer(library, line.recv()))


def _answer(answerer: "Answerer", question: Question) -> Answer | None:
    """The answer; None where it fails, since it will then fail where it is asked, and be told there."""
    try:
        *_, answer = answerer.answers(question)
    except Exception:  # noqa: BLE001
        return None
    return answer
