"""Procedures as people write of them: first letters, words as they sound, fields for names, parts left unsaid."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.procedures.known import Procedures
from answer.procedures.turn import Turn, read
from index.index import Index
from tests.answer.test_procedures import PAGE, filled

BOATS = "Hàng hải và đường thủy nội địa"
NAMES = (
    ("Cấp thẻ cộng tác viên nuôi ong", "Nuôi ong"),
    ("Hỗ trợ chủ vườn gặp tai nạn khi lấy mật", "Nuôi ong"),
    ("Đăng ký đàn vịt chuyển đến khi đổi ruộng", "Chăn nuôi"),
    ("Đăng ký đàn vịt chuyển đi khi đổi ruộng", "Chăn nuôi"),
    ("Đăng ký phương tiện lần đầu chưa chạy trên đường thủy nội địa", BOATS),
    ("Xóa đăng ký phương tiện", BOATS),
    ("Đổi giấy thả diều của trường học", "Vui chơi"),
    ("Đổi giấy thả diều của hợp tác xã", "Vui chơi"),
    ("Đổi giấy thả diều của người nước ngoài", "Vui chơi"),
)
TWICE = """<tr><td>Trực tiếp</td><td>{days} Ngày làm việc</td><td>{fee}</td><td></td></tr>"""
CASES = """<tr><td>Trực tiếp</td><td>21 Ngày làm việc</td><td></td><td>Mang thẻ cũ theo. Thẻ bị mờ: 21 ngày.</td></tr>
<tr><td>Trực tiếp</td><td>22 Ngày làm việc</td><td></td><td>Mang thẻ cũ theo. Thẻ bị gãy: 22 ngày.</td></tr>"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("procedures")
    for at, (name, field) in enumerate(NAMES):
        page = PAGE.replace("<td>Nuôi ong</td>", f"<td>{field}</td>")
        page = page.replace(TWICE, CASES) if at == 0 else page
        Path(folder, f"{at}.html").write_text(page.format(code=f"3{at}", name=name, days=at + 2, fee=""), "utf-8")
    index = filled(tmp_path_factory.mktemp("data"), *sorted(folder.glob("*.html")))
    yield index
    index.close()


def ask(index: Index, text: str) -> Answer:
    return Assistant(index).answer(Question(text))


def turn(index: Index, text: str) -> Turn:
    return read(text, index.document_frequencies(), Procedures(index, index.procedures()))


def test_first_letters_stand_for_the_words_of_a_name(index: Index) -> None:
    assert {"cong", "tac", "vien"} <= {*turn(index, "làm thẻ CTV nuôi ong").words}


def test_first_letters_that_no_name_has_stay(index: Index) -> None:
    assert "gxq" in turn(index, "làm thẻ GXQ nuôi ong").words


def test_a_word_is_heard_as_it_sounds(index: Index) -> None:
    assert "nan" in turn(index, "chủ vườn bị tai nạng").words


def test_a_word_of_another_tone_is_not_heard(index: Index) -> None:
    assert "nan" not in turn(index, "chủ vườn đeo tai nặng").words


def test_what_asks_is_heard_as_it_sounds(index: Index) -> None:
    assert [facet.name for facet in turn(index, "song thì được cấp dấy gì").facets] == ["result"]


@pytest.mark.parametrize("way", ["chuyển đến", "chuyển đi"])
def test_where_to_tells_twins_apart(index: Index, way: str) -> None:
    assert f"đàn vịt {way}" in ask(index, f"đăng ký đàn vịt {way} mất mấy ngày?").text


def test_what_the_field_is_called_stands_for_what_happened(index: Index) -> None:
    assert "Xóa đăng ký phương tiện" in ask(index, "xóa đăng ký ghe mất mấy ngày?").text


@pytest.mark.parametrize("text", ["hom nay nong ghe", "truong o dau"])
def test_a_word_or_two_of_a_name_is_no_name(index: Index, text: str) -> None:
    assert ask(index, text).status == "not_found"


def test_names_said_to_a_like_small_part_are_asked_back(index: Index) -> None:
    assert len(ask(index, "đổi giấy thả diều mất mấy ngày?").options) == 3


def test_the_time_of_the_case_that_is_told_is_told(index: Index) -> None:
    text = ask(index, "thẻ cộng tác viên nuôi ong bị gãy, nộp trực tiếp mất mấy ngày?").text
    assert ("Trực tiếp: 22 Ngày" in text, "Trực tiếp: 21 Ngày" in text) == (True, False)


def test_of_a_note_beside_a_time_what_tells_one_is_told(index: Index) -> None:
    assert "Mang thẻ cũ" not in ask(index, "thẻ cộng tác viên nuôi ong bị gãy mất mấy ngày?").text


def test_where_no_part_is_asked_for_time_stands_before_papers(index: Index) -> None:
    text = ask(index, "em tính xóa đăng ký phương tiện ạ").text
    assert 0 <= text.find("7 Ngày làm việc") < text.find("Sơ đồ vườn")
