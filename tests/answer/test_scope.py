"""Which plans may answer: the place that is named, else the office's own, else all of them."""

from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.asked import read, understand
from answer.assistant import Assistant
from answer.naming import said_names
from answer.scope import Scope, catalogue, scope
from index.index import Index
from ingest.plan import Plan
from tests.answer.asking import HONG_LINH, QUANG_THANH, SON_DONG, Ask, files_of, opened, plan_from, plans_on_disk


@pytest.fixture
def chosen(index: Index) -> "Choosing":
    return Choosing(index)


class Choosing:
    """The scope of a question, over the three plans."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __call__(self, text: str, office: str | None = None, year: int | None = None, *history: str) -> Scope:
        asked = understand(Question(text, history=history), self._index.document_frequencies())
        return scope(asked, office, year, catalogue(self._index.plans()), self._index.document_frequencies())


def places(chosen: Scope) -> set[str | None]:
    return {row.place for row in chosen.plans}


@pytest.mark.parametrize(
    ("text", "office", "wanted"),
    [
        ("Ai chủ trì hội thi?", None, {SON_DONG, HONG_LINH, QUANG_THANH}),
        ("Ai chủ trì hội thi?", SON_DONG, {SON_DONG}),
        ("Ai chủ trì hội thi ở Hồng Lĩnh?", None, {HONG_LINH}),
        ("Ai chủ trì hội thi ở Hồng Lĩnh?", SON_DONG, {HONG_LINH}),
        ("ai chu tri hoi thi o hong linh", SON_DONG, {HONG_LINH}),
        ("TX HỒNG LĨNH ai chủ trì hội thi", None, {HONG_LINH}),
        ("hội thi của huyện Sơn Động và xã Quảng Thành", None, {SON_DONG, QUANG_THANH}),
        ("Kế hoạch 812/QĐ-UBND ai chủ trì hội thi?", SON_DONG, {HONG_LINH}),
        ("Kế hoạch số 47/KH-UBND hội thi quý mấy?", None, {SON_DONG}),
        ("hội thi của tỉnh Hà Tĩnh", None, {HONG_LINH}),
        ("hội thi năm 2023", None, {HONG_LINH}),
        ("hội thi năm 2022", None, {QUANG_THANH}),
        ("hội thi ở xã Sơn Động", None, {SON_DONG}),
        ("hội thi của tỉnh Bắc Ninh", None, {SON_DONG}),
        ("hội thi năm 2019", None, {SON_DONG, HONG_LINH, QUANG_THANH}),
    ],
)
def test_place_number_and_year_choose(chosen: Choosing, text: str, office: str | None, wanted: set[str]) -> None:
    assert places(chosen(text, office)) == wanted


def test_the_year_that_was_chosen_counts(chosen: Choosing) -> None:
    assert places(chosen("Ai chủ trì hội thi?", None, 2023)) == {HONG_LINH}


def test_a_province_named_from_within_leaves_the_offices_own_plan(chosen: Choosing) -> None:
    assert HONG_LINH in places(chosen("hội thi của tỉnh Hà Tĩnh", HONG_LINH))


@pytest.mark.parametrize(("text", "decided", "each"), [("hội thi", False, False), ("hội thi Sơn Động", True, False)])
def test_what_was_decided(chosen: Choosing, text: str, decided: bool, each: bool) -> None:
    found = chosen(text)
    assert (found.decided, found.each) == (decided, each)


def test_two_places_are_each_to_be_answered(chosen: Choosing) -> None:
    assert chosen("hội thi ở Sơn Động và Hồng Lĩnh").each


def test_the_name_that_chose_says_nothing_more(chosen: Choosing) -> None:
    assert chosen("hội thi ở Hồng Lĩnh").words >= {"hong", "linh"}
    assert chosen("hội thi", SON_DONG).words >= {"son", "dong"}


@pytest.mark.parametrize("text", ["hội thi ở huyện Mường Lát", "hội thi ở Đà Nẵng", "hội thi tỉnh Thanh Hóa"])
def test_places_without_a_plan_are_strangers(chosen: Choosing, text: str) -> None:
    assert chosen(text).strangers
    assert not chosen("hội thi ở Hồng Lĩnh").strangers


@pytest.mark.parametrize("name", ["Sơn Động", "huyện Sơn Động", "HUYỆN SƠN ĐỘNG", "son dong", "huyen son dong"])
def test_a_place_is_found_by_any_writing(index: Index, name: str) -> None:
    assert {row.place for row in catalogue(index.plans()).of_place(name)} == {SON_DONG}


def test_a_plan_is_found_once(index: Index) -> None:
    assert len(catalogue(index.plans()).of_place("huyện Sơn Động")) == 1


@pytest.mark.parametrize("name", ["Mường Lát", "Sơn", "", "huyện"])
def test_no_plan_is_of_an_unknown_place(index: Index, name: str) -> None:
    assert catalogue(index.plans()).of_place(name) == ()


def test_nothing_is_in_scope_without_plans() -> None:
    found = scope(understand(Question("hội thi"), {}), SON_DONG, None, catalogue(()), {})
    assert found.plans == ()


# --- Follow-ups -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "office", "history", "wanted"),
    [
        ("còn Hồng Lĩnh?", SON_DONG, ("Ai chủ trì hội thi?",), {HONG_LINH}),
        ("còn thời gian?", None, ("Ai chủ trì hội thi ở Hồng Lĩnh?",), {HONG_LINH}),
        ("còn thời gian?", SON_DONG, ("Ai chủ trì hội thi ở Hồng Lĩnh?",), {HONG_LINH}),
        ("ai phối hợp?", None, ("hội thi ở Sơn Động", "còn Hồng Lĩnh?"), {HONG_LINH}),
    ],
)
def test_the_place_of_the_turn_before_goes_on(
    chosen: Choosing, text: str, office: str | None, history: tuple[str, ...], wanted: set[str]
) -> None:
    assert places(chosen(text, office, None, *history)) == wanted


@pytest.mark.parametrize(
    ("text", "place", "history", "told"),
    [
        ("còn Hồng Lĩnh?", None, ("Ai chủ trì hội thi ở Sơn Động?",), "Phòng Tư pháp"),
        ("còn Hồng Lĩnh thì sao?", SON_DONG, ("Hội thi quý mấy?",), "Quý IV"),
        ("Sơn Động", None, ("Ai chủ trì hội thi tìm hiểu cải cách hành chính?",), "Phòng Nội vụ"),
        ("huyện Sơn Động", None, ("hội thi quý mấy?",), "Quý III"),
        ("còn thời gian?", SON_DONG, ("Ai chủ trì hội thi?",), "Quý III"),
        ("ai phối hợp?", SON_DONG, ("Ai chủ trì số hóa sổ hộ tịch?",), "Công an huyện"),
        ("thế còn Phòng Tài chính?", SON_DONG, ("Phòng Nội vụ phải làm gì?",), "Thẩm định dự toán"),
        ("còn phòng tư pháp?", SON_DONG, ("Phòng Nội vụ phải làm những việc gì?",), "hộ tịch"),
        ("Ai ký kế hoạch?", SON_DONG, ("Ai chủ trì hội thi?",), "Hoàng Văn Mẫu"),
        ("Khảo sát người bệnh ở trạm y tế do ai làm?", SON_DONG, ("Hội thi quý mấy?",), "Phòng Y tế"),
        ("khi nào?", SON_DONG, ("chào bạn", "Ai chủ trì số hóa sổ hộ tịch?"), "30/9/2024"),
    ],
)
def test_a_follow_up_is_answered(ask: Ask, text: str, place: str | None, history: tuple[str, ...], told: str) -> None:
    answer = ask(text, place, history=history)
    assert answer.status == "answered"
    assert told in answer.text


def test_another_subject_forgets_the_one_before(ask: Ask) -> None:
    text = ask("Khảo sát người bệnh ở trạm y tế do ai làm?", SON_DONG, history=("Hội thi quý mấy?",)).text
    assert "hội thi" not in text


@pytest.mark.parametrize("place", [None, SON_DONG, HONG_LINH])
def test_an_office_does_not_hide_the_named_place(ask: Ask, place: str | None) -> None:
    assert files_of(ask("Ai chủ trì hội thi ở thị xã Hồng Lĩnh?", place)) == {"hong-linh.txt"}


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Ai chủ trì hội thi ở huyện Mường Lát?", SON_DONG),
        ("Ai chủ trì hội thi ở Mường Lát?", None),
        ("Ai chủ trì hội thi ở Đà Nẵng?", None),
        ("Ai chủ trì hội thi năm 2021?", None),
        ("Ai chủ trì hội thi năm 2021?", SON_DONG),
        ("Ai chủ trì hội thi?", QUANG_THANH),
    ],
)
def test_no_other_places_or_years_plan_stands_in(ask: Ask, question: str, place: str | None) -> None:
    assert ask(question, place).status == "not_found"


def test_a_strange_place_without_diacritics_is_not_answered_from_another(ask: Ask) -> None:
    assert ask("ai chu tri hoi thi o da nang").status == "not_found"


def test_places_are_compared(ask: Ask) -> None:
    text = ask("So sánh hội thi của Sơn Động với Hồng Lĩnh: quý mấy?", SON_DONG).text
    assert "Quý III" in text
    assert "Quý IV" in text


def test_a_question_word_behind_a_level_is_no_place(chosen: Choosing) -> None:
    assert chosen("Sản phẩm của việc chấm điểm các phường là gì?", HONG_LINH).strangers == ()


@pytest.mark.parametrize(
    "question",
    ["Kế hoạch của huyện Hương Sơn ai ký?", "Kế hoạch năm 2023 của huyện Hương Sơn số mấy?",
     "TTHC là gì, kế hoạch xã Cẩm Giàng?", "Mục đích kế hoạch của huyện Hương Sơn là gì?"],
)  # fmt: skip
def test_records_of_other_places_do_not_answer_for_one_without_a_plan(ask: Ask, question: str) -> None:
    assert ask(question).status == "not_found"


@pytest.mark.parametrize(
    ("text", "said"), [("sản phẩm là gì", []), ("san pham la gi", []), ("ai ký ở La Gi", ["la gi"])]
)
def test_words_of_asking_are_no_place(text: str, said: list[str]) -> None:
    names = said_names(read(text, {}), {("la", "gi"): {"la gi": 1}}, {})
    assert [" ".join(one.name) for one in names] == said


def test_each_place_named_answers_for_itself_however_well_another_fits(tmp_path: Path) -> None:
    text = (
        "UBND TỈNH BẮC GIANG\nUBND HUYỆN LỤC NAM\n\nSố: 5/KH-UBND\n\nLục Nam, ngày 06 tháng 02 năm 2024\n\nKẾ HOẠCH\n"
        "Cải cách hành chính huyện Lục Nam năm 2024\n\nI. NHIỆM VỤ\n\n1. Mở hội thi cải cách hành chính\n\n"
        "- Cơ quan chủ trì: Phòng Nội vụ.\n"
    )
    asked = "Ai chủ trì hội thi cải cách hành chính cho công chức trẻ ở Sơn Động và ở Lục Nam?"
    told = Assistant(opened(tmp_path, *plans_on_disk(), plan_from(text))).answer(Question(asked)).text
    assert [place for place in (SON_DONG, "Lục Nam") if place not in told] == []


def test_of_several_places_named_it_is_said_that_one_has_no_answer(ask: Ask) -> None:
    told = ask("Ai xây dựng chuyên mục hỏi đáp thủ tục đất đai ở Sơn Động và Hồng Lĩnh?").text
    assert told.startswith("Thị xã Hồng Lĩnh (2023): ")
    assert told.endswith("Phần còn lại của câu hỏi không tìm thấy trong kế hoạch.")


# --- Names that differ in marks only, and names within names ----------------------------------------------------------


def commune(name: str, number: int, kind: str = "xã", year: int = 2026) -> Plan:
    text = (
        f"UBND {kind.upper()} {name.upper()}\n\nSố: {number}/KH-UBND\n\n{name}, ngày 06 tháng 01 năm {year}\n\n"
        f"KẾ HOẠCH\nCải cách hành chính {kind} {name} năm {year}\n\nTheo chỉ đạo của UBND tỉnh Quảng Ngãi.\n\n"
        f"I. NHIỆM VỤ\n\n1. Mở hội thi cải cách hành chính\n\n- Cơ quan chủ trì: Văn phòng số {number}.\n"
    )
    return plan_from(text, f"{number}.txt")


def asked_of(folder: Path, question: str, *plans: Plan, place: str | None = None) -> Answer:
    return Assistant(opened(folder, *plans)).answer(Question(question, place))


@pytest.mark.parametrize(
    ("question", "place", "told"),
    [
        ("Ai chủ trì hội thi ở xã Sơn Hà?", None, "số 8"),
        ("Ai chủ trì hội thi ở Sơn Hạ?", None, "số 7"),
        ("Ai chủ trì hội thi?", "Sơn Hà", "số 8"),
        ("Ai chủ trì hội thi?", "xã Sơn Hạ", "số 7"),
    ],
)
def test_names_are_told_apart_by_their_marks(tmp_path: Path, question: str, place: str | None, told: str) -> None:
    assert told in asked_of(tmp_path, question, commune("Sơn Hạ", 7), commune("Sơn Hà", 8), place=place).text


def test_a_name_without_marks_is_asked_for_where_it_may_be_two(tmp_path: Path) -> None:
    answer = asked_of(tmp_path, "ai chu tri hoi thi o xa son ha", commune("Sơn Hạ", 7), commune("Sơn Hà", 8))
    assert answer.status == "clarify"


@pytest.mark.parametrize("question", ["Ai chủ trì hội thi ở xã Sơn Hà?", "Ai chủ trì hội thi ở Sơn Hà?"])
def test_a_place_is_not_answered_for_by_one_with_other_marks(tmp_path: Path, question: str) -> None:
    answer = asked_of(tmp_path, question, commune("Sơn Hạ", 7))
    assert (answer.status, "địa phương được hỏi" in answer.text) == ("not_found", True)


def test_a_place_is_not_answered_for_by_one_whose_name_begins_so(tmp_path: Path) -> None:
    answer = asked_of(tmp_path, "Ai chủ trì hội thi ở xã Hưng Nguyên Nam?", commune("Hưng Nguyên", 7))
    assert answer.status == "not_found"


@pytest.mark.parametrize("question", ["hội thi ở xã Hưng Nguyên năm 2026", "hoi thi o xa hung nguyen nam 2026"])
def test_the_year_behind_a_name_is_no_part_of_it(tmp_path: Path, question: str) -> None:
    rows = opened(tmp_path, commune("Hưng Nguyên", 7), commune("Hưng Nguyên Nam", 8)).plans()
    assert {row.place for row in scope(understand(Question(question), {}), None, None, catalogue(rows), {}).plans} == {
        "Hưng Nguyên"
    }


@pytest.mark.parametrize(("place", "kind"), [("xã Ba Tơ", "xã"), ("xa ba to", "xã"), ("huyện Ba Tơ", "huyện")])
def test_a_commune_and_the_former_district_of_its_name_are_told_apart(tmp_path: Path, place: str, kind: str) -> None:
    rows = opened(tmp_path, commune("Ba Tơ", 7, "huyện", 2025), commune("Ba Tơ", 8)).plans()
    assert [row.place_kind for row in catalogue(rows).of_place(place)] == [kind]


def test_each_option_of_a_question_back_leads_to_its_own_plan(tmp_path: Path) -> None:
    plans = commune("Ba Tơ", 7, "huyện"), commune("Ba Tơ", 8), commune("Sơn Hạ", 9)
    ask = Assistant(opened(tmp_path, *plans))
    question = "Ai chủ trì hội thi ở Ba Tơ?"
    options = ask.answer(Question(question)).options
    told = [ask.answer(Question("Ai chủ trì hội thi?", one.place, year=one.year)).text for one in options]
    assert sorted(text.partition(" [1]")[0][-4:] for text in told) == ["số 7", "số 8"]


def test_a_former_district_is_found_under_its_commune_that_has_no_plan(tmp_path: Path) -> None:
    rows = opened(tmp_path, commune("Ba Tơ", 7, "huyện", 2025)).plans()
    assert [row.place_kind for row in catalogue(rows).of_place("xã Ba Tơ")] == ["huyện"]


def test_a_former_district_is_found_under_a_commune_that_is_called_after_it(tmp_path: Path) -> None:
    answer = asked_of(tmp_path, "Ai chủ trì hội thi ở xã Hưng Nguyên Nam?", commune("Hưng Nguyên", 7, "huyện", 2025))
    assert answer.status == "answered"


@pytest.mark.parametrize("name", ["Sở Nội vụ Sơn Động", "Sơn Động Na"])
def test_what_says_more_than_a_place_is_none(index: Index, name: str) -> None:
    assert catalogue(index.plans()).of_place(name) == ()
