"""The foot of a document: who signs it and who receives it, side by side, below each other or run into one line.

What stands there, and how it is written, is fixed by Nghị định 30/2020/NĐ-CP, Phụ lục I; by the Party in its own rules.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from ingest.agencies import is_agency
from ingest.vietnamese import fold, one_line

_FOR = r"(?:KT|TM|TL|TUQ|Q)\.\s*|[KT]/[TML]\.?\s+"
_STANDS_IN = re.compile(rf"(?:^|\s)(?:{_FOR})[^\W\d_]")
_STANDS_FOR = re.compile(rf"(?<=[\w.;:,)])\s+(?=(?:{_FOR})[^\W\d_])|(?<=[.;)])(?=(?:KT|TM|TL|TUQ)\.\s*[^\W\d_])")
_LISTS = re.compile(r"[^\w+•–-]*(?:noi nhan\s*(?::\s*|\W*$)|kinh gui\s*:\s*)")
_ITEM = re.compile(r"\s*[-–—+•*]\s*[^\W_]")
_NEXT = re.compile(r"(?<=[;,.:)/])\s+(?=[-–—+•*]\s*[^\W\d_])|(?<![-–—+•*])\s+(?=[-–—+•*]?\s*Lưu\s?:)")
_FILED = re.compile(r"\W*luu(?:\s*:|\s+(?:vt|vp|van|ho so|hs)\b)")
_SIGNED = re.compile(r"[(\[{]\s*(?:da )?ky\b.{0,30}|[(\[{]?\s*da ?ky\W*|[(\[{]\s*chu ky.{0,30}")
_TITLES = re.compile(
    r"(?:(?:PGS|GS|TSKH|TS|[Tt]h[Ss]|BS|CN|KS|KTS|DS|LS|CK ?I{1,2}|BS ?CK ?I{1,2}|CVCC?|NGƯT|NGND|TTƯT|TTND|Nhà giáo"
    r"|(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy)|Ông|Bà|Đồng chí|Đ/c)(?![^\W\d_])[./,:\s]*)+"
)
_BEGINNING = 40  # characters that tell what a line is
_PAGE = re.compile(r"\s\d{1,3}$")
_WORDS = range(2, 7)  # of a name
_NO_NAME = re.compile(r"Signature|Digitally|Signed|Người Ký|Ký Bởi|Nơi Nhận|Như |Lưu Trữ|HỒ CHÍ MINH")
_LOUD_NAME = re.compile(
    r"(?:NGUYỄN|TRẦN|LÊ|PHẠM|HOÀNG|HUỲNH|PHAN|VŨ|VÕ|ĐẶNG|BÙI|ĐỖ|HỒ|NGÔ|DƯƠNG|LÝ|ĐINH|ĐOÀN|LÂM|MAI|TRỊNH|TRƯƠNG|ĐÀO|HÀ"
    r"|CAO|LƯU|LƯƠNG|THÁI|TẠ|PHÙNG|TÔ|VƯƠNG|QUÁCH|TĂNG|CHÂU|KIỀU|NÔNG|LÒ|HỨA|THẠCH|SƠN|ĐIỂU|SIU|KSOR|GIÀNG|SÙNG|VÀNG)"
    r"(?: [^\W\d_]+){2,4}"
)
"""In capitals a name is told from "CHỦ TỊCH" by the family name, of which there are few."""


@cache
def _posts() -> re.Pattern[str]:
    lines = (files("ingest") / "data" / "posts.txt").read_text(encoding="utf-8").splitlines()
    posts = sorted((fold(line) for line in lines if not line.startswith("#")), key=len, reverse=True)
    return re.compile(rf"\W*(?:(?:pho|quyen|tong) )*(?:{'|'.join(posts)})(?!\w)")


def post_in(text: str) -> int:
    """How many characters of `text` are the post that it begins with, 0 for none: "GIÁM ĐỐC SỞ Y TẾ"."""
    match = _posts().match(fold(text[:_BEGINNING]))
    return match.end() if match else 0


def is_position(text: str) -> bool:
    """Whether `text` is all in capitals and says in which position, or in whose place, somebody signs."""
    return text.isupper() and (_STANDS_IN.search(text) is not None or post_in(text) > 0)


def is_signed(text: str) -> bool:
    """Whether `text` stands for the signature itself: "(Đã ký)", "[daky]"."""
    return _SIGNED.fullmatch(fold(text.strip())) is not None


def lists(text: str) -> bool:
    """Whether a list of those that receive a document, or that a letter addresses, begins with `text`."""
    return _LISTS.match(fold(text[:_BEGINNING])) is not None


def is_item(text: str) -> bool:
    """Whether `text` is one of a list, with its bullet."""
    return _ITEM.match(text) is not None


def goes_on(recipient: str, line: str) -> bool:
    """Whether `recipient` goes on in `line`, also behind a dash: "các tổ chức chính trị" / "- xã hội;"."""
    return line.lstrip("-– ")[:1].islower() and not recipient.rstrip().endswith((";", "."))


def is_filed(text: str) -> bool:
    """Whether `text` says where the document is kept, which is the last recipient: "- Lưu: VT."."""
    return _FILED.match(fold(text[:_BEGINNING])) is not None


def name_in(text: str) -> str:
    """The personal name that the line `text` is, less titles and the number of a page; "" where it is none."""
    titles = _TITLES.match(text)
    name = _PAGE.sub("", text[titles.end() if titles else 0 :]).strip()
    words = name.split()
    if len(words) not in _WORDS or _NO_NAME.match(name):
        return ""
    is_loud = name.isupper() and _LOUD_NAME.fullmatch(name) is not None and "VÀ" not in words
    return name if is_loud or (all(map(_is_capitalised, words)) and not is_agency(name)) else ""


def _is_capitalised(word: str) -> bool:
    """Whether `word` is one of a name: "Văn", "Y", "K'", "H'Yim"."""
    parts = [part for part in re.split(r"['’‘`-]", word) if part]
    return bool(parts) and all(part.isalpha() and part[0].isupper() and part[1:] == part[1:].lower() for part in parts)


def pieces(line: str) -> Iterator[tuple[int, int]]:
    """Where in `line` the recipients stand, each by itself, and positions, signs and names; all of any other line."""
    head = _LISTS.match(fold(line[:_BEGINNING]))
    start = head.end() if head else 0
    if head and line[start:].strip():
        yield 0, start
    elif head:
        start = 0
    is_list = head is not None or line.lstrip()[:1] in ("-", "–", "+", "•")
    breaks = [match.end() for match in _NEXT.finditer(line, start)] if is_list else []
    breaks += [match.end() for match in _STANDS_FOR.finditer(line, start)] if is_list else []
    edges = [start, *sorted({place for place in breaks if place > start}), len(line)]
    for begin, end in pairwise(edges):
        yield from _signing(line, begin, end)


def _signing(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece of `line`; where a position and the name of who holds it make it, apart."""
    for gap in re.finditer(r"\s+", line[start:end]):
        before, after = line[start : start + gap.start()], line[start + gap.end() : end]
        if before and not before.isupper():
            break
        if is_position(before) and is_called(after):
            yield start, start + gap.start()
            yield from _called(line, start + gap.end(), end)
            return
    yield start, end


def is_called(text: str) -> bool:
    """Whether `text` is a name, with a sign that stands for the signature before it or without."""
    return any(name_in(one_line(text[place:])) for place in _after_sign(text))


def _after_sign(text: str) -> Iterator[int]:
    yield 0
    sign = re.match(r"\s*[(\[{][^)\]}]{2,30}[)\]}]\s*", text)
    if sign and is_signed(sign.group()):
        yield sign.end()


def _called(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    *_, place = _after_sign(line[start:end])
    if place:
        yield start, start + place
    yield start + place, end
