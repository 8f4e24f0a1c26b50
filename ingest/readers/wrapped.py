"""Lines that go on in the next: one that begins with an amount, a day or a number is no item of that number."""

import re
from collections.abc import Iterable
from dataclasses import replace

from ingest.document import Block, BlockKind

UNIT = (
    r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ|đồng|ha|km2?|m[23²³]?|cm|mm|kg|tấn|tạ|lít|điểm|lần|người|hộ|ngày|tháng|năm|giờ|phút"
    r"|trang|bản|suất|con|cây|ca|mẫu|xã|thôn|cơ sở|hồ sơ|lượt)(?!\w)|%)"
)
"""What is counted: a decimal before it is an amount, not the number of an item."""
_VALUE = re.compile(
    rf"\d{{1,3}}(?:[.,]\d{{3}})+|\d+,\d|\d{{1,2}}\.\d{{1,2}}\s+{UNIT}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}|\d+[/%]|\d{{3,}}"
    r"|\d+\s?[-–]\s?\d|\d+\s+[^\W\d_]"
)
_NUMBER = re.compile(r"(?:(?P<figure>\d{1,3})|[IVX]{1,5})(?:[.)/](?!\d)|$)")
_MONTHS = 12
_SENTENCE_END = re.compile(r"[.;!?…][\"”)]*\s*\**$")
_AWAITS = re.compile(  # what leaves a number open
    r"(?<![^\W_])(?:khoảng|đạt|là|ngày|tháng|năm|quý|số|trên|dưới|hơn|gần|đến|từ|bằng|tối thiểu|tối đa|nhất|điều"
    r"|khoản|mục|giai đoạn|tổng số|tăng|giảm|thêm|còn|không quá|chậm nhất|lúc|vào|hồi|đợt|lần|kỳ|cấp|nhóm|hạng|mức|giá"
    r"|trước|sau|trong|cho|với|của|và|hoặc|có|gồm|ước|loại|khóa|nhiệm kỳ|điện thoại|văn bản)\s*[:(]?$|[-–/(]$",
    re.IGNORECASE,
)
_NAMES_NUMBER = re.compile(  # what is followed by a number and nothing else
    r"(?<![^\W_])(?:ngày|tháng|năm|quý|số|khoảng|đạt|điều|khoản|đợt|lần thứ|kỳ|cấp|nhóm|hạng|loại|khóa)$", re.IGNORECASE
)


_CITED = re.compile(r"(?:Điều|Chương|Mục|Phần|Phụ lục|PHỤ LỤC)\s+[\dIVX]")
_CITES = re.compile(  # what goes on with the article that it cites
    r"(?<![^\W_])(?:tại|theo|của|khoản\s+\d{1,2}|điểm\s+[a-zđ]\)?|và|đến|hoặc|với|từ|ở|trong|định|các|,)$|,$"
)


def is_value(text: str) -> bool:
    """Whether `text` begins with an amount, a day, a year or a code in figures, and not with the number of an item."""
    return _VALUE.match(text) is not None


def goes_on(above: str, line: str, below: str = "") -> bool:
    """Whether `line` goes on with the sentence that the line `above` leaves open; `below` is the one after it.

    Several lines that begin with amounts below a colon are a list.
    """
    above = above.rstrip(" *_")
    if not above or above.isupper() or _SENTENCE_END.search(above):
        return False
    if is_value(line):
        return _AWAITS.search(above) is not None or not (above.endswith(":") and is_value(below))
    if _CITED.match(line):
        return _CITES.search(above) is not None
    number = _NUMBER.match(line)
    is_first = number is not None and line[: number.end()].rstrip(".)/") in ("1", "I")
    if not number or is_first or not _NAMES_NUMBER.search(above):
        return False
    return not above.endswith("tháng") or number["figure"] is None or int(number["figure"]) <= _MONTHS


def leaves_open(above: str, text: str) -> bool:
    """Whether `above` ends before the amount, the day or the number that `text` begins with."""
    return is_value(text) and not above.isupper() and _AWAITS.search(above) is not None


def joined(blocks: Iterable[Block]) -> list[Block]:
    """`blocks`, a paragraph that begins with a value on the one before it where that leaves a number open."""
    found: list[Block] = []
    for block in blocks:
        if found and _is_one(found[-1], block):
            last = found.pop()
            span = replace(last.span, end=block.span.end)
            found.append(replace(last, text=f"{last.text} {block.text}", span=span))
        else:
            found.append(block)
    return found


def _is_one(last: Block, block: Block) -> bool:
    is_text = block.kind is BlockKind.PARAGRAPH and last.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
    return is_text and leaves_open(last.text, block.text)
