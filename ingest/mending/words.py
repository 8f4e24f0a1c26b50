"""The words of a line, and which of them say nothing that could be mended: numbers, codes, links, acronyms."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from ingest.vietnamese import fold

_CHUNK = re.compile(r"\S+")
_EDGE = "\"'“”‘’«»„`´([{<)]}>.,;:!?…*+-–—=|~_^•·/\\#"
_PART = re.compile(r"[^\s.,/\-–—()\[\]{}<>“”\"…|+*=]+")
_MEANS = re.compile(r"\w|[¥€¢§&$@]")  # letters, digits and the signs that OCR takes letters for
_RUBBISH = re.compile(r"(?:.*?[;:?!\\()\[\]{}|]){2}")  # so much inside of a word is a picture or a table's rule
_LINK = re.compile(r"@|https?:|www\.|\.(?:vn|com|gov|org|net)\b", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.,:/%\-–]*\d[\d.,:/%\-–]*")
_CODE = re.compile(r"[A-ZĐƯ\dlo]+g?(?:[/\-–&][A-ZĐƯ\dlo]+g?)+")  # l and o are misread digits; "TTg" is the Premier
_MODEL = re.compile(r"(?=.*\d)[A-Z]+\d*(?:[-/]\w+)+")  # "LBP-12dn"
_CLAN = re.compile(r"[BCDGHKLMNRST]['’]\w+")  # "K'Tin": no vowel that lost its horn stands before the stroke
_ROMAN = re.compile(r"[IVXLl1]*[IVX][IVXLl1]*")
_ENUMERATOR = re.compile(r"\s*(?:[a-zđA-ZĐ]|\d+|[IVXLl1]+)[.)]")
_VOWEL = re.compile(r"[aeiouyw]")  # w is what OCR makes of ư


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start:end` of line number `line`; nothing may be changed in it if `kept`."""

    text: str
    line: int
    start: int
    end: int
    kept: bool

    def adjoins(self, after: "Word") -> bool:
        """Whether nothing but a blank parts it from the word `after`."""
        return (self.line, self.end + 1) == (after.line, after.start)


def cut(line: str, number: int = 0) -> list[Word]:
    """The words of `line` from left to right; line `number` of its text."""
    head = _ENUMERATOR.match(line)
    after = head.end() if head else 0
    found: list[Word] = []
    for chunk in _CHUNK.finditer(line):
        core = chunk.group().strip(_EDGE)
        start = chunk.start() + chunk.group().find(core)
        if core and (is_code(core) or _RUBBISH.match(core)):
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
    """Whether `text` is a number, date, link, model or the like, a misread digit in it or not."""
    digits = sum(c.isdigit() for c in text)
    numeral = digits > 2 or (digits == 2 and not text.strip("0123456789lIoO"))
    patterns = (_NUMBER, _CODE, _MODEL, _CLAN)
    return numeral or any(pattern.fullmatch(text) for pattern in patterns) or bool(_LINK.search(text))


def capitals(text: str) -> int:
    """How many capitals `text` has; 0 unless it is written in capitals, a misread letter in three aside."""
    upper = sum(c.isupper() for c in text)
    return upper if upper > 2 * sum(c.islower() for c in text) else 0


def keep_acronyms(words: Sequence[Word], known: Container[str]) -> list[Word]:
    """`words` with acronyms and Roman numbers kept: those `known`, those that nobody could pronounce, and words in
    capitals that stand alone among small letters."""
    free = [word for word in words if not word.kept]
    short = [_is_acronym(word.text, known) for word in free]
    loud = [_is_loud(word.text) and not acronym for word, acronym in zip(free, short, strict=True)]
    joined = [
        both and one.adjoins(two) for both, (one, two) in zip(map(all, pairwise(loud)), pairwise(free), strict=True)
    ]
    # One longer where there are no words at all.
    beside = [before or after for before, after in zip([False, *joined], [*joined, False], strict=True)]
    kept = {
        word
        for word, acronym, heading in zip(free, short, beside, strict=False)
        if acronym or (not heading and word.text.isupper() and word.text.isalpha())
    }
    return [replace(word, kept=True) if word in kept else word for word in words]


def _is_loud(text: str) -> bool:
    return len(text) > 1 and capitals(text) > 0


def _is_acronym(text: str, known: Container[str]) -> bool:
    if not text.isupper():
        return False
    silent = text.isalpha() and not _VOWEL.search(fold(text))
    return text in known or bool(_ROMAN.fullmatch(text)) or silent or (len(text) == 1 and text.isalpha())
