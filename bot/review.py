"""A judged run that is kept in a file, and what changed from an earlier one to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from answer.answer import Answer
from bot.errors import WrongUseError
from bot.evaluation import Gold
from bot.output import write


@dataclass(frozen=True, slots=True)
class Judged:
    """A gold question, the answer it got, and why that falls short: None where it is right."""

    gold: Gold
    answer: Answer
    reason: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """All questions of one run, in the order of the gold file. `made` is local time with its offset."""

    made: datetime
    judged: tuple[Judged, ...]
    version: Literal[1] = 1

    @property
    def misses(self) -> tuple[Judged, ...]:
        """What fell short."""
        return tuple(one for one in self.judged if one.reason is not None)


class Turned(StrEnum):
    """How a question fares beside the earlier run; the value is what people read."""

    RIGHT = "mới đúng"
    WRONG = "mới sai"
    ANSWER = "đổi câu trả lời"  # as right or wrong as before
    QUESTION = "câu hỏi mẫu đã sửa"  # not to be compared
    NEW = "câu hỏi mới"
    GONE = "câu hỏi đã bỏ"


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is None for a new question, `now` for one that is gone."""

    turned: Turned
    before: Judged | None
    now: Judged | None

    @property
    def gold(self) -> Gold:
        """The question, as the later run that has it words it."""
        one = self.now or self.before
        assert one is not None
        return one.gold


_RUN = TypeAdapter(Run)


def save(run: Run, file: Path) -> None:
    """Write `run` as JSON. Raises CommandError where `file` cannot be written."""
    write(file, _RUN.dump_json(run, indent=1))


def load(file: Path) -> Run:
    """The run that `save` wrote. Raises WrongUseError."""
    try:
        return _RUN.validate_json(file.read_bytes())
    except FileNotFoundError:
        raise WrongUseError(
            f"Không tìm thấy tệp {file}. Lần chấm trước được giữ bằng: cchc eval … --save TỆP"
        ) from None
    except OSError as error:
        raise WrongUseError(f"Không đọc được tệp {file}: {error}.") from None
    except ValidationError:
        raise WrongUseError(f"Tệp {file} không phải một lần chấm do `cchc eval … --save` ghi.") from None


def compare(before: Run, now: Run) -> tuple[Change, ...]:
    """What changed, grouped as `Turned` lists it, within a group in the order of the questions."""
    changes = tuple(_changes(before.judged, now.judged))
    return tuple(change for turned in Turned for change in changes if change.turned is turned)


def _changes(before: Sequence[Judged], now: Sequence[Judged]) -> Iterator[Change]:
    earlier = {one.gold.id: one for one in before}
    for one in now:
        was = earlier.pop(one.gold.id, None)
        turned = _turned(was, one) if was else Turned.NEW
        if turned:
            yield Change(turned, was, one)
    for gone in earlier.values():
        yield Change(Turned.GONE, gone, None)


def _turned(before: Judged, now: Judged) -> Turned | None:
    if before.gold != now.gold:
        return Turned.QUESTION
    if (before.reason is None) != (now.reason is None):
        return Turned.RIGHT if now.reason is None else Turned.WRONG
    return Turned.ANSWER if _told(before.answer) != _told(now.answer) else None


def _told(answer: Answer) -> tuple[object, ...]:
    """What the asker gets of it: not how long it took nor what worded it."""
    return answer.status, answer.text, answer.citations, answer.options
