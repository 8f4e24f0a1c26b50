"""What the lines of a head are, and a head that runs together taken apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Block, BlockKind, Span
from ingest.letterhead import Letterhead, Mark, is_run_together, letterhead, pieces, sort


def head(*lines: str) -> Letterhead:
    starts = [sum(map(len, lines[:at])) for at in range(len(lines))]
    return letterhead([
        Block(BlockKind.PARAGRAPH, line, Span("a.txt", start, start + len(line)))
        for line, start in zip(lines, starts, strict=True)
    ])  # fmt: skip


def cut(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in pieces(text)]


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", Mark.NATION), ("CỘNG HÒA XÃ", Mark.NATION),
        ("HỘI CHỦ NGHĨA VIỆT NAM", Mark.NATION), ("VIỆT NAM", Mark.NOTE), ("Độc lập – Tự do – Hạnh phúc", Mark.NATION),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", Mark.NATION), ("Số: 12/KH-UBND", Mark.NUMBER), ("Số:      /KH-UBND", Mark.NUMBER),
        ("Số:....../QĐ-SYT", Mark.NUMBER), ("Số 21-KH/TU", Mark.NUMBER),
        ("Số 16 đường Sông Gió", Mark.NAME), ("SỐ 915/QĐ-SYT", Mark.NAME), ("V/v mở lớp", Mark.ABOUT),
        ("Sông Mây, ngày 2 tháng 3 năm 2026", Mark.DATED), ("Sông Mây, ngày      tháng 3 năm 2026", Mark.DATED),
        ("Thành phố Sông Mây, ngày 02/3/2026", Mark.DATED), ("Sông Mây, ngày … tháng … năm …", Mark.DATED),
        ("* Sông Mây, ngày 2 tháng 3 năm 2026", Mark.DATED),
        ("Sông Mây 2, ngày 2 tháng 3 năm 2026", Mark.DATED), ("Sông Mây, hồi 16 giờ 30 ngày 2/3/2026", Mark.DATED),
        ("NGÀY 14/01/2026", Mark.NAME), ("*", Mark.NOTE), ("DỰ THẢO LẦN 2", Mark.NOTE), ("HỎA TỐC", Mark.NOTE),
        ("SỞ Y TẾ", Mark.NAME), ("Theo Quyết định số 4/QĐ-UBND ngày 2/3/2026", Mark.NAME),
    ],
)  # fmt: skip
def test_a_line_of_a_head_is_what_it_looks_like(line: str, mark: Mark) -> None:
    assert sort(line) is mark


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "UBND XÃ SÔNG MÂY Số: 4/KH-UBND CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
            "Sông Mây, ngày 2 tháng 3 năm 2026",
            ["UBND XÃ SÔNG MÂY", "Số: 4/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
             "Sông Mây, ngày 2 tháng 3 năm 2026"],
        ),
        ("SỞ Y TẾ\n-------\nSố: 4/SYT\nV/v mở lớp\nnăm 2026", ["SỞ Y TẾ", "Số: 4/SYT", "V/v mở lớp\nnăm 2026"]),
        ("SỞ Y TẾ -------", ["SỞ Y TẾ"]),
        ("SỞ Y TẾ ---o0o---", ["SỞ Y TẾ"]),
        ("--------------- Sông Mây, ngày 2/3/2026", ["Sông Mây, ngày 2/3/2026"]),
        ("V/v sửa Kế hoạch số 4/KH-UBND ngày 2/3/2026", ["V/v sửa Kế hoạch số 4/KH-UBND ngày 2/3/2026"]),
    ],
)  # fmt: skip
def test_what_runs_together_is_taken_apart(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SỞ Y TẾ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("SỞ Y TẾ Số: 4/SYT", True), ("Số: 4/SYT", False),
        ("Căn cứ Kế hoạch số: 4/KH-UBND của xã", False), ("Nước Cộng hòa xã hội chủ nghĩa Việt Nam thành lập", False),
    ],
)  # fmt: skip
def test_a_sentence_is_no_head(text: str, expected: bool) -> None:
    assert is_run_together(text) == expected


@pytest.mark.parametrize("cited", ["THEO QUYẾT ĐỊNH SỐ 915/QĐ-SYT", "THEO QUYẾT ĐỊNH\nSỐ 915/QĐ-SYT NGÀY 05/3/2026"])
def test_the_number_in_a_team_s_name_is_not_the_document_s(cited: str) -> None:
    found = head("SỞ Y TẾ", "ĐOÀN KIỂM TRA", *cited.split("\n"), "Số: 4/KH-ĐKT", "Sông Mây, ngày 11/3/2026")
    assert (found.number and found.number.text, found.dated and found.dated.text) == ("4/KH-ĐKT", "11/3/2026")


def test_an_open_day_has_its_year() -> None:
    found = head("SỞ Y TẾ", "Số:    /KH-SYT", "Sông Mây, ngày    tháng    năm 2026")
    assert (found.number, found.is_numbered, found.dated, found.is_dated, found.year) == (None, True, None, True, 2026)


@pytest.mark.parametrize("below", ["năm 2026", "2026"])
def test_a_day_over_two_lines_is_whole(below: str) -> None:
    found = head("SỞ Y TẾ", "Sông Mây, ngày 11 tháng 3", below) if below != "2026" else head(
        "SỞ Y TẾ", "Sông Mây, ngày 11 tháng 3 năm", below)  # fmt: skip
    assert (found.dated and found.dated.text, found.year) == ("11 tháng 3 năm 2026", 2026)


LINES = st.lists(
    st.sampled_from(
        ["SỞ Y TẾ", "Số: 4/KH-SYT", "Số:   /KH-SYT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
         "Độc lập - Tự do - Hạnh phúc", "Sông Mây, ngày 2 tháng 3 năm 2026", "ngày   tháng   năm 2026",
         "V/v mở lớp", "năm 2026", "*", "-----", " ",
         "THEO QUYẾT ĐỊNH SỐ 9/QĐ-SYT", "a", "2", "\n"]
    ),
    max_size=12,
)  # fmt: skip


@given(LINES)
def test_pieces_follow_each_other_and_lose_no_letter(lines: list[str]) -> None:
    text = " ".join(lines)
    found = list(pieces(text))
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    kept = "".join(filter(str.isalnum, "".join(text[start:end] for start, end in found)))
    assert kept == "".join(filter(str.isalnum, text))


@given(LINES)
def test_what_a_head_says_stands_in_its_lines(lines: list[str]) -> None:
    found = head(*lines)
    said = " ".join(" ".join(lines).split())
    for piece in (found.number, found.dated):
        assert piece is None or piece.text in said
