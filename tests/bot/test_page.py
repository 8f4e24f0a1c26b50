"""The page of what fell short: whole in itself, safe whatever it shows, and of use without JavaScript."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

from answer.answer import Answer, Citation, Option
from bot.page import page
from bot.review import Judged, compare
from tests.bot.judged import judged, run

WRONG = "thiếu “quý II”"
HOSTILE = '"></p></title><script>alert(1)</script><img src=http://a.example/x onerror="alert(1)">\'&amp;'


class Parts(HTMLParser):
    """The tags of a page with their attributes, and its text with the entities read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        """What the attribute `name` holds, wherever it stands."""
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


def hostile() -> Judged:
    """A question every string of which would break the page if it were not escaped."""
    given = {"q": HOSTILE, "kind": HOSTILE, "style": HOSTILE, "doc": HOSTILE, "place": HOSTILE, "history": [HOSTILE]}
    held = {"must": [[HOSTILE]], "must_not": [HOSTILE], "evidence": [HOSTILE]}
    one = judged(HOSTILE, HOSTILE, **given, **held)
    cited = Citation(1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, None, HOSTILE, HOSTILE)
    return replace(one, answer=Answer("answered", HOSTILE, (cited,), (Option(HOSTILE),), HOSTILE))


def test_page_shows_question_reason_answer_quote_and_evidence() -> None:
    text = Parts(page(run(judged(reason=WRONG)))).text
    shown = ("Ai chủ trì?", WRONG, "Phòng Nội vụ [1]", "Cơ quan chủ trì: Phòng Nội vụ", "a.txt · I > 2 · trang 3")
    assert [one for one in shown if one not in text] == []


def test_expected_strings_are_marked_by_whether_the_answer_holds_them() -> None:
    text = Parts(page(run(judged(reason=WRONG, must_not=["Phòng Tư pháp"])))).text
    assert re.findall("[✓✗] .+", text) == [
        "✓ Phòng Nội vụ / PNV",
        "✗ quý II",
        "✓ không có: Phòng Tư pháp",
        "✓ Cơ quan chủ trì",
        "✗ Thời gian",
    ]


def test_right_answers_are_left_out() -> None:
    assert "article" not in [tag for tag, _ in Parts(page(run(judged()))).tags]


def test_nothing_that_is_shown_becomes_markup() -> None:
    plain, attacked = (Parts(page(run(one))) for one in (judged(reason=WRONG), hostile()))
    extra = [tag for tag, _ in attacked.tags if tag in ("img", "script")]
    assert (extra, HOSTILE in attacked.text, "onerror" in str(attacked.values("onerror"))) == (["script"], True, False)
    assert len(attacked.values("data-kind")) == len(plain.values("data-kind"))


def test_earlier_answers_are_escaped_too() -> None:
    before, now = replace(hostile(), answer=Answer("not_found", HOSTILE)), hostile()
    tags = [tag for tag, _ in Parts(page(run(now), compare(run(before), run(now)))).tags]
    assert (tags.count("details"), tags.count("script"), tags.count("img")) == (3, 1, 0)


def test_page_loads_nothing() -> None:
    parts = Parts(page(run(judged(reason=WRONG))))
    links = [value for name in ("src", "href", "action") for value in parts.values(name)]
    assert ([link for link in links if not link.startswith("#")], "link" in dict(parts.tags)) == ([], False)


def test_policy_lets_the_own_script_run() -> None:
    html = page(run(judged(reason=WRONG)))
    [script] = re.findall("<script>(.*?)</script>", html, re.DOTALL)
    assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in Parts(html).values("content")[0]


def test_without_script_the_misses_show_and_the_filters_do_not() -> None:
    tags = Parts(page(run(judged(reason=WRONG)))).tags
    assert {tag for tag, attributes in tags if "hidden" in attributes} == {"form"}


def test_each_entry_leads_to_its_miss() -> None:
    parts = Parts(page(run(judged("1", WRONG), judged("2"), judged("3", WRONG))))
    articles = [attributes["id"] for tag, attributes in parts.tags if tag == "article"]
    assert parts.values("href") == [f"#{name}" for name in articles]


def test_newly_wrong_answer_shows_the_earlier_one() -> None:
    now = run(judged(reason=WRONG))
    text = Parts(page(now, compare(run(judged(text="Phòng Nội vụ, quý II [1]")), now))).text
    assert ("Lần trước (đúng)" in text, "Phòng Nội vụ, quý II [1]" in text) == (True, True)


def test_run_without_misses_is_a_page_too() -> None:
    assert "Câu trả lời chưa đúng: 0 trong 1 câu" in page(run(judged()))


def test_question_back_shows_its_options() -> None:
    one = judged(reason=WRONG)
    asked_back = Judged(one.gold, Answer("clarify", "Nơi nào?"), WRONG)
    assert "hỏi lại · extract" in Parts(page(run(asked_back))).text
