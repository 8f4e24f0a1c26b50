"""A document becomes a plan: tasks, duties, sections and warnings, in each shape that plans take."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.plan import Duty, FieldKind, Plan, Quoted, Task
from ingest.readers.text import from_string
from ingest.understand import understand

HEAD = [
    "UBND HUYỆN BA TRI",
    "Số: 17/KH-UBND",
    "Ba Tri, ngày 09 tháng 01 năm 2024",
    "KẾ HOẠCH",
    "Truyền thông về một cửa",
]
LEAD, TIME, WITH = "- Cơ quan chủ trì: Phòng Nội vụ.", "- Thời gian thực hiện: Quý II.", "- Cơ quan phối hợp: Ban Mây."
HEADER = "STT\tNội dung\tSản phẩm\tChủ trì\tPhối hợp\tThời gian"
ROW = "1\tViết bài về\tBài\tPhòng Mây\tCác xã\tQuý I"


def read(*body: str) -> Plan:
    return understand(from_string("\n\n".join([*HEAD, *body]), "a.txt", ""))


def only_task(*body: str) -> Task:
    (task,) = read("I. VIỆC LÀM", *body).tasks
    return task


def only_duty(*body: str) -> Duty:
    (duty,) = read("I. TỔ CHỨC THỰC HIỆN", *body).duties
    return duty


def said(task: Task) -> dict[FieldKind, str]:
    return {field.kind: field.value.text for field in task.fields}


def texts(pieces: tuple[Quoted, ...]) -> list[str]:
    return [piece.text for piece in pieces]


@pytest.mark.parametrize("lines", [(LEAD, TIME, WITH), (WITH, TIME, LEAD), (TIME, LEAD, WITH)])
def test_labels_may_stand_in_any_order(lines: tuple[str, ...]) -> None:
    assert said(only_task("1. In tờ rơi", *lines)) == {
        FieldKind.LEAD: "Phòng Nội vụ.",
        FieldKind.TIME: "Quý II.",
        FieldKind.COORDINATOR: "Ban Mây.",
    }


@pytest.mark.parametrize(("line", "kind"), [(LEAD, FieldKind.LEAD), (WITH, FieldKind.COORDINATOR)])
def test_labels_may_be_missing(line: str, kind: FieldKind) -> None:
    assert set(said(only_task("1. In tờ rơi", line))) == {kind}


@pytest.mark.parametrize(
    "line",
    [
        "- **Cơ quan chủ trì:** Phòng Nội vụ.",
        "*Cơ quan chủ trì*: Phòng Nội vụ.",
        "Cơ quan chủ trì: Phòng Nội vụ.",
        "+ Cơ quan chủ trì : Phòng Nội vụ.",
        "- CƠ QUAN CHỦ TRÌ: Phòng Nội vụ.",
        "_Cơ quan chủ trì:_ Phòng\nNội vụ.",
    ],
)
def test_a_label_may_be_set_in_any_way(line: str) -> None:
    assert said(only_task("1. In tờ rơi", line))[FieldKind.LEAD] == "Phòng Nội vụ."


def test_a_field_keeps_the_plan_s_own_label() -> None:
    (field,) = only_task("1. In tờ rơi", "- Đơn vị chủ trì: Phòng Nội vụ.").fields
    assert field.label == "Đơn vị chủ trì"


def test_labels_may_stand_in_one_line_below_the_task() -> None:
    task = only_task("1. In tờ rơi", "Chủ trì: Phòng Mây. Phối hợp: Ban Gió, xã Mưa. Hạn: 30/9.")
    assert said(task) == {
        FieldKind.LEAD: "Phòng Mây",
        FieldKind.COORDINATOR: "Ban Gió, xã Mưa",
        FieldKind.TIME: "30/9",
    }


def test_labels_may_stand_in_the_task_s_own_line() -> None:
    task = only_task("1.1. In tờ rơi. Phụ trách: Phòng Mây. Cùng làm: Ban Gió. Xong trước 15/3/2026.")
    assert (task.title.text, said(task)) == (
        "In tờ rơi.",
        {FieldKind.LEAD: "Phòng Mây", FieldKind.COORDINATOR: "Ban Gió", FieldKind.TIME: "trước 15/3/2026"},
    )


LEADER, LED_BY = "Lãnh đạo phụ trách: Phó Giám đốc Lê Mây.", "Đơn vị chủ trì: Phòng Gió; Đơn vị phối hợp: Ban Mây."


@pytest.mark.parametrize(
    "lines",
    [
        ("- Vẽ mẫu.", "- Thuê in.", LEADER, LED_BY),
        ("- Vẽ mẫu.", LEADER, LED_BY),
        (LEADER, LED_BY),
        (LEADER, LED_BY, "- Vẽ mẫu."),
        ("- Vẽ mẫu.", f"- {LEADER}", f"- {LED_BY}"),
        (f"1.1. {LEADER}", f"1.2. {LED_BY}"),
    ],
    ids=["behind items", "behind one item", "alone", "before an item", "as items", "with numbers"],
)
def test_a_task_is_named_by_its_heading_and_not_by_its_labels(lines: tuple[str, ...]) -> None:
    task = only_task("1. In tờ rơi", *lines)
    assert (task.title.text, [field.kind for field in task.fields]) == (
        "In tờ rơi",
        [FieldKind.LEAD, FieldKind.LEAD, FieldKind.COORDINATOR],
    )


def test_items_that_each_have_labels_are_tasks_of_their_own() -> None:
    plan = read("I. VIỆC LÀM", "1. In ấn", "- In tờ rơi.", LED_BY, "- In áp phích.", LED_BY)
    assert [task.title.text for task in plan.tasks] == ["In tờ rơi.", "In áp phích."]


def test_labels_may_follow_the_task_without_a_gap() -> None:
    task = only_task("Nhiệm vụ 2. In tờ rơi\nChủ trì: Phòng Mây.\nHạn: quý I.")
    assert (task.number, task.title.text, set(said(task))) == (
        "Nhiệm vụ 2",
        "In tờ rơi",
        {FieldKind.LEAD, FieldKind.TIME},
    )


def test_performing_is_not_leading() -> None:
    assert set(said(only_task("1. In tờ rơi", "- Cơ quan thực hiện: các xã."))) == {FieldKind.PERFORMER}


def test_labels_without_bullets_each_have_their_own_value() -> None:
    found = said(
        only_task("1. Tập huấn", "Đơn vị chủ trì: Phòng A", "Cơ quan phối hợp: Ban B", "Kinh phí: 10 triệu đồng")
    )
    assert found == {FieldKind.LEAD: "Phòng A", FieldKind.COORDINATOR: "Ban B", FieldKind.BUDGET: "10 triệu đồng"}


def test_a_value_may_be_a_list_below_its_label() -> None:
    assert (
        said(only_task("1. In", LEAD, "- Sản phẩm:", "+ Tờ rơi", "+ Áp phích"))[FieldKind.PRODUCT]
        == "+ Tờ rơi + Áp phích"
    )


def test_a_table_below_a_label_is_no_part_of_its_value() -> None:
    plan = read("I. VIỆC LÀM", "1. In tờ rơi", LEAD, f"{HEADER}\n{ROW}")
    assert said(plan.tasks[0])[FieldKind.LEAD] == "Phòng Nội vụ."


def test_a_task_has_its_number_title_and_headings() -> None:
    task = only_task("1. Viết bài", "a) Trên trang tin", LEAD)
    assert (task.number, task.title.text, task.path) == ("a", "Trên trang tin", ("I. VIỆC LÀM", "1. Viết bài"))


def test_no_task_of_a_long_list_is_lost() -> None:
    listed = [line for n in range(1, 121) for line in (f"{n}. Sơn biển tên tổ {n}", LEAD)]
    assert [task.number for task in read("I. VIỆC LÀM", *listed).tasks] == [str(n) for n in range(1, 121)]


def test_a_task_with_a_mere_number_is_named_by_its_content() -> None:
    task = only_task("1. Hoạt động 1", "- Nội dung: Thi viết về một cửa", LEAD)
    assert task.title.text == "Thi viết về một cửa"


def test_an_item_without_labels_is_no_task() -> None:
    assert read("I. VIỆC LÀM", "1. In tờ rơi", "- In thật đẹp.").tasks == ()


def test_a_row_of_a_table_is_a_task() -> None:
    task = only_task(f"{HEADER}\n{ROW}")
    assert (task.number, task.title.text, said(task)[FieldKind.LEAD]) == ("1", "Viết bài về", "Phòng Mây")


def test_a_row_broken_over_a_page_is_one_task() -> None:
    task = only_task(f"{HEADER}\n{ROW}\nPage 2\n{HEADER}\n\tdịch vụ công\t\tvà Gió\t\t")
    assert (task.title.text, said(task)[FieldKind.LEAD]) == ("Viết bài về dịch vụ công", "Phòng Mây và Gió")


def test_rows_of_an_appendix_stand_under_it() -> None:
    (task,) = read("I. MỤC ĐÍCH", "1. Biết việc.", "Phụ lục", f"{HEADER}\n{ROW}").tasks
    assert task.path == ("Phụ lục",)


def test_a_table_between_bars_makes_tasks() -> None:
    cells = [["STT", "Nội dung", "Chủ trì"], ["1", "Viết", "Phòng A"], ["2", "In", "Phòng B"], ["3", "Dán", "Ban C"]]
    table = "\n".join("|\n" + "\n|\n".join(row) + "\n|" for row in cells)
    assert [said(task)[FieldKind.LEAD] for task in read("I. BẢNG", table).tasks] == ["Phòng A", "Phòng B", "Ban C"]


def test_a_table_of_one_cell_a_line_makes_tasks() -> None:
    cells = [
        "TT",
        "Nội dung",
        "Chủ trì",
        "Thời gian",
        "1",
        "Viết bài",
        "Phòng Nội vụ",
        "Quý I",
        "2",
        "In",
        "Sở Mây",
        "Quý II",
    ]
    assert [task.title.text for task in read("I. BẢNG", *cells).tasks] == ["Viết bài", "In"]


@pytest.mark.parametrize(
    ("heading", "agency"),
    [
        ("2. Phòng Nội vụ", "Phòng Nội vụ"),
        ("b) Sở Nội vụ", "Sở Nội vụ"),
        ("3.2. Ban tài chính - Ngân sách", "Ban tài chính - Ngân sách"),
        ("1. Đề nghị Đài Truyền thanh", "Đài Truyền thanh"),
        ("8. Các Phòng: Tư pháp, Y tế, Mây Gió", "Các Phòng: Tư pháp, Y tế, Mây Gió"),
        ("4. UBND các xã:", "UBND các xã"),
    ],
)
def test_an_agency_as_heading_has_the_duties_below(heading: str, agency: str) -> None:
    duty = only_duty(heading, "- Theo dõi việc in tờ rơi.", "- Họp mỗi tuần.")
    assert (duty.agency.text, texts(duty.items)) == (agency, ["- Theo dõi việc in tờ rơi.", "- Họp mỗi tuần."])


@pytest.mark.parametrize(
    "line",
    [
        "c) Sở Mây chủ trì, phối hợp với các sở theo dõi việc in tờ rơi.",
        "2. Sở Mây: theo dõi việc in tờ rơi ở các xã.",
        "Giao Sở Mây chủ trì, phối hợp với các xã in tờ rơi.",
        "- Sở Mây chủ trì việc in tờ rơi ở các xã.",
    ],
)
def test_a_sentence_may_give_an_agency_its_duty(line: str) -> None:
    duty = only_duty(line)
    assert (duty.agency.text, texts(duty.items)) == ("Sở Mây", [line])


def test_a_heading_over_several_agencies_is_none_itself() -> None:
    duties = read("1. Các cơ quan của huyện", "a) Phòng Mây", "- Viết bài.", "b) Phòng Gió", "- In tờ rơi.").duties
    assert [duty.agency.text for duty in duties] == ["Phòng Mây", "Phòng Gió"]


@pytest.mark.parametrize(
    ("first", "second"), [("a) In tờ rơi.", "b) Họp mỗi tuần."), ("1. In tờ rơi.", "2. Họp mỗi tuần.")]
)
def test_numbered_items_behind_a_line_that_announces_them_are_duties_of_its_agency(first: str, second: str) -> None:
    line = "Giao Sở Mây chủ trì, phối hợp với các cơ quan:"
    (duty,) = read("III. VỀ TỜ RƠI", line, first, second, "IV. VỀ PHIM", "Chiếu phim mỗi tuần.").duties
    assert (duty.agency.text, texts(duty.items)) == ("Sở Mây", [line, first, second])


def test_an_article_on_what_an_agency_is_responsible_for_holds_its_duties() -> None:
    (duty,) = read("Điều 5. Nội dung Sở Mây có trách nhiệm chủ trì", "1. In tờ rơi.", "2. Họp mỗi tuần.").duties
    assert (duty.agency.text, texts(duty.items)[1:]) == ("Sở Mây", ["1. In tờ rơi.", "2. Họp mỗi tuần."])


def test_an_agency_behind_a_label_is_no_duty() -> None:
    assert read("I. VIỆC LÀM", "1. In tờ rơi", LEAD, WITH).duties == ()


def test_a_paragraph_that_asks_nobody_is_no_duty() -> None:
    assert read("II. YÊU CẦU", "Phòng Nội vụ có trụ sở ở trung tâm huyện lỵ, gần chợ.").duties == ()


def test_quarters_as_bullets_keep_what_stands_below() -> None:
    sections = read("I. LỊCH", "- Quý I/2024:", "+ Viết bài.", "- Quý II/2024:", "+ In tờ rơi.").sections
    assert texts(sections[-1].body) == ["- Quý I/2024:", "+ Viết bài.", "- Quý II/2024:", "+ In tờ rơi."]


def test_a_section_has_its_number_title_and_headings() -> None:
    section = read("II. KINH PHÍ", "1. Nguồn", "- Do huyện cấp.").sections[-1]
    assert (section.number, section.title.text, section.path) == ("1", "1. Nguồn", ("II. KINH PHÍ",))


def test_what_tells_of_an_item_is_joined_to_it() -> None:
    section = read("I. VIỆC LÀM", "1. Việc chung", "- Viết bài", "Thời gian hoàn thành: Quý II").sections[-1]
    assert texts(section.body) == ["- Viết bài Thời gian hoàn thành: Quý II"]


def test_text_before_the_first_heading_is_a_section_without_title() -> None:
    section = read("Căn cứ Luật Sông ngòi;", "I. VIỆC LÀM", "1. Viết.").sections[0]
    assert (section.title.text, texts(section.body)) == ("", ["Căn cứ Luật Sông ngòi;"])


@pytest.mark.parametrize(
    ("line", "is_basis"), [("Căn cứ Chỉ thị số 2/CT-UBND;", True), ("1. Theo Chỉ thị số 2/CT-UBND.", False)]
)
def test_a_document_named_as_basis_is_one(line: str, is_basis: bool) -> None:
    assert [found.is_basis for found in read(line, "I. VIỆC LÀM", "1. Viết.").references] == [is_basis]


def test_documents_in_a_table_are_found() -> None:
    plan = read("I. BẢNG", f"{HEADER}\n1\tTheo Chỉ thị số 2/CT-UBND\tBài\tPhòng A\tXã\tQuý I")
    assert [found.number for found in plan.references] == ["2/CT-UBND"]


def test_contacts_and_deadlines_of_the_text_are_found() -> None:
    plan = read("I. VIỆC LÀM", "1. Các xã gửi về UBND huyện (qua Phòng Nội vụ) trước ngày 20/3/2024, số 0299.3812345.")
    assert [deadline.when.text for deadline in plan.deadlines] == ["trước ngày 20/3/2024"]
    assert [contact.value.text for contact in plan.contacts] == ["0299.3812345"]


def test_abbreviations_of_the_text_are_explained() -> None:
    plan = read("I. VIỆC LÀM", "1. Rút ngắn thủ tục hành chính (TTHC).")
    assert [(found.short, found.meaning.text) for found in plan.abbreviations] == [("TTHC", "thủ tục hành chính")]


def test_a_whole_plan_warns_of_nothing() -> None:
    assert read("I. VIỆC LÀM", "1. Viết.").warnings == ()


def test_a_plan_without_letterhead_says_so() -> None:
    plan = understand(from_string("KẾ HOẠCH\n\nTruyền thông\n\nI. VIỆC LÀM\n\n1. Viết.", "a.txt", ""))
    assert plan.warnings == ("không thấy phần đầu văn bản (số, ngày)",)


def test_a_file_that_is_no_plan_says_so() -> None:
    assert "không thấy tên kế hoạch" in understand(from_string("Chào buổi sáng.", "a.txt", "")).warnings


COPIED = (
    "I. VIỆC LÀM",
    "1. In tờ rơi",
    LEAD,
    "KẾ HOẠCH",
    "Truyền thông về một cửa",
    "I. VIỆC LÀM",
    "1. In tờ rơi",
    LEAD,
)


def test_a_second_copy_is_left_out() -> None:
    assert len(read(*COPIED).tasks) == 1


def test_a_second_copy_is_warned_of() -> None:
    assert read(*COPIED).warnings == ("tệp có bản thứ hai của cùng kế hoạch; chỉ bản đầu được dùng",)


def test_an_empty_document_is_an_empty_plan() -> None:
    plan = understand(from_string("", "a.txt", ""))
    assert (plan.title, plan.tasks, plan.sections, plan.number) == ("", (), (), None)


LINES = st.sampled_from(
    [
        *HEAD,
        LEAD,
        TIME,
        WITH,
        *COPIED,
        f"{HEADER}\n{ROW}",
        "Phụ lục I",
        "QUYẾT ĐỊNH",
        "Điều 1. Ban hành.",
        "Nơi nhận:",
        "- Lưu.",
        "CHỦ TỊCH",
        "Trần Văn Mẫu",
        "1. Phòng Nội vụ",
        "Giao Sở Mây in tờ rơi ở xã.",
        "+ Họp",
        "TT\n\nNội dung\n\nChủ trì\n\n1\n\nViết",
        "Kinh phí: 5 triệu",
        "(Kèm theo Quyết định số 1/QĐ-UBND)",
        "|\nA\n|\nB\n|",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_what_a_task_says_stands_at_its_spans(lines: list[str]) -> None:
    plan = understand(from_string("\n\n".join(lines), "a.txt", ""))
    for field in (field for task in plan.tasks for field in task.fields):
        cut = " ".join(plan.text[span.start : span.end] for span in field.value.spans)
        assert set(field.value.text.split()) <= set(cut.split())


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_understanding_twice_is_understanding_once(lines: list[str]) -> None:
    document = from_string("\n\n".join(lines), "a.txt", "")
    assert understand(document) == understand(document)


def test_a_number_that_was_left_out_is_warned_of() -> None:
    head = ["UBND HUYỆN BA TRI", "Số:      /KH-UBND", *HEAD[2:]]
    assert understand(from_string("\n\n".join([*head, "I. VIỆC"]), "a.txt", "")).warnings == ("không thấy số văn bản",)


def test_a_table_without_heads_is_warned_of() -> None:
    rows = [f"{at}\tViết bài số {at}.\tPhòng Nội vụ\tQuý {at}" for at in range(1, 5)]
    (warning,) = read("I. VIỆC LÀM", "\n".join(rows)).warnings
    assert warning.startswith("1 bảng không có dòng đầu cột")


def test_a_table_with_heads_is_not_warned_of() -> None:
    assert read("I. VIỆC LÀM", "\n".join([HEADER, ROW, ROW, ROW])).warnings == ()


@pytest.mark.parametrize(("head", "is_draft"), [
    (["DỰ THẢO", "UBND XÃ SÔNG MÂY", "Số:    /KH-UBND"], True),
    (["UBND XÃ SÔNG MÂY", "Số: ....../KH-UBND"], True),
    (["UBND XÃ SÔNG MÂY", "Số: 4/KH-UBND"], False),
    (["UBND XÃ SÔNG MÂY"], False),
])  # fmt: skip
def test_a_gap_for_the_number_tells_a_draft(head: list[str], is_draft: bool) -> None:
    lines = [*head, "KẾ HOẠCH", "Truyền thông về một cửa", "I. VIỆC", "1. Viết bài."]
    assert understand(from_string("\n\n".join(lines), "a.txt", "")).is_draft == is_draft


def test_a_sentence_that_announces_the_plan_is_no_title() -> None:
    lines = [
        "SỞ MÂY",
        "KẾ HOẠCH",
        "Truyền thông về một cửa",
        "Sở Mây xây dựng Kế hoạch như sau:",
        "I. VIỆC",
        "1. Viết bài.",
    ]
    assert understand(from_string("\n\n".join(lines), "a.txt", "")).title == "Truyền thông về một cửa"


RECIPIENTS = [
    "Nơi nhận:",
    "- Bộ Sông ngòi (để báo cáo);",
    "- Ủy ban nhân dân các xã, phường (để thực hiện);",
    "- Lưu: VT.",
]


def test_recipients_are_no_duty_and_closing_words_are_nobody_s() -> None:
    closing = "UBND huyện yêu cầu các phòng và Ủy ban nhân dân các xã nghiêm túc triển khai thực hiện Kế hoạch này./."
    found = read("I. VIỆC LÀM", "1. Ủy ban nhân dân các xã", "- Mở chợ đúng phiên.", closing, *RECIPIENTS)
    assert [(duty.agency.text, texts(duty.items)) for duty in found.duties] == [
        ("Ủy ban nhân dân các xã", ["- Mở chợ đúng phiên."])
    ]
    assert texts(found.recipients) == RECIPIENTS[1:]


def test_a_blank_number_is_warned_of() -> None:
    lines = ["UBND HUYỆN BA TRI", "Số:     /KH-UBND", "KẾ HOẠCH", "Mở chợ", "Căn cứ Luật Chợ số 7/2025/QH15;", "I. A"]
    found = understand(from_string("\n\n".join(lines), "a.txt", ""))
    assert (found.number, found.is_draft, found.warnings) == (None, True, ("không thấy số văn bản",))


def test_an_emphasised_day_at_the_end_of_a_wrapped_sentence_stays_in_it() -> None:
    duty = only_duty(
        "**2.** Phòng Mây chủ trì cùng các thôn\ntrồng hoa, báo cáo kết quả trước *ngày 15 tháng 8 năm 2024.*"
    )
    (item,) = texts(duty.items)
    assert item.endswith("chủ trì cùng các thôn trồng hoa, báo cáo kết quả trước ngày 15 tháng 8 năm 2024.")


def test_what_a_site_says_behind_the_signature_is_no_duty() -> None:
    long = "Trang này giữ bản chép lại của nhiều văn bản để bạn đọc tra cứu, và không thay cho bản gốc có dấu đỏ."
    plan = read(
        "I. TỔ CHỨC THỰC HIỆN", "1. Phòng Mây", "- Trồng hoa dọc đường làng.",
        "Nơi nhận:\n- Các thôn;\n- Lưu: VT.", "CHỦ TỊCH", "Lê Văn Mẫu", f"[1] {long}", long, "Bấm vào để xem",
    )  # fmt: skip
    assert [texts(duty.items) for duty in plan.duties] == [["- Trồng hoa dọc đường làng."]]
