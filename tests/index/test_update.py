"""An ingest changes everything at once or nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from plans_by_hand import BA_TO, BA_TO_PLAN, DUC_PHO, DUC_PHO_PLAN, by_lines, open_index, plan

from index.error import BusyError
from index.index import Index
from index.lock import only_writer
from index.query import Query


def sources(index: Index) -> set[str]:
    return {row.source for row in index.plans()}


def first(index: Index, text: str) -> str:
    return index.find(Query(text), 1)[0].passage.quote


def test_a_missing_directory_is_an_empty_index_and_stays_missing(index: Index, tmp_path: Path) -> None:
    assert (index.plans(), index.find(Query("hội thi"), 5), dict(index.document_frequencies())) == ((), (), {})
    assert not (tmp_path / "data").exists()


def test_plans_show_what_was_ingested(index: Index) -> None:
    index.update([BA_TO_PLAN])
    row = index.plans()[0]
    assert (row.place, row.year, row.number, row.level, row.warnings) == (
        "Ba Tơ", 2025, "12/KH-UBND", BA_TO_PLAN.level, ("thiếu chữ ký",),
    )  # fmt: skip
    assert index.known() == {"ba-to.txt": BA_TO_PLAN.sha256}


def test_a_plan_of_a_known_source_replaces_it(index: Index) -> None:
    index.update([BA_TO_PLAN, DUC_PHO_PLAN])
    index.update([plan("ba-to.txt", ("Sở Y tế phát khẩu trang",))])
    assert first(index, "khẩu trang") == "Sở Y tế phát khẩu trang"
    assert not {hit.passage.quote for hit in index.find(Query("hội thi ngân sách"), 10)} & set(BA_TO)
    assert "hoi_thi" not in index.document_frequencies()


def test_the_last_of_two_plans_of_one_source_stays(index: Index) -> None:
    index.update([BA_TO_PLAN, plan("ba-to.txt", DUC_PHO)])
    assert {hit.passage.quote for hit in index.find(Query("Phòng Nội vụ kinh phí"), 10)} == set(DUC_PHO)


def test_a_removed_source_is_found_no_more(index: Index) -> None:
    index.update([BA_TO_PLAN, DUC_PHO_PLAN])
    index.update([], remove=["ba-to.txt"])
    assert sources(index) == {"duc-pho.txt"}
    assert {hit.passage.quote for hit in index.find(Query("hội thi Phòng Nội vụ"), 10)} == set(DUC_PHO)


def test_a_plan_just_removed_can_still_be_read_by_who_found_it(index: Index) -> None:
    index.update([BA_TO_PLAN])
    plan_id = index.plans()[0].id
    index.update([DUC_PHO_PLAN], remove=["ba-to.txt"])
    assert index.plan(plan_id) == BA_TO_PLAN


def test_an_open_reader_sees_the_next_generation(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    reader = open_index(tmp_path / "data")
    assert first(reader, "hội thi") == BA_TO[0]
    index.update([DUC_PHO_PLAN])
    assert first(reader, "đài truyền thanh") == DUC_PHO[0]


def test_a_reader_opened_before_the_first_ingest_sees_it(index: Index, tmp_path: Path) -> None:
    reader = open_index(tmp_path / "data")
    assert reader.plans() == ()
    index.update([BA_TO_PLAN])
    assert first(reader, "hội thi") == BA_TO[0]


def test_nothing_is_seen_before_the_ingest_is_done(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    reader = open_index(tmp_path / "data")
    seen: list[set[str]] = []
    index.update([DUC_PHO_PLAN], remove=["ba-to.txt"], progress=lambda *_: seen.append(sources(reader)))
    assert seen == [{"ba-to.txt"}]
    assert sources(reader) == {"duc-pho.txt"}


def test_a_failing_ingest_leaves_what_was_there(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])

    def broken(_: object) -> tuple[()]:
        raise RuntimeError("splitter")

    writer = Index.open(tmp_path / "data", splitter=broken)
    with pytest.raises(RuntimeError, match="splitter"):
        writer.update([DUC_PHO_PLAN])
    assert first(index, "hội thi") == BA_TO[0]
    index.update([DUC_PHO_PLAN])
    assert sources(index) == {"ba-to.txt", "duc-pho.txt"}


def test_old_generations_go_but_the_one_before(index: Index, tmp_path: Path) -> None:
    for number in range(4):
        index.update([plan(f"{number}.txt", BA_TO)])
    assert {path.name for path in (tmp_path / "data").glob("generation-*")} == {"generation-3", "generation-4"}


def test_a_second_writer_is_told_in_vietnamese_who_writes(index: Index, tmp_path: Path) -> None:
    with only_writer(tmp_path / "data"), pytest.raises(BusyError, match=r"tiến trình \d+.*đang ghi"):
        index.update([BA_TO_PLAN])


def test_a_lost_directory_is_made_anew_by_the_next_ingest(index: Index, tmp_path: Path) -> None:
    import shutil

    index.update([BA_TO_PLAN])
    shutil.rmtree(tmp_path / "data" / "generation-1")
    index.update([DUC_PHO_PLAN])
    assert first(index, "hội thi") == BA_TO[0]


def test_reindex_cuts_the_plans_anew(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    whole = Index.open(tmp_path / "data", splitter=lambda plan: by_lines(plan)[:1])
    whole.reindex()
    assert [hit.passage.quote for hit in index.find(Query("kinh phí hội thi"), 5)] == [BA_TO[0]]
    assert "kinh" not in index.document_frequencies()


def test_threads_that_search_while_plans_change_see_whole_generations(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    reader, wrong, over = open_index(tmp_path / "data"), [], Event()

    def search() -> None:
        while not over.is_set():
            found = {hit.passage.quote for hit in reader.find(Query("phòng nội vụ kinh phí đài"), 10)}
            if found not in (set(BA_TO), set(DUC_PHO)):
                wrong.append(found)

    with ThreadPoolExecutor(4) as pool:
        searches = [pool.submit(search) for _ in range(4)]
        for n in range(4):
            index.update(
                [DUC_PHO_PLAN if n % 2 == 0 else BA_TO_PLAN], remove=["ba-to.txt" if n % 2 == 0 else "duc-pho.txt"]
            )
        over.set()
    assert [search.exception() for search in searches] == [None] * 4
    assert wrong == []


def test_progress_names_each_plan(index: Index) -> None:
    told: list[tuple[str, int]] = []
    index.update([BA_TO_PLAN, DUC_PHO_PLAN], progress=lambda *step: told.append(step))
    assert told == [("ba-to.txt", 1), ("duc-pho.txt", 2)]
