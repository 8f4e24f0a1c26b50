"""Markdown files: headings, paragraphs, lists with their markers, tables."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.document import BlockKind, Document
from ingest.readers.builder import Builder, kind_of
from ingest.readers.encoding import decode_lines
from ingest.readers.html import add_html
from ingest.readers.load import load_text
from ingest.readers.text import read_text

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_BAR = re.compile(r"^[ \t]*\|[ \t]*$", re.MULTILINE)
"""A bar by itself: crawlers write tables so, a cell over several lines, which no Markdown knows."""
_BARS = 3  # that a row of two cells has at least
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<!--.*?-->", re.DOTALL)


def read_markdown(path: Path, source: str) -> Document:
    """The Markdown file at `path` as read, mark-up dropped; a list item keeps the marker that it has in the file.

    One with tables as crawlers write them is read as the plain text that it is.
    """
    raw = load_text(path)
    text = decode_lines(raw)
    if len(_BAR.findall(text)) >= _BARS:
        return read_text(path, source)
    tokens = MarkdownIt("commonmark").enable("table").parse(_FRONT_MATTER.sub("", text))
    builder = Builder(source)
    _add(builder, tokens)
    return builder.build(raw)


def _add(builder: Builder, tokens: Sequence[Token]) -> None:
    marker, level, stream = "", None, iter(tokens)
    for token in stream:
        if token.type == "table_open":
            _add_table(builder, stream)
        elif token.type == "list_item_open":
            marker = _marker(token)
        elif token.type == "list_item_close":
            marker = ""
        elif token.type in ("heading_open", "heading_close"):
            level = int(token.tag[1:]) if token.nesting > 0 else None
        elif token.type == "html_block":
            add_html(builder, token.content)
        elif token.type in ("inline", "fence", "code_block"):
            _add_piece(builder, _text(token), marker, level)
            marker = ""


def _add_piece(builder: Builder, text: str, marker: str, level: int | None) -> None:
    text = f"{marker} {text}" if marker else text
    kind = BlockKind.HEADING if level else BlockKind.ITEM if marker else kind_of(text)
    builder.add(kind, text, level=level)


def _add_table(builder: Builder, tokens: Iterator[Token]) -> None:
    table = builder.new_table()
    cells: list[tuple[str, int]] = []
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "inline":
            cells.append((_text(token), 1))
        elif token.type == "tr_close":
            builder.row(cells, table=table)
            cells = []


def _marker(item: Token) -> str:
    """As in the file: "1.", "2)", "+"; a star is a bullet like any other."""
    return f"{item.info}{item.markup}" if item.info else item.markup.replace("*", "-")


def _text(token: Token) -> str:
    if token.children is None:
        return token.content
    return "".join(map(_inline, token.children))


def _inline(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return "\n" if _BREAK_TAG.fullmatch(token.content) else ""
    return _TAG.sub("", token.content) if token.type == "image" else token.content
