"""The procedures beside the repository are read as a person read them, and no plan is one. Skipped without them."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.procedures import procedures
from ingest.read import documents, files

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
FLOOR = 0.99
"""Least precision and recall of all fields together."""
LEAST = 0.97
"""... and of each."""

pytestmark = pytest.mark.skipif(not (SHARED / "procedures").is_dir(), reason="no procedures beside the repository")


def test_each_field_is_read_as_a_person_read_it() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "procedures.py", SHARED / "procedures"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, cwd=ROOT)
    rows = [line.split() for line in done.stdout.splitlines()[1:]]
    figures = {name: (float(precision), float(recall)) for name, *_, precision, recall in rows}
    assert min(figures.pop("all")) >= FLOOR
    assert {name for name, both in figures.items() if min(both) < LEAST} == set()


@pytest.mark.parametrize("folder", [SHARED / "plans", SHARED / "plans-other", SHARED / "plans-more", ROOT / "samples"])
def test_no_plan_is_taken_for_a_procedure(folder: Path) -> None:
    read = (one for file in files(folder) for one in documents(file) if isinstance(one, Document))
    assert [one.source for one in read if procedures(one).procedures] == []
