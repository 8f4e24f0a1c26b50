"""Text of a crawl that lost what stood between cells and headings: cut again where the words tell how."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.procedures.piece import Line, Piece
from ingest.readers.syllables import is_syllable
from ingest.vietnamese import fold

_PORTAL = (
    "Tên thủ tục", "Mã thủ tục", "Số quyết định", "Cấp thực hiện", "Loại thủ tục", "Lĩnh vực", "Đối tượng thực hiện",
    "Cơ quan có thẩm quyền", "Địa chỉ tiếp nhận HS", "Cơ quan được ủy quyền", "Cơ quan phối hợp",
    "Thủ tục hành chính liên quan", "Trình tự thực hiện", "Cách thức thực hiện", "Thành phần hồ sơ",
    "Đối tượng thực hiện", "Cơ quan thực hiện", "Căn cứ pháp lý", "Cơ quan thực hiện",
    "Yêu cầu, điều kiện thực hiện", "Kết quả xử lý",
    "Kết quả thực hiện", "Từ khóa", "Chọn cơ quan thực hiện",
)  # fmt: skip
"""The portal's headings in its order."""
_HEADINGS = re.compile("|".join(re.escape(fold(label)) for label in sorted(set(_PORTAL), key=len, reverse=True)))
_ORDER = [fold(label) for label in _PORTAL]
_STOPS = (":", ";", ",", ".", ")", "”")
_WAYS = re.compile(r"Hình thức nộp\s?Thời (?:gian|hạn giải quyết)\s?Phí, lệ phí\s?Mô tả")
_PAPERS = re.compile(r"Tên giấy tờ\s?Mẫu đơn, tờ khai\s?Số lượng")
_BASES = re.compile(r"Tên văn bản pháp lý\s?Mã văn bản")
_WAY = re.compile(r"(?:(?<=\S)|^)(?P<way>Trực tuyến|Dịch vụ bưu chính|Trực tiếp)(?=\S)")
_NOTHING = "Không có thông tin"
_BEHIND_WAY = (*"0123456789", _NOTHING)
_TIME = re.compile(rf"{_NOTHING}|\d{{1,3}}(?:[.,]\d)? (?i:ngày làm việc|ngày|giờ|tháng|năm|phút)")
_MONEY = r"(?:[1-9]\d{0,2}(?:[,.]\d{3})+|[1-9]\d*|0)\s?(?:Việt Nam Đồng|VNĐ|USD|EUR|[Đđ]ồng)"
_FEE = re.compile(rf"{_NOTHING}|Miễn phí|Không(?=[(TD]|$)|(?:(?:Phí|Lệ phí) ?: )?{_MONEY}")
_LONGEST_TIME = 3
"""Digits of a time without a unit, which the portal has."""
_COUNT = re.compile(
    r"\d+ bản chính(?:,\s?\d+ bản sao)?(?! (?:của|hoặc|và|có|để)\b)|(?<=\D)\d+ bản sao(?! (?:của|hoặc|và|có|để)\b)"
    r"|Bản chính: \d+ Bản sao: \d+"
)
_NUMBERED = re.compile(r"(?:(?<=[\s/.,x×-])\d+|\d\d+)(?=\d )|")
"""Digits before a count that are the end of the paper's name: "Mẫu số 02" and "1 bản chính"."""
_FORM = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|odt|zip|rar|jpe?g|png)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = [char for char in map(chr, (*range(0x41, 0x1B1), *range(0x1EA0, 0x1EFA))) if char.isalpha()]
_UPPER = "".join(char for char in _LETTERS if char.isupper())
_LOWER = "".join(char for char in _LETTERS if char.islower())
_ENDED = re.compile(rf"(?<=[{_LOWER}{_UPPER})\]”][;.,:])(?=[0-9{_UPPER}])|(?<=[)\]”])(?=[0-9{_UPPER}])")
_JOINT = re.compile(rf"(?<=[{_LOWER}0-9])(?=[{_UPPER}])|(?<=\d[.,])(?=[{_UPPER}])")
"""Where two cells were set together, surely and perhaps."""
_LONGEST_FORM = 100
"""Characters of a file's name."""
_MINISTRIES = (
    "BLĐTBXH|BNNPTNT|BVHTTDL|BGDĐT|BGTVT|BKHCN|BKHĐT|BNNMT|BTNMT|BTTTT|BDTTG|BVHTT|BCA|BCT|BKH|BNG|BNN|BNV|BQP|BTC|BTM|BTP"
    "|BXD|BYT"
)
_SYMBOL = (
    rf"(?:(?:UBTV)?QH\d\d|(?:NĐ|NQ|QĐ|TTLT|TT|CT|VBHN|NQLT)(?:-(?:{_MINISTRIES}|CP|TTg|VPCP|NHNN|TTCP|UBND|HĐND|UBTVQH\d\d|QH\d\d"
    r"|TANDTC|VKSNDTC|HĐTP|UBDT|BHXH))+)"
)
_DIGITS = r"\d{1,4}(?:\.?\w{1,2})?(?:/\d{4})?/"
_NAMES = r"(?:Thông tư(?: liên tịch)?|Nghị định|Quyết định|Nghị quyết|Luật|Bộ luật|Pháp lệnh)"
_GOES_ON = r"\s*$|(?!ngày)[^\W\d_]"
_NUMBER = re.compile(
    rf"(?:(?<=QH\d\d)|(?<=(?:19|20)\d\d)|(?<=[^\s\d/])(?<!QH)){_DIGITS}(?:{_SYMBOL}(?=\d|{_GOES_ON})"
    rf"|(?:NĐ|NQ|NQLT|QĐ|TTLT|TT)(?:-[{_UPPER}]{{1,12}}?)+(?=[{_UPPER}][{_LOWER}]|\s*$))"
    rf"|(?<=\S){_NAMES} (?:số )?{_DIGITS}{_SYMBOL}(?={_GOES_ON})"
)
"""A number that the title before it is set to, and that a title is set to or nothing follows."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows that were glued, each a tuple of cells; `rest` is what could not be told apart."""

    rows: tuple[tuple[Piece, ...], ...]
    rest: tuple[Piece, ...] = ()


def apart(lines: Sequence[Line]) -> Iterator[Line]:
    """`lines`, those that hold headings of the portal set together with other text cut before and behind each."""
    at = 0
    for line in lines:
        cuts = _headings(line.piece.raw, at) if line.table is None else []
        if not cuts:
            yield line
            continue
        yield from _cut(line, cuts)
        at = cuts[-1][2]


def _cut(line: Line, cuts: Sequence[tuple[int, int, int]]) -> Iterator[Line]:
    start = 0
    for begin, end, _ in cuts:
        for edge in ((start, begin), (begin, end)):
            piece = line.piece.cut(*edge)
            if piece.raw:
                yield Line((piece,), None, line.is_heading)
        start = end
    if (piece := line.piece.cut(start)).raw:
        yield Line((piece,))


def _headings(raw: str, at: int) -> list[tuple[int, int, int]]:
    """Start, end and place in the portal's order of each heading in `raw` that has text set to it; `at` came before."""
    found = []
    for match in _HEADINGS.finditer(fold(raw)):
        start, end = match.span()
        before, after = raw[start - 1 : start], raw[end : end + 1]
        is_set = bool(before.strip() or after.strip()) and (after not in _STOPS or raw.startswith("...", end))
        if not is_set or not raw[start].isupper() or (before.isspace() and after.isspace()):
            continue
        place = next((place for place in range(at, len(_ORDER)) if _ORDER[place] == match[0]), None)
        if place is not None:
            found.append((start, end, place + 1))
            at = place + 1
    return found


def whole(lines: Sequence[Line]) -> list[Line]:
    """`lines` of a part, those below a glued table with it: breaks inside its cells part it."""
    kept: list[Line] = []
    for line in lines:
        above = kept[-1] if kept else None
        if above and line.table is None and any(head.search(above.piece.raw) for head in (_WAYS, _PAPERS, _BASES)):
            kept[-1] = Line((above.piece.onto(line.piece),))
        else:
            kept.append(line)
    return kept


def ways(piece: Piece) -> Cells | None:
    """The rows of a table of ways of handing in: way, time, fee with its comment, note; None where `piece` is none."""
    head = _WAYS.search(piece.raw)
    if not head:
        return None
    body = piece.cut(head.end())
    starts = [way for way in _WAY.finditer(body.raw) if body.raw.startswith(_BEHIND_WAY, way.end())]
    rows, rest = [], []
    for place, match in enumerate(starts):
        row = body.cut(match.start(), starts[place + 1].start() if place + 1 < len(starts) else None)
        cells = _way(row, match.end() - match.start())
        rows.append(cells) if cells else rest.append(row)
    if not starts or starts[0].start():
        rest.insert(0, body.cut(0, starts[0].start() if starts else None))
    return Cells(tuple(rows), tuple(piece for piece in rest if piece.raw))


def _way(row: Piece, way_end: int) -> tuple[Piece, ...] | None:
    ends = _time_and_fee(row.raw, way_end)
    if not ends:
        return None
    time_end, end = ends
    end += bracketed(row.raw[end:])
    while (more := _FEE.match(row.raw, end)) and row.raw[more.end() : more.end() + 1] == "(":
        end = more.end() + bracketed(row.raw[more.end() :])
    return (row.cut(0, way_end), row.cut(way_end, time_end), row.cut(time_end, end), row.cut(end))


def _time_and_fee(raw: str, start: int) -> tuple[int, int] | None:
    """Where the time and the fee end that begin at `start`; None where there are none, or two ways to cut them."""
    if time := _TIME.match(raw, start):
        ends = [time.end()]
    else:
        digits = re.compile(r"\d*").match(raw, start)
        ends = [start + length for length in range(1, min(_LONGEST_TIME, len(digits[0]) if digits else 0) + 1)]
    cuts = [(end, fee.end()) for end in ends if (fee := _FEE.match(raw, end))]
    return cuts[0] if len(cuts) == 1 else None


def bracketed(text: str) -> int:
    """The length of what `text` begins with in brackets, 0 where it does not, all of it where none closes it."""
    if not text.lstrip().startswith("("):
        return 0
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0 and char == ")":
            return place + 1
    return len(text)


def papers(piece: Piece) -> list[tuple[Piece, Cells]] | None:
    """Each table of papers in `piece` with the case above it: name, form, count. None where it holds none."""
    heads = list(_PAPERS.finditer(piece.raw))
    if not heads:
        return None
    tables = []
    case = piece.cut(0, heads[0].start())
    for place, head in enumerate(heads):
        body = piece.cut(head.end(), heads[place + 1].start() if place + 1 < len(heads) else None)
        rows, start = [], 0
        for count in _COUNT.finditer(body.raw):
            at = _NUMBERED.match(body.raw, count.start()).end()  # type: ignore[union-attr]
            cell = body.cut(start, at)
            if cell.raw:
                rows.append((*_formed(cell), body.cut(at, count.end())))
                start = count.end()
        rest = body.cut(start)
        is_last = place + 1 == len(heads)
        tables.append((case, Cells(tuple(rows), (rest,) if is_last and rest.raw.strip(" -") else ())))
        case = rest
    return tables


def _formed(cell: Piece) -> tuple[Piece, Piece]:
    """The name of a paper and of the file with its form, which may be set to it."""
    if not _FORM.search(cell.raw):
        return cell, cell.cut(len(cell.raw))
    within = max(1, len(cell.raw) - _LONGEST_FORM)
    for pattern in (_ENDED, _JOINT):
        for joint in pattern.finditer(cell.raw, within):
            at = joint.start()
            if cell.raw[at:].count("(") == cell.raw[at:].count(")"):
                return cell.cut(0, at), cell.cut(at)
    at = next(_within_words(cell.raw, within), len(cell.raw))
    return cell.cut(0, at), cell.cut(at)


def _within_words(raw: str, start: int) -> Iterator[int]:
    """Where two syllables of `raw` are set together: "định" and "tờ" in "quy địnhtờ trình.docx"."""
    for word in _WORD.finditer(raw, start):
        if not word[0].isascii() and not is_syllable(word[0]):
            ats = range(1, len(word[0]))
            yield from (word.start() + at for at in ats if is_syllable(word[0][:at]) and is_syllable(word[0][at:]))


def bases(piece: Piece) -> Cells | None:
    """The rows of a table of legal bases: title, number; None where `piece` is none."""
    head = _BASES.search(piece.raw)
    if not head:
        return None
    body = piece.cut(head.end())
    rows: list[tuple[Piece, Piece]] = []
    start = 0
    for match in _NUMBER.finditer(body.raw):
        begin, end = match.span()
        if rows and begin == start and rows[-1][1].text == match[0] and not rows[-1][0].raw:
            rows[-1] = (rows[-1][1], body.cut(begin, end))  # a title that is nothing but the number
        else:
            rows.append((body.cut(start, begin), body.cut(begin, end)))
        start = end
    rest = body.cut(start)
    return Cells(tuple(rows), (rest,) if rest.raw else ())
