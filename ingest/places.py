"""Places of Vietnam: found in text by the word that says what they are, and known from official lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from ingest.plan import Level
from ingest.vietnamese import canonical, fold, folded_words, words

REFORM = date(2025, 7, 1)
"""34 provinces instead of 63, and no districts: Nghị quyết 202/2025/QH15."""

KINDS = {
    "tinh uy": "tỉnh", "thanh uy": "thành phố", "huyen uy": "huyện", "thi uy": "thị xã", "quan uy": "quận",
    "tinh": "tỉnh", "thanh pho": "thành phố", "tp": "thành phố", "huyen": "huyện", "thi xa": "thị xã", "tx": "thị xã",
    "quan": "quận", "xa": "xã", "phuong": "phường", "thi tran": "thị trấn", "dac khu": "đặc khu",
}  # fmt: skip
_KIND = re.compile(rf"(?<!\w)({'|'.join(KINDS)})(?:\.\s*|\s+)(?=\w)")
UNIT = re.compile(rf"(?<!\w)(?P<kind>{'|'.join(KINDS)})(?:\.\s*|\s+)(?P<name>\w[\w ]*)$")
"""The unit that a name of an office ends with, folded."""
_LONGEST = 60  # characters that a name takes up at most
_NAME = re.compile(r"(?:[^\W_]+(?:\s*[-'’]\s*|\s+)?){1,5}")
YEAR = re.compile(r"(?<!\w)(?!Nam\b)(?i:n[aă]m)\s+(?:19|20)\d\d(?!\d)")
"""What no name goes on with: "xã Hưng Nguyên năm 2026" is not the commune of Hưng Nguyên Nam."""
_OTHER_MARKS = 2
_COMPASS = frozenset(["dong", "tay", "nam", "bac"])
_LOCAL = {"xã", "phường", "thị trấn", "đặc khu"}


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative unit. `province` is the one it belongs to, `now` what it is part of since 1 July 2025."""

    kind: str
    name: str
    province: str
    now: str

    @property
    def level(self) -> Level:
        if self.kind == "tỉnh" or (self.kind == "thành phố" and self.name == self.province):
            return Level.PROVINCE
        return Level.COMMUNE if self.kind in _LOCAL else Level.DISTRICT


@cache
def known() -> dict[str, tuple[Place, ...]]:
    """Folded name -> the places of that name."""
    found: dict[str, list[Place]] = {}
    text = (files("ingest") / "data" / "places.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            place = Place(*line.split("\t"))
            found.setdefault(" ".join(folded_words(place.name)), []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def find_places(text: str) -> Iterator[Place]:
    """The places that `text` names with their kind ("huyện Ba Tơ"), in order. Works on any case and without marks."""
    for match in _KIND.finditer(fold(text)):
        place = _longest(text[match.end() : match.end() + _LONGEST], KINDS[match.group(1)])
        if place:
            yield place


def _longest(text: str, kind: str) -> Place | None:
    """The place with the longest name that the text begins with, its marks those of the text where it has any.

    Only where there is none may the marks be slips, or misread: "huyện Bá Tơ".
    """
    name = _NAME.match(YEAR.split(text)[0])
    spelled = words(canonical(name.group())) if name else []
    slip: Place | None = None
    for length in range(len(spelled), 0, -1):
        places = [one for one in known().get(" ".join(map(fold, spelled[:length])), ()) if one.kind == kind]
        slips = [_slips(spelled[:length], one.name) for one in places]
        if places and min(slips) < _OTHER_MARKS:
            return places[slips.index(min(slips))]
        slip = slip or next(iter(places), None)
    return slip


def _slips(spelled: Sequence[str], name: str) -> int:
    """How far words of a text are from `name`, its marks apart: 0 the same, 1 with marks left out, 2 with others."""
    pairs = zip(spelled, words(canonical(name)), strict=True)
    return max((1 if one.isascii() else _OTHER_MARKS for one, other in pairs if one != other), default=0)


def successors(kind: str | None, name: str, province: str | None) -> tuple[Place, ...]:
    """The units of today that a unit of before 1 July 2025 went into, smallest first; none where it goes on as it was.

    A district went into communes, of which only the one that bears its name is known, and its province. None also
    where several units of that name make it uncertain which is meant.
    """
    then = Place(kind or "", name, province or "", "")
    above = next((one.now for one in _named(province or name) if one.name == one.province), province or name)
    whole = tuple(one for one in _named(above) if one.name == one.province == one.now)[-1:]  # a city, if it is one
    if then.level is Level.PROVINCE:
        return whole if above != name else ()
    if then.level is Level.DISTRICT:
        return (*_today(name, above), *whole)
    same = (one for one in _named(name) if canonical(one.name) == canonical(name))
    into = {one.now for one in same if (one.kind, one.province) == (kind, above) and one.now != above}
    units = _today(into.pop(), above) if len(into) == 1 else ()
    goes_on = above == province and any((unit.kind, unit.name) == (kind, name) for unit in units)
    return () if goes_on or not units else (*units, *whole)


def _today(name: str, province: str) -> tuple[Place, ...]:
    """The communes of that name since 1 July 2025, of a province of today."""
    today = (one for one in _named(name) if one.kind in _LOCAL and one.province == one.now == province)
    return tuple(one for one in today if canonical(one.name) == canonical(name))


def _named(name: str) -> tuple[Place, ...]:
    return known().get(" ".join(folded_words(name)), ())


def named(name: str) -> tuple[Place, ...]:
    """The places of that name, of whatever kind; the kind before the name may be given ("xã Định Biên")."""
    match = _KIND.match(fold(name))
    if match is None or _named(name):  # the commune of Xa Dung
        return _named(name)
    return tuple(place for place in _named(name[match.end() :]) if place.kind == KINDS[match.group(1)])


@cache
def _called_after() -> dict[tuple[str, ...], tuple[Place, ...]]:
    """The folded words of a name -> the communes that are called so and a point of the compass: "Tuy An Bắc"."""
    found: dict[tuple[str, ...], list[Place]] = {}
    for name, places in known().items():
        *called, last = name.split()
        if last in _COMPASS:
            found.setdefault(tuple(called), []).extend(one for one in places if one.level is Level.COMMUNE)
    return {name: tuple(places) for name, places in found.items()}


def called_after(kind: str | None, name: str, province: str | None) -> Iterator[Place]:
    """The communes of today that are called after a district of before the reform, and lie where it lay."""
    now = {one.now for one in named(name) if (one.kind, one.province) == (kind, province)}
    for place in _called_after().get(tuple(folded_words(name)), ()):
        if kind not in _LOCAL and place.province == place.now and place.now in now:
            yield place
