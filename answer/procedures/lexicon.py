"""The word lists of procedures: what may be asked, what is done, what happens in people's lives."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from ingest.quoted import FieldKind
from ingest.vietnamese import canonical, fold, folded_words, words

_NO_LOSS = "(?! (?:phi|tien|lau|nhieu)(?!\\w))"
"""Behind "mất" where it costs something, and nobody is dead and nothing lost."""
_FILLERS = "cai|chiec|cuon|tam|to|cho|bi|duoc|lai|no|them|cac|nhung|mot"
NEW = "new"
"""The act of which names and questions mostly say nothing: done for the first time."""


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that may be asked of a procedure.

    `parts` are the kinds of its fields that answer, the first that it has; `of` those of lines that may, empty for all.
    `lines` says whether a line that says what
    the question says comes first: "may", "must" (nothing else answers), "else" (where the first part lacks), "also"
    (behind), "case" (its case alone), "pick" (it alone), or empty; `value` is what such a line must hold, empty for
    anything. `traits`: "long" may take more room, "exact" is answered by nothing else that is asked for as well,
    "whether" is led by that the text says it, "every" is told by two parts, "any" is meant where nothing is asked for,
    "contact" is of no procedure.
    """

    name: str
    label: str
    parts: tuple[FieldKind, ...]
    value: str
    lines: str
    of: frozenset[FieldKind]
    traits: frozenset[str]

    @property
    def says(self) -> bool:
        """Whether it is something by itself: "thì sao?" asks for what was asked for before."""
        return bool(self.value) or self.lines != "must"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that ask for `facet`; `is_little` where they ask for it only if nothing else is asked for."""

    pattern: re.Pattern[str]
    facet: Facet
    is_little: bool


@dataclass(frozen=True, slots=True)
class Act:
    """What is done, `name`, as `said`, empty where it is not word by word; `spelled` are words that need diacritics."""

    name: str
    said: str
    spelled: frozenset[str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Event:
    """What people say, and words of the names of the procedures that it is about; each of `meant` is one way.

    `pattern` finds it, also with a word of little between: "mất cái sổ đỏ"; `spelled` are its words with diacritics.
    """

    said: str
    spelled: frozenset[str]
    pattern: re.Pattern[str]
    meant: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of it, folded but for `silent`; what is longer comes first.

    `cues` are what asks for each facet; `values` what a line holds that tells a value of a kind; `ways` what people
    call each way of handing in. `acts` and `named_acts` are what is done, as people and as names say it, `weak_acts`
    words that are said of much else besides. `marks` are circumstances by which names of twins differ, `alternatives`
    things of one kind of which a name has one, `remarks` brackets of names that tell nothing apart. `silent` words say
    nothing of what is meant, `bare` ones not even beside others; `aside` says where one goes and not what for,
    `unasked` is like what asks and asks nothing. `short` are ways to write that are this field's own. `compares`,
    `documents` and `leans` find questions that compare, that ask about a document itself, and that may go on with an
    earlier one. `asking` are the neighbours in words that ask.
    """

    facets: Mapping[str, Facet]
    cues: tuple[Cue, ...]
    values: Mapping[str, re.Pattern[str]]
    ways: tuple[tuple[re.Pattern[str], str], ...]
    acts: tuple[Act, ...]
    weak_acts: tuple[str, ...]
    named_acts: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    alternatives: tuple[tuple[re.Pattern[str], ...], ...]
    events: tuple[Event, ...]
    silent: frozenset[str]
    silent_folded: frozenset[str]
    bare: frozenset[str]
    aside: tuple[str, ...]
    unasked: tuple[re.Pattern[str], ...]
    remarks: re.Pattern[str]
    short: tuple[tuple[re.Pattern[str], str], ...]
    compares: re.Pattern[str]
    documents: re.Pattern[str]
    leans: re.Pattern[str]
    asking: frozenset[tuple[str, str]]


@cache
def lexicon() -> Lexicon:
    """The word lists."""
    table: dict[str, Any] = tomllib.loads(_read("procedures.toml"))
    facets = {row["name"]: _facet(row) for row in table["facet"]}
    cues = [(cue, facets[row["name"]]) for row in table["facet"] for cue in row["asks"]]
    return Lexicon(
        facets,
        tuple(
            Cue(_pattern(cue.removeprefix("~")), facet, cue.startswith("~"))
            for cue, facet in sorted(cues, key=lambda one: (one[0].startswith("~"), -len(one[0])))
        ),
        {kind: re.compile(pattern) for kind, pattern in table["values"].items()},
        tuple((_pattern(said), way) for way, names in table["ways"].items() for said in names),
        tuple(
            _act(act, said) for kind in ("acts", "named_acts") for act, names in table[kind].items() for said in names
        ),
        tuple(table["weak_acts"]),
        _longest((fold(said), act) for act, names in table["named_acts"].items() for said in names),
        tuple(table["marks"]),
        tuple(tuple(re.compile(rf"\b(?:{one})\b") for one in kind) for kind in table["alternatives"]),
        _events(),
        frozenset(map(canonical, table["silent"].split())),
        frozenset(folded_words(table["silent"])),
        frozenset(table["bare"]),
        tuple(sorted(table["aside"], key=len, reverse=True)),
        tuple(_pattern(said) for said in sorted(table["unasked"], key=len, reverse=True)),
        re.compile(rf"\((?:{'|'.join(table['remarks'])})\b[^()]*(?:\)|$)"),
        tuple((re.compile(rf"(?<!\w){short}(?!\w)", re.IGNORECASE), full) for short, full in table["short"].items()),
        re.compile("|".join(_pattern(said).pattern for said in table["compares"])),
        re.compile("|".join(_pattern(said).pattern for said in table["documents"])),
        re.compile(rf"(?:{'|'.join(table['leans'])})\b"),
        frozenset(pair for cue, _ in cues for pair in pairwise(cue.removeprefix("~").split())),
    )


def _facet(row: Mapping[str, Any]) -> Facet:
    parts = tuple(map(FieldKind, row["parts"]))
    of, traits = frozenset(map(FieldKind, row.get("of", ()))), frozenset(row.get("traits", ()))
    return Facet(row["name"], row["label"], parts, row.get("value", ""), row["lines"], of, traits)


def _read(name: str) -> str:
    return (files("answer") / "lexicon" / name).read_text(encoding="utf-8")


def _pattern(cue: str) -> re.Pattern[str]:
    """Whole words; ".." stands for up to six others."""
    return re.compile(rf"(?<!\w){re.escape(cue).replace(re.escape(' .. '), r' (?:[^ ]+ ){0,6}?')}(?!\w)")


def _act(name: str, said: str) -> Act:
    spelled = frozenset() if said.isascii() else frozenset(map(canonical, words(said)))
    return Act(name, "" if ".." in said else fold(said), spelled, _pattern(fold(said)))


def _longest(pairs: Any) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _event(one: str, meant: tuple[tuple[str, ...], ...]) -> Event:
    said = folded_words(one)
    behind = _NO_LOSS if said[-1] == "mat" else ""
    pattern = re.compile(rf"(?<!\w){f'(?: (?:{_FILLERS}))? '.join(said)}(?!\w){behind}")
    return Event(" ".join(said), frozenset(map(canonical, words(one))), pattern, meant)


def _events() -> tuple[Event, ...]:
    found = []
    for line in _read("life_events.txt").splitlines():
        if line and not line.startswith("#"):
            said, _, names = line.partition("=")
            meant = tuple(tuple(folded_words(name)) for name in names.split("|"))
            found += [_event(one, meant) for one in said.split(";")]
    return tuple(sorted(found, key=lambda event: -len(event.said)))
