"""The lines of one procedure that say what a question says of it besides its name: for whom, in which case, of which paper."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from answer.draft import Statement
from answer.procedures.known import Known
from answer.procedures.lexicon import Facet
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
_OF_HANDING_IN = (FieldKind.STEP, FieldKind.WAY, FieldKind.NOTE)
_OF_PAPERS = frozenset(["thu", "tuc", "giay", "to", "ho", "so", "don", "mau", "ban", "nop", "gom"])
_VALUES = {
    "days": re.compile(r"\b\d+\s*(?:\([^)]*\)\s*)?(?:ngay|gio|thang|tuan|nam|lan)\b"),
    "advance": re.compile(r"(?:trong (?:thoi han|vong)|truoc|cham nhat|khong qua|it nhat|muon nhat)\b.{0,60}\d+\s*(?:\([^)]*\)\s*)?(?:ngay|thang|nam)\b|\b\d+ lan\b"),
    "money": re.compile(r"\d\s*(?:viet nam dong|dong|vnd|d|trieu|nghin|ngan|%)(?!\w)|phan tram|mien "),
    "form": re.compile(r"\bmau\b"),
    "count": re.compile(r"\b\d+ (?:\w+ )?(?:ban|bo)\b"),
    "photo": re.compile(r"\b(?:anh|hinh)\b.*\d|\d ?(?:cm|x) ?\d"),
    "place": re.compile(r"khong phu thuoc|bat ky|noi cu tru|noi thuan loi|ca nuoc|noi thuong tru|noi tam tru"),
    "handing in": re.compile(r"\b(?:nop|gui|tiep nhan)\b.{0,90}\b(?:tai|den|cho|toi|qua|o)\b"),
    "decides": re.compile(
        r"\b(?:chu tich|giam doc|bo truong|truong (?:phong|ban|cong an)|thu truong|cuc truong|uy ban nhan dan|hoi dong)\b"
        r"[^.;]{0,120}\b(?:quyet dinh|ky|phe duyet|cong nhan|xac nhan|xem xet)\b"
    ),
}
_CUT = re.compile(r"(?<=[.;:])\s+(?=[A-ZÀ-ỸĐ(+*-])")
_LONG = 260  # characters of a line that is told by its sentences
_PAIR = 0.7  # of the worth of its words
_UNKNOWN = 0.5
_BEST = 0.75  # of the best sentence's share, to be told beside it


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and how much of what the question says it has, in [0, 1]; `hits` are the words. `lead` heads it."""

    statement: Statement
    share: float
    hits: int
    kind: FieldKind
    lead: Statement | None


def told_lines(turn: Turn, known: Known, facet: Facet, procedure: Procedure, plan: Plan) -> list[Line]:
    """The sentences that have most of what `turn` says besides the name, the best first.

    Only those that hold the kind of value that `facet` asks for.
    """
    sentences = list(_sentences(procedure, plan))
    asked = _Asked(turn, known, [words for _, words, _, _ in sentences])
    value = _VALUES.get(facet.value)
    found = []
    for statement, words, kind, lead in sentences:
        if facet.lines == "also" and kind not in _OF_HANDING_IN:
            continue
        if value is None or value.search(fold(statement.text)):
            share, hits = asked.share(words)
            if hits or facet.lines in ("must", "else", "also"):
                found.append(Line(statement, share, hits, kind, lead))
    return sorted(found, key=lambda line: -line.share)


def case_of(turn: Turn, known: Known, procedure: Procedure, plan: Plan) -> tuple[list[Case], Case | None]:
    """The papers by case, and the one case that the question tells, if it does."""
    found = cases(procedure, plan)
    heads = [spelled_out(case.head.text).split() if case.head and case.is_case else [] for case in found]
    asked = _Asked(replace(turn, telling=tuple("" if word in _OF_PAPERS else word for word in turn.telling)), known, heads)
    rated = sorted(((*asked.share(words), case) for words, case in zip(heads, found, strict=True)), key=lambda one: -one[0])
    if rated and rated[0][1] >= 2 and (len(rated) == 1 or rated[0][0] > 1.5 * rated[1][0]):
        return found, rated[0][2]
    return found, None


class _Asked:
    """What a question says besides the name of a procedure, weighed by how few of its sentences have it."""

    def __init__(self, turn: Turn, known: Known, sentences: Sequence[Sequence[str]]) -> None:
        counts = Counter(one for words in sentences for one in {*words, *pairwise(words)})
        total = len(sentences) + 1
        words = [word for word in turn.telling if word and word not in known.words]
        pairs = [
            pair for pair in pairwise(turn.telling) if all(pair) and not (pair[0] in known.words and pair[1] in known.words)
        ]
        self._worth: Mapping[object, float] = {
            **{one: math.log(1 + total / counts[one]) if counts[one] else _UNKNOWN * math.log(1 + total) for one in words},
            **{one: _PAIR * math.log(1 + total / counts[one]) for one in pairs if counts[one]},
        }
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
        for line in lines(kind, procedure, plan):
            if line.text.rstrip().endswith(":"):
                lead = line
            for text in _CUT.split(line.text) if len(line.text) > _LONG else (line.text,):
                own = None if lead is line else lead
                yield replace(line, text=text), spelled_out(text).split(), kind, own
