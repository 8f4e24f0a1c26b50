"""Whether the letters of a page say what it shows: codes in their place, another alphabet's words, a scanner's guess.

Vietnamese is told by its syllables, of which there are few thousand. Another language is no flaw: its words have
vowels, and their letters no figures between them. What is doubtful is decided by recognising the page and comparing.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby

from ingest.mending.evidence import few_marks
from ingest.readers import legacy
from ingest.readers.layout import Word
from ingest.readers.page import Flaw
from ingest.vietnamese import canonical, fold, nfc

CODE = re.compile(r"\(cid:\d+\)|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]|[\ue000-\uf8ff]")
"""What stands for a letter that is not known."""
_FEW_CODES, _CODES_SHARE = 5, 0.05
"""Codes in words, and share of words with codes, that a page may have and be read: a formula, an odd sign."""
_TOKEN = re.compile(r"[^\W_]+")
_FEW = 10
"""Words that it takes to tell."""
_GARBLED, _DOUBTFUL = 0.3, 0.1
"""Share of words that nobody can read, above which text is none, and above which it is doubtful if it is Vietnamese or
stands over a picture. Vietnamese and English have 0.05 at most, a page of Ê-đê 0.26, wrong letters 0.3 to 0.9."""
_FEW_KINDS, _MANY = 5, 100
"""Kinds of letters that a text of so many is of at least."""
_TONED = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_ONLY_VIETNAMESE = re.compile("[ăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_FIGURE_WITHIN = re.compile(r"[^\W\d]\d+[^\W\d]*[^\W\dA-Z]")
_CAPITAL_WITHIN = re.compile(r"[^\W\d_A-ZÀ-ỸĐ][A-Z]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_VOWELS = "aeiouyw"
_ONSETS = ("chr", "phr", "sch", "scr", "shr", "spl", "spr", "squ", "str", "thr", "ngh")
_LONGEST_ONSET = 2


_BETTER = 0.15
"""By how much the share of what nobody can read is smaller where a page was recognised better than its layer says."""
_ENOUGH, _FAR_MORE = 0.5, 2.0
"""Times the words of a layer that recognition finds at least where it may take its place, and from which on it does."""
_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(r"(?:ch|gh|gi|kh|ngh?|nh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_SYLLABLES = 0.8  # of the words of a page of Vietnamese; English has a third
_SOUND_TONES, _LOST_TONES = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Sound:
    """Of the words of a text, acronyms and numbers aside: how many there are, how many nobody can read, and how many
    have a tone that only Vietnamese has."""

    words: int
    garbled: int
    toned: int

    def is_garbled(self, share: float) -> bool:
        return self.words >= _FEW and self.garbled > share * self.words


def sound_of(text: str) -> Sound:
    """What the words of `text` sound like."""
    kinds = [kind for token in _TOKEN.findall(nfc(text)) if (kind := _kind(token)) is not None]
    return Sound(len(kinds), sum(garbled for garbled, _ in kinds), sum(toned for _, toned in kinds))


def is_better(recognised: Sound, layer: Sound) -> bool:
    """Whether what was `recognised` on a page may take the place of a doubtful `layer`."""
    if recognised.words < max(_ENOUGH * layer.words, 1):
        return False
    if recognised.words > _FAR_MORE * layer.words:
        return True
    gain = layer.garbled / layer.words - recognised.garbled / recognised.words
    has_tones = recognised.toned > _SOUND_TONES * recognised.words and layer.toned < _LOST_TONES * layer.words
    return gain > _BETTER or has_tones


def flaw_of(text: str, is_over_picture: bool) -> Flaw | None:
    """What is wrong with `text`, the words of a page; `is_over_picture` where that may be a scan."""
    if not text.strip():
        return Flaw.EMPTY
    if CODE.search(text):
        words = text.split()
        coded = [word for word in words if is_coded(word)]
        if len(CODE.findall(" ".join(coded))) > _FEW_CODES or len(coded) > _CODES_SHARE * len(words):
            return Flaw.CODES
    sound = sound_of(text)
    is_odd = is_over_picture or sound.toned > _SOUND_TONES * sound.words
    if sound.is_garbled(_GARBLED) or _is_monotonous(text):
        return Flaw.GARBLED if is_over_picture or not legacy.told([text]) else None
    has_lost_marks = sound.toned < _LOST_TONES * sound.words and _is_bare(text)
    return Flaw.DOUBT if has_lost_marks or (is_odd and sound.is_garbled(_DOUBTFUL)) else None


def _is_bare(text: str) -> bool:
    """Whether `text` is Vietnamese without its marks: most words have the form of a syllable, few have a mark."""
    words = [fold(word) for word in _WORD.findall(text)]
    return few_marks(text) and sum(map(bool, map(_SYLLABLE.fullmatch, words))) > _SYLLABLES * len(words)


def _is_monotonous(text: str) -> bool:
    kinds = {char for char in set(text) if char.isalpha()}
    return len(kinds) < _FEW_KINDS and sum(map(str.isalpha, text)) > _MANY


def plain(word: Word) -> Word:
    """`word` without its codes, a bullet for one that is nothing else; signs of Symbol and Wingdings stay."""
    return replace(word, text=CODE.sub("", word.text) or "•") if CODE.search(_unmarked(word.text)) else word


def is_coded(word: str) -> bool:
    """Whether letters of `word` are not known."""
    return CODE.search(_unmarked(word)) is not None and CODE.fullmatch(word) is None


def _unmarked(word: str) -> str:
    """`word` without the bullet of Symbol or Wingdings, or the tick, that it begins with."""
    return word[1:] if "\uf020" <= word[:1] <= "\uf0ff" else word


@lru_cache(maxsize=16_384)
def _kind(token: str) -> tuple[bool, bool] | None:
    """Whether nobody can read `token`, and whether it has a tone of Vietnamese; None for what tells nothing."""
    toned = _TONED.search(token) is not None
    if canonical(token) in _syllables():
        return False, toned
    if _FIGURE_WITHIN.search(token) or _CAPITAL_WITHIN.search(token):
        return True, toned
    if len(token) < 3 or token.isupper() or not token.isalpha():
        return None
    latin = len(_LATIN.findall(token))
    return (latin < len(token) or not _is_readable(token), toned) if latin else None


def _is_readable(word: str) -> bool:
    """Whether `word` could be one of a language in Latin letters."""
    if _ONLY_VIETNAMESE.search(word):  # it should have been a syllable
        return False
    runs = ["".join(run) for is_vowel, run in groupby(fold(word), key=lambda char: char in _VOWELS) if not is_vowel]
    if runs and len(runs[0]) == len(word):
        return False
    onset = runs[0] if runs and fold(word).startswith(runs[0]) else ""
    return len(onset) <= _LONGEST_ONSET or onset.startswith(_ONSETS)


@cache
def _syllables() -> frozenset[str]:
    from ingest.mending.language import load  # a tenth of a second

    return frozenset(load().ids)
