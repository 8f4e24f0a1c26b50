"""Parts of a file -> who issued it, where, when, under which number, signed by whom."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest import foot
from ingest.document import Block
from ingest.letterhead import DAY, VALUE, Mark, sort
from ingest.part import Part, PartKind
from ingest.places import KINDS, UNIT, Place, find_places, named
from ingest.plan import Level, Quoted, Signer
from ingest.vietnamese import canonical, fold, one_line, words

_YEAR = re.compile(
    r"(?<!đến )(?<!đến hết )(?<!tháng \d )(?<!tháng \d\d )(?<!/\d )(?<!/\d\d )\bn[aă]m\s+((?:19|20)\d{2})\b",
    re.IGNORECASE,
)
_LAW = re.compile(r"(?:Luật|Hiến pháp|Pháp lệnh)[^,;“”]{0,80}?năm (?:19|20)\d\d", re.IGNORECASE)
_IN_TITLE = re.compile(r"\bngày\s+\d{1,2}[/.]\d{1,2}[/.]((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_OF_NUMBER = re.compile(r"/((?:19|20)\d\d)/")
_CENTRAL = re.compile(
    r"bo (?!chi huy)|chinh phu|thu tuong|quoc hoi|uy ban thuong vu quoc hoi|van phong chinh phu|chu tich nuoc"
)
_SIGNS_FOR = re.compile(r"T[M/]\S*\s*((?:UBND|ỦY BAN NHÂN DÂN)\s+.{3,40}?)(?:\s+(?:KT\.|CHỦ TỊCH|PHÓ)|$)")
_ISSUED_BY = re.compile(
    r"((?:UBND|[ỦU][yỷ] ban nhân dân) (?:tỉnh|huyện|thị xã|thành phố|xã|phường)(?: [A-ZĐÀ-Ỹ][a-zà-ỹ]+){0,4})"
    r" (?:ban hành|xây dựng) [Kk]ế hoạch"
)
_ISSUER = re.compile(r"\bcủa (?P<issuer>[^()]{5,120}?)\s*(?:\)|$)")
_ISSUES = re.compile(r"(.{0,80}?)\s*(?:ban hành|xây dựng)\s+(?:Kế hoạch|kế hoạch|ke hoach)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the parts of a file say of the plan as a whole."""

    kind: str
    title: str
    number: Quoted | None
    dated: Quoted | None
    issued_on: date | None
    year: int | None
    issuer: Quoted | None
    place: Place | None
    level: Level | None
    signer: Signer | None
    lines: tuple[tuple[Quoted, ...], ...]


def quoted(block: Block) -> Quoted:
    """A block as a piece of the plan."""
    return Quoted(block.text, (block.span,))


def heading(parts: Sequence[Part], beside: Mapping[str, Quoted] | None = None) -> Heading:
    """The heading that `parts` of one file make together; `beside` is what a portal says beside them, by field.

    That goes before what a text without a letterhead seems to say, and behind what a letterhead says.
    """
    told = beside or {}
    plan = next((part for part in parts if part.kind is PartKind.PLAN), parts[0] if parts else Part(PartKind.PLAN))
    title = one_line(" ".join(block.text for block in plan.title)) or _decision_title(parts)
    lines = [tuple(quoted(block) for block in (*_identifying(part), *part.title, *part.attached)) for part in parts]
    number, dated, issuer, signer = _number(parts), _date(parts), _issuer(parts), _signer(parts)
    kind = plan.name
    if told and not any(part.letterhead.is_numbered for part in parts):
        number, issuer = told.get("number", number), told.get("issuer", issuer)
        dated = told.get("dated", dated)
        title = told["title"].text if "title" in told else title
        kind = told["kind"].text if "kind" in told else kind
        lines = [tuple(told.values()), *lines]
    if "signer" in told and not signer:
        signer = Signer(told["signer"], None)
    place = _place(parts, issuer)
    when = parse_date(dated.text) if dated else None
    is_central = _is_central(parts, issuer)
    level = Level.CENTRAL if is_central else place.level if place else None
    return Heading(
        kind or "Kế hoạch", title, number, dated, when, _year(title, when, number, parts), issuer,
        None if is_central else place, level, signer, tuple(line for line in lines if line),
    )  # fmt: skip


def _year(title: str, when: date | None, number: Quoted | None, parts: Sequence[Part]) -> int | None:
    """The year that the title says, of several that of the day; else that of the day, even of an open one; else that
    of the number; else that of the first day in the title ("từ ngày 11/11/2019")."""
    said = [int(year) for year in _YEAR.findall(_LAW.sub("", title))]
    dated = when.year if when else next(filter(None, (part.letterhead.year for part in parts)), None)
    if said:
        return dated if dated in said else said[0]
    numbered = _OF_NUMBER.search(number.text) if number else None
    begun = numbered or _IN_TITLE.search(title)
    return dated or (int(begun.group(1)) if begun else None)


_LOCAL = re.compile(r"(?:truong|benh vien|dai hoc|hoc vien|trung tam|cong ty)(?!\w)")
"""Offices of a ministry that are in one place."""


def _is_central(parts: Sequence[Part], issuer: Quoted | None) -> bool:
    """Whether the issuer, or the office above it, is one of the whole country, and none below it names its place."""
    if issuer and _LOCAL.match(fold(issuer.text)):
        return False
    names = [office.text for part in parts[:1] for office in part.letterhead.offices]
    names = names or ([issuer.text] if issuer else [])
    return any(_CENTRAL.match(fold(name)) for name in names) and not any(any(find_places(name)) for name in names)


_DAYS = 31  # of a month; a date that begins with more begins with its year


def parse_date(text: str) -> date | None:
    """The day that `text` names in full, or None: "14 tháng 02 năm 2023", "14/02/2023", "2023-02-14"."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) != 3:
        return None
    if numbers[0] > _DAYS:
        numbers.reverse()
    try:
        return date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        return None


def _decision_title(parts: Sequence[Part]) -> str:
    return one_line(" ".join(block.text for part in parts[:1] for block in part.title))


def _identifying(part: Part) -> list[Block]:
    return [block for block in part.head if sort(block.text) in (Mark.NUMBER, Mark.DATED)]


def _number(parts: Sequence[Part]) -> Quoted | None:
    """The number in the first head that has one; of the document to which a part is attached, where none has a place
    for it."""
    heads = [part.letterhead for part in parts]
    if any(head.is_numbered for head in heads):
        return next((head.number for head in heads if head.number), None)
    return next(_said(parts, VALUE), None)


def _date(parts: Sequence[Part]) -> Quoted | None:
    heads = [part.letterhead for part in parts]
    if any(head.is_dated for head in heads):
        return next((head.dated for head in heads if head.dated), None)
    signed = (match for part in parts for match in _matches(part.signature, DAY))
    return next(_said(parts, DAY), None) or next(signed, None)


def _said(parts: Sequence[Part], pattern: re.Pattern[str]) -> Iterator[Quoted]:
    return (found for part in parts for found in _matches(part.attached, pattern))


def _matches(blocks: Sequence[Block], pattern: re.Pattern[str]) -> Iterator[Quoted]:
    for block in blocks:
        match = pattern.search(block.text)
        if match:
            text = match.groupdict().get("date") or re.sub(r"\s*([-/])\s*", r"\1", match.group())
            yield Quoted(text, (block.span,))


def _place(parts: Sequence[Part], issuer: Quoted | None) -> Place | None:
    """Where the issuer is: as its name says, else as the offices above it do, else as most of the text does."""
    heads = [part.letterhead for part in parts]
    offices = [office.text for head in heads for office in reversed(head.offices)]
    for text in (issuer.text if issuer else "", *offices):
        found = next(find_places(text), None)
        if found:
            return _told_apart(found, parts)
    votes: Counter[Place] = Counter()
    for weight, text in _place_texts(parts):
        for place in find_places(text):
            votes[place] += weight
    where = _town(next(filter(None, (head.where for head in heads)), ""))
    there = _signed_at(where, votes)
    if issuer and not there and (unlisted := _unlisted(issuer.text, where)):
        return unlisted
    there = there or next((place for place, _ in votes.most_common(1)), None)
    return _told_apart(there, parts) if there else None


def _town(dated: str) -> str:
    """What stands before the day: "Quảng Ngãi, ngày 2 tháng 3 năm 2026" -> "Quảng Ngãi"."""
    return re.split(r",|\s+ng[aà]y\b", dated)[0].strip(" .*_")


def _unlisted(issuer: str, town: str) -> Place | None:
    """The place that the issuer's name ends with and that is called so before the day, though no list has it."""
    unit = UNIT.search(fold(issuer)) if town else None
    return Place(KINDS[unit["kind"]], town, "", "") if unit and unit["name"] == fold(town) else None


def _signed_at(town: str, votes: Counter[Place]) -> Place | None:
    """The place called `town`; of several so called the province, or what the text speaks of."""
    found = [*find_places(town), *(named(town) if town else ())]
    return max(found, key=lambda place: (_rank(place) > 1, votes[place], _rank(place)), default=None)


def _rank(place: Place) -> int:
    if place.level is Level.PROVINCE:
        return 3 if place.kind == "tỉnh" else 2  # before the city that is its seat
    return int(place.level is Level.COMMUNE)


def _told_apart(place: Place, parts: Sequence[Part]) -> Place:
    """Of several places of the same kind and name, the one whose province the text names; without one, no province."""
    texts = [block.text for part in parts for block in (*part.head, *part.body, *part.title, *part.recipients)]
    namesakes = _as_spelled(place, texts)
    text = " ".join(texts)
    provinces = [one for one in find_places(text) if one.level is Level.PROVINCE]
    then, now = Counter(one.name for one in provinces), Counter(one.now for one in provinces)
    best = max(namesakes, key=lambda one: (then[one.province], now[one.province]))
    if then[best.province] or place.level is not Level.COMMUNE:  # communes alone are listed below today's provinces
        return best if then[best.province] else _unsure(place, namesakes)
    said = next((one.name for one in provinces if one.now == best.province), "")
    return replace(best, province=said) if said else _unsure(place, namesakes)


def _as_spelled(place: Place, texts: Sequence[str]) -> list[Place]:
    """The namesakes of `place`; of names that differ in marks only, of that which stands in `texts`, its own first."""
    namesakes = [one for one in named(place.name) if one.kind == place.kind]
    names = dict.fromkeys(_spelling(one.name) for one in (place, *namesakes))
    if len(names) < 2:
        return namesakes
    spelled = next((name for name in names if any(f" {name} " in f" {_spelling(text)} " for text in texts)), None)
    return [one for one in namesakes if spelled in (None, _spelling(one.name))]


def _spelling(text: str) -> str:
    return " ".join(words(canonical(text)))


def _unsure(place: Place, namesakes: Sequence[Place]) -> Place:
    return place if len({one.province for one in namesakes}) < 2 else replace(place, province="")


def _place_texts(parts: Sequence[Part]) -> list[tuple[int, str]]:
    texts = []
    for part in parts:
        texts += [(5, one_line(" ".join(block.text for block in blocks))) for blocks in (part.authority, part.title)]
        texts += [(4, block.text) for block in (*part.attached, *part.signature)]
        for block in part.body[:12]:
            match = _ISSUES.search(block.text)
            texts += [(3, match.group()[-120:])] if match else []
            texts += [(4, block.text)] if block.text.isupper() and len(block.text) < 90 else []
    return texts


def _issuer(parts: Sequence[Part]) -> Quoted | None:
    """Whoever the first head that names an office names; without one, who is named below the title, or in the text."""
    heads = (part.letterhead.issuer for part in parts if part.kind is not PartKind.APPENDIX)
    return next(filter(None, heads), None) or _authority(parts) or _attached(parts) or _issuer_below(parts)


def _authority(parts: Sequence[Part]) -> Quoted | None:
    """The office whose head, or which as a body, issues a decision: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"."""
    for block in (block for part in parts for block in part.authority):
        office = block.text[foot.post_in(block.text) :].strip()
        return Quoted(office or block.text, (block.span,))
    return None


def _attached(parts: Sequence[Part]) -> Quoted | None:
    """Who issued the document to which a part is attached: "(Kèm theo Quyết định số … của Giám đốc Sở Y tế)"."""
    for part in parts:
        match = _ISSUER.search(" ".join(block.text for block in part.attached))
        if match:
            return Quoted(match["issuer"].strip(), tuple(block.span for block in part.attached))
    return None


def _issuer_below(parts: Sequence[Part]) -> Quoted | None:
    """Without a letterhead: whoever the signature, the decision's head or the first lines say."""
    for part in parts:
        for block in (*part.body[:3], *part.signature, *part.body[:10]):
            match = _SIGNS_FOR.search(block.text) or _ISSUED_BY.search(block.text)
            if match:
                return Quoted(match.group(1), (block.span,))
    return None


def _signer(parts: Sequence[Part]) -> Signer | None:
    """Who signs first of all that have a position; where nobody has one, the last that is named."""
    for part in parts:
        signers = list(_signers(part.signature))
        if signers:
            return next((signer for signer in signers if signer.position), signers[-1])
    return None


def _signers(lines: Sequence[Block]) -> Iterator[Signer]:
    above: list[Block] = []
    for line in lines:
        name = foot.name_in(line.text)
        if name:
            text = one_line(" ".join(block.text for block in above))
            position = Quoted(text, tuple(block.span for block in above)) if above else None
            yield Signer(Quoted(name, (line.span,)), position)
            above = []
        elif not foot.is_signed(line.text) and sort(line.text) is not Mark.DATED:
            above.append(line)
