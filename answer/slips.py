"""Slips of the finger mended against the words that the plans hold: "thnah" -> "thanh", "chanh" -> "chinh"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from answer.lexicon import stop_words, thesaurus

_ENDINGS = (("c", "t"), ("t", "c"), ("nh", "n"))
_RESPELL = (
    ("f", "ph"), ("z", "d"), ("z", "gi"), ("j", "gi"), ("w", "qu"), ("l", "n"), ("n", "l"), ("ch", "tr"), ("tr", "ch"),
    ("s", "x"), ("x", "s"), ("d", "gi"), ("gi", "d"), ("r", "d"), ("d", "r"), ("v", "d"), ("y", "i"), ("i", "y"),
    ("k", "c"), ("c", "k"), ("ngh", "ng"), ("ng", "ngh"), ("gh", "g"), ("g", "gh"), ("n", "ng"), ("ng", "n"),
)  # fmt: skip
# What a folded syllable looks like. A word of that form may be one that plans do not use; another is a slip.
_SYLLABLE = re.compile(r"(?:ch|gh|gi|kh|ngh?|nh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_LETTERS = "abcdeghiklmnopqrstuvxy"


def mend(words: list[str], frequencies: Mapping[str, int]) -> list[str]:
    """`words` (folded syllables), those that no plan and no lexicon knows replaced by the likeliest known one."""
    if not frequencies:
        return words
    mended = list(words)
    for at, word in enumerate(words):
        before = mended[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        if _is_slip(word, before, after, frequencies):
            mended[at] = _likeliest(word, before, after, frequencies) or word
    return mended


@lru_cache(maxsize=1)
def _said() -> frozenset[str]:
    """Syllables that people say and plans need not hold."""
    said = {word for entries in thesaurus().values() for entry in entries for word in entry.said}
    return frozenset(said | stop_words(folded=True))


def is_syllable(word: str) -> bool:
    """Whether a folded word has the form of a Vietnamese syllable, or is a number."""
    return word.isdigit() or _SYLLABLE.fullmatch(word) is not None


def _is_slip(word: str, before: str, after: str, frequencies: Mapping[str, int]) -> bool:
    if len(word) < 3 or not word.isalpha() or word in _said():
        return False
    if word not in frequencies and not _SYLLABLE.fullmatch(word):
        return True
    alone = not (frequencies.get(f"{before}_{word}") or frequencies.get(f"{word}_{after}"))
    return alone and (before not in stop_words(folded=True) or after not in stop_words(folded=True))


def _likeliest(word: str, before: str, after: str, frequencies: Mapping[str, int]) -> str | None:
    """The known word one slip away that goes best with its neighbours; alone only for a word nobody knows."""
    best, most = None, 0.0
    for other in _near(word):
        if other not in frequencies and other not in _said():
            continue
        together = frequencies.get(f"{before}_{other}", 0) + frequencies.get(f"{other}_{after}", 0)
        alone = 0.001 * frequencies.get(other, 1) * (2.0 if len(other) > len(word) else 1.0)  # letters are rather lost
        score = together + (alone if word not in frequencies else 0.0)
        if score > most and (together >= 2 or not _SYLLABLE.fullmatch(word)):
            best, most = other, score
    return best


@lru_cache(maxsize=4096)
def _near(word: str) -> tuple[str, ...]:
    """Words one slip away: a sound spelled otherwise, a letter too many, too few, wrong, or two swapped."""
    return tuple(dict.fromkeys((*_respelled(word), *_edited(word))))


def sounding(word: str) -> Iterator[str]:
    """Words, with the diacritics that `word` has, that sound like it where people tell few sounds apart."""
    yield from _respelled(word)
    yield from (word[: -len(old)] + new for old, new in _ENDINGS if word.endswith(old))


def _respelled(word: str) -> Iterator[str]:
    for old, new in _RESPELL:
        if word.startswith(old) and not word.startswith(new):
            yield new + word[len(old) :]
        elif word.endswith(old) and not word.endswith(new):
            yield word[: -len(old)] + new


def _edited(word: str) -> Iterable[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at in range(len(word) + 1):
        for letter in _LETTERS:
            yield word[:at] + letter + word[at:]
            if at < len(word):
                yield word[:at] + letter + word[at + 1 :]
