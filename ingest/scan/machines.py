"""Work done by the workers of a Dask scheduler. Where these fail it ends early, and the caller does what is left."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from types import TracebackType
from typing import Any, Self, TypeVar

_ANSWER_SECONDS = 10.0
_LOOK_SECONDS = 10.0
"""How often it is looked whether a worker is left: without any, Dask waits for one for ever."""
_HERE = "Các trang còn lại được đọc trên máy này."

Item = TypeVar("Item")
Made = TypeVar("Made")


class Machines:
    """The workers of the scheduler at `address` ("tcp://10.0.0.5:8786"), met when they are first needed.

    What stands in their way is told to `warn`, once: workers that fail are not asked again.
    """

    def __init__(self, address: str, warn: Callable[[str], object]) -> None:
        self._address, self._warn = address, warn
        self._client: Any = None
        self._hands: dict[str, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        if self._client:
            self._client.close()

    @property
    def met(self) -> int:
        """How many pieces of work those workers do at once that were met so far."""
        return sum((self._hands or {}).values())

    def hands(self, skill: Callable[[], str]) -> int:
        """How many pieces of work the workers do at once.

        Those whose `skill` differs from that of this machine are left alone: they would make something else of it.
        """
        if self._hands is None:
            self._hands = self._meet(skill)
        return self.met

    def map(self, work: Callable[[bytes, Item], Made], raw: bytes, items: Sequence[Item]) -> Iterator[Made]:
        """What `work` makes of `raw` and each of `items`, in any order. It is made from now on, asked for or not.

        `raw` is sent, so no folder need be shared.
        """
        workers = list(self._hands or ())
        try:
            file = self._client.scatter(raw, workers=workers, broadcast=True)
            futures = [self._client.submit(work, file, item, workers=workers, pure=False) for item in items]
        except Exception as error:  # noqa: BLE001 - a network fails in any way, and this machine can do the work as well
            self._give_up(error)
            return iter(())
        return self._coming(futures, set(workers))

    def _coming(self, futures: Sequence[Any], workers: set[str]) -> Iterator[Any]:
        try:
            for future in self._done(futures, workers):
                yield future.result()
        except Exception as error:  # noqa: BLE001 - as above
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        if self._hands:  # else it was told: several files may have been sent
            self._warn(f"Các máy của bộ lập lịch {self._address} dừng giữa chừng ({type(error).__name__}). {_HERE}")
        self._hands = {}

    def _meet(self, skill: Callable[[], str]) -> dict[str, int]:
        """The workers that can do it, each with how much it does at once."""
        try:
            distributed = import_module("distributed")
        except ImportError:
            self._warn(f"Chưa cài Dask để chia việc cho nhiều máy: pip install 'cchc-assistant[spread]'. {_HERE}")
            return {}
        try:
            asyncio.run(asyncio.wait_for(_greeted(distributed, self._address), _ANSWER_SECONDS))
            self._client = distributed.Client(self._address, timeout=_ANSWER_SECONDS, set_as_default=False)
            told = self._client.run(skill, on_error="return")
            threads = self._client.nthreads()
        except (OSError, ValueError) as error:
            self._warn(
                f"Không nối được tới bộ lập lịch Dask {self._address} ({str(error) or 'không trả lời'}). "
                f"Xin xem lại scheduler trong [ocr] của config.toml, và `dask scheduler` có đang chạy không. {_HERE}"
            )
            return {}
        wanted = skill()
        for worker in (worker for worker in told if told[worker] != wanted):
            self._warn(f"Không dùng máy {worker}: ở đó là {told[worker]!s}; ở đây là {wanted}.")
        able = {worker: threads[worker] for worker in told if told[worker] == wanted and worker in threads}
        if not able:
            self._warn(f"Bộ lập lịch {self._address} không có máy nào dùng được: xin chạy `dask worker`. {_HERE}")
        return able

    def _done(self, futures: Sequence[Any], workers: set[str]) -> Iterator[Any]:
        """`futures` as they are done. Raises ConnectionError where no worker is left."""
        distributed = import_module("distributed")
        waiting = set(futures)
        while waiting:
            try:
                with self._client.as_current():
                    done, waiting = distributed.wait(waiting, _LOOK_SECONDS, "FIRST_COMPLETED")
            except TimeoutError:
                if workers.isdisjoint(self._client.nthreads()):
                    raise ConnectionError("no worker is left") from None
            else:
                yield from done


async def _greeted(distributed: Any, address: str) -> None:
    """Return once a scheduler answers at `address`; a Client waits for ever where something else listens."""
    security = distributed.Security().get_connection_args("client")
    async with distributed.rpc(address, connection_args=security) as scheduler:
        await scheduler.identity()
