"""Which font a run of a Word file is set in, and whether it is shown in capitals: what styles hand down to it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ingest.readers.legacy import PLAIN, Font, font
from ingest.readers.numbering import W, child, value

_MAX_STYLE_DEPTH = 20

Properties = Mapping[str, Any]


class Face(NamedTuple):
    """A run's fonts for ASCII and for other letters, "" where a theme names one (a theme's fonts are Unicode).

    A tuple, made and looked up in a third of the time of a dataclass: each run has one.
    The font for complex scripts is none of Vietnamese; old names are often left there in sound text.
    """

    ascii: str | None = None
    other: str | None = None
    caps: bool | None = None

    def over(self, below: "Face") -> "Face":
        """This face, with what it leaves open taken from `below`."""
        if self is _OPEN:
            return below
        return Face(
            below.ascii if self.ascii is None else self.ascii,
            below.other if self.other is None else self.other,
            below.caps if self.caps is None else self.caps,
        )


_OPEN = Face()


class Fonts:
    """The faces of one Word file, from the root element of its styles."""

    def __init__(self, root: Any) -> None:
        self._styles: Mapping[str | None, Any] = {e.get(f"{W}styleId"): e for e in root.findall(f"{W}style")}
        self._default = _face(properties_in(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")))
        self._below: dict[tuple[str | None, str], Face] = {}
        self._known: dict[str | None, Face] = {}

    def of(self, properties: Properties, paragraph_style: str) -> Font:
        """What the face of a run with `properties`, in a paragraph of `paragraph_style`, makes of its text."""
        style = properties.get(f"{W}rStyle")
        below = self._handed_down(None if style is None else style.get(f"{W}val"), paragraph_style)
        return _font(_face(properties).over(below))

    def _handed_down(self, style: str | None, paragraph_style: str) -> Face:
        """What a run has of its styles and the default."""
        key = (style, paragraph_style)
        if key not in self._below:
            self._below[key] = self._style(style).over(self._style(paragraph_style)).over(self._default)
        return self._below[key]

    def _style(self, key: str | None) -> Face:
        if key not in self._known:
            face, parent = Face(), key
            for _ in range(_MAX_STYLE_DEPTH):
                element = self._styles.get(parent)
                if element is None:
                    break
                face = face.over(_face(properties_in(child(element, "rPr"))))
                parent = value(element, "basedOn")
            self._known[key] = face
        return self._known[key]


@lru_cache(maxsize=256)
def _font(face: Face) -> Font:
    """What `face` makes of its text. Marked letters are set in the font for "other" characters."""
    found = next((made for name in (face.other, face.ascii) if (made := font(name)) is not PLAIN), PLAIN)
    return Font(found.encoding, found.capitals or bool(face.caps))


def properties_in(element: Any | None) -> Properties:
    """The properties in the w:rPr `element` by tag: to seek each apart takes several times as long."""
    return {} if element is None else {inner.tag: inner for inner in element}


def _face(properties: Properties) -> Face:
    fonts, caps = properties.get(f"{W}rFonts"), properties.get(f"{W}caps")
    if fonts is None and caps is None:
        return _OPEN
    return Face(
        None if fonts is None else _name(fonts, "ascii"),
        None if fonts is None else _name(fonts, "hAnsi"),
        None if caps is None else caps.get(f"{W}val") not in ("0", "false"),
    )


def _name(fonts: Any, kind: str) -> str | None:
    return "" if fonts.get(f"{W}{kind}Theme") is not None else fonts.get(f"{W}{kind}")
