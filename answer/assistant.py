"""The room's face: a question goes in, an Answer comes out."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from threading import Event
from time import perf_counter

from answer.answer import Answer, Option, Question
from answer.asked import Asked, asking_part, counted_years, in_years, parted, understand
from answer.check import check_marks, uncounted, unsupported
from answer.claims import Claim, claim, judged
from answer.draft import Statement, written
from answer.extract import Extract, Found
from answer.lexicon import is_small_talk
from answer.procedures import Answering
from answer.rank import Fit, Weights
from answer.scope import Scope, catalogue, scope
from answer.several import Several
from answer.short_forms import with_short_forms
from index.index import Index
from index.row import PlanRow
from ingest.plan import PROCEDURE
from ingest.vietnamese import fold

_log = logging.getLogger(__name__)
UNHELD = "Tìm thấy nội dung gần với câu hỏi nhưng không trích dẫn được chắc chắn, nên không trả lời."
_PARTLY = "Phần còn lại của câu hỏi không tìm thấy trong kế hoạch."
_TOGETHER = 0.65  # of what a question says: a passage that holds so much answers all of it
_YEAR = re.compile(r"\W*(?:(?:ke hoach|cua|cho|la)?\s*nam\s+)?(20\d\d)\W*")
_NUMBER = re.compile(r"\s*\d{1,2}\s*\.?\s*")
_SPEAKS = 3  # words that a question says, beside those of asking, to be one by itself
_SHARED = 0.3  # of what a second question says: so much in common, and it is about what the first is
_OFFERED, _OF_FIRST = 5, 4  # procedures whose best passages are found first, and how many of the likeliest one
_FEW = 8  # plans in question whose own short forms are looked up


class Assistant:
    """Answers questions from `index` in the plans' own words."""

    def __init__(self, index: Index, clock: Callable[[], date] = date.today) -> None:
        self._index = index
        self._clock = clock
        self._understood: ContextVar[dict[Question, Extract] | None] = ContextVar("understood", default=None)
        self._several = Several(index, self._extract)
        self._procedures = Answering(index)
        self._answering: tuple[tuple[PlanRow, ...], tuple[PlanRow, ...]] = ((), ())

    @property
    def is_worded(self) -> bool:
        """Whether a model words the answers."""
        return False

    def answers(self, question: Question, stop: Event | None = None) -> Iterator[Answer]:  # noqa: ARG002 - as a Reader's
        """The answer to `question`, and no other after it."""
        yield self.answer(question)

    def answer(self, question: Question) -> Answer:
        """The answer to `question`, always with what it stands on, or that the plans do not say."""
        start = perf_counter()
        token = self._understood.set(self._understood.get() or {})
        try:
            answer = self._decided(replace(question, today=question.today or self._clock()))
        finally:
            self._understood.reset(token)
        return replace(answer, elapsed_ms=round((perf_counter() - start) * 1000, 1))

    def _decided(self, question: Question) -> Answer:
        """What answers: one procedure, many records, or one."""
        question = self._several.resumed(self._resumed(question))
        claimed = claim(question)
        many = None if claimed else self._procedures.answer(question) or self._several.answer(question)
        answer = self._told(claimed.openly, claimed) if claimed else many
        if answer is None or (answer.status == "not_found" and many is None):
            answer = self._told(question)
        if answer.status == "not_found" and many is None:
            answer = self._told_of_part(question) or self._several.answer(question, is_last=True) or answer
        return answer

    def find(self, question: Question, k: int = 10) -> tuple[Fit, ...]:
        """The `k` passages that fit `question` best; those of the procedures that it may mean come first."""
        question = self._resumed(question)
        extract = self._understand(question, self._index.plans())
        meant = self._procedures.meant(question)[:_OFFERED]
        first = [fit for n, known in enumerate(meant) for fit in extract.fits_of(known.rows)[: 1 if n else _OF_FIRST]]
        known = {fit.hit.passage_id for fit in first}
        return (*first, *(fit for fit in extract.fits() if fit.hit.passage_id not in known))[:k]

    def understood(self, question: Question) -> Extract:
        """What `question` asks, and what may answer it; for those that fit weights."""
        return self._extract(self._resumed(question))

    def explain(self, question: Question) -> str:
        """How `question` was understood, what was found, and what the check says; for people who mend lexicons."""
        asked, read_as = self._read_as(self._resumed(question))
        extract = self._extract(asked)
        answer = self.answer(question)
        quotes = {
            citation.n: (_whole(citation.quote), citation.title, citation.section) for citation in answer.citations
        }
        unheld = check_marks(answer.text, quotes) if answer.citations else ()
        told = (*read_as, *_told(extract.asked, extract.scope), *self._procedures.explained(asked))
        return "\n".join((*told, *map(_line, extract.fits()[:8]), _verdict(unheld)))

    def _read_as(self, question: Question) -> tuple[Question, tuple[str, ...]]:
        """What is looked up for `question`, and a line that says so where that is something else."""
        if claimed := claim(question):
            return claimed.openly, (f"Nhận định cần kiểm tra, hỏi thành: {claimed.openly.text}",)
        part = asking_part(question, self._index.document_frequencies())
        if part is None or self._told(question).status != "not_found":
            return question, ()
        return part, (f"Câu hỏi trong tin nhắn: {part.text}",)

    def _told(self, question: Question, claimed: Claim | None = None) -> Answer:
        founds = [self._of_shown(question, part, part.answer()) for part in self._parts(question)]
        if claimed:
            founds = [replace(found, draft=judged(claimed, found.draft)) for found in founds]
        return _answer(founds)

    def _told_of_part(self, question: Question) -> Answer | None:
        """The answer to the one sentence of `question` that asks, within the places and years that all of it names."""
        part = asking_part(question, self._index.document_frequencies())
        if part is None:
            return None
        extract = self._extract(part)
        if not extract.scope.decided:
            extract = replace(extract, scope=self._extract(question).scope)
        answer = _answer([extract.answer()])
        return None if answer.status == "not_found" else answer

    def _resumed(self, question: Question) -> Question:
        """`question`, or the one before that it is the reply to: "2" of the options that it was given, "năm 2023"."""
        question = self._dated(question)
        if not question.history:
            return question
        *earlier, last = question.history
        before = self._dated(replace(question, text=last, history=tuple(earlier)))
        year = _YEAR.fullmatch(fold(question.text))
        if not year and not _NUMBER.fullmatch(question.text):
            return question
        options = self.answer(before).options
        if year:
            meant = [option for option in options if option.year == int(year[1])]
            return _of(before, meant[0]) if len(meant) == 1 else replace(before, text=f"{last} năm {year[1]}")
        number = int(question.text.strip(" ."))
        return _of(before, options[number - 1]) if 0 < number <= len(options) else question

    def _dated(self, question: Question) -> Question:
        """`question` with "năm ngoái" as the year that it is.

        Not where the passage that fits best says so itself, or has that year as a plan of another year counts it;
        "năm nay" not where no plan is of this year: then people call the newest this year's.
        """
        counted = list(counted_years(question.text))
        if not counted:
            return question
        extract, this = self._extract(question), (question.today or self._clock()).year
        best = next(iter(extract.fits()), None)
        year = extract.catalogue.by_id[best.hit.plan_id].year if best else None
        if best and _counts(best.passage.quote, year if year != this else None, counted):
            return question
        is_past = all(row.year != this for row in extract.scope.plans)
        if is_past and any(away == 0 for _, away in counted):
            return question
        return replace(question, text=in_years(question.text, this))

    def _extract(self, question: Question) -> Extract:
        """What `question` asks and may be answered from; within one answer each question is understood once."""
        if (understood := self._understood.get()) is None:
            return self._understand(question, self._plans())
        if question not in understood:
            understood[question] = self._understand(question, self._plans())
        return understood[question]

    def _plans(self) -> tuple[PlanRow, ...]:
        """What answers questions about no procedure: where there are plans, no document that is of procedures."""
        rows = self._index.plans()
        if rows is not self._answering[0]:
            plans = tuple(row for row in rows if row.kind != PROCEDURE)
            self._answering = (rows, plans if any(row.tasks for row in rows) else rows)
        return self._answering[1]

    def _understand(self, question: Question, rows: Sequence[PlanRow]) -> Extract:
        frequencies = self._index.document_frequencies()
        said = tuple(turn for turn in question.history if not is_small_talk(turn))
        asked = understand(replace(question, history=said), frequencies)
        plans = catalogue(rows)
        chosen = scope(asked, question.place, question.year, plans, frequencies)
        near = [self._index.plan(row.id) for row in chosen.plans] if len(chosen.plans) <= _FEW else []
        asked = with_short_forms(asked, near, frequencies)
        return Extract(self._index, plans, asked, chosen, Weights(asked, frequencies, chosen.words))

    def _of_shown(self, question: Question, part: Extract, found: Found) -> Found:
        """`found` for a `part` of `question`; where several plans answer, what that says which the turn before told."""
        if found.status != "clarify" or not question.history:
            return found
        *earlier, last = question.history
        before = self.answer(replace(question, text=last, history=tuple(earlier)))
        shown = tuple(row for row in part.scope.plans if row.source in {one.source for one in before.citations})
        if not shown:
            return found
        again = replace(part, scope=replace(part.scope, plans=shown)).answer()
        return again if again.status == "answered" else found

    def _parts(self, question: Question) -> tuple[Extract, ...]:
        """What answers `question`; two where it asks two things at once that no passage tells together."""
        whole = self._extract(question)
        parts = [self._extract(part) for part in parted(question, self._index.document_frequencies())]
        if len(parts) < 2:
            return (whole,)
        tops = [next(iter(part.fits()), None) for part in parts]
        told_apart = len({top.hit.passage_id for top in tops if top and top.whole >= _TOGETHER}) == len(parts)
        told_apart = told_apart and not _shared(*(part.asked for part in parts))
        together = any(fit.whole >= _TOGETHER for fit in whole.fits()[:1])
        if together and not told_apart:
            return (whole,)
        return tuple(part if part.scope.decided else replace(part, scope=whole.scope) for part in parts)


def _counts(text: str, year: int | None, counted: Sequence[tuple[re.Match[str], int]]) -> bool:
    """Whether `text`, of a plan for `year`, says one of the years `counted`, in those words or as a number."""
    said = {match.group() for match, _ in counted_years(text)}
    return any(match.group() in said or (away and year and str(year + away) in text) for match, away in counted)


def _of(question: Question, option: Option) -> Question:
    """`question` of the place and year of `option`; one that has neither is the name of what is meant."""
    if option.place is None and option.year is None:
        return replace(question, text=f"{question.text} {option.label}")
    return replace(question, place=option.place, year=option.year)


def _answer(founds: Sequence[Found]) -> Answer:
    """The answer that holds what was found for each part of a question; where none was found, the first says why."""
    drafts = [tuple(statement for statement in found.draft if not _unheld(statement)) for found in founds]
    told = [(found, draft) for found, draft in zip(founds, drafts, strict=True) if draft]
    if not told:
        first = founds[0]
        return Answer("not_found" if first.draft else first.status, first.text or UNHELD, (), first.options)
    notes = dict.fromkeys(statement for found, _ in told for statement in found.note)
    text, citations = written((*(statement for _, draft in told for statement in draft), *notes))
    partly = len(told) < len(founds) or any(found.partly for found, _ in told)
    text += f"\n{_PARTLY}" if partly else ""
    return Answer(told[0][0].status, text, citations)


def _shared(first: Asked, second: Asked) -> bool:
    """Whether the second of two questions speaks of what the first does, or of too little to be one by itself."""
    said, again = ({term.word for term in asked.terms if term.weight >= 1} for asked in (first, second))
    return len(again) < _SPEAKS or len(said & again) >= _SHARED * len(again)


def _unheld(statement: Statement) -> tuple[str, ...]:
    """What of `statement` its sources do not hold; a statement that is not held is not made."""
    held = [part for place in statement.sources for part in (_whole(place.quote), place.plan.title, *place.path)]
    missing = unsupported(uncounted(statement.text), held)
    if missing:
        _log.warning("Bỏ một ý vì trích dẫn không có: %s", ", ".join(missing))
    return missing


def _whole(quote: str) -> str:
    """`quote` as one text: what a page break parts belongs together."""
    return quote.replace(" … ", " ")


def _told(asked: Asked, chosen: Scope) -> list[str]:
    places = ", ".join(f"{row.place or row.issuer} ({row.year})" for row in chosen.plans[:8])
    return [
        f"Hỏi: {', '.join(sorted(asked.facets)) or 'nội dung'}",
        f"Về: {' '.join(term.word for term in asked.terms)}"
        + (f" | tiếp: {asked.before.text}" if asked.before else ""),
        f"Trong: {places}" + (" (đã định)" if chosen.decided else ""),
    ]


def _line(fit: Fit) -> str:
    return f"{fit.score:.2f} (chữ {fit.whole:.2f}, đề mục {fit.title:.2f}) {fit.passage.section[:90]}"


def _verdict(unheld: tuple[str, ...]) -> str:
    return f"Không có trong trích dẫn: {', '.join(unheld)}" if unheld else "Mọi chi tiết đều có trong trích dẫn."
