"""The offices of a head: over several lines, two in one line, one below the other; and who of them issues."""

import pytest

from ingest.document import Span
from ingest.offices import is_office, issuer, offices
from ingest.plan import Quoted


def names(*lines: str) -> list[str]:
    return [office.text for office in offices([Quoted(line, (Span("a.txt", 0, len(line)),)) for line in lines])]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["ỦY BAN NHÂN DÂN", "TỈNH SÔNG GIÓ"], ["ỦY BAN NHÂN DÂN TỈNH SÔNG GIÓ"]),
        (["UBND TỈNH SÔNG GIÓ", "SỞ Y TẾ"], ["UBND TỈNH SÔNG GIÓ", "SỞ Y TẾ"]),
        (["ỦY BAN NHÂN DÂN", "TỈNH SÔNG GIÓ", "SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"],
         ["ỦY BAN NHÂN DÂN TỈNH SÔNG GIÓ", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"]),
        (["SỞ NÔNG NGHIỆP VÀ MÔI", "TRƯỜNG"], ["SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"]),
        (["UBND XÃ SÔNG MÂY", "TRƯỜNG TIỂU HỌC", "BẾN GIÓ"], ["UBND XÃ SÔNG MÂY", "TRƯỜNG TIỂU HỌC BẾN GIÓ"]),
        (["SỞ XÂY DỰNG", "ĐOÀN KIỂM TRA", "THEO QUYẾT ĐỊNH", "SỐ 9/QĐ-SXD"],
         ["SỞ XÂY DỰNG", "ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH SỐ 9/QĐ-SXD"]),
        (["THANH TRA TỈNH", "ĐOÀN THANH TRA THEO QĐ 9/QĐ-TTr", "NGÀY 14/01/2026"],
         ["THANH TRA TỈNH", "ĐOÀN THANH TRA THEO QĐ 9/QĐ-TTr NGÀY 14/01/2026"]),
        (["UBND TỈNH SÔNG GIÓ", "BAN CHỈ ĐẠO", "PHÒNG, CHỐNG MA TÚY"],
         ["UBND TỈNH SÔNG GIÓ", "BAN CHỈ ĐẠO PHÒNG, CHỐNG MA TÚY"]),
        (["TỈNH ỦY SÔNG GIÓ", "BAN TỔ CHỨC"], ["TỈNH ỦY SÔNG GIÓ", "BAN TỔ CHỨC"]),
        (["ĐẢNG BỘ TỈNH SÔNG GIÓ", "ĐẢNG ỦY XÃ SÔNG MÂY"], ["ĐẢNG BỘ TỈNH SÔNG GIÓ", "ĐẢNG ỦY XÃ SÔNG MÂY"]),
        (["HỘI PHỤ NỮ", "TỈNH SÔNG GIÓ"], ["HỘI PHỤ NỮ TỈNH SÔNG GIÓ"]),
        (["BCH ĐOÀN TỈNH SÔNG GIÓ", "ĐOÀN TNCS HỒ CHÍ MINH"], ["BCH ĐOÀN TỈNH SÔNG GIÓ"]),
        (["Trang chủ", "Văn bản", "UBND XÃ SÔNG MÂY"], ["UBND XÃ SÔNG MÂY"]),
    ],
)  # fmt: skip
def test_a_name_over_several_lines_is_one(lines: list[str], expected: list[str]) -> None:
    assert names(*lines) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("UBND TỈNH SÔNG GIÓ SỞ Y TẾ", ["UBND TỈNH SÔNG GIÓ", "SỞ Y TẾ"]),
        ("UBND THÀNH PHỐ HẢI PHÒNG SỞ Y TẾ", ["UBND THÀNH PHỐ HẢI PHÒNG", "SỞ Y TẾ"]),
        ("SỞ Y TẾ TỈNH SÔNG GIÓ BỆNH VIỆN SÔNG MÂY", ["SỞ Y TẾ TỈNH SÔNG GIÓ", "BỆNH VIỆN SÔNG MÂY"]),
        ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", ["SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"]),
        ("SỞ NỘI VỤ", ["SỞ NỘI VỤ"]),
        ("BỘ CÔNG AN", ["BỘ CÔNG AN"]),
        ("VĂN PHÒNG HĐND VÀ UBND XÃ SÔNG MÂY", ["VĂN PHÒNG HĐND VÀ UBND XÃ SÔNG MÂY"]),
        ("Ký bởi: Lê Văn Mẫu 12.05.2026 09:30 ỦY BAN NHÂN DÂN", ["ỦY BAN NHÂN DÂN"]),
    ],
)
def test_two_names_in_one_line_are_two(line: str, expected: list[str]) -> None:
    assert names(line) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["UBND TỈNH SÔNG GIÓ", "SỞ Y TẾ"], "SỞ Y TẾ"),
        (["UBND TỈNH SÔNG GIÓ", "VĂN PHÒNG"], "VĂN PHÒNG UBND TỈNH SÔNG GIÓ"),
        (["SỞ NỘI VỤ", "SỞ TÀI CHÍNH"], "SỞ NỘI VỤ - SỞ TÀI CHÍNH"),
        (["HỘI NÔNG DÂN TỈNH SÔNG GIÓ -", "SỞ Y TẾ"], "HỘI NÔNG DÂN TỈNH SÔNG GIÓ - SỞ Y TẾ"),
        (["BỘ NỘI VỤ", "CỤC VĂN THƯ"], "CỤC VĂN THƯ"),
    ],
)
def test_the_office_itself_issues(lines: list[str], expected: str) -> None:
    found = issuer(list(offices([Quoted(line, (Span("a.txt", 0, len(line)),)) for line in lines])))
    assert found is not None
    assert found.text == expected


def test_of_no_name_nobody_issues() -> None:
    assert issuer([]) is None


@pytest.mark.parametrize(("text", "expected"), [("SỞ Y TẾ", True), ("SỐ 9/QĐ", False), ("BẠN ĐỌC", False)])
def test_marks_tell_an_office_from_other_words(text: str, expected: bool) -> None:
    assert is_office(text) == expected
