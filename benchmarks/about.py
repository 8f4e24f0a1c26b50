"""Fits answer/lexicon/about.toml: whether the passage that fits a question best is about it.

    python -m benchmarks.about DATA_DIR:GOLD.jsonl DATA_DIR:GOLD.jsonl …

It is where it holds a string of the question's `evidence`; where a question must be refused, or is asked of plans of
other offices (benchmarks/foreign.py), it is not. Prints how the questions of each folder are judged by weights fitted
on the others, then the table. From which chance on a passage is about its question is chosen so that of the passages
that are, judged so, no more than `LOST` are dropped. Of benchmarks/questions the odd ids alone are fitted on.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answer.about import features, is_named
from answer.answer import Question
from answer.assistant import Assistant
from answer.rank import Fit, heading_of
from benchmarks.chance import area, fitted
from benchmarks.foreign import asked_elsewhere, questions, sets_of
from bot.evaluation import Gold
from index.index import Index
from ingest.vietnamese import fold

LOST = 0.05
FOREIGN = 0.15  # what a question that is asked elsewhere counts: there are many, and people rarely ask so far from it
OWN = "questions"
"""The folder of questions of this repository, of which half are kept to judge by."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question's features with what it counts, and whether its best passage is about it."""

    values: dict[str, float]
    label: bool
    counts: float = 1.0


def case(assistant: Assistant, question: Question, one: Gold | None) -> Case | None:
    """`question` as asked of plans of which `one` says what answers it, None where none does.

    None where nothing is found or nothing is weighed, and where another passage than the best one answers.
    """
    extract = assistant.understood(question)
    fits = extract.fits()
    if not fits or is_named(extract.asked, fits[0], extract.weights):
        return None
    heads = heading_of(extract.catalogue.by_id[fits[0].hit.plan_id])
    values = features(extract.asked, fits[0], extract.rival_of(fits[0]), extract.weights, heads)
    if one is None:
        return Case(values, False, FOREIGN)
    label = one.expect == "answer" and _holds(fits[0], one.evidence or ())
    return Case(values, label) if label or one.expect == "not_found" else None


def cases(sets: list[tuple[Path, Path]], assistants: dict[Path, Assistant], data: Path, gold: Path) -> Iterator[Case]:
    """The cases of the questions of a file, asked of its own plans and of others."""
    for one in questions(gold):
        if gold.parent.name == OWN and int(one.id.strip("q")) % 2 == 0:
            continue
        question = Question(one.q, one.place, history=tuple(one.history or ()))
        if found := case(assistants[data], question, one):
            yield found
    for host, question in asked_elsewhere(sets, gold):
        if found := case(assistants[host], question, None):
            yield found


def _holds(fit: Fit, evidence: tuple[str, ...] | list[str]) -> bool:
    said = _plain(fit.passage.quote)
    return any(_plain(each) in said for each in evidence)


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("*", "").replace("|", " ").split())


def main() -> None:
    """Prints how well each folder is told by the others, and the table."""
    sets = sets_of(sys.argv[1:])
    assistants = {data: Assistant(Index.open(data)) for data, _ in sets}
    folders: dict[Path, list[Case]] = {}
    for data, gold in sets:
        folders.setdefault(data, []).extend(cases(sets, assistants, data, gold))
    names = list(next(each for each in folders.values() if each)[0].values)
    every = [one for each in folders.values() for one in each]
    of = np.concatenate([np.full(len(each), n) for n, each in enumerate(folders.values())])
    x, y = np.array([list(one.values.values()) for one in every]), np.array([one.label for one in every], float)
    counts, p = np.array([one.counts for one in every]), np.zeros(len(every))
    for n, name in enumerate(folders):
        own, rest = of == n, of != n
        weights = fitted(x[rest], y[rest], 0.5, counts[rest])
        p[own] = 1 / (1 + np.exp(-np.c_[x[own], np.ones(own.sum())] @ weights))
        print(f"# {name.name}: {own.sum()} questions, area {area(p[own], y[own]):.3f}")
    least = float(np.quantile(p[y == 1], LOST))
    for what, some in (("right", y == 1), ("must be refused", (y == 0) & (counts == 1)), ("elsewhere", counts < 1)):
        print(f"# {what}: {(p[some] >= least).sum()} of {some.sum()} are taken to be about it")
    print(f"least = {least:.2f}\n\n[weights]")
    for name, weight in zip((*names, "bias"), fitted(x, y, 0.5, counts), strict=True):
        print(f"{name} = {weight:.2f}")


if __name__ == "__main__":
    main()
