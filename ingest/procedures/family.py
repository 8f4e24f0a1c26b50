"""Twins: procedures that share what they are about and differ in act, circumstance or level, told by their names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.vietnamese import fold, folded_words, one_line

_FORMS = {"tail": r"\b(?:{})\b.*$", "mark": r"\b(?:{})\b", "act": r"^\W*(?:{})\b", "plain": r"^\W*(?:{})\b"}
"""Where words of each kind stand in a name; in the order in which they are taken off it.

The last two once more, for "Đăng ký chấm dứt".
"""
_UNSAID = frozenset(["opening", "plain"])
"""What is taken off and tells nothing apart."""


@dataclass(frozen=True, slots=True)
class Family:
    """`base` is what twins share, in folded words; `variants` what tells this one apart, as its name has it."""

    base: str
    variants: tuple[str, ...]


@lru_cache(maxsize=4096)
def family(name: str) -> Family:
    """The family of the procedure called `name`: "Đăng ký lại khai sinh" is of "khai sinh", told by "Đăng ký lại"."""
    variants: list[str] = []
    for kind, pattern in (*_patterns(), *_patterns()[-2:]):
        while found := pattern.search(fold(name)):
            rest = f"{name[: found.start()]} {name[found.end() :]}"
            if not folded_words(rest):
                break
            if kind not in _UNSAID:
                variants.append(one_line(name[found.start() : found.end()]).strip(" (),;-"))
            name = rest
    return Family(" ".join(folded_words(name)), tuple(variants))


@lru_cache(1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = (files("ingest") / "data" / "procedure_variants.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    opening = re.compile(r"^\W*(?:[ivx\d]+[.)]\s*)?thu tuc\b")
    found = [("opening", opening), ("brackets", re.compile(r"\([^()]*(?:\)|$)"))]
    for kind, form in _FORMS.items():
        words = sorted((words for one, words in rows if one == kind), key=len, reverse=True)
        found.append((kind, re.compile(form.format("|".join(words)))))
    return tuple(found)
