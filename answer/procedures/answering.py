"""A question about procedures -> the answer: the procedure that is meant, twins asked back, others refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from answer.answer import Answer, Option, Question
from answer.draft import Statement, source, written
from answer.extract import Extract
from answer.procedures.known import Known, Procedures
from answer.procedures.lexicon import lexicon
from answer.procedures.telling import told
from answer.procedures.turn import Turn, read
from answer.procedures.which import Fit, act_words, fits
from answer.rank import Fit as Passed
from answer.rank import prior_for, rank
from index.index import Index
from ingest.plan import PROCEDURE
from ingest.vietnamese import folded_words

_MEANT = 0.35  # chance from which a procedure is told
_AMONG_PLANS = 0.55  # ... where plans may be meant as well
_SURE = 0.8  # from which a turn needs no earlier one
_NEAR = 0.3  # of the question that a name must hold to be offered
_EVEN = 0.12  # by which a twin's name may hold less of the question
_MARGIN = 2.0  # by which its score may be less
_LITTLE = frozenset(["cap", "dang", "ky", "cho", "cac", "cua", "theo", "thuc", "hien", "viec", "do", "trong", "va", "co"])
_TWINS = 6
_BETWEEN = re.compile(r" (?:va|voi|so voi|hay|con) ")
_OFFERED = 5  # procedures whose passages are found first
_CONTACT, _ANYTHING = "contact", "allowed"
_BOTH, _BRIEF = 2, 1300  # twins that are told rather than asked back, where that takes no more characters
_TURNS = 4  # earlier turns that a question may lean on


class Answering:
    """Answers what is asked of the procedures of `index`."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._read: tuple[object, Procedures] | None = None

    def answer(self, question: Question) -> Answer | None:
        """The answer; None where no procedure is asked about."""
        procedures = self.procedures()
        if not procedures.all:
            return None
        frequencies = self._index.document_frequencies()
        turn, found = self._meant(question, procedures, frequencies)
        if turn.of_document:
            return None
        beside_plans = self._beside_plans
        if not turn.facets:
            if beside_plans:
                return None
            turn = replace(turn, facets=(lexicon().facets[_ANYTHING],))
        if turn.facets[0].name == _CONTACT:
            return self._contact(turn)
        if not found:
            return None
        best = found[0]
        if turn.compares and (both := _sides(turn, procedures, frequencies) or _compared(turn, found, procedures)):
            first = replace(turn, facets=turn.facets[:1])
            answers = [told(first, fit.known, procedures) for fit in both]
            if all(answers):
                return _side_by_side([fit.known for fit in both], [answer for answer in answers if answer])
        if best.chance < (_AMONG_PLANS if beside_plans else _MEANT):
            return None if beside_plans else _nearest(found)
        twins = _twins(turn, found, procedures)
        if len(twins) > 1:
            texts = {twin.name: told(turn, twin, procedures) for twin in twins}
            drafts = [draft for draft in texts.values() if draft]
            is_brief = sum(len(line.text) for draft in drafts for line in draft) < _BRIEF
            if len({_plain(one) for one in texts.values()}) > 1:
                is_of_two = len({twin.rows[0].plan_id for twin in twins}) > 1  # rows of one list have more beside them
                if len(drafts) == len(twins) == _BOTH and is_brief and is_of_two:
                    return _side_by_side(twins, drafts)
                names = "\n".join(f"- {name}" for name in texts)
                text = f"Có {len(twins)} thủ tục gần giống nhau. Anh/chị hỏi thủ tục nào?\n{names}"
                return Answer("clarify", text, (), tuple(Option(name) for name in texts))
        if draft := told(turn, best.known, procedures):
            text, citations = written(draft)
            return Answer("answered", text, citations)
        return Answer("not_found", f"Thủ tục “{best.known.name}” không nêu {turn.facets[0].label.lower()}.")

    def procedures(self) -> Procedures:
        """All that are known."""
        rows = self._index.procedures()
        if self._read is None or self._read[0] is not rows:
            self._read = (rows, Procedures(self._index, rows))
        return self._read[1]

    def passages(self, question: Question, extract: Extract) -> list[Passed]:
        """The passages that fit best of each procedure that the question may mean, the likeliest first."""
        procedures = self.procedures()
        if not procedures.all:
            return []
        turn, found = self._meant(question, procedures, self._index.document_frequencies())
        if not found or turn.of_document or found[0].chance < (_AMONG_PLANS if self._beside_plans else _NEAR):
            return []
        fitting = []
        for fit in found[:_OFFERED]:
            ids = [row.plan_id for row in fit.known.rows]
            names = {row.name for row in fit.known.rows}
            passed = rank(extract.asked, self._index, extract.catalogue.by_id, ids, extract.weights, prior_for(extract.asked))
            fitting += [one for one in passed if one.passage.path[:1] and one.passage.path[0] in names][:1]
        return fitting

    @property
    def _beside_plans(self) -> bool:
        """Whether plans may be asked about as well."""
        return any(row.tasks for row in self._index.plans())

    def _contact(self, turn: Turn) -> Answer | None:
        """The telephone of the counter that the question names, where a list of an office that it names has it."""
        for row in self._index.plans():
            if row.kind != PROCEDURE or not row.contacts:
                continue
            office = {*folded_words(f"{row.place} {row.issuer or ''}")}
            plan = self._index.plan(row.id)
            for contact in plan.contacts:
                counter = {*folded_words(contact.purpose)}
                if turn.words and counter & set(turn.words) and counter | office >= set(turn.words):
                    line = Statement(f"{contact.value.text} ({contact.purpose.strip(' |')})", (source(plan, (), contact.value),))
                    text, citations = written([line])
                    return Answer("answered", text, citations)
        return None

    def _meant(
        self, question: Question, procedures: Procedures, frequencies: Mapping[str, int]
    ) -> tuple[Turn, list[Fit]]:
        """The question as read, with the turn before that it leans on, and the procedures that it may mean."""
        turn = read(question.text, frequencies, procedures)
        found = fits(turn, procedures, frequencies)
        if not question.history or (found and found[0].chance >= _SURE and not turn.leans and not _says_act_alone(turn)):
            return turn, found
        for text in reversed(question.history[-_TURNS:]):
            before = read(text, frequencies, procedures)
            known = fits(before, procedures, frequencies)
            if known and known[0].chance >= _MEANT:
                joined = turn.onto(before)
                return joined, fits(joined, procedures, frequencies)
        return turn, found


def _says_act_alone(turn: Turn) -> bool:
    """Whether it says what is to be done and not with what: "cấp lại thì sao?"."""
    return not turn.events and set(turn.words) <= act_words(turn.acts)


def _nearest(found: Sequence[Fit]) -> Answer:
    """That no file has the procedure, and which is the nearest."""
    near = f" Gần nhất là thủ tục: {found[0].known.name}." if found[0].features["named"] >= _NEAR else ""
    return Answer("not_found", f"Chưa nạp thủ tục nào như câu hỏi nêu.{near}")


def _sides(turn: Turn, procedures: Procedures, frequencies: Mapping[str, int]) -> list[Fit]:
    """The two procedures that the question names on both sides of an "and"; none where it does not."""
    for between in _BETWEEN.finditer(turn.text):
        sides = [read(part, frequencies, procedures) for part in (turn.text[: between.start()], turn.text[between.end() :])]
        whole = [side for side in sides if side.events or set(side.words) - act_words(side.acts)]
        best = [found[0] for side in whole if (found := fits(side, procedures, frequencies))]
        if len(best) == len(sides) and best[0].known != best[1].known and all(fit.chance >= _MEANT for fit in best):
            return best
    return []


def _compared(turn: Turn, found: Sequence[Fit], procedures: Procedures) -> list[Fit]:
    """The two procedures that are compared: of the best's family, of each act that the question says the best."""
    best = found[0]
    kin = [fit for fit in found if procedures.are_kin(best.known, fit.known)]
    if len(turn.acts) > 1:
        by_act = [next((fit for fit in kin if act in fit.known.acts), None) for act in sorted(turn.acts)]
        each = list(dict.fromkeys(fit.known.name for fit in by_act if fit))
        if len(each) > 1:
            return [fit for fit in kin if fit.known.name in each][:2]
    return kin[:2] if len(kin) > 1 else []


def _twins(turn: Turn, found: Sequence[Fit], procedures: Procedures) -> list[Known]:
    """The procedures that the question does not tell apart, the best among them."""
    best = found[0]
    is_of_none = best.said.isdisjoint(best.known.base - _LITTLE)
    twins = [best.known]
    for fit in found[1:]:
        is_even = all(fit.features[name] >= best.features[name] - _EVEN for name in ("named", "events"))
        is_kin = is_of_none or procedures.are_kin(best.known, fit.known)
        if is_even and is_kin and fit.score > best.score - _MARGIN and _is_open(turn, best, fit.known):
            twins.append(fit.known)
    return twins[:_TWINS]


def _is_open(turn: Turn, best: Fit, other: Known) -> bool:
    """Whether `turn` leaves open which of the two it means."""
    own = best.known.words - other.words - _LITTLE
    acts = best.known.acts
    if acts != other.acts and turn.acts & acts and not turn.acts & other.acts:
        return False
    if own & best.said:
        return False
    return bool(own) or (acts != other.acts and not turn.acts and not turn.is_weak)


def _plain(draft: Sequence[Statement] | None) -> str:
    """What two twins are told apart by: all but the line that names them."""
    return "\n".join(line.text for line in draft[:-1]) if draft else ""


def _side_by_side(both: Sequence[Known], drafts: Sequence[Sequence[Statement]]) -> Answer:
    """Both answers, each under its procedure's name."""
    lines: list[Statement] = []
    for known, draft in zip(both, drafts, strict=True):
        lines.append(replace(draft[-1], text=f"{known.name}:"))
        lines += draft[:-1]
    text, citations = written(lines)
    return Answer("answered", text, citations)
