"""A document as a line a block, and where each stretch of its text stands in those lines."""

import re
from collections.abc import Iterator, Sequence

from ingest.document import Block, Document

Stretches = tuple[tuple[int, int, int], ...]
"""(start, end, at): what stands at start:end of a text stands from `at` on in its lines, letter for letter.

White space counts as alike whatever its kind. What stands in no stretch, mark-up above all, the lines leave out.
"""
_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # a terminal obeys these
_BETWEEN_CELLS = "|"
_AHEAD = 12  # signs by which the place is found again behind what only one of the two has


def printed(document: Document) -> str:
    """The lines."""
    return "\n".join(map(_line, document.blocks))


def stretches(document: Document) -> Stretches:
    """What of `document.text` stands in its lines, in the order of both."""
    found: list[tuple[int, int, int]] = []
    at = 0
    for block in document.blocks:
        line = _line(block)
        for own, there in _alike(document.cut(block.span), line):
            start, to = block.span.start + own, at + there
            if found and start - to == found[-1][0] - found[-1][2] and _is_blank(document.text[found[-1][1] : start]):
                found[-1] = (found[-1][0], start + 1, found[-1][2])
            elif not found or start >= found[-1][1]:
                found.append((start, start + 1, to))
        at += len(line) + 1
    return tuple(found)


def within(ranges: Sequence[tuple[int, int]], known: Stretches) -> tuple[int, int] | None:
    """Where what stands at `ranges` of the text begins and ends in the lines; None where they do not have it."""
    there = [
        (at + max(start, first) - first, at + min(end, last) - first)
        for start, end in ranges
        for first, last, at in known
        if first < end and start < last
    ]
    return (min(start for start, _ in there), max(end for _, end in there)) if there else None


def _line(block: Block) -> str:
    return _COMMANDS.sub("", block.text)


def _is_blank(text: str) -> bool:
    return not text or text.isspace()


def _alike(text: str, line: str) -> Iterator[tuple[int, int]]:
    """The places of each sign that `text` and `line` have both, in their order.

    Where they differ, what is no letter is passed over, and then whatever the other has not.
    """
    own = [at for at, sign in enumerate(text) if not sign.isspace()]
    there = [at for at, sign in enumerate(line) if not sign.isspace()]
    mine, theirs = "".join(text[at] for at in own), "".join(line[at] for at in there)
    i = j = 0
    while i < len(own) and j < len(there):
        if mine[i] == theirs[j]:
            yield own[i], there[j]
            i, j = i + 1, j + 1
        elif theirs[j] == _BETWEEN_CELLS:
            j += 1
        elif not mine[i].isalnum():
            i += 1
        elif not theirs[j].isalnum():
            j += 1
        elif (again := theirs.find(mine[i : i + _AHEAD], j)) >= 0:
            j = again
        else:
            i += 1
