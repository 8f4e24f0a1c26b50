"""Questions over many records: by time, agency and part, counted, compared, and turns that point back at a list."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.answer import Question
from answer.assistant import Assistant
from answer.listing import LONGEST
from tests.answer.asking import opened, plan_from
from tests.answer.planting import ITEMS, PLAN, ask, told

OTHER = (
    PLAN.replace("BA TRI", "GIỒNG TRÔM").replace("Ba Tri", "Giồng Trôm").replace("Phòng Kinh tế", "Phòng Công thương")
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    index = opened(
        tmp_path_factory.mktemp("many") / "data", plan_from(PLAN, "ba-tri.txt"), plan_from(OTHER, "giong-trom.txt")
    )
    yield Assistant(index)
    index.close()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("việc nào đến hạn trong quý II?", {"ươm", "đắp", "chấm"}),
        ("viec nao den han trong thang 10", {"tưới"}),
        ("tuần sau phải xong việc gì?", {"đắp"}),
        ("việc nào phải xong trước ngày 1/6/2024?", {"đắp", "chấm"}),
        ("những việc nào có hạn sau ngày 1/6?", {"ươm", "tưới"}),
        ("việc nào đã quá hạn?", {"chấm"}),
        ("sắp tới có việc nào đến hạn?", {"đắp"}),
        ("những việc nào chưa tới hạn?", {"ươm", "đắp", "tưới"}),
        ("việc nào làm hằng tháng?", {"nhổ"}),
        ("Phòng Nội vụ chủ trì những việc nào?", {"đắp", "chấm"}),
        ("Phòng Nội vụ phối hợp những việc nào?", {"ươm"}),
        ("phong kinh te phoi hop nhung viec nao", {"đắp"}),
        ("Phòng Nội vụ có việc nào đến hạn trong tháng 5?", {"đắp"}),
        ("nhiệm vụ nào có sản phẩm là báo cáo?", {"ươm"}),
        ("nhiệm vụ nào có sản phẩm là đề án hoặc báo cáo?", {"ươm"}),
        ("ngoài Phòng Nội vụ, cơ quan nào chủ trì việc gì?", {"ươm", "tưới", "nhổ"}),
        ("việc nào đến hạn trong tháng 4 và tháng 5?", {"đắp", "chấm"}),
        ("việc nào có hạn chậm nhất 20/5/2024?", {"đắp"}),
        ("từ nay tới 1/6/2024 việc nào đến hạn?", {"đắp"}),
        ("việc nào đến hạn ngày 20/5/24?", {"đắp"}),
        ("việc nào có thời gian thực hiện năm 2024?", {"ươm", "đắp", "tưới", "chấm"}),
        ("UBND huyện phải xong việc gì trong tháng 5?", {"đắp"}),
    ],
)
def test_a_list_is_complete_and_exact(assistant: Assistant, question: str, expected: set[str]) -> None:
    answer = ask(assistant, question)
    assert (answer.status, told(answer)) == ("answered", expected)


def test_a_count_gives_the_list_that_it_counts(assistant: Assistant) -> None:
    answer = ask(assistant, "có bao nhiêu việc giao Phòng Nội vụ?")
    assert answer.text.startswith("Có 3 việc")
    assert told(answer) == {"ươm", "đắp", "chấm"}


def test_each_item_is_quoted_with_its_time(assistant: Assistant) -> None:
    answer = ask(assistant, "việc nào đến hạn trong tháng 10?")
    assert any("15/10/2024" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("Phòng Tài chính có việc nào đến hạn trong quý I?", "nếu không kể thời hạn thì có 1 việc"),
        ("Phòng Tài chính phối hợp những việc nào?", "không có việc nào ghi Phòng Tài chính phối hợp"),
        ("việc nào phải xong trong tháng 12?", "hạn từ 01/12/2024 đến 31/12/2024"),
        ("Sở Ngoại vụ chủ trì việc nào đến hạn trong tháng 5?", "ghi Sở Ngoại vụ chủ trì hạn từ 01/05/2024"),
        (
            "Đoàn Thanh niên phối hợp việc nào xong trong tháng 7 mà sản phẩm là đề án?",
            "riêng điều kiện hạn từ 01/07/2024 đến 31/07/2024, sản phẩm “đề án”, Đoàn Thanh niên phối hợp đã không có",
        ),
    ],
)
def test_where_nothing_fits_it_says_which_filter_failed(assistant: Assistant, question: str, lacking: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, lacking in answer.text) == ("not_found", True)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("ngày 31/2/2024", "“ngày 31/2/2024” không có trong lịch"),
        ("trong tháng 13", "“tháng 13” không có trong lịch"),
        ("trước rằm tháng 7", "là ngày theo âm lịch"),
        ("từ tháng 10/2024 đến tháng 2/2024", "Không có ngày nào từ 01/10/2024 đến 29/02/2024"),
    ],
)
def test_a_day_that_is_none_is_told(assistant: Assistant, day: str, why: str) -> None:
    answer = ask(assistant, f"việc nào đến hạn {day}?")
    assert (answer.status, why in answer.text) == ("not_found", True)


@pytest.mark.parametrize(
    "turn", ["quý sau thì sao?", "còn gì nữa?", "việc thứ hai là gì?", "cơ quan đó làm gì nữa?", "không, năm 2023"]
)
def test_a_turn_that_points_back_at_nothing_is_told_so(assistant: Assistant, turn: str) -> None:
    answer = ask(assistant, turn)
    assert (answer.status, "chưa có câu nào" in answer.text) == ("not_found", True)


def test_work_without_a_known_year_is_told_beside_the_list(tmp_path: Path) -> None:
    text = PLAN.replace("Ba Tri, ngày 09 tháng 01 năm 2024\n", "").replace(" năm 2024", "")
    index = opened(tmp_path / "data", plan_from(text.replace("trước ngày 30/4/2024", "trước ngày 30/4")))
    answer = ask(Assistant(index), "việc nào đến hạn trong tháng 10?")
    index.close()
    assert told(answer) == {"tưới"}
    assert answer.text.endswith("Ngoài ra có 2 việc ghi thời hạn mà không rõ năm hoặc theo âm lịch, chưa tính ở đây.")


def test_a_person_is_one_who_has_work(tmp_path: Path) -> None:
    index = opened(tmp_path / "data", plan_from(PLAN.replace("trì: Phòng Tài chính", "trì: Lê Thị Mây")))
    answer = ask(Assistant(index), "chị Lê Thị Mây được phân công những việc gì?")
    index.close()
    assert told(answer) == {"tưới"}


def test_a_commune_is_named_by_its_level(tmp_path: Path) -> None:
    index = opened(tmp_path / "data", plan_from(PLAN.replace("trì: Phòng Tài chính", "trì: UBND các phường, xã")))
    answer = ask(Assistant(index), "UBND cấp xã chủ trì những việc nào?")
    index.close()
    assert told(answer) == {"tưới"}


@pytest.mark.parametrize("name", ["phòng văn hóa thông tin", "Phòng VH&TT", "phong van hoa va thong tin"])
def test_an_agency_is_named_with_and_without_and(tmp_path: Path, name: str) -> None:
    text = PLAN.replace("trì: Phòng Tài chính", "trì: Phòng Văn hóa và Thông tin")
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), f"{name} chủ trì những việc nào?")
    index.close()
    assert told(answer) == {"tưới"}


WEEK = """UBND HUYỆN BA TRI
LỊCH LÀM VIỆC
Từ ngày 13/5/2024 đến ngày 19/5/2024

Thứ Hai (13/5/2024):
- Sáng:
  + 7h30: Họp bàn việc trồng hoa | Phòng họp số 1 | Đ/c Hạnh
- Chiều:
  + 14h00: Đi thăm vườn ươm | Xã An Hòa | Đ/c Lành
Thứ Tư (15/5/2024):
- Sáng: Dự lễ trao giải vườn đẹp | Hội trường lớn | Đ/c Hạnh, Đ/c Lành
- Chiều: Nghỉ trưa và dọn dẹp phòng làm việc
Thứ Sáu (17/5/2024):
- Chiều: Tổng kết tuần, chấm điểm các tổ | Phòng họp số 2
Lưu ý:
- Mọi người mang theo sổ ghi chép.
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("thứ hai tuần này có những cuộc họp nào?", {"trồng hoa", "vườn ươm"}),
        ("hôm nay có lịch gì", {"trao giải", "dọn dẹp"}),
        ("chiều thứ sáu có họp gì", {"Tổng kết"}),
        ("thứ 6 tuần 13/5/2024 có những cuộc nào", {"Tổng kết"}),
        ("đ/c Hạnh dự những cuộc nào trong tuần", {"trồng hoa", "trao giải"}),
        ("đồng chí Lành dự những cuộc họp nào ngày 15/5", {"trao giải"}),
    ],
)
def test_what_stands_below_a_day_is_of_that_day(tmp_path: Path, question: str, expected: set[str]) -> None:
    index = opened(tmp_path / "data", plan_from(WEEK))
    answer = ask(Assistant(index), question)
    index.close()
    said = ("trồng hoa", "vườn ươm", "trao giải", "dọn dẹp", "Tổng kết", "sổ ghi chép")
    assert {one for one in said if one in answer.text} == expected


def test_the_day_behind_a_day_is_asked_for_in_a_turn(tmp_path: Path) -> None:
    index = opened(tmp_path / "data", plan_from(WEEK))
    answer = ask(Assistant(index), "thế ngày hôm sau nữa?", "thứ năm tuần này có những cuộc họp nào?")
    index.close()
    assert "Tổng kết tuần" in answer.text


def test_whatever_has_a_day_is_listed_where_no_time_is_named(assistant: Assistant) -> None:
    assert told(ask(assistant, "các mốc thời gian của kế hoạch?")) == {"ươm", "đắp", "tưới", "chấm"}


def test_whoever_works_with_an_agency_is_listed_by_its_work(tmp_path: Path) -> None:
    text = (
        f"{PLAN}\nII. TỔ CHỨC THỰC HIỆN\n\n1. Phòng Y tế: Phối hợp với Phòng Nội vụ kiểm tra vườn.\n\n"
        "2. Phòng Tư pháp: Phối hợp với Phòng Kinh tế kiểm tra vườn.\n"
    )
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), "những cơ quan nào phối hợp với Phòng Nội vụ?")
    index.close()
    assert "Phòng Y tế: Phối hợp với Phòng Nội vụ" in answer.text
    assert "(Phòng Kinh tế; " in answer.text  # of "Đắp bồn hoa", which the agency leads
    assert "Tư pháp" not in answer.text


def test_what_is_to_be_issued_is_a_product_too(tmp_path: Path) -> None:
    text = PLAN.replace("Tưới cây trong mùa khô", "Xây dựng, ban hành quy chế tưới cây").replace(
        "Báo cáo kết quả", "Sổ"
    )
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), "việc nào ra quy chế?")
    index.close()
    assert "quy chế tưới cây" in answer.text
    assert answer.text.startswith("Có 1 việc")


def test_who_has_work_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, "những cơ quan nào được giao việc trong kế hoạch trồng hoa?")
    assert "- Phòng Nội vụ [" in answer.text
    assert "- Đoàn Thanh niên [" in answer.text


def test_what_an_agency_does_is_all_of_it_whatever_else_the_asker_says(assistant: Assistant) -> None:
    assert told(ask(assistant, "phòng nội vụ lo những việc gì cho bà con vậy")) == {"ươm", "đắp", "chấm"}


def test_what_goes_on_all_year_is_of_no_quarter(tmp_path: Path) -> None:
    index = opened(tmp_path / "data", plan_from(PLAN.replace("hằng tháng", "trong năm 2024")))
    answer = ask(Assistant(index), "quý II những việc nào được tổ chức?")
    index.close()
    assert told(answer) == {"ươm", "đắp", "chấm"}


def test_a_long_duty_is_cut_around_its_deadline(tmp_path: Path) -> None:
    long = "chăm sóc các tuyến đường hoa đã trồng trong năm trước, " * 30
    text = f"{PLAN}\nII. TỔ CHỨC THỰC HIỆN\n\n1. Phòng Y tế {long}báo cáo kết quả trước ngày 25/11/2024.\n"
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), "việc nào đến hạn trong tháng 11?")
    index.close()
    assert "Phòng Y tế" in answer.text
    assert "báo cáo kết quả trước ngày 25/11/2024" in answer.text


def test_rows_that_begin_alike_are_told_by_who_and_when(tmp_path: Path) -> None:
    alike = "Giải đáp những vướng mắc của người dân về việc trồng hoa ven đường thuộc thẩm quyền giải quyết của "
    tasks = "".join(
        f"{n}. {alike}Phòng số {n}\n- Cơ quan chủ trì: Phòng số {n}.\n- Thời gian thực hiện: ngày {n}/6/2024.\n\n"
        for n in range(1, 29)
    )
    index = opened(tmp_path / "data", plan_from(PLAN.partition("1. Ươm")[0] + tasks))
    answer = ask(Assistant(index), "việc nào đến hạn trong tháng 6?")
    index.close()
    assert all(f"- Phòng số {n}; ngày {n}/6/2024" in answer.text for n in range(1, 29))


def test_duties_behind_a_line_that_announces_them_are_led_by_its_agency(tmp_path: Path) -> None:
    text = f"{PLAN}\nII. CHĂM SÓC\n\nGiao Phòng Y tế chủ trì, phối hợp với các cơ quan:\n\na) Rửa lá.\n\nb) Cắt cành.\n"
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), "Phòng Y tế chủ trì những việc nào?")
    index.close()
    assert [line[2:].partition(" [")[0] for line in answer.text.splitlines()[1:]] == [
        "Phòng Y tế: Rửa lá", "Phòng Y tế: Cắt cành"
    ]  # fmt: skip


def test_without_a_matter_it_says_what_can_be_compared(assistant: Assistant) -> None:
    answer = ask(assistant, "so sánh giúp mình kế hoạch Ba Tri với Giồng Trôm", place=None)
    assert [name in answer.text for name in ("Huyện Ba Tri (2024):", "Huyện Giồng Trôm (2024):")] == [True, True]
    assert "Có thể so sánh" in answer.text


@pytest.mark.parametrize(("turn", "expected"), [("vậy còn phối hợp?", {"ươm"}), ("còn Phòng Tài chính?", {"tưới"})])
def test_a_turn_may_name_another_agency_or_part(assistant: Assistant, turn: str, expected: set[str]) -> None:
    assert told(ask(assistant, turn, "Phòng Nội vụ chủ trì những việc nào?")) == expected


def test_two_places_are_told_side_by_side(assistant: Assistant) -> None:
    answer = ask(assistant, "so sánh Ba Tri và Giồng Trôm: ai chủ trì ươm cây giống?", place=None)
    assert [line.split(":")[0] for line in answer.text.splitlines() if line.startswith("Huyện")] == [
        "Huyện Ba Tri (2024)",
        "Huyện Giồng Trôm (2024)",
    ]
    assert "Phòng Kinh tế" in answer.text
    assert "Phòng Công thương" in answer.text


def test_the_next_quarter_is_that_behind_the_one_asked_about(assistant: Assistant) -> None:
    answer = ask(assistant, "thế quý sau?", "việc nào đến hạn trong quý III?")
    assert told(answer) == {"tưới"}


def test_the_second_of_a_list_is_the_record_that_was_shown_second(assistant: Assistant) -> None:
    answer = ask(assistant, "việc thứ hai do ai làm?", "Phòng Nội vụ chủ trì những việc nào?")
    assert "Nhiệm vụ: Chấm điểm các tuyến đường hoa" in answer.text


def test_more_than_was_shown_is_not_made_up(assistant: Assistant) -> None:
    answer = ask(assistant, "việc thứ chín do ai làm?", "Phòng Nội vụ chủ trì những việc nào?")
    assert (answer.status, "chỉ có 2 việc" in answer.text) == ("not_found", True)


def test_an_overview_names_the_work_and_who_has_most_of_it(assistant: Assistant) -> None:
    text = ask(assistant, "tổng quan kế hoạch trồng hoa").text
    assert all(title in text for title in ITEMS.values())
    assert "Được giao nhiều việc nhất: Phòng Nội vụ (2 nhiệm vụ)" in text


def test_a_long_list_says_what_it_leaves_out_and_goes_on(tmp_path: Path) -> None:
    heads, _, _ = PLAN.partition("1. Ươm")
    tasks = "\n".join(
        f"{n}. Trồng cây số {n} dọc tuyến đường {'thứ nhất ' * 12}của huyện\n- Cơ quan chủ trì: Phòng Nội vụ.\n"
        for n in range(1, 61)
    )
    index = opened(tmp_path / "data", plan_from(heads + tasks, "dai.txt"))
    assistant = Assistant(index)
    question = "Phòng Nội vụ chủ trì những việc nào?"
    first = ask(assistant, question)
    more = ask(assistant, "còn gì nữa?", question)
    shown = first.text.count("\n- ") + more.text.count("\n- ")
    assert "Có 60 việc" in first.text
    assert len(first.text) < LONGEST + 400
    assert f"Còn {60 - first.text.count(chr(10) + '- ')} việc" in first.text
    assert "Trồng cây số 1 " in first.text
    assert "Trồng cây số 1 " not in more.text
    assert shown <= 60
    index.close()


def test_an_agency_in_short_is_told_as_it_was_typed(tmp_path: Path) -> None:
    head = "UBND HUYỆN GIÓ\n\nSố: 5/KH-UBND\n\nGió, ngày 2 tháng 01 năm 2024\n\nKẾ HOẠCH\n\nTuyên truyền\n\nI. VIỆC\n\n"
    tasks = "\n\n".join(
        f"{at}. {what}\n\n- Cơ quan chủ trì: Phòng Văn hóa và Thông tin.\n\n- Thời gian: Quý II/2024."
        for at, what in enumerate(("Thi kể chuyện về một cửa", "In tờ gấp về hộ tịch"), 1)
    )
    index = opened(tmp_path, plan_from(head + tasks))
    answer = Assistant(index).answer(Question("P.VHTT chủ trì những việc gì?"))
    assert answer.text.startswith("Có 2 việc P.VHTT chủ trì")


def test_an_agency_pointed_at_in_a_first_question_is_asked_for(assistant: Assistant) -> None:
    text = ask(assistant, "Cơ quan đó còn phải phối hợp thêm những việc gì nữa trong năm?").text
    assert "trước đó chưa có câu nào" in text
