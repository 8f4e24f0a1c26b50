"""What tesseract misreads in Vietnamese plans, put right where what stands around it leaves no doubt.

Three slips: a letter that no Vietnamese word holds ("QÐ", "QĐÐ"), a Roman numeral that breaks the order of its headings
("H. NỘI DUNG" between I and III), and a mark that makes a word which does not follow ("trục tuyến" for "trực tuyến").
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ingest.mending.language import OTHER, PARAGRAPH, UNKNOWN, Language, load
from ingest.readers.layout import Word
from ingest.scan.reading import Reading
from ingest.vietnamese import canonical, fold

_SURE = 5.0
"""How much cheaper another spelling must be, as -ln of a chance: 150 times as likely."""
_SURE_OF_NAME = 8.0
"""The same for a word that begins with a capital and may be a name."""
_CONFUSED = ("uư", "oơ", "úứ", "ùừ", "ủử", "ũữ", "ụự", "óớ", "òờ", "ỏở", "õỡ", "ọợ", "iỉ", "iì", "ấắ", "ầằ", "ẩẳ", "ẫẵ",
             "ậặ", "aă", "âă", "eê", "ôơ")  # fmt: skip
"""Letters that differ by a stroke which a scan blurs."""
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_READ_AS = {"I": "[I1lLT|]L?", "V": "[VY]", "X": "X"}
_NUMERAL = re.compile(r"([IVXYHLTl1|]{1,6})([.,]?)")
_HEADING = 2
"""Words in capitals that a heading has at least."""
_QUARTER = re.compile(r"[1lI|](?=\W|$)(?:/(?=\d)|\W*$)?")
_ARABIC_QUARTER = re.compile(r"[2-4](?:\W|$)")
_ORDINAL = re.compile(r"[sS][tTrRfF]{2}")
_LETTERS = re.compile(r"[^\W\d_]+")

_OTHERS: Mapping[str, str] = {
    letter: "".join(sorted({other for pair in _CONFUSED if letter in pair for other in pair} - {letter}))
    for letter in set("".join(_CONFUSED))
}


def settled(text: str) -> str:
    """`text` with the Icelandic eth, which looks like đ, as đ, and "STT" as such: alone in a cell it has no size."""
    text = text.replace("Ð", "Đ").replace("ð", "đ").replace("ĐĐ", "Đ").replace("đđ", "đ")
    return "STT" if _ORDINAL.fullmatch(text) else text


def mended(readings: Sequence[Reading]) -> list[Reading]:
    """`readings`, the pages of one file in order, with slips put right."""
    lines = [[list(line) for line in _lines(reading.words)] for reading in readings]
    words = [word for page in lines for line in page for word in line]
    roman = not any(_ARABIC_QUARTER.match(after.text) for before, after in _pairs(words) if _is_quarter(before))
    language, last, pages = load(), 0, []
    for reading, page in zip(readings, lines, strict=True):
        fixed: list[Word] = []
        for line in page:
            last = _number(line, last)
            if roman:
                _quarters(line)
            fixed += line
        fixed = list(_spelled(fixed, language))
        pages.append(replace(reading, words=tuple(fixed)))
    return pages


def _lines(words: Sequence[Word]) -> Iterator[Iterator[Word]]:
    """The engine gives the words of a line the same top."""
    return (line for _, line in groupby(words, key=lambda word: (word.top, word.bottom)))


def _pairs(words: Sequence[Word]) -> Iterable[tuple[Word, Word]]:
    return pairwise(words)


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


def _quarters(line: list[Word]) -> None:
    """ "Quý 1" is "Quý I" where the file counts its quarters in Roman numerals, as plans do."""
    for place, (before, after) in enumerate(_pairs(line)):
        if _is_quarter(before) and _QUARTER.match(after.text):
            line[place + 1] = replace(after, text="I" + after.text[1:])


def _spelled(words: Sequence[Word], language: Language) -> Iterator[Word]:
    """The words of a page, each in the spelling that its neighbours call for, where that is beyond doubt."""
    ids = [_id(word.text, language) for word in words]
    edge = language.ids[PARAGRAPH]
    for place, word in enumerate(words):
        around = (
            ids[place - 2] if place > 1 else edge,
            ids[place - 1] if place else edge,
            ids[place],
            ids[place + 1] if place + 1 < len(ids) else edge,
        )
        other = _better(word.text, around, language)
        if other:
            ids[place] = _id(other, language)
            word = replace(word, text=other)
        yield word


def _id(text: str, language: Language) -> int:
    letters = _LETTERS.findall(text)
    if len(letters) != 1 or any(char.isdigit() for char in text):
        return language.ids[OTHER]
    key = letters[0] if letters[0].isupper() and letters[0] in language.ids else canonical(letters[0])
    return language.ids.get(key, language.ids[UNKNOWN])


def _better(text: str, around: tuple[int, int, int, int], language: Language) -> str | None:
    """The other spelling of `text` that is beyond doubt; None where there is none."""
    match = _LETTERS.search(text)
    if match is None or len(_LETTERS.findall(text)) != 1:
        return None
    before, last, word, after = around
    sure = _SURE if match[0].islower() or match[0].isupper() else _SURE_OF_NAME

    def cost(candidate: int) -> float:
        return language.cost(before, last, candidate) + language.cost(last, candidate, after)

    best, cheapest = None, cost(word) - sure
    for spelling in _spellings(match[0]):
        candidate = language.ids.get(canonical(spelling))
        if candidate is None or not (language.seen(last, candidate) or language.seen(candidate, after)):
            continue
        price = cost(candidate)
        if price < cheapest:
            best, cheapest = text[: match.start()] + spelling + text[match.end() :], price
    return best


def _spellings(word: str) -> Iterator[str]:
    for place, letter in enumerate(word):
        for other in _OTHERS.get(letter.lower(), ""):
            yield word[:place] + (other.upper() if letter.isupper() else other) + word[place + 1 :]
