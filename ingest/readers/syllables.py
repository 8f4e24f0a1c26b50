"""Whether a word is Vietnamese: by the syllables of sound plans and place names, loaded once they are asked for."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ingest.vietnamese import canonical

if TYPE_CHECKING:
    from ingest.mending.language import Language

_TOKEN = re.compile(r"[^ \t-\r!-/:-@\[-`{-~\u00a0]+")
_SIGNS = "‚„…†‡ˆ‰‹‘’“”•–—˜™›"
_ACRONYM = re.compile("[A-ZĐƯƠÂÊÔ]{2,6}")
RARE = 2e-6
"""Share of all syllables up to which one can be spelled, but is met in no text."""


def is_vietnamese(word: str) -> bool:
    """Whether all that stands between the signs of `word` is syllables, figures or acronyms."""
    return all(is_syllable(part) or _ACRONYM.fullmatch(part) for part in _parts(word))


def is_met(word: str) -> bool:
    """As `is_vietnamese`, of syllables that texts have."""
    return all(share(part) > RARE or _ACRONYM.fullmatch(part) for part in _parts(word))


def _parts(word: str) -> list[str]:
    """What stands between the signs of `word`, but for what has no mark."""
    return [part.strip(_SIGNS) for part in _TOKEN.findall(word.strip(_SIGNS)) if not part.isascii()]


def is_syllable(word: str) -> bool:
    """Whether `word` can be spelled in Vietnamese, or is part of the name of a place, as "Đắk", "Kạn"."""
    return (spelled := canonical(word)) in _ids() or spelled in _named()


@lru_cache(maxsize=8192)
def share(word: str) -> float:
    """How often `word` is met among all syllables; 0 where it is none."""
    id_ = _ids().get(canonical(word))
    return 0.0 if id_ is None else language().single[id_]


@cache
def language() -> "Language":
    """The statistics of sound plans."""
    from ingest.mending.language import load  # only for text that is in doubt: it takes a tenth of a second

    return load()


@cache
def _named() -> frozenset[str]:
    return frozenset(canonical(part) for place in language().places for part in place.partition("|")[2].split())


@cache
def _ids() -> Mapping[str, int]:
    return language().ids
