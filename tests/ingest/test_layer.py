"""Pages whose letters do not say what they show: they are recognised by their looks, or named."""

import io
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from string import ascii_lowercase

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, UnreadableError
from ingest.readers.layer import Flaw, Sound, flaw_of, is_better, sound_of
from ingest.readers.pdf import read_pdf
from ingest.vietnamese import fold
from samples import build
from tests.ingest import signed
from tests.ingest.scanner import needs_tesseract

PLAN = [
    "ỦY BAN NHÂN DÂN XÃ BA ĐIỀN",
    "KẾ HOẠCH",
    "Kiểm tra công tác cải cách hành chính năm 2025",
    "1. Kiểm tra việc niêm yết thủ tục hành chính tại các thôn",
    "- Cơ quan chủ trì: Công chức Văn phòng - Thống kê.",
    "- Thời gian thực hiện: trước ngày 20/5/2025.",
    "2. Tuyên truyền cải cách hành chính trên hệ thống loa truyền thanh",
    "- Cơ quan chủ trì: Công chức Văn hóa - Xã hội.",
    "- Thời gian thực hiện: mỗi tuần hai buổi, từ tháng 4 đến tháng 11 năm 2025.",
    "Các thôn, các đoàn thể phối hợp thực hiện kế hoạch này và báo cáo kết quả.",
]
ENGLISH = [
    "The committee meets twice a month to go through the reports of its members.",
    "Whoever cannot come sends a short note, which the secretary reads to the others.",
    "Every decision is written down together with the reasons that were given for it.",
    "Strengths and weaknesses of the new procedure are judged at the end of the year.",
]
FRENCH = [
    "Le comité se réunit deux fois par mois afin d'étudier les rapports de ses membres.",
    "Celui qui ne peut être présent envoie une brève note, que le secrétaire lit aux autres.",
    "Chaque décision est écrite avec les raisons qui ont été données, où qu'elle soit prise.",
]
EDE = [
    "Klei mtô lač kơ čar Dak Lak hlăm thŭn anei: phung mnuih buôn sang mâo klei bi hriăm.",
    "Khă snăn, grăp čô mnuih brei mâo klei dưi ti anăp klei bhiăn, bruă mă brei djŏ.",
]
GUESSED = [
    "UY BAN NHAN DAN XA BA DIEN",
    "Kt HOACH",
    "Ki6m tra c6ng t6c cii c6ch hdnh chfnh ndm 2025",
    "1. Ki6m tra viQc ni6m y6t thri tpc hdnh chfnh tai c6c th6n",
    "- Co quan chir tri: C6ng chric Vdn phdng - Th6ng k6.",
    "- Thoi gian thuc hiQn: trudc ngdy 20/5/2025.",
    "2. Tuy6n truyAn cii c6ch hdnh chfnh tr6n hQ th6ng loa truyAn thanh",
    "- Co quan chir tri: C6ng chric Vdn h6a - Xd hQi.",
]
"""What a scanner that knows English reads in PLAN."""


@pytest.mark.parametrize("over_picture", [False, True])
@pytest.mark.parametrize(
    "text", [PLAN, ENGLISH, FRENCH, ["1.250 3.400 17/5 2025 0,75 1.000.000"] * 40, ["UBND TTHC CCHC"] * 20]
)
def test_a_sound_text_has_no_flaw(text: Sequence[str], over_picture: bool) -> None:
    assert flaw_of(" ".join(text), over_picture) is None


def test_a_language_of_the_country_is_no_flaw() -> None:
    assert flaw_of(" ".join(EDE), is_over_picture=False) is None


@pytest.mark.parametrize("over_picture", [False, True])
def test_a_guess_of_a_scanner_that_knows_no_vietnamese_is_told(over_picture: bool) -> None:
    assert flaw_of(" ".join(GUESSED), over_picture) is Flaw.GARBLED


@pytest.mark.parametrize("over_picture", [False, True])
def test_lost_marks_are_doubted(over_picture: bool) -> None:
    plain = "Uy ban nhan dan xa ban hanh ke hoach kiem tra cong tac cai cach hanh chinh nay de cac thon thuc hien " * 2
    assert flaw_of(plain, over_picture) is Flaw.DOUBT


@pytest.mark.parametrize(
    "text", ["Комитет собирается два раза в месяц и читает отчёты членов " * 3, "委员会每月 举行 会议 " * 30]
)
def test_another_script_is_no_flaw(text: str) -> None:
    assert flaw_of(text, is_over_picture=True) is None


def test_letters_of_two_scripts_in_a_word_are_told() -> None:
    assert flaw_of(" ".join(PLAN).replace("h", "н").replace("n", "п"), is_over_picture=False) is Flaw.GARBLED


@pytest.mark.parametrize(
    "text",
    [
        "X(cid:8) Ba (cid:10)i(cid:11)n ng(cid:9)y 10/4/2025 k(cid:4)m",
        "\ue012\ue013\ue045 \ue012\ue044 \ue045\ue046",
        "\x02\x03\x04\x05\x06 2025",
    ],
)  # fmt: skip
def test_codes_are_told(text: str) -> None:
    assert flaw_of(text, is_over_picture=False) is Flaw.CODES


@pytest.mark.parametrize("sign", ["(cid:120)", "\uf0b7", "\uf0fc", "(cid:3)"])
def test_a_sign_before_each_line_is_no_code(sign: str) -> None:
    assert flaw_of(" ".join(f"{sign} {line}" for line in PLAN), is_over_picture=False) is None


@given(st.permutations(ascii_lowercase))
def test_letters_in_the_place_of_others_are_told(letters: Sequence[str]) -> None:
    wrong = " ".join(PLAN).lower().translate(str.maketrans(ascii_lowercase, "".join(letters)))
    same = sum(one == other for one, other in zip(ascii_lowercase, letters, strict=True))
    assert same > 16 or flaw_of(wrong, is_over_picture=False) in (Flaw.GARBLED, Flaw.DOUBT)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    sound = sound_of(text)
    assert 0 <= sound.garbled <= sound.words
    assert flaw_of(text, is_over_picture=True) in (None, *Flaw)


@pytest.mark.parametrize(
    ("layer", "recognised", "better"),
    [
        (GUESSED, PLAN, True),
        (PLAN, GUESSED, False),
        (PLAN, PLAN, False),
        (EDE, EDE, False),
        (PLAN, PLAN[:3], False),
        (["~ ."], PLAN, True),
        (["Uy ban nhan dan xa ban hanh ke hoach nay de cac thon thuc hien tot cong tac"] * 4, PLAN, True),
    ],
)
def test_what_is_recognised_is_taken_where_it_is_better(layer: list[str], recognised: list[str], better: bool) -> None:
    assert is_better(sound_of(" ".join(recognised)), sound_of(" ".join(layer))) is better


def test_nothing_is_better_than_nothing() -> None:
    assert not is_better(Sound(0, 0, 0), Sound(0, 0, 0))


@cache
def dejavu() -> str:
    path = build.font("DejaVuSerif.ttf")
    if path is None:
        pytest.skip("DejaVu Serif is not installed")
    pdfmetrics.registerFont(TTFont("DejaVu", str(path)))
    return str(path)


def page(canvas: Canvas, lines: Sequence[str]) -> None:
    canvas.setFont("DejaVu", 10)
    for at, text in enumerate(lines):
        canvas.drawString(60, 790 - 26 * at, text)
    canvas.showPage()


def pages(*texts: Sequence[str]) -> pikepdf.Pdf:
    """A page for each of `texts`, each in a font of its own."""
    dejavu()
    merged = pikepdf.new()
    for lines in texts:
        canvas = Canvas(made := io.BytesIO(), pagesize=A4)
        page(canvas, lines)
        canvas.save()
        merged.pages.extend(pikepdf.open(made).pages)
    return merged


def mistold(pdf: pikepdf.Pdf, number: int, says: Callable[[int], int] | None) -> pikepdf.Pdf:
    """`pdf` with fonts on page `number` that say of each letter, by its code, that it is another; or say nothing."""
    for face in pdf.pages[number - 1].Resources.Font.values():
        if "/ToUnicode" not in face:
            continue
        table = face.ToUnicode.read_bytes().decode("latin-1")
        del face["/ToUnicode"]
        if says:
            wrong = re.sub("<([0-9A-F]{4})>", lambda code: f"<{says(int(code[1], 16)):04X}>", table)
            face.ToUnicode = pdf.make_stream(wrong.encode("latin-1"))
    return pdf


def shifted(code: int) -> int:
    char = chr(code).lower()
    return ord(ascii_lowercase[(ascii_lowercase.index(char) + 5) % 26]) if char in ascii_lowercase else code


def unmarked(code: int) -> int:
    return ord(fold(chr(code))) if code > 127 else code


def silent(pdf: pikepdf.Pdf, number: int) -> pikepdf.Pdf:
    """`pdf` with fonts on page `number` that say of each letter with a mark that it is none."""
    for face in pdf.pages[number - 1].Resources.Font.values():
        if "/ToUnicode" in face:
            table = face.ToUnicode.read_bytes().decode("latin-1")
            face.ToUnicode = pdf.make_stream(re.sub("<(?!00)[0-9A-F]{4}>", "<>", table).encode("latin-1"))
    return pdf


LIES = [
    pytest.param(None, id="nothing"),
    pytest.param(shifted, id="the fifth letter after it"),
    pytest.param(lambda code: 0xE000 + code % 0x1000 if code > 32 else code, id="letters of nobody's"),
    pytest.param(lambda code: code % 27 + 1 if code > 32 else code, id="control characters"),
    pytest.param(lambda code: 65 if code > 32 else code, id="A"),
    pytest.param(unmarked, id="letters without their marks"),
]


def read(pdf: pikepdf.Pdf, folder: Path) -> Document:
    path = signed.saved(pdf, folder)
    return read_pdf(path, path.name)


def flat(document: Document) -> str:
    return " ".join(block.text for block in document.blocks)


@needs_tesseract
@pytest.mark.parametrize("says", LIES)
def test_a_page_whose_font_does_not_say_its_letters_is_recognised(
    says: Callable[[int], int] | None, tmp_path: Path
) -> None:
    document = read(mistold(pages(ENGLISH, PLAN), 2, says), tmp_path)
    assert flat(document).startswith(" ".join(ENGLISH))
    assert "- Cơ quan chủ trì: Công chức Văn hóa - Xã hội." in flat(document)
    assert not document.warnings
    assert {block.span.page for block in document.blocks if "Xã hội" in block.text} == {2}


@pytest.mark.parametrize("says", LIES[:-1])
def test_without_tesseract_such_a_page_is_named_and_its_codes_are_no_text(
    says: Callable[[int], int] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    document = read(mistold(pages(ENGLISH, PLAN, PLAN[-1:]), 2, says), tmp_path)
    assert flat(document) == " ".join([*ENGLISH, PLAN[-1]])
    assert len(document.warnings) == 1
    assert document.warnings[0].startswith("Trang 2 ")
    assert "tesseract" in document.warnings[0]


def test_letters_that_say_nothing_are_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    document = read(silent(pages(ENGLISH, PLAN), 2), tmp_path)
    assert flat(document) == " ".join(ENGLISH)
    assert document.warnings[0].startswith("Trang 2 có phông chữ không kèm bảng mã")


def test_a_file_of_codes_is_refused_without_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableError, match=r"không kèm bảng mã.*tesseract"):
        read(mistold(pages(PLAN), 1, None), tmp_path)


def scan(lines: Sequence[str], layer: Sequence[str]) -> pikepdf.Pdf:
    """A picture of `lines` with `layer` as what a scanner read in it."""
    sheet = Image.new("L", (1654, 2339), 255)
    pen, face = ImageDraw.Draw(sheet), ImageFont.truetype(dejavu(), 36)
    for at, text in enumerate(lines):
        pen.text((166, 120 + 72 * at), text, fill=0, font=face)
    sheet.save(held := io.BytesIO(), "PNG")
    canvas = Canvas(made := io.BytesIO(), pagesize=A4)
    canvas.drawImage(ImageReader(held), 0, 0, *A4)
    for at, text in enumerate(layer):
        written = canvas.beginText(60, 842 - (156 + 72 * at) * 72 / 200)
        written.setFont("DejaVu", 9)
        written.setTextRenderMode(3)
        written.textOut(text)
        canvas.drawText(written)
    canvas.save()
    return pikepdf.open(made)


@needs_tesseract
def test_a_scanners_guess_is_dropped_for_what_the_picture_shows(tmp_path: Path) -> None:
    assert flat(read(scan(PLAN, GUESSED), tmp_path)) == " ".join(PLAN)


@pytest.mark.parametrize("layer", [[f"{line} (đã soát)" for line in PLAN], ENGLISH * 3])
def test_a_sound_layer_stays_whatever_the_picture_shows(layer: list[str], tmp_path: Path) -> None:
    assert flat(read(scan(PLAN, layer), tmp_path)) == " ".join(layer)


@needs_tesseract
def test_a_layer_of_a_few_signs_gives_way(tmp_path: Path) -> None:
    assert "Công chức Văn hóa" in read(scan(PLAN, ["~ ."]), tmp_path).text


def test_a_foreign_layer_without_tesseract_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pdf = pages(ENGLISH)
    pdf.pages.extend(scan(PLAN, GUESSED).pages)
    document = read(pdf, tmp_path)
    assert "C6ng" not in document.text
    assert document.warnings[0].startswith("Trang 2 có lớp chữ không đọc được")


@needs_tesseract
@pytest.mark.parametrize("askew", [0.0, 2.0])
def test_a_stamp_on_a_scan_fills_its_blank_to_the_letter(askew: float, tmp_path: Path) -> None:
    lines = ["ỦY BAN NHÂN DÂN XÃ BA ĐIỀN", "Số:             /KH-UBND", *PLAN[1:]]
    sheet = Image.new("L", (1654, 2339), 255)
    pen, face = ImageDraw.Draw(sheet), ImageFont.truetype(dejavu(), 36)
    for at, text in enumerate(lines):
        pen.text((166, 120 + 72 * at), text, fill=0, font=face)
    sheet.rotate(askew, Image.Resampling.BICUBIC, fillcolor=255).save(held := io.BytesIO(), "PNG")
    canvas = Canvas(made := io.BytesIO(), pagesize=A4)
    canvas.drawImage(ImageReader(held), 0, 0, *A4)
    canvas.save()
    to = signed.Signing(pikepdf.open(made))
    left, low = (83, 749) if askew else (95, 757)
    to.put(left, low, 40, 16, to.typed("187", 40, 16, 12))
    found = [block.text for block in read(to.done(), tmp_path).blocks]
    assert any(text.startswith("Số: 187/") for text in found), found[:4]


def test_letters_of_an_unknown_font_are_no_guesses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pdf = pages(ENGLISH)
    broken = Dictionary(Type=Name.Font, Subtype=Name.Type3)
    pdf.pages[0].Resources.Font.X = pdf.make_indirect(broken)
    pdf.pages[0].contents_add(pdf.make_stream(b"BT /X 10 Tf 70 400 Td (So 52 KH UBND) Tj ET"))
    assert flat(read(pdf, tmp_path)) == " ".join(ENGLISH)
