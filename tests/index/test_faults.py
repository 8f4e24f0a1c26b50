"""What goes wrong is named with what mends it, and what was there before still answers."""

import os
import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest
from plans_by_hand import BA_TO, BA_TO_PLAN, DUC_PHO_PLAN, by_lines, open_index
from processes import run

from index import generation
from index.error import DamagedError, SchemaError, StampError, UnwritableError
from index.index import Index
from index.lock import only_writer
from index.query import Query
from index.store import FILE


def answers(data_dir: Path) -> bool:
    index = open_index(data_dir)
    found = index.find(Query("ai chu tri hoi thi"), 1)[0].passage.quote == BA_TO[0]
    index.close()
    return found


KILLED = """
import os, signal, sys
from pathlib import Path
import index.index, index.generation, index.store
from plans_by_hand import DUC_PHO_PLAN, open_index

def die(*_): os.kill(os.getpid(), signal.SIGKILL)
moment = sys.argv[2]
if moment == "begin": index.index.Builder = die
if moment == "plan": index.generation.Builder.add = die
if moment == "built": index.store.Writer.sweep = die
if moment == "switch": index.store.Writer.switch = die
open_index(Path(sys.argv[1])).update([DUC_PHO_PLAN], progress=die if moment == "progress" else None)
"""


@pytest.mark.parametrize("moment", ["begin", "plan", "progress", "built", "switch"])
def test_a_killed_ingest_has_never_been(index: Index, tmp_path: Path, moment: str) -> None:
    data = tmp_path / "data"
    index.update([BA_TO_PLAN])
    assert run(KILLED, data, moment).returncode == -signal.SIGKILL
    assert answers(data)
    assert set(open_index(data).known()) == {"ba-to.txt"}
    index.update([DUC_PHO_PLAN])
    assert set(index.known()) == {"ba-to.txt", "duc-pho.txt"}
    assert {path.name for path in data.glob("generation-*")} == {"generation-1", "generation-2"}


def test_an_ingest_killed_after_the_switch_is_done(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    program = KILLED + "die()"
    assert run(program, tmp_path / "data", "after").returncode == -signal.SIGKILL
    assert set(index.known()) == {"ba-to.txt", "duc-pho.txt"}
    assert answers(tmp_path / "data")


def test_a_first_ingest_killed_leaves_an_empty_index(index: Index, tmp_path: Path) -> None:
    run(KILLED, tmp_path / "data", "plan")
    assert open_index(tmp_path / "data").plans() == ()
    index.update([BA_TO_PLAN])
    assert answers(tmp_path / "data")


def test_a_dead_writer_does_not_block(tmp_path: Path) -> None:
    hold = "import os,sys;from pathlib import Path;from index.lock import only_writer\n"
    hold += "with only_writer(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    assert run(hold, tmp_path).returncode == -signal.SIGKILL
    with only_writer(tmp_path):
        pass


@pytest.mark.parametrize("act", [lambda i: i.find(Query("x"), 1), lambda i: i.update([])], ids=["find", "update"])
def test_words_of_another_version_are_refused_with_the_command_that_mends_them(
    index: Index, monkeypatch: pytest.MonkeyPatch, act
) -> None:
    index.update([BA_TO_PLAN])
    monkeypatch.setattr(generation, "PASSAGES", 0)
    with pytest.raises(StampError, match=r"phiên bản khác.*cchc reindex"):
        act(index)


def test_a_lost_generation_is_refused_with_the_command_that_mends_it(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    shutil.rmtree(tmp_path / "data" / "generation-1")
    with pytest.raises(DamagedError, match="cchc reindex"):
        index.find(Query("hội thi"), 1)


def test_another_schema_is_refused_with_the_command_that_mends_it(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    index.close()
    with sqlite3.connect(tmp_path / "data" / FILE) as database:
        database.execute("UPDATE meta SET value = '0'")
    with pytest.raises(SchemaError, match=r"lược đồ 0.*ingest"):
        open_index(tmp_path / "data")


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("CREATE TABLE invoices (id)")
    with pytest.raises(SchemaError, match="invoices"):
        open_index(tmp_path)


def test_a_database_of_something_else_is_not_written_to(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("CREATE TABLE invoices (id)")
    with pytest.raises(SchemaError):
        Index(tmp_path, lambda: None, by_lines, None).update([BA_TO_PLAN])
    with sqlite3.connect(tmp_path / FILE) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("invoices",)]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("đây không phải cơ sở dữ liệu" * 100)
    with pytest.raises(DamagedError, match="Không đọc được cơ sở dữ liệu"):
        open_index(tmp_path)


READ_ONLY = """
import sys
from pathlib import Path
from index.error import UnwritableError
from plans_by_hand import DUC_PHO_PLAN, open_index
from index.query import Query
index = open_index(Path(sys.argv[1]))
print(len(index.plans()), index.find(Query("ai chu tri hoi thi"), 1)[0].words > 0)
try: index.update([DUC_PHO_PLAN])
except UnwritableError as error: print(error)
"""


def read_only(folder: Path) -> tuple[str, ...]:
    """Makes `folder` read-only for a command begun with what this gives: root is held by a mount alone."""
    if os.getuid():
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        return ()
    mount = ("unshare", "-m", "sh", "-c", 'mount --bind -o ro "$0" "$0" && exec "$@"', str(folder))
    if not shutil.which("unshare") or subprocess.run([*mount, "true"], capture_output=True).returncode:
        pytest.skip("root without the right to mount")
    return mount


def test_a_read_only_directory_answers_and_refuses_an_ingest(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    index.close()
    told = run(READ_ONLY, tmp_path / "data", before=read_only(tmp_path / "data"))
    assert told.stdout.startswith("1 True\nKhông ghi được vào"), told.stderr
    (tmp_path / "data").chmod(0o755)


FULL = """
import resource, sys
from pathlib import Path
from index.error import UnwritableError
from plans_by_hand import DUC_PHO_PLAN, open_index
index = open_index(Path(sys.argv[1]))
index.plans()
size = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try: index.update([DUC_PHO_PLAN])
except UnwritableError as error: print(error)
"""


@pytest.mark.parametrize("size", [0, 200, 600, 2_000])
def test_a_full_disk_is_named_and_the_old_generation_answers(index: Index, tmp_path: Path, size: int) -> None:
    pytest.importorskip("resource")
    index.update([BA_TO_PLAN])
    told = run(FULL, tmp_path / "data", size)
    assert told.stdout.startswith("Không ghi được vào"), told.stderr
    assert answers(tmp_path / "data")


def test_a_failed_ingest_leaves_no_files(index: Index, tmp_path: Path) -> None:
    index.update([BA_TO_PLAN])
    run(FULL, tmp_path / "data", 2_000)
    assert {path.name for path in (tmp_path / "data").glob("generation-*")} == {"generation-1"}


def test_errors_of_writing_are_told_with_their_reason() -> None:
    from index.error import writing

    with pytest.raises(UnwritableError, match="đĩa đã đầy"), writing(Path("data")):
        raise OSError(28, "No space left on device")
