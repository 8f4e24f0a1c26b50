"""The lines of one procedure that say what a question says besides its name: for whom, in which case, which paper."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from answer.draft import Statement
from answer.procedures.known import Known
from answer.procedures.lexicon import Facet, lexicon
from answer.procedures.told import Case, cases, lines
from answer.procedures.turn import Turn
from ingest.agencies import spelled_out
from ingest.plan import Plan
from ingest.procedure import Procedure
from ingest.quoted import FieldKind
from ingest.vietnamese import fold

_KINDS = (
    FieldKind.CONDITION, FieldKind.APPLICANT, FieldKind.PAPER, FieldKind.STEP, FieldKind.NOTE, FieldKind.WAY,
    FieldKind.FEE, FieldKind.FORM, FieldKind.RESULT, FieldKind.PERFORMER, FieldKind.ADDRESS, FieldKind.DECIDER,
)  # fmt: skip
_OF_PAPERS = frozenset(["thu", "tuc", "giay", "to", "ho", "so", "don", "mau", "ban", "nop", "gom"])
_CUT = re.compile(r"(?<=[.:])\s+(?=[A-ZÀ-ỸĐ(+*-])|(?<=;)\s+")
_HEADED = 8  # lines that a line with a colon may head
_BELOW = 4  # lines of what a line heads
_LONG = 260  # characters of a line that is told by its sentences
_PAIR = 0.7  # of the worth of its words
_UNKNOWN = 0.5
_APART = 1.5  # times as much of the question as the next case has: that one is meant


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and how much of what the question says it has, in [0, 1]; `hits` are the words.

    `lead` heads it; `below` is what it heads itself.
    """

    statement: Statement
    share: float
    hits: int
    kind: FieldKind
    lead: Statement | None
    below: tuple[Statement, ...] = ()


def told_lines(turn: Turn, known: Known, facet: Facet, procedure: Procedure, plan: Plan) -> list[Line]:
    """The sentences that have most of what `turn` says besides the name, the best first.

    Only those that hold the kind of value that `facet` asks for.
    """
    sentences = list(_sentences(procedure, plan))
    asked = _Asked(turn, known, [words for _, words, _, _ in sentences])
    value = lexicon().values.get(facet.value)
    found = []
    for statement, words, kind, lead in sentences:
        if facet.of and kind not in facet.of:
            continue
        if value is None or value.search(fold(statement.text)):
            share, hits = asked.share(words)
            if hits or facet.lines in ("must", "else", "also"):
                below = tuple(one for one, _, _, head in sentences if head is statement)[:_BELOW]
                found.append(Line(statement, share, hits, kind, lead, below))
    return sorted(found, key=lambda line: -line.share)


def case_of(turn: Turn, known: Known, procedure: Procedure, plan: Plan) -> tuple[list[Case], Case | None]:
    """The papers by case, and the one case that the question tells, if it does."""
    found = cases(procedure, plan)
    heads = [spelled_out(case.head.text).split() if case.head and case.is_case else [] for case in found]
    said = tuple("" if word in _OF_PAPERS else word for word in turn.telling)
    asked = _Asked(replace(turn, telling=said), known, heads)
    rated = [(*asked.share(words), case) for words, case in zip(heads, found, strict=True)]
    rated.sort(key=lambda one: -one[0])
    is_told = rated and rated[0][1] > 1 and (len(rated) == 1 or rated[0][0] > _APART * rated[1][0])
    return found, rated[0][2] if is_told else None


class _Asked:
    """What a question says besides the name of a procedure, weighed by how few of its sentences have it."""

    def __init__(self, turn: Turn, known: Known, sentences: Sequence[Sequence[str]]) -> None:
        counts: Counter[object] = Counter(one for words in sentences for one in {*words, *pairwise(words)})
        total = len(sentences) + 1
        words = [word for word in turn.telling if word and word not in known.words]
        pairs = [pair for pair in pairwise(turn.telling) if all(pair) and not known.words.issuperset(pair)]
        self._worth: dict[object, float] = {
            one: math.log(1 + total / counts[one]) if counts[one] else _UNKNOWN * math.log(1 + total) for one in words
        }
        self._worth |= {one: _PAIR * math.log(1 + total / counts[one]) for one in pairs if counts[one]}
        self._total = sum(self._worth.values())

    def share(self, words: Sequence[str]) -> tuple[float, int]:
        """How much of it `words` have, and how many words and pairs."""
        held = [worth for one, worth in self._worth.items() if one in {*words, *pairwise(words)}]
        return (sum(held) / self._total if self._total else 0.0), len(held)


def _sentences(
    procedure: Procedure, plan: Plan
) -> Iterator[tuple[Statement, Sequence[str], FieldKind, Statement | None]]:
    for kind in _KINDS:
        lead: Statement | None = None
        since = 0
        for line in lines(kind, procedure, plan):
            since += 1
            if line.text.rstrip().endswith(":"):
                lead, since = line, 0
            elif since > _HEADED:
                lead = None
            for text in _CUT.split(line.text) if len(line.text) > _LONG else (line.text,):
                statement = line if text == line.text else replace(line, text=text)
                yield statement, spelled_out(text).split(), kind, None if lead is line else lead
