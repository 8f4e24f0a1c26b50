"""A column of the records of a plan, whatever it is called, and what a question wants to stand in it."""

import re
from collections.abc import Iterator, Sequence

from index.work import WHO, Work, WorkKind
from ingest.agencies import named_by, spelled_out, told_by
from ingest.plan import FieldKind, Plan
from ingest.vietnamese import fold

_KNOWN = frozenset((*WHO, FieldKind.TIME, FieldKind.FREQUENCY, FieldKind.PRODUCT))  # asked for without their heads
_SEVERAL = 2
_VAIN = re.compile(r"(?: (?:vay|a|nhi|the|khong|ha|nao|gi))+$")


def column_in(said: str, plans: Sequence[Plan]) -> str:
    """The column of `plans`, folded, that the folded `said` names: by "cột …", else by its words, part by part.

    Parts, times and products are understood without it. Empty where no other is named.
    """
    found = ((_named(said, label), label) for plan in plans for label in _labels(plan))
    count, label = max(found, default=(0, ""))
    return label if count else ""


def _labels(plan: Plan) -> Iterator[str]:
    fields = ((one.kind, one.label) for task in plan.tasks for one in task.fields)
    cells = ((cell.kind, cell.column.text) for row in plan.rows for cell in row.cells)
    for kind, label in dict.fromkeys((*fields, *cells)):
        if kind not in _KNOWN and (name := spelled_out(label)):
            yield name


def _named(said: str, label: str) -> int:
    """How many words of `label` the question says; 0 where it does not name it."""
    words = label.split()
    for count in range(len(words), 0, -1):
        if re.search(rf"\bcot(?: (?:ghi|ten|la))? {re.escape(' '.join(words[:count]))}\b", said):
            return count
    if _value(said, label):
        return len(words)
    pairs = [" ".join(words[at : at + 2]) for at in range(0, len(words) - 1, 2)]
    held = sum(f" {pair} " in f" {said} " for pair in pairs)
    return held * 2 if held >= _SEVERAL else 0


def _value(said: str, label: str) -> str:
    match = re.search(rf"\b{re.escape(label)} (?:(?:la|ghi|gom|bang) )+(?P<value>\w+(?: \w+){{0,5}})$", said)
    return match["value"] if match else ""


def value_in(said: str, column: str) -> str:
    """What the folded `said` wants to stand in `column`: "hình thức là hội nghị"; empty where it says none."""
    return _VAIN.sub("", _value(said, column))


def holds(work: Work, plan: Plan, column: str, value: str, *, is_name: bool) -> bool:
    """Whether `work` has `value` in `column`: a name in any of its forms, else an item of what stands there."""
    cells: list[tuple[str, str]] = []
    if work.kind is WorkKind.TASK:
        cells = [(one.label, one.value.text) for one in plan.tasks[work.place].fields]
    elif work.kind is WorkKind.ROW:
        cells = [(one.column.text, one.value.text) for one in plan.rows[work.place].cells]
    texts = [text for label, text in cells if spelled_out(label) == column]
    if is_name:
        return any(all(f" {part} " in f" {told_by(text)} " for part in named_by(value)) for text in texts)
    items = (item.strip(" .:-–+") for text in texts for item in re.split(r"[,;\n+•]|(?:^|\s)[-–]\s", fold(text)))
    return any(item == fold(value) or item.startswith(f"{fold(value)} ") for item in items)
