"""Pages of a PDF in old fonts whose names do not say so: what the text as a whole tells is read so."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.layout import Line
from ingest.readers.legacy import PLAIN, Font, Told, set_in
from ingest.readers.page import Page, Table


def unicode(pages: Sequence[Page]) -> tuple[Page, ...]:
    """`pages` with their old parts made Unicode; sound ones as they are."""
    told = Told(lambda: ((PLAIN, page.text) for page in pages))
    return tuple(_page(page, told) for page in pages) if told.nameless else tuple(pages)


def set_together(texts: Sequence[str], face: Font, told: Told | None = None) -> list[str]:
    """`texts`, words of one line in one font, as they look; together, since capitals are told by neighbours."""
    together = set_in(" ".join(texts), face, told).split(" ")
    return together if len(together) == len(texts) else [set_in(text, face, told) for text in texts]


def _page(page: Page, told: Told) -> Page:
    return replace(
        page,
        lines=tuple(_line(line, told) for line in page.lines),
        tables=tuple(_table(table, told) for table in page.tables),
        stamps=tuple(tuple(_line(line, told) for line in stamp) for stamp in page.stamps),
    )


def _line(line: Line, told: Told) -> Line:
    texts = set_together([word.text for word in line.words], PLAIN, told)
    return replace(line, words=tuple(replace(word, text=text) for word, text in zip(line.words, texts, strict=True)))


def _table(table: Table, told: Told) -> Table:
    return replace(
        table, rows=tuple(tuple((set_in(text, PLAIN, told), width) for text, width in row) for row in table.rows)
    )
