"""The words of a line, and which of them say nothing that could be mended: numbers, codes, links, acronyms."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.vietnamese import fold

_CHUNK = re.compile(r"\S+")
_EDGE = "\"'“”‘’«»„`´([{<)]}>.,;:!?…*+-–—=|~_^•·/\\#"
_PART = re.compile(r"[^\s.,/\-–—()\[\]{}<>“”\"…|+*=]+")
_MEANS = re.compile(r"\w|[¥€¢§&$@]")  # letters, digits and the signs that OCR takes letters for
_LINK = re.compile(r"@|https?:|www\.|\.(?:vn|com|gov|org|net)\b", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.,:/%\-–]*\d[\d.,:/%\-–]*")
_CODE = re.compile(r"(?=.*[/\-–])(?:[\d./\-–]|[A-ZĐƯ])+(?:[a-z](?![a-z]{2}))*[A-ZĐƯ\d./\-–]*")
_ROMAN = re.compile(r"[IVXLl1]*[IVX][IVXLl1]*")
_ENUMERATOR = re.compile(r"\s*(?:[a-zđA-ZĐ]|\d+|[IVXLl1]+)[.)]")
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start:end` of line number `line`; nothing may be changed in it if `kept`."""

    text: str
    line: int
    start: int
    end: int
    kept: bool


def cut(line: str, number: int = 0) -> list[Word]:
    """The words of `line` from left to right; line `number` of its text."""
    head = _ENUMERATOR.match(line)
    after = head.end() if head else 0
    found: list[Word] = []
    for chunk in _CHUNK.finditer(line):
        core = chunk.group().strip(_EDGE)
        start = chunk.start() + chunk.group().find(core)
        if core and is_code(core):
            found.append(Word(core, number, start, start + len(core), True))
        elif core:
            found += _parts(core, number, start, after)
    return found


def _parts(core: str, number: int, offset: int, after: int) -> list[Word]:
    """The words of `core`, which stands at `offset`; what begins before `after` numbers the line and is kept."""
    found = []
    for part in _PART.finditer(core):
        text = part.group().strip(_EDGE)
        if text:
            start = offset + part.start() + part.group().find(text)
            kept = start < after or not _MEANS.search(text) or is_code(text)
            found.append(Word(text, number, start, start + len(text), kept))
    return found


@lru_cache(maxsize=8192)
def is_code(text: str) -> bool:
    """Whether `text` is a number, date, document number or link."""
    return bool(_NUMBER.fullmatch(text) or _CODE.fullmatch(text) or _LINK.search(text))


def capitals(text: str) -> int:
    """How many capitals `text` has; 0 unless it is written in capitals, a misread letter in three aside."""
    upper = sum(c.isupper() for c in text)
    return upper if upper > 2 * sum(c.islower() for c in text) else 0


def keep_acronyms(words: Sequence[Word], known: Container[str]) -> list[Word]:
    """`words` with acronyms and Roman numbers kept: those `known`, those that nobody could pronounce, and words in
    capitals that stand alone among small letters."""
    acronym = [word.kept or _is_acronym(word.text, known) for word in words]
    loud = [
        len(word.text) > 1 and capitals(word.text) > 0 and not short for word, short in zip(words, acronym, strict=True)
    ]
    alone = [not any(loud[at - 1 : at] + loud[at + 1 : at + 2]) for at in range(len(words))]
    return [
        replace(word, kept=short or (apart and word.text.isupper() and word.text.isalpha()))
        for word, short, apart in zip(words, acronym, alone, strict=True)
    ]


def _is_acronym(text: str, known: Container[str]) -> bool:
    if not text.isupper():
        return False
    silent = text.isalpha() and not _VOWEL.search(fold(text))
    return text in known or bool(_ROMAN.fullmatch(text)) or silent or (len(text) == 1 and text.isalpha())
