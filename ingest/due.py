"""When something is due: what a text about time says, as a date, a range, a recurrence, or that it says none.

Nothing is invented: what is not sure is none, with its reason. A year that is left out is the plan's own, and said so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from ingest.mentions import DATE, NUMBER, sentences
from ingest.moments import Cue, ImpossibleError, Moment, Stretch, stretches
from ingest.plan import Plan
from ingest.recurring import Recurrence, Unit, recurrences
from ingest.vietnamese import fold


class DueKind(StrEnum):
    DAY = "day"  # by, or on, `until`
    RANGE = "range"  # from `since` to `until`, without an end where that is None
    EVERY = "every"  # each `unit`
    AFTER = "after"  # `count` units after something else
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Due:
    """One reading of a time. `how` says, for people, how it was read, or why there is no date.

    Of a recurrence `day` is the day of the month, of a week its number from Monday, 1; `month` that of the year, of a
    quarter its first to third; `since` and `until` are the time within which it recurs, where that is said.
    `is_worked_out`: a day does not stand so in the text, but follows from it: "Quý II" ends on 30/6.
    """

    kind: DueKind
    how: str
    since: date | None = None
    until: date | None = None
    unit: Unit | None = None
    month: int | None = None
    day: int | None = None
    count: int | None = None
    is_worked_out: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a plan says of its own time: its year, and the day on which it was issued."""

    year: int | None = None
    issued_on: date | None = None


def anchor_of(plan: Plan) -> Anchor:
    """The anchor of `plan`."""
    return Anchor(plan.year, plan.issued_on)


_AS_IT_STANDS = "như văn bản ghi"
_COUNTED = "tính từ khoảng thời gian ghi trong văn bản"
_DAY_BEFORE = "đến hết ngày liền trước"
_PLANS_YEAR = "năm lấy theo kế hoạch"
_HEADS_YEAR = "năm lấy theo đầu cột"
_SHORT_YEAR = "năm ghi hai chữ số"
_HEAD = "lấy theo đầu cột"
_OPEN = "không nêu ngày kết thúc"
_AFTER_SOMETHING = "tính từ một việc khác, chưa có ngày"
_NO_YEAR = "không nêu năm, và kế hoạch cũng không có năm"
_PAST = "không nêu năm, mà trong năm của kế hoạch thì ngày đó đã qua khi ban hành"
_LUNAR_DAY = "theo âm lịch, chưa đổi sang dương lịch"
UNDATED = frozenset([_NO_YEAR, _PAST, _LUNAR_DAY])
"""How a time was read that names a day, of which it cannot be known which one it is."""
NO_TIME = "không nêu thời gian"
_BACKWARDS = "ngày cuối trước ngày đầu"
_NO_MONTH = "chỉ nêu ngày, không nêu tháng"
_LONGEST_GUESSED = 280  # days of a range over New Year whose years are left out: nine months
_NEAR = 25  # characters between a day and what says how often
_CENTURY, _NEAR_YEARS = 2000, 5
_ONE_DAY = timedelta(days=1)

_DOCUMENT = re.compile(
    rf"(?=\d+(?:/\d{{4}})?\s?[-/]\s?(?!QUÝ|THÁNG|NGÀY|NĂM|ĐẦU|GIỮA|CUỐI)[A-ZĐ][A-ZĐ\d&-]){NUMBER}(?:[^\s,;.]*,?\s*(?:của\s[^,;:.]{{3,60}}?\s)?ngày\s*{DATE})?"
    rf"|Luật[^;,.]{{3,80}}?ngày\s+{DATE}"
)
_YEAR_FIRST = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\d-])")  # as spreadsheets write days
_CLOCK = re.compile(
    r"\d{1,2}\s?(?:gio|h|g)(?!\w)\s*(?:\d{1,2}\s*(?:phut|[’'])?)?|\d{1,2}h\d{2}[’']?|(?<!\w)\d{1,2}:\d{2}(?!\d)"
)
LUNAR = re.compile(
    r"\bram thang\b|\bam lich\b|\bnong lich\b|\bmung\s+\d|\bthang (?:gieng|chap)\b"
    r"|\bsau tet\b|\btruoc tet\b|\bdip tet\b"
)
_AFTER = re.compile(
    r"(?P<count>\d{1,3})\s*(?P<unit>ngay|tuan|thang|quy|nam)(?:\s+lam viec)?(?:[^.;\d]{0,60}?)"
    r"(?<!\w)(?:(?:ke|tinh)\s+tu|sau khi|tu khi|tu ngay(?!\s+\d))(?!\w)"
    r"|(?<!\w)sau\s+(?P<later>\d{1,3})\s+(?P<units>ngay|tuan|thang|quy|nam)(?!\w)(?!\s+\d)"
)
_AFTER_EVENT = re.compile(r"(?<!\w)(?:sau|(?:ke|tinh)?\s?tu)\s+khi(?!\w)|(?<!\w)(?:ke|tinh)\s+tu\s+ngay\s+(?!\d)")
_ENDLESS = re.compile(r"\s*,?\s*(?:va\s+)?(?:cac\s+nam\s+(?:tiep theo|sau|ke tiep)|tro di|den (?:khi|nay))(?!\w)")
_OPENING = re.compile(
    r"\W*(?:(?:thuc hien|hoan thanh|trien khai|to chuc|trong|vao|tu|giai doan|ca|nam|xong|thoi gian|dinh ky"
    r"|theo tien do|hang (?:tuan|thang|quy|nam)|den|het|truoc|du kien)\W*)*"
)
_NEXT_MONTH = re.compile(
    r"\s*(?:cua\s+)?thang\s+(?:lien ke|lien sau|sau|tiep theo|ke tiep|ke sau)(?!\w)"
    r"(?!\s+sau thang cuoi)(?!\s+(?:cua\s+)?quy)"
)
_OF_QUARTER = re.compile(
    r"\s*(?:cua\s+)?thang\s+(?P<which>dau|cuoi|thu nhat|thu hai|thu ba)\s+(?:cua\s+)?(?:moi\s+)?quy(?!\w)"
)
_WHICH = {"dau": 1, "thu nhat": 1, "thu hai": 2, "cuoi": 3, "thu ba": 3}
_DONE = re.compile(r"(?<!\w)(?:hoan thanh|xong|ban hanh|xay dung|bao cao|trinh|gui|thuc hien)(?!\w)[^;.]*$")
_JUST_DONE = re.compile(r"(?<!\w)(?:hoan thanh|xong)(?:\s+(?:vao|trong))?\s*$")
_SAYS_WHEN = re.compile(r"\w{3}(?<!gian)(?<!diem)(?<!ngay)\W*:\s*(?:du kien\s+)?(?:vao\s+)?$")
"""A label before a day: "Khai giảng năm học: Ngày 05/9/2024"."""
_BEGINS = re.compile(r"(?<!\w)bat dau(?:\s+thuc hien)?\s+(?:ke\s+)?tu\s*$")
_NO_DEADLINE = re.compile(r"(?<!\w)(?:tinh|hieu luc)\s+(?:den\s+)?(?:het\s+)?$")
_HAPPENED = re.compile(r"(?<!\w)(?:da|xay ra)(?!\w)")
_TICK = re.compile(r"\W*(?:x|v|co)?\W*", re.IGNORECASE)
_REASONS = (
    (LUNAR, _LUNAR_DAY),
    (re.compile(r"\bthuong xuyen\b|\blien tuc\b|\b24/7\b"), "việc thường xuyên, không nêu hạn"),
    (re.compile(r"\bdot xuat\b|\bkhi (?:co|can|phat sinh)\b"), "làm khi có việc, không nêu hạn"),
    (re.compile(r"\bdinh ky\b"), "định kỳ, không nêu bao lâu một lần"),
    (re.compile(r"(?:^|\W)theo\b"), "theo một văn bản hay tiến độ khác"),
    (
        re.compile(r"\b(?:dau|giua|cuoi)\s+(?:nam|quy|thang)\b|\b(?:dau|cuoi|khoang|tuan)\b.*\d"),
        "chỉ nêu áng chừng, không nêu ngày",
    ),
    (re.compile(r"\b(?:trong|ca)\s+nam\b"), "trong năm, không nêu ngày"),
    (re.compile(r"\btruoc khi\b"), "trước một việc khác, chưa có ngày"),
    (re.compile(r"\d\s*(?:ngay|tuan|thang|buoi|gio)\b"), "nêu bao lâu, không nêu từ ngày nào"),
    (re.compile(r""), NO_TIME),
)  # fmt: skip


def read(text: str, anchor: Anchor, label: str = "") -> tuple[Due, ...]:
    """When it is due of which `text` is the time, `label` the label or head of the column: one reading or more.

    A year in the head counts before the plan's; a head that is a time itself ("Quý I") is read where `text` is a tick.
    """
    if label and _TICK.fullmatch(fold(text)):
        found = read(label, anchor)
        return tuple(
            replace(due, how=f"{_HEAD}; {due.how}", is_worked_out=due.kind is not DueKind.NONE) for due in found
        )
    return _Reading(text, anchor, label, is_prose=False).dues()


def told(text: str, anchor: Anchor) -> tuple[Due, ...]:
    """When what `text` asks for is due: only times that words such as "trước", "chậm nhất", "định kỳ" make due."""
    found = [due for each in sentences(text) for due in _Reading(each, anchor, "", is_prose=True).dues()]
    return _dated(found)


def _dated(found: Iterable[Due]) -> tuple[Due, ...]:
    """Each once, without those that say no date where others do."""
    once = tuple(dict.fromkeys(found))
    return tuple(due for due in once if due.kind is not DueKind.NONE) or once[:1]


class _Reading:
    """One text being read: `at` offsets are those of the folded text, in which documents and hours are blanked."""

    def __init__(self, text: str, anchor: Anchor, label: str, *, is_prose: bool) -> None:
        self._text = _blanked(text)
        self._anchor = anchor
        years = {found.first.year for found in stretches(fold(label)) if found.first.year and found.first.is_year}
        self._head_year = years.pop() if len(years) == 1 else None
        self._is_prose = is_prose
        self._used: set[Recurrence] = set()
        self._frames: list[tuple[date, date | None]] = []

    def dues(self) -> tuple[Due, ...]:
        """What it says, in the order of the text."""
        if LUNAR.search(self._text):
            return (Due(DueKind.NONE, _REASONS[0][1]),)
        afters = list(self._afters())
        taken = [(start, end) for start, end, _ in afters]
        often = recurrences(self._text)
        taken += [(one.start, one.end) for one in often]  # "mỗi tháng 02 chương trình" is no February
        times = [time for time in stretches(self._text) if not any(start <= time.start < end for start, end in taken)]
        self._every = [one for one in often if self._recurs_here(one, times)]
        placed = [(start, due) for start, _, due in afters]
        placed += [(time.start, due) for time in times for due in self._due(time)]
        placed += [(one.start, self._bare(one)) for one in self._every if one not in self._used]
        found = _dated(due for _, due in sorted(placed, key=lambda each: each[0]))
        return found or (Due(DueKind.NONE, self._reason()),)

    def _reason(self) -> str:
        return next(reason for pattern, reason in _REASONS if pattern.search(self._text))

    def _afters(self) -> Iterator[tuple[int, int, Due]]:
        """Times that count from something else, with where they stand and what they take in behind."""
        ends = 0
        for match in _AFTER.finditer(self._text):
            count, unit = match["count"] or match["later"], match["unit"] or match["units"]
            ends = match.end() + _NEAR
            yield match.start(), ends, Due(
                DueKind.AFTER, _AFTER_SOMETHING, unit=Unit.of(unit), count=int(count)
            )  # fmt: skip
        event = None if self._is_prose else _AFTER_EVENT.search(self._text, ends)
        if event and not _ENDLESS.match(self._text, max(0, event.start() - 4)):
            yield event.start(), len(self._text), Due(DueKind.AFTER, _AFTER_SOMETHING)

    def _recurs_here(self, one: Recurrence, times: Sequence[Stretch]) -> bool:
        """Whether `one` says how often the work is done: prose also tells of "ngân sách hằng năm"."""
        return (
            not self._is_prose
            or one.is_adverbial
            or any(self._near(one, time) for time in times if not time.first.is_year)
        )

    def _near(self, one: Recurrence, time: Stretch) -> bool:
        between = self._text[min(one.end, time.end) : max(one.start, time.start)]
        return len(between) <= _NEAR and not re.search(r"[;.]", between)

    def _bare(self, one: Recurrence) -> Due:
        since, until = self._frames[0] if len(self._frames) == 1 and one.unit is not Unit.YEAR else (None, None)
        return Due(DueKind.EVERY, one.unit.told, since, until, one.unit, day=one.weekday)

    def _due(self, time: Stretch) -> Iterator[Due]:
        """What `time` says: nothing where it is no deadline, or only frames what recurs."""
        if recurring := self._recurs(time):
            yield recurring
            return
        if time.cue is Cue.VAGUE or not self._counts(time):
            return
        due = self._dated(time)
        if self._is_prose and due.kind is DueKind.NONE:
            return
        every = [one for one in self._every if one.unit is not Unit.YEAR]
        frames = time.last is not None or time.cue is Cue.FROM or time.first.is_year
        if every and frames and due.kind is DueKind.RANGE and due.since:
            self._frames.append((due.since, due.until))
            return
        yield due

    def _belongs(self, one: Recurrence, time: Stretch) -> bool:
        """Whether `time` says on which day `one` is: in prose a day far from it needs a word that makes it due."""
        is_due = not self._is_prose or time.cue in (Cue.BEFORE, Cue.BY)
        return self._near(one, time) or (
            is_due and ";" not in self._text[min(one.end, time.end) : max(one.start, time.start)]
        )

    def _recurs(self, time: Stretch) -> Due | None:
        """The recurrence on the day or month that `time` names, where what says how often stands with it."""
        moment, behind = time.first, self._text[time.end :]
        if moment.year or moment.years_on or not (moment.day or moment.month):
            return None
        if time.last is not None:
            return self._each_year(time)
        if moment.month is None and (which := _OF_QUARTER.match(behind)):
            return self._each(Unit.QUARTER, moment, month=_WHICH[which["which"]])
        if moment.month is None and _NEXT_MONTH.match(behind):
            return self._each(Unit.MONTH, moment)
        units = (Unit.YEAR,) if moment.month else (Unit.MONTH, Unit.QUARTER)
        for one in self._every:
            if one.unit in units and self._belongs(one, time):
                return self._each(one.unit, moment)
        return None

    def _each_year(self, time: Stretch) -> Due | None:
        """A range that comes again: "từ tháng 3 đến tháng 11 hằng năm" has no year of its own."""
        yearly = [one for one in self._every if one.unit is Unit.YEAR and self._near(one, time)]
        self._used.update(yearly)
        return Due(DueKind.EVERY, Unit.YEAR.told, unit=Unit.YEAR) if yearly else None

    def _each(self, unit: Unit, moment: Moment, month: int | None = None) -> Due | None:
        self._used |= {one for one in self._every if one.unit is unit}
        try:
            replace(moment, month=moment.month or 1, year=2024).bounds()  # a leap year has every day that there is
        except ImpossibleError:
            return Due(DueKind.NONE, _impossible(moment))
        month = moment.month or month
        if unit is Unit.QUARTER and month is None:
            return Due(DueKind.EVERY, f"{unit.told}; {_NO_MONTH}", unit=unit)
        return Due(DueKind.EVERY, unit.told, unit=unit, month=month, day=moment.day)

    def _counts(self, time: Stretch) -> bool:
        """Whether `time` is the one by which, or in which, something is due."""
        before = self._text[: time.start]
        if time.first.is_year and (re.search(r"\bthuong xuyen\b", self._text) or not _OPENING.fullmatch(before)):
            return False
        if not self._is_prose:
            return not (time.first.is_day and time.first.month is None) or time.last is not None or not self._every
        if time.first.is_year or _NO_DEADLINE.search(before):
            return False
        if time.cue in (Cue.BEFORE, Cue.BY):
            return self._is_near(time) and not _NO_DEADLINE.search(re.sub(r"(?:den\s+)?het\s*$", "", before.rstrip()))
        if time.last is not None:
            return time.cue is Cue.FROM and self._is_ahead(time) and not _HAPPENED.search(self._text)
        if time.cue is Cue.FROM:
            return bool(self._every) and _BEGINS.search(before) is not None
        if time.first.is_day:
            return _SAYS_WHEN.search(before) is not None and self._is_ahead(time)
        is_done = _JUST_DONE if time.cue is Cue.NONE else _DONE
        return time.cue in (Cue.NONE, Cue.WITHIN) and is_done.search(before) is not None and self._is_ahead(time)

    def _is_ahead(self, time: Stretch) -> bool:
        """Whether it ends behind the day of the plan: what lies before tells of what was."""
        due = self._dated(time)
        return due.until is not None and (self._anchor.issued_on is None or due.until >= self._anchor.issued_on)

    def _is_near(self, time: Stretch) -> bool:
        """Whether it does not lie years before the plan: "người hoạt động trước ngày 01/01/1945" has no deadline."""
        due, year = self._dated(time), self._anchor.issued_on.year if self._anchor.issued_on else self._anchor.year
        return due.until is None or year is None or due.until.year >= year - 1

    def _dated(self, time: Stretch) -> Due:
        """`time` in the calendar."""
        notes: list[str] = []
        try:
            moments = [self._in_year(moment, time, notes) for moment in time.moments]
            bounds = [moment.bounds() for moment in self._ordered(time, moments, notes)]
        except ImpossibleError as error:
            return Due(DueKind.NONE, str(error))
        since, until = bounds[0][0], bounds[-1][1]
        if until < since:
            return Due(DueKind.NONE, _BACKWARDS)
        if _PLANS_YEAR in notes and self._anchor.issued_on and until < self._anchor.issued_on:
            return Due(DueKind.NONE, _PAST)
        if not all(moment.is_day for moment in time.moments):
            notes.insert(0, _COUNTED)
        return self._taken(time, since, until, notes)

    def _taken(self, time: Stretch, since: date, until: date, notes: list[str]) -> Due:
        """What the words before and behind `time` make of it."""
        is_day = time.first.is_day
        if time.last is None and (time.cue in (Cue.FROM, Cue.AFTER) or _ENDLESS.match(self._text, time.end)):
            return Due(DueKind.RANGE, _said(*notes, _OPEN), since, is_worked_out=bool(notes))
        if time.last is None and time.cue is Cue.BEFORE and not is_day:
            return Due(DueKind.DAY, _said(_DAY_BEFORE, *notes[1:]), until=since - _ONE_DAY, is_worked_out=True)
        if time.last is None and (is_day or time.cue in (Cue.BY, Cue.TO)):
            return Due(DueKind.DAY, _said(*notes), until=until, is_worked_out=bool(notes))
        return Due(DueKind.RANGE, _said(*notes), since, until, is_worked_out=bool(notes))

    def _in_year(self, moment: Moment, time: Stretch, notes: list[str]) -> Moment:
        """`moment` with its year. Raises ImpossibleError, with what is wrong, where that is not to be known."""
        if moment.is_day and moment.month is None:
            raise ImpossibleError(_NO_MONTH)
        if moment.is_borrowed:
            notes.append("tháng, năm lấy theo ngày ghi sau")
        if moment.year is None:
            given = next((one.year for one in time.moments if one.year), None)
            year = given or self._head_year or self._anchor.year
            if year is None:
                raise ImpossibleError(_NO_YEAR)
            notes.append(_COUNTED if given else _HEADS_YEAR if self._head_year else _PLANS_YEAR)
            moment = replace(moment, year=year)
        elif moment.year < 100:
            year, near = _CENTURY + moment.year, self._anchor.year
            if near is None or abs(year - near) > _NEAR_YEARS:
                raise ImpossibleError(_SHORT_YEAR)
            notes.append(_SHORT_YEAR)
            moment = replace(moment, year=year)
        elif moment.years_on:
            notes.append(_COUNTED)
        try:
            moment.bounds()
        except ImpossibleError as error:
            raise ImpossibleError(_impossible(moment)) from error
        return moment

    def _ordered(self, time: Stretch, moments: list[Moment], notes: list[str]) -> list[Moment]:
        """A range over New Year whose years are not both said gets the year before or behind for one of them."""
        if len(moments) == 1 or moments[0].bounds()[0] <= moments[1].bounds()[1]:
            return moments
        first, last = moments
        if first.is_borrowed:
            first = replace(first, years_on=first.years_on - 1)
        elif time.moments[1].year is None:
            last = replace(last, years_on=last.years_on + 1)
        if (last.bounds()[1] - first.bounds()[0]).days > _LONGEST_GUESSED:
            return moments
        notes.append("qua năm mới")
        return [first, last]


def _blanked(text: str) -> str:
    """`text` folded, the documents that it names and hours of the day made blanks, days year last."""
    folded = fold(_DOCUMENT.sub(_blank, _YEAR_FIRST.sub(r"\3/\2/\1", text)))
    return _CLOCK.sub(_blank, folded)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _said(*notes: str) -> str:
    return "; ".join(dict.fromkeys(notes)) or _AS_IT_STANDS


def _impossible(moment: Moment) -> str:
    return f"“{moment.text}” không có trong lịch"
