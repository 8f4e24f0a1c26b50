"""What can go wrong in this room. Every message is Vietnamese and says what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WHY = {
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã hết hạn mức đĩa",
    errno.EFBIG: "đĩa đã đầy hoặc tệp quá lớn",
    errno.EROFS: "thư mục chỉ cho đọc",
    errno.EACCES: "không có quyền ghi",
    errno.EPERM: "không có quyền ghi",
}


class StoreError(Exception):
    """The plans cannot be kept or read; the message says in Vietnamese why, and what mends it."""


class BusyError(StoreError):
    """Another process is writing to the same data directory."""


class UnwritableError(StoreError):
    """The data directory is read-only or its disk is full. What was there before still answers."""


class SchemaError(StoreError):
    """The data directory was written by another version of this program, or by something else."""


class StampError(StoreError):
    """Words and vectors were made by another embedder or another cut of the passages."""


class DamagedError(StoreError):
    """Files of the data directory are missing or broken."""


class ModelError(StoreError):
    """The embedding model that the settings name is not on this machine or cannot be loaded."""


def unwritable(place: Path, error: BaseException) -> UnwritableError:
    """The error to raise where writing to `place` failed with `error`."""
    code = error.errno if isinstance(error, OSError) else None
    why = _WHY.get(code, str(error)) if code is not None else str(error)
    return UnwritableError(
        f"Không ghi được vào {place}: {why}. Các kế hoạch đã nạp trước đó vẫn tra cứu được. "
        "Hãy giải phóng chỗ trống hoặc cấp quyền ghi rồi chạy lại lệnh."
    )


@contextmanager
def writing(place: Path, *kinds: type[Exception]) -> Iterator[None]:
    """Turns OSError and errors of `kinds`, raised while writing to `place`, into UnwritableError."""
    caught: tuple[type[Exception], ...] = (OSError, *kinds)
    try:
        yield
    except caught as error:
        raise unwritable(place, error) from error
