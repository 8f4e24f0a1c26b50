"""The filters of a question over many records, as people read them."""

from datetime import date

from answer.cues import as_said
from answer.wants import Many
from ingest.plan import FieldKind

ROLES = {FieldKind.LEAD: "chủ trì", FieldKind.PERFORMER: "thực hiện", FieldKind.COORDINATOR: "phối hợp"}


def wanted_told(many: Many) -> str:
    """The filters as people read them, one after the other; empty where there are none."""
    days, parts = days_told(many), parts_told(many)
    name = as_said(many.agency, many.text)
    who = f"{'của' if days and not parts else 'ghi' if parts else 'ghi tên'} {name}" if name else ""
    product = f"có sản phẩm là {many.product_said}" if many.products else ""
    other = f"không phải của {many.other_than}" if many.other_than else ""
    partner = f"phối hợp với {many.partner}" if many.partner else ""
    return " ".join(part for part in (who, parts if many.agency else "", days, product, other, partner) if part)


def parts_told(many: Many) -> str:
    """The parts that are wanted, as people read them."""
    return " hoặc ".join(ROLES[kind] for kind in many.roles)


def days_told(many: Many) -> str:
    """The days that are wanted, as people read them; empty where none are."""
    period = many.period
    if period is None:
        if many.units:
            return f"làm {', '.join(unit.told for unit in many.units)}"
        return "làm định kỳ" if many.is_recurring else ""
    if many.is_going and period.since and period.until:
        return f"trong thời gian từ {_day(period.since)} đến {_day(period.until)}"
    if period.since and period.until:
        same = period.since == period.until
        return f"hạn ngày {_day(period.since)}" if same else f"hạn từ {_day(period.since)} đến {_day(period.until)}"
    if period.is_last:
        return f"hạn chậm nhất {_day(period.until)}"
    if period.since is None and period.until is None:
        return "có ghi thời hạn"
    return f"hạn đến hết {_day(period.until)}" if period.until else f"hạn từ {_day(period.since)} trở đi"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
