"""Sound text stays as it is: lists of names, codes, other languages, in every format, alone and in damaged plans."""

import random
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ingest.build.damage import damaged
from ingest.document import UnreadableError
from ingest.mending import Mended, mend
from ingest.read import files, read
from ingest.vietnamese import fold
from samples import build

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
PLANS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples" / "source").glob("*.plan"))]
LIST = """ỦY BAN NHÂN DÂN TỈNH PHÚ HÒA
KẾ HOẠCH
Cấp thuyền cho các xã ven sông năm 2027
1. Giao thuyền
- Cơ quan chủ trì: Sở Công Thương.
2. Các xã nhận thuyền: Xã Vân Hòa, Xã Đông Hòa, Xã Hòa Thành, Xã Tân An, Xã Cam Thanh, Xã Phù Vân, Xã An Hòa,
Xã Bình Phú, Xã Long Tân, Xã Kim Hòa, Xã Hòa Vang, Xã Lâm Sơn, Xã Quan Hóa, Xã Sơn Tây, Xã Ia Pa, Xã Krông Pa,
Xã Ea Kar, Xã Trung Thành.
3. Máy: Canon LBP-226dw, Epson L3250, HP LaserJet M404n, Yamaha F40, Honda BF15; khổ A4, A3; diện tích 25 m2.
4. Đại diện: Y Bhăm Niê, H'Nga Mlô, Ksor Hlen, Rơ Châm Hyak, Jean-Pierre Lefèvre, Tanaka Kenji, Thạch Sa Ranh.
5. Each boat must be signed for; keep the receipt. La remise des bateaux est prévue à la mairie."""
MAIL = """Kinh gui cac anh chi, em gui kem ke hoach kiem tra cong tac cai cach hanh chinh nam 2027 cua huyen, de nghi
cac don vi bao cao ket qua thuc hien truoc ngay 15 thang 6, gui ve phong noi vu de tong hop trinh uy ban nhan dan. Ko co
file thi gui ban scan cung dc, co gi vuong mac thi goi cho em nhe. Cuoc hop giao ban doi sang chieu thu tu, moi cac dong
chi den dung gio. Em cam on va chuc mot tuan lam viec hieu qua."""
IN_VNI = "Ke61 hoa5ch ca3i ca1ch ha2nh chi1nh na8m 2027 cu3a U3y ban nha6n da6n huye65n, thu3 tu5c mo65t cu73a"
IN_TELEX = "Kees hoachj cair cachs hanhf chinhs nawm 2027 cuar Uyr ban nhaan daan huyeenj, thur tucj mootj cuwar"
IN_VIQR = "Ke^' hoa.ch ca?i ca'ch ha`nh chi'nh na(m 2027 cu?a U?y ban nha^n da^n huye^.n, thu? tu.c mo^.t cu+?a"
SUFFIXES = ("txt", "md", "html", "docx", "csv", "xlsx", pytest.param(
    "pdf", marks=pytest.mark.skipif(build.font("DejaVuSerif.ttf") is None, reason="DejaVu Serif is not installed")
))  # fmt: skip
KINDS = (
    "communes", "communes in Latin letters", "communes in capitals", "foreign names", "models", "names of minorities",
    "villages", "abbreviations", "names like slips", "English", "French",
)  # fmt: skip


def _module(name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        return sys.modules.get(name) or import_module(name)


@pytest.fixture(scope="module")
def sound() -> Any:
    return _module("sound")


@pytest.fixture(scope="module")
def made() -> list[Any]:
    """Documents, four of each kind of list."""
    return list(_module("lists").documents(60, seed=4))


def test_a_plan_with_lists_is_no_damaged_scan() -> None:
    assert mend(LIST) == Mended(LIST)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_lists_are_read_to_the_letter(suffix: str, sound: Any, made: list[Any], tmp_path: Path) -> None:
    for one in made:
        assert sound.altered(one, suffix, tmp_path) == Counter(), one.kind


@pytest.mark.parametrize("count", [1, 3, 7, 12, 20])
def test_a_few_words_are_never_mended(count: int) -> None:
    words = " ".join([damaged(plan) for plan in PLANS]).split()
    for at in range(0, 400, count):
        text = " ".join(words[at : at + count])
        assert mend(text) == Mended(text)


@pytest.mark.parametrize("text", [MAIL, IN_VNI, IN_TELEX, IN_VIQR])
def test_what_was_typed_without_marks_is_no_damaged_scan(text: str) -> None:
    text = "\n".join([text] * 8)
    assert mend(text) == Mended(text)


def test_plans_typed_without_marks_are_no_damaged_scans() -> None:
    for plan in map(fold, PLANS):
        assert mend(plan) == Mended(plan)


def test_a_damaged_page_makes_no_damaged_document() -> None:
    text = "\n".join([*PLANS[:2], damaged(PLANS[2][:2500])])
    assert mend(text) == Mended(text)


def test_a_sound_page_of_a_damaged_document_stays() -> None:
    page = "\n".join(PLANS[1].split("\n")[20:40])
    text = "\n".join([damaged(PLANS[0]), page, damaged(PLANS[2])])
    mended = mend(text).text
    assert page in mended
    assert mended != text


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_stays_in_a_damaged_plan(kind: str, sound: Any) -> None:
    chance = random.Random(2)
    for plan in PLANS[:3]:
        size, altered = sound.altered_inside(kind, plan, chance)
        assert size
        assert altered == Counter()


def test_lists_are_put_right_nowhere_after_recognition(sound: Any, made: list[Any]) -> None:
    for one in made:
        assert sound.altered_in_scan(one) == Counter(), one.kind


@pytest.mark.skipif(not SHARED.exists(), reason="the documents are not here")
def test_no_sound_document_is_mended() -> None:
    for file in (
        file for folder in ("plans", "plans-other", "plans-more", "procedures") for file in files(SHARED / folder)
    ):
        if file.name.startswith("002"):
            continue
        try:
            assert not [change for change in read(file).changes if change.end > change.start], file.name
        except UnreadableError:
            continue
