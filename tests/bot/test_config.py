"""config.toml: the shipped file, and what is said of a wrong one."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from bot.config import Settings, load
from bot.errors import WrongUseError

SHIPPED = Path(__file__).parents[2] / "config.toml"


def test_shipped_file_holds_every_default() -> None:
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    assert shipped == Settings().model_dump(mode="json")


def test_every_key_of_the_shipped_file_has_its_reason() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    bare = [line for above, line in pairwise(lines) if line[:1].isalpha() and not above]
    assert bare == []


def test_missing_file_gives_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load().model_copy(update={"data": Settings().data}) == Settings()


def test_relative_data_dir_counts_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "office" / "config.toml"
    file.parent.mkdir()
    file.write_text('[data]\ndir = "state"\n', encoding="utf-8")
    assert load(file).data.dir == tmp_path / "office" / "state"


def test_data_dir_option_goes_first(tmp_path: Path) -> None:
    assert load(SHIPPED, tmp_path).data.dir == tmp_path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[telegram]\nenabld = true", ["[telegram] enabld", "“enabled”"]),
        ("[telegran]\nenabled = true", ["[telegran]", "“telegram”"]),
        ("[web]\nxyz = 1", ["[web] xyz", "host, port"]),
        ('[telegram]\nmode = "poling"', ["[telegram] mode", "'polling', 'webhook'", "'poling'"]),
        ("[web]\nport = 99999", ["[web] port", "không được quá 65535"]),
        ('[telegram]\nenabled = "có"', ["[telegram] enabled", "true hoặc false"]),
        ("web = 3", ["[web]", "trong ngoặc vuông"]),
        ("[web", ["sai cú pháp TOML"]),
    ],
    ids=["key", "table", "unlike any key", "choice", "range", "type", "no table", "syntax"],
)
def test_fault_is_named_with_what_mends_it(tmp_path: Path, content: str, said: list[str]) -> None:
    file = tmp_path / "config.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(WrongUseError) as refused:
        load(file)
    assert [part for part in [*said, str(file)] if part not in str(refused.value)] == []


def test_missing_named_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="Không tìm thấy tệp cấu hình"):
        load(tmp_path / "none.toml")
