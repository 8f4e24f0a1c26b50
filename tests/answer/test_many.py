"""Questions over many records: by time, agency and part, counted, compared, and turns that point back at a list."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.listing import LONGEST
from answer.period import period_in, whole_year
from answer.turns import ordinal_in
from ingest.vietnamese import fold
from tests.answer.asking import opened, plan_from

TODAY = date(2024, 5, 15)  # a Wednesday
PLAN = """UBND HUYỆN BA TRI
Số: 17/KH-UBND
Ba Tri, ngày 09 tháng 01 năm 2024
KẾ HOẠCH
Trồng hoa ven đường năm 2024

I. NHIỆM VỤ

1. Ươm cây giống tại vườn của huyện
- Cơ quan chủ trì: Phòng Kinh tế.
- Cơ quan phối hợp: Phòng Nội vụ.
- Thời gian thực hiện: Quý II.
- Sản phẩm: Báo cáo kết quả.

2. Đắp bồn hoa trước trụ sở
- Cơ quan chủ trì: Phòng Nội vụ.
- Cơ quan phối hợp: Phòng Kinh tế.
- Thời gian thực hiện: trước ngày 20/5/2024.

3. Tưới cây trong mùa khô
- Cơ quan chủ trì: Phòng Tài chính.
- Thời gian thực hiện: trước ngày 15/10/2024.

4. Chấm điểm các tuyến đường hoa
- Cơ quan chủ trì: Phòng Nội vụ.
- Thời gian thực hiện: trước ngày 30/4/2024.

5. Nhổ cỏ quanh gốc cây
- Cơ quan chủ trì: Đoàn Thanh niên.
- Thời gian thực hiện: hằng tháng.
"""
OTHER = (
    PLAN.replace("BA TRI", "GIỒNG TRÔM").replace("Ba Tri", "Giồng Trôm").replace("Phòng Kinh tế", "Phòng Công thương")
)
ITEMS = {
    "ươm": "Ươm cây giống", "đắp": "Đắp bồn hoa", "tưới": "Tưới cây", "chấm": "Chấm điểm", "nhổ": "Nhổ cỏ",
}  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    index = opened(
        tmp_path_factory.mktemp("many") / "data", plan_from(PLAN, "ba-tri.txt"), plan_from(OTHER, "giong-trom.txt")
    )
    yield Assistant(index)
    index.close()


def ask(assistant: Assistant, text: str, *history: str, place: str | None = "Ba Tri") -> Answer:
    return assistant.answer(Question(text, place, None, history, TODAY))


def told(answer: Answer) -> set[str]:
    return {name for name, title in ITEMS.items() if f"- {title}" in answer.text}


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


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("chăm cây chia mấy giai đoạn, gồm những gì?", ["Giai đoạn 1: Ươm", "Giai đoạn 2: Trồng"]),
        ("các bước chăm cây gồm những gì?", ["Bón lót quanh gốc", "Tưới đẫm hai lần"]),
    ],
)
def test_lines_of_a_series_and_those_below_a_heading_are_named(tmp_path: Path, question: str, lines: list[str]) -> None:
    text = (
        f"{PLAN}\nII. TRÌNH TỰ CHĂM CÂY\n\n- Giai đoạn 1: Ươm trong vườn kín.\n\n- Giai đoạn 2: Trồng ra ven đường.\n\n"
        "III. CÁC BƯỚC CHĂM CÂY\n\n- Bón lót quanh gốc cây.\n\n- Tưới đẫm hai lần mỗi ngày.\n"
    )
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), question)
    index.close()
    assert [line in answer.text for line in lines] == [True, True]


def test_tasks_below_a_heading_said_word_for_word_are_named(tmp_path: Path) -> None:
    text = PLAN.replace("2. Đắp bồn", "II. CHĂM SÓC VƯỜN CÂY QUÝ\n\n2. Đắp bồn")
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), "phần chăm sóc vườn cây quý có những nhiệm vụ nào?")
    index.close()
    assert told(answer) == {"đắp", "tưới", "chấm", "nhổ"}


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


def test_headings_of_a_series_are_counted_and_named(tmp_path: Path) -> None:
    heads = "".join(f"{n}. Đợt {n}: Trồng cây giống loại {n}\n\nTrồng cho kịp mùa mưa.\n\n" for n in range(1, 4))
    index = opened(tmp_path / "data", plan_from(f"{PLAN}\nII. LỊCH TRÌNH\n\n{heads}"))
    answer = ask(Assistant(index), "có mấy đợt trồng cây?")
    index.close()
    assert answer.text.startswith("Có 3 mục")
    assert [f"Đợt {n}: Trồng cây" in answer.text for n in range(1, 4)] == [True] * 3


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


def test_what_stands_below_a_heading_that_is_named_is_all_told(tmp_path: Path) -> None:
    heads = "".join(f"{n}. Việc lớn số {n}\n\nLàm cho xong.\n\n" for n in range(1, 5))
    index = opened(tmp_path / "data", plan_from(f"{PLAN}\nII. NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM\n\n{heads}"))
    answer = ask(Assistant(index), "kế hoạch trồng hoa có những nhóm nhiệm vụ, giải pháp trọng tâm nào?")
    index.close()
    assert [f"{n}. Việc lớn số {n}" in answer.text for n in range(1, 5)] == [True] * 4
    assert "Ươm" not in answer.text


def test_a_heading_said_word_for_word_is_meant_whatever_else_its_words_say(tmp_path: Path) -> None:
    heads = "".join(f"{n}. Việc lớn số {n}\n\nLàm cho xong.\n\n" for n in range(1, 5))
    index = opened(tmp_path / "data", plan_from(f"{PLAN}\nII. NHIỆM VỤ CẦN LÀM NGAY TRONG THÁNG 5/2024\n\n{heads}"))
    answer = ask(Assistant(index), "những nhiệm vụ cần làm ngay trong tháng 5/2024 là gì?")
    index.close()
    assert [f"{n}. Việc lớn số {n}" in answer.text for n in range(1, 5)] == [True] * 4


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


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("trong tháng 10", date(2024, 10, 1), date(2024, 10, 31)),
        ("quý 3", date(2024, 7, 1), date(2024, 9, 30)),
        ("trước ngày 30/6", None, date(2024, 6, 30)),
        ("trước tháng 6", None, date(2024, 5, 31)),
        ("đến hạn trong quý I/2025", date(2025, 1, 1), date(2025, 3, 31)),
        ("từ tháng 3 đến tháng 5", date(2024, 3, 1), date(2024, 5, 31)),
        ("6 tháng đầu năm", date(2024, 1, 1), date(2024, 6, 30)),
        ("tuần này", date(2024, 5, 13), date(2024, 5, 19)),
        ("tháng sau", date(2024, 6, 1), date(2024, 6, 30)),
        ("hôm nay", TODAY, TODAY),
        ("từ nay đến hết năm", TODAY, date(2024, 12, 31)),
        ("từ tháng 12 đến tháng 2", date(2024, 12, 1), date(2025, 2, 28)),
        ("quý 4/2024 và quý 1/2025", date(2024, 10, 1), date(2025, 3, 31)),
        ("thứ ba tuần sau", date(2024, 5, 21), date(2024, 5, 21)),
        ("tuần 22/5/2024", date(2024, 5, 20), date(2024, 5, 26)),
        ("thứ 3 tuần 22/5/2024", date(2024, 5, 21), date(2024, 5, 21)),
        ("sáng chủ nhật", date(2024, 5, 19), date(2024, 5, 19)),
        ("thứ hai ngày 27/5", date(2024, 5, 27), date(2024, 5, 27)),
        ("việc gì phải xong trong 3 tháng tới", date(2024, 5, 15), date(2024, 8, 15)),
        ("hai tuần nữa có hạn nào", date(2024, 5, 15), date(2024, 5, 29)),
    ],
)
def test_days_of_a_question(text: str, since: date | None, until: date | None) -> None:
    found = period_in(fold(text), TODAY, 2024)
    assert found is not None
    assert (found.since, found.until) == (since, until)


@pytest.mark.parametrize(
    "text",
    ["kế hoạch năm 2024", "kế hoạch ngày 09/01/2024", "ai chủ trì?", "ngày 31/02/2024", "hội nghị về hoa 22/1/2024"],
)
def test_a_whole_year_the_day_of_a_document_and_an_impossible_day_are_no_period(text: str) -> None:
    assert period_in(fold(text), TODAY, 2024) is None


def test_a_year_is_a_time_where_something_is_to_be_done_in_it() -> None:
    found = whole_year(fold("ghi hạn năm 2025 hoặc 2026"))
    assert found is not None
    assert (found.since, found.until) == (date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "number"), [("viec thu hai", 2), ("viec so 3", 3), ("cai dau tien", 1), ("viec nao", None)]
)
def test_which_of_a_list_is_meant(text: str, number: int | None) -> None:
    assert ordinal_in(text) == number


@given(st.text(max_size=60), st.integers(2000, 2060))
def test_no_text_breaks_the_reading_of_days(text: str, year: int) -> None:
    found = period_in(fold(text), date(year, 2, 28), year)
    assert found is None or found.since is None or found.until is None or found.since <= found.until or found.text


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
