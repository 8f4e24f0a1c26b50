"""Answers out of what a plan's records say: who signed, which document, what a short form means, whom to call."""

import re
from collections.abc import Iterable, Sequence

from answer.asked import Asked
from answer.draft import Draft, Source, Statement, source
from answer.rank import Fit, Weights, holding
from ingest.agencies import spelled_out
from ingest.heading import parse_date
from ingest.mentions import DATE, NUMBER
from ingest.places import find_places
from ingest.plan import Abbreviation, Contact, ContactKind, DocumentRef, Level, Plan, Quoted
from ingest.vietnamese import fold, folded_words

_KINDS = (
    "quyet dinh", "nghi quyet", "ke hoach", "chi thi", "cong van", "chuong trinh", "thong tu", "nghi dinh", "ket luan",
)  # fmt: skip
_CONTACT_WORDS = "số điện thoại di động đường dây nóng hotline liên hệ gọi địa chỉ trang web website thông tin điện tử"
_NEAR = 0.06  # of what the question says that must stand just before a number or link
_OWN = 0.6  # ... and that the plan's own heading must hold to be what is asked about
# What the letters of a document's number say that it is.
_CODES = {"qd": "quyet dinh", "kh": "ke hoach", "nq": "nghi quyet", "ct": "chi thi", "ctr": "chuong trinh"}
_AUTHORITIES = (
    "thu tuong", "chinh phu", "quoc hoi", "trung uong", "ban bi thu", "bo chinh tri", "tinh uy", "huyen uy",
)  # fmt: skip
_COMMITTEES = ("uy ban nhan dan tinh", "uy ban nhan dan huyen")
_SHORT_FORM = re.compile(r"\s*([A-ZĐ][A-ZĐ0-9&-]{1,9})\s+(?:là|la|nghĩa|nghia|viết|viet)\b.{0,24}$")
# "Số kế hoạch là gì?", "kế hoạch này mang số nào?"
_OWN_NUMBER = re.compile(
    r"\s*(?:so( hieu)? (?:cua )?(?:ke hoach|van ban)(?: nay| do)? la"
    r"|(?:ke hoach|van ban)(?: nay| do)? (?:mang |co |la )?so(?: hieu)? (?:nao|may|bao nhieu|gi|la))"
)
_OWN_DAY = re.compile(
    r"ngay (?:ban hanh|ky) ke hoach|ke hoach (?:nay )?(?:duoc |da )?(?:ban hanh|ky) (?:vao )?(?:ngay|khi|luc)"
)
_LEAST = 0.45  # of what the question says that a record must hold to be its answer


def signer(plan: Plan) -> Draft:
    """Who signed."""
    if plan.signer is None:
        return ()
    position = plan.signer.position
    text = f"Người ký: {plan.signer.name.text}"
    text += f" ({position.text})" if position else ""
    return (Statement(text, (source(plan, ("Ký ban hành",), position, plan.signer.name),)),)


def definitions(asked: Asked, plan: Plan) -> Draft:
    """What the short forms in the question mean, each as the plan first words it."""
    told: dict[str, Statement] = {}
    for short in plan.abbreviations:
        name = " ".join(folded_words(short.short))
        if name not in told and _is_asked(asked, short):
            text = f"{short.short}: {short.meaning.text}"
            told[name] = Statement(text, (source(plan, (), short.meaning),))
    return tuple(told.values())


def _is_asked(asked: Asked, short: Abbreviation) -> bool:
    name = " ".join(folded_words(short.short))
    typed = f" {' '.join(folded_words(asked.text))} "
    return f" {name} " in typed


def asks_short_form(asked: Asked) -> bool:
    """Whether the question is about nothing but a short form: "TTHC là gì?"."""
    said = _SHORT_FORM.match(asked.text)
    return said is not None and not said.group(1).isdigit()


def names_short_form(asked: Asked, plans: Iterable[Plan]) -> bool:
    """Whether the question names a short form that one of `plans` explains."""
    return any(_is_asked(asked, short) for plan in plans for short in plan.abbreviations)


def contact(plan: Plan, kinds: Sequence[ContactKind], weights: Weights, fits: Sequence[Fit]) -> Draft:
    """The phone number, link or mail that fits the question best; nothing where none fits."""
    fitting = [(_contact_fit(one, weights, fits), one) for one in plan.contacts if one.kind in kinds]
    best = max((score for score, _ in fitting), default=0.0)
    if best < _LEAST:
        return ()
    told = [one for score, one in fitting if score > best - 0.02]
    by_value = {one.value.text.strip("()<>"): one for one in reversed(told)}
    return tuple(
        Statement(f"{value} – {one.purpose.lstrip('-+• ')}", (source(plan, (), one.value),))
        for value, one in reversed(by_value.items())
    )


def _contact_fit(one: Contact, weights: Weights, fits: Sequence[Fit]) -> float:
    """By the words just before it, which must say something of what is asked, and by the passage around it."""
    topic = weights.without(_CONTACT_WORDS)
    near = (weights if topic.is_empty else topic).coverage(holding(one.purpose[-120:]))
    start = one.value.spans[0].start
    holding_it = [fit.whole for fit in fits if any(span.start == start for span in fit.passage.spans)]
    around = max(holding_it, default=0.0)
    return 0.0 if near < _NEAR else max(near, 0.4 * near + 0.6 * around)


def own(asked: Asked, plan: Plan) -> Draft | None:
    """The plan's own number or day of issue; None where neither is asked for in so many words."""
    if _OWN_NUMBER.match(asked.folded):
        return (_own_number(plan.heads[0], plan) if plan.heads else None) or ()
    if _OWN_DAY.search(asked.folded):
        return (Statement(f"Ban hành {plan.dated.text}", (source(plan, (), plan.dated),)),) if plan.dated else ()
    return None


def document(asked: Asked, plan: Plan, weights: Weights) -> Draft | None:
    """The document that the question asks for: one that the plan names, or the plan itself.

    None says that the question is about the plan's own number, and the plan does not give it.
    """
    given = [ref for ref in plan.references if ref.number and fold(ref.number) in fold(asked.text)]
    if given:
        return (Statement(_named(given[0]), (Source(plan, (), given[0].spans),)),)
    if plan.number and fold(plan.number.text) in fold(asked.text):
        return ()  # the plan's own number is given: what is asked is something else about it
    head, own = max(
        ((head, _head_fit(asked, head, plan, weights)) for head in _heads(asked, plan)),
        key=lambda pair: pair[1],
        default=((), 0.0),
    )
    ranked = sorted(
        ((_reference_fit(asked, ref, weights), -at) for at, ref in enumerate(plan.references)), reverse=True
    )
    best, at = ranked[0] if ranked else (0.0, 0)
    if own >= best and own > _OWN:
        return _own_number(head, plan)
    if best < _LEAST:
        return ()
    ref = plan.references[-at]
    return (Statement(_named(ref), (Source(plan, ("Căn cứ",) if ref.is_basis else (), ref.spans),)),)


def _heads(asked: Asked, plan: Plan) -> Sequence[tuple[Quoted, ...]]:
    """The headings of the parts of the file that the question may mean; of its appendix, where it says so."""
    appendices = [head for head in plan.heads if fold(head[0].text).startswith("phu luc")]
    return appendices if appendices and asked.names(("phu", "luc")) else plan.heads


def gives_number(asked: Asked, plan: Plan) -> bool:
    """Whether the question gives the number of a document that `plan` names."""
    return any(ref.number and fold(ref.number) in fold(asked.text) for ref in plan.references)


def _head_fit(asked: Asked, head: Sequence[Quoted], plan: Plan, weights: Weights) -> float:
    text = " ".join((*(piece.text for piece in head), plan.issuer.text if plan.issuer else ""))
    covered = weights.coverage(holding(f"{plan.kind} {text}"))
    if covered < _OWN:
        return 0.0
    fit = covered - 0.04 * _left_over(plan.title, weights)
    held = spelled_out(text)
    others = [name for name in (*_AUTHORITIES, *_COMMITTEES) if asked.names(name.split()) and name not in held]
    kinds = [_CODES.get(code, "") for code in re.findall(r"\d\s*/\s*([a-z]+)-", fold(text))]
    return fit + _kind_fit(asked, *kinds) - (0.3 if others else 0.0)


def _reference_fit(asked: Asked, ref: DocumentRef, weights: Weights) -> float:
    said = f"{ref.kind} {ref.issuer} {ref.title}"
    fit = weights.coverage(holding(said)) - 0.04 * _left_over(ref.title, weights)
    elsewhere = _is_higher(asked, ref) or _is_of_another_place(asked, ref)
    return fit + _kind_fit(asked, fold(ref.kind)) - (0.15 if elsewhere else 0.0)


def _is_of_another_place(asked: Asked, ref: DocumentRef) -> bool:
    """Whether `ref` is for or of a place by name that the question does not name."""
    places = find_places(f"{ref.issuer}; {ref.title}")
    return any(not asked.names(folded_words(place.name)) for place in places)


def _is_higher(asked: Asked, ref: DocumentRef) -> bool:
    """Whether `ref` is of a central authority, and the question does not speak of one."""
    authority = re.search(rf"\b(bo|{'|'.join(_AUTHORITIES)})\b", spelled_out(ref.issuer))
    return authority is not None and not asked.names(authority.group().split())


def _kind_fit(asked: Asked, *kinds: str) -> float:
    """What it counts that a document is of the kind that the question asks for ("quyết định nào")."""
    wanted = {kind for kind in _KINDS if re.search(rf"{kind} (so )?(nao|may|bao nhieu)|{kind} so", asked.folded)}
    return 0.15 if wanted & set(kinds) else -0.05 if wanted else 0.0


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
    others = [piece for other in plan.heads if other != head for piece in other if _differs(piece, told, plan)]
    notes = [
        Statement(f"Lưu ý, chỗ khác trong tệp ghi: {_bare(piece)}", (source(plan, (), piece),)) for piece in others
    ]
    return (*(Statement(_bare(piece), (source(plan, (), piece),)) for piece in told), *notes)


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


def location(plan: Plan) -> Draft:
    """Which district and province the plan's place belongs to, as the plan itself says."""
    told: dict[str, Statement] = {}
    lines = [piece for section in plan.sections for piece in (section.title, *section.body)]
    for level in (Level.DISTRICT, Level.PROVINCE):
        for line in lines:
            place = next((p for p in find_places(line.text) if p.level is level and p.name != plan.place), None)
            if place and place.kind not in told:
                told[place.kind] = Statement(f"{place.kind.capitalize()} {place.name}", (source(plan, (), line),))
    return tuple(told.values())


def summary(plan: Plan) -> Draft:
    """The plan in short: what it is, what for, and what it has done."""
    head = plan.heads[0] if plan.heads else ()
    statements = [Statement(f"{plan.kind} {plan.title}", (source(plan, (), *head),))] if head else []
    for section in plan.sections:
        if section.body and re.search(r"muc dich|muc tieu|yeu cau", fold(section.title.text)) and len(statements) < 4:
            piece = section.body[0]
            text = _shortened(piece.text.lstrip("-+ "), 240)
            statements.append(
                Statement(
                    f"- {text}",
                    (source(plan, (*section.path, f"{section.number}. {section.title.text}"), section.title, piece),),
                )
            )
    return (*statements, *_main_parts(plan))


def _main_parts(plan: Plan) -> tuple[Statement, ...]:
    """The plan's tasks by name, or its sections where it lists none."""
    tasks = [(task.title, task.path) for task in plan.tasks[:10]]
    sections = [
        (section.title, section.path) for section in plan.sections if section.number and len(section.title.text) < 160
    ]
    told = tasks or sections[:12]
    return tuple(Statement(f"- {_shortened(title.text, 160)}", (source(plan, path, title),)) for title, path in told)


def purpose(asked: Asked, plan: Plan) -> Draft:
    """What the plan is for: the sections headed by what is asked (mục đích, mục tiêu, yêu cầu)."""
    wanted = [word for word in ("muc dich", "muc tieu", "yeu cau") if word in asked.folded] or ["muc dich", "muc tieu"]
    statements: list[Statement] = []
    for section in plan.sections:
        title = fold(section.title.text)
        if section.body and any(word in title for word in wanted):
            for piece in section.body[:8]:
                text = piece.text.lstrip("-+ ")
                statements.append(
                    Statement(
                        f"- {_shortened(text, 320)}",
                        (
                            source(
                                plan, (*section.path, f"{section.number}. {section.title.text}"), section.title, piece
                            ),
                        ),
                    )
                )
    return tuple(statements[:10])


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text.rstrip(" .;")
    cut = max(text.rfind(mark, 0, length) for mark in (";", ".", ","))
    return (text[:cut] if cut > 80 else text[:length].rsplit(" ", 1)[0]).rstrip(" .;,") + "…"
