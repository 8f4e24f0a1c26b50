"""What the terminal shows: results on standard output, everything else on standard error."""

import json
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import typer

_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # by a terminal; a plan's text may hold any


def result(text: str) -> None:
    """A result: standard output."""
    typer.echo(_OBEYED.sub("", text))


def say(text: str) -> None:
    """A warning or a word on progress: standard error."""
    typer.echo(_OBEYED.sub("", text), err=True)


def json_line(value: dict[str, Any]) -> None:
    """`value` as one line of JSON, Vietnamese as it is written."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table as wide as the window; where nobody looks, a line a row with tabs between, for other programs."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            result("\t".join("" if cell is None else str(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    shown = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*(Text("" if cell is None else _OBEYED.sub("", str(cell))) for cell in row))
    console.print(shown)


@dataclass(frozen=True, slots=True)
class Step:
    """What moves a bar on. Called with an item it shows that and counts one more; `reach` sets done and total."""

    show: Callable[[str], None] = lambda _: None
    count: Callable[[], None] = lambda: None
    reach: Callable[[int, int], None] = lambda _, __: None

    def __call__(self, item: str) -> None:
        self.show(item)
        self.count()


_BAR = 15
"""Letters, so that in a window of 60 a dozen are left for the item: it alone gives way."""


@contextmanager
def progress(what: str, total: int) -> Iterator[Step]:
    """A bar with the time left on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty() or not total:
        yield Step()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.table import Column

    left = (TextColumn("còn"), TimeRemainingColumn())
    columns = (
        TextColumn("{task.description}"),
        BarColumn(_BAR),
        MofNCompleteColumn(),
        *left,
        TextColumn("{task.fields[item]}", markup=False, table_column=Column(ratio=1, no_wrap=True)),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as bars:
        task = bars.add_task(what, total=total, item="")
        yield Step(
            lambda item: bars.update(task, item=item),
            lambda: bars.advance(task),
            lambda done, of: bars.update(task, completed=done, total=of),
        )


@contextmanager
def interrupted_once() -> Iterator[None]:
    """Within it Ctrl-C ends the work, and a second one, while the work is being put in order, changes nothing."""
    if threading.current_thread() is not threading.main_thread():  # only that one is interrupted
        yield
        return

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def use_utf8() -> None:
    """Vietnamese comes out whole whatever the system's code page; half a character stops nothing.

    A stream that the caller closed leads nowhere, rather than into the next file that is opened.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - as long as the process lasts
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
