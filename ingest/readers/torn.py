"""Syllables torn apart by spaces, as some programs leave them in PDF files: "ĐIỀ U KHO ẢN" becomes "ĐIỀU KHOẢN".

Only a line that holds pieces which no Vietnamese syllable can be is touched, and in it only what makes likelier
Vietnamese when joined. In fourteen sound plans, 82,195 words, it changes one line: "loa phát thanh di đ ộng".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from ingest.document import Change
from ingest.vietnamese import canonical, words

if TYPE_CHECKING:
    from ingest.mending.language import Language

_GROUP = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
"""Pieces with one space between them: a comma or a wider gap is no tear."""
_ONSETS = words("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_OPEN = words(
    "ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ iê iề iế iể iễ iệ uô uồ uố uổ uỗ uộ ươ ườ ướ ưở ưỡ ượ yê yề yế yể yễ yệ "
    "uâ uầ uấ uẩ uẫ uậ oă oằ oắ oẳ oẵ oặ"
)
"""What no syllable ends in."""
_STRANGE = frozenset([*_ONSETS, *(onset + rhyme for onset in ["", *_ONSETS] for rhyme in _OPEN)])
_LONGEST = 7
"""Letters of the longest syllable, "nghiêng"."""
_JOIN = 4.0
"""What joining costs, as -ln of a chance: less, and rare pairs are joined; more, and torn syllables stay so."""
_UNKNOWN = 6.0
"""What a piece that is no syllable costs on top."""
_RARE = 2e-6
"""Share of all syllables below which one is too rare to be made of pieces."""
_ENOUGH = 2
"""Tears by which a line is known as damaged; a lone one may be an enumerator before a word ("nhóm B an toàn")."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to read the first pieces of a group: what it costs, the words that it ends in, where its joints are."""

    cost: float
    words: tuple[int, int]
    joined: tuple[tuple[int, int], ...] = ()


def join(text: str) -> str:
    """`text` with torn syllables joined in its damaged lines; the same where it is sound."""
    gaps = _torn(text)
    return "".join(char for at, char in enumerate(text) if at not in gaps) if gaps else text


def changes(text: str) -> tuple[Change, ...]:
    """Where `join` drops a blank of `text`: each a change of no width."""
    return tuple(Change(at - n, at - n, at, at + 1) for n, at in enumerate(sorted(_torn(text))))


def _torn(text: str) -> frozenset[int]:
    """The offsets of blanks that tear a syllable of `text` in two."""
    if " " not in text or _STRANGE.isdisjoint(text.lower().split()):
        return frozenset()
    starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    lines = zip(starts, text.split("\n"), strict=False)  # there is one start more, behind the last
    return frozenset(start + gap for start, line in lines for gap in _torn_in(line))


def _torn_in(line: str) -> Iterator[int]:
    if _STRANGE.isdisjoint(line.lower().split()):
        return
    groups = [(match.start(), match[0].split(" ")) for match in _GROUP.finditer(line)]
    if sum(_tears(pieces) for _, pieces in groups) >= _ENOUGH:
        yield from (gap for start, pieces in groups for gap in _gaps(start, pieces))


def _tears(pieces: Sequence[str]) -> int:
    """How many of `pieces` are no words but make one with their neighbours. One that no syllable can be counts twice if
    it is marked, as no enumerator is; one that is a syllable counts if no text has it ("ạch" of "ho ạch")."""
    count = 0
    for at, piece in enumerate(pieces):
        weight = _strangeness(piece)
        if weight and any(start <= at < end for start, end in _joints(pieces, max(0, at - _LONGEST), at)):
            count += weight
    return count


def _strangeness(piece: str) -> int:
    share = _share(piece)
    if share > _RARE or (share and piece.isascii()):
        return 0
    return 1 if share or piece.isascii() else _ENOUGH


def _gaps(start: int, pieces: Sequence[str]) -> Iterator[int]:
    """Offsets of the spaces to be dropped between `pieces`, of which the first stands at `start`."""
    places = [start]
    for piece in pieces:
        places.append(places[-1] + len(piece) + 1)
    for first, end in _best(pieces):
        yield from (place - 1 for place in places[first + 1 : end])


def _best(pieces: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Which of `pieces` are joined in the likeliest reading, as (first, end)."""
    language, edge = _language()
    ways: list[dict[tuple[int, int], _Way]] = [{} for _ in range(len(pieces) + 1)]
    ways[0][edge, edge] = _Way(0.0, (edge, edge))
    for at in range(len(pieces)):
        for way in ways[at].values():
            for end, word, extra in _readings(pieces, at):
                before, last = way.words
                cost = way.cost + language.cost(before, last, word) + extra
                joined = (*way.joined, (at, end)) if end > at + 1 else way.joined
                held = ways[end].get((last, word))
                if held is None or cost < held.cost:
                    ways[end][last, word] = _Way(cost, (last, word), joined)
    return min(ways[-1].values(), key=lambda way: way.cost).joined


def _readings(pieces: Sequence[str], at: int) -> Iterator[tuple[int, int, float]]:
    """Where a reading of the piece `at` ends, the word that it is, and what it costs beside the word itself."""
    from ingest.mending.language import UNKNOWN

    alone = _id(pieces[at])
    unknown = _language()[0].ids[UNKNOWN]
    yield at + 1, unknown if alone is None else alone, _UNKNOWN if alone is None else 0.0
    for start, end in _joints(pieces, at, at):
        word = _id("".join(pieces[start:end]))
        if word is not None:
            yield end, word, _JOIN


def _joints(pieces: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The runs of pieces, beginning between `first` and `last`, that are a known syllable when joined."""
    for start in range(first, last + 1):
        text = pieces[start]
        for end in range(start + 1, len(pieces)):
            text += pieces[end]
            if len(text) > _LONGEST:
                break
            if _is_cased(text) and _is_known(text):
                yield start, end + 1


def _is_cased(text: str) -> bool:
    return text.isupper() or text[1:].islower()


def _is_known(text: str) -> bool:
    return _share(text) > _RARE


def _share(text: str) -> float:
    """How often `text` is met among all syllables; 0 where it is none."""
    word = _id(text)
    return 0.0 if word is None else _language()[0].single[word]


def _id(piece: str) -> int | None:
    """The syllable `piece`. An acronym is none: "CH" may be the beginning of a word in capitals."""
    return _language()[0].ids.get(canonical(piece))


@cache
def _language() -> tuple["Language", int]:
    """The statistics, loaded for the first line that is in doubt, and what stands for the edge of a text in them."""
    from ingest.mending.language import PARAGRAPH, load

    language = load()
    return language, language.ids[PARAGRAPH]
