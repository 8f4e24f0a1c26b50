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
from answer.versions import Versions
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


def test_a_plan_may_be_called_by_the_figures_of_its_number_and_its_day(build: Build) -> None:
    by_figures = REPLACING.replace("Kế hoạch số 47/KH-UBND ngày", "Kế hoạch 47 ngày")
    assert told(build(OLD, by_figures))["0.txt"] == ["được thay thế bởi 90/KH-UBND"]
    assert told(build(OLD, by_figures.replace("ngày 18/01/2024", "ngày 19/01/2024")))["0.txt"] == []


def test_two_plans_that_replace_each_other_leave_one_in_force(build: Build) -> None:
    one = OLD.replace("I. MỤC ĐÍCH", "Kế hoạch này thay thế Kế hoạch số 90/KH-UBND.\n\nI. MỤC ĐÍCH", 1)
    index = build(one, REPLACING.replace("ngày 20 tháng 6", "ngày 18 tháng 01"))
    assert len(catalogue(index.plans()).versions.in_force) == 1


# --- Amended --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [None, "Sơn Động"])
def test_an_amended_plan_and_what_amends_it_both_answer_the_amendment_first(build: Build, place: str | None) -> None:
    lines = ask(build(OLD, AMENDING), place=place).text.splitlines()
    amendment = next(at for at, line in enumerate(lines) if line.startswith("Theo văn bản sửa đổi, bổ sung số 90"))
    before = next(at for at, line in enumerate(lines) if line.startswith("Theo văn bản được sửa đổi, bổ sung số 47"))
    assert amendment < before
    assert "Phòng Văn hóa" in lines[amendment]
    assert "Phòng Nội vụ" in lines[before]


COMMUNE = """ỦY BAN NHÂN DÂN XÃ TÂN LẬP
Số: {number}/KH-UBND
Tân Lập, ngày {day:%d} tháng {day:%m} năm {day:%Y}

KẾ HOẠCH
{title}

{basis}

I. NHIỆM VỤ
1. Tổ chức hội thi tìm hiểu cải cách hành chính
- Cơ quan chủ trì: Phòng Văn hóa - Xã hội.
- Thời gian thực hiện: trước ngày {until}.

II. TỔ CHỨC THỰC HIỆN
1. Phòng Văn hóa - Xã hội theo dõi việc thực hiện.
{end}
"""
REFORM = "Cải cách hành chính năm {year} trên địa bàn xã Tân Lập"
CHANGE = "Sửa đổi, bổ sung một số nội dung của Kế hoạch số {} về cải cách hành chính năm 2026"
WHEN = "Hội thi tìm hiểu cải cách hành chính hoàn thành khi nào?"


def plan(number: int, day: date, until: str, title: str = REFORM, province: str = "Thái Nguyên", end: str = "") -> str:
    """A plan of the commune Tân Lập, whose contest is held by the day `until`; it names its province, if any."""
    basis = f"Căn cứ Kế hoạch số 5/KH-UBND của UBND tỉnh {province};" if province else "UBND xã ban hành Kế hoạch."
    title = title.format(year=day.year)
    return COMMUNE.format(number=number, day=day, until=until, title=title, basis=basis, end=end)


FIRST = plan(12, date(2026, 1, 15), "30/6/2026")
SECOND = plan(45, date(2026, 3, 20), "31/8/2026", CHANGE.format("12/KH-UBND"))


@pytest.mark.parametrize("base", ["45/KH-UBND", "12/KH-UBND"], ids=["the amendment", "the plan"])
def test_amendments_are_told_the_latest_first_and_it_is_called_the_latest(build: Build, base: str) -> None:
    third = plan(60, date(2026, 5, 20), "30/11/2026", CHANGE.format(base))
    lines = [line for line in ask(build(SECOND, FIRST, third), WHEN).text.splitlines() if line.startswith("Theo")]
    assert [line.replace(": Thời gian thực hiện", "").split(" [")[0] for line in lines] == [
        "Theo văn bản sửa đổi, bổ sung mới nhất số 60/KH-UBND ngày 20/05/2026: trước ngày 30/11/2026",
        "Theo văn bản sửa đổi, bổ sung số 45/KH-UBND ngày 20/03/2026: trước ngày 31/8/2026",
        "Theo văn bản được sửa đổi, bổ sung số 12/KH-UBND ngày 15/01/2026: trước ngày 30/6/2026",
    ]


def test_what_replaces_an_amendment_amends_in_its_place(build: Build) -> None:
    third = plan(60, date(2026, 5, 20), "30/11/2026", end="Kế hoạch này thay thế Kế hoạch số 45/KH-UBND.")
    text = ask(build(FIRST, SECOND, third), WHEN).text
    assert [text.count(day) for day in ("30/11/2026", "31/8/2026", "30/6/2026")] == [1, 0, 1]


def test_an_amendment_of_a_plan_that_was_replaced_does_not_answer(build: Build) -> None:
    third = plan(60, date(2026, 5, 20), "30/11/2026", end="Kế hoạch này thay thế Kế hoạch số 12/KH-UBND.")
    assert files_of(ask(build(FIRST, SECOND, third), WHEN)) == {"2.txt"}


# --- The office of a plan that names no province --------------------------------------------------------------------


REPLACES = "2. Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 15/01/2026."


def test_a_plan_that_names_no_province_replaces_the_one_of_its_place(build: Build) -> None:
    index = build(FIRST, plan(45, date(2026, 3, 20), "31/8/2026", province="", end=REPLACES))
    assert told(index)["0.txt"] == ["được thay thế bởi 45/KH-UBND"]
    assert files_of(ask(index, WHEN)) == {"1.txt"}


def test_a_plan_that_names_no_province_is_the_newer_of_its_place(build: Build) -> None:
    index = build(plan(9, date(2025, 1, 10), "25/11/2025"), plan(12, date(2026, 1, 15), "30/6/2026", province=""))
    assert files_of(ask(index, WHEN)) == {"1.txt"}


def test_a_draft_that_names_no_province_is_a_copy(build: Build) -> None:
    draft = plan(12, date(2026, 1, 15), "30/6/2026", province="").replace("Số: 12/", "Số:   /")
    assert told(build(FIRST, draft))["1.txt"] == ["bản dự thảo của 0.txt"]


def test_a_plan_that_names_no_province_is_found_by_that_of_its_place(build: Build) -> None:
    index = build(plan(9, date(2025, 1, 10), "25/11/2025"), plan(12, date(2026, 1, 15), "30/6/2026", province=""))
    assert files_of(ask(index, f"Xã Tân Lập, tỉnh Thái Nguyên: {WHEN}")) == {"1.txt"}


def test_plans_of_two_provinces_stay_those_of_two_offices(build: Build) -> None:
    other = plan(45, date(2026, 3, 20), "31/8/2026", province="Bắc Ninh", end=REPLACES)
    assert told(build(FIRST, other))["0.txt"] == []


@pytest.mark.parametrize(
    ("day", "replaced"),
    [(date(2026, 1, 16), ["được thay thế bởi 45/KH-UBND"]), (date(2026, 1, 15), [])],
    ids=["one of that day", "two of that day"],
)
def test_between_two_provinces_number_and_day_choose(build: Build, day: date, replaced: list[str]) -> None:
    other = plan(12, day, "1/2/2026", province="Bắc Ninh")
    assert (
        told(build(FIRST, other, plan(45, date(2026, 3, 20), "31/8/2026", province="", end=REPLACES)))["0.txt"]
        == replaced
    )


# --- Several bodies, several plans ----------------------------------------------------------------------------------


def department(name: str, letters: str, until: str, year: int = 2026) -> str:
    """The plan of a department of the province."""
    text = plan(22, date(year, 1, 15), until, "Cải cách hành chính năm {year}")
    text = text.replace("22/KH-UBND", f"22/KH-{letters}")
    return text.replace("ỦY BAN NHÂN DÂN XÃ TÂN LẬP", f"UBND TỈNH THÁI NGUYÊN\nSỞ {name.upper()}").replace(" xã", " sở")


FINANCE = department("Tài chính", "STC", "11/4/2026")
HOME = department("Nội vụ", "SNV", "12/4/2026")


def test_departments_of_one_province_are_each_told_by_name(build: Build) -> None:
    text = ask(build(FINANCE, HOME), WHEN).text
    assert (
        "Theo văn bản số 22/KH-STC ngày 15/01/2026 của SỞ TÀI CHÍNH: Thời gian thực hiện: trước ngày 11/4/2026" in text
    )
    assert "Theo văn bản số 22/KH-SNV ngày 15/01/2026 của SỞ NỘI VỤ: Thời gian thực hiện: trước ngày 12/4/2026" in text


def test_of_many_departments_it_is_said_that_there_are_more(build: Build) -> None:
    names = [("Y tế", "SYT"), ("Tư pháp", "STP"), ("Xây dựng", "SXD"), ("Công Thương", "SCT"), ("Ngoại vụ", "SNGV")]
    texts = [department(name, letters, f"{n}/5/2026") for n, (name, letters) in enumerate(names, 1)]
    text = ask(build(*texts), WHEN).text
    assert text.count("Theo văn bản số") == 4
    assert text.endswith("Xin hỏi kèm số văn bản hoặc tên cơ quan ban hành.")


def test_of_departments_the_one_that_is_named_answers(build: Build) -> None:
    question = "Hội thi tìm hiểu cải cách hành chính của Sở Nội vụ hoàn thành khi nào?"
    assert files_of(ask(build(FINANCE, HOME), question)) == {"1.txt"}


def test_a_departments_plan_is_not_newer_than_anothers() -> None:
    title = "Cải cách hành chính năm {}"
    old = row(1, title.format(2025), 2025, place="Thái Nguyên", issuer="UBND TỈNH THÁI NGUYÊN SỞ NỘI VỤ")
    new = row(2, title.format(2026), 2026, place="Thái Nguyên", issuer="UBND TỈNH THÁI NGUYÊN SỞ TÀI CHÍNH")
    old, new = replace(old, number="31/KH-SNV"), replace(new, number="22/KH-STC")
    assert Versions((old, new)).newer(old, (old, new)) == ()


@pytest.mark.parametrize(
    ("issuer", "number", "is_one"),
    [
        ("Ủy ban nhân dân xã", "9/KH-UBND", True),
        ("CHỦ TỊCH UBND XÃ NƠI 1", "9/QĐ-UBND", True),
        (None, None, True),
        ("UBND XÃ NƠI 1 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc", None, True),
        ("UBND XÃ NƠI 1", "9/KH-PKT", False),
        ("UBND XÃ NƠI 1 PHÒNG KINH TẾ", None, False),
        ("Phòng Kinh tế", None, False),
    ],
)
def test_committee_and_chairman_are_one_office(issuer: str | None, number: str | None, is_one: bool) -> None:
    old = row(1, "Cải cách hành chính", 2025, issuer="UBND xã Nơi 1")
    new = replace(row(2, "Cải cách hành chính", 2026, issuer=issuer, place="Nơi 1"), number=number)
    assert (Versions((old, new)).newer(old, (old, new)) == (new,)) == is_one


def test_two_plans_of_one_office_that_say_otherwise_are_told_the_later_first(build: Build) -> None:
    lines = ask(build(FIRST, plan(45, date(2026, 3, 20), "31/8/2026")), WHEN, "Tân Lập").text.splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("Theo")] == [
        "Theo văn bản số 45/KH-UBND ngày 20/03/2026",
        "Theo văn bản số 12/KH-UBND ngày 15/01/2026",
    ]


def test_two_plans_of_one_office_that_say_the_same_are_told_once(build: Build) -> None:
    assert len(files_of(ask(build(FIRST, plan(45, date(2026, 3, 20), "30/6/2026")), WHEN))) == 1


def test_a_plan_on_another_subject_that_fits_less_is_not_told_beside(build: Build) -> None:
    other = plan(45, date(2026, 3, 20), "31/8/2026", "Kiểm tra công vụ năm {year} trên địa bàn xã Tân Lập")
    other = other.replace("hội thi tìm hiểu cải cách hành chính", "hội nghị về cải cách hành chính")
    assert files_of(ask(build(FIRST, other), WHEN)) == {"0.txt"}


def test_what_two_plans_say_otherwise_is_neither_right_nor_wrong(build: Build) -> None:
    index = build(FIRST, plan(45, date(2026, 3, 20), "31/8/2026"))
    text = ask(index, "Hội thi tìm hiểu cải cách hành chính trước ngày 20/3 đúng không?").text
    assert not text.startswith(("Đúng", "Không"))


# --- The same plan again --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("copy", "kind"),
    [(DRAFT, "dự thảo"), (FLAT, "khác"), (OLD.replace("\n\n", "\n\n\n"), "khác")],
    ids=["draft", "flat", "format"],
)
@pytest.mark.parametrize("place", [None, "Sơn Động"])
def test_the_same_plan_again_answers_once(build: Build, copy: str, kind: str, place: str | None) -> None:
    index = build(OLD, copy)
    answer = ask(index, place=place)
    assert (answer.status, len(files_of(answer))) == ("answered", 1)
    assert sorted(told(index).values()) == [[], [f"bản {kind} của 0.txt"]]


def test_a_draft_in_other_words_gives_way_to_the_plan_that_was_issued(build: Build) -> None:
    tasks = "".join(f"\n\n{n}. In tờ gấp số {n}\n\n- Cơ quan chủ trì: Phòng Tư pháp." for n in range(20, 40))
    index = build(FIRST, f"DỰ THẢO\n\n{plan(12, date(2026, 1, 15), '15/7/2026')}{tasks}".replace("Số: 12/", "Số:   /"))
    assert told(index) == {"0.txt": [], "1.txt": ["bản dự thảo của 0.txt"]}
    assert files_of(ask(index, WHEN)) == {"0.txt"}


def test_a_draft_on_part_of_the_subject_is_a_plan_of_its_own(build: Build) -> None:
    draft = plan(12, date(2026, 1, 15), "15/7/2026").replace("Số: 12/", "Số:   /")
    title = next(line for line in draft.splitlines() if "cải cách hành chính" in line.casefold())
    other = draft.replace(title, f"Phát động phong trào thi đua, khen thưởng trong {title[:1].lower()}{title[1:]}")
    other = "\n".join(
        f"{line} và đôn đốc thi đua khen thưởng" if "chủ trì" in line else line for line in other.splitlines()
    )
    tasks = "".join(f"\n\n{n}. Chấm điểm thi đua đợt {n}\n\n- Cơ quan chủ trì: Phòng Nội vụ." for n in range(20, 60))
    assert told(build(FIRST, f"DỰ THẢO\n\n{other}{tasks}"))["1.txt"] == []


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


THIS = date.today().year
LAST_YEAR = plan(9, date(THIS - 1, 1, 10), f"25/11/{THIS - 1}")
THIS_YEAR = plan(12, date(THIS, 1, 15), f"30/6/{THIS}")


@pytest.mark.parametrize(
    ("said", "file"),
    [
        ("Năm ngoái", "0.txt"),
        ("Năm trước", "0.txt"),
        ("Năm nay", "1.txt"),
        ("Từ các năm trước", "1.txt"),
    ],
)
def test_a_year_counted_from_today_chooses_its_plan(build: Build, said: str, file: str) -> None:
    question = f"{said} hội thi tìm hiểu cải cách hành chính hoàn thành khi nào?"
    assert files_of(ask(build(LAST_YEAR, THIS_YEAR), question)) == {file}


def test_a_year_is_counted_without_diacritics(build: Build) -> None:
    question = "nam ngoai hoi thi tim hieu cai cach hanh chinh hoan thanh khi nao?"
    assert files_of(ask(build(LAST_YEAR, THIS_YEAR), question)) == {"0.txt"}


@pytest.mark.parametrize("said", ["năm sau", "năm tới"])
def test_a_year_counted_from_today_that_no_plan_is_of_is_not_found(build: Build, said: str) -> None:
    question = f"Hội thi tìm hiểu cải cách hành chính {said} hoàn thành khi nào?"
    assert ask(build(LAST_YEAR, THIS_YEAR), question).status == "not_found"


def test_this_year_is_that_of_the_newest_plan_where_none_is_of_it(build: Build) -> None:
    assert files_of(ask(build(LAST_YEAR), "Năm nay hội thi tìm hiểu cải cách hành chính hoàn thành khi nào?")) == {
        "0.txt"
    }


@pytest.mark.parametrize("counted", ["năm trước", str(THIS - 3)])
def test_a_year_that_the_task_itself_counts_chooses_no_plan(build: Build, counted: str) -> None:
    task = (
        f"2. Phúc tra kết luận {counted.replace(str(THIS - 3), f'năm {THIS - 3}')}\n- Cơ quan chủ trì: Phòng Kinh tế.\n"
    )
    old = plan(9, date(THIS - 2, 1, 10), f"25/11/{THIS - 2}").replace("\nII. TỔ", f"{task}\nII. TỔ")
    assert "Phòng Kinh tế" in ask(build(old, LAST_YEAR), "Ai chủ trì phúc tra kết luận năm trước?").text


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
    assert Versions((one, same, other)).newer(one, (one, same, other)) == (same,)


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
