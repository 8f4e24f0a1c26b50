"""The grounding check: what is held passes in any writing, what is not held is named."""

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from answer.check import check_marks, marks, sentences, unsupported

# --- The same thing written another way -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Hạn là 25-10-2025.", "trước ngày 25 tháng 10 năm 2025"),
        ("Hạn là 25.10.2025", "25/10/2025./."),
        ("ngày 5 tháng 3 năm 2023", "05/03/2023"),
        ("trước 15/12", "trước ngày 15 tháng 12"),
        ("trước ngày 15 tháng 12", "15/12/2023"),
        ("Trước ngày 25 hằng tháng", "(trước ngày 25)"),
        ("tháng 1 năm 2024", "Tháng 01/2024"),
        ("trong năm 2025", "hạn 25/10/2025"),
    ],
)
def test_date_in_another_writing_is_held(text: str, quote: str) -> None:
    assert unsupported(text, [quote]) == ()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Quý 1 năm 2025", "Quý I/2025"),
        ("quý II", "Quý I, II/2025"),
        ("mỗi tháng 2 chương trình", "Mỗi tháng 02 chương trình"),
        ("2 chương trình mỗi tháng", "Mỗi tháng 02 chương trình"),
        ("hai lần", "02 lần"),
        ("2 lần", "hai lần"),
        ("100 % cán bộ", "100% cán bộ"),
        ("1200000 đồng", "1.200.000 đồng"),
        ("Quyết định 130", "Số: 130 /QĐ-UBND"),
        ("130/QĐ-UBND", "Số: 130 /QĐ-UBND"),
        ("Số điện thoại: 02031234567", "(0203.1234567)"),
        ("+84 203 1234567", "0203 1234567"),
        ("https://abc.gov.vn", "<https://www.abc.gov.vn/>;"),
        ("1. Một việc\na) Hai việc", "việc"),
        ("Một việc [12].", "việc"),
    ],
)
def test_number_in_another_writing_is_held(text: str, quote: str) -> None:
    assert unsupported(text, [quote]) == ()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Ủy ban nhân dân huyện chủ trì", "UBND huyện"),
        ("UBND huyện", "Uỷ ban nhân dân huyện"),
        ("VP HĐND và UBND huyện", "Văn phòng HĐND&UBND huyện"),
        ("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã gửi", "VP HĐND&UBND xã"),
        ("P. Nội vụ báo cáo", "qua Phòng Nội vụ"),
        ("qua phòng nội vụ", "qua Phòng Nội vụ"),
        ("Phòng VHTT", "Phòng VH&TT"),
        ("Phòng VH&TT gửi", "Phòng Văn hóa và Thông tin"),
        ("Phòng Văn hoá - Thông tin", "Phòng Văn hóa và Thông tin"),
        ("Phòng Nội vụ, Tư pháp phối hợp", "Phòng Tư pháp, Phòng Nội vụ"),
        ("Phòng Quản lý đô thị rà soát", "Các Phòng: Nội vụ, Quản lý đô thị, Y tế"),
        ("Phòng Nội vụ huyện Hoa Lư", "Huyện Hoa Lư: Phòng Nội vụ"),
        ("Phòng Nội vụ tổng hợp", "Phong Noi vu tong hop bao cao"),
        ("Do Trần Văn Bình ký", "Trần Văn Bình"),
        ("“Một cửa  liên thông”", "cơ chế một cửa liên thông"),
        ("Cải cách hành chính", "CCHC"),
    ],
)
def test_name_in_another_writing_is_held(text: str, quote: str) -> None:
    assert unsupported(text, [quote]) == ()


@pytest.mark.parametrize("text", ["", "Trong năm.", "Báo cáo định kỳ, gửi kịp thời.", "Tổ chức hội nghị.", "[1]"])
def test_plain_words_are_no_facts(text: str) -> None:
    assert unsupported(text, []) == ()


# --- What no quote holds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("Giao Sở Nội vụ.", "Phòng Nội vụ", "Sở Nội vụ"),
        ("Giao Sở Kế hoạch và Đầu tư.", "Sở Nội vụ", "Sở Kế hoạch và Đầu tư"),
        ("Phòng Nội chính chủ trì", "Phòng Nội vụ", "Phòng Nội chính"),
        ("gửi UBND tỉnh", "UBND huyện", "UBND tỉnh"),
        ("Phòng Nội vụ tỉnh", "Phòng Nội vụ huyện của tỉnh", "Phòng Nội vụ tỉnh"),
        ("Huyện ủy", "Tỉnh ủy", "Huyện ủy"),
        ("phòng tư pháp", "Phòng Nội vụ", "phòng tư pháp"),
        ("Phòng Nội vụ và Thông tin", "Phòng Nội vụ; Phòng Văn hóa và Thông tin", "Phòng Nội vụ và Thông tin"),
        ("Văn phòng UBND huyện", "Văn phòng HĐND huyện; UBND huyện", "Văn phòng UBND huyện"),
        ("tại huyện Hoa Lư", "huyện Gia Viễn", "Hoa Lư"),
        ("tại tỉnh Hoa Lư", "huyện Hoa Lư", "Hoa Lư"),
        ("Lê Văn Bình ký", "Trần Văn Bình", "Lê Văn Bình"),
        ("Chỉ số PAPI", "Chỉ số SIPAS", "PAPI"),
        ("hạn 26/10/2025", "25/10/2025", "26/10/2025"),
        ("hạn 15/12/2023", "trước 15/12", "15/12/2023"),
        ("Quý II/2025", "Quý I/2025", "Quý II/2025"),
        ("3 lần", "3. Phòng Nội vụ họp 02 lần", "3"),
        ("ba lần", "02 lần", "ba lần"),
        ("130 cơ quan", "130/QĐ-UBND", "130"),
        ("130/QĐ-TTg", "130/QĐ-UBND", "130/QĐ-TTg"),
        ("đạt 90%", "đạt 100%", "90%"),
        ("gọi 0203.1234568", "0203.1234567", "0203.1234568"),
        ("https://abc.vn", "https://abc.gov.vn", "https://abc.vn"),
        ("a@abc.gov.vn", "b@abc.gov.vn", "a@abc.gov.vn"),
        ("“một cửa điện tử”", "một cửa liên thông", "một cửa điện tử"),
    ],
)
def test_fact_that_no_quote_holds_is_named(text: str, quote: str, found: str) -> None:
    assert unsupported(text, [quote]) == (found,)


def test_a_fact_is_named_once() -> None:
    assert unsupported("Sở Nội vụ. Sở Nội vụ.", ["Phòng Nội vụ"]) == ("Sở Nội vụ",)


# --- Sentences and marks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Một. Hai.", ("Một.", "Hai.")),
        ("Một. [1] Hai [2].", ("Một. [1]", "Hai [2].")),
        ("Một. [1][2]", ("Một. [1][2]",)),
        ("1. Giao P. Nội vụ và TP. Huế. Xong", ("1. Giao P. Nội vụ và TP. Huế.", "Xong")),
        ("Một\n\n- Hai", ("Một", "- Hai")),
    ],
)
def test_sentences_keep_their_marks(text: str, cut: tuple[str, ...]) -> None:
    assert sentences(text) == cut


def test_marks_are_read_in_order() -> None:
    assert marks("Một [2][1]. Hai [2, 10].") == (2, 1, 10)


QUOTES = {1: ["Phòng Nội vụ"], 2: ["Phòng Tư pháp, hạn 5/3"]}


def test_sentence_is_held_against_what_it_cites() -> None:
    assert check_marks("Phòng Nội vụ [1]. Phòng Tư pháp [1].", QUOTES) == ("Phòng Tư pháp",)


def test_mark_behind_the_full_stop_counts_for_its_sentence() -> None:
    assert check_marks("Phòng Nội vụ. [2] Hạn 5/3. [2]", QUOTES) == ("Phòng Nội vụ",)


def test_sentence_without_mark_is_held_against_all() -> None:
    assert check_marks("Phòng Tư pháp. Phòng Nội vụ.", QUOTES) == ()


def test_mark_of_no_source_is_named() -> None:
    assert check_marks("Phòng Nội vụ [3].", QUOTES) == ("[3]",)


# --- Any sentence of these ------------------------------------------------------------------------------------------

FIELDS = ("Nội vụ", "Tư pháp", "Văn hóa và Thông tin", "Tài chính – Kế hoạch", "Quản lý đô thị", "Y tế")
agencies = st.builds("{} {}".format, st.sampled_from(("Phòng", "Sở")), st.sampled_from(FIELDS))
days = st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(lambda day: f"{day:%d/%m/%Y}")
documents = st.builds("{}/{}".format, st.integers(1, 9999), st.sampled_from(("QĐ-UBND", "KH-UBND", "NQ-HĐND")))
hosts = st.from_regex(r"\A[a-z]{3,8}\.gov\.vn\Z")
counts = st.integers(2, 99).map("{:02} buổi".format)
SENTENCE = "{} chủ trì, tổ chức {} theo Kế hoạch số {}, gửi {} trước ngày {} và đăng tại https://{}."
facts = st.tuples(agencies, counts, documents, agencies, days, hosts)


@given(facts)
def test_a_sentence_holds_itself(parts: tuple[str, ...]) -> None:
    sentence = SENTENCE.format(*parts)
    assert unsupported(sentence, [sentence]) == ()


@given(facts, facts, st.integers(0, 5))
def test_one_fact_exchanged_is_found(parts: tuple[str, ...], others: tuple[str, ...], place: int) -> None:
    assume(others[place] not in parts)
    changed = [*parts[:place], others[place], *parts[place + 1 :]]
    found = unsupported(SENTENCE.format(*changed), [SENTENCE.format(*parts)])
    assert any(others[place].removesuffix(" buổi") in one for one in found)


@given(facts, st.data())
def test_one_digit_exchanged_is_found(parts: tuple[str, ...], data: st.DataObject) -> None:
    sentence = SENTENCE.format(*parts)
    at = data.draw(st.sampled_from([match.start() for match in re.finditer(r"\d", sentence)]))
    digit = data.draw(st.sampled_from([digit for digit in "123456789" if digit != sentence[at]]))
    assert unsupported(sentence[:at] + digit + sentence[at + 1 :], [sentence])


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read(text: str, quote: str) -> None:
    assert isinstance(unsupported(text, [quote]), tuple)


# --- Real plans -----------------------------------------------------------------------------------------------------

PLANS = sorted(chain(*(Path(__file__).parents[3].glob(f"shared/{name}/*.txt") for name in ("plans", "plans-other"))))


@pytest.mark.skipif(not PLANS, reason="no plans beside the repository")
def test_no_sentence_of_a_plan_is_flagged_against_its_own_paragraph() -> None:
    paragraphs = [part for plan in PLANS for part in plan.read_text(encoding="utf-8").split("\n\n")]
    flagged = [
        (found, sentence)
        for paragraph in paragraphs
        for sentence in sentences(paragraph)
        if (found := unsupported(sentence, [paragraph]))
    ]
    assert flagged == []
