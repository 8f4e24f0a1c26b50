"""Plans as e-office systems issue them: number, day and signatures are stamped in as annotations of the PDF.

`Signing` puts on a page what the signing step does, in the ways of several systems.
"""

import io
import unicodedata
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "Vera with Vietnamese"
HIDDEN, PRINT, NO_VIEW = 2, 4, 32
NUMBER, DAY, MONTH = (92, 757, 40, "187"), (397, 757, 24, "14"), (455, 757, 24, "02")
"""Where the signing step stamps: left, bottom and width in points, and what."""
HEAD = [
    (70, 800, "ỦY BAN NHÂN DÂN"),
    (300, 800, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (80, 784, "HUYỆN BA TƠ"),
    (350, 784, "Độc lập - Tự do - Hạnh phúc"),
]
BLANKS = [
    (70, 760, "Số:"),
    (135, 760, "/KH-UBND"),
    (330, 760, "Ba Tơ, ngày"),
    (422, 760, "tháng"),
    (481, 760, "năm 2025"),
]
BODY = [
    (70, 730, "KẾ HOẠCH"),
    (70, 714, "Cải cách hành chính năm 2025 trên địa bàn huyện Ba Tơ"),
    (70, 688, "I. NHIỆM VỤ"),
    (70, 672, "1. Tổ chức hội thi tìm hiểu cải cách hành chính"),
    (70, 656, "- Cơ quan chủ trì: Phòng Nội vụ."),
    (70, 640, "- Thời gian thực hiện: Quý III năm 2025."),
]
FOOT = [
    (70, 600, "Nơi nhận:"),
    (70, 585, "- UBND các xã, thị trấn;"),
    (70, 570, "- Lưu: VT."),
    (350, 600, "TM. ỦY BAN NHÂN DÂN"),
    (370, 585, "CHỦ TỊCH"),
    (370, 500, "Lê Văn Mẫu"),
]
Line = tuple[float, float, str]
Stamp = tuple[float, float, float, str]


def register() -> None:
    """The font that comes with reportlab has no Vietnamese letters: let it draw the plain letter in their place."""
    face = (font := TTFont(FONT, "Vera.ttf")).face
    for code in [*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)]:
        base = ord({"đ": "d", "Đ": "D"}.get(chr(code), unicodedata.normalize("NFD", chr(code))[0]))
        if base in face.charToGlyph:
            face.charToGlyph.setdefault(code, face.charToGlyph[base])
            face.charWidths.setdefault(code, face.charWidths[base])
    pdfmetrics.registerFont(font)


def page(lines: Sequence[Line], size: float = 10, width: float = A4[0], height: float = A4[1]) -> pikepdf.Pdf:
    """A page with `lines`, each at its left and bottom in points."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(width, height))
    canvas.setFont(FONT, size)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.save()
    return pikepdf.open(io.BytesIO(made.getvalue()))


@dataclass
class Signing:
    """Puts annotations on the first page of `pdf`."""

    pdf: pikepdf.Pdf
    annotations: list[pikepdf.Object] = field(default_factory=list)

    def form(self, content: str, box: Sequence[float], **more: pikepdf.Object) -> pikepdf.Object:
        """A drawing with Helvetica as /H."""
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        made = self.pdf.make_stream(content.encode("latin-1"))
        made.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array(box)))
        made.Resources = Dictionary(Font=Dictionary(H=self.pdf.make_indirect(font)))
        for key, value in more.items():
            made[f"/{key}"] = value
        return made

    def typed(self, text: str, width: float, height: float = 14, size: float = 10) -> pikepdf.Object:
        """The look of one line of plain text."""
        return self.form(f"BT /H {size} Tf 0 3 Td ({text}) Tj ET", [0, 0, width, height])

    def set_in(self, lines: Sequence[str], width: float, height: float, size: float = 8) -> pikepdf.Object:
        """The look of Vietnamese `lines`, in a font of its own, cut down to its letters."""
        at = [(2, height - size * 1.2 * (place + 1), text) for place, text in enumerate(lines)]
        with page(at, size, width, height) as look:
            return self.pdf.copy_foreign(look.pages[0].as_form_xobject())

    def nested(self, inner: pikepdf.Object, width: float, height: float) -> pikepdf.Object:
        """`inner` in forms as Acrobat and iText nest a signature's: FRM holds n0, a mark, and n2, the text."""
        box = [0, 0, width, height]
        n0 = self.form("% DSBlank", [0, 0, 100, 100])
        drawn = "q 1 0 0 1 0 0 cm /n0 Do Q q 1 0 0 1 0 0 cm /n2 Do Q"
        frm = self.form(drawn, box, Resources=Dictionary(XObject=Dictionary(n0=n0, n2=inner)))
        return self.form("q 1 0 0 1 0 0 cm /FRM Do Q", box, Resources=Dictionary(XObject=Dictionary(FRM=frm)))

    def put(
        self, x: float, y: float, w: float, h: float, look: pikepdf.Object | None, **more: object
    ) -> pikepdf.Object:
        """An annotation that looks so; of a signature where nothing else is said."""
        about: dict[str, object] = {"Type": Name.Annot, "Subtype": Name.Widget, "F": PRINT, **more}
        about["Rect"] = Array([x, y, x + w, y + h])
        if about["Subtype"] == Name.Widget:
            about.setdefault("FT", Name.Sig)
            about.setdefault("T", String(f"field-{len(self.annotations)}"))
        if look is not None:
            about["AP"] = Dictionary(N=look)
        self.annotations.append(self.pdf.make_indirect(Dictionary(**about)))
        return self.annotations[-1]

    def done(self, **form: object) -> pikepdf.Pdf:
        """The file; `form` is what its form says of itself."""
        fields = [one for one in self.annotations if one.get("/Subtype") == Name.Widget]
        self.pdf.pages[0].Annots = Array(self.annotations)
        self.pdf.Root.AcroForm = self.pdf.make_indirect(Dictionary(Fields=Array(fields), SigFlags=3, **form))
        return self.pdf


def signing(lines: Sequence[Line] = (), size: float = 10) -> Signing:
    """A plan whose number and day are blank."""
    return Signing(page([*HEAD, *(lines or BLANKS), *BODY, *FOOT], size))


def saved(pdf: pikepdf.Pdf, folder: Path) -> Path:
    """The file on the disk."""
    path = folder / "kế hoạch.pdf"
    with warnings.catch_warnings(action="ignore"):  # of fields that are in no form: some are forged so
        pdf.save(path)
    return path
