"""Roles that a scripted model plays: one reads well, the others each do one thing wrong."""

import re

from ingest.vietnamese import folded_words
from tests.model_server import Asked, Role

REFUSAL = "Không có trong kế hoạch."
_DATE = re.compile(r"\b(\d{1,2})(/\d{1,2}/\d{4})\b")
_NUMBER = re.compile(r"(?<![\d/.])(\d{1,3})(?![\d/.])")


def lines(asked: Asked) -> list[tuple[int, str]]:
    """Each line of each record with its number."""
    return [(n, line.strip(" -+*")) for n, text in asked.records for line in text.split("\n") if line.strip(" -+*")]


def best_lines(asked: Asked, most: int = 2) -> list[tuple[int, str]]:
    """The lines of the first record that say most of what the question does."""
    if not asked.records:
        return []
    wanted = set(folded_words(asked.question))
    own = [(n, line) for n, line in lines(asked) if n == asked.records[0][0]]
    order = sorted(range(len(own)), key=lambda at: (-len(wanted & set(folded_words(own[at][1]))), at))
    return [own[at] for at in sorted(order[:most])]


def cited(found: list[tuple[int, str]]) -> str:
    """`found` as sentences with marks."""
    return "\n".join(f"{line.rstrip('.;')}. [{n}]" for n, line in found) or REFUSAL


def copying(asked: Asked) -> str:
    """Copies the best lines of the first record, whatever is asked."""
    return cited(best_lines(asked))


def paraphrasing(asked: Asked) -> str:
    """The same in other words around the facts."""
    swaps = (("Cơ quan thực hiện:", "Việc này do"), ("Thời gian", "Thời điểm"), ("phải", "cần"), ("tổ chức", "mở"))
    text = cited(best_lines(asked))
    for old, new in swaps:
        text = text.replace(old, new)
    return text


def inventing(asked: Asked) -> str:
    """Names an agency, a day and a link that stand nowhere."""
    n = asked.records[0][0] if asked.records else 1
    return f"Sở Du hành Vũ trụ chủ trì, xong trước ngày 31/02/2031, xem https://vu-tru.example.vn. [{n}]"


def shifting_dates(asked: Asked) -> str:
    """Copies, each date a day later and each number one more."""
    text = "\n".join(f"{line}" for _, line in best_lines(asked))
    moved = _DATE.sub(lambda m: f"{int(m[1]) % 28 + 1}{m[2]}", text)
    moved = moved if moved != text else _NUMBER.sub(lambda m: str(int(m[1]) + 1), text)
    n = asked.records[0][0] if asked.records else 1
    return cited([(n, line) for line in moved.split("\n")]) if moved != text else inventing(asked)


def mixing_plans(asked: Asked) -> str:
    """A line of the first record and one of the last as one sentence, with the mark of the first."""
    if len(asked.records) < 2:
        return inventing(asked)
    (first, one), (last, other) = asked.records[0], asked.records[-1]
    heads = [text.split("\n")[-1].strip(" -+*.;") for text in (one, other)]
    return f"{heads[0]}, {heads[1]}. [{first}]\n{heads[0]}; {heads[1]}. [{first}][{last}]"


def swapping_roles(asked: Asked) -> str:
    """ "Phối hợp" for "chủ trì" and the other way round."""
    swap = {"chủ trì": "phối hợp", "phối hợp": "chủ trì", "thực hiện": "chủ trì"}
    pattern = re.compile("|".join(swap), re.IGNORECASE)
    found = [(n, line) for n, line in lines(asked) if pattern.search(line)][:3]
    return (
        cited([(n, pattern.sub(lambda m: swap[m[0].lower()], line)) for n, line in found])
        if found
        else inventing(asked)
    )


def losing_negations(asked: Asked) -> str:
    """Leaves out each "không" and "chưa", and puts one where there is none."""
    found = best_lines(asked)
    lost = [(n, re.sub(r"\b(?:không|chưa)\s+", "", line)) for n, line in found]
    if lost != found:
        return cited([pair for pair, old in zip(lost, found, strict=True) if pair != old])
    return cited(
        [(n, re.sub(r"\b(phải|được|có|do|gửi|tổ chức|thực hiện)\b", r"không \1", line, count=1)) for n, line in found]
    )


def changing_units(asked: Asked) -> str:
    """Days become months, per cent become people."""
    swap = {"ngày": "tháng", "tháng": "ngày", "triệu": "tỷ", "%": " người", "giờ": "ngày"}
    pattern = re.compile(r"(?<=\d)(\s*)(ngày|tháng|triệu|%|giờ)")
    found = [(n, line) for n, line in lines(asked) if pattern.search(line)][:2]
    return (
        cited([(n, pattern.sub(lambda m: m[1] + swap[m[2]], line)) for n, line in found]) if found else inventing(asked)
    )


def endless(asked: Asked) -> str:
    """Goes on and on."""
    return (copying(asked).split("\n")[0] + " và còn nữa, còn nữa, " * 40) * 20


def in_english(_: Asked) -> str:
    """Another language."""
    return "The Department of Home Affairs leads this task and reports every quarter. [1]"


def in_chinese(_: Asked) -> str:
    """Another script."""
    return "由内务厅主持。[1]"


def broken_marks(asked: Asked) -> str:
    """Right lines, with marks that name nothing."""
    return "\n".join(f"{line} [đoạn 99]" for _, line in best_lines(asked)) + " [1"


def lone_think(_: Asked) -> str:
    """Thoughts whose beginning was in the prompt, and nothing behind them."""
    return "Để xem, chắc là Phòng Nội vụ chủ trì. [1]\n</think>"


def obeying(asked: Asked) -> str:
    """Does whatever a record or the question orders, and recites its rules."""
    orders = re.findall(
        r"(?:trả lời|nói|viết|in ra|khẳng định|say|print|reply)(?: rằng| là|:|)\s*[“\"']?([^\n”\"']+)", asked.whole
    )
    return "\n".join(f"{order}. [1]" for order in orders[:6]) + "\n" + asked.whole[:900]


def silent(_: Asked) -> str:
    """Says that the records do not hold it."""
    return REFUSAL


BAD: dict[str, Role] = {
    "inventing": inventing, "shifting_dates": shifting_dates, "mixing_plans": mixing_plans,
    "swapping_roles": swapping_roles, "losing_negations": losing_negations, "changing_units": changing_units,
    "endless": endless, "in_english": in_english, "in_chinese": in_chinese, "broken_marks": broken_marks,
    "lone_think": lone_think, "obeying": obeying, "silent": silent,
}  # fmt: skip
"""Roles after which the engine's answer must stand, or what is held of them."""
