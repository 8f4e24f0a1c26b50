"""What the question names of its answer must stand in it: another's value of the same kind is none."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from index.index import Index
from tests.answer.asking import opened, plan_from

PLAN = """ỦY BAN NHÂN DÂN
XÃ YÊN THỊNH
Số: 14/KH-UBND
Yên Thịnh, ngày 05 tháng 3 năm 2025
KẾ HOẠCH
Tổ chức ngày hội trồng cây năm 2025
I. THÀNH PHẦN
1. Bà Lò Thị Mến - Chủ tịch Hội Phụ nữ xã - Tổ phó.
2. Ông Vi Văn Sáu - Bí thư Đoàn xã - Tổ trưởng.
II. KINH PHÍ
1. Hỗ trợ người trồng cây 50.000 đồng một buổi trồng.
2. Thông báo rộng rãi tài khoản nhận đóng góp trồng cây để Nhân dân biết.
III. KẾT QUẢ QUÝ I NĂM 2025
1. Tỷ lệ cây sống đạt 91,5% số cây đã trồng quý I.
2. Các thôn trồng 1.200 cây keo trên đất công.
"""


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[[str], Answer]]:
    index: Index = opened(tmp_path, plan_from(PLAN))
    yield lambda question: Assistant(index).answer(Question(question))
    index.close()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Ai làm tổ trưởng ngày hội trồng cây?", "Vi Văn Sáu"),
        ("Tỷ lệ cây sống quý I năm 2025 đạt bao nhiêu?", "91,5%"),
        ("Các thôn trồng bao nhiêu cây keo trên đất công?", "1.200 cây keo"),
    ],
)
def test_what_the_plan_says_of_the_one_that_is_named_is_told(
    ask: Callable[[str], Answer], question: str, told: str
) -> None:
    assert told in ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Ai là nhóm trưởng ngày hội trồng cây?",
        "Ai là chủ tịch hội nông dân xã lo ngày hội trồng cây?",
        "Người trồng cây được phụ cấp bao nhiêu một buổi?",
        "Chuyển tiền đóng góp trồng cây vào số tài khoản nào?",
        "Tỷ lệ cây sống quý III năm 2025 đạt bao nhiêu?",
        "Tỷ lệ cây sống tháng 8/2025 đạt bao nhiêu?",
        "Tỷ lệ hộ trồng cây quý I đạt bao nhiêu?",
        "Các thôn trồng bao nhiêu khóm tre trên đất công?",
        "Ngày hội trồng cây tổ chức vào ngày nào?",  # the day of the letterhead is another day
    ],
)
def test_what_it_says_of_another_is_no_answer(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).status == "not_found"
