"""Everyday questions for each passage, in a model's words: made after an ingest, looked up, never shown or quoted."""

import logging
import time
from collections.abc import Callable

from answer.addressed import speaks_to_model
from answer.chat import Model, ModelUnavailable
from answer.check import unsupported
from answer.given import untagged
from answer.judge import split, without_marks
from answer.prompt import prompt
from index.index import Index
from index.passage import Passage
from ingest.vietnamese import nfc, one_line

_log = logging.getLogger(__name__)
_MOST = 3
_SHORTEST, _LONGEST = 3, 25  # words of a question
_READ = 900  # characters of a passage
_TRIES = 3  # failures in a row after which the model is left alone until the next ingest

Told = Callable[[int, int], None]
"""Called after each passage: how many have questions, of how many."""


def make(index: Index, model: Model, seconds: float, told: Told = lambda _, __: None) -> tuple[int, int]:
    """Makes the questions that are missing, for `seconds` at most, and puts all in use.

    Gives how many passages got theirs now, and how many are left for the next time.
    """
    end, failed, done = time.monotonic() + seconds, 0, 0
    waiting = index.unasked()
    for key, title, passage in waiting:
        if time.monotonic() >= end or failed >= _TRIES:
            break
        try:
            index.keep_everyday(key, questions(title, passage, model))
        except ModelUnavailable as reason:
            failed += 1
            _log.warning("Chưa lập được câu hỏi thường ngày cho một đoạn: %s", reason)
            continue
        failed, done = 0, done + 1
        told(done, len(waiting))
    if done:
        index.use_everyday()
    return done, len(waiting) - done


def questions(title: str, passage: Passage, model: Model) -> tuple[str, ...]:
    """What people may ask that `passage` answers; nothing where it gives orders to a model.

    Raises ModelUnavailable.
    """
    if speaks_to_model(passage.quote):
        return ()
    text = untagged("\n".join((*passage.path[-1:], *(piece.text for piece in passage.pieces))))[:_READ]
    user = prompt("everyday.user.md").fill(passage=f"{untagged(one_line(title))}\n{text}")
    reply = model.complete([("system", prompt("everyday.system.md").fill()), ("human", user)])
    lines = (one_line(without_marks(line)).lstrip("-–•*0123456789.) ") for line in split(nfc(reply)))
    held = (passage.quote, passage.section, title)
    good = [line for line in lines if _SHORTEST <= len(line.split()) <= _LONGEST and not unsupported(line, held)]
    return tuple(dict.fromkeys(line for line in good if not speaks_to_model(line)))[:_MOST]
