"""Signers, short forms, contacts, documents and places, out of what a plan's records say."""

from pathlib import Path

import pytest

from answer.answer import Question
from answer.assistant import Assistant
from tests.answer.asking import HONG_LINH, QUANG_THANH, SON_DONG, Ask, opened, plan_from


@pytest.mark.parametrize(
    ("question", "place", "told"),
    [
        ("Ai ký kế hoạch?", SON_DONG, ("Hoàng Văn Mẫu", "PHÓ CHỦ TỊCH")),
        ("ai ky", HONG_LINH, ("Đặng Thị Thử", "CHỦ TỊCH")),
        ("Người ký kế hoạch là ông bà nào?", QUANG_THANH, ("Lý Thị Ví Dụ",)),
        ("47/KH-UBND do ai ký?", None, ("Hoàng Văn Mẫu",)),
        ("TTHC là gì?", SON_DONG, ("thủ tục hành chính",)),
        ("cchc nghia la gi", SON_DONG, ("cải cách hành chính",)),
        ("TTHC với CCHC là gì?", SON_DONG, ("thủ tục hành chính", "cải cách hành chính")),
        ("PAR INDEX là gì?", HONG_LINH, ("Chỉ số cải cách hành chính",)),
        ("Sơn Động thuộc tỉnh nào?", SON_DONG, ("Tỉnh Bắc Giang",)),
    ],
)
def test_records_answer(ask: Ask, question: str, place: str | None, told: tuple[str, ...]) -> None:
    answer = ask(question, place)
    assert answer.status == "answered"
    assert [part for part in told if part not in answer.text] == []


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Số điện thoại đường dây nóng là gì?", "0204.3999111"),
        ("Xin số đường dây nóng phản ánh thái độ phục vụ", "0204.3999111"),
        ("Trang web của huyện là gì?", "https://sondong.vidu.gov.vn"),
        ("Email góp ý là gì?", "gopy@sondong.vidu.gov.vn"),
    ],
)
def test_a_contact_is_given_for_what_stands_before_it(ask: Ask, question: str, told: str) -> None:
    assert told in ask(question, SON_DONG).text


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Số điện thoại của Phòng Y tế là gì?", SON_DONG),
        ("Số điện thoại của Công an huyện?", SON_DONG),
        ("Số điện thoại Hội Cựu chiến binh?", HONG_LINH),
        ("Trang web của thị xã?", HONG_LINH),
        ("Email góp ý?", HONG_LINH),
        ("Số điện thoại Phòng Nội vụ?", None),
        ("Kế hoạch của xã số mấy?", QUANG_THANH),
        ("XYZ là gì?", SON_DONG),
    ],
)
def test_what_is_not_recorded_is_not_found(ask: Ask, question: str, place: str | None) -> None:
    answer = ask(question, place)
    assert answer.status == "not_found"
    assert "0204" not in answer.text


@pytest.mark.parametrize(
    ("question", "place", "told"),
    [
        ("Chỉ tiêu chuyển đổi số được giao theo quyết định nào?", SON_DONG, "2156/QĐ-UBND ngày 29/12/2023"),
        ("Nghị quyết nào về dự toán ngân sách?", SON_DONG, "31/NQ-HĐND"),
        ("Tờ trình của Phòng Nội vụ số mấy?", HONG_LINH, "33/TTr-PNV"),
        ("Kế hoạch kiểm tra công vụ của tỉnh số mấy?", HONG_LINH, "15/KH-UBND"),
        ("Kế hoạch cải cách hành chính của huyện số mấy?", SON_DONG, "47/KH-UBND"),
        ("Quyết định 2156/QĐ-UBND về việc gì?", SON_DONG, "chỉ tiêu chuyển đổi số"),
        ("Kế hoạch số 15/KH-UBND về việc gì?", HONG_LINH, "kiểm tra công vụ"),
        ("Chỉ thị 09/CT-UBND nói về việc gì?", QUANG_THANH, "chấn chỉnh kỷ luật công vụ"),
    ],
)
def test_documents_are_known_by_topic_and_by_number(ask: Ask, question: str, place: str, told: str) -> None:
    answer = ask(question, place)
    assert answer.status == "answered"
    assert told in answer.text


def test_the_own_number_comes_with_its_date(ask: Ask) -> None:
    assert "ngày 18 tháng 01 năm 2024" in ask("Kế hoạch cải cách hành chính của huyện số mấy?", SON_DONG).text


def test_dates_that_contradict_each_other_are_both_told(ask: Ask) -> None:
    text = ask("Quyết định ban hành kế hoạch số mấy, ngày nào?", HONG_LINH).text
    assert "812/QĐ-UBND" in text
    assert "ngày 02 tháng 3 năm 2023" in text
    assert "ngày 20 tháng 02 năm 2023" in text
    assert "Lưu ý" in text


def test_where_nothing_contradicts_no_warning_is_given(ask: Ask) -> None:
    assert "Lưu ý" not in ask("Kế hoạch cải cách hành chính của huyện số mấy?", SON_DONG).text


@pytest.mark.parametrize(
    ("question", "place", "told", "untold"),
    [
        ("Mục đích của kế hoạch là gì?", SON_DONG, "Rút ngắn thời gian người dân phải chờ", "không giao chung chung"),
        ("Mục tiêu của kế hoạch là gì?", HONG_LINH, "Giảm phiền hà cho doanh nghiệp", "Điều 2"),
        ("Kế hoạch nhằm mục đích gì?", QUANG_THANH, "Giúp bà con hiểu quyền của mình", "Niêm yết"),
        ("Yêu cầu gì?", SON_DONG, "không giao chung chung", "Rút ngắn"),
    ],
)
def test_purpose_is_told_from_its_own_section(ask: Ask, question: str, place: str, told: str, untold: str) -> None:
    text = ask(question, place).text
    assert told in text
    assert untold not in text


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (SON_DONG, ("Rút ngắn thời gian", "Tổ chức hội thi", "Số hóa sổ hộ tịch", "Lắp đặt ki-ốt")),
        (HONG_LINH, ("Giảm phiền hà", "Tổ chức hội thi", "Tặng thẻ bảo hiểm y tế")),
        (QUANG_THANH, ("Giúp bà con", "Họp thôn", "Đoàn Thanh niên xã")),
    ],
)
def test_a_summary_names_purpose_and_main_parts(ask: Ask, place: str, told: tuple[str, ...]) -> None:
    answer = ask("Tóm tắt kế hoạch", place)
    assert [part for part in told if part not in answer.text] == []
    assert len(answer.text) < 3500


@pytest.mark.parametrize(
    ("question", "told"),
    [("Kế hoạch 15/KH-UBND ngày nào?", "11/01/2023"), ("Tờ trình 33/TTr-PNV ngày nào?", "14/02/2023")],
)
def test_the_date_of_a_given_document_is_told(ask: Ask, question: str, told: str) -> None:
    assert told in ask(question, HONG_LINH).text


@pytest.mark.parametrize("question", ["Ngày ban hành kế hoạch là ngày nào?", "Kế hoạch được ban hành ngày nào?"])
def test_the_day_of_issue_is_told(ask: Ask, question: str) -> None:
    assert "18 tháng 01 năm 2024" in ask(question, SON_DONG).text


@pytest.mark.parametrize("question", ["Số kế hoạch là gì?", "Kế hoạch này mang số bao nhiêu?", "Kế hoạch mang số nào?"])
def test_a_number_that_is_missing_is_not_replaced_by_a_like_word(ask: Ask, question: str) -> None:
    assert ask(question, QUANG_THANH).status == "not_found"


def test_a_short_form_that_the_plan_does_not_explain_is_not_guessed(ask: Ask) -> None:
    assert ask("TTHC là gì?", HONG_LINH).status == "not_found"


def test_the_purpose_of_a_number_has_no_bullet(ask: Ask) -> None:
    assert "– -" not in ask("Số điện thoại đường dây nóng là gì?", SON_DONG).text


def test_the_title_of_a_document_ends_before_the_plan_is_announced(ask: Ask) -> None:
    assert "xây dựng kế hoạch như sau" not in ask("Chỉ thị 09/CT-UBND nói về việc gì?", QUANG_THANH).text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("kế hoạch Sơn Động ban hành ngày nào?", "Ban hành 18 tháng 01 năm 2024"),
        ("ke hoach cua huyen son dong nam 2024 ky ngay may", "Ban hành 18 tháng 01 năm 2024"),
        ("Kế hoạch Sơn Động mang số nào?", "47/KH-UBND"),
        ("47/KH-UBND ban hành ngày tháng năm nào?", "18 tháng 01 năm 2024"),
    ],
)
def test_the_plan_s_own_day_and_number_are_told_whatever_names_it(ask: Ask, question: str, told: str) -> None:
    assert told in ask(question).text


def test_another_day_in_the_same_file_is_told_beside_the_plan_s_own(ask: Ask) -> None:
    answer = ask("kế hoạch Hồng Lĩnh ban hành ngày nào?")
    assert "Lưu ý, chỗ khác trong tệp ghi" in answer.text
    assert len({citation.quote for citation in answer.citations}) >= 2


def test_a_plan_without_a_number_gives_no_other_document_s(ask: Ask) -> None:
    assert ask("số kế hoạch của xã Quảng Thành?").status == "not_found"


def test_a_day_that_no_calendar_has_is_not_told(tmp_path: Path) -> None:
    head = "UBND XÃ GIÓ\n\nSố: 5/KH-UBND\n\nXã Gió, ngày 72 tháng 01 năm 2024\n\nKẾ HOẠCH\n\nIn tờ rơi"
    index = opened(tmp_path, plan_from(f"{head}\n\n1. In tờ rơi\n\n- Cơ quan chủ trì: Văn phòng."))
    assert Assistant(index).answer(Question("kế hoạch ban hành ngày nào?")).status == "not_found"


def test_an_office_of_another_level_has_nothing_to_do_here(ask: Ask) -> None:
    assert ask("Sở Nội vụ phải làm những gì?", QUANG_THANH).status == "not_found"


def test_number_and_signer_are_told_together(ask: Ask) -> None:
    answer = ask("Kế hoạch ban hành theo quyết định số bao nhiêu, ai ký?", HONG_LINH)
    assert [part for part in ("812/QĐ-UBND", "Đặng Thị Thử") if part not in answer.text] == []


OFFICE = """UBND TỈNH HÀ TĨNH
CỤC SÔNG NƯỚC

Số: 9/KH-CSN

Hà Tĩnh, ngày 06 tháng 02 năm 2025

KẾ HOẠCH
Nâng cao chất lượng phục vụ của Cục Sông nước năm 2025

I. NHIỆM VỤ

1. Đưa bệnh án điện tử (BAĐT) và Phòng Quản lý luồng (QLL) vào hoạt động trước ngày 01/4/2025.

3. Thanh toán phí, lệ phí không dùng tiền mặt tại các bến
- Cơ quan chủ trì: Phòng Tài vụ.

2. Nhân viên bến bãi (NVBB) bị phản ánh đúng hai lần trong năm thì không xét thi đua.

II. TỪ NGỮ

2. Cuộc thi trực tuyến "Sông xanh, bến sạch": trả lời 20 câu ở https://songxanh.vidu.vn trong 15 phút.

- "3 luôn": luôn mỉm cười, luôn lắng nghe, luôn giúp đỡ.

- Đường dây nóng 0239.3999222 tiếp nhận phản ánh về thái độ; thư điện tử: nong@csn.vidu.gov.vn.

CỤC TRƯỞNG

Vi Thị Đức
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(opened(tmp_path_factory.mktemp("office"), plan_from(OFFICE)))


def test_a_fee_that_the_title_of_a_task_names_is_told_of(office: Assistant) -> None:
    assert "Phòng Tài vụ" in office.answer(Question("Đơn vị nào chủ trì thu lệ phí không dùng tiền mặt?")).text


def test_the_link_in_the_passage_that_is_surely_meant_needs_no_word_beside_it(office: Assistant) -> None:
    assert "songxanh.vidu.vn" in office.answer(Question("thi trực tuyến sông xanh bến sạch vô link nào vậy?")).text


@pytest.mark.parametrize("told", ["0239.3999222", "nong@csn.vidu.gov.vn"])
def test_a_number_and_the_mail_beside_it_are_both_given(office: Assistant, told: str) -> None:
    assert told in office.answer(Question("Bị quát nạt thì gọi đường dây nóng số nào, gửi mail đâu?")).text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("“3 luôn” nghĩa là gì?", "luôn lắng nghe"),
        ("BAĐT, QLL là viết tắt của gì?", "Quản lý luồng"),
        ("Phòng QLL là phòng gì?", "Quản lý luồng"),
        ("Ai ký kế hoạch?", "Vi Thị Đức"),
    ],
)
def test_an_office_is_asked_for_its_own_words(office: Assistant, question: str, told: str) -> None:
    assert told in office.answer(Question(question)).text
