"""Twins are told by their names: what they share, and what tells each apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.procedures.family import Family, family


@pytest.mark.parametrize(
    ("name", "base", "variants"),
    [
        ("Thủ tục đăng ký nuôi ong", "nuoi ong", ()),
        ("THỦ TỤC ĐĂNG KÝ NUÔI ONG LƯU ĐỘNG", "nuoi ong", ("LƯU ĐỘNG",)),
        ("Thủ tục đăng ký lại nuôi ong có yếu tố nước ngoài", "nuoi ong", ("có yếu tố nước ngoài", "đăng ký lại")),
        ("Cấp thẻ ong", "the ong", ()),
        ("Cấp đổi, cấp lại thẻ ong", "the ong", ("Cấp đổi", "cấp lại")),
        ("Cấp thẻ ong cho người dưới 14 tuổi", "the ong", ("cho người dưới 14 tuổi",)),
        ("Cấp lại thẻ ong do bị mất (cấp xã)", "the ong", ("cấp xã", "do bị mất", "Cấp lại")),
        ("2. Thủ tục gia hạn thẻ ong", "the ong", ("gia hạn",)),
        ("Đăng ký chấm dứt nuôi ong", "nuoi ong", ("chấm dứt",)),
        ("Thủ tục cấp sửa đổi, bổ sung thẻ ong", "the ong", ("sửa đổi, bổ sung",)),
        ("Trợ cấp xã hội", "tro cap xa hoi", ()),
        ("Đăng ký", "dang ky", ()),
    ],
)
def test_a_name_is_what_twins_share_and_what_tells_it_apart(name: str, base: str, variants: tuple[str, ...]) -> None:
    assert family(name) == Family(base, variants)


@given(st.text(alphabet="abđấạ ()cgihnêyữ,.", max_size=60))
def test_no_name_fails(name: str) -> None:
    family(name)
