"""Tables: what assigns work is tasks; places, costs, hours, figures and people are rows with typed cells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.plan import FieldKind, Plan, TableRow
from ingest.readers.text import from_string
from ingest.understand import understand

HEAD = ["UBND XÃ SÔNG MÂY", "Số: 41/KH-UBND", "Sông Mây, ngày 05 tháng 3 năm 2025", "KẾ HOẠCH", "Chăm sóc vườn hoa"]
FOOT = ["Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Đinh Văn Mây"]

PLACES = ["STT\tĐịa điểm\tSố chậu", "1\tBờ kè\t3", "2\tChợ\t2", "3\tĐường Sen\t1"]
COSTS = ["STT\tNội dung\tSố lượng\tThành tiền (đồng)", "1\tCây giống\t120\t9.600.000", "2\tPhân bón\t40\t2.100.000"]
HOURS = ["Thời gian\tNội dung\tĐịa điểm", "7h00\tĐón đại biểu\tHội trường", "7h30\tTrồng hoa\tBờ kè"]
PEOPLE = [
    "STT\tHọ và tên\tChức vụ\tSố điện thoại",
    "1\tNgô Thị Lá\tChủ tịch\t0913222",
    "2\tLê Bão\tCán bộ\t0913222112",
]
PHONES = ["Đơn vị\tNgười phụ trách\tSố điện thoại", "Công an xã\tLê Bão\t0255377701", "Trạm Y tế\tHồ Mưa\t0255377702"]
QUOTA = ["STT\tCơ quan, đơn vị\tSố lượng\tTỷ lệ", "1\tPhòng Kinh tế\t3\t30%", "2\tTrạm Y tế xã\t7\t70%"]
UNITS = ["STT\tNội dung\tĐơn vị\tNăm 2025\tNăm 2026", "1\tDiện tích hoa\tha\t12\t15", "2\tSố hộ\thộ\t310\t330"]
RESULTS = ["TT\tTên thôn\tĐiểm tự chấm\tXếp loại", "1\tThôn Đông\t90\tTốt", "2\tThôn Tây\t85\tKhá"]
PAPERS = [
    "STT\tTên văn bản\tSố ký hiệu\tCơ quan ban hành",
    "1\tQuy chế\t12/QĐ-UBND\tUBND xã",
    "2\tHướng dẫn\t5/HD-KT\tSở Mây",
]
FORM = ["STT\tNhiệm vụ\tĐơn vị thực hiện\tKết quả", "1\t…\t…\t…", "2\t…\t…\t…"]
HEADS = ["STT\tNhiệm vụ\tĐơn vị thực hiện\tThời gian"]

LED = ["STT\tNhiệm vụ\tChủ trì\tThời gian", "1\tTưới hoa\tPhòng Kinh tế\tQuý I", "2\tNhổ cỏ\tHội Phụ nữ xã\tQuý II"]
BY_ROLE = ["STT\tTên văn bản\tCơ quan soạn thảo\tTiến độ", "1\tQuy chế chăm hoa\tPhòng Kinh tế\tTháng 4"]
BY_UNIT = [
    "STT\tNội dung công việc\tĐơn vị\tHạn",
    "1\tTưới hoa\tPhòng Kinh tế\tQuý I",
    "2\tNhổ cỏ\tTrạm Y tế xã\tQuý I",
]
BY_NAME = ["TT\tNhiệm vụ\tNgười thực hiện", "1\tTưới hoa\tNgô Thị Lá", "2\tNhổ cỏ\tLê Văn Bão"]
BY_DAY = ["TT\tCông việc\tThời gian hoàn thành\tSản phẩm", "1\tVẽ vườn hoa\t15/3/2025\tBản vẽ"]
TICKED = ["TT\tNhiệm vụ\tPhòng Kinh tế\tHội Phụ nữ xã", "1\tTưới hoa\tx\t", "2\tNhổ cỏ\t\tx"]


def read(*body: str) -> Plan:
    blocks = "\n\n".join([*HEAD, "I. VIỆC LÀM"]) + "\n\n" + "\n".join(body)
    return understand(from_string(blocks, "a.txt", ""))


def rows(*body: str) -> tuple[TableRow, ...]:
    return read(*body).rows


def cells(row: TableRow) -> dict[str, str]:
    return {cell.column.text: cell.value.text for cell in row.cells}


@pytest.mark.parametrize(
    "table",
    [PLACES, COSTS, HOURS, PEOPLE, PHONES, QUOTA, UNITS, RESULTS, PAPERS, FORM, HEADS],
    ids=["places", "costs", "hours", "people", "phones", "quota", "units", "results", "papers", "form", "heads"],
)
def test_what_assigns_nothing_is_no_task(table: list[str]) -> None:
    assert read(*table).tasks == ()


@pytest.mark.parametrize("table", [PLACES, COSTS, HOURS, PEOPLE, PHONES, QUOTA, UNITS, RESULTS, PAPERS])
def test_each_of_its_rows_is_typed(table: list[str]) -> None:
    assert len(rows(*table)) == len(table) - 1


@pytest.mark.parametrize("table", [LED, BY_ROLE, BY_UNIT, BY_NAME, BY_DAY, TICKED])
def test_what_assigns_work_is_tasks(table: list[str]) -> None:
    plan = read(*table)
    assert (len(plan.tasks), plan.rows) == (len(table) - 1, ())


def test_who_stands_below_a_bare_head_performs() -> None:
    assert FieldKind.PERFORMER in {field.kind for field in read(*BY_UNIT).tasks[0].fields}


def test_a_tick_below_an_agency_names_it() -> None:
    assert [field.value.text for field in read(*TICKED).tasks[1].fields] == ["Hội Phụ nữ xã"]


def test_a_form_that_waits_to_be_filled_in_says_nothing() -> None:
    assert rows(*FORM) == ()


def test_a_row_has_its_number_its_label_and_its_cells_by_their_columns() -> None:
    row = rows(*COSTS)[1]
    assert (row.number, row.label.text) == ("2", "Phân bón")
    assert cells(row) == {"Nội dung": "Phân bón", "Số lượng": "40", "Thành tiền (đồng)": "2.100.000"}


def test_a_row_whose_last_cell_is_its_number_is_a_row() -> None:
    assert cells(rows(*PLACES)[1]) == {"Địa điểm": "Chợ", "Số chậu": "2"}


def test_a_row_of_empty_cells_heads_none_that_is_numbered_behind_it() -> None:
    found = rows("STT\tVật tư\tSố lượng", "1\tCuốc\t12", "2\tBình tưới\t", "3\tXẻng\t4")
    assert [(row.label.text, row.path) for row in found[1:]] == [
        ("Bình tưới", ("I. VIỆC LÀM",)),
        ("Xẻng", ("I. VIỆC LÀM",)),
    ]


def test_a_row_that_sums_up_those_below_is_a_row_and_heads_them() -> None:
    table = ["STT\tNội dung\tThành tiền", "I\tTrồng mới\t90", "1\tCây giống\t60", "2\tPhân\t30", "II\tTưới\t10"]
    found = rows(*table)
    assert [row.path[1:] for row in found] == [(), ("I. Trồng mới",), ("I. Trồng mới",), ()]


def test_a_total_is_a_row_of_figures() -> None:
    assert cells(rows(*COSTS, "\tTổng cộng\t160\t11.700.000")[2])["Thành tiền (đồng)"] == "11.700.000"


def test_the_label_is_the_first_column_in_words() -> None:
    assert [row.label.text for row in rows(*PHONES)] == ["Công an xã", "Trạm Y tế"]


def test_hours_are_labelled_by_what_happens() -> None:
    assert [row.label.text for row in rows(*HOURS)] == ["Đón đại biểu", "Trồng hoa"]


def test_days_label_those_on_duty() -> None:
    table = ["Ngày\tCa sáng\tCa chiều", "06/5/2025\tLê Văn Bão\tHồ Thị Mưa", "07/5/2025\tNgô Thị Lá\tLê Văn Bão"]
    assert [row.label.text for row in rows(*table)] == ["06/5/2025", "07/5/2025"]


def test_years_head_columns() -> None:
    table = ["Chỉ tiêu\tĐVT\t2024\t2025", "Diện tích\tha\t12\t15", "Số hộ\thộ\t310\t330"]
    assert cells(rows(*table)[1]) == {"Chỉ tiêu": "Số hộ", "ĐVT": "hộ", "2024": "310", "2025": "330"}


def test_a_head_over_several_columns_is_part_of_their_names() -> None:
    table = ["STT\tNội dung\tKinh phí\t\tGhi chú", "\t\tNgân sách\tXã hội hóa\t", "1\tCây giống\t120\t30\t"]
    assert cells(rows(*table)[0]) == {
        "Nội dung": "Cây giống",
        "Kinh phí – Ngân sách": "120",
        "Kinh phí – Xã hội hóa": "30",
    }


def bars(*table: list[str]) -> str:
    """Rows as crawled pages hold them: a bar on a line of its own in front of each cell and behind the last."""
    return "\n".join("|\n" + "\n|\n".join(cells) + "\n|" for cells in table)


def test_a_head_that_a_file_does_not_say_the_width_of_is_parted_where_figures_stand() -> None:
    head = [["STT", "Điểm", "Tọa độ", "Mô tả"], ["X", "Y"]]
    table = bars(*head, ["1", "Bờ kè", "574945.0", "1506250.8", "Hoa cúc"], ["2", "Chợ", "58.3", "14.1", "Hoa sen"])
    assert cells(rows(table)[0])["Tọa độ – Y"] == "1506250.8"


def test_numbers_of_columns_and_units_are_no_rows() -> None:
    table = ["STT\tLoài\tDiện tích\tSản lượng", "(1)\t(2)\t(3)\t(4)", "\t\t(ha)\t(tấn)", "1\tHoa cúc\t12\t3"]
    assert [cells(row) for row in rows(*table)] == [{"Loài": "Hoa cúc", "Diện tích (ha)": "12", "Sản lượng (tấn)": "3"}]


def test_a_header_that_is_repeated_is_no_row() -> None:
    assert len(rows(*PLACES, PLACES[0], "4\tCầu\t5")) == 4


def test_a_unit_above_the_table_is_said_of_each_row() -> None:
    body = ["Biểu số 02", "Dự toán kinh phí", "Đơn vị tính: triệu đồng", "\n".join(COSTS)]
    (row, _) = rows(*["\n" + line for line in body])
    assert cells(row)["Đơn vị tính"] == "triệu đồng"


def test_a_figure_in_a_row_of_few_cells_goes_where_its_like_stand() -> None:
    head = ["STT", "Nội dung", "Tần suất", "Thành tiền"]
    whole = [["1", "Thu mẫu", "2", "1.364.300.000"], ["2", "Phân tích", "3", "85.700.000"]]
    assert cells(rows(bars(head, *whole, ["3", "Nhắn tin", "50.000.000"]))[2]) == {
        "Nội dung": "Nhắn tin",
        "Thành tiền": "50.000.000",
    }


def test_rows_on_their_side_are_tasks() -> None:
    table = ["Nhiệm vụ\tTưới hoa\tNhổ cỏ", "Chủ trì\tPhòng Kinh tế\tTrạm Y tế xã", "Thời gian\tQuý I\tQuý II"]
    assert [(task.title.text, task.fields[0].value.text) for task in read(*table).tasks] == [
        ("Tưới hoa", "Phòng Kinh tế"),
        ("Nhổ cỏ", "Trạm Y tế xã"),
    ]


def test_a_table_behind_the_signature_stands_under_its_own_title() -> None:
    annex = ["Trên đây là Kế hoạch chăm sóc vườn hoa, đề nghị các đơn vị thực hiện./.", *FOOT, "PHÂN CÔNG CHĂM HOA"]
    (first, _) = read(*["\n" + line for line in annex], "\n" + "\n".join(BY_NAME)).tasks
    assert first.path == ("Phụ lục", "PHÂN CÔNG CHĂM HOA")


def test_a_table_stands_under_the_appendix_and_its_title() -> None:
    annex = [*FOOT, "PHỤ LỤC II", "SỐ CHẬU HOA", "(Kèm theo Kế hoạch số 41/KH-UBND)"]
    assert rows(*["\n" + line for line in annex], "\n" + "\n".join(PLACES))[0].path == ("PHỤ LỤC II", "SỐ CHẬU HOA")


def test_no_sentence_above_a_table_is_its_title() -> None:
    assert rows("\nCác thôn thực hiện nghiêm túc.", "\n" + "\n".join(PLACES))[0].path == ("I. VIỆC LÀM",)


@pytest.mark.parametrize("title", ["Bảng 1. Số chậu hoa", "Số chậu hoa của các nơi", "Cụ thể như sau:", "SỐ CHẬU HOA"])
def test_the_line_above_a_table_is_its_title(title: str) -> None:
    assert rows("\n" + title, "\n" + "\n".join(PLACES))[0].path == ("I. VIỆC LÀM", title.rstrip(":"))


def test_two_tables_in_one_are_told_apart() -> None:
    found = read(*PLACES, "Phân công\t\t", "STT\tNhiệm vụ\tNgười thực hiện", "1\tTưới hoa\tNgô Thị Lá")
    assert (len(found.rows), [task.title.text for task in found.tasks]) == (3, ["Tưới hoa"])


CELL = st.sampled_from(
    ["", "1", "2", "I", "STT", "Nội dung", "Chủ trì", "Sở Mây", "Bờ kè", "9.000", "Tổng cộng", "x", "(1)"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=5).map("\t".join), min_size=1, max_size=8))
def test_what_a_row_says_stands_in_the_text_at_its_spans(table: list[str]) -> None:
    plan = read(*table)
    for row in plan.rows:
        for cell in row.cells:
            written = " ".join(plan.text[span.start : span.end] for span in (*cell.column.spans, *cell.value.spans))
            assert set(f"{cell.column.text} {cell.value.text}".split()) - {"–", "/"} <= set(written.split())
