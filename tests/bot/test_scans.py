"""`cchc ingest` of scans: over the machines of a Dask scheduler, and after it was killed. Real processes throughout."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from ingest.document import UnreadableError
from ingest.scan.tesseract import engine

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


def has_tesseract() -> bool:
    try:
        return bool(engine())
    except UnreadableError:
        return False


pytestmark = pytest.mark.skipif(not has_tesseract(), reason="tesseract with Vietnamese (vie) is not installed")


def scan(file: Path, pages: int) -> None:
    """A scanned plan without a text layer."""
    sheets = []
    for page in range(1, pages + 1):
        sheet = Image.new("L", (900, 600), 255)
        ImageDraw.Draw(sheet).multiline_text(
            (80, 80), f"UBND HUYEN BA TO\nKE HOACH NAM 2025\nTRANG {page} CUA {pages}", fill=0, font_size=36, spacing=16
        )
        sheets.append(sheet)
    sheets[0].save(file, save_all=True, append_images=sheets[1:], resolution=150)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    scan(folder / "a.pdf", 4)
    scan(folder / "b.pdf", 3)
    return folder


def started(*command: object, **how: Any) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", *map(str, command)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **how)


def ingest(data: Path, scans: Path, *options: object) -> subprocess.Popen[str]:
    return started("bot", *options, "--data-dir", data, "ingest", scans, cwd=ROOT)


def ingested(data: Path, scans: Path, *options: object) -> str:
    """What an ingest says on standard error."""
    process = ingest(data, scans, *options)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, told
    return told


def pages(data: Path) -> dict[str, str]:
    """What was kept of each page that was recognised."""
    kept = data / "scans"
    return {str(file.relative_to(kept)): file.read_text(encoding="utf-8") for file in kept.rglob("*.json")}


def soon(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a Dask scheduler with two workers, each a process that does one thing at a time."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'cchc-assistant[spread]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    own: dict[str, Any] = {"cwd": tmp_path, "env": os.environ | {"PYTHONPATH": str(ROOT)}}
    processes = [started("dask", "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", **own)]
    worker = ("dask", "worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard")
    processes += [started(*worker, **own) for _ in range(2)]
    yield address
    for process in processes[::-1]:
        process.kill()
        process.communicate()


def test_two_workers_read_what_the_cores_read(scheduler: str, scans: Path, tmp_path: Path) -> None:
    import distributed

    class Watch(distributed.SchedulerPlugin):  # type: ignore[misc]
        """Keeps the names of the workers that read pages."""

        busy: set[str]

        def start(self, _: object) -> None:
            self.busy = set()

        def transition(self, key: str, start: str, finish: str, *_: object, worker: str = "", **__: object) -> None:
            if start == "processing" and finish == "memory" and "read" in key:
                self.busy.add(worker)

    config = tmp_path / "config.toml"
    config.write_text(f'[ocr]\nscheduler = "{scheduler}"\n', encoding="utf-8")
    with distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
        client.register_plugin(Watch(), name="watch")
        told = ingested(tmp_path / "machines", scans, "--config", config)
        busy = client.run_on_scheduler(lambda dask_scheduler: dask_scheduler.plugins["watch"].busy)
    assert "Dask" not in told
    assert len(busy) == 2
    ingested(tmp_path / "cores", scans)
    assert len(pages(tmp_path / "machines")) == 7
    assert pages(tmp_path / "machines") == pages(tmp_path / "cores")


def test_without_the_scheduler_this_machine_reads_and_it_is_said_once(scans: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[ocr]\nscheduler = "tcp://127.0.0.1:9"\n', encoding="utf-8")
    told = ingested(tmp_path / "data", scans, "--config", config)
    assert told.count("scheduler trong [ocr]") + told.count("Chưa cài Dask") == 1
    assert len(pages(tmp_path / "data")) == 7


def test_what_a_killed_ingest_recognised_is_not_recognised_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    scan(tmp_path / "a.pdf", 40)

    def kept() -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for file in (data / "scans").rglob("*.json")}

    first = ingest(data, tmp_path / "a.pdf")
    soon(lambda: bool(kept()))
    first.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    first.communicate()
    done = kept()
    assert 0 < len(done) < 40
    ingested(data, tmp_path / "a.pdf")
    assert len(kept()) == 40
    assert done.items() <= kept().items()
