"""A chat model on one or more servers: turns are taken, limits kept, and what it thinks aloud is cut.

The seam is LangChain's BaseChatModel; its `astream` is read in one event loop of its own thread, so that a reply that
nobody waits for any more is cancelled at once, which closes the connection and has the server stop.
"""

import asyncio
import atexit
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from answer.thinking import Unthought

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

Messages = Sequence[tuple[str, str]]
"""Pairs of a role ("system", "human", "ai") and what it says."""

BUSY = "Mô hình đang trả lời nhiều người khác, nên câu này được trả lời bằng nguyên văn kế hoạch."
_COLD_AFTER_S = 300.0  # without a question: then a server may have let go of its model
_DOWN_S = 20.0  # for so long a server that could not be reached is asked last
_LOOK_S = 0.1
_LAST_S = 1.0  # for a reply to be let go when the process ends
_CHARS_PER_TOKEN = 4.5  # Vietnamese takes 2.5 to 3.5; a prompt above this many was not read to its end
_LOCK = threading.Lock()
_log = logging.getLogger(__name__)


class ModelUnavailable(Exception):  # noqa: N818 - a state of the world, met every day, not an error
    """No reply, or only a part of one. The message says why, in Vietnamese, for the log."""


class ModelBusy(ModelUnavailable):
    """Too many wait already."""


class Restart:
    """Comes between pieces of a reply: what came before was thought aloud."""


RESTART = Restart()


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds: until the first word, the same while a server may be loading its model, and for the whole reply.

    `at_once` is how many replies a server writes at a time, `waiting` how many questions may wait for their turn.
    """

    first: float = 20.0
    loading: float = 120.0
    whole: float = 60.0
    at_once: int = 1
    waiting: int = 8


@dataclass(slots=True)
class Server:
    """A chat model at an address, and how it does. `build` makes it when it is first asked: its library is slow."""

    address: str
    build: "Callable[[], BaseChatModel]"
    chat: "BaseChatModel | None" = None
    busy: int = 0
    warm_until: float = 0.0
    down_until: float = 0.0

    def ready(self) -> "BaseChatModel":
        """The chat model."""
        if self.chat is None:
            self.chat = self.build()
        return self.chat

    def rank(self) -> tuple[bool, int]:
        """The smaller, the sooner it is asked."""
        return (time.monotonic() < self.down_until, self.busy)


@dataclass
class Model:
    """Answers by one of `servers`, the least busy first. Safe to share between threads.

    `reason` says in Vietnamese what an error of a server comes to; `is_away` whether another one may be asked instead.
    """

    name: str
    servers: Sequence[Server]
    limits: Limits
    reason: Callable[[Exception, str], str]
    is_away: Callable[[Exception], bool]
    _waiting: int = 0
    _turns: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(self.limits.at_once * len(self.servers))

    @property
    def are_waiting(self) -> int:
        """How many questions wait for their turn."""
        return self._waiting

    def prepare(self) -> None:
        """Loads what the first question would wait for."""
        for server in self.servers:
            server.ready()

    def stream(self, messages: Messages, stop: threading.Event | None = None) -> "Iterator[str | Restart]":
        """The reply in pieces, without thoughts; ends early where `stop` is set or nobody takes the next piece.

        Raises ModelUnavailable, ModelBusy: at the start, or after what came until then.
        """
        told: SimpleQueue[str | Restart | Exception | None] = SimpleQueue()
        running = asyncio.run_coroutine_threadsafe(self._run(messages, told), _loop())
        try:
            while not (stop and stop.is_set()):
                try:
                    item = told.get(timeout=_LOOK_S if stop else None)
                except Empty:
                    continue
                if item is None:
                    return
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            running.cancel()

    def complete(self, messages: Messages, stop: threading.Event | None = None) -> str:
        """The whole reply. Raises as `stream` does."""
        pieces: list[str] = []
        for piece in self.stream(messages, stop):
            if isinstance(piece, Restart):
                pieces.clear()
            else:
                pieces.append(piece)
        return "".join(pieces)

    async def _run(self, messages: Messages, told: "SimpleQueue[Any]") -> None:
        """Puts pieces, then None or what went wrong, into `told`."""
        try:
            await self._in_turn(messages, told.put)
            told.put(None)
        except ModelUnavailable as error:
            told.put(error)
        except asyncio.CancelledError:
            told.put(None)
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, somebody waits for it
            _log.debug("Mô hình", exc_info=True)
            told.put(ModelUnavailable(f"lỗi khi hỏi mô hình ({type(error).__name__})"))

    async def _in_turn(self, messages: Messages, tell: Callable[[Any], None]) -> None:
        if self._turns.locked():
            if self._waiting >= self.limits.waiting:
                raise ModelBusy(f"đã có {self._waiting} câu hỏi đang chờ")
            self._waiting += 1
            try:
                async with asyncio.timeout(self.limits.whole):
                    await self._turns.acquire()
            except TimeoutError:
                raise ModelBusy(f"chờ quá {self.limits.whole:g} giây mà chưa tới lượt") from None
            finally:
                self._waiting -= 1
        else:
            await self._turns.acquire()
        try:
            await self._by_one(messages, tell)
        finally:
            self._turns.release()

    async def _by_one(self, messages: Messages, tell: Callable[[Any], None]) -> None:
        """Asks one server after the other, until one answers."""
        tried = sorted(self.servers, key=Server.rank)
        for left, server in zip(range(len(tried) - 1, -1, -1), tried, strict=True):
            server.busy += 1
            try:
                await self._from(server, messages, tell)
                return
            except ModelUnavailable:
                raise
            except Exception as error:
                away = self.is_away(error)
                server.down_until = time.monotonic() + _DOWN_S if away else 0.0
                server.warm_until = 0.0
                if not away or not left:
                    raise ModelUnavailable(self.reason(error, server.address)) from error
                _log.warning("Hỏi máy chủ khác, vì %s", self.reason(error, server.address))
            finally:
                server.busy -= 1

    async def _from(self, server: Server, messages: Messages, tell: Callable[[Any], None]) -> None:
        now = asyncio.get_running_loop().time
        cold = time.monotonic() >= server.warm_until
        limit = self.limits.loading if cold else self.limits.first
        if server.chat is None:  # to load its library is no part of how quick a server is
            await asyncio.to_thread(server.ready)
        reply, unthought, restarts = _Reply(), Unthought(), 0
        try:
            async with asyncio.timeout(limit) as clock:
                async for chunk in server.ready().astream(list(messages)):
                    if not reply.is_begun:
                        whole = self.limits.whole if cold else self.limits.whole - (now() - (clock.when() or 0) + limit)
                        clock.reschedule(now() + max(whole, 0.0))
                        server.warm_until, server.down_until = time.monotonic() + _COLD_AFTER_S, 0.0
                        limit = self.limits.whole
                    reply.take(chunk)
                    text = unthought.feed(chunk.text)
                    if unthought.restarts > restarts:
                        restarts = unthought.restarts
                        tell(RESTART)
                    if text:
                        tell(text)
        except TimeoutError:
            what = "trả lời xong" if reply.is_begun else "bắt đầu trả lời"
            raise ModelUnavailable(f"quá {limit:g} giây mà mô hình {self.name} chưa {what}") from None
        except Exception as error:
            if reply.is_begun:  # nobody else goes on from there
                raise ModelUnavailable(self.reason(error, server.address)) from error
            raise
        if rest := unthought.end():
            tell(rest)
        server.warm_until = time.monotonic() + _COLD_AFTER_S
        reply.require_whole(sum(len(text) for _, text in messages))


@dataclass
class _Reply:
    """What a server says of its reply."""

    is_begun: bool = False
    ending: dict[str, Any] = field(default_factory=dict)
    read: int = 0

    def take(self, chunk: "AIMessageChunk") -> None:
        self.is_begun = True
        self.ending |= chunk.response_metadata or {}
        if chunk.usage_metadata:
            self.read = max(self.read, chunk.usage_metadata["input_tokens"])

    def require_whole(self, prompt_length: int) -> None:
        """Raises ModelUnavailable unless the whole prompt was read and the whole reply written."""
        reason = self.ending.get("done_reason") or self.ending.get("finish_reason")
        if not reason and not self.ending.get("done"):
            raise ModelUnavailable("câu trả lời bị cắt giữa chừng")
        if reason == "length":
            raise ModelUnavailable("câu trả lời bị cắt vì quá dài (write_tokens hoặc num_ctx)")
        if self.read and prompt_length > _CHARS_PER_TOKEN * self.read:
            raise ModelUnavailable(f"câu lệnh bị máy chủ cắt bớt (đọc {self.read} token của {prompt_length} ký tự)")


def _loop() -> asyncio.AbstractEventLoop:
    """The loop in which every reply is read, until the process ends: one, however many threads ask first."""
    with _LOCK:
        return _started()


@lru_cache(1)
def _started() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True, name="model")
    thread.start()

    async def let_go() -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=_LAST_S)
        loop.stop()

    def end() -> None:  # a thread that still reads while the interpreter goes away brings it down
        asyncio.run_coroutine_threadsafe(let_go(), loop)
        thread.join(2 * _LAST_S)

    atexit.register(end)
    return loop
