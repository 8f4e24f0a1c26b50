"""How long lists and counts over many plans take: `Index.works`, and whole answers, over made-up plans.

python benchmarks/listing.py N... [--keep DIR]        (e.g. 100 1000 20000)

The plans are those of synthetic.py, 59 pieces of work each, half of their dates in words; those behind the first
thousand are the same again, of another office and two years before each. They are ingested as any others, but for the
reading. Each query is asked eleven times, a list of 30 and the count together; each question once, as it is and for the
places of some plans.
"""

from __future__ import annotations

import argparse
import gc
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from measured import disk_mb, percentile, table
from synthetic import YEAR, plans

from answer.answer import Question
from answer.assistant import Assistant
from index.index import Index
from index.work import Wanted, WorkKind
from ingest.plan import Field, FieldKind, Plan
from ingest.read import read
from ingest.understand import understand

_READ = 1000
_TIMES = 11
_SHOWN = 30
_PLACES = 6
_TODAY = date(YEAR, 10, 15)
_IN_WORDS = (
    "Quý II",
    "tháng 9 - 10",
    "ngày 20 hằng tháng",
    "Thường xuyên trong năm",
    "hằng quý",
    "trước 15/12 hằng năm",
)
_QUESTIONS = (
    "Việc nào đến hạn trong tháng 10{}?",
    "Những việc nào{} đã quá hạn?",
    "Sắp tới có những việc gì đến hạn{}?",
    "Còn việc gì chưa tới hạn{}?",
    "Phòng Tư pháp chủ trì những việc nào{}?",
    "Công an phải làm những việc gì{}?",
    "Phòng Nội vụ phối hợp những việc nào trong quý IV{}?",
    "Có bao nhiêu nhiệm vụ giao Phòng Nội vụ{}?",
    "Có bao nhiêu việc đến hạn trong quý III{}?",
    "Liệt kê các việc Phòng Tài chính phải xong trước ngày 30/11/2025{}",
    "Ngoài Phòng Tư pháp, cơ quan nào chủ trì việc đến hạn tháng 11{}?",
    "Những cơ quan nào{} được giao việc?",
    "Những nhiệm vụ thường xuyên{} là gì?",
    "Những việc phải làm hằng quý{} là gì?",
    "Việc nào{} có sản phẩm là báo cáo?",
    "Việc nào ra danh sách do Phòng Nội vụ chủ trì trong tháng 10{}?",
    "Phòng Hải dương có những việc nào ra danh sách trong tháng 10{}?",
    "Những việc nào về lắp camera giám sát đến hạn trong tháng 10{}?",
    "Liệt kê các việc về chuyển đổi số do Phòng Nội vụ chủ trì{}",
    "Tháng 10{} có những hội nghị nào?",
    "Tóm tắt kế hoạch{}",
)
_POINTING = ("Việc nào đến hạn trong quý III{}?", ("quý sau thì sao?", "còn gì nữa?", "thế còn Phòng Nội vụ?"))
_COMPARED = "So sánh kinh phí{} với{}"
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
    made = list(_read(min(number, _READ)))  # reading takes most of the time, so only the first are read
    start, cpu = perf_counter(), process_time()
    index = Index.open(data)
    index.update(_plans(made, number))
    index.close()
    print(
        f"{number} plans in {perf_counter() - start:.0f} s, {process_time() - cpu:.0f} s of the processor, "
        f"{disk_mb(data):.0f} MB\n",
        flush=True,
    )


def _plans(first: Sequence[Plan], number: int) -> Iterator[Plan]:
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
    print(f"{number} plans, {index.count_works(Wanted())} pieces of work\n")
    table(("asked", "found", "CPU ms", "median ms", "max ms"), rows)
    print()
    table(("asked", "questions", "CPU ms", "95th", "max", "on the clock ms", "95th", "max"), _answered(index))
    index.close()


def _answered(index: Index) -> Iterator[tuple[object, ...]]:
    """Figures of whole answers: asked of all plans, and of the places of some."""
    assistant = Assistant(index)
    for text in ("Ai chủ trì tập huấn?", "Việc nào đến hạn hôm nay?"):  # opens what is needed
        assistant.answer(Question(text, today=_TODAY))
    gc.collect()
    gc.freeze()  # as channels and batches do
    some = [
        f" ở {row.place_kind} {row.place} năm {row.year}" for row in index.plans()[7 : 8 * _PLACES : 7] if row.place
    ]
    for name, places in (("all plans", [""]), ("a place", some)):
        times = [_told(assistant, one) for place in places for one in _questions(place, places[0])]
        clock, cpu = zip(*times, strict=True)
        figures = (percentile(each, share) for each in (cpu, clock) for share in (0.5, 0.95, 1.0))
        yield name, len(times), *(f"{each:.0f}" for each in figures)


def _questions(place: str, other: str) -> Iterator[Question]:
    yield from (Question(text.format(place), today=_TODAY) for text in _QUESTIONS)
    first, turns = _POINTING
    yield from (Question(turn, history=(first.format(place),), today=_TODAY) for turn in turns)
    if place != other:
        yield Question(_COMPARED.format(place, other), today=_TODAY)


def _told(assistant: Assistant, question: Question) -> tuple[float, float]:
    start, cpu = perf_counter(), process_time()
    assistant.answer(question)
    return 1000 * (perf_counter() - start), 1000 * (process_time() - cpu)


def _asked(index: Index, wanted: Wanted) -> tuple[float, float]:
    """Time on the clock and of the processor, in milliseconds."""
    start, cpu = perf_counter(), process_time()
    index.works(wanted, _SHOWN)
    index.count_works(wanted)
    return 1000 * (perf_counter() - start), 1000 * (process_time() - cpu)


if __name__ == "__main__":
    main()
