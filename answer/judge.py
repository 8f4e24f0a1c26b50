"""Whether a sentence of a model may be shown: it is held against the records that it cites, and against nothing else.

Facts (names, agencies, dates, numbers, links) by `answer.check`, who does what by `answer.relations`, negations, units
and limits by `answer.polarity`; and most of its words must be the records' own, so that no sentence is let through that
says something else around right facts, or something about itself.
"""

import re
from collections.abc import Iterator, Sequence

from answer.addressed import speaks_to_model
from answer.check import agencies, marks, sentences, unsupported
from answer.facts import facts_of
from answer.given import Record
from answer.lexicon import stop_words
from answer.measures import mismeasured
from answer.misplaced import misplaced
from answer.polarity import is_without_marks, opposed, turned_round
from answer.rank import holding
from answer.relations import misnamed, roles_of
from ingest.agencies import spelled_out
from ingest.vietnamese import fold, folded_words, nfc

LONGEST = 600  # characters of a sentence; a longer one is a dump of its record
_SHORTEST = 6  # words of a title that are more than a name
_OWN = 0.6  # of a sentence's words: so many must stand in the record itself
_KNOWN = 0.75  # ... and so many there or in the question
_FOREIGN = re.compile(r"[\u0400-\u04ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ODD_MARK = re.compile(
    r"[\[(【](?:đoạn|nguồn|doan)\s*(?:số\s*)?(?:n\s*=\s*\"?)?(\d{1,2})\"?[\])】]|[\[【](?:số\s*)?(\d{1,2})[\]】]",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\s*\[\d[\d,; ]*\]")
# What joins facts, which are checked by themselves: it is in every answer and may be in no record.
_PLAIN = frozenset(
    folded_words(
        "là của và các cho về theo do được có tại với đến từ phải cần xong hoàn thành thực hiện chủ trì phối hợp "
        "cơ quan đơn vị thời gian hạn ngày tháng năm việc này gồm như sau trước trong"
    )
)


def tidy(text: str) -> str:
    """`text` without mark-up and lead-in, its marks written [1]."""
    text = re.sub(r"\*\*|__|`|(?m:^#+\s*)|</?\w+(?:\s[^<>]*)?>", "", nfc(text))
    text = _ODD_MARK.sub(lambda mark: f"[{mark[1] or mark[2]}]", text)
    text = re.sub(r"\A\s*(?:trả lời|đáp án|câu trả lời)\s*:\s*", "", text, flags=re.IGNORECASE)
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line)


_NOT_THERE = re.compile(
    r"\b(?:khong|chua) (?:co|duoc (?:neu|de cap|ghi|nhac)|thay|tim thay|de cap|neu|ghi|cung cap)\b.{0,40}?"
    r"\btrong (?:cac |nhung )?(?:ke hoach|doan|tai lieu|van ban|thong tin|noi dung)"
)


def says_no(sentence: str) -> bool:
    """Whether `sentence` says that the records do not hold the answer."""
    return len(sentence.split()) <= 30 and _NOT_THERE.search(fold(sentence)) is not None


def cited(sentence: str, records: Sequence[Record], question: str) -> tuple[Record, ...]:
    """The records that `sentence` cites; without a mark the first that holds all of it, none where none does."""
    numbers = marks(sentence)
    if numbers:
        return tuple(record for record in records if record.n in numbers)
    return next(((record,) for record in records if not tuple(_faults(sentence, (record,), question))), ())


def faults(sentence: str, records: Sequence[Record], question: str) -> tuple[str, ...]:
    """Why `sentence` must not be shown, in Vietnamese; nothing where it may."""
    strange = [n for n in marks(sentence) if all(record.n != n for record in records)]
    if strange:
        return tuple(f"không có đoạn [{n}]" for n in strange)
    found = cited(sentence, records, question)
    if not found:
        return ("câu không dẫn đoạn nào và không đoạn nào có đủ",)
    return tuple(dict.fromkeys(_faults(sentence, found, question)))


def _faults(sentence: str, found: Sequence[Record], question: str) -> Iterator[str]:
    text = _MARKS.sub("", sentence).strip()
    if _FOREIGN.search(text):
        yield "không phải tiếng Việt"
    if len(text) > LONGEST:
        yield f"câu quá dài ({len(text)} ký tự)"
        return
    if text.rstrip(". ").endswith("…"):
        yield "câu bỏ dở"
    if _is_of_title(text, found[0].citation.title):
        yield "câu chỉ nhắc lại tên văn bản"
    if len({record.citation.source for record in found}) > 1:
        yield "một câu trộn hai văn bản"
    if speaks_to_model(text):
        yield "câu nói về chỉ dẫn, không về kế hoạch"
    held = [part for record in found for part in record.held]
    yield from (f"đoạn được dẫn không có “{fact}”" for fact in unsupported(text, held))
    yield from misnamed(text, [roles_of(record.passage, record.held) for record in found], held)
    whole = " \n ".join(held)
    if not is_without_marks(whole):
        yield from turned_round(text, whole)
        yield from opposed(text, whole)
    yield from mismeasured(text, whole)
    yield from misplaced(text, whole)
    yield from _in_other_words(text, held, question)


def _is_of_title(text: str, title: str) -> bool:
    """Whether `text` is `title` or a part of it, and more than a name that may answer."""
    said = folded_words(text)
    return len(said) >= _SHORTEST and f" {' '.join(said)} " in f" {' '.join(folded_words(title))} "


def _in_other_words(text: str, held: Sequence[str], question: str) -> Iterator[str]:
    silent = stop_words(folded=True) | _PLAIN
    facts, rest = facts_of(text)
    said = [word for word in dict.fromkeys(spelled_out(rest.replace("\0", " ")).split()) if word not in silent]
    if not said:
        if not facts and not agencies(text):
            yield "câu không nói gì"
        return
    own = frozenset(word for part in held for word in holding(part).words)
    known = own | holding(question).words
    if sum(word in own for word in said) < _OWN * len(said) or sum(word in known for word in said) < _KNOWN * len(said):
        strange = " ".join(word for word in said if word not in known)[:60]
        yield f"câu nói điều khác với đoạn được dẫn ({strange or 'lời của câu hỏi'})"


def split(text: str) -> tuple[str, ...]:
    """The sentences of a reply, tidied."""
    return sentences(tidy(text))


def whole(text: str) -> tuple[str, ...]:
    """The sentences of `text` that nothing to come can change: behind the last one another has begun, and no mark."""
    *found, last = split(text) or ("",)
    return tuple(found[:-1] if re.match(r"[\[(【]", last) and not re.search(r"[\])】]", last) else found)


def without_marks(sentence: str) -> str:
    """`sentence` without its [n]."""
    return _MARKS.sub("", sentence).strip()
