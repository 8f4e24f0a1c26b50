"""Questions over many records: what is due when, what an agency has a part in, how many there are."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from answer.asked import Asked
from answer.columns import value_in
from answer.cues import as_said, plain, said
from answer.named import GENERAL, Known, agency_in, otherwise_named, persons, unknown_agency
from answer.period import SOON, Period, is_weekday, period_in, whole_year
from answer.phrases import (
    COUNTED_KINDS,
    OF_KINDS,
    PLACES,
    existing,
    kinds_in,
    numbers_in,
    products_in,
    roles_in,
    time_in,
    words_of,
)
from answer.wants import Kind, Many
from ingest.agencies import is_agency, spelled_out, told_by
from ingest.plan import FieldKind
from ingest.recurring import recurrences
from ingest.vietnamese import fold, nfc

_PARTNERS = re.compile(
    r"\b(?:(?:co quan|don vi|so|nganh|phong|ban|to chuc)(?:, \w+)* nao|nhung ai|ai)\b.{0,20}\bphoi hop (?:voi|cung) $"
)
_PARTNERS_OF = re.compile(_PARTNERS.pattern.rstrip("$"))
"""... with whom others are asked for that work."""
_WORKS = ("work", "nouns", "events")


def many(asked: Asked, today: date, year: int, work: Known, *, is_last: bool = False) -> Many | None:
    """What `asked` wants of many records; None where it asks for a fact of one.

    `year` is that of days that are named without one; `work` is that which may be meant. `is_last`: no single record
    answers, so that any question for things of somebody or of some days is one for a list.
    """
    folded = _DIGITAL.sub(r"\1 so nao", plain(asked))
    counted = kinds_in(folded)
    if summary := _SUMMARY.search(asked.folded):
        named = set(re.findall(r"\w+", summary["named"]))
        words = tuple(word for word in words_of(asked, folded, "") if word in named)
        numbers = tuple(numbers_in(asked, None))
        return Many(Kind.OVERVIEW, words=(*words, *numbers), is_cited=True, numbers=numbers, said=folded)
    if _ONE.search(folded) and not any(each.search(folded) for each in (_OF_WORK, _DOES_WHAT, OF_KINDS)):
        return None
    is_count = bool(said("count", folded) or (COUNTED_KINDS.search(folded) and counted))
    is_work = any(said(name, folded) for name in _WORKS) or _ANY_WORK.search(folded) is not None
    is_due = bool(said("due", folded))
    period = _period(asked, folded, today, year, is_due=is_due)
    if period is None and (cue := said("dated", folded)):
        period = Period(None, None, cue)
    units = tuple(dict.fromkeys(found.unit for found in recurrences(asked.folded)))
    if units and period and _is_dated(period):  # "hằng tháng có những mốc nào"
        period = None
    time, is_literal = time_in(asked, folded)
    lacks = _lacks(folded)
    roles = () if lacks else roles_in(folded)
    is_most, of_days = _MOST.search(folded) is not None, _edge(folded)
    edge = str(of_days.lastgroup) if of_days else ""
    if of_days:
        period = Period(today if edge == "nearest" else None, None, of_days.group())
    exists = work.exists
    products = tuple(existing(one, exists) for one in products_in(asked.folded)) if is_work or is_count else ()
    column = work.column(folded) if is_work or is_count else ""
    products = products or tuple(filter(None, [value_in(folded, column)] if column else []))
    is_schedule = _SCHEDULE.search(folded) is not None
    is_overview = bool(said("overview", folded)) and not (
        period or roles or _OF_PART.search(folded) or _SAYS.search(folded)
    )
    is_plural = _PLURAL.search(folded) is not None
    is_near = period is not None and _NEAR.search(period.text) is not None
    is_today = _is_of_today(folded)
    is_told = bool(lacks or is_most or edge)  # what no single record says
    is_wanted = is_count or is_work or is_overview or is_schedule or is_today or (period and (is_plural or is_near))
    does = _DOES.search(folded) is not None or bool(column)
    is_asked, is_who = does or _LISTS.search(folded) is not None, _WHO_HAS.search(folded) is not None
    is_paired = _PAIRED.search(folded) is not None or bool((units or period) and _WHO_MUST.search(folded))
    is_of_kinds = bool(counted and OF_KINDS.search(folded))
    is_wanted = is_wanted or is_told or is_who or does or is_paired or is_of_kinds or (is_last and is_asked)
    if not (is_wanted or _WITHOUT.search(folded) or _PARTNERS_OF.search(folded)):
        return None
    agency = agency_in(asked, work, of_product=bool(products))
    is_event = bool(said("events", folded)) and is_asked
    if not agency and (is_last or period or is_count or is_event):
        agency = otherwise_named(asked, work, of_product=bool(products))
    if not agency and roles and (period or products or is_count):  # else its filter would be lost without a word
        agency = unknown_agency(asked)
    if is_schedule and set(spelled_out(agency).split()) <= PLACES | GENERAL:  # "lịch kiểm tra các xã, phường"
        agency = ""
    other_than = agency if agency and _is_left_out(asked, agency) else ""
    partner = agency if agency and _PARTNERS.search(folded.partition(told_by(agency))[0]) else ""
    agency = "" if other_than or partner else agency
    named_in_part = (agency or other_than) and (roles or re.search(_TELLS_ALL, folded))
    of_agency = bool(
        ((other_than and is_work) or named_in_part or agency in persons(agency))
        and (is_asked or other_than) and (" ai " not in f" {folded} " or other_than)
    ) or ((is_last or is_event or does or _DOES_WHAT.search(folded)) and is_asked and bool(agency))  # fmt: skip
    is_recurring = bool(units or said("recurring", folded)) and (is_work or does or is_paired) and not period
    is_listed = period and (agency or is_count or is_near or is_plural or is_today or is_asked or _is_dated(period))
    is_dated = (is_asked and bool(time)) or is_schedule
    is_dated = is_dated or is_of_kinds or bool(counted and _NAMED.search(folded))
    is_count = is_count and bool(
        agency or period or products or time or roles or counted or said("cited", folded) or is_last
    )
    is_count = is_count or (bool(said("count", folded)) and _IN_PART.search(folded) is not None)
    is_more = is_listed or is_recurring or products or of_agency or is_overview or is_dated or partner
    if not (is_count or is_more or is_who or is_told or is_paired):
        return None
    numbers = tuple(numbers_in(asked, period))
    used = " ".join((spelled_out(agency or other_than or partner), period.text if period else "", *products, time))
    kind = (
        Kind.WHO
        if is_who and not agency
        else Kind.COUNT
        if is_count
        else Kind.OVERVIEW
        if is_overview and not (agency or products)
        else Kind.LIST
    )
    return Many(
        kind, agency, roles, period, period is not None and not (is_due or is_today or edge),
        units if is_recurring else (), is_recurring, time, products, other_than, partner,
        (*words_of(asked, folded, used), *numbers), bool(said("cited", folded)), numbers, counted,
        is_sure=not is_last and bool(
            is_count or products or of_agency or (is_asked and (is_due or (is_event and period)))
        ),
        names=_NAMES.search(folded) is not None, is_paired=is_paired, is_literal=is_literal, lacks=lacks,
        is_most=is_most, edge=edge, others=tuple(_others(asked, agency, work)) if agency else (), said=folded,
        text=nfc(asked.text), product_said=" hoặc ".join(f"“{as_said(one, asked.text)}”" for one in products),
    )  # fmt: skip


def _is_dated(period: Period) -> bool:
    """Whether anything with a day is asked for, whichever it is."""
    return period.since is None and period.until is None


_IN_PART = re.compile(r"\b(?:phan|muc|chuong|phu luc|danh muc)\b")
_SUMMARY = re.compile(
    r"\b(?:tom tat|tom luoc|tong quan|toan canh|khai quat)(?: \w+){0,3}? (?:cua |ve )?(?P<named>(?:ke hoach|kh|van ban"
    r"|quyet dinh|chi thi|cong van|quy che|thong bao|nghi quyet|chuong trinh|de an|ket luan|cong dien)\b[^:;,]*?)"
    r"(?=[:;,?]| gom | de (?:sep|em|minh|toi)\b|$)"
)
"""A summary of a document, whatever of it is asked to be in it; `named` is what says which one."""
_SAYS = re.compile(r"\b(?:ghi|khong|chay|do)\b")  # conditions of each piece of work, which no overview has
_WITHOUT = re.compile(r"\b(?:ngoai|tru|khong ke|khong tinh|khong phai)(?: (?:ra|cua|cac|nhung|viec|la))*\s+")


def _is_left_out(asked: Asked, agency: str) -> bool:
    """Whether the work of others than `agency` is asked for: "ngoài Sở Tài chính, cơ quan nào chủ trì …"."""
    folded, name = fold(nfc(asked.text)), fold(agency)
    before = (folded[: match.start()] for match in re.finditer(re.escape(name), folded))
    return any(match.end() == len(text) for text in before for match in _WITHOUT.finditer(text))


_AND = re.compile(r"\s*(?:,|;|và|va|hoặc|hoac|hay|cũng như)\s+")


def _others(asked: Asked, agency: str, work: Known) -> Iterator[str]:
    """The agencies that the question names right behind `agency`: "Sở Y tế, Sở Tài chính và Công an làm gì"."""
    text = nfc(asked.text)
    at = fold(text).find(fold(agency))
    rest = text[at + len(agency) :] if at >= 0 and len(fold(text)) == len(text) else ""
    while (match := _AND.match(rest)) and is_agency(rest[match.end() :]):
        rest = rest[match.end() :]
        name = agency_in(replace(asked, text=rest), work)
        if not name or not rest.startswith(name):
            return
        yield name
        rest = rest[len(name) :]


def is_of_several(folded: str) -> bool:
    """Whether the folded question asks for several things: "những nhiệm vụ …", "nơi nào …"."""
    return re.search(r"\b(?:nhung|cac)\b", folded) is not None or _LISTS.search(folded) is not None


def _period(asked: Asked, folded: str, today: date, year: int, *, is_due: bool) -> Period | None:
    named = period_in(asked.folded, today, year)
    if named and is_weekday(named) and not any(said(name, folded) for name in _WORKS):
        return None  # "thứ bảy nhận hồ sơ gì" is of any Saturday
    if named and not _overdue(folded):
        return named
    years = whole_year(asked.folded)
    return _from_today(folded, today) or (years if years and (is_due or said("time", years.text)) else None)


def _is_of_today(folded: str) -> bool:
    return bool(_overdue(folded)) or any(said(name, folded) for name in ("coming", "open"))


_LATE_FILES = re.compile(r"\b(?:ho so|hs|thu tuc|tthc)(?: \w+){0,2} (?:tre|qua|cham|dung) (?:han|hen)\b")


def _overdue(folded: str) -> str:
    """The words that ask for work that is overdue; those of files that are ("hồ sơ trễ hạn") name the matter."""
    return said("overdue", _LATE_FILES.sub(" ", folded))


def _from_today(folded: str, today: date) -> Period | None:
    if cue := _overdue(folded):
        return Period(None, today - timedelta(days=1), cue)
    if cue := said("coming", folded):
        return Period(today, today + SOON, cue)
    if cue := said("open", folded):
        return Period(today, None, cue)
    return None


_WORK = (
    r"(?:viec|nhiem vu|noi dung|cong viec|hoat dong|dau viec|phan viec|han|moc|buoi|bao cao|quy che|van ban"
    r"|cuoc|(?<!ky )(?<!phien )(?<!phoi )hop|cuoc hop|su kien|chuyen de|hoi nghi|phan)"
)
_DIGITAL = re.compile(rf"\b({_WORK}(?: \w+){{1,3}}) so may\b")  # "nhiệm vụ kinh tế số nào", read as a number's
_OF_PART = re.compile(r"\b(?:vong|phan|chuong|muc|buoc|dieu|khoan|dot|giai doan) (?:\d+|[ivx]+)\b")
_GAP = r"(?: (?!(?:o|tai|vao|qua)\b)\w+){0,3}"  # behind these words what is asked for is where
_TELLS_ALL = r"\b(?:liet ke|danh sach|thong ke|tong hop|ra (?:giup|gium|ho|lai|soat giup)|diem lai|cho (?:xem|biet))\b"
_LISTS = re.compile(
    rf"\b(?:nhung|cac)\b(?: \w+){{0,7}} (?:nao|gi|j)\b|\b{_WORK}{_GAP} (?:nao|gi|j)\b|\b{_WORK} (?:nao|gi|j)\b"
    r"|\b(?:lam|lo|giao|chu tri|phoi hop|thuc hien) (?:nhung )?(?:viec )?(?:gi|j)\b"
    r"|\b(?:gi|nao) (?:den|toi|qua|tre) han\b"
    r"|\bcai (?:gi|nao)\b|\blich\b|\bke (?:ten|ra)\b"
    rf"|\b(?:viec|nhiem vu|trach nhiem) cua\b"
    rf"|{_TELLS_ALL}|\b(?:nhung|cac) {_WORK} (?:phai|can|do|cua|co|den|toi|con|da|se|lam|thuong xuyen|dinh ky)\b"
    r"|\b(?:ke hoach|van ban|quyet dinh|de an|gui|nop|ban hanh|trinh) (?:gi|nao|j)\b"
)
_ONE = re.compile(
    r"\b(?<!hang )(?<!moi )(?:ngay|hom|thang|quy|nam|gio|luc|khi|tuan) (?:nao|may)\b|\bbao (?:gio|lau)\b"
    r"|\b(?:muc dich|de lam) gi\b|\bo dau\b"
)
"""Asks for one thing of one record."""
_OF_WORK = re.compile(rf"\b{_WORK}{_GAP} (?:nao|gi|j)\b")
_ANY_WORK = re.compile(rf"\b(?:viec|nhiem vu|cong viec){_GAP} (?:nao|gi|j)\b")
_DOES_WHAT = re.compile(
    r"\b(?:lo|lam|phu trach|duoc giao|(?:duoc )?de nghi lam|co (?:nhung |cac )?(?:viec|nhiem vu|trach nhiem))"
    r" (?:nhung )?"
    r"(?:viec |nhiem vu |lam )?(?:gi|nao|j)\b"
    r"|\bgiao (?!cho )\w.{3,60} (?:nhung )?(?:viec |nhiem vu )?(?:gi|j)\b"
    r"|^(?:\w+ ){0,2}(?:nhiem vu|trach nhiem) cua .* (?:nhung )?(?:gi|j|viec nao)\b"
)
_DOES = re.compile(
    r"\b(?:cac |nhung )?(?:phan )?(?:viec|nhiem vu) cua (?!ai\b|co quan|don vi)\w+ \w+(?: \w+){0,5}$|"
    r"\b(?:chu tri|dau moi|phu trach|phoi hop|thuc hien|tham gia|trinh|duoc giao|dam nhan)"
    r"(?: (?!(?:voi|cung|boi|do|o|tai|vao|khi|truoc|sau|theo|trong|cho|qua|den|ve|co quan|don vi|ai)\b)\w+){0,8}"
    r" (?<!so )(?<!phong )(?<!ban )(?<!nganh )(?<!to chuc )(?<!noi )(?:nao|gi|j)\b"
)
"""Asks for what somebody has a part in, whatever it is called: "chủ trì hình thức nào"."""
_PAIRED = re.compile(
    r"\b(?:ai|(?:co quan|don vi|so|nganh|phong|noi) nao)\b.{0,60}"
    r"\b(?:viec|nhiem vu|mang|noi dung|phan|hoat dong) (?:gi|nao)\b"
    r"|\bmoi (?:so|co quan|don vi|nganh|noi|phong|nguoi|ben)\b.{0,30}\b(?:gi|nao)\b"
)
"""Asks who does which work, of several."""
_WHO_MUST = re.compile(
    r"\b(?:nhung|cac) (?:co quan|don vi|so|nganh|phong|ban|dia phuong|ai)(?: \w+)? (?:nao )?phai\b|\bnhung ai phai\b"
)
_MOST = re.compile(
    r"\b(?:ai|(?:co quan|don vi|so|phong|ban|nganh|noi) nao)\b.{0,40}"
    r"\bnhieu (?:viec |nhiem vu |dau viec |noi dung )?nhat\b"
)
_EDGE = re.compile(
    r"\b(?:(?P<nearest>gan nhat)|(?P<first>som nhat|dau tien)"
    r"|(?P<last>muon nhat|tre nhat|xa nhat|sau cung|cuoi cung))\b"
    r"(?! (?:la |vao |trong )?(?:ngay|thang|quy|\d))"
)
_LACKS = re.compile(
    r"\b(?:khong|chua|ko) (?:ghi|co|neu|giao|noi|ro)(?: ro)?(?: (?:co quan|don vi|ten|nguoi|cot|ai|noi))*"
    r" (?:duoc )?(?P<part>phoi hop|chu tri|thuc hien|thoi gian|thoi han|tien do|san pham)\b"
)
_PARTS = {
    "phoi hop": FieldKind.COORDINATOR, "chu tri": FieldKind.LEAD, "thuc hien": FieldKind.PERFORMER,
    "san pham": FieldKind.PRODUCT, "thoi gian": FieldKind.TIME, "thoi han": FieldKind.TIME, "tien do": FieldKind.TIME,
}  # fmt: skip


def _lacks(folded: str) -> tuple[FieldKind, ...]:
    """What the work that is asked for must not say: "việc nào không ghi cơ quan phối hợp"."""
    return tuple(_PARTS[one["part"]] for one in _LACKS.finditer(folded)) if _LISTS.search(folded) else ()


def _edge(folded: str) -> re.Match[str] | None:
    """Which of all days is asked for: "việc nào hạn sớm nhất"."""
    return _EDGE.search(folded) if _OF_WORK.search(folded) and (said("due", folded) or said("time", folded)) else None


_WHO_HAS = re.compile(
    r"\b(?:nhung|cac) (?:co quan|don vi|so|nganh|phong|ai|to chuc)(?: \w+){0,3} nao"
    r" (?:duoc giao|co viec|co nhiem vu|phai lam)\b"
    r"|\bgiao (?:viec |nhiem vu )?cho (?:nhung )?(?:ai|co quan nao|don vi nao|so nao)\b"
)
_PLURAL = re.compile(
    r"\b(?:nhung|cac)\b(?: \w+){0,10} (?:nao|gi|j)\b|\bnhung ai\b"
    r"|\b(?:don vi|nghi quyet|quyet dinh|bao cao|van ban|xa|cuoc|buoi|lop) nao\b"
)
_NAMES = re.compile(
    r"\b(?:xa|phuong|so|don vi|co quan|phong|viec|nhiem vu|moc|han|buoi|cuoc|lop|bao cao|hoi nghi|cong viec)"
    r"(?: \w+){0,3} (?:nao|gi)\b"
)
"""What has a day of its own in a plan is asked for by name."""
_SCHEDULE = re.compile(r"(?<!du )\blich\b")
_NEAR = re.compile(r"\b(?:hom|ngay|tuan) (?:nay|mai|sau|toi)\b")


_NAMED = re.compile(r"\bke (?:ten|ra|het)\b|\bliet ke\b|\bdanh sach\b|\b(?:la|gom) nhung\b")
