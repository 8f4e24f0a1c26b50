"""What an answer is made of: statements, each with the places in plans that it stands on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answer.answer import Citation
from index.row import key_of
from index.split import cut, cut_original, is_mended, ranges
from ingest.document import Span
from ingest.places import REFORM, successors
from ingest.plan import Level, Plan, Quoted
from ingest.printed import within

_MARK = re.compile(r"\s*\[\d{1,3}\]")
_EMPHASIS = re.compile(r"(?<!\d)\*+(?=[^\s*)])|(?<=[^\s*(])\*+(?!\d)")
_BAR = re.compile(r"[^\S\n]*\|[^\S\n]*")
_BLANKS = re.compile(r"[^\S\n]{2,}|\t")
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
        lines.append(f"{_plain(text)} {marks}".rstrip())
    return "\n".join(lines), tuple(_citations(draft, numbers))


def _plain(text: str) -> str:
    """`text` without the stars, bars and doubled blanks by which a source marks words and cells."""
    if "|" in text:
        text = "\n".join(_BAR.sub("; ", line).strip("; ") for line in text.split("\n"))
    return _BLANKS.sub(" ", _EMPHASIS.sub("", text)).strip()


def _citations(draft: Draft, numbers: dict[tuple[str, tuple[Span, ...]], int]) -> Iterable[Citation]:
    places = {(place.plan.source, place.spans): place for statement in draft for place in statement.sources}
    told: set[str] = set()
    for key, n in numbers.items():
        place = places[key]
        plan = place.plan
        number = plan.number.text if plan.number else ""
        page = place.spans[0].page if place.spans else None
        is_read_anew = is_mended(plan, place.spans)
        quote = place.quote if is_read_anew else cut_original(plan, place.spans)
        notes = (MENDED if is_read_anew else "", _taken_over(plan) if plan.source not in told else "")
        told.add(plan.source)
        note = "; ".join(filter(None, notes))
        pieces = ranges(plan.text, place.spans)
        kept = key_of(plan.source), pieces, *(within(pieces, plan.printed) or ())
        yield Citation(n, plan.source, plan.title, number, place.section, page, quote, note, *kept)


def _taken_over(plan: Plan) -> str:
    """Which units have taken over from the plan's place since 1 July 2025; empty where none has, or none is known."""
    if plan.place is None or (plan.issued_on is not None and plan.issued_on >= REFORM):
        return ""
    units = [f"{unit.kind} {unit.name}" for unit in successors(plan.place_kind, plan.place, plan.province)]
    if not units or plan.level is not Level.DISTRICT:
        return f"từ 01/7/2025: {', '.join(units)}" if units else ""
    among = f", trong đó có {' và '.join(units[:-1])}" if units[1:] else ""
    return f"từ 01/7/2025 không còn cấp huyện: nay là các xã, phường của {units[-1]}{among}"
