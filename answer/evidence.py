"""A quote as the check compares with it: its facts, its words, and whether it holds a value or a quotation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from answer.facts import Fact, Value, Words, facts_of, number_of, words_of
from ingest.vietnamese import fold, nfc

_LOOSE = re.compile(r"(?<=\d/[A-ZĐ])([A-ZĐ]*-) (?=[A-ZĐ]{2})")  # "223/KH- UBND" is one number
ORDINAL = re.compile(r"(?m)^[ \t]*(?:[-–+•*][ \t]*)?(?:\d{1,2}(?:\.\d{1,2})*[.)]|[^\W\d_]\))[ \t]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote made comparable. `ordinals` are numbers that name a thing ("mục 3", "số 130") and count nothing."""

    values: frozenset[tuple[str, Value]]
    numbers: frozenset[str]
    ordinals: frozenset[str]
    words: Words
    is_bare: bool


@lru_cache(maxsize=256)
def evidence_of(quote: str) -> Evidence:
    """`quote` made comparable."""
    text = _LOOSE.sub(r"\1", nfc(quote).replace(" … ", "\n"))
    facts, _ = facts_of(ORDINAL.sub("", text))
    ordinals = [number_of(n) for mark in ORDINAL.findall(text) for n in re.findall(r"\d+(?:\.\d+)*", mark)]
    ordinals += [str(fact.value).split("/")[0].split("-")[0] for fact in facts if fact.kind == "document"]
    words = words_of(text)
    return Evidence(
        values=frozenset((fact.kind, fact.value) for fact in facts),
        numbers=frozenset(number for fact in facts for number in _numbers_in(fact)),
        ordinals=frozenset(ordinals),
        words=words,
        # A scan without diacritics is held against folded text; sound Vietnamese marks two words in three.
        is_bare=len(words) > 3 and sum(fold(w.key) != w.key for w in words) < 0.15 * len(words),
    )


def _numbers_in(fact: Fact) -> Iterator[str]:
    """The numbers that a quote holding `fact` backs when they stand alone."""
    match fact.kind, fact.value:
        case "number" | "count" | "labelled", str(number):
            yield number
        case "code", str(code):
            yield from map(number_of, re.findall(r"\d+", code))
        case "date", (None, month, None):
            # "mỗi tháng 02 chương trình" reads like a month
            yield str(month)
        case "date" | "quarter", (*_, int(year)):
            yield str(year)


def holds_fact(one: Evidence, fact: Fact) -> bool:
    """Whether the quote says `fact`, in whatever writing."""
    if fact.kind in ("number", "count"):
        return fact.value in one.numbers
    if fact.kind == "labelled":
        return fact.value in one.numbers or fact.value in one.ordinals
    return any(kind == fact.kind and _refines(value, fact.value) for kind, value in one.values)


def _refines(held: Value, said: Value) -> bool:
    """Whether `held` says all that `said` says: 15/12/2023 backs "15/12", not the other way round."""
    if isinstance(held, str) or isinstance(said, str):
        return held == said
    return all(part in (None, whole) for part, whole in zip(said, held, strict=True))


def quotations(text: str) -> Iterator[str]:
    """What stands in quotation marks; one that is never closed reaches to the end."""
    for match in re.finditer(r"“([^”]+)|\"([^\"]+)\"?|«([^»]+)", text):
        yield from re.split(r"\.{3}|…", match[1] or match[2] or match[3])


def holds_quotation(one: Evidence, quotation: str) -> bool:
    """Whether the words of `quotation` stand in the quote, one behind the other."""
    words = words_of(quotation)
    return not words or occurs(words, one)


def agree(said: Words, held: Words, at: int, is_bare: bool) -> tuple[int, int]:
    """How many words of `said`, and of `held` from `at` on, say the same from their starts on."""
    t, h = 0, at
    while t < len(said) and h < len(held):
        if said[t].key == held[h].key or (is_bare and fold(said[t].key) == fold(held[h].key)):
            step = (1, 1)
        elif n := _spells(said[t].letters, held[h : h + 8]):
            step = (1, n)
        elif n := _spells(held[h].letters, said[t : t + 8]):
            step = (n, 1)
        else:
            break
        t, h = t + step[0], h + step[1]
    return t, h - at


def _spells(letters: str, words: Words) -> int:
    """How many of `words` the abbreviation `letters` stands for (VHTT: Văn hóa Thông tin, VH TT); 0 for none."""
    if not letters or not words:
        return 0
    for part in (words[0].letters, fold(words[0].raw[0])):
        if part == letters:
            return 1
        if part and letters.startswith(part) and (n := _spells(letters[len(part) :], words[1:])):
            return n + 1
    return 0


def occurs(said: Words, one: Evidence) -> bool:
    """Whether the quote has the words `said`, one behind the other."""
    return any(agree(said, one.words, at, one.is_bare)[0] == len(said) for at in range(len(one.words)))
