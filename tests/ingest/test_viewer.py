"""What nobody sees on a page of a PDF is not read, and what anybody sees is."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.pdf import read_pdf
from tests.ingest import signed
from tests.ingest.signed import BODY, FONT

SECRET = "Giao Phòng Tư pháp chủ trì."
SEEN = "Giao Phòng Tài chính chủ trì."


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    signed.register()


def drawn(*draw: Callable[[Canvas], object]) -> pikepdf.Pdf:
    """A page of a plan, and on it what each of `draw` does."""
    canvas = Canvas(made := io.BytesIO(), pagesize=A4)
    canvas.setFont(FONT, 11)
    for x, y, text in BODY:
        canvas.drawString(x, y, text)
    for one in draw:
        canvas.saveState()
        one(canvas)
        canvas.restoreState()
    canvas.save()
    return pikepdf.open(made)


def lines(pdf: pikepdf.Pdf, folder: Path) -> list[str]:
    path = signed.saved(pdf, folder)
    return [block.text for block in read_pdf(path, path.name).blocks]


def write(text: str, x: float = 70, y: float = 400, size: float = 11) -> Callable[[Canvas], None]:
    def writes(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        canvas.drawString(x, y, text)

    return writes


def in_white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    write(SECRET)(canvas)


def in_paper_of_inks(canvas: Canvas) -> None:
    canvas.setFillColorCMYK(0, 0, 0, 0.02)
    write(SECRET)(canvas)


def unpainted(canvas: Canvas) -> None:
    text = canvas.beginText(70, 400)
    text.setFont(FONT, 11)
    text.setTextRenderMode(3)
    text.textOut(SECRET)
    canvas.drawText(text)


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    write(SECRET)(canvas)


def cut_off(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 50, 50)
    canvas.clipPath(path, stroke=0)
    write(SECRET)(canvas)


def blacked_out(canvas: Canvas) -> None:
    write(SECRET)(canvas)
    canvas.rect(60, 390, 400, 25, stroke=0, fill=1)


def pasted_over(canvas: Canvas) -> None:
    write(SECRET)(canvas)
    canvas.setFillGray(1)
    canvas.rect(60, 390, 400, 25, stroke=0, fill=1)
    canvas.setFillGray(0)
    write(SEEN)(canvas)


@pytest.mark.parametrize(
    "draw",
    [
        in_white, in_paper_of_inks, unpainted, transparent, cut_off, blacked_out,
        pytest.param(write(SECRET, x=700), id="beside the page"),
        pytest.param(write(SECRET, y=-40), id="below the page"),
        pytest.param(write(SECRET, size=0.4), id="of no size"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_no_text(draw: Callable[[Canvas], None], tmp_path: Path) -> None:
    assert lines(drawn(draw, write(SEEN, y=300)), tmp_path) == [*(text for *_, text in BODY), SEEN]


def on_a_dark_ground(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0, 0.6)
    canvas.rect(60, 390, 400, 25, stroke=0, fill=1)
    canvas.setFillGray(1)
    write(SEEN)(canvas)


def in_a_shaded_row(canvas: Canvas) -> None:
    for row in range(3):
        canvas.setFillGray(0.8)
        canvas.rect(60, 390 - 25 * row, 400, 25, fill=1)
        canvas.setFillGray(0)
        if not row:
            write(SEEN)(canvas)


def under_a_marker(canvas: Canvas) -> None:
    write(SEEN)(canvas)
    canvas.setFillColorRGB(1, 1, 0, alpha=0.4)
    canvas.rect(60, 390, 400, 25, stroke=0, fill=1)


def within_a_clip(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(60, 390, 400, 25)
    canvas.clipPath(path, stroke=0)
    write(SEEN)(canvas)


def in_white_below(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    write(SECRET, y=200)(canvas)


@pytest.mark.parametrize("draw", [on_a_dark_ground, in_a_shaded_row, under_a_marker, within_a_clip, pasted_over])
def test_what_anybody_sees_is_text(draw: Callable[[Canvas], None], tmp_path: Path) -> None:
    assert lines(drawn(draw), tmp_path) == [*(text for *_, text in BODY), SEEN]


def test_what_is_cut_off_the_page_is_no_text(tmp_path: Path) -> None:
    pdf = drawn(write(SECRET, y=60), write(SEEN, y=200))
    pdf.pages[0].CropBox = Array([0, 100, 595, 842])
    assert lines(pdf, tmp_path)[-1] == SEEN


def layered(pdf: pikepdf.Pdf, base: Name = Name.ON, **told: list[int]) -> pikepdf.Pdf:
    """`pdf` with "So 1" in one layer and "So 2" in another; `told` says which of them are on or off."""
    groups = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in "ab"]
    said = {key: Array([groups[number - 1] for number in numbers]) for key, numbers in told.items()}
    pdf.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(BaseState=base, **said))
    sheet = pdf.pages[0]
    sheet.Resources.Properties = Dictionary(A=groups[0], B=Dictionary(Type=Name.OCMD, OCGs=Array([groups[1]])))
    sheet.Resources.Font.H = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    shown = b"/OC /%c BDC /P BMC BT /H 10 Tf 70 %d Td (So %d) Tj ET EMC EMC "
    sheet.contents_add(pdf.make_stream(shown % (65, 400, 1) + shown % (66, 300, 2)))
    return pdf


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ({}, ["So 1", "So 2"]),
        ({"OFF": [1]}, ["So 2"]),
        ({"OFF": [2]}, ["So 1"]),
        ({"base": Name.OFF, "ON": [2]}, ["So 2"]),
    ],
)
def test_layers_that_are_off_are_not_read(told: dict[str, Any], seen: list[str], tmp_path: Path) -> None:
    assert lines(layered(drawn(), **told), tmp_path)[len(BODY) :] == seen


def scan(layer: list[str], painted: bool = False, askew: float = 0.0) -> pikepdf.Pdf:
    """A picture as large as the page, with `layer` as search layer, which falls by `askew` degrees."""
    canvas = Canvas(made := io.BytesIO(), pagesize=A4)
    Image.new("L", (827, 1169), 200).save(held := io.BytesIO(), "PNG")
    canvas.drawImage(ImageReader(held), 0, 0, *A4)
    canvas.rotate(-askew)
    text = canvas.beginText(70, 800)
    text.setFont(FONT, 11)
    text.setTextRenderMode(0 if painted else 3)
    text.textLines("\n".join(layer))
    canvas.drawText(text)
    canvas.save()
    return pikepdf.open(made)


LAYER = [text for *_, text in BODY] + [f"{at}. Ủy ban nhân dân các xã, thị trấn thực hiện." for at in range(2, 8)]


@pytest.mark.parametrize("painted", [False, True])
@pytest.mark.parametrize("askew", [0, 2, -2])
def test_the_sound_search_layer_of_a_scan_is_read(painted: bool, askew: float, tmp_path: Path) -> None:
    assert lines(scan(LAYER, painted, askew), tmp_path) == LAYER


def test_a_search_layer_over_text_says_it_twice_to_nobody(tmp_path: Path) -> None:
    def layer(canvas: Canvas) -> None:
        for x, y, text in BODY:
            written = canvas.beginText(x, y)
            written.setFont("Helvetica", 11)
            written.setTextRenderMode(3)
            written.textOut(text.encode("ascii", "replace").decode())
            canvas.drawText(written)

    assert lines(drawn(layer), tmp_path) == [text for *_, text in BODY]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("says", [True, False])
def test_white_letters_are_seen_on_a_turned_page_as_well(turn: int, says: bool, tmp_path: Path) -> None:
    """Whether the page says that it is turned, or all that is drawn on it is."""
    pdf = drawn(on_a_dark_ground, in_white_below)
    sheet, (width, height) = pdf.pages[0], A4
    if says:
        sheet.Rotate = turn
    if not says and turn:
        turned = {90: f"0 1 -1 0 {height} 0", 180: f"-1 0 0 -1 {width} {height}", 270: f"0 -1 1 0 0 {width}"}[turn]
        sheet.contents_add(pdf.make_stream(f"q {turned} cm".encode()), prepend=True)
        sheet.contents_add(pdf.make_stream(b" Q"))
        sheet.MediaBox = Array([0, 0, width, height] if turn == 180 else [0, 0, height, width])
    found = lines(pdf, tmp_path)
    assert SEEN in found
    assert SECRET not in found
