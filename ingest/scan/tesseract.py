"""Tesseract, through its command line: pictures in, words with places out."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

import ingest
from ingest.document import UnreadableError
from ingest.readers.layout import Word
from ingest.scan.child import ChildError, run
from ingest.scan.hand import Spot, without_written
from ingest.scan.reading import Box, Reading
from ingest.scan.slips import settled

LANGUAGE = "vie"
PAGE_SECONDS = 60.0
"""A full page takes 1 to 5 seconds, and ten on an old machine."""
START_SECONDS = 20.0
CLEAR = 60.0
"""Mean confidence below which a page is tried upside down and on its sides as well."""
_TURNS = (2, 1, 3)
NOISE = 40.0
"""Mean confidence below which what was read is no text; the worst legible page has above 60."""
_PAGE_LAYOUT, _CELL_LAYOUT = "3", "6"
"""Tesseract's page segmentation: found by itself for a page; one block for a cell and
for a page of a few words, where 3 finds none."""
_SETTINGS = ("-c", "tessedit_do_invert=0")
"""Not to try each line as white on black as well: plans hold none, and it takes a twentieth of the time."""
_BULLETS = frozenset("-–—+•●○▪■*")
_HINT = (
    "Hãy cài tesseract kèm tiếng Việt (Debian, Ubuntu: sudo apt install tesseract-ocr tesseract-ocr-vie; "
    "macOS: brew install tesseract-lang; Windows: bộ cài UB Mannheim, chọn Vietnamese), hoặc dùng tệp Word gốc."
)

PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Engine:
    """An installed tesseract that knows Vietnamese."""

    program: str
    version: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page made ready by the child; `picture` and those of cells are files, empty where there is nothing to read."""

    name: str
    width: int = 0
    height: int = 0
    dpi: float = 0.0
    turned: float = 0.0
    picture: str = ""
    tables: Sequence[Sequence[tuple[PixelBox, tuple[int, int], str]]] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word as tesseract sees it, in pixels; without its figures where they are written by hand."""

    word: Word
    confidence: float
    is_written: bool = False


def engine() -> Engine:
    """The tesseract of this machine.

    Raises UnreadableError, with what to install, where it or its Vietnamese is missing.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise UnreadableError(f"máy này chưa có tesseract để nhận dạng chữ trong ảnh. {_HINT}")
    return _at(program)


@cache
def _at(program: str) -> Engine:
    """The tesseract at `program`, asked once: to ask takes as long as a line of text. Raises as `engine` does."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            version = run([program, "--version"], Path(folder), START_SECONDS).partition("\n")[0]
            languages = run([program, "--list-langs"], Path(folder), START_SECONDS).split()
    except ChildError as error:
        raise UnreadableError(f"tesseract trên máy này không chạy được: {error}. {_HINT}") from error
    if LANGUAGE not in languages:
        raise UnreadableError(f"tesseract trên máy này chưa có dữ liệu tiếng Việt. {_HINT}")
    return Engine(program, version)


def read(raw: bytes, numbers: Sequence[int], using: Engine) -> list[Reading]:
    """The pages `numbers` of `raw`, a PDF or a picture. A page that makes a child fail is told as its fault."""
    try:
        readings = _read(raw, [str(number) for number in numbers], using)
    except ChildError as error:
        if len(numbers) == 1:
            return [Reading(numbers[0], fault=f"nhận dạng chữ {error}")]
        return [reading for number in numbers for reading in read(raw, [number], using)]
    return [_turned(raw, reading, using) if _is_poor(reading) else reading for reading in readings]


def _is_poor(reading: Reading) -> bool:
    return bool(reading.words) and reading.confidence < CLEAR


def _turned(raw: bytes, poor: Reading, using: Engine) -> Reading:
    """The best of `poor` and the same page turned by quarters; without words where all are noise."""
    best = poor
    for quarters in _TURNS:
        try:
            best = max(best, *_read(raw, [f"{poor.number}+{quarters}"], using), key=lambda reading: reading.confidence)
        except ChildError:
            break
        if best.confidence >= CLEAR:
            break
    return best if best.confidence >= NOISE else Reading(poor.number, best.width, best.height)


def _read(raw: bytes, names: Sequence[str], using: Engine) -> list[Reading]:
    with tempfile.TemporaryDirectory(prefix="cchc-") as made:
        folder = Path(made)
        pages = _prepared(raw, folder, names)
        seconds = PAGE_SECONDS * len(names)
        pictures = [page.picture for page in pages if page.picture]
        on_page = _seen(pictures, _PAGE_LAYOUT, folder, seconds, using)
        sparse = [picture for picture in pictures if picture not in on_page]
        on_page |= _seen(sparse, _CELL_LAYOUT, folder, seconds, using)
        cells = [file for page in pages for table in page.tables for *_, file in table if file]
        in_cells = _seen(cells, _CELL_LAYOUT, folder, seconds, using)
        return [_reading(page, on_page, in_cells) for page in pages]


def _prepared(raw: bytes, folder: Path, names: Sequence[str]) -> list[Prepared]:
    root = str(Path(ingest.__file__).parent.parent)  # the child's folder is another
    command = [sys.executable, "-m", "ingest.scan", str(folder), *names]
    run(command, folder, PAGE_SECONDS * len(names), raw, PYTHONPATH=root, OPENBLAS_NUM_THREADS="1")
    return [Prepared(name, **_told(folder / f"page-{name}.json")) for name in names]


def _told(file: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ChildError("dừng giữa chừng") from error
    return told


def _seen(pictures: Sequence[str], layout: str, folder: Path, seconds: float, using: Engine) -> dict[str, list[_Seen]]:
    """What is seen on each of `pictures`, in one process: to load the language takes a tenth of a page's time."""
    if not pictures:
        return {}
    (folder / "list.txt").write_text("\n".join(pictures) + "\n", encoding="utf-8")
    command = [
        using.program,
        "list.txt",
        f"out-{layout}",
        "-l",
        LANGUAGE,
        "--psm",
        layout,
        "--dpi",
        "300",
        *_SETTINGS,
        "tsv",
    ]
    run(command, folder, seconds, OMP_THREAD_LIMIT="1")
    try:
        table = (folder / f"out-{layout}.tsv").read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ChildError("không cho kết quả") from error
    rows = (row.split("\t") for row in table.splitlines()[1:])
    lines: dict[str, list[list[tuple[Spot, float]]]] = {}
    for _, line in groupby((row for row in rows if len(row) == 12 and row[0] == "5"), key=lambda row: row[1:5]):
        words = list(line)
        found = [(_spot(row), float(row[10])) for row in words if row[11].strip()]
        lines.setdefault(pictures[int(words[0][1]) - 1], []).append(found)
    return {picture: list(_words(found, folder / picture)) for picture, found in lines.items()}


def _spot(row: Sequence[str]) -> Spot:
    left, top, width, height = (int(value) for value in row[6:10])
    return Spot(settled(row[11].strip()), (left, top, left + width, top + height))


def _words(lines: Sequence[Sequence[tuple[Spot, float]]], picture: Path) -> Iterator[_Seen]:
    """The words of `lines`, all of one as high as its middle one: a box round ink tells of letters, not of lines."""
    texts = without_written([[spot for spot, _ in line] for line in lines], picture)
    for line, left in zip(lines, texts, strict=True):
        top = median(spot.box[1] for spot, _ in line) if line else 0
        bottom = median(spot.box[3] for spot, _ in line) if line else 0
        for (spot, confidence), text in zip(line, left, strict=True):
            yield _Seen(Word(text, spot.box[0], spot.box[2], top, bottom), confidence, text != spot.text)


def _reading(page: Prepared, on_page: dict[str, list[_Seen]], in_cells: dict[str, list[_Seen]]) -> Reading:
    number = int(page.name.partition("+")[0])
    if page.fault:
        return Reading(number, fault=page.fault)
    scale = 72 / page.dpi
    seen = [*_placed(on_page.get(page.picture, ()), 0, 0)]
    for _, at, file in (cell for table in page.tables for cell in table):
        seen += _placed(in_cells.get(file, ()), *at)
    tables = tuple(tuple(_scaled(box, scale) for box, *_ in table) for table in page.tables)
    words = tuple(Word(one.word.text, *_scaled_word(one.word, scale)) for one in seen if _is_text(one.word.text))
    size = page.width * scale, page.height * scale
    written = any(one.is_written for one in seen)
    return Reading(number, *size, words, tables, _confidence(seen), turned=page.turned, has_writing=written)


def _placed(seen: Iterable[_Seen], left: int, top: int) -> Iterator[_Seen]:
    for one in seen:
        word = one.word
        moved = Word(word.text, word.x0 + left, word.x1 + left, word.top + top, word.bottom + top)
        yield replace(one, word=moved)


def _scaled(box: PixelBox, scale: float) -> Box:
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


def _scaled_word(word: Word, scale: float) -> Box:
    return word.x0 * scale, word.x1 * scale, word.top * scale, word.bottom * scale


def _is_text(text: str) -> bool:
    """Whether `text` is more than a speck, a rule or the edge of a stamp."""
    return any(char.isalnum() for char in text) or text in _BULLETS


def _confidence(seen: Sequence[_Seen]) -> float:
    """The mean confidence of the letters read, 0 where there are none."""
    letters = [(sum(char.isalnum() for char in one.word.text), one.confidence) for one in seen]
    total = sum(count for count, _ in letters)
    return sum(count * confidence for count, confidence in letters) / total if total else 0.0
