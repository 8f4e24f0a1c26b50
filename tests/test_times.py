"""Times of the plans beside the repository against a table read by hand: a floor that only rises."""

from pathlib import Path
from types import ModuleType

import pytest

from ingest.due import Anchor, read

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
FOLDERS = tuple(SHARED / name for name in ("plans", "plans-other", "plans-more"))
FLOOR = 0.98
SENTENCE = 14  # words in a row that no cell may copy


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import due

    return due


@pytest.mark.skipif(not all(map(Path.is_dir, FOLDERS)), reason="no plans beside the repository")
def test_times_reach_their_floor_and_none_is_invented(due: ModuleType) -> None:
    found = due.judged(due.known(FOLDERS), due.TABLE)
    assert [one.where for one in found if one.invented] == []
    assert sum(one.is_right for one in found) / len(found) >= FLOOR


def test_the_table_holds_enough_and_copies_no_sentence(due: ModuleType) -> None:
    lines = [line.split("\t") for line in due.TABLE.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert len(lines) >= 200
    assert max(len(part.split()) for line in lines for cell in line for part in cell.split("…")) < SENTENCE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("trước ngày 05/9/2025", {"by 2025-09-05"}),
        ("Quý II", {"2025-04-01..2025-06-30 *"}),
        ("Từ tháng 5/2025 đến khi xong", {"2025-05-01.. *"}),
        ("ngày 20 hằng tháng", {"every month 20"}),
        ("trước 15/6 và 15/12 hằng năm", {"every year 06-15", "every year 12-15"}),
        ("thứ Năm hằng tuần", {"every week thursday"}),
        ("hằng quý, từ tháng 1 đến tháng 6/2025", {"every quarter 2025-01-01..2025-06-30"}),
        ("sau 10 ngày kể từ khi có lệnh", {"after 10 day"}),
        ("Thường xuyên", {"none"}),
    ],
)
def test_the_notation_of_the_table(due: ModuleType, text: str, code: set[str]) -> None:
    assert set(map(due.code, read(text, Anchor(2025)))) == code
