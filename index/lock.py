"""One writer at a time, across processes."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.error import BusyError, writing

_LOOKS_EVERY_S = 0.05
_FAR = 1 << 20  # Windows locks bytes, not files: one far behind the holder's number leaves that readable

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def only_writer(
    data_dir: Path, name: str = "ingest.lock", doing: str = "Một lần nạp khác", patience_s: float = 0.0
) -> Iterator[None]:
    """Holds the lock `name` of `data_dir`, which is made where it is missing; `doing` is who else may hold it.

    Whoever holds it is waited for `patience_s` seconds.

    The system gives the lock back when its holder ends, however it ends, so a dead one never blocks.

    Raises:
        BusyError: another process holds it.
        UnwritableError: the directory cannot be written to.
    """
    with writing(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        file = (data_dir / name).open("ab+", buffering=0)
    with file:
        end = time.monotonic() + patience_s
        while True:
            try:
                _take(file)
                break
            except OSError as error:
                if time.monotonic() >= end:
                    raise _busy(data_dir, doing, file) from error
                time.sleep(_LOOKS_EVERY_S)
        with writing(data_dir):
            _sign(file)
        yield


def _sign(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()).encode())


def _busy(data_dir: Path, doing: str, file: BinaryIO) -> BusyError:
    file.seek(0)
    holder = file.read(32).decode(errors="replace")
    who = f" (tiến trình {holder})" if holder else ""
    return BusyError(f"{doing}{who} đang ghi vào {data_dir}. Hãy đợi nó xong rồi chạy lại lệnh.")
