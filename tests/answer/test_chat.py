"""A model on its servers, by both wires: what comes, what goes wrong, whose turn it is, and that it stops."""

import socket
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from answer import servers
from answer.chat import Limits, Model, ModelBusy, ModelUnavailable, Restart, Server
from tests.model_server import model_server

SAID = "Cơ quan thực hiện là Phòng Nội vụ. [1]\nBáo cáo trước ngày 25/10/2025. [2]"
ASKED = [("system", "Quy tắc."), ("human", "Ai thực hiện?")]
KINDS = ("ollama", "openai")


def at(kind: str, url: str, name: str = "m", **more: Any) -> Server:
    if kind == "ollama":
        return Server(url, lambda: servers.ollama(url, name, num_ctx=4321, write_tokens=77, keep_alive="45m", **more))
    return Server(url, lambda: servers.openai(f"{url}/v1", name, "k", write_tokens=77))


def model(kind: str, *urls: str, **limits: Any) -> Model:
    asked = [at(kind, url) for url in urls]
    bounds = Limits(**({"first": 5.0, "loading": 5.0, "whole": 20.0} | limits))
    return Model(f"{kind}:m", asked, bounds, servers.reason, servers.is_away)


def refused(asked: Model) -> str:
    with pytest.raises(ModelUnavailable) as caught:
        asked.complete(ASKED)
    return str(caught.value)


def free_url() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def until(holds: Any) -> bool:
    end = time.monotonic() + 10
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(holds())


@pytest.mark.parametrize("kind", KINDS)
def test_the_reply_comes_in_pieces(kind: str) -> None:
    with model_server(SAID) as server:
        pieces = list(model(kind, server.url).stream(ASKED))
    assert len(pieces) > 5
    assert "".join(map(str, pieces)) == SAID


def test_ollama_is_asked_with_the_fixed_settings() -> None:
    with model_server(SAID) as server:
        model("ollama", server.url).complete(ASKED)
    [body] = server.requests
    assert body["options"] == {"num_ctx": 4321, "num_predict": 77, "temperature": 0}
    assert (body["keep_alive"], body["stream"], body["think"]) == ("45m", True, False)


def test_openai_is_asked_for_so_many_tokens_and_its_usage() -> None:
    with model_server(SAID) as server:
        model("openai", server.url).complete(ASKED)
    [body] = server.requests
    assert (body["max_tokens"], body["temperature"], body["stream"]) == (77, 0, True)
    assert body["stream_options"] == {"include_usage": True}
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize("kind", KINDS)
def test_thoughts_in_a_field_of_their_own_are_not_told(kind: str) -> None:
    with model_server(SAID, "thinking") as server:
        assert model(kind, server.url).complete(ASKED) == SAID


@pytest.mark.parametrize("kind", KINDS)
def test_thoughts_with_a_lone_end_are_taken_back(kind: str) -> None:
    with model_server(f"Phòng Y tế. [1]</think>{SAID}") as server:
        asked = model(kind, server.url)
        assert any(isinstance(piece, Restart) for piece in asked.stream(ASKED))
        assert asked.complete(ASKED) == SAID


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("cut", "ngắt giữa chừng"),
        ("undone", "cắt giữa chừng"),
        ("length", "quá dài"),
        ("error", "báo lỗi 500"),
        ("too_long", "báo lỗi 400"),
        ("missing", "chưa có mô hình"),
        ("loading", "đang nạp"),
        ("error_midway", "an error was encountered"),
        ("garbage", ""),
    ],
)
def test_a_broken_reply_is_unavailable_with_its_reason(kind: str, behaviour: Any, reason: str) -> None:
    with model_server(SAID, behaviour) as server:
        assert reason in refused(model(kind, server.url))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_listening_is_unavailable(kind: str) -> None:
    assert "không nối được" in refused(model(kind, free_url()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [("hang", "bắt đầu trả lời"), ("hang_midway", "trả lời xong"), ("drip", "trả lời xong")],
)
def test_a_slow_model_is_let_go_when_its_time_is_up(kind: str, behaviour: Any, reason: str) -> None:
    with model_server(SAID, behaviour) as server:
        assert reason in refused(model(kind, server.url, first=0.5, loading=0.5, whole=1.0))
        assert until(lambda: server.busy == 0 or behaviour != "drip")


def test_a_model_that_loads_has_longer_for_its_first_word() -> None:
    with model_server(SAID, first_after=1.0) as server:
        asked = model("ollama", server.url, first=0.3, loading=5.0)
        assert asked.complete(ASKED) == SAID
        assert "quá 0.3 giây" in refused(asked)  # now it is loaded, and slow all the same


@pytest.mark.parametrize("kind", KINDS)
def test_a_prompt_that_the_server_cut_is_told(kind: str) -> None:
    with model_server(SAID, prompt_tokens=100) as server, pytest.raises(ModelUnavailable, match="cắt bớt"):
        model(kind, server.url).complete([("system", "s"), ("human", "chữ " * 300)])


def test_another_server_is_asked_where_one_is_away() -> None:
    with model_server(SAID) as server:
        assert model("ollama", free_url(), server.url).complete(ASKED) == SAID


def test_servers_share_the_load() -> None:
    with model_server(SAID, first_after=0.5) as one, model_server(SAID, first_after=0.5) as other:
        asked = model("ollama", one.url, other.url)
        threads = [threading.Thread(target=asked.complete, args=(ASKED,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(one.requests), len(other.requests)) == (1, 1)


def test_a_server_writes_no_more_replies_at_once_than_it_may() -> None:
    with model_server(SAID, first_after=0.1) as server:
        asked = model("ollama", server.url, at_once=2)
        threads = [threading.Thread(target=asked.complete, args=(ASKED,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(server.requests), server.most_busy) == (6, 2)


def test_who_finds_the_queue_full_is_told_at_once() -> None:
    with model_server(SAID, "hang") as server:
        asked = model("ollama", server.url, waiting=1)
        threads = [threading.Thread(target=refused, args=(asked,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert until(lambda: asked.are_waiting == 1)
        with pytest.raises(ModelBusy, match="1 câu hỏi đang chờ"):
            asked.complete(ASKED)
        server.closing.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("kind", KINDS)
def test_stop_closes_the_connection(kind: str) -> None:
    stop = threading.Event()
    with model_server(SAID, "drip") as server:
        for _ in model(kind, server.url).stream(ASKED, stop):
            stop.set()
        assert until(lambda: server.left == 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_flood_of_pieces_is_stopped_as_well(kind: str) -> None:
    with model_server("", "drip", pause=0.0005) as server:
        for _ in range(8):
            stream = model(kind, server.url).stream(ASKED)
            for _ in range(50):
                next(stream)
            stream.close()  # type: ignore[attr-defined] - a generator
        assert until(lambda: server.busy == 0)


_LEAVES = """
import sys
from tests.answer.test_chat import ASKED, model

stream = model(*sys.argv[1:]).stream(ASKED)
for _ in range(100):
    next(stream)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_process_that_ends_in_the_middle_of_a_reply_ends_quietly(kind: str) -> None:
    with model_server("", "drip", pause=0.0005) as server:
        run = subprocess.run([sys.executable, "-c", _LEAVES, kind, server.url], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from tests.answer.test_chat import ASKED, SAID, model

asked = model(*sys.argv[1:])
asked.prepare()
with ThreadPoolExecutor(6) as pool:
    assert [*pool.map(lambda _: asked.complete(ASKED), range(6))] == 6 * [SAID]
"""


def test_the_first_questions_of_a_process_may_come_at_once() -> None:
    with model_server(SAID, first_after=0.1) as server:
        run = subprocess.run([sys.executable, "-c", _AT_ONCE, "ollama", server.url], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


def test_leaving_the_stream_stops_the_model() -> None:
    with model_server(SAID, "drip") as server:
        stream = model("ollama", server.url).stream(ASKED)
        next(iter(stream))
        stream.close()  # type: ignore[attr-defined]
        assert until(lambda: server.left == 1)


def test_a_chat_model_of_langchain_is_all_that_a_server_needs() -> None:
    from langchain_core.language_models.fake_chat_models import FakeListChatModel

    fake = Server("fake", lambda: FakeListChatModel(responses=[SAID]))
    asked = Model("fake", [fake], Limits(), servers.reason, servers.is_away)
    with pytest.raises(ModelUnavailable, match="cắt giữa chừng"):  # it never says that it is done
        asked.complete(ASKED)
