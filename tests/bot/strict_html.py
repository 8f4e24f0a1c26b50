"""A reader of Telegram's HTML as strict as the service: what it would refuse raises ValueError."""

import re
from html import unescape
from html.parser import HTMLParser

_TAGS = frozenset(
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "tg-spoiler", "blockquote"]
)
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_LOOSE = re.compile(r"<(?!/?[a-z-]+(?: expandable)?>)")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []
        self.looks: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise ValueError(f'unsupported start tag "{tag}"')
        if attrs and not (tag == "blockquote" and attrs == [("expandable", None)]):
            raise ValueError(f"attributes of {tag}")
        if tag == "blockquote" and tag in self.open:
            raise ValueError("blockquote in blockquote")
        self.open.append(tag)
        self.looks.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f'unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.open:
            tag, said = self.looks[-1]
            self.looks[-1] = tag, said + data


def parsed(html: str) -> tuple[str, list[tuple[str, str]]]:
    """The plain text, and each tag with what it holds. Raises ValueError, as Telegram does "can't parse entities"."""
    if found := _ENTITY.search(html):
        raise ValueError(f"loose & at {found.start()}")
    if found := _LOOSE.search(html):
        raise ValueError(f"loose < at {found.start()}")
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        raise ValueError(f'can\'t find end tag of "{reader.open[-1]}"')
    if any(not said.strip() for _, said in reader.looks):
        raise ValueError("an empty entity")
    assert unescape(re.sub(r"<[^>]*>", "", html)) == "".join(reader.text)
    return "".join(reader.text), reader.looks
