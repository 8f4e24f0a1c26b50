"""Procedures beside others: done at two levels, changed by a decision, told otherwise by another file."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from index.index import Index
from ingest.read import documents
from ingest.understand import understand
from tests.answer.asking import faults

PAGE = """<html><body><main><h1>{name}</h1>
<table><tr><td>Mã thủ tục</td><td>{code}</td></tr><tr><td>Số quyết định</td><td>77/QĐ-BNO</td></tr>
<tr><td>Tên thủ tục</td><td>{name}</td></tr><tr><td>Cấp thực hiện</td><td>{level}</td></tr>
<tr><td>Lĩnh vực</td><td>Nuôi ong</td></tr></table>
<h2>Trình tự thực hiện</h2><p>Bước 1: Nộp hồ sơ tại quầy một cửa.</p>
<h2>Cách thức thực hiện</h2><table>
<tr><td>Hình thức nộp</td><td>Thời gian</td><td>Phí, lệ phí</td><td>Mô tả</td></tr>
<tr><td>Trực tiếp</td><td>{days} Ngày làm việc</td><td>{fee} Đồng</td><td></td></tr></table>
<h2>Kết quả xử lý</h2><p>Thẻ bến đò</p></main></body></html>"""
QUESTION = "cấp thẻ bến đò ngang mất mấy ngày?"
Make = Callable[..., Assistant]


def page(folder: Path, code: str, name: str, days: int, level: str = "Cấp xã", fee: str = "5,000") -> None:
    text = PAGE.format(code=code, name=name, days=days, level=level, fee=fee)
    Path(folder, f"{code}-{days}.html").write_text(text, encoding="utf-8")


def decision(folder: Path, change: str, rows: Sequence[tuple[str, ...]]) -> None:
    word = docx.Document()
    for line in (
        "UBND TỈNH HÀ MÂY",
        "Số: 45/QĐ-UBND",
        "Hà Mây, ngày 3 tháng 2 năm 2026",
        "QUYẾT ĐỊNH",
        "Về việc công bố danh mục thủ tục hành chính bến đò",
        "Điều 1. Công bố kèm theo Quyết định này danh mục thủ tục hành chính.",
        f"DANH MỤC THỦ TỤC HÀNH CHÍNH {change}",
    ):
        word.add_paragraph(line)
    table = word.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    word.save(str(folder / "quyet-dinh.docx"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "thu-tuc"
    folder.mkdir()
    return folder


@pytest.fixture
def make(folder: Path, tmp_path: Path) -> Iterator[Make]:
    opened: list[Index] = []

    def made() -> Assistant:
        index = Index.open(tmp_path / "data")
        opened.append(index)
        index.update([understand(one) for path in sorted(folder.iterdir()) for one in documents(path)])
        return Assistant(index)

    yield made
    for index in opened:
        index.close()


def ask(assistant: Assistant, text: str = QUESTION, place: str | None = None) -> Answer:
    return assistant.answer(Question(text, place))


@pytest.fixture
def of_two_levels(folder: Path, make: Make) -> Assistant:
    page(folder, "9.000101", "Cấp thẻ bến đò ngang", 4)
    page(folder, "9.000102", "Cấp thẻ bến đò ngang", 8, "Cấp tỉnh")
    return make()


def test_a_name_of_two_levels_is_told_for_both(of_two_levels: Assistant) -> None:
    text = ask(of_two_levels).text
    assert ("(cấp xã):" in text, "4 Ngày" in text, "(cấp tỉnh):" in text, "8 Ngày" in text) == (True,) * 4


@pytest.mark.parametrize(
    ("place", "days"), [("xã Ea Pô", "4 Ngày làm việc"), ("tỉnh Đắk Lắk", "8 Ngày làm việc"), ("Đắk Lắk", "8 Ngày")]
)
def test_the_level_of_the_office_breaks_the_tie(of_two_levels: Assistant, place: str, days: str) -> None:
    text = ask(of_two_levels, place=place).text
    assert (days in text, "4 Ngày" in text and "8 Ngày" in text) == (True, False)


def test_the_level_that_is_asked_for_goes_before_that_of_the_office(of_two_levels: Assistant) -> None:
    text = ask(of_two_levels, "cấp thẻ bến đò ngang cấp tỉnh mất mấy ngày?", "xã Ea Pô").text
    assert ("8 Ngày" in text, "4 Ngày" in text) == (True, False)


def test_the_level_in_a_name_counts_more_than_that_of_its_file(folder: Path, make: Make) -> None:
    page(folder, "9.000101", "Cấp thẻ bến đò ngang cấp xã", 4, "Cấp tỉnh, Cấp xã")
    page(folder, "9.000102", "Cấp thẻ bến đò ngang cấp tỉnh", 8, "Cấp tỉnh, Cấp xã")
    text = ask(make(), place="tỉnh Đắk Lắk").text
    assert ("8 Ngày" in text, "4 Ngày" in text) == (True, False)


def test_an_abolished_procedure_is_said_to_be_so_before_its_time(folder: Path, make: Make) -> None:
    page(folder, "9.000101", "Cấp thẻ bến đò ngang", 4)
    names = ("STT", "Mã số TTHC", "Tên thủ tục hành chính"), ("1", "9.000101", "Cấp thẻ bến đò ngang")
    decision(folder, "BỊ BÃI BỎ", names)
    answer = ask(make())
    assert answer.text.startswith(
        "Lưu ý: Văn bản 45/QĐ-UBND ngày 3 tháng 2 năm 2026 xếp thủ tục này vào danh mục “bị bãi bỏ”."
    )
    assert "4 Ngày làm việc" in answer.text


def test_the_level_at_which_it_is_abolished_is_told(folder: Path, make: Make) -> None:
    page(folder, "9.000101", "Cấp thẻ bến đò ngang", 4)
    head = ("STT", "Mã số TTHC", "Tên thủ tục hành chính")
    level = ("A", *("THỦ TỤC HÀNH CHÍNH CẤP HUYỆN",) * 2)
    decision(folder, "BỊ BÃI BỎ", [head, level, ("1", "9.000101", "Cấp thẻ bến đò ngang")])
    assert "“bị bãi bỏ” (cấp huyện)" in ask(make()).text


def test_an_abolished_procedure_that_no_file_tells_of_is_no_unknown_one(folder: Path, make: Make) -> None:
    decision(
        folder, "BỊ BÃI BỎ", [("STT", "Mã số TTHC", "Tên thủ tục hành chính"), ("1", "9.000101", "Cấp thẻ bến đò")]
    )
    answer = ask(make(), "cấp thẻ bến đò cần giấy tờ gì?")
    assert (answer.status, "“bị bãi bỏ”" in answer.text) == ("answered", True)


def test_an_amended_procedure_is_said_to_be_so_behind_its_papers(folder: Path, make: Make) -> None:
    page(folder, "9.000101", "Cấp thẻ bến đò ngang", 4)
    head = ("STT", "Mã số TTHC", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Phí, lệ phí")
    row = ("1", "9.000101", "Cấp thẻ bến đò ngang", "04 ngày", "Không")
    decision(folder, "ĐƯỢC SỬA ĐỔI, BỔ SUNG", [head, row])
    text = ask(make()).text
    assert (text.startswith("Trực tiếp: 4 Ngày"), "“được sửa đổi, bổ sung”" in text, "Tệp khác" in text) == (
        True,
        True,
        False,
    )


def test_a_file_that_gives_another_time_is_told_beside(folder: Path, make: Make) -> None:
    page(folder, "9.000101", "Cấp thẻ bến đò ngang", 4)
    page(folder, "9.000101", "Cấp thẻ bến đò ngang", 9)
    assistant = make()
    assert "Tệp khác ghi: Trực tiếp: 9 Ngày làm việc" in ask(assistant).text
    assert "Tệp khác" not in ask(assistant, "cấp thẻ bến đò ngang lệ phí bao nhiêu?").text


def test_what_stands_beside_is_held_by_its_quotes(folder: Path, make: Make) -> None:
    page(folder, "9.000101", "Cấp thẻ bến đò ngang", 4)
    page(folder, "9.000101", "Cấp thẻ bến đò ngang", 9)
    names = ("STT", "Mã số TTHC", "Tên thủ tục hành chính"), ("1", "9.000101", "Cấp thẻ bến đò ngang")
    decision(folder, "BỊ BÃI BỎ", names)
    texts = {one.source: understand(one).text for path in folder.iterdir() for one in documents(path)}
    assert list(faults(ask(make()), texts)) == []
