"""Lists on a stated day, of what was shown, of a whole document."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from answer.assistant import Assistant
from tests.answer.asking import opened, plan_from
from tests.answer.planting import PLAN, TODAY, ask, told


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with closing(opened(tmp_path_factory.mktemp("planting"), plan_from(PLAN))) as index:
        yield Assistant(index, lambda: TODAY)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("tính đến hôm nay 1/6/2024 việc nào đáng lẽ đã phải xong?", {"đắp", "chấm"}),
        ("tính đến ngày 10/5/2024 việc nào đã quá hạn?", {"chấm"}),
        ("sau hôm nay (1/6) còn việc nào chưa tới hạn?", {"ươm", "tưới"}),
        ("từ hôm nay đến hết ngày 25/5/2024 việc nào tới hạn?", {"đắp"}),
        ("nay mùng 5/6 rồi, việc nào đã quá hạn?", {"đắp", "chấm"}),
        ("chuẩn bị lễ hội hoa 2/9: trước ngày 25/5/2024 những việc nào phải xong?", {"đắp", "chấm"}),
    ],
)
def test_a_stated_day_is_todays_and_a_bound_goes_before_a_day_in_a_name(
    assistant: Assistant, question: str, expected: set[str]
) -> None:
    assert told(ask(assistant, question)) == expected


def test_of_those_that_were_shown_the_next_turn_asks_for_some(assistant: Assistant) -> None:
    answer = ask(assistant, "trong mấy việc đó, việc nào của Phòng Nội vụ?", "việc nào đến hạn trong tháng 5?")
    assert told(answer) == {"đắp"}


def test_behind_an_agency_a_kind_of_place_means_its_offices(tmp_path: Path) -> None:
    text = PLAN.replace("trì: Phòng Tài chính", "trì: UBND các xã")
    with closing(opened(tmp_path, plan_from(text))) as index:
        answer = ask(Assistant(index), "thế còn xã?", "Phòng Nội vụ chủ trì những việc nào?")
    assert told(answer) == {"tưới"}


def test_a_summary_of_a_document_is_one_whatever_is_to_be_in_it(assistant: Assistant) -> None:
    question = "Tóm tắt kế hoạch trồng hoa để sếp đọc: nhằm gì, ai chủ trì nhiều nhất, hạn nào?"
    first, *rest = ask(assistant, question).text.splitlines()
    assert first.startswith("Kế hoạch Trồng hoa ven đường")
    assert any(line.startswith("Được giao nhiều việc nhất: Phòng Nội vụ") for line in rest)
    assert any(line.startswith("Thời hạn: trước ngày 20/5/2024 (Đắp bồn hoa") for line in rest)


def test_what_others_do_is_no_answer_to_what_an_agency_does(assistant: Assistant) -> None:
    assert ask(assistant, "Sở Y tế chủ trì mục nào trong kế hoạch trồng hoa?").status == "not_found"


def test_a_quarter_is_no_part_of_a_name_with_another(tmp_path: Path) -> None:
    with closing(opened(tmp_path, plan_from(PLAN.replace("ven đường năm 2024", "ven đường quý II năm 2024")))) as index:
        answer = ask(Assistant(index), "kế hoạch trồng hoa có việc nào đến hạn trong quý I?")
    assert (answer.status, told(answer)) == ("not_found", set())


def test_an_agency_that_no_work_names_is_no_filter_that_is_lost(assistant: Assistant) -> None:
    answer = ask(assistant, "kế hoạch trồng hoa có hoạt động nào giao Sở Ngoại vụ chủ trì trong tháng 5 không?")
    assert (answer.status, told(answer)) == ("not_found", set())
