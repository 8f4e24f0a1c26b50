"""What a plan does to documents before it - replaces, ends, amends them - and how alike two texts are.

Only what the plan itself does counts: not its legal bases, not what it tells others to do, not what some other
document did. How such a clause is worded is fixed by Nghị định 30/2020/NĐ-CP, Phụ lục I, and by habit.
"""

import re
import zlib
from collections.abc import Iterator

from ingest.heading import parse_date
from ingest.mentions import DATE, NUMBER
from ingest.plan import Effect, EffectKind, Quoted
from ingest.vietnamese import fold, folded_words

# All of these read folded text, so that a title in capitals and a scan without marks are read as well.
_KINDS = r"(?:ke hoach|quyet dinh|chuong trinh|cong van|van ban|huong dan|thong bao|chi thi|de an|nghi quyet)"
_REFERENCE = re.compile(
    rf"{_KINDS}\s*(?:so\s*:?\s*)?(?P<number>{NUMBER})(?:\s*,?\s*ngay\s*(?P<date>{DATE}))?"
    r"(?:\s*,?\s*cua\s+(?P<issuer>.{3,90}?)(?=\s+(?:ve|ban hanh|phe duyet|thuc hien|trien khai|quy dinh)\b|[;,.)]|$))?",
    re.IGNORECASE,
)
_VERB = r"(?:thay the(?: cho)?|thay cho|bai bo|huy bo|sua doi|bo sung|dieu chinh)"
_DOES = re.compile(rf"\b{_VERB}(?:\s*(?:,|va)\s*{_VERB})*\b")
_NOT_DONE = re.compile(
    r"\b(?:duoc|bi|da|chua|can|de xuat|de nghi|tham muu|kien nghi|ra soat|nghien cuu|xem xet|trinh|neu|khi)\W*$"
)
_SELF = re.compile(
    rf"^\W*dieu \d+\b|(?<!can cu )(?<!thuc hien )(?<!trien khai )(?<!noi dung ){_KINDS} nay\b"
    rf"|\b(?:ban hanh|xay dung)\s+{_KINDS}\b(?!\s+(?:so|ban hanh|nay)\b)"
)
_IN_TITLE = re.compile(rf"^\W*(?:(?:{_KINDS}|v/v|ve viec|ve|viec|ban hanh)\W*)*$")
_ENDED = re.compile(
    r"(?<!chua )(?<!da )\b(?:het hieu luc|khong con hieu luc|bi bai bo|bi huy bo|"
    rf"(?:bi|duoc) (?P<replaced>thay the) (?:bang|boi) {_KINDS} nay)\b"
)
_BASIS = re.compile(r"^\W*(?:can cu|thuc hien|theo|xet|neu|truong hop|khi)\b")
_NOT_MEANT = re.compile(r"(?:thuc hien|trien khai|(?<!kem )theo|can cu|huong dan)\W*$")
_LISTED = re.compile(r"(?:[;,]|\bva|\bcung(?: voi)?)\s*(?:cac\s+)?$")
_SENTENCE = re.compile(r"(?<=\.)\s+(?=\W*[A-ZĐÀ-Ỹ])")
_GAP = 160  # characters from the verb to what it is said of: "một số nội dung tại phần II của Kế hoạch số …"

_SHINGLE = 3  # words; five fall apart on what two readers of one plan read otherwise
_KEPT = 32  # smallest hashes kept: likeness within some 0.08
_DIGITS = 8  # of one hash


def effects(line: Quoted, *, is_title: bool = False) -> Iterator[Effect]:
    """What `line`, the plan's title or a line of its text, says that the plan does to documents before it."""
    folded = fold(line.text)
    ends = [match.start() for match in _SENTENCE.finditer(line.text)]
    for verb in _DOES.finditer(folded):
        if _does_itself(folded[: verb.start()], is_title=is_title):
            end = min((end for end in ends if end > verb.start()), default=len(folded))
            following = _DOES.search(folded, verb.end(), end)
            yield from _objects(line, folded, verb.end(), following.start() if following else end, _kind(verb.group()))
    if not is_title and _SELF.search(folded):
        for ended in _ENDED.finditer(folded):
            start = max((end for end in ends if end <= ended.start()), default=0)
            kind = EffectKind.REPLACES if ended["replaced"] else EffectKind.ENDS
            yield from _subjects(line, folded, start, ended.start(), kind)


def _does_itself(before: str, *, is_title: bool) -> bool:
    """Whether it is the plan itself that does what is said behind `before`."""
    if is_title:
        return _IN_TITLE.match(before) is not None
    subjects = list(_SELF.finditer(before))
    if not subjects or _NOT_DONE.search(before):
        return False
    between = before[subjects[-1].end() :]
    return not _REFERENCE.search(between) or re.search(r"(?:\bva|\bdong thoi|[;,.])\W*$", before) is not None


def _kind(said: str) -> EffectKind:
    """A plan that amends, supplements and replaces parts of another leaves the rest of it in force."""
    if re.search(r"sua doi|bo sung|dieu chinh", said):
        return EffectKind.AMENDS
    return EffectKind.REPLACES if "thay" in said else EffectKind.ENDS


def _objects(line: Quoted, folded: str, start: int, end: int, kind: EffectKind) -> Iterator[Effect]:
    """The documents listed from `start` on; those that only the title of another one names are not meant."""
    found = [match for match in _REFERENCE.finditer(folded, 0, end) if match.start() >= start]
    if found and found[0].start() - start <= _GAP and not _NOT_MEANT.search(folded[start : found[0].start()]):
        yield from (_effect(line, match, kind) for match in _in_list(folded, found))


def _subjects(line: Quoted, folded: str, start: int, end: int, kind: EffectKind) -> Iterator[Effect]:
    """The documents listed before "hết hiệu lực"."""
    found = list(_REFERENCE.finditer(folded, start, end))
    if found and not _BASIS.match(folded[start:end]) and not _NOT_MEANT.search(folded[start : found[0].start()]):
        yield from (_effect(line, match, kind) for match in _in_list(folded, found))


def _in_list(folded: str, found: list["re.Match[str]"]) -> Iterator["re.Match[str]"]:
    yield found[0]
    yield from (match for match in found[1:] if _LISTED.search(folded[: match.start()]))


def _effect(line: Quoted, match: "re.Match[str]", kind: EffectKind) -> Effect:
    number = re.sub(r"\s*([-/])\s*", r"\1", line.text[slice(*match.span("number"))])
    issuer = line.text[slice(*match.span("issuer"))].strip() if match["issuer"] else ""
    return Effect(kind, number, parse_date(match["date"]) if match["date"] else None, issuer, line)


def prints(text: str) -> str:
    """A sketch of `text`, the same for every format and for text without marks; "" for a text of a word or two.

    The smallest hashes of its runs of words, eight digits each, in order (Broder 1997, "On the resemblance").
    """
    said = folded_words(text)
    runs = {" ".join(said[at : at + _SHINGLE]) for at in range(len(said) - _SHINGLE + 1)}
    return "".join(f"{number:08x}" for number in sorted({zlib.crc32(run.encode()) for run in runs})[:_KEPT])


def pieces(sketch: str, first: int = _KEPT) -> list[str]:
    """The `first` hashes of a sketch, smallest first."""
    return [sketch[at : at + _DIGITS] for at in range(0, min(len(sketch), first * _DIGITS), _DIGITS)]


def likeness(one: str, other: str) -> float:
    """The share of what two texts say that both say, 0 to 1, told by their sketches."""
    mine, theirs = set(pieces(one)), set(pieces(other))
    smallest = sorted(mine | theirs)[:_KEPT]
    return sum(piece in mine and piece in theirs for piece in smallest) / len(smallest) if mine and theirs else 0.0
