"""Vectors made behind the words: at once by `cchc ingest --wait`, by and by while `cchc serve` runs."""

import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from threading import Event, Thread
from typing import TYPE_CHECKING

from bot import logs
from bot.config import Settings
from bot.errors import CommandError
from bot.terminal import progress, say
from bot.wiring import embedder, open_plans
from index.error import BusyError, ModelError, StoreError

if TYPE_CHECKING:
    from index.index import Index

EVERY_S = 2.0
_AFTER_FAULT_S = 300.0
_FAULT, _BUSY = 1, 2  # how that process ends
_AGAIN_S = {0: 0.0, _BUSY: 30.0}  # starting it takes seconds of processor time from whoever is at it
_TELL_EVERY_S = 30.0
_NICE = 10  # a question goes first
_BY_ITSELF = multiprocessing.get_context("spawn")  # with nothing of this process, whose threads would be cut off
_log = logging.getLogger(__name__)


def complete(index: "Index", settings: Settings) -> None:
    """Returns when all vectors are in use, with a bar on a terminal; says why where there can be none.

    Raises CommandError where the settings ask for an embedder that is not to be had, and StoreError.
    """
    choice = embedder(settings)
    if choice.embedder is None:
        if not choice.good:
            raise CommandError(f"Không lập được vector: {choice.reason}.")
        say(f"Không lập vector: {choice.reason}.")
        return
    is_told = False
    while not index.is_embedded():
        try:
            with progress("Lập vector", 1) as step:
                index.embed(step.reach)
        except BusyError:  # `cchc serve` is at it
            if not is_told:
                say("Một tiến trình khác đang lập vector, đang đợi nó xong…")
            is_told = True
            time.sleep(EVERY_S)
        except ModelError as error:
            raise CommandError(f"Chưa lập được vector, vẫn trả lời theo chữ: {error}") from error


def hint(index: "Index") -> None:
    """Tells a person at a terminal how the vectors come that are missing."""
    if sys.stderr.isatty() and not index.is_embedded():
        say("Đã hỏi được theo chữ. Để tìm cả cách nói khác: cchc ingest --wait lập vector ngay, cchc serve lập dần.")


@contextmanager
def behind(settings: Settings, index: "Index") -> Iterator[None]:
    """Within it, whenever vectors are missing, a process of its own makes them.

    So neither that work nor its memory is in the way of answers, and what ends it does not end them.
    """
    over = Event()
    thread = Thread(target=_follow, args=(settings, index, over), name="vectors", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _follow(settings: Settings, index: "Index", over: Event) -> None:
    process: BaseProcess | None = None
    ready = 0.0
    while not over.wait(EVERY_S):
        if process is None and time.monotonic() >= ready and not _is_done(index):
            process = _BY_ITSELF.Process(target=make, args=(settings,), daemon=True)
            process.start()
        if process is not None and not process.is_alive():
            ready = time.monotonic() + _AGAIN_S.get(process.exitcode or 0, _AFTER_FAULT_S)
            process = None
    if process is not None:
        process.kill()  # safe at any moment: what it made so far is kept
        process.join()


def _is_done(index: "Index") -> bool:
    try:
        return index.is_embedded()
    except StoreError:
        return True  # questions tell of it


def make(settings: Settings) -> None:
    """What that process does: it makes the missing vectors. Where it cannot, it logs why and its code is not 0."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it ends it
    with suppress(AttributeError, OSError):
        os.nice(_NICE)
    logs.set_up(settings.log.level)
    begun = told = time.monotonic()
    first = 0

    def tell(done: int, of: int) -> None:
        nonlocal told, first
        now, first = time.monotonic(), first or done
        if now - told >= _TELL_EVERY_S:
            told = now
            left = (of - done) * (now - begun) / max(done - first, 1)
            _log.info("Vector: %d/%d đoạn, còn chừng %d phút.", done, of, round(left / 60) or 1)

    try:
        open_plans(settings).embed(tell)
    except BusyError:
        raise SystemExit(_BUSY) from None  # `cchc ingest --wait` does it
    except StoreError as error:
        _log.warning("Chưa lập được vector, vẫn trả lời theo chữ: %s", error)
        raise SystemExit(_FAULT) from None
    _log.info("Vector đã đủ cho mọi đoạn.")
