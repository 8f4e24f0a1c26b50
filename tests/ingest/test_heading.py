"""Who issued a plan, where, when, under which number, signed by whom."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.heading import Heading, heading, parse_date
from ingest.parts import parts
from ingest.plan import Level
from ingest.readers.text import from_string

BODY = ["I. MỤC ĐÍCH", "1. Để người dân biết nơi nộp hồ sơ."]


def read(*lines: str) -> Heading:
    return heading(parts(from_string("\n\n".join(lines), "a.txt", ""))[0])


def plan(*letterhead: str, title: str = "Truyền thông về một cửa", below: tuple[str, ...] = ()) -> Heading:
    return read(*letterhead, "KẾ HOẠCH", title, *BODY, *below)


def number(line: str) -> str | None:
    found = plan("UBND XÃ SÔNG MÂY", line).number
    return found and found.text


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Số: 4/KH-UBND", "4/KH-UBND"), ("Số : 17 /KH-SNV", "17/KH-SNV"), ("Số 120/QĐ-UBND", "120/QĐ-UBND"),
     ("**Số:** 4/KH-UBND", "4/KH-UBND")],
)  # fmt: skip
def test_the_number_stands_in_the_letterhead(line: str, expected: str) -> None:
    assert number(line) == expected


@pytest.mark.parametrize("line", ["Số:      /KH-UBND", "Độc lập", "Số điện thoại 12"])
def test_a_number_that_was_left_out_is_none(line: str) -> None:
    assert number(line) is None


@pytest.mark.parametrize("line", ["Sông Mây, ngày 02 tháng 3 năm 2024", "Sông Mây, ngày 2/3/2024", "ngày 02-03-2024"])
def test_the_date_stands_in_the_letterhead(line: str) -> None:
    assert plan("UBND XÃ SÔNG MÂY", line).issued_on == date(2024, 3, 2)


def test_a_date_without_day_is_none() -> None:
    assert plan("Sông Mây, ngày     tháng 3 năm 2024").issued_on is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14 tháng 02 năm 2023", date(2023, 2, 14)),
        ("14/02/2023", date(2023, 2, 14)),
        ("31/02/2023", None),
        ("14/02", None),
    ],
)
def test_a_day_is_read_in_full_or_not_at_all(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("title", "year"),
    [("Truyền thông năm 2023", 2023), ("Truyền thông đến năm 2030", 2024), ("Truyền thông", 2024)],
)
def test_the_year_of_the_title_goes_before_that_of_the_date(title: str, year: int) -> None:
    assert plan("Sông Mây, ngày 2/3/2024", title=title).year == year


def test_no_year_is_guessed() -> None:
    assert plan("UBND XÃ SÔNG MÂY").year is None


def test_the_issuer_is_the_first_line() -> None:
    found = plan("UBND XÃ SÔNG MÂY", "Số: 4/KH-UBND").issuer
    assert found is not None
    assert found.text == "UBND XÃ SÔNG MÂY"


def test_an_issuer_goes_on_with_its_place() -> None:
    found = plan("ỦY BAN NHÂN DÂN", "HUYỆN BA TRI").issuer
    assert found is not None
    assert (found.text, len(found.spans)) == ("ỦY BAN NHÂN DÂN HUYỆN BA TRI", 2)


def test_an_issuer_ends_where_the_country_begins() -> None:
    found = plan("UBND XÃ SÔNG MÂY CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").issuer
    assert found is not None
    assert found.text == "UBND XÃ SÔNG MÂY"


def test_without_letterhead_the_issuer_is_who_says_so() -> None:
    found = read("KẾ HOẠCH", "Truyền thông", "Ủy ban nhân dân huyện Ba Tri ban hành Kế hoạch như sau:", *BODY).issuer
    assert found is not None
    assert found.text == "Ủy ban nhân dân huyện Ba Tri"


def test_the_place_is_the_issuer_s() -> None:
    found = plan("ỦY BAN NHÂN DÂN", "HUYỆN BA TRI")
    assert found.place is not None
    assert (found.place.kind, found.place.name, found.level) == ("huyện", "Ba Tri", Level.DISTRICT)


@pytest.mark.parametrize(
    ("province", "then"),
    [("Bến Tre", "Bến Tre"), ("Long An", "Long An"), ("Tây Ninh", "Tây Ninh"), ("Kiên Giang", "Kiên Giang")],
)
def test_places_of_one_name_are_told_apart_by_their_province(province: str, then: str) -> None:
    found = plan("UBND HUYỆN CHÂU THÀNH", below=(f"2. Theo chỉ đạo của UBND tỉnh {province}.",))
    assert found.place is not None
    assert found.place.province == then


def test_a_commune_is_told_apart_by_the_province_that_it_belonged_to() -> None:
    found = plan("UBND XÃ CHÂU THÀNH", below=("2. Theo chỉ đạo của UBND tỉnh Bến Tre.",))
    assert found.place is not None
    assert found.place.province == "Bến Tre"


def test_a_province_that_is_not_named_is_not_guessed() -> None:
    found = plan("UBND HUYỆN CHÂU THÀNH")
    assert found.place is not None
    assert found.place.province == ""


def test_a_ministry_is_of_no_place() -> None:
    found = plan("BỘ SÔNG NGÒI", "Hà Nội, ngày 2/3/2024", below=("2. UBND thành phố Hà Nội phối hợp.",))
    assert (found.place, found.level) == (None, Level.CENTRAL)


SIGNED = ("Nơi nhận:", "- Các ấp;", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Văn Mẫu")


def test_a_plan_has_its_signer() -> None:
    found = plan("UBND XÃ SÔNG MÂY", below=SIGNED).signer
    assert found is not None
    assert found.name.text == "Trần Văn Mẫu"


def test_a_signer_has_the_position_above_the_name() -> None:
    found = plan("UBND XÃ SÔNG MÂY", below=SIGNED).signer
    assert found is not None
    assert found.position is not None
    assert found.position.text == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH"


def test_what_stands_below_the_name_is_no_position() -> None:
    found = plan("UBND XÃ SÔNG MÂY", below=(*SIGNED, "Đã ký số")).signer
    assert found is not None
    assert found.position is not None
    assert "ký số" not in found.position.text


def test_a_signature_in_one_paragraph_has_its_signer() -> None:
    found = plan("UBND XÃ SÔNG MÂY", below=("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n(Đã ký)\nLâm Thanh Mây",)).signer
    assert found is not None
    assert found.name.text == "Lâm Thanh Mây"


def test_the_number_of_the_page_is_no_part_of_the_signer() -> None:
    found = plan("UBND XÃ SÔNG MÂY", below=(*SIGNED[:-1], f"{SIGNED[-1]}\n4")).signer
    assert found is not None
    assert found.name.text == SIGNED[-1]


def test_a_sentence_below_the_title_is_no_part_of_it() -> None:
    title, sentence = "Truyền thông về một cửa", "Năm 2023, xã đã tiếp nhận 6.214 hồ sơ, đúng hạn 99%."
    assert read("UBND XÃ SÔNG MÂY", "KẾ HOẠCH", title, sentence, *BODY).title == title


def test_a_plan_without_signature_has_no_signer() -> None:
    assert plan("UBND XÃ SÔNG MÂY").signer is None


DECISION = (
    "UBND HUYỆN SÔNG GIÓ",
    "Số: 90/QĐ-UBND",
    "ngày 01/3/2024",
    "QUYẾT ĐỊNH",
    "Ban hành Kế hoạch",
    "Điều 1. Ban hành.",
)
ATTACHED = ("KẾ HOẠCH", "Truyền thông năm 2024", "(Kèm theo Quyết định số 91/QĐ-UBND ngày 03/3/2024)", *BODY)


def test_the_title_is_that_of_the_plan_and_not_of_the_decision() -> None:
    assert read(*DECISION, *ATTACHED).title == "Truyền thông năm 2024"


def test_numbers_that_contradict_each_other_are_all_kept() -> None:
    said = " ".join(line.text for lines in read(*DECISION, *ATTACHED).lines for line in lines)
    assert "90/QĐ-UBND" in said
    assert "91/QĐ-UBND" in said


def test_the_number_is_that_of_the_first_letterhead() -> None:
    found = read(*DECISION, *ATTACHED).number
    assert found is not None
    assert found.text == "90/QĐ-UBND"


def test_of_nothing_nothing_is_said() -> None:
    found = heading([])
    assert (found.title, found.number, found.place, found.signer, found.lines) == ("", None, None, None, ())


# --- Names that differ in marks only --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "province", "name"),
    [
        ("XÃ SƠN HẠ", "Quảng Ngãi", "Sơn Hạ"),
        ("XÃ SƠN HÀ", "Quảng Ngãi", "Sơn Hà"),
        ("XÃ BA TƠ", "Quảng Ngãi", "Ba Tơ"),
        ("XÃ THIỆU HOÁ", "Thanh Hóa", "Thiệu Hóa"),
    ],
)
def test_namesakes_of_one_province_are_told_apart_by_their_marks(unit: str, province: str, name: str) -> None:
    found = plan(f"UBND {unit}", below=(f"Nơi nhận: UBND tỉnh {province}.",)).place
    assert found is not None
    assert (found.name, found.province) == (name, province)


def test_a_letterhead_without_marks_is_read_by_the_text_below() -> None:
    found = plan("UBND XA BA TO", below=("Giao các thôn của xã Ba Tơ, tỉnh Quảng Ngãi thực hiện.",)).place
    assert found is not None
    assert found.name == "Ba Tơ"


def test_the_year_behind_a_name_is_no_part_of_it() -> None:
    found = read("KẾ HOẠCH", "Cải cách hành chính xã Hưng Nguyên năm 2026", *BODY, "Theo UBND tỉnh Nghệ An.").place
    assert found is not None
    assert found.name == "Hưng Nguyên"


# --- the document's own number, day and year; the office itself; whoever signs --------------------------------------


def said(found: Heading) -> tuple[str | None, str | None, int | None]:
    return found.number and found.number.text, found.dated and found.dated.text, found.year


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("SỞ Y TẾ", "ĐOÀN KIỂM TRA", "THEO QUYẾT ĐỊNH", "SỐ 9/QĐ-SYT", "Số: 4/KH-ĐKT", "Ba Tơ, ngày 2/3/2025"),
         ("4/KH-ĐKT", "2/3/2025", 2025)),
        (("SỞ Y TẾ", "Số:      /KH-SYT", "Ba Tơ, ngày      tháng 4 năm 2026"), (None, None, 2026)),
        (("SỞ Y TẾ", "Số: .../KH-SYT", "Ba Tơ, ngày .../.../2026"), (None, None, 2026)),
        (("SỞ Y TẾ", "Số: 12/2025/QĐ-UBND"), ("12/2025/QĐ-UBND", None, 2025)),
        (("TỈNH ỦY QUẢNG NGÃI", "*", "Số 21-KH/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", "Quảng Ngãi, ngày 9/5/2025"),
         ("21-KH/TU", "9/5/2025", 2025)),
        (("SỞ Y TẾ",), (None, None, None)),
    ],
)  # fmt: skip
def test_number_day_and_year_are_the_document_s_own(lines: tuple[str, ...], expected: tuple[object, ...]) -> None:
    assert said(plan(*lines, below=("2. Theo Luật Chợ số 72/2025/QH15 ngày 16/6/2025.",))) == expected


def test_what_a_blank_number_s_plan_is_attached_to_gives_it_none() -> None:
    attached = "(Ban hành kèm theo Nghị quyết số 35-NQ/TU ngày 29/12/2024 của Tỉnh ủy)"
    found = read("SỞ Y TẾ", "Số:   /KH-SYT", "Ba Tơ, ngày   tháng 4 năm 2026", "KẾ HOẠCH", "Mở chợ", attached, *BODY)
    assert said(found) == (None, None, 2026)


def test_without_a_letterhead_the_number_is_of_what_a_plan_is_attached_to() -> None:
    attached = "(Kèm theo Quyết định số 35/QĐ-SYT ngày 29/12/2024 của Giám đốc Sở Y tế)"
    found = read("KẾ HOẠCH", "Mở chợ", attached, *BODY)
    assert (said(found), found.issuer and found.issuer.text) == (("35/QĐ-SYT", "29/12/2024", 2024), "Giám đốc Sở Y tế")


@pytest.mark.parametrize(
    ("title", "year"),
    [("Thi hành Luật Chợ năm 2024", 2026), ("Tổng kết năm 2025 và nhiệm vụ năm 2026", 2026), ("Mở chợ năm 2025", 2025)],
)
def test_the_year_is_that_of_the_plan(title: str, year: int) -> None:
    assert plan("SỞ Y TẾ", "Ba Tơ, ngày   tháng   năm 2026", title=title).year == year


def test_a_day_above_the_signature_is_the_document_s() -> None:
    found = plan("UBND XÃ SÔNG MÂY", "Số: 4/KH-UBND", below=("Sông Mây, ngày 30 tháng 3 năm 2026", *SIGNED[2:]))
    assert found.issued_on == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (("UBND TỈNH QUẢNG NGÃI", "SỞ Y TẾ", "Số: 4/KH-SYT"), "SỞ Y TẾ"),
        (("UBND TỈNH QUẢNG NGÃI SỞ Y TẾ Số: 4/KH-SYT",), "SỞ Y TẾ"),
        (("HỘI ĐỒNG NHÂN DÂN", "XÃ BA TƠ", "Số: 4/NQ-HĐND"), "HỘI ĐỒNG NHÂN DÂN XÃ BA TƠ"),
        (("UBND XÃ BA TƠ", "TRƯỜNG MẦM NON HOA GIÓ"), "TRƯỜNG MẦM NON HOA GIÓ"),
        (("THỦ TƯỚNG CHÍNH PHỦ", "Số: 4/QĐ-TTg"), "THỦ TƯỚNG CHÍNH PHỦ"),
    ],
)
def test_the_issuer_is_the_office_itself(lines: tuple[str, ...], issuer: str) -> None:
    found = plan(*lines).issuer
    assert found is not None
    assert found.text == issuer


def test_without_a_letterhead_the_issuer_is_named_below_the_title() -> None:
    found = read("QUYẾT ĐỊNH", "Về việc mở chợ", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ BA TƠ", "Căn cứ Luật Chợ;").issuer
    assert found is not None
    assert found.text == "ỦY BAN NHÂN DÂN XÃ BA TƠ"


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (("TỈNH ỦY QUẢNG NGÃI", "BAN TỔ CHỨC"), ("tỉnh", "Quảng Ngãi")),
        (("ĐẢNG BỘ TỈNH QUẢNG NGÃI", "ĐẢNG ỦY XÃ BA TƠ"), ("xã", "Ba Tơ")),
        (("SỞ Y TẾ", "Quảng Ngãi, ngày 2/3/2026"), ("tỉnh", "Quảng Ngãi")),
        (("BỘ CÔNG THƯƠNG", "TRƯỜNG ĐẠI HỌC SÔNG GIÓ", "Hải Phòng, ngày 2/3/2026"), ("thành phố", "Hải Phòng")),
        (("BỘ NỘI VỤ", "CỤC SÔNG NGÒI", "Hà Nội, ngày 2/3/2026"), None),
    ],
)  # fmt: skip
def test_the_place_is_that_of_the_office_and_not_of_the_title(
    lines: tuple[str, ...], place: tuple[str, str] | None
) -> None:
    found = plan(*lines, title="Mở chợ tại xã Sơn Hạ").place
    assert (found and (found.kind, found.name)) == place


@pytest.mark.parametrize(
    ("foot", "name", "position"),
    [
        (("Nơi nhận:", "- Các ấp;", "GIÁM ĐỐC", "TS. Trần Văn Mẫu"), "Trần Văn Mẫu", "GIÁM ĐỐC"),
        (("GIÁM ĐỐC", "(Đã ký)", "Trần Văn Mẫu", "Nơi nhận:", "- Lưu: VT."), "Trần Văn Mẫu", "GIÁM ĐỐC"),
        (("T/M BAN CHẤP HÀNH", "BÍ THƯ", "Sùng A Mẫu"), "Sùng A Mẫu", "T/M BAN CHẤP HÀNH BÍ THƯ"),
        (("SỞ NỘI VỤ", "GIÁM ĐỐC", "Trần Văn Mẫu", "SỞ Y TẾ", "GIÁM ĐỐC", "Lê Thị Ví"), "Trần Văn Mẫu",
         "GIÁM ĐỐC"),
        (("GIÁM ĐỐC SỞ", "NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "Trần Văn Mẫu"), "Trần Văn Mẫu",
         "GIÁM ĐỐC SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
        (("Trưởng đoàn", "Trần Văn Mẫu"), "Trần Văn Mẫu", "Trưởng đoàn"),
        (("Người lập kế hoạch       TRƯỞNG CÔNG AN XÃ\nLê Thị Ví         Trần Văn Mẫu",), "Trần Văn Mẫu",
         "TRƯỞNG CÔNG AN XÃ"),
    ],
)  # fmt: skip
def test_who_signs_has_a_position(foot: tuple[str, ...], name: str, position: str) -> None:
    found = plan("UBND XÃ SÔNG MÂY", below=foot).signer
    assert found is not None
    assert found.position is not None
    assert (found.name.text, found.position.text.endswith(position)) == (name, True)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["UBND TỈNH QUẢNG NGÃI", "SỞ Y TẾ", "Số: 4 /KH-SYT", "Số:   /KH-SYT", "THEO QUYẾT ĐỊNH SỐ 9/QĐ-SYT",
             "Ba Tơ, ngày 2 tháng 3 năm 2026", "Ba Tơ, ngày   tháng   năm 2026", "KẾ HOẠCH", "Mở chợ năm 2025",
             "V/v mở chợ", "Căn cứ Luật Chợ số 72/2025/QH15 ngày 16/6/2025;", "I. MỤC ĐÍCH", "Nơi nhận:",
             "- Các ấp;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "GIÁM ĐỐC", "TS. Trần Văn Mẫu", "Kính gửi: Các ấp;",
             "PHỤ LỤC", "QUYẾT ĐỊNH:"]
        ),
        max_size=16,
    )
)  # fmt: skip
def test_what_a_heading_says_stands_in_the_text_at_its_spans(lines: list[str]) -> None:
    document = from_string("\n\n".join(lines), "a.txt", "")
    found = heading(parts(document)[0])
    pieces = [found.number, found.dated, found.issuer, found.signer and found.signer.name]
    for piece in (piece for piece in pieces if piece):
        cut = "".join("".join(document.cut(span).split()) for span in piece.spans)
        assert "".join(piece.text.replace(" - ", "").split()) in cut  # which parts offices that issue together
    assert found.number is None or "72/2025" not in found.number.text


def test_a_commune_that_no_list_has_is_one_where_the_line_of_the_day_names_it() -> None:
    found = plan("ỦY BAN NHÂN DÂN", "XÃ SÔNG MÂY", "Sông Mây, ngày 2/3/2026").place
    assert found is not None
    assert (found.kind, found.name, found.province, found.level) == ("xã", "Sông Mây", "", Level.COMMUNE)
    assert plan("ỦY BAN NHÂN DÂN", "XÃ SÔNG MÂY").place is None
