"""How the lines of a plan open: the bullets that officers type and programs write, and the numbers.

The many signs that serve as bullets become "- ", so that all that follows sees one kind; those that every plan has
(- – + • ● ▪) are left as they stand, and so is a sign with no text behind it, a tick in a table.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.agencies import goes_on, is_agency
from ingest.shapes import is_person

_SURE = "■◼◾□❑❒○◦◯⚬⁃‣∙◆◇❖♦★☆➢➤➔➜►▶▸→⇒✓✔☑☞✦✧✪❯" + "".join(map(chr, range(0xF020, 0xF100)))
"""Symbol and Wingdings put theirs in the private-use area."""
_STRANGE = frozenset(f"{_SURE}—·‐‑>−")
_LETTERS = frozenset("oØ§vqü*")
"""What "Web page, filtered" and a copy without fonts make of Word's bullets; a star may also explain another."""
_SPACED = re.compile(r"\s+[^\W\d_]")
_TEXT = r"(?=[\w“”\"'(\[…])"
_SIGNS = re.compile(
    rf"^(?:[{_SURE}](?![\uf020-\uf0ff])[ \t]*{_TEXT}"
    rf"|[—‐‑·][ \t]+(?!\d{{4}}\b){_TEXT}"
    r"|[—‐‑·−](?=[^\W\d_])"
    rf"|[>−][ \t]+(?!\d){_TEXT})",
    re.MULTILINE,
)
"""A dash may stand before a year, "> 90%" is no list."""
_PLAIN = "-–+•●▪"
_ITEM = re.compile(r"[-–—+•●▪*]\s")
_FIRST = _STRANGE | frozenset("-–—+•●▪*")
_NUMBER = r"(?:(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*)[.)-][ \t]+|[A-HĐ]\.[ \t]+|[a-zđ]\)[ \t]*)(?=[^\W\d_])"
_NUMBERED = re.compile(rf"\s*{_NUMBER}")
_OPENS = re.compile(rf"(?P<bullet>[-–+•●▪][ \t]+(?!\d{{4}}\b)(?=\S))|{_NUMBER}")
_UNFINISHED = re.compile(
    r"[,(/–-]$|(?<![^\W_])(?:và|của|các|về|với|cho|theo|trong|tại|đến|do|để|là|bằng|từ|trước|sau|ngày|tháng|năm|quý|số)$"
)
_ENDS = re.compile(r"[.,;:!?]\s*$")
_SYMBOLS = re.compile(r"\s*(?:symbol|wingdings|webdings)", re.IGNORECASE)
_COURIER = re.compile(r"\s*courier new", re.IGNORECASE)


def dashed(text: str) -> str:
    """`text` with the bullet that opens it, or one of its lines, made "- "."""
    if text[:1] not in _STRANGE and "\n" not in text:  # most
        return text
    return _SIGNS.sub("- ", text)


def is_item(text: str) -> bool:
    """Whether `text` begins with a bullet."""
    return text[:1] in _FIRST and _ITEM.match(dashed(text)) is not None


def is_bullet(sign: str, font: str | None) -> bool:
    """Whether `sign`, which opens a paragraph by itself, is a bullet as it is set in `font`."""
    sign = sign.strip()
    if len(sign) != 1 or sign.isdigit() or sign in _PLAIN or not font:
        return False
    return _SYMBOLS.match(font) is not None or (sign == "o" and _COURIER.match(font) is not None)


def is_letter(sign: str) -> bool:
    """Whether `sign` is a letter that stands for a bullet where mark-up says that it is one."""
    return sign in _LETTERS


def letter_of(text: str) -> str:
    """The letter that `text` begins with where that may be a bullet, else nothing."""
    return text[0] if text[:1] in _LETTERS and _SPACED.match(text, 1) else ""


def lettered(texts: Iterable[str]) -> frozenset[str]:
    """The letters that are bullets in a file of these paragraphs: those that several in a row begin with."""
    return frozenset(letter for letter, below in pairwise(map(letter_of, texts)) if letter and letter == below)


def dashed_letters(text: str) -> str:
    """`text` with the letters made dashes that several of its lines in a row begin with; as long as it was."""
    lines = text.split("\n")
    letters = lettered(filter(None, lines)) - {"*"}  # which the text reader knows
    return "\n".join(f"-{line[1:]}" if letter_of(line) in letters else line for line in lines) if letters else text


def opens(line: str, above: str) -> bool:
    """Whether `line`, below a line break, begins a paragraph of its own: with a bullet or a number, and where the line
    `above` had come to an end."""
    mark = _OPENS.match(line)
    if mark is None:
        return False
    text = line[mark.end() :]
    head = _NUMBERED.match(above)
    if _ENDS.search(above) or above.isupper():
        return True
    if not mark["bullet"]:  # "quy định tại điểm / b) Khoản 2"
        return head is not None
    if goes_on(above, text):  # "giao Phòng Tổ chức / - Hành chính chủ trì"
        return head is not None and is_agency(above[head.end() :])
    return text.lstrip("“”\"'([…")[:1].isupper()


def listed(lines: Sequence[str], *, is_laid: bool) -> tuple[str, ...]:
    """The values that the `lines` of a cell are, a paragraph each; a line that goes on from the one above is none.

    Nothing where there is but one. `is_laid`: a line may have ended where the cell does, so that only names that stand
    one below another are told apart.
    """
    values: list[str] = []
    for line in filter(None, map(str.strip, lines)):
        if values and (_goes_on(line, values[-1]) or (is_laid and not _are_names(line, values[-1]))):
            values[-1] = f"{values[-1]} {line}"
        else:
            values.append(line)
    return tuple(values) if len(values) > 1 else ()


def _goes_on(line: str, above: str) -> bool:
    if line.startswith(tuple(_FIRST)) or _NUMBERED.match(line):
        return not opens(line, above)
    first = line.lstrip("“”\"'([…")[:1]
    return not (first.isupper() or first.isdigit()) or _UNFINISHED.search(above) is not None


def _are_names(line: str, above: str) -> bool:
    is_item = line.startswith(tuple(_FIRST)) or _NUMBERED.match(line) is not None
    return is_item or all(is_agency(text) or is_person(text) for text in (line, above))
