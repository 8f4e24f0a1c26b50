"""What a model is given to read: the best records, cut to a budget, each known by a number."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from answer.addressed import speaks_to_model
from answer.answer import Citation
from answer.draft import Source, Statement, source, written
from answer.rank import Fit, holding
from index.index import Index
from index.passage import Passage
from ingest.plan import Plan
from ingest.vietnamese import nfc, one_line

MOST = 6
CHARS_PER_TOKEN = 2.7
"""What a token of Vietnamese holds at least, by the vocabularies of Qwen and Gemma: an estimate on the safe side."""

_SHARES = (0.38, 0.22, 0.14, 0.1, 0.08, 0.08)  # of the budget; what a short record leaves goes to those behind it
_LEAST = 60  # characters of a record that are worth the place they take
_HEAD, _NAME = 90, 70
_TAG = re.compile(r"<\s*/?\s*(?:doan|cau_hoi|cau_truoc)\b[^>]*>?", re.IGNORECASE)
_LINE = re.compile(r"\n|(?<=[.;])\s+(?=\S)| … |(?<=:)\s+(?=[-+*])")


@dataclass(frozen=True, slots=True)
class Record:
    """A place in a plan that a model may cite as [n]. `text` is what of it the model reads.

    `fit` is None for what the engine cited and no passage holds.
    """

    n: int
    place: Source | None
    citation: Citation
    text: str
    passage: Passage | None = None
    fit: Fit | None = None

    @property
    def held(self) -> tuple[str, ...]:
        """All that it backs, each as one text."""
        path = self.passage.path if self.passage else ()
        parts = (self.citation.quote.replace(" … ", " "), self.citation.title, self.citation.section, *path)
        pieces = " ".join(piece.text for piece in self.passage.pieces) if self.passage else ""
        return tuple(filter(None, (*parts, pieces, self.citation.number)))

    @property
    def tag(self) -> str:
        """As the prompt has it."""
        head = (
            _cut(one_line(self.passage.path[-1]), _HEAD)
            if self.passage and self.passage.path
            else self.citation.section
        )
        name = self.citation.number or _cut(one_line(self.citation.title), _NAME)
        head = "" if untagged(self.text).startswith(untagged(head)[:40]) else head
        parts = (untagged(part) for part in (name, head, self.text) if part)
        return "\n".join((f'<doan n="{self.n}">', *parts, "</doan>"))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def untagged(text: str) -> str:
    """`text` without the tags that fence it in a prompt, so that it cannot climb out."""
    return _TAG.sub("", nfc(text)).replace('"', "'")


def records(
    found: Iterable[Record], question: str, wanted: Sequence[Callable[[str], bool]], budget: int
) -> tuple[Record, ...]:
    """The first of `found`, each once, in at most `budget` characters.

    Of a long one the lines that say what the question does, or hold what is `wanted`, are kept. What speaks to a
    model rather than to people is not given to one.
    """
    kept: list[Record] = []
    for record in found:
        if not any(_same(record, one) for one in kept) and not speaks_to_model(record.citation.quote):
            kept.append(record)
    return tuple(_within(kept[:MOST], question, wanted, budget))


def of_passage(plan: Plan, passage: Passage, fit: Fit | None = None) -> Record:
    """The record that `passage` of `plan` is."""
    place = source(plan, passage.path, *passage.pieces)
    _, (citation,) = written((Statement("", (place,)),))
    text = "\n".join(piece.text for piece in passage.pieces) or passage.quote
    return Record(0, place, citation, text, passage, fit)


def of_fits(fits: Iterable[Fit], index: Index) -> Iterator[Record]:
    """The records that were found."""
    return (of_passage(index.plan(fit.hit.plan_id), fit.passage, fit) for fit in fits)


def of_citations(cited: Sequence[Citation], fits: Sequence[Fit], index: Index) -> Iterator[Record]:
    """What the engine cites, as the passage that holds it where one of `fits` does."""
    for citation in cited[:MOST]:
        fit = next((fit for fit in fits if _holds(fit, citation, index)), None)
        yield from of_fits([fit], index) if fit else [Record(0, None, citation, citation.quote)]


def _holds(fit: Fit, citation: Citation, index: Index) -> bool:
    same = index.plan(fit.hit.plan_id).source == citation.source
    return same and all(part in fit.passage.quote for part in citation.quote.split(" … "))


def _same(record: Record, other: Record) -> bool:
    return (record.citation.source, record.citation.quote) == (other.citation.source, other.citation.quote)


def _within(
    found: Sequence[Record], question: str, wanted: Sequence[Callable[[str], bool]], budget: int
) -> Iterator[Record]:
    left, n = budget, 0
    for record, share in zip(found, _SHARES, strict=False):
        n += 1
        frame = len(replace(record, n=n, text="").tag)
        room = min(left, int(share * budget) + max(0, left - sum(int(each * budget) for each in _SHARES[n - 1 :])))
        text = shortened(record.text, question, wanted, room - frame)
        if len(text) < min(_LEAST, len(record.text)):
            n -= 1
            continue
        left -= frame + len(text)
        yield replace(record, n=n, text=text)


def shortened(text: str, question: str, wanted: Sequence[Callable[[str], bool]], longest: int) -> str:
    """The lines of `text` that say most of what `question` does and hold what is `wanted`, in their order, in at most
    `longest` characters.
    """
    lines = [line for line in map(one_line, _LINE.split(text)) if line]
    if sum(map(len, lines)) + len(lines) <= longest:
        return "\n".join(lines)
    rare, said = Counter(word for line in lines for word in holding(line).words), holding(question)
    worth = [sum(1 / rare[word] for word in holding(line).words & said.words) for line in lines]
    worth = [own + len(holding(line).pairs & said.pairs) for own, line in zip(worth, lines, strict=True)]
    worth = [own + sum(holds(line) for holds in wanted) for own, line in zip(worth, lines, strict=True)]
    order = sorted(range(len(lines)), key=lambda at: (-worth[at], at))
    chosen: list[int] = []
    for at in order:
        if len(lines[at]) + 1 <= longest:
            chosen.append(at)
            longest -= len(lines[at]) + 1
    if not chosen and lines and longest > _LEAST:
        return lines[order[0]][:longest].rsplit(" ", 1)[0]
    return "\n".join(lines[at] for at in sorted(chosen))
