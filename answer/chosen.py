"""Which plans a question over many records means, and what of it only says their names."""

import re
from collections.abc import Sequence

from answer.rank import Weights, called, holding
from answer.wants import Many
from index.row import PlanRow
from ingest.agencies import spelled_out
from ingest.vietnamese import fold

_ABOUT = 0.6  # of the words that say what it is about, that a plan's heading must hold to be the plan meant
_EQUAL = 0.02
_NAME = 3  # words of a plan's name, one after the other


def chosen_rows(many: Many, rows: Sequence[PlanRow], weights: Weights) -> tuple[tuple[PlanRow, ...], tuple[str, ...]]:
    """The plans whose number or heading the question says, and the words that they leave open; else all of them."""
    if numbered := tuple(row for row in rows if not numbers_of(row).isdisjoint(many.numbers)):
        return numbered, _open(many, numbered, weights)
    if filed := tuple(row for row in rows if _is_filed_as(row, many.said)):
        return filed, _open(many, filed, weights)
    headings = {row.id: holding(called(row)).words for row in rows}
    headed = frozenset().union(*headings.values())
    words = [word for word in many.words if word in headed or weights.rarity(word) < weights.unknown]
    total = sum(weights.rarity(word) for word in words)
    if not total:
        return tuple(rows), ()
    shares = {row.id: sum(weights.rarity(word) for word in words if word in headings[row.id]) / total for row in rows}
    best = max(shares.values(), default=0.0)
    if best < _ABOUT:
        return tuple(rows), tuple(words)
    near = tuple(row for row in rows if shares[row.id] >= best - _EQUAL)
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


def numbers_of(row: PlanRow) -> set[str]:
    """The figures that the number of a plan begins with, and its file's name: "9669" of "9669/KH-UBND"."""
    return {re.split(r"\D", name, maxsplit=1)[0].lstrip("0") for name in (row.number or "", row.source)} - {""}


def _is_filed_as(row: PlanRow, said: str) -> bool:
    """Whether a part of the name of its file stands in the question, where nothing in the plan says its place."""
    parts = (fold(part).split("-") for part in row.source.rpartition(".")[0].split("_"))
    names = (" ".join(part) for part in parts if len(part) > 1)
    return row.place is None and any(f" {name} " in f" {said} " for name in names)


def _open(many: Many, rows: Sequence[PlanRow], weights: Weights) -> tuple[str, ...]:
    held = holding(" ".join(called(row) for row in rows)).words
    return tuple(word for word in many.words if word not in held and weights.rarity(word) < weights.unknown)


def _share_of(row: PlanRow, words: Sequence[str], weights: Weights) -> float:
    """How much of the plan's title is what the question says: "kế hoạch CCHC" is not the one on checking it."""
    title = [word for word in holding(row.title).words if weights.counts(word)]
    total = sum(weights.rarity(word) for word in title)
    return sum(weights.rarity(word) for word in title if word in words) / total if total else 0.0
