"""Which plan answers where there are several of one office: copies, plans replaced, amended, of other years."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.scope import catalogue
from answer.versions import Versions, newer
from index.index import Index
from index.row import PlanRow, Version
from ingest.plan import Effect, EffectKind, Quoted
from tests.answer.asking import FOLDER, faults, files_of, opened, plan_from

QUESTION = "Ai chủ trì hội thi tìm hiểu cải cách hành chính?"
OLD = (FOLDER / "son-dong.txt").read_text(encoding="utf-8")
AFTER = OLD.replace("Số: 47/KH-UBND", "Số: 90/KH-UBND").replace("ngày 18 tháng 01", "ngày 20 tháng 6")
SAYS = "Kế hoạch này {} Kế hoạch số 47/KH-UBND ngày 18/01/2024 của UBND huyện Sơn Động.\n\nI. MỤC ĐÍCH"


def later(verb: str, lead: str = "Phòng Văn hóa") -> str:
    """Plan 90 of the same office and year, which `verb` says of plan 47; the contest is led by `lead`."""
    return AFTER.replace("I. MỤC ĐÍCH", SAYS.format(verb), 1).replace(
        "Cơ quan chủ trì: Phòng Nội vụ.", f"Cơ quan chủ trì: {lead}."
    )


REPLACING, ENDING, AMENDING = later("thay thế"), later("bãi bỏ"), later("sửa đổi, bổ sung")
NEXT_YEAR = OLD.replace("2024", "2025").replace("47/KH", "12/KH").replace("Phòng Nội vụ.", "Thanh tra huyện.")
DRAFT = OLD.replace("Số: 47/KH-UBND", "Số:    /KH-UBND").replace("ngày 18 tháng 01", "ngày    tháng 01")
FLAT = OLD.replace("- Cơ quan chủ trì:", "").replace("- Cơ quan thực hiện:", "").replace("- Cơ quan phối hợp:", "")

Build = Callable[..., Index]
"""Texts -> an index of them, as 0.txt, 1.txt, …"""


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    made: list[Index] = []

    def of(*texts: str) -> Index:
        made.append(opened(tmp_path / str(len(made)), *(plan_from(text, f"{n}.txt") for n, text in enumerate(texts))))
        return made[-1]

    yield of
    for index in made:
        index.close()


def ask(index: Index, text: str = QUESTION, place: str | None = None, year: int | None = None) -> Answer:
    """The answer, of which every detail must stand in its quotes."""
    answer = Assistant(index).answer(Question(text, place, year))
    texts = {row.source: index.plan(row.id).text for row in index.plans()}
    assert list(faults(answer, texts)) == []
    return answer


def told(index: Index) -> dict[str, list[str]]:
    versions = catalogue(index.plans()).versions
    return {row.source: list(versions.told(row)) for row in index.plans()}


# --- Replaced, ended ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [None, "Sơn Động"])
@pytest.mark.parametrize("verb", ["thay thế", "bãi bỏ"])
def test_a_plan_that_was_replaced_or_ended_does_not_answer(build: Build, verb: str, place: str | None) -> None:
    answer = ask(build(OLD, later(verb)), place=place)
    assert (answer.status, files_of(answer)) == ("answered", {"1.txt"})
    assert "Phòng Văn hóa" in answer.text


def test_a_replaced_plan_answers_by_its_number_and_says_what_replaced_it(build: Build) -> None:
    text = ask(build(OLD, REPLACING), "Kế hoạch số 47/KH-UBND: ai chủ trì hội thi?").text
    assert "Phòng Nội vụ" in text
    assert "được thay thế bởi văn bản số 90/KH-UBND" in text


def test_a_replaced_plan_of_the_year_that_is_asked_for_answers(build: Build) -> None:
    index = build(OLD, REPLACING.replace("năm 2024", "năm 2025"))
    assert "Phòng Nội vụ" in ask(index, "Năm 2024 ai chủ trì hội thi?").text
    assert "Phòng Nội vụ" in ask(index, place="Sơn Động", year=2024).text


def test_where_both_are_of_the_year_that_is_asked_for_the_later_answers(build: Build) -> None:
    assert "Phòng Văn hóa" in ask(build(OLD, REPLACING), "Năm 2024 ai chủ trì hội thi?").text


def test_a_merged_office_replaces_the_plan_of_the_one_before_it(build: Build) -> None:
    old = OLD.replace("Sơn Động", "Lục Ngạn").replace("SƠN ĐỘNG", "LỤC NGẠN")
    index = build(old, REPLACING.replace("UBND huyện Sơn Động.\n", "UBND huyện Lục Ngạn.\n"))
    assert files_of(ask(index, place="Lục Ngạn")) == {"1.txt"}


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("ngày 18/01/2024", "ngày 19/01/2024"),
        ("47/KH-UBND ngày", "48/KH-UBND ngày"),
        ("UBND huyện Sơn Động.\n", "UBND huyện Lục Ngạn.\n"),
    ],
    ids=["day", "number", "issuer"],
)
def test_a_document_of_another_day_number_or_issuer_is_not_meant(build: Build, said: str, other: str) -> None:
    assert told(build(OLD, REPLACING.replace(said, other))) == {"0.txt": [], "1.txt": []}


def test_two_plans_that_replace_each_other_leave_one_in_force(build: Build) -> None:
    one = OLD.replace("I. MỤC ĐÍCH", "Kế hoạch này thay thế Kế hoạch số 90/KH-UBND.\n\nI. MỤC ĐÍCH", 1)
    index = build(one, REPLACING.replace("ngày 20 tháng 6", "ngày 18 tháng 01"))
    assert len(catalogue(index.plans()).versions.in_force) == 1


# --- Amended --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [None, "Sơn Động"])
def test_an_amended_plan_and_what_amends_it_both_answer_the_amendment_first(build: Build, place: str | None) -> None:
    lines = ask(build(OLD, AMENDING), place=place).text.splitlines()
    amendment = next(at for at, line in enumerate(lines) if line.startswith("Theo văn bản sửa đổi, bổ sung: "))
    before = next(at for at, line in enumerate(lines) if line.startswith("Theo văn bản được sửa đổi, bổ sung: "))
    assert amendment < before
    assert "Phòng Văn hóa" in lines[amendment]
    assert "Phòng Nội vụ" in lines[before]


# --- The same plan again --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copy", [DRAFT, FLAT, OLD.replace("\n\n", "\n\n\n")], ids=["draft", "flat", "format"])
@pytest.mark.parametrize("place", [None, "Sơn Động"])
def test_the_same_plan_again_answers_once(build: Build, copy: str, place: str | None) -> None:
    index = build(OLD, copy)
    answer = ask(index, place=place)
    assert (answer.status, len(files_of(answer))) == ("answered", 1)
    assert sorted(told(index).values()) == [[], ["bản khác của 0.txt"]]


def test_the_copy_with_more_tasks_answers(build: Build) -> None:
    assert files_of(ask(build(FLAT, OLD))) == {"1.txt"}


def test_an_appendix_in_a_file_of_its_own_is_no_copy(build: Build) -> None:
    head, body = OLD.split("I. MỤC ĐÍCH", 1)
    appendix = f"{head}\n\nI. DANH MỤC\n\n" + "\n\n".join(f"{n}. Bản tin số {n} phát ở thôn {n}" for n in range(2, 80))
    assert told(build(f"{head}I. MỤC ĐÍCH{body}", appendix)) == {"0.txt": [], "1.txt": []}


@pytest.mark.parametrize("other", [NEXT_YEAR, AFTER], ids=["year", "number"])
def test_a_plan_of_another_year_or_number_is_no_copy(build: Build, other: str) -> None:
    assert told(build(OLD, other)) == {"0.txt": [], "1.txt": []}


def test_a_draft_does_not_make_one_of_two_numbers(build: Build) -> None:
    assert sum(map(len, told(build(OLD, AFTER, DRAFT)).values())) == 1


# --- Years ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [None, "Sơn Động"])
@pytest.mark.parametrize("newest", [0, 1])
def test_the_newest_of_one_offices_plans_answers(build: Build, newest: int, place: str | None) -> None:
    texts = [OLD, OLD]
    texts[newest] = NEXT_YEAR
    assert files_of(ask(build(*texts), place=place)) == {f"{newest}.txt"}


def test_an_older_plan_answers_what_the_newest_does_not_tell_and_says_its_year(build: Build) -> None:
    gone = NEXT_YEAR.replace("Phát bản tin một cửa trên hệ thống loa truyền thanh các xã", "Việc khác")
    answer = ask(build(OLD, gone), "Phát bản tin một cửa trên hệ thống loa truyền thanh do ai làm?", "Sơn Động")
    assert "(Theo kế hoạch năm 2024)" in answer.text


def row(number: int, title: str, year: int, **about: object) -> PlanRow:
    facts: dict[str, object] = {
        "issuer": None,
        "level": None,
        "place": f"Nơi {number % 4000}",
        "place_kind": "xã",
        "province": "Nơi",
    }
    facts |= {"number": f"{number}/KH-UBND", "tasks": 0, "contacts": 0, "warnings": ()} | about
    return PlanRow(number, f"{number}.txt", "", "Kế hoạch", title, year=year, **facts)  # type: ignore[arg-type]


def test_another_subject_of_the_same_office_is_not_newer() -> None:
    one = row(1, "Tuyên truyền cải cách hành chính năm 2024", 2024)
    same = row(4001, "Thông tin, tuyên truyền cải cách hành chính năm 2025", 2025)
    other = row(8001, "Chuyển đổi số năm 2025", 2025)
    assert newer(one, (one, same, other)) == (same,)


# --- Many -----------------------------------------------------------------------------------------------------------


def test_twenty_thousand_plans_are_set_in_order_once_and_then_looked_up() -> None:
    effect = Effect(EffectKind.REPLACES, "1/KH-UBND", date(2024, 1, 1), "", Quoted("", ()))
    sketch = "".join(f"{n:08x}" for n in range(32))
    rows = [row(n, "Cải cách hành chính", 2024, version=Version(None, (), sketch)) for n in range(20_000)]
    rows[4001] = replace(rows[4001], version=Version(date(2025, 1, 1), (effect,), sketch))
    rows[9] = replace(rows[9], number=None)
    versions = Versions(rows)
    assert len(versions.in_force) == len(rows) - 2
    start = perf_counter()
    versions.apart(rows)
    assert perf_counter() - start < 0.1
