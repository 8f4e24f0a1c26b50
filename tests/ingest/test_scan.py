"""Scans of plans: typeset, rendered, and made as bad as an office's scanner makes them."""

import importlib.util
import io
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageFilter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from ingest.document import BlockKind, Document, UnreadableError
from ingest.plan import Plan
from ingest.readers.image import read_image
from ingest.readers.layout import Word
from ingest.readers.pdf import read_pdf
from ingest.scan.reading import Reading
from ingest.scan.slips import mended
from ingest.understand import understand
from ingest.vietnamese import canonical, words

SAMPLES = Path(__file__).parents[2] / "samples"


def has_vietnamese() -> bool:
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "vie" in listed.stdout.split()


needs_tesseract = pytest.mark.skipif(not has_vietnamese(), reason="tesseract with Vietnamese (vie) is not installed")


@dataclass(frozen=True, slots=True)
class Scanner:
    """`noise` is a standard deviation in grey levels; `skew` is in degrees, every other page the other way."""

    dpi: int
    noise: float = 0.0
    skew: float = 0.0
    blur: float = 0.0
    quality: int = 90

    def sees(self, pdf: bytes) -> list[Image.Image]:
        """The pages of `pdf`; the same each time."""
        chance = np.random.default_rng(2025)
        with pypdfium2.PdfDocument(pdf) as document:
            sheets = [page.render(scale=self.dpi / 72, grayscale=True).to_pil() for page in document]
        return [self._worn(sheet, place, chance) for place, sheet in enumerate(sheets)]

    def _worn(self, sheet: Image.Image, place: int, chance: np.random.Generator) -> Image.Image:
        if self.skew:
            turn = self.skew if place % 2 else -self.skew
            sheet = sheet.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
        if self.blur:
            sheet = sheet.filter(ImageFilter.GaussianBlur(self.blur))
        if self.noise:
            grain = chance.normal(0, self.noise, (sheet.height, sheet.width))
            sheet = Image.fromarray((np.asarray(sheet) * 0.85 + 20 + grain).clip(0, 255).astype(np.uint8))
        return sheet

    def writes(self, pdf: bytes) -> bytes:
        """The scan of `pdf`: pictures, and nothing else."""
        first, *rest = self.sees(pdf)
        made = io.BytesIO()
        first.save(made, "PDF", resolution=self.dpi, save_all=True, append_images=rest, quality=self.quality)
        return made.getvalue()


GOOD = Scanner(300)
USED = Scanner(300, noise=8, skew=2, blur=0.7, quality=75)
BAD = Scanner(150, noise=12, skew=2, blur=0.5, quality=70)


@cache
def typeset(name: str) -> bytes:
    """A sample plan as a PDF with text."""
    spec = importlib.util.spec_from_file_location("samples_build", SAMPLES / "build.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    if build.font("DejaVuSerif.ttf") is None:
        pytest.skip("DejaVu Serif is not installed")
    made: bytes = build.as_pdf(build.parse((SAMPLES / "source" / f"{name}.plan").read_text(encoding="utf-8")))
    return made


def read(raw: bytes, folder: Path, suffix: str = ".pdf") -> Document:
    path = folder / f"a{suffix}"
    path.write_bytes(raw)
    return (read_pdf if suffix == ".pdf" else read_image)(path, path.name)


def facts(plan: Plan) -> Counter[tuple[str, str]]:
    """What people ask of a plan: tasks, who, when and how, duties, contacts, deadlines, and what its head says."""
    found = [("task", task.title.text) for task in plan.tasks]
    found += [(str(field.kind), field.value.text) for task in plan.tasks for field in task.fields]
    found += [("duty", duty.agency.text) for duty in plan.duties]
    found += [("contact", contact.value.text) for contact in plan.contacts]
    found += [("deadline", deadline.when.text) for deadline in plan.deadlines]
    head = (plan.number, plan.dated, plan.signer.name if plan.signer else None)
    found += [(f"head {place}", quoted.text if quoted else "") for place, quoted in enumerate(head)]
    found += [("place", plan.place or ""), ("title", plan.title)]
    return Counter((kind, " ".join(words(canonical(text)))) for kind, text in found)


def alike(one: Plan, other: Plan) -> float:
    """The share of facts that two plans have in common, to the letter but for case and punctuation."""
    these, those = facts(one), facts(other)
    return 2 * (these & those).total() / (these.total() + those.total())


@needs_tesseract
@pytest.mark.parametrize(
    ("name", "scanner", "least"),
    [
        ("ba-to-2025", GOOD, 0.97),
        ("ninh-hoa-2023", USED, 0.97),
        ("giao-long-2024", BAD, 0.9),
    ],
)
def test_a_scan_holds_what_its_text_holds(name: str, scanner: Scanner, least: float, tmp_path: Path) -> None:
    pdf = typeset(name)
    scan = read(scanner.writes(pdf), tmp_path)
    share = alike(understand(read(pdf, tmp_path)), understand(scan))
    assert share >= least
    pages = [block.span.page or 0 for block in scan.blocks]
    assert pages == sorted(pages)
    assert all(scan.cut(block.span) for block in scan.blocks)


def ruled(rows: Sequence[Sequence[str]]) -> bytes:
    """A table of `rows`, its header repeated on each page, in DejaVu Sans."""
    spec = typeset("ba-to-2025")  # registers the font, or skips
    assert spec
    pdfmetrics.registerFontFamily("Serif", normal="Serif", bold="Serif-Bold")
    assert isinstance(pdfmetrics.getFont("Serif"), TTFont)
    style = ParagraphStyle("cell", fontName="Serif", fontSize=10, leading=13)
    cells = [[Paragraph(text, style) for text in row] for row in rows]
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("SPAN", (0, 1), (2, 1))])
    made = io.BytesIO()
    page = SimpleDocTemplate(made, pagesize=A4)
    page.build([Paragraph("PHỤ LỤC NHIỆM VỤ", style), Table(cells, [40, 240, 150], style=grid, repeatRows=1)])
    return made.getvalue()


@needs_tesseract
def test_ruled_tables_become_rows_over_page_breaks(tmp_path: Path) -> None:
    head = ["STT", "Nhiệm vụ", "Cơ quan chủ trì"]
    tasks = [[str(n), f"Rà soát thủ tục hành chính đợt {n} tại các xã, thị trấn", "Phòng Nội vụ"] for n in range(1, 31)]
    document = read(USED.writes(ruled([head, ["CẢI CÁCH THỂ CHẾ", "", ""], *tasks])), tmp_path)
    rows = [block for block in document.blocks if block.kind is BlockKind.ROW]
    assert {row.table for row in rows} == {0}
    assert [[cell.text for cell in row.cells] for row in rows[:2]] == [head, ["CẢI CÁCH THỂ CHẾ"] * 3]
    found = [[cell.text for cell in row.cells] for row in rows[2:]]
    assert len(found) == len(tasks)
    assert sum(one == other for one, other in zip(found, tasks, strict=True)) >= 28
    assert rows[-1].span.page == 2


@needs_tesseract
def test_pages_with_text_are_read_as_text_and_others_by_their_looks(tmp_path: Path) -> None:
    pdf = typeset("dinh-bien-2022")
    made = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as whole, pypdfium2.PdfDocument(GOOD.writes(pdf)) as scan:
        mixed = pypdfium2.PdfDocument.new()
        mixed.import_pages(whole, [0])
        mixed.import_pages(scan, [1, 2])
        mixed.save(made)
    text, document = read(pdf, tmp_path), read(made.getvalue(), tmp_path)
    first = [block.text for block in text.blocks if block.span.page == 1]
    assert [block.text for block in document.blocks][: len(first) - 1] == first[:-1]
    assert alike(understand(text), understand(document)) >= 0.97


@needs_tesseract
@pytest.mark.parametrize(("suffix", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".tif", "TIFF")])
def test_pictures_are_read_whichever_way_they_lie(suffix: str, kind: str, tmp_path: Path) -> None:
    first, second, *_ = Scanner(200, noise=4).sees(typeset("dinh-bien-2022"))
    made = io.BytesIO()
    if kind == "TIFF":
        first.save(made, kind, dpi=(200, 200), save_all=True, append_images=[second.rotate(90, expand=True)])
    else:
        first.rotate(180 if kind == "PNG" else 270, expand=True).save(made, kind)
    document = read(made.getvalue(), tmp_path, suffix)
    assert understand(document).place == "Định Biên"
    assert {block.span.page for block in document.blocks} == ({1, 2} if kind == "TIFF" else {1})
    assert not document.warnings


@needs_tesseract
def test_noise_and_blank_pages_are_named(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    noise = Image.fromarray(chance.integers(0, 256, (1100, 800), dtype=np.uint8))
    blank = Image.new("L", (800, 1100), 255)
    page = Scanner(100).sees(typeset("dinh-bien-2022"))[0]
    made = io.BytesIO()
    page.save(made, "TIFF", dpi=(100, 100), save_all=True, append_images=[blank, noise])
    document = read(made.getvalue(), tmp_path, ".tiff")
    assert {block.span.page for block in document.blocks} == {1}
    assert any(warning.startswith("Trang 2, 3 không nhận ra chữ nào") for warning in document.warnings)
    blank.save(tmp_path / "b.png")
    with pytest.raises(UnreadableError, match="không nhận ra chữ nào"):
        read_image(tmp_path / "b.png", "b.png")


def reading(*lines: str) -> Reading:
    placed = [(text, place) for place, line in enumerate(lines) for text in line.split()]
    return Reading(1, words=tuple(Word(text, 0, 1, place, place + 1) for text, place in placed))


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        (("IL. MỤC ĐÍCH", "H. NỘI DUNG", "HI. HÌNH THỨC", "IV. KINH PHÍ"),
         ("I. MỤC ĐÍCH", "II. NỘI DUNG", "III. HÌNH THỨC", "IV. KINH PHÍ")),
        (("I. MỤC ĐÍCH", "II. NỘI DUNG", "II. HÌNH THỨC"), ("I. MỤC ĐÍCH", "II. NỘI DUNG", "III. HÌNH THỨC")),
        (("1. MỤC TIÊU CHUNG", "2. MỤC TIÊU KHÁC"), ("1. MỤC TIÊU CHUNG", "2. MỤC TIÊU KHÁC")),
        (("Thời gian: Quý 1/2025.",), ("Thời gian: Quý I/2025.",)),
        (("Quý 1/2025 và Quý 2/2025",), ("Quý 1/2025 và Quý 2/2025",)),
        (("nộp hồ sơ trục tuyến", "Ông Trục"), ("nộp hồ sơ trực tuyến", "Ông Trục")),
    ],
)  # fmt: skip
def test_slips_are_put_right_where_the_context_leaves_no_doubt(seen: Sequence[str], meant: Sequence[str]) -> None:
    assert mended([reading(*seen)]) == [reading(*meant)]


def test_sound_text_has_no_slips() -> None:
    for plan in (SAMPLES / "source").iterdir():
        sound = reading(*(line for line in plan.read_text(encoding="utf-8").splitlines() if not line.startswith("%%")))
        assert mended([sound]) == [sound]
