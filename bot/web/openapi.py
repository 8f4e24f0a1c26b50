"""The API described for programs: OpenAPI 3.1, with examples."""

from functools import cache
from typing import Any

from pydantic import BaseModel

from bot.web.requests import Asking, PlansQuery, SearchQuery, TasksQuery, Thumb

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_COUNT = {"type": "integer", "minimum": 0}
_MAYBE_TEXT = {"type": ["string", "null"]}
_MAYBE_COUNT = {"type": ["integer", "null"]}
_RANGES = {"type": "array", "items": {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}}
_ID = {"type": "string", "examples": ["db0f1d6368c5"]}


def _object(optional: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_QUOTED = _object(text=_TEXT, ranges=_RANGES)
_CITATION = _object(
    ("note",), n=_COUNT, source=_TEXT, title=_TEXT, number=_TEXT, section=_TEXT, page=_MAYBE_COUNT, quote=_TEXT,
    note=_TEXT, plan=_ID, ranges=_RANGES, start=_MAYBE_COUNT, end=_MAYBE_COUNT, url=_TEXT,
)  # fmt: skip
_ANSWER = _object(
    id=_TEXT, question=_TEXT, status={"enum": ["answered", "clarify", "not_found"]}, text=_TEXT,
    citations=_list(_CITATION), options=_list(_object(label=_TEXT, place=_MAYBE_TEXT, year=_MAYBE_COUNT)),
    engine=_TEXT, elapsed_ms={"type": "number"}, follow_ups=_TEXTS,
) | {"examples": [{
    "id": "0" * 32, "question": "Ai chủ trì hội thi CCHC?", "status": "answered", "text": "Phòng Nội vụ [1]",
    "citations": [{
        "n": 1, "source": "ke-hoach.pdf", "title": "Kế hoạch cải cách hành chính năm 2025", "number": "12/KH-UBND",
        "section": "III > 3", "page": 4, "quote": "Cơ quan chủ trì: Phòng Nội vụ.", "plan": "db0f1d6368c5",
        "ranges": [[9676, 9706]], "start": 9641, "end": 9671, "url": "/ke-hoach/db0f1d6368c5?trich=9676-9706#trich",
    }],
    "options": [], "engine": "extract", "elapsed_ms": 12.3, "follow_ups": ["Ai phối hợp?"],
}]}  # fmt: skip
_PLAN = _object(
    id=_ID, source=_TEXT, kind=_TEXT, title=_TEXT, number=_MAYBE_TEXT, issuer=_MAYBE_TEXT, level=_MAYBE_TEXT,
    place=_MAYBE_TEXT, place_kind=_MAYBE_TEXT, province=_MAYBE_TEXT, year=_MAYBE_COUNT, tasks=_COUNT, contacts=_COUNT,
    warnings=_TEXTS, date=_MAYBE_TEXT, signer=_MAYBE_TEXT, in_force={"type": "boolean"}, versions=_TEXTS, url=_TEXT,
)  # fmt: skip
_UNDERSTOOD = _object(
    tasks=_list(_object(number=_TEXT, title=_QUOTED, section=_TEXT, fields=_list({"type": "object"}))),
    duties=_list(_object(agency=_QUOTED, items=_list(_QUOTED))),
    contacts=_list({"type": "object"}),
    deadlines=_list(_object(when=_QUOTED, sentence=_QUOTED)),
)
_DAY = {"type": ["string", "null"], "format": "date"}
_TASK = _object(
    number=_TEXT, title=_TEXT, section=_TEXT, kind={"enum": ["task", "duty", "deadline"]}, lead=_TEXTS,
    performer=_TEXTS, coordinator=_TEXTS, product=_TEXTS, time=_TEXT, due=_DAY, plan=_ID, plan_number=_MAYBE_TEXT,
    place=_MAYBE_TEXT, year=_MAYBE_COUNT, ranges=_RANGES,
)  # fmt: skip
_HIT = _object(rank=_COUNT, score={"type": "number"}, plan=_ID, source=_TEXT, section=_TEXT, title=_TEXT, quote=_TEXT)
_PROBLEM = _object(
    ("errors",), type=_TEXT, title=_TEXT, status=_COUNT, detail=_TEXT, errors=_list(_object(field=_TEXT, detail=_TEXT))
)
_SAID = {
    "q": "hội thi cải cách hành chính", "kind": "Kế hoạch", "place": "Ba Tơ", "year": 2025, "agency": "Phòng Nội vụ",
    "role": "lead", "quarter": 2, "due_before": "2025-10-25", "k": 5,
}  # fmt: skip


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Trợ lý cải cách hành chính",
            "version": "1",
            "description": "Hỏi các văn bản cải cách hành chính đã nạp; câu trả lời nào cũng kèm trích dẫn.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": _paths(),
        "components": {
            "schemas": {
                "Asking": _schema(Asking),
                "Thumb": _schema(Thumb),
                "Answer": _ANSWER,
                "Plan": _PLAN,
                "Task": _TASK,
                "Hit": _HIT,
                "Problem": _PROBLEM,
            },
            "responses": {"Problem": _response("Có trục trặc", _ref("Problem"), "application/problem+json")},
        },
    }


def _paths() -> dict[str, Any]:
    answered = _response("Câu trả lời", _ref("Answer"))
    answered["content"]["text/event-stream"] = {
        "schema": _TEXT,
        "examples": {"lines": {"value": "event: answer\ndata: {…}\n\nevent: end\ndata: {}\n\n"}},
    }
    plan = {"allOf": [_ref("Plan"), _object(understood=_UNDERSTOOD, content=_TEXT)]}
    key = {"name": "key", "in": "path", "required": True, "schema": _ID}
    return {
        "/api/v1/ask": {"post": _sent("ask", "Hỏi một câu", "Asking", {"200": answered})},
        "/api/v1/feedback": {
            "post": _sent("feedback", "Góp ý cho một câu trả lời", "Thumb", {"204": {"description": "Đã ghi nhận"}})
        },
        "/api/v1/search": {"get": _got("search", "Tìm các đoạn", SearchQuery, _object(hits=_list(_ref("Hit"))))},
        "/api/v1/plans": {"get": _got("plans", "Các văn bản", PlansQuery, _object(plans=_list(_ref("Plan"))))},
        "/api/v1/plans/{key}": {
            "get": _operation("plan", "Một văn bản và những gì đã hiểu", {"200": _response("Văn bản", plan)})
            | {"parameters": [key]}
        },
        "/api/v1/tasks": {
            "get": _got("tasks", "Nhiệm vụ", TasksQuery, _object(total=_COUNT, page=_COUNT, tasks=_list(_ref("Task"))))
        },
        "/api/v1/agencies": {
            "get": _got(
                "agencies", "Cơ quan có nhiệm vụ", None, _object(agencies=_list(_object(name=_TEXT, tasks=_COUNT)))
            )
        },
    }


def _schema(form: type[BaseModel]) -> dict[str, Any]:
    return form.model_json_schema(ref_template="#/components/schemas/{model}")


def _response(what: str, schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"description": what, "content": {media_type: {"schema": schema}}}


def _operation(name: str, what: str, responses: dict[str, Any]) -> dict[str, Any]:
    problem = {"$ref": "#/components/responses/Problem"}
    return {"operationId": name, "summary": what, "responses": responses | {"4XX": problem, "5XX": problem}}


def _sent(name: str, what: str, form: str, responses: dict[str, Any]) -> dict[str, Any]:
    sent = {"required": True, "content": {"application/json": {"schema": _ref(form)}}}
    return _operation(name, what, responses) | {"requestBody": sent}


def _got(name: str, what: str, form: type[BaseModel] | None, schema: dict[str, Any]) -> dict[str, Any]:
    operation = _operation(name, what, {"200": _response(what, schema)})
    if form is None:
        return operation
    described = _schema(form)
    parameters = [
        {"name": key, "in": "query", "required": key in described.get("required", ()), "schema": _bare(one)}
        | ({"example": _SAID[key]} if key in _SAID else {})
        for key, one in described["properties"].items()
    ]
    return operation | {"parameters": parameters}


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` of a parameter: one that may be absent is left out, not null."""
    kept = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    told = {key: value for key, value in schema.items() if key not in ("anyOf", "default", "title")}
    return told | kept[0] if kept else told
