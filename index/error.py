"""What can go wrong in this room. Every message is Vietnamese and says what to do."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NO_FOLDER = "đó là một tệp, không phải thư mục"
_WHY = {
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã hết hạn mức đĩa",
    errno.EFBIG: "đĩa đã đầy hoặc tệp quá lớn",
    errno.EROFS: "thư mục chỉ cho đọc",
    errno.EACCES: "không có quyền ghi",
    errno.EPERM: "không có quyền ghi",
    errno.EEXIST: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.ENOENT: "ổ đĩa hoặc thư mục không có ở đó",
}
_CROWDED = 1 << 20  # bytes left on a disk that is as good as full: what failed to be written took its rest back


class StoreError(Exception):
    """The plans cannot be kept or read; the message says in Vietnamese why, and what mends it."""


class BusyError(StoreError):
    """Another process is writing to the same data directory."""


class UnwritableError(StoreError):
    """The data directory is read-only or its disk is full. What was there before still answers."""


class SchemaError(StoreError):
    """The data directory was written by another version of this program, or by something else."""


class StampError(StoreError):
    """Words were made by another version of the cut into passages."""


class DamagedError(StoreError):
    """Files of the data directory are missing, broken or not to be read."""


class ModelError(StoreError):
    """The embedder cannot be loaded or does not work; words answer without it."""


def unwritable(place: Path, error: BaseException) -> UnwritableError:
    """The error to raise where writing to `place` failed with `error`."""
    code = error.errno if isinstance(error, OSError) else None
    if code not in _WHY and is_full(place):
        code = errno.ENOSPC
    why = _WHY.get(code or 0, str(error))
    return UnwritableError(
        f"Không ghi được vào {place}: {why}. Các kế hoạch đã nạp trước đó vẫn tra cứu được. "
        "Hãy giải phóng chỗ trống, cấp quyền ghi, hoặc chọn thư mục khác bằng --data-dir, rồi chạy lại lệnh."
    )


def unreadable(place: Path, error: OSError) -> DamagedError:
    """The error to raise where reading `place` failed with `error`."""
    why = {errno.EACCES: "không có quyền đọc", errno.ENOTDIR: _NO_FOLDER}.get(error.errno or 0, str(error))
    return DamagedError(
        f"Không đọc được {place}: {why}. Hãy cấp quyền đọc cho người dùng đang chạy chương trình, "
        "hoặc chọn thư mục khác bằng --data-dir, rồi chạy lại lệnh."
    )


def is_full(place: Path) -> bool:
    """Whether the disk of `place` is full; libraries tell of it in words of their own, or not at all."""
    try:
        there = next(path for path in (place, *place.absolute().parents) if path.exists())
        return shutil.disk_usage(there).free < _CROWDED
    except OSError:
        return False


@contextmanager
def reading(place: Path) -> Iterator[None]:
    """Turns OSError, raised while reading `place`, into DamagedError."""
    try:
        yield
    except OSError as error:
        raise unreadable(place, error) from error


@contextmanager
def writing(place: Path, *kinds: type[Exception]) -> Iterator[None]:
    """Turns OSError and errors of `kinds`, raised while writing to `place`, into UnwritableError."""
    caught: tuple[type[Exception], ...] = (OSError, *kinds)
    try:
        yield
    except caught as error:
        raise unwritable(place, error) from error
