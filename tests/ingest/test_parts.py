"""The parts of a file: a decision, its plan, an appendix, a second copy; and what stands where in each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Block, BlockKind
from ingest.foot import name_in
from ingest.part import Part, PartKind
from ingest.parts import apart, parts
from ingest.readers.builder import Builder
from ingest.readers.text import from_string

LETTERHEAD = ["UBND XÃ SÔNG MÂY", "Số: 4/KH-UBND", "Sông Mây, ngày 02 tháng 3 năm 2024"]
PLAN = ["KẾ HOẠCH", "Truyền thông về một cửa năm 2024"]
BODY = ["I. MỤC ĐÍCH", "1. Để người dân biết nơi nộp hồ sơ.", "2. Để cán bộ nắm việc."]
RECIPIENTS = ["Nơi nhận:", "- Các ấp;", "- Lưu: VT."]
SIGNATURE = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Mẫu"]
DECISION = [
    "UBND HUYỆN SÔNG GIÓ",
    "Số: 90/QĐ-UBND",
    "QUYẾT ĐỊNH",
    "Ban hành Kế hoạch truyền thông",
    "Căn cứ Luật Sông ngòi;",
]
ARTICLES = ["QUYẾT ĐỊNH:", "Điều 1. Ban hành kèm theo Quyết định này một kế hoạch.", "Điều 2. Các xã thi hành."]
ATTACHED = ["(Kèm theo Quyết định số 91/QĐ-UBND ngày 03/3/2024)"]
APPENDIX = ["Phụ lục I", "DANH MỤC VIỆC LÀM", "1. Viết bài"]


def read(*groups: list[str]) -> tuple[list[Part], list[Part]]:
    return parts(from_string("\n\n".join(line for group in groups for line in group), "a.txt", ""))


def only(*groups: list[str]) -> Part:
    ((part,), _) = read(*groups)
    return part


def said(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks]


WHOLE = [LETTERHEAD, PLAN, BODY, RECIPIENTS, SIGNATURE]


def test_what_stands_above_the_title_is_letterhead() -> None:
    assert said(only(*WHOLE).head) == LETTERHEAD


def test_the_title_stands_below_the_kind() -> None:
    assert said(only(*WHOLE).title) == PLAN[1:]


def test_a_title_may_have_two_lines() -> None:
    assert said(only(LETTERHEAD, PLAN, ["Áp dụng ở xã Sông Mây"], BODY).title) == [*PLAN[1:], "Áp dụng ở xã Sông Mây"]


@pytest.mark.parametrize(
    "line", ["KẾ HOẠCH TRUYỀN THÔNG VỀ MỘT CỬA NĂM 2024", "Kế hoạch truyền thông về một cửa năm 2024"]
)
def test_kind_and_title_may_stand_on_one_line(line: str) -> None:
    part = only(LETTERHEAD, [line], BODY, RECIPIENTS, SIGNATURE)
    assert (part.name, said(part.title)) == ("Kế hoạch", [line[len("Kế hoạch ") :]])
    assert (said(part.head), said(part.body), said(part.signature)) == (LETTERHEAD, BODY, SIGNATURE)


def test_a_letter_to_other_offices_says_what_it_is_about_below_its_number() -> None:
    part = only(LETTERHEAD[:2], ["V/v điều chỉnh Kế hoạch số 3/KH-UBND"], ["Kính gửi: Các ấp;"], BODY)
    assert (part.name, said(part.title)) == ("Công văn", ["V/v điều chỉnh Kế hoạch số 3/KH-UBND"])
    assert (said(part.recipients), said(part.body)[0]) == (["Các ấp;"], BODY[0])


def test_a_line_above_the_kind_is_not_its_title_though_it_begins_with_a_kind() -> None:
    assert said(only(["KẾ HOẠCH SỐ HÓA HỒ SƠ"], *WHOLE).title) == PLAN[1:]


def test_a_text_without_title_is_kept_from_its_first_number_on() -> None:
    part = only(LETTERHEAD, BODY, RECIPIENTS, SIGNATURE)
    assert (part.title, said(part.body), said(part.recipients)) == ([], BODY, RECIPIENTS[1:])


def test_a_plan_with_its_title_on_one_line_behind_a_decision_is_another_part() -> None:
    found, _ = read(DECISION, ARTICLES, SIGNATURE, ["KẾ HOẠCH TRUYỀN THÔNG VỀ MỘT CỬA"], BODY)
    assert [(part.kind, said(part.body)[-1]) for part in found] == [
        (PartKind.DECISION, ARTICLES[-1]), (PartKind.PLAN, BODY[-1]),
    ]  # fmt: skip


def test_a_line_drawn_below_the_title_is_none_of_it() -> None:
    assert said(only(LETTERHEAD, PLAN, ["_______"], BODY).title) == PLAN[1:]


def test_a_bracket_over_two_lines_says_to_what_the_plan_is_attached() -> None:
    bracket = ["(Kèm theo Quyết định số 91/QĐ-UBND ngày 03/3/2024 của", "Chủ tịch UBND huyện Sông Gió)"]
    part = only(LETTERHEAD, PLAN, bracket, BODY)
    assert (said(part.attached), said(part.title)) == (bracket, PLAN[1:])


@pytest.mark.parametrize(("line", "is_name"), [
    ("NGUYỄN VĂN HÒA", True), ("LÊ THỊ KIM NGÂN", True), ("HỒ CHÍ MINH", False), ("PHÓ CHỦ TỊCH", False),
    ("Signature Not Verified", False), ("HÀ NỘI", False),
])  # fmt: skip
def test_a_name_in_capitals_is_told_by_its_family_name(line: str, is_name: bool) -> None:
    part = only(LETTERHEAD, PLAN, BODY, ["CHỦ TỊCH", line])
    assert any(name_in(block.text) for block in part.signature) == is_name


def test_two_columns_that_a_tab_parts_are_read_apart() -> None:
    head = ["UBND XÃ SÔNG MÂY\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 4/KH-UBND\tSông Mây, ngày 02 tháng 3 năm 2024"]
    foot = ["Nơi nhận:\tTM. ỦY BAN NHÂN DÂN", "- Các ấp;\tCHỦ TỊCH", "- Lưu: VT.\tTrần Văn Mẫu"]
    part = only(head, PLAN, ["1.\tĐể người dân biết nơi nộp hồ sơ."], foot)
    assert said(part.head) == [piece for line in head for piece in line.split("\t")]
    assert (said(part.recipients), said(part.signature)) == (RECIPIENTS[1:], SIGNATURE)
    assert said(part.body) == ["1. Để người dân biết nơi nộp hồ sơ."]


def test_the_body_goes_from_the_first_number_to_the_recipients() -> None:
    assert said(only(*WHOLE).body) == BODY


def test_a_body_may_open_with_what_it_stands_on() -> None:
    assert said(only(LETTERHEAD, PLAN, ["Căn cứ Luật Sông ngòi;"], BODY).body) == ["Căn cứ Luật Sông ngòi;", *BODY]


@pytest.mark.parametrize("mark", ["I.", "A.", "1.", "II.", "Phần I.", "a)"])
def test_a_numbered_line_is_no_title(mark: str) -> None:
    assert said(only(LETTERHEAD, PLAN, [f"{mark} MỤC ĐÍCH"]).title) == PLAN[1:]


def test_recipients_are_no_body() -> None:
    assert said(only(*WHOLE).recipients) == RECIPIENTS[1:]


def test_the_signature_is_no_body() -> None:
    assert said(only(*WHOLE).signature) == SIGNATURE


@pytest.mark.parametrize(
    ("title", "name"),
    [("KẾ HOẠCH", "Kế hoạch"), ("CHƯƠNG TRÌNH", "Chương trình"), ("HƯỚNG DẪN", "Hướng dẫn"), ("KE HOACH", "Kế hoạch")],
)
def test_a_document_is_of_the_kind_that_its_title_says(title: str, name: str) -> None:
    assert only(LETTERHEAD, [title, "Truyền thông"], BODY).name == name


def test_the_word_inside_the_text_begins_no_part() -> None:
    assert len(read(LETTERHEAD, PLAN, [*BODY, "Kế hoạch"], RECIPIENTS)[0]) == 1


@pytest.mark.parametrize("attached", [ATTACHED, ["Ban hành kèm theo Quyết định số 91/QĐ-UBND"]])
def test_the_line_that_attaches_a_plan_is_no_title(attached: list[str]) -> None:
    part = only(PLAN, attached, BODY)
    assert (said(part.title), said(part.attached)) == (PLAN[1:], attached)


FILE = [DECISION, ARTICLES, RECIPIENTS, SIGNATURE, LETTERHEAD, PLAN, ATTACHED, BODY, APPENDIX]


def test_decision_plan_and_appendix_are_told_apart() -> None:
    assert [part.kind for part in read(*FILE)[0]] == [PartKind.DECISION, PartKind.PLAN, PartKind.APPENDIX]


def test_the_articles_belong_to_the_decision() -> None:
    assert said(read(*FILE)[0][0].body)[1:] == ARTICLES[1:]


def test_the_letterhead_of_a_second_document_is_no_signature_of_the_first() -> None:
    decision, plan, _ = read(*FILE)[0]
    assert (said(decision.signature), said(plan.head)) == (SIGNATURE, LETTERHEAD)


def test_an_appendix_has_its_own_body() -> None:
    assert said(read(*FILE)[0][2].body) == APPENDIX[2:]


def test_an_appendix_that_the_text_speaks_of_begins_no_part() -> None:
    line = "Phụ lục kèm theo kế hoạch này nêu từng việc phải làm trong năm, người làm và hạn xong của mỗi việc ấy."
    assert len(read(LETTERHEAD, PLAN, [*BODY, line])[0]) == 1


def test_a_second_copy_is_told_from_the_first() -> None:
    kept, copies = read(*WHOLE, PLAN, BODY)
    assert (len(kept), len(copies)) == (1, 1)


def test_a_second_plan_of_another_title_is_no_copy() -> None:
    assert read(*WHOLE, ["KẾ HOẠCH", "Kiểm tra an toàn bếp ăn"], BODY)[1] == []


def test_a_second_plan_of_other_text_is_no_copy() -> None:
    assert read(*WHOLE, PLAN, ["I. YÊU CẦU", "1. Đúng hạn.", "2. Đủ người."])[1] == []


def test_title_and_kind_of_one_block_are_told_apart() -> None:
    part = only(LETTERHEAD, ["**KẾ HOẠCH**\n**Truyền thông về một cửa**"], BODY)
    assert (part.name, said(part.title)) == ("Kế hoạch", ["Truyền thông về một cửa"])


def test_a_letterhead_set_as_a_table_is_lines() -> None:
    head = "UBND XÃ SÔNG MÂY\t\tĐộc lập\nSố: 4/KH-UBND\t\tSông Mây, ngày 02/3/2024"
    assert "Số: 4/KH-UBND" in said(only([head], PLAN, BODY).head)


@pytest.mark.parametrize("name", ["Trần Văn Mẫu", "Lê Mẫu", "Nguyễn Thị Mây Gió"])
def test_a_name_on_a_line_of_its_own_is_one(name: str) -> None:
    assert name_in(name) == name


@pytest.mark.parametrize("line", ["CHỦ TỊCH", "Lưu: VT.", "Trần Văn Mẫu ký", "Phòng", "1. Trần Văn Mẫu"])
def test_other_lines_are_no_name(line: str) -> None:
    assert not name_in(line)


LINES = st.sampled_from(
    sorted(
        {line for group in (*FILE, RECIPIENTS) for line in group}
        | {"STT\tNội dung\tChủ trì", "1\tViết\tPhòng Nội vụ", "Hết"}
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_no_block_stands_in_two_places(lines: list[str]) -> None:
    found, copies = read(lines)
    places = [
        block.span.start
        for part in (*found, *copies)
        for blocks in (part.head, part.title, part.attached, part.body, part.recipients, part.signature)
        for block in blocks
    ]
    assert len(places) == len(set(places))


# --- several plans, and drafts, in one file --------------------------------------------------------------------------

OTHER = [["UBND XÃ SÔNG HẬU", "Số: 9/KH-UBND", "Sông Hậu, ngày 05 tháng 3 năm 2024"], PLAN, BODY, RECIPIENTS, SIGNATURE]
DRAFT = ["DỰ THẢO", "UBND XÃ SÔNG MÂY", "Số:     /KH-UBND", "Sông Mây, ngày    tháng 3 năm 2024"]


def numbers(*groups: list[str]) -> list[list[str]]:
    """The numbers of the parts of each plan."""
    return [[part.number for part in plan] for plan in apart(read(*groups)[0])]


def test_plans_of_two_offices_are_two_however_alike_their_words() -> None:
    assert numbers(*WHOLE, *OTHER) == [["4/KH-UBND"], ["9/KH-UBND"]]


def test_a_decision_its_plan_and_appendix_are_one_plan() -> None:
    assert numbers(DECISION, ARTICLES, SIGNATURE, PLAN, ATTACHED, BODY, APPENDIX) == [["90/QĐ-UBND", "", ""]]


def test_a_decision_and_a_plan_with_a_number_of_its_own_are_one() -> None:
    assert numbers(DECISION, ARTICLES, SIGNATURE, *WHOLE) == [["90/QĐ-UBND", "4/KH-UBND"]]


def test_an_appendix_with_a_letterhead_belongs_to_the_plan_before_it() -> None:
    head = ["UBND XÃ SÔNG MÂY CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert numbers(*WHOLE, head, APPENDIX) == [["4/KH-UBND", ""]]


@pytest.mark.parametrize("signed", [SIGNATURE, SIGNATURE[:2]])
@pytest.mark.parametrize("title", ["Truyền thông về một cửa năm 2024", "Đưa việc một cửa đến các ấp"])
def test_a_draft_beside_the_plan_is_left_out(signed: list[str], title: str) -> None:
    draft = [DRAFT, ["KẾ HOẠCH", title], BODY, RECIPIENTS, signed]
    for found, copies in (read(*WHOLE, *draft), read(*draft, *WHOLE)):
        assert ([part.number for part in found], [part.is_draft for part in copies]) == (["4/KH-UBND"], [True])


def test_a_draft_alone_is_read() -> None:
    ((part,), copies) = read(DRAFT, PLAN, BODY)
    assert (part.is_draft, copies) == (True, [])


# --- heads and feet as files have them --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "foot",
    [
        [*RECIPIENTS, *SIGNATURE],
        [*SIGNATURE, *RECIPIENTS],
        ["Nơi nhận:\tTM. ỦY BAN NHÂN DÂN", "- Các ấp;\tCHỦ TỊCH", "- Lưu: VT.\tTrần Văn Mẫu"],
        ["Nơi nhận: - Các ấp; - Lưu: VT.\tTM. ỦY BAN NHÂN DÂN CHỦ TỊCH Trần Văn Mẫu"],
        ["Nơi nhận:", "- Các ấp;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Đã ký)", "Trần Văn Mẫu"],
    ],
)
def test_recipients_and_signature_are_found_wherever_they_stand(foot: list[str]) -> None:
    part = only(LETTERHEAD, PLAN, BODY, foot)
    assert (said(part.body), said(part.recipients)) == (BODY, RECIPIENTS[1:])
    assert [name_in(line.text) for line in part.signature][-1] == "Trần Văn Mẫu"


def test_recipients_of_any_length_are_recipients() -> None:
    long = "- Ủy ban Mặt trận Tổ quốc và các tổ chức chính trị, xã hội, nghề nghiệp trên địa bàn xã Sông Mây;"
    part = only(LETTERHEAD, PLAN, BODY, ["Nơi nhận:", long, "Các trường học trong xã;", "- Lưu: VT."], SIGNATURE)
    assert said(part.recipients) == [long, "Các trường học trong xã;", "- Lưu: VT."]


def test_a_recipient_over_several_lines_is_one() -> None:
    part = only(LETTERHEAD, PLAN, BODY, ["Nơi nhận:", "- Các tổ chức chính trị", "- xã hội;", "- Lưu: VT."], SIGNATURE)
    assert said(part.recipients) == ["- Các tổ chức chính trị - xã hội;", "- Lưu: VT."]


def test_whom_a_letter_addresses_are_recipients_and_no_text() -> None:
    part = only(
        LETTERHEAD[:2], ["V/v mở lớp"], ["Kính gửi:", "- Các ấp;", "- Các trường học."], BODY, RECIPIENTS, SIGNATURE
    )
    assert said(part.recipients) == ["- Các ấp;", "- Các trường học.", *RECIPIENTS[1:]]
    assert said(part.body) == BODY


def test_what_a_page_has_behind_the_signature_is_no_recipient() -> None:
    aside = ["- Thông báo lịch tiếp dân tháng 4", "- Quyết định giao chỉ tiêu"]
    part = only(LETTERHEAD, PLAN, BODY, RECIPIENTS, SIGNATURE, aside)
    assert (said(part.recipients), said(part.body)) == (RECIPIENTS[1:], BODY)


def test_rules_behind_a_decision_are_a_part_and_no_recipients() -> None:
    rules = ["QUY CHẾ", "Làm việc của xã", "(Kèm theo Quyết định số 90/QĐ-UBND)", "Điều 1. Họp mỗi tuần."]
    found, _ = read(DECISION, ARTICLES, RECIPIENTS, SIGNATURE, rules)
    assert [part.kind for part in found] == [PartKind.DECISION, PartKind.RULES]
    assert (said(found[0].recipients), said(found[1].body)) == (RECIPIENTS[1:], rules[3:])


def test_a_heading_in_capitals_behind_the_signature_is_an_appendix() -> None:
    found, _ = read(*WHOLE, ["PHÂN CÔNG NHIỆM VỤ CỦA TỔ KIỂM TRA", "(Kèm theo Kế hoạch số 4/KH-UBND)", "1. Ông Mẫu"])
    assert [part.kind for part in found] == [PartKind.PLAN, PartKind.APPENDIX]


def test_the_second_office_of_a_joint_signature_begins_no_letter() -> None:
    second = ["SỞ TÀI CHÍNH", "GIÁM ĐỐC", "Lê Văn Ví"]
    ((part,), _) = read(LETTERHEAD, PLAN, BODY, RECIPIENTS, ["SỞ NỘI VỤ", "GIÁM ĐỐC", "Trần Văn Mẫu"], second)
    assert said(part.signature)[-3:] == second


@pytest.mark.parametrize("kind", ["NGHỊ QUYẾT", "BÁO CÁO", "TỜ TRÌNH", "CÔNG ĐIỆN", "KẾT LUẬN"])
def test_what_a_document_cites_is_no_head_of_it(kind: str) -> None:
    part = only([kind, "Về chợ sông", "Căn cứ Luật Chợ số 65/2025/QH15 ngày 1/2/2025;"], BODY)
    assert (part.number, said(part.body)[0][:7]) == ("", "Căn cứ ")


def test_the_kind_and_a_title_in_small_letters_may_stand_on_one_line() -> None:
    part = only(
        LETTERHEAD, ["QUYẾT ĐỊNH Về việc mở chợ sông", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ", "Căn cứ Luật Chợ;"], ARTICLES
    )
    assert (part.name, said(part.title)) == ("Quyết định", ["Về việc mở chợ sông"])
    assert (said(part.authority), said(part.body)[0]) == (["CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ"], "Căn cứ Luật Chợ;")


def test_a_line_drawn_below_the_title_ends_it() -> None:
    found = [line.text for line in only(LETTERHEAD, PLAN, BODY).title]
    assert found == PLAN[1:]
    document = Builder("a.docx")
    for line in (*LETTERHEAD, *PLAN, "_____", "Chợ họp ba phiên mỗi tuần", *BODY):
        document.add(BlockKind.PARAGRAPH, line)
    ((part,), _) = parts(document.build(b""))
    assert (said(part.title), said(part.body)[0]) == (PLAN[1:], "Chợ họp ba phiên mỗi tuần")


FOOT = st.lists(
    st.sampled_from(["- Các ấp;", "- Ủy ban nhân dân các xã, phường và các cơ quan trên địa bàn tỉnh (để thực hiện);",
                     "- Như trên;", "Các trường học;", "- Báo, đài;"]),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip


@given(FOOT, st.booleans())
def test_every_recipient_is_one_and_nothing_else(listed: list[str], first: bool) -> None:
    recipients = ["Nơi nhận:", *listed, "- Lưu: VT."]
    part = only(LETTERHEAD, PLAN, BODY, *([recipients, SIGNATURE] if first else [SIGNATURE, recipients]))
    assert said(part.recipients) == recipients[1:]
    assert (said(part.body), said(part.signature)) == (BODY, SIGNATURE)
