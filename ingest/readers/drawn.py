"""What is drawn on the pages of a PDF file, in a process of its own: a few bytes can keep pdfminer busy for ever."""

import io
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import inf
from operator import itemgetter
from statistics import median
from time import monotonic
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page as PdfPage
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_words

from ingest.readers.cutoff import closing
from ingest.readers.deadline import LateError, at_most
from ingest.readers.layer import CODE, flaw_of, is_coded, plain
from ingest.readers.layout import Word, lines_of
from ingest.readers.legacy import PLAIN, Font, font, set_in
from ingest.readers.nameless import set_together, unicode
from ingest.readers.page import MAX_PAGES, Drawn, Flaw, Page, holds, table_of
from ingest.readers.seen import covered
from ingest.readers.stamps import LEADERS, put_in
from ingest.readers.unpack import reason_of
from ingest.readers.unruled import Rule
from ingest.readers.viewer import STAMP, Viewer
from ingest.scan.child import serve
from ingest.scan.reading import Box

MAX_SECONDS = 120.0
"""A plan of 300 pages takes thirty; what needs more is drawn of a million strokes, or a bomb."""
PAGE_SECONDS, _FILE_SECONDS = 20.0, 100.0
"""A page takes a tenth of a second; of a file that takes longer than the second, the rest of the pages is not read."""
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
_ASKEW, _SAMPLED = 0.001, 7
"""How far lines rise that are not level: half a point a line; one letter in so many tells."""
_FEW_DOTS = 3
"""That are to be filled in; two end a sentence and an abbreviation."""
_FAR_LARGER = 3.0
"""Times the usual size of letters, above which they may be a watermark: a title has up to twice."""
_log = logging.getLogger(__name__)


def drawn(raw: bytes) -> Drawn | str:
    """The first `MAX_PAGES` pages of the PDF `raw`, or why they cannot be read."""
    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            viewer, end = Viewer(pdf, raw), monotonic() + _FILE_SECONDS
            pages = [_bounded(page, viewer, end - monotonic()) for page in pdf.pages[:MAX_PAGES]]
            return Drawn(unicode(pages), len(pdf.pages))
    except Exception as error:
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, MemoryError):
            raise cause from error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            return "tệp PDF được đặt mật khẩu. Hãy bỏ mật khẩu rồi thử lại."
        return reason_of(error)


def _bounded(page: Any, viewer: Viewer, left: float) -> Page:
    """`page`, or nothing of it but its flaw where it is broken or takes more memory, or time than is `left`."""
    try:
        with at_most(min(PAGE_SECONDS, left)):
            return _page(page, viewer)
    except (MemoryError, LateError):
        flaw = Flaw.ENDLESS
    except Exception as error:  # noqa: BLE001 - of a broken page pdfminer raises anything, and the next may be sound
        _log.info("Không đọc được trang %d: %r", page.page_number, error)
        flaw = Flaw.BROKEN
    page.close()
    return Page(page.page_number, 0.0, 0.0, (), (), flaw)


def _page(page: Any, viewer: Viewer) -> Page:
    is_whole = viewer.lay_out(page)
    page, level = _right_way_up(page, viewer)
    level = _levelled(level)
    stamps = [_words(list(_once(run))) for _, run in groupby(filter(_is_stamp, level), key=itemgetter("tag"))]
    chars = _no_watermark(list(_once(char for char in level if not _is_stamp(char))))
    words = _words(chars)
    flaw = _flaw(page, words, any(char["tag"] for char in chars), stamps)
    if flaw is Flaw.CODES:
        words = _words(list(_in_known_fonts(chars)))
    elif typed := _over_leaders(chars):
        over = {id(char) for run in typed for char in run}
        words, stamps = _words([char for char in chars if id(char) not in over]), [*stamps, *map(_words, typed)]
    is_whole &= not any(is_coded(word.text) for stamp in stamps for word in stamp)
    stamps = [[word for word in stamp if not CODE.search(word.text)] for stamp in stamps]
    words = [plain(word) for word in words]
    words, blocks = put_in(words, stamps) if stamps else (words, [])
    tables = []
    for found in page.find_tables({"explicit_horizontal_lines": closing(page.edges)}):
        if len({round(cell[0]) for cell in found.cells}) < 2:  # a box round text, or a shade behind it
            continue
        inside = [word for word in words if holds(found.bbox, word)]
        words = [word for word in words if not holds(found.bbox, word)]
        tables.append(table_of(found.cells, [*inside, *_turned_heads(page, found, inside)]))
    rules, filled = tuple(_rules(page)), tuple(table for table in tables if table.rows)
    page.close()  # drops what pdfplumber keeps of the page
    lines, size = tuple(lines_of(words)), (float(page.width), float(page.height))
    stamped = tuple(tuple(_moved(word, *page.cropbox[:2]) for word in stamp) for stamp in stamps) if flaw else ()
    return Page(page.page_number, *size, lines, filled, flaw, rules, tuple(blocks), stamped, not is_whole)


def _in_known_fonts(chars: Sequence[Any]) -> Iterator[Any]:
    """Those of `chars` whose font says of all its letters which they are: if not, the others may be guesses."""
    unknown = {char["fontname"] for char in chars if CODE.search(char["text"])}
    return (char for char in chars if char["fontname"] not in unknown)


def _over_leaders(chars: Sequence[Any]) -> list[list[Any]]:
    """The letters of each word that is typed over dots to be filled in: else the dots would stand between them."""
    dots = [char for char in chars if char["text"] in LEADERS]
    if len(dots) < _FEW_DOTS:
        return []
    letters = [char for char in chars if char["text"] not in LEADERS]
    on = covered([_box(char) for char in letters], [(len(letters), box) for box in _runs(dots)])
    over = {id(letters[place]) for place in on}
    words = extract_words(letters, x_tolerance_ratio=_SPACE_WIDTH, return_chars=True) if over else []
    return [word["chars"] for word in words if any(id(char) in over for char in word["chars"])]


def _runs(dots: Iterable[Any]) -> Iterator[Box]:
    """The boxes of the runs that `dots` make; two are none, an ellipsis is one."""
    for _, level in groupby(sorted(dots, key=lambda dot: (dot["top"], dot["x0"])), key=itemgetter("top")):
        run: list[Any] = []
        for dot in [*level, None]:
            if run and (dot is None or dot["x0"] - run[-1]["x1"] > dot["size"] / 2):
                if sum((_FEW_DOTS if one["text"] == "…" else 1) for one in run) >= _FEW_DOTS:
                    yield run[0]["x0"], run[0]["top"], run[-1]["x1"], run[0]["bottom"]
                run = []
            run.append(dot)


def _moved(word: Word, left: float, top: float) -> Word:
    return Word(word.text, word.x0 - left, word.x1 - left, word.top - top, word.bottom - top)


def _is_stamp(char: Any) -> bool:
    return bool(char["tag"].startswith(STAMP))


def _right_way_up(page: Any, viewer: Viewer) -> tuple[Any, list[Any]]:
    """`page`, turned where most of its letters lie on their side or stand on their head, and its level letters."""
    turns = [_turn(char) for char in page.chars]
    own = [turn for char, turn in zip(page.chars, turns, strict=True) if not _is_stamp(char)]
    turn, count = Counter(own).most_common(1)[0] if own else (0, 0)
    if turn and 2 * count > len(own):
        page.close()
        drawn_on = page.page_obj
        drawn_on.rotate = drawn_on.attrs["Rotate"] = (drawn_on.rotate + turn) % 360  # the two libraries read one each
        page = PdfPage(page.pdf, drawn_on, page.page_number)
        viewer.lay_out(page)
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


def _levelled(chars: list[Any]) -> list[Any]:
    """`chars` moved so that their lines are level, where most rise or fall: the search layer of a scan may be askew."""
    slopes = [char["matrix"][1] / char["matrix"][0] for char in chars[::_SAMPLED]]
    slope = median(slopes) if slopes else 0.0
    if abs(slope) < _ASKEW:
        return chars
    return [_moved_down(char, slope * (char["x0"] + char["x1"]) / 2) for char in chars]


def _moved_down(char: Any, points: float) -> Any:
    return {**char, "top": char["top"] + points, "bottom": char["bottom"] + points}


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


def _flaw(page: Any, words: Sequence[Word], has_layer: bool, stamps: Sequence[Sequence[Word]]) -> Flaw | None:
    """Why the page shows more than its text layer, `words`, says, or something else; None where it does not.

    A picture may have a search layer; where there are no words, nothing but stamps may have been put on paper.
    """
    text = " ".join(word.text for word in words)
    covered = sum(_covered_area(page, image) for image in page.images)
    is_picture = covered > _PICTURE_SHARE * page.width * page.height
    if is_picture and len(text) < _FEW_LETTERS:
        return Flaw.DOUBT if has_layer else Flaw.EMPTY
    stamped = " ".join(word.text for stamp in stamps for word in stamp)
    return flaw_of(text if text or len(stamped) < _FEW_LETTERS else stamped, is_picture)


def _covered_area(page: Any, image: Any) -> float:
    wide = min(image["x1"], page.width) - max(image["x0"], 0)
    high = min(image["bottom"], page.height) - max(image["top"], 0)
    return float(max(wide, 0) * max(high, 0))


def _words(chars: list[Any]) -> list[Word]:
    found = extract_words(chars, x_tolerance_ratio=_SPACE_WIDTH, return_chars=True)
    texts = [text for (faces, _), run in groupby(found, _faces_and_line) for text in _set_in(faces, list(run))]
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


def _face(char: Any) -> Font:
    return font(str(char["fontname"]))


def _faces_and_line(word: Any) -> tuple[tuple[Font, ...], float]:
    """What the fonts of a word make of its text, and where its line is."""
    return tuple(face for face, _ in groupby(word["chars"], _face)), round(word["top"])


def _set_in(faces: Sequence[Font], words: Sequence[Any]) -> list[str]:
    """The texts of `words`, which stand on one line in the same fonts, as a rule in one."""
    if all(face is PLAIN for face in faces):
        return [str(word["text"]) for word in words]
    if len(faces) == 1:
        return set_together([str(word["text"]) for word in words], faces[0])
    parted = (groupby(word["chars"], _face) for word in words)
    return ["".join(set_in("".join(str(c["text"]) for c in chars), face) for face, chars in parts) for parts in parted]


if __name__ == "__main__":
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each odd font, which is no news to anyone
    serve(drawn, MAX_SECONDS)
