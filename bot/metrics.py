"""Figures for Prometheus: what was asked, how long it took, what waits."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The figures of this process. No label holds what people ask."""

    def __init__(self, generation: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self.questions = self._counter("cchc_questions", "Questions by channel and status", "channel", "status")
        self.refused = self._counter("cchc_refused", "Requests refused, by status", "status")
        self.opinions = self._counter("cchc_opinions", "Thumbs", "good")
        self.seconds = Histogram(
            "cchc_answer_seconds", "Time to an answer", ["engine"], registry=self._registry,
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
        )  # fmt: skip
        self.waiting = Gauge("cchc_questions_waiting", "Questions being answered or waiting", registry=self._registry)
        self.model = Gauge("cchc_model", "1 where a model words the answers", registry=self._registry)
        Gauge("cchc_index_generation", "The index in use", registry=self._registry).set_function(generation)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, registry=self._registry)
