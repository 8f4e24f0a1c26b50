"""The kinds of documents."""

import pytest

from ingest.kinds import Role, kind_alone, kind_at


@pytest.mark.parametrize(
    ("line", "name", "role"),
    [
        ("KẾ HOẠCH", "Kế hoạch", Role.PLAN), ("**QUYẾT ĐỊNH:**", "Quyết định", Role.DECISION),
        ("NGHỊ QUYẾT", "Nghị quyết", Role.DECISION), ("QUY CHẾ", "Quy chế", Role.RULES),
        ("Báo cáo", "Báo cáo", Role.PLAN),
        ("KẾ HOẠCH LIÊN NGÀNH", "Kế hoạch liên ngành", Role.PLAN),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG", "Chương trình hành động", Role.PLAN), ("KE HOACH", "Kế hoạch", Role.PLAN),
    ],
)  # fmt: skip
def test_a_line_may_be_a_kind(line: str, name: str, role: Role) -> None:
    kind = kind_alone(line)
    assert kind is not None
    assert (kind.name, kind.role) == (name, role)


@pytest.mark.parametrize("line", ["KẾ HOẠCH MỞ CHỢ", "Kế hoạch này", "CHỢ", ""])
def test_other_lines_are_none(line: str) -> None:
    assert kind_alone(line) is None


def test_a_title_may_stand_behind_the_kind() -> None:
    kind = kind_at("KẾ HOẠCH: Mở chợ sông")
    assert kind is not None
    assert (kind.name, kind.title) == ("Kế hoạch", "Mở chợ sông")
    assert kind_at("KẾ HOẠCH") is None
