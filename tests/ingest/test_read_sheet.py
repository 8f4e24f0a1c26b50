"""Task lists in spreadsheets, as openpyxl and Excel's CSV exports give them, and what would fill the memory."""

import resource
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from ingest.document import BlockKind, Document, UnreadableError
from ingest.plan import FieldKind
from ingest.read import read
from ingest.readers import sheet
from ingest.understand import understand

HEADER = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"]
ROWS = [
    ["1", "Rà soát thủ tục hành chính", "Sở Tư pháp", "Các sở, ngành", "Quý II/2024"],
    ["2", "Tập huấn nghiệp vụ", "Sở Nội vụ", "UBND cấp huyện", "Trước 30/6/2024"],
    ["3", "Kiểm tra công vụ", "Thanh tra tỉnh", "Sở Nội vụ", "Tháng 9/2024"],
]


def saved(book: openpyxl.Workbook, folder: Path) -> Document:
    book.save(folder / "danh mục.xlsx")
    return read(folder / "danh mục.xlsx")


def cells(document: Document) -> list[list[str]]:
    return [[cell.text for cell in block.cells] for block in document.blocks if block.cells]


def check_tasks(document: Document) -> None:
    tasks = understand(document).tasks
    assert [task.title.text for task in tasks] == [row[1] for row in ROWS]
    fields = [{field.kind: field.value.text for field in task.fields} for task in tasks]
    assert [field[FieldKind.LEAD] for field in fields] == [row[2] for row in ROWS]
    assert [field[FieldKind.COORDINATOR] for field in fields] == [row[3] for row in ROWS]
    assert [field[FieldKind.TIME] for field in fields] == [row[4] for row in ROWS]


def test_a_task_list_with_title_above_and_signature_below(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Nhiệm vụ 2024"
    for row in [["DANH MỤC NHIỆM VỤ"], [], HEADER, *ROWS, [], ["Ghi chú: kèm theo Kế hoạch"]]:
        book.active.append([None, *row])
    book.active.merge_cells("B1:F1")
    document = saved(book, tmp_path)
    assert [(block.kind, block.text) for block in document.blocks if not block.cells] == [
        (BlockKind.HEADING, "Nhiệm vụ 2024"),
        (BlockKind.PARAGRAPH, "DANH MỤC NHIỆM VỤ"),
        (BlockKind.PARAGRAPH, "Ghi chú: kèm theo Kế hoạch"),
    ]
    assert cells(document) == [HEADER, *ROWS]
    check_tasks(document)


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if not block.cells]


def test_a_signature_below_the_table_is_lines_column_by_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    signature = [
        ["", "NGƯỜI LẬP BIỂU", "", "TM. ỦY BAN NHÂN DÂN"],
        ["", "Lê Mây", "", "CHỦ TỊCH"],
        [],
        [],
        ["", "", "", "Lý Gió"],
    ]
    for row in [["KẾ HOẠCH"], HEADER, *ROWS, [], *signature]:
        book.active.append(row)
    document = saved(book, tmp_path)
    assert lines(document)[1:] == ["NGƯỜI LẬP BIỂU", "Lê Mây", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lý Gió"]
    check_tasks(document)
    signer = understand(document).signer
    assert signer is not None
    assert signer.name.text == "Lý Gió"


def test_a_numbered_row_below_a_blank_one_belongs_to_the_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, ROWS[0], [], ["2", "Tập huấn nghiệp vụ"]]:
        book.active.append(row)
    assert len({block.table for block in saved(book, tmp_path).blocks}) == 1


def test_other_rows_below_a_blank_one_are_a_table_of_their_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS, [], ["", "CCHC", "Cải cách hành chính"]]:
        book.active.append(row)
    document = saved(book, tmp_path)
    assert document.blocks[-1].table != document.blocks[0].table
    check_tasks(document)


def test_titles_above_a_csv_table_are_lines_in_their_order(tmp_path: Path) -> None:
    titles = ["UBND XÃ SÔNG MÂY", "DANH MỤC NHIỆM VỤ NĂM 2025", "(Kèm theo Kế hoạch số 4)"]
    rows = [f"{title};;;;" for title in titles] + [";".join(row) for row in [HEADER, *ROWS]]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    assert lines(read(tmp_path / "a.csv")) == titles


def test_a_hidden_column_is_left_out_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append([row[0], "nháp", *row[1:]])
    book.active.title = "Danh mục"
    book.active.column_dimensions["B"].hidden = True
    document = saved(book, tmp_path)
    assert document.warnings == ("Trang tính 'Danh mục' có cột ẩn; các cột đó không được đọc. Hãy bỏ ẩn nếu cần.",)
    check_tasks(document)


def test_hidden_rows_are_read_and_told_of(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    for hidden in (2, 3):
        book.active.row_dimensions[hidden].hidden = True
    document = saved(book, tmp_path)
    assert document.warnings == ("Trang tính 'Sheet' có dòng ẩn; các dòng đó vẫn được đọc.",)
    check_tasks(document)


def test_blank_hidden_rows_and_columns_are_not_told_of(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.active.row_dimensions[9].hidden = True
    book.active.column_dimensions["K"].hidden = True
    assert saved(book, tmp_path).warnings == ()


def test_merged_cells_stand_in_each_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ["abc", "def", "ghi"]:
        book.active.append(list(row))
    book.active["A1"], book.active["C2"] = "rộng", "cao"
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("C2:C3")
    document = saved(book, tmp_path)
    assert cells(document) == [["rộng", "rộng", "c"], ["d", "e", "cao"], ["g", "h", "cao"]]
    assert document.text.count("rộng") == 1


def test_equal_figures_side_by_side_are_two_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["STT", "Thôn", "Điểm tự chấm", "Điểm thẩm định"])
    book.active.append([1, "Thôn Đông", 85, 85])
    (row,) = understand(saved(book, tmp_path)).rows
    assert [cell.value.text for cell in row.cells] == ["Thôn Đông", "85", "85"]


def test_two_tables_in_a_sheet_have_their_own_titles(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for values in (
        ["Bảng 1. Số chậu hoa"], ["STT", "Thôn", "Số chậu"], [1, "Thôn Đông", 40], [2, "Thôn Tây", 55],
        ["Bảng 2. Số giờ"], ["STT", "Thôn", "Số giờ"], [1, "Thôn Đông", 7], [2, "Thôn Tây", 2],
    ):  # fmt: skip
        book.active.append(values)
    found = understand(saved(book, tmp_path)).rows
    assert [row.cells[-1].column.text for row in found] == ["Số chậu", "Số chậu", "Số giờ", "Số giờ"]


def test_values_look_as_in_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    values = [
        (date(2024, 6, 30), "dd/mm/yyyy", "30/06/2024"),
        (datetime(2024, 6, 1), "mm/yyyy", "06/2024"),
        (datetime(2024, 6, 1, 14, 30), "dd/mm/yyyy hh:mm", "01/06/2024 14:30"),
        (0.855, "0.0%", "85,5%"),
        (15000000, "#,##0", "15.000.000"),
        (1.5, "General", "1,5"),
        (2.0, "General", "2"),
        (3, "General", "3"),
        (True, "General", "Có"),
        ("=1+1", "General", ""),
    ]
    for column, (value, style, _) in enumerate(values, start=1):
        book.active.cell(1, column, value).number_format = style
    book.active.cell(1, len(values) + 1, "cuối")
    assert cells(saved(book, tmp_path)) == [[*(shown for _, _, shown in values), "cuối"]]


def test_every_visible_sheet_is_read_and_a_hidden_one_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["một"])
    book.create_sheet("Phòng Nội vụ").append(["hai"])
    hidden = book.create_sheet("Danh mục phụ")
    hidden.append(["ba"])
    hidden.sheet_state = "hidden"
    document = saved(book, tmp_path)
    assert [block.text for block in document.blocks] == ["một", "Phòng Nội vụ", "hai"]
    assert document.warnings == ("Trang tính ẩn 'Danh mục phụ' không được đọc.",)


def test_cells_in_old_fonts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for column, (text, font) in enumerate([("Së Néi vô", ".VnTime"), ("sè", ".VnTimeH"), ("Soá", "VNI-Times")], 1):
        book.active.cell(1, column, text).font = Font(name=font)
    book.active.cell(1, 4, "Cải cách")
    assert cells(saved(book, tmp_path)) == [["Sở Nội vụ", "SỐ", "Số", "Cải cách"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv(delimiter: str, encoding: str, tmp_path: Path) -> None:
    lines = [delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in [HEADER, *ROWS]]
    path = tmp_path / "danh mục.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    document = read(path)
    assert cells(document) == [HEADER, *ROWS]
    check_tasks(document)


def test_csv_that_names_its_delimiter_and_breaks_lines_in_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('sep=|\nSTT|Nhiệm vụ|Chủ trì\n1|"Rà soát\nthủ tục"|Sở Tư pháp\n', encoding="utf-8")
    assert cells(read(tmp_path / "a.csv"))[1] == ["1", "Rà soát thủ tục", "Sở Tư pháp"]


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, change(name, raw))


SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(path: Path) -> Path:
    """A sheet whose only cell stands in the table of texts, as Excel writes it; openpyxl keeps texts in the sheet."""
    book = openpyxl.Workbook()
    book.active.append([0])
    book.save(path)

    def change(_name: str, raw: bytes) -> bytes:
        override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/></Types>'
        return raw.replace(b"</Types>", override.encode()).replace(b't="n"', b't="s"')

    rewritten(path, change)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>STT</t></si></sst>')
    assert read(path).text == "STT"
    return path


def many_rows(cell: str) -> Callable[[str, bytes], bytes]:
    """A sheet of a million rows, as colouring a whole column makes them."""

    def change(name: str, raw: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return raw
        rows = "".join(f'<row r="{n}">{cell.format(n)}</row>' for n in range(2, 1_000_001))
        return raw.replace(b"</sheetData>", f"</sheetData>{'<!-- -->'}".encode()).replace(
            b"</sheetData>", rows.encode() + b"</sheetData>"
        )

    return change


@pytest.mark.parametrize(
    ("cell", "rows"),
    [('<c r="A{0}" s="0"/>', 1), ('<c r="A{0}"><v>{0}</v></c>', sheet.MAX_ROWS)],
    ids=["blank", "full"],
)
def test_a_million_rows_take_little_time_and_memory(cell: str, rows: int, tmp_path: Path) -> None:
    path = workbook(tmp_path / "dài.xlsx")
    rewritten(path, many_rows(cell))
    memory, before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    document = read(path)
    assert time.monotonic() - before < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 400_000  # kB
    assert len(document.blocks) == rows
    assert bool(document.warnings) == (rows > 1)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("hidden", [False, True])
def test_a_billion_laughs_are_not_laughed(part: str, hidden: bool, tmp_path: Path) -> None:
    path = workbook(tmp_path / "cười.xlsx")

    def change(name: str, raw: bytes) -> bytes:
        if name != part:
            return raw
        body = raw.split(b"?>", 1)[-1] if raw.startswith(b"<?xml") else raw
        comment = b"<!--" + b"x" * 5000 + b"-->" if hidden else b""
        body = body.replace(b"</row>", b'<c t="inlineStr"><is><t>&l11;</t></is></c></row>', 1)
        return comment + f"<!DOCTYPE d [{LAUGHS}]>".encode() + body.replace(b"STT", b"&l11;")

    rewritten(path, change)
    before = time.monotonic()
    try:
        assert len(read(path).text) < 10_000
    except UnreadableError as error:
        assert "Hãy" in str(error)  # noqa: PT017 - either is right, hanging is not
    assert time.monotonic() - before < 5


def test_a_table_of_texts_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "nặng.xlsx")
    rewritten(path, lambda name, raw: raw + b" " * sheet.MAX_TEXT_BYTES if "sharedStrings" in name else raw)
    with pytest.raises(UnreadableError, match=r"nặng\.xlsx.*quá lớn"):
        read(path)


@pytest.mark.parametrize("raw", [bytes(range(256)) * 40, b"\x00\x01\x02;" * 500, b"\x1f\x8b" + b"\xaa" * 500])
def test_junk_called_csv_is_refused(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "rác.csv").write_bytes(raw)
    with pytest.raises(UnreadableError, match=r"rác\.csv"):
        read(tmp_path / "rác.csv")


@pytest.mark.parametrize("text", ['"' * 999, '"a' + "x" * 200_000, ";" * 100_000, "sep=", "sep=;", "a\0b;c", "\ufeff"])
def test_odd_csv_is_read_or_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "lạ.csv").write_text(text, encoding="utf-8")
    try:
        assert len(read(tmp_path / "lạ.csv").text) < 300_000
    except UnreadableError as error:
        assert "Hãy" in str(error)  # noqa: PT017
