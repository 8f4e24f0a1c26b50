"""Questions about procedures: the one that is meant, the part that is asked for, twins asked back, others refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from index.index import Index
from ingest.read import documents
from ingest.understand import understand
from tests.answer.asking import faults

PAGE = """<html><body><main><h1>{name}</h1>
<table><tr><td>Mã thủ tục</td><td>9.00000{code}</td></tr><tr><td>Số quyết định</td><td>77/QĐ-BNO</td></tr>
<tr><td>Tên thủ tục</td><td>{name}</td></tr><tr><td>Cấp thực hiện</td><td>Cấp xã</td></tr>
<tr><td>Lĩnh vực</td><td>Nuôi ong</td></tr></table>
<h2>Trình Tự Thực Hiện</h2><p>Bước 1: Nộp hồ sơ tại quầy một cửa.</p>
<h2>Cách Thức Thực Hiện</h2><table>
<tr><td>Hình thức nộp</td><td>Thời gian</td><td>Phí, lệ phí</td><td>Mô tả</td></tr>
<tr><td>Trực tiếp</td><td>{days} Ngày làm việc</td><td>{fee}</td><td></td></tr>
<tr><td>Trực tuyến</td><td>3 Ngày làm việc</td><td>Miễn phí</td><td></td></tr></table>
<h2>Thành phần hồ sơ</h2><table><tr><td>Tên giấy tờ</td><td>Mẫu đơn, tờ khai</td><td>Số lượng</td></tr>
<tr><td>- Đơn xin nuôi ong theo mẫu</td><td></td><td>1 bản chính</td></tr>
<tr><td>- Sơ đồ vườn</td><td></td><td>2 bản sao</td></tr></table>
<h2>Cơ quan thực hiện</h2><p>Ủy ban nhân dân cấp xã</p>
<h2>Kết quả xử lý</h2><p>Giấy phép nuôi ong</p></main></body></html>"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("procedures")
    for code, name, days, fee in (
        ("1", "Cấp giấy phép nuôi ong", 7, "50,000 Đồng"),
        ("2", "Cấp lại giấy phép nuôi ong", 5, "20,000 Đồng"),
        ("3", "Khai báo đàn vịt chạy đồng", 2, ""),
    ):
        Path(folder, f"{code}.html").write_text(PAGE.format(code=code, name=name, days=days, fee=fee), encoding="utf-8")
    index = Index.open(folder / "data")
    index.update([understand(one) for path in sorted(folder.glob("*.html")) for one in documents(path)])
    yield index
    index.close()


@pytest.fixture(scope="module")
def assistant(index: Index) -> Assistant:
    return Assistant(index)


def ask(assistant: Assistant, text: str, *history: str) -> Answer:
    return assistant.answer(Question(text, None, None, history))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("xin cấp giấy phép nuôi ong lần đầu trực tiếp mất mấy ngày?", "Trực tiếp: 7 Ngày làm việc"),
        ("cap lai giay phep nuoi ong nop truc tiep het bao nhieu tien", "Trực tiếp: 20,000 Đồng"),
        ("khai báo đàn vịt chạy đồng cần giấy tờ gì?", "- Sơ đồ vườn"),
        ("khai báo đàn vịt chạy đồng nộp ở đâu?", "Ủy ban nhân dân cấp xã"),
        ("khai báo đàn vịt chạy đồng xong nhận được giấy gì?", "Giấy phép nuôi ong"),
    ],
)
def test_the_part_that_is_asked_for_comes_first(assistant: Assistant, question: str, said: str) -> None:
    answer = ask(assistant, question)
    assert answer.status == "answered"
    assert said in answer.text.split("\nThủ tục:")[0]


def test_one_way_of_handing_in_is_told_where_one_is_named(assistant: Assistant) -> None:
    text = ask(assistant, "khai báo đàn vịt chạy đồng nộp online mấy ngày?").text
    assert "Trực tuyến: 3 Ngày làm việc" in text
    assert "Trực tiếp" not in text


def test_near_twins_are_asked_back(assistant: Assistant) -> None:
    answer = ask(assistant, "giấy phép nuôi ong bao nhiêu ngày thì có?")
    assert answer.status == "clarify"
    assert {option.label for option in answer.options} == {"Cấp giấy phép nuôi ong", "Cấp lại giấy phép nuôi ong"}


def test_the_number_of_an_option_answers_for_it(assistant: Assistant) -> None:
    question = "giấy phép nuôi ong nộp trực tiếp bao nhiêu ngày thì có?"
    names = [option.label for option in ask(assistant, question).options]
    answer = ask(assistant, str(names.index("Cấp lại giấy phép nuôi ong") + 1), question)
    assert "Trực tiếp: 5 Ngày làm việc" in answer.text


def test_a_later_turn_is_about_the_same_procedure(assistant: Assistant) -> None:
    answer = ask(assistant, "thế phí bao nhiêu?", "cấp lại giấy phép nuôi ong cần giấy tờ gì?")
    assert "20,000 Đồng" in answer.text


@pytest.mark.parametrize(
    "question", ["xin giấy phép mở quán karaoke cần giấy tờ gì?", "đăng ký nuôi cá sấu phí bao nhiêu?"]
)
def test_a_procedure_that_no_file_has_is_refused(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).status == "not_found"


def test_every_answer_is_held_by_its_quotes(assistant: Assistant, index: Index) -> None:
    texts = {row.source: index.plan(row.id).text for row in index.plans()}
    asks = (
        "cần giấy tờ gì",
        "phí bao nhiêu",
        "mấy ngày",
        "nộp ở đâu",
        "các bước thế nào",
        "mẫu đơn nào",
        "mấy bộ hồ sơ",
    )
    questions = [f"{row.name} {what}?" for row in index.procedures() for what in asks]
    assert [(q, found) for q in questions if (found := list(faults(ask(assistant, q), texts)))] == []
