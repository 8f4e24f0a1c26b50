"""What a line mentions: documents, dates, phones, links, mail, abbreviations. Regular expressions, one table each."""

import re
from collections.abc import Iterable, Iterator

from ingest.agencies import leading_agency
from ingest.plan import Abbreviation, Contact, ContactKind, Deadline, DocumentRef, Quoted
from ingest.vietnamese import fold, one_line

DATE = (
    r"(?:\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*(?:19|20)\d{2}|\d{1,2}\s+th[aá]ng\s+\d{1,2}(?:\s+n[aăâ]m\s+(?:19|20)\d{2})?"
    r"|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?![/\d]))"
)
NUMBER = r"\d{1,5}(?:/\d{4})?\s?[-/]\s?[A-ZĐ][\w&]*(?:\s?[-/]\s?[A-ZĐ][\w&]*)*"
_KINDS = (
    r"Quyết định|Nghị quyết|Kế hoạch(?: hành động| định hướng)?|Chỉ thị|Chương trình hành động|Chương trình|Công văn|"
    r"Kết luận|Thông tư|Nghị định|Tờ trình|Quy định|Đề án|Thông báo|Thông tri|Luật|Hướng dẫn|Văn bản|Quy chế"
)
_REFERENCE = re.compile(
    rf"(?:(?P<kind>{_KINDS})\s*(?:kết luận\s*)?(?:số\s*:?\s*)?|(?<=Căn cứ )(?:số\s*)?)(?P<number>{NUMBER})"
    rf"(?:\s*,?\s*(?:của\s(?P<before>[^,;:.]{{3,60}}?)\s)?ngày\s*(?P<date>{DATE}))?"
)
_LAW = re.compile(rf"(?P<kind>Luật)\s(?P<name>[A-ZĐÀ-Ỹ][^;.:]{{5,200}}?)\s+ngày\s+(?P<date>{DATE})")
_ISSUER = re.compile(
    r"\s*,?\s*của\s+(?P<issuer>.{3,90}?)(?=\s+(?:về|ban hành|phê duyệt|thực hiện|quy định|triển khai|"
    r"sửa đổi|quyết định|thông qua|đẩy mạnh|v/v)|[;,.)]|$)"
)
_TITLE_ENDS = re.compile(
    rf"[;)]|\.\s|\.$|,\s*(?={_KINDS})|;\s|,\s*(?=(?:UBND|Ủy ban|Uỷ ban)[^,;]{{0,60}}(?:xây dựng|ban hành))"
)
_LINK = re.compile(
    r"https?://[^\s<>()\"“”;,]+|(?<![\w@.])(?:[a-z0-9\-]+\.)+(?:gov\.vn|com\.vn|edu\.vn|org\.vn|vn|com|org|net)"
    r"(?:/[^\s<>();,]*)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_PHONE = re.compile(
    r"(?<![\w/.\-])(?:(?!0\d[. \-]\d{2}[. \-](?:19|20)\d\d)(?=(?:[ .\-()]{0,2}\d){9,11}(?!\d))"
    r"\(?0\d{1,4}\)?[.\s\-]?\d{1,4}(?:[.\s\-]?\d{2,4}){1,3}"
    r"|1[89]00[.\s]?\d{2,4}(?:[.\s]?\d{2,4})?)(?![\w/])"
)
# What is dialled as it stands, or with the code of the province: told from any other number by the word before it.
_SHORT_PHONE = re.compile(
    r"(?:tổng đài|đường dây nóng|hotline|điện thoại(?=\s+số|:)|gọi|gọi đến|gọi tới|bấm)(?:\s+số)?:?\s+"
    r"(?P<number>(?:0\d{2,3}[. ])?(?!1[89]00)1\d{2,3}(?:\s+(?:nhánh|phím)\s+\d{1,2})?)(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"\(\s*\*?(?:(?:sau đây\s+)?(?:gọi|viết)\s+(?:tắt\s+)?(?:chung\s+)?là:?\s*)?\"?“?"
    r"(?P<short>(?:[A-ZĐ]{1,3}\.)?[A-ZĐ][A-ZĐ&\-]{1,11}(?:[ \-](?:INDEX|Index))?|[A-Z]{2,5}[ \-](?:INDEX|Index))"
    r"”?\"?\*?\s*\)"
)
# "TTHC: thủ tục hành chính" in a list of short forms.
_LISTED = re.compile(
    r"(?<![\w&\-])(?P<short>[A-ZĐ][A-ZĐ&\-]{1,11}):\s+(?P<meaning>[^\W\d_][^:;.]{3,100}?)"
    r"(?=\s+[A-ZĐ][A-ZĐ&\-]{1,11}:|[:;.]|$)"
)
_MEANING_WORDS = 14
_SENTENCE_ENDS = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ])")
_OF_SHORT_FORMS = re.compile(r"viết tắt", re.IGNORECASE)
_MONTH = r"(?:tháng\s+\d{1,2}|quý\s+(?:[IV]{1,3}|\d))(?:\s*/\s*|\s+năm\s+)\d{4}"
_DUE = re.compile(
    rf"(?:trước|chậm nhất|muộn nhất|không quá|đến hết|hết|đến|từ|trong)\s+(?:ngày\s+|là\s+|thời hạn\s+)*"
    rf"(?:{DATE}|ngày\s+\d{{1,2}}|\d{{1,3}}\s+(?:ngày|tháng))|trước\s+ngày\s+\d{{1,2}}(?!\d)"
    rf"|(?:trong|vào|trước|đến hết|hết|từ)\s+{_MONTH}|^[^\w]*(?:\w\)\s*)?(?:trong\s+)?{_MONTH}(?=\s*[:,])"
    rf"|(?<=\w:\s)(?:dự kiến\s+)?(?:vào\s+)?ngày\s+{DATE}",
    re.IGNORECASE,
)


def _at(text: Quoted, start: int, end: int) -> Quoted:
    """The piece of `text` at those offsets. Its span is the whole line's: lines are short, and always right."""
    return Quoted(text.text[start:end], text.spans)


def references(line: Quoted, *, is_basis: bool) -> Iterator[DocumentRef]:
    """The documents that `line` names."""
    text = line.text
    matches = list(_REFERENCE.finditer(text))
    for at, match in enumerate(matches):
        limit = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        issuer, title = _issuer_and_title(text[match.end() : limit])
        date = _at(line, *match.span("date")) if match["date"] else None
        number = re.sub(r"\s*([-/])\s*", r"\1", match["number"])
        issuer = issuer or (match["before"] or "")
        yield DocumentRef(match["kind"] or "Văn bản", number, date, issuer, title, line.spans, is_basis)
    for match in _LAW.finditer(text):
        date = _at(line, *match.span("date"))
        yield DocumentRef("Luật", "", date, "", one_line(match["name"]), line.spans, is_basis)


def _issuer_and_title(rest: str) -> tuple[str, str]:
    match = _ISSUER.match(rest)
    issuer = one_line(match["issuer"]) if match else ""
    rest = rest[match.end() :] if match else rest
    end = _TITLE_ENDS.search(rest)
    return issuer, one_line(rest[: end.start()] if end else rest)[:300].strip(" ,;")


_BETWEEN = re.compile(r"<?https?://\S+|(?<=[\s(])(?:[\w-]+\.)+(?:vn|com)(?:/\S*)?")


def contacts(line: Quoted) -> Iterator[Contact]:
    """Phones, links and mail in `line`, each with the words before it."""
    for kind, pattern in ((ContactKind.MAIL, _MAIL), (ContactKind.LINK, _LINK), (ContactKind.PHONE, _PHONE)):
        for match in pattern.finditer(line.text):
            value = _at(line, match.start(), match.start() + len(match.group().rstrip("/.,;>")))
            yield Contact(kind, value, _purpose(line.text[: match.start()]))
    for match in _SHORT_PHONE.finditer(line.text):
        yield Contact(ContactKind.PHONE, _at(line, *match.span("number")), _purpose(line.text[: match.start("number")]))


def _purpose(before: str) -> str:
    """What a value is for: the words between it and the value before it, which it shares where there are none."""
    pieces = [piece.strip(" ()<>:;,.\t\n") for piece in _BETWEEN.split(before)]
    before = next((piece for piece in reversed(pieces) if len(piece) > 5), "")
    cut = max(before.rfind("; "), before.rfind(". "), before.rfind(": "), before.rfind(") "))
    piece = before[cut + 1 :].strip()
    return one_line(piece if len(piece) > 12 else before[-200:])[-240:]


def abbreviations(line: Quoted) -> Iterator[Abbreviation]:
    """Short forms that `line` explains: "thủ tục hành chính (TTHC)"."""
    text = line.text.replace("*", "")
    for match in _ABBREVIATION.finditer(text):
        meaning = _meaning(text[: match.start()].rstrip(' "“”'), match["short"])
        if meaning:
            yield Abbreviation(match["short"], Quoted(meaning, line.spans))
    for match in _LISTED.finditer(text):
        meaning = one_line(match["meaning"]).rstrip(" (")
        if _OF_SHORT_FORMS.search(text) or _initials(meaning) == _letters(match["short"]):
            yield Abbreviation(match["short"], Quoted(meaning, line.spans))


def _letters(short: str) -> str:
    return re.sub(r"[^a-z]", "", fold(short))


def _initials(meaning: str) -> str:
    return "".join(word[0] for word in re.findall(r"[a-z]+", fold(meaning)) if word != "va")


def _meaning(before: str, short: str) -> str:
    """The words before a short form that it stands for: those with its initials, else the noun phrase."""
    before = before[before.rfind(")") + 1 :]
    tokens = list(re.finditer(r"[^\W_]+", before))
    letters = _letters(short)
    for first in range(len(tokens) - 1, max(-1, len(tokens) - 16), -1):
        if letters in (_initials_of(tokens[first:]), _initials_of(tokens[first:], silent="va")):
            return one_line(before[tokens[first].start() :])
    index = [match.start() for match in re.finditer(r"(?:Bộ )?[Cc]hỉ số", before)]
    if index:
        return one_line(before[index[-1] :])
    named = (token.start() for token in tokens[-_MEANING_WORDS:] if token.group()[0].isupper())
    agency = next((start for start in named if leading_agency(before[start:]) == before[start:]), None)
    if agency is not None:
        return one_line(before[agency:])
    piece = re.split(r"[,;:.|]\s|^\W+", before)[-1]
    return one_line(piece) if 2 <= len(piece.split()) <= _MEANING_WORDS else ""


def _initials_of(tokens: Iterable[re.Match[str]], silent: str = "") -> str:
    return "".join(word[0] for word in (fold(token.group()) for token in tokens) if word != silent)


def sentences(text: str) -> list[str]:
    """`text` cut where a full stop or a semicolon ends a sentence, and another begins."""
    return _SENTENCE_ENDS.split(text)


def deadlines(line: Quoted) -> Iterator[Deadline]:
    """Points in time by which something is due, sentence by sentence."""
    for sentence in sentences(line.text):
        for match in _DUE.finditer(sentence):
            yield Deadline(Quoted(match.group(), line.spans), Quoted(sentence, line.spans))
