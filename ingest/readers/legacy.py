"""Vietnamese from before Unicode: text set in TCVN3 (ABC) or VNI fonts, which other programs show as "Céng hoµ x· héi".

Such text is told by its font where the file names one, else by its syllables: it is taken for TCVN3 or VNI only where
that makes Vietnamese of it and it was none before. Sound text is left to the letter.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache, partial
from importlib.resources import files
from itertools import accumulate

from ingest.vietnamese import canonical


class Legacy(StrEnum):
    """An encoding from before Unicode."""

    TCVN3 = "tcvn3"
    VNI = "vni"


@dataclass(frozen=True, slots=True)
class Font:
    """What a font makes of its text: `encoding` None is Unicode; `.VnTimeH` shows `capitals` only."""

    encoding: Legacy | None = None
    capitals: bool = False


PLAIN = Font()
ENOUGH_WORDS = 3
"""Marked words that it takes to tell an encoding by; two may be a foreign name."""
_SOUND = 0.1
"""Share of the marked letters that only Unicode has for Vietnamese; sound text has two thirds, legacy text none."""
_HEAD, _LOOKED_AT = 20_000, 2000
"""Characters, eight pages, by which it is seen whether a text is in doubt, and how many of them tell as well as all."""
_SAMPLE = 3000
"""Marked words that are judged: a page has 300."""
_WORDS = 8192
"""Words that are remembered as judged or made Unicode; a plan has a thousand different ones."""
_VALID, _GAIN = 0.85, 0.3
"""Share of marked words that must be syllables as legacy text, and by how much more than as they stand.
Names, links and foreign words spoil a word in ten."""

_ONLY_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323\u1ea0-\u1ef9]")
_MARKED_LETTER = re.compile(r"[\u00a1-\u024f\u1ea0-\u1ef9]")
_LETTERS = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\s!-/:-@\[-`{-~\u00a0]+")
_SIGNS = "‚„…†‡ˆ‰‹‘’“”•–—˜™›"
"""TCVN3 has marked capitals there, but its fonts have the signs, and so has most text that is set in them."""
_TCVN3_FONT = re.compile(r"\.vn\w", re.IGNORECASE)
_VNI_FONT = re.compile(r"vni(?:[\s_-]|$)", re.IGNORECASE)
_PRIVATE, _PRIVATE_LETTER = 0xF000, re.compile("[\uf001-\uf0ff]")
"""Word keeps the text of a symbol font there, byte by byte; old Vietnamese fonts were often declared as such."""


@lru_cache(maxsize=1024)
def font(name: str | None) -> Font:
    """What the font called `name` makes of its text."""
    name = (name or "").strip().strip("'\"")
    if _TCVN3_FONT.match(name):
        return Font(Legacy.TCVN3, name.lower().endswith("h"))
    return Font(Legacy.VNI) if _VNI_FONT.match(name) else PLAIN


def set_in(text: str, face: Font) -> str:
    """`text` as it looks in `face`; left as it is where it is Unicode all the same, typed over an old font name."""
    if face.encoding and not text.isascii():
        text = _from_private(text)
        if not _ONLY_UNICODE.search(text):
            words = _words(text, face.encoding)
            before, after, _ = _validity(words)
            text = _joined(words, face.encoding) if after >= before else text
    return text.upper() if face.capitals else text


def told(text: str) -> Legacy | None:
    """The encoding that `text`, decoded as Western, is in; None for what is sound or cannot be told."""
    if not _is_doubtful(text):
        return None
    found: list[tuple[float, Legacy]] = []
    for encoding in Legacy:
        before, after, count = _validity(_words(text, encoding))
        if count >= ENOUGH_WORDS and after >= _VALID and after - before >= _GAIN:
            found.append((after, encoding))
    return max(found)[1] if found else None


def unicode(text: str) -> str:
    """`text` with its legacy parts made Unicode: lines without a letter of Unicode Vietnamese where the text as a whole
    is legacy, else those lines that tell it by themselves."""
    if text.isascii():
        return text
    whole = told(text)
    return "".join(_line(line, whole) for line in text.splitlines(keepends=True))


def western(raw: bytes) -> str:
    """`raw` as Windows shows it in its Western code page; bytes that have no character there stay as they are."""
    return raw.decode("cp1252", errors="surrogateescape").translate(_ESCAPED)


def convert(text: str, encoding: Legacy) -> str:
    """`text` in `encoding` made Unicode, sound or not."""
    return _joined(_words(text, encoding), encoding)


_ESCAPED = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}


def _line(line: str, whole: Legacy | None) -> str:
    if line.isascii() or _ONLY_UNICODE.search(line):
        return line
    encoding = whole or told(line)
    return convert(line, encoding) if encoding else line


def _from_private(text: str) -> str:
    return _PRIVATE_LETTER.sub(lambda match: chr(ord(match[0]) - _PRIVATE), text)


def _is_doubtful(text: str) -> bool:
    """A cheap look: marked letters there are, but hardly any that Unicode Vietnamese could not do without."""
    if text.isascii():
        return False
    head = text[:_HEAD]
    head = head[:: 1 + len(head) // _LOOKED_AT]
    sound = len(_ONLY_UNICODE.findall(head))
    return sound <= _SOUND * len(_MARKED_LETTER.findall(head))


@dataclass(frozen=True, slots=True)
class _Word:
    """What stands between two spaces, `made` Unicode.

    `sound` says whether it is Vietnamese as it stood and as it is made, None where it tells nothing; `loud` of each run
    of its letters whether it is in capitals.
    """

    made: str
    sound: tuple[bool, bool] | None
    loud: tuple[bool | None, ...]


def _words(text: str, encoding: Legacy) -> list[_Word]:
    return list(map(_maker(encoding), text.split(" ")))


@cache
def _maker(encoding: Legacy) -> Callable[[str], _Word]:
    """Makes words of `encoding`; one for each, since to look up by an Enum as well takes as long again."""
    return lru_cache(maxsize=_WORDS)(partial(_word, encoding))


def _word(encoding: Legacy, text: str) -> _Word:
    if encoding is Legacy.VNI:
        table = _table(encoding)
        made = _vni().sub(lambda match: table[match[0]], text)
    else:
        made = _TOKEN.sub(lambda match: _token(match[0]), text)
    loud = tuple(map(_is_loud, _LETTERS.findall(made)))
    sound = (_is_vietnamese(text), _is_vietnamese(made)) if loud and _MARKED_LETTER.search(text) else None
    return _Word(made, sound, loud)


def _joined(words: Sequence[_Word], encoding: Legacy) -> str:
    """The text of `words`. TCVN3 has no marked capitals but a few, so a word in capitals has marked small letters."""
    text = " ".join([word.made for word in words])
    if encoding is Legacy.VNI:
        return text
    loud = [told for word in words for told in word.loud]
    return _in_capitals(text, loud) if True in loud else text


def _validity(words: Sequence[_Word]) -> tuple[float, float, int]:
    """Share of the marked ones of `words` that are Vietnamese before and after, and how many there are."""
    told = [word.sound for word in words if word.sound][:_SAMPLE]
    if not told:
        return 0.0, 0.0, 0
    before, after = map(sum, zip(*told, strict=True))
    return before / len(told), after / len(told), len(told)


def _is_vietnamese(word: str) -> bool:
    """Whether all that stands between the signs of `word` is syllables, figures or acronyms."""
    parts = _TOKEN.findall(word.strip(_SIGNS))
    return all(part.isascii() or _is_syllable(part.strip(_SIGNS)) for part in parts)


def _is_syllable(word: str) -> bool:
    return canonical(word) in _syllables()


@cache
def _syllables() -> frozenset[str]:
    from ingest.mending.language import load  # only for text that is in doubt: it takes a tenth of a second

    return frozenset(load().ids)


@cache
def _table(encoding: Legacy) -> Mapping[str, str]:
    """Legacy text -> Unicode character."""
    lines = (files("ingest") / "data" / "legacy.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.startswith(encoding))
    return {"".join(chr(int(code, 16)) for code in legacy.split(" ")): char for _, legacy, char in rows}


@cache
def _vni() -> re.Pattern[str]:
    """A letter with its mark before the letter alone."""
    return re.compile("|".join(sorted(map(re.escape, _table(Legacy.VNI)), key=len, reverse=True)))


def _token(word: str) -> str:
    """A quotation mark and a capital are one character in TCVN3: it is the capital where that makes a syllable."""
    table = _table(Legacy.TCVN3)
    core = word.strip(_SIGNS)
    if not core:
        return word
    head, tail = word[: word.find(core)], word[word.find(core) + len(core) :]
    inner = "".join(table.get(char, char) for char in core)
    if not (head or tail):
        return inner
    whole = "".join(table.get(char, char) for char in word)
    return whole if _is_syllable(whole) and not _is_syllable(inner) else head + inner + tail


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
    return True if len(plain) > 1 and _is_syllable(word) else None  # "UBND" says nothing of what is around it


def _newest(told: bool | None, word: bool | None) -> bool | None:
    """What the last word that tells says, once `word` was met as well."""
    return told if word is None else word
