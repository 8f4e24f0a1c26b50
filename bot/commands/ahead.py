"""Files in their order, while the scanned pages of those that follow are recognised."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands.sync import Found
from ingest.document import Document, UnreadableError

if TYPE_CHECKING:
    from ingest.scan.work import Setting

MAX_BYTES = 100 * 1024**2
"""Of files whose pages are being recognised, from which on no other is begun; a scan of ten pages has a tenth."""
_FILES_A_HAND = 2
"""So that no core waits while a file that was read is understood."""

Early = Document | UnreadableError | None
"""What was made of a file before its turn, None where it is to be read now."""


def ahead(new: Iterable[Found], scans: "Setting") -> Iterator[tuple[Found, Callable[["Setting"], Document]]]:
    """Each of `new` with how it is read, as scans are read by a setting like `scans`; which raises UnreadableError.

    Only the recognising runs beside the rest: readers are called one at a time, here. Of files with pages to recognise
    the layout is read twice, which takes a hundredth of the time of recognising them.
    """
    from ingest.scan.work import Cores

    waiting: deque[tuple[Found, Early]] = deque()
    begun: set[str] = set()
    with Cores() as cores:

        def next_() -> tuple[Found, Callable[["Setting"], Document]]:
            found, early = waiting.popleft()
            return found, lambda how: _read(found, early, replace(how, cores=cores))

        for found in new:
            hands = max(cores.hands, scans.machines.met if scans.machines else 0)
            while waiting and (len(waiting) >= _FILES_A_HAND * hands or cores.held >= MAX_BYTES):
                yield next_()
            is_first = found.origin.sha256 not in begun
            begun.add(found.origin.sha256)
            waiting.append((found, _early(found, replace(scans, cores=cores, is_ahead=True)) if is_first else None))
        while waiting:
            yield next_()


def _early(found: Found, how: "Setting") -> Early:
    from ingest.scan.work import Later

    try:
        return _read(found, None, how)
    except UnreadableError as error:
        return error
    except Later:
        return None


def _read(found: Found, early: Early, how: "Setting") -> Document:
    from ingest.read import read
    from ingest.scan.work import setting

    if isinstance(early, UnreadableError):
        raise early
    if early:
        return early
    with setting(how):
        return read(found.path, found.origin.source)
