"""How long lists and counts over many plans take: `Index.works` over made-up plans.

python benchmarks/listing.py N... [--keep DIR]        (e.g. 100 1000 20000)

The plans are those of synthetic.py, 59 pieces of work each, half of their dates in words; those behind the first
thousand are the same again, of another office and two years before each. They lie in the store alone, without words to
search. Each query is asked eleven times, a list of 30 and the count together.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from measured import disk_mb, table
from synthetic import YEAR, plans

from index.index import Index
from index.store import Store
from index.work import Wanted, WorkKind
from ingest.plan import Field, FieldKind, Plan
from ingest.read import read
from ingest.understand import understand

_READ = 1000
_TIMES = 11
_SHOWN = 30
_TODAY = date(YEAR, 10, 15)
_IN_WORDS = (
    "Quý II",
    "tháng 9 - 10",
    "ngày 20 hằng tháng",
    "Thường xuyên trong năm",
    "hằng quý",
    "trước 15/12 hằng năm",
)
_QUERIES = {
    "due in a month": Wanted(since=date(YEAR, 10, 1), until=date(YEAR, 10, 31)),
    "due in a week": Wanted(since=date(YEAR, 10, 13), until=date(YEAR, 10, 19)),
    "overdue": Wanted(until=_TODAY, recurring=False),
    "overdue this year": Wanted(since=date(YEAR, 1, 1), until=_TODAY, recurring=False),
    "not due yet": Wanted(since=_TODAY),
    "agency leads": Wanted(agency="Phòng Tư pháp", roles=(FieldKind.LEAD,)),
    "agency takes part, due in a quarter": Wanted(
        agency="Phòng Tư pháp", roles=(FieldKind.COORDINATOR,), since=date(YEAR, 10, 1), until=date(YEAR, 12, 31)
    ),
    "agency, a year": Wanted(agency="Phòng Nội vụ", year=YEAR),
    "product": Wanted(product="danh sách"),
    "product, agency, a month": Wanted(
        product="danh sách", agency="Phòng Nội vụ", since=date(YEAR, 10, 1), until=date(YEAR, 10, 31)
    ),
    "duties of an agency": Wanted(agency="Phòng Nội vụ", kinds=(WorkKind.DUTY,)),
    "nothing fits": Wanted(agency="Phòng Hải dương", since=date(YEAR, 10, 1), until=date(YEAR, 10, 31)),
}


def main() -> None:
    """Prints a table for each N."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", type=int, nargs="+", metavar="N")
    parser.add_argument("--keep", type=Path, help="keep the data under this folder, and use what lies there")
    options = parser.parse_args()
    for number in options.counts:
        with TemporaryDirectory() as folder:
            data = (options.keep or Path(folder)) / f"works-{number}"
            if not data.exists():
                _fill(data, number)
            _measure(data, number)


def _fill(data: Path, number: int) -> None:
    start = perf_counter()
    data.mkdir(parents=True)
    with Store(data).writer() as writer:
        for plan in _plans(number):
            writer.add(plan, ())
        writer.switch({})
    print(f"{number} plans in {perf_counter() - start:.0f} s, {disk_mb(data):.0f} MB\n", flush=True)


def _plans(number: int) -> Iterator[Plan]:
    """Reading takes most of the time, so only the first are read."""
    first = list(_read(min(number, _READ)))
    for at in range(number):
        again, own = divmod(at, _READ)
        yield _of_before(first[own], again) if again else first[own]


def _of_before(plan: Plan, times: int) -> Plan:
    """`plan` as another office's, two years before for each of so many `times`, four at most."""
    year = YEAR - 2 * (times % 4)
    tasks = tuple(replace(task, fields=tuple(_dated(field, year) for field in task.fields)) for task in plan.tasks)
    source, place = f"{times}-{plan.source}", f"{plan.place} {times}"
    return replace(plan, source=source, sha256=source, place=place, year=year, issued_on=date(year, 1, 5), tasks=tasks)


def _dated(field: Field, year: int) -> Field:
    return replace(field, value=replace(field.value, text=field.value.text.replace(str(YEAR), str(year))))


def _read(number: int) -> Iterator[Plan]:
    dice = random.Random(1)
    with TemporaryDirectory() as folder:
        for made in plans(number):
            text = made.text
            for task in made.tasks[::2]:
                text = text.replace(f": {task.due}.", f": {dice.choice(_IN_WORDS)}.", 1)
            path = Path(folder) / made.source
            path.write_text(text, encoding="utf-8")
            yield understand(read(path))
            path.unlink()


def _measure(data: Path, number: int) -> None:
    index = Index.open(data)
    some = [row.id for row in index.plans()[: max(1, number // 50)]]
    queries = _QUERIES | {"of one plan": Wanted(plans=some[:1]), "due in a month, of some plans": Wanted(
        plans=some, since=date(YEAR, 10, 1), until=date(YEAR, 10, 31)
    )}  # fmt: skip
    rows = []
    for name, wanted in queries.items():
        times, cpu = zip(*(_asked(index, wanted) for _ in range(_TIMES)), strict=True)
        rows.append(
            (name, index.count_works(wanted), *(f"{median(each):.1f}" for each in (cpu, times)), f"{max(times):.0f}")
        )
    index.close()
    print(f"{number} plans, {index.count_works(Wanted())} pieces of work\n")
    table(("asked", "found", "CPU ms", "median ms", "max ms"), rows)


def _asked(index: Index, wanted: Wanted) -> tuple[float, float]:
    """Time on the clock and of the processor, in milliseconds."""
    start, cpu = perf_counter(), process_time()
    index.works(wanted, _SHOWN)
    index.count_works(wanted)
    return 1000 * (perf_counter() - start), 1000 * (process_time() - cpu)


if __name__ == "__main__":
    main()
