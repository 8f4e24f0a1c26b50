"""The work of all plans: kept by the store beside them, made anew where another version than this made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar

from index.lock import only_writer
from index.row import PlanRow
from index.store import Store
from index.work import Found, Wanted

_PATIENCE_S = 120.0  # that whoever makes what is missing is waited for; 20,000 plans take two minutes
_MANY = 500  # plans that may be asked for one by one
_KEPT = 4096  # questions whether there is any work: the same agencies are named again and again
_T = TypeVar("_T")


class Works:
    """The work in `store`, which lies in `data_dir`, of the plans that `rows` gives. Safe to share between threads.

    All of it raises BusyError and UnwritableError where works have to be made, and cannot be.
    """

    def __init__(self, data_dir: Path, store: Store, rows: Callable[[], Iterable[PlanRow]]) -> None:
        self._dir = data_dir
        self._store = store
        self._making = Lock()
        self._every = lru_cache(2)(lambda _: frozenset(row.id for row in rows()))
        self._has = lru_cache(_KEPT)(store.has_work)

    def listed(self, wanted: Wanted, limit: int | None, skip: int) -> tuple[Found, ...]:
        """What is `wanted`, `limit` pieces at most, behind the first `skip`."""
        return self._asked(wanted, (), lambda number, own: self._store.works(number, own, limit, skip))

    def some(self, wanted: Wanted, limit: int) -> tuple[Found, ...]:
        """Any `limit` pieces of what is `wanted`, in no order; all of it if there are fewer."""
        return self._asked(wanted, (), lambda number, own: self._store.some_works(number, own, limit))

    def count(self, wanted: Wanted) -> int:
        """How much is `wanted`."""
        return self._asked(wanted, 0, self._store.count_works)

    def has(self, wanted: Wanted) -> bool:
        """Whether any is `wanted`."""
        plans = None if wanted.plans is None else frozenset(wanted.plans)
        return self._asked(replace(wanted, plans=plans), False, self._has)

    def _asked(self, wanted: Wanted, nothing: _T, ask: Callable[[int, Wanted], _T]) -> _T:
        """What `ask` says of the generation in use; `nothing` where nothing was ever ingested."""
        number = self._store.generation()
        if not number:
            return nothing
        self._make()
        return ask(number, self._narrowed(number, wanted))

    def _make(self) -> None:
        if not self._store.has_works():
            with self._making, only_writer(self._dir, patience_s=_PATIENCE_S):  # many may ask for them at once
                if not self._store.has_works():
                    self._store.make_works()

    def _narrowed(self, number: int, wanted: Wanted) -> Wanted:
        """Of nearly all plans those are named that are left out: a statement of thousands of ids is slow to read."""
        if wanted.plans is None or len(wanted.plans) < _MANY:
            return wanted
        without = self._every(number).difference(wanted.plans)
        return replace(wanted, plans=None, without=without) if len(without) < len(wanted.plans) else wanted
