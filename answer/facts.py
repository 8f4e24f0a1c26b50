"""What a text says that can be compared: facts with a value (dates, numbers, links), and words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.vietnamese import canonical, fold

# Short forms that are not the initials of what they stand for; those that are (UBND, VP, VH&TT) need no table.
ALIASES: Mapping[str, str] = {"p": "phòng", "q": "quận", "h": "huyện", "tx": "thị xã", "tw": "trung ương"}

Value = str | tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of the kind `kind`, as `raw` writes it."""

    kind: str
    value: Value
    raw: str


def facts_of(text: str) -> tuple[list[Fact], str]:
    """The valued facts of `text`, and `text` with each of them blanked out by NULs of its length."""
    found: list[Fact] = []
    folded = fold(text)  # as long as the text itself
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text if kind in _AS_WRITTEN else folded):
            values = list(_READERS[kind](match))
            found += [Fact(kind, value, text[match.start() : match.end()]) for value in values]
            if values:
                text, folded = (
                    one[: match.start()] + "\0" * len(match[0]) + one[match.end() :] for one in (text, folded)
                )
    return found, text


_AS_WRITTEN = frozenset(["link", "document", "count"])  # "32/KH" needs its capitals to be told from "02/tháng"
_YEAR = r"(?:\s*(?:[/-]|,?\s*nam)\s*(?P<y>\d{4}))"
_LABEL = r"so|muc|khoan|diem|phan|dieu|phu luc|quyet dinh|ke hoach|cong van|nghi quyet|chi thi|to trinh|ket luan"
_UNIT = r"ngày|tháng|quý|tuần|buổi|bài|tin|lớp|đợt|kỳ|cuộc|hội|chương trình|chuyên mục"
_HOST = r"(?:[a-z0-9-]+\.)+(?:vn|com|net|org|gov|edu)\b"
_PATH = r"[^\s<>\"”)\]]"
_ONE_QUARTER = r"(?:iv|i{1,3}|[1-4])"
# Tried in this order, each on what those before have left.
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("link", rf"(?i)https?://{_PATH}+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w-]){_HOST}(?:/{_PATH}*)?"),
        ("document", r"(?<![\w/])\d+(?:/\d{4})?(?:\s?/\s?|-)(?=[A-ZĐ]{2})[^\W_](?:[\w&]|[-/.](?=\w))*"),
        ("date", r"(?<![\d/.])(?P<d>\d{1,2})\s*(?P<s>[/.-])\s*(?P<m>\d{1,2})\s*(?P=s)\s*(?P<y>\d{4})(?!\d)"),
        ("phone", r"(?<![\w.])\(?(?:\+84|0)(?:[ .-]?\(?\d\)?){8,10}(?!\d)|(?<!\w)1[89]00[ .]?\d{4,6}(?!\d)"),
        ("date", rf"(?<!\d)(?P<d>\d{{1,2}})\s*(?:/\s*|thang\s*)(?P<m>\d{{1,2}})(?![\d/]*\d){_YEAR}?"),
        ("date", r"(?:thang\s*)?(?<![\d/.])(?P<m>\d{1,2})\s*[/-]\s*(?P<y>\d{4})(?!\d)"),
        ("date", rf"thang\s*(?P<m>\d{{1,2}}){_YEAR}"),
        ("date", r"(?<!moi )(?<!\w)thang\s+(?P<m>\d{1,2})(?![\d.,]*\d)"),
        ("date", r"(?<!\w)(?:ngay|mung|mong)\s+(?P<d>\d{1,2})(?![\d.,]*\d)"),
        (
            "quarter",
            rf"(?<!\w)quy\s*(?P<q>{_ONE_QUARTER}(?:\s*(?:[,;–-]|va)\s*(?:quy\s*)?{_ONE_QUARTER})*)(?!\w){_YEAR}?",
        ),
        ("percent", r"(?<!\w)(?P<n>\d+(?:[.,]\d+)*)\s*(?:%|phan tram)"),
        ("labelled", rf"(?<!\w)(?:{_LABEL})\s+(?P<n>\d+(?:\.\d+)*)(?!\w)"),
        ("number", r"(?<!\w)(?P<n>\d+(?:[.,]\d+)*)(?!\w)"),
        ("code", r"(?<!\w)(?=[^\W_]*\d)[^\W_]+"),
        ("count", rf"(?i)(?<!\w)(?:(?P<w>hai|ba|bốn|sáu|bảy|tám|chín|mười)\s+(?:lần|{_UNIT})|(?P<w1>một)\s+lần)(?!\w)"),
    )
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
# "năm" is left out: it is the year far more often than five.
_COUNTS = {"một": "1", "hai": "2", "ba": "3", "bốn": "4", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10"}


def _read_link(match: re.Match[str]) -> Iterator[Value]:
    yield re.sub(r"^https?://(?:www\.)?|[/.,;:]+$", "", match[0].lower())


def _read_document(match: re.Match[str]) -> Iterator[Value]:
    number, _, letters = re.sub(r"\s", "", fold(match[0])).partition("/")
    yield f"{number.lstrip('0')}/{letters}"


def _read_date(match: re.Match[str]) -> Iterator[Value]:
    given = match.groupdict()
    day, month, year = (int(n) if n else None for n in map(given.get, "dmy"))
    # "24/24" and "6/30" are no dates: left to be read as numbers. With a year it is one, if a wrong one.
    if ((day or 1) <= 31 and 1 <= (month or 1) <= 12) or (day and month and year):
        yield day, month, year


def _number_or_none(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _read_phone(match: re.Match[str]) -> Iterator[Value]:
    yield re.sub(r"^84", "0", re.sub(r"\D", "", match[0]))


def _read_quarter(match: re.Match[str]) -> Iterator[Value]:
    for quarter in re.findall(r"iv|i{1,3}|\d", match["q"]):
        yield _ROMAN[quarter], _number_or_none(match["y"])


def _read_number(match: re.Match[str]) -> Iterator[Value]:
    yield number_of(match["n"])


def _read_code(match: re.Match[str]) -> Iterator[Value]:
    yield match[0]


def _read_count(match: re.Match[str]) -> Iterator[Value]:
    yield _COUNTS[canonical(match["w"] or match["w1"])]


_READERS = {
    "link": _read_link,
    "document": _read_document,
    "date": _read_date,
    "phone": _read_phone,
    "quarter": _read_quarter,
    "percent": _read_number,
    "labelled": _read_number,
    "number": _read_number,
    "code": _read_code,
    "count": _read_count,
}


def number_of(digits: str) -> str:
    """One writing of a number: 02 is 2, 1.200.000 is 1200000, 1,5 is 1.5."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits):
        digits = digits.replace(".", "")
    return digits.replace(",", ".").lstrip("0") or "0"


@dataclass(frozen=True, slots=True)
class Word:
    """`key` is what is compared, `gap` what stands before it since the last word ("và" counts as gap)."""

    raw: str
    key: str
    gap: str

    @property
    def is_capital(self) -> bool:
        return self.raw[0].isupper()

    @property
    def letters(self) -> str:
        """The letters of an abbreviation; empty for a plain word."""
        return fold(self.raw) if len(self.raw) > 1 and self.raw.isupper() and self.raw.isalpha() else ""


Words = tuple[Word, ...]
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> Words:
    """The words of `text`, short forms that are no initials written out."""
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        if canonical(match[0]) != "và":
            found += _spelled_out(match[0], text[end : match.start()])
            end = match.end()
    return tuple(found)


def _spelled_out(raw: str, gap: str) -> Iterator[Word]:
    full = ALIASES.get(canonical(raw)) if raw.isupper() else None
    for n, part in enumerate(full.title().split() if full else [raw]):
        # The point of "P. Nội vụ" ends no name.
        yield Word(part, canonical(part), " " if n else gap)
