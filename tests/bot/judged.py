"""Judged answers for tests: right ones, wrong ones and whole runs."""

from datetime import UTC, datetime
from typing import Any

from answer.answer import Answer, Citation
from bot.evaluation import Gold
from bot.review import Judged, Run

CITED = Citation(1, "a.txt", "Kế hoạch", "1/KH", "I > 2", 3, "Cơ quan chủ trì: Phòng Nội vụ")


def judged(number: str = "1", reason: str | None = None, text: str = "Phòng Nội vụ [1]", **gold: Any) -> Judged:
    """One question, answered with `text`; `gold` adds or replaces what is known of it."""
    plain = {"id": number, "q": "Ai chủ trì?", "kind": "who", "style": "plain", "expect": "answer", "doc": "a.txt"}
    held = {"must": [["Phòng Nội vụ", "PNV"], ["quý II"]], "evidence": ["Cơ quan chủ trì", "Thời gian"]}
    return Judged(Gold.model_validate(plain | held | gold), Answer("answered", text, (CITED,)), reason)


def run(*each: Judged) -> Run:
    """A run of these questions."""
    return Run(datetime(2026, 3, 4, 5, 6, tzinfo=UTC), each)
