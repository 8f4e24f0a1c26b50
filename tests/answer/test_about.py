"""A passage is about a question whose words stand in it with their neighbours, not of one whose syllables do."""

import tomllib
from importlib.resources import files

import pytest

from answer.about import chance, features
from answer.answer import Question
from answer.assistant import Assistant
from tests.answer.asking import HONG_LINH, QUANG_THANH, SON_DONG, Ask

OUTSIDE = (
    "Phòng nào cấp lại căn cước?", "Ai giải quyết tranh chấp đất đai?", "Đơn vị nào sửa đường liên thôn?",
    "Khi nào có điện lại?", "Cơ quan nào giải quyết bảo hiểm thất nghiệp?", "Ai phụ trách nghĩa vụ quân sự?",
    "Đơn vị nào thu gom rác thải?", "Phòng nào tiếp nhận đơn ly hôn?", "Trường nào tuyển sinh lớp 10?",
    "Công an nào xử lý trộm cắp xe máy?", "Ai phụ trách thu học phí?", "Khi nào tổ chức giải bóng đá?",
)  # fmt: skip


@pytest.mark.parametrize("place", [None, SON_DONG, HONG_LINH, QUANG_THANH])
@pytest.mark.parametrize("question", OUTSIDE)
def test_a_question_that_no_plan_answers_gets_no_answer(ask: Ask, question: str, place: str | None) -> None:
    assert ask(question, place).status == "not_found"


def test_the_table_of_chances_weighs_every_feature_and_no_other(assistant: Assistant) -> None:
    table = tomllib.loads((files("answer") / "lexicon" / "about.toml").read_text(encoding="utf-8"))
    extract = assistant.understood(Question("Ai chủ trì hội thi?"))
    fit = extract.fits()[0]
    values = features(extract.asked, fit, extract.rival_of(fit), extract.weights, "")
    assert set(table["weights"]) == {*values, "bias"}
    assert 0 < chance(values, table["weights"]) < 1
    assert 0 < table["least"] < 1
