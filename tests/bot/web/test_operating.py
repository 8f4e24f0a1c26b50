"""What operating brings: an empty folder, one that cannot be written, an ingest meanwhile, a port taken."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from bot import cli
from bot.errors import WrongUseError
from tests.bot.plans import BA_TO
from tests.bot.ports import free_port
from tests.bot.web.serving import running, settings_of

QUESTION = "Ba Tơ ai chủ trì cuộc thi vẽ tranh?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data directory that a test may change, beside its plan's file."""
    (tmp_path / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    ingest(tmp_path / "data", "ba-to.txt", BA_TO)
    return tmp_path / "data"


def ingest(folder: Path, name: str, text: str) -> None:
    file = folder.parent / name
    file.write_text(text, encoding="utf-8")
    assert cli.run(["--config", str(folder.parent / "config.toml"), "ingest", str(file)]) == 0


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with running(settings_of(tmp_path / "data")) as site:
        assert "cchc ingest" in site.get("/").text
        assert (site.ask("Ai chủ trì?")["status"], site.get("/readyz").json()["plans"]) == ("not_found", 0)
        assert [site.get(path).status_code for path in ("/ke-hoach", "/nhiem-vu", "/nhiem-vu.xlsx")] == [200, 200, 200]


def test_an_ingest_while_it_runs_is_answered_from_and_addresses_stay(folder: Path) -> None:
    with running(settings_of(folder)) as site:
        key = site.key("Ba Tơ")
        ingest(folder, "ba-to.txt", BA_TO.replace("Phòng Nội vụ", "Phòng Kinh tế"))
        assert "Phòng Kinh tế" in site.get(f"/ke-hoach/{key}").text
        assert "Phòng Kinh tế" in site.ask(QUESTION)["text"]


def test_a_source_asked_for_while_generations_are_switched_is_given(folder: Path) -> None:
    statuses, over = [], threading.Event()
    with running(settings_of(folder)) as site:
        address = site.ask(QUESTION)["citations"][0]["url"].split("#")[0]

        def look() -> None:
            while not over.is_set():
                statuses.append(site.get(address).status_code)

        looking = threading.Thread(target=look)
        looking.start()
        for n in range(4):
            ingest(folder, "ba-to.txt", BA_TO + f"\nLần {n}.\n")
        over.set()
        looking.join()
    assert set(statuses) == {200}


def test_two_servers_share_a_folder(folder: Path) -> None:
    with running(settings_of(folder)) as one, running(settings_of(folder)) as other:
        number = one.ask(QUESTION)["id"]
        one.post("/api/v1/feedback", json={"id": number, "good": True})
        ingest(folder, "moi.txt", BA_TO.replace("Ba Tơ", "Đồng Xa").replace("12/KH", "78/KH"))
        assert [site.get("/readyz").json()["plans"] for site in (one, other)] == [2, 2]
        assert other.post("/api/v1/feedback", json={"id": number, "good": False}).status_code == 204


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_still_answers(folder: Path) -> None:
    folder.chmod(0o555)
    try:
        with running(settings_of(folder)) as site:
            assert site.ask(QUESTION)["status"] == "answered"
    finally:
        folder.chmod(0o755)


_ON_A_FULL_DISK = """
mount -t tmpfs -o size=8m none "$1" && cp -r "$0"/. "$1" && dd if=/dev/zero of="$1"/fill bs=1k status=none
shift && exec "$@" serve
"""


@pytest.mark.skipif(not shutil.which("unshare"), reason="no small disk can be made")
def test_a_full_disk_costs_no_answer(folder: Path, tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("only who may mount can make a small disk")
    port, full = free_port(), tmp_path / "full"
    full.mkdir()
    (tmp_path / "config.toml").write_text(f'[index]\nembedder = "words"\n[web]\nport = {port}\n', encoding="utf-8")
    command = [sys.executable, "-m", "bot", "--config", str(tmp_path / "config.toml"), "--data-dir", str(full)]
    sealed = ["unshare", "-m", "sh", "-c", _ON_A_FULL_DISK, str(folder), str(full), *command]
    with subprocess.Popen(sealed, stderr=subprocess.PIPE, text=True, encoding="utf-8") as service:
        try:
            assert _ready(port) == 200
            told = httpx.post(f"http://127.0.0.1:{port}/api/v1/ask", json={"question": QUESTION}, trust_env=False)
            assert told.json()["status"] == "answered"
            assert httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).json()["feedback"] is False
            service.terminate()
            assert service.stderr
            assert "Traceback" not in service.stderr.read()
            assert service.wait() == 0
        finally:
            service.kill()


def test_a_feedback_file_that_cannot_be_used_costs_no_answer(folder: Path) -> None:
    (folder / "feedback.sqlite3").unlink(missing_ok=True)
    (folder / "feedback.sqlite3").mkdir()
    with running(settings_of(folder)) as site:
        told = site.ask(QUESTION)
        assert told["status"] == "answered"
        assert site.post("/api/v1/feedback", json={"id": told["id"], "good": True}).status_code == 404
        assert site.get("/readyz").json()["feedback"] is False


def test_a_damaged_store_is_a_problem_and_no_trace(folder: Path) -> None:
    with running(settings_of(folder)) as site:
        with sqlite3.connect(folder / "plans.sqlite3") as damaging:
            damaging.execute("DROP TABLE generations")
        told = [site.get("/readyz"), site.post("/api/v1/ask", json={"question": "a"})]
    assert [(one.status_code, "Traceback" in one.text) for one in told] == [(503, False)] * 2


def test_a_port_that_is_taken_is_named(data: Path) -> None:
    settings = settings_of(data)
    with running(settings), pytest.raises(WrongUseError, match=str(settings.web.port)), running(settings):
        pass


def test_a_second_service_of_the_page_may_share_the_folder(folder: Path) -> None:
    started = []
    for _ in range(2):
        file = folder.parent / f"config-{len(started)}.toml"
        port = free_port()
        file.write_text(f'[index]\nembedder = "words"\n[web]\nport = {port}\n', encoding="utf-8")
        command = [sys.executable, "-m", "bot", "--config", str(file), "--data-dir", str(folder), "serve"]
        started.append((subprocess.Popen(command, stderr=subprocess.DEVNULL), port))
    try:
        assert [_ready(port) for _, port in started] == [200, 200]
        for process, _ in started:
            process.terminate()
        assert [process.wait(60) for process, _ in started] == [0, 0]
    finally:
        for process, _ in started:
            process.kill()


def _ready(port: int) -> int:
    for _ in range(600):
        try:
            return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code
        except httpx.TransportError:
            time.sleep(0.1)
    return 0
