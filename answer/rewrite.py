"""A rambling or follow-up question becomes one that can be looked up, in a model's words; it is never shown."""

import logging
import threading
from dataclasses import replace

from answer.answer import Question
from answer.chat import Model, ModelUnavailable
from answer.check import unsupported
from answer.given import untagged
from answer.judge import says_no, split
from answer.prompt import prompt
from ingest.agencies import spelled_out
from ingest.vietnamese import one_line

_log = logging.getLogger(__name__)
_RAMBLES = 22  # words; a longer message tells a story around its question
_LONGEST = 40  # words of what comes back
_READ = 1500  # characters of the message
_SHARED = 0.7  # of what comes back: so many words must be the asker's own


def is_unsure(question: Question) -> bool:
    """Whether the parser may have been wrong about what `question` asks: it rambles, or goes on from a turn before."""
    return bool(question.history) or len(question.text.split()) > _RAMBLES


def search_question(question: Question, model: Model, stop: threading.Event | None = None) -> Question | None:
    """What to look up for `question`; None where the model gives nothing new, or names what was not asked about."""
    before = one_line(" / ".join(question.history[-2:]))[:_READ]
    user = prompt("rewrite.user.md").fill(
        before=f"<cau_truoc>{untagged(before)}</cau_truoc>\n" if before else "",
        question=untagged(one_line(question.text))[:_READ],
    )
    try:
        reply = model.complete([("system", prompt("rewrite.system.md").fill()), ("human", user)], stop)
    except ModelUnavailable as reason:
        _log.warning("Không viết lại được câu hỏi: %s", reason)
        return None
    lines = split(reply)
    text = lines[0] if lines else ""
    if not text or len(text.split()) > _LONGEST or one_line(text) == one_line(question.text):
        return None
    if says_no(text) or _shared(text, question) < _SHARED:
        return None
    if strange := unsupported(text, (question.text, *question.history)):
        _log.info("Bỏ câu hỏi viết lại vì có thêm: %s", ", ".join(strange))
        return None
    return replace(question, text=text, history=())


def _shared(text: str, question: Question) -> float:
    said = set(spelled_out(text).split())
    own = set(spelled_out(" ".join((question.text, *question.history))).split())
    return len(said & own) / len(said) if said else 0.0
