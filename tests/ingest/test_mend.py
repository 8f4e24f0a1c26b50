"""Mending: what must hold for any text, made-up sentences, and the measured floors on the plans in ../shared."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.build.damage import damaged, scanner_of
from ingest.build.measure_mending import share_right
from ingest.build.syllables import place_names, statistics, stream, syllables, texts
from ingest.mending import MOST, Mended, mend
from ingest.mending.decode import decoder
from ingest.mending.language import DATA
from ingest.mending.words import cut, is_code
from ingest.vietnamese import nfc

SHARED = Path(__file__).parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the plans to measure on are not here")

SOUND = """KẾ HOẠCH
Kiểm tra công tác cải cách hành chính năm 2027
1. Phòng Nội vụ chủ trì, phối hợp với các cơ quan, đơn vị tham mưu Ủy ban nhân dân huyện kiểm tra việc
tiếp nhận và trả kết quả giải quyết thủ tục hành chính tại Bộ phận Một cửa của các xã, thị trấn.
2. Thủ trưởng các cơ quan, đơn vị chịu trách nhiệm báo cáo kết quả thực hiện trước ngày 15/12/2027 theo
Kế hoạch số 4321/KH-UBND ngày 05 tháng 01 năm 2027, gửi về hộp thư noivu@vidu.gov.vn để tổng hợp.
3. Công chức Văn phòng - Thống kê tuyên truyền trên hệ thống truyền thanh, chất lượng theo ISO 9001:2015."""
HURT = """KE HOACH
Kiém tra céng tac cii cach hanh chinh nim 2027
1. Phong N6i vu chu tri, phdi hop véi cac co quan, don vi tham muu Uy ban nhan dan huyén kiém tra viéc
tiép nhan va tra két qua giai quyét thi tuc hanh chinh tai B6 phan Mot cira cua cac x4, thi trin.
2. Thu trwong cac co quan, don vi chiu trach nhiém bao cao két qua thyc hién trudc ngay 15/12/2027 theo
Ké hoach s6 4321/KH-UBND ngay 05 thang 01 nam 2027, giri vé hop thu noivu@vidu.gov.vn dé tong hgp.
3. Céng chirc Vin phong - Th6ng ké tuyén truyén trén hé thong truyén thanh, chat lwong theo ISO 9001:2015."""
FOREIGN = """The office reads every plan that it is given and answers with the passage that proves what it says, and
nothing that the file does not hold is ever written by a machine, so that a reader can check each answer himself.
A plan that came through a bad scanner is mended first, and the words that were mended are known by their place."""
_texts = st.lists(
    st.sampled_from(
        [*HURT.split(), *SOUND.split()[:20], "\n", "\n\n", "x&", "(", "12,5%", "T hong", "Cacnganh", "¢", ""]
    ),
    min_size=20,
    max_size=90,
).map(" ".join)


def _unchanged(mended: Mended, original: str) -> list[tuple[str, str]]:
    """The stretches between changes, of the mended text and of the original."""
    edges = [(0, 0), *((c.end, c.orig_end) for c in mended.changes)]
    ends = [*((c.start, c.orig_start) for c in mended.changes), (len(mended.text), len(original))]
    return [(mended.text[a:b], original[x:y]) for (a, x), (b, y) in zip(edges, ends, strict=True)]


@settings(max_examples=60, deadline=None)
@given(_texts)
def test_lines_numbers_and_all_between_changes_stay(text: str) -> None:
    mended = mend(text)
    assert mended.text.count("\n") == text.count("\n")
    assert all(a == b for a, b in _unchanged(mended, text))
    for number in ("2027", "15/12/2027", "4321/KH-UBND", "noivu@vidu.gov.vn", "9001:2015", "12,5%"):
        assert mended.text.count(number) == text.count(number)


@settings(max_examples=60, deadline=None)
@given(_texts, st.data())
def test_places_map_back_inside_the_text_and_in_order(text: str, data: st.DataObject) -> None:
    mended = mend(text)
    size = len(mended.text)
    start, middle, end = sorted(data.draw(st.tuples(*[st.integers(0, size)] * 3)))
    first, last = mended.original(start, end)
    assert 0 <= first <= last <= len(text)
    assert first <= mended.original(start, middle)[1] <= last
    assert mended.original(0, size) == (0, len(text))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aáạeệdđoộuưi1 46&¢€[]():;.,\n/-XĐU", max_size=300))
def test_nothing_that_can_be_typed_makes_it_fall_over(text: str) -> None:
    assert mend(text).text.count("\n") == text.count("\n")


def test_a_damaged_plan_is_mended() -> None:
    assert share_right(SOUND.split("\n"), mend(HURT).text.split("\n")) >= 0.97


def test_sound_text_is_left_to_the_letter() -> None:
    assert mend(SOUND) == Mended(SOUND)


def test_what_is_not_vietnamese_is_left() -> None:
    assert mend(FOREIGN) == Mended(FOREIGN)


def test_a_quote_of_mended_text_is_found_in_the_original() -> None:
    mended = mend(HURT)
    start = mended.text.index("chủ trì")
    first, last = mended.original(start, start + len("chủ trì"))
    assert HURT[first:last] == "chu tri"


def test_capitals_stay_capitals() -> None:
    lines = mend(HURT.replace("KE HOACH", "UY BAN NHAN DAN - CONG HOA XA HQI CHU NGHIA VIET NAM")).text.split("\n")
    assert lines[0] == "ỦY BAN NHÂN DÂN - CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@pytest.mark.parametrize(
    ("hurt", "sound"),
    [
        ("Uy ban nhan dan tinh Bén Tre", "tỉnh Bến Tre"),
        ("UBND huyén Chau Thanh", "huyện Châu Thành"),
        ("tinh Pong Thap", "tỉnh Đồng Tháp"),
        ("HDND va UBND huyén", "HĐND và UBND huyện"),
        ("Cacnganh, don vi lién quan", "Các ngành, đơn vị liên quan"),
        ("cong chirc T hong ké", "công chức Thống kê"),
    ],
)
def test_names_of_places_acronyms_and_broken_words(hurt: str, sound: str) -> None:
    assert sound in mend(f"{HURT}\n- {hurt}").text


def test_names_of_people_are_left() -> None:
    for name in ("Lé Vin Bach Dwong", "Nguyén Thi Hodi Giang"):
        assert name in mend(f"{HURT}\n\n{name}\n").text
        assert name in mend(f"{HURT}\n- Giao ong {name} theo dbi viéc thyc hién ké hoach nay.").text


def test_what_is_kept_is_told_by_its_look() -> None:
    for code in ("38", "10/01/2024", "59/KH-UBND", "01-DA/TU", "1983/QĐ-UBND", "32/CT-TTg", "l30/KH-UBND", "2O24"):
        assert is_code(code), code
    for word in ("s6", "x4", "1am", "t6", "Ho-tich", "Iy"):
        assert not is_code(word), word
    assert [w.text for w in cut("4.Pai (CCHC); x&, truy:én") if not w.kept] == ["Pai", "CCHC", "x&", "truy:én"]


def test_statistics_hold_no_running_text() -> None:
    with np.load(DATA) as held:
        assert held["pairs"][:, 2].min() > 1
        assert held["triples"][:, 3].min() > 1
    assert DATA.stat().st_size < 300_000


def test_what_a_scanner_did_to_one_text_it_does_to_others() -> None:
    scanner = scanner_of(SOUND.split("\n"), HURT.split("\n"))
    assert share_right(SOUND.split("\n"), scanner.damaged(SOUND).split("\n")) < 0.5
    assert scanner.damaged("xã") in ("xa", "x4")
    assert scanner.damaged("12/2027\n!") == "12/2027\n!"


# Measured 2 % and more above these floors; docs/decisions/0008-mending-bad-scans.md has the figures.


def _scan() -> tuple[str, list[str]]:
    """The bad scan, and what its first lines say."""
    text = nfc(next(SHARED.glob("plans/002*.txt")).read_text(encoding="utf-8"))
    return text, nfc((SHARED / "gold/giaolong_truth_1-140.txt").read_text(encoding="utf-8")).split("\n")[:140]


@needs_shared
def test_floor_on_the_bad_scan() -> None:
    text, truth = _scan()
    assert share_right(truth, mend(text).text.split("\n")[:140]) >= 0.97


@needs_shared
@pytest.mark.parametrize(
    ("name", "floor", "floor_like"),
    [("plans/003*", 0.95, 0.96), ("plans-other/1026*", 0.94, 0.95), ("plans-more/980*", 0.93, 0.95)],
)
def test_floor_on_a_plan_that_the_statistics_do_not_hold(
    name: str, floor: float, floor_like: float, tmp_path: Path
) -> None:
    plan = next(SHARED.glob(name))
    folders = ("plans", "plans-other", "plans-more", "procedures_text")
    others = [path for folder in folders for path in (SHARED / folder).iterdir() if path != plan]
    others += [SHARED / "facts/nd30-2020_form_of_documents.md", SHARED / "bench/corpus.jsonl"]
    allowed = syllables()
    parts = [part for text in texts(sorted(others)) for part in stream(text, allowed)]
    np.savez(tmp_path / "left_out.npz", **statistics(parts, place_names(SHARED / "facts"), allowed))
    text = next(texts([plan]))
    scan, truth = _scan()
    like = scanner_of(truth, scan.split("\n")[:140]).damaged
    for damage, least in ((damaged, floor), (like, floor_like)):
        mended = mend(damage(text), decoder(tmp_path / "left_out.npz"))
        assert share_right(text.split("\n"), mended.text.split("\n")) >= least


@needs_shared
def test_numbers_of_the_bad_scan_stay() -> None:
    text = nfc(next(SHARED.glob("plans/002*.txt")).read_text(encoding="utf-8"))
    numbers = re.compile(r"(?<!\S)[(/]?\d[\d./:]*(?:[/-][A-Z]+)*(?=[;,.]?\s)")
    assert numbers.findall(mend(text).text) == numbers.findall(text)


def test_a_text_too_long_to_mend_in_time_is_left_as_it_is() -> None:
    text = "Ké hoach cii cach hanh chinh cua xa " * (MOST // 36 + 1)
    assert mend(text).text == text
