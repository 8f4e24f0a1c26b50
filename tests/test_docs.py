"""What the documents promise is there: settings, links, commands, and the same sections in both languages."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli import app
from bot.config import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
CONFIG = (ROOT / "config.toml").read_text(encoding="utf-8")
SETTINGS = [(table, key) for table, keys in tomllib.loads(CONFIG).items() for key in keys]
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_COMMAND = re.compile(r"(?:`|^ +)cchc ([a-z]+)", re.MULTILINE)
_COMMENT = re.compile(r"^#", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def headings(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]


def commands() -> set[str]:
    """The subcommands of `cchc`."""
    return {command.name for command in app.registered_commands if command.name}


def test_the_config_file_holds_every_setting_with_its_default() -> None:
    assert Settings.model_validate(tomllib.loads(CONFIG)) == Settings()
    known = {(table, key) for table, keys in Settings().model_dump().items() for key in keys}
    assert known == set(SETTINGS)


@pytest.mark.parametrize(("table", "key"), SETTINGS)
def test_a_setting_is_explained_above_it_or_in_its_table(table: str, key: str) -> None:
    section = CONFIG.split(f"[{table}]", 1)[1].split("\n[", 1)[0]
    above = section.split(f"\n{key} =", 1)[0]
    assert _COMMENT.search(above) or _COMMENT.search(section)


@pytest.mark.parametrize(("table", "key"), SETTINGS)
def test_operating_names_each_setting(table: str, key: str) -> None:
    text = read("docs/operating.md")
    assert f"`[{table}]`" in text
    assert f"`{key}`" in text


def test_both_readmes_have_the_same_sections() -> None:
    assert headings(read("README.md")) == headings(read("README.vi.md"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    links = [link for link in _LINK.findall(path.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    listed = set(_LINK.findall(read("docs/decisions/README.md")))
    assert listed == {path.name for path in (ROOT / "docs/decisions").glob("0*.md")}


@pytest.mark.parametrize("name", ["README.md", "README.vi.md", "docs/operating.md", "docs/architecture.md"])
def test_every_command_that_is_named_exists(name: str) -> None:
    assert set(_COMMAND.findall(read(name))) <= commands()


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_readme_lists_every_command(name: str) -> None:
    assert commands() <= set(_COMMAND.findall(read(name)))
