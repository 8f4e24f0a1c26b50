"""What was asked and what people thought of it: kept, counted by week, and never in the way of an answer."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from bot.feedback import FILE, KEPT_S, Feedback
from tests.bot.conftest import ANSWERED, WHICH
from tests.bot.running import Cchc

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC).timestamp()
ASKED = Question("Ai chủ trì?", "Ba Tơ")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Feedback]:
    kept = Feedback(tmp_path / "data" / FILE, keep_texts=True, clock=lambda: NOW)
    yield kept
    kept.close()


def test_an_opinion_is_kept_with_question_record_and_answer(kept: Feedback) -> None:
    kept.keep("1", "web", ASKED, ANSWERED)
    assert kept.judge("1", good=False, word="thiếu")
    [one] = kept.all()
    assert (one.good, one.word, one.asked.question, one.asked.record, one.asked.text) == (
        False, "thiếu", "Ai chủ trì?", "III > 2", ANSWERED.text,
    )  # fmt: skip


def test_a_second_opinion_takes_the_place_of_the_first_and_keeps_its_word(kept: Feedback) -> None:
    kept.keep("1", "web", ASKED, ANSWERED)
    kept.judge("1", good=False, word="thiếu")
    kept.judge("1", good=True)
    assert [(one.good, one.word) for one in kept.all()] == [(True, "thiếu")]


def test_an_opinion_of_no_answer_is_not_kept(kept: Feedback) -> None:
    assert (kept.judge("1", good=True), kept.all()) == (False, ())


def test_without_leave_no_question_is_kept(tmp_path: Path) -> None:
    kept = Feedback(tmp_path / FILE)
    kept.keep("1", "web", ASKED, Answer("not_found", "Không có “Ai chủ trì?”"))
    kept.close()
    assert b"Ai ch" not in (tmp_path / FILE).read_bytes()


def test_after_a_year_nothing_is_left(tmp_path: Path) -> None:
    for now in (NOW, NOW + KEPT_S + 1):
        kept = Feedback(tmp_path / FILE, clock=lambda now=now: now)  # type: ignore[misc]
        found = len(kept.all())
        kept.keep("1", "web", ASKED, ANSWERED)
        kept.close()
    assert found == 0


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    kept = Feedback(tmp_path / "data" / FILE)
    kept.keep("1", "web", ASKED, ANSWERED)
    assert (kept.judge("1", good=True), kept.all(), kept.answers()) == (False, (), False)
    kept.close()


def test_what_is_wrong_is_told_once_until_it_is_mended(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE).mkdir()
    kept = Feedback(tmp_path / FILE)
    assert [kept.answers(), kept.answers()] == [False, False]
    (tmp_path / FILE).rmdir()
    assert kept.answers()
    kept.close()
    assert len([one for one in caplog.records if FILE in one.getMessage()]) == 1


def test_a_locked_file_costs_no_answer(tmp_path: Path) -> None:
    kept = Feedback(tmp_path / FILE, patience_s=0.01)
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("BEGIN EXCLUSIVE")
        kept.keep("1", "web", ASKED, ANSWERED)
        kept.flush()
    kept.close()


def test_report_counts_by_week(kept: Feedback, cchc: Cchc) -> None:
    for number, answer in (("1", ANSWERED), ("2", WHICH), ("3", Answer("not_found", "Không thấy."))):
        kept.keep(number, "web", ASKED, answer)
    kept.judge("1", good=True)
    run = cchc("report")
    assert (run.status, run.out.splitlines()[1].split("\t")) == (0, ["02/03/2026", "3", "1", "1", "1", "1", "0"])
    assert "    3  Ai chủ trì?" in run.out


def test_report_writes_cases_that_eval_takes(kept: Feedback, cchc: Cchc) -> None:
    from bot.evaluation import Gold

    kept.keep("1" * 32, "web", ASKED, ANSWERED)
    kept.keep("2" * 32, "web", replace(ASKED, text="Khi nào?"), ANSWERED)
    kept.judge("1" * 32, good=True)
    kept.judge("2" * 32, good=False, word="sai ngày")
    cases = [json.loads(line) for line in cchc("report", "--gold").out.splitlines()]
    golds = [Gold.model_validate(one) for one in cases]
    assert [(gold.q, gold.style, gold.doc) for gold in golds] == [
        ("Ai chủ trì?", "good", "ke-hoach.txt"),
        ("Khi nào?", "bad", None),
    ]
    assert cases[1]["note"] == "sai ngày"


def test_report_keeps_a_long_question_on_one_line(kept: Feedback, cchc: Cchc) -> None:
    kept.keep("1", "web", Question("Ai\u2028 chủ trì " + "rất " * 500), ANSWERED)
    assert max(map(len, cchc("report").out.splitlines())) < 140


def test_report_of_nothing_is_said(cchc: Cchc) -> None:
    run = cchc("report")
    assert (run.status, run.out, "Chưa có câu hỏi" in run.err) == (1, "", True)
