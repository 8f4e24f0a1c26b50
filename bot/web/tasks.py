"""The list of tasks: narrowed, ordered, a page at a time, and as an Excel file with the same rows."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.web.library import Library
from bot.web.library import Wanted as Documents
from bot.web.requests import TasksQuery
from bot.web.work import Entry, said
from bot.workbook import Column, Value, workbook
from index.work import WHO, Found, Wanted, WorkKind
from ingest.plan import FieldKind
from ingest.vietnamese import fold

A_PAGE = 100
_KINDS = (WorkKind.TASK, WorkKind.DUTY)
_COLUMNS = (
    Column("STT", 6),
    Column("Nhiệm vụ", 60),
    Column("Chủ trì", 28),
    Column("Phối hợp", 28),
    Column("Thời hạn", 22),
    Column("Hạn", 12),
    Column("Sản phẩm", 30),
    Column("Nguồn", 40),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The tasks that were asked for."""

    library: Library
    found: tuple[Found, ...]

    @property
    def pages(self) -> int:
        """How many pages they fill, at least one."""
        return max(1, -(-len(self.found) // A_PAGE))

    def page(self, number: int) -> list[Entry]:
        """Those of page `number`, from 1."""
        return self.library.entries(self.found[(number - 1) * A_PAGE : number * A_PAGE])

    def as_workbook(self) -> bytes:
        """All of them as an .xlsx file."""
        rows = [_row(number, entry) for number, entry in enumerate(self.library.entries(self.found), 1)]
        return workbook("Nhiệm vụ", _COLUMNS, rows)


def listing(library: Library, wanted: TasksQuery) -> Listing:
    """The tasks that are `wanted`."""
    plans = _plans(library, wanted)
    roles = (FieldKind(wanted.role),) if wanted.role else WHO
    found: list[Found] = []
    for year, since, until in _times(library, wanted):
        is_due = since is not None or until is not None
        kinds = (*_KINDS, *((WorkKind.DEADLINE,) if is_due else ()))
        found += library.works(Wanted(kinds, since, until, True, wanted.agency.strip(), roles, year=year, plans=plans))
    if wanted.role and not wanted.agency.strip():
        found = [one for one in found if said(one.work, *roles)]
    if wanted.sort == "due":
        found.sort(key=lambda one: (one.work.due is None, one.work.due))
    if wanted.sort == "agency":
        found.sort(key=lambda one: fold(" ".join(said(one.work, *WHO))))
    return Listing(library, tuple(found))


def _plans(library: Library, wanted: TasksQuery) -> list[int] | None:
    """The ids of the documents that are asked for, None for all."""
    if wanted.plan:
        return [one.row.id for one in library.shelf().listed if one.row.key == wanted.plan]
    if wanted.place:
        return [one.row.id for one in library.documents(Documents(place=wanted.place))]
    return None


def _times(library: Library, wanted: TasksQuery) -> Iterator[tuple[int | None, date | None, date | None]]:
    """Year, first and last day of what is asked for: a quarter without a year is that of each document's own."""
    if not wanted.quarter:
        yield wanted.year, None, wanted.due_before
        return
    for year in [wanted.year] if wanted.year else library.shelf().years:
        since, until = _quarter(year, wanted.quarter)
        if not wanted.due_before or wanted.due_before >= since:
            yield year, since, min(until, wanted.due_before or until)


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    last = 3 * quarter
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])


def _row(number: int, entry: Entry) -> tuple[Value, ...]:
    document = entry.row.number or entry.row.title
    place = " – ".join(filter(None, (document, str(entry.row.year or ""), entry.row.place, entry.work.section)))
    said_of = ("\n".join(values) for values in (entry.lead, entry.coordinator))
    return (number, entry.work.title, *said_of, entry.time, entry.due, "\n".join(entry.product), place)
