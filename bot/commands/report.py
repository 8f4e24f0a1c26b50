"""`cchc report`: what was asked and how it went, week by week."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import settings_of
from bot.errors import CommandError
from bot.message import shorten
from bot.terminal import json_line, result, table
from ingest.vietnamese import one_line

if TYPE_CHECKING:
    from bot.feedback import Asked, Opinion

_MOST = 10
_LONGEST = 120  # characters of a line
_COLUMNS = ("Tuần từ", "Đã hỏi", "Trả lời", "Hỏi lại", "Không thấy", "Hữu ích", "Chưa đúng")
_EXPECTED = {"answered": "answer", "not_found": "not_found", "clarify": "clarify_or_all"}
AsGold = Annotated[bool, typer.Option("--gold", help="In các câu đã được góp ý theo dạng của cchc eval.")]


def report(context: typer.Context, gold: AsGold = False) -> None:
    """Tổng kết theo tuần: số câu hỏi, câu không thấy, góp ý và điều được hỏi nhiều nhất.

    Nội dung câu hỏi chỉ có khi đặt keep_texts = true trong [web].
    """
    from bot.feedback import FILE, Feedback

    file = settings_of(context).data.dir / FILE
    if not file.exists():
        raise CommandError("Chưa có câu hỏi nào được ghi lại. Chạy cchc serve để phục vụ rồi xem lại sau.")
    with closing(Feedback(file)) as kept:
        opinions = kept.all()
    if gold:
        _print_gold(opinions)
    else:
        _print(opinions)


def _print_gold(opinions: Sequence["Opinion"]) -> None:
    judged = [one for one in opinions if one.good is not None]
    cases = [case(one) for one in judged if one.asked.question]
    if not cases:
        kept = "câu hỏi của chúng không được giữ; xin đặt keep_texts = true trong [web]" if judged else "chưa ai góp ý"
        raise CommandError(f"Chưa có câu nào để ghi: {kept}.")
    for one in cases:
        json_line(one)


def _print(opinions: Sequence["Opinion"]) -> None:
    table(_COLUMNS, list(weeks(opinions)))
    _list("Hỏi nhiều nhất", Counter(name for one in opinions if (name := _name(one.asked))).most_common(_MOST))
    missed = (one.asked.question for one in opinions if one.asked.status == "not_found")
    _list("Không thấy nhiều nhất", Counter(filter(None, missed)).most_common(_MOST))
    wrong = [one for one in opinions if one.good is False]
    if wrong:
        result("\nChưa đúng:")
    for one in wrong[-_MOST:]:
        result(f"- {_short(_name(one.asked) or one.asked.status)}" + (f" – {_short(one.word)}" if one.word else ""))


def weeks(opinions: Iterable["Opinion"]) -> Iterator[tuple[object, ...]]:
    """A row a week, the latest first: its Monday, then how many of each."""
    by_week: dict[date, Counter[str]] = {}
    for one in opinions:
        day = datetime.fromtimestamp(one.asked.at).date()
        count = by_week.setdefault(day - timedelta(days=day.weekday()), Counter())
        count.update(("asked", one.asked.status))
        if one.good is not None:
            count["good" if one.good else "bad"] += 1
    for monday, count in sorted(by_week.items(), reverse=True):
        kinds = ("asked", "answered", "clarify", "not_found", "good", "bad")
        yield f"{monday:%d/%m/%Y}", *(count[kind] for kind in kinds)


def case(opinion: "Opinion") -> dict[str, Any]:
    """A question that somebody judged, as `cchc eval` takes it. People fill in what a right answer must hold."""
    asked = opinion.asked
    told: dict[str, Any] = {
        "id": f"fb-{asked.id[:12]}",
        "q": asked.question,
        "kind": "feedback",
        "style": "good" if opinion.good else "bad",
        "expect": _EXPECTED[asked.status] if opinion.good else "answer",
        "place": asked.place or None,
        "must": [],
    }
    if opinion.good and asked.source:
        told |= {"doc": asked.source, "evidence": [asked.quote]}
    return told | ({"note": opinion.word} if opinion.word else {})


def _name(asked: "Asked") -> str:
    """The question where it is kept, else what its answer stands on."""
    return asked.question or " · ".join(filter(None, (asked.document, asked.record)))


def _short(text: str) -> str:
    """`text` on one line of a terminal."""
    return shorten(one_line(text), _LONGEST)


def _list(title: str, counted: Sequence[tuple[str, int]]) -> None:
    if counted:
        result(f"\n{title}:")
    for name, count in counted:
        result(f"{count:5d}  {_short(name)}")
