"""Old text that lost letters on its way: the text as a whole tells which ones, and what makes sense what was there.

TCVN3 keeps "ư" where other charts have the soft hyphen, which programs drop, show as a hyphen or take for a blank; and
putting old text in capitals or small letters turns its letters into others ("é" is ộ, "É" is ẫ). So each word is one of
several, and the likeliest of them stands there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from ingest.readers import charts
from ingest.readers.charts import Legacy
from ingest.readers.syllables import RARE, language, share
from ingest.vietnamese import canonical

_U = "\xad"
_STAND_INS = ("\ufffd", "-", " ", "")
"""What programs put in the place of a soft hyphen."""
_ENOUGH, _SHARE = 5, 0.01
"""Words that it takes to see that something is lost, and their share; "ư" is in one of eight."""
_SEEN = 0.002
"""Share of words that still have their "ư" above which nothing is taken to be lost."""
_VALID, _GAIN = 0.9, 0.1
_LOOKED_AT = 3000
_POINT = len("c-")
_MOST = 4
"""Letters of a word that are tried both ways."""
_WORD = re.compile(r"[^ \t-\r!-/:-@\[-`{-~\u00a0]+")
_WITH_HYPHENS = re.compile(r"[^ \t-\r!-,./:-@\[-`{-~\u00a0]+")
_LETTER = re.compile(r"[^\W\d_]")
_NO_SYLLABLE, _SHORT_FORM = 12.0, 4.0
"""What a word that is no syllable costs, as -ln of a chance; less without marks, like short forms and foreign words."""
_CASED = re.compile("[\xc0-\xde\xe0-\xfe]")
_MARKED = re.compile("[\x80-\uffff]")


@dataclass(frozen=True, slots=True)
class Harm:
    """`stand_in` is what stands for each soft hyphen, "" nothing; `is_cased` says that all is in capitals, or small."""

    stand_in: str | None = None
    is_cased: bool = False


def harm_of(text: str, page: str) -> Harm | None:
    """What TCVN3 in `text`, shown by `page`, lost; None where it is whole."""
    raw = charts.raw(text, page)
    words = _WORD.findall(raw)[:_LOOKED_AT]
    if text in (text.upper(), text.lower()) and _is_cased(words):
        return Harm(is_cased=True)
    if sum(_U in word for word in words) > _SEEN * len(words):
        return None
    enough = max(_ENOUGH, _SHARE * len(words))
    return next((Harm(stand_in) for stand_in in _STAND_INS if _lost(raw, stand_in) >= enough), None)


def chosen(text: str, page: str, harm: Harm) -> str:
    """`text` in TCVN3 as Unicode, each word the likeliest of those that may have stood there."""
    made = "\n".join(_line(line, harm) for line in charts.raw(text, page).split("\n"))
    return made.upper() if harm.is_cased and text == text.upper() else made


def unhyphened(raw: str) -> str:
    """Bytes of TCVN3 with the soft hyphens that stand in it as hyphens, where a part is no word without one.

    That is so in "n-íc", not in "x· héi-kinh tÕ" or before the text of a point "c-".
    """
    return _WITH_HYPHENS.sub(lambda match: _unhyphened(match[0]), raw) if "-" in raw else raw


def _unhyphened(word: str) -> str:
    if "-" not in word or len(word) <= _POINT or word.isupper() or _is_known(word):
        return word
    return next(filter(_is_known, _with_u(word, "-")), word)


def _is_known(word: str) -> bool:
    """Whether all parts of `word` between hyphens are words or codes."""
    parts = filter(None, word.split("-"))
    return all(share(_letters(part)) > RARE or (part.isascii() and not part.islower()) for part in parts)


def _is_cased(words: Sequence[str]) -> bool:
    marked = [word for word in words if _MARKED.search(word)]
    plain = sum(share(_letters(word)) > RARE for word in marked)
    either = sum(any(share(_letters(form)) > RARE for form in _cases(word)) for word in marked)
    return len(marked) >= _ENOUGH and either >= _VALID * len(marked) and either - plain >= _GAIN * len(marked)


def _lost(raw: str, stand_in: str) -> int:
    """How many words make no sense unless `stand_in` is a letter in them."""
    if stand_in == " ":
        return sum(_is_torn(*pair) for pair in re.findall(r"(?<!\S)(\S+) (?=(\S+))", raw)[:_LOOKED_AT])
    if stand_in and stand_in not in raw:
        return 0
    return sum(
        share(_letters(word)) <= RARE and any(share(_letters(form)) > RARE for form in _with_u(word, stand_in))
        for word in _pattern(stand_in).findall(raw)[:_LOOKED_AT]
    )


def _pattern(stand_in: str | None) -> re.Pattern[str]:
    return _WITH_HYPHENS if stand_in == "-" else _WORD


def _is_torn(first: str, second: str) -> bool:
    known = (share(_letters(word)) > RARE for word in (first, second))
    return not all(known) and share(_letters(first + _U + second)) > RARE


def _letters(raw: str) -> str:
    return charts.letters(raw, Legacy.TCVN3)


def _forms(word: str, harm: Harm) -> Iterator[str]:
    """The bytes that may have stood in the place of `word`, itself first."""
    yield word
    if harm.is_cased:
        yield from _cases(word)
    elif harm.stand_in != " " and harm.stand_in is not None:
        yield from _with_u(word, harm.stand_in)
    else:
        yield from _with_u(word, "")


def _with_u(word: str, stand_in: str) -> Iterator[str]:
    """`word` with a soft hyphen for each of some stand-ins, or at any place where nothing stands for it."""
    if not _LETTER.search(word):
        return
    if stand_in:
        places = [at for at, char in enumerate(word) if char == stand_in][:_MOST]
        for taken in product((False, True), repeat=len(places)):
            if any(taken):
                at = {place for place, is_taken in zip(places, taken, strict=True) if is_taken}
                yield "".join(_U if place in at else char for place, char in enumerate(word))
    else:
        yield from (word[:at] + _U + word[at:] for at in range(len(word) + 1))


def _cases(word: str) -> Iterator[str]:
    """`word` with each of its letters as the capital or the small one."""
    word = word.replace("SS", "ß")
    places = [match.start() for match in _CASED.finditer(word)][:_MOST]
    for swapped in product((False, True), repeat=len(places)):
        at = {place for place, is_swapped in zip(places, swapped, strict=True) if is_swapped}
        yield "".join(chr(ord(char) ^ 0x20) if place in at else char for place, char in enumerate(word))


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to read the beginning of a line: its cost, the syllables that it ends in, and its text."""

    cost: float
    ends: tuple[int, int]
    text: str


def _line(line: str, harm: Harm) -> str:
    """The likeliest reading of `line`, bytes."""
    from ingest.mending.language import PARAGRAPH

    edge = language().ids[PARAGRAPH]
    words = list(_pattern(harm.stand_in).finditer(line))
    ways: list[dict[tuple[int, int], _Way]] = [{} for _ in range(len(words) + 1)]
    ways[0][edge, edge] = _Way(0.0, (edge, edge), "")
    for at, word in enumerate(words):
        gap = charts.shown(line[words[at - 1].end() if at else 0 : word.start()])
        for span, text, id_, cost in _readings(words, at, line, harm):
            _extend(ways[at], gap + text, id_, cost, ways[at + span])
    rest = line[words[-1].end() :] if words else line
    return min(ways[-1].values(), key=lambda way: way.cost).text + charts.shown(rest)


def _extend(
    before: dict[tuple[int, int], _Way], text: str, id_: int, cost: float, to: dict[tuple[int, int], _Way]
) -> None:
    for way in before.values():
        total = way.cost + cost + language().cost(*way.ends, id_)
        ends = way.ends[1], id_
        if ends not in to or total < to[ends].cost:
            to[ends] = _Way(total, ends, way.text + text)


def _readings(words: Sequence[re.Match[str]], at: int, line: str, harm: Harm) -> Iterator[tuple[int, str, int, float]]:
    """What the word `at` may be: how many words that takes, the text, which syllable it is, what it costs besides."""
    from ingest.mending.language import UNKNOWN

    unknown = language().ids[UNKNOWN]
    for number, form in enumerate(dict.fromkeys(_forms(words[at][0], harm))):
        text = _letters(form)
        if share(text) > 0:
            yield 1, text, language().ids[canonical(text)], 0.0
        elif number == 0:
            yield 1, text, unknown, _NO_SYLLABLE if _MARKED.search(form) else _SHORT_FORM
    if harm.stand_in == " " and at + 1 < len(words) and line[words[at].end() : words[at + 1].start()] == " ":
        text = _letters(words[at][0] + _U + words[at + 1][0])
        if share(text) > RARE:
            yield 2, text, language().ids[canonical(text)], 0.0
