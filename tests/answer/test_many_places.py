"""Questions over the work of more places than are looked through one by one: asked back, or told completely."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.sought import FEW_PLACES
from tests.answer.asking import opened, plan_from

TODAY = date(2024, 5, 15)
NAMES = [f"{first} {second}" for first, second in product(("Đồi", "Suối", "Đầm", "Cồn"), ("Sậy", "Trám", "Vông", "Mít",
    "Gạo", "Duối", "Bần", "Sim", "Quế", "Chanh", "Khế", "Thị", "Ổi", "Dừa", "Cau"))]  # fmt: skip
PLAN = """UBND XÃ {upper}
Số: {number}/KH-UBND
{name}, ngày 09 tháng 01 năm 2024
KẾ HOẠCH
Trồng hoa ven đường năm 2024

I. NHIỆM VỤ

1. Ươm cây giống tại vườn
- Cơ quan chủ trì: Công an xã.
- Thời gian thực hiện: Thường xuyên.

2. Đắp bồn hoa trước trụ sở
- Cơ quan chủ trì: Hội Nông dân.
- Thời gian thực hiện: trước ngày 20/10/2024.
{more}"""
RARE = """
3. Sơn lại phao tiêu luồng lạch
- Cơ quan chủ trì: Hội Nông dân.
- Thời gian thực hiện: trước ngày 21/10/2024.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("places") / "data"
    texts = (
        PLAN.format(upper=name.upper(), name=name, number=at + 1, more=RARE if at in (7, 41) else "")
        for at, name in enumerate(NAMES)
    )
    plans = (plan_from(text, f"{at:02}.txt") for at, text in enumerate(texts))
    index = opened(folder, *(replace(plan, province="Bến Tre") for plan in plans))
    assert len(index.plans()) > FEW_PLACES
    yield Assistant(index)
    index.close()


def ask(assistant: Assistant, text: str) -> Answer:
    return assistant.answer(Question(text, today=TODAY))


@pytest.mark.parametrize(
    "text",
    [
        "Việc nào đến hạn trong tháng 10?",
        "Những nhiệm vụ thường xuyên là gì?",
        "Những việc nào về đắp bồn hoa đến hạn trong tháng 10?",
    ],
)
def test_work_of_very_many_places_is_asked_back(assistant: Assistant, text: str) -> None:
    assert ask(assistant, text).status == "clarify"


def test_what_few_of_them_have_to_do_is_told_completely(assistant: Assistant) -> None:
    answer = ask(assistant, "Những việc nào về sơn phao tiêu luồng lạch đến hạn trong tháng 10?")
    assert answer.text.startswith("Có 2 việc")
    assert {citation.source for citation in answer.citations} == {"07.txt", "41.txt"}


def test_work_of_all_places_of_a_province_is_counted_whole(assistant: Assistant) -> None:
    answer = ask(assistant, "Việc nào đến hạn trong tháng 10 ở tỉnh Bến Tre?")
    assert answer.text.startswith("Có 62 việc")
