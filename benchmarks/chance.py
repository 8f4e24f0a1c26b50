"""Fits answer/chance.py: how likely a record that was found is the one that answers.

    python -m benchmarks.chance DATA_DIR:GOLD.jsonl DATA_DIR:GOLD.jsonl …

A record answers where it holds every group of `must`. Each set is also judged by weights fitted on the others.
"""

import sys
from pathlib import Path

import numpy as np

from answer.answer import Question
from answer.assistant import Assistant
from answer.chance import features
from answer.given import MOST
from benchmarks.reader import holds
from bot.evaluation import Gold
from index.index import Index


def rows(data: Path, gold: Path) -> list[tuple[tuple[float, ...], bool]]:
    """The features of each record found for each question, and whether it answers."""
    index = Index.open(data)
    assistant, found = Assistant(index), []
    for one in (Gold.model_validate_json(line) for line in gold.read_text(encoding="utf-8").splitlines() if line):
        for fit in assistant.find(Question(one.q, one.place, history=tuple(one.history or ())), MOST):
            text = " ".join((*fit.passage.path, *(piece.text for piece in fit.passage.pieces)))
            found.append((features(fit), one.expect == "answer" and all(holds(text, group) for group in one.must)))
    return found


def fitted(x: np.ndarray, y: np.ndarray, ridge: float = 1.0, counts: np.ndarray | float = 1.0) -> np.ndarray:
    """Weights of a logistic regression, the last one for the constant; each row counts `counts`."""
    z = np.c_[x, np.ones(len(x))]
    weights, penalty = np.zeros(z.shape[1]), np.r_[np.full(x.shape[1], ridge), 0.0]
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ weights))
        hessian = (z.T * (counts * p * (1 - p))) @ z + np.diag(penalty + 1e-6)
        weights -= np.linalg.solve(hessian, z.T @ (counts * (p - y)) + penalty * weights)
    return weights


def area(p: np.ndarray, y: np.ndarray) -> float:
    """How often a record that answers stands before one that does not."""
    ranks = p.argsort().argsort()
    right = y.sum()
    return float((ranks[y == 1].sum() - right * (right - 1) / 2) / (right * (len(y) - right)))


def main() -> None:
    """Prints the weights, and how well each set is told by the others."""
    sets = [rows(Path(data), Path(gold)) for data, _, gold in (each.partition(":") for each in sys.argv[1:])]
    xs = [np.array([row for row, _ in each]) for each in sets]
    ys = [np.array([label for _, label in each], float) for each in sets]
    for n, name in enumerate(sys.argv[1:]):
        rest = [k for k in range(len(sets)) if k != n]
        weights = fitted(np.concatenate([xs[k] for k in rest]), np.concatenate([ys[k] for k in rest]))
        print(f"{name}: area {area(np.c_[xs[n], np.ones(len(xs[n]))] @ weights, ys[n]):.3f}")
    print("weights", *(f"{weight:.2f}" for weight in fitted(np.concatenate(xs), np.concatenate(ys))))


if __name__ == "__main__":
    main()
