"""How likely a record is to be the one that answers: a fitted curve over how well it fits the question."""

import math

from answer.rank import Fit

# Fitted by benchmarks/chance.py, in the order of `features`; the last is the constant.
_WEIGHTS = (-0.51, 4.97, -1.82, -0.23, 1.94, -4.40)

_LEAST = 0.25  # of what the question says; of the records that answered, none held less than 0.29


def features(fit: Fit) -> tuple[float, ...]:
    """What is weighed."""
    return (fit.whole, fit.score, fit.title, fit.hit.words, float(fit.hit.rank == 1))


def chance(fit: Fit) -> float:
    """0..1; a record that says next to nothing of what the question does is about another matter."""
    if fit.whole < _LEAST:
        return 0.0
    *weights, total = _WEIGHTS
    total += sum(weight * value for weight, value in zip(weights, features(fit), strict=True))
    return 1 / (1 + math.exp(-total))
