"""Documents that a question names by their kind: "Nghị quyết 1339", "kế hoạch kiểm tra cải cách hành chính"."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import PurePosixPath

from answer.asked import Asked
from answer.lexicon import stop_words
from index.row import PlanRow
from ingest.agencies import spelled_out
from ingest.vietnamese import fold

CODES = {
    "quyet dinh": "qd", "ke hoach": "kh", "nghi quyet": "nq", "chi thi": "ct", "chuong trinh": "ctr",
    "cong dien": "cd", "ket luan": "kl", "thong bao": "tb", "huong dan": "hd", "bao cao": "bc", "cong van": "",
}  # fmt: skip
"""Kind, folded -> the letters that a document's number has for it; that of a letter has none."""
_BY_NUMBER = re.compile(rf"\b({'|'.join(CODES)}) (?:so )?0*(\d{{1,5}})(?!\w|\s*[/-]\s*\w)")
_BY_DAY = re.compile(
    rf"\b({'|'.join(CODES)})(?: ngay)? (\d{{1,2}})(?: thang |[/-])(\d{{1,2}})"
    r"(?:(?: nam |[/-])(20\d\d))?(?![\w/-])"
)
_NUMBER = re.compile(r"\W*(?:so\W*)?0*(\d{1,5})((?:\s*[-/._]\s*[a-z\d&]+)*)")
_OF_SOMEBODY = re.compile(r"\s+của (?:đồng chí|ông|bà) .*?(?=\s(?:tại|về)\s)", re.DOTALL)
"""In the title of what somebody concluded: who it was, and what his posts are."""
_NAMED = 0.8  # of what a title says: so much in the question, and the document is meant
_PLAIN = frozenset(
    ["v", "ve", "viec", "tren", "dia", "ban", "tinh", "huyen", "xa", "phuong", "thanh", "pho", "thi", "nam", "nha",
     "nuoc", "giai", "doan", "cong", "tac"]
)  # fmt: skip
"""What stands in titles of whatever subject."""
_REACH = 30  # syllables behind its kind in which a question names a document


def short_number(row: PlanRow) -> tuple[str, frozenset[str]]:
    """The digits of the document's number and the letters behind them; by its file's name where it has none in it."""
    match = _NUMBER.match(fold(row.number or PurePosixPath(row.source).name))
    if match is None:
        return "", frozenset()
    return match[1], frozenset(re.findall(r"[a-z]+", match[2]))


def numbers_of(row: PlanRow) -> set[str]:
    """The figures that the number of a plan begins with, and its file's name: "9669" of "9669/KH-UBND"."""
    return {re.split(r"\D", name, maxsplit=1)[0].lstrip("0") for name in (row.number or "", row.source)} - {""}


def numbers_said(asked: Asked) -> Iterator[tuple[str, str]]:
    """The kind and digits of each document that the question calls by them: "Kết luận 127"."""
    return ((kind, digits) for kind, digits in _BY_NUMBER.findall(" ".join(asked.syllables)))


def days_said(asked: Asked) -> Iterator[tuple[str, tuple[int, int], str]]:
    """The kind, day and month, and year if said, of each document that the question calls so: "kế hoạch 25/11"."""
    for kind, day, month, year in _BY_DAY.findall(fold(asked.text)):
        yield kind, (int(day), int(month)), year


def is_called(kind: str, letters: frozenset[str], row: PlanRow) -> bool:
    """Whether a document with `letters` in its number is called a `kind`."""
    is_so_numbered = CODES[kind] in letters if CODES[kind] else letters.isdisjoint(CODES.values())
    return is_so_numbered or fold(row.kind) == kind


def titled(asked: Asked, row: PlanRow, rarity: Callable[[str], float]) -> float:
    """How much the title of `row` says, where the question calls a document of its kind so; else 0.

    What it says right behind the kind must be of the title: "kế hoạch thi đua cải cách" is no plan of reform.
    """
    kind, subject = tuple(fold(row.kind).split()), _subject(row.title, row.place or "")
    whole = sum(map(rarity, subject))
    for at in range(len(asked.syllables)):
        if asked.syllables[at : at + len(kind)] == kind:
            behind = [word for word in asked.syllables[at + len(kind) : at + len(kind) + _REACH] if _tells(word)]
            held = sum(rarity(word) for word in subject.intersection(behind))
            if whole and held >= _NAMED * whole and subject.issuperset(behind[:2]):
                return whole
    return 0.0


@lru_cache(maxsize=4096)
def _subject(title: str, place: str) -> frozenset[str]:
    """The folded words of a title that say what it is about."""
    return frozenset(filter(_tells, spelled_out(_OF_SOMEBODY.sub("", title)).split())) - frozenset(fold(place).split())


def _tells(word: str) -> bool:
    return not word.isdigit() and word not in _PLAIN and word not in stop_words(folded=True)
