"""JSON Lines in, JSON Lines out: one bad line costs only itself."""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from answer.answer import Question
from bot.errors import CommandError, WrongUseError
from bot.terminal import json_line
from index.error import StoreError

_log = logging.getLogger(__name__)
_SHAPE = '{"id": "1", "q": "câu hỏi"}'


class Line(BaseModel):
    """One question of a batch; other keys are passed over."""

    model_config = ConfigDict(strict=True)

    q: str
    place: str | None = None
    year: int | None = None
    history: tuple[str, ...] | None = None
    today: Annotated[date | None, Field(strict=False)] = None

    def question(self, office: str | None) -> Question:
        """The question; `office` is the place where the line does not speak of one."""
        place = self.place if "place" in self.model_fields_set else office
        return Question(self.q, place, self.year, self.history or (), self.today)


def lines(file: Path) -> list[str]:
    """The lines of `file` that are not blank; "-" is standard input. Raises WrongUseError, CommandError for none."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise WrongUseError(f"Không tìm thấy tệp {file}. Xin kiểm tra lại đường dẫn.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(f"Không đọc được tệp {file}: {error}. Tệp phải là JSON Lines, bảng mã UTF-8.") from None
    found = [line for line in text.split("\n") if line.strip()]
    if not found:
        raise CommandError(f"Không có câu hỏi nào trong {file}. Mỗi dòng cần dạng {_SHAPE}.")
    return found


def show(answers: Iterable[dict[str, Any]]) -> None:
    """Print each answer as it comes. Raises CommandError at the end where some lines got none."""
    failed = 0
    for answer in answers:
        json_line(answer)
        failed += "error" in answer
    if failed:
        raise CommandError(f"{failed} dòng không trả lời được; lý do ở mục error của dòng đó.")


def each(
    batch: Iterable[str], office: str | None, respond: Callable[[Any, Question], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """What `respond` makes of the id and question of each line, or {"id", "error"}.

    Raises StoreError: without a store no line can be answered.
    """
    for text in batch:
        number, question = _parse(text, office)
        if isinstance(question, str):
            yield {"id": number, "error": question}
            continue
        try:
            yield respond(number, question)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the lines that follow are still to be answered
            _log.error("Không trả lời được dòng có id %r", number, exc_info=True)
            yield {"id": number, "error": f"không trả lời được câu này ({type(error).__name__})"}


def _parse(text: str, office: str | None) -> tuple[Any, Question | str]:
    """The id of a line, and its question, or why it is none."""
    try:
        value = from_json(text, allow_inf_nan=False)
    except ValueError:
        return None, f"dòng này không phải JSON; cần dạng {_SHAPE}"
    number = value.get("id") if isinstance(value, dict) else None
    try:
        line = Line.model_validate_json(text)
    except ValidationError as error:
        wrong = ", ".join(str(fault["loc"][0]) for fault in error.errors() if fault["loc"])
        return number, _no_question(wrong)
    return number, line.question(office) if line.q.strip() else _no_question("q")


def _no_question(wrong: str) -> str:
    where = f" (chưa đúng: {wrong})" if wrong else ""
    return f"dòng này không phải là một câu hỏi{where}; cần dạng {_SHAPE}"
