"""How right the fields of plans are: precision and recall against a table written by reading the files.

python benchmarks/fields.py PLANS_DIR TABLE.tsv [--wrong]

The table has one line a head, task or duty, tab-separated; its first lines say how it is laid out. What is compared:

- A task is found by its folded title beginning with the first words in the table; a number before them ("2.1 …") must
  be that of the task, and words before " > " must stand in the headings above it. A duty is found by an item that
  begins so, the item's own number ("a)", "Điều 2.") aside.
- A value is right where it equals the one in the table, case, diacritics and punctuation aside; "A … Z" where it begins
  and ends so; or where both name the same agencies, separated by commas and semicolons, in any order.
- The lead is the field `lead`, or where there is none the `performer`. Several fields of a kind are one value.
- Precision: of the values that ingest gives for what the table lists, the share that is right; a value where the table
  has an empty cell is wrong. Recall: of the values in the table, the share found and right. "?" is not judged.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from measured import table

from ingest.plan import FieldKind, Plan, Task
from ingest.read import files, read
from ingest.understand import understand
from ingest.vietnamese import folded_words

COLUMNS = {
    "head": ("number", "date", "place", "year", "signer"),
    "task": ("lead", "coordinator", "time"),
    "duty": ("agency",),
}
_KINDS = {
    "lead": (FieldKind.LEAD, FieldKind.PERFORMER),
    "coordinator": (FieldKind.COORDINATOR,),
    "time": (FieldKind.TIME,),
}
_NUMBER = re.compile(r"\W*(?:Điều \d+\.|(?:\d{1,2}\.?)+(?!\w)|[a-zđ]\))\W*")
_KEY = re.compile(r"(?:(?P<path>[^>]+) > )?(?:(?P<number>\d[\d.]*) )?(?P<words>.+)")


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell of the table and what ingest gives for it; both empty where there is nothing."""

    field: str
    where: str
    wanted: str
    given: tuple[str, ...]

    @property
    def right(self) -> int:
        """How many of the values given are right."""
        return sum(1 for value in self.given if self.wanted and same(value, self.wanted))


def main() -> None:
    """Prints precision and recall per field and in all, and with --wrong every value that is not right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plans", type=Path)
    parser.add_argument("table", type=Path)
    parser.add_argument("--wrong", action="store_true", help="also print what is missing or wrong")
    options = parser.parse_args()
    found = judged([understand(read(file, file.name)) for file in files(options.plans)], options.table)
    by_field: dict[str, list[Judged]] = defaultdict(list)
    for one in found:
        by_field[one.field].append(one)
    rows = [(field, *_figures(ones)) for field, ones in by_field.items()]
    table(("field", "precision", "recall", "in the table"), (*rows, ("all", *_figures(found))))
    for one in found if options.wrong else ():
        if one.right < max(len(one.given), bool(one.wanted)):
            print(f"{one.field}: {one.where}: wanted {one.wanted!r}, given {one.given}")


def judged(plans: Sequence[Plan], file: Path) -> list[Judged]:
    """Every cell of the table in `file`, with what the plan that its line names gives for it."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [one for line in lines for one in _line(line.split("\t"), plans)]


def precision(cells: Iterable[Judged]) -> float:
    """Right values of those given, 0.0 to 1.0; 1.0 where none are given."""
    cells = list(cells)
    given = sum(len(one.given) for one in cells)
    return sum(one.right for one in cells) / given if given else 1.0


def recall(cells: Iterable[Judged]) -> float:
    """Values found of those in the table, 0.0 to 1.0; 1.0 where it has none."""
    wanted = [one for one in cells if one.wanted]
    return sum(1 for one in wanted if one.right) / len(wanted) if wanted else 1.0


def same(value: str, wanted: str) -> bool:
    """Whether `value` is the `wanted` one, by the rule above."""
    words = folded_words(value)
    if "…" in wanted:
        start, end = (folded_words(part) for part in wanted.split("…", 1))
        return words[: len(start)] == start and (not end or words[-len(end) :] == end)
    return words == folded_words(wanted) or _agencies(value) == _agencies(wanted)


def _agencies(text: str) -> set[str]:
    return {" ".join(folded_words(piece)) for piece in re.split(r"[,;]|(?:^|\s)-\s", text) if folded_words(piece)}


def _line(cells: Sequence[str], plans: Sequence[Plan]) -> Iterator[Judged]:
    kind, name, *rest = cells
    plan = next(one for one in plans if one.source.startswith(name))
    key = rest.pop(0) if kind != "head" else ""
    given = _head(plan) if kind == "head" else _task(plan, key) if kind == "task" else _duty(plan, key)
    for column, field in enumerate(COLUMNS[kind]):
        wanted = rest[column] if column < len(rest) else ""
        if wanted != "?":
            yield Judged(field, f"{name} {key}".strip(), wanted, given[column])


def _head(plan: Plan) -> list[tuple[str, ...]]:
    values = (
        plan.number.text if plan.number else "",
        plan.issued_on.isoformat() if plan.issued_on else "",
        plan.place or "",
        str(plan.year or ""),
        plan.signer.name.text if plan.signer else "",
    )
    return [(value,) if value else () for value in values]


def _task(plan: Plan, key: str) -> list[tuple[str, ...]]:
    """The values of the one task that `key` names; nothing where there is none."""
    for task in plan.tasks:
        if _is_named(task, key):
            return [_value(task, _KINDS[field]) for field in COLUMNS["task"]]
    return [() for _ in COLUMNS["task"]]


def _is_named(task: Task, key: str) -> bool:
    asked = _KEY.fullmatch(key)
    assert asked, key
    above = " ".join(folded_words(" ".join(task.path)))
    return (
        _begins(task.title.text, asked["words"])
        and (not asked["number"] or task.number.rstrip(".") == asked["number"])
        and (not asked["path"] or " ".join(folded_words(asked["path"])) in above)
    )


def _value(task: Task, kinds: Sequence[FieldKind]) -> tuple[str, ...]:
    """What the fields of the first of `kinds` that the task has say, as one value."""
    for kind in kinds:
        values = [field.value.text for field in task.fields if field.kind is kind and field.value.text]
        if values:
            return ("; ".join(values),)
    return ()


def _duty(plan: Plan, key: str) -> list[tuple[str, ...]]:
    agencies = [
        duty.agency.text for duty in plan.duties if any(_begins(_unnumbered(item.text), key) for item in duty.items)
    ]
    return [tuple(dict.fromkeys(agencies))]


def _begins(text: str, words: str) -> bool:
    asked = folded_words(words)
    return folded_words(text)[: len(asked)] == asked


def _unnumbered(text: str) -> str:
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def _figures(cells: Sequence[Judged]) -> tuple[str, str, int]:
    return f"{precision(cells):.3f}", f"{recall(cells):.3f}", sum(1 for one in cells if one.wanted)


if __name__ == "__main__":
    main()
