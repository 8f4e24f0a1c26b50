"""Whom a question names, among those to whom plans give work."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from answer.agency import agencies_in
from answer.asked import Asked, written_out
from answer.cues import cues, plain
from index.work import Wanted
from ingest.agencies import PERSON, is_agency, leading_agency, spelled_out, told_by
from ingest.vietnamese import fold, nfc

_STARTS = re.compile(r"(?<![^\W_])(?<![-/])[^\W\d_]")
_PERSON = range(3, 5)  # words of a person's name
_HEADS = re.compile(
    r"(?:phong|so|ban|van phong|uy ban|cong an|trung tam|hoi|doan|mat tran|chi cuc|thanh tra|cuc|bo) \w"
)
_ISSUES = re.compile(
    r"(?:danh muc|ke hoach|kh|cong van|chi thi|ket luan|quyet dinh|de an|phu luc|thong bao)(?: \S+){0,3} (?:cua|do) $"
)
"""Behind it stands who issued a document, not who has work by it."""
_RECEIVES = re.compile(r"\b(?:gui|nop|bao cao|trinh)(?: \S+){0,4} (?:cho|ve|toi|den|qua) $")
"""... to whom something is sent."""
_OF_DOCUMENT = re.compile(r"\d+(?:/\d{4})?/[^\s,;.]+")
_ANYBODY = re.compile(r"(?:cac )?(?:(?:co quan|don vi|dia phuong|so|ban|nganh) ?)+")
GENERAL = frozenset(["cac", "nhung", "co", "quan", "don", "vi", "so", "ban", "nganh", "phong", "to", "chuc"])
_NOBODY = GENERAL | frozenset(
    ["cap", "uy", "nhan", "dan", "hoi", "dong", "dia", "phuong", "huyen", "tinh", "thanh", "pho", "xa", "lanh", "dao"]
)
_LONGEST_NAME = 12  # words of an agency's name
_NAME = 60  # characters that tell whether a name begins
_TELLS = 2  # words that tell one agency from others
_GLUE = frozenset(["cac", "nhung", "cua", "va", "thuoc", "doi", "voi"])
_LEAST = 2
_VERBS = frozenset(["lam", "lo", "phai", "can", "duoc", "co", "se", "da", "dang", "chu", "phoi"])  # behind a name
_TAKES_PART = re.compile(r"^[^?.;:]{4,60} (?:tham gia|thuc hien|phoi hop|chu tri)\b")  # "việc nào có UBND xã tham gia"
_COMPOUND = re.compile(
    r"\b(?:xa|can|dong|toan|noi|tien|dai|quoc|kinh te|xa hoi|chuyen doi) $"
)  # "cán bộ", "kinh tế số"
_ASKS = re.compile(r"\b(?:cho|xin|muon|em|minh|toi|duoc|can) $")  # "cho hỏi", which without its marks is no "hội"
_PART = re.compile(
    r"\b(?:chu tri|phoi hop|thuc hien|tham gia|(?<!tuyen )(?<!ton )giao(?! (?:duc|thong|dich)))\b"
)  # no name holds it, though a cell may
_LOOSE = _VERBS | frozenset(["va", "hoac", "hay", "voi", "thi", "cua", "o", "trong", "nao", "gi"])  # no name ends so
_TITLED = re.compile(r"\b(?:d c|dong chi|ong|ba|thay|co|anh|chi)(?: (?:ten|la))? (?P<name>\w+(?: \w+){0,3})")


@dataclass(frozen=True, slots=True)
class Known:
    """The work of the plans that may be meant: whether any `exists` as wanted, and the `names` of those who do it.

    `places` are those of the plans, `titles` what these are called, where they are few, all folded;
    `column` is which column of theirs a folded question names, empty for none.
    """

    exists: Callable[[Wanted], bool]
    names: Callable[[], Iterable[str]]
    places: Callable[[], Collection[str]] = tuple
    titles: Collection[str] = ()
    column: Callable[[str], str] = lambda said: ""  # noqa: ARG005 - as the plans' own


def agency_in(asked: Asked, work: Known, *, of_product: bool = False) -> str:
    """The agency or person that the question names as one that has a part in some work; the longest name that has.

    What is said of a product names none.
    """
    bare = _OF_DOCUMENT.sub(" ", nfc(asked.text))
    text, exists = written_out(bare), work.exists
    for name in persons(text):
        if exists(Wanted(agency=name)) and fold(name) not in work.places():
            return name
    for form in dict.fromkeys((bare, text, plain(asked) if bare == nfc(asked.text) else spelled_out(bare))):
        if of_product:
            form = _before_product(form)
        for match in _STARTS.finditer(form):
            before, rest = fold(form[: match.start()]), form[match.start() :]
            if not is_agency(rest[:_NAME]) or not _may_act(before, fold(rest)):
                continue
            if form.isascii() and not asked.text.isascii() and not _HEADS.match(rest):
                continue  # without its marks "vụ" may be any word
            found = rest.split()[:_LONGEST_NAME]
            for count in range(len(found), 0, -1):
                name = " ".join(found[:count]).strip(" ,.;:?!\"'()")
                key = spelled_out(name).split()
                is_name = len(key) >= _LEAST and not set(key) <= GENERAL and fold(name.split()[-1]) not in _LOOSE
                is_name = is_name and not _ANYBODY.fullmatch(" ".join(key))
                is_name = is_name and not _PART.search(" ".join(key)) and not _is_titled(before, key, work.titles)
                if is_name and exists(Wanted(agency=name)):
                    if fold(" ".join(found[count : count + 1])) == "giao":  # who gives the work
                        break
                    bare = _without_place(name, work.places())
                    return bare if bare and exists(Wanted(agency=bare)) else name
    return ""


def _is_titled(before: str, key: Sequence[str], titles: Collection[str]) -> bool:
    """Whether the words `key` and the one before them stand so in what a plan is called: "xã hội số" is no agency."""
    last = re.findall(r"\w+", before)[-1:]
    return bool(last) and any(f" {' '.join((*last, *key))} " in f" {title} " for title in titles)


def _without_place(name: str, places: Collection[str]) -> str:
    """`name` without the place behind it: some plans write it there, others do not. Empty where none is."""
    words = name.split()
    at = next((at for at in range(1, len(words)) if fold(" ".join(words[at:])) in places), 0)
    rest = words[:at]
    return " ".join(rest) if len(rest) > _LEAST else ""


def otherwise_named(asked: Asked, work: Known, *, of_product: bool = False, least: int = 3) -> str:
    """Whom the question names in other words than an agency's name has: with `least` words of it, or all."""
    said = _before_product(plain(asked)) if of_product else plain(asked)
    name = _best(said.split(), work.names(), least)
    return name if name and _acts(said.partition(told_by(name))[0]) else ""


def _before_product(text: str) -> str:
    """`text` up to where it says what comes of work."""
    return text[: min((at for cue in cues()["product"] if (at := fold(text).find(f" {cue} ")) >= 0), default=None)]


def _may_act(before: str, rest: str) -> bool:
    """Whether an agency that may begin the folded `rest` does something, behind `before`, and is no part of a word."""
    is_word = _COMPOUND.search(before) or (_ASKS.search(before) and rest.startswith("hoi "))
    return not is_word and (_acts(before) or _TAKES_PART.search(rest) is not None)


def _acts(before: str) -> bool:
    """Whether whom the question names behind the folded `before` does something, and issues or receives nothing."""
    return not (_ISSUES.search(before) or _RECEIVES.search(before) or before.endswith(" co "))


_GIVEN_TO = re.compile(
    r"\b(?:giao|cho|của|do)\s+(?=(?:Sở|Phòng|Hội|Ban|Chi cục|Cục|Trung tâm|Công an|Thanh tra)\s+[A-ZĐÀ-Ỹ])"
    r"(?P<name>.{4,60}?)(?=\s+(?:chủ trì|phối hợp|thực hiện|phụ trách|làm|tham gia)\b)"
)


def unknown_agency(asked: Asked) -> str:
    """The agency that the question begins with or asks the part of, though no work names it."""
    text = nfc(asked.text).strip()
    given = _GIVEN_TO.search(text)
    name = given["name"] if given else leading_agency(text) or ""
    return name if len(set(spelled_out(name).split()) - GENERAL) >= _TELLS else ""


def persons(text: str) -> Iterator[str]:
    """What in `text` may be a person's name: three or four words in capitals behind each other, longest first."""
    words = re.findall(r"[^\W\d_]+|\S", text)
    for count in reversed(_PERSON):
        for at in range(len(words) - count + 1):
            name = " ".join(words[at : at + count])
            if all(word.istitle() for word in words[at : at + count]) and not is_agency(name):
                yield name


def _best(said: Sequence[str], names: Iterable[str], least: int) -> str:
    """That of `names` which `said`, the folded syllables of a question, names by most words; empty where none is."""
    spoken = f" {' '.join(word for word in said if word not in _GLUE)} "
    titled = {match["name"].split()[0]: match["name"] for match in _TITLED.finditer(" ".join(said))}
    best = (0, "")
    for name in names:
        found = [*_called(name, titled), *_offices(name, spoken, least)]
        best = max(best, *found, key=lambda one: one[0]) if found else best
    return best[1]


def _offices(name: str, spoken: str, least: int) -> Iterator[tuple[int, str]]:
    for at, part in enumerate(agencies_in(name)):
        if at and not is_agency(part):  # "Thể thao và Du lịch", of the name before it
            continue
        words = [one for one in re.finditer(r"[\w&/-]+", part) if fold(one.group()) not in _GLUE]
        keys = [told_by(one.group()) for one in words]
        count = next((n for n in range(len(keys), _LEAST - 1, -1) if f" {' '.join(keys[:n])} " in spoken), 0)
        is_told = count >= min(len(keys), least) and not set(" ".join(keys[:count]).split()) <= _NOBODY
        if is_told:
            yield len(" ".join(keys[:count]).split()), part[: words[count - 1].end()]


def _called(name: str, titled: dict[str, str]) -> Iterator[tuple[int, str]]:
    for match in PERSON.finditer(name):
        words = fold(match["name"]).split()
        if f"{titled.get(words[0], '')} ".startswith(f"{' '.join(words)} "):
            yield len(words) + _LEAST, match.group()
