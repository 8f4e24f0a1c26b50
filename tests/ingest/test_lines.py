"""Lines that say one thing each, whatever a file does with head and foot."""

import pytest

from ingest.document import Document
from ingest.lines import lines
from ingest.readers.builder import Builder, kind_of
from ingest.readers.text import from_string

NATION = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
LEFT, RIGHT = ["UBND TỈNH SÔNG GIÓ", "SỞ Y TẾ", "Số: 4/KH-SYT"], [*NATION, "Sông Gió, ngày 2 tháng 3 năm 2026"]
LISTED = ["Nơi nhận:", "- UBND tỉnh (để báo cáo);", "- Các bệnh viện, trung tâm y tế trên địa bàn tỉnh;", "- Lưu: VT."]
SIGNED = ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Mẫu"]


def document(*blocks: str | list[list[str]]) -> Document:
    """Paragraphs, and tables as lists of rows."""
    builder = Builder("a.docx")
    for block in blocks:
        if isinstance(block, str):
            builder.add(kind_of(block), block)
            continue
        table = builder.new_table()
        for row in block:
            builder.row([(cell, 1) for cell in row], table=table)
    return builder.build(b"")


def said(of: Document) -> list[str]:
    return [line.text for line in lines(of)]


def columns(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    """Two columns side by side, the shorter one filled up."""
    height = max(len(left), len(right))
    return list(zip(left + [""] * (height - len(left)), right + [""] * (height - len(right)), strict=True))


@pytest.mark.parametrize(
    "head",
    [
        document([["\n".join(LEFT), "\n".join(RIGHT)]]),
        document([["\n".join(LEFT[:2]), "\n".join(NATION)], [LEFT[2], RIGHT[2]]]),
        document([[left, "", right] for left, right in columns(LEFT, RIGHT)]),
        document([["\n".join([*LEFT[:2], "-------", LEFT[2]]), "\n".join([*NATION, "---------------", RIGHT[2]])]]),
        document([[" ".join(LEFT[:1] + LEFT[2:]), " ".join(RIGHT)]]),
        document(*(f"{left}\t{right}" for left, right in columns(LEFT, RIGHT))),
        from_string("\n".join(f"{left}       {right}" for left, right in columns(LEFT, RIGHT)), "a.txt", ""),
        from_string("\t".join([" ".join(LEFT[:1] + LEFT[2:]), " ".join(RIGHT)]), "a.txt", ""),
    ],
)
def test_the_lines_of_a_head_are_the_same_however_it_is_set(head: Document) -> None:
    found = said(head)
    assert {*LEFT[:1], *LEFT[2:], *RIGHT} <= {*found}
    assert {*found} <= {*LEFT, *RIGHT}


@pytest.mark.parametrize(
    "foot",
    [
        document([["\n".join(LISTED), "\n".join(SIGNED)]]),
        document([[left, "", right] for left, right in columns(LISTED, SIGNED)]),
        document([[" ".join(LISTED), " ".join(SIGNED)]]),
        document(*(f"{left}\t{right}".strip() for left, right in columns(LISTED, SIGNED))),
        from_string(
            "\n".join(f"{left}        {right}".strip() for left, right in columns(LISTED, SIGNED)), "a.txt", ""
        ),
        from_string("\t".join([" ".join(LISTED), " ".join(SIGNED)]), "a.txt", ""),
    ],
)
def test_the_lines_of_a_foot_are_the_same_however_it_is_set(foot: Document) -> None:
    found = said(foot)
    assert [line for line in found if line in LISTED] == LISTED
    assert " ".join(line for line in found if line not in LISTED) == " ".join(SIGNED)


def test_a_line_of_the_text_stays_whole() -> None:
    text = "- Giao Sở Y tế; các đơn vị liên quan - theo phân công - thực hiện;  báo cáo  trước ngày 2/3/2026."
    assert said(document(text)) == [
        "- Giao Sở Y tế; các đơn vị liên quan - theo phân công - thực hiện; báo cáo trước ngày 2/3/2026."
    ]


def test_a_day_behind_two_blanks_in_a_sentence_is_no_column() -> None:
    text = "2.5. Rà soát theo Kế hoạch số 7/KH-UBND  ngày 8 tháng 3 năm 2018 về việc đào mương ở các ấp."
    assert said(document(text)) == [" ".join(text.split())]


def test_a_table_of_data_keeps_its_rows() -> None:
    rows = [["STT", "Nội dung", "Chủ trì"], ["1", "Mở lớp", "Phòng Nội vụ"], ["2", "Viết bài", "Phòng Văn hóa"]]
    assert [len(line.cells) for line in lines(document(rows))] == [3, 3, 3]


def test_a_head_above_the_data_of_a_table_is_lines() -> None:
    head = [[*LEFT[:1], "", NATION[0]], [LEFT[2], "", RIGHT[2]]]
    rows = [["STT", "Nội dung", "Chủ trì"], ["1", "Mở lớp", "Phòng Nội vụ"], ["2", "Viết bài", "Phòng Văn hóa"]]
    found = list(lines(document(head + rows)))
    assert [line.text for line in found if not line.cells] == [LEFT[0], LEFT[2], NATION[0], RIGHT[2]]
    assert sum(bool(line.cells) for line in found) == 3


def test_spans_are_exact() -> None:
    found = document([["\n".join(LEFT), "\n".join(RIGHT)]], "KẾ HOẠCH", [[" ".join(LISTED), " ".join(SIGNED)]])
    for line in lines(found):
        assert found.cut(line.span) == line.text


def test_a_title_and_the_text_of_one_paragraph_are_parted() -> None:
    text = "CHỈ THỊ\n\nVề việc phòng cháy\nnăm 2026\nNhiều nơi đã cháy. Nay yêu cầu:\n\n1. Trực ban."
    assert said(from_string(text, "a.txt", ""))[1:3] == ["Về việc phòng cháy", "năm 2026"]
