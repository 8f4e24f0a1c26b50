"""Lines -> the parts that follow each other, each line in its place: head, title, text, foot."""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import dropwhile, zip_longest

from ingest import foot
from ingest.captions import caption, is_named
from ingest.document import Block, BlockKind
from ingest.kinds import Kind, Role, kind_alone, kind_at
from ingest.letterhead import Mark, sort
from ingest.offices import is_office
from ingest.part import Part, PartKind
from ingest.readers.text import MARKER
from ingest.title import goes_on, is_authority
from ingest.vietnamese import fold

_BEGINS = re.compile(r"(?:kinh gui|can cu|thuc hien|trien khai|nham)\b")
_ATTACHED = re.compile(r"\W*(?:ban hanh )?(?:dinh )?kem (?:theo )?")
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục|Phu luc|PHU LUC|DANH MỤC|BẢNG PHÂN CÔNG|BIỂU)\b")
_FOOTNOTE = re.compile(r"\[\d{1,2}\]|\(\d{1,2}\)\s|\d{1,2}\s+[A-ZĐ]")
_COMMITTEE = ("ubnd ", "uy ban nhan dan ")
"""No line of a signature below its first begins so."""
_CAPTION = 8  # lines above a table in which its title is sought
_LINE = 200  # characters; no line above a text is longer
_HEADING = 90  # characters of a line that heads an appendix, at most
_STRAY = 100  # characters; a line behind a signature that is shorter is none of the text


class _Place(StrEnum):
    HEAD = "head"
    TITLE = "title"
    BODY = "body"
    ADDRESS = "address"
    FOOT = "foot"


def parted(lines: Sequence[Block]) -> list[Part]:
    """The parts that `lines` make."""
    found = _Parts(lines).found
    return found if found[0].title and not _holds_text(found[0].head) else _Parts(lines, is_loose=True).found


def _holds_text(head: Sequence[Block]) -> bool:
    """Whether behind the number, or the first line where there is none, stands what is no head but text."""
    return any(_is_text(block) for block in head[_head_at(head) :])


def _head_at(lines: Sequence[Block]) -> int:
    """The line with which a letterhead begins, 0 where there is none."""
    return next((at for at, line in enumerate(lines) if sort(line.text) in (Mark.NATION, Mark.NUMBER)), 0)


def _is_text(block: Block) -> bool:
    if sort(block.text) in (Mark.NUMBER, Mark.DATED):  # "* Thuận Hóa, ngày …"
        return False
    opens = _BEGINS.match(fold(block.text)) or re.match(MARKER.pattern + r".*\w", block.text) or len(block.text) > _LINE
    return block.kind is not BlockKind.ROW and bool(opens)


def _annexes(lines: Sequence[Block]) -> set[int]:
    """Where the titles of tables begin: behind a signature that is an appendix, whatever it is called."""
    found: set[int] = set()
    for at, block in enumerate(lines):
        if block.kind is BlockKind.ROW and at and lines[at - 1].kind is not BlockKind.ROW:
            start = max(0, at - _CAPTION)
            titles = dropwhile(_is_signature, caption(lines[start:at]).lines)
            first = next(titles, None)
            if first and (first.text.isupper() or is_named(first.text)):
                found.add(lines.index(first, start))
    return found


def _is_signature(block: Block) -> bool:
    return foot.is_position(block.text) or foot.name_in(block.text) != ""


class _Parts:
    """The parts `found` so far, and the place in the last of them where the next line belongs.

    `is_loose`: no line of the head is the kind of the document alone, in capitals; it ends where the text begins.
    """

    def __init__(self, lines: Sequence[Block], *, is_loose: bool = False) -> None:
        self.found = [Part(PartKind.PLAN)]
        self._place = _Place.HEAD
        self._is_loose = is_loose
        self._is_listed = self._is_closed = self._is_signing = self._is_behind = False
        first, annexes = _head_at(lines) if is_loose else 0, _annexes(lines)
        for at, (line, below) in enumerate(zip_longest(lines, lines[1:])):
            if at < first:
                self._put(self._part.head, line)
            elif at in annexes and self._place is _Place.FOOT:
                self._append(line)
            else:
                self._take(line, below)

    @property
    def _part(self) -> Part:
        return self.found[-1]

    def _put(self, blocks: list[Block], block: Block, place: _Place | None = None) -> None:
        blocks.append(block)
        self._place = place or self._place

    def _take(self, block: Block, below: Block | None) -> None:
        kind = kind_alone(block.text)
        if not any(map(str.isalnum, block.text)):  # a line is drawn
            self._is_closed = self._place is _Place.TITLE and bool(self._part.title)
        elif kind and self._begins(kind, block):
            self._begin(kind)
        elif block.kind is BlockKind.ROW:
            self._put(self._part.body, block, _Place.BODY)
        elif _APPENDIX.match(block.text) and len(block.text) < _HEADING and self._may_append():
            self._append(block)
        elif foot.lists(block.text) and not (self._place is _Place.HEAD and not self._is_loose):
            self._list(block)
        elif self._place not in (_Place.HEAD, _Place.TITLE) and self._is_position(block, below):
            self._sign(block)
        else:
            {
                _Place.HEAD: self._take_head, _Place.TITLE: self._take_title, _Place.BODY: self._take_body,
                _Place.ADDRESS: self._take_addressee, _Place.FOOT: self._take_foot,
            }[self._place](block, below)  # fmt: skip

    # --- where a part begins -----------------------------------------------------------------------------------------

    def _begins(self, kind: Kind, block: Block) -> bool:
        if self._place is _Place.TITLE:
            return bool(self._part.title) and block.text.isupper()
        if self._place is _Place.FOOT or (self._place is _Place.HEAD and self._is_loose):
            return True
        if self._place is _Place.HEAD:
            return block.text.isupper()
        is_decision = self._part.kind is PartKind.DECISION
        return block.text.isupper() and (is_decision or kind.is_common)

    def _begin(self, kind: Kind) -> None:
        part, role = self._part, kind.role
        if part.kind is PartKind.DECISION and role is Role.DECISION and self._place in (_Place.BODY, _Place.TITLE):
            self._place = _Place.BODY  # "QUYẾT ĐỊNH:" again, before the articles
            return
        is_issued = role is Role.RULES and any(other.kind is PartKind.DECISION for other in self.found)
        of_kind = {Role.DECISION: PartKind.DECISION, Role.RULES: PartKind.RULES if is_issued else PartKind.PLAN}
        if self._place is not _Place.HEAD or part.title:
            self._open(Part(PartKind.PLAN))
        self._part.kind, self._part.name = of_kind.get(role, PartKind.PLAN), kind.name
        self._place = _Place.TITLE

    def _open(self, part: Part) -> None:
        self.found.append(part)
        self._is_listed = self._is_closed = self._is_signing = self._is_behind = False

    def _may_append(self) -> bool:
        return self._place in (_Place.BODY, _Place.FOOT) or (self._place is _Place.HEAD and len(self.found) > 1)

    def _append(self, block: Block) -> None:
        if self._place is not _Place.HEAD:
            self._open(Part(PartKind.APPENDIX))
        self._part.kind, self._part.name = PartKind.APPENDIX, block.text
        self._put(self._part.title, block, _Place.TITLE)

    def _begin_titled(self, block: Block, kind: Kind) -> None:
        self._begin(kind)
        self._take_title(replace(block, text=kind.title), None)

    # --- head and title ----------------------------------------------------------------------------------------------

    def _take_head(self, block: Block, _: Block | None) -> None:
        kind = kind_at(block.text) if self._is_loose and len(block.text) < _LINE else None
        if kind:
            self._begin_titled(block, kind)
        elif self._is_loose and sort(block.text) is Mark.ABOUT and not self._part.title:
            self._part.name = "Công văn"
            self._put(self._part.title, block)
        elif self._is_loose and self._part.title and block.text[:1].islower():
            self._put(self._part.title, block)
        elif self._is_loose and _APPENDIX.match(block.text) and len(block.text) < _LINE:
            self._put(self._part.title, block, _Place.TITLE)
        elif self._is_loose and _is_text(block):
            self._put(self._part.body, block, _Place.BODY)
        else:
            self._put(self._part.head, block)

    def _take_title(self, block: Block, _: Block | None) -> None:
        part, text = self._part, block.text.strip("()* ")
        is_over = self._is_closed or part.authority or part.attached
        if part.attached and part.attached[-1].text.count("(") > part.attached[-1].text.count(")"):
            self._put(part.attached, block)  # the bracket goes on in this line
        elif _ATTACHED.match(fold(text)):
            self._put(part.attached, block)
        elif not is_over and goes_on([line.text for line in part.title], block.text):
            self._put(part.title, block)
        elif is_authority(text) and not part.authority:
            self._put(part.authority, block)
        else:
            self._put(part.body, block, _Place.BODY)

    # --- text and foot -----------------------------------------------------------------------------------------------

    def _take_body(self, block: Block, _: Block | None) -> None:
        if not self._part.body and _ATTACHED.match(fold(block.text)):
            self._put(self._part.attached, block)
        elif sort(block.text) is Mark.DATED and len(block.text) < _HEADING and not MARKER.match(block.text):
            self._put(self._part.signature, block)
        else:
            self._put(self._part.body, block)

    def _list(self, block: Block) -> None:
        """Begin a list of those that receive the document, or whom a letter addresses."""
        is_address = fold(block.text).lstrip("(*_ ").startswith("kinh gui")
        self._is_listed = not is_address
        self._place = _Place.ADDRESS if is_address else _Place.FOOT

    def _take_addressee(self, block: Block, below: Block | None) -> None:
        recipients = self._part.recipients
        if not recipients or (foot.is_item(block.text) and not foot.goes_on(recipients[-1].text, block.text)):
            self._put(recipients, block)
        elif foot.goes_on(recipients[-1].text, block.text):
            recipients[-1] = _joined(recipients[-1], block)
        else:
            self._place = _Place.BODY
            self._take(block, below)

    def _is_position(self, block: Block, below: Block | None) -> bool:
        """Whether `block` says in which position somebody signs; not in capitals where the name stands below it."""
        text = block.text
        if len(text) > 120 or text.endswith(":") or foot.is_item(text):
            return False
        is_called = below is not None and foot.name_in(below.text) != ""
        return foot.is_position(text) or (len(text) < 60 and is_called and foot.is_position(text.upper()))

    def _take_foot(self, block: Block, below: Block | None) -> None:
        part, text = self._part, block.text
        is_signed = self._is_behind or any(foot.name_in(line.text) for line in part.signature)
        is_above = below is not None and self._is_position(below, None)
        kind = kind_at(text) if text.isupper() else None
        if kind:
            self._begin_titled(block, kind)
        elif not is_above and self._begins_anew(block, is_signed=is_signed):
            self._open(Part(PartKind.PLAN))
            self._put(self._part.head, block, _Place.HEAD)
        elif foot.name_in(text) or foot.is_signed(text) or (_is_part(text) and (self._is_signing or is_above)):
            self._sign(block)
        elif self._is_recipient(block):
            self._receive(block)
        elif is_signed and _is_note(text):
            self._note(block)
        elif (MARKER.match(text) and not foot.is_item(text)) or len(text) >= _STRAY:
            self._put(part.body, block, _Place.BODY)
        elif text.isupper() and is_signed and len(text) > 12 and not is_office(text):
            self._append(block)
        elif part.signature and not is_signed:
            self._sign(block)

    def _note(self, block: Block) -> None:
        """A footnote or what a site says behind the signature: text, but no item of the last heading above."""
        if not self._is_behind:
            self._open(Part(PartKind.APPENDIX))
            self._is_behind = True
        self._put(self._part.body, block, _Place.FOOT)

    def _sign(self, block: Block) -> None:
        """A line of the signature; what is in capitals below a position goes on with it."""
        self._put(self._part.signature, block, _Place.FOOT)
        self._is_signing = block.text.isupper() and not foot.name_in(block.text)

    def _begins_anew(self, block: Block, *, is_signed: bool) -> bool:
        """Whether a line behind the text is the first of another letterhead."""
        text, folded, mark = block.text, fold(block.text), sort(block.text)
        if mark in (Mark.NATION, Mark.NUMBER) or re.match(r"du thao(?!\w)", folded):
            return True
        if not text.isupper() or not is_office(text):
            return False
        signature = self._part.signature
        is_over = bool(signature) and foot.name_in(signature[-1].text) != ""
        return is_over or ((is_signed or bool(signature)) and folded.startswith(_COMMITTEE))

    def _is_recipient(self, block: Block) -> bool:
        """Whether the list of recipients goes on in `block`: it ends with where the document is kept."""
        recipients, text = self._part.recipients, block.text
        if self._is_listed and recipients and foot.is_filed(recipients[-1].text):
            return len(text) < _HEADING and foot.goes_on(recipients[-1].text, text)
        is_text = len(text) >= _LINE or (MARKER.match(text) and not text[:1].islower())
        return self._is_listed and (foot.is_item(text) or not is_text)

    def _receive(self, block: Block) -> None:
        """One more recipient, or more of the last, whose line was too short."""
        self._is_signing = False
        recipients = self._part.recipients
        if recipients and foot.goes_on(recipients[-1].text, block.text):
            recipients[-1] = _joined(recipients[-1], block)
        else:
            recipients.append(block)


def _is_note(text: str) -> bool:
    """Whether a line behind a signature is no heading and no item: a footnote, a sentence."""
    return _FOOTNOTE.match(text) is not None or (len(text) >= _STRAY and not MARKER.match(text) and not text.isupper())


def _is_part(text: str) -> bool:
    """Whether `text` may be a line of a position: "GIÁM ĐỐC SỞ" / "NÔNG NGHIỆP VÀ MÔI TRƯỜNG"."""
    return text.isupper() and not foot.is_item(text)


def _joined(block: Block, more: Block) -> Block:
    span = replace(block.span, end=more.span.end) if more.span.start >= block.span.end else block.span
    return replace(block, text=f"{block.text} {more.text}", span=span)
