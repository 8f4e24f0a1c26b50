"""The pages as HTML, the way a browser without JavaScript has them."""

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from bot import cli
from bot.web.rendering import LANGUAGES, words
from tests.bot.web.conftest import HOSTILE
from tests.bot.web.serving import Site, running, settings_of
from tests.ingest import apiary

QUESTION = "Ba Tơ ai chủ trì cuộc thi vẽ tranh?"
PATHS = ["/", "/?hoi=ai+chu+tri+cuoc+thi", "/ke-hoach", "/nhiem-vu", "/quan-tri"]
STATIC = Path(__file__).parents[3] / "bot" / "web" / "static"


@pytest.fixture
def folder_of_a_procedure(tmp_path: Path) -> Path:
    (tmp_path / "ong.html").write_text(apiary.today(), encoding="utf-8")
    (tmp_path / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    assert cli.run(["--config", str(tmp_path / "config.toml"), "ingest", str(tmp_path / "ong.html")]) == 0
    return tmp_path / "data"


class Parts(HTMLParser):
    """Tags with their attributes, and the text with the entities read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._marked = 0
        self.marked = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._marked += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._marked -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += data if self._marked else ""

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def opened(site: Site, path: str, **more: object) -> Parts:
    response = site.get(path, headers={"Accept": "text/html"}, **more)
    assert response.status_code == 200, response.text
    return Parts(response.text)


def test_asking_by_the_form_gives_fact_and_sources(site: Site) -> None:
    parts = Parts(site.post("/", data={"hoi": QUESTION}).text)
    assert ("Phòng Nội vụ" in parts.text, "12/KH-UBND" in parts.text) == (True, True)
    assert [a for a in parts.of("a") if a.get("class") == "chip" and str(a["href"]).startswith("/ke-hoach/")]


def test_the_form_carries_what_was_asked_before(site: Site) -> None:
    parts = Parts(site.post("/", data={"hoi": "còn thời gian?", "truoc": QUESTION}).text)
    carried = [one["value"] for one in parts.of("input") if one.get("name") == "truoc"]
    assert ("Quý II" in parts.text, carried[-2:]) == (True, [QUESTION, "còn thời gian?"])


def test_what_an_answer_does_not_say_can_be_asked_next(site: Site) -> None:
    parts = Parts(site.post("/", data={"hoi": "Ba Tơ cuộc thi vẽ tranh khi nào?"}).text)
    assert {"Còn gì nữa?"} <= {one["value"] for one in parts.of("input") if one.get("name") == "hoi"}


def test_options_are_buttons_that_ask_again_with_their_place(site: Site) -> None:
    parts = Parts(site.post("/", data={"hoi": "Ai chủ trì cuộc thi vẽ tranh?"}).text)
    assert {"Ba Tơ", "Ninh Hòa"} <= {one["value"] for one in parts.of("input") if one.get("name") == "noi"}
    chosen = Parts(site.post("/", data={"hoi": "Ai chủ trì cuộc thi vẽ tranh?", "noi": "Ninh Hòa"}).text)
    assert "Phòng Tư pháp" in chosen.text


def test_a_source_shows_the_quote_marked_among_its_neighbours(site: Site) -> None:
    [citation, *_] = site.ask(QUESTION)["citations"]
    parts = opened(site, citation["url"].split("#")[0])
    quoted = re.sub(r"\W+", " ", citation["quote"])
    assert re.sub(r"\W+", " ", parts.marked).strip() == quoted.strip()
    assert "Lắp bảng chỉ dẫn" in parts.text
    assert sum(p.get("id") == "trich" for p in parts.of("p")) == 1


def test_the_frame_beside_an_answer_shows_the_same_without_the_menu(site: Site) -> None:
    [citation, *_] = site.ask(QUESTION)["citations"]
    parts = opened(site, citation["url"].split("#")[0] + "&khung=1")
    assert (bool(parts.marked), parts.of("nav")) == (True, [])


@pytest.mark.parametrize("passage", ["", "x", "9-1", "0-999999999", "5-6.5-6.1-9", "-", "1-2" + ".3-4" * 500])
def test_a_passage_that_is_none_still_opens_the_document(site: Site, passage: str) -> None:
    assert "Lê Văn Mẫu" in opened(site, f"/ke-hoach/{site.key('Ba Tơ')}?trich={passage}").text


def test_a_document_shows_what_was_understood_with_quotes(site: Site) -> None:
    parts = opened(site, f"/ke-hoach/{site.key('Ba Tơ')}")
    links = [str(a.get("href")) for a in parts.of("a") if "trich=" in str(a.get("href"))]
    assert ("Tổ chức cuộc thi vẽ tranh" in parts.text, len(links) >= 6) == (True, True)
    assert "Phòng Nội vụ" in opened(site, links[1].split("#")[0]).marked


def test_the_original_file_is_given_as_it_was(site: Site, data: Path) -> None:
    response = site.get(f"/ke-hoach/{site.key('Ba Tơ')}/tep")
    assert response.content == (data.parent / "ba-to.txt").read_bytes()
    assert (
        response.headers["content-disposition"].split(";")[0],
        "sandbox" in response.headers["content-security-policy"],
    ) == (
        "inline",
        True,
    )


def test_a_source_in_a_pdf_leads_to_its_page_of_the_file(tmp_path: Path) -> None:
    file = STATIC.parents[2] / "samples" / "dak-lak-2025.pdf"
    assert cli.run(["--data-dir", str(tmp_path / "data"), "ingest", str(file)]) == 0
    with running(settings_of(tmp_path / "data")) as site:
        cited = [one for one in site.ask("Đắk Lắk: kinh phí thực hiện lấy từ đâu?")["citations"] if one["page"] > 1]
        [address] = {
            str(a["href"]) for a in opened(site, cited[0]["url"].split("#")[0]).of("a") if "/tep" in str(a.get("href"))
        }
        assert address.endswith(f"/tep#page={cited[0]['page']}")
        assert site.get(address.split("#")[0]).content == file.read_bytes()


def test_the_first_page_offers_questions_that_the_documents_answer(site: Site) -> None:
    offered = [str(one["value"]) for one in opened(site, "/").of("input") if one.get("name") == "hoi"]
    assert offered
    assert {site.ask(question)["status"] for question in offered} <= {"answered", "clarify"}


@pytest.mark.parametrize("path", ["/", "/?hoi=ai+chu+tri+cuoc+thi"])
def test_it_is_said_that_answers_are_automatic(site: Site, path: str) -> None:
    assert words("vi")["automatic"] in opened(site, path).text


def test_the_page_can_be_put_on_a_phone_s_home_screen(site: Site) -> None:
    [address] = [str(link["href"]) for link in opened(site, "/").of("link") if link.get("rel") == "manifest"]
    manifest = site.get(address).json()
    kinds = [site.get(icon["src"]).headers["content-type"] for icon in manifest["icons"]]
    assert (manifest["display"], kinds) == ("standalone", ["image/svg+xml", "image/png"])


def test_the_first_view_is_below_60_kb(site: Site) -> None:
    page = site.get("/", headers={"Accept": "text/html"})
    parts = Parts(page.text)
    addresses = {str(one.get("href") or one.get("src")) for one in (*parts.of("link"), *parts.of("script"))}
    files = [address for address in addresses if address.startswith("/static/")]
    assert len(files) >= 3
    sizes = [int(site.get(file).headers["content-length"]) for file in files]
    assert int(page.headers["content-length"]) + sum(sizes) < 60_000


def test_the_documents_are_listed_and_narrowed(site: Site) -> None:
    assert "34/KH-UBND" in opened(site, "/ke-hoach").text
    assert "34/KH-UBND" not in opened(site, "/ke-hoach?place=Ba+Tơ").text
    assert opened(site, "/ke-hoach?q=không+có").of("table") == []


def test_the_excel_file_has_the_rows_of_the_page_and_no_formula(site: Site) -> None:
    parts = opened(site, "/nhiem-vu?place=Cát+Sơn&role=lead")
    [address] = [str(a["href"]) for a in parts.of("a") if str(a.get("href")).startswith("/nhiem-vu.xlsx")]
    sheet = load_workbook(io.BytesIO(site.get(address).content)).active
    assert [cell.value for cell in sheet[1]] == [
        "STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Hạn", "Sản phẩm", "Nguồn",
    ]  # fmt: skip
    assert sheet.max_row - 1 == len(parts.of("tr")) - 1
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize(
    "path", [*PATHS, "/ke-hoach/{hostile}", "/nhiem-vu?agency={quoted}", "/?hoi={quoted}", "/{quoted}"]
)
def test_nothing_that_is_shown_becomes_markup(site: Site, path: str) -> None:
    quoted = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=x%20onerror=alert(1)%3E"
    parts = Parts(
        site.get(path.format(hostile=site.key("Cát Sơn"), quoted=quoted), headers={"Accept": "text/html"}).text
    )
    scripts = [one for one in parts.of("script") if one.get("src", "") is None or "/static/" not in str(one.get("src"))]
    assert (scripts, parts.of("img"), [t for t, a in parts.tags if any(n.startswith("on") for n in a)]) == ([], [], [])
    assert not set("\u202e\u200b") & set(parts.text)


def test_the_hostile_document_is_shown_to_the_letter(site: Site) -> None:
    shown = opened(site, f"/ke-hoach/{site.key('Cát Sơn')}").text
    assert HOSTILE.replace("\u202e", "").replace("\u200b", "") in shown


@pytest.mark.parametrize("path", PATHS)
def test_headers_let_nothing_in_from_outside(site: Site, path: str) -> None:
    headers = site.get(path).headers
    policy = headers["content-security-policy"]
    assert ("default-src 'self'" in policy, "unsafe" in policy, "frame-ancestors 'self'" in policy) == (
        True,
        False,
        True,
    )
    assert (headers["x-content-type-options"], headers["x-frame-options"], headers["referrer-policy"]) == (
        "nosniff",
        "SAMEORIGIN",
        "no-referrer",
    )


@pytest.mark.parametrize("path", ["/", "/ke-hoach", "/static/site.css", "/api/v1/plans"])
def test_a_browser_is_told_when_it_has_it_already(site: Site, path: str) -> None:
    first = site.get(path)
    again = site.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_large_comes_compressed(site: Site) -> None:
    assert site.get("/static/pico.classless.min.css").headers["content-encoding"] == "gzip"


def test_english_is_remembered_and_leads_back(site: Site) -> None:
    response = site.get("/ngon-ngu?sang=en&ve=/nhiem-vu", follow_redirects=True)
    site.client.cookies.clear()
    assert ("Download Excel" in response.text, response.url.path) == (True, "/nhiem-vu")


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_the_language_switch_leads_nowhere_else(site: Site, back: str) -> None:
    response = site.get("/ngon-ngu", params={"sang": "vi", "ve": back})
    site.client.cookies.clear()
    assert response.headers["location"] == "/"


def test_a_problem_is_a_page_for_people(site: Site) -> None:
    response = site.get("/khong-co", headers={"Accept": "text/html"})
    assert (response.status_code, "Xin quay lại trang đầu" in response.text) == (404, True)


@pytest.mark.parametrize(
    "path", ["/static/../site.py", "/static/%2e%2e%2fsite.py", "/static/..%5csite.py", "/static/words.tsv"]
)
def test_only_files_of_the_page_are_given(site: Site, path: str) -> None:
    assert site.get(path).status_code == 404


def test_procedures_are_listed_and_shown_part_by_part(folder_of_a_procedure: Path) -> None:
    with running(settings_of(folder_of_a_procedure)) as site:
        parts = opened(site, "/thu-tuc?q=nuoi+ong")
        assert (apiary.NAME in parts.text, apiary.CODE in parts.text) == (True, True)
        [address] = [str(a["href"]) for a in parts.of("a") if str(a.get("href")).startswith("/ke-hoach/")]
        assert [step for step in apiary.STEPS if step not in opened(site, address).text] == []
        assert opened(site, "/thu-tuc?q=khong+co").of("table") == []


@pytest.fixture
def folder_of_a_sound_and_a_bare_plan(tmp_path: Path) -> Path:
    head = "ỦY BAN NHÂN DÂN\nXÃ EA PÔ\nSố: 4/KH-UBND\nEa Pô, ngày 03 tháng 02 năm 2025\n"
    sound = head + "KẾ HOẠCH\nTrồng rừng năm 2025\nI. NHIỆM VỤ\n1. Thôn Một ươm cây.\nCHỦ TỊCH\nY Bhăm Niê\n"
    folder = tmp_path / "van-ban"
    folder.mkdir()
    (folder / "du.txt").write_text(sound, encoding="utf-8")
    (folder / "thieu.txt").write_text("KẾ HOẠCH\nDọn suối\nI. NHIỆM VỤ\n1. Thôn Hai dọn bờ.\n", encoding="utf-8")
    (tmp_path / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    assert cli.run(["--config", str(tmp_path / "config.toml"), "ingest", str(folder)]) == 0
    return tmp_path / "data"


def test_the_overview_names_the_documents_that_need_a_look(folder_of_a_sound_and_a_bare_plan: Path) -> None:
    with running(settings_of(folder_of_a_sound_and_a_bare_plan)) as site:
        text = opened(site, "/quan-tri").text
        assert ("thieu.txt" in text, "du.txt" in text, "không thấy phần đầu văn bản" in text) == (True, False, True)


def test_the_overview_tells_nothing_that_anybody_asked(site: Site) -> None:
    site.get("/", params={"hoi": "cau hoi rieng cua toi"})
    assert "cau hoi rieng" not in site.get("/quan-tri").text


def test_thumbs_work_by_a_form(site: Site) -> None:
    number = site.ask(QUESTION)["id"]
    assert "Cảm ơn" in site.post("/phan-hoi", data={"id": number, "good": "0"}).text


def test_a_shared_link_asks_the_question_again(site: Site) -> None:
    parts = Parts(site.post("/", data={"hoi": QUESTION}).text)
    [shared] = [str(a["href"]) for a in parts.of("a") if str(a.get("href")).startswith("/?hoi=")]
    assert "Phòng Nội vụ" in opened(site, unquote(shared.replace("+", " "))).text


def test_both_languages_say_everything() -> None:
    assert [len(words(language)) for language in LANGUAGES] == [len(words("vi"))] * 2
    assert all(all(words(language).values()) for language in LANGUAGES)


def test_the_script_sets_texts_only() -> None:
    script = (STATIC / "site.js").read_text(encoding="utf-8")
    assert [
        name for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(") if name in script
    ] == []
