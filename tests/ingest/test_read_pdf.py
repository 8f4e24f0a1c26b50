"""PDF files as reportlab lays them out, with the measures of an office's Word file."""

import base64
import sys
import unicodedata
import zlib
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from ingest.document import BlockKind, Document, UnreadableError
from ingest.read import read
from ingest.readers.page import MAX_PAGES

FONT = "Vera with Vietnamese"
BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=16, spaceAfter=6, firstLineIndent=28, alignment=4)
HUNG = ParagraphStyle("hung", BODY, firstLineIndent=0, leftIndent=18)
CELL = ParagraphStyle("cell", BODY, fontSize=10, leading=12, firstLineIndent=0, alignment=0, spaceAfter=0)
LONG = (
    "Căn cứ Nghị quyết của Chính phủ về chương trình tổng thể cải cách hành chính nhà nước, Ủy ban nhân dân huyện "
    "ban hành kế hoạch cải cách hành chính với các nội dung sau đây để các phòng, ban và các xã cùng thực hiện đúng hạn"
)


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    """The font that comes with reportlab has no Vietnamese letters: let it draw the plain letter in their place.

    The PDF then holds the right characters, which is all that is read, and no machine needs a font installed.
    """
    face = (font := TTFont(FONT, "Vera.ttf")).face
    for code in [*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)]:
        base = ord({"đ": "d", "Đ": "D"}.get(chr(code), unicodedata.normalize("NFD", chr(code))[0]))
        if base in face.charToGlyph:
            face.charToGlyph.setdefault(code, face.charToGlyph[base])
            face.charWidths.setdefault(code, face.charWidths[base])
    pdfmetrics.registerFont(font)


def built(folder: Path, story: Sequence[Flowable], number_pages: bool = False) -> Document:
    def furniture(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 10)
        if number_pages:
            canvas.drawCentredString(A4[0] / 2, A4[1] - 40, str(template.page))
            canvas.drawString(72, 30, f"Kế hoạch CCHC – trang {template.page}")

    path = folder / "kế hoạch.pdf"
    template = SimpleDocTemplate(str(path), pagesize=A4, leftMargin=85, rightMargin=56)
    template.build(list(story), onFirstPage=furniture, onLaterPages=furniture)
    return read(path)


def ruled(rows: Sequence[Sequence[str]], *spans: tuple[str, tuple[int, int], tuple[int, int]], **options) -> Table:
    cells = [[Paragraph(text, CELL) for text in row] for row in rows]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), *spans])
    return Table(cells, colWidths=[40, 220, 120], style=style, **options)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_paragraphs_are_rebuilt_from_lines(tmp_path: Path) -> None:
    story = [
        Paragraph("I. MỤC ĐÍCH", BODY), Paragraph(LONG + ".", BODY), Paragraph(LONG + ".", BODY),
        Paragraph("- " + LONG, HUNG), Paragraph("1. " + LONG, BODY), Paragraph("Giao Phòng Nội vụ.", BODY),
    ]  # fmt: skip
    document = built(tmp_path, story)
    assert texts(document) == [
        "I. MỤC ĐÍCH", LONG + ".", LONG + ".", "- " + LONG, "1. " + LONG, "Giao Phòng Nội vụ.",
    ]  # fmt: skip
    assert [block.kind for block in document.blocks].index(BlockKind.ITEM) == 3


def test_a_paragraph_goes_on_over_a_page_break_without_page_furniture(tmp_path: Path) -> None:
    story = [Paragraph(f"{place}. {LONG}", BODY) for place in range(1, 26)]
    document = built(tmp_path, story, number_pages=True)
    assert texts(document) == [f"{place}. {LONG}" for place in range(1, 26)]
    pages = [block.span.page for block in document.blocks]
    assert pages[0] == 1
    assert pages[-1] == 3
    assert pages == sorted(pages, key=lambda page: page or 0)


def test_ruled_tables_become_rows_with_merged_cells_in_each_place(tmp_path: Path) -> None:
    rows = [["STT", "Nhiệm vụ", "Chủ trì"], ["I", "CẢI CÁCH THỂ CHẾ", ""], ["1", LONG, "Phòng Nội vụ"],
            ["2", "Rà soát", ""]]  # fmt: skip
    document = built(
        tmp_path,
        [Paragraph("Phụ lục", BODY), ruled(rows, ("SPAN", (1, 1), (2, 1)), ("SPAN", (2, 2), (2, 3)))],
    )
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH] + [BlockKind.ROW] * 4
    assert [[cell.text for cell in block.cells] for block in document.blocks[1:]] == [
        ["STT", "Nhiệm vụ", "Chủ trì"],
        ["I", "CẢI CÁCH THỂ CHẾ", "CẢI CÁCH THỂ CHẾ"],
        ["1", LONG, "Phòng Nội vụ"],
        ["2", "Rà soát", "Phòng Nội vụ"],
    ]


def test_a_table_goes_on_over_a_page_break_and_its_repeated_header_goes(tmp_path: Path) -> None:
    rows = [["STT", "Nhiệm vụ", "Chủ trì"], *([str(n), f"Việc số {n}", "Phòng Nội vụ"] for n in range(1, 61))]
    document = built(tmp_path, [ruled(rows, repeatRows=1)], number_pages=True)
    assert [block.cells[0].text for block in document.blocks] == ["STT", *map(str, range(1, 61))]
    assert {block.table for block in document.blocks} == {0}
    assert document.blocks[-1].span.page == 2


def test_a_row_that_a_page_break_cuts_off_stays_in_its_columns(tmp_path: Path) -> None:
    rows = [["1", f"{LONG}. " * 6, "Phòng Nội vụ"], ["2", "Rà soát", "Sở Nội vụ"]]
    document = built(tmp_path, [Spacer(1, 560), ruled(rows, splitInRow=1)])
    told = [[cell.text for cell in block.cells] for block in document.blocks]
    assert [row[0] for row in told] == ["1", "", "2"]
    assert " ".join(row[1] for row in told[:2]) == f"{LONG}. " * 5 + f"{LONG}."
    assert {block.kind for block in document.blocks} == {BlockKind.ROW}


UNRULED = {"none": [], "across": [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black)]}
HEADS = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]
WIDTHS = [35, 200, 60, 70]


def unruled(rows: Sequence[Sequence[str]], *style: tuple, widths: Sequence[float] = WIDTHS, **options) -> Table:
    """A row of two cells, number and heading, covers all columns with the heading."""
    over = [("SPAN", (1, at), (-1, at)) for at, row in enumerate(rows) if row[0] and not any(row[2:])]
    cells = [[Paragraph(text, CELL) if text else "" for text in row] for row in rows]
    return Table(
        cells, colWidths=widths, style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *over, *style]), **options
    )


def cells(document: Document) -> list[list[str]]:
    return [[cell.text for cell in block.cells] for block in document.blocks if block.cells]


@pytest.mark.parametrize("rules", UNRULED)
def test_a_table_without_vertical_rules_is_read_by_its_heads(tmp_path: Path, rules: str) -> None:
    rows = [HEADS, ["1", LONG, "Phòng Nội vụ", "Quý I"], ["2", "Rà soát", "Văn phòng huyện", "30/6/2026"]]
    document = built(tmp_path, [Paragraph(LONG + ".", BODY), unruled(rows, *UNRULED[rules]), Paragraph(LONG, BODY)])
    assert cells(document) == rows
    assert [block.text for block in document.blocks if not block.cells] == [LONG + ".", LONG]
    assert all(
        document.cut(cell.span).split() == cell.text.split() for block in document.blocks for cell in block.cells
    )


@pytest.mark.parametrize("rules", UNRULED)
@pytest.mark.parametrize("place", ["TOP", "MIDDLE"])
def test_numbers_of_an_unruled_table_stand_above_or_amid_their_rows(tmp_path: Path, place: str, rules: str) -> None:
    titles = ["Rà soát", LONG[:90], LONG[:130], LONG[:60], LONG]
    rows = [HEADS, *([str(at), text, "Phòng Nội vụ", "Quý I"] for at, text in enumerate(titles, start=1))]
    document = built(tmp_path, [unruled(rows, *UNRULED[rules], ("VALIGN", (0, 0), (-1, -1), place))])
    assert cells(document) == [[text.strip() for text in row] for row in rows]


@pytest.mark.parametrize("rules", UNRULED)
def test_the_heading_of_a_group_is_one_merged_cell_of_an_unruled_table(tmp_path: Path, rules: str) -> None:
    title = "CẢI CÁCH THỂ CHẾ VÀ THỦ TỤC HÀNH CHÍNH"
    rows = [HEADS, ["I", title, "", ""], ["1", LONG, "Phòng Nội vụ", "Quý I"], ["II", title, "", ""],
            ["2", "Rà soát", "Phòng Tư pháp", "Quý II"]]  # fmt: skip
    found = cells(built(tmp_path, [unruled(rows, *UNRULED[rules])]))
    assert found[1] == ["I", title, title, title]
    assert [row[0] for row in found] == ["STT", "I", "1", "II", "2"]


@pytest.mark.parametrize("repeated", [0, 1])
def test_an_unruled_table_goes_on_over_a_page_break(tmp_path: Path, repeated: int) -> None:
    rows = [HEADS, *([str(n), LONG[: 20 + n * 7 % 150], "Phòng Nội vụ", "Quý I"] for n in range(1, 61))]
    document = built(tmp_path, [unruled(rows, repeatRows=repeated)], number_pages=True)
    assert [row[0] for row in cells(document)] == ["STT", *map(str, range(1, 61))]
    assert {block.table for block in document.blocks} == {0}
    assert (document.blocks[-1].span.page or 0) > 1


def test_a_row_that_a_page_break_cuts_goes_on_below_the_repeated_heads(tmp_path: Path) -> None:
    above = [HEADS, ["1", LONG, "Phòng Nội vụ", "Quý I"], ["2", LONG[:90], "Phòng", "Quý II"]]
    below = [HEADS, ["", LONG[90:].strip(), "Tư pháp", ""], ["3", LONG, "Phòng Nội vụ", "Quý I"]]
    document = built(tmp_path, [unruled(above), PageBreak(), unruled(below)])
    assert [row[:3] for row in cells(document)] == [
        HEADS[:3], ["1", LONG, "Phòng Nội vụ"], ["2", LONG[:90].strip(), "Phòng"],
        ["", LONG[90:].strip(), "Tư pháp"], ["3", LONG, "Phòng Nội vụ"],
    ]  # fmt: skip
    assert {block.table for block in document.blocks} == {0}


def test_the_heads_of_an_unruled_table_high_on_each_page_are_no_running_heads(tmp_path: Path) -> None:
    words = LONG.split()
    rows = [HEADS, *([str(n), " ".join(words[n % 30 :][:5]), "Phòng Nội vụ", "Quý I"] for n in range(1, 99))]
    SimpleDocTemplate(str(tmp_path / "a.pdf"), topMargin=30).build([unruled(rows, repeatRows=1)])
    assert len(cells(read(tmp_path / "a.pdf"))) == 99


def test_an_unruled_table_without_numbers_is_parted_by_gaps(tmp_path: Path) -> None:
    rows = [HEADS[1:], [LONG, "Phòng Nội vụ", "Quý I"], ["Rà soát", "Văn phòng huyện", "30/6/2026"]]
    assert cells(built(tmp_path, [unruled(rows, widths=WIDTHS[1:])])) == rows


def test_a_head_over_two_heads_of_an_unruled_table_is_a_merged_cell(tmp_path: Path) -> None:
    rows = [["STT", "Nhiệm vụ", "Cơ quan thực hiện", "", "Thời hạn"], ["", "", "Chủ trì", "Phối hợp", ""],
            ["1", "Rà soát", "Phòng Nội vụ", "Phòng Tư pháp", "Quý I"]]  # fmt: skip
    table = Table(rows, colWidths=[35, 100, 90, 90, 60], style=[("FONT", (0, 0), (-1, -1), FONT, 9),
                  ("SPAN", (2, 0), (3, 0)), ("ALIGN", (0, 0), (-1, -1), "CENTER")])  # fmt: skip
    assert cells(built(tmp_path, [table])) == [
        ["STT", "Nhiệm vụ", "Cơ quan thực hiện", "Cơ quan thực hiện", "Thời hạn"],
        ["STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn"], rows[2],
    ]  # fmt: skip


def test_letterhead_signature_and_prose_are_no_table(tmp_path: Path) -> None:
    head = [["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["TỈNH BÌNH MINH", "Độc lập - Tự do"],
            ["Số: 12/KH-UBND", "Bình Minh, ngày 5 tháng 1 năm 2026"]]  # fmt: skip
    foot = [["Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"], ["- UBND tỉnh;", "CHỦ TỊCH"], ["- Lưu: VT.", "Trần Thị Mai"]]
    rows = [HEADS, ["1", LONG, "Phòng Nội vụ", "Quý I"], ["2", "Rà soát", "Phòng Tư pháp", "Quý II"]]
    style = [("FONT", (0, 0), (-1, -1), FONT, 9)]
    story = [Table(head, style=style), Paragraph(LONG, BODY), unruled(rows),
             Paragraph("III. TỔ CHỨC THỰC HIỆN", BODY), Table(foot, style=style)]  # fmt: skip
    document = built(tmp_path, story)
    assert cells(document) == rows
    plain = [block.text for block in document.blocks if not block.cells]
    assert {"ỦY BAN NHÂN DÂN", "III. TỔ CHỨC THỰC HIỆN", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"} <= set(plain)


def test_running_text_in_two_columns_is_no_table(tmp_path: Path) -> None:
    sides = [[Paragraph(f"Nhiệm vụ và thời gian. {LONG}. {LONG}.", CELL)] * 2]
    assert not cells(built(tmp_path, [Table(sides, colWidths=[200, 200])]))


def test_tables_apart_are_different_tables(tmp_path: Path) -> None:
    rows = [["STT", "Nhiệm vụ", "Chủ trì"]]
    document = built(tmp_path, [ruled(rows), Paragraph("Phụ lục 2", BODY), ruled(rows)])
    assert [block.table for block in document.blocks] == [0, None, 1]


def test_the_two_columns_of_the_official_form_are_read_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, 11)
    for place, (left, right) in enumerate([
        ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("HUYỆN BA TƠ", "Độc lập - Tự do - Hạnh phúc"),
        ("Số: 12/KH-UBND", "Ba Tơ, ngày 10 tháng 02 năm 2025"),
    ]):  # fmt: skip
        canvas.drawCentredString(150, 780 - 15 * place, left)
        canvas.drawCentredString(410, 780 - 15 * place, right)
    canvas.drawCentredString(297, 690, "KẾ HOẠCH")
    canvas.drawString(85, 660, "Nơi nhận:")
    canvas.drawCentredString(440, 660, "TM. ỦY BAN NHÂN DÂN")
    canvas.drawString(85, 645, "- UBND tỉnh;")
    canvas.drawCentredString(440, 645, "CHỦ TỊCH")
    canvas.drawString(85, 630, "- Lưu: VT.")
    canvas.save()
    assert texts(read(path)) == [
        "ỦY BAN NHÂN DÂN", "HUYỆN BA TƠ", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Ba Tơ, ngày 10 tháng 02 năm 2025", "KẾ HOẠCH",
        "Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH",
    ]  # fmt: skip


def drawn(path: Path, lines: Sequence[tuple[float, float, str]], size: float = 11) -> Document:
    """The PDF at `path` of one page with `lines` as read; each begins at its place."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, size)
    for x, y, line in lines:
        canvas.drawString(x, y, line)
    canvas.save()
    return read(path)


def test_a_recipient_longer_than_half_the_gap_stays_beside_the_signature(tmp_path: Path) -> None:
    left = [
        "Nơi nhận:",
        "- Thường trực Huyện ủy, Thường trực HĐND",
        "huyện;",
        "- Lưu: VT.",
        "- Phòng Nội vụ huyện Ba Tơ.",
    ]
    right = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "", "", "Nguyễn Văn A"]
    lines = [
        (x, 660.0 - 15 * at, text) for x, column in ((85.0, left), (390.0, right)) for at, text in enumerate(column)
    ]
    assert texts(drawn(tmp_path / "a.pdf", lines)) == [
        "Nơi nhận:", "- Thường trực Huyện ủy, Thường trực HĐND huyện;", "- Lưu: VT.", "- Phòng Nội vụ huyện Ba Tơ.",
        "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "Nguyễn Văn A",
    ]  # fmt: skip


def test_a_line_across_both_columns_is_behind_them(tmp_path: Path) -> None:
    lines = [(85.0, 660.0, "Nơi nhận:"), (390.0, 660.0, "CHỦ TỊCH"), (85.0, 645.0, "- Lưu: VT."),
             (85.0, 630.0, "Ghi chú: " + LONG[:60])]  # fmt: skip
    assert texts(drawn(tmp_path / "a.pdf", lines)) == ["Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Ghi chú: " + LONG[:60]]


def test_a_low_scrawl_between_the_columns_parts_them_not(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, 11)
    for at, (left, right) in enumerate([("Nơi nhận:", "CHỦ TỊCH"), ("", ""), ("- Lưu: VT.", "Nguyễn Văn A")]):
        canvas.drawString(85, 660 - 12 * at, left)
        canvas.drawString(390, 660 - 12 * at, right)
    canvas.setFont(FONT, 4)
    canvas.drawString(330, 649, "ký tên")
    canvas.save()
    assert texts(read(path)) == ["Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "ký tên", "Nguyễn Văn A"]


@pytest.mark.parametrize("turn", [45, 30, -45])
def test_a_watermark_aslant_is_no_text(tmp_path: Path, turn: float) -> None:
    def watermark(canvas: Canvas, _: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.translate(200, 500)
        canvas.rotate(turn)
        canvas.setFont(FONT, 70)
        canvas.drawString(0, 0, "DỰ THẢO")
        canvas.restoreState()

    path = tmp_path / "a.pdf"
    SimpleDocTemplate(str(path), pagesize=A4).build([Paragraph(LONG + ".", BODY)] * 9, onFirstPage=watermark)
    assert set(texts(read(path))) == {LONG + "."}


def test_a_level_watermark_over_the_text_is_none_of_it(tmp_path: Path) -> None:
    def watermark(canvas: Canvas, _: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 120)
        canvas.drawString(20, 600, "BẢN SAO")

    path = tmp_path / "a.pdf"
    SimpleDocTemplate(str(path), pagesize=A4).build([Paragraph(LONG + ".", BODY)] * 9, onFirstPage=watermark)
    assert set(texts(read(path))) == {LONG + "."}


def test_a_large_title_over_nothing_is_text(tmp_path: Path) -> None:
    title = ParagraphStyle("title", BODY, fontSize=48, leading=60, firstLineIndent=0)
    document = built(tmp_path, [Paragraph("KẾ HOẠCH", title), Paragraph(LONG + ".", BODY)])
    assert texts(document) == ["KẾ HOẠCH", LONG + "."]


def test_slanted_letters_on_a_level_line_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, 11)
    canvas.transform(1, 0, 0.33, 1, 0, 0)  # as Word makes italics of a font that has none
    canvas.drawString(-100, 700, "Ba Tơ, ngày 10 tháng 02 năm 2025")
    canvas.save()
    assert texts(read(path)) == ["Ba Tơ, ngày 10 tháng 02 năm 2025"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_whose_letters_are_turned_is_read_the_right_way_up(tmp_path: Path, turn: int) -> None:
    rows = [["STT", "Nhiệm vụ", "Chủ trì"], ["1", LONG, "Phòng Nội vụ"]]

    SimpleDocTemplate(str(tmp_path / "a.pdf"), pagesize=A4).build([Paragraph(LONG + ".", BODY), ruled(rows)])
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pdf:
        pdf[0].set_rotation(turn)
        pdf.save(tmp_path / "b.pdf")
    document = read(tmp_path / "b.pdf")
    assert texts(document)[0] == LONG + "."
    assert cells(document) == rows


@pytest.mark.parametrize("turn", [90, -90])
def test_a_head_written_upwards_or_downwards_names_its_column(tmp_path: Path, turn: int) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, 10)
    canvas.grid([85, 120, 300, 340], [600, 700, 780])
    for x, y, text in [
        (90, 740, "TT"),
        (125, 740, "Nhiệm vụ"),
        (90, 650, "1"),
        (125, 650, "Rà soát"),
        (305, 650, "Quý I"),
    ]:
        canvas.drawString(x, y, text)
    canvas.translate(320, 740)
    canvas.rotate(turn)
    canvas.drawCentredString(0, 3, "Thời gian")
    canvas.drawCentredString(0, -9, "hoàn thành")
    canvas.save()
    assert cells(read(path)) == [["TT", "Nhiệm vụ", "Thời gian hoàn thành"], ["1", "Rà soát", "Quý I"]]


@pytest.mark.parametrize("sizes", [(A4, A4, landscape(A4)), (A4, landscape(A4)), (A4, *[landscape(A4)] * 3)])
def test_a_running_foot_goes_from_pages_of_all_sizes(tmp_path: Path, sizes: Sequence[tuple[float, float]]) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number, size in enumerate(sizes, start=1):
        canvas.setPageSize(size)
        canvas.setFont(FONT, 11)
        canvas.drawString(85, size[1] - 90, f"{chr(ord('a') + number)}) Rà soát")
        canvas.drawString(85, 40, f"Số 12 Nguyễn Huệ - Trang {number}")
        canvas.showPage()
    canvas.save()
    assert not any("Nguyễn Huệ" in text for text in texts(read(tmp_path / "a.pdf")))


def test_a_running_foot_goes_where_only_the_few_pages_of_one_size_have_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number, size in enumerate([A4, A4, *[landscape(A4)] * 5], start=1):
        canvas.setPageSize(size)
        canvas.setFont(FONT, 11)
        canvas.drawString(85, size[1] - 90, f"{chr(ord('a') + number)}) Rà soát")
        if size == A4:
            canvas.drawString(85, 40, "Số 12 Nguyễn Huệ")
        canvas.showPage()
    canvas.save()
    assert not any("Nguyễn Huệ" in text for text in texts(read(tmp_path / "a.pdf")))


FULL = [
    "- Thẩm định, trình Ủy ban nhân dân huyện bố trí kinh phí.",
    "Trong năm, nếu có vướng mắc, các phòng, ban phản ánh về",
]
"""Two lines as long as each other."""


def test_a_paragraph_indented_as_the_full_line_above_begins_anew(tmp_path: Path) -> None:
    lines = [(113.0, 700.0, FULL[0]), (113.0, 684.0, FULL[1]), (85.0, 668.0, "Phòng Nội vụ.")]
    assert texts(drawn(tmp_path / "a.pdf", lines)) == [FULL[0], f"{FULL[1]} Phòng Nội vụ."]


def test_an_item_whose_lines_are_all_indented_goes_on(tmp_path: Path) -> None:
    lines = [(113.0, 700.0, FULL[0]), (113.0, 684.0, FULL[1]), (113.0, 668.0, "Phòng Nội vụ.")]
    assert texts(drawn(tmp_path / "a.pdf", lines)) == [f"{FULL[0]} {FULL[1]} Phòng Nội vụ."]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("bồi dưỡng cán bộ công ch-", "ức cấp xã", "bồi dưỡng cán bộ công chức cấp xã"),
        ("theo Kế hoạch số 29/KH-", "UBND của huyện", "theo Kế hoạch số 29/KH-UBND của huyện"),
        ("trong giai đoạn 2021", "- 2025 của tỉnh", "trong giai đoạn 2021 - 2025 của tỉnh"),
    ],
)
def test_what_a_line_end_cuts_is_whole_again(tmp_path: Path, above: str, below: str, joined: str) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, 12)
    canvas.drawString(85, 500, above)
    canvas.drawString(85, 484, below)
    canvas.save()
    assert texts(read(path)) == [joined]


def test_words_are_told_apart_where_the_file_draws_no_spaces(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, 10)
    x = 85.0
    for word in LONG.split()[:8]:
        canvas.drawString(x, 700, word)
        x += canvas.stringWidth(word, FONT, 10) + 2.2
    canvas.save()
    assert texts(read(path)) == [" ".join(LONG.split()[:8])]


def test_a_scan_is_refused_and_a_scanned_page_is_named(tmp_path: Path) -> None:
    path = tmp_path / "quét.pdf"
    canvas = Canvas(str(path))
    canvas.rect(72, 72, 300, 300, fill=1)
    canvas.save()
    with pytest.raises(UnreadableError, match=r"quét\.pdf.*không có lớp chữ"):
        read(path)
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "Trang 1 co chu")
    canvas.showPage()
    canvas.rect(72, 72, 300, 300, fill=1)
    canvas.save()
    assert read(path).warnings[0].startswith("Trang 2 không có lớp chữ")


def test_a_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mật.pdf"
    canvas = Canvas(str(path), encrypt="bí mật")
    canvas.drawString(72, 700, "x")
    canvas.save()
    with pytest.raises(UnreadableError, match=r"mật\.pdf.*mật khẩu"):
        read(path)


@pytest.mark.parametrize("times", [1, 2])
def test_a_page_packed_a_thousandfold_is_refused(tmp_path: Path, times: int) -> None:
    packed = b"0 0 m " * 10_000_000
    for _ in range(times):
        packed = zlib.compress(packed)
    filters = b"/FlateDecode " * times
    (tmp_path / "a.pdf").write_bytes(b"%%PDF-1.4\n1 0 obj <</Filter [%b]>> stream\n%b" % (filters, packed))
    with pytest.raises(UnreadableError, match="bom nén"):
        read(tmp_path / "a.pdf")


def one_page(path: Path, content: bytes, filters: bytes) -> Path:
    """A PDF of one page with `content`."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter[%b]>>stream\n%b\nendstream" % (len(content), filters, content),
    )
    body = b"".join(b"%d 0 obj%b endobj\n" % numbered for numbered in enumerate(objects, start=1))
    path.write_bytes(b"%PDF-1.5\n" + body + b"trailer<</Root 1 0 R>>\n")
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory of another process is bounded on Linux only")
@pytest.mark.parametrize(
    ("filters", "content"),
    [
        (b"/ASCII85Decode/FlateDecode", base64.a85encode(zlib.compress(bytes(1_500_000_000), 1)) + b"~>"),
        (b"/FlateDecode]/Subtype/Image/X[", zlib.compress(bytes(1_500_000_000), 1)),
        (b"/RunLengthDecode", b"\x81 " * 2_000_000),
    ],
    ids=["flate under ASCII85", "said to be a picture", "run lengths"],
)
def test_a_stream_that_hides_that_it_is_a_bomb_is_refused(filters: bytes, content: bytes, tmp_path: Path) -> None:
    path = one_page(tmp_path / "a.pdf", content, filters)
    with pytest.raises(UnreadableError, match="quá nhiều thời gian hoặc bộ nhớ"):
        read(path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory of another process is bounded on Linux only")
def test_a_page_of_a_million_strokes_is_refused_and_the_next_file_read(tmp_path: Path) -> None:
    strokes = b"".join(b"%d 0 m %d 800 l S " % (place % 500, place % 499) for place in range(300_000))
    path = one_page(tmp_path / "a.pdf", zlib.compress(strokes), b"/FlateDecode")
    with pytest.raises(UnreadableError, match="trang vẽ quá nhiều nét"):
        read(path)
    assert texts(built(tmp_path, [Paragraph("Trang một", BODY)])) == ["Trang một"]


def test_pages_are_bounded_with_a_warning(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number in range(MAX_PAGES + 1):
        canvas.drawString(72, 700, f"Trang {chr(ord('a') + number % 26)}")
        canvas.showPage()
    canvas.save()
    document = read(tmp_path / "a.pdf")
    assert document.text.count("Trang") == MAX_PAGES
    assert "300 trang đầu trong 301 trang" in document.warnings[0]


def test_text_in_fonts_from_before_unicode_is_told_by_their_names(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "cũ.pdf"))
    lines = {
        ".VnTimeH": "KÕ ho¹ch c¶i c¸ch hµnh chÝnh",
        ".VnTime": "Céng hoµ x· héi chñ nghÜa ViÖt Nam",
        "VNI-Times": "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
        "Helvetica": "République française",
    }
    for place, (name, line) in enumerate(lines.items()):
        if name != "Helvetica":
            old = TTFont(name, "Vera.ttf")
            old.face.name = name.encode()
            pdfmetrics.registerFont(old)
        canvas.setFont(name, 12)
        canvas.drawString(72, 700 - 100 * place, line)
    canvas.save()
    assert " ".join(texts(read(tmp_path / "cũ.pdf"))) == (
        "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH Cộng hoà xã hội chủ nghĩa Việt Nam Cộng hòa xã hội chủ nghĩa Việt Nam "
        "République française"
    )


def test_whom_a_letter_addresses_stands_below_both_columns_of_its_head(tmp_path: Path) -> None:
    lines = [(85.0, 780.0, "SỞ Y TẾ"), (330.0, 780.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
             (85.0, 765.0, "Số: 12/SYT"), (330.0, 765.0, "Ba Tơ, ngày 10/02/2025"),
             (85.0, 750.0, "Kính gửi:"), (330.0, 750.0, "- Các trạm y tế.")]  # fmt: skip
    assert texts(drawn(tmp_path / "a.pdf", lines))[:5] == [
        "SỞ Y TẾ", "Số: 12/SYT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Ba Tơ, ngày 10/02/2025",
        "Kính gửi: - Các trạm y tế.",
    ]  # fmt: skip
