"""Which part of a line, a table or a plan is told: by the value, number, post or heading that is asked for."""

from pathlib import Path

import pytest

from answer.answer import Question
from answer.assistant import Assistant
from tests.answer.asking import asked_of, opened, plan_from


@pytest.mark.parametrize("who", ["ai", "vị nào", "đồng chí nào"])
def test_a_line_below_a_post_is_told_after_it(tmp_path: Path, who: str) -> None:
    body = "III. PHÂN CÔNG\n\n1. Phó Hiệu trưởng phụ trách nội trú\n\n- Kiểm kê chăn màn mỗi tuần.\n\n- Đặt mua gạo."
    answer = asked_of(tmp_path, "Chăm lo học sinh ở nội trú", body, f"{who} kiểm kê chăn màn?")
    assert answer.text.startswith("Phó Hiệu trưởng phụ trách nội trú: Kiểm kê chăn màn")


def test_of_several_deadlines_in_a_line_the_one_that_is_meant_is_told(tmp_path: Path) -> None:
    body = (
        "II. VIỆC\n\n"
        "1. Dọn kho: bàn giao xe bò cũ cho thôn Hạ trước ngày 12/4/2024; bốn máy cày gửi về huyện trước ngày 30/5/2024."
    )
    answer = asked_of(tmp_path, "Sắp xếp kho của xã", body, "Xe bò cũ phải bàn giao trước ngày nào?")
    assert "12/4/2024" in answer.text
    assert "30/5/2024" not in answer.text


def test_of_parts_that_are_numbered_the_one_that_is_meant_is_told(tmp_path: Path) -> None:
    body = "II. TỔ CHỨC\n\n1. Thư ký Tổ số 1: bà Lò Thị Sen; Thư ký Tổ số 2: ông Quàng Văn Dín."
    answer = asked_of(tmp_path, "Kiểm tra vệ sinh chợ", body, "Thư ký của Tổ số 2 là ai?")
    assert "Quàng Văn Dín" in answer.text
    assert "Lò Thị Sen" not in answer.text


def test_a_sum_is_told_without_its_parts_and_how_many_these_are(tmp_path: Path) -> None:
    body = (
        "IV. KINH PHÍ\n\n"
        "1. Tổng kinh phí sửa chợ là 90.000.000 đồng, trong đó:\n\n"
        "- Mái tôn: 50.000.000 đồng;\n\n- Nền: 40.000.000 đồng."
    )
    answer = asked_of(tmp_path, "Sửa chợ xã", body, "Tổng kinh phí sửa chợ là bao nhiêu?")
    assert "90.000.000 đồng" in answer.text
    assert "50.000.000" not in answer.text
    assert "Còn 2 mục" in answer.text


def test_what_a_file_is_made_of_is_told_from_the_line_that_announces_it(tmp_path: Path) -> None:
    body = (
        "II. THI ĐUA\n\n1. Thời gian gửi hồ sơ thi đua: trước ngày 20/11/2024.\n\n2. Hồ sơ thi đua gồm:\n\n"
        "a) Tờ trình của trưởng thôn.\n\nb) Biên bản họp thôn.\n\nc) Bản tóm tắt thành tích."
    )
    answer = asked_of(tmp_path, "Thi đua làng sạch", body, "Hồ sơ thi đua gồm những giấy tờ gì?")
    assert all(one in answer.text for one in ("Tờ trình", "Biên bản họp thôn", "Bản tóm tắt thành tích"))


def test_a_footnote_is_told_with_the_line_that_refers_to_it(tmp_path: Path) -> None:
    body = (
        "I. TÌNH HÌNH\n\n1. Hiện còn 02 thôn[1] chưa có nhà văn hóa.\n\n"
        "II. VIỆC\n\n1. Xây mới.\n\n[1] Thôn Thượng, thôn Bản Lạn."
    )
    answer = asked_of(tmp_path, "Xây nhà văn hóa", body, "Thôn nào chưa có nhà văn hóa?")
    assert "Bản Lạn" in answer.text
    assert "[1] chưa" not in answer.text


def test_a_task_is_found_by_its_title_in_a_wordy_question(tmp_path: Path) -> None:
    body = (
        "PHỤ LỤC\n\nTT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\n1\tĐưa mật ong lên sàn điện tử\tHội Nông dân\t30/6/2024\n"
        "2\tSửa loa thôn Hạ\tBan Văn hóa\t31/7/2024"
    )
    question = "Nhà em nuôi ong ngoài vườn lâu nay bán lẻ, nghe xã đưa mật ong lên sàn, vậy bên nào lo giúp bà con?"
    assert "Hội Nông dân" in asked_of(tmp_path, "Việc năm 2024", body, question).text


def test_the_field_of_a_second_thing_asked_is_told_too(tmp_path: Path) -> None:
    body = (
        "PHỤ LỤC\n\nTT\tNhiệm vụ\tSản phẩm\tThời hạn\tCơ quan chủ trì\n"
        "1\tTập huấn cấp cứu đuối nước\t03 lớp, 70 học viên\t20/6/2024\tTrạm Y tế\n"
        "2\tSửa loa\tBiên bản\t31/7/2024\tBan Văn hóa"
    )
    answer = asked_of(tmp_path, "Việc năm 2024", body, "Tập huấn cấp cứu đuối nước hạn ngày nào, mấy lớp?")
    assert "20/6/2024" in answer.text
    assert "03 lớp" in answer.text


def test_a_name_is_explained_where_the_text_explains_it(tmp_path: Path) -> None:
    body = "II. MÔ HÌNH\n\n1. Nhân rộng “Ví thóc”.\n\n2. Gương hay: “Ví thóc” (góp gạo giúp người già neo đơn)."
    answer = asked_of(tmp_path, "Gương người tốt", body, "“Ví thóc” là mô hình gì?")
    assert "giúp người già neo đơn" in answer.text.splitlines()[0]


def test_a_document_that_is_replaced_is_told_and_not_the_own_day(tmp_path: Path) -> None:
    body = (
        "IV. THI HÀNH\n\n1. Kế hoạch này thay thế Công văn số 17/UBND ngày 9 tháng 3 năm 2023 của UBND xã về giờ chợ."
    )
    answer = asked_of(tmp_path, "Sắp xếp chợ xã", body, "Kế hoạch 5 ra thì công văn nào hết dùng?")
    assert "17/UBND" in answer.text


def test_a_telephone_in_four_groups_is_told(tmp_path: Path) -> None:
    body = "IV. THI HÀNH\n\nVướng mắc về chợ xin gọi ông Lý A Pao, điện thoại 0213.3.888.011, để được giải đáp."
    answer = asked_of(tmp_path, "Sắp xếp chợ xã", body, "Vướng mắc về chợ thì gọi cho ai, số nào?")
    assert "0213.3.888.011" in answer.text


def test_after_an_answer_its_own_plan_answers_before_it_is_asked_which(tmp_path: Path) -> None:
    texts = (
        "UBND XÃ {0}\n\nSố: {1}/KH-UBND\n\nXã {0}, ngày 2 tháng 01 năm 2024\n\nKẾ HOẠCH\n\nThi nấu ăn của xã {0}\n\n"
        "II. VIỆC\n\n1. Giải nhất thi nấu ăn: {2}.\n\n2. Giấy đăng ký theo mẫu số {1}.".format(*row)
        for row in (("Gió", 5, "một con lợn"), ("Mây", 6, "một con gà"))
    )
    index = opened(tmp_path, *map(plan_from, texts))
    answer = Assistant(index).answer(
        Question("Giấy đăng ký theo mẫu số mấy?", history=("Xã Mây thi nấu ăn giải nhất gì?",))
    )
    assert "mẫu số 6" in answer.text


MEMBERS = (
    "V. ĐOÀN KIỂM TRA\n\nTT\tHọ và tên\tChức vụ\tNhiệm vụ trong Đoàn\n1\tLò Văn Mười\tPhó Chủ tịch UBND xã\tTrưởng đoàn"
    "\n2\tVi Thị Chín\tChánh Văn phòng\tPhó Trưởng đoàn\n3\tHà Văn Tám\tChuyên viên\tThư ký"
    "\n\n1. Trưởng đoàn quyết định thay đổi thành viên của đoàn kiểm tra chợ, ký thông báo kết quả kiểm tra."
)


@pytest.mark.parametrize(
    ("post", "name"), [("Trưởng đoàn", "Lò Văn Mười"), ("Phó trưởng đoàn", "Vi Thị Chín"), ("thư ký", "Hà Văn Tám")]
)
def test_who_has_a_post_is_told_before_what_the_post_is_for(tmp_path: Path, post: str, name: str) -> None:
    answer = asked_of(tmp_path, "Kiểm tra chợ năm 2024", MEMBERS, f"{post} kiểm tra chợ là ai?")
    assert answer.text.splitlines()[0] == f"Họ và tên: {name} [1]"


def test_a_day_of_the_week_alone_is_of_any_week(tmp_path: Path) -> None:
    body = (
        "1. Kho xã mở cửa từ thứ Hai đến thứ Sáu; sáng thứ Bảy chỉ nhận thóc giống và phân bón.\n\n2. Kho xã báo cáo."
    )
    answer = asked_of(tmp_path, "Giờ mở kho", body, "Sáng thứ Bảy kho nhận những loại hàng gì?")
    assert "thóc giống" in answer.text


def test_the_head_of_a_ranking_must_be_named(tmp_path: Path) -> None:
    body = "1. Ban Quản lý chợ công bố bảng xếp hạng vệ sinh của các thôn vào thứ Hai.\n\n2. Các thôn dọn chợ mỗi tuần."
    answer = asked_of(tmp_path, "Vệ sinh chợ", body, "Thôn nào đang dẫn đầu bảng xếp hạng vệ sinh?")
    assert answer.status == "not_found"


def test_what_begins_in_a_year_of_no_plan_is_not_told_of_another_year(tmp_path: Path) -> None:
    body = "1. Đơn vị được kiểm tra gửi báo cáo.\n\n2. Thành viên ở đơn vị nào thì không kiểm tra đơn vị đó."
    question = "Lịch kiểm tra kho năm 2031 bắt đầu từ đơn vị nào?"
    assert asked_of(tmp_path, "Kiểm tra kho năm 2024", body, question).status == "not_found"


def test_words_that_ask_only_without_their_marks_ask_nothing(tmp_path: Path) -> None:
    body = (
        "Điều 7. Hồ sơ liên thông\n\nTT\tNhóm việc\tCơ quan đầu mối\tCơ quan tham gia\tThời hạn tối đa\n"
        "1\tXây chuồng ở - đấu nối nước\tPhòng Kinh tế\tTrạm nước\t12 ngày\n"
        "2\tKhai tử\tCông chức hộ tịch\tCông an xã\t2 ngày"
    )
    answer = asked_of(
        tmp_path, "Quy chế một cửa", body, "Xây chuồng ở - đấu nối nước thì cơ quan nào tham gia cùng phòng kinh tế?"
    )
    assert "Cơ quan tham gia: Trạm nước" in answer.text


GOALS = (
    "TT\tChỉ tiêu\tĐơn vị\tKết quả\tCơ quan chủ trì theo dõi\n1\tTrẻ em biết bơi\t% trẻ em\t≥ 60\tBộ Y tế\n"
    "2\tNhà có giếng sạch\t% số nhà\t≥ 85\tBộ Xây dựng"
)


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Chỉ tiêu trẻ em biết bơi do bộ nào theo dõi?", ["Cơ quan chủ trì theo dõi: Bộ Y tế [1]"]),
        ("Nhà có giếng sạch phải đạt bao nhiêu phần trăm?", ["Kết quả: ≥ 85 [1]", "Đơn vị: % số nhà [1]"]),
    ],
)
def test_a_figure_comes_with_its_unit_and_a_ministry_is_one_who(
    tmp_path: Path, question: str, lines: list[str]
) -> None:
    assert asked_of(tmp_path, "Chỉ tiêu năm 2024", GOALS, question).text.splitlines()[: len(lines)] == lines


def test_a_row_is_meant_by_the_number_in_another_of_its_cells(tmp_path: Path) -> None:
    body = (
        "Giai đoạn\tThời gian\tNội dung trọng tâm\tSản phẩm\n1\t1 - 3/2024\tĐào ao\tBản vẽ ao\n"
        "2\t4 - 6/2024\tThả cá\tSổ ghi cá"
    )
    answer = asked_of(tmp_path, "Lộ trình nuôi cá", body, "Giai đoạn 1 của lộ trình nuôi cá phải cho ra sản phẩm gì?")
    assert "Bản vẽ ao" in answer.text.splitlines()[0]


def test_who_has_another_post_is_no_answer(tmp_path: Path) -> None:
    body = "1. Chánh Văn phòng UBND xã và các ông, bà có tên chịu trách nhiệm thi hành việc đào ao."
    assert asked_of(tmp_path, "Đào ao", body, "Ai là Phó Chánh Văn phòng UBND xã Gió?").status == "not_found"


def test_the_end_of_a_term_is_a_time(tmp_path: Path) -> None:
    body = "1. Tổ chuyên môn báo cáo định kỳ cuối mỗi học kỳ.\n\n2. Tổ bảo vệ khóa cổng trường."
    answer = asked_of(tmp_path, "Dạy học năm 2024", body, "Tổ chuyên môn phải báo cáo định kỳ vào lúc nào?")
    assert "cuối mỗi học kỳ" in answer.text


def test_a_plan_that_another_documents_number_describes_has_its_own(tmp_path: Path) -> None:
    body = (
        "1. Thực hiện Nghị quyết số 12-NQ/TW ngày 3/2/2023 của Bộ Chính trị về đào ao, các thôn đào ao.\n\n2. Thả cá."
    )
    question = "Kế hoạch triển khai Nghị quyết 12-NQ/TW về đào ao là số mấy?"
    assert "5/KH-UBND" in asked_of(tmp_path, "Triển khai Nghị quyết số 12-NQ/TW về đào ao", body, question).text


def test_a_time_in_the_name_of_a_plan_is_no_filter_however_it_is_written(tmp_path: Path) -> None:
    body = "1. Tồn tại, hạn chế: chợ còn nhiều rác, hai thôn chưa có thùng.\n\n2. Phòng Nội vụ nhắc các thôn."
    question = "Kế hoạch dọn rác quý I/2024 nêu ra những tồn tại, hạn chế gì?"
    assert "nhiều rác" in asked_of(tmp_path, "Dọn rác ở chợ quý I năm 2024", body, question).text
