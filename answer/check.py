"""The grounding check: what a text asserts and no quote holds.

Both engines pass through it. Facts are agencies, names, dates, numbers (document numbers, percentages and phone
numbers among them), links and quotations; plain prose is not judged. What is compared is always a value (the day,
month and year that a date gives, the syllables of a name, the letters of an abbreviation), never bytes.

Where a text and a quote may be read in two ways, the check flags: a false alarm costs a fallback, a miss costs trust.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from answer.evidence import ORDINAL, Evidence, agree, evidence_of, holds_fact, holds_quotation, occurs, quotations
from answer.facts import ALIASES, Word, Words, facts_of, words_of
from ingest.vietnamese import canonical, nfc, one_line

# What every plan here is about: the subject, not a fact.
_SUBJECT = frozenset({"cchc", "tthc"})


def unsupported(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """The facts in `text` that none of `quotes` holds, as they stand in `text`, each once; empty when all are held."""
    text = ORDINAL.sub("", _MARK.sub("", nfc(text)))
    evidence = [evidence_of(quote) for quote in quotes]
    facts, rest = facts_of(text)
    strange = [fact.raw for fact in facts if not any(holds_fact(one, fact) for one in evidence)]
    strange += [q for q in quotations(text) if not any(holds_quotation(one, q) for one in evidence)]
    strange += _strange_names(words_of(rest), evidence)
    return tuple(dict.fromkeys(one_line(found) for found in strange))


COUNTED = "(đếm từ các mục dưới đây)"
_LEFT_OUT = re.compile(r"Còn (?:\d+ )?(?:mục|việc|văn bản)")


def check_marks(text: str, quotes_by_n: Mapping[int, Sequence[str]]) -> tuple[str, ...]:
    """The facts in `text` that are not held by what their own sentence cites.

    A sentence with [n] is held against `quotes_by_n[n]`, one without a mark against all quotes. A mark that
    names no source is itself returned ("[7]"). A line that says that it was counted is worked out, and stands nowhere.
    """
    found: list[str] = []
    for sentence in sentences(uncounted(text)):
        cited = marks(sentence)
        found += [f"[{n}]" for n in cited if n not in quotes_by_n]
        against = [n for n in cited if n in quotes_by_n] or list(quotes_by_n)
        found += unsupported(sentence, [quote for n in against for quote in quotes_by_n[n]])
    return tuple(dict.fromkeys(found))


def is_counted(line: str) -> bool:
    """Whether `line` is the assistant's own count of the lines below it, or of those left out."""
    return COUNTED in line or line.startswith("• ") or _LEFT_OUT.match(line) is not None


def uncounted(text: str) -> str:
    """`text` without the lines that the assistant counted."""
    return "\n".join(line for line in text.splitlines() if not is_counted(line))


def marks(text: str) -> tuple[int, ...]:
    """The numbers of the sources that `text` cites, in order, each once."""
    return tuple(dict.fromkeys(int(n) for mark in _MARK.findall(text) for n in re.findall(r"\d+", mark)))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of `text`, a line being at least one; marks behind a full stop stay with its sentence."""
    return tuple(part for line in text.splitlines() for part in _cut(line) if part)


def _cut(line: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(line):
        if not _ABBREVIATED.search(line[start : end.start()]):
            yield line[start : end.end()].strip()
            start = end.end()
    yield line[start:].strip()


_MARK = re.compile(r"\s*\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\]")
_SENTENCE_END = re.compile(r"[.!?…][\"”)]*(?:\s*\[\d[\d,; ]*\])*\s+(?=\S)(?!\[\d)")
# "3. Phòng", "P. Nội vụ" and "TP. Huế" end no sentence.
_ABBREVIATED = re.compile(r"(?:^\W*[\d.]+|\b[^\W\d_]|\b[A-ZĐ]{2})$")

# --- Evidence: what a quote holds ----------------------------------------------------------------------------------


# --- Agreement of word sequences ------------------------------------------------------------------------------------


# --- Agencies -------------------------------------------------------------------------------------------------------


def _keys(text: str) -> frozenset[str]:
    return frozenset(canonical(text).split())


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(canonical(phrase).split()) for phrase in text.split(", "))


# An agency even when nothing follows.
_ALONE = _phrases(
    "ubnd, hđnd, ủy ban nhân dân, hội đồng nhân dân, công an, bưu điện, kho bạc, bảo hiểm xã hội, tỉnh ủy, huyện ủy, "
    "thị ủy, thành ủy, đảng ủy, tỉnh đoàn, huyện đoàn, thị đoàn, thành đoàn, đoàn thanh niên, chính phủ, quốc hội, "
    "mặt trận, mặt trận tổ quốc, thủ tướng chính phủ"
)
# An agency when a name follows; those of the second table also with a small letter ("qua phòng Nội vụ").
_NAMED = _phrases(
    "ban, đài, báo, cục, vụ, bộ, đoàn, hội, tổ, viện, trường, thanh tra, bộ phận, ủy ban, hội đồng, tt, "
    "ban quản lý, ban chỉ đạo, đảng bộ, liên đoàn, tổng cục, ngân hàng, tòa án, viện kiểm sát"
)
_SMALL = _phrases("sở, phòng, văn phòng, vp, trung tâm, chi cục, công chức, văn phòng điều phối")
_HEADS = _ALONE | _NAMED | _SMALL
_NOT_HEADS = _phrases("cơ sở, trụ sở, cán bộ, nội bộ, toàn bộ, quốc phòng, dự phòng, dịch vụ, thông báo")
_PLAIN_AFTER = _keys("chống họp ban ngành làm tránh bệnh khám máy hành đầu")
_OFFICES = _phrases("văn phòng, vp, tt")
_LEVELS = _phrases("tỉnh, huyện, xã, phường, quận, thị xã, thị trấn, thành phố, trung ương")
_LONGEST = 24  # words in a name, or in a list of names behind one head
# Where a name ends: what an agency does, and what joins it to the rest of the sentence.
_STOP = _keys(
    "là làm có do để ở tại trong ngoài trên dưới theo từ đến tới trước sau khi nếu cho với về và hoặc hay cùng "
    "bằng qua như gồm sẽ đã đang được bị phải cần nên cũng đều không chưa chịu chủ phối thực tham gửi báo triển "
    "hướng tổng tiếp đôn theo kiểm giám xây trình ban giao đề căn cứ nêu ghi phụ đảm bảo nhận tổ chỉ cung cập "
    "đăng lồng tăng thường định hằng hàng mỗi các những này đó nêu nói riêng thuộc đứng ký phát sản tuyên truyền "
    "vận lập bố thống nhất thì mà rồi còn vào lên ra đưa tiến đẩy rà cấp"
)
# Capitalised nouns that follow an agency in a list but belong to no agency's name.
_OTHER = _keys("chủ phó thủ giám trưởng chánh bí cổng trang hệ quyết thời hình nghị")
_COUNCILS = _keys("hđnd ubnd hội ủy huyện tỉnh")
_BREAK = re.compile(r"[.;:()\[\]“”\"«»\0\n!?…|]")
_JOINT = re.compile(r"[,/&–-]|(?i:và)")


def _head_at(words: Words, at: int) -> int:
    """How many words from `at` on are the head of an agency's name; 0 for none."""
    for n in (4, 3, 2, 1):
        keys = tuple(word.key for word in words[at : at + n])
        if keys in _HEADS and not any(_BREAK.search(word.gap) for word in words[at + 1 : at + n]):
            is_whole = at == 0 or (words[at - 1].key, keys[0]) not in _NOT_HEADS
            return n if is_whole and (words[at].is_capital or keys in _ALONE | _SMALL) else 0
    return 0


def _level_at(words: Words, at: int) -> int:
    """How many words from `at` on name a level of government ("tỉnh", "các xã", "cấp huyện"); 0 for none."""
    skip = 1 if at + 1 < len(words) and words[at].key in ("các", "cấp") else 0
    for n in (2, 1):
        keys = tuple(word.key for word in words[at + skip : at + skip + n])
        after = words[at + skip + n : at + skip + n + 1]
        if keys in _LEVELS and not (keys == ("xã",) and after and after[0].key == "hội"):
            return skip + n
    return 0


@dataclass(frozen=True, slots=True)
class _Agency:
    """ "Văn phòng" + "HĐND UBND" + "huyện Ba Tơ"."""

    head: Words
    name: Words
    place: Words


def _agency_at(words: Words, at: int) -> _Agency | None:
    n = _head_at(words, at)
    if not n:
        return None
    end = place = at + n
    while end < len(words) and _goes_on(words, at, at + n, end):
        end += 1
    while place < end and not (_level_at(words, place) and not words[place].is_capital):
        place += 1
    head = words[at : at + n]
    keys = tuple(word.key for word in head)
    if end == at + n and keys not in _ALONE:
        return None
    return _Agency(head, words[at + n : place], words[place:end])


def _goes_on(words: Words, start: int, name: int, at: int) -> bool:
    """Whether the word at `at` belongs to the agency that starts at `start` and whose name starts at `name`."""
    word = words[at]
    is_first = at == name
    if at - name >= _LONGEST:
        return False
    if _BREAK.search(word.gap):
        is_list = start > 0 and words[start - 1].key == "các" and word.gap.strip() == ":"
        is_short = word.gap.strip() == "." and words[at - 1].raw in _SHORT
        if not is_first or not (is_list or is_short):
            return False
    if word.is_capital:
        is_other = word.key in _OTHER and re.search(r",|(?i:và)", word.gap)
        return not is_other and (not _head_at(words, at) or _is_office_of(words, start, name, at))
    if _JOINT.search(word.gap):
        return False
    if _level_at(words, at):
        return words[start].is_capital or tuple(w.key for w in words[start:name]) in _ALONE or not is_first
    if is_first:
        return words[start].key in ("sở", "phòng", "ban") and word.key not in _STOP | _PLAIN_AFTER
    if any(0 < _level_at(words, k) <= at - k and not words[k].is_capital for k in range(name, at)):
        return False  # behind a place only its capitalised name may follow
    return word.key not in _STOP or words[at - 1].key == canonical("ủy")


_SHORT = frozenset({*(short.title() for short in ALIASES.values()), "TT", "VP", "TP", "TX"})


def _is_office_of(words: Words, start: int, name: int, at: int) -> bool:
    """ "Văn phòng HĐND và UBND": councils that are part of their office's name."""
    keys = tuple(word.key for word in words[start:name])
    return keys in _OFFICES and "," not in words[at].gap and words[at].key in _COUNCILS


def _agency_held(agency: _Agency, evidence: Sequence[Evidence]) -> bool:
    if _is_one(agency, evidence):
        return True
    # "Phòng Nội vụ, Tư pháp": a list that the plan may give in another order or with each head written out.
    for cut in (n for n in range(len(agency.name) - 1, 0, -1) if _JOINT.search(agency.name[n].gap)):
        if _is_one(_Agency(agency.head, agency.name[:cut], ()), evidence):
            return _agency_held(_Agency(agency.head, agency.name[cut:], agency.place), evidence)
    return False


def _is_one(agency: _Agency, evidence: Sequence[Evidence]) -> bool:
    """Whether `agency` is, as a whole, an agency that the evidence names."""
    if any(_stands(agency, at, one, evidence) for one in evidence for at in range(len(one.words))):
        return True
    return not agency.place and any(_is_listed(agency, one) for one in evidence)


def _stands(agency: _Agency, at: int, one: Evidence, evidence: Sequence[Evidence]) -> bool:
    """Whether `agency` is what `one` names at `at`; its place may be said elsewhere in the evidence."""
    same, used = agree(agency.head, one.words, at, one.is_bare)
    if same < len(agency.head):
        return False
    same, more = agree(agency.name, one.words, at + used, one.is_bare)
    end = at + used + more
    if same < len(agency.name) and not (same >= _least(agency.name) and _ends(one.words, end)):
        return False
    rest = one.words[end : end + len(agency.place) + 8]
    if not agency.place or agree(agency.place, rest, 0, one.is_bare)[0] == len(agency.place):
        return True
    return bool(agency.name) and not _level_at(rest, 0) and any(occurs(agency.place, other) for other in evidence)


def _least(name: Words) -> int:
    """How many words of `name` must agree before the small ones left may be taken for what the agency does."""
    capitals = [n for n, word in enumerate(name) if word.is_capital]
    return capitals[-1] + 1 if capitals else len(name)


def _ends(words: Words, at: int) -> bool:
    """Whether the name in a quote ends before its word `at`."""
    if at >= len(words):
        return True
    gap = words[at].gap
    return bool(_BREAK.search(gap) or _JOINT.search(gap) or words[at].key in _STOP or _level_at(words, at))


def _is_listed(agency: _Agency, one: Evidence) -> bool:
    """ "Các Phòng: Nội vụ, Quản lý đô thị" names the Phòng Quản lý đô thị."""
    for at, word in enumerate(one.words):
        if word.key == "các" and agree(agency.head, one.words, at + 1, one.is_bare)[0] == len(agency.head):
            items = _items(one.words, at + 1, len(agency.head))
            if any(_is_item(agency.name, one, start) for start in items):
                return True
    return False


def _items(words: Words, head: int, length: int) -> Iterator[int]:
    """Where the items of the list behind the plural head at `head` start."""
    yield head + length
    for at in range(head + length + 1, len(words)):
        other = _head_at(words, at)
        if re.search(r"[.\n]", words[at].gap) or (other and words[at].key != words[head].key):
            return
        if _JOINT.search(words[at].gap):
            yield at


def _is_item(name: Words, one: Evidence, at: int) -> bool:
    same, used = agree(name, one.words, at, one.is_bare)
    return bool(name) and same == len(name) and _ends(one.words, at + used)


def agencies(text: str) -> tuple[str, ...]:
    """The agencies that `text` names, as it names them."""
    words, found, at = words_of(nfc(text)), [], 0
    while at < len(words):
        agency = _agency_at(words, at)
        named = agency.head + agency.name + agency.place if agency else ()
        if named:
            found.append(_surface(named))
        at += len(named) or 1
    return tuple(found)


# --- Names ----------------------------------------------------------------------------------------------------------

# Plain words that open a sentence or stand before a name, capitalised for that only.
_OPENERS = _keys(
    "do theo ông bà tại từ trước sau khi người về ở có không là giao tỉnh huyện xã thị cơ đơn kế chủ đồng vì với và "
    "trong ngoài các những cả hai ngày tháng năm quý qua gửi ký căn số mục điều bên phía nơi nhờ để được cho"
)


def _strange_names(words: Words, evidence: Sequence[Evidence]) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(words):
        if agency := _agency_at(words, at):
            named = agency.head + agency.name + agency.place
            held = _agency_held(agency, evidence)
        else:
            named = _name_at(words, at)
            held = not named or _name_held(words, at, named, evidence)
        if not held:
            found.append(_surface(named))
        at += len(named) or 1
    return found


def _name_at(words: Words, at: int) -> Words:
    """The capitalised words from `at` on, if they are a name: two of them, one behind a level, or an abbreviation."""
    end = at
    while end < len(words) and words[end].is_capital and (end == at or not words[end].gap.strip(" -–")):
        if end > at and (_head_at(words, end) or "và" in words[end].gap):
            break
        end += 1
    named = words[at:end]
    is_name = len(named) > 1 or bool(named and (named[0].letters or _level_before(words, at)))
    return named if is_name and not all(word.key in _SUBJECT for word in named) else ()


def _level_before(words: Words, at: int) -> tuple[str, ...]:
    """The level ("thị xã") that stands right before the word at `at`; empty for none."""
    if at == 0 or at >= len(words) or words[at].gap.strip():
        return ()
    for n in (2, 1):
        keys = tuple(word.key for word in words[max(0, at - n) : at])
        if keys in _LEVELS:
            return keys
    return ()


def _name_held(words: Words, at: int, named: Words, evidence: Sequence[Evidence]) -> bool:
    level = _level_before(words, at)
    if any(_is_named(named, level, one) for one in evidence):
        return True
    return len(named) > 1 and named[0].key in _OPENERS and _name_held(words, at + 1, named[1:], evidence)


def _is_named(named: Words, level: tuple[str, ...], one: Evidence) -> bool:
    """Whether `one` has the name, and not only as that of another level ("tỉnh" for "huyện")."""
    for at in range(len(one.words)):
        if agree(named, one.words, at, one.is_bare)[0] == len(named):
            there = _level_before(one.words, at)
            if not level or not there or there == level:
                return True
    return False


def _surface(words: Iterable[Word]) -> str:
    return "".join(word.gap * bool(n) + word.raw for n, word in enumerate(words))
