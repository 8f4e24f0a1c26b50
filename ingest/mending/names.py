"""Names in a damaged text: those of places are mended where the official lists are sure, all others never."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from ingest.mending.decode import Reading
from ingest.mending.language import CLASSES, Language
from ingest.mending.words import Word
from ingest.vietnamese import canonical, fold

# The word that ends the kind of a unit, and the levels of the list that its name may stand in.
KINDS = {"xã": "cd", "phường": "c", "trấn": "c", "huyện": "d", "quận": "d", "phố": "dp", "tỉnh": "p"}
LONGEST = 4  # syllables of the longest name that is looked up
NEIGHBOURS, MOSTLY = 3, 0.65  # words on either side that tell whether one is foreign, and the share of them that are


@dataclass(slots=True)
class Paragraph:
    """The words of a paragraph, what they were read as, and for each reading its spelling, None to leave it."""

    words: Sequence[Word]
    readings: Sequence[Reading]
    spellings: list[str | None]

    def word(self, at: int) -> Word:
        return self.words[self.readings[at].at]

    def run(self, start: int) -> list[int]:
        """The readings from `start` on that are capitalised words with nothing but a blank between them."""
        found: list[int] = []
        for at in range(start, len(self.readings)):
            word = self.word(at)
            if word.kept or not word.text[0].isupper() or (found and not self.word(at - 1).adjoins(word)):
                break
            found.append(at)
        return found

    def run_after(self, at: int) -> list[int]:
        """The run that begins a blank after the reading `at`."""
        run = self.run(at + 1)
        return run if run and self.word(at).adjoins(self.word(run[0])) else []

    def spell(self, run: Sequence[int], name: str) -> None:
        for at, syllable in zip(run, name.split(), strict=True):
            self.spellings[at] = syllable.lower()


def settle(paragraphs: Sequence[Paragraph], language: Language) -> None:
    """Spell the names of places as the official lists do, and leave other names and foreign words as they are."""
    for paragraph in paragraphs:
        leave_foreign(paragraph)
        leave_names(paragraph, language)
    sure: dict[str, str] = {}
    for paragraph in paragraphs:
        sure |= spell_places(paragraph, language.places)
    for paragraph in paragraphs:
        spell_again(paragraph, sure)


def spell_places(paragraph: Paragraph, places: frozenset[str]) -> dict[str, str]:
    """Spell what follows "xã", "huyện", "tỉnh" and their like; the names found, by how they look without marks.

    Names of one syllable are left to the language: "xã Hội" is no commune.
    """
    found = {}
    for at, spelling in enumerate(paragraph.spellings):
        levels = KINDS.get(spelling or "")
        if levels is None:
            continue
        party = at + 1 < len(paragraph.spellings) and canonical(paragraph.spellings[at + 1] or "") == "uỷ"
        run = paragraph.run_after(at + 1 if party else at)[:LONGEST]
        tried = (_named(paragraph, run[:size], levels, places) for size in range(len(run), 1, -1))
        name = next(filter(None, tried), None)
        if name:
            paragraph.spell(run[: name.count(" ") + 1], name)
            found[_look(name)] = name
    return found


def spell_again(paragraph: Paragraph, sure: dict[str, str]) -> None:
    """Spell the names in `sure` wherever they stand."""
    for start in range(len(paragraph.readings)):
        run = paragraph.run(start)[:LONGEST]
        for size in range(len(run), 1, -1):
            name = sure.get(_look(" ".join(paragraph.word(at).text for at in run[:size])))
            if name:
                paragraph.spell(run[:size], name)


def leave_foreign(paragraph: Paragraph) -> None:
    """Leave a word alone most of whose neighbours on its line are foreign: "le" in a French sentence."""
    words = [paragraph.word(at) for at in range(len(paragraph.spellings))]
    foreign = [spelling is None and not word.kept for spelling, word in zip(paragraph.spellings, words, strict=True)]
    for at, word in enumerate(words):
        around = range(max(0, at - NEIGHBOURS), min(len(words), at + NEIGHBOURS + 1))
        beside = [foreign[other] for other in around if other != at and words[other].line == word.line]
        if len(beside) > 1 and sum(beside) > MOSTLY * len(beside):
            paragraph.spellings[at] = None


def leave_names(paragraph: Paragraph, language: Language) -> None:
    """Leave capitalised words alone that follow each other and are no words of plans: of people, makers, villages."""
    at = 0
    while at < len(paragraph.readings):
        run = [i for i in paragraph.run(at) if not paragraph.word(i).text.isupper()]
        if len(run) > 1 and _unheard(paragraph, run, language):
            for i in run:
                paragraph.spellings[i] = None
        at += max(1, len(run))


def _unheard(paragraph: Paragraph, run: Sequence[int], language: Language) -> bool:
    """Whether plans hold no more than half of the pairs that `run` is made of."""
    pairs = list(pairwise(paragraph.readings[at].ids[-1] for at in run))
    return sum(language.seen(*pair) for pair in pairs if min(pair) >= len(CLASSES)) <= len(pairs) / 2


def _named(paragraph: Paragraph, run: Sequence[int], levels: str, places: frozenset[str]) -> str | None:
    """The one name in the lists that `run` looks like as it stands, or else as it was read; None if several do."""
    as_it_stands = " ".join(paragraph.word(at).text for at in run)
    as_read = " ".join(paragraph.spellings[at] or "?" for at in run)
    for text in (as_it_stands, as_read):
        names = {name for level in levels for name in _by_look(places).get(f"{level}|{_look(text)}", ())}
        names = {name for name in names if fold(name) == fold(text)} or names
        if names:
            return names.pop() if len(names) == 1 else None
    return None


@cache
def _by_look(places: frozenset[str]) -> dict[str, frozenset[str]]:
    """The names of each level by what is left of them in a bad scan, spelled in one way."""
    names = sorted((place[:2] + _look(place[2:]), place[2:]) for place in places)
    return {
        look: frozenset({canonical(name): name for _, name in same}.values())
        for look, same in groupby(names, key=lambda pair: pair[0])
    }


def _look(name: str) -> str:
    """`name` without marks, and Đ as one of the letters that it is taken for."""
    return " ".join("d" + part[1:] if part[0] in "pb" else part for part in fold(name).split())
