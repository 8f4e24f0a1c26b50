"""Sound text that looks damaged: lists of names, codes and foreign words, as offices have them in their files.

The communes are real, all else is made up; the same for the same seed. A list is of one of KINDS; a document frames one
or two of them as a plan, as a table or not at all, in 1 word or in 2,000.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.places import known
from ingest.vietnamese import fold

_FOREIGN_NAMES = (
    "Jean-Pierre Lefèvre", "François Côté", "Chloé Dupré", "Håkan Sjöberg", "José Muñoz Peña", "João Gonçalves",
    "Anne Delacroix", "Hans Müller", "Tom Baker", "Nina Kovac", "Sina Tran", "Mai Linh Carter", "Kim Min Soo",
    "Park Ji Hoon", "Lee Cong Min", "Chen Dong Hai", "Wang Xiao Ping", "Zhang Wei", "Tanaka Kenji", "Sato Naomi",
    "Anan Chaiyo", "Somchai Thong Dee", "Bounmy Sisouk", "Sok Chan Thy", "Ana Lucia Gomes", "Luca Conti", "Dan Cao",
    "Ben Tran", "Hugo van den Berg", "Peter O'Neil", "Marie Curie", "Thomas Bell", "Van Thanh Nguyen", "Le Tan Phong",
    "Émile Gagné", "Éloïse Béranger", "Andrés Ibáñez", "Núria Vidal", "Søren Ås", "Zoë Lindqvist",
)  # fmt: skip
_MAKERS = (
    "Canon", "Epson", "Brother", "HP", "Dell", "Lenovo", "Asus", "Panasonic", "Daikin", "Casper", "Toshiba", "Ricoh",
    "Xerox", "Cisco", "Hikvision", "Dahua", "Honda", "Yamaha", "Isuzu", "Hino", "Kubota", "Denon", "Bosch", "Siemens",
    "Kärcher", "Schneider", "Legrand", "Zebra", "Tenda", "Ruijie", "Logitech", "Santak", "Thaco", "Vinfast",
)  # fmt: skip
_LINES = (
    "LaserJet Pro", "imageCLASS", "WorkForce", "ThinkPad", "Latitude", "OptiPlex", "Inverter", "Alpha", "Wave",
    "Vision", "Transit", "Hilux", "Galaxy Tab", "Bravia", "Colormark", "SmartUPS", "Nano", "Titan", "Ranger",
)  # fmt: skip
_MINORITY_NAMES = (
    "Y Thinh Niê", "Y Bhăm Ênuôl", "H'Nga Mlô", "H’Bia Kđoh", "Y Wăn Êban", "H Lê Na Ayŭn", "Ksor Hlen", "Rơ Châm Hyak",
    "Siu Thanh", "Rah Lan Tin", "Nay Hoan", "Kpă Thô", "Đinh Hrek", "A Biu", "A Thăng", "Y Vêng", "A Dói", "Y Nhưn",
    "Bờ Nướch Tôn", "Zơ Râm Buôn", "A Lăng Mai", "Cơ Lâu Nhím", "Hồ Văn Thép", "Pi Năng Hem", "Chamaléa Thị Them",
    "Katơr Dinh", "Ka Să Ha Bang", "K'Brổh", "K’Tin", "Kon Sơ Ha Chung", "Liêng Hót Ha Hai", "Cil Múp Ha Kar",
    "Thạch Sa Ranh", "Kim Sà Mon", "Sơn Thị Na Ri", "Lâm Sóc Kha", "Danh Chanh Đa", "Đàng Năng Tho", "Bá Văn Quyến",
    "Giàng A Dế", "Vàng Thị Xía", "Sùng Seo Cáng", "Lò Văn Ún", "Lầu Bá Tểnh", "Thào Mí Nô",
    "Hạng A Sếnh", "Tẩn Láo Lở",
)  # fmt: skip
_VILLAGES = (
    "Buôn Kon Hring", "Buôn Ea Sin", "Buôn Cuôr Dăng", "Plei Kly", "Plei Ia Tong", "Kon Brăp", "Kon Tu Dốp",
    "Làng Đê Kjêng", "Buôn Yang Lah", "Đăk Pne", "Đak Sơ Mei", "Ia Hrú", "Ea H'đing", "Chư A Thai", "Cư Né", "Krông Nô",
    "Ya Xiêr", "Bok Rẫy", "Phum Sà Rài", "Sóc Chà Là", "Sóc Tro Kha", "Palei Hamu Tanran", "Bó Lý", "Nà Mò", "Pá Khôm",
    "Huổi Só", "Khau Tý", "Lũng Phìn",
)  # fmt: skip
_ABBREVIATIONS = (
    "UBND", "HĐND", "TTHC", "CCHC", "CBCCVC", "VPCP", "BTTTT", "STTTT", "QLNN", "KTXH", "ANTT", "PCTT", "TKCN", "GPMB",
    "NTM", "OCOP", "PAR", "SIPAS", "PAPI", "PCI", "DTI", "ISO", "ICT", "IOC", "LGSP", "NDXP", "BHXH", "BHYT", "KCB",
    "VSATTP", "THCS", "THPT", "GDTX", "DTNT", "TDTT", "VHTT", "QSDĐ", "TNHH", "MTV", "CP", "HTX", "NN", "PTNT", "ĐVSN",
)  # fmt: skip
_ENGLISH = (
    "The grant covers the repair of rural roads and two bridges in the upper valley.",
    "Each party shall appoint a focal point within ten days of the signing of this note.",
    "Training on data entry was held at the commune centre, and the lesson plan is attached.",
    "Open the main menu, choose Settings, then tap Sign in and scan the code.",
    "Please do not reply to this message; the inbox is not read.",
    "Ten thin men can mend the old canal in a day, but no more than that.",
    "On the home page, click Log in and go to Task list.",
)
_FRENCH = (
    "Le comité a été créé à la demande des élus et siège à la mairie.",
    "Les élèves de la région étudient le français dès la première année.",
    "Un thé chaud est servi à la délégation à la fin de la séance.",
    "La coopération décentralisée prévoit un échange de matériel médical.",
    "Après le dîner, le préfet a déclaré que le projet était très avancé.",
    "Le chef de mission a quitté la cité le soir même.",
)
_OTHER_LANGUAGES = (
    "La comisión aprobó el plan de formación técnica en la región andina.",
    "O município não recebeu verba até o fim do mês.",
    "Die Prüfung der Geräte ist für März geplant.",
    "Wǒmen zài zhèlǐ kāi huì, tán hézuò de shì.",
    "Ñu hriăm čih boh hră hlăm sang hră wưng mlan.",
    "Kâo nao pơ sang hră anŭn, ih jing nai pơtô.",
    "Tus neeg no tau txais daim ntawv lawm.",
)
_UNMARKED = (
    "Kinh gui anh chi, em gui kem theo day ke hoach kiem tra cai cach hanh chinh quy nay.",
    "De nghi cac don vi gui bao cao truoc ngay 15 de phong tong hop.",
    "Cuoc hop giao ban doi sang chieu thu tu, moi cac dong chi den dung gio.",
    "Ho so da nop tren cong dich vu cong, ma so nam trong tep dinh kem.",
    "Anh xem giup em so lieu o bang ben duoi, neu dung thi em trinh lanh dao ky.",
    "Xin cam on va chuc mot tuan lam viec hieu qua.",
    "Ko co file goc thi dung ban scan cung dc, mai em bo sung sau nhe.",
)
_NEARLY = (  # words that a wrong reading of others might have made
    "ông Trục", "bà Của", "ông Mót", "ngõ Một Của", "ấp Chánh", "thôn Thủy Tú", "tổ Mẩu Đơn", "làng Hạnh Chính",
    "xóm Cái Cách", "cô Thục", "chú Chục", "quán Hiện", "đội Tuyến", "bến Nguồi", "hẻm Huyên", "phố Luồng",
    "kênh Dân Trị", "ruộng Sổ", "ngã ba Tiểm", "cầu Viếc", "miếu Tinh Uy", "đồi Thông Kẻ", "suối Nhiểm", "đèo Phối",
    "tên gọi Đông Chỉ", "Nguyễn Vân Hòa", "Trần Vi Bằng", "Lê Thị Chi Thị", "Phạm Quyền Định", "Vũ Kế Hoách",
    "Hồ Thi Đua", "Đỗ Chúc Danh",
    "Ngô Thục Hiền", "Bùi Nhiệm Vũ", "Đặng Kiềm Tra", "Huỳnh Công Tắc", "Dương Trách Nhiễm", "Mai Đồng Chí",
)  # fmt: skip
_SMALL_CODES = (
    "m2", "m3", "km2", "1a", "2b", "3c", "A4", "A3", "B1", "C6", "D5", "x4", "s6", "t6", "6A", "i5", "i7", "4G", "5G",
    "H5N1", "CO2", "PM2.5", "F0", "K4", "N6", "Q1", "1A", "p4", "v6", "b6", "h4", "o4i", "w11",
)  # fmt: skip
_LATIN_ONLY = frozenset("abcdefghijklmnopqrstuvwxyzàáâãèéêìíòóôõùúý ")


def _communes() -> list[str]:
    return sorted({place.name for places in known().values() for place in places if place.kind in ("xã", "phường")})


_COMMUNES = _communes()
_COMMUNES_IN_LATIN = [name for name in _COMMUNES if set(name.lower()) <= _LATIN_ONLY]
"""Names without a letter that only Vietnamese has: "Vân Hòa"."""


def _model(chance: random.Random) -> str:
    letters = "".join(chance.choices(string.ascii_uppercase, k=chance.randint(1, 3)))
    digits = "".join(chance.choices(string.digits, k=chance.randint(1, 4)))
    tail = chance.choice(("", "", "dn", "w", "-Pro", "i", "ctn", "s", "-X", "/2", "n", "G4", "a"))
    name = f"{letters}{chance.choice(('', '-', ' '))}{digits}{tail}"
    return f"{chance.choice(_MAKERS)} {name if chance.random() < 0.6 else chance.choice(_LINES) + ' ' + name}"


def _any(of: Sequence[str]) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(of)


def _with(before: Sequence[str], of: Sequence[str]) -> Callable[[random.Random], str]:
    return lambda chance: f"{chance.choice(before)} {chance.choice(of)}".strip()


NAMES: Mapping[str, Callable[[random.Random], str]] = {
    "communes": _with(("Xã", "xã", "Phường", ""), _COMMUNES),
    "communes in Latin letters": _with(("Xã", ""), _COMMUNES_IN_LATIN),
    "communes in capitals": lambda chance: f"XÃ {chance.choice(_COMMUNES_IN_LATIN)}".upper(),
    "communes without marks": lambda chance: " ".join(
        part.capitalize() for part in fold(f"xã {chance.choice(_COMMUNES)}").split()
    ),
    "foreign names": _any(_FOREIGN_NAMES),
    "models": _model,
    "names of minorities": _any(_MINORITY_NAMES),
    "villages": _with(("Buôn", "Làng", "Thôn", ""), _VILLAGES),
    "abbreviations": _any(_ABBREVIATIONS),
    "names like slips": _any(_NEARLY),
    "small codes": _with(("Mẫu", "Loại", "Phòng", "lô", ""), _SMALL_CODES),
}
"""What a list may be of, and how an entry of it is drawn."""
PASSAGES: Mapping[str, Sequence[str]] = {
    "English": _ENGLISH,
    "French": _FRENCH,
    "other languages": _OTHER_LANGUAGES,
    "Vietnamese without marks": _UNMARKED,
}
"""What a passage may be in, and its sentences."""
KINDS = (*NAMES, *PASSAGES)
TOLD = tuple(kind for kind in KINDS if kind != "small codes" and "without marks" not in kind)
"""What is told from misread Vietnamese where it stands in a damaged text."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document as `samples/build.py` has them, and what is in it."""

    kind: str
    source: str


def lines_of(kind: str, chance: random.Random, most: int) -> list[str]:
    """Lines of a list or passage of `kind`, some `most` words in all."""
    lines: list[str] = []
    while sum(len(line.split()) for line in lines) < most:
        if kind in PASSAGES:
            lines.append(" ".join(chance.sample(PASSAGES[kind], chance.randint(1, 3))))
        else:
            names = [NAMES[kind](chance) for _ in range(chance.randint(1, 12))]
            lines.append(chance.choice((", ", "; ", " - ")).join(names) + chance.choice((".", ";", "")))
    return [_few(line, most) for line in lines]


def _few(line: str, most: int) -> str:
    return " ".join(line.split()[: max(1, most)])


_HEAD = """\
ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
{unit} || Độc lập - Tự do - Hạnh phúc
Số: {number}/KH-UBND || {place}, ngày {day} tháng 3 năm 2027
# KẾ HOẠCH
# Phân bổ thiết bị và hỗ trợ các đơn vị năm 2027
## I. NHIỆM VỤ
### 1. Giao nhận và nghiệm thu
- Cơ quan chủ trì: Sở Công Thương.
- Thời gian thực hiện: trước ngày {day}/5/2027.
### 2. Danh sách kèm theo
"""
_FOOT = """
> TM. ỦY BAN NHÂN DÂN
> CHỦ TỊCH
>> Lý Thanh Hòa
"""


def _as_plan(lines: Sequence[str], chance: random.Random) -> str:
    name = chance.choice(_COMMUNES_IN_LATIN)
    head = _HEAD.format(unit=f"XÃ {name.upper()}", place=name, number=chance.randint(1, 99), day=chance.randint(1, 28))
    return head + "\n".join(f"- {line}" if chance.random() < 0.5 else line for line in lines) + _FOOT


def _as_table(lines: Sequence[str], chance: random.Random) -> str:
    rows = [
        f"| {number} | {line.replace('|', '/')} | {chance.randint(1, 99)} |" for number, line in enumerate(lines, 1)
    ]
    return "\n".join(("| STT | TÊN | SL |", *rows))


def _bare(lines: Sequence[str], _: random.Random) -> str:
    return "\n".join(lines)


FRAMES: Mapping[str, Callable[[Sequence[str], random.Random], str]] = {
    "plan": _as_plan, "table": _as_table, "bare": _bare,
}  # fmt: skip
SIZES = (1, 3, 8, 20, 60, 200, 900)


def documents(count: int, seed: int = 0) -> Iterator[Made]:
    """`count` documents: each kind alone in turn, each second one with lines of another kind among them."""
    chance = random.Random(seed)
    for number in range(count):
        kind, size = KINDS[number % len(KINDS)], chance.choice(SIZES)
        lines = lines_of(kind, chance, size)
        if number % 2:
            lines += lines_of(chance.choice(KINDS), chance, size)
            chance.shuffle(lines)
        frame = chance.choice(list(FRAMES))
        yield Made(f"{kind}, {frame}, {size} words", FRAMES[frame](lines, chance))
