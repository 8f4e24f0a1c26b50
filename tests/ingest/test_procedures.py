"""A procedure is read alike from each form that offices have; what is no procedure stays what it is."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import BlockKind
from ingest.plan import PROCEDURE, FieldKind, Plan
from ingest.procedure import Procedure
from ingest.procedures import Found, procedures
from ingest.read import read
from ingest.readers.builder import Builder
from ingest.readers.text import from_string
from ingest.understand import plans, understand
from tests.ingest import apiary


def _written(suffix: str, text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / f"thu-tuc{suffix}"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def _sheet(folder: Path) -> Path:
    apiary.sheet(folder / "quy-trinh.docx")
    return folder / "quy-trinh.docx"


FORMS = {
    "today": _written(".html", apiary.today()),
    "before": _written(".html", apiary.before()),
    "glued": _written(".txt", apiary.glued()),
    "sheet": _sheet,
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def procedure(form: str, tmp_path: Path) -> Procedure:
    (found,) = procedures(read(FORMS[form](tmp_path))).procedures
    return found


def of_text(*lines: str) -> Found:
    return procedures(from_string("\n\n".join(lines), "a.txt", ""))


def test_its_name_and_code(procedure: Procedure) -> None:
    assert procedure.name.text.lower() == apiary.NAME.lower()
    assert procedure.code
    assert procedure.code.text == apiary.CODE


def test_its_facts_and_nothing_for_what_has_no_information(procedure: Procedure) -> None:
    told = {field.kind: field.value.text for field in procedure.facts}
    assert told == {
        FieldKind.DECISION: "77/QĐ-BNO",
        FieldKind.LEVEL: "Cấp xã",
        FieldKind.DOMAIN: "Nuôi ong",
        FieldKind.APPLICANT: "Người nuôi ong, Hợp tác xã",
        FieldKind.DECIDER: "Chủ tịch xã",
        FieldKind.PERFORMER: "Xã",
    }


def test_its_steps(procedure: Procedure) -> None:
    assert tuple(step.text for step in procedure.steps) == apiary.STEPS


def test_each_way_with_its_time_fee_and_comment(procedure: Procedure) -> None:
    told = [
        (
            way.name and way.name.text,
            way.time and way.time.text,
            [(fee.amount and fee.amount.text, fee.comment and fee.comment.text) for fee in way.fees],
            way.note and way.note.text,
        )
        for way in procedure.ways
    ]
    assert told == [
        ("Trực tuyến", "3 Ngày làm việc", [("Miễn phí", None)], "Qua cổng của xã"),
        ("Trực tiếp", "5", [("20,000 VNĐ", "Giảm nửa cho hộ nghèo (nếu có thẻ)")], None),
        ("Dịch vụ bưu chính", None, [], None),
    ]


def test_each_paper_once_under_its_case_with_its_numbers(procedure: Procedure) -> None:
    told = [(p.case and p.case.text, p.name.text, p.originals, p.copies or 0, p.is_note) for p in procedure.papers]
    assert told == [
        ("* Trường hợp cấp lần đầu:", "- Đơn xin thẻ theo mẫu", 1, 0, False),
        ("* Trường hợp cấp lần đầu:", "- Ảnh đàn ong", 1, 2, False),
        ("* Trường hợp mất thẻ:", "Giấy báo mất; xã không đòi thêm", 0, 0, True),
    ]


def test_the_form_of_a_paper(form: str, procedure: Procedure) -> None:
    forms = [paper.form.text for paper in procedure.papers if paper.form]
    assert (forms or [one.text for one in procedure.forms]) == (
        ["Đơn xin thẻ theo mẫu"] if form == "sheet" else ["Mau don ong.docx"]
    )


def test_its_results_without_the_portals_codes(procedure: Procedure) -> None:
    assert [result.text for result in procedure.results] == ["Thẻ nuôi ong", "Sổ theo dõi đàn"]


def test_none_is_a_condition_and_no_information_is_none(procedure: Procedure) -> None:
    assert [condition.text for condition in procedure.conditions] == ["Không."]


def test_its_legal_bases_with_their_numbers(procedure: Procedure) -> None:
    told = [(basis.title and basis.title.text, basis.number and basis.number.text) for basis in procedure.bases]
    assert told == list(apiary.BASES)


def test_the_number_of_sets(procedure: Procedure) -> None:
    assert procedure.sets
    assert procedure.sets.text == "01 bộ"


def test_every_value_is_cut_out_of_the_text(form: str, tmp_path: Path) -> None:
    document = read(FORMS[form](tmp_path))
    (found,) = procedures(document).procedures
    for quoted in (*found.steps, *found.results, *(paper.name for paper in found.papers)):
        (span,) = quoted.spans
        assert " ".join(document.cut(span).split()) == quoted.text


def test_it_is_kept_as_a_procedure_and_no_plan(form: str, tmp_path: Path) -> None:
    (plan,) = plans(read(FORMS[form](tmp_path)))
    assert (plan.kind, plan.number, plan.tasks, plan.warnings) == (PROCEDURE, None, (), ())
    assert plan.title.lower() == apiary.NAME.lower()


def test_a_sheet_is_of_the_office_of_its_letterhead(tmp_path: Path) -> None:
    assert understand(read(_sheet(tmp_path))).place == "Sông Mây"


def test_a_sheet_that_holds_several_is_parted(tmp_path: Path) -> None:
    word = docx.Document()
    apiary.sheet(tmp_path, document=word)
    apiary.sheet(tmp_path, "Đổi thẻ nuôi ong", "9.000018", document=word)
    word.save(str(tmp_path / "hai.docx"))
    first, second = procedures(read(tmp_path / "hai.docx")).procedures
    assert (first.name.text, second.name.text) == (apiary.NAME.upper(), "ĐỔI THẺ NUÔI ONG")
    assert [len(one.papers) for one in (first, second)] == [3, 3]
    assert [len(one.bases) for one in (first, second)] == [2, 2]


LETTERED = (
    "1. Thủ tục xin hoa",
    "a) Trình tự thực hiện: Người dân nộp đơn.",
    "b) Cách thức thực hiện: Nộp trực tiếp tại xã.",
    "c) Thành phần hồ sơ gồm:",
    "- Đơn xin hoa;",
    "- Ảnh vườn.",
    "d) Số lượng hồ sơ: 02 bộ.",
    "đ) Thời hạn giải quyết: 07 ngày làm việc kể từ ngày nhận đủ hồ sơ.",
    "e) Đối tượng thực hiện: Hộ gia đình.",
    "g) Cơ quan thực hiện: UBND xã.",
    "h) Kết quả thực hiện: Giấy nhận hoa.",
    "i) Lệ phí: Không.",
    "k) Yêu cầu, điều kiện: Không có.",
    "l) Căn cứ pháp lý: Nghị định số 5/2019/NĐ-CP ngày 01/02/2019 của Chính phủ về hoa.",
)


def test_parts_between_letters_with_what_they_say_behind_a_colon() -> None:
    (found,) = of_text(*LETTERED).procedures
    assert (found.name.text, [time.text for time in found.times]) == (
        "1. Thủ tục xin hoa",
        ["07 ngày làm việc kể từ ngày nhận đủ hồ sơ."],
    )
    assert [paper.name.text for paper in found.papers] == ["- Đơn xin hoa;", "- Ảnh vườn."]
    assert found.sets
    assert found.sets.text == "02 bộ"
    assert found.fees[0].amount
    assert found.fees[0].amount.text == "Không."
    (basis,) = found.bases
    assert (basis.number and basis.number.text, basis.date and basis.date.text, basis.issuer) == (
        "5/2019/NĐ-CP",
        "01/02/2019",
        "Chính phủ",
    )


def test_two_between_letters_are_two() -> None:
    found = of_text(*LETTERED, *(line.replace("hoa", "lúa").replace("1. ", "2. ") for line in LETTERED)).procedures
    assert [one.name.text for one in found] == ["1. Thủ tục xin hoa", "2. Thủ tục xin lúa"]


def test_a_glued_row_that_does_not_tell_where_its_cells_end_is_kept_as_text() -> None:
    text = apiary.glued().replace("3 Ngày làm việcMiễn phí", "trong tuầnmiễn trừ")
    (found,) = procedures(from_string(text, "a.txt", "")).procedures
    assert any(way.name is None and way.note and "trong tuần" in way.note.text for way in found.ways)
    (plan,) = plans(from_string(text, "a.txt", ""))
    assert "chữ dính liền" in plan.warnings[0]


@pytest.mark.parametrize(
    ("glued", "told"),
    [
        ("Luật Ong 202031/2020/QH14Nghị định12/2021/NĐ-CP", ["31/2020/QH14", "12/2021/NĐ-CP"]),
        ("Luật 28/2009/QH1228/2009/QH12Luật Mật9/2010/QH12", ["28/2009/QH12", "9/2010/QH12"]),
        ("Về hoaThông tư số 5/2020/TT-BTCvề lúa6/2020/TT-BTC", ["Thông tư số 5/2020/TT-BTC", "6/2020/TT-BTC"]),
        ("Về lúa7/2019/TT-BTC7/2019/TT-BTC7/2019/TT-BTC", ["7/2019/TT-BTC", "7/2019/TT-BTC"]),
        (
            "Về hoa sửa Thông tư 8/2019/TT-BTC ngày xưa9/2019/TT-BXYKVề lúa1/2018/NĐ-CP",
            ["9/2019/TT-BXYK", "1/2018/NĐ-CP"],
        ),
    ],
)
def test_numbers_set_to_titles(glued: str, told: list[str]) -> None:
    old = "".join(title + number for title, number in apiary.BASES)
    (found,) = procedures(from_string(apiary.glued().replace(old, glued), "a.txt", "")).procedures
    assert [basis.number and basis.number.text for basis in found.bases] == told


@pytest.mark.parametrize("form", ["Mau so 2.ONG_cap lai.docx", "1.MuCT01ong (3).doc", "Đơn xin.pdf"])
def test_the_name_of_a_file_set_to_a_paper(form: str) -> None:
    text = apiary.glued().replace("theo mẫuMau don ong.docx", f"theo Mẫu số 02.ONG phụ lục;{form}")
    (found,) = procedures(from_string(text, "a.txt", "")).procedures
    first = found.papers[0]
    assert (first.name.text, first.form and first.form.text) == ("- Đơn xin thẻ theo Mẫu số 02.ONG phụ lục;", form)


@pytest.mark.parametrize(
    ("glued", "name", "count", "form"),
    [
        ("theo Mẫu số 021 bản chính", "- Đơn xin thẻ theo Mẫu số 02", "1 bản chính", None),
        ("có ảnh 4x62 bản chính", "- Đơn xin thẻ có ảnh 4x6", "2 bản chính", None),
        ("theo mẫu12 bản chính", "- Đơn xin thẻ theo mẫu", "12 bản chính", None),
        ("đúng quy địnhđơn ong.docx1 bản chính", "- Đơn xin thẻ đúng quy định", "1 bản chính", "đơn ong.docx"),
    ],
)
def test_a_number_or_a_file_set_to_the_end_of_a_paper(glued: str, name: str, count: str, form: str | None) -> None:
    text = apiary.glued().replace("theo mẫuMau don ong.docx1 bản chính", glued)
    paper = procedures(from_string(text, "a.txt", "")).procedures[0].papers[0]
    assert (paper.name.text, paper.count and paper.count.text) == (name, count)
    assert (paper.form and paper.form.text) == form


def test_breaks_in_glued_text_part_no_tables() -> None:
    text = apiary.glued().replace("520,000 VNĐ", "520,000 VNĐ(mỗi thẻ)ngay\n\ntrong ngày").replace("Sơ đồ", "Sơ\nđồ")
    (found,) = procedures(from_string(text, "a.txt", "")).procedures
    (same,) = procedures(from_string(apiary.glued(), "a.txt", "")).procedures
    assert [way.name and way.name.text for way in found.ways] == [way.name and way.name.text for way in same.ways]
    assert (len(found.papers), len(found.bases)) == (len(same.papers), len(same.bases))


def test_tabs_in_glued_text_part_no_cells() -> None:
    text = apiary.glued().replace("520,000 VNĐ", "520,000 VNĐ(\t 520.000 đồng/ 1 thẻ)\t")
    (found,) = procedures(from_string(text, "a.txt", "")).procedures
    assert (len(found.ways), len(found.papers), len(found.bases)) == (3, 3, 2)


def test_the_code_behind_a_title_is_no_part_of_it() -> None:
    (found,) = of_text("NIÊM YẾT THỦ TỤC HÀNH CHÍNH", "CẤP THẺ ONG Mã thủ tục: 9.000017", *LETTERED[1:]).procedures
    assert (found.name.text, found.code and found.code.text) == ("CẤP THẺ ONG", "9.000017")


def test_a_bare_time_and_a_fee_that_can_be_cut_in_two_ways_stay_text() -> None:
    text = apiary.glued().replace("520,000 VNĐ", "1250,000 VNĐ")
    (found,) = procedures(from_string(text, "a.txt", "")).procedures
    assert [way.time and way.time.text for way in found.ways if way.name] == ["3 Ngày làm việc", None]
    assert any(way.note and "1250,000" in way.note.text for way in found.ways)


def listed(folder: Path, rows: int = 0) -> Plan:
    apiary.listed(folder / "danh-muc.xlsx", rows)
    return understand(read(folder / "danh-muc.xlsx"))


def test_a_list_in_excel_gives_a_procedure_a_row(tmp_path: Path) -> None:
    plan = listed(tmp_path)
    told = [
        (p.code and p.code.text, [t.text for t in p.times], [f.amount and f.amount.text for f in p.fees])
        for p in plan.procedures
    ]
    assert told == [(apiary.CODE, ["5"], ["Miễn phí"]), ("9.000018", ["3 Ngày làm việc"], [])]
    assert (plan.kind, [contact.value.text for contact in plan.contacts]) == (PROCEDURE, ["0299.3811.555"])


def test_what_a_column_says_besides_is_a_note_under_its_head(tmp_path: Path) -> None:
    assert [note.text for note in listed(tmp_path).procedures[0].notes] == ["Nộp trực tuyến: Có"]


def test_a_list_of_thousands_is_read_whole(tmp_path: Path) -> None:
    assert len(listed(tmp_path, 2000).procedures) == 2002


def test_a_decision_that_publishes_procedures_is_both(tmp_path: Path) -> None:
    apiary.decision(tmp_path / "qd.docx")
    plan = understand(read(tmp_path / "qd.docx"))
    assert plan.number
    assert (plan.number.text, plan.tasks, [effect.number for effect in plan.effects]) == (
        "45/QĐ-UBND",
        (),
        ["12/QĐ-UBND"],
    )
    told = [
        tuple(
            fact.text if (fact := one.fact(kind)) else None
            for kind in (FieldKind.LEVEL, FieldKind.DOMAIN, FieldKind.DECISION)
        )
        for one in plan.procedures
    ]
    assert told == [("CẤP TỈNH", "Nuôi ong", "45/QĐ-UBND"), ("CẤP XÃ", None, "45/QĐ-UBND")]
    assert [basis.number and basis.number.text for basis in plan.procedures[0].bases] == [
        "1/2020/NĐ-CP",
        "2/2021/TT-BNV",
    ]


HEAD = ("STT", "Mã TTHC", "Tên thủ tục hành chính", "Thời hạn giải quyết")


def tables(*rows: tuple[str, ...] | str, page: int | None = None) -> Found:
    """Lines, and rows of tables between them."""
    builder, table = Builder("a.pdf"), None
    for row in rows:
        if isinstance(row, str):
            builder.add(BlockKind.PARAGRAPH, row, page=page)
            table = None
        else:
            table = builder.new_table() if table is None else table
            builder.row([(cell, 1) for cell in row], table=table, page=page)
    return procedures(builder.build(b""))


def changes(found: Found) -> list[tuple[str | None, str | None]]:
    told = ((one.code, one.fact(FieldKind.CHANGE)) for one in found.procedures)
    return [(code and code.text, change and change.text) for code, change in told]


def test_a_decision_whose_number_is_still_blank_is_one_of_its_office(tmp_path: Path) -> None:
    apiary.decision(tmp_path / "qd.docx", number="      ")
    plan = understand(read(tmp_path / "qd.docx"))
    assert (plan.kind, plan.number, plan.province, len(plan.procedures) > 1) == ("Quyết định", None, None, True)
    assert [effect.number for effect in plan.effects] == ["12/QĐ-UBND"]


def test_what_becomes_of_procedures_stands_above_their_table() -> None:
    found = tables(
        "Về việc công bố thủ tục hành chính mới ban hành và bị bãi bỏ",
        "A. DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH",
        HEAD,
        ("1", "9.000030", "Xin hoa", "2 ngày"),
        "B. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ",
        HEAD[:3],
        ("1", "9.000031", "Xin lúa"),
    )
    assert changes(found) == [("9.000030", "MỚI BAN HÀNH"), ("9.000031", "BỊ BÃI BỎ")]


def test_what_becomes_of_procedures_stands_in_a_row_above_them() -> None:
    found = tables(
        "Danh mục",
        HEAD,
        ("I", *("Thủ tục hành chính được sửa đổi, bổ sung",) * 3),
        ("1", "9.000030", "Xin hoa", "2 ngày"),
        ("II", *("Thủ tục hành chính bị bãi bỏ",) * 3),
        ("2", "9.000031", "Xin lúa", "3 ngày"),
    )
    assert changes(found) == [("9.000030", "được sửa đổi, bổ sung"), ("9.000031", "bị bãi bỏ")]


def test_a_title_that_says_two_things_says_none_of_a_table() -> None:
    title = "Về việc công bố thủ tục hành chính được sửa đổi, bổ sung và bị bãi bỏ"
    assert changes(tables(title, HEAD, ("1", "9.000030", "Xin hoa", "2 ngày"))) == [("9.000030", None)]


def test_a_row_of_a_list_that_a_page_break_cuts_off_is_one() -> None:
    rows = (
        ("1", "9.000030", "Xin hoa của", "2 ngày"),
        ("", "", "xã bên", "làm việc"),
        ("2", "9.000031", "Xin lúa", "1 ngày"),
    )
    found = tables(HEAD, *rows, page=2).procedures
    assert [(one.name.text, one.times[0].text) for one in found] == [
        ("Xin hoa của xã bên", "2 ngày làm việc"),
        ("Xin lúa", "1 ngày"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        (
            "KẾ HOẠCH",
            "Rà soát thủ tục hành chính năm 2026",
            "I. MỤC TIÊU",
            "Giảm giấy tờ.",
            "II. CÁCH THỨC THỰC HIỆN",
            "Họp.",
        ),
        ("TỜ KHAI XIN THẺ NUÔI ONG", "Kính gửi: UBND xã", "Họ và tên: ……", "Mã thủ tục: ……"),
        ("Xã Sông Mây cấp thẻ ong trong ngày", "Từ nay thành phần hồ sơ chỉ còn một tờ đơn, phí, lệ phí được miễn."),
        (
            "STT\tTên thủ tục hành chính\tCơ quan chủ trì\tThời hạn giải quyết",
            "1\tRà soát thủ tục ong\tPhòng Mây\tQuý I",
        ),
    ],
    ids=["plan", "form", "news", "table-of-work"],
)
def test_what_only_speaks_of_procedures_is_none(lines: tuple[str, ...]) -> None:
    assert of_text(*lines) == Found(())


def test_half_a_page_gives_what_it_has(tmp_path: Path) -> None:
    page = apiary.today()
    half = page[: page.index("* Trường hợp mất thẻ")]
    held = procedures(read(_written(".html", half)(tmp_path)))
    (found,) = held.procedures
    assert (len(found.ways), len(found.papers), found.bases) == (3, 2, ())
    assert "không thấy căn cứ pháp lý" in held.warnings[0]


def test_a_table_of_fees_without_amounts_is_told(tmp_path: Path) -> None:
    page = apiary.today()
    for _, _, fee, _ in apiary.WAYS:
        page = page.replace(f"<td>{fee}</td><td>", "<td></td><td>")
    held = procedures(read(_written(".html", page.replace("Không có thông tin", ""))(tmp_path)))
    assert [len(way.fees) for way in held.procedures[0].ways] == [0, 0, 0]
    assert "không ghi mức phí" in " ".join(held.warnings)


def test_a_code_with_a_slip_is_kept_and_told() -> None:
    found = procedures(from_string(apiary.glued().replace(apiary.CODE, "9.00017"), "a.txt", ""))
    assert found.procedures[0].code
    assert (found.procedures[0].code.text, "9.00017" in " ".join(found.warnings)) == ("9.00017", True)


def test_a_page_in_decomposed_letters_is_the_same(tmp_path: Path) -> None:
    import unicodedata

    path = tmp_path / unicodedata.normalize("NFD", "thủ tục.html")
    path.write_text(unicodedata.normalize("NFD", apiary.today()), encoding="utf-8")
    (found,) = procedures(read(path)).procedures
    assert (found.name.text, len(found.papers)) == (apiary.NAME, 3)


def test_a_text_of_seventy_thousand_letters_is_read() -> None:
    long = apiary.glued().replace(
        apiary.STEPS[1], "\n".join(f"- Xem đàn thứ {number} cẩn thận." for number in range(2500))
    )
    (found,) = procedures(from_string(long, "a.txt", "")).procedures
    assert (len(long) > 70_000, len(found.steps), len(found.papers)) == (True, 2502, 3)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_page_cut_anywhere_never_fails(data: st.DataObject) -> None:
    text = apiary.glued()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for found in procedures(from_string(text[:start] + text[end:], "a.txt", "")).procedures:
        assert found.name.text
