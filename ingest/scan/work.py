"""The pages of a file, read over all cores or over machines, and each page once."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ingest.document import UnreadableError
from ingest.scan.cache import Cache
from ingest.scan.reading import Reading
from ingest.scan.slips import mended
from ingest.scan.tesseract import LANGUAGE, Engine, engine, read

REVISION = 1
"""Of what `page`, `table` and `tesseract` make of a page: a change there makes this one more, and old readings void."""
BATCH = 6
"""Pages that share a child: starting one takes a tenth of a page's time; a kill loses at most so many pages a core."""
GIVE_UP = 3 * BATCH
"""Pages that fail one after another, after which the rest is not tried: an engine that hangs would hang for hours."""
SCHEDULER_SECONDS = 10

Batch = tuple[int, ...]
Pool = Callable[[bytes, Sequence[Batch], Engine], Iterator[list[Reading]]]
"""Reads batches of pages of a file, in any order."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How scans are read: `cache` is the folder for what was read, None for none.

    `workers` is the address of a Dask scheduler ("tcp://10.0.0.5:8786"), None for the cores of this machine.
    `progress` is told the pages done and all pages.
    """

    cache: Path | None = None
    workers: str | None = None
    progress: Callable[[int, int], None] | None = None


_NOTHING_SET = Setting()
_setting: ContextVar[Setting] = ContextVar("scan setting", default=_NOTHING_SET)


@contextmanager
def setting(chosen: Setting) -> Iterator[Setting]:
    """Within it, readers read scans as `chosen`: readers are called with a path and a name, whatever the format."""
    token = _setting.set(chosen)
    try:
        yield chosen
    finally:
        _setting.reset(token)


def recognise(raw: bytes, numbers: Sequence[int], how: Setting | None = None) -> dict[int, Reading]:
    """The pages `numbers` of `raw`, a PDF or a picture, each with its reading; what is in the cache is not read again.

    Raises UnreadableError where tesseract or its Vietnamese is missing. A page that fails has a `fault`.
    """
    how = how or _setting.get()
    using = engine()
    cache = Cache(how.cache, hashlib.sha256(raw).hexdigest(), f"{using.version} {LANGUAGE} {REVISION}")
    done = {number: reading for number in numbers if (reading := cache.get(number))}
    left = [number for number in numbers if number not in done]
    failed = 0
    for readings in _pool(how)(raw, _batches(left), using) if left else ():
        for reading in readings:
            cache.put(reading)
            done[reading.number] = reading
            failed = failed + 1 if reading.fault else 0
        if how.progress:
            how.progress(len(done), len(numbers))
        if failed >= GIVE_UP:
            break
    given_up = "chưa thử, vì các trang trước đều hỏng"
    readings = [done.get(number) or Reading(number, fault=given_up) for number in numbers]
    return {reading.number: reading for reading in mended(readings)}


def _pool(how: Setting) -> Pool:
    return on_machines(how.workers) if how.workers else on_cores


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(numbers: Sequence[int]) -> list[Batch]:
    """`numbers` in batches that keep every core at work. Neighbours part: the short pages of a file stand together."""
    size = max(1, min(BATCH, len(numbers) // _cores()))
    count = -(-len(numbers) // size)
    return [tuple(numbers[at::count]) for at in range(count)]


def on_cores(raw: bytes, batches: Sequence[Batch], using: Engine) -> Iterator[list[Reading]]:
    """Over the cores of this machine. Threads suffice: the work is done by the processes that they wait for."""
    pool = ThreadPoolExecutor(min(_cores(), len(batches)))
    try:
        for future in as_completed([pool.submit(read, raw, batch, using) for batch in batches]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def on_machines(scheduler: str) -> Pool:
    """Over the workers of the Dask `scheduler`, each with this package and tesseract installed.

    Raises UnreadableError where Dask is not installed or the scheduler does not answer.
    """

    def spread(raw: bytes, batches: Sequence[Batch], using: Engine) -> Iterator[list[Reading]]:
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            raise UnreadableError("chưa cài Dask để chia việc: pip install 'cchc-assistant[spread]'.") from error
        try:
            client = distributed.Client(scheduler, timeout=SCHEDULER_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UnreadableError(f"không nối được tới bộ lập lịch Dask {scheduler!r}. Hãy kiểm tra lại.") from error
        with client, client.as_current():
            file = client.scatter(raw, broadcast=True)
            futures = [client.submit(_read_there, file, batch, using.version, pure=False) for batch in batches]
            for future in distributed.as_completed(futures):
                yield future.result()

    return spread


def _read_there(raw: bytes, batch: Batch, version: str) -> list[Reading]:
    """`batch` read with the tesseract of the machine that this runs on, which must be the same."""
    try:
        using = engine()
    except UnreadableError as error:
        return [Reading(number, fault=str(error)) for number in batch]
    if using.version != version:
        return [Reading(number, fault=f"máy làm việc có {using.version}, máy này có {version}") for number in batch]
    return read(raw, batch, using)
