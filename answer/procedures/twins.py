"""Procedures of one family that a question leaves open, and two that it compares."""

import re
from collections.abc import Mapping, Sequence

from answer.procedures.known import Known, Procedures
from answer.procedures.lexicon import lexicon
from answer.procedures.standing import levels
from answer.procedures.turn import Turn, read
from answer.procedures.which import Fit, act_words, fits

_EVEN = 0.12  # by which a twin's name may hold less of the question
_MARGIN = 2.3  # by which its score may be less
_HALF = 0.5  # of a name: of less it is another part that is said
_WHOLE = 0.8  # of a name: so much said, and it is no other
_AS_LITTLE = 0.6  # of the share that is said of the best's name
_MOST = 6
_LITTLE = frozenset(
    ["cap", "dang", "ky", "cho", "cac", "cua", "theo", "thuc", "hien", "viec", "do", "trong", "va", "co"]
)
"""Words by which no twins are told apart."""
_BETWEEN = re.compile(r" (?:va|voi|so voi|hay|con) ")


def twins(turn: Turn, found: Sequence[Fit], procedures: Procedures) -> list[Known]:
    """The procedures that `turn` does not tell apart, the best among them; `found` is not empty."""
    best = found[0]
    is_of_none = best.said.isdisjoint(best.known.base - _LITTLE)
    open_ = [best.known]
    for fit in found[1:]:
        is_even = all(fit.features[name] >= best.features[name] - _EVEN for name in ("named", "events"))
        is_kin = (
            is_of_none
            or procedures.are_kin(best.known, fit.known)
            or _is_within(best.known, fit.known)
            or _is_as_little_said(best, fit)
        )
        if is_even and is_kin and fit.score > best.score - _MARGIN and _is_open(turn, best, fit):
            open_.append(fit.known)
    return open_[:_MOST]


def _is_as_little_said(best: Fit, fit: Fit) -> bool:
    """Whether all that `best` has of the question is in the other name too, and is as small a part of it."""
    of_best = best.features["said"]
    return of_best < _WHOLE and fit.features["said"] > _AS_LITTLE * of_best and best.said <= fit.said


def _is_within(one: Known, other: Known) -> bool:
    """Whether both are of one field and what one is about is part of what the other is."""
    is_part = one.base <= other.base or other.base <= one.base
    return is_part and bool(one.domain) and one.domain == other.domain


def _is_open(turn: Turn, best: Fit, fit: Fit) -> bool:
    """Whether `turn` leaves open which of the two it means."""
    other = fit.known
    own = best.known.words - other.words - _LITTLE - lexicon().bare
    acts = best.known.acts
    if acts != other.acts and turn.acts & acts and not turn.acts & other.acts:
        return False
    if own & best.said:
        return False
    if best.known.words == other.words:  # a name that two levels have, each its own procedure
        return bool(levels(best.known)) and bool(levels(other)) and levels(best.known).isdisjoint(levels(other))
    is_apart = best.features["said"] < _HALF and fit.features["unsaid"] <= best.features["unsaid"]
    return bool(own) or is_apart or (acts != other.acts and not turn.acts and not turn.is_weak)


def sides(turn: Turn, procedures: Procedures, frequencies: Mapping[str, int], least: float) -> list[Known]:
    """The two procedures that `turn` names on both sides of an "and", each as likely as `least`; else none."""
    for between in _BETWEEN.finditer(turn.text):
        parts = turn.text[: between.start()], turn.text[between.end() :]
        whole = [side for part in parts if _is_whole(side := read(part, frequencies, procedures))]
        best = [found[0] for side in whole if (found := fits(side, procedures, frequencies))]
        likely = [fit.known for fit in best if fit.chance >= least]
        if len(likely) == len(parts) and likely[0] is not likely[1]:
            return likely
    return []


def _is_whole(side: Turn) -> bool:
    """Whether it says what it is about, and not only what is to be done."""
    return bool(side.events or set(side.words) - act_words(side.acts))


def compared(turn: Turn, found: Sequence[Fit], procedures: Procedures) -> list[Known]:
    """The two procedures of the best's family that are compared: of each act that `turn` says the best."""
    kin = [fit.known for fit in found if procedures.are_kin(found[0].known, fit.known)]
    by_act = [next((known for known in kin if act in known.acts), None) for act in sorted(turn.acts)]
    each = [known for known in kin if known in by_act]
    return (each if len(each) > 1 else kin)[:2]
