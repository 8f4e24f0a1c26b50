"""The record beside the line: where the line may not be what is meant, the passage that fits best is shown as well."""

from collections.abc import Sequence

from answer import values
from answer.agency import MARKS
from answer.asked import Asked
from answer.draft import Draft, Statement, source
from answer.fields import from_row
from answer.rank import Fit, Weights
from ingest.plan import Plan, Quoted
from ingest.vietnamese import one_line

_WHOLE = 600  # characters of a record that is shown whole; of a longer one what fits best, with its neighbours
_SAYS = 0.5  # of what the question says: a line that says less of it may be another than the one meant
_MORE = 0.1  # ... and so may one of which the record says so much more


def record_beside(asked: Asked, draft: Draft, best: Fit, plan: Plan, weights: Weights) -> Draft:
    """What else of the passage `best` of `plan` is shown below `draft`, the lines that were chosen; often nothing.

    Nothing where a line of it gives the values that are asked for, or says most of what the passage says of the matter.
    """
    if not draft or not _is_doubtful(asked, draft, best, weights):
        return ()
    told = {span for statement in draft for place in statement.sources for span in place.spans}
    if best.passage.fields:  # of a row each cell under its head
        return (
            tuple(from_row(asked, best.passage, plan, best.passage.pieces[0], weights))
            if told.isdisjoint(best.passage.spans)
            else ()
        )
    pieces = [piece for piece in _shown(best, weights) if told.isdisjoint(piece.spans)]
    text = "\n".join(_line(piece.text) for piece in pieces)
    return (Statement(text, (source(plan, best.passage.path, *pieces),)),) if text else ()


def _is_doubtful(asked: Asked, draft: Draft, best: Fit, weights: Weights) -> bool:
    if values.roles(asked.folded):  # beside the head of a team nobody else of it is told
        return False
    text = " ".join(statement.text for statement in draft)
    wanted = values.wants(asked.facets, asked.folded)
    starts = {span.start for statement in draft for place in statement.sources for span in place.spans}
    is_within = any(span.start <= start < span.end for start in starts for span in best.passage.spans)
    if is_within and (asked.asks("who") or any(holds(text) for holds in wanted)):
        return False
    said = weights.covered(text)
    return not is_within or said < max(_SAYS, weights.covered(best.passage.quote) - _MORE)


def _line(text: str) -> str:
    """`text` on one line; the mark of an item is kept as a dash."""
    bare = one_line(MARKS.sub("", text)).strip()
    return f"- {bare}" if text.lstrip("* ").startswith(("-", "+", "•")) else bare


def _shown(best: Fit, weights: Weights) -> Sequence[Quoted]:
    """The pieces of the passage, of a long one those around the piece that says most of the question."""
    pieces = best.passage.pieces
    if sum(len(piece.text) for piece in pieces) <= _WHOLE:
        return pieces
    at = max(range(len(pieces)), key=lambda n: (weights.covered(pieces[n].text), -n))
    first, last, length = at, at, len(pieces[at].text)
    while True:
        near = [n for n in (last + 1, first - 1) if 0 <= n < len(pieces) and length + len(pieces[n].text) <= _WHOLE]
        if not near:
            return pieces[first : last + 1]
        length += len(pieces[near[0]].text)
        first, last = min(first, near[0]), max(last, near[0])
