"""The page and the API over a socket, on documents in the project's own words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from tests.bot.plans import BA_TO, NINH_HOA
from tests.bot.web.serving import Site, running, settings_of

HOSTILE = '"></p></title><script>alert(1)</script><img src=x onerror=alert(1)>\u202e=cmd|\u200b'


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with three documents, one of which tries what it can."""
    folder = tmp_path_factory.mktemp("web")
    hostile = BA_TO.replace("Ba Tơ", "Cát Sơn").replace("BA TƠ", "CÁT SƠN").replace("12/KH", "56/KH")
    hostile = hostile.replace("1. Tổ chức cuộc thi", f"1. =HYPERLINK(1) {HOSTILE} Tổ chức cuộc thi")
    for name, text in (("ba-to.txt", BA_TO), ("ninh-hoa.txt", NINH_HOA), ("x<b>'\"y.txt", hostile)):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    assert cli.run(["--config", str(folder / "config.toml"), "ingest", str(folder)]) == 0
    return folder / "data"


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[Site]:
    """A server that every test of a module may ask."""
    with running(settings_of(data)) as site:
        yield site
