"""Scans of plans: typeset, rendered, and made as bad as an office's scanner makes them."""

import io
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
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
from ingest.scan.page import prepare
from ingest.scan.reading import Reading
from ingest.scan.slips import mended, settled
from ingest.understand import understand
from ingest.vietnamese import canonical, words
from samples import build
from tests.ingest.scanner import BAD, GOOD, USED, Scanner, needs_tesseract

SAMPLES = Path(__file__).parents[2] / "samples"


@cache
def typeset(name: str) -> bytes:
    """A sample plan as a PDF with text."""
    if build.font("DejaVuSerif.ttf") is None:
        pytest.skip("DejaVu Serif is not installed")
    return build.as_pdf(build.parse((SAMPLES / "source" / f"{name}.plan").read_text(encoding="utf-8")))


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
        ("giao-long-2024", GOOD, 0.97),
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


def ruled(rows: Sequence[Sequence[str]], rule: colors.Color = colors.black) -> bytes:
    """A table of `rows`, its header repeated on each page, in DejaVu Sans."""
    spec = typeset("ba-to-2025")  # registers the font, or skips
    assert spec
    pdfmetrics.registerFontFamily("Serif", normal="Serif", bold="Serif-Bold")
    assert isinstance(pdfmetrics.getFont("Serif"), TTFont)
    style = ParagraphStyle("cell", fontName="Serif", fontSize=10, leading=13)
    cells = [[Paragraph(text, style) for text in row] for row in rows]
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, rule), ("SPAN", (0, 1), (2, 1))])
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


HEAD = ["STT", "Nhiệm vụ", "Cơ quan chủ trì"]
TASKS = [[str(n), f"Rà soát thủ tục hành chính đợt {n} tại các xã", "Phòng Nội vụ"] for n in range(1, 9)]


def cells_of(sheet: Image.Image) -> list[int]:
    """How many cells each table on `sheet` has."""
    made = io.BytesIO()
    sheet.save(made, "JPEG", quality=80, dpi=(200, 200))
    return [len(table) for table in prepare(made.getvalue(), 1).tables]


@pytest.mark.parametrize(
    ("left", "top", "right", "bottom"),
    [(0, 12, 0, 0), (0, 0, 0, 12), (20, 0, 0, 16), (50, 35, 50, 50), (0, 0, 0, 0)],
)
def test_the_dark_beside_a_page_does_not_hide_how_it_lies(left: int, top: int, right: int, bottom: int) -> None:
    page = Scanner(200, skew=0.8).sees(ruled([HEAD, ["CẢI CÁCH THỂ CHẾ", "", ""], *TASKS]))[0]
    dark = np.pad(np.asarray(page), ((top, bottom), (left, right)), constant_values=25)
    assert cells_of(Image.fromarray(dark)) == [3 + 1 + 3 * len(TASKS)]


def test_the_shaded_head_of_a_table_that_was_cut_out_stays() -> None:
    page = np.asarray(Scanner(200).sees(ruled([HEAD, ["CẢI CÁCH THỂ CHẾ", "", ""], *TASKS]))[0])
    rows, columns = (np.flatnonzero((page < 160).mean(axis=axis) > 0.15) for axis in (1, 0))
    table = page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
    head = table[: table.shape[0] // 10]
    head[:] = np.minimum(head, 150)
    made = io.BytesIO()
    Image.fromarray(table).save(made, "PNG", dpi=(200, 200))
    found = prepare(made.getvalue(), 1)
    assert [cell.picture is not None for cell in found.tables[0][:3]] == [True] * 3


@pytest.mark.parametrize("level", [0x80, 0xA6, 0xBF])
def test_rules_may_be_paler_than_letters(level: int) -> None:
    pdf = ruled([HEAD, ["CẢI CÁCH THỂ CHẾ", "", ""], *TASKS], colors.Color(*[level / 255] * 3))
    assert cells_of(Scanner(200, noise=4, skew=0.6).sees(pdf)[0]) == [3 + 1 + 3 * len(TASKS)]


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
        (("hết Quý", "11/2025 hoặc Quý 1V/2025"), ("hết Quý", "II/2025 hoặc Quý IV/2025")),
        (("Quý 1/2025 và Quý 2/2025",), ("Quý 1/2025 và Quý 2/2025",)),
        (("nộp hồ sơ trục tuyến", "Ông Trục"), ("nộp hồ sơ trực tuyến", "Ông Trục")),
        (("cơ chế một cửa,", "bộ phận một cửa", "Văn phòng (Một của)"),
         ("cơ chế một cửa,", "bộ phận một cửa", "Văn phòng (Một cửa)")),
        (("văn phòng (Một của)",), ("văn phòng (Một của)",)),
        (("CCHC năm 2024", "CCHC năm 2025", "CCHC nắm 2024"), ("CCHC năm 2024", "CCHC năm 2025", "CCHC năm 2024")),
        (("ma túy theo", "ma túy theo"), ("ma túy theo", "ma túy theo")),
        (("Nguyễn Văn An, Lê Văn Hòa, Trần Văn Hòa", "Nguyễn Vân Hòa"),
         ("Nguyễn Văn An, Lê Văn Hòa, Trần Văn Hòa", "Nguyễn Vân Hòa")),
        (("I. ĐỊA BÀN CHUNG", "H. BA TƠ", "T. KHÁNH HÒA"), ("I. ĐỊA BÀN CHUNG", "H. BA TƠ", "T. KHÁNH HÒA")),
        (("Quỹ 1 và Quỹ 11 của xã",), ("Quỹ 1 và Quỹ 11 của xã",)),
    ],
)  # fmt: skip
def test_slips_are_put_right_where_the_context_leaves_no_doubt(seen: Sequence[str], meant: Sequence[str]) -> None:
    assert mended([reading(*seen)]) == [reading(*meant)]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        (("S11", "1", "2", "S", "4."), ("STT", "1", "2", "3", "4.")),
        (("TF", "1", "Z", "3"), ("TT", "1", "2", "3")),
        (("TF", "4", "S", "7"), ("TF", "4", "S", "7")),
        (("TT", "1", "II", "2"), ("TT", "1", "II", "2")),
    ],
)
def test_the_numbers_of_rows_follow_each_other(seen: Sequence[str], meant: Sequence[str]) -> None:
    def table(column: Sequence[str]) -> Reading:
        cells = [(20 * x, 10 * y, 20 * x + 20, 10 * y + 10) for y in range(len(column)) for x in range(2)]
        texts = [text for number in column for text in (number, "Việc")]
        words = [Word(text, x + 1, x + 9, y + 1, y + 9) for text, (x, y, *_) in zip(texts, cells, strict=True)]
        return Reading(1, words=tuple(words), tables=(tuple(cells),))

    assert mended([table(seen)]) == [table(meant)]


def in_table(*rows: Sequence[str]) -> Reading:
    """A table of three columns, each text in its cell; an empty one holds no word."""
    cells = [(100.0 * x, 10.0 * y, 100.0 * x + 100, 10.0 * y + 10) for y in range(len(rows)) for x in range(3)]
    filled = [(text, cell) for text, cell in zip((text for row in rows for text in row), cells, strict=True) if text]
    words = [
        Word(word, left + 30 * place, left + 30 * place + 20, top + 1, top + 9)
        for text, (left, top, *_) in filled
        for place, word in enumerate(text.split())
    ]
    return Reading(1, words=tuple(words), tables=(tuple(cells),))


def numbers_of(reading: Reading) -> list[str]:
    """The texts of the first column, from top to bottom."""
    column = sorted((word for word in reading.words if word.x0 < 100), key=lambda word: word.top)
    return [word.text for word in column]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("I II IH IV", "I II III IV"),
        ("1 H HI IV", "I II III IV"),
        ("I 11 I1 IV", "I II III IV"),
        ("I II M IV", "I II III IV"),
        ("_ _ III s", "I II III IV"),
        ("_ I", "I"),
        ("I a b II", "I a b II"),
        ("I. II. III.", "I. II. III."),
        ("1 2 3", "1 2 3"),
        ("l 2 3", "l 2 3"),
        ("A B C", "A B C"),
    ],
)
def test_the_numerals_of_rows_that_head_others_follow_each_other(seen: str, meant: str) -> None:
    rows = [row for number in seen.split() for row in ((number.strip("_"), "CẢI CÁCH", ""), ("-", "Rà soát", "Sở Nội"))]
    found = mended([in_table(*rows)])
    assert [number for number in numbers_of(found[0]) if number != "-"] == meant.split()


def test_a_row_that_heads_others_never_gets_a_plain_number() -> None:
    tasks = [(number, "Rà soát", "Sở Nội") for number in ("8", "10")]
    assert numbers_of(mended([in_table(tasks[0], ("HI", "CẢI CÁCH", ""), tasks[1])])[0])[1] != "9"


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        (("6", "", "8"), ["6", "7", "8"]),
        (("6", "", "7"), ["6", "7"]),
        (("6", "", "", "8"), ["6", "8"]),
        (("5", "6", "1", "8"), ["5", "6", "7", "8"]),
        (("12", "15", "14"), ["12", "15", "14"]),
    ],
)
def test_a_number_that_was_not_read_is_the_one_between_its_neighbours(seen: Sequence[str], meant: list[str]) -> None:
    assert numbers_of(mended([in_table(*((number, "Rà soát", "Sở Nội") for number in seen))])[0]) == meant


def test_a_number_is_found_over_a_page_break_and_a_heading() -> None:
    pages = [in_table(("6", "Rà soát", "Sở")), in_table(("IV", "CẢI CÁCH", ""), ("", "Mở", "Sở"), ("8", "Mở", "Sở"))]
    assert numbers_of(mended(pages)[1]) == ["IV", "7", "8"]


@pytest.mark.parametrize(
    ("seen", "width", "meant"),
    [
        ("II/2025", 198, "III/2025"),
        ("II/2025", 180, "II/2025"),
        ("11/2025", 199, "III/2025"),
        ("I/2025", 179, "II/2025"),
        ("I/2025", 199, "I/2025"),
        ("II/2025.", 198, "II/2025."),
        ("HI/2025", 199, "III/2025"),
    ],
)
def test_a_quarter_has_as_many_strokes_as_it_is_wide(seen: str, width: int, meant: str) -> None:
    words = (Word("Quý", 0, 100, 0, 10), Word(seen, 117, 117 + width, 0, 10))
    assert mended([Reading(1, words=words)])[0].words[1].text == meant


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("QÐ-UBND", "QĐ-UBND"),
        ("QĐÐ-UBND", "QĐ-UBND"),
        ("ĐĐBQH", "ĐĐBQH"),
        ("https://a.govvn/b", "https://a.gov.vn/b"),
    ],
)
def test_what_no_text_holds_is_put_right_alone(seen: str, meant: str) -> None:
    assert settled(seen) == meant


def test_sound_text_has_no_slips() -> None:
    for plan in (SAMPLES / "source").iterdir():
        sound = reading(*(line for line in plan.read_text(encoding="utf-8").splitlines() if not line.startswith("%%")))
        assert mended([sound]) == [sound]
