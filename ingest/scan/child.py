"""A program run apart: bounded in time, memory and what it writes, and killed with all that it started."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

MAX_MB = 3000
"""Address space of a child. Tesseract takes 300 MB for a page of A4 at 300 dpi, and more for A3."""
MAX_FILE_MB = 300
"""The largest file that a child may write; a page of `page.MAX_PIXELS` has a sixth."""
_MAX_OUTPUT = 64 * 1024
_MB = 1024 * 1024


class ChildError(Exception):
    """The child failed; the message says in Vietnamese how."""


def run(command: Sequence[str], folder: Path, seconds: float, given: bytes = b"", **variables: str) -> str:
    """What `command`, run in `folder` with `given` on its input and `variables` in its environment, prints.

    Raises ChildError where it cannot be started, needs longer than `seconds`, or fails.
    """
    with tempfile.TemporaryFile() as output:
        process = _start(command, folder, output.fileno(), os.environ | variables)
        try:
            process.communicate(given, seconds)
        except subprocess.TimeoutExpired:
            raise ChildError(f"quá {seconds:.0f} giây chưa xong") from None
        finally:
            end(process)
        if process.returncode:
            raise ChildError(f"bị dừng giữa chừng (mã {process.returncode})")
        output.seek(0)
        return output.read(_MAX_OUTPUT).decode("utf-8", errors="replace")


def _start(command: Sequence[str], folder: Path, output: int, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=env, start_new_session=True,
            stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise ChildError(f"không chạy được ({error.strerror})") from error
    _bound(process.pid)
    return process


def _bound(pid: int) -> None:
    """Set the limits from outside, where the system can: a function run between fork and exec is unsafe in threads."""
    try:
        import resource

        for limit, megabytes in ((resource.RLIMIT_AS, MAX_MB), (resource.RLIMIT_FSIZE, MAX_FILE_MB)):
            resource.prlimit(pid, limit, (megabytes * _MB, megabytes * _MB))
    except (ImportError, AttributeError, OSError):  # not Linux, or the child has ended already
        return


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill `process` and its group: where it has ended by itself, what it started may still run."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
