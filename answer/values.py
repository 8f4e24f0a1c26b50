"""What kinds of value a text holds: a point in time, money, a share, an hour, an agency."""

import re

from ingest.agencies import is_agency
from ingest.mentions import DATE
from ingest.vietnamese import canonical

_DUE = re.compile(
    rf"(?:trước|chậm nhất|muộn nhất|không quá|đến hết|hết|đến|từ|hoàn thành|thời hạn|hạn)\s*(?:là\s+|:\s*|trước\s+)*"
    rf"(?:ngày\s+)?(?:{DATE}|ngày\s+\d{{1,2}}|tháng\s+\d|quý\s+[ivx\d]|\d{{1,3}}\s+(?:ngày|tháng))|tháng\s+\d{{1,2}}"
    rf"(?:\s*-\s*\d{{1,2}})?/\d{{4}}|trong\s+(?:vòng|thời hạn)?\s*\d{{1,3}}\s+ngày|quý\s+[ivx]+|trước\s+\d{{1,2}}/\d{{1,2}}",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:hàng|hằng|mỗi)\s+(?:ngày|tuần|tháng|quý|năm)|thường xuyên|trong năm|định kỳ|quý\s+[ivx\d]+|tháng\s+\d|năm\s+\d{4}|"
    r"\d{1,2}/\d{4}|giai đoạn\s+\d{4}|(?<!\d)20\d\d\s*-\s*20\d\d|theo tiến độ|6 tháng|06 tháng|sau khi|trong thời gian",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    r"(?:hàng|hằng|mỗi)\s+(?:ngày|tuần|tháng|quý|năm)|thường xuyên|định kỳ|\d+\s+(?:lần|tháng)|tần suất", re.IGNORECASE
)
_MONEY = re.compile(r"\d[\d.,]*\s*(?:(?:triệu|tỷ|nghìn|ngàn)(?:\s+đồng)?|đồng|vnđ|vnd)(?!\w)", re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s*(?:giờ|g|h)(?:\s*\d{2})?(?!\w)", re.IGNORECASE)
_SHARE = re.compile(r"\d[\d.,]*\s*%|\d[\d.,]*\s+(?:phần trăm|điểm)|(?<![\w/])\d+(?![\w/])", re.IGNORECASE)
_DOCUMENT = re.compile(r"\d+(?:/\d{4})?\s?[-/]\s?[A-ZĐ][\w&]*")
_OF_DOCUMENT = re.compile(rf"{_DOCUMENT.pattern}[^\s,;]*,?\s*ngày\s+{DATE}|(?:năm|Luật)[^;,.]{{0,80}}ngày\s+{DATE}")


def without_document_dates(text: str) -> str:
    """`text` less the dates of documents that it names, which are no deadlines."""
    return _OF_DOCUMENT.sub(" ", text)


def has_due(text: str) -> bool:
    """Whether `text` says by when."""
    return _DUE.search(without_document_dates(text)) is not None


def has_time(text: str) -> bool:
    """Whether `text` says when or how often."""
    return has_due(text) or _WHEN.search(without_document_dates(text)) is not None


def has_frequency(text: str) -> bool:
    """Whether `text` says how often."""
    return _FREQUENCY.search(text) is not None


def has_money(text: str) -> bool:
    """Whether `text` names an amount of money."""
    return _MONEY.search(text) is not None


def has_clock(text: str) -> bool:
    """Whether `text` names an hour of the day."""
    return _CLOCK.search(text) is not None


def has_share(text: str) -> bool:
    """Whether `text` names a percentage, a score or another bare number."""
    return _SHARE.search(without_document_dates(text)) is not None


def has_document(text: str) -> bool:
    """Whether `text` names a document by its number."""
    return _DOCUMENT.search(text) is not None


def has_agency(text: str) -> bool:
    """Whether `text` names an agency anywhere."""
    starts = re.finditer(r"(?<!\w)[^\W\d_]", text)
    return any(is_agency(text[match.start() : match.start() + 60]) for match in starts)


def same(one: str, other: str) -> bool:
    """Whether two texts say the same but for case, space and marks at the ends."""
    return canonical(one).strip(" .;,:") == canonical(other).strip(" .;,:")
