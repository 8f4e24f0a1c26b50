"""Answers out of what a plan's records say: who signed, which document, what a short form means, whom to call."""

import re
from collections.abc import Iterable, Iterator, Sequence

from answer.agency import MARKS
from answer.asked import Asked
from answer.draft import Draft, Source, Statement, source
from answer.rank import Fit, Weights, holding
from answer.values import heads, needs
from index.split import cut
from ingest.agencies import spelled_out
from ingest.heading import parse_date
from ingest.mentions import DATE, NUMBER
from ingest.places import KINDS, find_places
from ingest.plan import Abbreviation, Contact, ContactKind, DocumentRef, EffectKind, Level, Plan, Quoted
from ingest.vietnamese import fold, folded_words, one_line

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
_WRITTEN_SHORT = re.compile(r"viet tat (?:cua|cho|la)|la (?:chu )?viet tat")
_CAPITALS = re.compile(r"(?<![\w&-])[A-ZĐ][A-ZĐ0-9&-]{1,9}(?![\w&-])")
_ASIDE = r"(?:o day|o do|nay|do|ay|(?:ghi |noi )?(?:trong|o|tai) .*)"
_MEANS = r"(?:la|nghia|viet tat|co nghia|gi\b|j\b)"
# "Số kế hoạch là gì?", "kế hoạch này mang số nào?"
_OWN_NUMBER = re.compile(
    r"\s*(?:so( hieu)? (?:cua )?(?:ke hoach|van ban)(?: nay| do)?(?: la|\W*$)"
    r"|(?:ke hoach|van ban)(?: nay| do)? (?:mang |co |la )?so(?: hieu)? (?:nao|may|bao nhieu|gi|la))"
)
_OWN_DAY = re.compile(
    r"ngay (?:ban hanh|ky) ke hoach|ke hoach (?:nay )?(?:duoc |da )?(?:ban hanh|ky) (?:vao )?(?:ngay|khi|luc)"
)
_CLAUSE = re.compile(r"(?<=[.;])\s+(?=[^\W\d_(])")
_CLAUSE_LENGTH = 260
_COMPLAINTS = ((r"thai do", 0.9), (r"phan anh|kien nghi|gop y|nhung nhieu", 0.75), (r"duong day nong|tong dai", 0.6))
_PURPOSES = ("muc dich", "muc tieu", "chi tieu", "yeu cau")
_PURPOSES_TOLD = 12
_HEADING = 90  # characters; a longer text below a number is an item
_ATTACHED = re.compile(rf"kèm theo\s+[^\W\d_][^\d]{{3,40}}?\s*(?:số\s*)?{NUMBER}", re.IGNORECASE)
_GOES_WITH = 0.35  # of what the question says that stands in such a line and the two above it
_LEVEL = "tinh|thanh pho|huyen|thi xa|quan|phuong|xa|thi tran|so|benh vien|truong|chi cuc|trung tam"
_OF_LEVEL = re.compile(rf"\bcua ({_LEVEL})\b")
_TO_DO = re.compile(
    r"^(?:(?:ve(?: viec)?|ban hanh|ke hoach|trien khai|to chuc|thuc hien|nang cao|day manh|tang cuong|cong tac|cac"
    r"|hoat dong)(?: |$))+"
)
_THIS = re.compile(r"\b(?:này|trước đây)\b")
_ASKS_NUMBER = re.compile(r"so (hieu|may|nao|bao nhieu).* thay the")
# What the question says that the plan stands on is another document.
_STANDS_ON = re.compile(
    r"can cu|dua (tren|vao)|thuc hien theo|cu the hoa|trien khai (theo )?(ke hoach|quyet dinh|nghi quyet)"
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
    """What the short forms mean that the question asks about, each as the plan first words it."""
    told: dict[str, Statement] = {}
    for short in plan.abbreviations:
        name = " ".join(folded_words(short.short))
        if name not in told and _is_asked(asked, short) and _is_meant(asked, name, plan):
            text = f"{short.short}: {short.meaning.text}"
            told[name] = Statement(text, (source(plan, (), short.meaning),))
    return tuple(told.values())


def _is_asked(asked: Asked, short: Abbreviation) -> bool:
    name = " ".join(folded_words(short.short))
    typed = f" {' '.join(folded_words(asked.text))} "
    return f" {name} " in typed


def _is_meant(asked: Asked, name: str, plan: Plan) -> bool:
    """Whether the meaning of the short form `name` is asked, not something about what it stands for."""
    first = _CAPITALS.search(asked.text)
    if _WRITTEN_SHORT.search(asked.folded):
        return first is None or " ".join(folded_words(first.group())) == name
    names = {" ".join(folded_words(short.short)) for short in plan.abbreviations}
    one_of = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    typed = " ".join(folded_words(asked.text))
    return re.search(rf"(?<!\w){name}(?: va| {_ASIDE}| (?:{one_of})(?!\w))* {_MEANS}", typed) is not None


def asks_short_form(asked: Asked) -> bool:
    """Whether the question is about nothing but a short form: "TTHC là gì?", "OA viết tắt của từ gì?"."""
    said = _SHORT_FORM.match(asked.text)
    if said is not None:
        return not said.group(1).isdigit()
    return _WRITTEN_SHORT.search(asked.folded) is not None and _CAPITALS.search(asked.text) is not None


def names_short_form(asked: Asked, plans: Iterable[Plan]) -> bool:
    """Whether the question names a short form that one of `plans` explains."""
    return any(_is_asked(asked, short) for plan in plans for short in plan.abbreviations)


def contact(asked: Asked, plan: Plan, kinds: Sequence[ContactKind], weights: Weights, fits: Sequence[Fit]) -> Draft:
    """The phone number, link or mail that fits the question best; nothing where none fits."""
    fitting = [(_contact_fit(asked, one, plan, weights, fits), one) for one in plan.contacts if one.kind in kinds]
    best = max((score for score, _ in fitting), default=0.0)
    if best < _LEAST:
        return ()
    told: dict[str, Contact] = {}
    for score, one in fitting:
        if score > best - 0.02:
            told.setdefault(_clause(one, plan) or one.value.text.strip("()<>"), one)
    statements = [_given(text, one, plan) for text, one in told.items()]
    first = next(iter(told.values()))
    return (*statements, *_beside(asked, first, plan, weights, " ".join(told)))


def _given(text: str, one: Contact, plan: Plan) -> Statement:
    value = one.value.text.strip("()<>")
    said = text if value in text and text != value else f"{value} – {one.purpose.lstrip('-+• ')}"
    return Statement(said, (source(plan, (), one.value),))


def _clauses(one: Contact, plan: Plan) -> list[str]:
    """The clauses of the line that gives `one`, the mark of an item left out."""
    line = MARKS.sub("", one_line(cut(plan.text, one.value.spans)))
    return [part.strip(" ;.") for part in _CLAUSE.split(line)]


def _clause(one: Contact, plan: Plan) -> str:
    """The clause that gives `one`: whose it is and when it answers; empty where that is long or a row of a table."""
    value = one.value.text.strip("()<>")
    said = next((part for part in _clauses(one, plan) if value in part), "")
    return said if len(said) <= _CLAUSE_LENGTH and "|" not in said and "\t" not in said else ""


def _beside(asked: Asked, one: Contact, plan: Plan, weights: Weights, told: str) -> Iterator[Statement]:
    """The clause of the same line that says the rest of what is asked: who takes it in, how soon it is answered."""
    missing = [holds for holds in (*needs(asked.facets), *heads(asked.folded)) if not holds(told)]
    values = [other.value.text for other in plan.contacts]
    for part in _clauses(one, plan):
        is_new = part not in told and not any(value in part for value in values)
        if is_new and any(holds(part) for holds in missing) and weights.coverage(holding(part)) > _NEAR:
            yield Statement(part, (source(plan, (), one.value),))


def _contact_fit(asked: Asked, one: Contact, plan: Plan, weights: Weights, fits: Sequence[Fit]) -> float:
    """By the words just before it, which must say something of what is asked, and by the passage around it."""
    topic = weights.without(_CONTACT_WORDS)
    clause = _clause(one, plan)
    said = holding(f"{one.purpose[-120:]} {clause}")
    near = (weights if topic.is_empty else topic).coverage(said)
    start = one.value.spans[0].start
    holding_it = [fit.whole for fit in fits if any(span.start == start for span in fit.passage.spans)]
    around = max(holding_it, default=0.0)
    fit = 0.0 if near < _NEAR else max(near, 0.4 * near + 0.6 * around)
    return max(fit, _for_complaints(one, clause) + 0.1 * near) if asked.asks("complaint") else fit


def _for_complaints(one: Contact, clause: str) -> float:
    """How surely `one` is where the people complain; a number for officials in difficulties is not."""
    said = fold(f"{one.purpose} {clause}")
    if re.search(r"vuong mac|kho khan", said):
        return 0.0
    return max((worth for words, worth in _COMPLAINTS if re.search(words, said)), default=0.0)


def own(asked: Asked, plan: Plan) -> Draft | None:
    """The plan's own number or day of issue; None where neither is asked for in so many words."""
    said = _without_names(asked.folded, plan)
    if _OWN_NUMBER.match(said):
        return (_own_number(plan.heads[0], plan) if plan.heads else None) or ()
    if _OWN_DAY.search(said):
        if plan.dated is None or parse_date(plan.dated.text) is None:  # a scan may have made a 12th the 72nd
            return ()
        told = Statement(f"Ban hành {plan.dated.text}", (source(plan, (), plan.dated),))
        return (told, *_said_otherwise(plan.heads[0], [plan.dated], plan))
    return None


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
        own = _own_number(plan.heads[0], plan) if plan.heads and _ASKS_NUMBER.search(asked.folded) else None
        return (*(own or ()), *replaced)
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
    ranked = sorted(
        ((_reference_fit(asked, ref, plan, weights), -at) for at, ref in enumerate(plan.references)), reverse=True
    )
    best, at = ranked[0] if ranked else (0.0, 0)
    if own >= best and own > _LEAST:
        return _own_number(head, plan)
    if best < _LEAST:
        return ()
    ref = plan.references[-at]
    return (Statement(_named(ref), (Source(plan, ("Căn cứ",) if ref.is_basis else (), ref.spans),)),)


def _given_by_number(asked: Asked, plan: Plan) -> list[DocumentRef]:
    """The documents other than the plan itself whose number the question gives."""
    own = fold(plan.number.text) if plan.number else ""
    typed = fold(asked.text)
    return [ref for ref in plan.references if ref.number and fold(ref.number) in typed and fold(ref.number) not in own]


def _replaced(asked: Asked, plan: Plan) -> Draft:
    """What the plan says that it replaces or ends itself, where that is asked."""
    if not asked.asks("replaces"):
        return ()
    lines = dict.fromkeys(
        effect.line
        for effect in plan.effects
        if effect.kind is not EffectKind.AMENDS and _THIS.search(effect.line.text)
    )
    return tuple(Statement(MARKS.sub("", line.text).rstrip(" ./"), (source(plan, (), line),)) for line in lines)


def _attached(asked: Asked, plan: Plan, weights: Weights, fits: Sequence[Fit]) -> Draft:
    """The line by which a part of the file goes with a document ("Ban hành kèm theo Kế hoạch số …")."""
    if not asked.names(("kem", "theo")):
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
    """What the plan is for: all that stands below the headings that say what is asked (mục đích, mục tiêu, yêu cầu)."""
    wanted = [word for word in _PURPOSES if word in asked.folded] or ["muc dich", "muc tieu"]
    told: list[Statement] = []
    for section in plan.sections:
        path = (*section.path, f"{section.number}. {section.title.text}")
        if not _is_for(wanted, path):
            continue
        title = () if _is_heading(section.title.text) else (section.title,)
        for piece in (*title, *section.body):
            text = MARKS.sub("", piece.text)
            told.append(Statement(f"- {_shortened(text, 320)}", (source(plan, path, section.title, piece),)))
    return tuple(told[:_PURPOSES_TOLD])


def _is_for(wanted: Sequence[str], path: Sequence[str]) -> bool:
    """Whether the innermost heading of `path` that names a purpose or a demand names one that is wanted."""
    naming = [
        fold(heading) for heading in path if _is_heading(heading) and re.search("|".join(_PURPOSES), fold(heading))
    ]
    return bool(naming) and any(word in naming[-1] for word in wanted)


def _is_heading(text: str) -> bool:
    return len(text) < _HEADING and not text.rstrip().endswith((".", ";"))


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text.rstrip(" .;")
    cut = max(text.rfind(mark, 0, length) for mark in (";", ".", ","))
    return (text[:cut] if cut > 80 else text[:length].rsplit(" ", 1)[0]).rstrip(" .;,") + "…"
