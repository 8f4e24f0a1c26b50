"""Due dates as people read them."""

from datetime import date

from ingest.due import Due, DueKind
from ingest.recurring import Unit

_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_COUNTED = {
    Unit.DAY: "ngày", Unit.WEEK: "tuần", Unit.MONTH: "tháng",
    Unit.QUARTER: "quý", Unit.HALF: "nửa năm", Unit.YEAR: "năm",
}  # fmt: skip


def worded(due: Due) -> str:
    """When `due` is: "25/10/2025", "01/04/2025 - 30/06/2025", "ngày 20 hằng tháng"; empty where no time is known."""
    if due.kind is DueKind.DAY and due.until:
        return day(due.until)
    if due.kind is DueKind.RANGE:
        return _within(due)
    if due.kind is DueKind.AFTER:
        return f"{due.count} {_COUNTED[due.unit]} sau một việc khác" if due.count and due.unit else "sau một việc khác"
    if due.kind is DueKind.EVERY and due.unit:
        return " ".join(filter(None, (_on(due), due.unit.told, f"({_within(due)})" if due.since else "")))
    return ""


def day(when: date) -> str:
    """`when` as Vietnamese write it: 05/09/2025."""
    return f"{when:%d/%m}/{when.year}"


def _within(due: Due) -> str:
    since = day(due.since) if due.since else ""
    return f"{since} - {day(due.until)}" if due.until else f"từ {since}"


def _on(due: Due) -> str:
    if due.unit is Unit.WEEK:
        return _WEEKDAYS[due.day - 1] if due.day else ""
    of = " của quý," if due.unit is Unit.QUARTER else ""
    parts = (f"ngày {due.day}" if due.day else "", f"tháng {'thứ ' if of else ''}{due.month}{of}" if due.month else "")
    return " ".join(filter(None, parts))
