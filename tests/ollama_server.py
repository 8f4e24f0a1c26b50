"""A loopback server that speaks Ollama's API, well or badly: `with ollama_server(reply="…") as server: server.url`."""

import json
import threading
from collections.abc import Iterator
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
    "error_midway",  # half the reply, then {"error": …}
    "missing",  # HTTP 404, no such model
    "garbage",  # 200 with something that is no JSON
]


@dataclass
class OllamaServer:
    """What to do, and what was asked: `requests` holds the bodies sent to /api/chat, `paths` every path."""

    reply: str = ""
    behaviour: Behaviour = "reply"
    model: str = "qwen3:4b-instruct"
    pause: float = 0.05
    prompt_eval_count: int | None = None  # None: counted from the prompt, three characters a token
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def line(self, content: str, **more: Any) -> dict[str, Any]:
        """A line of the stream."""
        now = datetime.now(UTC).isoformat()
        message = {"role": "assistant", "content": content}
        return {"model": self.model, "created_at": now, "message": message, "done": False} | more

    def last_line(self) -> dict[str, Any]:
        """The line that ends the stream, with its counts and its durations in nanoseconds."""
        asked = sum(len(message["content"]) for message in self.requests[-1]["messages"])
        count = self.prompt_eval_count or max(1, asked // 3)
        return self.line("", done=True, done_reason="length" if self.behaviour == "length" else "stop") | {
            "total_duration": 3_000_000,
            "load_duration": 1_000_000,
            "prompt_eval_count": count,
            "prompt_eval_duration": 1_000_000,
            "eval_count": max(1, len(self.reply) // 3),
            "eval_duration": 1_000_000,
        }

    def chunks(self) -> list[str]:
        """The reply in pieces of four characters, about a token each."""
        return [self.reply[n : n + 4] for n in range(0, len(self.reply), 4)]


@contextmanager
def ollama_server(reply: str = "", behaviour: Behaviour = "reply", **more: Any) -> Iterator[OllamaServer]:
    """Serves on a free loopback port until the block ends; hanging requests are let go then."""
    server = OllamaServer(reply=reply, behaviour=behaviour, **more)
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"ollama": server}))
    http.daemon_threads = True
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
    ollama: OllamaServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Silent: the tests' output is theirs."""

    def do_GET(self) -> None:
        self.ollama.paths.append(self.path)
        if self.path == "/api/tags":
            self._send(200, {"models": [{"name": self.ollama.model, "model": self.ollama.model, "size": 1}]})
        elif self.path == "/api/version":
            self._send(200, {"version": "0.12.0"})
        else:
            self._send(404, {"error": "not found"})

    def do_POST(self) -> None:
        self.ollama.paths.append(self.path)
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if self.path == "/api/show":
            self._send(200, {"details": {"family": "qwen3"}, "model_info": {}, "capabilities": ["completion"]})
        elif self.path == "/api/chat":
            self.ollama.requests.append(body)
            self._chat()
        else:
            self._send(404, {"error": "not found"})

    def _chat(self) -> None:
        match self.ollama.behaviour:
            case "error":
                self._send(500, {"error": "llama runner process has terminated"})
            case "missing":
                self._send(404, {"error": f"model '{self.ollama.model}' not found"})
            case _:
                self._stream()

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self._lines()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client went away, as it should when its time is up

    def _lines(self) -> None:
        ollama, chunks = self.ollama, self.ollama.chunks()
        match ollama.behaviour:
            case "reply" | "length" | "undone":
                for chunk in chunks:
                    self._write(ollama.line(chunk))
                if ollama.behaviour != "undone":
                    self._write(ollama.last_line())
                self._end()
            case "drip":
                while not ollama.closing.wait(ollama.pause):
                    self._write(ollama.line("chờ "))
            case "hang":
                ollama.closing.wait()
            case "garbage":
                self._write("<html>502 Bad Gateway</html>")
                self._end()
            case _:
                self._half(chunks)

    def _half(self, chunks: list[str]) -> None:
        for chunk in chunks[: len(chunks) // 2]:
            self._write(self.ollama.line(chunk))
        if self.ollama.behaviour == "hang_midway":
            self.ollama.closing.wait()
        elif self.ollama.behaviour == "error_midway":
            self._write({"error": "an error was encountered while running the model"})
            self._end()
        self.close_connection = True  # "cut": no last chunk, so the client sees the stream break

    def _write(self, line: dict[str, Any] | str) -> None:
        data = (line if isinstance(line, str) else json.dumps(line)).encode() + b"\n"
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")
