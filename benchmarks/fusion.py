"""What the meaning of a passage should weigh beside its words: fits WEIGHT of index/fusion.py.

python benchmarks/fusion.py DATA_DIR GOLD.jsonl [DATA_DIR GOLD.jsonl …]

Each DATA_DIR is one of `cchc ingest --wait`. Of each question with evidence the candidates are taken once, with their
score by words and how far their cosine is from the mean; then each weight sorts them. The fitted one is best in the
share of questions with all of the evidence in the first hit, and in the first five, over all sets alike. "Across
documents": the questions of each document are sorted by the weight that is best for all other documents.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from measured import table

from answer.answer import Question
from answer.assistant import Assistant
from answer.rank import FOUND
from bot.evaluation import Gold, stands_in
from index.embedder import MODELS, choose
from index.fusion import WEIGHT
from index.index import Index
from index.split import cut_original

_WEIGHTS = tuple(round(0.02 * step, 2) for step in range(41))
_ALL = 200  # candidates


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage found: its score by words, what meaning adds at a weight of 1, and the pieces of evidence it holds."""

    words: float
    meant: float
    holds: frozenset[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: where from, about which document, in which style, and what was found."""

    gold: str
    document: str
    style: str
    pieces: int
    candidates: tuple[Candidate, ...]

    def place(self, weight: float) -> int:
        """How many of the best candidates hold all of the evidence together; 0 where no number of them does."""
        best = sorted(self.candidates, key=lambda each: -(each.words + weight * each.meant))
        held: set[int] = set()
        for number, candidate in enumerate(best, 1):
            held |= candidate.holds
            if len(held) == self.pieces:
                return number
        return 0


Places = Sequence[tuple[Asked, int]]


def main() -> None:
    """Takes the candidates, then prints a line a weight."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+", metavar="DATA_DIR GOLD.jsonl")
    pairs = parser.parse_args().pairs
    asked = [one for data, gold in zip(pairs[::2], pairs[1::2], strict=True) for one in _asked(data, gold)]
    sets = tuple(dict.fromkeys(one.gold for one in asked))
    print(f"fusion: {len(asked)} questions; WEIGHT is {WEIGHT}\n")
    headings = ("weight", *(f"{name}: first, first five" for name in sets), "indirect: first five", "mean")
    table(headings, (_row(str(weight), _places(asked, weight)) for weight in _WEIGHTS))
    fitted = {document: _best(_others(asked, document)) for document in {one.document for one in asked}}
    across = [(one, one.place(fitted[one.document])) for one in asked]
    print(f"\nfitted: {_best(asked)}, across documents {min(fitted.values())} to {max(fitted.values())}:\n")
    table(headings, [_row("across documents", across)])


def _asked(data: Path, gold: Path) -> Iterable[Asked]:
    index = Index.open(data, lambda: choose("auto", models=data / MODELS).embedder)
    if not index.is_embedded():
        raise SystemExit(f"{data}: cchc ingest --wait")
    assistant, sources = Assistant(index), {row.id: row.source for row in index.plans()}
    for line in gold.read_text("utf-8").splitlines():
        one = Gold.model_validate_json(line)
        if not (one.evidence and one.doc):
            continue
        fits = assistant.find(Question(one.q, one.place, None, one.history or ()), _ALL)
        candidates = tuple(
            Candidate(
                fit.score - FOUND * WEIGHT * fit.hit.meant,
                FOUND * fit.hit.meant,
                _holds(one, sources[fit.hit.plan_id], quote),
            )
            for fit in fits
            if (quote := cut_original(index.plan(fit.hit.plan_id), fit.passage.spans))
        )
        yield Asked(gold.stem, one.doc, one.style, len(one.evidence), candidates)
    index.close()


def _holds(one: Gold, source: str, quote: str) -> frozenset[int]:
    if source != one.doc:
        return frozenset()
    return frozenset(number for number, piece in enumerate(one.evidence) if stands_in(piece, quote))


def _places(asked: Sequence[Asked], weight: float) -> Places:
    return [(one, one.place(weight)) for one in asked]


def _row(name: str, places: Places) -> tuple[object, ...]:
    shares = _shares(places)
    indirect = [place for one, place in places if one.style == "indirect"]
    of_sets = (f"{first:.3f}, {five:.3f}" for first, five in shares.values())
    return name, *of_sets, f"{_share(indirect, 5):.3f}", f"{_mean(places):.4f}"


def _shares(places: Places) -> dict[str, tuple[float, float]]:
    """Of each set, the shares in the first hit and in the first five."""
    of_sets: dict[str, list[int]] = {}
    for one, place in places:
        of_sets.setdefault(one.gold, []).append(place)
    return {name: (_share(found, 1), _share(found, 5)) for name, found in of_sets.items()}


def _share(places: Sequence[int], among: int) -> float:
    return sum(0 < place <= among for place in places) / max(len(places), 1)


def _mean(places: Places) -> float:
    return fmean(share for both in _shares(places).values() for share in both)


def _best(asked: Sequence[Asked]) -> float:
    return max(_WEIGHTS, key=lambda weight: (_mean(_places(asked, weight)), -weight))


def _others(asked: Sequence[Asked], document: str) -> list[Asked]:
    return [one for one in asked if one.document != document]


if __name__ == "__main__":
    main()
