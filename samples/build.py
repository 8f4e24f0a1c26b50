"""Makes the sample plans from samples/source: `python samples/build.py [FOLDER]` (default: this folder).

A source is plain text, one block a line:

    %% comment            ! the mark at the top       left || right   a line of the two-column head
    # title               ## I. heading               ### 1. heading  #### a) heading
    - item                + item below an item        | a | b |       a table row, the first is the header
    * centred line        > who signs as what         >> the name     ===           a new page

Any other line is a paragraph, in which **bold** may stand. The files made are committed, so nobody needs to build
them to use them; the PDF needs the DejaVu Serif font (Debian: fonts-dejavu-core).
"""

import html
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/Library/Fonts"), Path("C:/Windows/Fonts"))
_MARKS = {"!": "mark", "#": "title", "##": "h2", "###": "h3", "####": "h4", "-": "item", "+": "sub"}
_MARKS |= {"*": "centre", ">": "sign", ">>": "name", "|": "row", "===": "page"}
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    text: str
    cells: tuple[str, ...] = ()


def parse(source: str) -> list[Line]:
    """The lines of a source, comments and empty lines left out."""
    return [_line(line) for line in source.splitlines() if line.strip() and not line.startswith("%%")]


def _line(line: str) -> Line:
    mark, _, rest = line.partition(" ")
    if " || " in line:
        return Line("head", "", tuple(cell.strip() for cell in line.split("||")))
    if mark == "|":
        return Line("row", "", tuple(cell.strip() for cell in line.strip("| ").split("|")))
    return Line(_MARKS[mark], rest) if mark in _MARKS else Line("para", line)


def runs(lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Neighbouring lines of one kind together, so that rows make a table, and items with those below them a list."""
    for kind, group in groupby(lines, key=lambda line: "item" if line.kind == "sub" else line.kind):
        yield kind, list(group)


_TIGHT = frozenset({"head", "title", "item", "row", "sign"})


def as_text(lines: list[Line]) -> bytes:
    def one(line: Line) -> str:
        match line.kind:
            case "head":
                return f"{line.cells[0]:<32}{line.cells[1]}"
            case "row":
                return "\t".join(line.cells)
            case "item":
                return f"- {line.text}"
            case "sub":
                return f"+ {line.text}"
            case "mark":
                return f"({line.text})"
            case _:
                return line.text.replace("**", "")

    def run(kind: str, group: list[Line]) -> str:
        return ("\n" if kind in _TIGHT else "\n\n").join(map(one, group))

    return "\n\n".join(run(kind, group) for kind, group in runs(lines) if kind != "page").encode() + b"\n"


_MD = {
    "mark": "> {}",
    "h2": "## {}",
    "h3": "### {}",
    "h4": "#### {}",
    "centre": "*{}*",
    "sign": "**{}**",
    "name": "**{}**",
}


def as_markdown(lines: list[Line]) -> bytes:
    def run(kind: str, group: list[Line]) -> str:
        match kind:
            case "head" | "row":
                rows = ["| " + " | ".join(line.cells) + " |" for line in group]
                return "\n".join([rows[0], "|" + "---|" * len(group[0].cells), *rows[1:]])
            case "item":
                return "\n".join(("- " if line.kind == "item" else "  + ") + line.text for line in group)
            case "page":
                return "---"
            case "title":
                return f"# {group[0].text}\n\n" + "\n\n".join(f"**{line.text}**" for line in group[1:])
            case _:
                return "\n\n".join(_MD.get(kind, "{}").format(line.text) for line in group)

    return "\n\n".join(run(kind, group).strip() for kind, group in runs(lines)).encode() + b"\n"


_HTML_PAGE = """<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: "Times New Roman", serif; max-width: 46em; margin: 2em auto; line-height: 1.5; }}
h1, .centre {{ text-align: center; }} .sign, .name {{ text-align: right; font-weight: bold; }}
.mark {{ border: 1px solid #999; padding: .5em; font-style: italic; }} .head {{ width: 100%; text-align: center; }}
.sub {{ margin-left: 1.5em; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
_TAGS = {"h2": "h2", "h3": "h3", "h4": "h4"}


def as_html(lines: list[Line]) -> bytes:
    def rich(text: str) -> str:
        return _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False))

    def run(kind: str, group: list[Line]) -> str:
        match kind:
            case "head" | "row":
                rows = ("".join(f"<td>{rich(cell)}</td>" for cell in line.cells) for line in group)
                return f'<table class="{kind}">\n' + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"
            case "item":
                points = (f'<li class="{line.kind}">{rich(line.text)}</li>' for line in group)
                return "<ul>\n" + "\n".join(points) + "\n</ul>"
            case "page":
                return "<hr>"
            case "title":
                return "<h1>" + "<br>\n".join(rich(line.text) for line in group) + "</h1>"
            case "para" | "h2" | "h3" | "h4":
                tag = _TAGS.get(kind, "p")
                return "\n".join(f"<{tag}>{rich(line.text)}</{tag}>" for line in group)
            case _:
                return "\n".join(f'<p class="{kind}">{rich(line.text)}</p>' for line in group)

    body = "\n".join(run(kind, group) for kind, group in runs(lines))
    return _HTML_PAGE.format(title=html.escape(_title(lines)), body=body).encode()


def _title(lines: list[Line]) -> str:
    return " ".join(line.text for line in next(group for kind, group in runs(lines) if kind == "title"))


def as_docx(lines: list[Line]) -> bytes:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    document.core_properties.title = _title(lines)
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = datetime(2025, 1, 1)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        font = document.styles[name].font
        font.name, font.size, font.color.rgb = "Times New Roman", Pt(13), RGBColor(0, 0, 0)
    align = {"title": WD_ALIGN_PARAGRAPH.CENTER, "centre": WD_ALIGN_PARAGRAPH.CENTER, "sign": WD_ALIGN_PARAGRAPH.RIGHT}
    align["name"] = align["sign"]
    styles = {"h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}
    before = {"item": "- ", "sub": "+ "}
    for kind, group in runs(lines):
        if kind in ("head", "row"):
            table = document.add_table(rows=0, cols=len(group[0].cells), style="Table Grid" if kind == "row" else None)
            for line in group:
                for cell, text in zip(table.add_row().cells, line.cells, strict=True):
                    cell.text = text
            continue
        for line in group:
            paragraph = document.add_paragraph(style=styles.get(kind))
            if kind in align:
                paragraph.alignment = align[kind]
            for position, text in enumerate(_BOLD.split(before.get(line.kind, "") + line.text)):
                run = paragraph.add_run(text)
                run.bold = True if kind in ("title", "sign", "name") or position % 2 else None
                run.italic = True if kind in ("mark", "centre") else None
            if kind == "page":
                paragraph.add_run().add_break(WD_BREAK.PAGE)
    made = io.BytesIO()
    document.save(made)
    return _without_clock(made.getvalue())


def _without_clock(archive: bytes) -> bytes:
    """The same zip file without the time of its making, so that building twice gives the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def font(name: str) -> Path | None:
    """Where the TrueType file `name` lies on this machine; None where it is not installed."""
    return next((path for folder in FONT_FOLDERS for path in folder.rglob(name)), None)


def as_pdf(lines: list[Line]) -> bytes:
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

    for name, file in (("Serif", "DejaVuSerif.ttf"), ("Serif-Bold", "DejaVuSerif-Bold.ttf")):
        path = font(file)
        if path is None:
            raise SystemExit(f"{file} is not installed (Debian, Ubuntu: apt-get install fonts-dejavu-core)")
        pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily("Serif", normal="Serif", bold="Serif-Bold", italic="Serif", boldItalic="Serif-Bold")
    plain = ParagraphStyle("para", fontName="Serif", fontSize=10.5, leading=15, spaceAfter=5, alignment=TA_JUSTIFY)
    bold = ParagraphStyle("bold", plain, fontName="Serif-Bold", alignment=0, spaceBefore=5, keepWithNext=1)
    styles = {
        "title": ParagraphStyle("title", bold, alignment=TA_CENTER, fontSize=11.5),
        "centre": ParagraphStyle("centre", plain, alignment=TA_CENTER),
        "sign": ParagraphStyle("sign", bold, alignment=TA_RIGHT, rightIndent=15 * mm),
        "name": ParagraphStyle("name", bold, alignment=TA_RIGHT, rightIndent=15 * mm, spaceBefore=18 * mm),
        "sub": ParagraphStyle("sub", plain, leftIndent=6 * mm),
        "cell": ParagraphStyle("cell", plain, alignment=TA_CENTER, fontSize=9, spaceAfter=0),
    } | dict.fromkeys(("h2", "h3", "h4"), bold)
    before = {"item": "- ", "sub": "+ "}

    def paragraph(line: Line) -> Paragraph:
        text = _BOLD.sub(r"<b>\1</b>", html.escape(before.get(line.kind, "") + line.text, quote=False))
        return Paragraph(text, styles.get(line.kind, plain))

    def run(kind: str, group: list[Line]) -> list[Flowable]:
        if kind in ("head", "row"):
            cells = [[Paragraph(html.escape(cell), styles["cell"]) for cell in line.cells] for line in group]
            grid = [("GRID", (0, 0), (-1, -1), 0.5, "black")] if kind == "row" else []
            widths = ["40%", "60%"] if kind == "head" else None
            return [Table(cells, widths, style=TableStyle(grid), spaceAfter=8, repeatRows=1 if grid else 0)]
        return [PageBreak()] if kind == "page" else [paragraph(line) for line in group]

    made = io.BytesIO()
    page = SimpleDocTemplate(
        made, pagesize=A4, leftMargin=30 * mm, rightMargin=18 * mm, topMargin=20 * mm, bottomMargin=20 * mm,
        title=_title(lines), author="", invariant=1,
    )  # fmt: skip
    page.build([flowable for kind, group in runs(lines) for flowable in run(kind, group)])
    return made.getvalue()


# Which plan is shown in which form.
SAMPLES: dict[str, Callable[[list[Line]], bytes]] = {
    "ba-to-2025.txt": as_text,
    "dak-lak-2025.pdf": as_pdf,
    "dinh-bien-2022.html": as_html,
    "giao-long-2024.md": as_markdown,
    "ninh-hoa-2023.docx": as_docx,
}


def make(name: str) -> bytes:
    """The bytes of the sample `name`, made from its source."""
    source = HERE / "source" / Path(name).with_suffix(".plan").name
    return SAMPLES[name](parse(source.read_text(encoding="utf-8")))


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for sample in SAMPLES:
        (folder / sample).write_bytes(make(sample))
        print(folder / sample)
