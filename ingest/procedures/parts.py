"""The parts of a sheet become what a procedure is made of: ways, papers, legal bases, lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.mentions import references
from ingest.procedure import Fee, LegalBasis, Paper, Way
from ingest.procedures import glued
from ingest.procedures.labels import columns_of
from ingest.procedures.piece import Line, Piece
from ingest.quoted import Quoted
from ingest.vietnamese import fold, folded_words

_WAY = re.compile(
    r"\W*(?P<way>Trực tuyến|Dịch vụ bưu chính|Trực tiếp|Bưu chính(?: công ích)?|Qua bưu (?:chính|điện))\s*:\s*",
    re.IGNORECASE,
)
_ORIGINALS = re.compile(r"ban chinh\s*:\s*(\d+)|(?<!: )\b(\d+)\s+ban chinh")
_COPIES = re.compile(r"ban (?:sao|chup)\s*:\s*(\d+)|(?<!: )\b(\d+)\s+ban (?:sao|chup)")
_NUMBER = re.compile(r"\d+[\w.]*/(?:\d{4}/)?[A-ZĐ][\w\-–/]*|\d+[\w.]*/\d{4}")
_BRACKETED = re.compile(r"\((?P<inside>[^()]*)\)\s*[.;]?\s*$")
_RESULT_CODE = re.compile(r"\s*\(?\s*(?:mã kết quả|mã)\s*:\s*KQ[\w.]*\d\s*\)?", re.IGNORECASE)
_SETS = re.compile(r"\b\d{1,2}\s*(?:\([^\W\d_]+\)\s*)?bo\b(?= ho so|\W*$)")
_BULLET = re.compile(r"[-+•*–]\s*")

Row = dict[str, Piece]
"""The cells of a row by what their columns say."""


def rows(lines: Sequence[Line], first: str) -> Iterator[Row | Line]:
    """The rows of the tables among `lines` whose column `first` says what a row is about, and the lines between them.

    A row that a page break cut in two is one; heads that are repeated are left out.
    """
    columns: tuple[str, ...] = ()
    row: Row | None = None
    for line in lines:
        if line.table is None:
            if row:
                yield row
            row = None
            yield line
            continue
        heads = columns_of(line)
        if first in heads:
            columns = heads
            continue
        cells = {column: cell for column, cell in zip(columns, line.cells, strict=False) if column and cell.raw}
        if not columns or first not in columns:
            yield line
        elif row and _goes_on(cells, columns, line):
            row = {column: joined(row.get(column), cells.get(column)) for column in dict.fromkeys((*row, *cells))}
        else:
            if row:
                yield row
            row = cells
    if row:
        yield row


def _goes_on(cells: Row, columns: Sequence[str], line: Line) -> bool:
    """Whether a row is the rest of the one above that a page break cut off: its ordinal and last cell are empty."""
    if line.piece.span.page is None:
        return False
    keys = [column for column in columns if column in ("ordinal", "way", "count")]
    return bool(keys) and not any(column in cells for column in keys)


def joined(above: Piece | None, below: Piece | None) -> Piece:
    """One piece out of two that a page break parted; its text is theirs, its span reaches from one to the other."""
    if above is None or below is None:
        whole = above or below
        assert whole is not None  # a column is in one of the two
        return whole
    return Piece(f"{above.raw} {below.raw}", replace(above.span, end=below.span.end))


def ways(lines: Sequence[Line]) -> Iterator[Way]:
    """The ways of handing in that a table, a glued table, or prose tells."""
    for row in rows(lines, "way"):
        if isinstance(row, dict):
            if not row.get("way") or row["way"].is_nothing:
                continue
            fees = tuple(_fees(row["fee"])) if "fee" in row else ()
            yield Way(row["way"].quoted(), quoted(row.get("time")), fees, quoted(row.get("note")))
        elif cells := glued.ways(row.piece):
            for way, time, fee, note in cells.rows:
                yield Way(way.quoted(), quoted(time), tuple(_fees(fee)), quoted(note))
            yield from (Way(None, note=rest.quoted()) for rest in cells.rest if not rest.is_nothing)
        else:
            yield from _told_way(row)


def _told_way(line: Line) -> Iterator[Way]:
    for piece in line.distinct:
        named = _WAY.match(piece.raw)
        if named:
            yield Way(piece.cut(*named.span("way")).quoted(), note=quoted(piece.cut(named.end())))
        elif not piece.is_nothing:
            yield Way(None, note=piece.quoted())


def quoted(piece: Piece | None) -> Quoted | None:
    """`piece` as kept, None where it says nothing."""
    return None if piece is None or piece.is_nothing else piece.quoted()


def _fees(piece: Piece) -> Iterator[Fee]:
    """The fees of a cell: an amount a line, each with the comment in brackets behind it."""
    start = 0
    while start < len(piece.raw):
        opening = piece.raw.find("(", start)
        end = opening if opening >= 0 else len(piece.raw)
        amount = piece.cut(start, end)
        length = glued.bracketed(piece.raw[end:])
        comment = piece.cut(end + 1, end + length - 1 if piece.raw[end : end + length].endswith(")") else None)
        start = end + max(length, 1)
        if not amount.is_nothing or comment.raw:
            yield Fee(quoted(amount), quoted(comment) if opening >= 0 else None)


def by_way(pieces: Sequence[Piece]) -> list[tuple[str, Piece]]:
    """Lines of the part that tells times, or fees: the way of handing in that each begins with, and the rest of it."""
    told = []
    for piece in pieces:
        named = _WAY.match(piece.raw)
        told.append((fold(named["way"]), piece.cut(named.end())) if named else ("", piece))
    return told


def with_times(found: Sequence[Way], pieces: Sequence[Piece]) -> tuple[list[Way], list[Quoted]]:
    """`found` with the times that a part of their own tells, and the times that are of no way."""
    filled = list(found)
    rest = []
    open_places = list(range(len(filled)))
    for name, piece in by_way(pieces):
        place = next((at for at in open_places if _is_named(filled[at], name) and filled[at].time is None), None)
        if place is not None:
            filled[place] = replace(filled[place], time=quoted(piece))
            open_places.remove(place)
        elif name and not piece.is_nothing:
            filled.append(Way(_name(pieces, piece), quoted(piece)))
        elif not piece.is_nothing:
            rest.append(piece.quoted())
    return filled, rest


def with_fees(found: Sequence[Way], pieces: Sequence[Piece]) -> tuple[list[Way], list[Fee]]:
    """`found` with the fees that a part of their own tells, and the fees that are of no way."""
    filled = list(found)
    rest: list[Fee] = []
    open_places = list(range(len(filled)))
    for name, piece in by_way(pieces):
        place = next((at for at in open_places if _is_named(filled[at], name) and not filled[at].fees), None)
        if place is not None:
            filled[place] = replace(filled[place], fees=tuple(_fees(piece)))
            open_places.remove(place)
        elif name and not piece.is_nothing:
            filled.append(Way(_name(pieces, piece), fees=tuple(_fees(piece))))
        elif not piece.is_nothing:
            rest += _fees(piece)
    return filled, rest


def _is_named(way: Way, name: str) -> bool:
    return bool(name) and way.name is not None and fold(way.name.text) == name


def _name(pieces: Sequence[Piece], value: Piece) -> Quoted | None:
    """What stands before `value` in the line of `pieces` that it is cut from."""
    for piece in pieces:
        if piece.span.start <= value.span.start < piece.span.end and (named := _WAY.match(piece.raw)):
            return piece.cut(*named.span("way")).quoted()
    return None


def papers(lines: Sequence[Line]) -> tuple[list[Paper], list[Quoted]]:
    """The papers with the case above each table, and the lines that are neither."""
    found: list[Paper] = []
    notes: list[Quoted] = []
    above: list[Piece] = []
    case: Quoted | None = None
    is_below = False
    has_table = any(columns_of(line) for line in lines)
    for row in rows(_with_heads(lines), "paper"):
        if isinstance(row, dict):
            if not is_below:
                case = _case(above.pop()) if above else None
                notes += [piece.quoted() for piece in above]
                above = []
            is_below = True
            found += _paper(row, case)
            continue
        is_below = False
        if tables := glued.papers(row.piece):
            for heading, cells in tables:
                case = _case(heading)
                found += [_glued_paper(cell, case) for cell in cells.rows]
                notes += [rest.quoted() for rest in cells.rest]
        else:
            above += [piece for piece in row.distinct if not piece.is_nothing]
    if not has_table and not found:
        return list(_listed(above)), notes
    return found, notes + [piece.quoted() for piece in above]


def _with_heads(lines: Sequence[Line]) -> list[Line]:
    """`lines`, an empty one before each table that follows a table: it has no case."""
    parted: list[Line] = []
    for line in lines:
        if parted and line.table is not None and parted[-1].table not in (None, line.table):
            empty = line.piece.cut(0, 0)
            parted.append(Line((empty,)))
        parted.append(line)
    return parted


def _case(piece: Piece) -> Quoted | None:
    return None if piece.is_nothing else piece.quoted()


def _paper(row: Row, case: Quoted | None) -> Iterator[Paper]:
    name = row.get("paper")
    if name is None or name.is_nothing:
        return
    count = quoted(row.get("count"))
    originals, copies = _numbers(count.text if count else "")
    if "originals" in row or "copies" in row:
        originals, copies = _only(row.get("originals")), _only(row.get("copies"))
    yield Paper(name.quoted(), case, quoted(row.get("form")), count, originals, copies)


def _glued_paper(cells: Sequence[Piece], case: Quoted | None) -> Paper:
    name, form, count = cells
    return Paper(name.quoted(), case, quoted(form), count.quoted(), *_numbers(count.text))


def _numbers(count: str) -> tuple[int | None, int | None]:
    folded = fold(count)
    originals, copies = _ORIGINALS.search(folded), _COPIES.search(folded)
    return (
        int(originals[1] or originals[2]) if originals else None,
        int(copies[1] or copies[2]) if copies else None,
    )


def _only(piece: Piece | None) -> int | None:
    digits = re.search(r"\d+", piece.raw) if piece else None
    return int(digits[0]) if digits else None


def _listed(pieces: Sequence[Piece]) -> Iterator[Paper]:
    """Papers that stand in lines: each is one, a line that ends with a colon is the case of those below."""
    case: Quoted | None = None
    for piece in pieces:
        if piece.text.rstrip().endswith(":"):
            case = piece.quoted()
        else:
            yield Paper(piece.quoted(), case, None, None, *_numbers(piece.text))


def sets(pieces: Sequence[Piece]) -> Quoted | None:
    """The number of sets that the first of `pieces` tells which tells one: "01 bộ"."""
    for piece in pieces:
        if found := _SETS.search(fold(piece.raw)):
            return piece.cut(*found.span()).quoted()
    return None


def results(pieces: Sequence[Piece]) -> tuple[Quoted, ...]:
    """What one gets, without the portal's code of it; several may be set together, each with its code."""
    found = []
    for piece in pieces:
        start = 0
        for code in _RESULT_CODE.finditer(piece.raw):
            found.append(piece.cut(start, code.start()))
            start = code.end()
        found.append(piece.cut(start))
    return tuple(bulletless(piece).quoted() for piece in found if len(folded_words(piece.raw)) and not piece.is_nothing)


def bulletless(piece: Piece) -> Piece:
    """`piece` without the bullet that it begins with."""
    bullet = _BULLET.match(piece.raw)
    return piece.cut(bullet.end()) if bullet else piece


def bases(lines: Sequence[Line]) -> tuple[list[LegalBasis], list[Quoted]]:
    """The documents that the procedure stands on, and what could not be told apart."""
    found: list[LegalBasis] = []
    rest: list[Quoted] = []
    for row in rows(lines, "number"):
        if isinstance(row, dict):
            found.append(_basis(row.get("number"), row.get("title")))
        elif cells := glued.bases(row.piece):
            found += [_basis(number, title) for title, number in cells.rows]
            rest += [piece.quoted() for piece in cells.rest]
        else:
            found += [_told_basis(bulletless(piece)) for piece in row.distinct if not piece.is_nothing]
    return [basis for basis in found if basis.number or basis.title], rest


def _told_basis(piece: Piece) -> LegalBasis:
    """A line that names a document, its number in brackets behind it or within it."""
    inside = _BRACKETED.search(piece.raw)
    if inside and re.search(r"\d", inside["inside"]):
        return _basis(piece.cut(*inside.span("inside")), piece.cut(0, inside.start()))
    number = _NUMBER.search(piece.raw)
    return _basis(piece.cut(*number.span()) if number else None, piece)


def _basis(number: Piece | None, title: Piece | None) -> LegalBasis:
    known = next(references(title.quoted(), is_basis=True), None) if title else None
    own = number is None or known is None or known.number in number.raw
    date, issuer = (known.date, known.issuer) if known and own else (None, "")
    return LegalBasis(quoted(number), quoted(title), date, issuer)
