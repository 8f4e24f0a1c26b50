"""A run kept in a file, and what changed since."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import CommandError, WrongUseError
from bot.review import Judged, Turned, compare, load, save
from tests.bot.judged import judged, run

WRONG = "thiếu “quý II”"


def test_run_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    kept = run(judged(), judged("2", WRONG, history=["Hội thi khi nào?"]))
    save(kept, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == kept


@pytest.mark.parametrize("content", ["", "{}", '{"id": "1", "q": "Ai?"}', '{"made": "x", "judged": [], "version": 1}'])
def test_file_that_is_no_run_is_wrong_use(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(WrongUseError, match="không phải một lần chấm"):
        load(tmp_path / "run.json")


def test_missing_earlier_run_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="Không tìm thấy tệp"):
        load(tmp_path / "none.json")


def test_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Không ghi được"):
        save(run(), tmp_path / "none" / "run.json")


@pytest.mark.parametrize(
    ("before", "now", "turned"),
    [
        (judged(reason=WRONG), judged(), Turned.RIGHT),
        (judged(), judged(reason=WRONG), Turned.WRONG),
        (judged(text="Phòng Nội vụ, quý II [1]"), judged(), Turned.ANSWER),
        (judged(must=[["PNV"]]), judged(), Turned.QUESTION),
        (judged("0"), judged(), Turned.NEW),
    ],
)
def test_question_turned(before: Judged, now: Judged, turned: Turned) -> None:
    assert compare(run(before), run(now))[0].turned is turned


def test_question_that_is_gone_is_told() -> None:
    assert [change.turned for change in compare(run(judged("1"), judged("2")), run(judged("1")))] == [Turned.GONE]


def test_time_that_an_answer_took_is_no_change() -> None:
    one = judged()
    later = replace(one, answer=replace(one.answer, elapsed_ms=99.0, engine="ollama:x"))
    assert compare(run(one), run(later)) == ()


def test_changed_quote_is_a_changed_answer() -> None:
    one = judged()
    [cited] = one.answer.citations
    later = replace(one, answer=replace(one.answer, citations=(replace(cited, quote="khác"),)))
    assert [change.turned for change in compare(run(one), run(later))] == [Turned.ANSWER]


def test_newly_wrong_stands_after_newly_right_whatever_the_order_of_the_questions() -> None:
    before, now = run(judged("1"), judged("2", WRONG)), run(judged("1", WRONG), judged("2"))
    assert [change.gold.id for change in compare(before, now)] == ["2", "1"]
