"""Which font a run of a Word file is set in, and whether it is shown in capitals: what styles hand down to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.readers.legacy import PLAIN, Font, font
from ingest.readers.numbering import W, value

_MAX_STYLE_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Face:
    """A run's fonts for ASCII and for other letters, "" where a theme names one (a theme's fonts are Unicode).

    The font for complex scripts is none of Vietnamese; old names are often left there in sound text.
    """

    ascii: str | None = None
    other: str | None = None
    caps: bool | None = None

    def over(self, below: "Face") -> "Face":
        """This face, with what it leaves open taken from `below`."""
        return Face(
            below.ascii if self.ascii is None else self.ascii,
            below.other if self.other is None else self.other,
            below.caps if self.caps is None else self.caps,
        )

    @property
    def font(self) -> Font:
        """What the face makes of its text. Marked letters are set in the font for "other" characters."""
        found = next((made for name in (self.other, self.ascii) if (made := font(name)) is not PLAIN), PLAIN)
        return Font(found.encoding, found.capitals or bool(self.caps))


class Fonts:
    """The faces of one Word file, from the root element of its styles."""

    def __init__(self, root: Any) -> None:
        self._styles: Mapping[str | None, Any] = {e.get(f"{W}styleId"): e for e in root.findall(f"{W}style")}
        self._default = _face(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        self._below: dict[tuple[str | None, str], Face] = {}
        self._known: dict[str | None, Face] = {}

    def of(self, run: Any, paragraph_style: str) -> Font:
        """What the face of `run`, in a paragraph of `paragraph_style`, makes of its text."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return self._handed_down(None, paragraph_style).font
        below = self._handed_down(value(properties, "rStyle"), paragraph_style)
        return _face(properties).over(below).font

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
                face = face.over(_face(element.find(f"{W}rPr")))
                parent = value(element, "basedOn")
            self._known[key] = face
        return self._known[key]


def _face(properties: Any | None) -> Face:
    if properties is None:
        return Face()
    fonts = properties.find(f"{W}rFonts")
    caps = properties.find(f"{W}caps")
    return Face(
        None if fonts is None else _name(fonts, "ascii"),
        None if fonts is None else _name(fonts, "hAnsi"),
        None if caps is None else caps.get(f"{W}val") not in ("0", "false"),
    )


def _name(fonts: Any, kind: str) -> str | None:
    return "" if fonts.get(f"{W}{kind}Theme") is not None else fonts.get(f"{W}{kind}")
