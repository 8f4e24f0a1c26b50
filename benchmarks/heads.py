"""How right heads, signatures, recipients and tasks come out of the forty documents in tests/heads.

python benchmarks/heads.py [--brief]

Makes the documents in a temporary folder, reads each, and prints for every field how many values are right, and then
each miss. tests/heads/README.md says what counts as right.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from measured import ROOT, table

from ingest.plan import Plan
from ingest.read import read
from ingest.understand import understand

HEADS = ROOT / "tests" / "heads"
sys.path.insert(0, str(HEADS))

from build import build  # noqa: E402
from markup import Source, recipients, sources  # noqa: E402

FIELDS = ("number", "kind", "title", "issuer", "date", "year", "place", "signer", "signer_position")
_LONG = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân"}
_LEVEL = re.compile(r"^(?:tỉnh|thành phố|huyện|thị xã|xã|phường|thị trấn|đặc khu) ")
_ABOUT = re.compile(r"^(?:v/v|về việc|về)[: ]+")
_SAME = str.maketrans({"–": "-", "—": "-", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A value of a document: what the truth accepts, what the reader gives, and whether that is right."""

    field: str
    file: str
    wanted: object
    given: object
    is_right: bool


def main() -> None:
    """Prints the share right of every field and, without --brief, each miss."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--brief", action="store_true", help="only the table")
    options = parser.parse_args()
    found = judged()
    fields = dict.fromkeys(one.field for one in found)
    rows = [(field, *_figures([one for one in found if one.field == field])) for field in fields]
    table(("field", "right", "of", "share"), rows)
    for one in found if not options.brief else ():
        if not one.is_right:
            print(f"{one.field}: {one.file}: wanted {one.wanted!r}, given {one.given!r}")


def judged() -> list[Judged]:
    """Every value of the documents that can be made here (those in PDF need a font)."""
    truths = [json.loads(line) for line in (HEADS / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    by_name = {source.name: source for source in sources()}
    with TemporaryDirectory() as folder:
        plans = {path.name: understand(read(path, path.name)) for path in build(Path(folder))}
    read_ones = [truth for truth in truths if truth["file"] in plans]
    return [one for truth in read_ones for one in _document(truth, plans[truth["file"]], by_name[truth["file"]])]


def share(found: Sequence[Judged]) -> float:
    """Right values of all, 0.0 to 1.0; 1.0 where there are none."""
    return sum(one.is_right for one in found) / len(found) if found else 1.0


def _figures(found: Sequence[Judged]) -> tuple[int, int, str]:
    return sum(one.is_right for one in found), len(found), f"{share(found):.3f}"


def _document(truth: dict[str, Any], plan: Plan, source: Source) -> Iterator[Judged]:
    given = _given(plan)
    for field in FIELDS:
        keys = {key(field, value, _forms(truth["kind"])) for value in _forms(truth[field])}
        is_right = key(field, given[field], _forms(truth["kind"])) in keys
        yield Judged(field, plan.source, _forms(truth[field])[0], given[field], is_right)
    titles = [task.title.text for task in plan.tasks]
    items = [item.text for duty in plan.duties for item in duty.items]
    work = [_plain(text) for text in (*titles, *items)]
    for line in recipients(source):
        as_work = [text for text in work if text == _plain(line) or f"- {_plain(line)}" in text]
        yield Judged("no recipient is work", plan.source, line, as_work, not as_work)
    for label in truth.get("not_tasks", ()):
        as_task = [title for title in titles if _plain(title).startswith(_plain(label))]
        yield Judged("no figure is a task", plan.source, label, as_task, not as_task)
    for title in truth.get("tasks", ()):
        yield Judged("tasks found", plan.source, title, titles, _plain(title) in map(_plain, titles))
    wanted = {_plain(title) for title in truth.get("tasks", ())}
    for title in titles if wanted else ():
        yield Judged("tasks given are wanted", plan.source, "no such task", title, _plain(title) in wanted)
    agencies = [duty.agency.text for duty in plan.duties]
    for agency in truth.get("duties", ()):
        yield Judged("duties found", plan.source, agency, agencies, _plain(agency) in map(_plain, agencies))


def _forms(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _given(plan: Plan) -> dict[str, str | int | None]:
    return {
        "number": plan.number.text if plan.number else None,
        "kind": plan.kind,
        "title": plan.title,
        "issuer": plan.issuer.text if plan.issuer else None,
        "date": plan.issued_on.isoformat() if plan.issued_on else None,
        "year": plan.year,
        "place": plan.place,
        "signer": plan.signer.name.text if plan.signer else None,
        "signer_position": plan.signer.position.text if plan.signer and plan.signer.position else None,
    }


def key(field: str, value: object, kinds: Sequence[str]) -> str:
    """The value as it compares: equal keys are equal values. An empty value has an empty key."""
    text = _plain("" if value is None else value)
    if field == "number":
        return re.sub(r"\s*([/-])\s*", r"\1", text)
    if field == "title":
        for kind in sorted(kinds, key=len, reverse=True):
            text = text.removeprefix(f"{_plain(kind)} ")
        return _ABOUT.sub("", text)
    if field == "place":
        return _LEVEL.sub("", text)
    if field in {"issuer", "signer_position"}:
        return " ".join(re.sub(r"[.,;/-]", " ", text).split())
    return text


def _plain(value: object) -> str:
    text = unicodedata.normalize("NFC", str(value)).translate(_SAME).casefold()
    words = (_LONG.get(word, word) for word in text.split())
    return " ".join(words).strip(" .;,/-")


if __name__ == "__main__":
    main()
