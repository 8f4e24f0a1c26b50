"""A document that is called by its kind and number, by its day or by its title is the one that answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from tests.answer.asking import opened, plan_from

PARENT = """ỦY BAN NHÂN DÂN
HUYỆN MƯỜNG TÈ
Số: 31/KH-UBND
Mường Tè, ngày 12 tháng 01 năm 2025
KẾ HOẠCH
Phòng cháy rừng năm 2025
I. MỤC ĐÍCH
1. Giảm số vụ cháy rừng so với năm trước.
II. NHIỆM VỤ
1. Tham mưu ban hành Kế hoạch kiểm tra phòng cháy rừng năm 2025: Hạt Kiểm lâm chủ trì, xong trong tháng 02 năm 2025.
"""
CHILD = """ỦY BAN NHÂN DÂN
HUYỆN MƯỜNG TÈ
Số: 58/KH-UBND
Mường Tè, ngày 20 tháng 02 năm 2025
KẾ HOẠCH
Kiểm tra phòng cháy rừng năm 2025
I. MỤC ĐÍCH
1. Phát hiện chòi canh hỏng và bể nước cạn trước mùa khô.
II. NỘI DUNG
1. Đoàn kiểm tra xem sổ trực của từng bản.
"""
REPORT = """ỦY BAN NHÂN DÂN
HUYỆN MƯỜNG TÈ
Mường Tè, ngày 15 tháng 01 năm 2026
BÁO CÁO
Kết quả phòng cháy rừng năm 2025
I. KẾT QUẢ
1. Cả huyện xảy ra 04 vụ cháy rừng, không có thiệt hại về người.
"""


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[[str], Answer]]:
    plans = [plan_from(text, f"{number}.txt") for number, text in enumerate((PARENT, CHILD, REPORT))]
    index = opened(tmp_path, *plans)
    yield lambda question: Assistant(index).answer(Question(question))
    index.close()


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Kế hoạch kiểm tra phòng cháy rừng năm 2025 nhằm mục đích gì?", "1.txt"),
        ("Kế hoạch phòng cháy rừng năm 2025 nhằm mục đích gì?", "0.txt"),
        ("Kế hoạch 58 nhằm mục đích gì?", "1.txt"),
        ("KH 31 nhằm mục đích gì?", "0.txt"),
        ("Kế hoạch ngày 20/02/2025 nhằm mục đích gì?", "1.txt"),
        ("Kế hoạch 20/2 nhằm mục đích gì?", "1.txt"),
        ("Năm 2025 cả huyện xảy ra mấy vụ cháy rừng?", "2.txt"),
    ],
)
def test_the_document_that_is_called_answers(ask: Callable[[str], Answer], question: str, source: str) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert {citation.source for citation in answer.citations} == {source}


def test_a_number_of_another_kind_calls_none(ask: Callable[[str], Answer]) -> None:
    assert "58/KH-UBND" not in ask("Quyết định 58 do ai ký?").text


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Kế hoạch kiểm tra phòng cháy rừng năm 2025 số mấy?", "58/KH-UBND"),
        ("kế hoạch phòng cháy rừng 2025 là số bao nhiêu, ngày nào", "31/KH-UBND"),
    ],
)
def test_its_number_is_its_own(ask: Callable[[str], Answer], question: str, number: str) -> None:
    assert number in ask(question).text


def test_where_its_number_is_missing_no_other_is_told(ask: Callable[[str], Answer]) -> None:
    assert "KH-UBND" not in ask("Báo cáo kết quả phòng cháy rừng năm 2025 số mấy?").text
