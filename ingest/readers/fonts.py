"""Which font a run of a Word file is set in, whether it is shown, and in capitals: what styles hand down to it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ingest.readers.legacy import PLAIN, Font, font
from ingest.readers.numbering import W, child, value

_MAX_STYLE_DEPTH = 20
_FONTS, _CAPS, _VANISH = f"{W}rFonts", f"{W}caps", f"{W}vanish"

Properties = Mapping[str, Any]


class Face(NamedTuple):
    """A run's fonts for ASCII and for other letters, "" where a theme names one (a theme's fonts are Unicode).

    A tuple, made and looked up in a third of the time of a dataclass: each run has one.
    The font for complex scripts is none of Vietnamese; old names are often left there in sound text.
    """

    ascii: str | None = None
    other: str | None = None
    caps: bool | None = None
    hidden: bool | None = None

    def over(self, below: "Face") -> "Face":
        """This face, with what it leaves open taken from `below`."""
        if self is _OPEN:
            return below
        return Face(
            below.ascii if self.ascii is None else self.ascii,
            below.other if self.other is None else self.other,
            below.caps if self.caps is None else self.caps,
            below.hidden if self.hidden is None else self.hidden,
        )


_OPEN = Face()


class Look(NamedTuple):
    """What a run's face comes to: `font` is what it makes of the text, `name` what it is called."""

    font: Font
    name: str
    hidden: bool


class Fonts:
    """The faces of one Word file, from the root element of its styles."""

    def __init__(self, root: Any) -> None:
        self._styles: Mapping[str | None, Any] = {e.get(f"{W}styleId"): e for e in root.findall(f"{W}style")}
        self._default = _face(properties_in(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")))
        self._below: dict[tuple[str | None, str], Face] = {}
        self._known: dict[str | None, Face] = {}

    def of(self, properties: Properties, paragraph_style: str) -> Look:
        """How a run with `properties`, in a paragraph of `paragraph_style`, looks."""
        style = properties.get(f"{W}rStyle")
        below = self._handed_down(None if style is None else style.get(f"{W}val"), paragraph_style)
        return _look(_face(properties).over(below))

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
def _look(face: Face) -> Look:
    """How a text in `face` looks. Marked letters are set in the font for "other" characters."""
    found = next((made for name in (face.other, face.ascii) if (made := font(name)) is not PLAIN), PLAIN)
    made = Font(found.encoding, found.capitals or bool(face.caps))
    return Look(made, face.ascii or face.other or "", bool(face.hidden))


def properties_in(element: Any | None) -> Properties:
    """The properties in the w:rPr `element` by tag: to seek each apart takes several times as long."""
    return {} if element is None else {inner.tag: inner for inner in element}


def _face(properties: Properties) -> Face:
    fonts, caps, hidden = properties.get(_FONTS), properties.get(_CAPS), properties.get(_VANISH)
    if fonts is None and caps is None and hidden is None:
        return _OPEN
    return Face(
        None if fonts is None else _name(fonts, "ascii"),
        None if fonts is None else _name(fonts, "hAnsi"),
        _is_on(caps),
        _is_on(hidden),
    )


def _is_on(switch: Any | None) -> bool | None:
    """What a property that is on by standing there says, None where it does not."""
    return None if switch is None else switch.get(f"{W}val") not in ("0", "false")


def _name(fonts: Any, kind: str) -> str | None:
    return "" if fonts.get(f"{W}{kind}Theme") is not None else fonts.get(f"{W}{kind}")
