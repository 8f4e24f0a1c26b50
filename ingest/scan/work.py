"""The pages of a file, read over all cores or over machines, and each page once."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from ingest.scan.cache import Cache
from ingest.scan.machines import Machines
from ingest.scan.reading import Reading
from ingest.scan.slips import mended
from ingest.scan.tesseract import LANGUAGE, Engine, engine, read

REVISION = 2
"""Of what `page`, `table` and `tesseract` make of a page: a change there makes this one more, and old readings void."""
BATCH = 6
"""Pages that share a child: starting one takes a tenth of a page's time; a kill loses at most so many pages a core."""
GIVE_UP = 3 * BATCH
"""Pages that fail one after another, after which the rest is not tried: an engine that hangs would hang for hours."""

Batch = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How scans are read: `cache` is the folder for what was read, None for none.

    `machines` read where they can, else the cores of this one. `progress` is told the pages done and all pages.
    """

    cache: Path | None = None
    machines: Machines | None = None
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
    cache = Cache(how.cache, hashlib.sha256(raw).hexdigest(), _made_by(using))
    done = {number: reading for number in numbers if (reading := cache.get(number))}
    left = [number for number in numbers if number not in done]
    failed = 0
    for readings in _read(raw, left, using, how.machines):
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


def _made_by(using: Engine) -> str:
    return f"{using.version} {LANGUAGE} {REVISION}"


def _read(raw: bytes, numbers: Sequence[int], using: Engine, machines: Machines | None) -> Iterator[list[Reading]]:
    """The pages `numbers` in any order: by `machines`, and what these leave by the cores of this one."""
    left = set(numbers)
    if left and machines and (hands := machines.hands(_skill)):
        for readings in machines.map(_read_there, raw, _batches(numbers, hands)):
            left.difference_update(reading.number for reading in readings)
            yield readings
    if left:
        yield from on_cores(raw, _batches(sorted(left), _cores()), using)


def _skill() -> str:
    """What the machine that this runs on makes readings by. Raises UnreadableError where tesseract is missing."""
    return _made_by(engine())


def _read_there(raw: bytes, batch: Batch) -> list[Reading]:
    return read(raw, batch, engine())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(numbers: Sequence[int], hands: int) -> list[Batch]:
    """`numbers` in batches that keep all `hands` at work. Neighbours part: the short pages of a file stand together."""
    size = max(1, min(BATCH, len(numbers) // hands))
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
