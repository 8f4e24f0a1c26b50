"""Which plans a question over many records means, and what of it only says their names."""

from collections.abc import Sequence

from answer.headings import headings
from answer.rank import Weights, called, holding
from answer.wants import Many
from index.row import PlanRow
from ingest.agencies import spelled_out
from ingest.vietnamese import fold

_ABOUT = 0.6  # of the words that say what it is about, that a plan's heading must hold to be the plan meant
_EQUAL = 0.02
_NAME = 3  # words of a plan's name, one after the other


def chosen_rows(
    many: Many, rows: Sequence[PlanRow], every: Sequence[PlanRow], weights: Weights
) -> tuple[tuple[PlanRow, ...], tuple[str, ...]]:
    """The plans whose number or heading the question says, and the words that they leave open; else all of `rows`.

    They are looked up among `every` plan that there is.
    """
    known, ids = headings(every), {row.id for row in rows}
    for said in (known.numbered(many.numbers), known.filed(many.said)):
        if named := tuple(row for row in rows if row.id in said):
            return named, _open(many, named, weights)
    words = [word for word in many.words if weights.rarity(word) < weights.unknown or known.hold(word, ids)]
    total = sum(weights.rarity(word) for word in words)
    if not total:
        return tuple(rows), ()
    held = known.sums([(word, weights.rarity(word)) for word in words], ids)
    shares = {each: share / total for each, share in held.items()}
    best = max(shares.values(), default=0.0)
    if best < _ABOUT:
        return tuple(rows), tuple(words)
    near = tuple(row for row in rows if shares.get(row.id, 0.0) >= best - _EQUAL)
    if many.is_cited and len(near) > 1:
        plans = tuple(row for row in near if fold(row.kind) == "ke hoach")
        own = {row.id: _share_of(row, words, weights) for row in plans or near}
        near = tuple(row for row in near if own.get(row.id, 0.0) >= max(own.values()) - _EQUAL)
    return near, _open(many, near, weights)


def without_names(said: str, rows: Sequence[PlanRow]) -> str:
    """The folded `said` without what it says word for word of the names of `rows`: no part of "quy chế phối hợp"."""
    names = [f" {spelled_out(called(row))} " for row in rows]
    words, kept, at = said.split(), [], 0
    while at < len(words):
        runs = (
            end
            for end in range(len(words), at + _NAME - 1, -1)
            if any(f" {' '.join(words[at:end])} " in name for name in names)
        )
        end = next(runs, at + 1)
        kept += words[at:end] if end == at + 1 else []
        at = end
    return " ".join(kept)


def _open(many: Many, rows: Sequence[PlanRow], weights: Weights) -> tuple[str, ...]:
    held = holding(" ".join(called(row) for row in rows)).words
    return tuple(word for word in many.words if word not in held and weights.rarity(word) < weights.unknown)


def _share_of(row: PlanRow, words: Sequence[str], weights: Weights) -> float:
    """How much of the plan's title is what the question says: "kế hoạch CCHC" is not the one on checking it."""
    title = [word for word in holding(row.title).words if weights.counts(word)]
    total = sum(weights.rarity(word) for word in title)
    return sum(weights.rarity(word) for word in title if word in words) / total if total else 0.0
