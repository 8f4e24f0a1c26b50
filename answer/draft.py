"""What an answer is made of: statements, each with the places in plans that it stands on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answer.answer import Citation
from index.split import cut
from ingest.document import Span
from ingest.plan import Plan, Quoted

_MARK = re.compile(r"\s*\[\d{1,3}\]")
MENDED = "chữ phục hồi từ bản quét kém, nên đối chiếu bản gốc"


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a plan, below the headings `path`."""

    plan: Plan
    path: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def section(self) -> str:
        """Where it stands, as people read it: "III > 3"."""
        return " > ".join(_mark(heading) for heading in self.path)

    @property
    def quote(self) -> str:
        """What stands there, to the letter."""
        return cut(self.plan.text, self.spans)


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of an answer and what it stands on."""

    text: str
    sources: tuple[Source, ...]


Draft = tuple[Statement, ...]


def source(plan: Plan, path: Sequence[str], *pieces: Quoted | None) -> Source:
    """The place where `pieces` of `plan` stand."""
    spans = tuple(dict.fromkeys(span for piece in pieces if piece for span in piece.spans))
    return Source(plan, tuple(path), spans)


def _mark(heading: str) -> str:
    """The number of a heading; all of one without: "III. Hình thức" -> "III"."""
    mark, dot, _ = heading.partition(". ")
    return mark if dot and len(mark) <= 8 else heading[:80]


def written(draft: Draft) -> tuple[str, tuple[Citation, ...]]:
    """The text of `draft` with marks [n], and the citations that they refer to."""
    numbers: dict[tuple[str, tuple[Span, ...]], int] = {}
    lines = []
    for statement in draft:
        used = [numbers.setdefault((place.plan.source, place.spans), len(numbers) + 1) for place in statement.sources]
        marks = "".join(f"[{n}]" for n in dict.fromkeys(used))
        text = _MARK.sub("", statement.text)  # a plan's own [7] is no mark of ours
        lines.append(f"{text} {marks}".rstrip())
    return "\n".join(lines), tuple(_citations(draft, numbers))


def _citations(draft: Draft, numbers: dict[tuple[str, tuple[Span, ...]], int]) -> Iterable[Citation]:
    places = {(place.plan.source, place.spans): place for statement in draft for place in statement.sources}
    for key, n in numbers.items():
        place = places[key]
        number = place.plan.number.text if place.plan.number else ""
        page = place.spans[0].page if place.spans else None
        note = MENDED if place.plan.original else ""
        yield Citation(n, place.plan.source, place.plan.title, number, place.section, page, place.quote, note)
