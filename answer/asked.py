"""A question as understood: what is asked for, about what, where and when."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from answer.answer import Question
from answer.lexicon import chat_pattern, facet_patterns, in_full, stop_words, thesaurus
from answer.slips import is_syllable, mend
from ingest.agencies import spelled_out
from ingest.vietnamese import canonical, fold, nfc, one_line, words

_YEAR = re.compile(r"(?<!\d)(?:19[4-9]\d|20\d{2})(?![\d/])")
_COUNTED = {"ngoái": -1, "trước": -1, "nay": 0, "tới": 1, "sau": 1}  # years from today
_RELATIVE = re.compile(rf"(?<!\w)nam\s+(?P<which>{'|'.join(map(fold, _COUNTED))})(?!\w)")
_NO_YEAR_BEFORE = re.compile(  # several years, a comparison, "Quảng Nam nay"
    r"\b(?:nhung|cac|may|vai|moi|tung|hang|nhieu|(?<!thang )(?<!quy )(?<![\d/-])(?:mot|hai|ba|bon|\d+)"
    r"|so voi|cung ky|hon|bang|tu|viet|quang|ha|phia|mien)\s+$"
)
_NO_YEAR_BEHIND = re.compile(  # "báo cáo năm trước ngày 5/12"
    r"\s*(?:ngay|thang|quy|tuan|khi(?! nao)|luc(?! nao)|do|day|han|thoi|giua|\d)\b"
)
_LEANS = re.compile(
    r"(?:con|the|vay|v|roi|ngoai|ma|the con|cho (?:minh|em|toi)? ?xin|o do|viec do|nhiem vu do|cai do)\b"
)
_NO_QUESTION = re.compile(r"(?<!\w)(?:máy|ở\W+(?:đầu|đấu|đậu|dầu|dấu))(?!\w)", re.IGNORECASE)
"""Words that without their marks would ask "mấy" or "ở đâu": "nhà ở - đấu nối điện", "máy chủ"."""
_QUOTED = re.compile(r"[“”\"«]([^“”\"«»]{3,80})[“”\"»]")
_WHOLE = 1.5  # weight of what a part of a question says of its topic, to be one itself
_LONGEST = 1000  # characters read of a question; a pasted page is no question
_FEW = 4  # syllables; a turn that says fewer leans on the one before
_ASKING = 24  # characters; a longer match of a pattern holds what the question is about as well
_TURNS = 6  # earlier turns that a question may lean on
_WEAK = frozenset(
    ["chu", "tri", "phoi", "hop", "thuc", "hien", "co", "quan", "don", "vi", "nam", "ke", "hoach", "noi", "dung", "to",
     "chuc", "hinh", "thuc", "thoi", "gian", "phu", "trach", "nhiem", "vu", "quyet", "dinh", "so", "phong", "gui",
     "nguoi", "tham", "gia", "viec", "cong", "tac", "ban", "hanh", "gom", "huyen", "xa", "tinh", "thanh", "pho", "thi"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A folded syllable of the question that says what it is about, and how much it counts."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms (by position) that people say for something that plans word otherwise: any of `meant` stands for them."""

    start: int
    end: int
    meant: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """`syllables` is the whole question, folded and written out, slips mended.

    `terms` are what of it says what it is about; `quoted` is what it puts between quotation marks, written out;
    `before` is the earlier turn it leans on.
    """

    text: str
    folded: str
    syllables: tuple[str, ...]
    terms: tuple[Term, ...]
    pairs: frozenset[tuple[str, str]]
    phrases: tuple[Phrase, ...]
    facets: frozenset[str]
    years: frozenset[int]
    marked: tuple[str, ...]
    quoted: tuple[str, ...] = ()
    before: "Asked | None" = None

    def asks(self, *facets: str) -> bool:
        """Whether it asks for any of `facets`."""
        return not self.facets.isdisjoint(facets)

    def names(self, folded: Sequence[str]) -> bool:
        """Whether the folded syllables stand in the question one after the other."""
        return bool(folded) and f" {' '.join(folded)} " in f" {' '.join(self.syllables)} "

    @property
    def own_weight(self) -> float:
        """How much of it says what it is about."""
        return sum(term.weight for term in self.terms)


_MOSTLY = 0.7  # of the words of a sentence, to be Vietnamese rather than code or English
_SAYS_WHO = frozenset(["newcomer"])
_SHARE = re.compile(r"\b(?:ty le|chi tieu|phan tram)\b")
_OF_A_SITE = frozenset(["amount", "budget", "who", "when", "period", "deadline", "quarter", "coordinator"])
_AND = re.compile(
    r"\s*(?:[,;?.]|\bvà\b|\bva\b)\s+(?=(?:ai|cơ quan nào|co quan nao|đơn vị nào|don vi nao|phòng nào|phong nao"
    r"|khi nào|khi nao|bao giờ|bao gio|hạn|han|thời gian|thoi gian|kinh phí|kinh phi|sản phẩm|san pham)\b)",
    re.IGNORECASE,
)


_BREAK = re.compile(
    r"(?<=[.!?;:])\s+|\n+|```|<[^<>]*>"
    r"|\b(?:cho|xin)(?: phép)?(?: (?:em|mình|minh|tôi|toi|tui|cháu|chau|con))? h(?:ỏi|oi)\b",
    re.IGNORECASE,
)


def asking_part(question: Question, frequencies: Mapping[str, int]) -> Question | None:
    """The one sentence of a message that asks, where the others ask nothing: who writes, code, orders.

    What is said before it comes first as an earlier turn does, so that a sentence of few words still leans on it.
    """
    parts = [part for part in _BREAK.split(question.text) if part.strip()]
    if len(parts) < 2:
        return None
    sentences = [read(part, frequencies) for part in parts]
    asking = [turn for turn in sentences if turn.facets - _SAYS_WHO]
    if len(asking) != 1 or any(turn.years for turn in sentences if turn not in asking):
        return None
    said = sentences[: sentences.index(asking[0])]
    earlier = tuple(turn.text for turn in said if _is_vietnamese(turn.syllables))
    return replace(question, text=asking[0].text, history=(*question.history, *earlier))


def _is_vietnamese(syllables: Sequence[str]) -> bool:
    return sum(map(is_syllable, syllables)) > _MOSTLY * len(syllables)


def parted(question: Question, frequencies: Mapping[str, int]) -> tuple[Question, ...]:
    """`question`, or the two that it asks at once, each of which says what it is about."""
    parts = _AND.split(question.text, maxsplit=1)
    if len(parts) < 2:
        return (question,)
    turns = [read(part, frequencies) for part in parts]
    if not all(turn.facets and turn.own_weight >= _WHOLE for turn in turns):
        return (question,)
    return tuple(replace(question, text=part) for part in parts)


def counted_years(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Where folded `text` counts a year from today, and how many years away: "năm ngoái", -1.

    Text with diacritics must have them there: "Quảng Nam trước" is none.
    """
    folded = fold(text)
    for match in _RELATIVE.finditer(folded):
        spelled = canonical(text[match.start() : match.end()]).split()
        is_spelled = text.isascii() or (spelled[0] == "năm" and spelled[1] in _COUNTED)
        is_several = _NO_YEAR_BEFORE.search(folded[: match.start()])
        if is_spelled and not is_several and not _NO_YEAR_BEHIND.match(folded, match.end()):
            yield match, next(away for word, away in _COUNTED.items() if fold(word) == match["which"])


def in_years(text: str, this: int) -> str:
    """`text` with the years that it counts from the year `this` written as years: "năm ngoái" -> "năm 2025"."""
    for match, away in reversed(list(counted_years(text))):
        text = text[: match.start("which")] + str(this + away) + text[match.end() :]
    return text


def understand(question: Question, frequencies: Mapping[str, int]) -> Asked:
    """What `question` asks. `frequencies` are the words that the plans hold."""
    before: Asked | None = None
    for turn in question.history[-_TURNS:]:
        before = _leaning(read(turn, frequencies), before)
    return _leaning(read(question.text, frequencies), before)


def _leaning(asked: Asked, before: Asked | None) -> Asked:
    if before is None or not (_LEANS.match(fold(asked.text)) or asked.own_weight < _FEW):
        return asked
    facets = asked.facets or before.facets
    return replace(asked, before=before, facets=facets)


def read(text: str, frequencies: Mapping[str, int]) -> Asked:
    """One turn by itself."""
    text = one_line(nfc(text))[:_LONGEST]
    full = written_out(text)
    syllables = tuple(mend(spelled_out(full).split(), frequencies))
    folded = " ".join(fold(full).split())
    asking = " ".join(fold(_NO_QUESTION.sub(" ", full)).split())
    marked = tuple(canonical(word) for word in words(full) if fold(word) != word.lower())
    phrases = tuple(_phrases(syllables, frozenset(map(canonical, words(full)))))
    return Asked(
        text=text,
        folded=folded,
        syllables=syllables,
        terms=tuple(_terms(syllables, phrases, _silent(full), _asking(" ".join(syllables)))),
        pairs=frozenset(pairwise(syllables)),
        phrases=phrases,
        facets=_facets(asking, " ".join(syllables) if asking == folded else asking),
        years=frozenset(int(year) for year in _YEAR.findall(text)),
        marked=marked,
        quoted=tuple(spelled_out(one) for one in _QUOTED.findall(text)),
    )


def written_out(text: str) -> str:
    """`text` with chat words written out."""
    return one_line(chat_pattern().sub(lambda match: f" {in_full(match.group())} ", text))


def _facets(folded: str, mended: str) -> frozenset[str]:
    """What is asked for. A day is a deadline but where a document's date is asked; "chủ trì" alone asks who."""
    found = {name for name, pattern in facet_patterns() if pattern.search(folded) or pattern.search(mended)}
    if "day" in found and "doc" not in found:
        found.add("deadline")
    if "lead" in found and not found - {"lead", "day"}:
        found.add("who")
    if "budget" in found:
        found.discard("where")  # where money comes from is no place
    if _SHARE.search(folded):
        found.discard("amount")  # "tỷ lệ thanh toán phí, lệ phí là bao nhiêu" asks for no money
    if "phone" in found:
        found.discard("doc")  # "gọi số mấy" asks for no document's number
    if found & _OF_A_SITE:
        found.discard("link")  # "ai nâng cấp trang web?"
    return frozenset(found - {"lead", "day"})


def _asking(mended: str) -> frozenset[str]:
    """The syllables that ask ("phòng nào", "số mấy") and so say little of what the question is about."""
    spans = [match.group() for _, pattern in facet_patterns() for match in pattern.finditer(mended)]
    return frozenset(word for span in spans if len(span) <= _ASKING for word in span.split())


def _phrases(syllables: Sequence[str], typed: Collection[str]) -> list[Phrase]:
    """What people say otherwise than plans. A single syllable counts only as it is spelled: "đăng" is not "đang"."""
    found, at = [], 0
    while at < len(syllables):
        for entry in thesaurus().get(syllables[at], ()):
            told_apart = len(entry.said) > 1 or entry.spelled in typed
            if told_apart and tuple(syllables[at : at + len(entry.said)]) == entry.said:
                found.append(Phrase(at, at + len(entry.said), entry.meant))
                at += len(entry.said) - 1
                break
        at += 1
    return found


def _silent(text: str) -> frozenset[str]:
    """Folded syllables of `text` that say nothing; where it is typed with diacritics, "báo" is not "bao"."""
    typed = [(fold(word), canonical(word)) for word in words(text)]
    if all(folded == word for folded, word in typed):
        return stop_words(folded=True)
    speaking = {folded for folded, word in typed if word not in stop_words(folded=False)}
    return stop_words(folded=True) - speaking


def _terms(
    syllables: Sequence[str], phrases: Sequence[Phrase], silent: frozenset[str], asking: frozenset[str]
) -> list[Term]:
    """Every syllable that says something; each once, at the place where it stands first."""
    said = {at for phrase in phrases for at in range(phrase.start, phrase.end)}
    terms: dict[str, Term] = {}
    for at, word in enumerate(syllables):
        if at not in said and (word in silent or (len(word) < 2 and not word.isdigit() and word != "i")):
            continue
        terms.setdefault(word, Term(word, 0.3 if word in asking else 0.4 if word in _WEAK else 1.0))
    return list(terms.values())
