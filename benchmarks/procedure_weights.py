"""Fits answer/lexicon/procedure_weights.toml: which procedure a question means, and whether it means one at all.

    python -m benchmarks.procedure_weights DATA_DIR GOLD.jsonl …

DATA_DIR holds the procedures that the questions are about. Prints both tables, and how well each question is judged by
weights fitted without those about its own procedure. That a procedure is not loaded is learnt from questions whose
own is taken away, and from those that must be refused although the best would answer.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answer.procedures.known import Known, Procedures
from answer.procedures.telling import told
from answer.procedures.turn import Turn, read
from answer.procedures.which import Fit, fits, weights
from bot.evaluation import Gold
from index.index import Index

PARTS = 6
PRIOR = {
    "named": 6.0, "said": 2.0, "unsaid": -1.5, "agrees": 1.0, "conflicts": -1.0, "marked": -0.5, "words": 1.0,
    "pairs": 1.0, "events": 1.0, "unmarked": -1.0, "happened": 0.5, "rival": -1.0,
}  # fmt: skip
"""What the weights of the order stay near: few questions tell so many apart."""
AGAINST = {"rival": -5.0, "unmarked": -4.0}
"""What the weights of these stay near: hardly a question has them of the procedure that it means."""
KIN = 0.3  # what it counts that a twin is taken for the one that is not there
REFUSED = 4.0  # ... and that what must be refused is answered


@dataclass(frozen=True, slots=True)
class Case:
    """A question about the procedure `of`: candidates' features, which is right, and whether any is (`label`)."""

    of: str
    order: np.ndarray
    right: int | None
    meant: np.ndarray
    label: bool
    weight: float = 1.0


class Without(Procedures):
    """`whole` without the procedure `gone`."""

    def __init__(self, whole: Procedures, gone: Known) -> None:
        self.__dict__.update(whole.__dict__)
        self._whole, self._gone = whole, gone

    def near(self, said: Sequence[object], most: int) -> list[Known]:  # type: ignore[override]
        """As of the whole."""
        return [known for known in self._whole.near(said, most + 1) if known is not self._gone][:most]  # type: ignore[arg-type]


def cases(index: Index, file: Path) -> Iterator[Case]:
    """The questions of `file` as cases."""
    procedures, frequencies = Procedures(index, index.procedures()), index.document_frequencies()
    sources = {row.id: row.source for row in index.plans()}
    for one in (Gold.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line):
        if one.kind == "compare":
            continue
        turn = read(one.q, frequencies, procedures)
        for before in (one.history or ())[-1:]:
            turn = turn.onto(read(before, frequencies, procedures))
        found = fits(turn, procedures, frequencies)
        right = next(
            (n for n, fit in enumerate(found) if one.doc in {sources[row.plan_id] for row in fit.known.rows}), None
        )
        if not found or (one.expect == "answer" and right is None):
            continue
        if one.expect == "answer":
            yield from _with_and_without(one.doc or "", turn, found, right or 0, procedures, frequencies)
        elif one.expect == "not_found" and told(turn, found[0].known, procedures):
            yield Case(one.q, _row(found, "order"), None, _row(found[:1], "meant")[0], False, REFUSED)
        elif one.expect != "not_found":
            yield Case(one.q, _row(found, "order"), None, _row(found[:1], "meant")[0], True)


def _with_and_without(
    of: str, turn: Turn, found: list[Fit], right: int, procedures: Procedures, frequencies: Mapping[str, int]
) -> Iterator[Case]:
    yield Case(of, _row(found, "order"), right, _row(found[:1], "meant")[0], right == 0, 1.0 if right == 0 else 0.0)
    gone = found[right].known
    rest = fits(turn, Without(procedures, gone), frequencies)
    if rest:
        weight = KIN if procedures.are_kin(gone, rest[0].known) else 1.0
        yield Case(of, _row(rest, "order"), None, _row(rest[:1], "meant")[0], False, weight)


def _row(found: Sequence[Fit], table: str) -> np.ndarray:
    names = [*PRIOR] if table == "order" else [name for name in weights()[table] if name != "bias"]
    return np.array([[fit.features.get(name, 0.0) for name in names] for fit in found])


def fitted_order(told_of: Sequence[Case], prior: np.ndarray, ridge: float = 0.05) -> np.ndarray:
    """Weights by which the right candidate comes first, near those of `prior`."""
    found = prior.copy()
    for _ in range(800):
        slope = ridge * (found - prior)
        for case in told_of:
            p = np.exp(case.order @ found - (case.order @ found).max())
            slope += (case.order.T @ (p / p.sum()) - case.order[case.right]) / len(told_of)
        found -= 0.5 * slope
    return found


def fitted_meant(told_of: Sequence[Case], ridge: float = 0.002) -> np.ndarray:
    """Weights of a logistic regression near those of `AGAINST` and 0, the first one for the constant."""
    prior = np.array([0.0, *(AGAINST.get(name, 0.0) for name in weights()["meant"] if name != "bias")])
    x = np.c_[np.ones(len(told_of)), np.array([case.meant for case in told_of])]
    y = np.array([case.label for case in told_of], float)
    weight = np.array([case.weight for case in told_of])
    weight *= len(y) / weight.sum()
    found = np.zeros(x.shape[1])
    for _ in range(6000):
        p = 1 / (1 + np.exp(-x @ found))
        found -= 0.8 * ((x.T @ ((p - y) * weight)) / len(y) + ridge * np.r_[0.0, (found - prior)[1:]])
    return found


def main() -> None:
    """Prints the tables and how they judge."""
    index = Index.open(Path(sys.argv[1]))
    all_ = [case for name in sys.argv[2:] for case in cases(index, Path(name))]
    index.close()
    prior = np.array([*PRIOR.values()])
    parts = {of: n % PARTS for n, of in enumerate(sorted({case.of for case in all_}))}
    first = [case for case in all_ if case.right is not None]
    right, told_right, told_wrong = 0, 0, 0
    for part in range(PARTS):
        rest = [case for case in all_ if parts[case.of] != part]
        order, meant = fitted_order([case for case in rest if case.right is not None], prior), fitted_meant(rest)
        right += sum((case.order @ order).argmax() == case.right for case in first if parts[case.of] == part)
        for case in (case for case in all_ if parts[case.of] == part and case.weight):
            is_told = meant[0] + case.meant @ meant[1:] > np.log(0.35 / 0.65)
            told_right += is_told and case.label
            told_wrong += is_told and not case.label and case.weight >= 1
    print(f"right first, by weights fitted without it: {right} of {len(first)}")
    print(f"told: {told_right} of {sum(case.label for case in all_)}; told though none is meant: {told_wrong}")
    for name, found in (("order", fitted_order(first, prior)), ("meant", fitted_meant(all_))):
        names = [*PRIOR] if name == "order" else [*weights()[name]]
        print(f"\n[{name}]", *(f"{one} = {value:.2f}" for one, value in zip(names, found, strict=True)), sep="\n")


if __name__ == "__main__":
    main()
