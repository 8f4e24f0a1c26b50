"""The foot of a document: names, positions, recipients, and a foot in one line taken apart."""

import pytest

from ingest import foot


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Trần Văn Mẫu", "Trần Văn Mẫu"), ("TS. Trần Văn Mẫu", "Trần Văn Mẫu"), ("PGS.TS Trần Văn Mẫu", "Trần Văn Mẫu"),
        ("BSCKII. Trần Văn Mẫu", "Trần Văn Mẫu"), ("Thượng tá Trần Văn Mẫu", "Trần Văn Mẫu"),
        ("Y Bhăm Mẫu", "Y Bhăm Mẫu"), ("H'Yim Mẫu", "H'Yim Mẫu"), ("K' Brêm Mẫu", "K' Brêm Mẫu"),
        ("Trần Văn Mẫu 4", "Trần Văn Mẫu"), ("TRẦN VĂN MẪU", "TRẦN VĂN MẪU"), ("Mẫu", ""), ("CHỦ TỊCH", ""),
        ("NÔNG NGHIỆP VÀ MÔI TRƯỜNG", ""), ("Sở Nội Vụ", ""), ("Như Điều", ""), ("Trần Văn Mẫu ký", ""),
    ],
)  # fmt: skip
def test_a_name_is_told_from_other_lines_and_from_titles(line: str, name: str) -> None:
    assert foot.name_in(line) == name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("KT. CHỦ TỊCH", True), ("TM. ỦY BAN NHÂN DÂN", True), ("TL.CHỦ TỊCH", True), ("Q. GIÁM ĐỐC", True),
        ("T/M BAN CHẤP HÀNH", True), ("K/T TRƯỞNG BAN", True), ("PHÓ TRƯỞNG ĐOÀN", True), ("HIỆU TRƯỞNG", True),
        ("THỦ TƯỚNG", True), ("Chủ tịch", False), ("TRƯỜNG TIỂU HỌC", False), ("CHỦ ĐỀ", False),
    ],
)  # fmt: skip
def test_a_position_is_in_capitals(line: str, expected: bool) -> None:
    assert foot.is_position(line) == expected


@pytest.mark.parametrize("line", ["(Đã ký)", "[daky]", "(Ký tên, đóng dấu)", "Đã ký"])
def test_a_sign_stands_for_the_signature(line: str) -> None:
    assert foot.is_signed(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Nơi nhận:", True), ("*Nơi nhận:* - Như trên;", True), ("Nơi nhận", True), ("Kính gửi: Các ấp;", True),
     ("Nơi nhận hồ sơ: Bộ phận một cửa", False), ("- Nơi nhận: bưu điện", False)],
)  # fmt: skip
def test_a_list_of_recipients_is_told_by_its_head(line: str, expected: bool) -> None:
    assert foot.lists(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Nơi nhận: - Như trên; - Các sở, ban, ngành (để thực hiện); - Lưu: VT.",
         ["Nơi nhận: ", "- Như trên; ", "- Các sở, ban, ngành (để thực hiện); ", "- Lưu: VT."]),
        ("- Cục Gió - Bộ Sông ngòi; - Lưu: VT.", ["- Cục Gió - Bộ Sông ngòi; ", "- Lưu: VT."]),
        ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Văn Mẫu", ["KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Trần Văn Mẫu"]),
        ("GIÁM ĐỐC (Đã ký) TS. Trần Văn Mẫu", ["GIÁM ĐỐC", "(Đã ký) ", "TS. Trần Văn Mẫu"]),
        ("- Lưu: VT. TM. ỦY BAN NHÂN DÂN", ["- Lưu: VT. ", "TM. ỦY BAN NHÂN DÂN"]),
        ("- Giao phòng Nội vụ; theo dõi chung", ["- Giao phòng Nội vụ; theo dõi chung"]),
        ("Phòng Nội vụ chủ trì.", ["Phòng Nội vụ chủ trì."]),
        ("Nơi nhận:", ["Nơi nhận:"]),
    ],
)  # fmt: skip
def test_a_foot_in_one_line_is_taken_apart(line: str, expected: list[str]) -> None:
    assert [line[start:end] for start, end in foot.pieces(line)] == expected


@pytest.mark.parametrize(
    ("recipient", "line", "expected"),
    [("- Các tổ chức chính trị", "- xã hội;", True), ("- Bộ Sông", "ngòi (b/c);", True),
     ("- Các ấp;", "và nơi khác", False), ("- Các ấp", "- Lưu: VT.", False)],
)  # fmt: skip
def test_a_recipient_goes_on_in_small_letters(recipient: str, line: str, expected: bool) -> None:
    assert foot.goes_on(recipient, line) == expected
