"""Whether a text is a damaged scan, by all of its words; and in one that is, the words that are sound as they stand.

An engine without Vietnamese writes no letter that only Vietnamese has, and errs in its own ways: it takes marks for
others, letters for what looks alike, and letters for digits and signs. A text typed without marks, a list of names or a
page in English shows the first and not the second; English read badly shows both, but its words do not follow each
other as Vietnamese ones do.
"""

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise
from math import log

from ingest.mending.decode import Decoder
from ingest.mending.words import Word
from ingest.vietnamese import fold

VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
"""A letter that no engine without Vietnamese writes. Half the words of sound plans have one, and more."""
_WORD = re.compile(r"[^\W\d_]+")
_FEW = 0.15
"""Share of words with such a letter from which on a text is sound whatever else it shows."""
_NEAR = 4.5
"""What a syllable may cost that a slip is read as."""
_SLIPS = 8
"""Slips that a damaged text has at least."""
_SLIPPED = 0.1
"""Share of its words that are slips: 0.17 to 0.27 in damaged plans, up to 0.01 in sound ones typed without marks."""
_SORT = 0.01
"""Share of its words that slip in one of the three ways that it errs in, at least two."""
_FOLLOWING = 0.5
"""Share of neighbouring syllables that plans have one after the other, marks aside: 0.7 and more in damaged plans, 0.4
in lists of names, 0.2 in other languages."""
_PAIRS = 10
"""Such neighbours that it takes to tell."""


class Look(Enum):
    """What a word shows of its text."""

    VIETNAMESE = auto()  # a letter that only Vietnamese has
    MARKED = auto()  # marks that other languages have too, and no slip: "Vân"
    PLAIN = auto()  # a syllable without marks, or with the é that stands for any e
    SLIP = auto()  # no syllable, but like one that was misread; with a capital it may be a name
    OTHER = auto()  # a number, a code, a foreign word


Looks = Sequence[Sequence[Look]]
"""By line."""
_SOUND = {Look.VIETNAMESE: 0.4, Look.MARKED: 0.25, Look.PLAIN: 0.34, Look.SLIP: 0.005}
"""How often words look so in sound text; lists of names have fewer of the first than plans."""
_TURNS, _TURNS_AT_LINE = 5.0, 2.0
"""What it costs to go from sound to damaged words or back: within a line, and between two."""


def few_marks(text: str) -> bool:
    """Whether `text` has too few letters of Vietnamese to be sound beyond doubt; never one of a few words."""
    words = _WORD.findall(text)
    return len(words) > _PAIRS and sum(map(bool, map(VIETNAMESE.search, words))) < _FEW * len(words)


def follows(lines: Sequence[Sequence[Word]], using: Decoder) -> bool:
    """Whether the syllables of `lines` follow each other as those of plans do, marks aside."""
    texts = [["" if word.kept else word.text for word in line] for line in lines]
    pairs = [pair for line in texts for pair in pairwise(line) if all(fold(text) in using.plain for text in pair)]
    return len(pairs) >= _PAIRS and sum(using.follow(*pair) for pair in pairs) > _FOLLOWING * len(pairs)


def slipped(lines: Sequence[Sequence[Word]], looks: Looks) -> bool:
    """Whether the text whose words are `lines`, which show `looks`, was, as a whole, misread."""
    seen = [(word, look) for pair in zip(lines, looks, strict=True) for word, look in zip(*pair, strict=True)]
    counts = Counter(look for word, look in seen if not word.kept)
    size, slips = counts.total(), counts[Look.SLIP]
    if slips < max(_SLIPS, _SLIPPED * size, counts[Look.VIETNAMESE]):
        return False
    ways = Counter(_way(word.text) for word, look in seen if look is Look.SLIP)
    return sum(count > _SORT * size for count in ways.values()) > 1


def looks_of(lines: Sequence[Sequence[Word]], using: Decoder) -> Looks:
    """What each of the words of `lines` shows."""
    return [[_look(word, using) for word in line] for line in lines]


def _look(word: Word, using: Decoder) -> Look:
    text = word.text.lower()
    if word.kept:
        return Look.OTHER
    if VIETNAMESE.search(text):
        return Look.VIETNAMESE
    if using.is_syllable(text):
        return Look.PLAIN if text.isascii() or "é" in text else Look.MARKED
    if text.isascii() and fold(text) in using.plain:
        return Look.PLAIN
    if not word.text[0].isupper() and using.nearest(text) <= _NEAR:
        return Look.SLIP
    return Look.OTHER if text.isascii() or "é" in text or not text.isalpha() else Look.MARKED


def _way(slip: str) -> str:
    """In which way `slip` is one."""
    if any(map(str.isdigit, slip)):
        return "digit"
    return "letter" if slip.isascii() and slip.isalpha() else "mark"


def sound_words(lines: Sequence[Sequence[Word]], looks: Looks) -> set[Word]:
    """Those words of a damaged text that were not misread: lines typed in later, lists that came from elsewhere.

    How often damaged words look sound is counted in the lines that hold slips; the likeliest parting of the text into
    sound and damaged stretches is taken.
    """
    hurt = Counter(look for line in looks if Look.SLIP in line and Look.VIETNAMESE not in line for look in line)
    size = sum(hurt[look] for look in _SOUND) + 1
    gains = {look: log(share * size / (hurt[look] + 0.5)) for look, share in _SOUND.items()}
    gains[Look.OTHER] = 0.0
    states = _parted([[gains[look] for look in line] for line in looks])
    words = [word for line in lines for word in line]
    return {word for word, sound in zip(words, states, strict=True) if sound or VIETNAMESE.search(word.text)}


def _parted(gains: Sequence[Sequence[float]]) -> list[bool]:
    """For each word whether it is sound in the likeliest parting; `gains` says what each adds to being so."""
    damaged, sound = 0.0, -_TURNS_AT_LINE
    came: list[tuple[bool, bool]] = []
    for line in gains:
        for place, gain in enumerate(line):
            turn = _TURNS if place else _TURNS_AT_LINE
            came.append((sound - turn > damaged, sound >= damaged - turn))
            damaged, sound = max(damaged, sound - turn), max(sound, damaged - turn) + gain
    states: list[bool] = []
    state = sound > damaged
    for from_sound in reversed(came):
        states.append(state)
        state = from_sound[state]
    return states[::-1]
