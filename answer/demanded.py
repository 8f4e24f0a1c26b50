"""What an answer must hold because the question names it: whose pay, which post, which month, which department.

A sentence may be near to a question and give another thing's value: another post's holder, last month's share. Each
rule reads the question and says what must stand in the answer or in the headings above it; where that is missing, the
plan does not answer.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from answer.asked import Asked
from answer.rank import holding
from answer.values import has_money, without_document_dates
from ingest.agencies import spelled_out
from ingest.vietnamese import fold

Holds = Callable[[str], bool]
"""Takes the text of an answer with the headings that it stands under."""

_PAID = re.compile(
    r"\b(phu cap|boi duong|thu lao|bi phat|muc phat|hoc phi|le phi|tro cap|tien (?:phat|luong|an|thuong|cong))\b"
)
_HOW_MUCH = re.compile(r"\b(?:bao nhieu|may)(?: tien)?(?! (?:tien|phan tram|%|ngay|lan|nguoi|thang|\w+ nao))(?!\w)")
_ACCOUNT = re.compile(r"tai khoan\D{0,40}\d{6,}")
_WHO = re.compile(r"\b(?:ai|nguoi nao|(?:dong chi|ong|ba) nao)\b")
_POST = re.compile(
    r"\b(?:pho )?(?:truong (?:ban|doan|tieu ban|nhom)|to truong|doi truong|nhom truong|chu nhiem|chu tich hoi dong)"
    r"(?: thuong truc)?|\b(?:to|doi) pho(?: thuong truc)?\b|\bthu ky\b"
)
_ONE_OF_MANY = (
    r"((?:pho )?(?:chu tich|giam doc|bi thu|chanh van phong|chanh thanh tra|truong phong|truong cong an|hieu truong)"
    r"(?: \w+){2,3})"
)
_HEAD = re.compile(rf"\bai (?:la|lam|giu chuc) {_ONE_OF_MANY}|{_ONE_OF_MANY} la ai\b")
_DOER = re.compile(
    r"\b((?:so|hoi(?! nghi| thi| dong)|phong|cong an|chi cuc|thanh tra|ban (?:quan ly|to chuc)|trung tam)"
    r"(?: (?!nganh|ban\b|phong)\w+){2})"
    r"(?: \w+){0,7}? (?:chu tri|phoi hop|phai|duoc (?:giao|de nghi)|dam nhan|phu trach|chiu trach nhiem)"
    r"(?: \w+){0,12}? (?:gi|nao)\b"
)
_ASKS_WHO = re.compile(r"\b(?:ai|(?:nguoi|co quan|don vi|so|phong|ban|nganh|dong chi|ong|ba) nao)\b")
_OPEN = frozenset(["list", "product", "method", "yesno", "newcomer", "lead", "budget", "who"])  # of somebody's work
_COUNTED = re.compile(r"\bbao nhieu (\w{3,})")
_UNCOUNTED = frozenset(
    ["tien", "phan", "ngay", "thang", "quy", "nam", "dong", "trieu", "lan", "nguoi", "cai", "viec", "muc", "loai",
     "lau", "buoi", "phut", "tuan", "trong", "tren", "ngoai", "theo",
     "cho", "khi", "sau", "voi", "hay", "don", "gio", "tuoi", "kinh", "mot", "cap", "thi", "moi"]
)  # fmt: skip
_DATE = re.compile(r"ngay \d+ thang \d+(?: nam \d+)?|\d{1,2}[/.]\d{1,2}[/.]\d{4}|nam \d{4}|(?:dieu|khoan|luat) \S*\d+")
_SHARE = re.compile(r"\bty le (\w+ \w+)\b")
_MONTH = re.compile(r"(?<!den )\bthang 0?(\d{1,2})\s*(?:/|nam )\s*(20\d\d)")
_QUARTER = re.compile(r"\bquy ([ivx]+|\d)\b")


def demanded(asked: Asked) -> list[Holds]:
    """All that an answer to `asked` must hold, each by itself."""
    return [holds for rule in _RULES for holds in rule(asked)]


def _pay(asked: Asked) -> Iterator[Holds]:
    if _HOW_MUCH.search(asked.folded):
        for pay in dict.fromkeys(_PAID.findall(asked.folded)):
            yield partial(_pays, pay)


def _pays(pay: str, text: str) -> bool:
    return has_money(text) and pay in fold(text)


def _account(asked: Asked) -> Iterator[Holds]:
    if "so tai khoan" in asked.folded:
        yield lambda text: _ACCOUNT.search(fold(text)) is not None


def _post(asked: Asked) -> Iterator[Holds]:
    if not asked.asks("who", "name"):
        return
    posts = _POST.findall(asked.folded) if _WHO.search(asked.folded) else []
    yield from (_matching(rf"(?<!pho ){post}(?!\w)") for post in dict.fromkeys(posts))
    for named in _HEAD.findall(" ".join(asked.syllables)):
        yield partial(_names, "".join(named))


def _names(head: str, text: str) -> bool:
    return head in " ".join(spelled_out(text).split())


def _doer(asked: Asked) -> Iterator[Holds]:
    """Whom the question asks the part of: what others have to do is no answer."""
    if asked.facets <= _OPEN and not _ASKS_WHO.search(asked.folded):
        yield from (partial(_tells_of, tuple(name.split())) for name in _DOER.findall(" ".join(asked.syllables)))


def _count(asked: Asked) -> Iterator[Holds]:
    for noun in dict.fromkeys(_COUNTED.findall(asked.folded)):
        if noun not in _UNCOUNTED:
            yield partial(_counts, re.compile(rf"\d[^.;]{{0,40}}\b{noun}\b|\b{noun}\b[^.;\d]{{0,60}}\d"))


def _counts(near: re.Pattern[str], text: str) -> bool:
    return near.search(_DATE.sub(" ", fold(without_document_dates(text)))) is not None


def _share(asked: Asked) -> Iterator[Holds]:
    for of in _SHARE.findall(" ".join(asked.syllables)):
        yield partial(_tells_of, tuple(of.split()))


def _tells_of(phrase: tuple[str, ...], text: str) -> bool:
    return holding(text).has(phrase)


def _period(asked: Asked) -> Iterator[Holds]:
    if asked.before is not None:  # an earlier turn's month may be another one
        return
    for month, year in _MONTH.findall(asked.folded):
        yield _matching(rf"(?<!\d)0?{month}\s*(?:/|nam)\s*{year}|thang 0?{month}(?!\d)")
    yield from (_matching(rf"\bquy {quarter}\b") for quarter in _QUARTER.findall(asked.folded))


def _matching(pattern: str) -> Holds:
    compiled = re.compile(pattern)
    return lambda text: compiled.search(fold(text)) is not None


_RULES: tuple[Callable[[Asked], Iterator[Holds]], ...] = (
    _pay, _account, _post, _doer, _count, _share, _period,
)  # fmt: skip
