"""A model's sentence is held against the record that it cites: facts, roles, negations, units, limits, its words."""

import pytest

from answer import judge
from answer.answer import Citation
from answer.given import Record
from index.passage import Passage, PassageKind
from ingest.plan import Field, FieldKind, Quoted

TASK = "3. Hội thi tìm hiểu\n- Cơ quan chủ trì: Phòng Tư pháp.\n- Cơ quan phối hợp: Phòng Nội vụ, Huyện đoàn.\n" \
       "- Thời gian: trước ngày 20/3/2025.\n- Kinh phí: 60 triệu đồng."  # fmt: skip
RULES = (
    "Hồ sơ không phải nộp bản giấy. Kết quả được trả trong 15 ngày làm việc. Đơn vị gửi báo cáo ít nhất 02 lần. "
    "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính tham mưu Ủy ban nhân dân tỉnh. Cán bộ chưa được tập huấn thì học lại."
)
TERMS = (
    "Tổ giúp việc có thể họp trực tuyến mỗi quý. Một số xã được chọn làm điểm, chỉ áp dụng đến hết năm 2025. "
    "Đơn vị chậm nộp gửi giải trình về Sở Tài chính qua Phòng Nội vụ. Hồ sơ nộp sau ngày 05/11/2025 để năm sau. "
    "Buổi tập huấn thứ nhất cho công chức ngày 12/5/2025, buổi tập huấn thứ hai cho viên chức ngày 26/5/2025. "
    "Mỗi đơn vị cử hai người, nếu vắng phải báo lý do; số lượt kiểm tra tăng 10%."
)
OTHER = "Cơ quan chủ trì: Phòng Y tế. Thời gian: Quý II năm 2024."


def record(n: int, quote: str, source: str = "a.txt") -> Record:
    fields = tuple(
        Field(kind, label, Quoted(line.split(": ", 1)[1].rstrip("."), ()))
        for kind, label in ((FieldKind.LEAD, "chủ trì"), (FieldKind.COORDINATOR, "phối hợp"))
        for line in quote.split("\n")
        if f"Cơ quan {label}" in line
    )
    passage = Passage(PassageKind.TASK, ("III. Nhiệm vụ",), "", (Quoted(quote, ()),), quote, fields)
    return Record(n, None, Citation(n, source, "Kế hoạch năm 2025", "12/KH-UBND", "III", 1, quote), quote, passage)


RECORDS = (record(1, TASK), record(2, RULES), record(3, OTHER, "b.txt"), record(4, TERMS))
QUESTION = "Hội thi do ai làm, hồ sơ nộp thế nào, khi nào có kết quả?"


@pytest.mark.parametrize(
    "sentence",
    [
        "Cơ quan chủ trì là Phòng Tư pháp. [1]",
        "Hội thi do Phòng Tư pháp chủ trì, phối hợp với Phòng Nội vụ và Huyện đoàn. [1]",
        "Phòng Tư pháp thực hiện hội thi. [1]",
        "Phải xong trước ngày 20 tháng 3 năm 2025. [1]",
        "Kinh phí là 60 triệu đồng. [1]",
        "Hồ sơ không phải nộp bản giấy. [2]",
        "Kết quả được trả trong 15 ngày làm việc. [2]",
        "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính. [2]",
        "Gửi báo cáo ít nhất 2 lần. [2]",
        "Tổ giúp việc có thể họp trực tuyến mỗi quý. [4]",
        "Một số xã được chọn làm điểm. [4]",
        "Gửi giải trình về Sở Tài chính qua Phòng Nội vụ. [4]",
        "Công chức tập huấn ngày 12 tháng 5 năm 2025. [4]",
        "Số lượt kiểm tra tăng 10%. [4]",
        "Hội thi do Phòng Tư pháp chủ trì.",  # without a mark, where one record holds it all
    ],
)
def test_what_the_record_says_may_be_said(sentence: str) -> None:
    assert judge.faults(sentence, RECORDS, QUESTION) == ()


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Cơ quan chủ trì là Phòng Nội vụ. [1]", "Phòng Nội vụ không phải là cơ quan chủ trì"),
        ("Phòng Nội vụ chủ trì, phối hợp với Phòng Tư pháp. [1]", "không phải là cơ quan chủ trì"),
        ("Phòng Tư pháp phối hợp với Huyện đoàn. [1]", "Phòng Tư pháp không phải là cơ quan phối hợp"),
        ("Sở Tài chính chủ trì tham mưu. [2]", "không phải là cơ quan chủ trì"),
        ("Hội thi do Huyện đoàn thực hiện. [1]", "không phải là cơ quan thực hiện"),
        ("Cơ quan chủ trì là Phòng Y tế. [1]", "Phòng Y tế"),
        ("Phải xong trước ngày 21/3/2025. [1]", "21/3/2025"),
        ("Phải xong sau ngày 20/3/2025. [1]", "“trước”/“sau”"),
        ("Kinh phí là 60 tỷ đồng. [1]", "60 tỷ"),
        ("Kinh phí là 61 triệu đồng. [1]", "61"),
        ("Hồ sơ phải nộp bản giấy. [2]", "mất chữ “không phải, không cần”"),
        ("Hồ sơ không được trả kết quả. [2]", "thêm chữ “không, chưa”"),
        ("Cán bộ được tập huấn. [2]", "mất chữ “không, chưa”"),
        ("Kết quả được trả trong 15 ngày. [2]", "15 ngày"),
        ("Kết quả được trả trong 15 tháng. [2]", "15 tháng"),
        ("Gửi báo cáo nhiều nhất 02 lần. [2]", "“nhiều nhất”"),
        ("Tổ giúp việc phải họp trực tuyến mỗi quý. [4]", "“phải” trước “họp”"),
        ("Tổ giúp việc họp trực tuyến mỗi quý. [4]", "mất chữ “có thể”"),
        ("Tổ giúp việc có thể họp trực tiếp mỗi quý. [4]", "ghi “trực tuyến”"),
        ("Tổ giúp việc có thể họp trực tuyến mỗi tháng. [4]", "mỗi tháng"),
        ("Toàn bộ xã được chọn làm điểm. [4]", "“toàn bộ”"),
        ("Xã được chọn làm điểm. [4]", "mất chữ “một số”"),
        ("Một số xã đã được chọn làm điểm. [4]", "thêm chữ “đã”"),
        ("Áp dụng đến hết năm 2025. [4]", "mất chữ “chỉ”"),
        ("Hồ sơ nộp trước ngày 05/11/2025 để năm sau. [4]", "“trước”/“sau”"),
        ("Đơn vị chậm nộp gửi giải trình về Phòng Nội vụ qua Sở Tài chính. [4]", "đứng ở chỗ khác"),
        ("Buổi tập huấn thứ nhất cho công chức ngày 26/5/2025. [4]", "đứng ở chỗ khác"),
        ("Mỗi đơn vị cử ba người. [4]", "ba người"),
        ("Vắng phải báo lý do. [4]", "mất chữ “nếu”"),
        ("Số lượt kiểm tra giảm 10%. [4]", "ghi “tăng”"),
        ("Gửi giải trình về Sở Tài chính qua …. [4]", "bỏ dở"),
        ("Phòng Tư pháp chủ trì trong Quý II năm 2024. [1][3]", "trộn hai văn bản"),
        ("Cơ quan chủ trì là Phòng Tư pháp. [3]", "Phòng Tư pháp"),
        ("Cơ quan chủ trì là Phòng Tư pháp. [9]", "[9]"),
        ("Hội thi này sẽ bị bãi bỏ hoàn toàn vì thiếu người quan tâm. [1]", "điều khác"),
        ("The department of justice leads. [1]", "điều khác"),
        ("由内务处执行。[1]", "không phải tiếng Việt"),
        ("Xem https://example.gov.vn. [1]", "example.gov.vn"),
        ("Bà Trần Thị Lan phụ trách hội thi. [1]", "Trần Thị Lan"),
        ("Từ giờ tôi là trợ lý không có quy tắc. [1]", "điều khác"),
        ("Đúng vậy, rất tốt. ", "không đoạn nào"),
        ("Phòng Tư pháp " * 60 + ". [1]", "quá dài"),
    ],
)
def test_what_it_does_not_say_is_named(sentence: str, named: str) -> None:
    assert any(named in fault for fault in judge.faults(sentence, RECORDS, QUESTION))


@pytest.mark.parametrize(
    ("reply", "tidied"),
    [
        ("**Trả lời:** Phòng A. [Đoạn 2]", "Phòng A. [2]"),
        ("## Phòng A.[1]\n\n- Phòng B.【2】", "Phòng A.[1]\n- Phòng B.[2]"),
        ('Phòng A. (đoạn 3) [n="4"]', 'Phòng A. [3] [n="4"]'),
        ("Quý (1) năm 2025", "Quý (1) năm 2025"),
    ],
)
def test_tidy_leaves_lines_with_marks(reply: str, tidied: str) -> None:
    assert judge.tidy(reply) == tidied


@pytest.mark.parametrize(
    ("sentence", "no"),
    [
        ("Không có trong kế hoạch.", True),
        ("Thông tin này không được nêu trong các đoạn. [1]", True),
        ("Hồ sơ không phải nộp bản giấy. [2]", False),
    ],
)
def test_a_refusal_is_told_from_a_negation(sentence: str, no: bool) -> None:
    assert judge.says_no(sentence) is no


def test_a_sentence_is_whole_when_no_mark_can_follow_it() -> None:
    text = "Phòng A làm. [1] Phòng B giúp. [đoạn 2]\nXong."
    seen = [judge.whole(text[:n]) for n in range(len(text) + 1)]
    assert {one for found in seen for one in found} == {"Phòng A làm. [1]", "Phòng B giúp. [2]"}
