"""The heads of a table without rules: lines close together whose pieces say what columns hold."""

import re
from collections.abc import Sequence

from ingest.labels import ORDER, TITLE, column_kind, label_kind
from ingest.readers.layout import Line

_CLOSE = 1.1
"""In line heights: the lines of a head stand closer."""
_HEAD_LINES = 7  # heads of two and of three lines, each at half the height of the row, stand at five heights
_HEAD = 80  # characters; a longer cell heads no column
_GOES_ON = re.compile(r"[(/]?[a-zà-ỹđ]")

Side = tuple[float, float]
"""Left and right."""


def header(
    lines: Sequence[Sequence[Line]], at: int, repeated: Sequence[str] = ()
) -> tuple[list[Sequence[Line]], int] | None:
    """What heads each column where a table begins at `at`, and the line below it."""
    heads, end, score = _heads(lines, at, repeated)
    is_repeated = [text_of(head) for head in heads] == list(repeated)
    if score == (0, 0) or (not is_repeated and any(_heads(lines, start)[2] > score for start in range(at + 1, end))):
        return None  # what stands above its heads is no part of them
    return heads, end


def _heads(
    lines: Sequence[Sequence[Line]], at: int, repeated: Sequence[str] = ()
) -> tuple[list[Sequence[Line]], int, tuple[int, int]]:
    """The best heads that the lines from `at` make, the line below them, and how good they are.

    Those that are `repeated` from the page before end where they ended there: a row may go on in the line below.
    """
    found, end, best = list[Sequence[Line]](), at, (0, 0)
    if all(len(line) == 1 for line in lines[at : at + 3]):  # running text, as most lines are
        return found, end, best
    for below in range(at + 1, min(at + _HEAD_LINES, len(lines)) + 1):
        if below > at + 1 and not _is_close(lines[below - 2], lines[below - 1]):
            break
        heads = _stacked([piece for line in lines[at:below] for piece in line])
        score = _score(heads)
        if score > best or (found and score == best and all(_GOES_ON.match(piece.text) for piece in lines[below - 1])):
            found, end, best = heads, below, score
        elif found:
            break
        if [text_of(head) for head in heads] == list(repeated):
            break
    return found, end, best


def _is_close(above: Sequence[Line], below: Sequence[Line]) -> bool:
    return below[0].top - above[0].bottom < _CLOSE * above[0].height


def _stacked(pieces: Sequence[Line]) -> list[Sequence[Line]]:
    """`pieces` by column: what stands above each other is the head of one. What stands above two heads is none."""
    heads: list[list[Line]] = []
    right = 0.0
    own = [piece for piece in pieces if not _is_above_two(piece, pieces)]
    for piece in sorted(own, key=lambda piece: piece.x0):
        if heads and piece.x0 < right:
            heads[-1].append(piece)
        else:
            heads.append([piece])
        right = max(right, piece.x1) if len(heads[-1]) > 1 else piece.x1
    return [sorted(head, key=lambda piece: piece.top) for head in heads]


def _is_above_two(piece: Line, pieces: Sequence[Line]) -> bool:
    """Whether two of `pieces` stand side by side below `piece`, which says what both hold and is no title."""
    if column_kind(piece.text) in (None, TITLE):
        return False
    below = [other.top for other in pieces if overlap((other.x0, other.x1), piece) and other.top > piece.top]
    return len(set(below)) < len(below)


def overlap(side: Side, piece: Line) -> bool:
    """Whether `piece` stands above or below some of what lies between the two of `side`."""
    return side[0] < piece.x1 and side[1] > piece.x0


def text_of(head: Sequence[Line]) -> str:
    """What a head says, its lines joined."""
    return " ".join(piece.text for piece in head)


def _score(heads: Sequence[Sequence[Line]]) -> tuple[int, int]:
    """How many columns say what they hold, and how many there are; nothing where these are no heads."""
    texts = [text_of(head) for head in heads]
    if len(texts) < 3 or any(len(text) > _HEAD or text[0].islower() for text in texts):
        return 0, 0
    labels = {label_kind(text) for text in texts} - {None}
    kinds = {column_kind(text) for text in texts} - {None}
    known = len(kinds) if ORDER in labels else len(labels)
    return (known, len(texts)) if known >= 3 else (0, 0)
