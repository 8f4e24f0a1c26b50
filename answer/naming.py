"""Which names of places a question says: "dùng tiền" is not the commune of Dũng Tiến, "xã Dũng Tiến" is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answer.asked import Asked
from answer.lexicon import stop_words
from ingest.places import KINDS, YEAR, named
from ingest.vietnamese import canonical, fold, words

Name = tuple[str, ...]  # folded words
_LONGEST = 9  # words of a name with its kind: "tỉnh Bà Rịa - Vũng Tàu"
BEFORE = frozenset(["o", "tai", "cua", "ben", "ubnd", "tx", "tp", "h", "x", "p", "q"])  # what a place stands after
_LONGER = 2  # words that a name goes on with in another: "Hưng Nguyên Nam", "Châu Thành A"
_A_PLAN = 40  # passages of a plan that may name its own place; what stands in more of them is a word


@dataclass(frozen=True, slots=True)
class Said:
    """A name at words `start`..`end`; `sure` 3 with its kind, 2 as it is spelled, 1 otherwise but marked as a name.

    `spelled` is the name as the question has it, canonical; empty in one that is typed without diacritics.
    """

    name: Name
    start: int
    end: int
    sure: int
    spelled: str = ""


def said_names(asked: Asked, spellings: Mapping[Name, Mapping[str, int]], frequencies: Mapping[str, int]) -> list[Said]:
    """The names among `spellings` (name -> its canonical spellings, each with its number of plans) that are said.

    Of overlapping ones the surer, then the longer; in the order of the question. `frequencies` tell words from names.
    """
    typed = words(asked.text)
    found = [
        Said(name, start, end, sure, "" if asked.text.isascii() else _canonical(typed[start:end]))
        for name, start, end in _runs([fold(word) for word in typed], spellings)
        if (sure := _sureness(typed, start, end, spellings[name], frequencies))
        and not _is_another(asked.text, typed, start, end, spellings[name])
    ]
    kept: list[Said] = []
    for one in sorted(found, key=lambda one: (-one.sure, one.start - one.end)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start) or list(_written_out(asked, typed, spellings))


def _written_out(asked: Asked, typed: Sequence[str], spellings: Mapping[Name, object]) -> Iterator[Said]:
    """Names that stand in the question only once its short forms are written out and its slips mended."""
    raw = f" {' '.join(map(fold, typed))} "
    runs = [run for run in _runs(asked.syllables, spellings) if f" {' '.join(run[0])} " not in raw]
    for name, start, end in runs:
        if not any(other[1] <= start and end <= other[2] and other[0] != name for other in runs):
            yield Said(name, start, end, 1)


def _runs(folded: Sequence[str], spellings: Mapping[Name, object]) -> Iterator[tuple[Name, int, int]]:
    for start in range(len(folded)):
        for end in range(start + 1, min(start + _LONGEST, len(folded)) + 1):
            name = tuple(folded[start:end])
            if name in spellings:
                yield name, start, end


def others(asked: Asked, spellings: Mapping[Name, Mapping[str, int]]) -> Iterator[Name]:
    """Those of `spellings` that the question says of another place: "Sơn Hà" where there is but Sơn Hạ."""
    typed = words(asked.text)
    for name, start, end in _runs([fold(word) for word in typed], spellings):
        is_name = _kind_words(typed[start:end]) or _is_marked(typed, start, end)
        if is_name and _is_another(asked.text, typed, start, end, spellings[name]):
            yield name


def _is_another(text: str, typed: Sequence[str], start: int, end: int, spelled: Mapping[str, int]) -> bool:
    """Whether the words are, to the mark, another place's, or begin a longer name; or the last of them is a year's.

    "Sơn Hà" is not Sơn Hạ, "Hưng Nguyên Nam" not Hưng Nguyên, "Hưng Nguyên năm 2026" not Hưng Nguyên Nam.
    """
    run = typed[start:end]
    if YEAR.match(" ".join(typed[end - 1 : end + 1])):
        return True
    if " ".join(run).isascii() or fold(_canonical(run)) in spelled:  # a short name has no marks of its own
        return False
    if _canonical(run) not in spelled:
        return any(_is_official(run[:length]) for length in range(1, len(run) + 1))
    longer = (typed[start:at] for at in range(end + 1, min(end + _LONGER, len(typed)) + 1))
    return any(_is_official(more) and re.search(rf"\b{' '.join(more)}\b", text) for more in longer)  # no comma between


def _is_official(run: Sequence[str]) -> bool:
    """Whether a place of several syllables is called so to the mark, with its kind or without."""
    names = (_canonical([place.name]) for place in named(" ".join(run)))
    return any(" " in name and _canonical(run).endswith(name) for name in names)


def _canonical(run: Sequence[str]) -> str:
    return " ".join(words(canonical(" ".join(run))))


def _sureness(
    typed: Sequence[str], start: int, end: int, spelled: Mapping[str, int], frequencies: Mapping[str, int]
) -> int:
    run = typed[start:end]
    text = _canonical(run)
    as_spelled = text in spelled or text.isascii()
    if _kind_words(run):
        return 3 if as_spelled else 2
    if not _is_marked(typed, start, end) and (not as_spelled or _is_common(run, spelled, frequencies)):
        return 0
    return 2 if as_spelled else 1


def _kind_words(run: Sequence[str]) -> bool:
    folded = " ".join(map(fold, run))
    return any(folded.startswith(f"{kind} ") for kind in KINDS)


def _is_marked(typed: Sequence[str], start: int, end: int) -> bool:
    """Whether the words are written or stand as a name does."""
    capital = all(word[0].isupper() or word[0].isdigit() for word in typed[start:end])
    shouted = all(word.isupper() for word in typed)
    return (capital and not shouted and end - start < len(typed)) or (start > 0 and fold(typed[start - 1]) in BEFORE)


def _is_common(run: Sequence[str], spelled: Mapping[str, int], frequencies: Mapping[str, int]) -> bool:
    """Whether the words ask ("là gì" is not La Gi), or the plans hold them far more often than a name would stand."""
    plans, folded = sum(spelled.values()), [fold(word) for word in run]
    if stop_words(folded=True).issuperset(folded):
        return True
    pairs = [f"{first}_{second}" for first, second in pairwise(folded)] or folded
    return min(frequencies.get(pair, 0) for pair in pairs) > _A_PLAN * plans
