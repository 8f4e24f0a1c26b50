"""Which agency a question means, among those that a plan names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from answer.asked import Asked
from answer.lexicon import stop_words
from answer.rank import Fit, holding
from index.passage import Passage
from ingest.agencies import is_agency, leading_agency, spelled_out
from ingest.plan import FieldKind, Plan, Quoted
from ingest.vietnamese import canonical

MARKS = re.compile(r"^[-–+•*\s]*(?:\(?[a-zđ]\)|\d{1,2}(?:\.\d{1,2})*[.)](?!\d))?[*\s]*")  # what an item begins with
_ANNOUNCES = re.compile(r"(?:[Kk]ế hoạch|[Cc]hương trình).{0,90}\bsau(?: đây)?\W*$")  # "… ban hành Kế hoạch như sau:"
_SAYS = 15  # characters behind a name that say what it has to do
_LEVELS = frozenset(["huyen", "tinh", "xa", "thanh", "pho", "thi", "quan", "phuong", "cap", "tran"])
_GLUE = frozenset(["va", "cac", "nhung", "cua", "thuoc", "tren", "dia", "ban"])
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
# The level of these is all that tells one from another.
_AT_EVERY_LEVEL = frozenset([("uy", "nhan", "dan"), ("hoi", "dong", "nhan", "dan")])
_BETWEEN = re.compile(
    r"\s*;\s*|\s*,\s*(?=(?:[A-ZĐÀ-Ỹ]|các |phòng |sở |ban ))"
    r"|(?<!HĐND)(?<!nhân dân)\s+và\s+(?=(?:các|Phòng|Sở|Ban|UBND|Ủy|Uỷ|Văn phòng|Công an|Công chức|Trung tâm|Đài"
    r"|Hội|Đoàn|Mặt trận|Bộ|Cục|Chi cục|Thanh tra|Thủ trưởng|Bộ phận|Tổ|Trạm|Trường)\s)"
    r"|\s+-\s+(?=(?:Phòng|Sở|Ban|UBND|Các|Văn phòng|Công)\b)"
)


@lru_cache(maxsize=8192)
def key(agency: str) -> tuple[str, ...]:
    """What tells an agency from others: its folded words written out, without glue and level."""
    words = [word for word in spelled_out(agency).split() if word not in _GLUE]
    bare = list(words)
    while bare and bare[-1] in _LEVELS:
        bare.pop()
    return tuple(words if tuple(bare) in _AT_EVERY_LEVEL else bare)


def agencies_in(text: str) -> list[str]:
    """The agencies that a list of them names: "Phòng Tư pháp, Phòng Nội vụ; UBND các xã" -> three."""
    parts = [part.strip(" .,;-–+") for part in _BETWEEN.split(text)]
    return [part for part in parts if part and len(part) < 160]


def asked_agency(asked: Asked, plans: Iterable[Plan]) -> tuple[str, ...] | None:
    """The key of the agency that the question names, or None. The longest of those that stand in it wins."""
    said = [word for word in asked.syllables if word not in _GLUE]
    keys = {key(name) for plan in plans for name in _names(plan)}
    whole = [one for one in keys if len(one) >= 2 and _stands(one, said)]
    if whole:
        return max(whole, key=len)
    begun = [(shared, one) for one in keys for shared in [_begun(one, said)] if shared >= 3]
    return max(begun)[1] if begun else None


def _names(plan: Plan) -> Iterable[str]:
    for duty in plan.duties:
        yield duty.agency.text
        yield from agencies_in(duty.agency.text)
    for task in plan.tasks:
        for field in task.fields:
            if field.kind in _WHO:
                names = agencies_in(field.value.text)
                yield from (name for name in names if is_agency(name) and len(name) < 90)
    yield from (name for name, _, _ in charges(plan))


def charges(plan: Plan) -> Iterator[tuple[str, Quoted, tuple[str, ...]]]:
    """Lines of running text that begin with the agency that has to do what they say, each with its headings."""
    for section in plan.sections:
        path = (*section.path, section.title.text[:160])
        for piece in (section.title, *section.body):
            text = MARKS.sub("", piece.text)
            name = leading_agency(text)
            if name and len(name) < 90 and len(text) > len(name) + _SAYS and not _ANNOUNCES.search(text):
                yield name, piece, path


def _stands(words: Sequence[str], said: Sequence[str]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(said)} "


def _begun(words: Sequence[str], said: Sequence[str]) -> int:
    """How many of its first words stand in the question together: "trung tâm truyền thông" of a longer name."""
    length = len(words)
    if tuple(words[:3]) in _AT_EVERY_LEVEL:
        return 0
    while length > 2 and not _stands(words[:length], said):
        length -= 1
    return length if length > 2 else 0


def is_of(wanted: tuple[str, ...], text: str) -> bool:
    """Whether `text`, an agency or a list of agencies, names the one with the key `wanted`."""
    return any(_same(wanted, key(name)) for name in (text, *agencies_in(text)))


def _same(wanted: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not other:
        return False
    shorter, longer = sorted((wanted, other), key=len)
    return len(shorter) >= 2 and longer[: len(shorter)] == shorter and len(longer) - len(shorter) <= _tail(shorter)


def _tail(shorter: Sequence[str]) -> int:
    """How many words more the longer name of one agency may have: a place behind it, or the rest of a long name."""
    return 4 if len(shorter) >= 4 else 3 if len(shorter) == 3 else 2


_ASKED = re.compile(
    r"\b(?:(?:phong|chi cuc|thanh tra|trung tam|tram|cong chuc) \w+ \w+|uy ban nhan dan (?:huyen|xa|tinh|phuong))\b"
)
_DEPARTMENT = re.compile(r"(?<!\w)sở \w+ \w+")  # without its mark "so" is a number
_SUBJECT = re.compile(
    r"(?P<who>\w+(?: \w+){0,8}?) (?:phai|can|duoc (?:giao|phan cong)|co (?:nhiem vu|trach nhiem)|lo|lam)\b"
)


def names_asked_agency(asked: Asked, fits: Sequence[Fit]) -> bool:
    """Whether the first of `fits` is about the agency that the question names; so also where it names none."""
    syllables = " ".join(asked.syllables)
    subject = _SUBJECT.match(syllables)
    named = [_ASKED.search(syllables), _DEPARTMENT.search(canonical(asked.text))]
    who = _bare(subject["who"]) if subject else ""
    names = [found.group() for found in named if found and is_agency(found.group())]
    name = next(iter(names), who if is_agency(who) or _SOMEBODY.fullmatch(who) else None)
    return name is None or any(_is_about(key(name), fit.passage) for fit in fits[:1])


_SOMEBODY = re.compile(r"(?!quy |thang |nam |ke hoach)[a-z]+(?: [a-z]+){1,3}")


def _bare(subject: str) -> str:
    """`subject` less the words before and behind it that say nothing: "em la van thu" -> "van thu"."""
    words, silent = subject.split(), stop_words(folded=True)
    while words and words[0] in silent:
        words.pop(0)
    while words and words[-1] in silent:
        words.pop()
    return " ".join(words)


def _is_about(name: tuple[str, ...], passage: Passage) -> bool:
    return is_of(name, passage.agency) if passage.agency else holding(passage.quote).has(name)
