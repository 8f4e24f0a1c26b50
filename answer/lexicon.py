"""The tables that tell how people ask. Each is a file in answer/lexicon/, a line an entry, made to be added to."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.vietnamese import canonical, fold, folded_words


def _rows(name: str) -> list[list[str]]:
    lines = (files("answer") / "lexicon" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


@cache
def facet_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Facet -> what in a folded question asks for it, in whole words, in the order of the file."""
    return tuple((name, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for name, pattern in _rows("facets.tsv"))


@cache
def chat_words() -> dict[str, str]:
    """What people type -> in full, or "" for a word that says nothing. Capitals are meant so, other keys are lower."""
    return {row[0]: (row[1] if len(row) > 1 else "") for row in _rows("chat_words.tsv")}


@cache
def chat_pattern() -> re.Pattern[str]:
    """Any of the chat words, as a whole word."""
    typed = sorted(chat_words(), key=len, reverse=True)
    one_of = "|".join(re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})" for word in typed)
    return re.compile(rf"(?<![\w&.\-/])(?:{one_of})(?![\w&]|[.\-/]\w)")


def in_full(typed: str) -> str:
    """What a chat word stands for."""
    return chat_words().get(typed) or chat_words().get(typed.lower(), "")


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """`said` and each of `meant` are folded syllables; `spelled` is what is said with its diacritics."""

    spelled: str
    said: tuple[str, ...]
    meant: tuple[tuple[str, ...], ...]


@cache
def thesaurus() -> dict[str, tuple[Paraphrase, ...]]:
    """First folded syllable -> the words of the field that begin with it, longest first, and what may stand for them.

    A single syllable is told apart by its diacritics: "đăng" is not "đang".
    """
    found: dict[str, dict[tuple[tuple[str, ...], str], Paraphrase]] = {}
    for (row,) in _rows("thesaurus.txt"):
        members = [(canonical(member.strip()), tuple(folded_words(member))) for member in row.split(";")]
        for spelled, said in members:
            entries = found.setdefault(said[0], {})
            key = (said, spelled if len(said) == 1 else "")
            meant = entries[key].meant if key in entries else ()
            others = (other for _, other in members if other != said)
            entries[key] = Paraphrase(spelled, said, tuple(dict.fromkeys((*meant, *others))))
    return {first: tuple(sorted(entries.values(), key=lambda one: -len(one.said))) for first, entries in found.items()}


@cache
def stop_words(*, folded: bool) -> frozenset[str]:
    """Syllables that say nothing of what a question is about, with or without diacritics."""
    return frozenset((fold if folded else canonical)(row[0]) for row in _rows("stop_words.txt"))


@cache
def small_talk() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What a whole folded message says that is no question, and the reply."""
    return tuple((re.compile(pattern), reply) for pattern, reply in _rows("smalltalk.tsv"))


def is_small_talk(text: str) -> bool:
    """Whether `text` is a greeting, thanks or the like, and no question."""
    said = " ".join(folded_words(text))
    return any(pattern.fullmatch(said) for pattern, _ in small_talk())


@cache
def place_aliases() -> dict[tuple[str, ...], str]:
    """Folded syllables -> the name of the place that people mean."""
    return {tuple(folded_words(said)): name for said, name in _rows("places.tsv")}
