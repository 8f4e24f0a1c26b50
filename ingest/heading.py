"""Parts of a file -> who issued it, where, when, under which number, signed by whom."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.document import Block
from ingest.mentions import DATE
from ingest.parts import NUMBER_LINE, Part, PartKind, name_of
from ingest.places import Place, find_places, named
from ingest.plan import Level, Quoted, Signer
from ingest.vietnamese import canonical, fold, one_line, words

_DATED = re.compile(rf"ng[aà]y\s*(?P<date>{DATE})", re.IGNORECASE)
_YEAR = re.compile(r"(?<!đến )(?<!đến hết )(?<!tháng \d )(?<!tháng \d\d )\bn[aă]m\s+((?:19|20)\d{2})\b", re.IGNORECASE)
_SIGNS_FOR = re.compile(r"TM\.\s*((?:UBND|ỦY BAN NHÂN DÂN)\s+.{3,40}?)(?:\s+(?:KT\.|CHỦ TỊCH|PHÓ)|$)")
_ISSUED_BY = re.compile(
    r"((?:UBND|[ỦU][yỷ] ban nhân dân) (?:tỉnh|huyện|thị xã|thành phố|xã|phường)(?: [A-ZĐÀ-Ỹ][a-zà-ỹ]+){0,4})"
    r" (?:ban hành|xây dựng) [Kk]ế hoạch"
)
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


def heading(parts: Sequence[Part]) -> Heading:
    """The heading that `parts` of one file make together."""
    plan = next((part for part in parts if part.kind is PartKind.PLAN), parts[0] if parts else Part(PartKind.PLAN))
    title = one_line(" ".join(block.text for block in plan.title)) or _decision_title(parts)
    lines = [tuple(quoted(block) for block in (*_identifying(part), *part.title, *part.attached)) for part in parts]
    number, dated = _number(parts), _date(parts)
    place = _place(parts)
    issuer = _issuer(parts)
    when = parse_date(dated.text) if dated else None
    central = issuer is not None and re.match(r"b[oộ] ", issuer.text.lower()) is not None
    level = Level.CENTRAL if central else place.level if place else None
    years = [int(year) for year in _YEAR.findall(title)]
    year = years[0] if years else when.year if when else None
    return Heading(
        plan.name or "Kế hoạch", title, number, dated, when, year, issuer, None if central else place, level,
        _signer(parts), tuple(line for line in lines if line),
    )  # fmt: skip


def parse_date(text: str) -> date | None:
    """The day that `text` names in full, or None: "14 tháng 02 năm 2023", "14/02/2023"."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) != 3:
        return None
    try:
        return date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        return None


def _decision_title(parts: Sequence[Part]) -> str:
    return one_line(" ".join(block.text for part in parts[:1] for block in part.title))


def _identifying(part: Part) -> list[Block]:
    return [block for block in part.letterhead if NUMBER_LINE.search(block.text) or _DATED.search(block.text)]


def _lines_with(parts: Sequence[Part], pattern: re.Pattern[str]) -> list[tuple[Block, "re.Match[str]"]]:
    blocks = [block for part in parts for block in part.letterhead]
    blocks += [block for part in parts for block in part.attached]
    return [(block, match) for block in blocks for match in [pattern.search(block.text)] if match]


def _number(parts: Sequence[Part]) -> Quoted | None:
    found = _lines_with(parts, NUMBER_LINE)
    if not found:
        return None
    block, match = found[0]
    return Quoted(re.sub(r"\s*([-/])\s*", r"\1", match["number"]), (block.span,))


def _date(parts: Sequence[Part]) -> Quoted | None:
    found = _lines_with(parts, _DATED)
    return Quoted(found[0][1]["date"], (found[0][0].span,)) if found else None


def _place(parts: Sequence[Part]) -> Place | None:
    votes: Counter[Place] = Counter()
    for weight, text in _place_texts(parts):
        for place in find_places(text):
            votes[place] += weight
    return _told_apart(votes.most_common(1)[0][0], parts) if votes else None


def _told_apart(place: Place, parts: Sequence[Part]) -> Place:
    """Of several places of the same kind and name, the one whose province the text names; without one, no province."""
    texts = [block.text for part in parts for block in (*part.letterhead, *part.body, *part.title)]
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
        texts += [(5, one_line(" ".join(block.text for block in part.letterhead)))]
        texts += [(5, one_line(" ".join(block.text for block in part.title)))]
        texts += [(4, block.text) for block in (*part.attached, *part.signature)]
        for block in part.body[:12]:
            match = _ISSUES.search(block.text)
            texts += [(3, match.group()[-120:])] if match else []
            texts += [(4, block.text)] if block.text.isupper() and len(block.text) < 90 else []
    return texts


def _issuer(parts: Sequence[Part]) -> Quoted | None:
    for part in parts:
        lines = [block for block in part.letterhead if not re.match(r"\W*C[ỘO]NG H", block.text)]
        for at, block in enumerate(lines):
            if re.match(r"(?:chu tich )?(?:uy ban nhan dan|ubnd|hoi dong nhan dan|bo |so |phong )", fold(block.text)):
                return _whole_issuer(block, lines[at + 1 : at + 2])
    return _issuer_below(parts)


def _whole_issuer(block: Block, following: Sequence[Block]) -> Quoted:
    """The issuer's name, with the place on the line below it."""
    if following and any(find_places(following[0].text)) and not any(find_places(block.text)):
        return Quoted(f"{block.text} {following[0].text}", (block.span, following[0].span))
    name = re.sub(r"\s+CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", block.text)
    return Quoted(re.split(r"\s{2,}|\sC[ỘO]NG H|\sĐộc lập", name)[0], (block.span,))


def _issuer_below(parts: Sequence[Part]) -> Quoted | None:
    """Without a letterhead: whoever the signature, the decision's head or the first lines say."""
    for part in parts:
        for block in (*part.body[:3], *part.signature, *part.body[:10]):
            match = _SIGNS_FOR.search(block.text) or _ISSUED_BY.search(block.text)
            if match:
                return Quoted(match.group(1), (block.span,))
    return None


def _signer(parts: Sequence[Part]) -> Signer | None:
    for part in parts:
        names = [block for block in part.signature if name_of(block)]
        names = names or [block for block in part.recipients[-1:] if name_of(block)]
        if names:
            position = _above(part.signature, names[-1])
            text = one_line(" ".join(block.text for block in position))
            spans = tuple(block.span for block in position)
            name = Quoted(re.sub(r"\s\d+$", "", names[-1].text), (names[-1].span,))  # less the number of the page
            return Signer(name, Quoted(text, spans) if text else None)
    return None


def _above(lines: Sequence[Block], name: Block) -> list[Block]:
    """The lines of a signature that stand above the name, and are no names themselves."""
    return [block for block in lines if block.span.start < name.span.start and not name_of(block)]
