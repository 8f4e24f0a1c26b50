"""Judges answers against gold questions: the fields a right answer must hold, and quotes that stand in their source."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from answer.answer import Answer, Citation

_LONGEST = {
    "list": 3500, "overview": 3500, "how": 2500, "papers": 2500, "steps": 3500, "conditions": 2500, "compare": 2500,
}  # fmt: skip
"""Characters that an answer may take, by kind."""
_LONGEST_ELSE = 1500
_FIRST = 360  # characters in which a single fact must have begun to be told
_AT_LENGTH = frozenset(
    ["list", "overview", "how", "what", "papers", "steps", "conditions", "compare", "form", "legal_basis",
     "who_can_apply", "result", "clarify_or_all", "followup"]
)  # fmt: skip
"""Kinds whose answer is a list or a text."""
_UNANSWERED = {"not_found": "trả lời là không tìm thấy", "clarify": "hỏi lại thay vì trả lời"}
_ENOUGH = 0.75  # of a quote's letters, in a damaged source
# The judgement stays as the gold set was made: ingest.vietnamese settles tones a little further.
_TONES = (
    ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"), ("òe", "oè"), ("óe", "oé"),
    ("ủy", "uỷ"), ("úy", "uý"), ("ùy", "uỳ"), ("ũy", "uỹ"), ("ụy", "uỵ"),
)  # fmt: skip
_TONED = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửựỳỵỷỹ]")
_GAP = re.compile(r"\s*(?:\.\.\.|…|\[…\])\s*")


class Gold(BaseModel):
    """A question and what a right answer holds. `must`: of each group one string; `doc`: the file to cite.

    `evidence` is the passage that proves the answer, in pieces; it is shown to people and judges nothing.
    """

    id: str
    q: str
    kind: str
    style: str
    expect: Literal["answer", "not_found", "clarify_or_all"]
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    place: str | None = None
    history: tuple[str, ...] | None = None
    doc: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` says in Vietnamese why the answer falls short, None where it does not."""

    gold: Gold
    reason: str | None


def judge(gold: Gold, answer: Answer, sources: Mapping[str, str]) -> Verdict:
    """Compare `answer` with `gold`; `sources` maps a file name to its text."""
    return Verdict(gold, _shortfall(gold, answer, sources))


def tally(verdicts: list[Verdict]) -> dict[str, tuple[int, int]]:
    """Right answers and questions, over all and by kind, style, document and what was expected."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for verdict in verdicts:
        gold = verdict.gold
        keys = ("all", f"kind:{gold.kind}", f"style:{gold.style}", f"doc:{gold.doc}", f"expect:{gold.expect}")
        asked.update(keys)
        right.update(keys if verdict.reason is None else ())
    return {key: (right[key], asked[key]) for key in sorted(asked)}


def _shortfall(gold: Gold, answer: Answer, sources: Mapping[str, str]) -> str | None:
    if gold.expect == "not_found":
        return None if answer.status == "not_found" else f"khẳng định điều kế hoạch không nói ({answer.status})"
    if gold.expect == "clarify_or_all" and answer.status == "clarify":
        return None if len(answer.options) >= 2 else "hỏi lại mà không đưa ra hai lựa chọn"
    if answer.status != "answered":
        return _UNANSWERED[answer.status]
    return _in_text(gold, _norm(answer.text)) or _in_citations(gold, answer.citations, sources)


def _in_text(gold: Gold, text: str) -> str | None:
    for group in gold.must:
        if not any(_holds(text, phrase) for phrase in group):
            return f"thiếu “{group[0]}”"
    for phrase in gold.must_not:
        if _holds(text, phrase):
            return f"có “{phrase}” là điều sai"
    if gold.kind not in _AT_LENGTH and gold.expect == "answer" and not _is_first(gold, text):
        return f"điều được hỏi không có trong {_FIRST} ký tự đầu"
    return f"dài quá ({len(text)} ký tự)" if len(text) > _LONGEST.get(gold.kind, _LONGEST_ELSE) else None


def _is_first(gold: Gold, text: str) -> bool:
    return not gold.must or any(_holds(text[:_FIRST], phrase) for group in gold.must for phrase in group)


def _in_citations(gold: Gold, citations: tuple[Citation, ...], sources: Mapping[str, str]) -> str | None:
    if not citations:
        return "không có trích dẫn"
    for citation in citations:
        text = sources.get(Path(citation.source).name)
        if text is None:
            return f"dẫn tệp không có trong kho: {citation.source}"
        if not stands_in(citation.quote, text):
            return f"trích dẫn không có trong tệp: “{citation.quote[:60]}”"
    cited = {Path(citation.source).name for citation in citations}
    if gold.expect == "clarify_or_all" and len(cited) < 2:
        return "chỉ trả lời theo một kế hoạch mà không hỏi lại"
    if gold.doc and gold.expect == "answer" and gold.doc not in cited:
        return f"dẫn {', '.join(sorted(cited))}, không dẫn {gold.doc}"
    return None


def tells(answer: Answer, phrase: str) -> bool:
    """Whether the text of `answer` holds `phrase`, as the judgement reads it."""
    return _holds(_norm(answer.text), phrase)


def stands_in(quote: str, source: str) -> bool:
    """Whether `quote` stands in `source` to the letter; in a damaged source, nearly so without diacritics."""
    parts = [part for part in _GAP.split(quote) if part.strip()]
    if not parts:
        return False
    text = _norm(source)
    return all(_norm(part) in text for part in parts) or (_damaged(source) and _nearly(_fold(quote), _fold(source)))


def _nearly(quote: str, source: str) -> bool:
    have, length = source.split(), len(quote.split())
    step = max(1, length // 4)
    windows = (" ".join(have[start : start + length + length // 4 + 1]) for start in range(0, len(have), step))
    return any(_shared(quote, window) >= _ENOUGH for window in windows)


def _shared(quote: str, window: str) -> float:
    blocks = difflib.SequenceMatcher(None, quote, window, autojunk=False).get_matching_blocks()
    return sum(size for _, _, size in blocks if size > 1) / len(quote)


@lru_cache(maxsize=64)
def _damaged(source: str) -> bool:
    """Whether `source` lost its diacritics: sound Vietnamese has such letters in 3 words of 10 or more."""
    words = source.split()
    return sum(bool(_TONED.search(word)) for word in words) < 0.15 * len(words)


@lru_cache(maxsize=4096)
def _norm(text: str) -> str:
    """Case-folded text with one space between words and one way to write dashes and tones."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(r"\s*([-–/&])\s*", r"\1", text)
    text = re.sub(r"[*_`\"“”‘’']", "", text.replace("|", " "))
    for old, new in _TONES:
        text = text.replace(old, new)
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", _norm(text)).replace("đ", "d")
    return "".join(char for char in plain if not unicodedata.combining(char))


def _holds(text: str, phrase: str) -> bool:
    """Whether `text` has `phrase`, not inside a longer word or number."""
    return re.search(rf"(?<!\w){re.escape(_norm(phrase))}(?!\w)", text) is not None
