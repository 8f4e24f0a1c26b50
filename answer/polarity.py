"""What turns a sentence round although all its facts are right: a negation, a unit, "before" for "after"."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ingest.vietnamese import canonical, fold, nfc, one_line, words

# --- Negations ------------------------------------------------------------------------------------------------------

_NOT = frozenset(map(canonical, ("không", "chưa", "chẳng", "đừng", "cấm", "miễn", "trừ")))
_LIGHT = frozenset(map(canonical, ("được", "phải", "có", "bị", "còn", "cần", "nên", "thể", "để", "cho", "thu", "việc")))
# "không quá", "không chậm hơn": limits, which are compared as such; "không gian": no negation.
_NO_NEGATION = frozenset(
    map(canonical, ("quá", "chậm", "muộn", "gian", "khí", "những", "chỉ", "ngừng", "thường", "dùng"))
)
_REACH = 3


@lru_cache(maxsize=512)
def _negated(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of `text` that a negation stands before, and those that stand without one; light words left out."""
    typed = [canonical(word) for word in words(nfc(text))]
    turned: set[int] = set()
    for at, word in enumerate(typed):
        behind = typed[at + 1 : at + 1 + _REACH]
        if word in _NOT and behind and behind[0] not in _NO_NEGATION:
            first = next((n for n, each in enumerate(behind) if each not in _LIGHT), None)
            if first is not None:
                turned.add(at + 1 + first)
    plain = frozenset(word for at, word in enumerate(typed) if at not in turned and word not in _LIGHT)
    return frozenset(typed[at] for at in turned), plain


def turned_round(sentence: str, held: str) -> Iterator[str]:
    """Words that `sentence` negates and `held` does not, or the other way round."""
    said, told = _negated(sentence), _negated(held)
    for word in sorted(said[0] - told[0]):
        yield f"đoạn được dẫn không phủ định “{word}”"
    for word in sorted((told[0] - told[1]) & (said[1] - said[0])):
        yield f"mất chữ “không” hoặc “chưa” trước “{word}”"


# --- Numbers: their units, and the words before them ----------------------------------------------------------------

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
_MEASURE = re.compile(rf"(?<![\w/.,-])(\d+(?:[.,]\d+)*)\s*({_UNIT})(?!\w)")
_BOUNDS = {
    "trước": "<", "chậm nhất": "<", "muộn nhất": "<", "không quá": "<", "tối đa": "<", "dưới": "<", "đến hết": "<",
    "nhiều nhất": "<", "không chậm hơn": "<", "không muộn hơn": "<", "ít hơn": "<",
    "sau": ">", "từ": ">", "kể từ": ">", "bắt đầu": ">", "tối thiểu": ">", "ít nhất": ">", "trên": ">", "hơn": ">",
    "nhiều hơn": ">",
}  # fmt: skip
_BOUND = re.compile(
    rf"(?<!\w)({'|'.join(re.escape(canonical(each)) for each in sorted(_BOUNDS, key=len, reverse=True))})"
    r"\s+(?:là\s+|vào\s+|hết\s+)*(?:ngày\s+|tháng\s+|quý\s+|năm\s+)*(\d[\d/.,%-]*|[ivx]+\b)"
)


@lru_cache(maxsize=512)
def _units(text: str) -> Mapping[str, frozenset[str]]:
    """Number -> the units that stand behind it."""
    found: dict[str, set[str]] = {}
    for number, unit in _MEASURE.findall(canonical(one_line(nfc(text)))):
        found.setdefault(_plain(number), set()).add(_SAME.get(unit, unit))
    return {number: frozenset(units) for number, units in found.items()}


@lru_cache(maxsize=512)
def _bounds(text: str) -> Mapping[str, frozenset[str]]:
    """Number or date -> "<" where it is the last or most, ">" where it is the first or least."""
    found: dict[str, set[str]] = {}
    for word, number in _BOUND.findall(canonical(one_line(nfc(text)))):
        found.setdefault(_plain(number), set()).add(_BOUND_OF[word])
    return {number: frozenset(bounds) for number, bounds in found.items()}


_BOUND_OF = {canonical(word): bound for word, bound in _BOUNDS.items()}


def _plain(number: str) -> str:
    return "/".join(part.lstrip("0") or "0" for part in number.rstrip(".,-").split("/"))


def mismeasured(sentence: str, held: str) -> Iterator[str]:
    """Numbers that `sentence` gives another unit, or another side ("trước" for "sau"), than `held` does."""
    told = _units(held)
    for number, units in _units(sentence).items():
        for unit in sorted(units - told.get(number, units)):
            yield f"{number} không phải là {number} {unit}"
    sides = _bounds(held)
    for number, said in _bounds(sentence).items():
        if said - sides.get(number, said):
            yield f"sai “trước”/“sau”, “nhiều nhất”/“ít nhất” ở {number}"


def is_without_marks(text: str) -> bool:
    """Whether `text` lost its diacritics: then a negation cannot be told from other words."""
    typed = words(text)
    return len(typed) > 3 and sum(fold(word) != word.lower() for word in typed) < 0.15 * len(typed)
