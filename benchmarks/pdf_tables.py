"""Tables out of made-up PDFs by pdfplumber, camelot and PyMuPDF: `python benchmarks/pdf_tables.py [-n 3]`.

What is not installed is skipped. A cell is right where its text, white space aside, stands in its row and column; rows
are told by their first cell. For all alike, a row without number goes on the one above and a repeated header is left
out. A false table is one without any row that was set.
"""

import argparse
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from runpy import run_path
from time import process_time
from typing import Any

import pdfplumber
from docx import Document
from docx.oxml import OxmlElement
from measured import ROOT, percentile, table
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from ingest.readers.office import convert, program
from ingest.readers.pdf import read_pdf

Rows = list[list[str]]
HEAD = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]
WORK = ("Rà soát, đơn giản hóa thủ tục hành chính", "công khai kết quả giải quyết hồ sơ trên cổng dịch vụ",
        "tập huấn cho cán bộ bộ phận một cửa", "báo cáo kết quả trước ngày họp giao ban")  # fmt: skip
WHO = ("Văn phòng Ủy ban", "Sở Nội vụ", "Sở Tài chính")
LETTERHEAD = [["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["TỈNH BÌNH MINH", "Độc lập - Tự do"],
              ["Số: 12/KH-UBND", "Bình Minh, ngày 5 tháng 1 năm 2026"]]  # fmt: skip
GRID, RULES = [("GRID", (0, 0), (-1, -1), 0.5, "black")], [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")]
UNDERLINED = [("LINEBELOW", (1, 1), (1, 1), 0.5, "black")]


def plan(merged: bool) -> Rows:
    """The rows of a plan; `merged` leaves the agency to the first of three tasks, as merged cells do."""
    rows = [HEAD]
    for task in range(36):
        if task % 12 == 0:
            rows.append([f"Phần {task // 12 + 1}: Cải cách thể chế và tổ chức bộ máy", "", "", ""])
        text = "; ".join(WORK[(task + part) % 4] for part in range(1 + task * 7 % 11))
        agency = "" if merged and task % 3 else WHO[task // 3 % 3]
        rows.append([str(task + 1), text, agency, f"Quý {'I' * (1 + task % 3)}/2026"])
    return rows


def office(folder: Path, rows: Rows) -> Path:
    """A letterhead without borders and a ruled table, exported by LibreOffice."""
    document = Document()
    letterhead = document.add_table(len(LETTERHEAD), 2)
    for row, texts in zip(letterhead.rows, LETTERHEAD, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Ban hành kế hoạch cải cách hành chính kèm bảng phân công sau đây.")
    grid = document.add_table(len(rows), len(HEAD), style="Table Grid")
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for number, row in enumerate(rows):
        for cell, text in zip(grid.rows[number].cells, row, strict=True):
            cell.text = text
        if not any(row[1:]):
            grid.cell(number, 0).merge(grid.cell(number, 3)).text = row[0]
        elif not row[2]:
            above = grid.cell(number - 1, 2)
            agency = above.text
            above.merge(grid.cell(number, 2)).text = agency
    document.save(str(folder / "plan.docx"))
    return convert(folder / "plan.docx", folder, ".pdf", "writer_pdf_Export")


def drawn(file: Path, rows: Rows, widths: Sequence[int], style: list[tuple[Any, ...]]) -> Path:
    """`rows` set by reportlab; a row of one cell covers all columns."""
    plain = ParagraphStyle("plain", fontName="DejaVu", fontSize=9, leading=12)
    spans = [("SPAN", (0, at), (-1, at)) for at, row in enumerate(rows) if not any(row[1:])]
    cells = [[Paragraph(text, plain) if text else "" for text in row] for row in rows]
    top = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    SimpleDocTemplate(str(file)).build([Table(cells, widths, repeatRows=1, style=[*top, *spans, *style])])
    return file


def by_reader(file: Path) -> Iterator[Rows]:
    rows = [block for block in read_pdf(file, file.name).blocks if block.cells]
    for _, found in groupby(rows, lambda block: block.table):
        yield [[cell.text for cell in block.cells] for block in found]


def by_pdfplumber(file: Path, strategy: str) -> Iterator[Rows]:
    with pdfplumber.open(file) as pdf:
        for page in pdf.pages:
            yield from page.extract_tables({"vertical_strategy": strategy, "horizontal_strategy": strategy})


def by_camelot(file: Path, flavor: str) -> Iterator[Rows]:
    import camelot

    yield from (found.df.values.tolist() for found in camelot.read_pdf(str(file), pages="all", flavor=flavor))


def by_pymupdf(file: Path, strategy: str) -> Iterator[Rows]:
    import pymupdf

    with pymupdf.open(file) as pdf:
        for page in pdf:
            yield from (found.extract() for found in page.find_tables(strategy=strategy).tables)


def gathered(tables: Sequence[Rows]) -> dict[str, list[str]]:
    """The rows of all `tables` by their first cell."""
    rows: dict[str, list[str]] = {}
    seen: set[tuple[str, ...]] = set()
    last = [""]
    for row in (row for found in tables for row in found):
        cells = [" ".join((cell or "").split()) for cell in row]
        if tuple(cells) in seen or (cells[0] and cells[0] in rows):
            continue
        seen.add(tuple(cells))
        if cells[0]:
            last = rows[cells[0]] = cells
        else:
            last[:] = [f"{above} {cell}".strip() for above, cell in zip(last, cells, strict=False)]
    return rows


def judged(rows: Rows, tables: Sequence[Rows]) -> tuple[int, int, int]:
    """Cells right, cells set, false tables."""
    found, keys = gathered(tables), {row[0] for row in rows}
    cells = [(row[0], column, text) for row in rows for column, text in enumerate(row) if text]
    right = sum(found.get(key, [])[column : column + 1] == [text] for key, column, text in cells)
    return right, len(cells), sum(not keys & set(gathered([one])) for one in tables)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    warnings.simplefilter("ignore")  # camelot warns of each page without table
    pdfmetrics.registerFont(TTFont("DejaVu", str(run_path(str(ROOT / "samples" / "build.py"))["font"]("DejaVuSans.ttf"))))
    ways: list[tuple[str, str, Callable[[Path], Iterator[Rows]]]] = [("our reader", "pdfplumber", by_reader)]
    for library, call, flavours in (("pdfplumber", by_pdfplumber, ("lines", "text")), ("camelot", by_camelot, ("lattice", "stream", "network", "hybrid")), ("pymupdf", by_pymupdf, ("lines", "text"))):
        ways += [(f"{library}, {flavour}", library, lambda file, call=call, flavour=flavour: call(file, flavour)) for flavour in flavours]
    with tempfile.TemporaryDirectory() as name:
        folder, merged, whole = Path(name), plan(True), plan(False)
        widths = (40, 230, 100, 80)
        cases = [(office(folder, merged), merged)] if program() else []
        cases += [(drawn(folder / f"{kind}.pdf", whole, widths, style), whole) for kind, style in (("ruled", GRID), ("rules", RULES), ("unruled", []))]
        cases.append((drawn(folder / "letterhead.pdf", LETTERHEAD * 1, (200, 250), UNDERLINED), []))
        for way, library, read in ways:
            if not find_spec(library): continue
            row=[way]
            for file, rows in cases:
                times=[]
                for _ in range(rounds):
                    t=process_time()
                    tables = list(read(file))
                    times.append(process_time()-t)
                pages=len(pdfplumber.open(file).pages)
                r,s,f=judged(rows,tables)
                row.append(f"{file.stem} {pages}p {r}/{s} F{f} {percentile(times,.5)/pages*1000:.0f}ms")
            print(row, flush=True)


if __name__ == "__main__":
    main()
