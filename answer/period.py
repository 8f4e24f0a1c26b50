"""The days that a question means: "trong tháng 10", "quý sau", "trước 30/6", "tuần này"."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ingest.due import LUNAR
from ingest.moments import Cue, ImpossibleError, Moment, Stretch, stretches

SOON = timedelta(days=30)
_DAY, _WEEK = timedelta(days=1), timedelta(days=6)
_OF_DOCUMENT = re.compile(
    r"(?:ke hoach|quyet dinh|cong van|chi thi|thong bao|nghi quyet|ket luan|cong dien|thong tu|luat|hoi nghi|cuoc hop"
    r"|phien hop|buoi hop|\d/[\w-]+)(?:\s+so\s+\S+)?\s+(?:ban hanh |ky )?$"
    r"|(?:hoi nghi|cuoc hop|phien hop|buoi hop|ket luan|thong bao)"
    r"(?:\s+(?!nao|gi|truoc|sau|tu|den|trong|vao)\w+){1,5}\s+$"
)
_RELATIVE = re.compile(
    r"(?<!\w)(?P<unit>hom|ngay|tuan|thang|quy|nam)\s+(?:hom\s+)?"
    r"(?P<which>nay|qua|mai|sau|toi|truoc|ke tiep|tiep theo|ke)(?!\w)"
)
_AHEAD = re.compile(
    r"(?<![\w/])(?P<count>\d{1,3}|mot|hai|ba|bon|nam|sau)\s+(?P<unit>ngay|tuan|thang)"
    r"\s+(?:sap )?(?:toi|nua|ke tiep)(?!\w)(?! (?:han|ngay|thang))"
)
_NUMBERS = {name: at for at, name in enumerate(("mot", "hai", "ba", "bon", "nam", "sau"), 1)}
_THIS_WEEK = re.compile(r"(?<!\w)trong (?P<unit>tuan)(?P<which>)(?=\W*$|\W+(?:co|thi|ko|khong|a)\b)")
_BY = re.compile(r"(?:truoc|het|cham nhat|muon nhat|khong qua|den het|toi het)\s+(?:la\s+|vao\s+)?$")
_ENDS = re.compile(
    r"(?<!\w)(?:truoc|het|cham nhat|muon nhat|khong qua|khong muon hon)\s+(?:(?:la|vao|ngay|trong)\s+)*$"
)
"""What makes a time the last; "đến hạn trong tháng 10" means within it."""
_LAST_DAY = re.compile(r"(?:cham nhat|muon nhat|khong muon hon)\s+(?:(?:la|vao|ngay)\s+)*$")
_DAYS = {"ngay": 1, "tuan": 7}
_DECEMBER = 12
_CENTURY, _SHORT = 2000, 100  # "5/3/26"
_IN_NO_CALENDAR = "không có trong lịch"
_LEAP = 2024  # a year that has every day which any year has
_NO_MONTH = re.compile(r"(?<!\w)(?:thang (?:0|1[3-9]|[2-9]\d)|quy (?:0|[5-9]|v|vi))(?![\d\w])(?!\s*(?:/|nam )?\d{4}-)")
_STEPS = {"": 0, "nay": 0, "qua": -1, "truoc": -1}
_MONTHS = {"thang": 1, "quy": 3, "nam": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` to `until`, both counted in; None where it is open. `text` is how the question says it, folded.

    `has_year`: the question itself says of which year, or counts from today. `months` is its length, where it is
    whole months, for "quý sau" behind it; 0 else. `is_last`: it is the day itself that is named as the last one,
    "chậm nhất 30/6", where any work is due on it.
    """

    since: date | None
    until: date | None
    text: str
    has_year: bool = True
    months: int = 0
    is_last: bool = False

    def of(self, year: int) -> "Period":
        """The same days of `year`, where the question says no year."""
        if self.has_year:
            return self
        since, until = (day and _safe(year, day.month, day.day) for day in (self.since, self.until))
        return replace(self, since=since, until=until)


def _safe(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _plus(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return _safe(at // 12, at % 12 + 1, day.day)


_FROM_NOW = re.compile(r"(?<!\w)tu (?:nay|hom nay|gio|bay gio) (?:den|toi|cho den|cho toi)(?!\w)(?! (?:het|cuoi) nam)")
_REST = re.compile(r"(?<!\w)(?:den |tu nay (?:den|toi) )?(?:het|cuoi) nam(?: nay)?(?!\w)(?! 20\d\d)")


_IN_YEARS = re.compile(
    r"(?<!\w)(?:(?:trong|sang|qua|cua|vao|het|cuoi|ca)\s+nam"
    r"|(?:han|tien do|thoi gian(?: thuc hien| hoan thanh)?|thoi han)"
    r"(?:\s+(?:la|ghi|trong|vao))?\s+(?:nam\s+)?)\s*(20\d\d)(?:\s*(?:,|hoac|hay|va|den|-|–)\s*(?:nam\s+)?(20\d\d))?(?!\d)"
)


def whole_year(folded: str) -> Period | None:
    """The years within which something is to be done: "phải xong trong năm 2025", "ghi hạn năm 2025 hoặc 2026"."""
    match = _IN_YEARS.search(folded)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        return None
    return Period(date(first, 1, 1), date(last, _DECEMBER, 31), match.group(), True, (last - first + 1) * _DECEMBER)


def period_in(folded: str, today: date, year: int) -> Period | None:
    """The days that the folded question names; `year` is theirs where it names none. None where it names no days.

    A whole year is no time within which something is due, but that of a plan; nor is the day of a document.
    """
    found = [*_counted(folded, today), *_named(folded, year)] or [*_of_weekday(folded, today)]
    last = max((one.until for one in found if one.until), default=None)
    if last and _FROM_NOW.search(folded):  # "từ nay tới 20/12"
        found = [replace(next(one for one in found if one.until == last), since=today)]
    if rest := _REST.search(folded):
        found.append(Period(today, date(today.year, _DECEMBER, 31), rest.group()))
    if not found:
        return None
    bounds = [one for one in found if one.since is None or one.until is None]
    if bounds:  # "lễ khởi công 19/12: trước ngày 12/12 những việc nào phải xong"
        found = [one for one in found if one in bounds or one.since != one.until]
    first, *others = dict.fromkeys(found)
    for other in others:
        first = _with(first, other)
    return _in_week(folded, first)


_WEEKDAYS = {name: at for at, names in enumerate(
    ("hai|2", "ba|3", "tu|4", "nam|5", "sau|6", "bay|7", "chu nhat|cn")
) for name in names.split("|")}  # fmt: skip
_WEEKDAY = re.compile(r"(?<!\w)(?:thu (?P<day>hai|ba|tu|nam|sau|bay|[2-7])|(?P<last>chu nhat|cn))(?!\w)")
_OF_THIS_WEEK = re.compile(r"(?:^|(?<!\w)(?:sang|chieu|toi|vao|hom|ngay)\s+)$")
_WEEK_OF = re.compile(r"(?<!\w)tuan\s+(?:(?:le|tu|co|ngay)\s+)*$")


def _in_week(folded: str, period: Period) -> Period:
    """The week of a day, "tuần 11/11/2019", and the day of a week: "thứ ba tuần sau"."""
    at = folded.find(period.text)
    if period.since and period.since == period.until and _WEEK_OF.search(folded[: max(at, 0)]):
        monday = period.since - period.since.weekday() * _DAY
        period = replace(period, since=monday, until=monday + _WEEK)
    found = _WEEKDAY.search(folded)
    if found and period.since and period.until and period.until - period.since == _WEEK:
        day = period.since + _WEEKDAYS[found["day"] or found["last"]] * _DAY
        text = folded[min(found.start(), at) : max(found.end(), at + len(period.text))] if at >= 0 else period.text
        return replace(period, since=day, until=day, text=text)
    return period


def _of_weekday(folded: str, today: date) -> Iterator[Period]:
    """A day of this week, where no other is named: "thứ sáu có họp gì"."""
    found = _WEEKDAY.search(folded)
    if found and (
        _OF_THIS_WEEK.search(folded[: found.start()]) or re.match(r"\s+(?:nay|toi)\b", folded[found.end() :])
    ):
        day = today + (_WEEKDAYS[found["day"] or found["last"]] - today.weekday()) * _DAY
        yield Period(day, day, found.group())


_TODAY_SAID = re.compile(  # "kế hoạch này ngày 5/3" and "8 giờ ngày 5/3" say no today
    r"(?:(?P<from>\b(?:ke )?tu|\bsau) |(?:\btinh )?\b(?:den|toi) |\btinh )?(?:het )?"
    r"(?:\bhom nay|\bbay gio|\bhien (?:nay|gio)|(?<!\d )\bgio (?=la|da)"
    r"|(?:^|(?<=[,;.] )|(?<=tu )|(?<=den )|(?<=toi ))nay)"
    r"(?: ?da)?(?: ?la)?(?: ngay)?(?: m[uo]ng)?[\s(,:]*"
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>20\d\d))?(?![\d/])\)?"
    r"|tinh (?:den|toi)(?: het)?(?: ngay)?"
    r" (?P<day2>\d{1,2})[/.-](?P<month2>\d{1,2})(?:[/.-](?P<year2>20\d\d))?(?![\d/])"
)


def today_said(folded: str, today: date) -> tuple[date, str, str] | None:
    """The day that the folded question calls today's, the words that say so and those without the day; None where none.

    "Tính đến hôm nay 10/4/2023" -> that day and "den nay"; "sau hôm nay (5/12)" -> "tu nay".
    """
    match = _TODAY_SAID.search(folded)
    if match is None:
        return None
    day, month, year = (match[name] or match[f"{name}2"] for name in ("day", "month", "year"))
    try:
        said = date(int(year or today.year), int(month), int(day))
    except ValueError:
        return None
    return said, match.group(), "từ nay" if match["from"] else "đến nay"


def is_weekday(period: Period) -> bool:
    """Whether nothing but a day of the week is named, which may be one of any week."""
    return _WEEKDAY.fullmatch(period.text) is not None


def _with(first: Period, other: Period) -> Period:
    """Both as one time: "từ 1/3 … trước 30/6", "tháng 3 và tháng 4"; the first, where days lie between them."""
    text = first.text if other.text in first.text else f"{first.text} {other.text}"
    if first.until and other.since and first.since and other.until and first.until + _DAY == other.since:
        return Period(first.since, other.until, text, first.has_year or other.has_year, first.months + other.months)
    return replace(first, since=first.since or other.since, until=first.until or other.until, text=text)


def _counted(folded: str, today: date) -> Iterator[Period]:
    """Those that are counted from today."""
    if ahead := _AHEAD.search(folded):  # "trong 3 tháng tới", "hai tuần nữa"
        count = _NUMBERS.get(ahead["count"]) or int(ahead["count"])
        until = _plus(today, count) if ahead["unit"] == "thang" else today + count * _DAYS[ahead["unit"]] * _DAY
        yield Period(today, until, ahead.group())
        return
    for match in (*_RELATIVE.finditer(folded), *_THIS_WEEK.finditer(folded)):
        unit, which = match["unit"], match["which"]
        steps = _STEPS.get(which, 1)
        if unit == "nam" or (unit in ("hom", "ngay") and which in ("sau", "toi", "truoc")):
            continue
        first, last = _unit_at(today, unit, steps)
        is_end = _BY.search(folded[: match.start()]) is not None
        yield Period(None if is_end else first, last, match.group(), True, _MONTHS.get(unit, 0))


def _unit_at(day: date, unit: str, steps: int) -> tuple[date, date]:
    """The first and last day of the day, week, month or quarter of `day`, so many `steps` later."""
    if unit in ("hom", "ngay"):
        return day + steps * _DAY, day + steps * _DAY
    if unit == "tuan":
        monday = day + (7 * steps - day.weekday()) * _DAY
        return monday, monday + _WEEK
    length = _MONTHS[unit]
    first = _plus(date(day.year, (day.month - 1) // length * length + 1, 1), steps * length)
    return first, _plus(first, length) - _DAY


_NEXT = re.compile(
    r"(?<!\w)(?P<unit>hom|ngay|tuan|thang|quy)(?: hom)? (?P<which>sau|toi|ke|ke tiep|tiep theo|truoc)(?!\w)"
)


def moved(then: Period, folded: str) -> Period | None:
    """The time that `folded` names from `then`: the day behind a day, the month behind a quarter. None where it does
    not."""
    step = _NEXT.search(folded)
    if step is None or then.until is None:
        return None
    is_back = step["which"] == "truoc"
    first, last = _unit_at((then.since or then.until) if is_back else then.until, step["unit"], -1 if is_back else 1)
    return Period(first, last, step.group(), then.has_year, _MONTHS.get(step["unit"], 0))


def _named(folded: str, year: int) -> Iterator[Period]:
    for stretch in stretches(folded):
        is_of_document = _OF_DOCUMENT.search(folded[: stretch.start]) and stretch.first.is_day
        if stretch.first.is_year or is_of_document:
            continue
        try:
            is_end = _ENDS.search(folded[: stretch.start]) is not None
            cue = Cue.WITHIN if stretch.cue is Cue.BY and not is_end else stretch.cue
            yield _period(replace(stretch, cue=cue), folded[: stretch.start], folded[stretch.start : stretch.end], year)
        except ImpossibleError:
            continue


def _period(stretch: Stretch, before: str, text: str, year: int) -> Period:
    moments = [_dated(moment, year) for moment in stretch.moments]
    first, last = moments[0].bounds()[0], moments[-1].bounds()[1]
    if last < first and stretch.moments[-1].year is None:  # "từ tháng 12 đến tháng 2"
        last = replace(moments[-1], year=(moments[-1].year or year) + 1).bounds()[1]
    has_year = any(moment.year is not None for moment in stretch.moments)
    cue = stretch.cue
    if cue in (Cue.BEFORE, Cue.BY):
        is_last = moments[0].is_day and _LAST_DAY.search(before) is not None
        day = first if cue is Cue.BEFORE and not moments[0].is_day else last
        return Period(
            None, day - _DAY if cue is Cue.BEFORE and not moments[0].is_day else day, text, has_year, is_last=is_last
        )
    if cue is Cue.AFTER:
        return Period(last + _DAY, None, text, has_year)
    if cue is Cue.FROM and stretch.last is None:
        return Period(first, None, text, has_year)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    is_whole = first.day == 1 and (last + _DAY).day == 1
    return Period(first, last, text, has_year, months if is_whole else 0)


def _dated(moment: Moment, year: int) -> Moment:
    if moment.year is None:
        return replace(moment, year=year)
    return replace(moment, year=moment.year + _CENTURY) if moment.year < _SHORT else moment


def unreadable(folded: str) -> tuple[str, str]:
    """A day or month that the folded question names and no calendar has, or the lunar one; and why, for people.

    Both empty where each is one, or none is named.
    """
    if match := LUNAR.search(folded):
        return match.group().strip(), "là ngày theo âm lịch, không tự đổi sang dương lịch được"
    for stretch in stretches(folded):
        try:
            for moment in stretch.moments:
                if moment.month is not None or not moment.is_day:
                    _dated(moment, _LEAP).bounds()
        except ImpossibleError:
            return folded[stretch.start : stretch.end].strip(), _IN_NO_CALENDAR
    match = _NO_MONTH.search(folded)
    return (match.group(), _IN_NO_CALENDAR) if match else ("", "")
