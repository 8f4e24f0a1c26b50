"""Word files: body, numbering, tables, text boxes and footnotes, in the order in which Word shows them."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from ingest.document import BlockKind, Document
from ingest.readers import legacy, tabbed
from ingest.readers.builder import MAX_COLUMNS, Builder, Spread, kind_of
from ingest.readers.fonts import Fonts, Look, properties_in
from ingest.readers.load import MAX_TEXT_BYTES, check_text, load
from ingest.readers.marks import is_bullet
from ingest.readers.numbering import Numbering, W, child, number, roman, value
from ingest.readers.package import check_zip, transitional

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS = frozenset(
    [W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple",
                           "dir", "bdo")] + [f"{_MC}AlternateContent", f"{_MC}Choice"]
)  # fmt: skip
_TEXT = f"{W}t"
_LITERALS = {
    f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad",
}  # fmt: skip
_NOTES: Mapping[str, tuple[str, str, Callable[[int], str]]] = {
    f"{W}footnoteReference": (RELATIONSHIP_TYPE.FOOTNOTES, f"{W}footnote", str),
    f"{W}endnoteReference": (RELATIONSHIP_TYPE.ENDNOTES, f"{W}endnote", roman),
}
"""By what refers to them: where notes stand, what one is called, and how Word numbers them."""
_HEADING = re.compile(r"heading [1-9]")
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LEAST_CHUNK = 4096
"""Bytes that a file in the file counts for: one may be named a hundred thousand times."""
_CHUNK = "Tệp nhúng một tệp khác mà chương trình chưa đọc. Hãy mở bằng Word, lưu lại rồi nạp lại."
_PICTURES = (
    "Có {count} hình lớn trong tệp, chữ trong hình chưa được đọc (có thể là phụ lục hoặc bảng chụp lại). "
    "Hãy nạp thêm bản có chữ, hoặc tệp ảnh, tệp PDF của phần đó."
)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_BLIP, _EXTENT = f"{{{_DRAWING}/main}}blip", f"{{{_DRAWING}/wordprocessingDrawing}}extent"
_LARGE = (("cx", 8 * 360_000), ("cy", 4 * 360_000))
"""Width and height, in the 360,000ths of a centimetre that Word counts in: seals and emblems have less, tables more."""
_NO_LIST = "0"
_MAX_STYLE_DEPTH = 20


def read_docx(path: Path, source: str) -> Document:
    """The docx file at `path` as read: deleted and hidden text left out, headers and footers too.

    Raises UnreadableError for what is no docx; a damaged one raises what python-docx and lxml raise.
    """
    raw = load(path)
    check_zip(raw)
    return _Reader(docx.Document(io.BytesIO(transitional(raw))), Builder(source)).read(raw)


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style with what it inherits."""

    name: str = ""
    outline: str | None = None
    num_id: str | None = None
    num_depth: str | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: BlockKind
    text: str
    level: int | None = None


class _Reader:
    """Walks one document; numbers are counted, so every paragraph is visited once and in order."""

    def __init__(self, document: Any, builder: Builder) -> None:
        self._body = document.element.body
        self._part = document.part
        self._styles = _Styles(document.styles.element)
        self._numbering = Numbering(self._related(RELATIONSHIP_TYPE.NUMBERING))
        self._fonts = Fonts(document.styles.element)
        self._builder = builder
        self._carried = ""
        self._chunks, self._misses_chunks = 0, False
        self._notes: dict[str, list[str]] = {reference: [] for reference in _NOTES}

    def read(self, raw: bytes) -> Document:
        self._add(self._body)
        self._add_notes()
        if self._misses_chunks:
            self._builder.warn(_CHUNK)
        if pictures := sum(map(_is_large_picture, self._body.iter(f"{W}drawing"))):
            self._builder.warn(_PICTURES.format(count=pictures))
        return self._builder.build(raw)

    @cached_property
    def _whole(self) -> legacy.Told:
        """What the text as a whole tells of its charts; asked for only where a font does not."""
        odd = (
            each
            for each in self._body.iter(f"{W}p")
            if legacy.is_odd("".join(map(_bare, each.iter(_TEXT, *_LITERALS))))
        )
        return legacy.Told(lambda: (faced for paragraph in odd for faced in self._faced(paragraph)))

    def _faced(self, paragraph: Any) -> Iterator[tuple[legacy.Font, str]]:
        """The texts of `paragraph`, each with its font."""
        style_id = value(child(paragraph, "pPr"), "pStyle") or self._styles.default
        runs = [
            (self._fonts.of(properties_in(child(run, "rPr")), style_id).font, run) for run in paragraph.iter(f"{W}r")
        ]
        for face, group in groupby(runs, key=lambda pair: pair[0]):
            yield face, "".join(_bare(element) for _, run in group for element in run.iter(_TEXT, *_LITERALS))

    def _add(self, container: Any) -> None:
        pieces: list[_Piece] = []
        for element in _children(container, "p", "tbl", "altChunk"):
            if element.tag == f"{W}p":
                pieces += self._pieces(element)
                continue
            self._add_pieces(pieces)
            pieces.clear()
            if element.tag == f"{W}tbl":
                self._add_table(element)
            else:
                self._add_chunk(element)
        self._add_pieces(pieces)

    def _add_pieces(self, pieces: Sequence[_Piece]) -> None:
        """Append what stands between two tables: line by line, but for what tabs part into columns."""
        for group in tabbed.parted([piece.text for piece in pieces]):
            if group.rows:
                ordinal = self._builder.new_table()
                for row in group.rows:
                    self._builder.row([(cell, 1) for cell in row], table=ordinal)
            elif group.lines:
                for line in group.lines:
                    self._builder.add(kind_of(line), line)
            else:
                piece = pieces[group.place]
                self._builder.add(piece.kind, piece.text, level=piece.level)

    def _add_chunk(self, chunk: Any) -> None:
        """Append a file in the file, which Word reads in when it opens it: a web page, or one saved as a mail."""
        from ingest.readers.html import add_html, markup_of
        from ingest.readers.mail import MAIL, add_body

        part = self._part.related_parts.get(chunk.get(_R_ID))
        kind = "" if part is None else part.content_type.lower()
        raw = b"" if part is None else part.blob
        self._chunks += max(len(raw), _LEAST_CHUNK)
        if ("html" not in kind and kind != MAIL) or self._chunks > MAX_TEXT_BYTES:
            self._misses_chunks = True
            return
        check_text(raw)
        if kind == MAIL:
            add_body(self._builder, raw)
        else:
            add_html(self._builder, markup_of(raw))

    def _add_table(self, table: Any) -> None:
        if _is_frame(table):
            for row in _rows(table):
                for cell in _children(row, "tc"):
                    self._add(cell)
            return
        ordinal = self._builder.new_table()
        for cells in self._cells(table):
            self._builder.row(cells, table=ordinal)

    def _cells(self, table: Any) -> Iterator[list[Spread]]:
        above: dict[int, str] = {}
        for row in _rows(table):
            column = number(value(row, "trPr", "gridBefore"), 0)
            cells: list[Spread] = [("", column)] if column else []
            for cell in _children(row, "tc"):
                width = min(max(number(value(cell, "tcPr", "gridSpan"), 1), 1), MAX_COLUMNS)
                above[column] = above.get(column, "") if _goes_on(cell) else self._flat(cell)
                cells.append((above[column], width))
                column += width
            yield cells

    def _flat(self, container: Any) -> str:
        """All text in a cell or text box, a paragraph or row of a nested table a line."""
        lines: list[str] = []
        for element in _children(container, "p", "tbl"):
            if element.tag == f"{W}tbl":
                lines += (" ".join(text for text, _ in cells) for cells in self._cells(element))
            else:
                lines += (piece.text for piece in self._pieces(element, keep_bare_number=True))
        return "\n".join(lines)

    def _pieces(self, paragraph: Any, keep_bare_number: bool = False) -> Iterator[_Piece]:
        """The paragraph, then the text boxes anchored in it. An automatic STT column is a number and nothing else."""
        properties = child(paragraph, "pPr")
        style_id = value(properties, "pStyle") or self._styles.default
        text = self._carried + self._text(paragraph, style_id)
        if _is_gone(child(properties, "rPr")):
            self._carried = text
            return
        self._carried = ""
        style = self._styles[style_id]
        marker = self._marker(properties, style_id, style)
        if (text.strip() or (keep_bare_number and marker)) and not style.name.startswith("toc "):
            yield _piece(marker, text, _level(properties, style), style.name)
        for box in _boxes(paragraph):
            for line in self._flat(box).split("\n"):
                yield _Piece(kind_of(line), line)

    def _marker(self, properties: Any | None, style_id: str, style: _Style) -> str:
        listed = child(properties, "numPr")
        num_id = value(listed, "numId") or style.num_id
        if num_id is None or num_id == _NO_LIST:
            return ""
        depth = value(listed, "ilvl") or style.num_depth
        return self._numbering.marker(
            num_id, self._numbering.level_of(num_id, style_id) if depth is None else number(depth, 0)
        )

    def _text(self, paragraph: Any, style_id: str) -> str:
        """The text of all runs; those in one old font together, as a letter may stand in one run and its mark in the
        next."""
        runs = [run for element in _children(paragraph, "r") if (run := self._run(element, style_id))[1]]
        faces = groupby(runs, key=lambda run: run[0].font)
        text = "".join(self._set_in("".join(text for _, text in group), face) for face, group in faces)
        lead = next((run for run in runs if not run[1].isspace()), None)
        return _dashed(text.lstrip()) if lead and is_bullet(lead[1], lead[0].name) else text

    def _set_in(self, text: str, face: legacy.Font) -> str:
        """What the font makes of `text`; where it says nothing, what the file's text tells."""
        return text if face is legacy.PLAIN and text.isascii() else legacy.set_in(text, face, self._whole)

    def _run(self, run: Any, style_id: str) -> tuple[Look, str]:
        look = self._fonts.of(properties_in(child(run, "rPr")), style_id)
        if look.hidden:
            return look, ""
        parts: list[str] = []
        for element in run:
            tag = element.tag
            if tag == _TEXT:
                parts.append(element.text or "")
            elif tag in _LITERALS:
                parts.append(_LITERALS[tag])
            elif tag in _NOTES:
                self._notes[tag].append(element.get(f"{W}id"))
        return look, "".join(parts)

    def _add_notes(self) -> None:
        for reference, (kind, name, mark) in _NOTES.items():
            root = self._related(kind)
            notes = {} if root is None else {note.get(f"{W}id"): note for note in root.findall(name)}
            for place, key in enumerate(self._notes[reference], start=1):
                if key in notes:
                    self._builder.add(BlockKind.PARAGRAPH, f"[{mark(place)}] {self._flat(notes[key])}")

    def _related(self, kind: str) -> Any | None:
        try:
            part = self._part.part_related_by(kind)
        except KeyError:
            return None
        return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))


def _bare(element: Any) -> str:
    """What an element of text is, whatever it is set in."""
    return element.text or _LITERALS.get(element.tag, "")


def _is_gone(mark: Any | None) -> bool:
    """Whether the end of a paragraph is deleted or moved away, so that it goes on in the next."""
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def _dashed(text: str) -> str:
    """`text` with the sign that opens it made a dash, where white space parts it from what follows."""
    return f"-{text[1:]}" if text[1:2].isspace() else text


def _piece(marker: str, text: str, level: int | None, style: str) -> _Piece:
    text = f"{marker} {text}" if marker else text
    if level is not None or style == "title":
        return _Piece(BlockKind.HEADING, text, level)
    return _Piece(BlockKind.ITEM if marker else kind_of(text.lstrip()), text)


def _level(properties: Any | None, style: _Style) -> int | None:
    """The outline level of a heading, 1 topmost; Word counts from 0, and 9 is body text."""
    depth = number(value(properties, "outlineLvl") or style.outline, 9)
    return depth + 1 if 0 <= depth < 9 else None


def _children(element: Any, *names: str) -> Iterator[Any]:
    """The elements of these names directly in `element`, or in what only wraps them (a kept insertion, a control)."""
    wanted = [W + name for name in names]
    for inner in element:
        if inner.tag in wanted:
            yield inner
        elif inner.tag in _WRAPPERS:
            yield from _children(inner, *names)


def _rows(table: Any) -> list[Any]:
    return [row for row in _children(table, "tr") if child(row, "trPr", "del") is None]


def _is_frame(table: Any) -> bool:
    """A table of one column only draws a box round what is in it."""
    return all(len(list(_children(row, "tc"))) <= 1 for row in _rows(table))


def _goes_on(cell: Any) -> bool:
    merge = child(cell, "tcPr", "vMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph: not the copies for old versions, nor boxes in boxes or deletions."""
    outer = (f"{_MC}Fallback", f"{W}txbxContent", f"{W}del", f"{W}moveFrom")
    for box in paragraph.iter(f"{W}txbxContent"):
        between = list(box.iterancestors())
        if not any(element.tag in outer for element in between[: between.index(paragraph)]):
            yield box


def _is_large_picture(drawing: Any) -> bool:
    """Whether `drawing` is a picture that may hold text; one that tells no size may."""
    if next(drawing.iter(_BLIP), None) is None:
        return False
    extent = next(drawing.iter(_EXTENT), None)
    return extent is None or all(number(extent.get(side), 0) >= least for side, least in _LARGE)


class _Styles:
    """The styles of one document, each looked up when the first paragraph has it: Word writes hundreds."""

    def __init__(self, root: Any) -> None:
        self._elements = {element.get(f"{W}styleId"): element for element in root.findall(f"{W}style")}
        self._known: dict[str, _Style] = {}
        self.default = next((key for key, element in self._elements.items() if _is_default(element)), "")

    def __getitem__(self, key: str) -> _Style:
        if key not in self._known:
            self._known[key] = _style(key, self._elements)
        return self._known[key]


def _is_default(style: Any) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")


def _style(key: str, elements: Mapping[str, Any]) -> _Style:
    if key not in elements:
        return _Style()
    name = (value(elements[key], "name") or "").lower()
    outline = num_id = num_depth = None
    parent: str | None = key
    for _ in range(_MAX_STYLE_DEPTH):
        if parent is None or parent not in elements:
            break
        element = elements[parent]
        outline = outline or value(element, "pPr", "outlineLvl") or _outline_by_name(element)
        num_id = num_id or value(element, "pPr", "numPr", "numId")
        num_depth = num_depth or value(element, "pPr", "numPr", "ilvl")
        parent = value(element, "basedOn")
    return _Style(name, outline, num_id, num_depth)


def _outline_by_name(style: Any) -> str | None:
    """Word's built-in headings are known by name, in English whatever Word's language, even without outline level."""
    name = (value(style, "name") or "").lower()
    return str(int(name[-1]) - 1) if _HEADING.fullmatch(name) else None
