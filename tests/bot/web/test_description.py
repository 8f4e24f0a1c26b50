"""The API does what its own description says, for requests that nobody thought of."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.web.serving import Site

pytest.importorskip("schemathesis")


def test_schemathesis_finds_no_failure(site: Site, tmp_path: Path) -> None:
    arguments = ["run", f"{site.url}/api/openapi.json", "--checks", "all", "--max-examples", "10", "--workers", "1"]
    more = ["--generation-deterministic", "--no-color"]
    command = [sys.executable, "-m", "schemathesis.cli", *arguments, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-6000:]
