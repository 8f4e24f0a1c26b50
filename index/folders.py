"""Folders of an index: brought to the disk whole, and read where nothing may be written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from index.error import DamagedError, UnwritableError, reading, writing


def numbered(data_dir: Path, kind: str, number: int) -> Path:
    """Where that of `number` lies: "generation-7"."""
    return data_dir / f"{kind}-{number}"


def keep_only(data_dir: Path, kind: str, numbers: Iterable[int]) -> None:
    """Deletes every folder of that kind but those; one that a reader on Windows still holds goes next time."""
    kept = {numbered(data_dir, kind, number) for number in numbers}
    for found in data_dir.glob(f"{kind}-*"):
        if found not in kept:
            shutil.rmtree(found, ignore_errors=True)


def sync(folder: Path) -> None:
    """Brings every file of `folder` to the disk, so that a power cut afterwards loses none."""
    with writing(folder):
        for path in (path for path in folder.rglob("*") if path.is_file()):
            with path.open("rb+") as file:
                os.fsync(file.fileno())


class Readable:
    """A folder to read from: where it is read-only, a copy of it, since both engines write lock files just to read.

    Close it, and the copy goes.

    Raises:
        DamagedError: there is no such folder, or it may not be read.
        UnwritableError: there is no room for a copy.
    """

    def __init__(self, folder: Path) -> None:
        with reading(folder):
            if not folder.is_dir():
                raise DamagedError(f"Chỉ mục ở {folder} bị thiếu hoặc hỏng. Hãy lập lại: cchc reindex")
        self._copy = None if os.access(folder, os.W_OK) else _copy(folder)
        self.folder = Path(self._copy.name) if self._copy else folder

    def close(self) -> None:
        """Takes the copy away."""
        if self._copy:
            self._copy.cleanup()


def _copy(folder: Path) -> TemporaryDirectory[str]:
    try:
        copy = TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True)
        for path in sorted(folder.rglob("*")):  # not copytree: what is read-only would be so here too
            target = Path(copy.name, path.relative_to(folder))
            target.mkdir() if path.is_dir() else shutil.copyfile(path, target)
    except OSError as error:
        raise UnwritableError(
            f"{folder} chỉ đọc được, nên tra cứu cần một bản sao ở thư mục tạm, mà không ghi được vào đó "
            f"({error}). Hãy giải phóng chỗ trống, hoặc đặt biến môi trường TMPDIR là một thư mục ghi được."
        ) from error
    return copy
