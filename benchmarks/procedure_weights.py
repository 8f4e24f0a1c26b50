"""Fits answer/lexicon/procedure_weights.toml: which procedure a question means, and whether it means one at all.

    python -m benchmarks.procedure_weights DATA_DIR:GOLD.jsonl DATA_DIR:GOLD.jsonl …

DATA_DIR holds the procedures that the questions are about; another one of them should hold none of these. Prints both
tables, and how well each set is judged by weights fitted on the others. That a procedure is not loaded is learnt from
questions that are asked of another's procedures, from those whose own is taken away, and from those that must be
refused although the best would answer.
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
from ingest.vietnamese import fold

PRIOR = {
    "named": 6.0, "said": 2.0, "unsaid": -1.5, "agrees": 1.0, "conflicts": -1.0, "marked": -0.5, "words": 1.0,
    "pairs": 1.0, "events": 1.0, "unmarked": -1.0, "happened": 0.5, "rival": -1.0,
}  # fmt: skip
"""What the weights of the order stay near: few questions tell so many apart."""
AGAINST = {"rival": -5.0, "unmarked": -4.0}
"""What the weights of these stay near: hardly a question has them of the procedure that it means."""
KIN = 0.3  # what it counts that a twin is taken for the one that is not there
ELSEWHERE = 0.5  # ... that it is asked of procedures of which none is meant
REFUSED = 4.0  # ... and that what must be refused is answered
LEAST = 0.17  # chance from which one is told


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


def cases(index: Index, file: Path, *, is_own: bool) -> Iterator[Case]:
    """The questions of `file` as cases; where they are not of this index' own procedures, none of these is meant."""
    procedures, frequencies = Procedures(index, index.procedures()), index.document_frequencies()
    sources = {row.id: row.source for row in index.plans()}
    for one in (Gold.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line):
        if one.kind != "compare":
            for bare in (False, True):
                yield from _cases_of(one, sources, procedures, frequencies, is_own=is_own, is_bare=bare)


def _cases_of(
    one: Gold,
    sources: Mapping[int, str],
    procedures: Procedures,
    frequencies: Mapping[str, int],
    *,
    is_own: bool,
    is_bare: bool,
) -> Iterator[Case]:
    """The cases of one question, which many type without diacritics (`is_bare`)."""
    texts = [one.q, *(one.history or ())[-1:]]
    turn, *earlier = (read(fold(text) if is_bare else text, frequencies, procedures) for text in texts)
    for before in earlier:
        turn = turn.onto(before)
    found = fits(turn, procedures, frequencies)
    if not is_own:
        if found and told(turn, found[0].known, procedures):
            yield Case(one.q, _row(found, "order"), None, _row(found[:1], "meant")[0], False, ELSEWHERE)
        return
    right = next(
        (n for n, fit in enumerate(found) if one.doc in {sources[row.plan_id] for row in fit.known.rows}), None
    )
    if not found or (one.expect == "answer" and right is None):
        return
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
    found = np.array([0.0, *(AGAINST.get(name, 0.0) for name in weights()["meant"] if name != "bias")])
    prior, penalty = found, np.r_[1e-9, np.full(len(found) - 1, ridge)]
    x = np.c_[np.ones(len(told_of)), np.array([case.meant for case in told_of])]
    y = np.array([case.label for case in told_of], float)
    weight = np.array([case.weight for case in told_of])
    weight /= weight.sum()
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ found))
        slope = x.T @ ((p - y) * weight) + penalty * (found - prior)
        found = found - np.linalg.solve((x.T * (p * (1 - p) * weight)) @ x + np.diag(penalty), slope)
    return found


def main() -> None:
    """Prints the tables and how they judge."""
    sets = [(Path(data), Path(gold)) for data, _, gold in (each.partition(":") for each in sys.argv[1:])]
    told_of: list[list[Case]] = [[] for _ in sets]
    for data in dict.fromkeys(data for data, _ in sets):
        index = Index.open(data)
        for kept, (home, gold) in zip(told_of, sets, strict=True):
            kept += cases(index, gold, is_own=home == data)
        index.close()
    prior = np.array([*PRIOR.values()])
    for at, (_, gold) in enumerate(sets):
        rest = [case for n, each in enumerate(told_of) if n != at for case in each]
        order, meant = fitted_order([case for case in rest if case.right is not None], prior), fitted_meant(rest)
        first = [case for case in told_of[at] if case.right is not None]
        right = sum((case.order @ order).argmax() == case.right for case in first)
        is_told = [(case, meant[0] + case.meant @ meant[1:] > np.log(LEAST / (1 - LEAST))) for case in told_of[at]]
        own = [told for case, told in is_told if case.label]
        others = [told for case, told in is_told if not case.label and case.weight > KIN]
        print(f"{gold.name}: first {right}/{len(first)}, told {sum(own)}/{len(own)}, none {sum(others)}/{len(others)}")
    all_ = [case for each in told_of for case in each]
    first = [case for case in all_ if case.right is not None]
    for name, found in (("order", fitted_order(first, prior)), ("meant", fitted_meant(all_))):
        names = [*PRIOR] if name == "order" else [*weights()[name]]
        print(f"\n[{name}]", *(f"{one} = {value:.2f}" for one, value in zip(names, found, strict=True)), sep="\n")


if __name__ == "__main__":
    main()
