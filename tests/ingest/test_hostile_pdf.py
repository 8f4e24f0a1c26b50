"""PDFs that are made to harm, or broken: what is sound in them is read, and a warning names the page."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from ingest.document import Document
from ingest.readers.appearances import matrix_of, rect_of
from ingest.readers.deadline import LateError, at_most
from ingest.readers.pdf import read_pdf
from tests.ingest import signed
from tests.ingest.signed import BODY, DAY, MONTH, NUMBER, Signing, signing

ISSUED = {"Số: 187/KH-UBND", "Ba Tơ, ngày 14 tháng 02 năm 2025"}
CUT = "Trang 1 có hình vẽ, chú thích hoặc ô biểu mẫu chưa đọc được (quá lớn, hoặc phông chữ không kèm bảng mã)."


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    signed.register()


def read(pdf: pikepdf.Pdf, folder: Path) -> Document:
    path = signed.saved(pdf, folder)
    return read_pdf(path, path.name)


def issued() -> Signing:
    to = signing()
    for x, y, w, text in (NUMBER, DAY, MONTH):
        to.put(x, y, w, 14, to.typed(text, w))
    return to


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="time is bounded where the system can")
def test_work_within_work_ends_by_itself() -> None:
    done = []
    with at_most(5):
        with pytest.raises(LateError), at_most(0.01):
            time.sleep(5)
        done.append("the rest")
    assert done
    with pytest.raises(LateError), at_most(0.05), at_most(5):
        time.sleep(5)
    time.sleep(0.01)  # no alarm is left


def within_itself(to: Signing) -> None:
    form = to.form("/F Do", [0, 0, 50, 14])
    form.Resources.XObject = Dictionary(F=form)
    to.put(100, 100, 50, 14, form)


def within_each_other(to: Signing) -> None:
    forms = [to.form("/F Do", [0, 0, 50, 14]) for _ in range(2)]
    for one, other in zip(forms, reversed(forms), strict=True):
        one.Resources.XObject = Dictionary(F=other)
    to.put(100, 100, 50, 14, forms[0])


def its_own_parent(to: Signing) -> None:
    fields = [to.put(100, 100 + 20 * at, 50, 14, None) for at in range(2)]
    for one, other in zip(fields, reversed(fields), strict=True):
        del one["/FT"]
        one.Parent, one.AP = other, Dictionary(N=Dictionary(On=other))
        one.AS = Name.On


def forms_in_forms(to: Signing) -> None:
    form = to.typed("x", 50)
    for _ in range(2000):
        outer = to.form("/F Do", [0, 0, 50, 14])
        outer.Resources.XObject = Dictionary(F=form)
        form = outer
    to.put(100, 100, 50, 14, form)


def broken_places(to: Signing) -> None:
    places = [[0, 0], [1, 2, 3, Dictionary()], [9, 9, 9, 9], [-(10**9), 0, 10**9, 10], [Name.NaN] * 4, [10**18] * 4, []]
    for place in places:
        to.put(0, 0, 10, 10, to.typed("xx", 10)).Rect = Array(place)
    for box in ([0, 0, 0, 0], [0, 0], [Name.A] * 4):
        form = to.typed("xx", 10)
        form.BBox = Array(box)
        to.put(100, 300, 10, 10, form)
    for matrix in ([0] * 6, [1, 0], [Name.A] * 6):
        to.put(100, 300, 10, 10, to.form("BT /H 10 Tf (xx) Tj ET", [0, 0, 9, 9], Matrix=Array(matrix)))
    boxless = to.typed("xx", 10)
    del boxless["/BBox"]
    to.put(100, 300, 10, 10, boxless)


def broken_content(to: Signing) -> None:
    for content in (
        "(",
        "q q q Q Q Q Q",
        "BT /Nothing 10 Tf (xx",
        "/Missing Do",
        "/None gs 1 2 3 cm /A /B BDC EMC EMC",
        "<",
    ):
        to.put(100, 300, 10, 10, to.form(content, [0, 0, 9, 9]))


def no_annotations(to: Signing) -> None:
    to.annotations += [
        to.pdf.make_indirect(Array([1])),
        to.pdf.make_indirect(Dictionary()),
        to.pdf.make_indirect(String("x")),
    ]


@pytest.mark.parametrize(
    "spoil",
    [within_itself, within_each_other, its_own_parent, forms_in_forms, broken_places, broken_content, no_annotations],
)
def test_forged_annotations_leave_the_rest_as_it_is(spoil: Callable[[Signing], None], tmp_path: Path) -> None:
    to = issued()
    spoil(to)
    sheet = to.pdf.pages[0]
    widgets = [one for one in to.annotations if isinstance(one, Dictionary)]
    sheet.Annots, to.pdf.Root.AcroForm = Array(to.annotations), Dictionary(Fields=Array(widgets))
    document = read(to.pdf, tmp_path)
    assert [block.text for block in document.blocks] == [block.text for block in read(issued().done(), tmp_path).blocks]
    assert not document.warnings


def doubled(to: Signing) -> None:
    form = to.typed("x", 50)
    for _ in range(20):
        outer = to.form("/F Do /F Do /F Do", [0, 0, 50, 14])
        outer.Resources.XObject = Dictionary(F=form)
        form = outer
    to.put(100, 100, 50, 14, form)


def a_hundred_megabytes(to: Signing) -> None:
    form = to.form("", [0, 0, 50, 14])
    form.write(b"BT /H 10 Tf (x) Tj ET " * 5_000_000)
    to.put(100, 100, 50, 14, form)


def ten_thousand_fields(to: Signing) -> None:
    look = to.typed("x", 40)
    for at in range(10_000):
        to.put(60 + at % 500, 60 + at // 25, 40, 14, look)


def ten_thousand_values(to: Signing) -> None:
    for at in range(10_000):
        to.put(60 + at % 500, 60 + at // 25, 40, 14, None, FT=Name.Tx, V=String("x"))


def a_drawing_on_the_page(to: Signing) -> None:
    form = to.form("", [0, 0, 50, 14])
    form.write(b"BT /H 10 Tf (x) Tj ET " * 5_000_000)
    to.pdf.pages[0].Resources.XObject = Dictionary(B=form)
    to.pdf.pages[0].contents_add(to.pdf.make_stream(b"/B Do"))


@pytest.mark.parametrize(
    "load", [doubled, a_hundred_megabytes, ten_thousand_fields, ten_thousand_values, a_drawing_on_the_page]
)
def test_what_is_drawn_without_end_is_cut_and_the_page_is_named(
    load: Callable[[Signing], None], tmp_path: Path
) -> None:
    to = issued()
    load(to)
    document = read(to.done(), tmp_path)
    assert {block.text for block in document.blocks} >= ISSUED
    assert document.warnings == (CUT,)


def test_annotations_that_are_too_many_cost_the_next_page_no_text(tmp_path: Path) -> None:
    to = issued()
    ten_thousand_values(to)
    pdf = to.done()
    with signed.page([(70, 700, "Trang sau vẫn đọc được.")]) as more:
        pdf.pages.extend(more.pages)
        pdf.pages[1].Annots = Array(to.annotations[:1])
        document = read(pdf, tmp_path)
    assert "Trang sau vẫn đọc được." in document.text
    assert document.warnings == (CUT.replace("Trang 1", "Trang 1, 2"),)


def with_table(table: bytes) -> pikepdf.Pdf:
    """A plan, and a line in a font that says so of its letters."""
    pdf = signed.page(BODY)
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.X, FirstChar=32, Widths=Array([500] * 95))
    font.ToUnicode = pdf.make_stream(table)
    pdf.pages[0].Resources.Font.X = pdf.make_indirect(font)
    pdf.pages[0].contents_add(pdf.make_stream(b"BT /X 10 Tf 70 540 Td (Trang nay) Tj ET"))
    return pdf


@pytest.mark.parametrize(
    "table",
    [
        b"begincmap 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap",
        b"begincmap 1 begincidrange <00000000> <FFFFFFFF> 1 endcidrange endcmap",
        b"begincmap 1 beginbfrange <0000> <FFFF> [<0041>] <01> endbfrange",
        b"<<" * 5000,
    ],
)
def test_a_font_whose_table_has_no_end_costs_the_plan_nothing(table: bytes, tmp_path: Path) -> None:
    document = read(with_table(table), tmp_path)
    assert [block.text for block in document.blocks][: len(BODY)] == [text for *_, text in BODY]


def test_a_font_of_endless_widths_costs_the_plan_nothing(tmp_path: Path) -> None:
    pdf = signed.page(BODY)
    system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    kid = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.X, CIDSystemInfo=system)
    kid.W = Array([1, 4_000_000_000, 500])
    about = {"Encoding": Name("/Identity-H"), "DescendantFonts": Array([kid])}
    pdf.pages[0].Resources.Font.X = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.X, **about)
    pdf.pages[0].contents_add(pdf.make_stream(b"BT /X 10 Tf 70 540 Td <0041> Tj ET"))
    assert [block.text for block in read(pdf, tmp_path).blocks][: len(BODY)] == [text for *_, text in BODY]


def test_a_page_that_takes_too_long_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    pdf = signed.page(BODY)
    strokes = b"".join(b"%d 0 m %d 800 l S " % (at % 500, at % 499) for at in range(900_000))
    pdf.add_blank_page().Contents = pdf.make_stream(strokes)
    with signed.page([(70, 700, "Trang sau vẫn đọc được.")]) as more:
        pdf.pages.extend(more.pages)
        document = read(pdf, tmp_path)
    assert [block.text for block in document.blocks] == [*(text for *_, text in BODY), "Trang sau vẫn đọc được."]
    assert len(document.warnings) == 1
    assert document.warnings[0].startswith("Trang 2 cần quá nhiều thời gian")


_PIECES = st.one_of(
    st.integers(-(10**6), 10**6), st.floats(-1e3, 1e3).map(lambda number: round(number, 3)), st.none(),
    st.sampled_from(["/N", "(x)", "[1 2]", "<</A 1>>"]),
)  # fmt: skip

_KEYS = ("Rect", "F", "AP", "Subtype", "FT", "V", "DA", "AS", "OC", "Parent", "Ff")


@given(st.lists(_PIECES, max_size=7))
def test_any_box_and_matrix_is_one_or_none(pieces: list[object]) -> None:
    box, matrix = rect_of(pieces), matrix_of(pieces)
    assert box is None or (box[0] < box[2] and box[1] < box[3])
    assert matrix is None or len(matrix) == 6


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_KEYS), _PIECES), max_size=8))
def test_any_annotation_leaves_the_page(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, object]]
) -> None:
    pdf = signed.page(BODY)
    spoiled = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([70, 300, 90, 320])))
    for key, value in told:
        if value is not None:
            spoiled[f"/{key}"] = pikepdf.Object.parse(str(value).encode())
    pdf.pages[0].Annots = Array([spoiled])
    found = [block.text for block in read(pdf, tmp_path_factory.mktemp("any")).blocks]
    assert found[: len(BODY)] == [text for *_, text in BODY]
