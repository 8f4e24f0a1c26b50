"""The one place through which the page and the API read the index: what somebody may see is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from answer.answer import Answer, Question
from answer.scope import catalogue
from answer.versions import Versions
from bot.objects import standing
from bot.web.work import Entry, entry, said
from index.row import PlanRow, ProcedureRow
from index.work import WHO, Found, WorkKind
from index.work import Wanted as Work
from ingest.plan import FieldKind, Plan
from ingest.vietnamese import fold, one_line

if TYPE_CHECKING:
    from answer.assistant import Assistant
    from answer.rank import Fit
    from answer.reader import Reader
    from index.index import Index

_EXAMPLES = 4
_LONGEST_EXAMPLE = 90  # characters of a task's title
_TEMPLATES = ("Ai chủ trì {}?", "{} khi nào xong?")


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list. `told` says how it stands to others."""

    row: PlanRow
    told: tuple[str, ...]
    in_force: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are asked for; what is empty does not matter."""

    text: str = ""
    kind: str = ""
    place: str = ""
    year: int | None = None
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents of one generation."""

    listed: tuple[Listed, ...]
    by_key: Mapping[str, Listed]
    haystacks: Mapping[int, str]

    @property
    def kinds(self) -> list[str]:
        """Every kind of document, in the order of the alphabet."""
        return sorted({one.row.kind for one in self.listed if one.row.kind})

    @property
    def places(self) -> list[str]:
        """Every place that a document is of."""
        return sorted({one.row.place for one in self.listed if one.row.place})

    @property
    def years(self) -> list[int]:
        """Every year that a document is of, the latest first."""
        return sorted({one.row.year for one in self.listed if one.row.year}, reverse=True)


class Library:
    """Documents, their tasks and what answers questions about them. Any thread may call. Raises StoreError."""

    def __init__(self, index: Index, assistant: Assistant | Reader) -> None:
        self._index, self._assistant = index, assistant
        self._shelf = lru_cache(2)(_shelf)
        self._agencies = lru_cache(2)(self._made_agencies)
        self._examples = lru_cache(2)(self._made_examples)

    def answers(self, question: Question, stop: Event | None = None) -> Iterator[Answer]:
        """The answer to `question`, as bot.desk.Answerer says."""
        return self._assistant.answers(question, stop)

    @property
    def is_worded(self) -> bool:
        """Whether a model words the answers."""
        return self._assistant.is_worded

    @property
    def generation(self) -> int:
        """The number of the generation in use, 0 where nothing was ever ingested."""
        return self._index.generation

    def shelf(self) -> Shelf:
        """What there is."""
        return self._shelf(self._index.plans())

    def documents(self, wanted: Wanted) -> list[Listed]:
        """The documents that are `wanted`, the latest year first."""
        shelf = self.shelf()
        places = _places(wanted.place, tuple(one.row for one in shelf.listed))
        asked = fold(wanted.text).split()
        found = [
            one
            for one in shelf.listed
            if all(word in shelf.haystacks[one.row.id] for word in asked)
            and (not wanted.kind or one.row.kind == wanted.kind)
            and (places is None or one.row.id in places)
            and (not wanted.year or one.row.year == wanted.year)
            and (one.in_force or not wanted.in_force)
        ]
        return sorted(found, key=lambda one: (-(one.row.year or 0), fold(one.row.place or ""), one.row.id))

    def document(self, key: str) -> tuple[Listed, Plan] | None:
        """The document that is called `key`, whole; None where there is none."""
        for _ in range(2):  # an ingest may take it away between the two looks
            listed = self.shelf().by_key.get(key)
            if listed is None:
                return None
            try:
                return listed, self._index.plan(listed.row.id)
            except KeyError:
                continue
        return None

    def original(self, key: str) -> tuple[Path, bytes] | None:
        """The file that the document `key` was read from, if it lies there still, to the letter."""
        listed = self.shelf().by_key.get(key)
        origin = self._index.origins().get(listed.row.source) if listed else None
        if origin is None:
            return None
        file = Path(origin.file)
        try:
            content = file.read_bytes()
        except OSError:
            return None
        return (file, content) if sha256(content).hexdigest() == origin.sha256 else None

    def has_original(self, key: str) -> bool:
        """Whether `original` may have it."""
        listed = self.shelf().by_key.get(key)
        origin = self._index.origins().get(listed.row.source) if listed else None
        return origin is not None and Path(origin.file).is_file()

    def procedures(self) -> list[tuple[Listed, ProcedureRow]]:
        """Every procedure with the document that it stands in; of one that several hold several."""
        by_id = {one.row.id: one for one in self.shelf().listed}
        found = self._index.procedures() if by_id else ()
        return [(by_id[one.plan_id], one) for one in found if one.plan_id in by_id]

    def works(self, wanted: Work, limit: int | None = None, skip: int = 0) -> tuple[Found, ...]:
        """The work that is `wanted`, as index.works gives it."""
        return self._index.works(wanted, limit, skip)

    def count_works(self, wanted: Work) -> int:
        """How much work is `wanted`."""
        return self._index.count_works(wanted)

    def entries(self, found: Iterable[Found]) -> list[Entry]:
        """`found` as a list shows it; what was taken away meanwhile is left out."""
        rows = {one.row.id: one.row for one in self.shelf().listed}
        return [entry(rows[one.plan_id], self._index.plan(one.plan_id), one) for one in found if one.plan_id in rows]

    def agencies(self) -> tuple[tuple[str, int], ...]:
        """Who has tasks, and how many: the most first, each under its commonest name."""
        return self._agencies(self._index.plans())

    def search(self, text: str, k: int, place: str | None = None) -> list[tuple[Fit, Listed, Plan]]:
        """The `k` passages that fit `text` best, each with its document."""
        by_id = {one.row.id: one for one in self.shelf().listed}
        found = []
        for fit in self._assistant.find(Question(text, place), k):
            if listed := by_id.get(fit.hit.plan_id):
                found.append((fit, listed, self._index.plan(fit.hit.plan_id)))
        return found

    def find(self, question: Question) -> tuple[Fit, ...]:
        """The passages that fit `question` best."""
        return self._assistant.find(question)

    def examples(self) -> tuple[str, ...]:
        """Questions to begin with, about what is there."""
        return self._examples(self._index.plans())

    def _made_agencies(self, _: tuple[PlanRow, ...]) -> tuple[tuple[str, int], ...]:
        spellings: dict[str, Counter[str]] = {}
        for found in self.works(Work(kinds=(WorkKind.TASK, WorkKind.DUTY))):
            for name in dict.fromkeys(name.strip(" .;,:") for name in said(found.work, *WHO)):
                spellings.setdefault(fold(name), Counter())[name] += 1
        counted = [(names.most_common(1)[0][0], names.total()) for names in spellings.values()]
        return tuple(sorted(counted, key=lambda each: (-each[1], fold(each[0]))))

    def _made_examples(self, rows: tuple[PlanRow, ...]) -> tuple[str, ...]:
        latest = sorted((row for row in rows if row.tasks), key=lambda row: -(row.year or 0))[:_EXAMPLES]
        return tuple(question for n, row in enumerate(latest) for question in self._example(row, n))

    def _example(self, row: PlanRow, n: int) -> Iterator[str]:
        for task in self._index.plan(row.id).tasks:
            title = one_line(task.title.text).rstrip(" .;:,")
            if len(title) <= _LONGEST_EXAMPLE and any(field.kind is FieldKind.LEAD for field in task.fields):
                about = title[0].lower() + title[1:] if n % 2 == 0 and not title[1:2].isupper() else title
                yield _TEMPLATES[n % 2].format(about)
                return


def _shelf(rows: tuple[PlanRow, ...]) -> Shelf:
    versions = Versions(rows)
    told, in_force = standing(versions), {row.id for row in versions.in_force}
    listed = tuple(Listed(row, told[row.id], row.id in in_force) for row in rows)
    haystacks = {
        row.id: fold(" ".join(filter(None, (row.number, row.title, row.place, row.province, row.issuer, row.source))))
        for row in rows
    }
    return Shelf(listed, {one.row.key: one for one in listed}, haystacks)


def _places(name: str, rows: tuple[PlanRow, ...]) -> set[int] | None:
    """The ids of the plans of the place `name`, read as in a question; None where none is named."""
    return {row.id for row in catalogue(rows).of_place(name)} if name.strip() else None
