"""The list of tasks: narrowed, ordered, a page at a time, and as an Excel file with the same rows."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.web.library import Library
from bot.web.library import Wanted as Documents
from bot.web.paging import A_PAGE, Leaf
from bot.web.requests import TasksQuery
from bot.web.work import Entry, said
from bot.workbook import Column, Value, workbook
from index.work import WHO, Found, Wanted, WorkKind
from ingest.plan import FieldKind
from ingest.vietnamese import fold

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
    """The tasks that were asked for: `total` of them, `some` gives so many behind so many, all with None."""

    library: Library
    total: int
    some: Callable[[int | None, int], Sequence[Found]]

    def leaf(self, number: int) -> Leaf[Entry]:
        """Page `number`, from 1."""
        return Leaf(self.library.entries(self.some(A_PAGE, (number - 1) * A_PAGE)), self.total, number)

    def as_workbook(self) -> bytes:
        """All of them as an .xlsx file."""
        rows = [_row(number, entry) for number, entry in enumerate(self.library.entries(self.some(None, 0)), 1)]
        return workbook("Nhiệm vụ", _COLUMNS, rows)


def listing(library: Library, wanted: TasksQuery) -> Listing:
    """The tasks that are `wanted`; where the store's own order is asked for, only those that are shown are read."""
    asked = list(_asked(library, wanted))
    roles = (FieldKind(wanted.role),) if wanted.role and not wanted.agency.strip() else ()
    if len(asked) == 1 and wanted.sort == "plan" and not roles:
        [one] = asked
        return Listing(library, library.count_works(one), lambda limit, skip: library.works(one, limit, skip))
    found = [work for one in asked for work in library.works(one)]
    if roles:
        found = [one for one in found if said(one.work, *roles)]
    if wanted.sort == "due":
        found.sort(key=lambda one: (one.work.due is None, one.work.due))
    if wanted.sort == "agency":
        found.sort(key=lambda one: fold(" ".join(said(one.work, *WHO))))
    return Listing(library, len(found), lambda limit, skip: found[skip : None if limit is None else skip + limit])


def _asked(library: Library, wanted: TasksQuery) -> Iterator[Wanted]:
    plans, agency = _plans(library, wanted), wanted.agency.strip()
    roles = (FieldKind(wanted.role),) if wanted.role else WHO
    for year, since, until in _times(library, wanted):
        is_due = since is not None or until is not None
        kinds = tuple(WorkKind) if is_due else _KINDS
        yield Wanted(kinds, since, until, True, agency, roles, year=year, plans=plans)


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
