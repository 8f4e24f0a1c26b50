"""Questions that claim something and ask whether it is so: "Có phải Phòng Tư pháp chủ trì hội thi không?".

The claim is taken out and asked for openly ("cơ quan nào chủ trì hội thi"); what the plan says then tells yes or no.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from answer.agency import agencies_in, is_of, key
from answer.answer import Question
from answer.asked import written_out
from answer.draft import Draft, Statement
from ingest.agencies import is_agency, leading_agency
from ingest.labels import label_kind
from ingest.plan import FieldKind
from ingest.vietnamese import fold, nfc

YES, NO = "Đúng. ", "Không. "
_POLAR = re.compile(
    r"^\W*(?:(?:cho hoi|xin hoi|vay)\s+)?(?:co phai|co dung|phai chang|phai)(?: la| rang)?\b"
    r"|\b(?:la )?(?:co )?(?:phai|dung) (?:khong|ko|k|chua)\b|\b(?:khong|ko|hong|hay khong|ha|a|nhi|chu)\W*$"
)
_HAS = re.compile(r"\bco (?=(?:chu tri|phoi hop|tham gia|thuc hien|phu trach|dau moi|lam dau moi)\b)")
_DOES = re.compile(
    r"\s(?:co |la |duoc |lam |phai )*(?:chu tri|phoi hop|tham gia|thuc hien|trien khai|phu trach|dau moi|co quan)\b"
)
_OPENLY = re.compile(r"\b(?:ai|gi|nao|(?:so|ngay|thang|quy|luc) may|bao gio|bao nhieu|bao lau|o dau|the nao|ra sao)\b")
_ROLES = (
    (FieldKind.LEAD, re.compile(r"\b(?:chu tri|dau moi|phu trach)\b")),
    (FieldKind.COORDINATOR, re.compile(r"\b(?:phoi hop|tham gia)\b")),
    (FieldKind.PERFORMER, re.compile(r"\b(?:thuc hien|trien khai)\b")),
)
_DOERS = (FieldKind.LEAD, FieldKind.PERFORMER)
_DAY = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*20\d\d)?(?!\d)")
_SPOKEN_DAY = re.compile(r"(?P<day>\d{1,2}) thang (?P<month>\d{1,2})(?: nam 20\d\d)?")
_SPAN = re.compile(r"\bquy (?:[ivx]+|\d)\b|\bthang \d{1,2}(?: nam 20\d\d|/20\d\d)?")
_OPEN_WHO, _OPEN_WHEN = "cơ quan nào", "khi nào"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question claims: an agency in a `role`, or times; and the question that asks for it openly."""

    agency: tuple[str, ...]
    role: FieldKind
    times: frozenset[str]
    openly: Question


def claim(question: Question) -> Claim | None:
    """What `question` claims and asks to be told right or wrong; None where it does not."""
    text = nfc(question.text).strip()
    text = text if text.isascii() else written_out(text)  # what is typed without diacritics is to stay so
    folded = fold(text)
    if len(folded) != len(text) or not _POLAR.search(folded) or _OPENLY.search(folded):
        return None
    start, name = next(_named(text), (0, ""))
    role = next((kind for kind, said in _ROLES if said.search(folded)), None)
    if name and role:
        rest = f"{text[:start]}{_OPEN_WHO} {text[start + len(name) :]}"
        return Claim(key(name), role, frozenset(), replace(question, text=_bare(rest)))
    times = frozenset(_times(folded))
    if times:
        return Claim((), FieldKind.TIME, times, replace(question, text=f"{_bare(_without_times(text))} {_OPEN_WHEN}"))
    return None


def judged(claim: Claim, draft: Draft) -> Draft:
    """`draft`, the answer to the open question, with yes or no before it where the plan leaves no doubt.

    What several plans say, leaves some.
    """
    if len({place.plan.source for statement in draft for place in statement.sources}) != 1:
        return draft
    first, *others = draft
    label, _, value = first.text.partition(": ")
    verdict = _of_agency(claim, label, value) if claim.agency else _of_times(claim, label, first.text)
    return (Statement(f"{verdict}{first.text}", first.sources), *others)


def _of_agency(claim: Claim, label: str, value: str) -> str:
    """A field is all that the plan says of a role; running text may leave others out.

    Who is said to perform a task may lead it or not, but nobody else does.
    """
    kind = label_kind(label)
    is_named = any(is_of(claim.agency, name) for name in agencies_in(value))
    if kind == claim.role:
        return YES if is_named else NO
    return NO if kind in _DOERS and claim.role in _DOERS and not is_named else ""


def _of_times(claim: Claim, label: str, text: str) -> str:
    """Running text may give other times for other things, so that only a field tells that it is another."""
    said = set(_times(fold(text)))
    if claim.times <= said:
        return YES
    return NO if label_kind(label) == claim.role and len(said) == 1 else ""


def _named(text: str) -> Iterator[tuple[int, str]]:
    """The agencies that the text names, each with its place; without diacritics "so tay do" is no name's begin."""
    after = max((match.end() for match in re.finditer(r"\b(?:do|giao|boi)\s", fold(text))), default=0)
    for match in re.compile(r"(?<!\w)[^\W\d_]").finditer(text, after):
        name = leading_agency(text[match.start() :]) if is_agency(text[match.start() :]) else None
        does = _DOES.search(fold(name)) if name else None
        name = re.sub(r"\s(?:có|co|là|la)$", "", name[: does.start()] if does else name) if name else None
        if name and len(name.split()) > 1 and text.startswith(name, match.start()):
            yield match.start(), name


def _times(folded: str) -> Iterator[str]:
    for match in (*_DAY.finditer(folded), *_SPOKEN_DAY.finditer(folded)):
        yield f"{int(match['day'])}/{int(match['month'])}"
    yield from (match.group().split("/")[0] for match in _SPAN.finditer(_SPOKEN_DAY.sub(" ", folded)))


def _without_times(text: str) -> str:
    folded = fold(text)
    for pattern in (_DAY, _SPOKEN_DAY, _SPAN):
        for match in reversed(list(pattern.finditer(folded))):
            text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
        folded = fold(text)
    return re.sub(r"\b(?:trước|hạn|là|vào|ngày|từ)\s*(?=\s{2,}|$)", " ", text)


def _bare(text: str) -> str:
    """`text` without the words that make it a claim."""
    for pattern in (_POLAR, _HAS):
        folded = fold(text)
        for match in reversed(list(pattern.finditer(folded))):
            text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return " ".join(text.split()).strip(" ?.,!")
