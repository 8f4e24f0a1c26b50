"""What turns a sentence round although all its facts are right: a negation, "may" for "must", "some" for "all",
"before" for "after", a word for its opposite.

Each word of a sentence is compared with the place in the record that is most like its own. Where that may be read in
two ways the sentence passes; the tables are in lexicon/turning.toml.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ingest.vietnamese import canonical, fold, nfc, words

Near = frozenset[tuple[int, str]]
"""Words that stand before (-1) and behind (1) a place."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_REACH = 3
_LONGEST = 4  # words of a turner
_LOST = {
    "not": "không, chưa", "need_not": "không phải, không cần", "may": "có thể", "some": "một số", "only": "chỉ",
    "except": "trừ", "if": "nếu",
}  # fmt: skip
_ADDED = {
    "not": "không, chưa", "need_not": "không phải, không cần", "may": "có thể", "some": "một số", "only": "chỉ",
    "except": "trừ", "all": "toàn bộ", "done": "đã",
}  # fmt: skip
_BOUNDS = frozenset({"before", "after", "within"})


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("answer") / "lexicon" / "turning.toml").read_text(encoding="utf-8"))


@cache
def _light() -> frozenset[str]:
    return frozenset(canonical(_table()["light"]).split())


@cache
def _kinds() -> Mapping[tuple[str, ...], str]:
    """The words of a turner -> its kind; "" for what only looks like one."""
    table = _table()
    groups = table["kept"] | table["not_lost"] | table["not_added"] | table["duty"] | table["bound"]
    groups[""] = table["none"]["said"]
    return {tuple(canonical(each).split()): kind for kind, said in groups.items() for each in said}


@cache
def _opposites() -> Mapping[tuple[str, ...], frozenset[tuple[str, ...]]]:
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for pair in _table()["opposite"]["pairs"]:
        one, other = (tuple(canonical(each).split()) for each in pair)
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {one: frozenset(others) for one, others in found.items()}


# --- What stands around a word --------------------------------------------------------------------------------------


def around(said: Sequence[str], start: int, end: int, most: int = 3) -> Near:
    """The words next to `said[start:end]`, at most `most` on each side."""
    before, behind = said[max(0, start - most) : start], said[end : end + most]
    return frozenset([*((-1, word) for word in before), *((1, word) for word in behind)])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a word stands: the words around it, and the kinds of what turns it."""

    near: Near
    turned: frozenset[str]


@lru_cache(maxsize=512)
def _places(text: str) -> Mapping[str, tuple[_Place, ...]]:
    """Word -> where it stands in `text`."""
    said = list(_turned(_TOKEN.findall(canonical(nfc(text)))))
    plain = [word for word, _ in said]
    found: dict[str, list[_Place]] = {}
    for at, (word, turned) in enumerate(said):
        found.setdefault(word, []).append(_Place(around(plain, at, at + 1), turned))
    return {word: tuple(places) for word, places in found.items()}


def _turned(tokens: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """The words that count, each with the kinds of what stands before it.

    Where a sign ends what they turn, the last word counts, be it light: "(nếu không có)".
    """
    kinds: frozenset[str] = frozenset()
    at = begin = 0
    while at < len(tokens):
        kind, n = _begins(tokens, at)
        if kind:
            kinds = (kinds - _BOUNDS if kind in _BOUNDS else kinds) | {kind}
            begin = at + n
        else:
            for k in range(at, at + n):
                is_sign = not tokens[k][0].isalnum()
                if kinds if is_sign else tokens[k] not in _light():
                    yield tokens[k - is_sign].lstrip("0") or "0", kinds if k < begin + _REACH else frozenset()
                    kinds = frozenset()
        at += n


def _begins(tokens: Sequence[str], at: int) -> tuple[str | None, int]:
    """The kind of what begins at `at`, None for nothing, and of how many words it is."""
    for n in range(_LONGEST, 0, -1):
        kind = _kinds().get(tuple(tokens[at : at + n]))
        if kind is not None:
            return kind, n
    return None, 1


def turned_round(sentence: str, held: str) -> Iterator[str]:
    """What `sentence` says of a word that `held` does not say of it, and what it leaves out of that."""
    told = _places(held)
    for word, places in _places(sentence).items():
        for place in places:
            others = told.get(word, ())
            most = max((len(place.near & other.near) for other in others), default=0)
            like = [other.turned for other in others if len(place.near & other.near) == most]
            yield from _differing(word, place.turned, like)


def _differing(word: str, said: frozenset[str], told: Sequence[frozenset[str]]) -> Iterator[str]:
    """`told` is what turns the word in each of the places that are most like its own."""
    of_some = frozenset[str]().union(*told)
    of_all = of_some.intersection(*told)
    yield from (f"thêm chữ “{_ADDED[kind]}” trước “{word}”" for kind in sorted(said - of_some) if kind in _ADDED)
    yield from (f"mất chữ “{_LOST[kind]}” trước “{word}”" for kind in sorted(of_all - said) if kind in _LOST)
    if "must" in said - of_some and "right" not in said and of_all & {"may", "need_not", "right"}:
        yield f"thêm chữ “phải” trước “{word}”"
    if "right" in said - of_some and "must" in of_all - said:
        yield f"mất chữ “phải” trước “{word}”"
    if (bounds := said & _BOUNDS) and of_some & _BOUNDS and not bounds & of_some:
        yield f"sai “trước”/“sau”, “nhiều nhất”/“ít nhất” ở “{word}”"


# --- A word for its opposite ----------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _sides(text: str) -> Mapping[tuple[str, ...], tuple[Near, ...]]:
    """What has an opposite -> the words around it, light ones left out, each time that it stands in `text`."""
    said = [word for word in _TOKEN.findall(canonical(nfc(text))) if word[0].isalnum()]
    found: dict[tuple[str, ...], list[Near]] = {}
    for n in (1, 2, 3):
        for at in range(len(said) - n + 1):
            if (phrase := tuple(said[at : at + n])) in _opposites():
                before = [word for word in said[max(0, at - 9) : at] if word not in _light()]
                behind = [word for word in said[at + n : at + n + 9] if word not in _light()]
                found.setdefault(phrase, []).append(around([*before, *behind], len(before), len(before)))
    return {phrase: tuple(places) for phrase, places in found.items()}


def opposed(sentence: str, held: str) -> Iterator[str]:
    """The words that `sentence` has where `held` has their opposites."""
    told = _sides(held)
    for phrase, places in _sides(sentence).items():
        for near in places:
            own = max((len(near & each) for each in told.get(phrase, ())), default=-1)
            for other in _opposites()[phrase]:
                if max((len(near & each) for each in told.get(other, ())), default=0) >= own + 2:
                    yield f"đoạn được dẫn ghi “{' '.join(other)}”, không phải “{' '.join(phrase)}”"


def is_without_marks(text: str) -> bool:
    """Whether `text` lost its diacritics: then a negation cannot be told from other words."""
    typed = words(text)
    return len(typed) > 3 and sum(fold(word) != word.lower() for word in typed) < 0.15 * len(typed)
