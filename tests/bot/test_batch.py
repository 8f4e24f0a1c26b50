"""JSON Lines in, JSON Lines out."""

from pathlib import Path
from typing import Any

import pytest

from answer.answer import Question
from bot.batch import each, lines, show
from bot.errors import CommandError, WrongUseError
from index.error import DamagedError


def answered(number: Any, question: Question) -> dict[str, Any]:
    return {"id": number, "question": question}


def one(line: str, office: str | None = None) -> dict[str, Any]:
    return next(each([line], office, answered))


def test_line_becomes_a_question() -> None:
    line = '{"id": "a1", "q": "Ai?", "place": "Ba Tơ", "year": 2025, "history": ["Hội thi?"], "kind": "who"}'
    assert one(line) == {"id": "a1", "question": Question("Ai?", "Ba Tơ", 2025, ("Hội thi?",))}


@pytest.mark.parametrize(
    ("line", "place"),
    [('{"q": "Ai?"}', "Ba Tơ"), ('{"q": "Ai?", "place": null}', None), ('{"q": "Ai?", "place": "X"}', "X")],
)
def test_office_place_holds_where_the_line_names_none(line: str, place: str | None) -> None:
    assert one(line, "Ba Tơ")["question"].place == place


@pytest.mark.parametrize(
    ("line", "number"),
    [("{", None), ("[1]", None), ('{"id": 7}', 7), ('{"id": "x", "q": 5}', "x"), ('{"id": "y", "q": " "}', "y"),
     ('{"id": "z", "q": "Ai?", "history": "Hội thi?"}', "z")],
    ids=["no JSON", "no object", "no q", "q no text", "q blank", "history no list"],
)  # fmt: skip
def test_line_that_is_no_question_gets_an_error(line: str, number: Any) -> None:
    got = one(line)
    assert (got["id"], list(got)) == (number, ["id", "error"])


def test_lines_after_a_bad_one_are_answered() -> None:
    got = list(each(["{", '{"id": 2, "q": "Ai?"}'], None, answered))
    assert [line["id"] for line in got] == [None, 2]


def test_line_that_cannot_be_answered_costs_only_itself() -> None:
    def respond(number: Any, question: Question) -> dict[str, Any]:
        return answered(number, question) if number == 2 else {"id": 1 / 0}

    got = list(each(['{"id": 1, "q": "Ai?"}', '{"id": 2, "q": "Ai?"}'], None, respond))
    assert ["error" in line for line in got] == [True, False]


def test_broken_store_ends_the_batch() -> None:
    def respond(*_: Any) -> dict[str, Any]:
        raise DamagedError("hỏng")

    with pytest.raises(DamagedError):
        list(each(['{"id": 1, "q": "Ai?"}'], None, respond))


def test_errors_are_counted_at_the_end() -> None:
    with pytest.raises(CommandError, match="1 dòng"):
        show([{"id": 1, "error": "…"}, {"id": 2}])


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes('\ufeff{"q": "Ai?"}\n\n  \n'.encode())
    assert lines(file) == ['{"q": "Ai?"}']


def test_missing_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="Không tìm thấy tệp"):
        lines(tmp_path / "none.jsonl")
