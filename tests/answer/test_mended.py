"""What an answer says of a quote from a damaged scan: that it was mended, where it was."""

from pathlib import Path

import pytest

from answer.draft import MENDED, Statement, source, written
from index.split import cut_original
from ingest.build.damage import damaged
from ingest.plan import Plan
from ingest.readers.text import read_text
from ingest.understand import understand

SOURCE = Path(__file__).parents[2] / "samples" / "source" / "giao-long-2024.plan"
LISTED = "Các xã được chọn: Xã Vân Hòa, Xã Đông Hòa, Xã Tân An, Xã Phú Mỡ."


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A damaged plan in which somebody typed a list."""
    file = tmp_path_factory.mktemp("mended") / "scan.txt"
    lines = [
        line.lstrip("#%! ") for line in SOURCE.read_text(encoding="utf-8").splitlines() if not line.startswith("%%")
    ]
    file.write_text(damaged("\n\n".join(lines)) + f"\n\n1. {LISTED}\n", encoding="utf-8")
    return understand(read_text(file, file.name))


def _piece(plan: Plan, text: str) -> tuple[str, str]:
    """The note of a citation of what holds `text` in `plan`, and what the file itself has there."""
    pieces = [piece for section in plan.sections for piece in (section.title, *section.body) if text in piece.text]
    _, citations = written((Statement("Theo kế hoạch", (source(plan, (), pieces[0]),)),))
    return citations[0].note, cut_original(plan, pieces[0].spans)


def test_a_mended_quote_says_so_and_its_original_is_kept(plan: Plan) -> None:
    note, original = _piece(plan, "cải cách hành chính")
    assert MENDED in note
    assert "cải cách hành chính" not in original
    assert original in plan.original


def test_a_quote_that_was_sound_says_nothing(plan: Plan) -> None:
    note, original = _piece(plan, "Vân Hòa")
    assert MENDED not in note
    assert LISTED in original
