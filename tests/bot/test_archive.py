"""A backup while others write, and a restore that answers as before or changes nothing."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.plans import BA_TO
from tests.bot.running import Cchc

QUESTION = "Ai chủ trì cuộc thi vẽ tranh?"


@pytest.fixture
def known(cchc: Cchc, tmp_path: Path) -> Cchc:
    (tmp_path / "ba-to.txt").write_text(BA_TO, encoding="utf-8")
    (tmp_path / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    assert cchc("ingest", tmp_path / "ba-to.txt").status == 0
    return cchc


def test_a_restored_folder_answers_as_before(known: Cchc) -> None:
    before = known("ask", QUESTION).out
    assert known("backup", "a.zip").status == 0
    assert known("--data-dir", "new", "restore", "a.zip").status == 0
    assert known("--data-dir", "new", "ask", QUESTION).out == before


def test_a_backup_waits_for_nobody_and_takes_no_half_write(known: Cchc, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "data" / "plans.sqlite3") as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("DELETE FROM plans")
        assert known("backup", "a.zip").status == 0
        writing.rollback()
    assert known("--data-dir", "new", "restore", "a.zip").status == 0
    assert "12/KH-UBND" in known("--data-dir", "new", "plans").out


def test_a_restore_into_a_folder_with_plans_is_refused(known: Cchc) -> None:
    known("backup", "a.zip")
    run = known("restore", "a.zip")
    assert (run.status, "đã có dữ liệu" in run.err) == (2, True)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def _replace(file: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(file) as archive:
        kept = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(file, "w") as archive:
        for one, value in (kept | {name: content}).items():
            archive.writestr(one, value)


@pytest.mark.parametrize(
    "harm",
    [
        _cut,
        lambda file: file.write_bytes(b"no archive"),
        lambda file: _replace(file, "plans.sqlite3", b"other"),
        lambda file: _replace(file, "../evil.sqlite3", b"x"),
        lambda file: _replace(file, "backup.json", json.dumps({"form": 1, "sha256": {}}).encode()),
        lambda file: _replace(file, "backup.json", b"[]"),
    ],
)
def test_a_damaged_backup_is_named_and_changes_nothing(
    known: Cchc, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    known("backup", "a.zip")
    harm(tmp_path / "a.zip")
    run = known("--data-dir", "new", "restore", "a.zip")
    assert (run.status, run.is_told, "a.zip" in run.err) == (1, True, True)
    assert (list((tmp_path / "new").glob("*")), (tmp_path / "evil.sqlite3").exists()) == ([], False)


def test_a_backup_of_nothing_is_said(cchc: Cchc) -> None:
    run = cchc("backup", "a.zip")
    assert (run.status, "Không có dữ liệu" in run.err) == (1, True)


def test_a_backup_to_a_folder_that_is_not_there_leaves_nothing(known: Cchc, tmp_path: Path) -> None:
    run = known("backup", "nowhere/a.zip")
    assert (run.status, run.is_told, (tmp_path / "nowhere").exists()) == (1, True, False)
