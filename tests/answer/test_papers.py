"""Which documents there are, by place, kind and day."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from answer.answer import Answer
from answer.assistant import Assistant
from tests.answer.asking import opened, plan_from
from tests.answer.planting import ask

HEAD = (
    "UBND HUYỆN BA TRI\n\nSố: {number}\n\nBa Tri, ngày {day} năm 2024\n\n{kind}\n\n{title}\n\n1. Phòng Nội vụ dọn vườn."
)
DOCUMENTS = (
    ("17/KH-UBND", "09 tháng 01", "KẾ HOẠCH", "Trồng hoa ven đường"),
    ("28/KH-UBND", "20 tháng 3", "KẾ HOẠCH", "Đào mương thoát nước"),
    ("3/CT-UBND", "25 tháng 3", "CHỈ THỊ", "Về việc dọn rác ở chợ"),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    plans = [
        plan_from(HEAD.format(number=number, day=day, kind=kind, title=title), f"{number[:2].strip('/')}.txt")
        for number, day, kind, title in DOCUMENTS
    ]
    with closing(opened(tmp_path_factory.mktemp("papers"), *plans)) as index:
        yield Assistant(index)


def numbers(answer: Answer) -> list[str]:
    """Those of `DOCUMENTS` that the answer names, in its order."""
    named = [number for number, *_ in DOCUMENTS if f"số {number} " in answer.text]
    return sorted(named, key=answer.text.index)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("huyện Ba Tri có những văn bản nào?", ["3/CT-UBND", "28/KH-UBND", "17/KH-UBND"]),
        ("ba tri co may ke hoach, ke hoach gi", ["28/KH-UBND", "17/KH-UBND"]),
        ("những kế hoạch nào ban hành trong tháng 3/2024?", ["28/KH-UBND"]),
        ("tháng 3/2024 huyện Ba Tri ban hành các văn bản nào", ["3/CT-UBND", "28/KH-UBND"]),
    ],
)
def test_documents_are_named_by_kind_and_day_the_latest_first(
    assistant: Assistant, question: str, expected: list[str]
) -> None:
    assert numbers(ask(assistant, question)) == expected


def test_each_document_is_quoted_with_its_number_and_day(assistant: Assistant) -> None:
    answer = ask(assistant, "huyện Ba Tri có những chỉ thị nào?")
    assert answer.text.splitlines()[1] == "- Chỉ thị số 3/CT-UBND ngày 25/03/2024: Về việc dọn rác ở chợ [1]"
    assert "3/CT-UBND" in answer.citations[0].quote


def test_where_none_is_of_those_days_it_says_so(assistant: Assistant) -> None:
    answer = ask(assistant, "những kế hoạch nào ban hành trong tháng 7/2024?")
    assert (answer.status, numbers(answer)) == ("not_found", [])


@pytest.mark.parametrize(
    "question", ["phòng nội vụ phải ban hành những kế hoạch nào?", "việc dọn vườn theo những văn bản nào?"]
)
def test_documents_to_be_made_or_cited_are_no_list_of_those_there_are(assistant: Assistant, question: str) -> None:
    assert numbers(ask(assistant, question)) != ["3/CT-UBND", "28/KH-UBND", "17/KH-UBND"]
