"""Three made-up plans, a way to ask about them, and what every answer must keep to."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.check import COUNTED, check_marks
from bot.evaluation import stands_in
from index.index import Index
from ingest.plan import Plan
from ingest.readers.text import from_string, read_text
from ingest.understand import understand

SON_DONG = "Sơn Động"  # huyện, tỉnh Bắc Giang, 2024: labelled tasks, contacts, money, short forms
HONG_LINH = "Hồng Lĩnh"  # thị xã, tỉnh Hà Tĩnh, 2023: a decision, its plan and a table; two dates; an injection
QUANG_THANH = "Quảng Thành"  # xã, 2022: no number and no date, quarters as headings
FOLDER = Path(__file__).parent / "plans"


class Ask(Protocol):
    """Asks the assistant over the three plans."""

    def __call__(
        self, text: str, place: str | None = None, *, year: int | None = None, history: tuple[str, ...] = ()
    ) -> Answer: ...


def plans_on_disk() -> tuple[Plan, ...]:
    """The three plans, read and understood."""
    return tuple(understand(read_text(path, path.name)) for path in sorted(FOLDER.glob("*.txt")))


def plan_from(text: str, source: str = "moi.txt") -> Plan:
    """The plan that `text` holds."""
    return understand(from_string(text, source, hashlib.sha256(text.encode()).hexdigest()))


def opened(folder: Path, *plans: Plan) -> Index:
    """A new index of `plans` under `folder`."""
    index = Index.open(folder)
    index.update(plans)
    return index


def asked_of(folder: Path, title: str, body: str, question: str, *history: str) -> Answer:
    """The answer of a plan of a commune with that title and body alone."""
    head = "UBND XÃ GIÓ\n\nSố: 5/KH-UBND\n\nXã Gió, ngày 2 tháng 01 năm 2024\n\nKẾ HOẠCH\n\n"
    index = opened(folder, plan_from(f"{head}{title}\n\n{body}"))
    return Assistant(index).answer(Question(question, history=history))


def faults(answer: Answer, texts: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with `answer` whatever was asked; `texts` maps each source to its plan's text."""
    if not answer.text.strip():
        yield "no text"
    if (answer.status == "answered") != bool(answer.citations):
        yield f"{answer.status} with {len(answer.citations)} citations"
    if (answer.status == "clarify") != (len(answer.options) >= 2):
        yield f"{answer.status} with {len(answer.options)} options"
    # As the assistant's own check does, a quote is one text: what a page break parts belongs together.
    held = {one.n: (one.quote.replace(" … ", " "), one.title, one.section) for one in answer.citations}
    yield from (f"unsupported: {fact}" for fact in (check_marks(answer.text, held) if held else ()))
    first, *below = answer.text.splitlines()
    count = re.match(r"Có (\d+) việc", first) if COUNTED in first and "Còn " not in below[-1] else None
    if count and int(count[1]) != sum(line.startswith("- ") for line in below):
        yield f"counts wrong: {first}"
    for citation in answer.citations:
        if not citation.quote or any(part not in texts[citation.source] for part in citation.quote.split(" … ")):
            yield f"quote {citation.n} is not cut out of {citation.source}"
        if not stands_in(citation.quote, texts[citation.source]):
            yield f"quote {citation.n} is not judged to stand in {citation.source}"


def files_of(answer: Answer) -> set[str]:
    """The files that `answer` cites."""
    return {citation.source for citation in answer.citations}
