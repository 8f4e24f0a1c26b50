"""A mark that a scan blurs makes another word ("trục tuyến" for "trực tuyến"): put right where that does not follow."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from ingest.mending.channel import LETTERS
from ingest.mending.evidence import VIETNAMESE
from ingest.mending.language import OTHER, PARAGRAPH, UNKNOWN, Language, load
from ingest.readers.layout import Word
from ingest.vietnamese import canonical, fold

Run = Sequence[Word]
"""Words that follow each other: those of a table's cell, or of a page without its tables."""

_SURE = 5.0
"""How much cheaper another spelling must be, as -ln of a chance: 150 times as likely."""
_SURE_HERE = 2.0
"""The same where the file itself has the other spelling after the word before, twice and oftener than this one."""
_SURE_UNLIKE = 9.0
"""The same, then, where the two letters differ by more than a stroke."""
_BESIDE = 3
"""Words on either side that must look Vietnamese, at least half of them: a page in French has no slips to put right."""
_CONFUSED = frozenset(
    frozenset(pair)
    for pair in ("uư", "oơ", "úứ", "ùừ", "ủử", "ũữ", "ụự", "óớ", "òờ", "ỏở", "õỡ", "ọợ", "iỉ", "iì", "ấắ", "ầằ", "ẩẳ",
                 "ẫẵ", "ậặ", "aă", "âă", "eê", "ôơ")
)  # fmt: skip
"""Letters that differ by a stroke which a scan blurs."""
_WORDS = 8192
"""Words of which the other spellings are remembered; a plan has a thousand different ones."""
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = [letter for letter in LETTERS if fold(letter) in "aeiouy"]
_OTHERS: Mapping[str, str] = {
    letter: "".join(other for other in _VOWELS if fold(other) == fold(letter) and other != letter) for letter in _VOWELS
}


@dataclass(frozen=True, slots=True)
class _Around:
    """A word's neighbours, as the language numbers them, two on either side."""

    before: int
    last: int
    after: int
    next: int

    def costs(self, word: int, language: Language) -> tuple[float, float]:
        """What `word` costs here, judged with one word after it and with two."""
        near = language.cost(self.before, self.last, word) + language.cost(self.last, word, self.after)
        return near, near + language.cost(word, self.after, self.next)


def spelled(runs: Sequence[Run]) -> list[list[Word]]:
    """The `runs` of one file, each word in the spelling that its neighbours call for, where that is beyond doubt."""
    language = load()
    ids = [[_id(word.text, language) for word in run] for run in runs]
    here = Counter(pair for run in ids for pair in pairwise(run))
    return [list(_spelled(run, numbers, here, language)) for run, numbers in zip(runs, ids, strict=True)]


def _spelled(run: Run, ids: Sequence[int], here: Counter[tuple[int, int]], language: Language) -> Iterator[Word]:
    edge = language.ids[PARAGRAPH]
    numbers = [edge, edge, *ids, edge, edge]
    for place, word in enumerate(run, start=2):
        around = _Around(*numbers[place - 2 : place], *numbers[place + 1 : place + 3])
        beside = [*run[max(0, place - 2 - _BESIDE) : place - 2], *run[place - 1 : place - 1 + _BESIDE]]
        other = _better(word.text, numbers[place], around, here, language) if _is_vietnamese(beside) else None
        if other:
            word = replace(word, text=other)
            numbers[place] = _id(other, language)
        yield word


def _is_vietnamese(words: Run) -> bool:
    lettered = [word.text for word in words if _LETTERS.search(word.text)]
    return 2 * sum(map(bool, map(VIETNAMESE.search, lettered))) >= len(lettered)


def _id(text: str, language: Language) -> int:
    letters = _LETTERS.findall(text)
    if len(letters) != 1 or any(char.isdigit() for char in text):
        return language.ids[OTHER]
    key = letters[0] if letters[0].isupper() and letters[0] in language.ids else canonical(letters[0])
    return language.ids.get(key, language.ids[UNKNOWN])


def _better(text: str, word: int, around: _Around, here: Counter[tuple[int, int]], language: Language) -> str | None:
    """The other spelling of `text` that is beyond doubt; None where there is none.

    A word with a capital may be a name: for one the file itself must have the other spelling between its neighbours.
    """
    match = _LETTERS.search(text)
    if match is None or len(_LETTERS.findall(text)) != 1:
        return None
    best, most, now, read = None, 0.0, around.costs(word, language), here[around.last, word]
    for spelling, other, alike in _spellings(match[0]):
        if not (language.seen(around.last, other) or language.seen(other, around.after)):
            continue
        known = here[around.last, other] > max(1, read)
        if not match[0].islower() and not (known and here[other, around.after] > 1):
            continue
        if not known and (read > 1 or not alike):
            continue
        sure = _SURE_UNLIKE if not alike else _SURE_HERE if known else _SURE
        gain = min(a - b for a, b in zip(now, around.costs(other, language), strict=True)) - sure
        if gain > most:
            best, most = text[: match.start()] + spelling + text[match.end() :], gain
    return best


@lru_cache(maxsize=_WORDS)
def _spellings(word: str) -> list[tuple[str, int, bool]]:
    """The words that `word` is with another mark on one of its letters: each as the language numbers it, and whether
    the two letters are easily confused."""
    ids, found = load().ids, []
    for place, letter in enumerate(word):
        for other in _OTHERS.get(letter.lower(), ""):
            spelling = word[:place] + (other.upper() if letter.isupper() else other) + word[place + 1 :]
            number = ids.get(canonical(spelling))
            if number is not None:
                found.append((spelling, number, frozenset((letter.lower(), other)) in _CONFUSED))
    return found
