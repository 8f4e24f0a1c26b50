"""What the answer to a question must hold to be one, by the question's own words: a day, a sum, a name, a phone number.

Used where the engine is silent: a sentence may be true to the plan and yet answer nothing. The engine's facets come in
as a hint only, since it was their reading that found nothing.
"""

import re
from collections.abc import Callable

from answer.asked import Asked
from answer.facts import facts_of
from answer.values import (
    has_agency,
    has_clock,
    has_day,
    has_document,
    has_due,
    has_duration,
    has_frequency,
    has_money,
    has_person,
    has_share,
    has_time,
    heads,
    without_document_dates,
    won,
)
from ingest.vietnamese import fold, folded_words, nfc

Holds = Callable[[str], bool]
_MARKED = {
    "tinh": "tỉnh", "thanh pho": "thành phố", "huyen": "huyện", "quan": "quận", "xa": "xã", "phuong": "phường",
    "thi xa": "thị xã", "thon": "thôn", "bo": "bộ", "cuc": "cục", "so": "sở", "phong": "phòng", "chi cuc": "chi cục",
    "trung tam": "trung tâm", "truong": "trường", "benh vien": "bệnh viện", "cong ty": "công ty",
    "ngan hang": "ngân hàng",
}  # fmt: skip
_NAMED_ONE = re.compile(rf"\b({'|'.join(_MARKED)}) (?:nao|gi)\b")
_COUNT = re.compile(
    r"(?<!so )\b(?:may|bao nhieu) "
    r"(ngay|thang|gio|phut|tuan|nam|buoi|lan|nguoi|xa|ha|kg|km|m2|met|diem|cau|tiet|trang|tuoi)\b(?! nao)"
)

_POST = re.compile(
    r"\bai (?:la|lam|giu chuc|giu chuc vu|giu vai tro) ((?:pho )?(?:(?:doi|to|hieu|vien|cuc|thon) truong"
    r"|truong (?:ban|doan|phong|tieu ban)|chu tich|giam doc|bi thu|chu nhiem|chanh van phong|thu truong))\b"
)


def _fact(kind: str) -> Holds:
    return lambda text: any(fact.kind == kind for fact in facts_of(nfc(text))[0])


def _timed(*holds: Holds) -> Holds:
    """Any of `holds`, the dates of documents that are named left out: these are no times of doing anything."""
    return lambda text: any(each(without_document_dates(text)) for each in holds)


def _any(*holds: Holds) -> Holds:
    return lambda text: any(each(text) for each in holds)


_WHEN = r"khi nao|bao gio|luc nao|thang may|cham nhat|han cuoi|thoi han"
_TABLE: tuple[tuple[re.Pattern[str], Holds], ...] = tuple(
    (re.compile(rf"\b(?:{asked})(?!\w)"), holds)
    for asked, holds in (
        ("dien thoai|sdt|hotline|duong day nong|goi so", _fact("phone")),
        ("website|trang web|duong link|dia chi web|link nao|truy cap dau", _fact("link")),
        ("e-?mail|hop thu", lambda text: "@" in text),
        ("(?:may|bao nhieu) (?:trieu|ty|ti|nghin|ngan|dong|tien)|(?:ton|het|phat|nop|dong) bao nhieu", has_money),
        ("(?:kinh phi|tien|le phi|du toan|ngan sach)[^,?]{0,80} bao nhieu", has_money),
        ("(?:may|bao nhieu) ?(?:phan tram|%)", has_share),
        ("ai|nguoi nao|co quan nao|don vi nao|cq nao|ben nao", _any(has_agency, has_person)),
        ("(?:truoc|han|cham nhat)(?: la)?(?: vao)? ngay (?:nao|may)", has_due),
        ("ngay (?:nao|may)|hom nao|may ngay nua", _timed(has_day)),
        ("may gio", has_clock),
        (_WHEN, _timed(has_time, has_day, has_clock, has_duration, has_frequency)),
        (
            "(?:van ban|quyet dinh|ke hoach|cong van|qd|kh)(?: nay)?(?: mang)? so (?:may|bao nhieu)",
            has_document,
        ),
    )
)


def _one_of(noun: str) -> Holds:
    pattern = re.compile(rf"(?i:(?<!\w){_MARKED[noun]})\s+[A-ZĐÀ-Ỹ\d]")
    return lambda text: pattern.search(text) is not None


def wanted(asked: Asked) -> list[Holds]:
    """What an answer to `asked` must hold, each by itself."""
    found = [holds for pattern, holds in _TABLE if pattern.search(asked.folded)]
    found += [_one_of(noun) for noun in dict.fromkeys(_NAMED_ONE.findall(asked.folded))]
    for unit in dict.fromkeys(_COUNT.findall(asked.folded)):
        found.append(_counted(unit))
    if post := _POST.search(asked.folded):
        found.append(_says(post[1]))
    return [*found, *heads(asked.folded), *won(asked.folded)]


def _counted(unit: str) -> Holds:
    pattern = re.compile(rf"\d[\d.,]*\s*(?:\w+\s+)?{unit}")
    return lambda text: pattern.search(fold(text)) is not None


def _says(words: str) -> Holds:
    return lambda text: f" {words} " in f" {' '.join(folded_words(text))} "
