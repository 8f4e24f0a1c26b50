"""Agencies: how their names begin, end, and are written short. Recognised by form, never from a list of names."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from ingest.vietnamese import canonical, fold

_VERBS = (
    "chủ trì", "phối hợp", "tham mưu", "chịu trách nhiệm", "có trách nhiệm", "xây dựng", "hướng dẫn", "tổ chức thực",
    "tổ chức triển", "tổ chức các", "tổ chức tuyên", "thực hiện", "căn cứ", "chỉ đạo", "theo dõi", "triển khai",
    "tiếp tục", "tăng cường", "đẩy mạnh", r"tổng hợp(?!\s*$)", "là cơ quan", "làm đầu mối", "đăng tải", "cung cấp",
    "bố trí", "thường xuyên", "chủ động", "đảm bảo", "bảo đảm", "nghiêm túc", "kịp thời", "đề xuất", "rà soát",
    "báo cáo",
    "hợp đồng", "phổ biến", "gặp", "thì", r"(?<!trật\s)tự", "cụ thể hóa", "nghiên cứu", "phải", "cùng các", "cùng với",
    "quán triệt", "lồng ghép", "gửi", "thông qua để", "lập", "xem xét", "trực tiếp", "vận động",
    "là", "vận hành", "hoàn thiện", "hoàn thành", "dự thảo", "chấm điểm", "duy trì", "trình", "ban hành", "công khai",
    "niêm yết", "cập nhật", "đôn đốc", "giúp", "tổ chức tập", "mời", "nâng cấp", "số hóa", "biên soạn", "soạn thảo",
    r"phụ trách(?!\s+\w)",  # "Phó Chủ tịch phụ trách văn xã" goes on
)  # fmt: skip
_VERB = re.compile(
    r"(?<!lĩnh vực)[\s,]+(?:" + "|".join(_VERBS) + r")\b"
    r"|(?<!ban)(?<!oàn)(?<!ổ)(?<!được)\s+kiểm tra\b"  # "Ủy ban kiểm tra", "Đoàn kiểm tra", "đơn vị được kiểm tra"
)
_ASKED = re.compile(
    r"^(?:Đề nghị|Giao|Yêu cầu|Trách nhiệm của|Nhiệm vụ của|Đối với|Nội dung(?=\s[^.;:]{4,120}\scó trách nhiệm))"
    r"\s+(?:cho\s+)?(?:các\s+(?=Đảng))?"
)
_END = re.compile(r"\s*[:(]|\.\s|\.$|;|\s[-–]\s(?=(?:cơ quan |đơn vị )?(?:thường trực|đầu mối)\b)", re.IGNORECASE)
_ANY = re.compile(r"(?:các|những)\s(?:cơ quan|đơn vị|tổ chức|doanh nghiệp|cá nhân)", re.IGNORECASE)
_NAMED_BY = 90  # characters; so short a heading without a comma says which of them: "các tổ chức cung cấp dịch vụ …"
_LAST = 60  # characters before a dash that may hold the name which goes on behind it
_NAME_WORDS = 5
_SPAN = 160  # characters of a name and the verb behind it
_BEFORE_ACTOR = re.compile(
    r"^\W*(?:\w{1,4}[.)]\W*)?$|[:;+–-]\s*$"
    r"|\b(?:[Gg]iao|[Gg]iao cho|[Dd]o|[Bb]ởi|[Đđ]ề nghị|[Yy]êu cầu|[Tt]rách nhiệm của|cùng|với|và)\s+$"
)
_HEADING = 200  # characters; in a longer text what follows a semicolon is another sentence


def _table(name: str) -> list[list[str]]:
    lines = (files("ingest") / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _alternatives(names: list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"


@cache
def _heads(*, marked: bool) -> re.Pattern[str]:
    """How names begin; `marked` for text with diacritics, where "Báo" is an agency and "bảo" is none."""
    form = canonical if marked else fold
    names = [row[0] for row in _table("agency_heads.txt")]
    none = [form(name[1:].strip()) for name in names if name.startswith("!")]
    heads = [form(name) for name in names if not name.startswith("!")]
    return re.compile(rf"(?!(?:{_alternatives(none)})(?!\w))(?:{_alternatives(heads)})(?!\w)")


PERSON = re.compile(
    r"(?<!\w)(?:[Đđ]/[Cc]|[Đđ]ồng chí|[ÔôBb](?:ng|à)|[Tt]hầy|[Cc]ô)\s*:?\s*"
    r"(?P<name>[^\W\d_a-zà-ỹđ]\w*(?:\s[^\W\d_a-zà-ỹđ]\w*){0,3})"
)
"""A person as plans of days call one: "Đ/c Thanh", "đồng chí Nguyễn Văn A"."""


@cache
def short_forms() -> dict[str, str]:
    """Short form -> full form, both folded: "vp" -> "van phong"."""
    return {fold(short): fold(full) for short, full in _table("short_forms.tsv")}


@cache
def _short_pattern() -> re.Pattern[str]:
    shorts = sorted(short_forms(), key=len, reverse=True)
    return re.compile(r"(?<![\w])(?:" + "|".join(map(re.escape, shorts)) + r")(?![\w])")


def is_agency(text: str) -> bool:
    """Whether `text` begins as the name of an agency does."""
    marked = not text[:40].isascii()
    return _heads(marked=marked).match(canonical(text) if marked else fold(text)) is not None


def goes_on(before: str, after: str) -> bool:
    """Whether a dash between the two stands inside a name: "giao Phòng Tổ chức" - "Hành chính chủ trì"."""
    last = re.split(r"[.,;:]", before[-_LAST:])[-1].split()
    begun = (" ".join(last[-count:]) for count in range(2, _NAME_WORDS + 1))
    return after[:1].isupper() and not is_agency(after) and any(map(is_agency, begun))


def leading_agency(text: str) -> str | None:
    """The agency that `text` begins with, as it stands, or None: "Giao Sở Nội vụ chủ trì, …" -> "Sở Nội vụ"."""
    asked = _ASKED.match(text)
    start = asked.end() if asked else 0
    rest = text[start:]
    if not is_agency(rest):
        return None
    name = rest if _is_described(rest) else rest[: _end(rest)]
    if len(name.split()) <= 3 and rest[len(name) :].startswith(":") and is_list_head(name):
        name = rest[:260]
    name = name.strip(" ,-–")
    return name if 3 <= len(name) <= 260 and fold(name) not in ("co quan", "don vi") else None


def acting(text: str) -> Iterator[str]:
    """The agencies in `text` that do something: at its start, given the work, or with a verb behind their names."""
    for word in re.finditer(r"(?<![^\W\d_])[^\W\d_]", text):
        start = word.start()
        if not is_agency(text[start : start + _NAMED_BY]) or not (name := leading_agency(text[start : start + _SPAN])):
            continue
        behind = text[start + len(name) :]
        if not _BEFORE_ACTOR.search(text[:start]) and not _VERB.match(behind) and not behind.startswith(":"):
            continue
        yield name


def _is_described(text: str) -> bool:
    """Whether `text` is one name that says what its bodies do, where "các tổ chức" alone would be any."""
    plain = len(text) < _NAMED_BY and not re.search(r"[,:;.(]", text)
    return plain and _ANY.fullmatch(text[: _end(text)].strip()) is not None and "chủ trì" not in text


def charged(heading: str) -> str | None:
    """Who has to do what stands below `heading`: the agency that it begins with, or whose responsibility it says."""
    named = re.match(r"(?:Trách nhiệm|Nhiệm vụ)(?: cụ thể)? của (?P<who>[^:(.;]{4,160})", heading)
    return leading_agency(heading) or (named["who"].strip() if named else None)


def _end(text: str) -> int:
    """Where the name that `text` begins with ends. A short text may name several, a semicolon between them."""
    ends = [match for match in (_VERB.search(text), _END.search(text)) if match]
    end = min(ends, key=lambda match: match.start(), default=None)
    if end is None:
        return len(text)
    after = text[end.end() :].lstrip()
    if end.group() == ";" and len(text) < _HEADING and is_agency(after):
        return len(text) - len(after) + _end(after)
    return end.start()


def is_list_head(name: str) -> bool:
    """Whether `name` only announces a list of agencies: "Các Phòng: Tài nguyên và Môi trường, …"."""
    return re.match(r"(?:cac|nhung)\s", fold(name)) is not None


def told_by(text: str) -> str:
    """`text` as names are compared in it: written out, without "và", which people leave out."""
    return " ".join(word for word in spelled_out(text).split() if word != "va")


_LEVELLED = re.compile(r"(uy ban nhan dan)(?: (?:cap|cac|xa|phuong|thi tran|dac khu))+")


def named_by(agency: str) -> tuple[str, ...]:
    """What a text as `told_by` has it must hold to name `agency`: "UBND cấp xã" names "UBND các phường, xã" too."""
    name = told_by(agency)
    levelled = _LEVELLED.fullmatch(name)
    level = next((level for level in ("xa", "phuong") if levelled and level in name.split()), "")
    return (levelled[1], level) if levelled and level else (name,)


_JOINED = re.compile(r"(?<!\w)((?:p|tp|tx|tt)\.)(?=[a-z])")  # "P.VHTT"
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")


@lru_cache(maxsize=32_768)  # of every passage kept in memory, and its headings; some 20 MB
def spelled_out(text: str) -> str:
    """`text` folded, with short forms written out: "VP HĐND" -> "van phong hoi dong nhan dan", "05" -> "5"."""
    folded = _JOINED.sub(r"\1 ", re.sub(r"\s*&\s*", " & ", fold(text)))
    folded = _short_pattern().sub(lambda match: short_forms()[match.group()], folded)
    return _LEADING_ZEROS.sub("", re.sub(r"[^\w]+", " ", folded.replace("&", " va ")).strip())
