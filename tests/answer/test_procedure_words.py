"""The word lists of procedures are sound, and a question is read by them: events, acts, what is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.procedures.known import Procedures
from answer.procedures.lexicon import lexicon
from answer.procedures.turn import Turn, read
from answer.procedures.which import fits, weights
from index.index import Index
from ingest.read import documents
from ingest.understand import understand
from ingest.vietnamese import fold
from tests.answer.asking import opened
from tests.ingest import apiary

LISTS = lexicon()


@pytest.fixture(scope="module")
def none(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Procedures]:
    index = Index.open(tmp_path_factory.mktemp("data"))
    yield Procedures(index, ())
    index.close()


def turn(text: str, none: Procedures) -> Turn:
    return read(text, {}, none)


def test_what_is_looked_for_is_folded() -> None:
    said = [
        *(event.said for event in LISTS.events),
        *(one for one, _ in LISTS.named_acts),
        *(act.said for act in LISTS.acts),
        *LISTS.weak_acts,
        *LISTS.aside,
        *LISTS.marks,
    ]
    assert [one for one in said if one != " ".join(fold(one).split())] == []


def test_every_event_means_something_and_is_said_once() -> None:
    said = [event.said for event in LISTS.events]
    assert [event.said for event in LISTS.events if not all(event.meant)] == []
    assert {one for one in said if said.count(one) > 1} == set()


def test_no_words_ask_for_two_things() -> None:
    cues = [cue.pattern.pattern for cue in LISTS.cues]
    assert {cue for cue in cues if cues.count(cue) > 1} == set()


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("thuê chuyên gia Hàn Quốc", set()),
        ("gia han giay phep", {"renew"}),
        ("tôi không nuôi ong ở vườn nhà nữa", {"end"}),
        ("chuyển trại nuôi dế thành trại nuôi ong", {"exchange"}),
        ("ban chỉ huy trại ong", set()),  # "hủy" is a word by itself
    ],
)
def test_what_is_done_is_read_by_its_diacritics(text: str, acts: set[str], none: Procedures) -> None:
    assert turn(text, none).acts == acts


def test_every_value_that_is_asked_for_is_known() -> None:
    assert {facet.value for facet in LISTS.facets.values() if facet.value} - LISTS.values.keys() == set()


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("mang theo giấy tờ gì", ["papers"]),
        ("hết mấy chục ngàn, bao giờ lấy", ["fee", "duration"]),
        ("o dau nhan ho so", ["where"]),
        ("hồ sơ nộp mấy bộ", ["copies"]),  # "hồ sơ" alone asks for papers
        ("phải báo trước mấy ngày", ["advance"]),  # and not how long it takes
        ("căn cứ nghị định số mấy", ["legal_basis"]),
        ("cấp nào quyết định", ["who_decides"]),
        ("xong thì nhận quyết định gì", ["result"]),
        ("trung tâm nuôi ong ở đâu", ["address"]),  # and not where one hands in
        ("giấy tờ khác nhau chỗ nào", ["papers"]),
        ("nuôi mấy năm nay", []),
        ("xin chào", []),
        ("nhà vườn phải góp mấy phần trăm tiền giống?", ["share"]),
        ("đơn nuôi ong phải nộp trước khi hết hạn ít nhất bao nhiêu ngày?", ["advance"]),
        ("thôi nuôi ong thì người nào ra quyết định?", ["who_decides"]),
        ("xong thì xã phát cho cái gì?", ["result"]),
        ("nuôi ong thì mỗi tổ lãnh được bao nhiêu tiền?", ["benefit"]),
        ("muốn hỏi chuyện nuôi ong thì gọi số nào, ai ngồi quầy?", ["contact"]),
    ],
)
def test_it_is_read_what_is_asked_for(text: str, facets: list[str], none: Procedures) -> None:
    assert [facet.name for facet in turn(text, none).facets] == facets


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("vợ mới đẻ", "khai sinh"),
        ("làm mất cái sổ đỏ rồi", "do bi mat"),  # a word of little stands between
        ("lam giay doc than", "tinh trang hon nhan"),
        ("dẹp tiệm", "cham dut hoat dong"),
    ],
)
def test_what_happened_is_read(text: str, meant: str, none: Procedures) -> None:
    assert any(meant in " ".join(words) for event in turn(text, none).events for words in event.meant)


@pytest.mark.parametrize("text", ["sở đó báo cáo khi nào", "con mất bao nhiêu ngày", "mẹ mất bao lâu thì có"])
def test_what_only_looks_alike_is_no_event(text: str, none: Procedures) -> None:
    assert turn(text, none).events == ()


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("bị mất, xin cấp lại", {"again"}),
        ("sắp hết hạn", {"renew", "exchange"}),
        ("xin làm mới", {"new"}),
        ("phí bao nhiêu", set()),
    ],
)
def test_it_is_read_what_is_to_be_done(text: str, acts: set[str], none: Procedures) -> None:
    assert turn(text, none).acts == acts


def test_a_later_act_stands_instead_of_the_earlier(none: Procedures) -> None:
    later = turn("vậy cấp lại thì sao?", none).onto(turn("cấp đổi thẻ xanh lệ phí bao nhiêu?", none))
    assert (later.acts, "doi" in later.words, [facet.name for facet in later.facets][-1]) == ({"again"}, False, "fee")


def test_ours_are_the_features_that_are_weighed(tmp_path: Path) -> None:
    page = tmp_path / "ong.html"
    page.write_text(apiary.today(), encoding="utf-8")
    index = opened(tmp_path / "data", *(understand(one) for one in documents(page)))
    procedures = Procedures(index, index.procedures())
    best = fits(read(apiary.NAME, {}, procedures), procedures, {})[0]
    known = {*best.features, "bias"}
    index.close()
    assert [name for table in weights().values() for name in table if name not in known] == []
