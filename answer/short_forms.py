"""Short forms that no table has: those that the plans in question explain, and initials that their words unfold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from answer.asked import Asked, Phrase
from answer.slips import is_syllable
from ingest.agencies import spelled_out
from ingest.plan import Plan

_LONGEST = 6  # letters of initials: "vtvlxh" and no longer
_CHAINS = 200  # ways to unfold initials that are looked at; where there are more, none is meant


class Neighbours:
    """Which folded syllables follow which in the plans."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.frequencies = frequencies

    @cached_property
    def after(self) -> Mapping[str, Sequence[str]]:
        """Syllable -> those that follow it somewhere."""
        found: dict[str, list[str]] = {}
        for term in self.frequencies:
            first, _, second = term.partition("_")
            if second:
                found.setdefault(first, []).append(second)
        return found


_last: list[Neighbours] = []


def neighbours(frequencies: Mapping[str, int]) -> Neighbours:
    """The neighbours in `frequencies`; made once for as long as the index gives the same."""
    if not _last or _last[0].frequencies is not frequencies:
        _last[:] = [Neighbours(frequencies)]
    return _last[0]


def with_short_forms(asked: Asked, plans: Sequence[Plan], frequencies: Mapping[str, int]) -> Asked:
    """`asked`, where a short form stands for the words that it means, and the other way round."""
    found = (*_explained(asked.syllables, plans), *_unfolded(asked.syllables, frequencies))
    return replace(asked, phrases=(*asked.phrases, *found)) if found else asked


def _explained(syllables: Sequence[str], plans: Sequence[Plan]) -> Iterator[Phrase]:
    """Short forms of `plans` and what they mean, each standing for the other."""
    for plan in plans:
        for short in plan.abbreviations:
            pair = tuple(spelled_out(short.short).split()), tuple(spelled_out(short.meaning.text).split())
            for said, meant in (pair, pair[::-1]):
                yield from (Phrase(at, at + len(said), (meant,)) for at in _places(said, syllables))


def _places(said: Sequence[str], syllables: Sequence[str]) -> Iterator[int]:
    last = len(syllables) - len(said)
    return (at for at in range(last + 1) if said and tuple(syllables[at : at + len(said)]) == tuple(said))


def _unfolded(syllables: Sequence[str], frequencies: Mapping[str, int]) -> Iterator[Phrase]:
    """Initials ("HT truyền hình HN trực tuyến"), where the plans' words between the same neighbours have them."""
    for at, word in enumerate(syllables):
        if not (1 < len(word) <= _LONGEST and word.isalpha()) or is_syllable(word):
            continue
        before = syllables[at - 1] if at else ""
        behind = syllables[at + 1] if at + 1 < len(syllables) else ""
        if chains := _chains(word, before, behind, neighbours(frequencies).after):
            yield Phrase(at, at + 1, tuple(chains))


def _chains(initials: str, before: str, behind: str, after: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The words with `initials` that follow `before` and, where that is known to follow anything, lead to `behind`."""
    chains: list[tuple[str, ...]] = [(before,)]
    for letter in initials:
        chains = [(*one, word) for one in chains for word in after.get(one[-1], ()) if word[0] == letter]
        if len(chains) > _CHAINS:
            return []
    told = [chain for chain in chains if behind in after.get(chain[-1], ())]
    return [chain[1:] for chain in (told or ([] if len(chains) > 1 else chains))]
