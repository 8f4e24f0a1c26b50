"""In how many passages each word stands: what makes a word rare or common, and all the words there are."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from index.error import writing

_FILE = "frequencies.json"


def load(folder: Path) -> Mapping[str, int]:
    """Folded syllables and "a_b" pairs -> number of passages that hold them."""
    path = folder / _FILE
    return MappingProxyType(json.loads(path.read_text("utf-8")) if path.exists() else {})


def save(folder: Path, frequencies: Counter[str]) -> None:
    """Keeps those that still stand somewhere."""
    left = {term: count for term, count in frequencies.items() if count > 0}
    with writing(folder):
        (folder / _FILE).write_text(json.dumps(left, ensure_ascii=False, separators=(",", ":")), "utf-8")
