"""What the benchmarks share: times, memory, tables, and processes of their own to measure in."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parent.parent
_CONFIG = '[index]\nembedder = "words"\n\n[answer]\nengine = "extract"\n'
_KB_A_UNIT = 1 if sys.platform != "darwin" else 1 / 1024


def config(folder: Path) -> Path:
    """A config file in `folder` with every model off."""
    file = folder / "config.toml"
    file.write_text(_CONFIG, encoding="utf-8")
    return file


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of `values` do not exceed, 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def spread(times_ms: Sequence[float]) -> str:
    """Median, 95th percentile and maximum."""
    digits = 2 if percentile(times_ms, 0.5) < 1 else 1
    three = (percentile(times_ms, 0.5), percentile(times_ms, 0.95), max(times_ms, default=0.0))
    return " / ".join(f"{value:.{digits}f}" for value in three) + " ms"


def peak_mb() -> float:
    """The most memory that this process has held. Its parent must be small: Linux counts that in."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KB_A_UNIT / 1024


def disk_mb(folder: Path) -> float:
    """What `folder` takes on the disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints a Markdown table."""
    for row in (headings, ["---"] * len(headings), *rows):
        print("| " + " | ".join(map(str, row)) + " |", flush=True)


def cchc(config_file: Path, data_dir: Path, *arguments: str) -> tuple[float, str]:
    """Runs `python -m bot` in a process of its own: seconds, and what it printed."""
    command = [sys.executable, "-m", "bot", "--config", str(config_file), "--data-dir", str(data_dir), *arguments]
    start = perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    taken = perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return taken, done.stdout


def alone(script: str, *arguments: object) -> dict[str, Any]:
    """Runs `script` with `arguments` in a process of its own; the JSON object that it prints last."""
    command = [sys.executable, script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
