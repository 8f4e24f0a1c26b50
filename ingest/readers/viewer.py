"""A page of a PDF as a viewer shows it: what annotations look like is drawn too, and no letter that nobody sees.

pdfminer draws what the content of a page says, and nothing else of the file. E-office systems stamp number, day and
signatures in as annotations; and a page may hold letters in a layer that is off, white on white, cut off, or unpainted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTLayoutContainer, LTRect
from pdfminer.pdfinterp import LITERAL_FORM, PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, Rect, apply_matrix_rect, mult_matrix

from ingest.readers.appearances import Budget, Look, looks, matrix_of, rect_of
from ingest.readers.deadline import LateError, at_most
from ingest.readers.faces import Faces, Spelled
from ingest.readers.layers import Layers
from ingest.readers.seen import Doubtful, Sheet, Why, covered, letters, seen

STAMP, LAYER = "stamp ", "layer"
"""The tag of a letter of an annotation begins with the first, and its ordinal on the page follows; the second is that
of a letter of a search layer."""
MAX_DRAWN, MAX_LOOKS = 48 * 1024 * 1024, 4 * 1024 * 1024
"""Bytes of drawings in one file, within the content of pages and in annotations: a plan with its maps has a fifth of
the first, and the look of a signature has 500."""
_LOOKS_SECONDS = 8.0
"""Of the annotations of a page: a thousand take one."""
BROKEN = (
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pdfminer raises where what it reads is not what it should be."""
_MAX_DEPTH = 20
"""Of forms in forms; a signature of Acrobat has three."""
_NO_LETTER = "\ufffd"
"""What a letter says that its font says nothing of; the second half of a ligature has no width."""
_UNPAINTED = (3, 7)
_PLAIN = ("Normal", "Compatible")
"""How what is drawn blends with what is below: not at all."""
_TINY, _THIN = 1.0, 3.0
"""Points: a letter that nobody can read, and a rule."""
_PALE, _CLEAR = 0.95, 0.05
"""Of 1: how much light a letter has that cannot be told from paper, and how little of ink or opacity."""


class _State(PDFGraphicState):
    """What pdfminer keeps while drawing, with where one may draw, how opaque, and whether it hides what is below."""

    def __init__(self, clip: Rect) -> None:
        super().__init__()
        self.clip, self.opacity, self.is_plain = clip, 1.0, True

    def copy(self) -> "_State":
        copied = _State.__new__(_State)
        copied.__dict__.update(self.__dict__)
        return copied


class _Device(PDFPageAggregator):
    """Takes what is drawn: `letters` in that order, those `doubtful` that may not be seen, `pictures`, and `papers`,
    which hide what was drawn before, with how many letters that was."""

    def __init__(self, fonts: PDFResourceManager, number: int) -> None:
        super().__init__(fonts, pageno=number)
        self.base: Matrix = MATRIX_IDENTITY
        self.sheet: Rect = (0.0, 0.0, 0.0, 0.0)
        self.is_hidden, self.is_cut = False, False
        self.why: Why | None = None
        self.letters: list[tuple[LTContainer[Any], LTChar]] = []
        self.doubtful: list[Doubtful] = []
        self.pictures: list[Rect] = []
        self.papers: list[tuple[int, Rect]] = []

    def begin_page(self, page: Any, ctm: Matrix) -> None:
        super().begin_page(page, ctm)
        self.base = ctm
        whole, cut = apply_matrix_rect(ctm, page.mediabox), apply_matrix_rect(ctm, page.cropbox)
        shown = _both(whole, cut)
        self.sheet = shown if shown[0] < shown[2] and shown[1] < shown[3] else whole

    def render_char(self, *given: Any) -> float:
        left, low, right, high = given[-1].clip
        advance = super().render_char(*given)
        drawn: list[Any] = self.cur_item._objs
        letter = drawn[-1]
        x, y = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
        is_tiny = letter.height < _TINY and letter.width < _TINY
        if self.is_hidden or is_tiny or not (left <= x <= right and low <= y <= high):
            drawn.pop()
        elif self.why:
            self.doubtful.append(Doubtful(self.cur_item, drawn.pop(), self.why))
        else:
            self.letters.append((self.cur_item, letter))
        return advance

    def render_image(self, name: str, stream: PDFStream) -> None:
        if not self.is_hidden:
            super().render_image(name, stream)
            self.pictures.append(self.cur_item.bbox)

    def paint_path(self, state: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        if self.is_hidden:
            return
        before = len(self.cur_item._objs)
        super().paint_path(state, stroke, fill, evenodd, path)
        if fill and self.letters and state.is_plain and state.opacity > 1 - _CLEAR and _is_colour(state.ncolor):
            papers = (thing.bbox for thing in self.cur_item._objs[before:] if isinstance(thing, LTRect))
            shown = (_both(paper, state.clip) for paper in papers)
            self.papers += [(len(self.letters), box) for box in shown if min(box[2] - box[0], box[3] - box[1]) > _THIN]

    def cover(self) -> None:
        """Make those letters doubtful that are under what was drawn later."""
        under = covered([letter.bbox for _, letter in self.letters], self.papers)
        for place in sorted(under):
            within, letter = self.letters[place]
            within._objs.remove(letter)
            self.doubtful.append(Doubtful(within, letter, "pale"))


class _Interpreter(PDFPageInterpreter):
    """pdfminer's, which minds in addition clips, layers, opacity, white, and what is not painted."""

    device: _Device
    graphicstate: _State
    layers: Layers
    budget: Budget
    given: _State | None = None
    depth = 0

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.graphicstate = self.given or _State(self.device.sheet)
        self._marked: list[bool] = []

    def subinterp(self) -> "_Interpreter":
        inner = super().subinterp()
        assert isinstance(inner, _Interpreter)
        inner.layers, inner.budget, inner.depth = self.layers, self.budget, self.depth + 1
        return inner

    def do_gs(self, name: object) -> None:
        states = dict_value(self.resources.get("ExtGState", {}))
        told = resolve1(states.get(literal_name(name)))
        if not isinstance(told, dict):
            return
        opacity, blend = resolve1(told.get("ca")), resolve1(told.get("BM"))
        if isinstance(opacity, int | float):
            self.graphicstate.opacity = opacity
        if blend is not None:
            self.graphicstate.is_plain = isinstance(blend, PSLiteral) and literal_name(blend) in _PLAIN

    def do_W(self) -> None:  # noqa: N802 - named after the operator
        points = [at for step in self.curpath for at in zip(step[1::2], step[2::2], strict=False)]
        if points:
            xs, ys = zip(*points, strict=True)
            box = apply_matrix_rect(self.ctm, (min(xs), min(ys), max(xs), max(ys)))
            self.graphicstate.clip = _both(self.graphicstate.clip, box)

    do_W_a = do_W  # noqa: N815

    def do_BDC(self, tag: object, properties: object) -> None:  # noqa: N802
        named = isinstance(properties, PSLiteral) and isinstance(tag, PSLiteral) and literal_name(tag) == "OC"
        group = dict_value(self.resources.get("Properties", {})).get(literal_name(properties)) if named else None
        self._mark(self.layers.hide(group))

    def do_BMC(self, tag: object) -> None:  # noqa: ARG002, N802
        self._mark(False)

    def do_EMC(self) -> None:  # noqa: N802
        if self._marked and self._marked.pop():
            self.device.is_hidden = False

    def _mark(self, is_off: bool) -> None:
        """Begin what is marked; it is shown again where the outermost that is off ends."""
        self._marked.append(is_off and not self.device.is_hidden)
        self.device.is_hidden |= is_off

    def do_TJ(self, given: Any) -> None:  # noqa: N802
        self.device.why = self._why_unseen()
        super().do_TJ(given)

    def _why_unseen(self) -> Why | None:
        """Why the letters that follow may not be seen, None for most."""
        state, how = self.graphicstate, self.textstate.render
        if how in _UNPAINTED:
            return "unpainted"
        if state.opacity < _CLEAR or _is_white(state.scolor if how in (1, 5) else state.ncolor):
            return "pale"
        return None

    def do_Do(self, name: Any) -> None:  # noqa: N802
        thing = resolve1(self.xobjmap.get(literal_name(name)))
        if not isinstance(thing, PDFStream) or self.layers.hide(thing.get("OC")):
            return
        if thing.get("Subtype") is LITERAL_FORM and "BBox" in thing:
            self.draw(thing)
        else:
            super().do_Do(name)

    def draw(self, form: PDFStream) -> None:
        """Draw `form`, no more of it than its box shows, and nothing of one that is broken or within itself."""
        box, matrix = rect_of(form["BBox"]), matrix_of(form.get("Matrix"))
        if box is None or matrix is None or self.depth > _MAX_DEPTH:
            return
        if not self.budget.covers(form):
            self.device.is_cut = True
            return
        ctm = mult_matrix(matrix, self.ctm)
        inner = self.subinterp()
        inner.given = self.graphicstate.copy()
        inner.given.clip = _both(self.graphicstate.clip, apply_matrix_rect(ctm, box))
        resources = resolve1(form.get("Resources"))
        self.device.begin_figure("", box, matrix)
        was_hidden = self.device.is_hidden
        try:
            inner.render_contents(resources if isinstance(resources, dict) else self.resources.copy(), [form], ctm)
        finally:
            self.device.end_figure("")
            self.device.is_hidden = was_hidden
            self.device.set_ctm(self.ctm)

    def show(self, look: Look, fields: Mapping[object, object]) -> None:
        """Draw what an annotation looks like; `fields` are the resources of what says none of its own."""
        self.init_resources(dict(fields))
        self.init_state(mult_matrix(look.matrix, self.device.base))
        if look.form:
            self.draw(look.form)
        for at, text in look.lines:
            if not self.budget.covers(text):
                self.device.is_cut = True
                return
            self.textstate.font, self.textstate.fontsize = Spelled(), look.size
            self.textstate.matrix, self.textstate.linematrix = (1, 0, 0, 1, *at), (0, 0)
            self.do_TJ([text.encode("utf-32-be")])


class Viewer:
    """Draws the pages of one file, `pdf` as pdfplumber opened it from `raw`."""

    def __init__(self, pdf: Any, raw: bytes) -> None:
        pdf.rsrcmgr = Faces()
        self._raw, self._catalog = raw, pdf.doc.catalog
        self._layers, self._content, self._looks = Layers(self._catalog), Budget(MAX_DRAWN), Budget(MAX_LOOKS)

    def lay_out(self, page: Any) -> bool:
        """Draw `page` for pdfplumber: its letters are those seen, and some have a tag.

        Whether all of it is drawn: a file may say to draw more than anybody looks at. Raises what pdfminer raises on a
        broken page.
        """
        device = _Device(page.pdf.rsrcmgr, page.page_number)
        pen = _Interpreter(page.pdf.rsrcmgr, device)
        pen.layers, pen.budget = self._layers, self._content
        pen.process_page(page.page_obj)
        laid: LTContainer[Any] = device.get_result()
        pen.budget, device.is_hidden = self._looks, False
        stamps: list[LTContainer[Any]] = []
        try:
            with at_most(_LOOKS_SECONDS):
                for look in looks(page.page_obj, self._catalog, self._layers.hide):
                    if self._looks.is_spent:
                        raise LateError
                    stamps.append(self._stamp(look, device, pen))
        except LateError:
            device.is_cut = True
        device.cover()
        sure = [letter.bbox for place in (laid, *stamps) for letter in letters(place)]
        sheet = Sheet(self._raw, page.page_number, page.page_obj.rotate, device.sheet)
        for one in seen(device.doubtful, sure, device.pictures, sheet):
            one.within._objs.append(one.letter)
            if one.why == "unpainted":
                _tag(one.letter, LAYER)
        for place, stamp in enumerate(stamps):
            for letter in letters(stamp):
                _tag(letter, f"{STAMP}{place}")
                laid._objs.append(letter)
        page._objects = _objects(laid, page)
        return not device.is_cut

    def _stamp(self, look: Look, device: _Device, pen: _Interpreter) -> LTContainer[Any]:
        """What an annotation that looks so draws; nothing where it is broken, for the next may be sound."""
        papers = len(device.papers)
        stamp = device.cur_item = LTLayoutContainer(device.sheet)
        form = resolve1(self._catalog.get("AcroForm"))
        resources = resolve1(form.get("DR")) if isinstance(form, dict) else None
        with suppress(*BROKEN):
            pen.show(look, resources if isinstance(resources, dict) else {})
        if not look.hides:
            del device.papers[papers:]
        return stamp


def _objects(laid: Iterable[Any], page: Any) -> dict[str, list[Any]]:
    """What is `laid` out on `page` as pdfplumber keeps it, which takes for a letter three times as long."""
    found: dict[str, list[Any]] = defaultdict(list)
    left, top = page.mediabox[:2]
    pending = [laid]
    while pending:
        for thing in pending.pop():
            if isinstance(thing, LTChar):
                x0, y0, x1, y1 = thing.bbox
                high, low = page.height - y1 + top, page.height - y0 + top
                found["char"].append({
                    "text": thing.get_text() or (_NO_LETTER if thing.adv else ""),
                    "x0": x0 + left, "x1": x1 + left, "top": high, "bottom": low,
                    "doctop": high, "size": thing.size, "upright": thing.upright, "adv": thing.adv,
                    "matrix": thing.matrix, "fontname": thing.fontname, "tag": thing.__dict__.get("tag", ""),
                })  # fmt: skip
            elif isinstance(thing, LTContainer):
                pending.append(thing)
            else:
                kept = page.process_object(thing)
                found[kept["object_type"]].append(kept)
    return found


def _tag(letter: LTChar, tag: str) -> None:
    """Have `letter` be known under `tag`."""
    letter.__dict__["tag"] = tag


def _both(one: Rect, other: Rect) -> Rect:
    """What `one` and `other` share, a box without size where they share nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _is_white(colour: object) -> bool:
    """Whether `colour`, of one part (grey), three (light) or four (ink), is that of paper."""
    parts = colour if isinstance(colour, tuple) else (colour,)
    if not _is_colour(colour):
        return False
    return max(parts) < _CLEAR if len(parts) == 4 else len(parts) in (1, 3) and min(parts) > _PALE


def _is_colour(colour: object) -> bool:
    """Whether `colour` is one, and no pattern."""
    parts = colour if isinstance(colour, tuple) else (colour,)
    return all(isinstance(part, int | float) for part in parts)
