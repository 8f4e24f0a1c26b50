"""Answers across documents: the floor that benchmarks/crossval.toml pins."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.mark.skipif(not (SHARED / "gold" / "more2.jsonl").exists(), reason="needs ../shared")
def test_the_share_of_right_answers_is_not_below_the_floor() -> None:
    command = [sys.executable, "benchmarks/crossval.py", "--shared", str(SHARED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
