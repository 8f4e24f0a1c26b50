"""A page of a PDF is drawn, or the picture that it is taken out of it."""

import math
from itertools import islice
from typing import Any

import numpy as np
from PIL import Image

DPI = 300
MAX_PIXELS = 40_000_000
"""A2 at 300 dpi; larger pages are read at fewer dpi."""
SAID_DPI = (100, 1200)
"""Those that are believed, of what a picture says of itself."""
_LOOK_DPI, _ALIKE = 20, 6.0
"""A PDF's page and the picture in it are compared at so few dpi; grey levels by which they may differ in the mean."""
_HIDDEN, _NO_VIEW = 2, 32
_MAX_DEPTH = 8
_MAX_ANNOTATIONS = 1000
"""On one page that are looked into."""


def draw(raw: bytes, number: int) -> tuple[Image.Image, float]:
    """Page `number` of the PDF `raw` in grey, and at how many dpi, without what annotations write: that is known.

    PDFium runs no script here and fetches nothing: it is asked for a picture only.
    """
    import pypdfium2  # a twentieth of a second that a picture need not pay

    with pypdfium2.PdfDocument(raw) as document:
        document.init_forms()  # else it leaves out what form fields look like
        page = document[number - 1]
        _hide_written(page)
        width, height = page.get_size()
        if (scan := _scan(page)) is not None and SAID_DPI[0] <= (dpi := scan.width / width * 72) <= SAID_DPI[1]:
            return scan, dpi
        scale = min(DPI / 72, math.sqrt(MAX_PIXELS / max(width * height, 1)))
        return page.render(scale=scale, grayscale=True).to_pil().convert("L"), scale * 72


def _scan(page: Any) -> Image.Image | None:
    """The one picture that `page` is, as it was scanned: drawing it takes a tenth of the time of a page, and blurs it.

    None where the page shows anything else: more things, notes, or the picture turned, cut, masked or inverted.
    """
    from pypdfium2 import PdfImage, raw

    things = list(islice(page.get_objects(), 2))
    if len(things) != 1 or not isinstance(things[0], PdfImage) or raw.FPDFPage_GetAnnotCount(page):
        return None
    (width, height), laid = page.get_size(), things[0].get_matrix().get()
    upright = all(abs(is_ - whole) < 1 for is_, whole in zip(laid, (width, 0, 0, height), strict=False))
    if not upright or page.get_rotation() or math.prod(things[0].get_px_size()) > MAX_PIXELS:
        return None
    picture = things[0].get_bitmap().to_pil().convert("L")
    drawn = page.render(scale=_LOOK_DPI / 72, grayscale=True).to_pil().convert("L")
    alike = picture.resize(drawn.size, Image.Resampling.BOX)
    differs = np.abs(np.asarray(alike, dtype=np.int16) - np.asarray(drawn, dtype=np.int16)).mean()
    return picture if differs < _ALIKE else None


def _hide_written(page: Any) -> None:
    """Hide those annotations of `page` that write, and those that no viewer shows."""
    from pypdfium2 import raw

    for place in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        flags = raw.FPDFAnnot_GetFlags(annotation)
        things = [raw.FPDFAnnot_GetObject(annotation, at) for at in range(raw.FPDFAnnot_GetObjectCount(annotation))]
        if flags & _NO_VIEW or not things or any(_writes(thing) for thing in things):
            raw.FPDFAnnot_SetFlags(annotation, flags | _HIDDEN)
        raw.FPDFPage_CloseAnnot(annotation)


def _writes(thing: Any, depth: int = 0) -> bool:
    """Whether `thing`, or something drawn within it, is text."""
    from pypdfium2 import raw

    kind = raw.FPDFPageObj_GetType(thing)
    if kind != raw.FPDF_PAGEOBJ_FORM or depth > _MAX_DEPTH:
        return bool(kind == raw.FPDF_PAGEOBJ_TEXT)
    within = (raw.FPDFFormObj_GetObject(thing, at) for at in range(raw.FPDFFormObj_CountObjects(thing)))
    return any(_writes(one, depth + 1) for one in within)
