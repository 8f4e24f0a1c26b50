"""What single phrases of a question over many records say: parts, products, kinds of place, times in words."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import takewhile

from answer.asked import Asked
from answer.cues import cues, said
from answer.period import Period
from index.work import Wanted
from ingest.plan import FieldKind
from ingest.vietnamese import fold

_PRODUCT = 6  # words of what comes of work
_NO_PRODUCT = frozenset(["nao", "gi", "j", "cot", "trong", "ve", "o", "v", "vay", "thi", "co", "phai", "khong"])
_OR = frozenset([",", ";", "hoac", "hay"])
PLACES = frozenset(["xa", "phuong", "so", "phong", "truong", "thon", "huyen", "dac", "khu"])
SPEAKS = 1.0  # the weight of a term that says what a question is about


def roles_in(folded: str) -> tuple[FieldKind, ...]:
    """The parts that the question asks for; "thực hiện" beside another says nothing, but "chủ trì hoặc thực hiện"."""
    roles = (("lead", FieldKind.LEAD), ("coordinator", FieldKind.COORDINATOR), ("performer", FieldKind.PERFORMER))
    folded = _CORRECTS.sub(" ", folded).replace("tham gia thuc hien", "thuc hien")
    found = tuple(kind for name, kind in roles if said(name, folded))
    if _DOES_BESIDES.search(folded):
        return ()
    both = re.search(r"\b(?:nao|gi) (?:duoc )?thuc hien\b", folded) or re.search(
        r"\b(?:hoac|hay|va) (?:duoc )?thuc hien\b|\bthuc hien (?:va |hoac |hay )?phoi hop\b"
        r"|\bthuc hien\b.{0,25}\b(?:nao|gi)\b.*\b(?:chu tri|phoi hop)\b.{0,25}\b(?:nao|gi)\b"
        r"|\b(?:chu tri|phoi hop)\b.{0,25}\b(?:nao|gi)\b.*\bthuc hien\b.{0,25}\b(?:nao|gi)\b",
        folded,
    )
    return found if len(found) == 1 or both else tuple(kind for kind in found if kind is not FieldKind.PERFORMER)


_CORRECTS = re.compile(r"\bkhong phai(?: la)? (?:chu tri|phoi hop|thuc hien|tham gia)\b")
_DOES_BESIDES = re.compile(r"\bva (?:lam|lo) (?:nhung )?(?:viec )?(?:gi|j)\b")
_TIME_QUOTED = re.compile(
    r"(?:tien do|thoi gian|thoi han|han|thoi diem)\W+(?:\w+\W+){0,4}?[“\"'‘]([^”\"'’]{3,40})[”\"'’]"
)
_TIME_SAID = re.compile(
    r"\b(?:ghi|chay|lam|thuc hien|thoi gian|tien do)(?: (?:la|ghi|thoi gian|tien do|han))*"
    r" (?P<time>theo tien do(?: ke hoach)?|sau khi co(?: \w+){1,2}|quy)\b(?! \d| [iv]+\b)"
)
"""Times in words that are no days: "làm theo tiến độ kế hoạch"."""


def time_in(asked: Asked, folded: str) -> tuple[str, bool]:
    """The words that the time of the work must say, and whether they are quoted."""
    quoted = _TIME_QUOTED.search(asked.folded)
    if said_so := _TIME_SAID.search(folded):
        return said_so["time"], False
    return (quoted[1].strip(), True) if quoted else ("thuong xuyen" if said("timeless", folded) else "", False)


OF_KINDS = re.compile(
    r"(?<!voi )(?<!cung )(?<!cho )(?<!do )(?<!gom )"
    r"\b(?:nhung|cac) (?:xa|phuong|so|thon|huyen|dac khu|truong)(?: \w+)? nao\b"
    r"|\b(?:so|xa|phuong) nao (?:va |hay )?(?:so|xa|phuong) nao\b"
)
COUNTED_KINDS = re.compile(
    r"\b(?:bao nhieu|may) (?!so (?:nguoi|luong|tien|ho|thu|lieu|phan|doi)\b)(?=((?:\w+ ?){1,3}))"
    r"|\bdanh cho (?:cac )?(\w+)"
)
_KINDS = re.compile(rf"{COUNTED_KINDS.pattern}|\b(?:cac|nhung) (?=((?:\w+ ?){{1,3}}))|\b(\w+) nao\b")


def kinds_in(folded: str) -> tuple[str, ...]:
    """The kinds of place or office whose single ones are asked for: "ở bao nhiêu xã, phường", "những phường nào"."""
    pattern = _KINDS if OF_KINDS.search(folded) else COUNTED_KINDS
    kinds = (
        takewhile(PLACES.__contains__, next(filter(None, one.groups())).split()) for one in pattern.finditer(folded)
    )
    return tuple(dict.fromkeys(kind for some in kinds for kind in some))


def numbers_in(asked: Asked, period: Period | None) -> list[str]:
    """Figures that may be of a document's number: no day and no year."""
    text = asked.folded.replace(period.text, " ") if period else asked.folded
    text = re.sub(r"\d{1,2}\s*[/.-]\s*(?:\d{4}|\d{1,2}(?:\s*[/.-]\s*\d{4})?)(?!\d)", " ", text)
    found = re.findall(r"(?<![\d.])\d{2,5}(?![\d.])", text)
    return [number.lstrip("0") for number in found if int(number) not in asked.years]


def existing(product: str, exists: Callable[[Wanted], bool]) -> str:
    """As much of `product` as any work has; all of it where none has any."""
    words = product.split()
    found = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((one for one in found if exists(Wanted(product=one))), product)


def products_in(folded: str) -> Iterator[str]:
    """The words behind the cue of a product, those of asking left out; "là đề án hoặc chiến lược" names two."""
    text = " ".join(re.findall(r"[\w&/-]+|[,;:?.]", folded))
    found = [(at, cue) for cue in cues()["product"] if (at := f" {text} ".find(f" {cue} ")) >= 0]
    if not found:
        return
    begin, _ = min(found)
    rest = f" {text} "[begin:]
    for cue in cues()["product"]:
        rest = rest.replace(f" {cue} ", " ")
    words: list[str] = []
    for word in [*rest.split(), ","]:
        is_end = word in _NO_PRODUCT or word in ":?." or len(words) == _PRODUCT
        if is_end or word in _OR:
            yield from [" ".join(words)] if words else []
            words = []
            if is_end:
                return
        elif word not in ("la", "ghi", "mot", "cac", "nhung", "duoc"):
            words.append(word)


@cache
def silent() -> frozenset[str]:
    """Words that ask for work, and say nothing of what it is about."""
    return frozenset(word for cue in cues()["silent"] for word in cue.split())


def words_of(asked: Asked, folded: str, used: str) -> Iterator[str]:
    """What the question says besides of the work, without what was understood of it already."""
    taken = set(re.findall(r"\w+", fold(used))) | silent() | set(kinds_in(folded))
    for name in cues():
        if name not in ("cited", "nouns", "events", "silent"):
            taken |= {word for cue in cues()[name] if f" {cue} " in f" {folded} " for word in cue.split()}
    for term in asked.terms:
        if term.weight >= SPEAKS and term.word not in taken and not term.word.isdigit() and len(term.word) > 2:
            yield term.word
