"""Document -> procedures: portal pages, headed sheets, crawled text, and lists; none where it holds no procedure."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Document
from ingest.procedure import Procedure
from ingest.procedures import glued, parts
from ingest.procedures.listed import listed
from ingest.procedures.piece import Line, lines_of, said
from ingest.procedures.sheets import Sheet, is_code, sheets
from ingest.quoted import Field, FieldKind

_FACTS = (
    FieldKind.DECISION,
    FieldKind.LEVEL,
    FieldKind.DOMAIN,
    FieldKind.APPLICANT,
    FieldKind.DECIDER,
    FieldKind.DELEGATE,
    FieldKind.PERFORMER,
    FieldKind.COORDINATOR,
    FieldKind.ADDRESS,
    FieldKind.RELATED,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The procedures of a file. `is_whole`: it is nothing else; `tables` are the ordinals of those that list them."""

    procedures: tuple[Procedure, ...]
    is_whole: bool = False
    tables: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()


def procedures(document: Document) -> Found:
    """The procedures that `document` describes or lists."""
    lines = list(glued.apart(list(lines_of(document))))
    described = [sheet for sheet in sheets(lines) if sheet.is_procedure]
    if described:
        warnings: list[str] = []
        read = tuple(_procedure(sheet, warnings) for sheet in described if sheet.name)
        return Found(read, bool(read), frozenset(), tuple(dict.fromkeys(warnings)))
    found, tables = listed(lines)
    return Found(tuple(found), False, tables)


def _procedure(sheet: Sheet, warnings: list[str]) -> Procedure:
    name = sheet.name
    assert name is not None  # the caller's look
    ways, times = parts.with_times(list(parts.ways(_lines(sheet, "way"))), sheet.pieces("time"))
    ways, fees = parts.with_fees(ways, sheet.pieces("fee"))
    papers, notes = parts.papers(_lines(sheet, "paper"))
    bases, rest = parts.bases(_lines(sheet, "basis"))
    conditions = said(sheet.pieces("condition"))
    warnings += _warnings(sheet)
    return Procedure(
        name=name,
        code=sheet.code.quoted() if sheet.code else None,
        facts=tuple(_facts(sheet)),
        steps=said(sheet.pieces("step")),
        ways=tuple(ways),
        times=tuple(times),
        fees=tuple(fees),
        papers=tuple(papers),
        sets=parts.sets([*sheet.pieces("sets"), *sheet.pieces("paper"), *sheet.pieces("step")]),
        forms=tuple(parts.bulletless(piece).quoted() for piece in sheet.pieces("form")),
        results=parts.results(sheet.pieces("result")),
        conditions=conditions,
        bases=tuple(bases),
        notes=(*notes, *rest),
    )


def _lines(sheet: Sheet, part: str) -> list[Line]:
    return sheet.parts.get(part, [])


def _facts(sheet: Sheet) -> Iterator[Field]:
    for kind in _FACTS:
        for piece in sheet.pieces(kind.value):
            yield Field(kind, "", parts.bulletless(piece).quoted())


def _warnings(sheet: Sheet) -> Iterator[str]:
    name = sheet.name.text if sheet.name else ""
    code = sheet.code
    if code is None:
        yield f"thủ tục “{name}” không có mã"
    elif not is_code(code.raw):
        yield f"mã thủ tục “{code.text}” không đúng dạng 1.234567"
    if "paper" in sheet.parts and not sheet.pieces("paper"):
        yield f"thủ tục “{name}”: mục thành phần hồ sơ để trống"
