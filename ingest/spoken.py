"""A task that one line tells in prose: what is to be done, then who leads it, who takes part and by when.

"Rà soát văn bản. Giao Phòng Tư pháp chủ trì, xong trước 30/4.", or the latter in brackets behind the former.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ingest.agencies import is_agency, leading_agency
from ingest.labels import label_kind, parted
from ingest.mentions import DATE
from ingest.plan import Field, FieldKind, Quoted

_STARTS = re.compile(
    r"(?:(?P<bracket>\s\()|[.;]\s+|\s[-–]\s+|,?\s+(?=(?:do|giao|phân công)\s))"
    r"(?:(?:do|giao|phân công)\s+(?:cho\s+)?)?",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"[\s,]*(?:\([^()]*\)\s*)?(?:là (?:cơ quan|đơn vị)\s+|làm\s+)?(?P<label>chủ trì|đầu mối|phụ trách)\b"
    r"(?=\s*(?:$|[,;.)]|(?:và\s+)?(?:phối hợp|tham mưu|thực hiện|triển khai|hoàn thành|trong|trước|từ)\b))"
)
_DOES = re.compile(r"[\s,]*(?P<label>thực hiện|theo dõi|tham mưu)\b(?=\s*(?:$|[,;.)]|(?:trong|trước|từ)\b))")
_WITH = re.compile(r"(?:và\s+)?(?P<label>phối hợp)(?:\s+chặt chẽ)?\s+(?:cùng\s+)?(?:với\s+)?(?=\w)")
_TAKES_PART = re.compile(r"(?P<who>.+?)[\s,]+(?:cùng\s+|tham gia\s+)?(?P<label>phối hợp)(?:\s+thực hiện)?")
_CLAUSE = re.compile(
    r"[;.]\s+"
    r"|,\s+(?=(?:phối hợp|hoàn thành|xong|thực hiện|triển khai|trình|báo cáo|trước|trong|từ|chậm nhất|định kỳ)\b)"
)
_TIMED = re.compile(
    rf"{DATE}|\b(?:quý\s+[IVX\d]+|tháng\s+\d+|năm\s+\d{{4}}|(?:hằng|hàng|mỗi)\s+(?:ngày|tuần|tháng|quý|năm)"
    r"|thường xuyên|định kỳ)\b",
    re.IGNORECASE,
)
_ANYONE = re.compile(r"(?:các|những) (?:cơ quan|đơn vị|tổ chức)$", re.IGNORECASE)
_SHORT = re.compile(r"(?P<short>[\w.&]+?)\.?(?:\s+(?:tỉnh|thành phố|huyện|thị xã|xã|phường|Sở|sở))?(?=[\s,;)]|$)")
_TITLE_WORDS = 3
_NAME = 120  # characters


@dataclass(frozen=True, slots=True)
class Spoken:
    """A task told in one line: what is to be done, and what is said of it."""

    title: str
    fields: tuple[Field, ...]


def spoken(line: Quoted, shorts: Collection[str] = ()) -> Spoken | None:
    """The task that `line` tells in prose; `shorts` are the short forms of agencies that its plan explains.

    None for a line that begins with who does it: that is a duty.
    """
    text = line.text
    if leading_agency(text):
        return None
    for start in _STARTS.finditer(text):
        title = text[: start.start()].strip(" ,;-–")
        rest = text[start.end() :]
        told = rest.partition(")")[0] if start["bracket"] else rest
        fields = tuple(_fields(told, line, shorts, is_bracket=bool(start["bracket"])))
        if fields and len(title.split()) >= _TITLE_WORDS:
            return Spoken(title, fields)
    return None


def _fields(told: str, line: Quoted, shorts: Collection[str], *, is_bracket: bool) -> Iterator[Field]:
    """What `told` says of the task before it, nothing where it does not begin with who leads or does it."""
    name = leading_agency(told) or _in_short(told, shorts)
    if not name or len(name) > _NAME or not told.startswith(name) or _ANYONE.match(name):
        return
    rest = told[len(name) :]
    leads, does = _LEADS.match(rest), _DOES.match(rest)
    verb = leads or does
    if not verb and not (is_bracket and rest.startswith(";") and _TIMED.search(rest)):
        return
    kind = FieldKind.LEAD if leads else FieldKind.PERFORMER
    label = verb["label"].capitalize() if verb else ""
    yield Field(kind, label, Quoted(name, line.spans))
    yield from _more(rest[verb.end() :] if verb else rest, line)


def _in_short(text: str, shorts: Collection[str]) -> str | None:
    """The agency that `text` begins with in one of its `shorts`: "TTPVHCC phường chủ trì"."""
    named = _SHORT.match(text)
    return named.group() if named and named["short"] in shorts else None


def _more(rest: str, line: Quoted) -> Iterator[Field]:
    """Who takes part, by when, and what is labelled, in the clauses behind who leads."""
    for clause in (clause.strip(" ,;.") for clause in _CLAUSE.split(rest)):
        before, labelled = parted(clause)
        for label, value in labelled:
            kind = label_kind(label)
            if value and kind not in (None, "title", "order"):
                yield Field(FieldKind(kind), label, Quoted(value.rstrip(" ."), line.spans))
        yield from _clause(before, line)


def _clause(text: str, line: Quoted) -> Iterator[Field]:
    takes_part = _TAKES_PART.fullmatch(text)
    if takes_part and (takes_part["who"][:1].isupper() or is_agency(takes_part["who"])):
        yield Field(FieldKind.COORDINATOR, "Phối hợp", Quoted(takes_part["who"], line.spans))
        return
    beside = _WITH.match(text)
    partner = _partner(text[beside.end() :]) if beside else None
    if beside and partner:
        yield Field(FieldKind.COORDINATOR, "Phối hợp", Quoted(partner, line.spans))
        text = text[beside.end() + len(partner) :].strip(" ,")
    if _TIMED.search(text):
        yield Field(FieldKind.TIME, "", Quoted(text, line.spans))


def _partner(text: str) -> str | None:
    """Whom `text` begins with: an agency, or anybody with a name where that is all that it says."""
    return leading_agency(text) or (text if text[:1].isupper() and not _TIMED.search(text) else None)
