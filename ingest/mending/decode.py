"""The cheapest way to read a paragraph: what each word may be, weighed with what stands around it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from pathlib import Path

import numpy as np

from ingest.mending.channel import Channel
from ingest.mending.foreign import Foreign, foreign
from ingest.mending.language import CLASSES, DATA, OTHER, PARAGRAPH, UNKNOWN, Language, load
from ingest.mending.words import Word, keep_acronyms
from ingest.vietnamese import canonical, fold

TRUST = 0.65  # what the language weighs against the channel; 0.5 to 0.8 do as well, 1 loses a word in 100
BEAM = 16  # histories followed at once; more gain nothing
MOST = 10  # readings tried for a word
JOIN = 6.0  # what it costs to take a blank inside a word for a slip
PART = 6.0  # the same for a blank that is missing between two words
DOUBTFUL = 9.0  # a word is taken apart only if as one syllable it costs more
_CONSONANTS = frozenset("bcdghklmnpqrstvx")
_LONGEST = 7  # letters of the longest syllable, "nghiêng"
_SHORTEST_TWO = 5  # letters of the shortest word that may be two


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words `at:at + span` are taken for: the words `ids` of the language, one or two, at a cost."""

    ids: tuple[int, ...]
    cost: float
    at: int = 0
    span: int = 1


@dataclass(frozen=True, slots=True)
class _Path:
    """A way to get to a place: its cost, its last step and the way before."""

    cost: float
    step: Reading | None = None
    before: "_Path | None" = None

    def steps(self) -> list[Reading]:
        found = []
        path: _Path | None = self
        while path and path.step:
            found.append(path.step)
            path = path.before
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Decoder:
    """A language, a channel and what stays as it is; `plain` holds the syllables by their letters without marks.

    `tried` holds the readings of the words met before in a text.
    """

    language: Language
    channel: Channel
    foreign: Foreign
    plain: Mapping[str, Sequence[int]]
    tried: dict[str, tuple[Reading, ...]] = field(default_factory=dict)

    def is_syllable(self, text: str) -> bool:
        """Whether `text`, in lower case, is a syllable as it stands."""
        return canonical(text) in self.language.ids

    def nearest(self, text: str) -> float:
        """What it costs at least that one syllable was read as `text`, in lower case."""
        whole = (reading.cost for reading in self._tried(text)[:-1] if len(reading.ids) == 1)
        return min(whole, default=inf)

    def follow(self, first: str, second: str) -> bool:
        """Whether plans have `second` after `first`, whatever their marks."""
        ones, others = (self.plain.get(fold(text), ()) for text in (first, second))
        return any(self.language.seen(one, other) for one in ones for other in others)

    def words(self, words: Sequence[Word]) -> list[Word]:
        """`words` with those kept that are acronyms."""
        return keep_acronyms(words, self.language.ids)

    def read(self, words: Sequence[Word]) -> list[Reading]:
        """The cheapest readings of `words`, a paragraph, that cover them all once and in order."""
        edge = self.language.ids[PARAGRAPH]
        ways: list[dict[tuple[int, int], _Path]] = [{} for _ in range(len(words) + 1)]
        ways[0][edge, edge] = _Path(0.0)
        for at in range(len(words)):
            best = sorted(ways[at].items(), key=lambda way: way[1].cost)[:BEAM]
            for reading in self._readings(words, at) if best else ():
                self._extend(best, reading, ways[at + reading.span])
        ends: dict[tuple[int, int], _Path] = {}
        self._extend(list(ways[-1].items()), Reading((edge,), 0.0, len(words)), ends)
        return min(ends.values(), key=lambda path: path.cost).steps()[:-1]

    def _extend(
        self, best: list[tuple[tuple[int, int], _Path]], step: Reading, to: dict[tuple[int, int], _Path]
    ) -> None:
        """Follow each of the `best` ways by `step`, and keep in `to` the cheapest for each history."""
        cost = self.language.cost
        for (first, last), path in best:
            total = path.cost + step.cost
            for id_ in step.ids:
                total += TRUST * cost(first, last, id_)
                first, last = last, id_
            held = to.get((first, last))
            if held is None or total < held.cost:
                to[first, last] = _Path(total, step, path)

    def _readings(self, words: Sequence[Word], at: int) -> Iterator[Reading]:
        word = words[at]
        if word.kept:
            yield Reading((self._kept(word.text),), 0.0, at)
        else:
            for reading in self._tried(word.text.lower()):
                yield Reading(reading.ids, reading.cost, at)
        if at + 1 < len(words) and _torn(word, words[at + 1]):
            for reading in self._tried((word.text + words[at + 1].text).lower())[:-1]:
                yield Reading(reading.ids, reading.cost + JOIN, at, 2)

    def _tried(self, text: str) -> tuple[Reading, ...]:
        """The readings of a word, the last of them as a word that is no syllable."""
        if text not in self.tried:
            found = self._whole(text)
            if len(text) >= _SHORTEST_TWO and min((r.cost for r in found), default=DOUBTFUL) >= DOUBTFUL:
                found += self._parted(text)
            self.tried[text] = (*found, Reading((self.language.ids[UNKNOWN],), self.foreign.cost(text)))
        return self.tried[text]

    def _whole(self, text: str, most: int = MOST) -> list[Reading]:
        return [Reading((id_,), cost) for id_, cost in self.channel.candidates(text, most)]

    def _parted(self, text: str) -> list[Reading]:
        """`text` as two words with no blank between them."""
        return [
            Reading(a.ids + b.ids, a.cost + b.cost + PART)
            for at in range(2, len(text) - 1)
            for a in self._whole(text[:at], 3)
            for b in self._whole(text[at:], 3)
            if a.cost + b.cost < DOUBTFUL
        ]

    def _kept(self, text: str) -> int:
        known = self.language.ids.get(restored(text, self.language)) if text.isupper() else None
        return self.language.ids[OTHER] if known is None else known

    def spelling(self, reading: Reading) -> str | None:
        """What was read, None where it is to stay as it was."""
        if reading.ids[0] < len(CLASSES):
            return None
        return " ".join(self.language.words[id_] for id_ in reading.ids)


def restored(text: str, language: Language) -> str:
    """An acronym with the Đ that such OCR cannot write, where exactly one acronym that plans use comes of it."""
    if text in language.ids or len(text) < 3:
        return text
    found = [v for v in (text[:i] + "Đ" + text[i + 1 :] for i, c in enumerate(text) if c in "DPB") if v in language.ids]
    return found[0] if len(found) == 1 else text


def _torn(word: Word, after: Word) -> bool:
    """Whether `word` may be the first letter of `after`, torn off by a blank."""
    return (
        word.text.lower() in _CONSONANTS
        and (word.line, word.end + 1) == (after.line, after.start)
        and not after.kept
        and after.text[0].islower()
        and len(after.text) < _LONGEST
    )


@cache
def decoder(path: Path = DATA) -> Decoder:
    """The decoder with the statistics at `path`, by default those that come with the package; built on first use."""
    language = load(path)
    words = [(id_, canonical(word)) for id_, word in enumerate(language.words) if word.islower()]
    plain: dict[str, list[int]] = {}
    for id_, word in words:
        plain.setdefault(fold(word), []).append(id_)
    return Decoder(language, Channel(words, -np.log(np.array(language.single, np.float32))), foreign(), plain)
