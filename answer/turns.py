"""Turns that point back: at what was shown, at the time or the part that the turn before asked for."""

import re
from dataclasses import replace
from datetime import date

from answer.answer import Question
from answer.asked import Asked
from answer.cues import cues, said
from answer.period import Period, today_said
from answer.phrases import PLACES, SPEAKS
from ingest.vietnamese import fold, nfc

SHORT = 7  # words of a turn that points back
_FEW = 6  # words that say what it is about; a turn of more leans on none
_FOLLOWS = re.compile(r"^(?:the|con|vay|roi|thi|cac|nhung|\s)+|\s+(?:thi sao|nao|nua|thi)+$")


def points_back(folded: str) -> bool:
    """Whether the folded question is about something that only an earlier turn can have named."""
    is_short = len(folded.split()) <= SHORT
    return (is_short and _LEANS_BACK.search(folded) is not None) or bool(said("that_agency", folded))


_LEANS_BACK = re.compile(
    r"^(?:the |con |vay |roi )*(?:thang|quy|tuan) (?:sau|toi|truoc)(?: thi sao)?$"
    r"|^(?:viec|nhiem vu|cai|muc|y|dong) thu (?!tuc)\w+\b|^(?:the|vay) con \w+(?: \w+)?$"
    r"|\b(?:cai|viec) (?:do|ay|kia)\b|^(?:con gi nua|xem tiep|tiep di|con nua|nua di)\b"
)


_OF_THOSE = re.compile(
    r"\b(?:trong|cua) (?:so|(?:may|cac|nhung) (?:viec|cai|muc|nhiem vu|dau viec|hoat dong))"
    r" (?:do|ay|nay|tren|kia|vua roi)\b"
)


def of_those(folded: str) -> bool:
    """Whether the folded question is about some of what was shown."""
    return _OF_THOSE.search(folded) is not None


def ordinal_in(folded: str) -> int | None:
    """Which of those shown is meant, from 1: "việc thứ hai", "số 3"."""
    numbers = ("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
    if match := re.search(r"\b(?:viec|nhiem vu|muc|cai|so|dong|y)\s+(?:thu\s+|so\s+)?(\d{1,2})\b", folded):
        return int(match[1])
    if "dau tien" in folded:
        return 1
    match = re.search(rf"\b(?:viec|nhiem vu|muc|cai|dong|y|noi dung) thu ({'|'.join(numbers)})\b", folded)
    return numbers.index(match[1]) + 1 if match else None


def says_much(asked: Asked) -> bool:
    return len([term.word for term in asked.terms if term.weight >= SPEAKS]) > _FEW


def leans(folded: str) -> bool:
    """Whether a turn begins or ends as one that leans on another, or corrects it."""
    if any(folded.startswith(f"{cue} ") for cue in cues()["corrected"]):
        return True
    cue = said("follows", folded)
    return bool(cue) and (folded.startswith(f"{cue} ") or folded.endswith(f" {cue}") or len(folded.split()) <= _FEW)


def kinds_said(folded: str) -> tuple[str, ...]:
    """The kinds of place or office that a turn says and nothing else: "thế còn xã?"."""
    words = _FOLLOWS.sub("", folded).split()
    return tuple(words) if set(words) <= PLACES else ()


def begins_leaning(folded: str) -> bool:
    cue = said("follows", folded)
    return bool(cue) and folded.startswith(f"{cue} ")


def put(text: str, cue: str, agency: str) -> str:
    """`text` with `agency` in the place of "cơ quan đó", the words of more left out."""
    folded = fold(nfc(text))
    at = folded.find(cue)
    if at < 0 or len(folded) != len(nfc(text)):
        return f"{agency} {text}"
    put = f"{nfc(text)[:at]}{agency}{nfc(text)[at + len(cue) :]}"
    return re.sub(r"\s(?:còn|nữa|con|nua)(?=\W|$)", "", put)


def in_words(period: Period) -> str:
    """The days of `period` as a question names them."""
    if period.since is None or period.until is None:
        return period.text
    if period.months == 1:
        return f"tháng {period.since.month}/{period.since.year}"
    if period.months == 3:
        return f"quý {'I' * ((period.since.month + 2) // 3) if period.since.month < 10 else 'IV'}/{period.since.year}"
    return f"từ ngày {period.since:%d/%m/%Y} đến ngày {period.until:%d/%m/%Y}"


def on_day_said(question: Question) -> Question:
    """`question` asked on the day that it calls today's."""
    text, today = nfc(question.text), question.today or date.today()
    found = today_said(fold(text), today)
    if found is None or len(fold(text)) != len(text):
        return question
    day, words, without = found
    at = fold(text).find(words)
    return replace(question, text=f"{text[:at]}{without}{text[at + len(words) :]}", today=day)
