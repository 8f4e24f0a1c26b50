"""Places of Vietnam: found in text by the word that says what they are, and known from official lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from ingest.plan import Level
from ingest.vietnamese import canonical, fold, folded_words, words

REFORM = date(2025, 7, 1)
"""34 provinces instead of 63, and no districts: Nghị quyết 202/2025/QH15."""

KINDS = {
    "tinh": "tỉnh", "thanh pho": "thành phố", "tp": "thành phố", "huyen": "huyện", "thi xa": "thị xã", "quan": "quận",
    "xa": "xã", "phuong": "phường", "thi tran": "thị trấn", "dac khu": "đặc khu",
}  # fmt: skip
_KIND = re.compile(r"(?<!\w)(tinh|thanh pho|tp|huyen|thi xa|quan|xa|phuong|thi tran|dac khu)\.?\s+(?=\w)")
_LONGEST = 60  # characters that a name takes up at most
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
    folded = fold(text)
    for match in _KIND.finditer(folded):
        kind = KINDS[match.group(1)]
        place = _longest(folded[match.end() :], text[match.end() :], kind)
        if place:
            yield place


def _longest(folded: str, text: str, kind: str) -> Place | None:
    """The place with the longest name that the text begins with; of several, the one with those very diacritics."""
    name = re.match(r"(?:[^\W_]+(?:\s*[-'’]\s*|\s+)?){1,5}", folded)
    tokens = words(name.group()) if name else []
    for length in range(len(tokens), 0, -1):
        places = [place for place in known().get(" ".join(tokens[:length]), ()) if place.kind == kind]
        if places:
            spelled = words(canonical(text[:_LONGEST]))[:length]
            return next((place for place in places if words(canonical(place.name)) == spelled), places[0])
    return None


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
