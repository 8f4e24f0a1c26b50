"""One matter as several plans tell it, side by side: of places, of years, or of plans named by their numbers."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from answer.answer import Answer, Question
from answer.asked import Asked
from answer.choice import MANY, headed
from answer.cues import cues, plain, said
from answer.draft import Draft, Statement, written
from answer.extract import Extract
from answer.lexicon import place_aliases, stop_words
from answer.overview import outlines
from answer.titled import numbers_of
from index.row import PlanRow
from ingest.agencies import is_agency
from ingest.due import Anchor, DueKind, read
from ingest.plan import Plan
from ingest.vietnamese import fold, nfc

_VERSUS = re.compile(r"\b(?:voi|va|so voi|hay)\b")
_YEAR = re.compile(r"\(?\b(?:nam\s+)?(20\d\d)\b\)?")
_KIND = r"(?:tinh|huyen|xa|phuong|thanh pho|tp\.?|thi xa|thi tran|quan|dac khu)"
_BEFORE = r"(?:(?:o|cua|tai|giua|va|voi|so|hay|con|cho|trong|theo|ben)\s+)*"
_HOW = r"(?:\s+(?:nhau|the nao|ra sao|nhu the nao|cho nao|o diem nao|o cho nao|diem nao|gi|khong)\b)*"
_WHEN = re.compile(r"^(?:thoi han|han chot|han|thoi gian|thoi diem)\s+(?=\S)")
_GLUE = frozenset(
    ["va", "voi", "o", "cua", "tai", "giua", "so", "hay", "con", "cho", "trong", "theo", "ke", "hoach", "cac", "nhung"]
)
_ASKS = frozenset(["giup", "minh", "gium", "ho", "toi", "xem", "ban"])  # words of asking
_LONGEST = 3200  # characters of all sides
_MARK = 8  # characters of the mark of a citation and the end of a line
_SILENT = (Statement("không tìm thấy nội dung này.", ()),)
_MATTERS = "Có thể so sánh từng việc: mục đích, nhiệm vụ, cơ quan chủ trì, thời hạn, báo cáo, kinh phí."


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: the plans of one place and year, the first of which names it."""

    rows: tuple[PlanRow, ...]

    @property
    def row(self) -> PlanRow:
        """The plan that names the side."""
        return self.rows[0]


def compared(
    question: Question, extract: Callable[[Question], Extract], plan_of: Callable[[int], Plan]
) -> Answer | None:
    """What each side says, under its name; what can be compared where `question` names no matter.

    Of a side that is silent it says so. None where it names no two sides, or all are silent.
    """
    asked = extract(question).asked
    is_compared = bool(said("compare", plain(asked)))
    if not is_compared and not _VERSUS.search(asked.folded):
        return None
    whole = extract(replace(question, text=without_years(question.text), year=None))
    sides = list(_sides(asked, whole, is_compared=is_compared))
    if not 1 < len(sides) <= MANY:  # a number that many plans have is no number of a plan: "trong tháng 11"
        return None
    matter = _matter(question.text, [row for side in sides for row in side.rows])
    told: list[tuple[Side, tuple[Statement, ...]]] = []
    for side in sides:
        asks = (extract(Question(text, None, side.row.year, (), question.today)) for text in _ways(matter))
        scope = replace(whole.scope, plans=side.rows, each=False, decided=True)
        drafts = [replace(one, scope=scope).answer().draft for one in asks]
        timed = (draft for draft in drafts if len(drafts) > 1 and _is_timed(draft, side))
        told.append((side, next(timed, drafts[0]) if matter else outlines(plan_of(side.row.id))))
    if not any(draft for _, draft in told) or not (is_compared or all(draft for _, draft in told)):
        return None
    room = _LONGEST // len(told)
    parts = (headed(side.row, _cut(draft or _SILENT, room)) for side, draft in told)
    text, citations = written(tuple(statement for part in parts for statement in part))
    return Answer("answered", text if matter else f"{text}\n{_MATTERS}", citations)


def _is_timed(draft: Draft, side: Side) -> bool:
    """Whether `draft` says when."""
    dues = (due for one in draft for due in read(one.text, Anchor(side.row.year)))
    return any(due.kind is not DueKind.NONE for due in dues)


def without_years(text: str) -> str:
    """`text` without the years that it names."""
    text = nfc(text)
    for match in reversed(list(_YEAR.finditer(fold(text)))):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def _sides(asked: Asked, whole: Extract, *, is_compared: bool) -> Iterator[Side]:
    """The places that the question names; else the plans by their numbers, else the years of one place."""
    rows = whole.scope.plans
    if whole.scope.each:
        for place in dict.fromkeys(map(_place, rows)):
            own = tuple(row for row in rows if _place(row) == place)
            of_year = tuple(row for row in own if row.year in asked.years)
            yield Side(of_year or own)
        return
    numbers = {one.lstrip("0") for one in re.findall(r"(?<![\d/.])\d{2,5}(?![\d.])", asked.folded)}
    if len(numbered := [row for row in rows if numbers & numbers_of(row)]) > 1:
        yield from (Side((row,)) for row in numbered)
        return
    if is_compared and len({_place(row) for row in rows}) == 1 and len(asked.years) > 1:
        for year in sorted(asked.years):
            if of_year := tuple(row for row in rows if row.year == year):
                yield Side(of_year)


def _matter(text: str, rows: Sequence[PlanRow]) -> str:
    """What is asked of each side: `text` without the names, years and numbers of `rows` and the words that compare."""
    text = nfc(text)
    names = {name for row in rows for name in (row.place, row.province) if name}
    names |= {" ".join(alias) for alias, place in place_aliases().items() if fold(place) in map(fold, names)}
    numbers = {number for row in rows for number in numbers_of(row) if number.isdigit()}
    places = "|".join(re.escape(fold(name)) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
    figures = "|".join(sorted(numbers)) or r"(?!)"
    compares = "|".join(re.escape(cue) for cue in cues()["compare"])
    for pattern in (
        rf"\b(?:{compares})\b{_HOW}",
        rf"\b{_BEFORE}(?:ke hoach|kh)\s+(?:so\s+)?0*(?:{figures})\b(?:/[\w-]+)?",
        rf"\b{_BEFORE}(?:{_KIND}\.?\s*)?(?:{places})\b(?:\s*\([^()]*\))?",
        _YEAR.pattern,
    ):
        for match in reversed(list(re.finditer(pattern, fold(text)))):
            text = f"{text[: match.start()]} {text[match.end() :]}"
    text = re.sub(r"\s*[,.:;]*\s*([,.:;?])", r"\1", " ".join(text.split())).strip(" ,.:;-")
    words = set(re.findall(r"\w+", fold(text))) - _GLUE - stop_words(folded=True) - _ASKS
    if not words and not any(is_agency(text[match.start() :]) for match in re.finditer(r"\b\w", text)):
        return ""
    return text


def _cut(draft: Sequence[Statement], room: int) -> tuple[Statement, ...]:
    """As much of `draft` as has `room`, the first statement at least; dots tell that there is more."""
    kept: list[Statement] = []
    for statement in draft:
        room -= len(statement.text) + _MARK
        if room < 0 and kept:
            return (*kept[:-1], replace(kept[-1], text=f"{kept[-1].text} …"))
        kept.append(statement)
    return tuple(kept)


def _ways(matter: str) -> list[str]:
    """How `matter` may be asked: "thời hạn báo cáo" also as "khi nào phải báo cáo"."""
    when = _WHEN.match(fold(matter))
    return [matter, f"khi nào phải {matter[when.end() :]}"] if when else [matter] if matter else []


def _place(row: PlanRow) -> tuple[str | None, ...]:
    return (row.place, row.place_kind, row.province)
