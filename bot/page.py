"""One HTML page to look through what fell short: all in one file, no network, and of use without JavaScript too."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.evaluation import Gold, Verdict, stands_in, tally, tells
from bot.review import Change, Judged, Run
from bot.web.rendering import html, static

_STATUS = {"answered": "trả lời", "clarify": "hỏi lại", "not_found": "không tìm thấy"}
_EXPECT = {
    "answer": "một câu trả lời",
    "not_found": "nói là không tìm thấy",
    "clarify_or_all": "hỏi lại nơi nào, hoặc trả lời cho mọi kế hoạch",
}
_FILTERS = (("kind", "Loại"), ("style", "Kiểu"), ("doc", "Tệp"), ("turned", "So với lần trước"))
_DASH = "–"


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that fell short, as the page shows it; `facts` are what it can be filtered by."""

    name: str
    judged: Judged
    change: Change | None

    @property
    def gold(self) -> Gold:
        """The question."""
        return self.judged.gold

    @property
    def facts(self) -> dict[str, str]:
        """Key of a filter -> value."""
        turned = str(self.change.turned) if self.change else _DASH
        return {"kind": self.gold.kind, "style": self.gold.style, "doc": self.gold.doc or _DASH, "turned": turned}

    @property
    def wanted(self) -> list[tuple[bool, str]]:
        """What a right answer holds, each with whether this one does."""
        answer = self.judged.answer
        must = [(any(tells(answer, one) for one in group), " / ".join(group)) for group in self.gold.must]
        return must + [(not tells(answer, one), f"không có: {one}") for one in self.gold.must_not]

    @property
    def proof(self) -> list[tuple[bool, str]]:
        """The pieces of the passage that proves the answer, each with whether a quote holds it."""
        citations = self.judged.answer.citations
        return [(any(stands_in(piece, one.quote) for one in citations), piece) for piece in self.gold.evidence]


def page(run: Run, changes: Sequence[Change] = ()) -> str:
    """The page as HTML: the tally, then each miss of `run`; `changes` from an earlier run are told beside them."""
    turned = {id(change.now): change for change in changes if change.now}
    misses = [Miss(f"m{n}", miss, turned.get(id(miss))) for n, miss in enumerate(run.misses, 1)]
    facts = [miss.facts for miss in misses]
    style, script = static("misses.css").decode(), static("misses.js").decode()
    return html(
        "misses.html",
        run=run,
        misses=misses,
        changes=changes,
        sums=tally([Verdict(one.gold, one.reason) for one in run.judged]),
        filters=[(key, name, sorted({one[key] for one in facts})) for key, name in _FILTERS],
        expected=_EXPECT,
        statuses=_STATUS,
        style=style,
        script=script,
        # Whatever a plan or an answer holds, the page loads nothing and runs only the script of its own.
        policy=f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'",
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
