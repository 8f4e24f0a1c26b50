"""Makes the forty documents out of documents/*.txt: Word, PDF, text, Markdown and portal pages, the same at every run.

`build(folder)` writes them all and returns their paths; NN-name.docx.txt becomes NN-name.docx. markup.py says how a
source is written. Whoever imports this module has this folder on sys.path.
"""

import html
import textwrap
from collections.abc import Iterator
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from markup import Block, Line, Page, Pair, Source, Table, sources

FONTS = Path("/usr/share/fonts/truetype/dejavu")


def build(folder: Path) -> list[Path]:
    """Writes every document into the folder; those in PDF only where the font is there (FONTS)."""
    folder.mkdir(parents=True, exist_ok=True)
    has_font = (FONTS / "DejaVuSerif-Bold.ttf").is_file()
    makeable = (source for source in sources() if has_font or not source.name.endswith(".pdf"))
    return [_built(source, folder / source.name) for source in makeable]


def _built(source: Source, path: Path) -> Path:
    if path.suffix == ".docx":
        _word(source, path)
    elif path.suffix == ".pdf":
        _pdf(source, path)
    else:
        text = {".txt": _text, ".md": _markdown, ".html": _page}[path.suffix](source)
        path.write_text(text, encoding="utf-8")
    return path


# Word


def _word(source: Source, path: Path) -> None:
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(3), Cm(1.7), Cm(2), Cm(2)
    for block in _joined(source):
        if isinstance(block, Pair):
            _word_pair(document, block, source.style_of(block))
        elif isinstance(block, Table):
            _word_table(document, block)
        elif isinstance(block, Page):
            document.add_page_break()
        else:
            _word_line(document, block)
    held = BytesIO()
    document.save(held)
    _save_undated(held, path)


def _save_undated(held: BytesIO, path: Path) -> None:
    """Writes the archive to `path` with the same time of writing, at every run, for each of its files."""
    with ZipFile(held) as made, ZipFile(path, "w", ZIP_DEFLATED) as kept:
        for entry in made.infolist():
            kept.writestr(ZipInfo(entry.filename), made.read(entry), ZIP_DEFLATED)


def _joined(source: Source) -> Iterator[Block]:
    """The blocks; with title=breaks the lines of a title below its kind are one paragraph with line breaks."""
    run: list[str] = []
    for block in [*source.blocks, Page()]:
        if isinstance(block, Line) and block.style == "title" and source.options.get("title") == "breaks":
            run.append(block.text)
            continue
        if run:
            yield Line("title", run[0])
        if run[1:]:
            yield Line("title", "\n".join(run[1:]))
        run = []
        yield block


_ALIGN = {
    "title": WD_ALIGN_PARAGRAPH.CENTER,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "text": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def _word_line(document: Any, line: Line) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(line.text)  # "\n" becomes a line break
    run.bold = line.style in {"title", "heading"}
    run.italic = line.style == "italic" or (line.style == "centre" and line.text.startswith("("))
    paragraph.alignment = _ALIGN.get(line.style)
    if line.style in {"text", "heading", "italic"}:
        paragraph.paragraph_format.first_line_indent = Cm(1)


def _word_table(document: Any, table: Table) -> None:
    grid = document.add_table(rows=len(table.rows), cols=len(table.rows[0]), style="Table Grid")
    lengths = _lengths(table, 24)
    for at, row in enumerate(table.rows):
        for cell, value, length in zip(grid.rows[at].cells, row, lengths, strict=True):
            cell.width = Cm(16.3 * length / sum(lengths))
            _fill(cell, value.split("<br>"), centred=False, bold=at == 0)
    document.add_paragraph()


def _lengths(table: Table, most: int) -> list[int]:
    """Characters that a column's longest cell has, between 6 and the most."""
    return [max(6, min(most, max(len(cell) for cell in column))) for column in zip(*table.rows, strict=True)]


def _fill(cell: Any, lines: list[str], *, centred: bool, bold: bool = False) -> None:
    for at, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(line)
        run.bold, run.font.size = bold, Pt(12)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _word_pair(document: Any, pair: Pair, style: str) -> None:
    if style in {"table", "breaks"}:
        grid = document.add_table(rows=len(pair.rows), cols=2)
        for at, (left, right) in enumerate(pair.rows):
            is_list = any(line.startswith("Nơi nhận") for line in left)
            for cell, lines, centred in ((0, left, not is_list), (1, right, True)):
                held = ["\n".join(lines)] if style == "breaks" else lines
                grid.cell(at, cell).width = Cm(9.4 if cell else 6.9)
                _fill(grid.cell(at, cell), held or [""], centred=centred, bold=cell == 1)
        document.add_paragraph()
    elif style == "tabs":
        for left, right in zip_longest(pair.left, pair.right, fillvalue=""):
            paragraph = document.add_paragraph(f"{left}\t{right}")
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(8.3))
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.runs[0].font.size = Pt(11)
    elif style == "above":
        for line in pair.left:
            document.add_paragraph(line)
        for line in pair.right:
            document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:  # stacked
        for left, right in pair.rows:
            for line in [*left, *right]:
                document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER


# PDF


def _pdf(source: Source, path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import cm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate

    for name, file in (("Serif", "DejaVuSerif.ttf"), ("Serif-Bold", "DejaVuSerif-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    pdfmetrics.registerFontFamily("Serif", normal="Serif", bold="Serif-Bold", italic="Serif", boldItalic="Serif-Bold")
    stamps: list[tuple[float, float, str]] = []
    story: list[Any] = []
    for block in source.blocks:
        if isinstance(block, Pair):
            story.extend(_pdf_pair(block, source.style_of(block), stamps))
        elif isinstance(block, Table):
            story.append(_pdf_grid(block))
        elif isinstance(block, Page):
            story.append(PageBreak())
        else:
            story.append(_pdf_line(block.text, block.style))

    def number(canvas: Any, _document: Any) -> None:
        if canvas.getPageNumber() > 1:
            canvas.setFont("Serif", 10)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 1.2 * cm, str(canvas.getPageNumber()))

    def stamp(canvas: Any, _document: Any) -> None:
        canvas.setFont("Serif", 11)
        for x, y, text in stamps:
            canvas.drawString(x, y, text)
        stamps.clear()

    frame = Frame(2.8 * cm, 2 * cm, A4[0] - 4.6 * cm, A4[1] - 4 * cm, 0, 0, 0, 0)
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=1)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=number, onPageEnd=stamp))
    document.build(story)


def _pdf_line(text: str, style: str) -> Any:
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    align = {"title": TA_CENTER, "centre": TA_CENTER, "right": TA_RIGHT, "list": TA_LEFT, "cell": TA_LEFT}
    size = {"right": 7.5, "list": 9, "cell": 9}.get(style, 10.5)
    is_body = style in {"text", "heading", "italic"}
    look = ParagraphStyle(
        style,
        fontName="Serif-Bold" if style in {"title", "heading"} else "Serif",
        fontSize=size,
        leading=size * 1.35,
        alignment=align.get(style, TA_JUSTIFY),
        firstLineIndent=26 if is_body else 0,
        spaceAfter=4 if is_body else 0,
    )
    return Paragraph(html.escape(text).replace("&lt;br&gt;", "<br/>") or "&nbsp;", look)


def _pdf_grid(table: Table) -> Any:
    from reportlab.platypus import Table as Grid

    cells = [[_pdf_line(cell, "cell") for cell in row] for row in table.rows]
    lengths = _lengths(table, 24)
    widths = [460 * length / sum(lengths) for length in lengths]
    look = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Grid(cells, widths, style=look, repeatRows=1, spaceBefore=4, spaceAfter=8)


def _pdf_pair(pair: Pair, style: str, stamps: list[tuple[float, float, str]]) -> list[Any]:
    from reportlab.platypus import Spacer
    from reportlab.platypus import Table as Grid

    if style == "below":
        return [*(_pdf_line(line, "title") for line in pair.right), *(_pdf_line(line, "list") for line in pair.left)]
    rows = []
    for left, right in pair.rows:
        is_list = any(line.startswith("Nơi nhận") for line in left)
        cells = ((left, "list" if is_list else "centre"), (right, "title" if pair.is_foot else "centre"))
        rows.append([[_stamped(line, kind, stamps) for line in lines] for lines, kind in cells])
    grid = Grid(rows, [205, 257], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    return [grid, Spacer(1, 12)]


def _stamped(text: str, style: str, stamps: list[tuple[float, float, str]]) -> Any:
    if "<<" not in text:
        return _pdf_line(text, style)
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.platypus import Flowable

    pieces = text.replace(">>", "<<").split("<<")  # every other one is stamped

    class Gapped(Flowable):  # type: ignore[misc]
        def wrap(self, width: float, _height: float) -> tuple[float, float]:
            self.room = width
            return width, 15

        def draw(self) -> None:
            x = (self.room - stringWidth("".join(pieces), "Serif", 10.5)) / 2 - 6
            self.canv.setFont("Serif", 10.5)
            for at, piece in enumerate(pieces):
                if at % 2:
                    stamps.append((*self.canv.absolutePosition(x + 3, 4), piece))
                else:
                    self.canv.drawString(x, 4, piece)
                x += stringWidth(piece, "Serif", 10.5) + (6 if at % 2 else 0)

    return Gapped()


# Text


def _text(source: Source) -> str:
    width, indent = int(source.options["width"]), int(source.options["indent"])
    gap = "" if indent else "\n"
    out: list[str] = []
    for block in source.blocks:
        if isinstance(block, Pair):
            out += [*_text_pair(block, source.style_of(block), width), ""]
        elif isinstance(block, Table):
            out += [*_text_table(block, width), ""]
        elif isinstance(block, Page):
            out.append("\f")
        elif block.style in {"title", "centre"}:
            out += [line.center(width).rstrip() for line in textwrap.wrap(block.text, width - 2)]
        else:
            out += [*textwrap.wrap(block.text, width, initial_indent=" " * indent), *gap.splitlines()]
    return "\n".join(out) + "\n"


def _text_pair(pair: Pair, style: str, width: int) -> Iterator[str]:
    if style == "tabs":
        for left, right in zip_longest(pair.left, pair.right, fillvalue=""):
            yield f"{left}\t\t{right}".rstrip()
    elif style == "above":
        yield from pair.left
        yield from ((" " * (width // 2) + line.center(width // 2)).rstrip() for line in pair.right)
    else:
        half = width * 11 // 24
        for left, right in pair.rows:
            is_list = any(line.startswith("Nơi nhận") for line in left)
            at_left = [part for line in left for part in (textwrap.wrap(line, half - 2) or [""])]
            for one, other in zip_longest(at_left, right, fillvalue=""):
                first = one.ljust(half) if is_list else one.center(half)
                yield (first + "  " + other.center(width - half - 2)).rstrip()


def _text_table(table: Table, width: int) -> Iterator[str]:
    lengths = _lengths(table, 30)
    room = width - 2 * len(lengths)
    while sum(lengths) > room:
        lengths[lengths.index(max(lengths))] -= 1
    for row in table.rows:
        cells = [textwrap.wrap(cell, length) for cell, length in zip(row, lengths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            line = "  ".join(part.ljust(length) for part, length in zip(parts, lengths, strict=True))
            yield line.rstrip()


# Markdown


def _markdown(source: Source) -> str:
    style = source.options["head"]
    heading = "### {}" if style == "br" else "**{}**"
    out: list[str] = []
    for block in source.blocks:
        if isinstance(block, Pair):
            out.append(_markdown_pair(block, source.style_of(block)))
        elif isinstance(block, Table):
            head, *rows = ["| " + " | ".join(row) + " |" for row in block.rows]
            out.append("\n".join([head, "|" + " --- |" * len(block.rows[0]), *rows]))
        elif isinstance(block, Line):
            text = "\n".join(textwrap.wrap(block.text, 80)) if style == "crawl" else block.text
            out.append({"title": "**{}**", "heading": heading, "italic": "*{}*"}.get(block.style, "{}").format(text))
    return "\n\n".join(out) + "\n"


def _markdown_pair(pair: Pair, style: str) -> str:
    if style == "flat":
        return "\n\n".join(line for line in [*pair.left, *pair.right] if line)
    if style == "crawl":
        cells = ["\n".join(["|", *filter(None, cell)]) for row in pair.rows for cell in row]
        return "\n".join(["\n|\n".join("\n".join(cells[at : at + 2]) for at in range(0, len(cells), 2)), "|"])
    joined = " " if style == "row" else "<br>"
    held = [joined.join(line.replace("*", r"\*") for line in side if line) for side in (pair.left, pair.right)]
    if style == "br":
        held = [f"**{side}**" if not side.startswith("Nơi nhận") else side for side in held]
    return f"| {held[0]} | {held[1]} |\n| --- | --- |"


# Portal pages


def _page(source: Source) -> str:
    site = source.options["site"].replace("_", " ")
    out = [
        f'<!DOCTYPE html>\n<html lang="vi">\n<head><meta charset="utf-8"><title>{site}</title>',
        "<style>.c{text-align:center}</style><script>var trang = {tin: 1207};</script></head>\n<body>",
        f'<header><a href="/">{site.upper()}</a><nav><a href="/gioi-thieu">Giới thiệu</a> <a href="/van-ban">Văn bản'
        '</a> <a href="/dich-vu-cong">Dịch vụ công</a> <a href="/lien-he">Liên hệ</a></nav></header>',
        '<main><div class="noi-dung">',
    ]
    for block in source.blocks:
        if isinstance(block, Pair):
            out.append(_page_pair(block, source.style_of(block)))
        elif isinstance(block, Table):
            rows = ("".join(f"<td>{_cell(cell)}</td>" for cell in row) for row in block.rows)
            out.append('<table border="1">' + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>")
        elif isinstance(block, Line):
            out.append(_page_line(block))
    out.append(f"</div></main>\n<footer><p>Bản quyền thuộc về {site}</p></footer>\n</body></html>\n")
    return "\n".join(out)


def _page_line(line: Line) -> str:
    if line.style == "aside":
        return f'</div><div class="lien-quan"><h3>{html.escape(line.text)}</h3>'
    tag, closing = {
        "title": ('<p class="c"><strong>', "</strong></p>"),
        "centre": ('<p class="c"><em>', "</em></p>"),
        "heading": ("<p><b>", "</b></p>"),
        "italic": ("<p><em>", "</em></p>"),
    }.get(line.style, ("<p>", "</p>"))
    return tag + html.escape(line.text) + closing


def _page_pair(pair: Pair, style: str) -> str:
    rows = list(pair.rows)
    if style == "rows":
        rows = [([left], [right]) for left, right in zip_longest(pair.left, pair.right, fillvalue="")]
    made = ("".join(f'<td class="c">{_cell("<br>".join(cell))}</td>' for cell in row) for row in rows)
    return '<table width="100%">' + "".join(f"<tr>{row}</tr>\n" for row in made) + "</table>"


def _cell(text: str) -> str:
    return html.escape(text).replace("&lt;br&gt;", "<br/>")
