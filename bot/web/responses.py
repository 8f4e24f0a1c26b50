"""Responses: with a tag by which a browser knows what it has; problems in the form that was asked for."""

import json
from hashlib import blake2s
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from bot.web.problem import MEDIA_TYPE, Problem
from bot.web.rendering import LANGUAGES, html

_AGAIN = "no-cache"  # keep it, but ask whether it is still the same
_COOKIE = "ngon-ngu"


def language_of(request: Request) -> str:
    """The language that the visitor chose, Vietnamese without a choice."""
    chosen = request.cookies.get(_COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def choose_language(response: Response, language: str) -> None:
    """Remember `language` for a year."""
    response.set_cookie(_COOKIE, language, max_age=366 * 24 * 3600, samesite="lax", httponly=True)


def tagged(request: Request, content: bytes, media_type: str, cache: str = _AGAIN, **headers: str) -> Response:
    """`content`, or only the word that the browser has it already."""
    tag = f'W/"{blake2s(content, digest_size=10).hexdigest()}"'
    told = {"ETag": tag, "Cache-Control": cache, **headers}
    known = {one.strip() for one in request.headers.get("if-none-match", "").split(",")}
    if request.method in ("GET", "HEAD") and tag in known:
        return Response(status_code=304, headers=told)
    return Response(content, media_type=media_type, headers=told)


def as_json(value: Any) -> bytes:
    """`value` as JSON, Vietnamese as it is written."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def json_of(request: Request, value: Any) -> Response:
    """`value` as JSON."""
    return tagged(request, as_json(value), "application/json")


def page(request: Request, name: str, **values: Any) -> Response:
    """The template `name` as a page in the visitor's language."""
    language = language_of(request)
    content = html(name, language, path=request.url.path, query=request.url.query, **values)
    return tagged(request, content.encode("utf-8", "replace"), "text/html", _AGAIN + ", private", Vary="Cookie")


def of_problem(scope: Scope, problem: Problem) -> Response:
    """`problem` as JSON for programs, as a page for people."""
    if scope["path"].startswith("/api/") or "text/html" not in Headers(scope=scope).get("accept", ""):
        return Response(as_json(problem.as_object()), problem.status, problem.headers, MEDIA_TYPE)
    language = language_of(Request(scope))
    content = html("problem.html", language, path=scope["path"], query="", problem=problem)
    return Response(content, problem.status, problem.headers, "text/html")
