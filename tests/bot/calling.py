"""What makes a bot of Telegram's call each method that answers need, and what it then says."""

import time
from collections.abc import Awaitable, Callable, Iterator

from answer.answer import Answer, Question
from bot.dialogue import STALE, Growing
from tests.bot.loopback import PATIENCE_S
from tests.bot.telegram_api import LAN, TelegramApi

_AWAITED = {"đang gõ": "sendChatAction", "nháp": "sendMessageDraft"}
"""Questions whose answer is not ready before that call has come."""


def writing(calls: list[str]) -> Growing:
    """What answers while somebody watches; `calls` are those that were made."""

    def growing(question: Question) -> Iterator[Answer]:
        end = time.monotonic() + PATIENCE_S
        if awaited := _AWAITED.get(question.text):
            yield Answer("answered", "Phòng")
            while awaited not in calls and time.monotonic() < end:
                time.sleep(0.005)
        yield Answer("answered", "rất dài. " * 700 if question.text == "dài" else f"Không có: {question.text}")

    return growing


async def _edits(api: TelegramApi, before: str, after: str) -> None:
    message = api.message(before)
    await api.push(api.update(message=message))
    await api.messages(2 if before == "dài" else 1)
    await api.push(api.update(edited_message=message | {"text": after, "edit_date": 1_760_000_100}))


async def _asks_inline(api: TelegramApi) -> None:
    await api.push(api.update(inline_query={"id": "9", "from": LAN, "query": "ai chủ trì", "offset": ""}))


CALLS: dict[str, Callable[[TelegramApi], Awaitable[None]]] = {
    "sendMessage": lambda api: api.say("Ai chủ trì?"),
    "sendChatAction": lambda api: api.say("đang gõ"),
    "sendMessageDraft": lambda api: api.say("nháp"),
    "answerCallbackQuery": lambda api: api.press("99:0"),
    "editMessageText": lambda api: _edits(api, "một", "hai"),
    "deleteMessage": lambda api: _edits(api, "dài", "ngắn"),
    "answerInlineQuery": _asks_inline,
}
"""What makes the bot call that."""
ANSWERED_BY = {
    "answerCallbackQuery": STALE,
    "sendChatAction": "Không có: đang gõ",
    "sendMessageDraft": "Không có: nháp",
    "editMessageText": "Không có: hai",
    "deleteMessage": "Không có: ngắn",
    "answerInlineQuery": "Không có: sau",
}
