"""`cchc tasks`: what is to be done, by whom and by when, over all plans."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.clock import said_day, today
from bot.commands.options import Json, Place, Year, settings_of
from bot.config import Settings
from bot.errors import CommandError, WrongUseError
from bot.output import write
from bot.terminal import json_line, say, table
from bot.wiring import open_plans, require_place, require_plans
from index.row import PlanRow
from index.work import WHO, Found, Wanted, Work, WorkKind
from ingest.due import Due
from ingest.plan import Field, FieldKind
from ingest.quoted import TASK_KINDS
from ingest.vietnamese import fold
from ingest.worded import day, worded

if TYPE_CHECKING:
    from index.index import Index

Agency = Annotated[str | None, typer.Option("--agency", metavar="TÊN", help="Cơ quan, viết tắt cũng được.")]
RoleOption = Annotated[
    str | None,
    typer.Option("--role", metavar="VAI", help="Vai của cơ quan ấy: chủ trì, thực hiện hay phối hợp."),
]
DueBefore = Annotated[
    str | None, typer.Option("--due-before", metavar="NGÀY", help="Đến hạn chậm nhất ngày này, vd. 31/10/2025.")
]
DueAfter = Annotated[
    str | None, typer.Option("--due-after", metavar="NGÀY", help="Đến hạn từ ngày này trở đi, vd. 2025-10-01.")
]
Overdue = Annotated[bool, typer.Option("--overdue", help="Đã qua hạn, tính đến hôm nay; việc lặp lại không kể.")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="TỆP", help="Ghi ra tệp Excel (.xlsx) này.")]

_ROLES = {
    "chu tri": FieldKind.LEAD, "thuc hien": FieldKind.PERFORMER, "phoi hop": FieldKind.COORDINATOR,
    "lead": FieldKind.LEAD, "performer": FieldKind.PERFORMER, "coordinator": FieldKind.COORDINATOR,
}  # fmt: skip
# What the Excel file shows of an entry: key, heading, width in characters.
_COLUMNS = (
    ("place", "Địa phương", 16),
    ("year", "Năm", 8),
    ("title", "Việc", 60),
    (FieldKind.LEAD, "Chủ trì", 28),
    (FieldKind.PERFORMER, "Thực hiện", 28),
    (FieldKind.COORDINATOR, "Phối hợp", 28),
    (FieldKind.TIME, "Thời gian", 20),
    ("due_date", "Hạn", 12),
    ("due_read", "Hạn đọc từ", 30),
    (FieldKind.FREQUENCY, "Tần suất", 14),
    (FieldKind.PRODUCT, "Sản phẩm", 30),
    (FieldKind.METHOD, "Cách làm", 30),
    (FieldKind.BUDGET, "Kinh phí", 24),
    (FieldKind.NOTE, "Ghi chú", 24),
    ("section", "Mục", 30),
    ("plan", "Số kế hoạch", 18),
    ("source", "Tệp", 24),
)


def tasks(
    context: typer.Context,
    agency: Agency = None,
    role: RoleOption = None,
    place: Place = None,
    year: Year = None,
    due_before: DueBefore = None,
    due_after: DueAfter = None,
    overdue: Overdue = False,
    as_json: Json = False,
    xlsx: Xlsx = None,
) -> None:
    """Liệt kê nhiệm vụ và việc giao cho từng cơ quan, lọc theo cơ quan, vai, nơi, năm và hạn.

    Hạn là ngày kế hoạch ghi hoặc suy chắc chắn từ đó (“quý II” hết ngày 30/6); với --json có cả cách đọc.
    """
    if xlsx and xlsx.suffix.lower() != ".xlsx":
        raise WrongUseError(f"Tên tệp {xlsx} phải kết thúc bằng .xlsx để Excel mở được.")
    settings = settings_of(context)
    since, until = _days(settings, due_before, due_after, overdue=overdue)
    roles = _roles(role, agency)
    index = open_plans(settings)
    rows = {row.id: row for row in require_plans(index)}
    plans = [row.id for row in require_place(place, tuple(rows.values()))] if place else None
    is_due = since is not None or until is not None
    kinds = tuple(WorkKind) if is_due else (WorkKind.TASK, WorkKind.DUTY)
    found = index.works(Wanted(kinds, since, until, not overdue, agency or "", roles, year=year, plans=plans))
    if not found:
        raise CommandError(
            "Không tìm thấy nhiệm vụ nào hợp với điều kiện. "
            "Xin bớt --agency, --role, --place, --year hoặc điều kiện về hạn."
        )
    entries = _entries(index, rows, found)
    if xlsx:
        _write_xlsx(xlsx, entries)
    if as_json:
        for entry in entries:
            json_line(entry)
    elif not xlsx:
        _print(entries)


def _days(
    settings: Settings, due_before: str | None, due_after: str | None, *, overdue: bool
) -> tuple[date | None, date | None]:
    """The first and last day of those on which work is asked for that is due. Raises WrongUseError."""
    since = said_day(due_after) if due_after else None
    until = said_day(due_before) if due_before else None
    if overdue:
        yesterday = today(settings.office) - timedelta(days=1)
        until = min(until, yesterday) if until else yesterday
    if since and until and since > until:
        raise WrongUseError(f"Không có ngày nào từ {day(since)} đến {day(until)}. Xin xem lại điều kiện về hạn.")
    return since, until


def _roles(role: str | None, agency: str | None) -> tuple[FieldKind, ...]:
    """The parts that the agency may have. Raises WrongUseError."""
    if role is None:
        return WHO
    if not agency:
        raise WrongUseError('Xin cho cả cơ quan. Ví dụ: cchc tasks --agency "Phòng Tư pháp" --role "phối hợp"')
    known = _ROLES.get(" ".join(fold(role).replace("-", " ").split()))
    if known is None:
        raise WrongUseError(f"Không có vai “{role}”. Xin chọn: chủ trì, thực hiện, phối hợp.")
    return (known,)


def _entries(index: "Index", rows: dict[int, PlanRow], found: tuple[Found, ...]) -> list[dict[str, Any]]:
    """What is shown of each, in their order; each plan is read once."""
    made: dict[int, dict[str, Any]] = {}
    for at in sorted(range(len(found)), key=lambda at: found[at].plan_id):
        row, work = rows[found[at].plan_id], found[at].work
        fields = index.plan(row.id).tasks[work.place].fields if work.kind is WorkKind.TASK else ()
        made[at] = _entry(row, work, fields)
    return [made[at] for at in range(len(found))]


def _entry(row: PlanRow, work: Work, fields: tuple[Field, ...]) -> dict[str, Any]:
    about = {"plan": row.number, "place": row.place, "year": row.year, "source": row.source, "kind": work.kind.value}
    fields_of = {kind.value: [field.value.text for field in fields if field.kind is kind] for kind in TASK_KINDS}
    said = {kind.value: [text for own, text in work.said if own is kind] for kind, _ in work.said}
    due = {"due_date": work.due.isoformat() if work.due else None, "due": list(map(_due, work.dues))}
    return about | {"number": work.number, "title": work.title, "section": work.section} | fields_of | said | due


def _due(due: Due) -> dict[str, Any]:
    """A time as other programs read it."""
    since, until = (when.isoformat() if when else None for when in (due.since, due.until))
    recurs = {"unit": due.unit, "month": due.month, "day": due.day, "count": due.count}
    how = {"text": worded(due), "how": due.how, "worked_out": due.is_worked_out}
    return {"kind": due.kind, "from": since, "to": until} | recurs | how


def _print(entries: list[dict[str, Any]]) -> None:
    columns = ("Địa phương", "Năm", "Việc", "Cơ quan", "Thời gian", "Hạn", "Sản phẩm")
    table(columns, [_cells(entry) for entry in entries])


def _cells(entry: dict[str, Any]) -> tuple[object, ...]:
    who = "; ".join(value for kind in WHO for value in entry[kind.value])
    due = "; ".join(filter(None, (one["text"] for one in entry["due"])))
    return (
        entry["place"],
        entry["year"],
        entry["title"],
        who,
        "; ".join(entry["time"]),
        due,
        "; ".join(entry["product"]),
    )


def _write_xlsx(file: Path, entries: list[dict[str, Any]]) -> None:
    from bot.workbook import Column, workbook

    columns = [Column(name, width) for _, name, width in _COLUMNS]
    shown = [entry | _due_cells(entry) for entry in entries]
    write(file, workbook("Nhiệm vụ", columns, [[_cell(entry[key]) for key, _, _ in _COLUMNS] for entry in shown]))
    say(f"Đã ghi {len(entries)} việc vào {file}.")


def _due_cells(entry: dict[str, Any]) -> dict[str, Any]:
    """The last day as a date, and each time as people read it, with how it was read."""
    told = [f"{one['text']}: {one['how']}" if one["text"] else one["how"] for one in entry["due"]]
    return {"due_date": date.fromisoformat(entry["due_date"]) if entry["due_date"] else None, "due_read": told}


def _cell(value: str | int | date | list[str] | None) -> str | int | date | None:
    """What a cell shows: several values a line each."""
    return "\n".join(value) if isinstance(value, list) else value
