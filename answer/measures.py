"""Numbers that keep their digits and change what they say: another unit, "each month" for "each quarter"."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ingest.vietnamese import canonical, nfc, one_line

_UNITS = (
    "ngày làm việc", "ngày", "tháng", "năm", "tuần", "giờ", "phút", "quý",
    "nghìn đồng", "ngàn đồng", "triệu đồng", "tỷ đồng", "triệu", "tỷ", "tỉ", "nghìn", "ngàn", "đồng",
    "%", "phần trăm", "điểm", "lần", "buổi", "người", "lượt", "hồ sơ", "bộ", "bản", "xã", "huyện", "cơ quan", "đơn vị",
    "km", "m2", "ha", "lớp", "cuộc", "đợt", "trang",
)  # fmt: skip
_SAME = {
    "phần trăm": "%", "tỉ": "tỷ", "tỷ đồng": "tỷ", "triệu đồng": "triệu", "nghìn đồng": "nghìn", "ngàn đồng": "nghìn",
    "ngàn": "nghìn",
}  # fmt: skip
_UNIT = "|".join(re.escape(canonical(unit)) for unit in sorted(_UNITS, key=len, reverse=True))
_MEASURE = re.compile(rf"(?<![\w/.,-])(\d+(?:[.,]\d+)*|\d/\d)\s*({_UNIT})(?!\w|\s*\d)")
_SPELLED = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_SPELLED_MEASURE = re.compile(rf"(?<!\w)({'|'.join(_SPELLED)}) ({_UNIT})(?!\w)")
_OFTEN = re.compile(r"(?<!\w)(?:hàng|hằng|mỗi|từng|định kỳ|một|/)\s*(?:1 |một )?(giờ|ngày|tuần|tháng|quý|năm)(?!\w)")


@lru_cache(maxsize=512)
def _units(text: str) -> Mapping[str, frozenset[str]]:
    """Number -> the units that stand behind it; also where it is spelled."""
    found: dict[str, set[str]] = {}
    for number, unit in (*_MEASURE.findall(text), *_SPELLED_MEASURE.findall(text)):
        found.setdefault(_plain(number), set()).add(_SAME.get(unit, unit))
    return {number: frozenset(units) for number, units in found.items()}


def _plain(number: str) -> str:
    if number in _SPELLED:
        return str(1 + _SPELLED.index(number))
    return "/".join(part.lstrip("0") or "0" for part in number.rstrip(".,-").split("/"))


def mismeasured(sentence: str, held: str) -> Iterator[str]:
    """Numbers that `sentence` gives another unit than `held` does, and what it has happen more or less often."""
    text, held = (canonical(one_line(nfc(each))) for each in (sentence, held))
    told = _units(held)
    for number, units in _units(text).items():
        for unit in sorted(units - told.get(number, units)):
            yield f"{number} không phải là {number} {unit}"
    for number, unit in _SPELLED_MEASURE.findall(text):
        if _SAME.get(unit, unit) not in told.get(_plain(number), ()):
            yield f"đoạn được dẫn không có “{number} {unit}”"
    often = frozenset(_OFTEN.findall(held))
    for period in sorted(frozenset(_OFTEN.findall(text)) - often):
        yield f"đoạn được dẫn không ghi mỗi {period}"
