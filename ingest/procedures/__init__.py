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
    read = Procedure(
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
    warnings += _warnings(sheet, read, len(rest))
    return read


def _lines(sheet: Sheet, part: str) -> list[Line]:
    return glued.whole(sheet.parts.get(part, []))


def _facts(sheet: Sheet) -> Iterator[Field]:
    for kind in _FACTS:
        for piece in sheet.pieces(kind.value):
            yield Field(kind, "", parts.bulletless(piece).quoted())


def _warnings(sheet: Sheet, read: Procedure, uncut: int) -> Iterator[str]:
    """What an office should know of the file; `uncut` are lines of legal bases that could not be told apart."""
    whose = f"thủ tục “{read.name.text}”"
    if sheet.code is None:
        yield f"{whose} không có mã"
    elif not is_code(sheet.code.raw):
        yield f"mã thủ tục “{sheet.code.text}” không đúng dạng 1.234567"
    parts_of = {
        "trình tự thực hiện": read.steps,
        "cách thức thực hiện": (*read.ways, *read.times),
        "thành phần hồ sơ": (*read.papers, *read.notes),
        "căn cứ pháp lý": read.bases,
    }
    if missing := [name for name, held in parts_of.items() if not held]:
        yield f"{whose}: không thấy {', '.join(missing)}; nếu bản gốc có, hãy lưu lại tệp cho đủ"
    ways = _lines(sheet, "way")
    has_fees = read.fees or any(way.fees for way in read.ways)
    if read.ways and not has_fees and not sheet.says_nothing("way", "fee"):
        yield f"{whose}: bảng không ghi mức phí, lệ phí"
    if any(glued.ways(line.piece) for line in ways):
        uncut += sum(way.name is None for way in read.ways)
    if uncut:
        yield f"{whose}: {uncut} chỗ chữ dính liền không tách được, giữ nguyên như tệp"
