"""A line that begins with an amount, a day or a number goes on the sentence before it; an item begins anew."""

import pytest

from ingest.readers.text import from_string
from ingest.readers.wrapped import goes_on

OPEN = [
    ("- Thu gom lá khô tại các vườn hoa của xã:", "1.364.300.000 đồng/năm."),
    ("- Số hộ nhận cây giống đạt khoảng", "11.400 hộ."),
    ("- Số thôn có vườn hoa đạt khoảng", "9 thôn."),
    ("Hoàn thành trước ngày", "25/10/2025 và báo cáo."),
    ("theo dự toán được giao của năm", "2026 do xã lập"),
    ("tỷ lệ hộ trồng hoa tăng thêm", "30% so với năm trước"),
    ("căn cứ Nghị định số", "12/2025/NĐ-CP ngày 01/3/2025"),
    ("với tổng kinh phí", "1.5 tỷ đồng"),
    ("liên hệ theo số điện thoại", "0255.3822.123"),
    ("giai đoạn 2021 -", "2025. Các thôn lập sổ"),
    ("mở rộng vườn hoa thêm", "2,5 ha"),
    ("tổ chức trong tháng", "12. Các thôn báo cáo"),
    ("tổ chức trong quý", "IV. Giao Phòng Kinh tế"),
    ("theo quy định tại", "Điều 5 của Quy chế"),
    ("theo khoản 2", "Điều 7 của Quy chế"),
]
ANEW = [
    ("Các thôn thực hiện nghiêm túc", "1. Phòng Kinh tế"),
    ("II. KINH PHÍ NĂM", "2. Nguồn vốn"),
    ("KẾ HOẠCH NĂM", "2026 là năm đầu"),
    ("Việc đã xong.", "2026 là năm mới"),
    ("I. MỤC TIÊU", "1.1. Mục tiêu chung"),
    ("- Nhổ cỏ các bồn hoa", "2) Báo cáo"),
    ("Việc trọng tâm trong năm", "1. Trồng hoa"),
    ("Mục tiêu cụ thể", "1.2 Nâng chất lượng"),
    ("xong việc trong tháng", "13. Các thôn báo cáo"),
    ("Quy chế có hiệu lực", "Điều 5. Tổ chức thực hiện"),
]


@pytest.mark.parametrize(("above", "line"), OPEN)
def test_a_line_goes_on_the_sentence_that_leaves_it_open(above: str, line: str) -> None:
    assert goes_on(above, line)


@pytest.mark.parametrize(("above", "line"), ANEW)
def test_an_item_begins_anew(above: str, line: str) -> None:
    assert not goes_on(above, line)


def test_amounts_one_below_another_are_a_list() -> None:
    assert not goes_on("Trong đó:", "500 triệu đồng mua cây;", "300 triệu đồng mua phân.")


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["line by line", "parted by empty lines"])
def test_a_text_file_has_the_amount_on_the_line_of_its_item(gap: str) -> None:
    lines = ["I. KINH PHÍ", *(f"- Trồng hoa ở thôn thứ {at} đạt khoảng\n1.{at:03}.000 đồng." for at in range(1, 15))]
    texts = [block.text for block in from_string(gap.join(lines), "a.txt", "").blocks]
    assert texts[1:3] == [
        "- Trồng hoa ở thôn thứ 1 đạt khoảng 1.001.000 đồng.",
        "- Trồng hoa ở thôn thứ 2 đạt khoảng 1.002.000 đồng.",
    ]
