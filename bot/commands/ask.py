"""`cchc ask`, `eval`, `chat`: questions are answered."""

import sys
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from answer.answer import Answer, Question
from bot.batch import each, lines, show
from bot.clock import said_day
from bot.commands.options import Batch, EngineChoice, Json, Place, Year, settings_of
from bot.config import Engine, Settings
from bot.dialogue import LONGEST_QUOTE
from bot.errors import CommandError, WrongUseError
from bot.message import render
from bot.objects import as_object
from bot.output import write
from bot.terminal import json_line, progress, result, say
from bot.wiring import (
    NO_PLANS,
    assistant,
    dialogue,
    office_place,
    open_index,
    require_place,
    require_plans,
    require_year,
    warmed,
)

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from answer.assistant import Assistant
    from answer.reader import Reader
    from bot.evaluation import Gold
    from bot.review import Change, Run

_READS = "Mô hình {} đọc thêm, từng câu đã đối chiếu với kế hoạch:"
_STOPPED = "Đã dừng mô hình. Câu trả lời bằng lời của kế hoạch ở trên vẫn đúng."
QuestionText = Annotated[str | None, typer.Argument(metavar="CÂU_HỎI", help="Có dấu hay không dấu đều được.")]
Explain = Annotated[bool, typer.Option("--explain", help="In cách hiểu câu hỏi và các đoạn đã xét.")]
Day = Annotated[
    str | None, typer.Option("--today", metavar="NGÀY", help="Trả lời như hôm nay là ngày này, ví dụ 31/10/2025.")
]
Against = Annotated[Path | None, typer.Option("--against", metavar="TỆP", help="So với lần chấm trước, do --save ghi.")]
Save = Annotated[Path | None, typer.Option("--save", metavar="TỆP", help="Ghi lần chấm này, JSON, để so về sau.")]
Page = Annotated[Path | None, typer.Option("--page", metavar="TỆP", help="Ghi trang HTML để xem từng câu sai.")]


def ask(
    context: typer.Context,
    question: QuestionText = None,
    place: Place = None,
    year: Year = None,
    engine: EngineChoice = None,
    batch: Batch = None,
    explain: Explain = False,
    as_json: Json = False,
    day: Day = None,
) -> None:
    """Trả lời một câu hỏi, kèm trích dẫn từ kế hoạch."""
    if bool(question and question.strip()) == bool(batch):
        raise WrongUseError('Xin cho một câu hỏi, hoặc --batch TỆP. Ví dụ: cchc ask "Ai chủ trì hội thi CCHC?"')
    settings = settings_of(context)
    index = open_index(settings)
    if not index.plans():
        say(NO_PLANS)
    rows = require_place(place, require_plans(index)) if place else index.plans()
    if year:
        require_year(year, place, rows or require_plans(index))
    office = place or office_place(settings, index.plans())
    answerer = assistant(settings, index, engine)
    asked = Question(question or "", office, year, today=said_day(day) if day else None)
    if batch:
        warmed(answerer)
        show(each(lines(batch), office, lambda n, q: as_object(n, q, answerer.answer(_in(q, year)))))
    elif explain:
        result(answerer.explain(asked))
    elif _reads(answerer) and not as_json:
        _print_read(asked, answerer)
    else:
        _print(asked, answerer.answer(asked), as_json)


def _reads(answerer: "Assistant | Reader") -> "TypeIs[Reader]":
    """Whether a model reads."""
    return answerer.is_worded


def _print_read(question: Question, reader: "Reader") -> None:
    """The plan's own answer at once, then what a model reads, a sentence as soon as it is checked. Ctrl-C stops it."""
    steps = reader.stream(question)
    first = next(steps)
    assert isinstance(first, Answer)
    last = _as_it_comes(first, steps, reader.name)
    if last.engine != first.engine:
        result(f"\n{render(last)}")
    elif last.text != first.text:  # with a word on why no model read
        result(last.text.removeprefix(first.text).strip())
    _require_found(last)


def _as_it_comes(first: Answer, steps: Generator[Answer | str, None, None], model: str) -> Answer:
    """Prints the engine's answer and what the model reads, and returns the answer that stands. Ctrl-C ends `steps`."""
    _show(first)
    last, said = first, False
    try:
        for step in steps:
            if isinstance(step, Answer):
                last = step
                continue
            if not said:
                result(f"\n{_READS.format(model)}")
            said = True
            result(f"• {step}")
    except KeyboardInterrupt:
        steps.close()
        say(_STOPPED)
    return last


def evaluate(
    context: typer.Context,
    gold: Annotated[Path, typer.Argument(metavar="TỆP_CÂU_HỎI", help="Câu hỏi mẫu, JSON Lines.")],
    engine: EngineChoice = None,
    show: Annotated[int, typer.Option("--show", min=0, metavar="SỐ", help="Số câu sai được in ra.")] = 40,
    against: Against = None,
    save: Save = None,
    page: Page = None,
) -> None:
    """Chấm câu trả lời theo bộ câu hỏi mẫu.

    In từng câu sai với lý do, chỗ khác lần trước, rồi tỉ lệ đúng theo loại, kiểu và tệp.
    """
    from bot import review
    from bot.page import page as as_html

    settings, questions = settings_of(context), _questions(gold)
    earlier = review.load(against) if against else None  # before the work, and before --save writes over it
    run = _judged(settings, questions, engine)
    changes = review.compare(earlier, run) if earlier else ()
    if save:
        review.save(run, save)
    if page:
        write(page, as_html(run, changes).encode("utf-8", errors="replace"))
    _show_misses(run, show)
    if earlier:
        _show_changes(changes)
    _show_tally(run)


def _questions(file: Path) -> "list[Gold]":
    from pydantic import ValidationError

    from bot.evaluation import Gold

    try:
        return [Gold.model_validate_json(line) for line in lines(file)]
    except ValidationError as error:
        raise WrongUseError(f"Tệp {file} không đúng dạng bộ câu hỏi mẫu: {error.errors()[0]['msg']}.") from None


def _judged(settings: Settings, questions: "list[Gold]", engine: Engine | None) -> "Run":
    """Every question answered and judged."""
    from bot.evaluation import judge
    from bot.review import Judged, Run

    index = open_index(settings)
    sources = {Path(row.source).name: index.plan(row.id).text for row in require_plans(index)}
    answerer, judged = warmed(assistant(settings, index, engine)), []
    with progress("Chấm", len(questions)) as step:
        for one in questions:
            answer = answerer.answer(Question(one.q, one.place, history=one.history or ()))
            judged.append(Judged(one, answer, judge(one, answer, sources).reason))
            step(one.id)
    return Run(datetime.now().astimezone(), tuple(judged))


def _show_misses(run: "Run", longest: int) -> None:
    for missed in run.misses[:longest]:
        result(f"MISS | {missed.gold.id} | {missed.gold.kind} | {missed.gold.q} | {missed.reason}")


def _show_changes(changes: "Sequence[Change]") -> None:
    counts = Counter(str(change.turned) for change in changes)
    for change in changes:
        reason = change.now.reason if change.now else None
        result(" | ".join(filter(None, (change.turned.upper(), change.gold.id, change.gold.q, reason))))
    told = ", ".join(f"{count} {turned}" for turned, count in counts.items())
    result(f"So với lần trước: {told or 'không có gì khác'}.")


def _show_tally(run: "Run") -> None:
    from bot.evaluation import Verdict, tally

    sums = tally([Verdict(one.gold, one.reason) for one in run.judged])
    width = max(28, *map(len, sums))
    for key, (right, asked) in sums.items():
        result(f"{key:{width}s} {right:4d}/{asked:<4d} {right / asked:.3f}")
    right, asked = sums["all"]
    result(f"score {right / asked:.3f} ({right} of {asked})")


def chat(context: typer.Context) -> None:
    """Hỏi đáp trong cửa sổ dòng lệnh.

    Nhớ các câu trước; /start để bắt đầu lại, /gioithieu CƠ_QUAN cho người mới, /thoat để dừng.
    """
    from bot.conversations import Chat, Conversations
    from bot.dialogue import GREETING, Incoming
    from bot.message import numbered

    settings = settings_of(context)
    index = open_index(settings)
    require_plans(index)
    say(f"{GREETING}\n/thoat – dừng")
    with closing(Conversations(None)) as kept:
        shown: list[str] = []
        talk = dialogue(settings, index, kept, partial(_live, shown))
        for line in _typed():
            shown.clear()
            for outgoing in talk.reply(Incoming(Chat("terminal", "local"), line)):
                if outgoing.text in shown and not outgoing.choices:
                    result("")
                    continue
                result(numbered(outgoing.text, tuple(choice.label for choice in outgoing.choices)) + "\n")


def _live(shown: list[str], answerer: "Assistant | Reader", question: Question) -> Answer:
    """The answer that stands; meanwhile the plan's own one is shown, and what a model reads as it comes."""
    if not _reads(answerer):
        return answerer.answer(question)
    steps = answerer.stream(question)
    first = next(steps)
    assert isinstance(first, Answer)
    if first.options:  # the choices are shown with their numbers, once it stands that there are any
        *_, last = first, *steps
        return last if isinstance(last, Answer) else first
    shown.append(render(first, LONGEST_QUOTE))
    return _as_it_comes(first, steps, answerer.name)


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


def _in(question: Question, year: int | None) -> Question:
    return question if question.year or not year else replace(question, year=year)


def _print(question: Question, answer: Answer, as_json: bool) -> None:
    if as_json:
        json_line(as_object(None, question, answer))
    else:
        _show(answer)
    _require_found(answer)


def _show(answer: Answer) -> None:
    result("\n".join((render(answer), *(f"• {option.label}" for option in answer.options))))
    if answer.options:
        say("Xin hỏi lại kèm --place TÊN hoặc --year NĂM.")


def _require_found(answer: Answer) -> None:
    if answer.status == "not_found":
        raise CommandError("Không tìm thấy câu trả lời trong các kế hoạch đã nạp. Xem các kế hoạch: cchc plans")
