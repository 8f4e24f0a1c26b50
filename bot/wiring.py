"""The one place where settings become things that work. Heavy libraries are loaded when first needed."""

from __future__ import annotations

import gc
import logging
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.clock import today
from bot.config import Settings, load
from bot.errors import CommandError, WrongUseError
from bot.local_model import chat_model, policy
from bot.terminal import say
from ingest.vietnamese import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from langchain_core.embeddings import Embeddings

    from answer.answer import Answer, Question
    from answer.assistant import Assistant
    from answer.reader import Reader
    from bot.config import Engine
    from bot.conversations import Conversations
    from bot.desk import Desk
    from bot.dialogue import Dialogue
    from bot.menu import Menu
    from bot.web.library import Library
    from index.embedder import Choice
    from index.index import Index
    from index.row import PlanRow
    from ingest.scan.work import Setting

Answers = TypeVar("Answers", bound="Assistant | Reader")
NO_PLANS = "Chưa có kế hoạch nào. Xin nạp trước: cchc ingest THƯ_MỤC_KẾ_HOẠCH"
_SCANS = "scans"
_NEAR_MATCHES = 5
_NEAR = 0.65  # likeness of a slip; "Sở Nội vụ" and "Hà Nội" have 0.53
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Launch:
    """How `cchc` was started. Settings are read when a command needs them, so that --help never fails."""

    config: Path | None = None
    data_dir: Path | None = None

    @cached_property
    def settings(self) -> Settings:
        """Raises WrongUseError."""
        return load(self.config, self.data_dir)


def embedder(settings: Settings) -> Choice:
    """The embedder that the settings ask for, or what is there instead, and why."""
    from index.embedder import choose

    return choose(settings.index.embedder, settings.index.model, models_dir(settings))


def models_dir(settings: Settings) -> Path:
    """Where embedding models lie that were fetched."""
    from index.embedder import MODELS

    return settings.data.dir / MODELS


def open_index(settings: Settings) -> Index:
    """The index, for finding and for adding; words that another version made are made anew first. Raises StoreError."""
    from index.error import StampError

    index = open_plans(settings)
    try:
        index.check()
    except StampError:
        say("Chỉ mục do phiên bản khác của chương trình lập, đang lập lại từ các kế hoạch đã nạp…")
        index.reindex()
    return index


def open_plans(settings: Settings) -> Index:
    """The index as it is. Raises StoreError."""
    from index.index import Index

    return Index.open(settings.data.dir, partial(_chosen, settings))


def _chosen(settings: Settings) -> Embeddings | None:
    choice = embedder(settings)
    _log.log(logging.INFO if choice.good else logging.WARNING, "Bộ nhúng: %s.", choice.reason)
    return choice.embedder


def require_plans(index: Index) -> tuple[PlanRow, ...]:
    """Every plan's row. Raises CommandError where there is none."""
    rows = index.plans()
    if not rows:
        raise CommandError(NO_PLANS)
    return rows


@contextmanager
def scan_setting(settings: Settings) -> Iterator[Setting]:
    """How scans are read: what was recognised is kept, and the machines that the settings name lend a hand."""
    from ingest.scan.machines import Machines
    from ingest.scan.work import Setting

    scans = settings.data.dir / _SCANS
    if not settings.ocr.scheduler:
        yield Setting(scans)
        return
    with Machines(settings.ocr.scheduler, say) as machines:
        yield Setting(scans, machines)


def assistant(settings: Settings, index: Index, engine: Engine | None = None) -> Assistant | Reader:
    """What answers questions; `engine` goes before the settings' own. A Reader where there is a model."""
    from answer.assistant import Assistant
    from answer.reader import Reader

    model = chat_model(settings, engine or settings.answer.engine)
    plain = Assistant(index, clock=lambda: today(settings.office))
    return Reader(plain, index, model, policy(settings)) if model else plain


def warmed(assistant: Answers) -> Answers:
    """`assistant` ready to answer many: with all loaded, and that out of the garbage collector's way.

    Chroma leaves a heap of 80,000 objects that live as long as the process. To go through them takes the collector
    0.1 s time and again, which a batch or a channel has its askers wait for.
    """
    from answer.answer import Question
    from answer.reader import Reader

    assistant.find(Question("Ai chủ trì?"))
    if isinstance(assistant, Reader):
        assistant.prepare()
    gc.collect()
    gc.freeze()
    return assistant


def dialogue(
    settings: Settings,
    index: Index,
    conversations: Conversations,
    ask: Callable[[Assistant | Reader, Question], Answer] | None = None,
) -> Dialogue:
    """A conversation over `index`, for a channel; `ask` asks otherwise than for the answer that stands."""
    from bot.dialogue import Dialogue
    from bot.menu import Menu

    answerer = warmed(assistant(settings, index))
    answer = partial(ask, answerer) if ask else answerer.answer
    place = office_place(settings, index.plans())
    menu = Menu(index.plans, answerer.find)
    return Dialogue(answer, conversations, place, settings.log.message_texts, menu)


@contextmanager
def open_desk(settings: Settings, index: Index) -> Iterator[tuple[Library, Desk]]:
    """Where all channels of a service ask, and what the page shows; what was asked is written down at the end."""
    from bot.clerks import Clerks, count
    from bot.desk import Answerer, Desk
    from bot.feedback import FILE, Feedback
    from bot.metrics import Metrics
    from bot.web.library import Library

    library = Library(index, warmed(assistant(settings, index)))
    answerer: Answerer = library
    with ExitStack() as held:
        kept = held.enter_context(closing(Feedback(settings.data.dir / FILE, keep_texts=settings.web.keep_texts)))
        if not library.is_worded and (most := count(settings.answer.processes)):
            answerer = held.enter_context(closing(Clerks(library, settings, most)))
        yield library, Desk(answerer, kept, Metrics(lambda: library.generation))


def serviced(
    settings: Settings, desk: Desk, channel: str, office: str | None, conversations: Conversations, menu: Menu
) -> Dialogue:
    """A conversation of `channel`, whose questions are counted."""
    from bot.dialogue import Dialogue, last_of

    def answers(question: Question) -> Iterator[Answer]:
        return (step.answer for step in desk.steps(question, channel))

    return Dialogue(last_of(answers), conversations, office, settings.log.message_texts, menu, answers)


def require_place(name: str, rows: Sequence[PlanRow]) -> tuple[PlanRow, ...]:
    """The plans of the place that `name` means, read as in a question: "h. ba to", "Châu Thành, Bến Tre".

    Raises WrongUseError, with the nearest places that have plans where `name` may be a slip.
    """
    from answer.scope import catalogue

    found = catalogue(rows).of_place(name)
    if found:
        return found
    places = {_key(place): place for row in rows for place in (row.province, row.place) if place}
    near = get_close_matches(_key(name), places, n=_NEAR_MATCHES, cutoff=_NEAR)
    shown = ", ".join(places[key] for key in near or sorted(places)[:_NEAR_MATCHES])
    asked = "Có phải ý bạn là" if near else "Các địa phương đã có kế hoạch"
    raise WrongUseError(f"Không có kế hoạch nào của “{one_line(name)}”. {asked}: {shown}. Xem tất cả: cchc plans")


def require_year(year: int, place: str | None, rows: Sequence[PlanRow]) -> None:
    """Raises WrongUseError, with the years that there are, where none of `rows`, the plans of `place`, is of `year`."""
    years = {row.year for row in rows if row.year}
    if year not in years:
        whose = f"năm {year}" + (f" ở {place}" if place else "")
        there = f"Các năm đã có: {', '.join(map(str, sorted(years)))}. " if years else ""
        raise WrongUseError(f"Không có kế hoạch nào của {whose}. {there}Xem tất cả: cchc plans")


def office_place(settings: Settings, rows: Sequence[PlanRow]) -> str | None:
    """The place of the office; where no plan is of it that is said, since then all plans answer."""
    place = settings.office.place
    if place and rows:
        try:
            require_place(place, rows)
        except WrongUseError as error:
            say(f"[office] place trong config.toml chưa dùng được, mọi kế hoạch đều được xét. {error}")
    return place or None


def _key(name: str) -> str:
    return fold(one_line(name))
