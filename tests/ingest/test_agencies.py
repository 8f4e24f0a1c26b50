"""Agencies: known by the form of their names, whatever they are called."""

from importlib.resources import files

import pytest

from ingest.agencies import acting, goes_on, is_agency, is_list_head, leading_agency, short_forms, spelled_out
from ingest.vietnamese import canonical, fold


def rows(name: str) -> list[str]:
    lines = (files("ingest") / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(
    "name",
    ["Sở Sông Ngòi", "Phòng Mây Gió", "UBND xã Sông Mây", "VP HĐND và UBND", "Văn phòng UBND huyện", "Ban Dân vận",
     "Đài Truyền thanh", "các xã, thị trấn", "Vụ Kế hoạch", "Bộ Nội vụ", "phong noi vu", "UBND CÁC XÃ"],
)  # fmt: skip
def test_a_name_of_an_agency_is_one(name: str) -> None:
    assert is_agency(name)


@pytest.mark.parametrize(
    "text",
    ["phòng, chống lãng phí", "Ban hành quy chế", "báo cáo quý", "Hội nghị sơ kết", "Bộ tiêu chí chấm điểm", "vụ việc",
     "trường hợp khẩn", "các hội thi, cuộc thi", "Sổ tay công chức", "bảo đảm tiến độ", "người dân", ""],
)  # fmt: skip
def test_what_only_begins_alike_is_none(text: str) -> None:
    assert not is_agency(text)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Phòng Nội vụ chủ trì, phối hợp với các xã", "Phòng Nội vụ"),
        ("Giao Sở Nội vụ theo dõi", "Sở Nội vụ"),
        ("Phòng Mây Gió, tổng hợp", "Phòng Mây Gió, tổng hợp"),
        ("Phòng Mây Gió tổng hợp báo cáo", "Phòng Mây Gió"),
        ("Đội Quản lý trật tự sông ngòi", "Đội Quản lý trật tự sông ngòi"),
        ("Tổ Tin học", "Tổ Tin học"),
        ("Đề nghị Đài Truyền thanh: mở chuyên mục", "Đài Truyền thanh"),
        ("Trách nhiệm của Phòng Tư pháp", "Phòng Tư pháp"),
        ("Ban Tài chính - Ngân sách", "Ban Tài chính - Ngân sách"),
        ("Các Phòng: Tư pháp, Y tế, Mây Gió", "Các Phòng: Tư pháp, Y tế, Mây Gió"),
        ("UBND các xã, thị trấn xây dựng kế hoạch", "UBND các xã, thị trấn"),
        ("VP HĐND&UBND (bộ phận một cửa)", "VP HĐND&UBND"),
    ],
)
def test_a_text_begins_with_its_agency(text: str, agency: str) -> None:
    assert leading_agency(text) == agency


@pytest.mark.parametrize("text", ["Viết bài", "Cơ quan", "Đơn vị:", "Tổ chức hội thi do Phòng Nội vụ chủ trì"])
def test_a_text_that_begins_otherwise_names_none(text: str) -> None:
    assert leading_agency(text) is None


def test_a_list_is_announced_by_its_plural() -> None:
    assert is_list_head("Các Phòng")


def test_one_agency_is_no_list() -> None:
    assert not is_list_head("Phòng Tư pháp")


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("VP HĐND&UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("Phòng VH&TT", "Phòng Văn hóa và Thông tin"),
        ("Phòng VHTT", "phong van hoa va thong tin"),
        ("P. Nội vụ", "Phòng Nội vụ"),
        ("P.VHTT", "Phòng Văn hóa và Thông tin"),
        ("vpubnd tỉnh", "Văn phòng Ủy ban nhân dân tỉnh"),
        ("BP TN&TKQ", "Bộ phận Tiếp nhận và Trả kết quả"),
    ],
)
def test_short_and_full_names_are_spelled_alike(short: str, full: str) -> None:
    assert spelled_out(short) == spelled_out(full)


def test_a_short_form_inside_a_word_stays() -> None:
    assert spelled_out("UBNDX") == "ubndx"


def test_every_head_is_listed_once() -> None:
    heads = [canonical(row) for row in rows("agency_heads.txt")]
    assert sorted(set(heads)) == sorted(heads)


def test_what_is_no_agency_begins_as_one_does() -> None:
    heads = tuple(fold(row) for row in rows("agency_heads.txt") if not row.startswith("!"))
    assert [
        row for row in rows("agency_heads.txt") if row.startswith("!") and not fold(row[2:]).startswith(heads)
    ] == []


def test_heads_hold_no_stray_white_space() -> None:
    assert [row for row in rows("agency_heads.txt") if row != " ".join(row.split())] == []


def test_known_heads_are_there() -> None:
    assert {"Sở", "Phòng", "UBND", "! phòng, chống"} <= set(rows("agency_heads.txt"))


def test_a_short_form_has_one_full_form() -> None:
    assert [
        row for row in rows("short_forms.tsv") if [part.strip() for part in row.split("\t")] != row.split("\t")
    ] == []
    assert {len(row.split("\t")) for row in rows("short_forms.tsv")} == {2}


def test_every_short_form_is_listed_once() -> None:
    assert len(short_forms()) == len(rows("short_forms.tsv"))


def test_a_full_form_is_longer_than_its_short_form() -> None:
    assert [short for short, full in short_forms().items() if len(short) >= len(full)] == []


def test_known_short_forms_are_there() -> None:
    assert short_forms()["tthc"] == "thu tuc hanh chinh"


@pytest.mark.parametrize(
    ("before", "after"),
    [("giao Phòng Tổ chức", "Hành chính chủ trì"), ("Sở và Phòng Kế hoạch", "Tài chính tham gia ý kiến")],
)
def test_a_name_goes_on_behind_a_dash(before: str, after: str) -> None:
    assert goes_on(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [("gồm Sở Mây", "Sở Gió"), ("In tờ rơi", "Họp ấp"), ("Phòng Nội vụ chủ trì;", "Họp ấp"), ("Phòng Mây", "họp ấp")],
)
def test_what_stands_behind_a_dash_may_be_another_item(before: str, after: str) -> None:
    assert not goes_on(before, after)


@pytest.mark.parametrize(
    "text",
    ["Văn phòng Sở là đầu mối kiểm soát thủ tục: cập nhật danh mục", "Văn phòng Sở vận hành hệ thống một cửa",
     "Văn phòng Sở hoàn thiện cơ sở dữ liệu", "Văn phòng Sở niêm yết công khai kết quả",
     "Văn phòng Sở kiểm tra đột xuất các bến"],
)  # fmt: skip
def test_a_name_ends_before_what_it_does(text: str) -> None:
    assert leading_agency(text) == "Văn phòng Sở"


@pytest.mark.parametrize(
    "text",
    [
        "Sở Mây: họp dân",
        "Họp dân; giao Sở Mây chủ trì",
        "Việc này do Sở Mây thực hiện",
        "Hằng quý Sở Mây chủ trì họp dân",
    ],
)
def test_an_agency_that_is_given_the_work_acts(text: str) -> None:
    assert list(acting(text)) == ["Sở Mây"]


def test_an_agency_that_is_only_spoken_of_does_not_act() -> None:
    assert list(acting("Họp dân tại Sở Mây để hỗ trợ Sở Gió")) == []
