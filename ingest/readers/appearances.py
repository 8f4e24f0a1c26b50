"""What the annotations of a PDF's page look like: the drawings that they bring along, and the values of form fields.

Which of them a viewer shows, and where, is fixed by ISO 32000-1, 12.5 and 12.7. Any of it may be forged: what is no
number, no box, or goes round in a circle is no annotation.
"""

import re
import textwrap
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, Point, Rect, apply_matrix_rect, decode_text

_BEGUN = 800
"""What it takes to begin a drawing, in bytes drawn: a thousandth of a second."""
_SILENT = frozenset(("Link", "Popup", "Text", "FileAttachment", "Sound", "Movie", "Screen", "3D", "RichMedia"))
"""Kinds that are no more than a place to press, or a sign that there is more to read."""
_HIDING = frozenset(("Widget", "FreeText", "Stamp"))
"""Kinds whose paper, if they have any, hides what is below; others shade it."""
_HIDDEN, _NO_VIEW = 2, 32
_MULTILINE, _PASSWORD = 1 << 12, 1 << 13
_MAX_PARENTS = 16
_MAX_VALUE = 20_000
"""Characters of one field."""
_FONT_SIZE = re.compile(rb"([\d.]{1,8})\s+Tf\b")
_USUAL_SIZE, _LEADING, _WIDTH, _INSET = 12.0, 1.2, 0.5, 2.0
"""Of a field's letters: size in points where it is left open, line distance and mean width in sizes, points from the
edge."""


class Budget:
    """How many bytes of drawings may be drawn, each as often as it is."""

    def __init__(self, most: int) -> None:
        self._left = most

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be drawn."""
        return self._left < _BEGUN

    def covers(self, drawing: PDFStream | str) -> bool:
        """Whether `drawing` may be drawn once more, which is told without unpacking more of it than that."""
        cost = _BEGUN + (len(drawing) if isinstance(drawing, str) else size_of(drawing, self._left))
        if cost > self._left:
            return False
        self._left -= cost
        return True


@dataclass(frozen=True, slots=True)
class Look:
    """What an annotation shows: a `form`, drawn under `matrix`, or `lines` of text from where they begin.

    It `hides` what is below it where it is filled.
    """

    form: PDFStream | None
    matrix: Matrix = MATRIX_IDENTITY
    lines: tuple[tuple[Point, str], ...] = ()
    size: float = _USUAL_SIZE
    hides: bool = False


def looks(page: Any, catalog: Mapping[str, Any], is_off: Callable[[object], bool]) -> Iterator[Look]:
    """What the annotations of `page`, one of pdfminer's, show, from the lowest to the topmost.

    `is_off` says of what an annotation belongs to whether that is not shown.
    """
    form = _dict(catalog.get("AcroForm"))
    annotations = resolve1(page.annots)
    for given in annotations if isinstance(annotations, list) else ():
        annotation = _dict(given)
        kind = _name(annotation.get("Subtype"))
        flags = resolve1(annotation.get("F"))
        if kind in _SILENT or (isinstance(flags, int) and flags & (_HIDDEN | _NO_VIEW)) or is_off(annotation.get("OC")):
            continue
        place = rect_of(annotation.get("Rect"))
        if place and (look := _look(annotation, kind, place, form)):
            yield look


def _look(annotation: Mapping[str, Any], kind: str, place: Rect, form: Mapping[str, Any]) -> Look | None:
    is_field = kind == "Widget"
    if is_field and _name(_inherited(annotation, "FT")) == "Btn":  # what is ticked is a sign in a font of signs
        return None
    drawn = _drawn(annotation)
    if is_field and (drawn is None or resolve1(form.get("NeedAppearances")) is True):
        value = _value(annotation)
        return _written(value, place, _inherited(annotation, "DA") or resolve1(form.get("DA")), _flags(annotation)) or (
            _fitted(drawn, place, hides=True) if drawn else None
        )
    if drawn is None:
        contents = _text(annotation.get("Contents")) if kind == "FreeText" else ""
        return _written(contents, place, resolve1(annotation.get("DA")), _MULTILINE)
    return _fitted(drawn, place, hides=kind in _HIDING)


def _drawn(annotation: Mapping[str, Any]) -> PDFStream | None:
    """What the annotation brings along to be shown, in the state in which it is."""
    normal = resolve1(_dict(annotation.get("AP")).get("N"))
    if isinstance(normal, dict):
        normal = resolve1(normal.get(_name(annotation.get("AS"))))
    return normal if isinstance(normal, PDFStream) else None


def _fitted(drawn: PDFStream, place: Rect, hides: bool) -> Look | None:
    """`drawn`, moved and stretched so that its box fills `place` (ISO 32000-1, 12.5.5, algorithm 8.1)."""
    box, matrix = rect_of(drawn.get("BBox")), matrix_of(drawn.get("Matrix"))
    if box is None or matrix is None:
        return None
    left, low, right, high = apply_matrix_rect(matrix, box)
    if not (right > left and high > low):
        return None
    wide, tall = (place[2] - place[0]) / (right - left), (place[3] - place[1]) / (high - low)
    return Look(drawn, (wide, 0.0, 0.0, tall, place[0] - left * wide, place[1] - low * tall), hides=hides)


def _value(field: Mapping[str, Any]) -> str:
    """What is filled in in a field of text or of choice."""
    if _name(_inherited(field, "FT")) not in ("Tx", "Ch") or _flags(field) & _PASSWORD:
        return ""
    value = _inherited(field, "V")
    return _text(value[0] if isinstance(value, list) and value else value)


def _flags(field: Mapping[str, Any]) -> int:
    flags = _inherited(field, "Ff")
    return flags if isinstance(flags, int) else 0


def _inherited(field: Mapping[str, Any], key: str) -> Any:
    """What `field` says under `key`, or the nearest of those that it is part of."""
    for _ in range(_MAX_PARENTS):
        value = resolve1(field.get(key))
        if value is not None or "Parent" not in field:
            return value
        field = _dict(field["Parent"])
    return None


def _written(value: str, place: Rect, style: object, flags: int) -> Look | None:
    """`value` as a viewer writes it into `place`."""
    if not value.strip():
        return None
    left, low, right, high = place
    is_long = bool(flags & _MULTILINE)
    told = _FONT_SIZE.search(style) if isinstance(style, bytes) else None
    size = _number(told[1]) if told else 0.0
    size = size or min(_USUAL_SIZE, _USUAL_SIZE if is_long else (high - low) / _LEADING)
    room = max(right - left - 2 * _INSET, size)
    texts = [" ".join(value.split())]
    if is_long:
        width = max(1, int(room / (_WIDTH * size)))
        texts = [line for text in value.splitlines() for line in textwrap.wrap(text, width)]
    top = high - _INSET if is_long else (low + high + size) / 2
    lines = tuple(((left + _INSET, top - size * (0.8 + _LEADING * at)), text) for at, text in enumerate(texts))
    return Look(None, lines=lines, size=size)


def _text(value: object) -> str:
    """The text that `value`, a string or a stream of one, says."""
    value = resolve1(value)
    if isinstance(value, PDFStream) and size_of(value, 4 * _MAX_VALUE) <= 4 * _MAX_VALUE:
        value = value.get_data()
    if not isinstance(value, bytes):
        return ""
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", errors="ignore")[:_MAX_VALUE]
    if value.startswith(b"\xff\xfe"):
        return value[2:].decode("utf-16-le", errors="ignore")[:_MAX_VALUE]
    text: str = decode_text(value)
    return text[:_MAX_VALUE]


def size_of(stream: PDFStream, most: int) -> int:
    """How many bytes `stream` unpacks to, or more than `most` where that is sure or may be."""
    if stream.rawdata is None:
        return len(stream.data or b"")
    packed, filters = stream.rawdata, [kind for kind, _ in stream.get_filters()]
    if not filters:
        return len(packed)
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        packed = stream.decipher(stream.objid, stream.genno, packed, stream.attrs)
    if len(filters) == 1 and filters[0] in LITERALS_FLATE_DECODE:
        try:
            return len(zlib.decompressobj().decompress(packed, max(most, 0) + 1))
        except zlib.error:
            return len(packed)
    return len(packed) * _PACKED_AT_MOST


_PACKED_AT_MOST = 32
"""How many times smaller what is packed in some other way may be; what is drawn in an annotation is a few lines."""


def rect_of(value: object) -> Rect | None:
    """The box that `value` says, None where it says none or it has no size."""
    numbers = _numbers(value, 4)
    if numbers is None:
        return None
    (left, right), (low, high) = sorted(numbers[::2]), sorted(numbers[1::2])
    return (left, low, right, high) if left < right and low < high else None


def matrix_of(value: object) -> Matrix | None:
    """The matrix that `value` says, that which changes nothing where it says none, None where it is broken."""
    if value is None:
        return MATRIX_IDENTITY
    numbers = _numbers(value, 6)
    return None if numbers is None else (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])


def _numbers(value: object, count: int) -> list[float] | None:
    value = resolve1(value)
    if not isinstance(value, list) or len(value) != count:
        return None
    numbers = [_number(resolve1(one)) for one in value]
    return numbers if all(abs(one) < _FAR for one in numbers) else None


_FAR = 1e7
"""Points, or times: 3,500 metres."""


def _number(value: object) -> float:
    """`value` as a number, one that is none where it is none."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return float("nan")
    return number if isfinite(number) else float("nan")


def _dict(value: object) -> Mapping[str, Any]:
    value = resolve1(value)
    return value if isinstance(value, dict) else {}


def _name(value: object) -> str:
    value = resolve1(value)
    return literal_name(value) if isinstance(value, PSLiteral) else ""
