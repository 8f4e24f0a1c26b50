"""What the commands of the menu list."""

import re
from pathlib import Path

import pytest

from tests.bot.plans import BA_TO, NINH_HOA
from tests.bot.running import Cchc


@pytest.fixture
def say(cchc: Cchc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Type lines into `cchc chat` over two plans; what it says to each."""
    for name, text in (("ba-to.txt", BA_TO), ("ninh-hoa.txt", NINH_HOA)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    assert cchc("ingest", tmp_path / "ba-to.txt", tmp_path / "ninh-hoa.txt").status == 0

    def typed(*lines: str) -> str:
        typing = iter([*(f"{line}\n" for line in lines), ""])
        monkeypatch.setattr("sys.stdin.readline", lambda: next(typing))
        return cchc("chat").out

    return typed


def test_plans_are_listed_and_found_by_their_words(say) -> None:  # type: ignore[no-untyped-def]
    assert "2 kế hoạch:" in say("/kehoach")
    assert "1 kế hoạch:" in say("/kehoach ninh hoa")
    assert "Không có kế hoạch nào khớp “Sa Pa”." in say("/kehoach Sa Pa")


def test_place_that_is_chosen_holds_for_what_is_asked_next(say) -> None:  # type: ignore[no-untyped-def]
    said = say("/diaban Ba Tơ", "ai chủ trì cuộc thi vẽ tranh?", "/diaban")
    assert "Từ nay tôi trả lời theo kế hoạch của Ba Tơ" in said
    assert "12/KH-UBND" in said
    assert "Đang trả lời theo kế hoạch của Ba Tơ." in said


def test_place_without_a_plan_is_said_with_those_that_have_one(say) -> None:  # type: ignore[no-untyped-def]
    said = say("/diaban Sa Pa")
    assert "Không có kế hoạch nào của “Sa Pa”. Các địa phương đã có kế hoạch: Ba Tơ, Ninh Hòa." in said


def test_what_else_there_is_leaves_out_what_was_quoted(say) -> None:  # type: ignore[no-untyped-def]
    first, more = say("Ở Ba Tơ ai chủ trì cuộc thi vẽ tranh?", "Còn gì nữa?").split("Những chỗ khác gần với câu hỏi")
    assert "vẽ tranh" in first
    assert "vẽ tranh" not in more.lower().splitlines()[1]


def test_a_list_goes_on_page_by_page_to_its_end(say, cchc: Cchc, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    head = BA_TO.partition("II. NHIỆM VỤ")[0].replace("Ba Tơ", "Sơn Hà").replace("12/KH", "77/KH")
    tasks = (f"{n}. Trồng cây {n} {'dọc đường ' * 12}\n- Cơ quan chủ trì: Phòng Nội vụ.\n" for n in range(1, 91))
    (tmp_path / "son-ha.txt").write_text(f"{head}II. NHIỆM VỤ\n\n{chr(10).join(tasks)}", encoding="utf-8")
    cchc("ingest", tmp_path / "son-ha.txt")
    said = say("Ở Sơn Hà Phòng Nội vụ chủ trì những việc nào?", *["còn gì nữa?"] * 4)
    shown = [int(n) for n in re.findall(r"^- .*?Trồng cây (\d+) ", said, re.MULTILINE)]
    assert (shown, said.count("Những chỗ khác")) == (list(range(1, 91)), 2)


def test_tasks_want_an_office(say) -> None:  # type: ignore[no-untyped-def]
    assert "/nhiemvu Phòng Nội vụ" in say("/nhiemvu")
