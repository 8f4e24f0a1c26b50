"""Where the title of a document ends."""

import pytest

from ingest.title import goes_on, is_authority, pieces

FIRST = "Phát triển chợ sông trên địa bàn tỉnh"


@pytest.mark.parametrize(
    "line",
    [
        "theo hướng bền vững giai đoạn 2026 - 2030",
        "và các xã ven sông",
        "Sông Gió đến năm 2030",
        "từ nay đến cuối năm.",
    ],
)
def test_a_title_goes_on(line: str) -> None:
    assert goes_on([FIRST], line)


@pytest.mark.parametrize(
    "line",
    [
        "Căn cứ Luật Sông ngòi;", "Thực hiện Kế hoạch số 4/KH-UBND của tỉnh", "Thực hiện Điện số 88/ĐK ngày 2/3/2026",
        "Để người dân biết", "I. MỤC ĐÍCH", "1. Mở chợ", "(Lần đầu: ngày   tháng   năm 2026)",
        "UBND tỉnh ban hành Kế hoạch",
        "Chợ đã mở ba năm. Tuy vậy người bán còn ít", "Nay giao các đơn vị như sau:", "Chợ họp ba phiên.",
        "ỦY BAN NHÂN DÂN TỈNH SÔNG GIÓ",
    ],
)  # fmt: skip
def test_the_text_is_none_of_the_title(line: str) -> None:
    assert not goes_on([FIRST], line)


def test_a_title_that_is_unfinished_goes_on_with_whoever_it_names() -> None:
    assert goes_on(["TRIỂN KHAI QUYẾT ĐỊNH CỦA"], "ỦY BAN NHÂN DÂN TỈNH VỀ CHỢ SÔNG")


@pytest.mark.parametrize(
    ("line", "expected"),
    [("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", True), ("THỦ TƯỚNG CHÍNH PHỦ", True), ("GIÁM ĐỐC SỞ Y TẾ", True),
     ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH YÊU CẦU:", False), ("PHÒNG CHÁY, CHỮA CHÁY", False), ("Giám đốc Sở Y tế", False)],
)  # fmt: skip
def test_who_issues_a_decision_stands_in_capitals(line: str, expected: bool) -> None:
    assert is_authority(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FIRST}\ngiai đoạn 2026 - 2030\nCăn cứ Luật Sông ngòi;\nCăn cứ Luật Chợ;",
         [FIRST, "giai đoạn 2026 - 2030", "Căn cứ Luật Sông ngòi;\nCăn cứ Luật Chợ;"]),
        (f"{FIRST} ỦY BAN NHÂN DÂN TỈNH", [f"{FIRST} ", "ỦY BAN NHÂN DÂN TỈNH"]),
        (f"{FIRST} năm 2026 Căn cứ Luật Sông ngòi;", [f"{FIRST} năm 2026 ", "Căn cứ Luật Sông ngòi;"]),
    ],
)  # fmt: skip
def test_a_title_is_parted_from_what_runs_on_behind_it(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in pieces(text)] == expected
