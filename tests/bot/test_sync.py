"""Ingesting a folder again: what changed, what left, what was renamed, and what must stay."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from bot.commands.watch import Look
from tests.bot.plans import BA_TO, NINH_HOA

Ingest = Callable[..., dict[str, Any]]
_PATIENCE_S = 60.0


@pytest.fixture
def ingest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ingest:
    """Run `cchc ingest --json` in a folder of its own; what it printed, with its `status` and what it `said`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CCHC_DATA_DIR", raising=False)

    def run(*arguments: object) -> dict[str, Any]:
        capsys.readouterr()
        status = cli.run(["ingest", "--json", *map(str, arguments)])
        out, said = capsys.readouterr()
        return (json.loads(out) if out else {}) | {"status": status, "said": said}

    return run


@pytest.fixture
def known(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """The sources of all plans, sorted."""

    def run() -> list[str]:
        capsys.readouterr()
        assert cli.run(["plans"]) in (0, 1)
        lines = capsys.readouterr().out.splitlines()
        column = lines[0].split("\t").index("Tệp") if lines else 0
        return sorted(line.split("\t")[column] for line in lines[1:])

    return run


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with two plans."""
    folder = tmp_path / "plans"
    write(folder / "ba-to.txt", BA_TO)
    write(folder / "ninh-hoa.txt", NINH_HOA)
    return folder


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def numbered(number: str) -> str:
    """A plan of another content."""
    return BA_TO.replace("12/KH-UBND", f"{number}/KH-UBND")


def pack(file: Path, **members: str) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return file


# --- Removed files ---------------------------------------------------------------------------------------------------


def test_plan_of_a_removed_file_leaves(ingest: Ingest, known: Callable[[], list[str]], plans: Path) -> None:
    ingest(plans)
    (plans / "ninh-hoa.txt").unlink()
    told = ingest(plans)
    assert (told["status"], told["removed"], told["unchanged"], known()) == (
        0,
        ["ninh-hoa.txt"],
        ["ba-to.txt"],
        ["ba-to.txt"],
    )


def test_removed_plan_is_told_in_text(plans: Path, ingest: Ingest, capsys: pytest.CaptureFixture[str]) -> None:
    ingest(plans)
    (plans / "ninh-hoa.txt").unlink()
    cli.run(["ingest", str(plans)])
    assert "Đã gỡ kế hoạch của ninh-hoa.txt" in capsys.readouterr().out


def test_removed_plan_answers_no_more(plans: Path, ingest: Ingest, capsys: pytest.CaptureFixture[str]) -> None:
    ingest(plans)
    (plans / "ninh-hoa.txt").unlink()
    ingest(plans)
    cli.run(["search", "Phòng Tư pháp"])
    assert "ninh-hoa" not in capsys.readouterr().out


def test_keep_keeps_the_plan_of_a_removed_file(ingest: Ingest, known: Callable[[], list[str]], plans: Path) -> None:
    ingest(plans)
    (plans / "ninh-hoa.txt").unlink()
    assert (ingest(plans, "--keep")["removed"], known()) == ([], ["ba-to.txt", "ninh-hoa.txt"])


def test_plan_of_another_folder_stays(ingest: Ingest, plans: Path, tmp_path: Path) -> None:
    ingest(write(tmp_path / "other" / "khac.txt", numbered("9")).parent)
    assert ingest(plans)["removed"] == []


def test_plan_of_a_file_given_by_itself_stays(ingest: Ingest, plans: Path) -> None:
    single = write(plans / "rieng.txt", numbered("9"))
    ingest(single)
    single.unlink()
    assert ingest(plans)["removed"] == []


def test_folder_inside_removes_only_what_was_in_it(ingest: Ingest, plans: Path) -> None:
    write(plans / "2024" / "cu.txt", numbered("9"))
    write(plans / "2024" / "con.txt", numbered("8"))
    ingest(plans)
    (plans / "2024" / "cu.txt").unlink()
    (plans / "ba-to.txt").unlink()
    told = ingest(plans / "2024")
    assert (told["removed"], told["unchanged"]) == (["2024/cu.txt"], ["2024/con.txt"])


def test_empty_folder_removes_nothing(ingest: Ingest, known: Callable[[], list[str]], plans: Path) -> None:
    ingest(plans)
    for file in plans.iterdir():
        file.unlink()
    told = ingest(plans)
    assert (told["status"], "2 kế hoạch đã nạp từ đó. Không gỡ" in told["said"], len(known())) == (1, True, 2)


def test_empty_folder_stops_the_ingest_of_another_given_with_it(ingest: Ingest, plans: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other" / "khac.txt", numbered("9")).parent
    ingest(plans, other)
    (other / "khac.txt").unlink()
    assert "1 kế hoạch đã nạp từ đó. Không gỡ" in ingest(plans, other)["said"]


def test_unreadable_file_keeps_its_earlier_plan(ingest: Ingest, known: Callable[[], list[str]], plans: Path) -> None:
    ingest(plans)
    (plans / "ba-to.txt").write_bytes(b"")
    told = ingest(plans)
    assert (told["status"], told["unreadable"][0]["source"], told["removed"]) == (1, "ba-to.txt", [])
    assert known() == ["ba-to.txt", "ninh-hoa.txt"]


def test_removal_is_known_after_a_reindex(ingest: Ingest, plans: Path) -> None:
    ingest(plans)
    cli.run(["reindex"])
    (plans / "ninh-hoa.txt").unlink()
    assert ingest(plans)["removed"] == ["ninh-hoa.txt"]


# --- Archives --------------------------------------------------------------------------------------------------------


def test_plans_of_a_removed_archive_leave(ingest: Ingest, plans: Path) -> None:
    archive = pack(plans / "goi.zip", a=numbered("8"), b=numbered("9"))
    ingest(plans)
    archive.unlink()
    assert ingest(plans)["removed"] == ["goi.zip/a.txt", "goi.zip/b.txt"]


def test_plan_that_left_its_archive_leaves(ingest: Ingest, plans: Path) -> None:
    ingest(pack(plans / "goi.zip", a=numbered("8"), b=numbered("9")))
    assert ingest(pack(plans / "goi.zip", a=numbered("8")))["removed"] == ["goi.zip/b.txt"]


def test_damaged_archive_keeps_its_earlier_plans(ingest: Ingest, plans: Path) -> None:
    archive = pack(plans / "goi.zip", a=numbered("8"))
    ingest(plans)
    archive.write_bytes(archive.read_bytes()[:60])
    told = ingest(plans)
    assert (told["removed"], len(told["unreadable"])) == ([], 1)


# --- Names -----------------------------------------------------------------------------------------------------------


def test_renamed_file_has_one_plan_under_its_new_name(
    ingest: Ingest, known: Callable[[], list[str]], plans: Path
) -> None:
    ingest(plans)
    (plans / "ba-to.txt").rename(plans / "moi.txt")
    told = ingest(plans)
    assert (told["renamed"], told["removed"]) == ([{"source": "moi.txt", "was": "ba-to.txt"}], [])
    assert known() == ["moi.txt", "ninh-hoa.txt"]


def test_moved_folder_keeps_one_plan_a_file(ingest: Ingest, known: Callable[[], list[str]], plans: Path) -> None:
    ingest(plans)
    moved = plans.rename(plans.with_name("moved"))
    ingest(moved)
    assert (ingest(moved)["files"], len(ingest(moved)["unchanged"]), len(known())) == (2, 2, 2)


def test_copy_takes_over_when_its_original_is_removed(ingest: Ingest, plans: Path) -> None:
    write(plans / "chep.txt", BA_TO)
    ingest(plans)
    (plans / "ba-to.txt").unlink()
    ingest(plans)
    assert ingest(plans)["unchanged"] == ["chep.txt", "ninh-hoa.txt"]


def test_files_that_swapped_contents_swap_plans(ingest: Ingest, plans: Path) -> None:
    ingest(plans)
    write(plans / "ba-to.txt", NINH_HOA)
    write(plans / "ninh-hoa.txt", BA_TO)
    assert [(plan["source"], plan["place"]) for plan in ingest(plans)["plans"]] == [
        ("ba-to.txt", "Ninh Hòa"),
        ("ninh-hoa.txt", "Ba Tơ"),
    ]


def test_file_that_became_a_copy_loses_its_earlier_plan(ingest: Ingest, plans: Path) -> None:
    ingest(plans)
    write(plans / "ninh-hoa.txt", BA_TO)
    assert ingest(plans)["removed"] == ["ninh-hoa.txt"]


def test_same_name_in_another_folder_is_another_plan(
    ingest: Ingest, known: Callable[[], list[str]], plans: Path, tmp_path: Path
) -> None:
    ingest(plans)
    ingest(write(tmp_path / "2024" / "ba-to.txt", numbered("9")).parent)
    assert known() == ["2024/ba-to.txt", "ba-to.txt", "ninh-hoa.txt"]


def test_name_stays_whichever_folder_is_given(ingest: Ingest, plans: Path) -> None:
    write(plans / "2024" / "cu.txt", numbered("9"))
    ingest(plans)
    assert ingest(plans / "2024" / "cu.txt")["unchanged"] == ingest(plans / "2024")["unchanged"] == ["2024/cu.txt"]


# --- Watching --------------------------------------------------------------------------------------------------------


# --- several plans in one file ---------------------------------------------------------------------------------------


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder with a file of two plans."""
    return write(tmp_path / "plans" / "both.txt", f"{BA_TO}\n\n{NINH_HOA}").parent


def test_each_plan_of_a_file_is_taken_in(ingest: Ingest, known: Callable[[], list[str]], bundle: Path) -> None:
    told = ingest(bundle)
    assert (told["files"], [plan["place"] for plan in told["plans"]]) == (1, ["Ba Tơ", "Ninh Hòa"])
    assert known() == ["both.txt", "both.txt (2)"]


def test_plans_of_one_file_stay_while_it_stays(ingest: Ingest, known: Callable[[], list[str]], bundle: Path) -> None:
    ingest(bundle)
    assert ingest(bundle)["unchanged"] == ["both.txt"]
    assert known() == ["both.txt", "both.txt (2)"]


def test_plans_of_one_file_leave_with_it(ingest: Ingest, bundle: Path) -> None:
    write(bundle / "other.txt", numbered("77"))
    ingest(bundle)
    (bundle / "both.txt").unlink()
    assert sorted(ingest(bundle)["removed"]) == ["both.txt", "both.txt (2)"]


def test_plan_that_a_changed_file_holds_no_more_leaves(
    ingest: Ingest, known: Callable[[], list[str]], bundle: Path
) -> None:
    ingest(bundle)
    write(bundle / "both.txt", BA_TO)
    assert ingest(bundle)["removed"] == ["both.txt (2)"]
    assert known() == ["both.txt"]


def test_plans_of_a_renamed_file_go_with_it(ingest: Ingest, known: Callable[[], list[str]], bundle: Path) -> None:
    ingest(bundle)
    (bundle / "both.txt").rename(bundle / "new.txt")
    ingest(bundle)
    assert known() == ["new.txt", "new.txt (2)"]


def test_file_that_is_still_written_is_no_news() -> None:
    look = Look({"a": (1, 1)}, frozenset()).next({"a": (2, 5)})
    assert (look.is_news({"a": (1, 1)}), look.next({"a": (2, 5)}).is_news({"a": (1, 1)})) == (False, True)


def test_removed_file_is_news() -> None:
    assert Look({"a": (1, 1)}, frozenset()).next({}).is_news({"a": (1, 1)})


def test_what_was_done_before_counts_while_a_file_is_written() -> None:
    look = Look({"a": (1, 1), "b": (1, 1)}, frozenset()).next({"a": (2, 2), "b": (1, 1)})
    assert look.done({"a": (1, 1)}) == {"a": (1, 1), "b": (1, 1)}


class Watcher:
    """`cchc ingest --watch` in a process of its own."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.out, self.err = scratch / "out", scratch / "err"
        command = [sys.executable, "-m", "bot", "--data-dir", str(scratch / "data"), "ingest", "--watch", "--json"]
        root = Path(__file__).parents[2]
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen([*command, str(folder)], stdout=out, stderr=err, cwd=root)

    def told(self, passes: int) -> list[dict[str, Any]]:
        """What was printed, once it is `passes` lines."""
        until = time.monotonic() + _PATIENCE_S
        while len(lines := self.out.read_text(encoding="utf-8").splitlines()) < passes:
            assert time.monotonic() < until, self.err.read_text(encoding="utf-8")
            time.sleep(0.1)
        return [json.loads(line) for line in lines]

    def heard(self, words: str) -> None:
        """Wait until it has said `words`."""
        until = time.monotonic() + _PATIENCE_S
        while words not in self.err.read_text(encoding="utf-8"):
            assert time.monotonic() < until, self.err.read_text(encoding="utf-8")
            time.sleep(0.1)


@pytest.fixture
def watcher(plans: Path, tmp_path: Path) -> Iterator[Watcher]:
    started = Watcher(plans, tmp_path)
    yield started
    started.process.kill()
    started.process.wait()


def test_watch_follows_what_is_written_and_removed(watcher: Watcher, plans: Path) -> None:
    watcher.told(1)
    write(plans / "moi.txt", numbered("9"))
    watcher.told(2)
    (plans / "ba-to.txt").unlink()
    first, second, third = watcher.told(3)
    assert (len(first["plans"]), [plan["source"] for plan in second["plans"]], third["removed"]) == (
        2,
        ["moi.txt"],
        ["ba-to.txt"],
    )


def test_watch_tells_of_a_copy_once(watcher: Watcher, plans: Path) -> None:
    watcher.told(1)
    shutil.copy(plans / "ba-to.txt", plans / "copy.txt")
    write(plans / "moi.txt", numbered("9"))
    watcher.told(2)
    write(plans / "nua.txt", numbered("10"))
    watcher.told(3)
    assert watcher.err.read_text(encoding="utf-8").count("Bỏ qua copy.txt") == 1


def test_watch_outlives_its_folder(watcher: Watcher, plans: Path) -> None:
    watcher.told(1)
    away = plans.rename(plans.with_name("away"))
    watcher.heard("Không tìm thấy")
    away.rename(plans)
    assert watcher.process.poll() is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_watch_ends_cleanly_on_ctrl_c(watcher: Watcher) -> None:
    watcher.told(1)
    watcher.process.send_signal(signal.SIGINT)
    status = watcher.process.wait(_PATIENCE_S)
    said = watcher.err.read_text(encoding="utf-8")
    assert (status, "Đã dừng theo dõi" in said, "Traceback" in said) == (0, True, False)
