"""Blocks -> the parts of a file: a decision, the plan attached to it, an appendix, a second copy of the plan.

Where number, date, issuer and signer stand in a document is fixed by Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import dropwhile

from ingest.captions import caption, is_named
from ingest.document import Block, BlockKind, Document
from ingest.flattened import spread
from ingest.mentions import NUMBER
from ingest.readers.text import MARKER
from ingest.tables import is_data, settled, tables
from ingest.vietnamese import fold, one_line

_TITLES = {
    "ke hoach": "Kế hoạch", "quyet dinh": "Quyết định", "chuong trinh": "Chương trình", "huong dan": "Hướng dẫn",
    "thong bao": "Thông báo", "cong van": "Công văn", "chi thi": "Chỉ thị", "de an": "Đề án", "phuong an": "Phương án",
}  # fmt: skip
_TITLED = re.compile(rf"(?P<kind>{'|'.join(_TITLES)})\s*:?\s+(?=\w+\s+\w)")
"""The kind of document with its title behind it on one line."""
_ABOUT = re.compile(r"v/v\b|ve viec ")
"""What a letter to other offices has below its number, instead of a kind and a title."""
_BEGINS = re.compile(r"(?:kinh gui|can cu|thuc hien|trien khai|nham) ")
_CAPTION = 8  # lines above a table in which its title is sought
_LONG = 200  # characters; no line above a text is so long
_OPENS = re.compile(
    r"(?:kinh gui|can cu|thuc hien|trien khai thuc hien (?:nghi|quyet|ke|chi|cong|chuong)|nham|de |theo |xet |dieu \d|"
    r"i\.|uy ban nhan dan .{0,40}(?:ban hanh|xay dung)|ubnd|chu tich|giam doc|bo truong|phan |1\.)"
)
_POSITION = re.compile(
    r"(?:^|\s)(?:KT\.|TM\.|TL\.|TUQ\.|Q\.)\s"
    r"|^\W*(?:(?:PHÓ|QUYỀN|TỔNG) )*(?:CHỦ TỊCH|GIÁM ĐỐC|(?:BỘ|THỨ|CỤC|VỤ|HIỆU|VIỆN) TRƯỞNG|CHÁNH|CHỦ NHIỆM|BÍ THƯ"
    r"|TRƯỞNG (?:PHÒNG|BAN|KHOA|ĐOÀN|CÔNG AN))(?!\w)"
)
NUMBER_LINE = re.compile(rf"(?:Số|So|S[6ố])\s*:?\s*(?P<number>{NUMBER})", re.IGNORECASE)
_DRAFT = re.compile(r"^du thao\b|\bso ?: ?[.…_ ]*/ ?[a-z]")
_OFFICE = re.compile(r"(?:uy ban nhan dan|ubnd|bo|so|phong) ")
_BESIDE_OFFICE = re.compile(r"^du thao(?: lan \w+)?\s+|\s+cong hoa xa hoi.*$")
_HEAD = re.compile(r"du thao(?!\w)|.{0,60}\bcong hoa xa hoi chu nghia|so ?: ?(?:\d+ ?)?/ ?[a-z]|so ?: ?\d+ ?/ ?[a-z]")
_COMMITTEE = ("ubnd ", "uy ban nhan dan ")
"""No line of a signature below its first begins so."""
_LETTERHEAD = re.compile(r"(?:uy ban nhan dan|ubnd|hoi dong nhan dan|bo|so|cong hoa xa hoi) |so ?:")
_NAME = re.compile(
    r"(?!Signature|Digitally|Signed|Người Ký|Ký Bởi)(?:[A-ZĐÀ-Ỹ][a-zà-ỹ]+\s){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹ]+(?:\s\d{1,3})?$"
)  # the number of the page behind
_LOUD_NAME = re.compile(
    r"(?!HỒ CHÍ MINH)(?:NGUYỄN|TRẦN|LÊ|PHẠM|HOÀNG|HUỲNH|PHAN|VŨ|VÕ|ĐẶNG|BÙI|ĐỖ|HỒ|NGÔ|DƯƠNG|LÝ|ĐINH|ĐOÀN|LÂM|MAI|TRỊNH"
    r"|TRƯƠNG|ĐÀO|HÀ|CAO|LƯU|LƯƠNG|THÁI|TẠ|PHÙNG|TÔ|VƯƠNG|QUÁCH|TĂNG|CHÂU|KIỀU|NÔNG|LÒ|HỨA|THẠCH|SƠN|ĐIỂU|SIU|KSOR)"
    r"(?:\s[A-ZĐÀ-Ỹ]+){2,4}$"
)
"""In capitals a name is told from "CHỦ TỊCH" by the family name, of which there are few."""
_RIGHT = re.compile(r"cong hoa xa hoi|doc lap|[^,.;:]{2,40}, ngay .{0,30}$")
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục|Phu luc|PHU LUC|DANH MỤC|BẢNG PHÂN CÔNG|BIỂU)\b")


class PartKind(StrEnum):
    DECISION = "decision"
    PLAN = "plan"
    APPENDIX = "appendix"


@dataclass(slots=True)
class Part:
    """`letterhead` is what stands above the title, `closing` what stands below the text (recipients, signature)."""

    kind: PartKind
    name: str = ""
    letterhead: list[Block] = field(default_factory=list)
    title: list[Block] = field(default_factory=list)
    attached: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    recipients: list[Block] = field(default_factory=list)
    signature: list[Block] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The number in the letterhead, without spaces; "" where it is left out."""
        found = (NUMBER_LINE.search(block.text) for block in self.letterhead)
        return next((re.sub(r"\s", "", match["number"]) for match in found if match), "")

    @property
    def is_draft(self) -> bool:
        """Whether a letterhead says so, or leaves a gap where the number belongs."""
        return not self.number and any(_DRAFT.search(fold(block.text)) for block in self.letterhead)


def apart(found: Sequence[Part]) -> list[list[Part]]:
    """The parts of each plan in a file: one with a number of its own, behind a whole plan, begins another.

    A decision and the plan that it issues are one, whatever their numbers.
    """
    plans: list[list[Part]] = []
    for part in found:
        before = plans[-1] if plans else []
        numbers = {other.number for other in before} - {""}
        if not before or (part.number and numbers and part.number not in numbers and _is_whole(before, part)):
            plans.append([])
        plans[-1].append(part)
    return plans


def _is_whole(before: Sequence[Part], part: Part) -> bool:
    """Whether `before` is a plan by itself, and no decision that waits for `part`."""
    kinds = [other.kind for other in before]
    return PartKind.PLAN in kinds or (part.kind is PartKind.DECISION and PartKind.DECISION in kinds)


def parts(document: Document) -> tuple[list[Part], list[Part]]:
    """The parts of `document`, and the copies and drafts of a part beside it."""
    lines = list(spread(list(_lines(document))))
    found = _parted(lines)
    if not found[0].title:
        found = _parted(lines, is_loose=True)
    kept: list[Part] = []
    copies: list[Part] = []
    for part in found:
        twin = next((other for other in kept if _is_copy(part, other)), None)
        if twin and part.number and not twin.number:  # the draft stands first
            kept[kept.index(twin)] = part
            copies.append(twin)
        else:
            (copies if twin else kept).append(part)
    drafts = [part for part in kept if part.is_draft and any(_issues(other, part) for other in kept)]
    copies += drafts
    return [part for part in kept if part not in drafts and (part.body or part.title)], copies


def _issues(part: Part, draft: Part) -> bool:
    """Whether `part` is a plan that was issued by the office whose `draft` stands beside it."""
    return part.number != "" and part.kind is draft.kind and not _offices(part).isdisjoint(_offices(draft))


def _offices(part: Part) -> set[str]:
    lines = (_BESIDE_OFFICE.sub("", fold(block.text)) for block in part.letterhead)
    return {line for line in lines if _OFFICE.match(line)}


def _parted(lines: Sequence[Block], *, is_loose: bool = False) -> list[Part]:
    """The parts that `lines` make; `is_loose` where no line of the letterhead is the kind of the document alone."""
    found: list[Part] = [Part(PartKind.PLAN)]
    place = "letterhead"
    annexes = _annexes(lines)
    for at, block in enumerate(lines):
        if at in annexes and place in ("recipients", "signature"):
            found.append(Part(PartKind.APPENDIX, block.text))
            place = _put(found[-1].title, block, "title")
        elif is_loose and place == "letterhead":
            place = _leave_letterhead(found, block)
        else:
            place = _take(found, block, place)
    return found


def _annexes(lines: Sequence[Block]) -> set[int]:
    """Where the titles of tables begin: behind a signature that is an appendix, whatever it is called."""
    found: set[int] = set()
    for at, block in enumerate(lines):
        if block.kind is BlockKind.ROW and at and lines[at - 1].kind is not BlockKind.ROW:
            start = max(0, at - _CAPTION)
            titles = dropwhile(_is_foot, caption(lines[start:at]).lines)
            first = next(titles, None)
            if first and (first.text.isupper() or is_named(first.text)):
                found.add(lines.index(first, start))
    return found


def _is_foot(block: Block) -> bool:
    return _POSITION.search(block.text) is not None or name_of(block)


def _leave_letterhead(found: list[Part], block: Block) -> str:
    """As `_take` in a letterhead that ends with the kind and the title on one line, or without any."""
    folded = fold(block.text)
    titled = _TITLED.match(folded)
    if titled and len(block.text) < _LONG:
        return _begin_titled(found, block, titled, "letterhead")
    if _ABOUT.match(folded) and len(block.text) < _LONG:
        found[-1].name = "Công văn"
        return _put(found[-1].title, block, "title")
    if _APPENDIX.match(block.text) and len(block.text) < _LONG:
        return _put(found[-1].title, block, "title")
    if block.kind is not BlockKind.ROW and (_BEGINS.match(folded) or MARKER.match(block.text) or len(folded) > _LONG):
        return _put(found[-1].body, block, "body")
    return _take(found, block, "letterhead")


def _begin_titled(found: list[Part], block: Block, titled: "re.Match[str]", place: str) -> str:
    _begin(found, titled["kind"], place)
    return _take_title(found[-1], replace(block, text=block.text[titled.end() :]))


def _lines(document: Document) -> Iterator[Block]:
    """The blocks, with tables that are no data (letterheads, signatures) taken apart into lines."""
    at = 0
    blocks = settled(document.blocks)
    while at < len(blocks):
        if blocks[at].kind is not BlockKind.ROW:
            yield from _titled(document, blocks[at])
            at += 1
            continue
        end = at
        while end < len(blocks) and blocks[end].kind is BlockKind.ROW:
            end += 1
        for table in tables(blocks[at:end]):
            yield from table if is_data(table) else _cell_lines(document, table)
        at = end


def _titled(document: Document, block: Block) -> Iterator[Block]:
    """The block; where "KẾ HOẠCH" and the title, or a position and the name, stand in one, line by line.

    So also the two columns of a letterhead or of the foot of a letter, where only a tab parts them.
    """
    text = document.cut(block.span)
    left, tab, right = text.partition("\t")
    if tab and "\n" not in text and left.strip() and _stands_right(one_line(right)):
        yield from _pieces(block, [left, right])
        return
    lines = text.split("\n")
    signs = lines[0].isupper() and _POSITION.search(lines[0]) is not None
    if len(lines) < 2 or not (signs or fold(lines[0]).strip(" :*") in _TITLES):
        yield block
        return
    yield from _pieces(block, lines)


def _stands_right(text: str) -> bool:
    """Whether `text` is of the right column of a letterhead, or of the foot of a letter."""
    is_position = text.isupper() and _POSITION.search(text) is not None
    return is_position or _is_name(text) or _RIGHT.match(fold(text)) is not None


def _pieces(block: Block, lines: Iterable[str]) -> Iterator[Block]:
    """`block` as the blocks of its `lines`, of which one character parts each from the next."""
    start = block.span.start
    for line in lines:
        if line.strip():
            span = replace(block.span, start=start, end=start + len(line))
            kind = block.kind if start == block.span.start else BlockKind.PARAGRAPH
            yield Block(kind, one_line(line.replace("*", "")), span)
        start += len(line) + 1


def _cell_lines(document: Document, rows: Sequence[Block]) -> Iterator[Block]:
    seen: set[tuple[int, int]] = set()
    for row in rows:
        for cell in row.cells:
            if (cell.span.start, cell.span.end) in seen:
                continue
            seen.add((cell.span.start, cell.span.end))
            start = cell.span.start
            for line in document.cut(cell.span).split("\n"):
                if line.strip():
                    text = one_line(line.replace("*", ""))
                    yield Block(BlockKind.PARAGRAPH, text, replace(cell.span, start=start, end=start + len(line)))
                start += len(line) + 1


def _take(found: list[Part], block: Block, place: str) -> str:
    """Put `block` into the last part or begin a new one; the place in the part that comes next."""
    part = found[-1]
    folded = fold(block.text).strip(" :")
    if folded in _TITLES and (block.text.isupper() or place in ("letterhead", "signature", "recipients")):
        return _begin(found, folded, place)
    titled = _TITLED.match(folded)
    if titled and block.text.isupper() and place in ("signature", "recipients"):
        return _begin_titled(found, block, titled, place)
    if block.kind is BlockKind.ROW:
        part.body.append(block)
        return "body"
    if _APPENDIX.match(block.text) and len(block.text) < 90 and place == "letterhead" and len(found) > 1:
        part.kind, part.name = PartKind.APPENDIX, block.text
        return _put(part.title, block, "title")
    if _APPENDIX.match(block.text) and len(block.text) < 90 and place in ("recipients", "signature", "body"):
        found.append(Part(PartKind.APPENDIX, block.text, title=[block]))
        return "title"
    if place in ("signature", "recipients") and _begins_anew(part, fold(block.text), place):
        found.append(Part(PartKind.PLAN, letterhead=[block]))
        return "letterhead"
    if re.match(r"n[oơ]i nh[aậ]n", fold(block.text)) and len(block.text) < 20:
        return "recipients"
    if _POSITION.search(block.text) and len(block.text) < 120 and block.text.upper() == block.text:
        above = place in ("letterhead", "title")
        return _put(part.letterhead, block, place) if above else _put(part.signature, block, "signature")
    return _take_line(part, block, place)


def _begins_anew(part: Part, folded: str, place: str) -> bool:
    """Whether a line behind the signature is the first of another letterhead."""
    if _HEAD.match(folded):
        return True
    is_signed = any(map(name_of, part.signature)) or (part.signature and folded.startswith(_COMMITTEE))
    return place == "signature" and bool(is_signed) and _LETTERHEAD.match(folded) is not None


def _begin(found: list[Part], folded: str, place: str) -> str:
    part = found[-1]
    kind = PartKind.DECISION if folded == "quyet dinh" else PartKind.PLAN
    if part.kind is PartKind.DECISION and kind is PartKind.DECISION and place == "body":
        return place  # "QUYẾT ĐỊNH:" again, before the articles
    if place == "letterhead" and not part.title:
        part.kind, part.name = kind, _TITLES[folded]
    else:
        found.append(Part(kind, _TITLES[folded]))
    return "title"


def _take_line(part: Part, block: Block, place: str) -> str:
    if place == "letterhead":
        return _put(part.letterhead, block, place)
    if place == "title":
        return _take_title(part, block)
    if place == "recipients":
        return _put(part.recipients, block, place) if _is_recipient(block) else _after(part, block)
    if place == "signature":
        return _after(part, block)
    return _put(part.body, block, "body")


def _take_title(part: Part, block: Block) -> str:
    text = block.text.strip("()* ")
    if not any(map(str.isalnum, text)):  # a line is drawn below the title
        return "title"
    if part.attached and part.attached[-1].text.count("(") > part.attached[-1].text.count(")"):
        return _put(part.attached, block, "title")  # the bracket goes on in this line
    if re.match(r"(?:ban hanh )?kem theo|(?:ban hanh )?kem ", fold(text)):
        return _put(part.attached, block, "title")
    is_sentence = text.rstrip(" :").endswith((".", "như sau")) and not text.isupper()
    if part.title and (_OPENS.match(fold(text)) or MARKER.match(text) or len(text) > 400 or is_sentence):
        return _put(part.body, block, "body")
    if block.text.isupper() and re.match(
        r"(?:uy ban nhan dan|hoi dong nhan dan|bo truong|giam doc|chu tich)", fold(text)
    ):
        return _put(part.letterhead, block, "title")
    if not part.title or (len(part.title) < 4 and not part.body and not text.endswith(("./.", ";"))):
        return _put(part.title, block, "title")
    return _put(part.body, block, "body")


def _is_recipient(block: Block) -> bool:
    return block.kind is BlockKind.ITEM or (len(block.text) < 40 and not name_of(block))


def _after(part: Part, block: Block) -> str:
    """A line below a signature: the signer's name, or more of the closing."""
    if name_of(block) or (part.signature and len(block.text) < 60 and not block.text.startswith("-")):
        return _put(part.signature, block, "signature")
    if block.text.startswith("[") or len(block.text) < 8:
        return "signature"
    return _put(part.body if not part.signature else part.recipients, block, "signature")


def _put(blocks: list[Block], block: Block, place: str) -> str:
    blocks.append(block)
    return place


def _is_copy(part: Part, other: Part) -> bool:
    """Whether `part` says again what `other` said: the same kind and title, and most of the text."""
    if part.kind is not other.kind or part.kind is PartKind.APPENDIX or not (part.body and other.body):
        return False
    if part.number and other.number and part.number != other.number:  # two communes may word their plans alike
        return False
    ours = {fold(block.text) for block in part.body}
    theirs = {fold(block.text) for block in other.body}
    same_title = SequenceMatcher(None, _title(part), _title(other)).ratio() > 0.8
    return same_title and len(ours & theirs) > 0.5 * min(len(ours), len(theirs))


def _title(part: Part) -> str:
    return fold(" ".join(block.text for block in part.title))


def name_of(block: Block) -> bool:
    """Whether `block` is a personal name on a line of its own."""
    return _is_name(block.text)


def _is_name(text: str) -> bool:
    return _NAME.match(text) is not None or _LOUD_NAME.match(text) is not None
