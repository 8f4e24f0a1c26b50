"""The tables of how people ask: each file's form, and what each pattern takes and leaves."""

from collections import Counter
from collections.abc import Callable
from importlib.resources import files

import pytest

from answer import lexicon
from ingest.places import named
from ingest.vietnamese import canonical, fold, folded_words

COLUMNS = {
    "chat_words.tsv": 2,
    "facets.tsv": 2,
    "places.tsv": 2,
    "smalltalk.tsv": 2,
    "stop_words.txt": 1,
}
# Facet -> a question that asks for it, and one that does not though it sounds like it.
ASKED = {
    "signer": ("Ai ký kế hoạch này?", "Ai lo việc định kỳ?"),
    "definition": ("KPI là gì?", "Ai giải bài?"),
    "amount": ("Tốn bao nhiêu tiền?", "Bao nhiêu người đến?"),
    "duration": ("Trong bao lâu có kết quả?", "Bao lâu một lần?"),
    "name": ("Giám đốc sở tên gì?", "Hội thi tên dài"),
    "replaces": ("Thay thế quyết định nào?", "Ai làm thay?"),
    "phone": ("Cho xin số điện thoại", "Ai cầm điện?"),
    "link": ("Website ở đâu?", "Địa chỉ nhà văn hóa?"),
    "mail": ("Email góp ý là gì?", "Ai gửi thư?"),
    "clock": ("Họp lúc mấy giờ?", "Giờ giấc ra sao?"),
    "list": ("Trạm y tế phải làm những gì?", "Việc này khó không?"),
    "deadline": ("Nộp trước ngày nào?", "Nhân hạn mức"),
    "day": ("Họp ngày nào?", "Họp hằng ngày"),
    "quarter": ("Làm trong quý mấy?", "Quý khách đến chưa?"),
    "range": ("Từ ngày nào đến ngày nào?", "Đi từ xã đến huyện"),
    "period": ("Trồng cây tháng mấy?", "Trồng cây mỗi tháng"),
    "frequency": ("Bao lâu một lần?", "Lần trước vui"),
    "when": ("Khi nào làm xong?", "Làm xong rồi"),
    "doc": ("Theo quyết định nào?", "Ai quyết?"),
    "percent": ("Đạt bao nhiêu phần trăm?", "Phần việc khó"),
    "where": ("Dán thông báo ở đâu?", "Đâu phải vậy"),
    "approver": ("Ai phê duyệt?", "Duyệt xong chưa"),
    "receiver": ("Báo cáo gửi cho ai?", "Bản tin hay"),
    "coordinator": ("Ai phối hợp?", "Phối màu đẹp"),
    "who": ("Đơn vị nào làm?", "Nào ta đi"),
    "lead": ("Ai chủ trì?", "Chủ nhà đâu"),
    "product": ("Sản phẩm là gì?", "Phẩm chất tốt"),
    "method": ("Làm bằng cách nào?", "Cách đây lâu"),
    "budget": ("Kinh phí từ nguồn nào?", "Sách hay"),
    "overview": ("Mục đích là gì?", "Đích đến xa"),
    "place": ("Xã này thuộc huyện nào?", "Thuộc bài chưa?"),
    "newcomer": ("Tôi mới về phòng", "Tòa nhà mới"),
    "yesno": ("Có phải nộp không?", "Không khí lành"),
}


def lines(name: str) -> list[str]:
    return (files("answer") / "lexicon" / name).read_text(encoding="utf-8").splitlines()


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in lines(name) if line.strip() and not line.startswith("#")]


def twice(name: str, key: Callable[[str], object]) -> list[object]:
    counts = Counter(key(row[0]) for row in rows(name))
    return [found for found, count in counts.items() if count > 1]


def asks(facet: str, question: str) -> bool:
    return any(name == facet and pattern.search(fold(question)) for name, pattern in lexicon.facet_patterns())


def test_no_table_is_without_a_test() -> None:
    assert {file.name for file in (files("answer") / "lexicon").iterdir() if "." in file.name} == {
        *COLUMNS,
        "thesaurus.txt",  # tests/answer/test_thesaurus.py
        "many.toml",  # tests/answer/test_many.py
        "about.toml",  # tests/answer/test_about.py
        *("procedures.toml", "procedure_weights.toml", "life_events.txt"),  # tests/answer/test_procedure_words.py
        *("to_a_model.txt", "turning.toml"),  # tests/answer/test_reader.py, test_judge.py
    }


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_says_what_it_is_and_has_its_columns(name: str) -> None:
    assert lines(name)[0].startswith("# ")
    assert [row for row in rows(name) if len(row) != COLUMNS[name] or not row[0].strip()] == []


@pytest.mark.parametrize("name", COLUMNS)
def test_cells_have_no_stray_white_space(name: str) -> None:
    assert [row for row in rows(name) if any(cell != cell.strip() for cell in row)] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("facets.tsv", str),
        ("smalltalk.tsv", str),
        ("stop_words.txt", canonical),
    ],
)
def test_no_entry_stands_twice(name: str, key: Callable[[str], object]) -> None:
    assert twice(name, key) == []


def test_no_chat_word_stands_twice() -> None:
    assert twice("chat_words.tsv", str.lower) == []


def test_no_place_stands_twice() -> None:
    assert twice("places.tsv", lambda said: tuple(folded_words(said))) == []


def test_no_chat_word_means_two_things() -> None:
    meanings: dict[str, set[str]] = {}
    for typed, full in rows("chat_words.tsv"):
        meanings.setdefault(typed.lower(), set()).add(full)
    assert [typed for typed, full in meanings.items() if len(full) > 1] == []


# --- Facets ---------------------------------------------------------------------------------------------------------


def test_every_facet_has_an_example_here() -> None:
    assert {name for name, _ in lexicon.facet_patterns()} == set(ASKED)


@pytest.mark.parametrize("facet", ASKED)
def test_a_facet_takes_what_asks_for_it(facet: str) -> None:
    assert asks(facet, ASKED[facet][0])


@pytest.mark.parametrize("facet", ASKED)
def test_a_facet_leaves_what_only_sounds_like_it(facet: str) -> None:
    assert not asks(facet, ASKED[facet][1])


@pytest.mark.parametrize(
    "text", ["Ai là thư ký tổ công tác?", "Ai ký giùm giấy tờ?", "Ai lo đăng ký học?", "Chữ ký số của ai?"]
)
def test_not_all_that_is_signed_or_sounds_so_asks_for_the_signer(text: str) -> None:
    assert not asks("signer", text)


@pytest.mark.parametrize(
    ("facet", "text"),
    [
        ("link", "Công chức địa chính học ở đâu?"),
        ("frequency", "Máy lạnh để ở đâu?"),
        ("approver", "Cái quyết định đâu?"),
    ],
)
def test_a_facet_is_found_in_whole_words_only(facet: str, text: str) -> None:
    assert not asks(facet, text)


def test_facet_patterns_are_folded_and_lie_in_wait_for_nothing_empty() -> None:
    for name, pattern in lexicon.facet_patterns():
        assert not pattern.search(""), name
        letters = "".join(char for char in pattern.pattern if char.isalpha())
        assert letters == fold(letters), name


# --- Chat words, thesaurus, stop words, places ------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "found"), [("ko biết", "ko"), ("ĐT?", "ĐT"), ("bao h họp", "bao h")])
def test_chat_words_are_found_as_whole_words(typed: str, found: str) -> None:
    match = lexicon.chat_pattern().search(typed)
    assert match is not None
    assert match.group() == found


@pytest.mark.parametrize("typed", ["kontum", "khoai", "47/KH-UBND", "12.KH", "TT&TT"])
def test_chat_words_are_not_found_inside_others(typed: str) -> None:
    assert lexicon.chat_pattern().search(typed) is None


def test_every_chat_word_is_matched_as_itself() -> None:
    unmatched = [typed for typed in lexicon.chat_words() if not lexicon.chat_pattern().fullmatch(typed)]
    assert unmatched == []


def test_no_chat_word_is_written_out_as_itself() -> None:
    assert [typed for typed, full in rows("chat_words.tsv") if typed.lower() == full.lower()] == []


def test_the_thesaurus_has_words_on_both_sides() -> None:
    for first, entries in lexicon.thesaurus().items():
        for entry in entries:
            assert entry.said[0] == first
            assert entry.meant
            assert all(entry.meant)


def test_of_words_that_begin_alike_the_longest_is_tried_first() -> None:
    for entries in lexicon.thesaurus().values():
        lengths = [len(entry.said) for entry in entries]
        assert lengths == sorted(lengths, reverse=True)


def test_stop_words_are_single_syllables() -> None:
    assert [row for row in rows("stop_words.txt") if len(folded_words(row[0])) != 1] == []
    assert lexicon.stop_words(folded=True) == {fold(word) for word in lexicon.stop_words(folded=False)}


def test_place_aliases_lead_to_places_that_exist() -> None:
    assert [name for name in lexicon.place_aliases().values() if not named(name)] == []


# --- Small talk -----------------------------------------------------------------------------------------------------


def replies(message: str) -> list[str]:
    return [reply for pattern, reply in lexicon.small_talk() if pattern.fullmatch(fold(message).strip(" .!?"))]


@pytest.mark.parametrize(
    "message",
    [
        "Chào bạn",
        "hello",
        "xin chào em",
        "cảm ơn nhiều",
        "Thanks!",
        "ok",
        "vâng",
        "tạm biệt",
        "bot làm được gì?",
        "alo test",
    ],
)
def test_small_talk_is_known(message: str) -> None:
    assert replies(message)


@pytest.mark.parametrize(
    "message",
    [
        "Chào bạn, ai chủ trì hội thi?",
        "Ai viết lời chào mừng?",
        "Hội thi hay tổ chức khi nào?",
        "Được bố trí kinh phí nào?",
        "Da cam do ai lo?",
        "Thử nghiệm phần mềm do ai chủ trì?",
        "Test nhanh do đơn vị nào làm?",
        "Ban Dân tộc làm được gì?",
        "Thư cảm ơn gửi người dân do cơ quan nào soạn?",
        "",
    ],
)
def test_small_talk_is_only_a_whole_message(message: str) -> None:
    assert replies(message) == []


@pytest.mark.parametrize("message", ["Cảm ơn, ai chủ trì hội thi?", "Ai viết thư cảm ơn?", "ok ai ký?", "Hay ai ký?"])
def test_a_short_question_is_no_small_talk(message: str) -> None:
    assert replies(message) == []


def test_every_reply_is_a_sentence_of_its_own() -> None:
    assert [reply for _, reply in lexicon.small_talk() if not reply.endswith((".", "?"))] == []
