"""Answers out of what a plan's records say: who signed, what a short form means, whom to call, what a plan is for."""

import re
from collections.abc import Sequence

from answer.agency import MARKS
from answer.asked import Asked
from answer.draft import Draft, Statement, source
from answer.rank import Fit, Weights, holding
from answer.telling import items_of, listed, shortened
from index.split import cut
from ingest.agencies import spelled_out
from ingest.places import find_places
from ingest.plan import Abbreviation, Contact, ContactKind, Level, Plan
from ingest.vietnamese import fold, folded_words, one_line

_CONTACT_WORDS = "số điện thoại di động đường dây nóng hotline liên hệ gọi địa chỉ trang web website thông tin điện tử"
_NEAR = 0.06  # of what the question says that must stand just before a number or link
_SURE = 0.78  # of a passage that is so surely about the question that its link needs no word of it just before
_SHORT_FORM = re.compile(r"\s*([A-ZĐ][A-ZĐ0-9&-]{1,9})\s+(?:là|la|nghĩa|nghia|viết|viet)\b.{0,24}$")
_WRITTEN_SHORT = re.compile(r"viet tat (?:cua|cho|la)|la (?:chu )?viet tat")
_CAPITALS = re.compile(r"(?<![\w&-])[A-ZĐ][A-ZĐ0-9&-]{1,9}(?![\w&-])")
_CLAUSE = re.compile(r"(?<=[.;])\s+(?=[^\W\d_(])")
_PURPOSES = ("muc dich", "muc tieu", "chi tieu", "yeu cau")
_PURPOSES_TOLD = 12
_SEVERAL_OF = re.compile(r"\b(?:nhung|cac|may|gom(?! nhung| cac)) (\w+ \w+)(?=(?: \w+){0,8}? (?:nao|gi)\b)")
_NO_NOUN = frozenset(
    ["gi", "nao", "ai", "co", "don", "so", "phong", "ngay", "gio", "thang", "viec", "nhiem"]
)  # who, when
_MADE_OF = re.compile(r"\bgom (?:(?:co|nhung|cac) )*(?:\w+ ){0,2}(?:gi|nao)\b")
_NUMBER = re.compile(r"^\W*(?:Điều \d+|[IVXL]+|\d+(?:\.\d+)*|[A-Zđa-z])[.)]\s*")
_ALL_OF_IT = 0.8  # of the question that the plan's own heading and that of the section say
_MOST_OF_IT = 0.7  # ... where the section is headed by just what is asked for
_SEVERAL = 2
_HEADING = 90  # characters; a longer text below a number is an item
_GIVES = 0.6  # ... and a passage whose line is told with the contact in it
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
        if name not in told and _is_asked(asked, short):
            text = f"{short.short}: {short.meaning.text}"
            told[name] = Statement(text, (source(plan, (), short.meaning),))
    return tuple(told.values())


def _is_asked(asked: Asked, short: Abbreviation) -> bool:
    name = " ".join(folded_words(short.short))
    typed = f" {' '.join(folded_words(asked.text))} "
    return f" {name} " in typed


def asks_short_form(asked: Asked) -> bool:
    """Whether the question is about nothing but a short form: "TTHC là gì?", "OA viết tắt của từ gì?"."""
    said = _SHORT_FORM.match(asked.text)
    if said is not None:
        return not said.group(1).isdigit()
    return _WRITTEN_SHORT.search(asked.folded) is not None and _CAPITALS.search(asked.text) is not None


def contacts(plan: Plan, kinds: Sequence[ContactKind], weights: Weights, fits: Sequence[Fit]) -> Draft:
    """What fits the question best of each of `kinds`, or stands beside what does; nothing where nothing fits."""
    told = {kind: _contact(plan, kind, weights, fits) for kind in kinds}
    lines = {
        span for draft in told.values() for statement in draft for place in statement.sources for span in place.spans
    }
    for kind in (kind for kind in kinds if not told[kind]):
        beside = (one for one in plan.contacts if one.kind is kind and not lines.isdisjoint(one.value.spans))
        told[kind] = tuple(_given(_clause(one, plan) or one.value.text, one, plan) for one in beside)
    return tuple(dict.fromkeys(statement for draft in told.values() for statement in draft))


def gives(plan: Plan, kinds: Sequence[ContactKind], weights: Weights, fits: Sequence[Fit]) -> bool:
    """Whether the passage that fits best says most of what is asked for beside a contact, and gives one of `kinds`."""
    passage = fits[0].passage if fits else None
    if passage is None or weights.without(_CONTACT_WORDS).covered(passage.quote) < _GIVES:
        return False
    starts = [one.value.spans[0].start for one in plan.contacts if one.kind in kinds]
    return any(span.start <= start < span.end for start in starts for span in passage.spans)


def _contact(plan: Plan, kind: ContactKind, weights: Weights, fits: Sequence[Fit]) -> Draft:
    """The phone numbers, links or mails that fit the question best; nothing where none fits."""
    fitting = [(_contact_fit(one, plan, weights, fits), one) for one in plan.contacts if one.kind is kind]
    best = max((score for score, _ in fitting), default=0.0)
    if best < _LEAST:
        return ()
    told: dict[str, Contact] = {}
    for score, one in fitting:
        if score > best - 0.02:
            told.setdefault(_clause(one, plan) or one.value.text.strip("()<>"), one)
    return tuple(_given(text, one, plan) for text, one in told.items())


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
    return next((part for part in _clauses(one, plan) if value in part), "")


def _contact_fit(one: Contact, plan: Plan, weights: Weights, fits: Sequence[Fit]) -> float:
    """By the words just before it, which must say something of what is asked, and by the passage around it."""
    topic = weights.without(_CONTACT_WORDS)
    clause = _clause(one, plan)
    said = holding(f"{one.purpose[-120:]} {clause}")
    near = (weights if topic.is_empty else topic).coverage(said)
    start = one.value.spans[0].start
    holding_it = [fit.whole for fit in fits if any(span.start == start for span in fit.passage.spans)]
    around = max(holding_it, default=0.0)
    is_meant = near >= _NEAR or (one.kind is ContactKind.LINK and around >= _SURE)
    return max(near, 0.4 * near + 0.6 * around) if is_meant else 0.0


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
            told.append(Statement(f"- {shortened(text, 320)}", (source(plan, path, section.title, piece),)))
    return tuple(told[:_PURPOSES_TOLD])


def below_heading(asked: Asked, plan: Plan, weights: Weights) -> Draft:
    """What stands below the heading that says what is asked: "bằng những hình thức nào", "hồ sơ gồm những gì"."""
    said = " ".join(asked.syllables)
    nouns = [noun for noun in _SEVERAL_OF.findall(said) if noun.split()[0] not in _NO_NOUN]
    is_made_of = _MADE_OF.search(said) is not None
    if not nouns and not is_made_of:
        return ()
    about = f"{plan.kind} {plan.title} {plan.place_kind or ''} {plan.place or ''} năm {plan.year or ''}"
    headed = [
        (weights.covered(about, one.title.text, *one.path), -len(one.title.text), section)
        for section, one in enumerate(plan.sections)
        if _announces(one.title.text, nouns, is_made_of=is_made_of)
    ]
    best = max(headed, default=(0.0, 0, 0))
    section = plan.sections[best[2]] if headed else None
    if section is None or best[0] < (_MOST_OF_IT if _is_headed(section.title.text, nouns) else _ALL_OF_IT):
        return ()
    depth, name = len(section.path), fold(section.title.text)
    below = [one.title for one in plan.sections if len(one.path) == depth + 1 and fold(one.path[-1]) in name]
    items = [(title, "-") for title in below] or list(items_of(section.title, section.body))
    items = items or [(piece, "-") for piece in section.body]
    if len(items) < _SEVERAL:
        return ()
    head = Statement(
        f"{_NUMBER.sub('', section.title.text).strip(' .:*')}:", (source(plan, section.path, section.title),)
    )
    return (listed(head, items),)


def _is_headed(title: str, nouns: Sequence[str]) -> bool:
    """Whether `title` is a heading that begins with one of the folded `nouns`."""
    return _is_heading(title) and spelled_out(_NUMBER.sub("", title)).startswith(tuple(nouns))


def _announces(title: str, nouns: Sequence[str], *, is_made_of: bool) -> bool:
    """Whether `title` heads or announces items that are one of the folded `nouns`, or what something is made of."""
    if _is_headed(title, nouns):
        return True
    folded = spelled_out(_NUMBER.sub("", title))
    is_said = any(f" {noun} " in f" {folded} " for noun in nouns) or (is_made_of and folded.endswith(("gom", "sau")))
    return is_said and title.rstrip("* ").endswith(":")


def _is_for(wanted: Sequence[str], path: Sequence[str]) -> bool:
    """Whether the innermost heading of `path` that names a purpose or a demand names one that is wanted."""
    naming = [
        fold(heading) for heading in path if _is_heading(heading) and any(word in fold(heading) for word in _PURPOSES)
    ]
    return bool(naming) and any(word in naming[-1] for word in wanted)


def _is_heading(text: str) -> bool:
    return len(text) < _HEADING and not text.rstrip().endswith((".", ";"))
