"""`cchc procedures` lists procedures, and `cchc plans` plans."""

import json
from pathlib import Path

import pytest

from tests.bot.running import Cchc
from tests.ingest import apiary

PLAN = "\n\n".join(
    [
        "UBND XÃ SÔNG MÂY",
        "Số: 4/KH-UBND",
        "Sông Mây, ngày 02 tháng 3 năm 2024",
        "KẾ HOẠCH",
        "Truyền thông về một cửa",
        "I. MỤC TIÊU",
        "In tờ rơi.",
    ]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inputs = tmp_path / "vao"
    inputs.mkdir()
    (inputs / "ong.html").write_text(apiary.today(), encoding="utf-8")
    (inputs / "ke-hoach.txt").write_text(PLAN, encoding="utf-8")
    apiary.decision(inputs / "qd.docx")
    return inputs


@pytest.fixture
def known(cchc: Cchc, folder: Path) -> Cchc:
    assert cchc("ingest", folder).status == 0
    return cchc


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_taken_in_is_counted(cchc: Cchc, folder: Path) -> None:
    assert "3 kế hoạch được nạp (3 thủ tục," in cchc("ingest", folder).out


def test_a_procedure_lacks_no_year_and_no_tasks(cchc: Cchc, folder: Path) -> None:
    assert "ong.html" not in cchc("ingest", folder).err


def test_each_is_listed_with_its_file(known: Cchc) -> None:
    rows = objects(known("procedures", "--json").out)
    assert [(row["code"], row["source"], row["decision"]) for row in rows] == [
        (apiary.CODE, "ong.html", "77/QĐ-BNO"),
        ("9.000020", "qd.docx", "45/QĐ-UBND"),
        (apiary.CODE, "qd.docx", "45/QĐ-UBND"),
    ]


def test_its_family_is_told_beside_it(known: Cchc) -> None:
    first = objects(known("procedures", "--json").out)[0]
    assert (first["family"], first["variants"]) == ("the nuoi ong dao", [])


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (("--level", "tỉnh"), ["9.000020"]),
        (("--level", "xa"), [apiary.CODE, apiary.CODE]),
        (("--field", "nuôi ong", "--level", "xã"), [apiary.CODE]),
    ],
)
def test_they_are_told_apart_by_field_and_level(known: Cchc, options: tuple[str, ...], codes: list[str]) -> None:
    assert [row["code"] for row in objects(known("procedures", "--json", *options).out)] == codes


def test_none_of_a_level_is_said(known: Cchc) -> None:
    run = known("procedures", "--level", "huyện")
    assert (run.status, "Không có thủ tục nào" in run.err) == (1, True)


def test_plans_lists_plans_and_the_decision(known: Cchc) -> None:
    assert {row["source"] for row in objects(known("plans", "--json").out)} == {"ke-hoach.txt", "qd.docx"}


def test_where_there_are_only_procedures_plans_says_where_they_are(cchc: Cchc, folder: Path) -> None:
    cchc("ingest", folder / "ong.html")
    run = cchc("plans")
    assert (run.status, "cchc procedures" in run.err) == (1, True)


def test_where_there_are_only_plans_it_is_said(cchc: Cchc, folder: Path) -> None:
    cchc("ingest", folder / "ke-hoach.txt")
    run = cchc("procedures")
    assert (run.status, "Chưa có thủ tục nào" in run.err) == (1, True)


def test_a_part_is_found_by_what_the_procedure_is_called(known: Cchc) -> None:
    first = objects(known("search", "lệ phí cấp thẻ nuôi ong dạo trực tiếp", "--json").out)[0]
    assert str(first["section"]).startswith(apiary.NAME)


def test_a_procedure_that_several_files_describe_is_told_with_them(cchc: Cchc, folder: Path) -> None:
    (folder / "ong-moi.html").write_text(apiary.today().replace("77/QĐ-BNO", "88/QĐ-BNO"), encoding="utf-8")
    told = cchc("ingest", folder).err
    assert f"Lưu ý thủ tục {apiary.CODE}: có trong 2 tệp (ong-moi.html, ong.html)" in told


def test_a_list_that_only_names_a_procedure_is_no_second_file_of_it(cchc: Cchc, folder: Path) -> None:
    assert "Lưu ý thủ tục" not in cchc("ingest", folder).err
