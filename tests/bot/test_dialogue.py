"""The conversation, as every channel leads it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from answer.answer import GOES_ON, Answer, Question
from bot.conversations import FRESH_S, KEPT_TURNS, Chat, Conversations, Turn
from bot.dialogue import HELP, IN_A_GROUP, STALE, WHICH_OFFICE, Dialogue, Incoming, Kind
from bot.errors import CommandError
from tests.bot.conftest import ANSWERED, WHICH, Engine, clarify_without_place

CHAT = Chat("test", "1")


def say(dialogue: Dialogue, *texts: str, chat: Chat = CHAT) -> str:
    """Say each text in turn; the last reply."""
    return [dialogue.reply(Incoming(chat, text))[0].text for text in texts][-1]


def test_office_place_goes_with_the_question(engine: Engine, conversations: Conversations) -> None:
    say(Dialogue(engine, conversations, place="An Bình"), "Ai chủ trì?")
    assert engine.asked == [Question("Ai chủ trì?", "An Bình")]


@pytest.mark.parametrize("reply", ["2", "Huyện Cát Sơn (2024)", "cat son", "Cát Sơn."])
def test_choice_can_be_typed(dialogue: Dialogue, engine: Engine, reply: str) -> None:
    engine.answer = clarify_without_place
    say(dialogue, "Ai chủ trì?", reply)
    assert engine.asked[1] == Question("Ai chủ trì?", "Cát Sơn", 2024)


@pytest.mark.parametrize("reply", ["3", "0"])
def test_number_that_is_no_choice_is_a_question(dialogue: Dialogue, engine: Engine, reply: str) -> None:
    engine.answer = clarify_without_place
    say(dialogue, "Ai chủ trì?", reply)
    assert engine.asked[1].text == reply


def test_number_after_another_question_is_a_question(dialogue: Dialogue, engine: Engine) -> None:
    engine.answer = lambda question: WHICH if question.text == "Ai chủ trì?" else Answer("not_found", "Không.")
    say(dialogue, "Ai chủ trì?", "câu khác", "1")
    assert engine.asked[2].text == "1"


def test_chosen_place_holds_for_the_questions_that_follow(dialogue: Dialogue, engine: Engine) -> None:
    engine.answer = clarify_without_place
    say(dialogue, "Ai chủ trì?", "1", "còn thời gian?")
    assert engine.asked[2] == Question("còn thời gian?", "An Bình", 2025, ("Ai chủ trì?",))


def test_choice_goes_on_with_the_history_of_its_question(dialogue: Dialogue, engine: Engine) -> None:
    engine.answer = lambda question: WHICH if question.text == "thế còn ai?" else Answer("not_found", "Không.")
    say(dialogue, "Hội thi khi nào?", "thế còn ai?", "1")
    assert engine.asked[2].history == ("Hội thi khi nào?",)


def test_choice_that_is_read_again_after_a_kill_is_the_same_choice(dialogue: Dialogue, engine: Engine) -> None:
    engine.answer = clarify_without_place
    dialogue.reply(Incoming(CHAT, "Ai chủ trì?", question="q1"))
    first, second = (dialogue.reply(Incoming(CHAT, "2", question="q2")) for _ in range(2))
    dialogue.reply(Incoming(CHAT, "còn thời gian?", question="q3"))
    assert [one.text for one in first] == [one.text for one in second]
    assert engine.asked[-1] == Question("còn thời gian?", "Cát Sơn", 2024, ("Ai chủ trì?",))


def test_page_of_a_list_that_is_asked_for_again_after_a_kill_is_the_same_page(
    dialogue: Dialogue, engine: Engine
) -> None:
    engine.answer = lambda question: replace(ANSWERED, text=f"{len(question.history)} [1]. {GOES_ON}")
    dialogue.reply(Incoming(CHAT, "Việc gì?", question="q1"))
    [first], [again] = (dialogue.reply(Incoming(CHAT, "còn gì nữa", question="q2")) for _ in range(2))
    [third] = dialogue.reply(Incoming(CHAT, "còn gì nữa", question="q3"))
    assert [one.text[0] for one in (first, again, third)] == ["1", "1", "2"]


def test_press_of_an_unknown_button_is_said(dialogue: Dialogue) -> None:
    assert dialogue.reply(Incoming(CHAT, "99:0", Kind.CHOICE))[0].text == STALE


@pytest.mark.parametrize("key", ["", "x", "1:", "1:x", "²:²"])
def test_button_with_a_foreign_key_is_said(dialogue: Dialogue, key: str) -> None:
    assert dialogue.reply(Incoming(CHAT, key, Kind.CHOICE))[0].text == STALE


def test_empty_message_gets_help(dialogue: Dialogue) -> None:
    assert say(dialogue, "  \n") == HELP


@pytest.mark.parametrize(
    "command",
    ["/gioithieu Phòng Tư pháp", "/giới thiệu Phòng Tư pháp", "/GioiThieu: Phòng Tư pháp", "/gioi_thieu Phòng Tư pháp"],
)
def test_tour_is_the_question_of_a_newcomer(dialogue: Dialogue, engine: Engine, command: str) -> None:
    say(dialogue, command)
    assert [question.text for question in engine.asked] == ["Tôi mới về Phòng Tư pháp"]


def test_tour_without_an_office_asks_which(dialogue: Dialogue, engine: Engine) -> None:
    assert (say(dialogue, "/gioithieu"), engine.asked) == (WHICH_OFFICE, [])


@pytest.mark.parametrize(
    ("reply", "office"),
    [
        ("Phòng Tư pháp", "Phòng Tư pháp"),
        ("phong tu phap", "phong tu phap"),
        ("dạ em mới về phòng tư pháp ạ.", "phòng tư pháp"),
        ("VP HĐND&UBND huyện", "VP HĐND&UBND huyện"),
        ("Sở Kế hoạch và Đầu tư", "Sở Kế hoạch và Đầu tư"),
    ],
)
def test_office_named_next_goes_on_with_the_tour(dialogue: Dialogue, engine: Engine, reply: str, office: str) -> None:
    say(dialogue, "/gioithieu", reply)
    assert engine.asked == [Question(f"Tôi mới về {office}")]


@pytest.mark.parametrize(
    "reply",
    ["Phòng Nội vụ phải làm những việc gì?", "phong noi vu chu tri viec gi", "cam on ban", "ban oi", "so dien thoai"],
)
def test_other_talk_after_which_office_is_answered_as_ever(dialogue: Dialogue, engine: Engine, reply: str) -> None:
    say(dialogue, "/gioithieu", reply)
    assert engine.asked == [Question(reply)]


def test_office_named_later_is_no_tour(dialogue: Dialogue, engine: Engine) -> None:
    say(dialogue, "/gioithieu", "Ai chủ trì?", "Phòng Tư pháp")
    assert engine.asked[1].text == "Phòng Tư pháp"


def test_command_for_a_tour_is_no_turn_of_the_history(dialogue: Dialogue, engine: Engine) -> None:
    say(dialogue, "Hội thi khi nào?", "/gioithieu", "Phòng Tư pháp")
    assert engine.asked[1].history == ("Hội thi khi nào?",)


def test_place_chosen_before_the_tour_holds_for_it(dialogue: Dialogue, engine: Engine) -> None:
    engine.answer = clarify_without_place
    say(dialogue, "Ai chủ trì?", "1", "/gioithieu", "Phòng Tư pháp")
    assert (engine.asked[-1].place, engine.asked[-1].year) == ("An Bình", 2025)


def test_tour_that_several_plans_give_goes_on_with_the_choice(dialogue: Dialogue, engine: Engine) -> None:
    engine.answer = clarify_without_place
    say(dialogue, "/gioithieu", "Phòng Tư pháp", "2")
    assert engine.asked[1] == Question("Tôi mới về Phòng Tư pháp", "Cát Sơn", 2024)


def test_group_is_told_to_reply_to_the_question(dialogue: Dialogue) -> None:
    assert say(dialogue, "/gioithieu", chat=Chat("test", "-1", "lan")).endswith(IN_A_GROUP)


def test_others_of_a_group_are_not_awaited(dialogue: Dialogue, engine: Engine) -> None:
    say(dialogue, "/gioithieu", chat=Chat("test", "-1", "lan"))
    say(dialogue, "Phòng Tư pháp", chat=Chat("test", "-1", "minh"))
    assert engine.asked[0].text == "Phòng Tư pháp"


def test_help_names_the_tour() -> None:
    assert "/gioithieu" in HELP


def test_chats_know_nothing_of_each_other(dialogue: Dialogue, engine: Engine) -> None:
    say(dialogue, "Ai chủ trì?")
    say(dialogue, "còn thời gian?", chat=Chat("test", "2"))
    assert engine.asked[1].history == ()


def test_askers_of_one_group_have_their_own_history(dialogue: Dialogue, engine: Engine) -> None:
    say(dialogue, "Ai chủ trì?", chat=Chat("test", "-1", "lan"))
    say(dialogue, "còn thời gian?", chat=Chat("test", "-1", "minh"))
    assert engine.asked[1].history == ()


@pytest.mark.parametrize("log_texts", [True, False])
def test_question_is_logged_only_where_it_is_asked_for(
    engine: Engine, conversations: Conversations, caplog: pytest.LogCaptureFixture, log_texts: bool
) -> None:
    with caplog.at_level("INFO"):
        say(Dialogue(engine, conversations, log_texts=log_texts), "Ai chủ trì?")
    assert ("Ai chủ trì?" in caplog.text) is log_texts


def test_history_outlives_the_process(engine: Engine, tmp_path: Path) -> None:
    for text in ("Ai chủ trì?", "còn thời gian?"):
        say(Dialogue(engine, Conversations(tmp_path / "c.sqlite3")), text)
    assert engine.asked[1].history == ("Ai chủ trì?",)


def test_only_the_last_turns_are_kept(conversations: Conversations) -> None:
    for n in range(KEPT_TURNS + 3):
        conversations.remember(CHAT, Turn(str(n)))
    assert [turn.text for turn in conversations.turns(CHAT)] == [str(n) for n in range(3, KEPT_TURNS + 3)]


def test_turns_are_forgotten_when_no_longer_fresh(tmp_path: Path) -> None:
    now = [1000.0]
    conversations = Conversations(tmp_path / "c.sqlite3", clock=lambda: now[0])
    conversations.remember(CHAT, Turn("Ai chủ trì?"))
    now[0] += FRESH_S + 1
    assert conversations.turns(CHAT) == ()


def test_answer_is_given_even_if_nothing_can_be_remembered(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "c.sqlite3"
    conversations = Conversations(file, patience_s=0.01)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")  # whoever wants to write now cannot
        assert say(Dialogue(engine, conversations), "Ai chủ trì?").startswith("Phòng Nội vụ")
    conversations.close()


def test_memory_alone_is_enough(engine: Engine) -> None:
    with closing(Conversations(None)) as conversations:
        say(Dialogue(engine, conversations), "Ai chủ trì?", "còn thời gian?")
    assert engine.asked[1].history == ("Ai chủ trì?",)


def test_place_that_cannot_hold_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match="Không ghi được"):
        Conversations(tmp_path / "data" / "c.sqlite3")
