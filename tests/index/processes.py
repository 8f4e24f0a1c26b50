"""Python in a process of its own: to be killed, starved or watched."""

import os
import subprocess
import sys
from pathlib import Path


def run(
    program: str, *arguments: object, before: tuple[str, ...] = (), environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `program`, Python that knows this folder, in a process of its own."""
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    command = [*before, sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path} | (environment or {}), timeout=60
    )
