"""What the commands of the menu list: the plans that are known, and the localities that have some."""

from collections.abc import Callable, Sequence

from answer.answer import Answer, Question
from answer.rank import Fit
from answer.scope import catalogue
from bot.message import shorten
from index.passage import PassageKind
from index.row import PlanRow
from ingest.vietnamese import fold, one_line

COMMANDS = (
    ("start", "bắt đầu lại từ đầu"),
    ("trogiup", "cách hỏi"),
    ("kehoach", "các kế hoạch đã có"),
    ("nhiemvu", "việc của một cơ quan"),
    ("diaban", "chọn địa phương"),
    ("gioithieu", "cho người mới về một cơ quan"),
    ("nguon", "nguồn đầy đủ của câu trả lời vừa rồi"),
    ("xoa", "xoá những gì tôi còn giữ về anh/chị"),
)
_MOST = 15
_LONGEST_TITLE = 120
_LONGEST_SOURCE = 60
_MOST_MORE = 5
_UNTOLD = (PassageKind.HEAD, PassageKind.BASIS, PassageKind.SIGNATURE)
_MORE = "Những chỗ khác gần với câu hỏi (hỏi thêm để xem rõ):"
_NO_MORE = "Không còn chỗ nào khác gần với câu hỏi này."
_NO_PLANS = "Chưa có kế hoạch nào được nạp."


class Menu:
    """`rows` gives the plans as they are at that moment, `find` the passages that fit a question best."""

    def __init__(self, rows: Callable[[], Sequence[PlanRow]], find: Callable[[Question], Sequence[Fit]]) -> None:
        self._rows, self._find = rows, find

    def more(self, question: Question, answer: Answer) -> str:
        """Where else something is said about `question`, beyond what `answer` quotes; the same plans first."""
        titles = {row.id: row.title for row in self._rows()}
        quoted = [one_line(citation.quote) for citation in answer.citations]
        cited = {citation.title for citation in answer.citations}
        fits = [fit for fit in self._find(question) if fit.passage.kind not in _UNTOLD and not _is_in(fit, quoted)]
        fits.sort(key=lambda fit: titles.get(fit.hit.plan_id) not in cited)
        lines = [f"• {_told(fit, titles.get(fit.hit.plan_id, ''))}" for fit in fits[:_MOST_MORE]]
        return "\n".join([_MORE, *dict.fromkeys(lines)]) if lines else _NO_MORE

    def plans(self, wanted: str = "") -> str:
        """The plans whose number, title, place or year holds every word of `wanted`, newest first."""
        words = fold(wanted).split()
        rows = [row for row in self._rows() if all(word in fold(_line(row)) for word in words)]
        if not rows:
            return _NO_PLANS if not wanted else f"Không có kế hoạch nào khớp “{shorten(one_line(wanted), 60)}”."
        rows.sort(key=lambda row: (-(row.year or 0), row.id))
        lines = [f"• {_line(row)}" for row in rows[:_MOST]]
        more = f"\n… và {len(rows) - _MOST} kế hoạch nữa. Tìm: /kehoach Ba Tơ 2025" if len(rows) > _MOST else ""
        return f"{len(rows)} kế hoạch:\n" + "\n".join(lines) + more

    def place(self, name: str, held: str | None) -> tuple[str | None, str]:
        """The locality that `name` means, None where no plan is of it, and what to say. `held` is the one so far."""
        rows = self._rows()
        name = shorten(one_line(name), 60)
        if name and catalogue(rows).of_place(name):
            return name, f"Từ nay tôi trả lời theo kế hoạch của {name}. Đổi: /diaban TÊN"
        places = sorted({row.place for row in rows if row.place})
        shown = ", ".join(places[:_MOST]) + (" …" if len(places) > _MOST else "")
        known = f"Các địa phương đã có kế hoạch: {shown}." if places else _NO_PLANS
        if name:
            return None, f"Không có kế hoạch nào của “{name}”. {known}"
        now = f"Đang trả lời theo kế hoạch của {held}. " if held else ""
        return None, f"{now}{known} Chọn: /diaban TÊN"


def _line(row: PlanRow) -> str:
    year = f"năm {row.year}" if row.year else ""
    return " · ".join(filter(None, (row.number, shorten(row.title, _LONGEST_TITLE), row.place, year)))


def _is_in(fit: Fit, quoted: Sequence[str]) -> bool:
    """Whether an answer that quotes `quoted` has told of this passage."""
    own = one_line(fit.passage.quote)
    return any(own in quote or _pieces_in(quote, own) for quote in quoted)


def _pieces_in(quote: str, whole: str) -> bool:
    """Whether `quote`, which leaves things out where it has "…", is cut out of `whole`."""
    return all(piece.strip() in whole for piece in quote.split("…"))


def _told(fit: Fit, title: str) -> str:
    passage = fit.passage
    said = passage.title or (passage.pieces[0].text if passage.pieces else passage.quote)
    return f"{shorten(one_line(said), _LONGEST_TITLE)} ({shorten(one_line(title), _LONGEST_SOURCE)})"
