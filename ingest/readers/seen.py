"""Which letters of a page can be seen that might not be: unpainted ones, as a search layer has, and pale ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pdfminer.layout import LTChar, LTContainer
from pdfminer.utils import Rect

Why = Literal["unpainted", "pale"]
"""Pale is also what something was drawn over."""
_SCALE = 2.0
"""Pixels a point at which a page is looked at: letters of 4 points can be told from paper."""
_MAX_PIXELS = 16_000_000
_CONTRAST = 40
"""Grey levels that a letter differs from what is around it by, to be seen: grain of a scan has 20."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A letter, what it would stand within, and why it may not be seen."""

    within: LTContainer[Any]
    letter: LTChar
    why: Why


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of page `number` of the file `raw`, turned by `turn` degrees to the right."""

    raw: bytes
    number: int
    turn: int
    shown: Rect


def seen(
    doubtful: Sequence[Doubtful], sure: Sequence[Rect], pictures: Sequence[Rect], sheet: Sheet
) -> Iterator[Doubtful]:
    """Those of `doubtful` that are read all the same: unpainted ones are the search layer of one of `pictures`,
    pale ones differ from their ground. None where another letter is, at one of `sure`, is read.

    Boxes are in points from the bottom left.
    """
    if not doubtful:
        return
    over = covered([one.letter.bbox for one in doubtful], [(len(doubtful), box) for box in sure])
    free = [one for place, one in enumerate(doubtful) if place not in over]
    pale = [one for one in free if one.why == "pale"]
    ground = _picture(sheet) if pale else None
    for one in free:
        x, y = _middle(one.letter.bbox)
        if one.why == "pale":
            if ground is None or _differs(ground, one.letter.bbox, sheet.shown):
                yield one
        elif any(left <= x <= right and low <= y <= high for left, low, right, high in pictures):
            yield one


def letters(within: Iterable[object]) -> Iterator[LTChar]:
    """The letters in a container and in those that it holds."""
    for thing in within:
        if isinstance(thing, LTChar):
            yield thing
        elif isinstance(thing, LTContainer):
            yield from letters(thing)


def _middle(box: Rect) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def covered(boxes: Sequence[Rect], covers: Sequence[tuple[int, Rect]]) -> set[int]:
    """The places of those of `boxes` whose middle is under one of `covers`, which lies on so many of the first."""
    if not boxes or not covers:
        return set()
    left, low, right, high = np.array(boxes, dtype=np.float64).T
    x, y = (left + right) / 2, (low + high) / 2
    under = np.zeros(len(boxes), dtype=np.bool_)
    for count, cover in covers:
        u, v = x[:count], y[:count]
        under[:count] |= (cover[0] < u) & (u < cover[2]) & (cover[1] < v) & (v < cover[3])
    return set(np.flatnonzero(under).tolist())


def _picture(sheet: Sheet) -> NDArray[np.int16] | None:
    """What `sheet` looks like in grey levels, None where it cannot be drawn."""
    import pypdfium2  # a twentieth of a second that hardly a file needs

    left, low, right, high = sheet.shown
    scale = min(_SCALE, (_MAX_PIXELS / ((right - left) * (high - low))) ** 0.5)
    try:
        with pypdfium2.PdfDocument(sheet.raw) as document:
            page = document[sheet.number - 1]
            page.set_rotation(sheet.turn)
            drawn = page.render(scale=scale, grayscale=True).to_numpy()
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        return None
    grey: NDArray[np.int16] = drawn.reshape(drawn.shape[:2]).astype(np.int16)
    return grey


def _differs(ground: NDArray[np.int16], box: Rect, sheet: Rect) -> bool:
    """Whether there is anything to see at `box` of the `sheet` that `ground` shows."""
    across, down = ground.shape[1] / (sheet[2] - sheet[0]), ground.shape[0] / (sheet[3] - sheet[1])
    columns = slice(max(0, int((box[0] - sheet[0]) * across)), int((box[2] - sheet[0]) * across) + 1)
    rows = slice(max(0, int((sheet[3] - box[3]) * down)), int((sheet[3] - box[1]) * down) + 1)
    part = ground[rows, columns]
    return bool(part.size) and int(part.max()) - int(part.min()) > _CONTRAST
