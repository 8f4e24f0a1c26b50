"""One plan in every format and encoding that offices hold: `python -m tests.ingest.every_format FOLDER`.

The plan is made up, and described once, below: what it says is what every file must be found to say. The files are made
by the programs that offices use, LibreOffice among them, and its scans are rendered, then worn by `scanner`.
"""

import csv
import io
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import openpyxl
import pypdfium2
from docx.shared import Mm, Pt

from ingest.readers import office
from ingest.readers.charts import western
from samples import build
from tests.ingest.scanner import BAD, GOOD, USED

Old = Callable[[str], str]
"""Text as a typist left it in a font from before Unicode."""


@dataclass(frozen=True, slots=True)
class Task:
    number: str
    title: str
    lead: str
    coordinator: str
    time: str


IN_PROSE = (
    Task("1", "Rà soát, đơn giản hóa thủ tục hành chính trong lĩnh vực đất đai và xây dựng",
         "Phòng Tài nguyên và Môi trường", "Phòng Tư pháp; Văn phòng HĐND và UBND huyện", "Trước ngày 30/6/2026"),
    Task("2", "Sắp xếp lại Bộ phận Tiếp nhận và Trả kết quả theo cơ chế một cửa liên thông",
         "Văn phòng HĐND và UBND huyện", "UBND các xã, thị trấn", "Quý II/2026"),
    Task("3", "Bồi dưỡng kỹ năng số cho công chức, viên chức làm việc ở cấp xã",
         "Phòng Nội vụ", "Trung tâm Chính trị huyện", "Tháng 9/2026"),
    Task("4", "Khảo sát mức độ hài lòng của người dân và doanh nghiệp",
         "Phòng Văn hóa và Thông tin", "Ủy ban Mặt trận Tổ quốc Việt Nam huyện", "Từ 01/10/2026 đến 15/11/2026"),
)  # fmt: skip
IN_TABLE = (
    Task("1", "Kiểm tra việc gửi, nhận văn bản điện tử có ký số", "Văn phòng HĐND và UBND huyện",
         "Phòng Văn hóa và Thông tin", "Hằng quý"),
    Task("2", "Số hóa sổ hộ tịch còn lại", "Phòng Tư pháp", "Công an huyện", "Trước 31/8/2026"),
    Task("3", "Quyết toán kinh phí cải cách hành chính", "Phòng Tài chính - Kế hoạch", "Kho bạc Nhà nước huyện",
         "Tháng 12/2026"),
    Task("4", "Mở chuyên mục hỏi đáp về dịch vụ công trực tuyến", "Trung tâm Văn hóa, Thể thao và Truyền thanh",
         "Phòng Nội vụ", "Quý I/2026"),
    Task("5", "Chấm điểm Chỉ số cải cách hành chính của các xã, thị trấn", "Phòng Nội vụ",
         "Các phòng, ban chuyên môn", "Trước 20/11/2026"),
    Task("6", "Thu phí, lệ phí không dùng tiền mặt", "Chi cục Thuế khu vực", "UBND các xã, thị trấn", "Cả năm"),
)  # fmt: skip
PHONE, MAIL = "0200.355.0190", "noivu@binhan.example.vn"

HEADER = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành")
ROWS = tuple((task.number, task.title, task.lead, task.coordinator, task.time) for task in IN_TABLE)
SOURCE = "\n".join((
    "ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "HUYỆN BÌNH AN || Độc lập - Tự do - Hạnh phúc",
    "Số: 15/KH-UBND || Bình An, ngày 08 tháng 01 năm 2026",
    "# KẾ HOẠCH",
    "# Cải cách hành chính huyện Bình An năm 2026",
    "Để công việc của người dân được giải quyết nhanh và đúng hẹn, UBND huyện Bình An lập Kế hoạch cải cách hành chính "
    "năm 2026 như sau:",
    "## I. NHIỆM VỤ TRỌNG TÂM",
    *(line for task in IN_PROSE for line in (
        f"### {task.number}. {task.title}",
        f"- Cơ quan chủ trì: {task.lead}.",
        f"- Cơ quan phối hợp: {task.coordinator}.",
        f"- Thời gian hoàn thành: {task.time}.",
    )),
    "## II. TỔ CHỨC THỰC HIỆN",
    "- Các phòng, ban và UBND các xã, thị trấn thực hiện nhiệm vụ tại mục I và Phụ lục kèm theo.",
    f"- Khi có vướng mắc, liên hệ Phòng Nội vụ, điện thoại {PHONE}, thư điện tử {MAIL}.",
    "> TM. ỦY BAN NHÂN DÂN",
    "> CHỦ TỊCH",
    ">> Trần Thị Mai",
    "===",
    "# PHỤ LỤC",
    "# Danh mục nhiệm vụ thường xuyên năm 2026",
    "* (Kèm theo Kế hoạch số 15/KH-UBND ngày 08/01/2026 của UBND huyện Bình An)",
    *(f"| {' | '.join(row)} |" for row in (HEADER, *ROWS)),
))  # fmt: skip
LINES = build.parse(SOURCE)
PROSE, TABLE = "prose", "table"

Fact = tuple[str, str, str]


def facts(*held: str) -> Iterator[Fact]:
    """What the parts `held` of the plan say: kind, number of the task, and text."""
    for task in (*(IN_PROSE if PROSE in held else ()), *(IN_TABLE if TABLE in held else ())):
        for kind in ("title", "lead", "coordinator", "time"):
            yield kind, task.number, getattr(task, kind)
    if PROSE in held:
        yield from (("phone", "", PHONE), ("mail", "", MAIL))


@cache
def _old_letters(encoding: str) -> Mapping[str, str]:
    """Unicode character -> legacy text."""
    lines = (files("ingest") / "data" / "legacy.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.startswith(encoding))
    return {letter: western(bytes.fromhex(raw)) for _, raw, letter in rows}


def tcvn3(text: str) -> str:
    """As a .VnTime typist leaves it: but for Ă Â Đ Ê Ô Ơ Ư there are no marked capitals."""
    table = {**_old_letters("tcvn3"), "ý": "ý"}

    def letter(char: str) -> str:
        small = char.lower() if char not in "ĂÂĐÊÔƠƯ" else char
        return table.get(small, char) if not char.isascii() else char

    return "".join(map(letter, text))


def vni(text: str) -> str:
    return "".join(_old_letters("vni").get(char, char) for char in text)


def _western(text: str) -> bytes:
    return b"".join(bytes([ord(char)]) if ord(char) < 256 else char.encode("cp1252") for char in text)


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _cp1258(text: str) -> bytes:
    """Windows writes the tone as a letter of its own and keeps hats and horns with theirs."""
    pieces = []
    for char in text:
        marks = "".join(mark for mark in unicodedata.normalize("NFD", char) if mark in _TONES)
        letter = "".join(part for part in unicodedata.normalize("NFD", char) if part not in _TONES)
        pieces.append((unicodedata.normalize("NFC", letter) + marks).encode("cp1258"))
    return b"".join(pieces)


ENCODINGS: Mapping[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-8-bom": lambda text: text.encode("utf-8-sig"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-le-bom": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "utf-16-be-bom": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "nfd": lambda text: unicodedata.normalize("NFD", text).encode(),
    "windows-1258": _cp1258,
    "tcvn3": lambda text: _western(tcvn3(text)),
    "vni": lambda text: _western(vni(text)),
    "tcvn3-in-utf-8": lambda text: tcvn3(text).encode(),
    "vni-in-utf-16": lambda text: vni(text).encode("utf-16"),
}
WRITTEN: Mapping[str, Callable[[Sequence[build.Line]], bytes]] = {
    "txt": build.as_text,
    "md": build.as_markdown,
    "html": build.as_html,
}
FONTS: Mapping[str, tuple[Old, str]] = {
    "times": (str, "Times New Roman"),
    "vntime": (tcvn3, ".VnTime"),
    "vni-times": (vni, "VNI-Times"),
    "tcvn3-in-times": (tcvn3, "Times New Roman"),
}
OLD: Mapping[str, Old] = {"tcvn3": tcvn3, "vni": vni}
SAVED = ("times.docx", "times.html", "vntime.html", "times.pdf", "times.doc", "vntime.doc", "vni-times.doc",
         "tcvn3-in-times.doc", "times.rtf", "vntime.rtf", "times.odt", "vni-times.odt", "list.xls", "list.ods",
         "list.csv")  # fmt: skip
"""What LibreOffice saves, of the files in the folder above."""
FILTERS = {".csv": "csv:Text - txt - csv (StarCalc):44,34,76"}  # comma, quotes, UTF-8: else it is the machine's charset


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder, the parts of the plan that it holds, and what share of their facts must be found."""

    name: str
    held: tuple[str, ...] = (PROSE, TABLE)
    least: float = 1.0

    @property
    def is_scan(self) -> bool:
        return self.name.startswith("scans/")

    @property
    def needs_office(self) -> bool:
        """To be made or to be read."""
        return "/" in self.name


EVERY = (
    *(File(f"{encoding}.{suffix}") for encoding, suffix in product(ENCODINGS, WRITTEN)),
    *(File(f"{old}-entities.html") for old in OLD),
    *(File(f"{font}.docx") for font in FONTS),
    *(File(name) for name in ("body.eml", "attached.eml", "archive.zip")),
    *(File(name, (TABLE,)) for name in ("list.xlsx", "tcvn3.xlsx", "vni.xlsx", "list.csv", "tcvn3.csv", "vni.csv")),
    *(File(f"libreoffice/{name}", (TABLE,) if name.startswith("list") else (PROSE, TABLE)) for name in SAVED),
    File("scans/mixed.pdf", least=0.97),
    *(File(f"scans/{dpi}-dpi.{suffix}", least=least) for dpi, least in ((300, 0.97), (150, 0.9))
      for suffix in ("pdf", "tiff")),
    File("scans/300-dpi.png", (PROSE,), 0.97),
    File("scans/300-dpi.jpg", (TABLE,), 0.97),
    File("scans/150-dpi.png", (TABLE,), 0.9),
    File("scans/150-dpi.jpg", (PROSE,), 0.9),
)  # fmt: skip


def make(folder: Path) -> None:
    """Fill `folder` with the files of EVERY, without those that need LibreOffice where there is none."""
    for encoding, suffix in product(ENCODINGS, WRITTEN):
        (folder / f"{encoding}.{suffix}").write_bytes(ENCODINGS[encoding](WRITTEN[suffix](LINES).decode()))
    for name, old in OLD.items():
        (folder / f"{name}-entities.html").write_text(_entities(old), encoding="ascii")
    for name, (old, font) in FONTS.items():
        (folder / f"{name}.docx").write_bytes(_word(old, font))
    _wrap(folder)
    for name, old in {"list": str, **OLD}.items():
        _write_list(folder / name, old)
    if office.program():
        _save(folder)
        _scan(folder / "scans", (folder / "libreoffice" / "times.pdf").read_bytes())


def _entities(old: Old) -> str:
    """A page that names its charset wrongly and writes each letter as an entity."""
    page = old(build.as_html(LINES).decode()).replace("utf-8", "windows-1252")
    return page.encode("ascii", "xmlcharrefreplace").decode().replace("&#173;", "&shy;")


def _word(old: Old, font: str) -> bytes:
    word = docx.Document(io.BytesIO(build.as_docx(LINES)))
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        style = word.styles[name]
        style.font.name, style.font.size, style.paragraph_format.space_after = font, Pt(11), Pt(3)
    page = word.sections[0]
    page.page_width, page.page_height, page.left_margin, page.right_margin = Mm(210), Mm(297), Mm(30), Mm(15)
    page.top_margin = page.bottom_margin = Mm(20)
    cells = (cell for table in word.tables for row in table.rows for cell in row.cells)
    for paragraph in (*word.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)):
        for run in paragraph.runs:
            if run.text.strip():  # the others hold page breaks
                run.text = old(run.text)
    word.add_paragraph()  # Word ends every file so, and LibreOffice loses a table that ends one when it saves a .doc
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def _wrap(folder: Path) -> None:
    """The plan as the text of a mail, attached to a mail, and in an archive."""
    text, word = (folder / "utf-8.txt").read_text(encoding="utf-8"), (folder / "times.docx").read_bytes()
    body, attached = EmailMessage(policy=SMTP), EmailMessage(policy=SMTP)
    body.set_content(text)
    attached.set_content("Kính gửi các đơn vị kế hoạch kèm theo.")
    kind = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
    attached.add_attachment(word, *kind, filename="kế hoạch.docx")
    for name, mail in (("body", body), ("attached", attached)):
        mail["Subject"], mail["From"], mail["To"] = "V/v gửi kế hoạch", "a@example.vn", "b@example.vn"
        (folder / f"{name}.eml").write_bytes(mail.as_bytes())
    with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("công văn/kế hoạch.docx", word)


def _write_list(path: Path, old: Old) -> None:
    """The table of the plan as a workbook, and as the CSV that Excel saves."""
    rows = [[old(cell) for cell in row] for row in (HEADER, *ROWS)]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path.with_suffix(".xlsx"))
    with path.with_suffix(".csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def _save(folder: Path) -> None:
    """SAVED, a run of LibreOffice for each format: its start takes longer than a file."""
    to = ["--outdir", str(folder / "libreoffice")]
    with TemporaryDirectory() as profile:
        command = ["soffice", "--headless", f"-env:UserInstallation={Path(profile).as_uri()}", "--convert-to"]
        for suffix in dict.fromkeys(Path(name).suffix for name in SAVED):
            stems = [Path(name).stem for name in SAVED if name.endswith(suffix)]
            sources = [str(folder / f"{stem}{'.xlsx' if stem == 'list' else '.docx'}") for stem in stems]
            how = FILTERS.get(suffix, suffix[1:])
            subprocess.run([*command, how, *to, *sources], check=True, capture_output=True, timeout=120)


def _scan(folder: Path, pdf: bytes) -> None:
    """`pdf`, whose pages are the two parts of the plan, as scanned, and its first page with the scan of the second."""
    folder.mkdir()
    for scanner in (USED, BAD):
        name = f"{scanner.dpi}-dpi"
        (folder / f"{name}.pdf").write_bytes(scanner.writes(pdf))
        (folder / f"{name}.tiff").write_bytes(scanner.writes(pdf, "TIFF"))
        for part, sheet in zip((PROSE, TABLE), scanner.sees(pdf), strict=True):
            picture = next(file for file in EVERY if file.name.startswith(f"scans/{name}") and file.held == (part,))
            sheet.save(folder.parent / picture.name, dpi=(scanner.dpi, scanner.dpi), quality=scanner.quality)
    with pypdfium2.PdfDocument(pdf) as text, pypdfium2.PdfDocument(GOOD.writes(pdf)) as scan:
        mixed = pypdfium2.PdfDocument.new()
        mixed.import_pages(text, [0])
        mixed.import_pages(scan, [1])
        mixed.save(folder / "mixed.pdf")


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    make(place)
