"""`cchc ingest --watch`: what changes in a folder is taken in once it has been quiet for a moment."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.commands.sync import Report, listing
from bot.errors import CommandError
from bot.terminal import say
from index.error import StoreError

Seen = Mapping[str, tuple[int, int]]
"""File -> (time of its last change in ns, size in bytes)."""

EVERY_S = 2.0  # a look at 1,000 files takes some 30 ms; nobody waits for a plan by the second
_SHARE = 10  # of the time at most one part is spent on looking: a share with 100,000 files is looked at less often
_AFTER_FAULT_S = 30.0


@dataclass(frozen=True, slots=True)
class Look:
    """What was there at one moment. `busy` files have changed since the moment before: they may still be copied."""

    seen: Seen
    busy: frozenset[str]

    def next(self, seen: Seen) -> "Look":
        """The look after this one."""
        return Look(seen, frozenset(file for file in seen if seen[file] != self.seen.get(file)))

    def is_news(self, done: Seen) -> bool:
        """Whether a file that is quiet differs from what was `done`, or one of `done` is no longer there."""
        quiet = (file for file in self.seen if file not in self.busy)
        return any(self.seen[file] != done.get(file) for file in quiet) or any(file not in self.seen for file in done)

    def done(self, before: Seen) -> Seen:
        """What is done when all but the busy files were taken in."""
        quiet = {file: self.seen[file] for file in self.seen if file not in self.busy}
        return {file: before[file] for file in self.busy if file in before} | quiet


def follow(paths: list[Path], sync: Callable[[Collection[str]], Report]) -> None:
    """Calls `sync` with the files to leave alone, whenever there is news below `paths`; until Ctrl-C.

    A fault (a share that is gone, another ingest, a full disk) is told once and tried again.
    """
    look = Look({}, frozenset())
    done: Seen = {}
    failed: Seen = {}
    told = ""
    while True:
        began = time.monotonic()
        look = look.next(_look(paths))
        pause = max(EVERY_S, _SHARE * (time.monotonic() - began))
        if look.is_news(done):
            hopeless = {file for file in failed if look.seen.get(file) == failed[file]}
            try:
                report = sync(look.busy | hopeless)
            except (CommandError, StoreError) as error:
                if str(error) != told:
                    say(str(error))
                told, pause = str(error), _AFTER_FAULT_S
            else:
                done, told = look.done(done), ""
                failed = {file: look.seen[file] for file in look.seen if file in report.failed | hopeless}
        time.sleep(pause)


def _look(paths: list[Path]) -> Seen:
    seen = {}
    for each in listing(paths):
        try:
            state = each.path.stat()
        except OSError:
            continue  # gone since it was listed
        seen[str(each.file)] = state.st_mtime_ns, state.st_size
    return seen
