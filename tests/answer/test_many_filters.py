"""Filters of lists: any column, heading, part, time or missing field that a question names."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from answer.assistant import Assistant
from tests.answer.asking import opened, plan_from
from tests.answer.planting import PLAN, TODAY, ask

GARDENS = """UBND HUYỆN BA TRI
Số: 31/KH-UBND
Ba Tri, ngày 09 tháng 01 năm 2024
KẾ HOẠCH
Phối hợp chăm sóc công viên cây xanh năm 2024

I. VƯỜN ƯƠM VÀ HẠT GIỐNG

1. Thu hái hạt giống
- Cơ quan chủ trì: Phòng Kinh tế.
- Cơ quan phối hợp: Phòng Nội vụ.
- Thời gian thực hiện: Trong năm.
- Hình thức thực hiện: Niêm yết, bản tin.

2. Gieo hạt trong nhà kính
- Cơ quan chủ trì: Phòng Nội vụ.
- Thời gian thực hiện: Thường xuyên trong năm.
- Hình thức thực hiện: Bản tin nội bộ.

II. ĐƯỜNG DẠO QUANH HỒ

1. Lát gạch lối đi
- Cơ quan chủ trì: Phòng Kinh tế.
- Cơ quan thực hiện: Hội Làm vườn.
- Thời gian thực hiện: trước ngày 20/6/2024.
- Hình thức thực hiện: Niêm yết.

2. Đặt ghế đá
- Cơ quan chủ trì: Hội Làm vườn.
- Cơ quan phối hợp: Phòng Kinh tế.
- Thời gian thực hiện: trước ngày 30/9/2024.

III. TỔ CHỨC THỰC HIỆN

1. Thời gian tổ chức
- Quý IV/2024: Tổng kết việc chăm sóc.

2. Phòng Nội vụ
- Theo dõi việc tưới nước.
- Báo cáo hằng tháng về số cây chết.

3. Đoàn Thanh niên
- Trồng dặm những chỗ trống.
"""
GARDENED = {
    "hái": "Thu hái hạt", "gieo": "Gieo hạt", "lát": "Lát gạch", "ghế": "Đặt ghế đá", "tổng kết": "Tổng kết việc",
    "tưới": "Theo dõi việc tưới", "cây chết": "Báo cáo hằng tháng", "dặm": "Trồng dặm",
}  # fmt: skip


@pytest.fixture(scope="module")
def gardens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with closing(opened(tmp_path_factory.mktemp("gardens") / "data", plan_from(GARDENS))) as index:
        yield Assistant(index, clock=lambda: TODAY)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("việc nào ghi thời gian đúng chữ “Trong năm”?", {"hái"}),
        ("Phòng Kinh tế chủ trì phần việc chăm cây nào?", {"hái", "lát"}),
        ("Phòng Kinh tế, Đoàn Thanh niên và Hội Làm vườn làm những gì?", {"hái", "lát", "ghế", "dặm"}),
        ("trong phần vườn ươm và hạt giống có mấy việc?", {"hái", "gieo"}),
        ("Phòng Nội vụ có những việc gì ở mục III?", {"tưới", "cây chết"}),
        ("nhiệm vụ nào có cột hình thức thực hiện ghi “Niêm yết”?", {"hái", "lát"}),
        ("nhiệm vụ nào hình thức thực hiện là niêm yết?", {"hái", "lát"}),
        ("việc nào không ghi cơ quan phối hợp?", {"gieo", "lát"}),
        ("việc nào hạn sớm nhất?", {"lát"}),
        ("việc nào hạn muộn nhất?", {"tổng kết"}),
        ("quý IV/2024 có việc nào phải làm?", {"tổng kết"}),
        ("ai chủ trì việc gì trong kế hoạch này?", {"hái", "gieo", "lát", "ghế"}),
        ("đơn vị nào được giao nhiều việc nhất?", {"gieo", "tưới", "cây chết"}),
        ("kế hoạch chăm sóc công viên giao Đoàn Thanh niên những gì?", {"dặm"}),
        ("Phòng Nội vụ phải làm những gì để cây khỏi chết khô?", {"hái", "gieo", "tưới", "cây chết"}),
        ("Hội Làm vườn chủ trì việc nào và thực hiện việc nào?", {"lát", "ghế"}),
        ("kế hoạch phối hợp chăm sóc công viên giao Phòng Nội vụ việc gì?", {"hái", "gieo", "tưới", "cây chết"}),
    ],
)
def test_any_field_part_or_heading_may_be_a_filter(gardens: Assistant, question: str, expected: set[str]) -> None:
    answer = ask(gardens, question)
    assert (answer.status, {key for key, words in GARDENED.items() if words in answer.text}) == ("answered", expected)


@pytest.mark.parametrize(
    "question",
    [
        "Đoàn Thanh niên chủ trì việc nào trong phần vườn ươm và hạt giống?",
        "Hội Làm vườn có việc nào phải xong trong tháng 7/2024 không?",
        "Hội Làm vườn chủ trì việc hằng tháng nào không?",
    ],
)
def test_what_meets_all_filters_but_one_is_not_told(gardens: Assistant, question: str) -> None:
    assert ask(gardens, question).status == "not_found"


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ("không, ý mình là thực hiện chứ không phải chủ trì", {"lát"}),
        ("còn thực hiện thì những việc nào?", {"lát"}),
    ],
)
def test_a_turn_may_take_back_the_part(gardens: Assistant, turn: str, expected: set[str]) -> None:
    answer = ask(gardens, turn, "Hội Làm vườn chủ trì những việc nào?")
    assert {key for key, words in GARDENED.items() if words in answer.text} == expected


BEACHES = """UBND HUYỆN BA TRI
Số: 40/KH-UBND
Ba Tri, ngày 09 tháng 01 năm 2024
KẾ HOẠCH
Kiểm tra bãi tắm năm 2024

I. LỊCH KIỂM TRA

| STT | Đơn vị được kiểm tra | Thời gian |
|---|---|---|
| 1 | Phường An Hội | Tháng 3/2024 |
| 2 | Xã Bảo Thạnh | Tháng 4/2024 |
| 3 | Phường Phú Khương | Tháng 5/2024 |
| 4 | Xã Tân Thủy | Tháng 5/2024 |
"""
BEACH_ROWS = ("Phường An Hội", "Xã Bảo Thạnh", "Phường Phú Khương", "Xã Tân Thủy")


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("những phường nào bị kiểm tra bãi tắm, tháng mấy?",), {"Phường An Hội", "Phường Phú Khương"}),
        (("có bao nhiêu xã được kiểm tra bãi tắm?",), {"Xã Bảo Thạnh", "Xã Tân Thủy"}),
        (("tháng 5/2024 kiểm tra bãi tắm những phường nào?", "thế còn xã?"), {"Xã Tân Thủy"}),
    ],
)
def test_places_of_a_kind_are_rows_about_one(tmp_path: Path, turns: tuple[str, ...], expected: set[str]) -> None:
    with closing(opened(tmp_path / "data", plan_from(BEACHES))) as index:
        *before, last = turns
        answer = ask(Assistant(index, clock=lambda: TODAY), last, *before)
        assert {name for name in BEACH_ROWS if name in answer.text} == expected


def test_a_list_cuts_its_items_shorter_before_it_leaves_any_out(tmp_path: Path) -> None:
    long = "sửa lại hàng rào quanh vườn, thay các cọc đã mục và sơn lại những chỗ bong tróc theo màu cũ " * 4
    tasks = "".join(f"\n{n}. Việc {n} là {long}\n- Cơ quan chủ trì: Phòng Nội vụ.\n" for n in range(1, 12))
    head = PLAN.partition("1. Ươm")[0]
    with closing(opened(tmp_path / "data", plan_from(head + tasks))) as index:
        answer = ask(Assistant(index, clock=lambda: TODAY), "Phòng Nội vụ chủ trì những việc nào?")
        assert all(f"Việc {n} là" in answer.text for n in range(1, 12))


@pytest.mark.parametrize("name", ["Đoàn Thanh niên", "Hội Làm vườn"])
def test_no_name_is_read_out_of_what_a_plan_is_called(tmp_path: Path, name: str) -> None:
    text = GARDENS.replace("Phối hợp chăm sóc công viên cây xanh", "Phát triển xã hội số quanh công viên")
    text = text.replace("Thu hái hạt giống", "Thu hái hạt giống cho hội số hóa")
    with closing(opened(tmp_path / "data", plan_from(text))) as index:
        answer = ask(Assistant(index, clock=lambda: TODAY), f"kế hoạch phát triển xã hội số giao {name} những việc gì?")
        assert answer.status == "answered"
        assert name in answer.text
