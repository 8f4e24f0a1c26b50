"""The pages of a file, read over all cores or over machines, and each page once."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.scan.cache import Cache
from ingest.scan.child import Children
from ingest.scan.machines import Machines
from ingest.scan.reading import Reading
from ingest.scan.slips import mended
from ingest.scan.tesseract import LANGUAGE, Engine, engine, read

REVISION = 4
"""Of what `drawing`, `page`, `table` and `tesseract` make of a page: a change there makes this one more, and what was
read before void."""
BATCH = 6
"""Pages that share a child: starting one takes a tenth of a page's time; a kill loses at most so many pages a core."""
GIVE_UP = 3 * BATCH
"""Pages that fail one after another, after which the rest is not tried: an engine that hangs would hang for hours."""

Batch = tuple[int, ...]


class Later(BaseException):
    """Pages of a file are being recognised: it is to be read again when its turn comes.

    No Exception, so that no reader takes it for a fault of the file.
    """


@dataclass(frozen=True, slots=True)
class Begun:
    """The pages of a file of `size` bytes: those `done`, and those that are being read, as they come."""

    size: int
    done: dict[int, Reading]
    coming: Iterator[list[Reading]]


class Cores:
    """The cores of this machine, shared by all files: a batch a core, in the order asked for.

    Threads suffice: the work is done by the processes that they wait for. `begun` holds, by the digest of its file,
    what was begun before its turn.
    """

    def __init__(self) -> None:
        self._children = Children()
        self._pool = ThreadPoolExecutor(self.hands, initializer=self._children.adopt)
        self.begun: dict[str, Begun] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if error:  # also Ctrl-C: nobody waits for the pages that are under way
            self._children.stop()
        self._pool.shutdown(cancel_futures=True)

    @property
    def hands(self) -> int:
        """How many pages are read at once."""
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @property
    def held(self) -> int:
        """The bytes of the files that were begun before their turn."""
        return sum(begun.size for begun in self.begun.values())

    def map(self, raw: bytes, batches: Sequence[Batch], using: Engine, cache: Cache) -> Iterator[list[Reading]]:
        """The readings of `batches` of the pages of `raw`, in any order. Reading begins at once."""
        futures = [self._pool.submit(_read_here, raw, batch, using, cache) for batch in batches]

        def coming() -> Iterator[list[Reading]]:
            try:
                for future in as_completed(futures):
                    yield future.result()
            finally:
                for future in futures:
                    future.cancel()

        return coming()


@dataclass(frozen=True, slots=True)
class Setting:
    """How scans are read: `cache` is the folder for what was read, None for none.

    `machines` read where they can, else `cores`, or those of this machine for each file anew. `progress` is told the
    pages done and all pages. Where `is_ahead`, pages are begun on and the file is left for `Later`.
    """

    cache: Path | None = None
    machines: Machines | None = None
    progress: Callable[[int, int], None] | None = None
    cores: Cores | None = None
    is_ahead: bool = False


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

    Raises UnreadableError where tesseract or its Vietnamese is missing, and Later where the setting is to read ahead
    and a page is not yet read. A page that fails has a `fault`.
    """
    how = how or _setting.get()
    sha256 = hashlib.sha256(raw).hexdigest()
    with nullcontext(how.cores) if how.cores else Cores() as cores:
        begun = cores.begun.pop(sha256, None) or _begun(raw, sha256, numbers, how, cores)
        if how.is_ahead and len(begun.done) < len(numbers):
            cores.begun[sha256] = begun
            raise Later
        return _finished(begun, numbers, how)


def _begun(raw: bytes, sha256: str, numbers: Sequence[int], how: Setting, cores: Cores) -> Begun:
    using = engine()
    cache = Cache(how.cache, sha256, _made_by(using))
    done = {number: reading for number in numbers if (reading := cache.get(number))}
    left = [number for number in numbers if number not in done]
    return Begun(len(raw), done, _read(raw, left, using, cache, how.machines, cores))


def _finished(begun: Begun, numbers: Sequence[int], how: Setting) -> dict[int, Reading]:
    done, failed = begun.done, 0
    for readings in begun.coming:
        for reading in readings:
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


def _read(
    raw: bytes, numbers: Sequence[int], using: Engine, cache: Cache, machines: Machines | None, cores: Cores
) -> Iterator[list[Reading]]:
    """The pages `numbers` in any order, begun on at once: by `machines`, and what these leave by `cores`."""
    if numbers and machines and (hands := machines.hands(_skill)):
        there = machines.map(_read_there, raw, _batches(numbers, hands))
        return _completed(there, raw, numbers, using, cache, cores)
    return cores.map(raw, _batches(numbers, cores.hands), using, cache)


def _completed(
    there: Iterator[list[Reading]], raw: bytes, numbers: Sequence[int], using: Engine, cache: Cache, cores: Cores
) -> Iterator[list[Reading]]:
    """What comes from `there`, and then the rest of `numbers` by `cores`."""
    left = set(numbers)
    for readings in there:
        left.difference_update(reading.number for reading in readings)
        yield _kept(readings, cache)
    yield from cores.map(raw, _batches(sorted(left), cores.hands), using, cache)


def _skill() -> str:
    """What the machine that this runs on makes readings by. Raises UnreadableError where tesseract is missing."""
    return _made_by(engine())


def _read_there(raw: bytes, batch: Batch) -> list[Reading]:
    return read(raw, batch, engine())


def _read_here(raw: bytes, batch: Batch, using: Engine, cache: Cache) -> list[Reading]:
    return _kept(read(raw, batch, using), cache)


def _kept(readings: list[Reading], cache: Cache) -> list[Reading]:
    for reading in readings:
        cache.put(reading)
    return readings


def _batches(numbers: Sequence[int], hands: int) -> list[Batch]:
    """`numbers` in batches that keep all `hands` at work. Neighbours part: the short pages of a file stand together."""
    size = max(1, min(BATCH, len(numbers) // hands))
    count = -(-len(numbers) // size)
    return [tuple(numbers[at::count]) for at in range(count)]
