"""The API: questions, documents, tasks and feedback as JSON; an answer also as events while a model writes it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from answer.answer import Answer, Question
from bot.desk import Desk, Step
from bot.objects import as_object, plan_object
from bot.web.library import Library, Listed, Wanted
from bot.web.openapi import document
from bot.web.problem import Problem, busy
from bot.web.rendering import source_url
from bot.web.requests import Asking, PlansQuery, Query, SearchQuery, TasksQuery, Thumb, body, query
from bot.web.responses import as_json, json_of
from bot.web.tasks import listing
from bot.web.work import Entry
from index.split import cut_original
from index.work import WHO
from ingest.plan import FieldKind, Plan, Quoted
from ingest.vietnamese import fold

CHANNEL = "web"
EVENTS = "text/event-stream"
PATIENCE_S = 120.0
_HEARTBEAT_S = 10.0
_RETRY_S = 5.0
_FOLLOW_UPS = (
    ("phoi hop", "Ai phối hợp?"),
    ("thoi gian", "Khi nào xong?"),
    ("san pham", "Sản phẩm là gì?"),
    ("\n\n", "Còn gì nữa?"),
)
"""The folded words that an answer says it with, and the question."""


class Counter:
    """Where visitors of the page and the API ask: so many at once, so many of them answered at the same time."""

    def __init__(self, desk: Desk, office: str | None, at_once: int, threads: int) -> None:
        self._desk, self._at_once, self._waiting = desk, at_once, 0
        self._threads = CapacityLimiter(threads)
        self.office = office

    async def answer(self, question: Question) -> Step:
        """The whole answer. Raises Problem."""
        self._enter()
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await to_thread.run_sync(
                    partial(self._desk.answer, question, CHANNEL), limiter=self._threads, abandon_on_cancel=True
                )
        except TimeoutError:
            raise Problem(503, "Chưa trả lời kịp. Xin thử lại sau ít phút.", {"Retry-After": "60"}) from None
        finally:
            self._waiting -= 1

    async def steps(self, question: Question) -> AsyncIterator[Step | None]:
        """The answer as it grows; None now and then where nothing is new. Raises Problem before the first."""
        self._enter()
        loop, heard, over = asyncio.get_running_loop(), asyncio.Queue[Step | Exception | None](), threading.Event()

        def work() -> None:
            try:
                for step in _until(self._desk.steps(question, CHANNEL, over), over):
                    loop.call_soon_threadsafe(heard.put_nowait, step)
            except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
                loop.call_soon_threadsafe(heard.put_nowait, error)
            else:
                loop.call_soon_threadsafe(heard.put_nowait, None)

        task = asyncio.create_task(to_thread.run_sync(work, limiter=self._threads))
        try:
            while True:
                try:
                    step = await asyncio.wait_for(heard.get(), _HEARTBEAT_S)
                except TimeoutError:
                    yield None
                    continue
                if step is None:
                    return
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            over.set()
            self._waiting -= 1
            await asyncio.shield(task)

    def _enter(self) -> None:
        if self._waiting >= self._at_once:
            raise busy(_RETRY_S, "Đang có nhiều người hỏi cùng lúc. Xin thử lại sau vài giây.")
        self._waiting += 1


def _until(steps: Iterator[Step], over: threading.Event) -> Iterator[Step]:
    """`steps` until `over`; a generator that is let go of is closed, which ends what it waits for."""
    for step in steps:
        yield step
        if over.is_set():
            return


class Api:
    """The addresses under /api."""

    def __init__(self, library: Library, counter: Counter, desk: Desk) -> None:
        self._library, self._counter, self._desk = library, counter, desk

    def routes(self) -> list[Route]:
        """Every address with what answers there."""
        return [
            Route("/api/openapi.json", self.openapi),
            Route("/api/v1/ask", self.ask, methods=["POST"]),
            Route("/api/v1/search", self.search),
            Route("/api/v1/plans", self.plans),
            Route("/api/v1/plans/{key}", self.plan),
            Route("/api/v1/tasks", self.tasks),
            Route("/api/v1/agencies", self.agencies),
            Route("/api/v1/feedback", self.feedback, methods=["POST"]),
        ]

    async def openapi(self, request: Request) -> Response:
        return json_of(request, document())

    async def ask(self, request: Request) -> Response:
        question = (await body(request, Asking)).asked(self._counter.office)
        if EVENTS not in request.headers.get("accept", ""):
            return json_of(request, answer_object(question, await self._counter.answer(question)))
        steps = self._counter.steps(question)
        first = await anext(steps)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(_events(question, first, steps), media_type=EVENTS, headers=headers)

    async def search(self, request: Request) -> Response:
        wanted = query(request, SearchQuery)
        place = wanted.place or self._counter.office
        found = await to_thread.run_sync(self._library.search, wanted.q, wanted.k, place)
        hits = [
            {
                "rank": rank,
                "score": round(fit.score, 4),
                "plan": listed.row.key,
                "source": listed.row.source,
                "section": fit.passage.section,
                "title": fit.passage.title,
                "quote": cut_original(plan, fit.passage.spans),
            }
            for rank, (fit, listed, plan) in enumerate(found, 1)
        ]
        return json_of(request, {"hits": hits})

    async def plans(self, request: Request) -> Response:
        wanted = query(request, PlansQuery)
        asked = Wanted(wanted.q, wanted.kind, wanted.place, wanted.year, wanted.in_force)
        found = await to_thread.run_sync(self._library.documents, asked)
        return json_of(request, {"plans": [_listed(one) for one in found]})

    async def plan(self, request: Request) -> Response:
        found = await to_thread.run_sync(self._library.document, request.path_params["key"])
        if found is None:
            raise Problem(404, "Không có văn bản này, hoặc văn bản đã được gỡ.")
        listed, plan = found
        return json_of(request, _listed(listed) | {"understood": _understood(plan), "content": plan.text})

    async def tasks(self, request: Request) -> Response:
        wanted = query(request, TasksQuery)
        found = await to_thread.run_sync(listing, self._library, wanted)
        shown = await to_thread.run_sync(found.leaf, wanted.page)
        told = {"total": shown.total, "page": wanted.page, "tasks": [_task(one) for one in shown.items]}
        return json_of(request, told)

    async def agencies(self, request: Request) -> Response:
        query(request, Query)
        found = await to_thread.run_sync(self._library.agencies)
        return json_of(request, {"agencies": [{"name": name, "tasks": count} for name, count in found]})

    async def feedback(self, request: Request) -> Response:
        thumb = await body(request, Thumb)
        await to_thread.run_sync(take_opinion, self._desk, thumb)
        return Response(status_code=204)


def take_opinion(desk: Desk, thumb: Thumb) -> None:
    """Keep what somebody thinks. Raises Problem."""
    if not desk.feedback.judge(thumb.id, good=thumb.good, word=thumb.word):
        raise Problem(404, "Không có câu trả lời này, hoặc chưa ghi được góp ý. Xin hỏi lại rồi góp ý.")
    desk.metrics.opinions.labels(str(thumb.good).lower()).inc()


def follow_ups(answer: Answer) -> tuple[str, ...]:
    """What may be asked next of an answer that was found: what it does not say yet."""
    if answer.status != "answered":
        return ()
    text = fold(answer.text)
    return tuple(question for cue, question in _FOLLOW_UPS if cue not in text)


def answer_object(question: Question, step: Step) -> dict[str, Any]:
    """The answer as `ask --json` gives it; each citation with the address where it is read."""
    told = as_object(step.number, question, step.answer)
    told["follow_ups"] = list(follow_ups(step.answer))
    for said, citation in zip(told["citations"], step.answer.citations, strict=True):
        said["url"] = source_url(citation)
    return told


async def _events(question: Question, first: Step | None, steps: AsyncIterator[Step | None]) -> AsyncIterator[bytes]:
    """The answer so far, each time whole; then "end"."""
    yield _event(question, first)
    try:
        async for step in steps:
            yield _event(question, step)
        yield b"event: end\ndata: {}\n\n"
    except Exception:  # noqa: BLE001 - the status is sent already
        yield b"event: problem\ndata: " + as_json(Problem(500).as_object()) + b"\n\n"


def _event(question: Question, step: Step | None) -> bytes:
    if step is None:
        return b": heartbeat\n\n"
    return b"event: answer\ndata: " + as_json(answer_object(question, step)) + b"\n\n"


def _listed(one: Listed) -> dict[str, Any]:
    return plan_object(one.row, one.told, in_force=one.in_force) | {"url": f"/ke-hoach/{one.row.key}"}


def _task(entry: Entry) -> dict[str, Any]:
    work, row = entry.work, entry.row
    about = {"number": work.number, "title": work.title, "section": work.section, "kind": work.kind.value}
    said = {role.value: list(entry.who(role)) for role in (*WHO, FieldKind.PRODUCT)}
    due = {"time": entry.time, "due": entry.due.isoformat() if entry.due else None}
    place = {"plan": row.key, "plan_number": row.number, "place": row.place, "year": row.year}
    return about | said | due | place | {"ranges": [list(one) for one in entry.ranges]}


def _understood(plan: Plan) -> dict[str, Any]:
    return {
        "tasks": [
            {
                "number": task.number,
                "title": _quoted(task.title),
                "section": " > ".join(task.path),
                "fields": [{"kind": one.kind.value, "label": one.label} | _quoted(one.value) for one in task.fields],
            }
            for task in plan.tasks
        ],
        "duties": [
            {"agency": _quoted(duty.agency), "items": [_quoted(item) for item in duty.items]} for duty in plan.duties
        ],
        "contacts": [{"kind": one.kind.value, "purpose": one.purpose} | _quoted(one.value) for one in plan.contacts],
        "deadlines": [{"when": _quoted(one.when), "sentence": _quoted(one.sentence)} for one in plan.deadlines],
    }


def _quoted(piece: Quoted) -> dict[str, Any]:
    return {"text": piece.text, "ranges": [[span.start, span.end] for span in piece.spans]}
