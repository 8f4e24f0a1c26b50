"""What the API and the pages are given, checked: nothing of it is believed before."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.requests import Request

from answer.answer import Question
from bot.phrases import phrase
from bot.web.problem import Problem
from bot.web.rendering import plain

LONGEST_QUESTION = 2000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_Form = TypeVar("_Form", bound=BaseModel)

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
Name = Annotated[str, Field(max_length=200)]


def _whole(value: Any) -> Any:
    """2025.0 is a whole number too, as JSON has it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day(value: Any) -> Any:
    """A day is written as one: a bare number is none."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("phải là một ngày, ví dụ 2025-10-25.")
    return value


YearNumber = Annotated[int, Field(ge=1900, le=2200), BeforeValidator(_whole)]
PageNumber = Annotated[int, Field(ge=1, le=10_000)]
Day = Annotated[date, BeforeValidator(_day)]


class Asking(BaseModel):
    """A question: `history` holds the asker's own earlier turns, oldest first."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {"question": "Ai chủ trì hội thi tuyên truyền CCHC?", "place": "Ba Tơ"},
                {"question": "còn thời gian?", "history": ["Ai chủ trì hội thi tuyên truyền CCHC ở Ba Tơ?"]},
            ]
        },
    )

    question: Text
    place: Name | None = None
    year: YearNumber | None = None
    history: Annotated[tuple[Annotated[str, Field(max_length=LONGEST_QUESTION)], ...], Field(max_length=20)] = ()

    def asked(self, office: str | None) -> Question:
        """The question; `office` is the place where none is given."""
        history = tuple(turn for turn in map(_clean, self.history) if turn)
        return Question(_clean(self.question), (self.place and _clean(self.place)) or office, self.year, history)


class Thumb(BaseModel):
    """What somebody thinks of an answer: `id` is the answer's."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"id": "0" * 32, "good": False, "word": "Thiếu cơ quan phối hợp"}]},
    )

    id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    good: bool
    word: Annotated[str, Field(max_length=1000)] = ""


class Query(BaseModel):
    """Parameters of an address."""

    model_config = ConfigDict(extra="forbid")


class SearchQuery(Query):
    q: Text
    k: Annotated[int, Field(ge=1, le=50)] = 10
    place: Name = ""


class PlansQuery(Query):
    q: Name = ""
    kind: Name = ""
    place: Name = ""
    year: YearNumber | None = None
    in_force: bool = False


class PlansPageQuery(PlansQuery):
    page: PageNumber = 1


class PageQuery(Query):
    """A page of a list that has no filters."""

    page: PageNumber = 1


class ProceduresQuery(Query):
    q: Name = ""
    domain: Name = ""
    level: Name = ""
    page: PageNumber = 1


class TasksQuery(Query):
    plan: Name = ""
    agency: Name = ""
    role: Literal["lead", "performer", "coordinator"] | None = None
    place: Name = ""
    year: YearNumber | None = None
    quarter: Annotated[int, Field(ge=1, le=4)] | None = None
    due_before: Day | None = None
    sort: Literal["plan", "due", "agency"] = "plan"
    page: PageNumber = 1


async def body(request: Request, form: type[_Form]) -> _Form:
    """The JSON of `request` as a `form`. Raises Problem."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "Xin gửi JSON, kèm Content-Type: application/json.")
    try:
        return form.model_validate_json(await request.body())
    except ValidationError as error:
        raise _problem(error) from None


def query(request: Request, form: type[_Form]) -> _Form:
    """The parameters of `request` as a `form`. Raises Problem."""
    given = request.query_params.multi_items()
    twice = {name for name, _ in given if sum(name == other for other, _ in given) > 1}
    if twice:
        raise Problem(422, f"Tham số {', '.join(sorted(twice))} chỉ được ghi một lần.")
    return checked(form, dict(given))


def checked(form: type[_Form], values: Mapping[str, Any]) -> _Form:
    """`values` as a `form`. Raises Problem."""
    try:
        return form.model_validate(values)
    except ValidationError as error:
        raise _problem(error) from None


def _problem(error: ValidationError) -> Problem:
    faults = tuple((_name(fault["loc"]), _said(fault)) for fault in error.errors(include_url=False)[:10])
    if any(not name for name, _ in faults):
        return Problem(400, "Nội dung gửi đến không phải là JSON đúng dạng.")
    return Problem(422, "; ".join(f"{name}: {told}" for name, told in faults), faults=faults)


def _name(location: Iterable[Any]) -> str:
    return plain(".".join(map(str, location)))[:100]


def _said(fault: Any) -> str:
    told = {"missing": "phải có", "extra_forbidden": "không có mục này", "string_too_short": "không được để trống"}
    return told.get(fault["type"]) or phrase(fault["msg"])


def _clean(text: str) -> str:
    return plain(text).strip()
