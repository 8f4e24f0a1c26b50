"""What is told around the line that answers: who or what announces it, its row, its day, the record that fits best."""

from pathlib import Path

import pytest

from tests.answer.asking import asked_of


def test_an_item_is_told_with_what_turns_it_round(tmp_path: Path) -> None:
    body = "II. NGƯỜI DỰ THI\n\nKhông được dự thi nấu ăn:\n\n- Đầu bếp đang làm ở khách sạn;\n\n- Người dưới 18 tuổi."
    answer = asked_of(tmp_path, "Hội thi nấu ăn của xã", body, "đầu bếp khách sạn có được thi nấu ăn không?")
    assert answer.text.startswith("Không được dự thi nấu ăn: Đầu bếp đang làm ở khách sạn")


def test_the_item_is_chosen_whose_announcement_is_meant(tmp_path: Path) -> None:
    body = (
        "II. TIỀN NƯỚC UỐNG CỦA ĐOÀN\n\n"
        "- Người trong đoàn:\n\n+ Cấp xã 70.000 đồng/ngày;\n\n+ Cấp thôn 50.000 đồng/ngày."
        "\n\n- Khách mời:\n\n+ Cấp xã 30.000 đồng/ngày;\n\n+ Cấp thôn 20.000 đồng/ngày."
    )
    answer = asked_of(tmp_path, "Tiền nước uống của đoàn", body, "Khách mời, cấp thôn được bao nhiêu tiền nước uống?")
    assert answer.text.startswith("Khách mời: Cấp thôn 20.000 đồng/ngày")


def test_a_row_is_told_whole_under_its_own_heads(tmp_path: Path) -> None:
    body = (
        "II. CÁC LỚP\n\nHọc viên\tNgày học\tGiảng viên\n"
        "Trưởng thôn\t15/4/2024\tÔng Lò Văn Én\nBí thư chi bộ\t16/5/2024\tBà Tòng Thị Mây"
    )
    answer = asked_of(tmp_path, "Mở lớp chữ ký số", body, "Lớp của bí thư chi bộ học ngày nào?")
    assert answer.text.splitlines()[0].startswith("Ngày học: 16/5/2024")
    assert "Giảng viên: Bà Tòng Thị Mây" in answer.text
    assert "Én" not in answer.text


def test_the_hour_of_a_timetable_is_told_with_its_day(tmp_path: Path) -> None:
    days = "".join(
        f"{day}:\n- Chiều:\n+ {hour}h00: {what};\n\n"
        for day, hour, what in (
            ("Thứ Ba (06/02/2024)", 14, "Họp chi bộ thôn Hạ"),
            ("Thứ Tư (07/02/2024)", 15, "Khai mạc giải bóng chuyền"),
        )
    )
    answer = asked_of(tmp_path, "Lịch tuần 6", days, "Khai mạc giải bóng chuyền lúc mấy giờ, ngày nào?")
    assert "07/02/2024" in answer.text
    assert "15h00" in answer.text
    assert "06/02" not in answer.text


def test_a_day_written_year_first_is_a_day(tmp_path: Path) -> None:
    body = "II. VIỆC\n\nNội dung\tThời hạn\nSoạn sổ tay một cửa\t2024-09-30\nIn tờ gấp\t2024-10-15"
    answer = asked_of(tmp_path, "Việc năm 2024", body, "Soạn sổ tay một cửa phải xong trước ngày nào?")
    assert "2024-09-30" in answer.text


@pytest.mark.parametrize("number", ["5", "05", "005"])
def test_a_number_is_the_same_with_zeros_before_it(tmp_path: Path, number: str) -> None:
    body = f"II. XỬ LÝ\n\n1. Đơn vị chậm {number} ngày phải giải trình.\n\n2. Đơn vị chậm 15 ngày bị phê bình."
    answer = asked_of(tmp_path, "Theo dõi hồ sơ", body, "Đơn vị chậm 5 ngày thì phải làm sao?")
    assert "giải trình" in answer.text.splitlines()[0]


def test_the_record_that_fits_best_stands_below_a_line_of_another(tmp_path: Path) -> None:
    body = (
        "II. ĐỐI TƯỢNG\n\n"
        "1. Người không thuộc diện dự hội thao:\n\n- Vận động viên của tỉnh;\n\n- Người đang chữa bệnh.\n\n"
        "2. Các thôn rà soát người thuộc diện dự hội thao và người không thuộc diện dự hội thao của thôn mình."
    )
    answer = asked_of(tmp_path, "Hội thao của xã", body, "Người nào không thuộc diện dự hội thao của xã?")
    assert "Vận động viên của tỉnh" in answer.text
    assert "Người đang chữa bệnh" in answer.text


def test_files_that_are_late_are_no_overdue_work(tmp_path: Path) -> None:
    body = (
        "I. KẾT QUẢ\n\n1. Có 87 hồ sơ trễ hạn, đất đai 61 hồ sơ.\n\nII. VIỆC\n\n1. Sửa cổng xong trước ngày 10/01/2024."
    )
    answer = asked_of(tmp_path, "Giao ban quý I", body, "Có bao nhiêu hồ sơ trễ hạn?")
    assert "87" in answer.text.splitlines()[0]


def test_far_from_the_centre_names_no_commune(tmp_path: Path) -> None:
    body = "II. ĐIỂM NHẬN\n\n1. Điểm nhận hồ sơ lưu động đặt tại nhà văn hóa thôn Thượng vào sáng thứ Năm hằng tuần."
    answer = asked_of(
        tmp_path, "Nhận hồ sơ lưu động", body, "Nhà tôi ở xa trung tâm thì điểm nhận hồ sơ lưu động ở đâu?"
    )
    assert "nhà văn hóa thôn Thượng" in answer.text


def test_a_document_of_another_place_is_not_the_plan_of_the_place_asked_about(tmp_path: Path) -> None:
    body = "Căn cứ Kế hoạch số 618/KH-UBND ngày 22/12/2023 của UBND tỉnh Hà Tĩnh về cải cách hành chính;\n\nI. VIỆC"
    title = "Kiểm tra cải cách hành chính, kỷ luật, kỷ cương năm 2024"
    answer = asked_of(tmp_path, title, body, "Kế hoạch kiểm tra cải cách hành chính của xã Gió số mấy?")
    assert answer.text.startswith("Số: 5/KH-UBND")


def test_beside_the_head_of_a_team_his_deputy_is_not_told(tmp_path: Path) -> None:
    body = (
        "II. TỔ THẨM ĐỊNH\n\n1. Bà Hà Thị Lụa - Tổ trưởng: Điều hành chung.\n\n"
        "2. Ông Vi Văn Páo - Tổ phó: Thẩm định hồ sơ tổ thẩm định giá.\n\n3. Ông Lê Văn Sỏi - Thư ký."
    )
    answer = asked_of(tmp_path, "Thẩm định giá đất năm 2024", body, "Ai là tổ trưởng tổ thẩm định giá?")
    assert "Hà Thị Lụa" in answer.text
    assert "Páo" not in answer.text


def test_where_something_is_held_is_a_place_and_no_office_that_holds_it(tmp_path: Path) -> None:
    body = (
        "I. NỘI DUNG\n\n1. Thời gian thi: 8 giờ 00 ngày 20/3/2024.\n\n2. Địa điểm: Nhà văn hóa số 3 phố Chợ.\n\n"
        "II. VIỆC\n\n1. Phòng Nội vụ tổ chức thi tiếng Thái cho công chức, chấm bài thi."
    )
    answer = asked_of(tmp_path, "Thi tiếng Thái", body, "Thi tiếng Thái cho công chức tổ chức ở đâu?")
    assert "Nhà văn hóa số 3 phố Chợ" in answer.text.splitlines()[0]


def test_where_something_is_handed_in_is_the_office_that_takes_it(tmp_path: Path) -> None:
    body = "II. VIỆC\n\n1. Phòng Kinh tế: Tiếp nhận hồ sơ xin giống lúa của hộ dân.\n\n2. Công an xã: Giữ trật tự."
    answer = asked_of(tmp_path, "Cấp giống lúa", body, "Hồ sơ xin giống lúa nộp ở đâu?")
    assert answer.text.startswith("Phòng Kinh tế: Tiếp nhận hồ sơ")


def test_what_stands_below_the_heading_that_is_asked_for_is_listed(tmp_path: Path) -> None:
    body = (
        "II. NỘI DUNG VÀ HÌNH THỨC\n\n1. Nội dung\n\n- Luật đường bộ.\n\n2. Hình thức\n\n- Loa xã;\n\n- Tờ gấp;\n\n"
        "- Trang Zalo.\n\nIII. VIỆC\n\n1. Công an xã phát loa về an toàn giao thông bằng hình thức lưu động."
    )
    answer = asked_of(
        tmp_path,
        "Tuyên truyền an toàn giao thông",
        body,
        "Xã tuyên truyền an toàn giao thông bằng những hình thức nào?",
    )
    assert answer.text.startswith("Hình thức:\n- Loa xã\n- Tờ gấp\n- Trang Zalo")
