"""The head of a document: country, office, number, day, and what a letter is about, however a file runs them together.

What stands there, and how it is written, is fixed by Nghị định 30/2020/NĐ-CP, Phụ lục I; by the Party in its own rules.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.document import Block
from ingest.mentions import DATE, NUMBER
from ingest.offices import is_loud, issuer, offices
from ingest.plan import Quoted
from ingest.vietnamese import fold


class Mark(StrEnum):
    """What a line of a head is."""

    NATION = "nation"  # Quốc hiệu and Tiêu ngữ, or the name of the Party
    NUMBER = "number"
    DATED = "dated"
    ABOUT = "about"  # of a letter
    NAME = "name"  # of an office, or of whatever a page has above its document
    NOTE = "note"  # a star, a stamp, "DỰ THẢO"


_BEGINNING = 160  # characters that tell what a line is
_LONGEST = 800  # characters of a head in one line
_GAP = r"[\s.…_]*"
_FIGURES = rf"(?:\d[\d ]{{0,6}}|{_GAP})"
_SUFFIX = r"[-/]\s?[a-z][\w&]*(?:\s?[-/.]\s?[a-z][\w&]*)*"
_NUMBER = rf"(?<!\w)s[o6]\s*:\s*{_FIGURES}(?:\s*/\s?\d{{4}})?\s*{_SUFFIX}|(?:^|(?<=[\w*]\s))\W*so\s+{_FIGURES}{_SUFFIX}"
_DAY = (
    rf"(?<!\w)(?:hoi[\s\d]*gio[\s\d]*(?:phut)?,?\s*)?ngay(?!\w){_GAP}(?:\d{{1,2}}(?!\d))?{_GAP}(?:thang(?!\w){_GAP}(?:\d{{1,2}}(?!\d))?{_GAP}"
    rf"(?:/{_GAP}\d{{4}}|,?\s*nam(?!\w){_GAP}(?:\d{{4}})?)?"
    rf"|[/.-]{_GAP}(?:\d{{1,2}})?{_GAP}[/.-]{_GAP}(?:\d{{4}})?|$)"
)
_NATION = (
    r"cong\s+hoa\s+xa(?:\s+hoi(?:\s+chu\s+nghia(?:\s+viet\s+nam)?)?)?(?!\w)|dang\s+cong\s+san\s+viet\s+nam(?!\w)"
    r"|(?:hoi\s+)?chu\s+nghia\s+viet\s+nam(?!\w)|doc\s+lap\s*\W?\s*tu\s+do\s*\W?\s*hanh\s+phuc(?!\w)"
)
_MARKED = re.compile(
    rf"(?P<nation>{_NATION})|(?P<number>{_NUMBER})|(?P<dated>{_DAY})|(?P<about>(?<!\w)v\s?/\s?v(?!\w))", re.MULTILINE
)
_RULE = re.compile(r"[-–—_=~*]{3,}(?:\s*o?[0O]o?\s*[-–—_=~*]{2,})?")
_STAMP = r"du thao(?: lan \w+)?|hoa toc|(?:thuong )?khan|(?:tuyet |toi )?mat|ban sao"
_NOTE = re.compile(rf"\W*(?:{_STAMP}|viet nam|hanh phuc)?[\W\d]*")
_TOWN = frozenset(("TP", "TX", "T.P", "P", "TT"))
_OF_KIND = frozenset(("phố", "xã", "trấn", "khu"))  # "Thành phố Hồ Chí Minh, ngày …"
_BETWEEN = ("-", "–", ",")  # "Bà Rịa - Vũng Tàu"
_YEAR = re.compile(r"(?:nam|/)\s*((?:19|20)\d\d)(?!\d)")
_REST_OF_DAY = re.compile(r"\W*(?:thang\W.{0,12})?(?:nam\s*)?(?:19|20)\d\d\W*")

VALUE = re.compile(rf"\d{{1,5}}\s+/\s?\d{{4}}\s?[-/]\s?[A-ZĐ][\w&-]*|{NUMBER}")
"""A number with what it is of: "988/KH-ĐKT"."""
DAY = re.compile(rf"ng[aà]y\s*(?P<date>{DATE})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a head says: `offices` from the uppermost down, `number` and `dated` None where left out or left open.

    `is_numbered` and `is_dated`: it has a place for them. `where` is the line that names the day, `year` what it says.
    """

    offices: tuple[Quoted, ...] = ()
    number: Quoted | None = None
    is_numbered: bool = False
    dated: Quoted | None = None
    is_dated: bool = False
    where: str = ""
    year: int | None = None

    @property
    def issuer(self) -> Quoted | None:
        return issuer(self.offices)


def letterhead(lines: Sequence[Block]) -> Letterhead:
    """What `lines`, each of one thing, say as a head."""
    said = list(_whole(lines))
    numbered = [line for mark, line in said if mark is Mark.NUMBER]
    dated = [line for mark, line in said if mark is Mark.DATED]
    names = [line for mark, line in said if mark is Mark.NAME]
    years = (_YEAR.search(fold(day.text)) for day in dated)
    return Letterhead(
        offices=tuple(offices([name for at, name in enumerate(names) if at or not VALUE.fullmatch(name.text)])),
        number=next(filter(None, map(_number, numbered)), None),
        is_numbered=bool(numbered),
        dated=next(filter(None, map(_day, dated)), None),
        is_dated=bool(dated),
        where=next((day.text for day in dated), ""),
        year=next((int(year.group(1)) for year in years if year), None),
    )


def _whole(lines: Sequence[Block]) -> Iterator[tuple[Mark, Quoted]]:
    """What each of `lines` is; a day that is cut is whole again: "ngày 11 tháng 3" / "năm 2025"."""
    day: Quoted | None = None
    for line in lines:
        mark, quoted = sort(line.text), Quoted(line.text, (line.span,))
        if day and _REST_OF_DAY.fullmatch(fold(line.text)):
            day = Quoted(f"{day.text} {line.text}", (*day.spans, line.span))
            continue
        if day:
            yield Mark.DATED, day
        day = quoted if mark is Mark.DATED and not _YEAR.search(fold(line.text)) else None
        if not day:
            yield mark, quoted
    if day:
        yield Mark.DATED, day


def _number(line: Quoted) -> Quoted | None:
    match = VALUE.search(line.text)
    return Quoted(re.sub(r"\s*([-/])\s*", r"\1", match.group()), line.spans) if match else None


def _day(line: Quoted) -> Quoted | None:
    match = DAY.search(line.text)
    return Quoted(match["date"], line.spans) if match else None


def sort(text: str) -> Mark:
    """What the line `text` of a head is."""
    found = next(marks(text[:_BEGINNING]), None)
    if found and not any(map(str.isalnum, text[: found[1]])):
        return found[0]
    return Mark.NOTE if len(text) < _BEGINNING and _NOTE.fullmatch(fold(text)) else Mark.NAME


def marks(text: str) -> Iterator[tuple[Mark, int, int]]:
    """What in `text` is no name, and where it begins and ends. What a letter is about goes up to what is not."""
    last, about = 0, -1
    for match in _MARKED.finditer(fold(text)):
        mark, start, end = Mark(match.lastgroup or ""), *match.span()
        if not _is(mark, text[start:end].strip()):
            continue
        if mark is Mark.DATED:
            start = _place_before(text, last, start)
        if about >= 0:
            if mark is not Mark.NATION and start == match.start():
                continue  # a letter about a document of that day
            yield Mark.ABOUT, about, start
        about = start if mark is Mark.ABOUT else -1
        last = end
        if about < 0:
            yield mark, start, end
    if about >= 0:
        yield Mark.ABOUT, about, len(text)


def _is(mark: Mark, text: str) -> bool:
    """Whether `text`, folded alike, is written as that mark is in a head."""
    if mark is Mark.NATION:
        return text.isupper() or fold(text).startswith("doc lap")
    if mark is Mark.NUMBER:  # "THEO QUYẾT ĐỊNH SỐ 915/…" names a team
        return text.lstrip("*_ (")[:1] == "S" and (":" in text or not text[:2].isupper())
    return mark is not Mark.DATED or not text[:4].isupper()


def _place_before(text: str, first: int, end: int) -> int:
    """Where the name of the place begins that stands before the day at `end`: "Quảng Ngãi, ngày …"."""
    start = end
    for word in reversed(list(re.finditer(r"\S+", text[first:end]))):
        bare = word.group().strip(",.;*_-–")
        is_name = bare[:1].isupper() and (not bare[1:].isupper() or bare in _TOWN)
        if not (is_name or bare.isdigit() or bare in _OF_KIND or word.group() in _BETWEEN):
            break
        start = first + word.start()
    return start


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where in `text` the marks stand, and between them the lines of names."""
    at = 0
    for _, start, end in marks(text):
        yield from _names(text, at, start)
        yield start, end
        at = end
    yield from _names(text, at, len(text))


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of `text` from `start` to `end`, less the rules typed below them."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        at = start + line.start()
        for rule in (*_RULE.finditer(text, at, start + line.end()), None):
            stop = rule.start() if rule else start + line.end()
            if any(map(str.isalnum, text[at:stop])):
                yield at, stop
            at = rule.end() if rule else stop


def is_run_together(text: str) -> bool:
    """Whether the line `text` is of a head, and holds more than one thing."""
    found = list(marks(text)) if len(text) < _LONGEST else []
    kinds = {mark for mark, _, _ in found}
    if not kinds & {Mark.NATION, Mark.NUMBER}:
        return False
    marked = {(start, end) for _, start, end in found}
    names = [text[start:end] for start, end in pieces(text) if (start, end) not in marked]
    return len(found) + len(names) > 1 and (Mark.NATION in kinds or all(map(is_loud, names)))
