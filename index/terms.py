"""The words of a passage: what is counted, weighed and looked up. Questions are cut the same way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.passage import Passage
from ingest.agencies import spelled_out
from ingest.vietnamese import canonical, fold, words


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of one passage by where and how they stand; a word that stands twice is there twice.

    `body` and `head` are folded syllables of its text and of the headings above it, `pairs` folded neighbours
    of both as "hoi_thi" (most Vietnamese words have two syllables), `accented` the syllables with diacritics.
    """

    body: tuple[str, ...]
    head: tuple[str, ...]
    pairs: tuple[str, ...]
    accented: tuple[str, ...]

    def distinct(self) -> frozenset[str]:
        """Every folded syllable and pair once."""
        return frozenset((*self.body, *self.head, *self.pairs))


def terms_of(passage: Passage) -> Terms:
    """The words of `passage`; pairs do not reach from one line to the next."""
    body, head = _lines(passage), _headings(passage)
    return Terms(
        body=tuple(word for line in body for word in spelled_out(line).split()),
        head=tuple(word for line in head for word in spelled_out(line).split()),
        pairs=tuple(pair for line in (*head, *body) for pair in pairs(spelled_out(line).split())),
        accented=tuple(word for line in (*head, *body) for word in accented(line)),
    )


def text_of(title: str, passage: Passage) -> str:
    """What of `passage` goes to the embedder: the `title` of its plan, its headings and its text, no line twice."""
    return "\n".join(dict.fromkeys((title, *passage.path, *_lines(passage))))


def pairs(syllables: Iterable[str]) -> Iterator[str]:
    """Neighbouring syllables as one term each: "hoi thi cchc" -> hoi_thi, thi_cchc."""
    return (f"{first}_{second}" for first, second in pairwise(syllables))


def accented(text: str) -> list[str]:
    """The syllables of `text` that carry diacritics, in their one way of writing; folded ones find nothing here."""
    return [found for word in words(text) if (found := _accented(word))]


@lru_cache(maxsize=32_768)  # syllables come again and again; some 4 MB
def _accented(word: str) -> str:
    """`word` in its one way of writing where it carries diacritics, else nothing."""
    return canonical(word) if fold(word) != word.lower() else ""


def _lines(passage: Passage) -> tuple[str, ...]:
    return tuple(piece.text for piece in passage.pieces) or (passage.quote,)


def _headings(passage: Passage) -> tuple[str, ...]:
    more = (text for text in (passage.title, passage.agency) if not any(text in heading for heading in passage.path))
    return tuple(dict.fromkeys((*passage.path, *more)))
