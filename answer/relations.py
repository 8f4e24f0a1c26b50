"""Who does what: the roles in which a text names agencies, and those that a sentence gives them without ground."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from answer.check import agencies, unsupported
from index.passage import Passage
from ingest.plan import FieldKind
from ingest.vietnamese import canonical, fold, folded_words, nfc

LEAD, PERFORMER, COORDINATOR, RECEIVER, APPROVER = "chủ trì", "thực hiện", "phối hợp", "nhận", "phê duyệt"

# What says the role. A text may be without diacritics, so folded.
_CUES = (
    (LEAD, r"chu tri"),
    (COORDINATOR, r"phoi hop"),
    (PERFORMER, r"thuc hien|dam nhiem|phu trach|chiu trach nhiem|dam trach|lam dau moi|dau moi"),
    (RECEIVER, r"(?:gui|nop|bao cao|trinh)(?=(?:\s+\w+){0,6}?\s+(?:ve|cho|den|toi|len|qua)\b)"),
    (APPROVER, r"phe duyet|ky ban hanh|ban hanh"),
)
_CUE = re.compile("|".join(rf"(?P<r{n}>\b(?:{cue})\b)" for n, (_, cue) in enumerate(_CUES)))
# The agencies stand behind the word: "Cơ quan chủ trì: …", "chủ trì là …", "phối hợp với …", "phê duyệt bởi …".
_BEHIND = re.compile(
    r"(?:\s+(?:thuc hien|chinh|chung|viec|nhiem vu|nay)){0,3}\s*(?::|-\s|\b(?:la|gom|thuoc ve|boi|do)\b)"
)
_WITH = re.compile(r"\s*(?:chat che\s+)?(?:voi|cung|:|la\b)")
_CLAUSE = re.compile(r"[;\n]|\.(?=\s|$)|(?<=\w),(?=\s+(?:con|trong khi|rieng)\b)")
_OF_FIELD = {FieldKind.LEAD: LEAD, FieldKind.PERFORMER: PERFORMER, FieldKind.COORDINATOR: COORDINATOR}
# What a claim of a role may stand on: who leads also carries out.
_BACKED_BY = {PERFORMER: (PERFORMER, LEAD)}

Roles = Mapping[str, tuple[str, ...]]
"""Role -> the pieces of text that name who has it."""


@lru_cache(maxsize=512)
def roles_in(text: str) -> Roles:
    """The roles that `text` gives, each with the pieces that name agencies in it."""
    found: dict[str, list[str]] = {}
    last = ""
    for clause, opens in _clauses(nfc(text)):
        given = list(_in_clause(clause)) or ([(last, clause)] if last and opens == ";" else [])
        last = given[-1][0] if given else ""
        for role, piece in given:
            if agencies(piece):
                found.setdefault(role, []).append(piece.strip(" ,:-–"))
    return {role: tuple(pieces) for role, pieces in found.items()}


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """The clauses of `text`, each with the sign before it: behind ";" a list of agencies may go on."""
    start, opens, folded = 0, "", fold(text)
    for end in _CLAUSE.finditer(folded):
        yield text[start : end.start()], opens
        start, opens = end.end(), end.group()
    yield text[start:], opens


def _in_clause(clause: str) -> Iterator[tuple[str, str]]:
    folded = fold(clause)
    cues = list(_CUE.finditer(folded))
    begun = 0  # where what may stand before the next word begins
    for n, cue in enumerate(cues):
        role = next(name for k, (name, _) in enumerate(_CUES) if cue.group(f"r{k}"))
        end = cues[n + 1].start() if n + 1 < len(cues) else len(clause)
        behind = _behind(role, folded, cue.end())
        before = clause[begun : cue.start()]
        named = agencies(before)
        if behind is not None and (role in (COORDINATOR, RECEIVER) or not named or folded[behind - 1] == ":"):
            if role == COORDINATOR and named and begun == 0 and n == 0:
                yield COORDINATOR, before  # "A phối hợp với B": both do
            yield role, clause[behind:end]
            begun = end
        elif role != RECEIVER:
            yield role, before
            begun = cue.end() if named and not _goes_on(folded, cue.end(), end) else begun


def _behind(role: str, folded: str, at: int) -> int | None:
    """Where the agencies that stand behind a word of a role begin; None where they stand before it."""
    if role == RECEIVER:
        return at
    found = (_WITH if role == COORDINATOR else _BEHIND).match(folded, at)
    return found.end() if found else None


def _goes_on(folded: str, at: int, end: int) -> bool:
    """Whether the same agencies have the next role too: "A phê duyệt và chủ trì"."""
    return re.fullmatch(r"\s*(?:va|,|hoac|,\s*va|va\s+truc tiep)?\s*", folded[at:end]) is not None


def roles_of(passage: Passage | None, held: Sequence[str]) -> Roles:
    """The roles that a record gives: by its typed fields, by its text, and the agency whose duty it is."""
    found: dict[str, list[str]] = {}
    if passage:
        for field in passage.fields:
            if role := _OF_FIELD.get(field.kind):
                found.setdefault(role, []).append(field.value.text)
        if passage.agency:
            text = fold(" ".join(piece.text for piece in passage.pieces))
            for role, cue in _CUES[:3]:
                if role == PERFORMER or re.search(rf"\b(?:{cue})\b", text):
                    found.setdefault(role, []).append(passage.agency)
    for text in held:
        for role, pieces in roles_in(text).items():
            found.setdefault(role, []).extend(pieces)
    return {role: tuple(dict.fromkeys(pieces)) for role, pieces in found.items()}


def misnamed(sentence: str, held: Iterable[Roles], texts: Sequence[str]) -> Iterator[str]:
    """The agencies that `sentence` gives a role which no record in `held` gives them; `texts` are all their words."""
    given = list(held)
    words = fold(" ".join(texts))
    for role, pieces in roles_in(sentence).items():
        backing = [piece for one in given for name in _BACKED_BY.get(role, (role,)) for piece in one.get(name, ())]
        for agency in dict.fromkeys(name for piece in pieces for name in agencies(piece)):
            if backing and unsupported(agency, backing):
                yield f"{agency} không phải là cơ quan {role}"
            elif not backing and not re.search(rf"\b(?:{dict(_CUES)[role]})\b", words):
                yield f"đoạn được dẫn không ghi ai {role}"
    for role in _moved(sentence, words):
        yield f"“{role}” đứng ở chỗ khác với đoạn được dẫn"
    if canonical(LEAD) in canonical(sentence) and fold(LEAD) not in words:
        yield f"đoạn được dẫn không ghi vai trò: {LEAD}"


def _moved(sentence: str, held: str) -> Iterator[str]:
    """The roles that `sentence` gives nobody by name, where neither word beside them is the one that `held` has."""
    said = folded_words(sentence)
    told = set(zip(*(folded_words(held)[n:] for n in range(3)), strict=False))
    named = {role for role, pieces in roles_in(sentence).items() if pieces}
    for role in (LEAD, COORDINATOR):
        first, second = fold(role).split()
        for at in range(len(said) - 1):
            if role in named or (said[at], said[at + 1]) != (first, second):
                continue
            before = (said[at - 1], first, second) if at else None
            behind = (first, second, said[at + 2]) if at + 2 < len(said) else None
            if not {before, behind} & told:
                yield role
