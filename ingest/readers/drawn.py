"""What is drawn on the pages of a PDF file, in a process of its own: a few bytes can keep pdfminer busy for ever."""

import io
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import inf
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page as PdfPage
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_words

from ingest.mending import is_damaged
from ingest.readers.layout import Word, lines_of
from ingest.readers.legacy import PLAIN, Font, font, set_in
from ingest.readers.page import MAX_PAGES, Drawn, Page, holds, lacks_unicode, table_of
from ingest.readers.unpack import reason_of
from ingest.readers.unruled import Rule
from ingest.scan.child import serve
from ingest.scan.reading import Box

MAX_SECONDS = 120.0
"""A plan of 300 pages takes thirty; what needs more is drawn of a million strokes, or a bomb."""
_FEW_LETTERS = 300
"""What is printed over a scanned page (a digital signature, a page number) has fewer; a page of text has 2,000."""
_PICTURE_SHARE = 0.5
"""Share of a page that pictures cover, from which on it may be a scan."""
_SPACE_WIDTH = 0.15
"""In font sizes: a wider gap parts words where a PDF draws no spaces; TeX's narrowest is 0.22, expanded letters 0.1."""
_SAME_PLACE = 1.0
"""Points within which a letter printed twice, to look bold, is one."""
_SLOPE = 0.25
"""Up to which a line is level: a scan is askew by less, what stands more aslant is a stamp or a watermark."""
_FAR_LARGER = 3.0
"""Times the usual size of letters, above which they may be a watermark: a title has up to twice."""


def drawn(raw: bytes) -> Drawn | str:
    """The first `MAX_PAGES` pages of the PDF `raw`, or why they cannot be read.

    Raises MemoryError, so that a child without memory ends.
    """
    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            return Drawn(tuple(_page(page) for page in pdf.pages[:MAX_PAGES]), len(pdf.pages))
    except Exception as error:
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, MemoryError):
            raise cause from error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            return "tệp PDF được đặt mật khẩu. Hãy bỏ mật khẩu rồi thử lại."
        return reason_of(error)


def _page(page: Any) -> Page:
    page, level = _right_way_up(page)
    words = _words(_no_watermark(list(_once(level))))
    is_picture = _is_picture(page, words)
    tables = []
    for found in page.find_tables():
        if len({round(cell[0]) for cell in found.cells}) < 2:  # a box round text, or a shade behind it
            continue
        inside = [word for word in words if holds(found.bbox, word)]
        words = [word for word in words if not holds(found.bbox, word)]
        tables.append(table_of(found.cells, [*inside, *_turned_heads(page, found, inside)]))
    width, height, rules = float(page.width), float(page.height), tuple(_rules(page))
    page.close()  # drops what pdfplumber keeps of the page
    filled = tuple(table for table in tables if table.rows)
    return Page(page.page_number, width, height, tuple(lines_of(words)), filled, is_picture, rules)


def _right_way_up(page: Any) -> tuple[Any, list[Any]]:
    """`page`, turned where most of its letters lie on their side or stand on their head, and its level letters."""
    turns = [_turn(char) for char in page.chars]
    turn, count = Counter(turns).most_common(1)[0] if turns else (0, 0)
    if turn and 2 * count > len(turns):
        page.close()
        drawn_on = page.page_obj
        drawn_on.rotate = drawn_on.attrs["Rotate"] = (drawn_on.rotate + turn) % 360  # the two libraries read one each
        page = PdfPage(page.pdf, drawn_on, page.page_number)
        turns = [_turn(char) for char in page.chars]
    return page, [char for char, turn in zip(page.chars, turns, strict=True) if turn == 0 and char["upright"]]


def _turn(char: Any) -> int | None:
    """By how many degrees clockwise the page is to be turned for `char` to stand upright, None where it is aslant."""
    along, up = char["matrix"][:2]
    if char["adv"] < 0:  # of a negative size, as some write what their matrix turns back
        along, up = -along, -up
    if abs(up) < _SLOPE * abs(along):
        return 0 if along > 0 else 180
    if abs(along) < _SLOPE * abs(up):
        return 90 if up > 0 else 270
    return None


def _no_watermark(chars: list[Any]) -> list[Any]:
    """`chars` without the far larger ones, where these lie over more of the others than they are."""
    most = _FAR_LARGER * median(char["size"] for char in chars) if chars else inf
    large = [_box(char) for char in chars if char["size"] > most]
    if not large:
        return chars
    rest = [char for char in chars if char["size"] <= most]
    covered = [char for char in rest if any(_is_over(box, char) for box in large)]
    return rest if len(covered) > len(large) else chars


def _box(char: Any) -> Box:
    return char["x0"], char["top"], char["x1"], char["bottom"]


def _is_over(box: Box, char: Any) -> bool:
    """Whether the middle of `char` is in `box`."""
    return holds(box, Word(char["text"], char["x0"], char["x1"], char["top"], char["bottom"]))


def _turned_heads(page: Any, table: Any, words: Sequence[Word]) -> Iterator[Word]:
    """What is written upwards or downwards in those cells atop `table` that hold none of `words`."""
    top = min(cell[1] for cell in table.cells)
    for cell in table.cells:
        if cell[1] > top + _SAME_PLACE or any(holds(cell, word) for word in words):
            continue
        lying = [turned for char in page.chars if (turned := _lying(char)) and _is_over(cell, char)]
        if text := " ".join(line.text for line in lines_of(_words(lying))):
            left, above, right, below = cell
            yield Word(text, left, right, above, below)


def _lying(char: Any) -> dict[str, Any] | None:
    """`char` with the place that it has once it is turned upright, None where it does not lie on its side."""
    match _turn(char):
        case 90:
            x0, x1, top, bottom = -char["bottom"], -char["top"], char["x0"], char["x1"]
        case 270:
            x0, x1, top, bottom = char["top"], char["bottom"], -char["x1"], -char["x0"]
        case _:
            return None
    return {**char, "x0": x0, "x1": x1, "top": top, "bottom": bottom, "size": bottom - top, "upright": True}


def _rules(page: Any) -> Iterator[Rule]:
    """Where something is drawn across the page, and how much: a border is one line, or one a cell."""
    drawn: Counter[int] = Counter()
    for edge in page.edges:
        if edge["orientation"] == "h":
            drawn[round(edge["top"])] += edge["x1"] - edge["x0"]
    yield from drawn.items()


def _is_picture(page: Any, words: Sequence[Word]) -> bool:
    """Whether the page shows more than its text layer says: a scan, a bad recognition of one, or unknown letters."""
    text = " ".join(word.text for word in words)
    if not text or lacks_unicode(text):
        return True
    covered = sum(_covered_area(page, image) for image in page.images)
    return covered > _PICTURE_SHARE * page.width * page.height and (len(text) < _FEW_LETTERS or is_damaged(text))


def _covered_area(page: Any, image: Any) -> float:
    wide = min(image["x1"], page.width) - max(image["x0"], 0)
    high = min(image["bottom"], page.height) - max(image["top"], 0)
    return float(max(wide, 0) * max(high, 0))


def _words(chars: list[Any]) -> list[Word]:
    found = extract_words(chars, x_tolerance_ratio=_SPACE_WIDTH, return_chars=True)
    texts = [text for (face, _), run in groupby(found, _face_and_line) for text in _set_in(face, list(run))]
    places = [(word["x0"], word["x1"], word["top"], word["bottom"]) for word in found]
    return [Word(text, *place) for text, place in zip(texts, places, strict=True)]


def _once(chars: Iterable[Any]) -> Iterator[Any]:
    """`chars` without those that stand where the same letter in the same font stands already.

    pdfplumber's `dedupe_chars` takes as long as all the rest of a page.
    """
    places: dict[tuple[str, str, float], dict[tuple[int, int], tuple[float, float]]] = {}
    for char in chars:
        x, y = char["x0"] / _SAME_PLACE, char["top"] / _SAME_PLACE
        taken = places.setdefault((char["text"], char["fontname"], char["size"]), {})
        around = ((int(x) + aside, int(y) + below) for aside in (0, -1, 1) for below in (0, -1, 1))
        near = (taken[square] for square in around if square in taken)
        if not any(abs(x - left) <= 1 and abs(y - top) <= 1 for left, top in near):
            taken[int(x), int(y)] = x, y
            yield char


def _face_and_line(word: Any) -> tuple[Font, float]:
    """What the font of a word, in a PDF called "ABCDEF+.VnTime", makes of its text, and where its line is."""
    faces = (font(str(char["fontname"]).split("+")[-1]) for char in word["chars"])
    return next((face for face in faces if face is not PLAIN), PLAIN), round(word["top"])


def _set_in(face: Font, words: Sequence[Any]) -> list[str]:
    """The texts of `words`, which stand on one line in one font; together, since capitals are told by neighbours."""
    texts = [str(word["text"]) for word in words]
    together = texts if face is PLAIN else set_in(" ".join(texts), face).split(" ")
    return together if len(together) == len(texts) else [set_in(text, face) for text in texts]


if __name__ == "__main__":
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each odd font, which is no news to anyone
    serve(drawn, MAX_SECONDS)
