"""What a plan does to documents before it - replaces, ends, amends them - and how alike two texts are.

Only what the plan itself does counts: not its legal bases, not what it tells others to do, not what some other
document did. How such a clause is worded is fixed by Nghị định 30/2020/NĐ-CP, Phụ lục I, and by habit.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from ingest.agencies import is_agency
from ingest.heading import parse_date
from ingest.mentions import DATE, NUMBER
from ingest.plan import Effect, EffectKind, Quoted
from ingest.vietnamese import fold, folded_words

# All of these read folded text, so that a title in capitals and a scan without marks are read as well.
_KINDS = r"(?:ke hoach|quyet dinh|chuong trinh|cong van|van ban|huong dan|thong bao|chi thi|de an|nghi quyet)"
_DAY = r"\d{1,2}\s*(?:[/.\-]|thang)\s*\d{1,2}\s*(?:[/.\-]|nam)\s*(?:19|20)\d{2}"
_REFERENCE = re.compile(
    # A list names the kind but once: "các Kế hoạch: số 12/KH-UBND và số 10/KH-UBND".
    rf"(?:{_KINDS}\s*(?:sau(?: day)?\s*)?:?\s*(?:so\s*:?\s*)?"
    r"|(?P<more>(?:\s*[;,]|\s+va)\s+(?:so\s*:?\s*)?)(?=\d{1,5}/(?:\d{4}/)?[a-z]{2}))"
    # Where the sign is left out, the day makes sure that it is a number: "Kế hoạch 12 ngày 15/01/2026".
    rf"(?P<number>{NUMBER}|\d{{1,5}}(?=\s*,?\s*ngay\s+{_DAY}))(?:\s*,?\s*ngay\s*(?P<date>{DATE}))?"
    r"(?:\s*,?\s*cua\s+(?P<issuer>.{3,90}?)(?=\s+(?:ve|ban hanh|phe duyet|thuc hien|trien khai|quy dinh|bang|boi"
    rf"|nhu sau|khong con|het hieu luc|bi|duoc|va (?:so|{_KINDS}))\b|[;,.)]|$))?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d\s?[-/]|\d\s*,?\s*ng[àa]y", re.IGNORECASE)  # in every text that names a document
_LAW = re.compile(r"/\d{4}/")  # in the number of what is law for all
_AMENDED = r"(?:sua doi|bo sung|dieu chinh|thay doi)"
_VERB = (
    rf"(?:{_AMENDED}|thay the(?: cho)?|thay cho|thay(?= (?:cac )?(?:cum tu|tu ngu|so lieu|bieu|phu luc))|bai bo|huy bo"
    rf"|(?:huy|thu hoi)(?= (?:toan bo )?(?:cac )?{_KINDS})"
    r"|(?<!tam )(?:dung|ngung|cham dut)(?: viec)? (?:thuc hien|hieu luc)|khong tiep tuc thuc hien"
    r"|la (?:mot )?bo phan khong (?:the )?tach roi (?:cua|voi))"
)
_DOES = re.compile(
    rf"\b(?P<done>{_VERB}(?:\s*(?:,|/|va|hoac|hay)\s*{_VERB})*)\b(?:\s*,?\s*(?:(?:va|chu|ma)\s+)?khong\s+{_VERB})*"
)
_NOT_DONE = re.compile(
    r"\b(?:duoc|bi|da|chua|can|de xuat|de nghi|tham muu|kien nghi|ra soat|nghien cuu|xem xet|trinh|neu|khi"
    r"|van ban(?: moi| khac)?)\W*$"
)
_DENIED = re.compile(
    r"\b(?:khong(?! (?:chi|nhung|con)\b)|chua)\b"
    r"(?:(?:\s+(?!(?:ma|nhung|song|va|nen|nay)\b)\w+){0,4}|(?:(?!\b(?:ma|nhung|song)\b)[^.;:()]){0,80}\b(?:hay|hoac))\s*$"
)
_SELF = re.compile(
    rf"^\W*dieu \d+\b|(?<!can cu )(?<!thuc hien )(?<!trien khai )(?<!noi dung ){_KINDS} nay\b"
    rf"|\b(?:ban hanh|xay dung)\s+{_KINDS}\b(?!\s+(?:so|ban hanh|nay|moi)\b)"
)
_BY_SELF = re.compile(rf"\b(?:bang|boi) {_KINDS} nay\b")
_OTHERS = re.compile(
    r"\b(?:giao|yeu cau|de nghi|chu tri|tham muu|de xuat|kien nghi|neu|truong hop"
    r"|(?:cac|nhung) (?:co quan|don vi|phong|ban|nganh|so|xa|dia phuong))\b"
)
_IN_TITLE = re.compile(rf"^\W*(?:(?:{_KINDS}|v/v|ve viec|ve|viec|ban hanh)\W*)*$")
_ENDED = re.compile(
    r"(?<!chua )(?<!da )(?<!khong )\b(?:het hieu luc|khong con hieu luc|cham dut hieu luc|bi bai bo|bi huy bo"
    rf"|(?:bi|duoc) thay the (?:bang|boi) {_KINDS} nay"
    rf"|duoc {_AMENDED}(?:\s*(?:,|va)\s*{_AMENDED})* (?:bang|boi|tai|theo) {_KINDS} nay)\b"
)
_FROM_NOW = re.compile(r"(?:\s+thi hanh)?(?:\s+(?:ke )?tu ngay [^;]{2,60})?\W*$")
# What may stand before a clause that is an article or an item of its own.
_MARK = r"^\W*(?:(?:(?:dieu|khoan)\s+)?\d{1,2}(?:\.\d{1,2})*[.:)]?|[ivx]{1,4}[.)]|[a-z]\))?\s*"
_OWN = re.compile(rf"{_MARK}(?:dong thoi\W+)?$")
_OWN_SUBJECT = re.compile(
    rf"{_MARK}(?:toan bo\s+)?(?:(?:cac|nhung|toan bo)\s+(?:noi dung|quy dinh|nhiem vu)(?:\s+truoc day)?"
    r"\s+(?:neu\s+|quy dinh\s+)?(?:tai|cua|trong)\s+)?(?:cac\s+)?$"
)
_BULLET = re.compile(r"\s*[-–+•*●▪]")
_TASK = re.compile(rf"{_MARK}(?:xay dung|giao|trinh|chu tri|phoi hop)\b|\btham muu\b")
_LATER = re.compile(
    r"\b(?:phu hop|khi can|neu|chu tri|tham muu|hoan thanh (?:truoc|trong)|thoi (?:gian|han)[^:;.]{0,20}:)"
)
_PART = (
    r"(?:phu luc|noi dung|nhiem vu|chi tieu|cum tu|tu ngu|so lieu|bieu|danh muc|mot phan|thoi gian|thoi han|tien do"
    r"|lo trinh|(?:diem|khoan|muc|phan|dieu) (?:so )?(?:\d+|[ivx]+|[a-z])\b)"
)
_OF_PART = re.compile(rf"\b{_PART}|\b(?:tai|trong)\s*$")
_OBJECT = re.compile(rf"\s*(?:(?:mot so|cac|nhung|them|toan bo|hieu luc|cua)\s+)*(?:{_PART}|{_KINDS}|\W*$)")
_WHOLE = re.compile(r"\b(?:toan bo|tat ca)(?:\s+(?:cac|noi dung|quy dinh|nhiem vu|hieu luc|tai|cua|trong))*\s*$")
_IN_PART = re.compile(r"\b(?:trai voi|khac voi|mau thuan|khong phu hop|lien quan)\b")
_REST = re.compile(
    r"\b(?:noi dung|nhiem vu|chi tieu|quy dinh|phan|muc|diem)\b[^.;:]{0,20}\b(?:khac|con lai)\b[^.;:]{0,240}?"
    r"\b(?:giu nguyen|khong thay doi|(?:van|tiep tuc|con)(?: (?:con|co|duoc))* (?:hieu luc|(?P<carried>thuc hien)))\b"
)
_BASIS = re.compile(r"^\W*(?:can cu|thuc hien|theo|xet|neu|truong hop|khi)\b")
_NOT_MEANT = re.compile(
    r"(?:(?<!thoi gian )(?<!thoi han )(?<!tien do )(?<!lo trinh )thuc hien|trien khai|(?<!kem )theo|can cu|huong dan"
    r"|so voi)\W*$"
)
_LISTED = re.compile(r"(?:[;,]|\bva|\bcung(?: voi)?)\s*(?:\d{1,2}[.)]\s*|[a-z]\)\s*)?(?:cac\s+)?$")
_ITEM = re.compile(rf"{_MARK}{_KINDS}\s+(?:so\s*:?\s*)?\d")
_TASKED = re.compile(
    r"^\W*(?:(?:co quan|don vi|bo phan)\s+)?(?:chu tri|phoi hop|thuc hien|thoi (?:gian|han)[^:]{0,30}|san pham)\s*:"
)
_SENTENCE = re.compile(r"(?<=\.)(?<!\s\d\.)(?<!\s\d\d\.)\s+(?=\W*[A-ZĐÀ-Ỹ])")
# The words that an amendment puts in or takes out may name documents of their own.
_WORDING = re.compile(r"\b(?:cum tu|tu ngu|nhu sau|thanh)\W{0,3}(?P<quote>[“\"][^”\"]*[”\"])")
_HERE = re.compile(r"(?:\bnhu sau|\bsau(?: day)?\s*:)\W*$")
_GAP = 160  # characters from the verb to what it is said of: "một số nội dung tại phần II của Kế hoạch số …"

_SHINGLE = 3  # words; five fall apart on what two readers of one plan read otherwise
_KEPT = 32  # smallest hashes kept: likeness within some 0.08
_DIGITS = 8  # of one hash


def effects_of(lines: Sequence[Quoted]) -> Iterator[Effect]:
    """What the `lines` of a plan, in order, say that it does to documents before it.

    The items of a list are read with the line that begins it. What has a lead or a time below it is a task.
    """
    begins: Quoted | None = None
    for line, below in zip_longest(lines, lines[1:]):
        if begins and _ITEM.match(fold(line.text)):
            yield from effects(Quoted(f"{begins.text} {line.text}", begins.spans + line.spans))
            continue
        begins = line if line.text.rstrip().endswith(":") and _DOES.search(fold(line.text)) else None
        said = tuple(effects(line))
        if said and not (below and _TASKED.match(fold(below.text))):
            yield from said


def effects(line: Quoted, *, is_title: bool = False) -> Iterator[Effect]:
    """What `line`, the plan's title or a line of its text, says that the plan does to documents before it."""
    if not _NUMBERED.search(line.text):
        return
    text = _without_wording(line.text)
    clauses = _Clauses(line, fold(text), [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)])
    found: dict[str, Effect] = {}
    for effect in chain(_done(clauses, is_title=is_title), () if is_title else _undergone(clauses), _kept(clauses)):
        found.setdefault(effect.number, effect)
    yield from found.values()


def _without_wording(text: str) -> str:
    """`text` with spaces for the wording that it quotes."""
    for match in _WORDING.finditer(fold(text)) if "“" in text or '"' in text else ():
        start, end = match.span("quote")
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class _Clauses:
    """A line as it is read: folded, and where its sentences begin; the last of `bounds` is its end."""

    line: Quoted
    folded: str
    bounds: list[int]

    def sentence(self, at: int) -> tuple[int, int]:
        after = bisect_right(self.bounds, at, hi=len(self.bounds) - 1)
        return self.bounds[after - 1], self.bounds[after]

    def effect(self, match: "re.Match[str]", kind: EffectKind) -> Effect:
        text = self.line.text
        number = re.sub(r"\s*([-/])\s*", r"\1", text[slice(*match.span("number"))])
        issuer = text[slice(*match.span("issuer"))].strip() if match["issuer"] else ""
        return Effect(kind, number, parse_date(match["date"]) if match["date"] else None, issuer, self.line)


def _done(clauses: _Clauses, *, is_title: bool) -> Iterator[Effect]:
    """What the plan does: "thay thế Kế hoạch số …"."""
    folded = clauses.folded
    for verb in _DOES.finditer(folded):
        _, end = clauses.sentence(verb.start())
        following = _DOES.search(folded, verb.end(), end)
        found = _objects(folded, verb.end(), following.start() if following else end)
        if found and _does_itself(clauses, verb, found[0], is_title=is_title):
            in_part = _is_part(folded[verb.end() : found[0].start()]) or _REST.search(folded)
            kind = EffectKind.AMENDS if in_part else _kind(verb["done"])
            yield from (clauses.effect(match, kind) for match in found)


def _undergone(clauses: _Clauses) -> Iterator[Effect]:
    """What becomes of documents: "Kế hoạch số … hết hiệu lực"."""
    folded = clauses.folded
    for ended in _ENDED.finditer(folded):
        start, end = clauses.sentence(ended.start())
        found = _in_list(folded, [*_REFERENCE.finditer(folded, start, ended.start())])
        if not found or _BASIS.match(folded[start:end]) or _DENIED.search(folded, start, ended.start()):
            continue
        subject, behind = folded[start : found[0].start()], folded[ended.end() : end]
        is_own = _OWN_SUBJECT.match(subject) is not None
        if not _NOT_MEANT.search(subject) and (_SELF.search(folded) or (is_own and _FROM_NOW.match(behind))):
            in_part = not is_own and _is_part(subject.split(",")[-1])
            in_part = in_part or bool(_IN_PART.search(folded, found[-1].end(), ended.start()) or _REST.search(folded))
            yield from (
                clauses.effect(match, EffectKind.AMENDS if in_part else _kind(ended.group())) for match in found
            )


def _kept(clauses: _Clauses) -> Iterator[Effect]:
    """Of what the plan leaves the rest in force: "Các nội dung khác của Kế hoạch số … giữ nguyên"."""
    for rest in _REST.finditer(clauses.folded):
        if not rest["carried"]:  # as tasks of the province's plan may be
            for match in _REFERENCE.finditer(clauses.folded, *rest.span()):
                yield clauses.effect(match, EffectKind.AMENDS)


def _does_itself(clauses: _Clauses, verb: "re.Match[str]", target: "re.Match[str]", *, is_title: bool) -> bool:
    """Whether it is the plan itself that does what `verb` says to `target`."""
    before = clauses.folded[: verb.start()]
    if is_title:
        in_brackets = (
            before.rstrip().endswith("(") and not _REFERENCE.search(before) and not _LAW.search(target["number"])
        )
        return in_brackets or _IN_TITLE.match(before) is not None
    start, _ = clauses.sentence(verb.start())
    if _NOT_DONE.search(before) or _DENIED.search(before, start) or _TASK.search(before[start:]):
        return False
    subjects = list(_SELF.finditer(before))
    if subjects and not _OTHERS.search(before, max(start, subjects[-1].end())):
        between = before[subjects[-1].end() :]
        if not _REFERENCE.search(between) or re.search(r"(?:\bva|\bdong thoi|[;,.])\W*$", before):
            return True
    return _is_item(clauses, verb, target) or _is_said_by_issuer(clauses, verb, target)


def _is_item(clauses: _Clauses, verb: "re.Match[str]", target: "re.Match[str]") -> bool:
    """Whether the clause is an article or an item of its own: "3. Bãi bỏ Kế hoạch số …". A bullet amends nothing."""
    folded, (start, _) = clauses.folded, clauses.sentence(verb.start())
    if (
        _LAW.search(target["number"])
        or _LATER.search(folded, verb.end())
        or not _OWN.match(folded[start : verb.start()])
    ):
        return False
    if _BULLET.match(folded, start) and _kind(verb["done"]) is EffectKind.AMENDS:
        return False
    return _OBJECT.match(folded[verb.end() : target.start()]) is not None


def _is_said_by_issuer(clauses: _Clauses, verb: "re.Match[str]", target: "re.Match[str]") -> bool:
    """Whether an agency says that it does so here: "UBND xã điều chỉnh Kế hoạch số … như sau:"."""
    folded, (start, end) = clauses.folded, clauses.sentence(verb.start())
    clause = max(start, *(folded.rfind(mark, start, verb.start()) + 1 for mark in ",;:."))
    if _REFERENCE.search(folded, clause, verb.start()) or _OTHERS.search(folded, clause, verb.start()):
        return False
    if _LATER.search(folded, target.end(), end):
        return False
    if _BY_SELF.search(folded, target.end(), end):
        return _BASIS.match(folded[clause:end]) is None
    return _HERE.search(folded[:end]) is not None and is_agency(clauses.line.text[clause:].lstrip())


def _kind(said: str) -> EffectKind:
    """A plan that amends, supplements and replaces parts of another leaves the rest of it in force."""
    if re.search(rf"{_AMENDED}|tach roi", said):
        return EffectKind.AMENDS
    return EffectKind.REPLACES if "thay" in said else EffectKind.ENDS


def _is_part(between: str) -> bool:
    """Whether `between`, the words before a document, name a part of it."""
    said = re.split(_KINDS, between)[0]
    return not _WHOLE.search(said) and _OF_PART.search(said) is not None


def _objects(folded: str, start: int, end: int) -> list["re.Match[str]"]:
    """The documents listed from `start` on; those that only the title of another one names are not meant."""
    found = [match for match in _REFERENCE.finditer(folded, 0, end) if match.start() >= start]
    listed = _in_list(folded, found)
    is_meant = listed and listed[0].start() - start <= _GAP and not _NOT_MEANT.search(folded[start : listed[0].start()])
    return listed if is_meant else []


def _in_list(folded: str, found: list["re.Match[str]"]) -> list["re.Match[str]"]:
    """Those of `found` that are listed with the first that names its kind."""
    listed: list[re.Match[str]] = []
    for match in found:
        if match["more"]:
            belongs = bool(listed) and listed[-1].end() == match.start()
        else:
            belongs = not listed or _LISTED.search(folded[: match.start()]) is not None
        listed += [match] if belongs else []
    return listed


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
