"""How right times are read: against a table of time fields that was read by hand.

python benchmarks/due.py PLANS_DIR... [--table due.tsv] [--wrong]

The table has one line a field or sentence, tab-separated; its first lines say how it is laid out. A line is right where
all that it says is read, and nothing else; where the plan as understood has no such text, nothing is read. A date,
range or recurrence is invented where the line does not hold it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from measured import table

from ingest.due import Due, DueKind, anchor_of, read, told
from ingest.mentions import sentences
from ingest.plan import FieldKind, Plan
from ingest.recurring import Unit
from ingest.vietnamese import folded_words, one_line

TABLE = Path(__file__).with_name("due.tsv")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIMES = (FieldKind.TIME, FieldKind.FREQUENCY)


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the table: what it wants and what is read, in its own notation."""

    where: str
    wanted: frozenset[str]
    given: frozenset[str]

    @property
    def is_right(self) -> bool:
        """Whether just that is read."""
        return self.wanted == self.given

    @property
    def invented(self) -> frozenset[str]:
        """What is read that the line does not hold."""
        return self.given - self.wanted - {"none"}


def main() -> None:
    """Prints how many lines are right and how many are invented, and with --wrong each that is not right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plans", type=Path, nargs="+")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--wrong", action="store_true", help="also print what is not right")
    options = parser.parse_args()
    found = judged(known(options.plans), options.table)
    right, invented = sum(one.is_right for one in found), sum(len(one.invented) for one in found)
    table(("times", "right", "share", "invented"), [(len(found), right, f"{right / len(found):.3f}", invented)])
    for one in found if options.wrong else ():
        if not one.is_right:
            print(f"{one.where}: wanted {' + '.join(sorted(one.wanted))}, read {' + '.join(sorted(one.given))}")


def known(folders: Iterable[Path]) -> list[Plan]:
    """The plans of the files in `folders`."""
    from ingest.read import files, read
    from ingest.understand import understand

    return [understand(read(file, file.name)) for folder in folders for file in files(folder)]


def judged(plans: Sequence[Plan], file: Path) -> list[Judged]:
    """Every line of the table in `file`, with what is read of the plan that it names."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [_line(*line.split("\t"), plans) for line in lines]


def _line(name: str, sort: str, label: str, text: str, wanted: str, plans: Sequence[Plan]) -> Judged:
    plan = next(one for one in plans if one.source.startswith(name))
    anchor = anchor_of(plan)
    if sort == "field":
        found = next((value for own, value in _fields(plan) if own == label and _is_so(value, text)), None)
        dues = read(found, anchor, label) if found is not None else ()
    else:
        words = folded_words(text)
        found = next((line for line in _sentences(plan) if _holds(folded_words(line), words)), None)
        dues = told(found, anchor) if found is not None else ()
    given = frozenset(map(code, dues)) or frozenset(("none",))
    return Judged(f"{name} {text}", frozenset(wanted.split(" + ")), given)


def _fields(plan: Plan) -> Iterator[tuple[str, str]]:
    """Label and text of every time of a task or a row of a table."""
    for task in plan.tasks:
        yield from ((field.label, field.value.text) for field in task.fields if field.kind in _TIMES)
    for row in plan.rows:
        yield from ((cell.column.text, cell.value.text) for cell in row.cells if cell.kind is FieldKind.TIME)


def _sentences(plan: Plan) -> Iterator[str]:
    yield from (one_line(deadline.sentence.text) for deadline in plan.deadlines)
    yield from (sentence for duty in plan.duties for item in duty.items for sentence in sentences(one_line(item.text)))


def _is_so(value: str, text: str) -> bool:
    """Whether `value` begins and ends as `text`, "A … Z", does."""
    begins, _, ends = (folded_words(part) for part in text.partition("…"))
    words = folded_words(value)
    return words[: len(begins)] == begins and words[-len(ends) :] == ends if ends else words == begins


def _holds(words: list[str], some: list[str]) -> bool:
    return any(words[at : at + len(some)] == some for at in range(len(words) - len(some) + 1))


def code(due: Due) -> str:
    """`due` in the notation of the table."""
    mark = " *" if due.is_worked_out else ""
    span = f"{due.since}..{due.until or ''}"
    if due.kind is DueKind.DAY:
        return f"by {due.until}{mark}"
    if due.kind is DueKind.RANGE:
        return span + mark
    if due.kind is DueKind.AFTER:
        return f"after {due.count} {due.unit}" if due.count else "after"
    if due.kind is DueKind.EVERY:
        return " ".join(filter(None, (f"every {due.unit}", _on(due), span if due.since else "")))
    return "none"


def _on(due: Due) -> str:
    if due.unit is Unit.WEEK:
        return _WEEKDAYS[due.day - 1] if due.day else ""
    if due.month and due.day:
        return f"{due.month:02}-{due.day:02}"
    return str(due.month or due.day or "")


if __name__ == "__main__":
    main()
