"""The list of tasks: narrowed, ordered, a page at a time, and as an Excel file with the same rows."""

from dataclasses import dataclass

from bot.web.library import Library, Wanted
from bot.web.requests import TasksQuery
from bot.web.work import Entry, Sieve, ordered
from bot.workbook import Column, workbook
from ingest.plan import FieldKind

A_PAGE = 100
_COLUMNS = (
    Column("STT", 6),
    Column("Nhiệm vụ", 60),
    Column("Chủ trì", 28),
    Column("Phối hợp", 28),
    Column("Thời hạn", 22),
    Column("Sản phẩm", 30),
    Column("Nguồn", 40),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The tasks that were asked for."""

    entries: tuple[Entry, ...]

    @property
    def pages(self) -> int:
        """How many pages they fill, at least one."""
        return max(1, -(-len(self.entries) // A_PAGE))

    def page(self, number: int) -> tuple[Entry, ...]:
        """Those of page `number`, from 1."""
        return self.entries[(number - 1) * A_PAGE : number * A_PAGE]

    def as_workbook(self) -> bytes:
        """All of them as an .xlsx file. Who leads stands under "Chủ trì"; where a plan only says who does it, that."""
        rows = [_row(number, entry) for number, entry in enumerate(self.entries, 1)]
        return workbook("Nhiệm vụ", _COLUMNS, rows)


def found_tasks(library: Library, wanted: TasksQuery) -> Found:
    """The tasks that are `wanted`."""
    plans = None
    if wanted.plan:
        plans = frozenset(one.row.id for one in library.shelf().listed if one.row.key == wanted.plan)
    elif wanted.place:
        plans = frozenset(one.row.id for one in library.documents(Wanted(place=wanted.place)))
    role = FieldKind(wanted.role) if wanted.role else None
    sieve = Sieve(wanted.agency, role, wanted.year, wanted.quarter, wanted.due_before, plans)
    return Found(tuple(ordered(sieve.passed(library.entries()), wanted.sort)))


def _row(number: int, entry: Entry) -> tuple[str | int | None, ...]:
    lead = entry.who[FieldKind.LEAD] or entry.who[FieldKind.PERFORMER]
    document = entry.row.number or entry.row.title
    place = " – ".join(filter(None, (document, str(entry.row.year or ""), entry.row.place, entry.section)))
    return (
        number,
        entry.title,
        "\n".join(lead),
        "\n".join(entry.who[FieldKind.COORDINATOR]),
        "\n".join(entry.time),
        "\n".join(entry.product),
        place,
    )
