"""The API: what it gives, and what it says to those who ask otherwise."""

import json

import pytest

from tests.bot.web.serving import Site

ASK = "/api/v1/ask"
QUESTION = "Ba Tơ ai chủ trì cuộc thi vẽ tranh?"


def test_an_answer_has_the_form_of_the_command_and_leads_to_its_source(site: Site) -> None:
    told = site.ask(QUESTION)
    [first, *_] = told["citations"]
    assert (told["status"], "Phòng Nội vụ" in told["text"], first["number"]) == ("answered", True, "12/KH-UBND")
    plan = site.get(f"/api/v1/plans/{first['plan']}").json()
    assert " … ".join(plan["content"][start:end] for start, end in first["ranges"]) == first["quote"]
    assert site.get(first["url"].split("#")[0]).status_code == 200


def test_a_reply_goes_on_with_the_question_before(site: Site) -> None:
    assert "Quý II" in site.ask("còn thời gian?", history=[QUESTION])["text"]


def test_a_question_that_several_places_answer_is_asked_back_and_the_place_decides(site: Site) -> None:
    asked = site.ask("Ai chủ trì cuộc thi vẽ tranh?")
    places = [option["place"] for option in asked["options"]]
    assert (asked["status"], {"Ba Tơ", "Ninh Hòa"} <= set(places)) == ("clarify", True)
    assert "Phòng Tư pháp" in site.ask("Ai chủ trì cuộc thi vẽ tranh?", place="Ninh Hòa")["text"]


def test_events_give_the_same_answer_and_an_end(site: Site) -> None:
    response = site.post(ASK, json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
    events = [block.split("\n") for block in response.text.strip().split("\n\n")]
    assert [event[0] for event in events] == ["event: answer", "event: end"]
    told = json.loads(events[0][1].removeprefix("data: "))
    assert told["text"] == site.ask(QUESTION)["text"]
    assert (response.headers["x-accel-buffering"], response.headers["content-type"]) == (
        "no",
        "text/event-stream; charset=utf-8",
    )


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "JSON"),
        ({"content": b'{"question": "x"}', "headers": {"Content-Type": "text/plain"}}, 415, "Content-Type"),
        ({"json": {}}, 422, "phải có"),
        ({"json": {"question": ""}}, 422, "không được để trống"),
        ({"json": {"question": 5}}, 422, "question"),
        ({"json": {"question": "a" * 2001}}, 422, "không được dài quá 2000"),
        ({"json": {"question": "a", "plcae": "b"}}, 422, "không có mục này"),
        ({"json": {"question": "a" * 70_000}}, 413, "64 kB"),
        ({"content": b"\xff\xfe", "headers": {"Content-Type": "application/json"}}, 400, "JSON"),
        ({"content": b'{"question": "\\ud800"}', "headers": {"Content-Type": "application/json"}}, 400, "JSON"),
    ],
)
def test_what_is_no_question_is_a_problem_in_vietnamese(site: Site, sent: dict, status: int, said: str) -> None:
    response = site.post(ASK, **sent)
    told = response.json()
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert (told["status"], said in told["detail"], "Traceback" in response.text) == (status, True, False)


def test_another_method_is_refused_with_those_that_work(site: Site) -> None:
    response = site.get(ASK)
    assert (response.status_code, response.headers["allow"], response.json()["status"]) == (405, "POST", 405)


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/plans/nothing", "/api/v1/plans/..%2f..%2fetc%2fpasswd"])
def test_what_is_not_there_is_a_problem(site: Site, path: str) -> None:
    response = site.get(path)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_passages_are_found(site: Site) -> None:
    hits = site.get("/api/v1/search", params={"q": "bảng chỉ dẫn một cửa", "k": 3, "place": "Ba Tơ"}).json()["hits"]
    assert "bảng chỉ dẫn" in hits[0]["quote"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"agency": "phong noi vu"}, 2),
        ({"agency": "VP HĐND và UBND"}, 3),
        ({"role": "coordinator"}, 3),
        ({"year": 1999}, 0),
    ],
)
def test_tasks_are_narrowed(site: Site, wanted: dict[str, str], count: int) -> None:
    assert site.get("/api/v1/tasks", params=wanted).json()["total"] == count


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({"due_before": "2025-03-31"}, {"Lắp bảng chỉ dẫn tại bộ phận một cửa"}),
        ({"due_before": "2025-03-14"}, set()),
        ({"quarter": 2}, {"Tổ chức cuộc thi vẽ tranh về một cửa điện tử"}),
        ({"quarter": 1, "year": 2025}, {"Lắp bảng chỉ dẫn tại bộ phận một cửa"}),
        ({"quarter": 2, "year": 2024}, set()),
    ],
)
def test_tasks_are_narrowed_by_when_they_are_due(site: Site, wanted: dict[str, str], titles: set[str]) -> None:
    tasks = site.get("/api/v1/tasks", params={"place": "Ba Tơ", **wanted}).json()["tasks"]
    assert {one["title"].rstrip(".") for one in tasks} == titles


def test_tasks_come_in_the_order_of_their_days(site: Site) -> None:
    tasks = site.get("/api/v1/tasks", params={"place": "Ba Tơ", "sort": "due"}).json()["tasks"]
    assert [one["due"] for one in tasks] == ["2025-03-15", "2025-06-30"]


def test_agencies_come_with_their_tasks(site: Site) -> None:
    agencies = site.get("/api/v1/agencies").json()["agencies"]
    assert {"name": "Văn phòng HĐND&UBND huyện", "tasks": 3} in agencies


def test_documents_are_narrowed_by_word_place_and_year(site: Site) -> None:
    found = [site.get("/api/v1/plans", params=wanted).json()["plans"] for wanted in (
        {"q": "34/kh"}, {"place": "h. ba to"}, {"year": 2025, "in_force": "true"}, {"q": "không có chữ này"},
    )]  # fmt: skip
    assert [len(plans) for plans in found] == [1, 1, 3, 0]


def test_the_description_names_every_address_that_there_is(site: Site) -> None:
    described = site.get("/api/openapi.json").json()
    assert (described["openapi"], set(described["paths"])) == (
        "3.1.0",
        {f"/api/v1/{name}" for name in ("ask", "feedback", "search", "plans", "plans/{key}", "tasks", "agencies")},
    )


def test_thumbs_are_taken_for_an_answer_that_was_given_and_no_other(site: Site) -> None:
    number = site.ask(QUESTION)["id"]
    given = site.post("/api/v1/feedback", json={"id": number, "good": False, "word": "thiếu"})
    unknown = site.post("/api/v1/feedback", json={"id": "0" * 32, "good": True})
    assert (given.status_code, unknown.status_code) == (204, 404)


def test_figures_count_questions_by_status_and_channel(site: Site) -> None:
    site.ask(QUESTION)
    text = site.get("/metrics").text
    assert 'cchc_questions_total{channel="web",status="answered"}' in text
    assert "cchc_index_generation 1.0" in text


def test_ready_tells_what_answers(site: Site) -> None:
    assert site.get("/readyz").json() == {"status": "ready", "feedback": True, "plans": 3, "generation": 1}
    assert site.get("/healthz").text == "ok"
