"""Settings become things that work: the local model, and the names of places."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bot.config import OfficeSettings, OllamaSettings, Settings
from bot.errors import WrongUseError
from bot.wiring import known_place, office_place, ollama_lacks
from index.row import PlanRow


def row(place: str, kind: str, province: str) -> PlanRow:
    about = {"number": None, "issuer": None, "level": None, "year": 2025, "tasks": 0, "contacts": 0, "warnings": ()}
    return PlanRow(1, "a.txt", "", "", "", place=place, place_kind=kind, province=province, **about)  # type: ignore[arg-type]


ROWS = (row("Ba Tơ", "huyện", "Quảng Ngãi"), row("Đắk Lắk", "tỉnh", "Đắk Lắk"))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Ba Tơ", "Ba Tơ"),
        ("ba to", "Ba Tơ"),
        ("Huyện  Ba Tơ", "Ba Tơ"),
        ("dak lak", "Đắk Lắk"),
        ("Quảng Ngãi", "Quảng Ngãi"),
    ],
)
def test_place_is_known_however_it_is_written(name: str, place: str) -> None:
    assert known_place(name, ROWS) == place


@pytest.mark.parametrize(("name", "place"), [("xã Giao Hưng", "Giao Long"), ("Vĩnh Long", "Bến Tre")])
def test_a_place_is_known_by_what_it_is_part_of_today(name: str, place: str) -> None:
    rows = (row("Giao Long", "xã", "Nam Định"), row("Bến Tre", "tỉnh", "Bến Tre"), row("Ba Tri", "huyện", "Bến Tre"))
    assert known_place(name, rows) == place


@pytest.mark.parametrize(
    ("name", "near"), [("Ba Tư", "là: Ba Tơ"), ("Đăk Nông", "là: Đắk Lắk"), ("Xyz", "đã có kế hoạch:")]
)
def test_unknown_place_is_refused_with_near_ones(name: str, near: str) -> None:
    with pytest.raises(WrongUseError, match=near):
        known_place(name, ROWS)


def test_office_without_plans_keeps_its_name() -> None:
    assert office_place(Settings(office=OfficeSettings(place="Trà Bồng")), ROWS) == "Trà Bồng"


class _Tags(BaseHTTPRequestHandler):
    """Answers every call with the server's `body`."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.body)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def ollama() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), _Tags) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"models": [{"name": "qwen3:4b-instruct"}]}, None),
        ({"models": [{"name": "khac:7b"}]}, "ollama pull qwen3:4b-instruct"),
        ({"hello": "world"}, "không phải là Ollama"),
        ([], "không phải là Ollama"),
    ],
    ids=["there", "model missing", "another service", "no object"],
)
def test_what_ollama_lacks_is_said(ollama: HTTPServer, body: object, said: str | None) -> None:
    ollama.body = json.dumps(body).encode()  # type: ignore[attr-defined]
    lacks = ollama_lacks(OllamaSettings(url=f"http://127.0.0.1:{ollama.server_port}"))
    assert lacks is None if said is None else said in (lacks or "")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://127.0.0.1:port", "no url"])
def test_absent_ollama_is_said_with_where_to_get_it(url: str) -> None:
    assert "https://ollama.com" in (ollama_lacks(OllamaSettings(url=url)) or "")
