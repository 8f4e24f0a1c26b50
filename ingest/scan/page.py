"""A page of a file becomes an upright grey picture that an engine reads well, its table cells apart.

Runs in a process of its own (`python -m ingest.scan`), for what it opens may be made to harm.
"""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from ingest.scan.drawing import DPI, MAX_PIXELS, SAID_DPI, draw
from ingest.scan.table import Grey, Ink, PixelBox, Ruled, ruled

MAX_PICTURE = 250_000_000
"""Pixels of a picture file, above which it is refused: a bomb, or no page. A phone has a fifth."""
_FORMATS = (JpegImageFile.format, PngImageFile.format, TiffImageFile.format)
_PAGE_INCHES = 8.27
"""The short side of A4, taken for a picture that does not say its dpi: phones and screens write 72 or 96."""
_MAX_ENLARGED = 4.0
_MAX_SKEW = 8.0
"""Degrees. A page laid more askew is laid again."""
_SMALL_SKEW = 0.2
_SIDEWAYS = 1.5
"""How much clearer lines must show downwards than across for a page that lies on its side."""
_LONG = 24
"""Pixels, at a quarter of the page's, that no letter is long: a centimetre at 300 dpi is thirty."""
_FEW_TELL = 3000
"""Dark pixels at 75 dpi, five lines of text: of fewer the letters themselves make lines downwards."""
_LID = 0.5
"""How bright beside the paper what lies round it is at most: the shaded head of a cut-out table is brighter."""
_THICK, _OFF_EDGE, _FRINGE, _FARTHEST = 3, 4, 3, 4
"""Pixels at 75 dpi: a rule and a stroke of a capital are thinner than the dark beside a sheet, which begins so near to
the picture's edge, and fades so far; the share of the picture, its fourth, that is more than what lies beside it."""
_QUARTERS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
_UNEVEN = 24
"""Grey levels by which the paper may vary; a photo's shadow varies by more."""
_GRAINY = 6.0
"""Median grey step from pixel to pixel above which a page is softened; a clean one has 0, a JPEG 1."""
_SPARSE = 0.01
"""Share of dark pixels below which a page, or what tables leave of it, is whitened: in grey grain an engine searches
for long and does not find a few lines. On a full page it finds them, and whitening would eat thin strokes."""
_PAPER_FROM = 20
"""Percent of a sparse page that is surely darker than its clean paper."""
_BLANK = 0.0002
"""Share of dark pixels below which a page is blank: a full page has 0.05, a lone line 0.001."""
_DARK = 0.4
"""Share of dark pixels above which a page is a picture, or noise; the densest table has 0.2."""
_FEW_DARK = 8
"""Dark pixels at 150 dpi below which a cell is empty; a full stop has as many."""
_SPECKLED = 4
"""Grey levels by which the paper of a cell may vary; where it varies more, an engine sees letters in it."""
_EDGE, _RULE_LEFT = 12, 0.2
"""Rows of pixels inside a cell's edge in which a rule may be, and the share that is dark then."""
_MARGIN = 6
"""Pixels that no letter comes near to a rule downwards."""
_ASLANT = 4
"""Rows of pixels within which it begins."""
_PAD = 20
"""Pixels of paper round the letters of a cell: an engine reads badly at the very edge."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's place on the page, and its picture, which begins `at` left and top; None where the cell is empty."""

    box: PixelBox
    at: tuple[int, int]
    picture: Image.Image | None


@dataclass(frozen=True, slots=True)
class Page:
    """`picture` at `dpi`, white where tables were; None where nothing is left. Boxes in its pixels.

    It was `turned` by so many degrees to the left to be upright.
    """

    width: int
    height: int
    dpi: float
    picture: Image.Image | None
    tables: tuple[tuple[Cell, ...], ...]
    turned: float = 0.0


class PageError(Exception):
    """A page that cannot be made a picture; the message says in Vietnamese why."""


def pages_of(raw: bytes, at_most: int) -> int:
    """How many pages the picture file `raw` has, counted up to `at_most`. Only headers are read."""
    with _opened(raw) as image:
        if image.format != "TIFF":  # a phone's JPEG may hold a second, smaller picture
            return 1
        for number in range(1, at_most):
            try:
                image.seek(number)
            except EOFError:
                return number
    return at_most


def prepare(raw: bytes, number: int, turn: int = 0) -> Page:
    """Page `number` of `raw`, a PDF or a picture, turned by `turn` quarters more than its looks call for."""
    picture, dpi = _at_dpi(*(draw(raw, number) if raw.lstrip()[:5] == b"%PDF-" else _decoded(raw, number)))
    picture, turned = _straight(*_trimmed(_soft(_even(picture))), turn)
    small = np.asarray(picture.reduce(2))
    ink = _dark(small)
    if not _BLANK < ink.mean() < _DARK:
        return Page(*picture.size, dpi, None, (), turned)
    if ink.mean() < _SPARSE:
        picture = _white(picture)
    return replace(_parted(picture, dpi, ruled(ink, small)), turned=turned)


def _opened(raw: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # Pillow's own bound warns first and refuses late
    image = Image.open(io.BytesIO(raw), formats=_FORMATS)
    if image.width * image.height > MAX_PICTURE:
        raise PageError(f"ảnh quá lớn ({image.width} × {image.height} điểm). Hãy quét lại ở 300 dpi")
    return image


def _decoded(raw: bytes, number: int) -> tuple[Image.Image, float]:
    with _opened(raw) as image:
        image.seek(number - 1)
        if image.width * image.height > MAX_PICTURE:  # frames of a TIFF differ in size
            raise PageError(f"ảnh quá lớn ({image.width} × {image.height} điểm). Hãy quét lại ở 300 dpi")
        said = image.info.get("dpi", (0, 0))[0]
        ImageOps.exif_transpose(image, in_place=True)
        grey = _grey(image)
    short = min(grey.size)
    dpi = float(said) if SAID_DPI[0] <= said <= SAID_DPI[1] else short / _PAGE_INCHES
    return grey, dpi


def _at_dpi(grey: Image.Image, dpi: float) -> tuple[Image.Image, float]:
    """`grey`, a picture at `dpi`, as large as an engine wants it, and at how many dpi it is then."""
    scale = min(DPI / max(dpi, 1.0), _MAX_ENLARGED, math.sqrt(MAX_PIXELS / (grey.width * grey.height)))
    if abs(scale - 1) > 0.05:
        size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
        grey = grey.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
        dpi *= scale
    return grey, dpi


def _grey(image: Image.Image) -> Image.Image:
    """`image` in grey, on white where it is transparent."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits and more, which Pillow would cut off at 255
        values = np.asarray(image, dtype=np.float32)
        return Image.fromarray((values * (255 / max(float(values.max()), 1.0))).clip(0, 255).astype(np.uint8))
    return image.convert("L")


def _even(picture: Image.Image) -> Image.Image:
    """`picture` with its paper white throughout: a photo's shadow goes."""
    small = picture.reduce(max(1, min(16, *(side // 8 for side in picture.size))))
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.BoxBlur(3))
    levels = np.asarray(paper)
    low, high = (float(value) for value in np.percentile(levels, (5, 95)))
    if high - low <= _UNEVEN:
        return picture
    background = np.asarray(paper.resize(picture.size, Image.Resampling.BILINEAR), dtype=np.float32)
    evened = np.asarray(picture, dtype=np.float32) * (255 / np.maximum(background, 32))
    return Image.fromarray(evened.clip(0, 255).astype(np.uint8))


def _soft(picture: Image.Image) -> Image.Image:
    """`picture` blurred a little where it is grainy."""
    sample = np.asarray(picture)[::12].astype(np.int16)  # so many rows tell as well as all
    grain = float(np.median(np.abs(np.diff(sample, axis=1)))) if sample.shape[1] > 1 else 0.0
    return picture.filter(ImageFilter.GaussianBlur(1.0)) if grain > _GRAINY else picture


def _white(picture: Image.Image) -> Image.Image:
    """`picture` with its paper white and without grain."""
    grey = np.asarray(picture)[::4, ::4]
    low, middle = (float(value) for value in np.percentile(grey, (_PAPER_FROM, 50)))
    white = max(low, 0.8 * middle, 1.0)
    if white > 250:
        return picture
    return picture.point([min(255, round(level * 255 / white)) for level in range(256)])


def _ink(picture: Image.Image, reduced: int) -> Ink:
    """Where `picture`, made `reduced` times smaller, is dark."""
    return _dark(np.asarray(picture.reduce(reduced)))


def _dark(grey: Grey, share: float = 0.75) -> Ink:
    """Where `grey` is below `share` of the paper's: in the middle between paper and letters."""
    paper = float(np.percentile(grey[::4, ::4], 75))
    dark: Ink = grey < min(share * paper, paper - 24)
    return dark


def _trimmed(picture: Image.Image) -> tuple[Image.Image, Ink]:
    """`picture` with the dark round the paper white: the lid, or the table top that the page lies on; and its ink."""
    small = np.asarray(picture.reduce(4))
    ink = _dark(small)
    if not any(np.rot90(ink, quarters)[:, :_OFF_EDGE].any() for quarters in range(4)):
        return picture, ink
    solid = _solid(_dark(small, _LID))
    beside = np.zeros_like(solid)
    for quarters in range(4):  # views: what is found in the one is marked in the other
        beside_left = _beside(np.rot90(solid, quarters))
        np.rot90(beside, quarters)[:, : beside_left.shape[1]] |= beside_left
    if not beside.any():
        return picture, ink
    mask = Image.fromarray(beside).filter(ImageFilter.MaxFilter(2 * _FRINGE + 1))
    trimmed = picture.copy()
    trimmed.paste(255, mask=mask.resize((4 * mask.width, 4 * mask.height)).crop((0, 0, *picture.size)))
    return trimmed, ink & ~np.asarray(mask, dtype=np.bool_)


def _solid(ink: Ink) -> Ink:
    """`ink` without what is thinner than `_THICK` pixels, downwards or to the right."""
    core = ink
    for _ in range(2):
        core = np.logical_and.reduce([core[at : len(core) - _THICK + 1 + at] for at in range(_THICK)]).T
    whole = np.pad(core, _THICK - 1)
    for _ in range(2):
        whole = np.logical_or.reduce([whole[at : len(whole) - _THICK + 1 + at] for at in range(_THICK)]).T
    return whole


def _beside(solid: Ink) -> Ink:
    """Where `solid` runs on from the left edge, in so many columns as it may take."""
    near = solid[:, : solid.shape[1] // _FARTHEST]
    near = near | (near[:, :_OFF_EDGE].any(axis=1, keepdims=True) & (np.arange(near.shape[1]) < _OFF_EDGE))
    beside = np.logical_and.accumulate(near, axis=1)
    return beside & ~beside[:, -1:]


def _straight(picture: Image.Image, ink: Ink, turn: int) -> tuple[Image.Image, float]:
    """`picture`, dark at `ink`, turned so that its lines are level, and by `turn` quarters more; and by how much."""
    skew, clear = _skew(ink)
    if np.count_nonzero(ink) > _FEW_TELL:
        skew_aside, clear_aside = _skew(ink.T[::-1])
        if clear_aside > _SIDEWAYS * clear and _lies(_without_rules(ink)):
            skew, turn = skew_aside, turn + 1
    if turn % 4:
        picture = picture.transpose(_QUARTERS[turn % 4 - 1])
    quarters = 90.0 * (turn % 4)
    if abs(skew) < _SMALL_SKEW:
        return picture, quarters
    return picture.rotate(skew, Image.Resampling.BILINEAR, expand=True, fillcolor=255), quarters + skew


def _lies(letters: Ink) -> bool:
    """Whether lines of letters run downwards: a table's rules alone may look so."""
    return _skew(letters.T[::-1])[1] > _SIDEWAYS * _skew(letters)[1]


def _without_rules(ink: Ink) -> Ink:
    """`ink` without what is longer than a letter, downwards or to the right."""
    return ink & ~_runs(ink) & ~_runs(ink.T).T


def _runs(ink: Ink) -> Ink:
    """Where `ink` has `_LONG` dark pixels and more to the right of each other."""
    dark = np.pad(np.cumsum(ink, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    begins = np.pad(dark[:, _LONG:] - dark[:, :-_LONG] == _LONG, ((0, 0), (_LONG, _LONG - 1)))
    begun = np.cumsum(begins, axis=1, dtype=np.int32)
    inside: Ink = begun[:, _LONG:] > begun[:, :-_LONG]
    return inside


def _skew(ink: Ink) -> tuple[float, float]:
    """Degrees by which the lines in `ink` fall to the right, and how clearly the sums along them alternate."""
    ys, xs = np.nonzero(ink)
    if len(ys) < 2:
        return 0.0, 0.0
    step = max(1, len(ys) // 60_000)  # so many points tell as well as all
    ys, xs = ys[::step].astype(np.float32), xs[::step].astype(np.float32)

    def profile(degrees: float) -> NDArray[np.float64]:
        rows = (ys - xs * math.tan(math.radians(degrees))).astype(np.int32)
        return np.bincount(rows - rows.min()).astype(np.float64)

    def sharpness(degrees: float) -> float:
        return float(np.square(profile(degrees)).sum())

    best = max(_angles(0.0, _MAX_SKEW, 0.5), key=sharpness)
    best = max(_angles(best, 0.5, 0.1), key=sharpness)
    return best, float(np.square(np.diff(profile(best))).sum()) / sharpness(best)


def _angles(middle: float, reach: float, step: float) -> Iterator[float]:
    """From `middle` outwards, so that of equals the smallest turn is taken."""
    yield middle
    for count in range(1, round(reach / step) + 1):
        yield middle + count * step
        yield middle - count * step


def _parted(picture: Image.Image, dpi: float, rules: Ruled) -> Page:
    """`picture` and its tables apart: an engine takes the columns of a table for those of a page."""
    tables = tuple(tuple(_cell(picture, box) for box in cells) for cells in rules.tables)
    rest = picture.copy() if rules.across else picture
    for rule in rules.across:
        rest.paste(255, _doubled((rule.start, rule.low, rule.end, rule.high), grown=1))
    for cells in rules.tables:
        lefts, tops, rights, bottoms = zip(*cells, strict=True)
        rest.paste(255, _doubled((min(lefts), min(tops), max(rights), max(bottoms)), grown=2))
    dark = _ink(rest, 2).mean() if tables else 1.0
    if dark < _SPARSE:
        rest = _white(rest)
    return Page(*picture.size, dpi, rest if dark > _BLANK else None, tables)


def _doubled(box: PixelBox, grown: int = 0) -> PixelBox:
    """`box` of the half-size picture in the whole one, `grown` by pixels of the half-size one."""
    left, top, right, bottom = box
    return 2 * max(0, left - grown), 2 * max(0, top - grown), 2 * (right + grown), 2 * (bottom + grown)


def _cell(picture: Image.Image, box: PixelBox) -> Cell:
    """A cell, its picture no larger than its letters: an engine overlooks a lone figure in an empty field."""
    place = _doubled(box)
    inside, (left, top) = _within_rules(picture.crop(place), place[:2])
    if min(inside.size) < _PAD:
        return Cell(place, (left, top), None)
    ys, xs = np.nonzero(_ink(inside, 2))
    if len(ys) < _FEW_DARK:
        return Cell(place, (left, top), None)
    letters = _doubled((int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1))
    low, paper = (int(level) for level in np.percentile(np.asarray(inside)[::4, ::4], (25, 75)))
    crop = ImageOps.expand(inside.crop(letters), _PAD, paper)
    if paper - low > _SPECKLED:
        crop = crop.filter(ImageFilter.GaussianBlur(1.0))
    return Cell(place, (left + letters[0] - _PAD, top + letters[1] - _PAD), crop)


def _within_rules(picture: Image.Image, at: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]]:
    """A cell's `picture`, cut along the middle of its rules, without them, and where it begins then.

    No more is cut than there is: a hook on a capital stands two pixels below its rule.
    """
    ink = _ink(picture, 1)
    across, down = ink.mean(axis=1), ink.mean(axis=0)
    left, right = max(_MARGIN, _past_rule(down)), picture.width - max(_MARGIN, _past_rule(down[::-1]))
    top, bottom = _past_rule(across), picture.height - _past_rule(across[::-1])
    return picture.crop((left, top, max(left, right), max(top, bottom))), (at[0] + left, at[1] + top)


def _past_rule(shares: NDArray[np.float64]) -> int:
    """How many rows, of which `shares` are dark, a rule at their beginning and its blur take."""
    dark = shares[:_EDGE] > _RULE_LEFT
    begins = int(np.argmax(dark[:_ASLANT])) if dark[:_ASLANT].any() else 0
    rest = dark[begins:]
    return begins + (len(rest) if rest.all() else int(np.argmin(rest))) + 1
