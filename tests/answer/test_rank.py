"""How much of a question a text holds, and which passage comes first."""

import pytest

from answer.answer import Question
from answer.asked import understand
from answer.assistant import Assistant
from answer.rank import Weights, holding, prior_for, union
from index.index import Index
from index.passage import Passage, PassageKind
from tests.answer.asking import HONG_LINH, QUANG_THANH, SON_DONG


def weights(index: Index, text: str, *ignored: str, history: tuple[str, ...] = ()) -> Weights:
    frequencies = index.document_frequencies()
    return Weights(understand(Question(text, history=history), frequencies), frequencies, ignored)


def test_all_that_is_said_is_covered_by_itself(index: Index) -> None:
    assert weights(index, "số hóa sổ hộ tịch").coverage(holding("Số hóa sổ hộ tịch lưu trữ")) == pytest.approx(1.0)


def test_nothing_is_covered_by_what_is_alien(index: Index) -> None:
    assert weights(index, "số hóa sổ hộ tịch").coverage(holding("Phòng Y tế")) == 0.0


def test_a_question_that_says_nothing_is_covered_by_nothing(index: Index) -> None:
    said = weights(index, "là gì?")
    assert said.is_empty
    assert said.coverage(holding("Số hóa sổ hộ tịch")) == 0.0


def test_more_of_it_covers_more(index: Index) -> None:
    said = weights(index, "số hóa sổ hộ tịch lưu trữ")
    texts = ("sổ", "sổ hộ tịch", "số hóa sổ hộ tịch", "số hóa sổ hộ tịch lưu trữ")
    shares = [said.coverage(holding(text)) for text in texts]
    assert shares == sorted(shares)
    assert len(set(shares)) == len(texts)


def test_neighbours_count_more_than_strewn_words(index: Index) -> None:
    said = weights(index, "sổ hộ tịch")
    assert said.coverage(holding("sổ hộ tịch")) > said.coverage(holding("tịch rồi sổ rồi hộ"))


def test_rare_words_tell_more(index: Index) -> None:
    said = weights(index, "hội thi")
    assert said.rarity("chưabaogiờcó") > said.rarity("tich") > said.rarity("phong") > 0


def test_a_paraphrase_covers_nearly_as_much_as_the_word(index: Index) -> None:
    said = weights(index, "tiền lấy ở đâu")
    assert 0.5 < said.coverage(holding("Kinh phí thực hiện")) < 1.0
    assert said.coverage(holding("Phòng Y tế")) == 0.0


def test_names_that_chose_the_plan_count_nothing(index: Index) -> None:
    said = weights(index, "hội thi Hồng Lĩnh", "hong", "linh")
    assert said.coverage(holding("hội thi")) == pytest.approx(1.0)
    assert said.coverage(holding("Hồng Lĩnh")) == 0.0


def test_words_are_left_out_without_changing_the_weights(index: Index) -> None:
    said = weights(index, "hội thi công chức trẻ")
    left = said.without("hội thi")
    assert left.coverage(holding("công chức trẻ")) == pytest.approx(1.0)
    assert said.coverage(holding("công chức trẻ")) < 1.0
    assert left.without("công chức trẻ").is_empty


def test_the_turn_before_is_said_too(index: Index) -> None:
    said = weights(index, "còn thời gian?", history=("Ai chủ trì hội thi?",))
    assert said.says("thi")
    assert said.coverage(holding("hội thi")) > said.coverage(holding("hộ tịch"))


def test_short_forms_and_full_forms_hold_the_same() -> None:
    assert holding("VP HĐND&UBND").words == holding("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân").words


def test_neighbours_are_held_as_such() -> None:
    held = holding("Phòng Nội vụ huyện")
    assert held.has(("noi", "vu"))
    assert not held.has(("phong", "vu"))
    assert held.has(("huyen",))


@pytest.mark.parametrize(
    ("question", "history"),
    [("số hóa sổ hộ tịch", ()), ("tiền lấy ở đâu", ()), ("còn kinh phí?", ("Ai chủ trì hội thi?",)), ("VP HĐND", ())],
)
def test_looking_for_the_question_s_words_alone_finds_what_the_whole_texts_hold(
    index: Index, question: str, history: tuple[str, ...]
) -> None:
    said = weights(index, question, "so", history=history)
    for plan in index.plans():
        for _, passage in index.passages(plan.id):
            texts = (passage.quote, *passage.path)
            for one in (said, said.without(passage.title)):
                assert one.covered(*texts) == one.coverage(union(*map(holding, texts)))


def test_what_two_texts_hold_together() -> None:
    both = union(holding("hội thi"), holding("hộ tịch"))
    assert both.has(("hoi", "thi"))
    assert not both.has(("thi", "ho"))


@pytest.mark.parametrize(
    ("question", "place", "heading"),
    [
        ("Ai chủ trì hội thi?", SON_DONG, "hội thi tìm hiểu"),
        ("phong nao so hoa so ho tich", SON_DONG, "Số hóa sổ hộ tịch"),
        ("tiền lấy ở đâu", SON_DONG, "KINH PHÍ THỰC HIỆN"),
        ("bảo hiểm y tế cho hộ cận nghèo", HONG_LINH, "bảo hiểm y tế"),
        ("giải thích cách nộp hồ sơ qua mạng", QUANG_THANH, "Quý II/2022"),
        ("ai hướng dẫn người già", QUANG_THANH, "Đoàn Thanh niên"),
        ("hội thi ở Hồng Lĩnh", SON_DONG, "cán bộ phường, xã"),
    ],
)
def test_the_passage_that_answers_comes_first(assistant: Assistant, question: str, place: str, heading: str) -> None:
    assert heading in assistant.find(Question(question, place))[0].passage.section


@pytest.mark.parametrize("k", [0, 1, 3])
def test_no_more_passages_than_asked_for(assistant: Assistant, k: int) -> None:
    assert len(assistant.find(Question("hội thi"), k)) == k


def test_passages_come_best_first_and_once(assistant: Assistant) -> None:
    fits = assistant.find(Question("Phòng Nội vụ hội thi"), 50)
    scores = [fit.score for fit in fits]
    assert scores == sorted(scores, reverse=True)
    assert len({fit.hit.passage_id for fit in fits}) == len(fits)


def test_equal_questions_find_equally(assistant: Assistant) -> None:
    question = Question("Ai chủ trì hội thi?")
    assert assistant.find(question) == assistant.find(question)


def test_a_legal_basis_is_worth_less_but_where_a_document_is_asked_for(index: Index) -> None:
    basis = Passage(PassageKind.BASIS, (), "", (), "Căn cứ Quyết định số 12/QĐ-UBND của UBND huyện")
    frequencies = index.document_frequencies()
    who = prior_for(understand(Question("Ai chủ trì hội thi?"), frequencies))
    which = prior_for(understand(Question("Hội thi theo quyết định nào?"), frequencies))
    assert who(basis) < 0 < which(basis)


def test_the_duty_of_the_named_office_is_worth_more(index: Index) -> None:
    asked = understand(Question("Phòng Nội vụ mở lớp gì?"), index.document_frequencies())
    own, other = (Passage(PassageKind.DUTY, (), name, (), "", (), name) for name in ("Phòng Nội vụ", "Phòng Tư pháp"))
    assert prior_for(asked)(own) > prior_for(asked)(other)
