"""Lines -> sheets: the lines of each procedure of a file, under the part that they stand in."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.procedures.labels import MAIN, Label, label_of
from ingest.procedures.piece import Line, Piece
from ingest.quoted import Quoted
from ingest.vietnamese import fold, one_line

_AGENCIES = frozenset(["decider", "delegate", "performer", "coordinator", "address"])
_OPENERS = frozenset(["name", "code", "decision", "level", "category", "domain"])
"""What a sheet says at its head; never marked."""
_WITHIN = {
    **dict.fromkeys(("agency", *_AGENCIES), _AGENCIES),
    **dict.fromkeys(("paper", "sets", "form"), frozenset(["sets", "form"])),
}
"""What may head a part inside another, however it is marked."""
_ENOUGH = 5
_CODE = re.compile(r"\W*\d{1,2}[.,]\d{4,7}\b")
_WHOLE = re.compile(r"\d\.\d{6}")
_INLINE = re.compile(r"[;.,]\s+(?=[^\W\d_])")
_INLINE_LINE = 300
_CODED = re.compile(r"(?<=\S)\s+(?=Mã (?:số )?(?:thủ tục|TTHC)\s*:)")
"""Before the code of a title that a page's line joins it to."""
_KINDS = re.compile(
    r"\W*(?:(?:quy trinh(?: noi bo)?|niem yet(?: cong khai)?|chi tiet|noi dung|(?:phieu )?huong dan|thong tin)\s*)?"
    r"(?:(?:giai quyet|thuc hien|cac|ve)\s+)*(?:thu tuc hanh chinh|tthc)\b\s*[:.]?\s*|\W*quy trinh\s+"
)
"""What a sheet calls itself, above or before the procedure's name."""
_LETTERHEAD = re.compile(
    r"cong hoa xa hoi|doc lap\W+tu do|^\W*(?:uy ban nhan dan|ubnd|so|phong|cong an)\b.{0,60}$|^\W*so\s*:"
)
_TITLED = re.compile(r"\W*(?:[ivxlc\d]{1,5}[.)]\s*)?(?:[\d.]+\s*)?thu tuc\b")


@dataclass
class Sheet:
    """One procedure's lines: what stands above its first label, and below each. Grows while the lines are parted."""

    head: list[Line] = field(default_factory=list)
    parts: dict[str, list[Line]] = field(default_factory=dict)

    def pieces(self, part: str) -> list[Piece]:
        """The lines of `part` that say something; of rows their cells."""
        return [cell for line in self.parts.get(part, ()) for cell in line.distinct if not cell.is_nothing]

    def says_nothing(self, *parts: str) -> bool:
        """Whether one of `parts` says somewhere that there is no information: then that is not a gap of the file."""
        cells = (cell for part in parts for line in self.parts.get(part, ()) for cell in line.cells)
        return any("khong co thong tin" in cell.folded for cell in cells)

    @property
    def main(self) -> int:
        """How many of the parts it has that every procedure has."""
        return len(MAIN & self.parts.keys())

    @property
    def code(self) -> Piece | None:
        """Its code, also one with a slip of typing."""
        return next((piece for piece in self.pieces("code") if _CODE.match(piece.raw)), None)

    @property
    def is_procedure(self) -> bool:
        """Whether it describes a procedure: by its code and a part, or by five parts, papers or steps among them."""
        if self.code and self.main:
            return True
        return self.main >= _ENOUGH and bool({"paper", "step"} & self.parts.keys())

    @property
    def name(self) -> Quoted | None:
        """What it is called: what its label says, else what stands below the kind of sheet, else the title above."""
        labelled = self.pieces("name")
        if labelled:
            return labelled[0].quoted()
        return _title(self.head)


def is_code(text: str) -> bool:
    """Whether `text` is a code as the national portal gives them: 1.000656."""
    return _WHOLE.fullmatch(text.strip()) is not None


def sheets(lines: Iterable[Line]) -> list[Sheet]:
    """The sheets of a file, one a procedure; the first may be no procedure."""
    labelled = [(each, label_of(each)) for line in lines for each in _inline(line)]
    marks = _marks([label for _, label in labelled if label])
    found = [Sheet()]
    part = ""
    for line, label in labelled:
        sheet = found[-1]
        if label is None or not _counts(label, part, marks, sheet):
            (sheet.parts[part] if part else sheet.head).append(line)
            continue
        if _begins(label, sheet):
            sheet = Sheet(_pull_title(sheet, part))
            found.append(sheet)
        part = _open(sheet, label)
    return found


def _open(sheet: Sheet, label: Label) -> str:
    """Puts what `label` says by itself into `sheet`; the part that the lines below it belong to, "end" for none."""
    lines = sheet.parts.setdefault(label.part, [])
    if label.rest.raw:
        lines.extend(Line((piece,)) for piece in label.rest.lines())
    if label.mark == "row":
        sheet.parts.setdefault("end", [])
        return "end"
    return label.part


def _inline(line: Line) -> Iterable[Line]:
    """`line` parted before each label inside it: "Lĩnh vực: Hộ tịch. Cấp thực hiện: Cấp xã" are two."""
    text = line.piece.raw
    if line.table is not None or len(text) > _INLINE_LINE or ":" not in text:
        return (line,)
    if label_of(line) is None:
        code = _CODED.search(text)
        return (Line((line.piece.cut(0, code.start()),)), Line((line.piece.cut(code.end()),))) if code else (line,)
    cuts = [0]
    for between in _INLINE.finditer(text):
        label = label_of(Line((line.piece.cut(between.end()),)))
        if label and label.part in _OPENERS and label.rest.raw:
            cuts.append(between.end())
    if len(cuts) == 1:
        return (line,)
    pieces = (line.piece.cut(start, end) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True))
    return tuple(Line((piece.cut(0, len(piece.raw.rstrip(" ;.,"))),)) for piece in pieces)


def _marks(labels: Sequence[Label]) -> str:
    """How the parts are marked where most of them are: "number", "letter" or "bullet", else empty."""
    marks = Counter(label.mark for label in labels if label.part in MAIN)
    most, times = marks.most_common(1)[0] if marks else ("", 0)
    return most if times >= 4 and most != "row" else ""


def _counts(label: Label, part: str, marks: str, sheet: Sheet) -> bool:
    """Whether `label` heads a part, and is not a line that begins like one within another part."""
    if label.part == "end":
        return not label.mark and not label.rest.raw and len(sheet.parts) > 1
    if label.part in _OPENERS or label.part in _WITHIN.get(part, ()):
        return label.part not in sheet.parts or label.part in ("name", "code") or label.mark == "row"
    if label.mark == "row" or not marks:
        return label.mark != "bullet" or not label.rest.raw or label.part not in sheet.parts
    return label.mark == marks


def _begins(label: Label, sheet: Sheet) -> bool:
    """Whether another procedure begins with `label`: its name or code is another's, or steps come a second time."""
    if label.part not in sheet.parts or sheet.main < 2:
        return False
    if label.part in ("name", "code"):
        return label.rest.text not in {piece.text for piece in sheet.pieces(label.part)}
    return label.part == "step" and sheet.main >= 4


def _pull_title(sheet: Sheet, part: str) -> list[Line]:
    """Takes the lines off the end of `sheet` that are the title of what follows."""
    lines = sheet.parts.get(part, [])
    start = len(lines)
    while start and _is_title(lines[start - 1]):
        start -= 1
    pulled = lines[start:]
    del lines[start:]
    return pulled


def _is_title(line: Line) -> bool:
    text = line.piece.text
    if line.table is not None:
        return "cong hoa xa hoi" in fold(" ".join(cell.text for cell in line.cells))
    return line.is_heading or _TITLED.match(fold(text)) is not None or (text.isupper() and len(text) > 8)


def _title(head: Sequence[Line]) -> Quoted | None:
    lines = [line.piece for line in head if line.table is None and not line.piece.is_nothing]
    below = next((at for at in range(len(lines) - 1, -1, -1) if _kind_end(lines[at])), None)
    if below is not None:
        first = lines[below].cut(_kind_end(lines[below]))
        named = [piece for piece in (first, *lines[below + 1 :]) if piece.raw]
        if named:
            return _joined(named)
    lines = [piece for piece in lines if not _LETTERHEAD.search(piece.folded)]
    titled = next((at for at in range(len(lines) - 1, -1, -1) if _TITLED.match(lines[at].folded)), None)
    if titled is not None:
        return _joined(lines[titled:])
    headings = [line.piece for line in head if line.is_heading and line.piece.raw]
    return _joined(headings[-1:] or lines[-1:])


def _kind_end(piece: Piece) -> int:
    """Where what the sheet calls itself ends in `piece`, 0 where it does not; a heading is in capitals."""
    found = _KINDS.match(fold(piece.raw))
    return found.end() if found and piece.raw[: found.end()].isupper() else 0


def _joined(pieces: Sequence[Piece]) -> Quoted | None:
    if not pieces:
        return None
    text = one_line(" ".join(piece.text for piece in pieces)).strip(" *#:")
    return Quoted(text, tuple(piece.span for piece in pieces))
