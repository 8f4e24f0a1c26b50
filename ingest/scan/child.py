"""A program run apart: bounded in time, memory and what it writes, and killed with all that it started."""

import atexit
import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import ingest

MAX_MB = 3000
"""Address space of a child. Tesseract takes 300 MB for a page of A4 at 300 dpi, and more for A3."""
MAX_FILE_MB = 300
"""The largest file that a child may write; a page of `page.MAX_PIXELS` has a sixth."""
_MAX_OUTPUT = 64 * 1024
_ROOT = Path(ingest.__file__).parent.parent
_LENGTH = 8
"""Bytes before what a worker is given that say how long it is."""
_MB = 1024 * 1024


class ChildError(Exception):
    """The child failed; the message says in Vietnamese how."""


class StoppedError(BaseException):
    """The child was not wanted any more. No Exception, so that nobody takes it for a fault of the file."""


class Children:
    """The children of some threads, which end together."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._is_over = False

    def adopt(self) -> None:
        """What this thread runs from now on is one of these."""
        _children.set(self)

    @contextmanager
    def one(self, start: Callable[[], subprocess.Popen[bytes]]) -> Iterator[subprocess.Popen[bytes]]:
        """The process of `start`, ended with this. Raises StoppedError where all were stopped, before or meanwhile."""
        with self._lock:
            self._check()
            process = start()
            self._running.add(process)
        try:
            yield process
            self._check()
        finally:
            with self._lock:
                self._running.discard(process)
            end(process)

    def stop(self) -> None:
        """Kill those that run, and let no more begin."""
        with self._lock:
            self._is_over = True
            for process in self._running:
                kill(process)

    def _check(self) -> None:
        if self._is_over:
            raise StoppedError


_children: ContextVar[Children] = ContextVar("children", default=Children())  # noqa: B039 - what nobody adopted is never stopped


def run(command: Sequence[str], folder: Path, seconds: float, given: bytes = b"", **variables: str) -> str:
    """What `command`, run in `folder` with `given` on its input and `variables` in its environment, prints.

    Raises ChildError where it cannot be started, needs longer than `seconds`, or fails.
    """
    with tempfile.TemporaryFile() as output:
        start = partial(_start, command, folder, output.fileno(), os.environ | variables)
        with _children.get().one(start) as process:
            try:
                process.communicate(given, seconds)
            except subprocess.TimeoutExpired:
                raise ChildError(f"quá {seconds:.0f} giây chưa xong") from None
        if process.returncode:
            raise ChildError(f"bị dừng giữa chừng (mã {process.returncode})")
        output.seek(0)
        return output.read(_MAX_OUTPUT).decode("utf-8", errors="replace")


class Worker:
    """A child that stays, since to start one takes as long as reading three pages: `module`, which has to `serve`."""

    def __init__(self, module: str, megabytes: int) -> None:
        self._command, self._megabytes = (sys.executable, "-m", module), megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        atexit.register(self.close)

    def ask(self, given: bytes) -> Any:
        """What the child makes of `given`. Raises ChildError where it ends over it; the next is for a new child."""
        with self._lock:
            self._process = process = self._process or self._started()
            try:
                return _exchange(process, given)
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                self.close()
                raise ChildError(f"bị dừng giữa chừng (mã {process.returncode})") from error
            except BaseException:  # Ctrl-C: what it would still say is no answer to the next
                self.close()
                raise

    def close(self) -> None:
        """End the child, if there is one."""
        if self._process:
            end(self._process)
            for pipe in filter(None, (self._process.stdin, self._process.stdout)):
                with suppress(OSError):  # what it did not take
                    pipe.close()
        self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        variables = {"PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1"}
        return _start(self._command, _ROOT, subprocess.PIPE, os.environ | variables, self._megabytes)


def serve(work: Callable[[bytes], object], seconds: float) -> None:
    """In the child of a Worker: tell what `work` makes of all that comes, until nothing comes.

    What takes longer than `seconds` ends the child, from inside, so that it ends where its parent was killed as well.
    """
    given, told = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        while length := given.read(_LENGTH):
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
            pickle.dump(work(given.read(int.from_bytes(length))), told)
            told.flush()
            faulthandler.cancel_dump_traceback_later()


def _exchange(process: subprocess.Popen[bytes], given: bytes) -> Any:
    assert process.stdin
    assert process.stdout
    process.stdin.write(len(given).to_bytes(_LENGTH))
    process.stdin.write(given)
    process.stdin.flush()
    return pickle.load(process.stdout)


def _start(
    command: Sequence[str], folder: Path, output: int, env: Mapping[str, str], megabytes: int = MAX_MB
) -> subprocess.Popen[bytes]:
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=env, start_new_session=True,
            stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise ChildError(f"không chạy được ({error.strerror})") from error
    _bound(process.pid, megabytes)
    return process


def _bound(pid: int, megabytes: int) -> None:
    """Set the limits from outside, where the system can: a function run between fork and exec is unsafe in threads."""
    try:
        import resource

        for limit, most in ((resource.RLIMIT_AS, megabytes), (resource.RLIMIT_FSIZE, MAX_FILE_MB)):
            resource.prlimit(pid, limit, (most * _MB, most * _MB))
    except (ImportError, AttributeError, OSError):  # not Linux, or the child has ended already
        return


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill `process` and its group, and wait for it: where it has ended by itself, what it started may still run."""
    kill(process)
    process.wait()


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill `process` and its group."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
