"""Claims are told right or wrong, where the plan leaves no doubt; replies go on with the question before."""

import pytest

from answer.answer import Question
from answer.assistant import Assistant
from answer.claims import NO, YES, claim
from ingest.plan import FieldKind
from tests.answer.asking import HONG_LINH, SON_DONG, Ask


@pytest.mark.parametrize(
    ("text", "agency", "openly"),
    [
        ("Có phải Phòng Mây chủ trì in sổ tay không?", "phong may", "cơ quan nào chủ trì in sổ tay"),
        ("Phòng Mây có chủ trì in sổ tay không?", "phong may", "cơ quan nào chủ trì in sổ tay"),
        ("in sổ tay do Phòng Mây chủ trì phải không", "phong may", "in sổ tay do cơ quan nào chủ trì"),
        ("in so tay do phong may chu tri phai ko", "phong may", "in so tay do cơ quan nào chu tri"),
    ],
)
def test_an_agency_that_is_claimed_is_asked_for_openly(text: str, agency: str, openly: str) -> None:
    found = claim(Question(text))
    assert found is not None
    assert (" ".join(found.agency), found.role, found.openly.text) == (agency, FieldKind.LEAD, openly)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Báo cáo gửi trước ngày 15/11 phải không?", {"15/11"}),
        ("báo cáo gửi trước 5 tháng 6 đúng không", {"5/6"}),
        ("Hội thi tổ chức vào quý III đúng không?", {"quy iii"}),
    ],
)
def test_a_time_that_is_claimed_is_asked_for_openly(text: str, times: set[str]) -> None:
    found = claim(Question(text))
    assert found is not None
    assert (found.times, found.openly.text.endswith("khi nào")) == (times, True)


@pytest.mark.parametrize(
    "text",
    ["Ai chủ trì in sổ tay?", "Phòng Mây phải làm gì?", "Có được nhận tài trợ không?", "Phòng Mây chủ trì gì", ""],
)
def test_other_questions_claim_nothing(text: str) -> None:
    assert claim(Question(text)) is None


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        ("Có phải Phòng Nội vụ chủ trì hội thi không?", YES, "Cơ quan chủ trì: Phòng Nội vụ"),
        ("Có phải Phòng Tư pháp chủ trì hội thi không?", NO, "Cơ quan chủ trì: Phòng Nội vụ"),
        ("Phòng Tư pháp có phối hợp làm hội thi không?", YES, "Cơ quan phối hợp: Huyện đoàn, Phòng Tư pháp"),
        ("co phai cong an huyen chu tri hoi thi ko", NO, "Cơ quan chủ trì: Phòng Nội vụ"),
        ("Có phải Công an huyện chủ trì phát bản tin một cửa không?", NO, "Cơ quan thực hiện: Trung tâm Văn hóa"),
        ("Hội thi tổ chức vào quý III phải không?", YES, "Quý III năm 2024"),
        ("Hội thi tổ chức vào quý II phải không?", NO, "Quý III năm 2024"),
        ("Khảo sát người bệnh xong trước ngày 15/11 phải không?", YES, "trước ngày 15/11/2024"),
    ],
)
def test_a_claim_is_told_right_or_wrong_then_why(ask: Ask, text: str, verdict: str, told: str) -> None:
    answer = ask(text, SON_DONG)
    assert answer.text.startswith(verdict)
    assert told in answer.text


def test_an_explanation_shows_how_a_claim_was_asked_openly(assistant: Assistant) -> None:
    told = assistant.explain(Question("Có phải Phòng Nội vụ chủ trì hội thi không?", SON_DONG))
    assert "hỏi thành: cơ quan nào chủ trì hội thi" in told


def test_where_the_plan_speaks_of_another_role_neither_yes_nor_no_is_said(ask: Ask) -> None:
    answer = ask("Có phải Trung tâm Văn hóa chủ trì phát bản tin một cửa trên loa không?", SON_DONG)
    assert answer.text.startswith("Cơ quan thực hiện: Trung tâm Văn hóa")


def test_a_number_chooses_of_the_options_of_the_question_before(ask: Ask) -> None:
    asked = "Ai chủ trì hội thi?"
    option = ask(asked).options[1]
    assert ask("2", history=(asked,)).text == ask(asked, option.place, year=option.year).text


def test_a_year_alone_goes_on_with_the_question_before(ask: Ask) -> None:
    assert ask("năm 2023", history=("Ai chủ trì hội thi?",)).text == ask("Ai chủ trì hội thi?", HONG_LINH).text


def test_a_year_without_a_plan_is_not_answered_from_another(ask: Ask) -> None:
    assert ask("năm 2031", history=("Ai chủ trì hội thi?",)).status == "not_found"


def test_small_talk_in_between_is_no_change_of_subject(ask: Ask) -> None:
    history = ("Ai chủ trì hội thi?", *("chào em", "cảm ơn") * 24)
    assert ask("ai phối hợp?", SON_DONG, history=history).text.startswith("Cơ quan phối hợp: Huyện đoàn")
