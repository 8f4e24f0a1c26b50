"""Who leads and who takes part, told from prose."""

import pytest

from ingest.plan import Field, FieldKind, Quoted
from ingest.roles import told_apart


def told(text: str, kind: FieldKind = FieldKind.PERFORMER) -> list[tuple[str, str]]:
    return [(one.kind.value, one.value.text) for one in told_apart(Field(kind, "Phân công", Quoted(text, ())))]


@pytest.mark.parametrize(
    ("text", "lead", "coordinator"),
    [
        ("Phòng Nội vụ chủ trì tham mưu UBND thị xã", "Phòng Nội vụ", None),
        ("Sở Y tế chủ trì, phối hợp với các đơn vị liên quan.", "Sở Y tế", "các đơn vị liên quan"),
        ("- Sở Y tế và Sở Nội vụ phối hợp cơ quan liên quan tham mưu", "Sở Y tế và Sở Nội vụ", "cơ quan liên quan"),
    ],
)
def test_prose_names_the_lead_and_who_takes_part(text: str, lead: str, coordinator: str | None) -> None:
    assert told(text) == [("lead", lead), *([("coordinator", coordinator)] if coordinator else [])]


@pytest.mark.parametrize(
    "text",
    [
        "Chủ trì: Sở Y tế Phối hợp: các sở, ngành",
        "Chủ trì: Sở Y tế; phối hợp: các sở, ngành",
        "Chủ trì: Sở Y tế. Phối hợp: các sở, ngành.",
        "- Chủ trì: Sở Y tế - Phối hợp: các sở, ngành",
        "+ Cơ quan chủ trì: Sở Y tế; + Cơ quan phối hợp: các sở, ngành;",
    ],
)
def test_labels_in_one_cell_name_the_lead_and_who_takes_part(text: str) -> None:
    assert told(text) == [("lead", "Sở Y tế"), ("coordinator", "các sở, ngành")]


def test_what_stands_before_the_label_keeps_its_kind() -> None:
    assert told("Sở Y tế; Phối hợp: các sở") == [("performer", "Sở Y tế"), ("coordinator", "các sở")]


def test_labels_of_no_role_part_nothing() -> None:
    assert told("Sở Y tế. Thời gian: Quý I") == [("performer", "Sở Y tế. Thời gian: Quý I")]


def test_a_plain_list_stays_what_it_is() -> None:
    assert told("Sở Nội vụ; UBND các xã") == [("performer", "Sở Nội vụ; UBND các xã")]
    assert told("phối hợp với Sở Nội vụ") == [("performer", "phối hợp với Sở Nội vụ")]


def test_longer_prose_is_kept_beside_them() -> None:
    text = "Văn phòng UBND chủ trì lựa chọn địa bàn, đối tượng và cách thức phù hợp; mời Sở Thông tin và Truyền thông"
    assert told(text) == [("lead", "Văn phòng UBND"), ("performer", text)]
