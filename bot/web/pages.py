"""The pages: asking, documents and tasks as HTML that works without JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qs, quote, urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from answer.answer import Answer, Question
from bot.desk import Desk
from bot.web.api import Counter, follow_ups, take_opinion
from bot.web.library import Library, Listed, Wanted
from bot.web.paging import leaf
from bot.web.problem import Problem
from bot.web.rendering import LANGUAGES, passage_query, static, words
from bot.web.requests import Asking, PageQuery, PlansPageQuery, ProceduresQuery, Query, TasksQuery, Thumb, checked
from bot.web.responses import choose_language, language_of, page, tagged
from bot.web.tasks import listing
from bot.web.text import excerpt, read_ranges
from index.procedures import records
from index.work import Wanted as Work
from index.work import WorkKind
from ingest.document import Span
from ingest.plan import FieldKind, Plan
from ingest.vietnamese import fold

_F = TypeVar("_F", bound=Query)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FOREVER = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"
_KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
_SHOWN_IN_BROWSER = {".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, as the page shows it. `address` asks it again."""

    number: str
    question: Question
    answer: Answer
    address: str
    follow_ups: tuple[str, ...]


class Pages:
    """The addresses that people open."""

    def __init__(self, library: Library, counter: Counter, desk: Desk) -> None:
        self._library, self._counter, self._desk = library, counter, desk

    def routes(self) -> list[Route]:
        """Every address with what answers there."""
        return [
            Route("/", self.ask, methods=["GET", "POST"]),
            Route("/ke-hoach", self.plans),
            Route("/ke-hoach/{key}", self.plan),
            Route("/ke-hoach/{key}/tep", self.original),
            Route("/nhiem-vu", self.tasks),
            Route("/nhiem-vu.xlsx", self.workbook),
            Route("/thu-tuc", self.procedures),
            Route("/quan-tri", self.overview),
            Route("/phan-hoi", self.opinion, methods=["POST"]),
            Route("/ngon-ngu", self.language),
            Route("/favicon.ico", self.icon),
            Route("/static/{name}", self.static),
        ]

    async def ask(self, request: Request) -> Response:
        """The page; with a question its answer as well."""
        given = parse_qs(request.url.query)
        if request.method == "POST":
            given = parse_qs((await request.body()).decode("utf-8", "replace"))
        values: dict[str, object] = {}
        for name, key in (("hoi", "question"), ("noi", "place")):
            if name in given:
                values[key] = given[name][0]
        if given.get("nam", [""])[0].isdecimal():
            values["year"] = int(given["nam"][0])
        turns, history = [], tuple(given.get("truoc", ())[-20:])
        if str(values.get("question", "")).strip():
            asking = checked(Asking, values | {"history": history})
            question = asking.asked(self._counter.office)
            step = await self._counter.answer(question)
            turns.append(Turn(step.number, question, step.answer, _address(asking), follow_ups(step.answer)))
            history = (*history, asking.question)
        shelf = await to_thread.run_sync(self._library.shelf)
        examples = () if turns else await to_thread.run_sync(self._library.examples)
        carried = {"history": history, "place": values.get("place", ""), "year": values.get("year", "")}
        return page(request, "ask.html", turns=turns, examples=examples, empty=not shelf.listed, **carried)

    async def plans(self, request: Request) -> Response:
        """The documents."""
        wanted = _form(request, PlansPageQuery)
        shelf = await to_thread.run_sync(self._library.shelf)
        asked = Wanted(wanted.q, wanted.kind, wanted.place, wanted.year, wanted.in_force)
        found = await to_thread.run_sync(self._library.documents, asked)
        shown = leaf(found, wanted.page)
        return page(request, "plans.html", wanted=wanted, shelf=shelf, shown=shown, kept=_kept(wanted))

    async def plan(self, request: Request) -> Response:
        """A document, or, for the frame beside an answer, only the text around a quote."""
        given = {key: value[0] for key, value in parse_qs(request.url.query).items()}
        listed, plan = await self._found(request)
        make = partial(_plan_values, listed, plan, given, language_of(request))
        values = await to_thread.run_sync(make)
        values["has_original"] = await to_thread.run_sync(self._library.has_original, listed.row.key)
        return await to_thread.run_sync(partial(page, request, "plan.html", **values))

    async def original(self, request: Request) -> Response:
        """The file that a document was read from."""
        found = await to_thread.run_sync(self._library.original, request.path_params["key"])
        if found is None:
            raise Problem(404, "Tệp gốc không còn ở chỗ cũ, hoặc đã khác với bản được nạp.")
        file, content = found
        kind = _SHOWN_IN_BROWSER.get(file.suffix.lower())
        disposition = f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(file.name, safe='')}"
        policy = "default-src 'self'; frame-ancestors 'self'" if file.suffix.lower() == ".pdf" else "sandbox"
        told = {"Content-Disposition": disposition, "Content-Security-Policy": policy}
        return tagged(request, content, kind or "application/octet-stream", **told)

    async def tasks(self, request: Request) -> Response:
        """The tasks, a page of them."""
        wanted = _form(request, TasksQuery)
        found = await to_thread.run_sync(listing, self._library, wanted)
        shown = await to_thread.run_sync(found.leaf, wanted.page)
        shelf = await to_thread.run_sync(self._library.shelf)
        agencies = (await to_thread.run_sync(self._library.agencies))[:60]
        values = {"wanted": wanted, "shown": shown, "shelf": shelf, "kept": _kept(wanted), "agencies": agencies}
        return page(request, "tasks.html", **values)

    async def procedures(self, request: Request) -> Response:
        """The procedures."""
        wanted = _form(request, ProceduresQuery)
        every = await to_thread.run_sync(self._library.procedures)
        said = fold(wanted.q).split()
        found = [
            (listed, one)
            for listed, one in every
            if all(word in fold(f"{one.code or ''} {one.name}") for word in said)
            and wanted.domain in ("", one.domain)
            and wanted.level in ("", one.level)
        ]
        domains = sorted({one.domain for _, one in every if one.domain})
        levels = sorted({one.level for _, one in every if one.level})
        shown = leaf(found, wanted.page)
        values = {"wanted": wanted, "shown": shown, "domains": domains, "levels": levels, "kept": _kept(wanted)}
        return page(request, "procedures.html", **values)

    async def overview(self, request: Request) -> Response:
        """What is loaded, and which documents somebody should look at; nothing that anybody asked."""
        wanted = _form(request, PageQuery)
        listed = (await to_thread.run_sync(self._library.shelf)).listed
        kinds = (WorkKind.TASK, WorkKind.DUTY)
        works = [await to_thread.run_sync(self._library.count_works, Work(kinds=(kind,))) for kind in kinds]
        procedures = len(await to_thread.run_sync(self._library.procedures))
        counts = (
            ("plans", len(listed)),
            ("in_force", sum(one.in_force for one in listed)),
            ("tasks", works[0]),
            ("duties", works[1]),
            ("procedures", procedures),
            ("generation", self._library.generation),
        )
        noticed = sorted((one for one in listed if one.row.warnings), key=lambda one: one.row.source)
        return page(request, "overview.html", counts=counts, shown=leaf(noticed, wanted.page))

    async def workbook(self, request: Request) -> Response:
        """The same tasks, all of them, as an Excel file."""
        found = await to_thread.run_sync(listing, self._library, _form(request, TasksQuery))
        content = await to_thread.run_sync(found.as_workbook)
        return Response(
            content, media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="nhiem-vu.xlsx"'}
        )

    async def opinion(self, request: Request) -> Response:
        """Thumbs without JavaScript."""
        given = {key: value[0] for key, value in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
        said = {"id": given.get("id", ""), "good": given.get("good") == "1", "word": given.get("word", "")}
        thumb = checked(Thumb, said)
        await to_thread.run_sync(take_opinion, self._desk, thumb)
        return page(request, "thanks.html", id=thumb.id, good=thumb.good)

    async def language(self, request: Request) -> Response:
        """Remember the language that was chosen and go back."""
        chosen, back = request.query_params.get("sang", ""), request.query_params.get("ve", "/")
        is_here = back.startswith("/") and not back.startswith(("//", "/\\"))
        response = RedirectResponse(back if is_here else "/", status_code=303)
        if chosen in LANGUAGES:
            choose_language(response, chosen)
        return response

    async def icon(self, request: Request) -> Response:
        return tagged(request, static("icon-192.png"), "image/png", _DAY)

    async def static(self, request: Request) -> Response:
        """A file that comes with the page."""
        name = request.path_params["name"]
        kind = next((kind for suffix, kind in _KINDS.items() if name.endswith(suffix)), None)
        try:
            content = static(name) if kind else None
        except OSError:
            content = None
        if content is None or kind is None:
            raise Problem(404)
        return tagged(request, content, kind, _FOREVER if request.query_params.get("v") else _DAY)

    async def _found(self, request: Request) -> tuple[Listed, Plan]:
        found = await to_thread.run_sync(self._library.document, request.path_params["key"])
        if found is None:
            raise Problem(404, "Không có văn bản này, hoặc văn bản đã được gỡ.")
        return found


def _form(request: Request, form: type[_F]) -> _F:
    """The parameters that `form` knows and that were filled in; what else stands in the address is passed over."""
    filled = {key: value for key, value in request.query_params.items() if value and key in form.model_fields}
    return checked(form, filled)


def _kept(wanted: Query) -> str:
    """The filters as part of an address, without the page."""
    return urlencode(wanted.model_dump(exclude_defaults=True, exclude={"page"}))


def _plan_values(listed: Listed, plan: Plan, given: Mapping[str, str], language: str) -> dict[str, object]:
    ranges = read_ranges(given.get("trich", ""))
    first = int(given["tu"]) if given.get("tu", "").isdecimal() and len(given["tu"]) < 10 else None
    day = listed.row.version.issued_on
    bare = given.get("khung") == "1"
    kept = f"{passage_query(ranges)}&" if ranges else ""
    t = words(language)
    return {
        "listed": listed,
        "plan": plan,
        "bare": bare,
        "shown": excerpt(plan, ranges, first),
        "day": f"{day:%d/%m/%Y}" if day else "",
        "page_number": _page_of(plan, ranges),
        "ranges_of": _ranges_of,
        "records": records,
        "labels": {kind.value: t.get(kind.value, kind.value) for kind in FieldKind},
        "base": f"/ke-hoach/{listed.row.key}?{kept}{'khung=1&' if bare else ''}",
    }


def _page_of(plan: Plan, ranges: tuple[tuple[int, int], ...]) -> int | None:
    """The page of the file on which the first of `ranges` stands."""
    if not ranges:
        return None
    start = ranges[0][0]
    pieces = [piece for section in plan.sections for piece in (section.title, *section.body)]
    spans = [*(span for piece in pieces for span in piece.spans), *(span for task in plan.tasks for span in task.spans)]
    before = [span for span in spans if span.page and span.start <= start]
    return max(before, key=lambda span: span.start).page if before else None


def _ranges_of(spans: tuple[Span, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in spans)


def _address(asking: Asking) -> str:
    """What asks the same again."""
    said = [("hoi", asking.question), ("noi", asking.place or ""), ("nam", asking.year or "")]
    return urlencode([(key, value) for key, value in said if value] + [("truoc", turn) for turn in asking.history])
