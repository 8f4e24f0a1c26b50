"""What labels say, of a line and of a column; and labels inside a line."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.labels import ORDER, TITLE, begins_with_label, column_kind, label_kind, labels, parted
from ingest.quoted import TASK_KINDS
from ingest.vietnamese import fold


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Cơ quan chủ trì:", "lead"),
        ("Đơn vị chủ trì", "lead"),
        ("CHỦ TRÌ", "lead"),
        ("co quan chu tri", "lead"),
        ("Cơ quan thực hiện", "performer"),
        ("Cơ quan phối hợp", "coordinator"),
        ("Thời gian thực hiện", "time"),
        ("Tần suất", "frequency"),
        ("Cách thức thực hiện", "method"),
        ("Sản phẩm", "product"),
        ("Kinh phí", "budget"),
        ("Cơ quan, đơn vị chủ trì", "lead"),
        ("Thời gian thực hiện (dự kiến)", "time"),
        ("TT", ORDER),
        ("Nội dung", TITLE),
        ("CQ chủ trì", "lead"),
        ("CQ phối hợp", "coordinator"),
        ("ĐV thực hiện", "performer"),
        ("TG hoàn thành", "time"),
        ("SP", "product"),
    ],
)
def test_a_label_says_what_its_line_is_about(label: str, kind: str) -> None:
    assert label_kind(label) == kind


@pytest.mark.parametrize("text", ["", "Phòng Nội vụ", "Mục đích", "Kinh phíx", "Chủ trì cuộc họp giao ban", "1"])
def test_other_words_are_no_label(text: str) -> None:
    assert label_kind(text) is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Cơ quan chịu trách nhiệm chính", "lead"),
        ("Thành viên phụ trách", "performer"),
        ("Đơn vị cùng tham gia", "coordinator"),
        ("Thời hạn gửi kết quả về Sở Mây", "time"),
        ("Kinh phí (triệu đồng)", "budget"),
        ("Tên thủ tục, nhóm thủ tục", TITLE),
        ("Kết thúc", "time"),
        ("Lĩnh vực", None),
        ("Họ và tên", None),
    ],
)
def test_the_head_of_a_column_is_known_by_its_words(head: str, kind: str | None) -> None:
    assert column_kind(head) == kind


def test_a_line_may_hold_several_labels() -> None:
    assert parted("In sổ tay. Phụ trách: Văn phòng. Hạn: quý I.") == (
        "In sổ tay.",
        (("Phụ trách", "Văn phòng."), ("Hạn", "quý I.")),
    )


def test_a_colon_behind_other_words_parts_nothing() -> None:
    assert parted("Hội thi gồm: Vòng 1 và vòng 2") == ("Hội thi gồm: Vòng 1 và vòng 2", ())


def test_a_label_in_small_letters_parts_nothing() -> None:
    assert parted("do đơn vị chủ trì: Sở Mây")[1] == ()


def test_a_label_in_small_letters_behind_the_end_of_a_clause_parts() -> None:
    assert parted("Chủ trì: Sở Mây; phối hợp: Sở Gió")[1] == (("Chủ trì", "Sở Mây;"), ("phối hợp", "Sở Gió"))


@given(st.lists(st.sampled_from(["Hạn", "Chủ trì", ":", " ", "in", "Sở Mây", ". ", "quý I"]), max_size=12))
def test_parting_a_line_loses_no_letter(pieces: list[str]) -> None:
    text = "".join(pieces)
    before, told = parted(text)
    assert fold("".join([before, *(f"{label}:{value}" for label, value in told)]).replace(" ", "")) == fold(
        text.replace(" ", "")
    )


def test_a_label_of_several_words_may_stand_behind_a_comma() -> None:
    assert parted("Đơn vị chủ trì: Sở Mây, đơn vị phối hợp: Sở Gió")[1] == (
        ("Đơn vị chủ trì", "Sở Mây"), ("đơn vị phối hợp", "Sở Gió"),
    )  # fmt: skip
    assert parted("Chủ trì: Sở Mây, thời gian: quý I")[1] == (("Chủ trì", "Sở Mây, thời gian: quý I"),)


def test_labels_may_stand_in_brackets() -> None:
    assert parted("Rà soát (Chủ trì: Sở Mây; thời gian: quý I).") == (
        "Rà soát", (("Chủ trì", "Sở Mây;"), ("thời gian", "quý I")),
    )  # fmt: skip


def test_a_label_begins_a_line_with_a_capital_letter() -> None:
    assert [begins_with_label(text) for text in ("Chủ trì: Sở Mây", "chủ trì: Sở Mây", "Sở Mây: chủ trì")] == [
        True,
        False,
        False,
    ]


def label_rows() -> list[list[str]]:
    text = (files("ingest") / "data" / "labels.tsv").read_text(encoding="utf-8")
    return [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]


def test_a_label_has_a_known_kind() -> None:
    assert {kind for kind, _ in label_rows()} == {*TASK_KINDS, ORDER, TITLE}


def test_labels_are_folded() -> None:
    assert [label for _, label in label_rows() if label != " ".join(fold(label).split())] == []


def test_every_label_is_listed_once() -> None:
    assert len(labels()) == len(label_rows())


def test_performing_is_not_leading() -> None:
    assert labels()["co quan thuc hien"] != labels()["co quan chu tri"]
