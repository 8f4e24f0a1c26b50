"""What was read on a page, and its way to JSON and back."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from ingest.readers.layout import Word

LOW_CONFIDENCE = 80.0
"""Mean confidence below which a page is named: a clear one has 90 to 97, one with a wrong word in ten below 80."""

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as recognised; sizes in points, `number` counts from 1.

    `tables` holds the cells of each ruled table. `confidence` is what the engine says of the words, 0 to 100.
    `fault` says in Vietnamese why the page could not be read, and is empty where it could. The page was `turned` by so
    many degrees to the left to be read. `has_writing` where figures are written by hand on it, which are left blank.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    words: tuple[Word, ...] = ()
    tables: tuple[tuple[Box, ...], ...] = ()
    confidence: float = 0.0
    fault: str = ""
    turned: float = 0.0
    has_writing: bool = False


def to_json(reading: Reading) -> str:
    """`reading` as one JSON object."""
    return json.dumps(asdict(reading), ensure_ascii=False)


def from_json(text: str) -> Reading:
    """The reading that `to_json` wrote. Raises ValueError, TypeError or KeyError for anything else."""
    read = json.loads(text)
    words = tuple(Word(**word) for word in read.pop("words"))
    tables = tuple(tuple((a, b, c, d) for a, b, c, d in cells) for cells in read.pop("tables"))
    return Reading(**read, words=words, tables=tables)


def warnings(readings: Iterable[Reading], lead: str = "") -> Iterator[str]:
    """What the user should know of `readings`: pages that failed, show no text, are hard to read, or written on.

    `lead` stands before what is said of pages without text.
    """
    found: dict[str, list[int]] = {}
    for reading in readings:
        if reading.has_writing:
            what = "có số hoặc ngày viết tay, được để trống; hãy xem bản gốc"
            found.setdefault(what, []).append(reading.number)
        if reading.fault:
            what = f"chưa được đọc: {reading.fault}"
        elif not reading.words:
            what = f"{lead}không nhận ra chữ nào (trang trống, hình vẽ hoặc nhiễu)"
        elif reading.confidence < LOW_CONFIDENCE:
            what = "khó đọc, chữ nhận dạng có thể sai; nên đối chiếu với bản gốc"
        else:
            continue
        found.setdefault(what, []).append(reading.number)
    for what, numbers in found.items():
        yield f"Trang {', '.join(map(str, numbers))} {what}."
