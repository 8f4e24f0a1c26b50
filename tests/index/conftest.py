"""Real stores in temporary directories, and plans small enough to read."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from plans_by_hand import by_lines

from index.index import Index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty index in `tmp_path / "data"`, which does not exist yet."""
    opened = Index.open(tmp_path / "data", splitter=by_lines)
    yield opened
    opened.close()
