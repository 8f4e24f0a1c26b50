"""Answers about documents: the plan's own number and day, those that it names, those that it replaces or goes with."""

import re
from collections.abc import Iterator, Sequence

from answer.agency import MARKS
from answer.asked import Asked
from answer.draft import Draft, Source, Statement, source
from answer.rank import Weights, holding
from ingest.agencies import spelled_out
from ingest.heading import parse_date
from ingest.mentions import DATE, NUMBER
from ingest.places import KINDS, find_places
from ingest.plan import DocumentRef, EffectKind, Plan, Quoted
from ingest.vietnamese import canonical, fold

_KINDS = (
    "quyet dinh", "nghi quyet", "ke hoach", "chi thi", "cong van", "chuong trinh", "thong tu", "nghi dinh", "ket luan",
    "to trinh", "thong bao", "huong dan", "van ban",
)  # fmt: skip
_KIND = "|".join(_KINDS)
_A_NUMBER, _A_DAY = re.compile(NUMBER), re.compile(DATE)
_KIND_ASKED = re.compile(rf"\b({_KIND})(?: nay| do)?(?: (?:mang )?so)? (?:may|nao|bao nhieu)\b")
_CALLS = re.compile(r"\b(?:dien thoai|hotline|duong day|goi|lien he|sdt)\b")
_WHICH_NUMBER = re.compile(r"(?<!\w)(?:số (?:mấy|nào|bao nhiêu|hiệu)|so (?:may|bao nhieu|hieu))(?!\w)")
"""Typed without diacritics, "so nao" asks for a department."""
_NUMBER_ASKED = re.compile(rf"\b({_KIND})\b.*\bso (?:may|nao|bao nhieu|hieu)\b")
_OWN = 0.6  # of what the question says that the plan's own heading must hold to be what is asked about
_ISSUERS = (
    "thu tuong", "chinh phu", "quoc hoi", "trung uong", "ban bi thu", "bo chinh tri", "tinh uy", "huyen uy",
    "uy ban nhan dan tinh", "uy ban nhan dan huyen",
)  # fmt: skip
_OTHERS = 0.3  # less, where the question names an issuer that the plan's own heading does not
_OWN_NUMBER = re.compile(
    r"\s*(?:so( hieu)? (?:cua )?(?:ke hoach|van ban)(?: nay| do)?(?: la|\W*$)"
    r"|(?:ke hoach|van ban)(?: nay| do)? (?:mang |co |la )?so(?: hieu)? (?:nao|may|bao nhieu|gi|la))"
)
_OWN_DAY = re.compile(
    r"ngay (?:ban hanh|ky) ke hoach|ke hoach (?:nay )?(?:duoc |da )?(?:ban hanh|ky) (?:vao )?(?:ngay|khi|luc)"
)
_ITS_DAY = re.compile(r"(?:ban hanh|ky|ra doi) (?:vao )?(?:ngay|khi|luc|hoi)|ngay (?:thang nam )?(?:ban hanh|ky)\b")
"""Of what has its number given in the question."""
# What the question says that the plan stands on is another document.
_STANDS_ON = re.compile(
    r"can cu|dua (tren|vao)|cu the hoa|thuc hien theo|ban hanh theo"
    r"|(?:thuc hien|trien khai) (?:theo )?(?:ke hoach|quyet dinh|nghi quyet|chi thi)"
)
_LEAST_OF_KIND = 0.3  # ... of the kind that the question asks for
_LEAST = 0.55  # of what the question says that a record must hold to be its answer


def own(asked: Asked, plan: Plan) -> Draft | None:
    """The plan's own number or day of issue; None where neither is asked for in so many words."""
    said = _without_names(asked.folded, plan)
    if _OWN_NUMBER.match(said):
        return issued(plan)
    is_named = plan.number is not None and fold(plan.number.text) in fold(asked.text)
    if _OWN_DAY.search(said) or (is_named and not kind_asked(asked) and _ITS_DAY.search(said)):
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


def document(asked: Asked, plan: Plan, weights: Weights) -> Draft | None:
    """The document that the question asks for: one that the plan names, or the plan itself.

    None says that the question is about the plan's own number, and the plan does not give it.
    """
    wanted = kind_asked(asked)
    given = [ref for ref in _given_by_number(asked, plan) if wanted in ("", "van ban", fold(ref.kind))]
    if given:  # "kế hoạch triển khai Nghị quyết 57-NQ/TW là số mấy" gives no plan's number
        return (Statement(_named(given[0]), (Source(plan, (), given[0].spans),)),)
    if plan.number and fold(plan.number.text) in fold(asked.text):
        return ()  # the plan's own number is given: what is asked is something else about it
    return _best_document(asked, plan, weights)


def _best_document(asked: Asked, plan: Plan, weights: Weights) -> Draft | None:
    head, own = max(
        ((head, _head_fit(asked, head, plan, weights)) for head in plan.heads),
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


def replaced(plan: Plan) -> Draft:
    """What the plan says that it replaces or ends itself."""
    lines = dict.fromkeys(effect.line for effect in plan.effects if effect.kind is not EffectKind.AMENDS)
    return tuple(Statement(MARKS.sub("", line.text).rstrip(" ./"), (source(plan, (), line),)) for line in lines)


def gives_number(asked: Asked, plan: Plan) -> bool:
    """Whether the question gives the number of a document that `plan` names."""
    return bool(_given_by_number(asked, plan))


def _head_fit(asked: Asked, head: Sequence[Quoted], plan: Plan, weights: Weights) -> float:
    is_given = kind_asked(asked) == fold(plan.kind) and gives_number(asked, plan)  # what it stands on is said
    if _STANDS_ON.search(asked.folded) and not is_given:
        return 0.0
    text = " ".join((*(piece.text for piece in head), plan.issuer.text if plan.issuer else ""))
    covered = weights.coverage(holding(f"{plan.kind} {text}"))
    if covered < _OWN:
        return 0.0
    held = spelled_out(text)
    is_others = any(asked.names(name.split()) and name not in held for name in _ISSUERS)
    fit = covered - 0.04 * _left_over(plan.title, weights) + _kind_fit(asked, fold(plan.kind))
    return fit - (_OTHERS if is_others else 0.0)


def _reference_fit(asked: Asked, ref: DocumentRef, plan: Plan, weights: Weights) -> float:
    text = f"{ref.issuer} {ref.title}"
    fit = weights.coverage(holding(f"{ref.kind} {text}")) - 0.04 * _left_over(ref.title, weights)
    place = spelled_out(plan.place or "").split()
    of = {one.name for one in find_places(text)} if asked.names(place) else set()
    is_others = of and plan.place not in of  # the question names the plan's own place
    return fit + _kind_fit(asked, fold(ref.kind)) - (_OTHERS if is_others else 0.0)


def _kind_fit(asked: Asked, kind: str) -> float:
    """What it counts that a document is of the kind that the question asks for ("quyết định nào")."""
    wanted = kind_asked(asked)
    return 0.15 if wanted == kind else -0.05 if wanted not in ("", "van ban") else 0.0


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
    numbered = [piece for piece in head if _A_NUMBER.search(piece.text) and not is_title(piece, plan)]
    if not numbered:
        return None
    dated = [piece for piece in head if _A_DAY.search(piece.text) and piece not in numbered]
    told = [*numbered[:1], *dated[:1]] if not _A_DAY.search(numbered[0].text) else numbered[:1]
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
    if is_title(piece, plan) or not (_A_NUMBER.search(piece.text) or re.search(rf"ngày\s+{DATE}", piece.text)):
        return False
    said = {fact for one in told for fact in _facts(one)}
    return not set(_facts(piece)) <= said


def _facts(piece: Quoted) -> list[str]:
    """The numbers and days in `piece`, each written one way."""
    numbers = ["".join(found.split()) for found in _A_NUMBER.findall(piece.text)]
    days = [str(parse_date(found) or found) for found in _A_DAY.findall(piece.text)]
    return numbers + days


def is_title(piece: Quoted, plan: Plan) -> bool:
    """Whether `piece` is of the plan's title, whose numbers are other documents'."""
    return fold(piece.text) in fold(plan.title)
