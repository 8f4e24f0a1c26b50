"""Web pages: the article, without what surrounds it."""

import codecs
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from ingest.document import BlockKind, Document
from ingest.readers import legacy, marks
from ingest.readers.builder import Builder, kind_of, spread_rows
from ingest.readers.encoding import decode_markup
from ingest.readers.furniture import attribute, drop_menus, drop_other_news, is_counted, is_dropped, main_of
from ingest.readers.load import load_text
from ingest.readers.numbering import letters, number, roman

_PAGE_TEXT = 4000
"""Characters; a cell of a plan's table holds a tenth."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    *_HEADINGS,
}  # fmt: skip
_SPACE = re.compile(r"[\t\r\n\f][ \t\r\n\f]*| [ \t\r\n\f]+")
"""White space that is more than one space: most is that, and left alone it takes no time."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*(windows-125[0-8]|iso-8859-[1-9])\b", re.IGNORECASE)
_CHARSET_WITHIN = 4096
_WESTERN = ("windows-1252", "iso-8859-1")
_FONT_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_LIST_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_SIGNED = re.compile(rf"{_LIST_MARK.pattern}|symbol|wingdings|webdings|courier new", re.IGNORECASE)
_FACED = frozenset(["style", "face"])
"""The attributes that name a font."""
_ORDINALS: dict[str, Callable[[int], str]] = {
    "a": letters,
    "A": lambda place: letters(place).upper(),
    "i": roman,
    "I": lambda place: roman(place).upper(),
}
_ALL_ROWS = 65534
"""What rowspan=0, "to the end", comes to; browsers bound it so too."""

Sink = Callable[[BlockKind, str, int | None], None]
"""Takes a block: its kind, text, and the level of a heading."""


def read_html(path: Path, source: str) -> Document:
    """The HTML file at `path` as read: its main part or single article where marked, else the body."""
    raw = load_text(path)
    builder = Builder(source)
    add_html(builder, markup_of(raw))
    return builder.build(raw)


def add_html(builder: Builder, markup: str) -> None:
    """Append the blocks of `markup` to `builder`."""
    with warnings.catch_warnings():  # bs4 guesses that short text is a file name or a link; it is neither
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(markup, "lxml", multi_valued_attributes=None)
    page = soup.body or soup
    tags = _tags(page)
    if dropped := [tag for tag in tags if is_dropped(tag)]:
        for tag in dropped:
            tag.extract()
        tags = _tags(page)
    drop_menus(page, tags)
    if any(tag.name == "a" for tag in tags):
        drop_other_news(page)
    _make_unicode(page, tags)

    def add(kind: BlockKind, text: str, level: int | None) -> None:
        if not is_counted(text):
            builder.add(kind, text, level=level)

    _Walker(add, builder).walk(main_of(page, tags))


def _tags(page: Tag) -> list[Tag]:
    """All tags in `page`. A look at each takes a fifth of the time of a CSS selector, or of `find_all` with names."""
    return [tag for tag in page.descendants if isinstance(tag, Tag)]


def _make_unicode(page: Tag, tags: Iterable[Tag]) -> None:
    """Replace what is set in a font from before Unicode, or told as such by the text as a whole."""
    is_named = any(_face(tag).encoding for tag in tags if not tag.attrs.keys().isdisjoint(_FACED))
    if not is_named and not legacy.told([page.get_text()]):
        return
    texts = [text for text in page.find_all(string=True) if type(text) is NavigableString]
    faced = [
        (next((face for tag in text.parents if (face := _face(tag)).encoding), legacy.PLAIN), text) for text in texts
    ]
    told = legacy.Told(lambda: faced)
    for face, text in faced:
        text.replace_with(legacy.set_in(text, face, told))


def _is_bullet(tag: Tag) -> bool:
    """Whether `tag` is the bullet that Word puts before a text: a sign in a font of signs, or marked as such."""
    style = attribute(tag, "style")
    if not _may_sign(style or attribute(tag, "face")):
        return False
    sign = tag.get_text(strip=True)
    return marks.is_bullet(sign, _font_name(tag)) or (_LIST_MARK.search(style) is not None and marks.is_letter(sign))


@lru_cache(maxsize=256)
def _may_sign(style: str) -> bool:
    """Whether what is set in `style` may be a bullet."""
    return _SIGNED.search(style) is not None


def _face(tag: Tag) -> legacy.Font:
    """What the font that `tag` itself names makes of its text."""
    return legacy.font(_font_name(tag))


def _font_name(tag: Tag) -> str:
    return _family(attribute(tag, "style")) or attribute(tag, "face").split(",")[0]


@lru_cache(maxsize=256)
def _family(style: str) -> str:
    """The font that `style` names first; a page has few styles and many tags."""
    found = _FONT_FAMILY.search(style)
    return found[1] if found else ""


def markup_of(raw: bytes) -> str:
    """As UTF-8 where it is that, whatever the page claims, else by the single-byte charset it names, else a guess."""
    named = _CHARSET.search(raw[:_CHARSET_WITHIN])
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        if named and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _named(raw, named[1].decode("ascii").lower())
    return decode_markup(raw)


def _named(raw: bytes, charset: str) -> str:
    """Old Vietnamese fonts use bytes that the Western code page leaves out."""
    return legacy.western(raw) if charset in _WESTERN else raw.decode(charset, errors="replace")


class _Walker:
    """Gathers inline text and hands it on as a block wherever a block element begins or ends."""

    def __init__(self, sink: Sink, builder: Builder | None) -> None:
        self._sink = sink
        self._builder = builder
        self._inline: list[str] = []
        self._begun = False  # whether the block has text already
        self._marker = ""

    def walk(self, element: Tag) -> None:
        self._inside(element)
        self._flush()

    def _inside(self, element: Tag) -> None:
        keeps = element.name == "pre"
        for child in element.contents:
            if type(child) is NavigableString:  # its subclasses are comments and declarations
                self._inline.append(child if keeps else _SPACE.sub(" ", child))
                if not self._begun and not child.isspace():
                    self._begun = True
            elif isinstance(child, Tag):
                self._tag(child)

    def _tag(self, tag: Tag) -> None:
        if tag.name == "br":
            self._inline.append("\n")
        elif tag.name not in _BLOCKS:
            if tag.attrs and not self._begun and _is_bullet(tag):
                self._inline.append("- ")
                self._begun = True
            else:
                self._inside(tag)
        else:
            self._flush()
            self._block(tag)
            self._flush(_HEADINGS.get(tag.name))

    def _block(self, tag: Tag) -> None:
        if tag.name == "table":
            self._table(tag)
        elif tag.name in ("ol", "ul"):
            self._list(tag)
        else:
            self._inside(tag)

    def _flush(self, level: int | None = None) -> None:
        if not self._inline:
            return
        text = "".join(self._inline).strip()
        self._inline.clear()
        self._begun = False
        if not text:
            return
        marker, self._marker = self._marker, ""
        if marker and not text.startswith(marker):
            text = f"{marker} {text}"
        kind = BlockKind.HEADING if level else BlockKind.ITEM if marker else kind_of(text)
        self._sink(kind, text, level)

    def _list(self, element: Tag) -> None:
        place = number(attribute(element, "start"), 1)
        for item in _children(element, "li"):
            place = number(attribute(item, "value"), place)
            ordinal = _ORDINALS.get(attribute(element, "type"), str)
            self._marker = "-" if element.name == "ul" else f"{ordinal(place)}."
            self._inside(item)
            self._flush()
            self._marker = ""
            place += 1

    def _table(self, table: Tag) -> None:
        rows = [_cells(row) for row in _rows(table)]
        if self._builder is None or all(len(cells) <= 1 for cells in rows):  # a frame, or a table inside a cell
            for cells in rows:
                self._frame(cells)
            return
        if _is_layout(table, rows):
            for cell in chain.from_iterable(rows):
                self._flush()
                self._inside(cell)
                self._flush()
            return
        ordinal = self._builder.new_table()
        for spread in spread_rows(map(_cell, cells) for cells in rows):
            self._builder.row(spread, table=ordinal)

    def _frame(self, cells: Iterable[Tag]) -> None:
        for cell in cells:
            self._inside(cell)
            self._inline.append(" ")
        if self._builder is None:
            self._flush()


def _is_layout(table: Tag, rows: Iterable[Iterable[Tag]]) -> bool:
    """Whether `table` only places the parts of a page side by side: one of them holds a table of data, or a text that
    no cell holds."""
    if attribute(table, "role") == "presentation":
        return True
    if any(_is_data(inner) for inner in table.find_all("table")):
        return True
    if len(table.get_text()) <= _PAGE_TEXT:
        return False
    return any(len(cell.get_text()) > _PAGE_TEXT for cell in chain.from_iterable(rows))


def _is_data(table: Tag) -> bool:
    rows = [_cells(row) for row in _rows(table)]
    return len(rows) >= 3 and max(map(len, rows)) >= 3


def _rows(table: Tag) -> Iterator[Tag]:
    for child in _children(table, "caption", "thead", "tbody", "tfoot", "tr"):
        if child.name == "tr":
            yield child
        else:
            yield from _children(child, "tr")


def _cells(row: Tag) -> list[Tag]:
    return list(_children(row, "td", "th"))


def _children(tag: Tag, *names: str) -> Iterator[Tag]:
    return (child for child in tag.contents if isinstance(child, Tag) and child.name in names)


def _cell(cell: Tag) -> tuple[str, int, int]:
    if len(cell.contents) == 1 and type(cell.contents[0]) is NavigableString:  # most are so
        text = _SPACE.sub(" ", cell.contents[0]).strip()
    else:
        lines: list[str] = []
        _Walker(lambda _kind, text, _level: lines.append(text), None).walk(cell)
        text = "\n".join(lines)
    if not cell.attrs:
        return text, 1, 1
    rows = number(attribute(cell, "rowspan"), 1)
    return text, number(attribute(cell, "colspan"), 1), rows if rows > 0 else _ALL_ROWS
