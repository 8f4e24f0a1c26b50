"""No message is lost and none is answered twice, whatever ends when."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from answer.answer import Answer
from bot.channels.channel import LaterError, RefusedError, UnsureError
from bot.channels.queue import LATEST_S, MOST_WAITING, REMEMBERED_S, Queue
from bot.channels.relay import MAYBE_LOST, Relay
from bot.conversations import Chat, Conversations
from bot.dialogue import ERASED, GREETING, TOO_MANY, Dialogue, Incoming, Kind, notice
from bot.errors import CommandError
from tests.bot.collecting import Collecting
from tests.bot.conftest import Engine, greeted
from tests.bot.loopback import until

CHAT = Chat("test", "1")


@pytest.fixture
def echo(engine: Engine) -> Engine:
    """An engine whose answer is the question."""
    engine.answer = lambda question: Answer("not_found", question.text)
    return engine


@pytest.fixture(autouse=True)
def known(conversations: Conversations) -> None:
    greeted(conversations, CHAT, Chat("test", "2"))


def said(text: str, number: int, chat: Chat = CHAT, kind: Kind = Kind.TEXT) -> Incoming:
    return Incoming(chat, text, kind, str(number))


@asynccontextmanager
async def relayed(channel: Collecting, dialogue: Dialogue, conversations: Conversations) -> AsyncIterator[Relay]:
    """A relay that runs until this is left."""
    relay = Relay(lambda _: dialogue, conversations, pause_s=0.01)
    relay.join(channel)
    relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


@pytest.mark.usefixtures("echo")
async def test_what_was_stored_and_not_answered_is_answered_at_the_next_start(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    Queue(conversations.store).receive([said("một", 1), said("hai", 2)])  # and here the process was killed
    channel = Collecting()
    async with relayed(channel, dialogue, conversations):
        await until(lambda: len(channel.taken) == 2)
    assert channel.taken == ["một", "hai"]


@pytest.mark.usefixtures("echo")
async def test_what_was_answered_and_not_sent_is_sent_at_the_next_start_once(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    stuck = Collecting()
    stuck.hangs = True
    before = Relay(lambda _: dialogue, conversations, pause_s=0.01)
    before.join(stuck)
    await before.receive([said("một", 1)])
    await stuck.hung.wait()
    for task in before._workers.values():
        task.cancel()  # as a kill would: nothing is noted
    for _ in range(2):
        channel = Collecting()
        async with relayed(channel, dialogue, conversations) as relay:
            await relay.receive([said("một", 1)])  # the service delivers it once more
            await until(lambda: not relay._workers)
    assert (stuck.taken, channel.taken) == ([], [])
    assert Queue(conversations.store).waiting() == set()


@pytest.mark.parametrize(("sends_again", "taken"), [(True, ["một"]), (False, [MAYBE_LOST])])
@pytest.mark.usefixtures("echo")
async def test_what_may_have_been_sent_follows_the_rule_of_the_service(
    dialogue: Dialogue, conversations: Conversations, sends_again: bool, taken: list[str]
) -> None:
    stuck = Collecting(sends_again)
    stuck.hangs = True
    before = Relay(lambda _: dialogue, conversations)
    before.join(stuck)
    await before.receive([said("một", 1)])
    await stuck.hung.wait()
    for task in before._workers.values():
        task.cancel()
    channel = Collecting(sends_again)
    async with relayed(channel, dialogue, conversations) as relay:
        await until(lambda: channel.taken and not relay._workers)
    assert channel.taken == taken


@pytest.mark.usefixtures("echo")
async def test_text_is_erased_once_it_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "private.sqlite3"
    conversations = Conversations(file, fresh_s=0)
    greeted(conversations, CHAT)
    channel = Collecting()
    own = Dialogue(lambda question: Answer("not_found", question.text), conversations)
    async with relayed(channel, own, conversations) as relay:
        await relay.receive([said("một câu rất riêng", 12345678)])
        await until(lambda: channel.taken and not relay._workers)
        relay._queue.purge(0)
    conversations.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("private.sqlite3*"))
    assert ("một câu rất riêng".encode() in kept, b"12345678" in kept) == (False, False)


@pytest.mark.usefixtures("echo")
async def test_order_is_kept_while_sends_fail(dialogue: Dialogue, conversations: Conversations) -> None:
    channel = Collecting()
    channel.faults = [LaterError("429", 0.01), UnsureError("reset"), LaterError("502", 0.0)]
    async with relayed(channel, dialogue, conversations) as relay:
        await relay.receive([said(str(n), n) for n in range(6)])
        await until(lambda: len(channel.taken) == 6, within=20)
    assert channel.taken == [str(n) for n in range(6)]


@pytest.mark.usefixtures("echo")
async def test_one_chat_that_fails_holds_up_no_other(dialogue: Dialogue, conversations: Conversations) -> None:
    channel = Collecting()
    channel.faults = [LaterError("429", 30.0)]
    async with relayed(channel, dialogue, conversations) as relay:
        await relay.receive([said("chậm", 1)])
        await until(lambda: not channel.faults)
        await relay.receive([said("nhanh", 1, Chat("test", "2"))])
        await until(lambda: channel.taken)
    assert channel.taken == ["nhanh"]


@pytest.mark.usefixtures("echo")
async def test_refused_reply_is_left_out_with_all_its_parts(dialogue: Dialogue, conversations: Conversations) -> None:
    channel = Collecting(max_text=10)
    channel.faults = [RefusedError("blocked")]
    async with relayed(channel, dialogue, conversations) as relay:
        await relay.receive([said("một câu dài nhiều phần", 1), said("ngắn", 2)])
        await until(lambda: channel.taken and not relay._workers)
    assert channel.taken == ["ngắn"]


@pytest.mark.usefixtures("echo")
async def test_flood_of_one_is_answered_up_to_a_limit_that_is_said(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    Queue(conversations.store).receive([said(str(n), n) for n in range(500)])
    channel = Collecting()
    async with relayed(channel, dialogue, conversations) as relay:
        await until(lambda: not relay._workers)
    assert channel.taken == [*map(str, range(MOST_WAITING)), TOO_MANY]


@pytest.mark.usefixtures("echo")
async def test_flood_of_one_does_not_hold_up_others(dialogue: Dialogue, conversations: Conversations) -> None:
    channel = Collecting(pace_s=0.02)
    async with relayed(channel, dialogue, conversations) as relay:
        await relay.receive([said(str(n), n) for n in range(30)])
        await relay.receive([said("khác", 1, Chat("test", "2"))])
        await until(lambda: "khác" in channel.taken)
    assert channel.taken.index("khác") < 15


async def test_notice_comes_with_the_first_reply_only(dialogue: Dialogue, conversations: Conversations) -> None:
    channel, new = Collecting(max_text=4000), Chat("test", "9")
    async with relayed(channel, dialogue, conversations) as relay:
        await relay.receive([said("/start", 1, new), said("/start", 2, new)])
        await until(lambda: len(channel.taken) == 2)
    assert channel.taken == [f"{GREETING}\n\n{notice()}", GREETING]


@pytest.mark.usefixtures("echo")
async def test_erasing_leaves_nothing_of_the_asker(dialogue: Dialogue, conversations: Conversations) -> None:
    channel = Collecting()
    async with relayed(channel, dialogue, conversations) as relay:
        await relay.receive([said("Ai?", 1), said("/xoa", 2), said("Ai?", 1, Chat("test", "2"))])
        await until(lambda: len(channel.taken) == 3)
        await until(lambda: not relay._workers)
    assert ERASED in channel.taken
    assert (conversations.turns(CHAT), Queue(conversations.store).knows(CHAT)) == ((), False)
    assert len(conversations.turns(Chat("test", "2"))) == 1


async def test_same_message_answered_twice_is_remembered_once(dialogue: Dialogue, conversations: Conversations) -> None:
    once = Incoming(CHAT, "Ai chủ trì?", question="q1")
    for _ in range(2):  # killed after the first time
        dialogue.reply(once)
    assert [turn.text for turn in conversations.turns(CHAT)] == ["Ai chủ trì?"]


@pytest.mark.usefixtures("echo")
async def test_locked_store_is_waited_for_and_nothing_is_sent_twice(
    dialogue: Dialogue, conversations: Conversations, tmp_path: Path
) -> None:
    conversations.store._db.execute("PRAGMA busy_timeout = 10")
    channel = Collecting()
    async with relayed(channel, dialogue, conversations) as relay:
        with closing(sqlite3.connect(tmp_path / "conversations.sqlite3", isolation_level=None)) as other:
            await relay.receive([said("một", 1)])
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(0.3)
            with pytest.raises(sqlite3.OperationalError):
                await relay.receive([said("hai", 2)])
            other.execute("ROLLBACK")
        await relay.receive([said("hai", 2)])
        await until(lambda: len(channel.taken) == 2)
        await until(lambda: not relay._workers)
    assert channel.taken == ["một", "hai"]


@pytest.mark.usefixtures("echo")
async def test_full_store_takes_nothing_in_and_goes_on_when_there_is_room(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    channel = Collecting()
    pages = conversations.store._db.execute("PRAGMA page_count").fetchone()[0]
    async with relayed(channel, dialogue, conversations) as relay:
        conversations.store._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            await relay.receive([said("x" * 100_000, 1)])
        conversations.store._db.execute("PRAGMA max_page_count = 100000")
        await relay.receive([said("một", 1)])
        await until(lambda: channel.taken)
    assert channel.taken == ["một"]


def test_read_only_store_is_said(tmp_path: Path) -> None:
    file = tmp_path / "c.sqlite3"
    file.write_bytes(b"not a database, and nobody could write to it either" * 100)
    with pytest.raises(CommandError, match="Không ghi được"):
        Conversations(file)


def test_what_is_old_is_erased(tmp_path: Path) -> None:
    now = [1_000_000.0]
    conversations = Conversations(tmp_path / "c.sqlite3", clock=lambda: now[0])
    queue = Queue(conversations.store)
    queue.receive([said("một", 1)])
    now[0] += LATEST_S + 1
    queue.purge(60)
    assert queue.waiting() == set()
    now[0] += REMEMBERED_S
    queue.purge(60)
    assert queue.receive([said("một", 1)]) == [("test", "1")]
    conversations.close()
