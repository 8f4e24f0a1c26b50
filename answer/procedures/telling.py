"""What is told of a procedure for a question: the part that is asked for, whole, and the line that says it closest."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from answer.draft import Statement
from answer.procedures.known import Known, Procedures
from answer.procedures.lexicon import Facet, lexicon
from answer.procedures.standing import amended, differing, ended
from answer.procedures.told import Case, fitting, lines, name_of
from answer.procedures.turn import Turn
from answer.procedures.within import case_of, told_lines
from ingest.agencies import spelled_out
from ingest.plan import Plan
from ingest.procedure import Procedure
from ingest.quoted import FieldKind
from ingest.vietnamese import fold

_VALUED = frozenset(
    ["advance", "age", "place", "decides", "photo", "grant"]
)  # kinds of value that tell which line answers
_LONG, _SHORT = 2250, 1250  # characters of an answer
_CLOSE = 0.3  # of what the question says besides the name: so much, and a line is told first
_CLOSER = 0.4  # ... of two words alone
_LOOSE = 0.2  # ... where nothing else can answer
_BESIDE = 0.8  # of the best line's share
_FEW = 3
_WHERE = 2  # parts that say where one goes
_MARKED, _ROOM = 6, 400  # characters of a mark, and of what is told besides
_NAME = 90  # characters of a case's name
_BRIEF = 200  # characters of a part behind which the closest line is still seen at once
_REST = 4  # lines of what else was asked for


def told(turn: Turn, known: Known, procedures: Procedures) -> list[Statement] | None:
    """What answers `turn`, the last line naming the procedure; None where no file of it says so.

    That a decision abolishes it stands before everything else, and answers where nothing else does.
    """
    warned = list(ended(known, procedures))
    for facet in turn.facets:
        for procedure, plan in (files := list(procedures.files(known))):
            draft = _draft(facet, turn, known, procedure, plan)
            if draft:
                if "whether" in facet.traits:
                    draft = [replace(draft[0], text=f"Văn bản có nêu: {draft[0].text.lstrip('- ')}"), *draft[1:]]
                longest = _LONG if "long" in facet.traits else _SHORT
                more = [
                    line
                    for line in _beside(facet, turn, known, procedure, plan)
                    if line.text not in {one.text for one in draft}
                ]
                if "exact" in facet.traits:
                    others = [_draft(facet, turn, known, *file) for file in files if file[1] is not plan]
                    more = [*differing(draft, [other for other in others if other]), *more]
                more += amended(known, procedures, plan)
                room = longest - sum(len(line.text) for line in (*warned, *more)) - 150
                return [*warned, *fitting(draft, room), *more, name_of(procedure, plan)]
        if "exact" in facet.traits:
            break  # nothing else that it says answers for a sum or a time
    return [*warned, name_of(*next(iter(procedures.files(known))))] if warned else None


def _draft(facet: Facet, turn: Turn, known: Known, procedure: Procedure, plan: Plan) -> list[Statement]:
    if facet.lines == "case":
        return _papers(turn, known, procedure, plan)
    if facet.lines == "overview":
        first = [line for kind in facet.parts for line in [*lines(kind, procedure, plan)][:1]]
        return [*_close(facet, turn, known, procedure, plan), *first, *_papers(turn, known, procedure, plan)]
    part = _of_case(turn, _of_ways(turn, list(_part(facet, procedure, plan))))
    if not facet.lines:
        return part
    if facet.lines == "pick":
        return _picked(turn, part)
    if facet.lines == "else" and list(lines(facet.parts[0], procedure, plan)):
        return part
    close = _close(facet, turn, known, procedure, plan)
    if facet.lines == "must":
        return close or ([] if facet.value == "grant" or len(turn.facets) > 1 else part)
    close = [line for line in close if not any(_is_same(line, other) for other in part)]
    is_short = sum(len(line.text) for line in part) < _BRIEF or facet.lines == "also"
    return [*part, *close] if is_short else [*close, *(line for line in part if line not in close)]


def _is_same(line: Statement, other: Statement) -> bool:
    """Whether one says what the other does, the file or the number behind it aside."""
    bare = other.text.rpartition(" [")[0] or other.text
    return bare in line.text or line.text in other.text


def _close(facet: Facet, turn: Turn, known: Known, procedure: Procedure, plan: Plan) -> list[Statement]:
    """The lines that say what the question says, with what heads them."""
    found = told_lines(turn, known, facet, procedure, plan)
    if not found:
        return []
    best = found[0]
    if facet.lines == "also":
        return [best.statement, *best.below]
    is_valued = facet.lines in ("must", "else") and facet.value in _VALUED
    least = 0.0 if is_valued else _LOOSE if facet.lines == "must" else _CLOSE
    few = 2 if facet.lines == "must" or best.share >= _CLOSER else 3
    if best.share < least or (best.hits < few and not is_valued):
        return []
    kept = [line for line in found[:_FEW] if line.share >= max(least, _BESIDE * best.share)]
    told: list[Statement] = []
    for line in kept:
        if line.lead and line.lead not in told:
            told.append(line.lead)
        told += (line.statement, *line.below)
    return list(dict.fromkeys(told))


def _part(facet: Facet, procedure: Procedure, plan: Plan) -> Iterator[Statement]:
    """The first part of the procedure that answers `facet`, line by line; of where one goes the first two.

    Behind a time without a unit, as the national portal has it, stand the steps that tell one.
    """
    found = [told for kind in facet.parts if (told := list(lines(kind, procedure, plan)))]
    for told in found[: _WHERE if "every" in facet.traits else 1]:
        yield from told
    if facet.value == "days" and found and not any(_holds("days", line) for line in found[0]):
        yield from [line for line in lines(FieldKind.STEP, procedure, plan) if _holds("advance", line)][:_WHERE]


def _holds(value: str, line: Statement) -> bool:
    return lexicon().values[value].search(fold(line.text)) is not None


def _of_ways(turn: Turn, found: list[Statement]) -> list[Statement]:
    """Of lines a way of handing in each, those of the way that the question names; said, where none is of it."""
    names = dict.fromkeys(way for _, way in lexicon().ways)
    by_way = [line for line in found if any(way in fold(line.text)[:22] for way in names)]
    if not turn.ways or not by_way:
        return found
    kept = [line for line in by_way if any(way in fold(line.text)[:22] for way in turn.ways)]
    if kept:
        return [line for line in found if line in kept or line not in by_way]
    first = by_way[0]
    return [replace(first, text=f"Văn bản chỉ nêu: {first.text}"), *(line for line in found if line is not first)]


def _of_case(turn: Turn, found: list[Statement]) -> list[Statement]:
    """Of several lines of one way of handing in, those that have most of what the question says and not all have."""
    by_way: dict[str, list[tuple[Statement, frozenset[str]]]] = defaultdict(list)
    for line in found:
        by_way[line.text.partition(":")[0]].append((line, frozenset(spelled_out(line.text).split())))
    kept = []
    for own in by_way.values():
        telling = {word for word in turn.telling if word}.difference(frozenset.intersection(*(has for _, has in own)))
        hits = [len(telling & has) for _, has in own]
        kept += [line for (line, _), count in zip(own, hits, strict=True) if count == max(hits)]
    return [line for line in found if line in kept]


_KINDS = (("nghi dinh", "nd-cp"), ("thong tu", "/tt"), ("luat", "/qh"), ("quyet dinh", "/qd"), ("nghi quyet", "/nq"))
"""Kinds of documents, and what the numbers of each have."""


def _picked(turn: Turn, part: list[Statement]) -> list[Statement]:
    """Of the documents, those of the kind that the question names."""
    marks = [mark for name, mark in _KINDS if f" {name} " in f" {turn.text} "]
    return [line for line in part if any(mark in fold(line.text) for mark in marks)] or part


def _papers(turn: Turn, known: Known, procedure: Procedure, plan: Plan) -> list[Statement]:
    """The papers by case; where the question tells the case, its papers and those of all cases."""
    found, meant = case_of(turn, known, procedure, plan)
    if meant:
        others = sum(case.is_case for case in found) - 1
        kept = [meant, *(case for case in found if case is not meant and not case.is_case and case.papers)]
        found = kept if others else found
    papers = [line for case in found for line in _case(case)]
    notes = [line for case in found for line in case.notes]
    if not papers or sum(len(line.text) + _MARKED for line in (*papers, *notes)) <= _LONG - _ROOM:
        return [*papers, *notes]
    apart = [case for case in found if case.is_case and case.head and case.papers]
    if len(apart) < _FEW or sum(len(line.text) + _MARKED for line in papers) <= _LONG - _ROOM:
        return papers
    return [_counted(apart), *papers]


def _counted(apart: Sequence[Case]) -> Statement:
    """The cases with how many papers each takes."""
    names = (f"{case.head.text.rstrip(':')[:_NAME]} ({len(case.papers)} giấy tờ)" for case in apart if case.head)
    sources = tuple(source for case in apart if case.head for source in case.head.sources)
    return Statement(f"Có {len(apart)} trường hợp: {'; '.join(names)}.", sources)


def _case(case: Case) -> Sequence[Statement]:
    if not case.papers:
        return ()
    return (case.head, *case.papers) if case.head else case.papers


def _beside(facet: Facet, turn: Turn, known: Known, procedure: Procedure, plan: Plan) -> Iterator[Statement]:
    """What else was asked for; without it, where one hands in."""
    others = [other for other in turn.facets if other is not facet and other.parts][:2]
    for other in others:
        yield from _draft(other, turn, known, procedure, plan)[:_REST]
    if not others and FieldKind.PERFORMER not in facet.parts:
        yield from list(lines(FieldKind.PERFORMER, procedure, plan))[:1]
