"""A procedure's records are passages: each part under the procedure's name, with its fields, quoted from the file."""

from pathlib import Path

import pytest

from index.index import Index
from index.passage import Passage, PassageKind
from index.query import Query
from index.split import split
from ingest.plan import FieldKind, Plan
from ingest.read import read
from ingest.understand import understand
from tests.ingest import apiary


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "ong.html").write_text(apiary.today(), encoding="utf-8")
    return understand(read(tmp_path / "ong.html"))


@pytest.fixture
def listing(tmp_path: Path) -> Plan:
    apiary.listed(tmp_path / "danh-muc.xlsx")
    return understand(read(tmp_path / "danh-muc.xlsx"))


def part(plan: Plan, *path: str) -> list[Passage]:
    return [passage for passage in split(plan) if passage.path == (apiary.NAME, *path)]


def values(passage: Passage, kind: FieldKind) -> list[tuple[str, str]]:
    return [(field.label, field.value.text) for field in passage.fields if field.kind is kind]


def test_all_of_it_is_records_of_the_procedure(plan: Plan) -> None:
    assert {(passage.kind, passage.path[0]) for passage in split(plan)} == {(PassageKind.PROCEDURE, apiary.NAME)}


def test_what_is_said_of_it_as_a_whole_is_one(plan: Plan) -> None:
    (whole,) = part(plan)
    assert values(whole, FieldKind.CODE) == [("Mã thủ tục", apiary.CODE)]
    assert values(whole, FieldKind.APPLICANT) == [("Đối tượng thực hiện", "Người nuôi ong, Hợp tác xã")]


def test_times_of_all_ways_are_one_each_labelled_by_its_way(plan: Plan) -> None:
    (times,) = part(plan, "Thời hạn giải quyết")
    assert values(times, FieldKind.TIME) == [("Trực tuyến", "3 Ngày làm việc"), ("Trực tiếp", "5")]


def test_a_fee_comes_with_the_comment_that_may_correct_it(plan: Plan) -> None:
    (fees,) = part(plan, "Phí, lệ phí")
    told = [("Trực tuyến", "Miễn phí"), ("Trực tiếp", "20,000 VNĐ (Giảm nửa cho hộ nghèo (nếu có thẻ))")]
    assert values(fees, FieldKind.FEE) == told


def test_each_way_is_one(plan: Plan) -> None:
    ways = part(plan, "Cách thức thực hiện")
    assert [name for way in ways for _, name in values(way, FieldKind.WAY)] == [way[0] for way in apiary.WAYS]


def test_papers_are_one_a_case_with_how_many_are_wanted(plan: Plan) -> None:
    (papers,) = part(plan, "Thành phần hồ sơ", "Trường hợp cấp lần đầu")
    assert values(papers, FieldKind.PAPER) == [
        ("1 bản chính", "- Đơn xin thẻ theo mẫu"),
        ("1 bản chính,2 bản sao", "- Ảnh đàn ong"),
    ]
    (lost,) = part(plan, "Thành phần hồ sơ", "Trường hợp mất thẻ")
    assert (values(lost, FieldKind.PAPER), len(values(lost, FieldKind.NOTE))) == ([], 1)


@pytest.mark.parametrize(
    ("path", "kind", "count"),
    [
        ("Trình tự thực hiện", FieldKind.STEP, 3),
        ("Kết quả thực hiện", FieldKind.RESULT, 2),
        ("Yêu cầu, điều kiện thực hiện", FieldKind.CONDITION, 1),
        ("Căn cứ pháp lý", FieldKind.BASIS, 2),
    ],
)
def test_the_other_parts_are_one_each(plan: Plan, path: str, kind: FieldKind, count: int) -> None:
    (passage,) = part(plan, path)
    assert len(values(passage, kind)) == count


def test_a_record_is_titled_by_its_procedure_and_part(plan: Plan) -> None:
    assert part(plan, "Phí, lệ phí")[0].title == f"{apiary.NAME}: Phí, lệ phí"


def test_a_quote_is_cut_out_of_the_text(plan: Plan) -> None:
    for passage in split(plan):
        for piece in passage.quote.split(" … "):
            assert piece in plan.text


def test_a_row_of_a_list_is_found_by_its_name(listing: Plan, tmp_path: Path) -> None:
    index = Index.open(tmp_path / "data")
    index.update([listing])
    best = index.find(Query("đổi thẻ nuôi ong"), 3)[0]
    assert best.passage.path[0] == "Đổi thẻ nuôi ong dạo"
    index.close()


def test_rows_of_procedures_are_kept_and_go_with_their_file(plan: Plan, listing: Plan, tmp_path: Path) -> None:
    index = Index.open(tmp_path / "data")
    index.update([plan, listing])
    rows = index.procedures()
    assert [(row.code, row.domain) for row in rows] == [
        (apiary.CODE, "Nuôi ong"),
        (apiary.CODE, "Nuôi ong"),
        ("9.000018", "Nuôi ong"),
    ]
    index.update([], [listing.source])
    assert [row.name for row in index.procedures()] == [apiary.NAME]
    index.reindex()
    assert [row.name for row in index.procedures()] == [apiary.NAME]
    index.close()


def test_an_index_of_plans_alone_has_none(tmp_path: Path) -> None:
    index = Index.open(tmp_path / "data")
    assert index.procedures() == ()
    index.close()
