"""The fields of the plans beside the repository: floors that only ever rise. Skipped where there are none."""

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from ingest.read import files, read
from ingest.understand import understand

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
TABLES = Path(__file__).parent / "fields"
SENTENCE = 14  # words in a row that no cell may copy


@dataclass(frozen=True, slots=True)
class Floor:
    """Least precision and recall over all fields, and over each that has ten values or more."""

    table: str
    precision: float
    recall: float
    of_each: float


FLOORS = {
    "plans": Floor("plans.tsv", precision=0.98, recall=0.99, of_each=0.95),
    "plans-other": Floor("plans_other.tsv", precision=0.98, recall=0.98, of_each=0.95),
}


@pytest.fixture
def fields(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import fields

    return fields


@pytest.mark.skipif(not (SHARED / "plans").is_dir(), reason="no plans beside the repository")
@pytest.mark.parametrize("name", FLOORS)
def test_fields_reach_their_floor(fields: ModuleType, name: str) -> None:
    floor = FLOORS[name]
    plans = [understand(read(file, file.name)) for file in files(SHARED / name)]
    found = fields.judged(plans, TABLES / floor.table)
    assert fields.precision(found) >= floor.precision
    assert fields.recall(found) >= floor.recall
    for field in {one.field for one in found}:
        of_one = [one for one in found if one.field == field]
        if len(of_one) >= 10:
            assert min(fields.precision(of_one), fields.recall(of_one)) >= floor.of_each, field


def test_the_tables_hold_enough_and_copy_no_sentence() -> None:
    lines = [line for file in TABLES.glob("*.tsv") for line in file.read_text(encoding="utf-8").splitlines()]
    assert sum(line.startswith("task\t") for line in lines) >= 150
    cells = [cell for line in lines if not line.startswith("#") for cell in line.split("\t")]
    assert max(len(part.split()) for cell in cells for part in cell.split("…")) < SENTENCE


@pytest.mark.parametrize(
    ("value", "wanted", "is_same"),
    [
        ("- Sở Nội vụ.", "sở nội vụ", True),
        ("Sở Y tế; Sở Nội vụ", "Sở Nội vụ, Sở Y tế", True),
        ("các sở, ban, ngành và đơn vị có liên quan", "các sở, ban … có liên quan", True),
        ("Sở Nội vụ chủ trì", "Sở Nội vụ", False),
        ("Sở Nội vụ", "Sở Nội vụ, Sở Y tế", False),
    ],
)
def test_values_are_the_same_by_the_rule(fields: ModuleType, value: str, wanted: str, is_same: bool) -> None:
    assert fields.same(value, wanted) is is_same
