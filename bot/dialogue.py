"""A conversation, the same on every channel: a message comes in, messages go out."""

import logging
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum

from answer.answer import GOES_ON, Answer, Option, Question
from bot.conversations import Chat, Conversations, Offer, Turn
from bot.menu import Menu
from bot.message import Mark, marked
from ingest.agencies import is_agency
from ingest.vietnamese import fold, one_line

Answerer = Callable[[Question], Answer]
Growing = Callable[[Question], Iterator[Answer]]
"""An answer as it is written: each that comes stands in the place of the one before."""

Show = Callable[[str], object]

LONGEST_QUOTE = 500  # characters of a quote that a chat shows; the rest stands in the plan
TOUR = "/gioithieu"
PLACE = "/diaban"
_LONGEST_QUESTION = 4000  # characters; the rest of a longer message is not read
_LONGEST_NUMBER = 15  # digits
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

/gioithieu – cho người mới về   /trogiup – cách hỏi   /start – bắt đầu lại từ đầu"""
HELP = """Cách hỏi:
• Nêu việc và điều cần biết: ai chủ trì, ai phối hợp, thời hạn, sản phẩm, kinh phí, số điện thoại…
• Nêu tên địa phương hoặc năm nếu có nhiều kế hoạch. Nếu câu hỏi hợp với nhiều kế hoạch, tôi sẽ hỏi lại để \
anh/chị chọn.
• Hỏi tiếp ngắn gọn được: “còn thời gian?”, “ai phối hợp?”.
• Điều kế hoạch không nói thì tôi trả lời là không tìm thấy, không đoán.

/gioithieu Phòng Tư pháp – giới thiệu cho người mới về một cơ quan: việc phải làm, báo cáo, căn cứ, chữ viết tắt
/nhiemvu Phòng Nội vụ – việc của một cơ quan
/kehoach – các kế hoạch đã có   /diaban Ba Tơ – chọn địa phương
/nguon – nguồn đầy đủ của câu trả lời vừa rồi
/start – bắt đầu lại từ đầu, quên các câu đã hỏi
/xoa – xoá những gì tôi còn giữ về anh/chị"""
WHICH_OFFICE = """Chào mừng anh/chị! Tôi sẽ giới thiệu ngắn gọn việc của cơ quan trong kế hoạch: việc chủ trì, việc \
phối hợp, báo cáo, căn cứ và chữ viết tắt.

Anh/chị mới về cơ quan nào? Ví dụ: Phòng Tư pháp."""
IN_A_GROUP = "(Trong nhóm, xin trả lời thẳng vào tin này.)"
NOT_TEXT = "Tôi chỉ đọc được chữ. Xin gõ câu hỏi, ví dụ: “Ai chủ trì hội thi CCHC?”."
_NOT_READ = {
    "photo": "Tôi chưa đọc được ảnh gửi trong trò chuyện.",
    "file": "Tôi chưa đọc được tệp gửi trong trò chuyện. Kế hoạch mới xin gửi người quản trị để nạp vào.",
    "voice": "Tôi chưa nghe được tin thoại.",
}
_CAPTION_READ = "Tôi trả lời theo lời ghi kèm:"
TOO_MANY = "Anh/chị gửi nhiều tin quá nhanh, tôi chưa đọc hết. Xin đợi các câu trả lời rồi gửi lại những câu còn thiếu."
ERASED = "Đã xoá những gì tôi giữ về anh/chị: các câu đã hỏi, lựa chọn và địa phương đã chọn."
NO_SOURCE = "Chưa có câu trả lời nào để xem nguồn. Mời anh/chị hỏi trước."
WHOSE_TASKS = "Xin ghi kèm tên cơ quan, ví dụ: /nhiemvu Phòng Nội vụ"
MORE = "Còn gì nữa"
SOURCES = "Nguồn"
_SOURCES_KEY, _MORE_KEY = "nguon", "nua"
_WORDS = {"nguon": _SOURCES_KEY, "con gi nua": _MORE_KEY}  # what is typed where there are no buttons
_DIGITS = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .]?\d){8,10}(?!\d)")
STALE = "Lựa chọn này đã cũ. Xin gửi lại câu hỏi."
BROKEN = "Xin lỗi, tôi gặp trục trặc khi trả lời. Xin thử lại; nếu vẫn lỗi, xin báo người quản trị."


class Kind(StrEnum):
    """What came in."""

    TEXT = "text"
    CHOICE = "choice"  # a button; `text` holds its key
    EDITED = "edited"  # a question that was sent before and now reads otherwise
    PHOTO = "photo"  # `text` holds what was written to it
    FILE = "file"
    VOICE = "voice"
    OTHER = "other"  # a sticker, a place, what the service itself cannot show
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from a channel. `message_id`, where there is one, tells a repeated delivery.

    `of` is the id of the message that was edited, `thread` and `reply_to` say where in a group the reply belongs.
    `question` is what memory knows the message by, made by the store.
    """

    chat: Chat
    text: str = ""
    kind: Kind = Kind.TEXT
    message_id: str = ""
    of: str = ""
    thread: str = ""
    reply_to: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button, or a numbered line where there are none. `key` comes back as the text of a CHOICE; 64 bytes at most."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send, as long as it is: the channel splits it.

    `actions` are buttons that nobody needs and that are left out where there are none; `phones` are numbers to call.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    marks: tuple[Mark, ...] = ()
    actions: tuple[Choice, ...] = ()
    phones: tuple[str, ...] = ()


class Dialogue:
    """Answers what comes in. Any thread may call `reply`, but one chat's messages must come one after another."""

    def __init__(
        self,
        answer: Answerer,
        conversations: Conversations,
        place: str | None = None,
        log_texts: bool = False,
        menu: Menu | None = None,
        growing: Growing | None = None,
    ) -> None:
        """`place` is the locality of the office that runs the bot; `log_texts` puts questions into the log.

        `menu` knows the plans, for the commands that list them; `growing` answers where somebody watches.
        """
        self._growing, self._show = growing, ContextVar[Show | None]("show", default=None)
        self._answer, self._conversations = answer, conversations
        self._place, self._log_texts = place, log_texts
        self._menu = menu or Menu(lambda: (), lambda _: ())

    def reply(self, incoming: Incoming, show: Show | None = None) -> list[Outgoing]:
        """What to send back. Never raises; the same message again gives the same, and is remembered once.

        `show` is called with the text so far while a model writes.
        """
        self._show.set(show)
        try:
            return [self._respond(incoming)]
        except Exception:  # noqa: BLE001 - one question that fails must not end the service
            _log.error("Không trả lời được một tin nhắn", exc_info=True)
            return [Outgoing(BROKEN)]

    def look_up(self, text: str) -> Answer:
        """The answer to a question that stands alone; nothing is remembered."""
        self._show.set(None)
        return self._answered(Question(one_line(text)[:_LONGEST_QUESTION], self._place))

    def _respond(self, incoming: Incoming) -> Outgoing:
        match incoming.kind:
            case Kind.TOO_MANY:
                return Outgoing(TOO_MANY)
            case Kind.CHOICE:
                return self._press(incoming)
            case Kind.TEXT | Kind.EDITED:
                return self._read(incoming, one_line(incoming.text)[:_LONGEST_QUESTION])
            case kind:
                return self._unread(incoming, _NOT_READ.get(kind))

    def _unread(self, incoming: Incoming, why: str | None) -> Outgoing:
        """What cannot be read is named; what was written to it is answered."""
        if not incoming.text.strip():
            return Outgoing(" ".join(filter(None, (why, NOT_TEXT))))
        answer = self._read(incoming, one_line(incoming.text)[:_LONGEST_QUESTION])
        before = " ".join(filter(None, (why, _CAPTION_READ))) + "\n\n"
        moved = tuple(
            replace(mark, start=mark.start + len(before), end=mark.end + len(before)) for mark in answer.marks
        )
        return replace(answer, text=before + answer.text, marks=moved)

    def _read(self, incoming: Incoming, text: str) -> Outgoing:
        chat = incoming.chat
        if text.startswith("/"):
            return self._command(incoming, text)
        if not text:
            return Outgoing(HELP)
        turns = self._conversations.turns(chat, incoming.question)
        if turns and turns[-1].text == TOUR and (office := _office(text)):
            return self._guide(incoming, office)
        offer = self._conversations.pending(chat, incoming.question)
        option = _meant(offer.options, text) if offer else None
        if offer and option:
            return self._choose(incoming, offer, option)
        if key := _key(text):
            return self._last(incoming, key)
        return self._ask(incoming, text)

    def _command(self, incoming: Incoming, text: str) -> Outgoing:
        if tour := _TOUR.match(text):
            return self._guide(incoming, text[tour.end() :])
        name, _, rest = text.partition(" ")
        match fold(name), rest.strip():
            case "/start", _:
                self._conversations.clear(incoming.chat)
                return Outgoing(GREETING)
            case "/xoa", _:
                self._conversations.erase(incoming.chat)
                return Outgoing(ERASED)
            case "/kehoach", wanted:
                return Outgoing(self._menu.plans(wanted))
            case "/diaban", place:
                return self._settle(incoming, place)
            case "/nhiemvu", "":
                return Outgoing(WHOSE_TASKS)
            case "/nhiemvu", agency:
                return self._ask(incoming, f"{agency} phải làm những việc gì?")
            case "/nguon", _:
                return self._last(incoming, _SOURCES_KEY)
            case _:
                return Outgoing(HELP)

    def _settle(self, incoming: Incoming, name: str) -> Outgoing:
        """The locality that this chat asks about from now on."""
        turns = self._conversations.turns(incoming.chat, incoming.question)
        held = (turns[-1].place if turns else None) or self._place
        place, said = self._menu.place(name, held)
        if place:
            self._conversations.remember(incoming.chat, Turn(PLACE, place), question=incoming.question)
        return Outgoing(said)

    def _guide(self, incoming: Incoming, office: str) -> Outgoing:
        """The tour for someone new to `office`; where that is empty, ask which, and wait for it."""
        if office:
            return self._ask(incoming, f"{_NEWCOMER}{office}")
        chosen = self._chosen(incoming)
        turn = Turn(TOUR, chosen.place, chosen.year)
        self._conversations.remember(incoming.chat, turn, question=incoming.question)
        return Outgoing(f"{WHICH_OFFICE} {IN_A_GROUP}" if incoming.chat.asker else WHICH_OFFICE)

    def _chosen(self, incoming: Incoming) -> Turn:
        turns = self._conversations.turns(incoming.chat, incoming.question)
        return turns[-1] if turns else Turn("")

    def _ask(self, incoming: Incoming, text: str) -> Outgoing:
        chat, chosen = incoming.chat, self._chosen(incoming)
        turns = self._conversations.turns(chat, incoming.question)
        history = tuple(turn.text for turn in turns if turn.text not in (TOUR, PLACE))
        question = Question(text, chosen.place or self._place, chosen.year, history)
        answer = self._answered(question)
        turn = self._conversations.remember(chat, Turn(text, chosen.place, chosen.year), question=incoming.question)
        if answer.status != "clarify" or not answer.options:
            return self._shown(chat, answer, question, turn)
        offer = self._conversations.offer(chat, turn, text, history, answer.options)
        if not offer:  # nothing can be chosen where nothing is remembered
            return Outgoing("\n".join([answer.text, *(f"• {option.label}" for option in answer.options)]))
        return replace(_plain(answer), choices=_choices(offer, answer.options))

    def _press(self, incoming: Incoming) -> Outgoing:
        number, _, index = incoming.text.partition(":")
        if not number.isdecimal() or not (index.isdecimal() or index in (_SOURCES_KEY, _MORE_KEY)):
            return Outgoing(STALE)
        offer = self._conversations.offered(incoming.chat, int(number[:_LONGEST_NUMBER]))
        if offer is None:
            return Outgoing(STALE)
        if not index.isdecimal():
            return self._go_on(incoming, offer, index)
        if int(index[:_LONGEST_NUMBER]) >= len(offer.options):
            return Outgoing(STALE)
        return self._choose(incoming, offer, offer.options[int(index)])

    def _choose(self, incoming: Incoming, offer: Offer, option: Option) -> Outgoing:
        """Go on with the question that was asked first; what was chosen holds for the questions that follow."""
        question = Question(offer.question, option.place or self._place, option.year, offer.history)
        answer = self._answered(question)
        turn = Turn(offer.question, option.place, option.year)
        number = self._conversations.remember(incoming.chat, turn, chosen=offer, question=incoming.question)
        return self._shown(incoming.chat, answer, question, number, before=f"{option.label}:\n")

    def _shown(self, chat: Chat, answer: Answer, question: Question, turn: int, before: str = "") -> Outgoing:
        """The answer, and what can be done with it."""
        text, marks = marked(answer, LONGEST_QUOTE, before)
        phones = tuple(dict.fromkeys(_DIGITS.findall(answer.text)))
        if not answer.citations:
            return Outgoing(text, marks=marks, phones=phones)
        again = (Option("", question.place, question.year),)  # no label: nobody chooses it by typing
        offer = self._conversations.offer(chat, turn, question.text, question.history, again)
        keys = ((_SOURCES_KEY, SOURCES), (_MORE_KEY, MORE)) if offer else ()
        actions = tuple(Choice(f"{offer}:{key}", label) for key, label in keys)
        return Outgoing(text, marks=marks, actions=actions, phones=phones)

    def _last(self, incoming: Incoming, key: str) -> Outgoing:
        offer = self._conversations.pending(incoming.chat, incoming.question)
        return self._go_on(incoming, offer, key) if offer else Outgoing(NO_SOURCE)

    def _go_on(self, incoming: Incoming, offer: Offer, key: str) -> Outgoing:
        """What a button below an answer asks for: its sources in full, or what else there is."""
        at = offer.options[0]
        question = Question(offer.question, at.place, at.year, offer.history)
        answer = self._answered(question)
        if key == _MORE_KEY and answer.text.endswith(GOES_ON):
            return self._list_on(incoming, question)
        if key == _MORE_KEY:
            return Outgoing(self._menu.more(question, answer))
        return _plain(answer, None) if answer.citations else Outgoing(NO_SOURCE)

    def _list_on(self, incoming: Incoming, before: Question) -> Outgoing:
        """The next page of the list that `before` was answered with."""
        question = Question(MORE, before.place, before.year, (*before.history, before.text))
        answer = self._answered(question)
        turn = Turn(MORE, before.place, before.year)
        number = self._conversations.remember(incoming.chat, turn, question=incoming.question)
        return self._shown(incoming.chat, answer, question, number)

    def _shown_growing(self, question: Question, show: Show) -> Answer:
        assert self._growing
        for answer in self._growing(question):
            show(answer.text)
        return answer

    def _answered(self, question: Question) -> Answer:
        show = self._show.get()
        answer = self._shown_growing(question, show) if self._growing and show else self._answer(question)
        shown = question.text if self._log_texts else "…"
        _log.info("%s, %s, %.0f ms: %s", answer.status, answer.engine, answer.elapsed_ms, shown)
        return answer


def wants_more(incoming: Incoming) -> bool:
    """Whether this asks for what is left of the answer before."""
    return incoming.kind is Kind.TEXT and _key(incoming.text) == _MORE_KEY


def _key(text: str) -> str | None:
    """What the words of a button mean that were typed."""
    return _WORDS.get(fold(one_line(text)).rstrip(" ?.!"))


def last_of(growing: Growing) -> Answerer:
    """What answers with the whole."""

    def answer(question: Question) -> Answer:
        *_, last = growing(question)
        return last

    return answer


def _plain(answer: Answer, longest_quote: int | None = LONGEST_QUOTE) -> Outgoing:
    text, marks = marked(answer, longest_quote)
    return Outgoing(text, marks=marks)


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
    if not said:
        return None
    named = [o for o in options if said in (fold(o.label), fold(o.place or ""))]
    return named[0] if len(named) == 1 else None
