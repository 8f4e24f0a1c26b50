"""Prompts say what they need, and a value that is missing is named."""

from importlib import resources

import pytest

from answer.prompt import PromptError, parsed, prompt

NAMES = sorted(file.name for file in resources.files("prompts").iterdir() if file.name.endswith(".md"))
HEAD = "---\npurpose: p\ninputs: a, b\nlimits: l\n---\n"


@pytest.mark.parametrize("name", NAMES)
def test_each_prompt_agrees_with_its_front_matter(name: str) -> None:
    assert prompt(name).front["purpose"]
    assert prompt(name).front["limits"]


def test_a_missing_file_is_named() -> None:
    with pytest.raises(PromptError, match=r"prompts/khong-co\.md"):
        prompt("khong-co.md")


def test_a_missing_value_is_named() -> None:
    with pytest.raises(PromptError, match="thiếu giá trị cho b"):
        parsed("x.md", f"{HEAD}$a $b").fill(a="1")


def test_an_unknown_value_is_named() -> None:
    with pytest.raises(PromptError, match="không có biến c"):
        parsed("x.md", f"{HEAD}$a $b").fill(a="1", b="2", c="3")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("$a", "phần đầu"), ("---\npurpose: p\n---\n", "thiếu inputs, limits"), (f"{HEAD}$a", "inputs không khớp")],
)
def test_a_prompt_that_does_not_agree_is_refused(text: str, reason: str) -> None:
    with pytest.raises(PromptError, match=reason):
        parsed("x.md", text)


def test_values_are_put_in_once() -> None:
    assert parsed("x.md", f"{HEAD}$a|$b").fill(a="$b ${x} {n}", b="%s") == "$b ${x} {n}|%s"
