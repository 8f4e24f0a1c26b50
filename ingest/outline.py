"""Blocks -> the tree that their numbering draws.

Plans are numbered "I." > "1." > "1.1." > "a)" > "-" > "+"; which of these stand in a plan, and in what order,
is the plan's own choice, so a marker's rank only says what it closes, never how deep it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from ingest.agencies import leading_agency
from ingest.document import Block, BlockKind
from ingest.labels import line_kind, parted
from ingest.plan import FieldKind
from ingest.readers.wrapped import UNIT
from ingest.vietnamese import fold

_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (0, re.compile(r"(?P<mark>(?:Phần|Chương)\s+(?:[IVX]+|\d+|thứ \w+))\b[.:]?")),
    (0, re.compile(r"(?P<mark>(?:PHỤ LỤC|Phụ lục)(?:\s+(?:[IVX]+|\d+))?)(?=\s*[:.(]|\s+[A-ZĐÀ-Ỹ]|\s*$)")),
    (2, re.compile(r"(?P<mark>Điều\s+\d+)\s*[.:]")),
    (2, re.compile(r"(?P<mark>[IVX]{1,5}|[IlL1]*[Il][IlL1]+)\s*[.)](?!\d)")),
    (2, re.compile(r"(?P<mark>[IVX]{1,5})-(?=\s+[^\W\d_])")),  # so the Party numbers
    (1, re.compile(r"(?P<mark>[A-HĐ])\s*\.(?=\s)")),
    (3, re.compile(r"(?P<mark>\d{1,4})\s*[.)](?!\d)(?=\s|[A-ZĐÀ-Ỹ])")),
    (3, re.compile(r"(?P<mark>\d{1,2}(?:\.\d{1,2})*)-(?=\s+[^\W\d_])")),
    (3, re.compile(rf"(?P<mark>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\.?(?=\s)(?!\s+{UNIT})")),
    (7, re.compile(r"(?P<mark>(?:Nhiệm vụ|Hoạt động)\s+\d{1,3})\s*[.:]")),
    (8, re.compile(r"(?P<mark>[a-zđ])\s*\)")),
    (8, re.compile(r"(?P<mark>[A-Z])\)(?=\s)")),
    (9, re.compile(r"(?P<mark>\(\d{1,2}\))")),
    (10, re.compile(r"(?P<mark>[-–•●▪])")),
    (11, re.compile(r"(?P<mark>\+)")),
)
BULLET = 10
PARAGRAPH = 12
_ITEM = 8  # "a)"; what has a higher rank heads
_DIGITS = 3  # of a number that may begin a list, or stand anywhere in it
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_ROW = 13
_TELLS = re.compile(r"(?:thoi gian|thoi han|tien do|san pham|co quan|don vi)[^:]{0,40}:")
_CLOSES = re.compile(
    r"Trên đây là|Trong quá trình (?:triển khai|tổ chức|thực hiện)|Yêu cầu (?:Thủ trưởng|các)|Đề nghị Thủ trưởng"
)
_ASKS_ALL = re.compile(
    r"Trên đây là|.*\b(?:[Yy]êu cầu|[Đđ]ề nghị)\b.*\b(?:thực hiện|triển khai|thi hành)\b[^.;]{0,80}\./\.$", re.DOTALL
)
_ENDS = re.compile(r"[\W\d]*Trên đây là\s")
_SAYS = re.compile(r"vướng mắc|khó khăn|phản ánh|báo cáo về|gửi về|liên hệ|kiến nghị|trước ngày", re.IGNORECASE)
_HEADING_LENGTH = 260  # characters; longer text below a number is the item itself, not a heading


@dataclass(slots=True)
class Node:
    """A block in the tree. `mark` is its number ("III", "3.1", "a"), `title` its text without the number."""

    rank: int
    mark: str
    title: str
    block: Block
    children: "list[Node]" = field(default_factory=list)
    parent: "Node | None" = None

    @property
    def heading(self) -> str:
        """Number and title as people read them, cut to what a heading says."""
        text = head_of(parted(self.title)[0] or self.title)
        return f"{self.mark}. {text}" if self.mark and self.rank < BULLET else text

    @property
    def is_heading(self) -> bool:
        """Whether a table may stand under it: neither an item nor a plain line."""
        return self.rank < BULLET and (self.mark != "" or self.block.kind is BlockKind.HEADING)

    @property
    def path(self) -> tuple[str, ...]:
        """The headings above this node, outermost first."""
        above, node = [], self.parent
        while node is not None:
            above.append(node.heading)
            node = node.parent
        return tuple(reversed(above))

    def walk(self) -> "Iterator[Node]":
        """This node and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def head_of(title: str) -> str:
    """What a numbered line says as a heading: all of a short one, the part before the colon of a long one."""
    if len(title) <= _HEADING_LENGTH and not re.search(r":\s+\S", title):
        return title.rstrip(" :.;")
    before = re.match(r"[^:.]{3,160}(?=:\s)", title)
    if before:
        return before.group().strip()
    return title if len(title) <= _HEADING_LENGTH else title[:120].rsplit(" ", 1)[0] + "…"


def outline(blocks: Sequence[Block]) -> list[Node]:
    """The topmost nodes of `blocks`. Rows hang below the heading that they stand under, never below a sentence."""
    tops: list[Node] = []
    stack: list[Node] = []
    for block in blocks:
        node = _node(block, stack)
        while stack and (stack[-1].rank >= node.rank or (node.rank == _ROW and not stack[-1].is_heading)):
            stack.pop()
        if stack:
            node.parent = stack[-1]
            stack[-1].children.append(node)
        else:
            tops.append(node)
        if node.rank < PARAGRAPH and not _closes(node):
            stack.append(node)
    for top in tops:
        for node in top.walk():
            _lift(node)
    return tops


def _closes(node: Node) -> bool:
    """Whether `node` is the closing words of a plan ("… nghiêm túc thực hiện./."), which head nothing."""
    is_text = not node.mark and node.block.kind is not BlockKind.ROW
    return is_text and (node.title.endswith("./.") or _CLOSES.match(node.title) is not None)


def asks_all(text: str) -> bool:
    """Whether `text` closes a plan by asking everybody to carry it out, which is work of nobody."""
    return _ASKS_ALL.match(text) is not None


def _lift(node: Node) -> None:
    """Puts the labels behind the last of several items below `node` where they belong: they tell of `node` itself.

    So too those behind its only item that say whose work it is. Where other items have labels, each has its own; below
    an agency each item is a duty of its own.
    """
    items = [child for child in node.children if child.rank >= _ITEM and line_kind(child.title) is None]
    if not items or items[-1] is not node.children[-1] or any(map(_told_of, items[:-1])):
        return
    told = _told_of(items[-1])
    kinds = {line_kind(child.title) for child in told}
    is_only = len(items) == 1 and (items[0].rank < BULLET or kinds.isdisjoint(_WHO))
    if told and node.is_heading and not is_only and not leading_agency(node.title):
        items[-1].children = [child for child in items[-1].children if child not in told]
        node.children += told
        for child in told:
            child.parent = node


def _told_of(item: Node) -> list[Node]:
    """The plain lines with labels that `item` ends with: bullets would stand below it."""
    behind = takewhile(
        lambda child: child.title == child.block.text and line_kind(child.title), reversed(item.children)
    )
    return list(behind)[::-1]


def _node(block: Block, stack: Sequence[Node]) -> Node:
    if block.kind is BlockKind.ROW:
        return Node(_ROW, "", block.text, block)
    for rank, pattern in _MARKERS:
        match = pattern.match(block.text)
        if match and (len(match["mark"]) <= _DIGITS or not match["mark"].isdigit() or _follows(match["mark"], stack)):
            mark = match["mark"]
            return Node(_rank(rank, mark, stack), _clean(mark), block.text[match.end() :].strip(), block)
    if block.level is not None and block.kind is BlockKind.HEADING:
        return Node(min(block.level, 7), "", block.text, block)
    return Node(_paragraph_rank(block, stack), "", block.text, block)


def _follows(mark: str, stack: Sequence[Node]) -> bool:
    """Whether an item of the number before `mark` is open: else "2026." is a year."""
    return any(node.mark == str(int(mark) - 1) for node in stack)


def _clean(mark: str) -> str:
    mark = "" if mark in "-–•●▪+" else mark
    return re.sub(r"^[IlL1]*[Il][IlL1]+$", lambda match: "I" * len(match.group()), mark)


def _rank(rank: int, mark: str, stack: Sequence[Node]) -> int:
    """Decimal numbers rank by their dots; a lone I after H is a letter of that row."""
    if re.fullmatch(r"\d+(?:\.\d+)+", mark):
        return min(rank + mark.count("."), 7)
    if mark in ("I", "V", "X") and stack and any(node.mark == chr(ord(mark) - 1) for node in stack):
        return 1
    return rank


def _paragraph_rank(block: Block, stack: Sequence[Node]) -> int:
    """A plain paragraph closes the bullets above it, unless it is a label that tells of the last of them.

    The closing words of a plan ("… nghiêm túc thực hiện./.") stand below no heading.
    """
    if block.text.endswith("./.") or _CLOSES.match(block.text):
        return 0
    tells = line_kind(block.text) or _TELLS.match(fold(block.text))
    is_told = tells and stack and stack[-1].rank >= BULLET and line_kind(stack[-1].title) is None
    return PARAGRAPH if is_told else BULLET


def closes(text: str) -> bool:
    """Whether `text` is the sentence that ends a document and says nothing more: "Trên đây là Kế hoạch …"."""
    return _ENDS.match(text) is not None and _SAYS.search(text) is None
