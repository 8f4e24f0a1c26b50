"""What tesseract misreads in Vietnamese plans, put right where what stands around it leaves no doubt.

A letter that no Vietnamese word holds ("QÐ", "QĐÐ"), a Roman numeral that breaks the order of its headings ("H. NỘI
DUNG" between I and III) or that no quarter has ("Quý 11"), a row that is numbered "S" between 4 and 6, a full stop lost
in a link ("govvn"); and what `spelling` knows of words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.readers.layout import Word
from ingest.scan.reading import Box, Reading
from ingest.scan.spelling import spelled
from ingest.vietnamese import fold

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_READ_AS = {"I": "[I1lLT|]L?", "V": "[VY]", "X": "X"}
_NUMERAL = re.compile(r"([IVXYHLTl1|]{1,6})([.,]?)")
_HEADING = 2
"""Words in capitals that a heading has at least."""
_QUARTER = re.compile(r"(?:[1lI|]{1,3}|[1lI|]V)(?=\W|$)")
_STROKE = re.compile(r"[1l|]")
_ARABIC_QUARTER = re.compile(r"[2-4](?:\W|$)")
_ORDINAL = re.compile(r"[sS58]?[TFRItfri1l]{2}")
_FIRST = ("1", "I", "A")
"""What the first row of a table is numbered."""
_DOMAIN = re.compile(r"(?<=\.)(gov|com|edu|org)vn\b")


def settled(text: str) -> str:
    """`text` with the Icelandic eth, which looks like đ, as đ, and with the full stop in a link."""
    text = text.replace("Ð", "Đ").replace("ð", "đ").replace("ĐĐ", "Đ").replace("đđ", "đ")
    return _DOMAIN.sub(r"\1.vn", text)


def mended(readings: Sequence[Reading]) -> list[Reading]:
    """`readings`, the pages of one file in order, with slips put right."""
    pages = [[list(run) for run in _runs(reading)] for reading in readings]
    runs = [run for page in pages for run in page]
    for reading, page in zip(readings, pages, strict=True):
        _rows(reading, page)
    _headings(runs)
    _quarters(runs)
    right = iter(spelled(runs))
    words = (tuple(word for _ in page for word in next(right)) for page in pages)
    return [replace(reading, words=found) for reading, found in zip(readings, words, strict=True)]


def _runs(reading: Reading) -> Iterator[Iterator[Word]]:
    """The words of `reading` by table cell; those outside of tables are together."""
    cells = [cell for table in reading.tables for cell in table]
    return (run for _, run in groupby(reading.words, key=lambda word: _cell(word, cells)))


def _cell(word: Word, cells: Iterable[Box]) -> Box | None:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return next((cell for cell in cells if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]), None)


def _rows(reading: Reading, runs: Sequence[list[Word]]) -> None:
    """Put the number of a row right where the rows around it leave only one, and the "TT" above them."""
    for table in reading.tables:
        left = min(cell[0] for cell in table)
        column = [cell for cell in table if cell[0] == left]
        lone = [run for run in runs if len(run) == 1 and _cell(run[0], column)]
        read = [run[0].text.rstrip(".") for run in lone]
        if len(read) > 1 and read[1] in _FIRST and _ORDINAL.fullmatch(read[0]):
            lone[0][0] = replace(lone[0][0], text="STT"[-len(read[0]) :])
        for run, above, it, below in zip(lone[1:], read, read[1:], read[2:], strict=False):
            if len(it) <= len(below) and above.isdecimal() and below.isdecimal() and int(below) == int(above) + 2:
                run[0] = replace(run[0], text=str(int(above) + 1))


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
    return fold(word.text) == "quy"


def _number(line: list[Word], last: int) -> int:
    """Put the numeral of a heading in capitals right, where it may be the one after `last`; the number it has."""
    match = _NUMERAL.fullmatch(line[0].text)
    if match is None or match[1].isdigit() or not _is_heading(line[1:]):
        return last
    for number in (last + 1, 1):
        if number < len(_ROMAN) and _may_be(match[1], _ROMAN[number]):
            line[0] = replace(line[0], text=f"{_ROMAN[number]}.")
            return number
    return _ROMAN.index(match[1]) if match[1] in _ROMAN else last


def _is_heading(words: Sequence[Word]) -> bool:
    letters = [word.text for word in words if any(char.isalpha() for char in word.text)]
    return len(letters) >= _HEADING and all(text.isupper() for text in letters)


def _may_be(read: str, numeral: str) -> bool:
    """Whether `read` may be `numeral`: an H is II, or two of III; a stroke is lost where three stand together."""
    pattern = "".join(_READ_AS[letter] for letter in numeral)
    spread = read.replace("H", "II")
    return bool(re.fullmatch(pattern, spread)) or (numeral == "III" and spread == "II") or (
        numeral == "I" and read in ("IL", "L", "T")
    )  # fmt: skip


def _quarters(runs: Sequence[list[Word]]) -> None:
    """ "Quý 1" is "Quý I" and "Quý 11" is "Quý II" where the file counts in Roman numerals, as plans do."""
    found = [(run, place + 1) for run in runs for place, word in enumerate(run[:-1]) if _is_quarter(word)]
    if any(_ARABIC_QUARTER.match(run[place].text) for run, place in found):
        return
    for run, place in found:
        text = run[place].text
        match = _QUARTER.match(text)
        if match:
            run[place] = replace(run[place], text=_STROKE.sub("I", match[0]) + text[match.end() :])
