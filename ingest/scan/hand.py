"""Number and day that are written by hand on a scan: an engine that knows print reads "245" for 345.

Printed figures of one number stand on one line and are as high as each other; written ones do not, are not, or are
joined. What is written is left blank, for a wrong number is worse than none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from ingest.vietnamese import fold

_FIGURES = re.compile(r"[^\w/]*(?P<figures>\d{1,4})(?P<after>[^\w/]*|/[^\W\d].*)")
_BEFORE = ("so", "ngay", "thang")
"""What stands before a number, a day and a month in the head of a document."""
_UNEVEN, _ODD, _LARGER = 0.08, 0.035, 1.2
"""Of their height, how far figures stand out above or below each other: printed ones up to 0.06, at a small skew; those
that do by the second are written if they are so many times higher than the figures of the page."""
_JOINED = 1.05
"""Times its height that no printed figure is wide; two may run into each other on a bad scan, but are no larger."""
_HEAD = 0.4
"""Share of a page at its top where number and day stand."""
_LOW = 0.5
"""Of the highest figure's height: what is lower is a dot."""
_AROUND = 0.1
_FEW = 3
"""Printed numbers of a page that it takes to know how high they are."""

PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A word as it was seen, with the box round its ink in pixels."""

    text: str
    box: PixelBox


def without_written(lines: Sequence[Sequence[Spot]], picture: Path) -> list[list[str]]:
    """The texts of the words of `lines` on the page in the file `picture`, those written by hand left blank."""
    texts = [[spot.text for spot in line] for line in lines]
    blanks = [(at, place, found) for at, line in enumerate(texts) for place, found in _blanks(line)]
    if not blanks:
        return texts
    with Image.open(picture) as opened:
        page = opened.convert("L")
    blanks = [blank for blank in blanks if lines[blank[0]][blank[1]].box[3] < _HEAD * page.height]
    usual = _usual(lines, blanks)
    seen = [(blank, _figures(lines[blank[0]][blank[1]], blank[2], page)) for blank in blanks]
    if any(_is_written(figures, usual) for _, figures in seen):
        for (at, place, found), figures in seen:
            if _is_written(figures, usual) or 0 < _LARGER * usual < _height(figures):
                texts[at][place] = found["after"].lstrip(".…_ ")
    return texts


def _blanks(line: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Where on `line` figures stand that a clerk may have filled in."""
    for place, (before, text, after) in enumerate(zip(["", *line], line, [*line[1:], ""], strict=False)):
        is_blank = fold(before).strip(".:,; ") in _BEFORE or after.startswith("/")
        if is_blank and (found := _FIGURES.fullmatch(text)):
            yield place, found


def _usual(lines: Sequence[Sequence[Spot]], blanks: Sequence[tuple[int, int, re.Match[str]]]) -> float:
    """How high other figures of the page are, 0 where there are too few."""
    spots = {(at, place): spot for at, line in enumerate(lines) for place, spot in enumerate(line)}
    others = (spot for key, spot in spots.items() if key not in {(at, place) for at, place, _ in blanks})
    heights = [spot.box[3] - spot.box[1] for spot in others if spot.text.strip(".,;:()").isdigit()]
    return median(heights) if len(heights) >= _FEW else 0.0


def _figures(spot: Spot, found: re.Match[str], page: Image.Image) -> list[PixelBox]:
    """The boxes of the figures of `spot` from left to right; not of the last before "/", which may run into that."""
    left, top, right, bottom = spot.box
    around = round(_AROUND * (bottom - top))
    boxes = list(_inked(page.crop((left, max(0, top - around), right, bottom + around))))
    return boxes[: len(found["figures"]) - 1] if "/" in found["after"] else boxes


def _inked(picture: Image.Image) -> Iterator[PixelBox]:
    """The boxes of what has ink in `picture`, from left to right, but for dots."""
    grey = np.asarray(picture).astype(np.int16)
    if not grey.size:
        return
    paper = float(np.percentile(grey, 95))
    ink = grey < min(0.75 * paper, paper - 24)
    edges = np.flatnonzero(np.diff(np.pad(ink.any(axis=0).astype(np.int8), 1)))
    boxes = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        rows = np.flatnonzero(ink[:, start:end].any(axis=1))
        boxes.append((start, int(rows[0]), end, int(rows[-1]) + 1))
    highest = max((bottom - top for _, top, _, bottom in boxes), default=0)
    yield from (one for one in boxes if one[3] - one[1] > _LOW * highest)


def _height(figures: Sequence[PixelBox]) -> float:
    return median(bottom - top for _, top, _, bottom in figures) if figures else 0.0


def _is_written(figures: Sequence[PixelBox], usual: float) -> bool:
    """Whether `figures` are no printed ones, of a page whose others are as high as `usual`."""
    high = _height(figures)
    if not high:
        return False
    is_large = 0 < _LARGER * usual < high
    if is_large and any(right - left > _JOINED * high for left, _, right, _ in figures):
        return True
    tops, bottoms = [one[1] for one in figures], [one[3] for one in figures]
    uneven = max(max(tops) - min(tops), max(bottoms) - min(bottoms)) / high
    return uneven > (_ODD if is_large else _UNEVEN)
