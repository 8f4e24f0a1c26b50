"""After an ingest: everyday questions for each passage, where the settings want them and a model is there."""

from typing import TYPE_CHECKING

from bot.config import Settings
from bot.local_model import chat_model
from bot.terminal import progress, say
from index.error import BusyError
from index.lock import only_writer

if TYPE_CHECKING:
    from index.index import Index

_LOCK = "everyday.lock"


def ask_everyday(index: "Index", settings: Settings) -> None:
    """Has the model make those that are missing, for as long as the settings say; the next ingest goes on."""
    if not settings.model.everyday:
        return
    from answer.everyday import make

    model = chat_model(settings, settings.answer.engine)
    if model is None:
        say("Chưa lập câu hỏi thường ngày: không có mô hình nào trả lời (xem: cchc doctor).")
        return
    try:
        with (
            only_writer(settings.data.dir, _LOCK, "Một tiến trình lập câu hỏi thường ngày khác"),
            progress("Lập câu hỏi thường ngày", 1) as step,
        ):
            done, left = make(index, model, 60 * settings.model.everyday_minutes, step.reach)
    except BusyError as error:
        say(str(error))
        return
    if done or left:
        rest = f", còn {left} đoạn cho lần nạp sau" if left else ""
        say(f"Câu hỏi thường ngày: đã lập cho {done} đoạn{rest}.")
