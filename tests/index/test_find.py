"""What is kept is found by its words, in the plans that are meant."""

import pytest
from plans_by_hand import BA_TO, BA_TO_PLAN, DUC_PHO, DUC_PHO_PLAN, plan

from index.index import Index
from index.query import Query


@pytest.fixture
def filled(index: Index) -> Index:
    index.update([BA_TO_PLAN, DUC_PHO_PLAN])
    return index


def quotes(index: Index, text: str, **options: object) -> list[str]:
    return [hit.passage.quote for hit in index.find(Query(text), 5, **options)]


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Ai chủ trì hội thi CCHC?", BA_TO[0]),
        ("ai chu tri hoi thi cchc", BA_TO[0]),
        ("kinh phi lay o dau", BA_TO[2]),
        ("dai truyen thanh", DUC_PHO[0]),
        ("Đài truyền thanh", DUC_PHO[0]),
        ("ĐÀI TRUYỀN THANH", DUC_PHO[0]),
    ],
)
def test_a_question_finds_its_passage_with_or_without_diacritics(filled: Index, question: str, quote: str) -> None:
    assert quotes(filled, question)[0] == quote


def test_diacritics_decide_between_words_that_fold_alike(index: Index) -> None:
    index.update([plan("a.txt", ("về chữ ký", "về chủ kỳ"))])
    assert quotes(index, "chủ kỳ")[0] == "về chủ kỳ"
    assert quotes(index, "chữ ký")[0] == "về chữ ký"


def test_only_plans_that_are_asked_for_answer(filled: Index) -> None:
    place = {row.place: row.id for row in filled.plans()}
    assert set(quotes(filled, "Phòng Nội vụ", plans=[place["Đức Phổ"]])) == set(DUC_PHO)


def test_no_plan_asked_for_gives_no_hit(filled: Index) -> None:
    assert filled.find(Query("Phòng Nội vụ"), 5, plans=[]) == ()


def test_a_text_without_words_gives_no_hit(filled: Index) -> None:
    assert filled.find(Query("?! …"), 5) == ()


def test_terms_given_replace_those_of_the_text(filled: Index) -> None:
    query = Query("hội thi", {"ngan_sach": 2.0}, ())
    assert max(filled.find(query, 5), key=lambda hit: hit.words).passage.quote == BA_TO[2]


def test_hits_are_ranked_by_scores_between_0_and_1(filled: Index) -> None:
    hits = filled.find(Query("Phòng Nội vụ chủ trì"), 5)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]


def test_a_hit_leads_to_its_plan(filled: Index) -> None:
    hit = filled.find(Query("đài truyền thanh"), 1)[0]
    assert filled.plan(hit.plan_id) == DUC_PHO_PLAN
    assert (hit.passage_id, hit.passage) in filled.passages(hit.plan_id)


def test_frequencies_count_passages_by_syllable_and_pair(filled: Index) -> None:
    frequencies = filled.document_frequencies()
    assert (frequencies["noi"], frequencies["noi_vu"], frequencies["dai"]) == (2, 2, 1)
    assert frequencies["nhiem_vu"] == len(BA_TO) + len(DUC_PHO)  # the heading above each passage


def test_plans_are_told_whose_passages_say_most_of_the_words_unless_too_many_do(filled: Index) -> None:
    first, second = (row.id for row in filled.plans())
    assert filled.plans_saying({"hoi": 1.0, "thi": 1.0}, 200, 0.0) == {first, second}
    assert filled.plans_saying({"hoi": 1.0, "thi": 1.0}, 1, 0.0) is None
    assert filled.plans_saying({"zzz": 1.0}, 200, 0.0) == frozenset()
