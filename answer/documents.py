"""Answers about documents: the plan's own number and day, those that it names, those that it replaces or goes with."""

import re
from collections.abc import Iterable, Iterator, Sequence

from answer.agency import MARKS
from answer.asked import Asked
from answer.draft import Draft, Source, Statement, source
from answer.rank import Fit, Weights, holding
from ingest.agencies import spelled_out
from ingest.heading import parse_date
from ingest.mentions import DATE, NUMBER
from ingest.places import KINDS, find_places
from ingest.plan import DocumentRef, EffectKind, Plan, Quoted
from ingest.vietnamese import canonical, fold, folded_words

_KINDS = (
    "quyet dinh", "nghi quyet", "ke hoach", "chi thi", "cong van", "chuong trinh", "thong tu", "nghi dinh", "ket luan",
    "to trinh", "thong bao", "huong dan", "van ban",
)  # fmt: skip
_KIND = "|".join(_KINDS)
_KIND_ASKED = re.compile(rf"\b({_KIND})(?: nay| do)?(?: (?:mang )?so)? (?:may|nao|bao nhieu)\b")
_CALLS = re.compile(r"\b(?:dien thoai|hotline|duong day|goi|lien he|sdt)\b")
_WHICH_NUMBER = re.compile(r"(?<!\w)(?:số (?:mấy|nào|bao nhiêu|hiệu)|so (?:may|bao nhieu|hieu))(?!\w)")
"""Typed without diacritics, "so nao" asks for a department."""
_NUMBER_ASKED = re.compile(rf"\b({_KIND})\b.*\bso (?:may|nao|bao nhieu|hieu)\b")
_OWN = 0.6  # of what the question says that the plan's own heading must hold to be what is asked about
# What the letters of a document's number say that it is.
_CODES = {
    "qd": "quyet dinh", "kh": "ke hoach", "nq": "nghi quyet", "ct": "chi thi", "ctr": "chuong trinh",
    "ttr": "to trinh", "tb": "thong bao", "hd": "huong dan", "kl": "ket luan",
}  # fmt: skip
_AUTHORITIES = (
    "thu tuong", "chinh phu", "quoc hoi", "trung uong", "ban bi thu", "bo chinh tri", "tinh uy", "huyen uy",
)  # fmt: skip
_COMMITTEES = ("uy ban nhan dan tinh", "uy ban nhan dan huyen")
_OWN_NUMBER = re.compile(
    r"\s*(?:so( hieu)? (?:cua )?(?:ke hoach|van ban)(?: nay| do)?(?: la|\W*$)"
    r"|(?:ke hoach|van ban)(?: nay| do)? (?:mang |co |la )?so(?: hieu)? (?:nao|may|bao nhieu|gi|la))"
)
_OWN_DAY = re.compile(
    r"ngay (?:ban hanh|ky) ke hoach|ke hoach (?:nay )?(?:duoc |da )?(?:ban hanh|ky) (?:vao )?(?:ngay|khi|luc)"
)
_ITS_DAY = re.compile(r"(?:ban hanh|ky|ra doi) (?:vao )?(?:ngay|khi|luc|hoi)|ngay (?:thang nam )?(?:ban hanh|ky)\b")
"""Of what has its number given in the question."""
_ATTACHED = re.compile(rf"kèm(?: theo)?\s+[^\W\d_][^\d]{{3,40}}?\s*(?:số\s*)?{NUMBER}", re.IGNORECASE)
_KIND_WITH = re.compile(rf"\bkem (?:{_KIND})\b")
_GOES_WITH = 0.35  # of what the question says that stands in such a line and the two above it
_LEVEL = "tinh|thanh pho|huyen|thi xa|quan|phuong|xa|thi tran|so|benh vien|truong|chi cuc|trung tam"
_OF_LEVEL = re.compile(rf"\bcua ({_LEVEL})\b")
_TO_DO = re.compile(
    r"^(?:(?:ve(?: viec)?|ban hanh|ke hoach|trien khai|to chuc|thuc hien|nang cao|day manh|tang cuong|cong tac|cac"
    r"|hoat dong)(?: |$))+"
)
_ASKS_NUMBER = re.compile(r"so (hieu|may|nao|bao nhieu).* thay the")
# What the question says that the plan stands on is another document.
_STANDS_ON = re.compile(
    r"can cu|dua (tren|vao)|cu the hoa|thuc hien theo|ban hanh theo"
    r"|(?:thuc hien|trien khai) (?:theo )?(?:ke hoach|quyet dinh|nghi quyet|chi thi)"
)
_LEAST_OF_KIND = 0.3  # ... of the kind that the question asks for
_LEAST = 0.45  # of what the question says that a record must hold to be its answer


def own(asked: Asked, plan: Plan) -> Draft | None:
    """The plan's own number or day of issue; None where neither is asked for in so many words."""
    said = _without_names(asked.folded, plan)
    if _OWN_NUMBER.match(said):
        return issued(plan)
    is_named = plan.number is not None and fold(plan.number.text) in fold(asked.text)
    if _OWN_DAY.search(said) or (is_named and _ITS_DAY.search(said)):
        if plan.dated is None or parse_date(plan.dated.text) is None:  # a scan may have made a 12th the 72nd
            return ()
        told = Statement(f"Ban hành {plan.dated.text}", (source(plan, (), plan.dated),))
        return (told, *_said_otherwise(plan.heads[0], [plan.dated], plan))
    return None


def issued(plan: Plan) -> Draft:
    """The plan's number and day, as its own heading gives them."""
    return (_own_number(plan.heads[0], plan) if plan.heads else None) or ()


def _without_names(folded: str, plan: Plan) -> str:
    """The question less the place and year of the plan, which say no more than "này"."""
    kinds = "|".join(KINDS)
    for name in filter(None, (plan.place, plan.province)):
        folded = re.sub(rf"(?<!\w)(?:(?:cua|o|tai|ubnd) )*(?:(?:{kinds}) )?{re.escape(fold(name))}(?!\w)", " ", folded)
    return " ".join(re.sub(r"\b(?:nam )?(?:19|20)\d\d\b", " ", folded).split())


def document(asked: Asked, plan: Plan, weights: Weights, fits: Sequence[Fit]) -> Draft | None:
    """The document that the question asks for: one that the plan names, or the plan itself.

    None says that the question is about the plan's own number, and the plan does not give it.
    """
    given = _given_by_number(asked, plan)
    if given:
        return (Statement(_named(given[0]), (Source(plan, (), given[0].spans),)),)
    if replaced := _replaced(asked, plan):
        return (*(issued(plan) if _ASKS_NUMBER.search(asked.folded) else ()), *replaced)
    if plan.number and fold(plan.number.text) in fold(asked.text):
        return ()  # the plan's own number is given: what is asked is something else about it
    if attached := _attached(asked, plan, weights, fits):
        return attached
    return _best_document(asked, plan, weights)


def _best_document(asked: Asked, plan: Plan, weights: Weights) -> Draft | None:
    head, own = max(
        ((head, _head_fit(asked, head, plan, weights)) for head in _heads(asked, plan)),
        key=lambda pair: pair[1],
        default=((), 0.0),
    )
    wanted = kind_asked(asked)
    ranked = sorted(
        (
            (_reference_fit(asked, ref, plan, weights), -at)
            for at, ref in enumerate(plan.references)
            if wanted in ("", "van ban", fold(ref.kind).split(" hanh dong")[0])
        ),
        reverse=True,
    )
    best, at = ranked[0] if ranked else (0.0, 0)
    if own >= best and own > _LEAST:
        return _own_number(head, plan)
    if best < (_LEAST_OF_KIND if wanted else _LEAST):
        return ()
    ref = plan.references[-at]
    return (Statement(_named(ref), (Source(plan, ("Căn cứ",) if ref.is_basis else (), ref.spans),)),)


def kind_asked(asked: Asked) -> str:
    """The kind, folded, of the document that the question asks for; empty where it asks for none."""
    said = " ".join(asked.syllables)
    found = _KIND_ASKED.findall(said) or ([] if _CALLS.search(said) else _NUMBER_ASKED.findall(said))
    return found[-1] if found else ""


def asks_number(asked: Asked) -> bool:
    """Whether the question asks for a document's number."""
    said = (canonical(asked.text).lower(), " ".join(asked.syllables) if asked.text.isascii() else "")
    return bool(kind_asked(asked)) and any(map(_WHICH_NUMBER.search, said))


def _given_by_number(asked: Asked, plan: Plan) -> list[DocumentRef]:
    """The documents other than the plan itself whose number the question gives."""
    own = fold(plan.number.text) if plan.number else ""
    typed = fold(asked.text)
    return [ref for ref in plan.references if ref.number and fold(ref.number) in typed and fold(ref.number) not in own]


def _replaced(asked: Asked, plan: Plan) -> Draft:
    """What the plan says that it replaces or ends itself, where that is asked."""
    if not asked.asks("replaces"):
        return ()
    lines = dict.fromkeys(effect.line for effect in plan.effects if effect.kind is not EffectKind.AMENDS)
    return tuple(Statement(MARKS.sub("", line.text).rstrip(" ./"), (source(plan, (), line),)) for line in lines)


def _attached(asked: Asked, plan: Plan, weights: Weights, fits: Sequence[Fit]) -> Draft:
    """The line by which a part of the file goes with a document ("Ban hành kèm theo Kế hoạch số …")."""
    if not (asked.names(("kem", "theo")) or _KIND_WITH.search(asked.folded)):
        return ()
    lines = _going_with(_heads(asked, plan), plan, weights) or _going_with(
        [fit.passage.pieces for fit in fits], plan, weights
    )
    score, line = max(lines, key=lambda pair: pair[0], default=(0.0, None))
    return (Statement(_bare(line), (source(plan, (), line),)),) if line and score > _GOES_WITH else ()


def _going_with(parts: Iterable[Sequence[Quoted]], plan: Plan, weights: Weights) -> list[tuple[float, Quoted]]:
    """Such lines, each with how much of the question it and the two above it hold."""
    return [
        (weights.coverage(holding(" ".join(above.text for above in part[max(0, at - 2) : at + 1]))), piece)
        for part in parts
        for at, piece in enumerate(part)
        if _ATTACHED.search(piece.text) and not is_title(piece, plan)
    ]


def _heads(asked: Asked, plan: Plan) -> Sequence[tuple[Quoted, ...]]:
    """The headings of the parts of the file that the question may mean; of its appendix, where it says so."""
    appendices = [head for head in plan.heads if fold(head[0].text).startswith("phu luc")]
    return appendices if appendices and asked.names(("phu", "luc")) else plan.heads


def gives_number(asked: Asked, plan: Plan) -> bool:
    """Whether the question gives the number of a document that `plan` names."""
    return bool(_given_by_number(asked, plan))


def _head_fit(asked: Asked, head: Sequence[Quoted], plan: Plan, weights: Weights) -> float:
    if _STANDS_ON.search(asked.folded):
        return 0.0
    text = " ".join((*(piece.text for piece in head), plan.issuer.text if plan.issuer else ""))
    covered = weights.coverage(holding(f"{plan.kind} {text}"))
    if covered < _OWN:
        return 0.0
    fit = covered - 0.04 * _left_over(plan.title, weights)
    held = spelled_out(text)
    others = [name for name in (*_AUTHORITIES, *_COMMITTEES) if asked.names(name.split()) and name not in held]
    kinds = [_CODES.get(code, "") for code in re.findall(r"\d\s*/\s*([a-z]+)-", fold(text))]
    of_other_work = 0.0 if _says_work(asked, plan) else 0.15
    return fit + _kind_fit(asked, *kinds) - (0.3 if others else 0.0) - of_other_work


def _says_work(asked: Asked, plan: Plan) -> bool:
    """Whether the question says what the plan is a plan of: "kế hoạch CCHC" is not that of propaganda for it."""
    words = _TO_DO.sub("", spelled_out(plan.title)).split()[:2]
    return all(word in asked.syllables for word in words)


def _reference_fit(asked: Asked, ref: DocumentRef, plan: Plan, weights: Weights) -> float:
    said = f"{ref.kind} {ref.issuer} {ref.title}"
    fit = weights.coverage(holding(said)) - 0.04 * _left_over(ref.title, weights)
    elsewhere = _is_higher(asked, ref) or _is_of_another_place(asked, ref, plan)
    other_level = 0.3 if _is_of_another_level(asked, ref) else 0.0
    return fit + _kind_fit(asked, fold(ref.kind)) - (0.15 if elsewhere else 0.0) - other_level


def _is_of_another_level(asked: Asked, ref: DocumentRef) -> bool:
    """Whether the question wants a document of the ward ("của phường"), and `ref` is of the city."""
    wanted = _OF_LEVEL.search(" ".join(asked.syllables))
    issuer = spelled_out(ref.issuer)
    levels = re.findall(rf"\b(?:{_LEVEL})\b", issuer)
    return wanted is not None and bool(levels) and wanted.group(1) not in levels


def _is_of_another_place(asked: Asked, ref: DocumentRef, plan: Plan) -> bool:
    """Whether `ref` is for or of a place by name that is not the plan's, and that the question does not name."""
    places = find_places(f"{ref.issuer}; {ref.title}")
    return any(place.name != plan.place and not asked.names(folded_words(place.name)) for place in places)


def _is_higher(asked: Asked, ref: DocumentRef) -> bool:
    """Whether `ref` is of a central authority, and the question does not speak of one."""
    authority = re.search(rf"\b(bo|{'|'.join(_AUTHORITIES)})\b", spelled_out(ref.issuer))
    return authority is not None and not asked.names(authority.group().split())


def _kind_fit(asked: Asked, *kinds: str) -> float:
    """What it counts that a document is of the kind that the question asks for ("quyết định nào")."""
    wanted = kind_asked(asked)
    return 0.15 if wanted in kinds else -0.05 if wanted not in ("", "van ban") else 0.0


def _left_over(title: str, weights: Weights) -> float:
    """How much of `title` the question does not say; the plan that says just what is asked is meant."""
    left = [word for word in holding(title).words if not weights.says(word) and not word.isdigit()]
    return min(5.0, 0.25 * sum(weights.rarity(word) > 2.5 for word in left) * 2)


def _named(ref: DocumentRef) -> str:
    text = f"{ref.kind} số {ref.number}" if ref.number else f"{ref.kind} {ref.title}"
    text += f" ngày {ref.date.text}" if ref.date else ""
    text += f" của {ref.issuer}" if ref.issuer else ""
    return f"{text} {ref.title}".rstrip() if ref.number else text


def _own_number(head: Sequence[Quoted], plan: Plan) -> Draft | None:
    """The lines of the plan's own heading that give a number or date; None where none gives a number."""
    numbered = [piece for piece in head if re.search(NUMBER, piece.text) and not is_title(piece, plan)]
    if not numbered:
        return None
    dated = [piece for piece in head if re.search(DATE, piece.text) and piece not in numbered]
    told = [*numbered[:1], *dated[:1]] if not re.search(DATE, numbered[0].text) else numbered[:1]
    own = (Statement(_bare(piece), (source(plan, (), piece),)) for piece in told)
    return (*own, *_said_otherwise(head, told, plan))


def _said_otherwise(head: Sequence[Quoted], told: Sequence[Quoted], plan: Plan) -> Iterator[Statement]:
    """What other parts of the file than `head` give for another number or day than what is `told`."""
    for piece in (piece for other in plan.heads if other != head for piece in other):
        if _differs(piece, told, plan):
            yield Statement(f"Lưu ý, chỗ khác trong tệp ghi: {_bare(piece)}", (source(plan, (), piece),))


def _bare(piece: Quoted) -> str:
    return piece.text.strip("()* ")


def _differs(piece: Quoted, told: Sequence[Quoted], plan: Plan) -> bool:
    """Whether `piece`, of another part of the file, gives another number or date than what is told."""
    if is_title(piece, plan) or not (re.search(NUMBER, piece.text) or re.search(rf"ngày\s+{DATE}", piece.text)):
        return False
    said = {fact for one in told for fact in _facts(one)}
    return not set(_facts(piece)) <= said


def _facts(piece: Quoted) -> list[str]:
    """The numbers and days in `piece`, each written one way."""
    numbers = [re.sub(r"\s+", "", found) for found in re.findall(NUMBER, piece.text)]
    days = [str(parse_date(found) or found) for found in re.findall(DATE, piece.text)]
    return numbers + days


def is_title(piece: Quoted, plan: Plan) -> bool:
    """Whether `piece` is of the plan's title, whose numbers are other documents'."""
    return fold(piece.text) in fold(plan.title)
