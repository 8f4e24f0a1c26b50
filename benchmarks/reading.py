"""Reading beside the bare library: `python benchmarks/reading.py [PLAN] [-n 9]`.

A sample plan is laid out in each format. Each file is read in turns by us (a file becomes a Document) and by the same
library alone, opened and made to give all its text by paragraph and by table cell; a scan by tesseract alone, that in a
PDF after pypdfium2 has drawn it. The time is the processor's, children included, the least of all rounds: what else the
machine does shows in the others; beside it what a clock shows, as scans are read by all cores. The goal is at most 1.5
times the library, 1.15 times for a scan.
"""

import argparse
import gc
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from runpy import run_path
from typing import Any

import docx
import openpyxl
import pdfplumber
import pypdfium2
from bs4 import BeautifulSoup
from measured import ROOT, table
from ocr import bare, pictures, timed

from ingest.read import read
from ingest.readers.charts import western
from ingest.readers.office import convert, program

ROWS = 500
HTML_BLOCKS = ["p", "li", "h1", "h2", "h3", "h4", "td", "th"]
SLOW_ROUNDS = 2
GOAL, OCR_GOAL = 1.5, 1.15


@dataclass(frozen=True, slots=True)
class Rival:
    """A file, and how the library alone reads it."""

    name: str
    file: Path
    alone: Callable[[], object]


def text_of_docx(file: Path) -> str:
    document = docx.Document(str(file))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for made in document.tables for row in made.rows for cell in row.cells]
    return "\n".join(texts)


def text_of_xlsx(file: Path) -> str:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    return "\n".join(str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)


def text_of_pdf(file: Path) -> object:
    with pdfplumber.open(file) as pdf:
        return [(page.extract_text(), page.extract_tables()) for page in pdf.pages]


def text_of_html(file: Path) -> str:
    page = BeautifulSoup(file.read_bytes(), "lxml")
    return "\n".join(block.get_text() for block in page.find_all(HTML_BLOCKS))


def text_of_html_at_once(file: Path) -> str:
    return BeautifulSoup(file.read_bytes(), "lxml").get_text()


def text_of_odt(file: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return text_of_docx(convert(file, Path(folder), ".docx", "MS Word 2007 XML"))


def text_of_scan(file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, pypdfium2.PdfDocument(file) as document:
        pages = [Path(folder, f"{number}.png") for number in range(len(document))]
        for page, to in zip(document, pages, strict=True):
            page.render(scale=300 / 72, grayscale=True).to_pil().save(to, dpi=(300, 300), compress_level=1)
        bare(pages, 1)


def as_xlsx(texts: list[str], file: Path) -> None:
    """A task list: number, task, agency, those that help, day, share."""
    book = openpyxl.Workbook()
    for row in range(ROWS):
        book.active.append((row, texts[row % len(texts)], "Phòng Nội vụ", "Các phòng, ban", f"Quý {row % 4 + 1}", 0.5))
    book.save(file)


def in_vntime(plain: Path, file: Path) -> None:
    """The Word file `plain` as a typist of .VnTime left it."""
    lines = (files("ingest") / "data" / "legacy.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.startswith("tcvn3"))
    old = {ord(letter): western(bytes.fromhex(raw)) for _, raw, letter in rows}
    document = docx.Document(str(plain))
    cells = [cell for made in document.tables for row in made.rows for cell in row.cells]
    for paragraph in [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]:
        for run in paragraph.runs:
            run.text, run.font.name = run.text.translate(old), ".VnTime"
    document.save(str(file))


def rivals(folder: Path, plan: str) -> list[Rival]:
    """The plan in each format that takes milliseconds."""
    build: dict[str, Any] = run_path(str(ROOT / "samples" / "build.py"))
    lines = build["parse"]((ROOT / "samples" / "source" / f"{plan}.plan").read_text(encoding="utf-8"))
    plain, vntime, sheet, page, web = (folder / name for name in ("a.docx", "b.docx", "c.xlsx", "d.pdf", "e.html"))
    plain.write_bytes(build["as_docx"](lines))
    in_vntime(plain, vntime)
    as_xlsx([line.text for line in lines if line.kind in ("item", "para")], sheet)
    page.write_bytes(build["as_pdf"](lines))
    web.write_bytes(build["as_html"](lines))
    return [
        Rival("PDF with text, pdfplumber", page, lambda: text_of_pdf(page)),
        Rival("DOCX, python-docx", plain, lambda: text_of_docx(plain)),
        Rival("DOCX set in .VnTime, python-docx", vntime, lambda: text_of_docx(vntime)),
        Rival(f"XLSX, {ROWS} rows, openpyxl", sheet, lambda: text_of_xlsx(sheet)),
        Rival("HTML, beautifulsoup4 + lxml", web, lambda: text_of_html(web)),
        Rival("the same, its text at once, no cells", web, lambda: text_of_html_at_once(web)),
    ]


def slow_rivals(folder: Path, plan: str) -> list[Rival]:
    """The plan in those that programs of their own read, which takes seconds."""
    first, *rest = [sheet.copy() for sheet in pictures(plan, 0.0)]
    tif, scan = folder / "scan.tif", folder / "scan.pdf"
    first.save(tif, dpi=(300, 300), save_all=True, append_images=rest, compression="tiff_lzw")
    first.save(scan, resolution=300, save_all=True, append_images=rest)
    count = f"{1 + len(rest)} pages"
    found = [
        Rival(f"scanned TIFF, {count}, tesseract", tif, lambda: bare([tif], 1)),
        Rival(f"scanned PDF, {count}, pypdfium2 + tesseract", scan, lambda: text_of_scan(scan)),
    ]
    if program():
        made, odt = folder / "a.docx", folder / "a.odt"
        with tempfile.TemporaryDirectory() as work:
            odt.write_bytes(convert(made, Path(work), ".odt", "writer8").read_bytes())
        found.append(Rival("ODT, LibreOffice + python-docx", odt, lambda: text_of_odt(odt)))
    return found


def row(rival: Rival, rounds: int) -> tuple[str, ...]:
    """The least processor time of each way, in turns, after one reading that loads what is needed."""
    if rounds > SLOW_ROUNDS:
        read(rival.file)
        rival.alone()
    gc.collect()
    gc.freeze()  # what the libraries hold is no part of a file, and the collector goes through it at random
    ours, alone = [], []
    for _ in range(rounds):
        ours.append(timed(lambda: read(rival.file)))
        alone.append(timed(rival.alone))
    (clock, used), (their_clock, theirs) = least(ours), least(alone)
    shown = (f"{theirs * 1000:.1f} ms", f"{used * 1000:.1f} ms", f"{used / theirs:.2f}", f"{clock / their_clock:.2f}")
    return rival.name, *shown


def least(taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The least time on the clock, and the least of the processor."""
    return min(clock for clock, _ in taken), min(used for _, used in taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plan", nargs="?", default="ninh-hoa-2023")
    parser.add_argument("-n", "--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="without pictures and LibreOffice")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rows = [row(rival, given.rounds) for rival in rivals(folder, given.plan)]
        if not given.quick:
            rows += [row(rival, min(given.rounds, SLOW_ROUNDS)) for rival in slow_rivals(folder, given.plan)]
    print(f"\n{given.plan}, {given.rounds} rounds; goal: {GOAL} times the library alone, {OCR_GOAL} times for a scan\n")
    table(("file, library", "library alone", "ours", "times", "times on the clock"), rows)


if __name__ == "__main__":
    main()
