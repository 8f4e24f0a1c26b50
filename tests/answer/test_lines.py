"""What a task's fields and a section's lines answer, facet by facet, that first."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answer.answer import Question
from answer.assistant import Assistant
from answer.check import is_counted
from tests.answer.asking import HONG_LINH, QUANG_THANH, SON_DONG, Ask, opened, plan_from


@pytest.mark.parametrize(
    ("question", "place", "told", "later"),
    [
        ("Ai chủ trì hội thi tìm hiểu cải cách hành chính?", SON_DONG, "Cơ quan chủ trì: Phòng Nội vụ", "Huyện đoàn"),
        ("Ai chủ trì rà soát quy trình cấp phép xây dựng?", HONG_LINH, "Phòng Quản lý đô thị", "Phòng Tư pháp"),
        ("Ai làm đầu mối số hóa sổ hộ tịch?", SON_DONG, "Cơ quan chủ trì: Phòng Tư pháp", "Công an"),
        ("Ai phối hợp số hóa sổ hộ tịch?", SON_DONG, "Cơ quan phối hợp: Công an huyện", "Huyện đoàn"),
        ("Cơ quan nào phối hợp tặng thẻ bảo hiểm y tế?", HONG_LINH, "phối hợp: Bảo hiểm xã hội thị xã", "Phòng Tư"),
        ("Khảo sát người bệnh phải xong trước ngày nào?", SON_DONG, "trước ngày 15/11/2024", "Phát phiếu"),
        ("Khi nào khảo sát người bệnh phải xong?", SON_DONG, "trước ngày 15/11/2024", "30/9/2024"),
        ("Hội thi diễn ra vào quý mấy?", SON_DONG, "Quý III năm 2024", "Quý II năm"),
        ("Bản tin một cửa phát bao lâu một lần?", SON_DONG, "Tần suất: 02 lần mỗi tuần", "Đọc tin"),
        ("Số hóa sổ hộ tịch từ bao giờ đến bao giờ?", SON_DONG, "Từ ngày 01/3/2024 đến ngày 30/9/2024", "15/11"),
        ("Khảo sát người bệnh bằng cách nào?", SON_DONG, "Phát phiếu hỏi trực tiếp tại trạm", "15/11/2024"),
        ("Sản phẩm của việc số hóa sổ hộ tịch là gì?", SON_DONG, "Sản phẩm: Kho dữ liệu hộ tịch", "Công an"),
        ("Rà soát cấp phép xây dựng ra sản phẩm gì?", HONG_LINH, "Tờ trình cắt giảm thời gian", "Bảng điểm"),
        ("Chấm điểm thi đua bộ phận một cửa vào tháng nào?", HONG_LINH, "Tháng 11/2023", "30/6/2023"),
        ("Kinh phí thực hiện kế hoạch lấy ở đâu?", SON_DONG, "từ ngân sách huyện", "60 triệu"),
        ("Hội thi hết bao nhiêu tiền?", HONG_LINH, "75 triệu đồng", "60 triệu"),
        ("In tờ gấp hết bao nhiêu tiền?", QUANG_THANH, "3 triệu đồng", "16 giờ"),
        ("Xã gửi báo cáo kết quả cho ai?", SON_DONG, "qua Phòng Nội vụ", "Công an"),
        ("Xã gửi báo cáo kết quả trước ngày nào?", SON_DONG, "trước ngày 10/12/2024", "15/11/2024"),
        ("Phường, xã gửi kế hoạch chậm nhất ngày nào?", HONG_LINH, "25/3/2023", "05/12/2023"),
        ("Trình Chủ tịch xã lúc mấy giờ?", QUANG_THANH, "16 giờ", "tờ gấp"),
        ("Quý II/2022 làm gì?", QUANG_THANH, "Họp thôn giải thích", "Niêm yết"),
        ("Có bao nhiêu đoàn viên hướng dẫn người già?", QUANG_THANH, "02 đoàn viên", "tờ gấp"),
        ("Đưa bao nhiêu phần trăm hồ sơ lên môi trường số?", SON_DONG, "85%", "02 lần"),
        ("Đăng hỏi đáp thủ tục đất đai ở báo nào?", HONG_LINH, "Báo Hà Tĩnh", "Phòng Tư pháp"),
        ("Ai hướng dẫn người già ở bàn tiếp dân?", QUANG_THANH, "Đoàn Thanh niên xã", "Kế toán"),
    ],
)
def test_what_is_asked_is_told_first(ask: Ask, question: str, place: str, told: str, later: str) -> None:
    answer = ask(question, place)
    assert answer.status == "answered"
    first = next(line for line in answer.text.splitlines() if not is_counted(line))
    assert told in first
    assert later not in first


@pytest.mark.parametrize(
    ("question", "place", "agency"),
    [
        ("Ai chủ trì phát bản tin một cửa trên loa truyền thanh?", SON_DONG, "Trung tâm Văn hóa - Thông tin"),
        ("Cơ quan nào chủ trì chuyên mục hỏi đáp đất đai?", HONG_LINH, "Phòng Tài nguyên và Môi trường"),
    ],
)
def test_who_performs_is_not_called_the_lead(ask: Ask, question: str, place: str, agency: str) -> None:
    text = ask(question, place).text
    assert f"Cơ quan thực hiện: {agency}" in text
    assert "chủ trì" not in text.lower()


@pytest.mark.parametrize(
    "question", ["Ai phối hợp khảo sát người bệnh ở trạm y tế?", "Khảo sát người bệnh thì phối hợp với ai?"]
)
def test_where_nobody_takes_part_the_lead_is_told_as_lead(ask: Ask, question: str) -> None:
    text = ask(question, SON_DONG).text
    assert "Cơ quan chủ trì: Phòng Y tế" in text
    assert "phối hợp:" not in text


def test_the_task_is_named_beside_the_value(ask: Ask) -> None:
    answer = ask("Hội thi quý mấy?", SON_DONG)
    assert "Nhiệm vụ: Tổ chức hội thi tìm hiểu cải cách hành chính dành cho công chức trẻ" in answer.text
    assert answer.citations[0].section == "II > 1"


def test_a_table_row_is_cited_with_its_appendix(ask: Ask) -> None:
    citation = ask("Ai chủ trì tặng thẻ bảo hiểm y tế cho hộ cận nghèo?", HONG_LINH).citations[0]
    assert citation.section.casefold().startswith("phụ lục")
    assert "Phòng Lao động - Thương binh và Xã hội" in citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "Ki-ốt tra cứu hồ sơ bao nhiêu tiền?",
        "Khảo sát người bệnh lúc mấy giờ?",
        "Số hóa sổ hộ tịch vào quý mấy?",
    ],
)
def test_another_kind_of_value_is_not_told_instead(ask: Ask, question: str) -> None:
    assert ask(question, SON_DONG).status == "not_found"


@pytest.mark.parametrize(
    "question", ["Hội thi tốn bao nhiêu tiền?", "Kinh phí hội thi là bao nhiêu?", "Hội thi có kinh phí bao nhiêu?"]
)
def test_the_money_of_a_task_is_told_though_a_section_speaks_of_money(ask: Ask, question: str) -> None:
    assert "60 triệu đồng" in ask(question, SON_DONG).text


def test_two_things_asked_at_once_are_both_told(ask: Ask) -> None:
    text = ask("Ai chủ trì hội thi và ai chủ trì số hóa sổ hộ tịch?", SON_DONG).text
    assert "Phòng Nội vụ" in text
    assert "Phòng Tư pháp" in text


def test_an_amount_with_points_loses_no_figure_to_the_marks_of_items(tmp_path: Path) -> None:
    head = "UBND XÃ GIÓ\n\nSố: 5/KH-UBND\n\nXã Gió, ngày 2 tháng 01 năm 2024\n\nKẾ HOẠCH\n\nHội thi một cửa"
    prizes = ((1, "Nhất"), (2, "Nhì"), (3, "Ba"))
    rows = ("Giải\tSố giải\tTiền thưởng", *(f"Giải {name}\t0{at}\t{9 - at}.500.000 đồng" for at, name in prizes))
    index = opened(tmp_path, plan_from(f"{head}\n\nIII. GIẢI THƯỞNG\n\n" + "\n".join(rows)))
    assert "7.500.000 đồng" in Assistant(index).answer(Question("giải Nhì hội thi được bao nhiêu tiền?")).text


def test_the_one_of_several_is_told_that_the_question_numbers(tmp_path: Path) -> None:
    head = "UBND XÃ GIÓ\n\nSố: 5/KH-UBND\n\nXã Gió, ngày 2 tháng 01 năm 2024\n\nKẾ HOẠCH\n\nHội thi một cửa"
    groups = ("Nội vụ", "Tư pháp", "Kinh tế")
    lines = "\n\n".join(f"- Cụm số {at}: Phòng {name} làm cụm trưởng." for at, name in enumerate(groups, 1))
    index = opened(tmp_path, plan_from(f"{head}\n\nIII. CÁC CỤM THI ĐUA CỦA HỘI THI\n\n{lines}"))
    answer = Assistant(index).answer(Question("Cụm trưởng cụm thi đua số 2 của hội thi là đơn vị nào?"))
    assert answer.text.startswith("Cụm số 2: Phòng Tư pháp")


CONTRADICTING = """UBND XÃ GIÓ

Số: 5/KH-UBND

Xã Gió, ngày 2 tháng 01 năm 2026

KẾ HOẠCH

Cải cách hành chính của xã Gió

II. NHIỆM VỤ

1. Số hóa sổ hộ tịch lưu trữ

- Cơ quan chủ trì: Phòng Mây.

- Thời gian hoàn thành: Trước 30/6/2026.

PHỤ LỤC

STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian
1\tSố hóa sổ hộ tịch lưu trữ\tPhòng Mây\tTrước 15/9/2026
2\tTổ chức đối thoại với hộ kinh doanh\tPhòng Mưa\tQuý III"""


@pytest.mark.parametrize(
    ("question", "warned"), [("số hóa sổ hộ tịch xong khi nào?", True), ("khi nào đối thoại?", False)]
)
def test_times_of_one_task_that_contradict_each_other_are_both_told(
    tmp_path: Path, question: str, warned: bool
) -> None:
    answer = Assistant(opened(tmp_path, plan_from(CONTRADICTING))).answer(Question(question))
    assert ("Lưu ý, chỗ khác trong kế hoạch ghi: Thời gian" in answer.text) == warned
    assert ("30/6/2026" in answer.text and "15/9/2026" in answer.text) == warned


def test_the_same_time_in_other_words_is_no_contradiction(tmp_path: Path) -> None:
    agreeing = CONTRADICTING.replace("Trước 15/9/2026", "Trước ngày 30 tháng 6 năm 2026")
    answer = Assistant(opened(tmp_path, plan_from(agreeing))).answer(Question("số hóa sổ hộ tịch xong khi nào?"))
    assert "Lưu ý" not in answer.text


LONG = (
    "Giao các thôn phối hợp với trạm y tế rà soát, lập danh sách trẻ em dưới sáu tuổi chưa được tiêm đủ mũi theo lịch, "
    "thông báo đến từng gia đình về địa điểm, thời gian và những giấy tờ phải mang theo khi đưa trẻ đi tiêm; bố trí "
    "người đón, hướng dẫn và theo dõi trẻ sau tiêm; tổng hợp kết quả của thôn gửi Trạm Y tế xã trước ngày 17/9/2025 "
    "để báo cáo cấp trên."
)
PARTS = f"""KẾ HOẠCH
Tiêm chủng năm 2025 của xã Phú Lộc
I. NHIỆM VỤ
1. {LONG}
2. Đợt tiêm mùa hè gồm:
- Ở trạm:
+ Tiêm sởi cho trẻ chín tháng.
+ Uống vắc xin bại liệt cho trẻ nhỏ.
- Ở thôn:
+ Tiêm nhắc lại cho trẻ mười tám tháng.
3. Ba khó khăn lớn của việc tiêm chủng là:
Thứ nhất, đường vào bản Nà Hin hay ngập.
Thứ hai, thiếu tủ lạnh giữ vắc xin.
4. **Trạm Y tế xã** *phát giấy mời* trước mỗi đợt tiêm.
"""


@pytest.fixture
def ask_parts(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    index = opened(tmp_path, plan_from(PARTS))
    yield lambda question: Assistant(index).answer(Question(question)).text
    index.close()


def test_a_day_far_behind_in_a_long_sentence_is_told_first(ask_parts: Callable[[str], str]) -> None:
    told = ask_parts("Thôn gửi kết quả rà soát trẻ chưa tiêm cho trạm y tế trước ngày nào?")
    assert "17/9/2025" in told[:200]
    assert "lập danh sách trẻ em" in told


def test_items_that_announce_others_bring_them(ask_parts: Callable[[str], str]) -> None:
    told = ask_parts("Đợt tiêm mùa hè gồm những việc nào?")
    assert "+ Uống vắc xin bại liệt" in told
    assert "+ Tiêm nhắc lại" in told


def test_items_counted_in_words_are_items(ask_parts: Callable[[str], str]) -> None:
    told = ask_parts("Ba khó khăn lớn của việc tiêm chủng là gì?")
    assert "Thứ nhất, đường vào bản" in told
    assert "Thứ hai, thiếu tủ lạnh" in told


def test_marks_of_emphasis_are_not_shown(ask_parts: Callable[[str], str]) -> None:
    told = ask_parts("Ai phát giấy mời trước mỗi đợt tiêm?")
    assert "phát giấy mời" in told
    assert "*" not in told
