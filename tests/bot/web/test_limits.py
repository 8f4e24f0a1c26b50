"""Requests that are too many, too large, too slow or half sent; answers that are slow; ends in the middle."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from answer.answer import Answer, Question
from bot.web import api, limits
from bot.web.limits import Visitors
from bot.web.problem import Problem
from tests.bot.web.serving import Site, running, settings_of

QUESTION = "Ba Tơ ai chủ trì cuộc thi vẽ tranh?"


class Slow:
    """Writes an answer word by word, as a model does; `closed` is set when nobody wants more."""

    generation, is_worded = 1, True

    def __init__(self, pause_s: float = 0.05, words: int = 3) -> None:
        self._pause_s, self._words = pause_s, words
        self.closed = threading.Event()

    def answers(self, _: Question, stop: threading.Event | None = None) -> Iterator[Answer]:  # noqa: ARG002
        try:
            for count in range(1, self._words + 1):
                yield Answer("answered", " ".join(["chữ"] * count), engine="ollama:thử")
                time.sleep(self._pause_s)
        finally:
            self.closed.set()


def raw(site: Site, *parts: bytes) -> bytes:
    """What the server says to `parts`, until it closes."""
    told = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client, suppress(ConnectionError):
        for part in parts:
            client.sendall(part)
        while piece := client.recv(4096):
            told += piece
    return told


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE_S", 0.3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: "])
def test_a_head_that_does_not_come_ends_the_connection(data: Path, sent: bytes) -> None:
    with running(settings_of(data)) as site:
        assert raw(site, sent) == b""


@pytest.mark.usefixtures("impatient")
def test_a_second_head_that_does_not_come_ends_the_connection(data: Path) -> None:
    with running(settings_of(data)) as site:
        assert raw(site, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP").endswith(b"ok")


@pytest.mark.usefixtures("impatient")
def test_a_body_that_does_not_come_is_a_problem(data: Path) -> None:
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
    with running(settings_of(data)) as site:
        assert raw(site, head).startswith(b"HTTP/1.1 408")


def test_a_body_without_end_is_cut_off(site: Site) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 4096

    response = site.post("/api/v1/ask", content=endless(), headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["title"]) == (413, "Yêu cầu quá lớn")


@pytest.mark.parametrize("sent", [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n"])
def test_what_is_no_http_is_refused(site: Site, sent: bytes) -> None:
    assert raw(site, sent).startswith(b"HTTP/1.1 400")


def test_a_long_address_is_refused(site: Site) -> None:
    assert site.get("/?hoi=" + "a" * 33_000).status_code == 414


def test_a_head_without_end_is_cut_off(site: Site) -> None:
    assert raw(site, b"GET / HTTP/1.1\r\n", b"X: " + b"a" * 200_000) == b""


def test_large_headers_are_refused(site: Site) -> None:
    assert site.get("/", headers={"X-Large": "a" * 40_000}).status_code == 413


def test_who_comes_too_often_is_told_when_to_come_again(data: Path) -> None:
    with running(settings_of(data, per_minute=8)) as site:
        answers = [site.get("/api/v1/agencies") for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 429, 429]
        assert (int(answers[-1].headers["retry-after"]) > 0, "đợi vài giây" in answers[-1].json()["detail"]) == (
            True,
            True,
        )
        assert site.get("/healthz").status_code == 200


@pytest.mark.parametrize(("proxies", "statuses"), [(["127.0.0.1"], [200, 200]), (["10.0.0.1"], [200, 429])])
def test_an_address_that_a_header_names_counts_only_from_a_named_proxy(
    data: Path, proxies: list[str], statuses: list[int]
) -> None:
    with running(settings_of(data, per_minute=4, proxies=proxies)) as site:
        told = [site.get("/api/v1/agencies", headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in (1, 2)]
    assert [one.status_code for one in told] == statuses


def test_a_bucket_fills_again() -> None:
    now = 0.0
    visitors = Visitors(60, clock=lambda: now)
    for _ in range(15):
        visitors.admit("192.0.2.1")
    with pytest.raises(Problem):
        visitors.admit("192.0.2.1")
    visitors.admit("192.0.2.2")
    now = 1.1
    visitors.admit("192.0.2.1")


def test_one_household_of_ipv6_is_one_visitor() -> None:
    visitors = Visitors(4, clock=lambda: 0.0)
    visitors.admit("2001:db8:1:2::1")
    with pytest.raises(Problem):
        visitors.admit("2001:db8:1:2:ffff::2")
    visitors.admit("2001:db8:1:3::1")


async def test_500_questions_at_once_are_answered_or_asked_to_come_again(data: Path) -> None:
    with running(settings_of(data, at_once=50)) as site:
        many = httpx.Limits(max_connections=500)
        async with httpx.AsyncClient(base_url=site.url, limits=many, timeout=120, trust_env=False) as client:
            sent = (client.post("/api/v1/ask", json={"question": f"{QUESTION} {n % 7}"}) for n in range(500))
            told = await asyncio.gather(*sent)
        statuses = {one.status_code for one in told}
        assert (statuses <= {200, 429}, 200 in statuses) == (True, True)
        assert all("retry-after" in one.headers for one in told if one.status_code == 429)
        assert site.ask(QUESTION)["status"] == "answered"


def test_an_answer_that_grows_comes_as_events(data: Path) -> None:
    with running(settings_of(data), wrap=lambda _: Slow()) as site:
        text = site.post("/api/v1/ask", json={"question": "a"}, headers={"Accept": "text/event-stream"}).text
    assert [block.split("\n")[0] for block in text.strip().split("\n\n")] == ["event: answer"] * 3 + ["event: end"]


def test_a_stream_in_which_nothing_comes_is_kept_open(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_HEARTBEAT_S", 0.05)
    with running(settings_of(data), wrap=lambda _: Slow(0.3, 2)) as site:
        text = site.post("/api/v1/ask", json={"question": "a"}, headers={"Accept": "text/event-stream"}).text
    assert ": heartbeat" in text


def test_who_goes_away_stops_the_model(data: Path) -> None:
    slow = Slow(0.05, 2000)
    with running(settings_of(data), wrap=lambda _: slow) as site:
        headers = {"Accept": "text/event-stream"}
        with site.client.stream("POST", "/api/v1/ask", json={"question": "a"}, headers=headers) as response:
            next(response.iter_bytes())
        assert slow.closed.wait(10)


def test_an_answer_under_way_is_given_before_the_end(data: Path) -> None:
    told = []
    with running(settings_of(data), wrap=lambda _: Slow(0.3, 3)) as site:
        asking = threading.Thread(
            target=lambda: told.append(httpx.post(f"{site.url}/api/v1/ask", json={"question": "a"}, trust_env=False))
        )
        asking.start()
        time.sleep(0.4)
    asking.join()
    assert told[0].json()["text"] == "chữ chữ chữ"


def test_more_than_may_wait_is_asked_to_come_again(data: Path) -> None:
    with running(settings_of(data, at_once=1), wrap=lambda _: Slow(0.1, 200)) as site:
        headers = {"Accept": "text/event-stream"}
        with site.client.stream("POST", "/api/v1/ask", json={"question": "a"}, headers=headers) as response:
            open_stream = response.iter_bytes()  # letting go of it would close it
            next(open_stream)
            second = httpx.post(f"{site.url}/api/v1/ask", json={"question": "a"}, trust_env=False)
    assert (second.status_code, "retry-after" in second.headers) == (429, True)


@pytest.mark.parametrize(("origins", "allowed"), [([], None), (["https://a.example"], "https://a.example")])
def test_other_sites_may_call_only_where_they_are_named(data: Path, origins: list[str], allowed: str | None) -> None:
    with running(settings_of(data, origins=origins)) as site:
        response = site.get("/api/v1/plans", headers={"Origin": "https://a.example"})
    assert response.headers.get("access-control-allow-origin") == allowed


def test_an_error_shows_no_trace(data: Path) -> None:
    class Broken(Slow):
        def answers(self, _: Question, stop: threading.Event | None = None) -> Iterator[Answer]:  # noqa: ARG002
            raise ValueError("bí mật")

    with running(settings_of(data), wrap=lambda _: Broken()) as site:
        response = site.post("/api/v1/ask", json={"question": "a"})
        page = site.post("/", data={"hoi": "a"}, headers={"Accept": "text/html"})
    assert (response.status_code, page.status_code) == (500, 500)
    assert [word for word in ("bí mật", "Traceback") if word in response.text + page.text] == []
