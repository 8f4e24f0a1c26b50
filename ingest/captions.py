"""The title of a table: the lines above it that say what it holds, and in which unit it counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Block, BlockKind
from ingest.plan import FieldKind, Quoted, TableCell
from ingest.readers.marks import is_item
from ingest.vietnamese import fold

_UNIT = re.compile(r"\W*(?P<name>(?:Đơn vị(?: tính)?|ĐVT|Đvt))\s*:\s*(?P<unit>[^:;]{1,40}?)\W*$")
_ASIDE = re.compile(r"\W*\(.*\)\W*$|\W*\((?:Ban hành )?[Kk]èm theo|\W*$|(?:Ban hành )?[Kk]èm theo ", re.DOTALL)
_TITLED = re.compile(
    r"\W*(?:phu (?:luc|bieu)|bieu(?: mau)?|bang|mau(?: so)?|danh (?:sach|muc)|lich|du toan|tong hop|chi tieu|ke hoach"
    r"|phan cong|thoi khoa bieu|chuong trinh|ket qua|thong ke|co cau|quy mo|dia diem|tien do)\b(?!\s*$)|\W*phu luc\W*$"
)
_NUMBER_ONLY = re.compile(r"\W*(?:phu (?:luc|bieu)|bieu(?: mau)?|bang|mau)(?: so)?\W*(?:\w{1,6}(?:[./-]\w{1,6})*)?\W*$")
_SENTENCE_END = re.compile(r"[.;,/…]\W*$")
_VALUE = re.compile(r":\s+\S")
_CLOSING = re.compile(r"Trên đây là|Yêu cầu |Đề nghị ")
_MARKED = re.compile(r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[A-HĐ])[.)]\s|[a-zđ]\)|Điều\s+\d")
_LINES = 3
_LONGEST = 250  # characters of a title's line
_SHORT = 120  # of one that neither capitals nor its first word tell


@dataclass(frozen=True, slots=True)
class Caption:
    """`lines` from top to bottom, none where the table has no title of its own; `unit` is that of all its figures."""

    lines: tuple[Block, ...] = ()
    unit: TableCell | None = None

    @property
    def title(self) -> tuple[str, ...]:
        """The title as one heading, its number before it: "Biểu số 2 – Dự toán"."""
        return (" – ".join(line.text.strip("*_-–+• :.") for line in self.lines),) if self.lines else ()


def caption(above: Sequence[Block]) -> Caption:
    """What the last of the lines `above` a table say of it."""
    lines: list[Block] = []
    unit = None
    for block in reversed(above):
        said = _UNIT.match(block.text)
        if block.kind is BlockKind.ROW:
            break
        if said and not lines:
            unit = _unit(block, said)
        elif not _ASIDE.match(block.text) or lines:
            if len(lines) == _LINES or not titles(block, is_next=not lines):
                break
            lines.insert(0, block)
    return Caption(tuple(lines), unit)


def titles(block: Block, *, is_next: bool) -> bool:
    """Whether `block` says what a table below it holds; `is_next` where nothing stands between the two."""
    text = block.text
    is_other = block.kind is BlockKind.HEADING or _MARKED.match(text) or _CLOSING.match(text) or _VALUE.search(text)
    if len(text) > _LONGEST or is_other or (is_item(text) and not text.endswith(":")):
        return False
    if text.isupper() or _NUMBER_ONLY.match(fold(text)):
        return True
    announces = text.endswith(":") or (len(text) < _SHORT and text[:1].isupper() and not _SENTENCE_END.search(text))
    return is_next and (announces or _named(text))


def _named(text: str) -> bool:
    return _TITLED.match(fold(text)) is not None and not _SENTENCE_END.search(text)


def is_named(text: str) -> bool:
    """Whether `text` begins as the title of a table does, wherever it stands: "Biểu số 2", "DANH SÁCH …"."""
    return _NUMBER_ONLY.match(fold(text)) is not None or _named(text)


def _unit(block: Block, said: "re.Match[str]") -> TableCell:
    spans = (block.span,)
    return TableCell(FieldKind.NOTE, Quoted(said["name"], spans), Quoted(said["unit"], spans))
