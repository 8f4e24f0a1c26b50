"""What the processor of this machine has."""

import os
import platform
from pathlib import Path

_INFO = Path("/proc/cpuinfo")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def lacks(instructions: frozenset[str], info: Path = _INFO) -> frozenset[str]:
    """Which of `instructions` it cannot carry out; all where that is not to be known.

    A program that meets an instruction its processor does not have ends at once: it has to ask before.
    """
    if platform.machine() not in ("x86_64", "AMD64"):
        return instructions
    try:
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return instructions
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), [])
    return instructions - frozenset(flags)
