"""A loopback server that speaks Ollama's API and OpenAI's, and plays a role: `with model_server(role) as server:`.

A role reads the prompt as a model would (the records between their tags, the question) and says what it says.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Behaviour = Literal[
    "reply",  # the whole reply in chunks
    "drip",  # a chunk every `pause` seconds, for ever
    "hang",  # takes the question and says nothing
    "hang_midway",  # half the reply, then nothing
    "cut",  # half the reply, then the connection breaks
    "undone",  # the whole reply, but never done: true
    "length",  # done because num_predict or num_ctx ran out
    "error",  # HTTP 500
    "too_long",  # HTTP 400, as for a prompt over the context
    "error_midway",  # half the reply, then {"error": …}
    "missing",  # HTTP 404, no such model
    "loading",  # HTTP 503, as llama.cpp says while it loads
    "garbage",  # 200 with something that is no JSON
    "thinking",  # thoughts in a field of their own, then the reply
]


@dataclass(frozen=True)
class Asked:
    """What a prompt holds: each record's number and text, the question, and all of the last message."""

    records: tuple[tuple[int, str], ...]
    question: str
    whole: str
    is_again: bool


Role = Callable[[Asked], str]
_RECORD = re.compile(r'<doan n="(\d+)"[^>]*>\n(.*?)\n</doan>', re.DOTALL)
_QUESTION = re.compile(r"<cau_hoi>\n(.*?)\n</cau_hoi>", re.DOTALL)


def asked(messages: list[dict[str, Any]]) -> Asked:
    """The prompt in `messages`."""
    texts = [str(message["content"]) for message in messages]
    users = "\n".join(text for text, m in zip(texts, messages, strict=True) if m["role"] == "user")
    records = tuple((int(n), text) for n, text in _RECORD.findall(users))
    question = _QUESTION.search(users)
    return Asked(records, question.group(1) if question else "", "\n".join(texts), len(messages) > 2)


def saying(text: str) -> Role:
    """Says `text`, whatever is asked."""
    return lambda _: text


@dataclass
class ModelServer:
    """What to do, and what was asked: `requests` holds the bodies of chats, `paths` every path."""

    role: Role
    behaviour: Behaviour = "reply"
    model: str = "qwen3:4b-instruct"
    pause: float = 0.05
    first_after: float = 0.0  # seconds until the first word
    prompt_tokens: int | None = None  # None: counted from the prompt, three characters a token
    size: int = 2_500_000_000
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    busy: int = 0
    most_busy: int = 0
    left: int = 0  # clients that went away before the end
    closing: threading.Event = field(default_factory=threading.Event)

    def counts(self, body: dict[str, Any], reply: str) -> tuple[int, int]:
        """Tokens read and written."""
        length = sum(len(str(message["content"])) for message in body["messages"])
        return self.prompt_tokens or max(1, length // 3), max(1, len(reply) // 3)


@contextmanager
def model_server(role: Role | str = "", behaviour: Behaviour = "reply", **more: Any) -> Iterator[ModelServer]:
    """Serves on a free loopback port until the block ends; hanging requests are let go then."""
    server = ModelServer(role=saying(role) if isinstance(role, str) else role, behaviour=behaviour, **more)
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"served": server}))
    http.daemon_threads = True
    http.handle_error = lambda *_: None  # type: ignore[method-assign] - clients go away when their time is up
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    served: ModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Silent: the tests' output is theirs."""

    def do_GET(self) -> None:
        served, name = self.served, self.served.model
        served.paths.append(self.path)
        known = {
            "/api/tags": {"models": [{"name": name, "model": name, "size": served.size}]},
            "/api/ps": {"models": [{"name": name, "model": name, "size": served.size, "size_vram": 0}]},
            "/api/version": {"version": "0.12.0"},
            "/v1/models": {"object": "list", "data": [{"id": name, "object": "model", "owned_by": "library"}]},
            "/health": {"status": "ok"},
        }
        self._send(200, known[self.path]) if self.path in known else self._send(404, {"error": "not found"})

    def do_POST(self) -> None:
        self.served.paths.append(self.path)
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if self.path == "/api/show":
            self._send(200, {"details": {"family": "qwen3"}, "model_info": {}, "capabilities": ["completion"]})
        elif self.path in ("/api/chat", "/v1/chat/completions"):
            self.served.requests.append(body)
            self.served.busy += 1
            self.served.most_busy = max(self.served.most_busy, self.served.busy)
            try:
                self._chat(body, _Ollama() if self.path == "/api/chat" else _OpenAI())
            except (BrokenPipeError, ConnectionResetError):
                self.served.left += 1
                self.close_connection = True  # the client went away, as it should when its time is up
            finally:
                self.served.busy -= 1
        else:
            self._send(404, {"error": "not found"})

    def _chat(self, body: dict[str, Any], wire: "_Ollama | _OpenAI") -> None:
        refusals = {
            "error": (500, "llama runner process has terminated"),
            "too_long": (400, "the request exceeds the available context size"),
            "missing": (404, f"model '{self.served.model}' not found"),
            "loading": (503, "Loading model"),
        }
        if self.served.behaviour in refusals:
            status, said = refusals[self.served.behaviour]
            self._send(status, wire.error(said, status))
            return
        reply = self.served.role(asked(body["messages"]))
        if not body.get("stream", wire.streams):
            self._send(200, wire.whole(self.served, body, reply))
            return
        self.send_response(200)
        self.send_header("Content-Type", wire.content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.served.closing.wait(self.served.first_after):
            return
        self._stream(body, wire, reply)

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, body: dict[str, Any], wire: "_Ollama | _OpenAI", reply: str) -> None:
        served, chunks = self.served, [reply[n : n + 4] for n in range(0, len(reply), 4)]
        match served.behaviour:
            case "reply" | "length" | "undone" | "thinking":
                if served.behaviour == "thinking":
                    self._write(wire.piece(served, "", thinking="Người dùng hỏi gì nhỉ? Phòng Mật vụ chủ trì. [1]"))
                for chunk in chunks:
                    self._write(wire.piece(served, chunk))
                if served.behaviour != "undone":
                    why = "length" if served.behaviour == "length" else "stop"
                    for line in wire.last(served, body, reply, why):
                        self._write(line)
                self._end()
            case "drip":
                while not served.closing.wait(served.pause):
                    self._write(wire.piece(served, "chờ "))
            case "hang":
                served.closing.wait()
            case "garbage":
                self._write("<html>502 Bad Gateway</html>\n")
                self._end()
            case _:
                self._half(wire, chunks)

    def _half(self, wire: "_Ollama | _OpenAI", chunks: list[str]) -> None:
        for chunk in chunks[: len(chunks) // 2]:
            self._write(wire.piece(self.served, chunk))
        if self.served.behaviour == "hang_midway":
            self.served.closing.wait()
        elif self.served.behaviour == "error_midway":
            self._write(wire.line(wire.error("an error was encountered while running the model", 500)))
            self._end()
        self.close_connection = True  # "cut": no last chunk, so the client sees the stream break

    def _write(self, line: str) -> None:
        data = line.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")


class _Ollama:
    """POST /api/chat: a JSON object a line; streamed unless told otherwise."""

    content_type = "application/x-ndjson"
    streams = True

    def line(self, body: dict[str, Any]) -> str:
        return json.dumps(body) + "\n"

    def error(self, said: str, _: int) -> dict[str, Any]:
        return {"error": said}

    def piece(self, served: ModelServer, content: str, **more: str) -> str:
        return self.line(self._said(served, content, done=False, **more))

    def last(self, served: ModelServer, body: dict[str, Any], reply: str, why: str) -> Iterator[str]:
        yield self.line(self._said(served, "", done=True) | self._sums(served, body, reply, why))

    def whole(self, served: ModelServer, body: dict[str, Any], reply: str) -> dict[str, Any]:
        return self._said(served, reply, done=True) | self._sums(served, body, reply, "stop")

    def _said(self, served: ModelServer, content: str, *, done: bool, **more: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": content} | more
        return {"model": served.model, "created_at": datetime.now(UTC).isoformat(), "message": message, "done": done}

    def _sums(self, served: ModelServer, body: dict[str, Any], reply: str, why: str) -> dict[str, Any]:
        read, written = served.counts(body, reply)
        return {
            "done_reason": why, "total_duration": 3_000_000, "load_duration": 1_000_000, "prompt_eval_count": read,
            "prompt_eval_duration": 1_000_000, "eval_count": written, "eval_duration": 1_000_000,
        }  # fmt: skip


class _OpenAI:
    """POST /v1/chat/completions: server-sent events where `stream` is asked for."""

    content_type = "text/event-stream"
    streams = False

    def line(self, body: dict[str, Any]) -> str:
        return f"data: {json.dumps(body)}\n\n"

    def error(self, said: str, status: int) -> dict[str, Any]:
        return {"error": {"message": said, "type": "invalid_request_error", "code": status}}

    def piece(self, served: ModelServer, content: str, thinking: str = "") -> str:
        delta = {"role": "assistant", "content": content} | ({"reasoning_content": thinking} if thinking else {})
        return self.line(self._chunk(served, [{"index": 0, "delta": delta, "finish_reason": None}]))

    def last(self, served: ModelServer, body: dict[str, Any], reply: str, why: str) -> Iterator[str]:
        yield self.line(self._chunk(served, [{"index": 0, "delta": {}, "finish_reason": why}]))
        if (body.get("stream_options") or {}).get("include_usage"):
            yield self.line(self._chunk(served, []) | {"usage": self._usage(served, body, reply)})
        yield "data: [DONE]\n\n"

    def whole(self, served: ModelServer, body: dict[str, Any], reply: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": reply}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return self._chunk(served, [choice]) | {"object": "chat.completion", "usage": self._usage(served, body, reply)}

    def _chunk(self, served: ModelServer, choices: list[dict[str, Any]]) -> dict[str, Any]:
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": int(time.time())}
        return head | {"model": served.model, "choices": choices}

    def _usage(self, served: ModelServer, body: dict[str, Any], reply: str) -> dict[str, int]:
        read, written = served.counts(body, reply)
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
