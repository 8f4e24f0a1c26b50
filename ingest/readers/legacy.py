"""Vietnamese from before Unicode: text set in TCVN3 (ABC), VNI and other old fonts, shown as "Céng hoµ x· héi".

Such text is told by its font where the file names one, else by its syllables: it is taken for old only where reading
it so makes Vietnamese of it and it was none before. Sound text is left to the letter. `charts` knows the charts and the
pages by which programs show them, `harmed` what they lose on the way.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache, partial
from itertools import accumulate, combinations, groupby

from ingest.readers import charts, twice
from ingest.readers.charts import PAGES, PLAIN, VIETNAMESE, WINDOWS, Font, Legacy, font, western
from ingest.readers.harmed import Harm, chosen, harm_of, unhyphened
from ingest.readers.syllables import is_met, is_syllable, is_vietnamese

__all__ = ["PLAIN", "Font", "Legacy", "Reading", "Told", "convert", "font", "set_in", "told", "unicode", "western"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read old text: the font's chart, the page that shows its bytes, and what programs did to it since.

    `twice` is the page by which its UTF-8 was taken for something else; without a chart it is Unicode behind that.
    """

    chart: Legacy | None
    page: str = WINDOWS
    harm: Harm | None = None
    twice: str | None = None


_ENOUGH, _ENOUGH_OF_OTHERS = 3, 8
"""Words more that must be Vietnamese to tell TCVN3 or VNI, two may be a foreign name; and what is met seldom."""
_SAMPLE, _FEW, _LOOKED_AT = 1000, 300, 10_000
"""Marked words that are judged, a page has 300; that show if a chart is worth a closer look; characters as many."""
_WORDS = 8192
"""Words that are remembered as judged or made Unicode; a plan has a thousand different ones."""
_VALID, _SURE, _GAIN, _SENSE = 0.85, 0.97, 0.3, 0.5
"""Share of marked words that must be syllables as old text, from which on no other chart is tried, by how much more
than as they stand, and for a line to make sense. Names, links and foreign words spoil a word in ten."""

_VIETNAMESE = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u0300-\u0303\u0306\u0309\u031b\u0323\u1ea0-\u1ef9"
_ODD = re.compile(f"[^\x00-\x7f\u00a0{_VIETNAMESE}‘’“”–—…•]")
"""What Vietnamese text has no use for; old text is full of it."""
_SOUND = re.compile("[\u1ea0-\u1ef9]")
"""Letters that no page shows for a byte; by the Vietnamese one they come of a letter and a tone."""
_MARKED = re.compile("[^\x00-\x7f\u00a0‘’“”–—…•]")
_D = str.maketrans("ñÑðÐ", "đĐđĐ")
"""Letters that fonts leave for "đ" in text that is Unicode all the same: `strays` mends them."""
_PLAIN_LETTER = re.compile("[a-zA-Z]")
_LETTERS = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^ \t-\r!-/:-@\[-`{-~\u00a0]+")
_QUOTES = "\x82\x84\x85\x86\x87\x88\x89\x8b\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9b"
"""TCVN3 has marked capitals there, but its fonts have the signs, and so has most text that is set in them."""
_CERTAIN = {
    Legacy.TCVN3: re.compile("[A-Za-z][\u00a1-\u00bf×÷\u2212\u2219]|[\u00a1-\u00bf×÷][A-Za-z]|[ØÞßÐðþøÆæ]"),
    Legacy.VNI: re.compile("[aeouyôöAEOUYÔÖ][ùøûõïâêáàåãäéèúüëÙØÛÕÏÂÊÁÀÅÃÄÉÈÚÜË]|[ñÑ]"),
}
"""What no foreign word has, as a rule: by that a word that is no syllable either way is old text all the same."""


class Told:
    """What the texts of a file, each with its font, tell of the charts that they are in, once one of them is in doubt.

    What stands in fonts that name a chart tells nothing of the rest, which may be sound.
    """

    def __init__(self, texts: Callable[[], Iterable[tuple[Font, str]]]) -> None:
        self._texts = texts

    def of(self, face: Font) -> tuple[Reading, ...]:
        """How text in `face` is to be read, the likeliest way first."""
        return self._named if face.encoding else self.nameless

    @cached_property
    def nameless(self) -> tuple[Reading, ...]:
        return told(text for face, text in self._texts() if not face.encoding)

    @cached_property
    def _named(self) -> tuple[Reading, ...]:
        """None where the fonts' own charts make Vietnamese of nearly all that is set in them."""
        texts: dict[Legacy, list[str]] = {}
        for face, text in self._texts():
            if face.encoding:
                texts.setdefault(face.encoding, []).append(text)
        if all(_validity("\n".join(own), Reading(chart))[1] >= _SURE for chart, own in texts.items()):
            return ()
        return told(text for own in texts.values() for text in own)


def set_in(text: str, face: Font, whole: Told | None = None) -> str:
    """`text` as it looks in `face`, or as the `whole` file tells; left as it is where it is Unicode all the same, typed
    over an old font name."""
    if not text.isascii():
        if face.encoding and not _SOUND.search(text):
            text = _in_font(text, face, whole)
        else:
            text = _unicode(text, (Reading(face.encoding),) if face.encoding else whole.of(face) if whole else ())
    return text.upper() if face.capitals else text


def is_odd(text: str) -> bool:
    """Whether `text` has anything for which Vietnamese has no use."""
    return not text.isascii() and _ODD.search(text) is not None


def told(texts: Iterable[str]) -> tuple[Reading, ...]:
    """In which charts old text among `texts` is, the likeliest first; none where all is sound or cannot be told."""
    parts = [part for text in texts if is_odd(text) for line in text.split("\n") for part in _doubtful(line)]
    if not parts:
        return ()
    if reading := _reading("\n".join(parts)):
        return (reading,)
    found = Counter(reading for part in parts if (reading := _reading(part)))
    return tuple(reading for reading, _ in found.most_common())


def unicode(text: str) -> str:
    """`text` with its old parts made Unicode."""
    return _unicode(text, told([text]))


def convert(text: str, chart: Legacy) -> str:
    """`text`, as Windows shows it, read by `chart`, sound or not."""
    return _made(text, Reading(chart), keep_foreign=False)


def _unicode(text: str, readings: Sequence[Reading]) -> str:
    return "\n".join(_line(line, readings) for line in text.split("\n")) if readings else text


def _in_font(text: str, face: Font, whole: Told | None) -> str:
    """`text`, set in a font that names its chart; by another reading only where that makes more Vietnamese of it."""
    assert face.encoding
    words = _words(text, Reading(face.encoding))
    before, after, count = _soundness(words, _SAMPLE)
    if (after < _VALID and (count >= _ENOUGH or (count and not after))) or not charts.is_windows(text):
        others = list(whole.of(face)) if whole else []
        if after < (_SENSE if whole and not others else _VALID) and (other := _reading(text)):
            others.append(other)
        best = max(others, key=lambda other: _validity(text, other)[1], default=None)
        if best and (share := _validity(text, best)[1]) > after and share >= before:
            return _made(text, best, keep_foreign=False)
    return _joined([word.made for word in words], words, face.encoding) if after >= before else text


def _doubtful(line: str) -> Iterator[str]:
    """The parts of `line` between words that can be nothing but Unicode, where they have something odd."""
    if not _ODD.search(line):
        return
    for is_sound, part in _parts(line):
        if not is_sound and _ODD.search(part):
            yield part


def _parts(line: str) -> Iterator[tuple[bool, str]]:
    """`line` in parts that joined by blanks are it again, and whether they are words that can only be Unicode."""
    if not _SOUND.search(line):
        yield False, line
        return
    for is_sound, words in groupby(line.split(" "), key=_is_sound):
        yield is_sound, " ".join(words)


def _is_sound(word: str) -> bool:
    return _SOUND.search(word) is not None and is_vietnamese(word)


def _line(line: str, readings: Sequence[Reading]) -> str:
    if line.isascii() and not any(reading.harm for reading in readings):
        return line
    parts = list(_parts(line))
    return " ".join(
        part if is_sound or not part else _part(part, readings, alone=len(parts) == 1) for is_sound, part in parts
    )


def _part(part: str, readings: Sequence[Reading], alone: bool) -> str:
    """`part` by that of `readings` which makes most Vietnamese of it; as it stands where none makes more.

    A line by itself is old, as the text is, even where it makes as much sense as it stands, if it makes sense at all.
    """
    (before, after), reading = max(
        ((_validity(part, reading)[:2], reading) for reading in readings), key=lambda x: x[0][1]
    )
    if not alone:
        return _midst(part, reading) if after > before else part
    is_old = after > before or (after == before and (after >= _SENSE or _is_certain(part, reading)))
    return _made(part, reading, keep_foreign=True) if is_old else part


def _is_certain(text: str, reading: Reading) -> bool:
    """Whether `text`, though it makes no sense, has what only old text has; other pages than Windows' show no other."""
    if reading.page != WINDOWS or reading.chart not in _CERTAIN:
        return True
    return _CERTAIN[reading.chart].search(text) is not None


def _midst(part: str, reading: Reading) -> str:
    """`part`, in the midst of sound words, with those of its words made Unicode that are old: a row of them, for there
    are sound words that have nothing that tells them so."""
    if reading.chart is None or reading.harm:
        return _made(part, reading, keep_foreign=True)
    words = _words(part, reading)
    gains = [0 if word.sound is None else is_met(word.made) - is_met(word.text) for word in words]
    sums = [0, *accumulate(gains)]
    start, end = max(combinations(range(len(sums)), 2), key=lambda ends: sums[ends[1]] - sums[ends[0]])
    texts = [word.text for word in words]
    made = _made(" ".join(texts[start:end]), reading, keep_foreign=True)
    return " ".join([*texts[:start], made, *texts[end:]])


def _reading(text: str) -> Reading | None:
    """How `text` is to be read that it becomes Vietnamese, None where it is that or cannot become it."""
    if page := twice.page_of(text):
        inner = told([twice.undone(text, page)])
        return Reading(inner[0].chart, inner[0].page, inner[0].harm, page) if inner else Reading(None, twice=page)
    found = [
        (after, reading)
        for reading in (Reading(chart) for chart in (Legacy.TCVN3, Legacy.VNI))
        if (after := _worth(text, reading, _ENOUGH, _SAMPLE))
    ]
    if all(after < _SURE for after, _ in found):
        others = (Reading(chart, page) for page in PAGES for chart in Legacy)
        found += [(after, reading) for reading in others if (after := _worth(text, reading, _ENOUGH_OF_OTHERS, _FEW))]
    best = max(found, key=lambda pair: (pair[0], _met(text, pair[1])))[1] if found else Reading(Legacy.TCVN3)
    if best.chart is Legacy.TCVN3 and (harm := harm_of(charts.composed(text), best.page)):
        harmed = replace(best, harm=harm)
        if found or _worth(text, harmed, _ENOUGH_OF_OTHERS, _SAMPLE):
            return harmed
    return best if found else None


def _worth(text: str, reading: Reading, enough: int, most: int) -> float:
    """The share of `text` that is Vietnamese by `reading`, 0 where that is too little to tell it."""
    before, after, count = _validity(text, reading, most)
    gained = round((after - before) * count)
    return after if gained >= enough and after >= _VALID and after - before >= _GAIN else 0.0


def _met(text: str, reading: Reading) -> int:
    """How many words of `text` are met in other texts by `reading`."""
    return sum(is_met(word.made) for word in _words(text, reading)[:_FEW] if word.sound)


@dataclass(frozen=True, slots=True)
class _Word:
    """What stands between two blanks, `made` Unicode.

    `sound` says whether it is Vietnamese as it stood and as it is made, None where it tells nothing, as a lone sign;
    `loud` of each run of its letters whether it is in capitals.
    """

    text: str
    made: str
    sound: tuple[bool, bool] | None
    loud: tuple[bool | None, ...]


def _words(text: str, reading: Reading) -> list[_Word]:
    if reading.twice:
        text = twice.undone(text, reading.twice)
    assert reading.chart is not None
    text = charts.together(charts.composed(text), reading.chart)
    return list(map(_maker(reading.chart, reading.page), text.split(" ")))


@cache
def _maker(chart: Legacy, page: str) -> Callable[[str], _Word]:
    """Makes words; one for each reading, since to look up by that as well takes as long again."""
    return lru_cache(maxsize=_WORDS)(partial(_word, chart, page))


def _word(chart: Legacy, page: str, text: str) -> _Word:
    if chart is Legacy.TCVN3:
        made = charts.shown(_TOKEN.sub(lambda match: _token(match[0]), unhyphened(charts.raw(text, page))))
    else:
        made = charts.letters(charts.raw(text, page), chart)
    runs = _LETTERS.findall(made)
    can_be = page == VIETNAMESE or not _SOUND.search(text)
    is_lone = all(len(run) < 2 for run in runs) and _PLAIN_LETTER.search(unicodedata.normalize("NFD", text)) is None
    tells = bool(runs) and not is_lone and _MARKED.search(text) is not None
    sound = (is_vietnamese(text.translate(_D)), can_be and is_vietnamese(made)) if tells else None
    return _Word(text, made, sound, tuple(map(_is_loud, runs)))


def _made(text: str, reading: Reading, keep_foreign: bool) -> str:
    """`text` by `reading`; foreign words as they stand if `keep_foreign`."""
    if reading.chart is None:
        return twice.undone(text, reading.twice or WINDOWS)
    if reading.harm:
        return _whole_again(text, reading)
    words = _words(text, reading)
    if keep_foreign:
        texts = [w.text if w.sound == (False, False) and not _is_certain(w.text, reading) else w.made for w in words]
    else:
        texts = [word.made for word in words]
    return _joined(texts, words, reading.chart)


def _joined(texts: Sequence[str], words: Sequence[_Word], chart: Legacy) -> str:
    """`texts`, one for each of `words`, as a line; TCVN3 has no marked capitals but by the case of their neighbours."""
    made = " ".join(texts)
    loud = [told for word in words for told in word.loud] if chart is Legacy.TCVN3 else []
    return _in_capitals(made, loud) if True in loud else made


@lru_cache(maxsize=8)
def _whole_again(text: str, reading: Reading) -> str:
    """`text` with the letters that it lost; asked for once to judge it, and once to have it."""
    assert reading.harm
    undone = twice.undone(text, reading.twice) if reading.twice else text
    made = chosen(charts.composed(undone), reading.page, reading.harm)
    return _in_capitals(made, list(map(_is_loud, _LETTERS.findall(made))))


def _validity(text: str, reading: Reading, most: int = _SAMPLE) -> tuple[float, float, int]:
    """Share of the marked words of `text` that are Vietnamese before and after, and how many there are."""
    if reading.chart is not None and not reading.harm:
        return _soundness(_words(text, reading), most)
    text = text[:_LOOKED_AT]
    made = _made(text, reading, keep_foreign=False)
    return _shares(
        [(is_vietnamese(old), is_vietnamese(new)) for old, new in zip(text.split(), made.split(), strict=False)]
    )


def _soundness(words: Iterable[_Word], most: int) -> tuple[float, float, int]:
    return _shares([word.sound for word in words if word.sound][:most])


def _shares(pairs: Sequence[tuple[bool, bool]]) -> tuple[float, float, int]:
    if not pairs:
        return 0.0, 0.0, 0
    before, after = map(sum, zip(*pairs, strict=True))
    return before / len(pairs), after / len(pairs), len(pairs)


def _token(word: str) -> str:
    """A quotation mark and a capital are one byte in TCVN3: it is the capital where that makes a syllable."""
    core = word.strip(_QUOTES)
    if not core:
        return word
    head, tail = word[: word.find(core)], word[word.find(core) + len(core) :]
    inner = charts.letters(core, Legacy.TCVN3)
    if not (head or tail):
        return inner
    whole = charts.letters(word, Legacy.TCVN3)
    if is_syllable(whole) and not is_syllable(inner):
        return whole
    return head + inner + tail


def _in_capitals(text: str, loud: Sequence[bool | None]) -> str:
    """`text`, of which each run of letters is `loud` or not, with words like "VIệT" in capitals, and those like "Tế" or
    "ở" that stand between such words."""
    before = accumulate(loud, _newest)
    after = reversed(list(accumulate(reversed(loud), _newest)))
    pieces, done = [], 0
    for match, around in zip(_LETTERS.finditer(text), zip(before, after, strict=True), strict=True):
        if True in around and False not in around:
            pieces += [text[done : match.start()], match[0].upper()]
            done = match.end()
    return "".join([*pieces, text[done:]])


def _is_loud(word: str) -> bool | None:
    """Whether `word` is in capitals as far as its letters without mark tell; None where they do not."""
    plain = [char for char in word if char.isascii()]
    if any(char.islower() for char in plain):
        return False
    return True if len(plain) > 1 and is_syllable(word) else None  # "UBND" says nothing of what is around it


def _newest(told: bool | None, word: bool | None) -> bool | None:
    """What the last word that tells says, once `word` was met as well."""
    return told if word is None else word
