"""What labels say: of the line that they begin ("Cơ quan chủ trì: …"), and of a table's column."""

import re
from functools import cache, lru_cache
from importlib.resources import files

from ingest.plan import FieldKind
from ingest.vietnamese import fold

ORDER, TITLE = "order", "title"
_WHO = r"(?:co quan|don vi|to chuc|bo phan|phong|khoa|ban|nguoi|ca nhan|can bo|cong chuc|thanh vien|lanh dao|cap)\b"
# How the head of a column begins or goes on that labels.tsv does not list, first match wins: ten offices word it in
# ten ways ("Cơ quan chịu trách nhiệm chính", "Thời hạn gửi kết quả về Sở Nội vụ"). Too wide for a line of text.
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (FieldKind.LEAD, rf"{_WHO}.*\b(?:chu tri|dau moi|tham muu|chiu trach nhiem)|chu tri|dau moi|chiu trach nhiem"),
        (FieldKind.COORDINATOR, rf"{_WHO}.*\b(?:phoi hop|tham gia|ho tro)|phoi hop"),
        (FieldKind.PERFORMER, rf"{_WHO}.*\b(?:thuc hien|trien khai|phu trach|thuc thi)|phan cong|phu trach"),
        (FieldKind.TIME, r"thoi (?:gian|han|diem)|tien do|han|moc|lich|ngay|hoan thanh|lo trinh|bat dau|ket thuc"),
        (FieldKind.PRODUCT, r"san pham|ket qua|dau ra"),
        (FieldKind.BUDGET, r"(?:du toan |nguon |tong )?(?:kinh phi|du toan|muc chi|nguon von)"),
        (FieldKind.METHOD, r"cach thuc|hinh thuc|phuong thuc|cach lam|dia diem"),
        (TITLE, r"ten|noi dung|nhiem vu|cong viec|hoat dong|muc tieu|chi tieu|tieu chi"),
    )
)
_PARTS: dict[str, str] = {
    **dict.fromkeys(("phu trach", "chu tri", "chi dao", "dau moi", "chiu trach nhiem"), FieldKind.LEAD),
    **dict.fromkeys(("thuc hien", "trien khai", "tham muu"), FieldKind.PERFORMER),
    **dict.fromkeys(("phoi hop", "tham gia", "ho tro"), FieldKind.COORDINATOR),
    **dict.fromkeys(("theo doi", "giam sat", "don doc", "kiem tra"), FieldKind.NOTE),
}
"""What somebody does, as the last words of a label -> what it says."""
_PART = re.compile(
    r"(?:lanh dao|nguoi|can bo|cong chuc|don vi|co quan|bo phan|ca nhan|dong chi|thanh vien)(?: \w+){0,2}? "
    rf"(?:truc tiep )?(?P<verb>{'|'.join(_PARTS)})(?: chinh| chung| thuc hien| nhiem vu)*"
)
_SHORT = {
    "cq": "co quan", "dv": "don vi", "tg": "thoi gian", "th": "thuc hien", "ht": "hoan thanh", "ph": "phoi hop",
    "sp": "san pham", "kp": "kinh phi", "nd": "noi dung", "nv": "nhiem vu",
}  # fmt: skip
_HEAD = 80  # characters; a longer cell heads no column
_COLON = re.compile(r"\s*:(?=\s|$)")
_WORD = re.compile(r"[\w/]+[,.]?")
_CLAUSE_ENDS = re.compile(r"[;.(]\s*(?:[-–+•]\s*)?$|^\s*[-–+•]\s*$")
_COMMA = re.compile(r",\s*$")
_PLAIN = 3  # words of a label that is one behind a comma too: "đơn vị phối hợp"
_LONGEST = 8  # words of a label


@cache
def labels() -> dict[str, str]:
    """Folded label -> kind (a FieldKind value, "title" or "order")."""
    lines = (files("ingest") / "data" / "labels.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {label: kind for kind, label in rows}


@cache
def _beginnings() -> tuple[str, ...]:
    """How a longer text begins that says what a label does; short labels begin too much."""
    return tuple(f"{label} " for label in labels() if len(label) > 9)


@lru_cache(maxsize=4096)
def label_kind(text: str) -> str | None:
    """What a label says, or None: "Cơ quan chủ trì:" -> "lead"."""
    folded = _spelled_out(text)
    if folded in labels():
        return labels()[folded]
    if len(folded) >= 50 or not folded.startswith(_beginnings()):
        return None
    return labels()[max((begun[:-1] for begun in _beginnings() if folded.startswith(begun)), key=len)]


@lru_cache(maxsize=4096)
def column_kind(text: str) -> str | None:
    """What the column headed by `text` says, or None: as a label does, and by how such heads are worded."""
    known = label_kind(text)
    if known or len(text) > _HEAD:
        return known
    folded = _spelled_out(text)
    return next((kind for kind, pattern in _COLUMNS if re.match(rf"(?:{pattern.pattern})(?!\w)", folded)), None)


@lru_cache(maxsize=4096)
def line_kind(text: str) -> str | None:
    """What the label says that the line `text` begins with, or None: "Lãnh đạo phụ trách: …" -> "lead".

    Besides those listed, any that says whose part it is.
    """
    before, colon, _ = text.lstrip("-–+•* ").partition(":")
    if not colon or len(before) > _HEAD:
        return None
    known = label_kind(before)
    part = None if known else _PART.fullmatch(_folded(before))
    return known or (_PARTS[part["verb"]] if part else None)


def begins_with_label(text: str) -> bool:
    """Whether `text` begins with a listed label and a colon."""
    colon = _COLON.search(text, 0, _HEAD)
    return colon is not None and text[:1].isupper() and _folded(text[: colon.start()]) in labels()


def parted(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What stands before the first label in `text`, and each label with its value.

    "In sổ tay. Phụ trách: Văn phòng. Hạn: quý I." -> ("In sổ tay.", (("Phụ trách", "Văn phòng."), ("Hạn", "quý I.")))
    """
    colons = list(_COLON.finditer(text))
    behind = [0, *(colon.end() for colon in colons)]
    starts = [(_label_start(text, least, colon.start()), colon) for least, colon in zip(behind, colons, strict=False)]
    found = [(start, colon) for start, colon in starts if start is not None]
    ends = [*(start for start, _ in found), len(text)]
    told = zip(found, ends[1:], strict=True)
    pairs = [(text[start : colon.start()], text[colon.end() : end].strip().rstrip(",")) for (start, colon), end in told]
    before = text[: ends[0]].strip()
    if pairs and before.endswith("("):  # the labels stand in brackets
        before, (label, value) = before[:-1].strip(), pairs[-1]
        pairs[-1] = label, value.rstrip(" .;").removesuffix(")")
    return before, tuple(pairs)


def _label_start(text: str, least: int, end: int) -> int | None:
    """Where the label begins that ends at `end`: a listed one, with a capital letter or behind the end of a clause.

    None where none does.
    """
    before = list(_WORD.finditer(text, max(least, end - _HEAD), end))[-_LONGEST:]
    starts = [
        word.start() for word in before if word.group()[0].isupper() or _may_begin(text, least, word.start(), end)
    ]
    return next((start for start in starts if _folded(text[start:end]) in labels()), None)


def _may_begin(text: str, least: int, start: int, end: int) -> bool:
    """Whether what is before `start` lets a label begin there with a small letter."""
    is_plain = len(text[start:end].split()) >= _PLAIN and _COMMA.search(text, least, start) is not None
    return is_plain or _CLAUSE_ENDS.search(text, least, start) is not None


def _spelled_out(text: str) -> str:
    """`text` folded, with what the heads of narrow columns abbreviate written out: "CQ chủ trì"."""
    return " ".join(_SHORT.get(word, word) for word in _folded(text).split())


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
