"""The model reads, the plan decides: a model answers from the best records, and each sentence is checked against them.

The engine's answer comes first and is never waited for. What of a model's reply is held by the records that it cites
may stand where it says all that the engine does, or where the engine is silent and the record is likely to be the one;
else the engine's answer stands.
"""

import logging
import re
import threading
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter

from answer import judge, rewrite
from answer.addressed import speaks_to_model
from answer.answer import Answer, Citation, Question
from answer.asked import Asked, understand
from answer.assistant import Assistant
from answer.chance import chance
from answer.chat import BUSY, Model, ModelBusy, ModelUnavailable, Restart
from answer.check import unsupported
from answer.digest import Kind, kind_of, of_document, of_two
from answer.given import CHARS_PER_TOKEN, MOST, Record, of_citations, of_fits, of_passage, records, untagged
from answer.lexicon import is_small_talk, stop_words
from answer.prompt import prompt
from answer.rank import Fit, holding
from answer.wanted import wanted
from index.index import Index
from ingest.agencies import spelled_out
from ingest.vietnamese import folded_words, one_line

_log = logging.getLogger(__name__)

REFUSAL = "Không có trong kế hoạch."
"""What the prompts tell the model to say when no record answers."""

_RECORDED = ("phone", "link", "mail", "signer", "definition", "doc", "place")
"""What the engine knows of every plan, or knows to be missing: there its silence is an answer."""

_MOST_SENTENCES = 8
_ENDS = re.compile(r"[.!?…\n\]\s]")  # in a piece: a sentence may be whole now
_LONGEST = 3000  # characters of a reply that are read; an endless one ends there
_AGAIN = 300  # characters of a reply that a model is reminded of
_NEWS = 0.1  # of its words: so many must be new for a sentence to be shown beside the engine's answer
_SAME = 0.6  # of the words of either: so many must a model's answer share with the engine's to say the same
_ASKED = 600  # characters of a question
_BEFORE = 200  # characters of the turn before


@dataclass(frozen=True, slots=True)
class Policy:
    """`speak_from` is how likely a record must be the one that answers, 0..1, for a model to speak where the engine is
    silent: 0 always, 1 never. `budget` is in tokens, and holds for the whole prompt. `rewrite` lets a model turn a
    question that found nothing into one that may.
    """

    speak_from: float = 0.05
    budget: int = 900
    rewrite: bool = True


@dataclass
class _Reply:
    """What of a model's reply is held, and why the rest is not."""

    kept: list[tuple[str, tuple[Record, ...]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refused: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Job:
    """What a model is asked: the question, what the engine says to it, what is to be read, and what for."""

    question: Question
    first: Answer
    asked: Asked
    kind: Kind
    found: tuple[Record, ...] = ()


class Reader:
    """Answers as `assistant` does, and lets `model` read where that may help. Safe to share between threads."""

    def __init__(self, assistant: Assistant, index: Index, model: Model, policy: Policy | None = None) -> None:
        self._assistant, self._index, self._model = assistant, index, model
        self._policy = policy or Policy()

    @property
    def name(self) -> str:
        """What an answer's `engine` says where the model words it."""
        return self._model.name

    @property
    def is_worded(self) -> bool:
        """Whether a model words the answers."""
        return True

    def answers(self, question: Question, stop: threading.Event | None = None) -> Iterator[Answer]:
        """The answer as it grows, each in the place of the one before: the engine's, where that is silent what the
        model has said so far, and the one that stands. `stop` as in `stream`.
        """
        first: Answer | None = None
        said: list[str] = []
        for step in self.stream(question, stop):
            if isinstance(step, Answer):
                first = first or step
                yield step
            elif first and first.status != "answered":
                said.append(step)
                yield Answer("answered", "\n".join(said), engine=self._model.name)

    def prepare(self) -> None:
        """Loads what the first question would wait for."""
        self._model.prepare()

    def answer(self, question: Question) -> Answer:
        """The answer that stands when the model is done."""
        *_, last = self.stream(question)
        assert isinstance(last, Answer)
        return last

    def find(self, question: Question, k: int = 10) -> tuple[Fit, ...]:
        """As the assistant finds."""
        return self._assistant.find(question, k)

    def explain(self, question: Question) -> str:
        """As the assistant explains, and what the model is asked."""
        asked = self._messages(self._job(question, self._assistant.answer(question)))
        return "\n".join((self._assistant.explain(question), "", *(f"[{role}] {text}" for role, text in asked)))

    def stream(self, question: Question, stop: threading.Event | None = None) -> Generator[Answer | str, None, None]:
        """The engine's answer at once; then the model's sentences, each as soon as it is checked; at last the answer
        that stands. `stop`, or no longer iterating, stops the model; what was shown until then is held all the same.
        """
        start = perf_counter()
        first = self._assistant.answer(question)
        yield first
        try:
            last = yield from self._read(question, first, stop)
        except ModelBusy as reason:
            _log.warning("Mô hình bận: %s", reason)
            last = replace(first, text=f"{first.text}\n({BUSY})")
        except ModelUnavailable as reason:
            _log.warning("Mô hình không dùng được, câu trả lời là của kế hoạch: %s", reason)
            last = first
        yield replace(last, elapsed_ms=round((perf_counter() - start) * 1000, 1))

    def _read(self, question: Question, first: Answer, stop: threading.Event | None) -> Generator[str, None, Answer]:
        """The sentences that may be shown; returns the answer that stands."""
        if not self._is_for_a_model(question):
            return first
        job = self._job(question, first)
        if first.status == "not_found" and self._policy.rewrite and rewrite.is_unsure(question):
            again = rewrite.search_question(question, self._model, stop)
            if again is not None:
                second = self._assistant.answer(again)
                if second.status == "answered":
                    yield second.text
                    return second
                job = self._job(again, first)
        if not job.found:
            return first
        reply = yield from self._sentences(job, stop)
        return self._standing(job, reply)

    def _is_for_a_model(self, question: Question) -> bool:
        """Whether it is a question at all, and none that tries to give the model orders."""
        turns = (question.text, *question.history[-1:])
        says = [word for word in folded_words(question.text) if not word.isdigit()]
        return bool(says) and not is_small_talk(question.text) and not any(map(speaks_to_model, turns))

    def _job(self, question: Question, first: Answer) -> _Job:
        """What the model reads: of the plans that the engine answers from, or of the best ones where it is silent."""
        asked = understand(question, self._index.document_frequencies())
        job = _Job(question, first, asked, kind_of(asked))
        frame = sum(len(text) for _, text in self._messages(job))
        room = int(self._policy.budget * CHARS_PER_TOKEN) - frame
        return replace(job, found=records(self._found(job), _with_before(question), wanted(asked), room))

    def _found(self, job: _Job) -> Iterator[Record]:
        sources = {citation.source for citation in job.first.citations}
        told = [row.id for row in self._index.plans() if row.source in sources]
        fits = self._assistant.find(job.question, 3 * MOST)
        if job.kind is Kind.COMPARE:
            yield from of_fits(of_two(fits, told), self._index)
        elif job.kind is Kind.SUMMARY and len(told) == 1:
            plan = self._index.plan(told[0])
            yield from (of_passage(plan, passage) for passage in of_document(self._index, told[0]))
        elif job.first.status == "answered":
            fits = tuple(fit for fit in fits if fit.hit.plan_id in told)
            yield from of_citations(job.first.citations, fits, self._index)
            yield from of_fits(fits[:MOST], self._index)
        else:
            yield from of_fits(fits[:MOST], self._index)

    def _messages(self, job: _Job) -> list[tuple[str, str]]:
        question = job.question
        values = {
            "passages": "\n".join(record.tag for record in job.found),
            "question": untagged(question.text)[:_ASKED],
            "today": f"{date.today():%d/%m/%Y}",
            "refusal": REFUSAL,
        }
        if job.kind is Kind.ANSWER:
            before = one_line(question.history[-1])[:_BEFORE] if question.history else ""
            values["before"] = f"<cau_truoc>{untagged(before)}</cau_truoc>\n" if before else ""
        user = prompt(job.kind).fill(**values)
        return [("system", prompt("answer.system.md").fill(refusal=REFUSAL)), ("human", user)]

    def _sentences(self, job: _Job, stop: threading.Event | None) -> Generator[str, None, _Reply]:
        """Yields what may be shown; returns the reply. Asks once more where nothing is held, with the fault named."""
        reply = yield from self._once(job, self._messages(job), stop)
        if reply.kept or reply.refused or not reply.faults or (stop and stop.is_set()):
            return reply
        _log.info("Hỏi lại mô hình: %s", "; ".join(reply.faults[:3]))
        named = prompt("again.user.md").fill(faults="; ".join(reply.faults[:2])[:_AGAIN], refusal=REFUSAL)
        told = [("ai", reply.text[:_AGAIN]), ("human", named)]
        for n in range(len(job.found), 0, -1):  # with fewer records where that would go over the budget
            messages = [*self._messages(replace(job, found=job.found[:n])), *told]
            if self._fits(messages):
                return (yield from self._once(job, messages, stop))
        return reply

    def _fits(self, messages: Sequence[tuple[str, str]]) -> bool:
        return sum(len(text) for _, text in messages) <= self._policy.budget * CHARS_PER_TOKEN

    def _once(
        self, job: _Job, messages: list[tuple[str, str]], stop: threading.Event | None
    ) -> Generator[str, None, _Reply]:
        reply, shown = _Reply(), 0
        asked = _with_before(job.question)
        try:
            for sentence in self._as_they_come(messages, reply, stop):
                self._take(sentence, reply, job.found, asked)
                if len(reply.kept) > shown and self._may_show(job, reply):
                    yield from (_unmarked(text, held) for text, held in reply.kept[shown:] if _is_news(text, job.first))
                    shown = len(reply.kept)
                if len(reply.kept) >= _MOST_SENTENCES or reply.refused:
                    break
        except ModelUnavailable as reason:
            if not reply.kept:
                raise
            _log.warning("Trả lời của mô hình dở dang, giữ các câu đã đối chiếu: %s", reason)
        if reply.kept and not self._may_show(job, reply):
            reply.faults.append("câu trả lời không chứa điều được hỏi")
            reply.kept.clear()
        for fault in reply.faults:
            _log.info("Bỏ một câu của mô hình: %s", fault)
        return reply

    def _as_they_come(
        self, messages: list[tuple[str, str]], reply: _Reply, stop: threading.Event | None
    ) -> Iterator[str]:
        """The sentences of a reply, each once its end is there."""
        read = 0
        for piece in self._model.stream(messages, stop):
            if isinstance(piece, Restart):  # all before was thought aloud
                reply.text, read = "", 0
                reply.kept.clear()
                reply.faults.clear()
                continue
            reply.text += piece
            if not _ENDS.search(piece) and len(reply.text) <= _LONGEST:
                continue
            whole = judge.whole(reply.text)
            yield from whole[read:]
            read = max(read, len(whole))
            if len(reply.text) > _LONGEST:
                reply.faults.append("câu trả lời quá dài")
                return
        if stop and stop.is_set():
            return
        yield from judge.split(reply.text)[read:]
        if not reply.text.strip():
            raise ModelUnavailable(f"mô hình {self._model.name} trả lời rỗng")

    def _take(self, sentence: str, reply: _Reply, found: Sequence[Record], asked: str) -> None:
        if judge.says_no(sentence):
            reply.refused = not reply.kept
            return
        if wrong := judge.faults(sentence, found, asked):
            reply.faults.append("; ".join(wrong[:2]))
        elif all(sentence != text for text, _ in reply.kept):
            reply.kept.append((sentence, judge.cited(sentence, found, asked)))

    def _may_show(self, job: _Job, reply: _Reply) -> bool:
        """Whether what is kept may be shown: beside the engine's answer always, where it is silent under the policy."""
        first, question, asked = job.first, job.question, job.asked
        if first.status == "answered":
            return True
        if job.kind is Kind.COMPARE:
            return len({held[0].citation.source for _, held in reply.kept}) == 2
        told = " ".join(text for text, _ in reply.kept)
        if asked.asks(*_RECORDED) or not all(holds(told) for holds in wanted(asked)):
            return False
        cited = [one for _, held in reply.kept for one in held]
        if any(_names_strangers(question.text, one) or not _is_of(asked.years, one) for one in cited):
            return False
        places = {held[0].citation.source for _, held in reply.kept}
        if first.status == "clarify":
            return len(places) >= max(2, len(first.options))
        if len(places) > 1:
            return False
        best = max((chance(record.fit) for _, held in reply.kept for record in held if record.fit), default=0.0)
        return best >= self._policy.speak_from

    def _standing(self, job: _Job, reply: _Reply) -> Answer:
        """The answer that stands: the model's where it says just what the engine's does, or where that is silent.

        A summary and a comparison stand below what the engine says.
        """
        first = job.first
        if not reply.kept:
            return first
        if first.status == "answered" and job.kind is not Kind.ANSWER:
            news = [(text, held) for text, held in reply.kept if _is_news(text, first)]
            text, citations = _written(news, len(first.citations))
            both = f"{first.text}\n{text}" if news else first.text
            return replace(first, text=both, citations=(*first.citations, *citations), engine=self._model.name)
        text, citations = _written(reply.kept)
        if first.status == "answered" and not _says_the_same(text, first.text):
            return first
        return Answer("answered", text, citations, engine=self._model.name)


def _about(record: Record) -> Iterator[str]:
    """All that the plan of `record` says, and what it is called."""
    yield from record.held
    if record.place:
        plan = record.place.plan
        yield plan.text
        yield " ".join(filter(None, (plan.kind, plan.place_kind, plan.place, plan.province, str(plan.year or ""))))


def _names_strangers(text: str, record: Record) -> bool:
    """Whether `text` names what the plan of `record` does not, in no way of writing."""
    about = tuple(_about(record))
    if not (strange := unsupported(text, about)):
        return False
    held = holding("\n".join(about))
    return not all(held.has(words) for name in strange if (words := spelled_out(name).split()))


def _is_of(years: Collection[int], record: Record) -> bool:
    """Whether `record` says one of the `years` asked about, or its plan is of one: elsewhere in it is not enough."""
    own = record.place.plan.year if record.place else None
    return not years or own in years or any(str(year) in text for year in years for text in record.held)


def _with_before(question: Question) -> str:
    return " ".join((*question.history[-1:], question.text))


def _is_news(text: str, first: Answer) -> bool:
    """Whether `text` says what the engine's answer does not."""
    words = set(folded_words(judge.without_marks(text)))
    return first.status != "answered" or len(words - set(folded_words(first.text))) > _NEWS * len(words)


def _says_the_same(text: str, first: str) -> bool:
    """Whether `text` has the facts of the engine's answer and no others, and most of its words, which may be prose."""
    if unsupported(first, [text]) or unsupported(text, [first]):
        return False
    one, other = (
        set(spelled_out(judge.without_marks(each)).split()) - stop_words(folded=True) for each in (text, first)
    )
    return len(one & other) >= _SAME * max(len(one), len(other))


def _unmarked(text: str, held: Sequence[Record]) -> str:
    """`text` as it is shown while it comes: its numbers are of the prompt, so its sources are named."""
    where = "; ".join(dict.fromkeys(_where(record.citation) for record in held))
    return f"{judge.without_marks(text)} ({where})"


def _where(citation: Citation) -> str:
    return ", ".join(filter(None, (citation.number or citation.source, citation.section)))


def _written(kept: Sequence[tuple[str, tuple[Record, ...]]], before: int = 0) -> tuple[str, tuple[Citation, ...]]:
    """The sentences with marks counted anew behind the `before` that there are, and the citations they refer to."""
    used = {record.n: record for _, held in kept for record in held}
    numbers = {n: before + at for at, n in enumerate(used, 1)}
    lines = [
        judge.without_marks(text) + " " + "".join(f"[{numbers[record.n]}]" for record in held) for text, held in kept
    ]
    return "\n".join(lines), tuple(replace(used[n].citation, n=now) for n, now in numbers.items())
