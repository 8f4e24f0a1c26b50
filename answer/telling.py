"""How a line is told: whole where it is short, else what of it answers; with the items that it announces."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice

from answer import values
from answer.agency import MARKS
from answer.asked import Asked
from answer.draft import Statement, source
from answer.rank import Weights, holding
from ingest.agencies import goes_on
from ingest.plan import Plan, Quoted

_ITEM = 240  # characters told of an item
_LONG = 300  # characters of a line that is shown whole; of a longer one the sentences that answer
_AT_ONCE = 250  # characters in which the value asked for must stand, or its clause is told first
_CLAUSE = re.compile(r"(?<=[,;:.])\s+")
_SENTENCE = re.compile(
    r"(?<=[.!?])\s+(?=[A-ZĐÀ-Ỹ\-+(“\"])|(?<=;)\s+(?=[A-ZĐÀ-Ỹ\-+])|\s+(?=-\s+[A-ZĐÀ-Ỹ])|\s+(?=[a-zđ]\)\s)"
)
_FULL_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZĐÀ-Ỹ\-+(“\"])")
_ITEM_MARK = re.compile(
    r"[-–+•]|(?:Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy)|(?:Một|Hai|Ba|Bốn|Năm|Sáu) là)\b"
    r"|\(?[a-zđ]\)|\(?\d{1,2}\)|\d{1,2}(?:\.\d{1,2})*\.(?=\s)"
)
_DASH = re.compile(r" - ")
_PART = re.compile(r";\s+")
_ALMOST, _APART = 0.85, 0.1  # of what the question says: so much of the whole line, so much more than the next part
OF_ONE = ("deadline", "amount", "duration", "frequency", "clock")
"""What is asked for is one value, however many a question speaks of: "gửi các sở trước ngày nào"."""
ASKS = re.compile(r"\b(?:bao (?:nhieu|gio|lau)|khi nao|ai|nao|may|gi|dau|sao)\b")
_NAME_DASH = "\x00"
_NOTE = re.compile(r"\s*\[(\d{1,2})\]")  # the mark of a footnote, and that before its text
_MANY_ITEMS = 60  # that are counted behind a line that announces them
_GAIN = 0.15  # what a further sentence must add
PLURAL = re.compile(
    r"\b(nhung|cac|gom|(?<!thu )may(?! gio)|(?:hai|ba|bon|sau|bay|tam|chin|muoi) \w+( \w+){0,8} (?:nao|gi))\b"
)
SHOWN_WHOLE = 900  # characters of what an agency has to do that are told whole


def told(asked: Asked, text: str, weights: Weights) -> str:
    """The line, or of a long one the sentences that answer, in their order."""
    text = _meant_part(asked, _DASH.sub(_in_name, MARKS.sub("", text).strip()), weights)
    sentences = (_FULL_SENTENCE if PLURAL.search(asked.folded) else _SENTENCE).split(text)
    if len(text) <= _LONG:
        return text.replace(_NAME_DASH, "-").rstrip("/ ")
    wanted = values.needs(asked.facets)
    chosen: list[int] = []
    while len(chosen) < 3 and len(chosen) < len(sentences):
        said = " ".join(sentences[at] for at in chosen)
        before = _worth(said, weights, wanted)
        gains = [(_worth(f"{said} {one}", weights, wanted) - before, -at) for at, one in enumerate(sentences)]
        gain, at = max(gain for gain in gains if -gain[1] not in chosen)
        if chosen and gain < _GAIN:
            break
        chosen.append(-at)
    return " ".join(sentences[at].strip() for at in sorted(chosen)).replace(_NAME_DASH, "-").rstrip("/ ")


def _meant_part(asked: Asked, text: str, weights: Weights) -> str:
    """Of several parts of a line that each give what is asked for, the one that is meant, behind its head."""
    parts = _PART.split(text)
    meant = values.ordinals(asked.folded)
    is_numbered = all(holds(part) for holds in values.numbered(asked.folded) for part in parts)
    numbered = [part for part in parts if meant and is_numbered and all(holds(part) for holds in meant)]
    if 0 < len(numbered) < len(parts):  # "Thư ký Đoàn số 1: …; Thư ký Đoàn số 2: …"
        return "; ".join(numbered)
    wanted = values.needs(asked.facets)
    if len(parts) < 2 or not wanted or not asked.asks(*OF_ONE) or len(ASKS.findall(asked.folded)) > 1:
        return text
    head, colon, first = parts[0].rpartition(": ")
    said = {
        part: weights.coverage(holding(f"{head} {part}"))
        for part in (first, *parts[1:])
        if all(holds(part) for holds in wanted)
    }
    best, *others = sorted(said, key=lambda part: -said[part]) or [""]
    if not others or said[best] < _ALMOST * weights.coverage(holding(text)) or said[others[0]] > said[best] - _APART:
        return text
    return f"{head}{colon}{best}"


def fact_first(asked: Asked, text: str, weights: Weights) -> str:
    """`text`, before it the clause that gives what is asked for where that stands far behind."""
    late = [holds for holds in values.wants(asked.facets, asked.folded) if not holds(text[:_AT_ONCE]) and holds(text)]
    if not late:
        return text
    clauses = _CLAUSE.split(text)
    runs = (" ".join(clauses[at : at + length]) for length in (1, 2) for at in range(len(clauses) - length + 1))
    giving = [run for run in runs if len(run) <= _AT_ONCE and all(holds(run) for holds in late)]
    best = max(giving, key=lambda run: weights.coverage(holding(run)), default="")
    return f"… {best.rstrip(' ,;:.')}\n{text}" if best else text


def _in_name(dash: re.Match[str]) -> str:
    """The dash, hidden where it stands inside an agency's name, and so parts no items."""
    return f" {_NAME_DASH} " if goes_on(dash.string[: dash.start()], dash.string[dash.end() :]) else dash.group()


def _worth(text: str, weights: Weights, wanted: Sequence[Callable[[str], bool]]) -> float:
    return weights.coverage(holding(text)) + 0.25 * sum(holds(text) for holds in wanted) if text else 0.0


def with_items(statement: Statement, own: Quoted, behind: Iterable[Quoted], most: int) -> Statement:
    """`statement` of the piece `own`, and where it only announces ("bao gồm:") the items `behind` it, as `listed`."""
    return listed(statement, items_of(own, behind), most) if statement.text.endswith(":") else statement


def listed(statement: Statement, items: Iterable[tuple[Quoted, str]], most: int = SHOWN_WHOLE) -> Statement:
    """`statement` with the `items` that it announces, each behind its mark.

    So many as `most` characters hold, and how many more there are.
    """
    items = list(islice(items, _MANY_ITEMS))
    texts = [f"{mark} {shortened(MARKS.sub('', item.text).strip(), _ITEM)}" for item, mark in items]
    kept = sum(length <= most for length in accumulate(map(len, texts)))
    left = [f"Còn {len(items) - kept} mục, xin xem ở nguồn được dẫn."] if kept < len(items) else []
    place = statement.sources[0]
    spans = tuple(dict.fromkeys((*place.spans, *(span for item, _ in items[:kept] for span in item.spans))))
    text = "\n".join((statement.text, *texts[:kept], *left))
    return Statement(text, (replace(place, spans=spans),)) if items else statement


def with_notes(statement: Statement, plan: Plan) -> Statement:
    """`statement` with the footnotes of `plan` that it refers to, in the place of their marks."""
    notes = _notes(plan) if _NOTE.search(statement.text) else {}
    told = [notes[mark] for mark in dict.fromkeys(_NOTE.findall(statement.text)) if mark in notes]
    if not told:
        return statement
    text = "\n".join((_NOTE.sub("", statement.text), *(f"(Chú thích: {note.rstrip(' .')})" for note, _ in told)))
    return Statement(text, (*statement.sources, *(source(plan, (), piece) for _, piece in told)))


def _notes(plan: Plan) -> dict[str, tuple[str, Quoted]]:
    """The mark of each footnote of `plan` -> what it says, and the piece that it stands in."""
    pieces = (piece for section in plan.sections for piece in (section.title, *section.body))
    found: dict[str, tuple[str, Quoted]] = {}
    for piece in pieces:
        if _NOTE.match(piece.text):
            _, *parts = _NOTE.split(piece.text)
            found |= {mark: (text.strip(), piece) for mark, text in zip(parts[::2], parts[1::2], strict=True)}
    return found


def items_of(line: Quoted, behind: Iterable[Quoted]) -> Iterator[tuple[Quoted, str]]:
    """The items of one kind behind `line`, up to the next of its own kind, those that one of them announces too.

    Each comes with the mark to show it by.
    """
    own, kind, is_announced = _kind_of_item(line.text), "", False
    for piece in behind:
        found = _kind_of_item(piece.text)
        if not found or found == own:
            return
        kind = kind or found
        if found == kind:
            is_announced = announces(piece)
            yield piece, "-"
        elif is_announced:
            yield piece, "+"


def announces(piece: Quoted) -> bool:
    """Whether `piece` ends as what announces items does."""
    return piece.text.rstrip("* ").endswith(":")


def is_item_below(above: Quoted, piece: Quoted) -> bool:
    """Whether `piece` is an item, and of another kind than `above`, which stands above it."""
    found = _kind_of_item(piece.text)
    return bool(found) and found != _kind_of_item(above.text)


def _kind_of_item(text: str) -> str:
    """How the mark of an item looks: "-", "a)", "(1)"; empty for a text without."""
    mark = _ITEM_MARK.match(text.lstrip("* "))
    if mark and mark.group()[0].isupper():
        return "Thứ"
    return re.sub(r"\d+", "1", re.sub(r"[a-zđ]", "a", mark.group())) if mark else ""


def shortened(text: str, length: int) -> str:
    """`text`, cut behind a clause where it is longer than `length`."""
    if len(text) <= length:
        return text.rstrip(" .;:")
    end = max(text.rfind(mark, 0, length) for mark in (";", ",", "."))
    return (text[:end] if end > length / 4 else text[:length].rsplit(" ", 1)[0]).rstrip(" ,;") + "…"
