"""The page in a real Chromium: with a mouse, with the keyboard alone, without JavaScript, small, dark and large."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.config import AnswerSettings, OllamaSettings
from tests import model_roles
from tests.bot.web.serving import Site, running, settings_of
from tests.bot.web.test_limits import Slow
from tests.model_server import model_server

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[3] / "build" / "axe" / "axe.min.js"
QUESTION = "Ba Tơ ai chủ trì cuộc thi vẽ tranh?"
WHICH = "Ai chủ trì cuộc thi vẽ tranh?"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        running_browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running_browser
        running_browser.close()


@pytest.fixture
def opened(browser: Any, site: Site) -> Iterator[Open]:
    """Opens a page; at the end nothing was asked of another host, and the console holds no error."""
    with opening(browser, site) as open_page:
        yield open_page


@contextmanager
def opening(browser: Any, site: Site) -> Iterator[Open]:
    contexts, wrong = [], []

    def open_page(path: str = "/", width: int = 1280, **more: Any) -> Any:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": 760}, locale="vi-VN", **more
        )
        contexts.append(context)
        context.on("request", lambda one: None if _is_here(one.url, site) else wrong.append(one.url))
        page = context.new_page()
        page.on("console", lambda one: wrong.append(one.text) if one.type in ("error", "warning") else None)
        page.on("pageerror", lambda one: wrong.append(str(one)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def _is_here(url: str, site: Site) -> bool:
    return url.startswith((site.url, "data:", "blob:"))


def ask(page: Any, question: str) -> Any:
    """Ask, and wait for the answer; the last turn."""
    page.fill("#hoi", question)
    page.press("#hoi", "Enter")
    turn = page.locator(".turn").last
    turn.locator(".fact:not([aria-busy])").wait_for()
    return turn


def marked(page: Any) -> Any:
    """The first mark in the frame beside the answer."""
    mark = page.frame_locator("#beside iframe").locator("mark").first
    mark.wait_for()
    return mark


def test_an_answer_gives_the_fact_and_opens_its_source_marked_beside_it(opened: Open) -> None:
    page = opened()
    turn = ask(page, QUESTION)
    assert "Phòng Nội vụ" in turn.locator(".fact").inner_text()
    turn.locator(".chip").first.click()
    mark = marked(page)
    assert "cuộc thi vẽ tranh" in mark.inner_text()
    answer, source = turn.bounding_box(), mark.bounding_box()
    assert (source["x"] > answer["x"] + answer["width"] / 2, 0 <= source["y"] <= 760) == (True, True)
    page.keyboard.press("Escape")
    assert (page.locator("#beside").is_visible(), page.evaluate("document.activeElement.className")) == (False, "chip")


def test_a_choice_and_a_follow_up_go_on_with_the_question(opened: Open) -> None:
    page = opened()
    turn = ask(page, WHICH)
    turn.locator(".options button", has_text="Ninh Hòa").click()
    page.locator(".turn:nth-child(2) .chip").first.wait_for()
    assert "Phòng Tư pháp" in page.locator(".turn").last.inner_text()
    assert "Quý II" in ask(page, "còn thời gian?").inner_text()
    assert "Ninh Hòa" in page.locator("#chosen").inner_text()


def test_thumbs_copy_and_history(opened: Open, site: Site) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, QUESTION)
    turn.locator(".bad").click()
    turn.locator(".word input").fill("thiếu cơ quan phối hợp")
    turn.locator(".word button").click()
    turn.locator(".word").wait_for(state="hidden")
    assert 'cchc_opinions_total{good="false"}' in site.get("/metrics").text
    turn.locator(".copy").click()
    turn.locator(".said", has_text="Đã chép").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert ("Phòng Nội vụ" in copied, "[1] 12/KH-UBND" in copied, "“" in copied) == (True, True, True)
    page.reload()
    page.locator("#history summary").click()
    page.locator("#history li button", has_text=QUESTION).click()
    page.locator(".turn .chip").first.wait_for()


def test_a_model_s_answer_grows_and_can_be_stopped(browser: Any, data: Path) -> None:
    slow = Slow(0.1, 500)
    with running(settings_of(data), wrap=lambda _: slow) as site, opening(browser, site) as open_page:
        page = open_page()
        page.fill("#hoi", "a")
        page.press("#hoi", "Enter")
        page.locator(".fact", has_text="chữ chữ chữ").wait_for()
        page.click("#stop")
        page.locator(".said", has_text="Đã dừng").wait_for()
        assert (slow.closed.wait(10), page.locator("#stop").is_visible()) == (True, False)


def test_a_scripted_model_words_what_the_plan_decides(browser: Any, data: Path) -> None:
    with model_server(model_roles.copying) as model:
        settings = settings_of(data).model_copy(
            update={"answer": AnswerSettings(engine="ollama"), "ollama": OllamaSettings(url=model.url)}
        )
        with running(settings) as site, opening(browser, site) as open_page:
            assert "Phòng Nội vụ" in ask(open_page(), QUESTION).locator(".fact").inner_text()
            assert len(model.requests) == 1


def test_stop_ends_a_model_that_says_nothing(browser: Any, data: Path) -> None:
    with model_server(model_roles.copying, "hang") as model:
        settings = settings_of(data).model_copy(
            update={"answer": AnswerSettings(engine="ollama"), "ollama": OllamaSettings(url=model.url)}
        )
        with running(settings) as site, opening(browser, site) as open_page:
            page = open_page()
            page.fill("#hoi", QUESTION)
            page.press("#hoi", "Enter")
            page.locator(".fact", has_text="Phòng Nội vụ").wait_for()
            page.click("#stop")
            page.locator(".said", has_text="Đã dừng").wait_for()
            while "cchc_questions_waiting 0.0" not in site.get("/metrics").text:  # the thread ends a moment later
                page.wait_for_timeout(50)


def test_documents_and_tasks_are_listed_and_downloaded(opened: Open) -> None:
    page = opened("/ke-hoach")
    page.locator("select[name=place]").select_option("Ba Tơ")
    page.locator(".filters button").click()
    page.wait_for_url("**place=*")
    page.locator("td a").first.click()
    page.locator("summary", has_text="Nhiệm vụ").click()
    page.locator("details a", has_text="Phòng Nội vụ").first.click()
    assert "Phòng Nội vụ" in page.locator("mark").first.inner_text()
    page.goto("/nhiem-vu?agency=Phòng+Tư+pháp")
    with page.expect_download() as download:
        page.locator("a", has_text="Excel").click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["Phòng Tư pháp."]


def test_the_keyboard_is_enough(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    _tab_to(page, "document.activeElement.id === 'hoi'")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".chip").first.wait_for()
    page.evaluate("document.activeElement.blur()")
    _tab_to(page, "document.activeElement.classList.contains('chip')")
    page.keyboard.press("Enter")
    marked(page)
    assert page.evaluate("document.querySelector('#beside').contains(document.activeElement)")


def _tab_to(page: Any, condition: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    pytest.fail(f"no Tab leads to {condition}")


def test_without_javascript_asking_choosing_and_reading_sources_work(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    page.fill("#hoi", WHICH)
    page.locator("#ask button[type=submit]").click()
    page.locator(".turn button", has_text="Ninh Hòa").click()
    assert "Phòng Tư pháp" in page.locator(".fact").inner_text()
    page.locator(".chip").first.click()
    assert "cuộc thi vẽ tranh" in page.locator("mark").first.inner_text()
    page.go_back()
    page.locator(".turn button", has_text="Chưa đúng").click()
    page.locator("h1", has_text="Cảm ơn").wait_for()


@pytest.mark.parametrize("width", [360, 640])  # a phone; 200 % zoom of a screen of 1280
def test_nothing_stands_outside_a_narrow_window(opened: Open, site: Site, width: int) -> None:
    page = opened(width=width)
    ask(page, QUESTION).locator(".chip").first.click()
    mark, answer = marked(page), page.locator(".turn").bounding_box()
    assert mark.bounding_box()["x"] < width
    assert page.locator("#beside").bounding_box()["y"] > answer["y"]
    wide = {}
    for path in ("/", "/?hoi=" + QUESTION, "/ke-hoach", "/nhiem-vu", f"/ke-hoach/{site.key('Cát Sơn')}"):
        page.goto(path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: found for path, found in wide.items() if found > width} == {}


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core here")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_by_any_page(opened: Open, site: Site, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    ask(page, QUESTION)
    found = {"an answer": _faults(page)}
    page.locator(".chip").first.click()
    marked(page)
    found["a source beside it"] = _faults(page)
    for path in (
        "/",
        "/?hoi=" + WHICH,
        "/ke-hoach",
        "/nhiem-vu",
        "/thu-tuc",
        "/quan-tri",
        f"/ke-hoach/{site.key('Ba Tơ')}?trich=20-90",
    ):
        page.goto(path)
        found[path] = _faults(page)
    is_dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgb(255, 255, 255)"
    assert ({path: faults for path, faults in found.items() if faults}, is_dark) == ({}, scheme == "dark")


def _faults(page: Any) -> list[str]:
    """What axe-core finds of serious and critical faults."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations'], iframes: false})")
    assert found["passes"], "nothing was judged"
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [json.dumps({one["id"]: [node["html"] for node in one["nodes"][:2]]}, ensure_ascii=False) for one in serious]


def test_in_english_the_page_says_the_same(opened: Open) -> None:
    page = opened("/nhiem-vu?year=2025")
    page.locator("a", has_text="English").click()
    page.locator("a", has_text="Download Excel").wait_for()
    assert "year=2025" in page.url


def test_on_paper_there_are_only_question_answer_and_sources(opened: Open) -> None:
    page = opened()
    ask(page, QUESTION)
    page.emulate_media(media="print")
    shown = [page.locator(one).first.is_visible() for one in (".fact", ".sources", "#ask", "body > header", ".actions")]
    assert shown == [True, True, False, False, False]
