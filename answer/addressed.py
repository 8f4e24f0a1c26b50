"""What speaks to a language model instead of to people. Records are data; what would be more is kept from a model."""

import re
from functools import cache
from importlib.resources import files

from ingest.vietnamese import fold, nfc, one_line


@cache
def _patterns() -> re.Pattern[str]:
    lines = (files("answer") / "lexicon" / "to_a_model.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(f"(?:{line})" for line in lines if line.strip() and not line.startswith("#")))


def speaks_to_model(text: str) -> bool:
    """Whether `text` gives a model orders, asks for its own, or imitates the marks of a chat."""
    return _patterns().search(fold(one_line(nfc(text)))) is not None
