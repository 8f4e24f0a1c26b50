"""What the signing step of e-office systems stamps on a PDF is read in its place, as a viewer shows it."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document
from ingest.readers.layout import Word
from ingest.readers.pdf import read_pdf
from ingest.readers.stamps import put_in
from ingest.understand import understand
from tests.ingest import signed
from tests.ingest.signed import (
    BLANKS,
    BODY,
    DAY,
    FONT,
    FOOT,
    HEAD,
    HIDDEN,
    MONTH,
    NO_VIEW,
    NUMBER,
    PRINT,
    Line,
    Signing,
    signing,
)  # fmt: skip

ISSUED = {"Số: 187/KH-UBND", "Ba Tơ, ngày 14 tháng 02 năm 2025"}
BLANK = {"Số: /KH-UBND", "Ba Tơ, ngày tháng năm 2025"}
STAMPS = (NUMBER, DAY, MONTH)
OFFICE = [
    "Ký bởi: Ủy ban nhân dân huyện Ba Tơ",
    "Email: bato@quangngai.gov.vn",
    "Cơ quan: Tỉnh Quảng Ngãi",
    "Thời gian ký: 14/02/2025 10:05:33 +07:00",
]
LEADER = ["Ký bởi: Lê Văn Mẫu", "Email: lvmau@quangngai.gov.vn", "Thời gian ký: 14/02/2025 09:12:01 +07:00"]


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    signed.register()


def read(pdf: pikepdf.Pdf, folder: Path) -> Document:
    path = signed.saved(pdf, folder)
    return read_pdf(path, path.name)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def issued() -> Signing:
    """A plan with number and day stamped in."""
    made = signing()
    for x, y, w, text in STAMPS:
        made.put(x, y, w, 14, made.typed(text, w))
    return made


def stamped(look: Callable[[Signing, str, float], pikepdf.Object | None], **about: object) -> Callable[[], pikepdf.Pdf]:
    """A plan with number and day stamped in so."""

    def made() -> pikepdf.Pdf:
        to = signing()
        for x, y, w, text in STAMPS:
            said = {key: String(text) if value is None else value for key, value in about.items()}
            to.put(x, y, w, 14, look(to, text, w), **said)
        return to.done()

    return made


def typed(to: Signing, text: str, w: float) -> pikepdf.Object:
    return to.typed(text, w)


def nothing(_to: Signing, _text: str, _w: float) -> None:
    return None


def set_in(to: Signing, text: str, w: float) -> pikepdf.Object:
    return to.set_in([text], w, 14, 10)


def nested(to: Signing, text: str, w: float) -> pikepdf.Object:
    return to.nested(set_in(to, text, w), w, 14)


def scaled(to: Signing, text: str, w: float) -> pikepdf.Object:
    box, shrunk = [500, 200, 500 + 10 * w, 340], Array([0.1, 0, 0, 0.1, 3, 4])
    return to.form(f"BT /H 100 Tf 500 230 Td ({text}) Tj ET", box, Matrix=shrunk)


def larger_box(to: Signing, text: str, w: float) -> pikepdf.Object:
    return to.form(f"BT /H 20 Tf 0 6 Td ({text}) Tj ET", [0, 0, 2 * w, 28])


def in_pieces(to: Signing, text: str, w: float) -> pikepdf.Object:
    pieces = " -20 ".join(f"({char})" for char in text)
    return to.form(f"BT /H 10 Tf 0 3 Td [{pieces}] TJ ET", [0, 0, w, 14])


def without_widths(to: Signing, text: str, w: float) -> pikepdf.Object:
    look = to.typed(text, w)
    look.Resources.Font.H = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.TimesNewRomanPSMT)
    return look


def in_states(to: Signing, text: str, w: float) -> Dictionary:
    return Dictionary(Off=to.typed("xx", w), On=to.typed(text, w))


def of_a_parent() -> pikepdf.Pdf:
    to = signing()
    for x, y, w, text in STAMPS:
        kid = to.put(x, y, w, 14, None)
        del kid["/FT"]
        about = Dictionary(FT=Name.Tx, T=String(f"parent {text}"), V=String(text), Kids=Array([kid]))
        kid.Parent = to.pdf.make_indirect(about)
    return to.done()


def stale() -> pikepdf.Pdf:
    to = signing()
    for x, y, w, text in STAMPS:
        to.put(x, y, w, 14, to.typed("9", w), FT=Name.Tx, V=String(text), DA=String("/Helv 10 Tf 0 g"))
    return to.done(NeedAppearances=True)


def of(
    lines: Sequence[Line], *stamps: tuple[float, float, float, str], height: float = 14, size: float = 10
) -> pikepdf.Pdf:
    to = signing(lines)
    for x, y, w, text in stamps:
        to.put(x, y, w, height, to.typed(text, w, height, size))
    return to.done()


def of_one_annotation() -> pikepdf.Pdf:
    to = signing()
    drawn = "BT /H 10 Tf 22 10 Td (187) Tj 305 0 Td (14) Tj 58 0 Td (02) Tj ET"
    to.put(70, 750, 450, 24, to.form(drawn, [0, 0, 450, 24]))
    return to.done()


def comb() -> pikepdf.Pdf:
    to = signing([BLANKS[0], (150, 760, "/KH-UBND"), *BLANKS[2:]])
    to.put(95, 757, 45, 14, to.form("BT /H 10 Tf 4 3 Td (1) Tj 15 0 Td (8) Tj 15 0 Td (7) Tj ET", [0, 0, 45, 14]))
    for x, y, w, text in (DAY, MONTH):
        to.put(x, y, w, 14, to.typed(text, w))
    return to.done()


def with_its_words() -> pikepdf.Pdf:
    to = signing([(330, 760, "Ba Tơ,")])
    to.put(70, 757, 140, 14, to.set_in(["Số: 187/KH-UBND"], 140, 14, 10))
    to.put(370, 757, 180, 14, to.set_in(["ngày 14 tháng 02 năm 2025"], 180, 14, 10))
    return to.done()


def turned() -> pikepdf.Pdf:
    """A page that lies, and says that it is to be shown upright."""
    to = issued()
    pdf = to.done()
    sheet, (width, height) = pdf.pages[0], A4
    sheet.contents_add(pdf.make_stream(b"q 0 1 -1 0 %f 0 cm" % height), prepend=True)
    sheet.contents_add(pdf.make_stream(b" Q"))
    sheet.MediaBox, sheet.Rotate = Array([0, 0, height, width]), 90
    for one in to.annotations:
        left, low, right, high = (float(value) for value in one.Rect)
        one.Rect = Array([height - high, left, height - low, right])
        one.AP.N.Matrix = Array([0, 1, -1, 0, 14, 0])
    return pdf


def on_a_cut_page() -> pikepdf.Pdf:
    pdf = issued().done()
    pdf.pages[0].MediaBox, pdf.pages[0].CropBox = Array([-20, -30, 620, 900]), Array([0, 0, *A4])
    return pdf


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(stamped(typed), id="a signature field"),
        pytest.param(stamped(set_in, Subtype=Name.Stamp), id="a stamp in a font cut down to its letters"),
        pytest.param(stamped(typed, Subtype=Name.FreeText), id="free text"),
        pytest.param(
            stamped(nothing, Subtype=Name.FreeText, Contents=None, DA=String("/Helv 10 Tf")), id="free text, not drawn"
        ),
        pytest.param(stamped(nothing, FT=Name.Tx, V=None, DA=String("/Helv 0 Tf")), id="a field with its value alone"),
        pytest.param(stamped(nothing, FT=Name.Tx, V=None, Ff=1 << 12), id="a field of many lines"),
        pytest.param(of_a_parent, id="a value of the field's parent"),
        pytest.param(stale, id="an appearance to be made anew"),
        pytest.param(stamped(nested), id="forms in forms, as Acrobat makes them"),
        pytest.param(stamped(in_states, AS=Name.On), id="one of several states"),
        pytest.param(stamped(scaled), id="a drawing ten times as large, shrunk"),
        pytest.param(stamped(larger_box), id="a box twice as large as its place"),
        pytest.param(stamped(in_pieces), id="letter by letter"),
        pytest.param(stamped(without_widths), id="a font that says not how wide its letters are"),
        pytest.param(of_one_annotation, id="all in one annotation"),
        pytest.param(comb, id="a digit a box of one field"),
        pytest.param(
            lambda: of([BLANKS[0], (150, 760, "/KH-UBND"), *BLANKS[2:]], (95, 757, 14, "1"), (110, 757, 14, "8"),
                       (125, 757, 14, "7"), DAY, MONTH), id="a digit a field",
        ),
        pytest.param(
            lambda: of([(70, 760, "Số: ............/KH-UBND"), (330, 760, "Ba Tơ, ngày ....... tháng ...... năm 2025")],
                       (95, 757, 40, "187"), (397, 757, 24, "14"), (463, 757, 24, "02")), id="over dots",
        ),
        pytest.param(
            lambda: of([(70, 760, "Số:……/KH-UBND"), (330, 760, "Ba Tơ, ngày…… tháng…… năm 2025")],
                       (92, 757, 20, "187"), (399, 757, 14, "14"), (456, 757, 14, "02")), id="over ellipses",
        ),
        pytest.param(
            lambda: of([BLANKS[0], *BLANKS[2:]], (92, 757, 80, "187/KH-UBND"), DAY, MONTH), id="the number as a whole"
        ),
        pytest.param(with_its_words, id="with the words before it"),
        pytest.param(
            lambda: of(BLANKS, *((x, y + 4, w, text) for x, y, w, text in STAMPS), height=18, size=14),
            id="higher and larger than the line",
        ),
        pytest.param(
            lambda: of(BLANKS, *((x, y - 4, w, text) for x, y, w, text in STAMPS), size=8), id="lower and smaller"
        ),
        pytest.param(turned, id="a turned page"),
        pytest.param(on_a_cut_page, id="a page cut at its edges"),
    ],
)  # fmt: skip
def test_number_and_day_stamped_in_fill_their_blanks(made: Callable[[], pikepdf.Pdf], tmp_path: Path) -> None:
    assert set(texts(read(made(), tmp_path))) >= ISSUED


def in_a_layer_that_is_off() -> pikepdf.Pdf:
    to = signing()
    group = to.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("nháp")))
    for x, y, w, text in STAMPS:
        to.put(x, y, w, 14, to.typed(text, w), OC=group)
    pdf = to.done()
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
    return pdf


def outside(to: Signing, text: str, w: float) -> pikepdf.Object:
    return to.form(f"BT /H 10 Tf 500 3 Td ({text}) Tj ET", [0, 0, w, 14])


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(stamped(typed, F=HIDDEN), id="hidden"),
        pytest.param(stamped(typed, F=NO_VIEW), id="not for the screen"),
        pytest.param(stamped(typed, F=NO_VIEW | PRINT), id="for the printer alone"),
        pytest.param(stamped(typed, Subtype=Name.Popup), id="a pop-up"),
        pytest.param(stamped(nothing, Subtype=Name.Text, Contents=None), id="a note"),
        pytest.param(stamped(nothing, Subtype=Name.Link, Contents=None), id="a link"),
        pytest.param(stamped(typed, FT=Name.Btn), id="a button"),
        pytest.param(stamped(nothing, FT=Name.Tx, V=None, Ff=1 << 13), id="a password"),
        pytest.param(stamped(in_states), id="no state at all"),
        pytest.param(stamped(outside), id="drawn outside its box"),
        pytest.param(in_a_layer_that_is_off, id="a layer that is off"),
        pytest.param(lambda: of(BLANKS, *((x - 1000, y, w, text) for x, y, w, text in STAMPS)), id="off the page"),
    ],
)
def test_what_no_viewer_shows_is_not_read(made: Callable[[], pikepdf.Pdf], tmp_path: Path) -> None:
    assert set(texts(read(made(), tmp_path))) >= BLANK


def test_the_plan_has_the_number_and_day_stamped_in(tmp_path: Path) -> None:
    plan = understand(read(issued().done(), tmp_path))
    assert plan.number
    assert plan.number.text == "187/KH-UBND"
    assert plan.issued_on
    assert plan.issued_on.isoformat() == "2025-02-14"
    assert not plan.warnings


def test_a_file_with_an_owners_password_is_read_stamps_and_all(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    issued().done().save(path, encryption=pikepdf.Encryption(owner="văn thư", user=""))
    assert set(texts(read_pdf(path, path.name))) >= ISSUED


def test_signatures_leave_head_and_foot_as_they_are(tmp_path: Path) -> None:
    to = issued()
    to.put(440, 800, 150, 40, to.nested(to.set_in(OFFICE, 150, 40, 7), 150, 40))
    to.put(350, 530, 150, 34, to.nested(to.set_in(LEADER, 150, 34, 7), 150, 34))
    found = texts(read(to.done(), tmp_path))
    assert found[:-2] == texts(read(issued().done(), tmp_path))
    assert found[-2:] == [" ".join(OFFICE), " ".join(LEADER)]


def test_a_signature_on_a_page_parts_no_task_that_goes_on_on_the_next(tmp_path: Path) -> None:
    canvas = Canvas(made := io.BytesIO(), pagesize=A4)
    long = "2. Rà soát thủ tục hành chính của huyện, trong đó có các thủ tục thuộc lĩnh vực đất đai, môi trường và"
    below = "thủ tục thuộc lĩnh vực hộ tịch."
    for lines in (
        [*HEAD, *BODY, (70, 600, long)],
        [(70, 780, below), (70, 764, "- Cơ quan chủ trì: Phòng Tư pháp."), *FOOT],
    ):
        canvas.setFont(FONT, 10)
        for x, y, text in lines:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    to = Signing(pikepdf.open(made))
    to.put(440, 800, 150, 40, to.set_in(OFFICE, 150, 40, 7))
    document = read(to.done(), tmp_path)
    assert f"{long} {below}" in texts(document)
    leads = [field.value.text for task in understand(document).tasks for field in task.fields if field.kind == "lead"]
    assert leads == ["Phòng Nội vụ.", "Phòng Tư pháp."]


@pytest.mark.parametrize("mark", ["BẢN SAO", "MẬT"])
def test_a_mark_across_the_text_is_a_block_of_its_own(mark: str, tmp_path: Path) -> None:
    to = issued()
    to.put(60, 640, 400, 60, to.set_in([mark], 400, 60, 48), Subtype=Name.Stamp)
    found = texts(read(to.done(), tmp_path))
    assert mark in found
    assert [text for text in found if text != mark] == texts(read(issued().done(), tmp_path))


def test_a_mark_on_every_page_is_read_once(tmp_path: Path) -> None:
    to = Signing(signed.page(BODY))
    to.pdf.pages.append(to.pdf.pages[0])
    look = to.set_in(["BẢN SAO", "chứng thực"], 100, 40, 10)
    to.put(300, 500, 100, 40, look, Subtype=Name.Stamp)
    pdf = to.done()
    pdf.pages[1].Annots = pdf.pages[0].Annots
    assert read(pdf, tmp_path).text.count("BẢN SAO") == 1


def test_the_stamp_of_an_incoming_letter_is_no_line_of_the_plan(tmp_path: Path) -> None:
    to = issued()
    look = to.set_in(["CÔNG VĂN ĐẾN", "Số: 345", "Ngày: 16/02/2025"], 120, 50, 10)
    to.put(200, 740, 120, 50, look, Subtype=Name.Stamp)
    document = read(to.done(), tmp_path)
    assert set(texts(document)) >= ISSUED
    assert "CÔNG VĂN ĐẾN" in document.text
    number = understand(document).number
    assert number
    assert number.text == "187/KH-UBND"


def test_signed_stands_between_position_and_name(tmp_path: Path) -> None:
    to = issued()
    to.put(370, 540, 60, 16, to.set_in(["(Đã ký)"], 60, 16, 10))
    found = texts(read(to.done(), tmp_path))
    assert found[found.index("CHỦ TỊCH") : found.index("Lê Văn Mẫu") + 1] == ["CHỦ TỊCH", "(Đã ký)", "Lê Văn Mẫu"]


def test_a_stamp_with_paper_hides_what_is_below(tmp_path: Path) -> None:
    to = signing([(70, 760, "Số: 99/KH-UBND"), (330, 760, "Ba Tơ, ngày 14 tháng 02 năm 2025")])
    drawn = "1 g 0 0 120 16 re f 0 g BT /H 10 Tf 0 3 Td (187/KH-UBND) Tj ET"
    to.put(90, 756, 120, 16, to.form(drawn, [0, 0, 120, 16]), Subtype=Name.FreeText)
    assert set(texts(read(to.done(), tmp_path))) >= ISSUED


def test_a_stamp_in_a_font_of_codes_is_named_and_no_text(tmp_path: Path) -> None:
    to = signing()
    look = to.typed("187", 40)
    look.Resources.Font.H = Dictionary(Type=Name.Font, Subtype=Name.Type3)
    to.put(92, 757, 40, 14, look)
    document = read(to.done(), tmp_path)
    assert set(texts(document)) >= BLANK
    assert document.warnings[0].startswith("Trang 1 có hình vẽ, chú thích")


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("Số: ............/KH-UBND", "Ba Tơ, ngày ....... tháng ...... năm 2025"),
        ("Số:………./KH-UBND", "Ba Tơ, ngày……. tháng…… năm 2025"),
        ("Số: ______/KH-UBND", "Ba Tơ, ngày _____ tháng _____ năm 2025"),
    ],
)
def test_what_is_typed_over_dots_stands_in_their_place(number: str, day: str, tmp_path: Path) -> None:
    pdf = signed.page([*HEAD, (70, 760, number), (330, 760, day), *BODY])
    pdf.pages[0].Resources.Font.H = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    typed = b"BT /H 10 Tf 1 0 0 1 %d 761 Tm (%d) Tj ET "
    pdf.pages[0].contents_add(pdf.make_stream(typed % (96, 187) + typed % (399, 14) + typed % (459, 12)))
    assert {"Số: 187/KH-UBND", "Ba Tơ, ngày 14 tháng 12 năm 2025"} <= set(texts(read(pdf, tmp_path)))


def test_dots_behind_which_something_stands_stay(tmp_path: Path) -> None:
    pdf = signed.page(
        [*BODY, (70, 600, "I. MỤC ĐÍCH" + "." * 60 + " 3"), (70, 580, "Họ và tên: ........ Ngày sinh: ....")]
    )
    assert texts(read(pdf, tmp_path))[-2:] == [
        "I. MỤC ĐÍCH" + "." * 60 + " 3",
        "Họ và tên: ........ Ngày sinh: ....",
    ]


def test_a_marker_hides_nothing(tmp_path: Path) -> None:
    to = issued()
    to.put(60, 752, 300, 20, to.form("1 1 0 rg 0 0 300 20 re f", [0, 0, 300, 20]), Subtype=Name.Highlight)
    assert set(texts(read(to.done(), tmp_path))) >= ISSUED


def test_a_seal_does_no_harm(tmp_path: Path) -> None:
    to = issued()
    Image.new("RGB", (200, 200), (220, 30, 30)).save(red := io.BytesIO(), "JPEG")
    seal = to.pdf.make_stream(red.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=200, Height=200)
    seal.ColorSpace, seal.BitsPerComponent, seal.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    for x, y, side in ((340, 500, 100), (0, 0, 595)):
        drawn = to.form(f"q {side} 0 0 {side} 0 0 cm /I Do Q", [0, 0, side, side])
        drawn.Resources = Dictionary(XObject=Dictionary(I=seal))
        to.put(x, y, side, side, drawn)
    assert texts(read(to.done(), tmp_path)) == texts(read(issued().done(), tmp_path))


def word(text: str, x0: float, x1: float, top: float = 0) -> Word:
    return Word(text, x0, x1, top, top + 10)


def test_dots_that_nothing_is_put_on_stay() -> None:
    words, blocks = put_in([word("Họ tên:", 0, 30), word("......", 32, 60), word("tuổi", 62, 80)], [])
    assert [one.text for one in words] == ["Họ tên:", "......", "tuổi"]
    assert not blocks


def test_what_stands_there_already_is_not_read_twice() -> None:
    words, blocks = put_in([word("Số:", 0, 15), word("/KH", 40, 60)], [[word("Số:", 0, 15), word("187", 18, 38)]])
    assert [one.text for one in words] == ["Số:", "187/KH"]
    assert not blocks
