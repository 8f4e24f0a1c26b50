"""The web application: pages, API and what watches over it, put together."""

import logging
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.config import WebSettings
from bot.desk import Desk
from bot.metrics import CONTENT_TYPE
from bot.web.api import Api, Counter
from bot.web.library import Library
from bot.web.limits import Guard, Visitors
from bot.web.pages import Pages
from bot.web.problem import Problem
from bot.web.responses import json_of, of_problem
from index.error import StoreError

_THREADS = 4  # answers at the same time; more would only wait for the same cores
_SQUEEZED = 1000  # bytes from which on a response is compressed
_HEADERS = (
    # Pictures that the style sheet holds itself are data: addresses; nothing else is taken from outside.
    (b"content-security-policy", b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
     b"form-action 'self'; frame-ancestors 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)  # fmt: skip
_log = logging.getLogger(__name__)


def site(library: Library, desk: Desk, settings: WebSettings, office: str | None = None) -> ASGIApp:
    """The application; `office` is the place whose documents answer where a question names none."""
    counter = Counter(desk, office, settings.at_once, _THREADS)
    watch = Watch(library, desk)
    routes = [*watch.routes(), *Api(library, counter, desk).routes(), *Pages(library, counter, desk).routes()]

    def told(scope: Scope, problem: Problem) -> Response:
        desk.metrics.refused.labels(str(problem.status)).inc()
        return of_problem(scope, problem)

    async def failed(request: Request, error: Exception) -> Response:
        return told(request.scope, _problem_of(error))

    middleware: list[Middleware] = [
        Middleware(Headed),
        Middleware(GZipMiddleware, minimum_size=_SQUEEZED, compresslevel=5),
        Middleware(Guard, visitors=Visitors(settings.per_minute), told=told),
    ]
    if settings.origins:
        cors = Middleware(CORSMiddleware, allow_origins=settings.origins, allow_methods=["GET", "POST"],
                          allow_headers=["Content-Type"])  # fmt: skip
        middleware.insert(1, cors)
    if settings.proxies:
        middleware.insert(0, Middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies)))
    handlers: dict[type[Exception] | int, Callable[[Request, Exception], Awaitable[Response]]] = {
        HTTPException: failed, Problem: failed, StoreError: failed
    }  # fmt: skip
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)


class Watch:
    """The addresses for those who operate it."""

    def __init__(self, library: Library, desk: Desk) -> None:
        self._library, self._desk = library, desk

    def routes(self) -> list[Route]:
        return [Route("/healthz", self.alive), Route("/readyz", self.ready), Route("/metrics", self.metrics)]

    async def alive(self, request: Request) -> Response:  # noqa: ARG002 - the framework's form
        return PlainTextResponse("ok")

    def ready(self, request: Request) -> Response:
        """That the index and the store answer, in a thread, since they may be slow; and whether feedback is kept."""
        told = {"plans": len(self._library.shelf().listed), "generation": self._library.generation}
        return json_of(request, {"status": "ready", "feedback": self._desk.feedback.answers()} | told)

    def metrics(self, request: Request) -> Response:  # noqa: ARG002 - the framework's form
        return Response(self._desk.metrics.text(), media_type=CONTENT_TYPE)


class Headed:
    """Puts the headers that protect a visitor on every response that does not bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in _HEADERS if one[0] not in known)]
            await send(message)

        await self._app(scope, receive, headed)


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return Problem(error.status_code, headers=dict(error.headers or {}))
    _log.error("Kho dữ liệu: %s", error)
    return Problem(503, "Kho văn bản tạm thời chưa đọc được. Xin thử lại sau ít phút hoặc báo người quản trị.")
