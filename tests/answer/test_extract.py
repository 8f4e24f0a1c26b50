"""What is answered, asked back or refused: several places, small talk, past years, and what no plan holds."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from index.index import Index
from tests.answer.asking import FOLDER, HONG_LINH, QUANG_THANH, SON_DONG, Ask, files_of, opened, plan_from

AskPlans = Callable[..., Answer]
"""(question, *texts of plans) -> the answer over those plans alone."""


@pytest.fixture
def ask_plans(tmp_path: Path) -> Iterator[AskPlans]:
    indexes: list[Index] = []

    def asked(question: str, *texts: str) -> Answer:
        plans = [plan_from(text, f"{number}.txt") for number, text in enumerate(texts)]
        indexes.append(opened(tmp_path / str(len(indexes)), *plans))
        return Assistant(indexes[-1]).answer(Question(question))

    yield asked
    for index in indexes:
        index.close()


# --- Several places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["Ai chủ trì hội thi tìm hiểu cải cách hành chính?", "hoi thi dien ra quy may"])
def test_where_two_places_answer_and_none_is_named_it_is_asked_which(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status == "clarify"
    assert {(option.place, option.year) for option in answer.options} == {(SON_DONG, 2024), (HONG_LINH, 2023)}
    assert {option.label for option in answer.options} == {"Huyện Sơn Động (2024)", "Thị xã Hồng Lĩnh (2023)"}
    assert answer.citations == ()


def test_each_option_leads_to_its_own_answer(ask: Ask) -> None:
    question = "Ai chủ trì hội thi tìm hiểu cải cách hành chính?"
    told = {one.place: ask(question, one.place, year=one.year) for one in ask(question).options}
    assert "Phòng Nội vụ" in told[SON_DONG].text
    assert "Phòng Tư pháp" in told[HONG_LINH].text


@pytest.mark.parametrize(("reply", "told"), [("Sơn Động", "Phòng Nội vụ"), ("ở Hồng Lĩnh", "Phòng Tư pháp")])
def test_a_typed_reply_goes_on_with_the_question(ask: Ask, reply: str, told: str) -> None:
    answer = ask(reply, history=("Ai chủ trì hội thi tìm hiểu cải cách hành chính?",))
    assert answer.status == "answered"
    assert told in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "hội thi ở Sơn Động và Hồng Lĩnh ai chủ trì?",
        "hoi thi cua son dong va hong linh ai chu tri",
        "Hồng Lĩnh với Sơn Động: ai chủ trì hội thi?",
    ],
)
@pytest.mark.parametrize("office", [None, SON_DONG])
def test_two_named_places_are_both_answered_by_name(ask: Ask, question: str, office: str | None) -> None:
    answer = ask(question, office)
    assert answer.status == "answered"
    assert "Huyện Sơn Động (2024): Cơ quan chủ trì: Phòng Nội vụ" in answer.text
    assert "Thị xã Hồng Lĩnh (2023): Cơ quan chủ trì: Phòng Tư pháp" in answer.text
    assert files_of(answer) == {"son-dong.txt", "hong-linh.txt"}


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("Ai chủ trì số hóa sổ hộ tịch?", "son-dong.txt"),
        ("Ai chủ trì tặng thẻ bảo hiểm y tế?", "hong-linh.txt"),
        ("Ai hướng dẫn người già ở bàn tiếp dân?", "quang-thanh.txt"),
        ("PAR INDEX là gì?", "hong-linh.txt"),
    ],
)
def test_where_only_one_place_answers_it_is_not_asked_which(ask: Ask, question: str, file: str) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert files_of(answer) == {file}


def test_only_plans_that_explain_a_short_form_are_offered(ask: Ask) -> None:
    assert "thủ tục hành chính" in ask("TTHC là gì?").text


# --- Years ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "year"), [(SON_DONG, 2024), (HONG_LINH, 2023), (QUANG_THANH, 2022)])
def test_a_past_year_is_named_with_its_source(ask: Ask, place: str, year: int) -> None:
    answer = ask("Mục đích, mục tiêu là gì?", place)
    assert f"Theo kế hoạch năm {year}" in answer.text
    assert any(str(year) in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(("shift", "named"), [(0, False), (1, False), (-1, True)])
def test_the_year_that_runs_is_not_named(ask_plans: AskPlans, shift: int, named: bool) -> None:
    year = date.today().year + shift
    text = (FOLDER / "son-dong.txt").read_text(encoding="utf-8").replace("2024", str(year))
    answer = ask_plans("Ai chủ trì hội thi?", text)
    assert "Phòng Nội vụ" in answer.text
    assert (f"Theo kế hoạch năm {year}" in answer.text) is named


def test_where_nothing_is_found_no_year_is_named(ask: Ask) -> None:
    assert "Theo kế hoạch năm" not in ask("Giá vàng hôm nay bao nhiêu?", SON_DONG).text


# --- What is no question --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("chào bạn", "Xin chào"),
        ("Hello", "Xin chào"),
        ("cảm ơn nhé", "Rất vui"),
        ("ok", "Vâng"),
        ("tạm biệt", "Khi cần tra cứu"),
        ("bạn là ai?", "Tôi tra cứu kế hoạch"),
        ("chán quá", "Xin lỗi"),
        ("test", "sẵn sàng"),
        ("", "Xin gõ câu hỏi"),
        ("   \n ", "Xin gõ câu hỏi"),
        ("👍👍", "Xin gõ câu hỏi"),
        ("???", "Xin gõ câu hỏi"),
        ("\x00\ufeff", "Xin gõ câu hỏi"),
        ("Who is responsible for the contest?", "tiếng Việt"),
        ("Please tell me which department leads this project", "tiếng Việt"),
    ],
)
@pytest.mark.parametrize("place", [None, SON_DONG])
def test_what_is_no_question_gets_a_reply_and_no_facts(ask: Ask, typed: str, reply: str, place: str | None) -> None:
    answer = ask(typed, place)
    assert answer.status == "not_found"
    assert reply in answer.text
    assert answer.citations == ()


def test_a_complaint_is_answered_with_an_excuse(ask: Ask) -> None:
    assert "Xin lỗi" in ask("dở quá, vô dụng", SON_DONG).text


@pytest.mark.parametrize(
    "typed",
    [
        "ok",
        "cảm ơn",
        "👍",
    ],
)
def test_thanks_after_a_question_do_not_repeat_its_answer(ask: Ask, typed: str) -> None:
    assert "Phòng Nội vụ" not in ask(typed, SON_DONG, history=("Ai chủ trì hội thi?",)).text


@pytest.mark.parametrize(
    "typed",
    [
        "chào bạn, ai chủ trì hội thi?",
        "ok ai chủ trì hội thi",
        "Cảm ơn nhiều nhé. Vậy thì ai chủ trì hội thi?",
        "Cảm ơn. Ai chủ trì hội thi?",
    ],
)
def test_a_polite_question_is_a_question(ask: Ask, typed: str) -> None:
    assert "Phòng Nội vụ" in ask(typed, SON_DONG).text


def test_short_english_words_are_still_english(ask: Ask) -> None:
    assert "tiếng Việt" in ask("hello how are you doing today my friend", SON_DONG).text


# --- What no plan holds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [None, SON_DONG, HONG_LINH, QUANG_THANH])
@pytest.mark.parametrize(
    "question",
    [
        "Giá vàng hôm nay bao nhiêu?",
        "Ai là tổng thống Mỹ?",
        "Ai chủ trì trồng rừng ngập mặn?",
        "Lương công chức tăng mấy phần trăm?",
        "thoi tiet ngay mai the nao",
    ],
)
def test_what_no_plan_holds_is_not_found(ask: Ask, question: str, place: str | None) -> None:
    answer = ask(question, place)
    assert answer.status == "not_found"
    assert answer.citations == ()
    assert "Không tìm thấy" in answer.text


def test_not_found_says_where_it_looked_what_is_near_and_whom_to_ask(ask: Ask) -> None:
    text = ask("Hội thi ở huyện Mường Lát ai chủ trì?", SON_DONG).text
    assert "“Cải cách hành chính năm 2024 trên địa bàn huyện Sơn Động”" in text
    assert "Gần nhất là mục: 1. Tổ chức hội thi" in text
    assert "Có thể hỏi thêm: Phòng Nội vụ." in text


def test_nobody_is_named_to_ask_where_the_plan_names_nobody(ask: Ask) -> None:
    assert "Có thể hỏi thêm" not in ask("Giá vàng hôm nay bao nhiêu?", QUANG_THANH).text


def test_without_plans_it_is_said_how_to_add_some(ask_plans: AskPlans) -> None:
    answer = ask_plans("Ai chủ trì hội thi?")
    assert answer.status == "not_found"
    assert "cchc ingest" in answer.text


TEST_DAY = """UBND HUYỆN BA TRI
Số: 21/KH-UBND
Ba Tri, ngày 09 tháng 01 năm 2024
KẾ HOẠCH
Thi làm diều giấy năm 2024

I. NỘI DUNG
1. Thời gian thi: 8 giờ 30 phút ngày 20/3/2024.
2. Địa điểm: Sân vận động huyện, số 7 đường Hoa Lài.
3. Đối tượng: học sinh thích làm diều.
II. PHÂN CÔNG
2.1. Ông Lê Văn Mẫu - Trưởng đoàn: Phụ trách chung.
2.2. Bà Trần Thị Mẫu - Phó Trưởng đoàn: Chủ trì chấm điểm diều.
2.3. Ông Phạm Mẫu - Thư ký: Ghi biên bản.
Trên đây là Kế hoạch thi làm diều giấy năm 2024, đề nghị các trường thực hiện./.
"""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    index = opened(tmp_path_factory.mktemp("day") / "data", plan_from(TEST_DAY, "dieu.txt"))
    yield Assistant(index)
    index.close()


@pytest.mark.parametrize("question", ["thời gian, địa điểm thi làm diều?", "thi làm diều lúc nào, ở đâu?"])
def test_time_and_place_asked_at_once_are_both_told(day: Assistant, question: str) -> None:
    text = day.answer(Question(question, "Ba Tri")).text
    assert "8 giờ 30 phút ngày 20/3/2024" in text
    assert "số 7 đường Hoa Lài" in text


def test_the_line_that_a_plan_heads_by_the_place_says_where(day: Assistant) -> None:
    assert day.answer(Question("địa điểm thi làm diều?", "Ba Tri")).text.startswith("Địa điểm: Sân vận động huyện")


@pytest.mark.parametrize(
    ("question", "name", "other"),
    [
        ("ai là trưởng đoàn?", "Lê Văn Mẫu", "Trần Thị Mẫu"),
        ("phó trưởng đoàn là ai?", "Trần Thị Mẫu", "Lê Văn Mẫu"),
        ("thư ký đoàn là ai?", "Phạm Mẫu", "Lê Văn Mẫu"),
    ],
)
def test_who_has_a_post_is_not_his_deputy(day: Assistant, question: str, name: str, other: str) -> None:
    text = day.answer(Question(question, "Ba Tri")).text
    assert (name in text, other in text) == (True, False)


@pytest.mark.parametrize("question", ["kế hoạch thi làm diều giấy năm 2024 thực hiện", "các trường thực hiện gì?"])
def test_the_closing_sentence_answers_nothing(day: Assistant, question: str) -> None:
    assert "Trên đây là" not in day.answer(Question(question, "Ba Tri")).text
