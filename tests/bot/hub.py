"""A hub of models on this machine: the calls of Hugging Face's that fetching makes, over files of the test's own."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


class Hub(ThreadingHTTPServer):
    """Has the files of `folder` at `revision`, whatever the repository; `asked` is what was fetched."""

    def __init__(self, folder: Path, revision: str) -> None:
        super().__init__(("127.0.0.1", 0), _Calls)
        self.folder, self.revision = folder, revision
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def files(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())


class _Calls(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        path, revision = self.path.split("?")[0], self.server.revision
        if f"/resolve/{revision}/" in path:
            name = path.split(f"/resolve/{revision}/")[1]
            body = (self.server.folder / name).read_bytes()
            if with_body:
                self.server.asked.append(name)
        elif f"/tree/{revision}" in path:
            body = json.dumps([self._file(name) for name in self.server.files]).encode()
        elif f"/revision/{revision}" in path:
            siblings = [{"rfilename": name} for name in self.server.files]
            body = json.dumps({"id": "x/y", "sha": revision, "siblings": siblings}).encode()
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("ETag", f'"{hashlib.sha1(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", revision)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _file(self, name: str) -> dict[str, object]:
        content = (self.server.folder / name).read_bytes()
        return {"type": "file", "path": name, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path, revision: str) -> Iterator[Hub]:
    """A hub that answers until this is left."""
    with Hub(folder, revision) as hub:
        Thread(target=hub.serve_forever, daemon=True).start()
        yield hub
        hub.shutdown()
