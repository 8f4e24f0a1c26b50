"""A conversation, the same on every channel: a message comes in, messages go out."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from answer.answer import Answer, Option, Question
from bot.conversations import Chat, Conversations, Offer, Turn
from bot.message import render
from ingest.agencies import is_agency
from ingest.vietnamese import fold, one_line

Answerer = Callable[[Question], Answer]

LONGEST_QUOTE = 500  # characters of a quote that a chat shows; the rest stands in the plan
TOUR = "/gioithieu"
_TOUR = re.compile(r"/gi[oớ]i[ _]?thi[eệ]u(?!\w)[\s:,]*", re.IGNORECASE)  # people also type it with its marks
_NEWCOMER = "Tôi mới về "  # how the question that a tour answers begins
_BEFORE = 5  # words that may stand before the name of an office: "dạ em mới về phòng …"
_LONGEST_OFFICE = 120  # characters
# Folded words that make a message which names an office a question about it.
_ASKS = re.compile(r"\?|^ai\b|\b(?:gi|nao|bao gio|bao nhieu|o dau|ra sao|chu tri|phoi hop|han|thoi gian|dien thoai)\b")
_POLITE = re.compile(r"(?:\s+(?:ạ|a|nhé|nhe|nha|ơi|oi))*[\s.!,]*$", re.IGNORECASE)
_log = logging.getLogger(__name__)

GREETING = """Xin chào! Tôi tra cứu kế hoạch cải cách hành chính: việc gì do cơ quan nào chủ trì, phối hợp, khi nào \
xong, làm thế nào. Câu trả lời nào cũng kèm trích dẫn từ kế hoạch.

Mời anh/chị hỏi, có dấu hay không dấu đều được. Ví dụ:
• Ai chủ trì hội thi tuyên truyền CCHC?
• Báo cáo CCHC quý I gửi trước ngày nào?
• Phòng Nội vụ phải làm những việc gì?

/gioithieu – cho người mới về   /help – cách hỏi   /start – bắt đầu lại từ đầu"""
HELP = """Cách hỏi:
• Nêu việc và điều cần biết: ai chủ trì, ai phối hợp, thời hạn, sản phẩm, kinh phí, số điện thoại…
• Nêu tên địa phương hoặc năm nếu có nhiều kế hoạch. Nếu câu hỏi hợp với nhiều kế hoạch, tôi sẽ hỏi lại để \
anh/chị chọn.
• Hỏi tiếp ngắn gọn được: “còn thời gian?”, “ai phối hợp?”.
• Điều kế hoạch không nói thì tôi trả lời là không tìm thấy, không đoán.

/gioithieu Phòng Tư pháp – giới thiệu cho người mới về một cơ quan: việc phải làm, báo cáo, căn cứ, chữ viết tắt
/start – bắt đầu lại từ đầu, quên các câu đã hỏi"""
WHICH_OFFICE = """Chào mừng anh/chị! Tôi sẽ giới thiệu ngắn gọn việc của cơ quan trong kế hoạch: việc chủ trì, việc \
phối hợp, báo cáo, căn cứ và chữ viết tắt.

Anh/chị mới về cơ quan nào? Ví dụ: Phòng Tư pháp."""
IN_A_GROUP = "(Trong nhóm, xin trả lời thẳng vào tin này.)"
EDITED = "Tôi không đọc lại tin đã sửa. Xin gửi câu hỏi thành một tin nhắn mới."
NOT_TEXT = "Tôi chỉ đọc được chữ. Xin gõ câu hỏi, ví dụ: “Ai chủ trì hội thi CCHC?”."
STALE = "Lựa chọn này đã cũ. Xin gửi lại câu hỏi."
BROKEN = "Xin lỗi, tôi gặp trục trặc khi trả lời. Xin thử lại; nếu vẫn lỗi, xin báo người quản trị."


class Kind(StrEnum):
    """What came in."""

    TEXT = "text"
    CHOICE = "choice"  # a button; `text` holds its key
    EDITED = "edited"
    OTHER = "other"  # a picture, a voice, a sticker


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from a channel. `message_id`, where there is one, tells a repeated delivery."""

    chat: Chat
    text: str = ""
    kind: Kind = Kind.TEXT
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button, or a numbered line where there are none. `key` comes back as the text of a CHOICE; 64 bytes at most."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send, as long as it is: the channel splits it."""

    text: str
    choices: tuple[Choice, ...] = ()


class Dialogue:
    """Answers what comes in. Any thread may call `reply`, but one chat's messages must come one after another."""

    def __init__(
        self, answer: Answerer, conversations: Conversations, place: str | None = None, log_texts: bool = False
    ) -> None:
        """`place` is the locality of the office that runs the bot; `log_texts` puts questions into the log."""
        self._answer, self._conversations = answer, conversations
        self._place, self._log_texts = place, log_texts

    def reply(self, incoming: Incoming) -> list[Outgoing]:
        """What to send back; nothing for a message that was answered before. Never raises."""
        try:
            if incoming.message_id and not self._conversations.first_time(incoming.chat, incoming.message_id):
                return []
            return [self._respond(incoming)]
        except Exception:  # noqa: BLE001 - one question that fails must not end the service
            _log.error("Không trả lời được một tin nhắn", exc_info=True)
            return [Outgoing(BROKEN)]

    def _respond(self, incoming: Incoming) -> Outgoing:
        match incoming.kind:
            case Kind.EDITED:
                return Outgoing(EDITED)
            case Kind.OTHER:
                return Outgoing(NOT_TEXT)
            case Kind.CHOICE:
                return self._press(incoming.chat, incoming.text)
            case _:
                return self._read(incoming.chat, one_line(incoming.text))

    def _read(self, chat: Chat, text: str) -> Outgoing:
        if text.startswith("/start"):
            self._conversations.clear(chat)
            return Outgoing(GREETING)
        if tour := _TOUR.match(text):
            return self._guide(chat, text[tour.end() :])
        if text.startswith("/") or not text:
            return Outgoing(HELP)
        if self._awaits_office(chat) and (office := _office(text)):
            return self._guide(chat, office)
        offer = self._conversations.pending(chat)
        option = _meant(offer.options, text) if offer else None
        if offer and option:
            return self._choose(chat, offer, option)
        return self._ask(chat, text)

    def _guide(self, chat: Chat, office: str) -> Outgoing:
        """The tour for someone new to `office`; where that is empty, ask which, and wait for it."""
        if office:
            return self._ask(chat, f"{_NEWCOMER}{office}")
        turns = self._conversations.turns(chat)
        chosen = turns[-1] if turns else Turn("")
        self._conversations.remember(chat, Turn(TOUR, chosen.place, chosen.year))
        return Outgoing(f"{WHICH_OFFICE} {IN_A_GROUP}" if chat.asker else WHICH_OFFICE)

    def _awaits_office(self, chat: Chat) -> bool:
        turns = self._conversations.turns(chat)
        return bool(turns) and turns[-1].text == TOUR

    def _ask(self, chat: Chat, text: str) -> Outgoing:
        turns = self._conversations.turns(chat)
        chosen = turns[-1] if turns else Turn("")
        history = tuple(turn.text for turn in turns if turn.text != TOUR)
        answer = self._answered(Question(text, chosen.place or self._place, chosen.year, history))
        turn = self._conversations.remember(chat, Turn(text, chosen.place, chosen.year))
        if answer.status != "clarify" or not answer.options:
            return Outgoing(render(answer, LONGEST_QUOTE))
        offer = self._conversations.offer(chat, turn, text, history, answer.options)
        return Outgoing(render(answer, LONGEST_QUOTE), _choices(offer, answer.options))

    def _press(self, chat: Chat, key: str) -> Outgoing:
        number, _, index = key.partition(":")
        if not (number.isdecimal() and index.isdecimal()):
            return Outgoing(STALE)
        offer = self._conversations.offered(chat, int(number))
        if offer is None or int(index) >= len(offer.options):
            return Outgoing(STALE)
        return self._choose(chat, offer, offer.options[int(index)])

    def _choose(self, chat: Chat, offer: Offer, option: Option) -> Outgoing:
        """Go on with the question that was asked first; what was chosen holds for the questions that follow."""
        place = option.place or self._place
        answer = self._answered(Question(offer.question, place, option.year, offer.history))
        turn = Turn(offer.question, option.place, option.year)
        self._conversations.remember(chat, turn, instead_of=offer.turn)
        return Outgoing(f"{option.label}:\n{render(answer, LONGEST_QUOTE)}")

    def _answered(self, question: Question) -> Answer:
        answer = self._answer(question)
        shown = question.text if self._log_texts else "…"
        _log.info("%s, %s, %.0f ms: %s", answer.status, answer.engine, answer.elapsed_ms, shown)
        return answer


def _office(text: str) -> str | None:
    """The office that a short message names; None for a question and for other talk.

    "dạ em về phòng tư pháp huyện ạ" -> "phòng tư pháp huyện".
    """
    text = _POLITE.sub("", text)
    if len(text) > _LONGEST_OFFICE or _ASKS.search(fold(text)):
        return None
    words = text.split()
    rests = (" ".join(words[at:]) for at in range(min(_BEFORE + 1, len(words) - 1)))  # "ban" alone may be "bạn"
    return next((rest for rest in rests if is_agency(rest)), None)


def _choices(offer: int, options: tuple[Option, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(f"{offer}:{n}", option.label) for n, option in enumerate(options))


def _meant(options: tuple[Option, ...], text: str) -> Option | None:
    """The option that `text` names: its number, its label, or its place alone where one option has it."""
    if text.isdecimal():
        return options[int(text) - 1] if 1 <= int(text) <= len(options) else None
    said = fold(text).rstrip(" .!")
    named = [o for o in options if said in (fold(o.label), fold(o.place or ""))]
    return named[0] if len(named) == 1 else None
