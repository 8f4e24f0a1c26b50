"""What a line mentions: documents, contacts, abbreviations, deadlines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Span
from ingest.mentions import abbreviations, contacts, deadlines, references
from ingest.plan import Contact, ContactKind, Deadline, DocumentRef, Quoted

SPANS = (Span("a.txt", 3, 9, 2),)


def line(text: str) -> Quoted:
    return Quoted(text, SPANS)


def only(text: str) -> DocumentRef:
    (reference,) = references(line(text), is_basis=False)
    return reference


def contact(text: str) -> Contact:
    (found,) = contacts(line(text))
    return found


def due(text: str) -> list[str]:
    return [deadline.when.text for deadline in deadlines(line(text))]


def explained(text: str) -> dict[str, str]:
    return {found.short: found.meaning.text for found in abbreviations(line(text))}


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("Quyết định số 12/QĐ-UBND", "Quyết định", "12/QĐ-UBND"),
        ("Nghị quyết 7-NQ/TU", "Nghị quyết", "7-NQ/TU"),
        ("Kế hoạch số: 30 /KH-UBND", "Kế hoạch", "30/KH-UBND"),
        ("Nghị định số 99/2024/NĐ-CP", "Nghị định", "99/2024/NĐ-CP"),
        ("Kế hoạch hành động số 3/KH-SNV", "Kế hoạch hành động", "3/KH-SNV"),
        ("Căn cứ số 44/QĐ-TTg", "Văn bản", "44/QĐ-TTg"),
    ],
)
def test_a_document_is_named_by_kind_and_number(text: str, kind: str, number: str) -> None:
    assert (only(text).kind, only(text).number) == (kind, number)


@pytest.mark.parametrize("date", ["05/3/2024", "5-3-2024", "05 tháng 3 năm 2024", "05 / 3 / 2024"])
def test_a_reference_has_its_date(date: str) -> None:
    found = only(f"Công văn số 8/SNV-CC ngày {date} của Sở Nội vụ về việc in sách")
    assert found.date == Quoted(date, SPANS)


def test_a_reference_without_date_has_none() -> None:
    assert only("Quyết định số 12/QĐ-UBND của UBND huyện").date is None


def test_a_reference_has_its_issuer() -> None:
    assert only("Quyết định số 12/QĐ-UBND ngày 1/2/2024 của UBND huyện về việc in sách").issuer == "UBND huyện"


def test_an_issuer_may_stand_before_the_date() -> None:
    assert only("Quyết định số 12/QĐ-UBND của Chủ tịch huyện ngày 1/2/2024").issuer == "Chủ tịch huyện"


def test_a_reference_has_the_words_that_follow_as_title() -> None:
    assert only("Kế hoạch số 3/KH-UBND ngày 1/2/2024 của UBND huyện về in sách; các xã làm theo").title == "về in sách"


def test_several_documents_of_a_line_are_told_apart() -> None:
    text = "Quyết định số 1/QĐ-UBND ngày 2/3/2024 và Kế hoạch số 4/KH-UBND ngày 5/6/2024"
    assert [(found.number, found.date and found.date.text) for found in references(line(text), is_basis=False)] == [
        ("1/QĐ-UBND", "2/3/2024"),
        ("4/KH-UBND", "5/6/2024"),
    ]


def test_a_law_is_named_by_its_title() -> None:
    found = only("Căn cứ Luật Sông ngòi ngày 19/6/2019;")
    assert (found.kind, found.number, found.title) == ("Luật", "", "Sông ngòi")


@pytest.mark.parametrize("is_basis", [True, False])
def test_a_reference_says_whether_the_plan_stands_on_it(is_basis: bool) -> None:
    assert next(references(line("Chỉ thị số 2/CT-UBND"), is_basis=is_basis)).is_basis is is_basis


@pytest.mark.parametrize("text", ["", "quyết định này", "số 12", "Kế hoạch năm 2024", "12/34"])
def test_no_document_is_made_up(text: str) -> None:
    assert list(references(line(text), is_basis=False)) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Gọi số 0299.3812345 khi cần", ContactKind.PHONE, "0299.3812345"),
        ("Tổng đài 1900 1234", ContactKind.PHONE, "1900 1234"),
        ("Gửi về noivu@songmay.gov.vn.", ContactKind.MAIL, "noivu@songmay.gov.vn"),
        ("Đăng tại https://songmay.gov.vn/mot-cua, mỗi tuần", ContactKind.LINK, "https://songmay.gov.vn/mot-cua"),
        ("Xem dichvucong.songmay.gov.vn.", ContactKind.LINK, "dichvucong.songmay.gov.vn"),
    ],
)
def test_a_contact_is_found(text: str, kind: ContactKind, value: str) -> None:
    assert (contact(text).kind, contact(text).value.text) == (kind, value)


def test_a_contact_has_the_words_before_it_as_purpose() -> None:
    text = "Họp mỗi tháng. Người dân hỏi về hồ sơ đất đai qua điện thoại (0299.3812345)."
    assert contact(text).purpose == "Người dân hỏi về hồ sơ đất đai qua điện thoại"


@pytest.mark.parametrize(
    "text", ["Kế hoạch 12/KH-UBND ngày 05/12/2024", "kinh phí 25.000.000 đồng", "năm 2024.", "v.v"]
)
def test_no_contact_is_made_of_other_numbers(text: str) -> None:
    assert list(contacts(line(text))) == []


@pytest.mark.parametrize(
    ("text", "short", "meaning"),
    [
        ("giải quyết thủ tục hành chính (TTHC) đúng hạn", "TTHC", "thủ tục hành chính"),
        ("Tổ trưởng (gọi tắt là TT) họp", "TT", "Tổ trưởng"),
        ('Ủy ban nhân dân (sau đây viết tắt là "UBND")', "UBND", "Ủy ban nhân dân"),
        ("việc đo Chỉ số hài lòng (SIPAS)", "SIPAS", "Chỉ số hài lòng"),
        ("giao Phòng Kinh tế, Hạ tầng và Đô thị (KTHT&ĐT) lo", "KTHT&ĐT", "Kinh tế, Hạ tầng và Đô thị"),
        ("đến Phòng Văn hóa - Xã hội (P.VHXH)", "P.VHXH", "Phòng Văn hóa - Xã hội"),
        ("nâng cấp Trung tâm giám sát, điều hành (IOC)", "IOC", "Trung tâm giám sát, điều hành"),
    ],
)
def test_a_short_form_in_brackets_is_explained_by_what_stands_before(text: str, short: str, meaning: str) -> None:
    assert explained(text) == {short: meaning}


@pytest.mark.parametrize("text", ["(TTHC) đúng hạn", "kèm theo (nếu có)", "Phòng (Phụ trách)", ""])
def test_no_short_form_is_explained_by_nothing(text: str) -> None:
    assert explained(text) == {}


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Gửi báo cáo trước ngày 20/3/2024.", "trước ngày 20/3/2024"),
        ("Chậm nhất ngày 15/6 phải xong", "Chậm nhất ngày 15/6"),
        ("Trả lời trong thời hạn 03 ngày", "trong thời hạn 03 ngày"),
        ("nộp trước ngày 25 hàng tháng", "trước ngày 25"),
    ],
)
def test_a_deadline_is_found(text: str, when: str) -> None:
    assert due(text) == [when]


def test_a_deadline_stands_in_its_own_sentence() -> None:
    found: list[Deadline] = list(deadlines(line("Họp mỗi tuần. Xong trước ngày 1/2/2024. Rồi báo cáo.")))
    assert [deadline.sentence.text for deadline in found] == ["Xong trước ngày 1/2/2024."]


@pytest.mark.parametrize("text", ["", "trong năm", "thường xuyên", "ngày nghỉ"])
def test_no_deadline_is_made_up(text: str) -> None:
    assert due(text) == []


@given(st.text(alphabet='Kế hoạch Quyết định số12/-UBND ngàycủa();:.,0@vn"“”*', max_size=80))
def test_whatever_a_line_says_its_mentions_keep_its_place(text: str) -> None:
    found = [one.value for one in contacts(line(text))] + [one.when for one in deadlines(line(text))]
    found += [one.meaning for one in abbreviations(line(text))]
    assert {piece.spans for piece in found} <= {SPANS}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Đường dây nóng 02039.812.345 và hộp thư", ["02039.812.345"]),
        ("Phản ánh thì gọi 0967.58.18.18", ["0967.58.18.18"]),
        ("vận hành Tổng đài 1099 nhánh 4 để nghe dân", ["1099 nhánh 4"]),
        ("Về thái độ phục vụ xin gọi số 0299.1099.", ["0299.1099"]),
        ("Cháy thì gọi 114 hoặc gọi số 0299.3612.345", ["0299.3612.345", "114"]),
        ("Điện thoại 100 lượt, ngày 05.01.2026 10 cuộc", []),
    ],
)
def test_a_phone_is_short_or_grouped_in_any_way(text: str, numbers: list[str]) -> None:
    assert [one.value.text for one in contacts(line(text))] == numbers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("KT-HT&ĐT: Kinh tế, Hạ tầng và Đô thị", {"KT-HT&ĐT": "Kinh tế, Hạ tầng và Đô thị"}),
        ("- UBND: Ủy ban nhân dân;", {"UBND": "Ủy ban nhân dân"}),
        (
            "Chữ viết tắt: TTHC: thủ tục hành chính; OA: trang chính thức (Official Account).",
            {"TTHC": "thủ tục hành chính", "OA": "trang chính thức (Official Account)"},
        ),
        (
            "BẢNG CHỮ VIẾT TẮT TTHC: thủ tục hành chính VH-XH: Văn hóa - Xã hội",
            {"TTHC": "thủ tục hành chính", "VH-XH": "Văn hóa - Xã hội"},
        ),
        ("VP: chủ trì việc này", {}),
    ],
)
def test_a_list_of_short_forms_explains_them(text: str, told: dict[str, str]) -> None:
    assert explained(text) == told
