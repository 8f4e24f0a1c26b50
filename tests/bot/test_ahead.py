"""`cchc ingest` of many small scans: their pages are recognised side by side. A script stands in for tesseract."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ingest.scan.work import Cores

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
FILES = 5
READS = r"""sleep 1
printf 'level\n5\t1\t1\t1\t1\t1\t80\t80\t400\t40\t95\tKE HOACH\n' > out-3.tsv"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for tesseract is a shell script")


def hands() -> int:
    with Cores() as cores:
        return cores.hands


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """A folder of photos, no two alike."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for place in range(FILES):
        sheet = Image.new("L", (800, 1100), 255)
        ImageDraw.Draw(sheet).multiline_text((80, 80), f"KE HOACH {place}\n" * 4, fill=0, font_size=36, spacing=16)
        sheet.save(folder / f"{place}.png")
    return folder


@pytest.fixture
def ingest(tmp_path: Path, scans: Path) -> Callable[[str], subprocess.Popen[str]]:
    """Starts an ingest of `scans` with a tesseract that `does` that; "+" and "-" in the log are its begin and end."""

    def start(does: str) -> subprocess.Popen[str]:
        script = tmp_path / "bin" / "tesseract"
        script.parent.mkdir()
        (tmp_path / "scratch").mkdir()
        log = tmp_path / "log"
        script.write_text(
            "#!/bin/sh\ncase $1 in --version) echo tesseract 5; exit;; --list-langs) echo vie; exit;; esac\n"
            f"echo + $$ >> '{log}'\n{does}\necho - $$ >> '{log}'\n"
        )
        script.chmod(0o755)
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "--data-dir", tmp_path / "data", "ingest", scans, "--json"],
            cwd=ROOT,
            env=os.environ | {
                "PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(tmp_path / "scratch"),
            },
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    return start


def told(log: Path) -> list[tuple[str, int]]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [(line.split()[0], int(line.split()[1])) for line in lines]


@pytest.mark.skipif(hands() < 2, reason="one core does one thing at a time")
def test_files_of_one_page_are_recognised_side_by_side_and_each_once(
    ingest: Callable[[str], subprocess.Popen[str]], scans: Path, tmp_path: Path
) -> None:
    (scans / "copy.png").write_bytes((scans / "3.png").read_bytes())
    process = ingest(READS)
    said, warned = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, warned
    steps = [1 if step == "+" else -1 for step, _ in told(tmp_path / "log")]
    assert steps.count(1) == FILES
    assert 2 <= max(accumulate(steps)) <= hands()
    report = json.loads(said)
    assert [plan["source"] for plan in report["plans"]] == [f"{place}.png" for place in range(FILES)]
    assert report["duplicates"] == [{"source": "copy.png", "same_as": "3.png"}]


def test_a_file_that_fails_before_its_turn_is_told_once(ingest: Callable[[str], subprocess.Popen[str]]) -> None:
    process = ingest("exit 3")
    said, warned = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert [each["source"] for each in json.loads(said)["unreadable"]] == [f"{place}.png" for place in range(FILES)]
    assert [warned.count(f"{place}.png:") for place in range(FILES)] == [1] * FILES


@pytest.mark.parametrize("times", [1, 3])
def test_an_interrupted_ingest_ends_at_once_and_leaves_nothing(
    ingest: Callable[[str], subprocess.Popen[str]], tmp_path: Path, times: int
) -> None:
    process = ingest("sleep 3600")
    until = time.monotonic() + PATIENCE
    while not told(tmp_path / "log"):
        assert time.monotonic() < until
        time.sleep(0.05)
    for _ in range(times):
        process.send_signal(signal.SIGINT)
    _, warned = process.communicate(timeout=PATIENCE)
    assert (process.returncode, warned) == (130, "Đã dừng.\n")
    begun = {pid for step, pid in told(tmp_path / "log") if step == "+"}
    assert len(begun) <= hands()
    for pid in begun:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert not list((tmp_path / "scratch").iterdir())
