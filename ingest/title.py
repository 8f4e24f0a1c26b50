"""The title of a document: which lines below its kind belong to it, and with which the text begins."""

import re
from collections.abc import Iterator, Sequence

from ingest.foot import post_in
from ingest.offices import is_loud, issues
from ingest.readers.text import MARKER
from ingest.vietnamese import fold, one_line

_OPENS = re.compile(
    r"(?:kinh gui|can cu|(?:trien khai )?thuc hien (?:nghi|quyet|ke|chi|cong|chuong|thong|van|luat|huong|ket"
    r"|.{3,40}\bso \d)|nham|de "
    r"|xet |theo (?:de nghi|ke hoach|quyet dinh)|trien khai (?:nghi|quyet|ke)|dieu \d|phan |i\.|1\."
    r"|(?:uy ban nhan dan|ubnd|chu tich|giam doc|bo truong).{0,80}(?:ban hanh|xay dung|yeu cau))"
)
_ASIDE = re.compile(r"\([^()]*\)?")
_SENTENCES = re.compile(r"[^\W\d_]{3}\. +[^\W\d_]")
_UNFINISHED = re.compile(
    r"(?:\b(?:và|của|các|về|theo|với|tại|trong|cho|đến|giai đoạn|năm|số|ngày)|[,–-])$", re.IGNORECASE
)
_LINES = 8  # of a title at most
_LONGEST = 450  # characters of a title
_LINE = 200  # characters of a line of it


def goes_on(title: Sequence[str], line: str) -> bool:
    """Whether the title with the lines `title` goes on in `line`."""
    text = " ".join(title)
    if not text:
        return True
    if _ASIDE.fullmatch(line) or MARKER.match(line) or len(title) >= _LINES or len(text) + len(line) > _LONGEST:
        return False
    if line[:1].islower() or _UNFINISHED.search(text):
        return len(line) <= _LINE
    if text.endswith((".", ";")) or line.endswith(":") or (not is_loud(line) and line.endswith((".", ";", "như sau"))):
        return False
    is_text = not is_loud(line) and (_OPENS.match(fold(line)) or _SENTENCES.search(line))
    return not is_text and not is_authority(line)


def is_authority(line: str) -> bool:
    """Whether `line` names who issues a decision, as it stands below the title: "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"."""
    return is_loud(line) and not line.endswith(":") and (issues(line) or post_in(line) > 0)


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """The lines of the title that `text` begins with, who issues it, and what stands behind them as one."""
    title: list[str] = []
    for start, end in _lines_in(text):
        line = one_line(text[start:end])
        if not goes_on(title, line) and not is_authority(line):
            yield start, len(text)
            return
        title.append(line)
        yield start, end


def _lines_in(text: str) -> Iterator[tuple[int, int]]:
    """The lines of `text`; who issues it, in capitals behind a title that is in none, and the text apart."""
    for line in re.finditer(r"[^\n]+", text):
        start, end = line.span()
        for word in re.finditer(r"(?<=\s)[^\W\d_]", line.group()):
            rest = line.group()[word.start() :].strip(" _-*")
            if not is_loud(line.group()) and (is_authority(rest) or rest.startswith("Căn cứ ")):
                yield start, start + word.start()
                start += word.start()
                break
        yield start, end
