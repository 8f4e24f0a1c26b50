"""No message is lost and none is answered twice, whatever ends when."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from answer.answer import Answer
from bot.channels.channel import LaterError, RefusedError, UnsureError
from bot.channels.part import AND_MORE
from bot.channels.queue import LATEST_S, MOST_WAITING, REMEMBERED_S, Queue
from bot.channels.relay import MAYBE_LOST, OTHERS_WAIT, Relay
from bot.conversations import Chat, Conversations, notice
from bot.dialogue import ERASED, GREETING, TOO_MANY, Dialogue, Incoming, Kind
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
        await until(lambda: len(channel.taken) == 6)
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
        await relay.receive([*(said(str(n), n) for n in range(30)), said("khác", 1, Chat("test", "2"))])
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


WORDS = " ".join(f"từ{n:05}" for n in range(2000))


@pytest.fixture
def long(engine: Engine) -> Engine:
    """An engine that answers "dài" with what takes seventeen messages, all else with the question."""
    engine.answer = lambda question: Answer("not_found", WORDS if "dài" in question.text else question.text)
    return engine


class Eight(Collecting):
    """A channel that takes eight messages for what was written last, as Zalo's accounts do."""

    def __init__(self) -> None:
        super().__init__()
        self.free = 8

    async def says(self, relay: Relay, *messages: Incoming) -> list[str]:
        """What is sent until nothing more is, after `messages`."""
        before = len(self.taken)
        await relay.receive(messages, before=lambda *_: setattr(self, "free", 8))
        await until(lambda: not relay._workers)
        return self.taken[before:]


def told(*texts: str) -> list[str]:
    """The words of an answer in `texts`."""
    return re.findall(r"từ\d+", " ".join(texts))


@pytest.mark.usefixtures("long")
async def test_rest_of_a_long_answer_is_kept_offered_and_given_when_it_is_asked_for(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    channel = Eight()
    async with relayed(channel, dialogue, conversations) as relay:
        batches = [
            await channel.says(relay, said(text, n)) for n, text in enumerate(["dài", "Còn gì nữa?", "con gi nua"])
        ]
    assert [len(one) for one in batches] == [8, 8, 1]
    assert [one[-1].endswith(AND_MORE) for one in batches] == [True, True, False]
    assert told(*channel.taken) == WORDS.split()


@pytest.mark.usefixtures("long")
async def test_rest_of_a_long_answer_outlives_the_process(dialogue: Dialogue, tmp_path: Path) -> None:
    shown = []
    for n, text in enumerate(["dài", "còn gì nữa", "còn gì nữa"]):
        conversations, channel = Conversations(tmp_path / "kept.sqlite3"), Eight()
        async with relayed(channel, dialogue, conversations) as relay:
            shown += await channel.says(relay, said(text, n))
        conversations.close()
    assert told(*shown) == WORDS.split()


@pytest.mark.usefixtures("long")
async def test_kill_before_the_rest_is_stored_gives_the_same_rest_again(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    channel = Eight()
    async with relayed(channel, dialogue, conversations) as relay:
        await channel.says(relay, said("dài", 1))
        rest = relay._queue.rest(CHAT)
        Queue(conversations.store).receive([said("còn gì nữa", 2)])  # answered in part, and here it was killed
    channel.free = 8
    async with relayed(channel, dialogue, conversations) as relay:
        await until(lambda: not relay._workers)
    assert told(*channel.taken) == WORDS.split()[: len(told(*channel.taken))]
    assert len(channel.taken) == 16
    assert relay._queue.rest(CHAT) != rest


@pytest.mark.usefixtures("long")
async def test_another_question_takes_the_place_of_the_rest_and_a_sticker_does_not(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    channel = Eight()
    async with relayed(channel, dialogue, conversations) as relay:
        await channel.says(relay, said("dài", 1))
        await channel.says(relay, said("", 2, kind=Kind.OTHER))
        after_sticker = await channel.says(relay, said("còn gì nữa", 3))
        await channel.says(relay, said("câu khác", 4))
        after_question = await channel.says(relay, said("còn gì nữa", 5))
    assert (len(after_sticker), told(*after_question)) == (8, [])


@pytest.mark.usefixtures("long")
async def test_of_two_long_answers_at_once_each_is_begun_and_both_are_gone_on_with(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    channel = Eight()
    async with relayed(channel, dialogue, conversations) as relay:
        first = await channel.says(relay, said("dài", 1), said("dài hơn", 2))
        for n in range(3, 8):
            await channel.says(relay, said("còn gì nữa", n))
    assert (len(first), told(first[0])[0], told(first[7])[0]) == (8, "từ00000", "từ00000")
    assert sorted(told(*channel.taken)[: 2 * 2000]) == sorted(WORDS.split() * 2)


@pytest.mark.usefixtures("long")
async def test_questions_beyond_the_eight_wait_for_the_next_message_which_is_asked_for(
    dialogue: Dialogue, conversations: Conversations
) -> None:
    channel = Eight()
    async with relayed(channel, dialogue, conversations) as relay:
        first = await channel.says(relay, *(said(f"câu {n}", n) for n in range(10)))
        second = await channel.says(relay, said("câu 10", 10))
    assert first == [*(f"câu {n}" for n in range(7)), f"câu 7{OTHERS_WAIT}"]
    assert second == ["câu 8", "câu 9", "câu 10"]


@pytest.mark.usefixtures("long")
async def test_newcomer_is_told_what_is_kept_before_the_rest(dialogue: Dialogue, conversations: Conversations) -> None:
    channel, new = Eight(), Chat("test", "9")
    async with relayed(channel, dialogue, conversations) as relay:
        [*_, last] = await channel.says(relay, said("dài", 1, new))
    assert last.endswith(f"{AND_MORE}\n\n{notice()}")


@pytest.mark.parametrize("command", ["/xoa", "/start"])
@pytest.mark.usefixtures("long")
async def test_rest_is_forgotten_with_the_questions(
    dialogue: Dialogue, conversations: Conversations, command: str
) -> None:
    channel = Eight()
    async with relayed(channel, dialogue, conversations) as relay:
        await channel.says(relay, said("dài", 1))
        await channel.says(relay, said(command, 2))
        assert told(*await channel.says(relay, said("còn gì nữa", 3))) == []


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
