"""What tesseract misreads in Vietnamese plans, put right where what stands around it leaves no doubt.

A letter that no Vietnamese word holds ("QÐ", "QĐÐ"), a Roman numeral that breaks the order of its headings ("H. NỘI
DUNG" between I and III), that no quarter has ("Quý 11") or that is too wide, a row that is numbered "S" or not at all
between 4 and 6, a full stop lost in a link ("govvn"); and what `spelling` knows of words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.places import known
from ingest.readers.layout import Word
from ingest.scan.reading import Box, Reading
from ingest.scan.spelling import spelled
from ingest.vietnamese import canonical, folded_words

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_READ_AS = {"I": "[I1lLT|]L?", "V": "[VY]", "X": "X"}
_NUMERAL = re.compile(r"([IVXYHLTl1|]{1,6})([.,]?)")
_HEADING = 2
"""Words in capitals that a heading has at least."""
_QUARTER = re.compile(r"(?:[1lI|H]{1,3}|[1lI|]V)(?=\W|$)")
_OF_YEAR = re.compile(r"[^/]+/\d{4}")
_AS_WIDE = {"I": (1.75, 1.93), "II": (1.93, 2.15)}
"""How many times as wide as its "Quý" a numeral with a year is that has a stroke more. In Times, which plans are to be
set in, and other fonts of unequal letters, a stroke is a fifth of the word, and boxes are right by a hundredth."""
_STROKE = re.compile(r"[1l|]")
_STROKES = re.compile(r"[I1l|]{2,4}")
_LETTER = re.compile(r"[IVXH]")
_OTHERWISE = re.compile(r"\d[\d.]*|[A-GĐa-gđ]\)?")
"""How rows are numbered that head others, but for Roman numerals."""
_FIGURE = re.compile(r"[02-9]")
_ARABIC_QUARTER = re.compile(r"[2-4](?:\W|$)")
_ORDINAL = re.compile(r"[sS58]?[TFRItfri1l]{2}")
_ORDER = ("TT", "STT")
_FIRST = ("1", "I", "A")
"""What the first row of a table is numbered."""
_DOMAIN = re.compile(r"(?<=\.)(gov|com|edu|org)vn\b")


def settled(text: str) -> str:
    """`text` with the Icelandic eth, which looks like đ, as đ, beside a đ as none, and with the full stop in a link."""
    for eth, letter in (("Ð", "Đ"), ("ð", "đ")):
        text = text.replace(letter + eth, letter).replace(eth + letter, letter).replace(eth, letter)
    return _DOMAIN.sub(r"\1.vn", text)


def mended(readings: Sequence[Reading]) -> list[Reading]:
    """`readings`, the pages of one file in order, with slips put right."""
    pages = [[(cell, list(run)) for cell, run in _runs(reading)] for reading in readings]
    rows = [row for reading, page in zip(readings, pages, strict=True) for row in _rows(reading, page)]
    runs = [run for page in pages for _, run in page]
    _ordinals(rows)
    _numbers(rows)
    _groups(rows)
    _headings(runs)
    _quarters(runs)
    right = iter(spelled(runs))
    words = (tuple(word for _ in page for word in next(right)) for page in pages)
    return [replace(reading, words=found) for reading, found in zip(readings, words, strict=True)]


def _runs(reading: Reading) -> Iterator[tuple[Box | None, Iterator[Word]]]:
    """The words of `reading` by table cell; those outside of tables are together."""
    cells = [cell for table in reading.tables for cell in table]
    return groupby(reading.words, key=lambda word: _cell(word, cells))


def _cell(word: Word, cells: Iterable[Box]) -> Box | None:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return next((cell for cell in cells if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]), None)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: the place of its number, the number's words, and those of the cells that follow it."""

    table: tuple[Box, ...]
    cell: Box
    number: list[Word]
    beside: Sequence[list[Word]]

    @property
    def read(self) -> str:
        return " ".join(word.text for word in self.number).rstrip(".")

    @property
    def is_group(self) -> bool:
        """Whether it heads the rows below it: of three columns and more, it fills a title in capitals only."""
        alone = len(self.number) < 2 and len(self.beside) == 1 and len({left for left, *_ in self.table}) > 2
        return alone and _is_heading(self.beside[0])

    def numbered(self, text: str) -> None:
        """Write `text` for the number, beside the first words of the row where none was read."""
        if self.read != text:
            left, _, right, _ = self.cell
            word = self.number[0] if self.number else replace(self.beside[0][0], x0=left, x1=right)
            self.number[:] = [replace(word, text=text)]


def _rows(reading: Reading, page: list[tuple[Box | None, list[Word]]]) -> Iterator[_Row]:
    """The rows of the tables on `page`, from top to bottom, that hold more than their number.

    A number that was not read is there as an empty run, on `page` too.
    """
    found = {cell: run for cell, run in page if cell}
    for table in reading.tables:
        left = min(cell[0] for cell in table)
        for cell in sorted((cell for cell in table if cell[0] == left), key=lambda cell: cell[1]):
            beside = [found[other] for other in table if other in found and other[0] > left and _are_level(cell, other)]
            if beside and cell not in found:
                found[cell] = []
                page.append((cell, found[cell]))
            if beside:
                yield _Row(table, cell, found[cell], beside)


def _are_level(cell: Box, other: Box) -> bool:
    return cell[1] <= (other[1] + other[3]) / 2 <= cell[3]


def _ordinals(rows: Sequence[_Row]) -> None:
    """Put the "TT" right that stands above the first number of a table."""
    lone = [row for row in rows if len(row.number) == 1]
    for _, of_table in groupby(lone, key=lambda row: row.table):
        first, second, *_ = [*of_table, None, None]
        if first and second and second.read in _FIRST and _ORDINAL.fullmatch(first.read):
            first.numbered("STT"[-len(first.read) :])


def _numbers(rows: Sequence[_Row]) -> None:
    """Put the number of a row right, or in, where the rows around it leave only one."""
    plain = [row for row in rows if len(row.number) < 2 and not row.is_group and row.read not in _ORDER]
    read = [int(row.read) if row.read.isdecimal() else None for row in plain]
    steps = [above is not None and above + 1 == below for above, below in pairwise(read)]
    for at, (row, above, it, below) in enumerate(zip(plain[1:], read, read[1:], read[2:], strict=False), 1):
        is_counted = it is None or any(steps[max(0, at - 2) : at + 2])  # else these are figures
        if above is not None and below == above + 2 and len(row.read) <= len(str(below)) and is_counted:
            row.numbered(str(above + 1))


def _groups(rows: Sequence[_Row]) -> None:
    """Put the Roman numerals right of rows that head others; a bare stroke is one where no such row has a figure."""
    groups = [row for row in rows if row.is_group]
    are_roman = any(map(_is_roman, groups)) and not any(_FIGURE.search(row.read) for row in groups)
    last = 0
    for row in groups:
        number = _which(row.read, last)
        if number and (_LETTER.search(row.read) or (are_roman and number == last + 1)):
            row.numbered(_ROMAN[number])
            last = number
    _between([row for row in groups if not _OTHERWISE.fullmatch(row.read)])


def _between(groups: Sequence[_Row]) -> None:
    """Number those of `groups` of which no numeral was read, where as many are missing, and one that ends them."""
    last, unread = 0, list[_Row]()
    for row in groups:
        if not _is_roman(row):
            unread.append(row)
            continue
        if _ROMAN.index(row.read) == last + len(unread) + 1:
            for number, missing in enumerate(unread, last + 1):
                missing.numbered(_ROMAN[number])
        last, unread = _ROMAN.index(row.read), []
    if 0 < last < len(_ROMAN) - 1 and len(unread) == 1 and unread[0].read:
        unread[0].numbered(_ROMAN[last + 1])


def _is_roman(row: _Row) -> bool:
    return row.read != "" and row.read in _ROMAN


def _headings(runs: Iterable[list[Word]]) -> None:
    last = 0
    for run in runs:
        done: list[Word] = []
        for line in _lines(run):
            words = list(line)
            last = _number(words, last)
            done += words
        run[:] = done


def _lines(words: Sequence[Word]) -> Iterator[Iterator[Word]]:
    """The engine gives the words of a line the same top."""
    return (line for _, line in groupby(words, key=lambda word: (word.top, word.bottom)))


def _is_quarter(word: Word) -> bool:
    return canonical(word.text) in ("quý", "qúy")


def _number(line: list[Word], last: int) -> int:
    """Put the numeral of a heading in capitals right, where it may be the one after `last`; the number it has."""
    match = _NUMERAL.fullmatch(line[0].text)
    if match is None or match[1].isdigit() or not _is_heading(line[1:]) or _is_unit(line):
        return last
    number = _which(match[1], last)
    if number in (last + 1, 1):
        line[0] = replace(line[0], text=f"{_ROMAN[number]}.")
    return number or last


def _is_unit(line: Sequence[Word]) -> bool:
    """Whether `line` is the name of a province, district or commune, its kind shortened: "T. KHÁNH HÒA"."""
    name = " ".join(folded_words(" ".join(word.text for word in line[1:])))
    return line[0].text in ("T.", "H.", "X.") and name in known()


def _which(read: str, last: int) -> int:
    """What `read` is as a Roman numeral: the one after `last`, or the first, or as it stands; 0 where it is none."""
    for number in (last + 1, 1):
        if number < len(_ROMAN) and _may_be(read, _ROMAN[number]):
            return number
    return _ROMAN.index(read) if read in _ROMAN else 0


def _is_heading(words: Sequence[Word]) -> bool:
    letters = [word.text for word in words if any(char.isalpha() for char in word.text)]
    return len(letters) >= _HEADING and all(text.isupper() for text in letters)


def _may_be(read: str, numeral: str) -> bool:
    """Whether `read` may be `numeral`: an H is II, or two of III; three strokes together are seen as two to four."""
    pattern = "".join(_READ_AS[letter] for letter in numeral)
    spread = read.replace("H", "II")
    return bool(re.fullmatch(pattern, spread)) or (numeral == "III" and bool(_STROKES.fullmatch(spread))) or (
        numeral == "I" and read in ("IL", "L", "T")
    )  # fmt: skip


def _quarters(runs: Sequence[list[Word]]) -> None:
    """ "Quý 1" is "Quý I" and "Quý 11" or "Quý H" is "Quý II" where the file counts in Roman numerals, as plans do."""
    found = [(run, place + 1) for run in runs for place, word in enumerate(run[:-1]) if _is_quarter(word)]
    if any(_ARABIC_QUARTER.match(run[place].text) for run, place in found):
        return
    for run, place in found:
        text = run[place].text
        match = _QUARTER.match(text)
        if match:
            read = _STROKE.sub("I", match[0]).replace("H", "II")[:3]
            run[place] = replace(run[place], text=_whole(read, run[place - 1 : place + 1]) + text[match.end() :])


def _whole(read: str, quarter: Sequence[Word]) -> str:
    """The numeral `read` of `quarter`, its two words, or with the stroke that it lost where it is as wide as that."""
    word, numeral = (one.x1 - one.x0 for one in quarter)
    narrowest, widest = _AS_WIDE.get(read, (1.0, 0.0)) if _OF_YEAR.fullmatch(quarter[1].text) else (1.0, 0.0)
    return f"{read}I" if narrowest * word < numeral < widest * word else read
