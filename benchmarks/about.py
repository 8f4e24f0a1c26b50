"""Fits answer/lexicon/about.toml: whether the passage that fits a question best is about it.

    python -m benchmarks.about DATA_DIR:GOLD.jsonl DATA_DIR:GOLD.jsonl …

It is where it holds a string of the question's `evidence`; where a question must be refused, it is not. Prints how the
questions of each folder are judged by weights fitted on the others, then the table. From which chance on a passage is
about its question is chosen by the wordy questions that the words leave open, each judged by the other folders; of
equally good ones the middle. Of benchmarks/questions the odd ids alone are fitted on.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answer.about import WORDY, features, met_in, says_enough
from answer.answer import Question
from answer.assistant import Assistant
from answer.rank import heading_of
from benchmarks.chance import area, fitted
from bot.evaluation import Gold
from index.index import Index
from ingest.vietnamese import fold

LEAST = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
REFUSED = (
    1.5  # what it counts that a question which must be refused goes through, against a right passage that does not
)
OWN = "questions"
"""The folder of questions of this repository, of which half are kept to judge by."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question's features, whether its best passage is about it, and whether the words leave that open."""

    values: tuple[float, ...]
    label: bool
    is_open: bool


def cases(data: Path, gold: Path) -> list[Case]:
    """One for each question that has an answer in its best passage, or must be refused."""
    index = Index.open(data)
    assistant, found = Assistant(index), []
    for one in (Gold.model_validate_json(line) for line in gold.read_text(encoding="utf-8").splitlines() if line):
        if gold.parent.name == OWN and int(one.id.strip("q")) % 2 == 0:
            continue
        extract = assistant.understood(Question(one.q, one.place, history=tuple(one.history or ())))
        fits = extract.fits()
        if not fits or one.expect == "clarify_or_all":
            continue
        said = _plain(fits[0].passage.quote)
        label = one.expect == "answer" and any(_plain(each) in said for each in one.evidence or ())
        if label or one.expect == "not_found":
            of = extract.asked, fits[0]
            heads = heading_of(extract.catalogue.by_id[fits[0].hit.plan_id])
            met = met_in(*of, extract.weights, heads)
            values = features(*of, extract.rival_of(fits[0]), extract.weights, met)
            is_open = len(met) >= WORDY and not says_enough(*of, met, extract.weights, heads)
            found.append(Case(tuple(values.values()), label, is_open))
            NAMES[:] = values
    return found


NAMES: list[str] = []


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("*", "").replace("|", " ").split())


def _gain(p: np.ndarray, y: np.ndarray, least: float) -> float:
    return float(((p >= least) & (y == 1)).sum() - REFUSED * ((p >= least) & (y == 0)).sum())


def _chances(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.c_[x, np.ones(len(x))] @ weights))


def main() -> None:
    """Prints how well each folder is told by the others, and the table."""
    asked: dict[str, list[Case]] = {}
    for data, _, gold in (each.partition(":") for each in sys.argv[1:]):
        asked.setdefault(data, []).extend(cases(Path(data), Path(gold)))
    names, sets = list(asked), list(asked.values())
    xs = [np.array([case.values for case in each]) for each in sets]
    ys = [np.array([case.label for case in each], float) for each in sets]
    held: list[np.ndarray] = []
    for n, name in enumerate(names):
        rest = [k for k in range(len(sets)) if k != n]
        p = _chances(xs[n], fitted(np.concatenate([xs[k] for k in rest]), np.concatenate([ys[k] for k in rest]), 0.5))
        held.append(p)
        both = 0 < ys[n].sum() < len(ys[n])
        print(f"# {Path(name).name}: {len(p)} questions" + (f", area {area(p, ys[n]):.3f}" if both else ""))
    y = np.concatenate(ys)
    is_open = np.array([case.is_open for each in sets for case in each])
    p, right = np.concatenate(held)[is_open], y[is_open]
    print(f"# open: {int(right.sum())} to answer, {int((1 - right).sum())} to refuse")
    for least in LEAST:
        won, refused = ((p >= least) & (right == 1)).sum(), ((p < least) & (right == 0)).sum()
        print(f"# from {least}: {won} won, {refused} refused")
    gains = [_gain(p, right, least) for least in LEAST]
    best = [least for least, gain in zip(LEAST, gains, strict=True) if gain == max(gains)]
    print(f"least = {best[len(best) // 2]}\n\n[weights]")
    for name, weight in zip((*NAMES, "bias"), fitted(np.concatenate(xs), y, 0.5), strict=True):
        print(f"{name} = {weight:.2f}")


if __name__ == "__main__":
    main()
