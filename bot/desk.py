"""Where the questions of every channel arrive: answered, counted and kept; what was asked before is known."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from answer.answer import Answer, Question

if TYPE_CHECKING:
    from bot.feedback import Feedback
    from bot.metrics import Metrics

_KEPT = 2048  # answers; some 4 kB each


class Answerer(Protocol):
    """What answers: of an answer that grows, each that comes stands in the place of the one before."""

    def answers(self, question: Question, stop: threading.Event | None = None) -> Iterator[Answer]:
        """The answer to `question`, at least one; `stop` ends what only makes it better."""

    @property
    def generation(self) -> int:
        """The number of the plans in use: as long as it stays, the same question has the same answer."""

    @property
    def is_worded(self) -> bool:
        """Whether a model words the answers, each time otherwise."""


@dataclass(frozen=True, slots=True)
class Step:
    """The answer so far. `number` names it for feedback."""

    number: str
    answer: Answer


class Desk:
    """Any thread may ask. An answer is kept as long as the plans are the same, unless a model words it."""

    def __init__(self, answerer: Answerer, feedback: "Feedback", metrics: "Metrics") -> None:
        self._answerer = answerer
        self.feedback, self.metrics = feedback, metrics
        self._known: OrderedDict[tuple[int, date, Question], Answer] = OrderedDict()
        self._lock = threading.Lock()
        metrics.model.set(int(answerer.is_worded))

    def steps(self, question: Question, channel: str, stop: threading.Event | None = None) -> Iterator[Step]:
        """The answer as it grows. Closed early, or told to `stop`, it ends the model and counts what was there."""
        number, start = uuid4().hex, perf_counter()
        answer: Answer | None = None
        with self.metrics.waiting.track_inprogress():
            try:
                for answer in self._found(question, stop):
                    taken = round((perf_counter() - start) * 1000, 1)
                    answer = replace(answer, elapsed_ms=taken)
                    yield Step(number, answer)
            finally:
                if answer is not None:
                    self._count(number, channel, question, answer)

    def answer(self, question: Question, channel: str) -> Step:
        """The whole answer."""
        *_, last = self.steps(question, channel)
        return last

    def _found(self, question: Question, stop: threading.Event | None) -> Iterator[Answer]:
        if self._answerer.is_worded:
            yield from self._answerer.answers(question, stop)
            return
        key = (self._answerer.generation, date.today(), question)
        with self._lock:
            if answer := self._known.get(key):
                self._known.move_to_end(key)
        if answer is None:
            *_, answer = self._answerer.answers(question)
            with self._lock:
                self._known[key] = answer
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
        yield answer

    def _count(self, number: str, channel: str, question: Question, answer: Answer) -> None:
        self.metrics.questions.labels(channel, answer.status).inc()
        self.metrics.seconds.labels(answer.engine).observe(answer.elapsed_ms / 1000)
        self.feedback.keep(number, channel, question, answer)
