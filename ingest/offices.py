"""The names of offices in the head of a document: over several lines, several in one line, one below the other."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from ingest.agencies import is_agency
from ingest.document import Span
from ingest.places import find_places
from ingest.plan import Quoted
from ingest.vietnamese import canonical, fold, one_line

_GOES_ON = re.compile(
    r"(?:va|tinh|thanh pho|tp|huyen|quan|thi xa|thi tran|xa|phuong|dac khu|khu vuc|so \d|theo|ngay|ve|viet nam|cua|tai"
    r"|thuoc|trung uong|phong (?:thu|chong|benh)|cap|cac)\b|[^\w\s]|\d"
)
_UNFINISHED = re.compile(r"(?:\b(?:va|cua|cac|thuoc|tai|ve|theo)|[,&–-])$")
_PLACE = re.compile(
    r"(?: (?:tinh|thanh pho|tp|huyen|quan|thi xa|xa|phuong|thi tran|dac khu)|^\w+ (?:uy|doan))(?: [^\W_]+){1,5}$"
)
_TORN = ("moi", "truong")
"""Where a line ends within "môi trường", the next does not begin with the name of a school."""
_YOUTH = "doan tncs ho chi minh"
"""What the Youth Union has in the place of the country's name."""
_LOUD = 0.75  # share of capitals


@cache
def _known(*, marked: bool) -> dict[str, frozenset[str]]:
    """How names begin -> what is so of them; `marked` for text with diacritics, where "SỐ" is not "SỞ"."""
    form = canonical if marked else fold
    lines = (files("ingest") / "data" / "offices.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if not line.startswith("#"))
    return {form(name): frozenset(said.split()) for name, _, said in rows}


@cache
def _heads(*, marked: bool) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(sorted(_known(marked=marked), key=len, reverse=True))})(?!\w)")


def _head(name: str) -> str | None:
    """How `name` begins, as the tables have it."""
    marked = not name.isascii()
    match = _heads(marked=marked).match(canonical(name) if marked else fold(name))
    return match.group() if match else None


def _is(what: str, name: str) -> bool:
    """Whether that is so of the office whose `name` it is, by how it begins."""
    head = _head(name)
    return head is not None and what in _known(marked=not name.isascii())[head]


def _is_only(what: str, name: str) -> bool:
    head = _head(name)
    return head is not None and len(head) == len(name) and _is(what, name)


def is_loud(text: str) -> bool:
    """Whether `text` is in capitals, but for the letters of a code: "THEO QUYẾT ĐỊNH 27/QĐ-TTr"."""
    letters = [letter for letter in text if letter.isalpha()]
    return _LOUD * len(letters) < sum(map(str.isupper, letters))


def is_office(text: str) -> bool:
    """Whether the name of an office begins with `text`."""
    return _head(text) is not None or is_agency(text)


def issues(text: str) -> bool:
    """Whether `text` begins with a body that issues decisions, and is named below their titles."""
    return _is("issues", text)


def offices(lines: Sequence[Quoted]) -> Iterator[Quoted]:
    """The offices that `lines` name, from the uppermost down; what is no name of an office is left out."""
    names: list[list[Quoted]] = []
    for line in lines:
        for name in _apart(line):
            last = one_line(" ".join(piece.text for piece in names[-1])) if names else ""
            if names and is_loud(last) == is_loud(name.text) and _goes_on(last, name.text):
                names[-1].append(name)
            elif is_loud(name.text) or is_office(name.text):
                names.append([name])
    loud = [name for name in names if is_loud(name[0].text)]
    found = [_joined(name, " ") for name in loud or names]
    return (name for name in found if len(found) == 1 or fold(name.text) != _YOUTH)


def issuer(names: Sequence[Quoted]) -> Quoted | None:
    """Who of the offices `names` issues a document: the lowest, or all where they are of one rank.

    With the office above it where its name says nothing by itself: "VĂN PHÒNG" below "UBND TỈNH LÀO CAI".
    """
    if len(names) > 1 and all(_is("joint", name.text) for name in names):
        heads = {fold(name.text).split()[0] for name in names}
        several = list({fold(name.text): name for name in names}.values())
        return _joined(several, " - ") if len(heads) == 1 else names[-1]
    if len(names) > 1 and _is_only("of", names[-1].text):
        return _joined([names[-1], names[-2]], " ")
    return names[-1] if names else None


def _goes_on(last: str, line: str) -> bool:
    """Whether the name `last` goes on in `line`."""
    before, after = fold(last), fold(line)
    is_torn = before.endswith(_TORN[0]) and after.startswith(_TORN[1])
    if is_torn or _UNFINISHED.search(before) or _is_only("bare", last):
        return True
    return not is_office(line) or (_GOES_ON.match(after) is not None and _head(line) is None)


def _apart(line: Quoted) -> Iterator[Quoted]:
    """The name in `line`; where that of the office above it stands before it, both: "UBND TỈNH LÀO CAI SỞ Y TẾ"."""
    text = line.text.strip(" *_")
    for word in re.finditer(r"(?<=\s)\S+", text):
        above, name = text[: word.start()].rstrip(), text[word.start() :]
        if not is_loud(text) and name.isupper() and is_office(name) and " " in name:  # behind the words of a stamp
            yield Quoted(name, line.spans)
            return
        if is_loud(text) and _is_above(above) and _is("below", name) and not _goes_on(above, name):
            if _is_place(text[: word.end()]):  # "UBND THÀNH PHỐ HẢI PHÒNG"
                continue
            yield Quoted(above, line.spans)
            yield Quoted(name, line.spans)
            return
    yield Quoted(text, line.spans)


def _is_above(name: str) -> bool:
    """Whether `name` is one that others may follow in its line."""
    return _is("whole", name) or (_is("above", name) and _PLACE.search(fold(name)) is not None)


def _is_place(name: str) -> bool:
    return any(fold(name).endswith(fold(place.name)) for place in find_places(name))


def _joined(names: Sequence[Quoted], between: str) -> Quoted:
    spans: dict[Span, None] = dict.fromkeys(span for name in names for span in name.spans)
    return Quoted(one_line(between.join(name.text for name in names)).rstrip("-– "), tuple(spans))
