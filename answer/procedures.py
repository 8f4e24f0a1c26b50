"""Questions about procedures: which one is meant, and the part of it that is asked for, whole and first."""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from answer.answer import Answer, Option, Question
from answer.asked import Asked
from answer.draft import written
from answer.extract import Extract
from answer.procedure_parts import Facet, beside, fitting, of_way, part, side_by_side
from index.index import Index
from index.row import ProcedureRow
from ingest.agencies import spelled_out
from ingest.quoted import FieldKind
from ingest.vietnamese import folded_words

_MEANT = 0.56  # how well a procedure's name must fit to be the one meant
_EVEN = 0.12  # two names as near as that are twins
_PRECISE = 0.3  # what it weighs that a name says nothing else
_GENERAL = frozenset(["thu", "tuc", "cap", "dang", "ky", "giay", "thuc", "hien", "tai", "cho", "cac", "cua", "theo"])
_VARYING = frozenset(["lai", "doi", "moi", "gia", "han", "luu", "dong", "xoa", "ngung", "thu", "hoi", "mat"])
"""Words by which names of one family differ."""
_COMPARES = re.compile(r"\b(?:khac nhau|khac gi|so voi|so sanh|cai nao|moi loai|moi cai|moi thu|\w+ vs \w+)\b")
_ACTS = frozenset(
    [
        "cap",
        "lai",
        "doi",
        "moi",
        "gia",
        "han",
        "dang",
        "ky",
        "xoa",
        "thay",
        "tam",
        "cham",
        "chung",
        "thuc",
        "khai",
        "xac",
    ]
)
"""Words of which a question says one where it names an act, and not only the paper that it is about."""
_FAMILY = 0.6  # of the best name's own words, that a twin's name has too
_SAME = 0.02
_EXACT = frozenset(["fee", "duration"])
_ASIDE, _STRANGE = 0.35, 1.2  # what a word counts that is in no name: where the texts have it, and where none does
_SURE = 0.85
_LEANS = re.compile(r"\W*(?:the|con|vay|neu|roi|thi|gui|nop)\b")
_FEW = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A procedure and how well its name fits, 0..1."""

    row: ProcedureRow
    score: float
    recall: float


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("answer") / "lexicon" / "procedures.toml").read_text(encoding="utf-8"))


@cache
def _silent() -> frozenset[str]:
    return frozenset(_table()["silent"])


@cache
def facets() -> tuple[Facet, ...]:
    """The table of what may be asked."""
    return tuple(
        Facet(
            row["name"],
            row["label"],
            tuple(sorted(row["asks"], key=len, reverse=True)),
            tuple(map(FieldKind, row["parts"])),
        )
        for row in _table()["facet"]
    )


@cache
def _events() -> tuple[tuple[str, str], ...]:
    """What people say happened -> words of the procedure's name, both folded; the longest first."""
    lines = (files("answer") / "lexicon" / "life_events.txt").read_text(encoding="utf-8").splitlines()
    pairs = []
    for line in lines:
        if line and not line.startswith("#"):
            said, _, name = line.partition("=")
            pairs += [(" ".join(folded_words(one)), " ".join(folded_words(name))) for one in said.split(";")]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=8192)
def _name_words(name: str) -> frozenset[str]:
    return frozenset(spelled_out(name).split()) - {"thu", "tuc"}


class Procedures:
    """Answers what is asked of the procedures of `index`."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: tuple[tuple[ProcedureRow, ...], Mapping[str, float]] = ((), {})

    def answer(self, question: Question, extract: Extract) -> Answer | None:
        """The answer; None where no procedure is asked about."""
        rows, worth = self._rows()
        if not rows:
            return None
        asked = extract.asked
        wanted = _facets(asked)
        words = _words(asked)
        fits = self._fits(words, worth, rows)
        is_leaning = _LEANS.match(asked.folded) is not None or not fits or fits[0].recall < _SURE or len(words) < _FEW
        if question.history and is_leaning:
            before = self._before(question, rows, worth)
            if before:
                joined = (*words, *(word for word in before if not (_VARYING & set(words) and word in _VARYING)))
                fits = self._fits(tuple(dict.fromkeys(joined)), worth, rows)
                wanted = wanted or _facets_of(question.history[-1])
        if not fits or not wanted:
            return None
        best = fits[0]
        if best.score >= _MEANT and _COMPARES.search(" ".join(asked.syllables)) and len(fits) > 1:
            both = [self._told(fit.row, wanted[:1], asked) for fit in fits[:2]]
            if all(answer.status == "answered" for answer in both):
                return side_by_side([fit.row for fit in fits[:2]], both)
        if best.score < _MEANT:
            return self._nothing(fits) if self._is_only(extract) else None
        twins = self._twins(fits, words)
        if len(twins) > 1:
            told = {row.name: self._told(row, wanted, asked) for row in twins}
            if len({answer.text for answer in told.values()}) > 1:
                options = tuple(Option(row.name) for row in twins)
                names = "\n".join(f"- {row.name}" for row in twins)
                return Answer(
                    "clarify", f"Có {len(twins)} thủ tục gần giống nhau. Anh/chị hỏi thủ tục nào?\n{names}", (), options
                )
        return self._told(best.row, wanted, asked)

    def _rows(self) -> tuple[tuple[ProcedureRow, ...], Mapping[str, float]]:
        rows = self._index.procedures()
        if rows is not self._known[0]:
            counts = Counter(word for row in rows for word in _name_words(row.name))
            worth = {word: math.log(1.2 + len(rows) / count) for word, count in counts.items()}
            self._known = (rows, worth)
        return self._known

    def _fits(self, words: Sequence[str], worth: Mapping[str, float], rows: Sequence[ProcedureRow]) -> list[Candidate]:
        """The procedures whose names hold most of `words`, the best first.

        What stands in no name says little of which one is meant, but where no text here has it the more against all.
        """
        known = self._index.document_frequencies()
        values = {word: worth.get(word, _ASIDE if word in known else _STRANGE) for word in words}
        total = sum(values.values())
        if not total:
            return []
        found = []
        for row in rows:
            name = _name_words(row.name)
            held = sum(value for word, value in values.items() if word in name)
            precision = held / (sum(worth[word] for word in name) or 1.0)
            found.append(Candidate(row, (1 - _PRECISE) * held / total + _PRECISE * precision, held / total))
        return sorted(found, key=lambda fit: -fit.score)[:8]

    def _before(self, question: Question, rows: Sequence[ProcedureRow], worth: Mapping[str, float]) -> tuple[str, ...]:
        """What the latest turn that names a procedure says of it."""
        for text in reversed(question.history):
            words = _words_of(text)
            fits = self._fits(words, worth, rows)
            if fits and fits[0].score >= _MEANT:
                return words
        return ()

    def _twins(self, fits: Sequence[Candidate], words: Sequence[str]) -> list[ProcedureRow]:
        """The procedures of one family that the question does not tell apart.

        Each says something that it leaves open; where it names no act at all ("thẻ công chứng viên"), also those that
        say more than the best.
        """
        best = fits[0]
        own = _name_words(best.row.name)
        left = own - set(words) - _GENERAL
        is_bare = not _ACTS & set(words)
        near = {own: best.row}
        for fit in fits[1:]:
            name = _name_words(fit.row.name)
            is_family = len((own & name) - _GENERAL) >= _FAMILY * len(own - _GENERAL)
            is_near = best.score - fit.score < _EVEN and fit.recall >= best.recall - _SAME
            if is_family and is_near and (is_bare or not left <= name - set(words) - _GENERAL):
                near.setdefault(name, fit.row)
        return list(near.values())[:6]

    def _is_only(self, extract: Extract) -> bool:
        """Whether nothing but procedures may be meant."""
        return not any(row.tasks for row in extract.scope.plans)

    def _nothing(self, fits: Sequence[Candidate]) -> Answer:
        near = f" Gần nhất là thủ tục: {fits[0].row.name}." if fits[0].recall > 0.3 else ""
        return Answer("not_found", f"Chưa nạp thủ tục nào như câu hỏi nêu.{near}")

    def _told(self, row: ProcedureRow, wanted: Sequence[Facet], asked: Asked) -> Answer:
        same = [
            other
            for other in self._index.procedures()
            if (row.code and other.code == row.code) or other.name == row.name
        ]
        for facet in wanted:
            for one in dict.fromkeys((row, *same)):
                plan = self._index.plan(one.plan_id)
                procedure = next(p for p in plan.procedures if p.name.text == one.name)
                lines = of_way(list(part(facet, procedure, plan)), asked)
                if lines:
                    told = {line.text for line in lines}
                    more = of_way(list(beside(facet, procedure, plan, wanted)), asked)
                    more = [line for line in more if line.text not in told]
                    text, citations = written((*fitting(lines), *more))
                    return Answer("answered", text, citations)
            if facet.name in _EXACT:
                break  # nothing else that it says answers for a fee or a time
        return Answer("not_found", f"Thủ tục “{row.name}” không nêu {wanted[0].label.lower()}.")


def _facets(asked: Asked) -> tuple[Facet, ...]:
    return _in(" ".join(asked.syllables))


def _facets_of(text: str) -> tuple[Facet, ...]:
    return _in(spelled_out(text))


def _in(folded: str) -> tuple[Facet, ...]:
    """What the folded text asks for, in the order in which it says it; papers, the most general, behind the rest."""
    padded = f" {folded} "
    places = []
    for facet in facets():
        at = min((padded.find(f" {cue} ") for cue in facet.asks if f" {cue} " in padded), default=-1)
        if at >= 0:
            places.append((facet.name == "papers", facet.name in ("where", "steps", "conditions"), at, facet))
    return tuple(facet for *_, facet in sorted(places, key=lambda place: place[:3]))


def _words(asked: Asked) -> tuple[str, ...]:
    return _said(" ".join(asked.syllables))


def _words_of(text: str) -> tuple[str, ...]:
    return _said(spelled_out(text))


def _said(folded: str) -> tuple[str, ...]:
    """What a question says of the procedure that it means: events in the words of names, and the rest of its own."""
    padded = f" {folded} "
    words: list[str] = []
    for event, name in _events():
        if f" {event} " in padded:
            padded = padded.replace(f" {event} ", "  ")
            words += name.split()
    for facet in facets():
        for cue in sorted(facet.asks, key=len, reverse=True):
            if len(cue.split()) > 1:
                padded = padded.replace(f" {cue} ", "  ")
    words += [word for word in padded.split() if word not in _silent() and len(word) > 1]
    return tuple(dict.fromkeys(words))
