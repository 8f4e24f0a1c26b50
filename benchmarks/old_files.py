"""Files in fonts from before Unicode, as offices, converters, PDF writers and copy-and-paste leave them.

`every` makes them: each holds the same plan, set in TCVN3 (.VnTime …), VNI or another chart, and comes with what a
reader must find in it. What none can know is left out of that: capitals that a chart lacks, where no font tells them.
"""

import io
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import openpyxl
from measured import ROOT
from old_pdfs import WAYS as PDF_WAYS
from old_pdfs import pdf
from old_text import HAS_CAPITAL, STRAYS, WAYS, Run, held, raw, runs, told, tone_first, twice, typed
from openpyxl.styles import Font

from ingest.readers import office

MIXED = (
    "Liên hệ: Phòng Nội vụ, điện thoại 0200.355.0190, thư điện tử noivu@binhan.example.vn, trang "
    "https://binhan.example.vn/tin-tuc?id=25&p=1.",
    "Máy chủ IBM x3650-M4, hệ điều hành Windows XP, phần mềm Microsoft Office 2003, đường truyền 10/100 Mbps.",
    "Dự án Public Administration Reform Project do Ngân hàng Thế giới (World Bank) hỗ trợ giai đoạn 2004-2008.",
    "Kinh phí 1.250.000.000 đồng, tăng 5,5% so với năm 2004; biểu mẫu số 01-CCHC/BC, 02/TTHC-UBND; mã hồ sơ H56.12.",
    "Kính gửi: Các sở, ban, ngành; UBND các huyện, thị xã; HĐND-UBND; Công văn số 215/CV-SNV; Nghị định 30/2004/NĐ-CP.",
    "Chuyên gia Jean-Pierre Dupont (Institut de Recherche) trình bày về La fonction publique territoriale.",
    "(Ban hành kèm theo Quyết định số 12/2005/QĐ-UBND ngày 03/02/2005 của Ủy ban nhân dân tỉnh)",
)
SOUND = (
    "Résumé du rapport de l'été, élections européennes à Orléans: « garçon », naïve, œuvre.",
    "São Paulo, Zürich, Malmö, Gdańsk; máy Nokia® 6300©, đo 25 µg/m³ ± 5%, rộng 12 m², nhiệt độ 18 °C ¼ công suất.",
    "Thực hiện tốt công tác văn thư, lưu trữ; “một cửa”, “một cửa liên thông” – theo Nghị định số 61/2018/NĐ-CP…",
)
FONTS = (".VnTime", "VNI-Times")
FAMILIES = (*FONTS, ".VnArial", "VnTime", "VNtimes new roman", ".VNTIME", "VNI Helve", "Times New Roman")
"""The last stands for fonts whose name says nothing."""
CHARSETS = (0, 2, 163, 238, 162, 204)
"""What RTF declares old fonts as: Western, symbols, Vietnamese, Central European, Turkish, Cyrillic."""


@dataclass(frozen=True, slots=True)
class File:
    """What a file stands for, where it is, and the text that it must be found to hold."""

    name: str
    path: Path
    truth: str


def plan(name: str) -> list[str]:
    """The lines of a sample plan, each a paragraph."""
    build: dict[str, Any] = run_path(str(ROOT / "samples" / "build.py"))
    source = (ROOT / "samples" / "source" / f"{name}.plan").read_text(encoding="utf-8")
    lines = (line for line in build["parse"](source) if line.kind != "page")
    texts = (text for line in lines for text in (line.cells or (line.text,)))
    return [text.replace("**", "") for text in texts if text.strip()]


def every(folder: Path, lines: Sequence[str]) -> Iterator[File]:
    """All the files, made in `folder`."""
    for make in (text_files, stray_files, rtf_files, html_files, pdf_files, office_files):
        place = folder / make.__name__.removesuffix("_files")
        place.mkdir()
        made = []
        for number, (name, suffix, content, truth) in enumerate(make(lines)):
            made.append(File(name, place / f"{number}.{suffix}", "\n".join(truth)))
            made[-1].path.write_bytes(content)
        yield from made
    if office.program():
        yield from _converted(folder / "converted", made)


def _converted(folder: Path, made: Sequence[File]) -> Iterator[File]:
    """What LibreOffice makes of the Word and Excel files; it has no old fonts to draw a PDF in."""
    for suffix, sources in (
        *((suffix, [file for file in made if file.path.suffix == ".docx"]) for suffix in ("doc", "rtf", "odt")),
        ("xls", [file for file in made if file.path.suffix == ".xlsx"]),
        ("pdf", [file for file in made if file.name in ("DOCX, VNI-Times", f"DOCX, {FAMILIES[-1]}")]),
    ):
        with TemporaryDirectory() as profile:
            command = ["soffice", "--headless", f"-env:UserInstallation={Path(profile).as_uri()}"]
            paths = [str(file.path) for file in sources]
            command += ["--convert-to", suffix, "--outdir", str(folder), *paths]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
        for file in sources:
            name = f"{suffix.upper()} of LibreOffice, {file.name.split(', ', 1)[1]}"
            yield File(name, folder / f"{file.path.stem}.{suffix}", file.truth)


Made = tuple[str, str, bytes, Iterable[str]]
"""What a file stands for, its suffix, its content, and the lines that it must be found to hold."""


def text_files(lines: Sequence[str]) -> Iterator[Made]:
    """Text files, which name no font."""
    for chart, ways in WAYS.items():
        truth = [told(line, chart) for line in lines]
        text = "\n".join(typed(line, chart) for line in lines)
        yield f"{chart}, bytes", "txt", raw(text), truth
        for way, change in ways.items():
            yield f"{chart}, {way}", "txt", change(text).encode(), truth
        yield f"{chart}, put in capitals", "txt", text.upper().encode(), map(str.upper, lines)
        yield f"{chart}, put in small letters", "txt", text.lower().encode(), (_lowered(line, chart) for line in lines)
        thirds = [line if at % 3 == 0 else typed(line, chart) for at, line in enumerate(lines)]
        found = [line if at % 3 == 0 else told(line, chart) for at, line in enumerate(lines)]
        yield f"{chart}, a third Unicode", "txt", "\n".join([*SOUND, *thirds]).encode(), [*SOUND, *found]
        halves = [_half(line, chart, typed) for line in lines]
        yield (
            f"{chart}, half of a line",
            "txt",
            "\n".join(halves).encode(),
            (_half(line, chart, told) for line in lines),
        )
    charts = ["vni" if at // 9 % 2 else "tcvn3" for at in range(len(lines))]
    turns = "\n".join(map(typed, lines, charts))
    yield "tcvn3 and vni in turns", "txt", turns.encode(), map(told, lines, charts)
    for chart in ("viscii", "vps"):
        text = "\n".join(typed(line.replace("…", "..."), chart) for line in lines)
        truth = [held(line.replace("…", "..."), chart) for line in lines]
        yield f"{chart}, bytes", "txt", raw(text), truth
        yield f"{chart}, as Windows shows it", "txt", text.encode(), truth


def _lowered(line: str, chart: str) -> str:
    """As lowering old text does: the signs that are capitals in TCVN3 have no small ones."""
    return "".join(char if chart == "tcvn3" and char in HAS_CAPITAL else char.lower() for char in line)


def _half(line: str, chart: str, write: Callable[[str, str], str]) -> str:
    """`line` with its first half written in the chart, as text pasted from two documents."""
    words = line.split(" ")
    middle = len(words) // 2 if len(words) > 7 else len(words)
    return " ".join(part for part in (write(" ".join(words[:middle]), chart), " ".join(words[middle:])) if part)


def stray_files(lines: Sequence[str]) -> Iterator[Made]:
    """Unicode text with letters that are not those meant."""
    sound = "\n".join(lines)
    for name, letters in STRAYS.items():
        yield f"Unicode, {name}", "txt", sound.translate(dict(letters)).encode(), lines
        word = docx.Document()
        for line in lines:
            word.add_paragraph(line.translate(dict(letters)))
        yield f"Unicode, {name}, DOCX", "docx", _saved(word), lines
    yield "Unicode, the tone before the hat", "txt", tone_first(sound).encode(), lines
    yield "Unicode, UTF-8 twice", "txt", twice(sound).encode(), lines
    yield "Unicode, UTF-8 shown in Mac Roman", "txt", sound.encode().decode("mac_roman").encode(), lines
    yield "Unicode, sound", "txt", "\n".join([*SOUND, *lines]).encode(), [*SOUND, *lines]


def rtf_files(lines: Sequence[str]) -> Iterator[Made]:
    """RTF as Word 97 writes it, each letter a byte in hexadecimal."""
    for charset in CHARSETS:
        for font in FONTS:
            yield f"RTF by bytes, {font}, charset {charset}", "rtf", _rtf(lines, font, charset), lines


def _rtf(lines: Sequence[str], font: str, charset: int) -> bytes:
    table = "{\\fonttbl{\\f0\\froman\\fcharset0 Times New Roman;}"
    table += "".join(f"{{\\f{at}\\fswiss\\fcharset{charset} {name};}}" for at, name in enumerate((font, f"{font}H"), 1))
    shown_lines = (
        "".join(f"{{\\f{1 + (run.font != font)} {_escaped(run.text)}}}" for run in runs(line, font)) for line in lines
    )
    body = "\\par\n".join(shown_lines)
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff1{table}}}\n{body}\\par}}".encode("ascii")


def _escaped(text: str) -> str:
    return "".join(chr(b) if b < 128 and chr(b) not in "\\{}" else f"\\'{b:02x}" for b in raw(text))


def html_files(lines: Sequence[str]) -> Iterator[Made]:
    for font, chart in zip(FONTS, ("tcvn3", "vni"), strict=True):
        body = "\n".join(f"<p>{''.join(map(_tagged, runs(line, font)))}</p>" for line in lines)
        entities = _page("windows-1252", body).encode("ascii", "xmlcharrefreplace").replace(b"&#173;", b"&shy;")
        yield f"HTML, {font}, UTF-8", "html", _page("utf-8", body).encode(), lines
        yield f"HTML, {font}, entities", "html", entities, lines
        bare = "\n".join(f"<p>{escape(typed(line, chart))}</p>" for line in lines)
        truth = [told(line, chart) for line in lines]
        for charset in ("windows-1252", "iso-8859-1", "x-user-defined", "windows-1258"):
            yield f"HTML, {chart} without a font, {charset}", "html", raw(_page(charset, bare)), truth


def _tagged(run: Run) -> str:
    return f'<font face="{run.font}">{escape(run.text)}</font>'


def _page(charset: str, body: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body>{body}</body></html>'


def pdf_files(lines: Sequence[str]) -> Iterator[Made]:
    for font, chart in zip(FONTS, ("tcvn3", "vni"), strict=True):
        for name, way in PDF_WAYS.items():
            truth = lines if way.is_named else [told(line, chart) for line in lines]
            yield f"PDF, {font}, {name}", "pdf", pdf(lines, font, way), truth


def office_files(lines: Sequence[str]) -> Iterator[Made]:
    """Word and Excel files."""
    for font in FAMILIES:
        is_named = font != FAMILIES[-1]
        word = docx.Document()
        for line in lines:
            paragraph = word.add_paragraph()
            for run in runs(line, font) if is_named else [Run(typed(line, "tcvn3"), font)]:
                paragraph.add_run(run.text).font.name = run.font
        yield f"DOCX, {font}", "docx", _saved(word), lines if is_named else [told(line, "tcvn3") for line in lines]
    word = docx.Document()
    for at, line in enumerate(lines):
        paragraph = word.add_paragraph()
        for run in [Run(line, "Arial")] if at % 3 == 2 else runs(line, FONTS[at % 3]):
            paragraph.add_run(run.text).font.name = run.font
        paragraph.add_run(f" {SOUND[at % 3]}").font.name = "Arial"
    yield (
        "DOCX, three fonts and sound text",
        "docx",
        _saved(word),
        (f"{line} {SOUND[at % 3]}" for at, line in enumerate(lines)),
    )
    for font in (*FONTS, ".VnArialH", "Arial"):
        chart = "vni" if font.startswith("VNI") else "tcvn3"
        rows = [(line, "Phòng Nội vụ", "Quý IV năm trước") for line in lines]
        book = openpyxl.Workbook()
        for number, row in enumerate(rows, start=1):
            book.active.append((number, *(typed(text, chart) for text in row)))
            for cell in book.active[number]:
                cell.font = Font(name=font)
        change = str.upper if font.endswith("H") else str
        truth = (f"{n} {' '.join(change(told(text, chart)) for text in row)}" for n, row in enumerate(rows, start=1))
        yield f"XLSX, {font}", "xlsx", _saved(book), truth


def _saved(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
