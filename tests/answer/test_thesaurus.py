"""The form of answer/lexicon/thesaurus.txt: plain word groups, one a line. What a group joins is judged by a reader."""

import re
import unicodedata
from collections import Counter
from importlib.resources import files
from itertools import combinations

import pytest

from answer.asked import read

GROUPS = 1_500  # at least
SYLLABLES = 6  # at most, of a member
LINES = 4  # at most, that a member stands in
NAMES = {"Facebook", "Grab", "Lazada", "Shopee", "Zalo", "Zoom"}
# Alone, each of these stands in nearly every passage.
BARE = "ai bị có của cho chỗ các cần đã đến đi được gì hai khi không là làm một nơi những này ra sao và về việc với"
_PLAIN = re.compile(r"[^\W_]+(?:[-/&][^\W_]+)*")


def text() -> str:
    return (files("answer") / "lexicon" / "thesaurus.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def groups() -> list[list[str]]:
    """The members of each group, in the order of the file."""
    return [line.split(" ; ") for line in text().splitlines() if line and not line.startswith("#")]


def members(groups: list[list[str]]) -> list[str]:
    return [member for group in groups for member in group]


def in_right_case(word: str) -> bool:
    """Whether `word` is lower case, a short form (one letter, or two capitals and more) or a known name."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals == 0 or capitals >= 2 or len(word) == 1 or word[0].islower() or word in NAMES


def test_it_is_nfc() -> None:
    assert unicodedata.is_normalized("NFC", text())


def test_it_has_groups_enough(groups: list[list[str]]) -> None:
    assert len(groups) >= GROUPS


def test_every_group_stands_under_a_topic() -> None:
    first = next(line for line in text().split("\n\n", 1)[1].splitlines() if line)
    assert first.startswith("# ")


def test_no_group_is_of_one(groups: list[list[str]]) -> None:
    assert [group for group in groups if len(group) < 2] == []


def test_members_are_plain_words(groups: list[list[str]]) -> None:
    assert [member for member in members(groups) if not all(map(_PLAIN.fullmatch, member.split(" ")))] == []


def test_members_are_short(groups: list[list[str]]) -> None:
    assert [member for member in members(groups) if len(member.split()) > SYLLABLES] == []


def test_members_are_lower_case_but_for_names_and_short_forms(groups: list[list[str]]) -> None:
    assert [member for member in members(groups) if not all(map(in_right_case, member.split()))] == []


def test_no_member_is_a_bare_common_syllable(groups: list[list[str]]) -> None:
    assert [member for member in members(groups) if member in BARE.split()] == []


def test_no_member_holds_another_of_its_group(groups: list[list[str]]) -> None:
    """The shorter one would be found wherever the longer one is; the same member twice is such a pair as well."""
    pairs = [
        (one, other)
        for group in groups
        for place, one in enumerate(group)
        for other in group[:place] + group[place + 1 :]
        if f" {one.lower()} " in f" {other.lower()} "
    ]
    assert pairs == []


def test_no_member_stands_in_many_groups(groups: list[list[str]]) -> None:
    counted = Counter(member.lower() for member in members(groups))
    assert [member for member, lines in counted.items() if lines > LINES] == []


def test_no_two_members_stand_together_twice(groups: list[list[str]]) -> None:
    counted = Counter(pair for group in groups for pair in combinations(sorted(map(str.lower, group)), 2))
    assert [pair for pair, lines in counted.items() if lines > 1] == []


def test_a_question_in_other_words_of_a_group_means_the_plans_word() -> None:
    phrases = read("loa phường phát tin cải cách lúc nào", {}).phrases
    assert any(("truyen", "thanh") in phrase.meant for phrase in phrases)
