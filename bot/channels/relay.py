"""What comes in is answered and what is answered is sent: chat by chat in order, chats side by side, nothing lost."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from time import monotonic

from answer.answer import Answer
from bot.channels.channel import Address, Channel, HeldError, LaterError, RefusedError, Undelivered, UnsureError
from bot.channels.part import Part, batch
from bot.channels.queue import Before, Key, Queue, Ready
from bot.conversations import Conversations, notice
from bot.dialogue import Dialogue, Incoming, Outgoing, Show, wants_more

_ANSWERING = 16  # questions at once; a local model may hold each for a minute
_TYPING_AFTER_S = 0.3  # most answers are there sooner, and every call counts against the limits
_TYPING_LASTS_S = 4.5
_BETWEEN_DRAFTS_S = 1.0
_STOP_WITHIN_S = 10.0
_PURGE_EVERY_S = 900.0
_LONGEST_PAUSE_S = 60.0
_UNSURE_TRIES = 5
MAYBE_LOST = "Câu trả lời vừa rồi có thể chưa tới anh/chị vì sự cố. Nếu chưa thấy, xin gửi lại câu hỏi."
OTHERS_WAIT = "\n\n(Các tin sau của anh/chị chưa được trả lời. Xin nhắn một tin để tôi trả lời tiếp.)"
_log = logging.getLogger(__name__)


class Relay:
    """Between the channels and the dialogue, with the store in the middle."""

    def __init__(
        self,
        dialogue_of: Callable[[str], Dialogue],
        conversations: Conversations,
        pause_s: float = 1.0,
        keeps_texts: bool = False,
    ) -> None:
        """`dialogue_of` gives each channel its dialogue; `keeps_texts` says that what is asked is kept elsewhere too.

        `pause_s` is the first pause after a failure; it doubles up to a minute.
        """
        self._dialogue_of, self._conversations, self._pause_s = dialogue_of, conversations, pause_s
        self._notice = notice(conversations.fresh_s, keeps_texts)
        self._dialogues: dict[str, Dialogue] = {}
        self.store = conversations.store
        self._queue = Queue(self.store)
        self._channels: dict[str, Channel] = {}
        self._workers: dict[Key, asyncio.Task[None]] = {}
        self._woken: set[Key] = set()
        self._stopping = asyncio.Event()
        self._answerers = ThreadPoolExecutor(_ANSWERING, thread_name_prefix="answer")
        self._purger: asyncio.Task[None] | None = None

    def join(self, channel: Channel) -> None:
        """Send the replies of this channel through it."""
        self._channels[channel.name] = channel
        self._dialogues[channel.name] = self._dialogue_of(channel.name)

    def start(self) -> None:
        """Go on with what the process before left undone."""
        self._purger = asyncio.create_task(self._purge())
        for key in self._queue.waiting():
            self._wake(key)

    async def stop(self) -> None:
        """Let what is under way be sent; the rest is stored and goes out at the next start."""
        self._stopping.set()
        if self._purger:
            self._purger.cancel()
        workers = list(self._workers.values())
        if workers:
            _, late = await asyncio.wait(workers, timeout=_STOP_WITHIN_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._answerers.shutdown(wait=False, cancel_futures=True)

    async def receive(self, messages: Sequence[Incoming], before: Before | None = None) -> int:
        """Store `messages`; once this returns, each will be answered. How many were new. Raises sqlite3.Error.

        `before` is done with each new one in the same transaction.
        """
        new = await asyncio.to_thread(self._queue.receive, messages, before) if messages else []
        for key in new:
            self._wake(key)
        return len(new)

    async def look_up(self, channel: str, text: str) -> Answer:
        """The answer to a question that is not part of a chat."""
        look_up = self._dialogues[channel].look_up
        return await asyncio.get_running_loop().run_in_executor(self._answerers, look_up, text)

    def _wake(self, key: Key) -> None:
        self._woken.add(key)
        if key[0] in self._channels and key not in self._workers:
            self._workers[key] = asyncio.create_task(self._work(key))

    async def _work(self, key: Key) -> None:
        """Answer and send until nothing of this chat waits."""
        chat = _Worker(self._queue, self._channels[key[0]], key)
        pause = self._pause_s
        try:
            while not self._stopping.is_set():
                self._woken.discard(key)
                try:
                    busy = await chat.send_one(self._pauses) or await self._answer_one(key)
                    pause = self._pause_s
                except HeldError as held:
                    _log.info("%s: đợi người hỏi nhắn tiếp: %s", key[0], held)
                    busy = False
                except Exception as error:  # noqa: BLE001 - one chat must not end the others, nor end for a fault
                    _log.error("%s: chưa xử lý được một tin nhắn, sẽ thử lại: %r", key[0], error)
                    _log.debug("%s", key[0], exc_info=error)
                    busy = True
                    await self._pauses(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_S)
                if not busy and key not in self._woken:
                    return
        finally:
            self._workers.pop(key, None)

    async def _answer_one(self, key: Key) -> bool:
        found = await asyncio.to_thread(self._queue.unanswered, key)
        if found is None:
            return False
        number, message = found
        channel = self._channels[key[0]]
        known = await asyncio.to_thread(self._queue.knows, message.chat)
        room = await asyncio.to_thread(channel.room, message.chat.chat_id)
        if room == 0:
            raise HeldError("hết số tin được gửi")
        others = await asyncio.to_thread(self._queue.behind, key) if room else 0
        rest = await asyncio.to_thread(self._queue.rest, message.chat) if wants_more(message) else ()
        replies = rest or await self._reply(channel, message, number)
        below = "" if known else f"\n\n{self._notice}"
        if room == 1 and others:
            below += OTHERS_WAIT
        most = max(room - others, 1) if room else None  # each question that waits is answered too
        cut, left = batch(replies, channel.abilities, most, below)
        answered = partial(self._queue.answered, number, message, cut, left, greets=not known, goes_on=bool(rest))
        await asyncio.to_thread(answered)
        return True

    async def _reply(self, channel: Channel, message: Incoming, number: int) -> Sequence[Outgoing]:
        reply, loop = self._dialogues[channel.name].reply, asyncio.get_running_loop()
        async with _typing(channel, message), _drafts(channel, self._queue, message, number) as show:
            return await loop.run_in_executor(self._answerers, reply, message, show)

    async def _pauses(self, seconds: float) -> None:
        """Wait, but not when it is time to end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _purge(self) -> None:
        while True:
            try:
                lost = await asyncio.to_thread(self._queue.purge, self._conversations.fresh_s)
                if lost:
                    _log.error("%d tin không trả lời được trong hai ngày, đã xoá", lost)
            except sqlite3.Error as error:
                _log.warning("Chưa xoá được dữ liệu cũ: %s", error)
            await asyncio.sleep(_PURGE_EVERY_S)


class _Worker:
    """The sending of one chat: its pace, and how often it failed."""

    def __init__(self, queue: Queue, channel: Channel, key: Key) -> None:
        self._queue, self._channel, self._key = queue, channel, key
        self._last = float("-inf")
        self._failed = self._unsure = 0

    async def send_one(self, pauses: Callable[[float], Awaitable[None]]) -> bool:
        """Send what is next; False where nothing is. Raises HeldError where the service takes nothing now."""
        ready = await asyncio.to_thread(self._queue.ready, self._key)
        if ready is None:
            return False
        once = not self._channel.sends_again
        if ready.begun and once:
            await self._give_up_unsure(ready)
            return True
        await pauses(self._last + self._channel.abilities.pace_s - monotonic())
        if once:
            await asyncio.to_thread(self._queue.begin, ready)
        try:
            taken = await self._send(ready)
        except LaterError as later:
            if once:
                await _surely(lambda: self._queue.begin(ready, begun=False), pauses)
            self._failed += 1
            pause = min(2.0 ** min(self._failed, 6), _LONGEST_PAUSE_S) if later.after_s is None else later.after_s
            _log.warning("%s: chưa gửi được (%s), thử lại sau %.0f giây", self._channel.name, later, pause)
            await pauses(pause)
        except UnsureError as unsure:
            self._unsure += 1
            _log.warning("%s: không rõ đã gửi được chưa (%s)", self._channel.name, unsure)
            if once or self._unsure >= _UNSURE_TRIES:
                await self._give_up_unsure(ready)
            else:
                await pauses(min(2.0**self._unsure, _LONGEST_PAUSE_S))
        except RefusedError as refused:
            _log.info("%s: không gửi được cho một người: %s", self._channel.name, refused)
            await _surely(lambda: self._queue.refused(ready), pauses)
        else:
            self._last, self._failed, self._unsure = monotonic(), 0, 0
            keeps = self._channel.abilities.edits
            await _surely(lambda: self._queue.sent(ready, taken, keeps=keeps), pauses)
        return True

    async def _send(self, ready: Ready) -> str:
        if ready.edits:
            return await self._channel.edit(ready.address, ready.edits, ready.part)
        if not ready.part.text:
            return ""
        return await self._channel.send(ready.address, ready.part)

    async def _give_up_unsure(self, ready: Ready) -> None:
        """By the service's rule it is not sent again; the asker is told once, unless that is what may be lost."""
        tells = ready.part.text != MAYBE_LOST and self._channel.unasked()
        _log.warning("%s: một tin trả lời có thể chưa tới, không gửi lần hai", self._channel.name)
        await asyncio.to_thread(self._queue.give_up, ready, Part(MAYBE_LOST) if tells else None)


async def _surely(mark: Callable[[], None], pauses: Callable[[float], Awaitable[None]]) -> None:
    """Note what the service did, however long the store is locked or full: a forgotten note is a reply sent twice."""
    while True:
        try:
            return await asyncio.to_thread(mark)
        except sqlite3.Error as error:
            _log.error("Chưa ghi được vào kho tin nhắn, đang thử lại: %s", error)
            await pauses(1.0)
            await asyncio.sleep(0.1)


@asynccontextmanager
async def _typing(channel: Channel, message: Incoming) -> AsyncIterator[None]:
    to = Address(message.chat.chat_id, message.thread)

    async def keep_on() -> None:
        with suppress(Undelivered):  # a missing "typing" is no loss
            await asyncio.sleep(_TYPING_AFTER_S)
            while True:
                await channel.typing(to)
                await asyncio.sleep(_TYPING_LASTS_S)

    task = asyncio.create_task(keep_on()) if channel.abilities.types else None
    try:
        yield
    finally:
        if task:
            task.cancel()


@asynccontextmanager
async def _drafts(channel: Channel, queue: Queue, message: Incoming, number: int) -> AsyncIterator[Show | None]:
    """What shows the text so far, from any thread; at most one draft a second goes out, and none after the answer."""
    if not channel.abilities.drafts:
        yield None
        return
    to = Address(message.chat.chat_id, message.thread, message.reply_to)
    loop, texts, over = asyncio.get_running_loop(), [""], asyncio.Event()

    async def keep_on() -> None:
        shown = sent = ""
        with suppress(Undelivered, sqlite3.Error):  # a missing draft is no loss
            while not over.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), _BETWEEN_DRAFTS_S)
                if texts[0] == shown or over.is_set() or message.of:
                    continue
                shown = texts[0]
                before, sent = sent, await channel.draft(to, number, shown, sent)
                if sent != before:
                    await asyncio.to_thread(queue.drafted, message, sent)

    task = loop.create_task(keep_on())
    try:
        yield lambda text: loop.call_soon_threadsafe(texts.__setitem__, 0, text)
    finally:
        over.set()
        await task
