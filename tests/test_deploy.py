"""What deploy/ says fits what there is."""

import configparser
import re
import shlex
import tomllib
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.config import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


def test_the_container_s_settings_are_settings() -> None:
    settings = Settings.model_validate(tomllib.loads((DEPLOY / "container.toml").read_text(encoding="utf-8")))
    assert (settings.web.host, settings.web.port, bool(settings.web.proxies)) == ("0.0.0.0", 8080, True)


def test_the_image_holds_every_room_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE))
    names = {name for line in copied for name in line.split()}
    assert {"answer", "bot", "index", "ingest", "prompts", "pyproject.toml"} <= names
    assert [name for name in names if not (ROOT / name).exists()] == []
    assert ("USER cchc" in text, "HEALTHCHECK" in text, "/readyz" in text) == (True, True, True)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{name}" for name in names} == {line for line in ignored if line.startswith("!")}


def test_who_runs_in_the_image_may_write_to_the_volume() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    [volume] = re.findall(r"^VOLUME (\S+)$", text, re.MULTILINE)
    made, used = text.find(f"install -d -o cchc -g cchc -m 700 {volume}\n"), text.find("\nUSER cchc\n")
    assert 0 < made < used
    assert f"CCHC_DATA_DIR={volume}\n" in text


def test_the_unit_starts_a_command_that_exists() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "cchc.service", encoding="utf-8")
    command = shlex.split(unit["Service"]["ExecStart"])
    assert (unit["Service"]["User"], command[-1]) == ("cchc", "serve")
    assert CliRunner().invoke(app, ["serve", "--help"]).exit_code == 0


def test_the_proxy_passes_events_on_and_hides_the_figures() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert ("flush_interval -1" in text, "respond @inside 404" in text) == (True, True)
