"""A question about procedures -> the answer: the procedure that is meant, twins asked back, others refused."""

from collections.abc import Sequence
from dataclasses import replace

from answer.answer import Answer, Option, Question
from answer.draft import Statement, source, written
from answer.procedures.known import Known, Procedures
from answer.procedures.lexicon import lexicon
from answer.procedures.standing import of_level
from answer.procedures.telling import told
from answer.procedures.told import lines
from answer.procedures.turn import Turn, read
from answer.procedures.twins import compared, sides, twins
from answer.procedures.which import Fit, act_words, fits
from index.index import Index
from ingest.plan import PROCEDURE
from ingest.quoted import FieldKind
from ingest.vietnamese import folded_words

_MEANT = 0.17  # chance from which a procedure is told
_AMONG_PLANS = 0.35  # ... where plans may be meant as well
_SURE = 0.8  # from which a turn needs no earlier one, nor to ask for a part
_NEAR = 0.3  # of the question that a name must hold to be offered
_BOTH, _BRIEF = 2, 1300  # twins that are told rather than asked back, where that takes no more characters
_SHOWN = 3
_SEEKS = frozenset(
    ["ngoi", "gap", "chuyen", "hoi", "quay", "ban", "goi", "giay", "to", "so", "may", "sang", "mo", "cua", "ho", "nhan",
     "tiep", "nop"]
)  # fmt: skip
"""What people say who look for a counter and its number, of which no counter is called."""
_LETTERS = 2  # of a word: more, and they may begin the words of a counter's name
_TURNS = 4  # earlier turns that a question may lean on


class Answering:
    """Answers what is asked of the procedures of `index`."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._read: tuple[object, Procedures] | None = None

    def answer(self, question: Question) -> Answer | None:
        """The answer; None where no procedure is asked about."""
        procedures = self._procedures()
        if not procedures.all:
            return None
        turn, found = self._understood(question, procedures)
        if turn.of_document or (self._is_beside_plans and not turn.facets):
            return None
        least = self._least if turn.facets else _SURE
        if not turn.facets:
            turn = replace(turn, facets=tuple(facet for facet in lexicon().facets.values() if "any" in facet.traits))
        if "contact" in turn.facets[0].traits:
            return self._contact(turn)
        if not found:
            return None
        if turn.compares and (both := self._both(turn, found, procedures)):
            return both
        if found[0].chance < least:
            return None if self._is_beside_plans else _nearest(found)
        meant = of_level(turn.text, question.place, twins(turn, found, procedures))
        return _open(turn, meant, procedures) or _answer(turn, meant[0], procedures)

    def meant(self, question: Question) -> list[Known]:
        """The procedures that the question may mean, the likeliest first; none where it is about none."""
        procedures = self._procedures()
        turn, found = self._understood(question, procedures)
        least = self._least if self._is_beside_plans else _NEAR
        return [fit.known for fit in found] if found and not turn.of_document and found[0].chance >= least else []

    def explained(self, question: Question) -> tuple[str, ...]:
        """How the question is understood as one about a procedure; for people who mend lexicons."""
        procedures = self._procedures()
        turn, found = self._understood(question, procedures)
        if not found:
            return ()
        said = ", ".join((*(event.said for event in turn.events), *(" ".join(run) for run in turn.runs)))
        asked = ", ".join(facet.label for facet in turn.facets) or "không rõ"
        lines = (
            f"{fit.chance:.2f} {fit.known.name[:80]}: "
            + ", ".join(f"{name} {value:.2f}" for name, value in fit.features.items() if value)
            for fit in found[:_SHOWN]
        )
        return (f"Thủ tục: {said} | hỏi: {asked}", *lines)

    @property
    def _is_beside_plans(self) -> bool:
        """Whether plans may be asked about as well."""
        return any(row.tasks for row in self._index.plans())

    @property
    def _least(self) -> float:
        """Chance from which a procedure is told."""
        return _AMONG_PLANS if self._is_beside_plans else _MEANT

    def _procedures(self) -> Procedures:
        """All that are known."""
        rows = self._index.procedures()
        if self._read is None or self._read[0] is not rows:
            self._read = (rows, Procedures(self._index, rows))
        return self._read[1]

    def _understood(self, question: Question, procedures: Procedures) -> tuple[Turn, list[Fit]]:
        """The question as read, with the turn before that it leans on, and the procedures that it may mean."""
        frequencies = self._index.document_frequencies()
        turn = read(question.text, frequencies, procedures)
        found = fits(turn, procedures, frequencies)
        is_sure = found and found[0].chance >= _SURE and not turn.leans and not _says_act_alone(turn)
        if is_sure or not question.history:
            return turn, found
        for text in reversed(question.history[-_TURNS:]):
            before = read(text, frequencies, procedures)
            known = fits(before, procedures, frequencies)
            if known and known[0].chance >= _MEANT:
                joined = turn.onto(before)
                return joined, fits(joined, procedures, frequencies)
        return turn, found

    def _both(self, turn: Turn, found: Sequence[Fit], procedures: Procedures) -> Answer | None:
        """What is asked of the two procedures that are compared; None where not both say it."""
        both = sides(turn, procedures, self._index.document_frequencies(), self._least)
        if not both and found[0].chance >= self._least:
            both = compared(turn, found, procedures)
        first = replace(turn, facets=turn.facets[:1])
        drafts = [draft for known in both if (draft := told(first, known, procedures))]
        return _side_by_side(both, drafts) if len(drafts) == _BOTH else None

    def _contact(self, turn: Turn) -> Answer | None:
        """The telephone of the counter that the question names, where a list of an office that it names has it."""
        asked = set(turn.words)
        for row in self._index.plans():
            office = {*folded_words(f"{row.place} {row.issuer or ''}")}
            if row.kind != PROCEDURE or not row.contacts:
                continue
            plan = self._index.plan(row.id)
            for contact in plan.contacts:
                counter = folded_words(contact.purpose)
                letters = "".join(word[0] for word in counter)
                others = {word for word in asked if len(word) <= _LETTERS or word not in letters} - {*counter}
                if (asked - _SEEKS).intersection(counter) and others <= office | _SEEKS:
                    text = f"{contact.value.text} ({contact.purpose.strip(' |')})"
                    return _written((Statement(text, (source(plan, (), contact.value),)),))
        return None


def _says_act_alone(turn: Turn) -> bool:
    """Whether it says what is to be done and not with what: "cấp lại thì sao?"."""
    return not turn.events and set(turn.words) <= act_words(turn.acts)


def _answer(turn: Turn, known: Known, procedures: Procedures) -> Answer:
    if draft := told(turn, known, procedures):
        return _written(draft)
    where = next((line for file in procedures.files(known) for line in lines(FieldKind.PERFORMER, *file)), None)
    whom = f" Anh/chị hỏi nơi làm thủ tục: {where.text.partition(': ')[2]}." if where else ""
    return Answer("not_found", f"Thủ tục “{known.name}” không nêu {turn.facets[0].label.lower()}.{whom}")


def _nearest(found: Sequence[Fit]) -> Answer:
    """That no file has the procedure, and which is the nearest."""
    near = f" Gần nhất là thủ tục: {found[0].known.name}." if found[0].features["named"] >= _NEAR else ""
    return Answer("not_found", f"Chưa nạp thủ tục nào như câu hỏi nêu.{near}")


def _open(turn: Turn, meant: Sequence[Known], procedures: Procedures) -> Answer | None:
    """Where several may be `meant` and tell it differently: which one is, or both where they are two and brief."""
    told_of = {known: told(turn, known, procedures) for known in meant}
    if len({_without_name(draft) for draft in told_of.values()}) < _BOTH:
        return None
    drafts = [draft for draft in told_of.values() if draft]
    is_brief = sum(len(line.text) for draft in drafts for line in draft) < _BRIEF
    is_of_two = len({known.rows[0].plan_id for known in meant}) > 1  # rows of one list have more beside them
    if len(drafts) == len(meant) == _BOTH and is_brief and is_of_two:
        return _side_by_side(meant, drafts)
    labels = [_label(known, meant) for known in meant]
    names = "\n".join(f"- {label}" for label in labels)
    text = f"Có {len(labels)} thủ tục gần giống nhau. Anh/chị hỏi thủ tục nào?\n{names}"
    return Answer("clarify", text, (), tuple(map(Option, labels)))


def _label(known: Known, beside: Sequence[Known]) -> str:
    """Its name, with its level where another has the name too."""
    level = known.rows[0].level
    is_shared = any(other is not known and other.words == known.words for other in beside)
    return f"{known.name} ({level.lower()})" if is_shared and level else known.name


def _without_name(draft: Sequence[Statement] | None) -> str:
    return "\n".join(line.text for line in draft[:-1]) if draft else ""


def _side_by_side(both: Sequence[Known], drafts: Sequence[Sequence[Statement]]) -> Answer:
    """Both answers, each under its procedure's name."""
    lines: list[Statement] = []
    for known, draft in zip(both, drafts, strict=True):
        lines += (replace(draft[-1], text=f"{_label(known, both)}:"), *draft[:-1])
    return _written(lines)


def _written(lines: Sequence[Statement]) -> Answer:
    text, citations = written(tuple(lines))
    return Answer("answered", text, citations)
