"""Settings become things that work: the local model, and the names of places."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bot.config import OfficeSettings, OllamaSettings, Settings
from bot.errors import WrongUseError
from bot.local_model import ollama_lacks
from bot.wiring import office_place, require_place
from index.row import PlanRow
from ingest.plan import Level


def row(place: str, kind: str, province: str, level: Level = Level.DISTRICT) -> PlanRow:
    about = {"number": None, "issuer": None, "year": 2025, "tasks": 0, "contacts": 0, "warnings": ()}
    name = f"{kind} {place}, {province}"
    return PlanRow(  # type: ignore[call-arg]
        len(name), name, "", "", "", level=level, place=place, place_kind=kind, province=province, **about
    )


BA_TO = row("Ba Tơ", "huyện", "Quảng Ngãi")
BEN_TRE = row("Châu Thành", "huyện", "Bến Tre")
TIEN_GIANG = row("Châu Thành", "huyện", "Tiền Giang")
DONG_HOA = row("Đông Hòa", "thị xã", "Phú Yên")
THU_DUC = row("Thủ Đức", "thành phố", "Hồ Chí Minh")
ROWS = (BA_TO, BEN_TRE, TIEN_GIANG, DONG_HOA, THU_DUC, row("Đắk Lắk", "tỉnh", "Đắk Lắk", Level.PROVINCE))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Ba Tơ", "Ba Tơ"),
        ("ba to", "Ba Tơ"),
        ("Huyện  Ba Tơ", "Ba Tơ"),
        ("h. Ba Tơ", "Ba Tơ"),
        ("dak lak", "Đắk Lắk"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("tx Đông Hòa", "Đông Hòa"),
        ("tx. dong hoa", "Đông Hòa"),
        ("TP Thủ Đức", "Thủ Đức"),
        ("tp.thủ đức", "Thủ Đức"),
        ("Tỉnh Đắk Lắk (2025)", "Đắk Lắk"),
    ],
)
def test_place_is_known_however_it_is_written(name: str, place: str) -> None:
    assert [row.place for row in require_place(name, ROWS)] == [place]


@pytest.mark.parametrize(
    "name",
    ["Châu Thành, Bến Tre", "Huyện Châu Thành, Bến Tre", "huyện Châu Thành tỉnh Bến Tre", "châu thành (bến tre)"],
)
def test_a_namesake_is_told_by_its_province(name: str) -> None:
    assert require_place(name, ROWS) == (BEN_TRE,)


@pytest.mark.parametrize("name", ["Quảng Ngãi", "tỉnh Quảng Ngãi"])
def test_a_province_without_a_plan_stands_for_the_places_in_it(name: str) -> None:
    assert require_place(name, ROWS) == (BA_TO,)


@pytest.mark.parametrize(("name", "place"), [("xã Giao Hưng", "Giao Long"), ("Vĩnh Long", "Bến Tre")])
def test_a_place_is_known_by_what_it_is_part_of_today(name: str, place: str) -> None:
    provincial = row("Bến Tre", "tỉnh", "Bến Tre", Level.PROVINCE)
    rows = (row("Giao Long", "xã", "Nam Định", Level.COMMUNE), provincial, row("Ba Tri", "huyện", "Bến Tre"))
    assert [one.place for one in require_place(name, rows)] == [place]


@pytest.mark.parametrize(
    ("name", "near"), [("Ba Tư", "là: Ba Tơ"), ("Đông Hò", "là: Đông Hòa"), ("Xyz", "đã có kế hoạch:")]
)
def test_unknown_place_is_refused_with_near_ones(name: str, near: str) -> None:
    with pytest.raises(WrongUseError, match=near):
        require_place(name, ROWS)


@pytest.mark.parametrize("name", ["Sở Nội vụ", "Đắk Nông"], ids=["an agency", "another place"])
def test_nothing_is_guessed_for_what_is_no_slip(name: str) -> None:
    with pytest.raises(WrongUseError, match="đã có kế hoạch:"):
        require_place(name, ROWS)


def test_office_without_plans_keeps_its_name() -> None:
    assert office_place(Settings(office=OfficeSettings(place="Trà Bồng")), ROWS) == "Trà Bồng"


@pytest.mark.parametrize(("place", "is_said"), [("Khong Co", True), ("h. Ba Tơ", False), ("", False)])
def test_an_office_without_plans_is_said(capsys: pytest.CaptureFixture[str], place: str, is_said: bool) -> None:
    office_place(Settings(office=OfficeSettings(place=place)), ROWS)
    assert ("[office] place" in capsys.readouterr().err) == is_said


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
