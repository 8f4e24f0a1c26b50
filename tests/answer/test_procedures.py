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
<table><tr><td>Mã thủ tục</td><td>9.0000{code}</td></tr><tr><td>Số quyết định</td><td>77/QĐ-BNO</td></tr>
<tr><td>Tên thủ tục</td><td>{name}</td></tr><tr><td>Cấp thực hiện</td><td>Cấp xã</td></tr>
<tr><td>Lĩnh vực</td><td>Nuôi ong</td></tr></table>
<h2>Trình Tự Thực Hiện</h2><p>Bước 1: Nộp hồ sơ tại quầy một cửa của xã nơi có vườn.</p>
<p>Bước 2: Trong thời hạn 02 ngày làm việc, xã báo cho người nộp biết có thụ lý hay không.</p>
<h2>Cách Thức Thực Hiện</h2><table>
<tr><td>Hình thức nộp</td><td>Thời gian</td><td>Phí, lệ phí</td><td>Mô tả</td></tr>
<tr><td>Trực tiếp</td><td>{days} Ngày làm việc</td><td>{fee}</td><td></td></tr>
<tr><td>Trực tuyến</td><td>3 Ngày làm việc</td><td>{fee}</td><td></td></tr></table>
<h2>Thành phần hồ sơ</h2>
<p>Trường hợp vườn của nhà mình:</p>
<table><tr><td>Tên giấy tờ</td><td>Mẫu đơn, tờ khai</td><td>Số lượng</td></tr>
<tr><td>- Đơn xin nuôi ong theo mẫu số 7</td><td></td><td>1 bản chính</td></tr>
<tr><td>- Sơ đồ vườn</td><td></td><td>2 bản sao</td></tr></table>
<p>Trường hợp thuê rừng của lâm trường:</p>
<table><tr><td>Tên giấy tờ</td><td>Mẫu đơn, tờ khai</td><td>Số lượng</td></tr>
<tr><td>- Đơn xin nuôi ong theo mẫu số 8</td><td></td><td>1 bản chính</td></tr>
<tr><td>- 03 ảnh cỡ 4x6 chụp cánh rừng</td><td></td><td>1 bản chính</td></tr></table>
<h2>Đối tượng thực hiện</h2><p>Công dân Việt Nam, Hợp tác xã</p>
<h2>Cơ quan thực hiện</h2><p>Ủy ban nhân dân cấp xã</p>
<h2>Kết quả xử lý</h2><p>Giấy phép nuôi ong</p>
<h2>Yêu cầu, điều kiện thực hiện</h2><p>Phải khai báo trước ngày đặt đàn ít nhất 15 ngày.</p></main></body></html>"""
PLAN = """UBND XÃ SÔNG MÂY
Số: 4/KH-UBND
Sông Mây, ngày 02 tháng 3 năm 2024
KẾ HOẠCH
Cải cách hành chính năm 2024
I. NHIỆM VỤ
1. Rà soát thủ tục nuôi ong trên địa bàn
Cơ quan chủ trì: Văn phòng
Thời gian thực hiện: quý II
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("procedures")
    for code, name, days, fee in (
        ("01", "Cấp giấy phép nuôi ong", 7, "50,000 Đồng"),
        ("02", "Cấp lại giấy phép nuôi ong", 5, "20,000 Đồng"),
        ("03", "Gia hạn giấy phép nuôi ong", 4, "10,000 Đồng"),
        ("04", "Khai báo đàn vịt chạy đồng", 2, ""),
        ("05", "Công nhận trại dế", 6, "30,000 Đồng"),
        ("06", "Công nhận trại dế (trong trường hợp trại bị ngập)", 9, "Miễn phí"),
        ("07", "Công nhận trại dế (trong trường hợp trại bị cháy)", 8, "Miễn phí"),
        ("08", "Hỗ trợ chi phí đào ao cho người dưới 30 tuổi", 11, "Miễn phí"),
        ("09", "Hỗ trợ chi phí đào ao cho người từ 30 tuổi", 12, "Miễn phí"),
        ("10", "Xét, điều chỉnh, thôi hưởng tiền thóc hàng quý, cho mượn máy gặt và công cụ làm vườn", 13, ""),
        ("11", "Đăng ký lại khai sinh", 14, ""),
        ("12", "Phê duyệt kế hoạch thả bèo", 15, ""),
        ("13", "Chấm dứt thuê ruộng trong trường hợp thay đổi chủ", 16, ""),
    ):
        page = PAGE.format(code=code, name=name, days=days, fee=fee)
        Path(folder, f"{code}.html").write_text(page, encoding="utf-8")
    page = PAGE.format(code="14", name="Công nhận giống dưa", days=1, fee="").replace(" Ngày làm việc<", "<")
    Path(folder, "14.html").write_text(page, encoding="utf-8")
    return folder


def filled(data: Path, *files: Path) -> Index:
    index = Index.open(data)
    index.update([understand(one) for path in files for one in documents(path)])
    return index


@pytest.fixture(scope="module")
def index(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = filled(tmp_path_factory.mktemp("data"), *sorted(pages.glob("*.html")))
    yield index
    index.close()


@pytest.fixture(scope="module")
def assistant(index: Index) -> Assistant:
    return Assistant(index)


@pytest.fixture(scope="module")
def beside_a_plan(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    plan = tmp_path_factory.mktemp("plan") / "ke-hoach.txt"
    plan.write_text(PLAN, encoding="utf-8")
    index = filled(tmp_path_factory.mktemp("both"), plan, *sorted(pages.glob("*.html")))
    yield Assistant(index)
    index.close()


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


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("tiền thóc hàng quý mất bao nhiêu ngày?", 13),
        ("thôi hưởng tiền thóc hàng quý thì bao lâu xong?", 13),
        ("phê duyệt kế hoạch thả bèo trong mấy ngày?", 15),
        ("chấm dứt thuê ruộng bao nhiêu ngày?", 16),
    ],
)
def test_a_name_is_meant_by_one_of_the_things_that_it_joins(assistant: Assistant, question: str, days: int) -> None:
    answer = ask(assistant, question)
    assert answer.status == "answered"
    assert f"Trực tiếp: {days} Ngày làm việc" in answer.text


@pytest.mark.parametrize("other", ["khai tử", "kết hôn", "giám hộ"])
def test_another_thing_of_the_same_kind_is_refused(assistant: Assistant, other: str) -> None:
    assert ask(assistant, "Đăng ký lại khai sinh cần giấy tờ gì?").status == "answered"
    assert ask(assistant, f"Đăng ký lại {other} cần giấy tờ gì?").status == "not_found"


def test_one_way_of_handing_in_is_told_where_one_is_named(assistant: Assistant) -> None:
    text = ask(assistant, "khai báo đàn vịt chạy đồng nộp online mấy ngày?").text
    assert "Trực tuyến: 3 Ngày làm việc" in text
    assert "Trực tiếp" not in text


def test_a_time_without_a_unit_stands_beside_the_step_that_tells_one(assistant: Assistant) -> None:
    text = ask(assistant, "công nhận giống dưa mất mấy ngày?").text
    assert "Trực tiếp: 1" in text
    assert "Trong thời hạn 02 ngày làm việc" in text


def test_near_twins_are_asked_back(assistant: Assistant) -> None:
    answer = ask(assistant, "giấy phép nuôi ong bao nhiêu ngày thì có?")
    assert answer.status == "clarify"
    assert {option.label for option in answer.options} == {
        "Cấp giấy phép nuôi ong",
        "Cấp lại giấy phép nuôi ong",
        "Gia hạn giấy phép nuôi ong",
    }


def test_the_number_of_an_option_answers_for_it(assistant: Assistant) -> None:
    question = "giấy phép nuôi ong nộp trực tiếp bao nhiêu ngày thì có?"
    names = [option.label for option in ask(assistant, question).options]
    answer = ask(assistant, str(names.index("Cấp lại giấy phép nuôi ong") + 1), question)
    assert "Trực tiếp: 5 Ngày làm việc" in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "công nhận trại dế mất mấy ngày?",
            "Trực tiếp: 6 Ngày làm việc",
        ),  # the plain one, where no circumstance is said
        ("trại dế bị ngập xin công nhận mấy ngày?", "Trực tiếp: 9 Ngày làm việc"),
        ("phép nuôi ong sắp hết hạn, xin gia hạn mấy ngày?", "Trực tiếp: 4 Ngày làm việc"),
        ("nhà tôi làm mất giấy phép nuôi ong, xin lại mấy ngày có?", "Trực tiếp: 5 Ngày làm việc"),
    ],
)
def test_what_the_question_says_tells_twins_apart(assistant: Assistant, question: str, said: str) -> None:
    assert said in ask(assistant, question).text


def test_two_that_are_compared_stand_side_by_side(assistant: Assistant) -> None:
    text = ask(assistant, "cấp lại với gia hạn giấy phép nuôi ong thì lệ phí khác nhau thế nào?").text
    assert ("20,000" in text, "10,000" in text, "50,000" in text) == (True, True, False)


def test_the_papers_are_those_of_the_case_that_is_told(assistant: Assistant) -> None:
    text = ask(assistant, "tôi thuê rừng của lâm trường, xin cấp giấy phép nuôi ong cần giấy tờ gì?").text
    assert ("mẫu số 8" in text, "mẫu số 7" in text) == (True, False)


def test_the_papers_are_those_of_all_cases_where_none_is_told(assistant: Assistant) -> None:
    text = ask(assistant, "xin cấp giấy phép nuôi ong cần giấy tờ gì?").text
    assert ("mẫu số 7" in text, "mẫu số 8" in text) == (True, True)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("khai báo đàn vịt chạy đồng phải báo trước bao nhiêu ngày?", "trước ngày đặt đàn ít nhất 15 ngày"),
        ("khai báo đàn vịt chạy đồng mấy ngày thì xã báo có thụ lý hay không?", "02 ngày làm việc"),
        ("khai báo đàn vịt chạy đồng cần mấy tấm ảnh, cỡ nào?", "03 ảnh cỡ 4x6"),
        ("hợp tác xã có khai báo đàn vịt chạy đồng được không?", "Văn bản có nêu: Đối tượng thực hiện"),
        ("khai báo đàn vịt chạy đồng gửi bưu điện được không?", "Văn bản chỉ nêu: Trực tiếp"),
    ],
)
def test_the_line_that_says_it_is_told(assistant: Assistant, question: str, said: str) -> None:
    assert said in ask(assistant, question).text[:300]


@pytest.mark.parametrize(
    "question", ["khai báo đàn vịt chạy đồng lệ phí bao nhiêu?", "khai báo đàn vịt chạy đồng được bao nhiêu tiền?"]
)
def test_a_sum_that_the_file_does_not_give_is_refused(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, "Khai báo đàn vịt chạy đồng" in answer.text) == ("not_found", True)


def test_where_a_file_is_silent_it_is_said_whom_to_ask(assistant: Assistant) -> None:
    text = ask(assistant, "khai báo đàn vịt chạy đồng lệ phí bao nhiêu?").text
    assert "không nêu phí, lệ phí. Anh/chị hỏi nơi làm thủ tục: Ủy ban nhân dân cấp xã" in text


def test_a_name_asks_for_nothing(assistant: Assistant) -> None:
    assert "- Sơ đồ vườn" in ask(assistant, "người dưới 30 tuổi xin hỗ trợ chi phí đào ao cần giấy tờ gì?").text


@pytest.mark.parametrize(("age", "said"), [(25, "11 Ngày"), (70, "12 Ngày")])
def test_the_age_that_is_told_tells_which(assistant: Assistant, age: int, said: str) -> None:
    assert said in ask(assistant, f"tôi {age} tuổi, xin hỗ trợ chi phí đào ao mấy ngày?").text


def test_a_plan_that_names_a_procedure_answers_for_itself(beside_a_plan: Assistant) -> None:
    assert "Văn phòng" in ask(beside_a_plan, "ai chủ trì rà soát thủ tục nuôi ong?").text


def test_a_procedure_beside_a_plan_answers_for_itself(beside_a_plan: Assistant) -> None:
    assert "Trực tiếp: 5 Ngày làm việc" in ask(beside_a_plan, "cấp lại giấy phép nuôi ong mất mấy ngày?").text


def test_no_neighbour_answers_beside_a_plan(beside_a_plan: Assistant) -> None:
    assert ask(beside_a_plan, "xin giấy phép mở quán karaoke cần giấy tờ gì?").status == "not_found"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("lam mat giay phep nuoi ong xin lai het bao nhieu", "Cấp lại giấy phép nuôi ong"),
        ("đàn vịt chạy đồng thì khai báo ở đâu", "Khai báo đàn vịt chạy đồng"),
    ],
)
def test_a_search_finds_the_procedure_first(assistant: Assistant, question: str, name: str) -> None:
    assert assistant.find(Question(question))[0].passage.path[0] == name


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
