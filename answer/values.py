"""What kinds of value a text holds: a point in time, money, a share, an hour, an agency."""

import re
from collections.abc import Callable
from functools import lru_cache

from ingest.agencies import is_agency
from ingest.mentions import DATE
from ingest.vietnamese import fold

_SPELLED = r"(?:\([^()\d]{1,30}\)\s*)?"
"""The number again in letters, as in decrees: "05 (năm) ngày"."""
_KEPT = 32_768  # passages of which it is known what they hold, as many as the index keeps; some 20 MB
_PERSON = re.compile(
    r"(?<!\w)(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|[Đđ]\.c)[\s:.]+[A-ZĐÀ-Ỹ][\w’']*(?:\s+[A-ZĐÀ-Ỹ][\w’']+){1,4}"
)
_WHERE = re.compile(
    r"(?<!\w)(?:tại|ở|trên|qua|(?:gửi|nộp|báo cáo|chuyển)[^.;]{0,60}\s(?:về|đến|cho|vào)|địa điểm|địa chỉ|trụ sở"
    r"|hội trường|quầy|cổng|kênh|website)(?!\w)",
    re.IGNORECASE,
)
_DUE = re.compile(
    rf"(?:trước|chậm nhất|muộn nhất|không quá|đến hết|hết|đến|từ|hoàn thành|thời hạn|hạn)\s*(?:là\s+|:\s*|trước\s+)*"
    rf"(?:ngày\s+)?(?:{DATE}|ngày\s+\d{{1,2}}|tháng\s+\d|quý\s+[ivx\d]+(?!\w)|\d{{1,3}}\s+{_SPELLED}(?:ngày|tháng))"
    rf"|tháng\s+\d{{1,2}}(?:\s*-\s*\d{{1,2}})?/\d{{4}}|quý\s+[ivx]+(?!\w)"
    rf"|trong\s+(?:vòng|thời hạn)?\s*(?:không quá\s+)?\d{{1,3}}\s+{_SPELLED}ngày"
    rf"|trước\s+\d{{1,2}}/\d{{1,2}}|sau\s+(?:tối đa\s+)?\d{{1,3}}\s+{_SPELLED}ngày",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:hàng|hằng|mỗi)\s+(?:ngày|tuần|tháng|quý|năm|học kỳ)|thường xuyên|trong năm|định kỳ|quý\s+[ivx\d]+(?!\w)|"
    r"tháng\s+\d|năm\s+\d{4}|(?:đầu|giữa|cuối|hết)\s+(?:mỗi\s+)?(?:tuần|tháng|quý|năm|học kỳ)|"
    r"\d{1,2}/\d{4}|giai đoạn\s+\d{4}|(?<!\d)20\d\d\s*-\s*20\d\d|theo tiến độ|6 tháng|06 tháng|sau khi|trong thời gian",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"(?:ngày\s+)?(?:{DATE})|ngày\s+\d{{1,2}}(?!\d)|\d{{1,3}}\s+{_SPELLED}ngày"
    r"|(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)(?!\w)",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    r"(?:hàng|hằng|mỗi)\s+(?:ngày|tuần|tháng|quý|năm)|thường xuyên|định kỳ|\d+\s+(?:lần|tháng)|tần suất", re.IGNORECASE
)
_DURATION = re.compile(
    rf"\d{{1,3}}\s+{_SPELLED}(?:phút|giờ|tiếng|ngày|tuần|tháng|buổi)(?!\w)|ngay trong|trong ngày", re.IGNORECASE
)
_MONEY = re.compile(r"\d+(?:[.,]\d+)*\s*(?:triệu|tỷ|nghìn|ngàn|đồng(?!\s+(?:thời|hành|bộ))|vnđ|VNĐ)(?!\w)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s*(?:giờ|g|h)(?:\s*\d{2})?(?!\w)|(?<![\d:/])\d{1,2}:\d{2}(?![\d:])", re.IGNORECASE)
_SHARE = re.compile(r"\d[\d.,]*\s*%|\d[\d.,]*\s+(?:phần trăm|điểm)|(?<![\w/])\d+(?![\w/])", re.IGNORECASE)
_RANGE = re.compile(r"[Tt]ừ\s+(?:ngày|tháng|năm|quý|\d).{1,45}?(?:đến|tới)|\d\s*[-–]\s*\d{1,2}/\d")
_DOCUMENT = re.compile(r"\d+(?:/\d{4})?\s?[-/]\s?[A-ZĐ][\w&]*")
_OF_DOCUMENT = re.compile(rf"{_DOCUMENT.pattern}[^\s,;]*,?\s*ngày\s+{DATE}|Luật[^;,.]{{0,80}}ngày\s+{DATE}")


def without_document_dates(text: str) -> str:
    """`text` less the dates of documents that it names, which are no deadlines."""
    return _OF_DOCUMENT.sub(" ", text)


@lru_cache(_KEPT)
def has_due(text: str) -> bool:
    """Whether `text` says by when."""
    return _DUE.search(without_document_dates(text)) is not None


def has_time(text: str) -> bool:
    """Whether `text` says when or how often."""
    return has_due(text) or _WHEN.search(without_document_dates(text)) is not None


def has_quarter(text: str) -> bool:
    """Whether `text` names a quarter of a year."""
    return re.search(r"quý\s+(?:[ivx]+|\d)(?!\w)", text, re.IGNORECASE) is not None


def has_frequency(text: str) -> bool:
    """Whether `text` says how often."""
    return _FREQUENCY.search(text) is not None


def has_range(text: str) -> bool:
    """Whether `text` says from when to when."""
    return _RANGE.search(text) is not None


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


@lru_cache(_KEPT)
def has_agency(text: str) -> bool:
    """Whether `text` names an agency anywhere."""
    starts = re.finditer(r"(?<!\w)[^\W\d_]", text)
    return any(is_agency(text[match.start() : match.start() + 60]) for match in starts)


_RECEIVER = re.compile(
    r"(?:gửi|báo cáo|phản ánh|nộp|kiến nghị)[^.;]{0,140}?(?:về|qua|cho|đến|tới)\s*\(?\s*(?=[A-ZĐÀ-Ỹ]|phòng |công chức )"
    r"|\((?:thông )?qua\s|báo cáo\s+(?:UBND|Ủy ban|Uỷ ban)"
)


def has_receiver(text: str) -> bool:
    """Whether `text` says to whom something is sent or told."""
    return _RECEIVER.search(text) is not None


def has_day(text: str) -> bool:
    """Whether `text` names a day, of the year or of the week, or a number of days."""
    return _DAY.search(without_document_dates(text)) is not None


def has_where(text: str) -> bool:
    """Whether `text` says where."""
    return _WHERE.search(text) is not None


def has_place(text: str) -> bool:
    """Whether `text` says where: a place, or the office that one goes to."""
    return has_where(text) or has_agency(text)


def has_person(text: str) -> bool:
    """Whether `text` names a person."""
    return _PERSON.search(text) is not None


def has_duration(text: str) -> bool:
    """Whether `text` says how long something takes."""
    return _DURATION.search(without_document_dates(text)) is not None


Holds = Callable[[str], bool]
# What a question asks for -> what its answer should hold, and how much it tells that a passage holds it: agencies
# stand nearly everywhere, the receiver of a report in one or two places.
_NEEDS: tuple[tuple[tuple[str, ...], Holds, float], ...] = (
    (("amount",), has_money, 0.1),
    (("clock",), has_clock, 0.1),
    (("quarter",), has_quarter, 0.08),
    (("deadline",), has_due, 0.1),
    (("range",), has_range, 0.12),
    (("period", "when"), has_time, 0.06),
    (("frequency",), has_frequency, 0.06),
    (("duration",), has_duration, 0.06),
    (("where",), has_where, 0.02),
    (("percent",), has_share, 0.04),
    (("doc",), has_document, 0.04),
    (("receiver",), has_receiver, 0.12),
    (("receiver", "who", "coordinator", "approver"), has_agency, 0.05),
)
_SHARE_ASKED = re.compile(r"\b(bao nhieu|may) ?(phan tram|%)")
_STRICT = {
    "name": has_person, "where": has_where,
    "amount": has_money, "clock": has_clock, "quarter": has_quarter,
}  # fmt: skip
_GOES_TO = re.compile(r"\b(?:nop|gui|goi|gap|lien he|den|toi|len|xin|tra) ")
_BY_DAY = re.compile(r"ngay (nao|may)|(may|bao nhieu) ngay|truoc (ngay|khi)|ngay thang nao")


_HEADS = (("so", "Sở"), ("phong", "[Pp]hòng"), ("cong chuc", "[Cc]ông chức"), ("cuc", "Cục"), ("vu", "Vụ"))
_ASKED_HEAD = re.compile(r"\b(so|phong|cong chuc|(?<!chi )cuc|vu) nao\b")
_ASKED_OFFICE = re.compile(r"\b(?:so|phong|(?<!chi )cuc|vu) nao\b")
_COUNTS = re.compile(r"(?<!so )\b(?:may|bao nhieu) (\w+)")
_NO_COUNT = frozenset(
    ["tien", "phan", "gio", "h", "ngay", "thang", "quy", "nam", "dong", "trieu", "lan", "do", "thi", "va", "la"]
)
_ORDINAL = re.compile(
    r"\b(so|dot|lop|giai doan|bang|cum|nhom|buoc|vong|phu luc|tieu chi|chuyen de|dieu|muc) 0?(\d{1,2}|[ivx]{1,4}|[a-d])"
    r"(?![\w/-])"
)
_ROLE = re.compile(
    r"\b(?:pho )?(?:truong (?:ban|doan|tieu ban)|to truong|chu tich hoi dong)(?: thuong truc)?"
    r"|\bto pho(?: thuong truc)?|\bthu ky\b"
)


def heads(folded: str) -> list[Holds]:
    """That an agency of the kind is named that the question asks for: "sở nào" -> "Sở …"."""
    asked = _ASKED_HEAD.findall(folded)
    return [_having(rf"(?<!\w){head}\s+[A-ZĐÀ-Ỹ]") for said, head in _HEADS if said in asked]


def counts(folded: str) -> list[Holds]:
    """That what the question counts is counted: "mấy lớp" -> "05 lớp"."""
    nouns = dict.fromkeys(noun for noun in _COUNTS.findall(folded) if noun not in _NO_COUNT)
    return [_having(rf"\d[\d.,]*\s+{_SPELLED}(?:\w+\s+)?{noun}(?!\w)", folded=True) for noun in nouns]


def dated(folded: str) -> list[Holds]:
    """That a month or a year is named where just that is asked for: "từ tháng nào" -> "tháng 01/2026"."""
    return [holds for asked, holds in _DATED if re.search(rf"\b{asked} (?:nao|may)\b", folded)]


def defines(folded: str) -> list[Holds]:
    """That what is asked to be explained is: "Thủy thủ số" (…), "… (sau đây gọi là Đề án 06)"."""
    match = _NAMED_TERM.search(folded) or _TERM.match(folded)
    if match is None:
        return []
    term = re.escape(match[1].strip())
    return [
        _having(
            rf"{term}[”\"»]*\s*(?:\(|:|la\b|gom\b|nghia\b)|(?:tat|chung|goi) la:?\s*[“\"(]*{term}|\({term}\)",
            folded=True,
        )
    ]


def ordinals(folded: str) -> list[Holds]:
    """That the one of several is named that the question means: "cụm số 2", "đợt 1"."""
    return [_having(rf"(?<!\w){noun}:? 0?{number}(?!\w)", folded=True) for noun, number in _ORDINAL.findall(folded)]


def numbered(folded: str) -> list[Holds]:
    """That any one of those is named of which the question means one by its number."""
    nouns = dict.fromkeys(noun for noun, _ in _ORDINAL.findall(folded))
    return [_having(rf"(?<!\w){noun} (?:\d{{1,2}}|[ivx]{{1,4}}|[a-d])(?!\w)", folded=True) for noun in nouns]


def roles(folded: str) -> list[Holds]:
    """That each role is named of which the question asks who has it: "trưởng ban", "phó trưởng ban"."""
    asked = dict.fromkeys(_ROLE.findall(folded))
    return [_having(rf"(?<!pho ){role}(?!\w)", folded=True) for role in asked]


def holders(folded: str) -> list[Holds]:
    """That somebody is said to have such a role: what goes on ("Trưởng đoàn quyết định …") tells what it is for."""
    asked = dict.fromkeys(_ROLE.findall(folded))
    return [_having(rf"(?<!pho ){role}\s*(?:$|[^\w\s]|(?:la|do) )", folded=True) for role in asked]


def _having(pattern: str, *, folded: bool = False) -> Holds:
    compiled = re.compile(pattern)
    return lambda text: compiled.search(fold(text) if folded else text) is not None


_NAMED_TERM = re.compile(r"[“\"«]([^“”\"«»]{2,60})[”\"»]")
_TERM = re.compile(r"(?:cho \w+ hoi |xin hoi |hoi )?(.{2,50}?) (?:co )?(?:nghia )?la (?:\w+ ){0,3}gi\b")
_DATED: tuple[tuple[str, Holds], ...] = (
    ("thang", _having(r"tháng\s+\d|(?<!\d)\d{1,2}/\d{4}")),
    ("nam", _having(r"(?<!\d)20\d\d(?!\d)")),
)


def wants(facets: frozenset[str], folded: str) -> list[Holds]:
    """All that an answer should hold, each by itself."""
    named = roles(folded) if not facets.isdisjoint(("who", "name")) else []
    defined = defines(folded) if "definition" in facets else []
    return [*needs(facets), *heads(folded), *counts(folded), *dated(folded), *named, *defined]


_ODD = re.compile(r"[|{}<>~^‘»«;:.,()\\\-_]+|\w")


def is_noise(text: str) -> bool:
    """Whether `text` is rubbish that a scan left of a table, which no quote should show."""
    tokens = text.split()
    odd = sum(1 for token in tokens if _ODD.fullmatch(token))
    return len(tokens) >= 8 and odd > 0.2 * len(tokens) and "|" in text and "\t" not in text


def needs(facets: frozenset[str]) -> list[Holds]:
    """The kinds of value that an answer to a question with `facets` should hold."""
    return [holds for names, holds, _ in _NEEDS if not facets.isdisjoint(names)]


def told_by(facets: frozenset[str]) -> list[tuple[Holds, float]]:
    """What a passage that answers should hold, and how much that tells."""
    return [(holds, tells) for names, holds, tells in _NEEDS if not facets.isdisjoint(names)]


_WINNER = re.compile(  # with a name: "đội đạt giải Nhất được chọn đi thi" is a rule, and tells of nobody
    r"\w\s+[A-ZĐÀ-Ỹ]\w*(?:\s+[\w,]+){0,4}\s+(?:đã\s+)?(?:đoạt|đạt|giành|thắng|trúng)\s+(?:giải|thầu)"
)
_WINNER_ASKED = re.compile(
    r"\b(?:ai|nao|gi) .{0,12}\b(?:doat|dat|gianh|thang|trung) (?:giai|thau)"
    r"|(?:doat|dat|gianh|trung) (?:giai|thau) .{0,40}\b(?:ai|nao)\b"
)
_NAMED = re.compile(
    r"\b(hoi truong|duong|cau|benh vien|truong|ngan hang|khach san|cong ty|cang|phuong|xa|thon|ap|huyen) nao\b"
)
_SUPERLATIVE = re.compile(r"\b(?:dan dau|dung dau|dung cuoi|doi so|(?:cao|thap|nhieu|it|tot|kem|nhanh|cham) nhat)\b")
_NAME = re.compile(r"\s*[“\"]?(?:[A-ZĐÀ-Ỹ\d]|số\b|tầng\b)")
_GENERAL = r"(?:các|những|mọi|mỗi|toàn|\d+|hai|ba|bốn)"
_COUNT_ASKED = re.compile(
    r"\bbao nhieu (?!lau|ngay|gio|phut|tuan|thang|tieng|nam\b)\w+"
    r"|\bmay (?:cai|to|ban|vu|lop|cuoc|buoi|nguoi|diem|bai)\b(?!.*\bnao\b)"
)
_COUNT = re.compile(
    r"(?<![\w/])\d[\d.,]*(?![\w/])(?!\s*(?:tháng|giờ|ngày|quý))|\d%|(?<!\w)(?:hai|ba|bốn|sáu|mười|nửa)(?!\w)"
)


def won(folded: str) -> list[Holds]:
    """That somebody is said to have won, where the question asks who did: plans seldom know."""
    return [lambda text: _WINNER.search(text) is not None] if _WINNER_ASKED.search(folded) else []


def required(folded: str) -> list[Holds]:
    """What an answer must hold, whatever else it says: a name, a number, who won where just that is asked for."""
    wanted = won(folded)
    if _COUNT_ASKED.search(folded):
        wanted.append(lambda text: _COUNT.search(without_document_dates(text)) is not None)
    is_one = _SUPERLATIVE.search(folded) is not None
    return [*wanted, *(_named(noun, is_one=is_one) for noun in dict.fromkeys(_NAMED.findall(folded)))]


def _named(noun: str, *, is_one: bool) -> Holds:
    """That one of its kind is named, "Hội trường tầng 3" of "hội trường nào", or, unless `is_one`, that all are."""

    def holds(text: str) -> bool:
        found = list(re.finditer(rf"(?<!\w){noun}(?!\w)", fold(text)))
        names = (_NAME.match(text, match.end()) for match in found)
        general = (re.search(rf"{_GENERAL}\s+(?:\w+,\s*)?$", text[: match.start()], re.IGNORECASE) for match in found)
        return any(names) or (not is_one and any(general))

    return holds


def strict(facets: frozenset[str], folded: str) -> list[Holds]:
    """The kinds of value without which nothing answers; "trước ngày nào" is met by a day only."""
    wanted: list[Holds] = [holds for facet, holds in _STRICT.items() if facet in facets]
    if "where" in facets and _GOES_TO.search(folded):  # where one hands something in is an office
        wanted[wanted.index(has_where)] = has_place
    if "deadline" in facets and _BY_DAY.search(folded):
        wanted.append(has_day)
    if "who" in facets and _ASKED_OFFICE.search(folded):
        wanted += heads(folded)
    if _SHARE_ASKED.search(folded):
        wanted.append(lambda text: "%" in text or "phần trăm" in text.lower())
    return wanted
