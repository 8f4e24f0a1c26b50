"""`cchc ask`, `eval`, `chat`: questions are answered."""

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from answer.answer import Answer, Citation, Question
from bot.batch import each, lines, show
from bot.commands.options import Batch, EngineChoice, Json, Place, Year, settings_of
from bot.errors import CommandError, WrongUseError
from bot.message import render
from bot.terminal import json_line, progress, result, say
from bot.wiring import (
    NO_PLANS,
    assistant,
    dialogue,
    known_place,
    office_place,
    open_index,
    require_plans,
)

QuestionText = Annotated[str | None, typer.Argument(metavar="CÂU_HỎI", help="Có dấu hay không dấu đều được.")]
Explain = Annotated[bool, typer.Option("--explain", help="In cách hiểu câu hỏi và các đoạn đã xét.")]


def ask(
    context: typer.Context,
    question: QuestionText = None,
    place: Place = None,
    year: Year = None,
    engine: EngineChoice = None,
    batch: Batch = None,
    explain: Explain = False,
    as_json: Json = False,
) -> None:
    """Trả lời một câu hỏi, kèm trích dẫn từ kế hoạch."""
    if bool(question and question.strip()) == bool(batch):
        raise WrongUseError('Xin cho một câu hỏi, hoặc --batch TỆP. Ví dụ: cchc ask "Ai chủ trì hội thi CCHC?"')
    settings = settings_of(context)
    index = open_index(settings)
    if not index.plans():
        say(NO_PLANS)
    office = known_place(place, require_plans(index)) if place else office_place(settings, index.plans())
    answerer = assistant(settings, index, engine)
    asked = Question(question or "", office, year)
    if batch:
        show(each(lines(batch), office, lambda n, q: as_object(n, q, answerer.answer(_in(q, year)))))
    elif explain:
        result(answerer.explain(asked))
    else:
        _print(asked, answerer.answer(asked), as_json)


def evaluate(
    context: typer.Context,
    gold: Annotated[Path, typer.Argument(metavar="TỆP_CÂU_HỎI", help="Câu hỏi mẫu, JSON Lines.")],
    engine: EngineChoice = None,
    show: Annotated[int, typer.Option("--show", min=0, metavar="SỐ", help="Số câu sai được in ra.")] = 40,
) -> None:
    """Chấm câu trả lời theo bộ câu hỏi mẫu.

    In từng câu sai với lý do, rồi tỉ lệ đúng theo loại, kiểu và tệp.
    """
    from pydantic import ValidationError

    from bot.evaluation import Gold, judge, tally

    settings = settings_of(context)
    try:
        questions = [Gold.model_validate_json(line) for line in lines(gold)]
    except ValidationError as error:
        raise WrongUseError(f"Tệp {gold} không đúng dạng bộ câu hỏi mẫu: {error.errors()[0]['msg']}.") from None
    index = open_index(settings)
    sources = {Path(row.source).name: index.plan(row.id).text for row in require_plans(index)}
    answerer, verdicts = assistant(settings, index, engine), []
    with progress("Chấm", len(questions)) as step:
        for one in questions:
            asked = Question(one.q, one.place, history=one.history or ())
            verdicts.append(judge(one, answerer.answer(asked), sources))
            step(one.id)
    for missed in [verdict for verdict in verdicts if verdict.reason][:show]:
        result(f"MISS | {missed.gold.id} | {missed.gold.kind} | {missed.gold.q} | {missed.reason}")
    sums = tally(verdicts)
    for key, (right, asked_for) in sums.items():
        result(f"{key:28s} {right:4d}/{asked_for:<4d} {right / asked_for:.3f}")
    right, count = sums.get("all", (0, 0))
    result(f"score {right / max(count, 1):.3f} ({right} of {count})")


def chat(context: typer.Context) -> None:
    """Hỏi đáp trong cửa sổ dòng lệnh.

    Nhớ các câu trước; /start để bắt đầu lại, /thoat để dừng.
    """
    from bot.conversations import Chat, Conversations
    from bot.dialogue import GREETING, Incoming
    from bot.message import numbered

    settings = settings_of(context)
    index = open_index(settings)
    require_plans(index)
    say(f"{GREETING}\n/thoat – dừng")
    with closing(Conversations(None)) as kept:
        talk = dialogue(settings, index, kept)
        for line in _typed():
            for outgoing in talk.reply(Incoming(Chat("terminal", "local"), line)):
                result(numbered(outgoing.text, tuple(choice.label for choice in outgoing.choices)) + "\n")


def _typed() -> Iterator[str]:
    """What is typed, line by line, until /thoat or the end of the input."""
    shows_prompt = sys.stdin.isatty()
    while True:
        if shows_prompt:
            typer.echo("> ", err=True, nl=False)
        line = sys.stdin.readline()
        if not line or line.strip() in ("/thoat", "/thoát", "/exit", "/quit"):
            return
        if line.strip():
            yield line


def as_object(number: Any, question: Question, answer: Answer) -> dict[str, Any]:
    """The answer as `--json` and `--batch` give it."""
    return {
        "id": number,
        "question": question.text,
        "status": answer.status,
        "text": answer.text,
        "citations": [_citation(citation) for citation in answer.citations],
        "options": [asdict(option) for option in answer.options],
        "engine": answer.engine,
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    """With its note only where there is one."""
    return {key: value for key, value in asdict(citation).items() if key != "note" or value}


def _in(question: Question, year: int | None) -> Question:
    return question if question.year or not year else replace(question, year=year)


def _print(question: Question, answer: Answer, as_json: bool) -> None:
    if as_json:
        json_line(as_object(None, question, answer))
    else:
        result("\n".join((render(answer), *(f"• {option.label}" for option in answer.options))))
    if answer.options and not as_json:
        say("Xin hỏi lại kèm --place TÊN hoặc --year NĂM.")
    if answer.status == "not_found":
        raise CommandError("Không tìm thấy câu trả lời trong các kế hoạch đã nạp. Xem các kế hoạch: cchc plans")
